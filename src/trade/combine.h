/* combine.h - layer 2: one figure for each flow that two countries report. Includes base, store and codes only.
 *
 * combine_run leaves temporary tables and views in the store's connection (never in its file): `pair`, `product_stat`,
 * `freight_*`, `reliability`, `lag` and the view `reconciled`; the texts of sql/reconcile/ read them. The method
 * is docs/reconcile.md. Estimates rest on everything that is held of the year, whatever flows are asked for. */
#ifndef GAD_TRADE_COMBINE_H
#define GAD_TRADE_COMBINE_H

#include "trade/codes.h"
#include "trade/reliability.h"

enum {
    COMBINE_MEMORY_MB = 2400
}; /* a year of all HS6 codes needs room to group and sort: store_memory */

typedef struct combine_query {
    int32_t year;
    bool monthly;
    bool fob;              /* take freight and insurance out of import values */
    const char *const *hs; /* [n_hs] digits, 2 to 6 of them; none: all */
    int32_t n_hs;
    const country_ref *exporter, *importer; /* NULL: all; groups allowed */
    int32_t as_of;                          /* day, INT32_MAX: now */
    const char *source;                     /* key of a source, NULL: any customs source */
} combine_query;

typedef struct combine_state {
    int64_t rows, no_dollars; /* reports of the year in dollars; others, which are left out */
    int64_t codes, reporters;
    int32_t oldest, newest;       /* vintages, days */
    int32_t periods, first, last; /* months of which any report is held; a year is its January */
    int64_t clean;                /* flows that freight was estimated from */
    double freight_pct;           /* of all goods */
    reliability reliability;
} combine_state;

/* Errors: GAD_E_NOTFOUND nothing is held of that year (with what is), or an unknown source; GAD_E_STORE; GAD_E_NOMEM. */
MUST_CHECK gad_status combine_run(gad_ctx *cx, gad_store *st, arena *mem, const combine_query *q,
                                  combine_state *out);
/* Afterwards: the view `chosen`, the flows of `reconciled` that are asked for. */
MUST_CHECK gad_status combine_choose(gad_ctx *cx, gad_store *st, const combine_query *q);

#endif
