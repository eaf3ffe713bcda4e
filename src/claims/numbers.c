/* numbers.c - layer 3: amounts, fractions and factors among the tokens of a sentence, and digits that are none.
 *
 * Flow of digits: label or list number -> fraction -> glued letters (unit, ordinal, or a name such as 5G) -> joined to
 * a word by a hyphen (F-35) -> code -> amount. Of words: fraction, "half a ton", number, "-fold".
 * Invariant: what a grammar could take for an amount and is none becomes a WORD here. */
#include "claims/lexer_impl.h"

enum { WORDS_TEXT = 32, CODE_DIGITS = 8, SHORT_CODE_DIGITS = 6, LIST_DIGITS = 2 };

static bool is_digits(const lexing *l, int32_t i)
{
    return i >= 0 && i < l->n && l->tok[i].kind == TOKEN_NUMBER;
}

static bool is_glued(const lexing *l, int32_t i)
{
    return i > 0 && i < l->n && !(l->tok[i].flags & (TOKEN_SPACE | TOKEN_HYPHEN)) &&
           l->tok[i].from == l->tok[i - 1].to;
}

const char *digits_of(lexing *l, double number)
{
    static const char *const parts[] = { "1/2", "1/3", "2/3", "1/4", "3/4", "1/5" };
    static const double shares[] = { 0.5, 1.0 / 3, 2.0 / 3, 0.25, 0.75, 0.2 };
    for (int32_t k = 0; k < COUNT_OF(parts); k++)
        if (number == shares[k])
            return parts[k];
    char text[NUM_TEXT];
    num_shortest(text, number);
    const char *out = arena_str(&l->out->mem, text);
    l->starved |= !out;
    return out ? out : "";
}

/* ---- numbers in words ---------------------------------------------------------------------------- */

/* "seven", "twenty-one", "one hundred and twenty", "two thousand five hundred". */
static int32_t plain_words(const lexing *l, int32_t i, double *number)
{
    double total = 0, part = 0;
    int32_t k = i, end = i;
    bool one = is_text(l, i, "a") && sense_as(l, i + 1, TAG_HUNDREDS);
    if (one) {
        part = 1;
        k++;
    }
    for (; k < l->n; k++) {
        const sense *unit = sense_as(l, k, TAG_NUMBER), *times = sense_as(l, k, TAG_HUNDREDS),
                    *scale = sense_as(l, k, TAG_SCALE);
        bool joined = k == i || part == 0 || (fmod(part, 100) == 0) ||
                      (unit && fmod(part, 10) == 0 && unit->number < 10 && fmod(part, 100) >= 20);
        if (unit && joined)
            part += unit->number;
        else if (times && part > 0 && part < 100)
            part *= times->number;
        else if (scale && scale->number == 1e3 && part > 0 && total == 0 &&
                 sense_as(l, k + 1, TAG_NUMBER)) {
            total = part * 1e3;
            part = 0;
        } else if (is_text(l, k, "and") && part >= 100 && fmod(part, 100) == 0 &&
                   sense_as(l, k + 1, TAG_NUMBER))
            continue;
        else
            break;
        end = k + 1;
    }
    *number = total + part;
    return end - i;
}

int32_t words_number(const lexing *l, int32_t i, double *number)
{
    int32_t n = plain_words(l, i, number);
    if (n && is_text(l, i + n, "and") && is_text(l, i + n + 1, "a") &&
        is_text(l, i + n + 2, "half")) {
        *number += 0.5;
        return n + 3;
    }
    return n;
}

/* ---- fractions ----------------------------------------------------------------------------------- */

static void put_fraction(lexing *l, int32_t first, int32_t last, int32_t over, int32_t under)
{
    const char *word = arena_fmt(&l->out->mem, "%d/%d", (int)over, (int)under);
    l->starved |= !word;
    put_item(l, first, last, TAG_FRACTION, 0, (double)over / under, NULL, word ? word : "");
}

/* Whether "a third" at i - 1, i is a part and no place in an order ("a third straight month"). */
static bool is_part(const lexing *l, int32_t i)
{
    static const char *const behind[] = {
        "of",     "higher", "lower", "more", "less",   "fewer",   "larger", "smaller",
        "bigger", "as",     "the",   "from", "in",     "since",   "to",     "above",
        "below",  "on",     "year",  "over", "during", "between", "at",     "and",
        "or",     "its",    "their", "that", "than",   "cheaper", "less",   "compared",
        "versus", "last",   "while", "with", "for",    "by",      "after",  NULL
    };
    return i + 1 >= l->n || token_at(l, i + 1)->kind == TOKEN_SIGN || is_among(l, i + 1, behind);
}

