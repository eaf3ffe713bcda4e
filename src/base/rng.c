/* rng.c - layer 0: the finaliser of SplitMix64 (Steele, Lea, Flood 2014) applied to key + counter
 * times the golden ratio: statistically sound for simulation, not for secrets. */
#include "base/base.h"

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

rng rng_make(uint64_t seed, uint64_t stream)
{
    return (rng){ mix(mix(seed) ^ (stream * UINT64_C(0xD1B54A32D192ED03))), 0 };
}

uint64_t rng_u64(rng *r)
{
    r->counter++;
    return mix(r->key + r->counter * UINT64_C(0x9E3779B97F4A7C15));
}

double rng_f64(rng *r, double lo, double hi)
{
    return lo + (hi - lo) * ((double)(rng_u64(r) >> 11) * 0x1p-53);
}

int32_t rng_i32(rng *r, int32_t lo, int32_t hi)
{
    uint64_t n = (uint64_t)((int64_t)hi - lo + 1);
    uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    uint64_t x = rng_u64(r);
    while (x >= limit)
        x = rng_u64(r);
    return (int32_t)(lo + (int64_t)(x % n));
}

bool rng_chance(rng *r, double probability)
{
    return rng_f64(r, 0, 1) < probability;
}
