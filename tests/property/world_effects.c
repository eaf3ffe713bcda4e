/* world_effects - property: every number has its effect. For each kind of event and each number that it takes
 * (policy_numbers), two values in the toy world, everything else equal, give months that differ. A number that is read and
 * then forgotten fails here, and so does one without a row. */
#include "test.h"
#include "world/policy_impl.h"
#include "world/sim.h"

static gad_ctx *cx;
static world *toy;
static base *b;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    if (cx &&
        (world_read(cx, TEST_SOURCE_DIR "/tests/data/worlds/toy", &toy) || base_make(cx, toy, &b)))
        fprintf(stderr, "%s\n", gad_last_error(cx).text);
    return !b;
}

static int teardown(void **state)
{
    (void)state;
    base_free(b);
    world_free(toy);
    gad_ctx_free(cx);
    return 0;
}

/* ---- what is compared ------------------------------------------------------------------------------ */

#define HEAD           "name: a\ntitle: A\nworld: toy\nstart: 2025-01\nmonths: 8\nevents:\n"
#define E(kind, start) "  - kind: " kind "\n    source: s\n    start: " start "\n"
#define LANE           "    what: [hot-magnet]\n    from: AAA\n"
#define USE            "    use: cars\n"
#define TIGHT          "    review_frac: 0.5\n"
#define WIDE           "    review_frac: 10\n"
#define HALF           "    approve_frac: 0.5\n"
#define PERMIT         E("export_licence", "2025-02-04") LANE
#define EASE           E("licence_relief", "2025-04-01") LANE
#define UNTIL          "    end: 2025-06-30\n"

/* `text` ends in the event that the number belongs to, and leaves the number out. */
typedef struct effect {
    policy_kind kind;
    policy_number number;
    const char *text;
    double a, b;
} effect;

