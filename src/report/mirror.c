/* mirror.c - layer 4: under construction. */
#include "base/base.h"
#include "store/store.h"

gad_status gad_mirror(gad_ctx *cx, gad_store *store, const gad_mirror_opts *opts, const gad_output *out)
{
    (void)store;
    (void)opts;
    (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "under construction");
}
