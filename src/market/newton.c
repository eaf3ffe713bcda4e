/* newton.c - layer 1: damped semismooth Newton on the prices. The main loop.
 *
 * Flow of one step: respond_slopes -> respond_matrix -> linsys (a stale factor as preconditioner, or a new factor)
 * -> line search over respond. A symmetric market descends on its convex dual, whose derivative along the step is
 * -excess . step: a step ends where the dual still falls, or where the excess has halved. Any other market descends on
 * the residual. Flat steps add an outer loop: once the prices balance, the proximal centres move to the levels found
 * (recentre), until they move no more.
 *
 * Invariant: m->now is a point with finite levels; a step is taken only to a point that is better in the sense above. */
#include "market/newton.h"
#include "market/curve.h"
#include "market/respond.h"

/* Floor under the slopes of activities at their bounds, as a share of their typical slope. It keeps the matrix regular
 * and the step bounded; full steps shrink it, short ones raise it. */
/* How far proximal terms may shrink: the levels lose digits in proportion. */
static const double SOFTEST = 1e-3;
/* The last digits: floor under the slopes, and the largest move of a price relative to the prices around. */
static const double POLISH_FLOOR = 1e-10, POLISH_STEP = 1e-10;
/* A node where no more than this share of its ordinary flow moves is not held to relative balance while the proximal terms
 * settle: it is about to fall dry. The certificate is strict. */
static const double TRICKLE = 1e-6;
/* A larger imbalance that full steps do not lower is not rounding. */
static const double NOISE_AT_MOST = 1e-7;
static const double FLOOR_FIRST = 1e-4, FLOOR_LEAST = 1e-13, FLOOR_MOST = 1e4;
/* Accuracy asked of iterations with a stale factor. */
static const double STALE_BEST = 1e-9, STALE_WORST = 0.1;
enum {
    SEARCH_TRIES = 60,
    STALL_LIMIT = 12,
    STUCK_LIMIT = 3,
    SCALE_ROUNDS = 4,
    IDLE_LIMIT = 80,
    POLISH_ROUNDS = 6
};

typedef struct newton {
    gad_ctx *cx;
    gad_market *m;
    const gad_market_opts *o;
    gad_market_report *rep;
    slopes_matrix *sys;
    double floor;
    double best;             /* smallest merit since the last recentring */
    double violation;        /* of g = 0 by the proximal terms, relative; */
    double noise;            /* imbalance that rounding leaves: steps no longer lower it */
    double violation_before; /* and when the centres last moved */
    double taken;            /* length of the last step, 1 full */
    int32_t stale_cap;       /* iterations with a stale factor worth one factorisation */
    double imbalance_before; /* the last step */
    int32_t stalls;          /* steps in a row that did not move */
    int32_t stuck; /* steps in a row that did not halve an imbalance that may be rounding */
    int32_t recentred;
    double least; /* smallest imbalance since the last recentring, */
    int32_t idle; /* and steps since it fell */
} newton;

double market_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- direction ---------------------------------------------------------------------------------- */

static gad_status factor(newton *w, int32_t *bad)
{
    double start = market_clock();
    gad_status st = linsys_factor(w->cx, w->sys->lin, bad);
    w->rep->seconds_factor += market_clock() - start;
    w->rep->factorisations++;
    if (*bad < 0)
        memcpy(w->m->factored, w->m->slope, (size_t)w->m->n_act * sizeof(double));
    return st;
}

/* Share of the activities that started or stopped to respond since the factor was made. */
static double changed_since_factor(const gad_market *m)
{
    int32_t changed = 0;
    for (int32_t j = 0; j < m->n_act; j++) {
        double a = m->slope[j], b = m->factored[j];
        changed += a > 2 * b || b > 2 * a;
    }
    return (double)changed / (double)(m->n_act ? m->n_act : 1);
}

/* Try the factor at hand; *done tells whether m->step is good. */
static gad_status try_stale(newton *w, bool *done)
{
    gad_market *m = w->m;
    *done = false;
    if (!w->o->reuse_factor || !linsys_factored(w->sys->lin) || changed_since_factor(m) > 0.02)
        return GAD_OK;
    double start = market_clock();
    /* No more digits than the next step will keep: its gain is about the square of the last one's. */
    double gain = m->now.imbalance / w->imbalance_before;
    double rel = MIN_OF(MAX_OF(gain * gain, STALE_BEST), STALE_WORST);
    rel = MAX_OF(rel, MIN_OF(0.01 * w->o->tolerance / m->now.imbalance, STALE_WORST));
    int32_t its = 0;
    gad_status st =
        linsys_iterate(w->cx, w->sys->lin, m->now.excess, rel, w->stale_cap, m->step, &its, done);
    w->rep->inner += its;
    w->rep->seconds_solve += market_clock() - start;
    return st;
}

