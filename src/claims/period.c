/* period.c - layer 3: the months a claim is about.
 *
 * The nearest expression of time that no change or record of the sentence uses as its base; then what was spoken of
 * last, the heading, the title. */
#include "claims/asking.h"

enum {
    WEAK_COST = 12, /* "this year" */
    SPAN_COST = 20,
    NEXT_COST = 20, /* a time this far behind the claim is rather of the next statement */
};

static bool within(int32_t i, const when *w)
{
    return i >= w->first && i <= w->last;
}

/* "353 tons in June", "June's 7,742 tons", "the May low of 1,238 tons": the time right beside the number is its own. */
static bool is_beside(const asking *a, const mention *m, const when *w)
{
    if (w->first > m->last) {
        bool plain = w->first - m->last <= 4;
        for (int32_t i = m->last + 1; plain && i < w->first; i++)
            plain = a->it->at[i].tag == TAG_WORD && !item_is(a->it, i, "and") &&
                    !item_is(a->it, i, "but") && !item_is(a->it, i, "while");
        return plain;
    }
    int32_t gap = m->first - w->last - 1;
    if (gap == 1 && a->it->at[w->last + 1].tag == TAG_PUNCT && a->it->at[w->last + 1].value == '(')
        return true;
    bool of = gap > 0 && gap <= 4 && item_is(a->it, m->first - 1, "of");
    for (int32_t i = w->last + 1; of && i < m->first; i++)
        of = a->it->at[i].tag == TAG_WORD || a->it->at[i].tag == TAG_RECORD ||
             a->it->at[i].tag == TAG_SHIP;
    return gap == 0 || of;
}

static bool is_level(claim_form f)
{
    return f == FORM_LEVEL || f == FORM_PRICE || f == FORM_SHARE;
}

/* Whether the expression is what this or another claim of the sentence is compared with. */
static bool is_taken(const asking *a, const when *w)
{
    if (within(a->m->base, w) || (w->day && !a->quote))
        return true;
    if (w->relative)
        return !w->opens &&
               !(is_level(a->m->form) && w->first > a->m->last && is_beside(a, a->m, w));
    if ((is_level(a->m->form) && is_beside(a, a->m, w)) || (w->tells && w->last < a->m->first))
        return false;
    for (int32_t k = 0; k < a->n_all; k++) {
        const mention *m = &a->all[k].m;
        if (within(m->base, w) || (m->form == FORM_RECORD && within(m->since, w)))
            return true;
        if (m != a->m && m->is_base && is_level(m->form) && is_beside(a, m, w))
            return true;
    }
    return w->compared;
}

static int32_t when_cost(const asking *a, const when *w)
{
    const mention *m = a->m;
    int32_t c = w->first > m->last   ? scene_cost(a->s, m->last, w->first)
                : w->last < m->first ? scene_cost(a->s, w->last, m->first)
                                     : 0;
    if (c == INT32_MAX || w->tells)
        return w->tells && c != INT32_MAX ? 0 : c;
    if (is_level(m->form) && w->first > m->last && is_beside(a, m, w))
        return 0;
    const item *x = &a->it->at[w->first];
    bool several = span_known(w->months) && w->months.to > w->months.from;
    c += m->kind == CLAIM_CUMULATIVE && !several ? SPAN_COST : 0;
    c += x->tag == TAG_RELATIVE && x->value == REL_THIS_YEAR ? WEAK_COST : 0;
    c += w->first > m->last && c >= CLAUSE_COST ? NEXT_COST : 0;
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
    if (cx->calendar.focus >= 0) {
        *from = FOUND_ARTICLE;
        return (span){ cx->calendar.focus, cx->calendar.focus };
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

/* The first time of the sentence that nothing is compared with, else what was spoken of before. */
static span spoken_period(const asking *a, found *from)
{
    for (int32_t i = 0; i < a->n_when; i++)
        if (!a->w[i].compared && !a->w[i].relative && !a->w[i].day && a->w[i].last < a->m->first &&
            span_known(a->w[i].months)) {
            *from = FOUND_SENTENCE;
            return a->w[i].months;
        }
    return focus_period(a, from);
}

static span base_span(const asking *a, const when *w, span of_sentence)
{
    bool known = span_known(of_sentence);
    if (w->relative || (w->same && known))
        return when_base(&a->cx->calendar, a->it, a->w, a->n_when, w->first, of_sentence, false);
    if (w->bare && known && w->months.from >= of_sentence.to)
        return (span){ w->months.from - 12, w->months.to - 12 };
    return w->months;
}

/* "from 46 tons in May", "from 46 tons a month earlier": the time stands behind the number, or is not said: then the
 * month before, or the year; of another place it is the same time. */
static void find_base_period(const asking *a, reading *r, span of_sentence, bool elsewhere)
{
    found from;
    if (!span_known(
            of_sentence)) /* "the June figure compares with 4,829 tons": the time spoken of */
        of_sentence = spoken_period(a, &from);
    r->period = no_span;
    r->from[PART_PERIOD] = FOUND_NOWHERE;
    for (int32_t i = 0; i < a->n_when; i++) {
        const when *w = &a->w[i];
        bool before = w->first < a->m->core;
        if (before ? !is_beside(a, a->m, w) : scene_cost(a->s, a->m->last, w->first) > CLAUSE_COST)
            continue;
        r->period = base_span(a, w, of_sentence);
        r->from[PART_PERIOD] = span_known(r->period) ? FOUND_CLAUSE : FOUND_NOWHERE;
        return;
    }
    if (!span_known(of_sentence))
        return;
    if (elsewhere) {
        r->period = of_sentence;
        r->from[PART_PERIOD] = FOUND_SENTENCE;
        return;
    }
    int32_t back = of_sentence.from == of_sentence.to ? 1 : 12;
    r->period = (span){ of_sentence.from - back, of_sentence.to - back };
    r->from[PART_PERIOD] = FOUND_ASSUMED;
}

/* "a seven-month high of 6,146 tons in August": the record is of the level's month. */
static const reading *record_level(const asking *a)
{
    for (int32_t k = 0; a->m->form == FORM_RECORD && k < a->n_all; k++) {
        const claim *c = &a->all[k];
        if (c->n_reading && is_level(c->m.form) && c->m.first > a->m->last &&
            c->m.first - a->m->last <= 2)
            return &c->reading[0];
    }
    return NULL;
}

static void find_period(const asking *a, reading *r)
{
    int32_t best = -1, lowest = INT32_MAX;
    const reading *of = record_level(a);
    if (of && span_known(of->period)) {
        r->period = of->period;
        r->from[PART_PERIOD] = of->from[PART_PERIOD];
        return;
    }
    for (int32_t i = 0; i < a->n_when; i++) {
        if (is_taken(a, &a->w[i]))
            continue;
        int32_t cost = when_cost(a, &a->w[i]);
        if (cost < lowest) {
            lowest = cost;
            best = i;
        }
    }
    if (best >= 0 && a->w[best].relative) { /* "6,146 tons the previous month" */
        found from;
        r->period = when_base(&a->cx->calendar, a->it, a->w, a->n_when, a->w[best].first,
                              focus_period(a, &from), false);
        r->from[PART_PERIOD] = span_known(r->period) ? from : FOUND_NOWHERE;
        return;
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

void period_find(const asking *a, reading *r, span of_sentence, bool elsewhere)
{
    if (a->m->is_base)
        find_base_period(a, r, of_sentence, elsewhere);
    else
        find_period(a, r);
}
