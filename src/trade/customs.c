/* customs.c - layer 2: customs rows to candidates.
 *
 * Flow: the rows as they stand (customs_sql.c) -> of each key the newest -> heaped up by partner,
 * source, frequency and period -> the measure asked for -> candidates -> from them two kinds of figures
 * that the files imply: a month as the difference of two year-to-date figures, a year as the sum of
 * twelve months of the same source.
 * Invariant: a figure never mixes sources or ways of finding the product (alternatives), and a measure
 * that some rows lack is not summed as if those rows were zero. */
#include "trade/customs.h"

enum { FREQ_YEAR = 1, FREQ_MONTH = 2, FREQ_YTD = 3, FLAG_WEIGHT_ESTIMATED = 1 };

/* Rows without weight may be left out of a sum of weights while they carry at most this share of the
 * money: the sum is then a lower bound by about as much, and says so. */
static const double WEIGHTLESS_MAX = 0.005;
/* A sum of national lines may lack lines that the reporter hardly trades, but not more than one in five:
 * a file of three lines is not a product of forty. Six-digit codes must all be there. */
static const double LINES_HELD_MIN = 0.8;

typedef struct tally { /* one partner, source, frequency and period, measured */
    int32_t partner, source, freq, period, alt;
    figure f; /* of the measure asked for */
    const char *unit;
    const char *basis; /* "" the product; else which of its codes the source has */
    bool partner_sum, partial;
} tally;

/* ---- rows ------------------------------------------------------------------------------------- */

enum { /* columns of stats/customs */
       C_SOURCE,
       C_FREQ,
       C_PERIOD,
       C_REPORTER,
       C_PARTNER,
       C_CODE,
       C_REVISION,
       C_VINTAGE,
       C_BATCH,
       C_QTY,
       C_VALUE,
       C_USD,
       C_CURRENCY,
       C_FLAGS
};

typedef struct flow_row {
    int32_t partner, source, freq, period, reporter, alt;
    int64_t code;
    bool is_total; /* the reporter's own total over partners */
    int32_t vintage, batch, flags;
    double qty, value, usd; /* NaN: the row does not carry it */
    const char *currency;   /* in the table, which outlives the rows */
} flow_row;

static int32_t i32(const gad_table *t, int64_t r, int32_t col)
{
    return (int32_t)table_get_i64(t, r, col, 0);
}

static flow_row read_row(const customs *c, const gad_table *t, int64_t r)
{
    flow_row w = { .partner = i32(t, r, C_PARTNER),
                   .source = i32(t, r, C_SOURCE),
                   .freq = i32(t, r, C_FREQ),
                   .period = i32(t, r, C_PERIOD),
                   .reporter = i32(t, r, C_REPORTER),
                   .code = table_get_i64(t, r, C_CODE, 0),
                   .vintage = i32(t, r, C_VINTAGE),
                   .batch = i32(t, r, C_BATCH),
                   .flags = i32(t, r, C_FLAGS),
                   .qty = table_get_f64(t, r, C_QTY),
                   .value = table_get_f64(t, r, C_VALUE),
                   .usd = table_get_f64(t, r, C_USD),
                   .currency = table_get_text(t, r, C_CURRENCY) };
    w.alt = codeset_alt(c->cs, w.code, w.period, i32(t, r, C_REVISION));
    return w;
}

static int compare(const int64_t *x, const int64_t *y, int32_t n)
{
    for (int32_t k = 0; k < n; k++)
        if (x[k] != y[k])
            return x[k] < y[k] ? -1 : 1;
    return 0;
}

/* Keys in order, of each key the newest first. */
static int by_key(const void *pa, const void *pb)
{
    const flow_row *a = pa, *b = pb;
    const int64_t x[] = { a->source,
                          a->freq,
                          a->period,
                          a->reporter,
                          a->partner,
                          a->code,
                          -(int64_t)a->vintage,
                          -(int64_t)a->batch };
    const int64_t y[] = { b->source,
                          b->freq,
                          b->period,
                          b->reporter,
                          b->partner,
                          b->code,
                          -(int64_t)b->vintage,
                          -(int64_t)b->batch };
    return compare(x, y, COUNT_OF(x));
}

