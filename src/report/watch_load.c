/* watch_load.c - layer 4: the data of a rule. Rules of one series load it once.
 *
 * Flow: watch_track: by its subject a rule wants one series, two (a share), every partner (rank, HHI) or both reports of
 * a lane -> found in the cache or loaded -> alert_read_*. */
#include "report/watch.h"

typedef enum held_kind { HELD_SERIES, HELD_PANEL, HELD_MIRROR } held_kind;

typedef struct held {
    held_kind kind;
    series_query q;
    series s;
    panel p;
    mirror m;
    struct held *next;
} held;

struct watch_cache {
    arena *mem;
    held *first;
};

gad_status watch_cache_new(gad_ctx *cx, arena *mem, watch_cache **out)
{
    watch_cache *c = arena_take(mem, 1, sizeof *c);
    if (!c)
        return gad_nomem(cx, "the rules");
    c->mem = mem;
    *out = c;
    return GAD_OK;
}

static bool same_question(const series_query *a, const series_query *b)
{
    return a->flow == b->flow && a->freq == b->freq && STR_EQ(a->product.id, b->product.id) &&
           STR_EQ(a->reporter.id, b->reporter.id) && STR_EQ(a->partner.id, b->partner.id) &&
           STR_EQ(a->measure, b->measure);
}

static gad_status load_mirror(gad_ctx *cx, gad_store *st, watch_cache *c, held *h)
{
    mirror_query q = { .product = h->q.product,
                       .exporter = h->q.reporter,
                       .freq = h->q.freq,
                       .lane = h->q.partner.number,
                       .as_of = h->q.as_of };
    return mirror_load(cx, st, c->mem, &q, &h->m);
}

static gad_status load(gad_ctx *cx, gad_store *st, watch_cache *c, held_kind kind,
                       const series_query *q, const held **out)
{
    for (held *h = c->first; h; h = h->next)
        if (h->kind == kind && same_question(&h->q, q)) {
            *out = h;
            return GAD_OK;
        }
    held *h = arena_take(c->mem, 1, sizeof *h);
    if (!h) {
        gad_nomem(cx, "the rules");
        return GAD_E_NOMEM;
    }
    h->kind = kind;
    h->q = *q;
    h->q.wanted = (span){ INT32_MIN, INT32_MAX };
    gad_status status = kind == HELD_PANEL    ? panel_load(cx, st, c->mem, &h->q, &h->p)
                        : kind == HELD_MIRROR ? load_mirror(cx, st, c, h)
                                              : series_load(cx, st, c->mem, &h->q, &h->s);
    if (status)
        return status;
    h->next = c->first;
    c->first = h;
    *out = h;
    return GAD_OK;
}

static gad_status track_series(gad_ctx *cx, gad_store *st, watch_cache *c, const watch_rule *r,
                               int32_t today, alert_track *out, const char **codes,
                               const char **why)
{
    const held *h = NULL, *whole = NULL;
    series_query q = r->q;
    bool share = r->test.subject == ALERT_SHARE;
    if (share)
        q.partner = r->country;
    gad_status status = load(cx, st, c, HELD_SERIES, &q, &h);
    if (!status && share) {
        q = r->q;
        q.freq = h->s.annual ? 'A' : 'M'; /* months of the one are no years of the other */
        status = load(cx, st, c, HELD_SERIES, &q, &whole);
        q.partner = r->country;
    }
    if (!status && h->s.n_held == 0 && h->s.n == 0)
        return series_why_nothing(cx, st, c->mem, &q, why);
    if (status)
        return status;
    *codes = h->s.what_codes;
    if (r->test.subject == ALERT_MISSING)
        return alert_read_missing(cx, c->mem, &h->s, today, out);
    return alert_read_series(cx, c->mem, &r->test, &h->s, whole ? &whole->s : NULL, out);
}

static gad_status track_panel(gad_ctx *cx, gad_store *st, watch_cache *c, const watch_rule *r,
                              alert_track *out, const char **codes, const char **why)
{
    const held *h = NULL;
    gad_status status = load(cx, st, c, HELD_PANEL, &r->q, &h);
    if (!status && h->p.n == 0 && h->p.world.n == 0)
        return series_why_nothing(cx, st, c->mem, &r->q, why);
    if (status)
        return status;
    *codes = h->p.world.what_codes;
    return alert_read_panel(cx, c->mem, &r->test, &h->p, r->country.number, out);
}

/* Flow M: the reporter is the importer, the partner the exporter. */
static gad_status track_lane(gad_ctx *cx, gad_store *st, watch_cache *c, const watch_rule *r,
                             alert_track *out, const char **codes, const char **why)
{
    const held *h = NULL;
    series_query q = r->q;
    country_ref importer = r->q.flow == 'M' ? r->q.reporter : r->q.partner;
    q.reporter = r->q.flow == 'M' ? r->q.partner : r->q.reporter;
    /* All lanes of an exporter are one question, unless it is the lane that decides on months or years. */
    q.partner = q.freq ? q.reporter : importer;
    q.flow = 'X';
    q.measure = "qty";
    gad_status status = load(cx, st, c, HELD_MIRROR, &q, &h);
    if (status)
        return status;
    const mirror_lane *lane = mirror_find(&h->m, importer.number);
    if (!lane || lane->n == 0) {
        *why = "no customs rows of this lane are held, from either side";
        return GAD_OK;
    }
    *codes = lane->goods ? lane->goods : "";
    return alert_read_lane(cx, c->mem, lane, STR_EQ(r->q.measure, "value") ? MIRROR_USD : MIRROR_T,
                           h->m.annual, out);
}

gad_status watch_track(gad_ctx *cx, gad_store *st, watch_cache *c, const watch_rule *r,
                       int32_t today, alert_track *out, const char **codes, const char **why)
{
    gad_status status;
    *out = (alert_track){ .at = NULL, .unit = "" };
    *codes = "";
    *why = NULL;
    switch (r->test.subject) {
    case ALERT_RANK:
    case ALERT_HHI:
        status = track_panel(cx, st, c, r, out, codes, why);
        break;
    case ALERT_GAP:
        status = track_lane(cx, st, c, r, out, codes, why);
        break;
    default:
        status = track_series(cx, st, c, r, today, out, codes, why);
    }
    if (!status && out->n && r->test.step && (r->test.step == 'A') != out->annual)
        out->refused = out->annual ? "the condition says months, the series is annual"
                                   : "the condition says years, the series is monthly";
    return status;
}
