set(SOURCES digest.c duck.c query.c store.c)
