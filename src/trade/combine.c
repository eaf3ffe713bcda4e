/* combine.c - layer 2: from two reports of each flow to one figure.
 *
 * Flow of combine_run: what is asked as variables -> reports (newest vintage, HS6) -> shipping lags (months only) -> pairs ->
 * unit values, freight -> disagreement by pair of countries -> reliability_fit -> one figure per flow (view).
 * DuckDB does the work on rows; only the fit, on pairs of countries, is ours. Everything made of text here is numbers or digits. */
#include "trade/combine.h"

enum { LAG_MONTHS = 3 };
static const char no_dollars[] =
    "the %" PRId64 " customs reports held of %s%" PRId32
    " are not in US dollars, and no rates are held: flows cannot be compared";
static const char reports_missing[] =
    "no customs reports of %s%" PRId32 " are held%s: 'gadolin sources' lists what is; years and "
    "months are kept apart (--freq M asks for months)";

/* ---- the question as variables ---------------------------------------------------------------------- */

static gad_status source_id(gad_ctx *cx, gad_store *st, const char *key, int64_t *id)
{
    gad_table *t = NULL;
    *id = -1;
    if (!key)
        return GAD_OK;
    gad_status status = store_query(cx, st, "stats/source_names", NULL, 0, &t);
    for (int64_t r = 0; !status && r < gad_table_rows(t); r++)
        if (strcasecmp(table_get_text(t, r, 1), key) == 0)
            *id = table_get_i64(t, r, 0, -1);
    gad_table_free(t);
    if (!status && *id < 0)
        return gad_fail(cx, GAD_E_NOTFOUND,
                        "no source '%.100s': 'gadolin sources --show sources' lists them", key);
    return status;
}

static void add_id(buf *b, const char *name, int64_t value, bool null)
{
    if (null)
        buf_fmt(b, "SET VARIABLE %s = NULL;", name);
    else
        buf_fmt(b, "SET VARIABLE %s = %" PRId64 ";", name, value);
}

static gad_status set_variables(gad_ctx *cx, gad_store *st, const combine_query *q)
{
    buf b;
    int64_t source;
    int32_t from = month_of(q->year, 1), to = q->monthly ? from + 11 : from;
    gad_status status = source_id(cx, st, q->source, &source);
    if (status)
        return status;
    buf_init(&b, &cx->al);
    add_id(&b, "rc_freq", q->monthly ? 2 : 1, false);
    add_id(&b, "rc_first", from, false);
    add_id(&b, "rc_last", to, false);
    add_id(&b, "rc_from", from, false);
    add_id(&b, "rc_to", q->monthly ? to + LAG_MONTHS : to, false);
    add_id(&b, "rc_source", source, source < 0);
    buf_fmt(&b, "SET VARIABLE rc_fob = %s;", q->fob ? "true" : "false");
    if (q->as_of == INT32_MAX)
        buf_add(&b, "SET VARIABLE rc_known = NULL::DATE;");
    else
        buf_fmt(&b, "SET VARIABLE rc_known = DATE '1970-01-01' + %" PRId32 ";", q->as_of);
    status = buf_ok(&b) ? store_exec(cx, st, buf_text(&b)) : gad_nomem(cx, "a question");
    buf_release(&b);
    return status;
}

/* ---- steps ----------------------------------------------------------------------------------------- */

static gad_status run_text(gad_ctx *cx, gad_store *st, const char *name)
{
    return store_exec(cx, st, store_sql(name));
}

