/* query.c - layer 1: running the texts of sql/ with parameters. */
#include "store/duck.h"
#include "store/sql_text.h"

const char *store_sql(const char *name)
{
    for (int32_t i = 0; i < sql_text_count; i++)
        if (STR_EQ(sql_texts[i].name, name))
            return sql_texts[i].text;
    return NULL;
}

static duckdb_state bind(duckdb_prepared_statement stmt, idx_t at, const store_param *p)
{
    switch (p->kind) {
    case PARAM_TEXT:
        return duckdb_bind_varchar(stmt, at, p->v.text);
    case PARAM_I64:
        return duckdb_bind_int64(stmt, at, p->v.i64);
    case PARAM_F64:
        return duckdb_bind_double(stmt, at, p->v.f64);
    case PARAM_NULL:
        break;
    }
    return duckdb_bind_null(stmt, at);
}

static gad_status run_prepared(gad_ctx *cx, duckdb_prepared_statement stmt,
                               const store_param *param, int32_t n, const char *doing,
                               gad_table **out)
{
    duckdb_result result;
    gad_status st = GAD_OK;
    duckdb_clear_bindings(stmt);
    for (int32_t i = 0; i < n; i++)
        if (bind(stmt, (idx_t)i + 1, &param[i]) == DuckDBError)
            return gad_fail(cx, GAD_E_INTERNAL, "%s: parameter %" PRId32 " of %" PRId32, doing,
                            i + 1, n);
    if (duckdb_execute_prepared(stmt, &result) == DuckDBError)
        st = duck_fail(cx, GAD_E_STORE, doing, duckdb_result_error(&result));
    else
        st = duck_table(cx, &result, false, out);
    duckdb_destroy_result(&result);
    return st;
}

static gad_status prepare(gad_ctx *cx, gad_store *st, const char *sql, const char *doing,
                          duckdb_prepared_statement *stmt)
{
    if (duckdb_prepare(st->con, sql, stmt) == DuckDBSuccess)
        return GAD_OK;
    gad_status status = duck_fail(cx, GAD_E_STORE, doing, duckdb_prepare_error(*stmt));
    duckdb_destroy_prepare(stmt);
    return status;
}

gad_status store_query(gad_ctx *cx, gad_store *st, const char *name, const store_param *param,
                       int32_t n, gad_table **out)
{
    for (int32_t i = 0; i < st->n_prep; i++)
        if (STR_EQ(st->prep[i].name, name))
            return run_prepared(cx, st->prep[i].stmt, param, n, name, out);
    const char *sql = store_sql(name);
    if (!sql)
        return gad_fail(cx, GAD_E_INTERNAL, "there is no SQL text '%s'", name);
    duckdb_prepared_statement stmt = NULL;
    gad_status status = prepare(cx, st, sql, name, &stmt);
    if (status)
        return status;
    status = run_prepared(cx, stmt, param, n, name, out);
    if (st->n_prep < PREPARED_MAX)
        st->prep[st->n_prep++] = (prepared){ name, stmt };
    else
        duckdb_destroy_prepare(&stmt);
    return status;
}

gad_status store_query_text(gad_ctx *cx, gad_store *st, const char *sql, const store_param *param,
                            int32_t n, gad_table **out)
{
    duckdb_prepared_statement stmt = NULL;
    gad_status status = prepare(cx, st, sql, "the store", &stmt);
    if (status)
        return status;
    status = run_prepared(cx, stmt, param, n, "the store", out);
    duckdb_destroy_prepare(&stmt);
    return status;
}

gad_status store_exec(gad_ctx *cx, gad_store *st, const char *sql)
{
    return duck_query(cx, st, sql, NULL);
}
