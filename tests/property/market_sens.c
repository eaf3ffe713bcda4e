/* market_sens - layer 1: derivatives of random outcomes of random markets against re-solved markets (central
 * differences with Richardson's correction), forward against adjoint, and what must be refused.
 *
 *   property_market_sens [SEED [KIND]]        repeat one seed
 *
 * Differences only hold away from kinks: a parameter is skipped when an activity flagged one_sided exists in its
 * market, or when the re-solved markets have other activities at their bounds. How many were compared is printed and
 * must be most of them. */
#include "market_check.h"
#include "market_gen.h"

static uint64_t first_seed = 1, last_seed = 0;
static const char *only_kind;
static long compared, skipped;

enum { PARAMETERS = 24 }; /* looked at per market */
static const double step_rel = 3e-4, tight = 1e-12;

/* ---- a market with its gradient ----------------------------------------------------------------- */

typedef struct tangent { /* one number per parameter: a gradient or a change */
    double *supply, *lower, *upper, *curve, *factor, **block_c, **block_q;
} tangent;

typedef struct probe {
    arena *mem;
    gad_ctx *cx;
    market_net *net;
    gad_market *m;
    gad_market_answer a;
    double *weight_price, *weight_level; /* the outcome F */
    double size;                         /* sum |weight * value| */
    tangent grad;
    bool *one_sided;
    const char *kind;
    uint64_t seed;
} probe;

#define FAIL_AT(p, ...)                                                                            \
    do {                                                                                           \
        print_error("kind %s seed %" PRIu64 ": ", (p)->kind, (p)->seed);                           \
        fail_msg(__VA_ARGS__);                                                                     \
    } while (0)

static double *numbers(arena *mem, int32_t n)
{
    return net_take(mem, n + 1, sizeof(double));
}

static tangent tangent_new(arena *mem, const market_net *net)
{
    tangent t = { numbers(mem, net->n_node),
                  numbers(mem, net->n_activity),
                  numbers(mem, net->n_activity),
                  numbers(mem, net->n_activity * GAD_CURVE_PARS),
                  numbers(mem, net->n_entry),
                  net_take(mem, net->n_block + 1, sizeof(double *)),
                  net_take(mem, net->n_block + 1, sizeof(double *)) };
    for (int32_t b = 0; b < net->n_block; b++) {
        t.block_c[b] = numbers(mem, net->block[b].n);
        t.block_q[b] = numbers(mem, net->block[b].n * net->block[b].n);
    }
    return t;
}

static gad_market_answer answer_new(arena *mem, const market_net *net)
{
    return (gad_market_answer){ .price = numbers(mem, net->n_node),
                                .level = numbers(mem, net->n_activity),
                                .rent = numbers(mem, net->n_activity),
                                .price_low = numbers(mem, net->n_node),
                                .price_high = numbers(mem, net->n_node),
                                .level_free = net_take(mem, net->n_activity + 1, sizeof(bool)) };
}

static void solve(probe *p, gad_market *m, const double *start, gad_market_answer *a)
{
    gad_market_opts o = gad_market_defaults();
    o.tolerance = tight;
    if (gad_market_solve(p->cx, m, &o, start, a))
        FAIL_AT(p, "gad_market_solve: %s", gad_last_error(p->cx).text);
    if (a->report.status != GAD_SOLVED)
        FAIL_AT(p, "status %s, imbalance %g, complementarity %g: %s",
                gad_market_status_text(a->report.status), a->report.imbalance,
                a->report.complementarity_rel, a->report.note);
}

/* An activity at a bound without a rent, or a node that disposes freely, has price 0 and nothing over: the answer goes on
 * to one side in another way than to the other. */
static bool at_kink(const probe *p)
{
    gad_market_spec s = net_spec(p->net);
    for (int32_t j = 0; j < s.n_activity; j++) {
        double x = p->a.level[j], lower = s.numbers.lower[j], upper = s.numbers.upper[j];
        double gross =
            (double)(check_cost(&s, j, p->a.level).gross + check_earns(&s, j, p->a.price).gross);
        if (lower < upper && (x <= lower || x >= upper) && fabs(p->a.rent[j]) <= 1e-8 * gross)
            return true;
    }
    for (int32_t n = 0; n < s.n_node; n++) {
        check_sum b = check_balance(&s, n, p->a.level);
        if (check_free(&s, n) && p->a.price[n] <= 0 && b.value <= 1e-8L * b.gross)
            return true;
    }
    return false;
}

