/* brief_unknown.c - layer 4: what is not known. Missing periods, figures that contradict each other,
 * bases that are no independent evidence, codes that hold other goods, and what was left out by the
 * reader's own options. */
#include "report/brief.h"

enum { CONFLICTS_MAX = 8 };

static const point *point_at(const brief_facts *f, int32_t month)
{
    int32_t i = series_find(&f->main, month);
    return i < 0 ? NULL : &f->main.at[i];
}

static void missing_periods(brief *b)
{
    const brief_facts *f = b->f;
    int32_t month[BRIEF_TREND], n = brief_missing(f, month);
    if (!n)
        return;
    buf_fmt(&b->text, "of the %d %s up to ", BRIEF_TREND, brief_steps(f));
    prose_period(&b->text, f->month, f->annual);
    buf_fmt(&b->text, ", %" PRId32 " %s not held: ", n, n == 1 ? "is" : "are");
    prose_ranges(&b->text, month, n, f->annual ? 12 : 1);
    brief_say(b, BRIEF_UNKNOWN);
}

/* Periods shown whose figure nobody published. */
static void derived_periods(brief *b)
{
    const brief_facts *f = b->f;
    int32_t month[BRIEF_TREND], n = 0, step = f->annual ? 12 : 1;
    for (int32_t k = BRIEF_TREND - 1; k >= 0; k--) {
        const point *p = point_at(f, f->month - k * step);
        if (p && p->level.kind == FIGURE_DERIVED)
            month[n++] = p->month;
    }
    if (!n)
        return;
    buf_fmt(&b->text, "of those held, %" PRId32 " %s derived, not published: ", n,
            n == 1 ? "is" : "are");
    prose_ranges(&b->text, month, n, step);
    brief_say(b, BRIEF_UNKNOWN);
}

/* ---- sources that contradict each other -------------------------------------------------------- */

static bool contradicts(const figure *a, const figure *o)
{
    return brief_known(o) && o->kind != FIGURE_DERIVED &&
           fabs(a->value - o->value) > a->half_unit + o->half_unit + 1e-9 * fabs(a->value);
}

static void conflict_sentence(brief *b, const point *p)
{
    const brief_facts *f = b->f;
    int32_t n = 0;
    prose_period(&b->text, p->month, f->annual);
    buf_add(&b->text, ": ");
    brief_amount(&b->text, &p->level, f->main.unit);
    brief_cite(b, &p->level);
    buf_add(&b->text, " is used here, but ");
    for (int32_t k = 0; k < p->n_other; k++) {
        if (!contradicts(&p->level, &p->other[k]))
            continue;
        buf_add(&b->text, n++ ? ", " : "");
        brief_amount(&b->text, &p->other[k], f->main.unit);
        brief_cite(b, &p->other[k]);
        if (p->other[k].note && *p->other[k].note) {
            buf_add(&b->text, " (");
            prose_quote(&b->text, p->other[k].note, BRIEF_QUOTE_MAX / 2);
            buf_char(&b->text, ')');
        }
    }
    buf_fmt(&b->text, " %s published as well: more apart than rounding explains",
            n == 1 ? "was" : "were");
    brief_say(b, BRIEF_UNKNOWN);
}

static bool has_contradiction(const point *p)
{
    for (int32_t k = 0; p->conflict && k < p->n_other; k++)
        if (contradicts(&p->level, &p->other[k]))
            return true;
    return false;
}

static void conflicts(brief *b)
{
    const brief_facts *f = b->f;
    int32_t step = f->annual ? 12 : 1, said = 0, more = 0;
    for (int32_t k = 0; k < BRIEF_TREND; k++) {
        const point *p = point_at(f, f->month - k * step);
        if (!p || !brief_known(&p->level) || !has_contradiction(p))
            continue;
        if (said < CONFLICTS_MAX) {
            conflict_sentence(b, p);
            said++;
        } else {
            more++;
        }
    }
    if (!more)
        return;
    prose_count(&b->text, more, "earlier period has", "earlier periods have");
    buf_add(&b->text, " contradicting figures as well");
    brief_say(b, BRIEF_UNKNOWN);
}

/* The published change of this period against what the levels give. */
static void change_conflict(brief *b, const change *c, int32_t base_month)
{
    double half = c->published.half_unit;
    if (!brief_known(&c->published) || isnan(c->pct) || c->base_derived ||
        (c->published.value + half >= c->lo - 1e-9 && c->published.value - half <= c->hi + 1e-9))
        return;
    buf_add(&b->text, "the change on ");
    prose_period(&b->text, base_month, b->f->annual);
    buf_add(&b->text, " was published as ");
    prose_pct_given(&b->text, c->published.value, c->published.half_unit);
    brief_cite(b, &c->published);
    buf_add(&b->text, ", but the levels held give ");
    prose_pct(&b->text, c->pct, c->rounded);
    brief_say(b, BRIEF_UNKNOWN);
}

/* ---- derived figures ---------------------------------------------------------------------------- */

/* Whether `base` is what the published change gives when it is turned round: level / (1 + change),
 * within the roundings of all three. Such a base cannot confirm the change. */
static bool is_circular(const figure *level, const figure *published, const figure *base)
{
    if (!brief_known(published) || base->kind != FIGURE_DERIVED)
        return false;
    double p = published->value, h = published->half_unit;
    double lo = (level->value - level->half_unit) / (1 + (p + h) / 100);
    double hi = (level->value + level->half_unit) / (1 + (p - h) / 100);
    double slack = MAX_OF(base->half_unit, 0.5);
    return p - h > -100 && base->value >= lo - slack && base->value <= hi + slack;
}

