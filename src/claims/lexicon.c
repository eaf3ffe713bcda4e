/* lexicon.c - layer 3: the dictionary, words.def and the names of the store, as a trie over words.
 *
 * Flow: rows -> phrases (parted by '|') -> tokens by the very reader that reads articles, so that a phrase and the
 * text it must match are spelt alike -> words (a hash of texts) and steps (a hash of node and word).
 * Invariant: the tables are taken once, twice as large as the tokens counted, so that a look-up ends. Nothing changes
 * after lexicon_new, so threads may share a lexicon. */
#include "claims/lexicon.h"

typedef struct row {
    const char *phrases;
    sense s;
} row;

#define V(phrases, tag, value, need) { phrases, { TAG_##tag, value, 0, NULL, NULL, need, -1 } },
#define N(phrases, tag, number, value, need)                                                       \
    { phrases, { TAG_##tag, value, number, NULL, NULL, need, -1 } },
#define I(phrases, tag, id, value, need)  { phrases, { TAG_##tag, value, 0, id, NULL, need, -1 } },
#define U(phrases, tag, id, number, need) { phrases, { TAG_##tag, 0, number, id, NULL, need, -1 } },
static const row rows[] = {
#include "claims/words.def"
};
#undef V
#undef N
#undef I
#undef U

typedef struct step {
    int32_t node, word, to; /* to 0: free */
} step;

struct lexicon {
    arena mem;
    const char **word; /* [mask+1] hash of texts, NULL free */
    int32_t *number;
    step *step;     /* [mask+1] hash */
    int32_t *first; /* [n_node] first sense, -1 none */
    sense *sense;
    uint32_t mask;
    int32_t n_word, n_node, n_sense;
};

static uint32_t hash_text(const char *s)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    while (*s)
        h = (h ^ (unsigned char)*s++) * 16777619u;
    return h ^ h >> 15;
}

static uint32_t hash_step(int32_t node, int32_t word)
{
    uint64_t k = ((uint64_t)(uint32_t)node << 32 | (uint32_t)word) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(k >> 32);
}

static uint32_t slot_of_word(const lexicon *lx, const char *text)
{
    uint32_t k = hash_text(text) & lx->mask;
    while (lx->word[k] && !STR_EQ(lx->word[k], text))
        k = (k + 1) & lx->mask;
    return k;
}

static uint32_t slot_of_step(const lexicon *lx, int32_t node, int32_t word)
{
    uint32_t k = hash_step(node, word) & lx->mask;
    while (lx->step[k].to && (lx->step[k].node != node || lx->step[k].word != word))
        k = (k + 1) & lx->mask;
    return k;
}

int32_t lexicon_word(const lexicon *lx, const char *text)
{
    uint32_t k = slot_of_word(lx, text);
    return lx->word[k] ? lx->number[k] : -1;
}

int32_t lexicon_step(const lexicon *lx, int32_t node, int32_t word)
{
    if (word < 0)
        return -1;
    const step *s = &lx->step[slot_of_step(lx, node, word)];
    return s->to ? s->to : -1;
}

const sense *lexicon_sense(const lexicon *lx, int32_t node)
{
    return node > 0 && lx->first[node] >= 0 ? &lx->sense[lx->first[node]] : NULL;
}

const sense *lexicon_next(const lexicon *lx, const sense *s)
{
    return s->next >= 0 ? &lx->sense[s->next] : NULL;
}

/* ---- building ---------------------------------------------------------------------------------- */

/* Call `each` for every phrase of a row; false when it failed. */
typedef bool phrase_fn(lexicon *lx, const token *tok, int32_t n, const sense *s, bool weak,
                       int32_t *count);

static bool for_phrases(lexicon *lx, const char *phrases, const sense *s, bool weak,
                        phrase_fn *each, int32_t *count)
{
    for (const char *p = phrases; *p;) {
        size_t length = strcspn(p, "|");
        int32_t n = 0;
        token *tok = tokens_read(&lx->mem, p, 0, (uint32_t)length, &n);
        if (!tok || (n && !each(lx, tok, n, s, weak, count)))
            return false;
        p += length + (p[length] == '|');
    }
    return true;
}

static bool count_tokens(lexicon *lx, const token *tok, int32_t n, const sense *s, bool weak,
                         int32_t *count)
{
    (void)lx, (void)tok, (void)s, (void)weak;
    *count += n;
    return true;
}

static int32_t add_word(lexicon *lx, const char *text)
{
    uint32_t k = slot_of_word(lx, text);
    if (!lx->word[k]) {
        lx->word[k] = text;
        lx->number[k] = lx->n_word++;
    }
    return lx->number[k];
}

/* Put the phrase in; one that is weak (a name of the store) stays out where words.def has spoken. */
static bool add_phrase(lexicon *lx, const token *tok, int32_t n, const sense *s, bool weak,
                       int32_t *count)
{
    int32_t node = 0, *last;
    (void)count;
    for (int32_t i = 0; i < n; i++) {
        int32_t word = add_word(lx, tok[i].text);
        step *at = &lx->step[slot_of_step(lx, node, word)];
        if (!at->to) {
            *at = (step){ node, word, lx->n_node };
            lx->first[lx->n_node++] = -1;
        }
        node = at->to;
    }
    if (weak && lx->first[node] >= 0)
        return true;
    for (last = &lx->first[node]; *last >= 0;)
        last = &lx->sense[*last].next;
    *last = lx->n_sense;
    lx->sense[lx->n_sense] = *s;
    for (int32_t i = 0; i + 1 < n; i++)
        lx->sense[lx->n_sense].need |= tok[i].flags & TOKEN_OWNER ? OWNED : 0u;
    lx->sense[lx->n_sense].word = n == 1 ? tok[0].text : NULL;
    lx->n_sense++;
    return true;
}

/* Countries are written with a capital, short names in capitals alone ("US", "UAE"); products as it comes. */
static sense sense_of_name(const lex_name *name)
{
    bool country = name->tag == TAG_COUNTRY;
    return (sense){ .tag = (int32_t)name->tag,
                    .id = name->id,
                    .need = !country                    ? ANY
                            : strlen(name->phrase) <= 3 ? UPPER
                                                        : CAP,
                    .next = -1 };
}

static bool all_phrases(lexicon *lx, const lex_name *name, int32_t n, phrase_fn *each,
                        int32_t *count)
{
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        if (!for_phrases(lx, rows[i].phrases, &rows[i].s, false, each, count))
            return false;
    for (int32_t i = 0; i < n; i++) {
        sense s = sense_of_name(&name[i]);
        if (!for_phrases(lx, name[i].phrase, &s, true, each, count))
            return false;
    }
    return true;
}

static bool take_tables(lexicon *lx, int32_t tokens)
{
    uint32_t size = 64;
    while (size < 2 * (uint32_t)tokens + 2)
        size *= 2;
    lx->mask = size - 1;
    lx->word = arena_take(&lx->mem, size, sizeof *lx->word);
    lx->number = arena_take(&lx->mem, size, sizeof *lx->number);
    lx->step = arena_take(&lx->mem, size, sizeof *lx->step);
    lx->first = arena_take(&lx->mem, (size_t)tokens + 1, sizeof *lx->first);
    lx->sense = arena_take(&lx->mem, (size_t)tokens + 1, sizeof *lx->sense);
    lx->n_node = 1; /* the root */
    if (lx->first)
        lx->first[0] = -1;
    return lx->word && lx->number && lx->step && lx->first && lx->sense;
}

gad_status lexicon_new(gad_ctx *cx, const lex_name *name, int32_t n, lexicon **out)
{
    lexicon *lx = alloc_get(&cx->al, sizeof *lx);
    int32_t tokens = 0;
    *out = NULL;
    if (!lx)
        return gad_nomem(cx, "the lexicon");
    *lx = (lexicon){ 0 };
    arena_init(&lx->mem, &cx->al);
    if (!all_phrases(lx, name, n, count_tokens, &tokens) || !take_tables(lx, tokens) ||
        !all_phrases(lx, name, n, add_phrase, NULL)) {
        lexicon_free(lx);
        return gad_nomem(cx, "the lexicon");
    }
    *out = lx;
    return GAD_OK;
}

void lexicon_free(lexicon *lx)
{
    if (!lx)
        return;
    const alloc *al = lx->mem.al;
    arena_release(&lx->mem);
    alloc_drop(al, lx);
}
