/* stats.c - layer 2: the statistics of one series.
 *
 * Everything here is a pure function of the points of a series: no store, no allocation, no clock.
 * Invariant: a level that is not known takes part in nothing; a statistic that would need it is NaN
 * and says why. The definitions, in the same order, stand in docs/statistics.md. */
#include "trade/stats.h"

/* This times the median absolute deviation estimates the standard deviation of normal data: it is
 * 1 / (the 0.75 quantile of the standard normal). */
static const double MAD_SCALE = 1.4826022185056018;
static const double ROUNDED_PP = 1.0; /* wider intervals are worth a word, percentage points */
static const double BREAK_P_MAX = 0.05;
static const uint64_t BREAK_SEED = 20100;

/* ---- access ----------------------------------------------------------------------------------- */

static const figure *known(const series *s, int32_t i)
{
    if (i < 0 || i >= s->n || s->at[i].level.kind == FIGURE_NONE ||
        !IS_NUMBER(s->at[i].level.value))
        return NULL;
    return &s->at[i].level;
}

static int32_t year_back(const series *s)
{
    return s->annual ? 1 : 12;
}

/* ---- changes ---------------------------------------------------------------------------------- */

typedef struct side { /* one side of a comparison */
    double value, half_unit;
    int32_t code_set;
} side;

static side side_of(const figure *f)
{
    return f ? (side){ f->value, f->half_unit, f->code_set } : (side){ NO_NUMBER, 0, 0 };
}

static const char *why_not(side now, side base, bool annual)
{
    if (!IS_NUMBER(now.value))
        return annual ? "this year is missing" : "this month is missing";
    if (!IS_NUMBER(base.value))
        return annual ? "the base year is missing" : "the base month is missing";
    if (!series_comparable(now.code_set, base.code_set))
        return series_is_compiled(now.code_set) || !series_same_family(now.code_set, base.code_set)
                   ? "the two figures are of different compilers"
                   : "the customs codes of the product changed in between";
    if (base.value == 0)
        return "the base is zero";
    return base.value < 0 ? "the base is negative" : NULL;
}

static change compare(side now, side base, const figure *published, bool annual)
{
    change c = { .pct = NO_NUMBER,
                 .lo = NO_NUMBER,
                 .hi = NO_NUMBER,
                 .base = base.value,
                 .diff = NO_NUMBER,
                 .why = why_not(now, base, annual) };
    c.published = published ? *published : (figure){ .kind = FIGURE_NONE, .value = NO_NUMBER };
    if (series_comparable(now.code_set, base.code_set))
        c.diff = now.value - base.value;
    if (c.why)
        return c;
    /* The division comes last: 100 * (a / b - 1) loses digits when a is near b. */
    double base_lo = base.value - base.half_unit;
    c.pct = 100 * (now.value - base.value) / base.value;
    c.lo = 100 * (MAX_OF(now.value - now.half_unit, 0.0) / (base.value + base.half_unit) - 1);
    c.hi = base_lo > 0 ? 100 * ((now.value + now.half_unit) / base_lo - 1) : (double)INFINITY;
    if (now.half_unit == 0 && base.half_unit == 0)
        c.lo = c.hi = c.pct;
    c.rounded = c.hi - c.lo > ROUNDED_PP;
    return c;
}

static change level_change(const series *s, int32_t i, int32_t back, const figure *published)
{
    const figure *base = known(s, i - back);
    change c = compare(side_of(known(s, i)), side_of(base), published, s->annual);
    c.base_derived = base && base->kind == FIGURE_DERIVED;
    return c;
}

change stats_mom(const series *s, int32_t i)
{
    const figure *published = i >= 0 && i < s->n ? &s->at[i].mom : NULL;
    if (!s->annual)
        return level_change(s, i, 1, published);
    change c = compare(side_of(NULL), side_of(NULL), published, true);
    c.why = "an annual series has no months";
    return c;
}

change stats_yoy(const series *s, int32_t i)
{
    return level_change(s, i, year_back(s), i >= 0 && i < s->n ? &s->at[i].yoy : NULL);
}

/* ---- sums over months ------------------------------------------------------------------------- */