static bool determined(const probe *p, int32_t n)
{
    return !(p->a.price_low[n] < p->a.price_high[n]);
}

/* F: some prices and levels that are unique, each weighted to about 1. */
static void draw_outcome(probe *p, rng *r)
{
    gad_market_spec s = net_spec(p->net);
    p->weight_price = numbers(p->mem, s.n_node);
    p->weight_level = numbers(p->mem, s.n_activity);
    for (int32_t k = 0; k < 3; k++) {
        int32_t n = rng_i32(r, 0, s.n_node - 1), j = rng_i32(r, 0, s.n_activity - 1);
        if (determined(p, n) && fabs(p->a.price[n]) > 1e-9)
            p->weight_price[n] = rng_f64(r, -1, 1) / fabs(p->a.price[n]);
        if (!p->a.level_free[j] && !p->net->loose)
            p->weight_level[j] =
                rng_f64(r, -1, 1) /
                (fabs(p->a.level[j]) +
                 1e-3 * (double)check_balance(&s, s.node[s.start[j]], p->a.level).gross /
                     fabs(s.coef[s.start[j]]) +
                 1e-30);
    }
    for (int32_t n = 0; n < s.n_node; n++)
        p->size += fabs(p->weight_price[n] * p->a.price[n]);
    for (int32_t j = 0; j < s.n_activity; j++)
        p->size += fabs(p->weight_level[j] * p->a.level[j]);
}

static double outcome(const probe *p, const gad_market_answer *a)
{
    exact f = 0;
    for (int32_t n = 0; n < p->net->n_node; n++)
        f += (exact)p->weight_price[n] * (exact)a->price[n];
    for (int32_t j = 0; j < p->net->n_activity; j++)
        f += (exact)p->weight_level[j] * (exact)a->level[j];
    return (double)f;
}

static gad_status adjoint(probe *p, tangent *g, bool *one_sided)
{
    gad_market_gradient out = { g->supply, g->lower,   g->upper,   g->curve,
                                g->factor, g->block_c, g->block_q, one_sided };
    return gad_market_adjoint(p->cx, p->m, p->weight_price, p->weight_level, &out);
}

static bool probe_init(probe *p, arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    *p = (probe){ .mem = mem, .cx = cx, .kind = gen_kinds[kind].name, .seed = seed };
    p->net = gen_market(mem, kind, seed);
    if (p->net->no_equilibrium)
        return false;
    gad_market_spec spec = net_spec(p->net);
    if (gad_market_new(cx, &spec, &p->m))
        FAIL_AT(p, "gad_market_new: %s", gad_last_error(cx).text);
    p->a = answer_new(mem, p->net);
    solve(p, p->m, NULL, &p->a);
    rng r = rng_make(seed, 90);
    draw_outcome(p, &r);
    p->grad = tangent_new(mem, p->net);
    p->one_sided = net_take(mem, p->net->n_activity + 1, sizeof(bool));
    gad_status st = adjoint(p, &p->grad, p->one_sided);
    if (st && !(st == GAD_E_NOTFOUND && at_kink(p)))
        FAIL_AT(p, "gad_market_adjoint: %s", gad_last_error(cx).text);
    return !st;
}

static bool any_kink(const probe *p)
{
    for (int32_t j = 0; j < p->net->n_activity; j++)
        if (p->one_sided[j])
            return true;
    return false;
}

/* ---- one parameter ------------------------------------------------------------------------------ */

typedef struct parameter {
    const char *what;
    int32_t at,
        part; /* node, activity, entry or block; parameter of the curve or place in the block */
    double *value; /* in the numbers of a market */
    double grad;
    double scale; /* what a change of about 100 % is */
} parameter;

static int32_t activity_of_entry(const market_net *net, int32_t e)
{
    int32_t j = 0;
    while (net->start[j + 1] <= e)
        j++;
    return j;
}

static double throughput(const probe *p, int32_t n)
{
    gad_market_spec s = net_spec(p->net);
    return (double)check_balance(&s, n, p->a.level).gross;
}

