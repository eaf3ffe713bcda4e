/* ingest_given.c - layer 1: what the options and the file name say about a file.
 *
 * Invariant: an option wins over the name; a name counts only when it says one thing. */
#include "store/ingest.h"

int32_t this_year(void)
{
    char text[PERIOD_TEXT];
    int32_t year = YEAR_MIN;
    day_text(text, day_today());
    text[4] = '\0';
    (void)num_parse_i32(text, YEAR_MIN, YEAR_MAX, &year);
    return year;
}

/* A month is monthly; January to December is the year; January to a month is year to date. */
static gad_status month_option(gad_ctx *cx, const char *text, given *g)
{
    span s;
    if (!span_parse(text, &s))
        return gad_fail(
            cx, GAD_E_ARG,
            "--month: '%s' is not a month (2025-06) or January to a month (2025-01..2025-06)",
            text);
    if (s.from == s.to)
        g->freq = 2;
    else if (month_number(s.from) != 1 || month_year(s.from) != month_year(s.to))
        return gad_fail(
            cx, GAD_E_ARG,
            "--month: '%s' is neither one month nor January to a month: figures of other spans cannot be compared with any month or year",
            text);
    else
        g->freq = month_number(s.to) == 12 ? 1 : 3;
    g->period = g->freq == 1 ? s.from : s.to;
    return GAD_OK;
}

static gad_status reporter_option(gad_ctx *cx, gad_store *st, arena *mem, const char *text,
                                  given *g)
{
    static const char sql[] =
        "SELECT country_iso3(country) FROM country_code WHERE country >= 0 AND scheme IN ('iso3', 'iso2', 'name') "
        "AND (code = upper($1) OR code = lower(trim($1))) ORDER BY scheme LIMIT 1";
    gad_table *t = NULL;
    store_param p = param_text(text);
    gad_status status = store_query_text(cx, st, sql, &p, 1, &t);
    if (status)
        return status;
    if (gad_table_rows(t))
        g->reporter = arena_str(mem, table_get_text(t, 0, 0));
    if (!gad_table_rows(t))
        status = gad_fail(
            cx, GAD_E_ARG,
            "--reporter: '%s' is not a country gadolin knows (gadolin countries lists them)", text);
    else if (!g->reporter)
        status = gad_nomem(cx, "an option");
    gad_table_free(t);
    return status;
}

gad_status given_from_options(gad_ctx *cx, gad_store *st, arena *mem, const gad_ingest_opts *opts,
                              given *g)
{
    *g = (given){ -1, -1, -1, -1, -1, NULL, false, false, false };
    if (opts->format && !STR_EQ(opts->format, "auto") && !format_named(opts->format))
        return gad_fail(cx, GAD_E_ARG, "--format: there is no format '%s'", opts->format);
    if (opts->flow && !STR_EQ(opts->flow, "X") && !STR_EQ(opts->flow, "M"))
        return gad_fail(cx, GAD_E_ARG, "--flow: '%s' is neither X (exports) nor M (imports)",
                        opts->flow);
    if (opts->flow)
        g->flow = STR_EQ(opts->flow, "M") ? 1 : 2;
    if (opts->year && (strlen(opts->year) != 4 ||
                       !num_parse_i32(opts->year, YEAR_MIN, this_year() + 1, &g->year)))
        return gad_fail(cx, GAD_E_ARG, "--year: '%s' is not a year from %d to %" PRId32, opts->year,
                        YEAR_MIN, this_year() + 1);
    gad_status status = opts->month ? month_option(cx, opts->month, g) : GAD_OK;
    if (!status && opts->reporter)
        status = reporter_option(cx, st, mem, opts->reporter, g);
    return status;
}

/* ---- the file name ----------------------------------------------------------------------------- */

/* Every run of exactly n digits in lo..hi; the value if there is just one such value, else -1. */
static int32_t lone_number(const char *name, size_t n, int32_t lo, int32_t hi)
{
    int32_t found = -1;
    for (const char *p = name; *p;) {
        size_t run = strspn(p, "0123456789");
        char digits[16] = "";
        int32_t x = 0;
        if (run == n && n < sizeof digits) {
            memcpy(digits, p, n);
            if (num_parse_i32(digits, lo, hi, &x)) {
                if (found >= 0 && found != x)
                    return -1;
                found = x;
            }
        }
        p += run ? run : 1;
    }
    return found;
}

/* "202506" or "2025-06"; -1 unless the name holds just one month. */
static int32_t lone_month(const char *name)
{
    int32_t found = -1;
    for (const char *p = name; *p;) {
        size_t run = strspn(p, "0123456789"),
               tail = run == 4 && strchr("-_", p[4]) && p[4] ? strspn(p + 5, "0123456789") : 0;
        char digits[8] = "";
        int32_t x = 0;
        if (run == 6)
            memcpy(digits, p, 6);
        else if (tail == 2) {
            memcpy(digits, p, 4);
            memcpy(digits + 4, p + 5, 2);
        }
        if (*digits && num_parse_i32(digits, 199001, 219912, &x) && x % 100 >= 1 && x % 100 <= 12) {
            int32_t month = month_of(x / 100, x % 100);
            if (found >= 0 && found != month)
                return -1;
            found = month;
        }
        p += run ? run + (tail ? tail + 1 : 0) : 1;
    }
    return found;
}

static bool says(const char *lower, const char *const *words, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (strstr(lower, words[i]))
            return true;
    return false;
}

static int32_t flow_in_name(const char *lower)
{
    static const char *const export_words[] = { "export", "出口" }, *const import_words[] = {
        "import", "进口"
    };
    bool x = says(lower, export_words, COUNT_OF(export_words)),
         m = says(lower, import_words, COUNT_OF(import_words));
    return x == m ? -1 : x ? 2 : 1;
}

/* "HS17" -> 2017, for the revisions there are. */
static int32_t hs_in_name(const char *lower)
{
    static const int32_t years[] = { 1992, 1996, 2002, 2007, 2012, 2017, 2022 };
    for (const char *p = strstr(lower, "hs"); p; p = strstr(p + 2, "hs"))
        if (strspn(p + 2, "0123456789") == 2)
            for (int32_t i = 0; i < COUNT_OF(years); i++)
                if (years[i] % 100 == (p[2] - '0') * 10 + (p[3] - '0'))
                    return years[i];
    return -1;
}

void given_from_name(const char *name, given *g)
{
    char lower[512] = "";
    const char *base = strrchr(name, '/');
    size_t n = 0;
    for (const char *p = base ? base + 1 : name; *p && n + 1 < sizeof lower; p++)
        lower[n++] = (char)tolower((unsigned char)*p);
    lower[n] = '\0';
    g->hs = hs_in_name(lower);
    if (g->year < 0) {
        g->year = lone_number(lower, 4, YEAR_MIN, this_year() + 1);
        g->year_named = g->year >= 0;
    }
    if (g->flow < 0) {
        g->flow = flow_in_name(lower);
        g->flow_named = g->flow >= 0;
    }
    if (g->period < 0) {
        g->period = lone_month(lower);
        g->freq = g->period >= 0 ? 2 : -1;
        g->period_named = g->period >= 0;
    }
}
