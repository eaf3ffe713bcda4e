/* mirror - layers 2 and 4: two reports of one shipment. Small worlds with planted causes, made of
 * INSERTs: what was planted must be found, and what is not held must not pass as nothing. */
#include "test.h"
#include "store/store.h"
#include "trade/mirror.h"
#include "trade/mirror_cause.h"
#include "trade/mirror_shift.h"
#include "trade/mirror_usual.h"
#include "trade/mirror_watch.h"

enum { FIRST_YEAR = 2020, MONTHS = 36, ODD = 20 /* the month something is planted in */ };

typedef struct bench {
    gad_ctx *cx;
    gad_store *st;
    arena mem;
    char *text;
    size_t n;
} bench;

static int open_bench(void **state)
{
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->cx = gad_ctx_new(NULL, NULL);
    arena_init(&b->mem, &b->cx->al);
    if (gad_store_open(b->cx, NULL, GAD_OPEN_MEMORY, &b->st))
        fail_msg("%s", gad_last_error(b->cx).text);
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench *b = *state;
    arena_release(&b->mem);
    gad_store_close(b->st);
    gad_ctx_free(b->cx);
    free(b->text);
    free(b);
    return 0;
}

static int empty_bench(void **state)
{
    bench *b = *state;
    return store_exec(b->cx, b->st, "DELETE FROM flow_data; DELETE FROM observation") != GAD_OK;
}

static void near(double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", got, tolerance, wanted);
}

static void run(bench *b, const char *sql)
{
    if (store_exec(b->cx, b->st, sql))
        fail_msg("%s", gad_last_error(b->cx).text);
}

/* ---- worlds ----------------------------------------------------------------------------------- */

enum { COMTRADE = 8, GACC = 1, BACI = 10 };

typedef struct put_row {
    int32_t source, month; /* month: number */
    const char *reporter, *partner;
    char flow;
    const char *code;
    double usd, t;
} put_row;

/* Numbers are computed here: DuckDB takes longer to plan 300 calls of the macros than to insert. */
static void row_sql(buf *sql, const put_row *r, const char *vintage, int batch)
{
    char t[NUM_TEXT];
    buf_fmt(sql, "(%d, %d, DATE '%s', 2, %d, %d, %d, %d, %" PRId64 ", 0, NULL, NULL, ", batch,
            r->source, vintage, r->month, store_country_id(r->reporter),
            store_country_id(r->partner), r->flow == 'M' ? 1 : 2, store_code_id(r->code));
    buf_fmt(sql, "%s, %.17g, 'USD', 0, %.17g, 0)", IS_NUMBER(r->t) ? num_shortest(t, r->t) : "NULL",
            r->usd, r->usd);
}

static void put_rows(bench *b, const put_row *r, int32_t n, const char *vintage, int batch)
{
    buf sql;
    buf_init(&sql, &b->cx->al);
    for (int32_t i = 0; i < n; i++) {
        buf_add(&sql, i ? ", " : "INSERT INTO flow_data VALUES ");
        row_sql(&sql, &r[i], vintage, batch);
    }
    run(b, buf_text(&sql));
    buf_release(&sql);
}

static void put_at(bench *b, put_row r, const char *vintage, int batch)
{
    put_rows(b, &r, 1, vintage, batch);
}

static void put(bench *b, put_row r)
{
    put_at(b, r, "2024-01-01", 1);
}

/* The same for every run: a few per cent up and down. */
static double jitter(uint64_t lane, int32_t k, double size)
{
    rng r = rng_make(7, lane * 1000 + (uint64_t)k);
    return exp(rng_f64(&r, -size, size));
}

typedef struct plan { /* factors and additions of one month */
    double x_usd, x_t, m_usd, m_t;
} plan;

typedef struct lane_plan {
    const char *from, *to, *code;
    double level;     /* dollars a month; a tonne is 10 dollars */
    plan add[MONTHS]; /* added to the figures, dollars and tonnes */
} lane_plan;

/* Imports are 6 % above exports in dollars (CIF), equal in tonnes; both jitter. */
static void put_lane(bench *b, const lane_plan *p, uint64_t id)
{
    put_row r[2 * MONTHS];
    for (int32_t k = 0; k < MONTHS; k++) {
        int32_t month = month_of(FIRST_YEAR, 1) + k;
        double x = p->level * jitter(id, k, 0.3), m = x * jitter(id + 100, k, 0.04);
        r[2 * k] = (put_row){ COMTRADE,
                              month,
                              p->from,
                              p->to,
                              'X',
                              p->code,
                              x + p->add[k].x_usd,
                              x / 10 + p->add[k].x_t };
        r[2 * k + 1] = (put_row){ COMTRADE,
                                  month,
                                  p->to,
                                  p->from,
                                  'M',
                                  p->code,
                                  1.06 * m + p->add[k].m_usd,
                                  m / 10 + p->add[k].m_t };
    }
    put_rows(b, r, COUNT_OF(r), "2024-01-01", 1);
}

/* China to Germany, through Hong Kong, and the neighbouring code: a world in which every cause can be
 * looked at. */
typedef struct world {
    lane_plan direct, to_hub, from_hub, neighbour;
} world;

static world plain(void)
{
    return (world){ .direct = { "CHN", "DEU", "850511", 1e6, { { 0 } } },
                    .to_hub = { "CHN", "HKG", "850511", 4e5, { { 0 } } },
                    .from_hub = { "HKG", "DEU", "850511", 3e5, { { 0 } } },
                    .neighbour = { "CHN", "DEU", "850519", 5e5, { { 0 } } } };
}

static void put_world(bench *b, const world *w)
{
    put_lane(b, &w->direct, 1);
    put_lane(b, &w->to_hub, 2);
    put_lane(b, &w->from_hub, 3);
    put_lane(b, &w->neighbour, 4);
}

static mirror_query query(bench *b, const char *product)
{
    mirror_query q = { .freq = 'M', .as_of = INT32_MAX };
    assert_int_equal(codes_product(b->cx, b->st, &b->mem, product, &q.product), GAD_OK);
    assert_int_equal(codes_country(b->cx, b->st, &b->mem, "exporter", "CHN", &q.exporter), GAD_OK);
    return q;
}

static const mirror_lane *load(bench *b, const mirror_query *q, const char *importer, mirror *m)
{
    if (mirror_load(b->cx, b->st, &b->mem, q, m))
        fail_msg("%s", gad_last_error(b->cx).text);
    return mirror_find(m, store_country_id(importer));
}

