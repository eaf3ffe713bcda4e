/* simulate_sum.c - layer 4: a simulation's figures over all months: what left the home country, what is at risk, what it
 * earned, and the worst of every certificate. Lists in order of size: simulate_order.c. */
#include "report/simulate_order.h"

double simulate_pct(double x, double was)
{
    return was > 0 ? 100 * (x / was - 1) : NO_NUMBER;
}

/* ---- paths: a figure by month beside its base ------------------------------------------------- */

typedef double figure_fn(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k);

/* Home exports by month of a run or of its plain months. */
static double home_flow(const sim *s, const sim_month *m, const char *what, bool sent_on)
{
    double t = 0;
    for (int32_t i = 0; i < s->b->n_lane; i++) {
        const base_lane *l = &s->b->lane[i];
        bool of = sent_on ? l->reexport : l->from == s->w->home;
        if (of && l->from != l->to && world_material_is(s->w, l->material, what))
            t += m->flow[i];
    }
    return t;
}

static double exports_of(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k)
{
    (void)a, (void)k;
    return home_flow(s, m, s->w->headline, false);
}

static double reexports_of(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k)
{
    (void)a, (void)k;
    return home_flow(s, m, s->w->headline, true);
}

static double smuggled_of(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k)
{
    (void)a, (void)k;
    double t = 0;
    for (int32_t i = 0; i < s->b->n_lane && m->smuggled; i++)
        t += m->smuggled[i];
    return t;
}

static double risk_of(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k)
{
    (void)a, (void)k;
    return sim_at_risk(s, m, NULL, -1);
}

static double pro_rata_of(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k)
{
    (void)a, (void)k;
    return sim_at_risk_pro_rata(s, m);
}

static double revenue_of(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k)
{
    (void)a, (void)k;
    return sim_revenue(s, m, s->w->headline, s->w->place[s->w->home].id);
}

static double revenue_all_of(const simulate_answer *a, const sim *s, const sim_month *m, int32_t k)
{
    (void)a, (void)k;
    return sim_revenue(s, m, "*", s->w->place[s->w->home].id);
}

/* Months furthest below and above the base, by more than people are told of. */
static void find_extremes(simulate_path *p, int32_t n)
{
    double low = -100 * SIMULATE_MOVED, high = 100 * SIMULATE_MOVED;
    p->lowest = p->highest = -1;
    for (int32_t k = 0; k < n; k++) {
        double pct = simulate_pct(p->x[k], p->base[k]);
        if (pct < low) {
            low = pct;
            p->lowest = k;
        }
        if (pct > high) {
            high = pct;
            p->highest = k;
        }
    }
}

static bool make_path(arena *mem, const simulate_answer *a, const sim *s, figure_fn *of,
                      simulate_path *p)
{
    int32_t n = a->s->n_month;
    *p = (simulate_path){ .lowest = -1, .highest = -1 };
    if (!s || s->n_month < n)
        return true;
    p->x = arena_take(mem, (size_t)MAX_OF(n, 1), sizeof *p->x);
    p->base = arena_take(mem, (size_t)MAX_OF(n, 1), sizeof *p->base);
    if (!p->x || !p->base)
        return false;
    for (int32_t k = 0; k < n; k++) {
        const sim_month *was = simulate_base(a, k);
        const sim *other = a->against ? a->against : a->s;
        p->x[k] = of(a, s, &s->month[k], k);
        p->base[k] = was ? of(a, other, was, k) : NO_NUMBER;
        if (IS_NUMBER(p->base[k])) {
            p->total += p->x[k];
            p->base_total += p->base[k];
        }
    }
    find_extremes(p, n);
    return true;
}

static bool make_paths(arena *mem, const simulate_answer *a, simulate_sum *x)
{
    const sim *s = a->s, *ahead = a->foresight;
    return make_path(mem, a, s, exports_of, &x->exports) &&
           make_path(mem, a, ahead, exports_of, &x->ahead) &&
           make_path(mem, a, s, risk_of, &x->risk) &&
           make_path(mem, a, ahead, risk_of, &x->risk_ahead) &&
           make_path(mem, a, s, pro_rata_of, &x->pro_rata) &&
           make_path(mem, a, s, revenue_of, &x->revenue) &&
           make_path(mem, a, s, revenue_all_of, &x->revenue_all) &&
           make_path(mem, a, s, reexports_of, &x->reexport) &&
           make_path(mem, a, s, smuggled_of, &x->smuggled);
}

/* ---- the rest ----------------------------------------------------------------------------------- */

static bool make_backlog(arena *mem, const simulate_answer *a, simulate_sum *x)
{
    x->backlog = arena_take(mem, (size_t)MAX_OF(x->n, 1), sizeof *x->backlog);
    for (int32_t k = 0; k < x->n && x->backlog; k++)
        for (int32_t q = 0; q < a->s->n_queue && a->s->month[k].licence; q++)
            x->backlog[k] += a->s->month[k].licence[q].backlog;
    return x->backlog != NULL;
}

static void find_certificate(const sim *s, simulate_sum *x)
{
    for (int32_t k = 0; k < s->n_month; k++) {
        const sim_month *m = &s->month[k], *at = s->month;
        if (m->imbalance > at[x->worst_imbalance].imbalance)
            x->worst_imbalance = k;
        if (m->complementarity_rel > at[x->worst_complementarity].complementarity_rel)
            x->worst_complementarity = k;
        if (m->mass > at[x->worst_mass].mass)
            x->worst_mass = k;
        x->newton += m->newton;
    }
}

static bool moves(const simulate_path *p)
{
    return p->lowest >= 0 || p->highest >= 0;
}

/* Of what a base of zero hides from per cent, what would be told: value at risk, smuggling, a queue. */
static bool is_nothing(const simulate_sum *x)
{
    return !moves(&x->exports) && !moves(&x->revenue_all) && !moves(&x->risk) && x->n_price == 0 &&
           x->n_short == 0 && x->n_queue == 0 && x->n_lane == 0 && x->n_smuggle == 0 &&
           (!x->ahead.x || !moves(&x->ahead));
}

gad_status simulate_sum_make(gad_ctx *cx, arena *mem, const simulate_answer *a, simulate_sum *out)
{
    *out = (simulate_sum){ .n = a->s->n_month };
    if (!make_paths(mem, a, out) || !make_backlog(mem, a, out) ||
        !simulate_order_prices(mem, a, out) || !simulate_order_short(mem, a, out) ||
        !simulate_order_stocks(mem, a, out) || !simulate_order_queues(mem, a, out) ||
        !simulate_order_lanes(mem, a, out))
        return gad_nomem(cx, "the figures of a simulation");
    find_certificate(a->s, out);
    out->nothing = is_nothing(out);
    return GAD_OK;
}
