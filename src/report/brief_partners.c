/* brief_partners.c - layer 4: sentences about destinations (origins for imports): how much of the
 * total they cover, who leads, what the rounding of small figures does to changes, ranks as
 * reported, concentration and unusual moves. The table itself is made by the writers. */
#include "report/brief.h"

enum { MOVES_MAX = 3, PLACES_MIN = 3 };
#define UNUSUAL_Z         3.0 /* robust standard deviations from which a move is listed */
#define ROUNDING_WORTH_PP 5.0 /* percentage points that rounding leaves open, worth a sentence */

static int32_t shown(const brief_facts *f)
{
    return MIN_OF(f->rank.n, f->top);
}

/* Whether the total of the month is our own sum of the partners held: then they cover all of it by
 * construction, and saying so would prove nothing. */
static bool summed(const brief_facts *f)
{
    int32_t i = series_find(&f->rank.world, f->month);
    return i >= 0 && f->rank.world.at[i].level.partner_sum;
}

static void covered(brief *b)
{
    const brief_facts *f = b->f;
    const ranking *r = &f->rank;
    if (!r->n) {
        buf_fmt(&b->text, "no single %s is held for ", brief_side(f));
        prose_period(&b->text, f->month, f->annual);
        brief_say(b, BRIEF_PARTNERS);
        return;
    }
    buf_add(&b->text, "the ");
    prose_count(&b->text, r->n, brief_side(f), brief_sides(f));
    buf_add(&b->text, " held ");
    if (isnan(r->covered_pct)) {
        buf_fmt(&b->text, "cannot be compared with a total, which is not held: ranks are among %s",
                r->n == 1 ? "what is held" : "these");
    } else if (summed(f)) {
        buf_add(&b->text, "make up the total, which is their sum: no total is held that could show "
                          "whom the source left out");
    } else {
        buf_add(&b->text, r->n == 1 ? "covers " : "cover ");
        prose_share(&b->text, r->covered_pct);
        buf_add(&b->text, " of the total");
        if (!r->complete)
            buf_add(&b->text,
                    r->n == 1 ? ": nothing can be said about ranks" : ": ranks are among these");
    }
    brief_say(b, BRIEF_PARTNERS);
}

static void partner_amount(brief *b, const rank_row *r, bool share)
{
    brief_amount(&b->text, &r->level, brief_partner_unit(b->f));
    if (r->level.kind == FIGURE_DERIVED)
        buf_add(&b->text, ", derived");
    if (share && IS_NUMBER(r->share_pct)) {
        buf_add(&b->text, ", ");
        prose_share(&b->text, r->share_pct);
        buf_add(&b->text, " of the total");
    }
}

static void leaders(brief *b)
{
    const brief_facts *f = b->f;
    const rank_row *r = f->rank.row;
    if (f->rank.n < 2)
        return;
    buf_fmt(&b->text, "%s was the largest %s%s (", r[0].partner.prose, brief_side(f),
            f->rank.complete ? "" : " held");
    partner_amount(b, &r[0], true);
    buf_add(&b->text, "), followed by ");
    for (int32_t i = 1, n = MIN_OF(f->rank.n, 4); i < n; i++) {
        buf_fmt(&b->text, "%s%s (", i == 1 ? "" : i == n - 1 ? " and " : ", ", r[i].partner.prose);
        partner_amount(b, &r[i], false);
        buf_char(&b->text, ')');
    }
    brief_say(b, BRIEF_PARTNERS);
}

/* Moves by at least PLACES_MIN places in a year among the rows shown, where ranks are proven. */
static void moves(brief *b)
{
    const brief_facts *f = b->f;
    int32_t said = 0;
    if (!f->rank.complete)
        return;
    for (int32_t i = 0; i < shown(f) && said < MOVES_MAX; i++) {
        const rank_row *r = &f->rank.row[i];
        int32_t places = r->rank_yoy - r->rank;
        if (!r->rank_yoy || (places < PLACES_MIN && places > -PLACES_MIN))
            continue;
        buf_fmt(&b->text, "%s %s from ", r->partner.prose, places > 0 ? "rose" : "fell");
        prose_ordinal(&b->text, r->rank_yoy);
        buf_add(&b->text, " to ");
        prose_ordinal(&b->text, r->rank);
        buf_add(&b->text, " place in a year");
        brief_say(b, BRIEF_PARTNERS);
        said++;
    }
}

/* ---- rounding ---------------------------------------------------------------------------------- */

static prose_change of(const change *c)
{
    return (prose_change){ c->pct, c->lo, c->hi };
}

