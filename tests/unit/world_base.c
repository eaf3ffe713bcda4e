/* world_base.c - the base month of a world: by hand where numbers can be done by hand. */
#include "world_hand.h"
#include "gadolin/market.h"
#include "world/base_parts.h"

static gad_ctx *cx;
static hand h;
static base *b;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    b = NULL;
    return !cx || !hand_init(&h, &cx->al);
}

static int teardown(void **state)
{
    (void)state;
    base_free(b);
    arena_release(&h.w.mem);
    gad_ctx_free(cx);
    return 0;
}

static void make(void)
{
    gad_status st = base_make(cx, &h.w, &b);
    if (st)
        fail_msg("%s", gad_last_error(cx).text);
    assert_true(b->worst_imbalance <= 1e-12);
    assert_true(hand_imbalance(b) <= 1e-12);
}

static void refused(const char *const *words)
{
    base *none = NULL;
    assert_int_equal(base_make(cx, &h.w, &none), GAD_E_FORMAT);
    assert_null(none);
    for (; *words; words++)
        if (!strstr(gad_last_error(cx).text, *words))
            fail_msg("'%s' is not in: %s", *words, gad_last_error(cx).text);
}

static void near_to(double a, double z, double rel)
{
    if (!(fabs(a - z) <= rel * fmax(fabs(a), fabs(z))))
        fail_msg("%.15g is not %.15g", a, z);
}

static const base_lane *lane(int32_t material, int32_t from, int32_t to)
{
    for (int32_t i = 0; i < b->n_lane; i++)
        if (b->lane[i].material == material && b->lane[i].from == from && b->lane[i].to == to)
            return &b->lane[i];
    return NULL;
}

/* ---- by hand ---------------------------------------------------------------------------------------- */

/* Made 120 (sigma 6); used 100 (sigma 4), half of it at each of two places (sigma 1 each): 20 t too many are spread by the
 * variances 36, 16, 1 and 1 of 54. */
static void two_places(void)
{
    int32_t a = hand_place(&h, "AAA", "R"), z = hand_place(&h, "ZZZ", "R");
    int32_t m = hand_material(&h, "stuff", "ore", "", 1000);
    hand_process(&h, "dig");
    hand_recipe(&h, m, 1);
    hand_run(&h, 0, a, 120, 0.1);
    int32_t u = hand_use(&h, "need", m, 100, 0.08);
    hand_share(&h, u, a, 0.5, 0);
    hand_share(&h, u, z, 0.5, 0);
    hand_lane(&h, "*", "*", 0.5, 100);
}

static void spreads_a_gap_by_the_variances(void **state)
{
    (void)state;
    two_places();
    make();
    near_to(b->run[0].level * 12, 120 - 20 * 36.0 / 54, 1e-9);
    near_to(b->run[0].observed * 12, 120, 1e-12);
    for (int32_t i = 0; i < 2; i++) {
        near_to(b->want[i].need * 12, 50 + 10 * 16.0 / 54 + 20 * 1.0 / 54, 1e-9);
        near_to(b->want[i].observed * 12, 50, 1e-12);
    }
    assert_int_equal(b->n_lane, 1);
    near_to(b->lane[0].flow, b->want[1].need, 1e-9);
    assert_null(b->lane[0].given);
    const base_site *s = &b->site[base_site_find(b, 0, 0)];
    near_to(s->turnover, b->run[0].level, 1e-12);
    near_to(s->used, b->want[0].need, 1e-12);
    near_to(b->run[0].capacity, 1.1 * 120 / 12, 1e-12);
}

static void capacity_leaves_two_per_cent(void **state)
{
    (void)state;
    two_places();
    h.w.run[0].capacity_t_yr = 100;
    make();
    near_to(b->run[0].capacity, 1.02 * b->run[0].level, 1e-12);
}

static void keeps_known_flows_within_their_sigma(void **state)
{
    (void)state;
    two_places();
    hand_flow(&h, 0, 0, 1, 55, 0.04);
    make();
    const base_lane *l = lane(0, 0, 1);
    assert_non_null(l);
    assert_ptr_equal(l->given, &h.w.flow[0].t_yr);
    assert_true(fabs(l->flow * 12 - 55) <= 0.02 * 55);
}

