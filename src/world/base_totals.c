/* base_totals.c - layer 2: what every place makes, uses, exports and imports, made consistent.
 *
 * Unknowns: levels of runs, world uses and how far the share of a place in them is off, known flows, and what a site ships
 * or takes beyond the known flows, which goes through one world pool per material. Strict balance at
 * every site and pool; places without known flows balance in the pool. Shipments beyond the known ones are all but free, except where flows.csv shows most of what a place exports: then what it
 * does not show is small. A place that makes and uses a material serves itself first: only the net goes to the pool. */
#include "world/base_parts.h"

static const double WIDE =
    10; /* of all that is known to move at a site: no opinion on a shipment */
static const double LEFT_OUT = 0.02; /* of known exports: what statistics leave out */
static const double MOST = 2.0 / 3;  /* of the places that a site can ship to */
static const double NOTHING = 1e-3;  /* of what was observed: less is a contradiction in the data */
static const double FITS =
    1e-3; /* imbalance, of pools where next to nothing moves: base_balance closes it */

/* Does flows.csv show most of the places that a site can ship to? *known: what it shows, t/mo. */
static bool published(const base_work *k, int32_t site, double *known)
{
    const base *b = k->b;
    int32_t users = 0, shown = 0, m = b->site[site].material;
    *known = 0;
    for (int32_t i = site; i < b->n_site && b->site[i].material == m; i++)
        users += i != site && k->used[i] > 0;
    for (int32_t i = site - 1; i >= 0 && b->site[i].material == m; i--)
        users += k->used[i] > 0;
    for (int32_t i = 0; i < k->n_known; i++)
        if (k->known[i].at == site && k->known[i].observed > 0) {
            shown += k->used[k->known[i].into] > 0;
            *known += k->known[i].observed;
        }
    return shown > MOST * users;
}

typedef struct columns { /* first column of each kind */
    int32_t use, want, known;
    int32_t *node, *pool; /* [n_site] node of its balance, and of the world's pool */
} columns;

static void add_runs(base_work *k, least *l, const columns *col)
{
    for (int32_t i = 0; i < k->b->n_run; i++) {
        const base_run *r = &k->b->run[i];
        const world_process *p = &k->w->process[r->process];
        least_column(l, r->observed, k->run_sigma[i], 0);
        for (int32_t c = p->first; c < p->first + p->n; c++)
            least_entry(l,
                        col->node[k->site_of[k->w->recipe[c].material * k->w->n_place + r->place]],
                        k->w->recipe[c].coef);
    }
}

/* need = share * use + deviation: all places follow when the world's use is off. */
static void add_wants(base_work *k, least *l, columns *col)
{
    const base *b = k->b;
    col->use = l->n;
    for (int32_t u = 0; u < k->w->n_use; u++) {
        const estimate *e = &k->w->use[u].t_yr;
        least_column(l, e->mode / 12, fmax(base_sigma(e, 0), 1e-12) / 12, -NO_LIMIT);
        for (int32_t i = 0; i < b->n_want; i++)
            if (b->want[i].use == u)
                least_entry(l, col->node[b->want[i].site], -k->share[i]->share_frac.mode);
    }
    col->want = l->n;
    for (int32_t i = 0; i < b->n_want; i++) {
        least_column(l, 0, k->want_sigma[i], -NO_LIMIT);
        least_entry(l, col->node[b->want[i].site], -1);
    }
}

static void add_known(base_work *k, least *l, columns *col)
{
    col->known = l->n;
    for (int32_t i = 0; i < k->n_known; i++) {
        const base_known *f = &k->known[i];
        least_column(l, f->observed, f->sigma, 0);
        if (f->at != f->into) {
            least_entry(l, col->node[f->at], -1);
            least_entry(l, col->node[f->into], 1);
        }
    }
}

