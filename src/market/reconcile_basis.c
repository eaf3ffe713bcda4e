/* reconcile_basis.c - layer 1: solve balances for the flows known worst (reconcile.h).
 *
 * A left-looking LU of A, column by column in the order of falling sigma: a column that still has something left on
 * rows without a pivot enters the basis, the others are expressed by it. What is left counts as nothing when it is
 * below the rounding of the terms it came from, which is followed in `size`. Cost: n_flow * rank + the fill. */
#include "base/base.h"
#include "market/reconcile.h"

static const double NOTHING = 1e-11; /* of the terms a number was made of */

static void sparse_clear(sparse *s)
{
    s->n = 0;
    s->start[0] = 0;
}

static bool sparse_put(sparse *s, int32_t row, double value)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * (size_t)s->cap : 64;
        if (cap > INT32_MAX / 2)
            return false;
        int32_t *rows = alloc_resize(s->al, s->row, cap * sizeof *rows);
        if (!rows)
            return false;
        s->row = rows;
        double *values = alloc_resize(s->al, s->value, cap * sizeof *values);
        if (!values)
            return false;
        s->value = values;
        s->cap = (int32_t)cap;
    }
    s->row[s->n] = row;
    s->value[s->n++] = value;
    return true;
}

static void sparse_release(sparse *s)
{
    if (s->al) {
        alloc_drop(s->al, s->row);
        alloc_drop(s->al, s->value);
    }
    *s = (sparse){ 0 };
}

gad_status basis_new(gad_ctx *cx, const recon *r, arena *mem, basis *b)
{
    size_t m = (size_t)r->n_node, n = (size_t)r->n_flow;
    *b = (basis){ 0 };
    b->flow = arena_take(mem, m, sizeof *b->flow);
    b->node = arena_take(mem, m, sizeof *b->node);
    b->number = arena_take(mem, n + 1, sizeof *b->number);
    b->diag = arena_take(mem, m, sizeof *b->diag);
    b->order = arena_take(mem, n + 1, sizeof *b->order);
    b->work = arena_take(mem, m, sizeof *b->work);
    b->size = arena_take(mem, m, sizeof *b->size);
    b->taken = arena_take(mem, m, sizeof *b->taken);
    b->unit = arena_take(mem, m, sizeof *b->unit);
    b->l.start = arena_take(mem, m + 1, sizeof *b->l.start);
    b->u.start = arena_take(mem, m + 1, sizeof *b->u.start);
    b->t.start = arena_take(mem, n + 1, sizeof *b->t.start);
    if (!b->flow || !b->node || !b->number || !b->diag || !b->order || !b->work || !b->size ||
        !b->l.start || !b->u.start || !b->t.start || !b->taken || !b->unit)
        return gad_nomem(cx, "reconciliation");
    for (int32_t e = 0; e < r->in->start[r->n_flow]; e++)
        b->unit[r->in->node[e]] = fmax(b->unit[r->in->node[e]], fabs(r->in->coef[e]));
    b->l.al = b->u.al = b->t.al = &cx->al;
    return GAD_OK;
}

void basis_release(basis *b)
{
    sparse_release(&b->l);
    sparse_release(&b->u);
    sparse_release(&b->t);
}

/* ---- the order -------------------------------------------------------------------------------- */

typedef struct ranked {
    double key; /* what one sigma of the flow moves, in units of the node it matters to most */
    int32_t flow;
} ranked;

static int by_key(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? 1 : -1;
    return (x->flow > y->flow) - (x->flow < y->flow);
}

