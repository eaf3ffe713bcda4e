/* sim_books.h - the books of simulated months, written anew from the recipes, the base and what a month tells: nothing of
 * the market is looked at. A month tells what a plant switched on makes only where its process ran in the base: elsewhere the
 * sites of its materials are left out here. A run without joint production cannot be checked at all. */
#ifndef GAD_SIM_BOOKS_H
#define GAD_SIM_BOOKS_H

#include "test.h"
#include "world/sim.h"

typedef struct sim_book { /* of a site in a month, t */
    double opening, due, made, arrived, released, used, shipped, disposed, built, closing;
} sim_book;

/* Tonnes that left on a lane in month k of the run; before it, those of the base with its seasons. */
static inline double book_shipped(const sim *s, int32_t lane, int32_t k)
{
    const base_lane *l = &s->b->lane[lane];
    if (k >= 0)
        return s->month[k].flow[lane] + s->month[k].smuggled[lane];
    return l->flow * s->p->level * world_season_of(s->w, l->material, l->from, s->p->start + k);
}

static inline void book_runs(const sim *s, const sim_month *m, sim_book *b)
{
    for (int32_t r = 0; r < s->b->n_run; r++) {
        const base_run *run = &s->b->run[r];
        const world_process *p = &s->w->process[run->process];
        for (int32_t c = p->first; c < p->first + p->n; c++) {
            const world_recipe *line = &s->w->recipe[c];
            double t = line->coef * (m->run[r] + m->run_added[r]);
            sim_book *at = &b[base_site_find(s->b, line->material, run->place)];
            *(t > 0 ? &at->made : &at->used) += fabs(t);
        }
    }
}

static inline void book_wants(const sim *s, const sim_month *m, sim_book *b)
{
    for (int32_t i = 0; i < s->b->n_want; i++) {
        const base_want *want = &s->b->want[i];
        const world_use *u = &s->w->use[want->use];
        b[want->site].used += m->used[i];
        if (m->switched[i] > 0)
            b[base_site_find(s->b, u->switch_to, want->place)].used +=
                m->switched[i] * u->switch_ratio.mode;
    }
}

static inline void book_lanes(const sim *s, int32_t k, sim_book *b)
{
    for (int32_t i = 0; i < s->b->n_lane; i++) {
        const base_lane *l = &s->b->lane[i];
        b[l->at].shipped += book_shipped(s, i, k);
        b[l->into].arrived += l->arrive[0] * book_shipped(s, i, k);
        b[l->into].due += l->arrive[1] * book_shipped(s, i, k - 1);
        b[l->into].due += l->arrive[2] * book_shipped(s, i, k - 2);
    }
}

/* Stockpiles by days, recycling by its ramp. */
static inline void book_states(const sim *s, int32_t k, sim_book *b)
{
    for (int32_t e = 0; e < s->p->n; e++) {
        const policy_event *ev = &s->p->event[e];
        int32_t month = s->p->start + k;
        double t = 0;
        if (ev->kind == POLICY_STOCK_RELEASE || ev->kind == POLICY_STOCK_BUILD) {
            double days = 0, in_month = 0;
            for (int32_t d = ev->start; d <= ev->end; d++) {
                days++;
                in_month += day_month(d) == month;
            }
            t = ev->number[POLICY_TONNES] * in_month / days;
        } else if (ev->kind == POLICY_RECYCLING) {
            double ramp = ev->number[POLICY_RAMP_MONTHS];
            double full = ramp > 0 ? (month - day_month(ev->start) + 0.5) / ramp : 1;
            t = policy_share_of_month(ev, month) * fmin(fmax(full, 0), 1) *
                ev->number[POLICY_TONNES_YEAR] / 12;
        }
        for (int32_t i = 0; t > 0 && i < s->b->n_site; i++) {
            bool named = world_place_is(s->w, s->b->site[i].place, ev->place), what = false;
            for (int32_t w = 0; w < ev->n_what; w++)
                what = what || world_material_is(s->w, s->b->site[i].material, ev->what[w]);
            if (named && what)
                *(ev->kind == POLICY_STOCK_BUILD ? &b[i].built : &b[i].released) += t;
        }
    }
}

