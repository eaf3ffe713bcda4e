/* indicators - property: what the formulas of supply risk must do for any numbers: bounds, units, order, and
 * an interval that no value within the rounding leaves. A failure prints the seed; `property_indicators
 * SEED` runs that one again. */
#include "test.h"
#include "trade/indicators.h"
#include "trade/stats.h"

enum { SEEDS = 2000, PARTS = 12, POINTS = 40 };

static uint64_t seed_now;

static void must(bool holds, const char *what)
{
    if (!holds)
        fail_msg("seed %" PRIu64 ": %s", seed_now, what);
}

static bool near_to(double a, double b)
{
    return fabs(a - b) <= 1e-12 * MAX_OF(fabs(a), fabs(b));
}

/* Supplies, some of them 0, one at least above. */
static int32_t draw_parts(rng *r, double part[PARTS])
{
    int32_t n = rng_i32(r, 1, PARTS);
    for (int32_t i = 0; i < n; i++)
        part[i] = rng_chance(r, 0.2) ? 0 : exp(rng_f64(r, -3, 12));
    part[rng_i32(r, 0, n - 1)] = 1;
    return n;
}

static void check_concentration(rng *r)
{
    double part[PARTS], scaled[PARTS], risk[PARTS], same[PARTS];
    int32_t n = draw_parts(r, part);
    double unit = exp(rng_f64(r, -9, 9)), g = rng_f64(r, 0, 10), lo = 10, hi = 0;
    for (int32_t i = 0; i < n; i++) {
        scaled[i] = part[i] * unit;
        risk[i] = rng_f64(r, 0, 10);
        same[i] = g;
        lo = part[i] > 0 ? MIN_OF(lo, risk[i]) : lo;
        hi = part[i] > 0 ? MAX_OF(hi, risk[i]) : hi;
    }
    double hhi = stats_hhi(part, n), weighted = indicator_hhi_weighted(part, risk, NULL, n);
    must(hhi >= 1.0 / n - 1e-12 && hhi <= 1 + 1e-12, "an HHI lies between 1/n and 1");
    must(near_to(indicator_hhi_weighted(part, same, NULL, n), g * hhi),
         "equal governance is a factor");
    must(weighted >= lo * hhi - 1e-9 && weighted <= hi * hhi + 1e-9,
         "a weighted HHI lies between the least and the most governance");
    must(near_to(indicator_hhi_weighted(scaled, risk, NULL, n), weighted),
         "the unit of supply does not matter");
    risk[0] = part[0] > 0 ? risk[0] : NO_NUMBER;
    must(near_to(indicator_hhi_weighted(part, risk, NULL, n), weighted),
         "governance where there is no supply does not matter");
}

static void check_n_minus_1(rng *r)
{
    double part[PARTS];
    int32_t n = draw_parts(r, part);
    double spare = rng_chance(r, 0.2) ? 0 : rng_f64(r, 0, 2);
    n_minus_1 a = indicator_n_minus_1(part, n, spare),
              b = indicator_n_minus_1(part, n, spare + 0.1);
    double all = 0, others = 0;
    for (int32_t i = 0; i < n; i++) {
        all += part[i];
        others += i == a.largest ? 0 : part[i];
        must(part[i] <= part[a.largest], "no supplier is larger than the largest");
    }
    must(near_to(a.share * all, part[a.largest]), "its share is what is lost");
    must(a.loss >= 0 && a.loss <= a.share, "spare capacity never makes it worse");
    must(b.loss <= a.loss, "more spare capacity, less loss");
    must(fabs(MAX_OF(0, part[a.largest] - spare * others) / all - a.loss) < 1e-9,
         "the loss in tonnes");
}

