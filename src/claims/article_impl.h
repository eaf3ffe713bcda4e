/* article_impl.h - layer 3, private to article*.c: the steps from bytes to sentences.
 *
 * bytes -> clean (UTF-8, markup stripped) -> blocks (a line or a wrapped paragraph each) -> sentences.
 * Places are bytes of the clean text; [from, to) is half open. */
#ifndef GAD_ARTICLE_IMPL_H
#define GAD_ARTICLE_IMPL_H

#include "claims/article.h"

enum { NO_DAY = INT32_MIN, BAD_CHAR = 0xFFFD };

/* ---- characters (article_bytes.c) --------------------------------------------------------------- */
static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
static inline bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
static inline bool is_letter(char c)
{
    return is_upper(c) || is_lower(c);
}
static inline bool is_alnum(char c)
{
    return is_letter(c) || is_digit(c);
}
static inline char lower(char c)
{
    return is_upper(c) ? (char)(c + 32) : c;
}
/* The character at s[i] and its length (1 for a bad byte, which is BAD_CHAR); i < to. */
uint32_t char_at(const char *s, uint32_t i, uint32_t to, uint32_t *len);
/* Bytes of the white space at s[i], 0: none there; breaks of lines count. */
uint32_t space_at(const char *s, uint32_t i, uint32_t to);
uint32_t skip_spaces(const char *s, uint32_t i, uint32_t to);
uint32_t trim_end(const char *s, uint32_t from, uint32_t to); /* the new `to` */
uint32_t char_put(char out[4], uint32_t code);                /* bytes of UTF-8 */
uint32_t char_1252(unsigned char byte);                       /* of Windows-1252 */
/* Whether something is to be read: a letter or digit of any script. */
bool has_word(const char *s, uint32_t from, uint32_t to);
/* `phrase` (lower case) at s[i]: case and kind of apostrophe do not matter, a space stands for any white space, '#' for
 * digits. The byte after it, 0: not here. */
uint32_t phrase_at(const char *s, uint32_t i, uint32_t to, const char *phrase);

/* ---- clean text --------------------------------------------------------------------------------- */
typedef struct clean {
    char *text; /* [n + 1] */
    uint32_t n;
    uint32_t *origin; /* [n + 1], NULL: the text is the input */
    bool html;
    int32_t page_date; /* of <meta> or <time>, NO_DAY */
} clean;

bool clean_origin(arena *mem, clean *c); /* makes origin where it is NULL; false: no memory */
/* Bytes to UTF-8; *chinese: an encoding of Chinese without a Unicode mark. Errors: GAD_E_NOMEM. */
gad_status article_decode(gad_ctx *cx, arena *mem, const char *bytes, uint32_t n, clean *out,
                          bool *chinese);
/* Markup, entities, invisible characters and control characters out of the text, in place. */
gad_status article_strip(gad_ctx *cx, arena *mem, clean *c);
bool html_detect(const char *s, uint32_t n, bool *has_block);
gad_status html_strip(gad_ctx *cx, arena *mem, clean *c, bool keep_lines);
/* "&nbsp;" at s[i]: the byte after it, 0: none. strict: a semicolon is asked for. */
uint32_t entity_at(const char *s, uint32_t i, uint32_t to, bool strict, uint32_t *code);

/* ---- blocks ------------------------------------------------------------------------------------- */
typedef enum line_mark { MARK_NONE, MARK_BULLET, MARK_TITLE, MARK_HEADING } line_mark;
typedef enum noise {
    NOISE_NOT,
    NOISE_NAV,     /* menus, share buttons, bylines */
    NOISE_CARD,    /* "5 Min Read": what stands about a teaser */
    NOISE_TAIL,    /* "Related articles": teasers follow */
    NOISE_PROMO,   /* advertising of several words */
    NOISE_LEGAL,   /* disclaimers */
    NOISE_CONTACT, /* phone, e-mail */
    NOISE_DATE,    /* a date line */
} noise;

typedef struct block {
    uint32_t from, to; /* without marks and spaces at the ends */
    uint32_t width;    /* characters */
    line_mark mark;
    noise noise;
    sentence_kind kind;
    bool gap;      /* a blank line above */
    bool stop;     /* ends a sentence: . ! ? and the like, behind them quotes at most */
    bool headline; /* like a heading: short, one line, no full stop */
} block;

typedef struct blocks {
    block *at;
    int32_t n, cap;
} blocks;

gad_status blocks_read(gad_ctx *cx, arena *mem, const clean *c, blocks *out);

enum { NOISE_ROWS = 400 };
typedef struct noise_index { /* noise.def by first byte, WITHIN apart */
    uint16_t first[2 * 256 + 1];
    uint16_t row[NOISE_ROWS];
} noise_index;

void noise_index_make(noise_index *ix);
noise noise_of_line(const noise_index *ix, const char *s, const block *b);
bool noise_in_sentence(const noise_index *ix, const char *s, uint32_t from, uint32_t to);
/* Fills noise, kind and headline of all. */
void blocks_judge(const noise_index *ix, const char *s, blocks *b);
/* The byte after "BEIJING, July 20 (Reuters) - ", else from. */
uint32_t dateline_end(const char *s, uint32_t from, uint32_t to);

typedef struct sentences {
    sentence *at;
    int32_t n, cap;
} sentences;

gad_status sentences_split(gad_ctx *cx, arena *mem, const noise_index *ix, const char *s,
                           const blocks *b, sentences *out);

/* ---- dates -------------------------------------------------------------------------------------- */
/* The next date in [from, to); false: none. */
bool date_next(const char *s, uint32_t from, uint32_t to, int32_t *day, uint32_t *at,
               uint32_t *end);
bool is_date_line(const char *s, const block *b);
void article_find_date(const char *s, const blocks *b, article *out);

#endif
