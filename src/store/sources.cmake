set(SOURCES digest.c duck.c parquet.c query.c select.c spool.c store.c)
