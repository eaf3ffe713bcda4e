/* sensitivity.c - layer 1: derivatives of the solution by every number of the network.
 *
 * With r_j = (what an activity earns more at given prices) - (what its marginal cost rises at the given level), activities
 * between their bounds answer dx = D (B' dp + r); those whose marginal cost is flat (set F: all that took a proximal term)
 * stay unknowns beside the prices:
 *     [ A D B'   A_F  ] [ dp   ]   [ - ds - A D r - A dx_bound ]
 *     [ B_F'    -M_FF ] [ dx_F ] = [ - r_F                     ]      (K z = b)
 * where M_FF is their slope (0 for a flat step). Forward: one solve with K. Adjoint: one solve with K', after which the
 * derivative by any number is a short sum. A number at a kink (a bound without rent) has a derivative on one side only.
 * Where prices or levels are not unique K is singular: a little is put on its diagonal and taken out again by
 * refinement; an outcome for which that does not settle is not determined. */
#include "market/certify.h"
#include "market/curve.h"
#include "market/respond.h"

static const double DIAGONAL =
    1e-11; /* relative to the conductance of a node, or the proximal term of an activity */
static const double SETTLED = 1e-8;   /* of the size of the right hand side */
static const double ROUNDING = 1e-13; /* of the size of the products in a row */
static const double NO_EFFECT = 1e-15;
static const double NO_RENT = 1e-9;
enum { REFINEMENTS = 8 };

typedef struct kkt {
    gad_ctx *cx;
    gad_market *m;
    arena mem;
    int32_t n_flat, n;    /* n = n_node + n_flat */
    int32_t *flat_of;     /* [n_act] number in F, -1 */
    int32_t *flat;        /* [n_flat] */
    int32_t *start, *row; /* K by columns, without the added diagonal */
    double *value;
    linsys *lin;
    double *z, *residual, *correction; /* [n] */
    double *w;                         /* [n_act] A' lambda, or r */
    double *dr;                        /* [n_act] */
} kkt;

static bool between(const gad_market *m, int32_t j)
{
    double x = m->now.level[j];
    return x > m->resp.lower[j] && x < m->resp.upper[j];
}

static double slope_between(const gad_market *m, int32_t j, int32_t k)
{
    int32_t b = m->block_of[j];
    if (b < 0)
        return j == k ? curve_types[m->curve[j].kind]->slope(m->curve[j].par, m->now.level[j]) : 0;
    const gad_block *q = &m->numbers.block[b];
    int32_t ij = -1, ik = -1;
    for (int32_t i = 0; i < q->n; i++) {
        ij = q->activity[i] == j ? i : ij;
        ik = q->activity[i] == k ? i : ik;
    }
    return ik < 0 ? 0 : q->q[ij * q->n + ik];
}

/* ---- the matrix --------------------------------------------------------------------------------- */

/* Took a proximal term; in a block, one member that did makes them all unknowns, since they answer together. */
static bool is_flat(const gad_market *m, int32_t j)
{
    int32_t b = m->block_of[j];
    bool flat = m->resp.delta[j] > 0;
    for (int32_t i = 0; b >= 0 && i < m->block[b].n; i++)
        flat = flat || m->resp.delta[m->unit_act[m->block[b].first + i]] > 0;
    return flat;
}

/* The flat ones leave A D B' and become unknowns of their own. */
static gad_status choose_flats(kkt *k)
{
    gad_market *m = k->m;
    k->flat_of = arena_take(&k->mem, (size_t)m->n_act + 1, sizeof *k->flat_of);
    k->flat = arena_take(&k->mem, (size_t)m->n_act + 1, sizeof *k->flat);
    if (!k->flat_of || !k->flat)
        return gad_nomem(k->cx, "sensitivities");
    respond_slopes(m, &m->now);
    for (int32_t j = 0; j < m->n_act; j++) {
        k->flat_of[j] = -1;
        if (is_flat(m, j) && (between(m, j) || m->level_free[j])) {
            k->flat_of[j] = k->n_flat;
            k->flat[k->n_flat++] = j;
            m->slope[j] = 0;
        }
    }
    for (int32_t b = 0; b < m->n_block; b++) {
        block_work *w = &m->block[b];
        if (is_flat(m, m->unit_act[w->first]))
            memset(w->response, 0, (size_t)w->n * (size_t)w->n * sizeof *w->response);
    }
    k->n = m->n_node + k->n_flat;
    return GAD_OK;
}