/* Rows in the order in which they are heaped up; a total before the parts of its code. */
static int by_heap(const void *pa, const void *pb)
{
    const flow_row *a = pa, *b = pb;
    const int64_t x[] = { a->partner,  a->source, a->freq, a->period,
                          a->reporter, a->alt,    a->code, !a->is_total };
    const int64_t y[] = { b->partner,  b->source, b->freq, b->period,
                          b->reporter, b->alt,    b->code, !b->is_total };
    return compare(x, y, COUNT_OF(x));
}

static bool same_key(const flow_row *a, const flow_row *b)
{
    return a->source == b->source && a->freq == b->freq && a->period == b->period &&
           a->reporter == b->reporter && a->partner == b->partner && a->code == b->code;
}

/* Keep the newest row of each key that belongs to the product. Returns how many. */
static int32_t keep_newest(flow_row *w, int32_t n)
{
    int32_t kept = 0;
    if (n)
        qsort(w, (size_t)n, sizeof *w, by_key);
    for (int32_t i = 0; i < n; i++)
        if (w[i].alt >= 0 && (kept == 0 || !same_key(&w[kept - 1], &w[i])))
            w[kept++] = w[i];
    return kept;
}

/* ---- heaps ------------------------------------------------------------------------------------ */

/* Rows added up: what a figure is made of. `whole`: only total rows and single rows went in. */
typedef struct heap {
    double qty, value, usd, weightless, both_qty, both_value, both_usd;
    int32_t qty_rows, value_rows, usd_rows, both_rows, both_usd_rows;
    int32_t qty_missing, value_missing;
    bool qty_whole, value_whole, both_whole;
    const char *currency; /* NULL: several */
    bool has_currency;
    int32_t vintage, flags;
} heap;

static bool has_both(const flow_row *w)
{
    return w->qty > 0 && IS_NUMBER(w->value); /* a zero weight is no weight to divide by */
}

static void add_qty(heap *h, const flow_row *w)
{
    if (IS_NUMBER(w->qty)) {
        h->qty += w->qty;
        h->qty_rows++;
        return;
    }
    h->qty_missing++;
    h->weightless += IS_NUMBER(w->value) ? w->value : 0;
}

static void add_value(heap *h, const flow_row *w)
{
    if (!IS_NUMBER(w->value)) {
        h->value_missing++;
        return;
    }
    h->value += w->value;
    h->value_rows++;
    if (IS_NUMBER(w->usd)) {
        h->usd += w->usd;
        h->usd_rows++;
    }
}

static void add_both(heap *h, const flow_row *w)
{
    if (!has_both(w))
        return;
    h->both_qty += w->qty;
    h->both_value += w->value;
    h->both_rows++;
    if (IS_NUMBER(w->usd)) {
        h->both_usd += w->usd;
        h->both_usd_rows++;
    }
}

static void note_row(heap *h, const flow_row *w)
{
    if (!h->has_currency)
        h->currency = w->currency;
    else if (!w->currency || !h->currency || !STR_EQ(h->currency, w->currency))
        h->currency = NULL;
    h->has_currency = true;
    h->vintage = MAX_OF(h->vintage, w->vintage);
    h->flags |= w->flags;
}

/* One code of one reporter: w[0] may be the total, the rest are its parts. For each measure the total
 * counts if it carries it, or if there is nothing else. */
static void add_code(heap *h, const flow_row *w, int32_t n)
{
    bool total = w[0].is_total, alone = n == 1;
    bool qty = total && (alone || IS_NUMBER(w[0].qty)),
         value = total && (alone || IS_NUMBER(w[0].value));
    bool both = total && (alone || has_both(&w[0]));
    h->qty_whole &= qty;
    h->value_whole &= value;
    h->both_whole &= both;
    for (int32_t i = 0; i < n; i++) {
        bool is_total = w[i].is_total;
        if (is_total == qty)
            add_qty(h, &w[i]);
        if (is_total == value)
            add_value(h, &w[i]);
        if (is_total == both)
            add_both(h, &w[i]);
        note_row(h, &w[i]);
    }
}