static gad_status fresh(newton *w)
{
    gad_market *m = w->m;
    int32_t bad = 0;
    for (int32_t k = 0; bad >= 0 && k < 8; k++) {
        gad_status st = factor(w, &bad);
        if (st)
            return st;
        if (bad >= 0) { /* too close to singular for the digits at hand: stiffen */
            w->floor = MIN_OF(MAX_OF(w->floor * 1e3, 1e-10), FLOOR_MOST);
            respond_matrix(m, w->sys, w->floor);
            double *h = linsys_values(w->sys->lin); /* nodes that only move together need more */
            for (int32_t n = 0; n < m->n_node; n++)
                h[w->sys->diagonal[n]] *= 1 + ldexp(1e-14, 7 * k);
        }
    }
    if (bad >= 0) { /* no direction: the loop will end as stalled */
        memset(m->step, 0, (size_t)m->n_node * sizeof(double));
        return GAD_OK;
    }
    double start = market_clock();
    gad_status st = linsys_solve(w->cx, w->sys->lin, m->now.excess, m->step);
    w->rep->seconds_solve += market_clock() - start;
    return st;
}

/* m->step = - (A D B')^-1 excess. */
static gad_status direction(newton *w)
{
    gad_market *m = w->m;
    double start = market_clock();
    respond_slopes(m, &m->now);
    respond_matrix(m, w->sys, w->floor);
    w->rep->seconds_evaluate += market_clock() - start;
    bool done = false;
    gad_status st = try_stale(w, &done);
    if (!st && !done)
        st = fresh(w);
    for (int32_t n = 0; n < m->n_node && !st; n++)
        m->step[n] = -m->step[n];
    return st;
}

/* ---- line search -------------------------------------------------------------------------------- */

static void evaluate(newton *w, double t)
{
    gad_market *m = w->m;
    double start = market_clock();
    for (int32_t n = 0; n < m->n_node; n++)
        m->next.price[n] = m->now.price[n] + t * m->step[n];
    respond(m, &m->next);
    w->rep->evaluations++;
    w->rep->seconds_evaluate += market_clock() - start;
}

static double along(const gad_market *m, const point *pt)
{
    double s = 0;
    for (int32_t n = 0; n < m->n_node; n++)
        s += pt->excess[n] * m->step[n];
    return s;
}

/* The derivative of the dual rises from a negative value; find a point left of its zero, not far from it. A point beyond
 * the zero will do when the excess has halved there since the centres last moved: that cannot go on for ever either. */
static bool search_dual(newton *w)
{
    gad_market *m = w->m;
    double s0 = along(m, &m->now), lo = 0, slo = s0, hi = NO_LIMIT, shi = 0, t = 1;
    if (!(s0 < 0))
        return false;
    for (int32_t k = 0; k < SEARCH_TRIES; k++) {
        evaluate(w, t);
        w->taken = t;
        if (!m->next.inside) {
            hi = t;
            shi = NO_LIMIT;
            t = lo + 0.25 * (hi - lo);
            continue;
        }
        double s = along(m, &m->next);
        if (m->next.merit <= 0.25 * w->best)
            return true;
        if (s <= 0 && (hi == NO_LIMIT || s > 0.5 * s0 || hi - t < 0.1 * t))
            return true;
        if (s <= 0) {
            lo = t;
            slo = s;
        } else {
            hi = t;
            shi = s;
        }
        double guess =
            isfinite(shi) ? lo + (hi - lo) * (-slo) / (shi - slo) : lo + 0.25 * (hi - lo);
        /* A little left of the zero of the chord, so that the next point is likely to be on the falling side. */
        t = MIN_OF(MAX_OF(lo + 0.9 * (guess - lo), lo + 0.02 * (hi - lo)), lo + 0.9 * (hi - lo));
    }
    return false;
}

