/* reconcile.c - layer 1: weighted least squares of observed flows onto their balances: gad_reconcile_flows.
 *
 * Flow: check -> the market (flows as activities of marginal cost (x - observed)/sigma^2, in units of sigma and of what
 * moves at a node) -> its equilibrium says which bounds hold -> with these decided the flows are computed once more,
 * exactly, with their standard errors (reconcile_exact.c) -> a certificate of what is returned, from the input alone.
 * Where the market does not converge (sigmas many orders apart, or nothing to adjust, so that no price gives a scale),
 * bounds are decided here, starting from where it ended: what is beyond a bound is held, what is held against its will
 * is let go, until nothing changes. */
#include "base/base.h"
#include "market/reconcile.h"

enum { SWAPS_MAX = 100, PATIENCE = 10 };
static const double AT_BOUND = 1e-12; /* of the flow: nearer than this to a bound is at it */
static const double SURPLUS = 1e-9;   /* of the flow through a node: less is none */
static const double ROUNDING = 1e-14; /* of it */
static const double STRICTER = 1e3;   /* than the tolerance */

/* The market in its units: level = x / column, price = p * row. */
typedef struct scaled {
    double *row;    /* [n_node] amount that counts as one unit there */
    double *column; /* [n_flow] flow of one unit of level */
    double *coef, *lower, *upper, *supply;
    gad_curve *curve;
    double *price, *level; /* the answer */
    gad_market *market;
} scaled;

/* ---- checks ------------------------------------------------------------------------------------ */

static const char *name_of(const char *const *ids, int32_t k, const char *what, char out[64])
{
    if (ids && ids[k])
        snprintf(out, 64, "%s '%.44s'", what, ids[k]);
    else
        snprintf(out, 64, "%s %" PRId32, what, k);
    return out;
}

static gad_status check_column(gad_ctx *cx, const gad_reconcile_spec *in, int32_t j, int32_t *seen)
{
    char flow[64], node[64];
    name_of(in->flow_id, j, "flow", flow);
    if (in->start[j + 1] < in->start[j])
        return gad_fail(cx, GAD_E_ARG, "%s: the starts of the columns fall", flow);
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
        int32_t n = in->node[e];
        if (n < 0 || n >= in->n_node)
            return gad_fail(cx, GAD_E_ARG, "%s: node %" PRId32 " is not in 0..%" PRId32, flow, n,
                            in->n_node - 1);
        name_of(in->node_id, n, "node", node);
        if (!isfinite(in->coef[e]) || in->coef[e] == 0)
            return gad_fail(
                cx, GAD_E_ARG,
                "%s: its coefficient at %s is %g, expected a finite number other than 0", flow,
                node, in->coef[e]);
        if (seen[n] == j + 1)
            return gad_fail(cx, GAD_E_ARG, "%s names %s twice", flow, node);
        seen[n] = j + 1;
    }
    return GAD_OK;
}

static double lower_of(const gad_reconcile_spec *in, int32_t j)
{
    return in->lower ? in->lower[j] : 0;
}
static double upper_of(const gad_reconcile_spec *in, int32_t j)
{
    return in->upper ? in->upper[j] : NO_LIMIT;
}

static gad_status check_flow(gad_ctx *cx, const gad_reconcile_spec *in, int32_t j)
{
    char flow[64];
    double l = lower_of(in, j), u = upper_of(in, j), x = in->observed[j], s = in->sigma[j];
    name_of(in->flow_id, j, "flow", flow);
    if (!(s >= 0))
        return gad_fail(cx, GAD_E_ARG,
                        "%s: sigma is %g, expected 0 or more (infinite: not observed)", flow, s);
    if (isfinite(s) && !isfinite(x))
        return gad_fail(
            cx, GAD_E_ARG,
            "%s: the observed value is %g, expected a finite number (or sigma infinite)", flow, x);
    if (!(l <= u) || l == NO_LIMIT || u == -NO_LIMIT)
        return gad_fail(cx, GAD_E_ARG, "%s: lower %g and upper %g leave no level", flow, l, u);
    if (s == 0 && !(x >= l && x <= u))
        return gad_fail(cx, GAD_E_ARG, "%s: known as %g (sigma 0), but its bounds are %g and %g",
                        flow, x, l, u);
    return GAD_OK;
}

