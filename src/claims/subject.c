/* subject.c - layer 3: are the goods that a clause speaks of ours?
 *
 * One pass from the left keeps the owner of the clause: the noun phrase at its start decides ("copper exports",
 * "shares of a rare-earth miner"), objects of prepositions do not ("magnets used in cars and phones rose"), but they
 * do after a flow or a rise that has no goods yet ("exports of copper", "a surge in lithium prices"). */
#include "claims/grammar_impl.h"

#define GOODS (BIT(PRODUCT) | BIT(OTHER) | BIT(FLOW) | BIT(ACTIVITY))

static bool is_other(const parse *p, int32_t i)
{
    return p->e[i].c == C_OTHER || p->e[i].c == C_THING ||
           (p->e[i].c == C_POLICY && item_at(p, i)->value == POLICY_TARIFF);
}

typedef struct phrase { /* goods side by side: "Chinese rare-earth exports" */
    int32_t last;
    owner owner;
    bool weak;  /* a flow or activity without goods */
    bool flow;  /* some flow or activity is in it */
    bool trade; /* "total exports" */
} phrase;

/* "China's total exports", all goods together. Tonnes, and no money, make them those of the article, and so does a
 * total of nobody's: "Total exports rose 17.5 %". */
static bool is_total_trade(const parse *p, int32_t first, int32_t last)
{
    bool total = false, country = false;
    while (first > 0 && has(BIT(WORLD) | BIT(COUNTRY) | BIT(BASIS), p->e[first - 1].c))
        first--;
    for (int32_t i = first; i <= last; i++) {
        total = total || (p->e[i].c == C_WORLD && item_at(p, i)->value == 1);
        country = country || p->e[i].c == C_COUNTRY;
    }
    bool money = has(p->present, C_MONEY), tonnes = has(p->present, C_MASS) && !money;
    return total && p->e[last].c == C_FLOW && class_at(p, last + 1) != C_OF && !tonnes &&
           (country || money);
}

static phrase read_phrase(const parse *p, int32_t i)
{
    const int32_t first = i;
    phrase h = { .last = i, .owner = OWNER_OURS };
    bool product = false, other = false, last_other = false;
    for (; i < p->n &&
           (has(GOODS | BIT(COUNTRY) | BIT(WORLD) | BIT(BASIS) | BIT(MARKET), p->e[i].c) ||
            is_other(p, i));
         i++) {
        product |= p->e[i].c == C_PRODUCT;
        other |= is_other(p, i);
        last_other = is_other(p, i) || (last_other && p->e[i].c == C_COUNTRY);
        h.flow |= p->e[i].c == C_FLOW || p->e[i].c == C_ACTIVITY;
        h.last = i;
    }
    h.trade = !product && !other && is_total_trade(p, first, h.last);
    h.owner = last_other || (other && !product) ? OWNER_OTHER : OWNER_OURS;
    if (h.trade)
        h.owner = OWNER_TRADE;
    h.weak = !product && !other;
    return h;
}

typedef struct walk {
    owner owner, outside; /* outside: before the bracket */
    bool start;           /* a new clause may bring a new subject */
    bool behind;          /* behind a preposition */
    bool list;            /* in the objects of a preposition */
    bool open;            /* the last phrase was weak and is the subject: "exports of ..." */
    bool change;          /* behind "a surge in" */
} walk;

static void see_phrase(walk *w, const phrase *h, bool aside)
{
    bool named = w->change && w->behind, filled = w->open && w->behind;
    bool object = (w->behind || (w->list && !h->flow) || aside) && w->owner != OWNER_UNKNOWN;
    if (named || filled || ((w->start || w->owner == OWNER_UNKNOWN) && !object)) {
        w->owner = h->owner;
        w->open = h->weak;
    } else {
        w->open = false;
    }
    w->list = w->behind && !named && !filled;
    w->start = w->behind = w->change = false;
}

static void see_other_class(walk *w, const parse *p, int32_t i)
{
    cls c = p->e[i].c;
    if (c == C_STOP || c == C_CONJ || c == C_REL || c == C_SAY) {
        w->start = true;
        w->list = w->open = w->behind = w->change = false;
    } else if (c == C_COMMA || c == C_AND) {
        w->start = true;
        w->open = w->open && c == C_AND;
    } else if (c == C_PREP || c == C_OF || c == C_FROM || c == C_TO || c == C_BY ||
               c == C_COMPARE) {
        w->behind = true;
    } else if (c == C_RISE || c == C_FALL) {
        w->change = true;
        w->list = w->open = w->behind = false;
    } else if (c == C_OPEN) {
        w->outside = w->owner;
        w->start = true;
    } else if (c == C_CLOSE) {
        w->owner = w->outside;
    } else if (p->e[i].quantity >= 0 || c == C_BE || c == C_SHARE) {
        w->list = w->open = w->behind = false;
    } else if (c == C_TIME || c == C_RELATIVE || c == C_ANAPHOR) {
        w->behind = w->change = false;
    } else if (c == C_COUNTRY) {
        w->behind = w->behind && class_at(p, i + 1) != C_COMMA;
    }
}

