/* network.c - layer 2: the shape of the market: nodes, activities and their entries. Numbers: terms.c.
 *
 * Flow: pools of the scenario -> count -> nodes -> activities in the order of world_network.h -> gad_market_new. Every activity
 * is added through `add`, which keeps the compressed columns; the shape never changes afterwards. */
#include "world/world_network.h"

typedef struct columns { /* compressed columns under construction */
    int32_t n, cap, n_entry, cap_entry;
    int32_t *start, *node;
    double *coef;
    const char **id;
} columns;

typedef struct maker {
    gad_ctx *cx;
    network *n;
    columns c;
    arena scratch;
    const char **node_id;
} maker;

/* ---- columns --------------------------------------------------------------------------------------- */

static const char *name_of(maker *m, const char *what, const char *a, const char *b, const char *c)
{
    const char *text = c ? arena_fmt(&m->n->mem, "%s %s@%s>%s", what, a, b, c)
                         : arena_fmt(&m->n->mem, "%s %s@%s", what, a, b);
    return text ? text : "";
}

static int32_t add(maker *m, const char *id)
{
    m->c.id[m->c.n] = id;
    m->c.start[m->c.n] = m->c.n_entry;
    m->c.start[m->c.n + 1] = m->c.n_entry;
    return m->c.n++;
}

static int32_t entry(maker *m, int32_t node, double coef)
{
    m->c.node[m->c.n_entry] = node;
    m->c.coef[m->c.n_entry] = coef;
    m->c.start[m->c.n] = m->c.n_entry + 1;
    return m->c.n_entry++;
}

static int32_t node(maker *m, const char *id)
{
    m->node_id[m->n->n_node] = id;
    return m->n->n_node++;
}

static const char *site_name(maker *m, const char *what, int32_t site)
{
    const world *w = m->n->w;
    const base_site *s = &m->n->b->site[site];
    return name_of(m, what, w->material[s->material].id, w->place[s->place].id, NULL);
}

/* ---- pools ------------------------------------------------------------------------------------------ */

static bool is_pool(const policy_event *e)
{
    return e->kind == POLICY_EXPORT_LICENCE || (e->kind == POLICY_QUOTA && !e->process);
}

static int32_t count_pools(const policy *p)
{
    int32_t n = 0;
    for (int32_t k = 0; k < p->n; k++)
        if (is_pool(&p->event[k]))
            n += MAX_OF(p->event[k].n_to, 1);
    return n;
}

/* An export quota is one pool for all its destinations; a licence has a queue for each group. */
static void make_pools(maker *m)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->p->n; k++) {
        const policy_event *e = &n->p->event[k];
        if (!is_pool(e))
            continue;
        bool licence = e->kind == POLICY_EXPORT_LICENCE;
        int32_t groups = licence ? MAX_OF(e->n_to, 1) : 1;
        for (int32_t g = 0; g < groups; g++) {
            net_pool *pool = &n->pool[n->n_pool++];
            *pool = (net_pool){ .event = k, .group = g, .queue = licence ? n->n_queue++ : -1 };
            const char *to = licence && e->n_to > 0 ? e->to[g] : "*";
            pool->node = node(m, name_of(m, "permits", e->n_what > 0 ? e->what[0] : "*",
                                         e->from ? e->from : "*", to));
        }
    }
}

/* The pools a lane draws on, appended to pool_of. */
static void pools_of_lane(network *n, int32_t lane, int32_t *used)
{
    const base_lane *l = &n->b->lane[lane];
    n->lane_pool[lane] = *used;
    for (int32_t k = 0; k < n->n_pool; k++) {
        const policy_event *e = &n->p->event[n->pool[k].event];
        if (!n->on_lane[n->pool[k].event * n->b->n_lane + lane])
            continue;
        if (n->pool[k].queue >= 0 && network_group_of(n->w, e, l->to) != n->pool[k].group)
            continue;
        n->pool_of[(*used)++] = k;
        n->pool[k].base += l->flow * n->level;
        n->pool[k].price += l->flow * n->level * n->b->site[l->at].price;
    }
    n->lane_pool_n[lane] = *used - n->lane_pool[lane];
}

/* ---- activities -------------------------------------------------------------------------------------- */

