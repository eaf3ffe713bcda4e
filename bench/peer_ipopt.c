/* peer_ipopt.c - the same market as a quadratic program, solved by Ipopt (exact Hessian, its linear solver, tol 1e-9).
 *   peer_ipopt FILE.json ROUNDS      prints CSV rows as market_bench does: cold, then warm after changed supplies
 *
 * min sum (c x + q x^2 / 2) subject to A x + s = 0 and bounds; prices are the multipliers of the balances, negated. Only
 * IpoptSolve() is timed. Cold starts are Ipopt's own: zero levels, which it pushes inside the bounds. Warm starts take
 * levels and all multipliers of the base solution, with the usual small pushes and a small first barrier. Supplies are
 * read by a callback, so one problem serves all rounds. */
#include "base/base.h"
#include "market_instance.h"
#include <coin/IpStdCInterface.h>

enum { ROUNDS_MAX = 100 };
typedef struct peer {
    const instance *in;
    double *supply;
    int32_t iterations;
} peer;
typedef struct point {
    double *x, *balance, *low, *high; /* levels; multipliers of balances and of the bounds */
} point;

static Bool objective(Index n, Number *x, Bool fresh, Number *value, UserDataPtr user)
{
    const instance *in = ((const peer *)user)->in;
    double sum = 0;
    (void)fresh;
    for (Index j = 0; j < n; j++)
        sum += (in->curve[j].par[0] + 0.5 * in->curve[j].par[1] * x[j]) * x[j];
    *value = sum;
    return TRUE;
}

static Bool gradient(Index n, Number *x, Bool fresh, Number *g, UserDataPtr user)
{
    const instance *in = ((const peer *)user)->in;
    (void)fresh;
    for (Index j = 0; j < n; j++)
        g[j] = in->curve[j].par[0] + in->curve[j].par[1] * x[j];
    return TRUE;
}

static Bool balances(Index n, Number *x, Bool fresh, Index m, Number *g, UserDataPtr user)
{
    const peer *p = user;
    (void)fresh;
    memcpy(g, p->supply, (size_t)m * sizeof *g);
    for (Index j = 0; j < n; j++)
        for (int32_t e = p->in->start[j]; e < p->in->start[j + 1]; e++)
            g[p->in->node[e]] += p->in->coef[e] * x[j];
    return TRUE;
}

static Bool jacobian(Index n, Number *x, Bool fresh, Index m, Index n_entry, Index *row, Index *col,
                     Number *value, UserDataPtr user)
{
    const instance *in = ((const peer *)user)->in;
    (void)x;
    (void)fresh;
    (void)m;
    if (value)
        memcpy(value, in->coef, (size_t)n_entry * sizeof *value);
    for (Index j = 0; !value && j < n; j++)
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
            row[e] = in->node[e];
            col[e] = j;
        }
    return TRUE;
}

static Bool hessian(Index n, Number *x, Bool fresh, Number factor, Index m, Number *multiplier,
                    Bool fresh_multiplier, Index n_entry, Index *row, Index *col, Number *value,
                    UserDataPtr user)
{
    const instance *in = ((const peer *)user)->in;
    (void)x;
    (void)fresh;
    (void)m;
    (void)multiplier;
    (void)fresh_multiplier;
    (void)n_entry;
    for (Index j = 0; j < n; j++)
        if (value)
            value[j] = factor * in->curve[j].par[1];
        else
            row[j] = col[j] = j;
    return TRUE;
}

static Bool count(Index mode, Index iteration, Number value, Number primal, Number dual, Number mu,
                  Number step, Number shift, Number alpha_dual, Number alpha_primal, Index trials,
                  UserDataPtr user)
{
    (void)mode, (void)value, (void)primal, (void)dual, (void)mu, (void)step, (void)shift;
    (void)alpha_dual, (void)alpha_primal, (void)trials;
    ((peer *)user)->iterations = iteration;
    return TRUE;
}

static void set_text(IpoptProblem nlp, const char *option, const char *value)
{
    char o[64], v[64]; /* the interface takes char *, not const */
    snprintf(o, sizeof o, "%s", option);
    snprintf(v, sizeof v, "%s", value);
    if (!AddIpoptStrOption(nlp, o, v))
        bench_stop("Ipopt refuses %s %s", option, value);
}

static void set_number(IpoptProblem nlp, const char *option, double value)
{
    char o[64];
    snprintf(o, sizeof o, "%s", option);
    if (!AddIpoptNumOption(nlp, o, value))
        bench_stop("Ipopt refuses %s %g", option, value);
}

