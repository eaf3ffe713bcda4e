/* world_check.c - layer 4: is a world sound? */
#include "report/write.h"

gad_status gad_world_check(gad_ctx *cx, const gad_world_opts *opts, const gad_output *out,
                           int32_t *problems)
{
    (void)opts, (void)out, (void)problems;
    return gad_fail(cx, GAD_E_INTERNAL, "not written yet");
}
