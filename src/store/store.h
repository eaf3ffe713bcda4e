/* store.h - layer 1: the DuckDB store. Includes base only. duckdb.h is included in this folder and
 * nowhere else (store/duck.h).
 *
 * How others use it: gad_store_open (public), then store_query with the name of a text in sql/ and
 * its parameters, which gives a gad_table. SQL lives in sql/, embedded at build time; nothing is
 * ever pasted into SQL but names and literals made by this folder. */
#ifndef GAD_STORE_H
#define GAD_STORE_H

#include "base/base.h"

enum { STORE_SCHEMA_VERSION = 1 };

typedef enum store_param_kind { PARAM_NULL, PARAM_TEXT, PARAM_I64, PARAM_F64 } store_param_kind;
typedef struct store_param {
    store_param_kind kind;
    union {
        const char *text;
        int64_t i64;
        double f64;
    } v;
} store_param;

static inline store_param param_text(const char *text) /* NULL becomes SQL's NULL */
{
    return (store_param){ text ? PARAM_TEXT : PARAM_NULL, { .text = text } };
}
static inline store_param param_i64(int64_t x)
{
    return (store_param){ PARAM_I64, { .i64 = x } };
}
static inline store_param param_f64(double x)
{
    return (store_param){ PARAM_F64, { .f64 = x } };
}
static inline store_param param_null(void)
{
    return (store_param){ PARAM_NULL, { .i64 = 0 } };
}

/* The embedded text of sql/<name>.sql, e.g. "stats/series"; NULL if there is none. */
const char *store_sql(const char *name);

/* Run the text sql/<name>.sql (one statement) with $1..$n bound. The table is the caller's. Integer,
 * boolean and date columns arrive as GAD_I64 (dates as days since 1970-01-01), decimals and floats
 * as GAD_F64, all else as GAD_TEXT. Prepared statements are kept for the life of the store.
 * Errors: GAD_E_STORE with DuckDB's words; GAD_E_NOMEM. */
MUST_CHECK gad_status store_query(gad_ctx *cx, gad_store *st, const char *name,
                                  const store_param *param, int32_t n, gad_table **out);
/* As store_query for any SQL text made by this program (never by a user). */
MUST_CHECK gad_status store_query_text(gad_ctx *cx, gad_store *st, const char *sql,
                                       const store_param *param, int32_t n, gad_table **out);
/* Let DuckDB use that much memory for a while; 0: as much as usual. */
MUST_CHECK gad_status store_memory(gad_ctx *cx, gad_store *st, int32_t megabytes);
/* Run statements whose results do not matter. */
MUST_CHECK gad_status store_exec(gad_ctx *cx, gad_store *st, const char *sql);
/* As store_query without parameters, for answers larger than memory: `fn` gets the rows batch by batch, at least once. */
typedef gad_status store_rows_fn(gad_ctx *cx, void *user, const gad_table *rows);
MUST_CHECK gad_status store_stream(gad_ctx *cx, gad_store *st, const char *name, store_rows_fn *fn,
                                   void *user);
/* Write a table as one Parquet file at `path` (replaced atomically). */
MUST_CHECK gad_status store_write_parquet(gad_ctx *cx, const gad_table *t, const char *path);
/* The same batch by batch, for results larger than memory: every batch has the columns of `shape`. */
typedef struct store_parquet store_parquet;
MUST_CHECK gad_status store_parquet_new(gad_ctx *cx, const gad_table *shape, store_parquet **out);
MUST_CHECK gad_status store_parquet_add(gad_ctx *cx, store_parquet *p, const gad_table *rows);
MUST_CHECK gad_status store_parquet_save(gad_ctx *cx, store_parquet *p, const char *path);
void store_parquet_free(store_parquet *p); /* takes NULL */
/* Run one statement written by a user; the store must be opened with GAD_OPEN_SQL. `fn` gets the rows
 * batch by batch, at least once (a result without rows still has columns); dates and times arrive as
 * text, nested values as DuckDB's text of them. A failure of fn ends the query and is returned.
 * Errors: GAD_E_SQL not exactly one statement, one that does more than read, or what DuckDB says of it
 * with line and column; GAD_E_ARG the store was opened in another mode. */
MUST_CHECK gad_status store_select(gad_ctx *cx, gad_store *st, const char *sql, store_rows_fn *fn,
                                   void *user);
/* Path of a bundled data file ("products.csv"), copied into mem. Looks in $GADOLIN_DATA, beside the
 * program (../data, ../share/gadolin), then where it was installed. GAD_E_IO when nowhere. */
MUST_CHECK gad_status store_data_path(gad_ctx *cx, arena *mem, const char *file, const char **path);

/* Countries are numbered by their three characters, so that the number never changes:
 * base 36 of A-Z (0..25) and 0-9 (26..35). "W00" = 22*1296 + 26*36 + 26. -1 when `iso3` is not three
 * such characters. SQL has the same as macros country_id(text) and country_iso3(id). */
int32_t store_country_id(const char *iso3);
/* The way back; "???" for a number that is nobody's. */
const char *store_country_iso3(char out[4], int32_t id);
/* Customs codes as one integer: "850511" -> 1850511 (a leading 1 keeps leading zeros); suppressed
 * digits "850511XX" -> 2, their count, the digits: 22850511. -1 when not a code. SQL: code_id(text),
 * code_text(id). */
int64_t store_code_id(const char *code);

#endif
