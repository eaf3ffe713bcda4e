/* world_tables.c - layer 4: the tables of `world show`.
 *
 * One function per table fills rows into a gad_table; its columns stand in one list of names and titles. Where a number
 * comes from the files, low, mode, high and source stand beside what the reconciliation made of it. */
#include "report/world_tables.h"

void put_range(gad_table *t, const estimate *e)
{
    table_f64(t, e ? e->low : NO_NUMBER);
    table_f64(t, e ? e->mode : NO_NUMBER);
    table_f64(t, e ? e->high : NO_NUMBER);
}

void put_source(gad_table *t, const estimate *e, const char *otherwise)
{
    table_text(t, e ? e->source : otherwise);
}

double share_pct(double part, double all)
{
    return all > 0 ? 100 * part / all : NO_NUMBER;
}

/* ---- the chain ------------------------------------------------------------------------------------------ */

static const table_column_row chain_columns[] = {
    COL_TEXT("process"),
    COL_TEXT("name"),
    COL_TEXT("stage"),
    COL_TEXT("direction"),
    COL_TEXT("material"),
    COL_RANGE(4),
    COL_NUMBER("reconciled_t_yr", "t/yr, reconciled", 0),
    COL_TEXT("source"),
};

static double level_of(const world_page *p, int32_t process)
{
    double sum = 0;
    for (int32_t i = 0; p->b && i < p->b->n_run; i++)
        if (p->b->run[i].process == process && world_shows_place(p, p->b->run[i].place))
            sum += 12 * p->b->run[i].level;
    return p->b ? sum : NO_NUMBER;
}

static bool fill_chain(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    const world *w = p->w;
    for (int32_t i = 0; i < w->n_recipe; i++) {
        const world_recipe *r = &w->recipe[i];
        const world_process *how = &w->process[r->process];
        if (!world_shows_material(p, r->material))
            continue;
        table_text(t, how->id);
        table_text(t, how->name);
        table_text(t, how->stage);
        table_text(t, r->coef < 0 ? "in" : "out");
        table_text(t, w->material[r->material].id);
        put_range(t, &r->est);
        table_f64(t, fabs(r->coef) * level_of(p, r->process));
        put_source(t, &r->est, NULL);
    }
    return true;
}

/* ---- materials and places -------------------------------------------------------------------------------- */

static const table_column_row material_columns[] = {
    COL_TEXT("material"),
    COL_TEXT("name"),
    COL_TEXT("stage"),
    COL_TEXT("groups"),
    COL_TEXT("hs"),
    COL_NUMBER("made_t_yr", "made, t/yr", 0),
    COL_NUMBER("made_given_t_yr", "made, by the files", 0),
    COL_NUMBER("processed_t_yr", "processed further", 0),
    COL_NUMBER("used_t_yr", "end uses", 0),
    COL_NUMBER("home_pct", "made at home, %", 1),
    COL_NUMBER("home_usd_t", "USD/t at home", 0),
};

static bool fill_materials(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    for (int32_t m = 0; m < p->w->n_material; m++) {
        const world_material *x = &p->w->material[m];
        double made = world_made(p, m, WORLD_ALL);
        if (!world_shows_material(p, m))
            continue;
        table_text(t, x->id);
        table_text(t, x->name);
        table_text(t, x->stage);
        table_text(t, x->groups);
        table_text(t, x->hs);
        table_f64(t, made);
        table_f64(t, world_made_given(p->w, m));
        table_f64(t, world_put_in(p, m, WORLD_ALL));
        table_f64(t, world_wanted(p, m, WORLD_ALL));
        table_f64(t, share_pct(world_made(p, m, p->w->home), made));
        table_f64(t, world_price_at(p, m, p->w->home));
    }
    return true;
}

static const table_column_row place_columns[] = {
    COL_TEXT("place"),
    COL_TEXT("name"),
    COL_TEXT("region"),
    COL_TEXT("stage"),
    COL_NUMBER("made_t_yr", "made, t/yr", 0),
    COL_NUMBER("share_pct", "% of the world", 1),
    COL_NUMBER("processed_t_yr", "processed there", 0),
    COL_NUMBER("used_t_yr", "used there", 0),
};

typedef struct stage_sum {
    double made, processed, used;
} stage_sum;

static stage_sum sum_stage(const world_page *p, const char *stage, int32_t place)
{
    stage_sum s = { 0, 0, 0 };
    for (int32_t m = 0; m < p->w->n_material; m++) {
        if (!STR_EQ(p->w->material[m].stage, stage) || !world_shows_material(p, m))
            continue;
        s.made += world_made(p, m, place);
        s.processed += world_put_in(p, m, place);
        s.used += world_wanted(p, m, place);
    }
    return s;
}

