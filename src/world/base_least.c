/* base_least.c - layer 2: weighted least squares on balances with bounds.
 *
 * An unknown is counted in its sigma, and a node in what one sigma of each unknown moves there: 5 t of europium and
 * 180,000 t of cerium look alike, and the normal matrix has ones on its diagonal. With some unknowns held at their bounds
 * and the others free the problem is linear: level = centre + coef' price, prices from the normal equations (linsys.h),
 * refined until what is left of the imbalance is rounding. Bounds by block principal pivoting (Judice & Pires 1994): what is
 * beyond its bound is held, what is held against its will is let go, until nothing changes.
 * Tried: gad_market_solve. It needs up to 500 Newton steps and a second here, and may not end, because it judges a level by
 * the size of prices; where data balance already there are none, and all is rounding. */
#include "market/linsys.h"
#include "world/base_parts.h"

enum { REFINE_MAX = 40, SWAPS_MAX = 1000, PATIENCE = 5 };
static const double TIGHT = 2e-16; /* imbalance that needs no further pass: rounding */
static const double CLOSE = 1e-14; /* the same once it has been tried thrice */
static const double BEYOND =
    1e-12; /* in sigmas: nearer to its bound than this an unknown is at it */
static const double UNWILLING = 1e-9; /* of the terms of its gain: less is rounding */
static const double EMPTY =
    1e-10; /* of what was expected at a node: less is nothing, and has no balance */
static const double RIDGE = 1e-14; /* of the diagonal, for balances that follow from others */
/* Of a whole diagonal entry, while bounds are decided, and not refined away: without it they go round in circles at a node
 * where all must be 0. */
static const double SLACK = 1e-9;

bool least_take(arena *mem, least *l, int32_t n_node, int32_t max_n, int32_t max_entry)
{
    size_t n = (size_t)max_n + 1, e = (size_t)max_entry + 1;
    *l = (least){ .n_node = n_node, .max_n = max_n, .max_entry = max_entry };
    l->start = arena_take(mem, n, sizeof *l->start);
    l->node = arena_take(mem, e, sizeof *l->node);
    l->coef = arena_take(mem, e, sizeof *l->coef);
    l->centre = arena_take(mem, n, sizeof *l->centre);
    l->sigma = arena_take(mem, n, sizeof *l->sigma);
    l->lower = arena_take(mem, n, sizeof *l->lower);
    l->x = arena_take(mem, n, sizeof *l->x);
    return l->start && l->node && l->coef && l->centre && l->sigma && l->lower && l->x;
}

int32_t least_column(least *l, double centre, double sigma, double lower)
{
    int32_t j = l->n++;
    assert(j < l->max_n);
    l->centre[j] = centre;
    l->sigma[j] = sigma;
    l->lower[j] = lower;
    l->start[j + 1] = l->start[j];
    return j;
}

void least_entry(least *l, int32_t node, double coef)
{
    int32_t first = l->start[l->n - 1], *end = &l->start[l->n];
    int32_t e = first;
    while (e < *end && l->node[e] != node)
        e++;
    if (e == *end) {
        assert(e < l->max_entry);
        l->node[(*end)++] = node;
        l->coef[e] = 0;
    }
    l->coef[e] += coef;
    if (l->coef[e] == 0) { /* a process that uses as much as it makes */
        --*end;
        l->node[e] = l->node[*end];
        l->coef[e] = l->coef[*end];
    }
}

/* ---- the problem in its units ------------------------------------------------------------------------ */

typedef struct normal {
    arena mem;
    double *row;                    /* [n_node] one unit of it */
    double *coef;                   /* [n_entry] */
    double *centre, *lower, *level; /* [n] in sigmas */
    double *price, *step;           /* [n_node] */
    double *sum, *size, *gross; /* [n_node] of the terms of a balance; gross: centres and a sigma */
    bool *held;                 /* [n] at its bound */
    int32_t *slot; /* [n_node * n_node] 1 + place of a pair in the values of the system */
    linsys *sys;
} normal;

static bool take_normal(normal *p, const least *l)
{
    size_t m = (size_t)l->n_node + 1, n = (size_t)l->n + 1;
    p->row = arena_take(&p->mem, m, sizeof *p->row);
    p->coef = arena_take(&p->mem, (size_t)l->start[l->n] + 1, sizeof *p->coef);
    p->centre = arena_take(&p->mem, n, sizeof *p->centre);
    p->lower = arena_take(&p->mem, n, sizeof *p->lower);
    p->level = arena_take(&p->mem, n, sizeof *p->level);
    p->price = arena_take(&p->mem, m, sizeof *p->price);
    p->step = arena_take(&p->mem, m, sizeof *p->step);
    p->sum = arena_take(&p->mem, m, sizeof *p->sum);
    p->size = arena_take(&p->mem, m, sizeof *p->size);
    p->gross = arena_take(&p->mem, m, sizeof *p->gross);
    p->held = arena_take(&p->mem, n, sizeof *p->held);
    p->slot = arena_take(&p->mem, m * m, sizeof *p->slot);
    return p->row && p->coef && p->centre && p->lower && p->level && p->price && p->step &&
           p->sum && p->size && p->gross && p->held && p->slot;
}

