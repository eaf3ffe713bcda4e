/* book_change.c - layer 3: by how much did it change? As published, and as the levels say.
 *
 * Flow: changes published for this period against this base, the one that the series shows first -> the
 * two levels, each as in book_level.c, and their ratio with what both roundings allow.
 * Invariant: levels that rest on different goods or compilers are never compared, and a ratio in which a
 * derived level takes part is no evidence of its own: the level may come from this very change. */
#include "claims/book_impl.h"

typedef struct asked {
    gad_ctx *cx;
    book *bk;
    arena *mem;
    const reading *r;
    int32_t as_of;
    series_key key;
    answers *out;
} asked;

/* The metric by which a change from base to period is published; NULL: none is. */
static const char *metric_of(const reading *r)
{
    bool month = r->period.from == r->period.to && r->base.from == r->base.to;
    if (month && r->base.from == r->period.from - 1)
        return "mom_pct";
    bool year = r->base.from == r->period.from - 12 && r->base.to == r->period.to - 12;
    return year ? "yoy_pct" : NULL;
}

static const char *statistic_of(const char *metric)
{
    return !metric ? "change" : STR_EQ(metric, "mom_pct") ? "change on month" : "change on year";
}

/* ---- as published ------------------------------------------------------------------------------- */

static bool fits(const asked *q, const known_fact *k)
{
    const fact *f = &k->f;
    const measure_row *m = &book_measures[q->key.measure];
    bool partner = k->partner == q->key.partner || (!*f->partner && q->key.partner == q->bk->world);
    return f->period.from == q->r->period.from && f->period.to == q->r->period.to &&
           k->reporter == q->key.reporter && partner && f->published <= q->as_of &&
           (!f->flow || f->flow == q->key.flow || m->flow) && STR_EQ(k->definition, m->basis) &&
           IS_NUMBER(f->value);
}

static bool add_published(asked *q, const char *metric, const known_fact *k, const char *base)
{
    const fact *f = &k->f;
    answer a = { .value = f->value,
                 .lo = f->value - f->half_unit,
                 .hi = f->value + f->half_unit,
                 .own = !k->derived,
                 .preferred = q->out->n == 0,
                 .ev = fact_evidence(q->mem, q->bk, f) };
    if (book_answers_hold(q->out, f->value, f->half_unit, "pct"))
        return true;
    a.ev.series = book_words(q->mem, q->bk, q->r->product, q->r->reporter, q->r->partner,
                             q->r->flow, q->key.measure);
    a.ev.statistic = statistic_of(metric);
    a.ev.base = base;
    return book_answers_add(q->mem, q->out, &a);
}

/* What the series itself shows as published: the choice of trade/pool.c. NaN: nothing. */
static gad_status shown(const asked *q, const char *metric, double *value)
{
    const series *s = NULL;
    bool year = book_whole_year(q->r->period);
    gad_status status = book_series(q->cx, q->bk, q->r, year ? 'A' : 'M', q->as_of, &s);
    *value = NO_NUMBER;
    if (status)
        return status;
    int32_t i = series_find(s, year ? q->r->period.from : q->r->period.to);
    if (i < 0)
        return GAD_OK;
    const point *p = &s->at[i];
    const figure *f = STR_EQ(metric, "mom_pct")               ? &p->mom
                      : year || q->r->period.from == p->month ? &p->yoy
                                                              : &p->ytd_yoy;
    *value = f->kind == FIGURE_NONE ? NO_NUMBER : f->value;
    return GAD_OK;
}

static gad_status published(asked *q, const char *base)
{
    int32_t from = 0, to = 0;
    double first = NO_NUMBER;
    const char *metric = metric_of(q->r);
    if (!metric)
        return GAD_OK;
    book_facts_range(q->bk, metric, q->bk->product[q->key.product].id, &from, &to);
    gad_status status = shown(q, metric, &first);
    bool ok = true;
    for (int32_t turn = 0; turn < 2 && !status; turn++)
        for (int32_t i = from; ok && i < to; i++) {
            const known_fact *k = &q->bk->fact[i];
            bool now = turn == 1 || k->f.value == first;
            ok = !now || !fits(q, k) || add_published(q, metric, k, base);
        }
    return status ? status : ok ? GAD_OK : gad_nomem(q->cx, "an answer");
}

