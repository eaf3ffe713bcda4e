/* search.c - layer 3: numbers that are right for another series than the one named.
 *
 * Flow: every level that its own series denies or does not hold -> other products with the same sides, flow and
 * months whose level it prints to the digit -> mislabelled, when the sentence names its product; else supported, the
 * product told. Then the claims near it that share product, reporter and flow: those the other series supports and
 * their own does not are mislabelled as well. Last, what is still denied is looked for elsewhere (doubt.c).
 * Invariant: nothing is relabelled by less than three digits alone, nor by one digit that is not denied besides. */
#include "claims/judge.h"

enum { SEARCH_MAX = 8, NEIGHBOURS = 48, KIN_MAX = 12, MENTIONED_MAX = 48 };

typedef struct label { /* the series a number belongs to */
    reading r;
    answer level;
    fit fit;
} label;

/* ---- what may be looked for ----------------------------------------------------------------------- */

static bool is_open(verdict v)
{
    return v == CONTRADICTED || v == UNVERIFIABLE;
}

static bool is_searchable(const claim *c)
{
    return c->n_reading > 0 && is_open(c->verdict) && c->m.form == FORM_LEVEL && !c->m.future &&
           !c->m.negated && reading_is_trade(&c->reading[0]) && span_known(c->reading[0].period);
}

static bool same_sides(const reading *a, const reading *b)
{
    return a->flow == b->flow && STR_EQ(a->reporter, b->reporter) &&
           STR_EQ(a->partner, b->partner) && STR_EQ(a->measure, b->measure);
}

static bool is_other_product(const reading *a, const reading *b)
{
    return b->product && !STR_EQ(a->product, b->product);
}

/* Parent and child, or sisters: a label within the family is a finer mistake and needs more digits. */
static bool is_family(const book *bk, const char *a, const char *b)
{
    const book_product *p = book_product_of(bk, a), *q = book_product_of(bk, b);
    if (!p || !q)
        return false;
    return STR_EQ(p->parent, b) || STR_EQ(q->parent, a) ||
           (*p->parent && STR_EQ(p->parent, q->parent));
}

static bool may_be_taken_for(book *bk, const char *product, const char *other)
{
    const char *const *kin = book_kin(bk, product);
    for (int32_t i = 0; kin && kin[i]; i++)
        if (STR_EQ(kin[i], other))
            return true;
    return false;
}

/* ---- what else the article speaks of ---------------------------------------------------------------- */

typedef struct mentioned {
    const char *id[MENTIONED_MAX];
    int32_t n;
} mentioned;

static void mention_product(mentioned *m, const char *id)
{
    for (int32_t i = 0; i < m->n; i++)
        if (STR_EQ(m->id[i], id))
            return;
    if (m->n < MENTIONED_MAX)
        m->id[m->n++] = id;
}

static mentioned products_of(const claim *c, int32_t n)
{
    mentioned m = { .n = 0 };
    for (int32_t i = 0; i < n; i++)
        if (c[i].n_reading && c[i].reading[0].product &&
            c[i].reading[0].from[PART_PRODUCT] <= FOUND_PARAGRAPH)
            mention_product(&m, c[i].reading[0].product);
    return m;
}

static bool is_mentioned(const mentioned *m, const char *id)
{
    for (int32_t i = 0; i < m->n; i++)
        if (STR_EQ(m->id[i], id))
            return true;
    return false;
}

/* The last word of a product's name without its plural: "magnet" of "rare-earth permanent magnets". */
static void stem_of(const char *prose, char out[32])
{
    size_t n = strcspn(prose, "("), to = n;
    while (to > 0 && prose[to - 1] == ' ')
        to--;
    size_t from = to;
    while (from > 0 && isalpha((unsigned char)prose[from - 1]))
        from--;
    size_t len = MIN_OF(to - from, (size_t)31);
    memcpy(out, prose + from, len);
    out[len] = '\0';
    if (len > 1 && out[len - 1] == 's')
        out[len - 1] = '\0';
}

