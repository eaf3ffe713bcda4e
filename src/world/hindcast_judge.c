/* hindcast_judge.c - layer 2: what a hindcast is scored on besides the level: destinations, price gaps, the shape.
 *
 * Flow: hindcast_judge -> places of observed.csv -> prices of observed.csv -> shape. Months fitted are shown, not scored. */
#include "world/hindcast.h"

enum { MONTHS = HINDCAST_MONTHS, INSIDE_BACK = 3 };
static const double recovery = 0.9; /* of the same month a year before counts as recovered */

/* ---- errors -------------------------------------------------------------------------------------- */

static void add_errors(const hindcast_series *s, hindcast_errors *e)
{
    for (int32_t k = HINDCAST_FIT; k < MONTHS; k++) {
        if (!IS_NUMBER(s->observed[k]))
            continue;
        double miss = fabs(s->model[k] - s->observed[k]);
        e->n++;
        e->model += miss;
        if (!IS_NUMBER(s->year_ago[k]))
            continue;
        e->n_beside++;
        e->model_beside += miss;
        e->year_ago += fabs(s->year_ago[k] - s->observed[k]);
    }
}

static void to_means(hindcast_errors *e)
{
    e->model = e->n > 0 ? e->model / e->n : NO_NUMBER;
    e->model_beside = e->n_beside > 0 ? e->model_beside / e->n_beside : NO_NUMBER;
    e->year_ago = e->n_beside > 0 ? e->year_ago / e->n_beside : NO_NUMBER;
}

/* ---- destinations ---------------------------------------------------------------------------------- */

static bool in_months(int32_t month)
{
    return month >= HINDCAST_FROM && month < HINDCAST_FROM + MONTHS;
}

static bool is_listed(const hindcast *h, const char *to)
{
    for (int32_t i = 0; i < h->n_place; i++)
        if (STR_EQ(h->place[i].to, to))
            return true;
    return false;
}

static void fill_place(const hindcast *h, const char *series, hindcast_place *p)
{
    const char *home = h->w->place[h->w->home].id;
    for (int32_t k = 0; k < MONTHS; k++) {
        int32_t month = HINDCAST_FROM + k;
        p->t.observed[k] = observed_of(&h->seen, series, p->to, month);
        p->t.year_ago[k] = observed_of(&h->seen, series, p->to, month - 12);
        p->t.model[k] = sim_exports(h->model, k, h->w->headline, home, p->to);
        p->share.observed[k] = p->t.observed[k] / h->observed[k];
        p->share.year_ago[k] = p->t.year_ago[k] / h->year_ago[k];
        p->share.model[k] = p->t.model[k] / h->score[HINDCAST_MODEL].t[k];
    }
    add_errors(&p->t, &p->of_t);
    add_errors(&p->share, &p->of_share);
    to_means(&p->of_t);
    to_means(&p->of_share);
}

static int by_months(const void *a, const void *b)
{
    const hindcast_place *x = a, *y = b;
    return x->of_t.n != y->of_t.n ? y->of_t.n - x->of_t.n : strcmp(x->to, y->to);
}

static gad_status judge_places(gad_ctx *cx, hindcast *h)
{
    const char *series = arena_fmt(&h->mem, "%s-t", h->w->headline);
    h->place = arena_take(&h->mem, (size_t)h->seen.n + 1, sizeof *h->place);
    if (!series || !h->place)
        return gad_nomem(cx, "a hindcast");
    for (int32_t i = 0; i < h->seen.n; i++) {
        const observed_row *row = &h->seen.row[i];
        if (!STR_EQ(row->series, series) || !in_months(row->month) || STR_EQ(row->to, "*") ||
            is_listed(h, row->to))
            continue;
        hindcast_place *p = &h->place[h->n_place++];
        p->to = row->to;
        fill_place(h, series, p);
        add_errors(&p->t, &h->all_t);
        add_errors(&p->share, &h->all_share);
    }
    to_means(&h->all_t);
    to_means(&h->all_share);
    if (h->n_place > 0)
        qsort(h->place, (size_t)h->n_place, sizeof *h->place, by_months);
    return GAD_OK;
}

/* ---- price gaps ------------------------------------------------------------------------------------- */

/* Mean price at the places of a selector abroad, weighted by base use; NO_NUMBER: none is used there. */
static double price_at(const hindcast *h, const sim_month *m, int32_t material, const char *to)
{
    double sum = 0, used = 0;
    for (int32_t i = 0; i < h->b->n_site; i++) {
        const base_site *site = &h->b->site[i];
        if (site->material != material || site->place == h->w->home ||
            !world_place_is(h->w, site->place, to))
            continue;
        sum += site->used * m->price[i];
        used += site->used;
    }
    return used > 0 ? sum / used : NO_NUMBER;
}

static double gap_of(const hindcast *h, const sim_month *m, const hindcast_gap *g)
{
    double inside = sim_price(h->model, m, g->material, true);
    return inside > 0 ? price_at(h, m, g->material, g->to) / inside : NO_NUMBER;
}

