/* base.c - layer 2: the reconciled base month of a world, step by step (base.h).
 *
 * Flow: base_make -> begin (runs, wants and known flows of the world, and the sites they touch) -> check_sides -> base_prices
 * -> base_totals -> base_fill -> base_balance -> base_arrivals. Sites are ordered by material and place from the start;
 * base_balance drops those where nothing moves and puts the lanes in order. */
#include "world/base_parts.h"

static const double MONTHS = 12; /* files speak of a year */

double base_sigma(const estimate *e, double tiny)
{
    static const double LEAST = 0.02; /* of the mode: no statistic of this trade is better */
    return fmax(fmax((e->high - e->low) / 4, LEAST * fabs(e->mode)), tiny);
}

/* ---- who makes and uses ------------------------------------------------------------------------------ */

typedef struct who_list {
    char *out;
    int32_t n;
    size_t len;
} who_list;

static void who_add(who_list *l, const base_work *k, int32_t place, const estimate *e)
{
    enum { SHOWN = 3 };
    if (l->n++ < SHOWN && l->len < BASE_WHO)
        l->len += (size_t)snprintf(l->out + l->len, BASE_WHO - l->len, "%s%s (%s:%" PRId32 ")",
                                   l->n > 1 ? ", " : "", k->w->place[place].id, e->file, e->line);
    else if (l->n == SHOWN + 1 && l->len < BASE_WHO)
        snprintf(l->out + l->len, BASE_WHO - l->len, " and others");
}

const char *base_who(const base_work *k, int32_t material, bool makes, char out[BASE_WHO])
{
    const world *w = k->w;
    who_list l = { out, 0, 0 };
    snprintf(out, BASE_WHO, "nobody");
    for (int32_t i = 0; i < k->b->n_run; i++) {
        const base_run *r = &k->b->run[i];
        const world_process *p = &w->process[r->process];
        for (int32_t c = p->first; c < p->first + p->n; c++)
            if (w->recipe[c].material == material && (w->recipe[c].coef > 0) == makes) {
                who_add(&l, k, r->place, r->given);
                break;
            }
    }
    for (int32_t i = 0; !makes && i < k->b->n_want; i++)
        if (w->use[k->b->want[i].use].material == material)
            who_add(&l, k, k->b->want[i].place, &k->share[i]->share_frac);
    return out;
}

/* ---- opening ------------------------------------------------------------------------------------------- */

static bool take_rows(base_work *k)
{
    const world *w = k->w;
    base *b = k->b;
    size_t pairs = (size_t)w->n_material * (size_t)w->n_place;
    b->run = arena_take(&b->mem, (size_t)w->n_run + 1, sizeof *b->run);
    b->want = arena_take(&b->mem, (size_t)w->n_share + 1, sizeof *b->want);
    k->run_sigma = arena_take(&k->mem, (size_t)w->n_run + 1, sizeof *k->run_sigma);
    k->share = arena_take(&k->mem, (size_t)w->n_share + 1, sizeof(void *));
    k->want_sigma = arena_take(&k->mem, (size_t)w->n_share + 1, sizeof *k->want_sigma);
    k->known = arena_take(&k->mem, (size_t)w->n_flow + 1, sizeof *k->known);
    k->site_of = arena_take(&k->mem, pairs + 1, sizeof *k->site_of);
    return b->run && b->want && k->run_sigma && k->share && k->want_sigma && k->known && k->site_of;
}

static int32_t *pair_of(const base_work *k, int32_t material, int32_t place)
{
    return &k->site_of[material * k->w->n_place + place];
}

