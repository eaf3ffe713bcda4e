/* certify.c - layer 1: the certificate. It evaluates eq. 3 and 4 of gadolin/market.h anew, from the caller's numbers and
 * the state alone: nothing the solver believes is used. A solve is called solved only if its state passes here. */
#include "market/certify.h"
#include "market/curve.h"
#include "market/respond.h"

static void worst(double *a, double b)
{
    if (!(b <= *a)) /* NaN is the worst */
        *a = b;
}

/* What is made less what is used, and how much moves in all. */
static void balance(const gad_market *m, const double *level, double *excess, double *gross)
{
    for (int32_t n = 0; n < m->n_node; n++) {
        excess[n] = m->numbers.supply[n];
        gross[n] = fabs(m->numbers.supply[n]);
    }
    for (int32_t j = 0; j < m->n_given; j++)
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
            excess[m->node[e]] += m->coef[e] * level[j];
            gross[m->node[e]] += fabs(m->coef[e] * level[j]);
        }
}

/* A surplus may stand where disposal is free and the price is 0; a price below 0 may not. */
static void check_node(const gad_market *m, int32_t n, double price, gad_market_report *r)
{
    double excess = m->next.excess[n], gross = m->next.gross[n];
    double rel = gross > 0 ? fabs(excess) / gross : excess == 0 ? 0 : NO_LIMIT;
    if (!isfinite(price))
        rel = NO_LIMIT;
    if (m->balance[n] == GAD_BALANCE_FREE) {
        if (price < 0) {
            worst(&r->complementarity, -price);
            worst(&r->complementarity_rel, 1); /* a sign, not a matter of digits */
        }
        if (excess > 0)
            rel = price > 0 ? rel : 0;
    }
    worst(&r->imbalance, rel);
}

static void check_activity(gad_market *m, int32_t j, const double *price, const double *level,
                           gad_market_report *r)
{
    double x = level[j], l = m->resp.lower[j], u = m->resp.upper[j], earn = 0, size = 0;
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
        earn += m->value[e] * price[m->node[e]];
        size += fabs(m->value[e] * price[m->node[e]]);
    }
    m->rent[j] = 0;
    if (!isfinite(x) || x < m->numbers.lower[j] || x > m->numbers.upper[j]) {
        worst(&r->complementarity, NO_LIMIT);
        worst(&r->complementarity_rel, NO_LIMIT);
        return;
    }
    double cost = respond_cost(m, j, level), g = cost - earn, off;
    if (!isfinite(
            cost)) { /* a curve that begins at minus infinity has no rent at its end, only an excuse to be fixed */
        off = l == u ? 0 : NO_LIMIT;
        g = 0;
    } else
        off = l == u ? 0 : x <= l ? fmax(0, -g) : x >= u ? fmax(0, g) : fabs(g);
    if (x <= l || x >= u)
        m->rent[j] = -g;
    size += respond_cost_size(m, j, level);
    worst(&r->complementarity, off);
    if (off > 0)
        worst(&r->complementarity_rel, off / size);
}

static double objective(const gad_market *m, const double *level)
{
    double sum = 0;
    for (int32_t j = 0; j < m->n_given; j++)
        if (m->block_of[j] < 0)
            sum += curve_types[m->curve[j].kind]->integral(m->curve[j].par, level[j]);
    for (int32_t b = 0; b < m->n_block; b++) {
        const gad_block *k = &m->numbers.block[b];
        for (int32_t i = 0; i < k->n; i++) {
            double x = level[k->activity[i]];
            sum += k->c[i] * x;
            for (int32_t h = 0; h < k->n; h++)
                sum += 0.5 * x * k->q[i * k->n + h] * level[k->activity[h]];
        }
    }
    return sum;
}

void certify(gad_market *m, const double *price, const double *level, gad_market_report *r)
{
    r->imbalance = r->complementarity = r->complementarity_rel = 0;
    balance(m, level, m->next.excess, m->next.gross);
    for (int32_t n = 0; n < m->n_node; n++)
        check_node(m, n, price[n], r);
    for (int32_t j = 0; j < m->n_given; j++)
        check_activity(m, j, price, level, r);
    r->objective = m->resp.symmetric ? objective(m, level) : NO_NUMBER;
}

bool certified(const gad_market_report *r, double tolerance)
{
    return r->imbalance <= tolerance && r->complementarity_rel <= tolerance;
}

gad_status gad_market_certify(gad_ctx *cx, gad_market *m, double tolerance, const double *price,
                              const double *level, gad_market_report *report)
{
    gad_status st = network_prepare(cx, m);
    if (st)
        return st;
    gad_market_report r = { 0 };
    certify(m, price, level, &r);
    r.status = certified(&r, tolerance) ? GAD_SOLVED : GAD_NOT_CONVERGED;
    *report = r;
    return GAD_OK;
}
