/* article_blocks.c - layer 3: lines to blocks, and what kind each is.
 *
 * A block is a line, or several that were one paragraph before somebody wrapped it. Lines were wrapped when most of
 * them are full: the first word of the next one would not have fitted. Otherwise a line goes on in the next only
 * when it stops in the middle of a phrase. */
#include "base/base.h"
#include "claims/article_impl.h"

enum {
    WRAP_MIN = 30,
    WRAP_MAX = 130,     /* characters: columns of wrapped text */
    HEADLINE_MAX = 170, /* characters; the longest of 40 headlines looked at has 132 */
    TITLE_WORDS = 4,    /* fewer are the name of a section */
};

/* Bullets that need no space behind them. */
static bool is_bullet(uint32_t code)
{
    static const uint16_t bullets[] = { 0xB7,   0x2022, 0x2023, 0x2043, 0x25A0, 0x25AA, 0x25AB,
                                        0x25B6, 0x25B8, 0x25BA, 0x25CB, 0x25CF, 0x25E6, 0x2713,
                                        0x2714, 0x2794, 0x27A4, 0x2192, 0x2726, 0x2B25 };
    for (int32_t i = 0; i < COUNT_OF(bullets); i++)
        if (bullets[i] == code)
            return true;
    return false;
}

/* "1. ", "12) ", "(3) ", "a) ": the byte after it; 0: none. */
static uint32_t list_number_at(const char *s, uint32_t i, uint32_t to)
{
    bool open = s[i] == '(';
    uint32_t k = i + open, from = k;
    while (k < to && k - from < 2 && is_digit(s[k]))
        k++;
    bool digits = k > from;
    if (!digits && k < to && is_lower(s[k]))
        k++;
    if (k == from || k >= to)
        return 0;
    bool ends = s[k] == ')' || (s[k] == '.' && digits && !open);
    return ends && space_at(s, k + 1, to) ? k + 1 : 0;
}

/* A mark at the start of a line; the byte after it, 0: none. */
static uint32_t mark_at(const char *s, uint32_t i, uint32_t to, line_mark *mark)
{
    uint32_t len = 1, k = i, code = char_at(s, i, to, &len);
    bool alone = space_at(s, i + len, to) || i + len == to;
    if (is_bullet(code) || (alone && (strchr("-*+", s[i]) || code == 0x2013 || code == 0x2014))) {
        *mark = MARK_BULLET;
        return i + len;
    }
    while (k < to && k - i < 6 && s[k] == '#')
        k++;
    if (k > i && space_at(s, k, to)) {
        *mark = k - i == 1 ? MARK_TITLE : MARK_HEADING;
        return k;
    }
    if ((s[i] == '>' || s[i] == '|') && alone)
        return i + 1;
    k = list_number_at(s, i, to);
    if (k)
        *mark = MARK_BULLET;
    return k;
}

static uint32_t count_chars(const char *s, uint32_t from, uint32_t to)
{
    uint32_t n = 0;
    for (uint32_t i = from; i < to; i++)
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    return n;
}

/* Behind a stop: quotes, brackets, emphasis. */
static uint32_t closer_before(const char *s, uint32_t from, uint32_t to)
{
    if (to > from && strchr("\"')]*_", s[to - 1]))
        return 1;
    uint32_t len = 0;
    if (to - from >= 3) {
        uint32_t code = char_at(s, to - 3, to, &len);
        return len == 3 && (code == 0x2019 || code == 0x201D) ? 3 : 0;
    }
    return 0;
}

static bool ends_with_stop(const char *s, uint32_t from, uint32_t to)
{
    for (uint32_t k = closer_before(s, from, to); k; k = closer_before(s, from, to))
        to -= k;
    if (to == from)
        return false;
    if (strchr(".!?", s[to - 1]))
        return true;
    uint32_t len = 0;
    uint32_t code = to - from >= 3 ? char_at(s, to - 3, to, &len) : 0;
    return len == 3 && (code == 0x2026 || code == 0x3002);
}

/* One line [from, to) to a block; false: nothing to read in it. */
static bool read_line(const char *s, uint32_t from, uint32_t to, block *out)
{
    line_mark mark = MARK_NONE;
    from = skip_spaces(s, from, to);
    to = trim_end(s, from, to);
    while (from < to) {
        uint32_t k = mark_at(s, from, to, &mark);
        if (!k)
            break;
        from = skip_spaces(s, k, to);
    }
    if (from < to && s[to - 1] == '|')
        to = trim_end(s, from, to - 1);
    *out = (block){ .from = from, .to = to, .mark = mark };
    if (!has_word(s, from, to))
        return false;
    out->width = count_chars(s, from, to);
    out->stop = ends_with_stop(s, from, to);
    return true;
}

static bool push(arena *mem, blocks *b, const block *one)
{
    if (b->n == b->cap) {
        int32_t cap = b->cap ? b->cap * 2 : 64;
        block *at = arena_take(mem, (size_t)cap, sizeof *at);
        if (!at)
            return false;
        if (b->n)
            memcpy(at, b->at, (size_t)b->n * sizeof *at);
        b->at = at;
        b->cap = cap;
    }
    b->at[b->n++] = *one;
    return true;
}

