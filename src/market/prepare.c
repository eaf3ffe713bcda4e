/* prepare.c - layer 1: from the caller's numbers to what the solver works with.
 *
 * Flow of network_prepare: check every number -> earnings per price -> bounds cut to the domain of the curve -> typical
 * slopes and the conductance of every node -> a proximal term where a curve is flat beside its surroundings.
 *
 * The proximal term makes levels a function of prices where the curve alone does not: delta/2 (x - centre)^2 with the
 * centre moved to the last levels until it no longer matters (docs/market.md, "Flat steps"). Its size is a share of the
 * impedance that the activity meets at its nodes, so it scales with any unit of quantity or money. */
#include "market/curve.h"
#include "market/dense.h"
#include "market/network.h"

/* A curve whose slope is below NEARLY_FLAT of the impedance it meets is helped by a term of PROXIMAL of it: above, Newton
 * copes alone; a smaller term would make the levels lose digits (x = pi / delta). Both were tried from 1e-8 to 1. */
static const double NEARLY_FLAT = 1e-5, PROXIMAL = 0.1;
enum { SPREAD_ROUNDS = 64, SCALE_ROUNDS = 20 };

/* ---- checks ------------------------------------------------------------------------------------ */

static gad_status check_activity(gad_ctx *cx, const gad_market *m, int32_t j)
{
    char name[64];
    const gad_market_numbers *k = &m->numbers;
    double l = k->lower[j], u = k->upper[j];
    if (!(l <= u) || isinf(l) > 0 || isinf(u) < 0)
        return gad_fail(cx, GAD_E_ARG, "%s: lower %g and upper %g leave no level",
                        network_activity(m, j, name), l, u);
    if (m->block_of[j] < 0) {
        const gad_curve *c = &m->curve[j];
        if ((int)c->kind < 0 || c->kind >= GAD_CURVE_KINDS)
            return gad_fail(cx, GAD_E_ARG, "%s: there is no curve of kind %d",
                            network_activity(m, j, name), (int)c->kind);
        const char *wrong = curve_types[c->kind]->wrong(c->par, l, u);
        if (wrong)
            return gad_fail(cx, GAD_E_ARG, "%s: %s curve: %s", network_activity(m, j, name),
                            curve_types[c->kind]->name, wrong);
    }
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
        m->value[e] = m->coef[e] * m->factor[e];
        if (!(m->factor[e] > 0) || !isfinite(m->factor[e]) || !isfinite(m->value[e])) {
            char at[64];
            return gad_fail(
                cx, GAD_E_ARG, "%s: its price factor at %s is %g, expected a positive number",
                network_activity(m, j, name), network_node(m, m->node[e], at), m->factor[e]);
        }
    }
    return GAD_OK;
}

/* Whether c and Q are usable; *asymmetric is set when Q is not its own transpose beyond rounding. */
static gad_status check_block(gad_ctx *cx, gad_market *m, int32_t b, bool *asymmetric)
{
    const gad_block *k = &m->numbers.block[b];
    int32_t n = k->n;
    for (int32_t i = 0; i < n; i++)
        for (int32_t h = -1; h < n; h++)
            if (!isfinite(h < 0 ? k->c[i] : k->q[i * n + h]))
                return gad_fail(cx, GAD_E_ARG,
                                "block %" PRId32 ": a number of row %" PRId32 " is not finite", b,
                                i);
    for (int32_t i = 0; i < n; i++)
        for (int32_t h = 0; h < i; h++) {
            double off = fabs(k->q[i * n + h] - k->q[h * n + i]);
            if (off > 1e-10 * sqrt(fabs(k->q[i * n + i] * k->q[h * n + h])))
                *asymmetric = true;
        }
    m->block[b].least = dense_cholesky(k->q, n, m->block[b].sym);
    if (!(m->block[b].least >= -1e-9))
        return gad_fail(
            cx, GAD_E_ARG,
            "block %" PRId32
            ": the symmetric part of Q is not positive semidefinite, so marginal costs may fall",
            b);
    return GAD_OK;
}

