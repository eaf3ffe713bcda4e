/* base_balance.c - layer 2: the last balance of everything at once, and the arrays that the user of a base sees.
 *
 * Unknowns: levels, needs and shipments, around what base_totals and base_fill found, with the widths of the data; strict
 * balance at every site. A shipment that ends below 1e-9 of what moves at either end goes, and all is balanced again. What
 * rounding is left is put into the largest need of a site. Last come the lanes of re-exports: open, but unused. */
#include "world/base_parts.h"

enum { PASSES_MAX = 8, HUBS = 5 };
static const double NOTHING = 1e-9; /* of what moves at both ends */
static const double SPARE =
    1.02; /* capacity over the level: a base at the limit would have a rent in its price */
static const double CLOSED = 1e-12; /* imbalance; the invariant of base.h */

/* ---- balance ---------------------------------------------------------------------------------------------------- */

static gad_status solve(base_work *k)
{
    base *b = k->b;
    const world *w = k->w;
    least l;
    int32_t n_entry = b->n_want + 2 * b->n_lane;
    for (int32_t i = 0; i < b->n_run; i++)
        n_entry += w->process[b->run[i].process].n;
    arena mem;
    arena_init(&mem, &k->cx->al);
    gad_status st = least_take(&mem, &l, b->n_site, b->n_run + b->n_want + b->n_lane, n_entry)
                        ? GAD_OK
                        : gad_nomem(k->cx, "balance of a base");
    for (int32_t i = 0; i < b->n_run && !st; i++) {
        const world_process *p = &w->process[b->run[i].process];
        least_column(&l, b->run[i].level, k->run_sigma[i], 0);
        for (int32_t c = p->first; c < p->first + p->n; c++)
            least_entry(&l, k->site_of[w->recipe[c].material * w->n_place + b->run[i].place],
                        w->recipe[c].coef);
    }
    for (int32_t i = 0; i < b->n_want && !st; i++) {
        least_column(&l, b->want[i].need, k->want_sigma[i], 0);
        least_entry(&l, b->want[i].site, -1);
    }
    for (int32_t i = 0; i < b->n_lane && !st; i++) {
        least_column(&l, b->lane[i].flow, k->lane_sigma[i], 0);
        least_entry(&l, b->lane[i].at, -1);
        least_entry(&l, b->lane[i].into, 1);
    }
    if (!st)
        st = least_solve(k->cx, &l, CLOSED);
    if (!st) {
        const double *x = l.x;
        for (int32_t i = 0; i < b->n_run; i++)
            b->run[i].level = *x++;
        for (int32_t i = 0; i < b->n_want; i++)
            b->want[i].need = fmax(*x++, 0);
        for (int32_t i = 0; i < b->n_lane; i++)
            b->lane[i].flow = fmax(*x++, 0);
    }
    arena_release(&mem);
    return gad_wrap(k->cx, st, "balance of the base of world '%s'", w->name);
}

/* Shipments and needs that are nothing go; how many. moves: [n_site] what is made there or comes in. */
static int32_t drop_small(base_work *k, const double *moves)
{
    base *b = k->b;
    int32_t n = 0, dropped;
    for (int32_t i = 0; i < b->n_lane; i++) {
        const base_lane *l = &b->lane[i];
        if (!(l->flow > NOTHING * fmin(moves[l->at], moves[l->into]) &&
              l->flow > NOTHING * k->lane_sigma[i]))
            continue;
        b->lane[n] = *l;
        k->lane_sigma[n++] = k->lane_sigma[i];
    }
    dropped = b->n_lane - n;
    b->n_lane = n;
    n = 0;
    for (int32_t i = 0; i < b->n_want; i++) {
        if (!(b->want[i].need > NOTHING * b->want[i].observed))
            continue;
        b->want[n] = b->want[i];
        k->share[n] = k->share[i];
        k->want_sigma[n++] = k->want_sigma[i];
    }
    dropped += b->n_want - n;
    b->n_want = n;
    return dropped;
}

static void sum_moves(const base *b, double *terms)
{
    base_imbalance(b, terms);
    for (int32_t s = 0; s < b->n_site; s++)
        terms[s] += terms[b->n_site + s]; /* made + shipped in */
}

/* ---- arrays ------------------------------------------------------------------------------------------------------- */

/* Sites where nothing moves go; `terms` moves with them. */
static void drop_sites(base_work *k, const double *terms, int32_t *now)
{
    base *b = k->b;
    int32_t n = 0, all = b->n_site;
    for (int32_t s = 0; s < all; s++) {
        double moves = terms[s] + terms[all + s] + terms[2 * all + s] + terms[3 * all + s];
        now[s] = moves > 0 ? n : -1;
        if (moves > 0)
            b->site[n++] = b->site[s];
    }
    b->n_site = n;
    for (int32_t i = 0; i < b->n_want; i++)
        b->want[i].site = now[b->want[i].site];
    for (int32_t i = 0; i < b->n_lane; i++) {
        b->lane[i].at = now[b->lane[i].at];
        b->lane[i].into = now[b->lane[i].into];
    }
}

