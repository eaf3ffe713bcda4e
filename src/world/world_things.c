/* world_things.c - layer 2: places, materials, the world's own words, processes and what they use and make. */
#include "world/world_impl.h"

/* ---- places and materials ------------------------------------------------------------------------ */

gad_status bind_places(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->place, &w->place);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        st = world_check_new_id(r, row, 0);
        if (!st)
            st = world_check_id(r, row, 2);
        w->place[w->n_place++] = (world_place){
            .id = row->key[0], .name = row->key[1], .region = row->key[2], .line = row->line
        };
    }
    return st;
}

/* Group words are ids, apart by one space. */
static gad_status check_groups(const world_reader *r, const world_row *row)
{
    const char *p = row->key[3];
    for (size_t n; *p; p += n + (p[n] == ' ')) {
        n = strcspn(p, " ");
        for (size_t i = 0; i < n; i++)
            if (!isalnum((unsigned char)p[i]) && !strchr("._-", p[i]))
                n = 0;
        if (!n)
            return world_fail(
                r, row,
                "groups '%.*s': write words of letters, digits, '.', '_' and '-', with one space between them",
                world_shown(row->key[3]), row->key[3]);
    }
    return GAD_OK;
}

/* materials.csv runs along the chain: a stage that has ended does not come again. */
static gad_status check_stage(const world_reader *r, const world_row *row)
{
    const world *w = r->w;
    if (!w->n_material || STR_EQ(w->material[w->n_material - 1].stage, row->key[2]))
        return GAD_OK;
    for (int32_t i = 0; i < w->n_material; i++)
        if (STR_EQ(w->material[i].stage, row->key[2]))
            return world_fail(r, row,
                              "stage '%.*s' was left in line %" PRId32
                              ": put materials of one stage together, along the chain",
                              world_shown(row->key[2]), row->key[2], w->material[i].line);
    return GAD_OK;
}

gad_status bind_materials(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->material, &w->material);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        st = world_check_new_id(r, row, 0);
        if (!st)
            st = world_check_id(r, row, 2);
        if (!st)
            st = check_groups(r, row);
        if (!st)
            st = check_stage(r, row);
        w->material[w->n_material++] = (world_material){ .id = row->key[0],
                                                         .name = row->key[1],
                                                         .stage = row->key[2],
                                                         .groups = row->key[3],
                                                         .hs = row->key[4],
                                                         .line = row->line };
    }
    return st;
}

/* ---- the world's own words ----------------------------------------------------------------------- */

typedef enum world_key {
    KEY_NAME,
    KEY_TITLE,
    KEY_BASE_YEAR,
    KEY_HOME,
    KEY_HEADLINE,
    KEYS
} world_key;

static gad_status take_key(world_reader *r, const world_row *row, world_key key)
{
    world *w = r->w;
    const char *value = row->key[1];
    switch (key) {
    case KEY_NAME:
        w->name = value;
        return world_check_id(r, row, 1);
    case KEY_TITLE:
        w->title = value;
        return GAD_OK;
    case KEY_BASE_YEAR:
        if (num_parse_i32(value, YEAR_MIN, YEAR_MAX, &w->base_year))
            return GAD_OK;
        return world_fail(r, row, "base_year '%.*s' is no year from %d to %d", world_shown(value),
                          value, YEAR_MIN, YEAR_MAX);
    case KEY_HOME:
        return world_resolve(r, row, 1, KIND_PLACE, &w->home);
    case KEY_HEADLINE:
    case KEYS:
        break;
    }
    w->headline = value;
    for (int32_t m = 0; m < w->n_material; m++)
        if (world_material_is(w, m, value))
            return GAD_OK;
    return world_fail_selector(r, row, value, KIND_MATERIAL);
}

gad_status bind_world(world_reader *r)
{
    static const char *const keys[KEYS] = { [KEY_NAME] = "name",
                                            [KEY_TITLE] = "title",
                                            [KEY_BASE_YEAR] = "base_year",
                                            [KEY_HOME] = "home",
                                            [KEY_HEADLINE] = "headline" };
    bool there[KEYS] = { false };
    for (int32_t i = 0; i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        int32_t k = 0;
        gad_status st = world_word(r, row, 0, keys, KEYS, &k);
        if (!st)
            st = take_key(r, row, (world_key)k);
        if (st)
            return st;
        there[k] = true;
    }
    for (int32_t k = 0; k < KEYS; k++)
        if (!there[k])
            return world_fail_in(r, r->at, 1, "key '%s' is missing: add a row for it", keys[k]);
    return GAD_OK;
}

/* ---- processes ----------------------------------------------------------------------------------- */

gad_status bind_processes(world_reader *r)
{
    world *w = r->w;
    gad_status st = world_take(r, (size_t)r->n[r->at], sizeof *w->process, &w->process);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        st = world_check_new_id(r, row, 0);
        if (!st)
            st = world_check_id(r, row, 2);
        w->process[w->n_process++] = (world_process){
            .id = row->key[0], .name = row->key[1], .stage = row->key[2], .line = row->line
        };
    }
    return st;
}

