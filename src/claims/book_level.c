/* book_level.c - layer 3: what was it? The level of a month, of months of one year, or of a year.
 *
 * Flow: the period by its shape (month, year, months of a year) to one side: a sum of months with its
 * rounding and where it comes from -> the first answer -> figures of other sources that say otherwise ->
 * figures published for exactly this period.
 * Invariant: an answer is own evidence only when no figure under it was derived; a level nobody holds is
 * never made up from months of several years. */
#include "claims/book_impl.h"

enum { ANSWERS_FIRST = 4, LISTED_MAX = 6 };

bool book_same_year(span p)
{
    return p.from <= p.to && month_year(p.from) == month_year(p.to);
}

bool book_whole_year(span p)
{
    return p.from % 12 == 0 && p.to == p.from + 11;
}

/* ---- answers ------------------------------------------------------------------------------------ */

static bool has_texts(const evidence *e)
{
    const char *const text[] = { e->series, e->statistic, e->period,  e->base, e->unit,
                                 e->source, e->url,       e->formula, e->note };
    for (int32_t i = 0; i < COUNT_OF(text); i++)
        if (!text[i])
            return false;
    return true;
}

bool book_answers_add(arena *mem, answers *a, const answer *one)
{
    if (!has_texts(&one->ev))
        return false;
    if (a->n == a->cap) {
        int32_t cap = MAX_OF(a->cap * 2, (int32_t)ANSWERS_FIRST);
        answer *more = a->cap > INT32_MAX / 4 ? NULL : arena_take(mem, (size_t)cap, sizeof *more);
        if (!more)
            return false;
        if (a->n)
            memcpy(more, a->at, (size_t)a->n * sizeof *more);
        a->at = more;
        a->cap = cap;
    }
    a->at[a->n++] = *one;
    return true;
}

bool book_answers_hold(const answers *a, double value, double half_unit, const char *unit)
{
    for (int32_t i = 0; i < a->n; i++) {
        const answer *b = &a->at[i];
        double slack = 1e-6 * fabs(value);
        if (value + half_unit + slack >= b->lo && value - half_unit - slack <= b->hi &&
            STR_EQ(unit, b->ev.unit))
            return true;
    }
    return false;
}

evidence book_evidence(arena *mem, const book *bk, const reading *r, const char *statistic,
                       span period)
{
    int32_t m = book_measure(r->measure);
    return (evidence){ .series =
                           book_words(mem, bk, r->product, r->reporter, r->partner, r->flow, m),
                       .product = r->product,
                       .reporter = r->reporter,
                       .partner = r->partner,
                       .flow = r->flow,
                       .statistic = statistic,
                       .period = book_span(mem, period),
                       .base = "",
                       .value = NO_NUMBER,
                       .lo = NO_NUMBER,
                       .hi = NO_NUMBER,
                       .unit = "",
                       .source = "",
                       .url = "",
                       .published = INT32_MIN,
                       .formula = "",
                       .note = "" };
}

/* ---- sums of months ----------------------------------------------------------------------------- */

static bool is_known(const figure *f)
{
    return f->kind != FIGURE_NONE && IS_NUMBER(f->value);
}

static total no_total(void)
{
    return (total){ .value = NO_NUMBER, .kind = FIGURE_NONE, .how = "", .from = -1 };
}

/* Three zeros at the end of a printed figure are hardly digits: "60,000,000 dollars" is about 60 million.
 * Half of the last place that says something, at most 1 % of the figure: what USGS rounds to. */
double book_half_unit(double value, double half_unit)
{
    static const double zeros = 1000, most = 0.01;
    double place = 2 * half_unit;
    if (!(half_unit > 0) || !(value > 0) || !isfinite(value))
        return half_unit;
    while (place * 10 <= value && fabs(value / (place * 10) - round(value / (place * 10))) < 1e-9)
        place *= 10;
    return place < 2 * half_unit * zeros ? half_unit
                                         : MAX_OF(half_unit, MIN_OF(place / 2, most * value));
}

static total total_of(const figure *f)
{
    return (total){ .value = f->value,
                    .kind = f->kind,
                    .half_unit = book_half_unit(f->value, f->half_unit),
                    .how = "",
                    .from = -1,
                    .derived = f->kind == FIGURE_DERIVED,
                    .code_set = f->code_set };
}

