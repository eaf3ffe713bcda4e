/* path.c - layer 2: the main loop of the simulation: month after month from a state. */
#include "world/path.h"

#define TAKE(field, count) ((field) = arena_take(mem, (size_t)(count) + 1, sizeof *(field)))

int32_t path_day(int32_t month)
{
    char text[PERIOD_TEXT];
    int32_t day = 0;
    (void)month_text(text, month);
    (void)snprintf(text + strlen(text), sizeof text - strlen(text), "-01");
    return day_parse(text, &day) ? day : 0;
}

gad_status path_month_take(gad_ctx *cx, const network *n, arena *mem, sim_month *m)
{
    int32_t sites = n->b->n_site, lanes = n->b->n_lane, runs = n->b->n_run, wants = n->b->n_want;
    bool ok = TAKE(m->price, sites) && TAKE(m->expected, sites) && TAKE(m->onhand, sites) &&
              TAKE(m->transit, sites) && TAKE(m->use, sites) && TAKE(m->disposed, sites) &&
              TAKE(m->flow, lanes) && TAKE(m->smuggled, lanes) && TAKE(m->run, runs) &&
              TAKE(m->run_added, runs) && TAKE(m->need, wants) && TAKE(m->used, wants) &&
              TAKE(m->saved, wants) && TAKE(m->switched, wants) && TAKE(m->unserved, wants) &&
              TAKE(m->licence, n->n_queue);
    return ok ? GAD_OK : gad_nomem(cx, "the months of a simulation");
}

/* What a month accumulates into starts at zero; a path may be run again into the same month. */
static void clear(const network *n, sim_month *m)
{
    m->mass = 0;
    memset(m->transit, 0, (size_t)n->b->n_site * sizeof *m->transit);
    memset(m->run, 0, (size_t)n->b->n_run * sizeof *m->run);
    memset(m->run_added, 0, (size_t)n->b->n_run * sizeof *m->run_added);
}

gad_status path_months(path_run *r, int32_t first, int32_t last, int32_t known,
                       const double *expected, sim_month *to)
{
    gad_status st = GAD_OK;
    for (int32_t k = first; k < last && st == GAD_OK; k++) {
        month_run *m = &r->m;
        m->k = k;
        m->month = r->base.start + k;
        m->known = known == INT32_MIN ? path_day(m->month + 1) - 1 : known;
        m->s = &r->s;
        m->expected = expected ? expected + (ptrdiff_t)k * r->n->b->n_site : r->s.expected;
        clear(r->n, &to[k - first]);
        st = month_step(m, &to[k - first]);
        if (st == GAD_OK)
            st = gad_progress(r->cx, "months", k + 1, r->base.n_month);
    }
    return st;
}

/* The first market starts from the prices of the base month; permits are worth nothing then. */
void path_start(path_run *r)
{
    const network *n = r->n;
    memset(r->m.price, 0, (size_t)n->n_node * sizeof *r->m.price);
    for (int32_t k = 0; k < n->b->n_site; k++)
        r->m.price[n->spot[k]] = r->m.price[n->later[k]] = n->b->site[k].price;
    memcpy(r->m.wish, r->m.price, (size_t)n->n_node * sizeof *r->m.wish);
    memset(r->m.floor_pay, 0, (size_t)n->b->n_run * sizeof *r->m.floor_pay);
    r->m.warm = r->m.warm_wish = true;
    state_start(n, &r->base, &r->s);
}

gad_status path_adaptive(path_run *r)
{
    path_start(r);
    return path_months(r, 0, r->base.n_month, INT32_MIN, NULL, r->out->month);
}
