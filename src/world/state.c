/* state.c - layer 2: the stocks, queues and memories that live from month to month, and the base path of the stocks.
 *
 * Books of a site in a month: opening stock + due1 + made + what arrives at once - used - shipped - disposed = carried.
 * What is at sea moves up one month: due1' = due2 + arrive1 of the shipments, due2' = arrive2 of them. */
#include "world/month.h"

#define TAKE(field, count) ((field) = arena_take(mem, (size_t)(count) + 1, sizeof *(field)))

gad_status state_new(gad_ctx *cx, const network *n, arena *mem, state *s)
{
    int32_t sites = n->b->n_site;
    bool ok = TAKE(s->onhand, sites) && TAKE(s->due1, sites) && TAKE(s->due2, sites) &&
              TAKE(s->expected, sites) && TAKE(s->panic, sites) && TAKE(s->run_last, n->b->n_run) &&
              TAKE(s->intensity, n->b->n_want) && TAKE(s->price_mean, n->b->n_want) &&
              TAKE(s->history, HISTORY_MONTHS * sites) && TAKE(s->queue, n->n_queue);
    return ok ? GAD_OK : gad_nomem(cx, "the state of a world");
}

void state_start(const network *n, const base_path *path, state *s)
{
    for (int32_t k = 0; k < n->b->n_site; k++) {
        s->onhand[k] = path->onhand0[k];
        s->due1[k] = path->due10[k];
        s->due2[k] = path->due20[k];
        s->expected[k] = n->b->site[k].price;
        s->panic[k] = 0;
        for (int32_t i = 0; i < HISTORY_MONTHS; i++)
            s->history[i * n->b->n_site + k] = n->b->site[k].price;
    }
    for (int32_t k = 0; k < n->b->n_run; k++)
        s->run_last[k] = n->run0[k];
    for (int32_t k = 0; k < n->b->n_want; k++) {
        s->intensity[k] = 1;
        s->price_mean[k] = n->b->site[n->b->want[k].site].price;
    }
    for (int32_t k = 0; k < n->n_queue; k++)
        licence_init(&s->queue[k]);
}

/* ---- the base path ------------------------------------------------------------------------------------- */

static double season(const network *n, const base_lane *l, int32_t month)
{
    if (n->without & SIM_NO_STOCKS) /* nobody could hold what a season piles up */
        return 1;
    return world_season_of(n->w, l->material, l->from, month);
}

/* Made less used in the base month, by site; shipments not counted. */
static void base_net(const network *n, double *net)
{
    for (int32_t r = 0; r < n->b->n_run; r++) {
        const world_process *p = &n->w->process[n->b->run[r].process];
        for (int32_t k = p->first; k < p->first + p->n; k++) {
            int32_t site = base_site_find(n->b, n->w->recipe[k].material, n->b->run[r].place);
            net[site] += n->w->recipe[k].coef * n->run0[r];
        }
    }
    for (int32_t k = 0; k < n->b->n_want; k++)
        net[n->b->want[k].site] -= n->need0[k];
}

/* What was at sea when the first month opens. */
static void base_at_sea(const network *n, base_path *path)
{
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        const base_lane *l = &n->b->lane[k];
        double last = n->lane0[k] * season(n, l, path->start - 1);
        double before = n->lane0[k] * season(n, l, path->start - 2);
        path->due10[l->into] += n->arrive[k][1] * last + n->arrive[k][2] * before;
        path->due20[l->into] += n->arrive[k][2] * last;
    }
}

/* One month of the base path: closing stocks from opening ones; due1, due2 move up. */
static void base_month(const network *n, const double *net, const double *lane, double *onhand,
                       double *due1, double *due2)
{
    for (int32_t k = 0; k < n->b->n_site; k++) {
        onhand[k] += due1[k] + net[k];
        due1[k] = due2[k];
        due2[k] = 0;
    }
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        const base_lane *l = &n->b->lane[k];
        onhand[l->at] -= lane[k];
        onhand[l->into] += n->arrive[k][0] * lane[k];
        due1[l->into] += n->arrive[k][1] * lane[k];
        due2[l->into] += n->arrive[k][2] * lane[k];
    }
}

/* Opening stocks such that a year's mean is the cover, and no season empties the store. */
static void settle_opening(const network *n, base_path *path, const double *sum, const double *low)
{
    for (int32_t k = 0; k < n->b->n_site; k++) {
        path->onhand0[k] = n->cover0[k] - sum[k] / 12;
        double least = 0.1 * n->cover0[k];
        path->onhand0[k] = fmax(path->onhand0[k], least - low[k]);
    }
}

