/* when.c - layer 3: expressions of time in a sentence to months.
 *
 * Flow: each item that can start an expression -> the longest expression from there (a month with its year, a
 * half of a year, ...) -> months, with the year from the expression, the sentence, or the article's date: a bare
 * month is the latest such month that had begun when the article appeared. */
#include "claims/context.h"

static int32_t date_month(const calendar *c)
{
    if (c->date == INT32_MIN)
        return -1;
    char day[PERIOD_TEXT];
    int32_t month = -1;
    day_text(day, c->date);
    day[7] = '\0';
    return month_parse(day, &month) ? month : -1;
}

static int32_t year_now(const calendar *c)
{
    int32_t now = date_month(c);
    return now >= 0 ? month_year(now) : c->year;
}

/* A month of unknown year: in the sentence's year when it has one, else the latest before the date. */
static span bare_month(const calendar *c, int32_t month1, int32_t sentence_year)
{
    int32_t now = date_month(c), year = sentence_year ? sentence_year : year_now(c);
    if (!year)
        return no_span;
    int32_t m = month_of(year, month1);
    if (now >= 0 && m > now)
        m -= 12;
    return (span){ m, m };
}

static span year_span(int32_t year)
{
    return year ? (span){ month_of(year, 1), month_of(year, 12) } : no_span;
}

/* Months `from1` to `to1` of a year; without a year the latest that had begun. */
static span part_of_year(const calendar *c, int32_t year, int32_t from1, int32_t to1)
{
    int32_t now = date_month(c), y = year ? year : year_now(c);
    if (!y)
        return no_span;
    span s = { month_of(y, from1), month_of(y, to1) };
    if (s.to < s.from)
        s.to += 12;
    if (!year && now >= 0 && s.from > now)
        s = (span){ s.from - 12, s.to - 12 };
    return s;
}

static bool is_word(const items *it, int32_t i, const char *word)
{
    return i >= 0 && i < it->n && it->at[i].word && STR_EQ(it->at[i].word, word);
}

static span shifted(span s, int32_t months)
{
    return (span){ s.from - months, s.to - months };
}

/* The year named at item i or behind "of", "in", ",": 0 none; *last moves to it. */
static int32_t year_behind(const calendar *c, const items *it, int32_t i, int32_t *last)
{
    if (is_word(it, i, "of") || is_word(it, i, "in") ||
        (i < it->n && it->at[i].tag == TAG_PUNCT && it->at[i].value == ','))
        i++;
    if (i >= it->n)
        return 0;
    const item *y = &it->at[i];
    int32_t year = y->tag == TAG_YEAR && !(y->number > 0) ? y->value : 0;
    if (y->tag == TAG_RELATIVE && y->value == REL_LAST_YEAR && year_now(c))
        year = year_now(c) - 1;
    if (y->tag == TAG_RELATIVE && y->value == REL_THIS_YEAR)
        year = year_now(c);
    if (year)
        *last = i;
    return year;
}

static int32_t year_before(const items *it, int32_t i)
{
    return i > 0 && it->at[i - 1].tag == TAG_YEAR ? it->at[i - 1].value : 0;
}

static span to_date(const calendar *c, int32_t year)
{
    int32_t now = date_month(c), y = year ? year : year_now(c);
    int32_t last = c->focus >= 0 && month_year(c->focus) == y ? c->focus : now >= 0 ? now - 1 : -1;
    if (!y || last < month_of(y, 1))
        return no_span;
    return (span){ month_of(y, 1), MIN_OF(last, month_of(y, 12)) };
}

/* The year the article speaks of, else the last one that is over. */
static span full_year(const calendar *c)
{
    int32_t now = date_month(c);
    int32_t over = now < 0 ? c->year : month_year(now) - (month_number(now) < 12);
    return year_span(c->year && c->year <= over ? c->year : over);
}

