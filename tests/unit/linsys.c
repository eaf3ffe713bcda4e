/* linsys - layer 1: sparse systems against dense elimination, and what happens when they go wrong. */
#include "test.h"
#include "market/linsys.h"

enum { N_MAX = 160 };

/* A matrix, dense: at[i][j]. Its pattern is what is not 0, and the diagonal. */
typedef struct matrix {
    int32_t n;
    bool symmetric;
    double at[N_MAX][N_MAX];
} matrix;

static gad_ctx *cx;

static int32_t pattern(const matrix *m, int32_t *start, int32_t *row)
{
    int32_t count = 0;
    for (int32_t j = 0; j < m->n; j++) {
        start[j] = count;
        for (int32_t i = m->symmetric ? j : 0; i < m->n; i++)
            if (i == j || m->at[i][j] != 0)
                row[count++] = i;
    }
    start[m->n] = count;
    return count;
}

static gad_status make(gad_ctx *c, const matrix *m, linsys **s)
{
    static _Thread_local int32_t start[N_MAX + 1], row[N_MAX * N_MAX];
    pattern(m, start, row);
    return linsys_new(c, m->n, start, row, m->symmetric, s);
}

/* Fills in the values of m, which has the pattern s was made with. */
static void fill(linsys *s, const matrix *m)
{
    double *v = linsys_values(s);
    for (int32_t j = 0; j < m->n; j++)
        for (int32_t i = m->symmetric ? j : 0; i < m->n; i++)
            if (i == j || m->at[i][j] != 0)
                *v++ = m->at[i][j];
}

static linsys *factored(const matrix *m)
{
    linsys *s;
    int32_t bad;
    assert_int_equal(make(cx, m, &s), GAD_OK);
    assert_false(linsys_factored(s));
    fill(s, m);
    assert_int_equal(linsys_factor(cx, s, &bad), GAD_OK);
    assert_int_equal(bad, -1);
    assert_true(linsys_factored(s));
    return s;
}

/* Random, about `degree` entries a row off the diagonal; positive definite if symmetric (its diagonal dominates),
 * otherwise with rows of very different sizes and no dominant diagonal. */
static void draw(matrix *m, rng *r, int32_t n, int32_t degree, bool symmetric)
{
    memset(m, 0, sizeof *m);
    m->n = n;
    m->symmetric = symmetric;
    for (int32_t i = 0; i < n; i++)
        m->at[i][i] = symmetric ? rng_f64(r, 0.01, 1) : rng_f64(r, -1, 1) * 2;
    for (int32_t k = 0; k < n * degree; k++) {
        int32_t i = rng_i32(r, 0, n - 1), j = rng_i32(r, 0, n - 1);
        double x = rng_f64(r, -1, 1);
        if (i == j || m->at[i][j] != 0)
            continue;
        m->at[i][j] = x;
        if (symmetric) {
            m->at[j][i] = x;
            m->at[i][i] += fabs(x);
            m->at[j][j] += fabs(x);
        }
    }
    for (int32_t i = 0; i < n && !symmetric; i++) {
        double scale = pow(10, rng_f64(r, -4, 4));
        for (int32_t j = 0; j < n; j++)
            m->at[i][j] *= scale;
    }
}

/* Gauss with partial pivoting, rows scaled; the answer to m x = b, or to its transpose. */
static void dense_solve(const matrix *m, bool transposed, const double *b, double *x)
{
    static double a[N_MAX][N_MAX + 1];
    int32_t n = m->n;
    for (int32_t i = 0; i < n; i++) {
        double big = 0;
        for (int32_t j = 0; j < n; j++) {
            a[i][j] = transposed ? m->at[j][i] : m->at[i][j];
            big = MAX_OF(big, fabs(a[i][j]));
        }
        a[i][n] = b[i];
        for (int32_t j = 0; j <= n; j++)
            a[i][j] /= big;
    }
    for (int32_t k = 0; k < n; k++) {
        int32_t p = k;
        for (int32_t i = k + 1; i < n; i++)
            p = fabs(a[i][k]) > fabs(a[p][k]) ? i : p;
        for (int32_t j = k; j <= n; j++) {
            double t = a[k][j];
            a[k][j] = a[p][j];
            a[p][j] = t;
        }
        for (int32_t i = k + 1; i < n; i++) {
            double f = a[i][k] / a[k][k];
            for (int32_t j = k; j <= n && f != 0; j++)
                a[i][j] -= f * a[k][j];
        }
    }
    for (int32_t k = n - 1; k >= 0; k--) {
        x[k] = a[k][n];
        for (int32_t j = k + 1; j < n; j++)
            x[k] -= a[k][j] * x[j];
        x[k] /= a[k][k];
    }
}

