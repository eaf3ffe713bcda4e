/* sides.c - layer 3: reporter and partner of a claim.
 *
 * Of trade the sides of the scene nearest to the claim; what is not said is taken from what was spoken of last, then
 * China (as the article's subject or by assumption) and the world. Of output one owner. */
#include "claims/asking.h"

enum {
    BEHIND =
        5, /* a country behind the number costs this much more: it mostly begins the next statement */
    AHEAD_REACH = 10, /* farther than this it does for sure */
    PAIRS_MAX = 8,
    AHEAD_LOOSE = 2, /* without a preposition it must stand right there */
};

/* ---- sides ---------------------------------------------------------------------------------------- */

static const char *country_at(const asking *a, int32_t i)
{
    return i < 0 ? NULL : a->it->at[i].id;
}

static int32_t side_cost(const asking *a, int32_t i)
{
    return i < 0 ? INT32_MAX : scene_cost(a->s, a->m->core, i);
}

static void set_side(const asking *a, reading *r, int32_t part, int32_t i)
{
    const char *id = country_at(a, i);
    if (part == PART_REPORTER)
        r->reporter = id;
    else
        r->partner = id;
    r->from[part] = how_near(side_cost(a, i));
}

static bool same_country(const asking *a, int32_t i, const char *id)
{
    return i >= 0 && id && STR_EQ(a->it->at[i].id, id);
}

/* Who imports from China when nobody is named: the country spoken of last. NULL: the origin is not China. */
static const char *other_country(const asking *a)
{
    int32_t out = scene_nearest(a->s, TAG_COUNTRY, SIDE_EXPORTER, a->m->core, BEHIND);
    return same_country(a, out, "CHN") ? a->cx->last.country : NULL;
}

/* The country the article names first that is not the origin of these imports; China when there is none. */
static const char *first_but_origin(const asking *a)
{
    int32_t out = scene_nearest(a->s, TAG_COUNTRY, SIDE_EXPORTER, a->m->core, BEHIND);
    for (int32_t i = 0; i < a->cx->n_country; i++)
        if (!same_country(a, out, a->cx->country[i].id))
            return a->cx->country[i].id;
    return "CHN";
}

static bool says_country(const asking *a)
{
    for (int32_t i = 0; i < a->m->core; i++)
        if (item_is(a->it, i, "country") || item_is(a->it, i, "nation") ||
            item_is(a->it, i, "it") || a->it->at[i].tag == TAG_ANAPHOR)
            return true;
    return false;
}

/* Who declares: stated, spoken of last, of the heading, the article's first country, China. */
static void assume_reporter(const asking *a, reading *r)
{
    const context *cx = a->cx;
    bool subject = cx->last.owner && cx->last.owner_at == a->in->paragraph;
    if (subject && !is_trade(r->flow) && says_country(a)) { /* "The country controls 80 %" */
        r->reporter = cx->last.owner;
        r->from[PART_REPORTER] = FOUND_PARAGRAPH;
        return;
    }
    bool near = cx->last.sides_at == a->in->paragraph || a->anaphor;
    if (near && cx->last.reporter && cx->last.flow == r->flow) {
        r->reporter = cx->last.reporter;
        r->from[PART_REPORTER] = FOUND_PARAGRAPH;
    } else if (cx->heading.reporter && cx->heading.flow == r->flow) {
        r->reporter = cx->heading.reporter;
        r->from[PART_REPORTER] = FOUND_HEADING;
    } else {
        const char *buyer = r->flow == 'M' ? other_country(a) : NULL;
        if (buyer) { /* "Washington ... imported 656 tons from China" */
            r->reporter = buyer;
            r->from[PART_REPORTER] =
                cx->last.country_at >= a->in->paragraph - 1 ? FOUND_PARAGRAPH : FOUND_ARTICLE;
            return;
        }
        bool china = cx->n_country > 0 && (STR_EQ(cx->country[0].id, "CHN") ||
                                           (cx->n_country > 1 && STR_EQ(cx->country[1].id, "CHN")));
        r->reporter = r->flow == 'X' || china ? "CHN" : first_but_origin(a);
        r->from[PART_REPORTER] = china ? FOUND_ARTICLE : FOUND_ASSUMED;
    }
}