/* Take part in what a sum rests on: whose it is, and when the last of it was published. */
static void credit(side *d, const figure *f)
{
    d->several |= d->credit && !STR_EQ(d->credit->source, f->source);
    d->credit = f;
    if (f->published >= d->published) {
        d->published = f->published;
        d->assumed = f->published_assumed;
    }
}

static void credit_months(side *d, int32_t from, int32_t to)
{
    for (int32_t i = MAX_OF(from, 0); i <= MIN_OF(to, d->s->n - 1); i++)
        if (is_known(&d->s->at[i].level))
            credit(d, &d->s->at[i].level);
}

/* "1,238 + 3,188", or NULL: no memory. */
static const char *listed(arena *mem, const series *s, int32_t from, int32_t to)
{
    const char *out = "";
    if (to - from + 1 > LISTED_MAX)
        return arena_fmt(mem, "sum of %" PRId32 " months", to - from + 1);
    for (int32_t i = from; out && i <= to; i++) {
        const char *x = book_number(mem, s->at[i].level.value);
        out = x ? arena_fmt(mem, "%s%s%s", out, i > from ? " + " : "", x) : NULL;
    }
    return out;
}

/* Months from..to added up; NaN when one is missing or the goods changed in between. */
static total add_months(const series *s, int32_t from, int32_t to)
{
    total t = { .value = 0, .kind = FIGURE_SUM, .how = "sum of the months", .from = -1 };
    for (int32_t i = from; i <= to; i++) {
        const figure *f = i >= 0 && i < s->n ? &s->at[i].level : NULL;
        if (!f || !is_known(f) || (i > from && !series_comparable(t.code_set, f->code_set)))
            return no_total();
        t.code_set = t.code_set ? t.code_set : f->code_set;
        t.value += f->value;
        t.half_unit += f->half_unit;
        t.derived += f->kind == FIGURE_DERIVED;
    }
    return t;
}

/* January to the end less January to the month before the start. A total that was rounded down, or revised, may be less
 * than the one before it: that says nothing about the months between. */
static total subtract(const total *all, const total *before)
{
    if (!IS_NUMBER(all->value) || !IS_NUMBER(before->value) || all->value < before->value ||
        !series_comparable(all->code_set, before->code_set))
        return no_total();
    return (total){ .value = all->value - before->value,
                    .kind = FIGURE_DERIVED,
                    .half_unit = all->half_unit + before->half_unit,
                    .how = "difference of two totals since January",
                    .from = -1,
                    .derived =
                        all->derived + before->derived + 1, /* two roundings, often two sources */
                    .code_set = all->code_set ? all->code_set : before->code_set };
}

static bool side_from_ytd(arena *mem, side *d, span p)
{
    char text[PERIOD_TEXT];
    int32_t i = series_find(d->s, p.to), january = i - (p.to - p.from);
    d->t = i < 0 ? no_total() : stats_ytd(d->s, i);
    if (!IS_NUMBER(d->t.value))
        return true;
    const figure *given = &d->s->at[i].ytd;
    if (is_known(given) && given->value == d->t.value) {
        credit(d, given);
        return true;
    }
    if (d->t.from < 0) {
        credit_months(d, january, i);
        d->formula = listed(mem, d->s, january, i);
        return d->formula != NULL;
    }
    int32_t j = series_find(d->s, d->t.from);
    credit_months(d, MIN_OF(i, j) + 1, MAX_OF(i, j));
    credit(d, &d->s->at[j].ytd);
    const char *base = book_number(mem, d->s->at[j].ytd.value);
    span since = { p.from, d->t.from };
    d->formula =
        base ? arena_fmt(mem, "%s: %s of %s", d->t.how, base, span_text(text, since)) : NULL;
    return d->formula != NULL;
}

static bool side_from_months(arena *mem, side *d, span p)
{
    int32_t a = series_find(d->s, p.from), b = series_find(d->s, p.to);
    d->t = a < 0 || b < 0 ? no_total() : add_months(d->s, a, b);
    if (!IS_NUMBER(d->t.value))
        return true;
    credit_months(d, a, b);
    d->formula = listed(mem, d->s, a, b);
    return d->formula != NULL;
}

