/* cmd_export.c - layer 5: gadolin export. */
#include "cli.h"

int cmd_export(call *c)
{
    gad_store *store = NULL;
    int status = EXIT_OK;
    if (!store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    gad_status st = gad_export(c->cx, store, &c->opts.exports, &c->output);
    if (st)
        status = say_error(c, st);
    gad_store_close(store);
    return status;
}
