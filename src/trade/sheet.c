/* sheet.c - layer 2: small CSV files, by column names.
 *
 * Flow: sheet_read -> spool_each (bytes to sound CSV, every line accounted for) -> take_file: columns
 * by name -> the whole of it into memory -> records to cells.
 * Invariant: no line is left out silently: one that is no sound record fails the file. */
#include "trade/sheet.h"
#include "store/scan.h"
#include "store/spool.h"

enum { SHOWN = 60 }; /* bytes of an offending text that a message shows */

static const char *const remarks[] = { "note", "comment", "source", "url" };

typedef struct reading {
    arena *mem;
    sheet *out;
    bool taken;                       /* an archive's second file is one too many */
    int32_t place[SHEET_COLUMNS_MAX]; /* of each known column in the file, -1 */
} reading;

gad_status sheet_fail(gad_ctx *cx, const sheet *s, int32_t row, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (row < 0)
        return gad_fail(cx, GAD_E_FORMAT, "%s: %s", s->file, text);
    return gad_fail(cx, GAD_E_FORMAT, "%s:%" PRId64 ": %s", s->file, s->line[row], text);
}

/* ---- columns ------------------------------------------------------------------------------------ */

static bool is_one_of(const char *list, const char *name)
{
    size_t n = strlen(name);
    for (; list && *list; list += strcspn(list, "|"), list += *list == '|')
        if (strcspn(list, "|") == n && strncasecmp(list, name, n) == 0)
            return true;
    return false;
}

static int32_t find_column(const sheet *s, const char *name)
{
    for (int32_t k = 0; k < s->n_column; k++)
        if (strcasecmp(s->column[k].name, name) == 0 || is_one_of(s->column[k].also, name))
            return k;
    return -1;
}

static bool is_remark(const char *name)
{
    for (int32_t k = 0; k < COUNT_OF(remarks); k++)
        if (strcasecmp(remarks[k], name) == 0)
            return true;
    return false;
}

/* The nearest known name if the unknown one may be a slip of it, else all of them. */
static gad_status unknown_column(gad_ctx *cx, const sheet *s, const char *name)
{
    char list[400] = "";
    int32_t best = 0;
    size_t n = 0;
    for (int32_t k = 0; k < s->n_column; k++) {
        if (near_distance(name, s->column[k].name) < near_distance(name, s->column[best].name))
            best = k;
        if (n < sizeof list)
            n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", k ? ", " : "",
                                  s->column[k].name);
    }
    if (*name && near_enough(name, s->column[best].name))
        return sheet_fail(cx, s, -1, "there is no column '%.*s': did you mean '%s'?", SHOWN, name,
                          s->column[best].name);
    return sheet_fail(cx, s, -1,
                      "there is no column '%.*s': a file may have %s, and note or source", SHOWN,
                      name, list);
}

static gad_status find_columns(gad_ctx *cx, reading *r, const spool *sp)
{
    sheet *s = r->out;
    const char **named = arena_take(r->mem, (size_t)s->n_column, sizeof *named);
    if (!named)
        return gad_nomem(cx, "the columns of a file");
    for (int32_t k = 0; k < s->n_column; k++)
        r->place[k] = -1;
    for (int32_t i = 0; i < sp->n_col; i++) {
        int32_t k = find_column(s, sp->col[i]);
        if (k < 0 && !is_remark(sp->col[i]))
            return unknown_column(cx, s, sp->col[i]);
        if (k < 0)
            continue;
        if (named[k])
            return sheet_fail(cx, s, -1, "the columns '%s' and '%.*s' mean the same: keep one",
                              named[k], SHOWN, sp->col[i]);
        r->place[k] = i;
        named[k] = arena_str(r->mem, sp->col[i]);
        if (!named[k])
            return gad_nomem(cx, "the columns of a file");
    }
    s->named = named;
    return GAD_OK;
}

/* ---- rows --------------------------------------------------------------------------------------- */

/* All of `path`, with room behind it that scan.h wants. */
static gad_status read_whole(gad_ctx *cx, arena *mem, const sheet *s, const char *path, char **text,
                             size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return gad_fail(cx, GAD_E_IO, "'%s': %s", s->file, strerror(errno));
    long size = fseek(f, 0, SEEK_END) ? -1 : ftell(f);
    gad_status st = GAD_OK;
    rewind(f);
    if (size < 0)
        st = gad_fail(cx, GAD_E_IO, "'%s': %s", s->file, strerror(errno));
    else if (size > SHEET_BYTES_MAX)
        st = gad_fail(cx, GAD_E_FORMAT, "'%s' has %ld bytes, more than the %d a file may have",
                      s->file, size, (int)SHEET_BYTES_MAX);
    else if (!(*text = arena_take(mem, (size_t)size + SCAN_PAD, 1)))
        st = gad_nomem(cx, "a file");
    if (!st) {
        *n = fread(*text, 1, (size_t)size, f);
        if (ferror(f) || *n < (size_t)size)
            st = gad_fail(cx, GAD_E_IO, "'%s': cannot be read", s->file);
    }
    fclose(f);
    return st;
}

static const char *cell_of(arena *mem, const scan_record *rec, int32_t place)
{
    if (place < 0)
        return "";
    const scan_field *f = &rec->field[place];
    char *to = arena_take(mem, f->n + 1, 1);
    if (!to)
        return NULL;
    scan_value(to, f);
    to += strspn(to, " \t\r\n\v\f");
    for (size_t n = strlen(to); n && strchr(" \t\r\n\v\f", to[n - 1]); n--)
        to[n - 1] = '\0';
    return to;
}