/* The rows w[0..n) of one partner, source, frequency and period, in heap order. Of each reporter the
 * first alternative counts. Returns the alternative (of several reporters the last). */
static int32_t heap_up(const flow_row *w, int32_t n, heap *h)
{
    int32_t alt = 0;
    *h = (heap){ .qty_whole = true, .value_whole = true, .both_whole = true, .vintage = INT32_MIN };
    for (int32_t i = 0, next = 0; i < n; i = next) {
        if (i == 0 || w[i].reporter != w[i - 1].reporter)
            alt = w[i].alt;
        while (next < n && w[next].reporter == w[i].reporter && w[next].alt == w[i].alt &&
               w[next].code == w[i].code)
            next++;
        if (w[i].alt == alt)
            add_code(h, w + i, next - i);
    }
    return alt;
}

/* ---- measures --------------------------------------------------------------------------------- */

static bool take_qty(const heap *h, arena *mem, tally *y)
{
    y->f.value = h->qty_rows ? h->qty : NO_NUMBER;
    y->f.parts = h->qty_rows;
    y->unit = "t";
    if (!h->qty_missing && h->qty_rows)
        return true;
    bool small = h->qty_rows && h->value > 0 && h->weightless <= WEIGHTLESS_MAX * h->value;
    if (small)
        y->f.note = arena_fmt(mem, "%" PRId32 " more rows carry no weight (%.2g %% of the value)",
                              h->qty_missing, 100 * h->weightless / h->value);
    else
        y->f.note = arena_fmt(
            mem, "%" PRId32 " of %" PRId32 " rows carry no weight: ask for --measure value",
            h->qty_missing, h->qty_missing + h->qty_rows);
    if (!small)
        y->f.value = NO_NUMBER;
    return y->f.note != NULL;
}

static bool take_value(const heap *h, arena *mem, tally *y)
{
    bool usd = h->usd_rows > 0 && h->usd_rows == h->value_rows;
    y->f.value = usd ? h->usd : h->value_rows ? h->value : NO_NUMBER;
    y->f.parts = h->value_rows;
    y->unit = usd ? "USD" : h->currency ? arena_str(mem, h->currency) : "";
    if (h->value_missing || !h->value_rows) {
        y->f.value = NO_NUMBER;
        y->f.note = "some rows carry no value";
    } else if (!usd && !h->currency) {
        y->f.value = NO_NUMBER;
        y->f.note = "rows of several currencies";
    }
    return y->unit != NULL;
}

static bool take_unit_value(const heap *h, arena *mem, tally *y)
{
    bool usd = h->both_usd_rows > 0 && h->both_usd_rows == h->both_rows;
    const char *currency = usd ? "USD" : h->currency;
    y->f.parts = h->both_rows;
    y->f.value = h->both_rows && h->both_qty > 0 && currency
                     ? (usd ? h->both_usd : h->both_value) / h->both_qty
                     : NO_NUMBER;
    y->unit = currency ? arena_fmt(mem, "%s/t", currency) : "";
    if (!IS_NUMBER(y->f.value))
        y->f.note = "no row carries both a value and a weight";
    return y->unit != NULL;
}

static const struct {
    const char *measure;
    bool (*take)(const heap *h, arena *mem, tally *y);
    size_t whole; /* the flag of heap that tells whether only total rows were used */
} measures[] = {
    { "qty", take_qty, offsetof(heap, qty_whole) },
    { "value", take_value, offsetof(heap, value_whole) },
    { "unit-value", take_unit_value, offsetof(heap, both_whole) },
};

static int32_t find_measure(const char *measure)
{
    for (int32_t i = 0; i < COUNT_OF(measures); i++)
        if (STR_EQ(measures[i].measure, measure))
            return i;
    return -1;
}

/* Whether all of the product's codes are in the source. A source with some of them has another, smaller
 * product: it becomes a definition of its own, unless only a few of many lines are missing. */
