/* period.c - layer 3: the months a claim is about.
 *
 * The nearest expression of time that no change or record of the sentence uses as its base; then what was spoken of
 * last, the heading, the title. */
#include "claims/asking.h"

/* ---- period and base ------------------------------------------------------------------------------- */

static bool of_mention(const mention *m, const when *w)
{
    return m->base >= w->first && m->base <= w->last;
}

/* Whether another change of the sentence names this expression as its base, or a record as its start. */
static bool is_taken(const asking *a, const when *w)
{
    if (w->relative || of_mention(a->m, w))
        return true;
    if (a->m->form == FORM_RECORD && a->m->since >= w->first && a->m->since <= w->last)
        return true;
    return w->compared && !a->m->is_base;
}

static int32_t when_cost(const asking *a, const when *w)
{
    int32_t c =
        MIN_OF(scene_cost(a->s, a->m->core, w->first), scene_cost(a->s, a->m->core, w->last));
    if (c == INT32_MAX)
        return c;
    bool several = span_known(w->months) && w->months.to > w->months.from;
    if (a->m->kind == CLAIM_CUMULATIVE && !several)
        c += 20;
    return c;
}

static span focus_period(const asking *a, found *from)
{
    const context *cx = a->cx;
    bool near = cx->last.period_at == a->in->paragraph;
    if (span_known(cx->last.period) && (near || a->anaphor)) {
        *from = FOUND_PARAGRAPH;
        return cx->last.period;
    }
    if (span_known(cx->heading.period)) {
        *from = FOUND_HEADING;
        return cx->heading.period;
    }
    if (span_known(cx->title_period)) {
        *from = FOUND_ARTICLE;
        return cx->title_period;
    }
    if (span_known(cx->last.period)) {
        *from = FOUND_ARTICLE;
        return cx->last.period;
    }
    *from = FOUND_NOWHERE;
    return no_span;
}

/* "from 46 tons in May", "from 46 tons a month earlier": the time stands behind the number, or is not said. */
static void find_base_period(const asking *a, reading *r, span of_sentence)
{
    r->period = no_span;
    r->from[PART_PERIOD] = FOUND_NOWHERE;
    for (int32_t i = 0; i < a->n_when; i++) {
        const when *w = &a->w[i];
        if (w->first < a->m->core || scene_cost(a->s, a->m->core, w->first) > CLAUSE_COST)
            continue;
        r->period = w->relative ? when_base(&a->cx->calendar, a->it, a->w, a->n_when, w->first,
                                            of_sentence, false)
                    : w->bare && span_known(of_sentence) && w->months.from >= of_sentence.to
                        ? (span){ w->months.from - 12, w->months.to - 12 }
                        : w->months;
        r->from[PART_PERIOD] = span_known(r->period) ? FOUND_CLAUSE : FOUND_NOWHERE;
        return;
    }
}

static void find_period(const asking *a, reading *r)
{
    int32_t best = -1, lowest = INT32_MAX;
    for (int32_t i = 0; i < a->n_when; i++) {
        if (is_taken(a, &a->w[i]))
            continue;
        int32_t cost = when_cost(a, &a->w[i]);
        if (cost < lowest) {
            lowest = cost;
            best = i;
        }
    }
    if (best >= 0) {
        r->period = a->w[best].months;
        r->from[PART_PERIOD] = span_known(r->period) ? how_near(lowest) : FOUND_NOWHERE;
        return;
    }
    bool current = a->m->form == FORM_SHARE && !is_trade(r->flow); /* of the latest known year */
    current |= a->m->form == FORM_PER || a->m->form == FORM_COUNT;
    r->period = no_span;
    r->from[PART_PERIOD] = FOUND_NOWHERE;
    if (!current)
        r->period = focus_period(a, &r->from[PART_PERIOD]);
}

void period_find(const asking *a, reading *r, span of_sentence)
{
    if (a->m->is_base)
        find_base_period(a, r, of_sentence);
    else
        find_period(a, r);
}
