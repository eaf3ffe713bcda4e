/* solve.c - layer 1: gad_market_solve: the story of one solve.
 *
 * Flow: check the numbers -> where to begin -> newton_run -> newton_polish -> settle what is not unique -> certify; when
 * Newton does not arrive, ask why not (impossible.c). The answer is written last. */
#include "market/certify.h"
#include "market/impossible.h"
#include "market/newton.h"
#include "market/respond.h"
#include "market/snap.h"
#include "market/unique.h"

#define OPT_F64(field, name, letter, metavar, def, lo, hi, help) .field = (def),
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) .field = (def),
gad_market_opts gad_market_defaults(void)
{
    return (gad_market_opts){
#include "gadolin/market_opts.def"
    };
}
#undef OPT_F64
#undef OPT_I32

const char *gad_market_status_text(gad_market_status s)
{
    static const char *const text[] = { [GAD_SOLVED] = "solved",
                                        [GAD_NO_EQUILIBRIUM] = "no_equilibrium",
                                        [GAD_NOT_CONVERGED] = "not_converged" };
    return (int)s < 0 || (int)s >= COUNT_OF(text) ? "unknown" : text[s];
}

typedef struct option_range {
    const char *name;
    double value, lo, hi;
} option_range;

static gad_status check_options(gad_ctx *cx, const gad_market_opts *o)
{
#define OPT_F64(field, name, letter, metavar, def, lo, hi, help) { name, o->field, lo, hi },
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) { name, o->field, lo, hi },
    const option_range range[] = {
#include "gadolin/market_opts.def"
    };
#undef OPT_F64
#undef OPT_I32
    for (int32_t k = 0; k < COUNT_OF(range); k++)
        if (!(range[k].value >= range[k].lo && range[k].value <= range[k].hi))
            return gad_fail(cx, GAD_E_ARG, "option %s is %g, expected %g to %g", range[k].name,
                            range[k].value, range[k].lo, range[k].hi);
    return GAD_OK;
}

/* The centres of flat steps: where an earlier solve left them when the caller gives prices to start from as well. */
static void set_centres(gad_market *m, bool warm)
{
    for (int32_t j = 0; j < m->n_act; j++) {
        double x = warm && m->has_levels ? m->now.level[j] : 0;
        x = isfinite(x) ? x : 0;
        m->resp.centre[j] = MIN_OF(MAX_OF(x, m->resp.lower[j]), m->resp.upper[j]);
    }
}

/* A market that needed the careful attempt is likely to need it again: so many solves begin with it, then the fast way is
 * tried anew. */
enum { CAREFUL_SOLVES = 3 };

/* Shorter steps from the symmetric market to the one given are not tried. */
static const double LEAST_BLEND = 1e-3;

static gad_status begin(gad_ctx *cx, gad_market *m, const double *start, gad_market_report *r)
{
    if (m->careful > 0) {
        network_slopes(m, true);
        m->careful--;
    }
    set_centres(m, start != NULL);
    if (!start)
        return newton_guess(cx, m, r);
    for (int32_t n = 0; n < m->n_node; n++) {
        char name[64];
        if (!isfinite(start[n]))
            return gad_fail(cx, GAD_E_ARG, "%s: the starting price is not a finite number",
                            network_node(m, n, name));
        m->now.price[n] = start[n];
    }
    respond(m, &m->now);
    return m->now.inside ? GAD_OK : newton_guess(cx, m, r);
}

/* Choose among solutions; the choice must be certified as well, else the state found stands. */
static gad_status settle(gad_ctx *cx, gad_market *m, const gad_market_opts *o, gad_market_report *r)
{
    memcpy(m->next.price, m->now.price, (size_t)m->n_node * sizeof(double));
    memcpy(m->next.level, m->now.level, (size_t)m->n_act * sizeof(double));
    gad_status st = unique_settle(cx, m, r);
    if (st || (r->degenerate == 0 && r->undetermined == 0))
        return st;
    gad_market_report chosen = *r;
    certify(m, m->now.price, m->now.level, &chosen);
    if (certified(&chosen, 0.5 * o->tolerance)) {
        *r = chosen;
        return GAD_OK;
    }
    memcpy(m->now.price, m->next.price, (size_t)m->n_node * sizeof(double));
    memcpy(m->now.level, m->next.level, (size_t)m->n_act * sizeof(double));
    certify(m, m->now.price, m->now.level, r);
    return GAD_OK;
}

