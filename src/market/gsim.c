/* gsim.c - layer 1: the tariff model of Francois & Hall (2003), linear in relative changes, as published.
 *
 * One linear system gives the world prices; everything else is arithmetic on them. With T = tariff1/tariff0 - 1,
 *   composite price   P_v  = sum_s theta_sv (p_s + T_sv)
 *   quantity          q_rv = N_(v,r),(r,r) (p_r + T_rv) + sum_{s != r} N_(v,r),(r,s) (p_s + T_sv)
 *                          = (em_v + es_v) P_v - es_v (p_r + T_rv)
 *   market of r       ex_r p_r = sum_v phi_rv q_rv.
 * The second line of q follows from N's definition and sum theta = 1; it is what is computed. */
#include "base/base.h"
#include "market/dense.h"
#include "market/gsim.h"

static double tariff_change(const gsim *g, size_t k)
{
    return g->in->tariff1[k] / g->in->tariff0[k] - 1.0;
}

/* Quantities at world price changes `p` (0 where there are no exports: such rows have no flows). */
static void quantities(const gsim *g, const double *p, double *q)
{
    for (int32_t v = 0; v < g->n; v++) {
        double composite = 0, em = g->in->em[v], es = g->in->es[v];
        for (int32_t s = 0; s < g->n; s++) {
            size_t k = gsim_at(g, s, v);
            if (gsim_trades(g, s, v))
                composite += g->theta[k] * (p[s] + tariff_change(g, k));
        }
        for (int32_t r = 0; r < g->n; r++) {
            size_t k = gsim_at(g, r, v);
            if (gsim_trades(g, r, v))
                q[k] = (em + es) * composite - es * (p[r] + tariff_change(g, k));
        }
    }
}

/* Relative change of demand for what r exports. */
static double demand(const gsim *g, const double *q, int32_t r)
{
    double d = 0;
    for (int32_t v = 0; v < g->n; v++)
        d += g->phi[gsim_at(g, r, v)] * q[gsim_at(g, r, v)];
    return d;
}

static gad_status world_prices(gad_ctx *cx, arena *mem, gsim *g)
{
    size_t n = (size_t)g->n;
    double *a = arena_take(mem, n * n, sizeof *a);
    int32_t *pivot = arena_take(mem, n, sizeof *pivot);
    if (!a || !pivot)
        return gad_nomem(cx, "tariff model");
    quantities(g, g->out.price, g->out.quantity); /* prices are 0 here: the tariffs alone */
    for (int32_t r = 0; r < g->n; r++)
        g->out.price[r] = demand(g, g->out.quantity, r);
    gsim_matrix(g, g->theta, g->phi, a);
    if (!dense_lu(a, g->n, pivot))
        return gad_fail(cx, GAD_E_NOTFOUND,
                        "these elasticities and shares do not determine the world prices (singular "
                        "system): es below -em makes goods complements; raise es");
    dense_lu_solve(a, g->n, pivot, g->out.price);
    return GAD_OK;
}

/* |supply - demand| over the absolute sum of what enters both, worst exporter. */
static double imbalance(const gsim *g)
{
    double worst = 0;
    for (int32_t r = 0; r < g->n; r++) {
        double supply = g->in->ex[r] * g->out.price[r], size = fabs(supply);
        for (int32_t v = 0; v < g->n; v++)
            size += fabs(g->phi[gsim_at(g, r, v)] * g->out.quantity[gsim_at(g, r, v)]);
        if (size > 0)
            worst = fmax(worst, fabs(supply - demand(g, g->out.quantity, r)) / size);
    }
    return worst;
}

/* Welfare as published. The published consumer surplus carries sign(P): for a rise of the composite price the
 * triangle is added to the loss, not taken off it. Kept, because this mode is for comparison with the original. */
static void welfare(gsim *g)
{
    const gad_gsim_spec *in = g->in;
    for (int32_t r = 0; r < g->n; r++) {
        double p = g->out.price[r];
        g->out.producer_surplus[r] = g->exports[r] * p * (1.0 + 0.5 * in->ex[r] * p);
    }
    for (int32_t v = 0; v < g->n; v++) {
        double composite = 0, revenue = 0;
        for (int32_t r = 0; r < g->n; r++) {
            size_t k = gsim_at(g, r, v);
            double power = 1.0 + g->out.price[r];
            if (!gsim_trades(g, r, v))
                continue;
            composite += g->theta[k] * (power * (in->tariff1[k] / in->tariff0[k]) - 1.0);
            g->out.value[k] = in->trade[k] * (1.0 + g->out.quantity[k]) * power;
            revenue += (in->tariff1[k] - 1.0) * g->out.value[k];
            revenue -= (in->tariff0[k] - 1.0) * in->trade[k];
        }
        double triangle = 0.5 * in->em[v] * composite * fabs(composite);
        g->out.consumer_surplus[v] = g->spending[v] * (triangle - composite);
        g->out.tariff_revenue[v] = revenue;
    }
}

gad_status gad_gsim_linear(gad_ctx *cx, const gad_gsim_spec *spec, gad_gsim_answer *answer)
{
    arena mem;
    gsim g;
    arena_init(&mem, &cx->al);
    gad_status st = gsim_prepare(cx, spec, &mem, &g);
    if (st)
        goto done;
    st = world_prices(cx, &mem, &g);
    if (st)
        goto done;
    quantities(&g, g.out.price, g.out.quantity);
    welfare(&g);
    g.out.imbalance = imbalance(&g);
    g.out.iterations = 1;
    st = gsim_deliver(cx, &g, answer);
done:
    arena_release(&mem);
    return st;
}
