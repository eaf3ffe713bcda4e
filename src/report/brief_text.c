/* brief_text.c - layer 4: the headline and the table of changes. */
#include "report/brief.h"

/* What a change is measured against, in words; texts live in the arena. */
static prose_base base_of(brief *b, int32_t month, bool year_before)
{
    const brief_facts *f = b->f;
    if (year_before && !f->annual)
        return (prose_base){ "the figure of a year before", "a year before" };
    prose_period_near(&b->text, month, f->month, f->annual);
    const char *name = brief_take(b);
    buf_fmt(&b->text, "%s's figure", name);
    const char *of = brief_take(b);
    buf_fmt(&b->text, "in %s", name);
    return (prose_base){ of, brief_take(b) };
}

/* "than" wants "in May" or "a year before"; after "as" the same forms do. */
static void compare(brief *b, const change *c, int32_t month, bool year_before, int32_t *n)
{
    bool published = false;
    prose_change chosen = brief_chosen(c, &published);
    if (prose_way_of(chosen) == PROSE_UNKNOWN)
        return;
    const char *so_far = brief_take(b);
    prose_base base = base_of(b, month, year_before);
    buf_add(&b->text, so_far);
    buf_add(&b->text, *n ? " and " : ", ");
    prose_compare(&b->text, chosen, base);
    (*n)++;
}

static void amount_clause(brief *b, const figure *level)
{
    const brief_facts *f = b->f;
    const char *hedge = level->kind == FIGURE_DERIVED ? "an estimated " : "";
    buf_fmt(&b->text, "%s %s ", f->query.reporter.prose,
            f->query.flow == 'M' ? "imported" : "exported");
    if (STR_EQ(f->query.measure, "qty")) {
        buf_add(&b->text, hedge);
        brief_amount(&b->text, level, f->main.unit);
        buf_fmt(&b->text, " of %s", f->query.product.prose);
    } else {
        buf_fmt(&b->text, "%s worth %s", f->query.product.prose, hedge);
        brief_amount(&b->text, level, f->main.unit);
    }
    buf_add(&b->text, " in ");
    prose_period(&b->text, f->month, f->annual);
}

static void no_total(brief *b)
{
    const brief_facts *f = b->f;
    buf_add(&b->text, "no total is held for ");
    brief_possessive(&b->text, f->query.reporter.prose);
    buf_fmt(&b->text, " %s of %s in ", brief_noun(f), f->query.product.prose);
    prose_period(&b->text, f->month, f->annual);
    buf_add(&b->text, ", but ");
    prose_count(&b->text, f->rank.n, brief_side(f), brief_sides(f));
    buf_add(&b->text, f->rank.n == 1 ? " is" : " are");
}

void brief_headline(brief *b)
{
    const brief_facts *f = b->f;
    int32_t n = 0;
    if (f->at < 0 || !brief_known(&f->main.at[f->at].level)) {
        no_total(b);
    } else {
        change on_month = stats_mom(&f->main, f->at), on_year = stats_yoy(&f->main, f->at);
        amount_clause(b, &f->main.at[f->at].level);
        if (!f->annual)
            compare(b, &on_month, f->month - 1, false, &n);
        compare(b, &on_year, f->month - 12, true, &n);
    }
    b->headline = prose_sentence(b->mem, &b->text);
    b->failed |= !b->headline;
    buf_clear(&b->text);
    brief_possessive(&b->text, f->query.reporter.prose);
    buf_fmt(&b->text, " %s of %s, ", brief_noun(f), f->query.product.prose);
    prose_period(&b->text, f->month, f->annual);
    b->title = prose_sentence(b->mem, &b->text); /* capital letter; a title has no stop */
    buf_clear(&b->text);
    if (b->title)
        b->title = arena_strn(b->mem, b->title, strlen(b->title) - 1);
    b->failed |= !b->title;
}

/* ---- rows of the table of changes -------------------------------------------------------------- */