static double longest(int32_t n, const double *x)
{
    double big = 0;
    for (int32_t i = 0; i < n; i++)
        big = MAX_OF(big, fabs(x[i]));
    return big;
}

static void same(int32_t n, const double *x, const double *y, double rel, uint64_t seed)
{
    double size = longest(n, y);
    for (int32_t i = 0; i < n; i++)
        if (!(fabs(x[i] - y[i]) <= rel * size))
            fail_msg("case %" PRIu64 ": entry %" PRId32 " of %" PRId32 " is %.17g, not %.17g", seed,
                     i, n, x[i], y[i]);
}

static void draw_vector(rng *r, int32_t n, double *b)
{
    for (int32_t i = 0; i < n; i++)
        b[i] = rng_f64(r, -1, 1);
}

static void solves_agree_with_dense_elimination(void **state)
{
    static matrix m;
    double b[N_MAX], x[N_MAX], y[N_MAX];
    int32_t sparse = 0, full = 0;
    (void)state;
    for (uint64_t k = 0; k < 300; k++) {
        rng r = rng_make(1, k);
        int32_t n = rng_chance(&r, 0.3) ? rng_i32(&r, 61, N_MAX) : rng_i32(&r, 1, 60);
        draw(&m, &r, n, rng_chance(&r, 0.5) ? 2 : n / 2, k % 2);
        draw_vector(&r, n, b);
        linsys *s = factored(&m);
        linsys_cost cost = linsys_cost_of(s);
        assert_true(cost.factor_nonzeros >= n && cost.factor_flops >= 0);
        assert_true(cost.solve_flops >= 2.0 * (double)cost.factor_nonzeros);
        sparse += m.symmetric && cost.factor_flops < 40 * (double)cost.factor_nonzeros;
        full += m.symmetric && cost.factor_flops >= 40 * (double)cost.factor_nonzeros;
        for (int32_t transposed = 0; transposed < 2; transposed++) {
            dense_solve(&m, transposed, b, y);
            memcpy(x, b, sizeof x); /* b and x may be the same array */
            gad_status st =
                transposed ? linsys_solve_transposed(cx, s, x, x) : linsys_solve(cx, s, b, x);
            assert_int_equal(st, GAD_OK);
            same(n, x, y, 1e-8, k);
        }
        linsys_free(s);
    }
    assert_true(sparse > 20 && full > 10); /* CHOLMOD has two ways, by column and by supernode */
}

static void multiplies_by_the_current_values(void **state)
{
    static matrix m;
    double x[N_MAX], y[N_MAX], z[N_MAX];
    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        rng r = rng_make(2, k);
        int32_t n = rng_i32(&r, 1, 80);
        draw(&m, &r, n, 3, k % 2);
        linsys *s = factored(&m);
        for (int32_t j = 0; j < n; j++)
            m.at[j][j] *= 3; /* after the factorisation */
        fill(s, &m);
        draw_vector(&r, n, x);
        linsys_multiply(s, x, y);
        for (int32_t i = 0; i < n; i++) {
            z[i] = 0;
            for (int32_t j = 0; j < n; j++)
                z[i] += m.at[i][j] * x[j];
        }
        same(n, y, z, 1e-13, k);
        linsys_free(s);
    }
}