static gad_status check(gad_ctx *cx, const gad_reconcile_spec *in, arena *mem)
{
    if (in->n_node < 1 || in->n_flow < 0)
        return gad_fail(
            cx, GAD_E_ARG,
            "a reconciliation needs at least one node, and counts that are not negative");
    if (!in->start || in->start[0] != 0)
        return gad_fail(cx, GAD_E_ARG, "the columns of the flows are missing");
    int32_t *seen = arena_take(mem, (size_t)in->n_node, sizeof *seen);
    if (!seen)
        return gad_nomem(cx, "reconciliation");
    gad_status st = GAD_OK;
    for (int32_t j = 0; j < in->n_flow && !st; j++) {
        st = check_column(cx, in, j, seen);
        if (!st)
            st = check_flow(cx, in, j);
    }
    for (int32_t n = 0; in->supply && n < in->n_node && !st; n++) {
        char node[64];
        if (!isfinite(in->supply[n]))
            st = gad_fail(cx, GAD_E_ARG, "%s: its supply is %g, expected a finite number",
                          name_of(in->node_id, n, "node", node), in->supply[n]);
    }
    return st;
}

static bool recon_frees(const recon *r, int32_t n)
{
    return r->in->balance && r->in->balance[n] == GAD_BALANCE_FREE;
}

/* ---- adjustments ------------------------------------------------------------------------------- */

static bool recon_take(arena *mem, recon *r)
{
    size_t m = (size_t)r->n_node, n = (size_t)r->n_flow + 1;
    r->centre = arena_take(mem, n, sizeof *r->centre);
    r->low = arena_take(mem, n, sizeof *r->low);
    r->high = arena_take(mem, n, sizeof *r->high);
    r->gross = arena_take(mem, m, sizeof *r->gross);
    r->supply = arena_take(mem, m, sizeof *r->supply);
    r->near = arena_take(mem, n, sizeof *r->near);
    r->x = arena_take(mem, n, sizeof *r->x);
    r->z = arena_take(mem, n, sizeof *r->z);
    r->price = arena_take(mem, m, sizeof *r->price);
    r->held = arena_take(mem, n, sizeof *r->held);
    r->binds = arena_take(mem, m, sizeof *r->binds);
    r->sd = arena_take(mem, n, sizeof *r->sd);
    return r->centre && r->low && r->high && r->supply && r->gross && r->near && r->x && r->z &&
           r->price && r->held && r->binds && r->sd;
}

static void centre_flows(recon *r)
{
    const gad_reconcile_spec *in = r->in;
    for (int32_t n = 0; n < r->n_node; n++) {
        r->supply[n] = in->supply ? in->supply[n] : 0;
        r->gross[n] = fabs(r->supply[n]);
    }
    for (int32_t j = 0; j < r->n_flow; j++) {
        bool known = in->sigma[j] == 0;
        r->centre[j] = recon_observed(r, j) ? in->observed[j] : 0;
        r->low[j] = known ? r->centre[j] : lower_of(in, j);
        r->high[j] = known ? r->centre[j] : upper_of(in, j);
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            r->gross[in->node[e]] += fabs(in->coef[e] * r->centre[j]);
    }
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            r->near[j] = fmax(r->near[j], ROUNDING * r->gross[in->node[e]] / fabs(in->coef[e]));
}

/* A x + supply. */
static void excess_of(const recon *r, double *excess)
{
    memcpy(excess, r->supply, (size_t)r->n_node * sizeof *excess);
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = r->in->start[j]; e < r->in->start[j + 1]; e++)
            excess[r->in->node[e]] += r->in->coef[e] * r->x[j];
}

/* ---- the market --------------------------------------------------------------------------------- */

static bool scaled_take(arena *mem, const recon *r, scaled *s)
{
    size_t m = (size_t)r->n_node, n = (size_t)r->n_flow + 1;
    *s = (scaled){ 0 };
    s->row = arena_take(mem, m, sizeof *s->row);
    s->column = arena_take(mem, n, sizeof *s->column);
    s->coef = arena_take(mem, (size_t)r->in->start[r->n_flow] + 1, sizeof *s->coef);
    s->lower = arena_take(mem, n, sizeof *s->lower);
    s->upper = arena_take(mem, n, sizeof *s->upper);
    s->supply = arena_take(mem, m, sizeof *s->supply);
    s->curve = arena_take(mem, n, sizeof *s->curve);
    s->price = arena_take(mem, m, sizeof *s->price);
    s->level = arena_take(mem, n, sizeof *s->level);
    return s->row && s->column && s->coef && s->lower && s->upper && s->supply && s->curve &&
           s->price && s->level;
}

