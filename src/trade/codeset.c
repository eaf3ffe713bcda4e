/* codeset.c - layer 2: which rows of customs files are a product.
 *
 * Flow: the product's codes and those of the products below it -> keep the exact ones that may count
 * -> drop what another code already contains -> SQL for the query, words for the reader.
 * Invariant: within an alternative no code is contained in another, so adding rows never counts
 * anything twice. */
#include "trade/codeset.h"

enum { NAMED_MAX = 6 };

/* ---- arithmetic on code ids ------------------------------------------------------------------- */

static int64_t power10(int32_t n)
{
    int64_t p = 1;
    while (n-- > 0)
        p *= 10;
    return p;
}

/* Digits of an unmasked code id: "1850511" has 6. */
static int32_t digits_of(int64_t code)
{
    int32_t n = 0;
    for (; code >= 10; code /= 10)
        n++;
    return n;
}

static bool contains(int64_t shorter, int64_t longer)
{
    int32_t more = digits_of(longer) - digits_of(shorter);
    return more >= 0 && longer / power10(more) == shorter;
}

/* ---- loading ---------------------------------------------------------------------------------- */

/* "HS2002-HS2022" -> 2002..2022; "HS2022" -> one; anything else -> any. */
static void read_revisions(const char *text, int32_t *from, int32_t *to)
{
    char a[8] = "", b[8] = "";
    const char *dash = strchr(text, '-');
    *from = 0;
    *to = INT32_MAX;
    if (strncmp(text, "HS", 2) != 0)
        return;
    snprintf(a, sizeof a, "%.4s", text + 2);
    snprintf(b, sizeof b, "%.4s", dash && strncmp(dash, "-HS", 3) == 0 ? dash + 3 : a);
    if (!num_parse_i32(a, 1988, 2099, from) || !num_parse_i32(b, 1988, 2099, to)) {
        *from = 0;
        *to = INT32_MAX;
    }
}

/* Whether the product itself (not only what stands below it) is defined in a nomenclature: then the
 * codes below complete its own. */
static bool owns_code(const gad_table *t, const char *nomenclature)
{
    for (int64_t r = 0; r < gad_table_rows(t); r++)
        if (table_get_i64(t, r, 1, 1) == 0 && STR_EQ(table_get_text(t, r, 2), nomenclature) &&
            STR_EQ(table_get_text(t, r, 4), "exact"))
            return true;
    return false;
}

/* Rows (stats/codes) that make the product: exact codes of its own, and those below it when it is a
 * group or has codes of its own in the same nomenclature. A product's parts alone need not be all of
 * it: samarium-cobalt and sintered magnets are not all rare-earth magnets. */
static bool counts(const gad_table *t, int64_t r)
{
    if (!STR_EQ(table_get_text(t, r, 4), "exact"))
        return false;
    return table_get_i64(t, r, 1, 1) == 0 || STR_EQ(table_get_text(t, r, 0), "group") ||
           owns_code(t, table_get_text(t, r, 2));
}

static void drop_contained(codeset *cs)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < cs->n; i++) {
        const code_entry *e = &cs->entry[i];
        bool drop = false;
        for (int32_t j = 0; j < cs->n && !drop; j++) {
            const code_entry *o = &cs->entry[j];
            bool overlap = o->month_from <= e->month_to && e->month_from <= o->month_to;
            drop = j != i && o->alt == e->alt && overlap && contains(o->code, e->code) &&
                   (o->code != e->code || j < i);
        }
        if (!drop)
            cs->entry[kept++] = *e;
    }
    cs->n = kept;
}

static void add_edge(codeset *cs, int32_t month)
{
    int32_t k = 0;
    while (k < cs->n_edge && cs->edge[k] < month)
        k++;
    if (k < cs->n_edge && cs->edge[k] == month)
        return;
    memmove(cs->edge + k + 1, cs->edge + k, (size_t)(cs->n_edge - k) * sizeof *cs->edge);
    cs->edge[k] = month;
    cs->n_edge++;
}

static bool find_edges(codeset *cs, arena *mem)
{
    cs->edge = arena_take(mem, (size_t)cs->n * 2 + 1, sizeof *cs->edge);
    if (!cs->edge)
        return false;
    for (int32_t i = 0; i < cs->n; i++)
        if (cs->entry[i].alt == ALT_LINES) {
            add_edge(cs, cs->entry[i].month_from);
            add_edge(cs, cs->entry[i].month_to + 1);
        }
    return true;
}

