/* dense_maximum.c - layer 1: the maximum of a linear function over a polyhedron that holds 0, by the simplex method.
 *
 * A dictionary: every basic variable is its value less a combination of the nonbasic ones, which are at 0. It
 * starts with the slacks h - g y basic and y nonbasic. A free variable may enter in either direction and
 * never leaves. Bland's rule (lowest number among those that may enter, and among those that block first) ends
 * in every degenerate case. Variables 0..k-1 are y, k..k+m-1 the slacks. */
#include "market/dense.h"

typedef struct dictionary {
    int32_t m, k;
    double *a;     /* [m * k] */
    double *value; /* [m] of the basic variables */
    double *gain;  /* [k] of the objective per unit of a nonbasic variable */
    double
        *noise;   /* [k] the largest term that went into a gain: what its rounding is relative to */
    double total; /* of the objective */
    int32_t *basic;  /* [m] variable of a row */
    int32_t *beside; /* [k] variable of a column */
} dictionary;

static const double nought =
    1e-11; /* of entries scaled to 1, or of `noise`: below it is rounding */

size_t dense_maximum_work(int32_t m, int32_t k)
{
    return (size_t)m * (size_t)k + (size_t)m + 2 * (size_t)k;
}

/* Columns, then rows, to largest entry 1. The objective keeps its unit. */
static void scale(dictionary *d)
{
    size_t k = (size_t)d->k;
    for (int32_t j = 0; j < d->k; j++) {
        double most = 0;
        for (int32_t i = 0; i < d->m; i++)
            most = fmax(most, fabs(d->a[(size_t)i * k + (size_t)j]));
        for (int32_t i = 0; most > 0 && i < d->m; i++)
            d->a[(size_t)i * k + (size_t)j] /= most;
        d->gain[j] /= most > 0 ? most : 1;
        d->noise[j] = fabs(d->gain[j]);
    }
    for (int32_t i = 0; i < d->m; i++) {
        double *row = d->a + (size_t)i * k, most = 0;
        for (int32_t j = 0; j < d->k; j++)
            most = fmax(most, fabs(row[j]));
        for (int32_t j = 0; most > 0 && j < d->k; j++)
            row[j] /= most;
        d->value[i] /= most > 0 ? most : 1;
    }
}

/* The column that enters, -1: none gains. */
static int32_t entering(const dictionary *d)
{
    int32_t best = -1;
    for (int32_t j = 0; j < d->k; j++) {
        double gain = d->beside[j] < d->k ? fabs(d->gain[j]) : d->gain[j];
        if (gain > nought * d->noise[j] && (best < 0 || d->beside[j] < d->beside[best]))
            best = j;
    }
    return best;
}

/* The row that blocks first when column j moves in its gaining direction, -1: none. */
static int32_t leaving(const dictionary *d, int32_t j)
{
    double sign = d->gain[j] > 0 ? 1 : -1, least = (double)INFINITY;
    int32_t best = -1;
    for (int32_t i = 0; i < d->m; i++) {
        double a = sign * d->a[(size_t)i * (size_t)d->k + (size_t)j];
        if (d->basic[i] < d->k || a <= nought)
            continue;
        double ratio = d->value[i] / a;
        if (best < 0 || ratio < least || (ratio == least && d->basic[i] < d->basic[best])) {
            best = i;
            least = ratio;
        }
    }
    return best;
}

/* Subtract f times the new row p from a row (of coefficients x, with `at` in column j). */
static void eliminate(const dictionary *d, const double *p, int32_t j, double *x)
{
    double f = x[j];
    x[j] = 0;
    for (int32_t l = 0; f != 0 && l < d->k; l++)
        x[l] -= f * p[l];
}

static void pivot(dictionary *d, int32_t row, int32_t j)
{
    size_t k = (size_t)d->k;
    double *p = d->a + (size_t)row * k, by = p[j];
    p[j] = 1; /* of the variable that leaves */
    for (int32_t l = 0; l < d->k; l++)
        p[l] /= by;
    double value = d->value[row] /= by;
    for (int32_t i = 0; i < d->m; i++) {
        double *x = d->a + (size_t)i * k;
        if (i == row || x[j] == 0)
            continue;
        d->value[i] -= x[j] * value;
        if (d->basic[i] >= d->k)
            d->value[i] = fmax(d->value[i], 0); /* it blocked no earlier: rounding */
        eliminate(d, p, j, x);
    }
    d->total += d->gain[j] * value;
    d->noise[j] = 0;
    for (int32_t l = 0; l < d->k; l++)
        d->noise[l] = fmax(d->noise[l], fabs(d->gain[j] * p[l]));
    eliminate(d, p, j, d->gain);
    int32_t left = d->basic[row];
    d->basic[row] = d->beside[j];
    d->beside[j] = left;
}

/* Entries that are rounding beside the largest of their row become 0: scaling would make constraints of them. */
static void clean(double *row, int32_t k)
{
    double most = 0;
    for (int32_t j = 0; j < k; j++)
        most = fmax(most, fabs(row[j]));
    for (int32_t j = 0; j < k; j++)
        if (fabs(row[j]) <= 1e-14 * most)
            row[j] = 0;
}

/* False: something is not a number. */
static bool fill(dictionary *d, const double *c, const double *g, const double *h)
{
    size_t k = (size_t)d->k;
    memcpy(d->gain, c, k * sizeof *c);
    for (int32_t i = 0; i < d->m; i++) {
        bool binds = h[i] < (double)INFINITY;
        d->value[i] = binds ? fmax(h[i], 0) : 0;
        d->basic[i] = d->k + i;
        for (size_t j = 0; j < k; j++)
            d->a[(size_t)i * k + j] = binds ? g[(size_t)i * k + j] : 0;
        if (isnan(h[i]))
            return false;
    }
    for (int32_t j = 0; j < d->k; j++) {
        d->beside[j] = j;
        if (!isfinite(c[j]))
            return false;
    }
    for (size_t t = 0; t < (size_t)d->m * k; t++)
        if (!isfinite(d->a[t]))
            return false;
    clean(d->gain, d->k);
    for (int32_t i = 0; i < d->m; i++)
        clean(d->a + (size_t)i * k, d->k);
    return true;
}

double dense_maximum(const double *c, const double *g, const double *h, int32_t m, int32_t k,
                     double *work, int32_t *iwork)
{
    dictionary d = { .m = m, .k = k, .a = work, .basic = iwork, .beside = iwork + m };
    d.value = d.a + (size_t)m * (size_t)k;
    d.gain = d.value + m;
    d.noise = d.gain + k;
    if (!fill(&d, c, g, h))
        return NO_NUMBER;
    scale(&d);
    for (int64_t left = 100 * ((int64_t)m + k + 10); left > 0; left--) {
        int32_t j = entering(&d);
        if (j < 0)
            return d.total;
        int32_t row = leaving(&d, j);
        if (row < 0)
            return (double)INFINITY;
        pivot(&d, row, j);
    }
    return NO_NUMBER;
}