/* Units: a node's is the root of the sum of squares of what one sigma of each flow moves there. */
static void choose_rows(const recon *r, scaled *s)
{
    const gad_reconcile_spec *in = r->in;
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = in->start[j]; recon_observed(r, j) && e < in->start[j + 1]; e++)
            s->row[in->node[e]] = hypot(s->row[in->node[e]], in->coef[e] * in->sigma[j]);
    for (int32_t n = 0; n < r->n_node; n++)
        if (!(s->row[n] > 0))
            s->row[n] = r->gross[n] > 0 ? r->gross[n] : 1;
}

static void scale_flow(const recon *r, scaled *s, int32_t j)
{
    const gad_reconcile_spec *in = r->in;
    double most = 0, sigma = in->sigma[j], known = fabs(r->centre[j]);
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
        most = fmax(most, fabs(in->coef[e]) / s->row[in->node[e]]);
    if (recon_observed(r, j))
        s->column[j] = sigma > 0 ? sigma : known > 0 ? known : 1;
    else
        s->column[j] = most > 0 ? 1 / most : 1;
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
        s->coef[e] = in->coef[e] * s->column[j] / s->row[in->node[e]];
    s->lower[j] = r->low[j] / s->column[j];
    s->upper[j] = r->high[j] / s->column[j];
    s->curve[j] =
        (gad_curve){ GAD_CURVE_LINEAR, { -r->centre[j] / s->column[j], recon_observed(r, j), 0 } };
}

static gad_status make_market(gad_ctx *cx, const recon *r, scaled *s)
{
    choose_rows(r, s);
    for (int32_t j = 0; j < r->n_flow; j++)
        scale_flow(r, s, j);
    for (int32_t n = 0; n < r->n_node; n++)
        s->supply[n] = r->supply[n] / s->row[n];
    gad_market_spec spec = {
        .n_node = r->n_node,
        .n_activity = r->n_flow,
        .balance = r->in->balance,
        .start = r->in->start,
        .node = r->in->node,
        .coef = s->coef,
        .node_id = r->in->node_id,
        .activity_id = r->in->flow_id,
        .numbers = { .supply = s->supply, .lower = s->lower, .upper = s->upper, .curve = s->curve }
    };
    return gad_market_new(cx, &spec, &s->market);
}

/* ---- which bounds hold --------------------------------------------------------------------------- */

/* Put a flow that is at a bound, or beyond it by rounding, there exactly. */
static void snap(recon *r, int32_t j)
{
    double near = r->near[j] + AT_BOUND * fabs(r->x[j]);
    if (fabs(r->x[j] - r->low[j]) <= near)
        r->x[j] = r->low[j];
    else if (fabs(r->x[j] - r->high[j]) <= near)
        r->x[j] = r->high[j];
    else
        return;
    r->z[j] = r->x[j] - r->centre[j];
}

static void hold_at(recon *r, int32_t j, hold side)
{
    r->held[j] = side;
    if (side == HOLD_NONE)
        return;
    r->x[j] = side == HOLD_UPPER ? r->high[j] : r->low[j];
    r->z[j] = r->x[j] - r->centre[j];
}

/* What holds at the flows and prices at hand. Price times row^2 is a quantity: what that price moves. */
static void take_sides(recon *r, const scaled *s, double *excess)
{
    for (int32_t j = 0; j < r->n_flow; j++) {
        snap(r, j);
        bool low = r->x[j] <= r->low[j], high = r->x[j] >= r->high[j];
        hold_at(r, j, low && high ? HOLD_KNOWN : low ? HOLD_LOWER : high ? HOLD_UPPER : HOLD_NONE);
    }
    excess_of(r, excess);
    for (int32_t n = 0; n < r->n_node; n++)
        r->binds[n] = !recon_frees(r, n) || excess[n] <= SURPLUS * r->gross[n] ||
                      excess[n] <= r->price[n] * s->row[n] * s->row[n];
}

/* Flows and prices from the market's answer, cut to the bounds. */
static void read_state(recon *r, const scaled *s)
{
    for (int32_t j = 0; j < r->n_flow; j++) {
        r->x[j] = fmin(fmax(s->level[j] * s->column[j], r->low[j]), r->high[j]);
        r->z[j] = r->x[j] - r->centre[j];
    }
    for (int32_t n = 0; n < r->n_node; n++)
        r->price[n] = s->price[n] / s->row[n];
}

