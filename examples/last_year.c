/* last_year.c - prints a year of a series as CSV, with the installed library:
 *   cc last_year.c $(pkg-config --cflags --libs gadolin) && ./a.out gadolin.duckdb magnets CHN */
#include <gadolin/gadolin.h>
#include <stdio.h>

static bool to_stdout(void *user, const char *bytes, size_t n)
{
    (void)user;
    return fwrite(bytes, 1, n, stdout) == n;
}

int main(int argc, char **argv)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_store *store = NULL;
    if (argc != 4 || !cx) {
        fprintf(stderr, "usage: last_year STORE PRODUCT REPORTER\n");
        return 2;
    }
    gad_series_opts opts = gad_series_defaults();
    opts.product = argv[2];
    opts.reporter = argv[3];
    opts.from = "2025-01";
    opts.to = "2025-12";
    opts.stats = "level,mom,yoy,ytd";
    gad_output out = { .format = GAD_AS_CSV, .write = to_stdout };
    gad_status st = gad_store_open(cx, argv[1], GAD_OPEN_READ, &store);
    if (!st)
        st = gad_series(cx, store, &opts, &out);
    if (st)
        fprintf(stderr, "last_year: %s\n", gad_last_error(cx).text);
    gad_store_close(store);
    gad_ctx_free(cx);
    return st ? 1 : 0;
}
