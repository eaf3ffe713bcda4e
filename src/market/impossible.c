/* impossible.c - layer 1: why a market has no equilibrium, found out by two markets that always have one.
 *
 * The elastic market: the same activities without costs, and at every node a supplier or taker of last resort whose cost
 * rises with the amount. What they must supply or take is the least-squares imbalance that no levels can avoid.
 * The runaway market: only activities without a limit whose marginal cost stays finite as the level grows, around nodes
 * without supply, each with a rising cost on top. Levels other than 0 are a combination that gains for ever.
 * Both are solved by the same Newton loop (as in Farkas' lemma, one of the two explains every linear market). */
#include "market/curve.h"
#include "market/impossible.h"
#include "market/newton.h"
#include "market/respond.h"

/* A share of the flow through a node below this counts as balanced. */
static const double UNBALANCED = 1e-6;
/* An activity that is defined at positive levels only must run at least at this share of its typical level. */
static const double TRACE = 1e-5;

typedef struct helper { /* a market made of this one's columns */
    gad_market_spec spec;
    int32_t *start, *node;
    double *coef, *factor, *lower, *upper, *supply;
    gad_curve *curve;
    int32_t *from; /* [n_activity] activity of the market, or ~node for the last resort of a node */
    int32_t n;
} helper;

static bool helper_take(arena *mem, const gad_market *m, helper *h)
{
    size_t acts = (size_t)m->n_act + (size_t)m->n_node,
           entries = (size_t)m->start[m->n_act] + (size_t)m->n_node;
    *h = (helper){ .n = 0 };
    h->start = arena_take(mem, acts + 1, sizeof *h->start);
    h->node = arena_take(mem, entries, sizeof *h->node);
    h->coef = arena_take(mem, entries, sizeof *h->coef);
    h->factor = arena_take(mem, entries, sizeof *h->factor);
    h->lower = arena_take(mem, acts, sizeof *h->lower);
    h->upper = arena_take(mem, acts, sizeof *h->upper);
    h->supply = arena_take(mem, (size_t)m->n_node, sizeof *h->supply);
    h->curve = arena_take(mem, acts, sizeof *h->curve);
    h->from = arena_take(mem, acts, sizeof *h->from);
    return h->start && h->node && h->coef && h->factor && h->lower && h->upper && h->supply &&
           h->curve && h->from;
}

static void begin_activity(helper *h, int32_t from, double lower, double upper, double c, double q)
{
    h->from[h->n] = from;
    h->lower[h->n] = lower;
    h->upper[h->n] = upper;
    h->curve[h->n] = (gad_curve){ GAD_CURVE_LINEAR, { c, q, 0 } };
    h->n++;
    h->start[h->n] = h->start[h->n - 1];
}

static void add_entry(helper *h, int32_t node, double coef, double factor)
{
    int32_t e = h->start[h->n]++;
    h->node[e] = node;
    h->coef[e] = coef;
    h->factor[e] = factor;
}

static void copy_column(const gad_market *m, helper *h, int32_t j, double factor)
{
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        add_entry(h, m->node[e], m->coef[e], factor > 0 ? factor : m->factor[e]);
}

/* Solve the helper's market; its levels, borrowed until it is freed. *made is the caller's to free. */
static gad_status solve_helper(gad_ctx *cx, const gad_market *m, helper *h, gad_market_report *r,
                               gad_market **made)
{
    h->spec = (gad_market_spec){ .n_node = m->n_node,
                                 .n_activity = h->n,
                                 .start = h->start,
                                 .node = h->node,
                                 .coef = h->coef,
                                 .numbers = { .supply = h->supply,
                                              .lower = h->lower,
                                              .upper = h->upper,
                                              .curve = h->curve,
                                              .price_factor = h->factor } };
    gad_market_opts o = gad_market_defaults();
    gad_market_report own = { 0 };
    newton_end end;
    o.max_iterations = 300;
    o.tolerance = 1e-13; /* a proof is worth its digits */
    gad_status st = gad_market_new(cx, &h->spec, made);
    if (!st)
        st = network_prepare(cx, *made);
    for (int32_t j = 0; j < h->n && !st; j++)
        (*made)->resp.centre[j] = MIN_OF(MAX_OF(0.0, h->lower[j]), h->upper[j]);
    if (!st)
        st = newton_guess(cx, *made, &own);
    if (!st)
        st = newton_run(cx, *made, &o, &own, &end);
    r->factorisations += own.factorisations;
    return st;
}

