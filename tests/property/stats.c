/* stats - property: every statistic against a second computation that shares no code with the first.
 *
 * A random sparse series is drawn from a seed as a plain list of (month, value) facts. The brute force
 * works on that list by looking every month up by its date; the statistics work on the points of a
 * series. A failure prints the seed; `property_stats SEED` runs that one again. */
#include "test.h"
#include "trade/stats.h"

enum { MONTHS_MAX = 240, SEEDS = 400, NONE_SET = 0 };

typedef struct fact { /* what a month is known to be */
    bool held, derived, ytd_held, ytd_derived;
    double level, half, ytd;
    int32_t set;
} fact;

typedef struct world {
    uint64_t seed;
    int32_t first, n;
    fact m[MONTHS_MAX];
    point at[MONTHS_MAX];
    series s;
} world;

static figure make_figure(bool held, bool derived, double x, double half, int32_t set)
{
    return (figure){ .kind = !held     ? FIGURE_NONE
                             : derived ? FIGURE_DERIVED
                                       : FIGURE_REPORTED,
                     .value = held ? x : NO_NUMBER,
                     .half_unit = held ? half : 0,
                     .source = "",
                     .url = "",
                     .note = "",
                     .code_set = held ? set : 0 };
}

/* Sparse, with zeros, ties, derived figures, published sums and a change of codes in some. */
static void draw(world *w, uint64_t seed)
{
    rng r = rng_make(seed, 1);
    memset(w, 0, sizeof *w);
    w->seed = seed;
    w->first = month_of(rng_i32(&r, 1995, 2020), rng_i32(&r, 1, 12));
    w->n = rng_i32(&r, 1, MONTHS_MAX);
    double missing = rng_f64(&r, 0, 0.6), sums = rng_f64(&r, 0, 0.5);
    bool whole = rng_chance(&r, 0.5), split = rng_chance(&r, 0.3);
    int32_t split_at = rng_i32(&r, 0, w->n);
    /* Codes change on 1 January; a change inside a year is drawn only without published sums, whose
     * codes nobody could know then. */
    if (rng_chance(&r, 0.5))
        sums = 0;
    else
        split_at -= (w->first + split_at) % 12;
    double running = 0;
    for (int32_t i = 0; i < w->n; i++) {
        fact *f = &w->m[i];
        if ((w->first + i) % 12 == 0)
            running = 0;
        double x = rng_chance(&r, 0.03) ? 0 : exp(rng_f64(&r, 0, 8));
        f->level = whole ? floor(x) : x;
        f->half = whole ? 0.5 : 0;
        f->held = !rng_chance(&r, missing);
        f->derived = rng_chance(&r, 0.15);
        f->set = split ? (i < split_at ? 131073 : 131074) : NONE_SET;
        running += f->level;
        f->ytd = running + (rng_chance(&r, 0.5) ? 1 : 0); /* published sums differ by roundings */
        f->ytd_held = rng_chance(&r, sums);
        f->ytd_derived = rng_chance(&r, 0.2);
        figure none = make_figure(false, false, 0, 0, 0);
        w->at[i] = (point){ .month = w->first + i,
                            .level = make_figure(f->held, f->derived, f->level, f->half, f->set),
                            .ytd = make_figure(f->ytd_held, f->ytd_derived, f->ytd, 0.5, f->set),
                            .mom = none,
                            .yoy = none,
                            .ytd_yoy = none,
                            .rank = none,
                            .share = none,
                            .record = none };
    }
    w->s = (series){ .at = w->at, .n = w->n, .unit = "t", .measure = "qty" };
}

/* ---- the brute force: by date, never by position ---------------------------------------------- */

static const fact *on(const world *w, int32_t month)
{
    static const fact unknown = { .held = false };
    return month < w->first || month >= w->first + w->n ? &unknown : &w->m[month - w->first];
}

static bool sets_differ(const world *w, int32_t a, int32_t b)
{
    return on(w, a)->set && on(w, b)->set && on(w, a)->set != on(w, b)->set;
}