static int lane_order(const void *a, const void *z)
{
    const base_lane *x = a, *y = z;
    if (x->material != y->material)
        return x->material < y->material ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* Rounding goes into the largest need of a site; the other sites are as the least squares left them. */
static void close_books(base *b, double *terms, int32_t *largest)
{
    size_t n = (size_t)b->n_site;
    base_imbalance(b, terms);
    memset(largest, 0, n * sizeof *largest);
    for (int32_t i = 0; i < b->n_want; i++) {
        int32_t *top = &largest[b->want[i].site];
        if (!*top || b->want[i].need > b->want[*top - 1].need)
            *top = i + 1;
    }
    for (size_t s = 0; s < n; s++)
        if (largest[s])
            b->want[largest[s] - 1].need +=
                terms[s] + terms[n + s] - terms[2 * n + s] - terms[3 * n + s];
}

static gad_status check_books(base_work *k, double *terms)
{
    base *b = k->b;
    size_t n = (size_t)b->n_site;
    b->worst_imbalance = base_imbalance(b, terms);
    for (int32_t i = 0; i < b->n_run; i++)
        b->run[i].capacity = fmax(b->run[i].capacity, SPARE * b->run[i].level);
    for (size_t s = 0; s < n; s++) {
        b->site[s].turnover = terms[s] + terms[n + s];
        b->site[s].used = terms[2 * n + s];
        double off = fabs(terms[s] + terms[n + s] - terms[2 * n + s] - terms[3 * n + s]);
        if (!(off <= CLOSED * (terms[s] + terms[n + s] + terms[2 * n + s] + terms[3 * n + s])))
            return gad_fail(
                k->cx, GAD_E_FORMAT,
                "the base of world '%s' does not balance: '%s' at %s is off by %g t a month",
                k->w->name, k->w->material[b->site[s].material].id,
                k->w->place[b->site[s].place].id, off);
    }
    return GAD_OK;
}

/* ---- re-exports --------------------------------------------------------------------------------------------------- */

static bool may_reexport(const world *w, int32_t material)
{
    return world_material_is(w, material, w->headline) ||
           world_material_is(w, material, "controlled");
}

/* The largest importers but home, largest first, of the sites first..end-1; how many. */
static int32_t find_hubs(const base *b, const double *in, int32_t first, int32_t end,
                         int32_t hub[HUBS])
{
    int32_t n = 0;
    for (int32_t s = first; s < end; s++) {
        if (!(in[s] > 0) || b->site[s].place == b->w->home)
            continue;
        int32_t at = n < HUBS ? n++ : HUBS;
        for (; at > 0 && in[s] > in[hub[at - 1]]; at--)
            if (at < HUBS)
                hub[at] = hub[at - 1];
        if (at < HUBS)
            hub[at] = s;
    }
    return n;
}

static bool has_lane(const base *b, int32_t n_lane, const base_lane *lane)
{
    return bsearch(lane, b->lane, (size_t)n_lane, sizeof *lane, lane_order) != NULL;
}

/* From each hub to every other place that imports; into b->lane from n_lane on when it has room, else counted only. */
static int32_t add_reexports(base *b, const double *in, base_lane *to)
{
    int32_t n = 0, hub[HUBS];
    for (int32_t s = 0, e; s < b->n_site; s = e) {
        const int32_t m = b->site[s].material;
        for (e = s; e < b->n_site && b->site[e].material == m;)
            e++;
        int32_t n_hub = may_reexport(b->w, m) ? find_hubs(b, in, s, e, hub) : 0;
        for (int32_t h = 0; h < n_hub; h++)
            for (int32_t d = s; d < e; d++) {
                base_lane lane = { .material = m,
                                   .from = b->site[hub[h]].place,
                                   .to = b->site[d].place,
                                   .at = hub[h],
                                   .into = d,
                                   .reexport = true };
                if (!(in[d] > 0) || d == hub[h] || lane.to == b->w->home ||
                    has_lane(b, b->n_lane, &lane))
                    continue;
                if (to)
                    to[n] = lane;
                n++;
            }
    }
    return n;
}

static gad_status finish_lanes(base_work *k, const double *in)
{
    base *b = k->b;
    if (b->n_lane) /* none: qsort and bsearch want an array */
        qsort(b->lane, (size_t)b->n_lane, sizeof *b->lane, lane_order);
    int32_t more = add_reexports(b, in, NULL);
    base_lane *lane = arena_take(&b->mem, (size_t)(b->n_lane + more) + 1, sizeof *lane);
    if (!lane)
        return gad_nomem(k->cx, "lanes of a base");
    memcpy(lane, b->lane, (size_t)b->n_lane * sizeof *lane);
    b->lane = lane;
    add_reexports(b, in, lane + b->n_lane);
    b->n_lane += more;
    if (b->n_lane)
        qsort(b->lane, (size_t)b->n_lane, sizeof *b->lane, lane_order);
    return GAD_OK;
}

/* ---- the story ------------------------------------------------------------------------------------------------------ */

gad_status base_balance(base_work *k)
{
    base *b = k->b;
    double *terms = arena_take(&k->mem, 4 * (size_t)b->n_site + 1, sizeof *terms);
    int32_t *work = arena_take(&k->mem, (size_t)b->n_site + 1, sizeof *work);
    if (!terms || !work)
        return gad_nomem(k->cx, "balance of a base");
    sum_moves(b, terms);
    drop_small(k, terms);
    gad_status st = solve(k);
    for (int32_t i = 0; i < PASSES_MAX && !st; i++) {
        st = base_collapse(k);
        sum_moves(b, terms);
        if (st || !drop_small(k, terms))
            break;
        st = solve(k);
    }
    if (!st)
        st = base_collapse(k);
    if (st)
        return st;
    base_imbalance(b, terms);
    drop_sites(k, terms, work);
    close_books(b, terms, work);
    st = check_books(k, terms);
    return st ? st : finish_lanes(k, terms + b->n_site);
}
