/* reconcile.c - layer 1: weighted least squares of observed flows onto their balances: gad_reconcile_flows.
 *
 * Flow: check -> the market (flows as linear activities, in units of sigma and of what moves at a node) -> its
 * equilibrium decides which bounds hold -> with these decided the flows are computed once more, exactly, with their
 * standard errors (reconcile_exact.c) -> the market's own certificate on what is returned.
 * Where the market does not converge (sigmas many orders apart), bounds are decided here, starting from where it ended:
 * what is beyond a bound is held, what is held against its will is let go, until nothing changes. */
#include "base/base.h"
#include "market/reconcile.h"

enum { SWAPS_MAX = 200 };
static const double AT_BOUND = 1e-12; /* of the flow: nearer than this is at it */
static const double SURPLUS = 1e-9;   /* of the flow through a node: less is none */

/* The market: activity k is flow flow[k]; after the flows one fixed activity for each node uses up `gross`, which is
 * also supplied, so that imbalances are measured against the flows, not against their adjustments. */
typedef struct scaled {
    int32_t n;
    int32_t *flow;  /* [n] */
    double *row;    /* [n_node] amount that counts as one unit there */
    double *column; /* [n] z of one unit of level */
    int32_t *start, *node;
    double *coef, *lower, *upper, *supply;
    gad_curve *curve;
    const char **id;
    double *price, *level; /* as solved, in scaled units */
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

/* ---- adjustments ------------------------------------------------------------------------------- */

static bool recon_take(arena *mem, recon *r)
{
    size_t m = (size_t)r->n_node, n = (size_t)r->n_flow + 1;
    r->centre = arena_take(mem, n, sizeof *r->centre);
    r->low = arena_take(mem, n, sizeof *r->low);
    r->high = arena_take(mem, n, sizeof *r->high);
    r->gross = arena_take(mem, m, sizeof *r->gross);
    r->lack = arena_take(mem, m, sizeof *r->lack);
    r->z = arena_take(mem, n, sizeof *r->z);
    r->price = arena_take(mem, m, sizeof *r->price);
    r->held = arena_take(mem, n, sizeof *r->held);
    r->binds = arena_take(mem, m, sizeof *r->binds);
    r->sd = arena_take(mem, n, sizeof *r->sd);
    return r->centre && r->low && r->high && r->gross && r->lack && r->z && r->price && r->held &&
           r->binds && r->sd;
}

static void centre_flows(recon *r)
{
    const gad_reconcile_spec *in = r->in;
    for (int32_t n = 0; n < r->n_node; n++) {
        r->lack[n] = in->supply ? in->supply[n] : 0;
        r->gross[n] = fabs(r->lack[n]);
    }
    for (int32_t j = 0; j < r->n_flow; j++) {
        r->centre[j] = recon_observed(r, j) ? in->observed[j] : 0;
        r->low[j] = lower_of(in, j) - r->centre[j];
        r->high[j] = upper_of(in, j) - r->centre[j];
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
            r->lack[in->node[e]] += in->coef[e] * r->centre[j];
            r->gross[in->node[e]] += fabs(in->coef[e] * r->centre[j]);
        }
    }
}

/* A z + supply + A centre. */
static void excess_of(const recon *r, double *excess)
{
    memcpy(excess, r->lack, (size_t)r->n_node * sizeof *excess);
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = r->in->start[j]; e < r->in->start[j + 1]; e++)
            excess[r->in->node[e]] += r->in->coef[e] * r->z[j];
}

/* ---- the market --------------------------------------------------------------------------------- */

