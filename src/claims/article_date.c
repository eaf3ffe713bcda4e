/* article_date.c - layer 3: dates written out, and which of them is the article's.
 *
 * A date line near the top goes before one that is labelled "published" elsewhere; a date in the prose counts only
 * behind reporting words ("reporting from July 17, 2025") and when no later date or month stands in the text. No year, no
 * date: a wrong one would move every "last month". */
#include "base/base.h"
#include "claims/article_impl.h"

static const struct month_row {
    const char *word;
    int32_t month;
    bool english;
} months[] = {
#define MONTH(word, month, english) { word, month, english },
#include "claims/months.def"
#undef MONTH
};

/* ---- one date at one place ---------------------------------------------------------------------- */

typedef struct cursor {
    const char *s;
    uint32_t i, to;
} cursor;

static bool real_day(int32_t y, int32_t m, int32_t d, int32_t *day)
{
    char iso[PERIOD_TEXT];
    if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    snprintf(iso, sizeof iso, "%04d-%02d-%02d", y, m, d);
    return day_parse(iso, day);
}

/* A number of lo to hi digits, no more behind it. */
static bool take_number(cursor *c, uint32_t lo, uint32_t hi, int32_t *out)
{
    uint32_t k = c->i;
    int32_t v = 0;
    while (k < c->to && k - c->i <= hi && is_digit(c->s[k]))
        v = v * 10 + (c->s[k++] - '0');
    if (k - c->i < lo || k - c->i > hi)
        return false;
    c->i = k;
    *out = v;
    return true;
}

static bool take(cursor *c, const char *phrase)
{
    uint32_t end = phrase_at(c->s, c->i, c->to, phrase);
    if (end)
        c->i = end;
    return end != 0;
}

static void take_spaces(cursor *c)
{
    c->i = skip_spaces(c->s, c->i, c->to);
}

static bool take_month(cursor *c, bool english, int32_t *month)
{
    if (c->i >= c->to || (!is_letter(c->s[c->i]) && (unsigned char)c->s[c->i] < 0xC3))
        return false;
    for (int32_t k = 0; k < COUNT_OF(months); k++) {
        const struct month_row *m = &months[k];
        if (m->word[0] != lower(c->s[c->i]) || (english && !m->english))
            continue;
        uint32_t end = phrase_at(c->s, c->i, c->to, m->word);
        if (!end || (end < c->to && (is_alnum(c->s[end]) || (unsigned char)c->s[end] >= 0xC3)))
            continue;
        c->i = end;
        *month = m->month;
        take(c, ".");
        return true;
    }
    return false;
}

static void take_ordinal(cursor *c)
{
    static const char *const ends[] = { "st", "nd", "rd", "th" };
    for (int32_t k = 0; k < COUNT_OF(ends); k++) {
        cursor t = *c;
        if (take(&t, ends[k]) && (t.i == t.to || !is_letter(c->s[t.i]))) {
            *c = t;
            return;
        }
    }
}

/* A year of four digits, nothing of a number behind it. */
static bool take_year(cursor *c, int32_t *year)
{
    cursor t = *c;
    if (!take_number(&t, 4, 4, year) || (t.i < t.to && is_letter(t.s[t.i]) && t.s[t.i] != 'T'))
        return false;
    if (t.i + 1 < t.to && (t.s[t.i] == ',' || t.s[t.i] == '.') && is_digit(t.s[t.i + 1]))
        return false;
    *c = t;
    return true;
}

/* "July 17, 2025", "Jul. 17th 2025" */
static bool month_first(cursor *c, int32_t *day)
{
    int32_t y = 0, m = 0, d = 0;
    if (!take_month(c, true, &m))
        return false;
    take_spaces(c);
    if (!take_number(c, 1, 2, &d))
        return false;
    take_ordinal(c);
    take(c, ",");
    take_spaces(c);
    return take_year(c, &y) && real_day(y, m, d, day);
}

