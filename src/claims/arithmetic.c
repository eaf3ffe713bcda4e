/* arithmetic.c - layer 3: numbers of one sentence that must fit each other.
 *
 * Flow: sentence by sentence -> a change and the two levels it stands between; the parts and their total; shares of
 * one whole -> inconsistent, with the arithmetic, when even the roundings of all numbers cannot reconcile them; a
 * change that does fit is told so in its explanation.
 * Invariant: only numbers that the sentence itself ties together are compared; a supported or mislabelled claim keeps
 * its verdict, except a change that its own two levels refute. */
#include "claims/judge.h"

enum { SENTENCE_CLAIMS_MAX = 24, LOOK_BACK = 64 };

/* ---- how exact a printed number is ------------------------------------------------------------------ */

static bool has_scale_word(const char *text)
{
    static const char *const word[] = { "illion", "thousand", "bn", "mn", "lakh", "crore" };
    for (int32_t i = 0; i < COUNT_OF(word); i++)
        if (words_hold(text, word[i]))
            return true;
    for (const char *s = text; s && *s; s++) { /* 57k, 1.2m; not 30kg, 353mt */
        bool scale = (s[1] == 'k' && s[2] != 'g' && s[2] != 'i') || (s[1] == 'm' && s[2] != 't') ||
                     s[1] == 'b';
        if (isdigit((unsigned char)s[0]) && scale)
            return true;
    }
    return false;
}

typedef struct limits {
    double lo, hi;
} limits;

/* Next to another number of the same sentence the zeros at the end of "21,000" or "300" are digits more often than
 * rounding: they count for a tenth of it. A hedge or "million" keeps what it allows. */
static const double ZEROS_ARE_DIGITS = 0.1;

/* Half a unit of a place of the number, or the bound that amount.c puts to it: the rounding of one number, not a range
 * of two. */
static bool is_rounding(double half, double size)
{
    double place = log10(2 * half);
    return half > 0 && (fabs(place - round(place)) < 1e-9 || fabs(half - 0.2 * size) < 1e-9 * size);
}

static limits limits_of(const claim *c)
{
    const amount *a = &c->m.said;
    double half = (a->digits_hi - a->digits_lo) / 2, size = fabs(a->value);
    bool zeros = size >= 10 && fmod(size, 10) < 1e-9 && is_rounding(half, size);
    if (a->hedge != HEDGE_NONE || a->lo < a->digits_lo || a->hi > a->digits_hi)
        return (limits){ MIN_OF(a->lo, a->digits_lo), MAX_OF(a->hi, a->digits_hi) };
    if (zeros && !has_scale_word(c->text))
        half *= ZEROS_ARE_DIGITS;
    return (limits){ a->value - half, a->value + half };
}

typedef struct group { /* the claims of one sentence */
    claim *c;          /* all of the article */
    int32_t from, to;  /* to exclusive; at most SENTENCE_CLAIMS_MAX */
} group;

/* ---- a change between two levels ------------------------------------------------------------------ */

static bool is_level(const claim *c)
{
    return c->m.form == FORM_LEVEL;
}

static bool in_group(const group *g, int32_t i)
{
    return i >= g->from && i < g->to && is_level(&g->c[i]);
}

static bool same_unit(const claim *a, const claim *b)
{
    return a->m.said.unit && b->m.said.unit && STR_EQ(a->m.said.unit, b->m.said.unit);
}

static bool text_equal(const char *a, const char *b)
{
    return a && b && STR_EQ(a, b);
}

static bool one_series(const reading *p, const reading *q)
{
    return text_equal(p->product, q->product) && text_equal(p->reporter, q->reporter) &&
           text_equal(p->partner, q->partner) && p->flow == q->flow;
}

/* Both of one series: product, sides and flow as far as they are known. */
static bool same_series(const claim *a, const claim *b)
{
    return a->n_reading && b->n_reading && one_series(&a->reading[0], &b->reading[0]);
}

/* The level reached: as linked, else the only level of the sentence that is no base, of the change's own months. */
static int32_t level_of(const group *g, const claim *c, int32_t base)
{
    int32_t only = -1;
    if (in_group(g, c->m.to_level) && c->m.to_level != base)
        return c->m.to_level;
    for (int32_t i = g->from; i < g->to; i++) {
        const claim *l = &g->c[i];
        if (!is_level(l) || i == base || l->m.is_base || l->m.is_total ||
            !same_unit(l, &g->c[base]) || !same_series(l, c))
            continue;
        if (only >= 0)
            return -1;
        only = i;
    }
    return only;
}

