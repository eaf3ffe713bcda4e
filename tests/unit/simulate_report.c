/* Unit tests of what `gadolin simulate` prints, on runs built by hand: 3 places, 3 materials, 2 uses, 2 queues, 6 months. */
#include "test.h"
#include "report/simulate_page.h"
#include "report/simulate_svg.h"
#include "text/json_read.h"

/* Places HOM (home), AAA and BBB; magnets and oxide are made at home, magnets used in AAA and BBB, slag by nobody. */
enum {
    PLACES = 3,
    MATERIALS = 3,
    USES = 2,
    QUEUES = 2,
    MONTHS = 6,
    SITES = 7,
    LANES = 4,
    WANTS = 3
};
enum { HOM, AAA, BBB };
enum { MAGNET, OXIDE, SLAG };

typedef struct fixture {
    sim s;
    world w;
    policy p;
    base b;
    world_place place[PLACES];
    world_material material[MATERIALS];
    world_use use[USES];
    policy_event event[QUEUES];
    base_site site[SITES];
    base_lane lane[LANES];
    base_want want[WANTS];
    sim_queue queue[QUEUES];
    sim_month month[MONTHS], plain[MONTHS];
    sim_licence licence[MONTHS][QUEUES];
    double number[2 * MONTHS][7][SITES]; /* by site */
    double by_lane[2 * MONTHS][2][LANES], by_want[2 * MONTHS][5][WANTS];
} fixture;

static estimate number(double x)
{
    return (estimate){ .low = x, .mode = x, .high = x, .source = "assumption", .note = "a test" };
}

static void fill_world(fixture *f)
{
    f->place[HOM] = (world_place){ "HOM", "Homeland", "HOME", 2 };
    f->place[AAA] = (world_place){ "AAA", "Aland | <b> & \"co\"", "WEST", 3 }; /* to be escaped */
    f->place[BBB] = (world_place){ "BBB", "Beeland", "WEST", 4 };
    f->material[MAGNET] =
        (world_material){ "magnet", "Strong magnets", "magnet", "magnets", "850511", 2 };
    f->material[OXIDE] = (world_material){ "oxide-x", "X oxide", "oxide", "oxides", "2846", 3 };
    f->material[SLAG] = (world_material){ "slag", "Slag", "ore", "", "", 4 };
    f->use[0] = (world_use){ .id = "cars",
                             .name = "Cars",
                             .material = MAGNET,
                             .choke_usd_t = number(1e6),
                             .elasticity = number(-0.1),
                             .flexible_frac = number(0.05),
                             .switch_to = -1 };
    f->use[1] = (world_use){ .id = "toys",
                             .name = "Toys <small>",
                             .material = MAGNET,
                             .choke_usd_t = number(1e4),
                             .elasticity = number(-0.1),
                             .flexible_frac = number(0.05),
                             .switch_to = -1 };
    f->w = (world){ .dir = "hand",
                    .name = "hand",
                    .title = "A world by hand",
                    .base_year = 2024,
                    .home = HOM,
                    .headline = "magnets",
                    .n_place = PLACES,
                    .n_material = MATERIALS,
                    .n_use = USES,
                    .place = f->place,
                    .material = f->material,
                    .use = f->use };
}

static void fill_policy(fixture *f)
{
    static const char *const to[] = { "AAA" }, *const rest[] = { "*" },
                             *const what[] = { "magnets" };
    for (int32_t i = 0; i < QUEUES; i++)
        f->event[i] = (policy_event){ .kind = POLICY_EXPORT_LICENCE,
                                      .n_what = 1,
                                      .n_to = 1,
                                      .what = (const char **)(uintptr_t)what,
                                      .to = (const char **)(uintptr_t)(i ? rest : to),
                                      .from = "HOM",
                                      .start = 20181,
                                      .end = INT32_MAX,
                                      .announced = 20181,
                                      .source = i ? "assumption" : "https://example.org/a?b=1&c=2",
                                      .note = "a \"quoted\" note\twith a tab" };
    f->p = (policy){ .path = "hand.yaml",
                     .name = "hand",
                     .title = "A [test] with *stars* & <angles>",
                     .world = "hand",
                     .start = month_of(2025, 4),
                     .months = MONTHS,
                     .level = 1,
                     .n = QUEUES,
                     .event = f->event };
}