/* The causes of the gap planted. */
static cause_set causes(bench *b, mirror_unit unit)
{
    mirror m;
    cause_scene *s = NULL;
    cause_set c;
    mirror_query q = query(b, "850511");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_non_null(lane);
    if (!(fabs(lane->at[ODD].gap[unit].z) >= 3.0))
        fail_msg("the planted gap has z %g", lane->at[ODD].gap[unit].z);
    assert_int_equal(cause_scene_load(b->cx, b->st, &b->mem, &q, &m, lane, unit, &s), GAD_OK);
    assert_int_equal(cause_explain(b->cx, &b->mem, s, ODD, &c), GAD_OK);
    double sum = 0;
    for (int32_t k = 0; k < CAUSE_COUNT; k++) {
        assert_true(c.cause[k].probability >= 0 && c.cause[k].probability <= 1);
        assert_true(strlen(c.cause[k].evidence) > 10);
        sum += c.cause[k].probability;
    }
    near(sum, 1, 1e-12);
    return c;
}

static void expect_cause(const cause_set *c, cause_kind wanted)
{
    for (int32_t k = 0; k < CAUSE_COUNT; k++)
        if (k != (int32_t)wanted && !(c->cause[k].probability < c->cause[wanted].probability))
            fail_msg("%s %g beats %s %g (%s)", cause_name((cause_kind)k), c->cause[k].probability,
                     cause_name(wanted), c->cause[wanted].probability, c->cause[k].evidence);
    if (!(c->cause[wanted].probability >= 0.6))
        fail_msg("%s has only %g (%s)", cause_name(wanted), c->cause[wanted].probability,
                 c->cause[wanted].evidence);
}

/* ---- the public question ---------------------------------------------------------------------- */

static bool keep(void *user, const char *bytes, size_t n)
{
    bench *b = user;
    char *text = realloc(b->text, b->n + n + 1);
    if (!text)
        return false;
    memcpy(text + b->n, bytes, n);
    text[b->n + n] = '\0';
    b->text = text;
    b->n += n;
    return true;
}

static gad_status ask(bench *b, gad_ctx *cx, const gad_mirror_opts *o, gad_format format)
{
    gad_output out = { .format = format, .write = keep, .user = b };
    b->n = 0;
    return gad_mirror(cx, b->st, o, &out);
}

/* ---- what is planted is found ----------------------------------------------------------------- */

static void an_ordinary_world_has_hardly_an_unusual_gap(void **state)
{
    bench *b = *state;
    mirror m;
    world w = plain();
    put_world(b, &w);
    mirror_query q = query(b, "850511");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_int_equal(lane->basis, MIRROR_EXACT);
    assert_int_equal(lane->n, MONTHS);
    assert_int_equal(lane->n_both[MIRROR_USD], MONTHS);
    int32_t unusual = 0;
    for (int32_t i = 0; i < lane->n; i++) {
        const mirror_gap *g = &lane->at[i].gap[MIRROR_USD];
        assert_int_equal(g->n, MONTHS - 1);
        near(g->usual, log(1.06), 0.02);
        assert_int_equal(g->rest, MIRROR_OWN); /* two other years are no season */
        unusual += fabs(g->z) >= 3;
    }
    assert_int_equal(unusual, 0);
}

static void late_arrival_is_timing(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -6e5, -6e4 };
    w.direct.add[ODD + 1] = (plan){ 0, 0, 6e5, 6e4 };
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_USD);
    expect_cause(&c, CAUSE_TIMING);
    assert_non_null(strstr(c.cause[CAUSE_TIMING].evidence, "after"));
}

static void early_departure_is_timing_too(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD - 1] = (plan){ 0, 0, -5e5, -5e4 };
    w.direct.add[ODD] = (plan){ 0, 0, 5e5, 5e4 };
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_T);
    expect_cause(&c, CAUSE_TIMING);
    assert_true(c.cause[CAUSE_FREIGHT].probability == 0); /* tonnes know no freight */
}

static void dear_freight_moves_money_and_not_tonnes(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD].m_usd = 1.7e5; /* on about a million */
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_USD);
    expect_cause(&c, CAUSE_FREIGHT);
}

static void goods_declared_to_a_hub_are_re_exports(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ -5e5, -5e4, 0, 0 };
    w.to_hub.add[ODD] = (plan){ 5e5, 5e4, 5e5, 5e4 };
    w.from_hub.add[ODD] = (plan){ 5e5, 5e4, 0, 0 };
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_USD);
    expect_cause(&c, CAUSE_REEXPORT);
    assert_non_null(strstr(c.cause[CAUSE_REEXPORT].evidence, "Hong Kong"));
}

static void goods_booked_as_the_hubs_are_re_exports(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -5e5, -5e4 };
    w.from_hub.add[ODD] = (plan){ 0, 0, 5e5, 5e4 };
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_T);
    expect_cause(&c, CAUSE_REEXPORT);
}

static void goods_under_the_next_code_are_found_there(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -5e5, -5e4 };
    w.neighbour.add[ODD] = (plan){ 0, 0, 5e5, 5e4 };
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_USD);
    expect_cause(&c, CAUSE_NEIGHBOUR);
    assert_non_null(strstr(c.cause[CAUSE_NEIGHBOUR].evidence, "850519"));
}

static void what_left_no_trace_is_unrecorded(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -6e5, -6e4 };
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_USD);
    expect_cause(&c, CAUSE_UNRECORDED);
    for (int32_t k = 0; k < CAUSE_COUNT; k++)
        assert_true(c.cause[k].looked);
}

static void value_that_moves_without_weight_is_no_other_code(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD].m_usd = -5e5;
    w.neighbour.add[ODD].m_usd = 5e5; /* but not a tonne */
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_USD);
    if (!(c.cause[CAUSE_UNRECORDED].probability > c.cause[CAUSE_NEIGHBOUR].probability))
        fail_msg("unrecorded %g, neighbouring code %g", c.cause[CAUSE_UNRECORDED].probability,
                 c.cause[CAUSE_NEIGHBOUR].probability);
}

