/* face.c - layer 1: ranges and least-norm point of the solutions around one of them.
 *
 * Flow of face_settle: variables that share a row form a cluster -> per cluster, an orthonormal basis Z of the null space
 * of its equations -> v = value + Z y with G Z y <= slack -> two linear programs a variable for its range, one
 * least-distance problem for the point (dense.h). Clusters are small: what one row determines was taken out before. */
#include "market/dense.h"
#include "market/face.h"

/* A cluster beyond these is left as it is and counted in `skipped`. */
enum { MAX_VARS = 600, MAX_FREEDOM = 64, MAX_ROWS = 4000 };
static const double RANK = 1e-10; /* a pivot below this share of its row is 0 */

bool face_take(arena *mem, face *f, int32_t n_var, int32_t n_equal, int64_t equal_entries,
               int32_t n_atmost, int64_t atmost_entries)
{
    *f = (face){ .n_var = n_var, .equal = { .room = n_equal }, .atmost = { .room = n_atmost } };
    double **by_var[] = { &f->value, &f->low, &f->high };
    for (int32_t k = 0; k < COUNT_OF(by_var); k++)
        if (!(*by_var[k] = arena_take(mem, (size_t)n_var + 1, sizeof(double))))
            return false;
    if (!(f->weighs = arena_take(mem, (size_t)n_var + 1, sizeof(bool))))
        return false;
    struct {
        face_rows *r;
        size_t rows, entries;
    } part[] = { { &f->equal, (size_t)n_equal, (size_t)equal_entries },
                 { &f->atmost, (size_t)n_atmost, (size_t)atmost_entries } };
    for (int32_t k = 0; k < COUNT_OF(part); k++) {
        face_rows *r = part[k].r;
        r->start = arena_take(mem, part[k].rows + 1, sizeof *r->start);
        r->slack = arena_take(mem, part[k].rows + 1, sizeof *r->slack);
        r->var = arena_take(mem, part[k].entries + 1, sizeof *r->var);
        r->coef = arena_take(mem, part[k].entries + 1, sizeof *r->coef);
        if (!r->start || !r->slack || !r->var || !r->coef)
            return false;
    }
    return true;
}

void face_row(face_rows *r, double slack)
{
    assert(r->n < r->room);
    r->slack[r->n++] = slack;
    r->start[r->n] = r->start[r->n - 1];
}

void face_put(face_rows *r, int32_t var, double coef)
{
    int32_t k = r->start[r->n]++;
    r->var[k] = var;
    r->coef[k] = coef;
}

/* ---- clusters ----------------------------------------------------------------------------------- */

static int32_t root(int32_t *parent, int32_t v)
{
    while (parent[v] != v)
        v = parent[v] = parent[parent[v]];
    return v;
}

static void join_rows(const face_rows *r, int32_t *parent)
{
    for (int32_t k = 0; k < r->n; k++)
        for (int32_t e = r->start[k] + 1; e < r->start[k + 1]; e++)
            parent[root(parent, r->var[e])] = root(parent, r->var[r->start[k]]);
}

typedef struct cluster {
    face *f;
    int32_t n;            /* variables */
    int32_t *var;         /* [n] */
    const int32_t *at;    /* [n_var] place of a variable in `var` */
    const int32_t *owner; /* [n_var] root of the cluster of a variable */
    int32_t root;
    int32_t n_equal, n_atmost;
    double *equal;  /* [n_equal * n] */
    double *atmost; /* [n_atmost * n] */
    double *slack;  /* [n_atmost] */
    double *z;      /* [n * k] orthonormal columns */
    int32_t k;
} cluster;

static bool belongs(const cluster *c, const face_rows *r, int32_t row)
{
    return r->start[row] < r->start[row + 1] && c->owner[r->var[r->start[row]]] == c->root;
}