static bool scaled_take(arena *mem, const recon *r, scaled *s)
{
    size_t m = (size_t)r->n_node, n = (size_t)r->n_flow + m;
    size_t entries = (size_t)r->in->start[r->n_flow] + m;
    *s = (scaled){ .n = 0 };
    s->flow = arena_take(mem, n, sizeof *s->flow);
    s->row = arena_take(mem, m, sizeof *s->row);
    s->column = arena_take(mem, n, sizeof *s->column);
    s->start = arena_take(mem, n + 1, sizeof *s->start);
    s->node = arena_take(mem, entries, sizeof *s->node);
    s->coef = arena_take(mem, entries, sizeof *s->coef);
    s->lower = arena_take(mem, n, sizeof *s->lower);
    s->upper = arena_take(mem, n, sizeof *s->upper);
    s->supply = arena_take(mem, m, sizeof *s->supply);
    s->curve = arena_take(mem, n, sizeof *s->curve);
    s->id = arena_take(mem, n, sizeof *s->id);
    s->price = arena_take(mem, m, sizeof *s->price);
    s->level = arena_take(mem, n, sizeof *s->level);
    return s->flow && s->row && s->column && s->start && s->node && s->coef && s->lower &&
           s->upper && s->supply && s->curve && s->id && s->price && s->level;
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

static void add_flow(const recon *r, scaled *s, int32_t j)
{
    const gad_reconcile_spec *in = r->in;
    int32_t k = s->n++, at = s->start[k];
    double most = 0;
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
        most = fmax(most, fabs(in->coef[e]) / s->row[in->node[e]]);
    s->column[k] = recon_observed(r, j) ? in->sigma[j] : most > 0 ? 1 / most : 1;
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
        s->node[at] = in->node[e];
        s->coef[at++] = in->coef[e] * s->column[k] / s->row[in->node[e]];
    }
    s->start[k + 1] = at;
    s->flow[k] = j;
    s->lower[k] = r->low[j] / s->column[k];
    s->upper[k] = r->high[j] / s->column[k];
    s->curve[k] = (gad_curve){ GAD_CURVE_LINEAR, { 0, recon_observed(r, j) ? 1 : 0, 0 } };
    s->id[k] = in->flow_id ? in->flow_id[j] : NULL;
}

static gad_status make_market(gad_ctx *cx, const recon *r, scaled *s)
{
    choose_rows(r, s);
    for (int32_t j = 0; j < r->n_flow; j++)
        if (r->in->sigma[j] > 0)
            add_flow(r, s, j);
    for (int32_t n = 0; n < r->n_node; n++) {
        int32_t k = s->n + n, at = s->start[k];
        s->node[at] = n;
        s->coef[at] = -1;
        s->start[k + 1] = at + 1;
        s->lower[k] = s->upper[k] = s->level[k] = r->gross[n] / s->row[n];
        s->curve[k] = (gad_curve){ GAD_CURVE_LINEAR, { 0, 1, 0 } };
        s->supply[n] = (r->lack[n] + r->gross[n]) / s->row[n];
    }
    gad_market_spec spec = {
        .n_node = r->n_node,
        .n_activity = s->n + r->n_node,
        .balance = r->in->balance,
        .start = s->start,
        .node = s->node,
        .coef = s->coef,
        .node_id = r->in->node_id,
        .activity_id = s->id,
        .numbers = { .supply = s->supply, .lower = s->lower, .upper = s->upper, .curve = s->curve }
    };
    return gad_market_new(cx, &spec, &s->market);
}

/* ---- which bounds hold --------------------------------------------------------------------------- */

static hold holds(const recon *r, int32_t j, double z)
{
    double near = AT_BOUND * (fabs(r->centre[j]) + fabs(z));
    if (r->in->sigma[j] == 0)
        return HOLD_KNOWN;
    return z <= r->low[j] + near ? HOLD_LOWER : z >= r->high[j] - near ? HOLD_UPPER : HOLD_NONE;
}

static double held_at(const recon *r, int32_t j)
{
    return r->held[j] == HOLD_LOWER ? r->low[j] : r->held[j] == HOLD_UPPER ? r->high[j] : 0;
}

/* From a state of the market: adjustments, prices, and what holds. excess [n_node] work. */
static void read_state(recon *r, const scaled *s, double *excess)
{
    for (int32_t j = 0; j < r->n_flow; j++) {
        r->z[j] = 0;
        r->held[j] = HOLD_KNOWN;
    }
    for (int32_t k = 0; k < s->n; k++) {
        int32_t j = s->flow[k];
        double z = fmin(fmax(s->level[k] * s->column[k], r->low[j]), r->high[j]);
        r->held[j] = holds(r, j, z);
        r->z[j] = r->held[j] ? held_at(r, j) : z;
    }
    excess_of(r, excess);
    for (int32_t n = 0; n < r->n_node; n++) {
        bool frees = r->in->balance && r->in->balance[n] == GAD_BALANCE_FREE;
        r->price[n] = s->price[n] / s->row[n];
        r->binds[n] = !frees || excess[n] <= SURPLUS * r->gross[n] || r->price[n] > 0;
    }
}