static void a_cause_without_a_trace_gets_nothing_from_a_small_gap(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -1.35e5, -1.35e4 };
    put_world(b, &w);
    cause_set c = causes(b, MIRROR_T);
    if (!(c.cause[CAUSE_UNRECORDED].probability >= 0.5))
        fail_msg("unrecorded %g, timing %g, re-export %g, neighbouring code %g",
                 c.cause[CAUSE_UNRECORDED].probability, c.cause[CAUSE_TIMING].probability,
                 c.cause[CAUSE_REEXPORT].probability, c.cause[CAUSE_NEIGHBOUR].probability);
}

static void looking_in_more_places_gains_nothing(void **state)
{
    bench *b = *state;
    world w = plain();
    lane_plan third = w.neighbour;
    third.code = "850520";
    w.direct.add[ODD] = (plan){ 0, 0, -5e5, -5e4 };
    w.neighbour.add[ODD] = (plan){ 0, 0, 5e5, 5e4 };
    put_world(b, &w);
    cause_set one = causes(b, MIRROR_USD);
    put_lane(b, &third, 5);
    cause_set two = causes(b, MIRROR_USD);
    assert_true(two.cause[CAUSE_NEIGHBOUR].likelihood <
                0.7 * one.cause[CAUSE_NEIGHBOUR].likelihood);
    expect_cause(&two, CAUSE_NEIGHBOUR);
}

static void what_cannot_be_looked_at_keeps_its_prior(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -6e5, -6e4 };
    put_lane(b, &w.direct, 1); /* no hub, no neighbouring code */
    cause_set c = causes(b, MIRROR_USD);
    assert_false(c.cause[CAUSE_REEXPORT].looked);
    assert_false(c.cause[CAUSE_NEIGHBOUR].looked);
    near(c.cause[CAUSE_REEXPORT].probability, c.cause[CAUSE_REEXPORT].prior, 1e-15);
    near(c.cause[CAUSE_NEIGHBOUR].probability, c.cause[CAUSE_NEIGHBOUR].prior, 1e-15);
    assert_non_null(strstr(c.cause[CAUSE_REEXPORT].evidence, "not looked at"));
    assert_true(isnan(c.cause[CAUSE_NEIGHBOUR].likelihood));
}

/* ---- what is held, and what is not ------------------------------------------------------------ */

static put_row row(const char *reporter, const char *partner, char flow, const char *code,
                   const char *month, double usd)
{
    put_row r = { COMTRADE, 0, reporter, partner, flow, code, usd, usd / 10 };
    assert_true(month_parse(month, &r.month));
    return r;
}

static void a_report_without_the_lane_is_not_a_missing_report(void **state)
{
    bench *b = *state;
    mirror m;
    put(b, row("CHN", "DEU", 'X', "850511", "2021-01", 100));
    put(b, row("CHN", "FRA", 'X', "850511", "2021-02", 100));
    put(b, row("CHN", "DEU", 'X', "850511", "2021-04", 100));
    put(b, row("DEU", "CHN", 'M', "850511", "2021-01", 110));
    put(b, row("DEU", "FRA", 'M', "850511", "2021-04", 7));
    mirror_query q = query(b, "850511");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_int_equal(lane->n, 4);
    assert_int_equal(lane->at[1].exporter.state, MIRROR_SILENT);
    assert_int_equal(lane->at[2].exporter.state, MIRROR_UNKNOWN);
    assert_int_equal(lane->at[1].importer.state, MIRROR_UNKNOWN);
    assert_int_equal(lane->at[3].importer.state, MIRROR_SILENT);
    assert_true(isnan(lane->at[1].exporter.amount[MIRROR_USD]));
    assert_int_equal(lane->n_both[MIRROR_USD], 1);
    near(lane->at[0].gap[MIRROR_USD].gap, log(1.1), 1e-12);
}

static void a_price_without_weight_is_no_zero_weight(void **state)
{
    bench *b = *state;
    mirror m;
    put_row r = row("CHN", "DEU", 'X', "850511", "2021-01", 100);
    r.t = 0;
    put(b, r);
    put(b, row("DEU", "CHN", 'M', "850511", "2021-01", 110));
    mirror_query q = query(b, "850511");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_true(isnan(lane->at[0].exporter.amount[MIRROR_T]));
    assert_int_equal(lane->n_both[MIRROR_T], 0);
    assert_int_equal(lane->n_both[MIRROR_USD], 1);
}

static void the_newest_vintage_counts_and_as_of_goes_back(void **state)
{
    bench *b = *state;
    mirror m;
    put_at(b, row("CHN", "DEU", 'X', "850511", "2021-01", 100), "2021-03-01", 1);
    put_at(b, row("CHN", "DEU", 'X', "850511", "2021-01", 120), "2021-05-01", 2);
    put_at(b, row("DEU", "CHN", 'M', "850511", "2021-01", 110), "2021-03-01", 3);
    mirror_query q = query(b, "850511");
    near(load(b, &q, "DEU", &m)->at[0].exporter.amount[MIRROR_USD], 120, 0);
    assert_true(day_parse("2021-04-01", &q.as_of));
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    near(lane->at[0].exporter.amount[MIRROR_USD], 100, 0);
    assert_int_equal(lane->at[0].exporter.rows, 1);
    assert_true(day_parse("2021-01-01", &q.as_of));
    assert_null(load(b, &q, "DEU", &m));
}

static void reconciled_figures_are_no_report(void **state)
{
    bench *b = *state;
    mirror m;
    put_row r = row("CHN", "DEU", 'X', "850511", "2021-01", 100);
    r.source = BACI;
    put(b, r);
    put(b, row("DEU", "CHN", 'M', "850511", "2021-01", 110));
    mirror_query q = query(b, "850511");
    assert_int_equal(load(b, &q, "DEU", &m)->basis, MIRROR_ONE_SIDED);
    put(b, row("CHN", "DEU", 'X', "850511", "2021-02", 100)); /* January stays unknown */
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_int_equal(lane->at[0].exporter.state, MIRROR_UNKNOWN);
    assert_true(isnan(lane->at[0].exporter.amount[MIRROR_USD]));
}