/* "up 120 % on year to 353 tons, from 46 in May": the base level is of another month than the base of the change. */
static bool base_is_of_change(const claim *c, const claim *base)
{
    if (!c->n_reading || !base->n_reading)
        return true;
    span named = c->reading[0].base, level = base->reading[0].period;
    bool both = span_known(named) && span_known(level);
    return !both || months_equal(named, level) || c->reading[0].from[PART_BASE] > FOUND_SENTENCE;
}

typedef struct bridge { /* change and levels */
    const claim *level, *base;
    double lo, hi, value; /* the change in per cent that the two levels allow */
} bridge;

static bool make_bridge(const claim *level, const claim *base, bridge *out)
{
    limits l = limits_of(level), b = limits_of(base);
    if (!isfinite(l.lo) || !isfinite(l.hi) || !isfinite(b.hi) || !(l.lo >= 0) || !(b.lo > 0))
        return false;
    *out = (bridge){ level, base, 100 * (l.lo / b.hi - 1), 100 * (l.hi / b.lo - 1),
                     100 * (level->m.said.value / base->m.said.value - 1) };
    return true;
}

/* The only level of the sentence that is of the change's series and of these months; -1: none, or several. */
static int32_t level_in(const group *g, const claim *c, span months)
{
    int32_t only = -1;
    for (int32_t i = g->from; i < g->to; i++) {
        const claim *l = &g->c[i];
        if (!is_level(l) || !same_series(l, c) || !months_equal(l->reading[0].period, months) ||
            l->reading[0].from[PART_PERIOD] > FOUND_SENTENCE)
            continue;
        if (only >= 0)
            return -1;
        only = i;
    }
    return only;
}

/* The base as the words link it, else as the months tell: "rose from 5,577 tons in July to 6,146 in August, 25 %". */
static int32_t base_of(const group *g, const claim *c)
{
    if (in_group(g, c->m.base_level))
        return c->m.base_level;
    if (!c->n_reading || !span_known(c->reading[0].base) || !span_known(c->reading[0].period) ||
        c->reading[0].from[PART_BASE] > FOUND_SENTENCE || level_in(g, c, c->reading[0].period) < 0)
        return -1;
    return level_in(g, c, c->reading[0].base);
}

static bool bridge_of(const group *g, const claim *c, bridge *out)
{
    int32_t base = base_of(g, c);
    if (base < 0 || !base_is_of_change(c, &g->c[base]))
        return false;
    int32_t level = level_of(g, c, base);
    if (level < 0 || !same_unit(&g->c[level], &g->c[base]))
        return false;
    return make_bridge(&g->c[level], &g->c[base], out);
}

/* A reporter rounds twice, and once from figures that he does not print. */
static const double SLACK_POINTS = 1;

static fit bridge_fit(const claim *c, const bridge *b)
{
    if (c->m.form == FORM_DIFFERENCE) {
        limits l = limits_of(b->level), m = limits_of(b->base);
        return fit_of(&c->m.said, l.lo - m.hi, l.hi - m.lo, true);
    }
    return change_fit(c, b->lo - SLACK_POINTS, b->hi + SLACK_POINTS, NULL);
}

static bool is_round(double x)
{
    return fabs(x - round(x)) < 1e-6;
}

static const char *bridge_text(const judging *j, const claim *c, const bridge *b)
{
    char level[NUM_TEXT], base[NUM_TEXT], made[NUM_TEXT];
    int32_t decimals = fabs(b->value) >= 100 || fabs(b->value - round(b->value)) < 0.05 ? 0 : 1;
    num_people(level, b->level->m.said.value, -1);
    num_people(base, b->base->m.said.value, -1);
    if (c->m.form == FORM_PERCENT)
        return arena_fmt(j->mem, "%s / %s - 1 = %s%s %%", level, base, b->value > 0 ? "+" : "",
                         num_people(made, b->value, decimals));
    if (c->m.form == FORM_DIFFERENCE)
        return arena_fmt(j->mem, "%s - %s = %s", level, base,
                         num_people(made, b->level->m.said.value - b->base->m.said.value, -1));
    return arena_fmt(j->mem, "%s / %s = %s", level, base, num_people(made, 1 + b->value / 100, 2));
}

