/* period.c - layer 0: months, spans and days. Calendar arithmetic is Gregorian throughout. */
#include "base/base.h"

static const char *const names[12] = { "January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December" };

/* Exactly `n` digits at *s as a number in lo..hi; moves *s on. */
static bool take_digits(const char **s, int32_t n, int32_t lo, int32_t hi, int32_t *out)
{
    int32_t v = 0;
    for (int32_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)(*s)[i]))
            return false;
        v = v * 10 + ((*s)[i] - '0');
    }
    if (v < lo || v > hi)
        return false;
    *s += n;
    *out = v;
    return true;
}

static bool take_char(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

static bool take_dots(const char **s)
{
    if (strncmp(*s, "..", 2) != 0)
        return false;
    *s += 2;
    return true;
}

static bool take_month(const char **s, int32_t *month)
{
    int32_t y = 0, m = 0;
    const char *p = *s;
    if (!take_digits(&p, 4, YEAR_MIN, YEAR_MAX, &y) || !take_char(&p, '-') ||
        !take_digits(&p, 2, 1, 12, &m))
        return false;
    *s = p;
    *month = month_of(y, m);
    return true;
}

bool month_parse(const char *text, int32_t *month)
{
    int32_t m = 0;
    if (!take_month(&text, &m) || *text)
        return false;
    *month = m;
    return true;
}

/* "Q2" or "H1" of a year: `parts` to the year */
static bool part_of_year(const char *s, int32_t year, span *out)
{
    int32_t parts = *s == 'Q' ? 4 : *s == 'H' ? 2 : 0;
    int32_t k = 0;
    s++;
    if (!parts || !take_digits(&s, 1, 1, parts, &k) || *s)
        return false;
    int32_t len = 12 / parts;
    *out = (span){ month_of(year, 1) + (k - 1) * len, month_of(year, 1) + k * len - 1 };
    return true;
}

bool span_parse(const char *text, span *out)
{
    const char *s = text;
    int32_t from = 0, to = 0, year = 0;
    if (take_month(&s, &from)) {
        to = from;
        if (*s && !(take_dots(&s) && take_month(&s, &to)))
            return false;
        if (*s || to < from)
            return false;
        *out = (span){ from, to };
        return true;
    }
    s = text;
    if (!take_digits(&s, 4, YEAR_MIN, YEAR_MAX, &year))
        return false;
    if (*s == '\0') {
        *out = (span){ month_of(year, 1), month_of(year, 12) };
        return true;
    }
    return take_char(&s, '-') && part_of_year(s, year, out);
}

enum { EPOCH_DAYS = 719468 }; /* from 0000-03-01 to 1970-01-01 */

/* Days from 1970-01-01 to y-m-d: whole 400-year cycles of 146,097 days, years counted from March
 * so that the leap day is the last of its year. */
static int32_t days_of(int32_t y, int32_t m, int32_t d)
{
    y -= m <= 2;
    int32_t era = y / 400, yoe = y - era * 400;
    int32_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - EPOCH_DAYS;
}

static void civil_of(int32_t day, int32_t *y, int32_t *m, int32_t *d)
{
    int32_t z = day + EPOCH_DAYS;
    int32_t era = z / 146097, doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp + (mp < 10 ? 3 : -9);
    *y = yoe + era * 400 + (*m <= 2);
}

bool day_parse(const char *text, int32_t *day)
{
    int32_t y = 0, m = 0, d = 0, y2 = 0, m2 = 0, d2 = 0;
    if (!take_digits(&text, 4, YEAR_MIN, YEAR_MAX, &y) || !take_char(&text, '-') ||
        !take_digits(&text, 2, 1, 12, &m) || !take_char(&text, '-') ||
        !take_digits(&text, 2, 1, 31, &d) || *text)
        return false;
    int32_t n = days_of(y, m, d);
    civil_of(n, &y2, &m2, &d2); /* 2025-02-30 comes back as another day */
    if (y != y2 || m != m2 || d != d2)
        return false;
    *day = n;
    return true;
}

int32_t day_today(void)
{
    return (int32_t)(time(NULL) / 86400);
}

const char *month_text(char out[PERIOD_TEXT], int32_t month)
{
    snprintf(out, PERIOD_TEXT, "%04d-%02d", month_year(month), month_number(month));
    return out;
}

const char *month_name(int32_t month1)
{
    assert(month1 >= 1 && month1 <= 12);
    return names[month1 - 1];
}

const char *month_people(char out[PERIOD_TEXT], int32_t month)
{
    snprintf(out, PERIOD_TEXT, "%s %d", month_name(month_number(month)), month_year(month));
    return out;
}

const char *span_text(char out[PERIOD_TEXT], span s)
{
    char a[PERIOD_TEXT], b[PERIOD_TEXT];
    if (s.from == s.to)
        return month_text(out, s.from);
    if (s.from % 12 == 0 && s.to == s.from + 11)
        snprintf(out, PERIOD_TEXT, "%d", month_year(s.from));
    else
        snprintf(out, PERIOD_TEXT, "%.10s..%.10s", month_text(a, s.from), month_text(b, s.to));
    return out;
}

const char *day_text(char out[PERIOD_TEXT], int32_t day)
{
    int32_t y = 0, m = 0, d = 0;
    civil_of(day, &y, &m, &d);
    snprintf(out, PERIOD_TEXT, "%04d-%02d-%02d", y, m, d);
    return out;
}

int32_t day_month(int32_t day)
{
    int32_t y = 0, m = 0, d = 0;
    if (day < 0 - EPOCH_DAYS || day > INT32_MAX - EPOCH_DAYS)
        return 0;
    civil_of(day, &y, &m, &d);
    return y < YEAR_MIN || y > YEAR_MAX ? 0 : month_of(y, m);
}