/* From the symmetric market, which always leads to its solution, to the one given, by steps as long as they succeed. */
static gad_status approach(gad_ctx *cx, gad_market *m, const gad_market_opts *o,
                           gad_market_report *r, newton_end *end)
{
    gad_market_opts rough = *o;
    rough.tolerance = MAX_OF(o->tolerance, 1e-6);
    network_blend(m, 0);
    gad_status st = newton_guess(cx, m, r);
    if (!st)
        st = newton_run(cx, m, &rough, r, end);
    double blend = 0, step = 1;
    while (!st && *end == NEWTON_CONVERGED && blend < 1 && step > LEAST_BLEND) {
        memcpy(m->price_low, m->now.price, (size_t)m->n_node * sizeof(double));
        network_blend(m, MIN_OF(blend + step, 1.0));
        st = newton_run(cx, m, blend + step < 1 ? &rough : o, r, end);
        if (*end == NEWTON_CONVERGED) {
            blend += step;
            step *= 2;
        } else if (!st) {
            memcpy(m->now.price, m->price_low, (size_t)m->n_node * sizeof(double));
            step *= 0.25;
            *end = step > LEAST_BLEND ? NEWTON_CONVERGED : *end;
        }
    }
    network_blend(m, 1);
    return st;
}

/* From m->now to a state that is polished and certified, or is not. */
static gad_status attempt(gad_ctx *cx, gad_market *m, const gad_market_opts *o,
                          gad_market_report *r)
{
    newton_end end;
    gad_market_opts inner = *o; /* the certificate adds things up in another order */
    inner.tolerance = 0.3 * o->tolerance;
    gad_status st = newton_run(cx, m, &inner, r, &end);
    if (!st && end != NEWTON_CONVERGED && !m->resp.symmetric)
        st = approach(cx, m, &inner, r, &end);
    if (!st)
        st = newton_polish(cx, m, 0.1 * o->tolerance, r);
    if (st)
        return st;
    double start = market_clock();
    snap_state(m, o, r);
    /* Half of it, so that another reading of "relative" passes as well. */
    r->status = certified(r, 0.5 * o->tolerance) ? GAD_SOLVED : GAD_NOT_CONVERGED;
    r->seconds_finish += market_clock() - start;
    return GAD_OK;
}

static gad_status run(gad_ctx *cx, gad_market *m, const gad_market_opts *o, gad_market_report *r)
{
    gad_status st = attempt(cx, m, o, r);
    if (!st && r->status != GAD_SOLVED) {
        gad_market_opts careful = *o;
        careful.reuse_factor = 0;
        network_slopes(m, true);
        set_centres(m, false);
        st = newton_guess(cx, m, r);
        if (!st)
            st = attempt(cx, m, &careful, r);
        m->careful = !st && r->status == GAD_SOLVED ? CAREFUL_SOLVES : 0;
    }
    if (!st && r->status != GAD_SOLVED)
        st = impossible_explain(cx, m, r);
    if (st || r->status != GAD_SOLVED)
        return st;
    double start = market_clock();
    st = settle(cx, m, o, r);
    r->seconds_finish += market_clock() - start;
    return st;
}

static void put(double *to, const double *from, int32_t n)
{
    if (to)
        memcpy(to, from, (size_t)n * sizeof *to);
}

static void write_answer(const gad_market *m, const gad_market_report *r, gad_market_answer *a)
{
    put(a->price, m->now.price, m->n_node);
    put(a->level, m->now.level, m->n_given);
    put(a->rent, m->rent, m->n_given);
    bool solved = r->status == GAD_SOLVED;
    put(a->price_low, solved ? m->price_low : m->now.price, m->n_node);
    put(a->price_high, solved ? m->price_high : m->now.price, m->n_node);
    for (int32_t j = 0; a->level_free && j < m->n_given; j++)
        a->level_free[j] = solved && m->level_free[j];
    for (int32_t n = 0; a->unbalanced && n < m->n_node; n++)
        a->unbalanced[n] = r->status == GAD_NO_EQUILIBRIUM ? m->unbalanced[n] : 0;
    a->report = *r;
}

gad_status gad_market_solve(gad_ctx *cx, gad_market *m, const gad_market_opts *opts,
                            const double *start, gad_market_answer *answer)
{
    gad_market_opts o = opts ? *opts : gad_market_defaults();
    gad_market_report r = { .objective = NO_NUMBER };
    double began = market_clock();
    m->solved = false;
    memset(m->unbalanced, 0, (size_t)m->n_node * sizeof(double));
    gad_status st = check_options(cx, &o);
    if (!st)
        st = network_prepare(cx, m);
    r.seconds_check = market_clock() - began;
    if (!st)
        st = begin(cx, m, start, &r);
    m->has_levels = false;
    if (!st)
        st = run(cx, m, &o, &r);
    if (st)
        return st;
    m->solved = r.status == GAD_SOLVED;
    m->has_levels = m->solved;
    m->tolerance = o.tolerance;
    r.seconds = market_clock() - began;
    write_answer(m, &r, answer);
    return GAD_OK;
}