/* A month or some months in the middle of a year, between two totals since January. */
static bool side_from_difference(arena *mem, side *d, span p)
{
    int32_t a = series_find(d->s, p.from - 1), b = series_find(d->s, p.to);
    total all = b < 0 ? no_total() : stats_ytd(d->s, b);
    total before = a < 0 ? no_total() : stats_ytd(d->s, a);
    d->t = p.from % 12 == 0 ? no_total() : subtract(&all, &before);
    if (!IS_NUMBER(d->t.value))
        return true;
    credit(d, is_known(&d->s->at[b].ytd) ? &d->s->at[b].ytd : &d->s->at[b].level);
    const char *x = book_number(mem, all.value), *y = book_number(mem, before.value);
    d->formula = x && y ? arena_fmt(mem, "%s - %s, totals since January", x, y) : NULL;
    return d->formula != NULL;
}

/* ---- one side ----------------------------------------------------------------------------------- */

static bool side_from_point(side *d, int32_t month)
{
    int32_t i = series_find(d->s, month);
    if (i < 0 || !is_known(&d->s->at[i].level))
        return false;
    credit(d, &d->s->at[i].level);
    d->t = total_of(&d->s->at[i].level);
    return true;
}

/* Months of one year of a monthly series. */
static bool side_from_monthly(arena *mem, side *d, span p, bool adds_up)
{
    d->unit = d->s->unit;
    if (p.from == p.to && side_from_point(d, p.from))
        return true;
    if (!adds_up)
        return true;
    if (p.from % 12 == 0 && !side_from_ytd(mem, d, p))
        return false;
    if (!IS_NUMBER(d->t.value) && p.from < p.to && !side_from_months(mem, d, p))
        return false;
    return IS_NUMBER(d->t.value) || side_from_difference(mem, d, p);
}

static side no_side(const series *s)
{
    return (side){ .t = no_total(), .unit = "", .formula = "", .published = INT32_MIN, .s = s };
}

gad_status book_side(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                     int32_t as_of, side *out)
{
    int32_t m = book_measure(r->measure);
    *out = no_side(&bk->none);
    if (m < 0 || !book_same_year(period))
        return GAD_OK;
    if (book_whole_year(period)) {
        gad_status status = book_series(cx, bk, r, 'A', as_of, &out->s);
        if (status)
            return status;
        out->unit = out->s->unit;
        if (side_from_point(out, period.from))
            return GAD_OK;
    }
    *out = no_side(&bk->none);
    gad_status status = book_series(cx, bk, r, 'M', as_of, &out->s);
    if (!status && !side_from_monthly(mem, out, period, book_measures[m].adds_up))
        status = gad_nomem(cx, "a sum of months");
    return status;
}

/* ---- answers from series ------------------------------------------------------------------------ */

static void put_value(answer *a, double value, double half_unit)
{
    a->value = a->ev.value = value;
    a->lo = a->ev.lo = value - half_unit;
    a->hi = a->ev.hi = value + half_unit;
}

static bool add_side(arena *mem, const book *bk, const reading *r, span period, const side *d,
                     answers *out)
{
    answer a = { .own = d->t.derived == 0, .preferred = out->n == 0 };
    a.ev = book_evidence(mem, bk, r, "level", period);
    put_value(&a, d->t.value, d->t.half_unit);
    a.ev.unit = d->unit;
    a.ev.source = d->several ? "several sources" : d->credit ? d->credit->source : "";
    a.ev.url = d->credit ? d->credit->url : "";
    a.ev.published = d->published;
    a.ev.published_assumed = d->assumed;
    bool single = d->credit && !*d->formula && *d->credit->note;
    a.ev.formula = single ? book_formula(mem, d->credit->note) : d->formula;
    a.ev.note = single ? book_note(d->credit->note) : d->s->coverage;
    return book_answers_add(mem, out, &a);
}

