/* curves - layer 1: every marginal cost curve against figures worked out by hand, and its inverse, slope, integral
 * and derivatives by parameter against its cost alone, over random parameters and scales. */
#include "test.h"
#include "market/curve.h"

#define INF ((double)INFINITY)
enum { DRAWS = 3000 };
static const double eps = 0x1p-52;

/* A curve and what its numbers are measured in: `unit` a length of level over which it bends, `cap` its pole. */
typedef struct drawn {
    gad_curve c;
    const curve_type *type;
    double lower, upper; /* where to draw levels */
    double cap;          /* the hyperbola's; else 0 */
} drawn;

static double power_of_ten(rng *r, double lo, double hi)
{
    return pow(10, rng_f64(r, lo, hi));
}

static drawn draw_linear(rng *r, double money, double unit)
{
    return (drawn){ .c = { GAD_CURVE_LINEAR,
                           { money * rng_f64(r, -2, 2), money / unit * rng_f64(r, 0.1, 3), 0 } },
                    .lower = -3 * unit,
                    .upper = 3 * unit };
}

static drawn draw_quadratic(rng *r, double money, double unit)
{
    double q = rng_chance(r, 0.3) ? 0 : money / unit * rng_f64(r, -2, 2);
    double bend = money / unit / unit * rng_f64(r, 0.1, 3) * (rng_chance(r, 0.5) ? 1 : -1);
    double apex = -q / (2 * bend), away = 4 * unit;
    return (drawn){ .c = { GAD_CURVE_QUADRATIC, { money * rng_f64(r, -2, 2), q, bend } },
                    .lower = bend > 0 ? apex : apex - away,
                    .upper = bend > 0 ? apex + away : apex };
}

static drawn draw_power(rng *r, double money, double unit)
{
    double e = power_of_ten(r, -1.3, 0.7) * (rng_chance(r, 0.5) ? 1 : -1);
    return (drawn){ .c = { GAD_CURVE_POWER, { money, unit, rng_chance(r, 0.1) ? -1 : e } },
                    .lower = 0.3 * unit,
                    .upper = 3 * unit };
}

static drawn draw_exp(rng *r, double money, double unit)
{
    return (drawn){ .c = { GAD_CURVE_EXP,
                           { money * rng_f64(r, -2, 2), money * rng_f64(r, 0.1, 3), unit } },
                    .lower = 0.01 * unit,
                    .upper = 5 * unit };
}

static drawn draw_hyperbola(rng *r, double money, double unit)
{
    double cap = rng_chance(r, 0.1) ? 0 : unit * rng_f64(r, -3, 3);
    return (drawn){ .c = { GAD_CURVE_HYPERBOLA,
                           { money * rng_f64(r, -2, 2), money * unit * rng_f64(r, 0.1, 3), cap } },
                    .lower = cap - 5 * unit,
                    .upper = cap - 0.01 * unit,
                    .cap = cap };
}

static drawn draw(rng *r)
{
    static drawn (*const by_kind[GAD_CURVE_KINDS])(rng *, double, double) = {
        [GAD_CURVE_LINEAR] = draw_linear,       [GAD_CURVE_QUADRATIC] = draw_quadratic,
        [GAD_CURVE_POWER] = draw_power,         [GAD_CURVE_EXP] = draw_exp,
        [GAD_CURVE_HYPERBOLA] = draw_hyperbola,
    };
    int32_t kind = rng_i32(r, 0, GAD_CURVE_KINDS - 1);
    drawn d = by_kind[kind](r, power_of_ten(r, -3, 9), power_of_ten(r, -3, 7));
    d.type = curve_types[kind];
    const char *text = d.type->wrong(d.c.par, d.lower, d.upper);
    if (text)
        fail_msg("a good %s is called wrong: %s", d.type->name, text);
    return d;
}

/* Rounding of m at x: that of its terms, and of x where m is steep. */
static double rounding(const drawn *d, double x)
{
    double sum = 0, m = d->type->cost(d->c.par, x);
    for (int32_t k = 0; k < d->type->n_par; k++)
        sum += fabs(d->c.par[k] * d->type->by_par(d->c.par, k, x));
    return eps *
           (16 * (sum + fabs(m)) + 8 * (fabs(x) + fabs(d->cap)) * d->type->slope(d->c.par, x));
}

