/* world_findings_base.c - layer 4: what the reconciled base month of a world tells about its numbers. */
#include "report/world_page.h"

enum {
    ADJUSTMENTS = 10
}; /* the largest, as asked for by readers of such tables: more would hide the rest */

/* ---- adjustments ---------------------------------------------------------------------------------------- */

typedef struct adjustment {
    const estimate *given;
    double was, is, errors;
    const char *kind, *of, *from, *at; /* "production", names; from "" but of flows */
} adjustment;

/* As the reconciliation sees it: a quarter of the range, at least 2 % of the number. */
static double standard_error(const estimate *e)
{
    return MAX_OF((e->high - e->low) / 4, 0.02 * fabs(e->mode));
}

static void keep_largest(adjustment *kept, int32_t *n, adjustment a)
{
    double sd = standard_error(a.given);
    a.errors = sd > 0 ? (a.is - a.was) / sd : 0;
    int32_t at = *n;
    while (at > 0 && fabs(kept[at - 1].errors) < fabs(a.errors))
        at--;
    if (at >= ADJUSTMENTS || fabs(a.errors) < 0.25) /* hardly moved */
        return;
    int32_t moved = MIN_OF(*n, (int32_t)ADJUSTMENTS - 1) - at;
    memmove(kept + at + 1, kept + at, (size_t)MAX_OF(0, moved) * sizeof *kept);
    kept[at] = a;
    *n = MIN_OF(*n + 1, (int32_t)ADJUSTMENTS);
}

/* World use of (use, material) as reconciled, t a year. */
static double use_of(const world_page *p, int32_t use)
{
    double sum = 0;
    for (int32_t i = 0; i < p->b->n_want; i++)
        sum += p->b->want[i].use == use ? 12 * p->b->want[i].need : 0;
    return sum;
}

static void find_adjustments(world_findings *f, const world_page *p)
{
    const world *w = p->w;
    const base *b = p->b;
    adjustment kept[ADJUSTMENTS];
    int32_t n = 0;
    for (int32_t i = 0; i < b->n_run; i++) {
        const base_run *r = &b->run[i];
        if (r->given)
            keep_largest(kept, &n,
                         (adjustment){ r->given, r->given->mode, 12 * r->level, 0, "production",
                                       w->process[r->process].name, "", w->place[r->place].name });
    }
    for (int32_t i = 0; i < b->n_lane; i++) {
        const base_lane *l = &b->lane[i];
        if (l->given)
            keep_largest(kept, &n,
                         (adjustment){ l->given, l->given->mode, 12 * l->flow, 0, "flow",
                                       w->material[l->material].name, w->place[l->from].name,
                                       w->place[l->to].name });
    }
    for (int32_t i = 0; i < w->n_use; i++)
        keep_largest(kept, &n,
                     (adjustment){ &w->use[i].t_yr, w->use[i].t_yr.mode, use_of(p, i), 0, "use",
                                   w->use[i].name, "", w->material[w->use[i].material].name });
    for (int32_t i = 0; i < n; i++) {
        char was[NUM_TEXT], is[NUM_TEXT];
        world_found(f, fabs(kept[i].errors) > 3 ? WORLD_WARNING : WORLD_NOTE, WORLD_T_ADJUSTED,
                    kept[i].given, kept[i].errors, "standard errors",
                    "%s of %s, %s%s%s: %s t a year became %s", kept[i].kind, kept[i].of,
                    kept[i].from, *kept[i].from ? " to " : "", kept[i].at,
                    num_people(was, kept[i].was, fabs(kept[i].was) < 10 ? 2 : 0),
                    num_people(is, kept[i].is, fabs(kept[i].was) < 10 ? 2 : 0));
    }
}

/* ---- reach ------------------------------------------------------------------------------------------------ */

static bool makes(const world *w, int32_t process, int32_t material)
{
    const world_process *how = &w->process[process];
    for (int32_t k = how->first; k < how->first + how->n; k++)
        if (w->recipe[k].material == material && w->recipe[k].coef > 0)
            return true;
    return false;
}

static bool supplied(const world_page *p, int32_t material, int32_t place)
{
    const base *b = p->b;
    for (int32_t i = 0; i < b->n_run; i++)
        if (b->run[i].place == place && makes(p->w, b->run[i].process, material))
            return true;
    for (int32_t i = 0; i < b->n_lane; i++)
        if (b->lane[i].material == material && b->lane[i].to == place)
            return true;
    return false;
}

static bool wants(const base *b, int32_t use, int32_t place)
{
    for (int32_t i = 0; i < b->n_want; i++)
        if (b->want[i].use == use && b->want[i].place == place)
            return true;
    return false;
}