static total no_total(void)
{
    return (total){ .value = NO_NUMBER, .kind = FIGURE_NONE, .how = "", .from = -1 };
}

static void add_figure(total *t, const figure *f, int32_t sign, bool first)
{
    if (!f) {
        t->missing++;
        return;
    }
    t->value += sign * f->value;
    t->half_unit += f->half_unit;
    t->derived += f->kind == FIGURE_DERIVED;
    if (!first && !series_comparable(t->code_set, f->code_set))
        t->code_set = -1;
    else if (first || t->code_set == 0)
        t->code_set = f->code_set;
}

/* Levels from..to added up; `missing` counts those not known, and then the value is NaN. */
static total add_months(const series *s, int32_t from, int32_t to)
{
    total t = { .value = 0, .kind = FIGURE_SUM, .from = -1 };
    for (int32_t i = from; i <= to; i++)
        add_figure(&t, known(s, i), 1, i == from);
    if (t.missing || t.code_set < 0) {
        t.value = NO_NUMBER;
        t.kind = FIGURE_NONE;
        t.half_unit = 0;
    }
    t.how = from == to ? "the month itself" : "sum of the months";
    return t;
}

static bool is_published(const figure *f)
{
    return f->kind != FIGURE_NONE && f->kind != FIGURE_DERIVED && IS_NUMBER(f->value);
}

static total as_given(const figure *f, const char *how)
{
    return (total){ .value = f->value,
                    .kind = f->kind,
                    .half_unit = f->half_unit,
                    .how = how,
                    .from = -1,
                    .derived = f->kind == FIGURE_DERIVED,
                    .code_set = f->code_set };
}

static const char *how_given(figure_kind kind)
{
    return kind == FIGURE_CUSTOMS ? "the customs office's year to date"
           : kind == FIGURE_SUM   ? "sum of the customs office's year to date"
                                  : "as published";
}

/* A published January-to-j total of the same year plus the months after it. */
static total extend_published(const series *s, int32_t i, int32_t january)
{
    for (int32_t j = i - 1; j >= MAX_OF(january, 0); j--) {
        if (!is_published(&s->at[j].ytd))
            continue;
        total t = add_months(s, j + 1, i);
        if (t.kind == FIGURE_NONE)
            return t;
        add_figure(&t, &s->at[j].ytd, 1, false);
        t.how = "an earlier total as published plus the months after";
        t.from = s->at[j].month;
        return t.code_set < 0 ? no_total() : t;
    }
    return no_total();
}

static bool months_published(const series *s, int32_t from, int32_t to)
{
    for (int32_t i = from; i <= to; i++)
        if (!known(s, i) || s->at[i].level.kind == FIGURE_DERIVED)
            return false;
    return true;
}

/* A published January-to-j total of the same year, j later than i, less the published months between.
 * The nearest j wins: it needs the fewest months. */
static total shorten_published(const series *s, int32_t i, int32_t january)
{
    for (int32_t j = i + 1; j < MIN_OF(january + 12, s->n); j++) {
        if (!is_published(&s->at[j].ytd) || !months_published(s, i + 1, j))
            continue;
        total t = as_given(&s->at[j].ytd, "");
        for (int32_t k = i + 1; k <= j; k++)
            add_figure(&t, &s->at[k].level, -1, false);
        if (t.code_set < 0)
            continue;
        t.kind = FIGURE_DERIVED;
        t.how = "a later total as published less the months after";
        t.from = s->at[j].month;
        return t;
    }
    return no_total();
}

total stats_ytd(const series *s, int32_t i)
{
    if (s->annual || i < 0 || i >= s->n)
        return no_total();
    const figure *given = &s->at[i].ytd;
    int32_t january = i - (month_number(s->at[i].month) - 1);
    if (is_published(given))
        return as_given(given, how_given(given->kind));
    total sum = add_months(s, january, i);
    if (sum.kind != FIGURE_NONE)
        return sum;
    total t = extend_published(s, i, january);
    if (t.kind == FIGURE_NONE)
        t = shorten_published(s, i, january);
    if (t.kind == FIGURE_NONE && given->kind == FIGURE_DERIVED)
        t = as_given(given, "as derived by the collector");
    t.missing = sum.missing;
    return t;
}