static void close_to(const drawn *d, const char *what, double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%s of %s(%.17g, %.17g, %.17g): %.17g is not %.17g within %.3g", what,
                 d->type->name, d->c.par[0], d->c.par[1], d->c.par[2], got, want, tolerance);
}

static void the_level_is_the_inverse_of_the_cost(void **state)
{
    rng r = rng_make(31, 1);
    (void)state;
    for (int32_t i = 0; i < DRAWS; i++) {
        drawn d = draw(&r);
        const double *par = d.c.par;
        double x = rng_f64(&r, d.lower, d.upper), m = d.type->cost(par, x);
        double back = d.type->level(par, m), near = rounding(&d, x), slope = d.type->slope(par, x);
        close_to(&d, "cost of the level", d.type->cost(par, back), m, near);
        /* at the apex of a quadratic the slope vanishes and the level moves with the root */
        double bend = d.c.kind == GAD_CURVE_QUADRATIC ? sqrt(near / fabs(par[2])) : INF;
        close_to(&d, "level of the cost", back, x,
                 4 * fmin(near / slope, bend) + 8 * eps * (fabs(x) + fabs(d.cap)));
        assert_true(near / (fabs(m) + slope * (d.upper - d.lower)) < 1e-11);
    }
}

static void the_slope_is_the_derivative(void **state)
{
    rng r = rng_make(31, 2);
    (void)state;
    for (int32_t i = 0; i < DRAWS; i++) {
        drawn d = draw(&r);
        const double *par = d.c.par;
        double x = rng_f64(&r, d.lower, d.upper);
        double h =
            1e-5 * fmin(d.upper - d.lower, d.cap - x > 0 && d.cap != 0 ? d.cap - x : fabs(x));
        if (d.c.kind == GAD_CURVE_HYPERBOLA)
            h = 1e-5 * (d.cap - x);
        double up = x + h, down = x - h;
        double want = (d.type->cost(par, up) - d.type->cost(par, down)) / (up - down);
        double slope = d.type->slope(par, x);
        close_to(&d, "slope", slope, fmax(want, 0), 1e-7 * slope + 2 * rounding(&d, x) / h);
    }
}

static double panel(const drawn *d, double a, double b)
{
    static const double at[] = { 0, 0.5384693101056831, 0.9061798459386640 };
    static const double weight[] = { 0.5688888888888889, 0.4786286704993665, 0.2369268850561891 };
    double mid = (a + b) / 2, half = (b - a) / 2, sum = weight[0] * d->type->cost(d->c.par, mid);
    for (int32_t k = 1; k < 3; k++)
        sum += weight[k] * (d->type->cost(d->c.par, mid - half * at[k]) +
                            d->type->cost(d->c.par, mid + half * at[k]));
    return half * sum;
}

static void the_integral_is_the_area_under_the_cost(void **state)
{
    enum { PANELS = 400 }; /* of 5 Gauss points */
    rng r = rng_make(31, 3);
    (void)state;
    for (int32_t i = 0; i < DRAWS / 10; i++) {
        drawn d = draw(&r);
        double a = rng_f64(&r, d.lower, d.upper), b = rng_f64(&r, d.lower, d.upper);
        double sum = 0, gross = 0;
        for (int32_t k = 0; k < PANELS; k++) {
            double part = panel(&d, a + (b - a) * k / PANELS, a + (b - a) * (k + 1) / PANELS);
            sum += part;
            gross += fabs(part);
        }
        double ia = d.type->integral(d.c.par, a), ib = d.type->integral(d.c.par, b);
        close_to(&d, "integral", ib - ia, sum, 1e-9 * gross + 100 * eps * (fabs(ia) + fabs(ib)));
    }
}