/* Every entry by up to `share`; keeps the pattern and the symmetry. */
static void disturb(matrix *m, rng *r, double share)
{
    for (int32_t i = 0; i < m->n; i++)
        for (int32_t j = 0; j <= i; j++) {
            double f = 1 + rng_f64(r, 0, share);
            m->at[i][j] *= f;
            if (i != j)
                m->at[j][i] *= m->symmetric ? f : 1 + rng_f64(r, 0, share);
        }
}

static void a_stale_factor_leads_to_the_current_answer(void **state)
{
    static matrix m;
    double b[N_MAX], x[N_MAX], y[N_MAX];
    int32_t restarts = 0;
    (void)state;
    for (uint64_t k = 0; k < 120; k++) {
        rng r = rng_make(3, k);
        int32_t n = rng_i32(&r, 1, N_MAX), iterations = -1;
        bool reached = false;
        draw(&m, &r, n, 3, k % 2);
        linsys *s = factored(&m);
        for (int32_t i = 0; i < n && m.symmetric; i++)
            m.at[i][i] *= 1.5; /* stays positive definite under what follows */
        disturb(&m, &r, k % 3 ? 0.1 : 2);
        fill(s, &m);
        draw_vector(&r, n, b);
        assert_int_equal(linsys_iterate(cx, s, b, 1e-12, 1000, x, &iterations, &reached), GAD_OK);
        if (!reached)
            fail_msg("case %" PRIu64 ": not reached in %" PRId32, k, iterations);
        assert_true(iterations >= 0 && iterations < 1000);
        restarts += !m.symmetric && iterations > 30;
        dense_solve(&m, false, b, y);
        same(n, x, y, m.symmetric ? 1e-10 : 1e-6, k);
        linsys_free(s);
    }
    assert_true(restarts > 0); /* GMRES begins anew after 30 directions */
}

static void iteration_with_a_fresh_factor_takes_one_step(void **state)
{
    static matrix m;
    double b[N_MAX], x[N_MAX], y[N_MAX];
    (void)state;
    for (uint64_t k = 0; k < 2; k++) {
        rng r = rng_make(4, k);
        int32_t iterations;
        bool reached;
        draw(&m, &r, 50, 3, k % 2);
        linsys *s = factored(&m);
        draw_vector(&r, 50, b);
        assert_int_equal(linsys_iterate(cx, s, b, 1e-10, 10, x, &iterations, &reached), GAD_OK);
        assert_true(reached && iterations == 1);
        dense_solve(&m, false, b, y);
        same(50, x, y, 1e-8, k);
        linsys_free(s);
    }
}

static void iteration_says_when_it_did_not_get_there(void **state)
{
    static matrix m;
    double b[N_MAX], x[N_MAX];
    (void)state;
    for (uint64_t k = 0; k < 2; k++) {
        rng r = rng_make(5, k);
        int32_t iterations;
        bool reached;
        draw(&m, &r, 60, 4, k % 2);
        linsys *s = factored(&m);
        disturb(&m, &r, 2);
        fill(s, &m);
        draw_vector(&r, 60, b);
        assert_int_equal(linsys_iterate(cx, s, b, 1e-14, 2, x, &iterations, &reached), GAD_OK);
        assert_true(!reached && iterations == 2);
        assert_int_equal(linsys_iterate(cx, s, b, 1e-14, 0, x, &iterations, &reached), GAD_OK);
        assert_true(!reached && iterations == 0 && longest(60, x) == 0);
        memset(b, 0, sizeof b);
        assert_int_equal(linsys_iterate(cx, s, b, 1e-14, 9, x, &iterations, &reached), GAD_OK);
        assert_true(reached && iterations == 0 && longest(60, x) == 0);
        linsys_free(s);
    }
}

static void iteration_stops_at_a_matrix_that_is_not_positive_definite(void **state)
{
    static matrix m = { .n = 3, .symmetric = true, .at = { { 1 }, { 0, 2 }, { 0, 0, 3 } } };
    double b[] = { 1, 1, 1 }, x[3];
    int32_t iterations;
    bool reached;
    (void)state;
    linsys *s = factored(&m);
    linsys_values(s)[1] = -40;
    assert_int_equal(linsys_iterate(cx, s, b, 1e-12, 50, x, &iterations, &reached), GAD_OK);
    assert_true(!reached && isfinite(longest(3, x)));
    linsys_values(s)[1] = NO_NUMBER;
    assert_int_equal(linsys_iterate(cx, s, b, 1e-12, 50, x, &iterations, &reached), GAD_OK);
    assert_true(!reached && isfinite(longest(3, x)));
    linsys_free(s);
}

