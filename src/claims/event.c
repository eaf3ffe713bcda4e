/* event.c - layer 3: acts of policy with a date, a place or a number: "in early April, China imposed export controls".
 *
 * An act without any of them is background and no claim. The date must belong to the act: it stands behind it with
 * little between, or before it with a verb of acting between. Tariffs are acts of another trade. */
#include "claims/grammar_impl.h"

enum { BEHIND = 12, BEFORE = 12 };
#define DATES (BIT(TIME) | BIT(RELATIVE) | BIT(PLACE))

static bool is_act(const parse *p, int32_t i)
{
    static const char *const verbs[] = {
        "added",      "adding",     "agreed",      "announced",    "announcing", "began",
        "brought",    "enacted",    "expanded",    "expanding",    "halted",     "halting",
        "imposed",    "imposing",   "implemented", "implementing", "introduced", "introducing",
        "issued",     "launched",   "launching",   "placed",       "placing",    "put",
        "reached",    "rolled",     "signed",      "slapped",      "struck",     "tightened",
        "tightening", "unveiled",   "unveiling",   "took",         "started",    "clinched",
        "banned",     "restricted", "restricting", "set",          "instituted", "ordered",
        "published",  "extended",   "widened",     "established",  NULL,
    };
    return element_among(p, i, verbs);
}

static bool is_policy(const parse *p, int32_t i)
{
    int32_t kind = item_at(p, i)->value;
    return p->e[i].c == C_POLICY && kind != POLICY_TARIFF && kind != POLICY_QUOTA;
}

/* A date that says when something happened: not a year alone in "since 2009", not "a year earlier". */
static bool is_date(const parse *p, int32_t i)
{
    const item *x = item_at(p, i);
    if (p->e[i].c == C_PLACE)
        return true;
    if (p->e[i].c == C_RELATIVE)
        return x->tag == TAG_RELATIVE && (x->value == REL_THIS_YEAR || x->value == REL_LAST_YEAR ||
                                          x->value == REL_LAST_MONTH || x->value == REL_THIS_MONTH);
    return x->tag == TAG_MONTH || x->tag == TAG_DATE || x->tag == TAG_YEAR;
}

/* A day or a month beside a noun only names it: "the October curbs" are no news, "the 9 October measures" are. */
static bool is_day(const parse *p, int32_t i)
{
    const item *x = item_at(p, i);
    return x->tag == TAG_DATE || (x->tag == TAG_MONTH && x->value >= 16);
}

static bool leads_to_date(const parse *p, int32_t i)
{
    static const char *const words[] = { "early", "late", "mid", "last", "since", "back", NULL };
    return class_at(p, i) == C_PREP || class_at(p, i) == C_FROM || element_among(p, i, words);
}

/* What may stand between an act and its date; a comma only before a verb of acting or "which". */
static bool passes(const parse *p, int32_t k)
{
    const uint64_t inside = BIT(WORD) | BIT(PREP) | BIT(BE) | BIT(PRODUCT) | BIT(DET) | BIT(COUNT) |
                            BIT(NUM) | BIT(COUNTRY) | BIT(AND) | BIT(TO) | BIT(POLICY) | BIT(OF) |
                            BIT(FLOW) | BIT(BY) | BIT(REL) | BIT(BASIS) | BIT(ORDINAL) |
                            BIT(PLACE) | BIT(RANK) | BIT(ACTIVITY) | BIT(MOVE);
    const uint64_t goods = BIT(PRODUCT) | BIT(OTHER);
    if (p->e[k].c == C_OTHER) /* "gallium, tellurium and antimony exports" */
        return has(goods | BIT(COMMA) | BIT(AND), class_at(p, k - 1));
    if (p->e[k].c == C_COMMA && has(goods, class_at(p, k - 1)) && has(goods, class_at(p, k + 1)))
        return true;
    if (p->e[k].c == C_COMMA)
        return is_act(p, k + 1) || is_act(p, k + 2) || class_at(p, k + 1) == C_REL;
    bool from =
        p->e[k].c == C_FROM && class_at(p, k + 1) == C_TIME; /* "exports of gallium from Aug. 1" */
    return from || has(inside, p->e[k].c) || element_is(p, k, "as");
}