/* All that A exports is in the file, and far too much is made: the file stands, the mine gives way. */
static void published_exports_bind(void **state)
{
    (void)state;
    int32_t a = hand_place(&h, "AAA", "R"), y = hand_place(&h, "YYY", "R"),
            z = hand_place(&h, "ZZZ", "R"), m = hand_material(&h, "stuff", "ore", "", 1000);
    hand_process(&h, "dig");
    hand_recipe(&h, m, 1);
    hand_run(&h, 0, a, 200, 0.4);
    int32_t u = hand_use(&h, "need", m, 100, 0.4);
    hand_share(&h, u, a, 0.2, 0.5);
    hand_share(&h, u, y, 0.4, 0.5);
    hand_share(&h, u, z, 0.4, 0.5);
    hand_lane(&h, "*", "*", 0, 0);
    hand_flow(&h, m, a, y, 40, 0.01);
    hand_flow(&h, m, a, z, 40, 0.01);
    make();
    double out = lane(m, a, y)->flow + lane(m, a, z)->flow;
    near_to(out * 12, 80, 0.05);
    assert_true(b->run[0].level * 12 < 140);
}

static void no_place_ships_what_it_gets(void **state)
{
    (void)state;
    int32_t m = hand_material(&h, "stuff", "ore", "", 1000), place[4];
    static const double MADE[] = { 80, 50, 10, 0 }, SHARE[] = { 0.25, 0.3, 0.3, 0.15 };
    hand_process(&h, "dig");
    hand_recipe(&h, m, 1);
    int32_t u = hand_use(&h, "need", m, 140, 0.2);
    for (int32_t i = 0; i < 4; i++) {
        place[i] = hand_place(&h, (const char *[]){ "AAA", "BBB", "CCC", "DDD" }[i], "R");
        if (MADE[i] > 0)
            hand_run(&h, 0, place[i], MADE[i], 0.1);
        hand_share(&h, u, place[i], SHARE[i], 0.1);
    }
    hand_lane(&h, "*", "*", 0, 50);
    make();
    assert_int_equal(b->n_lane, 4);
    for (int32_t i = 0; i < b->n_lane; i++)
        assert_true(b->lane[i].from < 2 && b->lane[i].to >= 2);
}

static void a_material_that_stays_at_home_has_no_lane(void **state)
{
    (void)state;
    int32_t a = hand_place(&h, "AAA", "R"), m = hand_material(&h, "stuff", "ore", "", 1);
    hand_process(&h, "dig");
    hand_recipe(&h, m, 1);
    hand_run(&h, 0, a, 10, 0.5);
    hand_share(&h, hand_use(&h, "need", m, 9, 0.5), a, 1, 0);
    make();
    assert_int_equal(b->n_lane, 0);
    assert_true(b->run[0].level * 12 > 9 && b->run[0].level * 12 < 10);
}

/* Goods that pass through a place which neither makes nor uses them go on from there. */
static void goods_in_transit_go_on(void **state)
{
    (void)state;
    two_places();
    int32_t t = hand_place(&h, "TTT", "R");
    hand_flow(&h, 0, 0, t, 20, 0.05);
    make();
    near_to(lane(0, 0, t)->flow * 12, 20, 0.05);
    near_to(lane(0, t, 1)->flow, lane(0, 0, t)->flow, 1e-9);
}

