/* reach.c - layer 2: whom each event of a scenario concerns, worked out once: names are compared here and nowhere in the
 * months. */
#include "world/world_network.h"

#define TAKE(field, count) ((field) = arena_take(&n->mem, (size_t)(count) + 1, sizeof *(field)))

bool network_names(const world *w, const policy_event *e, int32_t material)
{
    for (int32_t k = 0; k < e->n_what; k++)
        if (world_material_is(w, material, e->what[k]))
            return true;
    return e->n_what == 0;
}

int32_t network_group_of(const world *w, const policy_event *e, int32_t place)
{
    int32_t rest = e->n_to == 0 ? 0 : -1;
    for (int32_t k = 0; k < e->n_to; k++) {
        if (STR_EQ(e->to[k], "*"))
            rest = k;
        else if (world_place_is(w, place, e->to[k]))
            return k;
    }
    return rest;
}

bool network_event_on_lane(const world *w, const policy_event *e, const base_lane *l)
{
    return network_names(w, e, l->material) && (!e->from || world_place_is(w, l->from, e->from)) &&
           network_group_of(w, e, l->to) >= 0;
}

static bool at_place(const world *w, const policy_event *e, int32_t place)
{
    return !e->place || world_place_is(w, place, e->place);
}

/* A plant's event speaks of the runs of its process at its place. */
static bool on_run(const world *w, const policy_event *e, const base_run *r)
{
    if (e->plant) {
        const world_plant *plant = &w->plant[world_plant_find(w, e->plant)];
        return plant->process == r->process && plant->place == r->place;
    }
    return (!e->process || world_process_find(w, e->process) == r->process) &&
           at_place(w, e, r->place);
}

static void fill_event(network *n, int32_t i)
{
    const world *w = n->w;
    const base *b = n->b;
    const policy_event *e = &n->p->event[i];
    for (int32_t k = 0; k < b->n_lane; k++)
        n->on_lane[i * b->n_lane + k] = network_event_on_lane(w, e, &b->lane[k]);
    for (int32_t k = 0; k < b->n_site; k++) {
        const base_site *s = &b->site[k];
        bool named = network_names(w, e, s->material);
        n->on_site[i * b->n_site + k] = named && at_place(w, e, s->place);
        bool abroad = e->from && (STR_EQ(e->from, "*") || !world_place_is(w, s->place, e->from));
        n->alarms[i * b->n_site + k] = named && abroad && network_group_of(w, e, s->place) >= 0;
    }
    for (int32_t k = 0; k < b->n_run; k++)
        n->on_run[i * b->n_run + k] = on_run(w, e, &b->run[k]);
    for (int32_t k = 0; k < b->n_want; k++) {
        const base_want *want = &b->want[k];
        n->on_want[i * b->n_want + k] = (!e->use || world_use_is(w, want->use, e->use)) &&
                                        at_place(w, e, want->place) &&
                                        network_names(w, e, w->use[want->use].material);
    }
}

gad_status network_reach(gad_ctx *cx, network *n)
{
    const base *b = n->b;
    int32_t events = n->p->n;
    bool ok = TAKE(n->on_lane, events * b->n_lane) && TAKE(n->on_site, events * b->n_site) &&
              TAKE(n->alarms, events * b->n_site) && TAKE(n->on_run, events * b->n_run) &&
              TAKE(n->on_want, events * b->n_want);
    if (!ok)
        return gad_nomem(cx, "whom the events concern");
    for (int32_t i = 0; i < events; i++)
        fill_event(n, i);
    return GAD_OK;
}
