/* simulate_order.h - layer 4: the lists of a simulation's sums in order of size; called by simulate_sum_make alone. Each
 * sets its list and count in *x, from `mem`; false: out of memory. Filtered by --material and --place. */
#ifndef GAD_SIMULATE_ORDER_H
#define GAD_SIMULATE_ORDER_H

#include "report/simulate_page.h"

bool simulate_order_prices(arena *mem, const simulate_answer *a, simulate_sum *x);
bool simulate_order_short(arena *mem, const simulate_answer *a, simulate_sum *x);
bool simulate_order_stocks(arena *mem, const simulate_answer *a, simulate_sum *x);
bool simulate_order_queues(arena *mem, const simulate_answer *a, simulate_sum *x);
/* Lanes above base, and smuggling. */
bool simulate_order_lanes(arena *mem, const simulate_answer *a, simulate_sum *x);

#endif