static void a_national_office_goes_before_the_united_nations(void **state)
{
    bench *b = *state;
    mirror m;
    put_row r = row("CHN", "DEU", 'X', "85051110", "2021-01", 60);
    r.source = GACC;
    put(b, r);
    r = row("CHN", "DEU", 'X', "85051190", "2021-01", 30);
    r.source = GACC;
    put(b, r);
    put(b, row("CHN", "DEU", 'X', "850511", "2021-01", 999));
    put(b, row("DEU", "CHN", 'M', "850511", "2021-01", 110));
    mirror_query q = query(b, "850511");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    near(lane->at[0].exporter.amount[MIRROR_USD], 90, 1e-12);
    assert_int_equal(lane->at[0].exporter.rows, 2);
    q.source = "comtrade";
    near(load(b, &q, "DEU", &m)->at[0].exporter.amount[MIRROR_USD], 999, 0);
    q.source = "baci";
    assert_int_equal(mirror_load(b->cx, b->st, &b->mem, &q, &m), GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(b->cx).text, "comtrade"));
}

static void unlike_codes_are_shown_and_not_compared(void **state)
{
    bench *b = *state;
    mirror m;
    put_row r = row("CHN", "DEU", 'X', "85051110", "2021-01", 60);
    r.source = GACC;
    put(b, r);
    put(b, row("DEU", "CHN", 'M', "850511", "2021-01", 110));
    mirror_query q = query(b, "magnets");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_int_equal(lane->basis, MIRROR_UNLIKE);
    near(lane->at[0].exporter.amount[MIRROR_USD], 60, 0);
    near(lane->at[0].importer.amount[MIRROR_USD], 110, 0);
    assert_int_equal(lane->n_both[MIRROR_USD], 0);
    assert_true(isnan(lane->at[0].gap[MIRROR_USD].gap));
    assert_non_null(strstr(lane->goods, "unlike"));
    q = query(b, "850511"); /* one line is not the whole code */
    lane = load(b, &q, "DEU", &m);
    assert_int_equal(lane->basis, MIRROR_ONE_SIDED);
    assert_non_null(strstr(lane->note, "85051110"));
}

static void lines_of_the_product_compare_with_lines(void **state)
{
    bench *b = *state;
    mirror m;
    put_row r = row("CHN", "DEU", 'X', "85051110", "2023-01", 60);
    r.source = GACC;
    put(b, r);
    r = row("DEU", "CHN", 'M', "85051110", "2023-01", 66);
    r.source = 2; /* Comext */
    put(b, r);
    put(b, row("DEU", "CHN", 'M', "850511", "2023-01", 500));
    mirror_query q = query(b, "magnets");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_int_equal(lane->basis, MIRROR_EXACT);
    near(lane->at[0].gap[MIRROR_USD].gap, log(1.1), 1e-12);
}

static void several_lines_make_the_product(void **state)
{
    bench *b = *state;
    mirror m;
    enum { CENSUS = 3 };
    for (int32_t k = 0; k < 4; k++) {
        int32_t month = month_of(2024, 1) + k;
        put(b, (put_row){ GACC, month, "CHN", "USA", 'X', "81129210", 100, 1 });
        put(b, (put_row){ CENSUS, month, "USA", "CHN", 'M', "81129260", 80, 1 });
        if (k != 2) /* nothing came under this line in March */
            put(b, (put_row){ CENSUS, month, "USA", "CHN", 'M', "81129265", 30, 1 });
    }
    mirror_query q = query(b, "germanium");
    const mirror_lane *lane = load(b, &q, "USA", &m);
    assert_int_equal(lane->basis, MIRROR_EXACT);
    assert_int_equal(lane->n_both[MIRROR_USD], 4);
    near(lane->at[1].importer.amount[MIRROR_USD], 110, 1e-12);
    near(lane->at[2].importer.amount[MIRROR_USD], 80, 1e-12);
    run(b, "DELETE FROM flow_data WHERE code = code_id('81129265')");
    lane = load(b, &q, "USA", &m); /* one of two lines is not the product */
    assert_int_equal(lane->n_both[MIRROR_USD], 0);
}

static void only_common_codes_are_added_up(void **state)
{
    bench *b = *state;
    mirror m;
    put(b, row("CHN", "DEU", 'X', "250410", "2021-01", 100));
    put(b, row("CHN", "DEU", 'X', "380110", "2021-01", 50));
    put(b, row("DEU", "CHN", 'M', "250410", "2021-01", 110));
    put(b, row("DEU", "CHN", 'M', "250490", "2021-01", 1000));
    mirror_query q = query(b, "graphite");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    near(lane->at[0].exporter.amount[MIRROR_USD], 100, 0);
    near(lane->at[0].importer.amount[MIRROR_USD], 110, 0);
    assert_string_equal(lane->goods, "HS 250410 (1 of the product's 4 codes)");
}

static void a_short_lane_borrows_from_lanes_of_its_size(void **state)
{
    bench *b = *state;
    mirror m;
    static const char *const to[] = { "AUT", "BEL", "DEU", "DNK", "ESP", "FIN", "FRA" };
    for (int32_t k = 0; k < COUNT_OF(to); k++) {
        put(b, row("CHN", to[k], 'X', "850511", "2021-01", 100 + k));
        put(b, row(to[k], "CHN", 'M', "850511", "2021-01", (100 + k) * (1.1 + 0.01 * k)));
    }
    mirror_query q = query(b, "850511");
    const mirror_lane *lane = load(b, &q, "FRA", &m);
    const mirror_gap *g = &lane->at[0].gap[MIRROR_USD];
    assert_int_equal(g->rest, MIRROR_POOLED);
    assert_int_equal(g->n, 6);
    near(g->usual, (log(1.12) + log(1.13)) / 2, 1e-12);
    near(g->spread, 0.03, 1e-12); /* the floor */
    run(b, "DELETE FROM flow_data WHERE reporter = country_id('FIN')");
    lane = load(b, &q, "FRA", &m);
    assert_int_equal(lane->at[0].gap[MIRROR_USD].rest, MIRROR_NO_USUAL);
    assert_true(isnan(lane->at[0].gap[MIRROR_USD].z));
}

