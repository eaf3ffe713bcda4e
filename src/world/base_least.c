/* base_least.c - layer 2: weighted least squares on balances, by the market kernel.
 *
 * An unknown is an activity of marginal cost (x - centre)/sigma^2; its unit is one sigma, so that every slope is 1, and a
 * node's unit is what one sigma of each unknown moves there: 5 t of europium and 180,000 t of cerium look alike. The
 * answer is solved again around itself until what is left of the imbalance is rounding. */
#include "gadolin/market.h"
#include "world/base_parts.h"

enum { REFINE_MAX = 4 };
static const double TIGHT = 1e-15; /* imbalance that needs no further pass: rounding */

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

/* ---- solving ----------------------------------------------------------------------------------------- */

typedef struct least_room {
    arena mem;
    double *row, *coef, *lower, *level, *sum, *size;
    gad_curve *curve;
    gad_market *market;
} least_room;

static bool take_room(least_room *r, const least *l)
{
    size_t m = (size_t)l->n_node + 1, n = (size_t)l->n + 1;
    r->row = arena_take(&r->mem, m, sizeof *r->row);
    r->sum = arena_take(&r->mem, m, sizeof *r->sum);
    r->size = arena_take(&r->mem, m, sizeof *r->size);
    r->coef = arena_take(&r->mem, (size_t)l->start[l->n] + 1, sizeof *r->coef);
    r->lower = arena_take(&r->mem, n, sizeof *r->lower);
    r->level = arena_take(&r->mem, n, sizeof *r->level);
    r->curve = arena_take(&r->mem, n, sizeof *r->curve);
    return r->row && r->sum && r->size && r->coef && r->lower && r->level && r->curve;
}

static gad_status make_market(gad_ctx *cx, const least *l, least_room *r)
{
    for (int32_t j = 0; j < l->n; j++)
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++)
            r->row[l->node[e]] = hypot(r->row[l->node[e]], l->coef[e] * l->sigma[j]);
    for (int32_t j = 0; j < l->n; j++) {
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++)
            r->coef[e] = l->coef[e] * l->sigma[j] / r->row[l->node[e]];
        r->lower[j] = l->lower[j] / l->sigma[j];
        r->curve[j] = (gad_curve){ GAD_CURVE_LINEAR, { -l->centre[j] / l->sigma[j], 1, 0 } };
    }
    gad_market_spec spec = { .n_node = l->n_node,
                             .n_activity = l->n,
                             .start = l->start,
                             .node = l->node,
                             .coef = r->coef,
                             .numbers = { .lower = r->lower, .curve = r->curve } };
    return gad_market_new(cx, &spec, &r->market);
}

static double imbalance_of(const least *l, const double *level, least_room *r)
{
    double worst = 0;
    memset(r->sum, 0, (size_t)l->n_node * sizeof *r->sum);
    memset(r->size, 0, (size_t)l->n_node * sizeof *r->size);
    for (int32_t j = 0; j < l->n; j++)
        for (int32_t e = l->start[j]; e < l->start[j + 1]; e++) {
            double t = l->coef[e] * level[j] * l->sigma[j];
            r->sum[l->node[e]] += t;
            r->size[l->node[e]] += fabs(t);
        }
    for (int32_t n = 0; n < l->n_node; n++)
        if (r->size[n] > 0)
            worst = fmax(worst, fabs(r->sum[n]) / r->size[n]);
    return worst;
}

/* One solve around what the curves say; taken over where it balances better than what is at hand. */
static gad_status pass(gad_ctx *cx, least *l, least_room *r, bool *better)
{
    gad_market_opts o = gad_market_defaults();
    gad_market_answer a = { .level = r->level };
    o.tolerance = 1e-11;
    gad_status st = gad_market_solve(cx, r->market, &o, NULL, &a);
    *better = false;
    if (st)
        return st;
    if (a.report.status == GAD_NO_EQUILIBRIUM)
        return gad_fail(cx, GAD_E_FORMAT, "%s", a.report.note);
    double off = imbalance_of(l, r->level, r);
    *better = off < l->imbalance;
    if (!*better)
        return GAD_OK;
    l->imbalance = off;
    gad_curve *curve = gad_market_numbers_of(r->market)->curve;
    for (int32_t j = 0; j < l->n; j++) {
        l->x[j] = r->level[j] * l->sigma[j];
        curve[j].par[0] = -r->level[j];
    }
    return GAD_OK;
}

gad_status least_solve(gad_ctx *cx, least *l, double worst)
{
    least_room r = { 0 };
    bool better = true;
    arena_init(&r.mem, &cx->al);
    l->imbalance = NO_LIMIT;
    gad_status st = take_room(&r, l) ? GAD_OK : gad_nomem(cx, "least squares of a base");
    if (!st)
        st = make_market(cx, l, &r);
    for (int32_t i = 0; i < REFINE_MAX && !st && better && l->imbalance > TIGHT; i++)
        st = pass(cx, l, &r, &better);
    if (!st && !(l->imbalance <= worst))
        st = gad_fail(cx, GAD_E_FORMAT,
                      "the least squares end with an imbalance of %.2g, more than %g", l->imbalance,
                      worst);
    gad_market_free(r.market);
    arena_release(&r.mem);
    return st;
}