static void check_geopolrisk(rng *r)
{
    double f[PARTS], g[PARTS], imports = 0;
    int32_t n = draw_parts(r, f);
    double unit = exp(rng_f64(r, -9, 9));
    for (int32_t i = 0; i < n; i++) {
        g[i] = rng_f64(r, 0, 1);
        imports += f[i];
    }
    geopolrisk_in in = { rng_f64(r, 0, 1), indicator_governed(f, g, n), imports,
                         exp(rng_f64(r, -3, 12)), exp(rng_f64(r, -3, 9)) };
    geopolrisk_in other = in;
    other.numerator_t *= unit;
    other.imports_t *= unit;
    other.production_t *= unit;
    geopolrisk a = indicator_geopolrisk(&in), b = indicator_geopolrisk(&other);
    must(a.import_risk >= 0 && a.import_risk <= imports / (imports + in.production_t) + 1e-12,
         "import risk is at most the share of imports");
    must(a.score <= in.hhi && a.score <= a.import_risk, "a score is a product of fractions");
    must(near_to(a.score, b.score) && near_to(a.cf, b.cf), "the unit of mass does not matter");
    other = in;
    other.production_t *= 2;
    must(indicator_geopolrisk(&other).score < a.score || a.score == 0,
         "production at home lowers the risk");
}

static double moved(rng *r, double x, double half, double hi)
{
    double y = x + rng_f64(r, -1, 1) * half;
    return MAX_OF(0, MIN_OF(hi, y));
}

static void check_eu_sr(rng *r)
{
    eu_sr in = { rng_f64(r, 0, 10), rng_f64(r, 0, 10), rng_f64(r, 0, 1), rng_f64(r, 0, 1),
                 rng_f64(r, 0, 1) };
    eu_sr half = { rng_f64(r, 0, 1), rng_f64(r, 0, 1), rng_f64(r, 0, 0.1), rng_f64(r, 0, 0.1),
                   rng_f64(r, 0, 0.1) };
    if (rng_chance(r, 0.2))
        in.hhi_eu = NO_NUMBER;
    double sr = indicator_eu_sr(&in);
    indicator_range range = indicator_eu_sr_range(&in, &half);
    must(range.lo <= sr && sr <= range.hi, "the answer lies in its interval");
    must(sr >= 0 && sr <= MAX_OF(in.hhi_gs, IS_NUMBER(in.hhi_eu) ? in.hhi_eu : 0) + 1e-12,
         "a supply risk is at most the larger concentration");
    for (int32_t k = 0; k < POINTS; k++) {
        eu_sr at = { moved(r, in.hhi_gs, half.hhi_gs, NO_LIMIT),
                     IS_NUMBER(in.hhi_eu) ? moved(r, in.hhi_eu, half.hhi_eu, NO_LIMIT) : NO_NUMBER,
                     moved(r, in.import_reliance, half.import_reliance, 1),
                     moved(r, in.eol_rir, half.eol_rir, 1), moved(r, in.si, half.si, 1) };
        double x = indicator_eu_sr(&at);
        must(x >= range.lo - 1e-12 && x <= range.hi + 1e-12, "no rounding leaves the interval");
    }
}

static void check_scales(rng *r)
{
    double a = rng_f64(r, -2.5, 2.5), b = rng_f64(r, -2.5, 2.5);
    double x = indicator_rescale(a, SCALE_WGI, SCALE_EU),
           y = indicator_rescale(b, SCALE_WGI, SCALE_EU);
    must(x >= 0 && x <= 10 && (a > b) == (x < y), "better governance is less risk");
    must(fabs(indicator_rescale(x, SCALE_EU, SCALE_WGI) - a) < 1e-12, "there and back");
    must(near_to(indicator_rescale(a, SCALE_WGI, SCALE_UNIT) * 10, x),
         "one scale is ten of the other");
}

static void formulas_hold_for_any_numbers(void **state)
{
    const uint64_t *only = *state;
    for (uint64_t seed = only ? *only : 0; seed < (only ? *only + 1 : SEEDS); seed++) {
        rng r = rng_make(seed, 3);
        seed_now = seed;
        check_concentration(&r);
        check_n_minus_1(&r);
        check_geopolrisk(&r);
        check_eu_sr(&r);
        check_scales(&r);
    }
}

int main(int argc, char **argv)
{
    int32_t seed = 0;
    uint64_t only = 0;
    bool one = argc > 1 && num_parse_i32(argv[1], 0, INT32_MAX, &seed);
    only = (uint64_t)seed;
    const struct CMUnitTest tests[] = { cmocka_unit_test_prestate(formulas_hold_for_any_numbers,
                                                                  one ? &only : NULL) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
