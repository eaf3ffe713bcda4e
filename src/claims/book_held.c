/* book_held.c - layer 3: of which questions anything is held, without asking the store each time.
 *
 * Flow: every published level becomes a line (question, day of publication), sorted, so that the newest
 * day up to an article's is found by halving. Customs rows are looked at once per reporter, when that
 * reporter is first asked for: which flows, partners and codes there are, and on which days rows changed.
 * Invariant: no false "nothing is held"; a question may be called held though its rows do not make a
 * figure, which costs one look at the store. */
#include "claims/book_impl.h"

const measure_row book_measures[MEASURES] = {
    { "qty", "qty", 0, true, "" },
    { "value", "value", 0, true, "value" },
    { "unit-value", "unit_value", 0, false, "unit value" },
    { "share", "share", 0, false, "share" },
    { "price", "price", 'P', false, "price" },
    { "production", "production", 'Q', true, "production" },
    { "capacity", "capacity", 'C', false, "capacity" },
    { "reserves", "reserves", 'S', false, "reserves" },
    { "quota", "quota", 'Q', false, "quota" },
    { "intensity", "intensity", 'X', false, "intensity" },
};
enum { MEASURE_CUSTOMS = 3 }; /* the first three may come from customs rows */

int32_t book_measure(const char *measure)
{
    for (int32_t i = 0; measure && i < MEASURES; i++)
        if (STR_EQ(book_measures[i].measure, measure))
            return i;
    return -1;
}

int32_t book_measure_of_metric(const char *metric)
{
    for (int32_t i = 0; i < MEASURES; i++)
        if (STR_EQ(book_measures[i].metric, metric))
            return i;
    return -1;
}

/* ---- published levels --------------------------------------------------------------------------- */

/* Rows of the book have at most 16 bits: there are a few hundred products and countries. */
static uint64_t question_of(const series_key *k)
{
    return (uint64_t)(uint16_t)k->product << 44 | (uint64_t)(uint16_t)k->reporter << 28 |
           (uint64_t)(uint16_t)k->partner << 12 | (uint64_t)((uint32_t)k->measure & 15U) << 8 |
           (uint64_t)(unsigned char)k->flow;
}

static int by_line(const void *pa, const void *pb)
{
    const level_line *a = pa, *b = pb;
    if (a->question != b->question)
        return a->question < b->question ? -1 : 1;
    return (a->day > b->day) - (a->day < b->day);
}

static void put_line(book *bk, series_key k, int32_t day)
{
    bk->line[bk->n_line++] = (level_line){ question_of(&k), day };
}

/* A figure of trade without its direction counts for both, as it does in trade/published.c. */
static void put_lines(book *bk, const known_fact *f)
{
    int32_t m = book_measure_of_metric(f->f.metric);
    series_key k = {
        .product = f->product, .reporter = f->reporter, .partner = f->partner, .measure = m
    };
    if (m < 0 || k.product < 0 || k.reporter < 0)
        return;
    char own = book_measures[m].flow;
    bool no_partner = own != 0 || (f->f.flow && !strchr("XM", f->f.flow));
    if (k.partner < 0 && (*f->f.partner || !no_partner))
        return;
    k.partner = k.partner < 0 ? bk->world : k.partner;
    k.flow = own ? own : f->f.flow ? f->f.flow : 'X';
    put_line(bk, k, f->f.published);
    k.flow = 'M';
    if (!own && !f->f.flow)
        put_line(bk, k, f->f.published);
}

gad_status book_held_load(gad_ctx *cx, book *bk)
{
    gad_table *t = NULL;
    bk->line = arena_take(&bk->mem, 2 * (size_t)bk->n_fact + 1, sizeof *bk->line);
    if (!bk->line)
        return gad_nomem(cx, "the published figures");
    for (int32_t i = 0; i < bk->n_fact; i++)
        put_lines(bk, &bk->fact[i]);
    if (bk->n_line)
        qsort(bk->line, (size_t)bk->n_line, sizeof *bk->line, by_line);
    gad_status status = store_query(cx, bk->st, "claims/customs_any", NULL, 0, &t);
    bk->customs = !status && gad_table_rows(t) > 0;
    gad_table_free(t);
    return status;
}

/* Newest day of a published level of the question up to as_of, INT32_MIN: none. */
static int32_t published_day(const book *bk, const series_key *k, int32_t as_of)
{
    level_line wanted = { question_of(k), as_of };
    int32_t a = 0, b = bk->n_line;
    while (a < b) { /* first line beyond the wanted one */
        int32_t m = a + (b - a) / 2;
        if (by_line(&bk->line[m], &wanted) <= 0)
            a = m + 1;
        else
            b = m;
    }
    return a > 0 && bk->line[a - 1].question == wanted.question ? bk->line[a - 1].day : INT32_MIN;
}

/* ---- customs codes ------------------------------------------------------------------------------ */

