/* judge_level.c - layer 3: "353 tons in June", "22,319 tons in the first half", "$60 million", output, reserves, prices.
 *
 * Flow: levels of the reading's period, also as the partner counts them when the statement has two sides -> fit of each
 * within the rounding -> what was true, in a sentence.
 * Invariant: an answer in another unit than the claim's is no answer. */
#include "claims/judge.h"

/* ---- answers ------------------------------------------------------------------------------------ */

static bool same_unit(const char *said, const char *held)
{
    return said && held && STR_EQ(said, held);
}

/* Keep what the claim can be compared with. */
static void drop_other_units(answers *a, const char *unit)
{
    int32_t k = 0;
    for (int32_t i = 0; i < a->n; i++)
        if (same_unit(unit, a->at[i].ev.unit) && IS_NUMBER(a->at[i].value))
            a->at[k++] = a->at[i];
    a->n = k;
}

static fit level_fit(const claim *c, const answer *a)
{
    return fit_of(&c->m.said, a->lo, a->hi, true);
}

gad_status levels_of(gad_ctx *cx, const judging *j, const claim *c, const reading *r, span period,
                     answers *out)
{
    reading m;
    answers mirror = { .n = 0 };
    gad_status st = book_level(cx, j->bk, j->mem, r, period, j->as_of, out);
    if (st)
        return st;
    drop_other_units(out, c->m.said.unit);
    if (!book_mirror(r, &m))
        return GAD_OK;
    st = book_level(cx, j->bk, j->mem, &m, period, j->as_of, &mirror);
    drop_other_units(&mirror, c->m.said.unit);
    return st ? st : mirror_add(cx, j, c, &mirror, out);
}

/* ---- words -------------------------------------------------------------------------------------- */

static void add_level(buf *b, const judging *j, const reading *r, const answer *a)
{
    reading of = *r;
    char held[PERIOD_TEXT];
    /* The answer may be the partner's count: name the series that was read. */
    if (a->ev.reporter && a->ev.product && a->ev.flow) {
        of.reporter = a->ev.reporter;
        of.product = a->ev.product;
        of.partner = a->ev.partner ? a->ev.partner : r->partner;
        of.flow = a->ev.flow;
    }
    words_series(b, j->bk, &of);
    buf_add(b, " in ");
    if (a->ev.period && !STR_EQ(a->ev.period, span_text(held, r->period)))
        buf_add(b, a->ev.period); /* reserves: the newest year held before */
    else
        words_period(b, r->period);
    buf_add(b, ": ");
    words_amount(b, a->value, a->ev.unit);
    words_source(b, &a->ev);
}

static void add_range(buf *b, const answer *a)
{
    double half = (a->hi - a->lo) / 2;
    bool made = a->ev.formula && *a->ev.formula;
    if (!made || !a->own || half < 0.001 * fabs(a->value))
        return;
    buf_add(b, ", between ");
    words_amount(b, a->lo, a->ev.unit);
    buf_add(b, " and ");
    words_amount(b, a->hi, a->ev.unit);
    buf_add(b, " by the rounding of its parts");
}

/* ": 2 t (0.1 %) more than that is said" */
static void add_distance(buf *b, const claim *c, const answer *a)
{
    char text[NUM_TEXT];
    double gap = c->m.said.value - a->value;
    buf_add(b, "; the article's figure is ");
    words_amount(b, fabs(gap), a->ev.unit);
    buf_fmt(b, " (%s %%) %s", num_people(text, fabs(100 * gap / a->value), 1),
            gap > 0 ? "higher" : "lower");
}

static void add_others(buf *b, const ruling *of)
{
    for (int32_t i = 0; i < of->a.n; i++) {
        const answer *a = &of->a.at[i], *best = &of->a.at[of->best];
        if (i == of->best || (a->lo <= best->hi && a->hi >= best->lo))
            continue;
        bool same = STR_EQ(a->ev.series, best->ev.series) && STR_EQ(a->ev.period, best->ev.period);
        if (same) /* else: the partner's count, another market, a day of the year */
            buf_add(b, "; others give ");
        else
            buf_fmt(b, "; %s, %s: ", a->ev.series, a->ev.period);
        words_amount(b, a->value, a->ev.unit);
        words_source(b, &a->ev);
    }
}

static const char *explain(const judging *j, const claim *c, const reading *r, const ruling *of)
{
    buf b;
    const answer *a = &of->a.at[of->best];
    buf_init(&b, j->mem->al);
    add_level(&b, j, r, a);
    add_range(&b, a);
    if (of->fit == FIT_CLOSE || of->fit == FIT_NO)
        add_distance(&b, c, a);
    if (of->fit == FIT_LOOSE)
        buf_add(&b, "; true, but far from the figure given");
    add_others(&b, of);
    return words_take(j->mem, &b);
}

static const char *say_missing(const judging *j, const reading *r)
{
    buf b;
    buf_init(&b, j->mem->al);
    if (!span_known(r->period)) {
        buf_add(&b, "the period is not clear: needed are the months meant, of ");
        words_series(&b, j->bk, r);
        return words_take(j->mem, &b);
    }
    buf_add(&b, "not held: ");
    words_series(&b, j->bk, r);
    buf_add(&b, " in ");
    words_period(&b, r->period);
    return words_take(j->mem, &b);
}

/* Reserves are stated for no time: then of the year of the article. */
static reading of_the_present(const judging *j, const reading *r)
{
    reading now = *r;
    char day[PERIOD_TEXT];
    if (span_known(r->period) || r->flow != 'S')
        return now;
    day_text(day, j->as_of == INT32_MAX ? day_today() : j->as_of);
    day[4] = '\0';
    if (!span_parse(day, &now.period))
        now.period = r->period;
    return now;
}

gad_status judge_level(gad_ctx *cx, const judging *j, claim *c, const reading *of, ruling *out)
{
    reading present = of_the_present(j, of);
    const reading *r = &present;
    bool askable = r->product && r->reporter && r->flow && r->measure && span_known(r->period);
    if (askable) {
        gad_status st = levels_of(cx, j, c, r, r->period, &out->a);
        if (st)
            return st;
        ruling_pick(out, c, level_fit);
    }
    if (out->known)
        out->explanation = explain(j, c, r, out);
    else
        out->a.missing = say_missing(j, r);
    return out->explanation || out->a.missing ? GAD_OK : gad_nomem(cx, "judging a level");
}