static bool search_residual(newton *w)
{
    gad_market *m = w->m;
    double t = 1;
    for (int32_t k = 0; k < SEARCH_TRIES / 2; k++, t *= 0.5) {
        evaluate(w, t);
        w->taken = t;
        if (m->next.inside && m->next.merit <= (1 - 1e-3 * t) * m->now.merit)
            return true;
    }
    return false;
}

static void accept(newton *w)
{
    point p = w->m->now;
    w->m->now = w->m->next;
    w->m->next = p;
    w->best = MIN_OF(w->best, w->m->now.merit);
    if (w->taken > 0.5)
        w->floor = MAX_OF(w->floor * 1e-2, FLOOR_LEAST);
    else if (w->taken < 0.1)
        w->floor = MIN_OF(w->floor * 10, FLOOR_MOST);
}

/* ---- flat steps --------------------------------------------------------------------------------- */

static void raise_scale(gad_market *m, int32_t j, double size, bool only_unknown)
{
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
        double *scale = &m->scale[m->node[e]];
        if (!only_unknown || *scale == 0)
            *scale = MAX_OF(*scale, size / fabs(m->value[e]));
    }
}

/* Costs make a scale; a node that only free moves touch takes it from where they lead (a price there that is rounding must
 * not be its own measure). Then what is earned at the prices, where that is more. */
void newton_scale(gad_market *m)
{
    double most = 0;
    bool unknown = true;
    memset(m->scale, 0, (size_t)m->n_node * sizeof(double));
    for (int32_t j = 0; j < m->n_given; j++) {
        double cost = respond_cost_size(m, j, m->now.level);
        if (cost > 0 && isfinite(cost))
            raise_scale(m, j, cost, false);
    }
    for (int32_t round = 0; round < SCALE_ROUNDS && unknown; round++) {
        unknown = false;
        for (int32_t n = 0; n < m->n_node; n++)
            unknown = unknown || m->scale[n] == 0;
        for (int32_t j = 0; j < m->n_given && unknown; j++) {
            double size = 0;
            for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
                size = MAX_OF(size, fabs(m->value[e]) * m->scale[m->node[e]]);
            if (size > 0)
                raise_scale(m, j, size, true);
        }
    }
    for (int32_t n = 0; n < m->n_node; n++)
        most = MAX_OF(most, m->scale[n]);
    for (int32_t n = 0; n < m->n_node; n++) /* nothing leads there; or nothing at all costs */
        m->scale[n] = m->scale[n] > 0 ? m->scale[n] : most > 0 ? most : 1;
    for (int32_t j = 0; j < m->n_given && most > 0; j++) {
        double size = fabs(m->now.earn[j]);
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            size = MAX_OF(size, fabs(m->value[e] * m->now.price[m->node[e]]));
        raise_scale(m, j, size, false);
    }
}

/* What a violation of g = 0 is measured by: what the certificate will use, but where all of that vanishes (a disposal, a
 * free move between goods worth nothing) a little of the prices around. */
static double cost_scale(const gad_market *m, int32_t j)
{
    double own = respond_cost_size(m, j, m->now.level), around = 0;
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
        own += fabs(m->value[e] * m->now.price[m->node[e]]);
        around = MAX_OF(around, fabs(m->value[e]) * m->scale[m->node[e]]);
    }
    return j < m->n_given ? MAX_OF(own, 1e-4 * around) : around;
}

/* How far the proximal terms violate g = 0 at m->now, relative to the prices around the activity. */
static double displacement(gad_market *m)
{
    double worst = 0;
    newton_scale(m);
    for (int32_t j = 0; j < m->n_act; j++) {
        if (m->resp.delta[j] == 0)
            continue;
        double off = m->resp.delta[j] * fabs(m->now.level[j] - m->resp.centre[j]);
        if (off == 0)
            continue;
        double size = cost_scale(m, j);
        worst = MAX_OF(worst, size > 0 ? off / size : 1);
    }
    return worst;
}

/* Smaller proximal terms, so that the centres move faster. */
static void soften(gad_market *m)
{
    for (int32_t j = 0; j < m->n_act; j++)
        if (m->resp.delta[j] > 0) {
            double alone = 1 / m->resp.typical[j] - m->resp.delta[j];
            m->resp.delta[j] = MAX_OF(0.2 * m->resp.delta[j], SOFTEST * m->resp.delta_first[j]);
            m->resp.typical[j] = 1 / (MAX_OF(alone, 0) + m->resp.delta[j]);
        }
}

