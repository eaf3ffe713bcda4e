/* matcher.c - layer 3: the patterns of grammar.def over the elements of a sentence.
 *
 * Rules are tried in the order of the file, each at every element; the first that takes an element as its core has
 * it. A pattern has at most STEPS_MAX steps and gaps of at most 10 elements, so that the work at one place is bounded:
 * linear in the sentence. Tables are made by the compiler; nothing is built at run time. */
#include "claims/grammar_impl.h"

enum { STEPS_MAX = 10 };
typedef enum step_kind {
    STEP_END,
    STEP_TAKE,
    STEP_GAP,
    STEP_GROUP,
    STEP_AHEAD,
    STEP_NOT_AHEAD
} step_kind;
typedef struct step {
    step_kind kind;
    part as;
    int32_t least, most;
    uint64_t set;
} step;
typedef struct rule {
    const char *name;
    claim_kind kind;
    claim_form form;
    step step[STEPS_MAX + 1];
} rule;

/* A list of classes as a set. */
#define SET_1(a)                                                               BIT(a)
#define SET_2(a, ...)                                                          BIT(a) | SET_1(__VA_ARGS__)
#define SET_3(a, ...)                                                          BIT(a) | SET_2(__VA_ARGS__)
#define SET_4(a, ...)                                                          BIT(a) | SET_3(__VA_ARGS__)
#define SET_5(a, ...)                                                          BIT(a) | SET_4(__VA_ARGS__)
#define SET_6(a, ...)                                                          BIT(a) | SET_5(__VA_ARGS__)
#define SET_7(a, ...)                                                          BIT(a) | SET_6(__VA_ARGS__)
#define SET_8(a, ...)                                                          BIT(a) | SET_7(__VA_ARGS__)
#define SET_9(a, ...)                                                          BIT(a) | SET_8(__VA_ARGS__)
#define SET_10(a, ...)                                                         BIT(a) | SET_9(__VA_ARGS__)
#define SET_11(a, ...)                                                         BIT(a) | SET_10(__VA_ARGS__)
#define SET_12(a, ...)                                                         BIT(a) | SET_11(__VA_ARGS__)
#define SET_13(a, ...)                                                         BIT(a) | SET_12(__VA_ARGS__)
#define SET_14(a, ...)                                                         BIT(a) | SET_13(__VA_ARGS__)
#define SET_15(a, ...)                                                         BIT(a) | SET_14(__VA_ARGS__)
#define SET_16(a, ...)                                                         BIT(a) | SET_15(__VA_ARGS__)
#define SET_17(a, ...)                                                         BIT(a) | SET_16(__VA_ARGS__)
#define SET_18(a, ...)                                                         BIT(a) | SET_17(__VA_ARGS__)
#define SET_N(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, name, ...) name
#define SET(...)                                                                                   \
    (SET_N(__VA_ARGS__, SET_18, SET_17, SET_16, SET_15, SET_14, SET_13, SET_12, SET_11, SET_10,    \
           SET_9, SET_8, SET_7, SET_6, SET_5, SET_4, SET_3, SET_2, SET_1, 0)(__VA_ARGS__))

#define ONE(...)       { STEP_TAKE, PART_NONE, 1, 1, SET(__VA_ARGS__) },
#define OPT(...)       { STEP_TAKE, PART_NONE, 0, 1, SET(__VA_ARGS__) },
#define GAP(n, ...)    { STEP_GAP, PART_NONE, 0, n, SET(__VA_ARGS__) },
#define AS(role, ...)  { STEP_TAKE, role, 1, 1, SET(__VA_ARGS__) },
#define MAY(role, ...) { STEP_TAKE, role, 0, 1, SET(__VA_ARGS__) },
#define GROUP          { STEP_GROUP, R_WHOLE, 1, 1, 0 },
#define AHEAD(...)     { STEP_AHEAD, PART_NONE, 0, 0, SET(__VA_ARGS__) },
#define NOT_AHEAD(...) { STEP_NOT_AHEAD, PART_NONE, 0, 0, SET(__VA_ARGS__) },

static const rule rules[] = {
#define RULE(name, kind, form, ...) { #name, CLAIM_##kind, FORM_##form, { __VA_ARGS__ } },
#include "claims/grammar.def"
};

/* "could triple": a verb by what stands before it. */
static bool is_planned(const parse *p, int32_t i)
{
    return i > 0 && (p->e[i - 1].c == C_TO || item_at(p, i - 1)->tag == TAG_FUTURE);
}

/* Parts that are certain words. */
static const struct {
    part as;
    const char *word[8];
} role_words[] = {
    { R_OR, { "or" } },
    { R_BEHIND, { "behind" } },
    { R_FOR, { "for" } },
    { R_ONLY, { "only" } },
    { R_VOLUME, { "volume", "value", "worth", "size", "total", "level" } },
};