/* The price inside in the month, or the last one known before. */
static double inside_price(const hindcast *h, int32_t material, int32_t month, int32_t *of)
{
    const char *home = h->w->place[h->w->home].id;
    char series[128];
    double price = NO_NUMBER;
    (void)snprintf(series, sizeof series, "price-inside-%s", h->w->material[material].id);
    for (int32_t back = 0; back <= INSIDE_BACK && !IS_NUMBER(price); back++) {
        *of = month - back;
        price = observed_of(&h->seen, series, home, *of);
    }
    return price;
}

static void fill_gap(hindcast *h, const char *series, hindcast_gap *g)
{
    g->base = gap_of(h, &h->model->plain[0], g);
    for (int32_t k = 0; k < MONTHS; k++) {
        double outside = observed_of(&h->seen, series, g->to, HINDCAST_FROM + k);
        g->observed[k] = outside / inside_price(h, g->material, HINDCAST_FROM + k, &g->inside[k]);
        g->model[k] = gap_of(h, &h->model->month[k], g);
        if (!IS_NUMBER(g->observed[k]) || !(g->model[k] > 0) || !(g->base > 0))
            continue;
        h->n_gap_months++;
        h->gap_factor += fabs(log(g->model[k] / g->observed[k]));
        h->gap_factor_base += fabs(log(g->base / g->observed[k]));
    }
}

static bool gap_is_listed(const hindcast *h, int32_t material, const char *to)
{
    for (int32_t i = 0; i < h->n_gap; i++)
        if (h->gap[i].material == material && STR_EQ(h->gap[i].to, to))
            return true;
    return false;
}

static gad_status judge_gaps(gad_ctx *cx, hindcast *h)
{
    static const char outside[] = "price-outside-";
    h->gap = arena_take(&h->mem, (size_t)h->seen.n + 1, sizeof *h->gap);
    if (!h->gap)
        return gad_nomem(cx, "a hindcast");
    for (int32_t i = 0; i < h->seen.n; i++) {
        const observed_row *row = &h->seen.row[i];
        if (strncmp(row->series, outside, sizeof outside - 1) != 0 || !in_months(row->month))
            continue;
        int32_t material = world_material_find(h->w, row->series + sizeof outside - 1);
        if (material < 0 || gap_is_listed(h, material, row->to))
            continue;
        h->gap[h->n_gap] = (hindcast_gap){ .material = material, .to = row->to };
        fill_gap(h, row->series, &h->gap[h->n_gap++]);
    }
    double n = h->n_gap_months;
    h->gap_factor = n > 0 ? exp(h->gap_factor / n) : NO_NUMBER;
    h->gap_factor_base = n > 0 ? exp(h->gap_factor_base / n) : NO_NUMBER;
    return GAD_OK;
}

/* ---- shape ------------------------------------------------------------------------------------------ */

hindcast_shape hindcast_shape_of(const double *t, const double *year_ago)
{
    hindcast_shape s = { .recovered = -1 };
    for (int32_t k = 1; k < MONTHS; k++)
        if (t[k] < t[s.trough])
            s.trough = k;
    s.depth = t[s.trough] / year_ago[s.trough] - 1;
    for (int32_t k = s.trough + 1; k < MONTHS && s.recovered < 0; k++)
        if (t[k] >= recovery * year_ago[k])
            s.recovered = k;
    return s;
}

/* NO_NUMBER where one of the two does not move. */
static double correlation(const double *x, const double *y, int32_t n)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (int32_t k = 0; k < n; k++) {
        mx += x[k] / n;
        my += y[k] / n;
    }
    for (int32_t k = 0; k < n; k++) {
        xx += (x[k] - mx) * (x[k] - mx);
        yy += (y[k] - my) * (y[k] - my);
        xy += (x[k] - mx) * (y[k] - my);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NO_NUMBER;
}

static void judge_shape(hindcast *h)
{
    const double *model = h->score[HINDCAST_MODEL].t, *seen = h->observed;
    double dm[MONTHS - 1], ds[MONTHS - 1];
    h->shape_model = hindcast_shape_of(model, h->year_ago);
    h->shape_observed = hindcast_shape_of(seen, h->year_ago);
    for (int32_t k = 0; k + 1 < MONTHS; k++) {
        dm[k] = model[k + 1] - model[k];
        ds[k] = seen[k + 1] - seen[k];
        if (k + 1 >= HINDCAST_FIT)
            h->same_way += (dm[k] > 0) == (ds[k] > 0);
    }
    h->correlation = correlation(model, seen, MONTHS);
    h->correlation_scored =
        correlation(model + HINDCAST_FIT, seen + HINDCAST_FIT, MONTHS - HINDCAST_FIT);
    h->change_correlation = correlation(dm, ds, MONTHS - 1);
}

gad_status hindcast_judge(gad_ctx *cx, hindcast *h)
{
    gad_status st = judge_places(cx, h);
    if (st == GAD_OK)
        st = judge_gaps(cx, h);
    if (st == GAD_OK)
        judge_shape(h);
    return st;
}
