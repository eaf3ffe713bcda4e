/* world_months - property: whatever happens to the toy world, its months keep their books and their promises. Scenarios are
 * drawn: up to four events of any kind that needs no plant, on any goods, places and days. What must hold of each month is
 * computed here from the recipes, lanes and numbers of the files (sim_books.h), not from the market.
 * A failure prints the seed; `property_world_months SEED` runs that one again and prints its scenario. */
#include "sim_books.h"

#define TOY TEST_SOURCE_DIR "/tests/data/worlds/toy"

enum { SEEDS = 500, TARIFFS = 150, MONTHS_MAX = 12 };

static gad_ctx *cx;
static world *w;
static base *b;
static uint64_t seed_now;
static uint64_t only = UINT64_MAX; /* the seed on the command line */

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return !cx || world_read(cx, TOY, &w) || base_make(cx, w, &b);
}

static int teardown(void **state)
{
    (void)state;
    base_free(b);
    world_free(w);
    gad_ctx_free(cx);
    return 0;
}

static void must(bool holds, int32_t month, const char *what, double x, double y)
{
    if (!holds)
        fail_msg("seed %" PRIu64 ", month %d: %s: %.17g, %.17g", seed_now, month, what, x, y);
}

/* ---- scenarios ------------------------------------------------------------------------------------- */

typedef struct drawn {
    rng r;
    buf text;
} drawn;

static const char *pick(drawn *d, const char *const *words, int32_t n)
{
    return words[rng_i32(&d->r, 0, n - 1)];
}
#define PICK(d, words) pick(d, words, COUNT_OF(words))

static const char *const GOODS[] = { "magnets",      "hot-magnet",  "plain-magnet", "main-metal",
                                     "scarce-oxide", "waste-oxide", "controlled",   "heavy",
                                     "oxides",       "main-oxide",  "ores" };
static const char *const PLACES[] = { "AAA", "BBB", "CCC", "DDD", "EU", "ASIA" };
static const char *const FROM[] = { "AAA", "AAA", "AAA", "CCC", "DDD", "ASIA" };
static const char *const TO[] = { "[EU, DDD, \"*\"]", "[EU]", "[\"*\"]", "[DDD, CCC]",
                                  "[ASIA, \"*\"]" };
static const char *const USES[] = { "cars", "fans", "polishing" };
static const char *const PROCESSES[] = { "mine", "separate", "make-metal", "make-plain-magnet",
                                         "make-hot-magnet" };
/* Materials and the places that hold some in the base month. */
static const char *const HELD[][2] = { { "hot-magnet", "BBB" },   { "hot-magnet", "DDD" },
                                       { "plain-magnet", "BBB" }, { "main-metal", "BBB" },
                                       { "main-metal", "DDD" },   { "scarce-oxide", "AAA" },
                                       { "main-oxide", "AAA" },   { "waste-oxide", "AAA" } };

static void draw_what(drawn *d)
{
    buf_fmt(&d->text, "    what: [%s]\n", PICK(d, GOODS));
}

static void draw_lanes(drawn *d)
{
    draw_what(d);
    buf_fmt(&d->text, "    from: %s\n", PICK(d, FROM));
    if (rng_chance(&d->r, 0.7))
        buf_fmt(&d->text, "    to: %s\n", PICK(d, TO));
}

static void draw_held(drawn *d, double lo, double hi)
{
    const char *const *at = HELD[rng_i32(&d->r, 0, COUNT_OF(HELD) - 1)];
    buf_fmt(&d->text, "    what: [%s]\n    place: %s\n    tonnes: %g\n", at[0], at[1],
            rng_f64(&d->r, lo, hi));
}

static void number(drawn *d, const char *name, double lo, double hi)
{
    buf_fmt(&d->text, "    %s: %.4g\n", name, rng_f64(&d->r, lo, hi));
}

