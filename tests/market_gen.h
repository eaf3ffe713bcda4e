/* market_gen.h - random markets for tests, each drawn from a seed; what is known about the answer by
 * construction stands beside the numbers (market_net.unique_level and so on).
 *
 *   market_net *net = gen_market(mem, gen_kind_find("transport"), seed);
 *   gad_market_spec spec = net_spec(net);          borrowed from the net
 *
 * A net is built by net_node, net_activity and net_entry; a kind is one function and one row of gen_kinds.
 * Typical prices are about P = 20 and quantities about X = 10 before net_rescale puts other units on them. */
#ifndef GAD_MARKET_GEN_H
#define GAD_MARKET_GEN_H

#include "test.h"
#include "gadolin/market.h"

enum { NET_NODES = 256, NET_ACTIVITIES = 2048, NET_ENTRIES = 8192, NET_BLOCKS = 64 };

typedef struct market_net {
    int32_t n_node, n_activity, n_entry, n_block;
    gad_balance *balance;
    double *supply, *lower, *upper, *coef, *factor;
    int32_t *start, *node;
    gad_curve *curve;
    gad_block *block;
    arena *mem;
    /* What is known about the answer. */
    bool unique_level;   /* no level is free: all marginal costs rise strictly */
    bool unique_price;   /* every price is determined */
    bool convex;         /* no price factors, no asymmetric block: the objective is defined */
    bool loose;          /* so flat that levels follow prices by less than can be written */
    bool no_equilibrium; /* and `excess` says where */
    bool excess_known;
    double *excess; /* [n_node] what cannot be balanced: + too much, - too little */
} market_net;

/* ---- building ----------------------------------------------------------------------------------- */

static inline void *net_take(arena *mem, int32_t count, size_t size)
{
    void *p = arena_take(mem, (size_t)count, size);
    assert_non_null(p);
    return p;
}

static inline market_net *net_new(arena *mem)
{
    market_net *net = net_take(mem, 1, sizeof *net);
    net->mem = mem;
    net->balance = net_take(mem, NET_NODES, sizeof *net->balance);
    net->supply = net_take(mem, NET_NODES, sizeof *net->supply);
    net->excess = net_take(mem, NET_NODES, sizeof *net->excess);
    net->lower = net_take(mem, NET_ACTIVITIES, sizeof *net->lower);
    net->upper = net_take(mem, NET_ACTIVITIES, sizeof *net->upper);
    net->curve = net_take(mem, NET_ACTIVITIES, sizeof *net->curve);
    net->start = net_take(mem, NET_ACTIVITIES + 1, sizeof *net->start);
    net->node = net_take(mem, NET_ENTRIES, sizeof *net->node);
    net->coef = net_take(mem, NET_ENTRIES, sizeof *net->coef);
    net->factor = net_take(mem, NET_ENTRIES, sizeof *net->factor);
    net->block = net_take(mem, NET_BLOCKS, sizeof *net->block);
    net->convex = net->unique_level = true;
    return net;
}

static inline int32_t net_node(market_net *net, gad_balance balance, double supply)
{
    assert_true(net->n_node < NET_NODES);
    net->balance[net->n_node] = balance;
    net->supply[net->n_node] = supply;
    return net->n_node++;
}

/* Entries follow by net_entry. */
static inline int32_t net_activity(market_net *net, gad_curve curve, double upper)
{
    assert_true(net->n_activity < NET_ACTIVITIES);
    int32_t j = net->n_activity++;
    net->curve[j] = curve;
    net->lower[j] = 0;
    net->upper[j] = upper;
    net->start[j] = net->start[j + 1] = net->n_entry;
    return j;
}

static inline void net_entry(market_net *net, int32_t node, double coef)
{
    assert_true(net->n_entry < NET_ENTRIES && net->n_activity > 0);
    net->node[net->n_entry] = node;
    net->coef[net->n_entry] = coef;
    net->factor[net->n_entry] = 1;
    net->start[net->n_activity] = ++net->n_entry;
}

/* Makes (coef > 0) or uses (coef < 0) one node only. */
static inline int32_t net_single(market_net *net, gad_curve curve, double upper, int32_t node,
                                 double coef)
{
    int32_t j = net_activity(net, curve, upper);
    net_entry(net, node, coef);
    return j;
}

static inline int32_t net_arc(market_net *net, gad_curve curve, double upper, int32_t from,
                              int32_t to)
{
    int32_t j = net_activity(net, curve, upper);
    net_entry(net, from, -1);
    net_entry(net, to, 1);
    return j;
}

