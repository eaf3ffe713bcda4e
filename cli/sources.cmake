set(SOURCES main.c)