static void derivatives_by_parameter_are_those_of_the_cost(void **state)
{
    rng r = rng_make(31, 4);
    (void)state;
    for (int32_t i = 0; i < DRAWS; i++) {
        drawn d = draw(&r);
        double x = rng_f64(&r, d.lower, d.upper);
        for (int32_t k = 0; k < d.type->n_par; k++) {
            double par[GAD_CURVE_PARS], size = fabs(d.c.par[k]);
            memcpy(par, d.c.par, sizeof par);
            if (d.c.kind == GAD_CURVE_HYPERBOLA && k == 2)
                size = d.cap - x;
            double h = 1e-5 * (size > 0 ? size : fabs(d.c.par[0] / x)), at = par[k];
            par[k] = at + h;
            double up = d.type->cost(par, x), width = par[k];
            par[k] = at - h;
            width -= par[k];
            double want = (up - d.type->cost(par, x)) / width, got = d.type->by_par(d.c.par, k, x);
            close_to(&d, d.type->par[k], got, want, 1e-6 * fabs(got) + 4 * rounding(&d, x) / h);
        }
    }
}

static void neither_cost_nor_level_ever_falls(void **state)
{
    rng r = rng_make(31, 5);
    (void)state;
    for (int32_t i = 0; i < DRAWS; i++) {
        drawn d = draw(&r);
        double a = rng_f64(&r, d.lower, d.upper), b = rng_f64(&r, a, d.upper);
        double ma = d.type->cost(d.c.par, a), mb = d.type->cost(d.c.par, b);
        assert_true(mb >= ma - rounding(&d, a) - rounding(&d, b));
        assert_true(d.type->slope(d.c.par, a) >= 0);
        double beyond = mb + (mb - ma) + 4 * (rounding(&d, a) + rounding(&d, b));
        if (d.c.kind == GAD_CURVE_QUADRATIC && d.c.par[2] < 0)
            beyond = mb; /* above the apex there is nothing */
        assert_true(d.type->level(d.c.par, beyond) >= d.type->level(d.c.par, ma) - 1e-9 * (b - a));
        assert_true(d.type->level(d.c.par, beyond) >= a - 1e-9 * (d.upper - d.lower));
    }
}

/* By hand: 10 (10/5)^(-2) = 2.5; 10 25 (1/5 - 1/10) = 25; 3 + 2 ln 2, ... */
static const struct by_hand {
    gad_curve c;
    double x, cost, slope, from, area; /* area: integral from `from` to x */
    double by_par[GAD_CURVE_PARS];
} by_hand[] = {
    { { GAD_CURVE_LINEAR, { 3, 2, 0 } }, 4, 11, 2, 0, 28, { 1, 4, 0 } },
    { { GAD_CURVE_LINEAR, { 3, 0, 0 } }, 4, 3, 0, 1, 9, { 1, 4, 0 } },
    { { GAD_CURVE_QUADRATIC, { 1, 2, 3 } }, 2, 17, 14, 0, 14, { 1, 2, 4 } },
    { { GAD_CURVE_QUADRATIC, { 0, 0, 2 } }, 0, 0, 0, -1, 2.0 / 3, { 1, 0, 0 } },
    { { GAD_CURVE_QUADRATIC, { 0, 0, 2 } }, 3, 18, 12, 0, 18, { 1, 3, 9 } },
    { { GAD_CURVE_QUADRATIC, { 5, 6, -1 } }, 2, 13, 2, 0, 10 + 12 - 8.0 / 3, { 1, 2, 4 } },
    { { GAD_CURVE_QUADRATIC, { 5, -6, 1 } }, 4, -3, 2, 3, -11.0 / 3, { 1, 4, 16 } },
    { { GAD_CURVE_POWER, { 10, 5, 0.5 } }, 10, 40, 8, 0, 400.0 / 3, { 4, -16, -40 * 4 * M_LN2 } },
    { { GAD_CURVE_POWER, { 10, 5, 1 } }, 0, 0, 2, 0, 0, { 0, 0, 0 } },
    { { GAD_CURVE_POWER, { 10, 5, 0.5 } }, 0, 0, 0, 0, 0, { 0, 0, 0 } },
    { { GAD_CURVE_POWER, { 10, 5, 2 } }, 0, 0, INF, 0, 0, { 0, 0, 0 } },
    { { GAD_CURVE_POWER, { 10, 5, -0.5 } }, 10, -2.5, 0.5, 5, -25, { -0.25, -1, 2.5 * 4 * M_LN2 } },
    { { GAD_CURVE_POWER, { 10, 5, -1 } }, 10, -5, 0.5, 5, -50 * M_LN2, { -0.5, -1, 5 * M_LN2 } },
    { { GAD_CURVE_POWER, { 10, 5, -2 } }, 20, -5, 0.125, 0, -200, { -0.5, -0.5, 5 * M_LN2 / 2 } },
    { { GAD_CURVE_EXP, { 3, 2, 4 } },
      8,
      3 + 2 * M_LN2,
      0.25,
      4,
      4 + 16 * M_LN2,
      { 1, M_LN2, -0.5 } },
    { { GAD_CURVE_EXP, { 3, 2, 4 } }, 4, 3, 0.5, 0, 4, { 1, 0, -0.5 } },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, 4 } }, 2, 2, 0.5, 0, 2 + 2 * M_LN2, { 1, 0.5, -0.5 } },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, -4 } }, -6, 2, 0.5, -8, 2 + 2 * M_LN2, { 1, 0.5, -0.5 } },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, 0 } }, -2, 2, 0.5, -1, -1 - 2 * M_LN2, { 1, 0.5, -0.5 } },
};

