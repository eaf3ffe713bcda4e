/* cmd_mirror.c - layer 5: gadolin mirror. */
#include "cli.h"

int cmd_mirror(call *c)
{
    progress bar;
    gad_store *store = NULL;
    int status = EXIT_OK;
    if (!store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    progress_start(&bar, c);
    gad_ctx_progress(c->cx, progress_tell, &bar);
    gad_status st = gad_mirror(c->cx, store, &c->opts.mirror, &c->output);
    progress_clear(&bar);
    if (st)
        status = say_error(c, st);
    gad_store_close(store);
    return status;
}
