/* ingest_reject.c - layer 1: the rows that could not be stored, with line, reason and text.
 *
 * Flow: the file is read a second time, now with record numbers -> the rows with a reason -> their
 * lines and texts from the spool -> table reject, together with the records that were no sound CSV.
 * Files without a bad row never come here. */
#include "store/ingest.h"

enum { CHUNK = 100000, SAMPLE_ROWS = 3 };

typedef struct bad_row {
    int64_t line;
    const char *reason;
    const char *text;
} bad_row;

static gad_status append(gad_ctx *cx, duckdb_appender a, int64_t batch, const bad_row *r)
{
    bool ok = duckdb_append_int32(a, (int32_t)batch) == DuckDBSuccess &&
              duckdb_append_int64(a, r->line) == DuckDBSuccess &&
              duckdb_append_varchar(a, r->reason) == DuckDBSuccess &&
              duckdb_append_varchar(a, r->text ? r->text : "") == DuckDBSuccess &&
              duckdb_appender_end_row(a) == DuckDBSuccess;
    return ok ? GAD_OK
              : duck_fail(cx, GAD_E_STORE, "keeping the rejected rows", duckdb_appender_error(a));
}

/* Rows first..first+n-1 of the table (rec, reason, body), with their texts from the file. */
static gad_status append_chunk(job *j, duckdb_appender a, const gad_table *t, int64_t first,
                               int64_t n)
{
    arena mem;
    arena_init(&mem, &j->cx->al);
    int64_t *rec = arena_take(&mem, (size_t)n, sizeof *rec);
    const char **text = arena_take(&mem, (size_t)n, sizeof *text);
    gad_status st = GAD_OK;
    bool csv = j->s->kind == SPOOL_CSV;
    if (!rec || !text) {
        arena_release(&mem);
        return gad_nomem(j->cx, "the rejected rows");
    }
    for (int64_t i = 0; i < n && !st; i++)
        rec[i] = table_get_i64(t, first + i, 0, 0);
    if (!st && csv)
        st = spool_texts(j->cx, j->s, &mem, rec, n, text);
    for (int64_t i = 0; i < n && !st; i++) {
        bad_row r = { .line = csv ? spool_line(j->s, rec[i]) : rec[i] + 1,
                      .reason = table_get_text(t, first + i, 1),
                      .text = csv ? text[i] : table_get_text(t, first + i, 2) };
        st = append(j->cx, a, j->batch, &r);
    }
    arena_release(&mem);
    return st;
}

static gad_status append_all(job *j, duckdb_appender a, const gad_table *t)
{
    gad_status st = GAD_OK;
    for (int64_t i = 0; i < j->s->n_bad && !st; i++)
        st = append(j->cx, a, j->batch,
                    &(bad_row){ j->s->bad[i].line, j->s->bad[i].reason, j->s->bad[i].text });
    for (int64_t i = 0; i < gad_table_rows(t) && !st; i += CHUNK)
        st = append_chunk(j, a, t, i, MIN_OF(gad_table_rows(t) - i, (int64_t)CHUNK));
    return st;
}

/* `resolved` again, with record numbers; no rows when the damaged records are all there is. */
static gad_status find(job *j, gad_table **t)
{
    static const char none[] = "SELECT 0::BIGINT, '', '' WHERE false";
    bool more = j->report.rejected > j->s->n_bad;
    gad_status st = more ? ingest_views(j, RAW_NUMBERED) : GAD_OK;
    return st ? st
              : store_query_text(j->cx, j->st, more ? store_sql("ingest/rejects") : none, NULL, 0,
                                 t);
}

gad_status reject_write(job *j)
{
    duckdb_appender a = NULL;
    gad_table *t = NULL;
    gad_status st = find(j, &t);
    if (st)
        return st;
    if (duckdb_appender_create(j->st->con, NULL, "reject", &a) == DuckDBError)
        st = duck_fail(j->cx, GAD_E_STORE, "keeping the rejected rows",
                       a ? duckdb_appender_error(a) : NULL);
    if (!st)
        st = append_all(j, a, t);
    if (!st && duckdb_appender_close(a) == DuckDBError)
        st = duck_fail(j->cx, GAD_E_STORE, "keeping the rejected rows", duckdb_appender_error(a));
    duckdb_appender_destroy(&a);
    gad_table_free(t);
    return st;
}

gad_status reject_sample(job *j, const char **text)
{
    gad_table *t = NULL;
    char n[NUM_TEXT];
    gad_status st = find(j, &t);
    if (st)
        return st;
    const char *out = arena_fmt(&j->mem, "%s of %s rows cannot be stored, so none is%s",
                                num_people(n, (double)j->report.rejected, 0),
                                num_people((char[NUM_TEXT]){ 0 }, (double)j->report.read, 0),
                                j->in->opts->strict ? " (--strict)" : "");
    int32_t shown = 0;
    for (int64_t i = 0; i < j->s->n_bad && shown < SAMPLE_ROWS && out; i++, shown++)
        out = arena_fmt(&j->mem, "%s; line %" PRId64 ": %s", out, j->s->bad[i].line,
                        j->s->bad[i].reason);
    for (int64_t i = 0; i < gad_table_rows(t) && shown < SAMPLE_ROWS && out; i++, shown++) {
        int64_t rec = table_get_i64(t, i, 0, 0);
        bool csv = j->s->kind == SPOOL_CSV;
        out = arena_fmt(&j->mem, "%s; %s %" PRId64 ": %s", out, csv ? "line" : "element",
                        csv ? spool_line(j->s, rec) : rec + 1, table_get_text(t, i, 1));
    }
    gad_table_free(t);
    *text = out;
    return out ? GAD_OK : gad_nomem(j->cx, "a message");
}
