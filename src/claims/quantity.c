/* quantity.c - layer 3: items to elements. Hedge, number, scale, range and unit become one element.
 *
 * Flow: at each item try a quantity (read_quantity), else the item is an element by itself, with the class of its tag
 * or word. Invariant: every item belongs to one element; one pass, and a quantity looks at most LOOK items ahead. */
#include "claims/grammar_impl.h"

enum { LOOK = 24, PRICES_ALIKE = 20, PRICE_REACH = 12 };

/* ---- words ----------------------------------------------------------------------------------- */
typedef struct keyword {
    const char *word;
    cls c;
} keyword;
static const keyword keywords[] = {
#define KEYWORD(class, word) { word, C_##class },
#include "claims/grammar.def"
};
static const cls class_of_tag[TAG_COUNT] = {
#define TAGGED(tag, class) [TAG_##tag] = C_##class,
#include "claims/grammar.def"
};

static int compare_word(const void *word, const void *row)
{
    return strcmp(word, ((const keyword *)row)->word);
}

static cls class_of_word(const char *word)
{
    const keyword *k =
        bsearch(word, keywords, (size_t)COUNT_OF(keywords), sizeof *keywords, compare_word);
    return k ? k->c : C_WORD;
}

static cls class_of_punct(int32_t c)
{
    return c == ','               ? C_COMMA
           : c == '('             ? C_OPEN
           : c == ')'             ? C_CLOSE
           : c == '-' || c == '/' ? C_WORD
                                  : C_STOP;
}

static cls class_of_compare(int32_t c)
{
    static const cls of[] = {
        [COMPARE_THAN] = C_COMPARE, [COMPARE_FROM] = C_FROM, [COMPARE_WITH] = C_COMPARE,
        [COMPARE_OVER] = C_HOVER,   [COMPARE_ON] = C_PREP,   [COMPARE_OF] = C_OF
    };
    return c >= 0 && c < COUNT_OF(of) ? of[c] : C_COMPARE;
}

static cls class_of_hedge(int32_t h)
{
    if (h == HEDGE_OVER || h == HEDGE_WELL_OVER || h == HEDGE_JUST_OVER)
        return C_HOVER;
    return h == HEDGE_UNDER ? C_HUNDER : C_HEDGE;
}

static cls class_of_item(const item *x)
{
    switch (x->tag) {
    case TAG_WORD:
        return x->word ? class_of_word(x->word) : C_WORD;
    case TAG_PUNCT:
        return class_of_punct(x->value);
    case TAG_COMPARE:
        return class_of_compare(x->value);
    case TAG_HEDGE:
        return class_of_hedge(x->value);
    case TAG_SHARE:
        return x->value == 3 ? C_OF : C_SHARE;
    case TAG_NUMBER:
        return x->value == 2 ? C_DET : C_NUM;
    default:
        return class_of_tag[x->tag];
    }
}

/* ---- reading --------------------------------------------------------------------------------- */
typedef struct reader {
    const items *it;
    int32_t i;      /* the next item */
    bool change;    /* stands behind "rose from": two levels */
    int32_t number; /* the item of the number */
    bool from;      /* stands behind "from", "by" or a change: "5 t to 9 t" is no range then */
    quantity q;
} reader;

static const item *peek(const reader *r, int32_t ahead)
{
    static const item none = { .tag = TAG_PUNCT, .value = ';' };
    return r->i + ahead >= 0 && r->i + ahead < r->it->n ? &r->it->at[r->i + ahead] : &none;
}

static bool sees(const reader *r, int32_t ahead, tag t)
{
    return peek(r, ahead)->tag == t;
}

static bool sees_word(const reader *r, int32_t ahead, const char *word)
{
    return peek(r, ahead)->tag == TAG_WORD && peek(r, ahead)->word &&
           STR_EQ(peek(r, ahead)->word, word);
}