static void fill_base(fixture *f)
{
    static const struct {
        int32_t material, place;
        double price, turnover, used;
    } sites[SITES] = { { MAGNET, HOM, 5e4, 100, 0 }, { MAGNET, AAA, 6e4, 60, 60 },
                       { MAGNET, BBB, 6e4, 40, 40 }, { OXIDE, HOM, 9e4, 10, 4 },
                       { OXIDE, AAA, 1e5, 6, 0 },    { SLAG, HOM, -5, 3, 0 },
                       { SLAG, BBB, 0, 0, 0 } };
    static const struct {
        int32_t material, from, to, at;
        double flow;
        bool reexport;
    } lanes[LANES] = { { MAGNET, HOM, AAA, 0, 60, false },
                       { MAGNET, HOM, BBB, 0, 40, false },
                       { MAGNET, BBB, AAA, 2, 0, true },
                       { OXIDE, HOM, AAA, 3, 6, false } };
    for (int32_t i = 0; i < SITES; i++)
        f->site[i] = (base_site){ .material = sites[i].material,
                                  .place = sites[i].place,
                                  .price = sites[i].price,
                                  .turnover = sites[i].turnover,
                                  .used = sites[i].used };
    for (int32_t i = 0; i < LANES; i++)
        f->lane[i] = (base_lane){ .material = lanes[i].material,
                                  .from = lanes[i].from,
                                  .to = lanes[i].to,
                                  .at = lanes[i].at,
                                  .flow = lanes[i].flow,
                                  .reexport = lanes[i].reexport };
    f->want[0] = (base_want){ .use = 0, .place = AAA, .site = 1, .need = 45 };
    f->want[1] = (base_want){ .use = 1, .place = AAA, .site = 1, .need = 15 };
    f->want[2] = (base_want){ .use = 0, .place = BBB, .site = 2, .need = 40 };
    f->b = (base){ .w = &f->w,
                   .n_site = SITES,
                   .n_lane = LANES,
                   .n_want = WANTS,
                   .site = f->site,
                   .lane = f->lane,
                   .want = f->want };
}

static void fill_month(fixture *f, int32_t at, sim_month *m, int32_t k)
{
    double(*n)[SITES] = f->number[at];
    *m = (sim_month){ .month = f->p.start + k,
                      .imbalance = 1e-13,
                      .complementarity = 2e-9,
                      .complementarity_rel = 2e-13,
                      .mass = 3e-14,
                      .newton = 5,
                      .price = n[0],
                      .expected = n[1],
                      .onhand = n[2],
                      .transit = n[3],
                      .use = n[4],
                      .disposed = n[5],
                      .flow = f->by_lane[at][0],
                      .smuggled = f->by_lane[at][1],
                      .need = f->by_want[at][0],
                      .used = f->by_want[at][1],
                      .saved = f->by_want[at][2],
                      .switched = f->by_want[at][3],
                      .unserved = f->by_want[at][4] };
    for (int32_t i = 0; i < SITES; i++) {
        m->price[i] = m->expected[i] = f->site[i].price;
        m->use[i] = f->site[i].used;
        m->onhand[i] = 2 * f->site[i].used;
    }
    for (int32_t i = 0; i < LANES; i++)
        m->flow[i] = f->lane[i].flow;
    for (int32_t i = 0; i < WANTS; i++)
        m->need[i] = m->used[i] = f->want[i].need;
}

static void fixture_init(fixture *f)
{
    memset(f, 0, sizeof *f);
    fill_world(f);
    fill_policy(f);
    fill_base(f);
    for (int32_t k = 0; k < MONTHS; k++) {
        fill_month(f, k, &f->month[k], k);
        fill_month(f, MONTHS + k, &f->plain[k], k);
    }
    static alloc al;
    al = alloc_make(NULL, NULL);
    f->s = (sim){ .mem = { .al = &al },
                  .w = &f->w,
                  .p = &f->p,
                  .b = &f->b,
                  .n_month = MONTHS,
                  .month = f->month,
                  .plain = f->plain };
}

/* Two licences: AAA's exports fall to a quarter in May, and 12 t of its toys and 8 t of its cars go without. */
static void fixture_shock(fixture *f)
{
    f->queue[0] = (sim_queue){ 0, "HOM", "AAA", "magnets" };
    f->queue[1] = (sim_queue){ 1, "HOM", "*", "magnets" };
    f->s.n_queue = QUEUES;
    f->s.queue = f->queue;
    for (int32_t k = 0; k < MONTHS; k++) {
        f->month[k].licence = f->licence[k];
        f->licence[k][0] = (sim_licence){ .open = true,
                                          .need = 60,
                                          .applied = 120,
                                          .decided = k ? 60 : 0,
                                          .granted = k ? 15 : 0,
                                          .denied = k ? 45 : 0,
                                          .backlog = 100 - k,
                                          .wait_months = k ? 2 : NO_NUMBER,
                                          .rent_usd_t = 1000 * k,
                                          .rent_usd = 15000 * k };
    }
    sim_month *may = &f->month[1];
    may->flow[0] = 15;
    may->flow[2] = 5;
    may->smuggled[0] = 1;
    may->price[1] = 3e5;
    may->price[0] = 4e4;
    may->price[5] = -20;
    may->onhand[1] = 0;
    may->unserved[0] = 8;
    may->used[0] = 37;
    may->unserved[1] = 12;
    may->used[1] = 3;
    f->month[4].flow[0] = 90; /* restocking */
}

