/* query.c - a one-product series query on an open store, warm.
 *   query STORE PRODUCT REPORTER PARTNER REPEATS     prints first, median and fastest milliseconds */
#include "base/base.h"

static bool swallow(void *user, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)user += n;
    return true;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double ask(gad_ctx *cx, gad_store *s, const gad_series_opts *o)
{
    struct timespec a, b;
    size_t bytes = 0;
    gad_output out = { .format = GAD_AS_JSON, .write = swallow, .user = &bytes };
    clock_gettime(CLOCK_MONOTONIC, &a);
    if (gad_series(cx, s, o, &out)) {
        fprintf(stderr, "%s\n", gad_last_error(cx).text);
        exit(1);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    return 1e3 * (double)(b.tv_sec - a.tv_sec) + 1e-6 * (double)(b.tv_nsec - a.tv_nsec);
}

int main(int argc, char **argv)
{
    enum { REPEATS_MAX = 1000 };
    static double ms[REPEATS_MAX];
    int32_t n = 0;
    gad_store *s = NULL;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    if (argc != 6 || !cx || !num_parse_i32(argv[5], 2, REPEATS_MAX, &n)) {
        fprintf(stderr, "usage: query STORE PRODUCT REPORTER PARTNER REPEATS\n");
        return 2;
    }
    gad_series_opts o = gad_series_defaults();
    o.product = argv[2];
    o.reporter = argv[3];
    o.partner = argv[4];
    if (gad_store_open(cx, argv[1], GAD_OPEN_READ, &s)) {
        fprintf(stderr, "%s\n", gad_last_error(cx).text);
        return 1;
    }
    double first = ask(cx, s, &o);
    for (int32_t i = 0; i < n; i++)
        ms[i] = ask(cx, s, &o);
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    printf("%.1f %.1f %.1f\n", first, ms[n / 2], ms[0]);
    gad_store_close(s);
    gad_ctx_free(cx);
    return 0;
}
