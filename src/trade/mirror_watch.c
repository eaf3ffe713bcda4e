/* mirror_watch.c - layer 2: the transshipment watch.
 *
 * Flow: every destination's series (panel_load) in tonnes and in dollars -> a matrix of months in which
 * "not in the exporter's report" is nothing shipped and "no report held" is not known -> before and after
 * (mirror_shift.c) -> who fell, who rose -> what the risers send on (mirror_onward.c) -> doubts.
 * Invariant: a month is taken as nothing shipped only where a customs report of that month is held. */
#include "trade/mirror_watch_impl.h"

const char *watch_verdict(watch_kind kind, const shift *s)
{
    static const char *const text[] = {
        [WATCH_FELL] = "fell",
        [WATCH_MAY_FALL] = "perhaps fell",
        [WATCH_SAME] = "no clear change",
        [WATCH_MAY_RISE] = "perhaps rose",
        [WATCH_ROSE] = "rose",
        [WATCH_UNKNOWN] = "too few months",
    };
    if (kind == WATCH_SAME && s->start_place)
        return s->start_place < 0 ? "fell at first" : "rose at first";
    return text[kind];
}

/* ---- goods ------------------------------------------------------------------------------------ */

static gad_status load_panels(gad_ctx *cx, gad_store *st, arena *mem, watch_data *d)
{
    static const char *const measure[MEASURES] = { [BY_VALUE] = "value", [BY_QTY] = "qty" };
    gad_status status = GAD_OK;
    for (int32_t m = 0; m < MEASURES && !status; m++) {
        series_query q = { .product = d->product,
                           .reporter = d->q->exporter,
                           .partner = { "W00", "World", "the world", store_country_id("W00") },
                           .flow = 'X',
                           .freq = 'M',
                           .measure = measure[m],
                           .wanted = { INT32_MIN, INT32_MAX },
                           .as_of = d->q->as_of,
                           .source = d->q->source };
        d->panel[m] = (panel){ .unit = "", .left_out = "" };
        status = panel_load(cx, st, mem, &q, &d->panel[m]);
    }
    return status;
}

static bool has_figures(const watch_data *d)
{
    return panel_newest(&d->panel[BY_VALUE]) != INT32_MIN ||
           panel_newest(&d->panel[BY_QTY]) != INT32_MIN;
}

/* The product itself; when nothing is held of it, the six-digit code that holds it and other goods. Codes
 * come in ascending order: the last that has figures is the one of the newest edition. */
static gad_status load_goods(gad_ctx *cx, gad_store *st, arena *mem, watch_data *d, bool *broader)
{
    gad_table *t = NULL;
    char digits[NUM_TEXT];
    store_param p = param_text(d->q->product.id);
    *broader = false;
    d->product = d->q->product;
    gad_status status = load_panels(cx, st, mem, d);
    if (status || has_figures(d) || d->q->product.code >= 0)
        return status;
    status = store_query(cx, st, "mirror/codes", &p, 1, &t);
    for (int64_t r = status ? 0 : gad_table_rows(t); r > 0 && !status && !*broader; r--) {
        snprintf(digits, sizeof digits, "%" PRId64, table_get_i64(t, r - 1, 0, 0));
        status = codes_product(cx, st, mem, digits + 1, &d->product);
        if (!status)
            status = load_panels(cx, st, mem, d);
        *broader = !status && has_figures(d);
    }
    gad_table_free(t);
    return status;
}

/* ---- the matrix ------------------------------------------------------------------------------- */

static bool is_customs(const figure *f)
{
    return f->kind == FIGURE_CUSTOMS || f->kind == FIGURE_SUM;
}

static double panel_at(const panel *p, int32_t number, int32_t month)
{
    int32_t k = panel_find(p, number);
    return k < 0 ? NO_NUMBER : panel_level(p, k, month);
}