/* What the set of a step cannot tell: verb or noun, whether "than" it is. */
static bool fits_role(const parse *p, int32_t i, part as)
{
    for (int32_t k = 0; k < COUNT_OF(role_words); k++)
        if (role_words[k].as == as)
            return element_among(p, i, role_words[k].word);
    const element *e = &p->e[i];
    const item *x = item_at(p, i);
    switch (as) {
    case R_NOUN:
        return e->c == C_STREAK || x->value == CLASS_NOUN || (e->c == C_SHARE && x->value == 2);
    case R_TIME:
        return element_counts(p, i, "months") || element_counts(p, i, "quarters") ||
               element_counts(p, i, "years");
    case R_VERB:
        return e->c == C_RECORD ? x->number > 1
                                : e->c != C_FACTOR || x->value == 1 || is_planned(p, i);
    case R_THAN:
        return x->value == COMPARE_THAN;
    case R_RESERVES:
        return x->value == ACT_RESERVES;
    case R_RELIANCE:
        return x->value == ACT_RELIANCE;
    case R_CORE: /* "major", "key": large, but no place in an order */
        return (e->c != C_RANK || x->value != 0) &&
               (e->c != C_COUNT || STR_EQ(p->q[e->quantity].unit, "elements"));
    case R_PLAIN: /* "fell below 3,000 tons": the level, not the step */
        return p->q[e->quantity].hedge == HEDGE_NONE || p->q[e->quantity].hedge == HEDGE_ABOUT;
    case R_COLON:
        return x->tag == TAG_PUNCT && x->value == ':';
    case R_PARTED:
        return p->q[e->quantity].parted;
    case R_ELEMENTS: /* "seven rare earths", but not "ten magnets" */
        return x->id && strstr(x->id, "rare-earth") && !strstr(x->id, "product");
    case R_SIGNED:
        return p->q[e->quantity].sign != 0;
    default:
        return true;
    }
}

static bool takes(const parse *p, int32_t i, const step *s)
{
    return i < p->n && has(s->set, p->e[i].c) && fits_role(p, i, s->as);
}

/* Steps from s on at element i; at[] is filled where it matches. */
static bool match_from(const parse *p, const step *s, int32_t i, int32_t at[ROLES])
{
    for (; s->kind != STEP_END; s++) {
        if (s->kind == STEP_AHEAD && !has(s->set, class_at(p, i)))
            return false;
        if (s->kind == STEP_NOT_AHEAD && has(s->set, class_at(p, i)))
            return false;
        if (s->kind == STEP_GROUP) {
            int32_t end = subject_group(p, i, &at[R_WHOLE]);
            if (end < 0)
                return false;
            i = end + 1;
        }
        if (s->kind == STEP_TAKE) {
            bool fits = takes(p, i, s);
            if (!fits && s->least)
                return false;
            if (fits && s->as)
                at[s->as] = i;
            i += fits;
        }
        if (s->kind == STEP_GAP)
            for (int32_t k = 0; k <= s->most; k++) {
                if (match_from(p, s + 1, i + k, at))
                    return true;
                if (i + k >= p->n || !has(s->set, p->e[i + k].c))
                    return false;
                if (k == s->most)
                    return false;
            }
    }
    return true;
}

/* Classes that can stand first. */
static uint64_t first_set(const rule *r)
{
    uint64_t set = 0;
    for (const step *s = r->step; s->kind != STEP_END; s++) {
        set |= s->set;
        if (s->least)
            break;
    }
    return set;
}

/* Classes that can be the core: without one of them in the sentence the rule is not tried. */
static uint64_t core_set(const rule *r)
{
    uint64_t verb = 0;
    for (const step *s = r->step; s->kind != STEP_END; s++) {
        if (s->as == R_CORE || s->as == R_SIGNED || s->as == R_PLAIN || s->as == R_PARTED)
            return s->set;
        if (s->as == R_VERB)
            verb = s->set;
    }
    return verb;
}

static int32_t sign_of(const parse *p, int32_t i)
{
    if (i < 0)
        return 0;
    cls c = p->e[i].c;
    bool up = c == C_RISE || c == C_HOVER || c == C_PASS;
    return up ? 1 : c == C_FALL || c == C_HUNDER || c == C_PREP ? -1 : 0;
}

static int32_t core_of(const int32_t at[ROLES])
{
    const part cores[] = { R_CORE, R_SIGNED, R_PLAIN, R_PARTED, R_VERB };
    for (int32_t k = 0; k < COUNT_OF(cores); k++)
        if (at[cores[k]] >= 0)
            return at[cores[k]];
    return -1;
}

static void take_match(parse *p, int32_t number, const int32_t at[ROLES])
{
    const rule *r = &rules[number];
    int32_t core = core_of(at);
    if (p->e[core].mention != NO_MENTION || p->n_m == p->cap)
        return;
    found_match *m = &p->m[p->n_m];
    *m = (found_match){ .rule = number, .kind = r->kind, .form = r->form, .like = -1 };
    memcpy(m->at, at, sizeof m->at);
    m->at[R_CORE] = core;
    part sign = at[R_SIGN] >= 0 ? R_SIGN : at[R_BEHIND] >= 0 ? R_BEHIND : R_NOUN;
    m->direction = sign_of(p, at[sign]);
    p->e[core].mention = p->n_m++;
}

void match_rules(parse *p)
{
    for (int32_t k = 0; k < COUNT_OF(rules); k++) {
        const rule *r = &rules[k];
        if (!(core_set(r) & p->present))
            continue;
        uint64_t first = first_set(r);
        for (int32_t i = 0; i < p->n; i++) {
            int32_t at[ROLES];
            if (!has(first, p->e[i].c))
                continue;
            for (int32_t a = 0; a < ROLES; a++)
                at[a] = -1;
            if (match_from(p, r->step, i, at))
                take_match(p, k, at);
        }
    }
}