static inline gad_block *net_block(market_net *net, int32_t n, const int32_t *activity)
{
    assert_true(net->n_block < NET_BLOCKS);
    int32_t *own = net_take(net->mem, n, sizeof *own);
    memcpy(own, activity, (size_t)n * sizeof *own);
    gad_block *b = &net->block[net->n_block++];
    *b = (gad_block){ n, own, net_take(net->mem, n, sizeof *b->c),
                      net_take(net->mem, n * n, sizeof *b->q) };
    return b;
}

static inline gad_market_spec net_spec(market_net *net)
{
    return (gad_market_spec){
        .n_node = net->n_node,
        .n_activity = net->n_activity,
        .n_block = net->n_block,
        .balance = net->balance,
        .start = net->start,
        .node = net->node,
        .coef = net->coef,
        .numbers = { net->supply, net->lower, net->upper, net->curve, net->factor, net->block },
    };
}

/* ---- copies in other units and in another order --------------------------------------------------*/

static inline gad_curve curve_in_units(gad_curve c, double level_unit, double money)
{
    double v = level_unit, w = money / level_unit;
    static const double none[GAD_CURVE_PARS];
    double p[GAD_CURVE_PARS];
    memcpy(p, none, sizeof p);
    switch (c.kind) {
    case GAD_CURVE_LINEAR:
    case GAD_CURVE_QUADRATIC:
        p[0] = c.par[0] * w;
        p[1] = c.par[1] * w / v;
        p[2] = c.kind == GAD_CURVE_QUADRATIC ? c.par[2] * w / v / v : 0;
        break;
    case GAD_CURVE_POWER:
        p[0] = c.par[0] * w;
        p[1] = c.par[1] * v;
        p[2] = c.par[2];
        break;
    case GAD_CURVE_EXP:
        p[0] = c.par[0] * w;
        p[1] = c.par[1] * w;
        p[2] = c.par[2] * v;
        break;
    case GAD_CURVE_HYPERBOLA:
        p[0] = c.par[0] * w;
        p[1] = c.par[1] * w * v;
        p[2] = c.par[2] * v;
        break;
    case GAD_CURVE_KINDS:
        break;
    }
    memcpy(c.par, p, sizeof p);
    return c;
}

/* A copy with node n counted in 1/node_unit[n] and activity j in 1/level_unit[j] of the old units, and money in
 * 1/money: quantities grow by node_unit, levels by level_unit, prices by money/node_unit. */
static inline market_net *net_rescale(const market_net *from, const double *node_unit,
                                      const double *level_unit, double money)
{
    market_net *net = net_new(from->mem);
    int32_t *start = net->start, *node = net->node;
    double *coef = net->coef, *factor = net->factor, *lower = net->lower, *upper = net->upper;
    double *supply = net->supply, *excess = net->excess;
    gad_balance *balance = net->balance;
    gad_curve *curve = net->curve;
    *net = *from;
    net->start = start, net->node = node, net->coef = coef, net->factor = factor,
    net->lower = lower;
    net->upper = upper, net->supply = supply, net->excess = excess, net->balance = balance,
    net->curve = curve;
    memcpy(start, from->start, ((size_t)from->n_activity + 1) * sizeof *start);
    memcpy(node, from->node, (size_t)from->n_entry * sizeof *node);
    memcpy(factor, from->factor, (size_t)from->n_entry * sizeof *factor);
    memcpy(balance, from->balance, (size_t)from->n_node * sizeof *balance);
    for (int32_t n = 0; n < net->n_node; n++) {
        supply[n] = from->supply[n] * node_unit[n];
        excess[n] = from->excess[n] * node_unit[n];
    }
    for (int32_t j = 0; j < net->n_activity; j++) {
        lower[j] = from->lower[j] * level_unit[j];
        upper[j] = from->upper[j] * level_unit[j];
        curve[j] = curve_in_units(from->curve[j], level_unit[j], money);
        for (int32_t e = start[j]; e < start[j + 1]; e++)
            coef[e] = from->coef[e] * node_unit[node[e]] / level_unit[j];
    }
    net->n_block = 0;
    net->block = net_take(net->mem, NET_BLOCKS, sizeof *net->block);
    for (int32_t b = 0; b < from->n_block; b++) {
        const gad_block *old = &from->block[b];
        gad_block *now = net_block(net, old->n, old->activity);
        for (int32_t i = 0; i < old->n; i++) {
            double v = level_unit[old->activity[i]];
            now->c[i] = old->c[i] * money / v;
            for (int32_t k = 0; k < old->n; k++)
                now->q[i * old->n + k] =
                    old->q[i * old->n + k] * money / v / level_unit[old->activity[k]];
        }
    }
    return net;
}

