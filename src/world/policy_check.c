/* policy_check.c - layer 2: does a scenario speak of this world? */
#include "world/policy.h"

gad_status policy_check(gad_ctx *cx, const policy *p, const world *w)
{
    (void)p, (void)w;
    return gad_fail(cx, GAD_E_INTERNAL, "not written yet");
}
