/* csv_table.h - layer 1: reading small CSV files that people keep by hand, strictly. Includes base only.
 *
 * Flow:  csv_read (bytes to rows of texts; libcsv splits them) -> csv_bind (a row into a struct, by a schema)
 * The first line names the columns. Refused, naming file, line, column and the offending text: a column that the schema
 * does not know (with the nearest name), one that stands twice or is missing, a row with more or fewer fields, quotes that
 * are not closed, broken UTF-8, zero bytes, numbers with separators, spaces, signs in excess or beyond the range, a text
 * that is required and empty, more than CSV_BYTES_MAX bytes. Lines that are empty or start with '#' are skipped. */
#ifndef GAD_CSV_TABLE_H
#define GAD_CSV_TABLE_H

#include "base/base.h"

enum { CSV_BYTES_MAX = 1 << 24, CSV_COLUMNS_MAX = 64 };

typedef enum csv_type {
    CSV_TEXT,    /* const char *; "" when empty and not required */
    CSV_NUMBER,  /* double; NO_NUMBER when empty and not required */
    CSV_INTEGER, /* int32_t; INT32_MIN when empty and not required */
    CSV_MONTH,   /* int32_t, "2025-06"; INT32_MIN when empty and not required */
} csv_type;

typedef struct csv_column {
    const char *name;
    csv_type type;
    size_t offset; /* in the struct */
    bool required; /* a cell may not be empty; the column itself must always stand in the head */
    double lo, hi; /* NUMBER, INTEGER: both allowed; 0, 0: any finite */
} csv_column;

typedef struct csv_schema {
    const csv_column *column;
    int32_t n;
    size_t size; /* of the struct */
    size_t line; /* offset of an int32_t that gets the row's line in the file */
} csv_schema;

/* Read every row of a file into an array of structs, in the order of the file.
 *   rows  out  [*n] in mem; texts as well
 * Errors: GAD_E_IO the file; GAD_E_FORMAT "path:line: column 'low': ..."; GAD_E_NOMEM. */
MUST_CHECK gad_status csv_read_file(gad_ctx *cx, const char *path, const csv_schema *schema,
                                    arena *mem, void **rows, int32_t *n);
/* The same from bytes that messages call `name`. */
MUST_CHECK gad_status csv_read_bytes(gad_ctx *cx, const char *name, const char *bytes, size_t size,
                                     const csv_schema *schema, arena *mem, void **rows, int32_t *n);

#endif