static brief_change *row(brief *b, const char *name, const char *title, const char *unit)
{
    brief_change *room = brief_room(b, b->change, b->n_change, &b->cap_change, sizeof *room);
    if (!room)
        return NULL;
    b->change = room;
    brief_change *c = &b->change[b->n_change++];
    *c = (brief_change){ .name = name,
                         .title = title,
                         .value = NO_NUMBER,
                         .lo = NO_NUMBER,
                         .hi = NO_NUMBER,
                         .unit = unit,
                         .status = "unknown",
                         .text = "not known",
                         .published = NO_NUMBER,
                         .how = "" };
    return c;
}

static void level_row(brief *b, const char *name, const char *title, const figure *fig,
                      const char *unit)
{
    static const char *const how[] = { [FIGURE_NONE] = "not held",
                                       [FIGURE_CUSTOMS] = "customs statistics",
                                       [FIGURE_SUM] = "sum",
                                       [FIGURE_REPORTED] = "as published",
                                       [FIGURE_DERIVED] = "derived, not published" };
    brief_change *c = row(b, name, title, unit);
    if (!c)
        return;
    buf_add(&b->text, how[fig->kind]);
    if (fig->kind == FIGURE_SUM && fig->parts > 1)
        buf_fmt(&b->text, " of %" PRId32 " customs rows", fig->parts);
    brief_cite(b, fig);
    c->how = brief_take(b);
    if (!brief_known(fig))
        return;
    c->value = fig->value;
    c->lo = fig->value - fig->half_unit;
    c->hi = fig->value + fig->half_unit;
    c->status = brief_status(fig->kind);
    brief_amount(&b->text, fig, unit);
    c->text = brief_take(b);
}

static void rounding_words(brief *b, const change *c)
{
    if (!c->rounded || isnan(c->pct))
        return;
    buf_add(&b->text, "; rounding allows ");
    brief_range(&b->text, c);
}

/* "computed from 1,238 t [2]; published as +157.5 % [1]" | "as published [1]; ..." */
static void change_how(brief *b, const change *c, const figure *base, bool published,
                       const char *unit)
{
    if (published) {
        buf_add(&b->text, "as published");
        brief_cite(b, &c->published);
        if (c->base_derived && IS_NUMBER(c->pct)) {
            buf_add(&b->text, "; the base held, ");
            prose_amount(&b->text, c->base, unit, base ? base->half_unit : 0);
            if (base)
                brief_cite(b, base);
            buf_add(&b->text, ", is derived and gives ");
            prose_pct(&b->text, c->pct, false);
        }
        return;
    }
    if (isnan(c->pct)) {
        buf_add(&b->text, c->why && *c->why ? c->why : "not known");
        return;
    }
    buf_add(&b->text, "computed from ");
    prose_amount(&b->text, c->base, unit, base ? base->half_unit : 0);
    if (base)
        brief_cite(b, base);
    if (c->base_derived)
        buf_add(&b->text, ", a derived figure");
    rounding_words(b, c);
    if (brief_known(&c->published)) {
        buf_add(&b->text, "; published as ");
        prose_pct_given(&b->text, c->published.value, c->published.half_unit);
        brief_cite(b, &c->published);
    }
}

static void change_row(brief *b, const char *name, const char *title, const change *c,
                       const figure *base, const char *unit)
{
    bool published = false;
    prose_change chosen = brief_chosen(c, &published);
    brief_change *r = row(b, name, title, "pct");
    if (!r)
        return;
    change_how(b, c, base, published, unit);
    r->how = brief_take(b);
    r->published = brief_known(&c->published) ? c->published.value : NO_NUMBER;
    if (isnan(chosen.pct))
        return;
    r->value = chosen.pct;
    r->lo = chosen.lo;
    r->hi = chosen.hi;
    r->status = published ? "published" : "computed";
    prose_pct(&b->text, chosen.pct, prose_rough(chosen));
    r->text = brief_take(b);
}