/* "17 July 2025", "17th of July, 2025", "17-Jul-2025", "21. Juli 2025", "21 de julio de 2025" */
static bool day_first(cursor *c, int32_t *day)
{
    int32_t y = 0, m = 0, d = 0;
    if (!take_number(c, 1, 2, &d))
        return false;
    take_ordinal(c);
    take(c, ".");
    if (!take(c, "-"))
        take_spaces(c);
    if (!take(c, "of "))
        take(c, "de ");
    if (c->i >= c->to || !take_month(c, false, &m))
        return false;
    if (!take(c, "-")) {
        take(c, ",");
        take_spaces(c);
        take(c, "de ");
    }
    return take_year(c, &y) && real_day(y, m, d, day);
}

/* "21 tháng 7 2025", "21 tháng 7 năm 2025" */
static bool vietnamese(cursor *c, int32_t *day)
{
    int32_t y = 0, m = 0, d = 0;
    take(c, "ng\xC3\xA0y ");
    if (!take_number(c, 1, 2, &d))
        return false;
    take_spaces(c);
    if (!take(c, "th\xC3\xA1ng ") || !take_number(c, 1, 2, &m))
        return false;
    take(c, ",");
    take_spaces(c);
    take(c, "n\xC4\x83m ");
    return take_year(c, &y) && real_day(y, m, d, day);
}

/* "2025-07-17", "2025/7/17", "2025.07.17", "2025年7月17日" */
static bool year_first(cursor *c, int32_t *day)
{
    int32_t y = 0, m = 0, d = 0;
    if (!take_number(c, 4, 4, &y))
        return false;
    if (take(c, "\xE5\xB9\xB4"))
        return take_number(c, 1, 2, &m) && take(c, "\xE6\x9C\x88") && take_number(c, 1, 2, &d) &&
               take(c, "\xE6\x97\xA5") && real_day(y, m, d, day);
    char mark[2] = { c->i < c->to ? c->s[c->i] : '\0', '\0' };
    if (!strchr("-/.", mark[0]) || !take(c, mark) || !take_number(c, 1, 2, &m) || !take(c, mark) ||
        !take_number(c, 1, 2, &d))
        return false;
    return real_day(y, m, d, day);
}

/* "17/07/2025", "07/17/2025": only where one number can be no month, or both are the same. */
static bool numeric(cursor *c, int32_t *day)
{
    int32_t a = 0, b = 0, y = 0;
    if (!take_number(c, 1, 2, &a))
        return false;
    char mark[2] = { c->i < c->to ? c->s[c->i] : '\0', '\0' };
    if (!strchr("/.-", mark[0]) || !take(c, mark) || !take_number(c, 1, 2, &b) || !take(c, mark) ||
        !take_year(c, &y))
        return false;
    if (a <= 12 && b <= 12 && a != b)
        return false;
    return real_day(y, a > 12 ? b : a, a > 12 ? a : b, day);
}

/* "Thursday, ", "Thu, ", "Thurs. " */
static void take_weekday(cursor *c)
{
    static const char *const names[] = { "monday", "tuesday",  "wednesday", "thursday",
                                         "friday", "saturday", "sunday",    "thurs",
                                         "tues",   "mon",      "tue",       "wed",
                                         "thu",    "fri",      "sat",       "sun" };
    for (int32_t k = 0; k < COUNT_OF(names); k++) {
        cursor t = *c;
        if (!take(&t, names[k]) || (t.i < t.to && is_letter(t.s[t.i])))
            continue;
        take(&t, ".");
        take(&t, ",");
        take_spaces(&t);
        if (t.i < t.to)
            *c = t;
        return;
    }
}