/* ---- balances ----------------------------------------------------------------------------------- */

static double trace_lower(const gad_market *m, int32_t j)
{
    double l = m->resp.lower[j];
    if (m->block_of[j] >= 0)
        return l;
    const curve_type *c = curve_types[m->curve[j].kind];
    double low, high;
    bool low_open, high_open;
    c->domain(m->curve[j].par, &low, &low_open, &high, &high_open);
    if (!low_open || low != 0)
        return l;
    return MIN_OF(MAX_OF(l, TRACE * c->typical(m->curve[j].par)), m->resp.upper[j]);
}

/* The prices of the elastic market value what is missing at each node: all of it together, counted at the worst one. */
static void name_worst(const gad_market *m, const gad_market *e, gad_market_report *r,
                       int32_t worst)
{
    char name[64];
    double all = 0;
    for (int32_t n = 0; n < m->n_node; n++)
        all += m->unbalanced[n] * e->now.price[n] / e->now.price[worst];
    if (r->n_unbalanced == 1)
        snprintf(r->note, sizeof r->note,
                 "%s cannot balance at any prices: it is %s by %.6g at least",
                 network_node(m, worst, name), all > 0 ? "in surplus" : "short", fabs(all));
    else
        snprintf(
            r->note, sizeof r->note,
            "%" PRId32
            " nodes cannot all balance at any prices: together they are %s by %.6g at least, counted at %s",
            r->n_unbalanced, all > 0 ? "in surplus" : "short", fabs(all),
            network_node(m, worst, name));
}

/* The prices of the elastic market prove that no levels within the bounds balance: valued at them, what could be made is
 * worth less than what is used, whatever the levels (or more, whatever they are). */
static bool proves(const gad_market *m, const helper *h, const gad_market *e)
{
    double low = 0, high = 0, gross = 0, misfit = 0;
    for (int32_t k = m->n_act; k < h->n; k++)
        misfit += e->now.level[k] * e->now.level[k] / e->resp.typical[k];
    for (int32_t n = 0; n < m->n_node; n++) {
        low += m->numbers.supply[n] * e->now.price[n];
        gross += fabs(m->numbers.supply[n] * e->now.price[n]);
    }
    high = low;
    for (int32_t k = 0; k < m->n_act; k++) { /* the last resorts come after the activities */
        double worth = 0;
        for (int32_t i = h->start[k]; i < h->start[k + 1]; i++)
            worth += h->coef[i] * e->now.price[h->node[i]];
        if (h->lower[k] < h->upper[k] && worth * worth * e->resp.typical[k] <= 1e-10 * misfit)
            continue; /* worth nothing, but for rounding: between its bounds */
        double a = worth * h->lower[k], b = worth * h->upper[k];
        low += h->lower[k] == 0 ? MIN_OF(0.0, b) : MIN_OF(a, b);
        high += h->lower[k] == 0 ? MAX_OF(0.0, b) : MAX_OF(a, b);
        gross += (isfinite(a) ? fabs(a) : 0) + (isfinite(b) ? fabs(b) : 0);
    }
    return high < -1e-9 * gross || low > 1e-9 * gross;
}

typedef struct
    reach { /* what a node can get and give at most and at least, whatever the others do */
    double most, least, gross;
    bool made, used; /* anything at all */
} reach;

