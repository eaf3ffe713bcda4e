/* world_read.c - layer 2: a folder of CSV files to a world. */
#include "world/world.h"

gad_status world_read(gad_ctx *cx, const char *name_or_dir, world **out)
{
    (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "world '%s': not written yet", name_or_dir);
}

void world_free(world *w)
{
    (void)w;
}
