/* unique.c - layer 1: what of a solution is unique, and a canonical choice where it is not.
 *
 * Prices. At a solution the levels of all activities with a rising marginal cost are the same in every equilibrium, so an
 * activity between its bounds gives an equation earns = marginal cost that all equilibrium prices satisfy, and one at a
 * bound an inequality. Levels. Flat steps without a rent may be swapped for each other: every node gives an equation,
 * every bound an inequality. First, in one pass without memory, whatever a single row determines is struck off: that is
 * everything in most networks. What is left is a face (face.h). */
#include "market/certify.h"
#include "market/curve.h"
#include "market/face.h"
#include "market/respond.h"
#include "market/unique.h"

static const double NO_RENT = 1e-9; /* a rent below this share of the earnings is none */
static const double SPREAD = 1e-9;  /* a range below this share of the size is a point */

/* ---- prices ------------------------------------------------------------------------------------- */

static bool between(const gad_market *m, int32_t j)
{
    double x = m->now.level[j];
    return x > m->resp.lower[j] && x < m->resp.upper[j];
}

/* m->open_node[n] is set for nodes that no chain of activities between their bounds determines one by one. */
static int32_t strike_prices(gad_market *m)
{
    int32_t *unknown = m->open_act, head = 0, tail = 0, left = m->n_node;
    for (int32_t n = 0; n < m->n_node; n++)
        m->open_node[n] = 1;
    for (int32_t j = 0; j < m->n_act; j++) {
        unknown[j] = between(m, j) ? m->start[j + 1] - m->start[j] : 0;
        if (unknown[j] == 1)
            m->queue[tail++] = j;
    }
    while (head < tail) {
        int32_t j = m->queue[head++], n = -1;
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            n = m->open_node[m->node[e]] ? m->node[e] : n;
        if (n < 0)
            continue;
        m->open_node[n] = 0;
        left--;
        for (int32_t k = m->touch_start[n]; k < m->touch_start[n + 1]; k++) {
            int32_t i = m->touch_act[k];
            if (unknown[i] > 1 && --unknown[i] == 1)
                m->queue[tail++] = i;
        }
    }
    return left;
}

/* Slack of an activity at a bound: how much more (lower) or less (upper) it could earn and stay there. */
static double bound_slack(const gad_market *m, int32_t j)
{
    double cost = respond_cost(m, j, m->now.level), gap = cost - m->now.earn[j];
    if (!isfinite(gap))
        return NO_LIMIT;
    return m->now.level[j] <= m->resp.lower[j] ? gap : -gap;
}

static void price_row(const gad_market *m, face *f, int32_t j, const int32_t *var_of)
{
    bool open = false, inner = between(m, j);
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        open = open || m->open_node[m->node[e]];
    if (!open || m->resp.lower[j] == m->resp.upper[j])
        return;
    double slack = inner ? 0 : bound_slack(m, j), sign = 1;
    if (!isfinite(slack))
        return;
    if (!inner && m->now.level[j] > m->resp.lower[j])
        sign = -1;
    face_rows *r = inner ? &f->equal : &f->atmost;
    face_row(r, slack);
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        if (m->open_node[m->node[e]])
            face_put(r, var_of[m->node[e]], sign * m->value[e]);
}

static gad_status open_prices(gad_ctx *cx, gad_market *m, arena *mem, int32_t left,
                              gad_market_report *r)
{
    face f;
    int32_t *var_of = arena_take(mem, (size_t)m->n_node, sizeof *var_of), k = 0;
    if (!var_of ||
        !face_take(mem, &f, left, m->n_act, m->start[m->n_act], m->n_act, m->start[m->n_act]))
        return gad_nomem(cx, "the range of the prices");
    for (int32_t n = 0; n < m->n_node; n++)
        if (m->open_node[n]) {
            var_of[n] = k;
            f.weighs[k] = true;
            f.value[k++] = m->now.price[n];
        }
    respond_earn(m, m->now.price, m->now.earn);
    for (int32_t j = 0; j < m->n_act; j++)
        price_row(m, &f, j, var_of);
    gad_status st = face_settle(cx, mem, &f);
    if (st)
        return st;
    for (int32_t n = 0; n < m->n_node; n++) {
        if (!m->open_node[n])
            continue;
        int32_t v = var_of[n];
        double size = fabs(m->now.price[n]) + m->scale[n];
        bool wide = !(f.high[v] - f.low[v] <= SPREAD * size);
        m->price_low[n] = wide ? f.low[v] : m->now.price[n];
        m->price_high[n] = wide ? f.high[v] : m->now.price[n];
        r->undetermined += wide;
        if (wide && !isnan(f.low[v]))
            m->now.price[n] = f.value[v];
    }
    if (f.skipped)
        snprintf(r->note, sizeof r->note,
                 "the prices of %" PRId32
                 " nodes hang together without being determined: their ranges were not computed",
                 f.skipped);
    respond_earn(m, m->now.price, m->now.earn);
    return GAD_OK;
}

/* ---- levels ------------------------------------------------------------------------------------- */

static bool is_swappable(const gad_market *m, int32_t j)
{
    if (m->start[j] == m->start[j + 1] || m->block_of[j] >= 0 ||
        m->resp.lower[j] == m->resp.upper[j] || !curve_is_flat(&m->curve[j]))
        return false;
    double size = fabs(m->curve[j].par[0]);
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        size += fabs(m->value[e] * m->now.price[m->node[e]]);
    return fabs(m->curve[j].par[0] - m->now.earn[j]) <= NO_RENT * size;
}

