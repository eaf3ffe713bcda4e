/* mirror_shift.c - layer 2: means before and after an event, and how unusual their difference is.
 *
 * Two judges that fail in different ways: z asks whether the series has moved so much between two years
 * before; p asks whether the same months in another order differ as much. Neither knows of goods that
 * were shipped early because the event was announced, so year_pct compares with months that could not
 * know of it. */
#include "trade/mirror_shift.h"

#include "trade/mirror_usual.h"

/* Any number; fixed so that two runs agree. */
static const uint64_t SEED = 20231201;
/* Added to both sides of a ratio, as a part of the mean: months without trade do not make it infinite. */
static const double FLOOR_PART = 0.01;
/* Yearly means of one destination are never taken to be steadier than this (natural logarithm): a series
 * that was nothing for years has no spread, and every first shipment would be a miracle. */
static const double SPREAD_MIN = 0.2;

static double level_at(const double *level, int32_t n, int32_t first, int32_t month)
{
    int32_t i = month - first;
    return i >= 0 && i < n ? level[i] : NO_NUMBER;
}

typedef struct window {
    double sum;
    int32_t n;
} window;

static window add_up(const double *level, int32_t n, int32_t first, int32_t from, int32_t count)
{
    window w = { 0, 0 };
    for (int32_t m = from; m < from + count; m++) {
        double x = level_at(level, n, first, m);
        if (!IS_NUMBER(x))
            continue;
        w.sum += x;
        w.n++;
    }
    return w;
}

static double mean_of(window w)
{
    return w.n ? w.sum / w.n : NO_NUMBER;
}

/* Months from the event on that lie within the series, at most a year. */
static int32_t months_after(int32_t n, int32_t first, int32_t event)
{
    return MAX_OF(0, MIN_OF(SHIFT_WINDOW, first + n - event));
}

static double on_the_year(const double *level, int32_t n, int32_t first, shift_event e,
                          int32_t count)
{
    double now = 0, then = 0;
    for (int32_t m = e.month; m < e.month + count; m++) {
        int32_t base = m - 12;
        while (base >= e.announced)
            base -= 12;
        double x = level_at(level, n, first, m), y = level_at(level, n, first, base);
        if (!IS_NUMBER(x))
            continue;
        if (!IS_NUMBER(y))
            return NO_NUMBER;
        now += x;
        then += y;
    }
    return then > 0 ? 100 * (now / then - 1) : NO_NUMBER;
}

static double log_ratio(window before, window after, double floor_at)
{
    return log((mean_of(after) + floor_at) / (mean_of(before) + floor_at));
}

static void judge_by_past(const double *level, int32_t n, int32_t first, shift_event e,
                          int32_t count, shift *s, double *work)
{
    window all = add_up(level, n, first, first, MAX_OF(0, e.announced - first));
    double floor_at = FLOOR_PART * mean_of(all);
    if (!(floor_at > 0) || !count || s->n_before < SHIFT_WINDOW || s->n_after < count)
        return;
    for (int32_t m = first + SHIFT_WINDOW; m + count <= e.announced; m++) {
        window b = add_up(level, n, first, m - SHIFT_WINDOW, SHIFT_WINDOW),
               a = add_up(level, n, first, m, count);
        if (b.n == SHIFT_WINDOW && a.n == count)
            work[s->n_past++] = log_ratio(b, a, floor_at);
    }
    if (s->n_past < SHIFT_PAST_MIN)
        return;
    double usual = robust_median(work, s->n_past), spread = robust_spread(work, s->n_past, usual);
    window b = add_up(level, n, first, e.month - SHIFT_WINDOW, SHIFT_WINDOW),
           a = add_up(level, n, first, e.month, count);
    s->z = (log_ratio(b, a, floor_at) - usual) / MAX_OF(spread, SPREAD_MIN);
}

static void shuffle_blocks(const double *x, int32_t n, int32_t block, rng *r, double *out)
{
    int32_t order[2 * SHIFT_WINDOW], blocks = (n + block - 1) / block, k = 0;
    for (int32_t i = 0; i < blocks; i++)
        order[i] = i;
    for (int32_t i = blocks - 1; i > 0; i--) {
        int32_t j = rng_i32(r, 0, i), t = order[i];
        order[i] = order[j];
        order[j] = t;
    }
    for (int32_t i = 0; i < blocks; i++)
        for (int32_t m = order[i] * block; m < MIN_OF(n, (order[i] + 1) * block); m++)
            out[k++] = x[m];
}

