/* calendar.c - layer 3: dates, periods and lengths of time among the tokens of a sentence.
 *
 * Flow: read_calendar tries date, fiscal year, months joined, month, year, length of time, in this order; what needs a
 * phrase only ("first half", "a year earlier") stands in words.def. */
#include "claims/lexer_impl.h"

enum { SHORT_YEAR_MIN = 20 }; /* "Jun-25" is a year, "Jun-09" a day */

/* ---- pieces ------------------------------------------------------------------------------------ */

static bool is_whole(const token *t, double lo, double hi)
{
    return t->kind == TOKEN_NUMBER &&
           !(t->flags & (TOKEN_POINT | TOKEN_GROUPED | TOKEN_SHORT_YEAR | TOKEN_SIGNED)) &&
           t->number >= lo && t->number <= hi;
}

/* A day of a month at token i, "17" or "17th": tokens, 0 none. */
static int32_t day_at(const lexing *l, int32_t i, int32_t *day)
{
    const token *t = token_at(l, i), *tail = token_at(l, i + 1);
    if (i >= l->n || !is_whole(t, 1, 31) || strlen(t->text) > 2)
        return 0;
    *day = (int32_t)t->number;
    if (i + 1 < l->n && tail->kind == TOKEN_WORD && !(tail->flags & (TOKEN_SPACE | TOKEN_HYPHEN))) {
        const sense *s = sense_as(l, i + 1, TAG_TAIL);
        return s && s->value ? 2 : 0;
    }
    return 1;
}

static bool day_number(int32_t year, int32_t month1, int32_t day, int32_t *out)
{
    char text[PERIOD_TEXT];
    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)(year % 10000), (int)(month1 % 100),
             (int)(day % 100));
    return day_parse(text, out);
}

bool is_dated(const lexing *l, int32_t i)
{
    static const char *const before[] = { "in",      "since", "from",    "of",  "until",  "till",
                                          "through", "early", "late",    "mid", "last",   "by",
                                          "during",  "over",  "than",    "vs",  "versus", "after",
                                          "till",    "with",  "between", NULL };
    static const char *const soft[] = {
        "to", "and", "or", "this", "for", "on", "that", "for", NULL
    };
    static const char *const verbs[] = { "i",   "we", "you", "he",  "she",  "they", "it",
                                         "not", "be", "god", "the", "also", NULL };
    static const char *const nouns[] = { "exports", "imports", "shipments", "rare",
                                         "magnet",  "trade",   "data",      "output",
                                         "sales",   "figures", "numbers",   NULL };
    const token *t = token_at(l, i), *next = token_at(l, i + 1);
    if (!(t->flags & TOKEN_CAPITAL))
        return i > 0 && STR_EQ(t->text, "may") &&
               is_among(l, i - 1, (const char *const[]){ "in", "since", "from", NULL });
    if (t->flags & TOKEN_OWNER || (next->kind == TOKEN_NUMBER && !(next->flags & TOKEN_POINT)))
        return true;
    if (i > 0 && is_among(l, i - 1, before))
        return true;
    if (i == 0 || l->tok[i - 1].kind == TOKEN_SIGN)
        return !is_among(l, i + 1, verbs);
    if (is_among(l, i + 1, nouns))
        return true;
    return !l->title ||
           (STR_EQ(t->text, "march") &&
            !is_among(l, i - 1, (const char *const[]){ "the", "on", NULL })) ||
           (is_among(l, i - 1, soft) && !is_among(l, i + 1, verbs));
}

int32_t month_at(const lexing *l, int32_t i)
{
    const sense *s = i >= 0 && i < l->n ? sense_as(l, i, TAG_MONTH) : NULL;
    return s && (!(s->need & DATED) || is_dated(l, i)) ? s->value : 0;
}

int32_t year_at(const lexing *l, int32_t i)
{
    const token *t = token_at(l, i);
    if (i >= l->n || i < 0 || t->kind != TOKEN_NUMBER)
        return 0;
    if (t->flags & TOKEN_SHORT_YEAR)
        return (int32_t)t->number < 70 ? 2000 + (int32_t)t->number : 0;
    if (!is_whole(t, YEAR_MIN, YEAR_MAX) || strlen(t->text) != 4 || unit_ahead(l, i + 1))
        return 0;
    const item *before = item_before(l, i);
    if (before && before->tag == TAG_MONEY)
        return 0;
    const token *next = token_at(l, i + 1);
    bool glued =
        i + 1 < l->n && next->kind == TOKEN_WORD && !(next->flags & (TOKEN_SPACE | TOKEN_HYPHEN));
    return glued ? 0 : (int32_t)t->number;
}

