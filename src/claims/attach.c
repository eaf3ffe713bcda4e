/* attach.c - layer 3: what the words around a match say: base, whole, since, future, and which levels belong to it.
 *
 * Flow: coordinates ("9 % and 5 %") and plain levels become matches too; then for each match the neighbourhood is
 * searched, at most REACH elements to a side. */
#include "claims/grammar_impl.h"

enum { REACH = 12, NEAR = 4, WINDOW = 40 }; /* elements */

#define TIMES_SET (BIT(TIME) | BIT(RELATIVE))
#define NUMBERS                                                                                    \
    (BIT(PCT) | BIT(POINTS) | BIT(MASS) | BIT(MONEY) | BIT(TIMES) | BIT(FRAC) | BIT(FACTOR))

static found_match *add(parse *p, int32_t core, claim_kind kind, claim_form form)
{
    if (p->n_m == p->cap)
        return NULL;
    found_match *m = &p->m[p->n_m];
    *m = (found_match){ .rule = -1, .kind = kind, .form = form, .like = -1 };
    for (int32_t a = 0; a < ROLES; a++)
        m->at[a] = -1;
    m->at[R_CORE] = core;
    p->e[core].mention = p->n_m++;
    return m;
}

/* ---- figures of other goods ------------------------------------------------------------------------ */
/* Owner of "of ..." or "in ..." behind an element; OWNER_UNKNOWN when nothing of the kind follows. */
static owner owner_behind(const parse *p, int32_t i)
{
    if (class_at(p, i + 1) != C_OF && !element_is(p, i + 1, "in") && !element_is(p, i + 1, "for"))
        return OWNER_UNKNOWN;
    for (int32_t k = i + 2; k < p->n && k <= i + 2 + NEAR; k++) {
        cls c = p->e[k].c;
        if (c == C_OTHER) {
            bool ours = class_at(p, k + 1) == C_PRODUCT;
            return ours ? OWNER_OURS : OWNER_OTHER;
        }
        if (c == C_PRODUCT)
            return class_at(p, k + 1) == C_OTHER ? OWNER_OTHER : OWNER_OURS;
        if (!has(BIT(DET) | BIT(WORD) | BIT(FLOW) | BIT(COUNTRY) | BIT(WORLD) | BIT(ACTIVITY) |
                     BIT(BASIS) | BIT(OF),
                 c))
            break;
    }
    return OWNER_UNKNOWN;
}

/* "copper prices rose 5 %", "a 5 % rise in lithium prices", "one of the largest": no claims of ours. */
static bool is_foreign(const parse *p, const found_match *m)
{
    static const char *const among[] = { "one", "among", "amongst", NULL };
    int32_t core = m->at[R_CORE], end = core, start = core;
    const part ends[] = { R_SIGN, R_NOUN, R_ROLE, R_PLACE };
    for (int32_t a = 0; a < COUNT_OF(ends); a++)
        if (m->at[ends[a]] >= 0) {
            end = MAX_OF(end, m->at[ends[a]]);
            start = MIN_OF(start, m->at[ends[a]]);
        }
    if (m->form == FORM_RANK)
        for (int32_t k = start - 1; k >= 0 && k >= start - 4; k--)
            if (element_among(p, k, among) ||
                (class_at(p, k) == C_OF && class_at(p, k - 1) == C_NUM))
                return true;
    if (m->form == FORM_COUNT || m->form == FORM_PER ||
        (m->form == FORM_SHARE && m->at[R_WHOLE] >= 0))
        return false;
    if (class_at(p, end + 1) == C_OTHER)
        return true;
    if (form_is_change(m->form) && class_at(p, core + 1) == C_DURATION &&
        item_at(p, core + 1)->value == 2)
        return true; /* "5 % a year": a rate over years, which no two levels tell */
    if (m->form == FORM_RECORD && m->at[R_SINCE] < 0 && p->e[core].owner != OWNER_OURS)
        return true; /* "a record high" of nobody knows what */
    owner behind = owner_behind(p, end);
    owner own = behind == OWNER_UNKNOWN ? p->e[core].owner : behind;
    if (m->form == FORM_POINTS) /* "cut rates by 25 basis points" */
        return own != OWNER_OURS;
    return own == OWNER_OTHER || (own == OWNER_TRADE && m->form != FORM_DIFFERENCE);
}