/* "a third" and "a quarter" at `part`: a share, not a place in an order or a length of time. `measured`: "fell by". */
static bool is_share(const lexing *l, int32_t i, int32_t part)
{
    const item *before = item_before(l, i);
    match next = longest(l, part + 1);
    bool measured = before && (before->tag == TAG_BY || before->tag == TAG_HEDGE ||
                               before->tag == TAG_RISE || before->tag == TAG_FALL);
    if (next.s && next.s->tag == TAG_STREAK)
        return false;
    if (l->tok[part].text[0] == 'q')
        return measured || is_text(l, part + 1, "of") ||
               (next.s && (next.s->tag == TAG_RISE || next.s->tag == TAG_FALL));
    return measured || is_part(l, part);
}

/* "two-thirds", "three quarters", "one fifth", "a third", "a quarter of". */
static int32_t read_parts(lexing *l, int32_t i)
{
    double over = 0;
    bool one = is_text(l, i, "a") || is_text(l, i, "an") || is_text(l, i, "another");
    int32_t n = one ? 1 : plain_words(l, i, &over);
    const sense *part = n && i + n < l->n ? sense_as(l, i + n, TAG_PART) : NULL;
    if (!part)
        return 0;
    const char *text = l->tok[i + n].text;
    bool plural = text[strlen(text) - 1] == 's';
    over = one ? 1 : over;
    if (over != floor(over) || over < 1 || over >= part->number || plural != (over > 1) ||
        (one && !is_share(l, i, i + n)))
        return 0;
    put_fraction(l, i, i + n, (int32_t)over, (int32_t)part->number);
    return n + 1;
}

/* "half a ton", "half a million": an amount; else half of something. */
static int32_t read_half(lexing *l, int32_t i)
{
    if (!is_text(l, i, "half"))
        return 0;
    match m = longest(l, i);
    if (m.n > 1 || (i > 0 && is_among(l, i - 1, (const char *const[]){ "the", "latter", NULL }) &&
                    !is_text(l, i + 1, "of")))
        return 0;
    bool one = is_text(l, i + 1, "a") || is_text(l, i + 1, "an");
    if (one && unit_ahead(l, i + 2) && !sense_as(l, i + 2, TAG_CALENDAR)) {
        put_item(l, i, i + 1, TAG_NUMBER, 0, 0.5, NULL, "0.5");
        return 2;
    }
    put_fraction(l, i, i, 1, 2);
    return 1;
}

/* "1/3"; of other digits around a stroke (24/7, 50/50) no amount. */
static int32_t read_stroke(lexing *l, int32_t i)
{
    if (!is_text(l, i + 1, "/") || !is_glued(l, i + 1) || !is_digits(l, i + 2) ||
        !is_glued(l, i + 2))
        return 0;
    double over = l->tok[i].number, under = l->tok[i + 2].number;
    bool whole =
        over == floor(over) && under == floor(under) && over > 0 && over < under && under <= 10;
    if (whole && !(over == 7 || under == 7))
        put_fraction(l, i, i + 2, (int32_t)over, (int32_t)under);
    else
        put_word(l, i, i + 2);
    return 3;
}

/* ---- factors, and numbers that stand before words -------------------------------------------------- */

/* "-fold" behind a number of n tokens. */
static bool put_fold(lexing *l, int32_t i, int32_t n, double number)
{
    if (!is_text(l, i + n, "fold"))
        return false;
    put_item(l, i, i + n, TAG_FACTOR, 0, number, NULL,
             is_digits(l, i) ? l->tok[i].text : digits_of(l, number));
    return true;
}

/* The point in "10." tells amount_make that the zero is meant: "ten" is no rounding. */
static int32_t read_words(lexing *l, int32_t i)
{
    double number = 0;
    int32_t n = words_number(l, i, &number);
    if (!n)
        return 0;
    if (put_fold(l, i, n, number))
        return n + 1;
    const sense *counted = sense_as(l, i + n, TAG_THING), *many = sense_as(l, i + n, TAG_COUNTED);
    if (n == 1 && number == 1 && !unit_ahead(l, i + 1) && !counted &&
        !many) { /* "one of the", "this one" */
        put_word(l, i, i);
        return 1;
    }
    put_item(l, i, i + n - 1, TAG_NUMBER, 1, number, NULL,
             number == 10 ? "10." : digits_of(l, number));
    return n;
}