static void find_reach(world_findings *f, const world_page *p)
{
    const world *w = p->w;
    double dropped = 0;
    int32_t n = 0;
    for (int32_t i = 0; i < w->n_share; i++) {
        const world_share *s = &w->share[i];
        const world_use *u = &w->use[s->use];
        double t = s->share_frac.mode * u->t_yr.mode;
        if (t <= 0)
            continue;
        if (!supplied(p, u->material, s->place)) {
            world_found(f, WORLD_ERROR, WORLD_T_REACH, &s->share_frac, t, "t/yr",
                        "%s in %s cannot get %s", u->name, w->place[s->place].name,
                        w->material[u->material].name);
        } else if (!wants(p->b, s->use, s->place)) {
            dropped += t;
            n++;
        }
    }
    if (n)
        world_found(f, WORLD_NOTE, WORLD_T_REACH, NULL, dropped, "t/yr",
                    "left out of the base month as too small: %" PRId32
                    " pair%s of a use and a place",
                    n, n == 1 ? "" : "s");
}

/* ---- prices ----------------------------------------------------------------------------------------------- */

static void find_margins(world_findings *f, const world_page *p)
{
    const world *w = p->w;
    for (int32_t i = 0; i < p->b->n_run; i++) {
        const base_run *r = &p->b->run[i];
        const world_process *how = &w->process[r->process];
        double margin = 0;
        for (int32_t k = how->first; k < how->first + how->n; k++)
            margin += w->recipe[k].coef * world_price_at(p, w->recipe[k].material, r->place);
        if (margin <= 0)
            world_found(f, WORLD_WARNING, WORLD_T_MARGIN, r->given, margin, "USD/t",
                        "%s in %s: what comes out is worth no more than what goes in", how->name,
                        w->place[r->place].name);
    }
}

/* One line per material: a world of forty places has hundreds of lanes. Prices that are computed from freight differ a
 * little between any two places, so that a loss counts from 1 % of the price, and is a warning from 5 %. */
static void find_lanes(world_findings *f, const world_page *p)
{
    const world *w = p->w;
    for (int32_t m = 0; m < w->n_material; m++) {
        const base_lane *worst = NULL;
        double most = 1;
        int32_t n = 0, all = 0;
        for (int32_t i = 0; i < p->b->n_lane; i++) {
            const base_lane *l = &p->b->lane[i];
            if (l->material != m || !(l->flow > 0))
                continue;
            double loss = 100 * (1 - p->b->site[l->into].price / p->b->site[l->at].price);
            all++;
            n += loss > 1;
            worst = loss > most ? l : worst;
            most = MAX_OF(most, loss);
        }
        if (worst)
            world_found(
                f, most > 5 ? WORLD_WARNING : WORLD_NOTE, WORLD_T_LANE, worst->given, -most, "%",
                "%s: %" PRId32 " of %" PRId32
                " lanes lead to a lower price, the worst from %s to %s",
                w->material[m].name, n, all, w->place[worst->from].name, w->place[worst->to].name);
    }
}

static void find_chokes(world_findings *f, const world_page *p)
{
    const world *w = p->w;
    for (int32_t u = 0; u < w->n_use; u++) {
        double price = 0, choke = w->use[u].choke_usd_t.mode;
        int32_t place = -1;
        for (int32_t i = 0; i < p->b->n_want; i++) {
            const base_want *a = &p->b->want[i];
            if (a->use == u && p->b->site[a->site].price > price) {
                price = p->b->site[a->site].price;
                place = a->place;
            }
        }
        if (place >= 0 && choke < 2 * price)
            world_found(f, WORLD_WARNING, WORLD_T_CHOKE, &w->use[u].choke_usd_t, choke / price,
                        "times the price",
                        "%s of %s: the choke price is low against the price in %s", w->use[u].name,
                        w->material[w->use[u].material].name, w->place[place].name);
    }
}

/* ---- the month itself --------------------------------------------------------------------------------------- */

/* What the design promises: balances to 1e-12, and a solved base month that is the base month to 1e-8. */
static void find_month(world_findings *f, const world_page *p)
{
    if (p->b->worst_imbalance > 1e-12)
        world_found(f, WORLD_ERROR, WORLD_T_BASE, NULL, p->b->worst_imbalance, "relative",
                    "the base month does not balance");
    if (p->calibration_why)
        world_found(f, WORLD_ERROR, WORLD_T_CALIBRATION, NULL, NO_NUMBER, "", "%s",
                    p->calibration_why);
    else if (p->calibration > 1e-8)
        world_found(f, WORLD_ERROR, WORLD_T_CALIBRATION, NULL, p->calibration, "relative",
                    "the market does not reproduce the base month");
    else if (IS_NUMBER(p->calibration))
        world_found(f, WORLD_NOTE, WORLD_T_CALIBRATION, NULL, p->calibration, "relative",
                    "the market reproduces the base month");
}

void world_find_in_base(world_findings *f, const world_page *p)
{
    find_month(f, p);
    find_adjustments(f, p);
    find_reach(f, p);
    find_margins(f, p);
    find_lanes(f, p);
    find_chokes(f, p);
}