void attach_owners(parse *p)
{
    for (int32_t k = 0; k < p->n_m; k++)
        p->m[k].dropped = is_foreign(p, &p->m[k]);
}

/* ---- "9 % and 5 %, respectively" ----------------------------------------------------------------- */
/* Elements a+1..b-1 are all of the set, and few. */
static bool only_between(const parse *p, int32_t a, int32_t b, uint64_t set)
{
    int32_t words = 0;
    if (b - a > REACH)
        return false;
    for (int32_t i = a + 1; i < b; i++) {
        words += p->e[i].c == C_WORD;
        if (!has(set, p->e[i].c) || words > 2)
            return false;
    }
    return true;
}

static void attach_coordinate(parse *p, int32_t k, int32_t i)
{
    const uint64_t joins = BIT(AND) | BIT(COMMA) | BIT(BY) | BIT(DET) | BIT(BASIS) | BIT(PREP) |
                           BIT(FROM) | BIT(COMPARE) | BIT(HEDGE) | BIT(COUNTRY) | BIT(TO) |
                           BIT(FLOW) | BIT(OF) | BIT(WORLD) | BIT(ACTIVITY) | BIT(PRODUCT) |
                           BIT(WORD) | BIT(CONJ) | BIT(MARKET) | BIT(OPEN) | BIT(CLOSE) |
                           BIT(ANAPHOR) | TIMES_SET;
    const uint64_t ends = BIT(COMMA) | BIT(STOP) | BIT(CLOSE) | BIT(AND) | BIT(CONJ) | BIT(PREP) |
                          BIT(FROM) | BIT(COMPARE) | BIT(BASIS) | BIT(HOVER) | BIT(TO) | TIMES_SET;
    found_match like = p->m[k];
    bool points = like.form == FORM_POINTS, share = like.form == FORM_SHARE || points;
    bool percent = like.form == FORM_PERCENT;
    int32_t end = MAX_OF(like.at[R_CORE], MAX_OF(like.at[R_SIGN], like.at[R_WHOLE]));
    bool next = has(ends | (share ? BIT(OF) : 0), class_at(p, i + 1)) ||
                element_is(p, i + 1, "respectively");
    bool moved = share && class_at(p, i - 1) == C_FROM; /* "57 %, down from 74.9 %" */
    if ((!share && !percent) || !next ||
        !only_between(p, end, i, joins | (moved ? BIT(RISE) | BIT(FALL) : 0)))
        return;
    int32_t names = -1;
    if (class_at(p, i + 1) == C_OF && subject_group(p, i + 2, &names) < 0)
        return;
    if (points && class_at(p, i - 1) != C_TO && class_at(p, i - 1) != C_FROM)
        return;
    found_match *m = add(p, i, share ? CLAIM_SHARE : like.kind, share ? FORM_SHARE : like.form);
    if (!m)
        return;
    m->like = k;
    m->direction = share ? 0 : like.direction;
    m->dropped = like.dropped;
    m->at[R_WHOLE] = names >= 0 ? names : like.at[R_WHOLE];
    m->is_base = share && class_at(p, i - 1) == C_FROM;
    for (int32_t t = i - 1; like.at[R_BASE] >= 0 && t > end && m->at[R_BASE] < 0; t--)
        if (has(TIMES_SET, p->e[t].c)) /* "exceeded June's by 2 % and those of July 2023 by 11 %" */
            m->at[R_BASE] =
                item_at(p, t)->tag == TAG_YEAR && class_at(p, t - 1) == C_TIME ? t - 1 : t;
}

/* "ranked second, Vietnam third": an ordinal behind a country, behind a rank. */
static void attach_rank(parse *p, int32_t k, int32_t i)
{
    const uint64_t ends = BIT(COMMA) | BIT(AND) | BIT(STOP) | BIT(PREP);
    const uint64_t joins = BIT(COMMA) | BIT(AND) | BIT(COUNTRY) | BIT(DET) | BIT(WORLD) |
                           BIT(PREP) | BIT(MASS) | BIT(WORD);
    bool fits = class_at(p, i - 1) == C_COUNTRY && has(ends, class_at(p, i + 1));
    if (!fits || p->m[k].form != FORM_RANK || !only_between(p, p->m[k].at[R_CORE], i, joins))
        return;
    found_match *m = add(p, i, CLAIM_RANK, FORM_RANK);
    if (m) {
        m->dropped = p->m[k].dropped;
        m->at[R_WHOLE] = p->m[k].at[R_WHOLE];
    }
}