static bool disagrees(const change *c)
{
    double half = c->published.half_unit;
    return brief_known(&c->published) && IS_NUMBER(c->pct) &&
           (c->published.value + half < c->lo - 1e-9 || c->published.value - half > c->hi + 1e-9);
}

/* "Exports to the USA rose more than sevenfold on May to 353 t: +660 % was reported [2]; ..." */
static void change_sentence(brief *b, const rank_row *r, const change *c, int32_t base_month)
{
    const brief_facts *f = b->f;
    bool worth_it = c->hi - c->lo > ROUNDING_WORTH_PP || (c->rounded && brief_known(&c->published));
    if (isnan(c->pct) || (!worth_it && !disagrees(c)))
        return;
    buf_fmt(&b->text, "%s %s %s ", brief_noun(f), f->query.flow == 'M' ? "from" : "to",
            r->partner.prose);
    prose_verb(&b->text, of(c));
    buf_add(&b->text, " on ");
    prose_period(&b->text, base_month, f->annual);
    buf_add(&b->text, ", to ");
    brief_amount(&b->text, &r->level, brief_partner_unit(f));
    buf_add(&b->text, r->level.kind == FIGURE_DERIVED ? " (derived)" : "");
    brief_cite(b, &r->level);
    buf_add(&b->text, ": ");
    if (brief_known(&c->published)) {
        prose_pct_given(&b->text, c->published.value, c->published.half_unit);
        buf_add(&b->text, " was reported");
        brief_cite(b, &c->published);
        buf_add(&b->text, "; ");
    }
    buf_fmt(&b->text, "the %s ", c->base_derived ? "derived" : "published");
    prose_amount(&b->text, c->base, brief_partner_unit(f), 0);
    buf_add(&b->text, " of ");
    prose_period_near(&b->text, base_month, f->month, f->annual);
    if (c->rounded) {
        buf_add(&b->text, " is rounded and gives ");
        prose_pct(&b->text, c->pct, true);
        buf_add(&b->text, " (anything from ");
        brief_range(&b->text, c);
        buf_char(&b->text, ')');
    } else {
        buf_add(&b->text, " gives ");
        prose_pct(&b->text, c->pct, false);
    }
    brief_say(b, BRIEF_PARTNERS);
}

static void changes_of_partners(brief *b)
{
    const brief_facts *f = b->f;
    for (int32_t i = 0; i < shown(f); i++) {
        const rank_row *r = &f->rank.row[i];
        if (!f->annual)
            change_sentence(b, r, &r->mom, f->month - 1);
        if (!r->yoy.base_derived) /* a derived base was made from the change itself, mostly */
            change_sentence(b, r, &r->yoy, f->month - 12);
    }
}

/* ---- ranks as reported -------------------------------------------------------------------------- */

static bool is_rank_of(const brief_facts *f, const brief_remark *m)
{
    return m->is_rank && STR_EQ(m->product, f->query.product.id);
}

/* The partner that the same source puts at `rank`, or NULL. */
static const char *reported_at(const brief_facts *f, const char *source, int32_t rank)
{
    for (int32_t i = 0; i < f->n_remark; i++)
        if (is_rank_of(f, &f->remark[i]) && (int32_t)f->remark[i].fig.value == rank &&
            STR_EQ(f->remark[i].fig.source, source))
            return f->remark[i].partner_prose;
    return NULL;
}

static void verdict(brief *b, const char *partner, int32_t rank)
{
    const brief_facts *f = b->f;
    const rank_row *held = NULL;
    for (int32_t i = 0; i < f->rank.n; i++)
        if (STR_EQ(f->rank.row[i].partner.id, partner))
            held = &f->rank.row[i];
    if (!f->rank.complete) {
        buf_fmt(&b->text, "; the store holds too few %s to prove it", brief_sides(f));
    } else if (!held || held->rank != rank) {
        buf_fmt(&b->text, "; the figures held do not agree");
        if (held) {
            buf_add(&b->text, ": they make it the ");
            prose_rank(&b->text, held->rank);
        }
    } else {
        buf_add(&b->text, "; the figures held agree");
    }
}

static void reported_ranks(brief *b)
{
    const brief_facts *f = b->f;
    for (int32_t i = 0; i < f->n_remark; i++) {
        const brief_remark *m = &f->remark[i];
        if (!is_rank_of(f, m) || brief_said_before(f, i))
            continue;
        int32_t rank = (int32_t)m->fig.value;
        const char *ahead = rank == 2 ? reported_at(f, m->fig.source, 1) : NULL;
        buf_fmt(&b->text, "%s was reported as the ", m->partner_prose);
        prose_rank(&b->text, rank);
        buf_fmt(&b->text, " %s%s%s", brief_side(f), ahead ? " after " : "", ahead ? ahead : "");
        brief_claimed_by(b, i);
        verdict(b, m->partner, rank);
        brief_say(b, BRIEF_PARTNERS);
    }
}