/* A leg takes the whole recipe, or one product with the share of the inputs that its value has. */
static void make_leg(maker *m, int32_t run, int32_t product, double input_share, const char *id)
{
    network *n = m->n;
    const base_run *r = &n->b->run[run];
    const world_process *p = &n->w->process[r->process];
    net_leg *leg = &n->leg[n->n_leg++];
    *leg = (net_leg){ .run = run, .activity = add(m, id) };
    leg->product = product;
    leg->elasticity = world_parameter_mode(n->w, "supply_elasticity", p->id, p->stage, 0.5);
    leg->ramp = world_parameter_mode(n->w, "supply_ramp_month", p->id, p->stage, 0.03);
    if (STR_EQ(p->stage, "recycling"))
        leg->lag =
            (int32_t)lround(world_parameter_mode(n->w, "recycling_lag_months", p->id, p->stage, 6));
    for (int32_t k = p->first; k < p->first + p->n; k++) {
        const world_recipe *line = &n->w->recipe[k];
        int32_t site = base_site_find(n->b, line->material, r->place);
        double coef = line->coef;
        if (product >= 0)
            coef = coef < 0 ? coef * input_share : (k == product ? coef : 0);
        if (coef == 0)
            continue;
        entry(m, n->spot[site], coef);
        leg->margin += coef * n->b->site[site].price;
        if (coef > 0)
            leg->value += coef * n->b->site[site].price;
    }
}

static void make_runs(maker *m)
{
    network *n = m->n;
    for (int32_t r = 0; r < n->b->n_run; r++) {
        const world_process *p = &n->w->process[n->b->run[r].process];
        const char *id = name_of(m, "run", p->id, n->w->place[n->b->run[r].place].id, NULL);
        double value = 0;
        int32_t products = 0;
        for (int32_t k = p->first; k < p->first + p->n; k++)
            if (n->w->recipe[k].coef > 0) {
                int32_t site = base_site_find(n->b, n->w->recipe[k].material, n->b->run[r].place);
                value += n->w->recipe[k].coef * fmax(n->b->site[site].price, 0);
                products++;
            }
        if (!(n->without & SIM_NO_JOINT) || products < 2 || value <= 0) {
            make_leg(m, r, -1, 1, id);
            continue;
        }
        for (int32_t k = p->first; k < p->first + p->n; k++)
            if (n->w->recipe[k].coef > 0) {
                int32_t site = base_site_find(n->b, n->w->recipe[k].material, n->b->run[r].place);
                double v = n->w->recipe[k].coef * fmax(n->b->site[site].price, 0);
                make_leg(m, r, k, v / value, id);
            }
    }
}

/* A plant switched on works like the process at its place; its materials must be there in the base. */
static gad_status make_added(maker *m)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->p->n; k++) {
        const policy_event *e = &n->p->event[k];
        if (e->kind != POLICY_PLANT_ON)
            continue;
        net_added *a = &n->added[n->n_added++];
        *a = (net_added){ .event = k, .plant = world_plant_find(n->w, e->plant), .run = -1 };
        const world_plant *plant = &n->w->plant[a->plant];
        const world_process *p = &n->w->process[plant->process];
        a->activity = add(m, name_of(m, "plant", plant->id, n->w->place[plant->place].id, NULL));
        for (int32_t i = p->first; i < p->first + p->n; i++) {
            const world_recipe *line = &n->w->recipe[i];
            int32_t site = base_site_find(n->b, line->material, plant->place);
            if (site < 0)
                return gad_fail(
                    m->cx, GAD_E_FORMAT,
                    "%s:%d: plant '%s' needs %s in %s, where the base month has none: give that place a "
                    "little of it in flows.csv or use_shares.csv",
                    n->p->path, e->line, e->plant, n->w->material[line->material].id,
                    n->w->place[plant->place].id);
            entry(m, n->spot[site], line->coef);
            a->margin += line->coef * n->b->site[site].price;
        }
        for (int32_t r = 0; r < n->b->n_run; r++)
            if (n->b->run[r].process == plant->process && n->b->run[r].place == plant->place)
                a->run = r;
    }
    return GAD_OK;
}

static bool may_be_smuggled(const network *n, int32_t lane)
{
    for (int32_t k = 0; k < n->p->n; k++) {
        const policy_event *e = &n->p->event[k];
        bool bars = e->kind == POLICY_EXPORT_LICENCE || e->kind == POLICY_EXPORT_BAN ||
                    e->kind == POLICY_QUOTA;
        if (bars && !e->process && n->on_lane[k * n->b->n_lane + lane])
            return true;
    }
    return false;
}

