/* reconcile - layer 1: weighted least squares of flows onto their balances, and standard errors. */
#include "test.h"
#include "gadolin/market.h"

enum { NODES = 12, FLOWS = 30, ENTRIES = 3 * FLOWS };
typedef long double real;

/* A problem and its answer, with room of their own. */
typedef struct net {
    int32_t n_node, n_flow;
    gad_balance balance[NODES];
    double supply[NODES];
    int32_t start[FLOWS + 1], node[ENTRIES];
    double coef[ENTRIES], observed[FLOWS], sigma[FLOWS], lower[FLOWS], upper[FLOWS];
    double flow[FLOWS], sd[FLOWS], price[NODES];
    gad_reconcile_answer a;
} net;

static gad_status run(gad_ctx *cx, net *w)
{
    gad_reconcile_spec spec = { .n_node = w->n_node,
                                .n_flow = w->n_flow,
                                .balance = w->balance,
                                .supply = w->supply,
                                .start = w->start,
                                .node = w->node,
                                .coef = w->coef,
                                .observed = w->observed,
                                .sigma = w->sigma,
                                .lower = w->lower,
                                .upper = w->upper };
    w->a = (gad_reconcile_answer){ .flow = w->flow, .sd = w->sd, .node_price = w->price };
    return gad_reconcile_flows(cx, &spec, NULL, &w->a);
}

static void solve(net *w)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    assert_non_null(cx);
    gad_status st = run(cx, w);
    if (st)
        print_error("%s\n", gad_last_error(cx).text);
    assert_int_equal(st, GAD_OK);
    gad_ctx_free(cx);
}

static void near(double got, double want, double tolerance)
{
    if (isnan(want) ? !isnan(got) : !(fabs(got - want) <= tolerance))
        fail_msg("got %.17g, want %.17g within %g", got, want, tolerance);
}

static void begin(net *w, int32_t n_node)
{
    *w = (net){ .n_node = n_node };
}

/* A flow from one node to another; -1: from or to outside. */
static int32_t add(net *w, int32_t from, int32_t to, double observed, double sigma)
{
    int32_t j = w->n_flow++, e = w->start[j];
    if (from >= 0) {
        w->node[e] = from;
        w->coef[e++] = -1;
    }
    if (to >= 0) {
        w->node[e] = to;
        w->coef[e++] = 1;
    }
    w->start[j + 1] = e;
    w->observed[j] = observed;
    w->sigma[j] = sigma;
    w->lower[j] = 0;
    w->upper[j] = NO_LIMIT;
    return j;
}

static net splitter(double in, double s0, double out1, double s1, double out2, double s2)
{
    net w;
    begin(&w, 1);
    add(&w, -1, 0, in, s0);
    add(&w, 0, -1, out1, s1);
    add(&w, 0, -1, out2, s2);
    return w;
}

/* ---- by hand ------------------------------------------------------------------------------------ */

static void a_splitter_shares_its_error_by_variance(void **state)
{
    (void)state;
    net w = splitter(100, 1, 60, 2, 50, 3); /* 10 too little comes in; variances 1, 4, 9 of 14 */
    solve(&w);
    assert_int_equal(w.a.report.status, GAD_SOLVED);
    near(w.flow[0], 100 + 10.0 / 14, 1e-12);
    near(w.flow[1], 60 - 40.0 / 14, 1e-12);
    near(w.flow[2], 50 - 90.0 / 14, 1e-12);
    near(w.sd[0], sqrt(1 - 1.0 / 14), 1e-14);
    near(w.sd[1], sqrt(4 - 16.0 / 14), 1e-14);
    near(w.sd[2], sqrt(9 - 81.0 / 14), 1e-14);
    near(w.price[0], 10.0 / 14, 1e-13); /* z = variance * coef * price */
    near(w.a.chi2, 100.0 / 14, 1e-12);
    near(w.a.report.objective, 50.0 / 14, 1e-12);
    assert_int_equal(w.a.redundancy, 1);
    assert_true(w.a.report.imbalance < 1e-15);
}

