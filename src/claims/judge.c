/* judge.c - layer 3: claims to verdicts, one after the other; then what they say of each other.
 *
 * Flow: each reading of a claim, the likeliest first -> the judge of its form as of the article's day, and as of now
 * -> a ruling -> the best ruling makes the verdict, unless the words are too weak to deny anything -> labels
 * (search.c) -> arithmetic (arithmetic.c).
 *
 * Order of what decides: supported > ambiguous > close > contradicted > not known. Contradicted takes a firm reading,
 * an answer of independent evidence, every reading known and no answer that fits.
 *
 * Confidence is a product of three parts, each 0..1:
 *   reading   the trust in where each part was found (table trust), times 0.85 for each likelier reading passed over;
 *   evidence  1 independent, 0.8 derived, times 0.9 when published after the article; 0.5 for unverifiable;
 *   margin    1 within the rounding (0.9 when one digit says it all), 0.7 true to the letter only, 0.85 close,
 *             0.6 ambiguous; contradicted: 1 from a difference of a tenth on, else 0.85. */
#include "claims/judge.h"

enum { EVIDENCE_MAX = 6, RULINGS_MAX = 8, SIZE_RATIO = 20 };

static const double trust[FOUND_NOWHERE + 1] = {
    [FOUND_CLAUSE] = 1,    [FOUND_SENTENCE] = 0.98, [FOUND_PARAGRAPH] = 0.93, [FOUND_HEADING] = 0.9,
    [FOUND_ARTICLE] = 0.8, [FOUND_ASSUMED] = 0.75,  [FOUND_NOWHERE] = 0.5,
};

/* ---- fit ---------------------------------------------------------------------------------------- */

static const double CLOSE_RELATIVE = 0.02, CLOSE_POINTS = 2; /* issue 4: "close" */

/* Whether an answer lies so far beyond an open hedge that nobody would have chosen these words: farther than one unit
 * of the last digit that says something ("over 70" to 80, "more than 6 times" to 7). */
static bool beyond_natural(const amount *said, double lo, double hi)
{
    double first, last;
    amount_natural(said, &first, &last);
    return (isinf(said->hi) && lo > last) || (isinf(said->lo) && hi < first);
}

fit fit_of(const amount *said, double lo, double hi, bool in_part)
{
    if (!(lo <= hi))
        return FIT_NO;
    /* Roundings that only touch do not overlap: 12 % (11.5 to 12.5) is not 13 % (12.5 to 13.5). */
    double shared = MIN_OF(hi, said->hi) - MAX_OF(lo, said->lo);
    double narrow = MIN_OF(hi - lo, said->hi - said->lo);
    if (narrow > 0 ? shared > 1e-6 * narrow : shared >= 0)
        return beyond_natural(said, lo, hi) ? FIT_LOOSE : FIT_YES;
    double gap = lo > said->hi ? lo - said->hi : said->lo - hi;
    double size = MAX_OF(fabs(lo), fabs(hi));
    return gap <= (in_part ? CLOSE_RELATIVE * size : CLOSE_POINTS) ? FIT_CLOSE : FIT_NO;
}

/* One digit with zeros behind it ("4,000") names a series only when it is meant to the letter. */
amount printed_digits(const amount *a)
{
    static const double TO_THE_LETTER = 0.01;
    amount d = *a;
    d.lo = MAX_OF(a->digits_lo, a->value * (1 - TO_THE_LETTER));
    d.hi = MIN_OF(a->digits_hi, a->value * (1 + TO_THE_LETTER));
    return d;
}

static bool fits(fit f)
{
    return f >= FIT_LOOSE;
}

typedef struct tally {
    int32_t best, preferred;
    fit best_fit, preferred_fit;
    int32_t yes, no; /* who says so; only independent answers deny */
} tally;

static bool is_better(const answers *a, const tally *t, int32_t i, fit f)
{
    if (t->best < 0 || f != t->best_fit)
        return t->best < 0 || f > t->best_fit;
    const answer *is = &a->at[i], *was = &a->at[t->best];
    if (is->own != was->own)
        return is->own;
    return is->preferred && !was->preferred;
}

