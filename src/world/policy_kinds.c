/* policy_kinds.c - layer 2: what every kind of policy event takes, and how much of a month it is in force.
 *
 * Three tables: policy_kinds and policy_number_rows are policy_kinds.def; policy_numbers says which kind takes which numbers.
 * A month is counted by its days: a rule of 4 April leaves three days of April free. */
#include "world/policy_impl.h"

const policy_kind_row policy_kinds[POLICY_KINDS] = {
#define KIND(id, name, needs, may, help) [id] = { name, help, needs, may },
#define NUMBER(id, name, def, lo, hi, help)
#include "world/policy_kinds.def"
};

#define UNIT_OF_POLICY_REVIEW_FRAC     NULL
#define UNIT_OF_POLICY_APPROVE_FRAC    NULL
#define UNIT_OF_POLICY_EXEMPT_FRAC     NULL
#define UNIT_OF_POLICY_CLEARANCE_DAYS  "days"
#define UNIT_OF_POLICY_VALIDITY_MONTHS "months"
#define UNIT_OF_POLICY_REAPPLY_FRAC    NULL
#define UNIT_OF_POLICY_LEAD_MONTHS     "months"
#define UNIT_OF_POLICY_LIMIT_MONTHS    "months"
#define UNIT_OF_POLICY_TONNES_YEAR     "t/yr"
#define UNIT_OF_POLICY_RATE_PCT        "%"
#define UNIT_OF_POLICY_TONNES          "t"
#define UNIT_OF_POLICY_USD_T           "USD/t"
#define UNIT_OF_POLICY_CAPACITY_T_YR   "t/yr"
#define UNIT_OF_POLICY_CHANGE_PCT      "%"
#define UNIT_OF_POLICY_RAMP_MONTHS     "months"
#define UNIT_OF_POLICY_PREMIUM_FACTOR  NULL

const policy_number_row policy_number_rows[POLICY_NUMBERS] = {
#define KIND(id, name, needs, may, help)
#define NUMBER(id, name, def, lo, hi, help) [id] = { name, help, def, lo, hi, UNIT_OF_##id },
#include "world/policy_kinds.def"
};

#define BIT(number) (UINT32_C(1) << POLICY_##number)
#define LICENCE                                                                                    \
    (BIT(APPROVE_FRAC) | BIT(VALIDITY_MONTHS) | BIT(REAPPLY_FRAC) | BIT(LEAD_MONTHS) |             \
     BIT(LIMIT_MONTHS))

const policy_takes policy_numbers[POLICY_KINDS] = {
    [POLICY_EXPORT_LICENCE] = { .needs = BIT(REVIEW_FRAC),
                                .may = LICENCE | BIT(EXEMPT_FRAC) | BIT(CLEARANCE_DAYS),
                                .alone = true },
    [POLICY_EXPORT_BAN] = { .may = BIT(CLEARANCE_DAYS), .alone = true },
    [POLICY_QUOTA] = { .needs = BIT(TONNES_YEAR) },
    [POLICY_TARIFF] = { .needs = BIT(RATE_PCT) },
    [POLICY_EXPORT_TAX] = { .needs = BIT(RATE_PCT) },
    [POLICY_GENERAL_LICENCE] = { .needs = BIT(EXEMPT_FRAC),
                                 .may = BIT(RAMP_MONTHS),
                                 .alone = true },
    [POLICY_LICENCE_RELIEF] = { .may = LICENCE | BIT(REVIEW_FRAC),
                                .keeps = LICENCE | BIT(REVIEW_FRAC),
                                .alone = true },
    [POLICY_STOCK_RELEASE] = { .needs = BIT(TONNES), .end = POLICY_MUST_END },
    [POLICY_STOCK_BUILD] = { .needs = BIT(TONNES), .end = POLICY_MUST_END },
    [POLICY_SUBSIDY] = { .needs = BIT(USD_T) },
    [POLICY_PRICE_FLOOR] = { .needs = BIT(USD_T), .alone = true },
    [POLICY_PLANT_ON] = { .may = BIT(CAPACITY_T_YR) | BIT(RAMP_MONTHS),
                          .keeps = BIT(RAMP_MONTHS),
                          .alone = true },
    [POLICY_PLANT_OFF] = { .alone = true },
    [POLICY_DEMAND_SHIFT] = { .needs = BIT(CHANGE_PCT), .may = BIT(RAMP_MONTHS) },
    [POLICY_SUBSTITUTION] = { .needs = BIT(CHANGE_PCT),
                              .may = BIT(RAMP_MONTHS),
                              .end = POLICY_NEVER_ENDS },
    [POLICY_RECYCLING] = { .needs = BIT(TONNES_YEAR), .may = BIT(RAMP_MONTHS) },
    [POLICY_SMUGGLING_CRACKDOWN] = { .may = BIT(PREMIUM_FACTOR), .alone = true },
};

