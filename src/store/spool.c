/* spool.c - layer 1: any input file made readable for DuckDB, with every line accounted for.
 *
 * Flow:  spool_each -> container (plain, gzip, zip, 7z) -> read_member
 *          -> intake (bytes -> hash, bytes -> UTF-8 window; encoding.c has the rules)
 *          -> sniff (delimiter, header, shape) -> scan_sound / scan_one -> DuckDB's file, or `bad`
 *
 * A plain file is first read without writing anything. At the first thing that DuckDB should not
 * see, the pass is given up (`unsound`) and a second one writes a temporary file: sound UTF-8, commas,
 * quotes by RFC 4180, one line per record. Everything in an archive is written at once.
 * Invariant: every physical line of the file is in exactly one of: the header, a record (linemap),
 * `bad`, the counts of blank, comment and title lines. */
#include "store/spool.h"
#include "store/container.h"
#include "store/intake.h"
#include "store/linemap.h"
#include "store/scan.h"
#include "store/sink.h"
#include "store/sniff.h"

enum {
    HEAD_SIZE = 4001,
    BAD_MAX = 1000000, /* more damaged records: the file is refused */
    BAD_WHOLE = 10000, /* so many keep SPOOL_TEXT_MAX bytes of text, the others BAD_SHORT */
    BAD_SHORT = 100,
    RECORD_MAX = 2000000, /* DuckDB's own limit for a line */
    FIRST_BAD = 64,
};

typedef struct member {
    spool pub; /* first: spool_line finds the rest behind it */
    const alloc *al;
    arena mem;
    linemap map;
    size_t bad_cap;
    container *from;
    const char *temp_dir;
    intake in;
    sink out;
    bool rewrite; /* this pass writes to `out` */
    bool unsound; /* this pass did not write, and something must be written differently */
    int64_t line; /* number of the next physical line */
    int64_t n_blank;
    int64_t n_comment;
    int64_t n_joined; /* records with line breaks in them */
    const char *why;  /* SPOOL_BINARY: what it is instead */
    layout lay;
    const char *const **sample; /* [SPOOL_SAMPLE], pub.sample */
    char *value;                /* [SCAN_LINE_MAX + 1] once needed */
    scan_record rec;
} member;

/* ---- bad records ----------------------------------------------------------------------------- */
static const char *fault_text(member *m, scan_fault fault, int64_t at)
{
    const dialect *d = &m->lay.d;
    switch (fault) {
    case FAULT_NUL:
        return arena_fmt(&m->mem, "a zero byte at column %" PRId64, at);
    case FAULT_ENCODING:
        return arena_fmt(&m->mem, "not %s at column %" PRId64, m->in.coding->name, at);
    case FAULT_QUOTE_OPEN:
        return arena_fmt(&m->mem, "the quote opened at column %" PRId64 " is not closed", at);
    case FAULT_AFTER_QUOTE:
        return arena_fmt(&m->mem, "text after a closing quote at column %" PRId64, at);
    case FAULT_COUNT:
        return arena_fmt(&m->mem, "%" PRId64 " field%s where the %s %" PRId32, at,
                         at == 1 ? "" : "s", m->lay.extra ? "other rows have" : "header has",
                         d->want);
    case FAULT_UNNAMED:
        return arena_str(&m->mem, "a value in the last column, which has no name");
    case FAULT_LONG:
        return arena_fmt(&m->mem, "a line of %" PRId64 " bytes, more than the %d allowed", at,
                         (int)SPOOL_LINE_MAX);
    case FAULT_NONE:
        break;
    }
    return arena_str(&m->mem, "unsound");
}

static const char *bad_text(member *m, const char *line, size_t n)
{
    char text[SPOOL_TEXT_MAX + 1];
    while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
        n--;
    size_t len = utf8_clean(text, m->pub.n_bad < BAD_WHOLE ? sizeof text : BAD_SHORT, line, n);
    return arena_strn(&m->mem, text, len);
}

