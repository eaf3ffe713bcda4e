/* market_bench.c - times the market kernel on one instance, one core, tolerance 1e-9.
 *   market_bench FILE.json ROUNDS
 *
 * Each round builds the network anew and solves: first without a start (cold_first, the symbolic analysis included),
 * again without a start (cold), from the base prices of the file (cold_base), from the last prices after every supply
 * changed by up to 1 % (warm), and from the last prices after every supply changed by up to 1 % of what its node turns
 * over (warm_turnover). Prints CSV, the run of median time for each: name, instance, median and fastest seconds, Newton
 * steps, imbalance, complementarity (both measured here, see market_instance.h), then factorisations, inner iterations,
 * passes over the activities and seconds of checking, analysing, evaluating, factoring, solving, finishing. */
#include "base/base.h"
#include "market_instance.h"

enum { ROUNDS_MAX = 1000 };
typedef enum task { NETWORK, COLD_FIRST, COLD, COLD_BASE, WARM, WARM_TURNOVER, TASKS } task;
static const char *const task_name[TASKS] = { "network",   "cold_first", "cold",
                                              "cold_base", "warm",       "warm_turnover" };
typedef struct run {
    double seconds;
    distance d;
    gad_market_report report;
} run;
typedef struct bench {
    gad_ctx *cx;
    instance in;
    gad_market *market;
    double *price, *level; /* of the last solve */
    double *last;          /* prices to start from */
    run run[TASKS][ROUNDS_MAX];
} bench;

static void fail(const bench *b, const char *what)
{
    bench_stop("%s: %s [%s]", what, gad_last_error(b->cx).text, gad_last_error(b->cx).origin);
}

static void build(bench *b, int32_t round)
{
    gad_market_spec spec = instance_spec(&b->in);
    double start = bench_now();
    if (gad_market_new(b->cx, &spec, &b->market))
        fail(b, "building the network");
    b->run[NETWORK][round] = (run){ .seconds = bench_now() - start };
}

static void solve(bench *b, const double *start_price, run *out)
{
    gad_market_opts opts = gad_market_defaults();
    gad_market_answer answer = { .price = b->price, .level = b->level };
    opts.tolerance = 1e-9;
    double start = bench_now();
    if (gad_market_solve(b->cx, b->market, &opts, start_price, &answer))
        fail(b, "solving");
    out->seconds = bench_now() - start;
    out->report = answer.report;
    out->d =
        instance_distance(&b->in, gad_market_numbers_of(b->market)->supply, b->price, b->level);
    if (answer.report.status != GAD_SOLVED)
        bench_stop("not solved: %s %s", gad_market_status_text(answer.report.status),
                   answer.report.note);
}

/* Solve after a change of the supplies, from the prices before it; the supplies are put back. */
static void shaken(bench *b, const double *turnover, int32_t round, run *out)
{
    size_t size = (size_t)b->in.n_node * sizeof(double);
    double *supply = gad_market_numbers_of(b->market)->supply;
    memcpy(b->last, b->price, size);
    instance_shake(&b->in, 0.01, turnover, round, supply);
    solve(b, b->last, out);
    memcpy(supply, b->in.supply, size);
}

static void round_of(bench *b, int32_t i)
{
    run unused;
    build(b, i);
    solve(b, NULL, &b->run[COLD_FIRST][i]);
    solve(b, NULL, &b->run[COLD][i]);
    solve(b, b->in.base_price, &b->run[COLD_BASE][i]);
    shaken(b, NULL, i, &b->run[WARM][i]);
    solve(b, NULL, &unused);
    shaken(b, b->level, i, &b->run[WARM_TURNOVER][i]);
    gad_market_free(b->market);
}

static int by_seconds(const void *a, const void *b)
{
    double x = ((const run *)a)->seconds, y = ((const run *)b)->seconds;
    return (x > y) - (x < y);
}

static void print(run *r, const char *name, const char *path, int32_t n)
{
    char rest[256];
    qsort(r, (size_t)n, sizeof *r, by_seconds);
    const gad_market_report *p = &r[n / 2].report;
    snprintf(rest, sizeof rest, ",%d,%d,%d,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f", p->factorisations,
             p->inner, p->evaluations, p->seconds_check, p->seconds_analyse, p->seconds_evaluate,
             p->seconds_factor, p->seconds_solve, p->seconds_finish);
    bench_row(name, path, r[n / 2].seconds, r[0].seconds, p->iterations, r[n / 2].d, rest);
}

int main(int argc, char **argv)
{
    static bench b;
    int32_t rounds = 0;
    if (argc != 3 || !num_parse_i32(argv[2], 1, ROUNDS_MAX, &rounds)) {
        fprintf(stderr, "usage: market_bench FILE.json ROUNDS\n");
        return 2;
    }
    b.cx = gad_ctx_new(NULL, NULL);
    if (!b.cx)
        bench_stop("no memory for a context");
    instance_read(argv[1], &b.in);
    b.price = bench_take((size_t)b.in.n_node, sizeof(double));
    b.last = bench_take((size_t)b.in.n_node, sizeof(double));
    b.level = bench_take((size_t)b.in.n_activity, sizeof(double));
    for (int32_t i = 0; i < rounds; i++)
        round_of(&b, i);
    for (task t = 0; t < TASKS; t++)
        print(b.run[t], task_name[t], argv[1], rounds);
    free(b.price);
    free(b.last);
    free(b.level);
    instance_free(&b.in);
    gad_ctx_free(b.cx);
    return 0;
}