static void what_is_not_observed_follows_from_the_balance(void **state)
{
    (void)state;
    net w = splitter(100, 3, 60, 4, NO_NUMBER, NO_LIMIT);
    solve(&w);
    near(w.flow[2], 40, 1e-13);
    near(w.sd[0], 3, 1e-14);
    near(w.sd[1], 4, 1e-14);
    near(w.sd[2], 5, 1e-14);
    assert_int_equal(w.a.redundancy, 0);
    near(w.a.chi2, 0, 1e-25);

    w = splitter(100, 3, 0, NO_LIMIT, 0, NO_LIMIT); /* two: each alone may be anything */
    solve(&w);
    assert_int_equal(w.a.report.status, GAD_SOLVED);
    near(w.flow[1] + w.flow[2], 100, 1e-12);
    near(w.sd[0], 3, 1e-14);
    assert_true(isnan(w.sd[1]) && isnan(w.sd[2]));
    assert_int_equal(w.a.report.degenerate, 2);

    w = splitter(100, NO_LIMIT, 60, 0, 50, 0); /* known flows determine it without error */
    solve(&w);
    near(w.flow[0], 110, 1e-12);
    near(w.sd[0], 0, 0);
    assert_true(w.flow[1] == 60 && w.flow[2] == 50 && w.sd[1] == 0);
}

static void bounds_hold_and_carry_no_error(void **state)
{
    (void)state;
    net w = splitter(10, 1, 12, 1, 1, 1); /* free: 11, 11, 0; less: -1/3 at the second */
    w.observed[2] = 0;                    /* 10 2/3, 11 1/3, -2/3 */
    solve(&w);
    near(w.flow[0], 11, 1e-13);
    near(w.flow[1], 11, 1e-13);
    assert_true(w.flow[2] == 0 && w.sd[2] == 0);
    near(w.sd[0], sqrt(0.5), 1e-14);
    near(w.a.chi2, 2, 1e-13);
    assert_true(w.price[0] > 0);

    w = splitter(100, 1, 60, 1, 50, 1);
    w.upper[0] = 102;
    solve(&w);
    assert_true(w.flow[0] == 102 && w.sd[0] == 0);
    near(w.flow[1], 56, 1e-12);
    near(w.sd[1], sqrt(0.5), 1e-14);
}

static void a_surplus_that_may_be_thrown_away_checks_nothing(void **state)
{
    (void)state;
    net w;
    begin(&w, 1);
    w.balance[0] = GAD_BALANCE_FREE;
    add(&w, -1, 0, 100, 2);
    add(&w, 0, -1, 60, 3);
    solve(&w);
    assert_true(w.flow[0] == 100 && w.flow[1] == 60 && w.price[0] == 0);
    near(w.sd[0], 2, 0);
    assert_int_equal(w.a.redundancy, 0);
    w.observed[0] = 60;
    w.observed[1] = 99; /* 39 missing: 4/13 of it each way */
    solve(&w);
    near(w.flow[0], 72, 1e-12);
    near(w.flow[1], 72, 1e-12);
    near(w.price[0], 3, 1e-13);
    near(w.sd[1], 6 / sqrt(13), 1e-14);
    assert_int_equal(w.a.redundancy, 1);
}

/* Heat exchanger with a bypass (Narasimhan & Jordache 2000, Data reconciliation and gross error detection, ch. 1): four
 * balances, six flows, equal errors. */
