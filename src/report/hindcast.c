/* hindcast.c - layer 4: the answer of `gadolin hindcast`. */
#include "report/write.h"

gad_status gad_hindcast(gad_ctx *cx, const gad_hindcast_opts *opts, const gad_output *out)
{
    (void)opts, (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "not written yet");
}