static gad_status check_numbers(gad_ctx *cx, gad_market *m)
{
    gad_status st = GAD_OK;
    char name[64];
    m->resp.symmetric = true;
    for (int32_t n = 0; n < m->n_node && !st; n++)
        if (!isfinite(m->numbers.supply[n]))
            st = gad_fail(cx, GAD_E_ARG, "%s: its supply is not a finite number",
                          network_node(m, n, name));
    for (int32_t j = 0; j < m->n_act && !st; j++)
        st = check_activity(cx, m, j);
    for (int32_t e = 0; e < m->start[m->n_given] && !st; e++)
        m->resp.symmetric = m->resp.symmetric && m->factor[e] == 1;
    bool asymmetric = false;
    for (int32_t b = 0; b < m->n_block && !st; b++)
        st = check_block(cx, m, b, &asymmetric);
    m->resp.symmetric = m->resp.symmetric && !asymmetric;
    return st;
}

/* ---- bounds and typical slopes ------------------------------------------------------------------ */

static void cut_bounds(gad_market *m, int32_t j)
{
    m->resp.lower[j] = m->numbers.lower[j];
    m->resp.upper[j] = m->numbers.upper[j];
    if (m->block_of[j] < 0)
        curve_cut(&m->curve[j], &m->resp.lower[j], &m->resp.upper[j]);
}

/* A level inside the bounds to take the slope at. */
static double typical_level(const gad_market *m, int32_t j)
{
    double l = m->resp.lower[j], u = m->resp.upper[j];
    double x = curve_types[m->curve[j].kind]->typical(m->curve[j].par);
    if (x <= l || x >= u) {
        double inner = isfinite(l) && isfinite(u) ? l + 0.5 * (u - l) : isfinite(l) ? l : u;
        x = MIN_OF(MAX_OF(x, l), u);
        if (isfinite(l) && isfinite(u))
            x = inner;
    }
    return x;
}

static bool takes_proximal(const gad_market *m, int32_t j)
{
    return m->block_of[j] >= 0 || m->curve[j].kind == GAD_CURVE_LINEAR ||
           m->curve[j].kind == GAD_CURVE_QUADRATIC;
}

/* Slope of the marginal cost where the activity may run; 0 for a flat step. */
static double typical_slope(const gad_market *m, int32_t j)
{
    int32_t b = m->block_of[j];
    if (b >= 0) {
        const gad_block *k = &m->numbers.block[b];
        for (int32_t i = 0; i < k->n; i++)
            if (k->activity[i] == j)
                return m->block[b].least > 1e-8 ? k->q[i * k->n + i] : 0;
    }
    const gad_curve *c = &m->curve[j];
    double s = curve_types[c->kind]->slope(c->par, typical_level(m, j));
    if (c->kind == GAD_CURVE_QUADRATIC && isfinite(m->resp.lower[j]))
        s = MIN_OF(s, curve_types[c->kind]->slope(c->par, m->resp.lower[j]));
    if (!takes_proximal(m, j) &&
        !(s > 0 && isfinite(s))) /* lost at that level: these curves are never flat as a whole */
        s = curve_types[c->kind]->slope(c->par, curve_types[c->kind]->typical(c->par));
    return isfinite(s) ? s : 0;
}

/* The impedance activity j meets: money per unit of level that its nodes move when it moves by one. 0: unknown. */
static double impedance(const gad_market *m, int32_t j)
{
    double z = 0;
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
        double h = m->resp.conductance[m->node[e]];
        if (h > 0)
            z += fabs(m->coef[e] * m->value[e]) / h;
    }
    return z;
}

static void conduct(gad_market *m, int32_t j, double *conductance)
{
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        conductance[m->node[e]] += fabs(m->coef[e] * m->value[e]) * m->resp.typical[j];
}

/* With nothing but flat steps around: units for nodes (m->work) and activities (m->slope) in which the coefficients are
 * about 1 (geometric means, in turn), */
