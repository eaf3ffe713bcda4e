set(SOURCES defaults.c export.c prose.c sources.c sparkline.c sql.c table.c width.c)