/* 1 t REO of ore gives 0.9 of cerium and 0.1 of dysprosium: nobody wants so much cerium as goes with the dysprosium. */
static void joint_products_balance_together(void **state)
{
    (void)state;
    int32_t a = hand_place(&h, "AAA", "R"), z = hand_place(&h, "ZZZ", "R");
    int32_t ore = hand_material(&h, "ore", "ore", "", 100),
            ce = hand_material(&h, "ce", "oxide", "", -5),
            dy = hand_material(&h, "dy", "oxide", "", 1e6);
    hand_process(&h, "dig");
    hand_recipe(&h, ore, 1);
    hand_process(&h, "part");
    hand_recipe(&h, ore, -1);
    hand_recipe(&h, ce, 0.9);
    hand_recipe(&h, dy, 0.1);
    hand_run(&h, 0, a, 100, 0.05);
    hand_run(&h, 1, z, 100, 0.05);
    hand_share(&h, hand_use(&h, "polish", ce, 50, 0.5), z, 1, 0);
    hand_share(&h, hand_use(&h, "magnets", dy, 11, 0.1), a, 1, 0);
    hand_lane(&h, "*", "*", 0, 10);
    make();
    near_to(b->want[0].need, 9 * b->want[1].need, 1e-12);
    near_to(lane(ore, a, z)->flow, b->run[1].level, 1e-12);
    near_to(lane(dy, z, a)->flow, b->want[1].need, 1e-12);
}

/* ---- least squares with bounds ------------------------------------------------------------------------ */

/* The same problems through gad_reconcile_flows, which finds its bounds in another way. */
static void least_squares_agree_with_the_reconciliation(void **state)
{
    (void)state;
    enum { NODES = 8, FLOWS = 30 };
    int32_t at_bound = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        rng r = rng_make(seed, 7);
        least l;
        double flow[FLOWS];
        assert_true(least_take(&h.w.mem, &l, NODES, FLOWS, 2 * FLOWS));
        for (int32_t j = 0; j < FLOWS; j++) {
            int32_t a = rng_i32(&r, 0, NODES - 1), z = rng_i32(&r, 0, NODES - 1);
            least_column(&l, rng_f64(&r, -3, 10), exp(rng_f64(&r, -3, 2)), 0);
            least_entry(&l, a, -1);
            if (z != a && j >= NODES)
                least_entry(&l, z, rng_f64(&r, 0.1, 2));
        }
        gad_reconcile_spec spec = { .n_node = NODES,
                                    .n_flow = FLOWS,
                                    .start = l.start,
                                    .node = l.node,
                                    .coef = l.coef,
                                    .observed = l.centre,
                                    .sigma = l.sigma };
        gad_reconcile_answer answer = { .flow = flow };
        assert_int_equal(gad_reconcile_flows(cx, &spec, NULL, &answer), GAD_OK);
        assert_int_equal(answer.report.status, GAD_SOLVED);
        if (least_solve(cx, &l, 1e-12))
            fail_msg("seed %d: %s", (int)seed, gad_last_error(cx).text);
        for (int32_t j = 0; j < FLOWS; j++) {
            if (!(fabs(l.x[j] - flow[j]) <= 1e-7)) /* bounds are decided with a slack of 1e-9 */
                fail_msg("seed %d flow %d: %g is not %g", (int)seed, (int)j, l.x[j], flow[j]);
            at_bound += l.x[j] == 0;
        }
    }
    assert_true(at_bound > 200);
}

/* ---- entropy ---------------------------------------------------------------------------------------------- */

static void fills_as_the_textbook_does(void **state)
{
    (void)state;
    static const double PRIOR[9] = { 1, 2, 3, 4, 1, 2, 0.5, 3, 1 }, OUT[3] = { 10, 30, 60 },
                        IN[3] = { 25, 35, 40 };
    double flow[9], work[6], ras[9];
    assert_true(base_entropy(3, 3, PRIOR, OUT, IN, flow, work) <= 1e-12);
    memcpy(ras, PRIOR, sizeof ras);
    for (int32_t round = 0; round < 1000; round++) {
        for (int32_t s = 0; s < 3; s++) {
            double sum = ras[3 * s] + ras[3 * s + 1] + ras[3 * s + 2];
            for (int32_t d = 0; d < 3; d++)
                ras[3 * s + d] *= OUT[s] / sum;
        }
        for (int32_t d = 0; d < 3; d++) {
            double sum = ras[d] + ras[3 + d] + ras[6 + d];
            for (int32_t s = 0; s < 3; s++)
                ras[3 * s + d] *= IN[d] / sum;
        }
    }
    for (int32_t i = 0; i < 9; i++)
        near_to(flow[i], ras[i], 1e-9);
    near_to(flow[0] * flow[4] / flow[1] / flow[3], 1.0 / 8, 1e-9); /* odds of the prior stay */
}

