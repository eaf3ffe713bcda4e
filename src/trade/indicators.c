/* indicators.c - layer 2: the formulas of supply risk, in the order of the header. */
#include "trade/indicators.h"

static double total_of(const double *part, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += part[i];
    return sum;
}

double indicator_hhi_weighted(const double *part, const double *risk, const double *trade,
                              int32_t n)
{
    double total = total_of(part, n), sum = 0;
    if (n == 0 || !(total > 0))
        return NO_NUMBER;
    for (int32_t i = 0; i < n; i++) {
        double share = part[i] / total;
        if (share > 0)
            sum += share * share * risk[i] * (trade ? trade[i] : 1);
    }
    return sum;
}

/* ---- the EU's supply risk ---------------------------------------------------------------------- */

double indicator_eu_sr(const eu_sr *in)
{
    double half_reliance = in->import_reliance / 2;
    double hhi = IS_NUMBER(in->hhi_eu)
                     ? in->hhi_gs * half_reliance + in->hhi_eu * (1 - half_reliance)
                     : in->hhi_gs;
    return hhi * (1 - in->eol_rir) * in->si;
}

/* One end of x +- half, within lo..hi. */
static double end_of(double x, double half, bool upper, double lo, double hi)
{
    double end = upper ? x + half : x - half;
    return IS_NUMBER(end) ? MAX_OF(lo, MIN_OF(hi, end)) : end;
}

indicator_range indicator_eu_sr_range(const eu_sr *in, const eu_sr *half)
{
    enum { GS = 1, EU = 2, RELIANCE = 4, EOL = 8, SI = 16, CORNERS = 32 };
    indicator_range r = { NO_NUMBER, NO_NUMBER };
    for (int32_t k = 0; k < CORNERS; k++) {
        eu_sr corner = {
            .hhi_gs = end_of(in->hhi_gs, half->hhi_gs, k & GS, 0, NO_LIMIT),
            .hhi_eu = end_of(in->hhi_eu, half->hhi_eu, k & EU, 0, NO_LIMIT),
            .import_reliance =
                end_of(in->import_reliance, half->import_reliance, k & RELIANCE, 0, 1),
            .eol_rir = end_of(in->eol_rir, half->eol_rir, k & EOL, 0, 1),
            .si = end_of(in->si, half->si, k & SI, 0, 1),
        };
        double sr = indicator_eu_sr(&corner);
        r.lo = k == 0 ? sr : MIN_OF(r.lo, sr);
        r.hi = k == 0 ? sr : MAX_OF(r.hi, sr);
    }
    return r;
}

/* ---- import reliance ----------------------------------------------------------------------------- */

double indicator_import_reliance(double production, double imports, double exports)
{
    double use = production + imports - exports;
    return use > 0 ? (imports - exports) / use : NO_NUMBER;
}

/* ---- GeoPolRisk ------------------------------------------------------------------------------------ */

geopolrisk indicator_geopolrisk(const geopolrisk_in *in)
{
    double supply = in->production_t + in->imports_t;
    geopolrisk r;
    r.import_risk = supply > 0 ? in->numerator_t / supply : NO_NUMBER;
    r.score = in->hhi * r.import_risk;
    r.cf = r.score * in->price_usd_kg / GEOPOLRISK_CF_COPPER;
    return r;
}

double indicator_governed(const double *imports, const double *governance, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        if (imports[i] != 0) /* an unknown amount makes the sum unknown */
            sum += imports[i] * governance[i];
    return sum;
}

/* ---- N-1 ------------------------------------------------------------------------------------------- */

n_minus_1 indicator_n_minus_1(const double *part, int32_t n, double spare)
{
    n_minus_1 r = { -1, NO_NUMBER, NO_NUMBER };
    double total = total_of(part, n);
    if (n == 0 || !(total > 0))
        return r;
    r.largest = 0;
    for (int32_t i = 1; i < n; i++)
        if (part[i] > part[r.largest])
            r.largest = i;
    r.share = part[r.largest] / total;
    double left = r.share - spare * (1 - r.share);
    r.loss = left < 0 ? 0 : left; /* an unknown spare capacity stays unknown */
    return r;
}

/* ---- governance -------------------------------------------------------------------------------------- */

static const struct {
    double best, worst;
} scales[GOVERNANCE_SCALES] = {
    [SCALE_WGI] = { 2.5, -2.5 },
    [SCALE_EU] = { 0, 10 },
    [SCALE_UNIT] = { 0, 1 },
};

double indicator_rescale(double value, governance_scale from, governance_scale to)
{
    if (from == to)
        return value;
    double badness = (value - scales[from].best) / (scales[from].worst - scales[from].best);
    badness = badness < 0 ? 0 : badness > 1 ? 1 : badness; /* NaN passes */
    return scales[to].best + badness * (scales[to].worst - scales[to].best);
}