static int32_t count_rows(const cluster *c, const face_rows *r)
{
    int32_t n = 0;
    for (int32_t k = 0; k < r->n; k++)
        n += belongs(c, r, k);
    return n;
}

static void gather(const cluster *c, const face_rows *r, double *dense, double *slack)
{
    int32_t row = 0;
    for (int32_t k = 0; k < r->n; k++) {
        if (!belongs(c, r, k))
            continue;
        for (int32_t e = r->start[k]; e < r->start[k + 1]; e++)
            dense[row * c->n + c->at[r->var[e]]] += r->coef[e];
        if (slack)
            slack[row] = fmax(r->slack[k], 0);
        row++;
    }
}

/* ---- null space --------------------------------------------------------------------------------- */

/* Reduce the equations to row echelon form by complete pivoting; lead[r] is the variable of pivot row r. Returns the
 * rank; is_lead marks the variables that lead. */
static int32_t reduce(double *a, int32_t rows, int32_t n, int32_t *lead, bool *is_lead)
{
    for (int32_t r = 0; r < rows; r++) { /* rows of one size, so that one threshold serves all */
        double size = 0;
        for (int32_t j = 0; j < n; j++)
            size = fmax(size, fabs(a[r * n + j]));
        for (int32_t j = 0; j < n && size > 0; j++)
            a[r * n + j] /= size;
    }
    int32_t rank = 0;
    for (; rank < rows && rank < n; rank++) {
        int32_t best_row = -1, best = -1;
        double most = RANK;
        for (int32_t r = rank; r < rows; r++)
            for (int32_t j = 0; j < n; j++)
                if (!is_lead[j] && fabs(a[r * n + j]) > most) {
                    most = fabs(a[r * n + j]);
                    best_row = r;
                    best = j;
                }
        if (best < 0)
            break;
        for (int32_t j = 0; j < n; j++) {
            double t = a[rank * n + j];
            a[rank * n + j] = a[best_row * n + j];
            a[best_row * n + j] = t;
        }
        lead[rank] = best;
        is_lead[best] = true;
        double pivot = a[rank * n + best];
        for (int32_t j = 0; j < n; j++)
            a[rank * n + j] /= pivot;
        for (int32_t r = 0; r < rows; r++) {
            double by = r == rank ? 0 : a[r * n + best];
            for (int32_t j = 0; j < n && by != 0; j++)
                a[r * n + j] -= by * a[rank * n + j];
        }
    }
    return rank;
}

/* Modified Gram-Schmidt, twice, in the norm of the variables that weigh (all where none does). */
static void orthonormalise(const cluster *c)
{
    const face *f = c->f;
    for (int32_t k = 0; k < c->k; k++) {
        for (int32_t again = 0; again < 2; again++)
            for (int32_t h = 0; h < k; h++) {
                double dot = 0;
                for (int32_t i = 0; i < c->n; i++)
                    dot += f->weighs[c->var[i]] ? c->z[i * c->k + k] * c->z[i * c->k + h] : 0;
                for (int32_t i = 0; i < c->n; i++)
                    c->z[i * c->k + k] -= dot * c->z[i * c->k + h];
            }
        double size = 0;
        for (int32_t i = 0; i < c->n; i++)
            size += f->weighs[c->var[i]] ? c->z[i * c->k + k] * c->z[i * c->k + k] : 0;
        for (int32_t i = 0; i < c->n && size > 0; i++)
            c->z[i * c->k + k] /= sqrt(size);
    }
}

