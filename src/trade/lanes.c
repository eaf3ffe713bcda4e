/* lanes.c - layer 2: who sold a product to whom, all countries at once.
 *
 * Flow: one query (risk/lanes) -> the newest row of each key -> cells: what one report says of a lane,
 *       its codes added up -> of each importer and year the best report -> lanes
 * Invariant: the lanes of an importer and year come from one kind of report; sums are taken in the
 * order of sorted keys, so they do not depend on how rows were stored. */
#include "trade/lanes.h"
#include "trade/customs.h"

enum { FREQ_YEAR = 1, FLOW_IMPORTS = 1, SOURCES = 256 };

/* Rows without the measure may be left out while they carry at most this share of the money. */
static const double UNMEASURED_MAX = 0.005;

enum { /* columns of risk/lanes */
       L_SOURCE,
       L_FLOW,
       L_PERIOD,
       L_REPORTER,
       L_PARTNER,
       L_CODE,
       L_REVISION,
       L_VINTAGE,
       L_BATCH,
       L_QTY,
       L_VALUE,
       L_USD
};

/* A row, later a cell: a row is a cell of one code. */
typedef struct cell {
    int32_t year, importer, exporter, preference, source, vintage, batch;
    lane_report report;
    int64_t code;
    double amount;  /* of the measure; NaN: not carried */
    double usd;     /* for weighing what is missing */
    double lacking; /* dollars of rows without the measure */
} cell;

static int compare(const int64_t *x, const int64_t *y, int32_t n)
{
    for (int32_t k = 0; k < n; k++)
        if (x[k] != y[k])
            return x[k] < y[k] ? -1 : 1;
    return 0;
}

/* Cells of a report together, of each code the newest first. */
static int by_key(const void *pa, const void *pb)
{
    const cell *a = pa, *b = pb;
    const int64_t x[] = { a->year,     a->importer,          (int64_t)a->report,
                          a->exporter, a->preference,        a->source,
                          a->code,     -(int64_t)a->vintage, -(int64_t)a->batch };
    const int64_t y[] = { b->year,     b->importer,          (int64_t)b->report,
                          b->exporter, b->preference,        b->source,
                          b->code,     -(int64_t)b->vintage, -(int64_t)b->batch };
    return compare(x, y, COUNT_OF(x));
}

static bool same_cell(const cell *a, const cell *b)
{
    return a->year == b->year && a->importer == b->importer && a->report == b->report &&
           a->exporter == b->exporter && a->source == b->source;
}

static bool same_report(const cell *a, const cell *b)
{
    return a->year == b->year && a->importer == b->importer && a->report == b->report;
}

/* ---- rows ------------------------------------------------------------------------------------- */

typedef struct reader {
    const customs *c;
    const gad_table *t, *groups;
    bool value; /* the measure is money */
} reader;

static int32_t i32(const gad_table *t, int64_t r, int32_t col)
{
    return (int32_t)table_get_i64(t, r, col, 0);
}

static bool is_group(const reader *rd, int32_t number)
{
    for (int64_t r = 0; r < gad_table_rows(rd->groups); r++)
        if (i32(rd->groups, r, 0) == number)
            return true;
    return false;
}

/* Whether the source and year of a row have all of the product's six-digit codes. */
static bool is_whole(const reader *rd, int64_t r, const code_held *held, int32_t n_held)
{
    code_count k = codeset_count(rd->c->cs, ALT_HS, i32(rd->t, r, L_SOURCE), FREQ_YEAR,
                                 i32(rd->t, r, L_PERIOD), held, n_held);
    return k.held == k.defined;
}

