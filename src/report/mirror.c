/* mirror.c - layer 4: the question `mirror`: two reports of one shipment.
 *
 * Flow of gad_mirror: options -> one of four answers: the events known, the transshipment watch
 * (trade/mirror_watch.h), one lane (mirror_lane.c) or all lanes of an exporter (mirror_lanes.c). */
#include "report/mirror_answer.h"
#include "trade/mirror_published.h"

/* ---- words and numbers all answers share -------------------------------------------------------- */

const char *mirror_unit_text(mirror_unit u)
{
    return u == MIRROR_T ? "t" : "USD";
}

double mirror_pct(double log_gap)
{
    return 100 * expm1(log_gap);
}

const char *mirror_state_text(mirror_state s)
{
    static const char *const text[] = { [MIRROR_UNKNOWN] = "no report held",
                                        [MIRROR_SILENT] = "not in the report",
                                        [MIRROR_HELD] = "reported" };
    return text[s];
}

const char *mirror_rest_text(mirror_rest r)
{
    static const char *const text[] = { [MIRROR_NO_USUAL] = "nothing",
                                        [MIRROR_OWN] = "own past",
                                        [MIRROR_SEASONAL] = "own past, season",
                                        [MIRROR_POOLED] = "other lanes" };
    return text[r];
}

const char *mirror_doubt_text(const mirror_gap *g)
{
    bool far = fabs(g->gap) > MIRROR_FAR;
    if (g->rest == MIRROR_NO_USUAL)
        return far ? "more than ten times apart; no usual gap known" : "no usual gap known";
    if (!IS_NUMBER(g->z))
        return far ? "more than ten times apart; cannot be judged: gaps scatter too much"
                   : "cannot be judged: gaps scatter too much";
    return far ? "more than ten times apart" : "";
}

const char *mirror_basis_text(mirror_basis b)
{
    static const char *const text[] = { [MIRROR_ONE_SIDED] = "one side",
                                        [MIRROR_EXACT] = "exact",
                                        [MIRROR_HS6] = "hs6",
                                        [MIRROR_UNLIKE] = "unlike" };
    return text[b];
}

const char *mirror_period(char out[PERIOD_TEXT], bool annual, int32_t period)
{
    month_text(out, period);
    if (annual)
        out[4] = '\0'; /* the year */
    return out;
}

const char *mirror_number(char out[NUM_TEXT], double x)
{
    return num_people(out, x, fabs(x) >= 100 ? 0 : fabs(x) >= 10 ? 1 : 2);
}

void mirror_lines(buf *b, const char *text, bool md)
{
    for (; *text; text++) {
        if (*text == '\n' && md)
            buf_add(b, "  ");
        buf_char(b, *text);
    }
}

bool mirror_wanted(const mirror_asked *a, bool annual, int32_t period)
{
    return period + (annual ? 11 : 0) >= a->wanted.from && period <= a->wanted.to;
}

/* Points with a gap, or with a figure of either side, by unit. */
static void count_points(const mirror_asked *a, const mirror_lane *lane, bool annual, bool gaps,
                         int32_t n[MIRROR_UNITS])
{
    for (int32_t i = 0; i < lane->n; i++)
        for (int32_t u = 0; u < MIRROR_UNITS && mirror_wanted(a, annual, lane->at[i].period); u++)
            n[u] += gaps ? IS_NUMBER(lane->at[i].gap[u].gap)
                         : IS_NUMBER(lane->at[i].exporter.amount[u]) ||
                               IS_NUMBER(lane->at[i].importer.amount[u]);
}

mirror_unit mirror_pick_unit(const mirror_asked *a, const mirror_lane *lane, int32_t n, bool annual)
{
    int32_t both[MIRROR_UNITS] = { 0, 0 };
    if (a->measure)
        return STR_EQ(a->measure, "qty") ? MIRROR_T : MIRROR_USD;
    for (int32_t k = 0; k < n; k++)
        count_points(a, &lane[k], annual, true, both);
    if (both[MIRROR_USD] + both[MIRROR_T] == 0)
        for (int32_t k = 0; k < n; k++)
            count_points(a, &lane[k], annual, false, both);
    return both[MIRROR_T] > 0 && both[MIRROR_T] * 2 >= both[MIRROR_USD] ? MIRROR_T : MIRROR_USD;
}

/* ---- options ---------------------------------------------------------------------------------- */

static gad_status read_choice(gad_ctx *cx, const char *what, const char *given,
                              const char *const allowed[2], const char **out)
{
    *out = NULL;
    for (int32_t i = 0; given && i < 2; i++)
        if (strcasecmp(given, allowed[i]) == 0)
            *out = allowed[i];
    if (given && !*out)
        return gad_fail(cx, GAD_E_ARG, "%s '%.40s' is not one of %s, %s", what, given, allowed[0],
                        allowed[1]);
    return GAD_OK;
}

