/* world_whole.c - layer 2: what holds of a world between its files, once all are bound. */
#include "world/world_impl.h"

static gad_status check_prices(const world_reader *r)
{
    const world *w = r->w;
    for (int32_t m = 0; m < w->n_material; m++) {
        int32_t n = 0;
        for (int32_t i = 0; i < w->n_price; i++)
            n += w->price[i].material == m;
        if (!n)
            return world_fail_in(r, FILE_MATERIALS, w->material[m].line,
                                 "'%s' has no price: add a row to prices.csv", w->material[m].id);
    }
    return GAD_OK;
}

/* A use whose lost value is below the price would never have bought. */
static gad_status check_choke(const world_reader *r)
{
    const world *w = r->w;
    for (int32_t u = 0; u < w->n_use; u++)
        for (int32_t i = 0; i < w->n_price; i++) {
            const estimate *choke = &w->use[u].choke_usd_t, *price = &w->price[i].usd_t;
            if (w->price[i].material == w->use[u].material && !(choke->mode > price->mode))
                return world_fail_in(
                    r, FILE_USES, choke->line,
                    "choke_usd_t %g of '%s' is not above the price %g of '%s' (%s:%" PRId32 ")",
                    choke->mode, w->use[u].id, price->mode, w->material[w->use[u].material].id,
                    price->file, price->line);
        }
    return GAD_OK;
}

/* Factors of a year have the mean 1, months without a row counting 1: else the year's total would not be the base's. */
static gad_status check_seasons(const world_reader *r)
{
    static const double tolerance = 0.001; /* factors are printed with three decimals */
    const world *w = r->w;
    for (int32_t i = 0; i < w->n_season; i++) {
        const world_season *s = &w->season[i];
        double mean = 1;
        for (int32_t k = 0; k < w->n_season; k++)
            if (w->season[k].from == s->from && STR_EQ(w->season[k].material, s->material))
                mean += (w->season[k].factor.mode - 1) / 12;
        if (fabs(mean - 1) > tolerance)
            return world_fail_in(
                r, FILE_SEASONS, s->factor.line,
                "the factors of '%s' from '%s' have the mean %.4f over the year: it must be 1",
                s->material, w->place[s->from].id, mean);
    }
    return GAD_OK;
}

gad_status world_check_whole(world_reader *r)
{
    gad_status st = check_prices(r);
    if (!st)
        st = check_choke(r);
    if (!st)
        st = check_seasons(r);
    return st;
}
