set(SOURCES json.c json_read.c)
