/* cmd_watch.c - layer 5: gadolin watch RULES.yaml. The exit status tells whether anything fired. */
#include "cli.h"

int cmd_watch(call *c)
{
    gad_store *store = NULL;
    int32_t fired = 0;
    int status = EXIT_OK;
    if (!store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    gad_status st = gad_watch(c->cx, store, c->arg[0], &c->opts.watch, &c->output, &fired);
    if (st)
        status = say_error(c, st);
    else if (fired > 0)
        status = EXIT_FOUND;
    gad_store_close(store);
    return status;
}
