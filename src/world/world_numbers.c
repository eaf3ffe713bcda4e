/* world_numbers.c - layer 2: what is made, shipped and paid in the base year, and the parameters. world_uses.c has the end
 * uses. Every binder turns the rows of its file, in their order, into one array of the world. */
#include "world/world_impl.h"

static const world_range not_negative = { .lo = 0, .hi = WORLD_MOST };
static const world_range positive = { .lo = 0, .hi = WORLD_MOST, .above = true };

/* ---- makers -------------------------------------------------------------------------------------- */

gad_status bind_production(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->run, &w->run);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        world_run *run = &w->run[w->n_run++];
        run->t_yr = world_estimate(r, row);
        run->capacity_t_yr = IS_NUMBER(row->capacity) ? row->capacity : 1.1 * row->mode;
        st = world_resolve(r, row, 0, KIND_PROCESS, &run->process);
        if (!st)
            st = world_resolve(r, row, 1, KIND_PLACE, &run->place);
        if (!st)
            st = world_within(r, row, positive);
        if (!st && run->capacity_t_yr < row->mode)
            st = world_fail(r, row, "capacity %g is below the mode %g of what is made",
                            run->capacity_t_yr, row->mode);
        if (!st && row->capacity > WORLD_MOST)
            st = world_fail(r, row, "capacity %g is above %g, the most allowed", row->capacity,
                            WORLD_MOST);
    }
    return st;
}

gad_status bind_plants(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->plant, &w->plant);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        world_plant *p = &w->plant[w->n_plant++];
        *p = (world_plant){ .id = row->key[0],
                            .name = row->key[1],
                            .owner = row->key[2],
                            .status = row->key[5],
                            .capacity_t_yr = world_estimate(r, row),
                            .start = row->month,
                            .ramp_months = MAX_OF(row->ramp_months, 0) };
        st = world_check_id(r, row, 0);
        if (!st)
            st = world_resolve(r, row, 3, KIND_PLACE, &p->place);
        if (!st)
            st = world_resolve(r, row, 4, KIND_PROCESS, &p->process);
        if (!st)
            st = world_within(r, row, positive);
    }
    return st;
}

/* ---- shipments ----------------------------------------------------------------------------------- */

/* A flow of 0 says that nothing is shipped there: it is known, not missing. */
gad_status bind_flows(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->flow, &w->flow);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        world_flow *f = &w->flow[w->n_flow++];
        f->t_yr = world_estimate(r, row);
        st = world_resolve(r, row, 0, KIND_MATERIAL, &f->material);
        if (!st)
            st = world_resolve(r, row, 1, KIND_PLACE, &f->from);
        if (!st)
            st = world_resolve(r, row, 2, KIND_PLACE, &f->to);
        if (!st && f->from == f->to)
            st = world_fail(r, row, "a flow from '%s' to itself: what stays at home is no flow",
                            row->key[1]);
        if (!st)
            st = world_within(r, row, not_negative);
    }
    return st;
}

static gad_status check_end(const world_reader *r, const world_row *row, int32_t k)
{
    for (int32_t p = 0; p < r->w->n_place; p++)
        if (world_place_is(r->w, p, row->key[k]))
            return GAD_OK;
    return world_fail_selector(r, row, row->key[k], KIND_PLACE);
}

gad_status bind_lanes(world_reader *r)
{
    static const char *const what[] = { "months", "freight_usd_t" };
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->lane, &w->lane);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        world_lane *l = &w->lane[w->n_lane++];
        int32_t k = 0;
        st = check_end(r, row, 0);
        if (!st)
            st = check_end(r, row, 1);
        if (!st)
            st = world_word(r, row, 2, what, COUNT_OF(what), &k);
        if (!st)
            st = world_within(r, row, not_negative);
        *l = (world_lane){ row->key[0], row->key[1], k == 0, world_estimate(r, row) };
    }
    return st;
}

/* ---- prices -------------------------------------------------------------------------------------- */

gad_status bind_prices(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->price, &w->price);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        world_price *p = &w->price[w->n_price++];
        *p = (world_price){ .place = -1, .usd_t = world_estimate(r, row) };
        st = world_resolve(r, row, 0, KIND_MATERIAL, &p->material);
        if (!st && !STR_EQ(row->key[1], "*"))
            st = world_resolve(r, row, 1, KIND_PLACE, &p->place);
        if (!st)
            st = world_within(r, row, positive);
    }
    return st;
}

