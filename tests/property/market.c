/* market - layer 1: random markets of every kind (market_gen.h), solved and looked over by an evaluator of its own
 * (market_check.h); and what must not matter: units, order, the first guess, the past.
 *
 *   property_market [SEED [KIND]]        repeat one seed
 *   property_market SEED KIND json       print that market as a file for `gadolin market solve` */
#include "market_check.h"
#include "market_gen.h"

static uint64_t first_seed = 1, last_seed = 0; /* last 0: as many as each test likes */
static const char *only_kind;

static const double tight = 1e-11;  /* tolerance of answers that are compared with each other */
static const double agree = 1e-7;   /* how well they must agree, relative */
static const double loosely = 1e-5; /* levels that follow prices by almost nothing */

/* ---- one solved market -------------------------------------------------------------------------- */

typedef struct solved {
    gad_market *m;
    market_net *net;
    gad_market_answer a;
} solved;

typedef void check_fn(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed);

static void over_seeds(uint64_t n, check_fn *check)
{
    for (int32_t kind = 0; kind < COUNT_OF(gen_kinds); kind++) {
        if (only_kind && !STR_EQ(only_kind, gen_kinds[kind].name))
            continue;
        for (uint64_t seed = first_seed; seed <= (last_seed ? last_seed : n); seed++) {
            alloc al = alloc_make(NULL, NULL);
            arena mem;
            arena_init(&mem, &al);
            gad_ctx *cx = gad_ctx_new(NULL, NULL);
            assert_non_null(cx);
            check(&mem, cx, kind, seed);
            gad_ctx_free(cx);
            arena_release(&mem);
        }
    }
}

#define FAIL_AT(kind, seed, ...)                                                                   \
    do {                                                                                           \
        print_error("kind %s seed %" PRIu64 ": ", gen_kinds[kind].name, (seed));                   \
        fail_msg(__VA_ARGS__);                                                                     \
    } while (0)

static gad_market_answer answer_new(arena *mem, const market_net *net)
{
    return (gad_market_answer){
        .price = net_take(mem, net->n_node + 1, sizeof(double)),
        .level = net_take(mem, net->n_activity + 1, sizeof(double)),
        .rent = net_take(mem, net->n_activity + 1, sizeof(double)),
        .price_low = net_take(mem, net->n_node + 1, sizeof(double)),
        .price_high = net_take(mem, net->n_node + 1, sizeof(double)),
        .level_free = net_take(mem, net->n_activity + 1, sizeof(bool)),
        .unbalanced = net_take(mem, net->n_node + 1, sizeof(double)),
    };
}

static gad_market *market_of(gad_ctx *cx, int32_t kind, uint64_t seed, market_net *net)
{
    gad_market_spec spec = net_spec(net);
    gad_market *m = NULL;
    if (gad_market_new(cx, &spec, &m))
        FAIL_AT(kind, seed, "gad_market_new: %s", gad_last_error(cx).text);
    return m;
}

static void solve_from(gad_ctx *cx, int32_t kind, uint64_t seed, double tolerance,
                       const double *start, solved *s)
{
    gad_market_opts o = gad_market_defaults();
    if (tolerance > 0)
        o.tolerance = tolerance;
    if (gad_market_solve(cx, s->m, &o, start, &s->a))
        FAIL_AT(kind, seed, "gad_market_solve: %s", gad_last_error(cx).text);
}

/* A new market from the net, solved. Tolerance 0: the default. */
static solved solve_new(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed, market_net *net,
                        double tolerance)
{
    solved s = { market_of(cx, kind, seed, net), net, answer_new(mem, net) };
    solve_from(cx, kind, seed, tolerance, NULL, &s);
    return s;
}

/* ---- what every solved answer must be ----------------------------------------------------------- */

static void check_state(int32_t kind, uint64_t seed, const solved *s, double tolerance)
{
    gad_market_spec spec = net_spec(s->net);
    if (s->a.report.status != GAD_SOLVED)
        FAIL_AT(kind, seed,
                "status %s after %" PRId32 " steps, imbalance %g, complementarity %g: %s",
                gad_market_status_text(s->a.report.status), s->a.report.iterations,
                s->a.report.imbalance, s->a.report.complementarity_rel, s->a.report.note);
    market_check c = market_check_of(&spec, s->a.price, s->a.level);
    if (!market_check_passes(&c, tolerance * (1 + 1e-6)))
        FAIL_AT(kind, seed,
                "called solved, but finite %d, in bounds %d, imbalance %Lg (node %" PRId32
                "), complementarity %Lg (activity %" PRId32 ")",
                c.finite, c.in_bounds, c.imbalance, c.node, c.complementarity_rel, c.activity);
}

/* Rents are what earnings leave over marginal cost, with the sign of the bound. */
static void check_rents(int32_t kind, uint64_t seed, const solved *s, double tolerance)
{
    gad_market_spec spec = net_spec(s->net);
    for (int32_t j = 0; j < spec.n_activity; j++) {
        check_sum m = check_cost(&spec, j, s->a.level), e = check_earns(&spec, j, s->a.price);
        double x = s->a.level[j], rent = s->a.rent[j],
               slack = tolerance * (double)(m.gross + e.gross);
        double want = (double)(e.value - m.value);
        bool below = x > spec.numbers.lower[j] && rent < -slack,
             above = x < spec.numbers.upper[j] && rent > slack;
        if (!(fabs(rent - want) <= slack) || below || above)
            FAIL_AT(kind, seed, "rent of activity %" PRId32 " is %g, not %g, at level %g of %g..%g",
                    j, rent, want, x, spec.numbers.lower[j], spec.numbers.upper[j]);
    }
}

