/* lexer.c - layer 3: a sentence to tagged items.
 *
 * Flow: tokens (tokens.c) -> at each token a phrase of several words, else a date or length (calendar.c), else a number
 * (numbers.c), else a word of the dictionary, else a sign or a plain word. A sense with needs is taken only where its
 * neighbours meet them; the next shorter phrase gets its turn otherwise.
 * Invariant: items are in the order of the text and do not overlap, but for a range's '-' between two numbers. Look-ahead
 * is bounded by the longest phrase, so the time is linear in the text. */
#include "claims/lexer_impl.h"

enum { ITEMS_FIRST = 64, OPEN_REACH = 6, RATE_REACH = 6, TITLE_WORDS = 4 };

/* ---- items ------------------------------------------------------------------------------------- */

void items_init(items *it, const alloc *al)
{
    *it = (items){ 0 };
    arena_init(&it->mem, al);
}

void items_release(items *it)
{
    const alloc *al = it->mem.al;
    alloc_drop(al, it->at);
    arena_release(&it->mem);
    items_init(it, al);
}

static item *room(lexing *l)
{
    items *it = l->out;
    if (it->n == it->cap) {
        int32_t cap = it->cap ? it->cap * 2 : ITEMS_FIRST;
        item *at = alloc_resize(l->al, it->at, (size_t)cap * sizeof *at);
        if (!at) {
            l->starved = true;
            return NULL;
        }
        it->at = at;
        it->cap = cap;
    }
    return &it->at[it->n++];
}

void put_item(lexing *l, int32_t first, int32_t last, tag t, int32_t value, double number,
              const char *id, const char *word)
{
    item *x = room(l);
    if (!x)
        return;
    *x = (item){ l->tok[first].from,         l->tok[last].to, t, value, number, id,
                 word && *word ? word : NULL };
    if (t == TAG_PUNCT && value == '-' &&
        l->tok[first].flags & TOKEN_HYPHEN) { /* of a range: the gap before the number */
        x->from = l->tok[first - 1].to;
        x->to = l->tok[first].from;
    }
}

void put_word(lexing *l, int32_t first, int32_t last)
{
    const char *word = l->tok[first].text;
    if (last > first) {
        uint32_t from = l->tok[first].from;
        char *text = arena_strn(&l->out->mem, l->text + from, l->tok[last].to - from);
        l->starved |= !text;
        for (char *p = text; p && *p; p++)
            *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
        word = text ? text : "";
    }
    put_item(l, first, last, TAG_WORD, 0, NO_NUMBER, NULL, word);
}

const item *item_before(const lexing *l, int32_t i)
{
    const item *x = l->out->n ? &l->out->at[l->out->n - 1] : NULL;
    return x && i > 0 && x->to == l->tok[i - 1].to ? x : NULL;
}

const char *tag_name(tag t)
{
    static const char *const names[] = {
#define TAG(name, holds) #name,
#include "claims/tags.def"
#undef TAG
    };
    return (int32_t)t >= 0 && t < TAG_COUNT ? names[t] : "?";
}

/* ---- words and their neighbours ------------------------------------------------------------------ */

bool is_text(const lexing *l, int32_t i, const char *text)
{
    return i >= 0 && i < l->n && STR_EQ(l->tok[i].text, text);
}

bool is_among(const lexing *l, int32_t i, const char *const *list)
{
    for (; *list; list++)
        if (is_text(l, i, *list))
            return true;
    return false;
}

/* What the letters themselves must show. */
static bool is_spelt(const lexing *l, int32_t i, uint32_t needs)
{
    uint32_t flags = l->tok[i].flags;
    if (needs & CAP && !(flags & TOKEN_CAPITAL) && !(i > 0 && l->tok[i - 1].flags & TOKEN_CAPITAL))
        return false;
    if (needs & UPPER && !(flags & TOKEN_UPPER))
        return false;
    if (needs & SMALL && flags & TOKEN_CAPITAL)
        return false;
    return true;
}