/* Baskets are bound with the recipes that ask for them: what a row alone shows is looked at here. */
gad_status bind_baskets(world_reader *r)
{
    enum { TOLERANCE_PPM = 1000 }; /* shares are printed with three decimals */
    gad_status st = GAD_OK;
    double *sum = NULL;
    if (r->n[r->at])
        st = world_take(r, (size_t)r->w->n_material, sizeof *sum, &sum);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++) {
        const world_row *row = &r->row[r->at][i];
        int32_t ore = 0, element = 0;
        st = world_resolve(r, row, 0, KIND_MATERIAL, &ore);
        if (!st)
            st = world_resolve(r, row, 1, KIND_MATERIAL, &element);
        if (!st && ore == element)
            st = world_fail(r, row, "an ore cannot hold itself");
        if (!st)
            st = world_within(r, row, (world_range){ .lo = 0, .hi = 1, .above = true });
        if (st)
            break;
        sum[ore] += row->mode;
        if (sum[ore] > 1 + TOLERANCE_PPM * 1e-6)
            st = world_fail(
                r, row,
                "with this row the modes of '%s' sum to %.4f: a basket cannot hold more than 1",
                row->key[0], sum[ore]);
    }
    return st;
}

/* ---- recipes ------------------------------------------------------------------------------------- */

typedef enum recipe_role { ROLE_IN, ROLE_OUT, ROLE_BASKET, ROLES } recipe_role;
static const char *const role_names[ROLES] = { "in", "out", "basket" };

static gad_status add_line(world_reader *r, const world_row *row, world_recipe line)
{
    world *w = r->w;
    world_process *p = &w->process[line.process];
    for (int32_t i = p->first; i < p->first + p->n; i++)
        if (w->recipe[i].material == line.material)
            return world_fail(r, row, "process '%s' has '%s' already (line %" PRId32 " of %s)",
                              p->id, w->material[line.material].id, w->recipe[i].est.line,
                              w->recipe[i].est.file);
    w->recipe[w->n_recipe++] = line;
    p->n++;
    return GAD_OK;
}

/* Every element of the ore's basket; the estimates are those of the basket, times the yield's. */
static gad_status add_basket(world_reader *r, const world_row *row, int32_t process)
{
    const world_row *basket = r->row[FILE_BASKETS];
    int32_t found = 0;
    gad_status st = GAD_OK;
    for (int32_t i = 0; !st && i < r->n[FILE_BASKETS]; i++) {
        const world_row *b = &basket[i];
        if (!STR_EQ(b->key[0], row->key[2]))
            continue;
        world_recipe line = { .process = process,
                              .material = world_material_find(r->w, b->key[1]),
                              .coef = b->mode * row->mode,
                              .est = { .low = b->low * row->low,
                                       .mode = b->mode * row->mode,
                                       .high = b->high * row->high,
                                       .source = b->source,
                                       .note = b->note,
                                       .file = world_tables[FILE_BASKETS].file,
                                       .line = b->line } };
        st = add_line(r, row, line);
        found++;
    }
    if (!st && !found)
        return world_fail(r, row, "baskets.csv says nothing of what is in '%s'", row->key[2]);
    return st;
}

static gad_status add_recipe(world_reader *r, const world_row *row, int32_t process)
{
    int32_t role = 0, material = 0;
    gad_status st = world_word(r, row, 1, role_names, ROLES, &role);
    if (!st)
        st = world_resolve(r, row, 2, KIND_MATERIAL, &material);
    if (!st)
        st = world_within(
            r, row,
            (world_range){ .lo = 0, .hi = role == ROLE_BASKET ? 1 : WORLD_MOST, .above = true });
    if (st || role == ROLE_BASKET)
        return st ? st : add_basket(r, row, process);
    double sign = role == ROLE_IN ? -1 : 1;
    world_recipe line = { process, material, sign * row->mode, world_estimate(r, row) };
    return add_line(r, row, line);
}

/* Something is made, and everything used stands before everything made in materials.csv: the chain has no loops. */
static gad_status check_process(const world_reader *r, const world_process *p)
{
    const world_recipe *last_in = NULL, *first_out = NULL;
    for (int32_t i = p->first; i < p->first + p->n; i++) {
        const world_recipe *l = &r->w->recipe[i];
        if (l->coef < 0 && (!last_in || l->material > last_in->material))
            last_in = l;
        if (l->coef > 0 && (!first_out || l->material < first_out->material))
            first_out = l;
    }
    if (!first_out)
        return world_fail_in(r, FILE_PROCESSES, p->line,
                             "process '%s' makes nothing in recipes.csv", p->id);
    if (last_in && last_in->material > first_out->material)
        return world_fail_in(
            r, FILE_RECIPES, last_in->est.line,
            "process '%s' uses '%s' to make '%s', which stands before it in materials.csv: put materials in the order of the chain",
            p->id, r->w->material[last_in->material].id, r->w->material[first_out->material].id);
    return GAD_OK;
}

gad_status bind_recipes(world_reader *r)
{
    world *w = r->w;
    int32_t n = r->n[r->at];
    int32_t *process = NULL;
    size_t most = 0;
    gad_status st = world_take(r, (size_t)n, sizeof *process, &process);
    for (int32_t i = 0; !st && i < n; i++) {
        const world_row *row = &r->row[r->at][i];
        st = world_resolve(r, row, 0, KIND_PROCESS, &process[i]);
        most += STR_EQ(row->key[1], role_names[ROLE_BASKET]) ? (size_t)r->n[FILE_BASKETS] : 1;
    }
    most = MIN_OF(most, (size_t)w->n_process * (size_t)w->n_material); /* add_line refuses more */
    if (!st)
        st = world_take(r, most, sizeof *w->recipe, &w->recipe);
    for (int32_t p = 0; !st && p < w->n_process; p++) {
        w->process[p].first = w->n_recipe;
        for (int32_t i = 0; !st && i < n; i++)
            if (process[i] == p)
                st = add_recipe(r, &r->row[r->at][i], p);
        if (!st)
            st = check_process(r, &w->process[p]);
    }
    return st;
}