static bool take_codes(const customs *c, const flow_row *w, arena *mem, tally *y)
{
    const source_row *s = customs_source(c, w->source);
    code_count n = codeset_count(c->cs, y->alt, w->source, w->freq, w->period, c->held, c->n_held);
    y->f.code_set =
        n.code_set + (s && !s->independent ? s->id % FAMILY_COMPILERS * SETS_PER_FAMILY : 0);
    y->basis = "";
    y->partial = n.held < n.defined;
    if (!y->partial)
        return true;
    y->f.kind = FIGURE_SUM;
    y->f.note =
        arena_fmt(mem, "%" PRId32 " of the product's %" PRId32 " codes are in this source%s%s",
                  n.held, n.defined, *y->f.note ? "; " : "", y->f.note);
    if (y->alt == ALT_HS || n.held < LINES_HELD_MIN * n.defined)
        y->basis = codeset_partial_text(c->cs, mem, y->alt, w->source, w->freq, w->period, c->held,
                                        c->n_held);
    return y->f.note && y->basis;
}

static bool tally_of(const customs *c, partner_mode mode, const flow_row *w, int32_t n, arena *mem,
                     tally *y)
{
    heap h;
    int32_t m = find_measure(c->q->measure), alt = heap_up(w, n, &h);
    const source_row *s = customs_source(c, w->source);
    bool total = *(const bool *)((const char *)&h + measures[m].whole);
    *y = (tally){
        .partner = w->partner, .source = w->source, .freq = w->freq, .period = w->period, .alt = alt
    };
    y->f = (figure){ .source = s ? s->name : "unknown",
                     .url = s ? s->url : "",
                     .note = "",
                     .published = h.vintage };
    if (!measures[m].take(&h, mem, y))
        return false;
    y->partner_sum =
        mode == PARTNER_GROUP || (mode == PARTNER_WORLD && !total) || c->q->reporter.number < 0;
    y->f.partner_sum = y->partner_sum;
    y->f.kind = y->partner_sum || y->f.parts > 1 ? FIGURE_SUM : FIGURE_CUSTOMS;
    if (y->f.kind == FIGURE_CUSTOMS)
        y->f.parts = 0;
    if ((h.flags & FLAG_WEIGHT_ESTIMATED) && *y->f.note == '\0' && !STR_EQ(c->q->measure, "value"))
        y->f.note = "weight estimated by the source";
    return take_codes(c, w, mem, y);
}

/* ---- from figures to candidates --------------------------------------------------------------- */

static bool put(const customs *c, arena *mem, pool *out, const tally *y, slot where, int32_t period)
{
    const source_row *s = customs_source(c, y->source);
    candidate k = { .partner = y->partner,
                    .slot = where,
                    .period = period,
                    .base = STAND_CUSTOMS,
                    .preference = s ? s->preference : INT32_MAX,
                    .independent = s && s->independent && y->f.kind != FIGURE_DERIVED,
                    .partner_sum = y->partner_sum,
                    .partial = y->partial,
                    .origin = y->f.source,
                    .basis = y->basis,
                    .unit = y->unit ? y->unit : "",
                    .f = y->f };
    if (!IS_NUMBER(k.f.value)) {
        k.base = STAND_UNUSABLE;
        k.f.kind = FIGURE_NONE;
    } else if (k.f.kind == FIGURE_DERIVED) {
        k.base = STAND_DERIVED;
    }
    return pool_add(out, mem, &k);
}

static bool put_row(const customs *c, arena *mem, pool *out, const tally *y)
{
    int32_t january = y->period - y->period % 12;
    bool ok = true;
    switch (y->freq) {
    case FREQ_MONTH:
        return put(c, mem, out, y, SLOT_LEVEL, y->period);
    case FREQ_YEAR:
        ok = put(c, mem, out, y, SLOT_YEAR, january);
        return ok && put(c, mem, out, y, SLOT_YTD, january + 11);
    case FREQ_YTD:
        ok = put(c, mem, out, y, SLOT_YTD, y->period);
        if (ok && y->period == january)
            ok = put(c, mem, out, y, SLOT_LEVEL, y->period);
        if (ok && y->period == january + 11)
            ok = put(c, mem, out, y, SLOT_YEAR, january);
        return ok;
    default:
        return true;
    }
}