static side side_of_total(const total *t)
{
    return (side){ t->value, t->half_unit, t->code_set };
}

static change total_change(const total *now, const total *base, const figure *published)
{
    change c = compare(side_of_total(now), side_of_total(base), published, false);
    c.base_derived = base->derived > 0;
    if (c.why && !IS_NUMBER(now->value))
        c.why = "months of this year are missing";
    else if (c.why && !IS_NUMBER(base->value))
        c.why = "months of the base year are missing";
    return c;
}

change stats_compare(const total *now, const total *base)
{
    return total_change(now, base, NULL);
}

change stats_ytd_yoy(const series *s, int32_t i)
{
    total now = stats_ytd(s, i), base = stats_ytd(s, i - 12);
    change c = total_change(&now, &base, i >= 0 && i < s->n ? &s->at[i].ytd_yoy : NULL);
    if (s->annual)
        c.why = "an annual series has no months";
    return c;
}

/* This year so far, plus last year, less last year up to the same month. */
static total ttm_by_years(const series *s, int32_t i)
{
    int32_t december = i - month_number(s->at[i].month);
    total now = stats_ytd(s, i), year = stats_ytd(s, december), same = stats_ytd(s, i - 12);
    if (!IS_NUMBER(now.value) || !IS_NUMBER(year.value) || !IS_NUMBER(same.value) ||
        !series_comparable(now.code_set, year.code_set) ||
        !series_comparable(year.code_set, same.code_set) ||
        !series_comparable(now.code_set, same.code_set))
        return no_total();
    total t = { .value = now.value + year.value - same.value,
                .kind = FIGURE_DERIVED,
                .half_unit = now.half_unit + year.half_unit + same.half_unit,
                .how = "year to date plus last year less its same months",
                .from = -1,
                .derived = now.derived + year.derived + same.derived,
                .code_set = now.code_set };
    return t;
}

total stats_ttm(const series *s, int32_t i)
{
    if (s->annual || i < 0 || i >= s->n)
        return no_total();
    if (month_number(s->at[i].month) == 12 && is_published(&s->at[i].ytd))
        return as_given(&s->at[i].ytd, how_given(s->at[i].ytd.kind));
    total sum = add_months(s, i - 11, i);
    if (sum.kind != FIGURE_NONE)
        return sum;
    total t = ttm_by_years(s, i);
    t.missing = sum.missing;
    return t;
}

double stats_share(const series *part, const series *whole, int32_t month)
{
    const figure *a = known(part, series_find(part, month));
    const figure *b = known(whole, series_find(whole, month));
    if (!a || !b || b->value <= 0 || !STR_EQ(part->unit, whole->unit) ||
        !series_comparable(a->code_set, b->code_set))
        return NO_NUMBER;
    return 100 * a->value / b->value;
}

/* ---- records and streaks ---------------------------------------------------------------------- */

/* Index of the last earlier level that is at least as extreme (sign 1 high, -1 low), -1: none. */
static int32_t last_as_extreme(const series *s, int32_t i, int32_t sign)
{
    for (int32_t j = i - 1; j >= 0; j--) {
        const figure *f = known(s, j);
        if (f && sign * f->value >= sign * s->at[i].level.value)
            return j;
    }
    return -1;
}

static record record_of(const series *s, int32_t i, int32_t sign, int32_t first)
{
    int32_t j = last_as_extreme(s, i, sign), from = j >= 0 ? j + 1 : first;
    record r = { .kind = sign > 0 ? RECORD_HIGH : RECORD_LOW,
                 .since = j >= 0 ? s->at[j].month : -1,
                 .span = i - from + 1,
                 .first = s->at[first].month };
    for (int32_t k = from; k <= i; k++)
        r.held += known(s, k) != NULL;
    r.complete = r.held == r.span;
    return r;
}

