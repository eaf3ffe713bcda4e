/* sim_shows.c - what the simulation must show, sentence by sentence, on the bundled worlds: prices inside and outside under an
 * embargo, catching up after a relief, joint products, a by-product nobody wants, a base that stays where it is, books and
 * certificates, the same answer twice. */
#include "sim_books.h"

#define TOY TEST_SOURCE_DIR "/tests/data/worlds/toy"

/* With a sanitizer everything takes eight times as long: what needs many months of the large world is left out. */
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1, BOOKS = 2, STILL = 3 };
#else
enum { SANITIZED = 0, BOOKS = 12, STILL = 24 };
#endif

enum { WORLDS = 3 };
static const char *const world_names[WORLDS] = { "rare-earths", "gallium", TOY };
static const char *const bundled[] = { "2025-licences", "full-embargo-12-months",
                                       "gallium-ban",   "myanmar-border-closure",
                                       "no-controls",   "october-2025-enforced",
                                       "us-price-floor" };

static gad_ctx *cx;
static world *worlds[WORLDS];
static base *bases[WORLDS];

static void must(gad_status st, const char *what)
{
    if (st)
        fail_msg("%s: %s", what, gad_last_error(cx).text);
}

static int setup(void **state)
{
    (void)state;
    setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/data", 1);
    cx = gad_ctx_new(NULL, NULL);
    if (!cx)
        return 1;
    for (int32_t i = 0; i < WORLDS; i++) {
        must(world_read(cx, world_names[i], &worlds[i]), world_names[i]);
        must(base_make(cx, worlds[i], &bases[i]), world_names[i]);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int32_t i = 0; i < WORLDS; i++) {
        base_free(bases[i]);
        world_free(worlds[i]);
    }
    gad_ctx_free(cx);
    return 0;
}

/* ---- runs ------------------------------------------------------------------------------------------- */

static base *base_of(const char *name)
{
    for (int32_t i = 0; i < WORLDS; i++)
        if (STR_EQ(world_names[i], name))
            return bases[i];
    fail_msg("no world '%s'", name);
    return NULL;
}

/* The policy stays behind: the sim points to it. */
static sim *run_policy(policy *p, int32_t months, uint32_t without)
{
    sim *s = NULL;
    base *b = base_of(p->world);
    must(policy_check(cx, p, b->w), p->name);
    must(sim_run_on(cx, b, p, &(sim_asked){ .months = months, .without = without }, &s), p->name);
    return s;
}

static sim *run(const char *scenario, int32_t months, uint32_t without)
{
    policy *p = NULL;
    must(policy_read(cx, scenario, &p), scenario);
    return run_policy(p, months, without);
}

static sim *run_text(const char *text, uint32_t without)
{
    policy *p = NULL;
    must(policy_parse(cx, "shows.yaml", text, strlen(text), &p), "the scenario");
    return run_policy(p, 0, without);
}

static void end(sim *s)
{
    policy *p = s->p;
    sim_free(s);
    policy_free(p);
}

/* ---- figures ---------------------------------------------------------------------------------------- */

static int32_t material(const sim *s, const char *id)
{
    int32_t k = world_material_find(s->w, id);
    if (k < 0)
        fail_msg("no material '%s'", id);
    return k;
}

static double price(const sim *s, int32_t k, const char *id, bool inside)
{
    return sim_price(s, &s->month[k], material(s, id), inside);
}

/* Price over that of the same month with nothing happening. */
static double dearer(const sim *s, int32_t k, const char *id, bool inside)
{
    return price(s, k, id, inside) / sim_price(s, &s->plain[k], material(s, id), inside);
}

static double made(const sim *s, const sim_month *m, const char *id)
{
    double t = 0;
    int32_t what = material(s, id);
    for (int32_t r = 0; r < s->b->n_run; r++) {
        const world_process *p = &s->w->process[s->b->run[r].process];
        for (int32_t c = p->first; c < p->first + p->n; c++)
            if (s->w->recipe[c].material == what)
                t += fmax(s->w->recipe[c].coef, 0) * (m->run[r] + m->run_added[r]);
    }
    return t;
}

/* Made over that of the same month with nothing happening. */
static double grown(const sim *s, int32_t k, const char *id)
{
    return made(s, &s->month[k], id) / made(s, &s->plain[k], id);
}

static void above(double x, double than, const char *what, int32_t k)
{
    if (!(x > than))
        fail_msg("%s, month %d: %.10g is not above %.10g", what, k, x, than);
}

static void below(double x, double than, const char *what, int32_t k)
{
    if (!(x < than))
        fail_msg("%s, month %d: %.10g is not below %.10g", what, k, x, than);
}

/* ---- an embargo and a relief ------------------------------------------------------------------------- */