static void recentre(newton *w)
{
    gad_market *m = w->m;
    for (int32_t j = 0; j < m->n_act; j++)
        if (m->resp.delta[j] > 0)
            m->resp.centre[j] = m->now.level[j];
    if (w->violation > 0.3 * w->violation_before && w->violation > w->o->tolerance)
        soften(m);
    w->violation_before = w->violation;
    w->recentred++;
    w->least = w->best = NO_LIMIT;
    w->idle = 0;
    respond(m, &m->now);
    w->rep->evaluations++;
}

/* ---- the loop ----------------------------------------------------------------------------------- */

/* Whether to be content: balanced, and the levels at the centres, as near as rounding lets them come. Moves the centres
 * when the balances are well ahead of them. */
static bool content(newton *w)
{
    gad_market *m = w->m;
    double tol = w->o->tolerance;
    if (!m->resp.proximal)
        return m->now.imbalance <= tol;
    for (;;) {
        w->violation = displacement(m);
        double ahead = MIN_OF(1e-3, 1e-2 * w->violation);
        if (m->now.imbalance > MAX_OF(MAX_OF(1e-15, w->noise), ahead) ||
            w->recentred >= w->o->max_iterations)
            return false;
        if (w->violation <= 1e-15 ||
            (w->violation <= 1e-2 * tol && w->violation > 0.5 * w->violation_before))
            return m->now.imbalance <= MAX_OF(tol, w->noise);
        recentre(w);
    }
}

/* Rounding may keep the balances from reaching what content() asks of them. */
static bool good_enough(const newton *w)
{
    return w->m->now.imbalance <= MAX_OF(w->o->tolerance, w->noise) &&
           (!w->m->resp.proximal || displacement(w->m) <= 0.1 * w->o->tolerance);
}

static gad_status step_once(newton *w, bool *moved)
{
    *moved = false;
    gad_status st = direction(w);
    if (st)
        return st;
    w->best = MIN_OF(w->best, w->m->now.merit);
    *moved = w->m->resp.symmetric ? search_dual(w) : search_residual(w);
    if (*moved)
        accept(w);
    else
        w->floor = MIN_OF(w->floor * 100, FLOOR_MOST);
    return GAD_OK;
}

/* Widen the reach of curves whose level went beyond it; whether there were any. */
static bool widen(gad_market *m)
{
    bool any = false;
    for (int32_t j = 0; j < m->n_act; j++) {
        double x = m->now.level[j];
        if (m->block_of[j] >= 0 || x <= m->resp.reach[j])
            continue;
        const curve_type *c = curve_types[m->curve[j].kind];
        const double *par = m->curve[j].par;
        double wanted = c->level(par, m->now.earn[j]), far = 100 * m->resp.reach[j];
        /* Where the tangent says the curve would be, or a hundred times further when it cannot get there. */
        m->resp.reach[j] = wanted > m->resp.reach[j] && wanted < far ? 1.01 * wanted : far;
        any = true;
    }
    return any;
}

/* A balanced state is the end unless some curve was taken beyond its reach. */
static bool arrived(newton *w, newton_end *end)
{
    *end = NEWTON_CONVERGED;
    if (!widen(w->m))
        return true;
    respond(w->m, &w->m->now);
    w->best = w->least = NO_LIMIT;
    return false;
}

static gad_status loop(newton *w, newton_end *end)
{
    gad_status st = GAD_OK;
    for (int32_t k = 0; k < w->o->max_iterations && !st; k++) {
        if (content(w) && arrived(w, end))
            return GAD_OK;
        bool moved;
        double before = w->m->now.imbalance;
        st = step_once(w, &moved);
        w->rep->iterations++;
        w->imbalance_before = before;
        w->stalls = moved ? 0 : w->stalls + 1;
        bool stuck = w->m->now.imbalance < NOISE_AT_MOST && w->m->now.imbalance > 0.5 * before;
        w->stuck = stuck ? w->stuck + 1 : 0;
        if (w->stuck >= STUCK_LIMIT)
            w->noise = MAX_OF(w->noise, 2 * w->m->now.imbalance);
        if (!st && good_enough(w) && !(w->m->now.imbalance < 0.5 * before) && arrived(w, end))
            return st;
        w->idle = w->m->now.imbalance < 0.99 * w->least ? 0 : w->idle + 1;
        w->least = MIN_OF(w->least, w->m->now.imbalance);
        if (w->stalls > STALL_LIMIT || w->idle > IDLE_LIMIT) {
            *end = NEWTON_STALLED;
            return st;
        }
        if (!st)
            st = gad_progress(w->cx, "taking Newton steps", k + 1, 0);
    }
    *end = NEWTON_EXHAUSTED;
    return st;
}

