/* cmd_simulate.c - layer 5: gadolin simulate, hindcast and world. None needs a store. */
#include "cli.h"

int cmd_simulate(call *c)
{
    gad_status st = gad_simulate(c->cx, c->arg[0], &c->opts.simulate, &c->output);
    return st ? say_error(c, st) : EXIT_OK;
}

int cmd_hindcast(call *c)
{
    gad_status st = gad_hindcast(c->cx, &c->opts.hindcast, &c->output);
    return st ? say_error(c, st) : EXIT_OK;
}

int cmd_world(call *c)
{
    int32_t problems = 0;
    gad_status st = GAD_OK;
    if (strcmp(c->arg[0], "check") == 0)
        st = gad_world_check(c->cx, &c->opts.world, &c->output, &problems);
    else if (strcmp(c->arg[0], "show") == 0)
        st = gad_world_show(c->cx, &c->opts.world, &c->output);
    else
        return say_usage(c, "there is no 'world %s': choose check or show", c->arg[0]);
    if (st)
        return say_error(c, st);
    return problems > 0 ? EXIT_FOUND : EXIT_OK;
}
