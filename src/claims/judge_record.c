/* judge_record.c - layer 3: records ("highest since 2009", "five-year low", "second-highest on record") and streaks.
 *
 * Flow: the words of the claim -> what it says: high or low, which place, since when -> the months the saying covers ->
 * a month held that says otherwise, the holes -> what was published in words ("record" facts, read by the same words).
 * Invariant: a month that is not held denies nothing, and derived figures deny nothing. */
#include "claims/judge_facts.h"

typedef enum reach { REACH_NONE, REACH_EVER, REACH_SINCE, REACH_MONTHS, REACH_YEAR } reach;

typedef struct saying { /* a record in words */
    int32_t direction, place;
    reach reach;
    span since;     /* of REACH_SINCE */
    int32_t months; /* of REACH_MONTHS */
    bool rough;     /* "nearly", "more than": the months are not exact */
} saying;

/* ---- words ------------------------------------------------------------------------------------------ */

static const char *const high_words[] = { "highest",   "high",    "largest",      "biggest",
                                          "most",      "peak",    "record month", "record year",
                                          "strongest", "busiest", "greatest",     NULL };
static const char *const low_words[] = { "lowest", "low",    "smallest", "weakest", "least",
                                         "fewest", "trough", "slowest",  NULL };
static const char *const ever_words[] = { "on record",     "record high*", "record low",
                                          "all time",      "ever",         "in history",
                                          "records began", "record month", "record year",
                                          "historic*",     "record",       NULL };
static const char *const this_year[] = { "this year", "of the year", "so far this year",
                                         "year low",  "year high",   NULL };
static const char *const rough_words[] = { "nearly",    "almost",   "about",   "around",
                                           "more than", "over",     "roughly", "some",
                                           "close to",  "at least", NULL };
/* "the biggest drop since 2020", "the fastest pace": a record of the change, not of the level. */
static const char *const step_words[] = { "drop*",  "declin*", "fall",   "falls",  "decrease*",
                                          "plunge", "slump",   "slide",  "gain*",  "rise",
                                          "rises",  "rising",  "growth", "jump",   "surge",
                                          "pace",   "rate",    "leap",   "climb",  "increase*",
                                          "spike",  "rebound", "loss",   "losses", "contraction",
                                          NULL };
static const char *const places[] = { "highest", "second",  "third",  "fourth", "fifth",
                                      "sixth",   "seventh", "eighth", NULL };

/* "five-year", "six months", "a decade", "in over five years": months, 0 none. */
static int32_t duration_in(clue w)
{
    for (uint32_t at = w.from; at < w.to; at++) {
        uint32_t end = at;
        bool starts = at == w.from || !isalnum((unsigned char)w.text[at - 1]);
        int32_t n = starts ? clue_count(w, at, &end) : -1;
        clue rest = { w.text, end + 1, MIN_OF(w.to, end + 8) };
        if (n <= 0 || end >= w.to || !strchr(" -\n", w.text[end]))
            continue;
        if (clue_find(rest, "year") == 0 || clue_find(rest, "years") == 0)
            return n * 12;
        if (clue_find(rest, "month") == 0 || clue_find(rest, "months") == 0)
            return n;
    }
    return clue_has(w, "decade") || clue_has(w, "10 year*") ? 120 : 0;
}

static int32_t place_in(clue w)
{
    for (int32_t i = 1; places[i]; i++)
        if (clue_has(w, places[i]))
            return i + 1;
    return 1;
}

/* "highest of 2025", "lowest in 2025": of the claim's own year. */
static bool of_its_year(clue w, int32_t month)
{
    char phrase[24];
    snprintf(phrase, sizeof phrase, "of %d", (int)month_year(month));
    if (clue_has(w, phrase))
        return true;
    snprintf(phrase, sizeof phrase, "in %d", (int)month_year(month));
    return clue_has(w, phrase);
}

/* `month`: of the claim; "since January" is the January before it. */
static saying read_saying(clue w, int32_t month)
{
    saying s = { .place = place_in(w), .rough = clue_any(w, rough_words) };
    int32_t since = clue_find(w, "since");
    s.direction = clue_any(w, high_words)  ? 1
                  : clue_any(w, low_words) ? -1
                  : clue_has(w, "record")  ? 1
                                           : 0;
    s.months = duration_in(w);
    if (since != CLUE_NONE && clue_date(w, w.from + (uint32_t)since + 5, month, &s.since))
        s.reach = REACH_SINCE;
    else if (s.months > 0)
        s.reach = REACH_MONTHS;
    else if (clue_any(w, this_year) || of_its_year(w, month))
        s.reach = REACH_YEAR;
    else if (clue_any(w, ever_words))
        s.reach = REACH_EVER;
    return s;
}

