/* context.c - layer 3: what a claim is about.
 *
 * Flow: survey of all sentences (products, countries, years by votes) -> per sentence the scene (sides) and the
 * expressions of time -> per mention: activity and flow, product, sides, period, base -> readings. A part that the
 * sentence does not give is taken from what was spoken of last, the heading, or the article, and marked so; where two
 * are possible both become readings. Invariant: reading[0] is the likeliest; every reading has product and flow. */
#include "claims/asking.h"

enum {
    BASE_REACH = 20, /* cost within which a time of comparison belongs to a change */
    BASE_BEFORE = 4, /* it mostly stands behind the change */
    RIGHT_BEHIND = 3,
    PART_REACH = 9,
    PASSES = 3,
    PLACE_REACH = 5, /* items between a number and "in Japan" */
};

bool item_is(const items *it, int32_t i, const char *word)
{
    return i >= 0 && i < it->n && it->at[i].word && STR_EQ(it->at[i].word, word);
}

bool items_have(const items *it, tag t)
{
    for (int32_t i = 0; i < it->n; i++)
        if (it->at[i].tag == t)
            return true;
    return false;
}

/* ---- readings --------------------------------------------------------------------------------------- */

static reading *add_reading(claim *c, const reading *r)
{
    if (c->n_reading == READINGS_MAX)
        return NULL;
    c->reading[c->n_reading] = *r;
    return &c->reading[c->n_reading++];
}

/* The base was not said: on month and on year are both possible for a month; of a year or a part of it the press
 * means the year before. */
static void add_bases(claim *c, const reading *r)
{
    reading other = *r;
    int32_t length = r->period.to - r->period.from + 1;
    if (!span_known(r->period)) {
        add_reading(c, r);
        return;
    }
    other.from[PART_BASE] = length == 1 ? FOUND_ASSUMED : FOUND_SENTENCE;
    if (length == 1) {
        other.base = (span){ r->period.from - 1, r->period.to - 1 };
        add_reading(c, &other);
    }
    other.base = (span){ r->period.from - 12, r->period.to - 12 };
    add_reading(c, &other);
}

/* "the highest since January": the record's start is no base of a change. */
static bool starts_record(const asking *a, const when *w)
{
    for (int32_t k = 0; k < a->n_all; k++) {
        const mention *m = &a->all[k].m;
        if (m->form == FORM_RECORD && m->since >= w->first && m->since <= w->last)
            return true;
    }
    return false;
}

/* A time that something is compared with, near the change: "38.1 % below the June 2024 level". -1 none. */
static int32_t compared_near(const asking *a)
{
    int32_t best = -1, lowest = BASE_REACH;
    for (int32_t i = 0; i < a->n_when; i++) {
        const when *w = &a->w[i];
        if ((!w->compared && !w->relative) || starts_record(a, w))
            continue;
        int32_t cost = w->first > a->m->last ? scene_cost(a->s, a->m->last, w->first)
                                             : scene_cost(a->s, w->last, a->m->first) + BASE_BEFORE;
        if (cost < lowest) {
            lowest = cost;
            best = w->first;
        }
    }
    return best;
}

static span stated_base(const asking *a, const reading *r, span base_of_level, found *from)
{
    bool exceeds = a->m->form == FORM_EXCEEDS;
    int32_t near = compared_near(a), at = a->m->base >= 0 ? a->m->base : near;
    if (near > a->m->last && near - a->m->last <= RIGHT_BEHIND && at < a->m->first)
        at = near; /* "32 % more than in May and 60 % above June 2024" */
    span b = when_base(&a->cx->calendar, a->it, a->w, a->n_when, at, r->period, exceeds);
    *from = FOUND_CLAUSE;
    if (span_known(b))
        return b;
    *from = span_known(base_of_level) ? FOUND_SENTENCE : FOUND_NOWHERE;
    bool earlier =
        span_known(base_of_level) && span_known(r->period) && base_of_level.from < r->period.from;
    return earlier ? base_of_level : no_span;
}

static void add_with_base(const asking *a, claim *c, const reading *of, span base_of_level)
{
    reading r = *of;
    if (!form_is_change(a->m->form)) {
        add_reading(c, &r);
        return;
    }
    r.base = stated_base(a, &r, base_of_level, &r.from[PART_BASE]);
    if (span_known(r.base) || a->m->base >= 0)
        add_reading(c, &r);
    else
        add_bases(c, &r);
}