static gad_status add_bad(gad_ctx *cx, member *m, spool_bad b)
{
    if (!b.reason || !b.text)
        return gad_nomem(cx, "keeping damaged records");
    if (m->pub.n_bad == BAD_MAX)
        return gad_fail(cx, GAD_E_FORMAT,
                        "more than %d damaged records, the first on line %" PRId64 ": %s", BAD_MAX,
                        m->pub.bad[0].line, m->pub.bad[0].reason);
    if ((size_t)m->pub.n_bad == m->bad_cap) {
        size_t cap = m->bad_cap ? 2 * m->bad_cap : FIRST_BAD;
        spool_bad *grown = alloc_resize(m->al, m->pub.bad, cap * sizeof *grown);
        if (!grown)
            return gad_nomem(cx, "keeping damaged records");
        m->pub.bad = grown;
        m->bad_cap = cap;
    }
    m->pub.bad[m->pub.n_bad++] = b;
    return GAD_OK;
}

/* The rest of a line that is too long for the window. Counts its bytes. */
static gad_status skip_line(gad_ctx *cx, member *m, int64_t *length)
{
    intake *in = &m->in;
    for (;;) {
        size_t n = in->len - in->pos;
        const char *lf = n ? memchr(in->text + in->pos, '\n', n) : NULL;
        size_t step = lf ? (size_t)(lf - in->text) - in->pos : n;
        *length += (int64_t)step;
        in->pos += step + (lf != NULL);
        if (lf || in->eof)
            return GAD_OK;
        gad_status st = intake_more(cx, in);
        if (st)
            return st;
    }
}

static gad_status take_bad(gad_ctx *cx, member *m)
{
    const scan_record *r = &m->rec;
    int64_t at = r->at;
    spool_bad b = { .line = m->line, .text = bad_text(m, m->in.text + m->in.pos, r->used) };
    m->in.pos += r->used;
    if (r->fault == FAULT_LONG && !r->ended) {
        gad_status st = skip_line(cx, m, &at);
        if (st)
            return st;
    }
    b.reason = fault_text(m, r->fault, at);
    m->line++;
    return add_bad(cx, m, b);
}

/* ---- sound records --------------------------------------------------------------------------- */
static int32_t fields_kept(const member *m)
{
    return MIN_OF(m->rec.n_field, m->pub.n_col);
}

/* Copies of the record's fields, n_col of them; NULL: no memory. */
static char **copy_fields(member *m)
{
    char **f = arena_take(&m->mem, (size_t)MAX_OF(m->pub.n_col, 1), sizeof *f);
    for (int32_t i = 0; f && i < m->pub.n_col; i++) {
        const scan_field *from = &m->rec.field[i];
        f[i] = arena_take(&m->mem, i < fields_kept(m) ? from->n + 1 : 1, 1);
        if (!f[i])
            return NULL;
        if (i < fields_kept(m))
            scan_value(f[i], from);
    }
    return f;
}

static gad_status write_field(gad_ctx *cx, member *m, const scan_field *f)
{
    gad_status st = GAD_OK;
    const char *p = m->value, *end = p + scan_value(m->value, f);
    size_t n = (size_t)(end - p);
    if (!memchr(p, ',', n) && !memchr(p, '"', n) && (n || m->pub.n_col > 1))
        return sink_add(cx, &m->out, p, n);
    st = sink_add(cx, &m->out, "\"", 1);
    while (!st && p < end) {
        const char *q = memchr(p, '"', (size_t)(end - p));
        const char *stop = q ? q + 1 : end;
        st = sink_add(cx, &m->out, p, (size_t)(stop - p));
        if (!st && q)
            st = sink_add(cx, &m->out, "\"", 1);
        p = stop;
    }
    return st ? st : sink_add(cx, &m->out, "\"", 1);
}

