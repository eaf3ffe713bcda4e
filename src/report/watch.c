/* watch.c - layer 4: under construction. */
#include "base/base.h"
#include "store/store.h"

gad_status gad_watch(gad_ctx *cx, gad_store *store, const char *rules, const gad_watch_opts *opts, const gad_output *out, int32_t *fired)
{
    (void)store;
    (void)rules;
    (void)opts;
    (void)out;
    (void)fired;
    return gad_fail(cx, GAD_E_INTERNAL, "under construction");
}
