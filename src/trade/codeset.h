/* codeset.h - layer 2: which rows of customs files are a product. Includes base, store and codes.
 *
 * A product may be found in a customs file in several ways, tried in this order for each source and
 * period ("alternatives", the number of the first that has rows):
 *   0 HS      rows of its own six-digit codes
 *   1 LINES   the reporter's own longer codes (8 to 10 digits) added up
 *   2+L       the L-digit lines below its six-digit codes (or below a bare code) added up
 * Alternatives are never mixed within a period of a source. */
#ifndef GAD_CODESET_H
#define GAD_CODESET_H

#include "trade/codes.h"

/* A figure's code_set = family * SETS_PER_FAMILY + list * SETS_PER_LIST + set. Two figures compare
 * (series_comparable) when their family is the same and, of one list, their sets are. Family 0 are
 * customs offices; reconciled data (BACI) are a family each; yearly publications (USGS, World Mining
 * Data) together are FAMILY_COMPILERS with a set each: they estimate and count differently, so a change
 * from one to the other says nothing. */
enum { SETS_PER_LIST = 1 << 16, SETS_PER_FAMILY = 1 << 24, FAMILY_COMPILERS = 126 };
enum {
    CODE_DIGITS_MAX = 10,
    ALT_HS = 0,
    ALT_LINES = 1,
    ALT_BELOW = 2,
    ALT_COUNT = ALT_BELOW + CODE_DIGITS_MAX + 1
};

typedef struct code_entry {
    int64_t code;
    int32_t alt; /* ALT_HS or ALT_LINES */
    int32_t month_from, month_to;
    int32_t revision_from, revision_to; /* HS editions; 0, INT32_MAX: any */
    const char *nomenclature;
} code_entry;

typedef struct codeset {
    code_entry *entry; /* [n] */
    int32_t n;
    bool below;    /* lines below the HS codes may be added up */
    int32_t *edge; /* [n_edge] ascending months at which the list of LINES changes */
    int32_t n_edge;
    const char *coverage; /* "" or a warning */
} codeset;

/* Cost: one query. n is 0 when the product has no exact customs code for this reporter. */
MUST_CHECK gad_status codeset_load(gad_ctx *cx, gad_store *st, arena *mem,
                                   const product_ref *product, const country_ref *reporter,
                                   codeset *out);
/* SQL over flow_data's column code, made of integers only: which rows can matter at all. */
void codeset_sql_where(const codeset *cs, buf *out);
/* The alternative a row belongs to, -1: none. revision: the year of its HS edition, 0 not known. */
int32_t codeset_alt(const codeset *cs, int64_t code, int32_t period, int32_t revision);
/* Where each code is held at all, in one source and frequency. */
typedef struct code_held {
    int32_t source, freq;
    int64_t code;
    int32_t from, to; /* first and last period with a row, of any partner */
} code_held;

/* Of the codes that an alternative should rest on in a period, how many there are, and how many are held
 * in the source around it. A code is no part of a source that has it at no time before or after: a file
 * with one of four graphite codes is not graphite. */
typedef struct code_count {
    int32_t defined, held;
    int32_t code_set; /* of a figure, see series_comparable */
} code_count;
code_count codeset_count(const codeset *cs, int32_t alt, int32_t source, int32_t freq,
                         int32_t period, const code_held *held, int32_t n_held);
/* "only 250410, 380110 of the product's 4 codes": what such a source has instead of the product. */
const char *codeset_partial_text(const codeset *cs, arena *mem, int32_t alt, int32_t source,
                                 int32_t freq, int32_t period, const code_held *held,
                                 int32_t n_held);
/* Whether an alternative of exact codes may need several of them in the same period. */
bool codeset_is_sum(const codeset *cs);
/* "85051110 (GACC)", "43 codes of GACC", "sum of the 8-digit lines of 850511": for the alternatives in
 * used[ALT_COUNT]. NULL: no memory. */
const char *codeset_text(const codeset *cs, arena *mem, const alloc *al, const bool *used);

#endif