static bool fill_places(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    for (int32_t i = 0; i < p->w->n_place; i++)
        for (int32_t m = 0; m < p->w->n_material; m++) {
            const char *stage = p->w->material[m].stage;
            if (!world_opens_stage(p->w, m) || !world_shows_place(p, i))
                continue;
            stage_sum s = sum_stage(p, stage, i);
            if (!(s.made + s.processed + s.used > 0))
                continue;
            table_text(t, p->w->place[i].id);
            table_text(t, p->w->place[i].name);
            table_text(t, p->w->place[i].region);
            table_text(t, stage);
            table_f64(t, s.made);
            table_f64(t, share_pct(s.made, sum_stage(p, stage, WORLD_ALL).made));
            table_f64(t, s.processed);
            table_f64(t, s.used);
        }
    return true;
}

/* ---- prices ------------------------------------------------------------------------------------------------ */

static const table_column_row price_columns[] = {
    COL_TEXT("material"),
    COL_TEXT("place"),
    COL_RANGE(0),
    COL_NUMBER("reconciled", "USD/t in the base month", 0),
    COL_NUMBER("turnover_t_yr", "t/yr that pass", 0),
    COL_TEXT("source"),
};

/* The row that a price is from as it stands: the one for its place, at home also the one for every place. */
static const estimate *price_row(const world_page *p, const base_site *s)
{
    const estimate *found = NULL;
    for (int32_t i = 0; i < p->w->n_price; i++) {
        const world_price *x = &p->w->price[i];
        if (x->material == s->material &&
            (x->place == s->place || (x->place < 0 && s->place == p->w->home && !found)))
            found = &x->usd_t;
    }
    return found;
}

static bool fill_prices(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    for (int32_t i = 0; i < p->b->n_site; i++) {
        const base_site *s = &p->b->site[i];
        const estimate *e = price_row(p, s);
        if (!world_shows_material(p, s->material) || !world_shows_place(p, s->place))
            continue;
        table_text(t, p->w->material[s->material].id);
        table_text(t, p->w->place[s->place].id);
        put_range(t, e);
        table_f64(t, s->price);
        table_f64(t, 12 * s->turnover);
        put_source(t, e, "computed: price at home and freight");
    }
    return true;
}

/* ---- runs and lanes ------------------------------------------------------------------------------------------ */

static const table_column_row run_columns[] = {
    COL_TEXT("process"),
    COL_TEXT("place"),
    COL_RANGE(0),
    COL_NUMBER("reconciled", "t/yr, reconciled", 0),
    COL_NUMBER("capacity_t_yr", "capacity, t/yr", 0),
    COL_NUMBER("load_pct", "load, %", 1),
    COL_TEXT("source"),
};

bool world_shows_run(const world_page *p, int32_t process, int32_t place)
{
    const world_process *how = &p->w->process[process];
    bool about = !p->materials;
    for (int32_t k = how->first; k < how->first + how->n; k++)
        about = about || world_shows_material(p, p->w->recipe[k].material);
    return about && world_shows_place(p, place);
}

static bool fill_runs(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    for (int32_t i = 0; i < p->b->n_run; i++) {
        const base_run *r = &p->b->run[i];
        if (!world_shows_run(p, r->process, r->place))
            continue;
        table_text(t, p->w->process[r->process].id);
        table_text(t, p->w->place[r->place].id);
        put_range(t, r->given);
        table_f64(t, 12 * r->level);
        table_f64(t, 12 * r->capacity);
        table_f64(t, share_pct(r->level, r->capacity));
        put_source(t, r->given, NULL);
    }
    return true;
}

static const table_column_row lane_columns[] = {
    COL_TEXT("material"),
    COL_TEXT("from"),
    COL_TEXT("to"),
    COL_RANGE(0),
    COL_NUMBER("reconciled", "t/yr, reconciled", 0),
    COL_NUMBER("freight_usd_t", "freight, USD/t", 0),
    COL_NUMBER("months", "months at sea", 2),
    COL_TEXT("source"),
};

