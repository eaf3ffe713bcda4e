/* sides.c - layer 3: reporter and partner of a claim.
 *
 * Of trade the sides of the scene nearest to the claim; what is not said is taken from what was spoken of last, then
 * China (as the article's subject or by assumption) and the world. Of output one owner. */
#include "claims/asking.h"

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

/* Who declares: stated, spoken of last, of the heading, the article's first country, China. */
static void assume_reporter(const asking *a, reading *r)
{
    const context *cx = a->cx;
    bool near = cx->last.sides_at == a->in->paragraph || a->anaphor;
    if (near && cx->last.reporter && cx->last.flow == r->flow) {
        r->reporter = cx->last.reporter;
        r->from[PART_REPORTER] = FOUND_PARAGRAPH;
    } else if (cx->heading.reporter && cx->heading.flow == r->flow) {
        r->reporter = cx->heading.reporter;
        r->from[PART_REPORTER] = FOUND_HEADING;
    } else {
        bool china = cx->n_country > 0 && (STR_EQ(cx->country[0].id, "CHN") ||
                                           (cx->n_country > 1 && STR_EQ(cx->country[1].id, "CHN")));
        r->reporter = r->flow == 'X' || china || !cx->n_country ? "CHN" : cx->country[0].id;
        r->from[PART_REPORTER] = china ? FOUND_ARTICLE : FOUND_ASSUMED;
    }
}

/* The partner when no side is stated: the one spoken of last, or the world. */
static void assume_partner(const asking *a, reading *r)
{
    const focus *last = &a->cx->last;
    bool whole = a->stated_flow || r->from[PART_PRODUCT] <= FOUND_SENTENCE;
    bool near = last->partner && last->sides_at == a->in->paragraph && last->flow == r->flow;
    if ((a->anaphor || !whole) && near) {
        r->partner = last->partner;
        r->from[PART_PARTNER] = FOUND_PARAGRAPH;
    } else {
        r->partner = "W00";
        r->from[PART_PARTNER] = whole ? FOUND_SENTENCE : FOUND_ASSUMED;
    }
}

static void find_traders(const asking *a, reading *r)
{
    int32_t at = a->m->core;
    int32_t out = scene_nearest(a->s, TAG_COUNTRY, SIDE_EXPORTER, at, 0);
    int32_t in = scene_nearest(a->s, TAG_COUNTRY, SIDE_IMPORTER, at, 0);
    int32_t owner = scene_nearest(a->s, TAG_COUNTRY, SIDE_OWNER, at, 0);
    int32_t world = scene_nearest(a->s, TAG_WORLD, SIDE_NONE, at, 0);
    bool exports = r->flow == 'X';
    int32_t self = exports ? out : in, other = exports ? in : out;
    if (self < 0 && owner >= 0 && !same_country(a, other, a->it->at[owner].id))
        self = owner;
    else if (other < 0 && owner >= 0 && self >= 0 && !same_country(a, self, a->it->at[owner].id) &&
             (a->m->form == FORM_SHARE || a->m->form == FORM_RANK))
        other = owner;
    if (self >= 0)
        set_side(a, r, PART_REPORTER, self);
    else
        assume_reporter(a, r);
    if (other >= 0 && same_country(a, other, r->reporter))
        other = -1;
    bool to_world = world >= 0 && side_cost(a, world) < side_cost(a, other) &&
                    a->m->form != FORM_SHARE && a->m->form != FORM_RANK;
    if (to_world) {
        r->partner = "W00";
        r->from[PART_PARTNER] = how_near(side_cost(a, world));
    } else if (other >= 0)
        set_side(a, r, PART_PARTNER, other);
    else
        assume_partner(a, r);
}

/* Output, stocks, prices: one country, or the world. */
static void find_owner(const asking *a, reading *r)
{
    int32_t owner = scene_nearest(a->s, TAG_COUNTRY, SIDE_NONE, a->m->core, 0);
    int32_t world = a->m->form == FORM_SHARE || a->m->form == FORM_RANK
                        ? -1
                        : scene_nearest(a->s, TAG_WORLD, SIDE_NONE, a->m->core, 0);
    r->partner = "W00";
    r->from[PART_PARTNER] = FOUND_ASSUMED;
    if (world >= 0 && side_cost(a, world) < side_cost(a, owner)) {
        r->reporter = "W00";
        r->from[PART_REPORTER] = how_near(side_cost(a, world));
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
    r->mirrored = r->flow == 'M' && !STR_EQ(r->partner, "W00");
}
