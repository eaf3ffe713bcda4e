/* hindcast_fit.c - layer 2: least squares in two numbers where every evaluation is a simulation. Pure: knows no world.
 *
 * Flow: residuals at the start -> first differences -> Gauss and Newton's steps while they are downhill. A step that did what
 * the differences had promised corrects them (Broyden) and costs one run; after any other they are taken anew. Where no step is
 * downhill any more, because a queue that runs empty makes a kink, a simplex closes in on the least (Nelder and Mead).
 * Invariant: x is the best point seen, within its bounds. */
#include "world/hindcast.h"

enum { N = FIT_NUMBERS, R = FIT_RESIDUALS };
/* A step kept its promise when the sum of squares fell by what was promised, to this share. */
static const double promise = 0.25;

typedef struct fitter {
    const fit_problem *p;
    fit_answer *a;
    double slope[R][N]; /* d residual / d number */
    bool fresh;         /* slope was measured at x itself */
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
    f->fresh = true;
    return st;
}

/* The step from the best point, cut to what is trusted and at the bounds; false: it is none. */
static bool propose(const fitter *f, double *move)
{
    double h[N][N] = { { 0 } }, g[N] = { 0 };
    for (int32_t i = 0; i < R; i++)
        for (int32_t k = 0; k < N; k++) {
            g[k] -= f->slope[i][k] * f->a->residual[i];
            for (int32_t l = 0; l < N; l++)
                h[k][l] += f->slope[i][k] * f->slope[i][l];
        }
    for (int32_t k = 0; k < N; k++) /* a number that nothing follows from stays where it is */
        h[k][k] = h[k][k] * (1 + 1e-9) + 1e-30;
    double det = h[0][0] * h[1][1] - h[0][1] * h[1][0];
    bool moves = false;
    double cut = 1;
    move[0] = (g[0] * h[1][1] - g[1] * h[0][1]) / det;
    move[1] = (g[1] * h[0][0] - g[0] * h[1][0]) / det;
    for (int32_t k = 0; k < N; k++) {
        move[k] = isfinite(move[k]) ? move[k] : 0;
        cut = fmin(cut, f->p->most[k] / fmax(fabs(move[k]), 1e-300));
    }
    for (int32_t k = 0; k < N; k++) {
        double to = f->a->x[k] + cut * move[k];
        move[k] = fmin(fmax(to, f->p->lo[k]), f->p->hi[k]) - f->a->x[k];
        moves = moves || fabs(move[k]) > f->p->exact[k];
    }
    return moves;
}

