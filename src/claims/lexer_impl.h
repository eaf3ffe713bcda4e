/* lexer_impl.h - layer 3, private to the lexer: one sentence on its way from tokens to items.
 *
 * Flow: lexer.c walks over the tokens; at each it asks calendar.c (dates and lengths of time), numbers.c (amounts,
 * fractions), then the dictionary. Each reader puts its items and says how many tokens it took, 0 for none.
 * Invariant: a reader that takes nothing puts nothing. */
#ifndef GAD_LEXER_IMPL_H
#define GAD_LEXER_IMPL_H

#include "claims/lexicon.h"

typedef struct lexing {
    const lexicon *lx;
    const char *text;
    const token *tok; /* [n] and an empty one behind */
    int32_t n;
    items *out;
    const alloc *al;
    bool title;   /* most words have capitals: a capital says nothing */
    bool starved; /* an allocation failed */
} lexing;

typedef struct match {
    const sense *s; /* NULL: no phrase begins here */
    int32_t n;      /* tokens */
} match;

/* An item over tokens first..last. word: "" for none. */
void put_item(lexing *l, int32_t first, int32_t last, tag t, int32_t value, double number,
              const char *id, const char *word);
/* A plain word over tokens first..last, as it stands in the text but in lower case. */
void put_word(lexing *l, int32_t first, int32_t last);
/* The item put last, when it ends right before token i (NULL otherwise, or at the start). */
const item *item_before(const lexing *l, int32_t i);

/* Token i; the first or the empty one behind the last where there is none. */
static inline const token *token_at(const lexing *l, int32_t i)
{
    return &l->tok[MIN_OF(MAX_OF(i, 0), l->n)];
}

/* The longest phrase from token i whose needs are met. */
match longest(const lexing *l, int32_t i);
/* Token i alone can have the tag, whatever the needs of the sense beside CAP, UPPER and SMALL. */
const sense *sense_as(const lexing *l, int32_t i, int32_t wanted);
bool is_text(const lexing *l, int32_t i, const char *text);
/* Token i is one of the words of a list that ends with NULL. */
bool is_among(const lexing *l, int32_t i, const char *const *list);
/* An amount begins at token i: digits, "seven", "a third", "$", "about". */
bool amount_ahead(const lexing *l, int32_t i);
/* A unit, scale or percentage begins at token i, so that digits before it are an amount. */
bool unit_ahead(const lexing *l, int32_t i);
/* Digits at token i that are a year: 1900..2199, four digits without separators, no unit behind. 0: none. */
int32_t year_at(const lexing *l, int32_t i);
/* Token i names a month: 1..12, else 0. */
int32_t month_at(const lexing *l, int32_t i);
/* Whether a word for a month that is another word too ("may", "march") is the month here. */
bool is_dated(const lexing *l, int32_t i);

/* A number in words from token i ("twenty-one", "two and a half", "a dozen"): tokens, 0 none. */
int32_t words_number(const lexing *l, int32_t i, double *number);
/* A number in words as amount_make wants it: "7", "2.5", "1/3". */
const char *digits_of(lexing *l, double number);

int32_t read_calendar(lexing *l, int32_t i); /* calendar.c */
int32_t read_number(lexing *l, int32_t i);   /* numbers.c */
int32_t read_label(lexing *l, int32_t i, int32_t n);

#endif
