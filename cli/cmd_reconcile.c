/* cmd_reconcile.c - layer 5: gadolin reconcile. */
#include "cli.h"

int cmd_reconcile(call *c)
{
    progress bar;
    gad_store *store = NULL;
    int status = EXIT_OK;
    if (!store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    progress_start(&bar, c);
    gad_ctx_progress(c->cx, progress_tell, &bar);
    gad_status st = gad_reconcile(c->cx, store, &c->opts.reconcile, &c->output);
    progress_clear(&bar);
    if (st)
        status = say_error(c, st);
    gad_store_close(store);
    return status;
}