static void figures_by_hand(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(by_hand); i++) {
        const struct by_hand *h = &by_hand[i];
        const double *par = h->c.par;
        drawn d = { .c = h->c, .type = curve_types[h->c.kind] };
        close_to(&d, "cost", d.type->cost(par, h->x), h->cost, 1e-13 * fabs(h->cost));
        if (isinf(h->slope))
            assert_true(d.type->slope(par, h->x) == h->slope);
        else
            close_to(&d, "slope", d.type->slope(par, h->x), h->slope, 1e-13 * h->slope);
        close_to(&d, "area", d.type->integral(par, h->x) - d.type->integral(par, h->from), h->area,
                 1e-13 * (1 + fabs(h->area)));
        for (int32_t k = 0; k < d.type->n_par; k++)
            close_to(&d, d.type->par[k], d.type->by_par(par, k, h->x), h->by_par[k],
                     1e-13 * fabs(h->by_par[k]));
        if (!curve_is_flat(&h->c))
            close_to(&d, "level", d.type->level(par, h->cost), h->x, 1e-13 * fabs(h->x));
    }
}

/* The domain, and the levels of prices beyond the range of the cost. */
static const struct end {
    gad_curve c;
    double low, high;
    bool low_open, high_open;
    double below, level_below, above, level_above; /* prices out of range */
} ends[] = {
    { { GAD_CURVE_LINEAR, { 3, 2, 0 } }, -INF, INF, true, true, -7, -5, 13, 5 },
    { { GAD_CURVE_LINEAR, { 3, 0, 0 } }, -INF, INF, true, true, 2.9, -INF, 3.1, INF },
    { { GAD_CURVE_QUADRATIC, { 3, 0, 0 } }, -INF, INF, true, true, 2.9, -INF, 3.1, INF },
    { { GAD_CURVE_QUADRATIC, { 3, 2, 0 } }, -INF, INF, true, true, -7, -5, 13, 5 },
    { { GAD_CURVE_QUADRATIC, { 1, 0, 4 } }, 0, INF, false, true, 0.5, 0, 17, 2 },
    { { GAD_CURVE_QUADRATIC, { 1, -4, 1 } }, 2, INF, false, true, -4, 2, 6, 5 },
    { { GAD_CURVE_QUADRATIC, { 1, 4, -1 } }, -INF, 2, true, false, -4, -1, 6, 2 },
    { { GAD_CURVE_QUADRATIC, { 1, -4, -1 } }, -INF, -2, true, false, -4, -5, 6, -2 },
    { { GAD_CURVE_POWER, { 10, 5, 0.5 } }, 0, INF, false, true, -1, 0, 40, 10 },
    { { GAD_CURVE_POWER, { 10, 5, 0.5 } }, 0, INF, false, true, 0, 0, 2.5, 2.5 },
    { { GAD_CURVE_POWER, { 10, 5, -0.5 } }, 0, INF, true, true, -40, 2.5, 0, INF },
    { { GAD_CURVE_POWER, { 10, 5, -50 } }, 0, INF, true, true, -1e9, CURVE_LEAST, 1, INF },
    { { GAD_CURVE_EXP, { 3, 2, 4 } }, 0, INF, true, true, -1e6, CURVE_LEAST, 1e6, INF },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, 4 } },
      -INF,
      4,
      true,
      true,
      1,
      -INF,
      1e30,
      0x1.fffffffffffffp1 },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, 0 } }, -INF, 0, true, true, 0.9, -INF, 3, -1 },
};