static void without_a_prior_the_table_is_proportional(void **state)
{
    (void)state;
    static const double PRIOR[6] = { 1, 1, 1, 1, 1, 1 }, OUT[2] = { 30, 70 },
                        IN[3] = { 20, 30, 50 };
    double flow[6], work[5];
    base_entropy(2, 3, PRIOR, OUT, IN, flow, work);
    for (int32_t i = 0; i < 6; i++)
        near_to(flow[i], OUT[i / 3] * IN[i % 3] / 100, 1e-12);
}

static void a_table_without_an_answer_says_how_far_off_it_is(void **state)
{
    (void)state;
    static const double PRIOR[4] = { 1, 0, 0, 1 }, OUT[2] = { 30, 70 }, IN[2] = { 50, 50 };
    double flow[4], work[4];
    assert_true(base_entropy(2, 2, PRIOR, OUT, IN, flow, work) > 0.1);
}

static void small_lanes_go_and_the_largest_of_a_place_stays(void **state)
{
    (void)state;
    int32_t m = hand_material(&h, "stuff", "ore", "", 1000);
    int32_t a = hand_place(&h, "AAA", "R"), c = hand_place(&h, "CCC", "R"),
            y = hand_place(&h, "YYY", "R"), z = hand_place(&h, "ZZZ", "R");
    hand_process(&h, "dig");
    hand_recipe(&h, m, 1);
    hand_run(&h, 0, a, 10000, 0.1);
    hand_run(&h, 0, c, 100, 0.1);
    int32_t u = hand_use(&h, "need", m, 10100, 0.1);
    hand_share(&h, u, y, 0.9999, 0);
    hand_share(&h, u, z, 0.0001, 0);
    hand_lane(&h, "*", "*", 0, 0);
    make();
    assert_non_null(lane(m, a, y));
    assert_non_null(lane(m, c, y));
    assert_non_null(lane(m, a, z));
    assert_null(lane(m, c, z)); /* 0.01 t of 10,100 */
}

static void nearer_places_trade_more(void **state)
{
    (void)state;
    int32_t m = hand_material(&h, "stuff", "ore", "", 1000), place[4];
    static const char *const IDS[] = { "AAA", "BBB", "YYY", "ZZZ" };
    hand_process(&h, "dig");
    hand_recipe(&h, m, 1);
    int32_t u = hand_use(&h, "need", m, 200, 0.1);
    for (int32_t i = 0; i < 4; i++)
        place[i] = hand_place(&h, IDS[i], i % 2 ? "EAST" : "WEST");
    hand_run(&h, 0, place[0], 100, 0.1);
    hand_run(&h, 0, place[1], 100, 0.1);
    hand_share(&h, u, place[2], 0.5, 0);
    hand_share(&h, u, place[3], 0.5, 0);
    hand_lane(&h, "*", "*", 0, 1000);
    hand_lane(&h, "EAST", "EAST", 0, 0);
    hand_lane(&h, "WEST", "WEST", 0, 0);
    make();
    /* the odds of the four lanes are 1 * 1 / (exp(-1000 / 2000) exp(-1000 / 1000)), halved between two places */
    near_to(lane(m, 0, 2)->flow / lane(m, 0, 3)->flow, exp(0.75), 1e-9);
}

/* ---- prices and lanes --------------------------------------------------------------------------------------- */

static void prices_are_given_or_home_and_freight(void **state)
{
    (void)state;
    two_places();
    make();
    near_to(b->site[0].price, 1000, 0);
    near_to(b->site[1].price, 1100, 0);
    assert_false(b->site[1].price_given);
    base_free(b);
    b = NULL;
    h.w.price[h.w.n_price++] =
        (world_price){ 0, 1, hand_range(&h, "prices.csv", 1500, 1500, 1500) };
    make();
    near_to(b->site[1].price, 1500, 0);
    assert_true(b->site[1].price_given);
    near_to(b->lane[0].freight, 100, 0);
}