static void iteration_stops_at_a_singular_general_matrix(void **state)
{
    static matrix m = { .n = 2, .at = { { 2, 1 }, { -1, 2 } } };
    double b[] = { 1, -1 }, x[2];
    int32_t iterations;
    bool reached;
    (void)state;
    linsys *s = factored(&m);
    for (int32_t k = 0; k < 4; k++)
        linsys_values(s)[k] = 1; /* b is not in its range */
    assert_int_equal(linsys_iterate(cx, s, b, 1e-12, 50, x, &iterations, &reached), GAD_OK);
    assert_true(!reached && iterations <= 50 && isfinite(longest(2, x)));
    linsys_values(s)[0] = NO_NUMBER;
    assert_int_equal(linsys_iterate(cx, s, b, 1e-12, 50, x, &iterations, &reached), GAD_OK);
    assert_true(!reached && isfinite(longest(2, x)));
    linsys_free(s);
}

/* Graph Laplacians hang free: one null vector for each connected part, here the nodes with the same i % parts. */
static void weak_pivots_count_the_parts_of_a_floating_network(void **state)
{
    static matrix m;
    int32_t weak[N_MAX];
    (void)state;
    for (uint64_t k = 0; k < 60; k++) {
        rng r = rng_make(6, k);
        int32_t parts = rng_i32(&r, 1, 6), n = parts * rng_i32(&r, 2, 20);
        memset(&m, 0, sizeof m);
        m.n = n;
        m.symmetric = true;
        for (int32_t e = 0; e < n * (k % 2 ? 2 : 1 + n / 3); e++) {
            int32_t i =
                e < n - parts ? e : rng_i32(&r, 0, n - 1); /* first a path through each part */
            int32_t j =
                e < n - parts ? e + parts : rng_i32(&r, 0, n / parts - 1) * parts + i % parts;
            double d = i == j ? 0 : pow(10, rng_f64(&r, -1, 1));
            m.at[i][i] += d;
            m.at[j][j] += d;
            m.at[i][j] -= d;
            m.at[j][i] -= d;
        }
        for (int32_t i = 0; i < n; i++)
            m.at[i][i] *= 1 + 1e-13;
        linsys *s = factored(&m);
        bool seen[8] = { false };
        assert_int_equal(linsys_weak_pivots(s, 1e-9, weak), parts);
        for (int32_t i = 0; i < parts; i++) {
            assert_true(weak[i] >= 0 && weak[i] < n && !seen[weak[i] % parts]);
            seen[weak[i] % parts] = true;
        }
        for (int32_t i = 0; i < n; i++)
            m.at[i][i] *= 2;
        fill(s, &m); /* new values are not factored yet */
        assert_int_equal(linsys_weak_pivots(s, 1e-9, weak), parts);
        int32_t bad;
        assert_int_equal(linsys_factor(cx, s, &bad), GAD_OK);
        assert_int_equal(linsys_weak_pivots(s, 1e-9, weak), 0);
        linsys_free(s);
    }
}

/* Not a factor, the right row, and good again with good values. */
static void is_bad(const matrix *good, const matrix *wrong, const int32_t *rows, int32_t n_rows)
{
    double b[N_MAX], x[N_MAX], y[N_MAX];
    int32_t bad, found = 0;
    linsys *s = factored(good);
    fill(s, wrong);
    assert_int_equal(linsys_factor(cx, s, &bad), GAD_OK);
    assert_false(linsys_factored(s));
    for (int32_t i = 0; i < n_rows; i++)
        found += bad == rows[i];
    if (!found)
        fail_msg("row %" PRId32 " is named as bad, not %" PRId32, bad, rows[0]);
    fill(s, good);
    assert_int_equal(linsys_factor(cx, s, &bad), GAD_OK);
    assert_true(bad == -1 && linsys_factored(s));
    for (int32_t i = 0; i < good->n; i++)
        b[i] = 1 + i;
    assert_int_equal(linsys_solve(cx, s, b, x), GAD_OK);
    dense_solve(good, false, b, y);
    same(good->n, x, y, 1e-8, 0);
    linsys_free(s);
}