/* Bounds and disposals that the state at hand contradicts change sides; how many did. */
static int32_t change_sides(recon *r, const double *excess)
{
    const gad_reconcile_spec *in = r->in;
    int32_t changed = 0;
    for (int32_t j = 0; j < r->n_flow; j++) {
        hold before = r->held[j];
        double cost =
            recon_observed(r, j) && in->sigma[j] > 0 ? r->z[j] / in->sigma[j] / in->sigma[j] : 0;
        double gain = -cost, size = fabs(cost);
        if (before == HOLD_KNOWN || r->low[j] == r->high[j])
            continue;
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
            gain += in->coef[e] * r->price[in->node[e]];
            size += fabs(in->coef[e] * r->price[in->node[e]]);
        }
        if (before == HOLD_NONE)
            r->held[j] = holds(r, j, r->z[j]);
        else if ((before == HOLD_LOWER ? gain : -gain) > 1e-10 * size)
            r->held[j] = HOLD_NONE;
        if (r->held[j])
            r->z[j] = held_at(r, j);
        changed += r->held[j] != before;
    }
    for (int32_t n = 0; n < r->n_node; n++) {
        bool before = r->binds[n];
        if (!in->balance || in->balance[n] != GAD_BALANCE_FREE)
            continue;
        r->binds[n] = before ? r->price[n] >= 0 : excess[n] < 0;
        changed += r->binds[n] != before;
    }
    return changed;
}

static gad_status decide(gad_ctx *cx, recon *r, basis *b, double *excess)
{
    for (int32_t i = 0; i < SWAPS_MAX; i++) {
        gad_status st = recon_exact(cx, r, b, false);
        if (st)
            return st;
        excess_of(r, excess);
        if (!change_sides(r, excess))
            break;
    }
    return GAD_OK;
}

/* ---- the certificate ------------------------------------------------------------------------------ */

/* Worst node of |A x + s| / (sum |coef x| + |s|), the surplus of a freely disposing node not counted. */
static double imbalance_of(const recon *r, double *excess, double *gross)
{
    const gad_reconcile_spec *in = r->in;
    double worst = 0;
    excess_of(r, excess);
    for (int32_t n = 0; n < r->n_node; n++)
        gross[n] = in->supply ? fabs(in->supply[n]) : 0;
    for (int32_t j = 0; j < r->n_flow; j++)
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            gross[in->node[e]] += fabs(in->coef[e] * (r->centre[j] + r->z[j]));
    for (int32_t n = 0; n < r->n_node; n++) {
        bool frees = in->balance && in->balance[n] == GAD_BALANCE_FREE;
        double off = frees && !(r->price[n] > 0) ? fmax(0, -excess[n]) : fabs(excess[n]);
        worst = fmax(worst, gross[n] > 0 ? off / gross[n] : off > 0 ? 1 : 0);
    }
    return worst;
}

/* Whether z and `price` pass the certificate of the market; fills the figures of `report`. work [2 n_node]. */
static gad_status certify(gad_ctx *cx, recon *r, scaled *s, double tolerance, double *work,
                          gad_market_report *report, bool *passes)
{
    for (int32_t k = 0; k < s->n; k++)
        s->level[k] = fmin(fmax(r->z[s->flow[k]] / s->column[k], s->lower[k]), s->upper[k]);
    for (int32_t n = 0; n < r->n_node; n++)
        s->price[n] = r->price[n] * s->row[n];
    gad_market_report figures = *report;
    gad_status st = gad_market_certify(cx, s->market, tolerance, s->price, s->level, &figures);
    if (st)
        return st;
    figures.imbalance = imbalance_of(r, work, work + r->n_node);
    *passes = figures.status == GAD_SOLVED && figures.imbalance <= tolerance;
    report->imbalance = figures.imbalance;
    report->complementarity = figures.complementarity;
    report->complementarity_rel = figures.complementarity_rel;
    return GAD_OK;
}

/* ---- the story -------------------------------------------------------------------------------------- */

typedef struct rooms { /* of one call */
    arena mem;
    recon r;
    scaled s;
    basis b;
    double *excess; /* [2 n_node] */
    double *kept_z; /* [n_flow] */
    double *kept_p; /* [n_node] */
} rooms;

