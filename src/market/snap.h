/* snap.h - layer 1: taking rounding out of a solution. Private to src/market. */
#ifndef GAD_SNAP_H
#define GAD_SNAP_H

#include "market/network.h"

/* Prices and levels of m->now that are at 0 or at a bound but for rounding are put there, unless the state then fails a
 * certificate it would pass. Fills `r` and m->rent with the certificate of what it leaves. */
void snap_state(gad_market *m, const gad_market_opts *o, gad_market_report *r);

#endif