static void the_textbook_exchanger_comes_out(void **state)
{
    (void)state;
    static const double want[] = { 100.22, 64.50, 35.72, 64.50, 35.72, 100.22 };
    net w;
    begin(&w, 4);
    add(&w, -1, 0, 101.91, 1);
    add(&w, 0, 1, 64.45, 1);
    add(&w, 0, 2, 34.65, 1);
    add(&w, 1, 3, 64.20, 1);
    add(&w, 2, 3, 36.44, 1);
    add(&w, 3, -1, 98.88, 1);
    solve(&w);
    for (int32_t j = 0; j < 6; j++) {
        near(w.flow[j], want[j], 1e-12);
        near(w.sd[j], sqrt(1.0 / 3), 1e-14); /* two unknowns, normal matrix (4 2; 2 4) */
    }
    assert_int_equal(w.a.redundancy, 4);
}

/* ---- against dense solutions ----------------------------------------------------------------------- */

static real entry(const net *w, int32_t n, int32_t j)
{
    for (int32_t e = w->start[j]; e < w->start[j + 1]; e++)
        if (w->node[e] == n)
            return (real)w->coef[e];
    return 0;
}

static real magnitude(real x)
{
    return x < 0 ? -x : x;
}

/* Solve the m x m system with full pivoting, leaving out what is dependent: a basic solution. */
static void gauss(int32_t m, real a[NODES][NODES], real *b)
{
    int32_t column[NODES], rank = 0;
    for (int32_t k = 0; k < m; k++)
        column[k] = k;
    real first = 0, x[NODES] = { 0 };
    for (; rank < m; rank++) {
        int32_t pr = rank, pc = rank;
        for (int32_t r = rank; r < m; r++)
            for (int32_t c = rank; c < m; c++)
                if (magnitude(a[r][c]) > magnitude(a[pr][pc])) {
                    pr = r;
                    pc = c;
                }
        first = rank ? first : magnitude(a[pr][pc]);
        if (magnitude(a[pr][pc]) <= 1e-13L * first)
            break;
        for (int32_t c = 0; c < m; c++) {
            real t = a[rank][c];
            a[rank][c] = a[pr][c];
            a[pr][c] = t;
        }
        real t = b[rank];
        b[rank] = b[pr];
        b[pr] = t;
        for (int32_t r = 0; r < m; r++) {
            t = a[r][rank];
            a[r][rank] = a[r][pc];
            a[r][pc] = t;
        }
        int32_t u = column[rank];
        column[rank] = column[pc];
        column[pc] = u;
        for (int32_t r = rank + 1; r < m; r++) {
            real f = a[r][rank] / a[rank][rank];
            for (int32_t c = rank; c < m; c++)
                a[r][c] -= f * a[rank][c];
            b[r] -= f * b[rank];
        }
    }
    for (int32_t k = rank - 1; k >= 0; k--) {
        real sum = b[k];
        for (int32_t c = k + 1; c < rank; c++)
            sum -= a[k][c] * x[column[c]];
        x[column[k]] = sum / a[k][k];
    }
    memcpy(b, x, sizeof(real) * (size_t)m);
}

/* (A S A') y = right over the flows between their bounds and the nodes that bind. */
static void normal_equations(const net *w, const bool *off, const bool *binds, const real *right,
                             real *y)
{
    real a[NODES][NODES];
    for (int32_t m = 0; m < w->n_node; m++) {
        y[m] = binds[m] ? right[m] : 0;
        for (int32_t n = 0; n < w->n_node; n++) {
            a[m][n] = 0;
            for (int32_t j = 0; j < w->n_flow && binds[m] && binds[n]; j++)
                if (off[j])
                    a[m][n] +=
                        entry(w, m, j) * entry(w, n, j) * (real)w->sigma[j] * (real)w->sigma[j];
        }
    }
    gauss(w->n_node, a, y);
}

