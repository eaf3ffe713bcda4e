/* curve.h - layer 1: marginal cost curves. Pure functions of parameters and a number: no state, no
 * allocation. Includes base only.
 *
 * For a finite pi `level` stays among the levels that can be written down inside the domain: where the true level
 * is nearer to an open end than any double, it is the one next to that end (CURVE_LEAST above 0), whose marginal
 * cost is finite. curve_cut gives the same ends, so such a level is at its bound.
 *
 * A new curve is one file curve_NAME.c, one row in curve.c, one kind in gadolin/market.h. */
#ifndef GAD_CURVE_H
#define GAD_CURVE_H

#include "base/base.h"
#include "gadolin/market.h"

/* What one family of curves is. `par` has the order of gad_curve_kind's comments. Levels are in units of the
 * activity, marginal costs in money per unit of level. */
typedef struct curve_type {
    const char *name; /* as written in files: "linear" */
    int32_t n_par;
    int32_t constant; /* parameter that is added to the rest of the marginal cost; -1: none */
    const char *par[GAD_CURVE_PARS];    /* names: "c", "q" */
    double par_default[GAD_CURVE_PARS]; /* NaN: must be given */
    /* What makes these numbers unusable between the bounds, as the end of a sentence ("q is negative"); NULL
     * when nothing does. Bounds may be infinite; a curve that is only defined on part of the line is cut to
     * its domain, so a bound outside it is wrong only if no level is left. */
    const char *(*wrong)(const double *par, double lower, double upper);
    /* Levels where the marginal cost is defined. At a closed end it is finite; at an open end it tends to
     * -inf (low) or +inf (high). Infinite ends are open. */
    void (*domain)(const double *par, double *low, bool *low_open, double *high, bool *high_open);
    double (*cost)(const double *par, double x);  /* m(x), x in the domain */
    double (*slope)(const double *par, double x); /* dm/dx >= 0; may be +inf or 0 at an end */
    /* The level where m(x) = pi, accurate to rounding in m; the nearer end of the domain when pi is outside the
     * range (an infinite one included). A flat linear curve has no inverse: -inf, +inf below and above. */
    double (*level)(const double *par, double pi);
    /* Integral of m from a reference level of the curve's own choice (0, or x0) to x. Finite inside the domain. */
    double (*integral)(const double *par, double x);
    double (*by_par)(const double *par, int32_t k, double x); /* dm/dpar[k] at x */
    /* A level with a typical finite slope inside the domain, to start from (x0; cap/2; 0 for linear). */
    double (*typical)(const double *par);
} curve_type;

extern const curve_type *const curve_types[GAD_CURVE_KINDS];
extern const curve_type curve_linear, curve_quadratic, curve_power, curve_exp, curve_hyperbola;

/* The kind of a name, or -1. */
int32_t curve_find(const char *name);
/* A flat step: the marginal cost is the same at every level. */
bool curve_is_flat(const gad_curve *c);
/* Cut bounds to the levels inside the domain. Nothing is left (lower > upper) only where `wrong` says so. */
void curve_cut(const gad_curve *c, double *lower, double *upper);

/* For the curves themselves. The least level above an end at 0: a normal number. */
#define CURVE_LEAST 0x1p-1022
/* The first of n texts whose parameter is not finite, or NULL. */
const char *curve_not_finite(const double *par, int32_t n, const char *const *text);
/* ln(x/x0), accurate near x0 and where x/x0 overflows; x >= 0, x0 > 0. */
double curve_log_ratio(double x, double x0);

#endif
