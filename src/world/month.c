/* month.c - layer 2: one month: terms, licences, clearing, the report. The page to read.
 *
 * Flow: month_step -> month_alarm -> month_licences (queues.c) -> month_floors -> month_terms (terms.c), month_clear
 *                  -> month_report -> state_carry (state.c).
 * Invariant: a month is reported only when its market has passed the kernel's own certificate. */
#include "world/month.h"

struct books { /* of one site in one month, t */
    double in, out;
};
typedef struct books books;

#define TAKE(field, count) ((field) = arena_take(mem, (size_t)(count) + 1, sizeof *(field)))

gad_status month_run_take(month_run *m, arena *mem)
{
    const network *n = m->n;
    bool ok = TAKE(m->price, n->n_node) && TAKE(m->wish, n->n_node) &&
              TAKE(m->level, n->n_activity) && TAKE(m->permit, n->n_pool) &&
              TAKE(m->free_of, n->n_pool) && TAKE(m->terms, n->n_queue) &&
              TAKE(m->queued, n->n_queue) && TAKE(m->ratio, n->b->n_site) &&
              TAKE(m->opening, n->b->n_site) && TAKE(m->before, n->n_node) &&
              TAKE(m->fallback, n->n_node) && TAKE(m->share, n->p->n) &&
              TAKE(m->lane_cost, n->b->n_lane) && TAKE(m->book, n->b->n_site) &&
              TAKE(m->floor_pay, n->b->n_run);
    return ok ? GAD_OK : gad_nomem(m->cx, "a month of the simulation");
}

/* ---- clearing --------------------------------------------------------------------------------------------- */

/* The node that balances worst at the levels of the last solve. */
static const char *worst_node(const month_run *m, double *share)
{
    const network *n = m->n;
    double *sum = m->before;
    int32_t worst = 0;
    *share = 0;
    for (int32_t i = 0; i < n->n_node; i++)
        sum[i] = n->num->supply[i];
    for (int32_t j = 0; j < n->n_activity; j++)
        for (int32_t e = n->start[j]; e < n->start[j + 1]; e++)
            sum[n->node[e]] += n->coef[e] * m->level[j];
    for (int32_t i = 0; i < n->n_node; i++) {
        double terms = fabs(n->num->supply[i]);
        for (int32_t j = 0; j < n->n_activity; j++)
            for (int32_t e = n->start[j]; e < n->start[j + 1]; e++)
                terms += n->node[e] == i ? fabs(n->coef[e] * m->level[j]) : 0;
        if (terms > 0 && fabs(sum[i]) / terms > *share) {
            *share = fabs(sum[i]) / terms;
            worst = i;
        }
    }
    return n->node_id[worst];
}

static gad_status unsolved(month_run *m, const gad_market_report *report)
{
    char month[PERIOD_TEXT];
    double share = 0;
    const char *where = worst_node(m, &share);
    return gad_fail(
        m->cx, GAD_E_NOTFOUND,
        "the market of %s has no answer within the tolerance (%s): worst is '%s', %.3g of it unbalanced%s%s",
        month_people(month, m->month), gad_market_status_text(report->status), where, share,
        report->note[0] ? ": " : "", report->note);
}

/* Where prices span many powers of ten (samarium at a hundred times its base price beside cerium) the cost conditions cannot
 * be met to 1e-9; the balances must be, whatever the tolerance. */
static const double tolerances[] = { 1e-9, 1e-8, 1e-7 }, balanced = 1e-9;

