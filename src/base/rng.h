/* rng.h - layer 0: counter-based random numbers. Number i of stream s under a seed depends on
 * (seed, s, i) only, so any thread may draw any member and the answer is the same. */
#ifndef GAD_RNG_H
#define GAD_RNG_H

#include "base/base.h"

typedef struct rng {
    uint64_t key;
    uint64_t counter;
} rng;

rng rng_make(uint64_t seed, uint64_t stream);
uint64_t rng_u64(rng *r);
double rng_f64(rng *r, double lo, double hi);    /* uniform in [lo, hi) */
int32_t rng_i32(rng *r, int32_t lo, int32_t hi); /* uniform in lo..hi, both included */
bool rng_chance(rng *r, double probability);

#endif
