/* network.c - layer 1: building a network, and what its messages call things.
 *
 * Flow of gad_market_new: check the shape -> copy it, with the disposals appended -> group activities into units ->
 * list the entries by node. Everything lives in one arena. */
#include "market/curve.h"
#include "market/network.h"

/* ---- names ------------------------------------------------------------------------------------ */

static const char *name_of(const char *const *ids, int32_t k, const char *what, char out[64])
{
    if (ids && ids[k])
        snprintf(out, 64, "%s '%.44s'", what, ids[k]);
    else
        snprintf(out, 64, "%s %" PRId32, what, k);
    return out;
}

const char *network_node(const gad_market *m, int32_t n, char out[64])
{
    return name_of(m->node_id, n, "node", out);
}

const char *network_activity(const gad_market *m, int32_t j, char out[64])
{
    if (j >= m->n_given)
        return name_of(m->node_id, m->node[m->start[j]], "disposal at node", out);
    return name_of(m->activity_id, j, "activity", out);
}

enum { MOST = INT32_MAX / 4, MOST_MEMBERS = 10000 };

/* ---- checking the shape ----------------------------------------------------------------------- */

static gad_status bad_entry(gad_ctx *cx, const gad_market_spec *s, int32_t j, int32_t e)
{
    char name[64], at[64];
    int32_t n = s->node[e];
    name_of(s->activity_id, j, "activity", name);
    if (n < 0 || n >= s->n_node)
        return gad_fail(cx, GAD_E_ARG, "%s: node %" PRId32 " is not in 0..%" PRId32, name, n,
                        s->n_node - 1);
    name_of(s->node_id, n, "node", at);
    if (!isfinite(s->coef[e]) || s->coef[e] == 0)
        return gad_fail(cx, GAD_E_ARG,
                        "%s: its coefficient at %s is %g, expected a finite number other than 0",
                        name, at, s->coef[e]);
    return gad_fail(cx, GAD_E_ARG, "%s names %s twice", name, at);
}

static gad_status check_column(gad_ctx *cx, const gad_market_spec *s, int32_t j, int32_t *seen_in)
{
    for (int32_t e = s->start[j]; e < s->start[j + 1]; e++) {
        int32_t n = s->node[e];
        if (n < 0 || n >= s->n_node || !isfinite(s->coef[e]) || s->coef[e] == 0 ||
            seen_in[n] == j + 1)
            return bad_entry(cx, s, j, e);
        seen_in[n] = j + 1;
    }
    return GAD_OK;
}

static gad_status check_blocks(gad_ctx *cx, const gad_market_spec *s, int32_t *in_block)
{
    for (int32_t b = 0; b < s->n_block; b++) {
        const gad_block *k = &s->numbers.block[b];
        if (k->n > MOST_MEMBERS)
            return gad_fail(cx, GAD_E_ARG,
                            "block %" PRId32 " has %" PRId32 " members, at most %d are allowed", b,
                            k->n, MOST_MEMBERS);
        if (k->n < 1 || !k->activity || !k->c || !k->q)
            return gad_fail(cx, GAD_E_ARG, "block %" PRId32 " has no members or no numbers", b);
        for (int32_t i = 0; i < k->n; i++) {
            char name[64];
            int32_t j = k->activity[i];
            if (j < 0 || j >= s->n_activity)
                return gad_fail(cx, GAD_E_ARG, "block %" PRId32 ": there is no activity %" PRId32,
                                b, j);
            if (in_block[j])
                return gad_fail(cx, GAD_E_ARG, "%s is a member of two blocks or twice of one",
                                name_of(s->activity_id, j, "activity", name));
            in_block[j] = b + 1;
        }
    }
    return GAD_OK;
}

