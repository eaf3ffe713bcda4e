/* reconcile_exact.c - layer 1: least squares on the balances, and standard errors, with the bounds decided.
 *
 * With all flows outside the basis at their centres the basis must run at -b, b = inverse(A_B) (supply + A_N centre +
 * held), which is `lack` = b + centre_B off what was observed. In units of sigma, w = z/sigma, the least squares are
 *     w_B = -h, w_N = -T~' h;  T~ = (1/sigma_B) T sigma_N,  G = T~ T~',  (1 + G) h = lack / sigma_B      (eq. 1)
 *     cov w_N = inverse(1 + T~'T~) = 1 - T~' inverse(1 + G) T~                                          (eq. 2)
 *     cov x_B = C inverse(1 + T~'T~) C',  C = T sigma_N.                                                (eq. 3)
 * A flow that is not observed has 1/sigma = 0: its row of T~ is 0. Since the basis holds the flows known worst, the
 * entries of T~ are of the order of the coefficients, whatever the range of sigma, and nothing cancels. */
#include "base/base.h"
#include "market/linsys.h"
#include "market/reconcile.h"

/* A difference below this share of its terms is 0. */
static const double ROUNDING = 4e-15;
/* A balance off by more than this share of its flows contradicts the others; what its price is then, in the largest
 * marginal cost. */
static const double CONTRADICTION = 1e-12, PRESSURE = 1e6;

typedef struct rows { /* T by rows: flows outside the basis that are observed */
    int32_t *start;   /* [rank + 1] */
    int32_t *flow;
    double *value;
} rows;

typedef struct work {
    rows by_row;
    double *weight;               /* [rank] 1/sigma, 0 when not observed */
    double *right, *right_size;   /* [n_node] */
    double *b, *size, *h, *q, *x; /* [rank] */
    double *sum;                  /* [n_flow] */
    int32_t *start, *row;         /* pattern of 1 + G, lower triangle */
    linsys *system;
} work;

static double weight_of(const recon *r, int32_t j)
{
    return recon_observed(r, j) ? 1 / r->in->sigma[j] : 0;
}

static bool take(arena *mem, const recon *r, const basis *b, work *w)
{
    size_t m = (size_t)b->rank + 1;
    w->by_row.start = arena_take(mem, m + 1, sizeof *w->by_row.start);
    w->by_row.flow = arena_take(mem, (size_t)b->t.n + 1, sizeof *w->by_row.flow);
    w->by_row.value = arena_take(mem, (size_t)b->t.n + 1, sizeof *w->by_row.value);
    w->weight = arena_take(mem, m, sizeof *w->weight);
    w->right = arena_take(mem, (size_t)r->n_node, sizeof *w->right);
    w->right_size = arena_take(mem, (size_t)r->n_node, sizeof *w->right_size);
    w->size = arena_take(mem, m, sizeof *w->size);
    w->b = arena_take(mem, m, sizeof *w->b);
    w->h = arena_take(mem, m, sizeof *w->h);
    w->q = arena_take(mem, m, sizeof *w->q);
    w->x = arena_take(mem, m, sizeof *w->x);
    w->sum = arena_take(mem, (size_t)r->n_flow + 1, sizeof *w->sum);
    w->start = arena_take(mem, m + 1, sizeof *w->start);
    return w->by_row.start && w->by_row.flow && w->by_row.value && w->weight && w->right &&
           w->right_size && w->size && w->b && w->h && w->q && w->x && w->sum && w->start;
}

static void transpose(const recon *r, const basis *b, rows *t)
{
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = b->t.start[j]; recon_observed(r, j) && e < b->t.start[j + 1]; e++)
            t->start[b->t.row[e] + 2]++;
    for (int32_t k = 0; k < b->rank; k++)
        t->start[k + 2] += t->start[k + 1];
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = b->t.start[j]; recon_observed(r, j) && e < b->t.start[j + 1]; e++) {
            int32_t at = t->start[b->t.row[e] + 1]++;
            t->flow[at] = j;
            t->value[at] = b->t.value[e];
        }
}

/* ---- 1 + G ------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Rows l >= k of column k of 1 + G, k first, marked with k + 1; *count of them are put at row. Returns false when
 * they do not fit. */