void subject_mark(parse *p)
{
    walk w = { .owner = OWNER_UNKNOWN };
    w.start = true;
    for (int32_t i = 0; i < p->n; i++) {
        if (has(GOODS, p->e[i].c) || is_other(p, i)) {
            static const char *const articles[] = { "a", "an", NULL };
            bool aside =
                i >= 2 && element_among(p, i - 1, articles) && class_at(p, i - 2) == C_COMMA;
            phrase h = read_phrase(p, i);
            see_phrase(&w, &h, aside);
            for (; i < h.last; i++)
                p->e[i].owner = w.owner;
        } else {
            see_other_class(&w, p, i);
        }
        p->e[i].owner = w.owner;
    }
}

/* ---- wholes ----------------------------------------------------------------------------------- */
enum { GROUP_MAX = 11 };

/* What is not goods although goods stand before it: "rare-earth companies". */
static bool is_outsider(const parse *p, int32_t i)
{
    static const char *const words[] = {
        "applications", "approvals",   "businesses",   "buyers",    "cases",
        "companies",    "company",     "consumers",    "contracts", "customers",
        "deals",        "executives",  "experts",      "exporters", "factories",
        "firms",        "importers",   "investors",    "jobs",      "licence",
        "licences",     "license",     "licenses",     "makers",    "manufacturers",
        "miners",       "mines",       "orders",       "patents",   "people",
        "permits",      "plants",      "population",   "producers", "projects",
        "requests",     "respondents", "shareholders", "suppliers", "users",
        "voters",       "workers",     NULL,
    };
    return element_among(p, i, words);
}

/* "90 % of it": the goods of the clause. */
static bool is_pronoun(const parse *p, int32_t i)
{
    static const char *const words[] = { "it", "them", "that", "this", "these", "those", NULL };
    bool word = class_at(p, i) == C_ANAPHOR || element_among(p, i, words);
    return word && p->e[i].owner != OWNER_OTHER &&
           has(BIT(STOP) | BIT(COMMA) | BIT(MOVE) | BIT(FROM) | BIT(TO) | BIT(BE) | BIT(CLOSE) |
                   BIT(AND) | BIT(CONJ) | BIT(PREP),
               class_at(p, i + 1));
}

int32_t subject_group(const parse *p, int32_t i, int32_t *names)
{
    if (is_pronoun(p, i)) {
        *names = i;
        return i;
    }
    const uint64_t inside = GOODS | BIT(DET) | BIT(WORD) | BIT(WORLD) | BIT(COUNTRY) | BIT(MARKET) |
                            BIT(RELATIVE) | BIT(TIME) | BIT(BASIS) | BIT(WHOLE) | BIT(SUM) |
                            BIT(CONTAIN) | BIT(AND) | BIT(ANAPHOR);
    int32_t end = -1, goods = -1, flow = -1, world = -1, other = -1;
    for (int32_t k = i; k < p->n && k < i + GROUP_MAX && has(inside, p->e[k].c); k++) {
        cls c = p->e[k].c;
        if (is_outsider(p, k) || class_at(p, k + 1) == C_POLICY)
            return -1;
        bool noun = has(GOODS | BIT(MARKET) | BIT(WORLD), c);
        if (goods >= 0 || flow >= 0) {
            bool adjective = c == C_WORD && has(GOODS | BIT(MARKET), class_at(p, k + 1));
            bool pair = c == C_AND && has(GOODS | BIT(MARKET), class_at(p, k + 1)) &&
                        p->e[k + 1].c != C_OTHER;
            if (!noun && !adjective && !pair)
                break;
        }
        goods = c == C_PRODUCT ? k : goods;
        flow = c == C_FLOW || c == C_ACTIVITY || c == C_MARKET ? k : flow;
        world = c == C_WORLD ? k : world;
        other = c == C_OTHER ? k : other;
        end = noun ? k : end;
    }
    if (end < 0 || other == end || (other >= 0 && goods < 0))
        return -1;
    if (goods < 0 && flow < 0 && (class_at(p, end + 1) == C_WORD || world < 0))
        return -1;
    if (flow >= 0 && goods < 0 && class_at(p, end + 1) == C_OF && class_at(p, end + 2) == C_OTHER)
        return -1;
    *names = flow >= 0 ? flow : goods >= 0 ? goods : world;
    return end;
}
