/* reliability - layer 2: the errors of reporters, against a search of our own for the least of the objective the fit has: a distance
 * of expected size t costs w ln t + d/t, a number s with prior p costs ln s + p/s (long double, one number at a time by bisection). */
#include "test.h"
#include "trade/reliability.h"

enum { COUNTRIES = 9, CELLS_MAX = COUNTRIES * COUNTRIES * 2, SWEEPS = 20000 };

typedef struct bench {
    gad_ctx *cx;
    arena mem;
} bench;

static int open_bench(void **state)
{
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->cx = gad_ctx_new(NULL, NULL);
    arena_init(&b->mem, &b->cx->al);
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench *b = *state;
    arena_release(&b->mem);
    gad_ctx_free(b->cx);
    free(b);
    return 0;
}

static void near(double got, double wanted, double tolerance, const char *what)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%s: %.17g is not within %g of %.17g", what, got, tolerance, wanted);
}

static reliability fit(bench *b, const mirror_cell *cell, int32_t n)
{
    reliability r;
    if (reliability_fit(b->cx, &b->mem, cell, n, &r))
        fail_msg("%s", gad_last_error(b->cx).text);
    return r;
}

static const reporter_error *find(const reliability *r, int32_t country, report_role role)
{
    for (int32_t i = 0; i < r->n; i++)
        if (r->at[i].country == country && r->at[i].role == role)
            return &r->at[i];
    return NULL;
}

/* ---- the brute force -------------------------------------------------------------------------- */

typedef long double numbers[ROLES][COUNTRIES];

static report_role side(const mirror_cell *c)
{
    return c->hub ? ROLE_HUB_EXPORTER : ROLE_EXPORTER;
}

static long double distance_of(const mirror_cell *c, int32_t which)
{
    long double v = (long double)c->value, q = (long double)c->qty;
    return which == 0 ? v : which == 1 ? q : (v + q) / 2;
}

static void brute_priors(const mirror_cell *cell, int32_t n, int32_t which,
                         long double prior[ROLES])
{
    long double d[2] = { 0, 0 }, w[2] = { 0, 0 };
    for (int32_t i = 0; i < n; i++) {
        d[cell[i].hub] += distance_of(&cell[i], which);
        w[cell[i].hub] += (long double)cell[i].weight;
    }
    long double direct = w[0] > 0 ? d[0] / w[0] : d[1] / w[1];
    prior[ROLE_EXPORTER] = prior[ROLE_IMPORTER] = prior[ROLE_HUB_EXPORTER] = direct / 2;
    if (w[1] > 0 && d[1] / w[1] - direct / 2 > direct / 2)
        prior[ROLE_HUB_EXPORTER] = d[1] / w[1] - direct / 2;
}

/* The slope of the objective at s for one number, the others as they are. */
static long double slope(const mirror_cell *cell, int32_t n, int32_t which, numbers at,
                         report_role role, int32_t country, long double prior, long double s)
{
    long double sum = 1 / s - prior / (s * s);
    for (int32_t i = 0; i < n; i++) {
        bool exporter = cell[i].exporter == country && side(&cell[i]) == role;
        bool importer = cell[i].importer == country && role == ROLE_IMPORTER;
        if (!exporter && !importer)
            continue;
        long double t = s + (exporter ? at[ROLE_IMPORTER][cell[i].importer]
                                      : at[side(&cell[i])][cell[i].exporter]);
        sum += (long double)cell[i].weight / t - distance_of(&cell[i], which) / (t * t);
    }
    return sum;
}