/* Flows and standard errors from the normal equations with the bounds that the answer holds. */
static void check_by_normal_equations(const net *w, double tolerance)
{
    bool off[FLOWS], binds[NODES];
    real right[NODES], y[NODES], excess[NODES];
    for (int32_t n = 0; n < w->n_node; n++)
        excess[n] = right[n] = (real)w->supply[n];
    for (int32_t j = 0; j < w->n_flow; j++) {
        off[j] = w->flow[j] > w->lower[j] && w->flow[j] < w->upper[j];
        for (int32_t n = 0; n < w->n_node; n++) {
            right[n] += entry(w, n, j) * (real)(off[j] ? w->observed[j] : w->flow[j]);
            excess[n] += entry(w, n, j) * (real)w->flow[j];
        }
    }
    for (int32_t n = 0; n < w->n_node; n++)
        binds[n] = w->balance[n] == GAD_BALANCE_EQ || excess[n] < 1e-8L;
    normal_equations(w, off, binds, right, y);
    for (int32_t j = 0; j < w->n_flow; j++) {
        real z = 0, column[NODES], u[NODES], v = 1, s = (real)w->sigma[j];
        if (!off[j]) {
            near(w->sd[j], 0, 0);
            continue;
        }
        for (int32_t n = 0; n < w->n_node; n++) {
            column[n] = entry(w, n, j);
            z -= s * s * column[n] * y[n];
        }
        near(w->flow[j], (double)((real)w->observed[j] + z), tolerance);
        normal_equations(w, off, binds, column, u);
        for (int32_t n = 0; n < w->n_node; n++)
            v -= s * s * column[n] * u[n];
        near(w->sd[j], (double)s * sqrt((double)(v > 0 ? v : 0)), tolerance + 3e-8 * (double)s);
    }
}

/* Optimality from the definitions: bounds, balances, and for each flow the sign of what it would gain by moving. */
static void check_optimal(const net *w, double tolerance)
{
    double excess[NODES], gross[NODES];
    for (int32_t n = 0; n < w->n_node; n++) {
        excess[n] = w->supply[n];
        gross[n] = fabs(w->supply[n]);
        assert_true(w->balance[n] == GAD_BALANCE_EQ || w->price[n] >= 0);
    }
    for (int32_t j = 0; j < w->n_flow; j++) {
        double s = w->sigma[j], gain = 0, size = 0, x = w->flow[j];
        assert_true(x >= w->lower[j] && x <= w->upper[j]);
        for (int32_t e = w->start[j]; e < w->start[j + 1]; e++) {
            gain += w->coef[e] * w->price[w->node[e]];
            size += fabs(w->coef[e] * w->price[w->node[e]]);
            excess[w->node[e]] += w->coef[e] * x;
            gross[w->node[e]] += fabs(w->coef[e] * x);
        }
        double m = isfinite(s) ? (x - w->observed[j]) / (s * s) : 0;
        double slack = tolerance * (size + fabs(m)) + (isfinite(s) ? 4e-16 * fabs(x) / (s * s) : 0);
        if (s > 0 && x > w->lower[j])
            assert_true(gain - m >= -slack); /* may not want less */
        if (s > 0 && x < w->upper[j])
            assert_true(gain - m <= slack);
        if (s == 0)
            assert_true(x == w->observed[j]);
    }
    for (int32_t n = 0; n < w->n_node; n++)
        if (w->balance[n] == GAD_BALANCE_EQ || w->price[n] > 0)
            near(excess[n], 0, tolerance * gross[n]);
        else
            assert_true(excess[n] >= -tolerance * gross[n]);
}