static const effect effects[] = {
    { POLICY_EXPORT_LICENCE, POLICY_REVIEW_FRAC, PERMIT, 0.3, 0.6 },
    { POLICY_EXPORT_LICENCE, POLICY_APPROVE_FRAC, PERMIT WIDE, 0.3, 0.6 },
    { POLICY_EXPORT_LICENCE, POLICY_EXEMPT_FRAC, PERMIT TIGHT, 0.1, 0.3 },
    { POLICY_EXPORT_LICENCE, POLICY_CLEARANCE_DAYS, PERMIT TIGHT, 0, 10 },
    { POLICY_EXPORT_LICENCE, POLICY_VALIDITY_MONTHS, PERMIT WIDE "    lead_months: 3\n", 1, 6 },
    { POLICY_EXPORT_LICENCE, POLICY_REAPPLY_FRAC, PERMIT WIDE HALF, 0, 1 },
    { POLICY_EXPORT_LICENCE, POLICY_LEAD_MONTHS, PERMIT WIDE, 0, 3 },
    { POLICY_EXPORT_LICENCE, POLICY_LIMIT_MONTHS, PERMIT TIGHT, 2, 120 },
    { POLICY_EXPORT_BAN, POLICY_CLEARANCE_DAYS, E("export_ban", "2025-02-01") LANE, 0, 10 },
    { POLICY_QUOTA, POLICY_TONNES_YEAR, E("quota", "2025-02-01") LANE, 300, 600 },
    { POLICY_QUOTA, POLICY_TONNES_YEAR,
      E("quota", "2025-02-01") "    process: mine\n    place: AAA\n", 8000, 9000 },
    { POLICY_TARIFF, POLICY_RATE_PCT, E("tariff", "2025-02-01") LANE "    to: [BBB]\n", 5, 25 },
    { POLICY_EXPORT_TAX, POLICY_RATE_PCT, E("export_tax", "2025-02-01") LANE, 5, 25 },
    { POLICY_GENERAL_LICENCE, POLICY_EXEMPT_FRAC,
      PERMIT TIGHT E("general_licence", "2025-04-01") LANE, 0.1, 0.4 },
    { POLICY_GENERAL_LICENCE, POLICY_RAMP_MONTHS,
      PERMIT TIGHT E("general_licence", "2025-04-01") LANE "    exempt_frac: 0.4\n", 0, 3 },
    { POLICY_GENERAL_LICENCE, POLICY_EXEMPT_FRAC, /* all of a queue, in other words */
      PERMIT "    to: [ASIA, \"*\"]\n" TIGHT E("general_licence", "2025-04-01") LANE
      "    to: [CCC, DDD]\n",
      0.1, 0.4 },
    { POLICY_LICENCE_RELIEF, POLICY_REVIEW_FRAC, PERMIT TIGHT EASE, 0.6, 2 },
    { POLICY_LICENCE_RELIEF, POLICY_APPROVE_FRAC, PERMIT TIGHT HALF EASE, 0.7, 1 },
    { POLICY_LICENCE_RELIEF, POLICY_VALIDITY_MONTHS, PERMIT WIDE "    lead_months: 3\n" EASE, 1,
      6 },
    { POLICY_LICENCE_RELIEF, POLICY_REAPPLY_FRAC, PERMIT WIDE HALF EASE, 0, 1 },
    { POLICY_LICENCE_RELIEF, POLICY_LEAD_MONTHS, PERMIT WIDE EASE, 0, 3 },
    { POLICY_LICENCE_RELIEF, POLICY_LIMIT_MONTHS, PERMIT TIGHT EASE, 2, 120 },
    { POLICY_STOCK_RELEASE, POLICY_TONNES,
      E("stock_release", "2025-02-01") UNTIL "    what: [hot-magnet]\n    place: BBB\n", 10, 30 },
    { POLICY_STOCK_BUILD, POLICY_TONNES,
      E("stock_build", "2025-02-01") UNTIL "    what: [scarce-oxide]\n    place: AAA\n", 1, 3 },
    { POLICY_SUBSIDY, POLICY_USD_T,
      E("subsidy", "2025-02-01") "    process: make-metal\n    place: DDD\n", 1000, 5000 },
    { POLICY_PRICE_FLOOR, POLICY_USD_T,
      E("price_floor", "2025-02-01") "    what: [main-metal]\n    place: DDD\n", 100000, 120000 },
    { POLICY_PLANT_ON, POLICY_CAPACITY_T_YR, E("plant_on", "2025-02-01") "    plant: ce-mine\n",
      400, 800 },
    { POLICY_PLANT_ON, POLICY_RAMP_MONTHS,
      E("plant_on", "2025-02-01") "    plant: ce-mine\n    capacity_t_yr: 800\n", 0, 6 },
    { POLICY_DEMAND_SHIFT, POLICY_CHANGE_PCT, E("demand_shift", "2025-02-01") USE, 5, 15 },
    { POLICY_DEMAND_SHIFT, POLICY_RAMP_MONTHS,
      E("demand_shift", "2025-02-01") USE "    change_pct: 15\n", 0, 4 },
    { POLICY_SUBSTITUTION, POLICY_CHANGE_PCT, E("substitution", "2025-02-01") USE, -15, -5 },
    { POLICY_SUBSTITUTION, POLICY_RAMP_MONTHS,
      E("substitution", "2025-02-01") USE "    change_pct: -15\n", 0, 4 },
    { POLICY_RECYCLING, POLICY_TONNES_YEAR,
      E("recycling", "2025-02-01") "    what: [main-metal]\n    place: BBB\n", 20, 40 },
    { POLICY_RECYCLING, POLICY_RAMP_MONTHS,
      E("recycling", "2025-02-01") "    what: [main-metal]\n    place: BBB\n    tonnes_year: 40\n",
      0, 4 },
    { POLICY_SMUGGLING_CRACKDOWN, POLICY_PREMIUM_FACTOR,
      E("export_ban", "2025-02-01") LANE E("smuggling_crackdown", "2025-04-01") "    from: AAA\n",
      2, 6 },
};

static sim *run(base *on, const effect *x, double value, policy **p)
{
    char text[2048];
    sim *s = NULL;
    snprintf(text, sizeof text, HEAD "%s    %s: %g\n", x->text, policy_number_rows[x->number].name,
             value);
    if (policy_parse(cx, "effect.yaml", text, strlen(text), p) || policy_check(cx, *p, on->w) ||
        sim_run_on(cx, on, *p, &(sim_asked){ .months = 0 }, &s))
        fail_msg("%s\n%s", gad_last_error(cx).text, text);
    assert_int_equal((*p)->event[(*p)->n - 1].kind, x->kind);
    return s;
}