static saying saying_of(const judging *j, const claim *c, int32_t month)
{
    saying s = read_saying(clue_claim(j, c), month);
    if (s.reach == REACH_NONE ||
        s.reach == REACH_EVER) { /* "the highest, at 5,577 tons, since January" */
        clue near = clue_near(j, c);
        near.from = c->m.from;
        near.to = MIN_OF(near.to, c->m.to + 60);
        int32_t since = clue_find(near, "since");
        if (since != CLUE_NONE && clue_date(near, near.from + (uint32_t)since + 5, month, &s.since))
            s.reach = REACH_SINCE;
    }
    if (c->m.direction)
        s.direction = c->m.direction;
    if (IS_NUMBER(c->m.said.value) && c->m.said.value >= 1 && c->m.said.value <= 20)
        s.place = (int32_t)lround(c->m.said.value);
    return s;
}

/* ---- the series ------------------------------------------------------------------------------------- */

static bool is_held(const figure *f)
{
    return f->kind != FIGURE_NONE && IS_NUMBER(f->value);
}

/* More extreme beyond both roundings. */
static bool beats(const figure *a, const figure *b, int32_t direction)
{
    return direction > 0 ? a->value - a->half_unit > b->value + b->half_unit
                         : a->value + a->half_unit < b->value - b->half_unit;
}

/* First month the saying covers; the month itself is the last. */
static int32_t first_month(const saying *s, const series *of, int32_t month)
{
    switch (s->reach) {
    case REACH_SINCE: /* of a year only: any month of it may be the last one as extreme */
        return s->since.to + 1;
    case REACH_MONTHS:
        return month - (s->rough || s->months >= 24 ? s->months * 9 / 10 : s->months) + 1;
    case REACH_YEAR:
        return month_of(month_year(month), 1);
    default:
        return of->n ? of->at[0].month : month;
    }
}

typedef struct survey { /* of the months a saying covers */
    int32_t covered, held, more_extreme;
    const point *counter; /* the most extreme of them */
    bool counter_own;
} survey;

static survey look(const series *of, const saying *s, int32_t i, int32_t step)
{
    survey v = { 0 };
    const point *is = &of->at[i];
    int32_t first = first_month(s, of, is->month);
    v.covered = (is->month - first) / step;
    for (int32_t k = 0; k < i; k++) {
        const figure *f = &of->at[k].level;
        if (of->at[k].month < first || !is_held(f))
            continue;
        v.held++;
        if (!beats(f, &is->level, s->direction))
            continue;
        v.more_extreme++;
        if (!v.counter || beats(f, &v.counter->level, s->direction))
            v.counter = &of->at[k];
    }
    v.counter_own =
        v.counter && v.counter->level.kind != FIGURE_DERIVED && is->level.kind != FIGURE_DERIVED;
    return v;
}

/* ---- as published ------------------------------------------------------------------------------------ */

static int32_t length_of(const saying *s, int32_t month)
{
    switch (s->reach) {
    case REACH_SINCE:
        return month - s->since.to;
    case REACH_MONTHS:
        return s->months;
    case REACH_YEAR:
        return month_number(month + 0);
    case REACH_EVER:
        return INT32_MAX;
    default:
        return 0;
    }
}

/* Whether the published saying implies the claimed one. */
static bool implies(const saying *published, const saying *said, int32_t month)
{
    if (published->direction != said->direction || published->place > said->place)
        return false;
    if (said->place != published->place)
        return false;
    if (said->reach == REACH_SINCE && published->reach == REACH_SINCE)
        return spans_meet(said->since, published->since);
    int32_t need = length_of(said, month), have = length_of(published, month);
    if (said->reach == REACH_MONTHS)
        need = said->rough || need >= 24 ? need * 9 / 10 : need - 1;
    return need > 0 && have >= need;
}

