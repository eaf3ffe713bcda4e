/* world_list.c - layer 4: every number of a world as one list, and the sums that several pages show. */
#include "report/world_page.h"

/* ---- the list --------------------------------------------------------------------------------------- */

typedef struct listing {
    world_number *out; /* NULL: only counted */
    int32_t n;
} listing;

static void list(listing *l, const char *what, const char *of, const char *at, const estimate *e)
{
    if (l->out)
        l->out[l->n] = (world_number){ what, of, at, e };
    l->n++;
}

static const char *place_id(const world *w, int32_t place)
{
    return place < 0 ? "*" : w->place[place].id;
}

static void list_use(listing *l, const world *w, const world_use *u)
{
    const struct {
        const char *what;
        const estimate *e;
    } row[] = { { "use, t/yr", &u->t_yr },
                { "choke price", &u->choke_usd_t },
                { "elasticity", &u->elasticity },
                { "flexible share", &u->flexible_frac },
                { "elasticity in the long run", &u->elasticity_long },
                { "thrift per month", &u->thrift_month },
                { "thrift, floor", &u->thrift_floor },
                { "switch, cost", &u->switch_usd_t },
                { "switch, ratio", &u->switch_ratio },
                { "switch, share", &u->switch_frac } };
    int32_t n = u->switch_to >= 0 ? COUNT_OF(row) : COUNT_OF(row) - 3;
    for (int32_t i = 0; i < n; i++)
        list(l, row[i].what, u->id, w->material[u->material].id, row[i].e);
}

static void list_chain(listing *l, const world *w)
{
    for (int32_t i = 0; i < w->n_recipe; i++)
        list(l, "recipe", w->process[w->recipe[i].process].id,
             w->material[w->recipe[i].material].id, &w->recipe[i].est);
    for (int32_t i = 0; i < w->n_run; i++)
        list(l, "production", w->process[w->run[i].process].id, w->place[w->run[i].place].id,
             &w->run[i].t_yr);
    for (int32_t i = 0; i < w->n_plant; i++)
        list(l, "capacity of a plant", w->plant[i].id, w->place[w->plant[i].place].id,
             &w->plant[i].capacity_t_yr);
    for (int32_t i = 0; i < w->n_use; i++)
        list_use(l, w, &w->use[i]);
    for (int32_t i = 0; i < w->n_share; i++)
        list(l, "share of a use", w->use[w->share[i].use].id, w->place[w->share[i].place].id,
             &w->share[i].share_frac);
}

static void list_rest(listing *l, const world *w)
{
    for (int32_t i = 0; i < w->n_flow; i++)
        list(l, "flow", w->material[w->flow[i].material].id, w->place[w->flow[i].from].id,
             &w->flow[i].t_yr);
    for (int32_t i = 0; i < w->n_lane; i++)
        list(l, w->lane[i].is_months ? "months at sea" : "freight", w->lane[i].from, w->lane[i].to,
             &w->lane[i].value);
    for (int32_t i = 0; i < w->n_price; i++)
        list(l, "price", w->material[w->price[i].material].id, place_id(w, w->price[i].place),
             &w->price[i].usd_t);
    for (int32_t i = 0; i < w->n_parameter; i++)
        list(l, w->parameter[i].name, w->parameter[i].scope, "", &w->parameter[i].value);
    for (int32_t i = 0; i < w->n_season; i++)
        list(l, "season", w->season[i].material, w->place[w->season[i].from].id,
             &w->season[i].factor);
}

int32_t world_numbers(arena *mem, const world *w, world_number **out)
{
    listing l = { NULL, 0 };
    list_chain(&l, w);
    list_rest(&l, w);
    *out = l.out = arena_take(mem, (size_t)l.n + 1, sizeof *l.out);
    if (!l.out)
        return -1;
    l.n = 0;
    list_chain(&l, w);
    list_rest(&l, w);
    return l.n;
}

bool estimate_assumed(const estimate *e)
{
    return e->source && STR_EQ(e->source, "assumption");
}

const char *estimate_where(arena *mem, const estimate *e)
{
    if (!e || !e->file)
        return "";
    return arena_fmt(mem, "%s:%" PRId32, e->file, e->line);
}

/* ---- sums ------------------------------------------------------------------------------------------- */

/* t a year that the runs of a place, or of the world, make (sign 1) or put in (sign -1). */
static double runs_of(const world_page *p, int32_t material, int32_t place, double sign)
{
    double sum = 0;
    for (int32_t i = 0; p->b && i < p->b->n_run; i++) {
        const base_run *r = &p->b->run[i];
        const world_process *how = &p->w->process[r->process];
        if (place != WORLD_ALL && r->place != place)
            continue;
        for (int32_t k = how->first; k < how->first + how->n; k++)
            if (p->w->recipe[k].material == material && p->w->recipe[k].coef * sign > 0)
                sum += 12 * r->level * p->w->recipe[k].coef * sign;
    }
    return sum;
}

double world_made(const world_page *p, int32_t material, int32_t place)
{
    return runs_of(p, material, place, 1);
}

double world_put_in(const world_page *p, int32_t material, int32_t place)
{
    return runs_of(p, material, place, -1);
}

double world_wanted(const world_page *p, int32_t material, int32_t place)
{
    double sum = 0;
    for (int32_t i = 0; p->b && i < p->b->n_want; i++) {
        const base_want *a = &p->b->want[i];
        if (p->w->use[a->use].material == material && (place == WORLD_ALL || a->place == place))
            sum += 12 * a->need;
    }
    return sum;
}

static double runs_given(const world *w, int32_t material, double sign)
{
    double sum = 0;
    for (int32_t i = 0; i < w->n_run; i++) {
        const world_process *how = &w->process[w->run[i].process];
        for (int32_t k = how->first; k < how->first + how->n; k++)
            if (w->recipe[k].material == material && w->recipe[k].coef * sign > 0)
                sum += w->run[i].t_yr.mode * w->recipe[k].coef * sign;
    }
    return sum;
}

double world_made_given(const world *w, int32_t material)
{
    return runs_given(w, material, 1);
}

double world_used_given(const world *w, int32_t material)
{
    double sum = runs_given(w, material, -1);
    for (int32_t i = 0; i < w->n_use; i++)
        sum += w->use[i].material == material ? w->use[i].t_yr.mode : 0;
    return sum;
}

double world_price_at(const world_page *p, int32_t material, int32_t place)
{
    for (int32_t i = 0; p->b && i < p->b->n_site; i++)
        if (p->b->site[i].material == material && p->b->site[i].place == place)
            return p->b->site[i].price;
    return NO_NUMBER;
}

bool world_opens_stage(const world *w, int32_t material)
{
    for (int32_t i = 0; i < material; i++)
        if (STR_EQ(w->material[i].stage, w->material[material].stage))
            return false;
    return true;
}