static void check_uniqueness(int32_t kind, uint64_t seed, const solved *s)
{
    int32_t undetermined = 0, degenerate = 0;
    for (int32_t n = 0; n < s->net->n_node; n++) {
        double p = s->a.price[n], low = s->a.price_low[n], high = s->a.price_high[n];
        undetermined += low < high;
        if (!(low <= p && p <= high))
            FAIL_AT(kind, seed, "price %.17g of node %" PRId32 " is outside %.17g..%.17g", p, n,
                    low, high);
        if (s->net->balance[n] == GAD_BALANCE_FREE && low < 0)
            FAIL_AT(kind, seed, "node %" PRId32 " disposes freely, but %g is offered as a price", n,
                    low);
    }
    for (int32_t j = 0; j < s->net->n_activity; j++) {
        degenerate += s->a.level_free[j];
        if (s->a.level_free[j] && s->net->lower[j] == s->net->upper[j])
            FAIL_AT(kind, seed, "the fixed level of activity %" PRId32 " is called free", j);
    }
    if (undetermined != s->a.report.undetermined || degenerate != s->a.report.degenerate)
        FAIL_AT(kind, seed,
                "flags %" PRId32 " %" PRId32 " and report %" PRId32 " %" PRId32 " differ",
                undetermined, degenerate, s->a.report.undetermined, s->a.report.degenerate);
    if (s->net->unique_price && undetermined)
        FAIL_AT(kind, seed, "%" PRId32 " prices are called undetermined, but all are unique",
                undetermined);
    if (s->net->unique_level && degenerate)
        FAIL_AT(kind, seed, "%" PRId32 " levels are called free, but all are unique", degenerate);
}

/* The objective up to a constant: curves may count from a level of their own, so two states are compared. */
static void check_objective_of(gad_ctx *cx, int32_t kind, uint64_t seed, arena *mem,
                               const solved *s)
{
    gad_market_spec spec = net_spec(s->net);
    gad_market_report at, away;
    double *level = net_take(mem, spec.n_activity + 1, sizeof *level);
    if (!s->net->convex) {
        if (!isnan(s->a.report.objective))
            FAIL_AT(kind, seed, "an objective where there is none");
        return;
    }
    for (int32_t j = 0; j < spec.n_activity; j++)
        level[j] = s->a.level[j] * 0.875;
    assert_int_equal(gad_market_certify(cx, s->m, 1e-9, s->a.price, s->a.level, &at), GAD_OK);
    assert_int_equal(gad_market_certify(cx, s->m, 1e-9, s->a.price, level, &away), GAD_OK);
    check_sum f = check_objective(&spec, s->a.level), g = check_objective(&spec, level);
    double slack = 1e-12 * (double)(f.gross + g.gross) * (1 + spec.n_activity);
    if (!(fabs(at.objective - away.objective - (double)(f.value - g.value)) <= slack) ||
        !(fabs(at.objective - s->a.report.objective) <= slack))
        FAIL_AT(
            kind, seed, "objective %.17g (report %.17g) is %.17g above another state, not %.17Lg",
            at.objective, s->a.report.objective, at.objective - away.objective, f.value - g.value);
    if (at.status != GAD_SOLVED)
        FAIL_AT(kind, seed, "gad_market_certify does not know the answer again");
}

static void check_answers(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    if (net->no_equilibrium)
        return;
    solved s = solve_new(mem, cx, kind, seed, net, 0);
    check_state(kind, seed, &s, 1e-9);
    check_rents(kind, seed, &s, 1e-9);
    check_uniqueness(kind, seed, &s);
    check_objective_of(cx, kind, seed, mem, &s);
    gad_market_free(s.m);
}

static void answers_pass_an_independent_check(void **state)
{
    (void)state;
    over_seeds(60, check_answers);
}

/* A certificate must also be able to say no: every price and every level pushed aside in turn is noticed. */
static void check_certificate(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    if (net->no_equilibrium || !net->unique_price || net->loose)
        return;
    solved s = solve_new(mem, cx, kind, seed, net, tight);
    check_state(kind, seed, &s, tight);
    gad_market_spec spec = net_spec(net);
    for (int32_t n = 0; n < net->n_node; n++) {
        double p = s.a.price[n];
        gad_market_report r;
        s.a.price[n] = p + 0.01 * (fabs(p) + 1);
        market_check c = market_check_of(&spec, s.a.price, s.a.level);
        assert_int_equal(gad_market_certify(cx, s.m, 1e-9, s.a.price, s.a.level, &r), GAD_OK);
        if (market_check_passes(&c, 1e-9) || r.status != GAD_NOT_CONVERGED)
            FAIL_AT(kind, seed, "a wrong price of node %" PRId32 " passes: %d, %s", n,
                    market_check_passes(&c, 1e-9), gad_market_status_text(r.status));
        s.a.price[n] = p;
    }
    gad_market_free(s.m);
}

static void a_wrong_price_is_noticed(void **state)
{
    (void)state;
    over_seeds(5, check_certificate);
}