/* Worst difference of n numbers, over the largest of them. */
static double apart(const double *x, const double *y, int32_t n)
{
    double worst = 0, size = 0;
    for (int32_t i = 0; i < n; i++) {
        worst = fmax(worst, fabs(x[i] - y[i]));
        size = fmax(size, fmax(fabs(x[i]), fabs(y[i])));
    }
    return size > 0 ? worst / size : 0;
}

static double months_apart(const sim *s, const sim *t)
{
    double worst = 0;
    for (int32_t k = 0; k < s->n_month; k++) {
        const sim_month *m = &s->month[k], *n = &t->month[k];
        worst = fmax(worst, apart(m->price, n->price, b->n_site));
        worst = fmax(worst, apart(m->flow, n->flow, b->n_lane));
        worst = fmax(worst, apart(m->smuggled, n->smuggled, b->n_lane));
        worst = fmax(worst, apart(m->run, n->run, b->n_run));
        worst = fmax(worst, apart(m->run_added, n->run_added, b->n_run));
        worst = fmax(worst, apart(m->need, n->need, b->n_want));
    }
    return worst;
}

/* ---- tests ----------------------------------------------------------------------------------------- */

/* The number matters: its two values give months that differ. */
static bool matters(base *on, const effect *x)
{
    policy *p = NULL, *q = NULL;
    sim *s = run(on, x, x->a, &p), *t = run(on, x, x->b, &q);
    double worst = months_apart(s, t);
    bool yes = worst > 1e-5; /* the market is cleared to 1e-9 and better */
    if (!yes)
        print_error("%s: '%s' %g or %g: the months differ by %g\n", policy_kind_name(x->kind),
                    policy_number_rows[x->number].name, x->a, x->b, worst);
    sim_free(s);
    sim_free(t);
    policy_free(p);
    policy_free(q);
    return yes;
}

static void every_number_has_its_effect(void **state)
{
    int32_t without = 0;
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(effects); i++)
        without += !matters(b, &effects[i]);
    assert_int_equal(without, 0);
}

/* What recyclers make follows the prices of months ago; payments of today count all the same. */
static void payments_reach_recyclers(void **state)
{
    static const effect paid[] = {
        /* small: capacity ends what a payment can do */
        { POLICY_SUBSIDY, POLICY_USD_T,
          E("subsidy", "2025-02-01") "    process: make-metal\n    place: DDD\n", 1000, 3000 },
        { POLICY_PRICE_FLOOR, POLICY_USD_T,
          E("price_floor", "2025-02-01") "    what: [main-metal]\n    place: DDD\n", 84000, 86000 },
    };
    world *w = NULL;
    base *on = NULL;
    int32_t without = 0;
    (void)state;
    assert_int_equal(world_read(cx, TEST_SOURCE_DIR "/tests/data/worlds/toy", &w), GAD_OK);
    w->process[world_process_find(w, "make-metal")].stage = "recycling";
    assert_int_equal(base_make(cx, w, &on), GAD_OK);
    for (int32_t i = 0; i < COUNT_OF(paid); i++)
        without += !matters(on, &paid[i]);
    base_free(on);
    world_free(w);
    assert_int_equal(without, 0);
}

static void no_number_is_left_out(void **state)
{
    (void)state;
    for (int32_t k = 0; k < (int32_t)POLICY_KINDS; k++)
        for (int32_t n = 0; n < (int32_t)POLICY_NUMBERS; n++) {
            bool takes = (policy_numbers[k].needs | policy_numbers[k].may) >> n & 1, there = false;
            for (int32_t i = 0; i < COUNT_OF(effects); i++)
                there = there || ((int32_t)effects[i].kind == k && (int32_t)effects[i].number == n);
            if (takes != there)
                fail_msg("%s: '%s': %s", policy_kind_name((policy_kind)k),
                         policy_number_rows[n].name, takes ? "no row here" : "a row of too much");
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_its_effect),
        cmocka_unit_test(payments_reach_recyclers),
        cmocka_unit_test(no_number_is_left_out),
    };
    return cmocka_run_group_tests_name("world_effects", tests, setup, teardown);
}
