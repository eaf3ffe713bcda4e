/* sql_text.h - layer 1: the texts of sql/, written into the build folder by tools/embed.c. */
#ifndef GAD_SQL_TEXT_H
#define GAD_SQL_TEXT_H

#include <stdint.h>

typedef struct sql_text {
    const char *name; /* path below sql/ without .sql */
    const char *text;
} sql_text;

extern const sql_text sql_texts[];
extern const int32_t sql_text_count;

#endif