void ruling_pick(ruling *out, const claim *c, answer_fit *fn)
{
    tally t = { -1, -1, FIT_NO, FIT_NO, 0, 0 };
    for (int32_t i = 0; i < out->a.n; i++) {
        const answer *a = &out->a.at[i];
        if (!IS_NUMBER(a->value))
            continue;
        fit f = fn(c, a);
        t.yes += fits(f); /* a figure that was computed supports as well */
        t.no += a->own && f == FIT_NO;
        if (is_better(&out->a, &t, i, f)) {
            t.best = i;
            t.best_fit = f;
        }
        if (a->preferred && a->own && t.preferred < 0) {
            t.preferred = i;
            t.preferred_fit = f;
        }
    }
    out->best = t.best;
    out->known = t.best >= 0;
    out->fit = t.best_fit;
    if (t.preferred < 0)
        return;
    /* One source against another: both have a word. The larger number of them has the last, and a change that two
     * levels make needs no other: the published one was rounded once more. */
    const answer *best = &out->a.at[t.best];
    bool made = best->own && best->ev.formula && *best->ev.formula && STR_EQ(best->ev.unit, "pct");
    bool against = fits(t.best_fit) && t.preferred_fit == FIT_NO && t.yes <= t.no && !made;
    bool for_it = fits(t.preferred_fit) && t.no > 0 && t.no >= t.yes;
    out->ambiguous |= against || for_it;
}

/* ---- the partner's count ------------------------------------------------------------------------ */

/* "According to China's customs, the USA imported ...": then the exporter's count is the one meant. */
static bool names_office_of(const claim *c, const char *reporter)
{
    return reporter && STR_EQ(reporter, "CHN") && c->attribution &&
           strstr(c->attribution, "Customs") != NULL;
}

gad_status mirror_add(gad_ctx *cx, const judging *j, const claim *c, const answers *mirror,
                      answers *out)
{
    int32_t n = out->n + mirror->n, direct = out->n;
    if (mirror->n == 0)
        return GAD_OK;
    answer *at = arena_take(j->mem, (size_t)n, sizeof *at);
    if (!at)
        return gad_nomem(cx, "judging a claim");
    for (int32_t i = 0; i < n; i++) {
        at[i] = i < direct ? out->at[i] : mirror->at[i - direct];
        if (i < direct)
            continue;
        at[i].own = at[i].own && names_office_of(c, at[i].ev.reporter);
        at[i].preferred = at[i].preferred && direct == 0;
    }
    out->at = at;
    out->n = out->cap = n;
    return GAD_OK;
}

/* ---- one reading, as of the article and as of now ----------------------------------------------- */

static judge_fn *const judges[] = {
    [FORM_LEVEL] = judge_level,       [FORM_PRICE] = judge_level,
    [FORM_PERCENT] = judge_change,    [FORM_TIMES_OF] = judge_change,
    [FORM_TIMES_MORE] = judge_change, [FORM_POINTS] = judge_change,
    [FORM_DIFFERENCE] = judge_change, [FORM_EXCEEDS] = judge_change,
    [FORM_SHARE] = judge_share,       [FORM_RANK] = judge_rank,
    [FORM_RECORD] = judge_record,     [FORM_STREAK] = judge_record,
    [FORM_PER] = judge_intensity,     [FORM_COUNT] = judge_count,
    [FORM_EVENT] = judge_event,
};

static const ruling no_ruling = { .best = -1 };

static verdict class_of(fit f)
{
    return fits(f) ? SUPPORTED : f == FIT_CLOSE ? CLOSE : CONTRADICTED;
}

static bool is_own(const ruling *r)
{
    return r->a.n == 0 || (r->best >= 0 && r->a.at[r->best].own);
}

/* Both rulings' answers, the earlier best first. */
static gad_status join_answers(gad_ctx *cx, const judging *j, const ruling *then, const ruling *now,
                               ruling *out)
{
    int32_t n = then->a.n + now->a.n;
    answer *at = arena_take(j->mem, (size_t)MAX_OF(n, 1), sizeof *at);
    if (!at)
        return gad_nomem(cx, "judging a claim");
    int32_t k = 0;
    if (then->best >= 0)
        at[k++] = then->a.at[then->best];
    if (now->best >= 0)
        at[k++] = now->a.at[now->best];
    out->a = (answers){ .at = at, .n = k, .cap = n };
    out->best = k ? 0 : -1;
    return GAD_OK;
}

