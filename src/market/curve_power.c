/* curve_power.c - layer 1: constant elasticity. Supply (elasticity > 0): m(x) = p0 (x/x0)^(1/elasticity),
 * x >= 0, m(0) = 0. Demand (elasticity < 0): minus that, x > 0; the marginal benefit grows without end towards 0. */
#include "market/curve.h"

enum { P0, X0, ELASTICITY, N_PAR };

/* scale (x/x0)^exponent; through logarithms only where a factor overflows but the product need not. */
static double scaled_power(double scale, double x, double x0, double exponent)
{
    double ratio = x / x0, power = pow(ratio, exponent);
    if ((isnormal(ratio) && isnormal(power)) || x == 0 || exponent == 0)
        return scale * power;
    return exp(log(scale) + exponent * (log(x) - log(x0)));
}

static const char *wrong(const double *par, double lower, double upper)
{
    static const char *const not_finite[] = { "p0 is not finite", "x0 is not finite",
                                              "elasticity is not finite" };
    (void)lower;
    const char *text = curve_not_finite(par, N_PAR, not_finite);
    if (text)
        return text;
    if (par[P0] <= 0)
        return "p0 is not positive";
    if (par[X0] <= 0)
        return "x0 is not positive";
    if (par[ELASTICITY] == 0)
        return "elasticity is 0";
    if (isinf(1 / par[ELASTICITY]))
        return "elasticity is too near 0";
    if (par[ELASTICITY] > 0)
        return upper < 0 ? "the upper bound is negative" : NULL;
    return upper <= 0 ? "the upper bound is not positive" : NULL;
}

static void domain(const double *par, double *low, bool *low_open, double *high, bool *high_open)
{
    *low = 0;
    *low_open = par[ELASTICITY] < 0;
    *high = (double)INFINITY;
    *high_open = true;
}

static double cost(const double *par, double x)
{
    return copysign(scaled_power(par[P0], x, par[X0], 1 / par[ELASTICITY]), par[ELASTICITY]);
}

static double slope(const double *par, double x)
{
    double e = par[ELASTICITY];
    return scaled_power(par[P0], x, par[X0], 1 / e - 1) / fabs(e) / par[X0];
}

static double level(const double *par, double pi)
{
    bool supply = par[ELASTICITY] > 0;
    if (supply ? pi <= 0 : pi >= 0)
        return supply ? 0 : (double)INFINITY;
    double x = scaled_power(par[X0], fabs(pi), par[P0], par[ELASTICITY]);
    return supply ? x : fmax(x, CURVE_LEAST);
}

/* Supply from 0, demand from x0 (from 0 it is infinite unless elasticity < -1). */
static double integral(const double *par, double x)
{
    double p0 = par[P0], x0 = par[X0], e = par[ELASTICITY];
    if (e > 0)
        return x == 0 ? 0 : x * (cost(par, x) / (1 + 1 / e));
    double k = 1 + 1 / e, log_ratio = curve_log_ratio(x, x0);
    return -p0 * x0 * (k == 0 ? log_ratio : expm1(k * log_ratio) / k);
}

static double by_par(const double *par, int32_t k, double x)
{
    double e = par[ELASTICITY];
    if (k == P0)
        return copysign(scaled_power(1, x, par[X0], 1 / e), e);
    double m = cost(par, x);
    if (k == X0)
        return -m / e / par[X0];
    return m == 0 ? 0 : -m * curve_log_ratio(x, par[X0]) / e / e;
}

static double typical(const double *par)
{
    return par[X0];
}

const curve_type curve_power = {
    .name = "power",
    .n_par = N_PAR,
    .constant = -1,
    .par = { "p0", "x0", "elasticity" },
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