/* Months for which the exporter's own report is held; `report` has d->months. */
static void find_reports(const watch_data *d, bool *report)
{
    for (int32_t m = 0; m < MEASURES; m++)
        for (int32_t k = 0; k < d->panel[m].n; k++) {
            const series *s = &d->panel[m].partner[k];
            for (int32_t i = 0; i < s->n; i++) {
                int32_t at = s->at[i].month - d->first;
                if (at >= 0 && at < d->months && is_customs(&s->at[i].level))
                    report[at] = true;
            }
        }
}

static void find_months(watch_data *d)
{
    int32_t last = MAX_OF(panel_newest(&d->panel[BY_VALUE]), panel_newest(&d->panel[BY_QTY]));
    if (d->q->last && last != INT32_MIN)
        last = MIN_OF(last, d->q->last);
    d->first = INT32_MAX;
    for (int32_t m = 0; m < MEASURES; m++)
        for (int32_t k = 0; k < d->panel[m].n; k++)
            for (int32_t i = 0; i < d->panel[m].partner[k].n; i++)
                if (IS_NUMBER(d->panel[m].partner[k].at[i].level.value)) {
                    d->first = MIN_OF(d->first, d->panel[m].partner[k].at[i].month);
                    break;
                }
    d->months = last == INT32_MIN ? 0 : MAX_OF(0, last - d->first + 1);
}

static bool list_partners(arena *mem, watch_data *d)
{
    const panel *v = &d->panel[BY_VALUE], *q = &d->panel[BY_QTY];
    d->partner = arena_take(mem, (size_t)v->n + (size_t)q->n + 1, sizeof *d->partner);
    for (int32_t i = 0, j = 0; d->partner && (i < v->n || j < q->n);) {
        int32_t a = i < v->n ? v->partner[i].partner.number : INT32_MAX;
        int32_t b = j < q->n ? q->partner[j].partner.number : INT32_MAX;
        d->partner[d->n++] = a <= b ? v->partner[i].partner : q->partner[j].partner;
        i += a <= b;
        j += b <= a;
    }
    return d->partner != NULL;
}

static bool make_matrix(arena *mem, watch_data *d)
{
    if (!list_partners(mem, d))
        return false;
    find_months(d);
    bool *report = arena_take(mem, (size_t)d->months + 1, sizeof *report);
    for (int32_t m = 0; m < MEASURES; m++)
        d->level[m] = arena_take(mem, (size_t)d->n * (size_t)d->months + 1, sizeof **d->level);
    if (!report || !d->level[BY_VALUE] || !d->level[BY_QTY])
        return false;
    find_reports(d, report);
    for (int32_t k = 0; k < d->n; k++)
        for (int32_t i = 0; i < d->months; i++) {
            double x[MEASURES];
            for (int32_t m = 0; m < MEASURES; m++)
                x[m] = panel_at(&d->panel[m], d->partner[k].number, d->first + i);
            bool named = IS_NUMBER(x[BY_VALUE]) || IS_NUMBER(x[BY_QTY]);
            for (int32_t m = 0; m < MEASURES; m++)
                d->level[m][k * d->months + i] = !named && report[i] ? 0 : x[m];
        }
    return true;
}

/* ---- judging ---------------------------------------------------------------------------------- */

static watch_kind judge(const shift *s)
{
    enum { DOWN, NONE, UP };
    static const double Z_LARGE = 2;
    double d = s->after - s->before;
    if (!s->n_before || !s->n_after || !IS_NUMBER(d) || (!IS_NUMBER(s->p) && !IS_NUMBER(s->z)))
        return WATCH_UNKNOWN;
    bool p = s->p <= SHIFT_P_SMALL,
         z = d > 0 ? s->z >= Z_LARGE : s->z <= -Z_LARGE; /* false for NaN */
    bool both = p && (z || !IS_NUMBER(s->z));
    /* Goods shipped early make the year before look high: a fall must also show against months that
     * could not know of the event, and so must a rise. */
    bool against_year = d > 0 ? s->year_pct <= 0 : s->year_pct >= 0;
    if (!(p || z))
        return WATCH_SAME;
    if (both && !against_year)
        return d > 0 ? WATCH_ROSE : WATCH_FELL;
    return d > 0 ? WATCH_MAY_RISE : WATCH_MAY_FALL;
}

