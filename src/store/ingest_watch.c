/* ingest_watch.c - layer 1: a long statement, run in pieces so that the caller hears of it. */
#include "store/ingest.h"

enum { NOTICE_MS = 100 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static gad_status run_pending(gad_ctx *cx, gad_store *st, duckdb_pending_result p, const char *what)
{
    int64_t next = now_ms() + NOTICE_MS;
    for (;;) {
        duckdb_pending_state s = duckdb_pending_execute_task(p);
        if (s == DUCKDB_PENDING_ERROR)
            return duck_fail(cx, GAD_E_STORE, "the store", duckdb_pending_error(p));
        if (duckdb_pending_execution_is_finished(s))
            return GAD_OK;
        if (s ==
            DUCKDB_PENDING_NO_TASKS_AVAILABLE) /* others are at work: do not spin beside them */
            nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
        if (now_ms() < next)
            continue;
        next = now_ms() + NOTICE_MS;
        /* How far it is, DuckDB cannot say of a CSV file: its figure stays where it was until the end. */
        gad_status status = gad_progress(cx, what, 0, 0);
        if (status) {
            duckdb_interrupt(st->con);
            return status;
        }
    }
}

gad_status duck_run_watched(gad_ctx *cx, gad_store *st, const char *sql, const char *what)
{
    duckdb_prepared_statement stmt = NULL;
    duckdb_pending_result p = NULL;
    duckdb_result result = { 0 };
    gad_status status = GAD_OK;
    if (!sql)
        return gad_fail(cx, GAD_E_INTERNAL, "there is no SQL text for '%s'", what);
    if (duckdb_prepare(st->con, sql, &stmt) == DuckDBError) {
        status = duck_fail(cx, GAD_E_STORE, "the store", duckdb_prepare_error(stmt));
        goto done;
    }
    if (duckdb_pending_prepared(stmt, &p) == DuckDBError) {
        status = duck_fail(cx, GAD_E_STORE, "the store", duckdb_pending_error(p));
        goto done;
    }
    status = run_pending(cx, st, p, what);
    if (!status && duckdb_execute_pending(p, &result) == DuckDBError)
        status = duck_fail(cx, GAD_E_STORE, "the store", duckdb_result_error(&result));
done:
    duckdb_destroy_result(&result);
    duckdb_destroy_pending(&p);
    duckdb_destroy_prepare(&stmt);
    return status;
}