static bool is_of(const item *x)
{
    return (x->tag == TAG_WORD && x->word && STR_EQ(x->word, "of")) ||
           (x->tag == TAG_COMPARE && x->value == COMPARE_OF);
}

static bool sees_punct(const reader *r, int32_t ahead, int32_t c)
{
    return sees(r, ahead, TAG_PUNCT) && peek(r, ahead)->value == c;
}

/* Item `ahead` starts where the one before it ends. */
static bool glued(const reader *r, int32_t ahead)
{
    return peek(r, ahead)->from == peek(r, ahead - 1)->to;
}

static void skip_hedges(reader *r)
{
    while (sees(r, 0, TAG_HEDGE) ||
           (r->q.hedge != HEDGE_NONE && sees(r, 0, TAG_COMPARE) && sees(r, 1, TAG_NUMBER))) {
        if (sees(r, 0, TAG_HEDGE) && peek(r, 0)->value != HEDGE_NONE)
            r->q.hedge = (hedge)peek(r, 0)->value;
        r->i++;
    }
}

/* "-38", "+9", "minus 3": the sign as an item of its own. A dash between two words is none. */
static void skip_sign(reader *r)
{
    bool dash = sees_punct(r, 0, '-') && sees(r, 1, TAG_NUMBER) && glued(r, 1) &&
                (r->i == 0 || !glued(r, 0));
    bool plus = sees_punct(r, 0, '+') && sees(r, 1, TAG_NUMBER) && glued(r, 1);
    bool words = (sees_word(r, 0, "minus") || sees_word(r, 0, "plus")) && sees(r, 1, TAG_NUMBER);
    if (!dash && !plus && !words)
        return;
    r->q.sign = dash || sees_word(r, 0, "minus") ? -1 : 1;
    r->i++;
}

static void print_number(char out[32], const item *x)
{
    const char *digits = x->word ? x->word : "";
    char plain[NUM_TEXT];
    if (!isdigit((unsigned char)digits[0]) && !(digits[0] && strchr("-+.", digits[0])))
        digits = num_shortest(plain, fabs(x->number));
    if (*digits == '-' || *digits == '+')
        digits++;
    snprintf(out, 32, "%s", digits);
}

/* NUMBER and its scale. False: there is none, and r is as it was. */
static bool read_figure(reader *r, char printed[32], double *scale)
{
    const item *x = peek(r, 0);
    if (x->tag != TAG_NUMBER)
        return false;
    print_number(printed, x);
    r->q.exact = r->q.exact || x->value == 1;
    if (!r->q.sign && (x->number < 0 || (x->word && x->word[0] == '-')))
        r->q.sign = -1;
    if (!r->q.sign && x->word && x->word[0] == '+')
        r->q.sign = 1;
    r->i++;
    if (sees(r, 0, TAG_HEDGE) && glued(r, 0)) { /* "70+" */
        r->q.hedge = (hedge)peek(r, 0)->value;
        r->i++;
    }
    if (sees_punct(r, 0, '-') && sees(r, 1, TAG_SCALE) && glued(r, 0) && glued(r, 1))
        r->i++;
    *scale = 1;
    while (sees(r, 0, TAG_SCALE)) {
        *scale *= peek(r, 0)->number;
        r->i++;
    }
    return true;
}

static bool is_unit(tag t)
{
    return t == TAG_PERCENT || t == TAG_MASS || t == TAG_POINTS || t == TAG_MONEY || t == TAG_TIMES;
}

