set(SOURCES codes.c codeset.c customs.c customs_sql.c governance.c indicators.c nothing.c pool.c published.c rank.c reconcile.c reliability.c series.c sheet.c stats.c supply.c)
