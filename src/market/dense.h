/* dense.h - layer 1: small dense linear algebra in the caller's memory, no allocation. Matrices are row by row.
 * Meant for blocks of a few dozen rows; large systems go through linsys.h.
 *
 * The two questions on polyhedra scale the rows themselves; h may be INFINITY (no constraint). */
#ifndef GAD_DENSE_H
#define GAD_DENSE_H

#include "base/base.h"

/* PA = LU in place with partial pivoting; pivot [n]. False: singular (a pivot is 0 or not finite). */
bool dense_lu(double *a, int32_t n, int32_t *pivot);
/* Solve with the factors; b [n] is replaced by x. */
void dense_lu_solve(const double *lu, int32_t n, const int32_t *pivot, double *b);
void dense_lu_solve_transposed(const double *lu, int32_t n, const int32_t *pivot, double *b);
/* Cholesky of the symmetric part (a + a')/2 into l (lower, row by row; l may not be a). Returns the smallest pivot
 * relative to its diagonal entry: > 0 positive definite, about 0 semidefinite, < 0 indefinite (l is then unusable). */
double dense_cholesky(const double *a, int32_t n, double *l);

/* Minimise |y|^2 subject to g y <= h (g [m * k], h [m]): the point of the polyhedron nearest to 0, by non-negative
 * least squares on its dual (Lawson & Hanson 1974, ch. 23). work [dense_nearest_work(m, k)], iwork [m].
 * False: the polyhedron is empty or the work limit was reached. */
size_t dense_nearest_work(int32_t m, int32_t k);
bool dense_nearest(const double *g, const double *h, int32_t m, int32_t k, double *y, double *work,
                   int32_t *iwork);
/* Maximise c.y subject to g y <= h with h >= 0 (so y = 0 is feasible), y free: the simplex method with Bland's rule.
 * Entries below 1e-14 of the largest of their row, or of c, are taken for 0. Returns the maximum; INFINITY when
 * unbounded; NaN at the work limit or when something is not a number. work [dense_maximum_work(m, k)], iwork [m + k]. */
size_t dense_maximum_work(int32_t m, int32_t k);
double dense_maximum(const double *c, const double *g, const double *h, int32_t m, int32_t k,
                     double *work, int32_t *iwork);

#endif