static void domains_end_where_the_cost_does(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(ends); i++) {
        const struct end *e = &ends[i];
        const curve_type *t = curve_types[e->c.kind];
        const double *par = e->c.par;
        double low, high, cut_low = -INF, cut_high = INF;
        bool low_open, high_open;
        t->domain(par, &low, &low_open, &high, &high_open);
        if (low != e->low || high != e->high || low_open != e->low_open ||
            high_open != e->high_open)
            fail_msg("row %d: domain of %s is %g .. %g", i, t->name, low, high);
        if (t->level(par, e->below) != e->level_below || t->level(par, e->above) != e->level_above)
            fail_msg("row %d: levels of %s are %.17g, %.17g", i, t->name, t->level(par, e->below),
                     t->level(par, e->above));
        curve_cut(&e->c, &cut_low, &cut_high);
        assert_true(isinf(low) ? cut_low == low : low_open ? cut_low > low : cut_low == low);
        assert_true(isinf(high) ? cut_high == high
                    : high_open ? cut_high < high
                                : cut_high == high);
        /* a closed end has a finite cost, and so has a level cut to the last one before an open end */
        assert_true(low_open || isfinite(t->cost(par, low)));
        assert_true(high_open || isfinite(t->cost(par, high)));
        assert_true(isinf(e->level_below) || isfinite(t->cost(par, e->level_below)));
        assert_true(isinf(e->level_above) || isfinite(t->cost(par, e->level_above)));
        assert_true(!(low_open && isfinite(low)) || t->cost(par, low) == -INF);
        assert_true(!(high_open && isfinite(high)) || t->cost(par, high) == INF);
        double typical = t->typical(par);
        assert_true(isfinite(typical) && typical >= cut_low && typical <= cut_high);
        assert_true(curve_is_flat(&e->c) == (t->slope(par, typical) == 0));
        assert_true(isfinite(t->slope(par, typical)) && isfinite(t->integral(par, typical)));
    }
}

static void cutting_keeps_bounds_inside_the_domain(void **state)
{
    gad_curve pole = { GAD_CURVE_HYPERBOLA, { 1, 2, 4 } };
    double lower = 1, upper = 3;
    (void)state;
    curve_cut(&pole, &lower, &upper);
    assert_true(lower == 1 && upper == 3);
    upper = 9;
    curve_cut(&pole, &lower, &upper);
    assert_true(lower == 1 && upper < 4 && upper > 4 - 1e-15 * 4);
}