/* ---- two answers to the same question ----------------------------------------------------------- */

/* How `b` was made from `a`: other units and another order. NULL: the same. */
typedef struct relation {
    const double *node_unit, *level_unit;
    double money;
    const int32_t *node_at, *activity_at;
    const char *what;
} relation;

/* Sizes against which differences are relative: gross money per unit of a node, gross flow per unit of level. */
static void gross_sizes(const solved *s, double *price, double *level)
{
    gad_market_spec spec = net_spec(s->net);
    for (int32_t n = 0; n < spec.n_node; n++)
        price[n] = fabs(s->a.price[n]);
    for (int32_t j = 0; j < spec.n_activity; j++) {
        double m = (double)check_cost(&spec, j, s->a.level).gross;
        level[j] = fabs(s->a.level[j]);
        for (int32_t e = spec.start[j]; e < spec.start[j + 1]; e++) {
            int32_t n = spec.node[e];
            double through = (double)check_balance(&spec, n, s->a.level).gross;
            price[n] = fmax(price[n], m / fabs(spec.coef[e] * spec.numbers.price_factor[e]));
            level[j] = fmax(level[j], through / fabs(spec.coef[e]));
        }
    }
}

static void same_prices(int32_t kind, uint64_t seed, const solved *a, const solved *b,
                        const relation *r, const double *size)
{
    for (int32_t n = 0; n < a->net->n_node; n++) {
        int32_t k = r->node_at ? r->node_at[n] : n;
        double unit = r->money / (r->node_unit ? r->node_unit[n] : 1), p = a->a.price[n] * unit,
               q = b->a.price[k];
        bool free_a = a->a.price_low[n] < a->a.price_high[n],
             free_b = b->a.price_low[k] < b->a.price_high[k];
        if (free_a != free_b)
            FAIL_AT(kind, seed, "%s: is the price of node %" PRId32 " determined? %d, %d", r->what,
                    n, !free_a, !free_b);
        if (!free_a && !(fabs(p - q) <= agree * size[n] * unit))
            FAIL_AT(kind, seed, "%s: price of node %" PRId32 " %.17g becomes %.17g (size %g)",
                    r->what, n, p, q, size[n] * unit);
    }
}

static void same_levels(int32_t kind, uint64_t seed, const solved *a, const solved *b,
                        const relation *r, const double *size)
{
    double within = a->net->loose ? loosely : agree;
    for (int32_t j = 0; j < a->net->n_activity; j++) {
        int32_t k = r->activity_at ? r->activity_at[j] : j;
        double unit = r->level_unit ? r->level_unit[j] : 1, x = a->a.level[j] * unit,
               y = b->a.level[k];
        if (a->a.level_free[j] != b->a.level_free[k])
            FAIL_AT(kind, seed, "%s: is the level of activity %" PRId32 " free? %d, %d", r->what, j,
                    a->a.level_free[j], b->a.level_free[k]);
        if (!a->a.level_free[j] && !(fabs(x - y) <= within * size[j] * unit))
            FAIL_AT(kind, seed, "%s: level of activity %" PRId32 " %.17g becomes %.17g (size %g)",
                    r->what, j, x, y, size[j] * unit);
    }
}

static void same_answer(arena *mem, int32_t kind, uint64_t seed, const solved *a, const solved *b,
                        const relation *r)
{
    double *price = net_take(mem, a->net->n_node + 1, sizeof *price);
    double *level = net_take(mem, a->net->n_activity + 1, sizeof *level);
    gad_market_spec spec = net_spec(a->net);
    check_state(kind, seed, b, tight);
    gross_sizes(a, price, level);
    same_prices(kind, seed, a, b, r, price);
    same_levels(kind, seed, a, b, r, level);
    if (!a->net->convex)
        return;
    double f = a->a.report.objective * r->money, g = b->a.report.objective;
    double size = (double)check_objective(&spec, a->a.level).gross * r->money;
    if (!(fabs(f - g) <= agree * size))
        FAIL_AT(kind, seed, "%s: objective %.17g becomes %.17g", r->what, f, g);
}

/* ---- units -------------------------------------------------------------------------------------- */

static void check_one_unit(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed, const solved *a,
                           double quantity, double money, bool mixed)
{
    market_net *net = a->net;
    double *node_unit = net_take(mem, net->n_node + 1, sizeof *node_unit);
    double *level_unit = net_take(mem, net->n_activity + 1, sizeof *level_unit);
    rng r = rng_make(seed, 77);
    for (int32_t n = 0; n < net->n_node; n++)
        node_unit[n] = mixed ? ldexp(1, rng_i32(&r, -13, 13)) : quantity;
    for (int32_t j = 0; j < net->n_activity; j++)
        level_unit[j] = mixed ? ldexp(1, rng_i32(&r, -13, 13)) : quantity;
    market_net *other = net_rescale(net, node_unit, level_unit, money);
    solved b = solve_new(mem, cx, kind, seed, other, tight);
    relation rel = { node_unit, level_unit, money,
                     NULL,      NULL,       mixed ? "own units per node" : "units" };
    same_answer(mem, kind, seed, a, &b, &rel);
    gad_market_free(b.m);
}

