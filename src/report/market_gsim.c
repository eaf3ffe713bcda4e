/* market_gsim.c - layer 4: the question `market gsim`: a change of tariffs, linear as published and exact. */
#include "report/market_write.h"

enum { LINEAR, EXACT, WAYS };
static const char *const way_names[WAYS] = { [LINEAR] = "linear", [EXACT] = "exact" };

static bool take_answer(gsim_problem *p, gad_gsim_answer *a)
{
    size_t n = (size_t)p->spec.n;
    a->price = arena_take(&p->mem, n, sizeof(double));
    a->quantity = arena_take(&p->mem, n * n, sizeof(double));
    a->value = arena_take(&p->mem, n * n, sizeof(double));
    a->producer_surplus = arena_take(&p->mem, n, sizeof(double));
    a->consumer_surplus = arena_take(&p->mem, n, sizeof(double));
    a->tariff_revenue = arena_take(&p->mem, n, sizeof(double));
    a->welfare = arena_take(&p->mem, n, sizeof(double));
    return a->price && a->quantity && a->value && a->producer_surplus && a->consumer_surplus &&
           a->tariff_revenue && a->welfare;
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static void json_matrix(json *j, const char *key, int32_t n, const double *x)
{
    json_array(j, key);
    for (int32_t i = 0; i < n; i++) {
        json_array(j, NULL);
        for (int32_t k = 0; k < n; k++)
            json_amount(j, NULL, x[(size_t)i * (size_t)n + (size_t)k]);
        json_close(j);
    }
    json_close(j);
}

static void json_way(json *j, const char *key, const gsim_problem *p, const gad_gsim_answer *a)
{
    json_object(j, key);
    json_by_name(j, "prices", p->country.text, a->price, p->spec.n);
    json_matrix(j, "quantities", p->spec.n, a->quantity);
    json_matrix(j, "values", p->spec.n, a->value);
    json_by_name(j, "producer_surplus", p->country.text, a->producer_surplus, p->spec.n);
    json_by_name(j, "consumer_surplus", p->country.text, a->consumer_surplus, p->spec.n);
    json_by_name(j, "tariff_revenue", p->country.text, a->tariff_revenue, p->spec.n);
    json_by_name(j, "welfare", p->country.text, a->welfare, p->spec.n);
    json_f64(j, "imbalance", a->imbalance);
    json_i64(j, "iterations", a->iterations);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const gsim_problem *p, const gad_gsim_answer *a,
                             const gad_output *out)
{
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_array(&j, "countries");
    for (int32_t i = 0; i < p->spec.n; i++)
        json_text(&j, NULL, p->country.text[i]);
    json_close(&j);
    for (int32_t w = 0; w < WAYS; w++)
        json_way(&j, way_names[w], p, &a[w]);
    json_close(&j);
    return market_deliver(cx, &b, out);
}

/* ---- tables ------------------------------------------------------------------------------------ */

static gad_status country_table(gad_ctx *cx, const gsim_problem *p, const gad_gsim_answer *a,
                                gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "country", NULL, GAD_TEXT, -1);
    table_column(t, "price_linear_pct", "price, % (linear)", GAD_F64, 2);
    table_column(t, "price_exact_pct", "price, % (exact)", GAD_F64, 2);
    table_column(t, "welfare_linear", "welfare (linear)", GAD_F64,
                 market_decimals(a[LINEAR].welfare, p->spec.n));
    table_column(t, "welfare_exact", "welfare (exact)", GAD_F64,
                 market_decimals(a[EXACT].welfare, p->spec.n));
    table_column(t, "producers", "of which producers", GAD_F64,
                 market_decimals(a[EXACT].welfare, p->spec.n));
    table_column(t, "consumers", NULL, GAD_F64, market_decimals(a[EXACT].welfare, p->spec.n));
    table_column(t, "revenue", "tariff revenue", GAD_F64,
                 market_decimals(a[EXACT].welfare, p->spec.n));
    for (int32_t i = 0; i < p->spec.n; i++) {
        table_text(t, p->country.text[i]);
        table_f64(t, 100 * a[LINEAR].price[i]);
        table_f64(t, 100 * a[EXACT].price[i]);
        table_f64(t, a[LINEAR].welfare[i]);
        table_f64(t, a[EXACT].welfare[i]);
        table_f64(t, a[EXACT].producer_surplus[i]);
        table_f64(t, a[EXACT].consumer_surplus[i]);
        table_f64(t, a[EXACT].tariff_revenue[i]);
    }
    return table_finish(cx, t, out);
}

