/* hindcast.c - layer 2: the runs of a hindcast.
 *
 * Flow: hindcast_run -> the parts are read -> hindcast_naive (also the months that must be known) -> fit -> the model, then
 * foresight, no stocks, no queue -> hindcast_errors_of -> hindcast_judge. */
#include "world/hindcast.h"

static const policy_number fitted[FIT_NUMBERS] = { POLICY_CLEARANCE_DAYS, POLICY_REVIEW_FRAC };
/* A scenario file may round to a tenth of a day and a hundredth of a month; more than half of that is another number. */
static const double rounding[FIT_NUMBERS] = { 0.0500001, 0.00500001 };

static const char *const names[HINDCAST_VARIANTS] = {
    "model",     "model-foresight", "naive-last",   "naive-year-ago", "naive-first-quarter",
    "no-stocks", "no-queue",        "best-constant"
};

const char *hindcast_variant_name(hindcast_variant v)
{
    return names[v];
}

/* ---- forecasts without a model ------------------------------------------------------------------- */

static gad_status must_know(gad_ctx *cx, const observed_file *o, const char *series, int32_t month,
                            double *out)
{
    char text[PERIOD_TEXT];
    *out = observed_of(o, series, "*", month);
    return IS_NUMBER(*out) ? GAD_OK
                           : gad_fail(cx, GAD_E_NOTFOUND,
                                      "%s: %s to * in %s is not there, and no hindcast does "
                                      "without it: add the row",
                                      o->path, series, month_text(text, month));
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of all constants the median has the least mean absolute error. */
static double best_constant(const double *seen)
{
    enum { SCORED = HINDCAST_MONTHS - HINDCAST_FIT };
    double t[SCORED];
    memcpy(t, seen + HINDCAST_FIT, sizeof t);
    qsort(t, SCORED, sizeof *t, by_size);
    return (t[(SCORED - 1) / 2] + t[SCORED / 2]) / 2;
}

static void say_constant(hindcast_score *s, double t)
{
    for (int32_t k = HINDCAST_FIT; k < HINDCAST_MONTHS; k++)
        s->t[k] = t;
}

gad_status hindcast_naive(gad_ctx *cx, const observed_file *o, const char *series, hindcast *h)
{
    double quarter = 0, t;
    gad_status st = GAD_OK;
    for (int32_t v = 0; v < HINDCAST_VARIANTS; v++)
        for (int32_t k = 0; k < HINDCAST_MONTHS; k++)
            h->score[v].t[k] = NO_NUMBER;
    for (int32_t k = 0; k < HINDCAST_MONTHS && st == GAD_OK; k++) {
        h->year_ago[k] = observed_of(o, series, "*", HINDCAST_FROM + k - 12);
        st = must_know(cx, o, series, HINDCAST_FROM + k, &h->observed[k]);
        if (st == GAD_OK && k >= HINDCAST_FIT)
            st =
                must_know(cx, o, series, HINDCAST_FROM + k - 12, &h->score[HINDCAST_YEAR_AGO].t[k]);
    }
    for (int32_t k = 1; k <= 3 && st == GAD_OK; k++) {
        st = must_know(cx, o, series, HINDCAST_FROM - k, &t);
        quarter += t / 3;
    }
    if (st)
        return st;
    say_constant(&h->score[HINDCAST_LAST], h->observed[HINDCAST_FIT - 1]);
    say_constant(&h->score[HINDCAST_FIRST_QUARTER], quarter);
    say_constant(&h->score[HINDCAST_BEST_CONSTANT], best_constant(h->observed));
    return GAD_OK;
}

void hindcast_errors_of(hindcast *h)
{
    static const hindcast_variant naive[] = { HINDCAST_LAST, HINDCAST_YEAR_AGO,
                                              HINDCAST_FIRST_QUARTER };
    for (int32_t v = 0; v < HINDCAST_VARIANTS; v++) {
        double sum = 0;
        for (int32_t k = HINDCAST_FIT; k < HINDCAST_MONTHS; k++)
            sum += fabs(h->score[v].t[k] - h->observed[k]);
        h->score[v].error_t = sum / (HINDCAST_MONTHS - HINDCAST_FIT);
    }
    h->beaten = naive[0];
    for (int32_t i = 1; i < COUNT_OF(naive); i++)
        if (h->score[naive[i]].error_t < h->score[h->beaten].error_t)
            h->beaten = naive[i];
}

/* ---- runs ------------------------------------------------------------------------------------------ */

typedef struct runner {
    gad_ctx *cx;
    hindcast *h;
    arena *mem;
    sim_tune *tune; /* the fitted numbers of every licence of the scenario */
    int32_t n_tune;
} runner;

static const char *home_of(const hindcast *h)
{
    return h->w->place[h->w->home].id;
}

static gad_status take_tunes(runner *r)
{
    const policy *p = r->h->p;
    r->tune = arena_take(r->mem, (size_t)p->n * FIT_NUMBERS + 1, sizeof *r->tune);
    if (!r->tune)
        return gad_nomem(r->cx, "a hindcast");
    for (int32_t i = 0; i < p->n; i++)
        for (int32_t k = 0; k < FIT_NUMBERS && p->event[i].kind == POLICY_EXPORT_LICENCE; k++)
            r->tune[r->n_tune++] = (sim_tune){ .event = i, .number = fitted[k] };
    return GAD_OK;
}

static void set_tunes(runner *r, const double *x)
{
    for (int32_t i = 0; i < r->n_tune; i++)
        r->tune[i].value = x[i % FIT_NUMBERS];
}

static gad_status run(const runner *r, sim_asked asked, sim **out)
{
    asked.tune = r->tune;
    asked.n_tune = r->n_tune;
    return sim_run_on(r->cx, r->h->b, r->h->p, &asked, out);
}

static double exports(const hindcast *h, const sim *s, int32_t k)
{
    return sim_exports(s, k, h->w->headline, home_of(h), "*");
}

static double usual(const hindcast *h,
                    int32_t k) /* the same months if nothing happened, seasons in */
{
    return sim_exports_plain(h->model, k, h->w->headline, home_of(h), "*");
}

static gad_status residuals(void *user, const double *x, double *residual)
{
    runner *r = user;
    const hindcast *h = r->h;
    sim *s = NULL;
    set_tunes(r, x);
    gad_status st = run(r, (sim_asked){ .months = HINDCAST_FIT }, &s);
    for (int32_t k = 0; k < HINDCAST_FIT && st == GAD_OK; k++)
        residual[k] = exports(h, s, k) / h->observed[k] - 1;
    sim_free(s);
    return st;
}

static gad_status fit(runner *r)
{
    hindcast *h = r->h;
    /* The start is fixed, so that the file's own numbers have no part in the fit: ten days, and a capacity of one usual
     * month, which binds. Where it no longer binds nothing depends on it, so moves stay short; where a queue runs empty the
     * months have kinks, so differences are small (a month is known to ten digits). */
    fit_problem p = { .residuals = residuals,
                      .user = r,
                      .lo = { 0, 0.01 },
                      .hi = { 60, 12 },
                      .start = { 10, 1 },
                      .step = { 0.05, 0.005 },
                      .most = { 10, 0.25 },
                      .exact = { 0.002, 0.0005 },
                      .simplex = { 0.4, 0.05 },
                      .close = { 0.1, 0.01 },
                      .runs_max = HINDCAST_RUNS_MAX };
    gad_status st = fit_least_squares(&p, &h->fit);
    if (st)
        return gad_wrap(r->cx, st, "fitting the licences to April to June 2025");
    set_tunes(r, h->fit.x);
    for (int32_t i = 0; i < r->n_tune; i++)
        h->given_differs =
            h->given_differs || fabs(h->p->event[r->tune[i].event].number[r->tune[i].number] -
                                     r->tune[i].value) > rounding[i % FIT_NUMBERS];
    return GAD_OK;
}

/* A variant beside the model. That it has no answer is told with its reason, and takes nothing from the others. */
static gad_status run_beside(const runner *r, hindcast_variant v, sim_asked asked)
{
    hindcast_score *score = &r->h->score[v];
    sim *s = NULL;
    asked.months = HINDCAST_MONTHS;
    gad_status st = run(r, asked, &s);
    if (st && st != GAD_E_NOMEM && st != GAD_E_CANCEL) {
        score->failed = arena_str(r->mem, gad_last_error(r->cx).text);
        return score->failed ? GAD_OK : gad_nomem(r->cx, "a hindcast");
    }
    for (int32_t k = 0; k < HINDCAST_MONTHS && st == GAD_OK; k++)
        score->t[k] = exports(r->h, s, k);
    sim_free(s);
    return st;
}

static gad_status run_model(const runner *r)
{
    hindcast *h = r->h;
    gad_status st = run(r, (sim_asked){ .months = HINDCAST_MONTHS }, &h->model);
    for (int32_t k = 0; k < HINDCAST_MONTHS && st == GAD_OK; k++)
        h->score[HINDCAST_MODEL].t[k] = exports(h, h->model, k);
    return gad_wrap(r->cx, st, "running the model to December 2025");
}

/* One balance for the nine months, spread by the season: who knows no stocks knows no month from another. */
static void spread(hindcast *h)
{
    hindcast_score *score = &h->score[HINDCAST_NO_STOCKS];
    double sum = 0, weight = 0;
    for (int32_t k = 0; k < HINDCAST_MONTHS; k++) {
        sum += score->t[k];
        weight += usual(h, k);
    }
    for (int32_t k = 0; k < HINDCAST_MONTHS; k++)
        score->t[k] = sum * usual(h, k) / weight;
}

/* Without the queue a licence is a cut, as large as that of the months fitted; nothing else is left to fit. */
static double cut_seen(const hindcast *h)
{
    double seen = 0, plain = 0;
    for (int32_t k = 0; k < HINDCAST_FIT; k++) {
        seen += h->observed[k];
        plain += usual(h, k);
    }
    return seen / plain;
}

static gad_status run_all(runner *r)
{
    hindcast *h = r->h;
    gad_status st = fit(r);
    if (st == GAD_OK)
        st = run_model(r);
    if (st == GAD_OK)
        st = run_beside(r, HINDCAST_FORESIGHT, (sim_asked){ .expect = SIM_FORESIGHT });
    if (st == GAD_OK)
        st = run_beside(r, HINDCAST_NO_STOCKS, (sim_asked){ .without = SIM_NO_STOCKS });
    if (st)
        return st;
    spread(h);
    h->plain_cut = cut_seen(h);
    return run_beside(r, HINDCAST_NO_QUEUE,
                      (sim_asked){ .without = SIM_NO_QUEUE, .plain_cut = h->plain_cut });
}

/* ---- what is asked ---------------------------------------------------------------------------------- */

static bool is_on_headline(const hindcast *h, const policy_event *e)
{
    bool goods = e->n_what == 0;
    for (int32_t k = 0; k < e->n_what; k++)
        for (int32_t i = 0; i < h->w->n_material; i++)
            goods = goods || (world_material_is(h->w, i, h->w->headline) &&
                              world_material_is(h->w, i, e->what[k]));
    return e->kind == POLICY_EXPORT_LICENCE && goods &&
           world_place_is(h->w, h->w->home, e->from ? e->from : "*");
}

static gad_status find_licence(gad_ctx *cx, hindcast *h)
{
    char month[PERIOD_TEXT];
    if (h->p->start != HINDCAST_FROM)
        return gad_fail(cx, GAD_E_ARG,
                        "the scenario '%s' begins in %s: a hindcast needs one that begins in "
                        "April 2025, as 2025-licences does",
                        h->p->name, month_people(month, h->p->start));
    for (h->licence = 0; h->licence < h->p->n; h->licence++)
        if (is_on_headline(h, &h->p->event[h->licence]))
            break;
    if (h->licence == h->p->n)
        return gad_fail(
            cx, GAD_E_ARG,
            "the scenario '%s' has no export_licence on %s from %s: there is nothing to "
            "fit",
            h->p->name, h->w->headline, home_of(h));
    for (int32_t k = 0; k < FIT_NUMBERS; k++)
        h->given[k] = h->p->event[h->licence].number[fitted[k]];
    return GAD_OK;
}

static gad_status read_parts(gad_ctx *cx, const hindcast_asked *asked, hindcast *h)
{
    gad_status st = policy_read(cx, asked->scenario, &h->p);
    if (st == GAD_OK)
        st = world_read(cx, asked->world ? asked->world : h->p->world, &h->w);
    if (st == GAD_OK)
        st = policy_check(cx, h->p, h->w);
    if (st == GAD_OK)
        st = find_licence(cx, h);
    if (st == GAD_OK)
        st = observed_read(cx, h->w, &h->mem, &h->seen);
    return st == GAD_OK ? base_make(cx, h->w, &h->b) : st;
}

static hindcast *hindcast_new(gad_ctx *cx)
{
    arena mem;
    arena_init(&mem, &cx->al);
    hindcast *h = arena_take(&mem, 1, sizeof *h);
    if (h)
        h->mem = mem;
    else
        (void)gad_nomem(cx, "a hindcast");
    return h;
}

gad_status hindcast_run(gad_ctx *cx, const hindcast_asked *asked, hindcast **out)
{
    hindcast *h = hindcast_new(cx);
    if (!h)
        return GAD_E_NOMEM;
    runner r = { .cx = cx, .h = h, .mem = &h->mem };
    gad_status st = read_parts(cx, asked, h);
    const char *series = st ? NULL : arena_fmt(&h->mem, "%s-t", h->w->headline);
    if (st == GAD_OK)
        st = series ? hindcast_naive(cx, &h->seen, series, h) : gad_nomem(cx, "a hindcast");
    if (st == GAD_OK)
        st = take_tunes(&r);
    if (st == GAD_OK)
        st = run_all(&r);
    if (st == GAD_OK)
        hindcast_errors_of(h);
    if (st == GAD_OK)
        st = hindcast_judge(cx, h);
    if (st) {
        hindcast_free(h);
        return st;
    }
    *out = h;
    return GAD_OK;
}

void hindcast_free(hindcast *h)
{
    if (!h)
        return;
    sim_free(h->model);
    base_free(h->b);
    world_free(h->w);
    policy_free(h->p);
    arena mem = h->mem;
    arena_release(&mem);
}
