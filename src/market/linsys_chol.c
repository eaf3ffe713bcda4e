/* linsys_chol.c - layer 1: symmetric positive definite systems by CHOLMOD.
 *
 * Flow: analyse (AMD, elimination tree, supernodes), then factor and solve as often as wanted.
 * What has to be watched, probed on CHOLMOD 3.0.14: a matrix that is not positive definite gives TRUE with the status
 * CHOLMOD_NOT_POSDEF, which the next solve resets; a NaN passes silently through BLAS. So every pivot is looked at
 * after each factorisation and there is a factor only if all are positive and finite.
 * METIS is not asked: it ends the process when memory runs out. */
#include "base/base.h"
#include "market/linsys_impl.h"
#include <cholmod.h>

typedef struct chol {
    cholmod_common cm;
    cholmod_sparse a; /* a view of the caller's pattern and values */
    cholmod_factor *l;
    cholmod_dense *y, *e; /* work of cholmod_solve2, kept */
    double lnz, flops;    /* of the analysis */
} chol;

static gad_status fail(gad_ctx *cx, const chol *c, const char *what)
{
    if (c->cm.status == CHOLMOD_TOO_LARGE)
        return gad_fail(cx, GAD_E_NOMEM, "%s: the system has too many nonzeros, split it", what);
    if (c->cm.status == CHOLMOD_OUT_OF_MEMORY)
        return gad_nomem(cx, what);
    return gad_fail(cx, GAD_E_INTERNAL, "%s: CHOLMOD status %d, report it", what, c->cm.status);
}

static void set_options(cholmod_common *cm)
{
    cm->print = 0;
    cm->nmethods = 1; /* one ordering and always the same one: the answers must repeat */
    cm->method[0].ordering = CHOLMOD_AMD;
    cm->postorder = true;
    cm->final_ll = true; /* also when the factor is too sparse to be worth supernodes */
    cm->quick_return_if_not_posdef = true;
    /* Neighbouring supernodes are merged up to 8 columns; up to 24 if less than 0.8 of the result is zeros, up to 64 if
     * less than 0.2, else if less than 0.05. Between 0.9 and 1.0 times the cost of CHOLMOD's defaults (4, 16, 48; 0.8,
     * 0.1, 0.05) on 2400 and 7200 nodes. */
    static const size_t columns[] = { 8, 24, 64 };
    static const double zeros[] = { 0.8, 0.2, 0.05 };
    memcpy(cm->nrelax, columns, sizeof columns);
    memcpy(cm->zrelax, zeros, sizeof zeros);
}

static cholmod_sparse view_of(const linsys *s)
{
    return (cholmod_sparse){
        .nrow = (size_t)s->n,
        .ncol = (size_t)s->n,
        .nzmax = (size_t)s->start[s->n],
        .p = s->start,
        .i = s->row,
        .x = s->value,
        .stype = -1,
        .itype = CHOLMOD_INT,
        .xtype = CHOLMOD_REAL,
        .dtype = CHOLMOD_DOUBLE,
        .sorted = true,
        .packed = true,
    };
}

static gad_status chol_analyse(gad_ctx *cx, linsys *s)
{
    chol *c = arena_take(&s->mem, 1, sizeof *c);
    if (!c)
        return gad_nomem(cx, "linear system");
    cholmod_start(&c->cm);
    s->part = c;
    set_options(&c->cm);
    c->a = view_of(s);
    c->l = cholmod_analyze(&c->a, &c->cm);
    if (!c->l)
        return fail(cx, c, "analysis of the linear system");
    c->lnz = c->cm.lnz;
    c->flops = c->cm.fl;
    return GAD_OK;
}

static void chol_drop(linsys *s)
{
    chol *c = s->part;
    cholmod_free_factor(&c->l, &c->cm);
    cholmod_free_dense(&c->y, &c->cm);
    cholmod_free_dense(&c->e, &c->cm);
    cholmod_finish(&c->cm);
}

/* The diagonal of L lies in the first rows of each supernode, a column-major block with px[k] its first entry. */
static void diagonal_of_supernodes(const cholmod_factor *l, const int32_t *order, double *pivot)
{
    const int32_t *super = l->super, *pi = l->pi, *px = l->px;
    const double *x = l->x;
    for (int32_t k = 0; k < (int32_t)l->nsuper; k++) {
        size_t rows = (size_t)(pi[k + 1] - pi[k]);
        const double *block = x + px[k];
        for (int32_t j = super[k]; j < super[k + 1]; j++)
            pivot[order[j]] = block[(size_t)(j - super[k]) * (rows + 1)];
    }
}

static void diagonal_of_columns(const cholmod_factor *l, const int32_t *order, double *pivot)
{
    const int32_t *p = l->p;
    const double *x = l->x;
    for (int32_t j = 0; j < (int32_t)l->n; j++)
        pivot[order[j]] = x[p[j]];
}

/* Fills s->pivot with the squares of L's diagonal. The first row in the order of elimination that has no good one, or
 * -1. */
static int32_t look_at_pivots(const cholmod_factor *l, linsys *s)
{
    const int32_t *order = l->Perm;
    if (l->minor < l->n)
        return order[l->minor];
    (l->is_super ? diagonal_of_supernodes : diagonal_of_columns)(l, order, s->pivot);
    for (int32_t j = 0; j < s->n; j++) {
        double d = s->pivot[order[j]];
        if (!(d > 0 && isfinite(d * d)))
            return order[j];
        s->pivot[order[j]] = d * d;
    }
    return -1;
}

static gad_status chol_factor(gad_ctx *cx, linsys *s, int32_t *bad)
{
    chol *c = s->part;
    if (!cholmod_factorize(&c->a, c->l, &c->cm))
        return fail(cx, c, "factorisation");
    *bad = look_at_pivots(c->l, s);
    return GAD_OK;
}

static cholmod_dense column(int32_t n, double *x)
{
    size_t m = (size_t)n;
    return (cholmod_dense){ .nrow = m,
                            .ncol = 1,
                            .nzmax = m,
                            .d = m,
                            .x = x,
                            .xtype = CHOLMOD_REAL,
                            .dtype = CHOLMOD_DOUBLE };
}

static gad_status chol_solve(gad_ctx *cx, linsys *s, bool transposed, const double *b, double *x)
{
    (void)transposed;
    chol *c = s->part;
    cholmod_dense right = column(s->n, (double *)(uintptr_t)b); /* only read */
    cholmod_dense answer = column(s->n, x); /* has the shape wanted: filled in place */
    cholmod_dense *out = &answer;
    if (!cholmod_solve2(CHOLMOD_A, c->l, &right, NULL, &out, NULL, &c->y, &c->e, &c->cm))
        return fail(cx, c, "solution of the linear system");
    assert(out == &answer);
    return GAD_OK;
}

static linsys_cost chol_cost(const linsys *s)
{
    const chol *c = s->part;
    return (linsys_cost){ .factor_nonzeros = (int64_t)c->lnz,
                          .factor_flops = c->flops,
                          .solve_flops = 4 * c->lnz };
}

const linsys_type linsys_chol = { chol_analyse, chol_drop, chol_factor, chol_solve, chol_cost };
