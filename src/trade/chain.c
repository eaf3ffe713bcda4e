/* chain.c - layer 2: dependence through processing, the solver. Pure.
 *
 * Flow of chain_solve: for each stage from the mine: the world's output -> pools by iteration ->
 * what each node buys.
 * Invariant: the parts of a node only grow while iterating, and never exceed 1 together: each step is a
 * sum with weights that add up to at most 1, or the common part of two such sums. So stopping early
 * leaves more unknown, never a wrong figure. */
#include "trade/chain.h"

enum { ROUNDS_MAX = 20000 };
static const double SETTLED = 1e-15; /* no part grew by more in a round */

static chain_parts scaled(chain_parts p, double by)
{
    return (chain_parts){ p.through * by, p.through_assumed * by, p.elsewhere * by,
                          p.elsewhere_assumed * by };
}

static chain_parts plus(chain_parts a, chain_parts b)
{
    return (chain_parts){ a.through + b.through, a.through_assumed + b.through_assumed,
                          a.elsewhere + b.elsewhere, a.elsewhere_assumed + b.elsewhere_assumed };
}

/* What is true of a mixture of a and b in unknown proportions: the smaller of what is seen, and the
 * smaller of what is seen or assumed. */
chain_parts chain_common(chain_parts a, chain_parts b)
{
    chain_parts c = { .through = MIN_OF(a.through, b.through),
                      .elsewhere = MIN_OF(a.elsewhere, b.elsewhere) };
    c.through_assumed =
        MIN_OF(a.through + a.through_assumed, b.through + b.through_assumed) - c.through;
    c.elsewhere_assumed =
        MIN_OF(a.elsewhere + a.elsewhere_assumed, b.elsewhere + b.elsewhere_assumed) - c.elsewhere;
    return c;
}

static chain_parts assumed(chain_parts p)
{
    return (chain_parts){ .through_assumed = p.through + p.through_assumed,
                          .elsewhere_assumed = p.elsewhere + p.elsewhere_assumed };
}

double chain_unknown(const chain_parts *p)
{
    double known = p->through + p->through_assumed + p->elsewhere + p->elsewhere_assumed;
    return MAX_OF(0.0, 1 - known);
}

/* Own output is made of the pool of the stage before; what is mined at home comes from nowhere else. */
static chain_parts own_output(const chain_parts *before, int32_t node, int32_t target)
{
    if (node == target)
        return (chain_parts){ .through = 1 };
    return before ? before[node] : (chain_parts){ .elsewhere = 1 };
}

/* The world's producers in proportion; without them at least what passed through the target in the
 * stages before did so. */
static chain_parts world_output(const chain_stage *s, const chain_parts *before, int32_t n_node,
                                int32_t target, const chain_parts *world_before)
{
    chain_parts w = { 0, 0, 0, 0 };
    for (int32_t i = 0; s->output && i < n_node; i++)
        if (s->output[i] > 0)
            w = plus(w, scaled(assumed(own_output(before, i, target)), s->output[i]));
    if (!s->output && world_before)
        w.through_assumed = world_before->through + world_before->through_assumed;
    return w;
}

/* A node's supply. Where imports are not held, a producer that the world's list names is taken to use its own
 * output, and who is not named to buy from those who are: both are assumptions. Of a group some of whose members
 * produce only what both have in common is said. */
static chain_parts mix(const chain_stage *s, int32_t node, chain_parts own, chain_parts imports)
{
    double a = s->own[node];
    bool producer = s->producer ? s->producer[node] : s->output && s->output[node] > 0;
    if (!s->imports[node] && s->partly && s->partly[node])
        return chain_common(assumed(own), imports);
    if (!s->imports[node])
        return producer ? assumed(own) : imports;
    if (!IS_NUMBER(a))
        return chain_common(own, imports);
    return plus(scaled(own, a), scaled(imports, 1 - a));
}

static double growth(chain_parts a, chain_parts b)
{
    double g = fabs(b.through - a.through);
    g = MAX_OF(g, fabs(b.through_assumed - a.through_assumed));
    g = MAX_OF(g, fabs(b.elsewhere - a.elsewhere));
    return MAX_OF(g, fabs(b.elsewhere_assumed - a.elsewhere_assumed));
}

/* One round over the nodes; returns the largest growth of a part. */
static double sweep(const chain_stage *s, int32_t n_node, int32_t target, const chain_parts *before,
                    const chain_parts *world, chain_parts *pool, chain_parts *bought)
{
    double most = 0;
    for (int32_t node = 0, k = 0; node < n_node; node++) {
        chain_parts in = { 0, 0, 0, 0 };
        for (; k < s->n_flow && s->flow[k].to == node; k++) {
            chain_parts sold =
                s->flow[k].from == target ? (chain_parts){ .through = 1 } : pool[s->flow[k].from];
            in = plus(in, scaled(sold, s->flow[k].share));
        }
        bought[node] = in;
        chain_parts next =
            mix(s, node, own_output(before, node, target), s->imports[node] ? in : *world);
        if (node == target)
            next = (chain_parts){ .through = 1 };
        most = MAX_OF(most, growth(pool[node], next));
        pool[node] = next;
    }
    return most;
}

void chain_solve(const chain_stage *stage, int32_t n_stage, int32_t n_node, int32_t target,
                 chain_parts *pool, chain_parts *bought, chain_parts *world)
{
    for (int32_t k = 0; k < n_stage; k++) {
        const chain_parts *before = k ? pool + (size_t)(k - 1) * (size_t)n_node : NULL;
        chain_parts *here = pool + (size_t)k * (size_t)n_node,
                    *in = bought + (size_t)k * (size_t)n_node;
        world[k] = world_output(&stage[k], before, n_node, target, k ? &world[k - 1] : NULL);
        memset(here, 0, (size_t)n_node * sizeof *here);
        for (int32_t round = 0; round < ROUNDS_MAX; round++)
            if (sweep(&stage[k], n_node, target, before, &world[k], here, in) <= SETTLED)
                break;
    }
}