static void check_units(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    if (net->no_equilibrium)
        return;
    solved a = solve_new(mem, cx, kind, seed, net, tight);
    check_state(kind, seed, &a, tight);
    check_one_unit(mem, cx, kind, seed, &a, 1e6, 1, false);
    check_one_unit(mem, cx, kind, seed, &a, 1e-6, 1, false);
    check_one_unit(mem, cx, kind, seed, &a, 1, 1e6, false);
    check_one_unit(mem, cx, kind, seed, &a, 1, 1e-6, false);
    check_one_unit(mem, cx, kind, seed, &a, 0, 1, true);
    gad_market_free(a.m);
}

static void units_of_quantity_and_money_change_only_units(void **state)
{
    (void)state;
    over_seeds(15, check_units);
}

/* ---- order, first guess, past ------------------------------------------------------------------- */

static void check_order(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    if (net->no_equilibrium)
        return;
    int32_t *node_at = net_take(mem, net->n_node + 1, sizeof *node_at);
    int32_t *activity_at = net_take(mem, net->n_activity + 1, sizeof *activity_at);
    rng r = rng_make(seed, 78);
    gen_shuffle(&r, node_at, net->n_node);
    gen_shuffle(&r, activity_at, net->n_activity);
    solved a = solve_new(mem, cx, kind, seed, net, tight);
    check_state(kind, seed, &a, tight);
    solved b = solve_new(mem, cx, kind, seed, net_reorder(net, node_at, activity_at), tight);
    relation rel = { NULL, NULL, 1, node_at, activity_at, "order" };
    same_answer(mem, kind, seed, &a, &b, &rel);
    gad_market_free(a.m);
    gad_market_free(b.m);
}

static void the_order_of_nodes_and_activities_does_not_matter(void **state)
{
    (void)state;
    over_seeds(25, check_order);
}

/* From near the answer, from far off and from zero; in a new market and in the one that knows the answer. */
static void check_start(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    if (net->no_equilibrium)
        return;
    static const double off[] = { 0, 0.01, 0.5, 3 };
    double *start = net_take(mem, net->n_node + 1, sizeof *start);
    rng r = rng_make(seed, 79);
    solved a = solve_new(mem, cx, kind, seed, net, tight);
    check_state(kind, seed, &a, tight);
    relation rel = { NULL, NULL, 1, NULL, NULL, "warm start" };
    for (int32_t k = 0; k <= COUNT_OF(off); k++) {
        for (int32_t n = 0; n < net->n_node; n++)
            start[n] = k < COUNT_OF(off) ? a.a.price[n] * (1 + off[k] * rng_f64(&r, -1, 1)) : 0;
        solved b = { market_of(cx, kind, seed, net), net, answer_new(mem, net) };
        solve_from(cx, kind, seed, tight, start, &b);
        same_answer(mem, kind, seed, &a, &b, &rel);
        solve_from(cx, kind, seed, tight, start, &b);
        same_answer(mem, kind, seed, &a, &b, &rel);
        gad_market_free(b.m);
    }
    gad_market_free(a.m);
}

static void warm_and_cold_starts_agree(void **state)
{
    (void)state;
    over_seeds(15, check_start);
}

static bool same_bytes(const solved *a, const solved *b)
{
    size_t nodes = (size_t)a->net->n_node, acts = (size_t)a->net->n_activity;
    return !memcmp(a->a.price, b->a.price, nodes * sizeof(double)) &&
           !memcmp(a->a.level, b->a.level, acts * sizeof(double)) &&
           !memcmp(a->a.rent, b->a.rent, acts * sizeof(double)) &&
           !memcmp(a->a.price_low, b->a.price_low, nodes * sizeof(double)) &&
           !memcmp(a->a.price_high, b->a.price_high, nodes * sizeof(double)) &&
           !memcmp(a->a.level_free, b->a.level_free, acts * sizeof(bool)) &&
           !memcmp(a->a.unbalanced, b->a.unbalanced, nodes * sizeof(double)) &&
           a->a.report.iterations == b->a.report.iterations &&
           a->a.report.status == b->a.report.status;
}

static void check_twice(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    solved a = solve_new(mem, cx, kind, seed, net, 0), b = solve_new(mem, cx, kind, seed, net, 0);
    if (!same_bytes(&a, &b))
        FAIL_AT(kind, seed, "the same call twice gives two answers");
    gad_market_free(a.m);
    gad_market_free(b.m);
}

static void the_same_call_gives_the_same_bits(void **state)
{
    (void)state;
    over_seeds(15, check_twice);
}

/* Every number that keeps the market sensible moves by up to a tenth. */
static void change_numbers(rng *r, market_net *net)
{
    for (int32_t n = 0; n < net->n_node; n++)
        net->supply[n] *= net->supply[n] < 0 ? rng_f64(r, 0.9, 1) : rng_f64(r, 0.9, 1.1);
    for (int32_t j = 0; j < net->n_activity; j++) {
        gad_curve *c = &net->curve[j];
        if (c->kind != GAD_CURVE_HYPERBOLA && net->lower[j] == 0 &&
            net->upper[j] < (double)INFINITY)
            net->upper[j] *= rng_f64(r, 1, 1.1);
        double w = rng_f64(r, 0.9, 1.1);
        for (int32_t k = 0; k < (c->kind == GAD_CURVE_POWER || c->kind == GAD_CURVE_EXP ? 1 : 2);
             k++)
            c->par[k] *= w;
    }
    for (int32_t e = 0; e < net->n_entry; e++)
        if (net->factor[e] > 1)
            net->factor[e] *= rng_f64(r, 1, 1.05);
    for (int32_t b = 0; b < net->n_block; b++)
        for (int32_t i = 0; i < net->block[b].n; i++)
            net->block[b].c[i] *= rng_f64(r, 0.9, 1.1);
}