static void scale(const least *l, normal *p)
{
    for (int32_t j = 0; j < l->n; j++)
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++)
            p->row[l->node[e]] = hypot(p->row[l->node[e]], l->coef[e] * l->sigma[j]);
    for (int32_t j = 0; j < l->n; j++) {
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++)
            p->coef[e] = l->coef[e] * l->sigma[j] / p->row[l->node[e]];
        p->centre[j] = l->centre[j] / l->sigma[j];
        p->lower[j] = l->lower[j] / l->sigma[j];
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++)
            p->gross[l->node[e]] += fabs(p->coef[e]) * (fabs(p->centre[j]) + 1);
    }
}

static int32_t *slot_of(const least *l, const normal *p, int32_t a, int32_t b)
{
    return &p->slot[(size_t)MIN_OF(a, b) * (size_t)l->n_node + (size_t)MAX_OF(a, b)];
}

/* The pattern of all pairs of nodes that an unknown joins, lower triangle by columns. */
static gad_status make_system(gad_ctx *cx, const least *l, normal *p)
{
    int32_t n_slot = 0;
    for (int32_t j = 0; j < l->n; j++)
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++)
            for (int32_t f = e; f < l->start[j + 1]; f++)
                *slot_of(l, p, l->node[e], l->node[f]) = 1;
    for (int32_t a = 0; a < l->n_node; a++) {
        *slot_of(l, p, a, a) = 1;
        for (int32_t b = a; b < l->n_node; b++)
            n_slot += *slot_of(l, p, a, b);
    }
    int32_t *start = arena_take(&p->mem, (size_t)l->n_node + 1, sizeof *start);
    int32_t *row = arena_take(&p->mem, (size_t)n_slot + 1, sizeof *row);
    if (!start || !row)
        return gad_nomem(cx, "least squares of a base");
    n_slot = 0;
    for (int32_t a = 0; a < l->n_node; a++) {
        for (int32_t b = a; b < l->n_node; b++) {
            int32_t *at = slot_of(l, p, a, b);
            if (!*at)
                continue;
            row[n_slot++] = b;
            *at = n_slot;
        }
        start[a + 1] = n_slot;
    }
    return linsys_new(cx, l->n_node, start, row, true, &p->sys);
}

/* ---- the linear problem -------------------------------------------------------------------------------- */

static double imbalance_of(const least *l, normal *p)
{
    double worst = 0;
    memset(p->sum, 0, (size_t)l->n_node * sizeof *p->sum);
    memset(p->size, 0, (size_t)l->n_node * sizeof *p->size);
    for (int32_t j = 0; j < l->n; j++)
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++) {
            double t = p->coef[e] * p->level[j];
            p->sum[l->node[e]] += t;
            p->size[l->node[e]] += fabs(t);
        }
    for (int32_t n = 0; n < l->n_node; n++)
        if (p->size[n] > EMPTY * p->gross[n])
            worst = fmax(worst, fabs(p->sum[n]) / p->size[n]);
    return worst;
}

static gad_status factor(gad_ctx *cx, const least *l, normal *p, bool slack)
{
    double *v = linsys_values(p->sys);
    for (int32_t a = 0; a < l->n_node; a++)
        for (int32_t b = a; b < l->n_node; b++)
            if (*slot_of(l, p, a, b))
                v[*slot_of(l, p, a, b) - 1] = 0;
    for (int32_t j = 0; j < l->n; j++)
        for (int32_t e = l->start[j]; !p->held[j] && e < l->start[j + 1]; e++)
            for (int32_t f = e; f < l->start[j + 1]; f++)
                v[*slot_of(l, p, l->node[e], l->node[f]) - 1] += p->coef[e] * p->coef[f];
    for (int32_t a = 0; a < l->n_node; a++) {
        double *d = &v[*slot_of(l, p, a, a) - 1];
        if (slack)
            *d += SLACK;
        else
            *d = *d > 0 ? *d * (1 + RIDGE) : 1; /* nothing is free at this node */
    }
    int32_t bad;
    gad_status st = linsys_factor(cx, p->sys, &bad);
    if (!st && bad >= 0)
        st = gad_fail(cx, GAD_E_FORMAT, "the balances contradict each other");
    return st;
}

