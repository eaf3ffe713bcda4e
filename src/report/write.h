/* write.h - layer 4: the last step of every answer. Includes anything below. */
#ifndef GAD_WRITE_H
#define GAD_WRITE_H

#include "base/base.h"
#include "store/store.h"
#include "text/json.h"

enum { WRITE_COLUMNS = 256 };

/* Writes a table batch by batch, so that an answer may be larger than memory. On a terminal the first
 * batch settles the widths. Parquet gathers the rows in DuckDB and writes at the end. */
typedef struct rows_writer {
    const gad_output *out;
    buf b;
    json j;
    store_parquet *parquet;
    bool started;
    int32_t n_col;
    int32_t shown; /* columns that fit the terminal */
    int32_t width[WRITE_COLUMNS];
} rows_writer;

void rows_init(rows_writer *w, gad_ctx *cx, const gad_output *out); /* storage is the caller's */
/* Every batch has the same columns; the first may be empty of rows.
 * Errors: GAD_E_NOMEM, GAD_E_IO, GAD_E_ARG more than WRITE_COLUMNS columns. */
MUST_CHECK gad_status rows_add(gad_ctx *cx, rows_writer *w, const gad_table *t);
MUST_CHECK gad_status rows_end(gad_ctx *cx, rows_writer *w); /* after at least one rows_add */
void rows_release(rows_writer *w);

/* Hand finished text to the caller's writer. GAD_E_NOMEM when the buf failed, GAD_E_IO when the
 * writer did. */
MUST_CHECK gad_status write_buf(gad_ctx *cx, const buf *b, const gad_output *out);
/* The table as text, aligned for a terminal (GAD_AS_TABLE) or Markdown (GAD_AS_MD), into b. */
void write_table_text(buf *b, const gad_table *t, const gad_output *out);
/* How columns show: texts left, numbers right with thousands separators; a GAD_I64 column with decimals
 * -1 has none (years, line numbers). A missing cell is "-" for people, empty in CSV, null in JSON. */
/* The rows of a table as a JSON array of objects under `key`. */
void write_table_json(json *j, const char *key, const gad_table *t);
/* Columns that `text` takes on a terminal (wide CJK characters count 2, combining ones 0). */
int32_t write_text_width(const char *text);
/* Append `text` for a terminal, cut to `width` columns with an ellipsis (0: not cut). Line breaks and
 * tabs become spaces; other control characters become U+FFFD. Returns the columns used. */
int32_t write_text_fit(buf *b, const char *text, int32_t width);
/* Append `n` bytes as one line that may be shown anywhere: runs of spaces, tabs, line breaks and zero bytes become
 * one space, other control characters and broken bytes U+FFFD. Linear in n. */
void write_text_plain(buf *b, const char *text, size_t n);

#endif