static void an_embargo_splits_the_price(void **state)
{
    (void)state;
    enum { FREE = 3, MONTHS = 9 }; /* the ban starts after three free months */
    static const char *const magnets[] = { "ndfeb-magnet", "ndfeb-heavy-magnet", "smco-magnet" };
    sim *s = run("full-embargo-12-months", MONTHS, 0);
    for (int32_t k = 0; k < MONTHS; k++)
        for (int32_t i = 0; i < COUNT_OF(magnets); i++) {
            double out = dearer(s, k, magnets[i], false), in = dearer(s, k, magnets[i], true);
            if (k < FREE) {
                below(fabs(out - 1) + fabs(in - 1), 1e-6, "before the embargo", k);
                continue;
            }
            above(out, 1.2, "the price outside", k);
            below(in, 0.95, "the price inside", k);
        }
    for (int32_t i = 0; i < COUNT_OF(magnets); i++) { /* it gets worse as stocks run out */
        above(price(s, MONTHS - 1, magnets[i], false), 3 * price(s, FREE, magnets[i], false),
              "the price outside at last", MONTHS - 1);
        below(price(s, MONTHS - 1, magnets[i], true), price(s, FREE, magnets[i], true),
              "the price inside at last", MONTHS - 1);
    }
    for (int32_t k = FREE; k < MONTHS; k++)
        assert_true(sim_exports(s, k, "magnets", "CHN", "*") == 0);
    end(s);
}

static void a_relief_is_followed_by_catching_up(void **state)
{
    (void)state;
    enum { JULY = 3, MONTHS = 16 }; /* from April 2025 */
    sim *s = run("2025-licences", MONTHS, 0);
    int32_t more = 0;
    double share = 0;
    for (int32_t k = 0; k < MONTHS; k++) {
        share = sim_exports(s, k, "magnets", "CHN", "*") /
                sim_exports_plain(s, k, "magnets", "CHN", "*");
        if (k < JULY)
            below(share, 0.8, "exports under the licences", k);
        more += k >= JULY && share > 1.05;
    }
    above(more, 2.5, "months above normal after the relief", MONTHS);
    below(more, MONTHS - JULY - 0.5, "months above normal: it passes", MONTHS);
    below(fabs(share - 1), 0.1, "exports in the end, off normal", MONTHS - 1);
    end(s);
}

/* ---- joint products ----------------------------------------------------------------------------------- */

static const char more_heavy[] = "name: more-heavy\n"
                                 "title: More magnets with dysprosium\n"
                                 "world: rare-earths\n"
                                 "start: 2025-01\n"
                                 "months: 24\n"
                                 "events:\n"
                                 "  - kind: demand_shift\n"
                                 "    what: [ndfeb-heavy-magnet]\n"
                                 "    start: 2025-02-01\n"
                                 "    change_pct: 30\n"
                                 "    source: assumption\n"
                                 "    note: a test\n";

static void dysprosium_brings_cerium_along(void **state)
{
    (void)state;
    sim *s = run_text(more_heavy, 0);
    int32_t last = s->n_month - 1;
    for (int32_t k = 1; k <= last; k++) {
        above(grown(s, k, "dysprosium-oxide"), 1, "dysprosium made", k);
        above(grown(s, k, "cerium-oxide"), 1, "cerium made", k);
        above(dearer(s, k, "dysprosium-oxide", true), 1, "price of dysprosium", k);
        below(dearer(s, k, "cerium-oxide", true), 1, "price of cerium inside", k);
        below(dearer(s, k, "cerium-oxide", false), 1, "price of cerium outside", k);
    }
    above(grown(s, last, "cerium-oxide"), 1.005, "cerium made", last);
    below(dearer(s, last, "cerium-oxide", true), 0.98, "price of cerium inside", last);
    end(s);
}

/* If every oxide could be made by itself, nobody would have to dig for all of them to get one: the shortage looks small. */
static void without_joint_production_the_shortage_looks_small(void **state)
{
    (void)state;
    sim *s = run_text(more_heavy, 0), *apart = run_text(more_heavy, SIM_NO_JOINT);
    int32_t last = s->n_month - 1;
    static const bool sides[] = { true, false };
    for (int32_t i = 0; i < COUNT_OF(sides); i++) {
        double rise = dearer(s, last, "dysprosium-oxide", sides[i]) - 1;
        double seen = dearer(apart, last, "dysprosium-oxide", sides[i]) - 1;
        above(rise, 0.5, "dysprosium is scarce", last);
        below(seen, 0.5 * rise, "dysprosium without joint production", last);
    }
    end(s);
    end(apart);
}