/* Flows not held by falling key into b->order; *n how many. */
static gad_status order_flows(gad_ctx *cx, const recon *r, basis *b, int32_t *n)
{
    arena mem;
    arena_init(&mem, &cx->al);
    gad_status st = GAD_OK;
    const gad_reconcile_spec *in = r->in;
    ranked *list = arena_take(&mem, (size_t)r->n_flow + 1, sizeof *list);
    if (!list) {
        st = gad_nomem(cx, "reconciliation");
        goto done;
    }
    *n = 0;
    for (int32_t j = 0; j < r->n_flow; j++) {
        double most = 0;
        if (r->held[j])
            continue;
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            most = fmax(most, fabs(in->coef[e]) / b->unit[in->node[e]]);
        list[(*n)++] = (ranked){ recon_observed(r, j) ? in->sigma[j] * most : (double)INFINITY, j };
    }
    qsort(list, (size_t)*n, sizeof *list, by_key);
    for (int32_t k = 0; k < *n; k++)
        b->order[k] = list[k].flow;
done:
    arena_release(&mem);
    return st;
}

/* ---- elimination ------------------------------------------------------------------------------ */

/* work, size (zero elsewhere) := column j on the binding nodes. */
static void load(const recon *r, basis *b, int32_t j)
{
    memset(b->work, 0, (size_t)r->n_node * sizeof *b->work);
    memset(b->size, 0, (size_t)r->n_node * sizeof *b->size);
    for (int32_t e = r->in->start[j]; e < r->in->start[j + 1]; e++)
        if (r->binds[r->in->node[e]]) {
            b->work[r->in->node[e]] = r->in->coef[e];
            b->size[r->in->node[e]] = fabs(r->in->coef[e]);
        }
}

static bool nothing(double x, double size)
{
    return fabs(x) <= NOTHING * size;
}

/* Apply the inverse of L to work; `clean`: what is but rounding becomes 0. */
static void forward(basis *b, bool clean)
{
    for (int32_t k = 0; k < b->rank; k++) {
        int32_t at = b->node[k];
        double x = b->work[at];
        if (clean && nothing(x, b->size[at]))
            x = b->work[at] = 0;
        if (x == 0)
            continue;
        for (int32_t e = b->l.start[k]; e < b->l.start[k + 1]; e++) {
            double term = b->l.value[e] * x;
            b->work[b->l.row[e]] -= term;
            b->size[b->l.row[e]] = fmax(b->size[b->l.row[e]], fabs(term));
        }
    }
}

/* Apply the inverse of U: the solution stands in work at the pivot nodes. */
static void backward(basis *b, bool clean)
{
    for (int32_t k = b->rank - 1; k >= 0; k--) {
        int32_t at = b->node[k];
        if (clean && nothing(b->work[at], b->size[at]))
            b->work[at] = 0;
        double x = b->work[at] = b->work[at] / b->diag[k];
        b->size[at] /= fabs(b->diag[k]);
        if (x == 0)
            continue;
        for (int32_t e = b->u.start[k]; e < b->u.start[k + 1]; e++) {
            int32_t to = b->node[b->u.row[e]];
            double term = b->u.value[e] * x;
            b->work[to] -= term;
            b->size[to] = fmax(b->size[to], fabs(term));
        }
    }
}

/* The node without a pivot where most is left, in units of its largest coefficient; -1: nothing is left. */
static int32_t pivot_row(const recon *r, const basis *b)
{
    int32_t best = -1;
    double most = 0;
    for (int32_t n = 0; n < r->n_node; n++)
        if (!b->taken[n] && !nothing(b->work[n], b->size[n]) &&
            fabs(b->work[n]) / b->unit[n] > most) {
            most = fabs(b->work[n]) / b->unit[n];
            best = n;
        }
    return best;
}

static bool enter(const recon *r, basis *b, int32_t j, int32_t at)
{
    int32_t k = b->rank;
    for (int32_t i = 0; i < k; i++)
        if (b->work[b->node[i]] != 0 && !sparse_put(&b->u, i, b->work[b->node[i]]))
            return false;
    b->u.start[k + 1] = b->u.n;
    b->taken[at] = true;
    for (int32_t n = 0; n < r->n_node; n++)
        if (!b->taken[n] && !nothing(b->work[n], b->size[n]) &&
            !sparse_put(&b->l, n, b->work[n] / b->work[at]))
            return false;
    b->l.start[k + 1] = b->l.n;
    b->diag[k] = b->work[at];
    b->node[k] = at;
    b->flow[k] = j;
    b->number[j] = k;
    b->rank++;
    return true;
}

