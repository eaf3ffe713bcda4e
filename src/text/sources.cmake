set(SOURCES json.c)