static void names_the_row_of_a_bad_pivot(void **state)
{
    static matrix m, w;
    (void)state;
    for (uint64_t k = 0; k < 100; k++) {
        rng r = rng_make(7, k);
        int32_t n = rng_i32(&r, 4, 100), row = rng_i32(&r, 0, n - 1);
        draw(&m, &r, n, k % 3 ? 2 : n / 3, k % 2);
        for (int32_t i = 0; i < n;
             i++) /* row and column stand alone in the values, not in the pattern */
            if (i != row && m.at[i][row] != 0)
                m.at[i][row] = 1e-30;
        for (int32_t i = 0; i < n && m.symmetric; i++)
            m.at[row][i] = m.at[i][row];
        m.at[row][row] = 1;
        w = m;
        if (m.symmetric)
            w.at[row][row] = k % 4 == 1 ? 0 : -1;
        else
            for (int32_t i = 0; i < n; i++)
                w.at[row][i] *= 1e-300 * 1e-300; /* underflows to 0, the pattern stays m's */
        linsys *s;
        int32_t bad;
        assert_int_equal(make(cx, &m, &s), GAD_OK);
        double *v = linsys_values(s);
        for (int32_t j = 0; j < n; j++)
            for (int32_t i = m.symmetric ? j : 0; i < n; i++)
                if (i == j || m.at[i][j] != 0)
                    *v++ = w.at[i][j];
        assert_int_equal(linsys_factor(cx, s, &bad), GAD_OK);
        assert_int_equal(bad, row);
        assert_false(linsys_factored(s));
        linsys_free(s);
    }
}

/* Two nodes that pull too hard at each other, in a large network: one of them is named. */
static void names_one_of_an_indefinite_pair(void **state)
{
    static matrix m, w;
    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        rng r = rng_make(8, k);
        int32_t n = rng_i32(&r, 10, N_MAX), i = rng_i32(&r, 0, n - 1), j = rng_i32(&r, 0, n - 2);
        j += j >= i;
        draw(&m, &r, n, k % 2 ? 2 : n / 3, true);
        for (int32_t l = 0; l < n; l++)
            m.at[i][l] = m.at[l][i] = m.at[j][l] = m.at[l][j] = 0;
        m.at[i][i] = m.at[j][j] = 3;
        m.at[i][j] = m.at[j][i] = 1;
        w = m;
        w.at[i][j] = w.at[j][i] = 4;
        is_bad(&m, &w, (int32_t[]){ i, j }, 2);
    }
}

static void a_value_that_is_no_number_is_never_a_pivot(void **state)
{
    static matrix m, w;
    const double wild[] = { NO_NUMBER, (double)INFINITY, -(double)INFINITY };
    (void)state;
    for (uint64_t k = 0; k < 60; k++) {
        rng r = rng_make(9, k);
        int32_t n = rng_i32(&r, 2, 100), i, j;
        draw(&m, &r, n, k % 4 ? 2 : n / 3, k % 2);
        do {
            i = rng_i32(&r, 0, n - 1);
            j = rng_i32(&r, 0, n - 1);
        } while (i < j || (i != j && m.at[i][j] == 0));
        w = m;
        w.at[i][j] = wild[k % 3];
        is_bad(&m, &w, &i, 1);
    }
}

static void refuses_values_whose_factor_overflows(void **state)
{
    static matrix m = { .n = 2, .symmetric = true, .at = { { 1e-300 }, { 1e200, 1 } } };
    int32_t bad;
    linsys *s;
    (void)state;
    assert_int_equal(make(cx, &m, &s), GAD_OK);
    fill(s, &m);
    assert_int_equal(linsys_factor(cx, s, &bad), GAD_OK);
    assert_true(bad >= 0 && !linsys_factored(s));
    linsys_free(s);
}