static gad_status read_rows(gad_ctx *cx, reading *r, const spool *sp, const char *text, size_t n)
{
    sheet *s = r->out;
    size_t used = 0, rows = (size_t)sp->n_record, columns = (size_t)s->n_column;
    dialect d = { .delimiter = sp->delimiter, .want = sp->n_col };
    scan_record *rec = arena_take(r->mem, 1, sizeof *rec);
    const char **cell = arena_take(r->mem, rows * columns, sizeof *cell);
    int64_t *line = arena_take(r->mem, rows, sizeof *line);
    if (!rec || !cell || !line)
        return gad_nomem(cx, "the rows of a file");
    for (int64_t k = -1; used < n && k < sp->n_record; k++) { /* -1: the header */
        scan_one(&d, text + used, n - used, true, rec);
        if (rec->kind != SCAN_RECORD)
            return gad_fail(cx, GAD_E_INTERNAL, "record %" PRId64 " of '%s' is not as it was", k,
                            s->file);
        used += rec->used;
        for (size_t c = 0; k >= 0 && c < columns; c++) {
            const char *value = cell_of(r->mem, rec, r->place[c]);
            if (!value)
                return gad_nomem(cx, "the rows of a file");
            cell[(size_t)k * columns + c] = value;
        }
        if (k >= 0) {
            line[k] = spool_line(sp, k);
            s->n_row = (int32_t)k + 1;
        }
    }
    s->cell = cell;
    s->line = line;
    return GAD_OK;
}

/* ---- one file ----------------------------------------------------------------------------------- */

static gad_status check_file(gad_ctx *cx, const reading *r, const spool *sp)
{
    const sheet *s = r->out;
    if (r->taken)
        return sheet_fail(cx, s, -1, "the archive holds several files: give one of them");
    if (sp->kind == SPOOL_EMPTY)
        return sheet_fail(cx, s, -1, "the file is empty");
    if (sp->kind != SPOOL_CSV)
        return sheet_fail(cx, s, -1, "not a CSV file%s%s", sp->note && *sp->note ? ": " : "",
                          sp->note ? sp->note : "");
    if (sp->headerless)
        return sheet_fail(cx, s, -1,
                          "the first line is all numbers: it must name the columns (%s, ...)",
                          s->column[0].name);
    if (sp->n_bad)
        return gad_fail(cx, GAD_E_FORMAT, "%s:%" PRId64 ": %s: '%.*s'", s->file, sp->bad[0].line,
                        sp->bad[0].reason, SHOWN, sp->bad[0].text);
    if (sp->n_col > SCAN_FIELDS || sp->n_record > SHEET_CELLS_MAX / s->n_column)
        return sheet_fail(cx, s, -1, "%" PRId64 " rows of %" PRId32 " columns are too many",
                          sp->n_record, sp->n_col);
    return GAD_OK;
}

static gad_status take_file(gad_ctx *cx, void *user, spool *sp)
{
    reading *r = user;
    char *text = NULL;
    size_t n = 0;
    gad_status st = check_file(cx, r, sp);
    if (!st)
        st = find_columns(cx, r, sp);
    if (!st && sp->n_record == 0)
        st = sheet_fail(cx, r->out, -1, "the file has no rows below its header");
    if (!st)
        st = read_whole(cx, r->mem, r->out, sp->path, &text, &n);
    if (!st)
        st = read_rows(cx, r, sp, text, n);
    r->taken = true;
    return st;
}

gad_status sheet_read(gad_ctx *cx, arena *mem, const char *path, const sheet_column *column,
                      int32_t n_column, sheet *out)
{
    const char *tmp = getenv("TMPDIR");
    sheet s = { .file = arena_str(mem, path), .column = column, .n_column = n_column };
    reading r = { .mem = mem, .out = &s };
    assert(n_column > 0 && n_column <= SHEET_COLUMNS_MAX);
    if (!s.file)
        return gad_nomem(cx, "the name of a file");
    gad_status st = spool_each(cx, path, tmp && *tmp ? tmp : "/tmp", take_file, &r);
    if (!st)
        *out = s;
    return st;
}

/* ---- cells -------------------------------------------------------------------------------------- */

bool sheet_has(const sheet *s, int32_t column)
{
    return s->named[column] != NULL;
}

const char *sheet_text(const sheet *s, int32_t row, int32_t column)
{
    return s->cell[(size_t)row * (size_t)s->n_column + (size_t)column];
}

gad_status sheet_number(gad_ctx *cx, const sheet *s, int32_t row, int32_t column, double lo,
                        double hi, const char *range, double *x)
{
    const char *text = sheet_text(s, row, column);
    double v = NO_NUMBER;
    if (*text && !num_parse(text, &v))
        return sheet_fail(
            cx, s, row,
            "%s '%.*s' is not a number: write digits with a point, no separators, empty when not known",
            s->named[column], SHOWN, text);
    if (v < lo || v > hi)
        return sheet_fail(cx, s, row, "%s '%.*s' is out of range: %s", s->named[column], SHOWN,
                          text, range);
    *x = v;
    return GAD_OK;
}

gad_status sheet_year(gad_ctx *cx, const sheet *s, int32_t row, int32_t column, int32_t *year)
{
    const char *text = sheet_text(s, row, column);
    int32_t y = INT32_MIN;
    if (*text && (strlen(text) != 4 || !num_parse_i32(text, YEAR_MIN, YEAR_MAX, &y)))
        return sheet_fail(cx, s, row, "%s '%.*s' is not a year: write four digits, %d to %d",
                          s->named[column], SHOWN, text, YEAR_MIN, YEAR_MAX);
    *year = y;
    return GAD_OK;
}