/* Who makes nothing takes, who uses nothing ships; who does both does one of them; who does neither passes goods on. */
static void add_rest(base_work *k, least *l, const columns *col, int32_t site, double wide)
{
    double known;
    bool ships = k->made[site] > 0 || !(k->used[site] > 0);
    bool takes = k->used[site] > 0 || !(k->made[site] > 0);
    bool tight = ships && published(k, site, &known);
    if (ships) {
        least_column(l, 0, tight ? LEFT_OUT * known : wide, takes && !tight ? -NO_LIMIT : 0);
        least_entry(l, col->node[site], -1);
        least_entry(l, col->pool[site], 1);
    }
    if (takes && (tight || !ships)) {
        least_column(l, 0, wide, 0);
        least_entry(l, col->node[site], 1);
        least_entry(l, col->pool[site], -1);
    }
}

/* Sites with known flows have a node of their own, all others of a material are one with its pool; how many nodes. */
static int32_t number_nodes(const base_work *k, columns *col)
{
    const base *b = k->b;
    int32_t n = 0;
    for (int32_t i = 0; i < k->n_known; i++)
        col->node[k->known[i].at] = col->node[k->known[i].into] = 1;
    for (int32_t s = 0, e; s < b->n_site; s = e) {
        int32_t pool = n++;
        for (e = s; e < b->n_site && b->site[e].material == b->site[s].material; e++) {
            col->pool[e] = pool;
            col->node[e] = col->node[e] ? n++ : pool;
        }
    }
    return n;
}

static gad_status add_rests(base_work *k, least *l, const columns *col)
{
    const base *b = k->b;
    double *moves = arena_take(&k->mem, (size_t)b->n_site + 1, sizeof *moves);
    if (!moves)
        return gad_nomem(k->cx, "totals of a base");
    for (int32_t i = 0; i < k->n_known; i++) {
        moves[k->known[i].at] += k->known[i].observed + k->known[i].sigma;
        moves[k->known[i].into] += k->known[i].observed + k->known[i].sigma;
    }
    for (int32_t s = 0; s < b->n_site; s++)
        if (col->node[s] != col->pool[s])
            add_rest(k, l, col, s, WIDE * (moves[s] + k->made[s] + k->used[s]));
    return GAD_OK;
}

/* ---- what comes of it ------------------------------------------------------------------------------------------ */

/* What is left over, or missing, at a site when the known flows are done. */
static void take_nets(base_work *k)
{
    const base *b = k->b;
    double *net = k->out;
    for (int32_t i = 0; i < b->n_run; i++) {
        const world_process *p = &k->w->process[b->run[i].process];
        for (int32_t c = p->first; c < p->first + p->n; c++)
            net[k->site_of[k->w->recipe[c].material * k->w->n_place + b->run[i].place]] +=
                k->w->recipe[c].coef * b->run[i].level;
    }
    for (int32_t i = 0; i < b->n_want; i++)
        net[b->want[i].site] -= b->want[i].need;
    for (int32_t i = 0; i < k->n_known; i++)
        if (k->known[i].at != k->known[i].into) {
            net[k->known[i].at] -= k->known[i].value;
            net[k->known[i].into] += k->known[i].value;
        }
    for (int32_t s = 0; s < b->n_site; s++) {
        k->in[s] = fmax(-net[s], 0);
        k->out[s] = fmax(net[s], 0);
    }
}

static void take_answer(base_work *k, const least *l, const columns *col)
{
    base *b = k->b;
    for (int32_t i = 0; i < b->n_run; i++)
        b->run[i].level = l->x[i];
    for (int32_t i = 0; i < b->n_want; i++) {
        const world_use *u = &k->w->use[b->want[i].use];
        double share = k->share[i]->share_frac.mode;
        double need = share * l->x[col->use + b->want[i].use] + l->x[col->want + i];
        b->want[i].need = fmax(need, 1e-6 * b->want[i].observed);
        k->want_sigma[i] = hypot(k->want_sigma[i], share * base_sigma(&u->t_yr, 0) / 12);
    }
    for (int32_t i = 0; i < k->n_known; i++)
        k->known[i].value = fmax(l->x[col->known + i], 0);
    take_nets(k);
}

