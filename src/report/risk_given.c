/* risk_given.c - layer 4: under construction. */
#include "base/base.h"
gad_status gad_risk_eu_sr(gad_ctx *cx, const gad_risk_opts *opts, const gad_output *out)
{
    (void)opts;
    (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "under construction");
}
gad_status gad_risk_geopolrisk(gad_ctx *cx, const gad_risk_opts *opts, const gad_output *out)
{
    (void)opts;
    (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "under construction");
}
