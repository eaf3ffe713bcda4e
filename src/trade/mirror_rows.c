/* mirror_rows.c - layer 2: customs rows of both sides as cells.
 *
 * Flow: the product's six-digit codes -> which codes each country reports at all (held.sql) -> which of
 * its codes make an article -> the rows of the lanes (rows.sql) -> of each article the six-digit row,
 * else the lines below it added up.
 * Invariant: rows come in a fixed order and are added in it, so the answer does not depend on threads,
 * files or the order of rows; a weight that some row lacks is not a sum. */
#include "trade/mirror_rows.h"

/* Rows without weight may be left out of a sum while they carry at most this share of the money
 * (customs.c has the same rule). */
static const double WEIGHTLESS_MAX = 0.005;

enum { FREQ_YEAR = 1, FLOW_EXPORT = 2, HS6_DIGITS = 6, HS4_DIGITS = 4 };

/* ---- codes ------------------------------------------------------------------------------------ */

typedef struct code_parts {
    int64_t hs6;    /* id of the first six digits; -1: fewer than six are shown */
    int32_t length; /* digits, suppressed ones included */
    bool masked;
    bool whole; /* the line is all of its six-digit code: nothing but zeros follow */
} code_parts;

static code_parts parts_of(int64_t code)
{
    char text[NUM_TEXT];
    int32_t n = snprintf(text, sizeof text, "%" PRId64, code);
    bool masked = text[0] == '2';
    const char *digits = text + (masked ? 2 : 1);
    int32_t shown = n - (masked ? 2 : 1), hidden = masked ? text[1] - '0' : 0;
    code_parts p = { .hs6 = -1, .length = shown + hidden, .masked = masked };
    if (shown < HS6_DIGITS)
        return p;
    p.hs6 = 1;
    for (int32_t i = 0; i < HS6_DIGITS; i++)
        p.hs6 = p.hs6 * 10 + (digits[i] - '0');
    p.whole = !masked && shown > HS6_DIGITS &&
              strspn(digits + HS6_DIGITS, "0") == strlen(digits + HS6_DIGITS);
    return p;
}

const char *mirror_code_text(char out[NUM_TEXT], int64_t hs6)
{
    char text[NUM_TEXT];
    snprintf(text, sizeof text, "%" PRId64, hs6);
    snprintf(out, NUM_TEXT, "%s", text + 1);
    return out;
}

/* The first n digits of a code id of at least n. */
static int64_t shortened(int64_t code, int32_t n)
{
    int64_t limit = 1;
    for (int32_t i = 0; i <= n; i++)
        limit *= 10;
    while (code >= limit)
        code /= 10;
    return code;
}

/* The product's codes of at most six digits, as the question asks for them. */
static gad_status asked_codes(gad_ctx *cx, gad_store *st, arena *mem, const mirror_ask *ask,
                              codeset *cs, gad_table **listed)
{
    store_param p = param_text(ask->product.id);
    gad_status status = store_query(cx, st, "mirror/codes", &p, 1, listed);
    if (status)
        return status;
    int32_t n = ask->product.code >= 0 ? 1 : (int32_t)gad_table_rows(*listed);
    *cs = (codeset){ .below = true, .coverage = "" };
    cs->entry = arena_take(mem, (size_t)n + 1, sizeof *cs->entry);
    if (!cs->entry)
        return gad_nomem(cx, "the product's codes");
    for (int32_t i = 0; i < n; i++) {
        int64_t code = ask->product.code >= 0 ? ask->product.code : table_get_i64(*listed, i, 0, 0);
        code = shortened(code, ask->headings ? HS4_DIGITS : HS6_DIGITS);
        bool known = false;
        for (int32_t k = 0; k < cs->n; k++)
            known |= cs->entry[k].code == code;
        if (!known)
            cs->entry[cs->n++] = (code_entry){ .code = code, .alt = ALT_HS, .nomenclature = "HS" };
    }
    return GAD_OK;
}

/* ---- the question ----------------------------------------------------------------------------- */