static gad_status say_vintages(gad_ctx *cx, const judging *j, const ruling *then, const ruling *now,
                               ruling *out)
{
    char day[PERIOD_TEXT];
    *out = *then;
    out->ambiguous = out->later = true;
    out->explanation = arena_fmt(j->mem, "as known on %s: %s; as known now: %s",
                                 day_text(day, j->as_of), then->explanation, now->explanation);
    return out->explanation ? join_answers(cx, j, then, now, out)
                            : gad_nomem(cx, "judging a claim");
}

static gad_status say_later(gad_ctx *cx, const judging *j, ruling *r)
{
    char day[PERIOD_TEXT];
    int32_t published = r->best >= 0 ? r->a.at[r->best].ev.published : INT32_MIN;
    r->later = true;
    if (published == INT32_MIN || published <= j->as_of)
        return GAD_OK;
    r->explanation = arena_fmt(j->mem, "%s (published later than the article, on %s)",
                               r->explanation, day_text(day, published));
    return r->explanation ? GAD_OK : gad_nomem(cx, "judging a claim");
}

/* The same figure, perhaps with other digits: no revision. */
static bool is_same_figure(const ruling *then, const ruling *now)
{
    if (then->best < 0 || now->best < 0)
        return false;
    const answer *a = &then->a.at[then->best], *b = &now->a.at[now->best];
    return STR_EQ(a->ev.unit, b->ev.unit) && a->lo <= b->hi && b->lo <= a->hi &&
           IS_NUMBER(a->value) && fabs(a->value - b->value) <= 1e-3 * fabs(a->value);
}

gad_status ruling_of(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    judge_fn *fn = judges[c->m.form];
    ruling now = no_ruling;
    judging today = *j;
    today.as_of = INT32_MAX;
    *out = no_ruling;
    gad_status st = fn(cx, j, c, r, out);
    if (st || j->as_of == INT32_MAX)
        return st;
    st = fn(cx, &today, c, r, &now);
    if (st || !now.known)
        return st;
    if (!out->known || (!is_own(out) && is_own(&now))) {
        *out = now;
        return say_later(cx, j, out);
    }
    if (out->ambiguous || now.ambiguous || class_of(out->fit) == class_of(now.fit))
        return GAD_OK;
    if (is_same_figure(out, &now)) {
        if (now.fit <= out->fit)
            return GAD_OK;
        *out = now;
        return say_later(cx, j, out);
    }
    ruling then = *out;
    return say_vintages(cx, j, &then, &now, out);
}

gad_status ruling_fits(gad_ctx *cx, const judging *j, claim *c, const reading *r, bool *out)
{
    judge_fn *fn = judges[c->m.form];
    ruling then = no_ruling, now = no_ruling;
    judging today = *j;
    today.as_of = INT32_MAX;
    gad_status st = fn(cx, j, c, r, &then);
    bool settled = j->as_of == INT32_MAX || (then.known && is_own(&then));
    if (!st && !settled)
        st = fn(cx, &today, c, r, &now);
    const ruling *last = now.known && (!then.known || is_own(&now)) ? &now : &then;
    *out = !st && last->known && last->fit == FIT_YES;
    return st;
}

bool reading_is_trade(const reading *r)
{
    return r->product && r->reporter && r->partner && r->measure && is_trade(r->flow);
}

/* ---- what a reading is good for ----------------------------------------------------------------- */

/* How far from the claim each part may have been found for the reading to be firm; FOUND_NOWHERE: any. Output, unlike
 * trade, is of the present when no period is said. Contents, counts and events name their subject themselves. */
typedef struct demands {
    found product, reporter, flow, period, base;
} demands;

