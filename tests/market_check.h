/* market_check.h - does a state solve a market? An evaluator that shares nothing with src/market: plain loops
 * over gad_market_spec in long double, the curves written out once more in their plainest form.
 *
 * What is measured, per node and per activity (eq. 1 to 4 of gadolin/market.h):
 *   imbalance      |A x + s| over sum |coef x| + |s|; at a node with free disposal a surplus counts only when
 *                  the price is positive, and a negative price counts as imbalance 1
 *   complementarity  what eq. 3 misses, in price units, and relative to the gross size of its terms: the
 *                  absolute values of the addends of m plus sum |coef factor p|
 *   bounds         levels outside lower..upper, without any tolerance
 *   finite         no infinity and no NaN in prices, levels and what follows from them */
#ifndef GAD_MARKET_CHECK_H
#define GAD_MARKET_CHECK_H

#include "test.h"
#include "gadolin/market.h"

typedef long double exact;

typedef struct market_check {
    bool finite;
    bool in_bounds;
    exact imbalance;
    int32_t node; /* the worst one, -1: none */
    exact complementarity, complementarity_rel;
    int32_t activity; /* the worst one, -1: none */
} market_check;

typedef struct check_sum { /* a value and the gross size of what was added up to it */
    exact value, gross;
} check_sum;

static inline void check_add(check_sum *s, exact term)
{
    s->value += term;
    s->gross += fabsl(term);
}

/* ---- numbers of a spec, with its defaults ------------------------------------------------------- */

static inline exact check_supply(const gad_market_spec *s, int32_t n)
{
    return s->numbers.supply ? (exact)s->numbers.supply[n] : 0;
}

static inline double check_lower(const gad_market_spec *s, int32_t j)
{
    return s->numbers.lower ? s->numbers.lower[j] : 0;
}

static inline double check_upper(const gad_market_spec *s, int32_t j)
{
    return s->numbers.upper ? s->numbers.upper[j] : (double)INFINITY;
}

static inline exact check_factor(const gad_market_spec *s, int32_t e)
{
    return s->numbers.price_factor ? (exact)s->numbers.price_factor[e] : 1;
}

static inline bool check_free(const gad_market_spec *s, int32_t n)
{
    return s->balance && s->balance[n] == GAD_BALANCE_FREE;
}

/* ---- marginal cost ------------------------------------------------------------------------------ */

static inline check_sum check_curve(const gad_curve *c, exact x)
{
    check_sum m = { 0, 0 };
    exact a = (exact)c->par[0], b = (exact)c->par[1], d = (exact)c->par[2];
    if (c->kind == GAD_CURVE_LINEAR || c->kind == GAD_CURVE_QUADRATIC) {
        check_add(&m, a);
        check_add(&m, b * x);
        if (c->kind == GAD_CURVE_QUADRATIC)
            check_add(&m, d * x * x);
    } else if (c->kind == GAD_CURVE_POWER) {
        exact size = a * powl(x / b, 1 / d);
        check_add(&m, d > 0 ? size : -size);
    } else if (c->kind == GAD_CURVE_EXP) {
        check_add(&m, a);
        check_add(&m, b * logl(x / d));
    } else {
        check_add(&m, a);
        check_add(&m, b / (d - x));
    }
    return m;
}

/* The block an activity is in and its place there, or -1. */
static inline int32_t check_block(const gad_market_spec *s, int32_t j, int32_t *place)
{
    for (int32_t b = 0; b < s->n_block; b++)
        for (int32_t i = 0; i < s->numbers.block[b].n; i++)
            if (s->numbers.block[b].activity[i] == j) {
                *place = i;
                return b;
            }
    return -1;
}

static inline check_sum check_cost(const gad_market_spec *s, int32_t j, const double *level)
{
    int32_t i = 0, at = check_block(s, j, &i);
    if (at < 0)
        return check_curve(&s->numbers.curve[j], (exact)level[j]);
    const gad_block *b = &s->numbers.block[at];
    check_sum m = { 0, 0 };
    check_add(&m, (exact)b->c[i]);
    for (int32_t k = 0; k < b->n; k++)
        check_add(&m, (exact)b->q[i * b->n + k] * (exact)level[b->activity[k]]);
    return m;
}

static inline check_sum check_earns(const gad_market_spec *s, int32_t j, const double *price)
{
    check_sum e = { 0, 0 };
    for (int32_t k = s->start[j]; k < s->start[j + 1]; k++)
        check_add(&e, (exact)s->coef[k] * check_factor(s, k) * (exact)price[s->node[k]]);
    return e;
}