/* ---- parameters ---------------------------------------------------------------------------------- */

typedef struct known_parameter {
    const char *name, *unit;
    double lo, hi;
    bool required;
    const char *help; /* ends in "scope: process, stage" */
} known_parameter;
static const known_parameter known[] = {
#define X(name, unit, lo, hi, required, help) { #name, unit, lo, hi, required, help },
#include "world/world_parameters.def"
#undef X
};
static const char *const known_names[] = {
#define X(name, unit, lo, hi, required, help) #name,
#include "world/world_parameters.def"
#undef X
};

/* Whether the parameter may be said of that kind of thing. */
static bool takes(const known_parameter *k, const char *kind)
{
    const char *scope = strstr(k->help, "scope: ");
    return scope && strstr(scope, kind);
}

static bool is_stage(const world *w, const known_parameter *k, const char *stage)
{
    if (takes(k, "material"))
        for (int32_t i = 0; i < w->n_material; i++)
            if (STR_EQ(w->material[i].stage, stage))
                return true;
    if (takes(k, "process"))
        for (int32_t i = 0; i < w->n_process; i++)
            if (STR_EQ(w->process[i].stage, stage))
                return true;
    return false;
}

static bool is_use(const world *w, const char *id)
{
    for (int32_t u = 0; u < w->n_use; u++)
        if (world_use_is(w, u, id))
            return true;
    return false;
}

static gad_status check_scope(const world_reader *r, const world_row *row, const known_parameter *k)
{
    static const char mark[] = "stage:";
    const world *w = r->w;
    const char *scope = row->key[1];
    bool stage = strncmp(scope, mark, sizeof mark - 1) == 0;
    if (STR_EQ(scope, "*") ||
        (stage && takes(k, "stage") && is_stage(w, k, scope + sizeof mark - 1)) ||
        (takes(k, "material") && world_material_find(w, scope) >= 0) ||
        (takes(k, "process") && world_process_find(w, scope) >= 0) ||
        (takes(k, "place") && world_place_find(w, scope) >= 0) ||
        (takes(k, "use") && is_use(w, scope)))
        return GAD_OK;
    const char *kinds = strstr(k->help, "scope: ");
    return world_fail(r, row,
                      "scope '%.*s' means nothing to '%s': write *, or one of its kinds of %s",
                      world_shown(scope), scope, k->name, kinds ? kinds : "scope: *");
}

gad_status bind_parameters(world_reader *r)
{
    world *w = r->w;
    bool there[COUNT_OF(known)] = { false };
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->parameter, &w->parameter);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        int32_t k = 0;
        st = world_word(r, row, 0, known_names, COUNT_OF(known), &k);
        if (!st)
            st = check_scope(r, row, &known[k]);
        if (!st && !STR_EQ(row->key[2], known[k].unit))
            st = world_fail(r, row, "unit '%.*s': '%s' is in '%s'", world_shown(row->key[2]),
                            row->key[2], known[k].name, known[k].unit);
        if (!st)
            st = world_within(r, row, (world_range){ .lo = known[k].lo, .hi = known[k].hi });
        there[k] |= STR_EQ(row->key[1], "*");
        w->parameter[w->n_parameter++] =
            (world_parameter){ known[k].name, row->key[1], world_estimate(r, row) };
    }
    for (int32_t k = 0; !st && k < COUNT_OF(known); k++)
        if (known[k].required && !there[k])
            st = world_fail_in(r, r->at, 1, "parameter '%s' has no row with scope *: add one",
                               known[k].name);
    return st;
}

/* ---- seasons ------------------------------------------------------------------------------------- */

gad_status bind_seasons(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->season, &w->season);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        world_season *s = &w->season[w->n_season++];
        bool fits = false;
        *s = (world_season){ .material = row->key[0],
                             .month = row->month,
                             .factor = world_estimate(r, row) };
        for (int32_t m = 0; m < w->n_material && !fits; m++)
            fits = !STR_EQ(row->key[0], "*") && world_material_is(w, m, row->key[0]);
        st = fits ? world_resolve(r, row, 1, KIND_PLACE, &s->from)
                  : world_fail_selector(r, row, row->key[0], KIND_MATERIAL);
        if (!st)
            st = world_within(r, row, positive);
    }
    return st;
}
