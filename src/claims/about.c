/* about.c - layer 3: the product, flow and measure of a claim.
 *
 * The nearest name of ours, unless a foreign subject (copper, shares) stands nearer; then what the paragraph, the
 * heading or the article speaks of. The nearest word of trade or output gives the flow. */
#include "claims/asking.h"

enum {
    BEHIND = 8,       /* a name behind the number costs this much more: names usually come first */
    FLOW_BEHIND = 14, /* so does a word of trade or output */
    BESIDE = 2,
    VERB_REACH = 2,
    VALUE_REACH = 40,
    APPOSITION = 30,
    OUTPUT_TOLL = 3,    /* "exports of processed rare earths" are exports */
    OTHER_REACH = 8,    /* a foreign subject this near takes the number away */
    STRONG_VOTES = 3,   /* no heading on something else stands against these */
    SUBJECT_VOTES = 12, /* mentions from which on the article is about nothing else */
    THEME_VOTES = 2,    /* mentions that make a product a subject of the article */
};

static bool is_of_words(const char *word)
{
    static const char *const words[] = { "of", "the", "its", "their", "all" };
    for (int32_t i = 0; i < COUNT_OF(words); i++)
        if (STR_EQ(word, words[i]))
            return true;
    return false;
}

/* "a group made up mainly of magnets": said of the goods, not the goods. */
static bool is_apposition(const items *it, int32_t i)
{
    int32_t k = i - 1 - item_is(it, i - 1, "of");
    return item_is(it, k, "mainly") || item_is(it, k, "mostly") || item_is(it, k, "largely");
}

/* "353 tons of rare-earth magnets": the product behind "of" belongs to the number. */
static int32_t product_of_amount(const asking *a)
{
    for (int32_t i = a->m->core + 1; i < a->it->n && i <= a->m->core + 8; i++) {
        const item *x = &a->it->at[i];
        if (x->tag == TAG_PRODUCT && x->value != 1)
            return i;
        bool passes = x->tag == TAG_MASS || x->tag == TAG_PERCENT || x->tag == TAG_SCALE ||
                      x->tag == TAG_COUNTRY || x->tag == TAG_WORLD || x->tag == TAG_ACTIVITY ||
                      x->tag == TAG_MONEY ||
                      (x->tag == TAG_WORD && x->word && is_of_words(x->word)) ||
                      (x->tag == TAG_COMPARE && x->value == COMPARE_OF);
        if (!passes)
            return -1;
    }
    return -1;
}

static int32_t nearest_product(const asking *a, int32_t *cost)
{
    int32_t best = product_of_amount(a), lowest = INT32_MAX;
    *cost = 1;
    if (best >= 0)
        return best;
    for (int32_t i = 0; i < a->it->n && i < SCENE_MAX; i++) {
        const item *x = &a->it->at[i];
        if (x->tag != TAG_PRODUCT || x->value == 1 || words_exclude(a->it, i))
            continue;
        int32_t c = scene_cost(a->s, a->m->core, i);
        c += c != INT32_MAX && i > a->m->core ? BEHIND : 0;
        c += c != INT32_MAX && is_apposition(a->it, i) ? APPOSITION : 0;
        if (c < lowest) {
            lowest = c;
            best = i;
        }
    }
    *cost = lowest;
    return best;
}

/* A subject of somebody else's stands nearer than any of ours. */
static bool is_foreign(const asking *a, int32_t product_cost)
{
    int32_t i = scene_nearest(a->s, TAG_OTHER, SIDE_NONE, a->m->core, BEHIND);
    if (i < 0)
        return false;
    int32_t cost = scene_cost(a->s, a->m->core, i) + (i > a->m->core ? BEHIND : 0);
    return cost < product_cost && cost <= OTHER_REACH;
}

/* ---- flow and activity -------------------------------------------------------------------------- */