/* What flow j would gain by a unit more: what it earns less its marginal cost. *size: of the terms. */
static double gain_of(const recon *r, int32_t j, double *size)
{
    const gad_reconcile_spec *in = r->in;
    double gain = recon_observed(r, j) ? -r->z[j] / in->sigma[j] / in->sigma[j] : 0;
    *size = fabs(gain);
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
        gain += in->coef[e] * r->price[in->node[e]];
        *size += fabs(in->coef[e] * r->price[in->node[e]]);
    }
    return gain;
}

/* The side flow j should be on by the state at hand; its own when that does not contradict it. */
static hold side_of(recon *r, int32_t j)
{
    double size, gain = gain_of(r, j, &size);
    hold now = r->held[j];
    if (now == HOLD_KNOWN)
        return now;
    if (now == HOLD_NONE) {
        snap(r, j);
        return r->x[j] < r->low[j] ? HOLD_LOWER : r->x[j] > r->high[j] ? HOLD_UPPER : now;
    }
    return (now == HOLD_LOWER ? gain : -gain) > 1e-10 * size ? HOLD_NONE : now;
}

static bool binds_now(const recon *r, int32_t n, const double *excess)
{
    if (!recon_frees(r, n))
        return true;
    return r->binds[n] ? r->price[n] >= 0 : excess[n] < -ROUNDING * r->gross[n];
}

/* How many flows and nodes are on the wrong side. These change over: all, or with `last` only the last. */
static int32_t change_sides(recon *r, const double *excess, bool last)
{
    int32_t wrong = 0, flow = -1, node = -1;
    for (int32_t j = 0; j < r->n_flow; j++)
        if (side_of(r, j) != r->held[j]) {
            wrong++;
            flow = j;
            if (!last)
                hold_at(r, j, side_of(r, j));
        }
    for (int32_t n = 0; n < r->n_node; n++)
        if (binds_now(r, n, excess) != r->binds[n]) {
            wrong++;
            node = n;
            if (!last)
                r->binds[n] = !r->binds[n];
        }
    if (last && node >= 0)
        r->binds[node] = !r->binds[node];
    else if (last && flow >= 0)
        hold_at(r, flow, side_of(r, flow));
    return wrong;
}

/* Block principal pivoting (Judice & Pires 1994): all that is wrong changes over while that helps; when it has not for
 * a while, one at a time, which cannot cycle, until it has helped. */
static gad_status decide(gad_ctx *cx, recon *r, basis *b, double *excess)
{
    int32_t least = INT32_MAX, patience = PATIENCE;
    for (int32_t i = 0; i < SWAPS_MAX; i++) {
        gad_status st = recon_exact(cx, r, b, false);
        if (st)
            return st;
        excess_of(r, excess);
        int32_t wrong = change_sides(r, excess, patience <= 0);
        if (wrong == 0)
            break;
        patience = wrong < least ? PATIENCE : patience - 1;
        least = MIN_OF(least, wrong);
    }
    return GAD_OK;
}

/* ---- the certificate ------------------------------------------------------------------------------ */

/* Worst node of |A x + s| / (sum |coef x| + |s|), the surplus of a freely disposing node not counted. */
static double imbalance_of(const recon *r, const scaled *s, double *excess, double *gross)
{
    const gad_reconcile_spec *in = r->in;
    double worst = 0;
    excess_of(r, excess);
    for (int32_t n = 0; n < r->n_node; n++)
        gross[n] = in->supply ? fabs(in->supply[n]) : 0;
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            gross[in->node[e]] += fabs(in->coef[e] * r->x[j]);
    for (int32_t n = 0; n < r->n_node; n++) {
        double off = fabs(excess[n]);
        if (recon_frees(r, n) && excess[n] > 0) /* a surplus or a price, not both */
            off = fmin(off, r->price[n] * s->row[n] * s->row[n]);
        worst = fmax(worst, gross[n] > 0 ? off / gross[n] : off > 0 ? 1 : 0);
    }
    return worst;
}

/* What `off` is worth beside the rounding of the balances, where the terms it is made of are but rounding themselves: an
 * observed flow would move by off sigma^2, one not observed is judged by the price that would move all flows around. */
static double excused(const recon *r, const scaled *s, int32_t j, double off)
{
    const gad_reconcile_spec *in = r->in;
    double give = 0;
    if (recon_observed(r, j)) {
        double move = fmax(0, off * in->sigma[j] * in->sigma[j] - r->near[j]);
        return move > 0 ? STRICTER * move / fabs(r->x[j]) : 0;
    }
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
        int32_t n = in->node[e];
        give += fabs(in->coef[e]) * r->gross[n] / s->row[n] / s->row[n];
    }
    return STRICTER * off / give; /* infinite for none */
}

