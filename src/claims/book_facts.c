/* book_facts.c - layer 3: published figures that somebody can look up.
 *
 * Flow: one query, sorted by metric, product, reporter, partner and period -> normal units, rounding from
 * the digits as printed -> facts found by halving.
 * Invariant: a figure whose address is not recorded is no fact; the articles this program is tried on are
 * among them and would prove themselves. */
#include "claims/book_impl.h"

enum { /* columns of claims/facts */
       F_METRIC,
       F_PRODUCT,
       F_REPORTER,
       F_PARTNER,
       F_FLOW,
       F_FROM,
       F_TO,
       F_DAY,
       F_VALUE,
       F_PRINTED,
       F_UNIT,
       F_BASIS,
       F_STATUS,
       F_PUBLISHED,
       F_PUBLISHED_BASIS,
       F_SOURCE,
       F_URL,
       F_NOTE
};

/* Masses become tonnes, money per mass money per tonne, mass per megawatt tonnes, mass per anything else
 * kilograms; other units stay. Sets the factor the value is multiplied by. */
static const char *normal_unit(arena *mem, const char *unit, double *factor)
{
    char left[32];
    const char *slash = strchr(unit, '/');
    double mass = unit_tonnes(unit);
    *factor = IS_NUMBER(mass) ? mass : 1;
    if (IS_NUMBER(mass))
        return "t";
    if (!slash)
        return arena_str(mem, unit);
    snprintf(left, sizeof left, "%.*s", (int)MIN_OF(slash - unit, (ptrdiff_t)31), unit);
    double above = unit_tonnes(left), below = unit_tonnes(slash + 1);
    if (IS_NUMBER(below) && !IS_NUMBER(above)) {
        *factor = 1 / below;
        return arena_fmt(mem, "%s/t", left);
    }
    if (!IS_NUMBER(above) || IS_NUMBER(below))
        return arena_str(mem, unit);
    bool power = STR_EQ(slash, "/MW");
    *factor = power ? above : above / unit_tonnes("kg");
    return arena_fmt(mem, "%s%s", power ? "t" : "kg", slash);
}

static bool read_texts(const gad_table *t, int64_t r, arena *mem, fact *f)
{
    const struct {
        const char **at;
        int32_t column;
    } text[] = { { &f->product, F_PRODUCT }, { &f->reporter, F_REPORTER },
                 { &f->partner, F_PARTNER }, { &f->metric, F_METRIC },
                 { &f->basis, F_BASIS },     { &f->status, F_STATUS },
                 { &f->source, F_SOURCE },   { &f->url, F_URL },
                 { &f->note, F_NOTE } };
    for (int32_t i = 0; i < COUNT_OF(text); i++)
        if (!(*text[i].at = arena_str(mem, table_get_text(t, r, text[i].column))))
            return false;
    return true;
}

/* Words of a definition that take nothing from the figure: a quota is national, a scenario has its base. */
static bool is_whole(const char *definition)
{
    static const char *const words[] = { "national",     "year",      "first batch",
                                         "second batch", "all kinds", "base case" };
    bool whole = true;
    for (const char *s = definition; *s && whole; s += *s == ',') {
        s += strspn(s, " ");
        size_t n = strcspn(s, ",");
        whole = false;
        for (int32_t i = 0; i < COUNT_OF(words); i++)
            whole |= strlen(words[i]) == n && memcmp(words[i], s, n) == 0;
        s += n;
    }
    return whole;
}

static bool read_fact(book *bk, const gad_table *t, int64_t r, known_fact *out)
{
    double factor = 1;
    bool edition = false;
    const char *flow = table_get_text(t, r, F_FLOW);
    fact *f = &out->f;
    if (!read_texts(t, r, &bk->mem, f))
        return false;
    f->unit = normal_unit(&bk->mem, table_get_text(t, r, F_UNIT), &factor);
    f->flow = flow[0] && flow[1] ? 'R' : flow[0]; /* RM and RX: trade passed on, none of ours */
    f->period =
        (span){ (int32_t)table_get_i64(t, r, F_FROM, 0), (int32_t)table_get_i64(t, r, F_TO, 0) };
    f->day = (int32_t)table_get_i64(t, r, F_DAY, INT32_MIN);
    f->value = table_get_f64(t, r, F_VALUE) * factor;
    f->half_unit = num_half_unit(table_get_text(t, r, F_PRINTED)) * factor;
    f->published = (int32_t)table_get_i64(t, r, F_PUBLISHED, INT32_MIN);
    f->published_assumed = STR_EQ(table_get_text(t, r, F_PUBLISHED_BASIS), "assumed");
    out->definition = series_definition(&bk->mem, f->basis, &edition);
    out->whole = out->definition && is_whole(out->definition);
    out->derived = STR_EQ(f->status, "derived");
    out->product = book_product_row(bk, f->product);
    out->reporter = book_country_row(bk, f->reporter);
    out->partner = book_country_row(bk, f->partner);
    return f->unit && out->definition;
}

