/* policy_check.c - layer 2: does a scenario speak of this world, and does it agree with itself?
 *
 * Flow: per event every name (nearest name when there is none) and that its lanes lead somewhere -> every pair of events that
 * could contradict each other -> reliefs that relieve nothing.
 * A complaint names the line of the event; of two, both. */
#include "text/yaml.h"
#include "world/policy_impl.h"

enum { LISTED = 480 };

typedef struct checking {
    gad_ctx *cx;
    const policy *p;
    const world *w;
} checking;

static gad_status complain(const checking *c, const policy_event *e, const char *fmt, ...)
    GAD_PRINTF(3, 4);
static gad_status complain(const checking *c, const policy_event *e, const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX / 2];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return gad_fail(c->cx, GAD_E_FORMAT, "%s:%" PRId32 ": %s: %s", c->p->path, e->line,
                    policy_kind_name(e->kind), text);
}

/* ---- names ------------------------------------------------------------------------------------------ */

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

static gad_status check_name(const checking *c, const policy_event *e, const char *key,
                             const sort *k, const char *name)
{
    search s = { .asked = name, .far = INT32_MAX };
    if (!name || k->is(c->w, name))
        return GAD_OK;
    k->meet(c->w, &s);
    if (s.near)
        return complain(c, e, "'%s': world '%s' has no %s '%.*s': did you mean '%.*s'?", key,
                        c->w->name, k->what, yaml_shown(name), name, (int)strcspn(s.near, " "),
                        s.near);
    return complain(c, e, "'%s': world '%s' has no %s '%.*s': there are %s", key, c->w->name,
                    k->what, yaml_shown(name), name, *s.listed ? s.listed : "none");
}

static gad_status check_names(const checking *c, const policy_event *e)
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

/* ---- lanes ------------------------------------------------------------------------------------------ */

static bool has_place(const world *w, const char *selector, int32_t place)
{
    return !selector || world_place_is(w, place, selector);
}

/* The element of `to` that a destination belongs to; -1: none. "*" is what the others leave. */
static int32_t group_of(const world *w, const policy_event *e, int32_t place)
{
    int32_t rest = e->n_to == 0 ? 0 : -1;
    for (int32_t i = 0; i < e->n_to; i++)
        if (STR_EQ(e->to[i], "*"))
            rest = i;
        else if (world_place_is(w, place, e->to[i]))
            return i;
    return rest;
}

static bool has_material(const world *w, const policy_event *e, int32_t material)
{
    for (int32_t i = 0; i < e->n_what; i++)
        if (world_material_is(w, material, e->what[i]))
            return true;
    return e->n_what == 0;
}

static bool share_material(const world *w, const policy_event *a, const policy_event *b)
{
    for (int32_t i = 0; i < w->n_material; i++)
        if (has_material(w, a, i) && has_material(w, b, i))
            return true;
    return false;
}

/* Is there a way from one place to another that both events speak of? */
static bool share_way(const world *w, const policy_event *a, const policy_event *b)
{
    for (int32_t i = 0; i < w->n_place; i++)
        for (int32_t j = 0; j < w->n_place; j++)
            if (i != j && has_place(w, a->from, i) && has_place(w, b->from, i) &&
                group_of(w, a, j) >= 0 && group_of(w, b, j) >= 0)
                return true;
    return false;
}

static bool share_place(const world *w, const policy_event *a, const policy_event *b)
{
    for (int32_t i = 0; i < w->n_place; i++)
        if (has_place(w, a->place, i) && has_place(w, b->place, i))
            return true;
    return false;
}

static bool share_days(const policy_event *a, const policy_event *b)
{
    return a->start <= b->end && b->start <= a->end;
}

/* Different uses of one lane are different lanes. */
static bool share_use(const policy_event *a, const policy_event *b)
{
    return !a->use || !b->use || STR_EQ(a->use, b->use);
}

static gad_status check_ways(const checking *c, const policy_event *e)
{
    for (int32_t place = 0; place < c->w->n_place; place++) {
        const char *first = NULL;
        for (int32_t i = 0; i < e->n_to; i++) {
            if (STR_EQ(e->to[i], "*") || !world_place_is(c->w, place, e->to[i]))
                continue;
            if (first)
                return complain(c, e, "'to': %s is in '%s' and in '%s': keep it in one",
                                c->w->place[place].id, first, e->to[i]);
            first = e->to[i];
        }
    }
    bool lane = (policy_kinds[e->kind].needs | policy_kinds[e->kind].may) & POLICY_TO;
    if (lane && !e->process && !share_way(c->w, e, e))
        return complain(c, e, "'from' and 'to' are the same place: there is nothing to ship");
    return GAD_OK;
}