/* Eleven lanes as large as Austria's and twenty small ones: nine of the small ones fill the pool. */
static void lanes_of_other_size_come_last(void **state)
{
    bench *b = *state;
    mirror m;
    enum { LARGE = 12, LANES = 32 };
    static const char *const to[LANES] = {
        "AUT", "BEL", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR", "GRC", "HUN", "IRL",
        "ITA", "ARG", "AUS", "BGD", "BOL", "BRA", "CAN", "CHE", "CHL", "COL", "CRI",
        "CUB", "DOM", "ECU", "EGY", "GHA", "GTM", "HND", "IDN", "IND", "ISL",
    };
    put_row r[2 * LANES];
    for (int32_t k = 0; k < LANES; k++) {
        double x = k < LARGE ? 1e6 + 1e3 * k : 10 + k, m_x = k < LARGE ? 1.1 : 5;
        int32_t month = month_of(2021, 1);
        r[2 * k] = (put_row){ COMTRADE, month, "CHN", to[k], 'X', "850511", x, x };
        r[2 * k + 1] = (put_row){ COMTRADE, month, to[k], "CHN", 'M', "850511", m_x * x, m_x * x };
    }
    put_rows(b, r, COUNT_OF(r), "2024-01-01", 1);
    mirror_query q = query(b, "850511");
    const mirror_gap *large = &load(b, &q, "AUT", &m)->at[0].gap[MIRROR_USD],
                     *small = &mirror_find(&m, store_country_id("ISL"))->at[0].gap[MIRROR_USD];
    assert_int_equal(large->n, MIRROR_POOL_MAX);
    near(large->usual, log(1.1), 1e-12);
    near(small->usual, log(5), 1e-12);
}

/* Eight lanes of one size, each three times off another way: nothing can be called usual or unusual. */
static void lanes_that_scatter_judge_nothing(void **state)
{
    bench *b = *state;
    mirror m;
    static const char *const to[] = { "AUT", "BEL", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR" };
    for (int32_t k = 0; k < COUNT_OF(to); k++) {
        double x = 1000 + k, off = pow(4, k - 3.5);
        put(b, row("CHN", to[k], 'X', "850511", "2021-01", x));
        put(b, row(to[k], "CHN", 'M', "850511", "2021-01", x * off));
    }
    mirror_query q = query(b, "850511");
    const mirror_gap *g = &load(b, &q, "GBR", &m)->at[0].gap[MIRROR_USD];
    assert_int_equal(g->rest, MIRROR_POOLED);
    assert_true(g->spread >= MIRROR_SPREAD_MAX);
    assert_true(isnan(g->z));
    gad_mirror_opts o = gad_mirror_defaults();
    o.product = "850511";
    o.exporter = "CHN";
    o.importer = "GBR";
    o.measure = "value";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, "cannot be judged: the gaps it would be judged by scatter"));
    assert_non_null(strstr(b->text, "but the two are more than ten times apart"));
    assert_null(strstr(b->text, "not unusual"));
    o.importer = NULL;
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, "held: 1 of these 12 months, 2021-01"));
    assert_non_null(strstr(b->text, "nothing is held of the twelve months before"));
    assert_non_null(strstr(b->text, "For 8 it cannot be judged"));
    assert_non_null(strstr(b->text, "for 4: United Kingdom, France, Belgium, Austria"));
}

static void three_other_years_make_a_season(void **state)
{
    bench *b = *state;
    mirror m;
    for (int32_t k = 0; k < 60; k++) {
        char month[PERIOD_TEXT];
        month_text(month, month_of(2018, 1) + k);
        put(b, row("CHN", "DEU", 'X', "850511", month, 100));
        put(b, row("DEU", "CHN", 'M', "850511", month, k % 12 == 1 ? 150 : 110));
    }
    mirror_query q = query(b, "850511");
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    const mirror_gap *feb = &lane->at[13].gap[MIRROR_USD], *may = &lane->at[16].gap[MIRROR_USD];
    assert_int_equal(feb->rest, MIRROR_SEASONAL);
    near(feb->usual, log(1.1) + 4.0 / 7 * (log(1.5) - log(1.1)), 1e-12);
    near(may->usual, log(1.1), 1e-12);
}

static void years_are_taken_when_no_month_has_both(void **state)
{
    bench *b = *state;
    mirror m;
    put(b, row("CHN", "DEU", 'X', "850511", "2021-01", 100));
    put(b, row("CHN", "DEU", 'X', "850511", "2022-01", 100));
    put(b, row("DEU", "CHN", 'M', "850511", "2022-01", 110));
    run(b, "UPDATE flow_data SET freq = 1 WHERE period = month_id('2022-01')");
    mirror_query q = query(b, "850511");
    q.freq = 0;
    const mirror_lane *lane = load(b, &q, "DEU", &m);
    assert_true(m.annual && m.months_too);
    assert_int_equal(lane->n, 1);
}

static void published_figures_stand_in_for_customs_rows(void **state)
{
    bench *b = *state;
    static const char *const months[] = { "2025-05", "2025-06", "2025-08" };
    static const char *const printed[] = { "46", "353", "590" };
    char sql[512];
    for (int32_t i = 0; i < COUNT_OF(months); i++) {
        snprintf(
            sql, sizeof sql,
            "INSERT INTO observation VALUES (1, 'magnets', 'CHN', 'USA', 'X', month_id('%s'), month_id('%s'), NULL, 'qty', "
            "%s, '%s', 't', '', '%s', DATE '2025-12-01', 'stated', 'Example', 'https://example.org', '')",
            months[i], months[i], printed[i], printed[i], i == 1 ? "derived" : "reported");
        run(b, sql);
    }
    gad_mirror_opts o = gad_mirror_defaults();
    o.product = "magnets";
    o.exporter = "CHN";
    o.importer = "USA";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_CSV), GAD_OK);
    assert_non_null(strstr(b->text, "2025-05,,,46,"));
    assert_non_null(strstr(b->text, "2025-06,,,,")); /* derived figures are no evidence */
    assert_non_null(strstr(b->text, "2025-07,,,,"));
    assert_non_null(strstr(b->text, "published figures"));
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, "no customs rows of this lane are held"));
    assert_null(strstr(b->text, "2025-07 ")); /* nothing to show people */
    o.freq = "A";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_CSV), GAD_E_NOTFOUND);
    /* One customs row, of another month and without weight, does not hide them. */
    put(b, (put_row){ COMTRADE, month_of(2026, 6), "USA", "CHN", 'M', "850511", 31e6, NO_NUMBER });
    o.freq = NULL;
    o.from = "2025-06";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, "Published figures of China, t: 2025-08 590."));
    assert_non_null(strstr(b->text, "31,000,000"));
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_JSON), GAD_OK);
    assert_non_null(strstr(b->text, "\"judged_in\": \"USD\""));
    assert_non_null(strstr(b->text, "\"qty_t\": 590"));
}

