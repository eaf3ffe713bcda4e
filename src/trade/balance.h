/* balance.h - layer 2: production + imports = exports + use, in every country whose production is known, by moving the reconciled
 * flows of a product no more than their standard errors suggest. Least squares by the market kernel (gad_reconcile_flows).
 * Includes base, store, market's public header, supply and combine only. */
#ifndef GAD_BALANCE_H
#define GAD_BALANCE_H

#include "trade/combine.h"
#include "trade/supply.h"

#define BALANCE_PRODUCTION_ERROR 0.05 /* of published production, relative; assumption */

typedef struct balance_row { /* one country, tonnes */
    int32_t country;
    double production, imports, exports; /* as known before; imports and exports as reconciled */
    double production_after, imports_after, exports_after, use_after;
} balance_row;

typedef struct balance {
    balance_row *at; /* [n] countries whose use would have been negative, most negative first */
    int32_t n;
    int32_t countries;    /* whose production is known, none included */
    int64_t flows, moved; /* flows of the product; of which moved by more than 0.5 % */
    int64_t unweighed;    /* flows without a weight, left out of the balances */
    double chi2;
    const char *edition; /* of the production figures */
} balance;

/* After combine_run of a year: balance the flows of the codes of `product` and put the answer in the place of the view
 * `reconciled` (tonnes and dollars move together; flag "balanced" where they did). Call before combine_choose.
 * Errors: GAD_E_NOTFOUND production of that year is not known, is measured in content (which does not add up with gross weight), or no
 * code holds this product alone; GAD_E_STORE, GAD_E_NOMEM. */
MUST_CHECK gad_status balance_run(gad_ctx *cx, gad_store *st, arena *mem,
                                  const product_ref *product, const combine_query *q, balance *out);

#endif
