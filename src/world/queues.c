/* queues.c - layer 2: licences in a month: what would be shipped without them, what the queue grants, what may leave.
 *
 * Flow: month_licences -> terms with every permit at hand -> month_clear (the wish) -> per pool the need -> licence_open ->
 * permits of the month. A pool that no licence in force concerns is as wide as can be.
 * Before the licence bites in its first month (the days before it, and clearance_days of goods declared earlier), shipments
 * are free: their share of the wish needs no permit. */
#include "world/month.h"

/* A place is a destination of a licence unless nobody but itself is its exporter. */
static bool is_destination(const world *w, const policy_event *licence, int32_t place)
{
    for (int32_t from = 0; from < w->n_place; from++)
        if (from != place && (!licence->from || world_place_is(w, from, licence->from)))
            return true;
    return false;
}

/* Is every destination of the queue's group named by the event's `to`? "*", or none, names all. */
static bool covers(const world *w, const policy_event *e, const policy_event *licence,
                   int32_t group)
{
    bool any = false;
    for (int32_t place = 0; place < w->n_place; place++) {
        if (network_group_of(w, licence, place) != group || !is_destination(w, licence, place))
            continue;
        if (network_group_of(w, e, place) < 0)
            return false;
        any = true;
    }
    return any;
}

/* Does a relief or general licence concern this queue? Its `to` covers the queue's destinations; its `what` has a material in
 * common with the licence's, or is left out; and it speaks of the same exporter. */
bool month_pool_reaches(const month_run *m, const policy_event *e, const net_pool *pool)
{
    const world *w = m->n->w;
    const policy_event *licence = &m->n->p->event[pool->event];
    bool what = false, from = !e->from;
    for (int32_t k = 0; k < w->n_material && !what; k++)
        what = network_names(w, e, k) && network_names(w, licence, k);
    for (int32_t k = 0; k < w->n_place && !from; k++)
        from = world_place_is(w, k, e->from) && world_place_is(w, k, licence->from);
    return what && from && covers(w, e, licence, pool->group);
}

static void towards(double *x, double share, double aim) /* NO_NUMBER: the relief leaves it */
{
    if (IS_NUMBER(aim))
        *x += share * (aim - *x);
}

static void relieve(const month_run *m, const policy_event *r, double share, licence_terms *t,
                    double *capacity)
{
    double validity = t->validity;
    towards(capacity, share, r->number[POLICY_REVIEW_FRAC]);
    towards(&t->reapply, share, r->number[POLICY_REAPPLY_FRAC]);
    towards(&t->lead, share, r->number[POLICY_LEAD_MONTHS]);
    towards(&t->limit, share, r->number[POLICY_LIMIT_MONTHS]);
    towards(&validity, share, r->number[POLICY_VALIDITY_MONTHS]);
    t->validity = (int32_t)lround(validity);
    if (r->n_approve > 0)
        towards(&t->approve, share, policy_approved_in(r, m->month));
    else
        towards(&t->approve, share, r->number[POLICY_APPROVE_FRAC]);
}

static licence_terms terms_of(const month_run *m, const net_pool *pool)
{
    const policy_event *e = &m->n->p->event[pool->event];
    double capacity = e->number[POLICY_REVIEW_FRAC];
    licence_terms t = { .approve = policy_approved_in(e, m->month),
                        .exempt = e->number[POLICY_EXEMPT_FRAC],
                        .reapply = e->number[POLICY_REAPPLY_FRAC],
                        .lead = e->number[POLICY_LEAD_MONTHS],
                        .limit = e->number[POLICY_LIMIT_MONTHS],
                        .wait = m->n->wait,
                        .validity = (int32_t)lround(e->number[POLICY_VALIDITY_MONTHS]),
                        .parcel_t = 1 };
    for (int32_t k = 0; k < m->n->p->n; k++) {
        const policy_event *r = &m->n->p->event[k];
        double share = month_event_share(m, r);
        if (share <= 0 || !month_pool_reaches(m, r, pool))
            continue;
        if (r->kind == POLICY_GENERAL_LICENCE)
            t.exempt =
                fmax(t.exempt, share * month_event_ramp(m, r) * r->number[POLICY_EXEMPT_FRAC]);
        if (r->kind == POLICY_LICENCE_RELIEF)
            relieve(m, r, share, &t, &capacity);
    }
    t.capacity = capacity * pool->base;
    return t;
}