static bool read_cell(const reader *rd, int64_t r, cell *w)
{
    const gad_table *t = rd->t;
    const source_row *s = customs_source(rd->c, i32(t, r, L_SOURCE));
    int32_t reporter = i32(t, r, L_REPORTER), partner = i32(t, r, L_PARTNER);
    bool imports = i32(t, r, L_FLOW) == FLOW_IMPORTS;
    int32_t period = i32(t, r, L_PERIOD);
    *w = (cell){ .year = period / 12,
                 .importer = imports ? reporter : partner,
                 .exporter = imports ? partner : reporter,
                 .preference = s ? s->preference : INT32_MAX,
                 .source = i32(t, r, L_SOURCE),
                 .vintage = i32(t, r, L_VINTAGE),
                 .batch = i32(t, r, L_BATCH),
                 .report = s && !s->independent ? LANE_RECONCILED
                           : imports            ? LANE_IMPORTS
                                                : LANE_EXPORTS,
                 .code = table_get_i64(t, r, L_CODE, 0),
                 .usd = table_get_f64(t, r, L_USD) };
    w->amount = rd->value ? w->usd : table_get_f64(t, r, L_QTY);
    return codeset_alt(rd->c->cs, w->code, period, i32(t, r, L_REVISION)) == ALT_HS &&
           !is_group(rd, reporter) && !is_group(rd, partner);
}

/* Where each six-digit code is held, for is_whole. */
static int32_t read_held(const reader *rd, code_held *held)
{
    int32_t n = 0;
    for (int64_t r = 0; r < gad_table_rows(rd->t); r++) {
        int32_t period = i32(rd->t, r, L_PERIOD), source = i32(rd->t, r, L_SOURCE), k = n;
        int64_t code = table_get_i64(rd->t, r, L_CODE, 0);
        while (k-- > 0 && !(held[k].source == source && held[k].code == code))
            continue;
        if (k < 0)
            held[k = n++] = (code_held){ source, FREQ_YEAR, code, period, period };
        held[k].from = MIN_OF(held[k].from, period);
        held[k].to = MAX_OF(held[k].to, period);
    }
    return n;
}

/* Of each key the newest row, its codes added up to cells. Returns how many. */
static int32_t to_cells(cell *w, int32_t n)
{
    int32_t k = 0;
    int64_t last = -1; /* the code added last */
    if (n)
        qsort(w, (size_t)n, sizeof *w, by_key);
    for (int32_t i = 0; i < n; i++) {
        cell row = w[i]; /* w[k] may be w[i] */
        bool known = IS_NUMBER(row.amount);
        double usd = IS_NUMBER(row.usd) ? row.usd : 0;
        if (!k || !same_cell(&w[k - 1], &row)) {
            w[k] = row;
            w[k].amount = w[k].usd = w[k].lacking = 0;
            k++;
        } else if (row.code == last) {
            continue; /* an older vintage */
        }
        last = row.code;
        cell *c = &w[k - 1];
        c->vintage = MAX_OF(c->vintage, row.vintage);
        c->amount += known ? row.amount : 0;
        c->usd += usd;
        c->lacking += known ? 0 : usd > 0 ? usd : 1; /* without money: never nothing */
    }
    return k;
}

/* ---- which report counts ---------------------------------------------------------------------- */

/* Keep of a report w[0..n) the preferred source: of all, or of each exporter when exporters report. */
static int32_t keep_preferred(cell *w, int32_t n)
{
    int32_t best = 0, kept = 0;
    for (int32_t i = 1; i < n; i++)
        if (w[i].preference < w[best].preference ||
            (w[i].preference == w[best].preference && w[i].source < w[best].source))
            best = i;
    int32_t source = w[best].source;
    for (int32_t i = 0; i < n; i++) {
        bool one_source = w[i].report != LANE_EXPORTS;
        bool again = !one_source && kept && w[kept - 1].exporter == w[i].exporter;
        if (one_source ? w[i].source == source : !again)
            w[kept++] = w[i];
    }
    return kept;
}

static bool is_measured(const cell *w, int32_t n)
{
    double usd = 0, lacking = 0, amount = 0;
    for (int32_t i = 0; i < n; i++) {
        usd += w[i].usd;
        lacking += w[i].lacking;
        amount += w[i].amount;
    }
    return amount > 0 && lacking <= UNMEASURED_MAX * usd;
}

