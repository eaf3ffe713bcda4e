/* reliability.c - layer 2: who reports well.
 *
 * Flow of reliability_fit: cells to reports (one number per country and role) -> three fits (values, weights, both) -> errors.
 * A fit alternates two steps: with the present e and m, a distance d of expected size t = e + m is charged to the exporter as
 * (e/t)^2 d + e m/t and to the importer likewise, which is how the expectation step of a variance decomposition charges a
 * square (here a distance, so that single wild flows weigh less); then every number is the mean of what it was charged. */
#include "trade/reliability.h"

enum { STEPS_MAX = 400 };
#define SETTLED 1e-9

typedef struct fit {
    const mirror_cell *cell;
    int32_t *from, *to;                      /* [n] report of the exporter and of the importer */
    double *distance;                        /* [n] weighted weighted sum of what is fitted */
    double *size, *prior, *charged, *weight; /* [reports] */
    int32_t n, reports;
} fit;

static report_role exporter_role(const mirror_cell *c)
{
    return c->hub ? ROLE_HUB_EXPORTER : ROLE_EXPORTER;
}

static int by_role_and_country(const void *a, const void *b)
{
    const reporter_error *x = a, *y = b;
    if (x->role != y->role)
        return x->role < y->role ? -1 : 1;
    return (x->country > y->country) - (x->country < y->country);
}

static int by_pair(const void *a, const void *b)
{
    const mirror_cell *x = a, *y = b;
    if (x->exporter != y->exporter)
        return x->exporter < y->exporter ? -1 : 1;
    if (x->importer != y->importer)
        return x->importer < y->importer ? -1 : 1;
    return (int)x->hub - (int)y->hub;
}

/* ---- reports ------------------------------------------------------------------------------------- */

static int32_t report_index(const reliability *r, int32_t country, report_role role)
{
    reporter_error key = { .country = country, .role = role };
    const reporter_error *at =
        bsearch(&key, r->at, (size_t)r->n, sizeof *r->at, by_role_and_country);
    return (int32_t)(at - r->at);
}

static void list_reports(const mirror_cell *cell, int32_t n, reliability *r)
{
    int32_t k = 0;
    for (int32_t i = 0; i < n; i++) {
        r->at[k++] =
            (reporter_error){ .country = cell[i].exporter, .role = exporter_role(&cell[i]) };
        r->at[k++] = (reporter_error){ .country = cell[i].importer, .role = ROLE_IMPORTER };
    }
    qsort(r->at, (size_t)k, sizeof *r->at, by_role_and_country);
    r->n = 0;
    for (int32_t i = 0; i < k; i++)
        if (i == 0 || by_role_and_country(&r->at[i], &r->at[i - 1]) != 0)
            r->at[r->n++] = r->at[i];
}

/* ---- one fit ------------------------------------------------------------------------------------- */

static double mean_distance(const fit *f, bool hub)
{
    double sum = 0, weight = 0;
    for (int32_t i = 0; i < f->n; i++) {
        if (f->cell[i].hub != hub)
            continue;
        sum += f->distance[i];
        weight += f->cell[i].weight;
    }
    return weight > 0 ? sum / weight : NO_NUMBER;
}

/* What to expect of a report nothing is known of: half of the usual distance; on lanes through hubs the importer is as
 * good as elsewhere, and the exporter answers for the rest. */
static void find_priors(const fit *f, double prior[ROLES])
{
    double direct = mean_distance(f, false), hub = mean_distance(f, true);
    double usual = IS_NUMBER(direct) ? direct : hub;
    prior[ROLE_EXPORTER] = usual / 2;
    prior[ROLE_IMPORTER] = usual / 2;
    prior[ROLE_HUB_EXPORTER] = IS_NUMBER(hub) ? MAX_OF(hub - usual / 2, usual / 2) : usual / 2;
}

