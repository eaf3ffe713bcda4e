/* world_tables.h - layer 4: what the tables of `world show` share. Internal to world_tables*.c. */
#ifndef GAD_WORLD_TABLES_H
#define GAD_WORLD_TABLES_H

#include "report/world_page.h"

typedef struct table_column_row {
    const char *name, *title;
    gad_col_type type;
    int32_t decimals;
} table_column_row;

#define COL_TEXT(name)                                                                             \
    {                                                                                              \
        name, NULL, GAD_TEXT, -1                                                                   \
    }
#define COL_NUMBER(name, title, decimals)                                                          \
    {                                                                                              \
        name, title, GAD_F64, decimals                                                             \
    }
#define COL_RANGE(decimals)                                                                        \
    COL_NUMBER("low", NULL, decimals), COL_NUMBER("mode", NULL, decimals),                         \
        COL_NUMBER("high", NULL, decimals)

typedef struct table_kind {
    const char *name; /* as in --show */
    const table_column_row *column;
    int32_t n;
    bool base;                                                   /* needs the base month */
    bool (*fill)(const world_page *p, arena *mem, gad_table *t); /* false: no memory */
} table_kind;

#define TABLE_KIND(name, columns, base, fill)                                                      \
    {                                                                                              \
        name, columns, COUNT_OF(columns), base, fill                                               \
    }

/* The kinds that show the files as they are (world_tables_data.c); ends with a row without a name. */
extern const table_kind world_data_tables[];

void put_range(gad_table *t, const estimate *e); /* NULL: three missing */
void put_source(gad_table *t, const estimate *e, const char *otherwise);
double share_pct(double part, double all); /* NO_NUMBER of nothing */
bool world_shows_run(const world_page *p, int32_t process, int32_t place);

#endif
