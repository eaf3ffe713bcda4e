/* duck.c - layer 1: DuckDB calls made null-safe, its results made tables, its words made ours. */
#include "store/duck.h"

gad_status duck_fail(gad_ctx *cx, gad_status st, const char *doing, const char *duck_words)
{
    const char *words = duck_words ? duck_words : "no reason given";
    size_t line = strcspn(words, "\n");
    if (strstr(words, "No space left on device"))
        return gad_fail(
            cx, GAD_E_IO,
            "%s: the disk is full: free some space and run it again; nothing was half-written",
            doing);
    if (strstr(words, "INTERRUPT"))
        return gad_fail(cx, GAD_E_CANCEL, "%s: stopped", doing);
    if (strstr(words, "Out of Memory"))
        return gad_fail(cx, GAD_E_NOMEM, "%s: %.*s", doing, (int)line, words);
    return gad_fail(cx, st, "%s: %.*s", doing, (int)line, words);
}

gad_status duck_query(gad_ctx *cx, gad_store *st, const char *sql, duckdb_result *result)
{
    duckdb_result own;
    gad_status status = GAD_OK;
    if (duckdb_query(st->con, sql, &own) == DuckDBError)
        status = duck_fail(cx, GAD_E_STORE, "the store", duckdb_result_error(&own));
    if (status == GAD_OK && result)
        *result = own;
    else
        duckdb_destroy_result(&own);
    return status;
}

gad_status duck_i64(gad_ctx *cx, gad_store *st, const char *sql, int64_t *x)
{
    gad_table *t = NULL;
    gad_status status = store_query_text(cx, st, sql, NULL, 0, &t);
    if (status)
        return status;
    *x = gad_table_rows(t) ? table_get_i64(t, 0, 0, 0) : 0;
    gad_table_free(t);
    return GAD_OK;
}

void duck_literal(buf *b, const char *text)
{
    buf_char(b, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            buf_char(b, '\'');
        buf_char(b, *text);
    }
    buf_char(b, '\'');
}

void duck_name(buf *b, const char *name)
{
    buf_char(b, '"');
    for (; *name; name++) {
        if (*name == '"')
            buf_char(b, '"');
        buf_char(b, *name);
    }
    buf_char(b, '"');
}

/* ---- results to tables ----------------------------------------------------------------------- */

typedef struct column_view { /* one column of one chunk */
    duckdb_type type;
    duckdb_type inner; /* of a decimal */
    uint8_t scale;
    void *data;
    uint64_t *valid;
} column_view;

static gad_col_type type_of(duckdb_type t, bool people)
{
    switch ((int)t) {
    case DUCKDB_TYPE_BOOLEAN:
        return GAD_BOOL;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
        return GAD_I64;
    case DUCKDB_TYPE_DATE:
        return people ? GAD_TEXT : GAD_I64;
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL:
        return GAD_F64;
    default:
        return GAD_TEXT;
    }
}

static double decimal_value(const column_view *v, idx_t row)
{
    double x = 0;
    switch ((int)v->inner) {
    case DUCKDB_TYPE_SMALLINT:
        x = ((int16_t *)v->data)[row];
        break;
    case DUCKDB_TYPE_INTEGER:
        x = ((int32_t *)v->data)[row];
        break;
    case DUCKDB_TYPE_BIGINT:
        x = (double)((int64_t *)v->data)[row];
        break;
    default:
        x = duckdb_hugeint_to_double(((duckdb_hugeint *)v->data)[row]);
    }
    return x / pow(10.0, v->scale);
}

static void add_timestamp(gad_table *t, duckdb_timestamp ts)
{
    char text[PERIOD_TEXT * 2];
    duckdb_timestamp_struct s = duckdb_from_timestamp(ts);
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", s.date.year, s.date.month,
             s.date.day, s.time.hour, s.time.min, s.time.sec);
    table_text(t, text);
}

static void add_day(gad_table *t, int32_t day, bool people)
{
    char text[PERIOD_TEXT];
    if (people)
        table_text(t, day_text(text, day));
    else
        table_i64(t, day);
}

