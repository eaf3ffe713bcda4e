/* risk_options.c - layer 4: the options of `risk` on the store: lists of countries and years, numbers. */
#include "report/risk_page.h"

enum { YEARS_MAX = 300, COUNTRIES_MAX = 1000, ROWS_MAX = 10000 };

/* ---- lists ------------------------------------------------------------------------------------ */

/* The next item of "a, b,c", without spaces around, into out; false at the end. */
static bool next_item(const char **list, char *out, size_t room)
{
    const char *s = *list;
    if (*s == '\0')
        return false;
    size_t n = strcspn(s, ","), end = n, from = 0;
    while (from < end && isspace((unsigned char)s[from]))
        from++;
    while (end > from && isspace((unsigned char)s[end - 1]))
        end--;
    snprintf(out, room, "%.*s", (int)MIN_OF(end - from, room - 1), s + from);
    *list = s + n + (s[n] == ',');
    return true;
}

static int32_t items_of(const char *list)
{
    int32_t n = 1;
    for (; *list; list++)
        n += *list == ',';
    return n;
}

static gad_status read_countries(gad_ctx *cx, gad_store *st, arena *mem, const char *list,
                                 risk_query *q)
{
    char name[256];
    if (!list || !*list)
        return gad_fail(cx, GAD_E_ARG, "country is missing: --country USA,JPN,EU27");
    if (items_of(list) > COUNTRIES_MAX)
        return gad_fail(cx, GAD_E_ARG, "--country lists more than %d countries", COUNTRIES_MAX);
    q->country = arena_take(mem, (size_t)items_of(list), sizeof *q->country);
    gad_status status = q->country ? GAD_OK : gad_nomem(cx, "the countries");
    while (!status && next_item(&list, name, sizeof name)) {
        country_ref *c = &q->country[q->n_country];
        status = codes_country(cx, st, mem, "country", name, c);
        if (!status && STR_EQ(c->id, "W00"))
            return gad_fail(
                cx, GAD_E_ARG,
                "the world buys from nobody: ask for countries or groups (gadolin countries)");
        bool again = false;
        for (int32_t i = 0; !status && i < q->n_country; i++)
            again |= STR_EQ(q->country[i].id, c->id);
        q->n_country += !status && !again;
    }
    return status;
}

static bool read_span(const char *text, int32_t *from, int32_t *to)
{
    char first[8];
    const char *dots = strstr(text, "..");
    if (!dots)
        return strlen(text) == 4 && num_parse_i32(text, YEAR_MIN, YEAR_MAX, from) &&
               ((*to = *from), true);
    if (dots - text != 4 || strlen(dots + 2) != 4)
        return false;
    snprintf(first, sizeof first, "%.4s", text);
    return num_parse_i32(first, YEAR_MIN, YEAR_MAX, from) &&
           num_parse_i32(dots + 2, *from, YEAR_MAX, to);
}

static int by_year(const void *pa, const void *pb)
{
    return *(const int32_t *)pa - *(const int32_t *)pb;
}

static gad_status read_years(gad_ctx *cx, arena *mem, const char *list, risk_query *q)
{
    char text[64];
    int32_t from = 0, to = 0;
    if (!list || !*list)
        return gad_fail(cx, GAD_E_ARG, "year is missing: --year 2022 or --year 2018..2022");
    q->year = arena_take(mem, YEARS_MAX, sizeof *q->year);
    if (!q->year)
        return gad_nomem(cx, "the years");
    while (next_item(&list, text, sizeof text)) {
        if (!read_span(text, &from, &to))
            return gad_fail(cx, GAD_E_ARG,
                            "--year '%.40s' is not a year or a span of years: write 2022, "
                            "2018..2022 or 2018,2022",
                            text);
        for (int32_t y = from; y <= to; y++) {
            bool again = false;
            for (int32_t i = 0; i < q->n_year; i++)
                again |= q->year[i] == y;
            if (!again && q->n_year == YEARS_MAX)
                return gad_fail(cx, GAD_E_ARG, "--year names more than %d years", YEARS_MAX);
            if (!again)
                q->year[q->n_year++] = y;
        }
    }
    qsort(q->year, (size_t)q->n_year, sizeof *q->year, by_year);
    return GAD_OK;
}

/* ---- numbers and choices ---------------------------------------------------------------------- */

static gad_status read_number(gad_ctx *cx, const char *name, const char *text, double lo, double hi,
                              double *x)
{
    if (!text)
        return GAD_OK;
    if (!num_parse(text, x) || *x < lo || *x > hi)
        return gad_fail(cx, GAD_E_ARG, "--%s '%.40s' is not a number from %g to %g", name, text, lo,
                        hi);
    return GAD_OK;
}

