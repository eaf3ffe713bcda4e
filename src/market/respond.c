/* respond.c - layer 1: what activities do at given prices, and the matrix of their slopes.
 *
 * Flow of respond: earnings -> levels -> excess, in one pass over the columns; blocks afterwards, since their members
 * answer together. A level that cannot be bounded (a demand without limit at price 0) leaves `inside` false. */
#include "market/curve.h"
#include "market/respond.h"

/* A slope beyond this many times the typical one (a power supply at level 0) is cut: it only shortens a step. */
static const double STEEPEST = 1e10;

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static double earned(const gad_market *m, const double *price, int32_t j)
{
    double pi = 0;
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        pi += m->value[e] * price[m->node[e]];
    return pi;
}

/* The curve with its proximal term is a curve of the same family (only linear and quadratic ones take the term). */
static double proximal_level(const gad_curve *c, double delta, double centre, double pi)
{
    if (c->kind == GAD_CURVE_LINEAR)
        return (pi - c->par[0] + delta * centre) / (c->par[1] + delta);
    double par[GAD_CURVE_PARS] = { c->par[0] - delta * centre, c->par[1] + delta, c->par[2] };
    return curve_types[c->kind]->level(par, pi);
}

/* Beyond its reach a curve goes on as its tangent there: an exponential response would carry a trial price out of sight,
 * and a demand without limit would have no level at price 0. The reach is widened until the solution lies inside. */
static double curved_level(const gad_market *m, int32_t j, double pi)
{
    const gad_curve *c = &m->curve[j];
    double x = curve_types[c->kind]->level(c->par, pi), reach = m->resp.reach[j];
    if (x <= reach)
        return x;
    return reach + (pi - curve_types[c->kind]->cost(c->par, reach)) /
                       curve_types[c->kind]->slope(c->par, reach);
}

static double answer(const gad_market *m, int32_t j, double pi)
{
    const response *r = &m->resp;
    const gad_curve *c = &m->curve[j];
    double l = r->lower[j], u = r->upper[j], x;
    if (l == u)
        return l;
    if (r->delta[j] > 0)
        x = proximal_level(c, r->delta[j], r->centre[j], pi);
    else if (c->kind == GAD_CURVE_LINEAR)
        x = (pi - c->par[0]) / c->par[1];
    else
        x = curved_level(m, j, pi);
    return clamp(x, l, u);
}

double respond_level(const gad_market *m, int32_t j, double earn)
{
    const gad_curve *c = &m->curve[j];
    return clamp(curve_types[c->kind]->level(c->par, earn), m->resp.lower[j], m->resp.upper[j]);
}

double respond_cost(const gad_market *m, int32_t j, const double *level)
{
    int32_t b = m->block_of[j];
    if (b < 0)
        return curve_types[m->curve[j].kind]->cost(m->curve[j].par, level[j]);
    const gad_block *k = &m->numbers.block[b];
    for (int32_t i = 0; i < k->n; i++)
        if (k->activity[i] == j) {
            double cost = k->c[i];
            for (int32_t h = 0; h < k->n; h++)
                cost += k->q[i * k->n + h] * level[k->activity[h]];
            return cost;
        }
    return NO_NUMBER; /* not reached: the member lists are checked when the network is built */
}

double respond_cost_size(const gad_market *m, int32_t j, const double *level)
{
    int32_t b = m->block_of[j];
    double x = level[j];
    if (b < 0) {
        const gad_curve *c = &m->curve[j];
        const curve_type *t = curve_types[c->kind];
        double cost = t->cost(c->par, x), rest = t->constant < 0 ? 0 : c->par[t->constant];
        double moved = t->constant < 0 ? 0 : t->slope(c->par, x) * x;
        return fmax(fmax(fabs(cost), fabs(rest)), isfinite(moved) ? fabs(moved) : 0);
    }
    const gad_block *k = &m->numbers.block[b];
    double size = 0;
    for (int32_t i = 0; i < k->n; i++)
        if (k->activity[i] == j) {
            size = fabs(k->c[i]);
            for (int32_t h = 0; h < k->n; h++)
                size += fabs(k->q[i * k->n + h] * level[k->activity[h]]);
        }
    return size;
}

void respond_earn(const gad_market *m, const double *price, double *earn)
{
    for (int32_t j = 0; j < m->n_act; j++)
        earn[j] = earned(m, price, j);
}

static void add_level(const gad_market *m, point *pt, int32_t j)
{
    double x = pt->level[j];
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
        double made = m->coef[e] * x;
        pt->excess[m->node[e]] += made;
        pt->gross[m->node[e]] += fabs(made);
    }
}

static void start_balance(const gad_market *m, point *pt)
{
    for (int32_t n = 0; n < m->n_node; n++) {
        pt->excess[n] = m->numbers.supply[n];
        pt->gross[n] = fabs(m->numbers.supply[n]);
    }
}