const sense *sense_as(const lexing *l, int32_t i, int32_t wanted)
{
    if (i < 0 || i >= l->n)
        return NULL;
    for (const sense *s = lexicon_sense(l->lx, lexicon_step(l->lx, 0, l->tok[i].word)); s;
         s = lexicon_next(l->lx, s))
        if (s->tag == wanted && is_spelt(l, i, s->need))
            return s;
    return NULL;
}

static bool has_any(const lexing *l, int32_t i, const int32_t *tags, int32_t n)
{
    if (i < 0 || i >= l->n)
        return false;
    for (const sense *s = lexicon_sense(l->lx, lexicon_step(l->lx, 0, l->tok[i].word)); s;
         s = lexicon_next(l->lx, s))
        for (int32_t k = 0; k < n; k++)
            if (s->tag == tags[k] && is_spelt(l, i, s->need))
                return true;
    return false;
}

bool unit_ahead(const lexing *l, int32_t i)
{
    static const int32_t units[] = { TAG_PERCENT, TAG_POINTS, TAG_MASS,    TAG_SCALE,
                                     TAG_TIMES,   TAG_MONEY,  TAG_HUNDREDS };
    if (has_any(l, i, units, COUNT_OF(units)) || is_text(l, i, "fold"))
        return !(is_text(l, i, "$") || (is_text(l, i, "us") && is_text(l, i + 1, "$")));
    match m = { 0 };
    if (is_text(l, i, "metric") || is_text(l, i, "per") || is_text(l, i, "percentage") ||
        is_text(l, i, "basis") || is_text(l, i, "short") || is_text(l, i, "long") ||
        is_text(l, i, "troy") || is_text(l, i, "us"))
        m = longest(l, i);
    return m.s && m.n > 1 &&
           (m.s->tag == TAG_MASS || m.s->tag == TAG_PERCENT || m.s->tag == TAG_POINTS);
}

bool amount_ahead(const lexing *l, int32_t i)
{
    static const int32_t starts[] = { TAG_NUMBER, TAG_HUNDREDS, TAG_FACTOR, TAG_FRACTION,
                                      TAG_HEDGE };
    static const int32_t parts[] = { TAG_PART, TAG_HUNDREDS, TAG_SCALE, TAG_FRACTION, TAG_MASS };
    if (i >= l->n)
        return false;
    if (l->tok[i].kind == TOKEN_NUMBER || has_any(l, i, starts, COUNT_OF(starts)))
        return true;
    if (is_text(l, i, "a") || is_text(l, i, "an"))
        return has_any(l, i + 1, parts, COUNT_OF(parts));
    bool money =
        sense_as(l, i, TAG_MONEY) || (is_text(l, i + 1, "$") && l->tok[i].kind == TOKEN_WORD);
    return money && (l->tok[MIN_OF(i + 1, l->n)].kind == TOKEN_NUMBER ||
                     l->tok[MIN_OF(i + 2, l->n)].kind == TOKEN_NUMBER);
}

/* A number stands right before token i; a year is none. */
static bool number_behind(const lexing *l, int32_t i)
{
    static const int32_t numbers[] = { TAG_NUMBER, TAG_HUNDREDS, TAG_SCALE };
    static const char *const passed[] = { "more", "other",     "additional", "further",
                                          "new",  "critical",  "different",  "key",
                                          "such", "strategic", NULL };
    const item *x = item_before(l, i);
    if (i < 1 || (x && x->tag == TAG_PER))
        return i > 0;
    if (i > 1 && is_among(l, i - 1, passed))
        i--;
    const token *t = &l->tok[i - 1];
    if (t->kind != TOKEN_NUMBER)
        return has_any(l, i - 1, numbers, COUNT_OF(numbers)) || is_text(l, i - 1, "half") ||
               is_text(l, i - 1, "%");
    const item *before = item_before(l, i);
    return !(before && (before->tag == TAG_YEAR || before->tag == TAG_WORD));
}

/* "57k", "1.2 m tonnes", "$5 m". */
static bool is_scale_letter(const lexing *l, int32_t i)
{
    if (i < 1 || l->tok[i - 1].kind != TOKEN_NUMBER)
        return false;
    if (!(l->tok[i].flags & (TOKEN_SPACE | TOKEN_HYPHEN)))
        return true;
    return sense_as(l, i + 1, TAG_MASS) || sense_as(l, i + 1, TAG_MONEY) ||
           sense_as(l, i - 2, TAG_MONEY);
}

