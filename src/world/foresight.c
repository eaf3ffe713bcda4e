/* foresight.c - layer 2: the path on which expectations come true.
 *
 * Buyers know every event that has been announced, and the prices that follow from it; of later announcements they know
 * nothing. Hence the path is cut at the announcements. From each, the months to come (up to FORESIGHT_MONTHS beyond the next
 * announcement) are run again and again, each time with the prices of the pass before as expectations, until these stand still
 * (Fair and Taylor's method); the months up to the next announcement are then kept.
 * What remains between expected and realised prices is reported as expectation_gap, never hidden. */
#include "world/path.h"

enum { PASSES = 12, FORESIGHT_MONTHS = 6 };
static const double still =
    0.01; /* largest relative change of an expectation that counts as none */
static const double damping = 0.6;

/* The first month after k in which something is announced that is not known yet, or the end. */
static int32_t next_news(const path_run *r, int32_t k)
{
    int32_t next = r->base.n_month;
    for (int32_t i = 0; i < r->n->p->n; i++) {
        int32_t at = day_month(r->n->p->event[i].announced) - r->base.start;
        if (at > k && at < next)
            next = at;
    }
    return next;
}

/* Move the expectations towards what came out; returns the largest relative change. */
static double learn(const path_run *r, int32_t first, int32_t last, const sim_month *got,
                    double *expected)
{
    const base *b = r->n->b;
    double worst = 0;
    for (int32_t k = first; k < last; k++)
        for (int32_t i = 0; i < b->n_site; i++) {
            double *e = &expected[(ptrdiff_t)k * b->n_site + i];
            double came = got[MIN_OF(k + 1, last - 1) - first].price[i];
            double scale = fmax(fabs(*e), 0.1 * b->site[i].price);
            worst = fmax(worst, fabs(came - *e) / scale);
            *e += damping * (came - *e);
        }
    return worst;
}

static void keep(const path_run *r, const sim_month *from, int32_t k)
{
    sim_month *to = &r->out->month[k], held = *to;
    *to = *from; /* the months swap their arrays */
    *(sim_month *)(uintptr_t)from = held;
}

/* From one announcement to the next. */
static gad_status foresee(path_run *r, int32_t first, int32_t next, double *expected,
                          sim_month *work, state *opening)
{
    int32_t last = MIN_OF(next + FORESIGHT_MONTHS, r->base.n_month);
    int32_t known = path_day(r->base.start + first + 1) - 1;
    double gap = NO_LIMIT;
    gad_status st = GAD_OK;
    state_copy(r->n, &r->s, opening);
    for (int32_t pass = 0; pass < PASSES && gap > still && st == GAD_OK; pass++) {
        state_copy(r->n, opening, &r->s);
        st = path_months(r, first, last, known, expected, work);
        if (st == GAD_OK)
            gap = learn(r, first, last, work, expected);
        r->out->passes++;
    }
    if (st)
        return st;
    r->out->expectation_gap = fmax(r->out->expectation_gap, gap);
    for (int32_t k = first; k < next; k++)
        keep(r, &work[k - first], k);
    if (last == next)
        return GAD_OK;
    /* The state at `next` comes from the months that are kept. */
    state_copy(r->n, opening, &r->s);
    return path_months(r, first, next, known, expected, r->out->month + first);
}

gad_status path_foresight(path_run *r)
{
    const base *b = r->n->b;
    arena mem;
    state opening = { 0 };
    gad_status st = GAD_OK;
    int32_t months = r->base.n_month;
    arena_init(&mem, &r->cx->al);
    double *expected = arena_take(&mem, (size_t)months * (size_t)b->n_site + 1, sizeof *expected);
    sim_month *work = arena_take(&mem, (size_t)months, sizeof *work);
    if (!expected || !work)
        st = gad_nomem(r->cx, "expected prices");
    for (int32_t k = 0; k < months && st == GAD_OK; k++) {
        for (int32_t i = 0; i < b->n_site; i++)
            expected[(ptrdiff_t)k * b->n_site + i] = b->site[i].price;
        st = path_month_take(r->cx, r->n, &r->out->mem, &work[k]);
    }
    if (st == GAD_OK)
        st = state_new(r->cx, r->n, &mem, &opening);
    if (st == GAD_OK)
        path_start(r);
    for (int32_t k = 0; k < months && st == GAD_OK;) {
        int32_t next = next_news(r, k);
        st = foresee(r, k, next, expected, work, &opening);
        k = next;
    }
    arena_release(&mem);
    return st;
}
