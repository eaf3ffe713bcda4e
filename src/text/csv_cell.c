/* csv_cell.c - layer 1: a cell of a CSV file into its field, and complaints with the line. */
#include "text/csv_impl.h"
#include "text/yaml.h"

/* ---- complaints ---------------------------------------------------------------------------------- */

gad_status csv_fail(const csv_place *at, int32_t line, const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return gad_fail(at->cx, GAD_E_FORMAT, "%s:%" PRId32 ": %s", at->name, line, text);
}

gad_status csv_nomem(const csv_place *at)
{
    return gad_wrap(at->cx, gad_nomem(at->cx, "a table"), "reading '%s'", at->name);
}

int csv_shown(const char *text)
{
    return MIN_OF(yaml_shown(text), (int)strcspn(text, "\n"));
}

/* ---- cells --------------------------------------------------------------------------------------- */

typedef gad_status bind_fn(const csv_place *at, const csv_column *c, const char *text, void *field);

static gad_status check_range(const csv_place *at, const csv_column *c, const char *text, double x)
{
    char lo[NUM_TEXT], hi[NUM_TEXT];
    if ((c->lo == 0 && c->hi == 0) || (x >= c->lo && x <= c->hi))
        return GAD_OK;
    return csv_fail(at, at->line, "column '%s': %.*s is not within %s to %s", c->name,
                    csv_shown(text), text, num_people(lo, c->lo, -1), num_people(hi, c->hi, -1));
}

static gad_status bind_text(const csv_place *at, const csv_column *c, const char *text, void *field)
{
    (void)c;
    const char *copy = *text ? arena_str(at->mem, text) : "";
    memcpy(field, &copy, sizeof copy);
    return copy ? GAD_OK : csv_nomem(at);
}

static gad_status bind_number(const csv_place *at, const csv_column *c, const char *text,
                              void *field)
{
    double x = NO_NUMBER;
    if (*text && !num_parse(text, &x))
        return csv_fail(
            at, at->line,
            "column '%s': '%.*s' is no number: write digits, with a point for decimals and no separators",
            c->name, csv_shown(text), text);
    gad_status st = *text ? check_range(at, c, text, x) : GAD_OK;
    memcpy(field, &x, sizeof x);
    return st;
}

static gad_status bind_integer(const csv_place *at, const csv_column *c, const char *text,
                               void *field)
{
    int32_t k = INT32_MIN;
    if (*text && !num_parse_i32(text, -INT32_MAX, INT32_MAX, &k))
        return csv_fail(at, at->line, "column '%s': '%.*s' is no whole number: write digits only",
                        c->name, csv_shown(text), text);
    gad_status st = *text ? check_range(at, c, text, k) : GAD_OK;
    memcpy(field, &k, sizeof k);
    return st;
}

static gad_status bind_month(const csv_place *at, const csv_column *c, const char *text,
                             void *field)
{
    int32_t month = INT32_MIN;
    if (*text && !month_parse(text, &month))
        return csv_fail(at, at->line,
                        "column '%s': '%.*s' is no month: write year and month, as 2025-06",
                        c->name, csv_shown(text), text);
    memcpy(field, &month, sizeof month);
    return GAD_OK;
}

gad_status csv_bind_cell(const csv_place *at, const csv_column *c, const char *text, char *row)
{
    static bind_fn *const binders[] = { [CSV_TEXT] = bind_text,
                                        [CSV_NUMBER] = bind_number,
                                        [CSV_INTEGER] = bind_integer,
                                        [CSV_MONTH] = bind_month };
    size_t n = strlen(text);
    if (!n && c->required)
        return csv_fail(at, at->line, "column '%s' is empty: it needs a value", c->name);
    if (n && (isspace((unsigned char)text[0]) || isspace((unsigned char)text[n - 1])))
        return csv_fail(at, at->line,
                        "column '%s': '%.*s' starts or ends with a space: take it out", c->name,
                        csv_shown(text), text);
    return binders[c->type](at, c, text, row + c->offset);
}
