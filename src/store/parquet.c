/* parquet.c - layer 1: tables as Parquet files.
 *
 * Flow: store_parquet_new (a private DuckDB in memory with one table) -> store_parquet_add, any number
 * of times -> store_parquet_save (COPY beside the target, then rename). The private DuckDB has nothing
 * to do with any store, so a query that may not write files can still be answered as Parquet. */
#include "store/duck.h"
#include <unistd.h>

enum { SPOOL_MEMORY_MB = 512 }; /* more than that goes to the temporary folder */

struct store_parquet {
    alloc al;
    duckdb_database db;
    duckdb_connection con;
    duckdb_appender app;
};

static const char *const type_names[] = {
    [GAD_TEXT] = "VARCHAR", [GAD_F64] = "DOUBLE", [GAD_I64] = "BIGINT", [GAD_BOOL] = "BOOLEAN"
};

static gad_status run(gad_ctx *cx, store_parquet *p, const buf *sql, const char *doing)
{
    duckdb_result result;
    gad_status st = GAD_OK;
    if (!buf_ok(sql))
        return gad_nomem(cx, doing);
    if (duckdb_query(p->con, buf_text(sql), &result) == DuckDBError)
        st = duck_fail(cx, GAD_E_IO, doing, duckdb_result_error(&result));
    duckdb_destroy_result(&result);
    return st;
}

/* A table "t" with the columns of `shape`, in a DuckDB that spills to the temporary folder. */
static gad_status make_table(gad_ctx *cx, store_parquet *p, const gad_table *shape)
{
    const char *dir = getenv("TMPDIR");
    buf sql;
    buf_init(&sql, &cx->al);
    buf_fmt(&sql, "SET memory_limit = '%dMB'; SET temp_directory = ", SPOOL_MEMORY_MB);
    duck_literal(&sql, dir && *dir ? dir : "/tmp");
    buf_add(&sql, "; CREATE TABLE t(");
    for (int32_t c = 0; c < gad_table_columns(shape); c++) {
        const gad_column *col = gad_table_column(shape, c);
        buf_add(&sql, c ? ", " : "");
        duck_name(&sql, col->name);
        buf_fmt(&sql, " %s", type_names[col->type]);
    }
    buf_add(&sql, ")");
    gad_status st = run(cx, p, &sql, "making a Parquet file");
    buf_release(&sql);
    return st;
}

void store_parquet_free(store_parquet *p)
{
    if (!p)
        return;
    duckdb_appender_destroy(&p->app);
    duckdb_disconnect(&p->con);
    duckdb_close(&p->db);
    alloc al = p->al;
    alloc_drop(&al, p);
}

gad_status store_parquet_new(gad_ctx *cx, const gad_table *shape, store_parquet **out)
{
    gad_status st = GAD_OK;
    if (gad_table_columns(shape) == 0)
        return gad_fail(cx, GAD_E_ARG, "a Parquet file needs at least one column");
    store_parquet *p = alloc_get(&cx->al, sizeof *p);
    if (!p)
        return gad_nomem(cx, "making a Parquet file");
    *p = (store_parquet){ .al = cx->al };
    if (duckdb_open(NULL, &p->db) == DuckDBError || duckdb_connect(p->db, &p->con) == DuckDBError)
        st = gad_nomem(cx, "making a Parquet file");
    if (!st)
        st = make_table(cx, p, shape);
    if (!st && duckdb_appender_create(p->con, NULL, "t", &p->app) == DuckDBError)
        st = duck_fail(cx, GAD_E_INTERNAL, "making a Parquet file", duckdb_appender_error(p->app));
    if (st)
        store_parquet_free(p);
    else
        *out = p;
    return st;
}

static duckdb_state append_cell(duckdb_appender app, gad_col_type type, const gad_cell *cell)
{
    if (cell->null)
        return duckdb_append_null(app);
    switch (type) {
    case GAD_TEXT:
        return duckdb_append_varchar(app, cell->v.text);
    case GAD_F64:
        return duckdb_append_double(app, cell->v.f64);
    case GAD_I64:
        return duckdb_append_int64(app, cell->v.i64);
    case GAD_BOOL:
        break;
    }
    return duckdb_append_bool(app, cell->v.i64 != 0);
}

gad_status store_parquet_add(gad_ctx *cx, store_parquet *p, const gad_table *rows)
{
    duckdb_state ok = DuckDBSuccess;
    for (int64_t r = 0; r < gad_table_rows(rows) && ok == DuckDBSuccess; r++) {
        for (int32_t c = 0; c < gad_table_columns(rows) && ok == DuckDBSuccess; c++)
            ok = append_cell(p->app, gad_table_column(rows, c)->type, gad_table_cell(rows, r, c));
        if (ok == DuckDBSuccess)
            ok = duckdb_appender_end_row(p->app);
    }
    if (ok == DuckDBError)
        return duck_fail(cx, GAD_E_IO, "making a Parquet file", duckdb_appender_error(p->app));
    return GAD_OK;
}

gad_status store_parquet_save(gad_ctx *cx, store_parquet *p, const char *path)
{
    buf sql, temp;
    gad_status st = GAD_OK;
    buf_init(&sql, &cx->al);
    buf_init(&temp, &cx->al);
    if (duckdb_appender_flush(p->app) == DuckDBError) {
        st = duck_fail(cx, GAD_E_IO, "making a Parquet file", duckdb_appender_error(p->app));
        goto done;
    }
    buf_fmt(&temp, "%s.partial-%ld", path, (long)getpid());
    buf_add(&sql, "COPY t TO ");
    duck_literal(&sql, buf_text(&temp));
    buf_add(&sql, " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
    st = buf_ok(&temp) ? run(cx, p, &sql, "writing a Parquet file")
                       : gad_nomem(cx, "writing a Parquet file");
    if (!st && rename(buf_text(&temp), path) != 0)
        st = gad_fail(cx, GAD_E_IO, "writing '%s': %s", path, strerror(errno));
    if (st && buf_ok(&temp))
        unlink(buf_text(&temp));
done:
    buf_release(&temp);
    buf_release(&sql);
    return st;
}

gad_status store_write_parquet(gad_ctx *cx, const gad_table *t, const char *path)
{
    store_parquet *p = NULL;
    gad_status st = store_parquet_new(cx, t, &p);
    if (!p)
        return st;
    st = store_parquet_add(cx, p, t);
    if (!st)
        st = store_parquet_save(cx, p, path);
    store_parquet_free(p);
    return st;
}
