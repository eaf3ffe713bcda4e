/* simulate.c - layer 4: gad_simulate.
 *
 * Flow: read the options -> sim_run once per kind of expectation, and for --against -> simulate_write.
 * Invariant: nothing is written before every run has its answer. */
#include "report/simulate_page.h"

/* ---- options ------------------------------------------------------------------------------------ */

static const char *const shows[] = { "all",      "prices",   "flows",  "stocks",
                                     "shortage", "licences", "summary" };
static const char *const expectations[] = { "both", "adaptive", "foresight" };
static const struct {
    const char *name;
    uint32_t bits;
} withouts[] = { { "nothing", 0 },
                 { "joint-production", SIM_NO_JOINT },
                 { "stocks", SIM_NO_STOCKS },
                 { "queue", SIM_NO_QUEUE } };

static bool is_one_of(const char *text, const char *const *names, int32_t n)
{
    for (int32_t i = 0; i < n && text; i++)
        if (strcasecmp(names[i], text) == 0)
            return true;
    return false;
}

static gad_status read_without(gad_ctx *cx, const char *text, uint32_t *bits)
{
    for (int32_t i = 0; i < COUNT_OF(withouts) && text; i++)
        if (strcasecmp(withouts[i].name, text) == 0) {
            *bits = withouts[i].bits;
            return GAD_OK;
        }
    return gad_fail(cx, GAD_E_ARG,
                    "--without '%.40s' is no part of the model: choose nothing, joint-production, "
                    "stocks or queue",
                    text ? text : "");
}

static gad_status check_options(gad_ctx *cx, const gad_simulate_opts *o, const gad_output *out)
{
    if (out->format == GAD_AS_HTML || out->format == GAD_AS_SVG)
        return gad_fail(cx, GAD_E_ARG,
                        "a simulation is not written as %s: choose table, csv, json, md (with "
                        "charts) or parquet",
                        out->format == GAD_AS_SVG ? "one picture" : "HTML");
    if (!is_one_of(o->show, shows, COUNT_OF(shows)))
        return gad_fail(cx, GAD_E_ARG,
                        "--show '%.40s' is no table: choose all, prices, flows, stocks, shortage, "
                        "licences or summary",
                        o->show ? o->show : "");
    if (!is_one_of(o->expectations, expectations, COUNT_OF(expectations)))
        return gad_fail(cx, GAD_E_ARG,
                        "--expectations '%.40s' is not known: choose both, adaptive or foresight",
                        o->expectations ? o->expectations : "");
    return o->months < 0 || o->months > 240
               ? gad_fail(cx, GAD_E_ARG,
                          "--months %" PRId32
                          " is out of range: 1 to 240, 0 for the scenario's own",
                          o->months)
               : GAD_OK;
}

/* ---- runs --------------------------------------------------------------------------------------- */

typedef struct runs {
    sim *s, *foresight, *against;
} runs;

/* The run under foresight borrows world, base and scenario from the first. */
static void runs_release(runs *r)
{
    sim_free(r->foresight);
    sim_free(r->against);
    sim_free(r->s);
}

static bool comparable(const sim *a, const sim *b)
{
    return STR_EQ(a->w->name, b->w->name) && a->w->n_material == b->w->n_material &&
           a->w->n_place == b->w->n_place && a->w->n_use == b->w->n_use &&
           a->b->n_site == b->b->n_site && a->b->n_lane == b->b->n_lane &&
           a->b->n_want == b->b->n_want;
}

static gad_status check_comparable(gad_ctx *cx, const sim *s, const sim *o)
{
    char first[PERIOD_TEXT], other[PERIOD_TEXT];
    if (!comparable(s, o))
        return gad_fail(
            cx, GAD_E_ARG,
            "'%s' plays in the world '%s' and '%s' in '%s': they cannot be compared (--world "
            "names one for both)",
            s->p->name, s->w->name, o->p->name, o->w->name);
    if (s->n_month == 0 || o->n_month == 0 || s->month[0].month > o->month[o->n_month - 1].month ||
        o->month[0].month > s->month[s->n_month - 1].month)
        return gad_fail(cx, GAD_E_ARG,
                        "'%s' (from %s) and '%s' (from %s) have no month in common: give --months "
                        "more, or another --against",
                        s->p->name, month_people(first, s->p->start), o->p->name,
                        month_people(other, o->p->start));
    return GAD_OK;
}

static gad_status run_all(gad_ctx *cx, const char *scenario, const gad_simulate_opts *o, runs *r)
{
    bool ahead = strcasecmp(o->expectations, "foresight") == 0;
    sim_asked asked = { .scenario = scenario,
                        .world = o->world,
                        .months = o->months,
                        .expect = ahead ? SIM_FORESIGHT : SIM_ADAPTIVE };
    gad_status status = read_without(cx, o->without, &asked.without);
    if (!status)
        status = sim_run(cx, &asked, &r->s);
    if (!status && o->against) {
        sim_asked other = asked;
        other.scenario = o->against;
        status = sim_run(cx, &other, &r->against);
        if (!status)
            status = check_comparable(cx, r->s, r->against);
        status = gad_wrap(cx, status, "--against");
    }
    if (!status && strcasecmp(o->expectations, "both") == 0) {
        asked.expect = SIM_FORESIGHT;
        asked.seed = r->s;
        status = gad_wrap(cx, sim_run_on(cx, r->s->b, r->s->p, &asked, &r->foresight),
                          "with perfect foresight");
    }
    return status;
}

/* ---- the answer ---------------------------------------------------------------------------------- */

gad_status simulate_write(gad_ctx *cx, const simulate_answer *a, const gad_output *out)
{
    static gad_status (*const writers[])(gad_ctx *, const simulate_answer *, const simulate_sum *,
                                         const gad_output *) = {
        [GAD_AS_TABLE] = simulate_write_table,  [GAD_AS_CSV] = simulate_write_rows,
        [GAD_AS_JSON] = simulate_write_json,    [GAD_AS_MD] = simulate_write_md,
        [GAD_AS_PARQUET] = simulate_write_rows,
    };
    arena mem;
    simulate_sum x;
    arena_init(&mem, &cx->al);
    gad_status status = simulate_sum_make(cx, &mem, a, &x);
    if (!status)
        status = writers[out->format](cx, a, &x, out);
    arena_release(&mem);
    return status;
}

gad_status gad_simulate(gad_ctx *cx, const char *scenario, const gad_simulate_opts *opts,
                        const gad_output *out)
{
    arena mem;
    runs r = { NULL, NULL, NULL };
    arena_init(&mem, &cx->al);
    gad_status status = check_options(cx, opts, out);
    if (!status)
        status = run_all(cx, scenario, opts, &r);
    simulate_answer a = { .s = r.s,
                          .against = r.against,
                          .foresight = r.foresight,
                          .show = opts->show,
                          .without = opts->without && strcasecmp(opts->without, "nothing") != 0
                                         ? opts->without
                                         : NULL };
    if (!status)
        status = simulate_read_materials(cx, &mem, r.s->w, opts->material, &a.material);
    if (!status)
        status = simulate_read_places(cx, &mem, r.s->w, opts->place, &a.place);
    if (!status)
        status = simulate_write(cx, &a, out);
    runs_release(&r);
    arena_release(&mem);
    return status;
}
