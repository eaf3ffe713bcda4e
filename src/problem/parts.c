/* parts.c - layer 2: nodes, columns, bounds, options and arrays of numbers in market files. */
#include "problem/parts.h"

enum { WHAT_TEXT = 128 };

gad_status problem_blame(gad_ctx *cx, const char *file, gad_status st)
{
    return st == GAD_E_ARG ? gad_fail(cx, GAD_E_FORMAT, "%s: %s", file, cx->text) : st;
}

gad_status parts_top(gad_ctx *cx, const json_doc *doc, const char *const *known, json_at *top)
{
    json_at title;
    const char *text;
    *top = json_doc_top(doc);
    gad_status st = json_at_keys(cx, top, known);
    if (!st && json_at_find(top, "title", &title))
        st = json_at_text(cx, &title, &text);
    return st;
}

gad_status parts_array(gad_ctx *cx, const json_at *object, const char *key, json_at *array,
                       int32_t *n)
{
    gad_status st = json_at_need(cx, object, key, array);
    if (!st)
        st = json_at_array(cx, array, n);
    return st || *n > 0 ? st : json_at_fail(cx, array, "expected at least one element, found none");
}

/* ---- names ------------------------------------------------------------------------------------ */

gad_status parts_id(gad_ctx *cx, const json_at *at, const char *what, arena *mem, names *ids)
{
    const char *text = NULL;
    gad_status st = json_at_text(cx, at, &text);
    if (st)
        return st;
    if (!*text)
        return json_at_expected(cx, at, "a name");
    char *copy = arena_str(mem, text);
    if (!copy)
        return gad_nomem(cx, "reading a problem");
    if (names_add(ids, copy) >= 0)
        return json_at_fail(cx, at, "there is another %s \"%.60s\"", what, text);
    return GAD_OK;
}

gad_status parts_ids(gad_ctx *cx, const json_at *array, int32_t n, const char *what, arena *mem,
                     names *ids)
{
    gad_status st = names_init(ids, mem, n) ? GAD_OK : gad_nomem(cx, "reading a problem");
    for (int32_t i = 0; i < n && !st; i++) {
        json_at item = json_at_item(array, i), id;
        st = json_at_need(cx, &item, "id", &id);
        if (!st)
            st = parts_id(cx, &id, what, mem, ids);
    }
    return st;
}

gad_status parts_index(gad_ctx *cx, const json_at *at, const char *asked, const char *what,
                       const names *ids, int32_t *index)
{
    *index = names_find(ids, asked);
    if (*index >= 0)
        return GAD_OK;
    const char *near = names_nearest(ids, asked);
    if (near)
        return json_at_fail(cx, at, "there is no %s \"%.60s\": did you mean \"%.60s\"?", what,
                            asked, near);
    return json_at_fail(cx, at, "there is no %s \"%.60s\"", what, asked);
}

/* ---- numbers ---------------------------------------------------------------------------------- */

gad_status parts_number(gad_ctx *cx, const json_at *object, const char *key, double otherwise,
                        double *x)
{
    json_at at;
    if (json_at_find(object, key, &at))
        return json_at_f64(cx, &at, x);
    if (isnan(otherwise))
        return json_at_fail(cx, object, "\"%s\" is missing", key);
    *x = otherwise;
    return GAD_OK;
}

gad_status parts_open(gad_ctx *cx, const json_at *object, const char *key, double sign,
                      double otherwise, double *x)
{
    json_at at;
    char want[WHAT_TEXT];
    const char *word = sign < 0 ? "-inf" : "inf", *text = NULL;
    if (!json_at_find(object, key, &at) || (!json_at_is_null(&at) && !json_at_is_text(&at)))
        return parts_number(cx, object, key, otherwise, x);
    if (json_at_is_text(&at)) {
        gad_status st = json_at_text(cx, &at, &text);
        if (st)
            return st;
        snprintf(want, sizeof want, "a number, null or \"%s\"", word);
        if (!STR_EQ(text, word))
            return json_at_expected(cx, &at, want);
    }
    *x = sign < 0 ? -(double)INFINITY : (double)INFINITY;
    return GAD_OK;
}

gad_status parts_bounds(gad_ctx *cx, const json_at *object, double *lower, double *upper)
{
    gad_status st = parts_open(cx, object, "lower", -1, 0, lower);
    if (!st)
        st = parts_open(cx, object, "upper", 1, (double)INFINITY, upper);
    if (!st && *lower > *upper)
        st = json_at_fail(cx, object, "lower (%g) is above upper (%g)%s", *lower, *upper,
                          *lower == 0 && *upper < 0 ? ": lower is 0 unless given, null is unbounded"
                                                    : "");
    return st;
}

