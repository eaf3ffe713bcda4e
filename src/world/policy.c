/* policy.c - layer 2: a scenario file to events. */
#include "world/policy.h"

gad_status policy_parse(gad_ctx *cx, const char *name, const char *bytes, size_t n, policy **out)
{
    (void)bytes, (void)n, (void)out;
    return gad_fail(cx, GAD_E_INTERNAL, "scenario '%s': not written yet", name);
}

gad_status policy_read(gad_ctx *cx, const char *name_or_path, policy **out)
{
    return policy_parse(cx, name_or_path, NULL, 0, out);
}

void policy_free(policy *p)
{
    (void)p;
}
