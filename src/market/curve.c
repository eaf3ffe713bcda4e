/* curve.c - layer 1: the table of curves and what they share. A row per kind, in the order of gad_curve_kind. */
#include "market/curve.h"

const curve_type *const curve_types[GAD_CURVE_KINDS] = {
    [GAD_CURVE_LINEAR] = &curve_linear,       [GAD_CURVE_QUADRATIC] = &curve_quadratic,
    [GAD_CURVE_POWER] = &curve_power,         [GAD_CURVE_EXP] = &curve_exp,
    [GAD_CURVE_HYPERBOLA] = &curve_hyperbola,
};

int32_t curve_find(const char *name)
{
    for (int32_t k = 0; k < GAD_CURVE_KINDS; k++)
        if (STR_EQ(curve_types[k]->name, name))
            return k;
    return -1;
}

bool curve_is_flat(const gad_curve *c)
{
    const double *par = c->par;
    return (c->kind == GAD_CURVE_LINEAR && par[1] == 0) ||
           (c->kind == GAD_CURVE_QUADRATIC && par[1] == 0 && par[2] == 0);
}

void curve_cut(const gad_curve *c, double *lower, double *upper)
{
    double low, high;
    bool low_open, high_open;
    curve_types[c->kind]->domain(c->par, &low, &low_open, &high, &high_open);
    if (low_open && isfinite(low))
        low = low == 0 ? CURVE_LEAST : nextafter(low, (double)INFINITY);
    if (high_open && isfinite(high))
        high = nextafter(high, -(double)INFINITY);
    *lower = fmax(*lower, low);
    *upper = fmin(*upper, high);
}

const char *curve_not_finite(const double *par, int32_t n, const char *const *text)
{
    for (int32_t k = 0; k < n; k++)
        if (!isfinite(par[k]))
            return text[k];
    return NULL;
}

double curve_log_ratio(double x, double x0)
{
    double ratio = x / x0;
    if (ratio > 0.5 && ratio < 2) /* x - x0 is exact there */
        return log1p((x - x0) / x0);
    return isnormal(ratio) ? log(ratio) : log(x) - log(x0);
}