static void brute(const mirror_cell *cell, int32_t n, int32_t which, numbers at)
{
    long double prior[ROLES], moved = 1;
    brute_priors(cell, n, which, prior);
    for (int32_t role = 0; role < ROLES; role++)
        for (int32_t c = 0; c < COUNTRIES; c++)
            at[role][c] = prior[role];
    for (int32_t k = 0; k < SWEEPS && moved > 1e-13L; k++) {
        moved = 0;
        for (int32_t role = 0; role < ROLES; role++)
            for (int32_t c = 0; c < COUNTRIES; c++) {
                long double lo = at[role][c] / 4, hi = at[role][c] * 4, before = at[role][c];
                for (int32_t half = 0; half < 70; half++) {
                    long double mid = (lo + hi) / 2;
                    if (slope(cell, n, which, at, (report_role)role, c, prior[role], mid) > 0)
                        hi = mid;
                    else
                        lo = mid;
                }
                at[role][c] = (lo + hi) / 2;
                moved = fmaxl(moved, fabsl(at[role][c] / before - 1));
            }
    }
    assert_true(moved <= 1e-13L);
}

/* The mean root of the size of a standard normal number, by adding up: z = u^2 takes the root out of the integral. */
static long double mean_root_of_normal(void)
{
    long double sum = 0, h = 1e-4L;
    for (int32_t i = 0; i < 35000; i++) {
        long double u = (i + 0.5L) * h;
        sum += u * expl(-u * u * u * u / 2) * 2 * u * h;
    }
    return sum * 2 / sqrtl(2 * acosl(-1.0L));
}

/* ---- worlds ------------------------------------------------------------------------------------- */

static int32_t draw(mirror_cell *cell, uint64_t seed, bool hubs)
{
    rng r = rng_make(seed, 1);
    int32_t n = 0;
    for (int32_t i = 0; i < COUNTRIES; i++)
        for (int32_t j = 0; j < COUNTRIES; j++) {
            if (i == j || !rng_chance(&r, 0.6))
                continue;
            int64_t flows = rng_i32(&r, 1, 60);
            double weight = (double)flows * rng_f64(&r, 0.5, 1.5);
            cell[n++] = (mirror_cell){ .exporter = i,
                                       .importer = j,
                                       .hub = hubs && (i < 2 || j < 2),
                                       .n = flows,
                                       .weight = weight,
                                       .value = weight * rng_f64(&r, 0.05, 1.2),
                                       .qty = weight * rng_f64(&r, 0.05, 1.2) };
        }
    return n;
}

static void shuffle(mirror_cell *cell, int32_t n, uint64_t seed)
{
    rng r = rng_make(seed, 2);
    for (int32_t i = n - 1; i > 0; i--) {
        int32_t j = rng_i32(&r, 0, i);
        mirror_cell t = cell[i];
        cell[i] = cell[j];
        cell[j] = t;
    }
}

/* ---- tests -------------------------------------------------------------------------------------- */

static void finds_the_least_of_its_objective(void **state)
{
    bench *b = *state;
    static mirror_cell cell[CELLS_MAX];
    numbers at;
    long double root = mean_root_of_normal();
    for (uint64_t seed = 1; seed <= 12; seed++) {
        int32_t n = draw(cell, seed, seed % 3 != 0);
        reliability r = fit(b, cell, n);
        for (int32_t which = 0; which < 3; which++) {
            brute(cell, n, which, at);
            for (int32_t i = 0; i < r.n; i++) {
                const reporter_error *e = &r.at[i];
                double got = which == 0 ? e->value : which == 1 ? e->qty : e->error;
                long double s = at[e->role][e->country] / root;
                near(got, (double)(s * s), 1e-2 * (double)(s * s), "an error");
            }
        }
    }
}

static void lists_every_report_once_with_its_flows(void **state)
{
    bench *b = *state;
    static mirror_cell cell[CELLS_MAX];
    int32_t n = draw(cell, 5, true);
    reliability r = fit(b, cell, n);
    for (int32_t i = 0; i < r.n; i++) {
        int64_t flows = 0;
        for (int32_t k = 0; k < n; k++)
            if (r.at[i].role == ROLE_IMPORTER
                    ? cell[k].importer == r.at[i].country
                    : cell[k].exporter == r.at[i].country && side(&cell[k]) == r.at[i].role)
                flows += cell[k].n;
        assert_int_equal(r.at[i].flows, flows);
        assert_true(flows > 0);
        assert_true(i == 0 || r.at[i].role > r.at[i - 1].role ||
                    (r.at[i].role == r.at[i - 1].role && r.at[i].country > r.at[i - 1].country));
    }
    for (int32_t k = 0; k < n; k++) {
        assert_non_null(find(&r, cell[k].exporter, side(&cell[k])));
        assert_non_null(find(&r, cell[k].importer, ROLE_IMPORTER));
    }
}