/* ---- figures ------------------------------------------------------------------------------------ */

static bool near(double x, double y)
{
    return fabs(x - y) <= 1e-9 * fmax(1, fabs(y));
}

static void figures_are_those_by_hand(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    fixture_shock(&f);
    const sim *s = &f.s;
    const sim_month *may = &f.month[1];
    assert_true(near(sim_exports(s, 1, "magnets", "HOM", "*"), 55));
    assert_true(near(sim_exports(s, 1, "magnets", "HOM", "AAA"), 15));
    assert_true(near(sim_exports(s, 1, "*", "*", "WEST"), 66));
    assert_true(near(sim_exports_plain(s, 1, "magnets", "HOM", "*"), 100));
    assert_true(near(sim_price(s, may, MAGNET, false), (60 * 3e5 + 40 * 6e4) / 100));
    assert_true(near(sim_price(s, may, MAGNET, true), 4e4)); /* used nowhere: by turnover */
    assert_true(near(sim_price(s, may, SLAG, true), -20));
    assert_true(isnan(sim_price(s, may, SLAG, false)));
    /* The first to stop does so at 1.5 times the base price (a saving of 5 % at an elasticity of -0.1); 8 of 45 t of the
     * cars and 12 of 15 t of the toys are missing. A choke price below that (toys) counts as 1.5 times it. */
    double first = 1.5 * f.site[1].price;
    double cars = 8 * (first + (1e6 - first) * 8 / 45), toys = 12 * (first + first / 2 * 12 / 15);
    assert_true(near(sim_at_risk(s, may, NULL, -1), cars + toys));
    assert_true(near(sim_at_risk(s, may, "toys", -1), toys));
    assert_true(near(sim_lost(s, may, 0), cars));
    assert_true(near(sim_at_risk(s, may, "cars", BBB), 0));
    /* 20 t of 60 t are missing in AAA: a third of the cars and of the toys. */
    assert_true(near(sim_at_risk_pro_rata(s, may), 15e6 + 5e4));
    assert_true(near(sim_at_risk_pro_rata(s, &f.plain[1]), 0));
    assert_true(near(sim_revenue(s, may, "magnets", "HOM"), 55 * 4e4));
    assert_true(near(sim_revenue(s, may, "*", "HOM"), 55 * 4e4 + 6 * 9e4));
    assert_true(near(sim_weeks(s, may, 1), 0));
    assert_true(near(sim_weeks(s, may, 2), 2 * 365.25 / 12 / 7));
    assert_true(isnan(sim_weeks(s, may, 5)));
}

/* A licence on [oxide-x, magnets]: its second element counts as the first does; without any, it is on all goods. */
static void queues_are_about_all_the_licence_names(void **state)
{
    (void)state;
    static const char *const two[] = { "oxides", "magnet" }, *const other[] = { "oxide-x", "slag" };
    fixture f;
    char text[64], brief[8];
    fixture_init(&f);
    fixture_shock(&f);
    bool magnets[MATERIALS] = { [MAGNET] = true };
    simulate_answer a = { .s = &f.s, .show = "all", .material = magnets };
    policy_event *e = &f.event[0];
    e->what = (const char **)(uintptr_t)two;
    e->n_what = 2;
    assert_true(sim_queue_names(&f.s, 0, MAGNET) && sim_queue_names(&f.s, 0, OXIDE));
    assert_false(sim_queue_names(&f.s, 0, SLAG));
    assert_true(near(sim_at_risk_pro_rata(&f.s, &f.month[1]), 15e6 + 5e4));
    assert_true(simulate_shows_queue(&a, 0));
    assert_string_equal(simulate_queue_goods(&a, 0, text, sizeof text), "oxides and 1 more");
    assert_string_equal(simulate_queue_goods(&a, 0, brief, sizeof brief), "oxides ");
    e->what = (const char **)(uintptr_t)other;
    assert_true(
        near(sim_at_risk_pro_rata(&f.s, &f.month[1]), sim_at_risk(&f.s, &f.month[1], NULL, -1)));
    assert_false(simulate_shows_queue(&a, 0));
    e->n_what = 0;
    assert_true(sim_queue_names(&f.s, 0, SLAG));
    assert_true(near(sim_at_risk_pro_rata(&f.s, &f.month[1]), 15e6 + 5e4));
    assert_string_equal(simulate_queue_goods(&a, 0, text, sizeof text), "all goods");
}

