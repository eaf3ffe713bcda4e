/* mirror_usual.c - layer 2: how large a gap usually is.
 *
 * A gap is judged by what it is not part of: the lane's other periods when there are enough, moved
 * towards the same calendar month of other years where those are held; else one gap of each of the
 * exporter's other lanes of its size, the nearest in time. Median and MAD, so that past oddities do not hide new ones. */
#include "trade/mirror_usual.h"

/* Both sides round, convert currencies and close their books on different days: gaps of a lane are
 * never known better than this (natural logarithm). */
static const double SPREAD_MIN = 0.03;
/* 1 / Phi^-1(3/4): MAD to standard deviation. */
static const double MAD_TO_SD = 1.4826022185056018;
/* Weight of the same calendar month: n / (n + this). */
static const double SEASON_SHRINK = 3;

/* ---- order statistics ------------------------------------------------------------------------- */

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

/* Puts the k-th smallest at x[k], smaller ones before it. */
static void place(double *x, int32_t n, int32_t k)
{
    int32_t lo = 0, hi = n - 1;
    while (lo < hi) {
        double pivot = x[lo + (hi - lo) / 2];
        int32_t i = lo, j = hi;
        while (i <= j) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i <= j)
                swap(&x[i++], &x[j--]);
        }
        if (k <= j)
            hi = j;
        else if (k >= i)
            lo = i;
        else
            return;
    }
}

double robust_median(double *x, int32_t n)
{
    if (n == 0)
        return NO_NUMBER;
    int32_t k = n / 2;
    place(x, n, k);
    if (n % 2)
        return x[k];
    double below = x[0];
    for (int32_t i = 1; i < k; i++)
        below = MAX_OF(below, x[i]);
    return (below + x[k]) / 2;
}

double robust_spread(double *x, int32_t n, double centre)
{
    for (int32_t i = 0; i < n; i++)
        x[i] = fabs(x[i] - centre);
    return MAD_TO_SD * robust_median(x, n);
}

double robust_density(double z, double scale)
{
    /* Student's t, 4 degrees of freedom: 3/8 (1 + z^2/4)^(-5/2). Gaps have heavy tails; with the normal
     * density one wild month would prove anything. */
    return 0.375 * pow(1 + z * z / 4, -2.5) / scale;
}

/* ---- one gap ---------------------------------------------------------------------------------- */

/* The lane's other gaps, all of them (month -1) or those of one calendar month. */
static int32_t others(const mirror_lane *lane, int32_t unit, int32_t but, int32_t month,
                      double *out)
{
    int32_t n = 0;
    for (int32_t i = 0; i < lane->n; i++) {
        double g = lane->at[i].gap[unit].gap;
        if (i != but && IS_NUMBER(g) && (month < 0 || lane->at[i].period % 12 == month))
            out[n++] = g;
    }
    return n;
}

static void finish(mirror_gap *g, double usual, double spread, int32_t n, mirror_rest rest)
{
    g->usual = usual;
    g->spread = MAX_OF(spread, SPREAD_MIN);
    g->n = n;
    g->rest = rest;
    g->z = g->spread < MIRROR_SPREAD_MAX ? (g->gap - usual) / g->spread : NO_NUMBER;
}

static bool annual(const mirror_lane *lane)
{
    for (int32_t i = 0; i < lane->n; i++)
        if (lane->at[i].period % 12)
            return false;
    return true;
}

static bool own_usual(mirror_lane *lane, int32_t unit, int32_t i, double *work)
{
    mirror_gap *g = &lane->at[i].gap[unit];
    int32_t n = others(lane, unit, i, -1, work);
    if (n < MIRROR_OWN_MIN)
        return false;
    double usual = robust_median(work, n), spread = robust_spread(work, n, usual);
    mirror_rest rest = MIRROR_OWN;
    int32_t same = annual(lane) ? 0 : others(lane, unit, i, lane->at[i].period % 12, work);
    if (same >= MIRROR_SEASON_MIN) {
        double weight = same / (same + SEASON_SHRINK);
        usual += weight * (robust_median(work, same) - usual);
        rest = MIRROR_SEASONAL;
    }
    finish(g, usual, spread, n, rest);
    return true;
}

/* The point of a lane whose gap is nearest in time to a period, the earlier of two; -1: it has none. */
static int32_t nearest(const mirror_lane *lane, int32_t unit, int32_t period)
{
    int32_t best = -1, distance = INT32_MAX;
    for (int32_t i = 0; i < lane->n && lane->n_both[unit]; i++) {
        int32_t d = abs(lane->at[i].period - period);
        if (IS_NUMBER(lane->at[i].gap[unit].gap) && d < distance) {
            best = i;
            distance = d;
        }
    }
    return best;
}

/* The larger of the two figures: a lane that one side hardly reports is not small. */
static double log_size(const mirror_point *p, int32_t unit)
{
    return log(fmax(p->exporter.amount[unit], p->importer.amount[unit]));
}

/* Small lanes scatter more than large ones, so a gap is judged by lanes of its size. The nearest
 * MIRROR_POOL_MAX, kept in order of distance; of equals the earlier lane. */
static int32_t pool(const mirror_lane *lane, int32_t n_lane, int32_t k, int32_t unit, int32_t i,
                    double out[MIRROR_POOL_MAX])
{
    double far[MIRROR_POOL_MAX], size = log_size(&lane[k].at[i], unit);
    int32_t n = 0;
    for (int32_t o = 0; o < n_lane; o++) {
        int32_t at = o == k ? -1 : nearest(&lane[o], unit, lane[k].at[i].period);
        if (at < 0)
            continue;
        double d = fabs(log_size(&lane[o].at[at], unit) - size);
        int32_t to = n;
        while (to > 0 && far[to - 1] > d)
            to--;
        if (to == MIRROR_POOL_MAX)
            continue;
        n = MIN_OF(n + 1, (int32_t)MIRROR_POOL_MAX);
        for (int32_t m = n - 1; m > to; m--) {
            far[m] = far[m - 1];
            out[m] = out[m - 1];
        }
        far[to] = d;
        out[to] = lane[o].at[at].gap[unit].gap;
    }
    return n;
}

static void pooled_usual(mirror_lane *lane, int32_t n_lane, int32_t k, int32_t unit, int32_t i)
{
    double gap[MIRROR_POOL_MAX];
    int32_t n = pool(lane, n_lane, k, unit, i, gap);
    if (n < MIRROR_POOL_MIN)
        return;
    double usual = robust_median(gap, n);
    finish(&lane[k].at[i].gap[unit], usual, robust_spread(gap, n, usual), n, MIRROR_POOLED);
}

/* ---- all -------------------------------------------------------------------------------------- */

int32_t mirror_usual_room(const mirror_lane *lane, int32_t n)
{
    int32_t room = n + 1;
    for (int32_t k = 0; k < n; k++)
        room = MAX_OF(room, lane[k].n + 1);
    return room;
}

void mirror_usual_fill(mirror_lane *lane, int32_t n, double *work)
{
    for (int32_t k = 0; k < n; k++)
        for (int32_t u = 0; u < MIRROR_UNITS; u++)
            for (int32_t i = 0; i < lane[k].n; i++)
                if (IS_NUMBER(lane[k].at[i].gap[u].gap) && !own_usual(&lane[k], u, i, work))
                    pooled_usual(lane, n, k, u, i);
}