static double brute_change(const world *w, int32_t month, int32_t before)
{
    const fact *a = on(w, month), *b = on(w, before);
    if (!a->held || !b->held || b->level == 0 || sets_differ(w, month, before))
        return NO_NUMBER;
    return (a->level / b->level - 1) * 100;
}

static bool months_known(const world *w, int32_t from, int32_t to, bool published)
{
    for (int32_t m = from; m <= to; m++)
        if (!on(w, m)->held || (published && on(w, m)->derived) || sets_differ(w, m, from))
            return false;
    return true;
}

static double sum_months(const world *w, int32_t from, int32_t to)
{
    double sum = 0;
    for (int32_t m = from; m <= to; m++)
        sum += on(w, m)->level;
    return sum;
}

static bool ytd_published(const world *w, int32_t month)
{
    return on(w, month)->ytd_held && !on(w, month)->ytd_derived;
}

static double brute_ytd(const world *w, int32_t month)
{
    int32_t january = month / 12 * 12;
    if (month < w->first || month >= w->first + w->n)
        return NO_NUMBER;
    if (ytd_published(w, month))
        return on(w, month)->ytd;
    if (months_known(w, january, month, false))
        return sum_months(w, january, month);
    for (int32_t m = month - 1; m >= january; m--) {
        if (!ytd_published(w, m))
            continue;
        if (months_known(w, m + 1, month, false) && !sets_differ(w, m, month))
            return on(w, m)->ytd + sum_months(w, m + 1, month);
        break;
    }
    for (int32_t m = month + 1; m < january + 12; m++)
        if (ytd_published(w, m) && months_known(w, month + 1, m, true))
            return on(w, m)->ytd - sum_months(w, month + 1, m);
    if (on(w, month)->ytd_held)
        return on(w, month)->ytd;
    return NO_NUMBER;
}

/* The set of codes the year to date up to a month rests on; its own months, or the published sum's. */
static int32_t brute_ytd_set(const world *w, int32_t month)
{
    return on(w, month)->set;
}

static double brute_ytd_yoy(const world *w, int32_t month)
{
    double a = brute_ytd(w, month), b = brute_ytd(w, month - 12);
    if (!IS_NUMBER(a) || !IS_NUMBER(b) || b <= 0 ||
        brute_ytd_set(w, month) != brute_ytd_set(w, month - 12))
        return NO_NUMBER;
    return (a / b - 1) * 100;
}

static double brute_ttm(const world *w, int32_t month)
{
    if (month % 12 == 11 && ytd_published(w, month))
        return on(w, month)->ytd;
    if (months_known(w, month - 11, month, false))
        return sum_months(w, month - 11, month);
    int32_t december = month / 12 * 12 - 1;
    double now = brute_ytd(w, month), year = brute_ytd(w, december),
           same = brute_ytd(w, month - 12);
    bool one_set =
        on(w, month)->set == on(w, december)->set && on(w, month)->set == on(w, month - 12)->set;
    return one_set ? now + year - same : NO_NUMBER;
}

static int32_t brute_streak(const world *w, int32_t month)
{
    int32_t n = 0;
    for (int32_t m = month; on(w, m)->held && on(w, m - 1)->held && !sets_differ(w, m, m - 1) &&
                            on(w, m)->level > on(w, m - 1)->level;
         m--)
        n++;
    for (int32_t m = month; on(w, m)->held && on(w, m - 1)->held && !sets_differ(w, m, m - 1) &&
                            on(w, m)->level < on(w, m - 1)->level;
         m--)
        n--;
    return n;
}