/* One factorisation runs near the speed of the processor, a solve at that of memory: about 4 times slower per flop. */
static int32_t stale_cap(const slopes_matrix *s)
{
    linsys_cost c = linsys_cost_of(s->lin);
    double worth = c.solve_flops > 0 ? c.factor_flops / (3.5 * c.solve_flops) : 0;
    return (int32_t)MIN_OF(MAX_OF(worth, 3.0), 45.0);
}

gad_status newton_run(gad_ctx *cx, gad_market *m, const gad_market_opts *o,
                      gad_market_report *report, newton_end *end)
{
    newton w = { .cx = cx,
                 .m = m,
                 .o = o,
                 .rep = report,
                 .floor = FLOOR_FIRST,
                 .best = NO_LIMIT,
                 .violation_before = NO_LIMIT,
                 .imbalance_before = 1,
                 .taken = 1 };
    double start = market_clock();
    gad_status st = system_need(cx, m, m->resp.symmetric, &w.sys);
    report->seconds_analyse += market_clock() - start;
    if (st)
        return st;
    w.stale_cap = stale_cap(w.sys);
    m->resp.nothing = TRICKLE;
    memset(m->scale, 0, (size_t)m->n_node * sizeof(double));
    respond(m, &m->now);
    if (m->now.inside) {
        newton_scale(m);
        respond(m, &m->now);
    }
    report->evaluations++;
    return loop(&w, end);
}

/* ---- where to begin ----------------------------------------------------------------------------- */

static double block_cost_at_zero(const gad_market *m, int32_t j)
{
    const gad_block *k = &m->numbers.block[m->block_of[j]];
    for (int32_t i = 0; i < k->n; i++)
        if (k->activity[i] == j)
            return k->c[i];
    return 0;
}

/* Levels at price 0 of the tangents, ignoring bounds: what they make is the right hand side. */
static void tangent_excess(gad_market *m, double *excess)
{
    memcpy(excess, m->numbers.supply, (size_t)m->n_node * sizeof *excess);
    for (int32_t j = 0; j < m->n_act; j++) {
        const response *r = &m->resp;
        double x = r->lower[j];
        if (r->typical[j] > 0 && m->block_of[j] >= 0)
            x = -r->typical[j] * block_cost_at_zero(m, j);
        else if (r->typical[j] > 0) {
            const curve_type *c = curve_types[m->curve[j].kind];
            x = c->typical(m->curve[j].par);
            x = MIN_OF(MAX_OF(x, r->lower[j]), r->upper[j]);
            if (isfinite(r->lower[j]) && isfinite(r->upper[j]) &&
                (x == r->lower[j] || x == r->upper[j]))
                x = 0.5 * (r->lower[j] + r->upper[j]);
            double cost = c->cost(m->curve[j].par, x);
            x = isfinite(cost) ? x - r->typical[j] * cost : x;
        }
        if (!isfinite(x))
            x = 0;
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            excess[m->node[e]] += m->coef[e] * x;
    }
}

/* Raise or lower prices until no level is infinite: project on the earnings of those that are, a few times over. */
static void move_inside(gad_market *m)
{
    for (int32_t round = 0; round < 200; round++) {
        respond(m, &m->now);
        if (m->now.inside)
            return;
        for (int32_t j = 0; j < m->n_act; j++) {
            if (isfinite(m->now.level[j]) || m->block_of[j] >= 0)
                continue;
            const curve_type *c = curve_types[m->curve[j].kind];
            double goal = c->cost(m->curve[j].par, c->typical(m->curve[j].par)), size = 0;
            for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
                size += m->value[e] * m->value[e] / m->resp.conductance[m->node[e]];
            for (int32_t e = m->start[j]; e < m->start[j + 1] && size > 0; e++)
                m->now.price[m->node[e]] +=
                    (goal - m->now.earn[j]) * m->value[e] / m->resp.conductance[m->node[e]] / size;
        }
    }
}