static IpoptProblem problem_of(const instance *in)
{
    double *zero = bench_take((size_t)in->n_node, sizeof *zero);
    IpoptProblem nlp = CreateIpoptProblem(in->n_activity, in->lower, in->upper, in->n_node, zero,
                                          zero, in->n_entry, in->n_activity, 0, objective, balances,
                                          gradient, jacobian, hessian);
    free(zero);
    if (!nlp)
        bench_stop("Ipopt refuses the problem");
    char print_level[] = "print_level";
    AddIpoptIntOption(nlp, print_level, 0);
    set_text(nlp, "sb", "yes");
    set_text(nlp, "jac_c_constant", "yes");
    set_text(nlp, "jac_d_constant", "yes");
    set_text(nlp, "hessian_constant", "yes");
    set_number(nlp, "tol", 1e-9);
    SetIntermediateCallback(nlp, count);
    return nlp;
}

static void set_warm(IpoptProblem nlp)
{
    static const char *const push[] = { "warm_start_bound_push", "warm_start_bound_frac",
                                        "warm_start_slack_bound_push",
                                        "warm_start_slack_bound_frac",
                                        "warm_start_mult_bound_push" };
    set_text(nlp, "warm_start_init_point", "yes");
    for (int32_t i = 0; i < COUNT_OF(push); i++)
        set_number(nlp, push[i], 1e-9);
    set_number(nlp, "mu_init", 1e-6); /* the best of 1e-9, 1e-6 and 1e-4 on 20x15 */
}

static point point_new(const instance *in)
{
    size_t n = (size_t)in->n_activity;
    return (point){ bench_take(n, sizeof(double)), bench_take((size_t)in->n_node, sizeof(double)),
                    bench_take(n, sizeof(double)), bench_take(n, sizeof(double)) };
}

static void point_copy(const instance *in, point *to, const point *from)
{
    size_t n = (size_t)in->n_activity * sizeof(double);
    memcpy(to->x, from->x, n);
    memcpy(to->low, from->low, n);
    memcpy(to->high, from->high, n);
    memcpy(to->balance, from->balance, (size_t)in->n_node * sizeof(double));
}

static double solve(IpoptProblem nlp, peer *p, point *at)
{
    double start = bench_now();
    int status = IpoptSolve(nlp, at->x, NULL, NULL, at->balance, at->low, at->high, p);
    double seconds = bench_now() - start;
    if (status != Solve_Succeeded && status != Solved_To_Acceptable_Level)
        bench_stop("Ipopt ends with status %d", status);
    return seconds;
}

static void print(const char *name, const char *path, const peer *p, const point *at,
                  double *seconds, int32_t n)
{
    double *price = bench_take((size_t)p->in->n_node, sizeof *price);
    for (int32_t i = 0; i < p->in->n_node; i++)
        price[i] = -at->balance[i];
    distance d = instance_distance(p->in, p->supply, price, at->x);
    double median = bench_median(seconds, n);
    bench_row(name, path, median, seconds[0], p->iterations, d, "");
    free(price);
}

int main(int argc, char **argv)
{
    instance in;
    int32_t rounds = 0;
    double seconds[ROUNDS_MAX];
    if (argc != 3 || !num_parse_i32(argv[2], 1, ROUNDS_MAX, &rounds)) {
        fprintf(stderr, "usage: peer_ipopt FILE.json ROUNDS\n");
        return 2;
    }
    instance_read(argv[1], &in);
    peer p = { &in, bench_take((size_t)in.n_node, sizeof(double)), 0 };
    point base = point_new(&in), at = point_new(&in), zero = point_new(&in);
    memcpy(p.supply, in.supply, (size_t)in.n_node * sizeof *p.supply);
    IpoptProblem nlp = problem_of(&in);
    for (int32_t i = 0; i < rounds; i++) {
        point_copy(&in, &base, &zero);
        seconds[i] = solve(nlp, &p, &base);
    }
    print("ipopt_cold", argv[1], &p, &base, seconds, rounds);
    set_warm(nlp);
    for (int32_t i = 0; i < rounds; i++) {
        point_copy(&in, &at, &base);
        instance_shake(&in, 0.01, NULL, i, p.supply);
        seconds[i] = solve(nlp, &p, &at);
    }
    print("ipopt_warm", argv[1], &p, &at, seconds, rounds);
    FreeIpoptProblem(nlp);
    return 0;
}