static void copy_numbers(const market_net *net, gad_market_numbers *to)
{
    memcpy(to->supply, net->supply, (size_t)net->n_node * sizeof(double));
    memcpy(to->lower, net->lower, (size_t)net->n_activity * sizeof(double));
    memcpy(to->upper, net->upper, (size_t)net->n_activity * sizeof(double));
    memcpy(to->curve, net->curve, (size_t)net->n_activity * sizeof(gad_curve));
    memcpy(to->price_factor, net->factor, (size_t)net->n_entry * sizeof(double));
    for (int32_t b = 0; b < net->n_block; b++) {
        memcpy(to->block[b].c, net->block[b].c, (size_t)net->block[b].n * sizeof(double));
        memcpy(to->block[b].q, net->block[b].q,
               (size_t)(net->block[b].n * net->block[b].n) * sizeof(double));
    }
}

static void check_changed(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    if (net->no_equilibrium)
        return;
    rng r = rng_make(seed, 80);
    relation rel = { NULL, NULL, 1, NULL, NULL, "changed numbers" };
    double *start = net_take(mem, net->n_node + 1, sizeof *start);
    solved old = solve_new(mem, cx, kind, seed, net, tight);
    check_state(kind, seed, &old, tight);
    for (int32_t k = 0; k < 3; k++) {
        change_numbers(&r, net);
        memcpy(start, old.a.price, (size_t)net->n_node * sizeof *start);
        solved fresh = solve_new(mem, cx, kind, seed, net, tight);
        check_state(kind, seed, &fresh, tight);
        copy_numbers(net, gad_market_numbers_of(old.m));
        solve_from(cx, kind, seed, tight, k == 1 ? start : NULL, &old);
        same_answer(mem, kind, seed, &fresh, &old, &rel);
        gad_market_free(fresh.m);
    }
    gad_market_free(old.m);
}

static void changed_numbers_are_as_good_as_a_new_market(void **state)
{
    (void)state;
    over_seeds(20, check_changed);
}

/* ---- no equilibrium ----------------------------------------------------------------------------- */

static void check_none(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    if (!net->no_equilibrium)
        return;
    solved s = solve_new(mem, cx, kind, seed, net, 0);
    int32_t bad = 0;
    if (s.a.report.status != GAD_NO_EQUILIBRIUM)
        FAIL_AT(kind, seed, "status %s, there is no equilibrium",
                gad_market_status_text(s.a.report.status));
    if (s.a.report.note[0] == '\0')
        FAIL_AT(kind, seed, "no equilibrium, and not a word why");
    for (int32_t n = 0; n < net->n_node && net->excess_known; n++) {
        double got = s.a.unbalanced[n], want = net->excess[n];
        bad += want != 0;
        if ((got != 0) != (want != 0) || !(fabs(got - want) <= 1e-6 * fabs(want)))
            FAIL_AT(kind, seed, "node %" PRId32 " is out of balance by %.17g, not %.17g", n, got,
                    want);
    }
    if (net->excess_known && s.a.report.n_unbalanced != bad)
        FAIL_AT(kind, seed, "%" PRId32 " nodes cannot balance, not %" PRId32, bad,
                s.a.report.n_unbalanced);
    gad_market_free(s.m);
}

static void markets_without_equilibrium_are_told_with_their_nodes(void **state)
{
    (void)state;
    over_seeds(40, check_none);
}

/* ---- memory ------------------------------------------------------------------------------------- */

enum { PATTERN = 0x5a };

static void fill_pattern(const market_net *net, gad_market_answer *a)
{
    memset(a->price, PATTERN, (size_t)net->n_node * sizeof(double));
    memset(a->price_low, PATTERN, (size_t)net->n_node * sizeof(double));
    memset(a->price_high, PATTERN, (size_t)net->n_node * sizeof(double));
    memset(a->unbalanced, PATTERN, (size_t)net->n_node * sizeof(double));
    memset(a->level, PATTERN, (size_t)net->n_activity * sizeof(double));
    memset(a->rent, PATTERN, (size_t)net->n_activity * sizeof(double));
    memset(a->level_free, PATTERN, (size_t)net->n_activity * sizeof(bool));
    memset(&a->report, PATTERN, sizeof a->report);
}

static bool all_pattern(const void *p, size_t n)
{
    const unsigned char *byte = p;
    for (size_t i = 0; i < n; i++)
        if (byte[i] != PATTERN)
            return false;
    return true;
}

static bool untouched(const market_net *net, const gad_market_answer *a)
{
    size_t nodes = (size_t)net->n_node * sizeof(double),
           acts = (size_t)net->n_activity * sizeof(double);
    return all_pattern(a->price, nodes) && all_pattern(a->price_low, nodes) &&
           all_pattern(a->price_high, nodes) && all_pattern(a->unbalanced, nodes) &&
           all_pattern(a->level, acts) && all_pattern(a->rent, acts) &&
           all_pattern(a->level_free, (size_t)net->n_activity * sizeof(bool)) &&
           all_pattern(&a->report, sizeof a->report);
}

