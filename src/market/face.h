/* face.h - layer 1: the set of all solutions around one of them. Private to src/market.
 *
 * Where prices (or levels) are not unique they fill a polyhedron: equations that hold at every solution and
 * inequalities with some slack at this one. A face is described by such rows over its variables; settling it finds
 * the range of every variable and moves to the point of least norm. */
#ifndef GAD_FACE_H
#define GAD_FACE_H

#include "base/base.h"

typedef struct face_rows { /* compressed rows; built by face_row and face_put */
    int32_t n, room;
    int32_t *start; /* [room + 1] */
    int32_t *var;
    double *coef;
    double *slack; /* [room] inequality: sum coef v <= slack at the present point, so slack >= 0 */
} face_rows;

typedef struct face {
    int32_t n_var;
    double *value;      /* [n_var] in: a solution; out: the least-norm one */
    double *low, *high; /* [n_var] out: range over the face, infinite ends allowed */
    bool *weighs;       /* [n_var] counts in the norm */
    face_rows equal, atmost;
    int32_t
        skipped; /* out: variables of clusters too large to settle: value kept, low = high = NaN */
} face;

/* Take memory for n_var variables and rows with so many entries in all. False: no memory. */
bool face_take(arena *mem, face *f, int32_t n_var, int32_t n_equal, int64_t equal_entries,
               int32_t n_atmost, int64_t atmost_entries);
void face_row(face_rows *r, double slack);             /* begins a row */
void face_put(face_rows *r, int32_t var, double coef); /* one entry of it */
/* Memory from `mem`. Errors: GAD_E_NOMEM. Cost: dense algebra per cluster of variables that move together. */
MUST_CHECK gad_status face_settle(gad_ctx *cx, arena *mem, face *f);

#endif