/* What the slopes say of the sum of squares after the move. */
static double promised(const fitter *f, const double *move)
{
    double r[R];
    for (int32_t i = 0; i < R; i++) {
        r[i] = f->a->residual[i];
        for (int32_t k = 0; k < N; k++)
            r[i] += f->slope[i][k] * move[k];
    }
    return squares(r);
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

/* Make the move, if it is better. */
static gad_status go(fitter *f, const double *move, bool *better)
{
    double x[N], r[R], was = squares(f->a->residual), said = promised(f, move);
    for (int32_t k = 0; k < N; k++)
        x[k] = f->a->x[k] + move[k];
    gad_status st = evaluate(f, x, r);
    if (st)
        return st;
    double now = squares(r);
    bool kept = fabs(now - said) <= promise * (was - said);
    *better = now < was;
    if (!*better)
        return GAD_OK;
    if (kept)
        correct(f, x, r);
    f->fresh = false;
    adopt(f->a, x, r);
    return kept || f->a->runs + N >= f->p->runs_max ? GAD_OK : differences(f);
}

/* *stuck: no step is downhill, though the slopes are those of the point. */
static gad_status descend(fitter *f, bool *stuck)
{
    gad_status st = GAD_OK;
    while (st == GAD_OK && f->a->runs < f->p->runs_max) {
        double move[N];
        bool better = false, moves = propose(f, move);
        if (!moves && f->fresh) {
            f->a->settled = true;
            return GAD_OK;
        }
        if (moves)
            st = go(f, move, &better);
        if (st || better)
            continue;
        *stuck = f->fresh;
        if (*stuck || f->a->runs + N >= f->p->runs_max)
            return GAD_OK;
        st = differences(f);
    }
    return st;
}

/* ---- the simplex --------------------------------------------------------------------------------- */

enum { CORNERS = N + 1 };

typedef struct corner {
    double x[N], sum;
} corner;

static gad_status look(fitter *f, corner *c)
{
    double r[R];
    for (int32_t k = 0; k < N; k++)
        c->x[k] = fmin(fmax(c->x[k], f->p->lo[k]), f->p->hi[k]);
    gad_status st = evaluate(f, c->x, r);
    c->sum = squares(r);
    if (st == GAD_OK && c->sum < squares(f->a->residual))
        adopt(f->a, c->x, r);
    return st;
}

/* The best first, the worst last; the middle of all but the worst. */
static void order(corner *c, double *middle)
{
    for (int32_t i = 1; i < CORNERS; i++)
        for (int32_t k = i; k > 0 && c[k].sum < c[k - 1].sum; k--) {
            corner held = c[k];
            c[k] = c[k - 1];
            c[k - 1] = held;
        }
    for (int32_t k = 0; k < N; k++) {
        middle[k] = 0;
        for (int32_t i = 0; i < N; i++)
            middle[k] += c[i].x[k] / N;
    }
}

static bool is_small(const fitter *f, const corner *c)
{
    for (int32_t i = 1; i < CORNERS; i++)
        for (int32_t k = 0; k < N; k++)
            if (fabs(c[i].x[k] - c[0].x[k]) > f->p->close[k])
                return false;
    return true;
}

/* The point `far` times as far beyond the middle as the worst lies before it. */
static gad_status beyond(fitter *f, const corner *worst, const double *middle, double far,
                         corner *out)
{
    for (int32_t k = 0; k < N; k++)
        out->x[k] = middle[k] + far * (middle[k] - worst->x[k]);
    return look(f, out);
}

/* One step: replace the worst corner, or draw all towards the best. */
static gad_status fold(fitter *f, corner *c, const double *middle)
{
    corner *worst = &c[CORNERS - 1], there, other;
    gad_status st = beyond(f, worst, middle, 1, &there);
    if (st)
        return st;
    bool best = there.sum < c[0].sum, good = there.sum < c[CORNERS - 2].sum;
    if (good && !best) {
        *worst = there;
        return GAD_OK;
    }
    st = beyond(f, worst, middle, best ? 2 : there.sum < worst->sum ? 0.5 : -0.5, &other);
    if (st)
        return st;
    if (best || other.sum < fmin(there.sum, worst->sum)) {
        *worst = other.sum < there.sum ? other : there;
        return GAD_OK;
    }
    for (int32_t i = 1; i < CORNERS && st == GAD_OK; i++) {
        for (int32_t k = 0; k < N; k++)
            c[i].x[k] = (c[i].x[k] + c[0].x[k]) / 2;
        st = look(f, &c[i]);
    }
    return st;
}

static gad_status close_in(fitter *f)
{
    corner c[CORNERS];
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < CORNERS; i++) {
        memcpy(c[i].x, f->a->x, sizeof c[i].x);
        c[i].sum = squares(f->a->residual);
    }
    for (int32_t k = 0; k < N && st == GAD_OK; k++) {
        c[k + 1].x[k] +=
            (c[k + 1].x[k] + f->p->simplex[k] > f->p->hi[k] ? -1 : 1) * f->p->simplex[k];
        st = look(f, &c[k + 1]);
    }
    while (st == GAD_OK) {
        double middle[N];
        order(c, middle);
        f->a->settled = is_small(f, c);
        if (f->a->settled || f->a->runs >= f->p->runs_max)
            return GAD_OK;
        st = fold(f, c, middle);
    }
    return st;
}

gad_status fit_least_squares(const fit_problem *p, fit_answer *out)
{
    fitter f = { .p = p, .a = out };
    *out = (fit_answer){ .runs = 0 };
    for (int32_t k = 0; k < N; k++)
        out->x[k] = fmin(fmax(p->start[k], p->lo[k]), p->hi[k]);
    gad_status st = evaluate(&f, out->x, out->residual);
    if (st == GAD_OK)
        st = differences(&f);
    bool stuck = false;
    if (st == GAD_OK)
        st = descend(&f, &stuck);
    return st == GAD_OK && stuck ? close_in(&f) : st;
}