/* Before a licence and after it what is shipped needs no permit: it is neither needed nor shared out. */
static void months_without_the_licence_are_in_no_sum(void **state)
{
    (void)state;
    fixture f;
    simulate_sum x;
    arena mem;
    fixture_init(&f);
    fixture_shock(&f);
    for (int32_t k = 1; k < MONTHS; k += 4)
        f.licence[k][0] = (sim_licence){ .need = 60, .exempt = 60, .wait_months = NO_NUMBER };
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    arena_init(&mem, &cx->al);
    simulate_answer a = { .s = &f.s, .show = "all" };
    assert_int_equal(simulate_sum_make(cx, &mem, &a, &x), GAD_OK);
    assert_int_equal(x.n_queue, 1);
    assert_true(near(x.queue[0].need, 4 * 60) && near(x.queue[0].exempt, 0));
    assert_true(near(x.queue[0].backlog_last, 0)); /* the last month is without */
    assert_true(
        near(sim_at_risk_pro_rata(&f.s, &f.month[1]), sim_at_risk(&f.s, &f.month[1], NULL, -1)));
    for (int32_t k = 0; k < MONTHS; k++)
        f.licence[k][0] = (sim_licence){ .need = 60, .exempt = 60, .wait_months = NO_NUMBER };
    assert_int_equal(simulate_sum_make(cx, &mem, &a, &x), GAD_OK);
    assert_int_equal(x.n_queue, 0);
    arena_release(&mem);
    gad_ctx_free(cx);
}

static void sums_are_those_by_hand(void **state)
{
    (void)state;
    fixture f;
    simulate_sum x;
    arena mem;
    fixture_init(&f);
    fixture_shock(&f);
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    arena_init(&mem, &cx->al);
    simulate_answer a = { .s = &f.s, .show = "all" };
    assert_int_equal(simulate_sum_make(cx, &mem, &a, &x), GAD_OK);
    assert_false(x.nothing);
    assert_true(near(x.exports.total, 585) && near(x.exports.base_total, 600));
    assert_int_equal(x.exports.lowest, 1);
    assert_int_equal(x.exports.highest, 4);
    assert_int_equal(x.n_price, 2);
    /* The headline good first, then what moved most: -5 to -20 is three times the base. */
    assert_int_equal(x.price[0].material, MAGNET);
    assert_int_equal(x.price[1].material, SLAG);
    assert_true(near(x.price[0].furthest[INSIDE], 4e4) && x.price[0].when[INSIDE] == 1);
    assert_int_equal(x.n_short, 2);
    assert_string_equal(x.lacking[0].id, "cars");
    assert_true(near(x.lacking[0].usd, 8 * (9e4 + 9.1e5 * 8 / 45)) && near(x.lacking[1].t, 12));
    assert_int_equal(x.n_stock, 1);
    assert_true(near(x.stock[0].weeks, 0) && x.stock[0].worst == 1);
    assert_int_equal(x.n_queue, 1); /* nobody stands in the second */
    assert_true(near(x.queue[0].granted, 75) && near(x.queue[0].backlog, 100));
    assert_true(near(x.queue[0].wait, 2) && x.queue[0].idle == 1);
    assert_int_equal(x.n_lane, 1); /* +30 in August do not make up for -45 in May */
    assert_true(near(x.lane[0].t, 5) && near(x.reexport.total, 5) && near(x.smuggled.total, 1));
    arena_release(&mem);
    gad_ctx_free(cx);
}

/* ---- formats ------------------------------------------------------------------------------------ */

typedef struct sink {
    buf b;
    bool broken;
} sink;

static bool take(void *user, const char *bytes, size_t n)
{
    sink *to = user;
    buf_addn(&to->b, bytes, n);
    return !to->broken;
}

static gad_status write_as(gad_ctx *cx, const simulate_answer *a, gad_format format, int32_t width,
                           sink *to)
{
    gad_output out = { .format = format, .write = take, .user = to, .width = width };
    buf_init(&to->b, &cx->al);
    return simulate_write(cx, a, &out);
}

/* No number that is none reaches a reader; "nan" as in "Finance" may. */
static void expect_no_nan(const char *text)
{
    for (const char *c = text; (c = strpbrk(c, "nNiI")) != NULL; c++) {
        bool word = c > text && isalpha((unsigned char)c[-1]);
        bool bad = strncasecmp(c, "nan", 3) == 0 || strncasecmp(c, "inf", 3) == 0;
        if (bad && !word && !isalpha((unsigned char)c[3]))
            fail_msg("a number that is none: '%.40s'", c);
    }
}

static void expect_text(const sink *to, const char *part)
{
    if (!strstr(buf_text(&to->b), part))
        fail_msg("'%s' is not in:\n%s", part, buf_text(&to->b));
}

