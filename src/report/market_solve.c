/* market_solve.c - layer 4: the question `market solve`: prices, levels and rents of a market file. */
#include "report/market_write.h"

/* ---- JSON -------------------------------------------------------------------------------------- */

static gad_status write_json(gad_ctx *cx, const solved_market *s, const gad_output *out)
{
    const gad_market_spec *spec = &s->p.spec;
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_text(&j, "status", gad_market_status_text(s->a.report.status));
    json_by_name(&j, "prices", spec->node_id, s->a.price, spec->n_node);
    json_by_name(&j, "levels", spec->activity_id, s->a.level, spec->n_activity);
    json_by_name(&j, "rents", spec->activity_id, s->a.rent, spec->n_activity);
    json_market_report(&j, &s->a.report, s);
    json_close(&j);
    return market_deliver(cx, &b, out);
}

/* ---- tables ------------------------------------------------------------------------------------ */

static bool any_interval(const solved_market *s)
{
    bool any = false;
    for (int32_t n = 0; n < s->p.spec.n_node; n++)
        any |= s->a.price_low[n] < s->a.price_high[n];
    return any;
}

static bool any_unbalanced(const solved_market *s)
{
    bool any = false;
    for (int32_t n = 0; n < s->p.spec.n_node; n++)
        any |= s->a.unbalanced[n] != 0;
    return any;
}

static gad_status price_table(gad_ctx *cx, const solved_market *s, gad_table **out)
{
    const gad_market_spec *spec = &s->p.spec;
    int32_t digits = market_decimals(s->a.price, spec->n_node);
    bool interval = any_interval(s), excess = any_unbalanced(s);
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "node", NULL, GAD_TEXT, -1);
    table_column(t, "price", NULL, GAD_F64, digits);
    if (interval) {
        table_column(t, "low", "lowest", GAD_F64, digits);
        table_column(t, "high", "highest", GAD_F64, digits);
    }
    if (excess)
        table_column(t, "excess", "excess (+) or shortfall (-)", GAD_F64,
                     market_decimals(s->a.unbalanced, spec->n_node));
    for (int32_t n = 0; n < spec->n_node; n++) {
        bool open = s->a.price_low[n] < s->a.price_high[n];
        table_text(t, spec->node_id[n]);
        table_f64(t, s->a.price[n]);
        if (interval) {
            table_f64(t, open ? s->a.price_low[n] : NO_NUMBER);
            table_f64(t, open ? s->a.price_high[n] : NO_NUMBER);
        }
        if (excess)
            table_f64(t, s->a.unbalanced[n] != 0 ? s->a.unbalanced[n] : NO_NUMBER);
    }
    return table_finish(cx, t, out);
}

/* Where a level stands: "lower", "upper", "fixed", or what is not unique about it. */
static const char *mark_of(const solved_market *s, int32_t j)
{
    const gad_market_numbers *k = &s->p.spec.numbers;
    double x = s->a.level[j];
    if (k->lower[j] == k->upper[j])
        return "fixed";
    if (s->a.level_free[j])
        return "not unique";
    return x == k->lower[j] ? "lower" : x == k->upper[j] ? "upper" : NULL;
}

static gad_status level_table(gad_ctx *cx, const solved_market *s, gad_table **out)
{
    const gad_market_spec *spec = &s->p.spec;
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "activity", NULL, GAD_TEXT, -1);
    table_column(t, "level", NULL, GAD_F64, market_decimals(s->a.level, spec->n_activity));
    table_column(t, "rent", NULL, GAD_F64, market_decimals(s->a.rent, spec->n_activity));
    table_column(t, "at", "at bound", GAD_TEXT, -1);
    for (int32_t j = 0; j < spec->n_activity; j++) {
        table_text(t, spec->activity_id[j]);
        table_f64(t, s->a.level[j]);
        table_f64(t, s->a.rent[j]);
        table_text(t, mark_of(s, j));
    }
    return table_finish(cx, t, out);
}

static gad_status write_tables(gad_ctx *cx, const solved_market *s, const gad_output *out)
{
    gad_table *prices = NULL, *levels = NULL;
    buf b;
    buf_init(&b, &cx->al);
    gad_status st = price_table(cx, s, &prices);
    if (!st)
        st = level_table(cx, s, &levels);
    if (!st) {
        say_market_report(&b, &s->a.report, MARKET_LAST_STATE);
        buf_char(&b, '\n');
        write_table_text(&b, prices, out);
        buf_char(&b, '\n');
        write_table_text(&b, levels, out);
        st = write_buf(cx, &b, out);
    }
    gad_table_free(prices);
    gad_table_free(levels);
    buf_release(&b);
    return st;
}

gad_status gad_market_file_solve(gad_ctx *cx, const char *path, const gad_output *out,
                                 gad_market_status *outcome)
{
    solved_market s;
    gad_status st = market_check_format(cx, out);
    if (st)
        return st;
    st = solved_market_make(cx, path, &s);
    if (!st)
        st = out->format == GAD_AS_JSON ? write_json(cx, &s, out) : write_tables(cx, &s, out);
    if (!st)
        *outcome = s.a.report.status;
    solved_market_release(&s);
    return st;
}
