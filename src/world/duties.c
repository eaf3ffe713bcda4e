/* duties.c - layer 2: clearing a market with duties and taxes on the value.
 *
 * Such a market is not symmetric, and far from its answer the solver has no potential to descend on. So the duties are first
 * taken as so many dollars a tonne, at the prices of the round before: a symmetric market, solved fast, whose answer moves
 * towards that of the true one. The true one is then solved from there; only its answer counts. */
#include "world/month.h"

enum { DUTY_ROUNDS = 2 };
static const double duty_still = 1e-3; /* relative change of a price that ends the rounds */

bool month_has_duties(const month_run *m)
{
    const network *n = m->n;
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        if (n->num->price_factor[n->lane_out[k]] != 1)
            return true;
        for (int32_t i = 0; i < n->lane_in_n[k]; i++)
            if (n->num->price_factor[n->lane_in[k] + i] != 1)
                return true;
    }
    return false;
}

/* Dollars a tonne that the factors take from a lane at the prices at hand. */
static double taken(const month_run *m, int32_t k)
{
    const network *n = m->n;
    double t = 0;
    for (int32_t e = n->lane_out[k]; e < n->lane_in[k] + n->lane_in_n[k]; e++)
        t += n->coef[e] * (1 - n->factor[e]) * m->price[n->node[e]];
    return t;
}

/* Solve with duties as dollars; returns in *moved how far the prices went. */
static gad_status round_of(month_run *m, double *moved)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        m->lane_cost[k] = n->num->curve[n->lane[k]].par[0];
        n->num->curve[n->lane[k]].par[0] += taken(m, k);
    }
    for (int32_t e = 0; e < n->n_entry; e++)
        n->num->price_factor[e] = 1;
    memcpy(m->before, m->price, (size_t)n->n_node * sizeof *m->before);
    gad_status st = month_solve(m);
    memcpy(n->num->price_factor, n->factor, (size_t)n->n_entry * sizeof *n->factor);
    for (int32_t k = 0; k < n->b->n_lane; k++)
        n->num->curve[n->lane[k]].par[0] = m->lane_cost[k];
    *moved = 0;
    for (int32_t k = 0; k < n->b->n_site && st == GAD_OK; k++) {
        double was = m->before[n->spot[k]], is = m->price[n->spot[k]];
        *moved = fmax(*moved, fabs(is - was) / fmax(fabs(was), 0.1 * n->b->site[k].price));
    }
    return st;
}

/* Errors are of memory only: without an answer the prices go back to where they were, and the true market starts there. */
gad_status month_duties(month_run *m, bool *near_it)
{
    network *n = m->n;
    gad_status st = GAD_OK;
    double moved = NO_LIMIT;
    memcpy(n->factor, n->num->price_factor, (size_t)n->n_entry * sizeof *n->factor);
    memcpy(m->fallback, m->price, (size_t)n->n_node * sizeof *m->fallback);
    for (int32_t round = 0; round < DUTY_ROUNDS && moved > duty_still && st == GAD_OK; round++)
        st = round_of(m, &moved);
    *near_it = st == GAD_OK;
    if (st != GAD_E_NOTFOUND)
        return st;
    memcpy(m->price, m->fallback, (size_t)n->n_node * sizeof *m->fallback);
    m->warm = true;
    return GAD_OK;
}