gad_status month_solve(month_run *m)
{
    gad_market_opts opts = gad_market_defaults();
    opts.reuse_factor = 0; /* the factor is cheap here, and its last digits are wanted */
    gad_market_answer answer = { .price = m->price, .level = m->level };
    gad_status st = GAD_OK;
    bool solved = false;
    for (int32_t k = 0; k < COUNT_OF(tolerances) && !solved && st == GAD_OK; k++) {
        opts.tolerance = tolerances[k];
        st = gad_market_solve(m->cx, m->n->market, &opts, m->warm || k > 0 ? m->price : NULL,
                              &answer);
        solved = st == GAD_OK && answer.report.status == GAD_SOLVED &&
                 answer.report.imbalance <= balanced;
    }
    if (st)
        return gad_wrap(m->cx, st, "clearing a month");
    m->newton += answer.report.iterations;
    m->report = answer.report;
    m->warm = solved;
    return solved ? GAD_OK : unsolved(m, &answer.report);
}

gad_status month_clear(month_run *m)
{
    /* The wish asks how much would be shipped: duties as dollars at its own prices of last month are near enough. */
    if (m->wishing && month_has_duties(m)) {
        bool near = false;
        gad_status rough = month_duties(m, &near);
        if (rough || near)
            return rough;
    }
    bool near = false;
    gad_status st = m->warm && !m->wishing && month_has_duties(m) ? month_duties(m, &near) : GAD_OK;
    return st ? st : month_solve(m);
}

/* ---- price floors -------------------------------------------------------------------------------------------- */

enum { FLOOR_ROUNDS = 60 };
/* Payments that move less than that, relative, stand still; above the second they have not settled. */
static const double floor_still = 1e-9, floor_loose = 1e-6;

/* What the state owes a run per unit of level at the prices of the last solve. */
static double floor_due(const month_run *m, int32_t run)
{
    const network *n = m->n;
    const base_run *r = &n->b->run[run];
    const world_process *p = &n->w->process[r->process];
    double due = 0;
    for (int32_t i = 0; i < n->p->n; i++) {
        const policy_event *e = &n->p->event[i];
        double share = e->kind == POLICY_PRICE_FLOOR ? month_event_share(m, e) : 0;
        if (share <= 0 || !world_place_is(n->w, r->place, e->place))
            continue;
        for (int32_t k = p->first; k < p->first + p->n; k++) {
            const world_recipe *line = &n->w->recipe[k];
            bool named = false;
            for (int32_t j = 0; j < e->n_what; j++)
                named = named || world_material_is(n->w, line->material, e->what[j]);
            if (line->coef <= 0 || !named)
                continue;
            int32_t site = base_site_find(n->b, line->material, r->place);
            due += share * line->coef * fmax(e->number[POLICY_USD_T] - m->price[n->spot[site]], 0);
        }
    }
    return due;
}

static bool has_floor(const month_run *m)
{
    for (int32_t i = 0; i < m->n->p->n; i++)
        if (m->n->p->event[i].kind == POLICY_PRICE_FLOOR &&
            month_event_share(m, &m->n->p->event[i]) > 0)
            return true;
    return false;
}

/* A payment lowers the price a little, which raises the payment: the rounds shrink geometrically. */
gad_status month_floors(month_run *m)
{
    if (!has_floor(m))
        memset(m->floor_pay, 0, (size_t)m->n->b->n_run * sizeof *m->floor_pay);
    month_terms(m);
    gad_status st = month_clear(m);
    bool floors = st == GAD_OK && has_floor(m);
    double moved = floors ? NO_LIMIT : 0;
    for (int32_t round = 0; round < FLOOR_ROUNDS && moved >= floor_still; round++) {
        moved = 0;
        for (int32_t r = 0; r < m->n->b->n_run; r++) {
            double due = floor_due(m, r);
            moved = fmax(moved, fabs(due - m->floor_pay[r]) / fmax(due, 1));
            m->floor_pay[r] = due;
        }
        if (moved < floor_still)
            break;
        month_terms(m);
        st = month_clear(m);
        if (st)
            return st;
    }
    char month[PERIOD_TEXT];
    if (moved > floor_loose)
        return gad_fail(m->cx, GAD_E_NOTFOUND,
                        "what the price floors pay does not settle in %s (%.2g after %d rounds): "
                        "give fewer floors on one chain, or lower ones",
                        month_people(month, m->month), moved, FLOOR_ROUNDS);
    return st;
}