/* ---- dates -------------------------------------------------------------------------------------- */

/* "17/07/2025" where only one reading is a date; else the tokens are no amount. */
static int32_t read_slashed(lexing *l, int32_t i)
{
    const token *a = token_at(l, i), *b = token_at(l, i + 2), *c = token_at(l, i + 4);
    int32_t day, first, second;
    if (i + 4 >= l->n || !is_text(l, i + 1, "/") || !is_text(l, i + 3, "/") ||
        !is_whole(a, 1, 2199) || !is_whole(b, 1, 31) || !is_whole(c, 1, 2199))
        return 0;
    first = (int32_t)a->number;
    second = (int32_t)b->number;
    bool year_first = first >= YEAR_MIN, day_first = first > 12, day_second = second > 12;
    if (year_first ? day_number(first, second, (int32_t)c->number, &day)
                   : (day_first != day_second || first == second) && c->number >= YEAR_MIN &&
                         day_number((int32_t)c->number, day_first ? second : first,
                                    day_first ? first : second, &day))
        put_item(l, i, i + 4, TAG_DATE, day, NO_NUMBER, NULL, "");
    else
        put_word(l, i, i + 4);
    return 5;
}

/* "2025-07-17" comes as one word. */
static int32_t read_iso(lexing *l, int32_t i)
{
    int32_t day;
    const token *t = token_at(l, i);
    if (!(t->flags & TOKEN_OPAQUE) || !day_parse(t->text, &day))
        return 0;
    put_item(l, i, i, TAG_DATE, day, NO_NUMBER, NULL, "");
    return 1;
}

/* Month and day, with the year behind or without; `last` is the token before a year. */
static int32_t put_date(lexing *l, int32_t first, int32_t last, int32_t month1, int32_t day1)
{
    int32_t k = last + 1, day;
    k += is_text(l, k, ",") ? 1 : 0;
    int32_t year = year_at(l, k);
    if (year && day_number(year, month1, day1, &day)) {
        put_item(l, first, k, TAG_DATE, day, NO_NUMBER, NULL, "");
        return k - first + 1;
    }
    put_item(l, first, last, TAG_MONTH, month1 + 16 * day1, NO_NUMBER, NULL, "");
    return last - first + 1;
}

/* "June 17", "June 17th", "June 9-10", and "Jun-25", which is a year; not "June 353 tons" or "June 20 per cent". */
static int32_t read_month_day(lexing *l, int32_t i, int32_t month1)
{
    const token *t = token_at(l, i + 1);
    if (t->flags & TOKEN_HYPHEN && is_whole(t, SHORT_YEAR_MIN, 99) && strlen(t->text) == 2) {
        put_item(l, i, i, TAG_MONTH, month1, NO_NUMBER, NULL, "");
        put_item(l, i + 1, i + 1, TAG_YEAR, 2000 + (int32_t)t->number, 0, NULL, "");
        return 2;
    }
    int32_t day, other, n = day_at(l, i + 1, &day), more;
    if (!n || unit_ahead(l, i + 1 + n))
        return 0;
    more = token_at(l, i + 1 + n)->flags & TOKEN_HYPHEN ? day_at(l, i + 1 + n, &other) : 0;
    if (more && unit_ahead(l, i + 1 + n + more))
        return 0;
    return put_date(l, i, i + n + more, month1, day);
}

/* "17 July", "the 17th of July", "9-10 June". */
static int32_t read_day_month(lexing *l, int32_t i)
{
    int32_t day, other, n = day_at(l, i, &day), k;
    const item *before = item_before(l, i);
    if (!n || (before && (before->tag == TAG_MONEY || before->tag == TAG_HEDGE)))
        return 0;
    k = i + n;
    if (token_at(l, k)->flags & TOKEN_HYPHEN && day_at(l, k, &other))
        k += day_at(l, k, &other);
    k += n == 2 && is_text(l, k, "of") ? 1 : 0;
    int32_t month1 = month_at(l, k);
    return month1 ? put_date(l, i, k, month1, day) : 0;
}

/* ---- months, years ------------------------------------------------------------------------------- */

static void put_months(lexing *l, int32_t first, int32_t last, int32_t from, int32_t to)
{
    if (from == 1 && to == 6)
        put_item(l, first, last, TAG_HALF, 1, NO_NUMBER, NULL, "");
    else if (from == 1)
        put_item(l, first, last, TAG_MONTHS, to, NO_NUMBER, NULL, "");
    else
        put_item(l, first, last, TAG_SPAN, from * 16 + to, NO_NUMBER, NULL, "");
}

