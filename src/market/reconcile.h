/* reconcile.h - layer 1: what the files of reconciliation share. Private to src/market. Mathematics:
 * docs/market-reconcile.md.
 *
 * A flow is kept twice: x, and what it differs from its observed value, z = x - centre. Near the observation only z has
 * the digits of marginal costs, far from it only x those of balances. */
#ifndef GAD_RECONCILE_H
#define GAD_RECONCILE_H

#include "base/base.h"
#include "gadolin/market.h"

typedef enum hold { HOLD_LOWER = -1, HOLD_NONE = 0, HOLD_UPPER = 1, HOLD_KNOWN = 2 } hold;

typedef struct recon {
    const gad_reconcile_spec *in;
    int32_t n_node, n_flow;
    double *centre;     /* [n_flow] observed value, 0 when not observed */
    double *low, *high; /* [n_flow] bounds; both the centre when known exactly */
    double *supply;     /* [n_node] */
    double *gross;      /* [n_node] sum |coef centre| + |supply| */
    double *near;  /* [n_flow] rounding of its balances: nearer than this to a bound is at it */
    double *x, *z; /* [n_flow] */
    double *price; /* [n_node] */
    hold *held;    /* [n_flow] */
    bool *binds;   /* [n_node] false: a freely disposing node with a surplus */
    double *sd;    /* [n_flow] */
    int32_t redundancy;
} recon;

static inline bool recon_observed(const recon *r, int32_t j)
{
    return isfinite(r->in->sigma[j]);
}

/* ---- reconcile_basis.c: which flows the balances determine ------------------------------------
 * The binding balances of the flows that are not held, A z = ..., are solved for a set B of flows (the basis), one per
 * independent balance: x_B = -T x_N - (inverse of A_B) (supply and held flows). B is chosen greedily by falling sigma, the flows not
 * observed first; so every flow is expressed by flows that are known no worse than it is, and no digits of the well
 * known ones are lost in sums with the badly known. */
typedef struct sparse { /* columns one after the other */
    const alloc *al;
    int32_t *start; /* [columns + 1] */
    int32_t *row;
    double *value;
    int32_t n, cap;
} sparse;

typedef struct basis {
    int32_t rank;
    int32_t *flow;       /* [rank] */
    int32_t *node;       /* [rank] its pivot row */
    int32_t *number;     /* [n_flow] place of the flow in the basis, -1: not in it */
    double *diag;        /* [rank] of U */
    sparse l;            /* column k: below the pivot, by node */
    sparse u;            /* column k: above the diagonal, by number */
    sparse t;            /* column j: T of flow j by number; empty for flows held or in the basis */
    double *unit;        /* [n_node] largest coefficient */
    bool *taken;         /* [n_node] has a pivot */
    int32_t *order;      /* [n_flow] work */
    double *work, *size; /* [n_node] */
} basis;

MUST_CHECK gad_status basis_new(gad_ctx *cx, const recon *r, arena *mem, basis *b);
void basis_release(basis *b); /* the sparse parts; takes a zeroed one */
/* Choose anew for the present r->held and r->binds. GAD_E_NOMEM. */
MUST_CHECK gad_status basis_choose(gad_ctx *cx, const recon *r, basis *b);
/* x [rank] = inverse of A_B times the right-hand side [n_node] (binding nodes only are looked at), and the size of the
 * terms that x is made of, given that of the right-hand side. */
void basis_solve(const recon *r, basis *b, const double *right, const double *right_size, double *x,
                 double *size);
/* p [n_node] with A_B' p = q [rank]; p of the nodes that are no pivot is given (see basis taken). */
void basis_solve_transposed(const basis *b, const double *q, double *p);

/* ---- reconcile_exact.c: the least squares problem with the bounds decided ---------------------- */
/* x and z of the flows not held and the prices, for r->held and r->binds and x of the held; a flow outside the basis
 * that is not observed keeps its x. With `sd` also the standard errors and the redundancy. Errors: GAD_E_NOMEM; GAD_E_ARG numbers beyond
 * the range of doubles. */
MUST_CHECK gad_status recon_exact(gad_ctx *cx, recon *r, basis *b, bool sd);

#endif