static double step(fit *f)
{
    double moved = 0;
    for (int32_t r = 0; r < f->reports; r++) {
        f->charged[r] = f->prior[r];
        f->weight[r] = 1;
    }
    for (int32_t i = 0; i < f->n; i++) {
        double w = f->cell[i].weight, e = f->size[f->from[i]], m = f->size[f->to[i]], t = e + m;
        if (t <= 0)
            continue;
        f->charged[f->from[i]] += e / t * (e / t * f->distance[i] + m * w);
        f->charged[f->to[i]] += m / t * (m / t * f->distance[i] + e * w);
        f->weight[f->from[i]] += w;
        f->weight[f->to[i]] += w;
    }
    for (int32_t r = 0; r < f->reports; r++) {
        double now = f->charged[r] / f->weight[r];
        moved = MAX_OF(moved, fabs(now - f->size[r]) / MAX_OF(now, 1e-12));
        f->size[r] = now;
    }
    return moved;
}

static void run(fit *f, const reliability *r, double prior[ROLES])
{
    find_priors(f, prior);
    for (int32_t k = 0; k < f->reports; k++)
        f->size[k] = f->prior[k] = prior[r->at[k].role];
    for (int32_t k = 0; k < STEPS_MAX && step(f) > SETTLED; k++)
        ;
}

/* ---- all three ----------------------------------------------------------------------------------- */

/* The mean root of the size of a normal error of standard deviation s is 0.822179 sqrt(s): 2^(1/4) gamma(3/4) / sqrt(pi). */
static double sigma_of(double mean_root)
{
    double root = mean_root / (pow(2, 0.25) * tgamma(0.75) / sqrt(acos(-1.0)));
    return root * root;
}

static bool take(arena *mem, int32_t n, reliability *r, fit *f, mirror_cell **cell)
{
    size_t cells = (size_t)n, most = 2 * cells + 1;
    *cell = arena_take(mem, cells + 1, sizeof **cell);
    r->at = arena_take(mem, most, sizeof *r->at);
    f->from = arena_take(mem, cells + 1, sizeof *f->from);
    f->to = arena_take(mem, cells + 1, sizeof *f->to);
    f->distance = arena_take(mem, cells + 1, sizeof *f->distance);
    f->size = arena_take(mem, most, sizeof *f->size);
    f->prior = arena_take(mem, most, sizeof *f->prior);
    f->charged = arena_take(mem, most, sizeof *f->charged);
    f->weight = arena_take(mem, most, sizeof *f->weight);
    return *cell && r->at && f->from && f->to && f->distance && f->size && f->prior && f->charged &&
           f->weight;
}

static void connect_reports(const fit *f, reliability *r)
{
    for (int32_t i = 0; i < f->n; i++) {
        const mirror_cell *c = &f->cell[i];
        f->from[i] = report_index(r, c->exporter, exporter_role(c));
        f->to[i] = report_index(r, c->importer, ROLE_IMPORTER);
        r->at[f->from[i]].flows += c->n;
        r->at[f->to[i]].flows += c->n;
    }
}

gad_status reliability_fit(gad_ctx *cx, arena *mem, const mirror_cell *cell, int32_t n,
                           reliability *out)
{
    fit f = { .n = n };
    mirror_cell *own = NULL;
    double prior[ROLES];
    *out = (reliability){ .fallback = { NO_NUMBER, NO_NUMBER, NO_NUMBER } };
    if (!take(mem, n, out, &f, &own))
        return gad_nomem(cx, "the reliability of reporters");
    if (n == 0)
        return GAD_OK;
    memcpy(own, cell, (size_t)n * sizeof *own);
    qsort(own, (size_t)n, sizeof *own, by_pair); /* sums come out the same whatever the order */
    f.cell = own;
    list_reports(own, n, out);
    f.reports = out->n;
    connect_reports(&f, out);
    for (int32_t which = 0; which < 3; which++) {
        for (int32_t i = 0; i < n; i++)
            f.distance[i] = which == 0   ? own[i].value
                            : which == 1 ? own[i].qty
                                         : (own[i].value + own[i].qty) / 2;
        run(&f, out, prior);
        for (int32_t r = 0; r < out->n; r++)
            *(which == 0   ? &out->at[r].value
              : which == 1 ? &out->at[r].qty
                           : &out->at[r].error) = sigma_of(f.size[r]);
    }
    for (int32_t k = 0; k < ROLES; k++)
        out->fallback[k] = sigma_of(prior[k]);
    return GAD_OK;
}