static void whole(drawn *d, const char *name, int32_t lo, int32_t hi)
{
    if (rng_chance(&d->r, 0.5))
        buf_fmt(&d->text, "    %s: %d\n", name, rng_i32(&d->r, lo, hi));
}

static void maybe(drawn *d, const char *name, double lo, double hi)
{
    if (rng_chance(&d->r, 0.5))
        number(d, name, lo, hi);
}

static void draw_licence(drawn *d)
{
    draw_lanes(d);
    number(d, "review_frac", 0, 2.5);
    maybe(d, "exempt_frac", 0, 1);
    maybe(d, "clearance_days", 0, 30);
    whole(d, "validity_months", 1, 8);
    maybe(d, "reapply_frac", 0, 1);
    maybe(d, "lead_months", 0, 3);
    maybe(d, "limit_months", 1, 12);
    maybe(d, "approve_frac", 0, 1);
}

static void draw_ban(drawn *d)
{
    draw_lanes(d);
    maybe(d, "clearance_days", 0, 30);
    if (rng_chance(&d->r, 0.3))
        buf_fmt(&d->text, "    use: %s\n", PICK(d, USES));
}

static void draw_quota(drawn *d)
{
    if (rng_chance(&d->r, 0.5))
        buf_fmt(&d->text, "    process: %s\n    place: %s\n", PICK(d, PROCESSES), PICK(d, PLACES));
    else
        draw_lanes(d);
    number(d, "tonnes_year", 0, 2000);
}

static void draw_duty(drawn *d)
{
    draw_what(d);
    buf_fmt(&d->text, "    to: %s\n", PICK(d, TO));
    if (rng_chance(&d->r, 0.7))
        buf_fmt(&d->text, "    from: %s\n", PICK(d, FROM));
    number(d, "rate_pct", -20, 150);
}

static void draw_tax(drawn *d)
{
    draw_lanes(d);
    number(d, "rate_pct", -20, 80);
}

static void draw_general(drawn *d)
{
    draw_lanes(d);
    number(d, "exempt_frac", 0, 1);
    maybe(d, "ramp_months", 0, 5);
}

static void draw_relief(drawn *d)
{
    draw_lanes(d);
    number(d, "review_frac", 0, 5);
    maybe(d, "approve_frac", 0, 1);
    maybe(d, "reapply_frac", 0, 1);
    maybe(d, "lead_months", 0, 3);
    maybe(d, "limit_months", 1, 12);
    whole(d, "validity_months", 1, 8);
}

static void draw_release(drawn *d)
{
    draw_held(d, 0, 40);
}

static void draw_build(drawn *d)
{
    draw_held(d, 0, 4);
}

static void draw_subsidy(drawn *d)
{
    buf_fmt(&d->text, "    process: %s\n    place: %s\n", PICK(d, PROCESSES), PICK(d, PLACES));
    number(d, "usd_t", 0, 20000);
}

static void draw_floor(drawn *d)
{
    draw_what(d);
    buf_fmt(&d->text, "    place: %s\n", PICK(d, PLACES));
    number(d, "usd_t", 0, 150000);
}

static void draw_shift(drawn *d)
{
    if (rng_chance(&d->r, 0.7))
        buf_fmt(&d->text, "    use: %s\n", PICK(d, USES));
    if (rng_chance(&d->r, 0.5))
        buf_fmt(&d->text, "    place: %s\n", PICK(d, PLACES));
    number(d, "change_pct", -100, 60);
    maybe(d, "ramp_months", 0, 6);
}

static void draw_substitution(drawn *d)
{
    buf_fmt(&d->text, "    use: %s\n", PICK(d, USES));
    number(d, "change_pct", -60, 0);
    maybe(d, "ramp_months", 0, 6);
}

static void draw_recycling(drawn *d)
{
    const char *const *at = HELD[rng_i32(&d->r, 0, COUNT_OF(HELD) - 1)];
    buf_fmt(&d->text, "    what: [%s]\n    place: %s\n", at[0], at[1]);
    number(d, "tonnes_year", 0, 200);
    maybe(d, "ramp_months", 0, 6);
}