/* Is this a site where a plant switched on works unseen? */
static inline bool book_unseen(const sim *s, int32_t site)
{
    const base_site *at = &s->b->site[site];
    for (int32_t e = 0; e < s->p->n; e++) {
        if (s->p->event[e].kind != POLICY_PLANT_ON)
            continue;
        const world_plant *plant = &s->w->plant[world_plant_find(s->w, s->p->event[e].plant)];
        const world_process *p = &s->w->process[plant->process];
        bool seen = plant->place != at->place, uses = false;
        for (int32_t r = 0; r < s->b->n_run; r++)
            seen = seen ||
                   (s->b->run[r].process == plant->process && s->b->run[r].place == plant->place);
        for (int32_t c = p->first; c < p->first + p->n; c++)
            uses = uses || s->w->recipe[c].material == at->material;
        if (uses && !seen)
            return true;
    }
    return false;
}

/* Stocks before the first month: the base month's closing ones less what the base month did. */
static inline void book_opening(const sim *s, sim_book *b)
{
    sim_book *plain = calloc((size_t)s->b->n_site, sizeof *plain);
    sim held = *s; /* the run in which nothing happens */
    assert_non_null(plain);
    held.month = s->plain;
    book_runs(&held, s->plain, plain);
    book_wants(&held, s->plain, plain);
    book_lanes(&held, 0, plain);
    for (int32_t i = 0; i < s->b->n_site; i++)
        b[i].opening = s->plain->onhand[i] + plain[i].used + plain[i].shipped - plain[i].made -
                       plain[i].arrived - plain[i].due;
    free(plain);
}

/* Worst |what came - what went| over the sum of the terms, over all sites of month k; *where the site. */
static inline double book_worst(const sim *s, int32_t k, int32_t *where)
{
    double worst = 0;
    *where = 0;
    sim_book *b = calloc((size_t)s->b->n_site, sizeof *b);
    assert_non_null(b);
    const sim_month *m = &s->month[k];
    if (k == 0)
        book_opening(s, b);
    book_runs(s, m, b);
    book_wants(s, m, b);
    book_lanes(s, k, b);
    book_states(s, k, b);
    for (int32_t i = 0; i < s->b->n_site; i++) {
        sim_book *x = &b[i];
        x->opening = k > 0 ? s->month[k - 1].onhand[i] : x->opening;
        x->disposed = m->disposed[i];
        x->closing = m->onhand[i];
        double in = x->opening + x->due + x->made + x->arrived + x->released;
        double out = x->used + x->shipped + x->disposed + x->built + x->closing;
        double off = fabs(in - out) / (fabs(in) + fabs(out) + 1e-6);
        if (!(off <= worst) && !book_unseen(s, i)) {
            worst = off;
            *where = i;
        }
    }
    free(b);
    return worst;
}

/* Every month of a run: books that close, and a certificate. */
static inline void books_close(const sim *s, const char *name)
{
    for (int32_t k = 0; k < s->n_month; k++) {
        const sim_month *m = &s->month[k];
        int32_t at = 0;
        double off = book_worst(s, k, &at);
        if (!(off <= 1e-9))
            fail_msg("%s, month %d: the books of %s in %s are off by %g of their sum", name, k,
                     s->w->material[s->b->site[at].material].id,
                     s->w->place[s->b->site[at].place].id, off);
        if (!(m->mass <= 1e-9 && m->imbalance <= 1e-9 && m->complementarity_rel <= 1e-6))
            fail_msg("%s, month %d: mass %g, imbalance %g, complementarity %g", name, k, m->mass,
                     m->imbalance, m->complementarity_rel);
    }
}

#endif
