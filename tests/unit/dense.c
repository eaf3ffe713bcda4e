/* dense - layer 1: factorisations against residuals; points and maxima of polyhedra against brute force over every set
 * of constraints that may be active. */
#include "test.h"
#include "market/dense.h"

#define INF ((double)INFINITY)
enum { DRAWS = 400, N_MAX = 24, K_MAX = 3, M_MAX = 8, ROOM = 4096 };

static void random_matrix(rng *r, double *a, int32_t n)
{
    for (int32_t i = 0; i < n * n; i++)
        a[i] = rng_f64(r, -1, 1);
}

/* max |a x - b| with a or its transpose, over max |x| n. */
static double residual(const double *a, int32_t n, bool transposed, const double *x,
                       const double *b)
{
    double worst = 0, size = 0;
    for (int32_t i = 0; i < n; i++) {
        double sum = -b[i];
        for (int32_t j = 0; j < n; j++)
            sum += (transposed ? a[j * n + i] : a[i * n + j]) * x[j];
        worst = fmax(worst, fabs(sum));
        size = fmax(size, fabs(x[i]));
    }
    return worst / (size * n);
}

static void lu_solves_both_ways(void **state)
{
    rng r = rng_make(32, 1);
    (void)state;
    for (int32_t i = 0; i < DRAWS; i++) {
        double a[N_MAX * N_MAX], lu[N_MAX * N_MAX], b[N_MAX], x[N_MAX];
        int32_t pivot[N_MAX], n = rng_i32(&r, 1, N_MAX);
        random_matrix(&r, a, n);
        a[0] = n > 1 ? 0 : a[0]; /* pivoting is needed */
        for (int32_t k = 0; k < n; k++)
            b[k] = rng_f64(&r, -1, 1);
        memcpy(lu, a, sizeof a);
        assert_true(dense_lu(lu, n, pivot));
        memcpy(x, b, sizeof b);
        dense_lu_solve(lu, n, pivot, x);
        assert_true(residual(a, n, false, x, b) < 1e-14);
        memcpy(x, b, sizeof b);
        dense_lu_solve_transposed(lu, n, pivot, x);
        assert_true(residual(a, n, true, x, b) < 1e-14);
    }
}

static void lu_refuses_what_is_singular(void **state)
{
    double zero[] = { 0 }, twice[] = { 1, 2, 2, 4 }, none[] = { 1, (double)NAN, 0, 1 };
    double unknown[] = { (double)NAN }, empty_column[] = { 1, 0, 2, 3, 0, 4, 5, 0, 6 };
    int32_t pivot[3];
    (void)state;
    assert_false(dense_lu(zero, 1, pivot));
    assert_false(dense_lu(twice, 2, pivot));
    assert_false(dense_lu(unknown, 1, pivot));
    assert_false(dense_lu(empty_column, 3, pivot));
    assert_true(dense_lu(none, 0, pivot));
}

/* b' b of rank rows, plus a skew part that must not matter. */
static void gram(rng *r, double *a, int32_t n, int32_t rank, bool whole)
{
    double b[N_MAX * N_MAX];
    for (int32_t i = 0; i < rank * n; i++)
        b[i] = whole ? rng_i32(r, -3, 3) : rng_f64(r, -1, 1);
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) {
            a[i * n + j] = 0;
            for (int32_t k = 0; k < rank; k++)
                a[i * n + j] += b[k * n + i] * b[k * n + j];
        }
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < i; j++) {
            double skew = whole ? rng_i32(r, -3, 3) : rng_f64(r, -1, 1);
            a[i * n + j] += skew;
            a[j * n + i] -= skew;
        }
}

/* max |l l' - (a + a')/2| over the largest diagonal. */
static double misfit(const double *a, const double *l, int32_t n)
{
    double worst = 0, size = 0x1p-1000;
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) {
            double sum = -(a[i * n + j] + a[j * n + i]) / 2;
            for (int32_t k = 0; k <= MIN_OF(i, j); k++)
                sum += l[i * n + k] * l[j * n + k];
            worst = fmax(worst, fabs(sum));
            size = fmax(size, a[i * n + i]);
            assert_true(j <= i || l[i * n + j] == 0);
        }
    return worst / size;
}