/* The one that says it the same way goes before one that implies it. */
static const fact *published_record(const judging *j, const reading *r, const saying *said)
{
    const fact *f, *best = NULL;
    bool same_way = false;
    bool money = r->measure && STR_EQ(r->measure, "value");
    for (int32_t k = 0; (f = book_next(j->bk, "record", r->product, j->as_of, &k));) {
        if (!STR_EQ(f->reporter, r->reporter) || !STR_EQ(f->partner, r->partner) ||
            f->flow != r->flow || f->period.from != r->period.from ||
            f->period.to != r->period.to || text_has(f->basis, "value") != money)
            continue;
        clue w = { f->note, 0, (uint32_t)strlen(f->note) };
        saying published = read_saying(w, r->period.to);
        if (!implies(&published, said, r->period.to) ||
            (best && (same_way || published.reach != said->reach)))
            continue;
        best = f;
        same_way = published.reach == said->reach;
    }
    return best;
}

/* ---- the ruling --------------------------------------------------------------------------------------- */

static const char *say_level(arena *mem, const point *p, const char *unit, bool annual)
{
    char x[NUM_TEXT], month[PERIOD_TEXT];
    if (annual)
        return arena_fmt(mem, "%s %s in %d", num_people(x, p->level.value, -1), unit,
                         (int)month_year(p->month));
    return arena_fmt(mem, "%s %s in %s", num_people(x, p->level.value, -1), unit,
                     month_people(month, p->month));
}

static const char *say_holes(arena *mem, const survey *v, bool annual)
{
    const char *what = annual ? "years" : "months";
    if (v->held >= v->covered)
        return arena_fmt(mem, "all %d earlier %s are held and none is more extreme",
                         (int)v->covered, what);
    if (v->held == 0)
        return arena_fmt(mem, "none of the %d earlier %s is held to compare with", (int)v->covered,
                         what);
    return arena_fmt(mem, "%d of the %d earlier %s are held and none of them is more extreme",
                     (int)v->held, (int)v->covered, what);
}

static gad_status add_point(gad_ctx *cx, const judging *j, const reading *r, const series *of,
                            const point *p, ruling *out)
{
    answers level = { 0 };
    int32_t months = of->annual ? 12 : 1;
    gad_status st = book_level(cx, j->bk, j->mem, r, (span){ p->month, p->month + months - 1 },
                               j->as_of, &level);
    return st == GAD_OK && level.n ? answer_add(cx, j->mem, &out->a, level.at[0]) : st;
}

static gad_status rule_counter(gad_ctx *cx, const judging *j, const reading *r, const series *of,
                               int32_t i, const survey *v, const saying *s, ruling *out)
{
    const char *own = say_level(j->mem, &of->at[i], of->unit, of->annual),
               *other = say_level(j->mem, v->counter, of->unit, of->annual);
    const char *text =
        own && other ? arena_fmt(j->mem, "%s was %s than %s (%s)", other,
                                 s->direction > 0 ? "more" : "less", own, v->counter->level.source)
                     : NULL;
    if (!v->counter_own)
        return rule_unknown(
            cx, out,
            text ? arena_fmt(j->mem,
                             "%s; not called wrong, since that is derived from other figures", text)
                 : NULL);
    gad_status st = add_point(cx, j, r, of, v->counter, out);
    if (st == GAD_OK)
        st = add_point(cx, j, r, of, &of->at[i], out);
    out->known = true;
    out->fit = FIT_NO;
    out->best = out->a.n ? 0 : -1;
    out->explanation = text;
    return st == GAD_OK && !text ? gad_nomem(cx, "an explanation") : st;
}

static gad_status rule_published(gad_ctx *cx, const judging *j, const fact *f, const char *held,
                                 ruling *out)
{
    /* The month is told: it need not be the one that the claim was first read for. */
    const char *when = text_span(j->mem, f->period);
    const char *text = held && when ? arena_fmt(j->mem, "%s was reported as \"%s\" by %s; %s", when,
                                                f->note, f->source, held)
                                    : NULL;
    return rule_fact(cx, j, f, NO_NUMBER, FIT_YES, text, out);
}

enum { HOLES_TENTHS = 8 }; /* so many tenths of the months must be held to support a record alone */

