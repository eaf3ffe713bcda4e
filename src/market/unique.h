/* unique.h - layer 1: what of a solution is unique, and a canonical choice where it is not. Private to src/market. */
#ifndef GAD_UNIQUE_H
#define GAD_UNIQUE_H

#include "market/network.h"

/* Settle m->now, a certified solution: prices and levels that are not unique move to the ones of least norm. Fills
 * m->price_low, m->price_high, m->level_free and `degenerate`, `undetermined`, `note` of the report.
 * Errors: GAD_E_NOMEM. No allocation when everything is unique. */
MUST_CHECK gad_status unique_settle(gad_ctx *cx, gad_market *m, gad_market_report *r);

#endif