static bool add_figure(arena *mem, const book *bk, const reading *r, span period, const series *s,
                       const figure *f, answers *out)
{
    answer a = { .own = f->kind != FIGURE_DERIVED };
    a.ev = book_evidence(mem, bk, r, "level", period);
    put_value(&a, f->value, book_half_unit(f->value, f->half_unit));
    a.ev.unit = s->unit;
    a.ev.source = f->source;
    a.ev.url = f->url;
    a.ev.published = f->published;
    a.ev.published_assumed = f->published_assumed;
    a.ev.formula = book_formula(mem, f->note);
    a.ev.note = book_note(f->note);
    return book_answers_add(mem, out, &a);
}

/* Evidence of its own that differs; where the level itself is derived, how others derive it. */
static bool add_others(arena *mem, const book *bk, const reading *r, span period, const series *s,
                       int32_t i, answers *out)
{
    for (int32_t k = 0; k < s->at[i].n_other; k++) {
        const figure *f = &s->at[i].other[k];
        bool wanted = f->conflicts || (s->at[i].level.kind == FIGURE_DERIVED &&
                                       f->kind == FIGURE_DERIVED && !f->aside);
        if (wanted && is_known(f) && !book_answers_hold(out, f->value, f->half_unit, s->unit) &&
            !add_figure(mem, bk, r, period, s, f, out))
            return false;
    }
    return true;
}

/* The year as the sum of its months, where the annual figure says otherwise. */
static gad_status add_year_of_months(gad_ctx *cx, book *bk, arena *mem, const reading *r,
                                     span period, int32_t as_of, answers *out)
{
    side d = no_side(&bk->none);
    gad_status status = book_series(cx, bk, r, 'M', as_of, &d.s);
    if (status)
        return status;
    if (!side_from_monthly(mem, &d, period, book_measures[book_measure(r->measure)].adds_up))
        return gad_nomem(cx, "a sum of months");
    bool ok = !IS_NUMBER(d.t.value) || book_answers_hold(out, d.t.value, d.t.half_unit, d.unit) ||
              add_side(mem, bk, r, period, &d, out);
    return ok ? GAD_OK : gad_nomem(cx, "an answer");
}

static gad_status level_of_series(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                                  int32_t as_of, answers *out)
{
    side d;
    gad_status status = book_side(cx, bk, mem, r, period, as_of, &d);
    if (status || !IS_NUMBER(d.t.value))
        return status;
    int32_t i = series_find(d.s, d.s->annual ? period.from : period.to);
    bool single =
        (period.from == period.to || d.s->annual) && i >= 0 && d.credit == &d.s->at[i].level;
    if (!add_side(mem, bk, r, period, &d, out) ||
        (single && !add_others(mem, bk, r, period, d.s, i, out)))
        return gad_nomem(cx, "an answer");
    return d.s->annual ? add_year_of_months(cx, bk, mem, r, period, as_of, out) : GAD_OK;
}

/* ---- answers from figures published for exactly the period -------------------------------------- */

/* Prices: any quote of the period, of any market, in its own unit and definition. */
static bool is_of_period(const known_fact *k, span period, bool price)
{
    const fact *f = &k->f;
    if (f->period.from == period.from && f->period.to == period.to)
        return true;
    return price && f->day != INT32_MIN && f->period.from >= period.from &&
           f->period.to <= period.to;
}

static bool fits(const book *bk, const known_fact *k, const series_key *q, span period,
                 int32_t as_of)
{
    const fact *f = &k->f;
    bool price = q->flow == 'P',
         partner = k->partner == q->partner || (!*f->partner && q->partner == bk->world);
    return is_of_period(k, period, price) && (price || k->reporter == q->reporter) && partner &&
           (book_measures[q->measure].flow || !f->flow || f->flow == q->flow) &&
           f->published <= as_of && IS_NUMBER(f->value);
}

/* A price of another market, or a part of what was asked for, is shown but proves nothing. */
static bool add_fact(arena *mem, const book *bk, const known_fact *k, const series_key *q,
                     answers *out)
{
    bool whole = q->flow == 'P' ? k->reporter == q->reporter : k->whole;
    answer a = { .own = !k->derived && whole,
                 .preferred = out->n == 0,
                 .ev = fact_evidence(mem, bk, &k->f) };
    put_value(&a, k->f.value, book_half_unit(k->f.value, k->f.half_unit));
    return book_answers_add(mem, out, &a);
}