/* Build and solve with `budget` allocations. True: that was enough. */
static bool solve_within(market_net *net, gad_market_answer *a, long budget, int32_t kind,
                         uint64_t seed)
{
    alloc_budget b = { budget, 0 };
    gad_market_spec spec = net_spec(net);
    gad_market_opts o = gad_market_defaults();
    gad_market *m = NULL;
    gad_status st = GAD_E_NOMEM;
    gad_ctx *cx = gad_ctx_new(budget_realloc, &b);
    fill_pattern(net, a);
    if (cx)
        st = gad_market_new(cx, &spec, &m);
    if (cx && st && m)
        FAIL_AT(kind, seed, "allocation %ld fails, and there is a market", budget);
    if (cx && !st)
        st = gad_market_solve(cx, m, &o, NULL, a);
    if (st && st != GAD_E_NOMEM)
        FAIL_AT(kind, seed, "allocation %ld fails with status %d", budget, (int)st);
    if (st && !untouched(net, a))
        FAIL_AT(kind, seed, "allocation %ld fails, and outputs were written", budget);
    gad_market_free(m);
    gad_ctx_free(cx);
    if (b.live)
        FAIL_AT(kind, seed, "allocation %ld fails, and %ld blocks are not freed", budget, b.live);
    return st == GAD_OK;
}

static void check_oom(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    gad_market_answer a = answer_new(mem, net);
    long n = 0;
    (void)cx;
    while (n < 20000 && !solve_within(net, &a, n, kind, seed))
        n++;
    if (n < 5 || n == 20000)
        FAIL_AT(kind, seed, "succeeded after %ld allocations", n);
    gad_market_status want = net->no_equilibrium ? GAD_NO_EQUILIBRIUM : GAD_SOLVED;
    if (a.report.status != want)
        FAIL_AT(kind, seed, "status %s with just enough memory",
                gad_market_status_text(a.report.status));
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    over_seeds(2, check_oom);
}

/* Memory that fails after the first solve: the second either needs none, or fails whole and the third succeeds. */
static void check_later_oom(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    market_net *net = gen_market(mem, kind, seed);
    bool done = net->no_equilibrium;
    (void)cx;
    for (long n = 0; n < 20000 && !done; n++) {
        alloc_budget b = { -1, 0 };
        gad_ctx *tx = gad_ctx_new(budget_realloc, &b);
        assert_non_null(tx);
        solved s = solve_new(mem, tx, kind, seed, net, 0);
        rng r = rng_make(seed, 81);
        gad_market_opts o = gad_market_defaults();
        market_net *changed = gen_market(mem, kind, seed);
        change_numbers(&r, changed);
        copy_numbers(changed, gad_market_numbers_of(s.m));
        s.net = changed;
        fill_pattern(net, &s.a);
        b.left = n;
        done = !gad_market_solve(tx, s.m, &o, NULL, &s.a);
        if (!done && (gad_last_error(tx).status != GAD_E_NOMEM || !untouched(net, &s.a)))
            FAIL_AT(kind, seed, "allocation %ld of the second solve fails: %s", n,
                    gad_last_error(tx).text);
        if (done && n > 0 && net->unique_level && net->unique_price && s.a.report.undetermined == 0)
            FAIL_AT(kind, seed, "the second solve needs %ld allocations", n);
        b.left = -1;
        solve_from(tx, kind, seed, 0, NULL, &s);
        check_state(kind, seed, &s, 1e-9);
        gad_market_free(s.m);
        gad_ctx_free(tx);
        assert_int_equal(b.live, 0);
    }
    assert_true(done);
}

static void a_second_solve_allocates_nothing_or_fails_whole(void **state)
{
    (void)state;
    over_seeds(4, check_later_oom);
}

/* ---- small markets with answers by hand --------------------------------------------------------- */

static solved solve_hand(arena *mem, gad_ctx *cx, market_net *net)
{
    solved s = solve_new(mem, cx, 0, 0, net, 1e-12);
    check_state(0, 0, &s, 1e-12);
    return s;
}

static void near(double got, double want)
{
    if (!(fabs(got - want) <= 1e-9 * (1 + fabs(want))) && got != want)
        fail_msg("%.17g is not %.17g", got, want);
}

static void price_is(const solved *s, int32_t n, double price, double low, double high)
{
    near(s->a.price[n], price);
    near(s->a.price_low[n], low);
    near(s->a.price_high[n], high);
}

/* Nobody trades between the highest offer 5 and the lowest cost 10; a bound leaves the price between two steps; an
 * isolated node has any price, or any that is not negative; the price nearest to 0 is given. */
