/* table.h - layer 0: building a gad_table. Columns first, then rows cell by cell from the left. A
 * failure sticks (as in buf.h): check table_ok once at the end. */
#ifndef GAD_TABLE_H
#define GAD_TABLE_H

#include "base/base.h"

/* Texts are copied. title NULL: as name. decimals: shown after the point, -1 as many as needed. */
void table_column(gad_table *t, const char *name, const char *title, gad_col_type type,
                  int32_t decimals);
void table_text(gad_table *t, const char *text); /* NULL: missing */
void table_textn(gad_table *t, const char *text, size_t n);
void table_f64(gad_table *t, double x); /* NaN: missing */
void table_i64(gad_table *t, int64_t x);
void table_count(gad_table *t, int64_t x); /* 0, as of a place in an order: missing */
void table_bool(gad_table *t, bool x);
void table_null(gad_table *t);
bool table_ok(const gad_table *t); /* false: out of memory somewhere, or a row is unfinished */
/* The table if it is sound; else frees it, records GAD_E_NOMEM and sets *out to NULL. */
gad_status table_finish(gad_ctx *cx, gad_table *t, gad_table **out);
int32_t table_find(const gad_table *t, const char *name); /* column number, -1: none */

/* Reading, for callers that know the types. A missing number is NaN; a missing text is NULL; a
 * missing integer is `otherwise`. */
double table_get_f64(const gad_table *t, int64_t row, int32_t col);
int64_t table_get_i64(const gad_table *t, int64_t row, int32_t col, int64_t otherwise);
const char *table_get_text(const gad_table *t, int64_t row, int32_t col);

#endif