static void cholesky_tells_definite_from_semidefinite_and_indefinite(void **state)
{
    rng r = rng_make(32, 2);
    (void)state;
    for (int32_t i = 0; i < DRAWS; i++) {
        double a[N_MAX * N_MAX], l[N_MAX * N_MAX];
        int32_t n = rng_i32(&r, 2, 8);
        gram(&r, a, n, n + 4, false);
        assert_true(dense_cholesky(a, n, l) > 1e-9);
        assert_true(misfit(a, l, n) < 1e-14);
        gram(&r, a, n, n - 1, true);
        double pivot = dense_cholesky(a, n, l);
        assert_true(fabs(pivot) < 1e-11);
        assert_true(misfit(a, l, n) < 1e-11);
        int32_t k = rng_i32(&r, 0, n - 1); /* e_k' a e_k or a 2 x 2 minor turns negative */
        a[k * n + k] = rng_chance(&r, 0.5) ? -0.5 : 0;
        int32_t next = (k + 1) % n;
        a[k * n + next] += a[k * n + next] + a[next * n + k] < 0 ? -30 : 30;
        assert_true(dense_cholesky(a, n, l) < -1e-6);
    }
}

static void cholesky_by_hand(void **state)
{
    static const struct row {
        double a[4], pivot;
    } rows[] = {
        { { 4, 2, 2, 2 }, 0.5 }, /* pivots 4 of 4, 1 of 2 */
        { { 4, 3, 1, 2 }, 0.5 }, /* the same symmetric part */
        { { 1, 1, 1, 1 }, 0 },   { { 0, 0, 0, 0 }, 0 },   { { 0, 0, 0, 1 }, 0 },
        { { 1, 2, 2, 1 }, -3 },  { { 0, 1, 1, 0 }, -1 },  { { 0, 1e-19, 1e-19, 1e-20 }, -1 },
        { { -1, 0, 0, 1 }, -1 }, { { 1, 0, 0, -1 }, -1 },
    };
    double l[4];
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        double got = dense_cholesky(rows[i].a, 2, l);
        if (!(fabs(got - rows[i].pivot) <= 1e-15))
            fail_msg("row %d: %g", i, got);
    }
    assert_true(dense_cholesky((double[]){ (double)NAN }, 1, l) < 0);
    assert_true(dense_cholesky((double[]){ INF }, 1, l) < 0);
    double tail[] = { 1e-10, 1e-9, 1e-9, 0 }; /* scale does not matter: minor -1e-18 */
    assert_true(dense_cholesky(tail, 2, l) < -1);
}

/* ---- polyhedra ------------------------------------------------------------------------------- */
typedef struct polyhedron {
    int32_t m, k;
    double g[M_MAX * K_MAX], h[M_MAX];
} polyhedron;

/* Small whole numbers: parallel, repeated and touching constraints are common. */
static polyhedron draw(rng *r, int32_t least_h, bool whole)
{
    polyhedron p = { .m = rng_i32(r, 0, M_MAX), .k = rng_i32(r, 1, K_MAX) };
    for (int32_t i = 0; i < p.m; i++) {
        for (int32_t j = 0; j < p.k; j++)
            p.g[i * p.k + j] = whole ? rng_i32(r, -2, 2) : rng_f64(r, -1, 1);
        p.h[i] = whole ? rng_i32(r, least_h, 3) : rng_f64(r, least_h, 3);
    }
    return p;
}

static bool holds(const polyhedron *p, const double *y, double tolerance)
{
    for (int32_t i = 0; i < p->m; i++) {
        double sum = -p->h[i];
        for (int32_t j = 0; j < p->k; j++)
            sum += p->g[i * p->k + j] * y[j];
        if (sum > tolerance)
            return false;
    }
    return true;
}

