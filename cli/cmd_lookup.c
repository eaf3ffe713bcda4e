/* cmd_lookup.c - layer 5: gadolin products and gadolin countries. They work without a store: the code tables
 * then come from the files beside the program. */
#include "cli.h"
#include <unistd.h>

typedef gad_status lookup_fn(gad_ctx *cx, gad_store *store, const char *search,
                             const gad_output *out);

static int look_up(call *c, lookup_fn *fn)
{
    gad_store *store = NULL;
    int status = EXIT_OK;
    const char *env = getenv("GADOLIN_STORE");
    bool named = c->global.store || (env && *env) || access("gadolin.duckdb", F_OK) == 0;
    if (!store_of(c, named ? GAD_OPEN_READ : GAD_OPEN_MEMORY, &store, &status))
        return status;
    gad_status st = fn(c->cx, store, c->n_arg ? c->arg[0] : NULL, &c->output);
    if (st)
        status = say_error(c, st);
    gad_store_close(store);
    return status;
}

int cmd_products(call *c)
{
    return look_up(c, gad_products);
}

int cmd_countries(call *c)
{
    return look_up(c, gad_countries);
}
