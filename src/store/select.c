/* select.c - layer 1: rows batch by batch: of SQL written by a user, and of our own texts.
 *
 * Flow of store_select: parse (exactly one statement, of a kind that only reads) -> prepare, which tells
 * the types -> where a column has no type of ours (lists, intervals...) wrap the statement so that
 * DuckDB casts it to text -> execute as a stream -> batches of rows to the caller.
 * Safety does not rest on the look at the statement: a store opened with GAD_OPEN_SQL is read-only, may
 * touch no other file, loads no extension, and its settings are locked (store.c). */
#include "store/duck.h"

enum { BATCH_ROWS = 16384 };

static bool is_plain(duckdb_type t)
{
    static const duckdb_type plain[] = {
        DUCKDB_TYPE_BOOLEAN, DUCKDB_TYPE_TINYINT,  DUCKDB_TYPE_SMALLINT,  DUCKDB_TYPE_INTEGER,
        DUCKDB_TYPE_BIGINT,  DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_USMALLINT, DUCKDB_TYPE_UINTEGER,
        DUCKDB_TYPE_UBIGINT, DUCKDB_TYPE_HUGEINT,  DUCKDB_TYPE_FLOAT,     DUCKDB_TYPE_DOUBLE,
        DUCKDB_TYPE_DECIMAL, DUCKDB_TYPE_DATE,     DUCKDB_TYPE_VARCHAR,
    };
    for (int32_t i = 0; i < COUNT_OF(plain); i++)
        if (plain[i] == t)
            return true;
    return false;
}

/* What DuckDB says of a user's SQL, on one line. Its text reads "Binder Error: words\nmore words\n\nLINE
 * 2: SELECT foo FROM flow\n               ^"; the last part becomes "(line 2, column 8, at 'foo FROM')". */