/* ---- words --------------------------------------------------------------------------------------- */

static const struct {
    uint32_t bit;
    const char *word;
} subjects[] = {
    { POLICY_WHAT, "what" },   { POLICY_FROM, "from" },       { POLICY_TO, "to" },
    { POLICY_PLACE, "place" }, { POLICY_USE, "use" },         { POLICY_PROCESS, "process" },
    { POLICY_PLANT, "plant" }, { POLICY_APPROVE, "approve" },
};

const char *policy_subject_name(uint32_t bit)
{
    for (int32_t i = 0; i < COUNT_OF(subjects); i++)
        if (subjects[i].bit == bit)
            return subjects[i].word;
    return NULL;
}

uint32_t policy_subject(const char *word)
{
    for (int32_t i = 0; i < COUNT_OF(subjects); i++)
        if (STR_EQ(subjects[i].word, word))
            return subjects[i].bit;
    return 0;
}

int32_t policy_number_find(const char *name)
{
    for (int32_t k = 0; k < POLICY_NUMBERS; k++)
        if (STR_EQ(policy_number_rows[k].name, name))
            return k;
    return -1;
}

int32_t policy_kind_find(const char *name)
{
    for (int32_t k = 0; k < POLICY_KINDS; k++)
        if (STR_EQ(policy_kinds[k].name, name))
            return k;
    return -1;
}

const char *policy_kind_name(policy_kind k)
{
    return policy_kinds[k].name;
}

/* ---- months -------------------------------------------------------------------------------------- */

/* First day of a month of the years that period.h knows; policy_parse lets no scenario run beyond them. */
static int32_t first_day(int32_t month)
{
    char name[PERIOD_TEXT], text[PERIOD_TEXT + 4];
    int32_t day = 0;
    snprintf(text, sizeof text, "%s-01", month_text(name, month));
    bool known = day_parse(text, &day);
    assert(known);
    (void)known;
    return day;
}

double policy_share_of_month(const policy_event *e, int32_t month)
{
    int32_t first = first_day(month), next = first_day(month + 1);
    int32_t from = MAX_OF(e->start, first), to = MIN_OF(e->end, next - 1);
    return to < from ? 0 : (double)(to - from + 1) / (next - first);
}

static double approved_on(const policy_event *e, int32_t day)
{
    const policy_point *p = e->approve;
    int32_t k = 0;
    while (k < e->n_approve && p[k].day <= day)
        k++; /* the first point after the day */
    if (k == 0 || k == e->n_approve)
        return p[k == 0 ? 0 : k - 1].frac;
    double along = (double)(day - p[k - 1].day) / (p[k].day - p[k - 1].day);
    return p[k - 1].frac + along * (p[k].frac - p[k - 1].frac);
}

double policy_approved_in(const policy_event *e, int32_t month)
{
    double frac = e->number[POLICY_APPROVE_FRAC];
    if (e->n_approve == 0)
        return IS_NUMBER(frac) ? frac : 1;
    int32_t first = first_day(month), next = first_day(month + 1);
    double sum = 0;
    for (int32_t day = first; day < next; day++)
        sum += approved_on(e, day);
    return sum / (next - first);
}
