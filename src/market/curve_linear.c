/* curve_linear.c - layer 1: m(x) = c + q x, q >= 0, on the whole line. q = 0 is a flat step. */
#include "market/curve.h"

enum { C, Q, N_PAR };

static const char *wrong(const double *par, double lower, double upper)
{
    static const char *const not_finite[] = { "c is not finite", "q is not finite" };
    (void)lower;
    (void)upper;
    const char *text = curve_not_finite(par, N_PAR, not_finite);
    return text ? text : par[Q] < 0 ? "q is negative" : NULL;
}

static void domain(const double *par, double *low, bool *low_open, double *high, bool *high_open)
{
    (void)par;
    *low = -(double)INFINITY;
    *high = (double)INFINITY;
    *low_open = *high_open = true;
}

static double cost(const double *par, double x)
{
    return par[C] + par[Q] * x;
}

static double slope(const double *par, double x)
{
    (void)x;
    return par[Q];
}

static double level(const double *par, double pi)
{
    double over = pi - par[C];
    if (par[Q] > 0)
        return over / par[Q];
    return over == 0 ? 0 : copysign((double)INFINITY, over);
}

static double integral(const double *par, double x)
{
    return x * (par[C] + par[Q] / 2 * x);
}

static double by_par(const double *par, int32_t k, double x)
{
    (void)par;
    return k == C ? 1 : x;
}

static double typical(const double *par)
{
    (void)par;
    return 0;
}

const curve_type curve_linear = {
    .name = "linear",
    .n_par = N_PAR,
    .constant = 0,
    .par = { "c", "q" },
    .par_default = { NO_NUMBER, 0 },
    .wrong = wrong,
    .domain = domain,
    .cost = cost,
    .slope = slope,
    .level = level,
    .integral = integral,
    .by_par = by_par,
    .typical = typical,
};
