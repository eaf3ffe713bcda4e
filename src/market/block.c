/* block.c - layer 1: how the members of a block answer together: the levels between their bounds where
 * c + Q x meets the earnings, or the bound holds (a linear complementarity problem with bounds).
 *
 * An active-set Newton method: guess who is at a bound, solve for the others, correct the guess for all at once. Where
 * that does not settle, one member at a time, lowest index first, which ends for every Q with positive definite symmetric
 * part (Murty 1988, least-index rule for P-matrices). A proximal term on the diagonal makes a semidefinite Q definite. */
#include "market/dense.h"
#include "market/respond.h"

enum { AT_LOWER = -1, BETWEEN = 0, AT_UPPER = 1, ALL_AT_ONCE = 25 };

typedef struct member_view {
    gad_market *m;
    const gad_block *k;
    block_work *w;
    const double *earn;
    double *level;
} member_view;

static double diagonal_of(const member_view *v, int32_t i)
{
    return v->w->q[i * v->k->n + i] + v->m->resp.delta[v->k->activity[i]];
}

/* Earnings less marginal cost of member i at the levels as they are, proximal term included. */
static double gap(const member_view *v, int32_t i)
{
    int32_t n = v->k->n, j = v->k->activity[i];
    double g = v->earn[j] - v->k->c[i] - v->m->resp.delta[j] * (v->level[j] - v->m->resp.centre[j]);
    for (int32_t h = 0; h < n; h++)
        g -= v->w->q[i * n + h] * v->level[v->k->activity[h]];
    return g;
}

/* Members between their bounds, packed; their matrix factored into scratch. */
static int32_t factor_between(const member_view *v, double *a, int32_t *pivot, int32_t *who,
                              bool *ok)
{
    int32_t n = v->k->n, k = 0;
    for (int32_t i = 0; i < n; i++)
        if (v->w->state[i] == BETWEEN)
            who[k++] = i;
    for (int32_t r = 0; r < k; r++)
        for (int32_t c = 0; c < k; c++)
            a[r * k + c] = r == c ? diagonal_of(v, who[r]) : v->w->q[who[r] * n + who[c]];
    *ok = dense_lu(a, k, pivot);
    return k;
}

static bool solve_between(const member_view *v)
{
    int32_t n = v->k->n;
    double *a = v->w->scratch, *b = a + (size_t)n * (size_t)n;
    int32_t *who = v->w->iscratch, *pivot = who + n;
    for (int32_t i = 0; i < n; i++) {
        int32_t j = v->k->activity[i];
        v->level[j] = v->w->state[i] == AT_LOWER   ? v->m->resp.lower[j]
                      : v->w->state[i] == AT_UPPER ? v->m->resp.upper[j]
                                                   : 0;
    }
    bool ok;
    int32_t k = factor_between(v, a, pivot, who, &ok);
    if (!ok)
        return false;
    for (int32_t r = 0; r < k; r++)
        b[r] = gap(v, who[r]); /* the level is 0 here, so this is the right hand side */
    dense_lu_solve(a, k, pivot, b);
    for (int32_t r = 0; r < k; r++)
        v->level[v->k->activity[who[r]]] = b[r];
    return true;
}

static int32_t wanted(const member_view *v, int32_t i)
{
    int32_t j = v->k->activity[i], s = v->w->state[i];
    double l = v->m->resp.lower[j], u = v->m->resp.upper[j];
    if (l == u)
        return AT_LOWER;
    if (s == BETWEEN)
        return v->level[j] < l ? AT_LOWER : v->level[j] > u ? AT_UPPER : BETWEEN;
    double g = gap(v, i), tiny = 1e-14 * (fabs(v->earn[j]) + fabs(v->k->c[i]));
    if (s == AT_LOWER)
        return g > tiny ? BETWEEN : s;
    return g < -tiny ? BETWEEN : s;
}

static bool settle(const member_view *v)
{
    int32_t n = v->k->n;
    for (int32_t round = 0; round < ALL_AT_ONCE + 50 * n; round++) {
        if (!solve_between(v))
            return false;
        bool changed = false;
        int32_t *next = v->w->iscratch;
        for (int32_t i = 0; i < n; i++)
            next[i] = wanted(v, i);
        for (int32_t i = 0; i < n && !(changed && round >= ALL_AT_ONCE); i++) {
            changed = changed || next[i] != v->w->state[i];
            v->w->state[i] = next[i];
        }
        if (!changed)
            return true;
    }
    return false;
}

void block_respond(gad_market *m, int32_t b, const double *earn, double *level)
{
    member_view v = { m, &m->numbers.block[b], &m->block[b], earn, level };
    for (int32_t i = 0; i < v.k->n; i++) {
        int32_t j = v.k->activity[i], *s = &v.w->state[i];
        if ((*s == AT_LOWER && !isfinite(m->resp.lower[j])) ||
            (*s == AT_UPPER && !isfinite(m->resp.upper[j])))
            *s = BETWEEN;
    }
    bool finite = true;
    for (int32_t i = 0; i < v.k->n; i++)
        finite = finite && isfinite(earn[v.k->activity[i]]);
    if (finite && settle(&v))
        return;
    for (int32_t i = 0; i < v.k->n; i++) /* prices out of reach: the point counts as outside */
        level[v.k->activity[i]] = NO_NUMBER;
}

void block_slopes(gad_market *m, int32_t b, const double *earn, const double *level)
{
    member_view v = { m, &m->numbers.block[b], &m->block[b], earn, NULL };
    int32_t n = v.k->n;
    double *a = v.w->scratch, *col = a + (size_t)n * (size_t)n;
    int32_t *who = v.w->iscratch, *pivot = who + n;
    for (int32_t i = 0; i < n; i++) {
        int32_t j = v.k->activity[i];
        v.w->state[i] = level[j] <= m->resp.lower[j]   ? AT_LOWER
                        : level[j] >= m->resp.upper[j] ? AT_UPPER
                                                       : BETWEEN;
    }
    memset(v.w->response, 0, (size_t)n * (size_t)n * sizeof *v.w->response);
    bool ok;
    int32_t k = factor_between(&v, a, pivot, who, &ok);
    for (int32_t c = 0; ok && c < k; c++) {
        memset(col, 0, (size_t)k * sizeof *col);
        col[c] = 1;
        dense_lu_solve(a, k, pivot, col);
        for (int32_t r = 0; r < k; r++)
            v.w->response[who[r] * n + who[c]] = col[r];
    }
}