static double wished(const month_run *m, int32_t pool)
{
    const network *n = m->n;
    double t = 0;
    for (int32_t k = 0; k < n->b->n_lane; k++)
        for (int32_t j = 0; j < n->lane_pool_n[k]; j++)
            if (n->pool_of[n->lane_pool[k] + j] == pool)
                t += m->level[n->lane[k]];
    return t;
}

static double usual(const month_run *m, int32_t pool)
{
    const network *n = m->n;
    double t = 0;
    for (int32_t k = 0; k < n->b->n_lane; k++)
        for (int32_t j = 0; j < n->lane_pool_n[k]; j++)
            if (n->pool_of[n->lane_pool[k] + j] == pool)
                t += m->path->lane[(ptrdiff_t)m->k * n->b->n_lane + k];
    return t;
}

static void open_queue(month_run *m, int32_t i)
{
    const net_pool *pool = &m->n->pool[i];
    double bites = month_biting(m, &m->n->p->event[pool->event]);
    if (!m->queued[pool->queue])
        return;
    licence_terms *t = &m->terms[pool->queue];
    *t = terms_of(m, pool);
    double need = wished(m, i);
    /* Goods of the free days need no permit; the months ahead do. */
    t->need = need * bites;
    t->ahead = need;
    m->free_of[i] = (1 - bites) * need;
    double hand = licence_open(&m->s->queue[pool->queue], t, NULL);
    m->permit[i] = t->exempt > 1 - 1e-9 ? NO_LIMIT : m->free_of[i] + hand / (1 - t->exempt);
}

/* Without the queue a licence is a cut: the share approved of what is usual, no more and no less. */
static void plain_cut(month_run *m, int32_t i)
{
    const net_pool *pool = &m->n->pool[i];
    const policy_event *e = &m->n->p->event[pool->event];
    double bites = month_biting(m, e), share = m->plain_cut;
    if (!IS_NUMBER(share))
        share = terms_of(m, pool).approve;
    m->permit[i] = (1 - bites + bites * share) * usual(m, i);
    m->queued[pool->queue] = false;
}

static void quota(month_run *m, int32_t i)
{
    const policy_event *e = &m->n->p->event[m->n->pool[i].event];
    double share = month_event_share(m, e);
    if (share > 0)
        m->permit[i] = share * e->number[POLICY_TONNES_YEAR] / 12 + (1 - share) * usual(m, i);
}

/* The wish and the market with permits lie far apart: each starts from its own prices of last month. */
static void swap_starts(month_run *m)
{
    double *price = m->price;
    bool warm = m->warm;
    m->price = m->wish;
    m->wish = price;
    m->warm = m->warm_wish;
    m->warm_wish = warm;
}

static gad_status clear_wish(month_run *m)
{
    if (!m->warm_wish && m->warm) {
        memcpy(m->wish, m->price, (size_t)m->n->n_node * sizeof *m->wish);
        m->warm_wish = true;
    }
    swap_starts(m);
    m->wishing = true;
    gad_status st = month_clear(m);
    m->wishing = false;
    swap_starts(m);
    return st;
}

gad_status month_licences(month_run *m)
{
    const network *n = m->n;
    bool any = false;
    for (int32_t i = 0; i < n->n_pool; i++) {
        const net_pool *pool = &n->pool[i];
        m->permit[i] = NO_LIMIT;
        m->free_of[i] = 0;
        if (pool->queue < 0) {
            quota(m, i);
            continue;
        }
        m->queued[pool->queue] = month_event_share(m, &n->p->event[pool->event]) > 0;
        any = any || m->queued[pool->queue];
    }
    if (any && !(n->without & SIM_NO_QUEUE)) {
        month_terms(m);
        gad_status st = clear_wish(m);
        if (st)
            return st;
    }
    for (int32_t i = 0; i < n->n_pool; i++) {
        if (n->pool[i].queue < 0 || !m->queued[n->pool[i].queue])
            continue;
        if (n->without & SIM_NO_QUEUE)
            plain_cut(m, i);
        else
            open_queue(m, i);
    }
    return GAD_OK;
}
