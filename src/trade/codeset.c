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

/* What the rows of stats/codes are judged by. */
typedef struct judge {
    const gad_table *tree;   /* stats/product_tree */
    const gad_table *code;   /* stats/codes */
    const gad_table *groups; /* stats/groups_of; NULL for a reporter that is itself a group */
    const char *product, *reporter;
    bool is_group; /* of products */
} judge;

enum { R_PRODUCT, R_NOMENCLATURE, R_CODE, R_REPORTERS, R_FROM, R_TO, R_REVISIONS, R_COVERAGE };

static int64_t find_node(const gad_table *tree, const char *id)
{
    for (int64_t r = 0; r < gad_table_rows(tree); r++)
        if (STR_EQ(table_get_text(tree, r, 0), id))
            return r;
    return -1;
}

/* Whether a product stands below another, or is it. The tree is at most as deep as it has nodes. */
static bool is_below(const judge *g, const char *id)
{
    for (int64_t steps = 0; id && steps <= gad_table_rows(g->tree); steps++) {
        if (STR_EQ(id, g->product))
            return true;
        int64_t r = find_node(g->tree, id);
        id = r < 0 ? NULL : table_get_text(g->tree, r, 1);
    }
    return false;
}

static bool listed(const char *list, const char *name)
{
    size_t n = strlen(name);
    for (const char *s = list; *s; s += strcspn(s, "|"), s += *s == '|')
        if (strcspn(s, "|") == n && memcmp(s, name, n) == 0)
            return true;
    return false;
}

/* Months in which the reporter uses the code: all when it is named or nobody is, else while it is a
 * member of a group named. False: never. */
static bool months_used(const judge *g, const char *reporters, span *out)
{
    *out = (span){ -1, 100000 };
    if (!*reporters || listed(reporters, g->reporter))
        return true;
    *out = (span){ INT32_MAX, INT32_MIN };
    for (int64_t r = 0; g->groups && r < gad_table_rows(g->groups); r++) {
        if (!listed(reporters, table_get_text(g->groups, r, 0)))
            continue;
        out->from = MIN_OF(out->from, (int32_t)table_get_i64(g->groups, r, 1, -1));
        out->to = MAX_OF(out->to, (int32_t)table_get_i64(g->groups, r, 2, 100000));
    }
    return out->from <= out->to;
}

static bool is_exact_of(const judge *g, int64_t r)
{
    span used;
    return STR_EQ(table_get_text(g->code, r, R_COVERAGE), "exact") &&
           months_used(g, table_get_text(g->code, r, R_REPORTERS), &used);
}

/* Whether the product itself (not only what stands below it) is defined in a nomenclature: then the
 * codes below complete its own. */
static bool owns_code(const judge *g, const char *nomenclature)
{
    for (int64_t r = 0; r < gad_table_rows(g->code); r++)
        if (STR_EQ(table_get_text(g->code, r, R_PRODUCT), g->product) && is_exact_of(g, r) &&
            STR_EQ(table_get_text(g->code, r, R_NOMENCLATURE), nomenclature))
            return true;
    return false;
}

/* Rows that make the product: exact codes of its own, and those below it when it is a group or has
 * codes of its own in the same nomenclature. A product's parts alone need not be all of it:
 * samarium-cobalt and sintered magnets are not all rare-earth magnets. */
