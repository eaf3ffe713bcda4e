/* cmd_watch.c - layer 5: gadolin watch RULES.yaml. The exit status tells whether anything fired. */
#include "cli.h"

/* Nothing may wait in a buffer: an alert counts as told once the library has written it. */
static bool write_through(void *s, const char *bytes, size_t n)
{
    return outlet_write(s, bytes, n) && outlet_flush(s);
}

int cmd_watch(call *c)
{
    gad_output output = c->output;
    gad_store *store = NULL;
    int32_t fired = -1; /* as long as no answer was written */
    int status = EXIT_OK;
    if (!store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    output.write = write_through;
    gad_status st = gad_watch(c->cx, store, c->arg[0], &c->opts.watch, &output, &fired);
    if (fired >= 0)
        outlet_keep(c->out); /* whatever became of the webhook */
    if (st)
        status = say_error(c, st);
    else if (fired > 0)
        status = EXIT_FOUND;
    gad_store_close(store);
    return status;
}