static watch_row make_row(const watch_data *d, int32_t k, shift_event e, double *work)
{
    watch_row r = { .partner = d->partner[k],
                    .share_before = NO_NUMBER,
                    .share_after = NO_NUMBER,
                    .gap_before_pct = NO_NUMBER,
                    .gap_after_pct = NO_NUMBER,
                    .gap_z = NO_NUMBER,
                    .onward = "" };
    r.s = shift_of(d->level[d->main] + (size_t)k * (size_t)d->months, d->months, d->first, e,
                   (uint64_t)r.partner.number, work);
    r.kind = judge(&r.s);
    for (int32_t i = 0; i < COUNT_OF(r.path); i++)
        r.path[i] = watch_level(d, d->main, k, e.month - SHIFT_WINDOW + i);
    return r;
}

/* Months of all destinations together: their sum where a report is held, else the total as published. */
static void add_world(const watch_data *d, int32_t measure, double *sum)
{
    for (int32_t i = 0; i < d->months; i++) {
        sum[i] = d->n ? 0 : NO_NUMBER;
        for (int32_t k = 0; k < d->n; k++)
            sum[i] += d->level[measure][k * d->months + i];
        int32_t at = series_find(&d->panel[measure].world, d->first + i);
        if (!IS_NUMBER(sum[i]) && at >= 0)
            sum[i] = d->panel[measure].world.at[at].level.value;
    }
}

/* The change in the other measure over the months that the measure judged is known in. NaN when it is not
 * known in one of them: two changes over different months say nothing about prices. */
static double change_beside(const watch_data *d, const double *judged, double *other, shift_event e,
                            double *work)
{
    for (int32_t m = e.month - SHIFT_WINDOW; m < e.month + SHIFT_WINDOW; m++) {
        int32_t i = m - d->first;
        if (i < 0 || i >= d->months)
            continue;
        if (IS_NUMBER(judged[i]) && !IS_NUMBER(other[i]))
            return NO_NUMBER;
        if (!IS_NUMBER(judged[i]))
            other[i] = NO_NUMBER;
    }
    return shift_of(other, d->months, d->first, e, 0, work).change_pct;
}

static double size_of(const watch_row *r)
{
    double d = fabs(r->s.after - r->s.before);
    return IS_NUMBER(d) ? d : -1;
}

static int by_change(const void *pa, const void *pb)
{
    const watch_row *a = pa, *b = pb;
    if (size_of(a) != size_of(b))
        return size_of(a) > size_of(b) ? -1 : 1;
    return strcmp(a->partner.id, b->partner.id);
}

static bool make_rows(arena *mem, const watch_data *d, shift_event e, mirror_watch *w)
{
    double *work =
        arena_take(mem, (size_t)d->months * 3 + (size_t)4 * SHIFT_WINDOW + 1, sizeof *work);
    w->row = arena_take(mem, (size_t)d->n + 1, sizeof *w->row);
    if (!work || !w->row)
        return false;
    double *sum = work + d->months + (ptrdiff_t)4 * SHIFT_WINDOW, *other = sum + d->months;
    add_world(d, d->main, sum);
    w->world = shift_of(sum, d->months, d->first, e, UINT64_MAX, work);
    w->world_kind = judge(&w->world);
    add_world(d, !d->main, other);
    w->other_pct = change_beside(d, sum, other, e, work);
    for (int32_t k = 0; k < d->n; k++) {
        watch_row r = make_row(d, k, e, work);
        size_t at = (size_t)k * (size_t)d->months;
        memcpy(other, d->level[!d->main] + at, (size_t)d->months * sizeof *other);
        r.other_pct = change_beside(d, d->level[d->main] + at, other, e, work);
        if (!(r.s.before > 0) && !(r.s.after > 0))
            continue;
        if (r.s.n_before == w->world.n_before)
            r.share_before = 100 * r.s.before / w->world.before;
        if (r.s.n_after == w->world.n_after)
            r.share_after = 100 * r.s.after / w->world.after;
        w->n_tested += IS_NUMBER(r.s.p);
        w->n_at_5pct += r.s.p <= SHIFT_P_SMALL;
        w->row[w->n++] = r;
    }
    qsort(w->row, (size_t)w->n, sizeof *w->row, by_change);
    return true;
}