static void attach_ranks(parse *p)
{
    int32_t last = -1;
    for (int32_t i = 0; i < p->n; i++) {
        if (p->e[i].c == C_ORDINAL && p->e[i].mention == NO_MENTION && last >= 0)
            attach_rank(p, last, i);
        if (p->e[i].mention >= 0)
            last = p->e[i].mention;
    }
}

void attach_coordinates(parse *p)
{
    attach_ranks(p);
    int32_t last = -1; /* the match of the last percentage to the left */
    for (int32_t i = 0; i < p->n; i++) {
        if (p->e[i].c != C_PCT && p->e[i].c != C_FRAC && p->e[i].c != C_POINTS)
            continue;
        if (p->e[i].mention == NO_MENTION && last >= 0 && p->e[i].c == C_PCT)
            attach_coordinate(p, last, i);
        last = p->e[i].mention >= 0 ? p->e[i].mention : last;
    }
}

/* ---- levels -------------------------------------------------------------------------------------- */
/* "300 tons of sand": a word behind "of" that is no matter of ours. */
static bool is_strange_matter(const parse *p, int32_t i)
{
    static const char *const known[] = {
        "alloy",   "alloys",    "capacity",  "cargo",   "compounds", "concentrate", "concentrates",
        "feed",    "feedstock", "goods",     "heavy",   "it",        "light",       "magnet",
        "magnets", "material",  "materials", "metal",   "metals",    "mineral",     "minerals",
        "mixed",   "ndfeb",     "ndpr",      "ore",     "ores",      "output",      "oxide",
        "oxides",  "permanent", "powder",    "product", "products",  "rare",        "raw",
        "refined", "separated", "such",      "supply",  "such",      "them",        "these",
        "this",    "treo",      "total",     "reo",     "sintered",  "unspecified", "unwrought",
        "high",    "critical",  "finished",  "annual",  NULL,
    };
    if (class_at(p, i + 1) != C_OF)
        return false;
    int32_t k = i + 2;
    while (class_at(p, k) == C_DET)
        k++;
    for (int32_t j = k;
         j < p->n && j <= k + 3 && has(BIT(WORD) | BIT(PRODUCT) | BIT(AND), p->e[j].c); j++)
        if (p->e[j].c == C_PRODUCT)
            return false;
    return class_at(p, k) == C_WORD && p->it->at[p->e[k].core].tag == TAG_WORD &&
           !element_among(p, k, known);
}

/* Money is a level only where goods change hands: "exports worth $60 million", not "a $400 million investment". */
static bool is_trade_money(const parse *p, int32_t i)
{
    static const char *const words[] = { "worth", "valued", "value", NULL };
    static const char *const spent[] = {
        "acquisition", "agreement", "bond",     "budget",    "contract",  "cost",       "costs",
        "deal",        "equity",    "facility", "factory",   "firm",      "fund",       "funding",
        "grant",       "grants",    "invest",   "invested",  "investing", "investment", "loan",
        "loans",       "market",    "mine",     "plan",      "plant",     "project",    "purchase",
        "raised",      "revenue",   "stake",    "stockpile", "subsidies", "upfront",    "industry",
        "company",     "financing", "spend",    "spent",     "spending",  "package",    "program",
        "programme",   "scheme",    "profit",   NULL,
    };
    bool trade = false;
    for (int32_t k = i - NEAR; k <= i + NEAR; k++)
        if (element_among(p, k, spent) || (k >= 0 && k < p->n && p->e[k].c == C_OTHER))
            return false;
    for (int32_t k = MAX_OF(0, i - REACH); k < p->n && k <= i + NEAR; k++)
        trade = trade || p->e[k].c == C_FLOW || element_among(p, k, words);
    return trade && (class_at(p, i - 1) != C_SHARE);
}

/* The element that leads to a number, articles, times and small words before it skipped. */
static int32_t leader(const parse *p, int32_t i)
{
    static const char *const small[] = { "just", "only", "a",      "mere", "as",
                                         "low",  "some", "record", NULL };
    int32_t k = i - 1;
    while (k >= 0 && k > i - 5 &&
           (has(BIT(DET) | BIT(HEDGE) | BIT(ANAPHOR) | TIMES_SET, p->e[k].c) ||
            element_among(p, k, small)))
        k--;
    return k;
}