static const struct wrong_row {
    gad_curve c;
    double lower, upper;
    const char *text; /* NULL: nothing is wrong */
} wrong_rows[] = {
    { { GAD_CURVE_LINEAR, { 3, -1, 0 } }, 0, INF, "q is negative" },
    { { GAD_CURVE_LINEAR, { NO_NUMBER, 1, 0 } }, 0, INF, "c is not finite" },
    { { GAD_CURVE_LINEAR, { 3, INF, 0 } }, 0, INF, "q is not finite" },
    { { GAD_CURVE_LINEAR, { 3, 0, 0 } }, -INF, INF, NULL },
    { { GAD_CURVE_QUADRATIC, { NO_NUMBER, 1, 0 } }, 0, 1, "c is not finite" },
    { { GAD_CURVE_QUADRATIC, { 3, NO_NUMBER, 0 } }, 0, 1, "q is not finite" },
    { { GAD_CURVE_QUADRATIC, { 3, 1, -INF } }, 0, 1, "r is not finite" },
    { { GAD_CURVE_QUADRATIC, { 3, -1, 0 } }, 0, 1, "q is negative and r is 0" },
    { { GAD_CURVE_QUADRATIC, { 3, 0, 0 } }, -INF, INF, NULL },
    { { GAD_CURVE_QUADRATIC, { 3, 0, 1 } }, 0, INF, NULL },
    { { GAD_CURVE_QUADRATIC, { 3, 0, 1 } },
      -1,
      INF,
      "the marginal cost falls at the lower bound (q + 2 r lower < 0)" },
    { { GAD_CURVE_QUADRATIC, { 3, 2, 1 } }, -1, INF, NULL },
    { { GAD_CURVE_QUADRATIC, { 3, -6, 1 } },
      0,
      9,
      "the marginal cost falls at the lower bound (q + 2 r lower < 0)" },
    { { GAD_CURVE_QUADRATIC, { 3, -0.6, 1 } }, 0.1 + 0.2, 9, NULL },
    { { GAD_CURVE_QUADRATIC, { 3, -0.6000000000000001, 1 } }, 0.3, 9, NULL },
    { { GAD_CURVE_QUADRATIC, { 3, 6, -1 } }, 0, 3, NULL },
    { { GAD_CURVE_QUADRATIC, { 3, 6, -1 } },
      0,
      3.001,
      "the marginal cost falls at the upper bound (q + 2 r upper < 0)" },
    { { GAD_CURVE_QUADRATIC, { 3, 6, -1 } },
      0,
      INF,
      "r is negative without an upper bound: the marginal cost falls above -q/(2r)" },
    { { GAD_CURVE_QUADRATIC, { 3, 6, 1 } },
      -INF,
      0,
      "r is positive without a lower bound: the marginal cost falls below -q/(2r)" },
    { { GAD_CURVE_POWER, { 0, 5, 1 } }, 0, INF, "p0 is not positive" },
    { { GAD_CURVE_POWER, { NO_NUMBER, 5, 1 } }, 0, INF, "p0 is not finite" },
    { { GAD_CURVE_POWER, { 10, -5, 1 } }, 0, INF, "x0 is not positive" },
    { { GAD_CURVE_POWER, { 10, INF, 1 } }, 0, INF, "x0 is not finite" },
    { { GAD_CURVE_POWER, { 10, 5, 0 } }, 0, INF, "elasticity is 0" },
    { { GAD_CURVE_POWER, { 10, 5, 1e-310 } }, 0, INF, "elasticity is too near 0" },
    { { GAD_CURVE_POWER, { 10, 5, NO_NUMBER } }, 0, INF, "elasticity is not finite" },
    { { GAD_CURVE_POWER, { 10, 5, 1 } }, -5, -1, "the upper bound is negative" },
    { { GAD_CURVE_POWER, { 10, 5, 1 } }, -5, 0, NULL },
    { { GAD_CURVE_POWER, { 10, 5, -1 } }, -5, 0, "the upper bound is not positive" },
    { { GAD_CURVE_POWER, { 10, 5, -1 } }, -INF, 1, NULL },
    { { GAD_CURVE_EXP, { NO_NUMBER, 2, 4 } }, 0, INF, "c is not finite" },
    { { GAD_CURVE_EXP, { 3, NO_NUMBER, 4 } }, 0, INF, "t is not finite" },
    { { GAD_CURVE_EXP, { 3, 2, NO_NUMBER } }, 0, INF, "x0 is not finite" },
    { { GAD_CURVE_EXP, { 3, 0, 4 } }, 0, INF, "t is not positive" },
    { { GAD_CURVE_EXP, { 3, 2, 0 } }, 0, INF, "x0 is not positive" },
    { { GAD_CURVE_EXP, { 3, 2, 4 } }, 0, 0, "the upper bound is not positive" },
    { { GAD_CURVE_EXP, { 3, 2, 4 } }, 0, INF, NULL },
    { { GAD_CURVE_HYPERBOLA, { NO_NUMBER, 2, 4 } }, 0, INF, "a is not finite" },
    { { GAD_CURVE_HYPERBOLA, { 1, NO_NUMBER, 4 } }, 0, INF, "b is not finite" },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, INF } }, 0, INF, "cap is not finite" },
    { { GAD_CURVE_HYPERBOLA, { 1, 0, 4 } }, 0, INF, "b is not positive" },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, 4 } }, 4, INF, "cap is not above the lower bound" },
    { { GAD_CURVE_HYPERBOLA, { 1, 2, -4 } }, -INF, 1, NULL },
};

