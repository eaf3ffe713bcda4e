/* world_events - property: every kind of policy event does to the toy world what its name promises, compared with the same
 * months without it; and every month of every such run has a certificate and books that close. The scenarios are those of
 * tests/data/scenarios, one small file per kind; a kind without a row below fails. */
#include "test.h"
#include "world/sim.h"

#define TOY       TEST_SOURCE_DIR "/tests/data/worlds/toy"
#define SCENARIOS TEST_SOURCE_DIR "/tests/data/scenarios/"

static gad_ctx *cx;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return !cx;
}

static int teardown(void **state)
{
    (void)state;
    gad_ctx_free(cx);
    return 0;
}

static sim *run_expecting(const char *name, sim_expect expect)
{
    char path[512];
    snprintf(path, sizeof path, SCENARIOS "%s.yaml", name);
    sim *s = NULL;
    sim_asked asked = { .scenario = path, .world = TOY, .expect = expect };
    if (sim_run(cx, &asked, &s))
        fail_msg("%s: %s", name, gad_last_error(cx).text);
    return s;
}

/* ---- what is looked at --------------------------------------------------------------------------- */

typedef enum figure { FLOW, SMUGGLED, PRICE, LEVEL, NEED, FIGURES } figure;

typedef struct look { /* a figure of the world in a month */
    figure figure;
    const char *what;      /* material or group, process, use */
    const char *from, *to; /* of lanes; else `to` is the place */
} look;

static double on_lanes(const sim *s, const double *flow, const look *l)
{
    double sum = 0;
    for (int32_t i = 0; i < s->b->n_lane; i++) {
        const base_lane *lane = &s->b->lane[i];
        if (world_material_is(s->w, lane->material, l->what) &&
            world_place_is(s->w, lane->from, l->from) && world_place_is(s->w, lane->to, l->to))
            sum += flow[i];
    }
    return sum;
}

static double at_site(const sim *s, const sim_month *m, const look *l)
{
    int32_t site =
        base_site_find(s->b, world_material_find(s->w, l->what), world_place_find(s->w, l->to));
    if (site < 0)
        fail_msg("no '%s' at %s in the base month", l->what, l->to);
    return m->price[site];
}

static double of_runs(const sim *s, const sim_month *m, const look *l)
{
    double sum = 0;
    for (int32_t i = 0; i < s->b->n_run; i++)
        if (STR_EQ(s->w->process[s->b->run[i].process].id, l->what) &&
            world_place_is(s->w, s->b->run[i].place, l->to))
            sum += m->run[i] + (m->run_added ? m->run_added[i] : 0);
    return sum;
}

static double of_wants(const sim *s, const sim_month *m, const look *l)
{
    double sum = 0;
    for (int32_t i = 0; i < s->b->n_want; i++)
        if (world_use_is(s->w, s->b->want[i].use, l->what) &&
            world_place_is(s->w, s->b->want[i].place, l->to))
            sum += m->need[i];
    return sum;
}

static double figure_of(const sim *s, const sim_month *m, const look *l)
{
    switch (l->figure) {
    case FLOW:
        return on_lanes(s, m->flow, l);
    case SMUGGLED:
        return on_lanes(s, m->smuggled, l);
    case PRICE:
        return at_site(s, m, l);
    case LEVEL:
        return of_runs(s, m, l);
    case NEED:
    case FIGURES:
        break;
    }
    return of_wants(s, m, l);
}

/* ---- what must come out -------------------------------------------------------------------------- */

typedef struct promise {
    const char *scenario;
    policy_kind kind;
    look look;
    int32_t month;   /* index from the start */
    double lo, hi;   /* of the figure, as a share of the same month without events */
    int32_t against; /* < 0: against that; else against this month of the same run */
} promise;

