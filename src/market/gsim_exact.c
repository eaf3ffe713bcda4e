/* gsim_exact.c - layer 1: the isoelastic system whose linearisation is GSIM, solved exactly.
 *
 * Unknowns are the logarithms y of the world prices (1 in the base). With a_rv = y_r + ln(tariff1/tariff0),
 *   composite price   ln P_v = ln(sum_s theta_sv exp((1 - es_v) a_sv)) / (1 - es_v); es_v = 1: sum theta a   (eq. 1)
 *   quantity          ln q_rv = (em_v + es_v) ln P_v - es_v a_rv            relative to the base             (eq. 2)
 *   excess demand     f_r = ln(sum_v phi_rv q_rv) - ex_r y_r = 0                                             (eq. 3)
 * Damped Newton: the Jacobian is minus gsim_matrix at the current shares, and a step is taken only when max|f| falls.
 * Where em + es >= 0 in every importer the Jacobian has off-diagonal entries >= 0 and row sums <= max em < 0, so
 * its inverse is bounded by 1/min|em| everywhere: there is exactly one answer and damped Newton gets there from
 * anywhere. Otherwise (complements) nothing of the kind is known; when the direct solve fails the tariffs are
 * changed in steps (follow). */
#include "base/base.h"
#include "market/dense.h"
#include "market/gsim.h"

enum { NEWTON_MAX = 100, HALVINGS_MAX = 40 };
static const double BALANCE_TOL = 1e-12; /* relative imbalance that is called balanced */
static const double STEP_MIN = 0x1p-12;  /* of the whole change of tariffs */

typedef struct work {
    double *ln_tariff; /* [n * n] ln of the tariff ratio, the part of the change now considered */
    double *y, *trial; /* [n] */
    double *step;      /* [n] */
    double *f;         /* [n] eq. 3 */
    double *ln_p;      /* [n] eq. 1 */
    double *ln_q;      /* [n * n] eq. 2 */
    double *theta;     /* [n * n] current shares */
    double *phi;       /* [n * n] */
    double *a;         /* [n * n] */
    double *x, *share; /* [n] one row or column, packed */
    int32_t *pivot;    /* [n] */
    int32_t iterations;
} work;

static bool work_take(arena *mem, int32_t count, work *w)
{
    size_t n = (size_t)count;
    double **vector[] = { &w->y, &w->trial, &w->step, &w->f, &w->ln_p, &w->x, &w->share };
    double **matrix[] = { &w->ln_tariff, &w->ln_q, &w->theta, &w->phi, &w->a };
    bool ok = true;
    *w = (work){ 0 };
    for (int32_t i = 0; i < COUNT_OF(vector); i++)
        ok = (*vector[i] = arena_take(mem, n, sizeof(double))) && ok;
    for (int32_t i = 0; i < COUNT_OF(matrix); i++)
        ok = (*matrix[i] = arena_take(mem, n * n, sizeof(double))) && ok;
    w->pivot = arena_take(mem, n, sizeof *w->pivot);
    return ok && w->pivot;
}

/* ln(sum share exp(x)) with shares that add up to 1; exact 0 for x = 0, accurate for small x, no overflow. */
static double log_mean(const double *share, const double *x, int32_t n)
{
    double top = -HUGE_VAL, below = 0, sum = 0;
    for (int32_t i = 0; i < n; i++)
        top = fmax(top, x[i]);
    for (int32_t i = 0; i < n; i++)
        below += share[i] * expm1(x[i] - top);
    if (below > -0.5)
        return top + log1p(below);
    for (int32_t i = 0; i < n; i++)
        sum += share[i] * exp(x[i] - top);
    return top + log(sum);
}