/* Worst flow that would gain by moving, relative to the terms of the gain. */
static void complementarity_of(const recon *r, const scaled *s, gad_market_report *report)
{
    report->complementarity = report->complementarity_rel = 0;
    for (int32_t j = 0; j < r->n_flow; j++) {
        if (r->held[j] == HOLD_KNOWN)
            continue;
        double size, gain = gain_of(r, j, &size), x = r->x[j];
        double off = x <= r->low[j] ? fmax(0, gain) : x >= r->high[j] ? fmax(0, -gain) : fabs(gain);
        double rel = off > 0 ? fmin(off / size, excused(r, s, j, off)) : off == 0 ? 0 : NO_LIMIT;
        report->complementarity = fmax(report->complementarity, off);
        report->complementarity_rel = fmax(report->complementarity_rel, rel);
    }
}

static bool certify(recon *r, const scaled *s, double tolerance, double *work,
                    gad_market_report *report)
{
    for (int32_t n = 0; n < r->n_node; n++)
        if (recon_frees(r, n))
            r->price[n] = fmax(0, r->price[n]);
    for (int32_t j = 0; j < r->n_flow; j++) {
        snap(r, j);
        if (!(r->x[j] >= r->low[j] && r->x[j] <= r->high[j]))
            return false;
    }
    report->imbalance = imbalance_of(r, s, work, work + r->n_node);
    complementarity_of(r, s, report);
    return report->imbalance <= tolerance && report->complementarity_rel <= tolerance;
}

/* ---- the story -------------------------------------------------------------------------------------- */

typedef struct rooms { /* of one call */
    arena mem;
    recon r;
    scaled s;
    basis b;
    double *excess;          /* [2 n_node] */
    double *kept_x, *kept_z; /* [n_flow] */
    double *kept_p;          /* [n_node] */
} rooms;

static gad_status prepare(gad_ctx *cx, const gad_reconcile_spec *in, rooms *w)
{
    gad_status st = check(cx, in, &w->mem);
    if (st)
        return st;
    w->r = (recon){ .in = in, .n_node = in->n_node, .n_flow = in->n_flow };
    w->excess = arena_take(&w->mem, 2 * (size_t)in->n_node, sizeof *w->excess);
    w->kept_x = arena_take(&w->mem, (size_t)in->n_flow + 1, sizeof *w->kept_x);
    w->kept_z = arena_take(&w->mem, (size_t)in->n_flow + 1, sizeof *w->kept_z);
    w->kept_p = arena_take(&w->mem, (size_t)in->n_node, sizeof *w->kept_p);
    if (!w->excess || !w->kept_x || !w->kept_z || !w->kept_p || !recon_take(&w->mem, &w->r) ||
        !scaled_take(&w->mem, &w->r, &w->s))
        return gad_nomem(cx, "reconciliation");
    centre_flows(&w->r);
    st = basis_new(cx, &w->r, &w->mem, &w->b);
    return st ? st : make_market(cx, &w->r, &w->s);
}

static void keep(rooms *w)
{
    const recon *r = &w->r;
    memcpy(w->kept_x, r->x, (size_t)r->n_flow * sizeof *r->x);
    memcpy(w->kept_z, r->z, (size_t)r->n_flow * sizeof *r->z);
    memcpy(w->kept_p, r->price, (size_t)r->n_node * sizeof *r->price);
}

static void take_back(rooms *w)
{
    recon *r = &w->r;
    memcpy(r->x, w->kept_x, (size_t)r->n_flow * sizeof *r->x);
    memcpy(r->z, w->kept_z, (size_t)r->n_flow * sizeof *r->z);
    memcpy(r->price, w->kept_p, (size_t)r->n_node * sizeof *r->price);
}

/* From the market's state to flows that are certified: exactly with its bounds (first choice), exactly with our own
 * (prices of dependent balances may need them), or as the market left them. */
static gad_status finish(gad_ctx *cx, rooms *w, double tolerance, gad_market_report *report,
                         bool *passes)
{
    recon *r = &w->r;
    gad_status st = GAD_OK;
    *passes = false;
    read_state(r, &w->s);
    take_sides(r, &w->s, w->excess);
    keep(w);
    if (report->status == GAD_SOLVED) {
        st = recon_exact(cx, r, &w->b, false);
        *passes = !st && certify(r, &w->s, tolerance, w->excess, report);
    }
    if (!st && !*passes) {
        take_back(w);
        take_sides(r, &w->s, w->excess);
        st = decide(cx, r, &w->b, w->excess);
        *passes = !st && certify(r, &w->s, tolerance, w->excess, report);
    }
    if (!st && !*passes) {
        take_back(w);
        *passes = certify(r, &w->s, tolerance, w->excess, report);
    }
    return st;
}