static gad_status read_months(gad_ctx *cx, const gad_mirror_opts *o, span *out)
{
    span s;
    *out = (span){ INT32_MIN, INT32_MAX };
    if (o->from && !span_parse(o->from, &s))
        return gad_fail(cx, GAD_E_ARG,
                        "--from '%.40s' is not a month or a year: write 2024-01 or 2024", o->from);
    if (o->from)
        out->from = s.from;
    if (o->to && !span_parse(o->to, &s))
        return gad_fail(cx, GAD_E_ARG,
                        "--to '%.40s' is not a month or a year: write 2025-06 or 2025", o->to);
    if (o->to)
        out->to = s.to;
    if (o->from && o->event)
        return gad_fail(
            cx, GAD_E_ARG,
            "--from does not go with --event: the watch takes the twelve months before the event (--to ends it earlier)");
    if (out->from > out->to)
        return gad_fail(cx, GAD_E_ARG, "--from %.40s is after --to %.40s", o->from, o->to);
    return GAD_OK;
}

static gad_status read_importer(gad_ctx *cx, gad_store *st, arena *mem, const gad_mirror_opts *o,
                                mirror_asked *a)
{
    a->one = o->importer != NULL;
    if (!a->one)
        return GAD_OK;
    gad_status status = codes_country(cx, st, mem, "importer", o->importer, &a->importer);
    if (!status && a->importer.number < 0)
        return gad_fail(cx, GAD_E_ARG,
                        "%s is a group: name one country as importer, or none for all",
                        a->importer.id);
    if (!status && a->importer.number == a->q.exporter.number)
        return gad_fail(cx, GAD_E_ARG, "%s stands at both ends: name another importer",
                        a->importer.name);
    return status;
}

static gad_status read_options(gad_ctx *cx, gad_store *st, arena *mem, const gad_mirror_opts *o,
                               mirror_asked *a)
{
    static const char *const freqs[] = { "M", "A" }, *const measures[] = { "value", "qty" };
    const char *freq = NULL;
    *a = (mirror_asked){ .q = { .as_of = INT32_MAX, .source = o->source }, .top = o->top };
    gad_status status = read_choice(cx, "freq", o->freq, freqs, &freq);
    if (!status)
        status = read_choice(cx, "measure", o->measure, measures, &a->measure);
    if (!status)
        status = read_months(cx, o, &a->wanted);
    if (!status && o->top < 0)
        status = gad_fail(cx, GAD_E_ARG, "--top %" PRId32 " is negative: 0 lists all", o->top);
    if (!status && o->as_of && !day_parse(o->as_of, &a->q.as_of))
        status =
            gad_fail(cx, GAD_E_ARG, "--as-of '%.40s' is not a day: write 2025-07-20", o->as_of);
    if (!status)
        status = codes_product(cx, st, mem, o->product, &a->q.product);
    if (!status)
        status = codes_country(cx, st, mem, "exporter", o->exporter, &a->q.exporter);
    if (!status && a->q.exporter.number < 0)
        status = gad_fail(cx, GAD_E_ARG, "%s is a group: a lane has one country at each end",
                          a->q.exporter.id);
    if (!status)
        status = read_importer(cx, st, mem, o, a);
    a->q.freq = freq ? freq[0] : 0;
    a->q.last = a->wanted.to == INT32_MAX ? 0 : a->wanted.to;
    a->q.lane = a->one ? a->importer.number : 0;
    return status;
}

/* ---- the answers ------------------------------------------------------------------------------ */

static gad_status write_watch(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                              mirror_asked *a, const gad_output *out)
{
    mirror_watch w;
    gad_status status =
        trade_event_find(cx, st, mem, asked, &a->q.product, &a->q.exporter, &a->event);
    if (!status)
        status = mirror_watch_load(cx, st, mem, &a->q, a->measure, &a->event, &w);
    return status ? status : mirror_write_watch(cx, a, &w, out);
}

static gad_status nothing(gad_ctx *cx, const mirror_asked *a, const mirror *m)
{
    char line[NUM_TEXT];
    snprintf(line, sizeof line, "%" PRId64, m->line); /* an id is a digit and the code */
    if (m->line)
        return gad_fail(
            cx, GAD_E_NOTFOUND,
            "no customs rows of the whole of '%s' out of %s%s%s are held, only lines such as %s, which are parts of it: ask for such a line with 'gadolin series --product %s'",
            a->q.product.id, a->q.exporter.prose, a->one ? " into " : "",
            a->one ? a->importer.prose : "", line + 1, line + 1);
    return gad_fail(
        cx, GAD_E_NOTFOUND,
        "no customs rows of '%s' out of %s%s%s are held, from either side ('gadolin sources --product %s' shows what is held)",
        a->q.product.id, a->q.exporter.prose, a->one ? " into " : "",
        a->one ? a->importer.prose : "", a->q.product.id);
}

/* No customs row of the lane is held: what was published of it. */
static gad_status write_published(gad_ctx *cx, gad_store *st, arena *mem, const mirror_asked *a,
                                  const mirror *held, const gad_output *out)
{
    mirror m = { .n = 1, .published = true };
    m.lane = arena_take(mem, 1, sizeof *m.lane);
    if (!m.lane)
        return gad_nomem(cx, "a lane");
    gad_status status = mirror_published_lane(cx, st, mem, &a->q, &a->importer, m.lane);
    if (!status && m.lane->n == 0)
        return nothing(cx, a, held);
    return status ? status : mirror_write_lane(cx, st, mem, a, &m, out);
}