static span relative_span(const calendar *c, relative r)
{
    int32_t now = date_month(c);
    span month = { now, now }, none = no_span;
    if (r == REL_FULL_YEAR)
        return full_year(c);
    if (r == REL_SAME_MONTH)
        return c->focus >= 0 ? (span){ c->focus, c->focus } : none;
    if (r == REL_NEXT_MONTH)
        return c->focus >= 0 ? (span){ c->focus + 1, c->focus + 1 } : none;
    if (r == REL_THIS_YEAR || r == REL_LAST_YEAR)
        return year_now(c) ? year_span(year_now(c) - (r == REL_LAST_YEAR)) : none;
    if (now < 0)
        return none;
    int32_t quarter = now - now % 3;
    switch (r) {
    case REL_THIS_MONTH:
        return month;
    case REL_LAST_MONTH:
        return (span){ now - 1, now - 1 };
    case REL_THIS_QUARTER:
        return (span){ quarter, quarter + 2 };
    case REL_LAST_QUARTER:
        return (span){ quarter - 3, quarter - 1 };
    default:
        return none;
    }
}

static bool is_change_word(const item *x)
{
    return x->tag == TAG_RISE || x->tag == TAG_FALL;
}

/* "4.8 % above the same month", "down on March", "158 per cent on May", "2.6 times the May figure", "half of June's". */
static bool is_comparison(const items *it, int32_t i)
{
    const item *x = &it->at[i];
    tag before = i > 0 ? it->at[i - 1].tag : TAG_PUNCT;
    tag after = i + 1 < it->n ? it->at[i + 1].tag : TAG_PUNCT;
    if (x->tag == TAG_SINCE)
        return true;
    if (x->tag == TAG_TIMES || x->tag == TAG_FRACTION) /* not "by three quarters in May" */
        return is_word(it, i + 1, "of") || is_word(it, i + 1, "the") || after == TAG_MONTH ||
               after == TAG_ANAPHOR || after == TAG_COMPARE;
    if (is_word(it, i, "with"))
        return before == TAG_ANAPHOR; /* "that compares with" */
    if (x->tag == TAG_COMPARE &&
        x->value == COMPARE_OVER) /* "over the first three quarters" is no base */
        return i > 1 && (before == TAG_PERCENT || before == TAG_TIMES ||
                         is_change_word(&it->at[i - 1]) || it->at[i - 2].tag == TAG_PERCENT);
    if (x->tag == TAG_COMPARE && x->value == COMPARE_ON)
        return before == TAG_PERCENT || (i > 0 && is_change_word(&it->at[i - 1]));
    if (x->tag == TAG_COMPARE)
        return x->value != COMPARE_OF;
    if (x->tag == TAG_TO || is_word(it, i, "to")) /* "data going back to 2012" */
        return is_word(it, i - 1, "back") || is_word(it, i - 1, "dating");
    if (is_word(it, i, "short") || is_word(it, i, "behind") || is_word(it, i, "ahead"))
        return before == TAG_PERCENT;
    if (x->tag == TAG_HEDGE || is_word(it, i, "above") || is_word(it, i, "below") ||
        is_word(it, i, "shy"))
        return before == TAG_PERCENT || before == TAG_FRACTION;
    if (is_word(it, i, "on"))
        return before == TAG_PERCENT || (i > 0 && is_change_word(&it->at[i - 1]));
    return false;
}

/* Whether the expression that starts at `first` is what something is compared with. */
static bool is_compared(const items *it, int32_t first)
{
    for (int32_t i = first - 1; i >= 0 && i >= first - 6; i--) {
        const item *p = &it->at[i];
        if (is_comparison(it, i) || is_word(it, i, "same") || is_word(it, i, "corresponding"))
            return true;
        bool period = p->tag == TAG_QUARTER || p->tag == TAG_HALF || p->tag == TAG_MONTHS ||
                      p->tag == TAG_SPAN || p->tag == TAG_MONTH;
        if (period && i == first - 1 - is_word(it, first - 1, "of"))
            continue;
        if (p->tag != TAG_WORD && p->tag != TAG_ANAPHOR && p->tag != TAG_SHIP &&
            p->tag != TAG_EXPORT && p->tag != TAG_IMPORT && p->tag != TAG_RELATIVE &&
            p->tag != TAG_ACTIVITY && p->tag != TAG_COMPARE)
            return false;
    }
    return false;
}