static inline void gen_shuffle(rng *r, int32_t *order, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        order[i] = i;
    for (int32_t i = n - 1; i > 0; i--) {
        int32_t k = rng_i32(r, 0, i), t = order[i];
        order[i] = order[k];
        order[k] = t;
    }
}

/* A copy with nodes and activities in another order: node n becomes node_at[n], activity j activity_at[j].
 * Entries within an activity and members within a block are turned round as well. */
static inline market_net *net_reorder(const market_net *from, const int32_t *node_at,
                                      const int32_t *activity_at)
{
    market_net *net = net_new(from->mem);
    int32_t *old = net_take(net->mem, from->n_activity + 1, sizeof *old);
    net->unique_level = from->unique_level, net->unique_price = from->unique_price;
    net->convex = from->convex, net->loose = from->loose;
    net->no_equilibrium = from->no_equilibrium, net->excess_known = from->excess_known;
    net->n_node = from->n_node;
    for (int32_t n = 0; n < from->n_node; n++) {
        net->balance[node_at[n]] = from->balance[n];
        net->supply[node_at[n]] = from->supply[n];
        net->excess[node_at[n]] = from->excess[n];
    }
    for (int32_t j = 0; j < from->n_activity; j++)
        old[activity_at[j]] = j;
    for (int32_t j = 0; j < from->n_activity; j++) {
        net_activity(net, from->curve[old[j]], from->upper[old[j]]);
        net->lower[j] = from->lower[old[j]];
        for (int32_t e = from->start[old[j] + 1] - 1; e >= from->start[old[j]]; e--) {
            net_entry(net, node_at[from->node[e]], from->coef[e]);
            net->factor[net->n_entry - 1] = from->factor[e];
        }
    }
    for (int32_t b = from->n_block - 1; b >= 0; b--) {
        const gad_block *was = &from->block[b];
        int32_t n = was->n, *member = net_take(net->mem, n, sizeof *member);
        for (int32_t i = 0; i < n; i++)
            member[i] = activity_at[was->activity[n - 1 - i]];
        gad_block *now = net_block(net, n, member);
        for (int32_t i = 0; i < n; i++) {
            now->c[i] = was->c[n - 1 - i];
            for (int32_t k = 0; k < n; k++)
                now->q[i * n + k] = was->q[(n - 1 - i) * n + n - 1 - k];
        }
    }
    return net;
}

/* ---- random curves ------------------------------------------------------------------------------ */

enum { GEN_P = 20, GEN_X = 10 }; /* typical price and quantity */

static inline gad_curve gen_linear(double c, double q)
{
    return (gad_curve){ GAD_CURVE_LINEAR, { c, q, 0 } };
}

/* Marginal cost about p at level x. */
static inline gad_curve gen_supply(rng *r, double p, double x)
{
    double c = p * rng_f64(r, 0, 0.8), cap = x * rng_f64(r, 1.2, 3);
    switch (rng_i32(r, 0, 4)) {
    case 0:
        return gen_linear(c, (p - c) / x);
    case 1:
        return (gad_curve){ GAD_CURVE_QUADRATIC,
                            { c, rng_i32(r, 0, 1) * (p - c) / x / 2, (p - c) / x / x / 2 } };
    case 2:
        return (gad_curve){ GAD_CURVE_POWER, { p, x, rng_f64(r, 0.2, 3) } };
    case 3:
        return (gad_curve){ GAD_CURVE_EXP, { p, p * rng_f64(r, 0.05, 0.3), x } };
    default:
        return (gad_curve){ GAD_CURVE_HYPERBOLA, { c, (p - c) * (cap - x), cap } };
    }
}

/* Marginal benefit about p at level x. `always`: a curve that takes something at every price. */
static inline gad_curve gen_demand(rng *r, double p, double x, bool always)
{
    double choke = p * rng_f64(r, 1.3, 4), cap = x * rng_f64(r, 1.2, 3);
    switch (rng_i32(r, 0, always ? 1 : 4)) {
    case 0:
        return (gad_curve){ GAD_CURVE_POWER, { p, x, -rng_f64(r, 0.2, 2) } };
    case 1:
        return (gad_curve){ GAD_CURVE_EXP, { -p, p * rng_f64(r, 0.1, 0.5), x } };
    case 2:
        return gen_linear(-choke, (choke - p) / x);
    case 3:
        return (gad_curve){ GAD_CURVE_QUADRATIC, { -choke, 0, (choke - p) / x / x } };
    default:
        return (gad_curve){ GAD_CURVE_HYPERBOLA, { -choke, (choke - p) * (cap - x), cap } };
    }
}