static bool is_fresh(const lexing *l, int32_t i)
{
    static const int32_t measured[] = { TAG_TIMES, TAG_PERCENT, TAG_PART, TAG_FACTOR };
    return i < 1 ||
           !(has_any(l, i - 1, measured, COUNT_OF(measured)) || is_text(l, i - 1, "points"));
}

/* No "of", "in" or year behind the phrase that ends before token i. */
static bool is_alone(const lexing *l, int32_t i)
{
    return !is_text(l, i, "of") && !is_text(l, i, "in") && !year_at(l, i);
}

static bool is_ranked(const lexing *l, int32_t i)
{
    const item *x = item_before(l, i);
    return x && x->tag == TAG_RANK;
}

static bool is_open(const lexing *l, int32_t i)
{
    for (int32_t k = i; k < l->n && k < i + OPEN_REACH; k++)
        if (is_text(l, k, "from"))
            return false;
    return true;
}

/* All that a phrase of n tokens at i needs beside it. */
static bool is_met(const lexing *l, int32_t i, int32_t n, uint32_t needs)
{
    if (needs == ANY)
        return true;
    return is_spelt(l, i, needs) && !(needs & AHEAD && !amount_ahead(l, i + n)) &&
           !(needs & BEHIND && !number_behind(l, i)) &&
           !(needs & GLUED && !is_scale_letter(l, i)) && !(needs & FRESH && !is_fresh(l, i)) &&
           !(needs & OPEN && !is_open(l, i + n)) && !(needs & DATED && !is_dated(l, i)) &&
           !(needs & ALONE && !is_alone(l, i + n)) && !(needs & RANKED && !is_ranked(l, i));
}

/* A name that keeps words from their meaning does not reach over a possessive: "China's tungsten" is no company. */
static bool is_whole(const lexing *l, int32_t i, int32_t n, const sense *s)
{
    if (s->tag == TAG_WORD && !(s->need & OWNED))
        for (int32_t k = i; k + 1 < i + n; k++)
            if (l->tok[k].flags & TOKEN_OWNER)
                return false;
    return true;
}

match longest(const lexing *l, int32_t i)
{
    match best = { NULL, 0 };
    int32_t node = 0;
    for (int32_t k = i; k < l->n && (node = lexicon_step(l->lx, node, l->tok[k].word)) > 0; k++)
        for (const sense *s = lexicon_sense(l->lx, node); s; s = lexicon_next(l->lx, s))
            if ((s->tag < TAG_COUNT || k > i) && is_met(l, i, k - i + 1, s->need) &&
                is_whole(l, i, k - i + 1, s)) {
                best = (match){ s, k - i + 1 };
                break;
            }
    return best;
}

/* ---- phrases -------------------------------------------------------------------------------------- */

/* Verb or noun: "exports surge 660 %" and "to surge", but "a surge", "export surge". */
static int32_t class_of(const lexing *l, int32_t i)
{
    const item *x = item_before(l, i);
    if (!x)
        return CLASS_NOUN;
    const char *text = i > 0 ? l->tok[i - 1].text : "";
    bool plural = *text && text[strlen(text) - 1] == 's';
    switch (x->tag) {
    case TAG_TO:
    case TAG_FUTURE:
    case TAG_NOT:
        return CLASS_VERB;
    case TAG_COUNTRY:
        return x->value ? CLASS_NOUN : CLASS_VERB;
    case TAG_EXPORT:
    case TAG_IMPORT:
    case TAG_SHIP:
    case TAG_PRODUCT:
    case TAG_ACTIVITY:
    case TAG_ANAPHOR:
    case TAG_OTHER:
        return plural || x->tag == TAG_ANAPHOR ? CLASS_VERB : CLASS_NOUN;
    default:
        return CLASS_NOUN;
    }
}

