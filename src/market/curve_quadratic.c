/* curve_quadratic.c - layer 1: m(x) = c + q x + r x^2 on its rising branch.
 *
 * With r not 0 the domain is the branch that rises: x >= -q/(2r) for r > 0, x <= -q/(2r) for r < 0, its end
 * closed. On it the slope is q + 2 r x = +2 h, h = sqrt((q/2)^2 + r (pi - c)), for both signs of r, so one
 * formula inverts both; h is taken with its terms scaled, so nothing overflows before the level does. */
#include "market/curve.h"

enum { C, Q, R, N_PAR };
static const double largest = 0x1.fffffffffffffp1023;

/* Where the slope is 0; r is not 0. */
static double apex(const double *par)
{
    return -(par[Q] / 2) / par[R] + 0.0; /* + 0.0: no -0 */
}

/* Whether the slope at a bound is negative beyond the rounding of a bound meant to be the apex. */
static bool falls(const double *par, double x)
{
    return par[Q] + 2 * par[R] * x < -0x1p-50 * fabs(par[Q]);
}

static const char *wrong(const double *par, double lower, double upper)
{
    static const char *const not_finite[] = { "c is not finite", "q is not finite",
                                              "r is not finite" };
    const char *text = curve_not_finite(par, N_PAR, not_finite);
    if (text)
        return text;
    if (par[R] == 0)
        return par[Q] < 0 ? "q is negative and r is 0" : NULL;
    if (par[R] > 0 && isinf(lower))
        return "r is positive without a lower bound: the marginal cost falls below -q/(2r)";
    if (par[R] < 0 && isinf(upper))
        return "r is negative without an upper bound: the marginal cost falls above -q/(2r)";
    if (falls(par, par[R] > 0 ? lower : upper))
        return par[R] > 0 ? "the marginal cost falls at the lower bound (q + 2 r lower < 0)"
                          : "the marginal cost falls at the upper bound (q + 2 r upper < 0)";
    return NULL;
}

static void domain(const double *par, double *low, bool *low_open, double *high, bool *high_open)
{
    *low = par[R] > 0 ? apex(par) : -(double)INFINITY;
    *high = par[R] < 0 ? apex(par) : (double)INFINITY;
    *low_open = isinf(*low);
    *high_open = isinf(*high);
}

static double cost(const double *par, double x)
{
    return par[C] + x * (par[Q] + par[R] * x);
}

static double slope(const double *par, double x)
{
    return fmax(0, par[Q] + 2 * par[R] * x);
}

/* sqrt((q/2)^2 + r over); 0 where pi lies beyond the apex. */
static double half_slope(const double *par, double over)
{
    double a = par[Q] / 2, b = sqrt(fabs(par[R])) * sqrt(fabs(over));
    double scale = fmax(fabs(a), b);
    if (scale == 0)
        return 0;
    a /= scale;
    b /= scale;
    return scale * sqrt(fmax(0, (par[R] < 0) == (over < 0) ? a * a + b * b : (a - b) * (a + b)));
}

static double level(const double *par, double pi)
{
    double over = fmax(-largest, fmin(largest, pi - par[C]));
    if (par[Q] == 0 && par[R] == 0)
        return over == 0 ? 0 : copysign((double)INFINITY, over);
    double h = half_slope(par, over), q = par[Q] / 2, x;
    if (q < 0)
        x = (h - q) / par[R];
    else
        x = q + h > 0 ? over / (q + h) : 0;
    if (par[R] == 0)
        return x;
    if (h == 0)
        return apex(par);
    return par[R] > 0 ? fmax(x, apex(par)) : fmin(x, apex(par));
}

static double integral(const double *par, double x)
{
    return x * (par[C] + x * (par[Q] / 2 + par[R] / 3 * x));
}

static double by_par(const double *par, int32_t k, double x)
{
    (void)par;
    return k == C ? 1 : k == Q ? x : x * x;
}

/* 0 where the slope there is positive; else as far inside the branch as its end is from 0, or as the curve takes
 * to change by its own size. */
static double typical(const double *par)
{
    if (par[Q] > 0 || par[R] == 0)
        return 0;
    double away = par[Q] < 0 ? -par[Q] / par[R]
                             : copysign(par[C] == 0 ? 1 : sqrt(fabs(par[C] / par[R])), par[R]);
    return fmax(-largest, fmin(largest, away));
}

const curve_type curve_quadratic = {
    .name = "quadratic",
    .n_par = N_PAR,
    .constant = 0,
    .par = { "c", "q", "r" },
    .par_default = { NO_NUMBER, 0, NO_NUMBER },
    .wrong = wrong,
    .domain = domain,
    .cost = cost,
    .slope = slope,
    .level = level,
    .integral = integral,
    .by_par = by_par,
    .typical = typical,
};