/* Cost about t that rises with the level; an exponential one carries something at every price, a power one costs
 * nothing at level 0. */
static inline gad_curve gen_haul(rng *r, double t, double x)
{
    double cap = x * rng_f64(r, 2, 10);
    switch (rng_i32(r, 0, 4)) {
    case 0:
        return gen_linear(t, t / x * rng_f64(r, 0.1, 1));
    case 1:
        return (gad_curve){ GAD_CURVE_QUADRATIC, { t, 0, t / x / x } };
    case 2:
        return (gad_curve){ GAD_CURVE_EXP, { t, t * rng_f64(r, 0.2, 1), x } };
    case 3:
        return (gad_curve){ GAD_CURVE_POWER, { t, x, rng_f64(r, 0.5, 2) } };
    default:
        return (gad_curve){ GAD_CURVE_HYPERBOLA, { t, t * cap, cap } };
    }
}

/* ---- pieces of markets -------------------------------------------------------------------------- */

typedef gad_curve gen_haul_fn(rng *r, double t, double x);

/* A ring of arcs in both directions and some chords between `n` nodes first..first+n-1. */
static inline void gen_arcs(rng *r, market_net *net, int32_t first, int32_t n, gen_haul_fn *haul)
{
    for (int32_t i = 0; i < n; i++)
        for (int32_t k = 0; k < n; k++) {
            bool ring = k == (i + 1) % n || i == (k + 1) % n;
            if (i != k && (ring || rng_chance(r, 0.25)))
                net_arc(net, haul(r, GEN_P * rng_f64(r, 0.02, 0.6), GEN_X), (double)INFINITY,
                        first + i, first + k);
        }
}

/* `n` regions with a producer and a consumer each, joined by arcs. */
static inline int32_t gen_regions(rng *r, market_net *net, int32_t n, bool always,
                                  gen_haul_fn *haul)
{
    int32_t first = net->n_node;
    for (int32_t i = 0; i < n; i++) {
        int32_t at = net_node(net, rng_chance(r, 0.3) ? GAD_BALANCE_FREE : GAD_BALANCE_EQ, 0);
        net_single(net, gen_supply(r, GEN_P * rng_f64(r, 0.5, 2), GEN_X * rng_f64(r, 0.2, 3)),
                   (double)INFINITY, at, 1);
        net_single(net,
                   gen_demand(r, GEN_P * rng_f64(r, 0.5, 2), GEN_X * rng_f64(r, 0.2, 3), always),
                   (double)INFINITY, at, -1);
        if (rng_chance(r,
                       0.3)) /* less than the least pole of a demand curve: there is room for it */
            net->supply[at] = GEN_X * rng_f64(r, 0, 0.2);
    }
    gen_arcs(r, net, first, n, haul);
    return first;
}

static inline void gen_units(rng *r, market_net **net)
{
    double node_unit[NET_NODES],
        *level_unit = net_take((*net)->mem, NET_ACTIVITIES, sizeof *level_unit);
    for (int32_t n = 0; n < (*net)->n_node; n++)
        node_unit[n] = pow(10, rng_f64(r, -6.7, 5));
    for (int32_t j = 0; j < (*net)->n_activity; j++)
        level_unit[j] = pow(10, rng_f64(r, -5, 5));
    *net = net_rescale(*net, node_unit, level_unit, 10);
}

/* ---- kinds -------------------------------------------------------------------------------------- */

static inline void gen_transport(rng *r, market_net **at)
{
    (*at)->unique_price = rng_chance(r, 0.5);
    gen_regions(r, *at, rng_i32(r, 2, 12), (*at)->unique_price, gen_haul);
}

/* Prices from 1e-3 to 1e9 and levels in units of their own. */
static inline void gen_scaled(rng *r, market_net **at)
{
    gen_transport(r, at);
    gen_units(r, at);
}

static inline void gen_disconnected(rng *r, market_net **at)
{
    for (int32_t k = rng_i32(r, 2, 4); k > 0; k--)
        gen_regions(r, *at, rng_i32(r, 1, 4), false, gen_haul);
    net_node(*at, GAD_BALANCE_EQ, 0);
    net_node(*at, GAD_BALANCE_FREE, 0);
    net_node(*at, GAD_BALANCE_FREE, GEN_X);
}

/* Capacities: some too small, some zero, some levels fixed, some with a least level. What is forced is so small that
 * every region can make it. */
