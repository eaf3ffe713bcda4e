/* world_uses.c - layer 2: end uses: their numbers, where they are, and what else can serve.
 *
 * Rows of uses.csv are gathered by (use, material); a number that has been read has its file, which is how what is missing is
 * told. */
#include "world/world_impl.h"

typedef struct use_number { /* a parameter of uses.csv or switches.csv */
    const char *name;
    size_t offset; /* of its estimate in world_use */
    world_range range;
} use_number;

#define NUMBER(name, field, ...)                                                                   \
    {                                                                                              \
        name, offsetof(world_use, field),                                                          \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
static const use_number use_numbers[] = {
    NUMBER("t_yr", t_yr, .lo = 0, .hi = WORLD_MOST, .above = true),
    NUMBER("choke_usd_t", choke_usd_t, .lo = 0, .hi = WORLD_MOST, .above = true),
    NUMBER("elasticity", elasticity, .lo = -20, .hi = 0, .below = true),
    NUMBER("flexible_frac", flexible_frac, .lo = 0, .hi = 1),
    NUMBER("elasticity_long", elasticity_long, .lo = -20, .hi = 0, .below = true),
    NUMBER("thrift_month", thrift_month, .lo = 0, .hi = 1),
    NUMBER("thrift_floor", thrift_floor, .lo = 0, .hi = 1),
};
static const char *const use_words[] = { "t_yr",          "choke_usd_t",     "elasticity",
                                         "flexible_frac", "elasticity_long", "thrift_month",
                                         "thrift_floor" };
static const use_number switch_numbers[] = {
    NUMBER("usd_t", switch_usd_t, .lo = 0, .hi = WORLD_MOST),
    NUMBER("ratio", switch_ratio, .lo = 0, .hi = WORLD_MOST, .above = true),
    NUMBER("frac", switch_frac, .lo = 0, .hi = 1),
};
static const char *const switch_words[] = { "usd_t", "ratio", "frac" };
_Static_assert(COUNT_OF(use_words) == COUNT_OF(use_numbers), "one word each, in the same order");
_Static_assert(COUNT_OF(switch_words) == COUNT_OF(switch_numbers),
               "one word each, in the same order");

static estimate *number_of(world_use *u, const use_number *k)
{
    return (estimate *)(void *)((char *)u + k->offset);
}

static gad_status take_number(const world_reader *r, const world_row *row, world_use *u,
                              const use_number *numbers, const char *const *words, int32_t n)
{
    int32_t k = 0;
    gad_status st = world_word(r, row, 2, words, n, &k);
    if (!st)
        st = world_within(r, row, numbers[k].range);
    if (!st)
        *number_of(u, &numbers[k]) = world_estimate(r, row);
    return st;
}

/* The first number that no row gave; NULL: none. */
static const char *missing(world_use *u, const use_number *numbers, int32_t n)
{
    for (int32_t k = 0; k < n; k++)
        if (!number_of(u, &numbers[k])->file)
            return numbers[k].name;
    return NULL;
}

static int32_t line_of(world_use *u, const use_number *numbers, int32_t n)
{
    int32_t line = INT32_MAX;
    for (int32_t k = 0; k < n; k++)
        if (number_of(u, &numbers[k])->file)
            line = MIN_OF(line, number_of(u, &numbers[k])->line);
    return line;
}

static world_use *find_use(const world *w, const char *id, int32_t material)
{
    for (int32_t u = 0; u < w->n_use; u++)
        if (w->use[u].material == material && STR_EQ(w->use[u].id, id))
            return &w->use[u];
    return NULL;
}

/* ---- uses ---------------------------------------------------------------------------------------- */

/* One use has one name, whatever the material. */
static gad_status check_name(const world_reader *r, const world_row *row)
{
    for (int32_t u = 0; u < r->w->n_use; u++) {
        const world_use *other = &r->w->use[u];
        if (STR_EQ(other->id, row->key[0]) && !STR_EQ(other->name, row->key[3]))
            return world_fail(r, row,
                              "use '%s' is called '%.*s' here and '%.*s' above: give it one name",
                              other->id, world_shown(row->key[3]), row->key[3],
                              world_shown(other->name), other->name);
    }
    return GAD_OK;
}

gad_status bind_uses(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->use, &w->use);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        int32_t material = 0;
        st = world_check_new_id(r, row, 0);
        if (!st)
            st = world_resolve(r, row, 1, KIND_MATERIAL, &material);
        if (!st)
            st = check_name(r, row);
        if (st)
            return st;
        world_use *u = find_use(w, row->key[0], material);
        if (!u) {
            u = &w->use[w->n_use++];
            *u = (world_use){
                .id = row->key[0], .name = row->key[3], .material = material, .switch_to = -1
            };
        }
        st = take_number(r, row, u, use_numbers, use_words, COUNT_OF(use_numbers));
    }
    for (int32_t k = 0; !st && k < w->n_use; k++) {
        world_use *u = &w->use[k];
        const char *gap = missing(u, use_numbers, COUNT_OF(use_numbers));
        if (gap)
            st = world_fail_in(r, r->at, line_of(u, use_numbers, COUNT_OF(use_numbers)),
                               "use '%s' of '%s' has no row for '%s': add it", u->id,
                               w->material[u->material].id, gap);
    }
    return st;
}

