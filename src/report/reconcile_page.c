/* reconcile_page.c - layer 4: the reconciled flows with what stands above them: for people, and as JSON. */
#include "report/reconcile_page.h"

enum { FLUSH = 1 << 16, OVERDRAWN_SHOWN = 5 };

/* ---- the numbers above ---------------------------------------------------------------------------------- */

typedef struct totals {
    int64_t flows, both, exporter_only, importer_only, gaps, unweighed, codes;
    double value, exporter, importer, both_value, qty;
} totals;

static gad_status read_totals(gad_ctx *cx, gad_store *st, totals *x)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "reconcile/total", NULL, 0, &t);
    if (status)
        return status;
    *x =
        (totals){ table_get_i64(t, 0, 0, 0),  table_get_i64(t, 0, 1, 0), table_get_i64(t, 0, 2, 0),
                  table_get_i64(t, 0, 3, 0),  table_get_i64(t, 0, 8, 0), table_get_i64(t, 0, 10, 0),
                  table_get_i64(t, 0, 11, 0), table_get_f64(t, 0, 4),    table_get_f64(t, 0, 5),
                  table_get_f64(t, 0, 6),     table_get_f64(t, 0, 7),    table_get_f64(t, 0, 9) };
    gad_table_free(t);
    if (x->flows == 0)
        return gad_fail(
            cx, GAD_E_NOTFOUND,
            "neither side reports such a flow in that year: ask for more codes or countries");
    return GAD_OK;
}

/* ---- JSON ------------------------------------------------------------------------------------------------ */

typedef struct json_out {
    buf b;
    json j;
    const gad_output *out;
} json_out;

