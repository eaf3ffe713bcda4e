/* linsys.c - layer 1: sparse linear systems, the part that knows no SuiteSparse.
 *
 * Flow: linsys_new copies the pattern and chooses a solver (linsys_chol, linsys_lu); the caller fills the values;
 * linsys_factor; linsys_solve with the factor, or linsys_iterate with newer values and the factor as preconditioner.
 * Invariant: `factored` is true only while the solver holds a factor whose pivots are all sound. */
#include "base/base.h"
#include "market/linsys_impl.h"

enum { RESTART = 30 }; /* directions GMRES keeps; memory n * (RESTART + 3) doubles */

static bool copy_pattern(linsys *s, const int32_t *start, const int32_t *row)
{
    size_t n = (size_t)s->n, nz = (size_t)start[n];
    s->start = arena_take(&s->mem, n + 1, sizeof *start);
    s->row = arena_take(&s->mem, nz, sizeof *row);
    s->value = arena_take(&s->mem, nz, sizeof *s->value);
    s->pivot = arena_take(&s->mem, n, sizeof *s->pivot);
    s->diag = arena_take(&s->mem, n, sizeof *s->diag);
    if (!s->start || !s->row || !s->value || !s->pivot || !s->diag)
        return false;
    memcpy(s->start, start, (n + 1) * sizeof *start);
    memcpy(s->row, row, nz * sizeof *row);
    return true;
}

void linsys_free(linsys *s)
{
    if (!s)
        return;
    if (s->part) {
        linsys_scope before = linsys_enter(&s->store, LINSYS_ANALYSE);
        s->type->drop(s);
        linsys_leave(before);
    }
    linsys_mem_release(&s->store);
    arena_release(&s->mem);
    alloc al = s->al;
    alloc_drop(&al, s);
}

gad_status linsys_new(gad_ctx *cx, int32_t n, const int32_t *start, const int32_t *row,
                      bool symmetric, linsys **out)
{
    assert(n > 0);
    *out = NULL;
    linsys *s = alloc_get(&cx->al, sizeof *s);
    if (!s)
        return gad_nomem(cx, "linear system");
    *s = (linsys){ .al = cx->al, .n = n, .symmetric = symmetric };
    s->type = symmetric ? &linsys_chol : &linsys_lu;
    arena_init(&s->mem, &s->al);
    linsys_mem_init(&s->store, &s->al);
    gad_status st = GAD_OK;
    if (!copy_pattern(s, start, row)) {
        st = gad_nomem(cx, "linear system");
        goto done;
    }
    linsys_scope before = linsys_enter(&s->store, LINSYS_ANALYSE);
    st = s->type->analyse(cx, s);
    linsys_leave(before);
    linsys_mem_trim(&s->store); /* no other analysis follows */
done:
    if (st)
        linsys_free(s);
    else
        *out = s;
    return st;
}

double *linsys_values(linsys *s)
{
    return s->value;
}

bool linsys_factored(const linsys *s)
{
    return s->factored;
}

/* The row of a value that is not finite, or -1. */
static int32_t wild_row(const linsys *s)
{
    for (int32_t k = 0; k < s->start[s->n]; k++)
        if (!isfinite(s->value[k]))
            return s->row[k];
    return -1;
}

gad_status linsys_factor(gad_ctx *cx, linsys *s, int32_t *bad)
{
    s->factored = false;
    *bad = wild_row(s);
    if (*bad >= 0)
        return GAD_OK;
    linsys_scope before = linsys_enter(&s->store, LINSYS_FACTOR);
    gad_status st = s->type->factor(cx, s, bad);
    linsys_leave(before);
    s->factored = !st && *bad < 0;
    if (s->symmetric) /* the diagonal is the first entry of each column */
        for (int32_t j = 0; j < s->n; j++)
            s->diag[j] = s->value[s->start[j]];
    return st;
}

static gad_status solve(gad_ctx *cx, linsys *s, bool transposed, const double *b, double *x)
{
    assert(s->factored);
    linsys_scope before = linsys_enter(&s->store, LINSYS_SOLVE);
    gad_status st = s->type->solve(cx, s, transposed, b, x);
    linsys_leave(before);
    return st;
}

