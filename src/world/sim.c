/* sim.c - layer 2: from a scenario's name to its months.
 *
 * Flow: sim_run -> policy_read, world_read, policy_check, base_make -> sim_run_on -> network_new, base_path_make
 *               -> path_adaptive or path_foresight. */
#include "world/path.h"

static gad_status take_months(gad_ctx *cx, const network *n, int32_t months, sim *s)
{
    s->n_month = months;
    s->month = arena_take(&s->mem, (size_t)months, sizeof *s->month);
    s->plain = arena_take(&s->mem, (size_t)months, sizeof *s->plain);
    if (!s->month || !s->plain)
        return gad_nomem(cx, "the months of a simulation");
    gad_status st = GAD_OK;
    for (int32_t k = 0; k < months && st == GAD_OK; k++) {
        st = path_month_take(cx, n, &s->mem, &s->month[k]);
        if (st == GAD_OK)
            st = path_month_take(cx, n, &s->mem, &s->plain[k]);
    }
    return st;
}

/* The months if nothing happened: the base path, which needs no solving. */
static void plain_month(const network *n, const base_path *path, int32_t k, sim_month *m)
{
    const base *b = n->b;
    m->month = path->start + k;
    for (int32_t i = 0; i < b->n_site; i++) {
        ptrdiff_t at = (ptrdiff_t)k * b->n_site + i;
        m->price[i] = m->expected[i] = b->site[i].price;
        m->onhand[i] = path->onhand[at];
        m->transit[i] = path->wished[at] - path->onhand[at];
        m->use[i] = b->site[i].used * n->level;
    }
    memcpy(m->flow, path->lane + (ptrdiff_t)k * b->n_lane, (size_t)b->n_lane * sizeof *m->flow);
    memcpy(m->run, n->run0, (size_t)b->n_run * sizeof *m->run);
    memcpy(m->need, n->need0, (size_t)b->n_want * sizeof *m->need);
    memcpy(m->used, n->need0, (size_t)b->n_want * sizeof *m->used);
}

/* "samarium-oxide, samarium-metal"; NULL: no memory. */
static const char *joined(arena *mem, const policy_event *e)
{
    const char *all = e->n_what > 0 ? e->what[0] : "*";
    for (int32_t k = 1; k < e->n_what && all; k++)
        all = arena_fmt(mem, "%s, %s", all, e->what[k]);
    return all;
}

static gad_status name_queues(gad_ctx *cx, const network *n, sim *s)
{
    s->n_queue = n->n_queue;
    s->queue = arena_take(&s->mem, (size_t)n->n_queue + 1, sizeof *s->queue);
    if (!s->queue)
        return gad_nomem(cx, "the queues of a simulation");
    for (int32_t k = 0; k < n->n_pool; k++) {
        const policy_event *e = &n->p->event[n->pool[k].event];
        if (n->pool[k].queue < 0)
            continue;
        sim_queue q = { .event = n->pool[k].event,
                        .from = e->from,
                        .to = e->n_to > 0 ? e->to[n->pool[k].group] : "*",
                        .what = joined(&s->mem, e) };
        if (!q.what)
            return gad_nomem(cx, "the queues of a simulation");
        s->queue[n->pool[k].queue] = q;
    }
    return GAD_OK;
}

static gad_status run_path(gad_ctx *cx, const sim_asked *asked, network *n, sim *s)
{
    path_run r = { .cx = cx, .n = n, .out = s };
    int32_t months = asked->months > 0 ? asked->months : n->p->months;
    r.m = (month_run){ .cx = cx, .n = n, .path = &r.base };
    r.m.plain_cut = asked->plain_cut > 0 ? asked->plain_cut : NO_NUMBER;
    gad_status st = base_path_make(cx, n, n->p->start, months, &n->mem, &r.base);
    if (st == GAD_OK)
        st = state_new(cx, n, &n->mem, &r.s);
    if (st == GAD_OK)
        st = month_run_take(&r.m, &n->mem);
    if (st == GAD_OK)
        st = take_months(cx, n, months, s);
    if (st == GAD_OK)
        st = name_queues(cx, n, s);
    for (int32_t k = 0; k < months && st == GAD_OK; k++)
        plain_month(n, &r.base, k, &s->plain[k]);
    if (st)
        return st;
    return s->expect == SIM_FORESIGHT ? path_foresight(&r, asked->seed) : path_adaptive(&r);
}