/* Rows whose mode is 0 are of plants and uses to come: nothing of the base month. */
static void read_rows(base_work *k)
{
    const world *w = k->w;
    base *b = k->b;
    for (int32_t i = 0; i < w->n_run; i++) {
        const world_run *r = &w->run[i];
        const world_process *p = &w->process[r->process];
        if (!(r->t_yr.mode > 0))
            continue;
        k->run_sigma[b->n_run] = base_sigma(&r->t_yr, 0) / MONTHS;
        b->run[b->n_run++] = (base_run){ .process = r->process,
                                         .place = r->place,
                                         .capacity = r->capacity_t_yr / MONTHS,
                                         .observed = r->t_yr.mode / MONTHS,
                                         .given = &r->t_yr };
        for (int32_t c = p->first; c < p->first + p->n; c++)
            *pair_of(k, w->recipe[c].material, r->place) = 1;
    }
    for (int32_t i = 0; i < w->n_share; i++) {
        const world_share *s = &w->share[i];
        const world_use *u = &w->use[s->use];
        double observed = s->share_frac.mode * u->t_yr.mode / MONTHS;
        if (!(observed > 0))
            continue;
        k->share[b->n_want] = s;
        b->want[b->n_want++] =
            (base_want){ .use = s->use, .place = s->place, .observed = observed };
        *pair_of(k, u->material, s->place) = 1;
    }
    for (int32_t i = 0; i < w->n_flow; i++) {
        const world_flow *f = &w->flow[i];
        k->known[k->n_known++] = (base_known){ .material = f->material,
                                               .from = f->from,
                                               .to = f->to,
                                               .observed = f->t_yr.mode / MONTHS,
                                               .given = &f->t_yr };
        *pair_of(k, f->material, f->from) = 1;
        *pair_of(k, f->material, f->to) = 1;
    }
}

static bool number_sites(base_work *k)
{
    base *b = k->b;
    int32_t n = 0;
    for (int32_t m = 0; m < k->w->n_material; m++)
        for (int32_t p = 0; p < k->w->n_place; p++)
            n += *pair_of(k, m, p);
    b->site = arena_take(&b->mem, (size_t)n + 1, sizeof *b->site);
    k->made = arena_take(&k->mem, (size_t)n + 1, sizeof *k->made);
    k->used = arena_take(&k->mem, (size_t)n + 1, sizeof *k->used);
    k->out = arena_take(&k->mem, (size_t)n + 1, sizeof *k->out);
    k->in = arena_take(&k->mem, (size_t)n + 1, sizeof *k->in);
    if (!b->site || !k->made || !k->used || !k->out || !k->in)
        return false;
    for (int32_t m = 0; m < k->w->n_material; m++)
        for (int32_t p = 0; p < k->w->n_place; p++) {
            int32_t *at = pair_of(k, m, p);
            if (*at)
                b->site[b->n_site] = (base_site){ .material = m, .place = p };
            *at = *at ? b->n_site++ : -1;
        }
    return true;
}

/* What is made and used at the sites by the observations, and the widths that depend on the size of a material. */
static gad_status observe(base_work *k)
{
    static const double TINY = 1e-6; /* of what the world uses: a flow known as nothing */
    const world *w = k->w;
    base *b = k->b;
    double *all = arena_take(&k->mem, (size_t)w->n_material + 1, sizeof *all);
    if (!all)
        return gad_nomem(k->cx, "base");
    for (int32_t i = 0; i < b->n_run; i++) {
        const world_process *p = &w->process[b->run[i].process];
        for (int32_t c = p->first; c < p->first + p->n; c++) {
            double t = w->recipe[c].coef * b->run[i].observed;
            int32_t at = *pair_of(k, w->recipe[c].material, b->run[i].place);
            k->made[at] += fmax(t, 0);
            k->used[at] += fmax(-t, 0);
        }
    }
    for (int32_t i = 0; i < b->n_want; i++) {
        base_want *v = &b->want[i];
        v->site = *pair_of(k, w->use[v->use].material, v->place);
        k->used[v->site] += v->observed;
        k->want_sigma[i] = base_sigma(&k->share[i]->share_frac, 0) * w->use[v->use].t_yr.mode /
                           MONTHS; /* of the share; base_totals adds the use's */
    }
    for (int32_t s = 0; s < b->n_site; s++)
        all[b->site[s].material] += fmax(k->used[s], k->made[s]);
    for (int32_t i = 0; i < k->n_known; i++) {
        base_known *f = &k->known[i];
        f->at = *pair_of(k, f->material, f->from);
        f->into = *pair_of(k, f->material, f->to);
        f->sigma = base_sigma(f->given, TINY * MONTHS * fmax(all[f->material], TINY)) / MONTHS;
    }
    return GAD_OK;
}