/* The market of a price that is quoted without one. */
static void add_markets(const asking *a, claim *c, const reading *r, span base_of_level)
{
    static const char *const markets[] = { "W00", "CHN", "EUROPE" };
    reading other = *r;
    other.from[PART_REPORTER] = FOUND_ASSUMED;
    for (int32_t i = 0; i < COUNT_OF(markets); i++) {
        other.reporter = markets[i];
        if (!STR_EQ(markets[i], r->reporter))
            add_with_base(a, c, &other, base_of_level);
    }
}

/* What monthly news is about, before single elements and compounds. */
static bool is_headline(const char *product)
{
    static const char *const headlines[] = { "rare-earths", "magnets", "rare-earth-products" };
    for (int32_t i = 0; i < COUNT_OF(headlines); i++)
        if (STR_EQ(product, headlines[i]))
            return true;
    return false;
}

/* Other products and partners the words leave open. */
static void add_alternatives(const asking *a, claim *c, const reading *r, span base_of_level)
{
    const context *cx = a->cx;
    const focus *last = &cx->last;
    reading other = *r;
    bool near = last->partner && last->sides_at == a->in->paragraph && last->flow == r->flow;
    if (is_trade(r->flow) && r->from[PART_PARTNER] >= FOUND_SENTENCE && STR_EQ(r->partner, "W00") &&
        near && !STR_EQ(last->partner, "W00") &&
        scene_nearest(a->s, TAG_WORLD, SIDE_NONE, a->m->core, 0) < 0) {
        other.partner = last->partner;
        other.from[PART_PARTNER] = FOUND_PARAGRAPH;
        add_with_base(a, c, &other, base_of_level);
    }
    if (r->flow == 'P' && r->from[PART_REPORTER] == FOUND_ASSUMED)
        add_markets(a, c, r, base_of_level);
    if (r->flow == 'P' &&
        is_headline(r->product)) { /* customs give their average, no market quotes them */
        other = *r;
        other.flow = 'X';
        other.measure = "unit-value";
        other.reporter = "CHN";
        other.from[PART_REPORTER] = FOUND_ASSUMED;
        add_with_base(a, c, &other, base_of_level);
    }
    if (r->from[PART_PRODUCT] < FOUND_HEADING || !is_trade(r->flow))
        return;
    other = *r;
    other.from[PART_PRODUCT] = FOUND_ARTICLE;
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < cx->n_product; i++)
            if (!STR_EQ(cx->product[i].id, r->product) &&
                is_headline(cx->product[i].id) == (pass == 0)) {
                other.product = cx->product[i].id;
                add_with_base(a, c, &other, base_of_level);
            }
}

/* "9,076 tons of oxides in May, mostly from Myanmar, up 39 %": the change may be of the level before it. */
static void add_subject_of_level(const asking *a, claim *c, const reading *r, span base_of_level)
{
    for (int32_t k = a->n_all - 1; k >= 0; k--) {
        const claim *level = &a->all[k];
        if (level->m.form != FORM_LEVEL || level->m.is_base || !level->n_reading ||
            level->m.first > a->m->first)
            continue;
        const reading *of = &level->reading[0];
        bool same = STR_EQ(of->product, r->product) && STR_EQ(of->reporter, r->reporter) &&
                    STR_EQ(of->partner, r->partner) && of->flow == r->flow;
        if (!same && is_trade(of->flow) && is_trade(r->flow))
            add_with_base(a, c, of, base_of_level);
        return;
    }
}

static bool has_subject(const asking *a)
{
    const focus *last = &a->cx->last;
    if (last->product && last->product_at == a->in->paragraph && !items_have(a->it, TAG_OTHER))
        return true;
    static const tag tags[] = { TAG_PRODUCT,  TAG_EXPORT,  TAG_IMPORT, TAG_SHIP,
                                TAG_ACTIVITY, TAG_ANAPHOR, TAG_ROLE };
    for (int32_t i = 0; i < COUNT_OF(tags); i++)
        if (items_have(a->it, tags[i]))
            return true;
    return false;
}

/* ANAPHOR in the clause before the core: "this figure represents a 160 % increase". */
static bool refers_back(const asking *a)
{
    int32_t i = scene_nearest(a->s, TAG_ANAPHOR, SIDE_NONE, a->m->core, 20);
    if (i > 0 && a->it->at[i - 1].tag == TAG_SAY) /* "reported that exports rose" */
        return false;
    return i >= 0 && i < a->m->core && scene_cost(a->s, a->m->core, i) < 16;
}

