/* article.h - layer 3: the bytes of an article to clean text, sentences and a date. Includes base only.
 *
 * Any bytes are taken: bad UTF-8 becomes U+FFFD, HTML is stripped to the text a reader sees. The way back is
 * kept: article_origin() gives the byte of the input that a byte of the text came from. Time and memory are
 * linear in the input. */
#ifndef GAD_ARTICLE_H
#define GAD_ARTICLE_H

#include "base/base.h"

enum {
    ARTICLE_MAX = 64 << 20, /* bytes of input */
    SENTENCE_BYTES_MAX =
        4096 /* a longer run without an end is cut here, at a space if there is one */
};

typedef enum sentence_kind {
    SENTENCE_BODY,
    SENTENCE_TITLE,   /* the first line that is no navigation, and its repetition */
    SENTENCE_HEADING, /* a short line of its own without a full stop */
    SENTENCE_BULLET,
    SENTENCE_NOISE, /* navigation, advertising, "5 Min Read", share buttons, disclaimers: never searched */
} sentence_kind;

typedef struct sentence {
    uint32_t from, to; /* bytes of text, to exclusive; no spaces at the ends */
    int32_t paragraph; /* from 0; a heading or bullet is a paragraph of its own */
    int32_t heading;   /* the last heading or title sentence above, -1: none */
    sentence_kind kind;
} sentence;

typedef enum date_basis {
    DATE_UNKNOWN,
    DATE_GIVEN,  /* --date */
    DATE_STATED, /* a date line of the article, or <meta>/<time> of a page */
} date_basis;

typedef struct article {
    const char *text; /* clean UTF-8, ended by NUL; '\n' ends a line */
    uint32_t n;
    const uint32_t *origin; /* [n+1] byte of the input; NULL: the text is the input */
    bool html;
    sentence *sentence;
    int32_t n_sentence;
    int32_t date; /* day, INT32_MIN: unknown */
    date_basis date_basis;
    uint32_t date_from, date_to; /* bytes of text of the date line; equal: none */
} article;

/* Read `n` bytes; texts are in mem, or borrowed from `bytes` where nothing had to change. given_date: day or
 * INT32_MIN. Errors: GAD_E_ARG more than ARTICLE_MAX bytes ("the text has ... bytes; ... at most: split it"), or
 * mostly Chinese ("this text is in Chinese; gadolin check reads English"); GAD_E_NOMEM. */
MUST_CHECK gad_status article_read(gad_ctx *cx, arena *mem, const char *bytes, size_t n,
                                   int32_t given_date, article *out);
/* A date written out in text[from..to): "July 17, 2025", "17 July 2025", "2025-07-17", "21 tháng 7 2025",
 * "Jul. 17, 2025", "17/07/2025" only where unambiguous. False: none at this place. *end: byte after it. */
bool article_date_at(const char *text, uint32_t from, uint32_t to, int32_t *day, uint32_t *end);

static inline uint32_t article_origin(const article *a, uint32_t at)
{
    return a->origin ? a->origin[at] : at;
}

#endif
