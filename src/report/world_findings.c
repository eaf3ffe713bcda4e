/* world_findings.c - layer 4: what is wrong, or worth knowing, in the files of a world.
 *
 * One function per test of world_tests.def; each looks at the whole world and reports what it finds. Thresholds stand at
 * their use. Those that need the base month are in world_findings_base.c. */
#include "report/world_page.h"

static const struct {
    const char *name, *why;
} tests[] = {
#define TEST(id, name, why) { name, why },
#include "report/world_tests.def"
};

const char *world_test_name(world_test t)
{
    return tests[t].name;
}

const char *world_test_why(world_test t)
{
    return tests[t].why;
}

/* ---- the list ------------------------------------------------------------------------------------------ */

static bool room(world_findings *f)
{
    if (f->n < f->cap)
        return true;
    int32_t cap = f->cap ? 2 * f->cap : 64;
    world_finding *item = arena_take(f->mem, (size_t)cap, sizeof *item);
    if (!item)
        return false;
    if (f->n)
        memcpy(item, f->item, (size_t)f->n * sizeof *item);
    f->item = item;
    f->cap = cap;
    return true;
}

void world_found(world_findings *f, world_severity severity, world_test test, const estimate *at,
                 double number, const char *unit, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    const char *what = arena_str(f->mem, text), *where = estimate_where(f->mem, at);
    if (!what || !where || !room(f)) {
        f->failed = true;
        return;
    }
    f->item[f->n++] = (world_finding){ severity, test, what, where, number, unit };
    f->count[severity]++;
}

/* ---- the tests ------------------------------------------------------------------------------------------- */

static void find_balance(world_findings *f, const world *w)
{
    for (int32_t m = 0; m < w->n_material; m++) {
        char made_text[NUM_TEXT], used_text[NUM_TEXT];
        double made = world_made_given(w, m), used = world_used_given(w, m);
        double most = MAX_OF(made, used), gap = most > 0 ? 100 * (made - used) / most : 0;
        const estimate at = { .file = "materials.csv", .line = w->material[m].line };
        if (fabs(gap) <= 10)
            continue;
        world_found(f, fabs(gap) > 50 ? WORLD_ERROR : WORLD_WARNING, WORLD_T_BALANCE, &at, gap, "%",
                    "%s: the files make %s t and use %s t a year", w->material[m].name,
                    num_people(made_text, made, 0), num_people(used_text, used, 0));
    }
}

static void find_makers(world_findings *f, const world *w)
{
    for (int32_t m = 0; m < w->n_material; m++) {
        const estimate at = { .file = "materials.csv", .line = w->material[m].line };
        if (world_used_given(w, m) > 0 && !(world_made_given(w, m) > 0))
            world_found(f, WORLD_ERROR, WORLD_T_REACH, &at, NO_NUMBER, "",
                        "%s is used, and nobody makes it", w->material[m].name);
    }
}

static void find_capacity(world_findings *f, const world *w)
{
    for (int32_t i = 0; i < w->n_run; i++) {
        const world_run *r = &w->run[i];
        double over = 100 * (r->t_yr.mode / r->capacity_t_yr - 1);
        if (over > 1e-9)
            world_found(f, WORLD_ERROR, WORLD_T_CAPACITY, &r->t_yr, over, "%",
                        "%s in %s runs above its capacity", w->process[r->process].name,
                        w->place[r->place].name);
    }
}

/* Whether a plant made something by the end of the base year. */
static bool ran(const world *w, const world_plant *a)
{
    bool runs = STR_EQ(a->status, "operating") || STR_EQ(a->status, "ramping");
    return runs && a->start <= month_of(w->base_year, 12);
}

static void find_plants(world_findings *f, const world *w)
{
    for (int32_t i = 0; i < w->n_run; i++) {
        const world_run *r = &w->run[i];
        char sum_text[NUM_TEXT], capacity_text[NUM_TEXT];
        double sum = 0;
        int32_t n = 0;
        for (int32_t k = 0; k < w->n_plant; k++) {
            const world_plant *a = &w->plant[k];
            if (a->process != r->process || a->place != r->place || !ran(w, a))
                continue;
            sum += a->capacity_t_yr.mode;
            n++;
        }
        double gap = 100 * (sum / r->capacity_t_yr - 1);
        if (n && fabs(gap) > 50)
            world_found(f, WORLD_WARNING, WORLD_T_PLANTS, &r->t_yr, gap, "%",
                        "%s in %s: %s t a year in %" PRId32 " plant%s, %s t a year in all",
                        w->process[r->process].name, w->place[r->place].name,
                        num_people(sum_text, sum, 0), n, n == 1 ? "" : "s",
                        num_people(capacity_text, r->capacity_t_yr, 0));
    }
}

/* A process that splits one material into several: what comes out of a tonne. A basket should hold 0.9 and more of the
 * ore, and yields of separation are 0.8 and more: 0.7 leaves some room. */