static void draw_crackdown(drawn *d)
{
    buf_fmt(&d->text, "    from: %s\n", PICK(d, FROM));
    maybe(d, "premium_factor", 1, 20);
}

typedef struct kind {
    policy_kind kind;
    void (*draw)(drawn *d);
    bool
        level; /* no duty, no licence, no payment that follows the price: prices of the market are those of one cost sum */
    bool must_end, never_ends;
} kind;

static const kind kinds[] = {
    { .kind = POLICY_EXPORT_LICENCE, .draw = draw_licence },
    { .kind = POLICY_EXPORT_BAN, .draw = draw_ban, .level = true },
    { .kind = POLICY_QUOTA, .draw = draw_quota, .level = true },
    { .kind = POLICY_TARIFF, .draw = draw_duty },
    { .kind = POLICY_EXPORT_TAX, .draw = draw_tax },
    { .kind = POLICY_GENERAL_LICENCE, .draw = draw_general },
    { .kind = POLICY_LICENCE_RELIEF, .draw = draw_relief },
    { .kind = POLICY_STOCK_RELEASE, .draw = draw_release, .level = true, .must_end = true },
    { .kind = POLICY_STOCK_BUILD, .draw = draw_build, .level = true, .must_end = true },
    { .kind = POLICY_SUBSIDY, .draw = draw_subsidy, .level = true },
    { .kind = POLICY_PRICE_FLOOR, .draw = draw_floor },
    { .kind = POLICY_DEMAND_SHIFT, .draw = draw_shift, .level = true },
    { .kind = POLICY_SUBSTITUTION, .draw = draw_substitution, .level = true, .never_ends = true },
    { .kind = POLICY_RECYCLING, .draw = draw_recycling, .level = true },
    { .kind = POLICY_SMUGGLING_CRACKDOWN, .draw = draw_crackdown, .level = true },
};

static void draw_days(drawn *d, const kind *k)
{
    int32_t from = rng_i32(&d->r, 1, 6);
    buf_fmt(&d->text, "    start: 2025-%02d-%02d\n", from, rng_i32(&d->r, 1, 28));
    if (!k->never_ends && (k->must_end || rng_chance(&d->r, 0.4)))
        buf_fmt(&d->text, "    end: 2025-%02d-%02d\n", from + rng_i32(&d->r, 1, 4),
                rng_i32(&d->r, 1, 28));
    buf_add(&d->text, "    source: assumption\n    note: drawn\n");
}

static void draw_scenario(drawn *d, uint64_t seed, bool level)
{
    d->r = rng_make(seed, level);
    buf_clear(&d->text);
    buf_fmt(&d->text, "name: drawn\ntitle: Drawn\nworld: toy\nstart: 2025-01\nmonths: %d\n",
            rng_i32(&d->r, 3, MONTHS_MAX));
    if (rng_chance(&d->r, 0.5)) {
        buf_fmt(&d->text, "level: %.3f\nlevel_source: drawn\n", rng_f64(&d->r, 0.8, 1.3));
    }
    buf_add(&d->text, "events:\n");
    for (int32_t i = rng_i32(&d->r, 1, 4); i > 0;) {
        const kind *k = &kinds[rng_i32(&d->r, 0, COUNT_OF(kinds) - 1)];
        if (level && !k->level)
            continue;
        buf_fmt(&d->text, "  - kind: %s\n", policy_kind_name(k->kind));
        k->draw(d);
        draw_days(d, k);
        i--;
    }
}

/* NULL: the scenario contradicts itself, or means nothing in this world, as some draws do. */
static policy *parse(const char *text)
{
    policy *p = NULL;
    if (policy_parse(cx, "drawn.yaml", text, strlen(text), &p))
        fail_msg("seed %" PRIu64 ": %s\n%s", seed_now, gad_last_error(cx).text, text);
    if (policy_check(cx, p, w) == GAD_OK)
        return p;
    if (only != UINT64_MAX)
        printf("refused: %s\n", gad_last_error(cx).text);
    policy_free(p);
    return NULL;
}