static gad_status write_record(gad_ctx *cx, member *m)
{
    const scan_record *r = &m->rec;
    gad_status st = GAD_OK;
    if (r->plain && m->lay.d.delimiter == ',' && r->n_field == m->pub.n_col) {
        const char *line = m->in.text + m->in.pos;
        size_t n = r->used - r->ended;
        n -= n && line[n - 1] == '\r';
        st = sink_add(cx, &m->out, line, n);
    } else {
        for (int32_t i = 0; !st && i < m->pub.n_col; i++) {
            static const scan_field empty = { "", 0, false };
            if (i)
                st = sink_add(cx, &m->out, ",", 1);
            if (!st)
                st = write_field(cx, m, i < r->n_field ? &r->field[i] : &empty);
        }
    }
    return st ? st : sink_add(cx, &m->out, "\n", 1);
}

/* Whether the record, once its quotes are doubled, is too long for DuckDB. */
static bool too_wide(const member *m)
{
    const scan_record *r = &m->rec;
    size_t size = 0;
    if (r->plain || r->used < RECORD_MAX / 4)
        return false;
    for (int32_t i = 0; i < fields_kept(m); i++) {
        const scan_field *f = &r->field[i];
        size += f->n + 3;
        for (size_t k = 0; k < f->n; k++)
            size += f->at[k] == '"';
    }
    return size > RECORD_MAX;
}

static gad_status take_record(gad_ctx *cx, member *m)
{
    gad_status st = m->rewrite ? write_record(cx, m) : GAD_OK;
    if (st)
        return st;
    if (!linemap_add(&m->map, m->pub.n_record, m->line, 1))
        return gad_nomem(cx, "counting lines");
    if (m->pub.n_sample < SPOOL_SAMPLE) {
        char **f = copy_fields(m);
        if (!f)
            return gad_nomem(cx, "the first records");
        m->sample[m->pub.n_sample++] = (const char *const *)f;
    }
    m->pub.n_record++;
    m->n_joined += m->rec.n_line > 1;
    m->line += m->rec.n_line;
    m->in.pos += m->rec.used;
    return GAD_OK;
}

/* ---- reading CSV ----------------------------------------------------------------------------- */
/* Whether whole runs of records can be taken as they are. */
static bool runs_allowed(const member *m)
{
    const dialect *d = &m->lay.d;
    bool as_is = !m->rewrite || (d->delimiter == ',' && !d->crlf);
    return as_is && d->want >= 2 && !d->drop_last && m->pub.n_sample == SPOOL_SAMPLE;
}

static gad_status take_run(gad_ctx *cx, member *m)
{
    const char *text = m->in.text + m->in.pos;
    scan_run run = scan_sound(&m->lay.d, text, m->in.len - m->in.pos);
    gad_status st = m->rewrite ? sink_add(cx, &m->out, text, run.used) : GAD_OK;
    if (st)
        return st;
    if (!linemap_add(&m->map, m->pub.n_record, m->line, run.n_record))
        return gad_nomem(cx, "counting lines");
    m->pub.n_record += run.n_record;
    m->line += run.n_record;
    m->in.pos += run.used;
    return GAD_OK;
}

static gad_status take_one(gad_ctx *cx, member *m)
{
    intake *in = &m->in;
    scan_record *r = &m->rec;
    scan_one(&m->lay.d, in->text + in->pos, in->len - in->pos, in->eof, r);
    if (r->kind == SCAN_MORE)
        return intake_more(cx, in);
    if (!m->rewrite && (r->kind != SCAN_RECORD || !r->plain)) {
        m->unsound = true;
        return GAD_OK;
    }
    if (r->kind == SCAN_RECORD && too_wide(m)) {
        r->kind = SCAN_BAD;
        r->fault = FAULT_LONG;
        r->at = (int64_t)r->used;
    }
    if (r->kind == SCAN_BAD)
        return take_bad(cx, m);
    if (r->kind == SCAN_RECORD)
        return take_record(cx, m);
    m->n_blank++;
    m->line++;
    in->pos += r->used;
    return GAD_OK;
}

