/* world_show.c - layer 4: the tables of a world, and its chain as a picture. */
#include "report/write.h"

gad_status gad_world_show(gad_ctx *cx, const gad_world_opts *opts, const gad_output *out)
{
    (void)opts, (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "not written yet");
}
