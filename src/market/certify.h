/* certify.h - layer 1: whether a state is an equilibrium, from the numbers alone. Private to src/market. */
#ifndef GAD_CERTIFY_H
#define GAD_CERTIFY_H

#include "market/network.h"

/* Fill imbalance, complementarity, complementarity_rel and objective of `report` for prices [n_node] and levels [n_given],
 * and m->rent. Independent of what the solver derived except the bounds it was given. */
void certify(gad_market *m, const double *price, const double *level, gad_market_report *report);
/* Whether the report's figures meet `tolerance`. */
bool certified(const gad_market_report *r, double tolerance);

#endif
