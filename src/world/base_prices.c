/* base_prices.c - layer 2: a price at every site, and what a lane costs and takes.
 *
 * A price is that of prices.csv for the place, else the one for every place (or, without it, for home) plus freight from
 * home. Goods shipped on a lane of L months arrive in parts: L = 0.4 means that 60 % arrive in the month of shipment. */
#include "world/base_parts.h"

/* ---- lanes between places -------------------------------------------------------------------------------- */

static gad_status read_lanes(base_work *k)
{
    size_t n = (size_t)k->w->n_place * (size_t)k->w->n_place;
    k->freight = arena_take(&k->mem, n + 1, sizeof(void *));
    k->months = arena_take(&k->mem, n + 1, sizeof(void *));
    if (!k->freight || !k->months)
        return gad_nomem(k->cx, "base");
    for (int32_t a = 0; a < k->w->n_place; a++)
        for (int32_t z = 0; z < k->w->n_place; z++) {
            k->freight[a * k->w->n_place + z] = a == z ? NULL : world_lane_of(k->w, a, z, false);
            k->months[a * k->w->n_place + z] = a == z ? NULL : world_lane_of(k->w, a, z, true);
        }
    return GAD_OK;
}

static gad_status lane_value(base_work *k, const estimate *const *table, const char *parameter,
                             int32_t from, int32_t to, const estimate **e)
{
    *e = table[from * k->w->n_place + to];
    if (*e)
        return GAD_OK;
    return gad_fail(k->cx, GAD_E_FORMAT,
                    "lanes.csv: no row gives %s from %s to %s; add one, or a row for * and *",
                    parameter, k->w->place[from].id, k->w->place[to].id);
}

gad_status base_freight(base_work *k, int32_t from, int32_t to, double *usd_t)
{
    const estimate *e;
    *usd_t = 0;
    if (from == to)
        return GAD_OK;
    gad_status st = lane_value(k, k->freight, "freight_usd_t", from, to, &e);
    if (!st)
        *usd_t = e->mode;
    return st;
}

/* ---- prices ------------------------------------------------------------------------------------------------ */

static const estimate *price_row(const world *w, int32_t material, int32_t place)
{
    for (int32_t i = 0; i < w->n_price; i++)
        if (w->price[i].material == material && w->price[i].place == place)
            return &w->price[i].usd_t;
    return NULL;
}

gad_status base_prices(base_work *k)
{
    const world *w = k->w;
    gad_status st = read_lanes(k);
    for (int32_t i = 0; i < k->b->n_site && !st; i++) {
        base_site *s = &k->b->site[i];
        const estimate *e = price_row(w, s->material, s->place);
        double freight = 0;
        s->price_given = e != NULL;
        if (!e) {
            e = price_row(w, s->material, -1);
            if (!e)
                e = price_row(w, s->material, w->home);
            if (!e)
                return gad_fail(
                    k->cx, GAD_E_FORMAT,
                    "prices.csv: no price of '%s' at %s; add a row for it, or for every place (*)",
                    w->material[s->material].id, w->place[s->place].id);
            st = base_freight(k, w->home, s->place, &freight);
        }
        s->price = e->mode + freight;
    }
    return st;
}

/* ---- transit ----------------------------------------------------------------------------------------------- */

gad_status base_arrivals(base_work *k)
{
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < k->b->n_lane && !st; i++) {
        base_lane *l = &k->b->lane[i];
        const estimate *e = NULL;
        st = base_freight(k, l->from, l->to, &l->freight);
        if (!st)
            st = lane_value(k, k->months, "months", l->from, l->to, &e);
        if (st)
            break;
        if (!(e->mode >= 0 && e->mode <= BASE_ARRIVALS - 1))
            return gad_fail(k->cx, GAD_E_FORMAT,
                            "%s:%" PRId32 ": %g months from %s to %s, expected 0 to %d", e->file,
                            e->line, e->mode, k->w->place[l->from].id, k->w->place[l->to].id,
                            BASE_ARRIVALS - 1);
        int32_t whole = e->mode > 1 ? 1 : 0;
        l->arrive[whole] = 1 - (e->mode - whole);
        l->arrive[whole + 1] = e->mode - whole;
    }
    return st;
}