static void goods_arrive_in_parts(void **state)
{
    (void)state;
    static const struct {
        double months, arrive[BASE_ARRIVALS];
    } CASES[] = { { 0, { 1, 0, 0 } },
                  { 0.4, { 0.6, 0.4, 0 } },
                  { 1, { 0, 1, 0 } },
                  { 1.25, { 0, 0.75, 0.25 } },
                  { 2, { 0, 0, 1 } } };
    two_places();
    for (int32_t i = 0; i < COUNT_OF(CASES); i++) {
        h.w.lane[0].value.mode = CASES[i].months;
        make();
        for (int32_t t = 0; t < BASE_ARRIVALS; t++)
            assert_true(fabs(b->lane[0].arrive[t] - CASES[i].arrive[t]) < 1e-15);
        base_free(b);
        b = NULL;
    }
}

static void controlled_goods_may_be_sent_on(void **state)
{
    (void)state;
    static const char *const IDS[] = { "HOM", "P01", "P02", "P03", "P04", "P05", "P06", "P07" };
    int32_t m = hand_material(&h, "stuff", "magnet", "heavy controlled", 1000),
            free = hand_material(&h, "other", "oxide", "light", 1000);
    for (int32_t i = 0; i < COUNT_OF(IDS); i++)
        hand_place(&h, IDS[i], "R");
    for (int32_t i = 0; i < 2; i++) {
        hand_process(&h, i ? "dig" : "press");
        hand_recipe(&h, i ? free : m, 1);
        hand_run(&h, i, 0, 100, 0.1);
        int32_t u = hand_use(&h, i ? "paint" : "motors", i ? free : m, 100, 0.1);
        for (int32_t p = 1; p < COUNT_OF(IDS); p++) /* the last is the largest */
            hand_share(&h, u, p, p / 28.0, 0.1);
    }
    hand_lane(&h, "*", "*", 1, 10);
    make();
    int32_t n = 0;
    for (int32_t i = 0; i < b->n_lane; i++) {
        const base_lane *l = &b->lane[i];
        assert_true(l->reexport == (l->flow == 0));
        if (!l->reexport)
            continue;
        n++;
        assert_int_equal(l->material, m);
        assert_true(l->from >= 3 && l->to >= 1 && l->from != l->to);
        near_to(l->freight, 10, 0);
        near_to(l->arrive[1], 1, 0);
    }
    assert_int_equal(n, 5 * 6);
}

/* ---- refusals ----------------------------------------------------------------------------------------------- */

static void refuses_a_material_nobody_makes(void **state)
{
    (void)state;
    two_places();
    int32_t m = hand_material(&h, "magic", "ore", "", 1);
    hand_share(&h, hand_use(&h, "spell", m, 1, 0.1), 1, 1, 0);
    refused((const char *[]){ "nothing makes 'magic'", "ZZZ", "use_shares.csv:", NULL });
}

static void refuses_a_material_nobody_uses(void **state)
{
    (void)state;
    two_places();
    int32_t m = hand_material(&h, "slag", "ore", "", 1);
    hand_recipe(&h, m, 0.5);
    refused((const char *[]){ "nothing uses 'slag'", "AAA", "production.csv:", NULL });
}

static void refuses_flows_of_nothing(void **state)
{
    (void)state;
    two_places();
    hand_flow(&h, hand_material(&h, "ghost", "ore", "", 1), 0, 1, 5, 0.1);
    refused((const char *[]){ "'ghost'", "AAA", "ZZZ", "flows.csv:", NULL });
}

static void refuses_numbers_that_cannot_be_true_together(void **state)
{
    (void)state;
    two_places();
    int32_t m = hand_material(&h, "metal", "metal", "", 1);
    hand_process(&h, "smelt");
    hand_recipe(&h, 0, -1e6);
    hand_recipe(&h, m, 1);
    hand_run(&h, 1, 1, 40, 0.01);
    hand_share(&h, hand_use(&h, "pots", m, 40, 0.01), 1, 1, 0);
    refused((const char *[]){ "cannot balance", "'stuff'", "'smelt' at ZZZ",
                              "production.csv:", "AAA", NULL });
}