void brief_partners(brief *b)
{
    for (int32_t i = 0; i < shown(b->f); i++) /* the table's sources are numbered in its order */
        brief_cite_number(b, &b->f->rank.row[i].level);
    covered(b);
    leaders(b);
    moves(b);
    changes_of_partners(b);
    reported_ranks(b);
}

/* ---- concentration and unusual moves ------------------------------------------------------------ */

void brief_concentration(brief *b)
{
    const brief_facts *f = b->f;
    const ranking *r = &f->rank;
    char hhi[NUM_TEXT], effective[NUM_TEXT];
    if (r->complete && IS_NUMBER(r->hhi)) {
        buf_fmt(&b->text, "the Herfindahl index over the ");
        prose_count(&b->text, r->n, brief_side(f), brief_sides(f));
        buf_fmt(&b->text, " is %s (1 would be a single %s), as if ", num_people(hhi, r->hhi, 3),
                brief_side(f));
        buf_fmt(&b->text, "%s %s of equal size shared the trade",
                num_people(effective, r->effective, 1), brief_sides(f));
    } else if (!r->n) {
        buf_fmt(&b->text, "concentration is not computed: no %s is held", brief_side(f));
    } else if (isnan(r->covered_pct)) {
        buf_add(&b->text, "concentration is not computed: the total is not held");
    } else {
        buf_fmt(&b->text, "concentration is not computed: the %s held %s ",
                r->n == 1 ? brief_side(f) : brief_sides(f), r->n == 1 ? "covers" : "cover");
        prose_share(&b->text, r->covered_pct);
        buf_add(&b->text, " of the total, and it takes 99.5 to 100.5 %");
    }
    brief_say(b, BRIEF_CONCENTRATION);
}

static void surge_sentence(brief *b, const char *whose, const surge *s, const change *c)
{
    char z[NUM_TEXT];
    brief_possessive(&b->text, whose);
    buf_add(&b->text, " change");
    if (IS_NUMBER(c->pct)) {
        buf_add(&b->text, " of ");
        prose_pct(&b->text, c->pct, c->rounded);
    }
    buf_fmt(&b->text,
            " is unusual: %s robust standard deviations %s what is typical of the season (",
            num_people(z, fabs(s->score), 1), s->score > 0 ? "above" : "below");
    prose_pct(&b->text, s->typical, false);
    buf_fmt(&b->text, ", the median of %" PRId32 " years)", s->years);
    brief_say(b, BRIEF_SURGES);
}

static void no_surge(brief *b, int32_t scored, const char *why)
{
    const brief_facts *f = b->f;
    if (scored) {
        buf_add(&b->text,
                scored == 1 ? "the only series that can be judged did not move" : "none of the ");
        if (scored > 1)
            buf_fmt(&b->text, "%" PRId32 " series that can be judged moved", scored);
        buf_fmt(&b->text, " by %.0f robust standard deviations or more", UNUSUAL_Z);
    } else {
        buf_fmt(&b->text, "nothing can be said about how unusual the changes are: %s",
                f->annual     ? "too few years are held"
                : why && *why ? why
                              : "no change is known");
    }
    brief_say(b, BRIEF_SURGES);
}

void brief_surges(brief *b)
{
    const brief_facts *f = b->f;
    int32_t scored = 0, listed = 0;
    const char *why = NULL;
    if (f->at >= 0) {
        surge s = stats_surge(&f->main, f->at);
        change c = stats_mom(&f->main, f->at);
        why = s.why;
        scored += IS_NUMBER(s.score);
        if (IS_NUMBER(s.score) && fabs(s.score) >= UNUSUAL_Z && ++listed)
            surge_sentence(b, "the total", &s, &c);
    }
    for (int32_t i = 0; i < shown(f); i++) {
        const rank_row *r = &f->rank.row[i];
        scored += IS_NUMBER(r->surge.score);
        why = why ? why : r->surge.why;
        if (IS_NUMBER(r->surge.score) && fabs(r->surge.score) >= UNUSUAL_Z && ++listed)
            surge_sentence(b, r->partner.prose, &r->surge, &r->mom);
    }
    if (!listed)
        no_surge(b, scored, why);
}
