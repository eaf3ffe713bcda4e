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

/* A figure's code_set = list * SETS_PER_LIST + number of the set, from 1; see series_comparable. */
enum { SETS_PER_LIST = 1 << 16 };
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
/* SQL over the columns code, period, hs_revision of flow_data, made of integers only: which rows can
 * matter at all (for pruning), and the alternative a row belongs to (NULL: none). */
void codeset_sql_where(const codeset *cs, buf *out);
void codeset_sql_alt(const codeset *cs, buf *out);
/* code_set of a figure (see series_comparable) that rests on an alternative in a month. */
int32_t codeset_id(const codeset *cs, int32_t alt, int32_t month);
/* "85051110 (GACC)", "43 codes of GACC", "sum of the 8-digit lines of 850511": for the alternatives in
 * used[ALT_COUNT]. NULL: no memory. */
const char *codeset_text(const codeset *cs, arena *mem, const alloc *al, const bool *used);

#endif