/* A network with a solution: levels are drawn first, supplies close the balances, then observations are disturbed. */
static net any(uint64_t seed, double spread)
{
    rng r = rng_make(seed, 9);
    net w;
    begin(&w, rng_i32(&r, 1, NODES));
    bool inside = rng_chance(&r, 0.3); /* every flow from node to node: dependent balances */
    int32_t flows = rng_i32(&r, 1, FLOWS);
    for (int32_t j = 0; j < flows; j++) {
        int32_t from = rng_i32(&r, 0, w.n_node - 1), to = rng_i32(&r, 0, w.n_node - 1);
        if (from == to || (!inside && rng_chance(&r, 0.3)))
            from = -1;
        else if (!inside && rng_chance(&r, 0.3))
            to = -1;
        double level = rng_chance(&r, 0.2) ? 0 : rng_f64(&r, 0, 100);
        double sigma = exp(rng_f64(&r, -spread, spread));
        add(&w, from, to, level, sigma);
        if (!inside && rng_chance(&r, 0.3)) /* a conversion with losses */
            w.coef[w.start[j]] *= rng_f64(&r, 0.2, 4);
        w.lower[j] = rng_chance(&r, 0.3) ? -NO_LIMIT : 0;
        if (rng_chance(&r, 0.2))
            w.upper[j] = level + rng_f64(&r, 0, 5);
        for (int32_t e = w.start[j]; e < w.start[j + 1]; e++)
            w.supply[w.node[e]] -= w.coef[e] * level;
        w.observed[j] += sigma * rng_f64(&r, -3, 3);
    }
    for (int32_t n = 0; n < w.n_node; n++)
        w.balance[n] = rng_chance(&r, 0.2) ? GAD_BALANCE_FREE : GAD_BALANCE_EQ;
    return w;
}

static void random_networks_meet_the_normal_equations(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        net w = any(seed, 1.5);
        solve(&w);
        assert_int_equal(w.a.report.status, GAD_SOLVED);
        check_optimal(&w, 2e-9); /* the tolerance asked for is 1e-9 */
        check_by_normal_equations(&w, 1e-9);
    }
}

/* Variances by the null space, in extended precision: columns are eliminated from the worst known on, the rest are free
 * with covariance inverse(Z' W Z). */
static void null_space(const net *w, const bool *off, const bool *binds, double *sd)
{
    real a[NODES][FLOWS], h[FLOWS][2 * FLOWS], z[FLOWS][FLOWS];
    int32_t pivot_of[FLOWS], free_at[FLOWS], n_free = 0;
    bool used[NODES] = { false }, done[FLOWS] = { false };
    for (int32_t n = 0; n < w->n_node; n++)
        for (int32_t j = 0; j < w->n_flow; j++)
            a[n][j] = binds[n] && off[j] ? entry(w, n, j) : 0;
    for (int32_t i = 0; i < w->n_flow; i++) {
        int32_t j = -1, best = -1;
        for (int32_t k = 0; k < w->n_flow; k++)
            if (!done[k] && (j < 0 || w->sigma[k] > w->sigma[j]))
                j = k;
        done[j] = true;
        pivot_of[j] = -1;
        for (int32_t n = 0; n < w->n_node; n++)
            if (!used[n] && magnitude(a[n][j]) > 1e-12L &&
                (best < 0 || magnitude(a[n][j]) > magnitude(a[best][j])))
                best = n;
        if (best < 0) {
            if (off[j] && isfinite(w->sigma[j])) /* one not observed may as well stay where it is */
                free_at[n_free++] = j;
            continue;
        }
        used[best] = true;
        pivot_of[j] = best;
        real p = a[best][j];
        for (int32_t k = 0; k < w->n_flow; k++)
            a[best][k] /= p;
        for (int32_t n = 0; n < w->n_node; n++) {
            real f = a[n][j];
            for (int32_t k = 0; n != best && k < w->n_flow; k++)
                a[n][k] -= f * a[best][k];
        }
    }
    for (int32_t j = 0; j < w->n_flow; j++) /* z[j]: flow j by the free ones, in their sigmas */
        for (int32_t f = 0; f < n_free; f++) {
            real s = (real)w->sigma[free_at[f]];
            z[j][f] = j == free_at[f] ? s : pivot_of[j] >= 0 ? -a[pivot_of[j]][free_at[f]] * s : 0;
        }
    for (int32_t f = 0; f < n_free; f++)
        for (int32_t g = 0; g < n_free; g++) {
            h[f][g] = 0;
            h[f][n_free + g] = f == g;
            for (int32_t j = 0; j < w->n_flow; j++)
                if (off[j] && isfinite(w->sigma[j]))
                    h[f][g] += z[j][f] / (real)w->sigma[j] * (z[j][g] / (real)w->sigma[j]);
        }
    for (int32_t f = 0; f < n_free; f++) { /* Gauss-Jordan; positive definite: no pivoting */
        real p = h[f][f];
        for (int32_t c = 0; c < 2 * n_free; c++)
            h[f][c] /= p;
        for (int32_t g = 0; g < n_free; g++) {
            real t = h[g][f];
            for (int32_t c = 0; g != f && c < 2 * n_free; c++)
                h[g][c] -= t * h[f][c];
        }
    }
    for (int32_t j = 0; j < w->n_flow; j++) {
        real v = 0;
        for (int32_t f = 0; f < n_free; f++)
            for (int32_t g = 0; g < n_free; g++)
                v += z[j][f] * h[f][n_free + g] * z[j][g];
        sd[j] = off[j] ? sqrt((double)v) : 0;
    }
}

