/* spool_kind.c - layer 1: what a file is if it is not CSV, and reading it through. */
#include "store/member.h"

/* JSON: checked, and copied if it is not a plain UTF-8 file. */
gad_status member_read_json(gad_ctx *cx, member *m)
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
gad_status member_read_bytes(gad_ctx *cx, member *m)
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

bool member_magic(member *m)
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

static bool starts(const char *text, size_t n, const char *with)
{
    size_t len = strlen(with);
    return n >= len && strncasecmp(text, with, len) == 0;
}

/* { and [ begin JSON if what may follow them there does. */
static bool starts_json(const char *text, size_t n)
{
    size_t k = 1;
    while (k < n && isspace((unsigned char)text[k]))
        k++;
    const char *after = !n               ? ""
                        : text[0] == '{' ? "\"}"
                        : text[0] == '[' ? "[{]\"-0123456789tfn"
                                         : "";
    return k < n && text[k] && strchr(after, text[k]);
}

spool_kind member_text_kind(member *m)
{
    static const struct {
        const char *start;
        const char *what;
    } pages[] = {
        { "<!doctype", "a web page, perhaps a server's error message saved in place of the data" },
        { "<html", "a web page, perhaps a server's error message saved in place of the data" },
        { "<?xml", "XML, which is not read" },
    };
    const char *text = m->in.text;
    size_t n = m->in.len;
    if (encoding_binary(text, MIN_OF(n, (size_t)INTAKE_BLOCK))) {
        m->why = "not text: too many control characters";
        return SPOOL_BINARY;
    }
    while (n && isspace((unsigned char)*text)) {
        text++;
        n--;
    }
    for (int32_t i = 0; i < COUNT_OF(pages); i++)
        if (starts(text, n, pages[i].start)) {
            m->why = pages[i].what;
            return SPOOL_BINARY;
        }
    return starts_json(text, n) ? SPOOL_JSON : SPOOL_CSV;
}