static gad_status read_records(gad_ctx *cx, member *m)
{
    intake *in = &m->in;
    gad_status st = GAD_OK;
    while (!st && !m->unsound && (in->pos < in->len || !in->eof)) {
        if (in->pos < in->len && runs_allowed(m))
            st = take_run(cx, m);
        if (!st && in->pos < in->len)
            st = take_one(cx, m);
        else if (!st && !in->eof)
            st = intake_more(cx, in);
        /* the first byte that is not ASCII may show the encoding only now */
        m->unsound = m->unsound || (in->coding->iconv_name && !m->rewrite);
    }
    return st;
}

/* Blank lines and comments before the header. */
static gad_status skip_lead(gad_ctx *cx, member *m)
{
    intake *in = &m->in;
    for (;;) {
        size_t n = in->len - in->pos;
        const char *line = in->text + in->pos, *lf = n ? memchr(line, '\n', n) : NULL;
        if (!lf && !in->eof && n <= SCAN_LINE_MAX) {
            gad_status st = intake_more(cx, in);
            if (st)
                return st;
            continue;
        }
        size_t len = lf ? (size_t)(lf - line) : n, at = 0;
        while (at < len && (line[at] == ' ' || (line[at] >= '\t' && line[at] <= '\r')))
            at++;
        bool comment = n && line[0] == '#';
        if (!n || (at < len && !comment))
            return GAD_OK;
        m->n_comment += comment;
        m->n_blank += !comment;
        m->line++;
        in->pos += len + (lf != NULL);
    }
}

/* A good part of the text in the window, for sniffing. */
static gad_status fill(gad_ctx *cx, intake *in)
{
    gad_status st = GAD_OK;
    while (!st && !in->eof && in->len - in->pos < INTAKE_BLOCK)
        st = intake_more(cx, in);
    return st;
}

static void trim(char *text)
{
    size_t n = strlen(text), at = strspn(text, " \t\r\n\v\f");
    while (n > at && strchr(" \t\r\n\v\f", text[n - 1]))
        n--;
    memmove(text, text + at, n - at);
    text[n - at] = '\0';
}

static gad_status take_header(gad_ctx *cx, member *m)
{
    const layout *l = &m->lay;
    m->in.pos += l->start;
    m->line += l->n_title;
    dialect free_count = { .delimiter = l->d.delimiter, .crlf = l->d.crlf };
    scan_one(&free_count, m->in.text + m->in.pos, m->in.len - m->in.pos, m->in.eof, &m->rec);
    assert(m->rec.kind == SCAN_RECORD);
    m->pub.n_col = l->n_head;
    m->rec.n_field = l->n_head; /* without the empty one of drop_last */
    m->pub.n_col += l->extra;
    char **col = copy_fields(m);
    m->sample = arena_take(&m->mem, SPOOL_SAMPLE, sizeof *m->sample);
    m->value = m->rewrite ? arena_take(&m->mem, SCAN_LINE_MAX + 1, 1) : NULL;
    if (!col || !m->sample || (m->rewrite && !m->value))
        return gad_nomem(cx, "the header of a file");
    for (int32_t i = 0; i < m->pub.n_col; i++)
        trim(col[i]);
    m->pub.col = (const char *const *)col;
    m->pub.sample = m->sample;
    m->unsound = !m->rewrite && (m->line > 1 || l->d.drop_last || l->extra || !m->rec.plain);
    gad_status st = m->rewrite ? write_record(cx, m) : GAD_OK;
    m->line += m->rec.n_line;
    m->in.pos += m->rec.used;
    return st;
}

static gad_status read_csv(gad_ctx *cx, member *m)
{
    intake *in = &m->in;
    size_t n = in->len - in->pos;
    if (n && !memchr(in->text + in->pos, '\n', n) && memchr(in->text + in->pos, '\r', n)) {
        intake_cr_to_lf(in);
        m->unsound = !m->rewrite;
    }
    gad_status st = skip_lead(cx, m);
    if (!st)
        st = fill(cx, in);
    if (st || m->unsound)
        return st;
    if (in->pos == in->len) {
        m->pub.kind = SPOOL_EMPTY;
        return GAD_OK;
    }
    m->lay = sniff(in->text + in->pos, in->len - in->pos, in->eof, &m->rec);
    if (!m->lay.found) {
        m->pub.kind = SPOOL_BINARY;
        const char *why = fault_text(m, m->lay.why, m->lay.why_at);
        m->why =
            why ? arena_fmt(&m->mem, "not a table: line %" PRId64 " has %s", m->line, why) : NULL;
        return m->why ? GAD_OK : gad_nomem(cx, "reading a file");
    }
    m->pub.kind = SPOOL_CSV;
    st = take_header(cx, m);
    return st ? st : read_records(cx, m);
}