static gad_status trade_table(gad_ctx *cx, const gsim_problem *p, const gad_gsim_answer *a,
                              gad_table **out)
{
    int32_t n = p->spec.n;
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "exporter", NULL, GAD_TEXT, -1);
    table_column(t, "importer", NULL, GAD_TEXT, -1);
    table_column(t, "trade", "trade before", GAD_F64, market_decimals(p->spec.trade, n * n));
    table_column(t, "quantity_linear_pct", "quantity, % (linear)", GAD_F64, 1);
    table_column(t, "quantity_exact_pct", "quantity, % (exact)", GAD_F64, 1);
    table_column(t, "value_linear", "trade after (linear)", GAD_F64, 2);
    table_column(t, "value_exact", "trade after (exact)", GAD_F64, 2);
    for (int32_t i = 0; i < n * n; i++) {
        if (p->spec.trade[i] <= 0)
            continue;
        table_text(t, p->country.text[i / n]);
        table_text(t, p->country.text[i % n]);
        table_f64(t, p->spec.trade[i]);
        table_f64(t, 100 * a[LINEAR].quantity[i]);
        table_f64(t, 100 * a[EXACT].quantity[i]);
        table_f64(t, a[LINEAR].value[i]);
        table_f64(t, a[EXACT].value[i]);
    }
    return table_finish(cx, t, out);
}

static gad_status write_tables(gad_ctx *cx, const gsim_problem *p, const gad_gsim_answer *a,
                               const gad_output *out)
{
    gad_table *countries = NULL, *trade = NULL;
    buf b;
    buf_init(&b, &cx->al);
    gad_status st = country_table(cx, p, a, &countries);
    if (!st)
        st = trade_table(cx, p, a, &trade);
    if (!st) {
        buf_fmt(
            &b,
            "solved: changes of world prices and welfare, linear as in GSIM and exact (imbalance %.1e in %" PRId32
            " steps)\n\n",
            a[EXACT].imbalance, a[EXACT].iterations);
        write_table_text(&b, countries, out);
        buf_char(&b, '\n');
        write_table_text(&b, trade, out);
        st = write_buf(cx, &b, out);
    }
    gad_table_free(countries);
    gad_table_free(trade);
    buf_release(&b);
    return st;
}

static gad_status solve_both(gad_ctx *cx, gsim_problem *p, gad_gsim_answer *a)
{
    if (!take_answer(p, &a[LINEAR]) || !take_answer(p, &a[EXACT])) {
        gad_nomem(cx, "solving for tariffs");
        return GAD_E_NOMEM; /* said so that the analyzer knows */
    }
    gad_status st = gad_gsim_linear(cx, &p->spec, &a[LINEAR]);
    if (!st)
        st = gad_gsim_exact(cx, &p->spec, &a[EXACT]);
    return st == GAD_E_NOTFOUND ? gad_wrap(cx, st, "%s", p->file) : problem_blame(cx, p->file, st);
}

gad_status gad_market_file_gsim(gad_ctx *cx, const char *path, const gad_output *out)
{
    gsim_problem p;
    gad_gsim_answer a[WAYS] = { { .price = NULL } };
    gad_status st = market_check_format(cx, out);
    if (st)
        return st;
    st = gsim_read(cx, path, &p);
    if (!st)
        st = solve_both(cx, &p, a);
    if (!st)
        st = out->format == GAD_AS_JSON ? write_json(cx, &p, a, out) : write_tables(cx, &p, a, out);
    gsim_release(&p);
    return st;
}
