/* policy_kinds.c - layer 2: the table of policy kinds, and their months. */
#include "world/policy.h"

double policy_share_of_month(const policy_event *e, int32_t month)
{
    (void)e, (void)month;
    return 0;
}
double policy_approved_in(const policy_event *e, int32_t month)
{
    (void)e, (void)month;
    return 1;
}
const char *policy_kind_name(policy_kind k)
{
    (void)k;
    return "";
}
