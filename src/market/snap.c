/* snap.c - layer 1: taking rounding out of a solution.
 *
 * A price that should be 0 comes out as 1e-14, a full lane as 7.999999999999. Signs and bounds are exact conditions
 * (p >= 0, a rent only at a bound), and what is unique is read off from who is at a bound; so they are made exact. */
#include "market/snap.h"
#include "market/certify.h"
#include "market/curve.h"
#include "market/newton.h"

/* Relative to the prices around; of a good that is thrown away, where nothing else holds the price, more. */
static const double PRICE = 1e-12, PRICE_THROWN = 1e-9;
/* Relative to the flow through the least of its nodes. */
static const double LEVEL = 1e-11;
/* A level that prices around would not notice. */
static const double TRIFLE = 1e-12;
/* Relative to the prices around: no change of a marginal cost. */
static const double SAME = 1e-10;

static bool snap_prices(gad_market *m)
{
    bool any = false;
    for (int32_t n = 0; n < m->n_node; n++) {
        double p = m->now.price[n];
        bool thrown = m->disposal[n] >= 0 && (p < 0 || m->now.level[m->disposal[n]] > 0);
        m->next.price[n] = p;
        if (p != 0 && fabs(p) <= (thrown ? PRICE_THROWN : PRICE) * m->scale[n]) {
            m->next.price[n] = 0;
            any = true;
        }
    }
    return any;
}

/* The flow that a change of the level is small beside. */
static double flow_around(const gad_market *m, int32_t j)
{
    double least = NO_LIMIT;
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        least = fmin(least, m->now.gross[m->node[e]] / fabs(m->coef[e]));
    return isfinite(least) ? least : 0;
}

/* Moving the level to `to` leaves the marginal cost where it is. An entropic trickle of 1e-40 is what its price asks for: at
 * the end of such a curve the cost is another. */
static bool same_cost(const gad_market *m, int32_t j, double to, double size)
{
    if (m->block_of[j] >= 0)
        return true;
    const gad_curve *c = &m->curve[j];
    double off = curve_types[c->kind]->cost(c->par, to) -
                 curve_types[c->kind]->cost(c->par, m->now.level[j]);
    return fabs(off) <= SAME * size;
}

static double snapped(const gad_market *m, int32_t j)
{
    double x = m->now.level[j], l = m->resp.lower[j], u = m->resp.upper[j];
    double near = LEVEL * flow_around(m, j), size = 0, to = x;
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        size = fmax(size, fabs(m->value[e]) * m->scale[m->node[e]]);
    int32_t n = m->start[j] < m->start[j + 1] ? m->node[m->start[j]] : -1;
    bool alone =
        j >= m->n_given && m->touch_start[n + 1] - m->touch_start[n] == 1; /* no prices around */
    if (l <= 0 && u >= 0 && !alone && fabs(x) <= TRIFLE * m->resp.typical[j] * size)
        to = 0;
    else if (x - l <= near || u - x <= near)
        to = x - l <= near ? l : u;
    return to != x && same_cost(m, j, to, size) ? to : x;
}

static bool snap_levels(gad_market *m)
{
    bool any = false;
    for (int32_t j = 0; j < m->n_act; j++) {
        m->next.level[j] = snapped(m, j);
        any = any || m->next.level[j] != m->now.level[j];
    }
    return any;
}

/* Try prices and levels of m->next; keep them when they are as good or good enough. */
static bool keep(gad_market *m, const gad_market_opts *o, gad_market_report *r)
{
    gad_market_report tried = *r;
    certify(m, m->next.price, m->next.level, &tried);
    bool worse =
        tried.imbalance > r->imbalance || tried.complementarity_rel > r->complementarity_rel;
    if (worse && !certified(&tried, 0.1 * o->tolerance)) {
        certify(m, m->now.price, m->now.level, r); /* the rents are those of the last certificate */
        return false;
    }
    memcpy(m->now.price, m->next.price, (size_t)m->n_node * sizeof(double));
    memcpy(m->now.level, m->next.level, (size_t)m->n_act * sizeof(double));
    *r = tried;
    return true;
}

void snap_state(gad_market *m, const gad_market_opts *o, gad_market_report *r)
{
    newton_scale(m);
    certify(m, m->now.price, m->now.level, r);
    bool prices = snap_prices(m), levels = snap_levels(m);
    if ((!prices && !levels) || keep(m, o, r) || !prices || !levels)
        return;
    memcpy(m->next.level, m->now.level,
           (size_t)m->n_act * sizeof(double)); /* not both, then: prices alone */
    snap_prices(m);
    keep(m, o, r);
}
