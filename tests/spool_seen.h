/* spool_seen.h - what spool_each made of a file, for tests and fuzz targets: the file that DuckDB
 * would read is taken apart by a parser of its own, which knows RFC 4180 and nothing else, and held
 * against the promises of spool.h. A broken promise is described in `wrong`. */
#ifndef GAD_SPOOL_SEEN_H
#define GAD_SPOOL_SEEN_H

#include "base/base.h"
#include "store/encoding.h"
#include "store/spool.h"

enum { SEEN_MAX = 8 };

typedef struct seen_member {
    spool s;           /* copied with its texts; path only tells whether it was the file */
    bool in_place;     /* path is the file itself */
    char ***row;       /* [1 + n_record][n_col]: header and records as read back */
    int64_t *line;     /* [n_record] */
    const char **text; /* [n_record] of spool_texts */
} seen_member;

typedef struct seen {
    arena mem;
    int32_t n;
    seen_member m[SEEN_MAX];
    char wrong[200]; /* "" or the promise broken */
    const char *path;
} seen;

static inline void seen_wrong(seen *z, const char *what, int64_t at)
{
    if (!z->wrong[0])
        snprintf(z->wrong, sizeof z->wrong, "%s (%" PRId64 ")", what, at);
}

static inline char *seen_file(seen *z, const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    size_t cap = 1 << 16;
    char *text = NULL;
    *n = 0;
    while (f) {
        char *more = arena_take(&z->mem, cap, 1);
        if (!more)
            abort();
        if (*n)
            memcpy(more, text, *n);
        text = more;
        size_t got = fread(text + *n, 1, cap - *n - 1, f);
        *n += got;
        if (*n < cap - 1)
            break;
        cap *= 2;
    }
    if (f)
        fclose(f);
    return text;
}

/* Read one field at *p; *p ends on the delimiter, the line end or the end. `to` NULL: only measure. */
static inline size_t seen_field(seen *z, const char **p, const char *end, char delimiter, char *to)
{
    const char *q = *p;
    size_t n = 0;
    bool quoted = q < end && *q == '"';
    for (q += quoted; q < end; q++) {
        if (quoted && *q == '"') {
            q++;
            quoted = q < end && *q == '"';
            if (!quoted)
                break;
        } else if (**p != '"' && (*q == delimiter || *q == '\n' || *q == '\r')) {
            break;
        } else if (**p != '"' && *q == '"') {
            seen_wrong(z, "a quote in a field without quotes", q - *p);
        }
        if (*q == '\n' || *q == '\r')
            seen_wrong(z, "a line break in a field", q - *p);
        if (to)
            to[n] = *q;
        n++;
    }
    if (quoted)
        seen_wrong(z, "a quote is not closed", q - *p);
    *p = q;
    return n;
}

static inline char *seen_value(seen *z, const char **p, const char *end, char delimiter)
{
    const char *start = *p;
    char *to = arena_take(&z->mem, seen_field(z, p, end, delimiter, NULL) + 1, 1);
    seen_field(z, &start, end, delimiter, to);
    return to;
}

static inline void seen_rows(seen *z, seen_member *m, const char *path)
{
    size_t n = 0;
    const char *p = seen_file(z, path, &n), *end = p ? p + n : NULL;
    m->row = arena_take(&z->mem, (size_t)m->s.n_record + 1, sizeof *m->row);
    if (utf8_sound(p, n) < n)
        seen_wrong(z, "not UTF-8", (int64_t)utf8_sound(p, n));
    for (int64_t r = 0; r <= m->s.n_record; r++) {
        m->row[r] = arena_take(&z->mem, (size_t)m->s.n_col, sizeof **m->row);
        if (p >= end)
            seen_wrong(z, "fewer records than n_record", r);
        for (int32_t i = 0; i < m->s.n_col; i++) {
            m->row[r][i] = seen_value(z, &p, end, m->s.delimiter);
            if (i < m->s.n_col - 1 && (p >= end || *p++ != m->s.delimiter))
                seen_wrong(z, "too few fields in record", r);
        }
        p += p < end && *p == '\r';
        if (p < end && *p++ != '\n')
            seen_wrong(z, "too many fields in record", r);
    }
    if (p != end)
        seen_wrong(z, "more records than n_record", m->s.n_record);
}