static void undetermined_prices_come_with_their_interval(void **state)
{
    (void)state;
    double inf = (double)INFINITY;
    alloc al = alloc_make(NULL, NULL);
    arena mem;
    arena_init(&mem, &al);
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    market_net *net = net_new(&mem);
    int32_t gap = net_node(net, GAD_BALANCE_EQ, 0), steps = net_node(net, GAD_BALANCE_EQ, -10);
    int32_t alone = net_node(net, GAD_BALANCE_EQ, 0), free = net_node(net, GAD_BALANCE_FREE, 0);
    int32_t waste = net_node(net, GAD_BALANCE_FREE, 3), negative = net_node(net, GAD_BALANCE_EQ, 4);
    int32_t capped = net_node(net, GAD_BALANCE_EQ, -2), barred = net_node(net, GAD_BALANCE_EQ, 0);
    net_single(net, gen_linear(10, 1), inf, gap, 1);
    net_single(net, gen_linear(-5, 1), inf, gap, -1);
    net_single(net, gen_linear(3, 0), 10, steps, 1);
    net_single(net, gen_linear(7, 0), 10, steps, 1);
    net_single(net, gen_linear(6, 0), 4, negative, -1);
    net_single(net, gen_linear(2, 1), 2, capped, 1);
    net_single(net, gen_linear(1, 0), 0, barred, 1);
    net_single(net, gen_linear(8, 0), 0, barred, -1);
    solved s = solve_hand(&mem, cx, net);
    price_is(&s, gap, 5, 5, 10);
    price_is(&s, steps, 3, 3, 7);
    price_is(&s, alone, 0, -inf, inf);
    price_is(&s, free, 0, 0, inf);
    price_is(&s, waste, 0, 0, 0);
    price_is(&s, negative, -6, -inf, -6);
    price_is(&s, capped, 4, 4, inf);
    price_is(&s, barred, 0, -inf, inf);
    assert_int_equal(s.a.report.undetermined, 7);
    assert_int_equal(s.a.report.degenerate, 0);
    gad_market_free(s.m);
    gad_ctx_free(cx);
    arena_release(&mem);
}

/* Parallel lanes at one cost, with capacities: the levels nearest to 0 fill like water, min(cap, h), sum = total. */
static void degenerate_levels_are_the_least_norm_ones(void **state)
{
    (void)state;
    double inf = (double)INFINITY;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        alloc al = alloc_make(NULL, NULL);
        arena mem;
        arena_init(&mem, &al);
        gad_ctx *cx = gad_ctx_new(NULL, NULL);
        market_net *net = net_new(&mem);
        rng r = rng_make(seed, 82);
        int32_t from = net_node(net, GAD_BALANCE_EQ, 0), to = net_node(net, GAD_BALANCE_EQ, 0),
                n = rng_i32(&r, 2, 6);
        double total = 10, low = 0, high = total;
        net_single(net, gen_linear(2, 1), inf, from, 1);
        net_single(net, gen_linear(-23, 1), inf, to, -1);
        for (int32_t k = 0; k < n; k++)
            net_arc(net, gen_linear(1, 0), k == 0 ? inf : rng_f64(&r, 0.1, 8), from, to);
        solved s = solve_hand(&mem, cx, net);
        for (int32_t step = 0; step < 200; step++) {
            double h = (low + high) / 2, sum = 0;
            for (int32_t k = 0; k < n; k++)
                sum += fmin(h, net->upper[2 + k]);
            if (sum < total)
                low = h;
            else
                high = h;
        }
        near(s.a.price[from], 12);
        near(s.a.price[to], 13);
        for (int32_t k = 0; k < n; k++) {
            near(s.a.level[2 + k], fmin(high, net->upper[2 + k]));
            assert_true(s.a.level_free[2 + k]);
        }
        assert_false(s.a.level_free[0] || s.a.level_free[1]);
        assert_int_equal(s.a.report.degenerate, n);
        gad_market_free(s.m);
        gad_ctx_free(cx);
        arena_release(&mem);
    }
}

/* One process makes 1 A and 1 B; the more A is wanted the more B there is, and its price never rises above 0. */
static void rising_demand_never_lifts_a_by_product(void **state)
{
    (void)state;
    double inf = (double)INFINITY;
    for (int32_t k = 0; k < 40; k++) {
        bool disposal = k % 2;
        double rho = 30 + 50 * k, x = disposal ? (rho - 15) / 2 : (rho - 30) / 2;
        alloc al = alloc_make(NULL, NULL);
        arena mem;
        arena_init(&mem, &al);
        gad_ctx *cx = gad_ctx_new(NULL, NULL);
        market_net *net = net_new(&mem);
        int32_t ore = net_node(net, GAD_BALANCE_EQ, 0), a = net_node(net, GAD_BALANCE_EQ, 0);
        int32_t b = net_node(net, disposal ? GAD_BALANCE_FREE : GAD_BALANCE_EQ, 0);
        net_single(net, gen_linear(10, 1), inf, ore, 1);
        int32_t split = net_activity(net, gen_linear(5, 0), inf);
        net_entry(net, ore, -1);
        net_entry(net, a, 1);
        net_entry(net, b, 1);
        net_single(net, gen_linear(-rho, 1), inf, a, -1);
        net_single(net, gen_linear(15, 0), inf, b, -1);
        solved s = solve_hand(&mem, cx, net);
        near(s.a.level[split], x);
        near(s.a.price[a], rho - x);
        if (x > 0)
            near(s.a.price[b], disposal ? 0 : -15);
        assert_true(s.a.price[b] <= 0);
        gad_market_free(s.m);
        gad_ctx_free(cx);
        arena_release(&mem);
    }
}

