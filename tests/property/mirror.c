/* mirror - property: gaps, usual gaps and causes do not depend on the order of rows, on files ingested
 * twice, on the number of threads or on the unit of money and weight; and gaps and usual gaps agree with a
 * brute force that shares no code. `property_mirror SEED` runs one world again. */
#include "test.h"
#include "store/store.h"
#include "trade/mirror.h"
#include "trade/mirror_cause.h"

enum {
    SEEDS = 5,
    LANES_MAX = 9,
    MONTHS = 40,
    ROWS_MAX = LANES_MAX * MONTHS * 4,
    ANSWERS_MAX = 20000
};

static const char *const countries[LANES_MAX] = { "DEU", "FRA", "GBR", "HKG", "ITA",
                                                  "JPN", "KOR", "NLD", "USA" };

typedef struct fact {
    int32_t month, reporter, partner, flow;
    int64_t code;
    double usd, t; /* t NaN: no weight */
} fact;

typedef struct world {
    uint64_t seed;
    int32_t first, lanes, n;
    fact row[ROWS_MAX];
} world;

/* Sparse lanes of very different size and length, with wild months. */
static void draw(world *w, uint64_t seed)
{
    rng r = rng_make(seed, 3);
    int32_t chn = store_country_id("CHN");
    *w = (world){ .seed = seed, .first = month_of(2015, 1), .lanes = rng_i32(&r, 2, LANES_MAX) };
    for (int32_t k = 0; k < w->lanes; k++) {
        int32_t to = store_country_id(countries[k]), length = rng_i32(&r, 1, MONTHS);
        double level = exp(rng_f64(&r, 5, 15)), missing = rng_f64(&r, 0, 0.4);
        for (int32_t i = 0; i < length; i++)
            for (int32_t c = 0; c < 2; c++) {
                double x = level * exp(rng_f64(&r, -1, 1)),
                       m = x * exp(rng_f64(&r, -0.1, 0.2) + (rng_chance(&r, 0.05) ? 1.5 : 0));
                int64_t code = store_code_id(c ? "850519" : "850511");
                bool weight = !rng_chance(&r, 0.1);
                if (!rng_chance(&r, missing))
                    w->row[w->n++] =
                        (fact){ w->first + i, chn, to, 2, code, x, weight ? x / 9 : NO_NUMBER };
                if (!rng_chance(&r, missing))
                    w->row[w->n++] = (fact){ w->first + i, to, chn, 1, code, m, m / 9 };
            }
    }
}

typedef struct variant {
    const char *name;
    bool shuffle, twice;
    int threads;
    double scale; /* of money and weight */
} variant;

static void put_world(gad_ctx *cx, gad_store *st, const world *w, const variant *v)
{
    buf sql;
    int32_t order[ROWS_MAX];
    rng r = rng_make(w->seed, 4);
    for (int32_t i = 0; i < w->n; i++)
        order[i] = i;
    for (int32_t i = w->n - 1; v->shuffle && i > 0; i--) {
        int32_t j = rng_i32(&r, 0, i), t = order[i];
        order[i] = order[j];
        order[j] = t;
    }
    buf_init(&sql, &cx->al);
    buf_fmt(&sql, "SET threads = %d; DELETE FROM flow_data; ", v->threads);
    for (int32_t copy = 0; copy < (v->twice ? 2 : 1); copy++)
        for (int32_t i = 0; i < w->n; i++) {
            const fact *f = &w->row[order[i]];
            char t[NUM_TEXT];
            buf_add(&sql, i ? ", " : "INSERT INTO flow_data VALUES ");
            buf_fmt(&sql,
                    "(%d, 8, DATE '2024-01-01', 2, %d, %d, %d, %d, %" PRId64 ", 0, NULL, NULL, ",
                    copy + 1, f->month, f->reporter, f->partner, f->flow, f->code);
            buf_fmt(&sql, "%s, %.17g, 'USD', 0, %.17g, 0)",
                    IS_NUMBER(f->t) ? num_shortest(t, f->t * v->scale) : "NULL", f->usd * v->scale,
                    f->usd * v->scale);
            buf_add(&sql, i == w->n - 1 ? "; " : "");
        }
    assert_true(buf_ok(&sql));
    if (w->n && store_exec(cx, st, buf_text(&sql)))
        fail_msg("%s", gad_last_error(cx).text);
    buf_release(&sql);
}

typedef struct answers {
    int32_t n;
    double x[ANSWERS_MAX];
} answers;

static void add(answers *a, double x)
{
    assert_true(a->n < ANSWERS_MAX);
    a->x[a->n++] = x;
}

static void load(gad_ctx *cx, gad_store *st, arena *mem, mirror_query *q, mirror *m)
{
    *q = (mirror_query){ .freq = 'M', .as_of = INT32_MAX };
    assert_int_equal(codes_product(cx, st, mem, "850511", &q->product), GAD_OK);
    assert_int_equal(codes_country(cx, st, mem, "exporter", "CHN", &q->exporter), GAD_OK);
    if (mirror_load(cx, st, mem, q, m))
        fail_msg("%s", gad_last_error(cx).text);
}