record stats_record(const series *s, int32_t i)
{
    record none = { .kind = RECORD_NONE, .since = -1, .first = -1 };
    if (!known(s, i))
        return none;
    int32_t first = i, place = 1;
    for (int32_t j = i - 1; j >= 0; j--) {
        const figure *f = known(s, j);
        if (f)
            first = j;
        place += f && f->value > s->at[i].level.value;
    }
    record high = record_of(s, i, 1, first), low = record_of(s, i, -1, first);
    record r = high.span >= low.span ? high : low;
    r.place = place;
    /* Shorter spans are no news, and both directions equal means nothing but this month is held. */
    if (high.span == low.span || r.span < (s->annual ? RECORD_SPAN_MIN / 2 : RECORD_SPAN_MIN) ||
        r.held < 2)
        r.kind = RECORD_NONE;
    return r;
}

const char *stats_record_text(char out[STATS_TEXT], const record *r, bool annual)
{
    static const char *const word[] = { "", "highest", "lowest" };
    char month[PERIOD_TEXT];
    const char *unit = annual ? "years" : "months";
    if (r->kind == RECORD_NONE)
        return NULL;
    month_text(month, r->since >= 0 ? r->since : r->first);
    if (annual)
        month[4] = '\0';
    if (r->since >= 0 && r->complete)
        snprintf(out, STATS_TEXT, "%s since %s", word[r->kind], month);
    else if (r->complete)
        snprintf(out, STATS_TEXT, "%s of all %" PRId32 " %s since %s", word[r->kind], r->held, unit,
                 month);
    else
        snprintf(out, STATS_TEXT, "%s of the %" PRId32 " %s held since %s", word[r->kind], r->held,
                 unit, month);
    return out;
}

static int32_t direction(const series *s, int32_t i)
{
    const figure *now = known(s, i), *base = known(s, i - 1);
    if (!now || !base || !series_comparable(now->code_set, base->code_set))
        return 0;
    return (now->value > base->value) - (now->value < base->value);
}

int32_t stats_streak(const series *s, int32_t i)
{
    int32_t way = direction(s, i), n = 0;
    while (way && direction(s, i - n) == way)
        n++;
    return way * n;
}

/* ---- how unusual ------------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_sorted(const double *x, int32_t n)
{
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

/* Log change on the period before; NaN when either level is unknown or not positive. */
static double log_change(const series *s, int32_t i)
{
    const figure *now = known(s, i), *base = known(s, i - 1);
    if (!now || !base || now->value <= 0 || base->value <= 0 ||
        !series_comparable(now->code_set, base->code_set))
        return NO_NUMBER;
    return log(now->value / base->value);
}

surge stats_surge(const series *s, int32_t i)
{
    enum { YEARS = YEAR_MAX - YEAR_MIN + 1 };
    double x[YEARS];
    surge r = { .score = NO_NUMBER, .typical = NO_NUMBER };
    double mine = log_change(s, i);
    for (int32_t j = (i % year_back(s) + year_back(s)) % year_back(s); j < s->n;
         j += year_back(s)) {
        double d = j == i ? NO_NUMBER : log_change(s, j);
        if (IS_NUMBER(d) && r.years < YEARS)
            x[r.years++] = d;
    }
    if (!IS_NUMBER(mine))
        r.why = "this month's change is not known";
    else if (r.years < SURGE_YEARS_MIN)
        r.why = "fewer than 4 other years hold this month's change";
    if (r.why)
        return r;
    qsort(x, (size_t)r.years, sizeof *x, by_value);
    double middle = median_sorted(x, r.years);
    r.typical = 100 * expm1(middle);
    for (int32_t k = 0; k < r.years; k++)
        x[k] = fabs(x[k] - middle);
    qsort(x, (size_t)r.years, sizeof *x, by_value);
    double spread = MAD_SCALE * median_sorted(x, r.years);
    if (spread > 0)
        r.score = (mine - middle) / spread;
    else
        r.why = "the other years' changes do not differ";
    return r;
}

/* ---- breaks ----------------------------------------------------------------------------------- */

/* Put x into sorted[n] at its place. */
static void insert_sorted(double *sorted, int32_t n, double x)
{
    int32_t k = n;
    while (k > 0 && sorted[k - 1] > x) {
        sorted[k] = sorted[k - 1];
        k--;
    }
    sorted[k] = x;
}