static double dot(const double *a, const double *b, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* The least-norm point where the constraints of `set` (bits) are equalities. False: they depend on each other. */
static bool corner(const polyhedron *p, uint32_t set, double *y)
{
    double a[K_MAX * K_MAX], b[K_MAX];
    int32_t row[K_MAX], pivot[K_MAX], n = 0;
    for (int32_t i = 0; i < p->m; i++)
        if (set >> i & 1) {
            if (n == p->k)
                return false;
            row[n++] = i;
        }
    for (int32_t i = 0; i < n; i++) {
        b[i] = p->h[row[i]];
        for (int32_t j = 0; j < n; j++)
            a[i * n + j] = dot(p->g + row[i] * p->k, p->g + row[j] * p->k, p->k);
    }
    if (!dense_lu(a, n, pivot))
        return false;
    for (int32_t i = 0; i < n; i++)
        if (fabs(a[i * n + i]) < 1e-9)
            return false;
    dense_lu_solve(a, n, pivot, b);
    for (int32_t j = 0; j < p->k; j++) {
        y[j] = 0;
        for (int32_t i = 0; i < n; i++)
            y[j] += p->g[row[i] * p->k + j] * b[i];
    }
    return true;
}

static bool brute_nearest(const polyhedron *p, double *y)
{
    double best = INF, at[K_MAX];
    for (uint32_t set = 0; set < 1u << p->m; set++)
        if (corner(p, set, at) && holds(p, at, 1e-9) && dot(at, at, p->k) < best) {
            best = dot(at, at, p->k);
            memcpy(y, at, sizeof at);
        }
    return best < INF;
}

static bool nearest(const polyhedron *p, double *y)
{
    double work[ROOM];
    int32_t iwork[M_MAX];
    assert_true(dense_nearest_work(p->m, p->k) <= ROOM);
    return dense_nearest(p->g, p->h, p->m, p->k, y, work, iwork);
}

static void the_nearest_point_is_that_of_brute_force(void **state)
{
    rng r = rng_make(32, 3);
    int32_t empty = 0, away = 0;
    (void)state;
    for (int32_t i = 0; i < 5 * DRAWS; i++) {
        polyhedron p = draw(&r, -3, i % 2 == 0);
        double y[K_MAX] = { 0 }, want[K_MAX] = { 0 };
        bool found = nearest(&p, y), exists = brute_nearest(&p, want);
        if (found != exists)
            fail_msg("draw %d: %s", i, exists ? "not found" : "found in an empty polyhedron");
        empty += !exists;
        away += exists && dot(want, want, p.k) > 0;
        for (int32_t j = 0; exists && j < p.k; j++)
            if (!(fabs(y[j] - want[j]) <= 1e-9 * (1 + fabs(want[j]))))
                fail_msg("draw %d: %.15g is not %.15g", i, y[j], want[j]);
    }
    assert_true(empty > DRAWS / 4 && away > DRAWS);
}

/* y1 <= slope y2 and -y1 <= slope y2 - 2: the nearest point is (1, 1/slope). */
static void a_narrow_wedge_is_found_to_the_last_digits(void **state)
{
    static const double slopes[] = { 1e-1, 1e-3, 1e-6, 1e-9 };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(slopes); i++) {
        double s = slopes[i], y[K_MAX];
        polyhedron p = { .m = 2, .k = 2, .g = { 1, -s, -1, -s }, .h = { 0, -2 } };
        assert_true(nearest(&p, y));
        if (!(fabs(y[0] - 1) < 1e-14 / s && /* |y| is 1/s */
              fabs(y[1] * s - 1) < 1e-9))
            fail_msg("slope %g: %.15g, %.15g", s, y[0], y[1]);
        /* y1 >= 2 shows only to one who looks at the size of y */
        p = (polyhedron){ .m = 3, .k = 2, .g = { 1, -s, -1, -s, -1, 0 }, .h = { 0, -2, -2 } };
        assert_true(nearest(&p, y));
        if (!(fabs(y[0] - 2) < 1e-14 / s && fabs(y[1] * s - 2) < 1e-9))
            fail_msg("slope %g and y1 >= 2: %.15g, %.15g", s, y[0], y[1]);
    }
}