static void total_row(brief *b, const char *name, const char *title, const total *t,
                      const figure *published)
{
    const char *unit = b->f->main.unit;
    brief_change *r = row(b, name, title, unit);
    if (!r)
        return;
    if (IS_NUMBER(t->value)) {
        r->value = t->value;
        r->lo = t->value - t->half_unit;
        r->hi = t->value + t->half_unit;
        r->status = brief_status(t->kind);
        prose_amount(&b->text, t->value, unit, t->half_unit);
        r->text = brief_take(b);
        buf_add(&b->text, t->how && *t->how ? t->how : r->status);
        if (t->from >= 0) {
            buf_add(&b->text, " (published up to ");
            prose_period(&b->text, t->from, false);
            buf_char(&b->text, ')');
        }
        if (t->derived)
            buf_fmt(&b->text, "; %" PRId32 " of its figures %s derived", t->derived,
                    t->derived == 1 ? "is" : "are");
    } else if (t->missing) {
        prose_count(&b->text, t->missing, "month is missing", "months are missing");
    } else {
        buf_add(&b->text, t->how && *t->how ? t->how : "not held");
    }
    if (brief_known(published)) {
        r->published = published->value;
        if (t->kind == FIGURE_SUM && published->kind != FIGURE_SUM) {
            buf_add(&b->text, "; published as ");
            brief_amount(&b->text, published, unit);
        }
        brief_cite(b, published);
    }
    r->how = brief_take(b);
}

static const char *titled(brief *b, const char *lead, int32_t from, int32_t to)
{
    buf_add(&b->text, lead);
    if (from != to) {
        prose_period_near(&b->text, from, to, b->f->annual);
        buf_add(&b->text, " to ");
    }
    prose_period(&b->text, to, b->f->annual);
    return brief_take(b);
}

static const figure *level_at(const series *s, int32_t month)
{
    int32_t i = series_find(s, month);
    return i >= 0 && brief_known(&s->at[i].level) ? &s->at[i].level : NULL;
}

static void monthly_rows(brief *b)
{
    static const figure none = { .kind = FIGURE_NONE, .value = NO_NUMBER };
    const brief_facts *f = b->f;
    const series *s = &f->main;
    int32_t m = f->month, january = m - m % 12;
    total ytd = stats_ytd(s, f->at), ttm = stats_ttm(s, f->at);
    change ytd_yoy = stats_ytd_yoy(s, f->at);
    total_row(b, "year_to_date", titled(b, "", january, m), &ytd, &s->at[f->at].ytd);
    change_row(b, "year_to_date_on_year", titled(b, "on ", january - 12, m - 12), &ytd_yoy, NULL,
               s->unit);
    if (m != january + 11) /* in December both are the year */
        total_row(b, "trailing_12_months", titled(b, "", m - 11, m), &ttm, &none);
}

static void money_rows(brief *b)
{
    const brief_facts *f = b->f;
    if (f->money_at >= 0 && f->money.n && STR_EQ(f->query.measure, "qty"))
        level_row(b, "value", "value", &f->money.at[f->money_at].level, f->money.unit);
    if (f->unit_value_at < 0 || !f->unit_value.n)
        return;
    const series *u = &f->unit_value;
    level_row(b, "unit_value", "unit value", &u->at[f->unit_value_at].level, u->unit);
    change c = stats_yoy(u, f->unit_value_at);
    if (IS_NUMBER(c.pct) || brief_known(&c.published))
        change_row(b, "unit_value_on_year", titled(b, "on ", f->month - 12, f->month - 12), &c,
                   level_at(u, f->month - 12), u->unit);
}

void brief_changes(brief *b)
{
    const brief_facts *f = b->f;
    const series *s = &f->main;
    if (f->at < 0)
        return;
    int32_t m = f->month;
    level_row(b, "level", titled(b, "", m, m), &s->at[f->at].level, s->unit);
    change on_month = stats_mom(s, f->at), on_year = stats_yoy(s, f->at);
    if (!f->annual)
        change_row(b, "on_month", titled(b, "on ", m - 1, m - 1), &on_month, level_at(s, m - 1),
                   s->unit);
    change_row(b, "on_year", titled(b, "on ", m - 12, m - 12), &on_year, level_at(s, m - 12),
               s->unit);
    if (!f->annual)
        monthly_rows(b);
    money_rows(b);
}
