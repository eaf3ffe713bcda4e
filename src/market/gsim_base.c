/* gsim_base.c - layer 1: input, shares and output of the tariff models (gsim.h). */
#include "base/base.h"
#include "market/gsim.h"

/* Which numbers an array may hold; `what` says it in messages. */
typedef struct range_rule {
    const char *name;
    const char *what;
    bool (*ok)(double x);
} range_rule;

static bool not_negative(double x)
{
    return x >= 0;
}
static bool positive(double x)
{
    return x > 0;
}
static bool negative(double x)
{
    return x < 0;
}

static gad_status check_matrix(gad_ctx *cx, int32_t n, const double *x, range_rule rule)
{
    for (int32_t r = 0; r < n; r++)
        for (int32_t v = 0; v < n; v++) {
            double y = x[(size_t)r * (size_t)n + (size_t)v];
            if (!isfinite(y) || !rule.ok(y))
                return gad_fail(cx, GAD_E_ARG,
                                "%s of exporter %" PRId32 " to importer %" PRId32
                                " is %g: it must be finite and %s",
                                rule.name, r, v, y, rule.what);
        }
    return GAD_OK;
}

static gad_status check_vector(gad_ctx *cx, int32_t n, const double *x, const char *whose,
                               range_rule rule)
{
    for (int32_t i = 0; i < n; i++)
        if (!isfinite(x[i]) || !rule.ok(x[i]))
            return gad_fail(cx, GAD_E_ARG, "%s of %s %" PRId32 " is %g: it must be finite and %s",
                            rule.name, whose, i, x[i], rule.what);
    return GAD_OK;
}

static gad_status check(gad_ctx *cx, const gad_gsim_spec *in)
{
    gad_status st = GAD_OK;
    if (in->n < 1)
        return gad_fail(cx, GAD_E_ARG, "a tariff model of %" PRId32 " countries: give at least one",
                        in->n);
    st = check_matrix(cx, in->n, in->trade, (range_rule){ "trade", "0 or more", not_negative });
    if (!st)
        st = check_matrix(cx, in->n, in->tariff0,
                          (range_rule){ "tariff0", "above 0 (it is 1 + rate)", positive });
    if (!st)
        st = check_matrix(cx, in->n, in->tariff1,
                          (range_rule){ "tariff1", "above 0 (it is 1 + rate)", positive });
    if (!st)
        st = check_vector(cx, in->n, in->em, "importer",
                          (range_rule){ "em (composite demand elasticity)", "below 0", negative });
    if (!st)
        st = check_vector(
            cx, in->n, in->ex, "exporter",
            (range_rule){ "ex (export supply elasticity)", "0 or more", not_negative });
    if (!st)
        st = check_vector(cx, in->n, in->es, "importer",
                          (range_rule){ "es (substitution elasticity)", "above 0", positive });
    return st;
}

static bool take(arena *mem, gsim *g)
{
    size_t n = (size_t)g->n;
    gad_gsim_answer *o = &g->out;
    g->exports = arena_take(mem, n, sizeof(double));
    g->spending = arena_take(mem, n, sizeof(double));
    g->theta = arena_take(mem, n * n, sizeof(double));
    g->phi = arena_take(mem, n * n, sizeof(double));
    o->price = arena_take(mem, n, sizeof(double));
    o->quantity = arena_take(mem, n * n, sizeof(double));
    o->value = arena_take(mem, n * n, sizeof(double));
    o->producer_surplus = arena_take(mem, n, sizeof(double));
    o->consumer_surplus = arena_take(mem, n, sizeof(double));
    o->tariff_revenue = arena_take(mem, n, sizeof(double));
    o->welfare = arena_take(mem, n, sizeof(double));
    return g->exports && g->spending && g->theta && g->phi && o->price && o->quantity && o->value &&
           o->producer_surplus && o->consumer_surplus && o->tariff_revenue && o->welfare;
}