static sim *run(policy *p)
{
    sim *s = NULL;
    if (sim_run_on(cx, b, p, &(sim_asked){ .months = 0 }, &s))
        fail_msg("seed %" PRIu64 ": %s", seed_now, gad_last_error(cx).text);
    return s;
}

/* ---- what must hold of a month ------------------------------------------------------------------------ */

static void positive(const sim *s, int32_t k)
{
    const sim_month *m = &s->month[k];
    for (int32_t i = 0; i < b->n_site; i++) {
        double dust = 1e-9 * (b->site[i].turnover + s->plain[k].onhand[i]);
        must(m->onhand[i] >= -dust, k, "a stock is not negative", m->onhand[i], i);
        must(m->transit[i] >= 0, k, "goods at sea are not negative", m->transit[i], i);
        must(m->disposed[i] >= 0, k, "nothing comes back from the dump", m->disposed[i], i);
        must(m->use[i] >= -dust, k, "a use is not negative", m->use[i], i);
        must(isfinite(m->price[i]) && isfinite(m->expected[i]), k, "a price", m->price[i], i);
    }
    for (int32_t i = 0; i < b->n_lane; i++) {
        must(m->flow[i] >= 0, k, "a shipment is not negative", m->flow[i], i);
        must(m->smuggled[i] >= 0, k, "nothing is smuggled back", m->smuggled[i], i);
    }
    for (int32_t i = 0; i < b->n_run; i++) {
        double most = b->run[i].capacity * s->p->level;
        must(m->run[i] >= 0, k, "a level is not negative", m->run[i], i);
        must(m->run[i] <= most * (1 + 1e-12), k, "a level is within capacity", m->run[i], most);
        must(m->run_added[i] == 0, k, "no plant was switched on", m->run_added[i], i);
    }
}

static void needs(const sim *s, int32_t k)
{
    const sim_month *m = &s->month[k];
    for (int32_t i = 0; i < b->n_want; i++) {
        double need = m->need[i], dust = 1e-9 * need;
        double sum = m->used[i] + m->saved[i] + m->switched[i] + m->unserved[i];
        double most = w->use[b->want[i].use].flexible_frac.mode * need;
        must(need > 0, k, "a need", need, i);
        must(fabs(sum - need) <= 1e-12 * need, k, "need = used + saved + switched + unserved", need,
             sum);
        must(m->used[i] >= -dust, k, "nothing is given back", m->used[i], i);
        must(fabs(m->saved[i]) <= most * (1 + 1e-12), k, "savings are within reach", m->saved[i],
             most);
        must(m->unserved[i] >= 0 && m->unserved[i] <= need, k, "unserved is part of the need",
             m->unserved[i], need);
        must(m->switched[i] >= 0 && m->switched[i] <= need, k, "switched is part of the need",
             m->switched[i], need);
    }
}

static bool on_lane(const policy_event *e, const base_lane *l)
{
    bool what = e->n_what == 0, to = e->n_to == 0;
    for (int32_t i = 0; i < e->n_what; i++)
        what = what || world_material_is(w, l->material, e->what[i]);
    for (int32_t i = 0; i < e->n_to; i++)
        to = to || world_place_is(w, l->to, e->to[i]);
    return what && to && (!e->from || world_place_is(w, l->from, e->from));
}

static void bans(const sim *s, int32_t k)
{
    int32_t month = s->p->start + k;
    for (int32_t j = 0; j < s->p->n; j++) {
        const policy_event *e = &s->p->event[j];
        double days = e->number[POLICY_CLEARANCE_DAYS];
        bool full = e->kind == POLICY_EXPORT_BAN && !e->use &&
                    policy_share_of_month(e, month) == 1 &&
                    day_month(e->start + (int32_t)ceil(days)) < month;
        for (int32_t i = 0; full && i < b->n_lane; i++)
            if (on_lane(e, &b->lane[i]))
                must(s->month[k].flow[i] == 0, k, "nothing leaves under a ban", s->month[k].flow[i],
                     i);
    }
}