static void nearest_of_odd_polyhedra(void **state)
{
    static const struct row {
        polyhedron p;
        bool exists;
        double y[2];
    } rows[] = {
        { { .m = 0, .k = 2 }, true, { 0, 0 } },
        { { .m = 1, .k = 2, .g = { 0, 0 }, .h = { -1 } }, false, { 0, 0 } },
        { { .m = 1, .k = 2, .g = { 0, 0 }, .h = { 0 } }, true, { 0, 0 } },
        { { .m = 2, .k = 1, .g = { 1, -1 }, .h = { -1, -1 } }, false, { 0, 0 } },
        { { .m = 2, .k = 1, .g = { 1, -1 }, .h = { -1, 1 } }, true, { -1, 0 } }, /* one point */
        { { .m = 2, .k = 1, .g = { 1, -1 }, .h = { -1, 1 - 1e-6 } }, false, { 0, 0 } },
        { { .m = 2, .k = 1, .g = { -1, 1 }, .h = { -2e9, INF } }, true, { 2e9, 0 } },
        { { .m = 3, .k = 2, .g = { -1, -1, -1, -1, -2, -2 }, .h = { -2, -2, -4 } },
          true,
          { 1, 1 } },
        { { .m = 2, .k = 2, .g = { -1e-9, 0, 0, 1e9 }, .h = { -1e-9, -2e9 } }, true, { 1, -2 } },
        { { .m = 1, .k = 1, .g = { 1 }, .h = { -INF } }, false, { 0, 0 } },
        { { .m = 1, .k = 1, .g = { 1 }, .h = { (double)NAN } }, false, { 0, 0 } },
        { { .m = 1, .k = 1, .g = { (double)NAN }, .h = { -1 } }, false, { 0, 0 } },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        double y[2] = { 0, 0 };
        bool found = nearest(&rows[i].p, y);
        if (found != rows[i].exists)
            fail_msg("row %d: found %d", i, found);
        for (int32_t j = 0; found && j < rows[i].p.k; j++)
            assert_true(fabs(y[j] - rows[i].y[j]) <= 1e-12 * fabs(rows[i].y[j]));
    }
}

/* Optimality (weights of the active constraints are not negative) where brute force is too slow. */
static void many_constraints(void **state)
{
    enum { M = 60, K = 12 };
    static double g[M * K], h[M], work[ROOM];
    rng r = rng_make(32, 4);
    (void)state;
    for (int32_t i = 0; i < 60; i++) {
        double inside[K], y[K];
        int32_t iwork[M];
        for (int32_t j = 0; j < K; j++)
            inside[j] = rng_f64(&r, -5, 5);
        for (int32_t c = 0; c < M; c++) {
            for (int32_t j = 0; j < K; j++)
                g[c * K + j] = rng_f64(&r, -1, 1);
            h[c] = dot(g + c * K, inside, K) + (c % 3 == 0 ? 0 : rng_f64(&r, 0, 1));
        }
        assert_true(dense_nearest_work(M, K) <= ROOM);
        assert_true(dense_nearest(g, h, M, K, y, work, iwork));
        double square = dot(y, y, K), meet = INF;
        for (int32_t c = 0; c < M; c++)
            assert_true(dot(g + c * K, y, K) <= h[c] + 1e-10);
        /* y is nearest when no feasible z has z.y < y.y: the minimum of z.y is a linear program, moved to
         * the known feasible point */
        double slack[M], down[K];
        for (int32_t c = 0; c < M; c++)
            slack[c] = h[c] - dot(g + c * K, inside, K);
        for (int32_t j = 0; j < K; j++)
            down[j] = -y[j];
        int32_t ids[M + K];
        assert_true(dense_maximum_work(M, K) <= ROOM);
        meet = dot(inside, y, K) - dense_maximum(down, g, slack, M, K, work, ids);
        assert_true(fabs(meet - square) <= 1e-9 * square);
    }
}

