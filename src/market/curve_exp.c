/* curve_exp.c - layer 1: m(x) = c + t ln(x/x0), x > 0: the level is x0 exp((pi - c)/t), never quite 0. */
#include "market/curve.h"

enum { C, T, X0, N_PAR };

static const char *wrong(const double *par, double lower, double upper)
{
    static const char *const not_finite[] = { "c is not finite", "t is not finite",
                                              "x0 is not finite" };
    (void)lower;
    const char *text = curve_not_finite(par, N_PAR, not_finite);
    if (text)
        return text;
    if (par[T] <= 0)
        return "t is not positive";
    if (par[X0] <= 0)
        return "x0 is not positive";
    return upper <= 0 ? "the upper bound is not positive" : NULL;
}

static void domain(const double *par, double *low, bool *low_open, double *high, bool *high_open)
{
    (void)par;
    *low = 0;
    *high = (double)INFINITY;
    *low_open = *high_open = true;
}

static double cost(const double *par, double x)
{
    return par[C] + par[T] * curve_log_ratio(x, par[X0]);
}

static double slope(const double *par, double x)
{
    return par[T] / x;
}

static double level(const double *par, double pi)
{
    double power = (pi - par[C]) / par[T];
    double x = fabs(power) < 600 ? par[X0] * exp(power) /* e^600: far from overflow */
                                 : exp(power + log(par[X0]));
    return fmax(x, CURVE_LEAST);
}

/* From x0; finite at 0. */
static double integral(const double *par, double x)
{
    double away = x - par[X0];
    double entropy = x > 0 ? x * curve_log_ratio(x, par[X0]) : 0;
    return par[C] * away + par[T] * (entropy - away);
}

static double by_par(const double *par, int32_t k, double x)
{
    return k == C ? 1 : k == T ? curve_log_ratio(x, par[X0]) : -par[T] / par[X0];
}

static double typical(const double *par)
{
    return par[X0];
}

const curve_type curve_exp = {
    .name = "exp",
    .n_par = N_PAR,
    .constant = 0,
    .par = { "c", "t", "x0" },
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