static void lane_entries(maker *m, int32_t k)
{
    network *n = m->n;
    const base_lane *l = &n->b->lane[k];
    n->lane_out[k] = entry(m, n->spot[l->at], -1);
    n->lane_in[k] = m->c.n_entry;
    if (n->arrive[k][0] > 0)
        entry(m, n->spot[l->into], n->arrive[k][0]);
    if (n->arrive[k][0] < 1)
        entry(m, n->later[l->into], 1 - n->arrive[k][0]);
    n->lane_in_n[k] = m->c.n_entry - n->lane_in[k];
}

static void make_lanes(maker *m)
{
    network *n = m->n;
    int32_t used = 0;
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        const base_lane *l = &n->b->lane[k];
        const char *from = n->w->place[l->from].id, *to = n->w->place[l->to].id;
        const char *material = n->w->material[l->material].id;
        pools_of_lane(n, k, &used);
        /* The illegal twin first: lane_entries leaves the entries of the legal one behind. */
        n->illegal[k] = -1;
        if (l->flow > 0 && may_be_smuggled(n, k)) {
            n->illegal[k] = add(m, name_of(m, "smuggled", material, from, to));
            lane_entries(m, k);
        }
        n->lane[k] = add(m, name_of(m, "lane", material, from, to));
        lane_entries(m, k);
        for (int32_t i = 0; i < n->lane_pool_n[k]; i++)
            entry(m, n->pool[n->pool_of[n->lane_pool[k] + i]].node, -1);
    }
}

static void make_stocks(maker *m)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->b->n_site; k++) {
        const world_material *material = &n->w->material[n->b->site[k].material];
        n->carry[k] = add(m, site_name(m, "carry", k));
        entry(m, n->spot[k], -1);
        entry(m, n->later[k], 1);
        n->hold[k] = add(m, site_name(m, "hold", k));
        entry(m, n->later[k], -1);
        n->dispose[k] = -1;
        if (world_parameter_of(n->w, "disposal_usd_t", material->id, material->stage)) {
            n->dispose[k] = add(m, site_name(m, "dispose", k));
            entry(m, n->spot[k], -1);
        }
    }
}

/* Unused permits lapse at next to no cost. (A node that disposes freely would do as well, but prices that stay at 0 over a
 * stretch cost the solver ten times the steps.) */
static void make_lapses(maker *m)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->n_pool; k++) {
        n->pool[k].price /= fmax(n->pool[k].base, 1e-9);
        n->pool[k].lapse = add(m, m->node_id[n->pool[k].node]);
        entry(m, n->pool[k].node, -1);
    }
}

static void make_wants(maker *m)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->b->n_want; k++) {
        const base_want *want = &n->b->want[k];
        const world_use *u = &n->w->use[want->use];
        const char *place = n->w->place[want->place].id;
        n->save[k] = add(m, name_of(m, "save", u->id, place, NULL));
        entry(m, n->spot[want->site], 1);
        n->unserved[k] = add(m, name_of(m, "unserved", u->id, place, NULL));
        entry(m, n->spot[want->site], 1);
        n->change[k] = -1;
        n->change_site[k] = u->switch_to < 0 ? -1 : base_site_find(n->b, u->switch_to, want->place);
        if (n->change_site[k] >= 0) {
            n->change[k] = add(m, name_of(m, "change", u->id, place, NULL));
            entry(m, n->spot[n->change_site[k]], -u->switch_ratio.mode);
            entry(m, n->spot[want->site], 1);
        }
    }
}

/* ---- memory and behaviour ------------------------------------------------------------------------------ */

static bool take_columns(maker *m, int32_t n_legs)
{
    const base *b = m->n->b;
    columns *c = &m->c;
    int32_t recipe = 0;
    for (int32_t k = 0; k < m->n->w->n_process; k++)
        recipe = MAX_OF(recipe, m->n->w->process[k].n);
    c->cap = n_legs + m->n->p->n + 2 * b->n_lane + 3 * b->n_site + 3 * b->n_want + m->n->n_pool;
    c->cap_entry = (n_legs + m->n->p->n) * MAX_OF(recipe, 1) + b->n_lane * (6 + m->n->n_pool) +
                   4 * b->n_site + 4 * b->n_want + m->n->n_pool;
    int32_t nodes = 2 * b->n_site + m->n->n_pool + 1;
    arena *a = &m->n->mem;
    return (c->start = arena_take(a, (size_t)c->cap + 1, sizeof *c->start)) &&
           (c->node = arena_take(a, (size_t)c->cap_entry + 1, sizeof *c->node)) &&
           (c->coef = arena_take(a, (size_t)c->cap_entry + 1, sizeof *c->coef)) &&
           (c->id = arena_take(a, (size_t)c->cap + 1, sizeof *c->id)) &&
           (m->node_id = arena_take(a, (size_t)nodes, sizeof *m->node_id));
}

