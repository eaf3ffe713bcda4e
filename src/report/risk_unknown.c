/* risk_unknown.c - layer 4: what the page of `risk` does not know, and why.
 *
 * Flow: each reason once, in the order in which reasons turn up; countries for which it holds in the same
 * words and years share a line -> who (unless it is everybody), the reason, its indicators, the span of years.
 * Invariant: reasons for one indicator of one country that differ in nothing but numbers are one; the line
 * then says which year's numbers it shows. */
#include "report/risk_page.h"

enum { REASONS_MAX = 24 };

typedef struct lead { /* the first of the reasons that make a line */
    int32_t id;
    const char *why;
} lead;

/* The end of a number that stands by itself at `s`; `s` when there is none: "EU27" is no number. */
static const char *past_number(const char *s, const char *from)
{
    bool inside = s > from && isalnum((unsigned char)s[-1]);
    if (inside || !isdigit((unsigned char)*s))
        return s;
    return s + strspn(s, "0123456789.,");
}

/* Whether two reasons are the same but for their numbers. */
static bool alike(const char *a, const char *b)
{
    const char *p = a, *q = b;
    while (*p || *q) {
        const char *after = past_number(p, a), *behind = past_number(q, b);
        if (after > p && behind > q) {
            p = after;
            q = behind;
        } else if (*p++ != *q++) {
            return false;
        }
    }
    return true;
}

/* Asked for by an option that was not given, or told only where somebody published it. */
static bool is_optional(const risk_answer *a, int32_t id)
{
    bool spare = id == RISK_OUTPUT_N1_SPARE || id == RISK_IMPORT_N1_SPARE;
    return (spare && !(a->q.spare > 0)) || id == RISK_RELIANCE_PRINTED;
}

static const char *reason(const risk_answer *a, const risk_cell *c, int32_t id)
{
    return is_optional(a, id) || IS_NUMBER(c->v[id].x) ? NULL : c->v[id].why;
}

/* The reason of a country and year that is of a line; NULL: none is. */
static const char *found(const risk_answer *a, int32_t country, int32_t y, const lead *l)
{
    const risk_cell *c = &a->p.at[country * a->q.n_year + y];
    const char *its = reason(a, c, l->id);
    if (its && alike(its, l->why))
        return its;
    for (int32_t id = 0; id < RISK_COUNT; id++)
        if ((its = reason(a, c, id)) && STR_EQ(its, l->why))
            return its;
    return NULL;
}

/* Whether a line says the same of two countries, year by year. */
static bool same_line(const risk_answer *a, int32_t one, int32_t other, const lead *l)
{
    for (int32_t y = 0; y < a->q.n_year; y++) {
        const char *p = found(a, one, y, l), *q = found(a, other, y, l);
        if (!p != !q || (p && !STR_EQ(p, q)))
            return false;
    }
    return true;
}

static bool is_about(const risk_answer *a, int32_t country, int32_t id, const lead *l)
{
    for (int32_t y = 0; y < a->q.n_year; y++) {
        const char *its = reason(a, &a->p.at[country * a->q.n_year + y], id),
                   *line = found(a, country, y, l);
        if (its && line && STR_EQ(its, line))
            return true;
    }
    return false;
}

/* " 2018..2021, 2023" unless it is every year asked for, and whose numbers `shown` has. */
static void say_years(buf *b, const risk_answer *a, int32_t who, const lead *l, const char *shown)
{
    int32_t n = 0, first = INT32_MIN;
    bool other = false;
    for (int32_t y = 0; y < a->q.n_year; y++) {
        const char *its = found(a, who, y, l);
        n += its != NULL;
        if (its && first == INT32_MIN)
            first = a->q.year[y];
        other |= its && !STR_EQ(its, shown);
    }
    const char *before = " ";
    for (int32_t y = 0, end = 0; y < a->q.n_year && n < a->q.n_year; y = end + 1) {
        end = y;
        if (!found(a, who, y, l))
            continue;
        while (end + 1 < a->q.n_year && a->q.year[end + 1] == a->q.year[end] + 1 &&
               found(a, who, end + 1, l))
            end++;
        buf_fmt(b, "%s%" PRId32, before, a->q.year[y]);
        if (end > y)
            buf_fmt(b, "..%" PRId32, a->q.year[end]);
        before = ", ";
    }
    if (other)
        buf_fmt(b, "; the numbers are those of %" PRId32 ", -o csv has all", first);
    buf_add(b, "\n");
}

/* Who shares the line of a country; nobody when it is everybody or the reason says it. */
static void say_who(buf *b, const risk_answer *a, int32_t who, const lead *l, const char *shown)
{
    int32_t n = 0;
    for (int32_t k = 0; k < a->q.n_country; k++)
        n += same_line(a, who, k, l);
    if (n == a->q.n_country || strstr(shown, a->q.country[who].id))
        return;
    for (int32_t k = who; k < a->q.n_country; k++)
        if (same_line(a, who, k, l))
            buf_fmt(b, "%s%s", k == who ? "" : ", ", a->q.country[k].id);
    buf_add(b, ": ");
}

static void say_indicators(buf *b, const risk_answer *a, int32_t who, const lead *l)
{
    const char *before = " (";
    for (int32_t id = 0; id < RISK_COUNT; id++) {
        bool here = false;
        for (int32_t k = who; k < a->q.n_country && !here; k++)
            here = is_about(a, k, id, l) && same_line(a, who, k, l);
        if (here)
            buf_fmt(b, "%s%s", before, risk_defs[id].name);
        before = here ? ", " : before;
    }
    buf_add(b, ")");
}

static void say_reason(buf *b, const risk_answer *a, const lead *l)
{
    for (int32_t who = 0; who < a->q.n_country; who++) {
        const char *shown = NULL; /* with the numbers of the first year */
        bool told = false;
        for (int32_t y = 0; y < a->q.n_year && !shown; y++)
            shown = found(a, who, y, l);
        for (int32_t k = 0; k < who && !told; k++)
            told = same_line(a, k, who, l);
        if (!shown || told)
            continue;
        buf_add(b, "  ");
        say_who(b, a, who, l, shown);
        buf_add(b, shown);
        say_indicators(b, a, who, l);
        say_years(b, a, who, l, shown);
    }
}

static bool is_told(const risk_answer *a, int32_t cell, const char *why, const lead *told,
                    int32_t n)
{
    for (int32_t k = 0; k < n; k++) {
        const char *its = found(a, cell / a->q.n_year, cell % a->q.n_year, &told[k]);
        if (its && STR_EQ(its, why))
            return true;
    }
    return false;
}

void risk_say_unknown(buf *b, const risk_answer *a)
{
    lead told[REASONS_MAX];
    int32_t n = 0;
    for (int32_t i = 0; i < a->p.n; i++)
        for (int32_t id = 0; id < RISK_COUNT; id++) {
            const char *why = reason(a, &a->p.at[i], id);
            if (!why || is_told(a, i, why, told, n))
                continue;
            if (n == REASONS_MAX) {
                buf_add(b, "  and more: -o csv has the reasons of every row\n");
                return;
            }
            told[n++] = (lead){ id, why };
            buf_add(b, n == 1 ? "\nnot known:\n" : "");
            say_reason(b, a, &told[n - 1]);
        }
}