static gad_status null_space(gad_ctx *cx, arena *mem, cluster *c)
{
    int32_t *lead = arena_take(mem, (size_t)c->n + 1, sizeof *lead);
    bool *is_lead = arena_take(mem, (size_t)c->n + 1, sizeof *is_lead);
    if (!lead || !is_lead)
        return gad_nomem(cx, "a set of solutions");
    int32_t rank = reduce(c->equal, c->n_equal, c->n, lead, is_lead);
    c->k = c->n - rank;
    c->z = arena_take(mem, (size_t)c->n * (size_t)c->k + 1, sizeof *c->z);
    if (!c->z)
        return gad_nomem(cx, "a set of solutions");
    for (int32_t j = 0, k = 0; j < c->n; j++) {
        if (is_lead[j])
            continue;
        c->z[j * c->k + k] = 1;
        for (int32_t r = 0; r < rank; r++)
            c->z[lead[r] * c->k + k] = -c->equal[r * c->n + j];
        k++;
    }
    orthonormalise(c);
    return GAD_OK;
}

/* ---- ranges and least norm ---------------------------------------------------------------------- */

/* g = inequalities in the coordinates y. Rows that y does not touch go. */
static int32_t restrict_rows(const cluster *c, double *g, double *h)
{
    int32_t m = 0;
    for (int32_t r = 0; r < c->n_atmost; r++) {
        double size = 0, most = 0;
        for (int32_t k = 0; k < c->k; k++) {
            double sum = 0;
            for (int32_t i = 0; i < c->n; i++)
                sum += c->atmost[r * c->n + i] * c->z[i * c->k + k];
            g[m * c->k + k] = sum;
            most = fmax(most, fabs(sum));
        }
        for (int32_t i = 0; i < c->n; i++)
            size = fmax(size, fabs(c->atmost[r * c->n + i]));
        if (most <= RANK * size)
            continue;
        h[m++] = c->slack[r];
    }
    return m;
}

/* The row of Z of a variable; a variable no direction moves has none. */
static bool moves(const cluster *c, int32_t i)
{
    for (int32_t k = 0; k < c->k; k++)
        if (fabs(c->z[i * c->k + k]) > RANK)
            return true;
    return false;
}

static gad_status measure(gad_ctx *cx, arena *mem, cluster *c, const double *g, const double *h,
                          int32_t m)
{
    double *work = arena_take(mem, dense_maximum_work(m, c->k) + 1, sizeof *work);
    int32_t *iwork = arena_take(mem, (size_t)m + (size_t)c->k + 1, sizeof *iwork);
    double *goal = arena_take(mem, (size_t)c->k + 1, sizeof *goal);
    if (!work || !iwork || !goal)
        return gad_nomem(cx, "a set of solutions");
    for (int32_t i = 0; i < c->n; i++) {
        int32_t v = c->var[i];
        for (int32_t sign = -1; sign <= 1 && moves(c, i); sign += 2) {
            for (int32_t k = 0; k < c->k; k++)
                goal[k] = sign * c->z[i * c->k + k];
            double reach = dense_maximum(goal, g, h, m, c->k, work, iwork);
            *(sign < 0 ? &c->f->low[v] : &c->f->high[v]) = c->f->value[v] + sign * reach;
        }
    }
    return GAD_OK;
}

/* value + Z y of least norm: with y = w - Z'value it is the point w nearest to 0 with G w <= h + G Z'value. */
static gad_status least_norm(gad_ctx *cx, arena *mem, cluster *c, const double *g, double *h,
                             int32_t m)
{
    double *y = arena_take(mem, (size_t)c->k + 1, sizeof *y);
    double *back = arena_take(mem, (size_t)c->k + 1, sizeof *back);
    double *work = arena_take(mem, dense_nearest_work(m, c->k) + 1, sizeof *work);
    int32_t *iwork = arena_take(mem, (size_t)m + 1, sizeof *iwork);
    if (!y || !back || !work || !iwork)
        return gad_nomem(cx, "a set of solutions");
    for (int32_t i = 0; i < c->n; i++)
        for (int32_t k = 0; k < c->k && c->f->weighs[c->var[i]]; k++)
            back[k] += c->z[i * c->k + k] * c->f->value[c->var[i]];
    for (int32_t r = 0; r < m; r++)
        for (int32_t k = 0; k < c->k; k++)
            h[r] += g[r * c->k + k] * back[k];
    if (!dense_nearest(g, h, m, c->k, y, work, iwork))
        return GAD_OK; /* the point at hand is a solution as well */
    for (int32_t i = 0; i < c->n; i++) {
        int32_t v = c->var[i];
        double x = c->f->value[v];
        for (int32_t k = 0; k < c->k; k++)
            x += c->z[i * c->k + k] * (y[k] - back[k]);
        if (moves(c, i))
            c->f->value[v] = fmin(fmax(x, c->f->low[v]), c->f->high[v]);
    }
    return GAD_OK;
}