static parameter draw_bound(probe *p, rng *r, gad_market_numbers *v)
{
    int32_t j = rng_i32(r, 0, p->net->n_activity - 1);
    bool up = rng_chance(r, 0.5);
    double *value = up ? &v->upper[j] : &v->lower[j], other = up ? v->lower[j] : v->upper[j];
    gad_curve_kind kind = p->net->curve[j].kind;
    bool cut = (kind == GAD_CURVE_POWER || kind == GAD_CURVE_EXP || kind == GAD_CURVE_QUADRATIC) &&
               *value <= 0;
    double scale = fmax(fabs(*value), 1e-2 * throughput(p, p->net->node[p->net->start[j]]) /
                                          fabs(p->net->coef[p->net->start[j]]));
    if (cut || other == *value || !isfinite(*value))
        scale = 0;
    return (parameter){
        up ? "upper" : "lower", j, 0, value, up ? p->grad.upper[j] : p->grad.lower[j], scale
    };
}

static parameter draw_curve(probe *p, rng *r, gad_market_numbers *v)
{
    int32_t j = rng_i32(r, 0, p->net->n_activity - 1), k = rng_i32(r, 0, GAD_CURVE_PARS - 1), i;
    gad_market_spec s = net_spec(p->net);
    gad_curve *c = &v->curve[j];
    bool used = check_block(&s, j, &i) < 0 && !(c->kind == GAD_CURVE_LINEAR && k == 2);
    /* Levels close to the pole are what the curve is for: a step of its size would jump over them. */
    double scale =
        c->kind == GAD_CURVE_HYPERBOLA && k == 2 ? c->par[2] - p->a.level[j] : fabs(c->par[k]);
    if (!used && p->grad.curve[j * GAD_CURVE_PARS + k] != 0)
        FAIL_AT(p,
                "derivative with respect to parameter %" PRId32 " of activity %" PRId32
                ", which is not used",
                k, j);
    return (parameter){ "curve",         j, k, &c->par[k], p->grad.curve[j * GAD_CURVE_PARS + k],
                        used ? scale : 0 };
}

static parameter draw_block_number(probe *p, rng *r, gad_market_numbers *v)
{
    int32_t b = rng_i32(r, 0, p->net->n_block - 1), n = p->net->block[b].n;
    int32_t i = rng_i32(r, 0, n - 1), at = rng_i32(r, 0, n * n - 1);
    if (rng_chance(r, 0.5))
        return (parameter){
            "block c", b, i, &v->block[b].c[i], p->grad.block_c[b][i], fabs(v->block[b].c[i])
        };
    bool semidefinite = STR_EQ(p->kind, "block_semidefinite");
    return (parameter){ "block q",
                        b,
                        at,
                        &v->block[b].q[at],
                        p->grad.block_q[b][at],
                        semidefinite ? 0 : fabs(v->block[b].q[0]) };
}

/* Scale 0: not a parameter that can be moved both ways. */
static parameter draw_parameter(probe *p, rng *r, gad_market_numbers *v)
{
    int32_t n = rng_i32(r, 0, p->net->n_node - 1), e = rng_i32(r, 0, p->net->n_entry - 1);
    switch (rng_i32(r, 0, p->net->n_block ? 5 : 4)) {
    case 0:
        return (
            parameter){ "supply", n, 0, &v->supply[n], p->grad.supply[n], 0.1 * throughput(p, n) };
    case 1:
        return draw_bound(p, r, v);
    case 2:
        return (parameter){ "price_factor",
                            e,
                            activity_of_entry(p->net, e),
                            &v->price_factor[e],
                            p->grad.factor[e],
                            v->price_factor[e] };
    case 3:
    case 4:
        return draw_curve(p, r, v);
    default:
        return draw_block_number(p, r, v);
    }
}

/* Which activities are off their bounds and which nodes throw away; differs: a kink was crossed. */
static bool same_pieces(const probe *p, const gad_market_answer *b, const gad_market_numbers *v)
{
    for (int32_t j = 0; j < p->net->n_activity; j++) {
        bool low_a = p->a.level[j] <= p->net->lower[j], low_b = b->level[j] <= v->lower[j];
        bool up_a = p->a.level[j] >= p->net->upper[j], up_b = b->level[j] >= v->upper[j];
        if (low_a != low_b || up_a != up_b)
            return false;
    }
    for (int32_t n = 0; n < p->net->n_node; n++)
        if (p->net->balance[n] == GAD_BALANCE_FREE && (p->a.price[n] > 0) != (b->price[n] > 0))
            return false;
    return true;
}

