/* article_noise.c - layer 3: lines and sentences that are no part of the article: noise.def and a few forms.
 *
 * Conservative: what is called noise is never searched for claims, so a form must not fit a line of the article.
 * Phrases are found by their first byte: a word costs the few comparisons of its letter. */
#include "base/base.h"
#include "claims/article_impl.h"

typedef enum where { LINE, START, WITHIN } where;

static const struct row {
    where where;
    noise noise;
    uint32_t width;
    const char *phrase;
} rows[] = {
#define NOISE(where, what, width, phrase) { where, NOISE_##what, width, phrase },
#include "claims/noise.def"
#undef NOISE
};
_Static_assert(COUNT_OF(rows) <= NOISE_ROWS, "the index holds all rows");

static int32_t bucket_of(char first, bool within)
{
    return 2 * (unsigned char)first + within;
}

void noise_index_make(noise_index *ix)
{
    memset(ix, 0, sizeof *ix);
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        ix->first[bucket_of(rows[i].phrase[0], rows[i].where == WITHIN) + 1]++;
    for (int32_t k = 0; k < 2 * 256; k++)
        ix->first[k + 1] = (uint16_t)(ix->first[k + 1] + ix->first[k]);
    uint16_t at[2 * 256];
    memcpy(at, ix->first, sizeof at);
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        ix->row[at[bucket_of(rows[i].phrase[0], rows[i].where == WITHIN)]++] = (uint16_t)i;
}

/* What a phrase at s[i] says of the line or sentence [i, to). */
static noise listed_at(const noise_index *ix, bool within, bool line, const char *s, uint32_t i,
                       uint32_t to, uint32_t width)
{
    int32_t b = bucket_of(is_digit(s[i]) ? '#' : lower(s[i]), within);
    for (int32_t k = ix->first[b]; k < ix->first[b + 1]; k++) {
        const struct row *r = &rows[ix->row[k]];
        if (width > r->width || (r->where == LINE && !line))
            continue;
        uint32_t end = phrase_at(s, i, to, r->phrase);
        if (end && (r->where != LINE || !has_word(s, end, to)))
            return r->noise;
    }
    return NOISE_NOT;
}

static noise listed_within(const noise_index *ix, const char *s, uint32_t from, uint32_t to,
                           uint32_t width)
{
    for (uint32_t i = from; i < to; i++) {
        if (!is_alnum(s[i]) || (i > from && is_alnum(s[i - 1])))
            continue;
        noise n = listed_at(ix, true, false, s, i, to, width);
        if (n)
            return n;
    }
    return NOISE_NOT;
}

/* "By Nathan Morgan", "By Amy Lv and Lewis Jackson": two to ten words in capitals or particles, no digit. */
static bool is_byline(const char *s, const block *b)
{
    static const char *const particles[] = { "and ", "in ",  "of ", "de ",
                                             "van ", "von ", "al ", "for " };
    uint32_t i = phrase_at(s, b->from, b->to, "by ");
    int32_t n = 0;
    if (!i || b->width > 90 || b->stop)
        return false;
    while (i < b->to) {
        bool ok = is_upper(s[i]) || (unsigned char)s[i] >= 0x80 || s[i] == '@';
        for (int32_t k = 0; k < COUNT_OF(particles) && !ok; k++)
            ok = phrase_at(s, i, b->to, particles[k]) != 0;
        ok |= strchr("|/,&-", s[i]) != NULL;
        if (!ok)
            return false;
        for (; i < b->to && !space_at(s, i, b->to); i++)
            if (is_digit(s[i]))
                return false;
        i = skip_spaces(s, i, b->to);
        n++;
    }
    return n >= 1 && n <= 10;
}

/* An e-mail address, or a telephone number with its country: '+' and eight digits at least. */
static bool is_contact(const char *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        if (s[i] == '@' && i > from && is_alnum(s[i - 1]) && i + 1 < to && is_alnum(s[i + 1])) {
            uint32_t k = i + 1;
            while (k < to && (is_alnum(s[k]) || s[k] == '-'))
                k++;
            if (k + 1 < to && s[k] == '.' && is_letter(s[k + 1]))
                return true;
            i = k - 1;
        } else if (s[i] == '+' && i + 1 < to && is_digit(s[i + 1])) {
            uint32_t k = i + 1, digits = 0;
            for (; k < to && (is_digit(s[k]) || strchr(" -().", s[k])); k++)
                digits += is_digit(s[k]);
            if (digits >= 8)
                return true;
            i = k - 1;
        }
    }
    return false;
}

/* "Home > News > Metals" */
static bool is_trail(const char *s, const block *b)
{
    int32_t n = 0;
    if (b->width > 160 || b->stop)
        return false;
    for (uint32_t i = b->from; i < b->to; i++) {
        uint32_t len = 1, code = char_at(s, i, b->to, &len);
        n += code == 0x203A || code == 0xBB || (code == '>' && i > b->from && s[i - 1] == ' ');
    }
    return n >= 2;
}

static uint32_t skip_bracket(const char *s, uint32_t from)
{
    return from + (s[from] == '(' || s[from] == '[');
}

/* No stop with a space behind it. */
static bool is_one_sentence(const char *s, const block *b)
{
    for (uint32_t i = b->from; i + 1 < b->to; i++)
        if (strchr(".!?", s[i]) && space_at(s, i + 1, b->to))
            return false;
    return true;
}