/* ---- maxima ---------------------------------------------------------------------------------- */
static double maximum(const polyhedron *p, const double *c)
{
    double work[ROOM];
    int32_t iwork[M_MAX + K_MAX];
    assert_true(dense_maximum_work(p->m, p->k) <= ROOM);
    return dense_maximum(c, p->g, p->h, p->m, p->k, work, iwork);
}

/* Over the corners of p cut to |y| <= far. */
static double brute_maximum(const polyhedron *p, const double *c, double far)
{
    double best = 0;
    int32_t k = p->k, all = p->m + 2 * k;
    for (uint32_t set = 0; set < 1u << all; set++) {
        polyhedron q = { .k = k };
        double y[K_MAX];
        for (int32_t i = 0; i < all && q.m <= k; i++) {
            if (!(set >> i & 1))
                continue;
            if (q.m < k) {
                int32_t j = (i - p->m) / 2;
                for (int32_t t = 0; t < k; t++)
                    q.g[q.m * k + t] = i < p->m         ? p->g[i * k + t]
                                       : t != j         ? 0
                                       : (i - p->m) % 2 ? 1
                                                        : -1;
                q.h[q.m] = i < p->m ? p->h[i] : far;
            }
            q.m++;
        }
        if (q.m != k || !corner(&q, (1u << k) - 1, y) || !holds(p, y, 1e-7))
            continue;
        double most = 0;
        for (int32_t j = 0; j < k; j++)
            most = fmax(most, fabs(y[j]));
        if (most <= far * (1 + 1e-9))
            best = fmax(best, dot(c, y, k));
    }
    return best;
}

static void the_maximum_is_that_of_brute_force(void **state)
{
    enum { FAR = 10000 }; /* corners of these polyhedra are nearer than that */
    rng r = rng_make(32, 5);
    int32_t unbounded = 0, bounded = 0;
    (void)state;
    for (int32_t i = 0; i < DRAWS; i++) {
        polyhedron p = draw(&r, 0, true);
        double c[K_MAX] = { 0 };
        for (int32_t j = 0; j < p.k; j++)
            c[j] = rng_i32(&r, -2, 2);
        double got = maximum(&p, c), want = brute_maximum(&p, c, FAR);
        if (want > FAR / 100)
            want = INF;
        unbounded += isinf(want);
        bounded += want > 0 && want < INF;
        if (isinf(want) ? got != want : !(fabs(got - want) <= 1e-9 * (1 + want)))
            fail_msg("draw %d: %.15g is not %.15g", i, got, want);
    }
    assert_true(unbounded > DRAWS / 10 && bounded > DRAWS / 10);
}

/* The cycle of Beale (1955): without Bland's rule the largest gain never ends. x >= 0 is in the rows. */
static void a_degenerate_corner_does_not_cycle(void **state)
{
    static const double g[] = { 0.25, -60, -0.04, 9,  0.5, -90, -0.02, 3, 0,  0, 1, 0, -1, 0,
                                0,    0,   0,     -1, 0,   0,   0,     0, -1, 0, 0, 0, 0,  -1 };
    static const double h[] = { 0, 0, 1, 0, 0, 0, 0 }, c[] = { 0.75, -150, 0.02, -6 };
    double work[ROOM];
    int32_t iwork[11];
    (void)state;
    assert_true(fabs(dense_maximum(c, g, h, 7, 4, work, iwork) - 0.05) < 1e-14);
}