static void table_tells_what_users_ask(void **state)
{
    (void)state;
    fixture f, ahead;
    sink to = { 0 };
    fixture_init(&f);
    fixture_shock(&f);
    fixture_init(&ahead);
    ahead.s.expect = SIM_FORESIGHT;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    simulate_answer a = { .s = &f.s, .foresight = &ahead.s, .show = "all" };
    assert_int_equal(write_as(cx, &a, GAD_AS_TABLE, 100, &to), GAD_OK);
    expect_text(&to,
                "Homeland's exports of magnets fall to 55.0 t in May 2025, 45.0 % less than with "
                "nothing happening\n(100 t), peak at 130 t in August 2025 (+30.0 %), and come to "
                "585 t in all instead of 600 t (-2.5 %);\n");
    expect_text(&to, "Strong magnets     60.0     204.0  May 2025  60.0");
    expect_text(&to, "Cars          May 2025");
    expect_text(&to, "Strong magnets  Aland | <b> & \"co\"           8.7     0.0  May 2025");
    expect_text(&to, "Value added at risk: 3.5 million USD, most in May 2025");
    expect_text(&to, "pay");
    expect_text(&to, "15.1 million USD"); /* pro rata */
    expect_text(&to, "Prices came");
    expect_text(&to, "from Beeland to Aland | <b> & \"co\": 5.0 t, 5.0 t more (sent on).");
    expect_text(&to, "Certificates, worst of all months: imbalance 1.0e-13");
    expect_no_nan(buf_text(&to.b));
    int32_t lines = 0;
    const char *months = strstr(buf_text(&to.b), "Month by month");
    assert_non_null(months);
    for (const char *c = buf_text(&to.b); c < months; c++)
        lines += *c == '\n';
    assert_true(lines <= 45);
    buf_release(&to.b);
    gad_ctx_free(cx);
}

static void nothing_happening_reads_well(void **state)
{
    (void)state;
    fixture f;
    sink to = { 0 };
    fixture_init(&f);
    f.p.n = 0;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    simulate_answer a = { .s = &f.s, .show = "all" };
    for (int32_t md = 0; md < 2; md++) {
        assert_int_equal(write_as(cx, &a, md ? GAD_AS_MD : GAD_AS_TABLE, 0, &to), GAD_OK);
        expect_text(&to, "Nothing changes: in 6 months");
        expect_text(&to, "come to 600 t in all.");
        expect_text(&to, "Who runs short: nobody");
        expect_text(&to, "Who gets the licences: this scenario has none.");
        expect_text(&to, "No value added is at risk");
        expect_no_nan(buf_text(&to.b));
        buf_release(&to.b);
    }
    gad_ctx_free(cx);
}

static const char *text_at(gad_ctx *cx, const json_at *object, const char *key)
{
    json_at at;
    const char *text = NULL;
    assert_int_equal(json_at_need(cx, object, key, &at), GAD_OK);
    assert_int_equal(json_at_text(cx, &at, &text), GAD_OK);
    return text;
}

static double number_at(gad_ctx *cx, const json_at *object, const char *key)
{
    json_at at;
    double x = NO_NUMBER;
    assert_int_equal(json_at_need(cx, object, key, &at), GAD_OK);
    assert_int_equal(json_at_f64(cx, &at, &x), GAD_OK);
    return x;
}

static json_at list_at(gad_ctx *cx, const json_at *object, const char *key, int32_t *n)
{
    json_at at;
    assert_int_equal(json_at_need(cx, object, key, &at), GAD_OK);
    assert_int_equal(json_at_array(cx, &at, n), GAD_OK);
    return at;
}

/* Every key of every row of a month's list, in the order of the contract. */
static void expect_keys(gad_ctx *cx, const json_at *month, const char *list, const char *keys)
{
    int32_t n = 0;
    json_at at = list_at(cx, month, list, &n);
    assert_true(n > 0);
    for (int32_t i = 0; i < n; i++) {
        buf b;
        json_at row = json_at_item(&at, i), member;
        buf_init(&b, &cx->al);
        for (bool more = json_at_first(&row, &member); more; more = json_at_next(&member))
            buf_fmt(&b, "%s ", member.key);
        assert_string_equal(buf_text(&b), keys);
        buf_release(&b);
    }
}

static int32_t lines_with(const char *text, const char *part)
{
    int32_t n = 0;
    for (const char *c = text; (c = strstr(c, part)) != NULL; c++)
        n++;
    return n;
}

