/* spool_csv.c - layer 1: the records of one CSV text, to DuckDB's file or to `bad`.
 *
 * Invariant: every physical line of the text is in exactly one of: the header, a record (linemap),
 * `bad`, the counts of blank, comment and title lines. m->line is the number of the line at in.pos. */
#include "store/member.h"

enum {
    BAD_MAX = 1000000, /* more damaged records: the file is refused */
    BAD_WHOLE = 10000, /* so many keep SPOOL_TEXT_MAX bytes of text, the others BAD_SHORT */
    BAD_SHORT = 100,
    FIRST_BAD = 64,
    RECORD_MAX = 2000000, /* DuckDB's own limit for a line */
};

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
    m->rec.n_field = l->n_head; /* without the empty one of drop_last, so not as it stands */
    m->rec.plain = m->rec.plain && !l->d.drop_last;
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
    m->unsound = !m->rewrite && (m->line > 1 || l->extra || !m->rec.plain);
    gad_status st = m->rewrite ? write_record(cx, m) : GAD_OK;
    m->line += m->rec.n_line;
    m->in.pos += m->rec.used;
    return st;
}

gad_status member_read_csv(gad_ctx *cx, member *m)
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
