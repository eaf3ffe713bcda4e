/* world_find.c - layer 2: things of a world by name. All by looking from the first to the last: a world has some dozens of
 * each kind and a hundred parameters, and text that differs differs early. */
#include "world/world.h"

/* Ids stand first in every struct that has one, so that one loop serves all. */
static int32_t find(const void *first, int32_t n, size_t size, const char *id)
{
    const char *at = first;
    for (int32_t i = 0; i < n; i++, at += size) {
        const char *own;
        memcpy(&own, at, sizeof own);
        if (STR_EQ(own, id))
            return i;
    }
    return -1;
}

int32_t world_place_find(const world *w, const char *id)
{
    return find(w->place, w->n_place, sizeof *w->place, id);
}

int32_t world_material_find(const world *w, const char *id)
{
    return find(w->material, w->n_material, sizeof *w->material, id);
}

int32_t world_process_find(const world *w, const char *id)
{
    return find(w->process, w->n_process, sizeof *w->process, id);
}

int32_t world_plant_find(const world *w, const char *id)
{
    return find(w->plant, w->n_plant, sizeof *w->plant, id);
}
_Static_assert(offsetof(world_place, id) == 0 && offsetof(world_material, id) == 0 &&
                   offsetof(world_process, id) == 0 && offsetof(world_plant, id) == 0,
               "find reads the id at the start");

static bool is_any(const char *selector)
{
    return !selector || STR_EQ(selector, "*");
}

bool world_place_is(const world *w, int32_t place, const char *selector)
{
    const world_place *p = &w->place[place];
    return is_any(selector) || STR_EQ(p->id, selector) || STR_EQ(p->region, selector);
}

static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = words; n && (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return false;
}

bool world_material_is(const world *w, int32_t material, const char *selector)
{
    const world_material *m = &w->material[material];
    return is_any(selector) || STR_EQ(m->id, selector) || has_word(m->groups, selector);
}

bool world_use_is(const world *w, int32_t use, const char *selector)
{
    return is_any(selector) || STR_EQ(w->use[use].id, selector);
}

/* How exactly a scope fits: 3 the id, 2 the stage, 1 *, 0 not at all. */
static int32_t fit(const char *scope, const char *id, const char *stage)
{
    static const char mark[] = "stage:";
    if (id && STR_EQ(scope, id))
        return 3;
    if (stage && strncmp(scope, mark, sizeof mark - 1) == 0 &&
        STR_EQ(scope + sizeof mark - 1, stage))
        return 2;
    return scope[0] == '*' && !scope[1];
}

const estimate *world_parameter_of(const world *w, const char *name, const char *id,
                                   const char *stage)
{
    const estimate *best = NULL;
    int32_t most = 0;
    for (int32_t i = 0; i < w->n_parameter && most < 3; i++) {
        const world_parameter *p = &w->parameter[i];
        int32_t k = STR_EQ(p->name, name) ? fit(p->scope, id, stage) : 0;
        if (k > most) {
            most = k;
            best = &p->value;
        }
    }
    return best;
}

double world_parameter_mode(const world *w, const char *name, const char *id, const char *stage,
                            double otherwise)
{
    const estimate *e = world_parameter_of(w, name, id, stage);
    return e ? e->mode : otherwise;
}

const estimate *world_lane_of(const world *w, int32_t from, int32_t to, bool months)
{
    for (int32_t i = w->n_lane - 1; i >= 0; i--) {
        const world_lane *l = &w->lane[i];
        if (l->is_months == months && world_place_is(w, from, l->from) &&
            world_place_is(w, to, l->to))
            return &l->value;
    }
    return NULL;
}

/* Rows of the material itself count before those of its groups, for all months; of groups the last. */
double world_season_of(const world *w, int32_t material, int32_t from, int32_t month)
{
    double factor = 1, own = 1;
    bool is_own = false;
    for (int32_t i = 0; i < w->n_season; i++) {
        const world_season *s = &w->season[i];
        if (s->from != from || !world_material_is(w, material, s->material))
            continue;
        bool here = s->month == month_number(month),
             exact = STR_EQ(s->material, w->material[material].id);
        is_own |= exact;
        if (here && exact)
            own = s->factor.mode;
        else if (here)
            factor = s->factor.mode;
    }
    return is_own ? own : factor;
}