/* The date behind act i, -1 none. A place alone is one only with a verb of acting: "a truce agreed in Geneva". */
static int32_t date_behind(const parse *p, int32_t i)
{
    int32_t place = -1;
    bool acted = false, subordinate = false; /* "which came into force" is another act */
    for (int32_t k = i - 1; k >= 0 && k >= i - 4; k--)
        acted = acted || is_act(p, k);
    for (int32_t k = i + 1; k < p->n && k <= i + BEHIND; k++) {
        cls before = class_at(p, k - 1);
        bool led = leads_to_date(p, k - 1) || acted || before == C_POLICY;
        acted = acted || is_act(p, k);
        if (p->e[k].c == C_PLACE)
            place = acted ? k : place;
        else if (has(DATES, p->e[k].c) && is_date(p, k) && led)
            return k;
        else if (!passes(p, k) || (subordinate && p->e[k].c == C_MOVE))
            break;
        subordinate = subordinate || p->e[k].c == C_REL;
    }
    return place;
}

/* The date before act i: beside it, or with a verb of acting between; -1 none. */
static int32_t date_before(const parse *p, int32_t i)
{
    const uint64_t ends =
        BIT(STOP) | BIT(CONJ) | BIT(RISE) | BIT(FALL) | BIT(MASS) | BIT(PCT) | BIT(MONEY);
    bool acted = item_at(p, i)->value == POLICY_SUSPEND || item_at(p, i)->value == POLICY_BAN;
    for (int32_t k = i - 1; k >= 0 && k >= i - BEFORE; k--) {
        cls c = p->e[k].c;
        bool beside = k >= i - 3 && is_day(p, k) &&
                      !has(BIT(PREP) | BIT(COMMA) | BIT(FROM), class_at(p, i - 1));
        if (has(BIT(TIME) | BIT(RELATIVE), c) && is_date(p, k) && (acted || beside)) {
            bool month =
                k > 0 && item_at(p, k)->tag == TAG_YEAR && item_at(p, k - 1)->tag == TAG_MONTH;
            return month ? k - 1 : k;
        }
        bool change =
            (c == C_RISE || c == C_FALL) && k >= i - 3; /* "expanded its export controls" */
        acted = acted || change || is_act(p, k) || c == C_SAY;
        if (!change && has(ends, c))
            return -1;
    }
    return -1;
}

static void add_event(parse *p, int32_t act, int32_t date)
{
    if (p->n_m == p->cap)
        return;
    found_match *m = &p->m[p->n_m];
    *m = (found_match){ .rule = -1, .kind = CLAIM_EVENT, .form = FORM_EVENT, .like = -1 };
    for (int32_t a = 0; a < ROLES; a++)
        m->at[a] = -1;
    m->at[R_CORE] = act;
    m->at[R_SINCE] = date;
    p->e[act].mention = p->n_m++;
}

/* "Earlier this year it put controls on seven elements": the count says as much, and more firmly. */
static bool counts_things(const parse *p, int32_t act)
{
    for (int32_t i = act + 1; i < p->n && i <= act + 4; i++)
        if (p->e[i].c == C_COUNT)
            return true;
    return false;
}

void attach_events(parse *p)
{
    int32_t used = -1; /* a date belongs to one act */
    for (int32_t i = 0; i < p->n; i++) {
        if (!is_policy(p, i))
            continue;
        int32_t date = date_behind(p, i);
        date = date >= 0 ? date : date_before(p, i);
        if (date < 0 || date == used)
            continue;
        used = date;
        if (p->e[date].c == C_RELATIVE && counts_things(p, i))
            continue;
        add_event(p, i, date);
    }
}