gad_status linsys_solve(gad_ctx *cx, linsys *s, const double *b, double *x)
{
    return solve(cx, s, false, b, x);
}

gad_status linsys_solve_transposed(gad_ctx *cx, linsys *s, const double *b, double *x)
{
    return solve(cx, s, true, b, x);
}

static void multiply_symmetric(const linsys *s, const double *x, double *y)
{
    for (int32_t j = 0; j < s->n; j++) {
        int32_t k = s->start[j], end = s->start[j + 1];
        double xj = x[j], sum = s->value[k] * xj; /* the diagonal comes first */
        for (k++; k < end; k++) {
            y[s->row[k]] += s->value[k] * xj;
            sum += s->value[k] * x[s->row[k]];
        }
        y[j] += sum;
    }
}

static void multiply_general(const linsys *s, const double *x, double *y)
{
    for (int32_t j = 0; j < s->n; j++)
        for (int32_t k = s->start[j]; k < s->start[j + 1]; k++)
            y[s->row[k]] += s->value[k] * x[j];
}

void linsys_multiply(const linsys *s, const double *x, double *y)
{
    memset(y, 0, (size_t)s->n * sizeof *y);
    (s->symmetric ? multiply_symmetric : multiply_general)(s, x, y);
}

static double dot(int32_t n, const double *a, const double *b)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void add(int32_t n, double t, const double *a, double *b) /* b += t a */
{
    for (int32_t i = 0; i < n; i++)
        b[i] += t * a[i];
}

typedef struct goal {
    double rel;
    int32_t most; /* iterations */
    int32_t *iterations;
    bool *reached;
} goal;

/* Preconditioned conjugate gradients; the residual is measured in the norm r'M^-1 r. Stops short of the goal where the
 * matrix or the factor shows itself not positive definite. work [4 n]. */
static gad_status iterate_symmetric(gad_ctx *cx, linsys *s, const double *b, const goal *g,
                                    double *x)
{
    int32_t n = s->n;
    double *r = s->work, *z = r + n, *p = z + n, *q = p + n;
    memcpy(r, b, (size_t)n * sizeof *r);
    memset(p, 0, (size_t)n * sizeof *p);
    double first = 0, last = 1;
    for (;;) {
        gad_status st = solve(cx, s, false, r, z);
        if (st)
            return st;
        double now = dot(n, r, z);
        if (*g->iterations == 0)
            first = now;
        *g->reached = now >= 0 && now <= g->rel * g->rel * first;
        if (*g->reached || !(now > 0) || *g->iterations == g->most)
            return GAD_OK;
        for (int32_t i = 0; i < n; i++)
            p[i] = z[i] + now / last * p[i];
        linsys_multiply(s, p, q);
        double curve = dot(n, p, q);
        if (!(curve > 0 && isfinite(curve)))
            return GAD_OK;
        add(n, now / curve, p, x);
        add(n, -now / curve, q, r);
        last = now;
        ++*g->iterations;
    }
}

/* One cycle of GMRES on M^-1 A: basis v, triangle h (column j at h[j * RESTART]), its rotations c, s, and the rotated
 * right-hand side. */
typedef struct cycle {
    double *v; /* [(RESTART + 1) * n] */
    double *q; /* [n] */
    double h[RESTART * RESTART];
    double cosine[RESTART], sine[RESTART];
    double right[RESTART + 1];
} cycle;

/* Makes w orthogonal to v[0..j] (twice: once loses digits when the factor is nearly exact), fills the column of h, and
 * returns what is left of its length. */
static double orthogonalise(int32_t n, cycle *c, int32_t j, double *w)
{
    double *h = c->h + (size_t)j * RESTART;
    memset(h, 0, (size_t)(j + 1) * sizeof *h);
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i <= j; i++) {
            const double *v = c->v + (size_t)i * (size_t)n;
            double t = dot(n, v, w);
            h[i] += t;
            add(n, -t, v, w);
        }
    return sqrt(dot(n, w, w));
}

