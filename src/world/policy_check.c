/* policy_check.c - layer 2: does a scenario speak of this world, and does it agree with itself?
 *
 * Flow: per event every name (nearest name when there is none) and that its lanes lead somewhere -> every pair of events that
 * could contradict each other -> rates that leave nothing of a price, reliefs that relieve nothing or half a queue.
 * A complaint names the line of the event; of two, both. */
#include "world/policy_impl.h"

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

static gad_status check_ways(const policy_checking *c, const policy_event *e)
{
    for (int32_t place = 0; place < c->w->n_place; place++) {
        const char *first = NULL;
        for (int32_t i = 0; i < e->n_to; i++) {
            if (STR_EQ(e->to[i], "*") || !world_place_is(c->w, place, e->to[i]))
                continue;
            if (first)
                return policy_complain(c, e, "'to': %s is in '%s' and in '%s': keep it in one",
                                       c->w->place[place].id, first, e->to[i]);
            first = e->to[i];
        }
    }
    bool lane = (policy_kinds[e->kind].needs | policy_kinds[e->kind].may) & POLICY_TO;
    if (lane && !e->process && !share_way(c->w, e, e))
        return policy_complain(c, e,
                               "'from' and 'to' are the same place: there is nothing to ship");
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
static const char *conflict(const policy_checking *c, const policy_event *a, const policy_event *b)
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

static gad_status check_pair(const policy_checking *c, const policy_event *a, const policy_event *b)
{
    bool plant = a->plant && b->plant && STR_EQ(a->plant, b->plant);
    if (plant && a->kind != b->kind && a->start == b->start)
        return policy_complain(c, b,
                               "the %s in line %" PRId32 " switches the same plant on the same day",
                               policy_kind_name(a->kind), a->line);
    const char *why = a->kind == b->kind ? conflict(c, a, b) : NULL;
    if (why)
        return policy_complain(c, b,
                               "the %s in line %" PRId32 " %s: end one before the other starts",
                               policy_kind_name(a->kind), a->line, why);
    return GAD_OK;
}

/* ---- rates below zero ------------------------------------------------------------------------------- */

static const double least_rate = -95; /* a price factor near nothing has no market */

/* Sum of the rates below zero in force on the day that `last` starts, on one lane; the first of the others into *other. */
static double rates_below(const policy_checking *c, const policy_event *last, int32_t from,
                          int32_t to, int32_t material, const policy_event **other)
{
    double sum = 0;
    *other = NULL;
    for (int32_t k = 0; k < c->p->n; k++) {
        const policy_event *e = &c->p->event[k];
        if (e->kind != last->kind || !(e->number[POLICY_RATE_PCT] < 0) || e->start > last->start ||
            e->end < last->start)
            continue;
        if (from >= 0 && !(has_place(c->w, e->from, from) && group_of(c->w, e, to) >= 0 &&
                           has_material(c->w, e, material)))
            continue;
        sum += e->number[POLICY_RATE_PCT];
        if (e != last && !*other)
            *other = e;
    }
    return sum;
}

/* Rates add up: each is within its range, and all of them together may leave nothing of the price. */
static gad_status check_rates(const policy_checking *c, const policy_event *e)
{
    const world *w = c->w;
    const policy_event *other = NULL;
    if ((e->kind != POLICY_TARIFF && e->kind != POLICY_EXPORT_TAX) ||
        rates_below(c, e, -1, -1, -1, &other) > least_rate)
        return GAD_OK; /* not even if all were on one lane */
    for (int32_t i = 0; i < w->n_place; i++)
        for (int32_t j = 0; j < w->n_place; j++)
            for (int32_t k = 0; k < w->n_material; k++) {
                bool on = i != j && has_place(w, e->from, i) && group_of(w, e, j) >= 0 &&
                          has_material(w, e, k);
                double sum = on ? rates_below(c, e, i, j, k, &other) : 0;
                if (sum <= least_rate && other)
                    return policy_complain(
                        c, e,
                        "with the %s in line %" PRId32
                        " the rates on %s from %s to %s sum to %g %%: together they must stay above %g %%",
                        policy_kind_name(other->kind), other->line, w->material[k].id,
                        w->place[i].id, w->place[j].id, sum, least_rate);
            }
    return GAD_OK;
}

/* ---- tonnes in all ---------------------------------------------------------------------------------- */

/* A queue begins with its licence: one that was in force before the first month would begin empty, and exports would stop. */
static gad_status check_first_month(const policy_checking *c, const policy_event *e)
{
    char first[PERIOD_TEXT], was[PERIOD_TEXT];
    if (e->kind != POLICY_EXPORT_LICENCE || day_month(e->start) >= c->p->start)
        return GAD_OK;
    return policy_complain(
        c, e,
        "the licence is older than the first month, %s, and its queue of that time is not known: "
        "start the scenario in %s, or the licence in %s",
        month_text(first, c->p->start), month_text(was, day_month(e->start)), first);
}

/* Tonnes of one material at one place: of several, each would get the total. */
static gad_status check_one(const policy_checking *c, const policy_event *e)
{
    int32_t materials = 0, places = 0;
    if (e->kind != POLICY_STOCK_RELEASE && e->kind != POLICY_STOCK_BUILD &&
        e->kind != POLICY_RECYCLING)
        return GAD_OK;
    for (int32_t i = 0; i < c->w->n_material; i++)
        materials += has_material(c->w, e, i);
    for (int32_t i = 0; i < c->w->n_place; i++)
        places += has_place(c->w, e->place, i);
    if (e->n_what != 1 || materials != 1)
        return policy_complain(
            c, e,
            "'what' names %" PRId32
            " materials, and the tonnes are those of one: write one event for each",
            materials);
    if (places != 1)
        return policy_complain(c, e,
                               "'place' names %" PRId32
                               " places, and the tonnes are those of one: write one event for each",
                               places);
    return GAD_OK;
}

/* ---- reliefs ---------------------------------------------------------------------------------------- */

/* May goods under the licence go to this place from one that the licence names? */
static bool is_destination(const world *w, const policy_event *licence, int32_t place)
{
    for (int32_t i = 0; i < w->n_place; i++)
        if (i != place && has_place(w, licence->from, i))
            return true;
    return false;
}

/* A queue is eased as a whole or not at all; *whole: it is. Destinations that both name, in a queue with others, are refused. */
static gad_status check_queue(const policy_checking *c, const policy_event *e,
                              const policy_event *licence, int32_t queue, bool *whole)
{
    const char *in = NULL, *out = NULL;
    for (int32_t i = 0; i < c->w->n_place; i++) {
        if (group_of(c->w, licence, i) != queue || !is_destination(c->w, licence, i))
            continue;
        bool eased = group_of(c->w, e, i) >= 0;
        if (eased && !in)
            in = c->w->place[i].id;
        if (!eased && !out)
            out = c->w->place[i].id;
    }
    *whole = in && !out;
    if (in && out)
        return policy_complain(
            c, e,
            "'to' has %s and not %s, which share a queue of the export_licence in line %" PRId32
            " ('%s'): give %s a group of its own in the 'to' of that licence",
            in, out, licence->line, licence->n_to > 0 ? licence->to[queue] : "*", in);
    return GAD_OK;
}

/* A relief, or a general licence, where no licence is, or on a part of a queue. */
static gad_status check_relief(const policy_checking *c, const policy_event *e)
{
    bool any = false;
    if (e->kind != POLICY_LICENCE_RELIEF && e->kind != POLICY_GENERAL_LICENCE)
        return GAD_OK;
    for (int32_t i = 0; i < c->p->n; i++) {
        const policy_event *l = &c->p->event[i];
        if (l->kind != POLICY_EXPORT_LICENCE || !share_days(l, e) || !share_material(c->w, l, e) ||
            !share_way(c->w, l, e))
            continue;
        for (int32_t k = 0; k < MAX_OF(l->n_to, 1); k++) {
            bool whole = false;
            gad_status st = check_queue(c, e, l, k, &whole);
            if (st)
                return st;
            any = any || whole;
        }
    }
    return any ? GAD_OK
               : policy_complain(
                     c, e, "no export_licence of this scenario is in force there: nothing to ease");
}

gad_status policy_check(gad_ctx *cx, const policy *p, const world *w)
{
    policy_checking c = { cx, p, w };
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < p->n && !st; i++) {
        st = policy_check_names(&c, &p->event[i]);
        if (!st)
            st = check_ways(&c, &p->event[i]);
        if (!st)
            st = check_first_month(&c, &p->event[i]);
        if (!st)
            st = check_one(&c, &p->event[i]);
    }
    for (int32_t j = 1; j < p->n && !st; j++)
        for (int32_t i = 0; i < j && !st; i++)
            st = check_pair(&c, &p->event[i], &p->event[j]);
    for (int32_t i = 0; i < p->n && !st; i++) {
        st = check_rates(&c, &p->event[i]);
        if (!st)
            st = check_relief(&c, &p->event[i]);
    }
    return st;
}
