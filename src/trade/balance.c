/* balance.c - layer 2: closing the balances of countries.
 *
 * Flow of balance_run: codes and production -> flows -> a reconciliation problem (one node per country whose production is known; a
 * column per flow, per production and per use; use is not observed and not negative) -> the kernel -> a table the view reads.
 * A country that a complete list of producers does not name produces nothing: what it exports, it imported. */
#include "trade/balance.h"
#include "gadolin/market.h"

typedef struct flow_row {
    int32_t from, to; /* country numbers */
    int64_t code;
    double qty, se; /* tonnes; of the logarithm */
    int32_t column; /* of the problem */
} flow_row;

typedef struct problem {
    flow_row *flow; /* [n_flow] */
    int32_t n_flow;
    int32_t *country;   /* [n] ascending, those of the flows */
    double *production; /* [n] */
    int32_t n;
    gad_reconcile_spec spec;
    gad_reconcile_answer answer;
    int32_t columns, entries;
    int32_t *start, *node;
    double *coef, *observed, *sigma;
} problem;

/* ---- what is known ---------------------------------------------------------------------------------------- */

static gad_status read_codes(gad_ctx *cx, gad_store *st, const product_ref *product)
{
    gad_table *t = NULL;
    buf b;
    store_param p = param_text(product->id);
    gad_status status = store_query(cx, st, "reconcile/balance_codes", &p, 1, &t);
    if (status)
        return status;
    buf_init(&b, &cx->al);
    buf_add(&b, "CREATE OR REPLACE TEMP TABLE balance_code(code BIGINT);");
    for (int64_t r = 0; r < gad_table_rows(t) && !status; r++) {
        if (!table_get_i64(t, r, 1, 0))
            status =
                gad_fail(cx, GAD_E_NOTFOUND,
                         "the HS6 code of %s holds other goods as well, so its flows cannot be "
                         "balanced with its production",
                         product->id);
        buf_fmt(&b, "INSERT INTO balance_code VALUES (%" PRId64 ");", table_get_i64(t, r, 0, 0));
    }
    if (!status && gad_table_rows(t) == 0)
        status = gad_fail(cx, GAD_E_NOTFOUND,
                          "product %s has no HS6 code of its own: there are no flows to balance",
                          product->id);
    if (!status)
        status = buf_ok(&b) ? store_exec(cx, st, buf_text(&b)) : gad_nomem(cx, "balances");
    buf_release(&b);
    gad_table_free(t);
    return status;
}

static gad_status read_production(gad_ctx *cx, gad_store *st, arena *mem,
                                  const product_ref *product, const combine_query *q, supplies *s)
{
    output o;
    country_list names;
    gad_status status = countries_load(cx, st, mem, &names);
    if (!status)
        status = output_load(cx, st, mem, product->id, q->as_of, &o);
    if (!status)
        status = output_of(cx, mem, &o, &names, q->year, s);
    if (status)
        return status;
    if (s->n == 0)
        return gad_fail(cx, GAD_E_NOTFOUND, "production of %s in %" PRId32 " is not known: %s",
                        product->id, q->year, s->why ? s->why : "no figures are held");
    if (!STR_EQ(s->unit, "t") || supplies_are_content(s))
        return gad_fail(cx, GAD_E_NOTFOUND,
                        "production of %s (%s) is not measured in tonnes of the goods themselves, "
                        "so it does not add up with the weight of trade",
                        product->id, s->edition);
    return GAD_OK;
}

static gad_status read_flows(gad_ctx *cx, gad_store *st, arena *mem, problem *p, balance *out)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "reconcile/balance_unweighed", NULL, 0, &t);
    if (status)
        return status;
    out->unweighed = table_get_i64(t, 0, 0, 0);
    gad_table_free(t);
    status = store_query(cx, st, "reconcile/balance_flows", NULL, 0, &t);
    if (status)
        return status;
    p->n_flow = (int32_t)gad_table_rows(t);
    p->flow = arena_take(mem, (size_t)p->n_flow + 1, sizeof *p->flow);
    for (int32_t r = 0; p->flow && r < p->n_flow; r++)
        p->flow[r] = (flow_row){ .from = (int32_t)table_get_i64(t, r, 0, 0),
                                 .to = (int32_t)table_get_i64(t, r, 1, 0),
                                 .code = table_get_i64(t, r, 2, 0),
                                 .qty = table_get_f64(t, r, 3),
                                 .se = table_get_f64(t, r, 4) };
    gad_table_free(t);
    return p->flow ? GAD_OK : gad_nomem(cx, "the flows to balance");
}