static bool is_flow_word(const asking *a, const item *x)
{
    bool mass = a->m->said.unit && STR_EQ(a->m->said.unit, "t");
    if (x->tag == TAG_ACTIVITY) /* tonnes are of no price, and demand abroad is why they fell */
        return !mass || (x->value != ACT_PRICE && x->value != ACT_DEMAND);
    return x->tag == TAG_EXPORT || x->tag == TAG_IMPORT || x->tag == TAG_SHIP;
}

static int32_t nearest_flow(const asking *a)
{
    int32_t best = -1, lowest = INT32_MAX, at = a->m->core;
    for (int32_t i = 0; i < a->it->n && i < SCENE_MAX; i++) {
        if (!is_flow_word(a, &a->it->at[i]))
            continue;
        int32_t c = scene_cost(a->s, at, i);
        bool beside =
            i > a->m->last && i - a->m->last <= BESIDE; /* "5.7 million tonnes in reserve" */
        c += c != INT32_MAX && i > at && !beside ? FLOW_BEHIND : 0;
        c += c != INT32_MAX && a->it->at[i].tag == TAG_ACTIVITY ? OUTPUT_TOLL : 0;
        if (c < lowest) {
            lowest = c;
            best = i;
        }
    }
    return best;
}

/* What stands behind the whole of a share says what is shared: "70 % of global production". */
static int32_t activity_of_whole(const asking *a)
{
    for (int32_t i = a->m->first - 1; i >= 0 && i >= a->m->first - VERB_REACH; i--)
        if (a->it->at[i].tag == TAG_ACTIVITY &&
            a->it->at[i].value != ACT_CAPACITY) /* "mines about 70 % of" */
            return i;
    for (int32_t i = MAX_OF(a->m->core, a->m->whole); i < a->it->n && i <= a->m->core + 12; i++) {
        tag t = a->it->at[i].tag;
        if (t == TAG_ACTIVITY || t == TAG_EXPORT || t == TAG_IMPORT || t == TAG_SHIP)
            return i;
        if (i > a->m->core && i < SCENE_MAX && a->s->core[i])
            return -1;
    }
    return -1;
}

static const struct {
    activity act;
    char flow;
    const char *measure;
} activities[] = {
    { ACT_MINE, 'Q', "production" },   { ACT_REFINE, 'Q', "production" },
    { ACT_MAKE, 'Q', "production" },   { ACT_PRODUCE, 'Q', "production" },
    { ACT_RESERVES, 'S', "reserves" }, { ACT_CAPACITY, 'C', "capacity" },
    { ACT_QUOTA, 'Q', "quota" },       { ACT_DEMAND, 'D', "demand" },
    { ACT_PRICE, 'P', "price" },       { ACT_RELIANCE, 'M', "share" },
};

/* The series of output that the press means by a product and a stage. */
static const struct {
    const char *product;
    activity act;
    const char *series;
} stages[] = {
    { "rare-earths", ACT_MINE, "rare-earth-mine" },
    { "rare-earths", ACT_PRODUCE, "rare-earth-mine" },
    { "rare-earths", ACT_QUOTA, "rare-earth-mine" },
    { "rare-earths", ACT_RESERVES, "rare-earth-mine" },
    { "rare-earths", ACT_REFINE, "rare-earth-separation" },
    { "rare-earth-ores", ACT_MINE, "rare-earth-mine" },
    { "rare-earth-ores", ACT_PRODUCE, "rare-earth-mine" },
    { "rare-earth-oxides", ACT_MINE, "rare-earth-mine" },
    { "rare-earth-oxides", ACT_PRODUCE, "rare-earth-separation" },
    { "rare-earth-oxides", ACT_REFINE, "rare-earth-separation" },
    { "magnets", ACT_MAKE, "ndfeb-magnets" },
    { "magnets", ACT_PRODUCE, "ndfeb-magnets" },
    { "magnets", ACT_REFINE, "ndfeb-magnets" },
    { "magnets", ACT_CAPACITY, "ndfeb-magnets" },
    { "permanent-magnets", ACT_MAKE, "ndfeb-magnets" },
    { "permanent-magnets", ACT_PRODUCE, "ndfeb-magnets" },
    { "graphite", ACT_MINE, "natural-graphite" },
    { "graphite", ACT_PRODUCE, "natural-graphite" },
    { "graphite", ACT_RESERVES, "natural-graphite" },
};

