/* encoding.h - layer 1: which encoding a text is in, and whether UTF-8 is sound. */
#ifndef GAD_ENCODING_H
#define GAD_ENCODING_H

#include "base/base.h"

typedef struct encoding {
    const char *name;       /* for people */
    const char *iconv_name; /* NULL: UTF-8, nothing to convert */
    size_t unit;            /* bytes of a code unit */
} encoding;

/* Bytes of `text` before the first one that is not sound UTF-8; n when all is sound. A character
 * cut off by the end is not sound. */
size_t utf8_sound(const char *text, size_t n);
/* Bytes at the end of `text` that begin a character which the end cuts off: 0 to 3. */
size_t utf8_cut(const char *text, size_t n);
/* Copy at most `room` - 1 bytes of text, whole characters, bad bytes and NUL as U+FFFD; ends with
 * NUL. Gives the length. */
size_t utf8_clean(char *to, size_t room, const char *text, size_t n);

/* What the first bytes of a file tell by themselves: a byte order mark (its length in *mark), or
 * the zero bytes of UTF-16. NULL: nothing. */
const encoding *encoding_of_start(const char *bytes, size_t n, size_t *mark);
/* The encoding of a text that is ASCII up to here: `bytes` begin with one >= 0x80; `before` is the
 * byte before them or 0. Never NULL. Rules: encoding.c. */
const encoding *encoding_guess(const char *bytes, size_t n, char before);
/* Whether the bytes are no text in any encoding we read: too many control characters. */
bool encoding_binary(const char *bytes, size_t n);
const encoding *encoding_utf8(void);

#endif