static void gives_the_same_bits_in_any_order(void **state)
{
    bench *b = *state;
    static mirror_cell cell[CELLS_MAX];
    int32_t n = draw(cell, 7, true);
    reliability first = fit(b, cell, n);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        shuffle(cell, n, seed);
        reliability r = fit(b, cell, n);
        assert_int_equal(r.n, first.n);
        for (int32_t i = 0; i < r.n; i++) {
            assert_int_equal(r.at[i].country, first.at[i].country);
            assert_int_equal(r.at[i].role, first.at[i].role);
            assert_int_equal(r.at[i].flows, first.at[i].flows);
            assert_memory_equal(&r.at[i].value, &first.at[i].value, sizeof(double));
            assert_memory_equal(&r.at[i].qty, &first.at[i].qty, sizeof(double));
            assert_memory_equal(&r.at[i].error, &first.at[i].error, sizeof(double));
        }
        assert_memory_equal(r.fallback, first.fallback, sizeof r.fallback);
    }
}

static void knows_nothing_without_cells(void **state)
{
    reliability r = fit(*state, NULL, 0);
    assert_int_equal(r.n, 0);
    for (int32_t k = 0; k < ROLES; k++)
        assert_true(isnan(r.fallback[k]));
}

/* 0.6 is the mean root of the distance: half of it for each side. */
static void shares_one_cell_between_both_sides(void **state)
{
    mirror_cell cell = {
        .exporter = 3, .importer = 4, .n = 10, .weight = 5, .value = 3, .qty = 1.5
    };
    reliability r = fit(*state, &cell, 1);
    double unit = (double)(mean_root_of_normal() * mean_root_of_normal());
    assert_int_equal(r.n, 2);
    const reporter_error *x = find(&r, 3, ROLE_EXPORTER), *m = find(&r, 4, ROLE_IMPORTER);
    assert_non_null(x);
    assert_non_null(m);
    assert_int_equal(x->flows, 10);
    near(x->value, 0.3 * 0.3 / unit, 1e-9, "value, exporter");
    near(m->value, 0.3 * 0.3 / unit, 1e-9, "value, importer");
    near(x->qty, 0.15 * 0.15 / unit, 1e-9, "weight");
    near(x->error, 0.225 * 0.225 / unit, 1e-9, "both");
    for (int32_t k = 0; k < ROLES; k++)
        near(r.fallback[k], 0.225 * 0.225 / unit, 1e-9, "a reporter never seen");
}

static void works_when_every_lane_touches_a_hub(void **state)
{
    mirror_cell cell[2] = {
        { .exporter = 0, .importer = 1, .hub = true, .n = 4, .weight = 4, .value = 2, .qty = 2 },
        { .exporter = 2, .importer = 1, .hub = true, .n = 4, .weight = 4, .value = 2, .qty = 2 }
    };
    reliability r = fit(*state, cell, 2);
    double unit = (double)(mean_root_of_normal() * mean_root_of_normal());
    assert_int_equal(r.n, 3);
    assert_null(find(&r, 0, ROLE_EXPORTER));
    near(find(&r, 0, ROLE_HUB_EXPORTER)->error, 0.0625 / unit, 1e-6, "hub");
    near(find(&r, 1, ROLE_IMPORTER)->error, 0.0625 / unit, 1e-6, "importer");
    for (int32_t k = 0; k < ROLES; k++)
        near(r.fallback[k], 0.0625 / unit, 1e-9, "a reporter never seen");
}