/* An array of exactly n. */
static gad_status of_length(gad_ctx *cx, const json_at *at, int32_t n, const char *what,
                            const char *why)
{
    char want[WHAT_TEXT];
    int32_t got = 0;
    gad_status st = json_at_array(cx, at, &got);
    if (st || got == n)
        return st;
    snprintf(want, sizeof want, "%" PRId32 " %s%s, %s", n, what, n == 1 ? "" : "s", why);
    return json_at_expected(cx, at, want);
}

gad_status parts_vector(gad_ctx *cx, const json_at *at, int32_t n, const char *why, double *x)
{
    gad_status st = of_length(cx, at, n, "number", why);
    for (int32_t i = 0; i < n && !st; i++) {
        json_at item = json_at_item(at, i);
        st = json_at_f64(cx, &item, &x[i]);
    }
    return st;
}

gad_status parts_matrix(gad_ctx *cx, const json_at *at, int32_t n, const char *why, arena *mem,
                        double **out)
{
    gad_status st = of_length(cx, at, n, "row", why);
    if (st)
        return st;
    double *x = arena_take(mem, (size_t)n * (size_t)n,
                           sizeof *x); /* after the rows were counted: n is the file's word */
    if (!x)
        return gad_nomem(cx, "reading a problem");
    for (int32_t i = 0; i < n && !st; i++) {
        json_at row = json_at_item(at, i);
        st = parts_vector(cx, &row, n, why, x + (size_t)i * (size_t)n);
    }
    if (!st)
        *out = x;
    return st;
}

/* ---- nodes ------------------------------------------------------------------------------------ */

static gad_status read_balance(gad_ctx *cx, const json_at *node, gad_balance *balance)
{
    static const char *const word[] = {
        [GAD_BALANCE_EQ] = "eq", [GAD_BALANCE_FREE] = "free_disposal"
    };
    json_at at;
    const char *text = NULL;
    *balance = GAD_BALANCE_EQ;
    if (!json_at_find(node, "balance", &at))
        return GAD_OK;
    for (int32_t k = 0; json_at_is_text(&at) && k < COUNT_OF(word); k++) {
        gad_status st = json_at_text(cx, &at, &text);
        if (st)
            return st;
        *balance = (gad_balance)k;
        if (STR_EQ(text, word[k]))
            return GAD_OK;
    }
    return json_at_expected(cx, &at, "\"eq\" or \"free_disposal\"");
}

gad_status parts_nodes(gad_ctx *cx, const json_at *top, arena *mem, node_list *list)
{
    static const char *const known[] = { "id", "balance", "supply", NULL };
    json_at array;
    int32_t n = 0;
    gad_status st = parts_array(cx, top, "nodes", &array, &n);
    if (!st)
        st = parts_ids(cx, &array, n, "node", mem, &list->ids);
    if (st)
        return st;
    list->balance = arena_take(mem, (size_t)n, sizeof *list->balance);
    list->supply = arena_take(mem, (size_t)n, sizeof *list->supply);
    if (!list->balance || !list->supply)
        return gad_nomem(cx, "reading a problem");
    for (int32_t i = 0; i < n && !st; i++) {
        json_at node = json_at_item(&array, i);
        st = json_at_keys(cx, &node, known);
        if (!st)
            st = read_balance(cx, &node, &list->balance[i]);
        if (!st)
            st = parts_number(cx, &node, "supply", 0, &list->supply[i]);
    }
    return st;
}

/* ---- columns ---------------------------------------------------------------------------------- */

static gad_status count_entries(gad_ctx *cx, const json_at *array, int32_t n, int32_t *start)
{
    gad_status st = GAD_OK;
    for (int32_t j = 0; j < n && !st; j++) {
        int32_t size = 0;
        json_at item = json_at_item(array, j), column;
        st = json_at_need(cx, &item, "column", &column);
        if (!st)
            st = json_at_object(cx, &column, &size);
        start[j + 1] = start[j] + size;
    }
    return st;
}