static const char unwanted[] = "name: unwanted\n"
                               "title: Nobody polishes any more\n"
                               "world: " TOY "\n"
                               "start: 2025-01\n"
                               "months: 24\n"
                               "events:\n"
                               "  - kind: demand_shift\n"
                               "    what: [waste-oxide]\n"
                               "    start: 2025-02-01\n"
                               "    change_pct: -99.9\n"
                               "    source: assumption\n"
                               "    note: a test\n";

/* Three quarters of what is made is got rid of, at a cost that rises by a hundredth of the base price, here ten times the
 * cost, where all that turns over is. */
static void what_nobody_wants_costs_its_disposal(void **state)
{
    (void)state;
    sim *s = run_text(unwanted, 0);
    double cost = world_parameter_mode(s->w, "disposal_usd_t", "waste-oxide", "oxide", 0);
    int32_t what = material(s, "waste-oxide"), sites = 0;
    assert_true(cost == 100);
    for (int32_t k = 0; k < s->n_month; k++) {
        double gone = 0;
        for (int32_t i = 0; i < s->b->n_site; i++) {
            if (s->b->site[i].material != what)
                continue;
            sites++;
            gone += s->month[k].disposed[i];
            if (k > 0)
                below(fabs(s->month[k].price[i] + cost), 0.02 * cost, "off minus the disposal", k);
            else
                above(s->month[k].price[i], 900, "wanted at first", k);
        }
        if (k > 0)
            above(gone, 0.75 * made(s, &s->month[k], "waste-oxide"), "got rid of", k);
        else
            assert_true(gone < 1e-9);
    }
    assert_int_equal(sites, 4 * s->n_month);
    end(s);
}

/* ---- a base that stays where it is ------------------------------------------------------------------- */

typedef struct off { /* what is off most in a month */
    const char *what;
    int32_t at;
    double by;
} off;

/* x against what it is when nothing happens, as a share of `size`. */
static void seen(off *worst, const char *what, int32_t at, double x, double plain, double size)
{
    double by = fabs(x - plain) / size;
    if (!(by <= worst->by))
        *worst = (off){ what, at, by };
}

/* Lanes of re-exports, which nothing moves on in the base, are measured by what passes their ends; stocks by what passes. */
static off off_base(const sim *s, const sim_month *m, const sim_month *p, uint32_t without)
{
    const base *b = s->b;
    off w = { "nothing", 0, 0 };
    for (int32_t i = 0; i < b->n_lane; i++) {
        double ends = fmin(b->site[b->lane[i].at].turnover, b->site[b->lane[i].into].turnover);
        seen(&w, "lane", i, m->flow[i], p->flow[i], p->flow[i] > 0 ? p->flow[i] : ends);
        seen(&w, "smuggling", i, m->smuggled[i], 0, ends);
    }
    for (int32_t i = 0; i < b->n_run; i++)
        seen(&w, "run", i, m->run[i], p->run[i], p->run[i]);
    for (int32_t i = 0; i < b->n_want; i++) {
        seen(&w, "use", i, m->used[i], p->used[i], p->used[i]);
        seen(&w, "need", i, m->need[i], p->need[i], p->need[i]);
    }
    for (int32_t i = 0; i < b->n_site; i++) {
        double price = fabs(p->price[i]), passes = b->site[i].turnover;
        seen(&w, "price", i, m->price[i], p->price[i], price);
        /* of goods for later: where few are kept, only known as far as the solver asks */
        if (!(without & SIM_NO_STOCKS))
            seen(&w, "expectation", i, m->expected[i], p->expected[i], 1000 * price);
        seen(&w, "stock", i, m->onhand[i], p->onhand[i], fmax(p->onhand[i], passes));
        seen(&w, "stock at sea", i, m->transit[i], p->transit[i], fmax(p->transit[i], passes));
    }
    return w;
}

static void stays_at_base(const sim *s, const char *name, uint32_t without)
{
    /* Without stocks the model lets a millionth of what passes come from nowhere. */
    double most = without & SIM_NO_STOCKS ? 1e-3 : 1e-8;
    for (int32_t k = 0; k < s->n_month; k++) {
        off w = off_base(s, &s->month[k], &s->plain[k], without);
        if (!(w.by <= most))
            fail_msg("%s without %u, month %d: %s %d is off by %g", name, without, k, w.what, w.at,
                     w.by);
    }
}

static sim *run_nothing(int32_t i, int32_t months, uint32_t without)
{
    char text[1024];
    snprintf(text, sizeof text,
             "name: nothing\ntitle: Nothing happens\nworld: %s\nstart: 2025-01\nmonths: %d\n"
             "level: 1.1\nlevel_source: a test\n",
             world_names[i], months);
    return run_text(text, without);
}