/* ---- other kinds ----------------------------------------------------------------------------- */
/* JSON: checked, and copied if it is not a plain UTF-8 file. */
static gad_status read_json(gad_ctx *cx, member *m)
{
    intake *in = &m->in;
    int64_t line = 1, before = 0;
    for (;;) {
        const char *text = in->text + in->pos;
        size_t n = in->len - in->pos, cut = in->eof ? 0 : utf8_cut(text, n);
        m->unsound = in->coding->iconv_name && !m->rewrite;
        if (m->unsound)
            return GAD_OK;
        size_t good = utf8_sound(text, n - cut);
        for (size_t i = 0; i < good; i++)
            line += text[i] == '\n';
        before += (int64_t)good;
        if (good < n - cut)
            return gad_fail(cx, GAD_E_FORMAT,
                            "line %" PRId64 " is not %s, at byte %" PRId64 " of the text", line,
                            in->coding->name, before + 1);
        gad_status st = m->rewrite ? sink_add(cx, &m->out, text, good) : GAD_OK;
        in->pos += good;
        if (!st && in->eof)
            return GAD_OK;
        if (!st)
            st = intake_more(cx, in);
        if (st)
            return st;
    }
}

/* All bytes as they are, to the temporary file if this is a rewriting pass. */
static gad_status read_bytes(gad_ctx *cx, member *m)
{
    intake *in = &m->in;
    for (;;) {
        gad_status st = GAD_OK;
        if (m->rewrite)
            st = sink_add(cx, &m->out, in->text + in->pos, in->len - in->pos);
        in->pos = in->len;
        if (!st && in->eof)
            return GAD_OK;
        if (!st)
            st = intake_more(cx, in);
        if (st)
            return st;
    }
}

static const struct {
    size_t at;
    const char *bytes;
    size_t n;
    spool_kind kind;
    const char *what;
} magics[] = {
    { 0, "PAR1", 4, SPOOL_PARQUET, NULL },
    { 0, "PK\x03\x04", 4, SPOOL_BINARY,
      "an office document such as an Excel workbook, or an archive inside an archive: save the sheet as "
      "CSV, or unpack it first" },
    { 0, "\xD0\xCF\x11\xE0", 4, SPOOL_BINARY,
      "an old Excel or Word document: save the sheet as CSV" },
    { 0, "%PDF", 4, SPOOL_BINARY, "a PDF document" },
    { 0, "\x1F\x8B\x08", 3, SPOOL_BINARY, "gzip inside an archive: unpack it first" },
    { 0, "7z\xBC\xAF\x27\x1C", 6, SPOOL_BINARY, "a 7z file inside an archive: unpack it first" },
    { 0, "BZh", 3, SPOOL_BINARY, "compressed with bzip2: unpack it first" },
    { 0,
      "\xFD"
      "7zXZ",
      5, SPOOL_BINARY, "compressed with xz: unpack it first" },
    { 0, "\x28\xB5\x2F\xFD", 4, SPOOL_BINARY, "compressed with zstd: unpack it first" },
    { 0, "Rar!", 4, SPOOL_BINARY, "a RAR archive: unpack it first" },
    { 257, "ustar", 5, SPOOL_BINARY, "a tar archive: unpack it first" },
    { 0, "\x89PNG", 4, SPOOL_BINARY, "a picture" },
    { 0, "\xFF\xD8\xFF", 3, SPOOL_BINARY, "a picture" },
    { 8, "DUCK", 4, SPOOL_BINARY, "a DuckDB database" },
    { 0, "SQLite format 3", 15, SPOOL_BINARY, "an SQLite database" },
};

