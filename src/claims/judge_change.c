/* judge_change.c - layer 3: "up 160 %", "sevenfold", "six times more", "halved", "by 300 tons", "has outpaced".
 *
 * Flow: the change from the base to the period, as published and as computed -> fit of what is said in its form -> the
 * change that was, in a sentence. A base that was not stated is tried on the month and on the year before.
 * Invariant: percents stay signed; a rise said of a fall never fits, however near the numbers are. */
#include "claims/judge.h"

/* ---- what is said against a change in per cent ---------------------------------------------------- */

/* A change without a sign ("a change of 38 %") may go either way. */
static fit percent_fit(const claim *c, double lo, double hi)
{
    fit f = fit_of(&c->m.said, lo, hi, false);
    if (c->m.direction == 0 && c->m.said.value > 0)
        f = MAX_OF(f, fit_of(&c->m.said, -hi, -lo, false));
    bool against = (c->m.direction > 0 && hi < 0) || (c->m.direction < 0 && lo > 0);
    return against ? FIT_NO : f;
}

/* The amount moved by whole units: "k times more" read as k + 1 times as much. */
static amount plus_one(const amount *a)
{
    amount b = *a;
    b.value += 1;
    b.lo += 1;
    b.hi += 1;
    b.digits_lo += 1;
    b.digits_hi += 1;
    return b;
}

static bool is_whole(double x)
{
    return fabs(x - round(x)) < 1e-9;
}

/* Closeness of factors is that of changes: 2 percentage points are 0.02. */
static fit factor_fit(const amount *said, double lo, double hi)
{
    amount a = *said;
    a.factor *= 100;
    a.lo *= 100;
    a.hi *= 100;
    a.value *= 100;
    a.digits_lo *= 100;
    a.digits_hi *= 100;
    return fit_of(&a, 100 * lo, 100 * hi, false);
}

/* A factor in whole numbers. "Sevenfold" and "seven times" are said of 6.5 as of 7.9, rounded or cut; "doubled" and
 * "tripled" name their number more strictly, and so does everything of two. */
static fit whole_fit(const amount *said, bool fold, double lo, double hi)
{
    double k = said->value;
    bool about = said->hedge == HEDGE_ABOUT;
    amount a = *said;
    a.lo = fold && k >= 3 ? k - 0.5 : k * (about ? 0.9 : 0.95);
    a.hi = fold ? k + 1 - 1e-9 : k + 0.5;
    return factor_fit(&a, lo, hi);
}

static fit one_factor_fit(const amount *said, bool fold, double lo, double hi)
{
    bool plain = said->hedge == HEDGE_NONE || said->hedge == HEDGE_ABOUT;
    if (plain && is_whole(said->value) && said->value >= 2)
        return whole_fit(said, fold, lo, hi);
    return factor_fit(said, lo, hi);
}

/* "-fold" and "times" are said of the level and of the increase alike; "doubled" and "tripled" of the level only. */
static bool says_times(const claim *c)
{
    return words_hold(c->text, "fold") || words_hold(c->text, "times");
}

/* "two and a half times" is said of 2.4 as of 2.6: a fraction in words has a tenth of play, like "a third". */
static amount with_play(const claim *c)
{
    static const double PLAY = 0.1;
    amount a = c->m.said;
    if (!words_hold(c->text, "and a half"))
        return a;
    a.lo = MIN_OF(a.lo, a.value * (1 - PLAY));
    a.hi = MAX_OF(a.hi, a.value * (1 + PLAY));
    return a;
}

static fit times_of_fit(const claim *c, double lo, double hi)
{
    const amount played = with_play(c), *said = &played;
    bool fold = says_times(c);
    bool increase = fold && said->value >= 3 && c->m.direction > 0 && is_whole(said->value);
    fit level = one_factor_fit(said, fold, lo, hi);
    return increase ? MAX_OF(level, one_factor_fit(said, fold, lo - 1, hi - 1)) : level;
}

static fit times_more_fit(const claim *c, double lo, double hi, bool *split)
{
    amount more = plus_one(&c->m.said);
    fit as_level = one_factor_fit(&c->m.said, true, lo, hi);
    fit as_increase = one_factor_fit(&more, true, lo, hi);
    if (split)
        *split = as_level != as_increase;
    return MAX_OF(as_level, as_increase);
}