/* The second month of "January to October", "Jan-Oct", "July and September" (where `joined` by "and"): its token,
 * 0 none. */
static int32_t joined_month(const lexing *l, int32_t i, bool by_and)
{
    static const char *const joints[] = {
        "to", "through", "thru", "until", "till", "--", "/", NULL
    };
    if (token_at(l, i)->flags & TOKEN_HYPHEN && month_at(l, i))
        return i;
    if ((is_among(l, i, joints) || (by_and && is_text(l, i, "and"))) && month_at(l, i + 1))
        return i + 1;
    return 0;
}

/* Months joined. "from May to June" of neighbours is a change, not a span: left alone. */
static int32_t read_months(lexing *l, int32_t i)
{
    bool between = is_text(l, i, "between"), from = is_text(l, i, "from");
    int32_t first = i + (between || from), a = month_at(l, first),
            year = a ? year_at(l, first + 1) : 0;
    int32_t second = a ? joined_month(l, first + 1 + (year != 0), between) : 0,
            b = second ? month_at(l, second) : 0;
    from = from || is_text(l, i - 1, "from");
    if (!b || a >= b || (from && b == a + 1))
        return 0;
    int32_t day;
    if (day_at(l, second + 1, &day) && !unit_ahead(l, second + 2) && !year_at(l, second + 1))
        return 0; /* "June to July 17" */
    if (year && year_at(l, second + 1) != year)
        return 0;
    put_months(l, i, second, a, b);
    return second - i + 1;
}

/* "FY2025", "FY25", "fiscal 2025", "fiscal year 2024-25", "2024/25": no calendar year. */
static int32_t fiscal_pair(const lexing *l, int32_t i)
{
    int32_t year = year_at(l, i), k = i + 1 + is_text(l, i + 1, "/");
    const token *t = token_at(l, k);
    bool joined = k > i + 1 ? !(t->flags & TOKEN_SPACE) : (t->flags & TOKEN_HYPHEN) != 0;
    bool next =
        (is_whole(t, 0, 99) && (int32_t)t->number == (year + 1) % 100 && strlen(t->text) == 2) ||
        (k > i + 1 && is_whole(t, year + 1, year + 1));
    return year && joined && next ? k - i + 1 : 0;
}

static int32_t read_fiscal(lexing *l, int32_t i)
{
    static const char *const year_words[] = { "fy", "fiscal", "financial", NULL };
    const token *t = token_at(l, i);
    int32_t n = 0, year = 0, k = i;
    if (t->flags & TOKEN_MIXED && strncmp(t->text, "fy", 2) == 0 &&
        strspn(t->text + 2, "0123456789") == strlen(t->text + 2)) {
        if (!num_parse_i32(t->text + 2, 0, YEAR_MAX, &year))
            return 0;
        year += year < 100 ? 2000 : 0;
        n = 1 + (token_at(l, i + 1)->flags & TOKEN_HYPHEN &&
                 is_whole(token_at(l, i + 1), (year + 1) % 100, (year + 1) % 100));
    } else if (is_among(l, i, year_words)) {
        k = i + 1 + is_text(l, i + 1, "year");
        year = year_at(l, k);
        n = year ? k - i + MAX_OF(fiscal_pair(l, k), 1) : 0;
    } else if (fiscal_pair(l, i)) {
        year = year_at(l, i);
        n = fiscal_pair(l, i);
    }
    if (!n || year < YEAR_MIN)
        return 0;
    put_item(l, i, i + n - 1, TAG_YEAR, year, 1, NULL, "");
    return n;
}

/* "1H25", "2Q 2025", "9M25": digits glued to q, h or m and perhaps a year. */
static int32_t read_short_period(lexing *l, int32_t i)
{
    const token *a = token_at(l, i), *b = token_at(l, i + 1);
    int32_t year = 0;
    if (i + 1 >= l->n || !is_whole(a, 1, 12) || b->kind != TOKEN_WORD ||
        b->flags & (TOKEN_SPACE | TOKEN_HYPHEN))
        return 0;
    int32_t n = (int32_t)a->number;
    const char *digits = b->text + 1;
    if (!strchr("qhm", b->text[0]) || strspn(digits, "0123456789") != strlen(digits))
        return 0;
    if (*digits && (!num_parse_i32(digits, 0, YEAR_MAX, &year) || (year > 99 && year < YEAR_MIN)))
        return 0;
    if (!*digits && !year_at(l, i + 2) && (b->text[0] == 'm' || n > 4))
        return 0;
    year += *digits && year < 100 ? 2000 : 0;
    tag t = b->text[0] == 'q' ? TAG_QUARTER : b->text[0] == 'h' ? TAG_HALF : TAG_MONTHS;
    if (n > (t == TAG_QUARTER ? 4 : t == TAG_HALF ? 2 : 12))
        return 0;
    put_item(l, i, i + (year == 0), t, n, NO_NUMBER, NULL, "");
    if (year)
        put_item(l, i + 1, i + 1, TAG_YEAR, year, 0, NULL, "");
    return 2;
}