static void wrong_numbers_are_named(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(wrong_rows); i++) {
        const struct wrong_row *w = &wrong_rows[i];
        const char *got = curve_types[w->c.kind]->wrong(w->c.par, w->lower, w->upper);
        if (got != w->text && (!got || !w->text || !STR_EQ(got, w->text)))
            fail_msg("row %d: \"%s\" is not \"%s\"", i, got ? got : "", w->text ? w->text : "");
    }
}

/* Parameters at the edge of what a double holds. */
static const gad_curve extremes[] = {
    { GAD_CURVE_LINEAR, { 1e308, 1e-308, 0 } },
    { GAD_CURVE_LINEAR, { -1e308, 1e308, 0 } },
    { GAD_CURVE_QUADRATIC, { 1e308, 0, 1e308 } },
    { GAD_CURVE_QUADRATIC, { -1e308, 1e308, 1e-308 } },
    { GAD_CURVE_QUADRATIC, { 0, -1, 1e-200 } },
    { GAD_CURVE_QUADRATIC, { 1, 1e-320, 1e-320 } },
    { GAD_CURVE_QUADRATIC, { -1e308, 1, -1e-300 } },
    { GAD_CURVE_POWER, { 1e300, 1e-300, 0.01 } },
    { GAD_CURVE_POWER, { 1e-300, 1e300, 100 } },
    { GAD_CURVE_POWER, { 1e-300, 1e-300, -100 } },
    { GAD_CURVE_POWER, { 1e300, 1e300, -0.01 } },
    { GAD_CURVE_POWER, { 1, 1, 1 } },
    { GAD_CURVE_EXP, { 1e308, 1e-300, 1e-300 } },
    { GAD_CURVE_EXP, { -1e308, 1e-5, 1e300 } },
    { GAD_CURVE_EXP, { 0, 1e300, 1 } },
    { GAD_CURVE_HYPERBOLA, { -1e308, 1e-300, 1e-300 } },
    { GAD_CURVE_HYPERBOLA, { 1e308, 1e300, 1e300 } },
    { GAD_CURVE_HYPERBOLA, { 0, 1, 0 } },
};

static void survives(const gad_curve *c, double pi)
{
    const curve_type *t = curve_types[c->kind];
    double low = -INF, high = INF, x = t->level(c->par, pi);
    curve_cut(c, &low, &high);
    if (isnan(x) || x < low || x > high)
        fail_msg("%s(%g, %g, %g): level of %g is %g", t->name, c->par[0], c->par[1], c->par[2], pi,
                 x);
    if (isinf(x))
        return;
    double m = t->cost(c->par, x), slope = t->slope(c->par, x);
    if (isnan(m) || isnan(slope) || slope < 0)
        fail_msg("%s(%g, %g, %g) at %g: cost %g, slope %g", t->name, c->par[0], c->par[1],
                 c->par[2], x, m, slope);
}

static void no_price_gives_a_nan(void **state)
{
    static const double prices[] = { 0,   0x1p-1074, 1e-300, 1e-9,  1,
                                     1e3, 1e9,       1e15,   1e300, 0x1.fffffffffffffp1023 };
    rng r = rng_make(31, 6);
    (void)state;
    for (int32_t i = 0; i < DRAWS / 3 + COUNT_OF(extremes); i++) {
        gad_curve c = i < COUNT_OF(extremes) ? extremes[i] : draw(&r).c;
        for (int32_t k = 0; k < COUNT_OF(prices); k++) {
            survives(&c, prices[k]);
            survives(&c, -prices[k]);
            survives(&c, c.par[0] * (1 + 1e-15 * prices[k]));
        }
    }
}