/* Record without the library's shape: count months back until one is at least as extreme. */
static record brute_record(const world *w, int32_t month)
{
    record best = { .kind = RECORD_NONE, .since = -1, .first = -1 };
    double x = on(w, month)->level;
    int32_t run[2] = { 0, 0 }, held[2] = { 0, 0 }, since[2] = { -1, -1 }, first = month;
    if (!on(w, month)->held)
        return best;
    for (int32_t m = w->first; m <= month; m++)
        if (on(w, m)->held) {
            first = m;
            break;
        }
    for (int32_t k = 0; k < 2; k++)
        for (int32_t m = month; m >= first; m--) {
            const fact *f = on(w, m);
            if (m < month && f->held && (k == 0 ? f->level >= x : f->level <= x)) {
                since[k] = m;
                break;
            }
            run[k]++;
            held[k] += f->held;
        }
    int32_t k = run[1] > run[0];
    best = (record){ .kind = k ? RECORD_LOW : RECORD_HIGH,
                     .since = since[k],
                     .span = run[k],
                     .held = held[k],
                     .first = first,
                     .complete = held[k] == run[k],
                     .place = 1 };
    for (int32_t m = first; m < month; m++)
        best.place += on(w, m)->held && on(w, m)->level > x;
    if (run[0] == run[1] || run[k] < 6 || held[k] < 2)
        best.kind = RECORD_NONE;
    return best;
}

static double brute_median(double *x, int32_t n)
{
    for (int32_t i = 0; i < n; i++) /* selection sort: slow and obvious */
        for (int32_t j = i + 1; j < n; j++)
            if (x[j] < x[i]) {
                double t = x[i];
                x[i] = x[j];
                x[j] = t;
            }
    return n % 2 ? x[n / 2] : 0.5 * (x[n / 2] + x[n / 2 - 1]);
}

static double brute_surge(const world *w, int32_t month, int32_t *years)
{
    double x[MONTHS_MAX], mine = NO_NUMBER;
    *years = 0;
    for (int32_t m = w->first; m < w->first + w->n; m++) {
        double pct = brute_change(w, m, m - 1);
        if (m % 12 != month % 12 || !IS_NUMBER(pct) || on(w, m)->level == 0)
            continue;
        if (m == month)
            mine = log(1 + pct / 100);
        else
            x[(*years)++] = log(1 + pct / 100);
    }
    if (!IS_NUMBER(mine) || *years < 4)
        return NO_NUMBER;
    double middle = brute_median(x, *years);
    for (int32_t k = 0; k < *years; k++)
        x[k] = fabs(x[k] - middle);
    double mad = brute_median(x, *years);
    return mad > 0 ? (mine - middle) / (1.4826022185056018 * mad) : NO_NUMBER;
}

/* ---- comparing -------------------------------------------------------------------------------- */

static void same(const world *w, int32_t i, const char *what, double got, double want)
{
    char month[PERIOD_TEXT];
    bool ok = isnan(want) ? isnan(got) : fabs(got - want) <= 1e-7 * MAX_OF(1.0, fabs(want));
    if (!ok)
        fail_msg("seed %" PRIu64 ", %s, %s: %.17g, by brute force %.17g", w->seed,
                 month_text(month, w->first + i), what, got, want);
}

static void check_record(const world *w, int32_t i)
{
    record got = stats_record(&w->s, i), want = brute_record(w, w->first + i);
    same(w, i, "record kind", got.kind, want.kind);
    if (!on(w, w->first + i)->held)
        return;
    same(w, i, "record place", got.place, want.place);
    same(w, i, "record first", got.first, want.first);
    if (want.kind == RECORD_NONE)
        return;
    same(w, i, "record since", got.since, want.since);
    same(w, i, "record span", got.span, want.span);
    same(w, i, "record held", got.held, want.held);
    same(w, i, "record complete", got.complete, want.complete);
}