/* The upper end of "50 to 60", "50-60", "between 80 % and 85 %", "60 or 70". */
static void read_range(reader *r, bool between)
{
    reader t = *r;
    bool unit_first = is_unit(peek(&t, 0)->tag);
    if (unit_first)
        t.i++;
    bool dash = sees_punct(&t, 0, '-') && !sees_punct(&t, 1, '-');
    bool word =
        (sees(&t, 0, TAG_TO) || sees_word(&t, 0, "to")) && !(r->from && unit_first) && !r->change;
    bool both = between && sees_word(&t, 0, "and");
    bool either = sees_word(&t, 0, "or") && !unit_first;
    if (!dash && !word && !both && !either)
        return;
    t.i++;
    if (sees(&t, 0, TAG_HEDGE))
        t.i++;
    if (sees(&t, 0, TAG_MONEY) && peek(&t, 0)->value == 1)
        t.i++;
    if (!read_figure(&t, t.q.printed_high, &t.q.scale_high))
        return;
    if (sees_punct(&t, 0, '-') && glued(&t, 0) && is_unit(peek(&t, 1)->tag))
        t.i++;
    bool unit_last = is_unit(peek(&t, 0)->tag);
    if (unit_first && unit_last && peek(r, 0)->tag != peek(&t, 0)->tag)
        return;
    if (!unit_last && t.q.money == NULL)
        return;
    if (t.q.scale == 1 && !unit_first)
        t.q.scale = t.q.scale_high;
    *r = t;
}

/* ---- units ----------------------------------------------------------------------------------- */
/* "a year" behind a mass makes it a level of a year; a rate per month or day is refused. */
static bool read_rate(reader *r)
{
    const item *x = peek(r, 0);
    if (x->tag != TAG_DURATION || x->value != 2)
        return true;
    r->i++;
    r->q.per_year = x->number > 11 && x->number < 13;
    return r->q.per_year;
}

static cls read_mass(reader *r)
{
    const item *x = peek(r, 0);
    r->q.factor = x->number > 0 ? x->number : 1;
    r->q.unit = "t";
    r->i++;
    return read_rate(r) ? C_MASS : C_NUM;
}

/* Money, or money per mass. Money of another thing (a share, a barrel) is a plain number. */
static const char *price_unit(const char *currency)
{
    static const char *const units[][2] = { { "USD", "USD/t" },
                                            { "CNY", "CNY/t" },
                                            { "EUR", "EUR/t" } };
    for (int32_t k = 0; k < COUNT_OF(units); k++)
        if (STR_EQ(units[k][0], currency))
            return units[k][1];
    return NULL;
}

/* Items from r->i on that lead from money to what it buys: "per", "a", "/", "-a-"; 0 none. */
static int32_t price_lead(const reader *r)
{
    int32_t at = sees_punct(r, 0, '-') && glued(r, 0) ? 1 : 0;
    bool per = sees(r, at, TAG_PER) || sees_punct(r, at, '/') || sees_word(r, at, "a") ||
               sees_word(r, at, "per") || (sees(r, at, TAG_NUMBER) && peek(r, at)->value == 2);
    if (!per)
        return 0;
    return sees_punct(r, at + 1, '-') ? at + 2 : at + 1;
}

/* Money, or money per mass. Money of another thing (a share, a barrel) is a plain number. */
static cls read_money(reader *r, const char *currency)
{
    r->q.unit = r->q.money = currency;
    int32_t at = price_lead(r);
    if (!at)
        return sees(r, 0, TAG_UNIT_OTHER) || (sees(r, 0, TAG_DURATION) && peek(r, 0)->value == 2)
                   ? C_NUM
                   : C_MONEY;
    bool tonnes = sees_word(r, at, "mt") || sees_word(r, at, "t");
    if (!sees(r, at, TAG_MASS) && !tonnes)
        return C_NUM;
    r->q.factor = tonnes || peek(r, at)->number <= 0 ? 1 : 1 / peek(r, at)->number;
    r->q.unit = price_unit(currency);
    r->i += at + 1;
    if (r->q.unit)
        return C_MONEY;
    r->q.unit = "";
    return C_NUM;
}

