/* policy_names.c - layer 2: is every name of an event one of the world? If not, the nearest one, or all there are.
 * A complaint names the file and the line of the event. */
#include "world/policy_impl.h"

enum { LISTED = 480 };

gad_status policy_complain(const policy_checking *c, const policy_event *e, const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX / 2];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return gad_fail(c->cx, GAD_E_FORMAT, "%s:%" PRId32 ": %s: %s", c->p->path, e->line,
                    policy_kind_name(e->kind), text);
}

typedef struct search { /* for a name that is not there */
    const char *asked;
    const char *near; /* what to write instead */
    int32_t far;
    char listed[LISTED];
} search;

/* `id` is what may be written; `also` is another name it is known by, or NULL. */
static void meet(search *s, const char *id, const char *also)
{
    const char *known[] = { id, also };
    for (int32_t i = 0; i < COUNT_OF(known); i++) {
        int32_t far = known[i] ? near_distance(s->asked, known[i]) : INT32_MAX;
        if (known[i] && near_enough(s->asked, known[i]) && far < s->far &&
            far < (int32_t)strlen(known[i])) {
            s->near = id;
            s->far = far;
        }
    }
    size_t n = strlen(s->listed);
    if (n + strlen(id) + 6 < LISTED) /* the rest is left out */
        snprintf(s->listed + n, LISTED - n, "%s%s", n ? ", " : "", id);
    else if (n && s->listed[n - 1] != '.')
        snprintf(s->listed + n, LISTED - n, " ...");
}

static void meet_words(search *s, const char *words)
{
    for (const char *at = words; *at;) {
        char word[NEAR_MAX];
        size_t n = strcspn(at, " ");
        snprintf(word, sizeof word, "%.*s", (int)MIN_OF(n, sizeof word - 1), at);
        int32_t far = near_distance(s->asked, word);
        if (n && near_enough(s->asked, word) && far < s->far && far < (int32_t)n) {
            s->near = at;
            s->far = far;
        }
        at += n + strspn(at + n, " ");
    }
}

static void meet_places(const world *w, search *s)
{
    for (int32_t i = 0; i < w->n_place; i++) {
        meet(s, w->place[i].id, w->place[i].name);
        meet_words(s, w->place[i].region);
    }
}

static void meet_materials(const world *w, search *s)
{
    for (int32_t i = 0; i < w->n_material; i++) {
        meet(s, w->material[i].id, w->material[i].name);
        meet_words(s, w->material[i].groups);
    }
}

static void meet_uses(const world *w, search *s)
{
    for (int32_t i = 0; i < w->n_use; i++)
        if (i == 0 || !STR_EQ(w->use[i].id, w->use[i - 1].id))
            meet(s, w->use[i].id, w->use[i].name);
}

static void meet_processes(const world *w, search *s)
{
    for (int32_t i = 0; i < w->n_process; i++)
        meet(s, w->process[i].id, w->process[i].name);
}

static void meet_plants(const world *w, search *s)
{
    for (int32_t i = 0; i < w->n_plant; i++)
        meet(s, w->plant[i].id, w->plant[i].name);
}

static bool any_place(const world *w, const char *name)
{
    for (int32_t i = 0; i < w->n_place; i++)
        if (world_place_is(w, i, name))
            return true;
    return false;
}

static bool any_material(const world *w, const char *name)
{
    for (int32_t i = 0; i < w->n_material; i++)
        if (world_material_is(w, i, name))
            return true;
    return false;
}

static bool any_use(const world *w, const char *name)
{
    for (int32_t i = 0; i < w->n_use; i++)
        if (world_use_is(w, i, name))
            return true;
    return false;
}

static bool any_process(const world *w, const char *name)
{
    return world_process_find(w, name) >= 0;
}

static bool any_plant(const world *w, const char *name)
{
    return world_plant_find(w, name) >= 0;
}

typedef struct sort { /* of names */
    const char *what;
    bool (*is)(const world *w, const char *name);
    void (*meet)(const world *w, search *s);
} sort;

static const sort materials = { "material or group", any_material, meet_materials };
static const sort places = { "place or region", any_place, meet_places };
static const sort uses = { "use", any_use, meet_uses };
static const sort processes = { "process", any_process, meet_processes };
static const sort plants = { "plant", any_plant, meet_plants };

static gad_status check_name(const policy_checking *c, const policy_event *e, const char *key,
                             const sort *k, const char *name)
{
    search s = { .asked = name, .far = INT32_MAX };
    if (!name || k->is(c->w, name))
        return GAD_OK;
    k->meet(c->w, &s);
    if (s.near)
        return policy_complain(c, e, "'%s': world '%s' has no %s '%.*s': did you mean '%.*s'?", key,
                               c->w->name, k->what, yaml_shown(name), name,
                               (int)strcspn(s.near, " "), s.near);
    return policy_complain(c, e, "'%s': world '%s' has no %s '%.*s': there are %s", key, c->w->name,
                           k->what, yaml_shown(name), name, *s.listed ? s.listed : "none");
}

gad_status policy_check_names(const policy_checking *c, const policy_event *e)
{
    const struct {
        const char *key;
        const sort *k;
        const char *name;
    } row[] = {
        { "from", &places, e->from },   { "place", &places, e->place },
        { "use", &uses, e->use },       { "process", &processes, e->process },
        { "plant", &plants, e->plant },
    };
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < e->n_what && !st; i++)
        st = check_name(c, e, "what", &materials, e->what[i]);
    for (int32_t i = 0; i < e->n_to && !st; i++)
        st = check_name(c, e, "to", &places, e->to[i]);
    for (int32_t i = 0; i < COUNT_OF(row) && !st; i++)
        st = check_name(c, e, row[i].key, row[i].k, row[i].name);
    return st;
}