static gad_status put_where(gad_ctx *cx, const char *name, const codeset *cs, buf *sql)
{
    buf where;
    const char *text = store_sql(name), *at = text ? strstr(text, "({codes})") : NULL;
    if (!at)
        return gad_fail(cx, GAD_E_INTERNAL, "sql/%s.sql has no ({codes})", name);
    buf_init(&where, &cx->al);
    codeset_sql_where(cs, &where);
    buf_addn(sql, text, (size_t)(at - text));
    buf_fmt(sql, "(%s)", buf_text(&where));
    buf_add(sql, at + strlen("({codes})"));
    bool ok = buf_ok(&where) && buf_ok(sql);
    buf_release(&where);
    return ok ? GAD_OK : gad_nomem(cx, "a question to the store");
}

static gad_status ask_rows(gad_ctx *cx, gad_store *st, const char *name, const codeset *cs,
                           const mirror_ask *ask, gad_table **out)
{
    buf sql;
    store_param p[] = { param_i64(ask->exporter),
                        ask->importer < 0 ? param_null() : param_i64(ask->importer),
                        ask->as_of == INT32_MAX ? param_null() : param_i64(ask->as_of),
                        param_text(ask->source) };
    buf_init(&sql, &cx->al);
    gad_status status = put_where(cx, name, cs, &sql);
    if (!status)
        status = store_query_text(cx, st, buf_text(&sql), p, COUNT_OF(p), out);
    buf_release(&sql);
    return status;
}

static int32_t i32(const gad_table *t, int64_t r, int32_t col)
{
    return (int32_t)table_get_i64(t, r, col, 0);
}

/* ---- what each country reports at all --------------------------------------------------------- */

enum { H_FLOW, H_REPORTER, H_SOURCE, H_FREQ, H_PERIOD, H_CODE, H_PREFERENCE };

/* How a country's source has an article: the shortest length of its codes, and whether they are all. */
typedef struct way {
    int32_t side, reporter, source;
    int64_t hs6;
    int64_t first; /* a line seen */
    bool six;      /* the six-digit code itself */
    bool whole;    /* its lines are all of it */
} way;

/* The reporter's own lines that are exactly the product. */
typedef struct lines {
    int32_t side, reporter;
    bool any;
    codeset cs;
    code_held *held;
    int32_t n_held;
    bool asked, complete; /* the last answer of lines_complete, and what it was about */
    int32_t source, freq, period;
} lines;

typedef struct work {
    const mirror_ask *ask;
    mirror_rows *out;
    gad_table *held, *rows, *listed;
    way *way;
    int32_t n_way;
    lines *lines;
    int32_t n_lines;
} work;

static int by_way(const void *pa, const void *pb)
{
    const way *a = pa, *b = pb;
    const int64_t x[] = { a->side, a->reporter, a->source, a->hs6 };
    const int64_t y[] = { b->side, b->reporter, b->source, b->hs6 };
    for (int32_t k = 0; k < COUNT_OF(x); k++)
        if (x[k] != y[k])
            return x[k] < y[k] ? -1 : 1;
    return 0;
}

static int32_t side_of(int64_t flow)
{
    return flow == FLOW_EXPORT ? SIDE_X : SIDE_M;
}

static int32_t fold_ways(way *w, int32_t n)
{
    int32_t kept = 0;
    if (n)
        qsort(w, (size_t)n, sizeof *w, by_way);
    for (int32_t i = 0; i < n; i++) {
        if (kept && by_way(&w[kept - 1], &w[i]) == 0) {
            way *k = &w[kept - 1];
            k->whole |= w[i].whole || (k->first >= 0 && w[i].first >= 0 && k->first != w[i].first);
            k->six |= w[i].six;
            k->first = k->first >= 0 ? k->first : w[i].first;
        } else {
            w[kept++] = w[i];
        }
    }
    return kept;
}