static void the_base_is_reproduced(void **state)
{
    (void)state;
    for (int32_t i = 0; i < WORLDS; i++) {
        double worst = NO_LIMIT;
        must(sim_calibration(cx, bases[i], &worst), world_names[i]);
        if (!(worst <= 1e-8))
            fail_msg("%s: the base month is missed by %g", world_names[i], worst);
        sim *s = run_nothing(i, STILL, 0);
        stays_at_base(s, world_names[i], 0);
        end(s);
    }
}

/* What is taken out of the model must not be missed while nothing happens. */
static void the_base_is_reproduced_with_parts_taken_out(void **state)
{
    (void)state;
    static const uint32_t parts[] = { SIM_NO_JOINT, SIM_NO_STOCKS, SIM_NO_QUEUE };
    for (int32_t i = 0; i < WORLDS; i++)
        for (int32_t k = 0; k < COUNT_OF(parts); k++) {
            sim *s = run_nothing(i, 3, parts[k]);
            stays_at_base(s, world_names[i], parts[k]);
            end(s);
        }
}

/* ---- books and certificates ------------------------------------------------------------------------- */

static void every_scenario_keeps_its_books(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(bundled); i++) {
        sim *s = run(bundled[i], BOOKS, 0);
        books_close(s, bundled[i]);
        end(s);
    }
}

/* ---- the same twice ---------------------------------------------------------------------------------- */

static void same(const double *a, const double *z, int32_t n)
{
    assert_memory_equal(a, z, (size_t)n * sizeof *a);
}

static void same_months(const sim *s, const sim_month *a, const sim_month *z)
{
    const base *b = s->b;
    const double x[] = { a->imbalance, a->complementarity, a->complementarity_rel, a->mass };
    const double y[] = { z->imbalance, z->complementarity, z->complementarity_rel, z->mass };
    same(x, y, COUNT_OF(x));
    assert_int_equal(a->newton, z->newton);
    same(a->price, z->price, b->n_site);
    same(a->expected, z->expected, b->n_site);
    same(a->onhand, z->onhand, b->n_site);
    same(a->transit, z->transit, b->n_site);
    same(a->use, z->use, b->n_site);
    same(a->disposed, z->disposed, b->n_site);
    same(a->flow, z->flow, b->n_lane);
    same(a->smuggled, z->smuggled, b->n_lane);
    same(a->run, z->run, b->n_run);
    same(a->run_added, z->run_added, b->n_run);
    same(a->need, z->need, b->n_want);
    same(a->used, z->used, b->n_want);
    same(a->saved, z->saved, b->n_want);
    same(a->switched, z->switched, b->n_want);
    same(a->unserved, z->unserved, b->n_want);
    if (s->n_queue > 0 && a->licence)
        assert_memory_equal(a->licence, z->licence, (size_t)s->n_queue * sizeof *a->licence);
}

static void same_runs(const sim *a, const sim *z)
{
    assert_int_equal(a->n_month, z->n_month);
    for (int32_t k = 0; k < a->n_month; k++) {
        same_months(a, &a->month[k], &z->month[k]);
        same_months(a, &a->plain[k], &z->plain[k]);
    }
}

/* Also with another scenario in between, in the same context and on the same base; and on parts read anew. */
static void the_same_comes_out_twice(void **state)
{
    (void)state;
    sim *a = run("2025-licences", 4, 0), *z = run("2025-licences", 4, 0), *fresh = NULL;
    same_runs(a, z);
    end(z);
    end(run("full-embargo-12-months", 5, 0));
    z = run("2025-licences", 4, 0);
    same_runs(a, z);
    end(z);
    must(sim_run(cx, &(sim_asked){ .scenario = "2025-licences", .months = 4 }, &fresh), "anew");
    same_runs(a, fresh);
    sim_free(fresh);
    end(a);
}

int main(void)
{
    const struct CMUnitTest years[] = {
        cmocka_unit_test(an_embargo_splits_the_price),
        cmocka_unit_test(a_relief_is_followed_by_catching_up),
        cmocka_unit_test(dysprosium_brings_cerium_along),
        cmocka_unit_test(without_joint_production_the_shortage_looks_small),
    };
    const struct CMUnitTest months[] = {
        cmocka_unit_test(what_nobody_wants_costs_its_disposal),
        cmocka_unit_test(the_base_is_reproduced),
        cmocka_unit_test(the_base_is_reproduced_with_parts_taken_out),
        cmocka_unit_test(every_scenario_keeps_its_books),
        cmocka_unit_test(the_same_comes_out_twice),
    };
    int failed =
        SANITIZED ? 0 : cmocka_run_group_tests_name("sim_shows: years", years, setup, teardown);
    return failed + cmocka_run_group_tests_name("sim_shows: months", months, setup, teardown);
}