/* eq. 1 and 2 for one importer, and the current spending shares. */
static void demand_of(const gsim *g, work *w, const double *y, int32_t v)
{
    double em = g->in->em[v], es = g->in->es[v], k = 1.0 - es, mean = 0;
    int32_t m = 0;
    for (int32_t r = 0; r < g->n; r++)
        if (gsim_trades(g, r, v)) {
            double a = y[r] + w->ln_tariff[gsim_at(g, r, v)];
            w->share[m] = g->theta[gsim_at(g, r, v)];
            w->x[m] = k * a;
            mean += w->share[m++] * a;
        }
    if (!m)
        return;
    double ln_p = es == 1.0 ? mean : log_mean(w->share, w->x, m) / k;
    w->ln_p[v] = ln_p;
    for (int32_t r = 0; r < g->n; r++) {
        size_t at = gsim_at(g, r, v);
        double a = y[r] + w->ln_tariff[at];
        if (!gsim_trades(g, r, v))
            continue;
        w->ln_q[at] = (em + es) * ln_p - es * a;
        w->theta[at] = g->theta[at] * exp(k * (a - ln_p));
    }
}

/* eq. 3 for one exporter, and the current shares of its markets. */
static double excess_of(const gsim *g, work *w, const double *y, int32_t r)
{
    int32_t m = 0;
    for (int32_t v = 0; v < g->n; v++)
        if (gsim_trades(g, r, v)) {
            w->share[m] = g->phi[gsim_at(g, r, v)];
            w->x[m++] = w->ln_q[gsim_at(g, r, v)];
        }
    if (!m)
        return 0;
    double ln_d = log_mean(w->share, w->x, m);
    for (int32_t v = 0; v < g->n; v++) {
        size_t at = gsim_at(g, r, v);
        w->phi[at] = gsim_trades(g, r, v) ? g->phi[at] * exp(w->ln_q[at] - ln_d) : 0.0;
    }
    return ln_d - g->in->ex[r] * y[r];
}

/* Fill f, shares and quantities at y; max|f|, or HUGE_VAL when that is not a number. */
static double evaluate(const gsim *g, work *w, const double *y)
{
    double norm = 0;
    for (int32_t v = 0; v < g->n; v++)
        demand_of(g, w, y, v);
    for (int32_t r = 0; r < g->n; r++) {
        w->f[r] = excess_of(g, w, y, r);
        norm = isfinite(w->f[r]) ? fmax(norm, fabs(w->f[r])) : HUGE_VAL;
        if (isinf(norm))
            break;
    }
    return norm;
}

/* One rounding error of the largest logarithm that enters f. */
static double rounding(const gsim *g, const work *w)
{
    double size = 0;
    for (int32_t r = 0; r < g->n; r++)
        for (int32_t v = 0; v < g->n; v++)
            if (gsim_trades(g, r, v)) {
                double a = fabs(w->y[r]) + fabs(w->ln_tariff[gsim_at(g, r, v)]);
                size = fmax(size, (fabs(g->in->em[v]) + g->in->es[v] + g->in->ex[r]) * a);
            }
    return 0x1p-52 * size;
}

/* One damped step from y (f and shares are those of y): true, with y, f and *norm moved, when max|f| fell. */
static bool newton_step(const gsim *g, work *w, double *norm)
{
    size_t bytes = (size_t)g->n * sizeof *w->y;
    gsim_matrix(g, w->theta, w->phi, w->a);
    memcpy(w->step, w->f, bytes);
    if (!dense_lu(w->a, g->n, w->pivot))
        return false;
    dense_lu_solve(w->a, g->n, w->pivot, w->step);
    double length = 1;
    for (int32_t i = 0; i < HALVINGS_MAX; i++, length *= 0.5) {
        for (int32_t r = 0; r < g->n; r++)
            w->trial[r] = w->y[r] + length * w->step[r];
        double now = evaluate(g, w, w->trial);
        if (now < (1.0 - 1e-4 * length) * *norm) {
            memcpy(w->y, w->trial, bytes);
            *norm = now;
            return true;
        }
    }
    return false;
}