/* Independent columns among the unobserved flows off their bounds, without flow `but`. */
static int32_t rank_of_unobserved(const net *w, const bool *off, const bool *binds, int32_t but)
{
    real a[NODES][FLOWS];
    bool used[NODES] = { false };
    int32_t rank = 0;
    for (int32_t j = 0; j < w->n_flow; j++)
        for (int32_t n = 0; n < w->n_node; n++)
            a[n][j] = binds[n] && off[j] && j != but && isinf(w->sigma[j]) ? entry(w, n, j) : 0;
    for (int32_t j = 0; j < w->n_flow; j++) {
        int32_t best = -1;
        for (int32_t n = 0; n < w->n_node; n++)
            if (!used[n] && magnitude(a[n][j]) > 1e-12L &&
                (best < 0 || magnitude(a[n][j]) > magnitude(a[best][j])))
                best = n;
        if (best < 0)
            continue;
        used[best] = true;
        rank++;
        for (int32_t n = 0; n < w->n_node; n++) {
            real f = a[n][j] / a[best][j];
            for (int32_t k = 0; n != best && k < w->n_flow; k++)
                a[n][k] -= f * a[best][k];
        }
    }
    return rank;
}

/* What is off its bounds and what binds, from the answer alone. */
static void look(const net *w, bool *off, bool *binds)
{
    double excess[NODES], gross[NODES];
    for (int32_t n = 0; n < w->n_node; n++) {
        excess[n] = w->supply[n];
        gross[n] = fabs(w->supply[n]);
    }
    for (int32_t j = 0; j < w->n_flow; j++) {
        off[j] = w->flow[j] > w->lower[j] && w->flow[j] < w->upper[j];
        for (int32_t e = w->start[j]; e < w->start[j + 1]; e++) {
            excess[w->node[e]] += w->coef[e] * w->flow[j];
            gross[w->node[e]] += fabs(w->coef[e] * w->flow[j]);
        }
    }
    for (int32_t n = 0; n < w->n_node; n++)
        binds[n] = w->balance[n] == GAD_BALANCE_EQ || excess[n] <= 1e-9 * gross[n];
}

static void unobserved_flows_are_determined_or_said_not_to_be(void **state)
{
    (void)state;
    int32_t determined = 0, undetermined = 0;
    for (uint64_t seed = 500; seed < 800; seed++) {
        net w = any(seed, 2);
        bool off[FLOWS], binds[NODES];
        double sd[FLOWS];
        for (int32_t j = (int32_t)(seed % 4); j < w.n_flow; j += 3) {
            w.sigma[j] = NO_LIMIT;
            w.observed[j] = NO_NUMBER;
        }
        solve(&w);
        if (w.a.report.status != GAD_SOLVED)
            fail_msg("seed %d: %s", (int)seed, gad_market_status_text(w.a.report.status));
        check_optimal(&w, 2e-9);
        look(&w, off, binds);
        null_space(&w, off, binds, sd);
        int32_t rank = rank_of_unobserved(&w, off, binds, -1);
        for (int32_t j = 0; j < w.n_flow; j++) {
            bool free =
                off[j] && isinf(w.sigma[j]) && rank_of_unobserved(&w, off, binds, j) == rank;
            assert_true(isnan(w.sd[j]) == free);
            undetermined += free;
            determined += isinf(w.sigma[j]) && off[j] && !free;
            if (!free)
                near(w.sd[j], sd[j], 1e-9 * sd[j] + 1e-15);
        }
    }
    assert_true(determined > 100 && undetermined > 100);
}

