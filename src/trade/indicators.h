/* indicators.h - layer 2: the formulas of supply risk. Pure: no store, no allocation, no I/O. Includes
 * base only. Each stands in docs/risk.md under the same name, with its source.
 *
 * Shares and rates are fractions (1 is 100 %), quantities any one unit of mass. A number that is not
 * known is NaN, and makes what needs it NaN; nothing unknown is taken as zero. Sums are taken in the
 * order given: a caller whose rows come in any order sorts them first. The plain HHI is stats_hhi. */
#ifndef GAD_INDICATORS_H
#define GAD_INDICATORS_H

#include "base/base.h"

#define EU_SR_FORMULA           "SR = [HHI_GS IR/2 + HHI_EU (1 - IR/2)] (1 - EoL_RIR) SI"
#define EU_SR_GLOBAL_FORMULA    "SR = HHI_GS (1 - EoL_RIR) SI"
#define HHI_WEIGHTED_FORMULA    "HHI(WGI,t) = sum S_c^2 WGI_c t_c"
#define IMPORT_RELIANCE_FORMULA "IR = (imports - exports) / (production + imports - exports)"
#define IMPORT_RISK_FORMULA     "import risk = sum(g_i f_i) / (p + F)"
#define GEOPOLRISK_FORMULA      "score = HHI x import risk"
#define GEOPOLRISK_CF_FORMULA   "CF = score x price / 0.409412948"
#define N1_FORMULA              "loss = max(0, S_1 - spare (1 - S_1))"

/* Sum of squared shares, each weighted: sum S_c^2 g_c t_c (HHI_WEIGHTED_FORMULA).
 *   part     [n] non-negative supplies, any unit
 *   risk     [n] governance, high is bad (EU: 0..10); may be NaN where the part is 0
 *   trade    [n] the EU's parameter of trade restrictions; NULL: 1 everywhere
 * NaN when n is 0, the parts sum to 0, or a part above 0 has no governance. */
double indicator_hhi_weighted(const double *part, const double *risk, const double *trade,
                              int32_t n);

/* ---- the EU's supply risk (EU_SR_FORMULA) ---- */
typedef struct eu_sr {
    double hhi_gs, hhi_eu;  /* weighted HHI; hhi_eu NaN: only global supply is known */
    double import_reliance; /* 0..1; not needed without hhi_eu */
    double eol_rir;         /* end-of-life recycling input rate, 0..1 */
    double si;              /* substitution index of supply risk, 0..1 */
} eu_sr;

typedef struct indicator_range {
    double lo, hi;
} indicator_range;

double indicator_eu_sr(const eu_sr *in);
/* The least and the largest supply risk with every input within its `half` (known to +- half), cut to
 * what the input can be at all (rates 0..1, HHI at least 0). Exact: the formula is linear in each
 * input, so both ends lie at corners. */
indicator_range indicator_eu_sr_range(const eu_sr *in, const eu_sr *half);

/* ---- import reliance (IMPORT_RELIANCE_FORMULA) ----
 * 1: all is imported; below 0: a net exporter (the EU's supply risk counts that as 0). NaN when use,
 * production + imports - exports, is not above 0. */
double indicator_import_reliance(double production, double imports, double exports);

/* ---- GeoPolRisk ---- */
#define GEOPOLRISK_CF_COPPER 0.409412948 /* USD/kg: the method's mean of copper, OECD 2017-2021 */

typedef struct geopolrisk_in {
    double hhi;          /* of world production, 0..1 */
    double numerator_t;  /* sum g_i f_i: imports weighted with governance */
    double imports_t;    /* F = sum f_i */
    double production_t; /* p, domestic; the same unit as imports */
    double price_usd_kg; /* NaN: no characterisation factor */
} geopolrisk_in;

typedef struct geopolrisk {
    double import_risk; /* IMPORT_RISK_FORMULA */
    double score;       /* GEOPOLRISK_FORMULA */
    double cf;          /* GEOPOLRISK_CF_FORMULA, kg of copper equivalents per kg */
} geopolrisk;

geopolrisk indicator_geopolrisk(const geopolrisk_in *in);

/* sum g_i f_i; NaN when an import above 0 has no governance. governance may be NaN where imports are 0. */
double indicator_governed(const double *imports, const double *governance, int32_t n);

/* ---- N-1: the largest supplier stops (N1_FORMULA) ---- */
typedef struct n_minus_1 {
    int32_t largest; /* its index, the first of equals; -1: nothing is known */
    double share;    /* S_1: the loss without spare capacity, 0..1 */
    double loss;     /* what is left of it when the others supply `spare` more, 0..share */
} n_minus_1;

/*   part   [n] non-negative supplies
 *   spare  spare capacity of the others, as a fraction of what they supply (0.1: 10 % more)
 * NaN and -1 when n is 0 or the parts sum to 0. */
n_minus_1 indicator_n_minus_1(const double *part, int32_t n, double spare);

/* ---- governance ----
 * How a file states an indicator of governance. WGI: the World Bank's estimate, about -2.5 (worst) to
 * 2.5 (best), so it is turned round. The others say risk, high is bad. */
typedef enum governance_scale {
    SCALE_WGI,  /* -2.5..2.5, high is good */
    SCALE_EU,   /* 0..10, high is bad: as in the EU's supply risk */
    SCALE_UNIT, /* 0..1, high is bad: as in GeoPolRisk */
    GOVERNANCE_SCALES
} governance_scale;

/* From one scale to another: linear, worst to worst and best to best. A WGI estimate beyond +-2.5
 * (a few countries in a few years) counts as +-2.5. */
double indicator_rescale(double value, governance_scale from, governance_scale to);

#endif