static gad_status node_codes(gad_ctx *cx, gad_store *st, arena *mem, const product_ref *product,
                             const country_ref *reporter, codeset *out)
{
    gad_table *t = NULL;
    codeset cs = { .below = true, .coverage = "" };
    store_param param[] = { param_text(product->id), param_text(reporter->id) };
    gad_status status = store_query(cx, st, "stats/codes", param, 2, &t);
    if (status)
        return status;
    cs.entry = arena_take(mem, (size_t)gad_table_rows(t) + 1, sizeof *cs.entry);
    bool ok = cs.entry != NULL;
    for (int64_t r = 0; ok && r < gad_table_rows(t); r++) {
        if (!counts(t, r))
            continue;
        const char *nomenclature = table_get_text(t, r, 2);
        code_entry e = { .code = table_get_i64(t, r, 3, 0),
                         .alt = STR_EQ(nomenclature, "HS") ? ALT_HS : ALT_LINES,
                         .month_from = (int32_t)table_get_i64(t, r, 5, -1),
                         .month_to = (int32_t)table_get_i64(t, r, 6, 100000),
                         .nomenclature = arena_str(mem, nomenclature) };
        read_revisions(table_get_text(t, r, 7), &e.revision_from, &e.revision_to);
        ok = e.nomenclature != NULL;
        cs.entry[cs.n++] = e;
    }
    gad_table_free(t);
    if (ok)
        drop_contained(&cs);
    if (!ok || !find_edges(&cs, mem))
        return gad_nomem(cx, "the product's customs codes");
    *out = cs;
    return GAD_OK;
}

static gad_status bare_codes(gad_ctx *cx, gad_store *st, arena *mem, const product_ref *product,
                             codeset *out)
{
    gad_table *t = NULL;
    codeset cs = { .below = true, .coverage = "", .n = 1 };
    store_param code = param_i64(product->code);
    gad_status status = store_query(cx, st, "stats/broader", &code, 1, &t);
    if (status)
        return status;
    const char *wider = gad_table_rows(t) ? table_get_text(t, 0, 0) : NULL;
    cs.entry = arena_take(mem, 1, sizeof *cs.entry);
    if (wider)
        cs.coverage = arena_fmt(mem, "code %s also holds other goods than: %s", product->id, wider);
    gad_table_free(t);
    if (!cs.entry || !cs.coverage)
        return gad_nomem(cx, "the customs code");
    cs.entry[0] = (code_entry){ .code = product->code,
                                .alt = ALT_HS,
                                .month_from = -1,
                                .month_to = 100000,
                                .revision_to = INT32_MAX,
                                .nomenclature = "" };
    *out = cs;
    return GAD_OK;
}

gad_status codeset_load(gad_ctx *cx, gad_store *st, arena *mem, const product_ref *product,
                        const country_ref *reporter, codeset *out)
{
    if (product->code >= 0)
        return bare_codes(cx, st, mem, product, out);
    return node_codes(cx, st, mem, product, reporter, out);
}

/* ---- SQL -------------------------------------------------------------------------------------- */

static void or_else(buf *out, bool *first)
{
    buf_add(out, *first ? "" : " OR ");
    *first = false;
}

/* Rows of `length` digits below `code`, suppressed ones ("850511XX") included. A masked id is 2, the
 * count of X, the digits: see store_code_id. */
static void below_sql(buf *out, int64_t code, int32_t length, bool *first)
{
    int32_t n = digits_of(code), more = length - n;
    int64_t digits = code - power10(n);
    or_else(out, first);
    buf_fmt(out, "code BETWEEN %" PRId64 " AND %" PRId64, code * power10(more),
            (code + 1) * power10(more) - 1);
    for (int32_t masked = 1; masked <= MIN_OF(more, 9); masked++) {
        int32_t shown = length - masked;
        int64_t lo = (20 + masked) * power10(shown) + digits * power10(shown - n);
        or_else(out, first);
        buf_fmt(out, "code BETWEEN %" PRId64 " AND %" PRId64, lo, lo + power10(shown - n) - 1);
    }
}

static bool has_alt(const codeset *cs, int32_t alt)
{
    for (int32_t i = 0; i < cs->n; i++)
        if (cs->entry[i].alt == alt)
            return true;
    return false;
}

void codeset_sql_where(const codeset *cs, buf *out)
{
    bool first = true;
    if (cs->n == 0) {
        buf_add(out, "false");
        return;
    }
    buf_add(out, "code IN (");
    for (int32_t i = 0; i < cs->n; i++)
        buf_fmt(out, "%s%" PRId64, i ? ", " : "", cs->entry[i].code);
    buf_add(out, ")");
    if (!cs->below || !has_alt(cs, ALT_HS))
        return;
    first = false;
    for (int32_t i = 0; i < cs->n; i++)
        for (int32_t n = digits_of(cs->entry[i].code) + 1;
             cs->entry[i].alt == ALT_HS && n <= CODE_DIGITS_MAX; n++)
            below_sql(out, cs->entry[i].code, n, &first);
}

static void exact_sql(const codeset *cs, int32_t alt, buf *out)
{
    bool first = true;
    buf_add(out, " WHEN ");
    for (int32_t i = 0; i < cs->n; i++) {
        const code_entry *e = &cs->entry[i];
        if (e->alt != alt)
            continue;
        or_else(out, &first);
        buf_fmt(out, "(code = %" PRId64, e->code);
        if (e->month_from > 0 || e->month_to < 100000)
            buf_fmt(out, " AND period BETWEEN %" PRId32 " AND %" PRId32, e->month_from,
                    e->month_to);
        if (e->revision_from > 0)
            buf_fmt(out,
                    " AND (hs_revision = 0 OR hs_revision BETWEEN %" PRId32 " AND %" PRId32 ")",
                    e->revision_from, e->revision_to);
        buf_add(out, ")");
    }
    buf_fmt(out, " THEN %" PRId32, alt);
}