static void the_unit_is_of_the_months_asked_for(void **state)
{
    bench *b = *state;
    put(b, row("CHN", "DEU", 'X', "850511", "2021-01", 100));
    put(b, row("DEU", "CHN", 'M', "850511", "2021-01", 110));
    put(b, (put_row){ COMTRADE, month_of(2021, 2), "CHN", "DEU", 'X', "850511", 7e5, NO_NUMBER });
    gad_mirror_opts o = gad_mirror_defaults();
    o.product = "850511";
    o.exporter = "CHN";
    o.importer = "DEU";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_JSON), GAD_OK);
    assert_non_null(strstr(b->text, "\"judged_in\": \"t\""));
    o.from = "2021-02";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, "700,000"));
}

static void lines_without_their_code_are_named(void **state)
{
    bench *b = *state;
    put(b, row("GBR", "CHN", 'M', "85051110", "2021-01", 100));
    gad_mirror_opts o = gad_mirror_defaults();
    o.product = "850511";
    o.exporter = "CHN";
    o.importer = "GBR";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(b->cx).text, "only lines such as 85051110"));
}

static void part_of_a_product_is_not_the_product(void **state)
{
    bench *b = *state;
    put(b, row("CHN", "DEU", 'X', "250490", "2021-01", 100));
    put(b, row("DEU", "CHN", 'M', "250490", "2021-01", 110));
    gad_mirror_opts o = gad_mirror_defaults();
    o.product = "graphite";
    o.exporter = "CHN";
    o.importer = "DEU";
    const char *head = "only: HS 250490 (1 of the product's 4 codes).",
               *wide = "only is compared for 1: HS 250490";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, head));
    o.importer = NULL;
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, wide));
    o.product = "250490";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_null(strstr(b->text, "art of the product"));
}

/* ---- robust figures --------------------------------------------------------------------------- */

static void medians_and_spreads_by_hand(void **state)
{
    (void)state;
    double one[] = { 3 }, even[] = { 4, 1, 3, 2 }, wild[] = { 1, 2, 3, 4, 1000 };
    assert_true(isnan(robust_median(one, 0)));
    near(robust_median(one, 1), 3, 0);
    near(robust_median(even, 4), 2.5, 0);
    near(robust_median(wild, 5), 3, 0);
    near(robust_spread(wild, 5, 3), 1.4826022185056018, 1e-12);
    near(robust_density(0, 1), 0.375, 1e-15);
    assert_true(robust_density(3, 1) < robust_density(2, 1));
}

enum { PAST = 72 };

static shift shift_with(double before, double early, double after, double noise)
{
    double level[PAST + 12], work[PAST + 12 + 4 * SHIFT_WINDOW];
    int32_t first = month_of(2018, 1), event = first + PAST;
    for (int32_t i = 0; i < PAST + 12; i++)
        level[i] = (i >= PAST ? after : i >= PAST - 2 ? early : before) * jitter(9, i, noise);
    return shift_of(level, PAST + 12, first, (shift_event){ event, event - 2 }, 1, work);
}

static void a_fall_is_told_from_goods_shipped_early(void **state)
{
    (void)state;
    shift fell = shift_with(100, 100, 50, 0.1), early = shift_with(100, 180, 100, 0.1),
          same = shift_with(100, 100, 100, 0.1);
    assert_true(fell.p <= 0.05 && fell.z < -2 && fell.year_pct < -40);
    near(fell.change_pct, -50, 6);
    assert_int_equal(fell.n_before, 12);
    assert_int_equal(fell.n_after, 12);
    assert_true(early.change_pct < -8); /* against the twelve months before */
    near(early.year_pct, 0, 8);         /* against months that could not know */
    near(early.peak, 1.8, 0.2);
    assert_true(same.p > 0.1 && fabs(same.z) < 2);
    assert_true(fell.start > 0 && fell.start < 60);
}

static void months_that_are_not_known_are_not_zero(void **state)
{
    (void)state;
    double level[30], work[30 + 4 * SHIFT_WINDOW];
    for (int32_t i = 0; i < 30; i++)
        level[i] = i % 2 ? NO_NUMBER : 10;
    shift s = shift_of(level, 30, 0, (shift_event){ 20, 20 }, 1, work);
    near(s.before, 10, 0);
    near(s.after, 10, 0);
    assert_int_equal(s.n_before, 6);
    assert_int_equal(s.n_after, 5);
    assert_true(isnan(s.z));
    s = shift_of(level, 30, 0, (shift_event){ 40, 40 }, 1, work);
    assert_true(isnan(s.after) && isnan(s.p) && isnan(s.change_pct));
}

/* Six months before and twelve after, three at a time: the rarest of 15 arrangements has p 0.067. */
static void a_test_that_can_only_say_no_is_not_made(void **state)
{
    (void)state;
    double level[24], work[24 + 4 * SHIFT_WINDOW];
    for (int32_t i = 0; i < 24; i++)
        level[i] = i < 6 ? NO_NUMBER : (i < 12 ? 100 : 1) * jitter(11, i, 0.1);
    assert_true(isnan(shift_of(level, 24, 0, (shift_event){ 12, 12 }, 1, work).p));
    level[3] = level[4] = level[5] = 100; /* nine before: 35 arrangements */
    shift s = shift_of(level, 24, 0, (shift_event){ 12, 12 }, 1, work);
    assert_true(s.p > 0 && s.p <= SHIFT_P_SMALL);
    assert_int_equal(s.start_place, 0);
    assert_int_equal(s.n_start, 7);
}

/* ---- the watch -------------------------------------------------------------------------------- */

/* China's exports to Germany stop being declared and go to Vietnam, which sends them on. */
static void put_detour(bench *b)
{
    int32_t first = month_of(2019, 1), event = month_of(2023, 12), n = 0;
    put_row r[4 * 71];
    for (int32_t m = first; m < event + 12; m++) {
        bool after = m >= event;
        double x = 100 * jitter(1, m - first, 0.1) * (after ? 0.2 : 1),
               v = 20 * jitter(2, m - first, 0.1) * (after ? 5 : 1),
               y = 50 * jitter(3, m - first, 0.1), on = after ? 80 : 2;
        r[n++] = (put_row){ COMTRADE, m, "CHN", "DEU", 'X', "250410", 100 * x, x };
        r[n++] = (put_row){ COMTRADE, m, "CHN", "VNM", 'X', "250410", 100 * v, v };
        r[n++] = (put_row){ COMTRADE, m, "CHN", "JPN", 'X', "250410", 100 * y, y };
        r[n++] = (put_row){ COMTRADE, m, "VNM", "DEU", 'X', "250410", 100 * on, on };
    }
    assert_int_equal(n, COUNT_OF(r));
    put_rows(b, r, n, "2025-01-01", 1);
}

