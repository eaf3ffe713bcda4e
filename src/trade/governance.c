/* governance.c - layer 2: a file of governance indicators: read, checked, sorted, looked up.
 *
 * Flow: sheet_read -> rows (numbers, scales) -> each country's text resolved once -> sorted -> repeated
 * keys refused. */
#include "trade/governance.h"
#include "trade/codes.h"
#include "trade/sheet.h"

enum { COUNTRY, YEAR, VALUE, SCALE, COLUMNS };
enum { NAMED = 5 }; /* unknown countries that the note names */

static const sheet_column columns[COLUMNS] = {
    [COUNTRY] = { "country", "iso3|country_code" },
    [YEAR] = { "year", NULL },
    [VALUE] = { "value", "estimate|wgi" },
    [SCALE] = { "scale", NULL },
};

/* WGI estimates are made to have mean 0 and deviation 1, so they may pass the usual +-2.5: the lowest
 * published are near -3.3 (political stability, Somalia around 2008). */
static const struct {
    const char *name, *words;
    double lo, hi;
} scales[GOVERNANCE_SCALES] = {
    [SCALE_WGI] = { "wgi", "an estimate of WGI, about -2.5 to 2.5, high is good", -3.5, 3.5 },
    [SCALE_EU] = { "eu", "the EU's scale, 0 to 10, high is bad", 0, 10 },
    [SCALE_UNIT] = { "unit", "0 to 1, high is bad", 0, 1 },
};

bool governance_scale_named(const char *name, governance_scale *out)
{
    for (int32_t k = 0; k < GOVERNANCE_SCALES; k++)
        if (strcasecmp(scales[k].name, name) == 0) {
            *out = (governance_scale)k;
            return true;
        }
    return false;
}

bool governance_allows(governance_scale scale, double value)
{
    return value >= scales[scale].lo && value <= scales[scale].hi;
}

const char *governance_scale_words(governance_scale scale)
{
    return scales[scale].words;
}

const char *governance_scale_name(governance_scale scale)
{
    return scales[scale].name;
}

/* ---- rows --------------------------------------------------------------------------------------- */

static gad_status read_row(gad_ctx *cx, const sheet *s, int32_t k, governance_row *row)
{
    const char *scale = sheet_text(s, k, SCALE);
    row->country = sheet_text(s, k, COUNTRY);
    row->number = -1;
    row->scale = SCALE_WGI;
    row->line = s->line[k];
    if (!*row->country)
        return sheet_fail(cx, s, k, "the country is missing");
    if (*scale && !governance_scale_named(scale, &row->scale))
        return sheet_fail(cx, s, k, "scale '%.40s' is not one of wgi, eu, unit", scale);
    gad_status st = sheet_year(cx, s, k, YEAR, &row->year);
    if (!st)
        st = sheet_number(cx, s, k, VALUE, -NO_LIMIT, NO_LIMIT, "", &row->value);
    if (!st && !IS_NUMBER(row->value))
        st = sheet_fail(cx, s, k, "the value is missing: leave the row out if it is not known");
    if (!st && !governance_allows(row->scale, row->value))
        st = sheet_fail(cx, s, k, "value '%.40s' is not %s%s", sheet_text(s, k, VALUE),
                        scales[row->scale].words,
                        *scale ? "" : "; another scale is named in a column 'scale': eu, unit");
    return st;
}

/* Values that nobody labelled are taken for WGI; where none is below 0 they may well be something else,
 * and high would be read as good. */
static gad_status check_unlabelled(gad_ctx *cx, const sheet *s, const governance *g)
{
    int32_t unlabelled = 0, below = 0;
    for (int32_t k = 0; k < s->n_row; k++)
        if (!*sheet_text(s, k, SCALE)) {
            unlabelled++;
            below += g->row[k].value < 0;
        }
    if (unlabelled == 0 || below > 0)
        return GAD_OK;
    return sheet_fail(
        cx, s, -1,
        "no value is below 0, so these may be no estimates of WGI: name the scale in a column 'scale' (wgi: -2.5 to 2.5, high is good; eu: 0 to 10, high is bad; unit: 0 to 1, high is bad)");
}

/* ---- countries ---------------------------------------------------------------------------------- */

