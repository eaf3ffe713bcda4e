set(SOURCES defaults.c export.c figures_json.c lookups.c prose.c rank.c series.c sources.c sparkline.c sql.c table.c width.c)
