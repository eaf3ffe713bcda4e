/* mention.h - layer 3: the words of a claim found in one sentence, before anyone asked what it is about.
 * Includes base, article.h and lex.h only. Patterns: grammar.def. */
#ifndef GAD_MENTION_H
#define GAD_MENTION_H

#include "claims/lex.h"

typedef enum claim_kind {
    CLAIM_LEVEL,
    CLAIM_CHANGE,
    CLAIM_CUMULATIVE, /* a level of several months of a year: "first half totalled 22,319 tons" */
    CLAIM_RANK,
    CLAIM_RECORD,
    CLAIM_STREAK,
    CLAIM_SHARE,
    CLAIM_INTENSITY,
    CLAIM_EVENT,
    CLAIM_KINDS
} claim_kind;

typedef enum claim_form {
    FORM_LEVEL,   /* said: the level in its unit */
    FORM_PRICE,   /* said: money per mass */
    FORM_PERCENT, /* said: signed per cent, -38 */
    FORM_TIMES_OF, /* said: factor of the base, "sevenfold", "doubled", "half of" (0.5), "3 times as much as" */
    FORM_TIMES_MORE, /* said: k of "k times more", "rose k times", "k-fold over": base * k or base * (k + 1) */
    FORM_POINTS,     /* said: signed percentage points */
    FORM_DIFFERENCE, /* said: signed change in the unit of the level, "rose by 300 tons" */
    FORM_EXCEEDS, /* one period more (direction +1) or less (-1) than another, no number: "has already outpaced" */
    FORM_SHARE,  /* said: per cent of a whole */
    FORM_RANK,   /* said: place */
    FORM_RECORD, /* direction +1 high, -1 low; place said.value (1 highest, 2 second-highest) */
    FORM_STREAK, /* said: how many in a row; direction */
    FORM_PER,    /* said: mass per thing, unit "kg/car", "t/MW" */
    FORM_COUNT,  /* said: a number of things, unit "elements" */
    FORM_EVENT,  /* no number: an act with a date */
} claim_form;

static inline bool form_is_change(claim_form f) /* one period against another */
{
    return f >= FORM_PERCENT && f <= FORM_EXCEEDS;
}

typedef struct mention {
    claim_kind kind;
    claim_form form;
    int32_t sentence;
    int32_t first,
        last;     /* items of the sentence, both included: hedge, number, unit, direction, base */
    int32_t core; /* the item that decides: the number, or the word of a record */
    uint32_t from, to; /* bytes of text, of those items */
    amount said;
    int32_t direction; /* +1 rise or high, -1 fall or low, 0 none */
    /* What the pattern itself saw, by item number; -1: nothing. context.c looks further. */
    int32_t
        base; /* change: "from May", "year-on-year", "a year earlier": the item that names the base */
    int32_t
        base_level; /* change: the mention in the same sentence that is its base ("from 46 tons"), else -1 */
    int32_t to_level; /* change: the mention of the level reached ("to 353 tons"), else -1 */
    int32_t
        whole; /* share: the item that names the whole ("of global production"); rank: "after Germany" */
    int32_t since; /* record: the item of the first month, or the duration */
    role role;     /* rank */
    bool is_base;  /* level: stands behind "from", "compared with": of the base period */
    bool is_total; /* level: of several parts in the sentence, "for a total of" */
    bool future;   /* a forecast, plan or possibility */
    bool negated;
} mention;

typedef struct mentions {
    mention *at;
    int32_t n, cap; /* grows from the arena given to grammar_find */
} mentions;

/* Append the claims of one sentence to `out`, in the order of the text; base_level and to_level number mentions of
 * out. Errors: GAD_E_NOMEM. */
MUST_CHECK gad_status grammar_find(gad_ctx *cx, arena *mem, const items *it, int32_t sentence,
                                   mentions *out);

#endif
