set(SOURCES digest.c duck.c query.c spool.c store.c)