static void refuses_a_place_without_lanes_or_prices(void **state)
{
    (void)state;
    two_places();
    h.w.n_lane = 0;
    refused((const char *[]){ "lanes.csv", "freight_usd_t", "AAA", "ZZZ", NULL });
    hand_lane(&h, "*", "*", 0.5, 100);
    h.w.n_price = 0;
    refused((const char *[]){ "prices.csv", "'stuff'", "AAA", NULL });
}

static void refuses_a_lane_beyond_two_months(void **state)
{
    (void)state;
    two_places();
    h.w.lane[0].value.mode = 2.5;
    refused((const char *[]){ "lanes.csv:", "2.5 months", "AAA", "ZZZ", NULL });
}

static void refuses_an_empty_world(void **state)
{
    (void)state;
    refused((const char *[]){ "'hand' has no base month", NULL });
}

/* ---- the toy world, memory ------------------------------------------------------------------------------------- */

static void the_toy_world_has_a_base(void **state)
{
    (void)state;
    world *w = NULL;
    if (world_read(cx, TEST_SOURCE_DIR "/tests/data/worlds/toy", &w))
        fail_msg("%s", gad_last_error(cx).text);
    if (base_make(cx, w, &b))
        fail_msg("%s", gad_last_error(cx).text);
    assert_true(hand_imbalance(b) <= 1e-12);
    for (int32_t i = 0; i < b->n_lane; i++) {
        const base_lane *l = &b->lane[i];
        double t = l->flow * 12;
        if (l->given && !(t >= l->given->low && t <= l->given->high))
            fail_msg("%s from %s to %s: %g t a year is not in the range of its row",
                     w->material[l->material].id, w->place[l->from].id, w->place[l->to].id, t);
    }
    base_free(b);
    b = NULL;
    world_free(w);
}

static void every_failing_allocation_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    two_places();
    hand_flow(&h, 0, 0, 1, 55, 0.04);
    int32_t tries = 0;
    for (bool done = false; !done; tries++) {
        alloc_budget budget = { -1, 0 };
        gad_ctx *poor = gad_ctx_new(budget_realloc, &budget);
        base *own = NULL;
        assert_non_null(poor);
        budget.left = tries;
        gad_status st = base_make(poor, &h.w, &own);
        done = !st;
        assert_true(done || (st == GAD_E_NOMEM && !own));
        base_free(own);
        gad_ctx_free(poor);
        assert_int_equal(budget.live, 0);
    }
    assert_true(tries > 20);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(spreads_a_gap_by_the_variances),
        TEST(capacity_leaves_two_per_cent),
        TEST(keeps_known_flows_within_their_sigma),
        TEST(published_exports_bind),
        TEST(no_place_ships_what_it_gets),
        TEST(a_material_that_stays_at_home_has_no_lane),
        TEST(goods_in_transit_go_on),
        TEST(joint_products_balance_together),
        TEST(least_squares_agree_with_the_reconciliation),
        TEST(fills_as_the_textbook_does),
        TEST(without_a_prior_the_table_is_proportional),
        TEST(a_table_without_an_answer_says_how_far_off_it_is),
        TEST(small_lanes_go_and_the_largest_of_a_place_stays),
        TEST(nearer_places_trade_more),
        TEST(prices_are_given_or_home_and_freight),
        TEST(goods_arrive_in_parts),
        TEST(controlled_goods_may_be_sent_on),
        TEST(refuses_a_material_nobody_makes),
        TEST(refuses_a_material_nobody_uses),
        TEST(refuses_flows_of_nothing),
        TEST(refuses_numbers_that_cannot_be_true_together),
        TEST(refuses_a_place_without_lanes_or_prices),
        TEST(refuses_a_lane_beyond_two_months),
        TEST(refuses_an_empty_world),
        TEST(the_toy_world_has_a_base),
        TEST(every_failing_allocation_is_told_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