static void read_one(asking *a, claim *c, span base_of_level, span of_sentence)
{
    reading r = { .period = no_span, .base = no_span };
    for (int32_t i = 0; i < PARTS; i++)
        r.from[i] = FOUND_NOWHERE;
    a->anaphor = refers_back(a);
    a->stated_flow = false;
    if (!about_find(a, &r))
        return;
    sides_find(a, &r);
    bool record = a->m->form == FORM_RECORD || a->m->form == FORM_STREAK || a->m->form == FORM_RANK;
    if (record &&
        a->in->kind ==
            SENTENCE_TITLE) /* a headline's short name of the goods is no statement about others */
        r.from[PART_PRODUCT] = MAX_OF(r.from[PART_PRODUCT], FOUND_ARTICLE);
    a->quote = a->m->form == FORM_EVENT || r.flow == 'P';
    period_find(a, &r, of_sentence, true);
    add_with_base(a, c, &r, base_of_level);
    if (a->m->form != FORM_EVENT && a->m->form != FORM_PER && a->m->form != FORM_COUNT)
        add_alternatives(a, c, &r, base_of_level);
    if (form_is_change(a->m->form))
        add_subject_of_level(a, c, &r, base_of_level);
}

static const char *who_says(const context *cx, const items *it)
{
    if (!items_have(it, TAG_SAY))
        return "";
    for (int32_t i = 0; i < it->n; i++)
        if (it->at[i].tag == TAG_SOURCE && it->at[i].id)
            return arena_str(cx->mem, it->at[i].id);
    return "";
}

static span period_of_sentence(const claim *c, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (c[i].n_reading && !c[i].m.is_base && span_known(c[i].reading[0].period))
            return c[i].reading[0].period;
    return no_span;
}

/* The level that a base ("from 46 tons") leads to: the nearest of its form and unit, rather before it. -1 none. */
static int32_t pair_of(const claim *c, int32_t n, int32_t i)
{
    for (int32_t step = 1; step < n; step++)
        for (int32_t after = 0; after < 2; after++) {
            int32_t k = after ? i + step : i - step;
            bool fits = k >= 0 && k < n && c[k].n_reading && !c[k].m.is_base &&
                        c[k].m.form == c[i].m.form && STR_EQ(c[k].m.said.unit, c[i].m.said.unit);
            if (fits)
                return k;
        }
    return -1;
}

/* "against 3,000 kg in Japan": a base of another place, not of another time. */
static int32_t place_behind(const asking *a)
{
    for (int32_t i = a->m->last + 1; i < a->it->n && i <= a->m->last + PLACE_REACH; i++) {
        if (a->it->at[i].tag == TAG_COUNTRY)
            return i;
        if (a->it->at[i].tag != TAG_WORD && a->it->at[i].tag != TAG_TO &&
            a->it->at[i].tag != TAG_COMPARE)
            return -1;
    }
    return -1;
}

/* A base is about what its pair is about, at another time. */
static bool read_base(asking *a, claim *c, int32_t n, int32_t i)
{
    int32_t k = pair_of(c, n, i);
    if (k < 0 || place_behind(a) >= 0)
        return false;
    reading r = c[k].reading[0];
    period_find(a, &r, c[k].reading[0].period, false);
    add_reading(&c[i], &r);
    return true;
}

/* Whether "of which", "of them" stand between two claims. */
static bool is_part(const asking *a, int32_t from, int32_t to)
{
    static const char *const words[] = { "which", "them", "those", "that" };
    for (int32_t i = from; i + 1 < to && i + 1 < a->it->n; i++)
        for (int32_t k = 0; k < COUNT_OF(words); k++)
            if (item_is(a->it, i, "of") && item_is(a->it, i + 1, words[k]))
                return true;
    return false;
}

/* "imports were 3,078 mt, of which Vietnam delivered 1,607 mt and Thailand 1,260 mt": parts of the level before, by
 * partner. */
static bool read_part(asking *a, claim *c, int32_t i)
{
    int32_t k = i - 1, country = sides_attached(a);
    bool whole = false;
    for (; k >= 0 && !whole; k--)
        whole =
            c[k].m.form == FORM_LEVEL && c[k].n_reading && is_part(a, c[k].m.last + 1, a->m->first);
    for (int32_t n = a->m->last + 1;
         country < 0 && n <= a->m->last + PART_REACH && n + 1 < a->it->n; n++)
        if (a->it->at[n].tag == TAG_COMPARE &&
            a->it->at[n + 1].tag == TAG_COUNTRY) /* "2,009 mt, or 63 %, came from" */
            country = n + 1;
    for (int32_t n = a->m->first - 1; country < 0 && n >= 0 && !a->s->core[n]; n--)
        country = a->it->at[n].tag == TAG_COUNTRY ? n : -1;
    if (!whole || a->m->form != FORM_LEVEL || country < 0 || !is_trade(c[k + 1].reading[0].flow))
        return false;
    reading r = c[k + 1].reading[0];
    r.partner = a->it->at[country].id;
    r.from[PART_PARTNER] = FOUND_CLAUSE;
    if (a->m->said.unit && STR_EQ(a->m->said.unit, c[k + 1].m.said.unit) &&
        !STR_EQ(r.partner, r.reporter))
        add_reading(&c[i], &r);
    return c[i].n_reading > 0;
}

