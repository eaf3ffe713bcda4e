/* hindcast.c - layer 4: gad_hindcast.
 *
 * Flow: hindcast_run -> one of the writers. Nothing is written before every run has its answer. */
#include "report/hindcast_page.h"

gad_status gad_hindcast(gad_ctx *cx, const gad_hindcast_opts *opts, const gad_output *out)
{
    hindcast *h = NULL;
    if (out->format != GAD_AS_TABLE && out->format != GAD_AS_JSON)
        return gad_fail(cx, GAD_E_ARG, "a hindcast is written as table or json");
    hindcast_asked asked = { .scenario = opts->scenario, .world = opts->world };
    gad_status st = hindcast_run(cx, &asked, &h);
    if (st)
        return st;
    st = out->format == GAD_AS_JSON ? hindcast_write_json(cx, h, out)
                                    : hindcast_write_table(cx, h, out);
    hindcast_free(h);
    return st;
}