/* Where a month's permits are the only way out. */
static void quotas(const sim *s, int32_t k)
{
    int32_t month = s->p->start + k;
    for (int32_t j = 0; j < s->p->n; j++) {
        const policy_event *e = &s->p->event[j];
        if (e->kind != POLICY_QUOTA || policy_share_of_month(e, month) < 1)
            continue;
        double most = e->number[POLICY_TONNES_YEAR] / 12, sum = 0, usual = 0;
        for (int32_t i = 0; !e->process && i < b->n_lane; i++)
            if (on_lane(e, &b->lane[i])) {
                sum += s->month[k].flow[i];
                usual += b->lane[i].flow * s->p->level;
            }
        must(sum <= most * (1 + 1e-9) + 1e-5 * usual, k, "exports are within the quota", sum, most);
        for (int32_t i = 0; e->process && i < b->n_run; i++)
            if (b->run[i].process == world_process_find(w, e->process) &&
                (!e->place || world_place_is(w, b->run[i].place, e->place)))
                must(s->month[k].run[i] <= most * (1 + 1e-12), k, "a level is within the quota",
                     s->month[k].run[i], most);
    }
}

/* Permits: none is used that was not granted, in a month or in all. */
static void licences(const sim *s, int32_t k)
{
    for (int32_t q = 0; q < s->n_queue; q++) {
        double granted = 0, gone = 0, applied = 0, decided = 0;
        for (int32_t i = 0; i <= k; i++) {
            const sim_licence *l = &s->month[i].licence[q];
            granted += l->granted;
            gone += l->used + l->expired;
            applied += l->applied;
            decided += l->decided;
        }
        const sim_licence *l = &s->month[k].licence[q];
        double dust = 1e-9 * (granted + 1);
        must(gone <= granted + dust, k, "permits used and lapsed were granted", gone, granted);
        must(l->used <= l->permits + dust, k, "permits used were at hand", l->used, l->permits);
        must(decided <= applied * (1 + 1e-9) + dust, k, "decided was applied for", decided,
             applied);
        must(l->granted + l->denied <= l->decided * (1 + 1e-9) + dust, k, "granted or denied",
             l->granted + l->denied, l->decided);
        if (policy_share_of_month(&s->p->event[s->queue[q].event], s->p->start + k) > 0)
            must(fabs(applied - decided - l->backlog) <= 1e-9 * (applied + 1), k,
                 "applied = decided + backlog", applied - decided, l->backlog);
        must(l->rent_usd_t >= 0 && l->exempt >= 0 && l->used >= 0 && l->expired >= 0, k,
             "no rent, use or lapse below nothing", l->rent_usd_t, l->exempt);
    }
}

/* Under a licence in full force, without exemptions, what leaves has a permit. */
static void permits(const sim *s, int32_t k)
{
    int32_t month = s->p->start + k;
    bool eased = false;
    for (int32_t j = 0; j < s->p->n; j++)
        eased = eased || s->p->event[j].kind == POLICY_GENERAL_LICENCE;
    for (int32_t q = 0; q < s->n_queue && !eased; q++) {
        const policy_event *e = &s->p->event[s->queue[q].event];
        bool full = policy_share_of_month(e, month) == 1 &&
                    day_month(e->start + (int32_t)ceil(e->number[POLICY_CLEARANCE_DAYS])) < month;
        const sim_licence *l = &s->month[k].licence[q];
        if (full && e->number[POLICY_EXEMPT_FRAC] == 0)
            must(l->exempt <= 1e-6 * (l->need + l->used + 1), k, "what leaves has a permit",
                 l->exempt, l->used);
    }
}