static int by_code(const void *pa, const void *pb)
{
    const code_of *a = pa, *b = pb;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return (a->product > b->product) - (a->product < b->product);
}

/* A code is part of its product and of all above it. The tree is at most as deep as it has nodes. */
static int32_t put_code(book *bk, int64_t code, int32_t product, int32_t room)
{
    int32_t n = 0;
    for (int32_t p = product; p >= 0 && n < room; p = book_product_row(bk, bk->product[p].parent))
        bk->code[bk->n_code + n++] = (code_of){ code, p };
    bk->n_code += n;
    return n;
}

static gad_status load_codes(gad_ctx *cx, book *bk)
{
    enum { DEEP = 8 }; /* levels of the tree; it has five */
    gad_table *t = NULL;
    gad_status status = store_query(cx, bk->st, "stats/codes", NULL, 0, &t);
    if (status)
        return status;
    int64_t n = gad_table_rows(t);
    bk->n_code = 0;
    bk->code =
        n > INT32_MAX / DEEP ? NULL : arena_take(&bk->mem, (size_t)n * DEEP + 1, sizeof *bk->code);
    for (int64_t r = 0; bk->code && r < n; r++)
        if (STR_EQ(table_get_text(t, r, 7), "exact"))
            put_code(bk, table_get_i64(t, r, 2, 0), book_product_row(bk, table_get_text(t, r, 0)),
                     DEEP);
    if (bk->n_code)
        qsort(bk->code, (size_t)bk->n_code, sizeof *bk->code, by_code);
    gad_table_free(t);
    return bk->code ? GAD_OK : gad_nomem(cx, "the customs codes");
}

static int32_t first_of_code(const book *bk, int64_t code)
{
    int32_t a = 0, b = bk->n_code;
    while (a < b) {
        int32_t m = a + (b - a) / 2;
        if (bk->code[m].code < code)
            a = m + 1;
        else
            b = m;
    }
    return a;
}

/* ---- customs rows of a reporter ----------------------------------------------------------------- */

static uint64_t row_of(int32_t product, char flow, int32_t partner)
{
    return (uint64_t)(uint32_t)product << 32 | (uint64_t)(flow == 'M') << 31 |
           ((uint64_t)(uint32_t)partner & 0xFFFFFU);
}

static int by_u64(const void *pa, const void *pb)
{
    uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
    return (a > b) - (a < b);
}

typedef struct lines { /* grows from the book's allocator, ends in its arena */
    uint64_t *at;
    int32_t n, cap;
} lines;

static bool add_row(const book *bk, lines *l, uint64_t row)
{
    if (l->n == l->cap) {
        int32_t cap = MAX_OF(l->cap * 2, 1024);
        uint64_t *more = l->cap > INT32_MAX / 4
                             ? NULL
                             : alloc_resize(&bk->al, l->at, (size_t)cap * sizeof *more);
        if (!more)
            return false;
        l->at = more;
        l->cap = cap;
    }
    l->at[l->n++] = row;
    return true;
}

/* A row counts for the products of its code and of every shorter one it stands below. */
static bool add_code_rows(const book *bk, lines *l, char flow, int32_t partner, int64_t code)
{
    for (int64_t c = code; c >= 100; c /= 10)
        for (int32_t i = first_of_code(bk, c); i < bk->n_code && bk->code[i].code == c; i++)
            if (!add_row(bk, l, row_of(bk->code[i].product, flow, partner)))
                return false;
    return true;
}

static void drop_doubles(lines *l)
{
    int32_t n = 0;
    if (l->n)
        qsort(l->at, (size_t)l->n, sizeof *l->at, by_u64);
    for (int32_t i = 0; i < l->n; i++)
        if (i == 0 || l->at[i] != l->at[i - 1])
            l->at[n++] = l->at[i];
    l->n = n;
}

static gad_status load_rows(gad_ctx *cx, book *bk, int32_t number, holding *h)
{
    gad_table *t = NULL;
    lines l = { NULL, 0, 0 };
    store_param p = param_i64(number);
    gad_status status = store_query(cx, bk->st, "claims/customs_held", &p, 1, &t);
    bool ok = true;
    for (int64_t r = 0; !status && ok && r < gad_table_rows(t); r++)
        ok = add_code_rows(bk, &l, table_get_i64(t, r, 0, 0) == 1 ? 'M' : 'X',
                           (int32_t)table_get_i64(t, r, 1, 0), table_get_i64(t, r, 2, 0));
    if (!status && ok) {
        drop_doubles(&l);
        h->line = arena_take(&bk->mem, (size_t)l.n + 1, sizeof *h->line);
        ok = h->line != NULL;
        if (ok && l.n)
            memcpy(h->line, l.at, (size_t)l.n * sizeof *l.at);
        h->n = l.n;
    }
    alloc_drop(&bk->al, l.at);
    gad_table_free(t);
    return status ? status : ok ? GAD_OK : gad_nomem(cx, "the customs rows held");
}