static void choose(cell *w, int32_t n, lanes *out)
{
    for (int32_t a = 0, b = 0, done = -1; a < n; a = b) {
        while (b < n && same_report(&w[a], &w[b]))
            b++;
        if (done >= 0 && w[done].year == w[a].year && w[done].importer == w[a].importer)
            continue; /* a better report of this importer counts */
        int32_t kept = keep_preferred(w + a, b - a);
        if (!is_measured(w + a, kept))
            continue;
        done = a;
        for (int32_t i = a; i < a + kept; i++)
            if (w[i].amount > 0)
                out->at[out->n++] = (lane){ w[i].year,   w[i].importer, w[i].exporter, w[i].amount,
                                            w[i].report, w[i].source,   w[i].vintage };
    }
}

static gad_status make_lanes(gad_ctx *cx, arena *mem, const reader *rd, lanes *out)
{
    arena work;
    size_t rows = (size_t)gad_table_rows(rd->t) + 1;
    arena_init(&work, &cx->al);
    cell *w = arena_take(&work, rows, sizeof *w);
    code_held *held = arena_take(&work, rows, sizeof *held);
    int32_t n = 0, n_held = w && held ? read_held(rd, held) : 0;
    bool ok = w && held;
    for (int64_t r = 0; ok && r < gad_table_rows(rd->t); r++)
        n += is_whole(rd, r, held, n_held) && read_cell(rd, r, &w[n]);
    n = ok ? to_cells(w, n) : 0;
    out->at = arena_take(mem, (size_t)n + 1, sizeof *out->at);
    out->source = arena_take(mem, SOURCES, sizeof *out->source);
    ok = ok && out->at && out->source;
    if (ok)
        choose(w, n, out);
    for (int32_t i = 0; ok && i < rd->c->n_source; i++)
        out->source[rd->c->source[i].id & (SOURCES - 1)] = rd->c->source[i].name;
    arena_release(&work);
    return ok ? GAD_OK : gad_nomem(cx, "bilateral trade");
}

/* ---- loading ---------------------------------------------------------------------------------- */

gad_status lanes_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q, lanes *qty,
                      lanes *value)
{
    codeset cs;
    country_ref all;
    gad_table *t = NULL, *groups = NULL;
    series_query whole = *q;
    customs c = { .q = &whole, .cs = &cs };
    *qty = (lanes){ .unit = "t" };
    *value = (lanes){ .unit = "USD" };
    gad_status status = codes_country(cx, st, mem, "reporter", "W00", &all);
    if (!status)
        status = codeset_load(cx, st, mem, &q->product, &all, &cs);
    if (!status)
        status = customs_sources(cx, st, mem, &c);
    if (status || cs.n == 0 || c.only == SOURCE_PUBLISHED)
        return status;
    status = customs_ask(cx, st, &c, "risk/lanes", &t);
    if (!status)
        status = store_query(cx, st, "stats/group_countries", NULL, 0, &groups);
    if (!status)
        status = make_lanes(cx, mem, &(reader){ &c, t, groups, false }, qty);
    if (!status)
        status = make_lanes(cx, mem, &(reader){ &c, t, groups, true }, value);
    gad_table_free(groups);
    gad_table_free(t);
    return status;
}

int32_t lanes_find(const lanes *l, int32_t year, int32_t importer, int32_t *first)
{
    int32_t lo = 0, hi = l->n, n = 0;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        bool before =
            l->at[mid].year < year || (l->at[mid].year == year && l->at[mid].importer < importer);
        if (before)
            lo = mid + 1;
        else
            hi = mid;
    }
    *first = lo;
    while (lo + n < l->n && l->at[lo + n].year == year && l->at[lo + n].importer == importer)
        n++;
    return n;
}