/* "China's magnet exports jumped. Rare-earth exports to the USA reached 353 tons": the title or an earlier sentence of
 * the paragraph names the narrower goods, and the loose word behind is no mistake. In the sentence itself either name
 * will do: the number may belong to the other one. */
static bool is_named_near(const judging *j, const claim *c, const char *stated, const char *other)
{
    char stem[32], own[32];
    const article *art = j->art;
    const book_product *p = book_product_of(j->bk, stated), *q = book_product_of(j->bk, other);
    if (!p || !q || !art || c->m.sentence < 0 || c->m.sentence >= art->n_sentence)
        return false;
    const sentence *here = &art->sentence[c->m.sentence];
    stem_of(q->prose, stem);
    stem_of(p->prose, own);
    bool narrower = !words_named(p->prose, 0, (uint32_t)strcspn(p->prose, "("), stem, "");
    if (words_named(art->text, here->from, here->to, stem, narrower ? "" : own))
        return true;
    if (!narrower)
        return false;
    for (int32_t i = c->m.sentence - 1; i >= 0 && i > c->m.sentence - NEIGHBOURS; i--) {
        const sentence *s = &art->sentence[i];
        if (s->paragraph != here->paragraph)
            break;
        if (words_named(art->text, s->from, s->to, stem, ""))
            return true;
    }
    for (int32_t i = 0; i < art->n_sentence && i < NEIGHBOURS; i++) {
        const sentence *s = &art->sentence[i];
        if (s->kind == SENTENCE_TITLE && words_named(art->text, s->from, s->to, stem, ""))
            return true;
    }
    return false;
}

/* ---- the series a level belongs to ------------------------------------------------------------------ */

static gad_status find_label_as(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                label *out, bool *have)
{
    found_series *f = NULL;
    int32_t n = 0;
    amount digits = printed_digits(&c->m.said);
    *have = false;
    gad_status st = book_search(cx, j->bk, j->mem, r, r->period, digits.lo, digits.hi, j->as_of,
                                SEARCH_MAX, &f, &n);
    /* What was published after the article is true all the same. */
    if (!st && n == 0 && j->as_of != INT32_MAX)
        st = book_search(cx, j->bk, j->mem, r, r->period, digits.lo, digits.hi, INT32_MAX,
                         SEARCH_MAX, &f, &n);
    for (int32_t i = 0; !st && i < n && !*have; i++) {
        const found_series *s = &f[i];
        bool good = reading_is_trade(&s->r) && is_other_product(r, &s->r) && same_sides(r, &s->r) &&
                    months_equal(r->period, s->r.period) && s->level.own &&
                    fit_of(&digits, s->level.lo, s->level.hi, true) == FIT_YES &&
                    STR_EQ(s->level.ev.unit, c->m.said.unit);
        if (!good)
            continue;
        *out = (label){ s->r, s->level, FIT_YES };
        *have = true;
    }
    return st;
}

/* "US imports of rare earths from China": the label may be on what China counts as exports. */
static gad_status find_label(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                             label *out, bool *have)
{
    reading mirror;
    gad_status st = find_label_as(cx, j, c, r, out, have);
    if (st || *have || !book_mirror(r, &mirror))
        return st;
    return find_label_as(cx, j, c, &mirror, out, have);
}

/* ---- telling it ------------------------------------------------------------------------------------- */

static gad_status put_reading_first(gad_ctx *cx, const judging *j, claim *c, const reading *r)
{
    reading *all = arena_take(j->mem, (size_t)c->n_reading + 1, sizeof *all);
    if (!all)
        return gad_nomem(cx, "relabelling a claim");
    all[0] = *r;
    memcpy(all + 1, c->reading, (size_t)c->n_reading * sizeof *all);
    c->reading = all;
    c->n_reading++;
    return GAD_OK;
}

static gad_status add_evidence(gad_ctx *cx, const judging *j, claim *c, const evidence *first)
{
    evidence *ev = arena_take(j->mem, (size_t)c->n_evidence + 1, sizeof *ev);
    if (!ev)
        return gad_nomem(cx, "the evidence of a claim");
    ev[0] = *first;
    if (c->n_evidence)
        memcpy(ev + 1, c->evidence, (size_t)c->n_evidence * sizeof *ev);
    c->evidence = ev;
    c->n_evidence++;
    return GAD_OK;
}