#define NEVER  1e-6 /* a share: nothing but rounding */
#define CALM   (-1)
#define LITTLE 1e-5 /* a share that is more than rounding */
static const promise promises[] = {
    /* A quarter of half a month's exports is granted to the EU at first; the wait alone keeps the first weeks empty. */
    { "export-licence",
      POLICY_EXPORT_LICENCE,
      { FLOW, "hot-magnet", "AAA", "EU" },
      2,
      0,
      0.5,
      CALM },
    { "export-licence",
      POLICY_EXPORT_LICENCE,
      { PRICE, "hot-magnet", NULL, "BBB" },
      3,
      1.01,
      100,
      CALM },
    { "export-ban", POLICY_EXPORT_BAN, { FLOW, "hot-magnet", "AAA", "DDD" }, 4, 0, NEVER, CALM },
    { "export-ban", POLICY_EXPORT_BAN, { PRICE, "hot-magnet", NULL, "DDD" }, 4, 1.01, 1000, CALM },
    { "export-ban", POLICY_EXPORT_BAN, { FLOW, "hot-magnet", "AAA", "DDD" }, 6, 1, 10, CALM },
    /* 900 t a year of some 1,400 */
    { "quota", POLICY_QUOTA, { FLOW, "magnets", "AAA", "*" }, 2, 0, 0.8, CALM },
    { "quota", POLICY_QUOTA, { LEVEL, "mine", NULL, "AAA" }, 5, 0, 0.999, CALM },
    { "tariff", POLICY_TARIFF, { FLOW, "magnets", "AAA", "DDD" }, 2, 0, 0.999, CALM },
    { "tariff", POLICY_TARIFF, { PRICE, "hot-magnet", NULL, "DDD" }, 2, 1.01, 1.34, CALM },
    { "export-tax", POLICY_EXPORT_TAX, { FLOW, "main-metal", "AAA", "BBB" }, 3, 0, 0.999, CALM },
    { "export-tax", POLICY_EXPORT_TAX, { PRICE, "main-metal", NULL, "BBB" }, 3, 1.001, 1.15, CALM },
    { "general-licence",
      POLICY_GENERAL_LICENCE,
      { FLOW, "controlled", "AAA", "EU" },
      11,
      1.05,
      100,
      6 },
    { "licence-relief",
      POLICY_LICENCE_RELIEF,
      { FLOW, "controlled", "AAA", "EU" },
      8,
      1.05,
      100,
      4 },
    { "stock-release",
      POLICY_STOCK_RELEASE,
      { PRICE, "hot-magnet", NULL, "BBB" },
      4,
      0,
      1 - LITTLE,
      CALM },
    { "stock-build",
      POLICY_STOCK_BUILD,
      { PRICE, "scarce-oxide", NULL, "AAA" },
      4,
      1 + LITTLE,
      100,
      CALM },
    { "subsidy", POLICY_SUBSIDY, { LEVEL, "make-metal", NULL, "DDD" }, 4, 1 + LITTLE, 2, CALM },
    { "price-floor",
      POLICY_PRICE_FLOOR,
      { LEVEL, "make-metal", NULL, "DDD" },
      4,
      1 + LITTLE,
      2,
      CALM },
    { "plant-on", POLICY_PLANT_ON, { LEVEL, "mine", NULL, "CCC" }, 12, 1 + LITTLE, 3, CALM },
    { "plant-off", POLICY_PLANT_OFF, { LEVEL, "mine", NULL, "CCC" }, 3, 0, 0.5, CALM },
    { "plant-off", POLICY_PLANT_OFF, { LEVEL, "mine", NULL, "CCC" }, 9, 0.9, 1.3, CALM },
    { "demand-shift", POLICY_DEMAND_SHIFT, { NEED, "cars", NULL, "BBB" }, 10, 1.1, 1.21, CALM },
    { "demand-shift",
      POLICY_DEMAND_SHIFT,
      { PRICE, "hot-magnet", NULL, "BBB" },
      10,
      1 + LITTLE,
      10,
      CALM },
    { "substitution", POLICY_SUBSTITUTION, { NEED, "cars", NULL, "*" }, 16, 0.65, 0.85, CALM },
    { "recycling", POLICY_RECYCLING, { PRICE, "main-metal", NULL, "BBB" }, 8, 0, 1 - LITTLE, CALM },
    { "smuggling-crackdown",
      POLICY_SMUGGLING_CRACKDOWN,
      { SMUGGLED, "hot-magnet", "AAA", "EU" },
      6,
      0,
      0.9,
      4 },
};