static bool says_same(const items *it, int32_t first)
{
    for (int32_t i = first - 1; i >= 0 && i >= first - 4 && it->at[i].tag == TAG_WORD; i--)
        if (is_word(it, i, "same") || is_word(it, i, "corresponding"))
            return true;
    return false;
}

/* The year that stands with some month, quarter or half of the sentence that is no base, else the only such year; 0
 * none. */
static int32_t sentence_year(const items *it)
{
    int32_t year = 0;
    for (int32_t i = 0; i < it->n; i++) {
        if (it->at[i].tag != TAG_YEAR || it->at[i].value < 1990 || it->at[i].number > 0)
            continue;
        bool with_month = i > 0 && it->at[i - 1].tag == TAG_MONTH;
        if (is_compared(it, with_month ? i - 1 : i))
            continue;
        if (with_month)
            return it->at[i].value;
        year = year ? year : it->at[i].value;
    }
    return year;
}

/* "between 2021 and 2024", "from 2021 to 2024" */
static bool years_together(const items *it, int32_t i)
{
    bool joined = (is_word(it, i - 1, "between") && is_word(it, i + 1, "and")) ||
                  (is_word(it, i - 1, "in") && is_word(it, i + 1, "to"));
    return joined && i + 2 < it->n && it->at[i + 2].tag == TAG_YEAR &&
           it->at[i + 2].value > it->at[i].value;
}

/* "in January and February": the months together. */
static bool next_month(const items *it, int32_t i, int32_t month1)
{
    return is_word(it, i - 1, "in") && is_word(it, i + 1, "and") && i + 2 < it->n &&
           it->at[i + 2].tag == TAG_MONTH && it->at[i + 2].value == month1 + 1;
}

/* Whether the sentence's year may be meant for the month at item i: not across a semicolon, and not when the year
 * stands with the same month ("in June; the June 2024 level"). */
static int32_t joined_year(const items *it, int32_t i)
{
    int32_t k = i + 1;
    bool joint = k < it->n && (it->at[k].tag == TAG_TO || is_word(it, k, "to") ||
                               is_word(it, k, "and") || is_word(it, k, "through") ||
                               (it->at[k].tag == TAG_PUNCT && it->at[k].value == '-'));
    bool month =
        joint && k + 2 < it->n && it->at[k + 1].tag == TAG_MONTH && it->at[k + 2].tag == TAG_YEAR;
    return month ? it->at[k + 2].value : 0;
}

/* A year that stands alone before the month: "In 2019, exports in May ...". */
static int32_t leading_year(const items *it, int32_t i)
{
    for (int32_t k = i - 1; k >= 0; k--) {
        const item *x = &it->at[k];
        if (x->tag == TAG_PUNCT && x->value == ';')
            return 0;
        if (x->tag == TAG_YEAR && !(k > 0 && it->at[k - 1].tag == TAG_MONTH) && !is_compared(it, k))
            return x->value;
    }
    return 0;
}

static bool year_reaches(const items *it, int32_t i)
{
    for (int32_t k = i + 1; k < it->n; k++) {
        const item *x = &it->at[k];
        if (x->tag == TAG_PUNCT && x->value == ';')
            return false;
        if (x->tag == TAG_MONTH && k + 1 < it->n && it->at[k + 1].tag == TAG_YEAR)
            return x->value % 16 != it->at[i].value % 16;
    }
    return true;
}

/* The year a bare month has by its sentence; 0: by the date of the article. */
static int32_t year_of_month(const calendar *c, const items *it, int32_t i, int32_t in_sentence)
{
    int32_t joined = joined_year(it, i);
    if (joined)
        return joined;
    if (c->date != INT32_MIN)
        return leading_year(it, i);
    return year_reaches(it, i) ? in_sentence : 0;
}

/* "for the eleven months", "in ten months", "over eight months": of the year so far. */
static bool opens_months(const items *it, int32_t i)
{
    return is_word(it, i - 1, "the") || is_word(it, i - 1, "in") ||
           (i == 1 && it->at[0].tag == TAG_COMPARE && it->at[0].value == COMPARE_OVER);
}

/* ---- one expression: a reader for each tag that can start one ------------------------------------ */