/* m->open_act[j] is set for flat steps whose level no chain of balances determines one by one. */
static int32_t strike_levels(gad_market *m)
{
    int32_t *unknown = m->open_node, head = 0, tail = 0, left = 0;
    memset(unknown, 0, (size_t)m->n_node * sizeof *unknown);
    for (int32_t j = 0; j < m->n_act; j++) {
        m->open_act[j] = is_swappable(m, j);
        left += m->open_act[j];
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            unknown[m->node[e]] += m->open_act[j];
    }
    for (int32_t n = 0; n < m->n_node && left; n++)
        if (unknown[n] == 1)
            m->queue[tail++] = n;
    while (head < tail) {
        int32_t n = m->queue[head++], j = -1;
        for (int32_t k = m->touch_start[n]; k < m->touch_start[n + 1]; k++)
            j = m->open_act[m->touch_act[k]] ? m->touch_act[k] : j;
        if (j < 0)
            continue;
        m->open_act[j] = 0;
        left--;
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            if (--unknown[m->node[e]] == 1)
                m->queue[tail++] = m->node[e];
    }
    return left;
}

static gad_status open_levels(gad_ctx *cx, gad_market *m, arena *mem, int32_t left,
                              gad_market_report *r)
{
    face f;
    int32_t *var_of = arena_take(mem, (size_t)m->n_act, sizeof *var_of), k = 0;
    if (!var_of ||
        !face_take(mem, &f, left, m->n_node, m->start[m->n_act], 2 * left, 2 * (int64_t)left))
        return gad_nomem(cx, "the range of the levels");
    for (int32_t j = 0; j < m->n_act; j++)
        if (m->open_act[j]) {
            var_of[j] = k;
            f.weighs[k] = j < m->n_given;
            f.value[k++] = m->now.level[j];
        }
    for (int32_t n = 0; n < m->n_node; n++) {
        bool begun = false;
        for (int32_t t = m->touch_start[n]; t < m->touch_start[n + 1]; t++) {
            if (!m->open_act[m->touch_act[t]])
                continue;
            if (!begun)
                face_row(&f.equal, 0);
            begun = true;
            face_put(&f.equal, var_of[m->touch_act[t]], m->coef[m->touch_entry[t]]);
        }
    }
    for (int32_t j = 0; j < m->n_act; j++)
        for (int32_t sign = -1; sign <= 1 && m->open_act[j]; sign += 2) {
            double bound = sign < 0 ? m->resp.lower[j] : m->resp.upper[j];
            if (!isfinite(bound))
                continue;
            face_row(&f.atmost, sign * (bound - m->now.level[j]));
            face_put(&f.atmost, var_of[j], sign);
        }
    gad_status st = face_settle(cx, mem, &f);
    for (int32_t j = 0; j < m->n_act && !st; j++) {
        if (!m->open_act[j])
            continue;
        int32_t v = var_of[j];
        bool wide = !(f.high[v] - f.low[v] <=
                      SPREAD * (fabs(m->now.level[j]) + m->now.gross[m->node[m->start[j]]]));
        m->level_free[j] = wide;
        r->degenerate += wide && j < m->n_given;
        if (wide && !isnan(f.low[v]))
            m->now.level[j] = MIN_OF(MAX_OF(f.value[v], m->resp.lower[j]), m->resp.upper[j]);
    }
    if (!st && f.skipped && !r->note[0])
        snprintf(
            r->note, sizeof r->note,
            "%" PRId32
            " levels hang together without being determined: one choice is given, not the least-norm one",
            f.skipped);
    return st;
}

/* Levels of a block whose Q is only semidefinite may be swapped among its members: not searched, but said. */
static void mention_blocks(const gad_market *m, gad_market_report *r)
{
    for (int32_t b = 0; b < m->n_block && !r->note[0]; b++) {
        int32_t inner = 0;
        for (int32_t i = 0; i < m->block[b].n; i++)
            inner += between(m, m->unit_act[m->block[b].first + i]);
        if (inner > 1 && m->block[b].least <= 1e-8)
            snprintf(
                r->note, sizeof r->note,
                "the Q of block %" PRId32
                " is not positive definite: levels of its members may not be unique, one choice is given",
                b);
    }
}

/* ---- both --------------------------------------------------------------------------------------- */

gad_status unique_settle(gad_ctx *cx, gad_market *m, gad_market_report *r)
{
    arena mem;
    arena_init(&mem, &cx->al);
    gad_status st = GAD_OK;
    respond_earn(m, m->now.price, m->now.earn); /* the prices were rounded since */
    memset(m->level_free, 0, (size_t)m->n_act * sizeof *m->level_free);
    memcpy(m->price_low, m->now.price, (size_t)m->n_node * sizeof(double));
    memcpy(m->price_high, m->now.price, (size_t)m->n_node * sizeof(double));
    int32_t open = strike_prices(m);
    if (open)
        st = open_prices(cx, m, &mem, open, r);
    open = st ? 0 : strike_levels(m);
    if (open)
        st = open_levels(cx, m, &mem, open, r);
    arena_release(&mem);
    if (!st)
        mention_blocks(m, r);
    return st;
}