bool article_date_at(const char *text, uint32_t from, uint32_t to, int32_t *day, uint32_t *end)
{
    typedef bool form(cursor *, int32_t *);
    static form *const forms[] = { month_first, day_first, year_first, numeric, vietnamese };
    cursor start = { text, from, to };
    if (from >= to || (!is_alnum(text[from])))
        return false;
    take_weekday(&start);
    for (int32_t k = 0; k < COUNT_OF(forms); k++) {
        cursor c = start;
        int32_t d = 0;
        if (forms[k](&c, &d) && (c.i == to || !is_digit(text[c.i]))) {
            *day = d;
            *end = c.i;
            return true;
        }
    }
    return false;
}

/* Most words and numbers are no date: told by three letters, or by how many digits there are. */
static bool may_start(const char *s, uint32_t i, uint32_t to)
{
    static const char *const words[] = { "jan", "feb", "mar", "apr", "may", "jun",   "jul",
                                         "aug", "sep", "oct", "nov", "dec", "mon",   "tue",
                                         "wed", "thu", "fri", "sat", "sun", "ng\xC3" };
    uint32_t n = 0;
    if (!is_digit(s[i])) {
        int32_t k = strchr("jfmasondtw", lower(s[i])) ? 0 : COUNT_OF(words);
        while (k < COUNT_OF(words) &&
               (words[k][0] != lower(s[i]) || !phrase_at(s, i, to, words[k])))
            k++;
        return k < COUNT_OF(words);
    }
    while (i + n < to && n < 5 && is_digit(s[i + n]))
        n++;
    char c = i + n < to ? s[i + n] : '\0';
    if (n == 4)
        return c == '-' || c == '/' || c == '.' || (unsigned char)c == 0xE5;
    uint32_t word = skip_spaces(s, i + n, to);
    bool spaced =
        word > i + n && word < to && (is_letter(s[word]) || (unsigned char)s[word] >= 0xC3);
    return n <= 2 && c && (spaced || strchr("/.-snrtSNRT", c));
}

bool date_next(const char *s, uint32_t from, uint32_t to, int32_t *day, uint32_t *at, uint32_t *end)
{
    for (uint32_t i = from; i < to; i++) {
        char before = i > from ? s[i - 1] : ' ';
        if (!is_alnum(s[i]) || is_alnum(before) || strchr("/_-.,", before) || !may_start(s, i, to))
            continue;
        if (article_date_at(s, i, to, day, end)) {
            *at = i;
            return true;
        }
    }
    return false;
}

/* ---- lines that are dates ----------------------------------------------------------------------- */

/* Words of a date line beside its date. */
static bool is_label(const char *s, uint32_t from, uint32_t to)
{
    static const char *const labels[] = {
        "published",   "updated", "posted",  "modified", "last",    "first",    "created",
        "on",          "at",      "by",      "date",     "time",    "am",       "pm",
        "a.m",         "p.m",     "est",     "edt",      "et",      "gmt",      "utc",
        "ist",         "bst",     "cst",     "pst",      "pdt",     "cet",      "cest",
        "hkt",         "sgt",     "jst",     "aest",     "min",     "mins",     "minute",
        "minutes",     "read",    "reading", "issued",   "release", "released", "original",
        "originally",  "from",    "aedt",    "kst",      "update",  "hrs",      "publication",
        "ng\xC3\xA0y", "of",      "publish"
    };
    for (int32_t k = 0; k < COUNT_OF(labels); k++)
        if (phrase_at(s, from, to, labels[k]) == to)
            return true;
    return false;
}

/* Words of [from, to) that are neither labels nor numbers nor names behind "By". */
static int32_t strange_words(const char *s, uint32_t from, uint32_t to)
{
    int32_t n = 0;
    bool byline = false;
    for (uint32_t i = from; i < to;) {
        uint32_t k = i;
        while (k < to && ((unsigned char)s[k] >= 0x80 || is_alnum(s[k]) ||
                          (s[k] == '.' && k + 1 < to && is_letter(s[k + 1]))))
            k++;
        if (k == i) {
            i++;
            continue;
        }
        byline |= phrase_at(s, i, k, "by") == k;
        bool name = byline && is_upper(s[i]);
        n += has_word(s, i, k) && !is_digit(s[i]) && !name && !is_label(s, i, k);
        i = k;
    }
    return n;
}