static void maxima_of_odd_polyhedra(void **state)
{
    static const struct row {
        polyhedron p;
        double c[2], want;
    } rows[] = {
        { { .m = 0, .k = 2 }, { 0, 0 }, 0 },
        { { .m = 0, .k = 2 }, { 0, -1 }, INF },
        { { .m = 1, .k = 1, .g = { 1 }, .h = { INF } }, { 1, 0 }, INF },
        { { .m = 1, .k = 1, .g = { 1 }, .h = { 0 } }, { 1, 0 }, 0 },
        { { .m = 1, .k = 1, .g = { 1 }, .h = { 5 } }, { -1, 0 }, INF },
        { { .m = 1, .k = 1, .g = { -2 }, .h = { 5 } }, { -1, 0 }, 2.5 },
        { { .m = 1, .k = 1, .g = { 1 }, .h = { -1e-18 } },
          { 1, 0 },
          0 }, /* rounding of the caller */
        { { .m = 2, .k = 2, .g = { 1, 1, -1, -1 }, .h = { 3, 0 } }, { 2, 2 }, 6 }, /* a strip */
        { { .m = 2, .k = 2, .g = { 1, 1, -1, -1 }, .h = { 3, 0 } }, { 2, 1 }, INF },
        { { .m = 2, .k = 2, .g = { 1e9, 0, 0, 1e-9 }, .h = { 2e9, 3e-9 } }, { 1, 1 }, 5 },
        { { .m = 2, .k = 2, .g = { 1e15, 0, 0, 1e-9 }, .h = { 2e15, 3e-9 } },
          { 1, 1e-9 },
          2 + 3e-9 },
        /* rounding in place of 0 bounds nothing and gains nothing */
        { { .m = 2, .k = 2, .g = { 1, 1e-17, -1, 0 }, .h = { 1, 1 } }, { 0, 1 }, INF },
        { { .m = 1, .k = 2, .g = { 1, 0 }, .h = { 1 } }, { 1, 1e-17 }, 1 },
        /* the objective is a multiple of the row, which doubles cannot say */
        { { .m = 1, .k = 2, .g = { 0.1, 0.3 }, .h = { 1 } }, { 0.3, 0.9 }, 3 },
        { { .m = 1, .k = 2, .g = { 0.7, 0.1 }, .h = { 1 } }, { 2.1, 0.3 }, 3 },
        { { .m = 1, .k = 2, .g = { 0.3, 0.7 }, .h = { 1 } }, { 0.9, 2.1 }, 3 },
        { { .m = 1, .k = 2, .g = { 0, 0 }, .h = { 0 } }, { 1, 0 }, INF },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        double got = maximum(&rows[i].p, rows[i].c), want = rows[i].want;
        if (isinf(want) ? got != want : !(fabs(got - want) <= 1e-14 * want))
            fail_msg("row %d: %.17g is not %g", i, got, want);
    }
    polyhedron line = { .m = 1, .k = 1, .g = { 1 }, .h = { 1 } };
    assert_true(isnan(maximum(&line, (double[]){ (double)NAN })));
    line.h[0] = (double)NAN;
    assert_true(isnan(maximum(&line, (double[]){ 1 })));
    line = (polyhedron){ .m = 1, .k = 1, .g = { INF }, .h = { 1 } };
    assert_true(isnan(maximum(&line, (double[]){ 1 })));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lu_solves_both_ways),
        cmocka_unit_test(lu_refuses_what_is_singular),
        cmocka_unit_test(cholesky_tells_definite_from_semidefinite_and_indefinite),
        cmocka_unit_test(cholesky_by_hand),
        cmocka_unit_test(the_nearest_point_is_that_of_brute_force),
        cmocka_unit_test(a_narrow_wedge_is_found_to_the_last_digits),
        cmocka_unit_test(nearest_of_odd_polyhedra),
        cmocka_unit_test(many_constraints),
        cmocka_unit_test(the_maximum_is_that_of_brute_force),
        cmocka_unit_test(a_degenerate_corner_does_not_cycle),
        cmocka_unit_test(maxima_of_odd_polyhedra),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
