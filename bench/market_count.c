/* market_count.c - a fixed piece of work whose instructions are counted (tests/e2e/count_market.sh): a generated market of
 * 20 regions by 15 materials is built, solved cold, and solved warm after all supplies changed. Prints the compiler and the
 * steps taken. */
#include "base/base.h"
#include "market_instance.h"
#include <valgrind/callgrind.h>

static void solve(gad_ctx *cx, gad_market *m, const double *start, double *price, const char *what)
{
    gad_market_opts opts = gad_market_defaults();
    gad_market_answer answer = { .price = price };
    CALLGRIND_ZERO_STATS;
    gad_status st = gad_market_solve(cx, m, &opts, start, &answer);
    CALLGRIND_DUMP_STATS;
    if (st)
        bench_stop("%s: %s", what, gad_last_error(cx).text);
    if (answer.report.status != GAD_SOLVED)
        bench_stop("%s: %s", what, gad_market_status_text(answer.report.status));
    printf("%s: %d steps, %d factorisations, %d inner iterations\n", what, answer.report.iterations,
           answer.report.factorisations, answer.report.inner);
}

int main(void)
{
    instance in;
    gad_market *m = NULL;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    if (!cx)
        bench_stop("no memory for a context");
    recipe r = { 20, 15, 0.25, 0.9, 1 };
    instance_make(&r, &in);
    gad_market_spec spec = instance_spec(&in);
#ifdef __clang__
    printf("compiler: clang-%d\n", __clang_major__);
#else
    printf("compiler: gcc-%d\n", __GNUC__);
#endif
    double *price = bench_take((size_t)in.n_node, sizeof *price),
           *start = bench_take((size_t)in.n_node, sizeof *start);
    CALLGRIND_ZERO_STATS;
    gad_status st = gad_market_new(cx, &spec, &m);
    CALLGRIND_DUMP_STATS;
    if (st)
        bench_stop("the network could not be built");
    solve(cx, m, NULL, price, "cold");
    memcpy(start, price, (size_t)in.n_node * sizeof *start);
    instance_shake(&in, 0.01, NULL, 0, gad_market_numbers_of(m)->supply);
    solve(cx, m, start, price, "warm");
    gad_market_free(m);
    gad_ctx_free(cx);
    instance_free(&in);
    free(price);
    free(start);
    return 0;
}
