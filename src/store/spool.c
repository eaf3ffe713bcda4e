/* spool.c - layer 1: any input file made readable for DuckDB. First version: plain UTF-8 CSV with
 * one line per record; the whole file in memory; always rewritten to a temporary file. */
#include "store/spool.h"
#include <sys/stat.h>
#include <unistd.h>

typedef struct spool_file {
    spool pub; /* first: spool_line finds the rest behind it */
    arena mem;
    int64_t *line; /* [pub.n_record] */
    char *text;
    size_t len;
} spool_file;

typedef struct field_list {
    const char *f[4096];
    int32_t n;
} field_list;

static bool slurp(spool_file *s, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat sb;
    if (!f)
        return false;
    s->text = fstat(fileno(f), &sb) ? NULL : arena_take(&s->mem, (size_t)sb.st_size + 2, 1);
    s->len = s->text ? fread(s->text, 1, (size_t)sb.st_size, f) : 0;
    fclose(f);
    return s->text != NULL;
}

static char guess_delimiter(const char *line)
{
    char best = ',';
    int32_t most = 0;
    for (const char *d = ",;\t|"; *d; d++) {
        int32_t n = 0;
        for (const char *p = line; *p && *p != '\n'; p++)
            n += *p == *d;
        if (n > most) {
            most = n;
            best = *d;
        }
    }
    return best;
}

/* Split one line (ended by NUL) in place. */
static bool split(char *line, char delimiter, field_list *out)
{
    char *p = line;
    out->n = 0;
    for (;;) {
        char *to = p;
        if (out->n == COUNT_OF(out->f))
            return false;
        out->f[out->n++] = to;
        if (*p == '"') {
            for (p++; *p && !(*p == '"' && p[1] != '"'); p++) {
                p += *p == '"';
                *to++ = *p;
            }
            if (!*p++)
                return false;
        } else {
            while (*p && *p != delimiter)
                *to++ = *p++;
        }
        bool more = *p == delimiter;
        if (*p && !more)
            return false;
        *to = '\0';
        if (!more)
            return true;
        p++;
    }
}

static const char **keep(arena *mem, const field_list *l, int32_t n)
{
    const char **f = arena_take(mem, (size_t)n, sizeof *f);
    for (int32_t i = 0; f && i < n; i++)
        f[i] = arena_str(mem, l->f[i]);
    return f;
}

static void write_record(FILE *out, const field_list *l, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        fputs(i ? ",\"" : "\"", out);
        for (const char *p = l->f[i]; *p; p++) {
            if (*p == '"')
                fputc('"', out);
            fputc(*p, out);
        }
        fputc('"', out);
    }
    fputc('\n', out);
}