static inline void gen_bounded(rng *r, market_net **at)
{
    gen_regions(r, *at, rng_i32(r, 3, 8), true, gen_haul);
    (*at)->unique_price = true;
    for (int32_t j = 0; j < (*at)->n_activity; j++) {
        const gad_curve *c = &(*at)->curve[j];
        bool arc = (*at)->start[j + 1] - (*at)->start[j] == 2;
        double pole = c->kind == GAD_CURVE_HYPERBOLA ? c->par[2] * 0.8 : (double)INFINITY;
        if (!arc || !rng_chance(r, 0.6))
            continue;
        if (rng_chance(r, 0.3) && c->kind != GAD_CURVE_EXP)
            (*at)->upper[j] = 0;
        else
            (*at)->upper[j] = fmin(GEN_X * rng_f64(r, 0.01, 0.3), pole);
        if (rng_chance(r, 0.2)) {
            (*at)->upper[j] = fmin((*at)->upper[j], GEN_X * 0.03);
            (*at)->lower[j] = (*at)->upper[j] * rng_i32(r, 0, 2) / 2;
        } else if (c->kind == GAD_CURVE_LINEAR && (*at)->upper[j] > 0 && rng_chance(r, 0.2)) {
            (*at)->lower[j] = -(*at)->upper[j];
        }
    }
}

static inline gad_curve gen_haul_tied(rng *r, double t, double x)
{
    (void)t, (void)x;
    return gen_linear(rng_i32(r, 0, 2), 0);
}

/* Flat transport at whole costs, some of them 0: flows go round in many ways. Strict curves at the ends. */
static inline void gen_degenerate(rng *r, market_net **at)
{
    (*at)->unique_level = false;
    (*at)->unique_price = true;
    int32_t n = rng_i32(r, 2, 9), first = gen_regions(r, *at, n, true, gen_haul_tied);
    for (int32_t k = rng_i32(r, 0, 3); k > 0; k--) /* the same arc twice, one of them narrow */
        net_arc(*at, gen_linear(rng_i32(r, 0, 2), 0), rng_i32(r, 1, 5), first, first + 1);
}

/* Steps of supply and demand on whole numbers, flat transport: a linear program that always has an answer. */
static inline void gen_steps(rng *r, market_net **at)
{
    (*at)->unique_level = false;
    int32_t n = rng_i32(r, 1, 7);
    for (int32_t i = 0; i < n; i++) {
        net_node(*at, rng_chance(r, 0.3) ? GAD_BALANCE_FREE : GAD_BALANCE_EQ, 0);
        for (int32_t k = rng_i32(r, 1, 3); k > 0; k--)
            net_single(*at, gen_linear(rng_i32(r, 1, 12), 0), rng_i32(r, 1, 10), i, 1);
        for (int32_t k = rng_i32(r, 1, 3); k > 0; k--)
            net_single(*at, gen_linear(-rng_i32(r, 5, 20), 0), rng_i32(r, 1, 10), i, -1);
    }
    gen_arcs(r, *at, 0, n, gen_haul_tied);
}

/* The transport problem: fixed demands, capacities of supply, costs per lane. */
static inline void gen_linear_program(rng *r, market_net **at)
{
    (*at)->unique_level = false;
    int32_t sources = rng_i32(r, 1, 6), sinks = rng_i32(r, 1, 6);
    bool tied = rng_chance(r, 0.5);
    double need = 0, each;
    for (int32_t i = 0; i < sinks; i++) {
        double d = tied ? rng_i32(r, 1, 9) : rng_f64(r, 1, 9);
        net_node(*at, GAD_BALANCE_EQ, -d);
        need += d;
    }
    each = ceil(need / sources) + rng_i32(r, 0, 1);
    for (int32_t i = 0; i < sources; i++) {
        int32_t s = net_node(*at, rng_chance(r, 0.5) ? GAD_BALANCE_FREE : GAD_BALANCE_EQ, 0);
        net_single(*at, gen_linear(tied ? 1 : rng_f64(r, 1, 5), 0), each, s, 1);
        for (int32_t k = 0; k < sinks; k++)
            net_arc(*at, gen_linear(tied ? rng_i32(r, 1, 4) : rng_f64(r, 1, 9), 0),
                    (double)INFINITY, s, k);
    }
}

/* Slopes of 1e-9 to 1e-7 of what is typical: prices hardly say what is carried. */
static inline gad_curve gen_haul_nearly_flat(rng *r, double t, double x)
{
    return gen_linear(t, t / x * pow(10, rng_f64(r, -9, -7)));
}

static inline void gen_nearly_flat(rng *r, market_net **at)
{
    (*at)->loose = true;
    (*at)->unique_price = true;
    gen_regions(r, *at, rng_i32(r, 2, 9), true, gen_haul_nearly_flat);
}

