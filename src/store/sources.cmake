set(SOURCES container.c digest.c duck.c encoding.c hasher.c intake.c linemap.c parquet.c query.c select.c scan.c sink.c sniff.c spool.c store.c)