/* Lines are added up below the HS codes only in months in which the product has no lines of its own:
 * otherwise lines outside its list would look like the product. */
static void no_lines_sql(const codeset *cs, buf *out)
{
    for (int32_t i = 0; i < cs->n; i++)
        if (cs->entry[i].alt == ALT_LINES)
            buf_fmt(out, " AND period NOT BETWEEN %" PRId32 " AND %" PRId32,
                    cs->entry[i].month_from, cs->entry[i].month_to);
}

void codeset_sql_alt(const codeset *cs, buf *out)
{
    if (cs->n == 0) {
        buf_add(out, "NULL::INTEGER");
        return;
    }
    buf_add(out, "CASE");
    for (int32_t alt = ALT_HS; alt <= ALT_LINES; alt++)
        if (has_alt(cs, alt))
            exact_sql(cs, alt, out);
    for (int32_t n = 3; cs->below && n <= CODE_DIGITS_MAX; n++) {
        bool first = true;
        for (int32_t i = 0; i < cs->n; i++)
            if (cs->entry[i].alt == ALT_HS && digits_of(cs->entry[i].code) < n) {
                buf_add(out, first ? " WHEN (" : "");
                below_sql(out, cs->entry[i].code, n, &first);
            }
        if (first)
            continue;
        buf_add(out, ")");
        no_lines_sql(cs, out);
        buf_fmt(out, " THEN %" PRId32, ALT_BELOW + n);
    }
    buf_add(out, " END");
}

/* ---- for the reader --------------------------------------------------------------------------- */

int32_t codeset_id(const codeset *cs, int32_t alt, int32_t month)
{
    int32_t set = 1;
    if (alt == ALT_LINES)
        for (int32_t k = 0; k < cs->n_edge && cs->edge[k] <= month; k++)
            set++;
    return (alt + 1) * SETS_PER_LIST + set;
}

static void list_codes(const codeset *cs, int32_t alt, const char *nomenclature, buf *b)
{
    int32_t n = 0;
    for (int32_t i = 0; i < cs->n; i++)
        n += cs->entry[i].alt == alt && STR_EQ(cs->entry[i].nomenclature, nomenclature);
    bool hs = STR_EQ(nomenclature, "HS");
    if (n > NAMED_MAX) {
        buf_fmt(b, "%" PRId32 " codes of %s", n, nomenclature);
        return;
    }
    buf_add(b, hs ? "HS " : "");
    for (int32_t i = 0, k = 0; i < cs->n; i++) {
        const code_entry *e = &cs->entry[i];
        char from[PERIOD_TEXT], to[PERIOD_TEXT];
        if (e->alt != alt || !STR_EQ(e->nomenclature, nomenclature))
            continue;
        int64_t digits = e->code - power10(digits_of(e->code));
        buf_fmt(b, "%s%0*" PRId64, k++ ? "+" : "", (int)digits_of(e->code), digits);
        if (e->month_from > 0)
            buf_fmt(b, " from %s", month_text(from, e->month_from));
        if (e->month_to < 100000)
            buf_fmt(b, " to %s", month_text(to, e->month_to));
    }
    if (!hs && *nomenclature)
        buf_fmt(b, " (%s)", nomenclature);
}

static void describe_exact(const codeset *cs, int32_t alt, buf *b)
{
    for (int32_t i = 0; i < cs->n; i++) {
        bool seen = cs->entry[i].alt != alt;
        for (int32_t j = 0; j < i && !seen; j++)
            seen = cs->entry[j].alt == alt &&
                   STR_EQ(cs->entry[j].nomenclature, cs->entry[i].nomenclature);
        if (seen)
            continue;
        buf_add(b, b->len ? ", " : "");
        list_codes(cs, alt, cs->entry[i].nomenclature, b);
    }
}

const char *codeset_text(const codeset *cs, arena *mem, const alloc *al, const bool *used)
{
    buf b;
    buf_init(&b, al);
    for (int32_t alt = 0; alt < ALT_COUNT; alt++) {
        if (!used[alt])
            continue;
        if (alt <= ALT_LINES) {
            describe_exact(cs, alt, &b);
            continue;
        }
        buf_add(&b, b.len ? ", " : "");
        buf_fmt(&b, "sum of the %" PRId32 "-digit lines held below ", alt - ALT_BELOW);
        for (int32_t i = 0, k = 0; i < cs->n; i++)
            if (cs->entry[i].alt == ALT_HS)
                buf_fmt(&b, "%s%0*" PRId64, k++ ? "+" : "", (int)digits_of(cs->entry[i].code),
                        cs->entry[i].code - power10(digits_of(cs->entry[i].code)));
    }
    const char *text = buf_ok(&b) ? arena_str(mem, buf_text(&b)) : NULL;
    buf_release(&b);
    return text;
}