/* ---- memory --------------------------------------------------------------------------------- */
typedef struct outcome {
    double x[N_MAX], stale[N_MAX];
} outcome;

/* One round of all that a solver does: factor, solve both ways, iterate with values changed by 10 %. */
static gad_status go_round(gad_ctx *c, linsys *s, const matrix *m, outcome *o)
{
    double b[N_MAX];
    int32_t bad, iterations;
    bool reached;
    for (int32_t i = 0; i < m->n; i++)
        b[i] = 1 + i % 7;
    fill(s, m);
    gad_status st = linsys_factor(c, s, &bad);
    if (st) {
        assert_false(linsys_factored(s));
        return st;
    }
    assert_int_equal(bad, -1);
    st = linsys_solve(c, s, b, o->x);
    if (!st)
        st = linsys_solve_transposed(c, s, b, o->stale);
    linsys_values(s)[0] *= 1.1;
    if (!st)
        st = linsys_iterate(c, s, b, 1e-12, 100, o->stale, &iterations, &reached);
    assert_true(st || reached);
    return st;
}

/* Kinds of systems that take different ways through SuiteSparse. */
static void draw_kind(matrix *m, int32_t kind)
{
    rng r = rng_make(10, (uint64_t)kind);
    draw(m, &r, kind < 2 ? 40 : 90, kind < 2 ? 2 : 30, kind % 2);
}

static void allocates_nothing_after_the_first_round(void **state)
{
    static matrix m;
    static outcome o;
    (void)state;
    for (int32_t kind = 0; kind < 4; kind++) {
        alloc_budget budget = { .left = -1 };
        gad_ctx *c = gad_ctx_new(budget_realloc, &budget);
        linsys *s;
        draw_kind(&m, kind);
        assert_int_equal(make(c, &m, &s), GAD_OK);
        assert_int_equal(go_round(c, s, &m, &o), GAD_OK);
        budget.left = 0;
        for (uint64_t k = 0; k < 20; k++) {
            rng r = rng_make(11, k);
            disturb(&m, &r, 0.02);
            if (go_round(c, s, &m, &o))
                fail_msg("kind %" PRId32 ", round %" PRIu64 ": %s", kind, k,
                         gad_last_error(c).text);
        }
        linsys_free(s);
        gad_ctx_free(c);
        assert_int_equal(budget.live, 0);
    }
}

/* Every allocation of a whole life fails once: GAD_E_NOMEM, nothing lost, and the same system goes on to the right
 * answer when memory is back. Returns whether the budget was enough. */
static bool try_once(const matrix *m, long left, const outcome *want)
{
    static outcome o;
    alloc_budget budget = { .left = -1 };
    gad_ctx *c = gad_ctx_new(budget_realloc, &budget);
    linsys *s;
    budget.left = left;
    gad_status st = make(c, m, &s);
    bool made = !st;
    assert_true(made == (s != NULL));
    if (made)
        st = go_round(c, s, m, &o);
    assert_true(st == GAD_OK || st == GAD_E_NOMEM);
    bool enough = !st;
    budget.left = -1;
    if (made) {
        assert_int_equal(go_round(c, s, m, &o), GAD_OK);
        assert_memory_equal(&o, want, sizeof o);
    }
    linsys_free(s);
    gad_ctx_free(c);
    assert_int_equal(budget.live, 0);
    return enough;
}

static void survives_every_failing_allocation(void **state)
{
    static matrix m;
    static outcome want;
    (void)state;
    for (int32_t kind = 0; kind < 4; kind++) {
        long left = 0;
        memset(&want, 0, sizeof want);
        draw_kind(&m, kind);
        linsys *s;
        assert_int_equal(make(cx, &m, &s), GAD_OK);
        assert_int_equal(go_round(cx, s, &m, &want), GAD_OK);
        linsys_free(s);
        while (left < 1000 && !try_once(&m, left, &want))
            left++;
        assert_true(left > 10 && left < 1000);
    }
}