static int by_country(const void *a, const void *b)
{
    const governance_row *x = a, *y = b;
    int order = strcasecmp(x->country, y->country);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Codes of the World Bank that are not ISO's (its list of economies; ADO to ZAR still stand in WGI files). */
static const struct {
    const char *bank, *iso3;
} own_codes[] = { { "ADO", "AND" }, { "KSV", "XKX" }, { "ROM", "ROU" },
                  { "TMP", "TLS" }, { "WBG", "PSE" }, { "ZAR", "COD" } };

static const char *as_iso(const char *country)
{
    for (int32_t k = 0; k < COUNT_OF(own_codes); k++)
        if (STR_EQ(own_codes[k].bank, country))
            return own_codes[k].iso3;
    return country;
}

static gad_status resolve(gad_ctx *cx, gad_store *st, arena *mem, governance *g)
{
    int32_t n_unknown = 0;
    buf names;
    buf_init(&names, &cx->al);
    gad_status status = GAD_OK;
    for (int32_t k = 0; !status && k < g->n; k++) {
        governance_row *row = &g->row[k];
        country_ref c = { .number = -1 };
        if (k && strcasecmp(row[-1].country, row->country) == 0) {
            row->id = row[-1].id;
            row->number = row[-1].number;
            continue;
        }
        status = codes_country(cx, st, mem, "country", as_iso(row->country), &c);
        row->id = c.id;
        row->number = c.number;
        if (status == GAD_E_NOTFOUND) {
            if (n_unknown++ < NAMED)
                buf_fmt(&names, "%s'%.40s'", n_unknown > 1 ? ", " : "", row->country);
            status = GAD_OK;
        }
    }
    if (!status && n_unknown)
        g->unknown = arena_fmt(mem, "%s: %" PRId32 " %s not known, and not used: %s%s", g->file,
                               n_unknown, n_unknown == 1 ? "country is" : "countries are",
                               buf_text(&names), n_unknown > NAMED ? ", ..." : "");
    bool ok = status || (buf_ok(&names) && g->unknown);
    buf_release(&names);
    return ok ? status : gad_nomem(cx, "the countries of a file");
}

/* ---- keys --------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const governance_row *x = a, *y = b;
    if (!x->id || !y->id)
        return x->id ? -1 : y->id ? 1 : by_country(a, b);
    int order = strcmp(x->id, y->id);
    if (!order)
        order = (x->year > y->year) - (x->year < y->year);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static gad_status check_repeated(gad_ctx *cx, const governance *g)
{
    for (int32_t k = 1; k < g->n; k++) {
        const governance_row *x = &g->row[k - 1], *y = &g->row[k];
        char text[PERIOD_TEXT] = "", a[NUM_TEXT], b[NUM_TEXT];
        if (!x->id || !y->id || !STR_EQ(x->id, y->id) || x->year != y->year ||
            (x->value == y->value && x->scale == y->scale))
            continue;
        if (x->year != INT32_MIN)
            snprintf(text, sizeof text, " in %" PRId32, x->year);
        return gad_fail(
            cx, GAD_E_FORMAT,
            "%s:%" PRId64 ": '%.40s'%s has the value %s (%s), but line %" PRId64 " has %s (%s)",
            g->file, y->line, y->country, text, num_shortest(b, y->value), scales[y->scale].name,
            x->line, num_shortest(a, x->value), scales[x->scale].name);
    }
    return GAD_OK;
}

gad_status governance_read(gad_ctx *cx, gad_store *st, arena *mem, const char *path,
                           governance *out)
{
    sheet s;
    governance g = { .unknown = "" };
    gad_status status = sheet_read(cx, mem, path, columns, COLUMNS, &s);
    if (status)
        return status;
    g.file = s.file;
    g.n = s.n_row;
    g.row = arena_take(mem, (size_t)g.n, sizeof *g.row);
    if (!g.row)
        return gad_nomem(cx, "governance");
    if (!sheet_has(&s, COUNTRY) || !sheet_has(&s, VALUE))
        return sheet_fail(cx, &s, -1, "a column '%s' is needed",
                          columns[sheet_has(&s, COUNTRY) ? VALUE : COUNTRY].name);
    for (int32_t k = 0; !status && k < g.n; k++)
        status = read_row(cx, &s, k, &g.row[k]);
    if (!status)
        status = check_unlabelled(cx, &s, &g);
    if (status)
        return status;
    qsort(g.row, (size_t)g.n, sizeof *g.row, by_country);
    status = resolve(cx, st, mem, &g);
    if (status)
        return status;
    qsort(g.row, (size_t)g.n, sizeof *g.row, by_key);
    status = check_repeated(cx, &g);
    if (!status)
        *out = g;
    return status;
}

/* ---- looking up --------------------------------------------------------------------------------- */

/* Rows of a country stand by year, those without one (INT32_MIN) first: the last that fits is the newest, and one
 * without a year stays only if no year fits. */
static const governance_row *better(const governance_row *best, const governance_row *row,
                                    int32_t year)
{
    bool any = row->year == INT32_MIN;
    bool fits = year != INT32_MIN && row->year <= year && row->year >= year - GOVERNANCE_YEARS_BACK;
    return any || fits ? row : best;
}

const governance_row *governance_find(const governance *g, const char *id, int32_t year)
{
    const governance_row *best = NULL;
    for (int32_t k = 0; k < g->n; k++)
        if (g->row[k].id && STR_EQ(g->row[k].id, id))
            best = better(best, &g->row[k], year);
    return best;
}

const governance_row *governance_find_number(const governance *g, int32_t number, int32_t year)
{
    const governance_row *best = NULL;
    for (int32_t k = 0; number >= 0 && k < g->n; k++)
        if (g->row[k].number == number)
            best = better(best, &g->row[k], year);
    return best;
}

double governance_value(const governance_row *row, governance_scale scale)
{
    return row ? indicator_rescale(row->value, row->scale, scale) : NO_NUMBER;
}