/* ---- the verdict ---------------------------------------------------------------------------------- */

static gad_status set_inconsistent(gad_ctx *cx, const judging *j, claim *c, const char *arithmetic)
{
    const char *was = c->explanation && (c->verdict == CONTRADICTED || c->verdict == CLOSE)
                          ? c->explanation
                          : NULL;
    const char *text = arithmetic
                           ? arena_fmt(j->mem, "the sentence's own numbers do not fit: %s%s%s",
                                       arithmetic, was ? "; " : "", was ? was : "")
                           : NULL;
    if (!text)
        return gad_nomem(cx, "checking the arithmetic of a sentence");
    c->verdict = INCONSISTENT;
    c->explanation = text;
    c->confidence = 0.9;
    return GAD_OK;
}

static gad_status set_consistent(gad_ctx *cx, const judging *j, claim *c, const char *arithmetic)
{
    c->explanation = arithmetic
                         ? arena_fmt(j->mem, "%s; consistent with the article's own figures: %s",
                                     c->explanation ? c->explanation : "", arithmetic)
                         : NULL;
    return c->explanation ? GAD_OK : gad_nomem(cx, "checking the arithmetic of a sentence");
}

/* Whether the sentence's arithmetic has a say: not against evidence that the number is right. */
static bool may_refute(const claim *c)
{
    return c->verdict == UNVERIFIABLE || c->verdict == CONTRADICTED || c->verdict == CLOSE;
}

static gad_status check_change(gad_ctx *cx, const judging *j, const group *g, claim *c)
{
    bridge b;
    bool numeric =
        form_is_change(c->m.form) && c->m.form != FORM_EXCEEDS && c->m.form != FORM_POINTS;
    if (!numeric || c->m.negated || !bridge_of(g, c, &b))
        return GAD_OK;
    fit f = bridge_fit(c, &b);
    const char *arithmetic = bridge_text(j, c, &b);
    /* Its levels are right, and it is what they make: a change published otherwise does not refute it. */
    if (f >= FIT_LOOSE && c->verdict == CONTRADICTED && b.level->verdict == SUPPORTED &&
        b.base->verdict == SUPPORTED)
        c->verdict = AMBIGUOUS;
    if (f >= FIT_LOOSE)
        return set_consistent(cx, j, c, arithmetic);
    return f == FIT_NO && may_refute(c) ? set_inconsistent(cx, j, c, arithmetic) : GAD_OK;
}

/* ---- parts and total ------------------------------------------------------------------------------ */

/* Parts farther from their total than a fifth of it are no slip of addition: something else was meant. */
static const double PARTS_REACH = 0.2;

static bool is_part(const claim *c, const claim *sum_of)
{
    return is_level(c) && c != sum_of && !c->m.is_total && !c->m.is_base && same_unit(c, sum_of) &&
           isfinite(c->m.said.lo) && isfinite(c->m.said.hi);
}

static gad_status check_total(gad_ctx *cx, const judging *j, const group *g, claim *sum_of)
{
    double lo = 0, hi = 0, sum = 0;
    int32_t parts = 0;
    buf b;
    char text[NUM_TEXT];
    const amount *t = &sum_of->m.said;
    if (!is_level(sum_of) || !sum_of->m.is_total)
        return GAD_OK;
    buf_init(&b, j->mem->al);
    for (int32_t i = g->from; i < g->to; i++) {
        const claim *c = &g->c[i];
        if (!is_part(c, sum_of))
            continue;
        limits part = limits_of(c);
        lo += part.lo;
        hi += part.hi;
        sum += c->m.said.value;
        buf_fmt(&b, "%s%s", parts++ ? " + " : "", num_people(text, c->m.said.value, -1));
    }
    buf_fmt(&b, " = %s", num_people(text, sum, -1));
    limits whole = limits_of(sum_of);
    bool apart = hi < whole.lo || lo > whole.hi;
    buf_fmt(&b, apart ? ", not %s" : "%s", apart ? num_people(text, t->value, -1) : "");
    const char *arithmetic = words_take(j->mem, &b);
    if (!arithmetic)
        return gad_nomem(cx, "checking the arithmetic of a sentence");
    if (parts < 2 || fabs(sum - t->value) > PARTS_REACH * fabs(t->value))
        return GAD_OK;
    if (!apart)
        return set_consistent(cx, j, sum_of, arithmetic);
    return may_refute(sum_of) ? set_inconsistent(cx, j, sum_of, arithmetic) : GAD_OK;
}

