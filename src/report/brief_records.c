/* brief_records.c - layer 4: records and streaks, the row of blocks, and the series that are
 * mistaken for this one. A record is claimed over the periods held and no further; what others say
 * about longer spans is quoted with their names. */
#include "report/brief.h"
#include "report/sparkline.h"

static const char *step_of(const series *s)
{
    return s->annual ? "year" : "month";
}

/* "highest" and the like over all that is held, or since the last period that was as high. */
bool brief_record_words(buf *b, const series *s, int32_t at)
{
    record r = stats_record(s, at);
    char held[NUM_TEXT];
    const char *word = r.kind == RECORD_HIGH ? "highest" : "lowest", *step = step_of(s);
    if (r.kind == RECORD_NONE || r.held < 2)
        return false;
    if (r.since < 0) {
        buf_fmt(b, "the %s of the %s %ss held since ", word, num_people(held, r.held, 0), step);
        prose_period(b, r.first, s->annual);
    } else {
        buf_fmt(b, "the %s since ", word);
        prose_period(b, r.since, s->annual);
    }
    if (!r.complete) {
        buf_fmt(b, " (%s", r.since < 0 ? "" : "as far as held: ");
        prose_count(b, r.span - r.held, step, s->annual ? "years" : "months");
        buf_fmt(b, " of that span %s missing)", r.span - r.held == 1 ? "is" : "are");
    }
    return true;
}

static int32_t held_up_to(const series *s, int32_t at)
{
    int32_t n = 0;
    for (int32_t i = 0; i <= at; i++)
        n += brief_known(&s->at[i].level);
    return n;
}

/* Where no record is claimed: the place among what is held. Equals share a place, so place 1 only
 * says that nothing was higher. */
static void place_words(brief *b, int32_t place, int32_t held)
{
    const char *steps = brief_steps(b->f);
    if (place == 1)
        buf_fmt(&b->text, "not exceeded in the %" PRId32 " %s held up to then", held, steps);
    else if (place == held)
        buf_fmt(&b->text, "the lowest of the %" PRId32 " %s held up to then", held, steps);
    else
        buf_fmt(&b->text,
                "neither high nor low: place %" PRId32 " of the %" PRId32
                " %s held up to then, counted from the highest",
                place, held, steps);
}

static void own_record(brief *b)
{
    const brief_facts *f = b->f;
    const series *s = &f->main;
    int32_t held = held_up_to(s, f->at);
    b->record = stats_record(s, f->at);
    if (held < 2) {
        buf_fmt(&b->text, "no earlier %s of this series is held, so nothing can be said of records",
                brief_step(f));
    } else {
        prose_period(&b->text, f->month, f->annual);
        buf_add(&b->text, "'s figure was ");
        if (!brief_record_words(&b->text, s, f->at))
            place_words(b, b->record.place, held);
    }
    brief_say(b, BRIEF_RECORDS);
}

static void streak(brief *b)
{
    const brief_facts *f = b->f;
    int32_t n = b->streak = stats_streak(&f->main, f->at);
    if (n > -2 && n < 2)
        return;
    buf_fmt(&b->text, "it %s for the ", n > 0 ? "rose" : "fell");
    prose_ordinal(&b->text, n > 0 ? n : -n);
    buf_fmt(&b->text, " %s in a row", brief_step(f));
    brief_say(b, BRIEF_RECORDS);
}

static bool is_record_of(const brief_remark *m, const char *product)
{
    return !m->is_rank && STR_EQ(m->product, product) && m->fig.note && *m->fig.note;
}

static void reported_records(brief *b)
{
    const brief_facts *f = b->f;
    for (int32_t i = 0; i < f->n_remark; i++) {
        const brief_remark *m = &f->remark[i];
        if (!is_record_of(m, f->query.product.id) || brief_said_before(f, i))
            continue;
        if (!STR_EQ(m->partner, "W00"))
            buf_fmt(&b->text, "%s %s %s were reported", brief_noun(f),
                    f->query.flow == 'M' ? "from" : "to", m->partner_prose);
        else
            buf_fmt(&b->text, "the total%s%s was reported", *m->basis ? " by " : "", m->basis);
        brief_claimed_by(b, i);
        buf_add(&b->text, " as ");
        prose_quote(&b->text, m->fig.note, BRIEF_QUOTE_MAX);
        brief_say(b, BRIEF_RECORDS);
    }
}

void brief_records(brief *b)
{
    const brief_facts *f = b->f;
    if (f->at >= 0 && brief_known(&f->main.at[f->at].level)) {
        own_record(b);
        streak(b);
    }
    reported_records(b);
}

/* ---- the row of blocks -------------------------------------------------------------------------- */

static void extreme(brief *b, const char *word, int32_t month)
{
    const series *s = &b->f->main;
    buf_fmt(&b->text, "; %s ", word);
    brief_amount(&b->text, &s->at[series_find(s, month)].level, s->unit);
    buf_add(&b->text, " (");
    prose_period(&b->text, month, b->f->annual);
    buf_char(&b->text, ')');
}

