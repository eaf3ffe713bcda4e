/* tokens.h - layer 3, private to the lexer: a run of text to words, numbers and signs, before anyone asks what they
 * mean. Includes base only. */
#ifndef GAD_TOKENS_H
#define GAD_TOKENS_H

#include "base/base.h"

typedef enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN } token_kind;

enum {
    TOKEN_CAPITAL = 1,       /* the first letter is a capital */
    TOKEN_UPPER = 2,         /* two letters at least, all capitals, or with dots: "U.S." */
    TOKEN_MIXED = 4,         /* letters and digits: H20, Q2, FY2025 */
    TOKEN_SPACE = 8,         /* a gap before it */
    TOKEN_HYPHEN = 16,       /* joined to the token before by a hyphen */
    TOKEN_GROUPED = 32,      /* a number with thousands separators */
    TOKEN_POINT = 64,        /* a number with decimals */
    TOKEN_EITHER = 128,      /* "3.188": decimals, or continental thousands */
    TOKEN_OPAQUE = 256,      /* address, time, version, telephone: a word whatever it looks like */
    TOKEN_OWNER = 512,       /* had 's */
    TOKEN_SHORT_YEAR = 1024, /* '25 */
    TOKEN_SIGNED = 2048,     /* a number with a sign before it, + or - */
};

typedef struct token {
    uint32_t from, to; /* bytes of the text; without 's */
    const char *
        text; /* lower case; digits without separators, with a sign if it had one; signs as ASCII, a dash with
                          gaps as "--" */
    token_kind kind;
    uint32_t flags;
    int32_t word;  /* for the lexicon: number of the word, -1 unknown */
    double number; /* of a number */
} token;

/* Tokens of text[from..to) in mem, *n of them, with one more that is empty behind the last; NULL: no memory. Linear in
 * the text. */
token *tokens_read(arena *mem, const char *text, uint32_t from, uint32_t to, int32_t *n);

#endif