/* "compared with 1,238 tons in May and 5,158 tons in June 2024": the second is a base as the first. */
static bool joins_base(const parse *p, int32_t i)
{
    if (class_at(p, i - 1) != C_AND)
        return false;
    int32_t k = i - 2;
    while (k >= 0 && has(BIT(PREP) | BIT(DET) | BIT(COMMA) | TIMES_SET, p->e[k].c))
        k--;
    return k >= 0 && p->e[k].mention >= 0 && p->m[p->e[k].mention].is_base;
}

/* "a kilogram of gallium was quoted at $282": what a price is for, or one ton of anything. */
static bool is_one(const parse *p, int32_t i)
{
    return item_at(p, i)->tag == TAG_NUMBER && item_at(p, i)->value == 2;
}

/* "353 tons in June, after 46 tons in May" */
static bool follows(const parse *p, int32_t lead, int32_t i)
{
    static const char *const words[] = { "after", "following", NULL };
    int32_t next = i + 1;
    while (class_at(p, next) == C_PREP || class_at(p, next) == C_DET)
        next++;
    return element_among(p, lead, words) && has(TIMES_SET, class_at(p, next));
}

static void attach_level(parse *p, int32_t i)
{
    const quantity *q = &p->q[p->e[i].quantity];
    owner behind = owner_behind(p, i), own = behind == OWNER_UNKNOWN ? p->e[i].owner : behind;
    bool price = q->money && strchr(q->unit, '/');
    if (own == OWNER_OTHER || (own == OWNER_TRADE && p->e[i].c != C_MASS) || is_one(p, i) ||
        is_strange_matter(p, i) || (p->e[i].c == C_MONEY && !price && !is_trade_money(p, i)))
        return;
    found_match *m = add(p, i, CLAIM_LEVEL, price ? FORM_PRICE : FORM_LEVEL);
    if (m) {
        cls c = class_at(p, leader(p, i));
        int32_t of = leader(p, i), factor = c == C_OF ? of - 1 : of;
        bool whole = factor >= 0 && p->e[factor].mention >= 0 &&
                     p->m[p->e[factor].mention].form == FORM_TIMES_OF;
        m->is_base = whole || joins_base(p, i) || follows(p, of, i) ||
                     ((c == C_FROM || c == C_COMPARE) && !*q->printed_high);
    }
}

/* "for a total of" before it, "in all" behind it. */
static bool is_sum(const parse *p, int32_t i)
{
    return class_at(p, i) == C_SUM || element_is(p, i, "total");
}

/* A sum stands beside the level, and at least two other levels of its unit are no bases: its parts. */
static bool is_total(const parse *p, int32_t k)
{
    int32_t core = p->m[k].at[R_CORE], parts = 0;
    bool sum = is_sum(p, core + 1) && item_at(p, core + 1)->value == 1;
    for (int32_t i = core - 1; i >= 0 && i >= core - 4 && p->e[i].quantity < 0 && !sum; i--)
        sum = is_sum(p, i);
    for (int32_t i = MAX_OF(0, core - WINDOW); sum && i < p->n && i <= core + WINDOW; i++) {
        int32_t j = p->e[i].mention;
        parts += j >= 0 && j != k && p->m[j].form == FORM_LEVEL && !p->m[j].is_base &&
                 p->e[i].c == p->e[core].c;
    }
    return sum && parts >= 2;
}

void attach_levels(parse *p)
{
    for (int32_t i = 0; i < p->n; i++)
        if ((p->e[i].c == C_MASS || p->e[i].c == C_MONEY) && p->e[i].mention == NO_MENTION)
            attach_level(p, i);
    for (int32_t k = 0; k < p->n_m; k++)
        p->m[k].is_total = p->m[k].form == FORM_LEVEL && is_total(p, k);
}

/* ---- base ---------------------------------------------------------------------------------------- */
static bool names_base(const parse *p, int32_t i)
{
    if (p->e[i].c == C_BASIS)
        return true;
    const item *x = item_at(p, i);
    if (x->tag == TAG_AGO)
        return true;
    return p->e[i].c == C_RELATIVE && (x->value == REL_PREVIOUS || x->value == REL_YEAR_AGO);
}