/* Relative accuracy of the standard errors is kept when sigmas lie twelve orders apart. */
static void sigmas_from_a_millionth_to_a_million_work(void **state)
{
    (void)state;
    for (uint64_t seed = 1000; seed < 1300; seed++) {
        net w = any(seed, log(1e6));
        bool off[FLOWS], binds[NODES];
        double sd[FLOWS];
        solve(&w);
        if (w.a.report.status != GAD_SOLVED)
            fail_msg("seed %d: %s", (int)seed, gad_market_status_text(w.a.report.status));
        check_optimal(&w, 2e-9);
        look(&w, off, binds);
        null_space(&w, off, binds, sd);
        for (int32_t j = 0; j < w.n_flow; j++)
            near(w.sd[j], sd[j], 1e-9 * sd[j] + 1e-18 * w.sigma[j]);
    }
}

/* a -> b -> c in a row: the badly known one takes its value and its error from its neighbours. */
static void a_badly_known_flow_is_as_good_as_its_neighbours(void **state)
{
    (void)state;
    net w;
    begin(&w, 2);
    add(&w, -1, 0, 5, 1e-6);
    add(&w, 0, 1, 1e5, 1e6);
    add(&w, 1, -1, 5 + 2e-6, 1e-6);
    solve(&w);
    assert_int_equal(w.a.report.status, GAD_SOLVED);
    for (int32_t j = 0; j < 3; j++) {
        near(w.flow[j], 5 + 1e-6, 1e-14);
        near(w.sd[j], 1e-6 * sqrt(0.5), 1e-18);
    }
}

/* ---- invariances -------------------------------------------------------------------------------------- */

static void units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 2000; seed < 2060; seed++) {
        net w = any(seed, 1), z = w;
        for (int32_t j = 0; j < w.n_flow; j++) {
            z.observed[j] *= 1e6;
            z.sigma[j] *= 1e6;
            z.lower[j] *= 1e6;
            z.upper[j] *= 1e6;
        }
        for (int32_t n = 0; n < w.n_node; n++)
            z.supply[n] *= 1e6;
        solve(&w);
        solve(&z);
        near(z.a.chi2, w.a.chi2, 1e-9 * (1 + w.a.chi2));
        assert_int_equal(z.a.redundancy, w.a.redundancy);
        for (int32_t j = 0; j < w.n_flow; j++) {
            near(z.flow[j] / 1e6, w.flow[j], 1e-8);
            near(z.sd[j] / 1e6, w.sd[j], 1e-8);
        }
    }
}

/* ---- what goes wrong ------------------------------------------------------------------------------------ */

static void balances_that_cannot_hold_are_an_outcome(void **state)
{
    (void)state;
    net w = splitter(100, 0, 60, 0, 50, 1);
    w.upper[2] = 30;
    solve(&w);
    assert_int_equal(w.a.report.status, GAD_NO_EQUILIBRIUM);
    assert_true(isnan(w.sd[0]) && isnan(w.sd[2]));
    w = splitter(100, 0, 60, 0, 50, 0); /* all known, and they do not add up */
    solve(&w);
    assert_int_equal(w.a.report.status, GAD_NO_EQUILIBRIUM);
    assert_string_equal(w.a.report.note,
                        "the bounds and the flows that are known leave 1 node out of balance; the "
                        "furthest off in units of its sigmas is node 0, short by 10");
    w = splitter(0.3, 0, 0.1, 0, 0.2, 0); /* they do, but for rounding */
    solve(&w);
    assert_int_equal(w.a.report.status, GAD_SOLVED);
}