static gad_status look_at_reports(gad_ctx *cx, gad_store *st, const combine_query *q,
                                  combine_state *s)
{
    gad_table *t = NULL;
    gad_status status = run_text(cx, st, "reconcile/reports");
    if (!status)
        status = store_query(cx, st, "reconcile/shape", NULL, 0, &t);
    if (status)
        return status;
    bool many = table_get_i64(t, 0, 1, 0) != 0;
    s->rows = table_get_i64(t, 0, 0, 0);
    s->no_dollars = table_get_i64(t, 0, 2, 0);
    s->reporters = table_get_i64(t, 0, 3, 0);
    s->codes = table_get_i64(t, 0, 4, 0);
    s->oldest = (int32_t)table_get_i64(t, 0, 5, 0);
    s->newest = (int32_t)table_get_i64(t, 0, 6, 0);
    s->periods = (int32_t)table_get_i64(t, 0, 7, 0);
    s->first = (int32_t)table_get_i64(t, 0, 8, 0);
    s->last = (int32_t)table_get_i64(t, 0, 9, 0);
    gad_table_free(t);
    if (s->rows == 0)
        return gad_fail(cx, GAD_E_NOTFOUND, reports_missing, q->monthly ? "the months of " : "",
                        q->year, q->source ? " from that source" : "");
    s->rows -= s->no_dollars;
    if (s->rows == 0)
        return gad_fail(cx, GAD_E_NOTFOUND, no_dollars, s->no_dollars,
                        q->monthly ? "the months of " : "", q->year);
    return run_text(cx, st, many ? "reconcile/report_many" : "reconcile/report_one");
}

static gad_status read_cells(gad_ctx *cx, gad_store *st, arena *mem, mirror_cell **cell, int32_t *n)
{
    gad_table *t = NULL;
    gad_status status = run_text(cx, st, "reconcile/gap");
    if (!status)
        status = store_query(cx, st, "reconcile/cells", NULL, 0, &t);
    if (status)
        return status;
    *n = (int32_t)gad_table_rows(t);
    *cell = arena_take(mem, (size_t)*n + 1, sizeof **cell);
    for (int32_t r = 0; *cell && r < *n; r++)
        (*cell)[r] = (mirror_cell){ .exporter = (int32_t)table_get_i64(t, r, 0, 0),
                                    .hub = table_get_i64(t, r, 1, 0) != 0,
                                    .importer = (int32_t)table_get_i64(t, r, 2, 0),
                                    .n = table_get_i64(t, r, 3, 0),
                                    .weight = table_get_f64(t, r, 4),
                                    .value = table_get_f64(t, r, 5),
                                    .qty = table_get_f64(t, r, 6) };
    gad_table_free(t);
    return *cell ? GAD_OK : gad_nomem(cx, "the disagreement of reporters");
}

static void add_number(buf *b, double x)
{
    if (IS_NUMBER(x))
        buf_fmt(b, ", %.17g", x);
    else
        buf_add(b, ", NULL");
}

/* The fit goes back to DuckDB as two small tables. */
static gad_status store_reliability(gad_ctx *cx, gad_store *st, const reliability *r)
{
    buf b;
    buf_init(&b, &cx->al);
    buf_add(
        &b,
        "CREATE OR REPLACE TEMP TABLE reliability(country INTEGER, role INTEGER, flows BIGINT, "
        "value_error DOUBLE, qty_error DOUBLE, error DOUBLE);"
        "CREATE OR REPLACE TEMP TABLE reliability_default(as_exporter DOUBLE, as_hub DOUBLE, as_importer "
        "DOUBLE);");
    for (int32_t i = 0; i < r->n; i++) {
        buf_fmt(&b, "%s(%" PRId32 ", %d, %" PRId64, i ? ", " : "INSERT INTO reliability VALUES ",
                r->at[i].country, (int)r->at[i].role, r->at[i].flows);
        add_number(&b, r->at[i].value);
        add_number(&b, r->at[i].qty);
        add_number(&b, r->at[i].error);
        buf_char(&b, ')');
    }
    buf_add(&b, r->n ? ";" : "");
    buf_fmt(&b,
            "INSERT INTO reliability_default SELECT * EXCLUDE (nothing) FROM (SELECT 0 AS nothing");
    for (int32_t k = 0; k < ROLES; k++)
        add_number(&b, r->fallback[k]);
    buf_add(&b, ");");
    gad_status status = buf_ok(&b) ? store_exec(cx, st, buf_text(&b))
                                   : gad_nomem(cx, "the reliability of reporters");
    buf_release(&b);
    return status;
}