#define TAKE(field, count) ((field) = arena_take(&n->mem, (size_t)(count) + 1, sizeof *(field)))

static bool take_network(network *n, int32_t n_legs, int32_t n_pools)
{
    const base *b = n->b;
    return TAKE(n->spot, b->n_site) && TAKE(n->later, b->n_site) && TAKE(n->leg, n_legs) &&
           TAKE(n->added, n->p->n) && TAKE(n->pool, n_pools) && TAKE(n->lane, b->n_lane) &&
           TAKE(n->illegal, b->n_lane) && TAKE(n->lane_out, b->n_lane) &&
           TAKE(n->lane_in, b->n_lane) && TAKE(n->lane_in_n, b->n_lane) &&
           TAKE(n->lane_pool, b->n_lane) && TAKE(n->lane_pool_n, b->n_lane) &&
           TAKE(n->pool_of, b->n_lane * MAX_OF(n_pools, 1)) && TAKE(n->arrive, b->n_lane) &&
           TAKE(n->carry, b->n_site) && TAKE(n->hold, b->n_site) && TAKE(n->dispose, b->n_site) &&
           TAKE(n->save, b->n_want) && TAKE(n->change, b->n_want) && TAKE(n->unserved, b->n_want) &&
           TAKE(n->change_site, b->n_want) && TAKE(n->lane0, b->n_lane) &&
           TAKE(n->run0, b->n_run) && TAKE(n->cap0, b->n_run) && TAKE(n->need0, b->n_want) &&
           TAKE(n->cover0, b->n_site) && TAKE(n->stock_elasticity, b->n_site) &&
           TAKE(n->restock, b->n_site) && TAKE(n->expect_weight, b->n_site) &&
           TAKE(n->panic, b->n_site) && TAKE(n->lane_elasticity, b->n_lane) &&
           TAKE(n->smuggle_cost, b->n_lane) && TAKE(n->smuggle_cap, b->n_lane) &&
           TAKE(n->reexport_cost, b->n_lane);
}

/* A row for the place counts where none speaks of the material or its stage. */
static double cover_of(const network *n, const base_site *s)
{
    const world_material *m = &n->w->material[s->material];
    const estimate *any = world_parameter_of(n->w, "cover_months", NULL, NULL);
    const estimate *own = world_parameter_of(n->w, "cover_months", m->id, m->stage);
    const estimate *here = world_parameter_of(n->w, "cover_months", n->w->place[s->place].id, NULL);
    const estimate *best = own && own != any ? own : here;
    return best ? best->mode : 1;
}

static void read_sites(network *n)
{
    for (int32_t k = 0; k < n->b->n_site; k++) {
        const base_site *s = &n->b->site[k];
        const world_material *m = &n->w->material[s->material];
        double cover = cover_of(n, s);
        /* Makers who use nothing themselves keep a quarter of that of what passes. */
        double passes = s->used > 0 ? s->used : 0.25 * s->turnover;
        n->cover0[k] = n->without & SIM_NO_STOCKS ? 0 : cover * passes * n->level;
        n->stock_elasticity[k] =
            world_parameter_mode(n->w, "stock_elasticity", m->id, m->stage, 0.5);
        n->restock[k] = world_parameter_mode(n->w, "restock_month", m->id, m->stage, 0.1);
        n->expect_weight[k] =
            world_parameter_mode(n->w, "expectation_weight", m->id, m->stage, 0.2);
        n->panic[k] = world_parameter_mode(n->w, "panic_cover_frac", m->id, m->stage, 0);
    }
}

static void read_lanes(network *n)
{
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        const base_lane *l = &n->b->lane[k];
        const world_material *m = &n->w->material[l->material];
        n->lane0[k] = l->flow * n->level;
        for (int32_t i = 0; i < BASE_ARRIVALS; i++)
            n->arrive[k][i] = n->without & SIM_NO_STOCKS ? (i == 0) : l->arrive[i];
        n->lane_elasticity[k] = world_parameter_mode(n->w, "lane_elasticity", m->id, m->stage, 5);
        n->smuggle_cost[k] = world_parameter_mode(n->w, "smuggling_usd_frac", m->id, m->stage, 1);
        n->smuggle_cap[k] = world_parameter_mode(n->w, "smuggling_cap_frac", m->id, m->stage, 0);
        n->reexport_cost[k] =
            world_parameter_mode(n->w, "reexport_usd_frac", m->id, m->stage, 0.25);
    }
}