/* Whether the article speaks of a country: of what it sells, as a rule. */
static bool sells(const context *cx, const char *id)
{
    for (int32_t i = 0; i < cx->n_country; i++)
        if (STR_EQ(cx->country[i].id, id))
            return true;
    return false;
}

/* "the total reached": of all destinations. */
static bool says_total(const asking *a)
{
    const char *text = a->cx->art->text;
    for (int32_t i = 0; i < a->m->core && i < a->it->n; i++) {
        const item *x = &a->it->at[i];
        uint32_t n = x->to - x->from;
        if ((x->tag == TAG_ANAPHOR || x->tag == TAG_SUM) && n >= 5 &&
            strncasecmp(text + x->to - 5, "total", 5) == 0)
            return true;
    }
    return false;
}

/* The partner when no side is stated: the one spoken of last, the origin named for this importer, or the world. */
static void assume_partner(const asking *a, reading *r)
{
    const context *cx = a->cx;
    const focus *last = &cx->last;
    bool whole = a->stated_flow || r->from[PART_PRODUCT] <= FOUND_SENTENCE;
    bool here = last->sides_at == a->in->paragraph ||
                (a->anaphor && last->sides_at == a->in->paragraph - 1);
    bool near = here && last->partner && last->flow == r->flow;
    bool seller =
        here && r->flow == 'M' && last->flow == 'X' && !STR_EQ(last->reporter, r->reporter);
    bool total = says_total(a);
    bool abroad = r->flow == 'M' && !STR_EQ(r->reporter, "CHN");
    bool pair = abroad && cx->importer && STR_EQ(cx->importer, r->reporter);
    if (((a->anaphor && !total) || !whole) && near) {
        r->partner = last->partner;
        r->from[PART_PARTNER] = FOUND_PARAGRAPH;
    } else if (seller) {
        r->partner = last->reporter;
        r->from[PART_PARTNER] = FOUND_PARAGRAPH;
    } else if (pair || (abroad && sells(cx, "CHN"))) {
        r->partner = pair ? cx->origin : "CHN";
        r->from[PART_PARTNER] = FOUND_ARTICLE;
    } else {
        r->partner = "W00";
        r->from[PART_PARTNER] = whole && !abroad ? FOUND_SENTENCE : FOUND_ASSUMED;
    }
}

static bool is_preposition(const asking *a, int32_t i)
{
    const item *x = &a->it->at[i];
    return x->tag == TAG_TO || (x->tag == TAG_COMPARE && x->value == COMPARE_FROM) ||
           item_is(a->it, i, "to") || item_is(a->it, i, "from") || item_is(a->it, i, "into") ||
           item_is(a->it, i, "by") || item_is(a->it, i, "in") || item_is(a->it, i, "for");
}

int32_t sides_attached(const asking *a)
{
    int32_t i = a->m->last + 1;
    if (item_is(a->it, i, "of") && i + 1 < a->it->n && a->it->at[i + 1].tag == TAG_PRODUCT)
        i += 2;
    if (i >= a->it->n || !is_preposition(a, i))
        return -1;
    i += 1 + item_is(a->it, i + 1, "the");
    return i < a->it->n && a->it->at[i].tag == TAG_COUNTRY ? i : -1;
}

/* A country behind the number counts when it is tied to it by a preposition; else it begins the next statement. */
static bool is_reached(const asking *a, int32_t i)
{
    if (i <= a->m->last)
        return true;
    int32_t before = i - 1 - item_is(a->it, i - 1, "the");
    bool tied = before > a->m->last && is_preposition(a, before);
    return scene_cost(a->s, a->m->last, i) <= (tied ? AHEAD_REACH : AHEAD_LOOSE);
}

