/* claims.c - layer 3: the main loop of gadolin check.
 *
 * Flow: article -> every sentence once to learn what the article is about (survey) -> every sentence again: items,
 * mentions, readings -> all claims judged together -> words and spans. Linear in the text: sentences are bounded
 * (SENTENCE_BYTES_MAX) and nothing looks further than its sentence but the few things context.c remembers. */
#include "claims/context.h"
#include "claims/judge.h"

enum {
    PROGRESS_EVERY = 4096, /* sentences */
    KEPT_MAX = 256 << 10,  /* bytes of text whose words are kept from one reading to the next */
};

struct checker {
    alloc al;
    book *bk;
    lexicon *lx;
};

gad_status checker_new(gad_ctx *cx, gad_store *st, checker **out)
{
    checker *ck = alloc_get(&cx->al, sizeof *ck);
    if (!ck)
        return gad_nomem(cx, "the checker");
    *ck = (checker){ .al = cx->al };
    gad_status status = book_new(cx, st, &ck->bk);
    int32_t n = 0;
    const lex_name *names = status ? NULL : book_names(ck->bk, &n);
    if (!status)
        status = lexicon_new(cx, names, n, &ck->lx);
    if (status) {
        checker_free(ck);
        return status;
    }
    *out = ck;
    return GAD_OK;
}

void checker_free(checker *ck)
{
    if (!ck)
        return;
    lexicon_free(ck->lx);
    book_free(ck->bk);
    alloc al = ck->al;
    alloc_drop(&al, ck);
}

/* ---- one run ------------------------------------------------------------------------------------ */

typedef struct run {
    checker *ck;
    arena *mem;
    check *out;
    context context;
    items items; /* of the sentence in hand, where they are not kept */
    items *
        kept; /* [n_sentence] of a small article, from the survey; NULL: each sentence is read twice */
    mentions found; /* of the sentence in hand */
    int32_t cap;    /* of out->claim */
} run;

static bool is_searched(const sentence *s)
{
    return s->kind != SENTENCE_NOISE;
}

/* The items of sentence k, made at most once where they are kept. */
static gad_status read_items(gad_ctx *cx, run *r, int32_t k, items **out)
{
    const sentence *s = &r->out->art.sentence[k];
    *out = r->kept ? &r->kept[k] : &r->items;
    if (r->kept && r->kept[k].n)
        return GAD_OK;
    return lex_sentence(cx, r->ck->lx, r->out->art.text, s->from, s->to, *out);
}

static bool keep_items(gad_ctx *cx, run *r)
{
    const article *a = &r->out->art;
    if (a->n > KEPT_MAX)
        return true;
    r->kept = arena_take(r->mem, (size_t)a->n_sentence + 1, sizeof *r->kept);
    for (int32_t k = 0; r->kept && k < a->n_sentence; k++)
        items_init(&r->kept[k], &cx->al);
    return r->kept != NULL;
}

static void drop_items(run *r)
{
    items_release(&r->items);
    for (int32_t k = 0; r->kept && k < r->out->art.n_sentence; k++)
        items_release(&r->kept[k]);
}

static gad_status survey(gad_ctx *cx, run *r)
{
    const article *a = &r->out->art;
    items *it;
    if (!keep_items(cx, r))
        return gad_nomem(cx, "the words of the article");
    for (int32_t k = 0; k < a->n_sentence; k++) {
        const sentence *s = &a->sentence[k];
        if (!is_searched(s))
            continue;
        gad_status status = read_items(cx, r, k, &it);
        if (!status && k % PROGRESS_EVERY == 0)
            status = gad_progress(cx, "reading the article", k, a->n_sentence * 2.0);
        if (status)
            return status;
        context_survey(&r->context, s, it);
    }
    context_surveyed(&r->context);
    return GAD_OK;
}

static bool make_room(run *r, int32_t more)
{
    check *o = r->out;
    if (o->n + more <= r->cap)
        return true;
    int32_t cap = MAX_OF(2 * r->cap, o->n + more + 16);
    claim *bigger = arena_take(r->mem, (size_t)cap, sizeof *bigger);
    if (!bigger)
        return false;
    if (o->n)
        memcpy(bigger, o->claim, (size_t)o->n * sizeof *bigger);
    o->claim = bigger;
    r->cap = cap;
    return true;
}

