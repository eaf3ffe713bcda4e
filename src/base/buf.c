/* buf.c - layer 0: growing text, doubling. */
#include "base/base.h"

void buf_init(buf *b, const alloc *al)
{
    *b = (buf){ .al = al };
}

void buf_release(buf *b)
{
    alloc_drop(b->al, b->text);
    *b = (buf){ .al = b->al };
}

void buf_clear(buf *b)
{
    b->len = 0;
    if (b->text)
        b->text[0] = '\0';
}

static bool reserve(buf *b, size_t more)
{
    if (b->failed)
        return false;
    if (more > BUF_MAX || b->len + more + 1 > BUF_MAX) {
        b->failed = true;
        return false;
    }
    if (b->len + more + 1 <= b->cap)
        return true;
    size_t cap = MAX_OF(b->cap * 2, (size_t)64);
    while (cap < b->len + more + 1)
        cap *= 2;
    char *text = alloc_resize(b->al, b->text, cap);
    if (!text) {
        b->failed = true;
        return false;
    }
    b->text = text;
    b->cap = cap;
    return true;
}

void buf_addn(buf *b, const char *bytes, size_t n)
{
    if (!n || !reserve(b, n))
        return;
    memcpy(b->text + b->len, bytes, n);
    b->len += n;
    b->text[b->len] = '\0';
}

void buf_add(buf *b, const char *text)
{
    buf_addn(b, text, strlen(text));
}

void buf_char(buf *b, char c)
{
    buf_addn(b, &c, 1);
}

void buf_fmt(buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        b->failed = true;
    else if (reserve(b, (size_t)n)) {
        vsnprintf(b->text + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

bool buf_ok(const buf *b)
{
    return !b->failed;
}

const char *buf_text(const buf *b)
{
    return b->len ? b->text : "";
}
