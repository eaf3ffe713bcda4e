/* table.c - layer 4: any table in any format, whole or batch by batch.
 *
 * Flow: rows_init -> rows_add for each batch (the first one writes the head and, for terminals, settles
 * the widths) -> rows_end. gad_table_write is the same with one batch. Text goes out whenever FLUSH
 * bytes have gathered, so the memory used does not grow with the table.
 * Invariant: between two calls the buffer ends at the end of a row. */
#include "report/write.h"
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

enum { FLUSH = 1 << 16, GAP = 2, NARROWEST = 12 };

static const char bold[] = "\x1b[1m", dim[] = "\x1b[2m", plain[] = "\x1b[0m";

/* ---- one cell --------------------------------------------------------------------------------- */

static bool is_right(const gad_column *c)
{
    return c->type == GAD_F64 || c->type == GAD_I64;
}

/* Whole numbers get separators when the column says how many decimals it has (0): years, lines and
 * codes (-1) do not want them. */
static void people_i64(char out[NUM_TEXT], int64_t x, int32_t decimals)
{
    char digits[NUM_TEXT];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, x < 0 ? 0 - (uint64_t)x : (uint64_t)x);
    char *o = out;
    if (x < 0)
        *o++ = '-';
    for (int i = 0; i < n; i++) {
        if (decimals >= 0 && i && (n - i) % 3 == 0)
            *o++ = ',';
        *o++ = digits[i];
    }
    *o = '\0';
}

/* Small amounts keep two digits: "0" beside tonnes would read as nothing traded. Below the sixth
 * decimal a number is the noise of a sum and rounds as the column says. */
static int32_t shown_decimals(double x, int32_t decimals)
{
    double a = fabs(x);
    if (decimals < 0 || a < 1e-6 || a > 0.5 * pow(10, -decimals))
        return decimals;
    while (a < pow(10, 1 - decimals))
        decimals++;
    return decimals;
}

/* A cell as people read it; "-" when missing. `num` is room for numbers. */
static const char *people(char num[NUM_TEXT], const gad_column *c, const gad_cell *cell)
{
    if (cell->null)
        return "-";
    if (c->type == GAD_TEXT)
        return cell->v.text;
    if (c->type == GAD_BOOL)
        return cell->v.i64 ? "yes" : "no";
    if (c->type == GAD_I64)
        people_i64(num, cell->v.i64, c->decimals);
    else
        num_people(num, cell->v.f64, shown_decimals(cell->v.f64, c->decimals));
    return num;
}

/* A cell as programs read it; "" when missing. */
static const char *exact(char num[NUM_TEXT], const gad_column *c, const gad_cell *cell)
{
    num[0] = '\0';
    if (cell->null)
        return num;
    if (c->type == GAD_TEXT)
        return cell->v.text;
    if (c->type == GAD_BOOL)
        return cell->v.i64 ? "true" : "false";
    if (c->type == GAD_I64)
        people_i64(num, cell->v.i64, -1);
    else
        num_shortest(num, cell->v.f64);
    return num;
}

/* ---- aligned text ----------------------------------------------------------------------------- */

static void measure(rows_writer *w, const gad_table *t)
{
    char num[NUM_TEXT];
    w->shown = MIN_OF(gad_table_columns(t), (int32_t)WRITE_COLUMNS);
    for (int32_t c = 0; c < w->shown; c++) {
        w->width[c] = write_text_width(gad_table_column(t, c)->title);
        for (int64_t r = 0; r < gad_table_rows(t); r++) {
            const char *text = people(num, gad_table_column(t, c), gad_table_cell(t, r, c));
            w->width[c] = MAX_OF(w->width[c], write_text_width(text));
        }
    }
}

static int32_t line_width(const rows_writer *w)
{
    int32_t sum = 0;
    for (int32_t c = 0; c < w->shown; c++)
        sum += w->width[c] + (c ? GAP : 0);
    return sum;
}

static int32_t widest_text(const rows_writer *w, const gad_table *t)
{
    int32_t best = -1;
    for (int32_t c = 0; c < w->shown; c++)
        if (!is_right(gad_table_column(t, c)) && w->width[c] > NARROWEST &&
            (best < 0 || w->width[c] > w->width[best]))
            best = c;
    return best;
}