/* ---- shares of one whole -------------------------------------------------------------------------- */

/* Shares of the same whole: of one flow of one product in one period, held by different countries. */
static bool same_whole(const claim *a, const claim *b)
{
    if (a->m.form != FORM_SHARE || b->m.form != FORM_SHARE || !a->n_reading || !b->n_reading)
        return false;
    const reading *p = &a->reading[0], *q = &b->reading[0];
    bool by_reporter = text_equal(p->partner, q->partner) && !text_equal(p->reporter, q->reporter);
    bool by_partner = text_equal(p->reporter, q->reporter) && !text_equal(p->partner, q->partner);
    return text_equal(p->product, q->product) && p->flow == q->flow && by_reporter != by_partner &&
           text_equal(p->measure, q->measure) && p->period.from == q->period.from &&
           p->period.to == q->period.to;
}

/* A group holds countries that may stand in the sentence besides: ISO codes have three letters. */
static bool is_country(const char *id)
{
    return id && strlen(id) == 3 && !STR_EQ(id, "W00");
}

static bool counts_as_share(const claim *c)
{
    return c->m.form == FORM_SHARE && !c->m.is_base && !c->m.negated && !c->m.future &&
           c->n_reading > 0 && c->m.whole >= 0 &&
           (is_country(c->reading[0].partner) || is_country(c->reading[0].reporter));
}

static bool holder_is_new(const group *g, const int32_t *member, int32_t n, const claim *c)
{
    for (int32_t k = 0; k < n; k++)
        if (!same_whole(&g->c[member[k]], c))
            return false;
    return true;
}

static gad_status check_shares(gad_ctx *cx, const judging *j, const group *g)
{
    int32_t member[SENTENCE_CLAIMS_MAX], n = 0;
    double lo = 0, sum = 0;
    char text[NUM_TEXT];
    for (int32_t i = g->from; i < g->to; i++) {
        const claim *c = &g->c[i];
        if (!counts_as_share(c) || !holder_is_new(g, member, n, c))
            continue;
        if (n > 0 && g->c[member[0]].m.whole !=
                         c->m.whole) /* "for Germany the proportion was ...": of another whole */
            return GAD_OK;
        member[n++] = i;
        lo += MIN_OF(c->m.said.lo, c->m.said.digits_lo);
        sum += c->m.said.value;
    }
    if (n < 2 || lo <= 100)
        return GAD_OK;
    const char *arithmetic =
        arena_fmt(j->mem, "the shares of one whole add up to %s %%", num_people(text, sum, -1));
    for (int32_t k = 0; k < n; k++) {
        claim *c = &g->c[member[k]];
        gad_status st = may_refute(c) ? set_inconsistent(cx, j, c, arithmetic) : GAD_OK;
        if (st)
            return st;
    }
    return GAD_OK;
}

/* "Of the 1,000 tonnes exported, 700 tonnes, or 45 %, went to ...": the words say that level and share are the same
 * thing, so the one other level of the sentence is their whole. */
static bool says_equal(const judging *j, const claim *level, const claim *share)
{
    static const char *const between[] = { ", or ", " or ", " (", ", or about ", " (about " };
    if (!j->art || share->m.from < level->m.to || share->m.from > j->art->n)
        return false;
    const char *text = j->art->text + level->m.to;
    size_t n = share->m.from - level->m.to;
    for (int32_t i = 0; i < COUNT_OF(between); i++)
        if (strlen(between[i]) == n && memcmp(text, between[i], n) == 0)
            return true;
    return false;
}

static const claim *whole_beside(const group *g, int32_t part)
{
    const claim *whole = NULL;
    for (int32_t i = g->from; i < g->to; i++) {
        const claim *c = &g->c[i];
        if (i == part || !is_level(c) || !same_unit(c, &g->c[part]))
            continue;
        if (whole)
            return NULL;
        whole = c;
    }
    return whole && whole->m.said.value > g->c[part].m.said.value ? whole : NULL;
}