static bool read_lines(arena *mem, const clean *c, blocks *out)
{
    bool gap = true;
    bool bullet = false; /* a mark alone on the line above */
    for (uint32_t at = 0; at < c->n;) {
        const char *nl = memchr(c->text + at, '\n', c->n - at);
        uint32_t end = nl ? (uint32_t)(nl - c->text) : c->n;
        block one;
        if (read_line(c->text, at, end, &one)) {
            if (one.mark == MARK_NONE && bullet)
                one.mark = MARK_BULLET;
            one.gap = gap;
            if (!push(mem, out, &one))
                return false;
            gap = bullet = false;
        } else {
            bullet = one.mark == MARK_BULLET && one.from == one.to;
            gap = true;
        }
        at = end + 1;
    }
    return true;
}

/* ---- wrapped lines ------------------------------------------------------------------------------ */

static uint32_t first_word_width(const char *s, const block *b)
{
    uint32_t i = b->from;
    while (i < b->to && i - b->from < WRAP_MAX && !space_at(s, i, b->to))
        i++;
    return count_chars(s, b->from, i);
}

static bool is_full(const char *s, const block *b, uint32_t columns)
{
    return b->width + 1 + first_word_width(s, b + 1) + 2 > columns;
}

static bool starts_low(const char *s, const block *b)
{
    return is_lower(s[b->from]) || is_digit(s[b->from]);
}

/* The line stops where no phrase does: "exports of", "fell to", a comma. */
static bool stops_short(const char *s, const block *b)
{
    static const char *const words[] = { "of",     "to",    "by",   "from",  "than",    "in",
                                         "at",     "about", "over", "and",   "the",     "nearly",
                                         "around", "some",  "was",  "were",  "is",      "for",
                                         "on",     "with",  "a",    "an",    "roughly", "almost",
                                         "or",     "but",   "that", "which", "their",   "its" };
    uint32_t i = b->to;
    if (b->width < WRAP_MIN + 10)
        return false;
    if (s[i - 1] == ',')
        return true;
    while (i > b->from && is_lower(s[i - 1]) && b->to - i < 8)
        i--;
    for (int32_t k = 0; k < COUNT_OF(words) && i > b->from && s[i - 1] == ' '; k++)
        if (phrase_at(s, i, b->to, words[k]) == b->to)
            return true;
    return false;
}

static bool goes_on(const char *s, const block *b, bool wrapped, uint32_t columns)
{
    if (wrapped && is_full(s, b, columns))
        return true;
    if (b->stop)
        return false;
    if (stops_short(s, b))
        return true;
    return is_lower(s[b[1].from]) && b->width >= WRAP_MIN && s[b->to - 1] != ':';
}

/* The lines [from, to) stand under each other without a blank line or a mark between. */
static bool is_wrapped(const char *s, const block *at, int32_t from, int32_t to, uint32_t *columns)
{
    int32_t full = 0, low = 0, pairs = to - from - 1;
    *columns = 0;
    for (int32_t i = from; i < to; i++)
        *columns = MAX_OF(*columns, at[i].width);
    if (*columns < WRAP_MIN || *columns > WRAP_MAX)
        return false;
    for (int32_t i = from; i + 1 < to; i++) {
        full += is_full(s, &at[i], *columns);
        low += starts_low(s, &at[i + 1]);
    }
    return full >= 2 && full * 10 >= pairs * 6 && low * 10 >= pairs * 4;
}

/* Joins in place; blocks [0, *n) are done. */
static void join_run(const char *s, blocks *b, int32_t from, int32_t to, int32_t *n)
{
    uint32_t columns = 0;
    bool wrapped = to - from > 1 && is_wrapped(s, b->at, from, to, &columns);
    bool on = false;
    for (int32_t i = from; i < to; i++) {
        bool next = i + 1 < to && goes_on(s, &b->at[i], wrapped, columns);
        block one = b->at[i];
        if (on) {
            block *last = &b->at[*n - 1];
            last->to = one.to;
            last->width += 1 + one.width;
            last->stop = one.stop;
        } else {
            b->at[(*n)++] = one;
        }
        on = next;
    }
}

static void join_lines(const char *s, blocks *b)
{
    int32_t n = 0;
    for (int32_t from = 0, to = 0; from < b->n; from = to) {
        to = from + 1;
        bool heading = b->at[from].mark == MARK_TITLE || b->at[from].mark == MARK_HEADING;
        while (!heading && to < b->n && !b->at[to].gap && b->at[to].mark == MARK_NONE)
            to++;
        join_run(s, b, from, to, &n);
    }
    b->n = n;
}

gad_status blocks_read(gad_ctx *cx, arena *mem, const clean *c, blocks *out)
{
    *out = (blocks){ NULL, 0, 0 };
    if (!read_lines(mem, c, out))
        return gad_nomem(cx, "the lines of the article");
    join_lines(c->text, out);
    return GAD_OK;
}