/* Entries below row n_node of column n: activities of F that touch the node. Beside it in order: A D B' of the general
 * system above. Columns of F: their nodes, then members of their block. */
static int64_t count_entries(const kkt *k, const int32_t *start)
{
    int64_t n = start[k->m->n_node];
    for (int32_t f = 0; f < k->n_flat; f++) {
        int32_t j = k->flat[f], b = k->m->block_of[j];
        n += 2 * (int64_t)(k->m->start[j + 1] - k->m->start[j]) + (b < 0 ? 1 : k->m->block[b].n);
    }
    return n;
}

static void put(kkt *k, int32_t *nz, int32_t row, double value)
{
    k->row[*nz] = row;
    k->value[(*nz)++] = value;
}

static void node_column(kkt *k, int32_t n, int32_t *nz)
{
    const gad_market *m = k->m;
    for (int32_t t = m->touch_start[n]; t < m->touch_start[n + 1]; t++)
        if (k->flat_of[m->touch_act[t]] >= 0)
            put(k, nz, m->n_node + k->flat_of[m->touch_act[t]], m->value[m->touch_entry[t]]);
}

static int compare_node(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void flat_column(kkt *k, int32_t f, int32_t *nz)
{
    const gad_market *m = k->m;
    int32_t j = k->flat[f], from = *nz, b = m->block_of[j];
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        put(k, nz, m->node[e], 0);
    qsort(k->row + from, (size_t)(*nz - from), sizeof *k->row, compare_node);
    for (int32_t i = from; i < *nz; i++)
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            if (m->node[e] == k->row[i])
                k->value[i] = m->coef[e];
    from = *nz;
    for (int32_t i = 0; i < (b < 0 ? 1 : m->block[b].n); i++) {
        int32_t other = b < 0 ? j : m->numbers.block[b].activity[i];
        if (k->flat_of[other] >= 0)
            put(k, nz, m->n_node + k->flat_of[other], 0);
    }
    qsort(k->row + from, (size_t)(*nz - from), sizeof *k->row, compare_node);
    for (int32_t i = from; i < *nz; i++)
        k->value[i] = -slope_between(m, k->flat[k->row[i] - m->n_node], j);
}

static gad_status build(kkt *k, const int32_t *start, const int32_t *row, const double *value)
{
    size_t room = (size_t)count_entries(k, start) + 1;
    k->start = arena_take(&k->mem, (size_t)k->n + 1, sizeof *k->start);
    k->row = arena_take(&k->mem, room, sizeof *k->row);
    k->value = arena_take(&k->mem, room, sizeof *k->value);
    k->z = arena_take(&k->mem, (size_t)k->n, sizeof *k->z);
    k->residual = arena_take(&k->mem, (size_t)k->n, sizeof *k->residual);
    k->correction = arena_take(&k->mem, (size_t)k->n, sizeof *k->correction);
    k->w = arena_take(&k->mem, (size_t)k->m->n_act + 1, sizeof *k->w);
    k->dr = arena_take(&k->mem, (size_t)k->m->n_act + 1, sizeof *k->dr);
    if (!k->start || !k->row || !k->value || !k->z || !k->residual || !k->correction || !k->w ||
        !k->dr)
        return gad_nomem(k->cx, "sensitivities");
    int32_t nz = 0;
    for (int32_t n = 0; n < k->m->n_node; n++) {
        k->start[n] = nz;
        for (int32_t e = start[n]; e < start[n + 1]; e++)
            put(k, &nz, row[e], value[e]);
        node_column(k, n, &nz);
    }
    for (int32_t f = 0; f < k->n_flat; f++) {
        k->start[k->m->n_node + f] = nz;
        flat_column(k, f, &nz);
    }
    k->start[k->n] = nz;
    return linsys_new(k->cx, k->n, k->start, k->row, false, &k->lin);
}

static gad_status factor(kkt *k)
{
    gad_market *m = k->m;
    double *v = linsys_values(k->lin);
    memcpy(v, k->value, (size_t)k->start[k->n] * sizeof *v);
    for (int32_t c = 0; c < k->n; c++)
        for (int32_t e = k->start[c]; e < k->start[c + 1]; e++)
            if (k->row[e] == c)
                v[e] += c < m->n_node ? DIAGONAL * m->resp.conductance[c]
                                      : -DIAGONAL * m->resp.delta[k->flat[c - m->n_node]];
    int32_t bad;
    gad_status st = linsys_factor(k->cx, k->lin, &bad);
    if (!st && bad >= 0)
        st = gad_fail(k->cx, GAD_E_NOTFOUND,
                      "the solution sits at a point where derivatives do not exist");
    return st;
}

/* The state must still solve the market: numbers may have been changed since. */
static gad_status check_state(gad_ctx *cx, gad_market *m)
{
    if (!m->solved)
        return gad_fail(
            cx, GAD_E_ARG,
            "solve the market first: the last solve did not end as solved, or there was none");
    gad_status st = network_prepare(cx, m);
    if (st)
        return st;
    gad_market_report r = { 0 };
    network_slopes(
        m, true); /* what is nearly flat is better off as an unknown of its own: see the head */
    for (int32_t j = 0; j < m->n_act; j++)
        m->resp.reach[j] =
            NO_LIMIT; /* the curves themselves: the solution may lie beyond the first reach */
    respond_earn(m, m->now.price, m->now.earn);
    certify(m, m->now.price, m->now.level, &r);
    if (!certified(&r, MAX_OF(1e-7, 100 * m->tolerance)))
        return gad_fail(cx, GAD_E_ARG,
                        "numbers of the market were changed after it was solved: solve it again");
    return GAD_OK;
}

static void kkt_free(kkt *k)
{
    linsys_free(k->lin);
    arena_release(&k->mem);
}

static gad_status kkt_make(gad_ctx *cx, gad_market *m, kkt *k)
{
    *k = (kkt){ .cx = cx, .m = m };
    arena_init(&k->mem, &cx->al);
    slopes_matrix *s;
    gad_status st = check_state(cx, m);
    if (!st)
        st = system_need(cx, m, false, &s);
    if (!st)
        st = choose_flats(k);
    if (st)
        return st;
    respond_matrix(m, s, 0);
    double *v = linsys_values(s->lin);
    for (int32_t n = 0; n < m->n_node; n++)
        v[s->diagonal[n]] -= m->resp.conductance[n] * RESPOND_GROUND;
    st = build(k, s->start, s->row, v);
    return st ? st : factor(k);
}

/* y = K x or K' x, without the added diagonal. */
static void multiply(const kkt *k, bool transposed, const double *x, double *y)
{
    memset(y, 0, (size_t)k->n * sizeof *y);
    for (int32_t c = 0; c < k->n; c++)
        for (int32_t e = k->start[c]; e < k->start[c + 1]; e++) {
            if (transposed)
                y[c] += k->value[e] * x[k->row[e]];
            else
                y[k->row[e]] += k->value[e] * x[c];
        }
}

/* Rows of nodes are in quantities, rows of F in money (the other way round when transposed): brought to one unit. */
static double in_one_unit(const kkt *k, int32_t i)
{
    const response *r = &k->m->resp;
    return i < k->m->n_node ? 1 / sqrt(r->conductance[i])
                            : sqrt(r->typical[k->flat[i - k->m->n_node]]);
}

/* Whether K z = b holds: beside the right hand side, or beside the products that make up a row as far as rounding goes.
 * An outcome that is not determined leaves its part of b standing, however large z has become. */
static bool settled(const kkt *k, const double *b, const double *size)
{
    double most_b = 0, most_size = 0;
    for (int32_t i = 0; i < k->n; i++) {
        most_b = fmax(most_b, fabs(b[i]) * in_one_unit(k, i));
        most_size = fmax(most_size, size[i] * in_one_unit(k, i));
    }
    for (int32_t i = 0; i < k->n; i++)
        if (!(fabs(k->residual[i]) * in_one_unit(k, i) <= SETTLED * most_b + ROUNDING * most_size))
            return false;
    return true;
}

/* What is rounding beside the right hand side, in one unit, is 0. */
static void drop_rounding(kkt *k, const double *b)
{
    double most = 0;
    for (int32_t i = 0; i < k->n; i++)
        most = fmax(most, fabs(b[i]) * in_one_unit(k, i));
    for (int32_t i = 0; i < k->n; i++)
        if (fabs(k->z[i]) <= NO_EFFECT * most * in_one_unit(k, i))
            k->z[i] = 0;
}

/* k->z = K^-1 b (b = k->residual on entry), refined. */
static gad_status kkt_solve(kkt *k, bool transposed)
{
    double *b = arena_take(&k->mem, (size_t)k->n, sizeof *b),
           *y = arena_take(&k->mem, (size_t)k->n, sizeof *y);
    double *size = arena_take(&k->mem, (size_t)k->n, sizeof *size);
    if (!b || !y || !size)
        return gad_nomem(k->cx, "sensitivities");
    memcpy(b, k->residual, (size_t)k->n * sizeof *b);
    memset(k->z, 0, (size_t)k->n * sizeof *k->z);
    gad_status st = GAD_OK;
    for (int32_t round = 0; round < REFINEMENTS && !st; round++) {
        st = transposed ? linsys_solve_transposed(k->cx, k->lin, k->residual, k->correction)
                        : linsys_solve(k->cx, k->lin, k->residual, k->correction);
        for (int32_t i = 0; i < k->n; i++)
            k->z[i] += k->correction[i];
        multiply(k, transposed, k->z, y);
        for (int32_t i = 0; i < k->n; i++)
            k->residual[i] = b[i] - y[i];
    }
    for (int32_t c = 0; c < k->n; c++)
        for (int32_t e = k->start[c]; e < k->start[c + 1]; e++)
            size[transposed ? c : k->row[e]] +=
                fabs(k->value[e] * k->z[transposed ? k->row[e] : c]);
    if (!st && !settled(k, b, size))
        st = gad_fail(
            k->cx, GAD_E_NOTFOUND,
            "the outcome is not determined: it depends on a price or level that is not unique");
    if (!st)
        drop_rounding(k, b);
    return st;
}

/* ---- shared by both directions ------------------------------------------------------------------ */

/* Which bound moves the level: -1 lower, 1 upper, 0 none (between, or the end of the curve's domain). */
static int32_t bound_of(const gad_market *m, int32_t j)
{
    double x = m->now.level[j], l = m->numbers.lower[j], u = m->numbers.upper[j];
    if (l == u)
        return m->rent[j] > 0 ? 1 : -1;
    return x == l ? -1 : x == u ? 1 : 0;
}

static bool at_kink(const gad_market *m, int32_t j)
{
    double size = 0;
    for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
        size += fabs(m->value[e] * m->now.price[m->node[e]]);
    return !between(m, j) && m->resp.lower[j] < m->resp.upper[j] &&
           fabs(m->rent[j]) <= NO_RENT * size;
}

/* out = D v (transposed: D' v) over activities between their bounds that are no unknowns of K. */
static void apply_slopes(const gad_market *m, bool transposed, const double *v, double *out)
{
    for (int32_t j = 0; j < m->n_act; j++)
        if (m->block_of[j] < 0)
            out[j] = m->slope[j] * v[j];
    for (int32_t b = 0; b < m->n_block; b++) {
        const block_work *w = &m->block[b];
        const int32_t *act = m->unit_act + w->first;
        for (int32_t i = 0; i < w->n; i++) {
            out[act[i]] = 0;
            for (int32_t k = 0; k < w->n; k++)
                out[act[i]] += w->response[transposed ? k * w->n + i : i * w->n + k] * v[act[k]];
        }
    }
}

/* ---- adjoint ------------------------------------------------------------------------------------ */

/* After the solve: k->dr = dF/dr, k->w = w_x - A' lambda. */
static void price_of_change(kkt *k, const double *weight_level)
{
    const gad_market *m = k->m;
    for (int32_t j = 0; j < m->n_act; j++) {
        k->w[j] = weight_level && j < m->n_given ? weight_level[j] : 0;
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            k->w[j] -= m->coef[e] * k->z[m->node[e]];
    }
    apply_slopes(m, true, k->w, k->dr);
    for (int32_t f = 0; f < k->n_flat; f++)
        k->dr[k->flat[f]] = -k->z[m->n_node + f];
}

/* A level at a bound moves with the bound; in a block it shifts what the others meet as well. */
static double by_bound(const kkt *k, int32_t j)
{
    const gad_market *m = k->m;
    double d = k->w[j];
    int32_t b = m->block_of[j];
    for (int32_t i = 0; b >= 0 && i < m->block[b].n; i++) {
        int32_t other = m->numbers.block[b].activity[i];
        if (between(m, other))
            d -= k->dr[other] * slope_between(m, other, j);
    }
    return d;
}

static void fill_gradient(const kkt *k, gad_market_gradient *g)
{
    const gad_market *m = k->m;
    for (int32_t n = 0; n < m->n_node && g->supply; n++)
        g->supply[n] = -k->z[n];
    for (int32_t j = 0; j < m->n_given; j++) {
        int32_t bound = between(m, j) ? 0 : bound_of(m, j);
        if (g->lower)
            g->lower[j] = bound < 0 ? by_bound(k, j) : 0;
        if (g->upper)
            g->upper[j] = bound > 0 ? by_bound(k, j) : 0;
        if (g->one_sided)
            g->one_sided[j] = at_kink(m, j);
        const gad_curve *c = &m->curve[j];
        for (int32_t i = 0; g->curve && i < GAD_CURVE_PARS; i++)
            g->curve[j * GAD_CURVE_PARS + i] =
                m->block_of[j] < 0 && between(m, j) && i < curve_types[c->kind]->n_par
                    ? -k->dr[j] * curve_types[c->kind]->by_par(c->par, i, m->now.level[j])
                    : 0;
        for (int32_t e = m->start[j]; g->price_factor && e < m->start[j + 1]; e++)
            g->price_factor[e] =
                between(m, j) ? k->dr[j] * m->coef[e] * m->now.price[m->node[e]] : 0;
    }
    for (int32_t b = 0; b < m->n_block; b++) {
        const gad_block *q = &m->numbers.block[b];
        for (int32_t i = 0; i < q->n; i++) {
            double d = between(m, q->activity[i]) ? -k->dr[q->activity[i]] : 0;
            if (g->block_c && g->block_c[b])
                g->block_c[b][i] = d;
            for (int32_t h = 0; g->block_q && g->block_q[b] && h < q->n; h++)
                g->block_q[b][i * q->n + h] = d * m->now.level[q->activity[h]];
        }
    }
}

gad_status gad_market_adjoint(gad_ctx *cx, gad_market *m, const double *weight_price,
                              const double *weight_level, gad_market_gradient *out)
{
    kkt k;
    gad_status st = kkt_make(cx, m, &k);
    if (st)
        goto done;
    for (int32_t j = 0; j < m->n_act; j++)
        k.w[j] = weight_level && j < m->n_given ? weight_level[j] : 0;
    apply_slopes(m, true, k.w, k.dr);
    for (int32_t n = 0; n < m->n_node; n++)
        k.residual[n] = weight_price ? weight_price[n] : 0;
    for (int32_t j = 0; j < m->n_act; j++)
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            k.residual[m->node[e]] += m->value[e] * k.dr[j];
    for (int32_t f = 0; f < k.n_flat; f++)
        k.residual[m->n_node + f] = k.w[k.flat[f]];
    st = kkt_solve(&k, true);
    if (st)
        goto done;
    price_of_change(&k, weight_level);
    fill_gradient(&k, out);
done:
    kkt_free(&k);
    return st;
}

/* ---- forward ------------------------------------------------------------------------------------ */

static double at(const double *change, int32_t i)
{
    return change ? change[i] : 0;
}

/* How far the bound that holds activity j moves. */
static double bound_change(const gad_market *m, const gad_market_change *c, int32_t j)
{
    if (j >= m->n_given || between(m, j))
        return 0;
    int32_t bound = bound_of(m, j);
    return bound < 0 ? at(c->lower, j) : bound > 0 ? at(c->upper, j) : 0;
}

/* r: what each activity between its bounds earns more, less what its marginal cost rises, at given prices and levels. */
static void earn_change(const kkt *k, const gad_market_change *c, double *r)
{
    const gad_market *m = k->m;
    for (int32_t j = 0; j < m->n_act; j++) {
        r[j] = 0;
        if (j >= m->n_given || !between(m, j))
            continue;
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            r[j] += m->coef[e] * at(c->price_factor, e) * m->now.price[m->node[e]];
        const gad_curve *q = &m->curve[j];
        for (int32_t i = 0; m->block_of[j] < 0 && i < curve_types[q->kind]->n_par; i++)
            r[j] -= at(c->curve, j * GAD_CURVE_PARS + i) *
                    curve_types[q->kind]->by_par(q->par, i, m->now.level[j]);
    }
    for (int32_t b = 0; b < m->n_block; b++) {
        const gad_block *q = &m->numbers.block[b];
        for (int32_t i = 0; i < q->n; i++) {
            int32_t j = q->activity[i];
            if (!between(m, j))
                continue;
            r[j] -= c->block_c ? at(c->block_c[b], i) : 0;
            for (int32_t h = 0; h < q->n; h++) {
                int32_t other = q->activity[h];
                r[j] -= c->block_q ? at(c->block_q[b], i * q->n + h) * m->now.level[other] : 0;
                r[j] -= q->q[i * q->n + h] * bound_change(m, c, other);
            }
        }
    }
}

gad_status gad_market_forward(gad_ctx *cx, gad_market *m, const gad_market_change *change,
                              double *dprice, double *dlevel)
{
    kkt k;
    gad_status st = kkt_make(cx, m, &k);
    if (st)
        goto done;
    earn_change(&k, change, k.w);
    apply_slopes(m, false, k.w, k.dr);
    for (int32_t n = 0; n < m->n_node; n++)
        k.residual[n] = -at(change->supply, n);
    for (int32_t j = 0; j < m->n_act; j++)
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            k.residual[m->node[e]] -= m->coef[e] * (k.dr[j] + bound_change(m, change, j));
    for (int32_t f = 0; f < k.n_flat; f++)
        k.residual[m->n_node + f] = -k.w[k.flat[f]];
    st = kkt_solve(&k, false);
    if (st)
        goto done;
    for (int32_t j = 0; j < m->n_act; j++)
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++)
            k.w[j] += m->value[e] * k.z[m->node[e]];
    apply_slopes(m, false, k.w, k.dr);
    for (int32_t f = 0; f < k.n_flat; f++)
        k.dr[k.flat[f]] = k.z[m->n_node + f];
    if (dprice)
        memcpy(dprice, k.z, (size_t)m->n_node * sizeof *dprice);
    for (int32_t j = 0; dlevel && j < m->n_given; j++)
        dlevel[j] = k.dr[j] + bound_change(m, change, j);
done:
    kkt_free(&k);
    return st;
}
