/* newton.h - layer 1: the Newton loop on prices. Private to src/market. */
#ifndef GAD_NEWTON_H
#define GAD_NEWTON_H

#include "market/network.h"

typedef enum newton_end {
    NEWTON_CONVERGED,
    NEWTON_STALLED,  /* no step helps any more */
    NEWTON_EXHAUSTED /* max_iterations */
} newton_end;

/* From m->now.price (finite) to prices and levels in m->now, numbers prepared. Counts into `report`.
 * Errors: GAD_E_NOMEM, GAD_E_CANCEL. */
MUST_CHECK gad_status newton_run(gad_ctx *cx, gad_market *m, const gad_market_opts *o,
                                 gad_market_report *report, newton_end *end);
/* Prices to begin with when the caller has none: the equilibrium of the network with every curve replaced by its
 * tangent at a typical level and without bounds (one factorisation), moved to where every level is finite. */
MUST_CHECK gad_status newton_guess(gad_ctx *cx, gad_market *m, gad_market_report *report);
/* Move prices and levels of m->now together along the linear system until the imbalance is `enough`; keeps the
 * better state. Needs slopes at m->now. */
MUST_CHECK gad_status newton_polish(gad_ctx *cx, gad_market *m, double enough,
                                    gad_market_report *report);
/* m->scale from m->now. */
void newton_scale(gad_market *m);

double market_clock(void); /* seconds, monotonic */

#endif
