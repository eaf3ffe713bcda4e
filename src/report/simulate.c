/* simulate.c - layer 4: the answer of `gadolin simulate`. */
#include "report/write.h"
#include "world/sim.h"

gad_status gad_simulate(gad_ctx *cx, const char *scenario, const gad_simulate_opts *opts,
                        const gad_output *out)
{
    (void)scenario, (void)opts, (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "not written yet");
}