/* "a smelting quota" is of separation. */
static int32_t stage_act(const asking *a, const item *x)
{
    const char *text = a->cx->art->text;
    static const char *const words[] = { "smelting", "separation", "refining", "processing" };
    for (int32_t k = 0; k < COUNT_OF(words); k++)
        if (x->to - x->from > strlen(words[k]) &&
            strncasecmp(text + x->from, words[k], strlen(words[k])) == 0)
            return ACT_REFINE;
    return x->value;
}

static const char *stage_of(const char *product, int32_t act)
{
    for (int32_t i = 0; product && i < COUNT_OF(stages); i++)
        if ((int32_t)stages[i].act == act && STR_EQ(stages[i].product, product))
            return stages[i].series;
    return product;
}

static void from_activity(reading *r, int32_t act)
{
    for (int32_t i = 0; i < COUNT_OF(activities); i++)
        if ((int32_t)activities[i].act == act) {
            r->flow = activities[i].flow;
            r->measure = activities[i].measure;
        }
}

static bool is_plain_change(const mention *m)
{
    return m->form == FORM_PERCENT || m->form == FORM_TIMES_OF || m->form == FORM_TIMES_MORE;
}

/* "the value fell 15.9 %", "earned China $1.02 billion, 29.7 % less": the nearest word decides; tonnes unless said. */
static bool speaks_of_value(const asking *a)
{
    static const char *const values[] = { "value",    "worth",  "revenue", "revenues",
                                          "earnings", "earned", "fetched" };
    static const char *const weights[] = { "volume", "volumes", "weight", "tonnage", "quantity" };
    int32_t value = VALUE_REACH, weight = INT32_MAX;
    for (int32_t i = 0; i < a->it->n && i < SCENE_MAX; i++) {
        const item *x = &a->it->at[i];
        int32_t cost = scene_cost(a->s, a->m->core, i);
        for (int32_t k = 0; x->word && k < COUNT_OF(values); k++)
            value = STR_EQ(x->word, values[k]) ? MIN_OF(value, cost) : value;
        for (int32_t k = 0; x->word && k < COUNT_OF(weights); k++)
            weight = STR_EQ(x->word, weights[k]) ? MIN_OF(weight, cost) : weight;
        if (x->tag == TAG_MASS)
            weight = MIN_OF(weight, cost);
        if (x->tag == TAG_MONEY)
            value = MIN_OF(value, cost);
    }
    return value < VALUE_REACH && value < weight;
}

/* What is no single good has no quoted price, only customs' average. */
static bool has_no_market(const char *product)
{
    static const char *const baskets[] = { "magnets", "rare-earths", "rare-earth-products" };
    for (int32_t i = 0; product && i < COUNT_OF(baskets); i++)
        if (STR_EQ(product, baskets[i]))
            return true;
    return false;
}

/* The measure that the unit of a level tells. */
static void fit_measure(const asking *a, reading *r)
{
    const char *unit = a->m->said.unit;
    const char *slash = unit ? strchr(unit, '/') : NULL;
    bool money = unit && strlen(unit) == 3 && isupper((unsigned char)unit[0]);
    if (a->m->form == FORM_PRICE || (slash && slash == unit + 3)) {
        bool trade = items_have(a->it, TAG_EXPORT) || items_have(a->it, TAG_IMPORT);
        bool spoken = !items_have(a->it, TAG_ACTIVITY) && a->cx->last.sides_at == a->in->paragraph;
        bool unit_value =
            trade || has_no_market(r->product) || ((a->stated_flow || spoken) && is_trade(r->flow));
        if (unit_value && !is_trade(r->flow))
            r->flow = items_have(a->it, TAG_IMPORT) && !items_have(a->it, TAG_EXPORT) ? 'M' : 'X';
        r->measure = unit_value ? "unit-value" : "price";
        r->flow = unit_value ? r->flow : 'P';
        return;
    }
    if (a->m->form == FORM_SHARE)
        r->measure = "share";
    else if (is_trade(r->flow))
        r->measure = money || (is_plain_change(a->m) && speaks_of_value(a)) ? "value" : "qty";
}