static double difference(const double *x, int32_t n, int32_t n_before)
{
    double a = 0, b = 0;
    for (int32_t i = 0; i < n; i++)
        *(i < n_before ? &b : &a) += x[i];
    return fabs(a / (n - n_before) - b / n_before);
}

/* The smallest p that shuffles can give: that of the one arrangement which differs most. With as many
 * blocks before as after, its mirror image differs as much. */
static double smallest_p(const shift *s, int32_t block)
{
    int32_t before = s->n_before / block, after = s->n_after / block;
    double ways = 1;
    for (int32_t i = 1; i <= after; i++)
        ways = ways * (before + i) / i;
    return (before == after ? 2 : 1) / ways;
}

/* Shuffles keep three months together, because months that follow each other are alike; with less than
 * nine months after the event there are too few blocks, and single months are shuffled. */
static void judge_by_shuffles(const double *level, int32_t n, int32_t first, shift_event e,
                              int32_t count, uint64_t stream, shift *s, double *work)
{
    double *x = work, *y = work + (ptrdiff_t)2 * SHIFT_WINDOW;
    rng r = rng_make(SEED, stream);
    int32_t k = 0, as_much = 0, block = s->n_after >= 3 * SHIFT_BLOCK ? SHIFT_BLOCK : 1;
    if (s->n_before < SHIFT_WINDOW / 2 || s->n_after < SHIFT_BLOCK ||
        smallest_p(s, block) > SHIFT_P_SMALL)
        return; /* whatever was shipped, the test could not say that it changed */
    for (int32_t m = e.month - SHIFT_WINDOW; m < e.month + count; m++) {
        double v = level_at(level, n, first, m);
        if (IS_NUMBER(v))
            x[k++] = v;
    }
    double seen = difference(x, k, s->n_before);
    if (!(seen > 0))
        return;
    for (int32_t d = 0; d < SHIFT_DRAWS; d++) {
        shuffle_blocks(x, k, block, &r, y);
        as_much += difference(y, k, s->n_before) >= seen * (1 - 1e-12);
    }
    s->p = (1.0 + as_much) / (1.0 + SHIFT_DRAWS);
}

/* The first months against every mean of as many months in a row that could not know of the event. */
static int32_t place_of_start(const double *level, int32_t n, int32_t first, shift_event e,
                              double start, int32_t *rests_on)
{
    int32_t below = 0, above = 0, known = 0;
    for (int32_t m = first; m + SHIFT_BLOCK <= e.announced; m++) {
        window w = add_up(level, n, first, m, SHIFT_BLOCK);
        if (w.n < SHIFT_BLOCK)
            continue;
        known++;
        below += start < mean_of(w);
        above += start > mean_of(w);
    }
    *rests_on = known;
    if (known < SHIFT_PAST_MIN)
        return 0;
    return above == known ? 1 : below == known ? -1 : 0;
}

static double peak_of(const double *level, int32_t n, int32_t first, shift_event e)
{
    double peak = NO_NUMBER;
    double usual = mean_of(add_up(level, n, first, e.announced - SHIFT_WINDOW, SHIFT_WINDOW));
    for (int32_t m = e.announced; m < e.month; m++)
        peak = fmax(peak, level_at(level, n, first, m));
    return usual > 0 ? peak / usual : NO_NUMBER;
}

shift shift_of(const double *level, int32_t n, int32_t first, shift_event e, uint64_t stream,
               double *work)
{
    int32_t count = months_after(n, first, e.month);
    window before = add_up(level, n, first, e.month - SHIFT_WINDOW, SHIFT_WINDOW),
           after = add_up(level, n, first, e.month, count);
    window start = add_up(level, n, first, e.month, SHIFT_BLOCK);
    shift s = { .before = mean_of(before),
                .start = start.n == SHIFT_BLOCK ? mean_of(start) : NO_NUMBER,
                .after = mean_of(after),
                .n_before = before.n,
                .n_after = after.n,
                .change_pct = NO_NUMBER,
                .z = NO_NUMBER,
                .p = NO_NUMBER };
    if (s.before > 0 && after.n)
        s.change_pct = 100 * (s.after / s.before - 1);
    s.year_pct = after.n ? on_the_year(level, n, first, e, count) : NO_NUMBER;
    s.peak = peak_of(level, n, first, e);
    s.start_place = place_of_start(level, n, first, e, s.start, &s.n_start);
    judge_by_past(level, n, first, e, count, &s, work);
    judge_by_shuffles(level, n, first, e, count, stream, &s, work);
    return s;
}