/* A currency before its number. */
static bool leads_number(const lexing *l, int32_t i, int32_t n)
{
    const item *x = item_before(l, i);
    return l->tok[MIN_OF(i + n, l->n)].kind == TOKEN_NUMBER && i + n < l->n &&
           !(x && (x->tag == TAG_NUMBER || x->tag == TAG_SCALE));
}

/* "a year" is a rate behind an amount: "20,000 tonnes a year"; else a length of time. */
static bool is_rate(const lexing *l, int32_t i)
{
    if (!(is_text(l, i, "a") || is_text(l, i, "each") || is_text(l, i, "every")))
        return true;
    const items *it = l->out;
    for (int32_t k = it->n - 1; k >= 0 && k >= it->n - RATE_REACH; k--) {
        tag t = it->at[k].tag;
        if (t == TAG_MASS || t == TAG_MONEY || t == TAG_SCALE || t == TAG_THING ||
            t == TAG_UNIT_OTHER)
            return true;
        if (t == TAG_PUNCT || t == TAG_RISE || t == TAG_FALL)
            return false;
    }
    return false;
}

/* "50 million pounds" is money unless something is weighed. */
static bool is_sterling(const lexing *l, int32_t i)
{
    static const char *const weighed[] = { "of", "per", "a", "each", ")", NULL };
    const item *x = item_before(l, i);
    if (!is_text(l, i, "pounds") || !x || x->tag != TAG_SCALE || is_among(l, i + 1, weighed))
        return false;
    for (int32_t k = 0; k < l->out->n; k++)
        if (l->out->at[k].tag == TAG_MASS || l->out->at[k].tag == TAG_PRODUCT ||
            l->out->at[k].tag == TAG_ACTIVITY)
            return false;
    return true;
}

static void put_phrase(lexing *l, int32_t i, match m)
{
    const sense *s = m.s;
    int32_t value = s->value;
    bool moves = s->tag == TAG_RISE || s->tag == TAG_FALL;
    if (moves && value == CLASS_EITHER)
        value = class_of(l, i);
    if (s->tag == TAG_MONEY)
        value = leads_number(l, i, m.n);
    if (s->tag == TAG_DURATION && value == 2 && !is_rate(l, i))
        value = 1;
    if (s->tag == TAG_MASS && is_sterling(l, i)) {
        put_item(l, i, i, TAG_MONEY, 0, NO_NUMBER, "GBP", l->tok[i].text);
        return;
    }
    if (s->tag == TAG_WORD || s->tag >= TAG_COUNT)
        put_word(l, i, i + m.n - 1);
    else if (s->tag == TAG_FACTOR || s->tag == TAG_FRACTION)
        put_item(l, i, i + m.n - 1, (tag)s->tag, value, s->number, NULL, digits_of(l, s->number));
    else
        put_item(l, i, i + m.n - 1, (tag)s->tag, value, s->number, s->id,
                 m.n == 1 ? l->tok[i].text : "");
}

/* "tonnes of REO": the mass is one of oxides. */
static int32_t add_oxide(lexing *l, int32_t i)
{
    item *x = l->out->n ? &l->out->at[l->out->n - 1] : NULL;
    int32_t k = i + is_text(l, i, "of");
    bool oxide = is_text(l, k, "oxide") && is_text(l, k + 1, "equivalent");
    if (!x || x->tag != TAG_MASS || !(is_text(l, k, "reo") || is_text(l, k, "treo") || oxide))
        return 0;
    k += oxide;
    x->value = 1;
    x->to = l->tok[k].to;
    return k - i + 1;
}

/* Single words that no phrase decides. */
static int32_t read_word(lexing *l, int32_t i)
{
    match m = longest(l, i);
    if (is_text(l, i, "on") && m.n <= 1) {
        match next = longest(l, i + 1);
        int32_t month = month_at(l, i + 1);
        if ((next.s && next.s->tag == TAG_RELATIVE) ||
            (month && l->tok[i + 2].kind != TOKEN_NUMBER)) {
            put_item(l, i, i, TAG_COMPARE, COMPARE_ON, NO_NUMBER, NULL, "on");
            return 1;
        }
    }
    if (!m.s) {
        put_word(l, i, i);
        return 1;
    }
    put_phrase(l, i, m);
    return m.n + (m.s->tag == TAG_MASS ? add_oxide(l, i + m.n) : 0);
}