static int32_t column_rows(const basis *b, const work *w, int32_t k, int32_t *mark, int32_t *row)
{
    int32_t n = 0;
    mark[k] = k + 1;
    row[n++] = k;
    for (int32_t i = w->by_row.start[k]; w->weight[k] > 0 && i < w->by_row.start[k + 1]; i++) {
        int32_t j = w->by_row.flow[i];
        for (int32_t e = b->t.start[j]; e < b->t.start[j + 1]; e++) {
            int32_t l = b->t.row[e];
            if (l > k && w->weight[l] > 0 && mark[l] != k + 1) {
                mark[l] = k + 1;
                row[n++] = l;
            }
        }
    }
    qsort(row, (size_t)n, sizeof *row, by_number);
    return n;
}

static gad_status make_pattern(gad_ctx *cx, arena *mem, const basis *b, work *w)
{
    int32_t *mark = arena_take(mem, (size_t)b->rank + 1, sizeof *mark);
    int32_t *column = arena_take(mem, (size_t)b->rank + 1, sizeof *column);
    int64_t total = 0;
    if (!mark || !column)
        return gad_nomem(cx, "reconciliation");
    for (int32_t k = 0; k < b->rank; k++) {
        total += column_rows(b, w, k, mark, column);
        if (total > INT32_MAX)
            return gad_fail(cx, GAD_E_NOMEM, "reconciliation: the network is too large");
        w->start[k + 1] = (int32_t)total;
    }
    w->row = arena_take(mem, (size_t)total + 1, sizeof *w->row);
    if (!w->row)
        return gad_nomem(cx, "reconciliation");
    memset(mark, 0, (size_t)b->rank * sizeof *mark);
    for (int32_t k = 0; k < b->rank; k++) {
        int32_t n = column_rows(b, w, k, mark, column);
        memcpy(w->row + w->start[k], column, (size_t)n * sizeof *column);
    }
    return linsys_new(cx, b->rank, w->start, w->row, true, &w->system);
}

/* T~ of number k and flow j from T. */
static double scaled(const recon *r, const work *w, double t, int32_t k, int32_t j)
{
    return w->weight[k] * t * r->in->sigma[j];
}

static gad_status factor(gad_ctx *cx, const recon *r, const basis *b, work *w)
{
    double *value = linsys_values(w->system);
    int32_t bad;
    for (int32_t k = 0; k < b->rank; k++) {
        memset(w->x, 0, (size_t)b->rank * sizeof *w->x);
        w->x[k] = 1;
        for (int32_t i = w->by_row.start[k]; w->weight[k] > 0 && i < w->by_row.start[k + 1]; i++) {
            int32_t j = w->by_row.flow[i];
            double here = scaled(r, w, w->by_row.value[i], k, j);
            for (int32_t e = b->t.start[j]; e < b->t.start[j + 1]; e++)
                w->x[b->t.row[e]] += here * scaled(r, w, b->t.value[e], b->t.row[e], j);
        }
        for (int32_t e = w->start[k]; e < w->start[k + 1]; e++)
            value[e] = w->x[w->row[e]];
    }
    gad_status st = linsys_factor(cx, w->system, &bad);
    if (!st && bad >= 0)
        st =
            gad_fail(cx, GAD_E_ARG,
                     "the standard errors and coefficients differ beyond the range of doubles: use "
                     "other units");
    return st;
}

/* ---- the flows --------------------------------------------------------------------------------- */

/* Supply and all flows outside the basis, those that are adjusted at their centres. */
static void right_side(const recon *r, const basis *b, work *w)
{
    for (int32_t n = 0; n < r->n_node; n++) {
        w->right[n] = r->supply[n];
        w->right_size[n] = fabs(r->supply[n]);
    }
    for (int32_t j = 0; j < r->n_flow; j++) {
        double x = !r->held[j] && recon_observed(r, j) ? r->centre[j] : r->x[j];
        for (int32_t e = r->in->start[j]; b->number[j] < 0 && e < r->in->start[j + 1]; e++) {
            w->right[r->in->node[e]] += r->in->coef[e] * x;
            w->right_size[r->in->node[e]] += fabs(r->in->coef[e] * x);
        }
    }
}

/* lack in units of sigma; 0 where it is but rounding (0.1 + 0.2 - 0.3). */
static double off_observed(const recon *r, const basis *b, const work *w, int32_t k)
{
    double centre = r->centre[b->flow[k]], lack = w->b[k] + centre;
    bool rounding = fabs(lack) <= ROUNDING * (w->size[k] + fabs(centre));
    return rounding ? 0 : w->weight[k] * lack;
}