/* ---- where they are ------------------------------------------------------------------------------ */

static bool speaks_of(const world_reader *r, const world_row *row, const world_use *u)
{
    return STR_EQ(row->key[0], u->id) &&
           (STR_EQ(row->key[1], "*") || STR_EQ(row->key[1], r->w->material[u->material].id));
}

static gad_status fail_no_use(const world_reader *r, const world_row *row)
{
    int32_t material = 0;
    for (int32_t u = 0; u < r->w->n_use; u++)
        if (STR_EQ(row->key[0], r->w->use[u].id)) {
            gad_status st = world_resolve(r, row, 1, KIND_MATERIAL, &material);
            return st ? st
                      : world_fail(r, row, "use '%s' has no '%s' in uses.csv", row->key[0],
                                   row->key[1]);
        }
    return world_fail_unknown(r, row, row->key[0], KIND_USE);
}

/* lines: [use * places + place] the line that gave the share, 0 for none yet */
static gad_status add_share(const world_reader *r, const world_row *row, int32_t use, int32_t place,
                            int32_t *lines)
{
    world *w = r->w;
    int32_t *line = &lines[use * w->n_place + place];
    if (*line)
        return world_fail(
            r, row, "use '%s' of '%s' has a share for '%s' in line %" PRId32 " already",
            w->use[use].id, w->material[w->use[use].material].id, w->place[place].id, *line);
    *line = row->line;
    w->share[w->n_share++] = (world_share){ use, place, world_estimate(r, row) };
    return GAD_OK;
}

/* Shares are printed with three decimals over some dozens of places. */
static gad_status check_sums(const world_reader *r)
{
    static const double tolerance = 0.005;
    const world *w = r->w;
    for (int32_t u = 0; u < w->n_use; u++) {
        double sum = 0;
        int32_t last = 1;
        for (int32_t i = 0; i < w->n_share; i++)
            if (w->share[i].use == u) {
                sum += w->share[i].share_frac.mode;
                last = w->share[i].share_frac.line;
            }
        if (fabs(sum - 1) > tolerance)
            return world_fail_in(
                r, r->at, last,
                "the shares of use '%s' of '%s' sum to %.4f up to here: the modes must sum to 1",
                w->use[u].id, w->material[w->use[u].material].id, sum);
    }
    return GAD_OK;
}

gad_status bind_use_shares(world_reader *r)
{
    world *w = r->w;
    size_t most = (size_t)w->n_use * (size_t)w->n_place;
    int32_t *lines = NULL;
    gad_status st = world_take(r, most, sizeof *w->share, &w->share);
    if (!st)
        st = world_take(r, most, sizeof *lines, &lines);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        int32_t place = 0, found = 0;
        st = world_resolve(r, row, 2, KIND_PLACE, &place);
        if (!st)
            st = world_within(r, row, (world_range){ .lo = 0, .hi = 1, .above = true });
        for (int32_t u = 0; !st && u < w->n_use; u++)
            if (speaks_of(r, row, &w->use[u])) {
                st = add_share(r, row, u, place, lines);
                found++;
            }
        if (!st && !found)
            st = fail_no_use(r, row);
    }
    return st ? st : check_sums(r);
}

/* ---- what else can serve ------------------------------------------------------------------------- */

gad_status bind_switches(world_reader *r)
{
    world *w = r->w;
    gad_status st = GAD_OK;
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        int32_t material = 0, to = 0;
        st = world_resolve(r, row, 1, KIND_MATERIAL, &material);
        if (!st)
            st = world_resolve(r, row, 3, KIND_MATERIAL, &to);
        if (st)
            return st;
        world_use *u = find_use(w, row->key[0], material);
        if (!u)
            return fail_no_use(r, row);
        if (to == material)
            return world_fail(r, row, "'%s' cannot replace itself", row->key[1]);
        if (u->switch_to >= 0 && u->switch_to != to)
            return world_fail(
                r, row, "use '%s' of '%s' switches to '%s' above: one other material can serve",
                u->id, row->key[1], w->material[u->switch_to].id);
        u->switch_to = to;
        st = take_number(r, row, u, switch_numbers, switch_words, COUNT_OF(switch_numbers));
    }
    for (int32_t k = 0; !st && k < w->n_use; k++) {
        world_use *u = &w->use[k];
        const char *gap =
            u->switch_to >= 0 ? missing(u, switch_numbers, COUNT_OF(switch_numbers)) : NULL;
        if (gap)
            st = world_fail_in(r, r->at, line_of(u, switch_numbers, COUNT_OF(switch_numbers)),
                               "use '%s' of '%s' has no row for '%s': add it", u->id,
                               w->material[u->material].id, gap);
    }
    return st;
}