/* Column j of T: its basic flows were all there when it came. */
static bool express(basis *b)
{
    backward(b, true);
    for (int32_t k = 0; k < b->rank; k++)
        if (b->work[b->node[k]] != 0 && !sparse_put(&b->t, k, b->work[b->node[k]]))
            return false;
    return true;
}

/* T's columns come in the order of elimination; sort them by flow. `first`, `last` [n_flow]. */
static bool sort_columns(const recon *r, sparse *t, const int32_t *first, const int32_t *last)
{
    sparse sorted = { .al = t->al, .start = t->start };
    for (int32_t j = 0; j < r->n_flow; j++) {
        t->start[j] = sorted.n;
        for (int32_t e = first[j]; e < last[j]; e++)
            if (!sparse_put(&sorted, t->row[e], t->value[e])) {
                sparse_release(&sorted);
                return false;
            }
    }
    t->start[r->n_flow] = sorted.n;
    alloc_drop(t->al, t->row);
    alloc_drop(t->al, t->value);
    *t = sorted;
    return true;
}

gad_status basis_choose(gad_ctx *cx, const recon *r, basis *b)
{
    arena mem;
    int32_t n = 0;
    bool ok = true;
    arena_init(&mem, &cx->al);
    int32_t *first = arena_take(&mem, (size_t)r->n_flow + 1, sizeof *first);
    int32_t *last = arena_take(&mem, (size_t)r->n_flow + 1, sizeof *last);
    gad_status st = order_flows(cx, r, b, &n);
    if (st)
        goto done;
    sparse_clear(&b->l);
    sparse_clear(&b->u);
    sparse_clear(&b->t);
    b->rank = 0;
    for (int32_t j = 0; j < r->n_flow; j++)
        b->number[j] = -1;
    memset(b->taken, 0, (size_t)r->n_node * sizeof *b->taken);
    ok = first && last;
    for (int32_t i = 0; ok && i < n; i++) {
        int32_t j = b->order[i];
        load(r, b, j);
        forward(b, true);
        int32_t at = pivot_row(r, b);
        first[j] = b->t.n;
        ok = at >= 0 ? enter(r, b, j, at) : express(b);
        last[j] = b->t.n;
    }
    ok = ok && sort_columns(r, &b->t, first, last);
    if (!ok)
        st = gad_nomem(cx, "reconciliation");
done:
    arena_release(&mem);
    return st;
}

/* ---- solving ---------------------------------------------------------------------------------- */

void basis_solve(const recon *r, basis *b, const double *right, const double *right_size, double *x,
                 double *size)
{
    for (int32_t n = 0; n < r->n_node; n++) {
        b->work[n] = r->binds[n] ? right[n] : 0;
        b->size[n] = r->binds[n] ? right_size[n] : 0;
    }
    forward(b, false);
    backward(b, false);
    for (int32_t k = 0; k < b->rank; k++) {
        x[k] = b->work[b->node[k]];
        size[k] = b->size[b->node[k]];
    }
}

void basis_solve_transposed(const basis *b, const double *q, double *p)
{
    for (int32_t k = 0; k < b->rank; k++) {
        double x = q[k];
        for (int32_t e = b->u.start[k]; e < b->u.start[k + 1]; e++)
            x -= b->u.value[e] * p[b->node[b->u.row[e]]];
        p[b->node[k]] = x / b->diag[k];
    }
    for (int32_t k = b->rank - 1; k >= 0; k--)
        for (int32_t e = b->l.start[k]; e < b->l.start[k + 1]; e++)
            p[b->node[k]] -= b->l.value[e] * p[b->l.row[e]];
}
