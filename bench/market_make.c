/* market_make.c - makes a benchmark market: regions by materials in a chain with joint production.
 *
 * Mines make the first materials, processes turn one material into several of the next ones, consumers buy, and pairs
 * of regions trade. Every curve is set so that a drawn base state is an equilibrium at drawn base prices (what the
 * activities leave over at a node becomes its supply); then the largest region's shipments of the upper half of the
 * chain are capped. The recipe runs twice from the same seed: once to count, once to fill. */
#include "base/base.h"
#include "market_instance.h"

enum { OUTPUTS_MAX = 6 };
typedef struct maker {
    const recipe *spec;
    instance *in; /* its arrays are NULL while counting */
    rng r;
    double *size;  /* [regions] */
    double *price; /* [n_node] */
} maker;
typedef struct column {
    int32_t n, node[OUTPUTS_MAX + 1];
    double coef[OUTPUTS_MAX + 1];
} column;

static double uniform(maker *m)
{
    return rng_f64(&m->r, 0, 1);
}

static int32_t node_of(const maker *m, int32_t material, int32_t region)
{
    return material * m->spec->regions + region;
}

static double earns(const maker *m, const column *a)
{
    double sum = 0;
    for (int32_t k = 0; k < a->n; k++)
        sum += a->coef[k] * m->price[a->node[k]];
    return sum;
}

/* An activity that runs at `level` in the base, where its marginal cost is what it earns. `headroom`: its upper bound
 * as a multiple of that level. */
static void add(maker *m, const column *a, double level, double elasticity, double headroom)
{
    instance *in = m->in;
    int32_t j = in->n_activity++;
    double x = fmax(level, 1e-3), cost = earns(m, a);
    double q = fmax(fabs(cost), 0.05) / (elasticity * x); /* 0.05: no activity is quite costless */
    if (in->start) {
        in->curve[j] = (gad_curve){ GAD_CURVE_LINEAR, { cost - q * x, q, 0 } };
        in->upper[j] = headroom * x;
        in->start[j + 1] = in->start[j] + a->n;
    }
    for (int32_t k = 0; k < a->n; k++, in->n_entry++)
        if (in->start) {
            in->node[in->n_entry] = a->node[k];
            in->coef[in->n_entry] = a->coef[k];
            in->supply[a->node[k]] -= a->coef[k] * x;
        }
}

static void mine(maker *m, int32_t material, int32_t region)
{
    column a = { 1, { node_of(m, material, region) }, { 1 } };
    if (uniform(m) < 0.3)
        add(m, &a, 3 * m->size[region] * uniform(m), 0.5, 1.3);
}

/* One output, or up to six when an ore is split; 5 % of the input is lost. Outputs drawn twice are one entry. */
static void process(maker *m, int32_t material, int32_t region, int32_t n_raw)
{
    int32_t last = m->spec->materials - 1;
    int32_t after = MAX_OF(material, n_raw - 1) + 1;
    int32_t draws = material < n_raw ? rng_i32(&m->r, 1, OUTPUTS_MAX) : 1;
    double total = 0, share[OUTPUTS_MAX];
    column a = { 1, { node_of(m, material, region) }, { -1 } };
    for (int32_t d = 0; d < draws; d++) {
        int32_t k = 1, to = after + rng_i32(&m->r, 0, m->spec->materials / 4);
        to = MIN_OF(to, last);
        share[d] = uniform(m);
        total += share[d];
        while (k < a.n && a.node[k] != node_of(m, to, region))
            k++;
        if (k == a.n) {
            a.node[a.n++] = node_of(m, to, region);
            a.coef[k] = 0;
        }
        a.coef[k] += share[d];
    }
    for (int32_t k = 1; k < a.n; k++)
        a.coef[k] *= 0.95 / total;
    add(m, &a, m->size[region] * uniform(m), 1, 1.5);
}

static void consumers(maker *m, int32_t material, int32_t region)
{
    column a = { 1, { node_of(m, material, region) }, { -1 } };
    for (int32_t n = uniform(m) < 0.5 ? 3 : 1; n > 0; n--) {
        double level = m->size[region] * uniform(m);
        add(m, &a, level, 0.3 + uniform(m), (double)INFINITY);
    }
}

static void trade(maker *m, int32_t material, int32_t from, int32_t to, bool cut)
{
    column a = { 2, { node_of(m, material, from), node_of(m, material, to) }, { -1, 1 } };
    double level = 0.01 * m->size[from] * m->size[to] * uniform(m);
    add(m, &a, level, 2 + 4 * uniform(m), cut ? 1 - m->spec->shock : (double)INFINITY);
}

static void make_activities(maker *m)
{
    const recipe *s = m->spec;
    int32_t n_raw = MAX_OF(1, s->materials / 8), big = 0;
    for (int32_t i = 0; i < s->regions; i++) {
        big = m->size[i] > m->size[big] ? i : big;
        for (int32_t k = 0; k < n_raw; k++)
            mine(m, k, i);
        for (int32_t k = 0; k < s->materials - 1; k++)
            if (k < n_raw || uniform(m) < 0.5)
                process(m, k, i, n_raw);
        for (int32_t k = n_raw; k < s->materials; k++)
            consumers(m, k, i);
    }
    for (int32_t k = 0; k < s->materials; k++)
        for (int32_t i = 0; i < s->regions; i++)
            for (int32_t j = 0; j < s->regions; j++)
                if (i != j && uniform(m) < s->density)
                    trade(m, k, i, j, i == big && 2 * k >= s->materials && s->shock > 0);
}

/* Region sizes are log-normal: a few large, many small. */
static void draw(maker *m)
{
    m->r = rng_make(m->spec->seed, 0);
    for (int32_t i = 0; i < m->spec->regions; i++) {
        double u = rng_f64(&m->r, 1e-12, 1);
        m->size[i] = exp(1.5 * sqrt(-2 * log(u)) * cos(6.283185307179586 * uniform(m)));
    }
    for (int32_t n = 0; n < m->in->n_node; n++)
        m->price[n] = (1 + n / m->spec->regions) * (1 + 0.1 * uniform(m));
    m->in->n_activity = m->in->n_entry = 0;
    make_activities(m);
}

void instance_make(const recipe *spec, instance *in)
{
    *in = (instance){ .n_node = spec->regions * spec->materials };
    maker m = { .spec = spec, .in = in };
    m.size = bench_take((size_t)spec->regions, sizeof(double));
    m.price = bench_take((size_t)in->n_node, sizeof(double));
    draw(&m);
    size_t n = (size_t)in->n_activity, e = (size_t)in->n_entry;
    in->supply = bench_take((size_t)in->n_node, sizeof(double));
    in->node = bench_take(e, sizeof(int32_t));
    in->coef = bench_take(e, sizeof(double));
    in->lower = bench_take(n, sizeof(double));
    in->upper = bench_take(n, sizeof(double));
    in->curve = bench_take(n, sizeof(gad_curve));
    in->start = bench_take(n + 1, sizeof(int32_t));
    draw(&m);
    in->base_price = m.price;
    free(m.size);
}
