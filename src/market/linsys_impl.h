/* linsys_impl.h - layer 1: what a linsys is made of. For linsys.c and the solvers behind it only. */
#ifndef GAD_LINSYS_IMPL_H
#define GAD_LINSYS_IMPL_H

#include "base/base.h"
#include "market/linsys.h"
#include "market/linsys_mem.h"

/* A direct solver. Calls happen between linsys_enter and linsys_leave; `part` is the solver's own state. */
typedef struct linsys_type {
    gad_status (*analyse)(gad_ctx *cx,
                          linsys *s); /* sets s->part, also on an error as far as it came */
    void (*drop)(linsys *s);          /* what SuiteSparse made; s->part is in the arena */
    /* Factor s->value, all of it finite. *bad as in linsys_factor, -1 on entry. */
    gad_status (*factor)(gad_ctx *cx, linsys *s, int32_t *bad);
    gad_status (*solve)(gad_ctx *cx, linsys *s, bool transposed, const double *b, double *x);
    linsys_cost (*cost)(const linsys *s);
} linsys_type;
extern const linsys_type linsys_chol, linsys_lu;

struct linsys {
    alloc al; /* of the context it was made with */
    arena mem;
    linsys_mem store; /* for SuiteSparse */
    const linsys_type *type;
    void *part;
    int32_t n;
    bool symmetric;
    bool factored;
    int32_t *start; /* [n + 1] */
    int32_t *row;   /* [start[n]] ascending in each column */
    double *value;  /* [start[n]] the caller fills it */
    double *pivot;  /* [n] symmetric: of the last factor, in the caller's order */
    double *diag;   /* [n] symmetric: of the values that were factored */
    double *work;   /* of linsys_iterate, from its first call on */
};

#endif
