/* dense_nearest.c - layer 1: the point of a polyhedron nearest to 0 (Lawson & Hanson 1974, ch. 23).
 *
 * min |y| with g y <= h is the non-negative least-squares problem min |E u - f|, u >= 0, with a column
 * (-g_i, -h_i) of E per constraint and f = (0, .., 0, 1): with r = f - E u, y = -r[0..k-1]/r[k], and |r|^2 =
 * 1/(1 + |y|^2), so r = 0 says the polyhedron is empty. Flow: rows to unit length and h to a scale near |y| (only
 * then are r and y equally accurate); NNLS by active set; y anew as the least-norm point of the active
 * constraints, and checked against all of them. Invariant: the first n_in of `order` have u > 0 and are linearly
 * independent. */
#include "market/dense.h"

typedef struct nearest {
    int32_t m, k, rows; /* rows = k + 1 */
    double *column;     /* [m * rows] of E, unit length; 0 for constraints that never bind */
    double *bound;      /* [m] h/|g| */
    double *u;          /* [m] */
    double *w;          /* [m] column . r */
    double *qr;         /* [rows * rows] Householder vectors and R, column by column */
    double *head;       /* [rows] diagonal of R */
    double *z;          /* [rows] */
    double *r;          /* [rows] */
    int32_t *order;     /* [m] constraints, those in the active set first */
    int32_t n_in;
} nearest;

size_t dense_nearest_work(int32_t m, int32_t k)
{
    size_t rows = (size_t)k + 1;
    return (size_t)m * (rows + 3) + rows * (rows + 3);
}

static nearest make(int32_t m, int32_t k, double *work, int32_t *iwork)
{
    nearest s = { .m = m, .k = k, .rows = k + 1, .order = iwork };
    size_t rows = (size_t)k + 1;
    s.column = work;
    s.bound = s.column + (size_t)m * rows;
    s.u = s.bound + m;
    s.w = s.u + m;
    s.qr = s.w + m;
    s.head = s.qr + rows * rows;
    s.z = s.head + rows;
    s.r = s.z + rows;
    return s;
}