/* To the right of element i up to the next number: "from May", "year-on-year", "a year earlier". */
static int32_t base_behind(const parse *p, int32_t i)
{
    bool compared = false;
    for (int32_t k = i + 1; k < p->n && k <= i + REACH; k++) {
        cls c = p->e[k].c;
        cls next = class_at(p, k + 1);
        bool joined = has(BIT(COMPARE) | BIT(FROM) | BIT(BASIS) | BIT(RELATIVE), next);
        if (c == C_STOP || c == C_CONJ || c == C_RISE || c == C_FALL || (c == C_COMMA && !joined))
            break;
        if (names_base(p, k) || (compared && has(TIMES_SET, c)))
            return k;
        if (has(NUMBERS, c) && !compared && class_at(p, k - 1) != C_TO)
            break;
        compared =
            compared || has(BIT(FROM) | BIT(COMPARE) | BIT(HOVER) | BIT(HUNDER) | BIT(HEDGE), c);
    }
    return -1;
}

/* To the left: "year-on-year decline", "compared with May, exports rose", "Year on year, exports rose". */
static int32_t base_before(const parse *p, int32_t i)
{
    if (i > 0 && (p->e[i - 1].c == C_BASIS))
        return i - 1;
    if (class_at(p, 0) == C_BASIS && class_at(p, 1) == C_COMMA && i < REACH)
        return 0;
    for (int32_t k = i - 1; k > 0 && k >= i - REACH; k--) {
        if (has(NUMBERS | BIT(STOP) | BIT(CONJ), p->e[k].c))
            break;
        if (has(TIMES_SET, p->e[k].c))
            for (int32_t b = k - 1; b >= 0 && b >= k - 4; b--)
                if (p->e[b].c == C_COMPARE)
                    return k;
    }
    return -1;
}

static int32_t find_base(const parse *p, const found_match *m)
{
    int32_t lo = m->at[R_CORE], hi = m->at[R_CORE];
    if (m->at[R_BASE] >= 0)
        return m->at[R_BASE];
    const part ends[] = { R_SIGN, R_NOUN, R_VERB };
    for (int32_t a = 0; a < COUNT_OF(ends); a++)
        if (m->at[ends[a]] >= 0) {
            lo = MIN_OF(lo, m->at[ends[a]]);
            hi = MAX_OF(hi, m->at[ends[a]]);
        }
    for (int32_t i = lo + 1; i < hi; i++)
        if (names_base(p, i))
            return i;
    int32_t base = base_behind(p, hi);
    return base >= 0 ? base : base_before(p, lo);
}

/* ---- rank, record, streak -------------------------------------------------------------------------- */
/* "after Germany", "surpassed only by Germany" */
static int32_t place_behind_whom(const parse *p, int32_t core)
{
    static const char *const words[] = {
        "after", "behind", "following", "trailing", "trails", NULL
    };
    for (int32_t i = MAX_OF(0, core - WINDOW); i < p->n && i <= core + WINDOW; i++) {
        if (p->e[i].c != C_COUNTRY || i == core)
            continue;
        for (int32_t k = i - 1; k >= 0 && k >= i - 3; k--)
            if (element_among(p, k, words) || (p->e[k].c == C_BY && (class_at(p, k - 1) == C_PASS ||
                                                                     class_at(p, k - 2) == C_PASS)))
                return i;
    }
    return -1;
}

/* The month behind "since", or the word itself. */
static int32_t since_when(const parse *p, int32_t since)
{
    if (since >= 0 && p->e[since].c == C_SINCE)
        for (int32_t k = since + 1; k < p->n && k <= since + 4; k++)
            if (has(TIMES_SET | BIT(DURATION), p->e[k].c))
                return k;
    return since;
}

static int32_t streak_direction(const parse *p, int32_t core)
{
    for (int32_t k = core + 1; k < p->n && k <= core + 8; k++) {
        if (p->e[k].c == C_STOP || p->e[k].c == C_COMMA)
            break;
        if (p->e[k].c == C_RISE || p->e[k].c == C_FALL)
            return p->e[k].c == C_RISE ? 1 : -1;
    }
    for (int32_t k = core - 1; k >= 0 && k >= core - REACH; k--)
        if (p->e[k].c == C_RISE || p->e[k].c == C_FALL)
            return p->e[k].c == C_RISE ? 1 : -1;
    return 0;
}