/* "yuan/kg", "t/MW", "$50/kg": behind a unit, or behind money's number. */
static bool is_price_stroke(const lexing *l, const item *x)
{
    int32_t k = l->out->n - 2;
    if (!x || x->tag == TAG_MASS || x->tag == TAG_MONEY)
        return x != NULL;
    while (k > 0 && (l->out->at[k].tag == TAG_NUMBER ||
                     (l->out->at[k].tag == TAG_PUNCT && l->out->at[k].value == '-')))
        k--;
    return (x->tag == TAG_NUMBER || x->tag == TAG_SCALE) && k >= 0 &&
           l->out->at[k].tag == TAG_MONEY && l->out->at[k].value == 1;
}

static int32_t read_sign(lexing *l, int32_t i)
{
    static const char plain[] = ",;:()\"/.";
    const char *text = l->tok[i].text;
    const item *x = item_before(l, i);
    if (STR_EQ(text, "--"))
        put_item(l, i, i, TAG_PUNCT, 2 * '-', NO_NUMBER, NULL, "");
    else if (STR_EQ(text, "[") || STR_EQ(text, "]"))
        put_item(l, i, i, TAG_PUNCT, text[0] == '[' ? '(' : ')', NO_NUMBER, NULL, "");
    else if (STR_EQ(text, "&"))
        put_item(l, i, i, TAG_WORD, 0, NO_NUMBER, NULL, "and");
    else if (STR_EQ(text, "/") && is_price_stroke(l, x) && l->tok[i + 1].kind == TOKEN_WORD)
        put_item(l, i, i, TAG_PER, 0, NO_NUMBER, NULL, "/");
    else if (!text[1] && strchr(plain, text[0]))
        put_item(l, i, i, TAG_PUNCT, text[0], NO_NUMBER, NULL, "");
    return 1;
}

/* ---- the sentence --------------------------------------------------------------------------------- */

/* A title in capitals: most words of four letters and more begin with one. */
static bool is_title(const lexing *l)
{
    int32_t words = 0, capitals = 0;
    for (int32_t i = 0; i < l->n; i++) {
        const token *t = &l->tok[i];
        if (t->kind != TOKEN_WORD || t->to - t->from < TITLE_WORDS)
            continue;
        words++;
        capitals += (t->flags & TOKEN_CAPITAL) != 0;
    }
    return words >= TITLE_WORDS && capitals * 4 >= words * 3;
}

static int32_t read_next(lexing *l, int32_t i)
{
    match m = longest(l, i);
    int32_t n;
    if (m.n > 1 && m.s->tag != TAG_MONTH) {
        if (m.s->tag == TAG_LABEL && (n = read_label(l, i, m.n)))
            return n;
        put_phrase(l, i, m);
        return m.n + (m.s->tag == TAG_MASS ? add_oxide(l, i + m.n) : 0);
    }
    if ((n = read_calendar(l, i)) || (n = read_number(l, i)))
        return n;
    return l->tok[i].kind == TOKEN_SIGN && !m.s ? read_sign(l, i) : read_word(l, i);
}

gad_status lex_sentence(gad_ctx *cx, const lexicon *lx, const char *text, uint32_t from,
                        uint32_t to, items *out)
{
    lexing l = { .lx = lx, .text = text, .out = out, .al = out->mem.al };
    out->n = 0;
    arena_release(&out->mem);
    token *tok = tokens_read(&out->mem, text, from, to, &l.n);
    if (!tok)
        return gad_nomem(cx, "the words of a sentence");
    for (int32_t i = 0; i < l.n; i++)
        tok[i].word = lexicon_word(lx, tok[i].text);
    l.tok = tok;
    l.title = is_title(&l);
    for (int32_t i = 0; i < l.n && !l.starved;)
        i += read_next(&l, i);
    return l.starved ? gad_nomem(cx, "the words of a sentence") : GAD_OK;
}
