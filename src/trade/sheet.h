/* sheet.h - layer 2: small CSV files that people write for gadolin: columns by name, rows with their
 * lines, every complaint as FILE:LINE. Includes base and store only.
 *
 * Any encoding and delimiter that ingest reads is read here (spool.h), packed as .gz or not. Names of
 * columns stand in any order and case. A column that is not known is refused, so that a slip in a name
 * is no missing number; "note", "comment", "source" and "url" may stand in every file and are not read. */
#ifndef GAD_SHEET_H
#define GAD_SHEET_H

#include "base/base.h"

enum {
    SHEET_BYTES_MAX = 1 << 28, /* of a file, unpacked */
    SHEET_CELLS_MAX = 1 << 24,
    SHEET_COLUMNS_MAX = 64
};

typedef struct sheet_column {
    const char *name;
    const char *also; /* other names, "a|b"; NULL: none */
} sheet_column;

typedef struct sheet {
    const char *file; /* as asked for, for messages */
    const sheet_column *column;
    int32_t n_column;
    int32_t n_row;
    const char *const *named; /* [n_column] the column's name in the file; NULL: it is not there */
    const char *const
        *cell;           /* [n_row * n_column] without spaces around, "" when empty; never NULL */
    const int64_t *line; /* [n_row] from 1 */
} sheet;

/* Read `path`; all memory from `mem`; `column` is borrowed. A file has at least one row.
 * Errors: GAD_E_IO; GAD_E_FORMAT no such table, an unknown or repeated column, a damaged line, too
 * large; each names file and line. */
MUST_CHECK gad_status sheet_read(gad_ctx *cx, arena *mem, const char *path,
                                 const sheet_column *column, int32_t n_column, sheet *out);

bool sheet_has(const sheet *s, int32_t column);
const char *sheet_text(const sheet *s, int32_t row, int32_t column); /* "" when empty */
/* A number from lo to hi; NaN when the cell is empty or the column is not there. `range` is said when
 * it is outside: "a share, 0 to 1". */
MUST_CHECK gad_status sheet_number(gad_ctx *cx, const sheet *s, int32_t row, int32_t column,
                                   double lo, double hi, const char *range, double *x);
/* A year of four digits; INT32_MIN when empty. */
MUST_CHECK gad_status sheet_year(gad_ctx *cx, const sheet *s, int32_t row, int32_t column,
                                 int32_t *year);
/* Records "FILE:LINE: ..." as GAD_E_FORMAT and returns it; row -1: the header. */
gad_status sheet_fail(gad_ctx *cx, const sheet *s, int32_t row, const char *fmt, ...)
    GAD_PRINTF(4, 5);

#endif