static void set_levels(const least *l, normal *p)
{
    for (int32_t j = 0; j < l->n; j++) {
        p->level[j] = p->held[j] ? p->lower[j] : p->centre[j];
        for (int32_t e = l->start[j]; !p->held[j] && e < l->start[j + 1]; e++)
            p->level[j] += p->coef[e] * p->price[l->node[e]];
    }
}

/* Levels and prices with what is held now: exactly, or with slack. */
static gad_status solve_held(gad_ctx *cx, least *l, normal *p, bool exact)
{
    gad_status st = factor(cx, l, p, !exact);
    memset(p->price, 0, (size_t)l->n_node * sizeof *p->price);
    set_levels(l, p);
    l->imbalance = imbalance_of(l, p);
    for (int32_t i = 0; i < (exact ? REFINE_MAX : 1) && !st; i++) {
        if (l->imbalance <= TIGHT || (i > 2 && l->imbalance <= CLOSE))
            break;
        st = linsys_solve(cx, p->sys, p->sum, p->step);
        for (int32_t n = 0; n < l->n_node && !st; n++)
            p->price[n] -= p->step[n];
        set_levels(l, p);
        l->imbalance = imbalance_of(l, p);
    }
    return st;
}

/* ---- bounds ---------------------------------------------------------------------------------------------- */

static bool is_wrong(const least *l, const normal *p, int32_t j)
{
    double gain = p->centre[j] - p->level[j], size = fabs(p->centre[j]) + fabs(p->level[j]);
    if (!p->held[j])
        return p->level[j] < p->lower[j] - BEYOND * (1 + size);
    for (int32_t e = l->start[j]; e < l->start[j + 1]; e++) {
        gain += p->coef[e] * p->price[l->node[e]];
        size += fabs(p->coef[e] * p->price[l->node[e]]);
    }
    return gain > UNWILLING * size;
}

/* How many unknowns are on the wrong side. They change over: all, or with `last` only the last, which cannot cycle. */
static int32_t change_sides(const least *l, normal *p, bool last)
{
    int32_t wrong = 0, at = -1;
    for (int32_t j = 0; j < l->n; j++)
        if (is_wrong(l, p, j)) {
            wrong++;
            at = j;
            if (!last)
                p->held[j] = !p->held[j];
        }
    if (last && at >= 0)
        p->held[at] = !p->held[at];
    return wrong;
}

static gad_status decide(gad_ctx *cx, least *l, normal *p)
{
    int32_t fewest = INT32_MAX, patience = PATIENCE;
    for (int32_t i = 0; i < SWAPS_MAX; i++) {
        gad_status st = solve_held(cx, l, p, false);
        if (st)
            return st;
        int32_t wrong = change_sides(l, p, patience <= 0);
        if (wrong == 0)
            return GAD_OK;
        patience = wrong < fewest ? PATIENCE : patience - 1;
        fewest = MIN_OF(fewest, wrong);
    }
    return gad_fail(cx, GAD_E_FORMAT, "%d changes of bounds lead to no answer", SWAPS_MAX);
}

/* Exactly, with what was decided; what falls below its bound by a trifle after all is held as well. */
static gad_status settle(gad_ctx *cx, least *l, normal *p)
{
    for (int32_t changed = 1; changed > 0;) {
        gad_status st = solve_held(cx, l, p, true);
        if (!st &&
            l->imbalance >
                CLOSE) { /* again around itself: what is small beside its centre lost digits */
            memcpy(p->centre, p->level, (size_t)l->n * sizeof *p->level);
            st = solve_held(cx, l, p, true);
        }
        if (st)
            return st;
        changed = 0;
        for (int32_t j = 0; j < l->n; j++)
            if (!p->held[j] && p->level[j] < p->lower[j]) {
                p->held[j] = true;
                changed++;
            }
    }
    return GAD_OK;
}

gad_status least_solve(gad_ctx *cx, least *l, double worst)
{
    normal p = { 0 };
    arena_init(&p.mem, &cx->al);
    gad_status st = take_normal(&p, l) ? GAD_OK : gad_nomem(cx, "least squares of a base");
    if (!st) {
        scale(l, &p);
        st = make_system(cx, l, &p);
    }
    if (!st)
        st = decide(cx, l, &p);
    if (!st)
        st = settle(cx, l, &p);
    if (!st && !(l->imbalance <= worst))
        st = gad_fail(cx, GAD_E_FORMAT,
                      "the least squares end with an imbalance of %.2g, more than %g", l->imbalance,
                      worst);
    for (int32_t j = 0; j < l->n && !st; j++)
        l->x[j] = p.held[j] ? l->lower[j] : p.level[j] * l->sigma[j];
    linsys_free(p.sys);
    arena_release(&p.mem);
    return st;
}