static void the_watch_finds_the_detour(void **state)
{
    bench *b = *state;
    mirror_watch w;
    trade_event e;
    put_detour(b);
    mirror_query q = query(b, "natural-graphite-powder");
    assert_int_equal(
        trade_event_find(b->cx, b->st, &b->mem, "2023-12", &q.product, &q.exporter, &e), GAD_OK);
    assert_string_equal(e.id, "graphite-2023-12");
    assert_int_equal(e.announced, month_of(2023, 10));
    if (mirror_watch_load(b->cx, b->st, &b->mem, &q, NULL, &e, &w))
        fail_msg("%s", gad_last_error(b->cx).text);
    assert_string_equal(w.unit, "t");
    assert_int_equal(w.n, 3);
    for (int32_t k = 0; k < w.n; k++) {
        const watch_row *r = &w.row[k];
        if (STR_EQ(r->partner.id, "DEU"))
            assert_int_equal(r->kind, WATCH_FELL);
        if (STR_EQ(r->partner.id, "JPN"))
            assert_int_equal(r->kind, WATCH_SAME);
        if (!STR_EQ(r->partner.id, "VNM"))
            continue;
        assert_int_equal(r->kind, WATCH_ROSE);
        assert_true(r->onward_rose);
        assert_non_null(strstr(r->onward, "to Germany 2.0, then 80"));
    }
    assert_true(w.n_doubt >= 3);
}

/* Japan's own figures stay behind China's from the event on. */
static void a_gap_that_jumps_is_listed(void **state)
{
    bench *b = *state;
    int32_t first = month_of(2022, 1), event = month_of(2023, 12), n = 0;
    put_row r[2 * 36];
    for (int32_t m = first; m < event + 12; m++) {
        double x = 100 * jitter(1, m - first, 0.1);
        r[n++] = (put_row){ COMTRADE, m, "CHN", "JPN", 'X', "250410", 10 * x, x };
        r[n++] = (put_row){ COMTRADE, m,
                            "JPN",    "CHN",
                            'M',      "250410",
                            10 * x,   x * jitter(2, m - first, 0.05) * (m < event ? 1 : 0.5) };
    }
    put_rows(b, r, n, "2025-01-01", 1);
    gad_mirror_opts o = gad_mirror_defaults();
    o.product = "natural-graphite-powder";
    o.exporter = "CHN";
    o.event = "2023-12";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, "held for 1 destination)"));
    assert_non_null(strstr(b->text, "Japan: the importer's figure"));
    o.to = "2024-02"; /* few months after */
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_TABLE), GAD_OK);
    assert_non_null(strstr(b->text, "only 12 months before and 3 from the event on are held"));
}

static void a_month_takes_the_event_of_the_product(void **state)
{
    bench *b = *state;
    trade_event e;
    mirror_query q = query(b, "magnets");
    assert_int_equal(
        trade_event_find(b->cx, b->st, &b->mem, "2023-12", &q.product, &q.exporter, &e), GAD_OK);
    assert_string_equal(e.id, "magnet-technology-2023-12");
    q = query(b, "tungsten");
    assert_int_equal(
        trade_event_find(b->cx, b->st, &b->mem, "2023-12", &q.product, &q.exporter, &e), GAD_OK);
    assert_string_equal(e.id, "");
    assert_int_equal(e.announced, month_of(2023, 12));
    assert_int_equal(
        trade_event_find(b->cx, b->st, &b->mem, "Graphite-2023-12", &q.product, &q.exporter, &e),
        GAD_OK);
    assert_int_equal(e.announced, month_of(2023, 10));
}

static void nothing_shipped_needs_a_report(void **state)
{
    bench *b = *state;
    mirror_watch w;
    trade_event e = { "", month_of(2022, 1), month_of(2022, 1), "CHN", "", "", "", "", true };
    for (int32_t m = month_of(2021, 1); m < month_of(2023, 1); m++) {
        if (m == month_of(2022, 6))
            continue; /* no report at all */
        put(b, (put_row){ COMTRADE, m, "CHN", "JPN", 'X', "250410", 100, 10 });
        if (m < month_of(2022, 1))
            put(b, (put_row){ COMTRADE, m, "CHN", "DEU", 'X', "250410", 100, 10 });
    }
    mirror_query q = query(b, "natural-graphite-powder");
    assert_int_equal(mirror_watch_load(b->cx, b->st, &b->mem, &q, NULL, &e, &w), GAD_OK);
    for (int32_t k = 0; k < w.n; k++) {
        assert_int_equal(w.row[k].s.n_after, 11);
        if (STR_EQ(w.row[k].partner.id, "DEU")) {
            near(w.row[k].s.after, 0, 0);
            near(w.row[k].path[SHIFT_WINDOW + 4], 0, 0);
            assert_true(isnan(w.row[k].path[SHIFT_WINDOW + 5]));
        }
    }
}

/* ---- the public question ----------------------------------------------------------------------- */