/* "seven heavy elements": what is counted stands at most three words behind. */
static cls read_counted(reader *r)
{
    for (int32_t k = 0; k <= 4; k++) {
        const item *x = peek(r, k);
        if (x->tag == TAG_COUNTED && x->id && STR_EQ(x->id, "elements")) {
            r->q.unit = "elements";
            r->q.exact = true;
            r->i += k + 1;
            return C_COUNT;
        }
        bool passes = x->tag == TAG_PRODUCT ||
                      (x->tag == TAG_WORD && x->word &&
                       (class_of_word(x->word) == C_WORD || class_of_word(x->word) == C_AND)) ||
                      x->tag == TAG_RISE;
        if (!passes)
            break;
    }
    return C_NUM;
}

static cls read_unit(reader *r)
{
    if (sees_punct(r, 0, '-') && glued(r, 0) && is_unit(peek(r, 1)->tag)) /* "2,000-tonne" */
        r->i++;
    const item *x = peek(r, 0);
    switch (x->tag) {
    case TAG_PERCENT:
        r->q.unit = "pct";
        r->i++;
        return C_PCT;
    case TAG_POINTS:
        r->q.unit = "points";
        r->q.factor = x->number > 0 ? x->number : 1;
        r->i++;
        return C_POINTS;
    case TAG_MASS:
        return read_mass(r);
    case TAG_MONEY:
        if (!x->id || x->value == 1)
            return C_NUM;
        r->i++;
        return read_money(r, x->id);
    case TAG_TIMES:
        r->q.unit = "times";
        r->i++;
        return C_TIMES;
    case TAG_UNIT_OTHER:
        r->i++;
        return C_NUM;
    default:
        return read_counted(r);
    }
}

/* "nine out of ten", "one in five", in words both: a part of a whole. */
static bool read_parted(reader *r)
{
    const item *some = peek(r, 0);
    bool in = sees_word(r, 1, "in"), every = is_of(peek(r, 1)) && sees(r, 2, TAG_PER);
    bool out = sees_word(r, 1, "out") && is_of(peek(r, 2));
    int32_t at = in ? 2 : 3;
    const item *whole = peek(r, at);
    bool numbers = some->tag == TAG_NUMBER && some->value == 1;
    double part_of = numbers ? some->number : 1;
    if ((!in && !every && !out) || (!numbers && !sees_word(r, 0, "one")) ||
        whole->tag != TAG_NUMBER || whole->value != 1 || whole->number <= part_of ||
        whole->number > 20)
        return false;
    char plain[NUM_TEXT];
    r->number = r->i;
    snprintf(r->q.printed, sizeof r->q.printed, "%s", num_shortest(plain, part_of / whole->number));
    r->q.unit = "times";
    r->q.parted = true;
    r->i += at + 1;
    return true;
}

/* FRACTION or FACTOR: the number is in the item. */
static cls read_word_number(reader *r)
{
    const item *x = peek(r, 0);
    char plain[NUM_TEXT];
    r->number = r->i;
    snprintf(r->q.printed, sizeof r->q.printed, "%s", num_shortest(plain, x->number));
    r->q.unit = "times";
    r->i++;
    if (x->tag == TAG_FACTOR)
        return C_FACTOR;
    if (sees(r, 0, TAG_MASS) || (sees(r, 0, TAG_SCALE) && sees(r, 1, TAG_MASS)))
        return C_NUM; /* "half a tonne" stays unread: rare, and never a figure of a series */
    return C_FRAC;
}