/* ---- the report ------------------------------------------------------------------------------------------------ */

static void book_runs(const month_run *m, sim_month *out, books *b)
{
    const network *n = m->n;
    for (int32_t i = 0; i < n->n_leg; i++) {
        const net_leg *leg = &n->leg[i];
        const base_run *r = &n->b->run[leg->run];
        const world_process *p = &n->w->process[r->process];
        double x = m->level[leg->activity], value = 0;
        for (int32_t k = p->first; k < p->first + p->n; k++)
            if (n->w->recipe[k].coef > 0)
                value +=
                    n->w->recipe[k].coef *
                    fmax(n->b->site[base_site_find(n->b, n->w->recipe[k].material, r->place)].price,
                         0);
        out->run[leg->run] = fmax(out->run[leg->run], x);
        for (int32_t k = p->first; k < p->first + p->n; k++) {
            const world_recipe *line = &n->w->recipe[k];
            int32_t site = base_site_find(n->b, line->material, r->place);
            double coef = line->coef;
            if (leg->product >= 0)
                coef = coef < 0 ? coef * leg->value / value : (k == leg->product ? coef : 0);
            *(coef > 0 ? &b[site].in : &b[site].out) += fabs(coef) * x;
        }
    }
    for (int32_t i = 0; i < n->n_added; i++) {
        const world_plant *plant = &n->w->plant[n->added[i].plant];
        const world_process *p = &n->w->process[plant->process];
        double x = m->level[n->added[i].activity];
        if (n->added[i].run >= 0)
            out->run_added[n->added[i].run] += x;
        for (int32_t k = p->first; k < p->first + p->n; k++) {
            int32_t site = base_site_find(n->b, n->w->recipe[k].material, plant->place);
            double t = n->w->recipe[k].coef * x;
            *(t > 0 ? &b[site].in : &b[site].out) += fabs(t);
        }
    }
}

static void book_lanes(const month_run *m, sim_month *out, books *b)
{
    const network *n = m->n;
    for (int32_t k = 0; k < n->b->n_lane; k++) {
        const base_lane *l = &n->b->lane[k];
        out->flow[k] = m->level[n->lane[k]];
        out->smuggled[k] = n->illegal[k] >= 0 ? m->level[n->illegal[k]] : 0;
        double shipped = out->flow[k] + out->smuggled[k];
        b[l->at].out += shipped;
        b[l->into].in += n->arrive[k][0] * shipped;
        out->transit[l->into] += (1 - n->arrive[k][0]) * shipped;
    }
}

static void book_wants(const month_run *m, sim_month *out, books *b)
{
    const network *n = m->n;
    for (int32_t k = 0; k < n->b->n_want; k++) {
        out->need[k] = month_need(m, k);
        out->saved[k] = m->level[n->save[k]];
        out->unserved[k] = m->level[n->unserved[k]];
        out->switched[k] = n->change[k] >= 0 ? m->level[n->change[k]] : 0;
        out->used[k] = out->need[k] - out->saved[k] - out->unserved[k] - out->switched[k];
        b[n->b->want[k].site].out += out->used[k];
        if (n->change[k] >= 0)
            b[n->change_site[k]].out +=
                out->switched[k] * n->w->use[n->b->want[k].use].switch_ratio.mode;
    }
}

/* Closing stocks by the books, not from the solution: what rounding leaves over is not lost, and is the measure of the
 * mass balance. */