static gad_status write_mirror(gad_ctx *cx, gad_store *st, arena *mem, const mirror_asked *a,
                               const gad_output *out)
{
    mirror m;
    gad_status status = mirror_load(cx, st, mem, &a->q, &m);
    if (status)
        return status;
    if (a->one && !mirror_find(&m, a->importer.number))
        return a->q.freq == 'A' ? nothing(cx, a, &m) : write_published(cx, st, mem, a, &m, out);
    if (m.n == 0)
        return nothing(cx, a, &m);
    return a->one ? mirror_write_lane(cx, st, mem, a, &m, out)
                  : mirror_write_lanes(cx, mem, a, &m, out);
}

static gad_status list_events(gad_ctx *cx, const trade_event *event, int32_t n,
                              const gad_output *out)
{
    char text[PERIOD_TEXT];
    gad_table *t = gad_table_new(cx);
    bool any = false;
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "id", NULL, GAD_TEXT, -1);
    table_column(t, "month", NULL, GAD_TEXT, -1);
    table_column(t, "announced", NULL, GAD_TEXT, -1);
    table_column(t, "exporter", NULL, GAD_TEXT, -1);
    table_column(t, "partner", NULL, GAD_TEXT, -1);
    table_column(t, "products", NULL, GAD_TEXT, -1);
    table_column(t, "what", NULL, GAD_TEXT, -1);
    table_column(t, "source", NULL, GAD_TEXT, -1);
    for (int32_t i = 0; i < n; i++)
        any |= event[i].about;
    for (int32_t i = 0; i < n; i++) {
        const trade_event *e = &event[i];
        if (any && !e->about)
            continue; /* of the product asked for, where there are any */
        table_text(t, e->id);
        table_text(t, month_text(text, e->month));
        table_text(t, e->announced < e->month ? month_text(text, e->announced) : NULL);
        table_text(t, e->exporter);
        table_text(t, *e->partner ? e->partner : NULL);
        table_text(t, e->products);
        table_text(t, e->what);
        table_text(t, e->source);
    }
    gad_status status = table_finish(cx, t, &t);
    if (!status)
        status = gad_table_write(cx, t, out);
    gad_table_free(t);
    return status;
}

/* Events of others than the exporter asked for, or aimed at others than the importer, are dropped. */
static int32_t keep_events(trade_event *event, int32_t n, const char *exporter,
                           const char *importer)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < n; i++) {
        const trade_event *e = &event[i];
        bool leaves = !exporter || STR_EQ(e->exporter, exporter);
        bool arrives = !importer || !*e->partner || STR_EQ(e->partner, importer);
        if (leaves && arrives)
            event[kept++] = *e;
    }
    return kept;
}

/* The events known; of a product and of a lane where those are named. */
static gad_status write_events(gad_ctx *cx, gad_store *st, arena *mem, const gad_mirror_opts *o,
                               const gad_output *out)
{
    product_ref product;
    country_ref exporter = { .id = NULL }, importer = { .id = NULL };
    trade_event *event = NULL;
    int32_t n = 0;
    gad_status status =
        o->from || o->to
            ? gad_fail(cx, GAD_E_ARG, "--event list shows every month: leave out --from and --to")
            : GAD_OK;
    if (!status && o->product)
        status = codes_product(cx, st, mem, o->product, &product);
    if (!status && o->exporter)
        status = codes_country(cx, st, mem, "exporter", o->exporter, &exporter);
    if (!status && o->importer)
        status = codes_country(cx, st, mem, "importer", o->importer, &importer);
    if (!status)
        status = trade_events_load(cx, st, mem, o->product ? &product : NULL, &event, &n);
    if (status)
        return status;
    n = keep_events(event, n, exporter.id, importer.id);
    if (n == 0)
        return gad_fail(
            cx, GAD_E_NOTFOUND,
            "no event of this product and lane is known: --event YYYY-MM takes any month");
    return list_events(cx, event, n, out);
}

gad_status gad_mirror(gad_ctx *cx, gad_store *store, const gad_mirror_opts *opts,
                      const gad_output *out)
{
    arena mem;
    mirror_asked a;
    gad_mirror_opts defaults = gad_mirror_defaults();
    const gad_mirror_opts *o = opts ? opts : &defaults;
    arena_init(&mem, &cx->al);
    gad_status status = GAD_OK;
    if (out->format == GAD_AS_HTML)
        status =
            gad_fail(cx, GAD_E_ARG, "mirror writes no HTML: use table, csv, json, md or parquet");
    else if (o->event && strcasecmp(o->event, "list") == 0)
        status = write_events(cx, store, &mem, o, out);
    else {
        status = read_options(cx, store, &mem, o, &a);
        if (!status)
            status = o->event ? write_watch(cx, store, &mem, o->event, &a, out)
                              : write_mirror(cx, store, &mem, &a, out);
    }
    arena_release(&mem);
    return status;
}