static int32_t nearest_side(const asking *a, tag t, side wanted)
{
    int32_t i = scene_nearest(a->s, t, wanted, a->m->core, BEHIND), attached = sides_attached(a);
    if (t == TAG_WORLD)
        return i >= 0 && i > a->m->last && scene_cost(a->s, a->m->last, i) > AHEAD_REACH ? -1 : i;
    if (t == TAG_COUNTRY && attached >= 0 && a->s->side[attached] == (uint8_t)wanted)
        return attached;
    return i >= 0 && !is_reached(a, i) ? scene_nearest_before(a->s, t, wanted, a->m->core) : i;
}

typedef struct traders { /* items, -1 none */
    int32_t out, in, owner, world;
} traders;

static traders find_countries(const asking *a)
{
    return (traders){ nearest_side(a, TAG_COUNTRY, SIDE_EXPORTER),
                      nearest_side(a, TAG_COUNTRY, SIDE_IMPORTER),
                      nearest_side(a, TAG_COUNTRY, SIDE_OWNER),
                      nearest_side(a, TAG_WORLD, SIDE_NONE) };
}

/* A country that only stands there is the seller when it is China or nobody else can be; beside a seller, or of what
 * China sells, it is the buyer: "Germany took 1,346 tons, the United States 590". */
static void settle_owner(const asking *a, traders *t, char flow)
{
    if (t->owner < 0)
        return;
    bool china = same_country(a, t->owner, "CHN");
    int32_t *other = china ? &t->in : &t->out, *self = china ? &t->out : &t->in;
    if (flow == 'M' && a->m->form == FORM_SHARE &&
        t->in >= 0) { /* "China supplied 71 % of US imports, Malaysia 13 %" */
        if (!same_country(a, t->in, a->it->at[t->owner].id))
            t->out = t->owner;
        return;
    }
    if (flow == 'M') { /* "Vietnam took 235 tons of Chinese magnets, Germany 209 tons" */
        bool next = t->in < 0 || side_cost(a, t->owner) < side_cost(a, t->in);
        if (next && !same_country(a, t->out, a->it->at[t->owner].id))
            t->in = t->owner;
        else if (china && t->out < 0)
            t->out = t->owner;
        return;
    }
    /* The nearer of two buyers is meant, named with "to" or not. */
    bool nearer = *self < 0 || side_cost(a, t->owner) + CLAUSE_COST < side_cost(a, *self);
    if (nearer && !same_country(a, *other, a->it->at[t->owner].id))
        *self = t->owner;
}

/* "Excluding the United States, China's exports ...": of all others. */
static const char *all_but(const asking *a)
{
    for (int32_t i = 0; i < a->it->n && i < SCENE_MAX; i++)
        if (a->it->at[i].tag == TAG_COUNTRY && a->s->side[i] == SIDE_EXCLUDED && is_reached(a, i) &&
            !same_country(a, i, "CHN"))
            return STR_EQ(a->it->at[i].id, "USA") ? "WXUS" : "X99";
    return NULL;
}

/* "Vietnam and Germany received 235 and 209 tonnes, respectively": the k-th country with the k-th number. -1 none. */
static int32_t respective(const asking *a)
{
    int32_t country[PAIRS_MAX], n = 0, before = 0, numbers = 0, first = a->it->n;
    bool says = false;
    for (int32_t i = 0; i < a->it->n; i++)
        says |= item_is(a->it, i, "respectively");
    for (int32_t k = 0; says && k < a->n_all; k++) {
        if (a->all[k].m.form != a->m->form)
            continue;
        before += a->all[k].m.first < a->m->first;
        numbers++;
        first = MIN_OF(first, a->all[k].m.first);
    }
    for (int32_t i = 0; i < first && i < a->it->n && n < PAIRS_MAX && says; i++)
        if (a->it->at[i].tag == TAG_COUNTRY)
            country[n++] = i;
    return says && numbers > 1 && n >= numbers ? country[n - numbers + before] : -1;
}