/* A colon or dash: what follows happened on that date. */
static bool leads_on(const char *s, uint32_t i, uint32_t to)
{
    uint32_t len = 1;
    i = skip_spaces(s, i, to);
    uint32_t code = i < to ? char_at(s, i, to, &len) : 0;
    return code == ':' || code == '-' || code == 0x2013 || code == 0x2014;
}

/* Few words beside the date; behind it one at most, and none after a colon: "April 4, 2025: controls begin" is text. */
bool is_date_line(const char *s, const block *b)
{
    enum { DATE_LINE_MAX = 140, BEFORE_MAX = 2, BEHIND_MAX = 1 };
    int32_t day = 0, before = 0, behind = 0;
    uint32_t at = 0, end = 0, from = b->from;
    if (b->width > DATE_LINE_MAX || b->mark == MARK_TITLE || b->mark == MARK_HEADING ||
        !date_next(s, from, b->to, &day, &at, &end))
        return false;
    do { /* "Published ..., updated ..." */
        before += strange_words(s, from, at);
        from = end;
    } while (date_next(s, from, b->to, &day, &at, &end));
    behind = strange_words(s, from, b->to);
    return before <= BEFORE_MAX && behind <= (leads_on(s, from, b->to) ? 0 : BEHIND_MAX);
}

/* ---- the article's date ------------------------------------------------------------------------- */

typedef struct candidate {
    int32_t day, score;
    uint32_t from, to;
} candidate;

static void offer(candidate *best, int32_t score, int32_t day, uint32_t from, uint32_t to)
{
    if (score > best->score)
        *best = (candidate){ day, score, from, to };
}

/* Whether a word of the list stands in the `reach` bytes before `at`. */
static bool word_before_date(const char *s, uint32_t from, uint32_t at, uint32_t reach,
                             const char *const *word, int32_t n)
{
    uint32_t i = at - from > reach ? at - reach : from;
    for (; i < at; i++)
        for (int32_t k = 0; k < n && (i == from || !is_alnum(s[i - 1])); k++) {
            uint32_t end = phrase_at(s, i, at, word[k]);
            if (end && (end == at || !is_alnum(s[end])))
                return true;
        }
    return false;
}

static const char *const published_words[] = { "published",    "posted", "publication date",
                                               "publish date", "date",   "issued" };
static const char *const updated_words[] = { "updated", "modified", "update", "revised" };
static const char *const event_words[] = { "on",        "of",      "since",  "by",
                                           "from",      "until",   "before", "after",
                                           "effective", "through", "to" };

static const char *const coming_words[] = { "will",    "until",    "deadline",  "expire",
                                            "expires", "expiring", "effective", "starting",
                                            "by",      "through",  "would",     "scheduled",
                                            "begins" };

static bool is_labelled(const char *s, const block *b, uint32_t at, const char *const *word,
                        int32_t n)
{
    return word_before_date(s, b->from, at, 24, word, n);
}

/* All dates of a short line. top: near the beginning, where a date needs no label. */
static void from_line(const char *s, const block *b, bool top, candidate *best)
{
    int32_t day = 0;
    uint32_t at = 0, end = b->from;
    while (date_next(s, end, b->to, &day, &at, &end)) {
        if (is_labelled(s, b, at, updated_words, COUNT_OF(updated_words)))
            offer(best, top ? 2 : 0, day, at, end);
        else if (is_labelled(s, b, at, published_words, COUNT_OF(published_words)))
            offer(best, top ? 5 : 3, day, at, end);
        else if (top && b->noise == NOISE_DATE)
            offer(best, 4, day, at, end);
        else if (top && b->mark != MARK_BULLET && !leads_on(s, end, b->to) &&
                 !word_before_date(s, b->from, at, 12, event_words, COUNT_OF(event_words)))
            offer(best, 2, day, at, end);
    }
}

