/* csv_table.c - layer 1: small CSV files into arrays of structs, strictly. libcsv splits; it is included here only.
 *
 * Flow: bytes -> check_bytes refuses what no text holds -> read_lines feeds libcsv line by line, so that every row knows
 * its line and remarks never reach it -> take_head, then take_row -> csv_bind_cell (csv_cell.c) by the schema.
 * Invariant: of[] maps every field of a row to a column of the schema, and every column has its field. */
#include "text/csv_impl.h"
#include <csv.h>
#include <fcntl.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, FIELD_STEP = 4096, ROWS_FIRST = 64, NAMES_MAX = 600 };

typedef struct reader {
    csv_place at;
    const csv_schema *schema;
    buf text;                      /* the fields of the row at hand, each ended by NUL */
    size_t start[CSV_COLUMNS_MAX]; /* of each in text */
    int32_t n;  /* fields of the row; those beyond CSV_COLUMNS_MAX are counted, not kept */
    bool ended; /* the row is whole */
    int32_t of[CSV_COLUMNS_MAX]; /* field of the row -> column of the schema */
    int32_t n_head;              /* 0: the head has not been read */
    char *rows;
    size_t cap;
    int32_t n_rows;
} reader;

/* ---- memory of libcsv ---------------------------------------------------------------------------- */

static _Thread_local const alloc *current; /* libcsv's hooks know no user pointer */

static void *csv_resize(void *old, size_t size)
{
    return alloc_resize(current, old, size);
}

static void csv_drop(void *old)
{
    alloc_drop(current, old);
}

/* ---- complaints ---------------------------------------------------------------------------------- */

static const char *names_of(const csv_schema *s, char out[NAMES_MAX])
{
    size_t at = 0;
    out[0] = '\0';
    for (int32_t i = 0; i < s->n && at < NAMES_MAX; i++)
        at += (size_t)snprintf(out + at, NAMES_MAX - at, "%s%s", i ? "," : "", s->column[i].name);
    return out;
}

static gad_status fail_unknown(const reader *r, const char *asked)
{
    const char *best = NULL;
    char names[NAMES_MAX];
    int32_t least = INT32_MAX;
    for (int32_t i = 0; i < r->schema->n; i++) {
        int32_t d = near_distance(asked, r->schema->column[i].name);
        if (d < least) {
            least = d;
            best = r->schema->column[i].name;
        }
    }
    if (best && near_enough(asked, best))
        return csv_fail(&r->at, r->at.line, "column '%.*s' is not known: did you mean '%s'?",
                        csv_shown(asked), asked, best);
    return csv_fail(&r->at, r->at.line, "column '%.*s' is not known: the columns are %s",
                    csv_shown(asked), asked, names_of(r->schema, names));
}

/* ---- bytes --------------------------------------------------------------------------------------- */

/* Length of the UTF-8 character at s, 0 when it is none: overlong forms and surrogates are none. */
static size_t character(const unsigned char *s, size_t n)
{
    static const struct {
        unsigned char first, last, lo, hi; /* of the first byte, of the second */
        size_t n;
    } kinds[] = { { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 },
                  { 0xE1, 0xEC, 0x80, 0xBF, 3 }, { 0xED, 0xED, 0x80, 0x9F, 3 },
                  { 0xEE, 0xEF, 0x80, 0xBF, 3 }, { 0xF0, 0xF0, 0x90, 0xBF, 4 },
                  { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 } };
    if (s[0] < 0x80)
        return 1;
    for (int32_t k = 0; k < COUNT_OF(kinds); k++) {
        if (s[0] < kinds[k].first || s[0] > kinds[k].last || n < kinds[k].n || s[1] < kinds[k].lo ||
            s[1] > kinds[k].hi)
            continue;
        for (size_t i = 2; i < kinds[k].n; i++)
            if (s[i] < 0x80 || s[i] > 0xBF)
                return 0;
        return kinds[k].n;
    }
    return 0;
}