fit change_fit(const claim *c, double lo, double hi, bool *split)
{
    if (split)
        *split = false;
    if (c->m.form == FORM_PERCENT)
        return percent_fit(c, lo, hi);
    if (c->m.form == FORM_TIMES_OF)
        return times_of_fit(c, 1 + lo / 100, 1 + hi / 100);
    return times_more_fit(c, 1 + lo / 100, 1 + hi / 100, split);
}

static fit answer_change_fit(const claim *c, const answer *a)
{
    return change_fit(c, a->lo, a->hi, NULL);
}

static fit points_fit(const claim *c, const answer *a)
{
    return fit_of(&c->m.said, a->lo, a->hi, false);
}

static fit difference_fit(const claim *c, const answer *a)
{
    return fit_of(&c->m.said, a->lo, a->hi, true);
}

/* ---- words -------------------------------------------------------------------------------------- */

static void add_changed(buf *b, const judging *j, const reading *r, const answer *a)
{
    reading of = *r;
    if (a->ev.reporter && a->ev.product && a->ev.flow) {
        of.reporter = a->ev.reporter;
        of.product = a->ev.product;
        of.partner = a->ev.partner ? a->ev.partner : r->partner;
        of.flow = a->ev.flow;
    }
    words_series(b, j->bk, &of);
    buf_add(b, " in ");
    words_period(b, r->period);
    buf_add(b, " against ");
    words_period(b, r->base);
    buf_add(b, ": ");
    words_amount(b, a->value, a->ev.unit);
    if (a->ev.formula && *a->ev.formula)
        buf_fmt(b, " [%s]", a->ev.formula);
    words_source(b, &a->ev);
}

/* Words for a factor: both senses, as "sevenfold" is used for either. */
static void add_factor(buf *b, const claim *c, const answer *a)
{
    char times[NUM_TEXT], more[NUM_TEXT];
    double factor = 1 + a->value / 100;
    if (c->m.form == FORM_PERCENT)
        return;
    num_people(times, factor, 1);
    if (factor <= 1)
        buf_fmt(b, "; that is %s times the base", num_people(times, factor, 2));
    else
        buf_fmt(b, "; that is %s times the base, an increase of %s times the base", times,
                num_people(more, factor - 1, 1));
}

static void add_split(buf *b, const claim *c)
{
    char k[NUM_TEXT], more[NUM_TEXT];
    num_people(k, c->m.said.value, -1);
    num_people(more, c->m.said.value + 1, -1);
    buf_fmt(b, "; the words can mean %s times as much or %s times as much", k, more);
}

static void add_gap(buf *b, const claim *c, const ruling *of)
{
    char text[NUM_TEXT];
    const answer *a = &of->a.at[of->best];
    if (c->m.form != FORM_PERCENT || (of->fit != FIT_CLOSE && of->fit != FIT_NO))
        return;
    buf_fmt(b, "; the article's figure is %s percentage points off",
            num_people(text, fabs(c->m.said.value - a->value), 1));
}

static void add_others(buf *b, const ruling *of)
{
    const answer *best = &of->a.at[of->best];
    for (int32_t i = 0; i < of->a.n; i++) {
        const answer *a = &of->a.at[i];
        if (i == of->best || (a->lo <= best->hi && a->hi >= best->lo))
            continue;
        buf_add(b, "; others give ");
        words_amount(b, a->value, a->ev.unit);
        if (a->ev.formula && *a->ev.formula)
            buf_fmt(b, " [%s]", a->ev.formula);
        words_source(b, &a->ev);
    }
}

static const char *explain(const judging *j, const claim *c, const reading *r, const ruling *of,
                           bool split)
{
    buf b;
    const answer *a = &of->a.at[of->best];
    buf_init(&b, j->mem->al);
    add_changed(&b, j, r, a);
    add_factor(&b, c, a);
    if (split)
        add_split(&b, c);
    if (r->from[PART_BASE] > FOUND_SENTENCE)
        buf_add(&b, of->fit == FIT_NO ? "; the base is not stated"
                                      : "; the base is not stated, this one fits");
    add_gap(&b, c, of);
    if (of->fit == FIT_LOOSE)
        buf_add(&b, "; true, but far from the figure given");
    add_others(&b, of);
    return words_take(j->mem, &b);
}

