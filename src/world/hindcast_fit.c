/* hindcast_fit.c - layer 2: least squares in two numbers where every evaluation is a simulation. Pure: knows no world.
 *
 * Flow: residuals at the start -> first differences -> steps of Gauss and Newton, damped after Levenberg and Marquardt; each
 * step also corrects the differences by what it saw (Broyden), so that it costs one run.
 * Invariant: x is the best point seen, within its bounds. */
#include "world/hindcast.h"

enum { N = FIT_NUMBERS, R = FIT_RESIDUALS, REFRESH_AFTER = 2 };

typedef struct fitter {
    const fit_problem *p;
    fit_answer *a;
    double slope[R][N]; /* d residual / d number */
    double damping;
} fitter;

static double squares(const double *r)
{
    double sum = 0;
    for (int32_t i = 0; i < R; i++)
        sum += r[i] * r[i];
    return sum;
}

static gad_status evaluate(fitter *f, const double *x, double *r)
{
    f->a->runs++;
    return f->p->residuals(f->p->user, x, r);
}

/* Slopes by a step of each number, inwards where it would leave the bounds. */
static gad_status differences(fitter *f)
{
    gad_status st = GAD_OK;
    for (int32_t k = 0; k < N && st == GAD_OK; k++) {
        double x[N], r[R], step = f->p->step[k];
        memcpy(x, f->a->x, sizeof x);
        if (x[k] + step > f->p->hi[k])
            step = -step;
        x[k] += step;
        st = evaluate(f, x, r);
        for (int32_t i = 0; i < R && st == GAD_OK; i++)
            f->slope[i][k] = (r[i] - f->a->residual[i]) / step;
    }
    return st;
}

/* The damped step from the best point, cut at the bounds; false: it is none. */
static bool propose(const fitter *f, double *x)
{
    double h[N][N] = { { 0 } }, g[N] = { 0 };
    for (int32_t i = 0; i < R; i++)
        for (int32_t k = 0; k < N; k++) {
            g[k] -= f->slope[i][k] * f->a->residual[i];
            for (int32_t l = 0; l < N; l++)
                h[k][l] += f->slope[i][k] * f->slope[i][l];
        }
    for (int32_t k = 0; k < N; k++) /* a number that nothing follows from stays where it is */
        h[k][k] = h[k][k] * (1 + f->damping) + 1e-30;
    double det = h[0][0] * h[1][1] - h[0][1] * h[1][0];
    double move[N] = { (g[0] * h[1][1] - g[1] * h[0][1]) / det,
                       (g[1] * h[0][0] - g[0] * h[1][0]) / det };
    bool moves = false;
    for (int32_t k = 0; k < N; k++) {
        double to = f->a->x[k] + (isfinite(move[k]) ? move[k] : 0);
        x[k] = fmin(fmax(to, f->p->lo[k]), f->p->hi[k]);
        moves = moves || fabs(x[k] - f->a->x[k]) > f->p->exact[k];
    }
    return moves;
}

/* Make the slopes agree with what the step from the best point to x has shown. Numbers are weighed by their steps, for they
 * have different units. */
static void correct(fitter *f, const double *x, const double *r)
{
    double s[N], length = 0;
    for (int32_t k = 0; k < N; k++) {
        s[k] = (x[k] - f->a->x[k]) / f->p->step[k];
        length += s[k] * s[k];
    }
    for (int32_t i = 0; i < R && length > 0; i++) {
        double miss = r[i] - f->a->residual[i];
        for (int32_t k = 0; k < N; k++)
            miss -= f->slope[i][k] * (x[k] - f->a->x[k]);
        for (int32_t k = 0; k < N; k++)
            f->slope[i][k] += miss * s[k] / length / f->p->step[k];
    }
}

static void adopt(fit_answer *a, const double *x, const double *r)
{
    memcpy(a->x, x, sizeof a->x);
    memcpy(a->residual, r, sizeof a->residual);
}

/* One proposal after the other. Where two in a row were worse, the slopes are taken anew. */
static gad_status descend(fitter *f)
{
    const fit_problem *p = f->p;
    int32_t worse = 0;
    gad_status st = GAD_OK;
    while (st == GAD_OK && f->a->runs < p->runs_max) {
        double x[N], r[R];
        if (!propose(f, x)) {
            f->a->settled = true;
            return GAD_OK;
        }
        st = evaluate(f, x, r);
        if (st)
            return st;
        correct(f, x, r);
        if (squares(r) < squares(f->a->residual)) {
            adopt(f->a, x, r);
            f->damping /= 10;
            worse = 0;
            continue;
        }
        f->damping = fmax(10 * f->damping, 1e-3);
        if (++worse % REFRESH_AFTER == 0 && f->a->runs + N < p->runs_max)
            st = differences(f);
    }
    return st;
}

gad_status fit_least_squares(const fit_problem *p, fit_answer *out)
{
    fitter f = { .p = p, .a = out, .damping = 1e-6 };
    *out = (fit_answer){ .runs = 0 };
    for (int32_t k = 0; k < N; k++)
        out->x[k] = fmin(fmax(p->start[k], p->lo[k]), p->hi[k]);
    gad_status st = evaluate(&f, out->x, out->residual);
    if (st == GAD_OK)
        st = differences(&f);
    return st ? st : descend(&f);
}