static gad_status rule_record(gad_ctx *cx, const judging *j, const reading *r, const saying *s,
                              const series *of, int32_t i, ruling *out)
{
    survey v = look(of, s, i, of->annual ? 12 : 1);
    const fact *f = published_record(j, r, s);
    if (v.more_extreme >= s->place)
        return rule_counter(cx, j, r, of, i, &v, s, out);
    const char *held = say_holes(j->mem, &v, of->annual);
    if (f)
        return rule_published(cx, j, f, held, out);
    bool enough =
        v.covered > 0 && v.held * 10 >= v.covered * HOLES_TENTHS && v.more_extreme == s->place - 1;
    if (s->reach == REACH_EVER) /* what lies before the first month held is not known */
        enough = enough && v.held >= 60;
    if (!enough)
        return rule_unknown(cx, out, held ? arena_fmt(j->mem, "not decided: %s", held) : NULL);
    gad_status st = add_point(cx, j, r, of, &of->at[i], out);
    out->known = true;
    out->fit = FIT_YES;
    out->best = out->a.n ? 0 : -1;
    const char *level = say_level(j->mem, &of->at[i], of->unit, of->annual);
    out->explanation = level && held
                           ? arena_fmt(j->mem, "%s; %s (%s)", level, held, of->at[i].level.source)
                           : NULL;
    return st == GAD_OK && !out->explanation ? gad_nomem(cx, "an explanation") : st;
}

static gad_status judge_extreme(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                const series *of, int32_t i, ruling *out)
{
    saying s = saying_of(j, c, r->period.to);
    if (clue_any(clue_claim(j, c), step_words))
        return rule_unknown(cx, out, "records of changes are not held");
    if (s.reach == REACH_NONE || s.direction == 0)
        return rule_unknown(cx, out, "since when it is a record is not said");
    if (i >= 0 && is_held(&of->at[i].level))
        return rule_record(cx, j, r, &s, of, i, out);
    const fact *f = published_record(j, r, &s);
    if (f)
        return rule_published(cx, j, f, "the level itself is not held", out);
    return rule_unknown(cx, out,
                        arena_fmt(j->mem, "the level of %s and the months before are not held",
                                  text_span(j->mem, r->period)));
}

/* ---- streaks ------------------------------------------------------------------------------------------- */

/* +1 rose, -1 fell, 0 not known or flat. */
static int32_t step_of(const series *of, int32_t i)
{
    if (i < 1 || !is_held(&of->at[i].level) || !is_held(&of->at[i - 1].level))
        return 0;
    const figure *a = &of->at[i].level, *b = &of->at[i - 1].level;
    return beats(a, b, 1) ? 1 : beats(a, b, -1) ? -1 : 0;
}

static const fact *published_streak(const judging *j, const reading *r, int32_t said,
                                    int32_t direction)
{
    static const char *const fall[] = { "fall*", "drop*", "decline*", "decrease*", NULL };
    static const char *const rise[] = { "rise*", "increase*", "gain*", NULL };
    const fact *f;
    for (int32_t k = 0; (f = book_next(j->bk, "record", r->product, j->as_of, &k));) {
        clue w = { f->note, 0, (uint32_t)strlen(f->note) };
        bool same = STR_EQ(f->reporter, r->reporter) && STR_EQ(f->partner, r->partner) &&
                    f->flow == r->flow && f->period.from == r->period.from &&
                    f->period.to == r->period.to;
        bool row = clue_has(w, "consecutive") || clue_has(w, "straight") || clue_has(w, "in a row");
        if (same && row && place_in(w) == said && clue_any(w, direction < 0 ? fall : rise))
            return f;
    }
    return NULL;
}