/* Everything that must not change, as a list of numbers without unit. */
static void ask(gad_ctx *cx, gad_store *st, answers *a)
{
    arena mem;
    mirror m;
    mirror_query q;
    arena_init(&mem, &cx->al);
    load(cx, st, &mem, &q, &m);
    a->n = 0;
    add(a, m.n);
    for (int32_t k = 0; k < m.n; k++) {
        cause_scene *s = NULL;
        add(a, m.lane[k].importer.number);
        if (k == 0)
            assert_int_equal(cause_scene_load(cx, st, &mem, &q, &m, &m.lane[k], MIRROR_USD, &s),
                             GAD_OK);
        for (int32_t i = 0; i < m.lane[k].n; i++)
            for (int32_t u = 0; u < MIRROR_UNITS; u++) {
                const mirror_gap *g = &m.lane[k].at[i].gap[u];
                cause_set c;
                add(a, g->gap);
                add(a, g->usual);
                add(a, g->z);
                add(a, g->n);
                if (!s || u != MIRROR_USD || !(fabs(g->z) > 1))
                    continue;
                assert_int_equal(cause_explain(cx, &mem, s, i, &c), GAD_OK);
                for (int32_t j = 0; j < CAUSE_COUNT; j++)
                    add(a, c.cause[j].probability);
            }
    }
    arena_release(&mem);
}

static void compare(const world *w, const variant *v, const answers *a, const answers *b)
{
    double tolerance = v->scale == 1 ? 0 : 1e-9; /* the same bits, or as far as scaling rounds */
    if (a->n != b->n)
        fail_msg("seed %" PRIu64 ", %s: %d answers, not %d", w->seed, v->name, b->n, a->n);
    for (int32_t i = 0; i < a->n; i++) {
        bool same = isnan(a->x[i]) ? isnan(b->x[i])
                                   : fabs(a->x[i] - b->x[i]) <= tolerance * fmax(1, fabs(a->x[i]));
        if (!same)
            fail_msg("seed %" PRIu64 ", %s: answer %d is %.17g, not %.17g", w->seed, v->name, i,
                     b->x[i], a->x[i]);
    }
}

/* ---- brute force ------------------------------------------------------------------------------ */

static double find(const world *w, int32_t month, int32_t to, int32_t flow)
{
    for (int32_t i = 0; i < w->n; i++) {
        const fact *f = &w->row[i];
        if (f->month == month && f->code == store_code_id("850511") && f->flow == flow &&
            (flow == 2 ? f->partner : f->reporter) == to)
            return f->usd;
    }
    return NO_NUMBER;
}

static int by_size(const void *pa, const void *pb)
{
    double a = *(const double *)pa, b = *(const double *)pb;
    return (a > b) - (a < b);
}

static double sorted_median(double *x, int32_t n)
{
    qsort(x, (size_t)n, sizeof *x, by_size);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static void check_lane(const world *w, const mirror_lane *lane)
{
    int32_t seen = 0;
    for (int32_t i = 0; i < lane->n; i++) {
        const mirror_gap *g = &lane->at[i].gap[MIRROR_USD];
        double other[MONTHS], gap = log(find(w, lane->at[i].period, lane->importer.number, 1) /
                                        find(w, lane->at[i].period, lane->importer.number, 2));
        int32_t n = 0;
        assert_int_equal(isnan(gap), isnan(g->gap));
        if (isnan(gap))
            continue;
        seen++;
        assert_true(fabs(gap - g->gap) < 1e-12);
        for (int32_t k = 0; k < MONTHS; k++) {
            double o = log(find(w, w->first + k, lane->importer.number, 1) /
                           find(w, w->first + k, lane->importer.number, 2));
            if (w->first + k != lane->at[i].period && IS_NUMBER(o))
                other[n++] = o;
        }
        if (n < MIRROR_OWN_MIN) {
            assert_true(g->rest == MIRROR_POOLED || g->rest == MIRROR_NO_USUAL);
            continue;
        }
        assert_int_equal(g->n, n);
        double median = sorted_median(other, n);
        for (int32_t k = 0; k < n; k++)
            other[k] = fabs(other[k] - median);
        double spread = fmax(0.03, 1.4826022185056018 * sorted_median(other, n));
        assert_true(fabs(g->spread - spread) < 1e-12);
        if (g->rest == MIRROR_OWN)
            assert_true(fabs(g->usual - median) < 1e-12);
        assert_true(fabs(g->z - (g->gap - g->usual) / spread) < 1e-9);
    }
    assert_int_equal(seen, lane->n_both[MIRROR_USD]);
}

static void check_world(gad_ctx *cx, gad_store *st, uint64_t seed)
{
    static world w;
    static answers plain, other;
    static const variant variants[] = { { "as drawn", false, false, 2, 1 },
                                        { "shuffled", true, false, 2, 1 },
                                        { "twice", true, true, 2, 1 },
                                        { "one thread", false, false, 1, 1 },
                                        { "thousandfold", false, false, 2, 1000 },
                                        { "other money", true, true, 1, 0.137 } };
    arena mem;
    mirror m;
    mirror_query q;
    draw(&w, seed);
    for (int32_t i = 0; i < COUNT_OF(variants); i++) {
        put_world(cx, st, &w, &variants[i]);
        ask(cx, st, i ? &other : &plain);
        if (i)
            compare(&w, &variants[i], &plain, &other);
    }
    put_world(cx, st, &w, &variants[0]);
    arena_init(&mem, &cx->al);
    load(cx, st, &mem, &q, &m);
    for (int32_t k = 0; k < m.n; k++)
        check_lane(&w, &m.lane[k]);
    arena_release(&mem);
}

static uint64_t only; /* 0: all */

static void gaps_depend_on_the_trade_alone(void **state)
{
    (void)state;
    gad_store *st = NULL;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    assert_int_equal(gad_store_open(cx, NULL, GAD_OPEN_MEMORY, &st), GAD_OK);
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        if (!only || seed == only)
            check_world(cx, st, seed);
    if (only > SEEDS)
        check_world(cx, st, only);
    gad_store_close(st);
    gad_ctx_free(cx);
}

int main(int argc, char **argv)
{
    only = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    const struct CMUnitTest tests[] = { cmocka_unit_test(gaps_depend_on_the_trade_alone) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