/* Ore to concentrates, concentrates to several oxides at once, oxides to metals to alloys, at a few places; some
 * oxides nobody wants are thrown away free, others at a cost. */
static inline void gen_chain_place(rng *r, market_net *net, int32_t first, int32_t n_element,
                                   const bool *free)
{
    int32_t ore = net_node(net, GAD_BALANCE_EQ, 0), metal = net_node(net, GAD_BALANCE_EQ, 0);
    int32_t alloy = net_node(net, GAD_BALANCE_EQ, 0);
    net_single(net, gen_supply(r, GEN_P * 0.4, 4 * GEN_X),
               rng_chance(r, 0.3) ? 6 * GEN_X : (double)INFINITY, ore, 1);
    for (int32_t k = rng_i32(r, 1, 2); k > 0; k--) {
        net_activity(net, gen_haul(r, GEN_P * 0.1, 4 * GEN_X), (double)INFINITY);
        net_entry(net, ore, -1);
        for (int32_t i = 0; i < n_element; i++)
            net_entry(net, first + i, rng_f64(r, 0.02, 0.6));
    }
    net_activity(net, gen_haul(r, GEN_P * 0.1, GEN_X), (double)INFINITY);
    net_entry(net, first, -1);
    net_entry(net, metal, 0.9);
    net_activity(net, gen_haul(r, GEN_P * 0.1, GEN_X), (double)INFINITY);
    net_entry(net, metal, -0.3);
    net_entry(net, first + 1, -0.05);
    net_entry(net, alloy, 1);
    net_single(net, gen_demand(r, GEN_P, 2 * GEN_X, true), (double)INFINITY, alloy, -1);
    for (int32_t i = 0; i < n_element; i++) {
        bool wanted = i == 0 || rng_chance(r, 0.6);
        if (wanted)
            net_single(net, gen_demand(r, GEN_P * rng_f64(r, 0.2, 3), GEN_X, true),
                       (double)INFINITY, first + i, -1);
        if (!free[i] && (!wanted || rng_chance(r, 0.3)))
            net_single(net, gen_linear(rng_f64(r, 1, 15), rng_f64(r, 0.01, 1)), (double)INFINITY,
                       first + i, -1);
    }
}

static inline void gen_chain(rng *r, market_net **at)
{
    int32_t places = rng_i32(r, 1, 4), n_element = rng_i32(r, 2, 6), first[4];
    bool free[6];
    for (int32_t i = 0; i < n_element; i++)
        free[i] = rng_chance(r, 0.5);
    for (int32_t k = 0; k < places; k++) {
        first[k] = (*at)->n_node;
        for (int32_t i = 0; i < n_element; i++)
            net_node(*at, free[i] ? GAD_BALANCE_FREE : GAD_BALANCE_EQ, 0);
        gen_chain_place(r, *at, first[k], n_element, free);
    }
    for (int32_t k = 0; k < places; k++)
        for (int32_t m = 0; m < places; m++)
            for (int32_t i = 0; k != m && i < n_element; i++)
                if (rng_chance(r, 0.6))
                    net_arc(*at, gen_haul(r, GEN_P * rng_f64(r, 0.02, 0.3), GEN_X),
                            (double)INFINITY, first[k] + i, first[m] + i);
    if (rng_chance(r, 0.3))
        gen_units(r, at);
}

/* A demand system of the goods `good` [n]: positive definite, with cross effects; skew: not symmetric. */
static inline void gen_demand_block(rng *r, market_net *net, int32_t n, const int32_t *good,
                                    bool skew)
{
    int32_t member[3];
    for (int32_t i = 0; i < n; i++)
        member[i] = net_single(net, gen_linear(0, 0), (double)INFINITY, good[i], -1);
    gad_block *b = net_block(net, n, member);
    for (int32_t i = 0; i < n; i++) {
        b->c[i] = -GEN_P * rng_f64(r, 1.5, 4);
        b->q[i * n + i] += GEN_P / (double)GEN_X * rng_f64(r, 1, 3);
        for (int32_t k = i + 1; k < n; k++) {
            double s = GEN_P / (double)GEN_X * rng_f64(r, -0.45, 0.45);
            double a = skew ? GEN_P / (double)GEN_X * rng_f64(r, -1, 1) : 0;
            b->q[i * n + k] = s + a;
            b->q[k * n + i] = s - a;
        }
    }
}