static void derived_sentence(brief *b, const point *now, const figure *published,
                             int32_t base_month, const figure *base)
{
    const brief_facts *f = b->f;
    prose_period(&b->text, base_month, f->annual);
    buf_add(&b->text, "'s ");
    brief_amount(&b->text, base, f->main.unit);
    brief_cite(b, base);
    buf_add(&b->text, " is derived, not published");
    if (base->note && *base->note) {
        buf_add(&b->text, " (");
        prose_quote(&b->text, base->note, BRIEF_QUOTE_MAX);
        buf_char(&b->text, ')');
    }
    if (is_circular(&now->level, published, base)) {
        buf_add(&b->text, ": it is what the published ");
        prose_pct_given(&b->text, published->value, published->half_unit);
        brief_cite(b, published);
        buf_add(&b->text, " gives when turned round, so it is no independent evidence for it");
    }
    brief_say(b, BRIEF_UNKNOWN);
}

static void derived_base(brief *b, const point *now, const figure *published, int32_t base_month)
{
    const point *p = point_at(b->f, base_month);
    if (!p || p->level.kind != FIGURE_DERIVED)
        return;
    derived_sentence(b, now, published, base_month, &p->level);
    for (int32_t k = 0; k < p->n_other; k++)
        if (p->other[k].kind == FIGURE_DERIVED)
            derived_sentence(b, now, published, base_month, &p->other[k]);
}

static void derived_level(brief *b, const point *now)
{
    static const figure none = { .kind = FIGURE_NONE, .value = NO_NUMBER };
    if (now->level.kind == FIGURE_DERIVED)
        derived_sentence(b, now, &none, now->month, &now->level);
}

static void missing_base(brief *b, const change *c, int32_t base_month, bool said_missing)
{
    const brief_facts *f = b->f;
    if (IS_NUMBER(c->pct) || said_missing)
        return;
    buf_add(&b->text, "the change on ");
    prose_period(&b->text, base_month, f->annual);
    buf_fmt(&b->text, " cannot be computed: %s", c->why && *c->why ? c->why : "no base is held");
    brief_say(b, BRIEF_UNKNOWN);
}

static bool within(const int32_t *month, int32_t n, int32_t m)
{
    for (int32_t i = 0; i < n; i++)
        if (month[i] == m)
            return true;
    return false;
}

static void about_bases(brief *b)
{
    const brief_facts *f = b->f;
    const point *now = &f->main.at[f->at];
    int32_t month[BRIEF_TREND], n = brief_missing(f, month);
    change on_month = stats_mom(&f->main, f->at), on_year = stats_yoy(&f->main, f->at);
    derived_level(b, now);
    if (!f->annual) {
        missing_base(b, &on_month, f->month - 1, within(month, n, f->month - 1));
        change_conflict(b, &on_month, f->month - 1);
        derived_base(b, now, &now->mom, f->month - 1);
    }
    missing_base(b, &on_year, f->month - 12, within(month, n, f->month - 12));
    change_conflict(b, &on_year, f->month - 12);
    derived_base(b, now, &now->yoy, f->month - 12);
}

/* ---- the rest ----------------------------------------------------------------------------------- */

static void uncovered_partners(brief *b)
{
    const brief_facts *f = b->f;
    if (f->rank.complete || isnan(f->rank.covered_pct) || f->rank.covered_pct >= 100)
        return;
    buf_add(&b->text, "who took part in the other ");
    prose_share(&b->text, 100 - f->rank.covered_pct);
    buf_fmt(&b->text, " of the total is not held: more %s may rank anywhere", brief_sides(f));
    brief_say(b, BRIEF_UNKNOWN);
}

static void codes_and_options(brief *b)
{
    const brief_facts *f = b->f;
    char day[PERIOD_TEXT];
    if (f->main.coverage && *f->main.coverage) {
        buf_add(&b->text, f->main.coverage);
        brief_say(b, BRIEF_UNKNOWN);
    }
    if (f->main.left_out && *f->main.left_out) {
        buf_fmt(&b->text, "held, but left out of this series: %s", f->main.left_out);
        brief_say(b, BRIEF_UNKNOWN);
    }
    if (f->query.as_of != INT32_MAX) {
        buf_fmt(&b->text, "only what had been published by %s is used",
                day_text(day, f->query.as_of));
        brief_say(b, BRIEF_UNKNOWN);
    }
    if (f->query.source) {
        buf_fmt(&b->text, "only the source %s is used, as asked", f->query.source);
        brief_say(b, BRIEF_UNKNOWN);
    }
}

static void assumed_days(brief *b)
{
    int32_t n = 0;
    for (int32_t i = 0; i < b->n_source; i++)
        n += b->source[i].assumed;
    if (!n)
        return;
    buf_add(&b->text, "the publication day of ");
    prose_count(&b->text, n, "source", "sources");
    buf_add(&b->text, " is assumed, and marked so below");
    brief_say(b, BRIEF_UNKNOWN);
}

void brief_unknown(brief *b)
{
    int32_t before = b->n_line;
    missing_periods(b);
    derived_periods(b);
    if (b->f->at >= 0 && brief_known(&b->f->main.at[b->f->at].level))
        about_bases(b);
    conflicts(b);
    uncovered_partners(b);
    codes_and_options(b);
    assumed_days(b);
    if (b->n_line == before) {
        buf_fmt(&b->text,
                "all of the %d %s shown are held, and no two sources contradict each other",
                BRIEF_TREND, brief_steps(b->f));
        brief_say(b, BRIEF_UNKNOWN);
    }
}
