/* market_write.c - layer 4: solving a market file, and the parts of its answers. */
#include "report/market_write.h"

enum { DIGITS = 6, MOST_DECIMALS = 9 };

/* ---- solving ----------------------------------------------------------------------------------- */

static bool take_answer(problem *p, gad_market_answer *a)
{
    size_t n = (size_t)p->spec.n_node, m = (size_t)p->spec.n_activity;
    a->price = arena_take(&p->mem, n, sizeof *a->price);
    a->level = arena_take(&p->mem, m, sizeof *a->level);
    a->rent = arena_take(&p->mem, m, sizeof *a->rent);
    a->price_low = arena_take(&p->mem, n, sizeof *a->price_low);
    a->price_high = arena_take(&p->mem, n, sizeof *a->price_high);
    a->level_free = arena_take(&p->mem, m, sizeof *a->level_free);
    a->unbalanced = arena_take(&p->mem, n, sizeof *a->unbalanced);
    return a->price && a->level && a->rent && a->price_low && a->price_high && a->level_free &&
           a->unbalanced;
}

gad_status solved_market_make(gad_ctx *cx, const char *path, solved_market *s)
{
    *s = (solved_market){ .m = NULL };
    gad_status st = problem_read(cx, path, &s->p);
    if (st)
        return st;
    if (!take_answer(&s->p, &s->a))
        return gad_nomem(cx, "solving a market");
    st = gad_market_new(cx, &s->p.spec, &s->m);
    if (!st)
        st = gad_market_solve(cx, s->m, &s->p.opts, s->p.start, &s->a);
    return problem_blame(cx, s->p.file, st);
}

void solved_market_release(solved_market *s)
{
    gad_market_free(s->m);
    problem_release(&s->p);
}

gad_status market_check_format(gad_ctx *cx, const gad_output *out)
{
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_JSON)
        return GAD_OK;
    return gad_fail(cx, GAD_E_ARG, "a market answers as a table or as JSON, not in format %d",
                    (int)out->format);
}

