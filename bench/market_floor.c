/* market_floor.c - how far the market kernel is from what the machine could do at best.
 *   market_floor FILE.json ROUNDS
 *
 * Measures one thread's rate of dense matrix products (n = 1000) and of streaming through memory (triad on as many bytes
 * as the work touches, so that what fits a cache is held against the cache). Then, for one numeric factorisation and
 * for one pass over the activities: flops, bytes, floor = max(flops / rate, bytes / rate), the seconds the kernel
 * took (its own report of cold solves, median) and their ratio, as CSV:
 *   name,instance,flops,bytes,flop_rate,byte_rate,floor,measured,ratio
 * Bytes are the least possible: the matrix read and the factor written once; of an activity its four numbers and its
 * start read and level and slope written, of an entry node and coefficient, of a node price and balance. */
#include "base/base.h"
#include "market/linsys.h"
#include "market_instance.h"
#include <cblas.h>

enum { REPEATS = 7, DENSE = 1000, ROUNDS_MAX = 1000 };
typedef struct work {
    const char *name;
    double flops, bytes, measured;
} work;

static double product_rate(void)
{
    double seconds[REPEATS];
    size_t n = (size_t)DENSE * DENSE;
    double *a = bench_take(n, sizeof *a), *b = bench_take(n, sizeof *b),
           *c = bench_take(n, sizeof *c);
    for (size_t i = 0; i < n; i++)
        a[i] = b[i] = 1.0 / (double)(i + 1);
    for (int32_t i = 0; i < REPEATS; i++) {
        double start = bench_now();
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, DENSE, DENSE, DENSE, 1, a, DENSE, b,
                    DENSE, 0, c, DENSE);
        seconds[i] = bench_now() - start;
    }
    free(a);
    free(b);
    free(c);
    return 2.0 * DENSE * DENSE * DENSE / bench_median(seconds, REPEATS);
}

/* Bytes a second of a[i] = b[i] + s c[i] on three arrays that together have `bytes`, swept until 64 MB have gone by. */
static double stream_rate(double bytes)
{
    double seconds[REPEATS];
    size_t n = (size_t)fmax(bytes / (3 * sizeof(double)), 1000);
    int32_t sweeps = 1 + (int32_t)(64e6 / (double)(24 * n));
    double *a = bench_take(n, sizeof *a), *b = bench_take(n, sizeof *b),
           *c = bench_take(n, sizeof *c);
    for (size_t i = 0; i < n; i++)
        b[i] = c[i] = (double)i;
    for (int32_t k = 0; k < REPEATS; k++) {
        double start = bench_now();
        for (int32_t s = 0; s < sweeps; s++) {
            double factor = 1.0 + s;
            for (size_t i = 0; i < n; i++)
                a[i] = b[i] + factor * c[i];
            b[n / 2] = a[n / 3]; /* so that no sweep can be left out */
        }
        seconds[k] = bench_now() - start;
    }
    volatile double keep = a[n / 2];
    (void)keep;
    free(a);
    free(b);
    free(c);
    return (double)sweeps * 24.0 * (double)n / bench_median(seconds, REPEATS);
}

/* Entries of every node, by node: first [n_node + 1], activity [n_entry]. */
static void by_node(const instance *in, int32_t *first, int32_t *activity)
{
    for (int32_t e = 0; e < in->n_entry; e++)
        first[in->node[e] + 1]++;
    for (int32_t n = 0; n < in->n_node; n++)
        first[n + 1] += first[n];
    int32_t *next = bench_take((size_t)in->n_node, sizeof *next);
    memcpy(next, first, (size_t)in->n_node * sizeof *next);
    for (int32_t j = 0; j < in->n_activity; j++)
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            activity[next[in->node[e]]++] = j;
    free(next);
}

