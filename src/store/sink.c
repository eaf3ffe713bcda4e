/* sink.c - layer 1: a temporary file, written through a buffer, every write checked. */
#include "store/sink.h"
#include <unistd.h>

enum { SINK_BUFFER = 1 << 20 };
static const int64_t SINK_MAX = INT64_C(64) << 30;

gad_status sink_open(gad_ctx *cx, const char *dir, sink *s)
{
    static const char name[] = "/gadolin-XXXXXX";
    size_t n = strlen(dir);
    *s = (sink){ .al = &cx->al, .fd = -1 };
    s->text = alloc_get(&cx->al, SINK_BUFFER);
    char *path = alloc_get(&cx->al, n + sizeof name);
    if (!s->text || !path) {
        alloc_drop(&cx->al, path);
        return gad_nomem(cx, "writing a temporary file");
    }
    memcpy(path, dir, n);
    memcpy(path + n, name, sizeof name);
    s->fd = mkstemp(path);
    if (s->fd < 0) {
        alloc_drop(&cx->al, path);
        return gad_fail(cx, GAD_E_IO, "no temporary file can be made in '%s': %s", dir,
                        strerror(errno));
    }
    s->path = path;
    return GAD_OK;
}

static gad_status write_out(gad_ctx *cx, sink *s, const char *bytes, size_t n)
{
    s->written += (int64_t)n;
    if (s->written > SINK_MAX)
        return gad_fail(cx, GAD_E_IO, "the temporary file '%s' would exceed 64 GiB", s->path);
    while (n) {
        ssize_t k = write(s->fd, bytes, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0 && (errno == ENOSPC || errno == EDQUOT))
            return gad_fail(cx, GAD_E_IO, "the disk is full: writing the temporary file '%s'",
                            s->path);
        if (k < 0)
            return gad_fail(cx, GAD_E_IO, "writing the temporary file '%s': %s", s->path,
                            strerror(errno));
        bytes += k;
        n -= (size_t)k;
    }
    return GAD_OK;
}

gad_status sink_finish(gad_ctx *cx, sink *s)
{
    size_t n = s->len;
    s->len = 0;
    return write_out(cx, s, s->text, n);
}

gad_status sink_add(gad_ctx *cx, sink *s, const char *bytes, size_t n)
{
    if (n > SINK_BUFFER - s->len) {
        gad_status st = sink_finish(cx, s);
        if (st)
            return st;
    }
    if (n > SINK_BUFFER)
        return write_out(cx, s, bytes, n);
    memcpy(s->text + s->len, bytes, n);
    s->len += n;
    return GAD_OK;
}

void sink_drop(sink *s)
{
    if (s->path) {
        close(s->fd);
        unlink(s->path);
        alloc_drop(s->al, s->path);
    }
    if (s->text)
        alloc_drop(s->al, s->text);
    *s = (sink){ .fd = -1 };
}