static gad_status load_days(gad_ctx *cx, book *bk, const char *sql, const store_param *p,
                            int32_t n_param, int32_t **day, int32_t *n)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, bk->st, sql, p, n_param, &t);
    if (status)
        return status;
    int32_t rows = (int32_t)gad_table_rows(t);
    *day = arena_take(&bk->mem, (size_t)rows + 1, sizeof **day);
    for (int32_t r = 0; *day && r < rows; r++)
        (*day)[r] = (int32_t)table_get_i64(t, r, 0, INT32_MAX);
    *n = rows;
    gad_table_free(t);
    return *day ? GAD_OK : gad_nomem(cx, "the days of customs rows");
}

static gad_status holding_load(gad_ctx *cx, book *bk, int32_t reporter, const holding **out)
{
    int32_t number = bk->country[reporter].number;
    store_param p = param_i64(number);
    for (holding *h = bk->holding; h; h = h->next)
        if (h->reporter == reporter) {
            *out = h;
            return GAD_OK;
        }
    holding *h = arena_take(&bk->mem, 1, sizeof *h);
    gad_status status = h ? GAD_OK : gad_nomem(cx, "the customs rows held");
    if (!status && !bk->code)
        status = load_codes(cx, bk);
    if (!status)
        status = load_rows(cx, bk, number, h);
    if (!status)
        status = load_days(cx, bk, "claims/vintages_of", &p, 1, &h->day, &h->n_day);
    if (status)
        return status;
    h->reporter = reporter;
    h->next = bk->holding;
    *out = bk->holding = h;
    return GAD_OK;
}

static int32_t newest(const int32_t *day, int32_t n, int32_t as_of)
{
    int32_t best = INT32_MIN;
    for (int32_t i = 0; i < n && day[i] <= as_of; i++)
        best = day[i];
    return best;
}

/* Whether the holding has a row of product and flow, with a partner or (number < 0) with any. */
static bool has_row(const holding *h, int32_t product, char flow, int32_t number)
{
    uint64_t wanted = row_of(product, flow, MAX_OF(number, 0));
    int32_t a = 0, b = h->n;
    while (a < b) {
        int32_t m = a + (b - a) / 2;
        if (h->line[m] < wanted)
            a = m + 1;
        else
            b = m;
    }
    return a < h->n && (number < 0 ? h->line[a] >> 31 == wanted >> 31 : h->line[a] == wanted);
}

/* Rows of groups are those of their members, and the world's the sum of all: any row may be of them. */
gad_status book_customs_day(gad_ctx *cx, book *bk, const series_key *k, int32_t as_of, int32_t *day)
{
    const holding *h = NULL;
    int32_t partner =
        k->partner < 0 || k->partner == bk->world ? -1 : bk->country[k->partner].number;
    *day = INT32_MIN;
    if (!bk->customs || k->measure >= MEASURE_CUSTOMS || !strchr("XM", k->flow))
        return GAD_OK;
    if (bk->country[k->reporter].number < 0) {
        gad_status status = bk->vintage ? GAD_OK
                                        : load_days(cx, bk, "claims/vintages", NULL, 0,
                                                    &bk->vintage, &bk->n_vintage);
        if (!status)
            *day = newest(bk->vintage, bk->n_vintage, as_of);
        return status;
    }
    gad_status status = holding_load(cx, bk, k->reporter, &h);
    if (!status && has_row(h, k->product, k->flow, partner))
        *day = newest(h->day, h->n_day, as_of);
    return status;
}

/* ---- questions ---------------------------------------------------------------------------------- */

/* "The EU" of a text is today's: figures and customs groups are held under that. */
static int32_t country_asked(const book *bk, const char *id)
{
    int32_t today =
        id && (STR_EQ(id, "EU") || STR_EQ(id, "EUU")) ? book_country_row(bk, "EU27") : -1;
    return today >= 0 ? today : book_country_row(bk, id);
}

bool book_key(const book *bk, const reading *r, series_key *out)
{
    *out = (series_key){ .product = book_product_row(bk, r->product),
                         .reporter = country_asked(bk, r->reporter),
                         .partner = r->partner ? country_asked(bk, r->partner) : bk->world,
                         .measure = book_measure(r->measure),
                         .day = INT32_MIN };
    if (out->product < 0 || out->reporter < 0 || out->partner < 0 || out->measure < 0)
        return false;
    char own = book_measures[out->measure].flow;
    out->flow = own ? own : r->flow;
    if (own) /* output and prices have no partner */
        out->partner = bk->world;
    return out->flow != 0 && strchr("XMPQSC", out->flow) != NULL;
}

gad_status book_held_day(gad_ctx *cx, book *bk, series_key *k, int32_t as_of)
{
    int32_t customs = INT32_MIN;
    gad_status status = book_customs_day(cx, bk, k, as_of, &customs);
    k->day = MAX_OF(customs, published_day(bk, k, as_of));
    return status;
}