static bool by_magic(member *m)
{
    for (int32_t i = 0; i < COUNT_OF(magics); i++)
        if (m->in.len >= magics[i].at + magics[i].n &&
            memcmp(m->in.text + magics[i].at, magics[i].bytes, magics[i].n) == 0) {
            m->pub.kind = magics[i].kind;
            m->why = magics[i].what;
            return true;
        }
    return false;
}

/* What a text is by its first visible characters. */
static spool_kind kind_of_text(member *m, const char *text, size_t n)
{
    size_t i = 0, k;
    if (encoding_binary(text, MIN_OF(n, (size_t)INTAKE_BLOCK))) {
        m->why = "not text: too many control characters";
        return SPOOL_BINARY;
    }
    while (i < n && isspace((unsigned char)text[i]))
        i++;
    k = i + 1;
    while (k < n && isspace((unsigned char)text[k]))
        k++;
    const char *next = k >= n           ? ""
                       : text[i] == '{' ? "\"}"
                       : text[i] == '[' ? "[{]\"-0123456789tfn"
                                        : "";
    if (k < n && text[k] && strchr(next, text[k]))
        return SPOOL_JSON;
    if (n - i >= 9 &&
        (strncasecmp(text + i, "<!doctype", 9) == 0 || strncasecmp(text + i, "<html", 5) == 0)) {
        m->why = "a web page, perhaps a server's error message saved in place of the data";
        return SPOOL_BINARY;
    }
    if (n - i >= 5 && memcmp(text + i, "<?xml", 5) == 0) {
        m->why = "XML, which is not read";
        return SPOOL_BINARY;
    }
    return SPOOL_CSV;
}

/* ---- one member ------------------------------------------------------------------------------ */
static gad_status set_head(gad_ctx *cx, member *m)
{
    char *head = arena_take(&m->mem, HEAD_SIZE, 1);
    if (!head)
        return gad_nomem(cx, "reading a file");
    utf8_clean(head, HEAD_SIZE, m->in.text, m->in.len);
    m->pub.head = head;
    return GAD_OK;
}

/* Read the member from its first block on; writes if m->rewrite. */
static gad_status read_pass(gad_ctx *cx, member *m)
{
    intake *in = &m->in;
    gad_status st = GAD_OK;
    bool bytes = by_magic(m);
    if (!bytes)
        st = intake_as_text(cx, in);
    if (!st)
        st = set_head(cx, m);
    if (st)
        return st;
    if (!bytes)
        m->pub.kind = kind_of_text(m, in->text, in->len);
    m->unsound = container_plain(m->from) && !m->rewrite && (in->marked || in->coding->iconv_name);
    if (m->unsound || m->pub.kind == SPOOL_BINARY)
        return GAD_OK;
    if (m->rewrite)
        st = sink_open(cx, m->temp_dir, &m->out);
    if (st)
        return st;
    if (m->pub.kind == SPOOL_PARQUET)
        return read_bytes(cx, m);
    return m->pub.kind == SPOOL_JSON ? read_json(cx, m) : read_csv(cx, m);
}

/* Forget the first pass. */
static gad_status start_again(gad_ctx *cx, member *m)
{
    linemap_clear(&m->map);
    m->pub.n_record = 0;
    m->pub.n_sample = 0;
    m->n_blank = m->n_comment = m->n_joined = 0;
    m->line = 1;
    m->unsound = false;
    m->rewrite = true;
    return intake_restart(cx, &m->in);
}

static void say(buf *b, const char *fmt, ...) GAD_PRINTF(2, 3);
static void say(buf *b, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    buf_add(b, b->len ? "; " : "");
    buf_add(b, text);
}

static void say_count(buf *b, int64_t n, const char *one, const char *many)
{
    if (n)
        say(b, "%" PRId64 " %s", n, n == 1 ? one : many);
}