static gad_status say_missing(gad_ctx *cx, const judging *j, const reading *r, ruling *out)
{
    buf b;
    buf_init(&b, j->mem->al);
    if (!span_known(r->period) || !span_known(r->base)) {
        buf_add(&b, span_known(r->period)
                        ? "the base of the change is not clear: needed are "
                        : "the period is not clear: needed are the months meant, of ");
        words_series(&b, j->bk, r);
        if (span_known(r->period)) {
            buf_add(&b, " in ");
            words_period(&b, r->period);
            buf_add(&b, " and in the months compared with");
        }
    } else {
        buf_add(&b, "not held: ");
        words_series(&b, j->bk, r);
        buf_add(&b, " in ");
        words_period(&b, r->period);
        buf_add(&b, " and in ");
        words_period(&b, r->base);
    }
    out->a.missing = words_take(j->mem, &b);
    return out->a.missing ? GAD_OK : gad_nomem(cx, "judging a change");
}

/* ---- per cent and times --------------------------------------------------------------------------- */

static gad_status changes_of(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                             answers *out)
{
    reading m;
    answers mirror = { .n = 0 };
    gad_status st = book_change(cx, j->bk, j->mem, r, j->as_of, out);
    if (st || !book_mirror(r, &m))
        return st;
    st = book_change(cx, j->bk, j->mem, &m, j->as_of, &mirror);
    return st ? st : mirror_add(cx, j, c, &mirror, out);
}

/* Factors are told from the levels, when these fit as well: the published per cent is rounded once more. */
static void prefer_levels(ruling *out, const claim *c)
{
    if (c->m.form == FORM_PERCENT)
        return;
    for (int32_t i = 0; i < out->a.n; i++) {
        const answer *a = &out->a.at[i];
        bool computed = a->ev.formula && *a->ev.formula;
        if (computed && a->own && change_fit(c, a->lo, a->hi, NULL) == out->fit) {
            out->best = i;
            return;
        }
    }
}

static gad_status judge_percent(gad_ctx *cx, const judging *j, claim *c, const reading *r,
                                ruling *out)
{
    bool split = false;
    gad_status st = changes_of(cx, j, c, r, &out->a);
    if (st)
        return st;
    ruling_pick(out, c, answer_change_fit);
    if (!out->known)
        return say_missing(cx, j, r, out);
    prefer_levels(out, c);
    const answer *a = &out->a.at[out->best];
    change_fit(c, a->lo, a->hi, &split);
    out->ambiguous |= split;
    out->explanation = explain(j, c, r, out, split);
    return out->explanation ? GAD_OK : gad_nomem(cx, "judging a change");
}

/* ---- differences ---------------------------------------------------------------------------------- */

static int32_t best_level(const answers *a)
{
    for (int32_t i = 0; i < a->n; i++)
        if (a->at[i].preferred)
            return i;
    return a->n ? 0 : -1;
}

typedef struct two_levels {
    answer level, base;
    bool held;
} two_levels;

static gad_status two_levels_of(gad_ctx *cx, const judging *j, const reading *r, two_levels *out)
{
    answers level = { .n = 0 }, base = { .n = 0 };
    gad_status st = book_level(cx, j->bk, j->mem, r, r->period, j->as_of, &level);
    if (!st)
        st = book_level(cx, j->bk, j->mem, r, r->base, j->as_of, &base);
    int32_t i = best_level(&level), k = best_level(&base);
    out->held = !st && i >= 0 && k >= 0 && STR_EQ(level.at[i].ev.unit, base.at[k].ev.unit);
    if (out->held) {
        out->level = level.at[i];
        out->base = base.at[k];
    }
    return st;
}