/* Standard errors at the flows found: what is at a bound there is held. */
static gad_status errors(gad_ctx *cx, rooms *w)
{
    take_sides(&w->r, &w->s, w->excess);
    keep(w);
    gad_status st = recon_exact(cx, &w->r, &w->b, true);
    take_back(w);
    return st;
}

/* The worst node in the caller's units; `off` [n_node] is what the market could not balance, in its own. */
static void explain(const rooms *w, const double *off, gad_market_report *report)
{
    const recon *r = &w->r;
    int32_t worst = -1;
    double most = 0;
    char name[64];
    for (int32_t n = 0; n < r->n_node; n++)
        if (fabs(off[n]) > most) {
            most = fabs(off[n]);
            worst = n;
        }
    if (worst < 0)
        return;
    snprintf(report->note, sizeof report->note,
             "the bounds and the flows that are known leave %" PRId32
             " node%s out of balance; the furthest off in units of its sigmas is %s, %s by %.6g",
             report->n_unbalanced, report->n_unbalanced == 1 ? "" : "s",
             name_of(r->in->node_id, worst, "node", name), off[worst] > 0 ? "in surplus" : "short",
             most * w->s.row[worst]);
}

/* What the market said of itself does not hold for what was made of its answer. */
static void conclude(rooms *w, bool passes, const double *unbalanced, gad_market_report *report)
{
    report->degenerate = 0;
    if (passes) {
        report->status = GAD_SOLVED;
        report->n_unbalanced = 0;
        report->note[0] = '\0';
    } else if (report->status == GAD_SOLVED)
        report->status = GAD_NOT_CONVERGED;
    else if (report->status == GAD_NO_EQUILIBRIUM)
        explain(w, unbalanced, report);
}

static gad_status run(gad_ctx *cx, rooms *w, const gad_market_opts *o, gad_market_report *report)
{
    bool passes;
    double *unbalanced = w->s.supply; /* the market has its own copy */
    gad_market_answer a = { .price = w->s.price, .level = w->s.level, .unbalanced = unbalanced };
    gad_status st = gad_market_solve(cx, w->s.market, o, NULL, &a);
    if (st)
        return st;
    *report = a.report;
    st = finish(cx, w, o->tolerance, report, &passes);
    if (st)
        return st;
    conclude(w, passes, unbalanced, report);
    if (passes)
        st = errors(cx, w);
    for (int32_t j = 0; j < w->r.n_flow; j++) {
        if (!passes)
            w->r.sd[j] = NO_NUMBER;
        report->degenerate += passes && isnan(w->r.sd[j]);
    }
    return st;
}

static void put(double *to, const double *from, int32_t n)
{
    if (to && n)
        memcpy(to, from, (size_t)n * sizeof *to);
}

static void write_answer(const recon *r, gad_market_report *report, gad_reconcile_answer *a)
{
    double chi2 = 0;
    for (int32_t j = 0; j < r->n_flow; j++) {
        double w = recon_observed(r, j) && r->in->sigma[j] > 0 ? r->z[j] / r->in->sigma[j] : 0;
        chi2 += w * w;
    }
    report->objective = chi2 / 2;
    put(a->flow, r->x, r->n_flow);
    put(a->node_price, r->price, r->n_node);
    put(a->sd, r->sd, r->n_flow);
    a->chi2 = chi2;
    a->redundancy = r->redundancy;
    a->report = *report;
}

gad_status gad_reconcile_flows(gad_ctx *cx, const gad_reconcile_spec *spec,
                               const gad_market_opts *opts, gad_reconcile_answer *answer)
{
    gad_market_opts o = opts ? *opts : gad_market_defaults();
    gad_market_report report = { 0 };
    rooms w = { 0 };
    arena_init(&w.mem, &cx->al);
    gad_status st = prepare(cx, spec, &w);
    if (!st)
        st = run(cx, &w, &o, &report);
    if (!st)
        write_answer(&w.r, &report, answer);
    gad_market_free(w.s.market);
    basis_release(&w.b);
    arena_release(&w.mem);
    return st;
}