static void scale_columns(gad_market *m)
{
    for (int32_t n = 0; n < m->n_node; n++)
        m->work[n] = 1;
    for (int32_t round = 0; round < SCALE_ROUNDS; round++) {
        for (int32_t j = 0; j < m->n_act; j++) {
            double sum = 0;
            for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
                sum += log(fabs(m->coef[e]) * m->work[m->node[e]]);
            m->slope[j] =
                m->start[j + 1] > m->start[j] ? exp(sum / (m->start[j + 1] - m->start[j])) : 1;
        }
        for (int32_t n = 0; n < m->n_node; n++) {
            double sum = 0;
            int32_t first = m->touch_start[n], last = m->touch_start[n + 1];
            for (int32_t t = first; t < last; t++)
                sum += log(fabs(m->coef[m->touch_entry[t]]) / m->slope[m->touch_act[t]]);
            m->work[n] = last > first ? exp(-sum / (last - first)) : 1;
        }
    }
}

/* and in these units the largest cost over the largest quantity in sight. */
static double coarse_slope(gad_market *m)
{
    double cost = 0, quantity = 0;
    scale_columns(m);
    for (int32_t j = 0; j < m->n_act; j++) {
        if (m->block_of[j] < 0 && m->curve[j].kind == GAD_CURVE_LINEAR)
            cost = MAX_OF(cost, fabs(m->curve[j].par[0]) / m->slope[j]);
        if (isfinite(m->resp.upper[j]))
            quantity = MAX_OF(quantity, fabs(m->resp.upper[j]) * m->slope[j]);
        if (isfinite(m->resp.lower[j]))
            quantity = MAX_OF(quantity, fabs(m->resp.lower[j]) * m->slope[j]);
    }
    for (int32_t n = 0; n < m->n_node; n++)
        quantity = MAX_OF(quantity, fabs(m->numbers.supply[n]) * m->work[n]);
    return (cost > 0 ? cost : 1) / (quantity > 0 ? quantity : 1);
}

static void set_proximal(gad_market *m, int32_t j, double delta)
{
    m->resp.delta[j] = delta;
    m->resp.typical[j] = 1 / (delta + typical_slope(m, j));
    m->resp.proximal = true;
}

/* Flat steps whose surroundings are known take their proximal term from them, and so make more surroundings known. */
static bool spread(gad_market *m)
{
    bool grew = false;
    for (int32_t j = 0; j < m->n_act; j++) {
        if (m->resp.typical[j] > 0 || m->resp.lower[j] == m->resp.upper[j] || !takes_proximal(m, j))
            continue;
        double z = impedance(m, j);
        if (z > 0) {
            set_proximal(m, j, PROXIMAL * z);
            grew = true;
        }
    }
    if (!grew)
        return false;
    memset(m->resp.conductance, 0, (size_t)m->n_node * sizeof(double));
    for (int32_t j = 0; j < m->n_act; j++)
        conduct(m, j, m->resp.conductance);
    return true;
}

/* What conducts ordinarily at each node, into m->work: a power mean that a few activities of enormous conductance (the
 * nearly flat ones) cannot pull up. 0: nothing does. */
static void ordinary_conductance(gad_market *m)
{
    for (int32_t n = 0; n < m->n_node; n++) {
        double sum = 0;
        int32_t count = 0;
        for (int32_t t = m->touch_start[n]; t < m->touch_start[n + 1]; t++) {
            int32_t e = m->touch_entry[t];
            double own = fabs(m->coef[e] * m->value[e]) * m->resp.typical[m->touch_act[t]];
            if (own > 0) {
                sum += 1 / sqrt(own);
                count++;
            }
        }
        m->work[n] = count ? count / sum * (count / sum) : 0;
    }
}

/* Activities nearly flat beside what is ordinary at their nodes are not counted as conducting (typical 0). Whether there
 * are such, or flat ones. */
static bool set_apart(gad_market *m, bool careful)
{
    bool flat = false;
    if (careful)
        ordinary_conductance(m);
    else
        memset(m->work, 0, (size_t)m->n_node * sizeof *m->work);
    for (int32_t j = 0; j < m->n_act; j++) {
        if (m->resp.lower[j] == m->resp.upper[j])
            continue;
        double z = 0;
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            if (m->work[m->node[e]] > 0)
                z += fabs(m->coef[e] * m->value[e]) / m->work[m->node[e]];
        if (takes_proximal(m, j) && m->resp.typical[j] > 0 &&
            1 / m->resp.typical[j] < NEARLY_FLAT * z)
            m->resp.typical[j] = 0;
        flat = flat || m->resp.typical[j] == 0;
    }
    return flat;
}