static void factors_may_overflow_where_the_product_does_not(void **state)
{
    static const double flat[] = { 0, 1, 1e300 }, steep[] = { 1e-300, 1e-10, 0.5 };
    drawn e = { .c = { GAD_CURVE_EXP, { 0, 1, 1e300 } }, .type = &curve_exp };
    drawn p = { .c = { GAD_CURVE_POWER, { 1e-300, 1e-10, 0.5 } }, .type = &curve_power };
    (void)state;
    double x = exp(300 * M_LN10 - 800); /* exp(-800) is 0 */
    close_to(&e, "level", curve_exp.level(flat, -800), x, 1e-12 * x);
    close_to(&p, "cost", curve_power.cost(steep, 1e150), 1e20, 1e-11 * 1e20); /* (1e160)^2 */
    close_to(&p, "level", curve_power.level(steep, 1e20), 1e150, 1e-11 * 1e150);
    assert_true(fabs(curve_log_ratio(1e300, 1e-300) - 600 * M_LN10) < 1e-12);
    assert_true(fabs(curve_log_ratio(1e-300, 1e300) + 600 * M_LN10) < 1e-12);
    double near = 0x1p-40 / 3; /* 1 + near is not a double */
    assert_true(fabs(curve_log_ratio(3 + 0x1p-40, 3) / near - 1) < 1e-12);
}

/* The quadratic with a tiny r is the line: no cancellation. */
static void a_tiny_bend_changes_nothing(void **state)
{
    static const double bends[] = { 1e-40, -1e-40, 1e-18, -1e-18, 0 };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(bends); i++) {
        double par[GAD_CURVE_PARS] = { 5, 3, bends[i] }, x = curve_quadratic.level(par, 7);
        if (!(fabs(x - 2.0 / 3) <= 1e-15))
            fail_msg("r = %g: %.17g", bends[i], x);
    }
}

static void kinds_have_names_and_defaults(void **state)
{
    static const char *const names[] = { "linear", "quadratic", "power", "exp", "hyperbola" };
    (void)state;
    for (int32_t k = 0; k < GAD_CURVE_KINDS; k++) {
        assert_int_equal(curve_find(names[k]), k);
        for (int32_t i = 0; i < curve_types[k]->n_par; i++)
            assert_true(isnan(curve_types[k]->par_default[i]) ==
                        !STR_EQ(curve_types[k]->par[i], "q"));
    }
    assert_int_equal(curve_find("cubic"), -1);
    assert_true(curve_is_flat(&(gad_curve){ GAD_CURVE_LINEAR, { 1, 0, 0 } }));
    assert_true(curve_is_flat(&(gad_curve){ GAD_CURVE_QUADRATIC, { 1, 0, 0 } }));
    assert_false(curve_is_flat(&(gad_curve){ GAD_CURVE_QUADRATIC, { 1, 0, 1 } }));
    assert_false(curve_is_flat(&(gad_curve){ GAD_CURVE_LINEAR, { 1, 1, 0 } }));
    assert_false(curve_is_flat(&(gad_curve){ GAD_CURVE_EXP, { 0, 0, 0 } }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_is_the_inverse_of_the_cost),
        cmocka_unit_test(the_slope_is_the_derivative),
        cmocka_unit_test(the_integral_is_the_area_under_the_cost),
        cmocka_unit_test(derivatives_by_parameter_are_those_of_the_cost),
        cmocka_unit_test(neither_cost_nor_level_ever_falls),
        cmocka_unit_test(figures_by_hand),
        cmocka_unit_test(domains_end_where_the_cost_does),
        cmocka_unit_test(cutting_keeps_bounds_inside_the_domain),
        cmocka_unit_test(wrong_numbers_are_named),
        cmocka_unit_test(no_price_gives_a_nan),
        cmocka_unit_test(factors_may_overflow_where_the_product_does_not),
        cmocka_unit_test(a_tiny_bend_changes_nothing),
        cmocka_unit_test(kinds_have_names_and_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
