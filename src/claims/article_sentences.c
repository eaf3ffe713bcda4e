/* article_sentences.c - layer 3: blocks to sentences.
 *
 * A stop ends a sentence when white space and the start of a new one follow, unless the word before is an abbreviation
 * (abbreviations.def) that the next word belongs to. Looks a few bytes to either side of a stop, never further.
 * Invariant: sentences are in order, do not overlap, hold a word each, and are SENTENCE_BYTES_MAX long at most. */
#include "base/base.h"
#include "claims/article_impl.h"

typedef enum ends { ALWAYS, NEVER, DIGIT, STARTER } ends;

static const struct short_row {
    const char *word;
    ends ends;
} shorts[] = {
#define ABBREVIATION(word, when) { word, when },
#include "claims/abbreviations.def"
#undef ABBREVIATION
};

static const char *const starters[] = {
#define ABBREVIATION(word, when)
#define SENTENCE_STARTER(word) word,
#include "claims/abbreviations.def"
#undef SENTENCE_STARTER
#undef ABBREVIATION
};

typedef struct splitter {
    arena *mem;
    const noise_index *ix;
    const char *s;
    sentences *out;
    const block *b;
    int32_t paragraph, heading;
    bool failed;
} splitter;

static bool grow(splitter *x)
{
    sentences *o = x->out;
    int32_t cap = o->cap ? o->cap * 2 : 64;
    sentence *at = o->n < o->cap ? o->at : arena_take(x->mem, (size_t)cap, sizeof *at);
    if (!at)
        return false;
    if (o->n == o->cap) {
        if (o->n)
            memcpy(at, o->at, (size_t)o->n * sizeof *at);
        o->at = at;
        o->cap = cap;
    }
    return true;
}

static bool is_emphasis(const char *s, uint32_t i, uint32_t to)
{
    return i + 1 < to && (s[i] == '*' || s[i] == '_') && s[i + 1] == s[i];
}

/* Adds [from, to) without spaces and emphasis at its ends; nothing when nothing is left. */
static void emit(splitter *x, uint32_t from, uint32_t to, sentence_kind kind)
{
    const char *s = x->s;
    for (uint32_t before = to - from + 1; before != to - from && from < to;) {
        before = to - from;
        from = skip_spaces(s, from, to);
        from += is_emphasis(s, from, to) ? 2 : 0;
        to = trim_end(s, from, to);
        to -= to - from >= 2 && is_emphasis(s, to - 2, to) ? 2 : 0;
    }
    if (from >= to || !has_word(s, from, to))
        return;
    if (!grow(x)) {
        x->failed = true;
        return;
    }
    if (kind == SENTENCE_BODY || kind == SENTENCE_BULLET)
        kind = noise_in_sentence(x->ix, s, from, to) ? SENTENCE_NOISE : kind;
    x->out->at[x->out->n++] = (sentence){ from, to, x->paragraph, x->heading, kind };
}

/* The length of a stop at s[i], 0: none. */
static uint32_t stop_at(const char *s, uint32_t i, uint32_t to)
{
    if (s[i] == '.' || s[i] == '!' || s[i] == '?')
        return 1;
    if ((unsigned char)s[i] < 0xE2)
        return 0;
    uint32_t len = 0, code = char_at(s, i, to, &len);
    return code == 0x2026 || code == 0x3002 || code == 0xFF01 || code == 0xFF1F ? len : 0;
}

static uint32_t quote_at(const char *s, uint32_t i, uint32_t to, bool closing)
{
    if (i >= to)
        return 0;
    if (strchr(closing ? "\"')]*_" : "\"'([*_$", s[i]))
        return 1;
    uint32_t len = 0, code = char_at(s, i, to, &len);
    bool is = code == 0x2018 || code == 0x2019 || code == 0x201C || code == 0x201D ||
              code == 0xAB || code == 0xBB;
    return is ? len : 0;
}

/* Past what may stand between a stop and the space: quotes, brackets, "[3]". */
static uint32_t skip_closers(const char *s, uint32_t i, uint32_t to)
{
    enum { CLOSERS_MAX = 8 };
    for (int32_t n = 0; n < CLOSERS_MAX && i < to; n++) {
        uint32_t k = s[i] == '[' ? phrase_at(s, i, MIN_OF(to, i + 6), "[#]") : 0;
        k = k ? k - i : quote_at(s, i, to, true);
        if (!k)
            break;
        i += k;
    }
    return i;
}

static bool same_word(const char *s, uint32_t from, uint32_t to, const char *word)
{
    size_t n = strlen(word);
    return n == to - from && !strncasecmp(s + from, word, n) &&
           (is_upper(word[0]) ? is_upper(s[from]) : n > 1 || is_lower(s[from]));
}

/* Letters with stops between them: "U.S", "a.m", "D.C"; or an initial. */
static bool is_initials(const char *s, uint32_t from, uint32_t to)
{
    if ((to - from) % 2 == 0 || (to - from == 1 && !is_upper(s[from])))
        return false;
    for (uint32_t i = from; i < to; i++)
        if ((i - from) % 2 ? s[i] != '.' : !is_letter(s[i]))
            return false;
    return true;
}