static double dot(const double *a, const double *b, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static double length(const double *a, int32_t n)
{
    double most = 0, sum = 0;
    for (int32_t i = 0; i < n; i++)
        most = fmax(most, fabs(a[i]));
    for (int32_t i = 0; most > 0 && i < n; i++)
        sum += (a[i] / most) * (a[i] / most);
    return most * sqrt(sum);
}

/* x minus twice its part along the unit vector v, entries from..rows-1. */
static void reflect(const double *v, int32_t from, int32_t rows, double *x)
{
    double twice = 2 * dot(v + from, x + from, rows - from);
    for (int32_t i = from; i < rows; i++)
        x[i] -= twice * v[i];
}

/* Householder on the n columns of s->qr (`rows` long, s->rows apart). False: a column depends on those before. */
static bool factor(nearest *s, int32_t rows, int32_t n)
{
    for (int32_t j = 0; j < n; j++) {
        double *v = s->qr + (size_t)j * (size_t)s->rows;
        for (int32_t i = 0; i < j; i++)
            reflect(s->qr + (size_t)i * (size_t)s->rows, i, rows, v);
        double size = j < rows ? length(v + j, rows - j) : 0;
        if (!(size > 0x1p-50))
            return false;
        s->head[j] = v[j] > 0 ? -size : size;
        v[j] -= s->head[j];
        double norm = length(v + j, rows - j);
        for (int32_t i = j; i < rows; i++)
            v[i] /= norm;
    }
    return true;
}

/* R(i, j) of the factor: above the diagonal the columns keep it. */
static double upper(const nearest *s, int32_t i, int32_t j)
{
    return i == j ? s->head[j] : s->qr[(size_t)j * (size_t)s->rows + (size_t)i];
}

/* z: least-squares weights of the active columns for f. */
static bool weigh(nearest *s)
{
    size_t rows = (size_t)s->rows;
    for (int32_t j = 0; j < s->n_in; j++)
        memcpy(s->qr + (size_t)j * rows, s->column + (size_t)s->order[j] * rows,
               rows * sizeof *s->qr);
    if (!factor(s, s->rows, s->n_in))
        return false;
    double *z = s->z;
    memset(z, 0, rows * sizeof *z);
    z[s->k] = 1;
    for (int32_t j = 0; j < s->n_in; j++)
        reflect(s->qr + (size_t)j * rows, j, s->rows, z);
    for (int32_t i = s->n_in - 1; i >= 0; i--) {
        for (int32_t j = i + 1; j < s->n_in; j++)
            z[i] -= upper(s, i, j) * z[j];
        z[i] /= s->head[i];
    }
    return true;
}

/* Step u towards z until the first weight reaches 0, and take those at 0 out. */
static void retreat(nearest *s)
{
    double step = 1;
    int32_t first = -1, kept = 0;
    for (int32_t j = 0; j < s->n_in; j++) {
        double u = s->u[s->order[j]];
        if (s->z[j] <= 0 && (first < 0 || u / (u - s->z[j]) < step)) {
            step = u / (u - s->z[j]);
            first = s->order[j];
        }
    }
    for (int32_t j = 0; j < s->n_in; j++) {
        int32_t i = s->order[j];
        s->u[i] += step * (s->z[j] - s->u[i]);
        if (i == first || s->u[i] <= 0) {
            s->u[i] = 0;
            continue;
        }
        s->order[j] = s->order[kept];
        s->order[kept++] = i;
    }
    s->n_in = kept;
}

static bool all_positive(const nearest *s)
{
    for (int32_t j = 0; j < s->n_in; j++)
        if (s->z[j] <= 0)
            return false;
    return true;
}

/* Let in the constraint of the largest w whose weight turns positive; z is then weighed. False: there is none. */
static bool enter(nearest *s)
{
    double tolerance = s->rows * 0x1p-49;
    while (s->n_in < s->rows) {
        int32_t best = -1;
        for (int32_t j = s->n_in; j < s->m; j++)
            if (s->w[s->order[j]] > tolerance &&
                (best < 0 || s->w[s->order[j]] > s->w[s->order[best]]))
                best = j;
        if (best < 0)
            return false;
        int32_t i = s->order[best];
        s->order[best] = s->order[s->n_in];
        s->order[s->n_in++] = i;
        if (weigh(s) && s->z[s->n_in - 1] > 0)
            return true;
        s->n_in--; /* w was rounding: look no more at it until r has changed */
        s->w[i] = 0;
    }
    return false;
}

/* w and r of the weights u. */
static void look(nearest *s)
{
    size_t rows = (size_t)s->rows;
    memset(s->r, 0, rows * sizeof *s->r);
    s->r[s->k] = 1;
    for (int32_t j = 0; j < s->n_in; j++)
        for (int32_t t = 0; t < s->rows; t++)
            s->r[t] -= s->u[s->order[j]] * s->column[(size_t)s->order[j] * rows + (size_t)t];
    for (int32_t i = 0; i < s->m; i++)
        s->w[i] = dot(s->column + (size_t)i * rows, s->r, s->rows);
}

/* Non-negative least squares from u = 0. False: the work limit. */
static bool least_squares(nearest *s)
{
    s->n_in = 0;
    for (int32_t i = 0; i < s->m; i++) {
        s->u[i] = 0;
        s->order[i] = i;
    }
    int64_t left = 30 * ((int64_t)s->m + s->rows);
    look(s);
    while (enter(s)) {
        while (!all_positive(s)) {
            retreat(s);
            if (left-- <= 0 || !weigh(s))
                return false;
        }
        for (int32_t j = 0; j < s->n_in; j++)
            s->u[s->order[j]] = s->z[j];
        look(s);
        if (left-- <= 0)
            return false;
    }
    return true;
}

/* Columns of E for h measured in `scale`. */
static void columns(nearest *s, const double *g, double scale)
{
    for (int32_t i = 0; i < s->m; i++) {
        double *e = s->column + (size_t)i * (size_t)s->rows;
        const double *row = g + (size_t)i * (size_t)s->k;
        double size = length(row, s->k), h = s->bound[i] / scale;
        double norm = hypot(1, h);
        bool binds = size > 0 && isfinite(norm);
        for (int32_t t = 0; t < s->k; t++)
            e[t] = binds ? -(row[t] / size) / norm : 0;
        e[s->k] = binds ? -h / norm : 0;
    }
}

/* y: the least-norm point where the active constraints are equalities. False: they have no such point. */
static bool least_norm(nearest *s, const double *g, double *y)
{
    size_t rows = (size_t)s->rows, k = (size_t)s->k;
    for (int32_t j = 0; j < s->n_in; j++) {
        const double *row = g + (size_t)s->order[j] * k;
        double size = length(row, s->k);
        for (size_t t = 0; t < k; t++)
            s->qr[(size_t)j * rows + t] = row[t] / size;
    }
    if (!factor(s, s->k, s->n_in))
        return false;
    memset(y, 0, k * sizeof *y);
    for (int32_t j = 0; j < s->n_in; j++) { /* R' y = bounds */
        y[j] = s->bound[s->order[j]];
        for (int32_t i = 0; i < j; i++)
            y[j] -= upper(s, i, j) * y[i];
        y[j] /= s->head[j];
    }
    for (int32_t j = s->n_in - 1; j >= 0; j--)
        reflect(s->qr + (size_t)j * rows, j, s->k, y);
    return true;
}

/* The largest violation of y = 0, a lower bound on |y|; -1: empty (or not numbers). Fills s->bound. */
static double violation(nearest *s, const double *g, const double *h)
{
    double worst = 0;
    for (int32_t i = 0; i < s->m; i++) {
        double size = length(g + (size_t)i * (size_t)s->k, s->k);
        if (isnan(h[i]) || !isfinite(size) || h[i] == -(double)INFINITY || (size == 0 && h[i] < 0))
            return -1;
        s->bound[i] = size > 0 ? h[i] / size : (double)INFINITY;
        worst = fmax(worst, -s->bound[i]);
    }
    return isfinite(worst) ? worst : -1;
}

static bool inside(const nearest *s, const double *g, const double *y)
{
    double far = length(y, s->k);
    for (int32_t i = 0; i < s->m; i++) {
        const double *row = g + (size_t)i * (size_t)s->k;
        double size = length(row, s->k), at = size > 0 ? dot(row, y, s->k) / size : 0;
        if (!(at - s->bound[i] <= 1e-9 * (far + fabs(s->bound[i]))))
            return false;
    }
    return true;
}

bool dense_nearest(const double *g, const double *h, int32_t m, int32_t k, double *y, double *work,
                   int32_t *iwork)
{
    enum { ROUNDS = 4 }; /* the first sees |y| up to 1e12 times the violation of 0 */
    nearest s = make(m, k, work, iwork);
    double scale = violation(&s, g, h);
    if (scale < 0)
        return false;
    memset(y, 0, (size_t)k * sizeof *y);
    for (int32_t round = 0; scale > 0 && round < ROUNDS; round++) {
        columns(&s, g, scale);
        if (!least_squares(&s) || dot(s.r, s.r, s.rows) < 1e-24 || !least_norm(&s, g, y))
            return false;
        double far = length(y, k);
        if (far <= 4 * scale)
            break;
        scale = far;
    }
    return inside(&s, g, y);
}