static inline const char *seen_str(seen *z, const char *text)
{
    return text ? arena_str(&z->mem, text) : NULL;
}

static inline void seen_lines(gad_ctx *cx, seen *z, seen_member *m, const spool *s)
{
    int64_t *record = arena_take(&z->mem, (size_t)s->n_record + 1, sizeof *record);
    m->line = arena_take(&z->mem, (size_t)s->n_record + 1, sizeof *m->line);
    m->text = arena_take(&z->mem, (size_t)s->n_record + 1, sizeof *m->text);
    for (int64_t i = 0; i < s->n_record; i++) {
        record[i] = i;
        m->line[i] = spool_line(s, i);
        if (m->line[i] <= (i ? m->line[i - 1] : 0))
            seen_wrong(z, "the lines of records do not rise", i);
    }
    if (spool_line(s, -1) || spool_line(s, s->n_record))
        seen_wrong(z, "a line for a record that is not there", s->n_record);
    if (spool_texts(cx, s, &z->mem, record, s->n_record, m->text))
        seen_wrong(z, gad_last_error(cx).text, 0);
}

static inline gad_status seen_take(gad_ctx *cx, void *user, spool *s)
{
    seen *z = user;
    if (z->n == SEEN_MAX)
        return GAD_OK;
    seen_member *m = &z->m[z->n++];
    m->s = *s;
    m->in_place = STR_EQ(s->path, z->path);
    m->s.name = seen_str(z, s->name);
    m->s.note = seen_str(z, s->note);
    m->s.head = seen_str(z, s->head);
    m->s.bad = arena_take(&z->mem, (size_t)s->n_bad + 1, sizeof *s->bad);
    for (int64_t i = 0; i < s->n_bad; i++) {
        m->s.bad[i] = (spool_bad){ s->bad[i].line, seen_str(z, s->bad[i].reason),
                                   seen_str(z, s->bad[i].text) };
        if (utf8_sound(m->s.bad[i].text, strlen(m->s.bad[i].text)) < strlen(m->s.bad[i].text))
            seen_wrong(z, "the text of a bad record is not UTF-8", i);
        if (strlen(m->s.bad[i].text) > SPOOL_TEXT_MAX)
            seen_wrong(z, "the text of a bad record is too long", i);
        if (i && m->s.bad[i].line <= m->s.bad[i - 1].line)
            seen_wrong(z, "the lines of bad records do not rise", i);
    }
    if (utf8_sound(s->head, strlen(s->head)) < strlen(s->head))
        seen_wrong(z, "head is not UTF-8", 0);
    if (s->kind == SPOOL_CSV) {
        seen_rows(z, m, s->path);
        seen_lines(cx, z, m, s);
        for (int32_t i = 0; i < s->n_sample; i++)
            for (int32_t k = 0; k < s->n_col; k++)
                if (!STR_EQ(s->sample[i][k], m->row[i + 1][k]))
                    seen_wrong(z, "a sample is not its record", i);
    }
    const char **col = arena_take(&z->mem, (size_t)s->n_col + 1, sizeof *col);
    for (int32_t i = 0; i < s->n_col; i++)
        col[i] = seen_str(z, s->col[i]);
    m->s.col = col;
    m->s.sample = NULL;
    m->s.path = "";
    return GAD_OK;
}

/* Spool a file; the caller releases with arena_release(&z->mem). */
static inline gad_status seen_spool(gad_ctx *cx, const alloc *al, const char *path,
                                    const char *temp, seen *z)
{
    memset(z, 0, sizeof *z);
    arena_init(&z->mem, al);
    z->path = path;
    return spool_each(cx, path, temp, seen_take, z);
}

#endif