static gad_status check_shape(gad_ctx *cx, const gad_market_spec *s, arena *mem)
{
    if (s->n_node < 1 || s->n_activity < 0 || s->n_block < 0)
        return gad_fail(cx, GAD_E_ARG,
                        "a market needs at least one node, and counts that are not negative");
    if (s->n_activity &&
        (!s->start || s->start[0] != 0 || (s->start[s->n_activity] && (!s->node || !s->coef))))
        return gad_fail(cx, GAD_E_ARG, "the columns of the activities are missing");
    for (int32_t j = 0; j < s->n_activity; j++)
        if (s->start[j + 1] < s->start[j] || s->start[j + 1] > MOST - s->n_node)
            return gad_fail(cx, GAD_E_ARG,
                            "the starts of the columns fall or are too large at activity %" PRId32,
                            j);
    if (s->n_activity > MOST - s->n_node || (s->n_block && !s->numbers.block))
        return gad_fail(cx, GAD_E_ARG, "too many activities, or blocks without their numbers");
    int32_t *seen = arena_take(mem, (size_t)s->n_node, sizeof *seen);
    int32_t *in_block = arena_take(mem, (size_t)s->n_activity + 1, sizeof *in_block);
    if (!seen || !in_block)
        return gad_nomem(cx, "a market");
    gad_status st = check_blocks(cx, s, in_block);
    for (int32_t j = 0; j < s->n_activity && !st; j++) {
        char name[64];
        st = check_column(cx, s, j, seen);
        if (!st && !in_block[j] && !s->numbers.curve)
            st = gad_fail(cx, GAD_E_ARG, "%s has no curve and is in no block",
                          name_of(s->activity_id, j, "activity", name));
    }
    return st;
}

/* ---- copying ---------------------------------------------------------------------------------- */

static void *copy(arena *mem, const void *from, size_t n, size_t room, size_t size)
{
    void *to = arena_take(mem, room ? room : 1, size);
    if (to && from && n)
        memcpy(to, from, n * size);
    return to;
}

static const char **copy_ids(arena *mem, const char *const *ids, int32_t n, bool *ok)
{
    if (!ids)
        return NULL;
    const char **to = arena_take(mem, (size_t)n + 1, sizeof *to);
    for (int32_t k = 0; to && k < n; k++)
        if (ids[k] && !(to[k] = arena_str(mem, ids[k])))
            *ok = false;
    *ok = *ok && to;
    return to;
}

static double *filled(arena *mem, const double *from, int32_t n, int32_t room, double otherwise)
{
    double *to = copy(mem, from, (size_t)n, (size_t)room, sizeof *to);
    for (int32_t k = 0; to && !from && k < n; k++)
        to[k] = otherwise;
    return to;
}

/* Columns, and one flat disposal of cost 0 for every node that may throw away. */
static bool copy_columns(gad_market *m, const gad_market_spec *s)
{
    int32_t given = s->n_activity ? s->start[s->n_activity] : 0;
    size_t room = (size_t)given + (size_t)(m->n_act - m->n_given);
    m->start = copy(&m->mem, s->start, s->n_activity ? (size_t)s->n_activity + 1 : 0,
                    (size_t)m->n_act + 1, sizeof *m->start);
    m->node = copy(&m->mem, s->node, (size_t)given, room, sizeof *m->node);
    m->coef = copy(&m->mem, s->coef, (size_t)given, room, sizeof *m->coef);
    m->factor = filled(&m->mem, s->numbers.price_factor, given, (int32_t)room, 1);
    m->value = arena_take(&m->mem, room + 1, sizeof *m->value);
    m->disposal = arena_take(&m->mem, (size_t)m->n_node, sizeof *m->disposal);
    if (!m->start || !m->node || !m->coef || !m->factor || !m->value || !m->disposal)
        return false;
    int32_t j = m->n_given, e = given;
    for (int32_t n = 0; n < m->n_node; n++) {
        m->disposal[n] = -1;
        if (m->balance[n] != GAD_BALANCE_FREE)
            continue;
        m->disposal[n] = j++;
        m->node[e] = n;
        m->coef[e] = -1;
        m->factor[e++] = 1;
        m->start[j] = e;
    }
    return true;
}

