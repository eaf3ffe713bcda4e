/* buying.c - layer 2: from whom a country buys a product.
 *
 * Flow: buying_of -> of each way in turn: lanes (reconciled) -> the country's panel -> lanes
 * (importer's, then exporters' reports); lanes and panels are loaded when first asked for and kept.
 * Invariant: a panel is only loaded for a country that reports something near the product's codes, so
 * asking for every country of the world stays cheap. */
#include "trade/buying.h"

struct buying_panel {
    const char *who; /* id of the reporter */
    char flow;
    panel p;
    struct buying_panel *next;
};

bool buying_add(buying *b, const series_query *q, bool proxy)
{
    if (b->n == BUYING_WAYS)
        return false;
    b->way[b->n] = (buying_way){ .q = *q, .proxy = proxy };
    b->way[b->n].q.flow = 'M';
    b->way[b->n++].q.freq = 'A';
    return true;
}

/* ---- what is loaded when first needed --------------------------------------------------------- */

static gad_status load_reporters(gad_ctx *cx, buying *b, buying_way *w)
{
    gad_table *t = NULL;
    store_param p = param_text(w->q.product.id);
    gad_status status = store_query(cx, b->st, "risk/reporters", &p, 1, &t);
    if (status)
        return status;
    w->report = arena_take(b->mem, (size_t)gad_table_rows(t) + 1, sizeof *w->report);
    for (int64_t r = 0; w->report && r < gad_table_rows(t); r++)
        w->report[w->n_report++] = (struct buying_report){ (int32_t)table_get_i64(t, r, 0, -1),
                                                           (int32_t)table_get_i64(t, r, 1, 0),
                                                           table_get_i64(t, r, 2, 0) != 0 };
    gad_table_free(t);
    return w->report ? GAD_OK : gad_nomem(cx, "the countries that report");
}

/* The ways of one product are loaded together: they rest on the same rows. */
static gad_status load_way(gad_ctx *cx, buying *b, buying_way *w)
{
    lanes qty, value;
    if (w->loaded)
        return GAD_OK;
    gad_status status = lanes_load(cx, b->st, b->mem, &w->q, &qty, &value);
    if (!status && w->q.product.code < 0)
        status = load_reporters(cx, b, w);
    for (int32_t k = 0; k < b->n && !status; k++) {
        buying_way *same = &b->way[k];
        if (!STR_EQ(same->q.product.id, w->q.product.id))
            continue;
        same->lanes = STR_EQ(same->q.measure, "value") ? value : qty;
        same->report = w->report;
        same->n_report = w->n_report;
        same->loaded = true;
    }
    return status;
}

/* A bare code is in no list of codes, and a group may have published figures of its own: both are always
 * tried. */
static bool may_report(const buying_way *w, const members *m, int32_t year)
{
    if (w->q.product.code >= 0 || m->who.number < 0)
        return true;
    for (int32_t i = 0; i < w->n_report; i++)
        if (w->report[i].year == year && members_has(m, w->report[i].reporter) &&
            (w->report[i].weighed || !STR_EQ(w->q.measure, "qty")))
            return true;
    return false;
}

static gad_status panel_of(gad_ctx *cx, buying *b, buying_way *w, const members *m, char flow,
                           const panel **out)
{
    for (struct buying_panel *k = w->panel; k; k = k->next)
        if (k->flow == flow && STR_EQ(k->who, m->who.id)) {
            *out = &k->p;
            return GAD_OK;
        }
    struct buying_panel *k = arena_take(b->mem, 1, sizeof *k);
    if (!k)
        return gad_nomem(cx, "a panel of partners");
    series_query q = w->q;
    q.reporter = m->who;
    q.flow = flow;
    gad_status status = panel_load(cx, b->st, b->mem, &q, &k->p);
    if (status)
        return status;
    k->who = m->who.id;
    k->flow = flow;
    k->next = w->panel;
    w->panel = k;
    *out = &k->p;
    return GAD_OK;
}

/* ---- one way ---------------------------------------------------------------------------------- */

/* Whether lanes hold reconciled imports of a member. */
static bool is_reconciled(const lanes *l, const members *m, int32_t year)
{
    int32_t first = 0;
    for (int32_t k = 0; k < m->n; k++)
        if (lanes_find(l, year, m->number[k], &first) && l->at[first].report == LANE_RECONCILED)
            return true;
    return false;
}

static gad_status by_way(gad_ctx *cx, buying *b, buying_way *w, const members *m, int32_t year,
                         bool quick, supplies *out)
{
    const panel *p = NULL;
    int32_t first = 0;
    gad_status status = load_way(cx, b, w);
    *out = (supplies){ .unit = w->lanes.unit, .edition = "", .note = "", .why = "" };
    if (status)
        return status;
    bool enough = quick ? lanes_find(&w->lanes, year, m->number[0], &first) > 0
                        : is_reconciled(&w->lanes, m, year);
    if (!enough && may_report(w, m, year)) {
        status = panel_of(cx, b, w, m, 'M', &p);
        if (!status)
            status = origins_of(cx, b->mem, p, b->names, m, year, out);
        if (status || out->n)
            return status;
    }
    const char *why = out->why;
    status = lanes_origins(cx, b->mem, &w->lanes, b->names, m, year, out);
    if (!status && out->n == 0 && !*why)
        why = quick ? "none" /* nobody reads it */
                    : arena_fmt(b->mem, "no imports of %s by origin are held for %s",
                                w->q.product.id, m->who.id);
    if (!status && out->n == 0)
        out->why = why;
    return status || why ? status : gad_nomem(cx, "the origins");
}

/* ---- the story -------------------------------------------------------------------------------- */

gad_status buying_of(gad_ctx *cx, buying *b, const members *m, int32_t year, bool quick,
                     supplies *out, const buying_way **way)
{
    supplies first = { .why = "it has no customs code" };
    gad_status status = GAD_OK;
    if (way)
        *way = NULL;
    for (int32_t k = 0; k < b->n && !status; k++) {
        status = by_way(cx, b, &b->way[k], m, year, quick, out);
        if (!status && out->n) {
            if (way)
                *way = &b->way[k];
            return GAD_OK;
        }
        if (k == 0)
            first = *out;
    }
    *out = first;
    return status;
}

gad_status buying_sold(gad_ctx *cx, buying *b, const members *m, int32_t year, supplies *out)
{
    const panel *p = NULL;
    gad_status status = panel_of(cx, b, &b->way[0], m, 'X', &p);
    return status ? status : origins_of(cx, b->mem, p, b->names, m, year, out);
}