/* A change without a base of its own stands between the levels of its sentence: "rose from 100 tonnes in June to 150 in
 * July, up 50 %". Only where one base and one level it leads to are there. */
static void link_levels(claim *c, int32_t n, int32_t i)
{
    mention *m = &c[i].m;
    int32_t base = -1;
    for (int32_t k = 0; k < n; k++)
        if (c[k].m.is_base && c[k].m.form == FORM_LEVEL) {
            if (base >= 0)
                return;
            base = k;
        }
    int32_t to = base < 0 ? -1 : pair_of(c, n, base);
    if (base < 0 || m->base >= 0 || m->base_level >= 0 || m->form == FORM_POINTS ||
        m->form == FORM_EXCEEDS)
        return;
    for (int32_t k = 0; k < n; k++) { /* another level between: it is of that one */
        bool between = c[k].m.form == FORM_LEVEL && k != base && k != to &&
                       c[k].m.first > c[base].m.first && c[k].m.first < m->first;
        if (between)
            return;
    }
    for (int32_t k = 0; k < n;
         k++) { /* or between the change and its base, when the change comes first */
        bool between = c[k].m.form == FORM_LEVEL && k != base && k != to &&
                       c[k].m.first > m->last && c[k].m.first < c[base].m.first;
        if (between)
            return;
    }
    if (m->to_level >= 0 && m->to_level != to)
        return;
    m->base_level = base;
    m->to_level = to;
}

static void read_claim(asking *a, claim *c, int32_t i, int32_t n, bool levels)
{
    claim *of = &c[i];
    a->m = &of->m;
    bool names_itself = a->m->form == FORM_EVENT || a->m->form == FORM_COUNT;
    if ((!levels && !has_subject(a) && !names_itself) || a->m->core < 0 || a->m->core >= SCENE_MAX)
        return;
    if (read_part(a, c, i))
        return;
    if (a->m->is_base && read_base(a, c, n, i))
        return;
    if (form_is_change(a->m->form) && compared_near(a) < 0)
        link_levels(c, n, i);
    int32_t base = a->m->base_level;
    span b = base >= 0 && c[base].n_reading ? c[base].reading[0].period : no_span;
    read_one(a, of, b, period_of_sentence(c, n));
}

/* Levels, then what is compared with them, records of them, and the changes between them. */
static int32_t pass_of(const mention *m)
{
    return form_is_change(m->form) ? 2 : m->is_base || m->form == FORM_RECORD ? 1 : 0;
}

gad_status context_read(gad_ctx *gcx, context *cx, int32_t k, const items *it, claim *c, int32_t n)
{
    const sentence *s = &cx->art->sentence[k];
    scene around;
    when w[WHENS_MAX];
    int32_t n_when = when_find(&cx->calendar, it, w);
    scene_read(&around, it, c, n);
    const char *says = n ? who_says(cx, it) : "";
    bool levels = false;
    for (int32_t i = 0; i < n; i++) {
        c[i].reading = arena_take(cx->mem, READINGS_MAX, sizeof *c[i].reading);
        c[i].attribution = says;
        if (!c[i].reading || !says)
            return gad_nomem(gcx, "a reading");
        levels |= c[i].m.form == FORM_LEVEL;
    }
    asking a = {
        .cx = cx, .it = it, .s = &around, .w = w, .n_when = n_when, .in = s, .all = c, .n_all = n
    };
    for (int32_t i = 0; i < n; i++) /* "that compares with 656 tons in October" */
        c[i].m.is_base |= c[i].m.form == FORM_LEVEL && item_is(it, c[i].m.first - 1, "with") &&
                          c[i].m.first > 1 && it->at[c[i].m.first - 2].tag == TAG_ANAPHOR;
    for (int32_t pass = 0; pass < PASSES; pass++)
        for (int32_t i = 0; i < n; i++)
            if (pass == pass_of(&c[i].m))
                read_claim(&a, c, i, n, levels);
    remember_sentence(cx, &around, w, n_when, s);
    for (int32_t i = 0; i < n; i++)
        if (c[i].n_reading && remember_claim(cx, &c[i], s->paragraph))
            break;
    return GAD_OK;
}