static void json_keeps_its_contract(void **state)
{
    (void)state;
    fixture f, ahead;
    sink to = { 0 };
    json_doc *doc = NULL;
    int32_t n = 0;
    fixture_init(&f);
    fixture_shock(&f);
    fixture_init(&ahead);
    ahead.s.expectation_gap = 0.25;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    simulate_answer a = { .s = &f.s, .foresight = &ahead.s, .show = "all" };
    assert_int_equal(write_as(cx, &a, GAD_AS_JSON, 0, &to), GAD_OK);
    expect_no_nan(buf_text(&to.b));
    assert_int_equal(json_doc_parse(cx, "out", buf_text(&to.b), to.b.len, &doc), GAD_OK);
    assert_int_equal(lines_with(buf_text(&to.b), "\"in_force\": true,\n"), MONTHS);
    assert_int_equal(lines_with(buf_text(&to.b), "\"in_force\": false,\n"), MONTHS);
    json_at top = json_doc_top(doc), at, row;
    assert_string_equal(text_at(cx, &top, "title"), f.p.title);
    assert_string_equal(text_at(cx, &top, "expectations"), "adaptive");
    assert_string_equal(text_at(cx, &top, "home"), "HOM");
    json_at months = list_at(cx, &top, "months", &n);
    assert_int_equal(n, MONTHS);
    json_at may = json_at_item(&months, 1);
    assert_string_equal(text_at(cx, &may, "month"), "2025-05");
    assert_int_equal(json_at_need(cx, &may, "certificate", &at), GAD_OK);
    assert_true(number_at(cx, &at, "imbalance") == 1e-13);
    assert_true(number_at(cx, &at, "complementarity") == 2e-9);
    assert_true(number_at(cx, &at, "mass_balance") == 3e-14);
    assert_true(number_at(cx, &at, "newton_steps") == 5);
    expect_keys(cx, &may, "prices", "material place usd_t base_usd_t expected_usd_t ");
    expect_keys(cx, &may, "flows", "material from to tonnes base_tonnes smuggled_tonnes ");
    expect_keys(cx, &may, "stocks", "material place tonnes transit_tonnes base_tonnes weeks ");
    expect_keys(
        cx, &may, "licences",
        "exporter destinations products in_force need_t applied_t decided_t granted_t denied_t "
        "backlog_t oldest_months wait_months permits_t used_t expired_t exempt_t rent_usd_t "
        "rent_usd ");
    expect_keys(cx, &may, "shortage",
                "use material place needed_t used_t saved_t switched_t unserved_t unserved_pct "
                "at_risk_usd ");
    json_at list = list_at(cx, &may, "prices", &n);
    assert_int_equal(n, SITES); /* all sites, whether they differ or not */
    row = json_at_item(&list, 1);
    assert_true(number_at(cx, &row, "usd_t") == 3e5 && number_at(cx, &row, "base_usd_t") == 6e4);
    list_at(cx, &may, "shortage", &n);
    assert_int_equal(n, 2); /* the use that lacks nothing is left out */
    assert_int_equal(json_at_need(cx, &top, "foresight", &at), GAD_OK);
    assert_true(number_at(cx, &at, "expectation_gap") == 0.25);
    list_at(cx, &at, "months", &n);
    assert_int_equal(n, MONTHS);
    assert_int_equal(json_at_need(cx, &top, "summary", &at), GAD_OK);
    assert_int_equal(json_at_need(cx, &at, "exports", &row), GAD_OK);
    assert_true(near(number_at(cx, &row, "tonnes"), 585));
    json_doc_free(doc);
    buf_release(&to.b);
    gad_ctx_free(cx);
}

static void rows_are_the_same_numbers(void **state)
{
    (void)state;
    fixture f;
    sink to = { 0 };
    fixture_init(&f);
    fixture_shock(&f);
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    simulate_answer a = { .s = &f.s, .show = "all" };
    assert_int_equal(write_as(cx, &a, GAD_AS_CSV, 0, &to), GAD_OK);
    expect_text(&to, "month,table,material,place,to,use,measure,value,base\n");
    expect_text(&to, "2025-05,prices,magnet,AAA,,,usd_t,300000,60000\n");
    expect_text(&to, "2025-05,flows,magnet,HOM,AAA,,tonnes,15,60\n");
    expect_text(&to, "2025-05,licences,magnets,HOM,AAA,,granted_t,15,\n");
    expect_text(&to, "2025-05,licences,magnets,HOM,AAA,,in_force,1,\n");
    expect_text(&to, "2025-05,licences,magnets,HOM,*,,in_force,0,\n");
    expect_text(&to, "2025-04,licences,magnets,HOM,AAA,,wait_months,,\n");
    expect_text(&to, "2025-05,shortage,magnet,AAA,,cars,unserved_t,8,\n");
    expect_text(&to, "2025-05,summary,magnets,HOM,,,exports_t,55,100\n");
    expect_no_nan(buf_text(&to.b));
    buf_release(&to.b);
    a.show = "Prices";
    assert_int_equal(write_as(cx, &a, GAD_AS_CSV, 0, &to), GAD_OK);
    assert_int_equal(lines_with(buf_text(&to.b), "\n"), 1 + SITES * MONTHS);
    expect_text(&to, "month,material,place,usd_t,base_usd_t,expected_usd_t\n");
    buf_release(&to.b);
    a.show = "all";
    assert_int_equal(write_as(cx, &a, GAD_AS_PARQUET, 0, &to), GAD_OK);
    assert_true(to.b.len > 8 && memcmp(buf_text(&to.b), "PAR1", 4) == 0);
    buf_release(&to.b);
    gad_ctx_free(cx);
}