static cls read_quantity(reader *r)
{
    bool between = sees_word(r, -1, "between");
    tag before = peek(r, -1)->tag;
    bool behind_from = before == TAG_COMPARE && peek(r, -1)->value == COMPARE_FROM;
    for (int32_t k = 2; k <= 8 && behind_from; k++)
        r->change = r->change || sees(r, -k, TAG_RISE) || sees(r, -k, TAG_FALL);
    between = between || (behind_from && !r->change);
    r->from = before == TAG_COMPARE || before == TAG_BY || before == TAG_RISE || before == TAG_FALL;
    skip_hedges(r);
    if ((sees(r, 0, TAG_NUMBER) && peek(r, 0)->value == 2 && sees(r, 1, TAG_FRACTION)) ||
        ((sees_word(r, 0, "a") || sees_word(r, 0, "the")) && sees(r, 1, TAG_FRACTION)))
        r->i++;
    if (sees(r, 0, TAG_FRACTION) || sees(r, 0, TAG_FACTOR))
        return read_word_number(r);
    if (sees(r, 0, TAG_MONEY) && peek(r, 0)->value == 1 && peek(r, 0)->id) {
        r->q.money = peek(r, 0)->id;
        r->i++;
    }
    skip_sign(r);
    if (sees(r, 0, TAG_NUMBER) && peek(r, 0)->value == 2 && !sees(r, 1, TAG_MASS) &&
        !sees(r, 1, TAG_SCALE))
        return C_WORD;
    if (read_parted(r))
        return C_FRAC;
    r->number = r->i;
    if (!read_figure(r, r->q.printed, &r->q.scale))
        return C_WORD;
    read_range(r, between);
    return r->q.money ? read_money(r, r->q.money) : read_unit(r);
}

/* "a factor of seven" */
static bool behind_factor_of(const parse *p)
{
    return p->n >= 2 && p->e[p->n - 1].c == C_OF && element_is(p, p->n - 2, "factor");
}

static int32_t add_element(parse *p, int32_t i)
{
    reader r = { .it = p->it,
                 .i = i,
                 .number = i,
                 .q = { .scale = 1, .scale_high = 1, .factor = 1, .unit = "" } };
    cls c = read_quantity(&r);
    element *e = &p->e[p->n];
    if (c == C_WORD) {
        *e = (element){ class_of_item(&p->it->at[i]), OWNER_UNKNOWN, i, i, i, -1, NO_MENTION };
    } else {
        r.q.factor_of = c == C_NUM && behind_factor_of(p);
        if (r.q.factor_of)
            r.q.unit = "times";
        *e = (element){
            r.q.factor_of ? C_FACTOR : c, OWNER_UNKNOWN, i, r.i - 1, r.number, p->n_q, NO_MENTION
        };
        p->q[p->n_q++] = r.q;
    }
    p->present |= UINT64_C(1) << e->c;
    p->n++;
    return e->last + 1;
}

bool element_is(const parse *p, int32_t i, const char *text)
{
    if (i < 0 || i >= p->n || p->e[i].quantity >= 0)
        return false;
    const item *x = item_at(p, i);
    return x->word && STR_EQ(x->word, text);
}

bool element_among(const parse *p, int32_t i, const char *const *list)
{
    for (; *list; list++)
        if (element_is(p, i, *list))
            return true;
    return false;
}

bool element_counts(const parse *p, int32_t i, const char *what)
{
    if (i < 0 || i >= p->n || p->e[i].quantity >= 0)
        return false;
    const item *x = item_at(p, i);
    return x->tag == TAG_COUNTED && x->id && STR_EQ(x->id, what);
}

/* ---- units lent by a neighbour --------------------------------------------------------------- */
static void lend(parse *p, int32_t to, int32_t from)
{
    quantity *q = &p->q[p->e[to].quantity];
    const quantity *lender = &p->q[p->e[from].quantity];
    q->unit = lender->unit;
    q->money = lender->money;
    q->factor = lender->factor;
    q->per_year = lender->per_year;
    if (q->scale == 1 && !q->exact && p->e[to].c == C_NUM && to < from)
        q->scale = lender->scale; /* "from 1.2 to 1.5 million tonnes" */
    p->e[to].c = p->e[from].c;
}

/* "from 46 to 353 tons" */
static void lend_back(parse *p, int32_t i)
{
    cls c = class_at(p, i + 2);
    bool unit = c == C_MASS || c == C_PCT || c == C_MONEY || c == C_POINTS;
    if (class_at(p, i - 1) == C_FROM && class_at(p, i + 1) == C_TO && unit &&
        !*p->q[p->e[i + 2].quantity].printed_high)
        lend(p, i, i + 2);
}

