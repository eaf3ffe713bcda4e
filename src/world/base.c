/* base.c - layer 2: the reconciled base month of a world. */
#include "world/base.h"

gad_status base_make(gad_ctx *cx, const world *w, base **out)
{
    (void)w, (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "the base: not written yet");
}

void base_free(base *b)
{
    (void)b;
}

int32_t base_site_find(const base *b, int32_t material, int32_t place)
{
    (void)b, (void)material, (void)place;
    return -1;
}
