set(SOURCES alloc.c arena.c buf.c near.c num.c parallel.c period.c rng.c status.c table.c units.c)
