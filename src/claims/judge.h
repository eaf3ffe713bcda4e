/* judge.h - layer 3, private to claims/: one claim against the book. One judge_*.c for a family of forms; judge.c
 * holds the table of them and what they share.
 *
 * A judge never says CONTRADICTED unless the reading is firm (reading_is_firm) and every answer held disagrees:
 * else UNVERIFIABLE with what would be needed. */
#ifndef GAD_JUDGE_H
#define GAD_JUDGE_H

#include "claims/book.h"

typedef struct judging {
    book *bk;
    arena *mem;
    const article *art;
    int32_t as_of; /* day of the article, INT32_MAX: unknown, judged as of now */
} judging;

/* How well an answer fits what was said. */
typedef enum fit {
    FIT_NO,
    FIT_CLOSE, /* beyond the rounding, within 2 % of a level or 2 points of a change or share */
    FIT_LOOSE, /* true to the letter and saying little: "more than 6 times" of 12.4 */
    FIT_YES,
} fit;
/* `relative`: closeness is 2 % of the answer; else 2 in the unit itself. */
fit fit_of(const amount *said, double lo, double hi, bool relative);

typedef struct ruling { /* what a judge found for one reading */
    fit fit;
    bool known; /* some answer is held */
    bool
        later; /* what is held was published after the article, or a revision since then fits otherwise: see `ambiguous` */
    bool ambiguous;
    answers a;
    int32_t best;            /* of a, -1 none */
    const char *explanation; /* sentence without the verdict's name; never NULL when known */
} ruling;

typedef gad_status judge_fn(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out);

judge_fn judge_level; /* FORM_LEVEL, FORM_PRICE: levels, totals, prices, output, quotas, reserves */
judge_fn judge_change;    /* FORM_PERCENT .. FORM_EXCEEDS */
judge_fn judge_share;     /* FORM_SHARE */
judge_fn judge_rank;      /* FORM_RANK */
judge_fn judge_record;    /* FORM_RECORD, FORM_STREAK */
judge_fn judge_intensity; /* FORM_PER */
judge_fn judge_count;     /* FORM_COUNT: elements */
judge_fn judge_event;     /* FORM_EVENT */

/* Product, reporter, flow and period are stated in the claim's own sentence or follow from it without a choice. */
bool reading_is_firm(const claim *c, const reading *r);
/* Judge every claim of an article, then what they say of each other: sums, bases (arithmetic.c), labels (search.c). */
MUST_CHECK gad_status judge_all(gad_ctx *cx, const judging *j, claim *c, int32_t n);

/* search.c: claims that their own series contradicts (or does not hold), and another one supports. */
MUST_CHECK gad_status judge_labels(gad_ctx *cx, const judging *j, claim *c, int32_t n);
/* arithmetic.c: numbers of one sentence that do not fit each other. */
MUST_CHECK gad_status judge_arithmetic(gad_ctx *cx, const judging *j, claim *c, int32_t n);

/* "China's exports of rare-earth magnets to the USA in June 2025" in mem; NULL: no memory. */
const char *reading_words(arena *mem, const book *bk, const reading *r);

#endif