static gad_status write_note(gad_ctx *cx, member *m)
{
    const layout *l = &m->lay;
    buf b;
    buf_init(&b, &cx->al);
    if (m->why)
        say(&b, "%s", m->why);
    if (m->in.coding->iconv_name && m->pub.kind != SPOOL_BINARY)
        say(&b, "the file is %s", m->in.coding->name);
    if (m->pub.kind == SPOOL_CSV) {
        if (m->in.cr_to_lf)
            say(&b, "its lines end with CR alone");
        say_count(&b, m->n_comment, "comment line before the header",
                  "comment lines before the header");
        say_count(&b, l->n_title, "line before the header that belongs to no table",
                  "lines before the header that belong to no table");
        say_count(&b, m->n_blank, "empty line", "empty lines");
        say_count(&b, m->n_joined, "record with line breaks in it: spaces now",
                  "records with line breaks in them: spaces now");
        if (l->headerless)
            say(&b, "the first line is all numbers: a header seems to be missing");
        if (l->extra)
            say(&b, "the rows have %" PRId32 " field%s more than the header", l->extra,
                l->extra == 1 ? "" : "s");
    }
    m->pub.note = buf_ok(&b) ? arena_str(&m->mem, buf_text(&b)) : NULL;
    buf_release(&b);
    return m->pub.note ? GAD_OK : gad_nomem(cx, "reading a file");
}

static gad_status finish(gad_ctx *cx, member *m)
{
    gad_status st = GAD_OK;
    while (!st && !m->in.eof) { /* what was not looked at is hashed */
        m->in.pos = m->in.len;
        st = intake_more(cx, &m->in);
    }
    if (!st && m->out.path)
        st = sink_finish(cx, &m->out);
    if (st)
        return st;
    intake_sha256(&m->in, m->pub.sha256);
    if (m->out.path)
        m->pub.path = m->out.path;
    m->pub.encoding = m->in.coding->name;
    m->pub.delimiter = m->rewrite ? ',' : m->lay.d.delimiter;
    m->pub.headerless = m->lay.headerless;
    m->pub.extra = m->lay.extra;
    return write_note(cx, m);
}

static gad_status read_member(gad_ctx *cx, member *m, const char *what)
{
    gad_status st = intake_open(cx, m->from, what, &m->in);
    m->rewrite = !container_plain(m->from);
    if (!st)
        st = read_pass(cx, m);
    if (!st && m->unsound) {
        st = start_again(cx, m);
        if (!st)
            st = read_pass(cx, m);
    }
    return st ? st : finish(cx, m);
}

static member *member_new(gad_ctx *cx, container *from, const char *temp_dir)
{
    member *m = alloc_get(&cx->al, sizeof *m);
    if (!m)
        return NULL;
    memset(m, 0, offsetof(member, rec));
    m->al = &cx->al;
    m->from = from;
    m->temp_dir = temp_dir;
    m->line = 1;
    m->out.fd = -1;
    m->lay.d.delimiter = ',';
    arena_init(&m->mem, &cx->al);
    linemap_init(&m->map, &cx->al);
    return m;
}

static void member_free(member *m)
{
    if (!m)
        return;
    sink_drop(&m->out);
    intake_close(&m->in);
    linemap_release(&m->map);
    arena_release(&m->mem);
    alloc_drop(m->al, m->pub.bad);
    alloc_drop(m->al, m);
}

/* Read one member and hand it to fn. */
static gad_status spool_member(gad_ctx *cx, container *from, const char *path, const char *name,
                               const char *temp_dir, spool_fn *fn, void *user)
{
    const char *base = strrchr(path, '/');
    member *m = member_new(cx, from, temp_dir);
    if (!m)
        return gad_nomem(cx, "reading a file");
    gad_status st = GAD_OK;
    char *what = arena_fmt(&m->mem, "reading %s", base ? base + 1 : path);
    m->pub.name = *name ? arena_fmt(&m->mem, "%s:%s", path, name) : arena_str(&m->mem, path);
    m->pub.path = arena_str(&m->mem, path);
    if (!what || !m->pub.name || !m->pub.path)
        st = gad_nomem(cx, "reading a file");
    if (!st)
        st = gad_wrap(cx, read_member(cx, m, what), "reading '%s'", m->pub.name);
    if (!st)
        intake_close(&m->in); /* its memory is not needed while fn works */
    if (!st)
        st = fn(cx, user, &m->pub);
    member_free(m);
    return st;
}