/* Keep the claims c[0..n) that have a reading, behind those held; bases and levels reached are numbered anew. */
static void keep(check *o, claim *c, int32_t n)
{
    int32_t start = o->n;
    for (int32_t i = 0; i < n; i++) {
        if (!c[i].n_reading)
            continue;
        o->claim[o->n] = c[i];
        c[i].m.sentence = o->n++; /* of the copy handed in: where it went */
    }
    for (int32_t k = start; k < o->n; k++) {
        mention *m = &o->claim[k].m;
        int32_t base = m->base_level, to = m->to_level;
        m->base_level = base >= 0 && c[base].n_reading ? c[base].m.sentence : -1;
        m->to_level = to >= 0 && c[to].n_reading ? c[to].m.sentence : -1;
    }
}

static gad_status find_in(gad_ctx *cx, run *r, int32_t k)
{
    items *it;
    gad_status status = read_items(cx, r, k, &it);
    r->found.n = 0;
    if (!status)
        status = grammar_find(cx, r->mem, it, k, &r->found);
    int32_t n = r->found.n;
    claim *c = status ? NULL : arena_take(r->mem, (size_t)n + 1, sizeof *c);
    if (!status && (!c || !make_room(r, n)))
        status = gad_nomem(cx, "the claims");
    for (int32_t i = 0; !status && i < n; i++)
        c[i] = (claim){ .m = r->found.at[i],
                        .text = "",
                        .interpretation = "",
                        .explanation = "",
                        .attribution = "" };
    if (!status)
        status = context_read(cx, &r->context, k, it, c, n);
    if (!status)
        keep(r->out, c, n);
    return status;
}

static gad_status find_all(gad_ctx *cx, run *r)
{
    const article *a = &r->out->art;
    for (int32_t k = 0; k < a->n_sentence; k++) {
        gad_status status = is_searched(&a->sentence[k]) ? find_in(cx, r, k) : GAD_OK;
        if (!status && k % PROGRESS_EVERY == 0)
            status = gad_progress(cx, "reading the article", a->n_sentence + (double)k,
                                  a->n_sentence * 2.0);
        if (status)
            return status;
    }
    return GAD_OK;
}

/* The byte of the input behind a span: tags that follow do not belong to it, a character reference at its end does. */
static uint32_t end_in_input(const article *a, const char *bytes, size_t n, uint32_t to)
{
    if (!a->origin || to == 0)
        return to;
    size_t at = a->origin[to - 1];
    if (a->html && bytes[at] == '&')
        for (size_t i = at; i < n && i < at + 12; i++)
            if (bytes[i] == ';')
                return (uint32_t)i + 1;
    return (uint32_t)at + 1;
}

static gad_status put_words(gad_ctx *cx, run *r, const char *bytes, size_t n)
{
    check *o = r->out;
    for (int32_t i = 0; i < o->n; i++) {
        claim *c = &o->claim[i];
        c->text = arena_strn(r->mem, o->art.text + c->m.from, c->m.to - c->m.from);
        if (!c->text)
            return gad_nomem(cx, "the claims");
        c->from = article_origin(&o->art, c->m.from);
        c->to = end_in_input(&o->art, bytes, n, c->m.to);
    }
    return GAD_OK;
}

static void count_verdicts(check *o)
{
    for (int32_t i = 0; i < o->n; i++) {
        claim *c = &o->claim[i];
        /* Two digits: more would say more than it knows. */
        c->confidence = round(100 * c->confidence) / 100;
        o->count[c->verdict]++;
    }
}

gad_status claims_check(gad_ctx *cx, checker *ck, arena *mem, const char *bytes, size_t n,
                        int32_t date, check *out)
{
    *out = (check){ .warning = "" };
    run r = { .ck = ck, .mem = mem, .out = out };
    items_init(&r.items, &cx->al);
    gad_status status = article_read(cx, mem, bytes, n, date, &out->art);
    if (!status) {
        context_start(&r.context, mem, &out->art);
        status = survey(cx, &r);
    }
    if (!status)
        status = find_all(cx, &r);
    if (!status)
        status = put_words(cx, &r, bytes, n); /* the judges read them */
    if (!status) {
        int32_t as_of = out->art.date == INT32_MIN ? INT32_MAX : out->art.date;
        judging j = { ck->bk, mem, &out->art, as_of };
        status = judge_all(cx, &j, out->claim, out->n);
    }
    count_verdicts(out);
    if (!status && out->art.date == INT32_MIN)
        out->warning =
            "no date was found in the article: give it with --date YYYY-MM-DD; without it, months without a year "
            "are read by the years the text names, and figures published since count as well";
    drop_items(&r);
    return status;
}
