/* mirror_onward.c - layer 2: signs of transshipment that only other reports can give: what a destination
 * that rose sends on to those that fell, and whether the importer's own figures moved away from the
 * exporter's. Where those reports are not held, that is said. */
#include "trade/mirror_impl.h"
#include "trade/mirror_watch_impl.h"

enum { RISERS_MAX = 6, FALLEN_MAX = 3, GAPS_MIN = 3 };
/* A lane's usual gap is never known better than this (mirror_usual.c). */
static const double SPREAD_MIN = 0.03;

/* ---- onward ----------------------------------------------------------------------------------- */

typedef struct means {
    double before, after;
    int32_t n_before, n_after;
} means;

/* Monthly means of one side of a lane around the event. A month that the country reported without the
 * lane counts as nothing shipped. */
static means lane_means(const mirror_lane *lane, bool importer, mirror_unit unit, int32_t event)
{
    double sum[2] = { 0, 0 };
    int32_t n[2] = { 0, 0 };
    for (int32_t i = 0; i < lane->n; i++) {
        const mirror_point *p = &lane->at[i];
        const mirror_side *s = importer ? &p->importer : &p->exporter;
        double x = s->state == MIRROR_SILENT ? 0 : s->amount[unit];
        bool after = p->period >= event;
        if (!IS_NUMBER(x) || p->period < event - SHIFT_WINDOW || p->period >= event + SHIFT_WINDOW)
            continue;
        sum[after] += x;
        n[after]++;
    }
    return (means){ n[0] ? sum[0] / n[0] : NO_NUMBER, n[1] ? sum[1] / n[1] : NO_NUMBER, n[0],
                    n[1] };
}

static bool known(means m)
{
    return m.n_before >= GAPS_MIN && m.n_after >= GAPS_MIN;
}

static gad_status ask_lane(gad_ctx *cx, gad_store *st, arena *mem, const watch_data *d,
                           const country_ref *from, const country_ref *to, mirror_lane *lane)
{
    mirror_rows rows;
    mirror_ask ask = { .product = d->product,
                       .exporter = from->number,
                       .importer = to->number,
                       .as_of = d->q->as_of,
                       .source = d->q->source };
    gad_status status = mirror_rows_load(cx, st, mem, &ask, &rows);
    if (status)
        return status;
    const mirror_country *c = mirror_rows_country(&rows, to->number);
    *lane = (mirror_lane){ .n = 0 };
    return c ? mirror_lane_make(cx, mem, &rows, from->number, c, false, lane) : GAD_OK;
}

/* One onward lane in words. Returns whether it rose; *held tells whether anything could be looked at. */
static bool say_lane(buf *b, const watch_data *d, const mirror_watch *w, const country_ref *to,
                     const mirror_lane *lane, bool *held)
{
    char was[NUM_TEXT], is[NUM_TEXT];
    mirror_unit unit = d->main == BY_QTY ? MIRROR_T : MIRROR_USD;
    means m = lane_means(lane, false, unit, w->event.month);
    bool importer = !known(m);
    if (importer)
        m = lane_means(lane, true, unit, w->event.month);
    *held = known(m);
    if (!*held)
        return false;
    buf_fmt(b, "%sto %s %s, then %s %s a month (%s)", b->len ? "; " : "", to->prose,
            num_people(was, m.before, m.before < 10 ? 1 : 0),
            num_people(is, m.after, m.after < 10 ? 1 : 0), w->unit,
            importer ? "the importer's report" : "its own report");
    return m.after > m.before;
}

static bool is_fallen(const watch_row *r)
{
    return r->kind == WATCH_FELL || r->kind == WATCH_MAY_FALL;
}

static bool is_risen(const watch_row *r)
{
    return r->kind == WATCH_ROSE || r->kind == WATCH_MAY_RISE;
}

static gad_status look_onward(gad_ctx *cx, gad_store *st, arena *mem, const watch_data *d,
                              const mirror_watch *w, watch_row *r)
{
    buf b;
    gad_status status = GAD_OK;
    int32_t asked = 0, missing = 0;
    buf_init(&b, &cx->al);
    for (int32_t k = 0; k < w->n && asked < FALLEN_MAX && !status; k++) {
        mirror_lane lane;
        bool held = false;
        if (!is_fallen(&w->row[k]))
            continue;
        asked++;
        status = ask_lane(cx, st, mem, d, &r->partner, &w->row[k].partner, &lane);
        if (!status)
            r->onward_rose |= say_lane(&b, d, w, &w->row[k].partner, &lane, &held);
        missing += !held;
    }
    if (asked && missing == asked)
        buf_add(&b,
                "its monthly exports to those that fell are not held, nor their imports from it");
    else if (missing)
        buf_fmt(&b, "; %" PRId32 " more of those that fell: not held", missing);
    if (!status && asked)
        r->onward = buf_ok(&b) ? arena_str(mem, buf_text(&b)) : NULL;
    buf_release(&b);
    if (!status && !r->onward)
        return gad_nomem(cx, "onward exports");
    return status;
}

/* ---- the importers' own figures --------------------------------------------------------------- */

static void look_gap(const mirror_lane *lane, mirror_unit unit, int32_t event, double *work,
                     watch_row *r)
{
    int32_t n = 0, k = 0;
    for (int32_t i = 0; i < lane->n; i++)
        if (lane->at[i].period < event && IS_NUMBER(lane->at[i].gap[unit].gap))
            work[n++] = lane->at[i].gap[unit].gap;
    for (int32_t i = 0; i < lane->n; i++)
        if (lane->at[i].period >= event && lane->at[i].period < event + SHIFT_WINDOW &&
            IS_NUMBER(lane->at[i].gap[unit].gap))
            work[n + k++] = lane->at[i].gap[unit].gap;
    r->n_gap_before = n;
    r->n_gap_after = k;
    double after = robust_median(work + n, k), before = robust_median(work, n);
    r->gap_after_pct = 100 * expm1(after);
    r->gap_before_pct = 100 * expm1(before);
    if (n >= MIRROR_OWN_MIN && k)
        r->gap_z = (after - before) / fmax(SPREAD_MIN, robust_spread(work, n, before));
}

static gad_status look_gaps(gad_ctx *cx, gad_store *st, arena *mem, const watch_data *d,
                            mirror_watch *w)
{
    mirror m;
    mirror_query q = *d->q;
    q.product = d->product;
    q.freq = 'M';
    gad_status status = mirror_load(cx, st, mem, &q, &m);
    if (status)
        return status;
    double *work = arena_take(mem, (size_t)mirror_usual_room(m.lane, m.n), sizeof *work);
    if (!work)
        return gad_nomem(cx, "the gaps");
    for (int32_t k = 0; k < w->n; k++) {
        const mirror_lane *lane = mirror_find(&m, w->row[k].partner.number);
        if (lane)
            look_gap(lane, d->main == BY_QTY ? MIRROR_T : MIRROR_USD, w->event.month, work,
                     &w->row[k]);
    }
    return GAD_OK;
}

gad_status watch_onward(gad_ctx *cx, gad_store *st, arena *mem, const watch_data *d,
                        mirror_watch *w)
{
    gad_status status = look_gaps(cx, st, mem, d, w);
    for (int32_t k = 0, n = 0; k < w->n && n < RISERS_MAX && !status; k++) {
        if (!is_risen(&w->row[k]))
            continue;
        n++;
        status = look_onward(cx, st, mem, d, w, &w->row[k]);
    }
    return status;
}