void brief_trend(brief *b)
{
    const brief_facts *f = b->f;
    int32_t step = f->annual ? 12 : 1, first = f->month - (BRIEF_TREND - 1) * step;
    double value[BRIEF_TREND];
    for (int32_t k = 0; k < BRIEF_TREND; k++) {
        int32_t i = series_find(&f->main, first + k * step);
        value[k] = i < 0 ? NO_NUMBER : f->main.at[i].level.value;
    }
    sparkline_range r = sparkline(&b->text, value, BRIEF_TREND);
    b->spark = brief_take(b);
    if (!r.held) {
        b->spark = NULL;
        return;
    }
    prose_period(&b->text, first, f->annual);
    buf_add(&b->text, " to ");
    prose_period(&b->text, f->month, f->annual);
    if (r.held > 1) {
        extreme(b, "lowest", first + r.low * step);
        extreme(b, "highest", first + r.high * step);
    }
    if (r.held < BRIEF_TREND)
        buf_fmt(&b->text, "; %" PRId32 " of %d %s %s not held (" SPARKLINE_GAP ")",
                BRIEF_TREND - r.held, BRIEF_TREND, brief_steps(f),
                BRIEF_TREND - r.held == 1 ? "is" : "are");
    brief_say(b, BRIEF_TREND_PART);
}

/* ---- not to be confused with -------------------------------------------------------------------- */

/* The record remark of a product that most sources make, -1: none. */
static int32_t best_remark(const brief_facts *f, const char *product)
{
    int32_t best = -1, most = 0;
    for (int32_t i = 0; i < f->n_remark; i++) {
        if (!is_record_of(&f->remark[i], product) || brief_said_before(f, i) ||
            !STR_EQ(f->remark[i].partner, "W00"))
            continue;
        int32_t n = 0;
        for (int32_t k = i; k < f->n_remark; k++)
            n += brief_same_claim(&f->remark[k], &f->remark[i]);
        if (n > most) {
            most = n;
            best = i;
        }
    }
    return best;
}

static void twin_sentence(brief *b, const brief_twin *t)
{
    const brief_facts *f = b->f;
    const figure *level = &t->s.at[t->at].level;
    int32_t remark = best_remark(f, t->product.id);
    brief_possessive(&b->text, f->query.reporter.prose);
    buf_fmt(&b->text, " %s of %s were %s", brief_noun(f), t->product.prose,
            level->kind == FIGURE_DERIVED ? "an estimated " : "");
    brief_amount(&b->text, level, t->s.unit);
    buf_fmt(&b->text, " in the same %s", brief_step(f));
    brief_cite(b, level);
    buf_add(&b->text, ", a different series (");
    buf_add(&b->text, t->why);
    buf_char(&b->text, ')');
    const char *so_far = brief_take(b);
    bool record_said = brief_record_words(&b->text, &t->s, t->at);
    const char *words = brief_take(b);
    buf_fmt(&b->text, "%s%s%s", so_far, record_said ? ": " : "", record_said ? words : "");
    if (remark >= 0) {
        buf_add(&b->text, record_said ? ", and reported" : ": reported");
        brief_claimed_by(b, remark);
        buf_add(&b->text, " as ");
        prose_quote(&b->text, f->remark[remark].fig.note, BRIEF_QUOTE_MAX);
    }
    if (t->s.coverage && *t->s.coverage)
        buf_fmt(&b->text, " (%s)", t->s.coverage);
    if (level->note && *level->note) {
        buf_add(&b->text, " (the collector's note: ");
        prose_quote(&b->text, level->note, BRIEF_QUOTE_MAX);
        buf_char(&b->text, ')');
    }
    brief_say(b, BRIEF_TWINS);
}

static void twins_not_held(brief *b)
{
    const brief_facts *f = b->f;
    int32_t n = 0, last = -1;
    for (int32_t i = 0; i < f->n_twin; i++)
        if (f->twin[i].at < 0)
            last = i;
    if (last < 0)
        return;
    buf_fmt(&b->text, "also confused with this series, and not held for that %s: ", brief_step(f));
    for (int32_t i = 0; i <= last; i++) {
        if (f->twin[i].at >= 0)
            continue;
        buf_add(&b->text, n++ == 0 ? "" : i == last ? " and " : ", ");
        buf_fmt(&b->text, "%s (%s)", f->twin[i].product.prose, f->twin[i].why);
    }
    brief_say(b, BRIEF_TWINS);
}

void brief_twins(brief *b)
{
    const brief_facts *f = b->f;
    if (f->query.product.note && *f->query.product.note) {
        buf_fmt(&b->text, "what this series is: ");
        prose_quote(&b->text, f->query.product.note, BRIEF_NOTE_MAX);
        brief_say(b, BRIEF_TWINS);
    }
    for (int32_t i = 0; i < f->n_twin; i++)
        if (f->twin[i].at >= 0)
            twin_sentence(b, &f->twin[i]);
    twins_not_held(b);
}
