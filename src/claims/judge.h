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
/* `in_part`: closeness is 2 % of the answer; else 2 in the unit itself. NaN fits nothing. */
fit fit_of(const amount *said, double lo, double hi, bool in_part);

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

/* The judges start from an empty ruling (best -1, a.missing may be set when nothing is known). */
typedef gad_status judge_fn(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out);

judge_fn judge_level; /* FORM_LEVEL, FORM_PRICE: levels, totals, prices, output, quotas, reserves */
judge_fn judge_change;    /* FORM_PERCENT .. FORM_EXCEEDS */
judge_fn judge_share;     /* FORM_SHARE */
judge_fn judge_rank;      /* FORM_RANK */
judge_fn judge_record;    /* FORM_RECORD, FORM_STREAK */
judge_fn judge_intensity; /* FORM_PER */
judge_fn judge_count;     /* FORM_COUNT: elements */
judge_fn judge_event;     /* FORM_EVENT */

/* Fit of every answer, the preferred one before others of equal fit: sets known, fit, best and ambiguous (sources
 * that differ with different verdicts). Derived answers may support and never deny. */
typedef fit answer_fit(const claim *c, const answer *a);
void ruling_pick(ruling *out, const claim *c, answer_fit *fn);
/* Ask the judge of the claim's form as of the article and as of now: `later` and `ambiguous` follow from both. */
MUST_CHECK gad_status ruling_of(gad_ctx *cx, const judging *j, claim *c, const reading *r,
                                ruling *out);
/* Whether the claim fits a reading within its rounding: what was known when the article was written, where that is
 * independent evidence, else what is known now. For trying many readings. */
MUST_CHECK gad_status ruling_fits(gad_ctx *cx, const judging *j, claim *c, const reading *r,
                                  bool *out);
/* Make the claim's evidence from the ruling's answers, the best first. Errors: GAD_E_NOMEM. */
MUST_CHECK gad_status ruling_evidence(gad_ctx *cx, const judging *j, claim *c, const ruling *of);
/* Add what the partner counts: weaker than the reporter's own count (own is cleared) unless the claim names that
 * office as its source. Errors: GAD_E_NOMEM. */
MUST_CHECK gad_status mirror_add(gad_ctx *cx, const judging *j, const claim *c,
                                 const answers *mirror, answers *out);
/* Levels of a period in the claim's unit, the partner's count besides (judge_level.c). */
MUST_CHECK gad_status levels_of(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                span period, answers *out);
/* 0..1; the formula stands in judge.c. */
double ruling_confidence(const claim *c, int32_t reading_no, const ruling *of, verdict v);

/* The digits alone, without the width of a hedge: what names a series. */
amount printed_digits(const amount *a);
bool reading_is_trade(const reading *r); /* exports or imports, all parts known but the time */
/* Product, reporter, flow and period are stated in the claim's own sentence or follow from it without a choice. */
bool reading_is_firm(const claim *c, const reading *r);
/* Judge every claim of an article, then what they say of each other: sums, bases (arithmetic.c), labels (search.c). */
MUST_CHECK gad_status judge_all(gad_ctx *cx, const judging *j, claim *c, int32_t n);

/* search.c: claims that their own series contradicts (or does not hold), and another one supports. */
MUST_CHECK gad_status judge_labels(gad_ctx *cx, const judging *j, claim *c, int32_t n);
/* doubt.c: a contradicted claim that is right for something else which the text may mean. */
MUST_CHECK gad_status judge_doubts(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t at);
/* arithmetic.c: numbers of one sentence that do not fit each other. */
MUST_CHECK gad_status judge_arithmetic(gad_ctx *cx, const judging *j, claim *c, int32_t n);

/* ---- judge_change.c: what other files need of it ---------------------------------------------- */
static inline bool months_equal(span a, span b)
{
    return a.from == b.from && a.to == b.to;
}
/* A change in per cent, lo..hi, against what a claim of FORM_PERCENT, FORM_TIMES_OF or FORM_TIMES_MORE says.
 * *split (may be NULL): "k times more" is true in one of its two senses only. */
fit change_fit(const claim *c, double lo, double hi, bool *split);

/* ---- judge_words.c: plain English. Writers append to a buf; nothing fails but memory ------------ */
/* "China's exports of rare-earth magnets to the USA in June 2025" in mem; NULL: no memory. */
const char *reading_words(arena *mem, const book *bk, const reading *r);
/* What is claimed, in words: "China's exports of rare-earth magnets to the USA rose 660 % in June 2025 from May
 * 2025"; NULL: no memory. */
const char *claim_words(arena *mem, const book *bk, const claim *c, const reading *r);
void words_series(buf *b, const book *bk, const reading *r); /* without the period */
void words_period(buf *b,
                  span s); /* "June 2025" "the first half of 2025" "2024"; "" when unknown */
void words_amount(buf *b, double x, const char *unit); /* "3,188 t" "60 million USD" "+157.5 %" */
void words_source(buf *b, const evidence *e); /* " (Reuters via Kitco, 2025-08-20)"; or "" */
bool words_hold(const char *text,
                const char *part); /* ASCII case does not matter; NULL holds nothing */
/* The word or its plural stands in text[from..to), and not as the head of a longer name: "rare earths" but not "rare
 * earth magnets" when `but` is "magnet" ("": any). */
bool words_named(const char *text, uint32_t from, uint32_t to, const char *word, const char *but);
/* The text in mem; the buf is released. NULL: no memory, also when it failed before. */
const char *words_take(arena *mem, buf *b);

#endif