/* What the stated series was in the same months: ": rare earths (...) were 7,742 t", or that it is not held. */
static gad_status add_truth(gad_ctx *cx, const judging *j, const claim *c, const reading *r, buf *b)
{
    answers own = { .n = 0 };
    judging now = *j;
    now.as_of = INT32_MAX;
    gad_status st = levels_of(cx, &now, c, r, r->period, &own);
    if (st)
        return st;
    buf_add(b, "; ");
    words_series(b, j->bk, r);
    if (own.n == 0) {
        buf_add(b, " in these months are not held");
        return GAD_OK;
    }
    buf_add(b, " were ");
    words_amount(b, own.at[0].value, own.at[0].ev.unit);
    words_source(b, &own.at[0].ev);
    return GAD_OK;
}

static gad_status explain_level(gad_ctx *cx, const judging *j, const claim *c, const label *l,
                                const char **out)
{
    buf b;
    buf_init(&b, j->mem->al);
    words_amount(&b, l->level.value, l->level.ev.unit);
    buf_add(&b, l->level.ev.flow == 'M' || l->level.ev.flow == 'X' ? " are " : " is ");
    words_series(&b, j->bk, &l->r);
    buf_add(&b, " in ");
    words_period(&b, l->r.period);
    words_source(&b, &l->level.ev);
    gad_status st = add_truth(cx, j, c, &c->reading[0], &b);
    *out = words_take(j->mem, &b);
    if (st)
        return st;
    return *out ? GAD_OK : gad_nomem(cx, "relabelling a claim");
}

static gad_status mislabel(gad_ctx *cx, const judging *j, claim *c, const evidence *ev,
                           const char *text, double confidence)
{
    c->verdict = MISLABELLED;
    c->explanation = text;
    c->confidence = confidence;
    return add_evidence(cx, j, c, ev);
}

/* Four digits and more say nearly all by themselves; siblings raise the rest. */
static double label_confidence(const claim *c, int32_t siblings)
{
    double digits = c->m.said.significant >= 4 ? 0.95 : c->m.said.significant == 3 ? 0.85 : 0.7;
    return siblings ? MIN_OF(digits + 0.05 * siblings, 0.98) : digits;
}

static gad_status accept_loose(gad_ctx *cx, const judging *j, claim *c, const label *l)
{
    const char *words = reading_words(j->mem, j->bk, &l->r);
    const char *text =
        words ? arena_fmt(j->mem, "read as %s, the goods that the article means", words) : NULL;
    gad_status st = put_reading_first(cx, j, c, &l->r);
    if (st)
        return st;
    c->verdict = SUPPORTED;
    c->confidence = 0.6;
    c->interpretation = claim_words(j->mem, j->bk, c, &l->r);
    c->explanation = text;
    if (!text || !c->interpretation)
        return gad_nomem(cx, "relabelling a claim");
    return add_evidence(cx, j, c, &l->level.ev);
}

/* ---- siblings --------------------------------------------------------------------------------------- */

static bool has_siblings_form(claim_form f)
{
    return f == FORM_LEVEL || form_is_change(f);
}

/* The same goods, named or meant, of the same reporter and flow; the partner may be its own. The months too, but for
 * a number of the same sentence ("353 tons, from 46 in May"). */
static bool is_sibling(const claim *a, const reading *ra, const claim *b)
{
    if (!b->n_reading || !is_open(b->verdict) || !has_siblings_form(b->m.form) || b->m.future ||
        b->m.negated)
        return false;
    const reading *rb = &b->reading[0];
    return reading_is_trade(rb) && STR_EQ(ra->product, rb->product) &&
           STR_EQ(ra->reporter, rb->reporter) && ra->flow == rb->flow &&
           (months_equal(ra->period, rb->period) || a->m.sentence == b->m.sentence);
}