/* (F(+h) - F(-h)) / 2h with the error of h^2 taken out by a second, half as wide, pair. False: a kink between. */
static bool difference(probe *p, gad_market *m, const parameter *q, double *slope)
{
    static const double at[] = { 1, -1, 0.5, -0.5 };
    double was = *q->value, f[4], h = step_rel * q->scale;
    gad_market_answer b = answer_new(p->mem, p->net);
    bool same = true;
    for (int32_t k = 0; k < 4 && same; k++) {
        *q->value = was + at[k] * h;
        solve(p, m, p->a.price, &b);
        f[k] = outcome(p, &b);
        same = same_pieces(p, &b, gad_market_numbers_of(m));
    }
    *q->value = was;
    if (same)
        *slope = (4 * (f[2] - f[3]) / h - (f[0] - f[1]) / (2 * h)) / 3;
    return same;
}

static void check_parameter(probe *p, gad_market *m, const parameter *q)
{
    double slope = 0;
    if (q->scale <= 0 || !difference(p, m, q, &slope)) {
        skipped++;
        return;
    }
    compared++;
    double off = fabs(slope - q->grad), noise = 1e-10 / step_rel * (p->size + 1) / q->scale;
    if (!(off <= 1e-6 * (fabs(slope) + fabs(q->grad)) + noise))
        FAIL_AT(p, "d/d %s %" PRId32 " part %" PRId32 " (now %g): adjoint %.12g, differences %.12g",
                q->what, q->at, q->part, *q->value, q->grad, slope);
}

/* ---- the properties ----------------------------------------------------------------------------- */

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

static void check_differences(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    probe p;
    if (!probe_init(&p, mem, cx, kind, seed)) {
        gad_market_free(p.m);
        return;
    }
    rng r = rng_make(seed, 91);
    gad_market_spec spec = net_spec(p.net);
    gad_market *m = NULL;
    assert_int_equal(gad_market_new(cx, &spec, &m), GAD_OK);
    for (int32_t k = 0; k < PARAMETERS; k++) {
        parameter q = draw_parameter(&p, &r, gad_market_numbers_of(m));
        if (any_kink(&p))
            skipped++;
        else
            check_parameter(&p, m, &q);
    }
    gad_market_free(m);
    gad_market_free(p.m);
}

static void derivatives_agree_with_solving_again(void **state)
{
    (void)state;
    compared = skipped = 0;
    over_seeds(12, check_differences);
    print_message("derivatives compared with differences: %ld, at kinks or fixed: %ld\n", compared,
                  skipped);
    if (!only_kind && !last_seed)
        assert_true(compared > skipped);
}

static double dot(const double *a, const double *b, int32_t n, double *gross)
{
    exact sum = 0;
    for (int32_t i = 0; i < n; i++) {
        sum += (exact)a[i] * (exact)b[i];
        *gross += fabs(a[i] * b[i]);
    }
    return (double)sum;
}

static void draw_change(probe *p, rng *r, tangent *d)
{
    market_net *net = p->net;
    for (int32_t n = 0; n < net->n_node; n++)
        d->supply[n] = throughput(p, n) * rng_f64(r, -1, 1);
    for (int32_t j = 0; j < net->n_activity; j++) {
        d->lower[j] = p->a.level[j] * rng_f64(r, -1, 1);
        d->upper[j] = p->a.level[j] * rng_f64(r, -1, 1);
        for (int32_t k = 0; k < GAD_CURVE_PARS; k++)
            d->curve[j * GAD_CURVE_PARS + k] = net->curve[j].par[k] * rng_f64(r, -1, 1);
    }
    for (int32_t e = 0; e < net->n_entry; e++)
        d->factor[e] = net->factor[e] * rng_f64(r, -1, 1);
    for (int32_t b = 0; b < net->n_block; b++) {
        for (int32_t i = 0; i < net->block[b].n; i++)
            d->block_c[b][i] = net->block[b].c[i] * rng_f64(r, -1, 1);
        for (int32_t i = 0; i < net->block[b].n * net->block[b].n; i++)
            d->block_q[b][i] = net->block[b].q[i] * rng_f64(r, -1, 1);
    }
}