static void walk(const network *n, base_path *path, const double *net, double *work)
{
    int32_t sites = n->b->n_site, lanes = n->b->n_lane;
    double *onhand = work, *due1 = onhand + sites, *due2 = due1 + sites;
    double *sum = due2 + sites, *low = sum + sites;
    for (int32_t pass = 0; pass < 2; pass++) {
        memcpy(due1, path->due10, (size_t)sites * sizeof *due1);
        memcpy(due2, path->due20, (size_t)sites * sizeof *due2);
        if (pass == 1)
            settle_opening(n, path, sum, low);
        memcpy(onhand, path->onhand0, (size_t)sites * sizeof *onhand);
        for (int32_t i = 0; i < (pass == 0 ? 12 : path->n_month); i++) {
            base_month(n, net, path->lane + (ptrdiff_t)i * lanes, onhand, due1, due2);
            for (int32_t k = 0; k < sites; k++) {
                if (pass == 0) {
                    sum[k] += onhand[k];
                    low[k] = fmin(low[k], onhand[k]);
                    continue;
                }
                path->onhand[i * sites + k] = onhand[k];
                path->wished[i * sites + k] = onhand[k] + due1[k] + due2[k];
            }
        }
    }
}

gad_status base_path_make(gad_ctx *cx, const network *n, int32_t start, int32_t n_month, arena *mem,
                          base_path *path)
{
    int32_t sites = n->b->n_site, lanes = n->b->n_lane, rows = MAX_OF(n_month, 12);
    double *net = NULL, *work = NULL;
    *path = (base_path){ .start = start, .n_month = n_month };
    bool ok = TAKE(path->lane, rows * lanes) && TAKE(path->onhand, rows * sites) &&
              TAKE(path->wished, rows * sites) && TAKE(path->onhand0, sites) &&
              TAKE(path->due10, sites) && TAKE(path->due20, sites) && TAKE(path->wished0, sites) &&
              TAKE(net, sites) && TAKE(work, 5 * sites);
    if (!ok)
        return gad_nomem(cx, "the base path");
    for (int32_t i = 0; i < rows; i++)
        for (int32_t k = 0; k < lanes; k++)
            path->lane[(ptrdiff_t)i * lanes + k] =
                n->lane0[k] * season(n, &n->b->lane[k], start + i);
    base_net(n, net);
    base_at_sea(n, path);
    walk(n, path, net, work);
    for (int32_t k = 0; k < sites; k++)
        path->wished0[k] = path->onhand0[k] + path->due10[k] + path->due20[k];
    return GAD_OK;
}

/* ---- moving on -------------------------------------------------------------------------------------------- */

static void carry_goods(month_run *m, const sim_month *out)
{
    network *n = m->n;
    state *s = m->s;
    for (int32_t k = 0; k < n->b->n_site; k++) {
        s->onhand[k] = out->onhand[k];
        s->due1[k] = s->due2[k];
        s->due2[k] = 0;
    }
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        double shipped = out->flow[k] + out->smuggled[k];
        int32_t into = n->b->lane[k].into;
        s->due1[into] += n->arrive[k][1] * shipped;
        s->due2[into] += n->arrive[k][2] * shipped;
    }
}

/* Adaptive expectations, of the price of goods for later. */
static void carry_prices(month_run *m, const sim_month *out)
{
    network *n = m->n;
    state *s = m->s;
    int32_t sites = n->b->n_site;
    memmove(s->history + sites, s->history,
            (size_t)(HISTORY_MONTHS - 1) * (size_t)sites * sizeof *s->history);
    for (int32_t k = 0; k < sites; k++) {
        double later = m->price[n->later[k]];
        s->history[k] = out->price[k];
        /* What cannot be kept has no price for later. */
        if (m->path->wished[(ptrdiff_t)m->k * sites + k] <= 1e-6 * n->b->site[k].turnover)
            continue;
        s->expected[k] += n->expect_weight[k] * (later - s->expected[k]);
    }
}

enum { DEAR_NUM = 3, DEAR_DEN = 2 }; /* savings for good start above 1.5 times the base price */

/* Slow substitution with hysteresis: while the material is dear, a little is saved for good every month, towards what the
 * long-run elasticity asks for at the price of the last year; cheapness brings nothing back. */
static void carry_intensity(month_run *m, const sim_month *out)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->b->n_want; k++) {
        const world_use *u = &n->w->use[n->b->want[k].use];
        int32_t site = n->b->want[k].site;
        double plain = n->b->site[site].price, now = out->price[site];
        double *mean = &m->s->price_mean[k], *intensity = &m->s->intensity[k];
        *mean += (now - *mean) / 12;
        if (now * DEAR_DEN <= plain * DEAR_NUM || *mean <= plain)
            continue;
        double wished = fmax(pow(*mean / plain, u->elasticity_long.mode), u->thrift_floor.mode);
        *intensity = fmin(*intensity, fmax(wished, *intensity - u->thrift_month.mode));
    }
}

void state_carry(month_run *m, const sim_month *out)
{
    carry_goods(m, out);
    carry_prices(m, out);
    carry_intensity(m, out);
    for (int32_t r = 0; r < m->n->b->n_run; r++)
        m->s->run_last[r] = out->run[r];
    for (int32_t p = 0; p < m->n->n_pool; p++) {
        int32_t q = m->n->pool[p].queue;
        if (q >= 0)
            licence_close(&m->s->queue[q], out->licence[q].used);
    }
}