static gad_status read_csv(gad_ctx *cx, spool_file *s, FILE *out)
{
    field_list *l = arena_take(&s->mem, 1, sizeof *l);
    int64_t n_line = 1;
    for (size_t i = 0; i < s->len; i++)
        n_line += s->text[i] == '\n';
    spool_bad *bad = arena_take(&s->mem, (size_t)n_line, sizeof *bad);
    const char *const **sample = arena_take(&s->mem, SPOOL_SAMPLE, sizeof *sample);
    s->line = arena_take(&s->mem, (size_t)n_line, sizeof *s->line);
    if (!l || !bad || !sample || !s->line)
        return gad_nomem(cx, "reading a file");
    s->pub.bad = bad;
    s->pub.sample = sample;
    char *p = s->text;
    if (s->len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        p += 3;
    s->pub.delimiter = guess_delimiter(p);
    for (int64_t line = 1; p < s->text + s->len; line++) {
        char *end = memchr(p, '\n', (size_t)(s->text + s->len - p));
        end = end ? end : s->text + s->len;
        char *next = end + 1;
        *end = '\0';
        if (end > p && end[-1] == '\r')
            end[-1] = '\0';
        char *raw = arena_str(&s->mem, p);
        if (!raw)
            return gad_nomem(cx, "reading a file");
        bool sound = split(p, s->pub.delimiter, l);
        p = next;
        if (!raw[0])
            continue;
        if (sound && l->n > 1 && !l->f[l->n - 1][0])
            l->n--;
        if (!s->pub.col) {
            s->pub.n_col = l->n;
            s->pub.col = keep(&s->mem, l, l->n);
        } else if (!sound || l->n != s->pub.n_col) {
            bad[s->pub.n_bad++] = (spool_bad){
                line,
                sound ? arena_fmt(&s->mem, "%" PRId32 " fields where the header has %" PRId32, l->n,
                                  s->pub.n_col)
                      : "quotes gone wrong",
                raw
            };
            continue;
        } else {
            if (s->pub.n_sample < SPOOL_SAMPLE)
                sample[s->pub.n_sample++] = (const char *const *)keep(&s->mem, l, l->n);
            s->line[s->pub.n_record++] = line;
        }
        write_record(out, l, s->pub.n_col);
    }
    s->pub.delimiter = ',';
    s->pub.kind = s->pub.col ? SPOOL_CSV : SPOOL_EMPTY;
    return GAD_OK;
}

gad_status spool_each(gad_ctx *cx, const char *path, const char *temp_dir, spool_fn *fn, void *user)
{
    spool_file s = { .pub = { .name = path, .encoding = "UTF-8", .note = "", .head = "" } };
    gad_status st = GAD_OK;
    FILE *out = NULL;
    int fd = -1;
    arena_init(&s.mem, &cx->al);
    char *temp = arena_fmt(&s.mem, "%s/gadolin-XXXXXX", temp_dir);
    digest d;
    digest_init(&d);
    st = digest_file(cx, &d, path);
    if (st)
        goto done;
    digest_text(&d, s.pub.sha256);
    fd = temp ? mkstemp(temp) : -1;
    out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (!out || !slurp(&s, path)) {
        st = gad_fail(cx, GAD_E_IO, "'%s': %s", path, strerror(errno));
        goto done;
    }
    s.pub.path = temp;
    s.pub.head = arena_strn(&s.mem, s.text, MIN_OF(s.len, (size_t)4000));
    const char *first = s.text + strspn(s.text, " \r\n\t");
    if (*first == '{' || *first == '[') {
        s.pub.kind = SPOOL_JSON;
        s.pub.path = path;
    } else {
        st = read_csv(cx, &s, out);
    }
    if (!st && fflush(out))
        st = gad_fail(cx, GAD_E_IO, "'%s': %s", temp, strerror(errno));
    if (!st)
        st = fn(cx, user, &s.pub);
done:
    if (out)
        fclose(out);
    if (fd >= 0)
        unlink(temp);
    arena_release(&s.mem);
    return st;
}

int64_t spool_line(const spool *s, int64_t record)
{
    const spool_file *f = (const spool_file *)(const void *)s;
    return s->kind == SPOOL_CSV && record >= 0 && record < s->n_record ? f->line[record] : 0;
}

gad_status spool_texts(gad_ctx *cx, const spool *s, arena *mem, const int64_t *record, int64_t n,
                       const char **text)
{
    char line[SPOOL_TEXT_MAX];
    int64_t at = -2, k = 0;
    FILE *f = fopen(s->path, "rb");
    if (!f)
        return gad_fail(cx, GAD_E_IO, "'%s': %s", s->path, strerror(errno));
    while (k < n && fgets(line, sizeof line, f)) {
        at++;
        for (; k < n && record[k] == at; k++) {
            line[strcspn(line, "\r\n")] = '\0';
            text[k] = arena_str(mem, line);
        }
    }
    fclose(f);
    return k == n ? GAD_OK : gad_fail(cx, GAD_E_INTERNAL, "record %" PRId64 " is not in the file", record[k]);
}