static gad_status prepare(gad_ctx *cx, const gad_reconcile_spec *in, rooms *w)
{
    gad_status st = check(cx, in, &w->mem);
    if (st)
        return st;
    w->r = (recon){ .in = in, .n_node = in->n_node, .n_flow = in->n_flow };
    w->excess = arena_take(&w->mem, 2 * (size_t)in->n_node, sizeof *w->excess);
    w->kept_z = arena_take(&w->mem, (size_t)in->n_flow + 1, sizeof *w->kept_z);
    w->kept_p = arena_take(&w->mem, (size_t)in->n_node, sizeof *w->kept_p);
    if (!w->excess || !w->kept_z || !w->kept_p || !recon_take(&w->mem, &w->r) ||
        !scaled_take(&w->mem, &w->r, &w->s))
        return gad_nomem(cx, "reconciliation");
    centre_flows(&w->r);
    st = basis_new(cx, &w->r, &w->mem, &w->b);
    return st ? st : make_market(cx, &w->r, &w->s);
}

/* The exact flows with the market's prices (least norm where not unique) if these go together, with their own prices
 * if not, and the market's state if neither is certified. */
static gad_status choose(gad_ctx *cx, rooms *w, double tolerance, gad_market_report *report)
{
    recon *r = &w->r;
    size_t nodes = (size_t)r->n_node * sizeof(double), flows = (size_t)r->n_flow * sizeof(double);
    bool solved = report->status == GAD_SOLVED, passes = false;
    gad_status st = GAD_OK;
    double *exact_p = w->s.supply; /* no longer needed: the market has its copy */
    memcpy(exact_p, r->price, nodes);
    if (solved && report->undetermined > 0) {
        memcpy(r->price, w->kept_p, nodes);
        st = certify(cx, r, &w->s, tolerance, w->excess, report, &passes);
    }
    if (!st && !passes) {
        memcpy(r->price, exact_p, nodes);
        st = certify(cx, r, &w->s, tolerance, w->excess, report, &passes);
    }
    if (!st && !passes && solved) {
        memcpy(r->z, w->kept_z, flows);
        memcpy(r->price, w->kept_p, nodes);
        st = certify(cx, r, &w->s, tolerance, w->excess, report, &passes);
        passes = true; /* by the market's own measure, in which it was found */
    }
    report->status = passes ? GAD_SOLVED : GAD_NOT_CONVERGED;
    for (int32_t j = 0; j < r->n_flow && !passes; j++)
        r->sd[j] = NO_NUMBER;
    return st;
}

static gad_status run(gad_ctx *cx, rooms *w, const gad_market_opts *o, bool sd,
                      gad_market_report *report)
{
    recon *r = &w->r;
    gad_market_answer a = { .price = w->s.price, .level = w->s.level };
    gad_status st = gad_market_solve(cx, w->s.market, o, NULL, &a);
    if (st)
        return st;
    *report = a.report;
    read_state(r, &w->s, w->excess);
    memcpy(w->kept_z, r->z, (size_t)r->n_flow * sizeof *r->z);
    memcpy(w->kept_p, r->price, (size_t)r->n_node * sizeof *r->price);
    for (int32_t j = 0; j < r->n_flow; j++)
        r->sd[j] = NO_NUMBER;
    if (report->status == GAD_NO_EQUILIBRIUM)
        return GAD_OK;
    if (report->status == GAD_NOT_CONVERGED)
        st = decide(cx, r, &w->b, w->excess);
    if (!st)
        st = recon_exact(cx, r, &w->b, sd);
    return st ? st : choose(cx, w, o->tolerance, report);
}

static void put(double *to, const double *from, int32_t n)
{
    if (to && n)
        memcpy(to, from, (size_t)n * sizeof *to);
}

/* x = centre + z, exact at a bound, and never beyond one. */
static double flow_of(const recon *r, int32_t j)
{
    double l = lower_of(r->in, j), u = upper_of(r->in, j);
    return r->held[j] == HOLD_LOWER   ? l
           : r->held[j] == HOLD_UPPER ? u
                                      : fmin(fmax(r->centre[j] + r->z[j], l), u);
}

static void write_answer(const recon *r, gad_market_report *report, gad_reconcile_answer *a)
{
    double chi2 = 0;
    for (int32_t j = 0; j < r->n_flow; j++) {
        double w = recon_observed(r, j) && r->in->sigma[j] > 0 ? r->z[j] / r->in->sigma[j] : 0;
        chi2 += w * w;
        if (a->flow)
            a->flow[j] = flow_of(r, j);
    }
    report->objective = chi2 / 2;
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
        st = run(cx, &w, &o, true, &report);
    if (!st)
        write_answer(&w.r, &report, answer);
    gad_market_free(w.s.market);
    basis_release(&w.b);
    arena_release(&w.mem);
    return st;
}