/* The material of a process whose observations contradict each other most: made against used in the world. */
static int32_t worst_material(const base_work *k, const world_process *p)
{
    int32_t worst = k->w->recipe[p->first].material;
    double most = -1;
    for (int32_t c = p->first; c < p->first + p->n; c++) {
        double made = 0, used = 0;
        for (int32_t s = 0; s < k->b->n_site; s++)
            if (k->b->site[s].material == k->w->recipe[c].material) {
                made += k->made[s];
                used += k->used[s];
            }
        double off = fabs(log(made / used));
        if (off > most) {
            most = off;
            worst = k->w->recipe[c].material;
        }
    }
    return worst;
}

static gad_status refuse(const base_work *k, int32_t material, const char *what, const estimate *e,
                         double observed, double value)
{
    char makers[BASE_WHO], users[BASE_WHO];
    return gad_fail(
        k->cx, GAD_E_FORMAT,
        "the base of world '%s' cannot balance: '%s' leaves %.3g of %.6g t a year for %s (%s:%" PRId32
        "); it is made in %s and used in %s: look at these numbers, their ranges and recipes.csv",
        k->w->name, k->w->material[material].id, value * 12, observed * 12, what, e->file, e->line,
        base_who(k, material, true, makers), base_who(k, material, false, users));
}

gad_status base_collapse(const base_work *k)
{
    const base *b = k->b;
    char what[128];
    for (int32_t i = 0; i < b->n_run; i++) {
        const base_run *r = &b->run[i];
        const world_process *p = &k->w->process[r->process];
        snprintf(what, sizeof what, "'%.60s' at %.40s", p->id, k->w->place[r->place].id);
        if (!(r->level > NOTHING * r->observed))
            return refuse(k, worst_material(k, p), what, r->given, r->observed, r->level);
    }
    for (int32_t u = 0; u < k->w->n_use; u++) {
        double need = 0, observed = 0;
        for (int32_t i = 0; i < b->n_want; i++)
            if (b->want[i].use == u) {
                need += b->want[i].need;
                observed += b->want[i].observed;
            }
        snprintf(what, sizeof what, "the use '%.60s'", k->w->use[u].id);
        if (!(need >= 2 * NOTHING * observed))
            return refuse(k, k->w->use[u].material, what, &k->w->use[u].t_yr, observed, need);
    }
    return GAD_OK;
}

gad_status base_totals(base_work *k)
{
    const base *b = k->b;
    int32_t n_entry = 2 * b->n_want + 2 * k->n_known + 4 * b->n_site;
    for (int32_t i = 0; i < b->n_run; i++)
        n_entry += k->w->process[b->run[i].process].n;
    least l;
    columns col = { .node = arena_take(&k->mem, (size_t)b->n_site + 1, sizeof *col.node),
                    .pool = arena_take(&k->mem, (size_t)b->n_site + 1, sizeof *col.pool) };
    if (!col.node || !col.pool ||
        !least_take(&k->mem, &l, number_nodes(k, &col),
                    b->n_run + k->w->n_use + b->n_want + k->n_known + 2 * b->n_site, n_entry))
        return gad_nomem(k->cx, "totals of a base");
    add_runs(k, &l, &col);
    add_wants(k, &l, &col);
    add_known(k, &l, &col);
    gad_status st = add_rests(k, &l, &col);
    if (!st)
        st = least_solve(k->cx, &l, FITS);
    if (st == GAD_E_FORMAT)
        gad_wrap(k->cx, st, "totals of the base of world '%s'", k->w->name);
    if (st)
        return st;
    take_answer(k, &l, &col);
    return base_collapse(k);
}