static bool copy_numbers(gad_market *m, const gad_market_spec *s)
{
    const gad_market_numbers *k = &s->numbers;
    m->curve = copy(&m->mem, k->curve, k->curve ? (size_t)m->n_given : 0, (size_t)m->n_act,
                    sizeof *m->curve); /* disposals are all zero: linear, flat, cost 0 */
    m->numbers.supply = filled(&m->mem, k->supply, m->n_node, m->n_node, 0);
    m->numbers.lower = filled(&m->mem, k->lower, m->n_given, m->n_act, 0);
    m->numbers.upper = filled(&m->mem, k->upper, m->n_given, m->n_act, NO_LIMIT);
    m->numbers.curve = m->curve;
    m->numbers.price_factor = m->factor;
    m->numbers.block = arena_take(&m->mem, (size_t)m->n_block + 1, sizeof *m->numbers.block);
    m->block = arena_take(&m->mem, (size_t)m->n_block + 1, sizeof *m->block);
    if (!m->curve || !m->numbers.supply || !m->numbers.lower || !m->numbers.upper ||
        !m->numbers.block || !m->block)
        return false;
    for (int32_t j = m->n_given; j < m->n_act; j++)
        m->numbers.upper[j] = NO_LIMIT;
    for (int32_t b = 0; b < m->n_block; b++) {
        const gad_block *from = &k->block[b];
        gad_block *to = &m->numbers.block[b];
        size_t n = (size_t)from->n;
        to->n = from->n;
        to->activity = copy(&m->mem, from->activity, n, n, sizeof *to->activity);
        to->c = copy(&m->mem, from->c, n, n, sizeof *to->c);
        to->q = copy(&m->mem, from->q, n * n, n * n, sizeof *to->q);
        if (!to->activity || !to->c || !to->q)
            return false;
    }
    return true;
}

/* ---- units and lists by node ------------------------------------------------------------------- */

static bool make_units(gad_market *m)
{
    int32_t in_blocks = 0;
    for (int32_t b = 0; b < m->n_block; b++)
        in_blocks += m->numbers.block[b].n;
    m->n_unit = m->n_block + m->n_act - in_blocks;
    m->block_of = arena_take(&m->mem, (size_t)m->n_act + 1, sizeof *m->block_of);
    m->unit_start = arena_take(&m->mem, (size_t)m->n_unit + 1, sizeof *m->unit_start);
    m->unit_act = arena_take(&m->mem, (size_t)m->n_act + 1, sizeof *m->unit_act);
    if (!m->block_of || !m->unit_start || !m->unit_act)
        return false;
    for (int32_t j = 0; j < m->n_act; j++)
        m->block_of[j] = -1;
    int32_t k = 0;
    for (int32_t b = 0; b < m->n_block; b++) {
        const gad_block *q = &m->numbers.block[b];
        block_work *w = &m->block[b];
        size_t n = (size_t)q->n;
        w->first = k;
        w->n = q->n;
        for (int32_t i = 0; i < q->n; i++) {
            m->block_of[q->activity[i]] = b;
            m->unit_act[k++] = q->activity[i];
        }
        m->unit_start[b + 1] = k;
        w->sym = arena_take(&m->mem, n * n, sizeof *w->sym);
        w->q = arena_take(&m->mem, n * n, sizeof *w->q);
        w->response = arena_take(&m->mem, n * n, sizeof *w->response);
        w->scratch = arena_take(&m->mem, n * n + 4 * n, sizeof *w->scratch);
        w->state = arena_take(&m->mem, n, sizeof *w->state);
        w->iscratch = arena_take(&m->mem, 2 * n, sizeof *w->iscratch);
        if (!w->sym || !w->q || !w->response || !w->scratch || !w->state || !w->iscratch)
            return false;
    }
    for (int32_t j = 0, u = m->n_block; j < m->n_act; j++)
        if (m->block_of[j] < 0) {
            m->unit_act[k++] = j;
            m->unit_start[++u] = k;
        }
    return true;
}

static bool list_by_node(gad_market *m)
{
    int32_t n_entry = m->start[m->n_act];
    m->touch_start = arena_take(&m->mem, (size_t)m->n_node + 2, sizeof *m->touch_start);
    m->touch_act = arena_take(&m->mem, (size_t)n_entry + 1, sizeof *m->touch_act);
    m->touch_entry = arena_take(&m->mem, (size_t)n_entry + 1, sizeof *m->touch_entry);
    if (!m->touch_start || !m->touch_act || !m->touch_entry)
        return false;
    for (int32_t e = 0; e < n_entry; e++)
        m->touch_start[m->node[e] + 2]++;
    for (int32_t n = 0; n < m->n_node; n++)
        m->touch_start[n + 2] += m->touch_start[n + 1];
    for (int32_t j = 0; j < m->n_act; j++)
        for (int32_t e = m->start[j]; e < m->start[j + 1]; e++) {
            int32_t k = m->touch_start[m->node[e] + 1]++;
            m->touch_act[k] = j;
            m->touch_entry[k] = e;
        }
    return true;
}

/* ---- working memory ---------------------------------------------------------------------------- */