static void check_interval(const world *w, int32_t i)
{
    change c = stats_mom(&w->s, i);
    if (!IS_NUMBER(c.pct))
        return;
    const fact *a = on(w, w->first + i), *b = on(w, w->first + i - 1);
    for (int32_t k = 0; k < 4; k++) { /* every corner of the roundings lies inside */
        double x = MAX_OF(a->level + (k & 1 ? 1 : -1) * a->half, 0.0);
        double y = b->level + (k & 2 ? 1 : -1) * b->half;
        double pct = y > 0 ? 100 * (x / y - 1) : (double)INFINITY;
        if (pct < c.lo - 1e-9 * fabs(c.lo) - 1e-9 || pct > c.hi + 1e-9 * fabs(c.hi) + 1e-9)
            fail_msg("seed %" PRIu64 ", point %" PRId32 ": %.17g is outside %.17g..%.17g", w->seed,
                     i, pct, c.lo, c.hi);
    }
}

static void check_world(uint64_t seed)
{
    static world w;
    draw(&w, seed);
    for (int32_t i = 0; i < w.n; i++) {
        int32_t month = w.first + i, years = 0;
        same(&w, i, "on month", stats_mom(&w.s, i).pct, brute_change(&w, month, month - 1));
        same(&w, i, "on year", stats_yoy(&w.s, i).pct, brute_change(&w, month, month - 12));
        same(&w, i, "year to date", stats_ytd(&w.s, i).value, brute_ytd(&w, month));
        same(&w, i, "to date on year", stats_ytd_yoy(&w.s, i).pct, brute_ytd_yoy(&w, month));
        same(&w, i, "12 months", stats_ttm(&w.s, i).value, brute_ttm(&w, month));
        same(&w, i, "streak", stats_streak(&w.s, i), brute_streak(&w, month));
        same(&w, i, "surge", stats_surge(&w.s, i).score, brute_surge(&w, month, &years));
        same(&w, i, "surge years", stats_surge(&w.s, i).years, years);
        check_record(&w, i);
        check_interval(&w, i);
    }
}

static void statistics_agree_with_brute_force(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        check_world(seed);
}

/* Everything after two thirds of the series on another level. */
static void shift_levels(world *w, double factor)
{
    for (int32_t i = 2 * w->n / 3; i < w->n; i++) {
        w->m[i].level *= factor * factor;
        w->at[i].level.value = w->m[i].held ? w->m[i].level : NO_NUMBER;
    }
}

/* Median shift of the best cut, tried by sorting both sides anew. */
static void breaks_agree_with_brute_force(void **state)
{
    static world w;
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        double x[MONTHS_MAX], side[MONTHS_MAX], best = -1;
        int32_t month[MONTHS_MAX], n = 0, cut = 0;
        draw(&w, seed * 1000);
        shift_levels(&w, seed % 3 == 0 ? 1 : 2.5);
        for (int32_t m = w.first; m < w.first + w.n; m++)
            if (on(&w, m)->held && on(&w, m)->level > 0) {
                month[n] = m;
                x[n++] = log(on(&w, m)->level);
            }
        level_break b = stats_break(&w.s, w.n - 1);
        if (n < 12) {
            assert_true(isnan(b.p) && b.month == -1);
            continue;
        }
        int32_t from = MAX_OF(n - 120, 0);
        for (int32_t k = from + 6; k <= n - 6; k++) {
            memcpy(side, x + from, (size_t)(k - from) * sizeof *x);
            double left = brute_median(side, k - from);
            memcpy(side, x + k, (size_t)(n - k) * sizeof *x);
            double shift = sqrt((double)(k - from) * (n - k) / (n - from)) *
                           fabs(brute_median(side, n - k) - left);
            if (shift > best) {
                best = shift;
                cut = k;
            }
        }
        assert_true(b.p > 0 && b.p <= 1);
        assert_true((b.month >= 0) == (b.p <= 0.05));
        if (b.month >= 0 && b.month != month[cut])
            fail_msg("seed %" PRIu64 ": break in %" PRId32 ", by brute force %" PRId32, w.seed,
                     b.month, month[cut]);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_agree_with_brute_force),
        cmocka_unit_test(breaks_agree_with_brute_force),
    };
    if (argc > 1) {
        check_world(strtoull(argv[1], NULL, 10));
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