/* ---- contradictions ---------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && STR_EQ(a, b));
}

static bool same_texts(const char *const *a, int32_t n, const char *const *b, int32_t m)
{
    for (int32_t i = 0; i < n && n == m; i++)
        if (!STR_EQ(a[i], b[i]))
            return false;
    return n == m;
}

/* The same event twice: it would count double, which nobody means. */
static bool is_copy(const policy_event *a, const policy_event *b)
{
    return a->start == b->start && a->end == b->end && same_text(a->from, b->from) &&
           same_text(a->place, b->place) && same_text(a->use, b->use) &&
           same_text(a->process, b->process) &&
           same_texts(a->what, a->n_what, b->what, b->n_what) &&
           same_texts(a->to, a->n_to, b->to, b->n_to);
}

/* Is the plant of `later` switched the other way after `first` and not after `later`? */
static bool is_undone(const policy *p, const policy_event *first, const policy_event *later)
{
    policy_kind other = first->kind == POLICY_PLANT_ON ? POLICY_PLANT_OFF : POLICY_PLANT_ON;
    for (int32_t i = 0; i < p->n; i++)
        if (p->event[i].kind == other && STR_EQ(p->event[i].plant, first->plant) &&
            p->event[i].start > first->start && p->event[i].start <= later->start)
            return true;
    return false;
}

/* What two events of one kind contradict each other about; NULL: nothing. */
static const char *conflict(const checking *c, const policy_event *a, const policy_event *b)
{
    if (!share_days(a, b))
        return NULL;
    if (a->plant) {
        const policy_event *first = a->start <= b->start ? a : b;
        bool twice = STR_EQ(a->plant, b->plant) && !is_undone(c->p, first, first == a ? b : a);
        return twice ? "switches the same plant the same way" : NULL;
    }
    if (!policy_numbers[a->kind].alone)
        return is_copy(a, b) ? "says the same" : NULL;
    if (!share_material(c->w, a, b) || !share_use(a, b))
        return NULL;
    if (a->kind == POLICY_PRICE_FLOOR)
        return share_place(c->w, a, b) ? "sets a floor for the same makers at the same time" : NULL;
    return share_way(c->w, a, b) ? "is on the same lane at the same time" : NULL;
}

static gad_status check_pair(const checking *c, const policy_event *a, const policy_event *b)
{
    bool plant = a->plant && b->plant && STR_EQ(a->plant, b->plant);
    if (plant && a->kind != b->kind && a->start == b->start)
        return complain(c, b, "the %s in line %" PRId32 " switches the same plant on the same day",
                        policy_kind_name(a->kind), a->line);
    const char *why = a->kind == b->kind ? conflict(c, a, b) : NULL;
    if (why)
        return complain(c, b, "the %s in line %" PRId32 " %s: end one before the other starts",
                        policy_kind_name(a->kind), a->line, why);
    return GAD_OK;
}

/* A relief, or a general licence, where no licence is. */
static gad_status check_relief(const checking *c, const policy_event *e)
{
    if (e->kind != POLICY_LICENCE_RELIEF && e->kind != POLICY_GENERAL_LICENCE)
        return GAD_OK;
    for (int32_t i = 0; i < c->p->n; i++) {
        const policy_event *l = &c->p->event[i];
        if (l->kind == POLICY_EXPORT_LICENCE && share_days(l, e) && share_material(c->w, l, e) &&
            share_way(c->w, l, e))
            return GAD_OK;
    }
    return complain(c, e, "no export_licence of this scenario is in force there: nothing to ease");
}

gad_status policy_check(gad_ctx *cx, const policy *p, const world *w)
{
    checking c = { cx, p, w };
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < p->n && !st; i++) {
        st = check_names(&c, &p->event[i]);
        if (!st)
            st = check_ways(&c, &p->event[i]);
    }
    for (int32_t j = 1; j < p->n && !st; j++)
        for (int32_t i = 0; i < j && !st; i++)
            st = check_pair(&c, &p->event[i], &p->event[j]);
    for (int32_t i = 0; i < p->n && !st; i++)
        st = check_relief(&c, &p->event[i]);
    return st;
}
