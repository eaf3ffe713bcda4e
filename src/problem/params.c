/* params.c - layer 2: the numbers of a market by name, with the derivative of an outcome. */
#include "market/curve.h"
#include "problem/problem.h"

/* ---- outcomes ---------------------------------------------------------------------------------- */

gad_status outcome_find(gad_ctx *cx, const problem *p, const char *text, outcome_ref *o)
{
    static const char price[] = "price:", level[] = "level:";
    bool is_price = strncmp(text, price, sizeof price - 1) == 0;
    if (!is_price && strncmp(text, level, sizeof level - 1) != 0)
        return gad_fail(cx, GAD_E_ARG,
                        "the outcome '%.60s' is not of the form price:NODE or level:ACTIVITY",
                        text);
    const names *list = is_price ? &p->node : &p->activity;
    const char *what = is_price ? "node" : "activity", *id = text + sizeof price - 1;
    *o = (outcome_ref){ is_price, names_find(list, id) };
    if (o->index >= 0)
        return GAD_OK;
    const char *near = names_nearest(list, id);
    if (near)
        return gad_fail(cx, GAD_E_NOTFOUND, "%s: there is no %s '%.60s': did you mean '%.60s'?",
                        p->file, what, id, near);
    return gad_fail(cx, GAD_E_NOTFOUND, "%s: there is no %s '%.60s'", p->file, what, id);
}

/* ---- collecting -------------------------------------------------------------------------------- */

typedef struct collector {
    param *to; /* NULL: count only */
    int32_t n;
} collector;

static void add(collector *c, param q)
{
    if (q.derivative == 0)
        return;
    if (c->to)
        c->to[c->n] = q;
    c->n++;
}

static void add_activity(collector *c, const problem *p, const gad_market_gradient *g, int32_t j)
{
    const gad_market_numbers *k = &p->spec.numbers;
    const curve_type *t = curve_types[k->curve[j].kind];
    add(c, (param){ PARAM_LOWER, j, 0, k->lower[j], g->lower[j] });
    add(c, (param){ PARAM_UPPER, j, 0, k->upper[j], g->upper[j] });
    for (int32_t i = 0; p->block_of[j] < 0 && i < t->n_par; i++)
        add(c, (param){ PARAM_CURVE, j, i, k->curve[j].par[i],
                        g->curve[(size_t)j * GAD_CURVE_PARS + (size_t)i] });
    for (int32_t e = p->spec.start[j]; e < p->spec.start[j + 1]; e++)
        add(c, (param){ PARAM_FACTOR, j, e, k->price_factor[e], g->price_factor[e] });
}

static void add_block(collector *c, const problem *p, const gad_market_gradient *g, int32_t b)
{
    const gad_block *k = &p->spec.numbers.block[b];
    for (int32_t i = 0; i < k->n; i++)
        add(c, (param){ PARAM_C, b, i, k->c[i], g->block_c[b][i] });
    for (int32_t i = 0; i < k->n * k->n; i++)
        add(c, (param){ PARAM_Q, b, i, k->q[i], g->block_q[b][i] });
}

static void add_all(collector *c, const problem *p, const gad_market_gradient *g)
{
    for (int32_t n = 0; n < p->spec.n_node; n++)
        add(c, (param){ PARAM_SUPPLY, n, 0, p->spec.numbers.supply[n], g->supply[n] });
    for (int32_t j = 0; j < p->spec.n_activity; j++)
        add_activity(c, p, g, j);
    for (int32_t b = 0; b < p->spec.n_block; b++)
        add_block(c, p, g, b);
}

/* ---- order ------------------------------------------------------------------------------------- */

/* The size of a derivative to 30 bits, about nine digits: two that differ by rounding only are equal. */
static double size_of(double x)
{
    int e = 0;
    double m = frexp(fabs(x), &e);
    return ldexp(nearbyint(ldexp(m, 30)), e - 30);
}

static int by_size(const void *a, const void *b)
{
    const param *p = a, *q = b;
    double x = size_of(p->derivative), y = size_of(q->derivative);
    if (x != y)
        return x > y ? -1 : 1;
    if (p->kind !=
        q->kind) /* the kinds stand in the order of the file, nearly: that is enough to be always the same */
        return p->kind < q->kind ? -1 : 1;
    if (p->index != q->index)
        return p->index < q->index ? -1 : 1;
    return (p->sub > q->sub) - (p->sub < q->sub);
}

param *params_list(arena *mem, const problem *p, const gad_market_gradient *g, int32_t *n)
{
    collector count = { NULL, 0 }, list = { NULL, 0 };
    add_all(&count, p, g);
    list.to = arena_take(mem, (size_t)count.n + 1, sizeof *list.to);
    if (!list.to)
        return NULL;
    add_all(&list, p, g);
    qsort(list.to, (size_t)list.n, sizeof *list.to, by_size);
    *n = list.n;
    return list.to;
}

/* ---- names ------------------------------------------------------------------------------------- */

static void activity_path(buf *b, const problem *p, const param *q)
{
    const gad_curve *c = &p->spec.numbers.curve[q->index];
    buf_fmt(b, "activities.%s.", p->activity.text[q->index]);
    if (q->kind == PARAM_CURVE)
        buf_fmt(b, "curve.%s", curve_types[c->kind]->par[q->sub]);
    else if (q->kind == PARAM_FACTOR)
        buf_fmt(b, "column.%s.price_factor", p->node.text[p->spec.node[q->sub]]);
    else
        buf_add(b, q->kind == PARAM_LOWER ? "lower" : "upper");
}

void param_path(buf *b, const problem *p, const param *q)
{
    int32_t n;
    switch (q->kind) {
    case PARAM_SUPPLY:
        buf_fmt(b, "nodes.%s.supply", p->node.text[q->index]);
        break;
    case PARAM_C:
        buf_fmt(b, "blocks[%" PRId32 "].c[%" PRId32 "]", q->index, q->sub);
        break;
    case PARAM_Q:
        n = p->spec.numbers.block[q->index].n;
        buf_fmt(b, "blocks[%" PRId32 "].Q[%" PRId32 "][%" PRId32 "]", q->index, q->sub / n,
                q->sub % n);
        break;
    case PARAM_LOWER:
    case PARAM_UPPER:
    case PARAM_CURVE:
    case PARAM_FACTOR:
        activity_path(b, p, q);
        break;
    }
}