static gad_status judge_streak(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                               const series *of, int32_t i, ruling *out)
{
    int32_t said = (int32_t)lround(c->m.said.value), n = 0, direction = c->m.direction;
    clue near = clue_near(j, c);
    if (clue_has(near, "year on year") || clue_has(near, "annual*") ||
        clue_has(near, "from a year"))
        return rule_unknown(cx, out, "a streak of changes on the year is not computed");
    while (i >= 0 && direction && step_of(of, i - n) == direction)
        n++;
    const fact *f = published_streak(j, r, said, direction);
    if (f)
        return rule_published(cx, j, f,
                              arena_fmt(j->mem, "%d in a row among the months held", (int)n), out);
    int32_t stop = i < 0 ? 0 : step_of(of, i - n);
    if (i < 0 || direction == 0 || (n < said && stop == 0))
        return rule_unknown(cx, out, "the months of the streak are not all held");
    const point *last = &of->at[i - MIN_OF(n, i)];
    const char *level = say_level(j->mem, last, of->unit, of->annual);
    bool derived = n < said && (last->level.kind == FIGURE_DERIVED ||
                                of->at[i - n - 1].level.kind == FIGURE_DERIVED);
    const char *text = level ? arena_fmt(j->mem, "%d month%s in a row %s, counted from %s", (int)n,
                                         n == 1 ? "" : "s", direction > 0 ? "rose" : "fell", level)
                             : NULL;
    if (derived)
        return rule_unknown(cx, out, text);
    gad_status st = add_point(cx, j, r, of, &of->at[i], out);
    out->known = true;
    out->fit = n == said ? FIT_YES : n > said ? FIT_LOOSE : FIT_NO;
    out->best = out->a.n ? 0 : -1;
    out->explanation = text;
    return st == GAD_OK && !text ? gad_nomem(cx, "an explanation") : st;
}

static bool is_possessive(clue w)
{
    uint32_t n = w.to - w.from;
    const char *end = w.text + w.to;
    return (n > 3 && strncmp(end - 3, "'s ", 3) == 0) ||
           (n > 5 && strncmp(end - 5, "\xe2\x80\x99s ", 5) == 0);
}

/* "from May's five-year low": the month right before the record is its own. */
static void set_own_month(const judging *j, const claim *c, reading *r)
{
    enum { BEFORE = 16 };
    clue w = clue_before(j, c);
    w.from = w.to > w.from + BEFORE ? w.to - BEFORE : w.from;
    if (!span_known(r->period) || r->period.from != r->period.to || !is_possessive(w))
        return;
    for (int32_t m = 1; m <= 12; m++) {
        int32_t month = month_of(month_year(r->period.from), m);
        if (clue_month(w, m))
            r->period.from = r->period.to = month > r->period.from ? month - 12 : month;
    }
}

/* Imports of the USA from China are China's exports to the USA where only those are held. */
static gad_status series_of(gad_ctx *cx, const judging *j, char freq, reading *r, const series **of)
{
    reading mirror;
    gad_status st = book_series(cx, j->bk, r, freq, j->as_of, of);
    if (st != GAD_OK || (*of)->n || !book_mirror(r, &mirror))
        return st;
    *r = mirror;
    return book_series(cx, j->bk, r, freq, j->as_of, of);
}

/* Without a month in its sentence a record is of a month just past: the same record published for one of them
 * supports. NULL: none. *r gets its month. */
static const fact *record_of_late(const judging *j, const claim *c, reading *r)
{
    enum { MONTHS_BACK = 3 };
    bool stated = span_known(r->period) && r->from[PART_PERIOD] <= FOUND_SENTENCE;
    int32_t last = span_known(r->period) ? r->period.to : day_month(j->art->date);
    bool sides = r->product && r->reporter && r->partner && c->m.form == FORM_RECORD;
    for (int32_t back = 0; sides && !stated && last > 0 && back < MONTHS_BACK; back++) {
        saying s = saying_of(j, c, last - back);
        r->period = (span){ last - back, last - back };
        const fact *f = s.reach == REACH_NONE ? NULL : published_record(j, r, &s);
        if (f)
            return f;
    }
    return NULL;
}

gad_status judge_record(gad_ctx *cx, const judging *j, claim *c, const reading *asked, ruling *out)
{
    const series *of = NULL;
    reading own = *asked, *r = &own;
    *out = (ruling){ .best = -1 };
    set_own_month(j, c, r);
    reading late = *r;
    const fact *f = record_of_late(j, c, &late);
    if (f)
        r->period = late.period;
    bool month = span_known(r->period) && r->period.from == r->period.to;
    if (!r->product || !r->reporter || !r->partner || (!month && !span_is_year(r->period)))
        return rule_unknown(cx, out,
                            "the product, the sides or the month of the record are not clear");
    gad_status st = series_of(cx, j, month ? 'M' : 'A', r, &of);
    if (st != GAD_OK)
        return st;
    int32_t i = of->n ? series_find(of, r->period.from) : -1;
    return c->m.form == FORM_STREAK ? judge_streak(cx, j, c, r, of, i, out)
                                    : judge_extreme(cx, j, c, r, of, i, out);
}