/* Numbers are never cut: first the widest texts give way, then the last columns are left out. */
static void fit(rows_writer *w, const gad_table *t)
{
    if (w->out->width <= 0)
        return;
    while (line_width(w) > w->out->width) {
        int32_t c = widest_text(w, t);
        if (c < 0)
            break;
        w->width[c]--;
    }
    while (w->shown > 1 && line_width(w) > w->out->width)
        w->shown--;
}

static void text_cell(rows_writer *w, buf *b, const gad_column *col, int32_t c, const char *text,
                      const char *colour)
{
    int32_t spare = w->width[c] - write_text_width(text);
    bool last = c == w->shown - 1;
    if (c)
        buf_fmt(b, "%*s", GAP, "");
    if (is_right(col) && spare > 0)
        buf_fmt(b, "%*s", spare, "");
    if (colour && w->out->colour)
        buf_add(b, colour);
    write_text_fit(b, text, is_right(col) ? 0 : w->width[c]);
    if (colour && w->out->colour)
        buf_add(b, plain);
    if (!is_right(col) && spare > 0 && !last)
        buf_fmt(b, "%*s", spare, "");
}

static void text_head(rows_writer *w, buf *b, const gad_table *t)
{
    measure(w, t);
    fit(w, t);
    for (int32_t c = 0; c < w->shown; c++)
        text_cell(w, b, gad_table_column(t, c), c, gad_table_column(t, c)->title, bold);
    buf_char(b, '\n');
}

static void text_row(rows_writer *w, buf *b, const gad_table *t, int64_t row)
{
    char num[NUM_TEXT];
    for (int32_t c = 0; c < w->shown; c++) {
        const gad_cell *cell = gad_table_cell(t, row, c);
        const gad_column *col = gad_table_column(t, c);
        text_cell(w, b, col, c, people(num, col, cell), cell->null ? dim : NULL);
    }
    buf_char(b, '\n');
}

static void text_tail(rows_writer *w, buf *b)
{
    int32_t hidden = w->n_col - w->shown;
    if (hidden > 0)
        buf_fmt(b, "(%" PRId32 " more column%s: a wider terminal, or -o csv, shows them)\n", hidden,
                hidden == 1 ? "" : "s");
}

/* ---- Markdown --------------------------------------------------------------------------------- */

static void md_cell(buf *b, const char *text)
{
    buf_char(b, ' ');
    for (; *text; text++) {
        if (*text == '\n')
            buf_add(b, "<br>");
        else if (*text == '\r' || *text == '\t')
            buf_char(b, ' ');
        else {
            if (strchr("|<*`\\", *text))
                buf_char(b, '\\');
            buf_char(b, *text);
        }
    }
    buf_add(b, " |");
}

static void md_head(rows_writer *w, buf *b, const gad_table *t)
{
    buf_char(b, '|');
    for (int32_t c = 0; c < w->n_col; c++)
        md_cell(b, gad_table_column(t, c)->title);
    buf_add(b, "\n|");
    for (int32_t c = 0; c < w->n_col; c++)
        buf_add(b, is_right(gad_table_column(t, c)) ? " ---: |" : " --- |");
    buf_char(b, '\n');
}

static void md_row(rows_writer *w, buf *b, const gad_table *t, int64_t row)
{
    char num[NUM_TEXT];
    buf_char(b, '|');
    for (int32_t c = 0; c < w->n_col; c++)
        md_cell(b, people(num, gad_table_column(t, c), gad_table_cell(t, row, c)));
    buf_char(b, '\n');
}

/* ---- CSV -------------------------------------------------------------------------------------- */

/* An empty text is written "" so that it differs from a missing one. */
static void csv_field(buf *b, const char *text, bool missing)
{
    bool quote = !missing && (!*text || strpbrk(text, ",\"\r\n") || *text == ' ' ||
                              text[strlen(text) - 1] == ' ');
    if (!quote) {
        buf_add(b, text);
        return;
    }
    buf_char(b, '"');
    for (; *text; text++) {
        if (*text == '"')
            buf_char(b, '"');
        buf_char(b, *text);
    }
    buf_char(b, '"');
}