/* ---- kinds -------------------------------------------------------------------------------------- */

static int32_t count_words(const char *s, const block *b, int32_t enough)
{
    int32_t n = 0;
    for (uint32_t i = b->from; i < b->to && n < enough; i++)
        n += !space_at(s, i, b->to) && (i == b->from || s[i - 1] == ' ' || s[i - 1] == '\n');
    return n;
}

/* Short, without a full stop; a question on a line of its own, too. */
static bool is_headline(const char *s, const block *b)
{
    char last = s[b->to - 1];
    if (b->width > HEADLINE_MAX || last == ',' || last == ';')
        return false;
    if (last == ':')
        return b->width <= 48 && count_words(s, b, 6) <= 5;
    if (!b->stop)
        return true;
    return last == '?' && memchr(s + b->from, '.', b->to - b->from) == NULL;
}

static bool same_text(const char *s, const block *a, const block *b)
{
    return a->to - a->from == b->to - b->from &&
           !strncasecmp(s + a->from, s + b->from, a->to - a->from);
}

/* The title: the first headline of some words before the text begins, or the first at all. */
static int32_t find_title(const char *s, const blocks *b)
{
    int32_t first = -1;
    for (int32_t i = 0; i < b->n; i++) {
        const block *k = &b->at[i];
        if (k->noise)
            continue;
        if (k->mark == MARK_TITLE)
            return i;
        if (k->mark == MARK_BULLET || !k->headline)
            break;
        if (count_words(s, k, TITLE_WORDS) >= TITLE_WORDS)
            return i;
        first = first < 0 ? i : first;
    }
    return first;
}

/* ---- tails -------------------------------------------------------------------------------------- */

/* The first block from `from` on where `run` paragraphs of `width` characters follow each other; b->n: nowhere. */
static int32_t text_resumes(const blocks *b, int32_t from, int32_t run, uint32_t width)
{
    int32_t seen = 0;
    for (int32_t i = from; i < b->n; i++) {
        const block *k = &b->at[i];
        bool text = !k->noise && k->stop && k->width >= width && k->mark == MARK_NONE;
        seen = text ? seen + 1 : 0;
        if (seen == run)
            return i - run + 1;
    }
    return b->n;
}

static bool another_card(const blocks *b, int32_t i)
{
    for (int32_t k = i + 1; k < b->n && k <= i + 8; k++)
        if (b->at[k].noise == NOISE_CARD)
            return true;
    return false;
}

/* Teasers of other articles below this one: from "Related articles" or from two cards ("5 Min Read", "ago 2 minutes")
 * on, until paragraphs follow again. Above the text the same words are about this article. */
static void mark_tails(blocks *b)
{
    enum { TEXT_MIN = 600 }; /* characters of the article before its tail can begin */
    uint64_t text = 0;
    for (int32_t i = 0; i < b->n; i++) {
        const block *k = &b->at[i];
        bool card = k->noise == NOISE_CARD && another_card(b, i);
        if (!k->noise && !k->headline)
            text += k->width;
        if (text < TEXT_MIN || (!card && k->noise != NOISE_TAIL))
            continue;
        int32_t on = card ? text_resumes(b, i + 1, 3, 200) : text_resumes(b, i + 1, 1, 160);
        for (; i < on; i++)
            b->at[i].noise = MAX_OF(b->at[i].noise, NOISE_NAV);
        i = on - 1;
    }
}

static void mark_promo_headings(blocks *b)
{
    for (int32_t i = 0; i + 1 < b->n; i++)
        if (b->at[i].headline && !b->at[i].noise && b->at[i].mark != MARK_TITLE && i > 0 &&
            b->at[i + 1].noise == NOISE_PROMO)
            b->at[i].noise = NOISE_PROMO;
}

void blocks_judge(const noise_index *ix, const char *s, blocks *b)
{
    for (int32_t i = 0; i < b->n; i++) {
        block *k = &b->at[i];
        k->headline = k->mark == MARK_TITLE || k->mark == MARK_HEADING || is_headline(s, k);
        k->noise = noise_of_line(ix, s, k);
    }
    mark_tails(b);
    mark_promo_headings(b);
    int32_t title = find_title(s, b);
    bool begun = false; /* below the first paragraph "# " is a heading as others are */
    for (int32_t i = 0; i < b->n; i++) {
        block *k = &b->at[i];
        bool repeated = title >= 0 && k->headline &&
                        (same_text(s, k, &b->at[title]) || (!begun && k->mark == MARK_TITLE));
        if (k->noise)
            k->kind = SENTENCE_NOISE;
        else if (i == title || repeated)
            k->kind = SENTENCE_TITLE;
        else if (k->mark == MARK_BULLET)
            k->kind = SENTENCE_BULLET;
        else
            k->kind = k->headline ? SENTENCE_HEADING : SENTENCE_BODY;
        begun |= k->kind == SENTENCE_BODY;
    }
}