static void read_behaviour(network *n)
{
    read_sites(n);
    read_lanes(n);
    for (int32_t k = 0; k < n->b->n_run; k++) {
        n->run0[k] = fmax(n->b->run[k].level, 1e-9) * n->level; /* curves divide by it */
        n->cap0[k] = n->b->run[k].capacity * n->level;
    }
    for (int32_t k = 0; k < n->b->n_want; k++)
        n->need0[k] = fmax(n->b->want[k].need, 1e-9) * n->level;
    n->panic_decay = world_parameter_mode(n->w, "panic_decay_month", NULL, NULL, 0.1);
    n->wait = world_parameter_mode(n->w, "licence_wait_months", NULL, NULL, 1);
}

static int32_t count_legs(const network *n)
{
    int32_t legs = 0;
    for (int32_t r = 0; r < n->b->n_run; r++)
        legs += n->without & SIM_NO_JOINT ? n->w->process[n->b->run[r].process].n : 1;
    return legs;
}

/* ---- all of it ------------------------------------------------------------------------------------------- */

static void make_nodes(maker *m)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->b->n_site; k++) {
        n->spot[k] = node(m, site_name(m, "now", k));
        n->later[k] = node(m, site_name(m, "later", k));
    }
    make_pools(m);
}

static gad_status make_market(maker *m)
{
    network *n = m->n;
    n->n_activity = m->c.n;
    n->n_entry = m->c.n_entry;
    gad_curve *curve = arena_take(&m->scratch, (size_t)m->c.n, sizeof *curve);
    if (!curve)
        return gad_nomem(m->cx, "the network");
    for (int32_t k = 0; k < m->c.n; k++)
        curve[k] = (gad_curve){ .kind = GAD_CURVE_LINEAR, .par = { 0, 1 } };
    for (int32_t k = 0; k < n->b->n_site && !(n->without & SIM_NO_STOCKS); k++)
        curve[n->hold[k]] = (gad_curve){ .kind = GAD_CURVE_POWER, .par = { 1, 1, -1 } };
    gad_market_spec spec = { .n_node = n->n_node,
                             .n_activity = m->c.n,
                             .start = m->c.start,
                             .node = m->c.node,
                             .coef = m->c.coef,
                             .node_id = m->node_id,
                             .activity_id = m->c.id,
                             .numbers = { .curve = curve } };
    gad_status st = gad_market_new(m->cx, &spec, &n->market);
    if (st)
        return st;
    n->num = gad_market_numbers_of(n->market);
    n->start = m->c.start;
    n->node = m->c.node;
    n->coef = m->c.coef;
    n->node_id = m->node_id;
    n->factor = arena_take(&n->mem, (size_t)n->n_entry + 1, sizeof *n->factor);
    if (!n->factor)
        return gad_nomem(m->cx, "the network");
    return st;
}

static gad_status fill(maker *m)
{
    network *n = m->n;
    int32_t legs = count_legs(n), pools = count_pools(n->p);
    n->n_pool = pools;
    if (!take_network(n, legs, pools) || !take_columns(m, legs))
        return gad_nomem(m->cx, "the network");
    n->n_pool = 0;
    gad_status st = network_reach(m->cx, n);
    if (st)
        return st;
    read_behaviour(n);
    make_nodes(m);
    make_runs(m);
    st = make_added(m);
    if (st)
        return st;
    make_lanes(m);
    make_stocks(m);
    make_lapses(m);
    make_wants(m);
    return make_market(m);
}

gad_status network_new(gad_ctx *cx, const base *b, const policy *p, uint32_t without, network **out)
{
    arena first;
    arena_init(&first, &cx->al);
    network *n = arena_take(&first, 1, sizeof *n);
    if (!n)
        return gad_nomem(cx, "the network");
    n->mem = first;
    n->w = b->w;
    n->b = b;
    n->p = p;
    n->without = without;
    n->level = p->level;
    maker m = { .cx = cx, .n = n };
    arena_init(&m.scratch, &cx->al);
    gad_status st = fill(&m);
    arena_release(&m.scratch);
    if (st)
        network_free(n);
    else
        *out = n;
    return st;
}

void network_free(network *n)
{
    if (!n)
        return;
    gad_market_free(n->market);
    arena mem = n->mem;
    arena_release(&mem);
}