gad_status newton_guess(gad_ctx *cx, gad_market *m, gad_market_report *report)
{
    slopes_matrix *s;
    double start = market_clock();
    gad_status st = system_need(cx, m, m->resp.symmetric, &s);
    report->seconds_analyse += market_clock() - start;
    if (st)
        return st;
    start = market_clock();
    memset(m->slope, 0, (size_t)m->n_act * sizeof(double));
    for (int32_t b = 0; b < m->n_block; b++)
        memset(m->block[b].response, 0,
               (size_t)m->block[b].n * (size_t)m->block[b].n * sizeof(double));
    respond_matrix(m, s, 1);
    tangent_excess(m, m->work);
    report->seconds_evaluate += market_clock() - start;
    start = market_clock();
    int32_t bad;
    st = linsys_factor(cx, s->lin, &bad);
    report->factorisations++;
    report->seconds_factor += market_clock() - start;
    if (st)
        return st;
    memset(m->now.price, 0, (size_t)m->n_node * sizeof(double));
    if (bad < 0) {
        memcpy(m->factored, m->resp.typical, (size_t)m->n_act * sizeof(double));
        st = linsys_solve(cx, s->lin, m->work, m->now.price);
        for (int32_t n = 0; n < m->n_node; n++)
            m->now.price[n] = isfinite(m->now.price[n]) ? -m->now.price[n] : 0;
    }
    move_inside(m);
    return st;
}

/* ---- the last digits ---------------------------------------------------------------------------- */

/* The level plus its change. Near the end of a curve that is not straight (an entropic trickle of 1e-40) the linear system
 * knows nothing: the level stays, it is too small to matter for a balance. */
static double moved(const gad_market *m, int32_t j, double change)
{
    double x = m->now.level[j], l = m->resp.lower[j], u = m->resp.upper[j];
    bool straight = m->block_of[j] >= 0 || m->curve[j].kind == GAD_CURVE_LINEAR;
    if (!straight && (change < -0.01 * (x - l) || change > 0.01 * (u - x)))
        return x;
    return MIN_OF(MAX_OF(x + change, l), u);
}

/* Levels derived from prices carry the rounding of pi divided by the slope; levels moved along with the prices do not. */
gad_status newton_polish(gad_ctx *cx, gad_market *m, double enough, gad_market_report *report)
{
    slopes_matrix *s = m->resp.symmetric ? &m->sym : &m->gen;
    double start = market_clock();
    gad_status st = GAD_OK;
    m->resp.nothing = 1e-6 * TRICKLE;
    respond_balance(m, &m->now);
    if (m->now.imbalance <= enough)
        goto done;
    respond_slopes(m, &m->now);
    respond_matrix(m, s, POLISH_FLOOR);
    newton_scale(m);
    if (!linsys_factored(s->lin)) {
        int32_t bad;
        st = linsys_factor(cx, s->lin, &bad);
        report->factorisations++;
        if (st || bad >= 0)
            goto done;
    }
    for (int32_t round = 0; round < POLISH_ROUNDS && m->now.imbalance > enough && !st; round++) {
        int32_t its = 0;
        bool reached;
        st = linsys_iterate(cx, s->lin, m->now.excess, round ? 1e-12 : 1e-6, 60, m->step, &its,
                            &reached);
        report->inner += its;
        if (st)
            break;
        bool small = true;
        for (int32_t n = 0; n < m->n_node; n++) {
            m->step[n] = -m->step[n];
            m->next.price[n] = m->now.price[n] + m->step[n];
            small = small && fabs(m->step[n]) <= POLISH_STEP * m->scale[n];
        }
        if (!small) /* an imbalance that no activity between its bounds can mend must not carry a price away */
            break;
        respond_move(m, m->step, m->next.level);
        for (int32_t j = 0; j < m->n_act; j++)
            m->next.level[j] = moved(m, j, m->next.level[j]);
        respond_balance(m, &m->next);
        if (!(m->next.imbalance < 0.9 * m->now.imbalance)) {
            if (round)
                break;
            continue; /* once more, with all the digits of the linear system */
        }
        respond_earn(m, m->next.price, m->next.earn);
        point p = m->now;
        m->now = m->next;
        m->next = p;
    }
done:
    report->seconds_finish += market_clock() - start;
    return st;
}
