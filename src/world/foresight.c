/* foresight.c - layer 2: the path on which expectations come true.
 *
 * Buyers know every event that has been announced and the prices that follow from it; of later announcements they know
 * nothing. The months are run again and again, each time with the next month's price of the pass before as the expectation
 * (Fair and Taylor's method, damped), until these stand still or PASSES are done. Where news comes in the next month nobody
 * can foresee its price: the price of the month itself is expected then.
 * What remains between expected and realised prices is reported as expectation_gap, never hidden. */
#include "world/path.h"

enum { PASSES = 3 };
static const double still =
    0.02; /* a gap that counts as none: far below what a month's news moves */
static const double damping = 0.7;

typedef struct foresight {
    path_run *r;
    double *expected; /* [n_month * n_site] */
    double
        *price; /* [n_month * n_node] of the last pass: where the next one starts, month by month */
    double *wish;
    bool *news; /* [n_month] something is announced in that month */
} foresight;

static void find_news(foresight *f)
{
    const policy *p = f->r->n->p;
    for (int32_t i = 0; i < p->n; i++) {
        int32_t at = day_month(p->event[i].announced) - f->r->base.start;
        if (at > 0 && at < f->r->base.n_month)
            f->news[at] = true;
    }
}

/* The price that month k would have had buyers expect, from the months of a pass. */
static double foreseen(const foresight *f, const sim_month *month, int32_t k, int32_t site)
{
    bool blind = k + 1 == f->r->base.n_month || f->news[k + 1];
    return month[blind ? k : k + 1].price[site];
}

/* Move the expectations towards what came out; returns the mean relative gap, sites weighted by their turnover in money. */
static double learn(foresight *f, const sim_month *month, double step)
{
    const base *b = f->r->n->b;
    double gap = 0, weight = 0;
    for (int32_t k = 0; k < f->r->base.n_month; k++)
        for (int32_t i = 0; i < b->n_site; i++) {
            double *e = &f->expected[(ptrdiff_t)k * b->n_site + i];
            double came = foreseen(f, month, k, i), worth = b->site[i].turnover * b->site[i].price;
            gap += worth * fabs(came - *e) / fmax(fabs(came), 0.1 * b->site[i].price);
            weight += worth;
            *e += step * (came - *e);
        }
    return weight > 0 ? gap / weight : 0;
}

/* One pass over all months; each starts from the prices it had in the pass before, if there was one. */
static gad_status pass(foresight *f, bool again)
{
    path_run *r = f->r;
    size_t nodes = (size_t)r->n->n_node;
    gad_status st = GAD_OK;
    path_start(r);
    for (int32_t k = 0; k < r->base.n_month && st == GAD_OK; k++) {
        double *price = f->price + (size_t)k * nodes, *wish = f->wish + (size_t)k * nodes;
        if (again) {
            memcpy(r->m.price, price, nodes * sizeof *price);
            memcpy(r->m.wish, wish, nodes * sizeof *wish);
        }
        st = path_months(r, k, k + 1, INT32_MIN, f->expected, &r->out->month[k]);
        memcpy(price, r->m.price, nodes * sizeof *price);
        memcpy(wish, r->m.wish, nodes * sizeof *wish);
    }
    return st;
}

static gad_status take(foresight *f, arena *mem)
{
    const path_run *r = f->r;
    size_t months = (size_t)r->base.n_month, nodes = (size_t)r->n->n_node;
    f->expected = arena_take(mem, months * (size_t)r->n->b->n_site + 1, sizeof *f->expected);
    f->price = arena_take(mem, months * nodes + 1, sizeof *f->price);
    f->wish = arena_take(mem, months * nodes + 1, sizeof *f->wish);
    f->news = arena_take(mem, months + 1, sizeof *f->news);
    return f->expected && f->price && f->wish && f->news ? GAD_OK
                                                         : gad_nomem(r->cx, "expected prices");
}

gad_status path_foresight(path_run *r, const sim *seed)
{
    foresight f = { .r = r };
    arena mem;
    arena_init(&mem, &r->cx->al);
    gad_status st = take(&f, &mem);
    if (st)
        goto done;
    find_news(&f);
    if (!seed || seed->n_month != r->base.n_month || seed->b != r->n->b) {
        st = path_adaptive(r);
        seed = r->out;
    }
    if (st)
        goto done;
    (void)learn(&f, seed->month, 1);
    r->out->expectation_gap = NO_LIMIT;
    for (int32_t k = 0; k < PASSES && r->out->expectation_gap > still && st == GAD_OK; k++) {
        st = pass(&f, k > 0);
        if (st == GAD_OK)
            r->out->expectation_gap = learn(&f, r->out->month, damping);
        r->out->passes = k + 1;
    }
done:
    arena_release(&mem);
    return st;
}