static bool same_line(const tally *a, const tally *b)
{
    return a->partner == b->partner && a->source == b->source && a->freq == b->freq;
}

/* A month as January-to-month less January-to-the-month-before, of one source. */
static bool put_difference(const customs *c, arena *mem, pool *out, const tally *y, int32_t i)
{
    if (i == 0 || y[i].freq != FREQ_YTD || !same_line(&y[i], &y[i - 1]) ||
        y[i].period != y[i - 1].period + 1 || y[i].period % 12 == 0 || y[i].alt != y[i - 1].alt ||
        !IS_NUMBER(y[i].f.value) || !IS_NUMBER(y[i - 1].f.value) ||
        STR_EQ(c->q->measure, "unit-value") || !STR_EQ(y[i].unit, y[i - 1].unit))
        return true;
    tally d = y[i];
    d.f.value -= y[i - 1].f.value;
    d.f.kind = FIGURE_DERIVED;
    d.f.parts = 0;
    d.f.note = "difference of two year-to-date totals of the same source";
    return put(c, mem, out, &d, SLOT_LEVEL, d.period);
}

/* A year as the sum of its twelve months, of one source. y[i] is December. */
static bool put_year_sum(const customs *c, arena *mem, pool *out, const tally *y, int32_t i)
{
    if (i < 11 || y[i].freq != FREQ_MONTH || y[i].period % 12 != 11 ||
        STR_EQ(c->q->measure, "unit-value"))
        return true;
    tally d = y[i - 11];
    d.f.value = 0;
    for (int32_t k = i - 11; k <= i; k++) {
        if (!same_line(&y[k], &y[i]) || y[k].period != y[i].period - (i - k) ||
            !IS_NUMBER(y[k].f.value) || !STR_EQ(y[k].unit, y[i].unit) ||
            !series_comparable(y[k].f.code_set, y[i].f.code_set))
            return true;
        d.f.value += y[k].f.value;
        d.f.published = MAX_OF(d.f.published, y[k].f.published);
    }
    d.f.kind = FIGURE_SUM;
    d.f.parts = 12;
    d.f.note = "sum of the twelve months of the same source";
    return put(c, mem, out, &d, SLOT_YEAR, d.period);
}

/* ---- the story -------------------------------------------------------------------------------- */

static bool same_point(const flow_row *a, const flow_row *b)
{
    return a->partner == b->partner && a->source == b->source && a->freq == b->freq &&
           a->period == b->period;
}

/* Rows in heap order to candidates. y has room for n. */
static bool to_pool(const customs *c, partner_mode mode, flow_row *w, int32_t n, tally *y,
                    arena *mem, pool *out)
{
    int32_t n_tally = 0;
    bool ok = true;
    if (n)
        qsort(w, (size_t)n, sizeof *w, by_heap);
    for (int32_t a = 0, b = 0; ok && a < n; a = b) {
        while (b < n && same_point(&w[a], &w[b]))
            b++;
        ok = tally_of(c, mode, &w[a], b - a, mem, &y[n_tally]);
        out->used_alt[ok ? MIN_OF(y[n_tally].alt, ALT_COUNT - 1) : 0] = true;
        n_tally++;
    }
    for (int32_t i = 0; ok && i < n_tally; i++)
        ok = put_row(c, mem, out, &y[i]) && put_difference(c, mem, out, y, i) &&
             put_year_sum(c, mem, out, y, i);
    return ok;
}

/* Whether the rows of a source can stand for the world: it has a world total, or more than one partner.
 * A file of one pair of countries has neither, and its one partner is not the world. */
static bool speaks_for_world(const flow_row *w, int32_t n, int32_t source, int32_t world)
{
    int32_t first = -1;
    for (int32_t i = 0; i < n; i++) {
        if (w[i].source != source)
            continue;
        if (w[i].partner == world || (first >= 0 && w[i].partner != first))
            return true;
        first = w[i].partner;
    }
    return false;
}

