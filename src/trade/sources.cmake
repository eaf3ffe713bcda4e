set(SOURCES codes.c codeset.c customs.c customs_sql.c indicators.c nothing.c pool.c published.c rank.c series.c stats.c)
