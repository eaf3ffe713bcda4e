/* ingest_raw.c - layer 1: a file as the view `raw`, with the columns its format knows.
 *
 * Flow: raw_header asks DuckDB for the columns of JSON and Parquet files (CSV headers come from the
 * spool) -> detection -> raw_view writes `CREATE VIEW raw`: every field of the format as VARCHAR,
 * NULL where the file lacks it. Users' texts enter the SQL as literals only. */
#include "store/ingest.h"
#include <sys/stat.h>

enum { HEADER_ROWS = 100 };

/* DuckDB takes *, ? and [ in a path as a pattern: [*] means the character itself. */
static void add_path(buf *b, arena *mem, const char *path)
{
    char *plain = arena_take(mem, 3 * strlen(path) + 1, 1), *to = plain;
    if (!plain) {
        b->failed = true;
        return;
    }
    for (; *path; path++) {
        bool special = strchr("*?[", *path) != NULL;
        if (special)
            *to++ = '[';
        *to++ = *path;
        if (special)
            *to++ = ']';
    }
    duck_literal(b, plain);
}

/* DuckDB reserves room for the largest object it is told of: no more than the file can hold. */
static int64_t object_size(const char *path)
{
    struct stat sb;
    return stat(path, &sb) == 0 ? (int64_t)sb.st_size + 4096 : 1 << 24;
}

/* The elements of a JSON file as (rec, e): e is an object, or an array of texts. */
static void add_json(buf *b, job *j, json_shape shape)
{
    bool list = j->s->head[strspn(j->s->head, " \t\r\n")] == '[';
    if (shape == JSON_ARRAYS) {
        buf_add(
            b,
            "(SELECT rec - 1 AS rec, e FROM (SELECT unnest(range(len(j))) AS rec, unnest(j) AS e FROM "
            "(SELECT content::JSON::VARCHAR[][] AS j FROM read_text(");
        add_path(b, &j->mem, j->s->path);
        buf_add(b, "))))");
    } else if (list) {
        buf_add(b, "(SELECT row_number() OVER () - 1 AS rec, json AS e FROM read_json_objects(");
        add_path(b, &j->mem, j->s->path);
        buf_fmt(b, ", format = 'array', maximum_object_size = %" PRId64 "))",
                object_size(j->s->path));
    } else {
        buf_add(b, "(SELECT unnest(range(len(data))) AS rec, unnest(data) AS e FROM read_json(");
        add_path(b, &j->mem, j->s->path);
        buf_fmt(
            b,
            ", columns = {data: 'JSON[]'}, format = 'unstructured', maximum_object_size = %" PRId64
            "))",
            object_size(j->s->path));
    }
}

static void header_sql(buf *b, job *j, json_shape shape)
{
    if (j->s->kind == SPOOL_PARQUET) {
        buf_add(b, "SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(");
        add_path(b, &j->mem, j->s->path);
        buf_add(b, ", hive_partitioning = false))");
    } else if (shape == JSON_ARRAYS) {
        buf_add(b, "SELECT unnest(e) FROM ");
        add_json(b, j, shape);
        buf_add(b, " WHERE rec = -1");
    } else {
        buf_add(b, "SELECT k FROM (SELECT DISTINCT unnest(json_keys(e)) AS k FROM (SELECT e FROM ");
        add_json(b, j, shape);
        buf_fmt(b, " LIMIT %d)) ORDER BY k", HEADER_ROWS);
    }
}

static gad_status take_columns(job *j, const gad_table *t)
{
    int64_t n = MIN_OF(gad_table_rows(t), (int64_t)10000);
    const char **col = arena_take(&j->mem, (size_t)MAX_OF(n, (int64_t)1), sizeof *col);
    for (int64_t i = 0; i < n && col; i++) {
        const char *text = table_get_text(t, i, 0);
        col[i] = arena_str(&j->mem, text ? text : "");
        if (!col[i])
            return gad_nomem(j->cx, "reading a header");
    }
    if (!col)
        return gad_nomem(j->cx, "reading a header");
    j->head = (header){ .n_col = (int32_t)n, .col = col };
    return GAD_OK;
}

gad_status raw_header(job *j)
{
    const char *explanation = NULL;
    const format *f = j->s->kind == SPOOL_JSON ? format_of_json(j->s->head, &explanation) : NULL;
    buf sql;
    gad_table *t = NULL;
    if (j->s->kind == SPOOL_JSON && !f)
        return gad_fail(j->cx, GAD_E_FORMAT, "%s", explanation);
    buf_init(&sql, &j->cx->al);
    header_sql(&sql, j, f ? f->json : JSON_NONE);
    gad_status st = buf_ok(&sql) ? store_query_text(j->cx, j->st, buf_text(&sql), NULL, 0, &t)
                                 : gad_nomem(j->cx, "reading a header");
    buf_release(&sql);
    if (st == GAD_E_STORE)
        return gad_fail(j->cx, GAD_E_FORMAT, "damaged %s: %.500s",
                        j->s->kind == SPOOL_JSON ? "JSON" : "Parquet", gad_last_error(j->cx).text);
    if (!st && gad_table_rows(t) == 0)
        st = gad_fail(j->cx, GAD_E_FORMAT, "%s (%s) without any row",
                      f ? f->title : "a Parquet file",
                      j->s->kind == SPOOL_JSON ? "JSON" : "no columns");
    if (!st)
        st = take_columns(j, t);
    gad_table_free(t);
    return st;
}