static void from_dateline(const char *s, const block *b, candidate *best)
{
    int32_t day = 0;
    uint32_t at = 0, end = dateline_end(s, b->from, b->to);
    if (end > b->from && date_next(s, b->from, end, &day, &at, &end))
        offer(best, 4, day, at, end);
}

/* The month named at s[i], as months since year 0; one without a year is taken in the year of `day`. */
static bool month_named(const char *s, uint32_t i, uint32_t to, int32_t year, int32_t *month)
{
    cursor c = { s, i, to };
    int32_t m = 0, y = year, day = 0;
    if (!is_upper(s[i]) || (i > 0 && is_alnum(s[i - 1])) || !take_month(&c, true, &m))
        return false;
    take_spaces(&c);
    cursor t = c;
    if (take_number(&t, 1, 2, &day)) {
        take_ordinal(&t);
        take(&t, ",");
        take_spaces(&t);
        c = t;
    }
    if (take_number(&c, 4, 4, &y) && (y < YEAR_MIN || y > YEAR_MAX))
        y = year;
    *month = month_of(y, m);
    return true;
}

/* A month after that of the day is named: whoever wrote it wrote later. */
static bool names_later_month(const char *s, const blocks *b, int32_t day)
{
    char iso[PERIOD_TEXT];
    int32_t year = 0, last = 0, month = 0;
    day_text(iso, day);
    iso[7] = '\0';
    if (!month_parse(iso, &last))
        return false;
    year = month_year(last);
    for (int32_t i = 0; i < b->n; i++)
        for (uint32_t k = b->at[i].from; k < b->at[i].to && !b->at[i].noise; k++)
            if (month_named(s, k, b->at[i].to, year, &month) && month > last &&
                !word_before_date(s, b->at[i].from, k, 60, coming_words, COUNT_OF(coming_words)))
                return true;
    return false;
}

/* Behind reporting words in the prose; NO_DAY when a later date stands anywhere but as something to come. */
static void from_prose(const char *s, const blocks *b, candidate *best)
{
    static const char *const reporting[] = { "reporting", "reported", "report", "published",
                                             "dated",     "said",     "wrote",  "told",
                                             "as of",     "updated",  "article" };
    int32_t latest = NO_DAY;
    for (int32_t i = 0; i < b->n; i++) {
        const block *k = &b->at[i];
        int32_t day = 0;
        uint32_t at = 0, end = k->from;
        while (!k->noise && date_next(s, end, k->to, &day, &at, &end)) {
            bool told = word_before_date(s, k->from, at, 32, reporting, COUNT_OF(reporting));
            if (told && day > best->day)
                *best = (candidate){ day, 1, at, end };
            if (!told &&
                !word_before_date(s, k->from, at, 60, coming_words, COUNT_OF(coming_words)))
                latest = MAX_OF(latest, day);
        }
    }
    if (best->day == NO_DAY)
        return;
    if (latest > best->day || names_later_month(s, b, best->day))
        *best = (candidate){ NO_DAY, 0, 0, 0 };
}

void article_find_date(const char *s, const blocks *b, article *out)
{
    enum { TOP_BLOCKS = 30, TOP_TEXT = 2 };
    candidate best = { NO_DAY, 0, 0, 0 };
    int32_t text = 0; /* paragraphs seen */
    for (int32_t i = 0; i < b->n; i++) {
        const block *k = &b->at[i];
        bool top = i < TOP_BLOCKS && text < TOP_TEXT;
        if (k->headline || k->noise == NOISE_DATE)
            from_line(s, k, top && k->noise != NOISE_LEGAL, &best);
        else if (top && !k->noise)
            from_dateline(s, k, &best);
        text += k->kind == SENTENCE_BODY;
    }
    if (best.day == NO_DAY)
        from_prose(s, b, &best);
    if (best.day == NO_DAY)
        return;
    out->date = best.day;
    out->date_basis = DATE_STATED;
    out->date_from = best.from;
    out->date_to = best.to;
}