static bool counts(const judge *g, int64_t r)
{
    const char *product = table_get_text(g->code, r, R_PRODUCT);
    if (!is_exact_of(g, r))
        return false;
    if (STR_EQ(product, g->product))
        return true;
    return is_below(g, product) &&
           (g->is_group || owns_code(g, table_get_text(g->code, r, R_NOMENCLATURE)));
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

static bool add_entry(const judge *g, int64_t r, arena *mem, codeset *cs)
{
    span used;
    const char *nomenclature = table_get_text(g->code, r, R_NOMENCLATURE);
    months_used(g, table_get_text(g->code, r, R_REPORTERS), &used);
    code_entry e = { .code = table_get_i64(g->code, r, R_CODE, 0),
                     .alt = STR_EQ(nomenclature, "HS") ? ALT_HS : ALT_LINES,
                     .month_from =
                         MAX_OF(used.from, (int32_t)table_get_i64(g->code, r, R_FROM, -1)),
                     .month_to = MIN_OF(used.to, (int32_t)table_get_i64(g->code, r, R_TO, 100000)),
                     .nomenclature = arena_str(mem, nomenclature) };
    read_revisions(table_get_text(g->code, r, R_REVISIONS), &e.revision_from, &e.revision_to);
    if (e.month_from <= e.month_to)
        cs->entry[cs->n++] = e;
    return e.nomenclature != NULL;
}

static gad_status judge_codes(gad_ctx *cx, const judge *g, arena *mem, codeset *cs)
{
    int64_t rows = gad_table_rows(g->code);
    cs->entry = arena_take(mem, (size_t)rows + 1, sizeof *cs->entry);
    bool ok = cs->entry != NULL;
    for (int64_t r = 0; ok && r < rows; r++)
        if (counts(g, r))
            ok = add_entry(g, r, mem, cs);
    if (ok)
        drop_contained(cs);
    return ok && find_edges(cs, mem) ? GAD_OK : gad_nomem(cx, "the product's customs codes");
}

static gad_status node_codes(gad_ctx *cx, gad_store *st, arena *mem, const product_ref *product,
                             const country_ref *reporter, codeset *out)
{
    gad_table *tree = NULL, *code = NULL, *groups = NULL;
    codeset cs = { .below = true, .coverage = "" };
    store_param number = param_i64(reporter->number);
    gad_status status = store_query(cx, st, "stats/product_tree", NULL, 0, &tree);
    if (!status)
        status = store_query(cx, st, "stats/codes", NULL, 0, &code);
    if (!status && reporter->number >= 0)
        status = store_query(cx, st, "stats/groups_of", &number, 1, &groups);
    if (!status) {
        int64_t node = find_node(tree, product->id);
        bool group = node >= 0 && STR_EQ(table_get_text(tree, node, 2), "group");
        judge g = { tree, code, groups, product->id, reporter->id, group };
        status = judge_codes(cx, &g, mem, &cs);
    }
    gad_table_free(tree);
    gad_table_free(code);
    gad_table_free(groups);
    if (!status)
        *out = cs;
    return status;
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
        cs.coverage = arena_fmt(mem, "code %s holds more than any one of: %s", product->id, wider);
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

/* ---- rows ------------------------------------------------------------------------------------- */

static bool is_valid(const code_entry *e, int32_t period, int32_t revision)
{
    return period >= e->month_from && period <= e->month_to &&
           (revision == 0 || (revision >= e->revision_from && revision <= e->revision_to));
}

/* Length of the code a row carries, with its suppressed digits; *shown gets the digits it shows as an
 * unmasked id: "850511XX" has length 8 and shows 1850511. */
static int32_t code_length(int64_t code, int64_t *shown)
{
    int32_t n = digits_of(code);
    *shown = code;
    if (code / power10(n) == 1 || n == 0)
        return n;
    int32_t masked = (int32_t)(code / power10(n - 1) % 10);
    *shown = power10(n - 1) + code % power10(n - 1);
    return n - 1 + masked;
}

/* Lines are added up below the HS codes only in months in which the product has no lines of its own:
 * otherwise lines outside its list would look like the product. */
static bool has_lines(const codeset *cs, int32_t period)
{
    for (int32_t i = 0; i < cs->n; i++)
        if (cs->entry[i].alt == ALT_LINES && is_valid(&cs->entry[i], period, 0))
            return true;
    return false;
}

int32_t codeset_alt(const codeset *cs, int64_t code, int32_t period, int32_t revision)
{
    int64_t shown = 0;
    int32_t found = ALT_COUNT, length = code_length(code, &shown);
    bool masked = shown != code, lines = has_lines(cs, period);
    for (int32_t i = 0; i < cs->n; i++) {
        const code_entry *e = &cs->entry[i];
        if (e->code == code && is_valid(e, period, e->alt == ALT_HS ? revision : 0))
            found = MIN_OF(found, e->alt);
    }
    if (found < ALT_COUNT || !cs->below || (lines && !masked))
        return found < ALT_COUNT ? found : -1;
    for (int32_t i = 0; i < cs->n; i++)
        if (cs->entry[i].alt == ALT_HS && length > digits_of(cs->entry[i].code) &&
            length <= CODE_DIGITS_MAX && contains(cs->entry[i].code, shown))
            return lines ? ALT_LINES
                         : ALT_BELOW + length; /* suppressed lines belong to the listed */
    return -1;
}

/* ---- for the reader --------------------------------------------------------------------------- */

/* Years in which an entry's edition of the Harmonized System was the current one. */
static bool edition_in_use(const code_entry *e, int32_t year)
{
    static const int32_t editions[] = { 1988, 1992, 1996, 2002, 2007, 2012, 2017, 2022 };
    if (e->revision_from > year && e->revision_from > 1992)
        return false;
    for (int32_t k = 0; k + 1 < COUNT_OF(editions); k++)
        if (e->revision_to == editions[k])
            return year < editions[k + 1];
    return true;
}

static bool is_held(const code_held *held, int32_t n, int32_t source, int32_t freq, int32_t period,
                    int64_t code)
{
    for (int32_t k = 0; k < n; k++)
        if (held[k].source == source && held[k].freq == freq && held[k].code == code)
            return period >= held[k].from && period <= held[k].to;
    return false;
}

/* Whether an entry should be in a figure of an alternative and period. */
static bool is_due(const code_entry *e, int32_t alt, int32_t period)
{
    return e->alt == alt && period >= e->month_from && period <= e->month_to &&
           edition_in_use(e, month_year(period));
}

code_count codeset_count(const codeset *cs, int32_t alt, int32_t source, int32_t freq,
                         int32_t period, const code_held *held, int32_t n_held)
{
    enum { PARTIAL = SETS_PER_LIST / 2 };
    code_count c = { .code_set = (alt + 1) * SETS_PER_LIST + 1 };
    uint32_t which = UINT32_C(2166136261);
    for (int32_t i = 0; i < cs->n; i++) {
        if (!is_due(&cs->entry[i], alt, period))
            continue;
        c.defined++;
        if (!is_held(held, n_held, source, freq, period, cs->entry[i].code))
            continue;
        c.held++;
        which = (which ^ (uint32_t)i) * UINT32_C(16777619);
    }
    for (int32_t k = 0; alt == ALT_LINES && k < cs->n_edge && cs->edge[k] <= period; k++)
        c.code_set++;
    if (c.held < c.defined &&
        c.defined > 1) /* parts of the list compare with the same parts only */
        c.code_set =
            (alt + 1) * SETS_PER_LIST + PARTIAL + (int32_t)((which ^ which >> 16) % PARTIAL);
    else
        c.held = c.defined;
    return c;
}

const char *codeset_partial_text(const codeset *cs, arena *mem, int32_t alt, int32_t source,
                                 int32_t freq, int32_t period, const code_held *held,
                                 int32_t n_held)
{
    const char *text = "only ";
    int32_t due = 0, named = 0;
    for (int32_t i = 0; text && i < cs->n; i++) {
        const code_entry *e = &cs->entry[i];
        if (!is_due(e, alt, period))
            continue;
        due++;
        if (!is_held(held, n_held, source, freq, period, e->code))
            continue;
        if (named++ < NAMED_MAX)
            text = arena_fmt(mem, "%s%s%0*" PRId64, text, named > 1 ? ", " : "",
                             (int)digits_of(e->code), e->code - power10(digits_of(e->code)));
    }
    return text ? arena_fmt(mem, "%s%s of the product's %" PRId32 " codes", text,
                            named > NAMED_MAX ? " and others" : "", due)
                : NULL;
}

bool codeset_is_sum(const codeset *cs)
{
    int32_t n[ALT_LINES + 1] = { 0 };
    for (int32_t i = 0; i < cs->n; i++)
        n[cs->entry[i].alt]++;
    return n[ALT_HS] > 1 || n[ALT_LINES] > 1;
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