/* An entropic lane that loses 1e5 times its spread would carry exp(-1e5): no infinity and no NaN comes of it. */
static void a_level_too_small_to_be_written_stays_finite(void **state)
{
    (void)state;
    double inf = (double)INFINITY;
    alloc al = alloc_make(NULL, NULL);
    arena mem;
    arena_init(&mem, &al);
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    market_net *net = net_new(&mem);
    int32_t a = net_node(net, GAD_BALANCE_EQ, 0), b = net_node(net, GAD_BALANCE_EQ, 0);
    for (int32_t n = 0; n < 2; n++) {
        net_single(net, gen_linear(2, 1), inf, n, 1);
        net_single(net, gen_linear(-22, 1), inf, n, -1);
    }
    net_arc(net, (gad_curve){ GAD_CURVE_EXP, { 1e5, 1, 10 } }, inf, a, b);
    solved s = { market_of(cx, 0, 0, net), net, answer_new(&mem, net) };
    solve_from(cx, 0, 0, 0, NULL, &s);
    assert_int_equal(s.a.report.status, GAD_SOLVED);
    near(s.a.price[a], 12);
    near(s.a.price[b], 12);
    assert_true(s.a.level[4] >= 0 && s.a.level[4] < 1e-300);
    assert_true(isfinite(s.a.rent[4]) && isfinite(s.a.report.complementarity));
    gad_market_free(s.m);
    gad_ctx_free(cx);
    arena_release(&mem);
}

/* ---- repeat one seed ---------------------------------------------------------------------------- */

static void print_number(const char *before, double x)
{
    printf("%s%.17g", before, x);
}

static void print_activity(const gad_market_spec *s, int32_t j)
{
    static const char *const name[] = { "linear", "quadratic", "power", "exp", "hyperbola" };
    static const char *const par[][3] = { { "c", "q", NULL },
                                          { "c", "q", "r" },
                                          { "p0", "x0", "elasticity" },
                                          { "c", "t", "x0" },
                                          { "a", "b", "cap" } };
    const gad_curve *c = &s->numbers.curve[j];
    int32_t i;
    printf("{\"id\":\"a%" PRId32 "\",\"column\":{", j);
    for (int32_t e = s->start[j]; e < s->start[j + 1]; e++)
        printf("%s\"n%" PRId32 "\":{\"coef\":%.17g,\"price_factor\":%.17g}",
               e > s->start[j] ? "," : "", s->node[e], s->coef[e], s->numbers.price_factor[e]);
    print_number("},\"lower\":", s->numbers.lower[j]);
    if (s->numbers.upper[j] < (double)INFINITY)
        print_number(",\"upper\":", s->numbers.upper[j]);
    if (check_block(s, j, &i) < 0) {
        printf(",\"curve\":{\"kind\":\"%s\"", name[c->kind]);
        for (int32_t k = 0; k < 3 && par[c->kind][k]; k++)
            printf(",\"%s\":%.17g", par[c->kind][k], c->par[k]);
        printf("}");
    }
    printf("}");
}

static void print_block(const gad_block *b)
{
    printf("{\"activities\":[");
    for (int32_t i = 0; i < b->n; i++)
        printf("%s\"a%" PRId32 "\"", i ? "," : "", b->activity[i]);
    printf("],\"c\":[");
    for (int32_t i = 0; i < b->n; i++)
        print_number(i ? "," : "", b->c[i]);
    printf("],\"Q\":[");
    for (int32_t i = 0; i < b->n * b->n; i++)
        print_number(i == 0 ? "[" : i % b->n ? "," : "],[", b->q[i]);
    printf("]]}");
}

static void print_json(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    gad_market_spec s = net_spec(gen_market(mem, kind, seed));
    (void)cx;
    printf("{\"nodes\":[");
    for (int32_t n = 0; n < s.n_node; n++)
        printf("%s{\"id\":\"n%" PRId32 "\",\"balance\":\"%s\",\"supply\":%.17g}", n ? ",\n " : "",
               n, check_free(&s, n) ? "free_disposal" : "eq", s.numbers.supply[n]);
    printf("],\n\"activities\":[");
    for (int32_t j = 0; j < s.n_activity; j++) {
        printf("%s", j ? ",\n " : "");
        print_activity(&s, j);
    }
    printf("],\n\"blocks\":[");
    for (int32_t b = 0; b < s.n_block; b++) {
        printf("%s", b ? ",\n " : "");
        print_block(&s.numbers.block[b]);
    }
    printf("]}\n");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undetermined_prices_come_with_their_interval),
        cmocka_unit_test(degenerate_levels_are_the_least_norm_ones),
        cmocka_unit_test(rising_demand_never_lifts_a_by_product),
        cmocka_unit_test(a_level_too_small_to_be_written_stays_finite),
        cmocka_unit_test(answers_pass_an_independent_check),
        cmocka_unit_test(a_wrong_price_is_noticed),
        cmocka_unit_test(units_of_quantity_and_money_change_only_units),
        cmocka_unit_test(the_order_of_nodes_and_activities_does_not_matter),
        cmocka_unit_test(warm_and_cold_starts_agree),
        cmocka_unit_test(the_same_call_gives_the_same_bits),
        cmocka_unit_test(changed_numbers_are_as_good_as_a_new_market),
        cmocka_unit_test(markets_without_equilibrium_are_told_with_their_nodes),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_second_solve_allocates_nothing_or_fails_whole),
    };
    if (argc > 1)
        first_seed = last_seed = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        only_kind = gen_kinds[gen_kind_find(argv[2])].name;
    if (argc > 3 && STR_EQ(argv[3], "json")) {
        over_seeds(1, print_json);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