static void find_baskets(world_findings *f, const world *w)
{
    for (int32_t i = 0; i < w->n_process; i++) {
        const world_process *how = &w->process[i];
        double in = 0, out = 0;
        int32_t n = 0;
        for (int32_t k = how->first; k < how->first + how->n; k++) {
            in += MAX_OF(0, -w->recipe[k].coef);
            out += MAX_OF(0, w->recipe[k].coef);
            n += w->recipe[k].coef > 0;
        }
        if (n >= 3 && in > 0 && out < 0.7 * in)
            world_found(f, WORLD_WARNING, WORLD_T_BASKET, &w->recipe[how->first].est, out / in, "t",
                        "%s: out of each tonne that goes in, so much comes out", how->name);
        if (n >= 3 && in > 0 && out > in * (1 + 1e-9))
            world_found(f, WORLD_ERROR, WORLD_T_BASKET, &w->recipe[how->first].est, out / in, "t",
                        "%s: more comes out of a tonne than goes in", how->name);
    }
}

static void find_elasticity(world_findings *f, const world *w, const world_use *u,
                            const estimate *e, const char *name)
{
    const char *material = w->material[u->material].name;
    if (e->mode > 0)
        world_found(f, WORLD_ERROR, WORLD_T_ELASTICITY, e, e->mode, "",
                    "%s of %s: the %s of demand is above 0", u->name, material, name);
    else if (-e->mode < 0.01 || -e->mode > 10)
        world_found(f, WORLD_WARNING, WORLD_T_ELASTICITY, e, e->mode, "",
                    "%s of %s: the %s of demand is implausible", u->name, material, name);
}

static void find_elasticities(world_findings *f, const world *w)
{
    for (int32_t i = 0; i < w->n_use; i++) {
        const world_use *u = &w->use[i];
        find_elasticity(f, w, u, &u->elasticity, "elasticity");
        find_elasticity(f, w, u, &u->elasticity_long, "long-run elasticity");
        if (fabs(u->elasticity.mode) > fabs(u->elasticity_long.mode))
            world_found(f, WORLD_WARNING, WORLD_T_ELASTICITY, &u->elasticity, u->elasticity.mode,
                        "",
                        "%s of %s: demand answers more within a month than in the long run (%g)",
                        u->name, w->material[u->material].name, u->elasticity_long.mode);
    }
}

static void find_sources(world_findings *f, const world_number *number, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        const world_number *x = &number[i];
        if (!x->e->source || !*x->e->source)
            world_found(f, WORLD_ERROR, WORLD_T_SOURCE, x->e, NO_NUMBER, "",
                        "%s of %s %s has no source", x->what, x->of, x->at);
        else if (estimate_assumed(x->e) && (!x->e->note || !*x->e->note))
            world_found(f, WORLD_ERROR, WORLD_T_SOURCE, x->e, NO_NUMBER, "",
                        "%s of %s %s is an assumption without a reason", x->what, x->of, x->at);
    }
}

/* One note per file, in the order in which the numbers stand. */
static void find_assumed(world_findings *f, const world_number *number, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        const char *file = number[i].e->file;
        int32_t all = 0, assumed = 0;
        bool first = file != NULL;
        for (int32_t k = 0; first && k < n; k++) {
            if (!number[k].e->file || !STR_EQ(number[k].e->file, file))
                continue;
            first = k >= i;
            all++;
            assumed += estimate_assumed(number[k].e);
        }
        if (first && assumed)
            world_found(f, WORLD_NOTE, WORLD_T_ASSUMED, NULL, 100.0 * assumed / all, "%",
                        "%s: %" PRId32 " of %" PRId32 " numbers are assumptions", file, assumed,
                        all);
    }
}

void world_find_in_data(world_findings *f, const world *w)
{
    world_number *number = NULL;
    int32_t n = world_numbers(f->mem, w, &number);
    if (n < 0) {
        f->failed = true;
        return;
    }
    find_balance(f, w);
    find_makers(f, w);
    find_capacity(f, w);
    find_plants(f, w);
    find_baskets(f, w);
    find_elasticities(f, w);
    find_sources(f, number, n);
    find_assumed(f, number, n);
}

/* ---- all of them ------------------------------------------------------------------------------------------ */

static double size_of(const world_finding *x)
{
    return IS_NUMBER(x->number) ? fabs(x->number) : 0;
}

/* Errors first, then in the order of the tests, the largest first; the text decides what is left. */
static int by_weight(const void *pa, const void *pb)
{
    const world_finding *a = pa, *b = pb;
    if (a->severity != b->severity)
        return (int)a->severity - (int)b->severity;
    if (a->test != b->test)
        return (int)a->test - (int)b->test;
    double x = size_of(a), y = size_of(b);
    if (x < y || x > y)
        return x < y ? 1 : -1;
    int order = strcmp(a->what, b->what);
    return order ? order : strcmp(a->where, b->where);
}

gad_status world_find_problems(gad_ctx *cx, arena *mem, const world_page *p, world_findings *f)
{
    *f = (world_findings){ .mem = mem };
    world_find_in_data(f, p->w);
    if (p->b)
        world_find_in_base(f, p);
    else if (p->base_why)
        world_found(f, WORLD_ERROR, WORLD_T_BASE, NULL, NO_NUMBER, "", "%s", p->base_why);
    if (f->failed)
        return gad_nomem(cx, "checking a world");
    if (f->n)
        qsort(f->item, (size_t)f->n, sizeof *f->item, by_weight);
    return GAD_OK;
}