/* The two levels and what they make, as one answer with a formula. */
static gad_status take_two(gad_ctx *cx, const judging *j, const reading *r, const two_levels *t,
                           ruling *out)
{
    answer *at = arena_take(j->mem, 3, sizeof *at);
    char period[PERIOD_TEXT], base[PERIOD_TEXT], a[NUM_TEXT], b[NUM_TEXT], d[NUM_TEXT];
    if (!at)
        return gad_nomem(cx, "judging a difference");
    at[0] = t->level;
    at[0].value = t->level.value - t->base.value;
    at[0].lo = t->level.lo - t->base.hi;
    at[0].hi = t->level.hi - t->base.lo;
    at[0].own = t->level.own && t->base.own;
    at[0].preferred = true;
    at[0].ev.statistic = "difference";
    at[0].ev.value = at[0].value;
    at[0].ev.lo = at[0].lo;
    at[0].ev.hi = at[0].hi;
    at[0].ev.period = arena_str(j->mem, span_text(period, r->period));
    at[0].ev.base = arena_str(j->mem, span_text(base, r->base));
    at[0].ev.formula = arena_fmt(j->mem, "%s - %s = %s", num_people(a, t->level.value, -1),
                                 num_people(b, t->base.value, -1), num_people(d, at[0].value, 1));
    at[1] = t->level;
    at[2] = t->base;
    out->a = (answers){ .at = at, .n = 1, .cap = 3 };
    bool ok = at[0].ev.period && at[0].ev.base && at[0].ev.formula;
    return ok ? GAD_OK : gad_nomem(cx, "judging a difference");
}

static const char *explain_two(const judging *j, const reading *r, const two_levels *t)
{
    buf b;
    buf_init(&b, j->mem->al);
    words_series(&b, j->bk, r);
    buf_add(&b, " in ");
    words_period(&b, r->period);
    buf_add(&b, ": ");
    words_amount(&b, t->level.value, t->level.ev.unit);
    words_source(&b, &t->level.ev);
    buf_add(&b, "; in ");
    words_period(&b, r->base);
    buf_add(&b, ": ");
    words_amount(&b, t->base.value, t->base.ev.unit);
    words_source(&b, &t->base.ev);
    return words_take(j->mem, &b);
}

static fit exceeds_fit(const claim *c, const answer *a)
{
    bool more = c->m.direction >= 0;
    if (more ? a->lo > 0 : a->hi < 0)
        return FIT_YES;
    return (more ? a->hi < 0 : a->lo > 0) ? FIT_NO : FIT_CLOSE;
}

static gad_status judge_two(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    two_levels t = { .held = false };
    gad_status st = two_levels_of(cx, j, r, &t);
    if (st)
        return st;
    bool exceeds = c->m.form == FORM_EXCEEDS;
    if (!t.held || (!exceeds && (!c->m.said.unit || !STR_EQ(t.level.ev.unit, c->m.said.unit))))
        return say_missing(cx, j, r, out);
    st = take_two(cx, j, r, &t, out);
    if (st)
        return st;
    ruling_pick(out, c, exceeds ? exceeds_fit : difference_fit);
    out->a.n = 3; /* the levels themselves are evidence too */
    out->explanation = explain_two(j, r, &t);
    return out->explanation ? GAD_OK : gad_nomem(cx, "judging a difference");
}

/* ---- percentage points ------------------------------------------------------------------------------ */

/* The share published for a period, of the reading's subject; NULL: none. */
static const fact *share_in(const judging *j, const reading *r, span period)
{
    int32_t k = 0;
    for (const fact *f; (f = book_next(j->bk, "share", r->product, j->as_of, &k));)
        if (months_equal(f->period, period) && IS_NUMBER(f->value) && r->reporter &&
            STR_EQ(f->reporter, r->reporter) && (!r->partner || STR_EQ(f->partner, r->partner)))
            return f;
    return NULL;
}

typedef struct part_of_whole { /* per cent */
    double value, lo, hi;
    bool own, held;
    evidence ev;
} part_of_whole;