/* "a ton", "a million": an article that counts as one; "a ton" behind money or a mass is a rate. */
static int32_t read_article(lexing *l, int32_t i)
{
    const item *before = item_before(l, i);
    match next = longest(l, i + 1);
    if (!(is_text(l, i, "a") || is_text(l, i, "an")) || !next.s)
        return 0;
    bool scale = next.s->tag == TAG_SCALE, mass = next.s->tag == TAG_MASS,
         thing = next.s->tag == TAG_THING;
    bool rate = before && (before->tag == TAG_MONEY || before->tag == TAG_NUMBER ||
                           before->tag == TAG_SCALE || before->tag == TAG_MASS ||
                           (thing && before->tag == TAG_PRODUCT));
    if (rate && (mass || thing)) {
        put_item(l, i, i, TAG_PER, 0, NO_NUMBER, NULL, l->tok[i].text);
        return 1;
    }
    if (!scale && !mass)
        return 0;
    put_item(l, i, i, TAG_NUMBER, 2, 1, NULL, "1");
    return 1;
}

/* ---- digits that are no amount --------------------------------------------------------------------- */

/* "No. 1 producer" is the first; "Announcement No. 61" is a name. */
static bool is_place(const lexing *l, int32_t i)
{
    static const char *const names[] = { "announcement", "notice",       "order",  "decree",
                                         "circular",     "document",     "flight", "bulletin",
                                         "resolution",   "proclamation", "case",   NULL };
    if (!(is_text(l, i, "no") || is_text(l, i, "number") || is_text(l, i, "#")) ||
        l->tok[i + 1].number > 10 || l->tok[i + 1].number < 1 ||
        (i > 0 && is_among(l, i - 1, names)))
        return false;
    match next = longest(l, i + 2);
    return next.s &&
           (next.s->tag == TAG_ROLE || next.s->tag == TAG_COUNTRY || next.s->tag == TAG_RANK ||
            next.s->tag == TAG_WORLD || next.s->tag == TAG_PRODUCT);
}

/* "Figure 3", "section 4.2", "No. 18", "HS code 8505": the label of n tokens and the digits are words. */
int32_t read_label(lexing *l, int32_t i, int32_t n)
{
    int32_t k = i + n;
    if (!is_digits(l, k) || (n == 1 && !sense_as(l, i, TAG_LABEL) && !is_text(l, i, "#")))
        return 0;
    const token *t = &l->tok[k];
    if (t->flags & (TOKEN_GROUPED | TOKEN_SIGNED) || unit_ahead(l, k + 1) ||
        (is_glued(l, k + 1) && l->tok[k + 1].kind == TOKEN_WORD))
        return 0;
    if (n == 1 && is_place(l, i)) {
        put_item(l, i, k, TAG_ORDINAL, (int32_t)t->number, t->number, NULL, "");
        return 2;
    }
    put_word(l, i, k - 1);
    put_word(l, k, k);
    return n + 1;
}

/* "[1]", "(2)", "3)" and "4." at the start. */
static int32_t read_list_number(lexing *l, int32_t i)
{
    const token *t = &l->tok[i];
    bool small = is_digits(l, i) && strlen(t->text) <= LIST_DIGITS &&
                 !(t->flags & (TOKEN_POINT | TOKEN_SIGNED));
    bool square = i > 0 && is_text(l, i - 1, "[") && is_text(l, i + 1, "]");
    bool round = i > 0 && is_text(l, i - 1, "(") && is_text(l, i + 1, ")");
    bool start = i == 0 && (is_text(l, 1, ")") || is_text(l, 1, ".") || is_text(l, 1, ":"));
    if (!square && !(small && (round || start)))
        return 0;
    put_word(l, i, i);
    return 1;
}

static bool is_unit(int32_t t)
{
    static const int32_t units[] = { TAG_PERCENT, TAG_POINTS, TAG_MASS,       TAG_SCALE,
                                     TAG_TIMES,   TAG_MONEY,  TAG_UNIT_OTHER, TAG_THING };
    for (int32_t k = 0; k < COUNT_OF(units); k++)
        if (units[k] == t)
            return true;
    return false;
}

