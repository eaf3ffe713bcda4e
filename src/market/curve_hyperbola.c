/* curve_hyperbola.c - layer 1: a capacity pole, m(x) = a + b/(cap - x), x < cap. Far below the cap the marginal
 * cost tends to a, so prices at or below a give no finite level. */
#include "market/curve.h"

enum { A, B, CAP, N_PAR };

static const char *wrong(const double *par, double lower, double upper)
{
    static const char *const not_finite[] = { "a is not finite", "b is not finite",
                                              "cap is not finite" };
    (void)upper;
    const char *text = curve_not_finite(par, N_PAR, not_finite);
    if (text)
        return text;
    if (par[B] <= 0)
        return "b is not positive";
    return par[CAP] <= lower ? "cap is not above the lower bound" : NULL;
}

static void domain(const double *par, double *low, bool *low_open, double *high, bool *high_open)
{
    *low = -(double)INFINITY;
    *high = par[CAP];
    *low_open = *high_open = true;
}

static double cost(const double *par, double x)
{
    return par[A] + par[B] / (par[CAP] - x);
}

static double slope(const double *par, double x)
{
    double left = par[CAP] - x;
    return par[B] / left / left;
}

static double level(const double *par, double pi)
{
    if (pi <= par[A])
        return -(double)INFINITY;
    double x = par[CAP] - par[B] / (pi - par[A]);
    return fmin(x, nextafter(par[CAP], -(double)INFINITY));
}

/* A finite level below the cap, as far from it as 0 is: 0 where the cap is positive. */
static double reference(double cap)
{
    return cap > 0 ? 0 : cap < 0 ? 2 * cap : -1;
}

/* From the reference: a (x - ref) + b ln((cap - ref)/(cap - x)). */
static double integral(const double *par, double x)
{
    double cap = par[CAP], ref = reference(cap), width = cap - ref;
    double y = (x - ref) / width; /* 1 at the cap, where cap - x keeps the digits */
    double log_left = y < 0.5 ? log1p(-y) : log((cap - x) / width);
    return par[A] * (x - ref) - par[B] * log_left;
}

static double by_par(const double *par, int32_t k, double x)
{
    double left = par[CAP] - x;
    return k == A ? 1 : k == B ? 1 / left : -par[B] / left / left;
}

static double typical(const double *par)
{
    return par[CAP] > 0 ? par[CAP] / 2 : reference(par[CAP]);
}

const curve_type curve_hyperbola = {
    .name = "hyperbola",
    .n_par = N_PAR,
    .constant = 0,
    .par = { "a", "b", "cap" },
    .par_default = { NO_NUMBER, NO_NUMBER, NO_NUMBER },
    .wrong = wrong,
    .domain = domain,
    .cost = cost,
    .slope = slope,
    .level = level,
    .integral = integral,
    .by_par = by_par,
    .typical = typical,
};