static gad_status shares(gad_ctx *cx, gsim *g)
{
    const gad_gsim_spec *in = g->in;
    for (int32_t r = 0; r < g->n; r++)
        for (int32_t v = 0; v < g->n; v++) {
            size_t k = gsim_at(g, r, v);
            g->exports[r] += in->trade[k];
            g->spending[v] += in->trade[k] * in->tariff0[k];
        }
    for (int32_t i = 0; i < g->n; i++)
        if (!isfinite(g->exports[i]) || !isfinite(g->spending[i]))
            return gad_fail(cx, GAD_E_ARG,
                            "trade of country %" PRId32
                            " adds up to more than a number can hold: use a larger unit",
                            i);
    for (int32_t r = 0; r < g->n; r++)
        for (int32_t v = 0; v < g->n; v++) {
            size_t k = gsim_at(g, r, v);
            if (!gsim_trades(g, r, v))
                continue;
            g->theta[k] = in->trade[k] * in->tariff0[k] / g->spending[v];
            g->phi[k] = in->trade[k] / g->exports[r];
            if (!isfinite(g->theta[k]))
                return gad_fail(cx, GAD_E_ARG,
                                "trade of exporter %" PRId32 " to importer %" PRId32
                                " is too small at its tariff: use a smaller unit",
                                r, v);
        }
    return GAD_OK;
}

gad_status gsim_prepare(gad_ctx *cx, const gad_gsim_spec *in, arena *mem, gsim *g)
{
    gad_status st = check(cx, in);
    if (st)
        return st;
    *g = (gsim){ .n = in->n, .in = in };
    if (!take(mem, g))
        return gad_nomem(cx, "tariff model");
    return shares(cx, g);
}

void gsim_matrix(const gsim *g, const double *theta, const double *phi, double *a)
{
    const gad_gsim_spec *in = g->in;
    for (int32_t r = 0; r < g->n; r++)
        for (int32_t s = 0; s < g->n; s++) {
            double x = r == s ? in->ex[r] : 0.0;
            for (int32_t v = 0; v < g->n; v++) {
                double slope = theta[gsim_at(g, s, v)] * (in->em[v] + in->es[v]);
                x -= phi[gsim_at(g, r, v)] * (slope - (r == s ? in->es[v] : 0.0));
            }
            a[gsim_at(g, r, s)] = g->exports[r] > 0 ? x : (double)(r == s);
        }
}

static bool all_finite(const double *x, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}

static void copy(double *to, const double *from, size_t n)
{
    if (to)
        memcpy(to, from, n * sizeof *to);
}

/* Rows and flows without trade have no relative change: NaN, never 0. */
static bool blank(gsim *g)
{
    bool finite = true;
    for (int32_t r = 0; r < g->n; r++) {
        for (int32_t v = 0; v < g->n; v++) {
            size_t k = gsim_at(g, r, v);
            if (!gsim_trades(g, r, v))
                g->out.quantity[k] = NO_NUMBER;
            else
                finite = finite && isfinite(g->out.quantity[k]) && isfinite(g->out.value[k]);
        }
        if (g->exports[r] > 0)
            finite = finite && isfinite(g->out.price[r]);
        else
            g->out.price[r] = NO_NUMBER;
    }
    return finite;
}

gad_status gsim_deliver(gad_ctx *cx, gsim *g, gad_gsim_answer *answer)
{
    gad_gsim_answer *o = &g->out;
    size_t n = (size_t)g->n;
    for (int32_t i = 0; i < g->n; i++)
        o->welfare[i] = o->producer_surplus[i] + o->consumer_surplus[i] + o->tariff_revenue[i];
    if (!blank(g) || !all_finite(o->welfare, g->n) || !isfinite(o->imbalance))
        return gad_fail(cx, GAD_E_ARG,
                        "the answer holds numbers beyond the range of doubles: the change of "
                        "tariffs is too large for these elasticities");
    copy(answer->price, o->price, n);
    copy(answer->quantity, o->quantity, n * n);
    copy(answer->value, o->value, n * n);
    copy(answer->producer_surplus, o->producer_surplus, n);
    copy(answer->consumer_surplus, o->consumer_surplus, n);
    copy(answer->tariff_revenue, o->tariff_revenue, n);
    copy(answer->welfare, o->welfare, n);
    answer->imbalance = o->imbalance;
    answer->iterations = o->iterations;
    return GAD_OK;
}