static void json_balance(json *j, const balance *b)
{
    char iso3[4];
    json_object(j, "balance");
    json_text(j, "production", b->edition);
    json_i64(j, "countries", b->countries);
    json_i64(j, "flows", b->flows);
    json_i64(j, "moved", b->moved);
    json_i64(j, "without_weight", b->unweighed);
    json_f64(j, "chi2", b->chi2);
    json_array(j, "overdrawn");
    for (int32_t k = 0; k < b->n; k++) {
        const balance_row *r = &b->at[k];
        json_object(j, NULL);
        json_text(j, "country", store_country_iso3(iso3, r->country));
        json_f64(j, "production_t", r->production);
        json_f64(j, "imports_t", r->imports);
        json_f64(j, "exports_t", r->exports);
        json_f64(j, "production_after_t", r->production_after);
        json_f64(j, "imports_after_t", r->imports_after);
        json_f64(j, "exports_after_t", r->exports_after);
        json_f64(j, "use_after_t", r->use_after);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void json_head(json *j, const reconcile_asked *a, const totals *x)
{
    const combine_query *q = &a->q;
    const combine_state *s = &a->state;
    char day[PERIOD_TEXT];
    json_object(j, "reconciliation");
    json_i64(j, "year", q->year);
    json_text(j, "product", a->product.id);
    json_bool(j, "codes_hold_other_goods", a->broader);
    json_text(j, "freq", q->monthly ? "M" : "A");
    json_text(j, "valuation", q->fob ? "fob" : "declared");
    json_i64(j, "reports", s->rows);
    json_i64(j, "reports_without_dollars", s->no_dollars);
    json_i64(j, "reporters", s->reporters);
    json_i64(j, "codes_held", s->codes);
    json_i64(j, "periods_held", s->periods);
    json_text(j, "vintage_from", day_text(day, s->oldest));
    json_text(j, "vintage_to", day_text(day, s->newest));
    json_f64(j, "freight_pct", s->freight_pct);
    json_i64(j, "freight_flows", s->clean);
    json_i64(j, "flows", x->flows);
    json_i64(j, "reported_by_both", x->both);
    json_i64(j, "exporter_only", x->exporter_only);
    json_i64(j, "importer_only", x->importer_only);
    json_i64(j, "gaps_beyond_factor_2", x->gaps);
    json_i64(j, "without_weight", x->unweighed);
    json_f64(j, "exporters_usd", x->exporter);
    json_f64(j, "importers_usd", x->importer);
    json_f64(j, "value_usd", x->value);
    json_f64(j, "value_usd_reported_by_both", x->both_value);
    json_f64(j, "qty_t", x->qty);
    if (a->balance.edition)
        json_balance(j, &a->balance);
    json_close(j);
}

static gad_status flush(gad_ctx *cx, json_out *w)
{
    gad_status status = write_buf(cx, &w->b, w->out);
    buf_clear(&w->b);
    return status;
}

static gad_status json_rows(gad_ctx *cx, void *user, const gad_table *rows)
{
    json_out *w = user;
    gad_status status = GAD_OK;
    for (int64_t r = 0; r < gad_table_rows(rows) && !status; r++) {
        json_object(&w->j, NULL);
        for (int32_t c = 0; c < gad_table_columns(rows); c++) {
            const gad_column *col = gad_table_column(rows, c);
            if (gad_table_cell(rows, r, c)->null)
                json_null(&w->j, col->name);
            else if (col->type == GAD_TEXT)
                json_text(&w->j, col->name, table_get_text(rows, r, c));
            else if (col->type == GAD_F64)
                json_f64(&w->j, col->name, table_get_f64(rows, r, c));
            else
                json_i64(&w->j, col->name, table_get_i64(rows, r, c, 0));
        }
        json_close(&w->j);
        if (w->b.len > FLUSH)
            status = flush(cx, w);
    }
    return status;
}

static gad_status write_json(gad_ctx *cx, gad_store *st, const reconcile_asked *a, const totals *x,
                             const gad_output *out)
{
    json_out w = { .out = out };
    buf_init(&w.b, &cx->al);
    json_start(&w.j, &w.b);
    json_object(&w.j, NULL);
    json_i64(&w.j, "version", 1);
    json_head(&w.j, a, x);
    json_array(&w.j, "flows");
    gad_status status =
        store_stream(cx, st, a->q.monthly ? "reconcile/out_m" : "reconcile/out_a", json_rows, &w);
    json_close(&w.j);
    json_close(&w.j);
    buf_char(&w.b, '\n');
    if (!status)
        status = flush(cx, &w);
    buf_release(&w.b);
    return status;
}

/* ---- for people ------------------------------------------------------------------------------------------- */

static void add_million(buf *b, double usd)
{
    char num[NUM_TEXT];
    buf_fmt(b, "%s million USD", num_people(num, usd / 1e6, usd < 1e8 ? 2 : 0));
}

static void say_head(buf *b, const reconcile_asked *a, const totals *x)
{
    char num[NUM_TEXT], of[NUM_TEXT];
    const combine_query *q = &a->q;
    buf_fmt(b, "%s flow%s of %s code%s", num_people(num, (double)x->flows, 0),
            x->flows == 1 ? "" : "s", num_people(of, (double)x->codes, 0),
            x->codes == 1 ? "" : "s");
    if (a->product.id && q->n_hs > x->codes)
        buf_fmt(b, " (%s has %" PRId32 ")", a->product.id, q->n_hs);
    buf_fmt(b, " in %" PRId32 "%s: ", q->year,
            q->fob ? ", at the exporter's border (FOB)" : ", import values as declared");
    add_million(b, x->value);
    buf_fmt(b, ".\nBoth sides reported %s", num_people(num, (double)x->both, 0));
    if (x->both > 0)
        buf_fmt(b, " (%.1f %% of the value; %s differ by more than a factor of 2)",
                100 * x->both_value / x->value, num_people(of, (double)x->gaps, 0));
    buf_fmt(b, ", only the exporter %s", num_people(num, (double)x->exporter_only, 0));
    buf_fmt(b, ", only the importer %s.\n", num_people(num, (double)x->importer_only, 0));
}

/* Which months: a year of which one month is held looks like a small year. */
static void say_months(buf *b, const combine_state *s)
{
    char first[PERIOD_TEXT], last[PERIOD_TEXT];
    if (s->first == s->last)
        buf_fmt(b, "Month by month: reports of %s alone are held.\n", month_text(first, s->first));
    else
        buf_fmt(b, "Month by month: reports of %" PRId32 " months are held, %s to %s.\n",
                s->periods, month_text(first, s->first), month_text(last, s->last));
}

static void say_freight(buf *b, const combine_query *q, const combine_state *s)
{
    char num[NUM_TEXT];
    buf_fmt(b, "Freight and insurance, all goods of the year: %.1f %%, ", s->freight_pct);
    if (s->clean == 0)
        buf_add(b, "an assumption, as no two sides recorded the same weight");
    else
        buf_fmt(b, "from %s flow%s of which both recorded the same weight",
                num_people(num, (double)s->clean, 0), s->clean == 1 ? "" : "s");
    buf_add(b, q->fob ? ".\n" : " (not taken out here).\n");
}

static void say_estimates(buf *b, const combine_query *q, const combine_state *s, const totals *x)
{
    char num[NUM_TEXT], day[PERIOD_TEXT], first[PERIOD_TEXT];
    buf_add(b, "As declared: exporters ");
    add_million(b, IS_NUMBER(x->exporter) ? x->exporter : 0);
    buf_add(b, " (FOB), importers ");
    add_million(b, IS_NUMBER(x->importer) ? x->importer : 0);
    buf_add(b, " (CIF).\n");
    say_freight(b, q, s);
    buf_fmt(
        b, "Estimates rest on all %s reports held of %" PRId32 " (%" PRId64 " reporter%s, vintage ",
        num_people(num, (double)s->rows, 0), q->year, s->reporters, s->reporters == 1 ? "" : "s");
    if (s->oldest == s->newest)
        buf_fmt(b, "%s)", day_text(day, s->newest));
    else
        buf_fmt(b, "%s to %s)", day_text(first, s->oldest), day_text(day, s->newest));
    if (s->no_dollars)
        buf_fmt(b, "; %s more are in other currencies without a rate and were left out",
                num_people(num, (double)s->no_dollars, 0));
    buf_add(b, ".\n\n");
}

/* The standard error of a logarithm as the per cent it means upward. */
static double error_pct(double se)
{
    return 100 * expm1(se);
}

static gad_status people_table(gad_ctx *cx, const gad_table *from, bool monthly, gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    if (monthly)
        table_column(t, "month", NULL, GAD_TEXT, -1);
    table_column(t, "exporter", NULL, GAD_TEXT, -1);
    table_column(t, "importer", NULL, GAD_TEXT, -1);
    table_column(t, "hs", NULL, GAD_TEXT, -1);
    table_column(t, "exporter_usd", "exporter, USD", GAD_F64, 0);
    table_column(t, "importer_usd", "importer, USD", GAD_F64, 0);
    table_column(t, "freight_pct", "freight, %", GAD_F64, 1);
    table_column(t, "value_usd", "reconciled, USD", GAD_F64, 0);
    table_column(t, "error_pct", "error, +%", GAD_F64, 0);
    table_column(t, "qty_t", "t", GAD_F64, 0);
    table_column(t, "trusted", NULL, GAD_TEXT, -1);
    table_column(t, "flags", "to know", GAD_TEXT, -1);
    for (int64_t r = 0; r < gad_table_rows(from); r++) {
        for (int32_t c = monthly ? 0 : 1; c < 4; c++)
            table_text(t, table_get_text(from, r, c));
        for (int32_t c = 4; c < 8; c++)
            table_f64(t, table_get_f64(from, r, c));
        table_f64(t, error_pct(table_get_f64(from, r, 9)));
        table_f64(t, table_get_f64(from, r, 8));
        table_text(t, table_get_text(from, r, 10));
        table_text(t, gad_table_cell(from, r, 11)->null ? NULL : table_get_text(from, r, 11));
    }
    return table_finish(cx, t, out);
}

static void say_tail(buf *b, const totals *x, int64_t shown)
{
    char num[NUM_TEXT];
    if (shown < x->flows)
        buf_fmt(b,
                "\nThe %" PRId64
                " largest of %s flows; --top 0 lists all, -o csv has every column.\n",
                shown, num_people(num, (double)x->flows, 0));
    buf_add(
        b,
        "\nerror: one standard error of the logarithm, as the per cent it means upward. Method and "
        "flags: docs/reconcile.md.\n");
}

static void say_balance(buf *b, const balance *c)
{
    char iso3[4], num[NUM_TEXT];
    buf_fmt(b,
            "Balanced with production as of %s: %" PRId32
            " countries, %s of %s flows moved by more than 0.5 %%.\n",
            c->edition, c->countries, num_people(num, (double)c->moved, 0),
            num_people((char[NUM_TEXT]){ 0 }, (double)c->flows, 0));
    if (c->unweighed)
        buf_fmt(b, "  %s more have no weight and stay out of the balances.\n",
                num_people(num, (double)c->unweighed, 0));
    for (int32_t k = 0; k < MIN_OF(c->n, OVERDRAWN_SHOWN); k++) {
        const balance_row *r = &c->at[k];
        buf_fmt(b, "  %s exported more than it made and bought: ",
                store_country_iso3(iso3, r->country));
        buf_fmt(b, "%s t", num_people(num, r->exports, 0));
        buf_fmt(b, " against %s t", num_people(num, r->production + r->imports, 0));
        buf_fmt(b, "; balanced %s t", num_people(num, r->exports_after, 0));
        buf_fmt(b, " against %s t.\n", num_people(num, r->production_after + r->imports_after, 0));
    }
    if (c->n > OVERDRAWN_SHOWN)
        buf_fmt(b, "  ... and %" PRId32 " more: -o json lists them.\n", c->n - OVERDRAWN_SHOWN);
    buf_char(b, '\n');
}

static gad_status write_people(gad_ctx *cx, gad_store *st, const reconcile_asked *a,
                               const totals *x, const gad_output *out)
{
    const combine_query *q = &a->q;
    buf b;
    gad_table *found = NULL, *t = NULL;
    store_param p = param_i64(a->top > 0 ? a->top : x->flows);
    gad_status status = store_query(cx, st, "reconcile/out_top", &p, 1, &found);
    if (!status)
        status = people_table(cx, found, q->monthly, &t);
    buf_init(&b, &cx->al);
    if (!status) {
        say_head(&b, a, x);
        if (q->monthly)
            say_months(&b, &a->state);
        if (a->broader)
            buf_fmt(&b, "No HS6 code holds %s alone: these are all goods of the codes shown.\n",
                    a->product.prose);
        say_estimates(&b, q, &a->state, x);
        if (a->balance.edition)
            say_balance(&b, &a->balance);
        write_table_text(&b, t, out);
        say_tail(&b, x, gad_table_rows(found));
        status = write_buf(cx, &b, out);
    }
    buf_release(&b);
    gad_table_free(t);
    gad_table_free(found);
    return status;
}

gad_status reconcile_page(gad_ctx *cx, gad_store *st, const reconcile_asked *a,
                          const gad_output *out)
{
    totals x;
    gad_status status = read_totals(cx, st, &x);
    if (status)
        return status;
    return out->format == GAD_AS_JSON ? write_json(cx, st, a, &x, out)
                                      : write_people(cx, st, a, &x, out);
}
