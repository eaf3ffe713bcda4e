/* codes.c - layer 2: names of products and countries, resolved against the store's tables.
 *
 * Flow: look the text up exactly -> one match (or one that wins) is it -> none: the nearest names
 * become the suggestion of the error. A text of digits is a customs code, never a name. */
#include "trade/codes.h"

enum { NEAREST = 3 };

typedef struct nearest {
    const char *id;
    int32_t distance;
} nearest;

/* Keep the three nearest of different ids, nearest first. */
static void offer(nearest best[NEAREST], const char *id, int32_t distance)
{
    int32_t at = NEAREST;
    for (int32_t k = 0; k < NEAREST; k++)
        if (best[k].id && STR_EQ(best[k].id, id)) {
            if (best[k].distance <= distance)
                return;
            for (; k < NEAREST - 1; k++)
                best[k] = best[k + 1];
            best[NEAREST - 1].id = NULL;
        }
    while (at > 0 && (!best[at - 1].id || best[at - 1].distance > distance))
        at--;
    if (at == NEAREST)
        return;
    for (int32_t k = NEAREST - 1; k > at; k--)
        best[k] = best[k - 1];
    best[at] = (nearest){ id, distance };
}

/* Record GAD_E_NOTFOUND with the names in table (id, alias) that are near `asked`. */
static gad_status not_found(gad_ctx *cx, gad_store *st, const char *names, const char *what,
                            const char *asked, const char *list)
{
    gad_table *t = NULL;
    nearest best[NEAREST] = { { NULL, 0 } };
    char text[256] = "";
    size_t n = 0;
    gad_status status = store_query(cx, st, names, NULL, 0, &t);
    if (status)
        return status;
    for (int64_t r = 0; r < gad_table_rows(t); r++) {
        const char *alias = table_get_text(t, r, 1);
        if (near_enough(asked, alias))
            offer(best, table_get_text(t, r, 0), near_distance(asked, alias));
    }
    for (int32_t k = 0; k < NEAREST && best[k].id && n < sizeof text; k++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s'%s'", k ? " or " : "", best[k].id);
    if (n)
        status = gad_fail(cx, GAD_E_NOTFOUND, "no %s '%.100s': did you mean %s? ('%s' lists all)",
                          what, asked, text, list);
    else
        status = gad_fail(cx, GAD_E_NOTFOUND, "no %s '%.100s': '%s' lists all", what, asked, list);
    gad_table_free(t);
    return status;
}

static const char *copy(arena *mem, const char *text)
{
    return text ? arena_str(mem, text) : NULL;
}

/* By id as it is written, which is what programs do and costs a scan; else by any name. */
static gad_status find(gad_ctx *cx, gad_store *st, const char *by_id, const char *by_name,
                       const char *asked, gad_table **out)
{
    store_param p = param_text(asked);
    gad_status status = store_query(cx, st, by_id, &p, 1, out);
    if (status || gad_table_rows(*out) > 0)
        return status;
    gad_table_free(*out);
    return store_query(cx, st, by_name, &p, 1, out);
}

/* ---- products --------------------------------------------------------------------------------- */

static bool is_bare_code(const char *text)
{
    size_t n = strspn(text, "0123456789");
    return n >= 2 && n <= 10 && text[n] == '\0';
}

/* Spaces around and the letters HS, CN before a code are what people paste: "HS 850511". */
static const char *code_in(char out[NUM_TEXT], const char *asked)
{
    size_t n = 0;
    const char *s = asked;
    while (isspace((unsigned char)*s))
        s++;
    if (strncasecmp(s, "HS", 2) == 0 || strncasecmp(s, "CN", 2) == 0)
        s += 2;
    for (; *s && n < NUM_TEXT - 1; s++)
        if (!isspace((unsigned char)*s) && *s != '.')
            out[n++] = *s;
    out[n] = '\0';
    return is_bare_code(out) ? out : NULL;
}

static gad_status bare_code(gad_ctx *cx, gad_store *st, arena *mem, const char *digits,
                            product_ref *out)
{
    gad_table *t = NULL;
    store_param code = param_i64(store_code_id(digits));
    gad_status status = store_query(cx, st, "stats/find_code", &code, 1, &t);
    if (status)
        return status;
    product_ref p = { .id = copy(mem, digits), .code = code.v.i64 };
    bool listed = gad_table_rows(t) > 0;
    bool exact = listed && STR_EQ(table_get_text(t, 0, 4), "exact");
    const char *name = listed ? table_get_text(t, 0, 3) : NULL;
    p.name = name ? arena_fmt(mem, "code %s: %s", digits, name) : arena_fmt(mem, "code %s", digits);
    p.prose = arena_fmt(mem, "goods of customs code %s", digits);
    p.note = exact ? copy(mem, table_get_text(t, 0, 2)) : NULL;
    bool ok = p.id && p.name && p.prose && (p.note || !exact || !table_get_text(t, 0, 2));
    gad_table_free(t);
    if (!ok)
        return gad_nomem(cx, "a product");
    *out = p;
    return GAD_OK;
}

static gad_status ambiguous(gad_ctx *cx, const gad_table *t, const char *asked)
{
    return gad_fail(cx, GAD_E_NOTFOUND, "'%.100s' may mean '%s' or '%s': ask for one of them",
                    asked, table_get_text(t, 0, 0), table_get_text(t, 1, 0));
}

gad_status codes_product(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                         product_ref *out)
{
    char digits[NUM_TEXT];
    gad_table *t = NULL;
    if (!asked || !asked[strspn(asked, " \t")])
        return gad_fail(
            cx, GAD_E_ARG,
            "the product is missing: give --product NAME ('gadolin products' lists them) or a customs code of 2 to 10 digits");
    if (code_in(digits, asked))
        return bare_code(cx, st, mem, digits, out);
    gad_status status = find(cx, st, "stats/product_by_id", "stats/find_product", asked, &t);
    if (status)
        return status;
    if (gad_table_rows(t) == 0)
        status = not_found(cx, st, "stats/product_names", "product", asked, "gadolin products");
    else if (gad_table_rows(t) > 1 && strcasecmp(table_get_text(t, 0, 0), asked) != 0)
        status = ambiguous(cx, t, asked);
    else
        *out =
            (product_ref){ copy(mem, table_get_text(t, 0, 0)), copy(mem, table_get_text(t, 0, 1)),
                           copy(mem, table_get_text(t, 0, 2)), copy(mem, table_get_text(t, 0, 3)),
                           -1 };
    if (!status && (!out->id || !out->name || !out->prose))
        status = gad_nomem(cx, "a product");
    gad_table_free(t);
    return status;
}

/* ---- countries -------------------------------------------------------------------------------- */

gad_status codes_country(gad_ctx *cx, gad_store *st, arena *mem, const char *what,
                         const char *asked, country_ref *out)
{
    gad_table *t = NULL;
    if (!asked || !asked[strspn(asked, " \t")])
        return gad_fail(cx, GAD_E_ARG,
                        "the %s is missing: give --%s COUNTRY ('gadolin countries' lists them)",
                        what, what);
    gad_status status = find(cx, st, "stats/country_by_id", "stats/find_country", asked, &t);
    if (status)
        return status;
    int64_t n = gad_table_rows(t);
    if (n == 0)
        status = not_found(cx, st, "stats/country_names", what, asked, "gadolin countries");
    else if (n > 1 && table_get_i64(t, 0, 4, 0) == table_get_i64(t, 1, 4, 0))
        status =
            gad_fail(cx, GAD_E_NOTFOUND, "%s '%.100s' may mean '%s' or '%s': ask for one of them",
                     what, asked, table_get_text(t, 0, 1), table_get_text(t, 1, 1));
    else
        *out =
            (country_ref){ copy(mem, table_get_text(t, 0, 1)), copy(mem, table_get_text(t, 0, 2)),
                           copy(mem, table_get_text(t, 0, 3)),
                           (int32_t)table_get_i64(t, 0, 0, -1) };
    if (!status && (!out->id || !out->name || !out->prose))
        status = gad_nomem(cx, "a country");
    gad_table_free(t);
    return status;
}