static void move_outside(recon *r, const basis *b, const work *w)
{
    for (int32_t j = 0; j < r->n_flow; j++) {
        double t = 0;
        if (r->held[j] || b->number[j] >= 0 || !recon_observed(r, j))
            continue;
        for (int32_t e = b->t.start[j]; e < b->t.start[j + 1]; e++)
            t += scaled(r, w, b->t.value[e], b->t.row[e], j) * w->h[b->t.row[e]];
        r->z[j] = -r->in->sigma[j] * t;
        r->x[j] = r->centre[j] + r->z[j];
    }
}

/* Prices of the nodes without a pivot: 0 where their balance follows from the others, as it must in an answer. Where it
 * contradicts them, the flows held at their bounds are wrong, and a price that outweighs all others says which. */
static void press(recon *r, const basis *b)
{
    double most = 0, cost = 0;
    memset(r->price, 0, (size_t)r->n_node * sizeof *r->price);
    for (int32_t n = 0; n < r->n_node; n++)
        if (r->binds[n] && !b->taken[n])
            r->price[n] = -r->supply[n];
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = r->in->start[j]; e < r->in->start[j + 1]; e++) {
            int32_t n = r->in->node[e];
            if (r->binds[n] && !b->taken[n])
                r->price[n] -= r->in->coef[e] * r->x[j];
            if (recon_observed(r, j) && r->in->sigma[j] > 0)
                cost = fmax(cost, fabs(r->z[j]) / r->in->sigma[j] / r->in->sigma[j] /
                                      fabs(r->in->coef[e]));
        }
    for (int32_t n = 0; n < r->n_node; n++) {
        if (fabs(r->price[n]) <= CONTRADICTION * r->gross[n])
            r->price[n] = 0;
        most = fmax(most, fabs(r->price[n]));
    }
    for (int32_t n = 0; n < r->n_node && most > 0; n++)
        r->price[n] *= PRESSURE * (cost > 0 ? cost : 1) / most;
}

static gad_status adjust(gad_ctx *cx, recon *r, basis *b, work *w)
{
    right_side(r, b, w);
    basis_solve(r, b, w->right, w->right_size, w->b, w->size);
    for (int32_t k = 0; k < b->rank; k++)
        w->x[k] = off_observed(r, b, w, k);
    gad_status st = b->rank ? linsys_solve(cx, w->system, w->x, w->h) : GAD_OK;
    if (st)
        return st;
    move_outside(r, b, w);
    for (int32_t k = 0; k < b->rank;
         k++) { /* x from the balances, so that these hold to rounding */
        int32_t j = b->flow[k];
        double x = -w->b[k], size = w->size[k];
        for (int32_t i = w->by_row.start[k]; i < w->by_row.start[k + 1]; i++) {
            double term = w->by_row.value[i] * r->z[w->by_row.flow[i]];
            x -= term;
            size = fmax(size, fabs(term));
        }
        r->x[j] = fabs(x) <= ROUNDING * size ? 0 : x;
        r->z[j] = recon_observed(r, j) ? -r->in->sigma[j] * w->h[k] : x;
        w->q[k] = -w->h[k] * w->weight[k];
    }
    press(r, b);
    basis_solve_transposed(b, w->q, r->price);
    return GAD_OK;
}

/* ---- standard errors --------------------------------------------------------------------------- */

/* eq. 2: one column of the inverse of 1 + G at a time. sum [n_flow] gathers t~' inverse t~. */
static gad_status errors_outside(gad_ctx *cx, recon *r, const basis *b, work *w)
{
    memset(w->sum, 0, (size_t)r->n_flow * sizeof *w->sum);
    for (int32_t k = 0; k < b->rank; k++) {
        memset(w->x, 0, (size_t)b->rank * sizeof *w->x);
        w->x[k] = 1;
        gad_status st = linsys_solve(cx, w->system, w->x, w->q);
        if (st)
            return st;
        for (int32_t i = w->by_row.start[k]; i < w->by_row.start[k + 1]; i++) {
            int32_t j = w->by_row.flow[i];
            double t = 0;
            for (int32_t e = b->t.start[j]; e < b->t.start[j + 1]; e++)
                t += scaled(r, w, b->t.value[e], b->t.row[e], j) * w->q[b->t.row[e]];
            w->sum[j] += scaled(r, w, w->by_row.value[i], k, j) * t;
        }
    }
    for (int32_t j = 0; j < r->n_flow; j++)
        if (!r->held[j] && b->number[j] < 0 && recon_observed(r, j))
            r->sd[j] = r->in->sigma[j] * sqrt(fmax(0, 1 - w->sum[j]));
    return GAD_OK;
}