static void bad_options_are_named(void **state)
{
    bench *b = *state;
    world w = plain();
    put_world(b, &w);
    static const struct {
        const char *product, *exporter, *importer, *from, *freq, *measure, *event;
        gad_status status;
        const char *text;
    } bad[] = {
        { "850511", "CHN", "CHN", NULL, NULL, NULL, NULL, GAD_E_ARG, "both ends" },
        { "850511", "EU27", NULL, NULL, NULL, NULL, NULL, GAD_E_ARG, "group" },
        { "850511", "CHN", "EU27", NULL, NULL, NULL, NULL, GAD_E_ARG, "group" },
        { "850511", "CHN", "DEU", "soon", NULL, NULL, NULL, GAD_E_ARG, "--from 'soon'" },
        { "850511", "CHN", "DEU", NULL, "W", NULL, NULL, GAD_E_ARG, "freq 'W'" },
        { "850511", "CHN", "DEU", NULL, NULL, "kg", NULL, GAD_E_ARG, "measure 'kg'" },
        { "850511", "CHN", NULL, NULL, NULL, NULL, "x'; DROP", GAD_E_NOTFOUND, "no event" },
        { "850511", "CHN", NULL, NULL, NULL, NULL, "2031-01", GAD_E_NOTFOUND, "2022-12" },
        { "850511", "CHN", NULL, "2021", NULL, NULL, "2022-01", GAD_E_ARG, "--from" },
        { "850511", "CHN", NULL, "2021", NULL, NULL, "list", GAD_E_ARG, "--from" },
        { "magnets", "JPN", NULL, NULL, NULL, NULL, "list", GAD_E_NOTFOUND, "no event" },
        { "850511", "FRA", "CHN", NULL, NULL, NULL, NULL, GAD_E_NOTFOUND, "no customs rows" },
        { "850511", "CHN", "DEU", "2030", NULL, NULL, NULL, GAD_E_NOTFOUND, "2020-01 to 2022-12" },
    };
    for (int32_t i = 0; i < COUNT_OF(bad); i++) {
        gad_mirror_opts o = gad_mirror_defaults();
        o.product = bad[i].product;
        o.exporter = bad[i].exporter;
        o.importer = bad[i].importer;
        o.from = bad[i].from;
        o.freq = bad[i].freq;
        o.measure = bad[i].measure;
        o.event = bad[i].event;
        assert_int_equal(ask(b, b->cx, &o, GAD_AS_JSON), bad[i].status);
        if (!strstr(gad_last_error(b->cx).text, bad[i].text))
            fail_msg("'%s' lacks '%s'", gad_last_error(b->cx).text, bad[i].text);
        assert_int_equal(b->n, 0);
    }
}

static void every_answer_comes_in_every_format(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -6e5, -6e4 };
    put_world(b, &w);
    static const gad_format formats[] = { GAD_AS_TABLE, GAD_AS_CSV, GAD_AS_JSON, GAD_AS_MD };
    gad_mirror_opts o = gad_mirror_defaults();
    o.product = "850511";
    o.exporter = "CHN";
    for (int32_t i = 0; i < COUNT_OF(formats); i++) {
        o.importer = "DEU";
        assert_int_equal(ask(b, b->cx, &o, formats[i]), GAD_OK);
        assert_non_null(strstr(b->text, "2021-09"));
        assert_non_null(strstr(b->text, "unrecorded"));
        o.importer = NULL;
        assert_int_equal(ask(b, b->cx, &o, formats[i]), GAD_OK);
        assert_non_null(strstr(b->text, "Hong Kong"));
        o.event = "2022-01";
        assert_int_equal(ask(b, b->cx, &o, formats[i]), GAD_OK);
        assert_non_null(strstr(b->text, "Germany"));
        o.event = "list";
        assert_int_equal(ask(b, b->cx, &o, formats[i]), GAD_OK);
        assert_non_null(strstr(b->text, "rare-earths-2025-04"));
        o.event = NULL;
    }
}

/* Every answer when the k-th allocation fails: a failure that says so, nothing written, nothing lost. */
static void running_out_of_memory_is_an_error(void **state)
{
    bench *b = *state;
    world w = plain();
    w.direct.add[ODD] = (plan){ 0, 0, -6e5, -6e4 };
    put_world(b, &w);
    static const struct {
        const char *importer, *event;
    } question[] = { { "DEU", NULL }, { NULL, NULL }, { NULL, "2022-01" } };
    for (int32_t i = 0; i < COUNT_OF(question); i++) {
        gad_mirror_opts o = gad_mirror_defaults();
        o.product = "850511";
        o.exporter = "CHN";
        o.importer = question[i].importer;
        o.event = question[i].event;
        long n = 0;
        gad_status st = GAD_E_NOMEM;
        for (; n < 20000 && st; n += 1 + n / 12) {
            b->n = 0;
            alloc_budget budget = { .left = n };
            gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
            st = cx ? ask(b, cx, &o, GAD_AS_TABLE) : GAD_E_NOMEM;
            if (st)
                assert_int_equal(st, GAD_E_NOMEM);
            if (st)
                assert_int_equal(b->n, 0);
            gad_ctx_free(cx);
            assert_int_equal(budget.live, 0);
        }
        assert_int_equal(st, GAD_OK);
        assert_true(n > 20);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, empty_bench)
    const struct CMUnitTest tests[] = {
        TEST(an_ordinary_world_has_hardly_an_unusual_gap),
        TEST(late_arrival_is_timing),
        TEST(early_departure_is_timing_too),
        TEST(dear_freight_moves_money_and_not_tonnes),
        TEST(goods_declared_to_a_hub_are_re_exports),
        TEST(goods_booked_as_the_hubs_are_re_exports),
        TEST(goods_under_the_next_code_are_found_there),
        TEST(what_left_no_trace_is_unrecorded),
        TEST(value_that_moves_without_weight_is_no_other_code),
        TEST(a_cause_without_a_trace_gets_nothing_from_a_small_gap),
        TEST(looking_in_more_places_gains_nothing),
        TEST(what_cannot_be_looked_at_keeps_its_prior),
        TEST(a_report_without_the_lane_is_not_a_missing_report),
        TEST(a_price_without_weight_is_no_zero_weight),
        TEST(the_newest_vintage_counts_and_as_of_goes_back),
        TEST(reconciled_figures_are_no_report),
        TEST(a_national_office_goes_before_the_united_nations),
        TEST(unlike_codes_are_shown_and_not_compared),
        TEST(lines_of_the_product_compare_with_lines),
        TEST(several_lines_make_the_product),
        TEST(only_common_codes_are_added_up),
        TEST(a_short_lane_borrows_from_lanes_of_its_size),
        TEST(lanes_of_other_size_come_last),
        TEST(lanes_that_scatter_judge_nothing),
        TEST(three_other_years_make_a_season),
        TEST(years_are_taken_when_no_month_has_both),
        TEST(published_figures_stand_in_for_customs_rows),
        TEST(the_unit_is_of_the_months_asked_for),
        TEST(lines_without_their_code_are_named),
        TEST(part_of_a_product_is_not_the_product),
        TEST(medians_and_spreads_by_hand),
        TEST(a_fall_is_told_from_goods_shipped_early),
        TEST(months_that_are_not_known_are_not_zero),
        TEST(a_test_that_can_only_say_no_is_not_made),
        TEST(the_watch_finds_the_detour),
        TEST(a_gap_that_jumps_is_listed),
        TEST(a_month_takes_the_event_of_the_product),
        TEST(nothing_shipped_needs_a_report),
        TEST(bad_options_are_named),
        TEST(every_answer_comes_in_every_format),
        TEST(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