static gad_status read_numbers(gad_ctx *cx, const gad_risk_opts *o, risk_query *q)
{
    double spare = 0, eol = NO_NUMBER;
    q->price_usd_kg = q->si = NO_NUMBER;
    gad_status status = read_number(cx, "spare", o->spare, 0, 1000, &spare);
    if (!status)
        status = read_number(cx, "price", o->price, 0, 1e9, &q->price_usd_kg);
    if (!status)
        status = read_number(cx, "eol-rir", o->eol_rir, 0, 100, &eol);
    if (!status)
        status = read_number(cx, "si", o->si, 0, 1, &q->si);
    q->spare = spare / 100;
    q->eol_rir = eol / 100;
    return status;
}

static gad_status refuse_given(gad_ctx *cx, const gad_risk_opts *o)
{
    const struct {
        const char *name, *text;
    } given[] = { { "hhi-gs", o->hhi_gs },
                  { "hhi-eu", o->hhi_eu },
                  { "import-reliance", o->import_reliance },
                  { "input", o->input } };
    for (int32_t i = 0; i < COUNT_OF(given); i++)
        if (given[i].text)
            return gad_fail(
                cx, GAD_E_ARG,
                "--%s belongs to 'gadolin risk %s'; the store is asked by --product, --country and --year",
                given[i].name, i == 3 ? "geopolrisk" : "eu-sr");
    return GAD_OK;
}

static gad_status read_show(gad_ctx *cx, const char *text, risk_show *out)
{
    static const char *const names[] = {
        [SHOW_INDICATORS] = "indicators", [SHOW_INPUTS] = "inputs", [SHOW_CHAIN] = "chain"
    };
    for (int32_t i = 0; i < COUNT_OF(names); i++)
        if (strcasecmp(text ? text : "indicators", names[i]) == 0) {
            *out = (risk_show)i;
            return GAD_OK;
        }
    return gad_fail(cx, GAD_E_ARG, "--show '%.40s' is not one of indicators, inputs, chain", text);
}

/* ---- the story -------------------------------------------------------------------------------- */

static gad_status read_trade(gad_ctx *cx, gad_store *st, arena *mem, const gad_risk_opts *o,
                             risk_query *q)
{
    gad_series_opts s = gad_series_defaults();
    s.product = o->product;
    s.reporter = "W00"; /* filled in for each country */
    s.flow = "M";
    s.measure = o->measure;
    s.as_of = o->as_of;
    s.source = o->source;
    s.freq = "A";
    if (o->measure && strcasecmp(o->measure, "qty") != 0 && strcasecmp(o->measure, "value") != 0)
        return gad_fail(cx, GAD_E_ARG, "measure '%.40s' is not one of qty, value", o->measure);
    gad_status status = series_query_make(cx, st, mem, &s, &q->trade);
    q->product = q->trade.product;
    return status;
}

gad_status risk_read_options(gad_ctx *cx, gad_store *st, arena *mem, const gad_risk_opts *o,
                             risk_answer *a)
{
    risk_query *q = &a->q;
    *q = (risk_query){ .governance = NULL };
    gad_status status = refuse_given(cx, o);
    if (!status)
        status = read_show(cx, o->show, &a->show);
    if (!status)
        status = read_numbers(cx, o, q);
    if (!status)
        status = read_trade(cx, st, mem, o, q);
    if (!status)
        status = read_countries(cx, st, mem, o->country, q);
    if (!status)
        status = read_years(cx, mem, o->year, q);
    if (!status && q->n_country * q->n_year > ROWS_MAX)
        status = gad_fail(cx, GAD_E_ARG,
                          "%" PRId32 " countries in %" PRId32
                          " years are more than %d rows: ask in parts",
                          q->n_country, q->n_year, ROWS_MAX);
    if (!status)
        status = codes_country(cx, st, mem, "country of --through", o->through ? o->through : "CHN",
                               &q->target);
    if (!status && q->target.number < 0)
        status =
            gad_fail(cx, GAD_E_ARG, "--through '%.40s' is a group: name one country", o->through);
    if (!status && o->governance) {
        status = governance_read(cx, st, mem, o->governance, &a->governance);
        q->governance = &a->governance;
    }
    if (!status && !(a->years = arena_str(mem, o->year)))
        status = gad_nomem(cx, "the years");
    return status;
}