static void find_traders(const asking *a, reading *r)
{
    traders t = find_countries(a);
    int32_t mine = respective(a);
    if (mine >= 0) {
        t.in = mine;
        t.owner = -1;
    }
    settle_owner(a, &t, r->flow);
    bool exports = r->flow == 'X';
    int32_t self = exports ? t.out : t.in, other = exports ? t.in : t.out;
    if (self >= 0)
        set_side(a, r, PART_REPORTER, self);
    else
        assume_reporter(a, r);
    if (other >= 0 && same_country(a, other, r->reporter))
        other = -1;
    int32_t f = a->flow_item;
    bool of_total =
        f > 0 && a->it->at[f - 1].tag == TAG_WORLD && sides_attached(a) < 0; /* "total exports" */
    bool to_world = of_total || (t.world >= 0 && side_cost(a, t.world) < side_cost(a, other) &&
                                 a->m->form != FORM_SHARE && a->m->form != FORM_RANK);
    const char *rest = all_but(a);
    if (rest) {
        r->partner = rest; /* "others" is nobody's series: it may support, never deny */
        r->from[PART_PARTNER] = STR_EQ(rest, "X99") ? FOUND_NOWHERE : FOUND_SENTENCE;
    } else if (to_world) {
        r->partner = "W00";
        r->from[PART_PARTNER] = of_total ? FOUND_CLAUSE : how_near(side_cost(a, t.world));
    } else if (other >= 0)
        set_side(a, r, PART_PARTNER, other);
    else
        assume_partner(a, r);
}

/* Output, stocks, prices: one country, or the world. */
static void find_owner(const asking *a, reading *r)
{
    int32_t owner = sides_attached(a);
    owner = owner >= 0 ? owner : scene_nearest_before(a->s, TAG_COUNTRY, SIDE_NONE, a->m->core);
    owner = owner >= 0 ? owner : scene_nearest(a->s, TAG_COUNTRY, SIDE_NONE, a->m->core, BEHIND);
    int32_t world = a->m->form == FORM_SHARE || a->m->form == FORM_RANK
                        ? -1
                        : scene_nearest(a->s, TAG_WORLD, SIDE_NONE, a->m->core, BEHIND);
    tag before = world > 0 ? a->it->at[world - 1].tag : TAG_WORD;
    bool of_rank = before == TAG_ORDINAL || before == TAG_RANK ||
                   before == TAG_ROLE; /* "second in the world" */
    if (world >= 0 &&
        (a->it->at[world].value == 1 || of_rank)) /* "a total quota" is a sum, not the world */
        world = -1;
    r->partner = "W00";
    r->from[PART_PARTNER] = FOUND_ASSUMED;
    if (world >= 0 && side_cost(a, world) < side_cost(a, owner)) {
        r->reporter = "W00";
        r->from[PART_REPORTER] = how_near(side_cost(a, world));
    } else if (owner < 0 &&
               r->flow == 'P') { /* the market meant is not said: of China when in yuan */
        r->reporter = a->m->said.unit && strncmp(a->m->said.unit, "CNY", 3) == 0 ? "CHN" : "W00";
        r->from[PART_REPORTER] = FOUND_ASSUMED;
    } else if (owner >= 0)
        set_side(a, r, PART_REPORTER, owner);
    else
        assume_reporter(a, r);
}

void sides_find(const asking *a, reading *r)
{
    if (is_trade(r->flow))
        find_traders(a, r);
    else
        find_owner(a, r);
    bool buyer = a->m->form == FORM_RANK && r->flow == 'M' && !STR_EQ(r->reporter, "CHN") &&
                 (a->m->role == ROLE_DESTINATION || a->m->role == ROLE_IMPORTER);
    if (buyer && (STR_EQ(r->partner, "W00") || STR_EQ(r->partner, "CHN"))) {
        r->partner = r->reporter; /* the biggest buyer is a rank among the seller's destinations */
        r->reporter = "CHN";
        r->flow = 'X';
    }
    r->mirrored = r->flow == 'M' && !STR_EQ(r->partner, "W00");
}
