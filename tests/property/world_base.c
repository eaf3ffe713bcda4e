/* world_base - property: whatever the world, a base month that is given balances, has no negative number, keeps its order,
 * and comes out the same twice; what cannot balance is refused with words. The last seeds are worlds of full size, whose
 * time is printed. A failure prints the seed; `property_world_base SEED` runs that one again. */
#include "world_hand.h"

enum { SEEDS = 300, LARGE = 4, PLACES = 45, USES_MAX = 45 };

static uint64_t seed_now;
static char names[PLACES][16];

static void must(bool holds, const char *what)
{
    if (!holds)
        fail_msg("seed %" PRIu64 ": %s", seed_now, what);
}

/* ---- a world ------------------------------------------------------------------------------------------------- */

static const char *const REGIONS[] = { "EAST", "WEST", "SOUTH" };

typedef struct drawn {
    hand *h;
    rng r;
    double made[64][PLACES]; /* t/yr by material and place, less what processes take */
    double width;
} drawn;

static void draw_run(drawn *d, int32_t process, int32_t place, double t)
{
    const world_process *p = &d->h->w.process[process];
    hand_run(d->h, process, place, t, d->width);
    for (int32_t c = p->first; c < p->first + p->n; c++)
        d->made[d->h->w.recipe[c].material][place] += d->h->w.recipe[c].coef * t;
}

static double world_net(const drawn *d, int32_t material)
{
    double sum = 0;
    for (int32_t p = 0; p < d->h->w.n_place; p++)
        sum += d->made[material][p];
    return sum;
}

/* Ores, each parted into all oxides; then `deep` steps from an oxide to a metal to a magnet. */
static void draw_chain(drawn *d, int32_t n_ore, int32_t n_oxide, int32_t n_deep)
{
    static char id[64][12];
    hand *h = d->h;
    for (int32_t i = 0; i < n_ore + n_oxide + n_deep; i++) {
        bool deep = i >= n_ore + n_oxide;
        snprintf(id[i], sizeof id[i], "m%" PRId32, i);
        hand_material(h, id[i],
                      i < n_ore ? "ore"
                      : deep    ? "magnet"
                                : "oxide",
                      deep                     ? "magnets"
                      : rng_chance(&d->r, 0.3) ? "controlled"
                                               : "",
                      exp(rng_f64(&d->r, 0, 13)));
    }
    for (int32_t o = 0; o < n_ore; o++) {
        int32_t dig = hand_process(h, "dig");
        hand_recipe(h, o, 1);
        int32_t part = hand_process(h, "part");
        hand_recipe(h, o, -1);
        for (int32_t x = 0; x < n_oxide; x++)
            hand_recipe(h, n_ore + x, exp(rng_f64(&d->r, -10, 0)) / n_oxide);
        double t = exp(rng_f64(&d->r, 4, 12));
        int32_t at = rng_i32(&d->r, 0, h->w.n_place - 1);
        draw_run(d, dig, at, t * rng_f64(&d->r, 0.5, 1));
        draw_run(d, part, at, t * rng_f64(&d->r, 0.5, 1));
        if (rng_chance(&d->r, 0.7) && h->w.n_place > 1)
            draw_run(d, part, (at + 1) % h->w.n_place, t * rng_f64(&d->r, 0.01, 0.3));
    }
    for (int32_t i = 0; i < n_deep; i++) {
        int32_t made = n_ore + n_oxide + i, from = n_ore + rng_i32(&d->r, 0, n_oxide + i - 1);
        int32_t make = hand_process(h, "make");
        hand_recipe(h, from, -rng_f64(&d->r, 0.3, 1.5));
        hand_recipe(h, made, 1);
        double t = world_net(d, from) * rng_f64(&d->r, 0.1, 0.6);
        int32_t n = rng_i32(&d->r, 1, MIN_OF(9, h->w.n_place));
        int32_t first = rng_i32(&d->r, 0, h->w.n_place - 1);
        for (int32_t p = 0; p < n && t > 0; p++, t /= 2)
            draw_run(d, make, (first + p) % h->w.n_place, t);
    }
}

/* Uses of what is left over, more or less, and known flows to some of the users. */
static void draw_uses(drawn *d, int32_t n_ore)
{
    hand *h = d->h;
    for (int32_t m = n_ore; m < h->w.n_material; m++) {
        double left = fmax(world_net(d, m), 1e-3) * rng_f64(&d->r, 0.7, 1.4), sum = 0,
               share[PLACES];
        int32_t u = hand_use(h, "use", m, left, d->width), maker = 0;
        for (int32_t p = 0; p < h->w.n_place; p++) {
            share[p] = exp(rng_f64(&d->r, -6, 0));
            sum += share[p];
            maker = d->made[m][p] > d->made[m][maker] ? p : maker;
        }
        for (int32_t p = 0; p < h->w.n_place; p++) {
            hand_share(h, u, p, share[p] / sum, d->width / 2);
            if (p != maker && d->made[m][maker] > 0 && rng_chance(&d->r, 0.4))
                hand_flow(h, m, maker, p, left * share[p] / sum * rng_f64(&d->r, 0.5, 1.2), 0.2);
        }
    }
}