static void check(const sim *s)
{
    for (int32_t k = 0; k < s->n_month; k++) {
        int32_t at = 0;
        double books = book_worst(s, k, &at);
        must(books <= 1e-9, k, "the books close", books, at);
        must(s->month[k].mass <= 1e-9, k, "mass", s->month[k].mass, 0);
        must(s->month[k].imbalance <= 1e-9, k, "imbalance", s->month[k].imbalance, 0);
        must(s->month[k].complementarity_rel <= 1e-6, k, "complementarity",
             s->month[k].complementarity_rel, 0);
        positive(s, k);
        needs(s, k);
        bans(s, k);
        quotas(s, k);
        licences(s, k);
        permits(s, k);
    }
}

static void months_keep_their_promises(void **state)
{
    (void)state;
    drawn d;
    int32_t runs = 0;
    buf_init(&d.text, &cx->al);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        if (only != UINT64_MAX && seed != only)
            continue;
        seed_now = seed;
        draw_scenario(&d, seed, false);
        if (only != UINT64_MAX)
            printf("%s", buf_text(&d.text));
        policy *p = parse(buf_text(&d.text));
        if (!p)
            continue;
        sim *s = run(p);
        check(s);
        sim_free(s);
        policy_free(p);
        runs++;
    }
    buf_release(&d.text);
    printf("%d scenarios\n", runs);
    assert_true(only != UINT64_MAX || runs >= SEEDS / 2);
}

/* ---- duties ----------------------------------------------------------------------------------------------- */

/* A duty on one lane lowers, or leaves, what is shipped there in the month it starts: the market without it minimises a sum
 * of costs, to which the duty adds tonnes times a price. Months before it are the same to the last bit. */
static void a_duty_never_raises_what_it_taxes(void **state)
{
    (void)state;
    drawn d;
    int32_t lower = 0, runs = 0;
    buf_init(&d.text, &cx->al);
    for (uint64_t seed = 0; seed < TARIFFS; seed++) {
        seed_now = seed;
        draw_scenario(&d, seed, true);
        policy *p = parse(buf_text(&d.text));
        if (!p)
            continue;
        sim *s = run(p);
        const base_lane *l = &b->lane[rng_i32(&d.r, 0, b->n_lane - 1)];
        int32_t k = rng_i32(&d.r, 0, s->n_month - 1), lane = (int32_t)(l - b->lane);
        buf_fmt(
            &d.text,
            "  - kind: tariff\n    what: [%s]\n    from: %s\n    to: [%s]\n"
            "    start: 2025-%02d-01\n    rate_pct: %g\n    source: assumption\n    note: drawn\n",
            w->material[l->material].id, w->place[l->from].id, w->place[l->to].id, k + 1,
            rng_f64(&d.r, 1, 100));
        policy *taxed = parse(buf_text(&d.text));
        assert_non_null(taxed);
        sim *t = run(taxed);
        check(t);
        for (int32_t i = 0; i < k; i++)
            assert_memory_equal(s->month[i].flow, t->month[i].flow,
                                (size_t)b->n_lane * sizeof *s->month[i].flow);
        double was = s->month[k].flow[lane], is = t->month[k].flow[lane];
        if (t->month[k].price[l->into] > 0) /* on goods that one pays to be rid of it is no duty */
            must(is <= was + 1e-7 * b->site[l->at].turnover, k, "a duty lowers what it taxes", is,
                 was);

        lower += is < 0.999 * was;
        runs++;
        sim_free(s);
        sim_free(t);
        policy_free(p);
        policy_free(taxed);
    }
    buf_release(&d.text);
    printf("%d duties, %d bite\n", runs, lower);
    assert_true(lower >= runs / 4);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_keep_their_promises),
        cmocka_unit_test(a_duty_never_raises_what_it_taxes),
    };
    if (argc > 1)
        only = (uint64_t)strtod(argv[1], NULL);
    return cmocka_run_group_tests_name("world_months", tests, setup, teardown);
}