/* ---- what we export -------------------------------------------------------------------------- */
gad_status spool_each(gad_ctx *cx, const char *path, const char *temp_dir, spool_fn *fn, void *user)
{
    container *c = NULL;
    const char *name = NULL;
    gad_status st = gad_wrap(cx, container_open(cx, path, &c), "reading '%s'", path);
    while (!st) {
        st = gad_wrap(cx, container_next(cx, c, &name), "reading '%s'", path);
        if (st || !name)
            break;
        st = spool_member(cx, c, path, name, temp_dir, fn, user);
    }
    container_close(c);
    return st;
}

int64_t spool_line(const spool *s, int64_t record)
{
    const member *m = (const member *)(const void *)s;
    return s->kind == SPOOL_CSV && record >= 0 && record < s->n_record
               ? linemap_line(&m->map, record)
               : 0;
}

/* Lines of `path` being picked. A record is one line there, and the header is line 0. */
typedef struct picker {
    arena *mem;
    const int64_t *record;
    const char **text;
    int64_t n;
    int64_t k;    /* the next one wanted */
    int64_t line; /* the current one */
    size_t len;
    char line_text[SPOOL_TEXT_MAX];
} picker;

/* The current line is complete; gives false when there is no memory. */
static bool pick(picker *p)
{
    char clean[SPOOL_TEXT_MAX + 1];
    p->len -= p->len && p->line_text[p->len - 1] == '\r';
    for (; p->k < p->n && p->record[p->k] + 1 == p->line; p->k++) {
        size_t len =
            utf8_clean(clean, sizeof clean, p->line_text, p->len - utf8_cut(p->line_text, p->len));
        p->text[p->k] = arena_strn(p->mem, clean, len);
        if (!p->text[p->k])
            return false;
    }
    p->len = 0;
    p->line++;
    return true;
}

static bool pick_block(picker *p, const char *at, const char *end)
{
    while (at < end && p->k < p->n) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        const char *stop = lf ? lf : end;
        if (p->record[p->k] + 1 == p->line) {
            size_t n = MIN_OF((size_t)(stop - at), sizeof p->line_text - p->len);
            memcpy(p->line_text + p->len, at, n);
            p->len += n;
        }
        if (lf && !pick(p))
            return false;
        at = stop + 1;
    }
    return true;
}

gad_status spool_texts(gad_ctx *cx, const spool *s, arena *mem, const int64_t *record, int64_t n,
                       const char **text)
{
    char block[1 << 16];
    bool memory = true;
    picker p = { .mem = mem, .record = record, .text = text, .n = n };
    for (int64_t i = 0; s->kind != SPOOL_CSV && i < n; i++)
        text[i] = "";
    if (s->kind != SPOOL_CSV || !n)
        return GAD_OK;
    FILE *f = fopen(s->path, "rb");
    if (!f)
        return gad_fail(cx, GAD_E_IO, "'%s': %s", s->path, strerror(errno));
    size_t got = fread(block, 1, sizeof block, f);
    for (; memory && got && p.k < n; got = fread(block, 1, sizeof block, f))
        memory = pick_block(&p, block, block + got);
    if (memory && p.k < n && p.len)
        memory = pick(&p);
    bool failed = ferror(f) != 0;
    fclose(f);
    if (!memory)
        return gad_nomem(cx, "the text of records");
    if (failed)
        return gad_fail(cx, GAD_E_IO, "'%s': cannot be read", s->path);
    if (p.k < n)
        return gad_fail(cx, GAD_E_ARG, "record %" PRId64 " of '%s' does not exist", record[p.k],
                        s->name);
    return GAD_OK;
}