typedef void edit(net *w);
static void negative_sigma(net *w)
{
    w->sigma[1] = -1;
}
static void no_sigma(net *w)
{
    w->sigma[1] = NO_NUMBER;
}
static void no_observation(net *w)
{
    w->observed[2] = NO_NUMBER;
}
static void crossed_bounds(net *w)
{
    w->lower[0] = 3;
    w->upper[0] = 2;
}
static void known_outside(net *w)
{
    w->sigma[0] = 0;
    w->upper[0] = 2;
}
static void no_coefficient(net *w)
{
    w->coef[1] = 0;
}
static void no_such_node(net *w)
{
    w->node[1] = 1;
}
static void no_supply(net *w)
{
    w->supply[0] = NO_LIMIT;
}
static void no_nodes(net *w)
{
    w->n_node = 0;
}
static void node_twice(net *w)
{
    w->n_flow = 2;
    w->start[2] = 3;
}

static void refuses_bad_input_and_names_it(void **state)
{
    (void)state;
    static const struct {
        edit *spoil;
        const char *text;
    } row[] = {
        { negative_sigma, "flow 1: sigma is -1" },
        { no_sigma, "flow 1: sigma is nan" },
        { no_observation, "flow 2: the observed value is nan" },
        { crossed_bounds, "flow 0: lower 3 and upper 2 leave no level" },
        { known_outside, "flow 0: known as 100 (sigma 0), but its bounds are 0 and 2" },
        { no_coefficient, "flow 1: its coefficient at node 0 is 0" },
        { no_such_node, "flow 1: node 1 is not in 0..0" },
        { no_supply, "node 0: its supply is inf" },
        { no_nodes, "a reconciliation needs at least one node" },
        { node_twice, "flow 1 names node 0 twice" },
    };
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    assert_non_null(cx);
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        net w = splitter(100, 1, 60, 2, 50, 3);
        row[i].spoil(&w);
        w.flow[0] = 77;
        assert_int_equal(run(cx, &w), GAD_E_ARG);
        if (strncmp(gad_last_error(cx).text, row[i].text, strlen(row[i].text)) != 0)
            fail_msg("'%s' should begin with '%s'", gad_last_error(cx).text, row[i].text);
        assert_true(w.flow[0] == 77);
    }
    gad_ctx_free(cx);
}

static void out_of_memory_is_clean_at_every_point(void **state)
{
    (void)state;
    long n = 0;
    for (gad_status st = GAD_E_NOMEM; st; n++) {
        alloc_budget budget = { .left = n };
        gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
        if (cx) {
            net w = any(7, 1);
            w.flow[0] = 77;
            st = run(cx, &w);
            assert_true(st == GAD_OK || (st == GAD_E_NOMEM && w.flow[0] == 77));
            gad_ctx_free(cx);
        }
        assert_int_equal(budget.live, 0);
        assert_true(n < 100000);
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_splitter_shares_its_error_by_variance),
        cmocka_unit_test(what_is_not_observed_follows_from_the_balance),
        cmocka_unit_test(bounds_hold_and_carry_no_error),
        cmocka_unit_test(a_surplus_that_may_be_thrown_away_checks_nothing),
        cmocka_unit_test(the_textbook_exchanger_comes_out),
        cmocka_unit_test(random_networks_meet_the_normal_equations),
        cmocka_unit_test(unobserved_flows_are_determined_or_said_not_to_be),
        cmocka_unit_test(sigmas_from_a_millionth_to_a_million_work),
        cmocka_unit_test(a_badly_known_flow_is_as_good_as_its_neighbours),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(balances_that_cannot_hold_are_an_outcome),
        cmocka_unit_test(refuses_bad_input_and_names_it),
        cmocka_unit_test(out_of_memory_is_clean_at_every_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
