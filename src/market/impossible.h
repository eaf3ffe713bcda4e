/* impossible.h - layer 1: why a market has no equilibrium. Private to src/market. */
#ifndef GAD_IMPOSSIBLE_H
#define GAD_IMPOSSIBLE_H

#include "market/network.h"

/* After a solve that did not arrive: sets status GAD_NO_EQUILIBRIUM, n_unbalanced, note and m->unbalanced when the
 * balances cannot be met or levels would grow without end; else leaves `r` as it is. Allocates.
 * Errors: GAD_E_NOMEM, GAD_E_CANCEL. */
MUST_CHECK gad_status impossible_explain(gad_ctx *cx, gad_market *m, gad_market_report *r);

#endif