/* A material that only comes, or only goes, has no balance whatever the numbers. */
static gad_status check_sides(const base_work *k)
{
    char who[BASE_WHO];
    for (int32_t s = 0, e; s < k->b->n_site; s = e) {
        const int32_t m = k->b->site[s].material;
        const char *id = k->w->material[m].id;
        double made = 0, used = 0;
        for (e = s; e < k->b->n_site && k->b->site[e].material == m; e++) {
            made += k->made[e];
            used += k->used[e];
        }
        if (made > 0 && used > 0)
            continue;
        if (used > 0)
            return gad_fail(
                k->cx, GAD_E_FORMAT,
                "the base of world '%s' cannot balance: nothing makes '%s', which is used in %s; "
                "add who makes it to production.csv",
                k->w->name, id, base_who(k, m, false, who));
        if (made > 0)
            return gad_fail(
                k->cx, GAD_E_FORMAT,
                "the base of world '%s' cannot balance: nothing uses '%s', which is made in %s; "
                "add a use of it to uses.csv and use_shares.csv, or a process that takes it",
                k->w->name, id, base_who(k, m, true, who));
        for (int32_t i = 0; i < k->n_known; i++)
            if (k->known[i].material == m)
                return gad_fail(
                    k->cx, GAD_E_FORMAT,
                    "the base of world '%s' cannot balance: '%s' goes from %s to %s (%s:%" PRId32
                    "), but nothing makes or uses it",
                    k->w->name, id, k->w->place[k->known[i].from].id,
                    k->w->place[k->known[i].to].id, k->known[i].given->file,
                    k->known[i].given->line);
    }
    return GAD_OK;
}

static gad_status begin(base_work *k)
{
    if (!take_rows(k))
        return gad_nomem(k->cx, "base");
    read_rows(k);
    if (!number_sites(k))
        return gad_nomem(k->cx, "base");
    if (k->b->n_site == 0)
        return gad_fail(
            k->cx, GAD_E_FORMAT,
            "world '%s' has no base month: production.csv and use_shares.csv say nothing",
            k->w->name);
    gad_status st = observe(k);
    return st ? st : check_sides(k);
}

/* ---- the books of the sites ------------------------------------------------------------------------------ */

double base_imbalance(const base *b, double *terms)
{
    const world *w = b->w;
    size_t n = (size_t)b->n_site;
    double *made = terms, *in = terms + n, *used = terms + 2 * n, *out = terms + 3 * n, worst = 0;
    memset(terms, 0, 4 * n * sizeof *terms);
    for (int32_t i = 0; i < b->n_run; i++) {
        const world_process *p = &w->process[b->run[i].process];
        for (int32_t c = p->first; c < p->first + p->n; c++) {
            int32_t s = base_site_find(b, w->recipe[c].material, b->run[i].place);
            double t = w->recipe[c].coef * b->run[i].level;
            (t > 0 ? made : used)[s] += fabs(t);
        }
    }
    for (int32_t i = 0; i < b->n_want; i++)
        used[b->want[i].site] += b->want[i].need;
    for (int32_t i = 0; i < b->n_lane; i++) {
        out[b->lane[i].at] += b->lane[i].flow;
        in[b->lane[i].into] += b->lane[i].flow;
    }
    for (size_t s = 0; s < n; s++) {
        double sum = made[s] + in[s] + used[s] + out[s];
        if (sum > 0)
            worst = fmax(worst, fabs(made[s] + in[s] - used[s] - out[s]) / sum);
    }
    return worst;
}

int32_t base_site_find(const base *b, int32_t material, int32_t place)
{
    int32_t lo = 0, hi = b->n_site - 1;
    while (lo <= hi) {
        int32_t mid = lo + (hi - lo) / 2;
        const base_site *s = &b->site[mid];
        int32_t off = s->material != material ? s->material - material : s->place - place;
        if (off == 0)
            return mid;
        lo = off < 0 ? mid + 1 : lo;
        hi = off < 0 ? hi : mid - 1;
    }
    return -1;
}

/* ---- the story ---------------------------------------------------------------------------------------------- */

void base_free(base *b)
{
    if (!b)
        return;
    const alloc *al = b->mem.al;
    arena_release(&b->mem);
    alloc_drop(al, b);
}

gad_status base_make(gad_ctx *cx, const world *w, base **out)
{
    typedef gad_status step(base_work *);
    static step *const STEPS[] = { begin,     base_prices,  base_totals,
                                   base_fill, base_balance, base_arrivals };
    base_work k = { .cx = cx, .w = w };
    k.b = alloc_get(&cx->al, sizeof *k.b);
    if (!k.b)
        return gad_nomem(cx, "base");
    *k.b = (base){ .w = w };
    arena_init(&k.b->mem, &cx->al);
    arena_init(&k.mem, &cx->al);
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < COUNT_OF(STEPS) && !st; i++)
        st = STEPS[i](&k);
    arena_release(&k.mem);
    if (st)
        base_free(k.b);
    else
        *out = k.b;
    return st;
}