/* "2025Q2", "2025H1". */
static int32_t read_year_part(lexing *l, int32_t i)
{
    const token *a = token_at(l, i), *b = token_at(l, i + 1);
    if (i + 1 >= l->n || !is_whole(a, YEAR_MIN, YEAR_MAX) ||
        b->flags & (TOKEN_SPACE | TOKEN_HYPHEN) || strlen(b->text) != 2)
        return 0;
    tag t = b->text[0] == 'q' ? TAG_QUARTER : TAG_HALF;
    int32_t n = b->text[1] - '0';
    if ((b->text[0] != 'q' && b->text[0] != 'h') || n < 1 || n > (t == TAG_QUARTER ? 4 : 2))
        return 0;
    put_item(l, i, i, TAG_YEAR, (int32_t)a->number, 0, NULL, "");
    put_item(l, i + 1, i + 1, t, n, NO_NUMBER, NULL, "");
    return 2;
}

/* A quarter or half of a fiscal year ("Q1 FY26") is no period of ours. */
static int32_t read_fiscal_part(lexing *l, int32_t i)
{
    match m = longest(l, i);
    const token *t = m.s ? token_at(l, i + m.n) : NULL;
    if (!m.s || (m.s->tag != TAG_QUARTER && m.s->tag != TAG_HALF) || strncmp(t->text, "fy", 2) != 0)
        return 0;
    put_word(l, i, i + m.n - 1);
    return m.n;
}

static int32_t read_year(lexing *l, int32_t i)
{
    int32_t year = year_at(l, i), end = 0;
    if (!year)
        return 0;
    if (is_text(l, i + 1, "/") &&
        token_at(l, i + 2)->kind == TOKEN_NUMBER) { /* "Regulation 2024/1252" */
        put_word(l, i, i + 2);
        return 3;
    }
    const item *before = item_before(l, i);
    if (before && before->tag == TAG_YEAR && l->tok[i].flags & TOKEN_HYPHEN)
        put_item(l, i, i, TAG_PUNCT, '-', NO_NUMBER, NULL, "");
    put_item(l, i, i, TAG_YEAR, year, 0, NULL, "");
    const token *t = token_at(l, i + 1);
    if (i + 1 >= l->n || !(t->flags & TOKEN_HYPHEN) || !is_whole(t, 0, 99) || strlen(t->text) != 2)
        return 1;
    end = year - year % 100 + (int32_t)t->number;
    if (end <= year)
        return 1;
    put_item(l, i + 1, i + 1, TAG_PUNCT, '-', NO_NUMBER, NULL, "");
    put_item(l, i + 1, i + 1, TAG_YEAR, end, 0, NULL, "");
    return 2;
}

/* ---- lengths of time ----------------------------------------------------------------------------- */

/* The number that a length begins with at token i: tokens, 0 none. *words: not in digits. */
static int32_t length_number(const lexing *l, int32_t i, double *number, bool *words)
{
    const token *t = token_at(l, i);
    *words = t->kind != TOKEN_NUMBER;
    if (!*words) {
        *number = t->number;
        return i < l->n && !(t->flags & (TOKEN_SHORT_YEAR | TOKEN_GROUPED | TOKEN_SIGNED)) &&
                       t->number < 1000
                   ? 1
                   : 0;
    }
    if (is_text(l, i, "half")) {
        *number = 0.5;
        return 1 + is_text(l, i + 1, "a");
    }
    return words_number(l, i, number);
}

/* "three quarters" is a fraction unless something counts them. */
static bool is_fraction(const lexing *l, int32_t i, int32_t n, double number, const sense *unit)
{
    static const char *const counting[] = { "first",    "last",  "past",     "next",  "for",
                                            "in",       "over",  "previous", "these", "the",
                                            "straight", "after", "only",     "least", NULL };
    if (unit->number != 3 || (number != 3 && number != 1) || token_at(l, i)->kind == TOKEN_NUMBER)
        return false;
    return token_at(l, i + n)->flags & TOKEN_HYPHEN || i == 0 || !is_among(l, i - 1, counting) ||
           is_text(l, i + n + 1, "of");
}