/* How the word before the stop at `dot` ends sentences. */
static ends word_before(const char *s, uint32_t from, uint32_t dot)
{
    enum { WORD_MAX = 12 };
    uint32_t i = dot;
    while (i > from && dot - i < WORD_MAX && (is_alnum(s[i - 1]) || s[i - 1] == '.'))
        i--;
    if (i == dot || dot - i == WORD_MAX)
        return ALWAYS;
    for (int32_t k = 0; k < COUNT_OF(shorts); k++)
        if (lower(shorts[k].word[0]) == lower(s[i]) && same_word(s, i, dot, shorts[k].word))
            return shorts[k].ends;
    return is_initials(s, i, dot) ? STARTER : ALWAYS;
}

static bool is_starter(const char *s, uint32_t i, uint32_t to)
{
    for (int32_t k = 0; k < COUNT_OF(starters); k++) {
        uint32_t end = starters[k][0] == lower(s[i]) ? phrase_at(s, i, to, starters[k]) : 0;
        if (end && (end == to || !is_alnum(s[end])))
            return true;
    }
    return false;
}

/* Whether the stops [dot, after) with closers up to `end` end the sentence, when `next` begins what follows. */
static bool is_end(const splitter *x, uint32_t from, uint32_t dot, uint32_t after, uint32_t end,
                   uint32_t next, uint32_t to)
{
    const char *s = x->s;
    uint32_t k = quote_at(s, next, to, false);
    for (int32_t n = 0; k && n < 4; n++) {
        next += k;
        k = quote_at(s, next, to, false);
    }
    if (next >= to)
        return true;
    if (is_lower(s[next]))
        return false;
    if (s[dot] != '.' || after - dot != 1)
        return true;
    ends e = word_before(s, from, dot);
    if (e == ALWAYS || e == NEVER)
        return e == ALWAYS;
    if (e == DIGIT)
        return !is_digit(s[next]);
    bool bracket = end > after && s[after] == ')';
    bool plain = x->b->kind == SENTENCE_BODY || x->b->kind == SENTENCE_BULLET;
    return plain && !bracket && is_starter(s, next, to);
}

/* "...its actions.Beijing said": the space was lost. Four letters before keep names of sites whole. */
static bool is_glued(const char *s, uint32_t from, uint32_t dot, uint32_t next, uint32_t to)
{
    if (s[dot] != '.' || next != dot + 1 || dot - from < 4 || next + 1 >= to)
        return false;
    for (uint32_t i = dot - 4; i < dot; i++)
        if (!is_lower(s[i]))
            return false;
    return is_upper(s[next]) && is_lower(s[next + 1]);
}

/* " • " between pieces of a line */
static uint32_t inner_bullet(const char *s, uint32_t i, uint32_t from, uint32_t to)
{
    if ((unsigned char)s[i] != 0xE2 || i == from || s[i - 1] != ' ')
        return 0;
    uint32_t len = 0, code = char_at(s, i, to, &len);
    bool is = code == 0x2022 || code == 0x25CF || code == 0x25A0;
    return is && space_at(s, i + len, to) ? len : 0;
}

static void split(splitter *x, uint32_t from, uint32_t to)
{
    enum {
        RUN_MAX = 32,
        LONG = SENTENCE_BYTES_MAX - 128
    }; /* stops and closers stay with their sentence */
    const char *s = x->s;
    sentence_kind kind = x->b->kind;
    uint32_t start = from, space = from, i = from;
    while (i < to) {
        uint32_t len = 1, after = i, k = stop_at(s, i, to);
        for (; k; k = after < to && after - i < RUN_MAX ? stop_at(s, after, to) : 0)
            after += k;
        if (after > i) {
            uint32_t end = skip_closers(s, after, to);
            uint32_t next = skip_spaces(s, end, to);
            bool here = next > end ? is_end(x, start, i, after, end, next, to)
                                   : is_glued(s, start, i, next, to);
            if (here) {
                emit(x, start, end, kind);
                start = space = next;
            }
            i = here ? next : after;
            len = 0;
        } else if ((k = inner_bullet(s, i, start, to))) {
            emit(x, start, i, kind);
            i = start = space = i + k;
            len = 0;
        } else {
            char_at(s, i, to, &len);
            space = space_at(s, i, to) ? i : space;
        }
        if (i + len - start > LONG) {
            uint32_t cut = space > start ? space : i;
            emit(x, start, cut, kind);
            start = space = cut;
        }
        i += len;
    }
    emit(x, start, to, kind);
}

static void split_block(splitter *x)
{
    const block *b = x->b;
    int32_t first = x->out->n;
    uint32_t from = b->from;
    if (b->kind == SENTENCE_BODY) {
        from = dateline_end(x->s, from, b->to);
        emit(x, b->from, from, SENTENCE_NOISE);
    }
    split(x, from, b->to);
    if (x->out->n > first)
        x->paragraph++;
    if (x->out->n > first && (b->kind == SENTENCE_HEADING || b->kind == SENTENCE_TITLE))
        x->heading = first;
}

gad_status sentences_split(gad_ctx *cx, arena *mem, const noise_index *ix, const char *s,
                           const blocks *b, sentences *out)
{
    splitter x = { .mem = mem, .ix = ix, .s = s, .out = out, .heading = -1 };
    *out = (sentences){ NULL, 0, 0 };
    for (int32_t i = 0; i < b->n && !x.failed; i++) {
        x.b = &b->at[i];
        split_block(&x);
    }
    return x.failed ? gad_nomem(cx, "the sentences of the article") : GAD_OK;
}