typedef struct place { /* where an expression starts */
    const calendar *c;
    const items *it;
    int32_t i;
    int32_t sentence_year; /* 0 none */
    int32_t part_year;     /* the year of a part of a year that names none; 0 by the date */
} place;

typedef bool when_fn(const place *p, when *w); /* false: no expression of time after all */

static bool month_at(const place *p, when *w)
{
    int32_t month1 = p->it->at[p->i].value % 16,
            year = year_behind(p->c, p->it, p->i + 1, &w->last);
    w->day = p->it->at[p->i].value >= 16;
    w->before_last = year == 0 && is_word(p->it, p->i - 1, "last");
    int32_t implied = year_of_month(p->c, p->it, p->i, p->sentence_year);
    if (next_month(p->it, p->i, month1)) { /* "in January and February" */
        w->last = p->i + 2;
        year = year_behind(p->c, p->it, p->i + 3, &w->last);
        w->bare = year == 0;
        w->months = part_of_year(p->c, year ? year : implied, month1, month1 + 1);
        return true;
    }
    w->bare = year == 0;
    w->months = year ? (span){ month_of(year, month1), month_of(year, month1) }
                     : bare_month(p->c, month1, implied);
    if (w->before_last && p->c->date != INT32_MIN && date_month(p->c) - w->months.from < 6)
        w->months = shifted(w->months, 12); /* "last June" of July is not last month */
    return true;
}

static bool date_at(const place *p, when *w)
{
    calendar at = { p->it->at[p->i].value, 0, -1 };
    int32_t m = date_month(&at);
    w->day = true;
    w->months = m >= 0 ? (span){ m, m } : no_span;
    return true;
}

/* "for the eleven months": of the year so far. */
static bool duration_at(const place *p, when *w)
{
    const item *x = &p->it->at[p->i];
    bool so_far = x->number >= 7 && x->number < 12 && x->value != 2 && opens_months(p->it, p->i);
    w->months = so_far ? part_of_year(p->c, p->part_year, 1, (int32_t)x->number) : no_span;
    return span_known(w->months);
}

static bool year_at(const place *p, when *w)
{
    const item *x = &p->it->at[p->i];
    w->months =
        x->number > 0 ? no_span : year_span(x->value); /* a fiscal year is no calendar year */
    if (years_together(p->it, p->i)) {
        w->last = p->i + 2;
        w->months.to = month_of(p->it->at[p->i + 2].value, 12);
    }
    return true;
}

/* The year that a half, quarter or run of months names or has by its sentence. */
static int32_t year_beside(const place *p, when *w)
{
    int32_t behind = year_behind(p->c, p->it, p->i + 1, &w->last),
            before = year_before(p->it, p->i);
    return behind ? behind : before ? before : p->part_year;
}

static bool part_at(const place *p, when *w)
{
    const item *x = &p->it->at[p->i];
    int32_t size = x->tag == TAG_HALF ? 6 : 3;
    w->months = part_of_year(p->c, year_beside(p, w), (x->value - 1) * size + 1, x->value * size);
    return true;
}

static bool months_at(const place *p, when *w)
{
    int32_t n = p->it->at[p->i].value, year = year_beside(p, w);
    w->months = n ? part_of_year(p->c, year, 1, n) : to_date(p->c, year);
    return true;
}

static bool span_at(const place *p, when *w)
{
    int32_t both = p->it->at[p->i].value, year = year_behind(p->c, p->it, p->i + 1, &w->last);
    w->months = part_of_year(p->c, year ? year : p->part_year, both / 16, both % 16);
    return true;
}

static bool relative_at(const place *p, when *w)
{
    const item *x = &p->it->at[p->i];
    tag next = p->i + 1 < p->it->n ? p->it->at[p->i + 1].tag : TAG_WORD;
    w->relative = x->value == REL_PREVIOUS || x->value == REL_YEAR_AGO;
    if (x->value == REL_SAME_MONTH && next == TAG_RELATIVE) {
        w->relative = true;
        w->last = p->i + 1;
    }
    w->opens = w->relative && p->i <= 1 && next == TAG_PUNCT;
    w->months = relative_span(p->c, (relative)x->value);
    return true;
}

