/* csv_impl.h - layer 1: what csv_table.c (rows) and csv_cell.c (cells) share. */
#ifndef GAD_CSV_IMPL_H
#define GAD_CSV_IMPL_H

#include "text/csv_table.h"

typedef struct csv_place { /* where a reader is */
    gad_ctx *cx;
    const char *name; /* of the file */
    arena *mem;       /* for texts */
    int32_t line;     /* where the row at hand starts */
} csv_place;

/* "name:line: ..." */
gad_status csv_fail(const csv_place *at, int32_t line, const char *fmt, ...) GAD_PRINTF(3, 4);
gad_status csv_nomem(const csv_place *at);
/* How much of a cell to show: one line of it, cut between characters. */
int csv_shown(const char *text);
/* The text of a cell into its field of the struct `row`. */
MUST_CHECK gad_status csv_bind_cell(const csv_place *at, const csv_column *c, const char *text,
                                    char *row);

#endif