/* A paragraph of several sentences is judged sentence by sentence, but for what it begins with. */
noise noise_of_line(const noise_index *ix, const char *s, const block *b)
{
    enum { SHORT = 140 };
    noise n = listed_at(ix, false, true, s, skip_bracket(s, b->from), b->to, b->width);
    if (!n && (is_byline(s, b) || is_trail(s, b)))
        n = NOISE_NAV;
    bool one = !n && b->width <= SHORT && is_one_sentence(s, b);
    if (one && is_contact(s, b->from, b->to))
        n = NOISE_CONTACT;
    if (!n && is_date_line(s, b))
        n = NOISE_DATE;
    if (!n && one)
        n = listed_within(ix, s, b->from, b->to, b->width);
    return n;
}

bool noise_in_sentence(const noise_index *ix, const char *s, uint32_t from, uint32_t to)
{
    enum { CONTACT_WIDTH = 120 };
    return listed_at(ix, false, false, s, skip_bracket(s, from), to, to - from) ||
           listed_within(ix, s, from, to, to - from) ||
           (to - from <= CONTACT_WIDTH && is_contact(s, from, to));
}

/* ---- datelines ---------------------------------------------------------------------------------- */

static bool is_agency(const char *s, uint32_t from, uint32_t to)
{
    static const char *const names[] = {
        "reuters",     "ap",          "afp",           "bloomberg",
        "xinhua",      "kyodo",       "yonhap",        "pti",
        "ani",         "ians",        "dpa",           "upi",
        "tass",        "interfax",    "nikkei",        "cnn",
        "cnbc",        "dow jones",   "business wire", "globe newswire",
        "prnewswire",  "pr newswire", "newsfile corp", "accesswire",
        "marketwatch", "asiatoday",   "bernama",       "anadolu",
        "mining.com",  "rtrs",        "newswire",      "economic times"
    };
    for (int32_t i = 0; i < COUNT_OF(names); i++) {
        uint32_t end = phrase_at(s, from, to, names[i]);
        if (end && (end == to || !is_alnum(s[end])))
            return true;
    }
    return false;
}

/* "July 20", "20 July" */
static bool has_day(const char *s, uint32_t from, uint32_t to)
{
    static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec" };
    for (uint32_t i = from; i < to; i++)
        for (int32_t k = 0; k < 12 && (i == from || !is_alnum(s[i - 1])); k++) {
            uint32_t end = phrase_at(s, i, to, months[k]);
            if (!end)
                continue;
            while (end < to && (is_letter(s[end]) || s[end] == '.'))
                end++;
            end = skip_spaces(s, end, to);
            return (end < to && is_digit(s[end])) || (i > from + 1 && is_digit(s[i - 2]));
        }
    return false;
}

/* A place in capitals of three letters or more at the start: "BEIJING", "NEW DELHI", "LONDON/BEIJING". */
static bool starts_in_capitals(const char *s, uint32_t from, uint32_t to)
{
    uint32_t k = from;
    while (k < to && is_upper(s[k]))
        k++;
    return k - from >= 3 && (k == to || !is_letter(s[k]));
}

/* Cities that dispatches begin with, when no date or agency follows: "NEW DELHI: ". */
static bool is_city(const char *s, uint32_t from, uint32_t to)
{
    static const char *const cities[] = {
        "new delhi", "mumbai",   "kolkata", "chennai",   "bengaluru", "beijing",      "shanghai",
        "hong kong", "taipei",   "tokyo",   "seoul",     "singapore", "kuala lumpur", "jakarta",
        "hanoi",     "bangkok",  "manila",  "sydney",    "melbourne", "perth",        "canberra",
        "london",    "brussels", "berlin",  "frankfurt", "paris",     "washington",   "new york",
        "ottawa",    "toronto",  "moscow",  "geneva",    "stockholm"
    };
    to = trim_end(s, from, to);
    for (int32_t k = 0; k < COUNT_OF(cities); k++)
        if (phrase_at(s, from, to, cities[k]) == to)
            return true;
    return false;
}

/* The byte after a dash (or the colon that some use) with its spaces at s[i]; 0: none. */
static uint32_t dash_at(const char *s, uint32_t i, uint32_t to, bool *colon)
{
    uint32_t len = 1, k = i, code = char_at(s, i, to, &len);
    bool wide = false; /* such a dash needs no spaces */
    *colon = code == ':';
    while (k < to && (code == '-' || code == 0x2013 || code == 0x2014)) {
        wide |= len > 1;
        k += len;
        code = k < to ? char_at(s, k, to, &len) : 0;
    }
    if (*colon)
        k = i + 1;
    return k > i && (wide || space_at(s, k, to)) ? skip_spaces(s, k, to) : 0;
}

uint32_t dateline_end(const char *s, uint32_t from, uint32_t to)
{
    enum { DATELINE_MAX = 110 };
    bool agency = false, colon = false;
    int32_t depth = 0; /* of brackets: "(GLOBE NEWSWIRE)" may hold anything */
    uint32_t stop = MIN_OF(to, from + DATELINE_MAX), city = from;
    bool capitals = starts_in_capitals(s, from, stop);
    for (uint32_t i = from; i < stop; i++) {
        bool word = i == from || space_at(s, i - 1, to) == 1;
        if (depth <= 0 && word && is_lower(s[i]))
            return city; /* no verb stands before the dash */
        depth += (s[i] == '(') - (s[i] == ')');
        if ((s[i] == '(' || s[i] == '/') && is_agency(s, i + 1, stop))
            agency = true;
        bool dash = word || s[i] == ':' || (unsigned char)s[i] >= 0x80;
        uint32_t end = dash && i > from ? dash_at(s, i, to, &colon) : 0;
        if (end && ((agency && !colon) || (capitals && has_day(s, from, i))))
            return end;
        if (end && capitals && is_city(s, from, i))
            city = end; /* unless more of the line follows */
    }
    return city;
}
