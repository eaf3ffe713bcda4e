/* duck.h - layer 1, private to store/: the only file that includes duckdb.h. */
#ifndef GAD_DUCK_H
#define GAD_DUCK_H

#include "base/base.h"
#include <duckdb.h>
#include "store/store.h"

enum { PREPARED_MAX = 64 };

typedef struct prepared {
    const char *name; /* static text: a name of sql/ */
    duckdb_prepared_statement stmt;
} prepared;

struct gad_store {
    alloc al;
    duckdb_database db;
    duckdb_connection con;
    gad_open_mode mode;
    char *path; /* owned */
    prepared prep[PREPARED_MAX];
    int32_t n_prep;
};

/* Run one or more statements; on failure records GAD_E_STORE with DuckDB's first line. `result` may
 * be NULL; else it is the caller's to destroy when GAD_OK. */
gad_status duck_query(gad_ctx *cx, gad_store *st, const char *sql, duckdb_result *result);
/* The same with one int64 wanted from the first cell. */
gad_status duck_i64(gad_ctx *cx, gad_store *st, const char *sql, int64_t *x);
/* All rows of a result as a table. people: dates and times as text rather than day numbers. */
gad_status duck_table(gad_ctx *cx, duckdb_result *result, bool people, gad_table **out);
/* The next rows of a result, at least `max` of them unless it ends before (then 0 or more). Names of
 * columns are made to differ ("a", "a_2"). */
gad_status duck_rows(gad_ctx *cx, duckdb_result *result, bool people, int64_t max, gad_table **out);
/* Record what DuckDB says as `st`: its first line, without its own prefix. */
gad_status duck_fail(gad_ctx *cx, gad_status st, const char *doing, const char *duck_words);
/* Append 'text' as an SQL literal, quotes doubled. */
void duck_literal(buf *b, const char *text);
/* Append "name" as an SQL identifier, quotes doubled. */
void duck_name(buf *b, const char *name);

#endif
