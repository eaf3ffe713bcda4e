/* book.h - layer 3: what the store knows, asked by claims. Includes trade, base and claims headers.
 *
 * Series come from trade/series.c and are kept; a series as of a day is loaded once for all days that see the same
 * publications. Facts are the published figures that are no series: shares, ranks, records, intensities, events,
 * prices, output. Figures without an address (source_url "address not recorded": the articles this program is
 * tried on among them) are no evidence. */
#ifndef GAD_BOOK_H
#define GAD_BOOK_H

#include "claims/claims.h"
#include "trade/stats.h"

typedef struct book book;

MUST_CHECK gad_status book_new(gad_ctx *cx, gad_store *st, book **out);
void book_free(book *bk); /* takes NULL */

/* ---- names ---- */
typedef struct book_product {
    const char *id, *parent, *name, *prose, *kind; /* parent "" for none */
} book_product;
const book_product *book_product_of(const book *bk, const char *id); /* NULL: unknown */
const char *book_country_prose(const book *bk, const char *id); /* "the USA"; the id when unknown */
/* Names for the lexicon: every alias of products and countries that is safe in running text (no codes, no symbols of
 * elements, no words of two letters but EU, UK, G7; "us" is the lexicon's own business, and the world is a word of it).
 * Lower case, each once. */
const lex_name *book_names(const book *bk, int32_t *n);
/* Products that the press takes for this one (confusable.csv), the family besides (parent, children, sisters): ids,
 * NULL-ended. */
const char *const *book_kin(book *bk, const char *product);

/* "US imports from China" as "China's exports to the US" and back; false (*out untouched): the partner is the world, or
 * it is no trade. */
bool book_mirror(const reading *r, reading *out);

/* ---- series ---- */
/* The series of a reading's product, reporter, partner, flow and measure as of a day (INT32_MAX: now), monthly or
 * annual ('M' 'A'). *out is the book's; n is 0 when nothing is held. Known empty ones cost nothing. */
MUST_CHECK gad_status book_series(gad_ctx *cx, book *bk, const reading *r, char freq, int32_t as_of,
                                  const series **out);

/* One answer to "what was it": a level, change, share ... with everything a reader may question. */
typedef struct answer {
    double value, lo, hi; /* lo..hi what the roundings of the inputs allow; NaN: no answer */
    bool own;       /* independent evidence, not derived from the claim's own kind of figure */
    bool preferred; /* the one the series shows; others are other sources' */
    evidence ev;
} answer;
typedef struct answers {
    answer *at;
    int32_t n, cap;      /* grows from mem */
    const char *missing; /* when n is 0: "China's exports of ... in 2025-06 are not held" */
} answers;

/* Levels of period (a month, several months of one year, a year; or exactly the period of a published figure): the
 * preferred and those of other sources that differ. Units may differ from what was said and, of prices, between
 * answers: compare ev.unit. Prices of other markets are own = false. Reserves and capacity of a period not held are the
 * newest before it (ev.period says which). */
MUST_CHECK gad_status book_level(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                                 int32_t as_of, answers *out);
/* Per cent from r->base to r->period: as published and as computed from the levels. own is false where a level was derived:
 * it may come from this very change. */
MUST_CHECK gad_status book_change(gad_ctx *cx, book *bk, arena *mem, const reading *r,
                                  int32_t as_of, answers *out);
/* Other series whose level in `period` lies in lo..hi (tonnes or money as measure says): for mislabelled claims. At
 * most `max`, in the order of book_search.c: confusable products, partners, family, directions and mirror, anything
 * published, and last r itself in another period (level.ev.note "another period: 2025-05"). r itself is left out. */
typedef struct found_series {
    reading r;
    answer level;
} found_series;
MUST_CHECK gad_status book_search(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                                  double lo, double hi, int32_t as_of, int32_t max,
                                  found_series **out, int32_t *n);

/* ---- facts ---- */
typedef struct fact {
    const char *product, *reporter, *partner, *metric, *unit, *basis, *status, *source, *url,
        *note; /* "" for none */
    char flow; /* 0: none */
    span period;
    int32_t day;             /* INT32_MIN: none */
    double value, half_unit; /* NaN: words only (note) */
    int32_t published;
    bool published_assumed;
} fact;
/* Facts of a metric ("share" "rank" "record" "intensity" "event" "price" ...) published by as_of, of a product (NULL:
 * any); call with *k = 0 first, it keeps the place. NULL: no more. */
const fact *book_next(const book *bk, const char *metric, const char *product, int32_t as_of,
                      int32_t *k);
evidence fact_evidence(arena *mem, const book *bk, const fact *f);

#endif