static double along(const probe *p, const tangent *d, double *gross)
{
    const market_net *net = p->net;
    const tangent *g = &p->grad;
    double f = dot(g->supply, d->supply, net->n_node, gross) +
               dot(g->lower, d->lower, net->n_activity, gross) +
               dot(g->upper, d->upper, net->n_activity, gross) +
               dot(g->curve, d->curve, net->n_activity * GAD_CURVE_PARS, gross) +
               dot(g->factor, d->factor, net->n_entry, gross);
    for (int32_t b = 0; b < net->n_block; b++)
        f += dot(g->block_c[b], d->block_c[b], net->block[b].n, gross) +
             dot(g->block_q[b], d->block_q[b], net->block[b].n * net->block[b].n, gross);
    return f;
}

static gad_market_change change_of(const tangent *d)
{
    return (gad_market_change){ d->supply,
                                d->lower,
                                d->upper,
                                d->curve,
                                d->factor,
                                (const double *const *)d->block_c,
                                (const double *const *)d->block_q };
}

/* The same number found from both ends: w . (forward of a change) = gradient . change. */
static void check_forward(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    probe p;
    if (!probe_init(&p, mem, cx, kind, seed) || (!p.net->unique_price && !p.net->unique_level)) {
        gad_market_free(p.m);
        return;
    }
    rng r = rng_make(seed, 92);
    tangent d = tangent_new(mem, p.net);
    draw_change(&p, &r, &d);
    gad_market_change change = change_of(&d);
    double *dprice = numbers(mem, p.net->n_node), *dlevel = numbers(mem, p.net->n_activity),
           gross = 0;
    gad_status st = gad_market_forward(cx, p.m, &change, dprice, dlevel);
    if (st == GAD_E_NOTFOUND && (p.a.report.degenerate || p.a.report.undetermined || at_kink(&p))) {
        gad_market_free(p.m);
        return;
    }
    if (st)
        FAIL_AT(&p, "gad_market_forward: %s", gad_last_error(cx).text);
    double f = dot(p.weight_price, dprice, p.net->n_node, &gross) +
               dot(p.weight_level, dlevel, p.net->n_activity, &gross);
    double g = along(&p, &d, &gross);
    if (!(fabs(f - g) <= (p.net->loose ? 1e-6 : 1e-8) * gross) || !isfinite(f))
        FAIL_AT(&p, "forward %.15g, adjoint %.15g (gross %g)", f, g, gross);
    gad_market_free(p.m);
}

static void forward_and_adjoint_are_the_same_derivative(void **state)
{
    (void)state;
    over_seeds(40, check_forward);
}

/* ---- what is refused ---------------------------------------------------------------------------- */

/* Before a solve, and after a change that moves the answer. */
static void check_too_early(probe *p)
{
    gad_market_spec spec = net_spec(p->net);
    gad_market *m = NULL, *solved = p->m;
    double *dprice = numbers(p->mem, p->net->n_node), *dlevel = numbers(p->mem, p->net->n_activity);
    int32_t n = 0;
    for (int32_t k = 0; k < p->net->n_node; k++)
        n = determined(p, k) && fabs(p->a.price[k]) > fabs(p->a.price[n]) ? k : n;
    assert_int_equal(gad_market_new(p->cx, &spec, &m), GAD_OK);
    p->m = m;
    assert_int_equal(adjoint(p, &p->grad, p->one_sided), GAD_E_ARG);
    gad_market_change change = change_of(&p->grad);
    assert_int_equal(gad_market_forward(p->cx, m, &change, dprice, dlevel), GAD_E_ARG);
    p->m = solved;
    gad_market_numbers_of(solved)->supply[n] += 0.1 * throughput(p, n) + 1e-30;
    if (throughput(p, n) > 0 &&
        (adjoint(p, &p->grad, p->one_sided) != GAD_E_ARG ||
         gad_market_forward(p->cx, solved, &change, dprice, dlevel) != GAD_E_ARG))
        FAIL_AT(p, "a derivative after the supply of node %" PRId32 " has changed", n);
    gad_market_numbers_of(solved)->supply[n] = p->net->supply[n];
    gad_market_free(m);
}