/* eq. 3 for number k: c' (c - T~' inverse(1 + G) T~ c), c the row of C, scaled to 1 against underflow. */
static gad_status error_inside(gad_ctx *cx, recon *r, const basis *b, work *w, int32_t k)
{
    const rows *t = &w->by_row;
    double top = 0, variance = 0;
    memset(w->x, 0, (size_t)b->rank * sizeof *w->x);
    for (int32_t i = t->start[k]; i < t->start[k + 1]; i++)
        top = fmax(top, fabs(t->value[i] * r->in->sigma[t->flow[i]]));
    r->sd[b->flow[k]] = 0;
    if (!(top > 0))
        return GAD_OK; /* known flows alone make it up */
    for (int32_t i = t->start[k]; i < t->start[k + 1]; i++) {
        int32_t j = t->flow[i];
        double c = t->value[i] * r->in->sigma[j] / top;
        for (int32_t e = b->t.start[j]; e < b->t.start[j + 1]; e++)
            w->x[b->t.row[e]] += scaled(r, w, b->t.value[e], b->t.row[e], j) * c;
    }
    gad_status st = linsys_solve(cx, w->system, w->x, w->q);
    if (st)
        return st;
    for (int32_t i = t->start[k]; i < t->start[k + 1]; i++) {
        int32_t j = t->flow[i];
        double c = t->value[i] * r->in->sigma[j] / top, v = c;
        for (int32_t e = b->t.start[j]; e < b->t.start[j + 1]; e++)
            v -= scaled(r, w, b->t.value[e], b->t.row[e], j) * w->q[b->t.row[e]];
        variance += c * v;
    }
    r->sd[b->flow[k]] = top * sqrt(fmax(0, variance));
    return GAD_OK;
}

/* A flow neither observed nor in the basis may take any value, and with it all that it is part of. */
static void blank_undetermined(recon *r, const basis *b)
{
    for (int32_t j = 0; j < r->n_flow; j++) {
        if (r->held[j] || b->number[j] >= 0 || recon_observed(r, j))
            continue;
        r->sd[j] = NO_NUMBER;
        for (int32_t e = b->t.start[j]; e < b->t.start[j + 1]; e++)
            r->sd[b->flow[b->t.row[e]]] = NO_NUMBER;
    }
}

static gad_status standard_errors(gad_ctx *cx, recon *r, const basis *b, work *w)
{
    memset(r->sd, 0, (size_t)r->n_flow * sizeof *r->sd);
    gad_status st = errors_outside(cx, r, b, w);
    for (int32_t k = 0; !st && k < b->rank; k++)
        st = error_inside(cx, r, b, w, k);
    blank_undetermined(r, b);
    r->redundancy = 0;
    for (int32_t k = 0; k < b->rank; k++)
        r->redundancy += recon_observed(r, b->flow[k]);
    return st;
}

gad_status recon_exact(gad_ctx *cx, recon *r, basis *b, bool sd)
{
    arena mem;
    work w = { 0 };
    arena_init(&mem, &cx->al);
    gad_status st = basis_choose(cx, r, b);
    if (st)
        goto done;
    if (!take(&mem, r, b, &w)) {
        st = gad_nomem(cx, "reconciliation");
        goto done;
    }
    for (int32_t k = 0; k < b->rank; k++)
        w.weight[k] = weight_of(r, b->flow[k]);
    transpose(r, b, &w.by_row);
    if (b->rank) {
        st = make_pattern(cx, &mem, b, &w);
        if (!st)
            st = factor(cx, r, b, &w);
    }
    if (!st)
        st = adjust(cx, r, b, &w);
    if (!st && sd)
        st = standard_errors(cx, r, b, &w);
done:
    linsys_free(w.system);
    arena_release(&mem);
    return st;
}