/* ---- the problem ------------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int32_t node_of(const problem *p, int32_t country)
{
    const int32_t *at = bsearch(&country, p->country, (size_t)p->n, sizeof *at, by_number);
    return at ? (int32_t)(at - p->country) : -1;
}

/* Countries of which production is known: all of the flows' when everybody is named, else the named ones. */
static void list_countries(problem *p, const supplies *s)
{
    bool everybody = s->rest <= SUPPLY_REST_MAX * s->total;
    int32_t n = 0;
    for (int32_t i = 0; i < p->n_flow; i++) {
        p->country[n++] = p->flow[i].from;
        p->country[n++] = p->flow[i].to;
    }
    qsort(p->country, (size_t)n, sizeof *p->country, by_number);
    p->n = 0;
    for (int32_t i = 0; i < n; i++) {
        double amount = supplies_amount(s, p->country[i]);
        if ((i && p->country[i] == p->country[i - 1]) || (!everybody && amount <= 0))
            continue;
        p->production[p->n] = amount;
        p->country[p->n++] = p->country[i];
    }
}

static bool take(arena *mem, problem *p)
{
    size_t columns = (size_t)p->n_flow + 2 * (size_t)p->n + 1, entries = 2 * columns;
    p->start = arena_take(mem, columns + 1, sizeof *p->start);
    p->node = arena_take(mem, entries, sizeof *p->node);
    p->coef = arena_take(mem, entries, sizeof *p->coef);
    p->observed = arena_take(mem, columns, sizeof *p->observed);
    p->sigma = arena_take(mem, columns, sizeof *p->sigma);
    p->answer.flow = arena_take(mem, columns, sizeof *p->answer.flow);
    p->answer.sd = arena_take(mem, columns, sizeof *p->answer.sd);
    p->answer.node_price = arena_take(mem, (size_t)p->n + 1, sizeof *p->answer.node_price);
    return p->start && p->node && p->coef && p->observed && p->sigma && p->answer.flow &&
           p->answer.sd && p->answer.node_price;
}

static void add_entry(problem *p, int32_t node, double coef)
{
    if (node < 0)
        return;
    p->node[p->entries] = node;
    p->coef[p->entries++] = coef;
}

static int32_t end_column(problem *p, double observed, double sigma)
{
    p->observed[p->columns] = observed;
    p->sigma[p->columns] = sigma;
    p->start[++p->columns] = p->entries;
    return p->columns - 1;
}

/* Columns: the flows, then production and use of every country. */
static void fill(problem *p)
{
    p->start[0] = 0;
    for (int32_t i = 0; i < p->n_flow; i++) {
        flow_row *f = &p->flow[i];
        add_entry(p, node_of(p, f->from), -1);
        add_entry(p, node_of(p, f->to), 1);
        f->column = end_column(p, f->qty, IS_NUMBER(f->se) ? f->qty * f->se : NO_LIMIT);
    }
    for (int32_t k = 0; k < p->n; k++) {
        add_entry(p, k, 1);
        end_column(p, p->production[k], BALANCE_PRODUCTION_ERROR * p->production[k]);
        add_entry(p, k, -1);
        end_column(p, 0, NO_LIMIT);
    }
    p->spec = (gad_reconcile_spec){ .n_node = p->n,
                                    .n_flow = p->columns,
                                    .start = p->start,
                                    .node = p->node,
                                    .coef = p->coef,
                                    .observed = p->observed,
                                    .sigma = p->sigma };
}

/* ---- the answer ------------------------------------------------------------------------------------------- */