static gad_status check_bytes(const reader *r, const char *bytes, size_t size)
{
    const unsigned char *s = (const unsigned char *)bytes;
    int32_t line = 1;
    for (size_t i = 0, k; i < size; i += k) {
        if (s[i] >= 0x20 && s[i] < 0x7F) { /* nearly all of it */
            k = 1;
            continue;
        }
        k = character(s + i, size - i);
        if (!k)
            return csv_fail(&r->at, line, "this is not UTF-8: byte 0x%02X", s[i]);
        bool ends = s[i] == '\r' && i + 1 < size && s[i + 1] == '\n';
        if ((s[i] < 0x20 && s[i] != '\n' && s[i] != '\t' && !ends) || s[i] == 0x7F)
            return csv_fail(&r->at, line, "control characters are not allowed: byte 0x%02X%s", s[i],
                            s[i] == '\r' ? " (lines end with a line feed)" : "");
        line += s[i] == '\n';
    }
    return GAD_OK;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static const char *field(const reader *r, int32_t i)
{
    return buf_text(&r->text) + r->start[i];
}

static gad_status take_head(reader *r)
{
    char names[NAMES_MAX];
    bool there[CSV_COLUMNS_MAX] = { false };
    for (int32_t i = 0; i < MIN_OF(r->n, (int32_t)CSV_COLUMNS_MAX); i++) {
        int32_t c = 0;
        while (c < r->schema->n && !STR_EQ(r->schema->column[c].name, field(r, i)))
            c++;
        if (c == r->schema->n)
            return fail_unknown(r, field(r, i));
        if (there[c])
            return csv_fail(&r->at, r->at.line, "column '%s' stands twice: take one out",
                            field(r, i));
        there[c] = true;
        r->of[i] = c;
    }
    for (int32_t c = 0; c < r->schema->n; c++)
        if (!there[c])
            return csv_fail(&r->at, r->at.line, "column '%s' is missing: the columns are %s",
                            r->schema->column[c].name, names_of(r->schema, names));
    r->n_head = r->n;
    return GAD_OK;
}

static char *new_row(reader *r)
{
    size_t size = r->schema->size;
    if ((size_t)r->n_rows == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : ROWS_FIRST;
        char *more = alloc_resize(&r->at.cx->al, r->rows, cap * size);
        if (!more)
            return NULL;
        r->rows = more;
        r->cap = cap;
    }
    return memset(r->rows + (size_t)r->n_rows++ * size, 0, size);
}

static gad_status take_row(reader *r)
{
    if (!buf_ok(&r->text))
        return csv_nomem(&r->at);
    if (!r->n_head)
        return take_head(r);
    if (r->n != r->n_head)
        return csv_fail(&r->at, r->at.line,
                        "%" PRId32 " fields, but the head has %" PRId32
                        ": put texts with commas into double quotes, and write empty fields too",
                        r->n, r->n_head);
    char *row = new_row(r);
    if (!row)
        return csv_nomem(&r->at);
    memcpy(row + r->schema->line, &r->at.line, sizeof r->at.line);
    for (int32_t i = 0; i < r->n; i++) {
        gad_status st = csv_bind_cell(&r->at, &r->schema->column[r->of[i]], field(r, i), row);
        if (st)
            return st;
    }
    return GAD_OK;
}

/* ---- lines --------------------------------------------------------------------------------------- */

static void on_field(void *bytes, size_t n, void *user)
{
    reader *r = user;
    if (r->n < CSV_COLUMNS_MAX) {
        r->start[r->n] = r->text.len;
        buf_addn(&r->text, bytes, n);
        buf_char(&r->text, '\0');
    }
    r->n++;
}

static void on_row(int end, void *user)
{
    (void)end;
    ((reader *)user)->ended = true;
}

static bool is_skipped(const char *s, size_t n)
{
    return s[0] == '#' || s[0] == '\n' || (n >= 2 && s[0] == '\r' && s[1] == '\n');
}

static gad_status fail_quote(const reader *r, int32_t line)
{
    char where[64] = "";
    if (line != r->at.line)
        snprintf(where, sizeof where, " (the row starts in line %" PRId32 ")", r->at.line);
    return csv_fail(
        &r->at, line,
        "a double quote amid a field%s: put the field into double quotes and write the quote twice",
        where);
}

/* Everything but the end of the file: whole rows are taken, an open one stays in the parser. */
static gad_status read_lines(reader *r, struct csv_parser *p, const char *bytes, size_t size)
{
    int32_t line = 1;
    bool open = false; /* a quoted field goes on in this line */
    for (size_t at = 0, n; at < size; at += n, line++) {
        const char *end = memchr(bytes + at, '\n', size - at);
        n = end ? (size_t)(end - bytes) + 1 - at : size - at;
        if (!open && is_skipped(bytes + at, n))
            continue;
        if (!open) {
            r->at.line = line;
            r->n = 0;
            buf_clear(&r->text);
        }
        r->ended = false;
        if (csv_parse(p, bytes + at, n, on_field, on_row, r) != n)
            return csv_error(p) == CSV_EPARSE ? fail_quote(r, line) : csv_nomem(&r->at);
        open = !r->ended;
        gad_status st = r->ended ? take_row(r) : GAD_OK;
        if (st)
            return st;
    }
    if (!open)
        return GAD_OK;
    r->ended = false;
    if (csv_fini(p, on_field, on_row, r))
        return csv_fail(&r->at, r->at.line, "the row opens a double quote and never closes it");
    return r->ended ? take_row(r) : GAD_OK;
}

static int no_space(unsigned char c) /* spaces belong to the cell: they are refused, not lost */
{
    (void)c;
    return 0;
}

static gad_status split(reader *r, const char *bytes, size_t size)
{
    struct csv_parser p;
    const alloc *before = current;
    char names[NAMES_MAX];
    csv_init(&p, CSV_STRICT | CSV_STRICT_FINI); /* cannot fail: it allocates nothing */
    csv_set_realloc_func(&p, csv_resize);
    csv_set_free_func(&p, csv_drop);
    csv_set_space_func(&p, no_space);
    csv_set_blk_size(&p, FIELD_STEP);
    current = &r->at.cx->al;
    gad_status st = read_lines(r, &p, bytes, size);
    csv_free(&p);
    current = before;
    if (!st && !r->n_head)
        return gad_fail(r->at.cx, GAD_E_FORMAT, "%s: is empty: its first line must be %s",
                        r->at.name, names_of(r->schema, names));
    return st;
}

gad_status csv_read_bytes(gad_ctx *cx, const char *name, const char *bytes, size_t size,
                          const csv_schema *schema, arena *mem, void **rows, int32_t *n)
{
    static const char mark[] = "\xEF\xBB\xBF";
    reader r = { .at = { .cx = cx, .name = name, .mem = mem }, .schema = schema };
    if (size > CSV_BYTES_MAX)
        return gad_fail(cx, GAD_E_FORMAT, "%s: is larger than %d MiB", name, CSV_BYTES_MAX >> 20);
    if (size >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    buf_init(&r.text, &cx->al);
    gad_status st = check_bytes(&r, bytes, size);
    if (!st)
        st = split(&r, bytes, size);
    void *all = st ? NULL : arena_take(mem, (size_t)r.n_rows, schema->size);
    if (!st && !all)
        st = csv_nomem(&r.at);
    if (!st) {
        if (r.n_rows)
            memcpy(all, r.rows, (size_t)r.n_rows * schema->size);
        *rows = all;
        *n = r.n_rows;
    }
    alloc_drop(&cx->al, r.rows);
    buf_release(&r.text);
    return st;
}

/* ---- files --------------------------------------------------------------------------------------- */

/* All bytes of a file, up to one chunk more than allowed. */
static gad_status read_bytes(gad_ctx *cx, int fd, const char *path, buf *b)
{
    char chunk[CHUNK];
    while (b->len <= CSV_BYTES_MAX) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return gad_fail(cx, GAD_E_IO, "'%s' cannot be read: %s", path, strerror(errno));
        if (n > 0)
            buf_addn(b, chunk, (size_t)n);
        if (!buf_ok(b))
            return gad_wrap(cx, gad_nomem(cx, "a file"), "reading '%s'", path);
    }
    return GAD_OK;
}

gad_status csv_read_file(gad_ctx *cx, const char *path, const csv_schema *schema, arena *mem,
                         void **rows, int32_t *n)
{
    buf b;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return gad_fail(cx, GAD_E_IO, "'%s' cannot be read: %s", path, strerror(errno));
    buf_init(&b, &cx->al);
    gad_status st = read_bytes(cx, fd, path, &b);
    if (!st)
        st = csv_read_bytes(cx, path, buf_text(&b), b.len, schema, mem, rows, n);
    buf_release(&b);
    close(fd);
    return st;
}
