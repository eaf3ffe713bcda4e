/* simulate_order.c - layer 4: which prices moved most, who lacks most, which stocks run down, who got licences, and what is
 * rerouted. Invariant: equals keep the order of the world's files, so that every run prints the same. */
#include "report/simulate_order.h"

/* Descending; ties by the number that follows. */
static int by_size(double a, double b, int32_t i, int32_t j)
{
    return a > b ? -1 : a < b ? 1 : (i > j) - (i < j);
}

/* ---- prices ------------------------------------------------------------------------------------- */

/* Share of the base: a fall is at most all of it, so that what becomes worthless does not hide what becomes dear. Below a
 * dollar a tonne every change is a small one. */
static double moved(double x, double was)
{
    return fabs(x - was) / MAX_OF(fabs(was), 1.0);
}

static void price_side(const simulate_answer *a, int32_t side, simulate_price *p)
{
    const sim *s = a->s, *other = a->against ? a->against : a->s;
    double most = -1;
    p->base[side] = p->furthest[side] = p->last[side] = NO_NUMBER;
    for (int32_t k = 0; k < s->n_month; k++) {
        const sim_month *m = simulate_base(a, k);
        double x = sim_price(s, &s->month[k], p->material, side == INSIDE);
        double was = m ? sim_price(other, m, p->material, side == INSIDE) : NO_NUMBER;
        p->last[side] = x;
        if (!IS_NUMBER(x) || !IS_NUMBER(was) || moved(x, was) <= most)
            continue;
        most = moved(x, was);
        p->base[side] = was;
        p->furthest[side] = x;
        p->when[side] = k;
    }
    p->moved = MAX_OF(p->moved, most);
}

static int by_moved(const void *pa, const void *pb)
{
    const simulate_price *a = pa, *b = pb;
    return by_size(a->moved, b->moved, a->material, b->material);
}

/* USD a month of a material that passes all places in the base month. */
static double worth(const simulate_answer *a, int32_t material)
{
    const base *b = a->s->b;
    double usd = 0;
    for (int32_t i = 0; i < b->n_site; i++)
        if (b->site[i].material == material)
            usd += b->site[i].turnover * b->site[i].price;
    return usd;
}

/* What the page is about comes first, whatever moved further, and of it what weighs most in money: the months show its
 * price. */
static void headline_first(const simulate_answer *a, simulate_sum *x)
{
    int32_t first = -1;
    for (int32_t i = 0; i < x->n_price; i++)
        if (world_material_is(a->s->w, x->price[i].material, a->s->w->headline) &&
            (first < 0 || worth(a, x->price[i].material) > worth(a, x->price[first].material)))
            first = i;
    if (first <= 0)
        return;
    simulate_price p = x->price[first];
    memmove(x->price + 1, x->price, (size_t)first * sizeof *x->price);
    x->price[0] = p;
}

bool simulate_order_prices(arena *mem, const simulate_answer *a, simulate_sum *x)
{
    int32_t n = a->s->w->n_material;
    x->price = arena_take(mem, (size_t)MAX_OF(n, 1), sizeof *x->price);
    for (int32_t i = 0; i < n && x->price; i++) {
        simulate_price p = { .material = i };
        if (!simulate_shows_material(a, i))
            continue;
        price_side(a, OUTSIDE, &p);
        price_side(a, INSIDE, &p);
        if (p.moved > SIMULATE_MOVED)
            x->price[x->n_price++] = p;
    }
    if (x->price)
        qsort(x->price, (size_t)x->n_price, sizeof *x->price, by_moved);
    if (x->price)
        headline_first(a, x);
    return x->price != NULL;
}

/* ---- who runs short ----------------------------------------------------------------------------- */

static simulate_short *short_of(simulate_sum *x, const char *use, int32_t place)
{
    for (int32_t i = 0; i < x->n_short; i++)
        if (x->lacking[i].place == place && STR_EQ(x->lacking[i].id, use))
            return &x->lacking[i];
    return NULL;
}

/* Needs of all materials of one use at one place: a magnet of one kind lacks a car as one of the other. */
static void add_short(const simulate_answer *a, int32_t k, simulate_short *r, double *t,
                      double *need)
{
    const sim *s = a->s;
    *t = *need = 0;
    for (int32_t i = 0; i < s->b->n_want; i++) {
        const world_use *u = &s->w->use[s->b->want[i].use];
        if (s->b->want[i].place != r->place || !STR_EQ(u->id, r->id) ||
            !simulate_shows_material(a, u->material))
            continue;
        *t += s->month[k].unserved[i];
        *need += s->month[k].need[i];
        r->usd += sim_lost(s, &s->month[k], i);
    }
}