/* How the other product's series takes a claim, over all its readings. */
static gad_status try_product(gad_ctx *cx, const judging *j, claim *c, const char *product,
                              ruling *out, reading *as)
{
    *out = (ruling){ .best = -1 };
    for (int32_t i = 0; i < c->n_reading; i++) {
        ruling r;
        reading other = c->reading[i];
        if (!other.product || !STR_EQ(other.product, c->reading[0].product))
            continue;
        other.product = product;
        gad_status st = ruling_of(cx, j, c, &other, &r);
        if (st)
            return st;
        if (r.known && !r.ambiguous && r.fit >= FIT_LOOSE && (!out->known || r.fit > out->fit)) {
            *out = r;
            *as = other;
        }
    }
    return GAD_OK;
}

static gad_status relabel_sibling(gad_ctx *cx, const judging *j, claim *c, const char *product,
                                  int32_t *count)
{
    ruling r;
    reading as;
    gad_status st = try_product(cx, j, c, product, &r, &as);
    if (st || !r.known || r.best < 0)
        return st;
    bool denied = c->verdict == CONTRADICTED && c->explanation;
    const char *named = denied          ? "; of the one named: "
                        : c->n_evidence ? "; the one named does not fit"
                                        : "; the one named is not held";
    const char *text = arena_fmt(j->mem, "right for another series: %s%s%s", r.explanation, named,
                                 denied ? c->explanation : "");
    if (!text)
        return gad_nomem(cx, "relabelling a claim");
    (*count)++;
    return mislabel(cx, j, c, &r.a.at[r.best].ev, text,
                    0.9 * ruling_confidence(c, 0, &r, SUPPORTED));
}

/* Claims around an anchor, not the whole article: the same number of steps for any length of text. */
static gad_status relabel_around(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t at,
                                 const reading *stated, const char *product, int32_t *count)
{
    int32_t from = MAX_OF(0, at - NEIGHBOURS), to = MIN_OF(n, at + NEIGHBOURS + 1);
    for (int32_t i = from; i < to; i++) {
        if (i == at || !is_sibling(&c[at], stated, &c[i]))
            continue;
        gad_status st = relabel_sibling(cx, j, &c[i], product, count);
        if (st)
            return st;
    }
    return GAD_OK;
}

/* Whether some claim around fits the other series: what two digits need to be believed. */
static gad_status has_witness(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t at,
                              const char *product, bool *out)
{
    int32_t from = MAX_OF(0, at - NEIGHBOURS), to = MIN_OF(n, at + NEIGHBOURS + 1);
    *out = false;
    for (int32_t i = from; i < to && !*out; i++) {
        ruling r;
        reading as;
        if (i == at || !is_sibling(&c[at], &c[at].reading[0], &c[i]))
            continue;
        gad_status st = try_product(cx, j, &c[i], product, &r, &as);
        if (st)
            return st;
        *out = r.known && r.fit == FIT_YES && c[i].m.said.significant >= 2;
    }
    return GAD_OK;
}

/* ---- anchors: levels -------------------------------------------------------------------------------- */

static gad_status enough_digits(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t i,
                                const label *l, bool *out)
{
    int32_t needed = is_family(j->bk, c[i].reading[0].product, l->r.product) ? 4 : 3;
    *out = c[i].m.said.significant >= needed;
    return *out ? GAD_OK : has_witness(cx, j, c, n, i, l->r.product, out);
}

/* Goods that the sentence does not name: another product of the article's whose level is near enough. */
static gad_status close_to_mentioned(gad_ctx *cx, const judging *j, claim *c, const mentioned *m)
{
    for (int32_t i = 0; i < m->n && i < KIN_MAX; i++) {
        ruling r;
        reading as = c->reading[0];
        as.product = m->id[i];
        as.from[PART_PRODUCT] = FOUND_ARTICLE;
        gad_status st =
            STR_EQ(as.product, c->reading[0].product) ? GAD_OK : ruling_of(cx, j, c, &as, &r);
        if (st)
            return st;
        if (STR_EQ(as.product, c->reading[0].product) || !r.known || r.ambiguous ||
            r.fit != FIT_CLOSE || r.best < 0)
            continue;
        st = put_reading_first(cx, j, c, &as);
        if (st)
            return st;
        c->verdict = CLOSE;
        c->confidence = ruling_confidence(c, 0, &r, CLOSE);
        c->explanation = r.explanation;
        c->interpretation = claim_words(j->mem, j->bk, c, &as);
        return c->interpretation ? add_evidence(cx, j, c, &r.a.at[r.best].ev)
                                 : gad_nomem(cx, "relabelling a claim");
    }
    return GAD_OK;
}