static int compare(const known_fact *k, const char *metric, const char *product)
{
    int way = strcmp(k->f.metric, metric);
    return way || !product ? way : strcmp(k->f.product, product);
}

static int compare_pair(const known_fact *k, int32_t reporter, int32_t partner)
{
    if (k->reporter != reporter)
        return k->reporter < reporter ? -1 : 1;
    return (k->partner > partner) - (k->partner < partner);
}

/* Where the levels of each measure and product stand; facts of one stand together. */
static bool find_levels(book *bk)
{
    bk->pairs_in_order = true;
    bk->levels = arena_take(&bk->mem, (size_t)bk->n_product * MEASURES + 1, sizeof *bk->levels);
    for (int32_t i = 0; bk->levels && i < bk->n_fact; i++) {
        const known_fact *k = &bk->fact[i];
        int32_t m = book_measure_of_metric(k->f.metric);
        if (m < 0 || k->product < 0)
            continue;
        fact_range *r = &bk->levels[m * bk->n_product + k->product];
        if (r->to && compare_pair(&bk->fact[i - 1], k->reporter, k->partner) > 0)
            bk->pairs_in_order = false; /* a country that is not listed has no row */
        r->from = r->to ? r->from : i;
        r->to = i + 1;
    }
    return bk->levels != NULL;
}

gad_status book_facts_load(gad_ctx *cx, book *bk)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, bk->st, "claims/facts", NULL, 0, &t);
    if (status)
        return status;
    int64_t n = gad_table_rows(t);
    bk->fact = n >= INT32_MAX ? NULL : arena_take(&bk->mem, (size_t)n + 1, sizeof *bk->fact);
    bool ok = bk->fact != NULL;
    for (int64_t r = 0; ok && r < n; r++) {
        if (!series_traceable(table_get_text(t, r, F_URL)))
            continue;
        ok = read_fact(bk, t, r, &bk->fact[bk->n_fact]);
        bk->n_fact += ok;
    }
    gad_table_free(t);
    return ok && find_levels(bk) ? GAD_OK : gad_nomem(cx, "the published figures");
}

/* ---- finding ------------------------------------------------------------------------------------ */

/* First fact that is not before (after: that is beyond) the metric and product. */
static int32_t bound(const book *bk, const char *metric, const char *product, bool beyond)
{
    int32_t a = 0, b = bk->n_fact;
    while (a < b) {
        int32_t m = a + (b - a) / 2;
        int way = compare(&bk->fact[m], metric, product);
        if (way < 0 || (beyond && way == 0))
            a = m + 1;
        else
            b = m;
    }
    return a;
}

void book_facts_range(const book *bk, const char *metric, const char *product, int32_t *from,
                      int32_t *to)
{
    *from = bound(bk, metric, product, false);
    *to = bound(bk, metric, product, true);
}

fact_range book_levels_range(const book *bk, int32_t measure, int32_t product)
{
    return bk->levels[measure * bk->n_product + product];
}

fact_range book_pair_range(const book *bk, fact_range of, int32_t reporter, int32_t partner)
{
    fact_range out = of;
    for (int32_t a = of.from, b = of.to; bk->pairs_in_order && a < b; out.from = a) {
        int32_t m = a + (b - a) / 2;
        if (compare_pair(&bk->fact[m], reporter, partner) < 0)
            a = m + 1;
        else
            b = m;
    }
    if (bk->pairs_in_order)
        for (out.to = out.from;
             out.to < of.to && compare_pair(&bk->fact[out.to], reporter, partner) == 0;)
            out.to++;
    return out;
}

const fact *book_next(const book *bk, const char *metric, const char *product, int32_t as_of,
                      int32_t *k)
{
    int32_t i = *k ? *k : bound(bk, metric, product, false); /* *k: the fact to go on with */
    const fact *next = NULL;
    for (; !next && i < bk->n_fact && compare(&bk->fact[i], metric, product) == 0; i++)
        if (bk->fact[i].f.published <= as_of)
            next = &bk->fact[i].f;
    *k = i;
    return next;
}