/* "makes 98 % of the world's gallium, 750,000 kilograms": a level beside a share of the world is output. */
static bool beside_world_share(const asking *a)
{
    if (a->m->form != FORM_LEVEL)
        return false;
    for (int32_t k = 0; k < a->n_all; k++) {
        const mention *m = &a->all[k].m;
        if (m->form == FORM_SHARE && m->whole >= 0 && a->it->at[m->whole].tag == TAG_WORLD)
            return true;
    }
    return false;
}

static bool is_rate(const asking *a)
{
    for (int32_t i = a->m->core; i < a->it->n && i <= a->m->last + 1; i++)
        if (a->it->at[i].tag == TAG_DURATION && a->it->at[i].value == 2)
            return true;
    return false;
}

/* A rank names its flow by the role: destinations are of exports, producers of output. */
static void rank_flow(asking *a, reading *r)
{
    bool output = a->m->role == ROLE_PRODUCER || a->m->role == ROLE_HOLDER;
    r->from[PART_FLOW] = FOUND_CLAUSE;
    if (output) {
        a->activity = a->m->role == ROLE_HOLDER ? (int32_t)ACT_RESERVES : (int32_t)ACT_PRODUCE;
        from_activity(r, a->activity);
    } else
        r->flow = a->m->role == ROLE_ORIGIN || a->m->role == ROLE_IMPORTER ? 'M' : 'X';
}

static void stated_flow(asking *a, reading *r, int32_t i)
{
    const item *x = &a->it->at[i];
    r->from[PART_FLOW] = how_near(scene_cost(a->s, a->m->core, i));
    a->stated_flow = true;
    a->flow_item = i;
    if (x->tag != TAG_ACTIVITY) {
        r->flow = x->tag == TAG_IMPORT ? 'M' : 'X';
        return;
    }
    a->activity = stage_act(a, x);
    if (a->activity == (int32_t)ACT_RESERVES && is_rate(a)) /* "2,900 tonnes a year" are mined */
        a->activity = ACT_MINE;
    from_activity(r, a->m->form == FORM_SHARE || is_rate(a) ? a->activity : x->value);
}

/* "3,188 tons to all destinations" are exports, whatever was spoken of. */
static bool goes_to_all(const asking *a)
{
    for (int32_t i = 1; i < a->it->n; i++)
        if (a->it->at[i].tag == TAG_WORLD && a->it->at[i - 1].tag == TAG_TO)
            return true;
    return false;
}

static bool is_mined(const char *product)
{
    static const char *const metals[] = { "gallium",  "germanium", "antimony",
                                          "tungsten", "graphite",  "natural-graphite" };
    for (int32_t i = 0; product && i < COUNT_OF(metals); i++)
        if (STR_EQ(product, metals[i]))
            return true;
    return false;
}

static void assumed_flow(asking *a, reading *r)
{
    const focus *last = &a->cx->last;
    bool near = last->sides_at == a->in->paragraph && last->flow;
    r->from[PART_FLOW] = near ? FOUND_PARAGRAPH : FOUND_ASSUMED;
    if (beside_world_share(a)) {
        a->activity = ACT_PRODUCE;
        from_activity(r, ACT_PRODUCE);
        r->from[PART_FLOW] = FOUND_SENTENCE;
    } else if (is_mined(r->product) && a->m->form == FORM_LEVEL && a->m->said.unit &&
               STR_EQ(a->m->said.unit, "t") &&
               !near) { /* statistics of these metals are of output */
        a->activity = ACT_PRODUCE;
        from_activity(r, ACT_PRODUCE);
    } else if (near && !is_trade(last->flow)) { /* "Myanmar came third with 31,000 tonnes" */
        r->flow = last->flow;
        r->measure = last->measure;
        if (r->from[PART_PRODUCT] >= FOUND_PARAGRAPH && last->output)
            r->product = last->output;
    } else {
        bool inherits = last->flow && (near || a->anaphor) && !goes_to_all(a);
        r->flow = inherits ? last->flow : 'X';
        r->measure = inherits ? last->measure : "qty";
    }
}

