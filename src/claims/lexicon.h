/* lexicon.h - layer 3, private to the lexer: the dictionary as a trie over words. Includes lex.h and tokens.h. */
#ifndef GAD_LEXICON_H
#define GAD_LEXICON_H

#include "claims/lex.h"
#include "claims/tokens.h"

/* Tags of words that become something else before anyone sees them. */
enum {
    TAG_HUNDREDS = TAG_COUNT, /* number: 100 hundred, 12 dozen: multiplies the word before */
    TAG_PART,                 /* number: 3 of "third", "thirds" */
    TAG_LABEL,                /* "figure", "section", "no": makes the number behind it a word */
    TAG_CALENDAR,             /* number: months in a day, week, month, quarter, year, decade */
    TAG_LATER,                /* "ago", "earlier", "before": turns a length of time into TAG_AGO */
    TAG_TAIL /* "th", "st", "am": makes the digits it is glued to an ordinal (value 1) or a word (0) */
};

/* What must hold beside the text for a sense to be taken; else the next sense of the phrase, or a shorter phrase. */
enum {
    ANY = 0,
    CAP = 1,     /* begins with a capital */
    UPPER = 2,   /* in capitals, or dotted */
    SMALL = 4,   /* not in capitals */
    AHEAD = 8,   /* an amount follows */
    BEHIND = 16, /* a number stands before */
    GLUED = 32,  /* a number stands before without a gap, or a mass or a currency beside it */
    FRESH = 64,  /* neither "times" nor a percentage stands before: else "more than" compares */
    OPEN = 128,  /* no "from" within a few words: "up to 353 tons from 46" is no limit */
    ALONE =
        256, /* neither "of" nor "in" nor a year follows: "the same month of 2024" is no period */
    DATED = 512,   /* a word for a month that is another word too: the neighbours must show it */
    RANKED = 1024, /* "largest" stands before: else "market" is no buyer */
    OWNED =
        2048 /* set by the lexicon: the phrase itself has a possessive inside ("people's bank") */
};

/* A rise or fall that is verb or noun by its place; value of RISE, FALL, EXPORT, IMPORT until settled. */
enum { CLASS_EITHER = 16 };

typedef struct sense {
    int32_t tag; /* enum tag, or one of the above */
    int32_t value;
    double number;
    const char *id;   /* NULL none */
    const char *word; /* the phrase, when it is one word */
    uint32_t need;
    int32_t next; /* another sense of the phrase, -1 none */
} sense;

/* The number of a word, -1 when no phrase has it. */
int32_t lexicon_word(const lexicon *lx, const char *text);
/* The node behind `node` (0: the root) for a word, -1 none. */
int32_t lexicon_step(const lexicon *lx, int32_t node, int32_t word);
/* The senses of a node, the first of a chain; NULL none. */
const sense *lexicon_sense(const lexicon *lx, int32_t node);
const sense *lexicon_next(const lexicon *lx, const sense *s);

#endif