static when_fn *const readers[TAG_COUNT] = {
    [TAG_MONTH] = month_at,   [TAG_DATE] = date_at,    [TAG_DURATION] = duration_at,
    [TAG_YEAR] = year_at,     [TAG_QUARTER] = part_at, [TAG_HALF] = part_at,
    [TAG_MONTHS] = months_at, [TAG_SPAN] = span_at,    [TAG_RELATIVE] = relative_at,
};

/* The expression that starts at item i; false: none does. */
static bool read_at(const calendar *c, const items *it, int32_t i, int32_t in_sentence, when *w)
{
    when_fn *fn = readers[it->at[i].tag];
    /* With a date, a part of a year is the latest but for a year that leads the sentence. */
    place p = { c, it, i, in_sentence,
                c->date == INT32_MIN ? in_sentence
                : fn                 ? leading_year(it, i)
                                     : 0 };
    *w = (when){ .first = i, .last = i, .months = no_span };
    return fn && fn(&p, w);
}

int32_t when_find(const calendar *c, const items *it, when out[WHENS_MAX])
{
    int32_t n = 0, in_sentence = sentence_year(it);
    for (int32_t i = 0; i < it->n && n < WHENS_MAX; i++) {
        if (!read_at(c, it, i, in_sentence, &out[n]))
            continue;
        out[n].compared = is_compared(it, i);
        out[n].same = says_same(it, i);
        int32_t behind = out[n].last + 1;
        behind += behind < it->n && it->at[behind].tag == TAG_PUNCT && it->at[behind].value == ',';
        out[n].tells = is_word(it, behind, "when");
        i = out[n].last;
        n++;
    }
    return n;
}

static span same_part_of(span period, int32_t year)
{
    int32_t back = (month_year(period.from) - year) * 12;
    return back > 0 ? shifted(period, back) : no_span;
}

/* A base named by months: a single month or half is read backwards from the period; a year means the same part of it
 * unless all of it is meant. */
static span named_base(const when *w, span period, bool exceeds)
{
    span b = w->months;
    int32_t length = period.to - period.from;
    if (!span_known(b))
        return no_span;
    if (w->bare)
        while (b.from >= period.from)
            b = shifted(b, 12);
    bool whole_year = b.from % 12 == 0 && b.to == b.from + 11;
    if (whole_year && length != 11 && (!exceeds || w->same))
        return same_part_of(period, month_year(b.from));
    return b.from < period.from || exceeds ? b : no_span;
}

span when_base(const calendar *c, const items *it, const when *w, int32_t n, int32_t base_item,
               span period, bool exceeds)
{
    if (base_item < 0 || base_item >= it->n || !span_known(period))
        return no_span;
    const item *b = &it->at[base_item];
    if (b->tag == TAG_RELATIVE && b->value == REL_SAME_MONTH && base_item + 1 < it->n &&
        it->at[base_item + 1].tag == TAG_RELATIVE)
        b++; /* "the same month a year ago" */
    int32_t length = period.to - period.from + 1;
    if (b->tag == TAG_BASIS)
        return shifted(period, b->value == BASIS_YEAR      ? 12
                               : b->value == BASIS_QUARTER ? MAX_OF(3, length)
                                                           : length);
    if (b->tag == TAG_AGO)
        return b->number >= 1 && b->number < 1200 ? shifted(period, (int32_t)b->number) : no_span;
    if (b->tag == TAG_RELATIVE && (b->value == REL_PREVIOUS || b->value == REL_YEAR_AGO))
        return shifted(period, b->value == REL_YEAR_AGO ? 12 : length);
    if (b->tag == TAG_RELATIVE && b->value == REL_LAST_YEAR && !exceeds)
        return shifted(period, 12);
    if (b->tag == TAG_RELATIVE && b->value == REL_LAST_MONTH && length == 1) {
        int32_t now = date_month(c);
        return now > 0 && period.from != now - 1 ? (span){ now - 1, now - 1 } : shifted(period, 1);
    }
    for (int32_t i = 0; i < n; i++)
        if (base_item >= w[i].first && base_item <= w[i].last)
            return named_base(&w[i], period, exceeds);
    return no_span;
}
