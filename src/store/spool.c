/* spool.c - layer 1: any input file made readable for DuckDB, with every line accounted for.
 *
 * Flow:  spool_each -> container (plain, gzip, zip, 7z) -> read_member
 *          -> intake (bytes -> hash, bytes -> UTF-8 window; encoding.c has the rules)
 *          -> sniff (delimiter, header, shape) -> scan_sound / scan_one -> DuckDB's file, or `bad`
 *
 * A plain file is first read without writing anything. At the first thing that DuckDB should not
 * see, the pass is given up (`unsound`) and a second one writes a temporary file: sound UTF-8, commas,
 * quotes by RFC 4180, one line per record. Everything in an archive is written at once.
 * Which file does what: container.c, intake.c, encoding.c, hasher.c bytes to text; sniff.c, scan.c
 * text to records; spool_csv.c, linemap.c, sink.c records to DuckDB's file; spool_kind.c all that is
 * not CSV; spool_text.c from a record back to its line. */
#include "store/member.h"

enum { HEAD_SIZE = 4001 };

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
    bool bytes = member_magic(m);
    if (!bytes)
        st = intake_as_text(cx, in);
    if (!st)
        st = set_head(cx, m);
    if (st)
        return st;
    if (!bytes)
        m->pub.kind = member_text_kind(m);
    m->unsound = container_plain(m->from) && !m->rewrite && (in->marked || in->coding->iconv_name);
    if (m->unsound || m->pub.kind == SPOOL_BINARY)
        return GAD_OK;
    if (m->rewrite)
        st = sink_open(cx, m->temp_dir, &m->out);
    if (st)
        return st;
    if (m->pub.kind == SPOOL_PARQUET)
        return member_read_bytes(cx, m);
    return m->pub.kind == SPOOL_JSON ? member_read_json(cx, m) : member_read_csv(cx, m);
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
