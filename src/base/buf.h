/* buf.h - layer 0: a growing text. A failure sticks: later calls do nothing, and buf_ok tells at
 * the end, so a writer checks once. Growth stops at BUF_MAX bytes (a failure as well). */
#ifndef GAD_BUF_H
#define GAD_BUF_H

#include "base/base.h"

enum { BUF_MAX = 1 << 30 };

typedef struct buf {
    const alloc *al;
    char *text; /* ended by NUL when len > 0; read it through buf_text */
    size_t len;
    size_t cap;
    bool failed;
} buf;

void buf_init(buf *b, const alloc *al);
void buf_release(buf *b);
void buf_clear(buf *b); /* empty, capacity and failure kept */
void buf_add(buf *b, const char *text);
void buf_addn(buf *b, const char *bytes, size_t n);
void buf_char(buf *b, char c);
void buf_fmt(buf *b, const char *fmt, ...) GAD_PRINTF(2, 3);
bool buf_ok(const buf *b);
const char *buf_text(const buf *b); /* "" when empty; borrowed until the next change */

#endif