/* `turn` 0: figures of the whole, or prices of the market asked for; 1: any. */
static bool add_range(arena *mem, const book *bk, const series_key *q, span period, int32_t as_of,
                      fact_range all, int32_t turn, answers *out)
{
    for (int32_t i = all.from; i < all.to; i++) {
        const known_fact *k = &bk->fact[i];
        bool first = q->flow == 'P' ? k->reporter == q->reporter : k->whole;
        if ((turn == 0 && !first) || !fits(bk, k, q, period, as_of) ||
            book_answers_hold(out, k->f.value, k->f.half_unit, k->f.unit))
            continue;
        if (!add_fact(mem, bk, k, q, out))
            return false;
    }
    return true;
}

/* Figures of the whole first; parts only where nothing else is held. Prices of other markets stand behind those of the
 * market asked for. A figure without a partner is the world's. */
static bool add_exact(arena *mem, const book *bk, const series_key *q, span period, int32_t as_of,
                      answers *out)
{
    fact_range all = book_levels_range(bk, q->measure, q->product), none = { 0, 0 };
    bool price = q->flow == 'P'; /* of any market */
    fact_range whole =
        price || q->partner != bk->world ? none : book_pair_range(bk, all, q->reporter, -1);
    fact_range own = price ? all : book_pair_range(bk, all, q->reporter, q->partner);
    bool ok = true;
    for (int32_t turn = 0; ok && turn < 2 && (turn == 0 || out->n == 0 || price); turn++)
        ok = add_range(mem, bk, q, period, as_of, whole, turn, out) &&
             add_range(mem, bk, q, period, as_of, own, turn, out);
    return ok;
}

/* ---- stocks ------------------------------------------------------------------------------------- */

/* Reserves and capacity stand for more than their year: the newest held up to the period. */
static gad_status newest_stock(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                               int32_t as_of, answers *out)
{
    const series *s = NULL;
    gad_status status = book_series(cx, bk, r, 'A', as_of, &s);
    if (status)
        return status;
    for (int32_t i = s->n - 1; i >= 0; i--) {
        span year = { s->at[i].month, s->at[i].month + 11 };
        if (!is_known(&s->at[i].level) || (period.from <= period.to && year.from > period.to))
            continue;
        if (!add_figure(mem, bk, r, year, s, &s->at[i].level, out))
            return gad_nomem(cx, "an answer");
        out->at[0].preferred = true;
        return add_others(mem, bk, r, year, s, i, out) ? GAD_OK : gad_nomem(cx, "an answer");
    }
    return GAD_OK;
}

gad_status book_levels_held(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                            int32_t as_of, answers *out)
{
    series_key q;
    gad_status status = GAD_OK;
    *out = (answers){ .missing = "" };
    if (!book_key(bk, r, &q))
        return GAD_OK;
    bool given = period.from <= period.to;
    if (q.flow != 'P' && given)
        status = level_of_series(cx, bk, mem, r, period, as_of, out);
    if (!status && given && out->n == 0 && !add_exact(mem, bk, &q, period, as_of, out))
        status = gad_nomem(cx, "an answer");
    if (!status && out->n == 0 && (q.flow == 'S' || q.flow == 'C'))
        status = newest_stock(cx, bk, mem, r, period, as_of, out);
    return status;
}

/* "China's exports of ... in 2025-06 are not held" */
static const char *missing_words(arena *mem, const book *bk, const reading *r, span period)
{
    int32_t m = book_measure(r->measure);
    const char *what = book_words(mem, bk, r->product, r->reporter, r->partner, r->flow, m);
    const char *when = book_span(mem, period);
    bool one = m > 0 && !STR_EQ(r->measure, "reserves");
    if (!what || !when)
        return NULL;
    if (!*when)
        return arena_fmt(mem, "%s: the period is not known", what);
    return arena_fmt(mem, "%s in %s %s not held", what, when, one ? "is" : "are");
}

gad_status book_level(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                      int32_t as_of, answers *out)
{
    gad_status status = book_levels_held(cx, bk, mem, r, period, as_of, out);
    if (status || out->n)
        return status;
    out->missing = missing_words(mem, bk, r, period);
    return out->missing ? GAD_OK : gad_nomem(cx, "an answer");
}