/* ---- the story -------------------------------------------------------------------------------- */

/* Tonnes, unless most months around the event have none. */
static int32_t pick_measure(const watch_data *d, const char *asked, int32_t event)
{
    int32_t known[MEASURES] = { 0, 0 };
    if (asked)
        return strcasecmp(asked, "value") == 0 ? BY_VALUE : BY_QTY;
    for (int32_t m = 0; m < MEASURES; m++)
        for (int32_t k = 0; k < d->n; k++)
            for (int32_t t = event - SHIFT_WINDOW; t < event + SHIFT_WINDOW; t++)
                known[m] += IS_NUMBER(watch_level(d, m, k, t));
    return known[BY_QTY] * 10 >= known[BY_VALUE] * 9 ? BY_QTY : BY_VALUE;
}

static gad_status nothing(gad_ctx *cx, gad_store *st, const watch_data *d, const trade_event *e)
{
    char first[PERIOD_TEXT], last[PERIOD_TEXT], when[PERIOD_TEXT];
    if (d->months == 0) {
        series_query q = { .product = d->q->product,
                           .reporter = d->q->exporter,
                           .partner = { "W00", "World", "the world", store_country_id("W00") },
                           .flow = 'X',
                           .freq = 'M',
                           .measure = "qty",
                           .wanted = { INT32_MIN, INT32_MAX },
                           .as_of = d->q->as_of,
                           .source = d->q->source };
        return series_nothing(cx, st, &q);
    }
    return gad_fail(
        cx, GAD_E_NOTFOUND,
        "nothing is held on both sides of %s: exports of '%s' from %s by destination are held from %s to %s",
        month_text(when, e->month), d->product.id, d->q->exporter.name, month_text(first, d->first),
        month_text(last, d->first + d->months - 1));
}

/* Published figures of a single destination will do. */
static bool both_sides(const mirror_watch *w)
{
    for (int32_t k = 0; k < w->n; k++)
        if (w->row[k].s.n_before && w->row[k].s.n_after)
            return true;
    return false;
}

gad_status mirror_watch_load(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                             const char *measure, const trade_event *event, mirror_watch *out)
{
    static const char *const name[MEASURES] = { [BY_VALUE] = "value", [BY_QTY] = "qty" };
    watch_data d = { .q = q };
    mirror_watch w = { .event = *event };
    gad_status status = load_goods(cx, st, mem, &d, &w.broader);
    if (status)
        return status;
    if (!make_matrix(mem, &d))
        return gad_nomem(cx, "the destinations");
    d.main = pick_measure(&d, measure, event->month);
    w.product = d.product;
    w.measure = name[d.main];
    w.unit = d.panel[d.main].unit;
    w.other_unit = d.panel[!d.main].unit;
    w.codes = d.panel[d.main].n ? d.panel[d.main].partner[0].what_codes : "";
    w.coverage = d.panel[d.main].n ? d.panel[d.main].partner[0].coverage : "";
    w.first = d.first;
    w.last = d.first + d.months - 1;
    if (!make_rows(mem, &d, (shift_event){ event->month, event->announced }, &w))
        return gad_nomem(cx, "the destinations");
    if (!both_sides(&w))
        status = nothing(cx, st, &d, event);
    if (!status)
        status = watch_onward(cx, st, mem, &d, &w);
    if (!status)
        status = watch_doubts(cx, st, mem, &d, &w);
    if (!status)
        *out = w;
    return status;
}