/* Direct lanes differ by 0.4, those of hubs by 1.0: the importer keeps 0.2, the hub answers for 0.8. */
static void charges_the_hub_with_what_it_adds(void **state)
{
    mirror_cell cell[2] = {
        { .exporter = 0, .importer = 1, .n = 1, .weight = 1, .value = 0.4, .qty = 0.4 },
        { .exporter = 2, .importer = 3, .hub = true, .n = 1, .weight = 1, .value = 1, .qty = 1 }
    };
    reliability r = fit(*state, cell, 2);
    double unit = (double)(mean_root_of_normal() * mean_root_of_normal());
    near(r.fallback[ROLE_EXPORTER], 0.04 / unit, 1e-9, "direct");
    near(r.fallback[ROLE_IMPORTER], 0.04 / unit, 1e-9, "importer");
    near(r.fallback[ROLE_HUB_EXPORTER], 0.64 / unit, 1e-9, "hub");
    near(find(&r, 2, ROLE_HUB_EXPORTER)->error, 0.64 / unit, 1e-6, "the hub's own");
}

static void takes_perfect_agreement(void **state)
{
    mirror_cell cell[2] = { { .exporter = 0, .importer = 1, .n = 3, .weight = 3 },
                            { .exporter = 1, .importer = 0, .n = 3, .weight = 3 } };
    reliability r = fit(*state, cell, 2);
    assert_int_equal(r.n, 4);
    for (int32_t i = 0; i < r.n; i++)
        assert_true(r.at[i].error == 0 && r.at[i].value == 0 && r.at[i].qty == 0);
}

/* One country reports badly, and on both sides; the distances of all others are small. */
static void blames_the_one_that_differs(void **state)
{
    static mirror_cell cell[CELLS_MAX];
    int32_t n = 0;
    for (int32_t i = 0; i < COUNTRIES; i++)
        for (int32_t j = 0; j < COUNTRIES; j++)
            if (i != j)
                cell[n++] = (mirror_cell){ .exporter = i,
                                           .importer = j,
                                           .n = 20,
                                           .weight = 20,
                                           .value = 20 * (i == 6 || j == 6 ? 0.9 : 0.2),
                                           .qty = 20 * (i == 6 ? 0.9 : 0.2) };
    reliability r = fit(*state, cell, n);
    for (int32_t i = 0; i < r.n; i++) {
        bool six = r.at[i].country == 6;
        assert_true(six ? r.at[i].value > 0.7 : r.at[i].value < 0.05);
        assert_true(six && r.at[i].role == ROLE_EXPORTER ? r.at[i].qty > 0.7 : r.at[i].qty < 0.05);
    }
}

static void survives_failing_memory(void **state)
{
    (void)state;
    static mirror_cell cell[CELLS_MAX];
    int32_t n = draw(cell, 3, true);
    gad_status status = GAD_E_NOMEM;
    long k = 0;
    for (; status == GAD_E_NOMEM; k++) {
        alloc_budget budget = { .left = -1, .live = 0 };
        arena mem;
        reliability r;
        gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
        assert_non_null(cx);
        arena_init(&mem, &cx->al);
        budget.left = k;
        status = reliability_fit(cx, &mem, cell, n, &r);
        assert_true(status == GAD_OK || status == GAD_E_NOMEM);
        assert_true(status == GAD_OK || gad_last_error(cx).status == GAD_E_NOMEM);
        arena_release(&mem);
        gad_ctx_free(cx);
        assert_int_equal(budget.live, 0);
    }
    assert_true(k > 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)
    const struct CMUnitTest tests[] = {
        TEST(finds_the_least_of_its_objective),   TEST(lists_every_report_once_with_its_flows),
        TEST(gives_the_same_bits_in_any_order),   TEST(knows_nothing_without_cells),
        TEST(shares_one_cell_between_both_sides), TEST(works_when_every_lane_touches_a_hub),
        TEST(charges_the_hub_with_what_it_adds),  TEST(takes_perfect_agreement),
        TEST(blames_the_one_that_differs),        TEST(survives_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