static void csv_head(rows_writer *w, buf *b, const gad_table *t)
{
    for (int32_t c = 0; c < w->n_col; c++) {
        buf_add(b, c ? "," : "");
        csv_field(b, gad_table_column(t, c)->name, false);
    }
    buf_char(b, '\n');
}

static void csv_row(rows_writer *w, buf *b, const gad_table *t, int64_t row)
{
    char num[NUM_TEXT];
    for (int32_t c = 0; c < w->n_col; c++) {
        const gad_cell *cell = gad_table_cell(t, row, c);
        buf_add(b, c ? "," : "");
        csv_field(b, exact(num, gad_table_column(t, c), cell), cell->null);
    }
    buf_char(b, '\n');
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static void json_cell(json *j, const gad_column *col, const gad_cell *cell)
{
    if (cell->null)
        json_null(j, col->name);
    else if (col->type == GAD_TEXT)
        json_text(j, col->name, cell->v.text);
    else if (col->type == GAD_F64)
        json_f64(j, col->name, cell->v.f64);
    else if (col->type == GAD_I64)
        json_i64(j, col->name, cell->v.i64);
    else
        json_bool(j, col->name, cell->v.i64 != 0);
}

static void json_line(json *j, const gad_table *t, int64_t row)
{
    json_object(j, NULL);
    for (int32_t c = 0; c < gad_table_columns(t); c++)
        json_cell(j, gad_table_column(t, c), gad_table_cell(t, row, c));
    json_close(j);
}

static void json_head(rows_writer *w, buf *b, const gad_table *t)
{
    static const char *const types[] = {
        [GAD_TEXT] = "text", [GAD_F64] = "number", [GAD_I64] = "integer", [GAD_BOOL] = "boolean"
    };
    json *j = &w->j;
    json_start(j, b);
    json_object(j, NULL);
    json_i64(j, "version", 1);
    json_array(j, "columns");
    for (int32_t c = 0; c < w->n_col; c++) {
        json_object(j, NULL);
        json_text(j, "name", gad_table_column(t, c)->name);
        json_text(j, "title", gad_table_column(t, c)->title);
        json_text(j, "type", types[gad_table_column(t, c)->type]);
        json_close(j);
    }
    json_close(j);
    json_array(j, "rows");
}

static void json_row(rows_writer *w, buf *b, const gad_table *t, int64_t row)
{
    (void)b;
    json_line(&w->j, t, row);
}

static void json_tail(rows_writer *w, buf *b)
{
    (void)b;
    json_close(&w->j);
    json_close(&w->j);
}

/* ---- the formats ------------------------------------------------------------------------------ */

static void no_tail(rows_writer *w, buf *b)
{
    (void)w;
    (void)b;
}

static const struct {
    void (*head)(rows_writer *w, buf *b, const gad_table *t);
    void (*row)(rows_writer *w, buf *b, const gad_table *t, int64_t row);
    void (*tail)(rows_writer *w, buf *b);
} formats[] = {
    /* Parquet has no text: it goes through store_parquet_* */
    [GAD_AS_TABLE] = { text_head, text_row, text_tail },
    [GAD_AS_CSV] = { csv_head, csv_row, no_tail },
    [GAD_AS_JSON] = { json_head, json_row, json_tail },
    [GAD_AS_MD] = { md_head, md_row, no_tail },
};

void write_table_text(buf *b, const gad_table *t, const gad_output *out)
{
    gad_format as = out->format == GAD_AS_MD ? GAD_AS_MD : GAD_AS_TABLE;
    rows_writer w = { .out = out, .n_col = MIN_OF(gad_table_columns(t), (int32_t)WRITE_COLUMNS) };
    formats[as].head(&w, b, t);
    for (int64_t r = 0; r < gad_table_rows(t); r++)
        formats[as].row(&w, b, t, r);
    formats[as].tail(&w, b);
}

void write_table_json(json *j, const char *key, const gad_table *t)
{
    json_array(j, key);
    for (int64_t r = 0; r < gad_table_rows(t); r++)
        json_line(j, t, r);
    json_close(j);
}

gad_status write_buf(gad_ctx *cx, const buf *b, const gad_output *out)
{
    if (!buf_ok(b))
        return gad_nomem(cx, "writing the answer");
    if (b->len && !out->write(out->user, b->text, b->len))
        return gad_fail(cx, GAD_E_IO, "the answer could not be written");
    return GAD_OK;
}

/* ---- Parquet to a stream ---------------------------------------------------------------------- */

static gad_status copy_file(gad_ctx *cx, int fd, const char *path, const gad_output *out)
{
    char bytes[8192];
    ssize_t n = 0;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        if (!out->write(out->user, bytes, (size_t)n))
            return gad_fail(cx, GAD_E_IO, "the answer could not be written");
    return n < 0 ? gad_fail(cx, GAD_E_IO, "reading '%s': %s", path, strerror(errno)) : GAD_OK;
}

/* Parquet needs a file; it is made in the temporary folder and handed on from there. */
static gad_status send_parquet(gad_ctx *cx, rows_writer *w)
{
    char path[PATH_MAX];
    const char *dir = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/gadolin-XXXXXX", dir && *dir ? dir : "/tmp");
    int fd = mkstemp(path);
    if (fd < 0)
        return gad_fail(cx, GAD_E_IO, "making a temporary file '%s': %s (TMPDIR names the folder)",
                        path, strerror(errno));
    close(fd);
    gad_status st = store_parquet_save(cx, w->parquet, path);
    fd = st ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (!st && fd < 0)
        st = gad_fail(cx, GAD_E_IO, "reading '%s': %s", path, strerror(errno));
    if (!st)
        st = copy_file(cx, fd, path, w->out);
    if (fd >= 0)
        close(fd);
    unlink(path);
    return st;
}

/* ---- batch by batch --------------------------------------------------------------------------- */

void rows_init(rows_writer *w, gad_ctx *cx, const gad_output *out)
{
    *w = (rows_writer){ .out = out };
    buf_init(&w->b, &cx->al);
}

void rows_release(rows_writer *w)
{
    buf_release(&w->b);
    store_parquet_free(w->parquet);
    w->parquet = NULL;
}

static gad_status flush(gad_ctx *cx, rows_writer *w)
{
    gad_status st = write_buf(cx, &w->b, w->out);
    buf_clear(&w->b);
    return st;
}

static gad_status add_text_rows(gad_ctx *cx, rows_writer *w, const gad_table *t, bool first)
{
    gad_status st = GAD_OK;
    if (first)
        formats[w->out->format].head(w, &w->b, t);
    for (int64_t r = 0; r < gad_table_rows(t) && !st; r++) {
        if (w->b.len > FLUSH)
            st = flush(cx,
                       w); /* before a row, so that the JSON writer sees how the last one ended */
        formats[w->out->format].row(w, &w->b, t, r);
    }
    return st;
}

gad_status rows_add(gad_ctx *cx, rows_writer *w, const gad_table *t)
{
    bool first = !w->started;
    w->started = true;
    if (w->out->format == GAD_AS_HTML || w->out->format == GAD_AS_SVG)
        return gad_fail(cx, GAD_E_ARG,
                        "a table is not written as %s: choose table, csv, json, md or parquet",
                        w->out->format == GAD_AS_HTML ? "HTML" : "SVG");
    if (first && gad_table_columns(t) > WRITE_COLUMNS)
        return gad_fail(cx, GAD_E_ARG, "%" PRId32 " columns are too many to write (%d at most)",
                        gad_table_columns(t), WRITE_COLUMNS);
    w->n_col = gad_table_columns(t);
    if (w->out->format != GAD_AS_PARQUET)
        return add_text_rows(cx, w, t, first);
    gad_status st = first ? store_parquet_new(cx, t, &w->parquet) : GAD_OK;
    return st ? st : store_parquet_add(cx, w->parquet, t);
}

gad_status rows_end(gad_ctx *cx, rows_writer *w)
{
    assert(w->started);
    if (w->out->format == GAD_AS_PARQUET)
        return send_parquet(cx, w);
    formats[w->out->format].tail(w, &w->b);
    return flush(cx, w);
}

gad_status gad_table_write(gad_ctx *cx, const gad_table *t, const gad_output *out)
{
    rows_writer w;
    rows_init(&w, cx, out);
    gad_status st = rows_add(cx, &w, t);
    if (!st)
        st = rows_end(cx, &w);
    rows_release(&w);
    return st;
}