static gad_status check_part(gad_ctx *cx, const judging *j, const group *g, int32_t at)
{
    char part[NUM_TEXT], all[NUM_TEXT], made[NUM_TEXT];
    claim *share = &g->c[at];
    bool candidate = at > g->from && share->m.form == FORM_SHARE && is_level(&g->c[at - 1]);
    if (!candidate || !says_equal(j, &g->c[at - 1], share))
        return GAD_OK;
    const claim *level = &g->c[at - 1], *whole = whole_beside(g, at - 1);
    if (!whole)
        return GAD_OK;
    limits p = limits_of(level), w = limits_of(whole);
    if (!(w.lo > 0) || !isfinite(p.hi) || !isfinite(w.hi))
        return GAD_OK;
    double pct = 100 * level->m.said.value / whole->m.said.value;
    fit f = fit_of(&share->m.said, 100 * p.lo / w.hi, 100 * p.hi / w.lo, false);
    const char *text = arena_fmt(
        j->mem, "%s / %s = %s %%", num_people(part, level->m.said.value, -1),
        num_people(all, whole->m.said.value, -1), num_people(made, pct, is_round(pct) ? 0 : 1));
    if (f >= FIT_LOOSE)
        return set_consistent(cx, j, share, text);
    return f == FIT_NO && may_refute(share) ? set_inconsistent(cx, j, share, text) : GAD_OK;
}

/* ---- across sentences: only what fits is told ------------------------------------------------------ */

/* By any of its readings: only what fits is told, so a loose bond does no harm. */
static bool may_be_of(const claim *level, const reading *r, span months)
{
    for (int32_t k = 0; k < level->n_reading; k++)
        if (one_series(&level->reading[k], r) && months_equal(level->reading[k].period, months))
            return true;
    return false;
}

/* A level or its base said elsewhere: the nearest before or behind, of the same series and the wanted months. */
static const claim *level_said(const claim *c, int32_t n, int32_t at, span months)
{
    const claim *of = &c[at];
    for (int32_t step = 1; step <= LOOK_BACK; step++)
        for (int32_t side = -1; side <= 1; side += 2) {
            int32_t i = at + side * step;
            if (i >= 0 && i < n && is_level(&c[i]) && may_be_of(&c[i], &of->reading[0], months))
                return &c[i];
        }
    return NULL;
}

static gad_status check_afar(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t at)
{
    claim *of = &c[at];
    if (of->m.form != FORM_PERCENT || of->verdict != UNVERIFIABLE || !of->n_reading ||
        !span_known(of->reading[0].period) || !span_known(of->reading[0].base))
        return GAD_OK;
    const claim *level = level_said(c, n, at, of->reading[0].period);
    const claim *base = level_said(c, n, at, of->reading[0].base);
    if (!level || !base || !same_unit(level, base) ||
        (level->m.sentence == of->m.sentence && base->m.sentence == of->m.sentence))
        return GAD_OK;
    bridge x;
    if (!make_bridge(level, base, &x))
        return GAD_OK;
    if (bridge_fit(of, &x) < FIT_LOOSE)
        return GAD_OK;
    return set_consistent(cx, j, of, bridge_text(j, of, &x));
}

static gad_status check_group(gad_ctx *cx, const judging *j, const group *g)
{
    gad_status st = GAD_OK;
    for (int32_t i = g->from; i < g->to && !st; i++) {
        st = check_change(cx, j, g, &g->c[i]);
        if (!st)
            st = check_total(cx, j, g, &g->c[i]);
        if (!st)
            st = check_part(cx, j, g, i);
    }
    return st ? st : check_shares(cx, j, g);
}

gad_status judge_arithmetic(gad_ctx *cx, const judging *j, claim *c, int32_t n)
{
    gad_status st = GAD_OK;
    for (int32_t i = 0, k; i < n && !st; i = k) {
        for (k = i; k < n && k < i + SENTENCE_CLAIMS_MAX && c[k].m.sentence == c[i].m.sentence; k++)
            continue;
        group g = { c, i, k };
        st = check_group(cx, j, &g);
    }
    for (int32_t i = 0; i < n && !st; i++)
        st = check_afar(cx, j, c, n, i);
    return st;
}