/* Numbers that the caller puts in place of the file's, for the length of a run. */
static void swap_tunes(policy *p, const sim_asked *asked, double *held)
{
    for (int32_t k = 0; k < asked->n_tune; k++) {
        const sim_tune *t = &asked->tune[k];
        double now = p->event[t->event].number[t->number];
        p->event[t->event].number[t->number] = held[k];
        held[k] = now;
    }
}

static sim *sim_new(gad_ctx *cx)
{
    arena mem;
    arena_init(&mem, &cx->al);
    sim *s = arena_take(&mem, 1, sizeof *s);
    if (s)
        s->mem = mem;
    else
        (void)gad_nomem(cx, "a simulation");
    return s;
}

gad_status sim_run_on(gad_ctx *cx, base *b, policy *p, const sim_asked *asked, sim **out)
{
    network *n = NULL;
    sim *s = sim_new(cx);
    if (!s)
        return GAD_E_NOMEM;
    double *held = arena_take(&s->mem, (size_t)asked->n_tune + 1, sizeof *held);
    s->p = p;
    s->b = b;
    s->w = (world *)(uintptr_t)b->w;
    s->expect = asked->expect;
    if (!held) {
        sim_free(s);
        return gad_nomem(cx, "a simulation");
    }
    for (int32_t k = 0; k < asked->n_tune; k++)
        held[k] = asked->tune[k].value;
    swap_tunes(p, asked, held);
    gad_status st = network_new(cx, b, p, asked->without, &n);
    if (st == GAD_OK)
        st = run_path(cx, asked, n, s);
    swap_tunes(p, asked, held);
    network_free(n);
    if (st) {
        sim_free(s);
        return st;
    }
    *out = s;
    return GAD_OK;
}

gad_status sim_run(gad_ctx *cx, const sim_asked *asked, sim **out)
{
    policy *p = NULL;
    world *w = NULL;
    base *b = NULL;
    sim *s = NULL;
    gad_status st = policy_read(cx, asked->scenario, &p);
    if (st == GAD_OK)
        st = world_read(cx, asked->world ? asked->world : p->world, &w);
    if (st == GAD_OK)
        st = policy_check(cx, p, w);
    if (st == GAD_OK)
        st = base_make(cx, w, &b);
    if (st == GAD_OK)
        st = sim_run_on(cx, b, p, asked, &s);
    if (st) {
        base_free(b);
        world_free(w);
        policy_free(p);
        return st;
    }
    s->owns = true;
    *out = s;
    return GAD_OK;
}

void sim_free(sim *s)
{
    if (!s)
        return;
    if (s->owns) {
        base_free(s->b);
        world_free(s->w);
        policy_free(s->p);
    }
    arena mem = s->mem;
    arena_release(&mem);
}

static double worst_of(const double *got, const double *plain, int32_t n, double worst)
{
    for (int32_t k = 0; k < n; k++)
        if (plain[k] > 0)
            worst = fmax(worst, fabs(got[k] / plain[k] - 1));
    return worst;
}

gad_status sim_calibration(gad_ctx *cx, base *b, double *worst)
{
    policy nothing = {
        .path = "", .name = "", .start = month_of(b->w->base_year + 1, 1), .months = 1, .level = 1
    };
    sim *s = NULL;
    gad_status st = sim_run_on(cx, b, &nothing, &(sim_asked){ .months = 1 }, &s);
    if (st)
        return st;
    double w = worst_of(s->month->flow, s->plain->flow, b->n_lane, 0);
    w = worst_of(s->month->run, s->plain->run, b->n_run, w);
    w = worst_of(s->month->used, s->plain->used, b->n_want, w);
    w = worst_of(s->month->price, s->plain->price, b->n_site, w);
    sim_free(s);
    *worst = w;
    return GAD_OK;
}