static inline void gen_blocks(rng *r, market_net **at, bool skew)
{
    int32_t regions = rng_i32(r, 1, 5), goods = rng_i32(r, 2, 3);
    (*at)->convex = !skew;
    for (int32_t g = 0; g < goods; g++) {
        int32_t first = (*at)->n_node;
        for (int32_t i = 0; i < regions; i++) {
            net_node(*at, rng_chance(r, 0.2) ? GAD_BALANCE_FREE : GAD_BALANCE_EQ, 0);
            net_single(*at, gen_supply(r, GEN_P * rng_f64(r, 0.5, 2), GEN_X), (double)INFINITY,
                       first + i, 1);
        }
        if (regions > 1)
            gen_arcs(r, *at, first, regions, gen_haul);
    }
    for (int32_t i = 0; i < regions; i++) {
        int32_t good[3] = { i, regions + i, 2 * regions + i };
        gen_demand_block(r, *at, goods, good, skew);
        if (rng_chance(r, 0.3)) {
            const gad_block *b = &(*at)->block[(*at)->n_block - 1];
            (*at)->upper[b->activity[0]] = GEN_X * rng_f64(r, 0.05, 1);
        }
    }
}

static inline void gen_block_symmetric(rng *r, market_net **at)
{
    gen_blocks(r, at, false);
}

static inline void gen_block_asymmetric(rng *r, market_net **at)
{
    gen_blocks(r, at, true);
}

/* One demand for the sum of two or three goods, each with a supply of its own: Q has rank one, supply decides. */
static inline void gen_block_semidefinite(rng *r, market_net **at)
{
    for (int32_t k = rng_i32(r, 1, 4); k > 0; k--) {
        int32_t n = rng_i32(r, 2, 3), member[3];
        double eta = GEN_P / (double)GEN_X * rng_f64(r, 0.2, 2), rho = GEN_P * rng_f64(r, 1.5, 4),
               w[3];
        for (int32_t i = 0; i < n; i++) {
            int32_t node = net_node(*at, GAD_BALANCE_EQ, 0);
            net_single(*at, gen_supply(r, GEN_P * rng_f64(r, 0.5, 1), GEN_X), (double)INFINITY,
                       node, 1);
            member[i] = net_single(*at, gen_linear(0, 0), (double)INFINITY, node, -1);
            w[i] = rng_f64(r, 0.5, 2);
        }
        gad_block *b = net_block(*at, n, member);
        for (int32_t i = 0; i < n; i++) {
            b->c[i] = -rho * w[i];
            for (int32_t m = 0; m < n; m++)
                b->q[i * n + m] = eta * w[i] * w[m];
        }
    }
    int32_t far = net_node(*at, GAD_BALANCE_EQ, 0);
    net_single(*at, gen_demand(r, GEN_P, GEN_X, true), (double)INFINITY, far, -1);
    for (int32_t i = 0; i < far; i++)
        net_arc(*at, gen_haul(r, GEN_P * 0.2, GEN_X), (double)INFINITY, i, far);
}

/* Sellers who know that they move the price: in every market a block eta (1 + I) over the sellers. */
static inline void gen_cournot(rng *r, market_net **at)
{
    int32_t sellers = rng_i32(r, 2, 3), markets = rng_i32(r, 1, 4), member[3];
    for (int32_t i = 0; i < sellers; i++) {
        net_node(*at, GAD_BALANCE_EQ, 0);
        net_single(*at, gen_supply(r, GEN_P * rng_f64(r, 0.4, 1), 2 * GEN_X), (double)INFINITY, i,
                   1);
    }
    for (int32_t m = 0; m < markets; m++) {
        double eta = GEN_P / (double)GEN_X * rng_f64(r, 0.2, 2), rho = GEN_P * rng_f64(r, 1.5, 4);
        for (int32_t i = 0; i < sellers; i++)
            member[i] = net_single(*at, gen_linear(0, 0), (double)INFINITY, i, -1);
        gad_block *b = net_block(*at, sellers, member);
        for (int32_t i = 0; i < sellers; i++) {
            b->c[i] = rng_f64(r, 0, 5) - rho;
            for (int32_t k = 0; k < sellers; k++)
                b->q[i * sellers + k] = i == k ? 2 * eta : eta;
        }
    }
}

/* Duties and taxes on entries: each arc keeps coefficients of 1, so excess supply is an M-function and the prices
 * are unique (a price lifts excess supply at its own node by at least what it takes from the others together). An arc
 * is never subsidised: going round would pay. */