static void end_balance(const gad_market *m, point *pt)
{
    pt->merit = 0;
    pt->imbalance = 0;
    for (int32_t n = 0; n < m->n_node; n++) {
        double f = pt->excess[n];
        pt->merit += f * f / m->resp.conductance[n];
        /* A node where next to nothing moves would be judged by its rounding. */
        double gross = pt->gross[n] + m->resp.nothing * m->resp.conductance[n] * m->scale[n];
        if (gross > 0)
            pt->imbalance = MAX_OF(pt->imbalance, fabs(f) / gross);
    }
    pt->inside = isfinite(pt->merit);
    if (!pt->inside)
        pt->imbalance = NO_LIMIT;
}

void respond_balance(const gad_market *m, point *pt)
{
    start_balance(m, pt);
    for (int32_t j = 0; j < m->n_act; j++)
        add_level(m, pt, j);
    end_balance(m, pt);
}

void respond(gad_market *m, point *pt)
{
    start_balance(m, pt);
    for (int32_t j = 0; j < m->n_act; j++) {
        pt->earn[j] = earned(m, pt->price, j);
        if (m->block_of[j] >= 0)
            continue;
        pt->level[j] = answer(m, j, pt->earn[j]);
        add_level(m, pt, j);
    }
    for (int32_t b = 0; b < m->n_block; b++) {
        block_respond(m, b, pt->earn, pt->level);
        for (int32_t i = 0; i < m->block[b].n; i++)
            add_level(m, pt, m->unit_act[m->block[b].first + i]);
    }
    end_balance(m, pt);
}

void respond_slopes(gad_market *m, const point *pt)
{
    const response *r = &m->resp;
    for (int32_t j = 0; j < m->n_act; j++) {
        double x = pt->level[j];
        m->slope[j] = 0;
        if (m->block_of[j] >= 0 || x <= r->lower[j] || x >= r->upper[j])
            continue;
        const gad_curve *c = &m->curve[j];
        double s = c->kind == GAD_CURVE_LINEAR
                       ? c->par[1]
                       : curve_types[c->kind]->slope(c->par, MIN_OF(x, r->reach[j]));
        m->slope[j] = MIN_OF(1 / (s + r->delta[j]), STEEPEST * r->typical[j]);
    }
    for (int32_t b = 0; b < m->n_block; b++)
        block_slopes(m, b, pt->earn, pt->level);
}

/* ---- the matrix --------------------------------------------------------------------------------- */

/* One activity: D a_e b_f for every pair of entries the system keeps, in the order system_pairs listed them. */
static const int32_t *add_activity(const gad_market *m, const slopes_matrix *s, int32_t j, double d,
                                   double *h, const int32_t *pos)
{
    int32_t first = m->start[j], last = m->start[j + 1];
    for (int32_t e = first; e < last; e++) {
        double de = d * m->coef[e];
        for (int32_t f = first; f < last; f++)
            if (!s->symmetric || m->node[f] <= m->node[e])
                h[*pos++] += de * m->value[f];
    }
    return pos;
}

/* Members of a block move each other: rows by member i, columns by member k. */
static void add_block(const gad_market *m, const slopes_matrix *s, int32_t b, double floor,
                      double *h, const int32_t *pos)
{
    const block_work *w = &m->block[b];
    for (int32_t i = 0; i < w->n; i++) {
        int32_t ji = m->unit_act[w->first + i];
        for (int32_t e = m->start[ji]; e < m->start[ji + 1]; e++)
            for (int32_t k = 0; k < w->n; k++) {
                int32_t jk = m->unit_act[w->first + k];
                double d = w->response[i * w->n + k];
                if (i == k)
                    d = MAX_OF(d, floor * m->resp.typical[ji]);
                for (int32_t f = m->start[jk]; f < m->start[jk + 1]; f++)
                    if (!s->symmetric || m->node[f] <= m->node[e])
                        h[*pos++] += d * m->coef[e] * m->value[f];
            }
    }
}

void respond_matrix(gad_market *m, slopes_matrix *s, double floor)
{
    double *h = linsys_values(s->lin);
    memset(h, 0, (size_t)s->n_value * sizeof *h);
    for (int32_t b = 0; b < m->n_block; b++)
        add_block(m, s, b, floor, h, s->pos + s->pos_start[b]);
    for (int32_t u = m->n_block; u < m->n_unit; u++) {
        int32_t j = m->unit_act[m->unit_start[u]];
        double d = MAX_OF(m->slope[j], floor * m->resp.typical[j]);
        if (d > 0)
            add_activity(m, s, j, d, h, s->pos + s->pos_start[u]);
    }
    for (int32_t n = 0; n < m->n_node; n++)
        h[s->diagonal[n]] += RESPOND_GROUND * m->resp.conductance[n];
}

void respond_move(const gad_market *m, const double *dprice, double *dlevel)
{
    for (int32_t j = 0; j < m->n_act; j++)
        if (m->block_of[j] < 0)
            dlevel[j] = m->slope[j] > 0 ? m->slope[j] * earned(m, dprice, j) : 0;
    for (int32_t b = 0; b < m->n_block; b++) {
        const block_work *w = &m->block[b];
        for (int32_t i = 0; i < w->n; i++) {
            double dx = 0;
            for (int32_t k = 0; k < w->n; k++)
                dx += w->response[i * w->n + k] * earned(m, dprice, m->unit_act[w->first + k]);
            dlevel[m->unit_act[w->first + i]] = dx;
        }
    }
}
