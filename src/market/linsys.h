/* linsys.h - layer 1: sparse linear systems behind five calls. The only files that know SuiteSparse are
 * linsys_*.c. Includes base only.
 *
 * A system has a fixed pattern: of a symmetric positive definite matrix (lower triangle by columns, rows
 * ascending, diagonal present and first) or of a general square one (all entries by columns, rows ascending,
 * diagonal present). The pattern is analysed once; values are filled in by the caller and factored as often as
 * wanted. After the first factorisation nothing is allocated from the context (freed blocks of SuiteSparse are
 * kept and handed out again). */
#ifndef GAD_LINSYS_H
#define GAD_LINSYS_H

#include "base/base.h"

typedef struct linsys linsys;

/* Copies the pattern: start [n + 1], row [start[n]]. Analyses it: fill-reducing order, symbolic factor.
 * Errors: GAD_E_NOMEM. Cost: the ordering. */
MUST_CHECK gad_status linsys_new(gad_ctx *cx, int32_t n, const int32_t *start, const int32_t *row,
                                 bool symmetric, linsys **out);
void linsys_free(linsys *s);      /* takes NULL */
double *linsys_values(linsys *s); /* [start[n]] to fill before linsys_factor; borrowed */

/* Factor the values. *bad: -1, or a row whose pivot is not positive (symmetric) or is zero or not finite: then
 * there is no factor. Errors: GAD_E_NOMEM (there is no factor then). */
MUST_CHECK gad_status linsys_factor(gad_ctx *cx, linsys *s, int32_t *bad);
bool linsys_factored(const linsys *s);

/* x = inverse of the *factored* matrix times b (transposed: of its transpose). b and x may be the same array. The
 * values may have changed since: the factor is then a preconditioner. Errors: GAD_E_NOMEM. */
MUST_CHECK gad_status linsys_solve(gad_ctx *cx, linsys *s, const double *b, double *x);
MUST_CHECK gad_status linsys_solve_transposed(gad_ctx *cx, linsys *s, const double *b, double *x);
void linsys_multiply(const linsys *s, const double *x, double *y); /* y = (current values) x */

/* Solve with the *current values*, the factor as preconditioner: conjugate gradients (symmetric) or restarted GMRES,
 * from x = 0, until the preconditioned residual falls by `rel` or after max_iterations. b and x are apart.
 * *iterations is what it took; *reached whether it got there. Errors: GAD_E_NOMEM. */
MUST_CHECK gad_status linsys_iterate(gad_ctx *cx, linsys *s, const double *b, double rel,
                                     int32_t max_iterations, double *x, int32_t *iterations,
                                     bool *reached);

/* Symmetric only: rows whose pivot in the last factor is below `ratio` times the diagonal entry of the matrix that was
 * factored (a regularised singular matrix shows one such row per dimension of its null space). weak [n]. Returns how
 * many. */
int32_t linsys_weak_pivots(const linsys *s, double ratio, int32_t *weak);

typedef struct linsys_cost {
    int64_t factor_nonzeros; /* of L (symmetric) or L + U */
    double factor_flops;     /* of one numeric factorisation */
    double solve_flops;      /* of one linsys_solve */
} linsys_cost;
linsys_cost linsys_cost_of(const linsys *s);

/* BLAS threads used inside factorisations (1: the default of gadolin). No effect where BLAS has no such call. */
void linsys_threads(int32_t n);

#endif