/* Rotates column j, whose entry below the triangle is `below`, and the right-hand side. */
static void rotate(cycle *c, int32_t j, double below)
{
    double *h = c->h + (size_t)j * RESTART;
    for (int32_t i = 0; i < j; i++) {
        double t = h[i];
        h[i] = c->cosine[i] * t + c->sine[i] * h[i + 1];
        h[i + 1] = c->cosine[i] * h[i + 1] - c->sine[i] * t;
    }
    double length = hypot(h[j], below);
    c->cosine[j] = length > 0 ? h[j] / length : 1;
    c->sine[j] = length > 0 ? below / length : 0;
    h[j] = length;
    c->right[j + 1] = -c->sine[j] * c->right[j];
    c->right[j] *= c->cosine[j];
}

/* x += V y, y from the m rotated columns. A zero on the diagonal (a singular matrix) takes no part. */
static void take_step(int32_t n, cycle *c, int32_t m, double *x)
{
    for (int32_t j = m - 1; j >= 0; j--) {
        const double *h = c->h + (size_t)j * RESTART;
        double y = h[j] > 0 ? c->right[j] / h[j] : 0;
        for (int32_t i = 0; i < j; i++)
            c->right[i] -= y * h[i];
        add(n, y, c->v + (size_t)j * (size_t)n, x);
    }
}

/* Fills columns until the goal, the limit, or the end of the basis; *m counts them. `target` is absolute. */
static gad_status fill_basis(gad_ctx *cx, linsys *s, cycle *c, const goal *g, double target,
                             int32_t *m)
{
    int32_t n = s->n;
    for (*m = 0; *m < RESTART && *g->iterations < g->most && fabs(c->right[*m]) > target;) {
        double *v = c->v + (size_t)*m * (size_t)n, *w = v + n;
        linsys_multiply(s, v, c->q);
        gad_status st = solve(cx, s, false, c->q, w);
        if (st)
            return st;
        double below = orthogonalise(n, c, *m, w);
        if (!isfinite(below))
            return GAD_OK;
        rotate(c, *m, below);
        ++*m;
        ++*g->iterations;
        for (int32_t i = 0; i < n && below > 0; i++)
            w[i] /= below;
    }
    return GAD_OK;
}

/* GMRES, restarted, with the factor on the left: the length of M^-1 (b - A x) is what falls. */
static gad_status iterate_general(gad_ctx *cx, linsys *s, const double *b, const goal *g, double *x)
{
    int32_t n = s->n, m = 0;
    cycle c = { .v = s->work, .q = s->work + (size_t)(RESTART + 1) * (size_t)n };
    double first = 0, before = (double)INFINITY;
    for (;;) {
        linsys_multiply(s, x, c.q);
        for (int32_t i = 0; i < n; i++)
            c.q[i] = b[i] - c.q[i];
        gad_status st = solve(cx, s, false, c.q, c.v);
        if (st)
            return st;
        double length = sqrt(dot(n, c.v, c.v));
        if (*g->iterations == 0)
            first = length;
        *g->reached = length <= g->rel * first;
        if (*g->reached || *g->iterations >= g->most || !(length < before))
            return GAD_OK;
        for (int32_t i = 0; i < n; i++)
            c.v[i] /= length;
        c.right[0] = before = length;
        st = fill_basis(cx, s, &c, g, g->rel * first, &m);
        if (st)
            return st;
        take_step(n, &c, m, x);
    }
}

gad_status linsys_iterate(gad_ctx *cx, linsys *s, const double *b, double rel,
                          int32_t max_iterations, double *x, int32_t *iterations, bool *reached)
{
    size_t n = (size_t)s->n, columns = s->symmetric ? 4 : RESTART + 2;
    if (!s->work)
        s->work = arena_take(&s->mem, n * columns, sizeof *s->work);
    if (!s->work)
        return gad_nomem(cx, "work of the iteration");
    *iterations = 0;
    *reached = false;
    memset(x, 0, n * sizeof *x);
    goal g = { rel, max_iterations, iterations, reached };
    return (s->symmetric ? iterate_symmetric : iterate_general)(cx, s, b, &g, x);
}

int32_t linsys_weak_pivots(const linsys *s, double ratio, int32_t *weak)
{
    assert(s->symmetric && s->factored);
    int32_t count = 0;
    for (int32_t i = 0; i < s->n; i++)
        if (s->pivot[i] < ratio * s->diag[i])
            weak[count++] = i;
    return count;
}

linsys_cost linsys_cost_of(const linsys *s)
{
    return s->type->cost(s);
}