static gad_status judge_reporters(gad_ctx *cx, gad_store *st, arena *mem, combine_state *s)
{
    mirror_cell *cell = NULL;
    int32_t n = 0;
    gad_status status = read_cells(cx, st, mem, &cell, &n);
    if (!status)
        status = reliability_fit(cx, mem, cell, n, &s->reliability);
    if (!status)
        status = store_reliability(cx, st, &s->reliability);
    return status ? status : run_text(cx, st, "reconcile/calibrate");
}

static gad_status note_freight(gad_ctx *cx, gad_store *st, combine_state *s)
{
    gad_table *t = NULL;
    gad_status status = store_query_text(cx, st, "SELECT n, e FROM freight_all", NULL, 0, &t);
    if (status)
        return status;
    s->clean = table_get_i64(t, 0, 0, 0);
    s->freight_pct = 100 * expm1(MAX_OF(0, table_get_f64(t, 0, 1)));
    gad_table_free(t);
    return GAD_OK;
}

/* ---- which flows are asked for ------------------------------------------------------------------------ */

static gad_status add_country(gad_ctx *cx, gad_store *st, const char *column, const country_ref *c,
                              buf *b)
{
    gad_table *t = NULL;
    if (!c)
        return GAD_OK;
    if (c->number >= 0) {
        buf_fmt(b, " AND %s = %" PRId32, column, c->number);
        return GAD_OK;
    }
    store_param p = param_text(c->id);
    gad_status status = store_query(cx, st, "stats/group_members", &p, 1, &t);
    if (status)
        return status;
    buf_add(b, " AND (false");
    for (int64_t r = 0; r < gad_table_rows(t); r++)
        buf_fmt(b, " OR %s = %" PRId64 " AND period BETWEEN %" PRId64 " AND %" PRId64, column,
                table_get_i64(t, r, 0, -1), table_get_i64(t, r, 1, -1), table_get_i64(t, r, 2, -1));
    buf_char(b, ')');
    gad_table_free(t);
    return GAD_OK;
}

gad_status combine_choose(gad_ctx *cx, gad_store *st, const combine_query *q)
{
    buf b;
    buf_init(&b, &cx->al);
    buf_add(&b, "CREATE OR REPLACE TEMP VIEW chosen AS FROM reconciled WHERE true");
    gad_status status = add_country(cx, st, "exporter", q->exporter, &b);
    if (!status)
        status = add_country(cx, st, "importer", q->importer, &b);
    for (int32_t i = 0; i < q->n_hs; i++) /* digits only: "8505" is 1850500..1850599 */
        buf_fmt(&b, "%s starts_with(code::VARCHAR, '1%s')", i ? " OR" : " AND (", q->hs[i]);
    buf_add(&b, q->n_hs ? ")" : "");
    if (!status)
        status = buf_ok(&b) ? store_exec(cx, st, buf_text(&b)) : gad_nomem(cx, "a question");
    buf_release(&b);
    return status;
}

/* ---- all -------------------------------------------------------------------------------------------- */

static gad_status estimate(gad_ctx *cx, gad_store *st, const combine_query *q)
{
    static const struct {
        const char *text, *doing;
    } steps[] = {
        { "reconcile/pair", "putting both reports of each flow side by side" },
        { "reconcile/product", "usual unit values" },
        { "reconcile/freight", "freight and insurance" },
    };
    gad_status status = run_text(cx, st, q->monthly ? "reconcile/lag" : "reconcile/lag_none");
    for (int32_t i = 0; i < COUNT_OF(steps) && !status; i++) {
        status = gad_progress(cx, steps[i].doing, i, COUNT_OF(steps) + 1);
        if (!status)
            status = run_text(cx, st, steps[i].text);
    }
    return status;
}

gad_status combine_run(gad_ctx *cx, gad_store *st, arena *mem, const combine_query *q,
                       combine_state *out)
{
    *out = (combine_state){ 0 };
    gad_status status = set_variables(cx, st, q);
    if (!status)
        status = look_at_reports(cx, st, q, out);
    if (!status)
        status = estimate(cx, st, q);
    if (!status)
        status = note_freight(cx, st, out);
    if (!status)
        status = judge_reporters(cx, st, mem, out);
    return status ? status : run_text(cx, st, "reconcile/flows");
}