/* "Germany took 1,346 tons, the United States 590": a bare number behind a country. */
static void lend_in_list(parse *p, int32_t i)
{
    const uint64_t ends = BIT(COMMA) | BIT(STOP) | BIT(AND) | BIT(CLOSE);
    const quantity *q = &p->q[p->e[i].quantity];
    bool has_it = class_at(p, i - 1) == C_BE && class_at(p, i - 2) == C_COUNTRY;
    uint64_t inside =
        BIT(COMMA) | BIT(AND) | BIT(COUNTRY) | BIT(DET) | BIT(TO) | BIT(WORD) | BIT(NUM);
    if (q->scale > 1) /* "44 million tons ...; Brazil has 21 million" */
        inside |= BIT(BE) | BIT(STOP) | BIT(OF) | BIT(WORLD) | BIT(PRODUCT) | BIT(FRAC);
    bool named = class_at(p, i - 1) == C_COUNTRY ||
                 (q->scale > 1 && (has_it || class_at(p, i - 1) == C_WORLD));
    if (q->exact || !named || !has(ends, class_at(p, i + 1)))
        return;
    for (int32_t k = i - 1; k >= 0 && k >= i - (q->scale > 1 ? LOOK : 8); k--) {
        if (p->e[k].c == C_MASS && (q->scale <= 1 || p->q[p->e[k].quantity].scale == q->scale)) {
            lend(p, i, k);
            return;
        }
        if (!has(inside, p->e[k].c))
            return;
    }
}

static double size_of(const quantity *q)
{
    double x = 0;
    return num_parse(q->printed, &x) ? x * q->scale : 0;
}

/* "$239 per kilogram ..., terbium $1,010": money of the size of a price behind it, or before it, is a price. */
static void lend_price(parse *p, int32_t i, int32_t price)
{
    const quantity *q = &p->q[p->e[i].quantity];
    double mine = size_of(q), other = price >= 0 ? size_of(&p->q[p->e[price].quantity]) : 0;
    bool alike = mine > 0 && mine < PRICES_ALIKE * other && other < PRICES_ALIKE * mine;
    if (price >= 0 && (alike || (q->scale == 1 && price < i)) &&
        STR_EQ(q->money, p->q[p->e[price].quantity].money))
        lend(p, i, price);
}

/* "a kilogram of gallium fetched $282": the price of what stands before it. */
static void price_of_one(parse *p, int32_t i, int32_t one)
{
    quantity *q = &p->q[p->e[i].quantity];
    const char *unit = price_unit(q->money);
    for (int32_t k = one + 1; k < i; k++)
        if (p->e[k].c == C_STOP || p->e[k].quantity >= 0)
            return;
    if (!unit || i - one > PRICE_REACH)
        return;
    q->factor = 1 / p->q[p->e[one].quantity].factor;
    q->unit = unit;
}

/* "6,150 tons ..., against 5,473 in October", "60,000 tonnes, following 62,300 the year before": a bare number that is
 * compared, and dated, is of the mass before it. */
static void lend_compared(parse *p, int32_t i, int32_t mass)
{
    static const char *const words[] = { "after", "following", NULL };
    int32_t lead = i - 1, next = i + 1;
    while (class_at(p, lead) == C_DET || class_at(p, lead) == C_WORLD)
        lead--;
    while (class_at(p, next) == C_PREP || class_at(p, next) == C_DET)
        next++;
    bool dated = class_at(p, next) == C_TIME || class_at(p, next) == C_RELATIVE;
    bool compared = class_at(p, lead) == C_COMPARE || class_at(p, lead) == C_FROM ||
                    element_among(p, lead, words);
    bool listed = dated && (class_at(p, i - 1) == C_AND || class_at(p, i - 1) == C_COMMA) &&
                  mass >= i - 6; /* "305 tons in November and 280 in December" */
    bool bracket = class_at(p, i - 1) == C_OPEN && class_at(p, i + 1) == C_CLOSE &&
                   class_at(p, i - 2) == C_TIME; /* "except January (6,357)" */
    bool whole = class_at(p, i - 1) == C_WORLD && class_at(p, lead) == C_OF &&
                 element_is(p, lead - 1, "out"); /* "out of a global 1.6 million" */
    if (((compared && dated) || whole || listed || bracket) && mass >= 0 && i - mass < LOOK &&
        !p->q[p->e[i].quantity].exact)
        lend(p, i, mass);
}

