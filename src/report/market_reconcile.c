/* market_reconcile.c - layer 4: the question `market reconcile`: observed flows that never balance, adjusted. */
#include "report/market_write.h"

static bool take_answer(flows_problem *p, gad_reconcile_answer *a)
{
    a->flow = arena_take(&p->mem, (size_t)p->spec.n_flow, sizeof *a->flow);
    a->sd = arena_take(&p->mem, (size_t)p->spec.n_flow, sizeof *a->sd);
    a->node_price = arena_take(&p->mem, (size_t)p->spec.n_node, sizeof *a->node_price);
    return a->flow && a->sd && a->node_price;
}

/* What was observed; NaN for a flow that was not. */
static double observed_of(const flows_problem *p, int32_t j)
{
    return isinf(p->spec.sigma[j]) ? NO_NUMBER : p->spec.observed[j];
}

/* The adjustment in standard errors of the observation; NaN where there is none, or no error was allowed. */
static double change_of(const flows_problem *p, const gad_reconcile_answer *a, int32_t j)
{
    double sigma = p->spec.sigma[j];
    return sigma > 0 && isfinite(sigma) ? (a->flow[j] - p->spec.observed[j]) / sigma : NO_NUMBER;
}

static gad_status write_json(gad_ctx *cx, const flows_problem *p, const gad_reconcile_answer *a,
                             const gad_output *out)
{
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_text(&j, "status", gad_market_status_text(a->report.status));
    json_array(&j, "flows");
    for (int32_t k = 0; k < p->spec.n_flow; k++) {
        json_object(&j, NULL);
        json_text(&j, "id", p->spec.flow_id[k]);
        json_f64(&j, "observed", observed_of(p, k));
        json_f64(&j, "sigma", p->spec.sigma[k]);
        json_amount(&j, "adjusted", a->flow[k]);
        json_f64(&j, "sd", a->sd[k]);
        json_amount(&j, "change_sigmas", change_of(p, a, k));
        json_close(&j);
    }
    json_close(&j);
    json_by_name(&j, "multipliers", p->spec.node_id, a->node_price, p->spec.n_node);
    json_f64(&j, "chi2", a->chi2);
    json_i64(&j, "redundancy", a->redundancy);
    json_market_report(&j, &a->report, NULL);
    json_close(&j);
    return market_deliver(cx, &b, out);
}

static gad_status make_table(gad_ctx *cx, const flows_problem *p, const gad_reconcile_answer *a,
                             gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "flow", NULL, GAD_TEXT, -1);
    table_column(t, "observed", NULL, GAD_F64, market_decimals(p->spec.observed, p->spec.n_flow));
    table_column(t, "sigma", NULL, GAD_F64, market_decimals(p->spec.sigma, p->spec.n_flow));
    table_column(t, "adjusted", NULL, GAD_F64, market_decimals(a->flow, p->spec.n_flow));
    table_column(t, "sd", NULL, GAD_F64, market_decimals(a->sd, p->spec.n_flow));
    table_column(t, "change_sigmas", "change, sigmas", GAD_F64, 2);
    for (int32_t k = 0; k < p->spec.n_flow; k++) {
        table_text(t, p->spec.flow_id[k]);
        table_f64(t, observed_of(p, k));
        table_f64(t, isinf(p->spec.sigma[k]) ? NO_NUMBER : p->spec.sigma[k]);
        table_f64(t, a->flow[k]);
        table_f64(t, a->sd[k]);
        table_f64(t, change_of(p, a, k));
    }
    return table_finish(cx, t, out);
}

static gad_status write_table(gad_ctx *cx, const flows_problem *p, const gad_reconcile_answer *a,
                              const gad_output *out)
{
    char chi2[NUM_TEXT];
    gad_table *t = NULL;
    buf b;
    gad_status st = make_table(cx, p, a, &t);
    if (st)
        return st;
    buf_init(&b, &cx->al);
    say_market_report(&b, &a->report, MARKET_LAST_STATE);
    if (a->report.status == GAD_SOLVED)
        buf_fmt(&b, "chi-square %s with %" PRId32 " degree%s of freedom\n",
                num_people(chi2, a->chi2, 3), a->redundancy, a->redundancy == 1 ? "" : "s");
    buf_char(&b, '\n');
    write_table_text(&b, t, out);
    gad_table_free(t);
    return market_deliver(cx, &b, out);
}

gad_status gad_market_file_reconcile(gad_ctx *cx, const char *path, const gad_output *out,
                                     gad_market_status *outcome)
{
    flows_problem p;
    gad_reconcile_answer a = { .flow = NULL };
    gad_status st = market_check_format(cx, out);
    if (st)
        return st;
    st = flows_read(cx, path, &p);
    if (!st && !take_answer(&p, &a))
        st = gad_nomem(cx, "reconciling flows");
    if (!st)
        st = problem_blame(cx, p.file, gad_reconcile_flows(cx, &p.spec, &p.opts, &a));
    if (!st)
        st =
            out->format == GAD_AS_JSON ? write_json(cx, &p, &a, out) : write_table(cx, &p, &a, out);
    if (!st)
        *outcome = a.report.status;
    flows_release(&p);
    return st;
}