enum { ASK_LEVEL, ASK_CHANGE, ASK_TOTALS, ASK_STOCK, ASK_PRESENT, ASK_CONTENT, ASK_NOTHING };
static const demands asked[] = {
    [ASK_LEVEL] = { FOUND_SENTENCE, FOUND_HEADING, FOUND_PARAGRAPH, FOUND_SENTENCE, FOUND_NOWHERE },
    [ASK_CHANGE] = { FOUND_SENTENCE, FOUND_HEADING, FOUND_PARAGRAPH, FOUND_SENTENCE,
                     FOUND_SENTENCE },
    /* "has outpaced all of last year" says no number that another product could have */
    [ASK_TOTALS] = { FOUND_HEADING, FOUND_ARTICLE, FOUND_PARAGRAPH, FOUND_SENTENCE,
                     FOUND_SENTENCE },
    [ASK_STOCK] = { FOUND_SENTENCE, FOUND_HEADING, FOUND_SENTENCE, FOUND_NOWHERE, FOUND_NOWHERE },
    [ASK_PRESENT] = { FOUND_HEADING, FOUND_HEADING, FOUND_NOWHERE, FOUND_NOWHERE, FOUND_NOWHERE },
    [ASK_CONTENT] = { FOUND_SENTENCE, FOUND_NOWHERE, FOUND_NOWHERE, FOUND_NOWHERE, FOUND_NOWHERE },
    [ASK_NOTHING] = { FOUND_NOWHERE, FOUND_NOWHERE, FOUND_NOWHERE, FOUND_NOWHERE, FOUND_NOWHERE },
};
static const uint8_t ask_of[][2] = { /* of trade, of the rest */
                                     [FORM_LEVEL] = { ASK_LEVEL, ASK_LEVEL },
                                     [FORM_PRICE] = { ASK_LEVEL, ASK_LEVEL },
                                     [FORM_PERCENT] = { ASK_CHANGE, ASK_CHANGE },
                                     [FORM_TIMES_OF] = { ASK_CHANGE, ASK_CHANGE },
                                     [FORM_TIMES_MORE] = { ASK_CHANGE, ASK_CHANGE },
                                     [FORM_POINTS] = { ASK_CHANGE, ASK_CHANGE },
                                     [FORM_DIFFERENCE] = { ASK_CHANGE, ASK_CHANGE },
                                     [FORM_EXCEEDS] = { ASK_TOTALS, ASK_TOTALS },
                                     [FORM_SHARE] = { ASK_LEVEL, ASK_PRESENT },
                                     [FORM_RANK] = { ASK_LEVEL, ASK_PRESENT },
                                     [FORM_RECORD] = { ASK_LEVEL, ASK_PRESENT },
                                     [FORM_STREAK] = { ASK_LEVEL, ASK_PRESENT },
                                     [FORM_PER] = { ASK_CONTENT, ASK_CONTENT },
                                     [FORM_COUNT] = { ASK_NOTHING, ASK_NOTHING },
                                     [FORM_EVENT] = { ASK_NOTHING, ASK_NOTHING }
};

static const demands *demands_of(const claim *c, const reading *r)
{
    bool trade = is_trade(r->flow);
    /* A share or a place without a word for the flow is judged by its own words (judge_share.c). */
    if (c->m.form >= FORM_SHARE && r->from[PART_FLOW] > FOUND_SENTENCE)
        trade = false;
    bool stock = r->flow == 'S' && c->m.form == FORM_LEVEL; /* reserves are of the present */
    return &asked[stock ? ASK_STOCK : ask_of[c->m.form][trade ? 0 : 1]];
}

/* A partner is firm when it was stated, or when the world follows because none was named near. */
static bool partner_is_firm(const reading *r)
{
    bool trade = is_trade(r->flow);
    return !trade || r->from[PART_PARTNER] <= FOUND_SENTENCE ||
           (r->partner && !STR_EQ(r->partner, "W00") && r->from[PART_PARTNER] <= FOUND_PARAGRAPH);
}

/* A year, a half of it or the months so far are compared with those a year before, said or not. */
static bool base_follows(const reading *r)
{
    return span_known(r->period) && r->period.to > r->period.from &&
           r->base.from == r->period.from - 12 && r->base.to == r->period.to - 12;
}