static void fill_short(const simulate_answer *a, simulate_short *r)
{
    double t = 0, need = 0;
    for (int32_t k = 0; k < a->s->n_month; k++) {
        add_short(a, k, r, &t, &need);
        r->total += t;
        if (t <= r->t)
            continue;
        r->t = t;
        r->need = need;
        r->worst = k;
    }
}

/* Whether a want goes short of anything that counts in any month. */
static bool lacks(const sim *s, int32_t want)
{
    for (int32_t k = 0; k < s->n_month; k++)
        if (s->month[k].unserved[want] > MAX_OF(1e-3 * s->month[k].need[want], SIMULATE_GRAM))
            return true;
    return false;
}

static int by_usd(const void *pa, const void *pb)
{
    const simulate_short *a = pa, *b = pb;
    int order = by_size(a->usd, b->usd, a->place, b->place);
    return order ? order : strcmp(a->id, b->id);
}

bool simulate_order_short(arena *mem, const simulate_answer *a, simulate_sum *x)
{
    const sim *s = a->s;
    x->lacking = arena_take(mem, (size_t)MAX_OF(s->b->n_want, 1), sizeof *x->lacking);
    for (int32_t i = 0; i < s->b->n_want && x->lacking; i++) {
        const world_use *u = &s->w->use[s->b->want[i].use];
        int32_t place = s->b->want[i].place;
        if (!simulate_shows_material(a, u->material) || !simulate_shows_place(a, place) ||
            !lacks(s, i) || short_of(x, u->id, place))
            continue;
        simulate_short r = { .id = u->id, .name = u->name, .place = place };
        fill_short(a, &r);
        x->lacking[x->n_short++] = r;
    }
    if (x->lacking)
        qsort(x->lacking, (size_t)x->n_short, sizeof *x->lacking, by_usd);
    return x->lacking != NULL;
}

/* ---- stocks ------------------------------------------------------------------------------------- */

static int by_user(const void *pa, const void *pb)
{
    const simulate_stock *a = pa, *b = pb;
    if (a->headline != b->headline)
        return a->headline ? -1 : 1;
    return by_size(a->size, b->size, a->site, b->site);
}

static int by_weeks(const void *pa, const void *pb)
{
    const simulate_stock *a = pa, *b = pb;
    return by_size(-a->weeks, -b->weeks, a->site, b->site);
}

static bool fill_stock(const simulate_answer *a, int32_t site, simulate_stock *r)
{
    const sim *s = a->s, *other = a->against ? a->against : a->s;
    const base_site *at = &s->b->site[site];
    double least = 0.5; /* share of the usual cover below which a stock is told of */
    *r = (simulate_stock){ .site = site,
                           .headline = world_material_is(s->w, at->material, s->w->headline),
                           .size = at->used * MAX_OF(at->price, 0.0),
                           .worst = -1 };
    for (int32_t k = 0; k < s->n_month; k++) {
        const sim_month *m = simulate_base(a, k);
        double weeks = sim_weeks(s, &s->month[k], site);
        double before = m ? sim_weeks(other, m, site) : NO_NUMBER;
        if (!(before > 0) || !(weeks < least * before))
            continue;
        least = weeks / before;
        r->before = before;
        r->weeks = weeks;
        r->worst = k;
    }
    return r->worst >= 0;
}

/* Headline goods and the largest users first; those that a first screen has room for stand by weeks. */
bool simulate_order_stocks(arena *mem, const simulate_answer *a, simulate_sum *x)
{
    const sim *s = a->s;
    x->stock = arena_take(mem, (size_t)MAX_OF(s->b->n_site, 1), sizeof *x->stock);
    for (int32_t i = 0; i < s->b->n_site && x->stock; i++)
        if (simulate_shows_material(a, s->b->site[i].material) &&
            simulate_shows_place(a, s->b->site[i].place) && fill_stock(a, i, &x->stock[x->n_stock]))
            x->n_stock++;
    if (!x->stock)
        return false;
    qsort(x->stock, (size_t)x->n_stock, sizeof *x->stock, by_user);
    qsort(x->stock, (size_t)MIN_OF(x->n_stock, (int32_t)SIMULATE_STOCKS), sizeof *x->stock,
          by_weeks);
    return true;
}