gad_status point_take(gad_ctx *cx, gad_market *m, point *p)
{
    size_t a = (size_t)m->n_act + 1, n = (size_t)m->n_node;
    p->price = arena_take(&m->mem, n, sizeof(double));
    p->excess = arena_take(&m->mem, n, sizeof(double));
    p->gross = arena_take(&m->mem, n, sizeof(double));
    p->earn = arena_take(&m->mem, a, sizeof(double));
    p->level = arena_take(&m->mem, a, sizeof(double));
    if (!p->price || !p->excess || !p->gross || !p->earn || !p->level)
        return gad_nomem(cx, "a market");
    return GAD_OK;
}

static gad_status take_work(gad_ctx *cx, gad_market *m)
{
    double **by_act[] = { &m->resp.lower,  &m->resp.upper, &m->resp.delta,   &m->resp.delta_first,
                          &m->resp.centre, &m->resp.reach, &m->resp.typical, &m->slope,
                          &m->rent,        &m->factored };
    double **by_node[] = { &m->resp.conductance, &m->step,       &m->work,      &m->scale,
                           &m->price_low,        &m->price_high, &m->unbalanced };
    for (int32_t k = 0; k < COUNT_OF(by_act); k++)
        if (!(*by_act[k] = arena_take(&m->mem, (size_t)m->n_act + 1, sizeof(double))))
            return gad_nomem(cx, "a market");
    for (int32_t k = 0; k < COUNT_OF(by_node); k++)
        if (!(*by_node[k] = arena_take(&m->mem, (size_t)m->n_node, sizeof(double))))
            return gad_nomem(cx, "a market");
    size_t n = (size_t)m->n_node, a = (size_t)m->n_act + 1;
    m->level_free = arena_take(&m->mem, a, sizeof *m->level_free);
    m->open_node = arena_take(&m->mem, n, sizeof *m->open_node);
    m->open_act = arena_take(&m->mem, a, sizeof *m->open_act);
    m->queue = arena_take(&m->mem, n + a, sizeof *m->queue);
    if (!m->level_free || !m->open_node || !m->open_act || !m->queue)
        return gad_nomem(cx, "a market");
    gad_status st = point_take(cx, m, &m->now);
    return st ? st : point_take(cx, m, &m->next);
}

static gad_status fill_market(gad_ctx *cx, gad_market *m, const gad_market_spec *s)
{
    bool ok = true;
    m->cx = cx;
    m->n_node = s->n_node;
    m->n_given = s->n_activity;
    m->n_block = s->n_block;
    m->n_act = s->n_activity;
    for (int32_t n = 0; s->balance && n < s->n_node; n++)
        m->n_act += s->balance[n] == GAD_BALANCE_FREE;
    m->balance = copy(&m->mem, s->balance, s->balance ? (size_t)s->n_node : 0, (size_t)s->n_node,
                      sizeof *m->balance);
    m->node_id = copy_ids(&m->mem, s->node_id, s->n_node, &ok);
    m->activity_id = copy_ids(&m->mem, s->activity_id, s->n_activity, &ok);
    if (!ok || !m->balance || !copy_columns(m, s) || !copy_numbers(m, s) || !make_units(m) ||
        !list_by_node(m))
        return gad_nomem(cx, "a market");
    return take_work(cx, m);
}

gad_status gad_market_new(gad_ctx *cx, const gad_market_spec *spec, gad_market **market)
{
    arena temp, mem;
    arena_init(&temp, &cx->al);
    arena_init(&mem, &cx->al);
    gad_market *m = NULL;
    gad_status st = check_shape(cx, spec, &temp);
    if (st)
        goto done;
    m = arena_take(&mem, 1, sizeof *m);
    if (!m) {
        st = gad_nomem(cx, "a market");
        goto done;
    }
    m->mem = mem;
    st = fill_market(cx, m, spec);
    mem = m->mem;
    if (!st)
        *market = m;
done:
    if (st)
        arena_release(&mem);
    arena_release(&temp);
    return st;
}

void gad_market_free(gad_market *m)
{
    if (!m)
        return;
    linsys_free(m->sym.lin);
    linsys_free(m->gen.lin);
    arena mem = m->mem; /* the market lives in it */
    arena_release(&mem);
}

gad_market_numbers *gad_market_numbers_of(gad_market *m)
{
    return &m->numbers;
}