/* ---- as a list of suppliers ------------------------------------------------------------------- */

const char *lane_report_text(lane_report r)
{
    return r == LANE_RECONCILED ? "reconciled"
           : r == LANE_IMPORTS  ? "as the importer reports"
           : r == LANE_EXPORTS  ? "as the exporters report"
                                : "";
}

static int by_exporter(const void *pa, const void *pb)
{
    int32_t a = ((const supplier *)pa)->who.number, b = ((const supplier *)pb)->who.number;
    return a < b ? -1 : a > b;
}

/* Several members buy from the same exporter: one supplier. */
static int32_t merge(supplier *s, int32_t n)
{
    int32_t k = 0;
    if (n)
        qsort(s, (size_t)n, sizeof *s, by_exporter);
    for (int32_t i = 0; i < n; i++)
        if (k && s[k - 1].who.number == s[i].who.number) {
            s[k - 1].amount += s[i].amount;
            s[k - 1].f.value = s[k - 1].amount;
            s[k - 1].f.kind = FIGURE_SUM;
            s[k - 1].f.parts = MAX_OF(s[k - 1].f.parts, 1) + 1;
        } else {
            s[k++] = s[i];
        }
    return k;
}

static gad_status describe(gad_ctx *cx, arena *mem, const lanes *l, const members *m,
                           const lane *newest, int32_t reporting, supplies *out)
{
    char day[PERIOD_TEXT];
    const char *name = l->source[newest->source & (SOURCES - 1)];
    out->edition = arena_fmt(mem, "%s, %s, as of %s", name ? name : "unknown",
                             lane_report_text(newest->report), day_text(day, newest->vintage));
    if (m->who.number < 0)
        out->note = arena_fmt(mem,
                              "what the members buy from each other is left out; %" PRId32
                              " of %" PRId32 " members have imports",
                              reporting, m->n);
    else if (newest->report == LANE_EXPORTS)
        out->note =
            "the country itself reports no imports: exporters that report nothing are missing";
    return out->edition && out->note ? GAD_OK : gad_nomem(cx, "the origins");
}

gad_status lanes_origins(gad_ctx *cx, arena *mem, const lanes *l, const country_list *names,
                         const members *m, int32_t year, supplies *out)
{
    int32_t reporting = 0, first = 0, room = 0;
    double unnamed = 0;
    const lane *newest = NULL;
    *out = (supplies){ .unit = l->unit, .edition = "", .note = "", .why = "" };
    out->whole.kind = FIGURE_NONE;
    out->whole.value = NO_NUMBER;
    for (int32_t k = 0; k < m->n; k++)
        room += lanes_find(l, year, m->number[k], &first);
    out->at = arena_take(mem, (size_t)room + 1, sizeof *out->at);
    if (!out->at)
        return gad_nomem(cx, "the origins");
    for (int32_t k = 0; k < m->n; k++) {
        int32_t count = lanes_find(l, year, m->number[k], &first);
        reporting += count > 0;
        for (int32_t i = first; i < first + count; i++) {
            const lane *a = &l->at[i];
            if (m->who.number < 0 && members_has(m, a->exporter))
                continue;
            newest = !newest || a->vintage > newest->vintage ? a : newest;
            if (countries_unnamed(names, a->exporter)) {
                unnamed += a->amount;
                continue;
            }
            const char *source = l->source[a->source & (SOURCES - 1)];
            out->at[out->n++] = (supplier){ countries_find(names, a->exporter),
                                            a->amount,
                                            { .kind = FIGURE_CUSTOMS,
                                              .value = a->amount,
                                              .source = source ? source : "unknown",
                                              .url = "",
                                              .note = lane_report_text(a->report),
                                              .published = a->vintage } };
        }
    }
    out->n = merge(out->at, out->n);
    supplies_settle(out, NO_NUMBER, unnamed);
    return out->n ? describe(cx, mem, l, m, newest, reporting, out) : GAD_OK;
}
