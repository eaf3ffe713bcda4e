/* store_of.c - layer 5: which store is meant: --store, else GADOLIN_STORE, else ./gadolin.duckdb. */
#include "cli.h"

bool store_of(call *c, gad_open_mode mode, gad_store **store, int *status)
{
    const char *env = getenv("GADOLIN_STORE");
    const char *path = c->global.store ? c->global.store : env && *env ? env : "gadolin.duckdb";
    gad_status st = gad_store_open(c->cx, path, mode, store);
    if (!st)
        return true;
    *status = st == GAD_E_ARG ? say_failure("%s", gad_last_error(c->cx).text) : say_error(c, st);
    return false;
}
