/* claims.h - layer 3: text -> claims -> verdicts. What report/ needs. Includes base, store and claims only.
 *
 * Flow: article.c bytes to sentences -> lexer.c sentence to tagged items -> grammar.c items to mentions (what is
 * said) -> context.c mentions to readings (what it is about) -> judge.c readings against the book (what the store
 * knows) to verdicts. Deterministic; nothing is guessed in silence: what is not stated is marked in reading.from. */
#ifndef GAD_CLAIMS_H
#define GAD_CLAIMS_H

#include "claims/mention.h"
#include "store/store.h"

typedef enum verdict {
    SUPPORTED,
    CLOSE,
    CONTRADICTED,
    MISLABELLED,
    INCONSISTENT,
    AMBIGUOUS,
    UNVERIFIABLE,
    VERDICTS
} verdict;

/* Where a part of a reading was found, from firm to weak. */
typedef enum found {
    FOUND_CLAUSE, /* between the neighbouring claims of the sentence */
    FOUND_SENTENCE,
    FOUND_PARAGRAPH, /* an earlier sentence of the paragraph */
    FOUND_HEADING,   /* the heading or title above */
    FOUND_ARTICLE,   /* what the article is about most of the time */
    FOUND_ASSUMED,   /* the usual meaning: "last month" of the date, China, the world */
    FOUND_NOWHERE
} found;

enum { PART_PRODUCT, PART_REPORTER, PART_PARTNER, PART_FLOW, PART_PERIOD, PART_BASE, PARTS };

typedef struct reading {  /* one interpretation of a claim */
    const char *product;  /* id; NULL: not known */
    const char *reporter; /* "CHN" */
    const char *partner;  /* "USA"; "W00": the world */
    char flow;            /* 'X' 'M' 'Q' 'S' 'C' 'P'; 0: not known */
    const char
        *measure; /* as in series_query: "qty" "value" "unit-value" "price" "production" ... */
    span period;  /* months; from > to: not known */
    span base;    /* of a change, from > to: not known */
    bool
        mirrored; /* "US imports from China": as stated; the judge may answer with the mirror flow */
    found from[PARTS];
} reading;

static inline bool span_known(span s)
{
    return s.from <= s.to;
}
static inline bool is_trade(char flow)
{
    return flow == 'X' || flow == 'M';
}

typedef struct evidence {
    const char *series; /* "China's exports of rare-earth permanent magnets to the USA, quantity" */
    const char *product, *reporter, *partner; /* ids, NULL: none */
    char flow;
    const char *statistic;     /* "level", "change on month", "share", "rank", ... */
    const char *period, *base; /* "2025-06", "" */
    double value, lo, hi;      /* NaN: words only; lo..hi what the roundings allow */
    const char *unit;
    const char *source, *url; /* "" when none */
    int32_t published;        /* day, INT32_MIN not known */
    bool published_assumed;
    const char *formula; /* "353 / 46 - 1 = +667 %", "" */
    const char *note;    /* "" */
} evidence;

typedef struct claim {
    mention m;
    const char *text;  /* the words, of the clean text */
    uint32_t from, to; /* bytes of the input as given */
    reading *reading;  /* [n_reading] the likeliest first */
    int32_t n_reading;
    verdict verdict;
    double confidence; /* 0..1: of reading and evidence together */
    const char *
        interpretation; /* in words: "China's exports of rare-earth magnets to the USA rose 660 % in June 2025
                                   from May 2025" */
    const char *explanation; /* why this verdict, with the true value and what would be needed */
    evidence *evidence;
    int32_t n_evidence;
    const char *attribution; /* who said it: "Bloomberg News"; "" */
} claim;

typedef struct check {
    article art;
    claim *claim; /* [n] in the order of the text */
    int32_t n;
    int32_t count[VERDICTS];
    const char *warning; /* "no date was found: ...--date"; "" */
} check;

typedef struct checker checker;

/* What does not depend on the article: lexicon, facts, series held (loaded as they are asked for). The store must
 * stay open while the checker lives; one thread at a time. */
MUST_CHECK gad_status checker_new(gad_ctx *cx, gad_store *st, checker **out);
void checker_free(checker *ck); /* takes NULL */
/* Check one article; the result lives in mem. date: day or INT32_MIN. Errors: those of article_read; GAD_E_STORE. */
MUST_CHECK gad_status claims_check(gad_ctx *cx, checker *ck, arena *mem, const char *bytes,
                                   size_t n, int32_t date, check *out);

const char *claim_kind_name(claim_kind k); /* "level" */
const char *verdict_name(verdict v);       /* "supported" */
bool verdict_find(const char *name, verdict *out);
const char *hedge_name(hedge h); /* "about"; "" */
const char *found_name(found f); /* "clause" */

#endif