static void draw_world(hand *h, uint64_t seed, bool large)
{
    drawn *d = calloc(1, sizeof *d); /* too large for the stack */
    assert_non_null(d);
    d->h = h;
    d->r = rng_make(seed, 0);
    d->width = rng_f64(&d->r, 0.02, 0.6);
    int32_t n = large ? PLACES : rng_i32(&d->r, 1, 12);
    for (int32_t p = 0; p < n; p++) {
        snprintf(names[p], sizeof names[p], "P%02" PRId32, p);
        hand_place(h, names[p], REGIONS[p % COUNT_OF(REGIONS)]);
    }
    h->w.home = rng_i32(&d->r, 0, n - 1);
    int32_t n_ore = large ? 7 : rng_i32(&d->r, 1, 3);
    draw_chain(d, n_ore, large ? 10 : rng_i32(&d->r, 1, 6), large ? 7 : rng_i32(&d->r, 0, 4));
    draw_uses(d, n_ore);
    hand_lane(h, "*", "*", rng_f64(&d->r, 0, 2), rng_f64(&d->r, 0, 2000));
    for (int32_t i = 0; i < (large ? 30 : 3); i++)
        hand_lane(h, REGIONS[i % 3], REGIONS[rng_i32(&d->r, 0, 2)], rng_f64(&d->r, 0, 2),
                  rng_f64(&d->r, 0, 2000));
    free(d);
}

/* ---- what must hold --------------------------------------------------------------------------------------------- */

static void check_lanes(const base *b)
{
    for (int32_t i = 0; i < b->n_lane; i++) {
        const base_lane *l = &b->lane[i], *last = i ? l - 1 : NULL;
        must(isfinite(l->flow) && (l->reexport ? l->flow == 0 : l->flow > 0), "a flow is positive");
        must(l->from != l->to, "no lane leads home");
        must(l->at == base_site_find(b, l->material, l->from) && l->at >= 0,
             "a lane starts at a site");
        must(l->into == base_site_find(b, l->material, l->to) && l->into >= 0, "and ends at one");
        must(!last || last->material < l->material ||
                 (last->material == l->material &&
                  (last->from < l->from || (last->from == l->from && last->to < l->to))),
             "lanes stand in order, none twice");
        double sum = 0;
        for (int32_t t = 0; t < BASE_ARRIVALS; t++) {
            must(l->arrive[t] >= 0, "a part of a shipment is not negative");
            sum += l->arrive[t];
        }
        must(fabs(sum - 1) < 1e-15, "all of a shipment arrives");
    }
}

static void check_base(const base *b)
{
    must(b->worst_imbalance <= 1e-12 && hand_imbalance(b) <= 1e-12, "every site balances");
    for (int32_t i = 0; i < b->n_run; i++)
        must(b->run[i].level > 0 && b->run[i].capacity >= 1.02 * b->run[i].level &&
                 b->run[i].observed > 0,
             "a run runs, with room");
    for (int32_t i = 0; i < b->n_want; i++)
        must(b->want[i].need > 0 && b->want[i].site >= 0 && b->want[i].site < b->n_site &&
                 b->site[b->want[i].site].place == b->want[i].place,
             "a want is positive and at a site of its own");
    for (int32_t s = 0; s < b->n_site; s++)
        must(b->site[s].turnover > 0 && b->site[s].used >= 0 && isfinite(b->site[s].price),
             "something moves at a site, at a price");
    check_lanes(b);
}

static bool same(const base *a, const base *b)
{
    if (a->n_run != b->n_run || a->n_want != b->n_want || a->n_lane != b->n_lane ||
        a->n_site != b->n_site)
        return false;
    for (int32_t i = 0; i < a->n_run; i++)
        if (a->run[i].level != b->run[i].level)
            return false;
    for (int32_t i = 0; i < a->n_want; i++)
        if (a->want[i].need != b->want[i].need)
            return false;
    for (int32_t i = 0; i < a->n_lane; i++)
        if (a->lane[i].flow != b->lane[i].flow || a->lane[i].to != b->lane[i].to)
            return false;
    return true;
}

static bool run_seed(uint64_t seed, bool large)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    hand h;
    base *a = NULL, *b = NULL;
    seed_now = seed;
    assert_non_null(cx);
    assert_true(hand_init(&h, &cx->al));
    draw_world(&h, seed, large);
    struct timespec t0, t1;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
    gad_status st = base_make(cx, &h.w, &a);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
    must(st == base_make(cx, &h.w, &b), "the same answer twice");
    if (st) {
        must(st == GAD_E_FORMAT, "a world that has no base is refused as one");
        must(strstr(gad_last_error(cx).text, "cannot balance") != NULL, gad_last_error(cx).text);
        if (getenv("SAY"))
            print_message("seed %" PRIu64 ": %s\n", seed, gad_last_error(cx).text);
    } else {
        check_base(a);
        must(same(a, b), "bit for bit the same twice");
    }
    if (large && !st)
        print_message(
            "seed %" PRIu64 ": %" PRId32 " sites, %" PRId32 " lanes, %.1f ms, imbalance %.1e\n",
            seed, a->n_site, a->n_lane,
            1e3 * (double)(t1.tv_sec - t0.tv_sec) + 1e-6 * (double)(t1.tv_nsec - t0.tv_nsec),
            a->worst_imbalance);
    base_free(a);
    base_free(b);
    arena_release(&h.w.mem);
    gad_ctx_free(cx);
    return !st;
}

static uint64_t only;

static void every_world_balances_or_is_refused(void **state)
{
    (void)state;
    int32_t balanced = 0;
    for (uint64_t s = 1; s <= SEEDS; s++)
        if (!only || s == only)
            balanced += run_seed(s, false);
    assert_true(only || balanced > SEEDS / 2);
    print_message("%" PRId32 " of %d worlds have a base\n", balanced, SEEDS);
}

static void worlds_of_full_size_balance(void **state)
{
    (void)state;
    for (uint64_t s = SEEDS + 1; s <= SEEDS + LARGE; s++)
        if (!only || s == only)
            run_seed(s, true);
}

int main(int argc, char **argv)
{
    only = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_world_balances_or_is_refused),
        cmocka_unit_test(worlds_of_full_size_balance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
