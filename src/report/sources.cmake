set(SOURCES prose.c sparkline.c)
