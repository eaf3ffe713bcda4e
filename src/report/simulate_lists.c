/* simulate_lists.c - layer 4: the rows of a month: prices, flows, stocks, licences, shortage. One table of lists for JSON,
 * CSV and Parquet; which rows are told is documented in docs/json/simulate.md. */
#include "report/simulate_page.h"

/* Writes values in the order of the list's names. */
#define VALUES(r, ...)                                                                             \
    memcpy((r)->value, (const double[]){ __VA_ARGS__ }, sizeof((const double[]){ __VA_ARGS__ }))

const sim_month *simulate_base(const simulate_answer *a, int32_t k)
{
    const sim *o = a->against;
    if (!o)
        return a->s->plain ? &a->s->plain[k] : NULL;
    if (o->n_month == 0)
        return NULL;
    int32_t at = a->s->month[k].month - o->month[0].month;
    return at >= 0 && at < o->n_month ? &o->month[at] : NULL;
}

bool simulate_shows_material(const simulate_answer *a, int32_t material)
{
    return !a->material || a->material[material];
}

bool simulate_shows_place(const simulate_answer *a, int32_t place)
{
    return !a->place || a->place[place];
}

bool simulate_shows_queue(const simulate_answer *a, int32_t queue)
{
    const world *w = a->s->w;
    const sim_queue *q = &a->s->queue[queue];
    bool goods = !a->material, places = !a->place;
    for (int32_t i = 0; i < w->n_material && !goods; i++)
        goods = a->material[i] && sim_queue_names(a->s, queue, i);
    for (int32_t i = 0; i < w->n_place && !places; i++)
        places = a->place[i] && (world_place_is(w, i, q->from) || world_place_is(w, i, q->to));
    return goods && places;
}

static double base_of(const double *x, int32_t i)
{
    return x ? x[i] : NO_NUMBER;
}

/* Rows that differ from nothing: a NaN (no base) says nothing. */
static bool counts(double x)
{
    return fabs(x) > SIMULATE_GRAM;
}

/* ---- the lists ---------------------------------------------------------------------------------- */

static int32_t n_sites(const simulate_answer *a)
{
    return a->s->b->n_site;
}

static bool site_keys(const simulate_answer *a, int32_t i, simulate_row *r)
{
    const base_site *site = &a->s->b->site[i];
    r->key[0] = a->s->w->material[site->material].id;
    r->key[1] = a->s->w->place[site->place].id;
    return simulate_shows_material(a, site->material) && simulate_shows_place(a, site->place);
}

static bool price_row(const simulate_answer *a, int32_t k, int32_t i, simulate_row *r)
{
    const sim_month *m = &a->s->month[k], *was = simulate_base(a, k);
    VALUES(r, m->price[i], base_of(was ? was->price : NULL, i), m->expected[i]);
    return site_keys(a, i, r);
}

static bool stock_row(const simulate_answer *a, int32_t k, int32_t i, simulate_row *r)
{
    const sim_month *m = &a->s->month[k], *was = simulate_base(a, k);
    VALUES(r, m->onhand[i], m->transit[i], base_of(was ? was->onhand : NULL, i),
           sim_weeks(a->s, m, i));
    return site_keys(a, i, r) &&
           (counts(r->value[0]) || counts(r->value[1]) || counts(r->value[2]));
}

static int32_t n_lanes(const simulate_answer *a)
{
    return a->s->b->n_lane;
}

static bool flow_row(const simulate_answer *a, int32_t k, int32_t i, simulate_row *r)
{
    const world *w = a->s->w;
    const base_lane *l = &a->s->b->lane[i];
    const sim_month *m = &a->s->month[k], *was = simulate_base(a, k);
    r->key[0] = w->material[l->material].id;
    r->key[1] = w->place[l->from].id;
    r->key[2] = w->place[l->to].id;
    VALUES(r, m->flow[i], base_of(was ? was->flow : NULL, i), m->smuggled[i]);
    return simulate_shows_material(a, l->material) &&
           (simulate_shows_place(a, l->from) || simulate_shows_place(a, l->to)) &&
           (counts(r->value[0]) || counts(r->value[1]) || counts(r->value[2]));
}

static int32_t n_queues(const simulate_answer *a)
{
    return a->s->n_queue;
}

static bool licence_row(const simulate_answer *a, int32_t k, int32_t i, simulate_row *r)
{
    const sim_queue *q = &a->s->queue[i];
    const sim_licence *l = a->s->month[k].licence;
    if (!l || !simulate_shows_queue(a, i))
        return false;
    r->key[0] = q->from;
    r->key[1] = q->to;
    r->key[2] = q->what;
    l += i;
    VALUES(r, (double)l->open, l->need, l->applied, l->decided, l->granted, l->denied, l->backlog,
           l->oldest_months, l->wait_months, l->permits, l->used, l->expired, l->exempt,
           l->rent_usd_t, l->rent_usd);
    return true;
}

static int32_t n_wants(const simulate_answer *a)
{
    return a->s->b->n_want;
}

static bool shortage_row(const simulate_answer *a, int32_t k, int32_t i, simulate_row *r)
{
    const world *w = a->s->w;
    const base_want *want = &a->s->b->want[i];
    const world_use *u = &w->use[want->use];
    const sim_month *m = &a->s->month[k];
    r->key[0] = u->id;
    r->key[1] = w->material[u->material].id;
    r->key[2] = w->place[want->place].id;
    double pct = m->need[i] > 0 ? 100 * m->unserved[i] / m->need[i] : 0;
    VALUES(r, m->need[i], m->used[i], m->saved[i], m->switched[i], m->unserved[i], pct,
           sim_lost(a->s, m, i));
    return simulate_shows_material(a, u->material) && simulate_shows_place(a, want->place) &&
           (counts(m->saved[i]) || counts(m->switched[i]) || counts(m->unserved[i]));
}

const simulate_list simulate_lists[SIMULATE_LISTS] = {
    { "prices",
      2,
      3,
      { "material", "place" },
      { "usd_t", "base_usd_t", "expected_usd_t" },
      n_sites,
      price_row },
    { "flows",
      3,
      3,
      { "material", "from", "to" },
      { "tonnes", "base_tonnes", "smuggled_tonnes" },
      n_lanes,
      flow_row },
    { "stocks",
      2,
      4,
      { "material", "place" },
      { "tonnes", "transit_tonnes", "base_tonnes", "weeks" },
      n_sites,
      stock_row },
    { "licences",
      3,
      15,
      { "exporter", "destinations", "products" },
      { "in_force", "need_t", "applied_t", "decided_t", "granted_t", "denied_t", "backlog_t",
        "oldest_months", "wait_months", "permits_t", "used_t", "expired_t", "exempt_t",
        "rent_usd_t", "rent_usd" },
      n_queues,
      licence_row },
    { "shortage",
      3,
      7,
      { "use", "material", "place" },
      { "needed_t", "used_t", "saved_t", "switched_t", "unserved_t", "unserved_pct",
        "at_risk_usd" },
      n_wants,
      shortage_row },
};