/* Solve eq. 3 at w->ln_tariff from w->y, as far as rounding allows. False: it did not get there; y is then of no
 * use. */
static bool newton(const gsim *g, work *w)
{
    double norm = evaluate(g, w, w->y);
    for (int32_t i = 0; i < NEWTON_MAX && norm > 2 * rounding(g, w) && isfinite(norm); i++) {
        if (!newton_step(g, w, &norm))
            break;
        w->iterations++;
    }
    norm = evaluate(g, w, w->y); /* a refused step has left its own shares behind */
    return norm <= fmax(BALANCE_TOL, 32 * rounding(g, w));
}

/* Change the tariffs in one go; where that fails, in steps that halve on failure and double on success. */
static bool follow(const gsim *g, work *w, double *last)
{
    size_t n = (size_t)g->n;
    double done = 0, step = 1;
    while (done < 1) {
        double part = fmin(1.0, done + step);
        for (size_t k = 0; k < n * n; k++)
            w->ln_tariff[k] = part * log(g->in->tariff1[k] / g->in->tariff0[k]);
        memcpy(w->y, last, n * sizeof *last);
        if (newton(g, w)) {
            memcpy(last, w->y, n * sizeof *last);
            done = part;
            step *= 2;
        } else {
            step *= 0.5;
            if (step < STEP_MIN)
                return false;
        }
    }
    return true;
}

/* (exp(k x) - 1)/k, x when k = 0: the area under an isoelastic curve between 1 and exp(x). */
static double area(double k, double x)
{
    return k == 0 ? x : expm1(k * x) / k;
}

static void outcomes(gsim *g, const work *w)
{
    const gad_gsim_spec *in = g->in;
    for (int32_t r = 0; r < g->n; r++) {
        double demand = 0, supply = g->exports[r] * exp(in->ex[r] * w->y[r]);
        g->out.price[r] = expm1(w->y[r]);
        g->out.producer_surplus[r] = g->exports[r] * area(1.0 + in->ex[r], w->y[r]);
        for (int32_t v = 0; v < g->n; v++) {
            size_t k = gsim_at(g, r, v);
            if (!gsim_trades(g, r, v))
                continue;
            demand += in->trade[k] * exp(w->ln_q[k]);
            g->out.quantity[k] = expm1(w->ln_q[k]);
            g->out.value[k] = in->trade[k] * exp(w->ln_q[k] + w->y[r]);
            g->out.tariff_revenue[v] += (in->tariff1[k] - 1.0) * g->out.value[k];
            g->out.tariff_revenue[v] -= (in->tariff0[k] - 1.0) * in->trade[k];
        }
        if (g->exports[r] > 0)
            g->out.imbalance = fmax(g->out.imbalance, fabs(demand - supply) / fmax(demand, supply));
    }
    for (int32_t v = 0; v < g->n; v++)
        g->out.consumer_surplus[v] = -g->spending[v] * area(1.0 + in->em[v], w->ln_p[v]);
    g->out.iterations = w->iterations;
}

gad_status gad_gsim_exact(gad_ctx *cx, const gad_gsim_spec *spec, gad_gsim_answer *answer)
{
    arena mem;
    gsim g;
    work w;
    double *last = NULL;
    arena_init(&mem, &cx->al);
    gad_status st = gsim_prepare(cx, spec, &mem, &g);
    if (st)
        goto done;
    last = arena_take(&mem, (size_t)g.n, sizeof *last);
    if (!work_take(&mem, g.n, &w) || !last) {
        st = gad_nomem(cx, "tariff model");
        goto done;
    }
    if (!follow(&g, &w, last)) {
        st = gad_fail(cx, GAD_E_NOTFOUND,
                      "no world prices were found that clear the markets at these tariffs; with es "
                      "below -em (complements) there may be none");
        goto done;
    }
    outcomes(&g, &w);
    st = gsim_deliver(cx, &g, answer);
done:
    arena_release(&mem);
    return st;
}