/* A number, or {"coef": ..., "price_factor": ...}. */
static gad_status read_entry(gad_ctx *cx, const json_at *at, double *coef, double *factor)
{
    static const char *const both[] = { "coef", "price_factor", NULL }, *const one[] = { "coef",
                                                                                         NULL };
    json_at part = *at;
    gad_status st;
    if (json_at_is_object(at)) {
        st = json_at_keys(cx, at, factor ? both : one);
        if (!st)
            st = json_at_need(cx, at, "coef", &part);
        if (!st)
            st = json_at_f64(cx, &part, coef);
        if (!st && factor)
            st = parts_number(cx, at, "price_factor", 1, factor);
        if (!st && factor && *factor <= 0 && json_at_find(at, "price_factor", &part))
            st = json_at_expected(cx, &part, "a number above 0");
    } else {
        st = json_at_f64(cx, at, coef);
    }
    if (!st && *coef == 0)
        st = json_at_expected(cx, &part, "a number other than 0 (leave the node out)");
    return st;
}

static gad_status read_column(gad_ctx *cx, const json_at *column, const names *nodes,
                              column_list *list, int32_t first)
{
    json_at entry;
    gad_status st = GAD_OK;
    int32_t e = first;
    for (bool more = json_at_first(column, &entry); more && !st; more = json_at_next(&entry), e++) {
        st = parts_index(cx, column, entry.key, "node", nodes, &list->node[e]);
        if (!st)
            st = read_entry(cx, &entry, &list->coef[e], list->factor ? &list->factor[e] : NULL);
    }
    return st;
}

gad_status parts_columns(gad_ctx *cx, const json_at *array, int32_t n, const names *nodes,
                         bool factors, arena *mem, column_list *list)
{
    *list = (column_list){ .start = arena_take(mem, (size_t)n + 1, sizeof *list->start) };
    if (!list->start)
        return gad_nomem(cx, "reading a problem");
    gad_status st = count_entries(cx, array, n, list->start);
    if (st)
        return st;
    size_t room = (size_t)list->start[n] + 1;
    list->node = arena_take(mem, room, sizeof *list->node);
    list->coef = arena_take(mem, room, sizeof *list->coef);
    list->factor = factors ? arena_take(mem, room, sizeof *list->factor) : NULL;
    if (!list->node || !list->coef || (factors && !list->factor))
        return gad_nomem(cx, "reading a problem");
    for (size_t e = 0; factors && e < room; e++)
        list->factor[e] = 1;
    for (int32_t j = 0; j < n && !st; j++) {
        json_at item = json_at_item(array, j), column;
        st = json_at_need(cx, &item, "column", &column);
        if (!st)
            st = read_column(cx, &column, nodes, list, list->start[j]);
    }
    return st;
}

/* ---- options ---------------------------------------------------------------------------------- */

typedef struct option_row {
    const char *name;
    size_t offset;
    bool whole;
    double lo, hi;
} option_row;

/* clang-format off */
#define OPT_F64(field, name, letter, metavar, def, lo, hi, help) { name, offsetof(gad_market_opts, field), false, lo, hi },
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) { name, offsetof(gad_market_opts, field), true, lo, hi },
static const option_row option_rows[] = {
#include "gadolin/market_opts.def"
};
#undef OPT_F64
#undef OPT_I32
/* clang-format on */

static gad_status read_option(gad_ctx *cx, const json_at *at, const option_row *row,
                              gad_market_opts *opts)
{
    char want[WHAT_TEXT];
    double x = 0;
    gad_status st = json_at_f64(cx, at, &x);
    if (st)
        return st;
    snprintf(want, sizeof want, "a %snumber from %g to %g", row->whole ? "whole " : "", row->lo,
             row->hi);
    if (x < row->lo || x > row->hi || (row->whole && x != floor(x)))
        return json_at_expected(cx, at, want);
    int32_t whole = row->whole ? (int32_t)x : 0;
    if (row->whole)
        memcpy((char *)opts + row->offset, &whole, sizeof whole);
    else
        memcpy((char *)opts + row->offset, &x, sizeof x);
    return GAD_OK;
}

gad_status parts_options(gad_ctx *cx, const json_at *top, gad_market_opts *opts)
{
    const char *known[COUNT_OF(option_rows) + 1] = { NULL };
    json_at options, at;
    *opts = gad_market_defaults();
    if (!json_at_find(top, "options", &options))
        return GAD_OK;
    for (int32_t k = 0; k < COUNT_OF(option_rows); k++)
        known[k] = option_rows[k].name;
    gad_status st = json_at_keys(cx, &options, known);
    for (int32_t k = 0; k < COUNT_OF(option_rows) && !st; k++)
        if (json_at_find(&options, option_rows[k].name, &at))
            st = read_option(cx, &at, &option_rows[k], opts);
    return st;
}