static gad_status store_balanced(gad_ctx *cx, gad_store *st, const problem *p)
{
    buf b;
    buf_init(&b, &cx->al);
    buf_add(
        &b,
        "CREATE OR REPLACE TEMP TABLE balanced(exporter INTEGER, importer INTEGER, code BIGINT, "
        "qty_t DOUBLE, se_log DOUBLE);");
    for (int32_t i = 0; i < p->n_flow; i++) {
        const flow_row *f = &p->flow[i];
        double qty = p->answer.flow[f->column], sd = p->answer.sd[f->column];
        buf_fmt(&b, "%s(%" PRId32 ", %" PRId32 ", %" PRId64 ", %.17g, ",
                i ? ", " : "INSERT INTO balanced VALUES ", f->from, f->to, f->code, qty);
        if (qty > 0 && IS_NUMBER(sd))
            buf_fmt(&b, "%.17g)", sd / qty);
        else
            buf_add(&b, "NULL)");
    }
    buf_add(&b, ";");
    gad_status status =
        buf_ok(&b) ? store_exec(cx, st, buf_text(&b)) : gad_nomem(cx, "balanced flows");
    buf_release(&b);
    return status ? status : store_exec(cx, st, store_sql("reconcile/balanced"));
}

static double use_before(const balance_row *r)
{
    return r->production + r->imports - r->exports;
}

static int by_use(const void *a, const void *b)
{
    double x = use_before(a), y = use_before(b);
    return (x > y) - (x < y);
}

static gad_status summarise(gad_ctx *cx, arena *mem, const problem *p, balance *out)
{
    balance_row *row = arena_take(mem, (size_t)p->n + 1, sizeof *row);
    if (!row)
        return gad_nomem(cx, "balances");
    for (int32_t k = 0; k < p->n; k++)
        row[k] = (balance_row){ .country = p->country[k],
                                .production = p->production[k],
                                .production_after = p->answer.flow[p->n_flow + 2 * k],
                                .use_after = p->answer.flow[p->n_flow + 2 * k + 1] };
    for (int32_t i = 0; i < p->n_flow; i++) {
        const flow_row *f = &p->flow[i];
        int32_t from = node_of(p, f->from), to = node_of(p, f->to);
        double after = p->answer.flow[f->column];
        out->moved += fabs(after / f->qty - 1) > 0.005;
        if (from >= 0) {
            row[from].exports += f->qty;
            row[from].exports_after += after;
        }
        if (to >= 0) {
            row[to].imports += f->qty;
            row[to].imports_after += after;
        }
    }
    qsort(row, (size_t)p->n, sizeof *row, by_use);
    while (out->n < p->n && use_before(&row[out->n]) < 0)
        out->n++;
    out->at = row;
    out->countries = p->n;
    out->flows = p->n_flow;
    out->chi2 = p->answer.chi2;
    return GAD_OK;
}

static gad_status solve(gad_ctx *cx, problem *p)
{
    gad_market_opts opts = gad_market_defaults();
    gad_status status = gad_reconcile_flows(cx, &p->spec, &opts, &p->answer);
    if (!status && p->answer.report.status != GAD_SOLVED)
        return gad_fail(cx, GAD_E_NOTFOUND, "the balances were not closed: %s",
                        gad_market_status_text(p->answer.report.status));
    return gad_wrap(cx, status, "closing the balances of countries");
}

gad_status balance_run(gad_ctx *cx, gad_store *st, arena *mem, const product_ref *product,
                       const combine_query *q, balance *out)
{
    problem p = { 0 };
    supplies s;
    *out = (balance){ .edition = "" };
    gad_status status = read_codes(cx, st, product);
    if (!status)
        status = read_production(cx, st, mem, product, q, &s);
    if (!status)
        status = read_flows(cx, st, mem, &p, out);
    if (status)
        return status;
    out->edition = s.edition;
    p.country = arena_take(mem, 2 * (size_t)p.n_flow + 1, sizeof *p.country);
    p.production = arena_take(mem, 2 * (size_t)p.n_flow + 1, sizeof *p.production);
    if (!p.country || !p.production)
        return gad_nomem(cx, "balances");
    list_countries(&p, &s);
    if (!take(mem, &p))
        return gad_nomem(cx, "balances");
    fill(&p);
    if (p.n_flow > 0)
        status = solve(cx, &p);
    if (!status)
        status = summarise(cx, mem, &p, out);
    return status || p.n_flow == 0 ? status : store_balanced(cx, st, &p);
}