/* ---- as computed -------------------------------------------------------------------------------- */

/* "353 / 46 - 1 = +667 %" */
static const char *formula_of(const asked *q, const side *now, const side *base, double pct)
{
    char text[NUM_TEXT];
    double size = fabs(pct);
    const char *x = book_number(q->mem, now->t.value), *y = book_number(q->mem, base->t.value);
    num_people(text, pct, size >= 100 ? 0 : size >= 1 ? 1 : 2);
    return x && y ? arena_fmt(q->mem, "%s / %s - 1 = %s%s %%", x, y, pct > 0 ? "+" : "", text)
                  : NULL;
}

static const char *note_of(const asked *q, const side *now, const side *base)
{
    const char *weak = base->t.derived  ? "the base is a derived figure"
                       : now->t.derived ? "the level is a derived figure"
                                        : "";
    const char *how = *now->formula ? now->formula : "", *of = *base->formula ? base->formula : "";
    if (!*how && !*of)
        return weak;
    return arena_fmt(q->mem, "%s%s%s%s%s%s%s", weak, *weak ? "; " : "", *how ? "level: " : "", how,
                     *how && *of ? "; " : "", *of ? "base: " : "", of);
}

static bool add_computed(asked *q, const side *now, const side *base, const change *c,
                         const char *when)
{
    const side *later = now->published >= base->published ? now : base;
    answer a = { .value = c->pct,
                 .lo = c->lo,
                 .hi = c->hi,
                 .own = now->t.derived == 0 && base->t.derived == 0,
                 .preferred = q->out->n == 0 };
    a.ev = book_evidence(q->mem, q->bk, q->r, statistic_of(metric_of(q->r)), q->r->period);
    a.ev.base = when;
    a.ev.value = c->pct;
    a.ev.lo = c->lo;
    a.ev.hi = c->hi;
    a.ev.unit = "pct";
    bool one = now->credit && base->credit && !now->several && !base->several &&
               STR_EQ(now->credit->source, base->credit->source);
    a.ev.source = one ? now->credit->source : "computed from several sources";
    a.ev.url = now->credit ? now->credit->url : "";
    a.ev.published = later->published;
    a.ev.published_assumed = later->assumed;
    a.ev.formula = formula_of(q, now, base, c->pct);
    a.ev.note = note_of(q, now, base);
    return book_answers_add(q->mem, q->out, &a);
}

static gad_status computed(asked *q, const char *when)
{
    side now, base;
    gad_status status = book_side(q->cx, q->bk, q->mem, q->r, q->r->period, q->as_of, &now);
    if (!status)
        status = book_side(q->cx, q->bk, q->mem, q->r, q->r->base, q->as_of, &base);
    if (status)
        return status;
    change c = stats_compare(&now.t, &base.t);
    if (!IS_NUMBER(c.pct) || !STR_EQ(now.unit, base.unit))
        return GAD_OK;
    return add_computed(q, &now, &base, &c, when) ? GAD_OK : gad_nomem(q->cx, "an answer");
}

gad_status book_change(gad_ctx *cx, book *bk, arena *mem, const reading *r, int32_t as_of,
                       answers *out)
{
    asked q = { .cx = cx, .bk = bk, .mem = mem, .r = r, .as_of = as_of, .out = out };
    const char *base = book_span(mem, r->base), *when = book_span(mem, r->period);
    const char *what =
        book_words(mem, bk, r->product, r->reporter, r->partner, r->flow, book_measure(r->measure));
    *out = (answers){ .missing = "" };
    if (!base || !when || !what)
        return gad_nomem(cx, "an answer");
    bool known =
        book_key(bk, r, &q.key) && r->period.from <= r->period.to && r->base.from <= r->base.to;
    gad_status status = known ? published(&q, base) : GAD_OK;
    if (!status && known)
        status = computed(&q, base);
    if (status || out->n)
        return status;
    out->missing = known ? arena_fmt(mem, "%s in %s and in %s are not both held", what, when, base)
                         : arena_fmt(mem, "%s: period and base are not both known", what);
    return out->missing ? GAD_OK : gad_nomem(cx, "an answer");
}
