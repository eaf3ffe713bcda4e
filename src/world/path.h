/* path.h - layer 2: months in a row. path.c: the main loop; foresight.c: the loop until expectations come true. */
#ifndef GAD_WORLD_PATH_H
#define GAD_WORLD_PATH_H

#include "world/month.h"

typedef struct path_run { /* a scenario on its way */
    gad_ctx *cx;
    network *n;
    base_path base;
    sim *out;
    month_run m;
    state s;
} path_run;

/* Run months first .. last-1 of the path from the state as it stands.
 *   known     day up to which announcements are known; INT32_MIN: in each month those of that month's end
 *   expected  [n_month * n_site] prices expected in month k for k + 1; NULL: adaptive
 *   to        [last - first] where the months go */
MUST_CHECK gad_status path_months(path_run *r, int32_t first, int32_t last, int32_t known,
                                  const double *expected, sim_month *to);
void path_start(path_run *r); /* prices and state of the base month */
MUST_CHECK gad_status path_adaptive(path_run *r);
/* seed: a finished adaptive run of the same months, whose prices are the first expectations; NULL: made here. */
MUST_CHECK gad_status path_foresight(path_run *r, const sim *seed);
MUST_CHECK gad_status path_month_take(gad_ctx *cx, const network *n, arena *mem, sim_month *out);
int32_t path_day(int32_t month); /* first day of a month, as in period.h */

#endif