static reach reach_of(const gad_market *m, int32_t n)
{
    double s = m->numbers.supply[n];
    reach r = { s, s, fabs(s), s > 0, s < 0 };
    for (int32_t t = m->touch_start[n]; t < m->touch_start[n + 1]; t++) {
        int32_t j = m->touch_act[t];
        double a = m->coef[m->touch_entry[t]], l = a * trace_lower(m, j), u = a * m->resp.upper[j];
        r.most += MAX_OF(l, u);
        r.least += MIN_OF(l, u);
        r.gross += (isfinite(l) ? fabs(l) : 0) + (isfinite(u) ? fabs(u) : 0);
        r.made = r.made || MAX_OF(l, u) > 0;
        r.used = r.used || MIN_OF(l, u) < 0;
    }
    return r;
}

static void name_alone(const gad_market *m, gad_market_report *r, int32_t n)
{
    char name[64];
    reach at = reach_of(m, n);
    const char *others = r->n_unbalanced > 1 ? ", and it is not the only one" : "";
    bool short_of = m->unbalanced[n] < 0;
    network_node(m, n, name);
    if (short_of ? !at.made : !at.used)
        snprintf(r->note, sizeof r->note, "%s cannot balance: nothing can %s there%s", name,
                 short_of ? "supply what is used" : "use what is supplied", others);
    else
        snprintf(r->note, sizeof r->note, "%s cannot balance: %s by %.6g%s", name,
                 short_of ? "what must be used exceeds all that can be supplied"
                          : "what must be supplied exceeds all that can be used",
                 fabs(m->unbalanced[n]), others);
}

/* Before the elastic market: nodes that cannot balance whatever the others do. Exact, and the usual slips are of this kind. */
static bool check_alone(gad_market *m, gad_market_report *r)
{
    int32_t worst = -1;
    double share = 0;
    for (int32_t n = 0; n < m->n_node; n++) {
        reach at = reach_of(m, n);
        double off = at.most < -1e-9 * at.gross   ? at.most
                     : at.least > 1e-9 * at.gross ? at.least
                                                  : 0;
        m->unbalanced[n] = off;
        r->n_unbalanced += off != 0;
        if (off != 0 && fabs(off) / at.gross > share) {
            share = fabs(off) / at.gross;
            worst = n;
        }
    }
    if (worst < 0)
        return false;
    r->status = GAD_NO_EQUILIBRIUM;
    name_alone(m, r, worst);
    return true;
}

static gad_status check_balances(gad_ctx *cx, gad_market *m, gad_market_report *r)
{
    arena mem;
    arena_init(&mem, &cx->al);
    gad_market *e = NULL;
    helper h;
    gad_status st = GAD_OK;
    if (!helper_take(&mem, m, &h)) {
        st = gad_nomem(cx, "the search for an imbalance");
        goto done;
    }
    memcpy(h.supply, m->numbers.supply, (size_t)m->n_node * sizeof(double));
    for (int32_t j = 0; j < m->n_act; j++) {
        begin_activity(&h, j, trace_lower(m, j), m->resp.upper[j], 0, 0);
        copy_column(m, &h, j, 1);
    }
    for (int32_t n = 0; n < m->n_node; n++) {
        begin_activity(&h, ~n, -NO_LIMIT, NO_LIMIT, 0, 1 / m->resp.conductance[n]);
        add_entry(&h, n, 1, 1);
    }
    st = solve_helper(cx, m, &h, r, &e);
    if (st)
        goto done;
    int32_t worst = -1;
    double most = 0;
    for (int32_t k = 0; k < h.n; k++) {
        int32_t n = ~h.from[k];
        if (n < 0)
            continue;
        double made = e->now.level[k],
               share = e->now.gross[n] > 0 ? fabs(made) / e->now.gross[n] : 0;
        m->unbalanced[n] = share > UNBALANCED ? -made : 0;
        r->n_unbalanced += share > UNBALANCED;
        /* Counted where the caller fixed a use or supply, if it is among them: that is the figure people know. */
        double weight =
            made * made / m->resp.conductance[n] * (m->numbers.supply[n] * made < 0 ? 1e6 : 1);
        if (share > UNBALANCED && weight > most) {
            most = weight;
            worst = n;
        }
    }
    if (worst < 0 || !proves(m, &h, e)) {
        memset(m->unbalanced, 0, (size_t)m->n_node * sizeof(double));
        r->n_unbalanced = 0;
    } else {
        r->status = GAD_NO_EQUILIBRIUM;
        name_worst(m, e, r, worst);
    }
done:
    gad_market_free(e);
    arena_release(&mem);
    return st;
}