static void add_cell(gad_table *t, const column_view *v, idx_t row, bool people)
{
    if (v->valid && !duckdb_validity_row_is_valid(v->valid, row)) {
        table_null(t);
        return;
    }
#define CASE_INT(T, ctype)                                                                         \
    case T:                                                                                        \
        table_i64(t, (int64_t)((ctype *)v->data)[row]);                                            \
        return
    switch ((int)v->type) {
    case DUCKDB_TYPE_BOOLEAN:
        table_bool(t, ((bool *)v->data)[row]);
        return;
        CASE_INT(DUCKDB_TYPE_TINYINT, int8_t);
        CASE_INT(DUCKDB_TYPE_SMALLINT, int16_t);
        CASE_INT(DUCKDB_TYPE_INTEGER, int32_t);
        CASE_INT(DUCKDB_TYPE_BIGINT, int64_t);
        CASE_INT(DUCKDB_TYPE_UTINYINT, uint8_t);
        CASE_INT(DUCKDB_TYPE_USMALLINT, uint16_t);
        CASE_INT(DUCKDB_TYPE_UINTEGER, uint32_t);
    case DUCKDB_TYPE_UBIGINT:
        table_f64(t, (double)((uint64_t *)v->data)[row]);
        return;
    case DUCKDB_TYPE_HUGEINT:
        table_f64(t, duckdb_hugeint_to_double(((duckdb_hugeint *)v->data)[row]));
        return;
    case DUCKDB_TYPE_FLOAT:
        table_f64(t, (double)((float *)v->data)[row]);
        return;
    case DUCKDB_TYPE_DOUBLE:
        table_f64(t, ((double *)v->data)[row]);
        return;
    case DUCKDB_TYPE_DECIMAL:
        table_f64(t, decimal_value(v, row));
        return;
    case DUCKDB_TYPE_DATE:
        add_day(t, ((duckdb_date *)v->data)[row].days, people);
        return;
    case DUCKDB_TYPE_TIMESTAMP:
        add_timestamp(t, ((duckdb_timestamp *)v->data)[row]);
        return;
    case DUCKDB_TYPE_VARCHAR: {
        duckdb_string_t *s = &((duckdb_string_t *)v->data)[row];
        table_textn(t, duckdb_string_t_data(s), duckdb_string_t_length(*s));
        return;
    }
    default:
        table_text(t, "(a nested value: cast it to VARCHAR)");
    }
#undef CASE_INT
}

static void view_column(duckdb_data_chunk chunk, idx_t col, column_view *v)
{
    duckdb_vector vec = duckdb_data_chunk_get_vector(chunk, col);
    duckdb_logical_type lt = duckdb_vector_get_column_type(vec);
    v->type = duckdb_get_type_id(lt);
    if (v->type == DUCKDB_TYPE_DECIMAL) {
        v->inner = duckdb_decimal_internal_type(lt);
        v->scale = duckdb_decimal_scale(lt);
    }
    duckdb_destroy_logical_type(&lt);
    v->data = duckdb_vector_get_data(vec);
    v->valid = duckdb_vector_get_validity(vec);
}

static void add_chunk(gad_table *t, duckdb_data_chunk chunk, column_view *v, bool people)
{
    idx_t rows = duckdb_data_chunk_get_size(chunk),
          cols = duckdb_data_chunk_get_column_count(chunk);
    for (idx_t c = 0; c < cols; c++)
        view_column(chunk, c, &v[c]);
    for (idx_t r = 0; r < rows; r++)
        for (idx_t c = 0; c < cols; c++)
            add_cell(t, &v[c], r, people);
}

/* "a", "a" -> "a", "a_2": JSON objects and Parquet files need names that differ. */
static void unique_name(char *out, size_t size, const gad_table *t, const char *name)
{
    snprintf(out, size, "%s", name);
    for (int32_t n = 2; table_find(t, out) >= 0; n++)
        snprintf(out, size, "%.*s_%" PRId32, (int)size - 16, name, n);
}

gad_status duck_rows(gad_ctx *cx, duckdb_result *result, bool people, int64_t max, gad_table **out)
{
    char name[512];
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    idx_t cols = duckdb_column_count(result);
    for (idx_t c = 0; c < cols; c++) {
        unique_name(name, sizeof name, t, duckdb_column_name(result, c));
        table_column(t, name, NULL, type_of(duckdb_column_type(result, c), people), -1);
    }
    column_view *v = alloc_get(&cx->al, MAX_OF((size_t)cols, (size_t)1) * sizeof *v);
    if (!v) {
        gad_table_free(t);
        return gad_nomem(cx, "reading a result");
    }
    while (table_ok(t) && gad_table_rows(t) < max) {
        duckdb_data_chunk chunk = duckdb_fetch_chunk(*result);
        if (!chunk)
            break;
        add_chunk(t, chunk, v, people);
        duckdb_destroy_data_chunk(&chunk);
    }
    alloc_drop(&cx->al, v);
    return table_finish(cx, t, out);
}

gad_status duck_table(gad_ctx *cx, duckdb_result *result, bool people, gad_table **out)
{
    return duck_rows(cx, result, people, INT64_MAX, out);
}