/* Cost of the levels from 0, where that is finite: power demand counts from x0. */
static inline exact check_integral(const gad_curve *c, exact x)
{
    exact a = (exact)c->par[0], b = (exact)c->par[1], d = (exact)c->par[2];
    if (c->kind == GAD_CURVE_LINEAR)
        return a * x + b * x * x / 2;
    if (c->kind == GAD_CURVE_QUADRATIC)
        return a * x + b * x * x / 2 + d * x * x * x / 3;
    if (c->kind == GAD_CURVE_EXP)
        return a * x + b * (x > 0 ? x * (logl(x / d) - 1) : 0);
    if (c->kind == GAD_CURVE_HYPERBOLA)
        return a * x - b * log1pl(-x / d);
    if (d > 0)
        return a * b * powl(x / b, 1 / d + 1) / (1 / d + 1);
    return d == -1 ? -a * b * logl(x / b) : -a * b * (powl(x / b, 1 / d + 1) - 1) / (1 / d + 1);
}

/* Integral of all marginal costs; `gross` tells how much cancelled. Symmetric blocks only. */
static inline check_sum check_objective(const gad_market_spec *s, const double *level)
{
    check_sum f = { 0, 0 };
    for (int32_t j = 0; j < s->n_activity; j++) {
        int32_t i;
        if (check_block(s, j, &i) < 0)
            check_add(&f, check_integral(&s->numbers.curve[j], (exact)level[j]));
    }
    for (int32_t at = 0; at < s->n_block; at++) {
        const gad_block *b = &s->numbers.block[at];
        for (int32_t i = 0; i < b->n; i++) {
            exact x = (exact)level[b->activity[i]];
            check_add(&f, (exact)b->c[i] * x);
            for (int32_t k = 0; k < b->n; k++)
                check_add(&f, (exact)b->q[i * b->n + k] * x * (exact)level[b->activity[k]] / 2);
        }
    }
    return f;
}

/* ---- eq. 4 -------------------------------------------------------------------------------------- */

static inline check_sum check_balance(const gad_market_spec *s, int32_t n, const double *level)
{
    check_sum b = { 0, 0 };
    check_add(&b, check_supply(s, n));
    for (int32_t j = 0; j < s->n_activity; j++)
        for (int32_t k = s->start[j]; k < s->start[j + 1]; k++)
            if (s->node[k] == n)
                check_add(&b, (exact)s->coef[k] * (exact)level[j]);
    return b;
}

static inline exact check_node(const gad_market_spec *s, int32_t n, check_sum balance, double price)
{
    if (check_free(s, n) && price < 0)
        return 1;
    if (balance.value == 0 || (check_free(s, n) && price <= 0 && balance.value > 0))
        return 0;
    return fabsl(balance.value) / balance.gross;
}

/* ---- eq. 3 -------------------------------------------------------------------------------------- */

/* How far g has the wrong sign for where the level is. A fixed level (lower = upper) allows every g. The least
 * positive number stands for a level of an exponential curve too small to be written: there g may be positive. */
static inline exact check_violation(const gad_market_spec *s, int32_t j, double x, exact g)
{
    bool at_lower = x <= check_lower(s, j), at_upper = x >= check_upper(s, j);
    int32_t i;
    if (check_block(s, j, &i) < 0 && s->numbers.curve[j].kind == GAD_CURVE_EXP && x <= 0x1p-1022)
        at_lower = true;
    if (at_lower && at_upper)
        return 0;
    if (at_lower)
        return g < 0 ? -g : 0;
    if (at_upper)
        return g > 0 ? g : 0;
    return fabsl(g);
}

static inline void check_activity(const gad_market_spec *s, int32_t j, const double *price,
                                  const double *level, market_check *c)
{
    double x = level[j];
    check_sum m = check_cost(s, j, level), e = check_earns(s, j, price);
    c->in_bounds = c->in_bounds && x >= check_lower(s, j) && x <= check_upper(s, j);
    exact off = check_violation(s, j, x, m.value - e.value);
    c->finite = c->finite && isfinite(x) && isfinite(e.value) && isfinite(m.value);
    if (!(off > 0))
        return;
    if (off > c->complementarity)
        c->complementarity = off;
    if (off / (m.gross + e.gross) > c->complementarity_rel) {
        c->complementarity_rel = off / (m.gross + e.gross);
        c->activity = j;
    }
}

/* Cost: every activity is visited once per node; meant for networks of some thousand entries. */
static inline market_check market_check_of(const gad_market_spec *s, const double *price,
                                           const double *level)
{
    market_check c = { .finite = true, .in_bounds = true, .node = -1, .activity = -1 };
    for (int32_t j = 0; j < s->n_activity; j++)
        check_activity(s, j, price, level, &c);
    for (int32_t n = 0; n < s->n_node; n++) {
        exact off = check_node(s, n, check_balance(s, n, level), price[n]);
        c.finite = c.finite && isfinite(price[n]) && isfinite(off);
        if (off > c.imbalance) {
            c.imbalance = off;
            c.node = n;
        }
    }
    return c;
}

static inline bool market_check_passes(const market_check *c, double tolerance)
{
    return c->finite && c->in_bounds && c->imbalance <= (exact)tolerance &&
           c->complementarity_rel <= (exact)tolerance;
}

#endif