/* ---- licences ----------------------------------------------------------------------------------- */

/* Without the licence in force what is shipped needs no permit. */
static void add_licence(simulate_queue *r, const sim_licence *l, int32_t k)
{
    r->backlog_last = l->backlog;
    if (!l->open)
        return;
    r->need += l->need;
    r->applied += l->applied;
    r->decided += l->decided;
    r->granted += l->granted;
    r->denied += l->denied;
    r->used += l->used;
    r->expired += l->expired;
    r->exempt += l->exempt;
    r->rent_usd += l->rent_usd;
    r->rent_usd_t = fmax(r->rent_usd_t, l->rent_usd_t);
    r->wait = isfinite(l->wait_months) ? fmax(r->wait, l->wait_months) : r->wait;
    r->idle += l->backlog > SIMULATE_GRAM && !(l->decided > SIMULATE_GRAM);
    if (l->backlog > r->backlog) {
        r->backlog = l->backlog;
        r->backlog_when = k;
    }
}

static int by_need(const void *pa, const void *pb)
{
    const simulate_queue *a = pa, *b = pb;
    return by_size(a->need, b->need, a->queue, b->queue);
}

bool simulate_order_queues(arena *mem, const simulate_answer *a, simulate_sum *x)
{
    const sim *s = a->s;
    x->queue = arena_take(mem, (size_t)MAX_OF(s->n_queue, 1), sizeof *x->queue);
    for (int32_t q = 0; q < s->n_queue && x->queue; q++) {
        simulate_queue r = { .queue = q, .wait = NO_NUMBER };
        for (int32_t k = 0; k < s->n_month; k++)
            if (s->month[k].licence)
                add_licence(&r, &s->month[k].licence[q], k);
        if (simulate_shows_queue(a, q) && (r.need > 0 || r.applied > 0))
            x->queue[x->n_queue++] = r;
    }
    if (x->queue)
        qsort(x->queue, (size_t)x->n_queue, sizeof *x->queue, by_need);
    return x->queue != NULL;
}

/* ---- lanes: by value, for a tonne of ore is no tonne of terbium --------------------------------- */

static int by_above(const void *pa, const void *pb)
{
    const simulate_lane *a = pa, *b = pb;
    return by_size(a->usd, b->usd, a->lane, b->lane);
}

static void fill_lane(const simulate_answer *a, int32_t lane, simulate_lane *legal,
                      simulate_lane *past)
{
    *legal = *past = (simulate_lane){ .lane = lane };
    for (int32_t k = 0; k < a->s->n_month; k++) {
        const sim_month *was = simulate_base(a, k);
        past->t += a->s->month[k].smuggled[lane];
        legal->t += was ? a->s->month[k].flow[lane] : 0;
        legal->base += was ? was->flow[lane] : 0;
    }
    double usd_t = MAX_OF(a->s->b->site[a->s->b->lane[lane].at].price, 0.0);
    legal->usd = (legal->t - legal->base) * usd_t;
    past->usd = past->t * usd_t;
}

bool simulate_order_lanes(arena *mem, const simulate_answer *a, simulate_sum *x)
{
    int32_t n = a->s->b->n_lane;
    x->lane = arena_take(mem, (size_t)MAX_OF(n, 1), sizeof *x->lane);
    x->smuggle = arena_take(mem, (size_t)MAX_OF(n, 1), sizeof *x->smuggle);
    if (!x->lane || !x->smuggle)
        return false;
    for (int32_t i = 0; i < n; i++) {
        const base_lane *l = &a->s->b->lane[i];
        simulate_lane legal, past;
        if (!simulate_shows_material(a, l->material) ||
            !(simulate_shows_place(a, l->from) || simulate_shows_place(a, l->to)))
            continue;
        fill_lane(a, i, &legal, &past);
        if (legal.t - legal.base > MAX_OF(SIMULATE_MOVED * legal.base, 1000 * SIMULATE_GRAM))
            x->lane[x->n_lane++] = legal;
        if (past.t > 1000 * SIMULATE_GRAM)
            x->smuggle[x->n_smuggle++] = past;
    }
    qsort(x->lane, (size_t)x->n_lane, sizeof *x->lane, by_above);
    qsort(x->smuggle, (size_t)x->n_smuggle, sizeof *x->smuggle, by_above);
    return true;
}