/* ---- several at once ------------------------------------------------------------------------- */
typedef struct crowd {
    matrix m[4];
    outcome o[16];
    gad_status st[16];
} crowd;

static void one_of_many(void *user, int32_t i)
{
    crowd *w = user;
    gad_ctx *c = gad_ctx_new(NULL, NULL);
    linsys *s = NULL;
    w->st[i] = make(c, &w->m[i % 4], &s);
    for (int32_t k = 0; k < 20 && !w->st[i]; k++)
        w->st[i] = go_round(c, s, &w->m[i % 4], &w->o[i]);
    linsys_free(s);
    gad_ctx_free(c);
}

static void threads_do_not_share_memory_or_change_answers(void **state)
{
    static crowd w;
    (void)state;
    for (int32_t kind = 0; kind < 4; kind++)
        draw_kind(&w.m[kind], kind);
    parallel_for(16, 4, one_of_many, &w);
    for (int32_t i = 0; i < 16; i++) {
        assert_int_equal(w.st[i], GAD_OK);
        assert_memory_equal(&w.o[i], &w.o[i % 4], sizeof w.o[i]);
    }
}

static void systems_of_one_thread_live_side_by_side(void **state)
{
    static matrix a, b;
    static outcome first, again;
    linsys *s, *t;
    (void)state;
    draw_kind(&a, 1);
    draw_kind(&b, 2);
    assert_int_equal(make(cx, &a, &s), GAD_OK);
    assert_int_equal(make(cx, &b, &t), GAD_OK);
    assert_int_equal(go_round(cx, s, &a, &first), GAD_OK);
    assert_int_equal(go_round(cx, t, &b, &again), GAD_OK);
    memset(&again, 0, sizeof again);
    assert_int_equal(go_round(cx, s, &a, &again), GAD_OK);
    linsys_free(s);
    assert_memory_equal(&first, &again, sizeof first);
    assert_int_equal(go_round(cx, t, &b, &again), GAD_OK);
    linsys_free(t);
}

static void more_blas_threads_change_rounding_only(void **state)
{
    static matrix m;
    static outcome one, two;
    (void)state;
    draw_kind(&m, 3);
    for (int32_t threads = 2; threads >= 1; threads--) {
        linsys *s;
        linsys_threads(threads);
        assert_int_equal(make(cx, &m, &s), GAD_OK);
        assert_int_equal(go_round(cx, s, &m, threads == 2 ? &two : &one), GAD_OK);
        linsys_free(s);
    }
    same(m.n, one.x, two.x, 1e-12, 0);
}

static int start(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return !cx;
}

static int stop(void **state)
{
    (void)state;
    gad_ctx_free(cx);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_agree_with_dense_elimination),
        cmocka_unit_test(multiplies_by_the_current_values),
        cmocka_unit_test(a_stale_factor_leads_to_the_current_answer),
        cmocka_unit_test(iteration_with_a_fresh_factor_takes_one_step),
        cmocka_unit_test(iteration_says_when_it_did_not_get_there),
        cmocka_unit_test(iteration_stops_at_a_matrix_that_is_not_positive_definite),
        cmocka_unit_test(iteration_stops_at_a_singular_general_matrix),
        cmocka_unit_test(weak_pivots_count_the_parts_of_a_floating_network),
        cmocka_unit_test(names_the_row_of_a_bad_pivot),
        cmocka_unit_test(names_one_of_an_indefinite_pair),
        cmocka_unit_test(a_value_that_is_no_number_is_never_a_pivot),
        cmocka_unit_test(refuses_values_whose_factor_overflows),
        cmocka_unit_test(allocates_nothing_after_the_first_round),
        cmocka_unit_test(survives_every_failing_allocation),
        cmocka_unit_test(threads_do_not_share_memory_or_change_answers),
        cmocka_unit_test(systems_of_one_thread_live_side_by_side),
        cmocka_unit_test(more_blas_threads_change_rounding_only),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