static void skip(cluster *c)
{
    for (int32_t i = 0; i < c->n; i++)
        c->f->low[c->var[i]] = c->f->high[c->var[i]] = NO_NUMBER;
    c->f->skipped += c->n;
}

static gad_status settle_cluster(gad_ctx *cx, arena *mem, cluster *c)
{
    face *f = c->f;
    size_t n = (size_t)c->n;
    c->n_equal = count_rows(c, &f->equal);
    c->n_atmost = count_rows(c, &f->atmost);
    if (c->n > MAX_VARS || c->n_equal > MAX_ROWS || c->n_atmost > MAX_ROWS ||
        c->n - c->n_equal > MAX_FREEDOM) {
        skip(c);
        return GAD_OK;
    }
    c->equal = arena_take(mem, n * (size_t)c->n_equal + 1, sizeof(double));
    c->atmost = arena_take(mem, n * (size_t)c->n_atmost + 1, sizeof(double));
    c->slack = arena_take(mem, (size_t)c->n_atmost + 1, sizeof(double));
    double *h = arena_take(mem, (size_t)c->n_atmost + 1, sizeof *h);
    if (!c->equal || !c->atmost || !c->slack || !h)
        return gad_nomem(cx, "a set of solutions");
    gather(c, &f->equal, c->equal, NULL);
    gather(c, &f->atmost, c->atmost, c->slack);
    gad_status st = null_space(cx, mem, c);
    if (!st && c->k > MAX_FREEDOM)
        skip(c);
    if (st || c->k == 0 || c->k > MAX_FREEDOM)
        return st;
    double *g = arena_take(mem, (size_t)c->n_atmost * (size_t)c->k + 1, sizeof *g);
    if (!g)
        return gad_nomem(cx, "a set of solutions");
    int32_t m = restrict_rows(c, g, h);
    st = measure(cx, mem, c, g, h, m);
    return st ? st : least_norm(cx, mem, c, g, h, m);
}

gad_status face_settle(gad_ctx *cx, arena *mem, face *f)
{
    size_t n = (size_t)f->n_var + 1;
    int32_t *parent = arena_take(mem, n, sizeof *parent),
            *owner = arena_take(mem, n, sizeof *owner);
    int32_t *at = arena_take(mem, n, sizeof *at), *var = arena_take(mem, n, sizeof *var);
    if (!parent || !owner || !at || !var)
        return gad_nomem(cx, "a set of solutions");
    for (int32_t v = 0; v < f->n_var; v++) {
        parent[v] = v;
        f->low[v] = f->high[v] = f->value[v];
    }
    join_rows(&f->equal, parent);
    join_rows(&f->atmost, parent);
    for (int32_t v = 0; v < f->n_var; v++)
        owner[v] = root(parent, v);
    gad_status st = GAD_OK;
    for (int32_t r = 0; r < f->n_var && !st; r++) {
        if (owner[r] != r)
            continue;
        cluster c = { .f = f, .var = var, .at = at, .owner = owner, .root = r };
        for (int32_t v = 0; v < f->n_var; v++)
            if (owner[v] == r) {
                at[v] = c.n;
                var[c.n++] = v;
            }
        arena own;
        arena_init(&own, mem->al);
        st = settle_cluster(cx, &own, &c);
        arena_release(&own);
    }
    return st;
}
