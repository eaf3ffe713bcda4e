set(SOURCES verdicts.c)