static gad_status label_level(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t i,
                              const mentioned *m)
{
    label l;
    bool have = false, enough = false;
    int32_t siblings = 0;
    reading stated = c[i].reading[0];
    gad_status st = find_label(cx, j, &c[i], &stated, &l, &have);
    bool unstated = stated.from[PART_PRODUCT] > FOUND_PARAGRAPH;
    if (!st && !have && unstated && c[i].m.said.significant >= 3)
        return close_to_mentioned(cx, j, &c[i], m);
    if (st || !have)
        return st;
    bool kin = may_be_taken_for(j->bk, stated.product, l.r.product);
    if (unstated) {
        bool meant = is_mentioned(m, l.r.product) || (kin && c[i].m.said.significant >= 4);
        return meant && c[i].m.said.significant >= 3 ? accept_loose(cx, j, &c[i], &l) : GAD_OK;
    }
    bool weak = c[i].m.said.significant < 2 && c[i].verdict != CONTRADICTED;
    st = kin && !weak ? enough_digits(cx, j, c, n, i, &l, &enough) : GAD_OK;
    if (st || !enough)
        return st;
    if (is_named_near(j, &c[i], stated.product, l.r.product))
        return accept_loose(cx, j, &c[i], &l);
    const char *text = NULL;
    st = explain_level(cx, j, &c[i], &l, &text);
    if (!st)
        st = relabel_around(cx, j, c, n, i, &stated, l.r.product, &siblings);
    return st ? st : mislabel(cx, j, &c[i], &l.level.ev, text, label_confidence(&c[i], siblings));
}

/* ---- anchors: changes ------------------------------------------------------------------------------- */

/* A change alone says little: three digits, its own series denies it, and the press is known to take the one product
 * for the other. */
static gad_status label_change(gad_ctx *cx, const judging *j, claim *c)
{
    const reading *stated = &c->reading[0];
    const char *const *kin = book_kin(j->bk, stated->product);
    for (int32_t k = 0; kin && kin[k] && k < KIN_MAX; k++) {
        ruling r;
        reading as;
        int32_t count = 0;
        if (is_family(j->bk, stated->product, kin[k]))
            continue;
        gad_status st = try_product(cx, j, c, kin[k], &r, &as);
        if (st)
            return st;
        if (r.known && r.fit == FIT_YES && r.best >= 0 && r.a.at[r.best].own)
            return relabel_sibling(cx, j, c, kin[k], &count);
    }
    return GAD_OK;
}

static bool is_change_anchor(const claim *c)
{
    return c->verdict == CONTRADICTED && c->m.form == FORM_PERCENT && c->n_reading > 0 &&
           c->m.said.significant >= 3 && reading_is_trade(&c->reading[0]) &&
           c->reading[0].from[PART_PRODUCT] <= FOUND_SENTENCE;
}

gad_status judge_labels(gad_ctx *cx, const judging *j, claim *c, int32_t n)
{
    mentioned m = products_of(c, n);
    gad_status st = GAD_OK;
    /* Most digits first: two digits may lean on a sibling that was already relabelled. */
    for (int32_t pass = 0; pass < 2 && !st; pass++)
        for (int32_t i = 0; i < n && !st; i++)
            if (is_searchable(&c[i]) && (c[i].m.said.significant >= 3) == (pass == 0))
                st = label_level(cx, j, c, n, i, &m);
    for (int32_t i = 0; i < n && !st; i++)
        if (is_change_anchor(&c[i]))
            st = label_change(cx, j, &c[i]);
    for (int32_t i = 0; i < n && !st; i++)
        if (c[i].verdict == CONTRADICTED && c[i].n_reading)
            st = judge_doubts(cx, j, c, n, i);
    return st;
}