static inline void gen_wedges(rng *r, market_net **at)
{
    gen_regions(r, *at, rng_i32(r, 2, 9), true, gen_haul);
    (*at)->unique_price = true;
    (*at)->convex = false;
    for (int32_t j = 0; j < (*at)->n_activity; j++) {
        int32_t e = (*at)->start[j];
        bool arc = (*at)->start[j + 1] - e == 2;
        if (rng_chance(r, 0.6))
            (*at)->factor[e] = rng_f64(r, arc ? 1 : 0.5, 1.5);
        if (arc && rng_chance(r, 0.6))
            (*at)->factor[e + 1] = rng_f64(r, 0.5, 1);
    }
    (*at)->factor[0] = 1.25;
    if (rng_chance(r, 0.3))
        gen_units(r, at);
}

/* Goods that melt on the way: a coefficient below 1 at the end of each arc, still one convex program. */
static inline void gen_iceberg(rng *r, market_net **at)
{
    gen_regions(r, *at, rng_i32(r, 2, 9), true, gen_haul);
    (*at)->unique_price = true;
    for (int32_t e = 0; e < (*at)->n_entry; e++)
        if ((*at)->coef[e] > 0)
            (*at)->coef[e] = rng_f64(r, 0.8, 1);
}

/* A market that clears, and beside it nodes that cannot: what they must take or give exceeds what one narrow lane
 * carries, so the least-squares excess is known node by node. */
static inline void gen_infeasible(rng *r, market_net **at)
{
    (*at)->no_equilibrium = (*at)->excess_known = true;
    gen_regions(r, *at, rng_i32(r, 2, 6), true, gen_haul);
    for (int32_t k = rng_i32(r, 1, 3); k > 0; k--) {
        bool short_of = rng_chance(r, 0.5);
        double need = GEN_X * rng_f64(r, 0.02, 0.08),
               lane = rng_chance(r, 0.3) ? 0 : need * rng_f64(r, 0.2, 0.8);
        int32_t node =
            net_node(*at, short_of && rng_chance(r, 0.5) ? GAD_BALANCE_FREE : GAD_BALANCE_EQ,
                     short_of ? -need : need);
        (*at)->excess[node] = short_of ? lane - need : need - lane;
        if (short_of)
            net_arc(*at, gen_linear(1, rng_i32(r, 0, 1)), lane, 0, node);
        else
            net_arc(*at, gen_linear(1, rng_i32(r, 0, 1)), lane, node, 0);
    }
}

/* All balances can be met, but cost falls, or a price rises, without end. */
static inline void gen_unbounded(rng *r, market_net **at)
{
    (*at)->no_equilibrium = true;
    gen_regions(r, *at, rng_i32(r, 2, 6), true, gen_haul);
    if (rng_chance(r, 0.5)) { /* a pair of lanes that pays to go round */
        net_arc(*at, gen_linear(-2, 0), (double)INFINITY, 0, 1);
        net_arc(*at, gen_linear(1, 0), (double)INFINITY, 1, 0);
    } else { /* a consumer whose last unit is worth more than any price, and nobody who makes it */
        int32_t node = net_node(*at, GAD_BALANCE_EQ, 0);
        net_single(*at, (gad_curve){ GAD_CURVE_POWER, { GEN_P, GEN_X, -0.5 } }, (double)INFINITY,
                   node, -1);
    }
}

typedef struct gen_kind {
    const char *name;
    void (*draw)(rng *r, market_net **net);
} gen_kind;

static const gen_kind gen_kinds[] = {
    { "transport", gen_transport },
    { "scaled", gen_scaled },
    { "disconnected", gen_disconnected },
    { "bounded", gen_bounded },
    { "degenerate", gen_degenerate },
    { "steps", gen_steps },
    { "linear_program", gen_linear_program },
    { "nearly_flat", gen_nearly_flat },
    { "chain", gen_chain },
    { "block_symmetric", gen_block_symmetric },
    { "block_asymmetric", gen_block_asymmetric },
    { "block_semidefinite", gen_block_semidefinite },
    { "cournot", gen_cournot },
    { "wedges", gen_wedges },
    { "iceberg", gen_iceberg },
    { "infeasible", gen_infeasible },
    { "unbounded", gen_unbounded },
};

static inline int32_t gen_kind_find(const char *name)
{
    for (int32_t k = 0; k < COUNT_OF(gen_kinds); k++)
        if (STR_EQ(gen_kinds[k].name, name))
            return k;
    fail_msg("no kind of market is named %s", name);
    return -1;
}

static inline market_net *gen_market(arena *mem, int32_t kind, uint64_t seed)
{
    rng r = rng_make(seed, (uint64_t)kind);
    market_net *net = net_new(mem);
    gen_kinds[kind].draw(&r, &net);
    return net;
}

#endif