static void find_flow(asking *a, reading *r)
{
    int32_t i = a->m->form == FORM_SHARE ? activity_of_whole(a) : -1;
    i = i >= 0 ? i : nearest_flow(a);
    a->activity = a->flow_item = -1;
    r->flow = 0;
    r->measure = "qty";
    if (i >= 0)
        stated_flow(a, r, i);
    else if (a->m->form == FORM_RANK)
        rank_flow(a, r);
    else
        assumed_flow(a, r);
}

/* ---- product ------------------------------------------------------------------------------------- */

/* What the article speaks of most, unless it speaks of other things much more. */
static const char *theme_of(const context *cx)
{
    if (!cx->n_product)
        return NULL;
    bool often = cx->product[0].votes >= THEME_VOTES || 2 * cx->product[0].votes > cx->other_votes;
    return often ? cx->product[0].id : NULL;
}

/* "The country controls 80 % of global processing": the heading's goods, whatever else the paragraph named. */
static bool speaks_of_output(const asking *a)
{
    bool ours = a->cx->heading.product || theme_of(a->cx);
    return ours && items_have(a->it, TAG_ACTIVITY) && !items_have(a->it, TAG_OTHER);
}

/* "seven rare earth elements": the things counted are the product. */
static bool counts_elements(const items *it)
{
    for (int32_t i = 0; i < it->n; i++)
        if (it->at[i].tag == TAG_COUNTED && it->at[i].id && STR_EQ(it->at[i].id, "elements"))
            return true;
    return false;
}

/* False: the claim is about nothing of ours. */
static bool find_product(asking *a, reading *r)
{
    context *cx = a->cx;
    int32_t cost = 0, i = nearest_product(a, &cost);
    if (i < 0 && counts_elements(a->it)) {
        r->product = "rare-earths";
        r->from[PART_PRODUCT] = FOUND_SENTENCE;
        return true;
    }
    if (is_foreign(a, i >= 0 ? cost : INT32_MAX))
        return false;
    if (i >= 0) {
        r->product = a->it->at[i].id;
        r->from[PART_PRODUCT] = how_near(cost);
        return true;
    }
    bool here = cx->last.product_at == a->in->paragraph && !(cx->last.other && speaks_of_output(a));
    if (here && cx->last.product) {
        r->product = cx->last.product;
        r->from[PART_PRODUCT] = FOUND_PARAGRAPH;
        return true;
    }
    if (here && cx->last.other)
        return false;
    if (a->anaphor && cx->last.product && cx->last.product_at >= a->in->paragraph - 1) {
        r->product = cx->last.product;
        r->from[PART_PRODUCT] = FOUND_PARAGRAPH;
        return true;
    }
    if (cx->heading.product) {
        r->product = cx->heading.product;
        r->from[PART_PRODUCT] = FOUND_HEADING;
        return true;
    }
    if (cx->heading.other && cx->n_product && cx->product[0].votes < STRONG_VOTES)
        return false;
    r->product = theme_of(cx);
    r->from[PART_PRODUCT] =
        r->product && cx->product[0].votes >= SUBJECT_VOTES ? FOUND_HEADING : FOUND_ARTICLE;
    return r->product != NULL;
}

bool about_find(asking *a, reading *r)
{
    if (!find_product(a, r))
        return false;
    find_flow(a, r);
    r->product = stage_of(r->product, a->activity);
    fit_measure(a, r);
    return true;
}