/* ---- the view ---------------------------------------------------------------------------------- */

static void add_identifier(buf *b, const char *name)
{
    buf_char(b, '"');
    for (; *name; name++) {
        if (*name == '"')
            buf_char(b, '"');
        buf_char(b, *name);
    }
    buf_char(b, '"');
}

/* A key of a JSON object as a JSON pointer: '/key'. */
static void add_pointer(buf *b, const char *key)
{
    buf_add(b, "'/");
    for (; *key; key++)
        if (*key == '~' || *key == '/')
            buf_add(b, *key == '~' ? "~0" : "~1");
        else if (*key == '\'')
            buf_add(b, "''");
        else
            buf_char(b, *key);
    buf_char(b, '\'');
}

/* The value of one column of the file, as text. */
static void add_column(buf *b, job *j, int32_t at)
{
    switch (j->s->kind) {
    case SPOOL_PARQUET:
        buf_add(b, "CAST(");
        add_identifier(b, j->head.col[at]);
        buf_add(b, " AS VARCHAR)");
        break;
    case SPOOL_JSON:
        if (j->d.format->json == JSON_ARRAYS) {
            buf_fmt(b, "e[%" PRId32 "]", at + 1);
            break;
        }
        buf_add(b, "json_extract_string(e, ");
        add_pointer(b, j->head.col[at]);
        buf_char(b, ')');
        break;
    default:
        buf_fmt(b, "c%" PRId32, at);
    }
}

static void add_fields(buf *b, job *j, bool trimmed)
{
    const format *f = j->d.format;
    for (int32_t i = 0; i < f->n_field; i++) {
        int32_t at = j->d.at[i];
        buf_add(b, ", ");
        if (at < 0)
            buf_add(b, "NULL::VARCHAR");
        else {
            buf_add(b, trimmed ? "nullif(trim(" : "");
            add_column(b, j, at);
            buf_add(b, trimmed ? "), '')" : "");
        }
        buf_add(b, " AS ");
        add_identifier(b, f->field[i].name);
    }
}

/* The type of a column of the file: numbers where the short way wants them. DuckDB leaves out the rows whose text is no
 * number; the short way counts them. */
static const char *column_type(const job *j, int32_t column, raw_mode mode)
{
    static const char *const numbers[][2] = { { "i", "USMALLINT" },
                                              { "j", "USMALLINT" },
                                              { "v", "DOUBLE" } };
    const format *f = j->d.format;
    for (int32_t i = 0; mode == RAW_TYPED && i < f->n_field; i++)
        for (int32_t k = 0; k < COUNT_OF(numbers) && j->d.at[i] == column; k++)
            if (STR_EQ(f->field[i].name, numbers[k][0]))
                return numbers[k][1];
    return "VARCHAR";
}

static void add_csv(buf *b, job *j, raw_mode mode)
{
    char delimiter[2] = { j->s->delimiter, '\0' };
    buf_add(b, "read_csv(");
    add_path(b, &j->mem, j->s->path);
    buf_add(
        b,
        ", header = false, skip = 1, auto_detect = false, quote = '\"', escape = '\"', delim = ");
    duck_literal(b, delimiter);
    buf_fmt(b, ", max_line_size = %d%s, columns = {", 2 * SPOOL_LINE_MAX,
            mode == RAW_TYPED ? ", ignore_errors = true" : "");
    for (int32_t c = 0; c < j->s->n_col; c++)
        buf_fmt(b, "%sc%" PRId32 ": '%s'", c ? ", " : "", c, column_type(j, c, mode));
    buf_add(b, "})");
}

static void add_relation(buf *b, job *j, raw_mode mode)
{
    switch (j->s->kind) {
    case SPOOL_JSON:
        add_json(b, j, j->d.format->json);
        if (j->d.format->json == JSON_ARRAYS)
            buf_add(b, " WHERE rec >= 0");
        break;
    case SPOOL_PARQUET:
        buf_add(b,
                "(SELECT row_number() OVER () - 1 AS rec, p::VARCHAR AS e, * FROM read_parquet(");
        add_path(b, &j->mem, j->s->path);
        buf_add(b, ", hive_partitioning = false) p)");
        break;
    default:
        buf_add(b, mode == RAW_NUMBERED ? "(SELECT row_number() OVER () - 1 AS rec, * FROM " : "");
        add_csv(b, j, mode);
        buf_add(b, mode == RAW_NUMBERED ? ")" : "");
    }
}

gad_status raw_view(job *j, raw_mode mode)
{
    buf sql;
    bool csv = j->s->kind == SPOOL_CSV;
    buf_init(&sql, &j->cx->al);
    buf_add(&sql, "CREATE OR REPLACE TEMP VIEW raw AS SELECT ");
    buf_add(&sql, mode == RAW_NUMBERED || !csv ? "rec::BIGINT AS rec, " : "NULL::BIGINT AS rec, ");
    buf_add(&sql, csv                                ? "NULL::VARCHAR AS body"
                  : j->d.format->json == JSON_ARRAYS ? "to_json(e)::VARCHAR AS body"
                                                     : "e::VARCHAR AS body");
    add_fields(&sql, j, mode != RAW_TYPED);
    buf_add(&sql, " FROM ");
    add_relation(&sql, j, mode);
    gad_status st = buf_ok(&sql) ? store_exec(j->cx, j->st, buf_text(&sql))
                                 : gad_nomem(j->cx, "reading a file");
    buf_release(&sql);
    return st;
}