static bool find_ways(work *w, arena *mem)
{
    int32_t n = (int32_t)gad_table_rows(w->held), k = 0;
    w->way = arena_take(mem, (size_t)n + 1, sizeof *w->way);
    if (!w->way)
        return false;
    for (int32_t r = 0; r < n; r++) {
        int64_t code = table_get_i64(w->held, r, H_CODE, 0);
        code_parts p = parts_of(code);
        bool six = p.length == HS6_DIGITS && !p.masked;
        if (p.hs6 >= 0)
            w->way[k++] = (way){ side_of(table_get_i64(w->held, r, H_FLOW, 0)),
                                 i32(w->held, r, H_REPORTER),
                                 i32(w->held, r, H_SOURCE),
                                 p.hs6,
                                 six ? -1 : code,
                                 six,
                                 p.whole || p.masked };
    }
    w->n_way = fold_ways(w->way, k);
    w->out->partial = arena_take(mem, (size_t)w->n_way + 1, sizeof *w->out->partial);
    if (!w->out->partial)
        return false;
    for (int32_t i = 0; i < w->n_way; i++)
        if (!w->way[i].six && !w->way[i].whole)
            w->out->partial[w->out->n_partial++] =
                (mirror_partial){ w->way[i].side, w->way[i].reporter, w->way[i].first };
    return true;
}

static const way *way_of(const work *w, int32_t side, int32_t reporter, int32_t source, int64_t hs6)
{
    way key = { .side = side, .reporter = reporter, .source = source, .hs6 = hs6 };
    const way *found =
        w->n_way ? bsearch(&key, w->way, (size_t)w->n_way, sizeof *w->way, by_way) : NULL;
    return found && (found->six || found->whole) ? found : NULL;
}

static lines *lines_of(const work *w, int32_t side, int32_t reporter)
{
    for (int32_t i = 0; i < w->n_lines; i++)
        if (w->lines[i].side == side && w->lines[i].reporter == reporter)
            return &w->lines[i];
    return NULL;
}

static bool is_line_of(const codeset *cs, int64_t code, int32_t period, int32_t revision)
{
    return codeset_alt(cs, code, period, revision) == ALT_LINES;
}

/* A code is held from the first to the last period that any row of it is about. */
static void widen_held(lines *l, int32_t source, int32_t freq, int64_t code, int32_t period)
{
    for (int32_t k = 0; k < l->n_held; k++) {
        code_held *h = &l->held[k];
        if (h->source != source || h->freq != freq || h->code != code)
            continue;
        h->from = MIN_OF(h->from, period);
        h->to = MAX_OF(h->to, period);
        return;
    }
    l->held[l->n_held++] = (code_held){ source, freq, code, period, period };
}

/* Rows [from, to) of held.sql are one reporter's. */
static gad_status load_lines(gad_ctx *cx, gad_store *st, arena *mem, work *w, int64_t from,
                             int64_t to)
{
    lines l = { .side = side_of(table_get_i64(w->held, from, H_FLOW, 0)),
                .reporter = i32(w->held, from, H_REPORTER) };
    const mirror_country *c = mirror_rows_country(w->out, l.reporter);
    bool has = false;
    for (int64_t r = from; r < to && !has; r++)
        has = parts_of(table_get_i64(w->held, r, H_CODE, 0)).length > HS6_DIGITS;
    if (!has || !c || w->ask->product.code >= 0 || w->ask->headings)
        return GAD_OK;
    gad_status status = codeset_load(cx, st, mem, &w->ask->product, &c->ref, &l.cs);
    if (status)
        return status;
    l.held = arena_take(mem, (size_t)(to - from) + 1, sizeof *l.held);
    if (!l.held)
        return gad_nomem(cx, "the product's lines");
    for (int64_t r = from; r < to; r++) {
        int32_t period = i32(w->held, r, H_PERIOD);
        int64_t code = table_get_i64(w->held, r, H_CODE, 0);
        widen_held(&l, i32(w->held, r, H_SOURCE), i32(w->held, r, H_FREQ), code, period);
        l.any |= is_line_of(&l.cs, code, period, 0);
    }
    if (l.any)
        w->lines[w->n_lines++] = l;
    return GAD_OK;
}

static gad_status find_lines(gad_ctx *cx, gad_store *st, arena *mem, work *w)
{
    int64_t n = gad_table_rows(w->held);
    gad_status status = GAD_OK;
    w->lines = arena_take(mem, (size_t)w->out->n_country * SIDES + 1, sizeof *w->lines);
    if (!w->lines)
        return gad_nomem(cx, "the product's lines");
    for (int64_t a = 0, b = 0; !status && a < n; a = b) {
        while (b < n && i32(w->held, b, H_FLOW) == i32(w->held, a, H_FLOW) &&
               i32(w->held, b, H_REPORTER) == i32(w->held, a, H_REPORTER))
            b++;
        status = load_lines(cx, st, mem, w, a, b);
    }
    return status;
}