gad_status market_deliver(gad_ctx *cx, buf *b, const gad_output *out)
{
    gad_status st = write_buf(cx, b, out);
    buf_release(b);
    return st;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

void json_amount(json *j, const char *key, double x)
{
    json_f64(j, key, x == 0 ? 0 : x);
}

void json_by_name(json *j, const char *key, const char *const *name, const double *x, int32_t n)
{
    json_object(j, key);
    for (int32_t k = 0; k < n; k++)
        json_amount(j, name[k], x[k]);
    json_close(j);
}

/* ---- the report as JSON ------------------------------------------------------------------------ */

static void json_numbers(json *j, const gad_market_report *r)
{
    const struct {
        const char *key;
        double x;
    } number[] = {
        { "imbalance", r->imbalance },
        { "complementarity", r->complementarity },
        { "complementarity_rel", r->complementarity_rel },
        { "objective", r->objective },
        { "seconds_check", r->seconds_check },
        { "seconds_analyse", r->seconds_analyse },
        { "seconds_evaluate", r->seconds_evaluate },
        { "seconds_factor", r->seconds_factor },
        { "seconds_solve", r->seconds_solve },
        { "seconds_finish", r->seconds_finish },
        { "seconds", r->seconds },
    };
    for (int32_t k = 0; k < COUNT_OF(number); k++)
        json_f64(j, number[k].key, number[k].x);
}

static void json_lists(json *j, const solved_market *s)
{
    const gad_market_spec *spec = &s->p.spec;
    json_array(j, "degenerate_activities");
    for (int32_t k = 0; k < spec->n_activity; k++)
        if (s->a.level_free[k])
            json_text(j, NULL, spec->activity_id[k]);
    json_close(j);
    json_array(j, "price_intervals");
    for (int32_t n = 0; n < spec->n_node; n++) {
        if (!(s->a.price_low[n] < s->a.price_high[n]))
            continue;
        json_object(j, NULL);
        json_text(j, "node", spec->node_id[n]);
        json_f64(j, "low", s->a.price_low[n]);
        json_f64(j, "high", s->a.price_high[n]);
        json_close(j);
    }
    json_close(j);
    json_array(j, "unbalanced_nodes");
    for (int32_t n = 0; n < spec->n_node; n++) {
        if (s->a.unbalanced[n] == 0)
            continue;
        json_object(j, NULL);
        json_text(j, "node", spec->node_id[n]);
        json_f64(j, "excess", s->a.unbalanced[n]);
        json_close(j);
    }
    json_close(j);
}

void json_market_report(json *j, const gad_market_report *r, const solved_market *s)
{
    json_object(j, "report");
    json_text(j, "status", gad_market_status_text(r->status));
    json_i64(j, "iterations", r->iterations);
    json_i64(j, "factorisations", r->factorisations);
    json_i64(j, "inner", r->inner);
    json_i64(j, "evaluations", r->evaluations);
    json_numbers(j, r);
    json_i64(j, "degenerate", r->degenerate);
    json_i64(j, "undetermined", r->undetermined);
    json_i64(j, "n_unbalanced", r->n_unbalanced);
    json_text(j, "note", r->note);
    if (s)
        json_lists(j, s);
    json_close(j);
}

/* ---- the report in words ----------------------------------------------------------------------- */

static void say_some(buf *b, int32_t n, const char *one, const char *many)
{
    if (n)
        buf_fmt(b, "%" PRId32 " %s\n", n, n == 1 ? one : many);
}

void say_market_report(buf *b, const gad_market_report *r, const char *otherwise)
{
    const char *why = r->note[0] ? r->note : "the tolerance was not met";
    const char *steps = r->iterations == 1 ? "step" : "steps";
    if (r->status == GAD_SOLVED) {
        buf_fmt(b, "solved in %" PRId32 " %s: imbalance %.1e, complementarity %.1e\n",
                r->iterations, steps, r->imbalance, r->complementarity_rel);
        if (r->note[0])
            buf_fmt(b, "%s\n", r->note);
        say_some(b, r->degenerate, "level is not unique: the choice of least norm is given",
                 "levels are not unique: the choice of least norm is given");
        say_some(b, r->undetermined, "price is not unique: its interval is given",
                 r->note[0] ? "prices are not unique: intervals are given where they were computed"
                            : "prices are not unique: their intervals are given");
        return;
    }
    if (r->status == GAD_NO_EQUILIBRIUM)
        buf_fmt(b, "no equilibrium: %s\n", r->note[0] ? r->note : "the balances cannot all be met");
    else
        buf_fmt(b, "not converged in %" PRId32 " %s (imbalance %.1e, complementarity %.1e): %s\n",
                r->iterations, steps, r->imbalance, r->complementarity_rel, why);
    buf_fmt(b, "%s\n", otherwise);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle of the sizes that are not 0, from a sample: a column is judged by its bulk, not by its extremes. */
static double middle(const double *x, int32_t n)
{
    double sample[255];
    int32_t k = 0, step = n / COUNT_OF(sample) + 1;
    for (int32_t i = 0; i < n && k < COUNT_OF(sample); i += step)
        if (isfinite(x[i]) && fabs(x[i]) > 1e-12)
            sample[k++] = fabs(x[i]);
    qsort(sample, (size_t)k, sizeof *sample, by_value);
    return k ? sample[k / 2] : 1;
}

int32_t market_decimals(const double *x, int32_t n)
{
    double typical = middle(x, n);
    int32_t most = DIGITS - 1 - (int32_t)floor(log10(typical)), least = 0;
    most = MIN_OF(MAX_OF(most, 0), (int32_t)MOST_DECIMALS);
    for (int32_t i = 0; i < n && least < most; i++)
        while (least < most && isfinite(x[i])) {
            double scaled = x[i] * pow(10, least);
            if (fabs(scaled - nearbyint(scaled)) <= 1e-9 * (1 + fabs(scaled)))
                break;
            least++;
        }
    return least;
}