/* Prices named before their unit: "at 1.4 million yuan; terbium oxide at 6.1 million yuan per tonne". */
static void lend_prices_back(parse *p)
{
    int32_t price = -1;
    for (int32_t i = p->n - 1; i >= 0; i--) {
        if (p->e[i].c != C_MONEY || p->e[i].quantity < 0)
            continue;
        bool is_price = strchr(p->q[p->e[i].quantity].unit, '/') != NULL;
        if (!is_price && price >= 0 && price - i <= PRICE_REACH)
            lend_price(p, i, price);
        price = is_price ? i : price;
    }
}

static void lend_units(parse *p)
{
    int32_t price = -1, mass = -1, one = -1;
    for (int32_t i = 0; i < p->n; i++) {
        if (p->e[i].quantity < 0)
            continue;
        const quantity *q = &p->q[p->e[i].quantity];
        bool bare = p->e[i].c == C_NUM && !*q->unit && !q->money;
        if (bare)
            lend_back(p, i);
        if (bare && p->e[i].c == C_NUM)
            lend_in_list(p, i);
        if (bare && p->e[i].c == C_NUM)
            lend_compared(p, i, mass);
        if (p->e[i].c == C_MASS && item_at(p, i)->value == 2)
            one = i;
        else if (p->e[i].c == C_MASS)
            mass = i;
        if (p->e[i].c == C_MONEY && q->money && !strchr(q->unit, '/') && one >= 0)
            price_of_one(p, i, one);
        if (p->e[i].c == C_MONEY && q->money && !strchr(q->unit, '/'))
            lend_price(p, i, price);
        else if (p->e[i].c == C_MONEY)
            price = i;
        p->present |= UINT64_C(1) << p->e[i].c;
    }
    lend_prices_back(p);
}

void quantity_fold(parse *p)
{
    p->n = p->n_q = 0;
    p->present = 0;
    for (int32_t i = 0; i < p->it->n;)
        i = add_element(p, i);
    lend_units(p);
}

/* ---- amounts --------------------------------------------------------------------------------- */
/* The digits of a fraction in per cent or as a factor. "A third" is 33 per cent with the play of a fraction, hence "/1";
 * tens ("half", "nine in ten") are read as the digits they are. */
static const char *fraction_digits(const quantity *q, double times, char out[32])
{
    double x = 0;
    if (num_parse(q->printed, &x))
        x *= times;
    bool tens = x >= 100 || fabs(x / 10 - round(x / 10)) < 1e-6;
    snprintf(out, 32, x < 1 ? "%.2f" : tens ? "%.0f" : "%.0f/1", x);
    return out;
}

amount quantity_amount(const quantity *q, claim_form form, const char *unit, double factor)
{
    char digits[32];
    const char *printed = q->printed;
    double scale = q->scale;
    bool share = form == FORM_PERCENT || form == FORM_SHARE;
    if (share && STR_EQ(q->unit, "times"))
        printed = fraction_digits(q, 100, digits);
    if (form == FORM_TIMES_OF && STR_EQ(q->unit, "pct"))
        scale *= 0.01;
    bool exact =
        form == FORM_RANK || form == FORM_STREAK || form == FORM_COUNT || form == FORM_RECORD;
    amount a = amount_make(printed, scale, factor, unit, q->hedge, exact);
    if (!*q->printed_high)
        return a;
    amount b = amount_make(q->printed_high, q->scale_high, factor, unit, q->hedge, exact);
    return amount_range(&a, &b);
}