/* Lanes that are open but carry nothing in the base month, for goods sent on, are left out. */
static bool fill_lanes(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    for (int32_t i = 0; i < p->b->n_lane; i++) {
        const base_lane *l = &p->b->lane[i];
        double months = 0;
        if (!(l->flow > 0) || !world_shows_material(p, l->material) ||
            !(world_shows_place(p, l->from) || world_shows_place(p, l->to)))
            continue;
        for (int32_t k = 0; k < BASE_ARRIVALS; k++)
            months += k * l->arrive[k];
        table_text(t, p->w->material[l->material].id);
        table_text(t, p->w->place[l->from].id);
        table_text(t, p->w->place[l->to].id);
        put_range(t, l->given);
        table_f64(t, 12 * l->flow);
        table_f64(t, l->freight);
        table_f64(t, months);
        put_source(t, l->given, "assumption: filled in from totals");
    }
    return true;
}

/* ---- uses ---------------------------------------------------------------------------------------------------- */

static const table_column_row use_columns[] = {
    COL_TEXT("use"),
    COL_TEXT("name"),
    COL_TEXT("material"),
    COL_RANGE(0),
    COL_NUMBER("reconciled", "t/yr, reconciled", 0),
    COL_NUMBER("home_pct", "at home, %", 1),
    COL_NUMBER("elasticity", NULL, -1),
    COL_NUMBER("elasticity_long", "in the long run", -1),
    COL_NUMBER("flexible_frac", "flexible share", -1),
    COL_NUMBER("choke_usd_t", "choke, USD/t", 0),
    COL_NUMBER("thrift_month", "thrift a month", -1),
    COL_NUMBER("thrift_floor", "floor", -1),
    { "switch_to", "switches to", GAD_TEXT, -1 },
    COL_TEXT("source"),
};

static double use_in(const world_page *p, int32_t use, bool home_only)
{
    double sum = 0;
    for (int32_t i = 0; i < p->b->n_want; i++) {
        const base_want *a = &p->b->want[i];
        if (a->use == use && world_shows_place(p, a->place) &&
            (!home_only || a->place == p->w->home))
            sum += 12 * a->need;
    }
    return sum;
}

static bool fill_uses(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    for (int32_t i = 0; i < p->w->n_use; i++) {
        const world_use *u = &p->w->use[i];
        double all = use_in(p, i, false);
        if (!world_shows_material(p, u->material) || (p->places && !(all > 0)))
            continue;
        table_text(t, u->id);
        table_text(t, u->name);
        table_text(t, p->w->material[u->material].id);
        put_range(t, &u->t_yr);
        table_f64(t, all);
        table_f64(t, share_pct(use_in(p, i, true), all));
        table_f64(t, u->elasticity.mode);
        table_f64(t, u->elasticity_long.mode);
        table_f64(t, u->flexible_frac.mode);
        table_f64(t, u->choke_usd_t.mode);
        table_f64(t, u->thrift_month.mode);
        table_f64(t, u->thrift_floor.mode);
        table_text(t, u->switch_to >= 0 ? p->w->material[u->switch_to].id : NULL);
        put_source(t, &u->t_yr, NULL);
    }
    return true;
}

/* ---- all of them ------------------------------------------------------------------------------------------ */

static const table_kind kinds[] = {
    TABLE_KIND("chain", chain_columns, true, fill_chain),
    TABLE_KIND("materials", material_columns, true, fill_materials),
    TABLE_KIND("places", place_columns, true, fill_places),
    TABLE_KIND("prices", price_columns, true, fill_prices),
    TABLE_KIND("runs", run_columns, true, fill_runs),
    TABLE_KIND("lanes", lane_columns, true, fill_lanes),
    TABLE_KIND("uses", use_columns, true, fill_uses),
};

static const table_kind *find_kind(const char *show)
{
    for (int32_t i = 0; i < COUNT_OF(kinds); i++)
        if (STR_EQ(kinds[i].name, show))
            return &kinds[i];
    for (const table_kind *k = world_data_tables; k->name; k++)
        if (STR_EQ(k->name, show))
            return k;
    return NULL;
}

bool world_table_needs_base(const char *show)
{
    const table_kind *k = find_kind(show);
    return !k || k->base;
}

gad_status world_table(gad_ctx *cx, const world_page *p, const char *show, gad_table **out)
{
    arena mem;
    const table_kind *k = find_kind(show);
    *out = NULL;
    if (!k)
        return gad_fail(cx, GAD_E_ARG, "--show: there is no table '%s' ('gadolin world --help')",
                        show);
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    for (int32_t i = 0; i < k->n; i++)
        table_column(t, k->column[i].name, k->column[i].title, k->column[i].type,
                     k->column[i].decimals);
    arena_init(&mem, &cx->al);
    bool sound = k->fill(p, &mem, t);
    arena_release(&mem);
    if (sound)
        return table_finish(cx, t, out);
    gad_table_free(t);
    return gad_nomem(cx, "a table of a world");
}
