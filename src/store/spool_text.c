/* spool_text.c - layer 1: from a record back to its line and its text. */
#include "store/member.h"

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