/* ---- forecasts and denials ------------------------------------------------------------------------- */
static bool has_tag_before(const parse *p, int32_t i, int32_t reach, tag t, uint64_t stops)
{
    for (int32_t k = i - 1; k >= 0 && k >= i - reach && !has(stops, p->e[k].c); k--)
        if (item_at(p, k)->tag == t && p->e[k].quantity < 0)
            return true;
    return false;
}

static bool is_future(const parse *p, int32_t i)
{
    if (has_tag_before(p, i, REACH, TAG_FUTURE, BIT(STOP) | BIT(SAY)))
        return true;
    for (int32_t k = i + 1;
         k < p->n && k <= i + 8 && !has(BIT(STOP) | BIT(COMMA) | BIT(CONJ), p->e[k].c); k++)
        if (item_at(p, k)->tag == TAG_FUTURE && p->e[k].quantity < 0)
            return true;
    return false;
}

static int32_t item_of(const parse *p, int32_t i)
{
    return i >= 0 ? p->e[i].core : -1;
}

void attach_words(const parse *p, int32_t k, mention *m)
{
    const found_match *f = &p->m[k];
    int32_t core = f->at[R_CORE],
            verb = f->at[R_SIGN] >= 0 && f->at[R_SIGN] < core ? f->at[R_SIGN] : core;
    int32_t base = form_is_change(f->form) ? find_base(p, f) : -1;
    if (form_is_change(f->form) && base < 0 && f->like >= 0 && p->m[f->like].like < 0)
        base = -1; /* each of two percentages has a base of its own */
    m->base = item_of(p, base);
    m->whole = item_of(p, f->form == FORM_RANK ? place_behind_whom(p, core) : f->at[R_WHOLE]);
    m->since = f->form == FORM_RECORD ? item_of(p, since_when(p, f->at[R_SINCE])) : -1;
    m->is_base = f->is_base;
    m->is_total = f->is_total;
    m->future = f->form == FORM_EVENT
                    ? has_tag_before(p, core, NEAR, TAG_FUTURE, BIT(STOP) | BIT(COMMA))
                    : is_future(p, core);
    m->negated = has_tag_before(p, verb, 3, TAG_NOT, BIT(STOP) | BIT(COMMA) | BIT(CONJ));
    if (f->form == FORM_STREAK)
        m->direction = streak_direction(p, core);
}

/* ---- siblings -------------------------------------------------------------------------------------- */
static bool is_level(const parse *p, int32_t k)
{
    return p->m[k].form == FORM_LEVEL || p->m[k].form == FORM_PRICE;
}

/* The nearest level of the wanted kind from a change, without a change or the end of a clause between. */
static int32_t level_near(const parse *p, int32_t from, int32_t step, bool base, uint64_t stops,
                          int32_t reach)
{
    for (int32_t i = from + step, n = 0; i >= 0 && i < p->n && n < reach; i += step, n++) {
        int32_t k = p->e[i].mention;
        if (k >= 0 && is_level(p, k) && p->m[k].is_base == base)
            return k;
        if (has(stops, p->e[i].c) || (k >= 0 && form_is_change(p->m[k].form)))
            return -1;
    }
    return -1;
}

void attach_siblings(const parse *p, mention *m)
{
    const uint64_t ends = BIT(STOP) | BIT(CONJ),
                   others = ends | BIT(COUNTRY) | BIT(PRODUCT) | BIT(AND);
    for (int32_t k = 0; k < p->n_m; k++) {
        m[k].base_level = m[k].to_level = -1;
        int32_t core = p->m[k].at[R_CORE];
        if (!form_is_change(p->m[k].form) || p->m[k].like >= 0)
            continue;
        int32_t hi = MAX_OF(core, p->m[k].at[R_SIGN]),
                lo = p->m[k].at[R_SIGN] >= 0 ? MIN_OF(core, p->m[k].at[R_SIGN]) : core;
        m[k].base_level = level_near(p, hi, 1, true, ends, REACH + NEAR);
        int32_t to = level_near(p, hi, 1, false, others, REACH);
        if (to >= 0 && class_at(p, leader(p, p->m[to].at[R_CORE])) != C_TO)
            to = -1;
        m[k].to_level = to >= 0 ? to : level_near(p, lo, -1, false, others, 8);
    }
}