static void check_refusals(arena *mem, gad_ctx *cx, int32_t kind, uint64_t seed)
{
    probe p;
    if (!probe_init(&p, mem, cx, kind, seed)) {
        gad_market_free(p.m);
        return;
    }
    check_too_early(&p);
    solve(&p, p.m, NULL, &p.a);
    bool kink = at_kink(&p);
    for (int32_t k = 0; k < p.net->n_node + p.net->n_activity; k++) {
        int32_t j = k - p.net->n_node;
        memset(p.weight_price, 0, (size_t)p.net->n_node * sizeof(double));
        memset(p.weight_level, 0, (size_t)p.net->n_activity * sizeof(double));
        *(j < 0 ? &p.weight_price[k] : &p.weight_level[j]) = 1;
        bool unique = j < 0 ? determined(&p, k) : !p.a.level_free[j];
        gad_status st = adjoint(&p, &p.grad, p.one_sided), want = unique ? GAD_OK : GAD_E_NOTFOUND;
        if (st != want && !(kink && st == GAD_E_NOTFOUND))
            FAIL_AT(&p, "%s %" PRId32 " is %sunique, and its derivative gives status %d",
                    j < 0 ? "price" : "level", j < 0 ? k : j, unique ? "" : "not ", (int)st);
    }
    gad_market_free(p.m);
}

static void what_is_not_determined_has_no_derivative(void **state)
{
    (void)state;
    over_seeds(6, check_refusals);
}

/* ---- memory ------------------------------------------------------------------------------------- */

enum { PATTERN = 0x5a };

static bool pattern_left(const double *x, int32_t n)
{
    const unsigned char *byte = (const unsigned char *)x;
    for (size_t i = 0; i < (size_t)n * sizeof *x; i++)
        if (byte[i] != PATTERN)
            return false;
    return true;
}

/* Adjoint and forward with every allocation failing once. */
static void check_oom(arena *mem, gad_ctx *unused, int32_t kind, uint64_t seed)
{
    bool done = false;
    (void)unused;
    for (long n = 0; n < 5000 && !done; n++) {
        alloc_budget b = { -1, 0 };
        gad_ctx *cx = gad_ctx_new(budget_realloc, &b);
        probe p;
        assert_non_null(cx);
        if (!probe_init(&p, mem, cx, kind, seed) || !(p.net->unique_price && p.net->unique_level)) {
            gad_market_free(p.m);
            gad_ctx_free(cx);
            return;
        }
        double *dprice = numbers(mem, p.net->n_node), *dlevel = numbers(mem, p.net->n_activity);
        memset(p.grad.supply, PATTERN, (size_t)p.net->n_node * sizeof(double));
        memset(p.grad.curve, PATTERN,
               (size_t)(p.net->n_activity * GAD_CURVE_PARS) * sizeof(double));
        memset(dprice, PATTERN, (size_t)p.net->n_node * sizeof(double));
        memset(dlevel, PATTERN, (size_t)p.net->n_activity * sizeof(double));
        tangent d = tangent_new(mem, p.net);
        gad_market_change change = change_of(&d);
        b.left = n;
        gad_status st = adjoint(&p, &p.grad, p.one_sided);
        b.left = n;
        gad_status sf = gad_market_forward(cx, p.m, &change, dprice, dlevel);
        done = !st && !sf;
        if ((st && (st != GAD_E_NOMEM || !pattern_left(p.grad.supply, p.net->n_node) ||
                    !pattern_left(p.grad.curve, p.net->n_activity * GAD_CURVE_PARS))) ||
            (sf && (sf != GAD_E_NOMEM || !pattern_left(dprice, p.net->n_node) ||
                    !pattern_left(dlevel, p.net->n_activity))))
            FAIL_AT(&p, "allocation %ld fails: status %d, %d, or outputs were written", n, (int)st,
                    (int)sf);
        gad_market_free(p.m);
        gad_ctx_free(cx);
        assert_int_equal(b.live, 0);
    }
    assert_true(done);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    over_seeds(2, check_oom);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives_agree_with_solving_again),
        cmocka_unit_test(forward_and_adjoint_are_the_same_derivative),
        cmocka_unit_test(what_is_not_determined_has_no_derivative),
        cmocka_unit_test(every_allocation_may_fail),
    };
    if (argc > 1)
        first_seed = last_seed = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        only_kind = gen_kinds[gen_kind_find(argv[2])].name;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