bool reading_is_firm(const claim *c, const reading *r)
{
    const demands *d = demands_of(c, r);
    return (r->product || d->product == FOUND_NOWHERE) && r->from[PART_PRODUCT] <= d->product &&
           r->from[PART_REPORTER] <= d->reporter && r->from[PART_FLOW] <= d->flow &&
           r->from[PART_PERIOD] <= d->period &&
           (r->from[PART_BASE] <= d->base || base_follows(r)) &&
           (d->product == FOUND_NOWHERE || c->m.form == FORM_PER || partner_is_firm(r));
}

/* How far an answer is from what was said, as a part of the answer; NaN: no number. */
static double distance_of(const claim *c, const ruling *of)
{
    if (of->best < 0)
        return NO_NUMBER;
    const answer *a = &of->a.at[of->best];
    double value =
        c->m.form == FORM_TIMES_OF || c->m.form == FORM_TIMES_MORE ? 1 + a->value / 100 : a->value;
    return fabs(c->m.said.value - value) / MAX_OF(fabs(value), 1e-9);
}

static const double PRICE_OF_YEAR_MARGIN =
    0.5; /* averages of a year differ less than quotes of a day */

/* Figures that carry an estimate, a grade or another country's way of counting are denied by a wide margin only. */
static double margin_to_deny(const claim *c, const reading *r)
{
    static const struct {
        const char *measure;
        double margin;
    } margins[] = { { "value", 0.05 },        { "unit-value", 0.1 },    { "production", 0.1 },
                    { "quota", 0.05 },        { "reserves", NO_LIMIT }, { "price", NO_LIMIT },
                    { "capacity", NO_LIMIT }, { "demand", NO_LIMIT } };
    bool year = span_known(r->period) && r->period.to - r->period.from == 11;
    if (c->m.form != FORM_LEVEL && c->m.form != FORM_PRICE)
        return 0;
    if (year && r->measure && STR_EQ(r->measure, "price"))
        return PRICE_OF_YEAR_MARGIN;
    for (int32_t i = 0; r->measure && i < COUNT_OF(margins); i++)
        if (STR_EQ(r->measure, margins[i].measure))
            return margins[i].margin;
    return 0;
}

/* A level twenty times another one is of other goods, another country or another unit: a slip of a digit is ten. */
static bool is_another_size(const claim *c, const ruling *of)
{
    if ((c->m.form != FORM_LEVEL && c->m.form != FORM_PRICE) || of->best < 0)
        return false;
    double said = fabs(c->m.said.value), is = fabs(of->a.at[of->best].value);
    return said > SIZE_RATIO * is || is > SIZE_RATIO * said;
}

/* The period ends after the article appeared: what is held of it is a forecast too. */
static bool is_ahead(const judging *j, const reading *r)
{
    char day[PERIOD_TEXT];
    int32_t month = 0;
    if (j->as_of == INT32_MAX || !span_known(r->period))
        return false;
    day_text(day, j->as_of);
    day[7] = '\0';
    return month_parse(day, &month) && r->period.to > MAX_OF(month, month - month % 12 + 11);
}

/* NULL: the ruling may deny the claim; else why not, in words. */
static const char *why_not_denied(const judging *j, const claim *c, const ruling *of)
{
    const reading *r = &c->reading[0];
    if (c->m.future)
        return "but this is a forecast, a plan or a possibility";
    if (c->m.negated)
        return "but the sentence says so in the negative";
    if (!reading_is_firm(c, r))
        return "not called wrong, since the sentence does not say clearly enough what is meant";
    if (!is_own(of))
        return "not called wrong, since that is derived from other figures or is another country's count";
    if (of->later)
        return "not called wrong, since that was not known when the article was written";
    if (c->m.form == FORM_RANK && c->m.role == ROLE_HOLDER)
        return "not called wrong, since estimates of reserves differ between sources and editions";
    if (is_ahead(j, r))
        return "not called wrong, since it speaks of a time after the article";
    if (is_another_size(c, of))
        return "not called wrong, since it is so far off that something else must be meant";
    if (distance_of(c, of) < margin_to_deny(c, r))
        return "not called wrong, since such figures differ by as much with what is counted";
    return NULL;
}

