/* check_walk.c - layer 4: a checked article from its first word to its last, cut at the claims.
 *
 * Flow: sentences in order; each is cut into runs inside and outside of claims; what stands between two sentences
 * of a paragraph belongs to neither claim.
 * Invariant: `at` never goes back, so every byte is handed on at most once whatever the spans of the claims are
 * (they may touch, overlap or lie outside of all sentences). */
#include "report/check.h"

typedef struct walk {
    const check *c;
    const check_sink *to;
    void *user;
    buf text;    /* the run as it may be shown */
    uint32_t at; /* bytes of the article before it are done */
    int32_t k;   /* the next claim */
} walk;

static void run(walk *w, uint32_t to, int32_t k)
{
    if (to <= w->at)
        return;
    const char *text = check_plain(&w->text, w->c->art.text + w->at, to - w->at);
    w->at = to;
    if (*text)
        w->to->run(w->user, text, k);
}

static void one_claim(walk *w, uint32_t end)
{
    const mention *m = &w->c->claim[w->k].m;
    run(w, MIN_OF(m->from, end), -1);
    run(w, MIN_OF(m->to, end), w->k);
    w->to->note(w->user, w->k++);
}

static void one_sentence(walk *w, const sentence *s)
{
    w->at = MAX_OF(w->at, s->from);
    while (w->k < w->c->n && w->c->claim[w->k].m.to <= s->from) /* of what is passed over */
        w->k++;
    while (w->k < w->c->n && w->c->claim[w->k].m.from < s->to)
        one_claim(w, s->to);
    run(w, s->to, -1);
}

/* Two sentences of one paragraph are one block; noise is never joined with what is no noise. */
static bool same_block(const sentence *a, const sentence *b)
{
    return a->paragraph == b->paragraph && a->kind == b->kind;
}

bool check_walk(gad_ctx *cx, const check *c, bool noise, const check_sink *to, void *user)
{
    walk w = { .c = c, .to = to, .user = user };
    const sentence *open = NULL;
    buf_init(&w.text, &cx->al);
    for (int32_t i = 0; i < c->art.n_sentence; i++) {
        const sentence *s = &c->art.sentence[i];
        if (s->kind == SENTENCE_NOISE && !noise) {
            w.at = MAX_OF(w.at, s->to); /* it may stand within a paragraph */
            continue;
        }
        if (open && same_block(open, s)) {
            run(&w, s->from, -1);
        } else {
            if (open)
                to->close(user, open->kind);
            to->open(user, s->kind);
        }
        open = s;
        one_sentence(&w, s);
    }
    if (open)
        to->close(user, open->kind);
    bool ok = buf_ok(&w.text);
    buf_release(&w.text);
    return ok;
}