/* "ten months to October": n months that end with the month. */
static int32_t read_months_to(lexing *l, int32_t i, int32_t n, double number)
{
    static const char *const joints[] = { "to",    "through", "ended", "ending",
                                          "until", "till",    "thru",  NULL };
    int32_t k = i + n + 1, month1;
    k += is_text(l, k, "of") && year_at(l, k + 1) ? 2 : 0;
    if (!is_among(l, k, joints) || !(month1 = month_at(l, k + 1)) || number != floor(number) ||
        number < 2 || number > month1)
        return 0;
    int32_t day, more = day_at(l, k + 2, &day);
    more = more && !unit_ahead(l, k + 2 + more) ? more : 0; /* "ended June 30" */
    put_months(l, i, k + 1 + more, month1 - (int32_t)number + 1, month1);
    return k + 2 + more - i;
}

/* "first ten months" is in words.def; here "five-year", "90-day", "three months ago", "for six months". Months in a
 * row are counted, not measured. */
static int32_t read_length(lexing *l, int32_t i)
{
    double number = 0;
    bool words = false;
    int32_t n = length_number(l, i, &number, &words), last = i + n;
    const sense *unit = n && last < l->n ? sense_as(l, last, TAG_CALENDAR) : NULL;
    if (!unit || !(token_at(l, last)->flags & (TOKEN_SPACE | TOKEN_HYPHEN)) ||
        is_fraction(l, i, n, number, unit))
        return 0;
    int32_t taken = unit->number == 1 ? read_months_to(l, i, n, number) : 0;
    match next = longest(l, last + 1);
    if (taken || (next.s && next.s->tag == TAG_STREAK) || is_text(l, last + 1, "old"))
        return taken;
    if (sense_as(l, last + 1, TAG_LATER)) {
        put_item(l, i, last + 1, TAG_AGO, 0, number * unit->number, NULL, "");
        return n + 2;
    }
    put_item(l, i, last, TAG_DURATION, words, number * unit->number, NULL, "");
    return n + 1;
}

/* A word of the calendar without a number: "a decade ago", "in a decade"; months that are counted. */
static int32_t read_unit(lexing *l, int32_t i)
{
    static const struct {
        double months;
        const char *id;
    } counted[] = { { 1, "months" }, { 3, "quarters" }, { 12, "years" }, { 120, "decades" } };
    const sense *unit = i < l->n ? sense_as(l, i, TAG_CALENDAR) : NULL;
    const item *before = item_before(l, i);
    if (!unit)
        return 0;
    if (STR_EQ(l->tok[i].text, "decade")) {
        bool later = sense_as(l, i + 1, TAG_LATER) != NULL;
        put_item(l, i, i + later, later ? TAG_AGO : TAG_DURATION, later ? 0 : 1, unit->number, NULL,
                 "");
        return 1 + later;
    }
    match streak = longest(l, i + 1);
    bool numbered = before && before->tag == TAG_NUMBER && streak.s && streak.s->tag == TAG_STREAK;
    if (!numbered && !(before && (before->tag == TAG_ORDINAL || before->tag == TAG_STREAK)))
        return 0;
    for (int32_t k = 0; k < COUNT_OF(counted); k++)
        if (unit->number == counted[k].months) {
            put_item(l, i, i, TAG_COUNTED, 0, NO_NUMBER, counted[k].id, l->tok[i].text);
            return 1;
        }
    put_item(l, i, i, TAG_COUNTED, 0, NO_NUMBER, unit->number < 0.1 ? "days" : "weeks",
             l->tok[i].text);
    return 1;
}

int32_t read_calendar(lexing *l, int32_t i)
{
    int32_t month1 = month_at(l, i), n;
    if ((n = read_iso(l, i)) || (n = read_slashed(l, i)) || (n = read_day_month(l, i)) ||
        (n = read_months(l, i)) || (n = read_fiscal(l, i)) || (n = read_short_period(l, i)) ||
        (n = read_year_part(l, i)) || (n = read_fiscal_part(l, i)))
        return n;
    if (month1) {
        if ((n = read_month_day(l, i, month1)))
            return n;
        put_item(l, i, i, TAG_MONTH, month1, NO_NUMBER, NULL, l->tok[i].text);
        return 1;
    }
    if ((n = read_year(l, i)) || (n = read_length(l, i)))
        return n;
    return read_unit(l, i);
}