static void keep(const promise *p, const sim *s)
{
    double x = figure_of(s, &s->month[p->month], &p->look);
    double calm = p->against < 0 ? figure_of(s, &s->plain[p->month], &p->look)
                                 : figure_of(s, &s->month[p->against], &p->look);
    if (!(calm > 0) || !(x >= p->lo * calm && x <= p->hi * calm))
        fail_msg("%s: '%s' at %s in month %d: %.8g, %.6g of %.8g, promised %g to %g", p->scenario,
                 p->look.what, p->look.to, p->month, x, x / calm, calm, p->lo, p->hi);
}

/* The certificate that the kernel evaluates anew, and the books of every site. */
static void books_close(const char *name, const sim *s)
{
    for (int32_t k = 0; k < s->n_month; k++) {
        const sim_month *m = &s->month[k];
        if (!(m->imbalance <= 1e-9 && m->mass <= 1e-9 && m->complementarity_rel <= 1e-6))
            fail_msg("%s: month %d: imbalance %g, mass %g, complementarity %g", name, k,
                     m->imbalance, m->mass, m->complementarity_rel);
    }
}

/* ---- tests ----------------------------------------------------------------------------------------- */

static void every_kind_does_what_its_name_says(void **state)
{
    (void)state;
    const char *last = "";
    sim *s = NULL;
    for (int32_t i = 0; i < COUNT_OF(promises); i++) {
        const promise *p = &promises[i];
        if (!STR_EQ(last, p->scenario)) {
            sim_free(s);
            s = run_expecting(last = p->scenario, SIM_ADAPTIVE);
            books_close(last, s);
        }
        keep(p, s);
    }
    sim_free(s);
}

static void no_kind_is_left_out(void **state)
{
    (void)state;
    for (int32_t k = 0; k < (int32_t)POLICY_KINDS; k++) {
        bool there = false;
        for (int32_t i = 0; i < COUNT_OF(promises) && !there; i++)
            there = (int32_t)promises[i].kind == k;
        if (!there)
            fail_msg("no promise for %s", policy_kind_name((policy_kind)k));
    }
}

static void every_kind_runs_with_foresight(void **state)
{
    (void)state;
    const char *last = "";
    for (int32_t i = 0; i < COUNT_OF(promises); i++) {
        if (STR_EQ(last, promises[i].scenario))
            continue;
        sim *s = run_expecting(last = promises[i].scenario, SIM_FORESIGHT);
        books_close(last, s);
        sim_free(s);
    }
}

/* Scaled by its level, the world stays where it is for two years. */
static void without_events_nothing_moves(void **state)
{
    (void)state;
    sim *s = run_expecting("nothing", SIM_ADAPTIVE);
    books_close("nothing", s);
    for (int32_t k = 0; k < s->n_month; k++) {
        for (int32_t i = 0; i < s->b->n_site; i++)
            assert_true(fabs(s->month[k].price[i] / s->b->site[i].price - 1) < 1e-8);
        for (int32_t i = 0; i < s->b->n_run; i++)
            assert_true(fabs(s->month[k].run[i] / (1.1 * s->b->run[i].level) - 1) < 1e-8);
    }
    sim_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_does_what_its_name_says),
        cmocka_unit_test(no_kind_is_left_out),
        cmocka_unit_test(every_kind_runs_with_foresight),
        cmocka_unit_test(without_events_nothing_moves),
    };
    return cmocka_run_group_tests_name("world_events", tests, setup, teardown);
}