/* ---- levels without end ------------------------------------------------------------------------- */

/* Marginal cost as the level goes to +inf (sign 1) or -inf (-1); infinite where it grows without end. */
static double far_cost(const gad_market *m, int32_t j, int32_t sign)
{
    const gad_curve *c = &m->curve[j];
    if (m->block_of[j] >= 0)
        return sign * NO_LIMIT; /* a block with a flat direction is not searched */
    if (curve_is_flat(c))
        return c->par[0];
    return sign > 0 && c->kind == GAD_CURVE_POWER && c->par[2] < 0 ? 0 : sign * NO_LIMIT;
}

/* The levels of the runaway market balance and gain, which proves that they may be added to any others without end. */
static bool gains(const helper *h, const gad_market *e)
{
    double cost = 0, gross = 0;
    for (int32_t k = 0; k < h->n; k++) {
        double c = h->curve[k].par[0] * e->now.level[k];
        cost += c;
        gross += fabs(c);
    }
    return cost < -1e-7 * gross && e->now.imbalance <= 1e-9;
}

static gad_status check_runaway(gad_ctx *cx, gad_market *m, gad_market_report *r)
{
    arena mem;
    arena_init(&mem, &cx->al);
    gad_market *e = NULL;
    helper h;
    gad_status st = GAD_OK;
    if (!helper_take(&mem, m, &h)) {
        st = gad_nomem(cx, "the search for levels without end");
        goto done;
    }
    for (int32_t j = 0; j < m->n_act; j++) {
        double up = isinf(m->resp.upper[j]) ? far_cost(m, j, 1) : NO_LIMIT;
        double down = isinf(m->resp.lower[j]) ? far_cost(m, j, -1) : -NO_LIMIT;
        if (!isfinite(up) && !isfinite(down))
            continue;
        begin_activity(&h, j, isfinite(down) ? -NO_LIMIT : 0, isfinite(up) ? NO_LIMIT : 0,
                       isfinite(up) ? up : down, 1 / m->resp.typical[j]);
        copy_column(m, &h, j, 0);
    }
    if (h.n == 0)
        goto done;
    st = solve_helper(cx, m, &h, r, &e);
    if (st)
        goto done;
    if (!gains(&h, e))
        goto done;
    int32_t worst = -1;
    double most = 0;
    for (int32_t k = 0; k < h.n; k++) {
        double cost = fabs(e->now.level[k]) / m->resp.typical[h.from[k]];
        if (cost > 1e-6 * fabs(e->now.earn[k]) && cost > most && fabs(e->now.level[k]) > 0) {
            most = cost;
            worst = h.from[k];
        }
    }
    if (worst >= 0) {
        char name[64];
        r->status = GAD_NO_EQUILIBRIUM;
        snprintf(
            r->note, sizeof r->note,
            "levels would grow without end: %s and others gain at any scale; give it an upper bound or a rising cost",
            network_activity(m, worst, name));
    }
done:
    gad_market_free(e);
    arena_release(&mem);
    return st;
}

gad_status impossible_explain(gad_ctx *cx, gad_market *m, gad_market_report *r)
{
    double start = market_clock();
    gad_status st = check_alone(m, r) ? GAD_OK : check_balances(cx, m, r);
    if (!st && r->status != GAD_NO_EQUILIBRIUM &&
        m->resp.given_symmetric) /* a gain is none at other prices */
        st = check_runaway(cx, m, r);
    r->seconds_finish += market_clock() - start;
    /* A helper market that cannot be made or factored explains nothing; that is no error of the caller's market. */
    return st == GAD_E_NOMEM || st == GAD_E_CANCEL ? st : GAD_OK;
}