/* The largest shift of the median over all cuts of x[n] with BREAK_SIDE_MIN values on both sides,
 * weighted by sqrt(k (n - k) / n) so that short sides do not win by chance. Returns the weighted
 * shift; *cut is the index of the first value of the right side. */
static double largest_shift(const double *x, int32_t n, int32_t *cut)
{
    double side_of_cut[BREAK_WINDOW], left[BREAK_WINDOW + 1], best = -1;
    for (int32_t k = n - 1; k >= 1; k--) { /* medians of x[k..n-1] */
        insert_sorted(side_of_cut, n - 1 - k, x[k]);
        left[k] = median_sorted(side_of_cut, n - k);
    }
    for (int32_t k = 1; k <= n - BREAK_SIDE_MIN; k++) {
        insert_sorted(side_of_cut, k - 1, x[k - 1]);
        if (k < BREAK_SIDE_MIN)
            continue;
        double weight = sqrt((double)k * (n - k) / n);
        double shift = weight * fabs(left[k] - median_sorted(side_of_cut, k));
        if (shift > best) {
            best = shift;
            *cut = k;
        }
    }
    return best;
}

/* How many of BREAK_DRAWS shuffles of x shift at least as much, over the number of orders tried. */
static double shuffle_p(const double *x, int32_t n, double observed)
{
    double y[BREAK_WINDOW];
    int32_t as_large = 1, cut = 0;
    memcpy(y, x, (size_t)n * sizeof *y);
    for (int32_t draw = 0; draw < BREAK_DRAWS; draw++) {
        rng r = rng_make(BREAK_SEED, (uint64_t)draw);
        memcpy(y, x, (size_t)n * sizeof *y);
        for (int32_t k = n - 1; k > 0; k--) {
            int32_t j = rng_i32(&r, 0, k);
            double t = y[k];
            y[k] = y[j];
            y[j] = t;
        }
        as_large += largest_shift(y, n, &cut) >= observed;
    }
    return (double)as_large / (BREAK_DRAWS + 1);
}

static double median_of(const series *s, const int32_t *at, int32_t n)
{
    double x[BREAK_WINDOW];
    for (int32_t k = 0; k < n; k++)
        x[k] = s->at[at[k]].level.value;
    qsort(x, (size_t)n, sizeof *x, by_value);
    return median_sorted(x, n);
}

level_break stats_break(const series *s, int32_t i)
{
    level_break b = { .month = -1, .before = NO_NUMBER, .after = NO_NUMBER, .p = NO_NUMBER };
    int32_t at[BREAK_WINDOW], n = 0, cut = 0;
    double x[BREAK_WINDOW];
    for (int32_t j = MIN_OF(i, s->n - 1); j >= 0 && n < BREAK_WINDOW; j--)
        if (known(s, j) && s->at[j].level.value > 0)
            at[n++] = j;
    for (int32_t k = 0; k < n / 2; k++) { /* oldest first */
        int32_t t = at[k];
        at[k] = at[n - 1 - k];
        at[n - 1 - k] = t;
    }
    if (n < 2 * BREAK_SIDE_MIN) {
        b.why = "fewer than 12 positive levels are held";
        return b;
    }
    for (int32_t k = 0; k < n; k++)
        x[k] = log(s->at[at[k]].level.value);
    double shift = largest_shift(x, n, &cut);
    b.p = shift > 0 ? shuffle_p(x, n, shift) : 1;
    b.before = median_of(s, at, cut);
    b.after = median_of(s, at + cut, n - cut);
    if (b.p <= BREAK_P_MAX)
        b.month = s->at[at[cut]].month;
    else
        b.why = "no shift of the level stands out from chance";
    return b;
}

/* ---- concentration ---------------------------------------------------------------------------- */

double stats_hhi(const double *part, int32_t n)
{
    double sum = 0, squares = 0;
    for (int32_t i = 0; i < n; i++)
        sum += part[i];
    if (n == 0 || !(sum > 0))
        return NO_NUMBER;
    for (int32_t i = 0; i < n; i++)
        squares += part[i] / sum * (part[i] / sum);
    return squares;
}