/* Letters glued to digits: a unit leaves the digits alone (0), "17th" is an ordinal, "5G" a word. */
static int32_t read_glued(lexing *l, int32_t i)
{
    if (!is_glued(l, i + 1) || l->tok[i + 1].kind != TOKEN_WORD)
        return 0;
    const sense *tail = sense_as(l, i + 1, TAG_TAIL);
    match m = longest(l, i + 1);
    if (m.s && is_unit(m.s->tag) &&
        !(is_glued(l, i + 1 + m.n) && token_at(l, i + 1 + m.n)->kind != TOKEN_SIGN))
        return 0;
    if (tail && tail->value)
        put_item(l, i, i + 1, TAG_ORDINAL, (int32_t)MIN_OF(l->tok[i].number, 1e6), l->tok[i].number,
                 NULL, "");
    else
        put_word(l, i, i + 1);
    return 2;
}

/* "F-35", "COVID-19", "38-nation": joined by a hyphen to a word that is neither unit nor time. */
static bool is_joined(const lexing *l, int32_t i)
{
    static const char *const joiners[] = { "mid",   "pre",    "post", "early",  "late",
                                           "about", "around", "over", "nearly", "to",
                                           "a",     "an",     "and",  "or",     "the",
                                           "plus",  "non",    "up",   "of",     "since",
                                           "all",   "sub",    "us",   "until",  NULL };
    const item *before = item_before(l, i);
    if (l->tok[i].flags & TOKEN_HYPHEN && before && before->tag == TAG_WORD &&
        !is_among(l, i - 1, joiners))
        return true;
    const token *next = token_at(l, i + 1);
    if (i + 1 >= l->n || !(next->flags & TOKEN_HYPHEN) || next->kind != TOKEN_WORD ||
        unit_ahead(l, i + 1))
        return false;
    match m = longest(l, i + 1);
    return !m.s || m.s->tag == TAG_WORD || m.s->tag == TAG_UNIT_OTHER || m.s->tag == TAG_COUNTED ||
           m.s->tag == TAG_OTHER;
}

static bool is_code(const lexing *l, int32_t i)
{
    const token *t = &l->tok[i];
    size_t digits = strlen(t->text);
    if (t->flags & (TOKEN_GROUPED | TOKEN_POINT | TOKEN_SIGNED) || unit_ahead(l, i + 1))
        return false;
    const item *before = item_before(l, i);
    return (digits >= CODE_DIGITS ||
            (digits == SHORT_CODE_DIGITS && !(before && before->tag == TAG_HEDGE))) &&
           !(before && before->tag == TAG_MONEY);
}

/* ---- digits ---------------------------------------------------------------------------------------- */

/* A hyphen between two amounts is said: "50-60 tonnes", "50%-60%". */
static void put_range(lexing *l, int32_t i)
{
    const item *before = item_before(l, i);
    if (l->tok[i].flags & TOKEN_HYPHEN && before &&
        (before->tag == TAG_NUMBER || before->tag == TAG_PERCENT || before->tag == TAG_MASS ||
         before->tag == TAG_SCALE))
        put_item(l, i, i, TAG_PUNCT, '-', NO_NUMBER, NULL, "");
}

static int32_t read_digits(lexing *l, int32_t i)
{
    const token *t = &l->tok[i];
    int32_t n;
    if (!is_digits(l, i))
        return 0;
    if ((n = read_list_number(l, i)) || (n = read_stroke(l, i)) || (n = read_glued(l, i)))
        return n;
    if (put_fold(l, i, 1, t->number))
        return 2;
    if (t->flags & TOKEN_SHORT_YEAR || is_joined(l, i) || is_code(l, i)) {
        put_word(l, i, i);
        return 1;
    }
    put_range(l, i);
    put_item(l, i, i, TAG_NUMBER,
             (t->flags & TOKEN_EITHER ? 4 : 0) | (t->flags & TOKEN_SIGNED ? 8 : 0), t->number, NULL,
             t->text);
    return 1;
}

int32_t read_number(lexing *l, int32_t i)
{
    int32_t n;
    if ((n = read_label(l, i, 1)) || (n = read_digits(l, i)) || (n = read_parts(l, i)) ||
        (n = read_half(l, i)) || (n = read_words(l, i)))
        return n;
    return read_article(l, i);
}
