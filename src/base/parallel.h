/* parallel.h - layer 0: run independent pieces on several threads. */
#ifndef GAD_PARALLEL_H
#define GAD_PARALLEL_H

#include "base/base.h"

/* Call fn(user, i) for every i in 0..n-1, each exactly once, in any order, on up to `threads`
 * threads (0: one per processor). A thread that cannot be started is done without. The pieces must
 * not share a gad_ctx; results must go to per-piece storage so that they do not depend on the
 * number of threads. */
void parallel_for(int32_t n, int32_t threads, void (*fn)(void *user, int32_t i), void *user);
int32_t parallel_cpus(void);

#endif
