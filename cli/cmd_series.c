/* cmd_series.c - layer 5: gadolin series. */
#include "cli.h"

int cmd_series(call *c)
{
    gad_store *store = NULL;
    int status = EXIT_OK;
    if (!store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    gad_status st = gad_series(c->cx, store, &c->opts.series, &c->output);
    if (st)
        status = say_error(c, st);
    gad_store_close(store);
    return status;
}