/* In Markdown an SVG ends at a blank line, and a text of the world must not open a tag. */
static void briefing_escapes_and_keeps_its_charts_whole(void **state)
{
    (void)state;
    fixture f;
    sink to = { 0 };
    fixture_init(&f);
    fixture_shock(&f);
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    simulate_answer a = { .s = &f.s, .show = "all" };
    assert_int_equal(write_as(cx, &a, GAD_AS_MD, 0, &to), GAD_OK);
    const char *text = buf_text(&to.b);
    expect_text(&to, "# A \\[test\\] with \\*stars\\* \\& \\<angles\\>: 6 months");
    expect_text(&to, "Aland | &lt;b&gt; &amp; &quot;co&quot;");
    expect_text(&to, "<https://example.org/a?b=1&c=2>");
    assert_null(strstr(text, " <b>"));
    expect_no_nan(text);
    assert_true(lines_with(text, "<svg ") >= 5);
    assert_int_equal(lines_with(text, "<svg "), lines_with(text, "</svg>"));
    assert_int_equal(lines_with(text, "<figure>"), lines_with(text, "</figure>"));
    for (const char *c = text; (c = strstr(c, "<figure>")) != NULL; c++) {
        const char *end = strstr(c, "</figure>"), *blank = strstr(c, "\n\n");
        assert_true(end && (!blank || end < blank));
    }
    sink again = { 0 };
    assert_int_equal(write_as(cx, &a, GAD_AS_MD, 0, &again), GAD_OK);
    assert_string_equal(buf_text(&again.b), text);
    buf_release(&again.b);
    buf_release(&to.b);
    gad_ctx_free(cx);
}

static void ticks_stand_at_round_numbers(void **state)
{
    (void)state;
    assert_true(svg_step(5, 5) == 1);
    assert_true(svg_step(6, 5) == 2);
    assert_true(near(svg_step(0.012, 5), 0.0025));
    assert_true(svg_step(4846, 5) == 1000);
    assert_true(svg_step(0, 5) == 1);
    assert_true(svg_step(NO_NUMBER, 5) == 1);
    assert_true(svg_step(NO_LIMIT, 5) == 1);
}

static void a_chart_of_gaps_is_still_a_chart(void **state)
{
    (void)state;
    static const double gaps[] = { (double)NAN, 3, (double)NAN, (double)INFINITY, -2, 1e9 };
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    for (int32_t n = 0; n <= 6; n++)
        for (int32_t bars = 0; bars < 2; bars++) {
            buf b;
            svg_chart c = { .id = "c",
                            .title = "a < b",
                            .unit = "t",
                            .width = 345,
                            .height = 230,
                            .first = month_of(2025, 1),
                            .n = n,
                            .bars = bars,
                            .n_series = 1,
                            .series = { { "gaps", gaps, SVG_DASHED } } };
            buf_init(&b, &cx->al);
            svg_chart_write(&b, &c);
            expect_no_nan(buf_text(&b));
            assert_non_null(strstr(buf_text(&b), "a &lt; b"));
            assert_non_null(strstr(buf_text(&b), "</svg>\n"));
            assert_null(strstr(buf_text(&b), "\n\n"));
            buf_release(&b);
        }
    gad_ctx_free(cx);
}

/* ---- comparing, filtering ------------------------------------------------------------------------ */

static void months_are_compared_by_the_calendar(void **state)
{
    (void)state;
    fixture f, other;
    sink to = { 0 };
    fixture_init(&f);
    fixture_init(&other);
    for (int32_t k = 0; k < MONTHS; k++) { /* starts two months earlier */
        other.month[k].month -= 2;
        other.plain[k].month -= 2;
    }
    other.p.start -= 2;
    other.p.name = "other";
    other.month[3].flow[0] = 30; /* May */
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    simulate_answer a = { .s = &f.s, .against = &other.s, .show = "summary" };
    assert_ptr_equal(simulate_base(&a, 0), &other.month[2]);
    assert_null(simulate_base(&a, 4));
    assert_int_equal(write_as(cx, &a, GAD_AS_CSV, 0, &to), GAD_OK);
    expect_text(&to, "2025-05,summary,magnets,HOM,,,exports_t,100,70\n");
    expect_text(&to, "2025-08,summary,magnets,HOM,,,exports_t,100,\n");
    buf_release(&to.b);
    assert_int_equal(write_as(cx, &a, GAD_AS_TABLE, 0, &to), GAD_OK);
    expect_text(&to, "rise to 100 t in May 2025, 42.9 % more than under other (70.0 t)");
    expect_no_nan(buf_text(&to.b));
    buf_release(&to.b);
    gad_ctx_free(cx);
}