static gad_status sql_fail(gad_ctx *cx, const char *words)
{
    const char *all = words ? words : "DuckDB gives no reason", *line = strstr(all, "\n\nLINE ");
    char said[ERROR_TEXT_MAX / 2];
    snprintf(said, sizeof said, "%.*s",
             line ? (int)MIN_OF((size_t)(line - all), sizeof said - 1) : (int)sizeof said - 1, all);
    for (char *c = said; *c; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    if (!line)
        return gad_fail(cx, GAD_E_SQL, "%s", said);
    const char *number = line + strlen("\n\nLINE "), *text = strchr(number, ':');
    const char *end = text ? strchr(text, '\n') : NULL, *caret = end ? strchr(end, '^') : NULL;
    if (!caret)
        return gad_fail(cx, GAD_E_SQL, "%s", said);
    text += 2; /* after ": " */
    ptrdiff_t at = (caret - end - 1) - (text - (line + 2));
    if (at < 0 || at > end - text)
        return gad_fail(cx, GAD_E_SQL, "%s", said);
    ptrdiff_t left = MIN_OF(end - text - at, (ptrdiff_t)24);
    while (left > 0 && ((unsigned char)text[at + left] & 0xC0U) == 0x80U)
        left--;
    if (strncmp(text, "...", 3) == 0) /* DuckDB has cut the line: the column is not known */
        return gad_fail(cx, GAD_E_SQL, "%s (line %ld, at '%.*s')", said, strtol(number, NULL, 10),
                        (int)left, text + at);
    return gad_fail(cx, GAD_E_SQL, "%s (line %ld, column %td, at '%.*s')", said,
                    strtol(number, NULL, 10), at + 1, (int)left, text + at);
}

/* The one statement of `sql`, prepared. */
static gad_status prepare_one(gad_ctx *cx, gad_store *st, const char *sql,
                              duckdb_prepared_statement *stmt)
{
    duckdb_extracted_statements parts = NULL;
    gad_status status = GAD_OK;
    idx_t n = duckdb_extract_statements(st->con, sql, &parts);
    const char *words = parts ? duckdb_extract_statements_error(parts) : NULL;
    if (n == 0)
        status =
            words && *words
                ? sql_fail(cx, words)
                : gad_fail(
                      cx, GAD_E_SQL,
                      "there is no SQL statement: write one, as in \"SELECT * FROM flow LIMIT 10\"");
    else if (n > 1)
        status = gad_fail(cx, GAD_E_SQL,
                          "%d statements were given but one is run at a time: remove all but one",
                          (int)n);
    else if (duckdb_prepare_extracted_statement(st->con, parts, 0, stmt) == DuckDBError)
        status = sql_fail(cx, duckdb_prepare_error(*stmt));
    duckdb_destroy_extracted(&parts);
    if (status)
        return status;
    duckdb_statement_type type = duckdb_prepared_statement_type(*stmt);
    if (type != DUCKDB_STATEMENT_TYPE_SELECT)
        return gad_fail(
            cx, GAD_E_SQL,
            "only statements that read are run here (SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE)");
    if (duckdb_nparams(*stmt))
        return gad_fail(cx, GAD_E_SQL,
                        "the statement has parameters ($1 or ?): write the values in their place");
    return GAD_OK;
}

/* SELECT c0 AS "a", CAST(c1 AS VARCHAR) AS "b" FROM (the statement) AS t(c0, c1) */
static void add_wrapped(buf *b, duckdb_prepared_statement stmt, const char *sql, size_t len)
{
    idx_t n = duckdb_prepared_statement_column_count(stmt);
    for (idx_t c = 0; c < n; c++) {
        const char *name = duckdb_prepared_statement_column_name(stmt, c);
        bool plain = is_plain(duckdb_prepared_statement_column_type(stmt, c));
        buf_add(b, c ? ", " : "SELECT ");
        buf_fmt(b, plain ? "c%d AS " : "CAST(c%d AS VARCHAR) AS ", (int)c);
        duck_name(b, name ? name : "?");
        duckdb_free((void *)(uintptr_t)name);
    }
    buf_add(b, " FROM (");
    buf_addn(b, sql, len);
    buf_add(b, "\n) AS t(");
    for (idx_t c = 0; c < n; c++)
        buf_fmt(b, "%sc%d", c ? ", " : "", (int)c);
    buf_add(b, ")");
}

/* What stands after the statement's semicolon (comments) may not stand between the brackets. Where the
 * text as a whole does not parse there, it is cut at its last semicolon, then at the one before. */
static gad_status prepare_wrapped(gad_ctx *cx, gad_store *st, const char *sql,
                                  duckdb_prepared_statement plain, duckdb_prepared_statement *stmt)
{
    buf b;
    gad_status status = GAD_OK;
    buf_init(&b, &cx->al);
    for (size_t len = strlen(sql); len; len--) {
        if (sql[len] && sql[len] != ';')
            continue;
        buf_clear(&b);
        add_wrapped(&b, plain, sql, len);
        if (!buf_ok(&b)) {
            status = gad_nomem(cx, "an SQL statement");
            break;
        }
        duckdb_destroy_prepare(stmt);
        if (duckdb_prepare(st->con, buf_text(&b), stmt) == DuckDBSuccess) {
            status = GAD_OK;
            break;
        }
        status = gad_wrap(cx, sql_fail(cx, duckdb_prepare_error(*stmt)),
                          "making text of nested values (cast them to VARCHAR)");
    }
    buf_release(&b);
    return status;
}

static gad_status cast_what_is_not_plain(gad_ctx *cx, gad_store *st, const char *sql,
                                         duckdb_prepared_statement *stmt)
{
    idx_t n = duckdb_prepared_statement_column_count(*stmt), plain = 0;
    duckdb_prepared_statement cast = NULL;
    for (idx_t c = 0; c < n; c++)
        plain += is_plain(duckdb_prepared_statement_column_type(*stmt, c));
    if (plain == n)
        return GAD_OK;
    gad_status status = prepare_wrapped(cx, st, sql, *stmt, &cast);
    duckdb_destroy_prepare(stmt);
    *stmt = cast;
    return status;
}

/* people: dates as text, what DuckDB says is about SQL that a user wrote. */
static gad_status each_batch(gad_ctx *cx, duckdb_result *result, bool people, store_rows_fn *fn,
                             void *user)
{
    gad_status st = GAD_OK;
    int64_t rows = 0;
    for (bool first = true; !st; first = false) {
        gad_table *t = NULL;
        st = duck_rows(cx, result, people, BATCH_ROWS, &t);
        rows = t ? gad_table_rows(t) : 0;
        const char *words = duckdb_result_error(result);
        if (!st && words && *words)
            st = people ? sql_fail(cx, words) : duck_fail(cx, GAD_E_STORE, "the store", words);
        if (!st && (rows || first))
            st = fn(cx, user, t);
        gad_table_free(t);
        if (rows == 0)
            break;
    }
    return st;
}

gad_status store_select(gad_ctx *cx, gad_store *st, const char *sql, store_rows_fn *fn, void *user)
{
    duckdb_prepared_statement stmt = NULL;
    duckdb_result result;
    if (st->mode != GAD_OPEN_SQL)
        return gad_fail(cx, GAD_E_ARG,
                        "SQL of users runs only on a store opened with GAD_OPEN_SQL");
    gad_status status = prepare_one(cx, st, sql, &stmt);
    if (!status)
        status = cast_what_is_not_plain(cx, st, sql, &stmt);
    if (!status) {
        if (duckdb_execute_prepared_streaming(stmt, &result) == DuckDBError)
            status = sql_fail(cx, duckdb_result_error(&result));
        else
            status = each_batch(cx, &result, true, fn, user);
        duckdb_destroy_result(&result);
    }
    duckdb_destroy_prepare(&stmt);
    return status;
}

gad_status store_stream(gad_ctx *cx, gad_store *st, const char *name, store_rows_fn *fn, void *user)
{
    const char *sql = store_sql(name);
    duckdb_prepared_statement stmt = NULL;
    duckdb_result result;
    if (!sql)
        return gad_fail(cx, GAD_E_INTERNAL, "there is no SQL text '%s'", name);
    gad_status status = GAD_OK;
    if (duckdb_prepare(st->con, sql, &stmt) == DuckDBError) {
        status = duck_fail(cx, GAD_E_STORE, name, duckdb_prepare_error(stmt));
    } else {
        if (duckdb_execute_prepared_streaming(stmt, &result) == DuckDBError)
            status = duck_fail(cx, GAD_E_STORE, name, duckdb_result_error(&result));
        else
            status = each_batch(cx, &result, false, fn, user);
        duckdb_destroy_result(&result);
    }
    duckdb_destroy_prepare(&stmt);
    return status;
}