static void close_books(month_run *m, sim_month *out, books *b)
{
    const network *n = m->n;
    for (int32_t k = 0; k < n->b->n_site; k++) {
        double opening = m->opening[k];
        *(opening >= 0 ? &b[k].in : &b[k].out) += fabs(opening);
        out->disposed[k] = n->dispose[k] >= 0 ? m->level[n->dispose[k]] : 0;
        double closing = b[k].in - b[k].out - out->disposed[k];
        double carried = m->level[n->carry[k]];
        /* Below a gram there is nothing to balance. */
        double terms = b[k].in + b[k].out + out->disposed[k] + carried + 1e-6;
        out->mass = fmax(out->mass, fabs(closing - carried) / terms);
        if (fabs(closing) < 1e-12 * terms) /* rounding is no stock */
            closing = 0;
        out->transit[k] += m->s->due2[k];
        double later = carried + out->transit[k], held = m->level[n->hold[k]];
        out->mass = fmax(out->mass, fabs(later - held) / (later + held + 1e-6));
        out->onhand[k] = closing;
        out->use[k] = b[k].out - fmax(-opening, 0); /* what a state took away is not used */
        out->price[k] = m->price[n->spot[k]];
        out->expected[k] = m->expected[k];
    }
    for (int32_t k = 0; k < n->b->n_lane; k++) /* shipped on is not used */
        out->use[n->b->lane[k].at] -= out->flow[k] + out->smuggled[k];
}

static void report_licences(const month_run *m, sim_month *out)
{
    const network *n = m->n;
    for (int32_t i = 0; i < n->n_pool; i++) {
        const net_pool *pool = &n->pool[i];
        if (pool->queue < 0)
            continue;
        const licence_queue *q = &m->s->queue[pool->queue];
        double shipped = 0;
        for (int32_t k = 0; k < n->b->n_lane; k++)
            for (int32_t j = 0; j < n->lane_pool_n[k]; j++)
                if (n->pool_of[n->lane_pool[k] + j] == i)
                    shipped += out->flow[k];
        sim_licence *l = &out->licence[pool->queue];
        if (!m->queued[pool->queue]) {
            *l = (sim_licence){ .need = shipped, .exempt = shipped, .wait_months = NO_NUMBER };
            continue;
        }
        double exempt = m->terms[pool->queue].exempt;
        double permitted = fmax(shipped - m->free_of[i], 0);
        /* One permit of those who need one opens 1 / (1 - exempt) tonnes of the pool. */
        double rent = fmax(m->price[pool->node], 0) / fmax(1 - exempt, 1e-9);
        double hand = licence_permits(q), used = fmin(permitted * (1 - exempt), hand);
        *l = (sim_licence){ .open = true,
                            .need = q->need,
                            .applied = q->applied,
                            .decided = q->decided,
                            .granted = q->granted,
                            .denied = q->refused,
                            .backlog = licence_backlog(q),
                            .oldest_months = licence_oldest(q),
                            .wait_months = licence_wait(q, &m->terms[pool->queue]),
                            .permits = hand,
                            .used = used,
                            .expired = fmax(q->permit[1] - used, 0),
                            .exempt = shipped - used,
                            .rent_usd_t = rent,
                            .rent_usd = rent * used };
    }
}

void month_report(month_run *m, sim_month *out)
{
    const network *n = m->n;
    books *b = m->book;
    memset(b, 0, (size_t)n->b->n_site * sizeof *b);
    out->month = m->month;
    out->imbalance = m->report.imbalance;
    out->complementarity = m->report.complementarity;
    out->complementarity_rel = m->report.complementarity_rel;
    out->newton = m->newton;
    book_runs(m, out, b);
    book_lanes(m, out, b);
    book_wants(m, out, b);
    close_books(m, out, b);
    report_licences(m, out);
}

/* ---- the month -------------------------------------------------------------------------------------------------- */

gad_status month_step(month_run *m, sim_month *out)
{
    m->newton = 0;
    month_alarm(m);
    gad_status st = month_licences(m);
    if (st)
        return st;
    st = month_floors(m);
    if (st)
        return st;
    month_report(m, out);
    state_carry(m, out);
    return GAD_OK;
}
