/* book.c - what the checker asks of an open store: times of opening the book, of a series never asked
 * before, and of one that is kept.
 *   book STORE      prints milliseconds: open, uncached (median, worst), cached, search (median, worst) */
#include "claims/book.h"

enum { ASKED_MAX = 4096 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void must(gad_ctx *cx, gad_status status)
{
    if (status) {
        fprintf(stderr, "%s\n", gad_last_error(cx).text);
        exit(1);
    }
}

static void print_spread(const char *what, double *ms, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += ms[i];
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    printf("%s: n %" PRId32 " median %.4f worst %.2f sum %.1f\n", what, n, n ? ms[n / 2] : 0,
           n ? ms[n - 1] : 0, sum);
}

/* Every question that a published level answers, as of the day it was published. */
static int32_t ask_series(gad_ctx *cx, book *bk, double *ms)
{
    int32_t n = 0;
    const char *const metrics[] = { "qty", "production", "value" };
    for (int32_t m = 0; m < COUNT_OF(metrics); m++) {
        int32_t k = 0;
        for (const fact *f; n < ASKED_MAX && (f = book_next(bk, metrics[m], NULL, INT32_MAX, &k));
             n++) {
            const series *s = NULL;
            reading r = { .product = f->product,
                          .reporter = *f->reporter ? f->reporter : "W00",
                          .partner = *f->partner ? f->partner : "W00",
                          .flow = f->flow,
                          .measure = metrics[m] };
            double t = now_ms();
            must(cx, book_series(cx, bk, &r, 'M', f->published, &s));
            ms[n] = now_ms() - t;
        }
    }
    return n;
}

static int32_t ask_search(gad_ctx *cx, book *bk, double *ms)
{
    int32_t n = 0, k = 0;
    arena mem;
    arena_init(&mem, &cx->al);
    for (const fact *f; n < ASKED_MAX && (f = book_next(bk, "qty", "magnets", INT32_MAX, &k));
         n++) {
        found_series *hits = NULL;
        int32_t found_n = 0;
        reading r = { .product = "rare-earths",
                      .reporter = f->reporter,
                      .partner = f->partner,
                      .flow = 'X',
                      .measure = "qty",
                      .period = f->period };
        double t = now_ms();
        must(cx, book_search(cx, bk, &mem, &r, f->period, f->value - f->half_unit,
                             f->value + f->half_unit, INT32_MAX, 8, &hits, &found_n));
        ms[n] = now_ms() - t;
        arena_release(&mem);
    }
    return n;
}

int main(int argc, char **argv)
{
    static double ms[ASKED_MAX];
    gad_store *st = NULL;
    book *bk = NULL;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    if (argc != 2 || !cx) {
        fprintf(stderr, "usage: book STORE\n");
        return 2;
    }
    must(cx, gad_store_open(cx, argv[1], GAD_OPEN_READ, &st));
    double t = now_ms();
    must(cx, book_new(cx, st, &bk));
    printf("open: %.1f\n", now_ms() - t);
    print_spread("series, first time", ms, ask_series(cx, bk, ms));
    print_spread("series, kept", ms, ask_series(cx, bk, ms));
    print_spread("search, first time", ms, ask_search(cx, bk, ms));
    print_spread("search, kept", ms, ask_search(cx, bk, ms));
    book_free(bk);
    gad_store_close(st);
    gad_ctx_free(cx);
    return 0;
}