/* Put the rows under the partner they are asked for: all as one series, or each partner apart. Returns
 * how many; `to` must not be `from`. */
static int32_t assign(partner_mode mode, const flow_row *from, int32_t n, flow_row *to)
{
    enum { SOURCES = 256 }; /* source.id is a UTINYINT */
    int32_t world = store_country_id("W00"), k = 0;
    int8_t speaks[SOURCES];
    memset(speaks, -1, sizeof speaks);
    for (int32_t i = 0; i < n; i++) {
        if (mode == PARTNER_ALL && from[i].partner == world)
            continue;
        int8_t *known = &speaks[from[i].source & (SOURCES - 1)];
        if (mode == PARTNER_WORLD && *known < 0)
            *known = speaks_for_world(from, n, from[i].source, world);
        if (mode == PARTNER_WORLD && !*known)
            continue;
        to[k] = from[i];
        to[k].is_total = mode == PARTNER_WORLD && from[i].partner == world;
        to[k].partner = mode == PARTNER_ALL ? from[i].partner : 0;
        k++;
    }
    return k;
}

static gad_status make_figures(gad_ctx *cx, const customs *c, const gad_table *t, arena *mem,
                               pool *out, pool *world)
{
    int32_t n = (int32_t)gad_table_rows(t), k = 0;
    arena work;
    arena_init(&work, &cx->al);
    flow_row *w = arena_take(&work, (size_t)n + 1, sizeof *w),
             *u = arena_take(&work, (size_t)n + 1, sizeof *u);
    tally *y = arena_take(&work, (size_t)n + 1, sizeof *y);
    bool ok = w && u && y;
    for (int32_t i = 0; ok && i < n; i++)
        w[i] = read_row(c, t, i);
    if (ok)
        n = keep_newest(w, n);
    if (ok && world) {
        k = assign(PARTNER_WORLD, w, n, u);
        ok = to_pool(c, PARTNER_WORLD, u, k, y, mem, world);
    }
    if (ok) {
        k = assign(c->mode, w, n, u);
        ok = to_pool(c, c->mode, u, k, y, mem, out);
    }
    arena_release(&work);
    return ok ? GAD_OK : gad_nomem(cx, "customs rows");
}

/* Where the codes are held, for a product of several codes. */
static gad_status load_held(gad_ctx *cx, gad_store *st, arena *mem, customs *c)
{
    gad_table *t = NULL;
    if (!codeset_is_sum(c->cs))
        return GAD_OK;
    gad_status status = customs_ask(cx, st, c, "stats/codes_held", &t);
    if (status)
        return status;
    c->held = arena_take(mem, (size_t)gad_table_rows(t) + 1, sizeof *c->held);
    for (int64_t r = 0; c->held && r < gad_table_rows(t); r++)
        c->held[c->n_held++] = (code_held){ i32(t, r, 0), i32(t, r, 1), table_get_i64(t, r, 2, 0),
                                            i32(t, r, 3), i32(t, r, 4) };
    gad_table_free(t);
    return c->held ? GAD_OK : gad_nomem(cx, "the product's codes");
}

gad_status customs_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                        const codeset *cs, bool every, pool *out, pool *world)
{
    gad_table *t = NULL;
    customs c = { .q = q, .cs = cs };
    c.mode = every                          ? PARTNER_ALL
             : q->partner.number < 0        ? PARTNER_GROUP
             : STR_EQ(q->partner.id, "W00") ? PARTNER_WORLD
                                            : PARTNER_ONE;
    gad_status status = customs_sources(cx, st, mem, &c);
    if (status || cs->n == 0 || c.only == SOURCE_PUBLISHED || find_measure(q->measure) < 0 ||
        !(q->flow == 'X' || q->flow == 'M'))
        return status;
    status = load_held(cx, st, mem, &c);
    if (!status)
        status = customs_ask(cx, st, &c, "stats/customs", &t);
    if (!status)
        status = make_figures(cx, &c, t, mem, out, world);
    gad_table_free(t);
    return status;
}
