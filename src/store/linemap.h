/* linemap.h - layer 1: which physical line each record began on, in little memory. */
#ifndef GAD_LINEMAP_H
#define GAD_LINEMAP_H

#include "base/base.h"

/* From `record` on, records begin at line, line + step, line + 2 step, ... */
typedef struct linemap_piece {
    int64_t record;
    int64_t line;
    int64_t step; /* 0: not known yet, one record only */
} linemap_piece;

typedef struct linemap {
    const alloc *al;
    linemap_piece *piece;
    size_t n;
    size_t cap;
} linemap;

void linemap_init(linemap *m, const alloc *al);
void linemap_release(linemap *m);
void linemap_clear(linemap *m);
/* Records record, record + 1, ... (n of them) are at line, line + 1, ...; records come in order.
 * False: no memory. */
bool linemap_add(linemap *m, int64_t record, int64_t line, int64_t n);
int64_t linemap_line(const linemap *m, int64_t record);

#endif