static void set_slopes(gad_market *m, bool careful)
{
    response *r = &m->resp;
    memset(r->conductance, 0, (size_t)m->n_node * sizeof(double));
    r->proximal = false;
    for (int32_t j = 0; j < m->n_act; j++) {
        double s = r->lower[j] < r->upper[j] ? typical_slope(m, j) : 0;
        r->delta[j] = 0;
        r->typical[j] = s > 0 ? 1 / s : 0;
        conduct(m, j, r->conductance);
    }
    bool flat = set_apart(m, careful);
    if (flat) {
        memset(r->conductance, 0, (size_t)m->n_node * sizeof(double));
        for (int32_t j = 0; j < m->n_act; j++)
            conduct(m, j, r->conductance);
    }
    for (int32_t k = 0; flat && k < SPREAD_ROUNDS && spread(m); k++)
        continue;
    bool left = false;
    for (int32_t j = 0; flat && j < m->n_act; j++)
        left = left || (r->typical[j] == 0 && r->lower[j] < r->upper[j]);
    double coarse = left ? PROXIMAL * coarse_slope(m) : 0;
    for (int32_t j = 0; flat && j < m->n_act; j++)
        if (r->typical[j] == 0 && r->lower[j] < r->upper[j] && takes_proximal(m, j)) {
            set_proximal(m, j, coarse * m->slope[j] * m->slope[j]);
            conduct(m, j, r->conductance);
        }
    for (int32_t n = 0; n < m->n_node; n++)
        if (!(r->conductance[n] > 0))
            r->conductance[n] = 1; /* nothing responds at this node */
}

/* As far as its slope is not lost beside that at a typical level, and a hundred such levels at most. */
static double first_reach(const gad_market *m, int32_t j)
{
    const gad_curve *c = &m->curve[j];
    if (m->block_of[j] >= 0 || c->kind == GAD_CURVE_LINEAR || c->kind == GAD_CURVE_QUADRATIC)
        return NO_LIMIT;
    const curve_type *t = curve_types[c->kind];
    double typical = typical_level(m, j), x = 100 * typical,
           least = 1e-4 * t->slope(c->par, typical);
    if (!(x > 0) || x >= m->resp.upper[j])
        return NO_LIMIT;
    for (int32_t k = 0; k < 8 && t->slope(c->par, x) < least; k++)
        x = sqrt(x * typical);
    return x;
}

void network_blend(gad_market *m, double blend)
{
    m->resp.blend = blend;
    m->resp.symmetric = m->resp.given_symmetric || blend == 0;
    for (int32_t e = 0; e < m->start[m->n_act]; e++)
        m->value[e] = m->coef[e] * (blend * m->factor[e] + (1 - blend));
    for (int32_t b = 0; b < m->n_block; b++) {
        int32_t n = m->block[b].n;
        const double *q = m->numbers.block[b].q;
        for (int32_t i = 0; i < n; i++)
            for (int32_t h = 0; h < n; h++)
                m->block[b].q[i * n + h] =
                    0.5 * ((1 + blend) * q[i * n + h] + (1 - blend) * q[h * n + i]);
    }
}

void network_slopes(gad_market *m, bool careful)
{
    set_slopes(m, careful);
    memcpy(m->resp.delta_first, m->resp.delta, (size_t)m->n_act * sizeof(double));
}

gad_status network_prepare(gad_ctx *cx, gad_market *m)
{
    gad_status st = check_numbers(cx, m);
    if (st)
        return st;
    m->resp.given_symmetric = m->resp.symmetric;
    network_blend(m, 1);
    for (int32_t j = 0; j < m->n_act; j++) {
        cut_bounds(m, j);
        m->resp.reach[j] = first_reach(m, j);
    }
    network_slopes(m, false);
    return GAD_OK;
}