/* ---- confidence --------------------------------------------------------------------------------- */

static double trust_in(const claim *c, int32_t no)
{
    const reading *r = &c->reading[no];
    const demands *d = demands_of(c, r);
    double t = pow(0.85, no);
    t *= d->product == FOUND_NOWHERE ? 1 : trust[r->from[PART_PRODUCT]];
    t *= d->reporter == FOUND_NOWHERE ? 1 : trust[r->from[PART_REPORTER]];
    t *= d->period == FOUND_NOWHERE ? 1 : trust[r->from[PART_PERIOD]];
    t *= d->base == FOUND_NOWHERE ? 1 : trust[r->from[PART_BASE]];
    return t;
}

static double margin_of(const claim *c, const ruling *of, verdict v)
{
    if (v == AMBIGUOUS)
        return 0.6;
    if (v == CLOSE)
        return 0.85;
    if (v == CONTRADICTED)
        return distance_of(c, of) < 0.1 ? 0.85 : 1;
    if (of->fit == FIT_LOOSE)
        return 0.7;
    return c->m.said.significant == 1 ? 0.9 : 1;
}

double ruling_confidence(const claim *c, int32_t reading_no, const ruling *of, verdict v)
{
    double t = trust_in(c, reading_no);
    if (v == UNVERIFIABLE)
        return 0.5 * t;
    return t * (is_own(of) ? 1 : 0.8) * (of->later ? 0.9 : 1) * margin_of(c, of, v);
}

/* ---- the verdict of a claim --------------------------------------------------------------------- */

gad_status ruling_evidence(gad_ctx *cx, const judging *j, claim *c, const ruling *of)
{
    int32_t n = MIN_OF(of->a.n, (int32_t)EVIDENCE_MAX);
    c->evidence = NULL;
    c->n_evidence = 0;
    if (!n)
        return GAD_OK;
    evidence *ev = arena_take(j->mem, (size_t)n, sizeof *ev);
    if (!ev)
        return gad_nomem(cx, "the evidence of a claim");
    int32_t k = 0;
    if (of->best >= 0)
        ev[k++] = of->a.at[of->best].ev;
    for (int32_t i = 0; i < of->a.n && k < n; i++)
        if (i != of->best)
            ev[k++] = of->a.at[i].ev;
    c->evidence = ev;
    c->n_evidence = k;
    return GAD_OK;
}

/* Rank of a ruling among those of the readings. */
static int32_t weight_of(const ruling *r)
{
    if (!r->known)
        return 0;
    if (r->ambiguous)
        return 3;
    return fits(r->fit) ? 4 : r->fit == FIT_CLOSE ? 2 : 1;
}

/* A reading of another product than the firm one that its own series denies is no support: that is a label put on
 * the wrong series, which search.c tells. */
static bool may_stand_for_first(const claim *c, const ruling *first, const reading *r)
{
    const reading *f = &c->reading[0];
    bool denied = first->known && !first->ambiguous && first->fit == FIT_NO;
    bool same = f->product && r->product && STR_EQ(f->product, r->product);
    return !denied || same || r->from[PART_PRODUCT] <= f->from[PART_PRODUCT] ||
           !reading_is_firm(c, f);
}

static int32_t choose(const claim *c, const ruling *rl, int32_t n)
{
    int32_t best = 0;
    for (int32_t i = 1; i < n; i++)
        if (weight_of(&rl[i]) > weight_of(&rl[best]) &&
            may_stand_for_first(c, &rl[0], &c->reading[i]))
            best = i;
    return best;
}

static bool all_known(const ruling *rl, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (!rl[i].known)
            return false;
    return true;
}

/* The reading that fits becomes the first one: it is what the claim means. */
static void put_first(claim *c, int32_t no)
{
    reading chosen = c->reading[no];
    for (int32_t i = no; i > 0; i--)
        c->reading[i] = c->reading[i - 1];
    c->reading[0] = chosen;
}