static int by_index(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The pattern of the matrix that is factored: nodes that share an activity. Lower triangle by columns, rows ascending.
 * Counts when row is NULL. */
static int32_t pattern(const instance *in, int32_t *start, int32_t *row)
{
    int32_t total = 0, *first = bench_take((size_t)in->n_node + 1, sizeof *first);
    int32_t *activity = bench_take((size_t)in->n_entry, sizeof *activity);
    int32_t *seen = bench_take((size_t)in->n_node, sizeof *seen);
    int32_t *found = bench_take((size_t)in->n_node, sizeof *found);
    by_node(in, first, activity);
    for (int32_t n = 0; n < in->n_node; n++) {
        int32_t m = 0;
        found[m++] = n;
        seen[n] = n + 1;
        for (int32_t k = first[n]; k < first[n + 1]; k++)
            for (int32_t e = in->start[activity[k]]; e < in->start[activity[k] + 1]; e++)
                if (in->node[e] > n && seen[in->node[e]] != n + 1) {
                    seen[in->node[e]] = n + 1;
                    found[m++] = in->node[e];
                }
        qsort(found, (size_t)m, sizeof *found, by_index);
        if (row)
            memcpy(row + total, found, (size_t)m * sizeof *row);
        start[n] = total;
        total += m;
    }
    start[in->n_node] = total;
    free(first);
    free(activity);
    free(seen);
    free(found);
    return total;
}

static work factorisation(gad_ctx *cx, const instance *in)
{
    linsys *s = NULL;
    int32_t *start = bench_take((size_t)in->n_node + 1, sizeof *start);
    int32_t n_entry = pattern(in, start, NULL);
    int32_t *row = bench_take((size_t)n_entry, sizeof *row);
    pattern(in, start, row);
    if (linsys_new(cx, in->n_node, start, row, true, &s))
        bench_stop("analysing: %s", gad_last_error(cx).text);
    linsys_cost cost = linsys_cost_of(s);
    linsys_free(s);
    free(start);
    free(row);
    return (work){ .name = "factor",
                   .flops = cost.factor_flops,
                   .bytes = 8.0 * (double)n_entry + 8.0 * (double)cost.factor_nonzeros };
}

static work evaluation(const instance *in)
{
    return (work){ .name = "evaluate",
                   .flops = 8.0 * in->n_activity + 4.0 * in->n_entry,
                   .bytes = (4 * 8 + 4 + 2 * 8) * (double)in->n_activity +
                            (4 + 8) * (double)in->n_entry + 2 * 8 * (double)in->n_node };
}

/* Seconds of one factorisation and of one pass, from the reports of cold solves. */
static void measure(gad_ctx *cx, const instance *in, int32_t rounds, work *factor, work *pass)
{
    static double factor_seconds[ROUNDS_MAX], pass_seconds[ROUNDS_MAX];
    gad_market *m = NULL;
    gad_market_spec spec = instance_spec(in);
    gad_market_opts opts = gad_market_defaults();
    gad_market_answer answer = { 0 };
    if (gad_market_new(cx, &spec, &m))
        bench_stop("building: %s", gad_last_error(cx).text);
    for (int32_t i = -1; i < rounds; i++) { /* the first one analyses and is not counted */
        if (gad_market_solve(cx, m, &opts, NULL, &answer))
            bench_stop("solving: %s", gad_last_error(cx).text);
        if (i >= 0) {
            factor_seconds[i] = answer.report.seconds_factor / answer.report.factorisations;
            pass_seconds[i] = answer.report.seconds_evaluate / answer.report.evaluations;
        }
    }
    factor->measured = bench_median(factor_seconds, rounds);
    pass->measured = bench_median(pass_seconds, rounds);
    gad_market_free(m);
}

static void print(const work *w, const char *path, double product)
{
    const char *file = strrchr(path, '/');
    file = file ? file + 1 : path;
    double stream = stream_rate(w->bytes);
    double least = fmax(w->flops / product, w->bytes / stream);
    printf("floor_%s,%.*s,%.4g,%.4g,%.4g,%.4g,%.6f,%.6f,%.2f\n", w->name, (int)strcspn(file, "."),
           file, w->flops, w->bytes, product, stream, least, w->measured, w->measured / least);
}

int main(int argc, char **argv)
{
    instance in;
    int32_t rounds = 0;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    if (argc != 3 || !cx || !num_parse_i32(argv[2], 1, ROUNDS_MAX, &rounds)) {
        fprintf(stderr, "usage: market_floor FILE.json ROUNDS\n");
        return 2;
    }
    instance_read(argv[1], &in);
    linsys_threads(1);
    work factor = factorisation(cx, &in), pass = evaluation(&in);
    measure(cx, &in, rounds, &factor, &pass);
    double product = product_rate();
    print(&factor, argv[1], product);
    print(&pass, argv[1], product);
    instance_free(&in);
    gad_ctx_free(cx);
    return 0;
}