/* The partner's part of the flow to the world in one period, from the levels. */
static gad_status share_from_levels(gad_ctx *cx, const judging *j, const reading *r, span period,
                                    part_of_whole *out)
{
    answers part = { .n = 0 }, whole = { .n = 0 };
    reading world = *r;
    world.partner = "W00";
    gad_status st = book_level(cx, j->bk, j->mem, r, period, j->as_of, &part);
    if (!st)
        st = book_level(cx, j->bk, j->mem, &world, period, j->as_of, &whole);
    int32_t i = best_level(&part), k = best_level(&whole);
    if (st || i < 0 || k < 0 || whole.at[k].lo <= 0)
        return st;
    const answer *p = &part.at[i], *w = &whole.at[k];
    *out = (part_of_whole){ .value = 100 * p->value / w->value,
                            .lo = 100 * p->lo / w->hi,
                            .hi = 100 * p->hi / w->lo,
                            .own = p->own && w->own,
                            .held = STR_EQ(p->ev.unit, w->ev.unit),
                            .ev = p->ev };
    return st;
}

static gad_status share_of(gad_ctx *cx, const judging *j, const reading *r, span period,
                           part_of_whole *out)
{
    const fact *f = share_in(j, r, period);
    *out = (part_of_whole){ .held = false };
    if (f) {
        *out = (part_of_whole){ .value = f->value,
                                .lo = f->value - f->half_unit,
                                .hi = f->value + f->half_unit,
                                .own = true,
                                .held = true,
                                .ev = fact_evidence(j->mem, j->bk, f) };
        return GAD_OK;
    }
    bool trade = is_trade(r->flow);
    reading of = *r;
    of.measure = "qty";
    if (!trade || !r->partner || STR_EQ(r->partner, "W00"))
        return GAD_OK;
    return share_from_levels(cx, j, &of, period, out);
}

static gad_status take_points(gad_ctx *cx, const judging *j, const claim *c,
                              const part_of_whole *level, const part_of_whole *base, ruling *out)
{
    char now[NUM_TEXT], was[NUM_TEXT], made[NUM_TEXT];
    answer *at = arena_take(j->mem, 1, sizeof *at);
    if (!at)
        return gad_nomem(cx, "judging a change of shares");
    at->value = level->value - base->value;
    at->lo = level->lo - base->hi;
    at->hi = level->hi - base->lo;
    at->own = level->own && base->own;
    at->preferred = true;
    at->ev = level->ev;
    at->ev.unit = "points";
    at->ev.statistic = "change of the share";
    at->ev.value = at->value;
    at->ev.lo = at->lo;
    at->ev.hi = at->hi;
    at->ev.formula = arena_fmt(j->mem, "%s - %s = %s", num_people(now, level->value, 1),
                               num_people(was, base->value, 1), num_people(made, at->value, 1));
    out->a = (answers){ .at = at, .n = 1, .cap = 1 };
    ruling_pick(out, c, points_fit);
    out->explanation =
        arena_fmt(j->mem, "the share was %s %%, and %s %% in the base period", now, was);
    return at->ev.formula && out->explanation ? GAD_OK
                                              : gad_nomem(cx, "judging a change of shares");
}

static gad_status judge_points(gad_ctx *cx, const judging *j, claim *c, const reading *r,
                               ruling *out)
{
    part_of_whole level, base = { .held = false };
    gad_status st = share_of(cx, j, r, r->period, &level);
    if (!st)
        st = share_of(cx, j, r, r->base, &base);
    if (st)
        return st;
    if (level.held && base.held)
        return take_points(cx, j, c, &level, &base, out);
    const char *words = reading_words(j->mem, j->bk, r);
    out->a.missing =
        words ? arena_fmt(j->mem, "needed are the shares of both periods: %s", words) : NULL;
    return out->a.missing ? GAD_OK : gad_nomem(cx, "judging a change of shares");
}

gad_status judge_change(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    bool askable = r->product && r->reporter && r->flow && r->measure && span_known(r->period) &&
                   span_known(r->base);
    if (!askable)
        return say_missing(cx, j, r, out);
    if (c->m.form == FORM_POINTS)
        return judge_points(cx, j, c, r, out);
    if (c->m.form == FORM_DIFFERENCE || c->m.form == FORM_EXCEEDS)
        return judge_two(cx, j, c, r, out);
    return judge_percent(cx, j, c, r, out);
}
