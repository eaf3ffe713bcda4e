/* sim_figures.c - layer 2: figures of a finished run that several pages show. Pure: nothing is changed, nothing can fail. */
#include "world/world_network.h"

/* Shipments abroad of `what`; goods that stay in their place are no exports. */
static bool lane_is(const sim *s, int32_t lane, const char *what, const char *from, const char *to)
{
    const base_lane *l = &s->b->lane[lane];
    return l->from != l->to && world_material_is(s->w, l->material, what) &&
           world_place_is(s->w, l->from, from) && world_place_is(s->w, l->to, to);
}

static double shipped(const sim *s, const sim_month *m, const char *what, const char *from,
                      const char *to)
{
    double t = 0;
    for (int32_t i = 0; i < s->b->n_lane; i++)
        if (lane_is(s, i, what, from, to))
            t += m->flow[i];
    return t;
}

double sim_exports(const sim *s, int32_t k, const char *what, const char *from, const char *to)
{
    return shipped(s, &s->month[k], what, from, to);
}

double sim_exports_plain(const sim *s, int32_t k, const char *what, const char *from,
                         const char *to)
{
    return shipped(s, &s->plain[k], what, from, to);
}

/* Where a material is used nowhere (an ore that is only shipped out), what passes through is the weight. */
double sim_price(const sim *s, const sim_month *m, int32_t material, bool inside)
{
    double by_use = 0, used = 0, by_turnover = 0, turnover = 0;
    for (int32_t i = 0; i < s->b->n_site; i++) {
        const base_site *site = &s->b->site[i];
        if (site->material != material || (site->place == s->w->home) != inside)
            continue;
        by_use += site->used * m->price[i];
        used += site->used;
        by_turnover += site->turnover * m->price[i];
        turnover += site->turnover;
    }
    return used > 0 ? by_use / used : turnover > 0 ? by_turnover / turnover : NO_NUMBER;
}

static const world_use *use_of(const sim *s, int32_t want)
{
    return &s->w->use[s->b->want[want].use];
}

/* Value added lost by those of a use who go without. They stop in the order of what a tonne is worth to them, from the price
 * at which savings end (the first) up to as much above the choke price, which is the mean of all: the area below that line.
 * The first price is that of month_first_stop in terms.c, which has a month_run; both must change together. */
double sim_lost(const sim *s, const sim_month *m, int32_t want)
{
    const world_use *u = use_of(s, want);
    double usual = s->b->site[s->b->want[want].site].price, t = m->unserved[want];
    double first = usual * (1 + u->flexible_frac.mode / fabs(u->elasticity.mode));
    double rise = fmax(u->choke_usd_t.mode - first, first / 2);
    return t > 0 ? t * (first + rise * t / m->need[want]) : 0;
}

double sim_at_risk(const sim *s, const sim_month *m, const char *use, int32_t place)
{
    double usd = 0;
    for (int32_t i = 0; i < s->b->n_want; i++)
        if ((place < 0 || s->b->want[i].place == place) && (!use || STR_EQ(use_of(s, i)->id, use)))
            usd += sim_lost(s, m, i);
    return usd;
}

/* ---- permits shared out pro rata -------------------------------------------------------------- */

bool sim_queue_names(const sim *s, int32_t queue, int32_t material)
{
    return network_names(s->w, &s->p->event[s->queue[queue].event], material);
}

/* "*" stands for the destinations that no other group of the licence names. */
static bool queue_holds(const sim *s, int32_t queue, bool rest, int32_t material, int32_t place)
{
    const sim_queue *q = &s->queue[queue];
    return STR_EQ(q->to, "*") == rest && world_place_is(s->w, place, q->to) &&
           !world_place_is(s->w, place, q->from) && sim_queue_names(s, queue, material);
}

static bool is_open(const sim_month *m, int32_t queue)
{
    return m->licence[queue].open;
}

/* The queue whose permits a site's users live on; -1: none. */
static int32_t queue_of(const sim *s, const sim_month *m, int32_t site)
{
    const base_site *at = &s->b->site[site];
    for (int32_t rest = 0; rest < 2; rest++)
        for (int32_t q = 0; q < s->n_queue; q++)
            if (is_open(m, q) && queue_holds(s, q, rest, at->material, at->place))
                return q;
    return -1;
}

typedef struct behind { /* the users of one material behind one queue */
    double need, unserved, worth;
} behind;

/* What is missing of one material behind one queue stays missing, but every use lacks the same share of its need, and among
 * its users nobody is asked what a tonne is worth to him: the mean is lost, the choke price. */
static double shared_out(const sim *s, const sim_month *m, int32_t *queue, behind *all)
{
    double usd = 0;
    for (int32_t i = 0; i < s->b->n_site; i++)
        queue[i] = queue_of(s, m, i);
    for (int32_t i = 0; i < s->b->n_want; i++) {
        const world_use *u = use_of(s, i);
        int32_t q = queue[s->b->want[i].site];
        if (q < 0) {
            usd += sim_lost(s, m, i);
            continue;
        }
        behind *b = &all[q * s->w->n_material + u->material];
        b->need += m->need[i];
        b->unserved += m->unserved[i];
        b->worth += m->need[i] * u->choke_usd_t.mode;
    }
    for (int32_t k = 0; k < s->n_queue * s->w->n_material; k++)
        if (all[k].need > 0)
            usd += all[k].unserved * all[k].worth / all[k].need;
    return usd;
}

double sim_at_risk_pro_rata(const sim *s, const sim_month *m)
{
    bool any = false;
    for (int32_t q = 0; q < s->n_queue && m->licence; q++)
        any = any || is_open(m, q);
    if (!any)
        return sim_at_risk(s, m, NULL, -1);
    arena mem;
    arena_init(&mem, s->mem.al);
    int32_t *queue = arena_take(&mem, (size_t)s->b->n_site + 1, sizeof *queue);
    size_t pairs = (size_t)s->n_queue * (size_t)s->w->n_material;
    behind *all = arena_take(&mem, pairs + 1, sizeof *all);
    double usd = queue && all ? shared_out(s, m, queue, all) : NO_NUMBER;
    arena_release(&mem);
    return usd;
}

/* ---- money and stocks ------------------------------------------------------------------------- */

double sim_revenue(const sim *s, const sim_month *m, const char *what, const char *from)
{
    double usd = 0;
    for (int32_t i = 0; i < s->b->n_lane; i++)
        if (lane_is(s, i, what, from, "*"))
            usd += m->flow[i] * m->price[s->b->lane[i].at];
    return usd;
}

/* The base rate is that of the same month with nothing happening, which has the scenario's level in it. */
double sim_weeks(const sim *s, const sim_month *m, int32_t site)
{
    static const double weeks_a_month = 365.25 / 12 / 7;
    int32_t k = s->n_month > 0 ? m->month - s->month[0].month : -1;
    double rate =
        s->plain && k >= 0 && k < s->n_month ? s->plain[k].use[site] : s->b->site[site].used;
    return rate > 0 ? m->onhand[site] / rate * weeks_a_month : NO_NUMBER;
}