/* Whether a source has (nearly) all of the reporter's exact lines in a period. Rows come by period, so the
 * last answer is kept. */
static bool lines_complete(lines *l, int32_t source, int32_t freq, int32_t period)
{
    if (l->asked && l->source == source && l->freq == freq && l->period == period)
        return l->complete;
    code_count n = codeset_count(&l->cs, ALT_LINES, source, freq, period, l->held, l->n_held);
    l->asked = true;
    l->source = source;
    l->freq = freq;
    l->period = period;
    l->complete = n.held > 0 && n.held * 5 >= n.defined * 4; /* as in customs.c: four in five */
    return l->complete;
}

/* ---- articles --------------------------------------------------------------------------------- */

static int32_t article_of(const mirror_rows *r, int64_t hs6)
{
    int32_t lo = 0, hi = r->n_hs6;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (r->hs6[mid] < hs6)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r->n_hs6 && r->hs6[lo] == hs6 ? lo : INT32_MIN;
}

static int by_code(const void *pa, const void *pb)
{
    const int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

static bool find_articles(work *w, arena *mem)
{
    mirror_rows *o = w->out;
    o->hs6 = arena_take(mem, (size_t)w->n_way + 1, sizeof *o->hs6);
    o->exact = arena_take(mem, (size_t)w->n_way + 1, sizeof *o->exact);
    if (!o->hs6 || !o->exact)
        return false;
    for (int32_t i = 0; i < w->n_way; i++)
        o->hs6[o->n_hs6++] = w->way[i].hs6;
    if (o->n_hs6)
        qsort(o->hs6, (size_t)o->n_hs6, sizeof *o->hs6, by_code);
    int32_t kept = 0;
    for (int32_t i = 0; i < o->n_hs6; i++)
        if (kept == 0 || o->hs6[kept - 1] != o->hs6[i])
            o->hs6[kept++] = o->hs6[i];
    o->n_hs6 = kept;
    for (int32_t i = 0; i < kept; i++) {
        int64_t asked = w->ask->product.code;
        o->exact[i] = asked >= 0 && parts_of(asked).length <= HS6_DIGITS;
        for (int64_t r = 0; asked < 0 && r < gad_table_rows(w->listed); r++)
            o->exact[i] |= table_get_i64(w->listed, r, 0, 0) == o->hs6[i] &&
                           table_get_i64(w->listed, r, 1, 0) != 0;
    }
    return true;
}

static int by_held(const void *pa, const void *pb)
{
    const mirror_held *a = pa, *b = pb;
    const int32_t x[] = { a->side,       a->reporter, a->annual, a->period,
                          a->preference, a->source,   a->article };
    const int32_t y[] = { b->side,       b->reporter, b->annual, b->period,
                          b->preference, b->source,   b->article };
    for (int32_t k = 0; k < COUNT_OF(x); k++)
        if (x[k] != y[k])
            return x[k] < y[k] ? -1 : 1;
    return 0;
}

/* One row of held.sql may make two: its six-digit article and the exact lines. */
static bool find_held(work *w, arena *mem)
{
    mirror_rows *o = w->out;
    int64_t n = gad_table_rows(w->held);
    o->held = arena_take(mem, (size_t)n * 2 + 1, sizeof *o->held);
    if (!o->held)
        return false;
    for (int64_t r = 0; r < n; r++) {
        mirror_held h = { .side = side_of(table_get_i64(w->held, r, H_FLOW, 0)),
                          .reporter = i32(w->held, r, H_REPORTER),
                          .annual = i32(w->held, r, H_FREQ) == FREQ_YEAR,
                          .period = i32(w->held, r, H_PERIOD),
                          .source = i32(w->held, r, H_SOURCE),
                          .preference = i32(w->held, r, H_PREFERENCE) };
        int64_t code = table_get_i64(w->held, r, H_CODE, 0), hs6 = parts_of(code).hs6;
        lines *l = lines_of(w, h.side, h.reporter);
        h.article = hs6 >= 0 ? article_of(o, hs6) : INT32_MIN;
        if (h.article >= 0 && way_of(w, h.side, h.reporter, h.source, hs6))
            o->held[o->n_held++] = h;
        h.article = ARTICLE_LINES;
        if (l && is_line_of(&l->cs, code, h.period, 0) &&
            lines_complete(l, h.source, i32(w->held, r, H_FREQ), h.period))
            o->held[o->n_held++] = h;
    }
    if (o->n_held)
        qsort(o->held, (size_t)o->n_held, sizeof *o->held, by_held);
    int32_t kept = 0;
    for (int32_t i = 0; i < o->n_held; i++)
        if (kept == 0 || by_held(&o->held[kept - 1], &o->held[i]) != 0)
            o->held[kept++] = o->held[i];
    o->n_held = kept;
    return true;
}

/* ---- cells ------------------------------------------------------------------------------------ */

enum {
    C_FLOW,
    C_SOURCE,
    C_FREQ,
    C_PERIOD,
    C_IMPORTER,
    C_CODE,
    C_REVISION,
    C_VINTAGE,
    C_QTY,
    C_VALUE,
    C_USD,
    C_FLAGS
};

typedef struct heap {
    double usd, qty, money, weightless;
    int32_t rows, no_usd, no_qty, flags, vintage;
} heap;

static void heap_add(heap *h, const gad_table *t, int64_t r)
{
    double qty = table_get_f64(t, r, C_QTY), value = table_get_f64(t, r, C_VALUE),
           usd = table_get_f64(t, r, C_USD);
    bool weighed =
        IS_NUMBER(qty) && (qty > 0 || value == 0); /* no weight, yet a price: not known */
    h->vintage = h->rows ? MAX_OF(h->vintage, i32(t, r, C_VINTAGE)) : i32(t, r, C_VINTAGE);
    h->rows++;
    h->flags |= i32(t, r, C_FLAGS);
    h->usd += IS_NUMBER(usd) ? usd : 0;
    h->no_usd += !IS_NUMBER(usd);
    h->qty += weighed ? qty : 0;
    h->no_qty += !weighed;
    h->money += IS_NUMBER(value) ? value : 0;
    h->weightless += !weighed && IS_NUMBER(value) ? value : 0;
}

static void heap_measure(const heap *h, double amount[MIRROR_UNITS])
{
    bool nearly = h->no_qty < h->rows && h->money > 0 && h->weightless <= WEIGHTLESS_MAX * h->money;
    amount[MIRROR_USD] = h->no_usd ? NO_NUMBER : h->usd;
    amount[MIRROR_T] = h->no_qty && !nearly ? NO_NUMBER : h->qty;
}

static bool same_run(const gad_table *t, int64_t a, int64_t b)
{
    return i32(t, a, C_FLOW) == i32(t, b, C_FLOW) &&
           i32(t, a, C_IMPORTER) == i32(t, b, C_IMPORTER) &&
           i32(t, a, C_FREQ) == i32(t, b, C_FREQ) && i32(t, a, C_PERIOD) == i32(t, b, C_PERIOD) &&
           i32(t, a, C_SOURCE) == i32(t, b, C_SOURCE);
}

/* Rows of rows.sql that make an article: the six-digit row, else the lines of the shortest length. */
static int32_t length_used(const gad_table *t, int64_t a, int64_t b, int64_t hs6)
{
    int32_t shortest = INT32_MAX;
    for (int64_t r = a; r < b; r++) {
        code_parts p = parts_of(table_get_i64(t, r, C_CODE, 0));
        if (p.hs6 == hs6)
            shortest = MIN_OF(shortest, p.length);
    }
    return shortest;
}

static void put_cell(work *w, const mirror_cell *like, const heap *h, int32_t article)
{
    mirror_cell c = *like;
    if (!h->rows)
        return;
    c.article = article;
    c.rows = h->rows;
    c.flags = h->flags;
    c.published = h->vintage;
    heap_measure(h, c.amount);
    w->out->cell[w->out->n_cell++] = c;
}

/* Rows [a, b): one side, importer, period and source. */
static void cells_of(work *w, int64_t a, int64_t b)
{
    const gad_table *t = w->rows;
    mirror_cell c = { .side = side_of(table_get_i64(t, a, C_FLOW, 0)),
                      .importer = i32(t, a, C_IMPORTER),
                      .annual = i32(t, a, C_FREQ) == FREQ_YEAR,
                      .period = i32(t, a, C_PERIOD),
                      .source = i32(t, a, C_SOURCE) };
    int32_t reporter = c.side == SIDE_X ? w->ask->exporter : c.importer;
    lines *l = lines_of(w, c.side, reporter);
    heap exact = { .rows = 0 };
    int64_t last = -1;
    for (int64_t r = a; r < b; r++) {
        int64_t code = table_get_i64(t, r, C_CODE, 0), hs6 = parts_of(code).hs6;
        if (l && is_line_of(&l->cs, code, c.period, i32(t, r, C_REVISION)) &&
            lines_complete(l, c.source, i32(t, r, C_FREQ), c.period))
            heap_add(&exact, t, r);
        int32_t article = hs6 >= 0 ? article_of(w->out, hs6) : INT32_MIN;
        bool done = false; /* masked codes sort apart: an article may come up twice */
        for (int64_t s = a; s < r && !done; s++)
            done = parts_of(table_get_i64(t, s, C_CODE, 0)).hs6 == hs6;
        if (article < 0 || hs6 == last || done || !way_of(w, c.side, reporter, c.source, hs6))
            continue;
        heap h = { .rows = 0 };
        int32_t length = length_used(t, a, b, hs6);
        for (int64_t s = a; s < b; s++) {
            code_parts p = parts_of(table_get_i64(t, s, C_CODE, 0));
            if (p.hs6 == hs6 && p.length == length)
                heap_add(&h, t, s);
        }
        put_cell(w, &c, &h, article);
        last = hs6;
    }
    put_cell(w, &c, &exact, ARTICLE_LINES);
}

static bool find_cells(work *w, arena *mem)
{
    int64_t n = gad_table_rows(w->rows);
    w->out->cell = arena_take(mem, (size_t)n * 2 + 1, sizeof *w->out->cell);
    if (!w->out->cell)
        return false;
    for (int64_t a = 0, b = 0; a < n; a = b) {
        while (b < n && same_run(w->rows, a, b))
            b++;
        cells_of(w, a, b);
    }
    return true;
}

/* ---- the story -------------------------------------------------------------------------------- */

static gad_status make_cells(gad_ctx *cx, gad_store *st, arena *mem, work *w)
{
    if (!find_ways(w, mem))
        return gad_nomem(cx, "customs rows");
    gad_status status = find_lines(cx, st, mem, w);
    if (status)
        return status;
    if (!find_articles(w, mem) || !find_held(w, mem) || !find_cells(w, mem))
        return gad_nomem(cx, "customs rows");
    return GAD_OK;
}

gad_status mirror_rows_load(gad_ctx *cx, gad_store *st, arena *mem, const mirror_ask *ask,
                            mirror_rows *out)
{
    codeset cs;
    work w = { .ask = ask, .out = out };
    *out = (mirror_rows){ .n_hs6 = 0 };
    gad_status status = mirror_countries_load(cx, st, mem, out);
    if (!status)
        status = mirror_sources_load(cx, st, mem, ask->source, out);
    if (!status)
        status = asked_codes(cx, st, mem, ask, &cs, &w.listed);
    for (int64_t r = 0; !status && ask->product.code < 0 && r < gad_table_rows(w.listed); r++)
        out->n_asked += table_get_i64(w.listed, r, 1, 0) != 0;
    if (!status && cs.n)
        status = ask_rows(cx, st, "mirror/held", &cs, ask, &w.held);
    if (!status && cs.n)
        status = ask_rows(cx, st, "mirror/rows", &cs, ask, &w.rows);
    if (!status && cs.n)
        status = make_cells(cx, st, mem, &w);
    gad_table_free(w.listed);
    gad_table_free(w.held);
    gad_table_free(w.rows);
    return status;
}