static void filters_narrow_every_list(void **state)
{
    (void)state;
    fixture f;
    sink to = { 0 };
    arena mem;
    fixture_init(&f);
    fixture_shock(&f);
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    arena_init(&mem, &cx->al);
    simulate_answer a = { .s = &f.s, .show = "all" };
    assert_int_equal(simulate_read_materials(cx, &mem, &f.w, " oxides , slag", &a.material),
                     GAD_OK);
    assert_true(!a.material[MAGNET] && a.material[OXIDE] && a.material[SLAG]);
    assert_int_equal(simulate_read_places(cx, &mem, &f.w, "WEST", &a.place), GAD_OK);
    assert_true(!a.place[HOM] && a.place[AAA] && a.place[BBB]);
    assert_int_equal(write_as(cx, &a, GAD_AS_CSV, 0, &to), GAD_OK);
    expect_text(&to, "2025-05,flows,oxide-x,HOM,AAA,,tonnes,6,6\n");
    assert_null(strstr(buf_text(&to.b), ",prices,magnet,"));
    assert_null(strstr(buf_text(&to.b), ",licences,"));
    assert_null(strstr(buf_text(&to.b), ",shortage,"));
    buf_release(&to.b);
    assert_int_equal(simulate_read_materials(cx, &mem, &f.w, "magnts", &a.material),
                     GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(cx).text, "did you mean 'magnet"));
    assert_int_equal(simulate_read_places(cx, &mem, &f.w, "HOM,", &a.place), GAD_E_ARG);
    assert_int_equal(simulate_read_places(cx, &mem, &f.w, "Nowhere", &a.place), GAD_E_NOTFOUND);
    arena_release(&mem);
    gad_ctx_free(cx);
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    sink to = { 0 };
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_output out = { .format = GAD_AS_TABLE, .write = take, .user = &to };
    gad_simulate_opts o = gad_simulate_defaults();
    o.show = "pries";
    assert_int_equal(gad_simulate(cx, "no-controls", &o, &out), GAD_E_ARG);
    o = gad_simulate_defaults();
    o.expectations = "none";
    assert_int_equal(gad_simulate(cx, "no-controls", &o, &out), GAD_E_ARG);
    o = gad_simulate_defaults();
    o.without = "joint";
    assert_int_equal(gad_simulate(cx, "no-controls", &o, &out), GAD_E_ARG);
    o = gad_simulate_defaults();
    o.months = 241;
    assert_int_equal(gad_simulate(cx, "no-controls", &o, &out), GAD_E_ARG);
    o = gad_simulate_defaults();
    out.format = GAD_AS_SVG;
    assert_int_equal(gad_simulate(cx, "no-controls", &o, &out), GAD_E_ARG);
    gad_ctx_free(cx);
}

/* ---- what fails ---------------------------------------------------------------------------------- */

static const gad_format texts[] = { GAD_AS_TABLE, GAD_AS_CSV, GAD_AS_JSON, GAD_AS_MD };

static void failing_allocations_are_told_and_leave_nothing(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    fixture_shock(&f);
    simulate_answer a = { .s = &f.s, .foresight = &f.s, .show = "all" };
    gad_ctx *own = gad_ctx_new(NULL, NULL); /* of what was written */
    for (int32_t i = 0; i < COUNT_OF(texts); i++)
        for (long n = 0;; n++) {
            alloc_budget budget = { n, 0 };
            sink to = { 0 };
            buf_init(&to.b, &own->al);
            gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
            if (!cx)
                continue;
            gad_output out = { .format = texts[i], .write = take, .user = &to };
            gad_status status = simulate_write(cx, &a, &out);
            assert_true(status == GAD_OK || status == GAD_E_NOMEM);
            gad_ctx_free(cx);
            buf_release(&to.b);
            assert_int_equal(budget.live, 0);
            if (status == GAD_OK)
                break;
            assert_true(n < 20000);
        }
    gad_ctx_free(own);
}

static void a_writer_that_fails_is_told(void **state)
{
    (void)state;
    fixture f;
    fixture_init(&f);
    fixture_shock(&f);
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    simulate_answer a = { .s = &f.s, .show = "all" };
    for (int32_t i = 0; i < COUNT_OF(texts); i++) {
        sink to = { .broken = true };
        assert_int_equal(write_as(cx, &a, texts[i], 0, &to), GAD_E_IO);
        buf_release(&to.b);
    }
    gad_ctx_free(cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_by_hand),
        cmocka_unit_test(queues_are_about_all_the_licence_names),
        cmocka_unit_test(months_without_the_licence_are_in_no_sum),
        cmocka_unit_test(sums_are_those_by_hand),
        cmocka_unit_test(table_tells_what_users_ask),
        cmocka_unit_test(nothing_happening_reads_well),
        cmocka_unit_test(json_keeps_its_contract),
        cmocka_unit_test(rows_are_the_same_numbers),
        cmocka_unit_test(briefing_escapes_and_keeps_its_charts_whole),
        cmocka_unit_test(ticks_stand_at_round_numbers),
        cmocka_unit_test(a_chart_of_gaps_is_still_a_chart),
        cmocka_unit_test(months_are_compared_by_the_calendar),
        cmocka_unit_test(filters_narrow_every_list),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(failing_allocations_are_told_and_leave_nothing),
        cmocka_unit_test(a_writer_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