static gad_status finish(gad_ctx *cx, const judging *j, claim *c, int32_t no, const ruling *of,
                         verdict v, const char *text)
{
    c->verdict = v;
    c->confidence = ruling_confidence(c, no, of, v);
    c->explanation = text;
    c->interpretation = claim_words(j->mem, j->bk, c, &c->reading[no]);
    if (v == SUPPORTED || v == CLOSE || v == AMBIGUOUS)
        put_first(c, no);
    if (!text || !c->interpretation)
        return gad_nomem(cx, "judging a claim");
    return ruling_evidence(cx, j, c, of);
}

/* Nothing is held: say which series and months would be needed. */
static gad_status unheld(gad_ctx *cx, const judging *j, claim *c, const ruling *of)
{
    const char *words = reading_words(j->mem, j->bk, &c->reading[0]);
    const char *text =
        of->a.missing ? of->a.missing
        : !words      ? NULL
                      : arena_fmt(j->mem, "nothing is held that could tell: needed are %s", words);
    return finish(cx, j, c, 0, of, UNVERIFIABLE, text);
}

/* A forecast of a number that came true to the digit is the number itself, in a sentence with a "would" elsewhere. */
static bool is_certain(const claim *c, const ruling *of)
{
    bool number = c->m.form != FORM_EVENT && c->m.form != FORM_COUNT;
    return !c->m.negated && of->fit == FIT_YES && (!number || c->m.said.significant >= 2);
}

static gad_status weigh(gad_ctx *cx, const judging *j, claim *c, const ruling *rl, int32_t n)
{
    int32_t no = choose(c, rl, n);
    const ruling *of = &rl[no];
    if (!of->known)
        return unheld(cx, j, c, of);
    verdict v = class_of(of->fit);
    bool weak = of->fit == FIT_LOOSE && !is_own(of);
    bool doubtful = (c->m.future || c->m.negated) && !is_certain(c, of);
    if (of->ambiguous)
        return finish(cx, j, c, no, of, AMBIGUOUS, of->explanation);
    if (weak)
        return finish(
            cx, j, c, no, of, UNVERIFIABLE,
            arena_fmt(j->mem, "%s; but that is derived from other figures", of->explanation));
    if (v != CONTRADICTED && doubtful)
        return finish(cx, j, c, no, of, UNVERIFIABLE,
                      arena_fmt(j->mem, "%s; %s", of->explanation, why_not_denied(j, c, of)));
    if (v != CONTRADICTED)
        return finish(cx, j, c, no, of, v, of->explanation);
    const char *why = !all_known(rl, n)
                          ? "not called wrong, since another reading of the words cannot be checked"
                          : why_not_denied(j, c, of);
    if (!why)
        return finish(cx, j, c, no, of, CONTRADICTED, of->explanation);
    return finish(cx, j, c, no, of, UNVERIFIABLE,
                  arena_fmt(j->mem, "%s; %s", of->explanation, why));
}

static gad_status judge_one(gad_ctx *cx, const judging *j, claim *c)
{
    ruling rl[RULINGS_MAX] = { { .best = -1 } };
    int32_t n = MIN_OF(c->n_reading, (int32_t)RULINGS_MAX);
    c->evidence = NULL;
    c->n_evidence = 0;
    if (n == 0) {
        c->verdict = UNVERIFIABLE;
        c->confidence = 0;
        c->interpretation = "";
        c->explanation = "the text does not tell what this is about";
        return GAD_OK;
    }
    for (int32_t i = 0; i < n; i++) {
        gad_status st = ruling_of(cx, j, c, &c->reading[i], &rl[i]);
        if (st)
            return st;
        /* The firm reading fits: no other one can do better. */
        if (i == 0 && weight_of(&rl[0]) == 4 && reading_is_firm(c, &c->reading[0]))
            n = 1;
    }
    return weigh(cx, j, c, rl, n);
}

gad_status judge_all(gad_ctx *cx, const judging *j, claim *c, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        gad_status st = judge_one(cx, j, &c[i]);
        if (st)
            return st;
    }
    gad_status st = judge_labels(cx, j, c, n);
    return st ? st : judge_arithmetic(cx, j, c, n);
}
