/* cmd_risk.c - layer 5: gadolin risk, and risk eu-sr and risk geopolrisk, which need no store. */
#include "cli.h"

typedef gad_status given_fn(gad_ctx *cx, const gad_risk_opts *opts, const gad_output *out);

static const struct given {
    const char *name;
    given_fn *ask;
} given[] = { { "eu-sr", gad_risk_eu_sr }, { "geopolrisk", gad_risk_geopolrisk } };

static int from_given(call *c, const char *name)
{
    for (int32_t k = 0; k < ROWS_OF(given); k++) {
        if (strcmp(given[k].name, name) != 0)
            continue;
        gad_status st = given[k].ask(c->cx, &c->opts.risk, &c->output);
        return st ? say_error(c, st) : EXIT_OK;
    }
    return say_usage(c, "there is no 'risk %s': choose eu-sr or geopolrisk, or leave it out", name);
}

int cmd_risk(call *c)
{
    gad_store *store = NULL;
    int status = EXIT_OK;
    if (c->n_arg > 0)
        return from_given(c, c->arg[0]);
    if (!store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    gad_status st = gad_risk(c->cx, store, &c->opts.risk, &c->output);
    if (st)
        status = say_error(c, st);
    gad_store_close(store);
    return status;
}
