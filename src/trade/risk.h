/* risk.h - layer 2: the supply-risk indicators of a product, for a panel of countries and years, each
 * with the numbers that went in. Includes base, store, supply, buying, chain, governance, indicators.
 *
 * An indicator that the data do not allow is NaN with a reason; nothing missing is taken as 0.
 * Definitions: docs/risk.md. */
#ifndef GAD_RISK_H
#define GAD_RISK_H

#include "trade/chain.h"
#include "trade/governance.h"

/* name in CSV and JSON, title for people, decimals, formula */
#define RISK_LIST(X)                                                                               \
    X(RISK_OUTPUT_HHI, "production_hhi", "production HHI", 4, "HHI = sum S_c^2, world production") \
    X(RISK_OUTPUT_N1, "production_n1_pct", "largest producer, %", 1,                               \
      "loss = S_1, of world production")                                                           \
    X(RISK_OUTPUT_N1_SPARE, "production_n1_spare_pct", "with spare, %", 1, N1_FORMULA)             \
    X(RISK_IMPORT_HHI, "import_hhi", "import HHI", 4, "HHI = sum S_c^2, imports by origin")        \
    X(RISK_IMPORT_N1, "import_n1_pct", "largest origin, %", 1, "loss = S_1, of imports")           \
    X(RISK_IMPORT_N1_SPARE, "import_n1_spare_pct", "with spare, %", 1, N1_FORMULA)                 \
    X(RISK_RELIANCE, "import_reliance_pct", "import reliance, %", 1, IMPORT_RELIANCE_FORMULA)      \
    X(RISK_RELIANCE_PRINTED, "import_reliance_published_pct", "as published, %", 1,                \
      "as published, definition of the source")                                                    \
    X(RISK_HHI_GS, "hhi_gs_wgi", "HHI_GS(WGI)", 2, HHI_WEIGHTED_FORMULA)                           \
    X(RISK_HHI_EU, "hhi_sourcing_wgi", "HHI_EU(WGI)", 2, HHI_WEIGHTED_FORMULA)                     \
    X(RISK_EU_SR, "eu_sr", "EU SR", 2, EU_SR_FORMULA)                                              \
    X(RISK_GPR_IMPORT, "geopolrisk_import_risk", "import risk", 4, IMPORT_RISK_FORMULA)            \
    X(RISK_GPR_SCORE, "geopolrisk_score", "GeoPolRisk", 4, GEOPOLRISK_FORMULA)                     \
    X(RISK_GPR_CF, "geopolrisk_cf", "GeoPolRisk CF", 4, GEOPOLRISK_CF_FORMULA)                     \
    X(RISK_THROUGH, "through_pct", "through, %", 1, "through = direct + bought elsewhere")         \
    X(RISK_DIRECT, "through_direct_pct", "direct, %", 1, "bought from the country itself")         \
    X(RISK_INDIRECT, "through_indirect_pct", "indirect, %", 1,                                     \
      "bought elsewhere, passed through it: seen in trade")                                        \
    X(RISK_ASSUMED, "through_assumed_pct", "assumed, %", 1,                                        \
      "bought elsewhere, passed through it if what is not held follows world output")              \
    X(RISK_ELSEWHERE, "elsewhere_pct", "elsewhere, %", 1,                                          \
      "did not pass through it (also assumed)")                                                    \
    X(RISK_UNKNOWN, "unknown_pct", "unknown, %", 1, "unknown = 100 - all of these")

typedef enum risk_id {
#define RISK_ENUM(id, name, title, decimals, formula) id,
    RISK_LIST(RISK_ENUM)
#undef RISK_ENUM
        RISK_COUNT
} risk_id;

typedef struct risk_def {
    const char *name, *title, *formula;
    int32_t decimals;
} risk_def;
extern const risk_def risk_defs[RISK_COUNT];

typedef struct risk_value {
    double x;            /* NaN: `why` */
    const char *numbers; /* the formula with its numbers, "" when x is NaN */
    const char *why;     /* "" when x is known */
} risk_value;

/* A number that went in and is on no list of suppliers. */
typedef struct risk_input {
    const char *what, *unit;
    double amount; /* NaN: not known */
    figure f;
} risk_input;
enum { RISK_INPUTS = 8 };

typedef struct risk_cell { /* one country and year */
    members who;
    int32_t year;
    supplies output; /* the world's producers */
    const char
        *output_of;   /* the product whose output that is: its own, or its stage's in the chain */
    supplies origins; /* of what it buys */
    const buying_way *way; /* that found the origins; NULL */
    double own;            /* what it puts out itself; NaN */
    risk_input input[RISK_INPUTS];
    int32_t n_input;
    chain_row *stage; /* [n_stage] */
    int32_t n_stage;
    risk_value v[RISK_COUNT];
} risk_cell;

typedef struct risk_query {
    product_ref product;
    series_query trade;   /* measure, as_of, source; the product */
    country_ref *country; /* [n_country] */
    int32_t n_country;
    int32_t *year; /* [n_year] */
    int32_t n_year;
    country_ref target;               /* dependence on whom */
    const governance *governance;     /* NULL: not given */
    double spare;                     /* fraction; 0 */
    double price_usd_kg, eol_rir, si; /* NaN: not given */
} risk_query;

typedef struct risk_panel {
    risk_cell *at; /* [n] by country as asked, then year */
    int32_t n;
    chain_file file;
    chain_data chain;
    buying alone; /* of a product in no chain; cells point into it */
} risk_panel;

/* Errors: GAD_E_STORE, GAD_E_NOMEM, GAD_E_NOTFOUND an unknown source, GAD_E_FORMAT data/chain.csv. */
MUST_CHECK gad_status risk_load(gad_ctx *cx, gad_store *st, arena *mem, const risk_query *q,
                                risk_panel *out);

/* private to risk*.c: fill in the values of a cell whose inputs are there; false: no memory */
bool risk_known(risk_value *v, double x, const char *numbers); /* numbers NULL: no memory */
bool risk_unknown(risk_value *v, const char *why);             /* why NULL: no memory */
/* Why own output and the origins of imports cannot be added up; "": they can; NULL: no memory. Content
 * instead of gross weight matters only where there is output. */
const char *risk_apart(arena *mem, const risk_cell *c);
bool risk_say_lists(arena *mem, const risk_query *q, risk_cell *c);
bool risk_say_governed(arena *mem, const risk_query *q, risk_cell *c);
bool risk_say_chain(arena *mem, const risk_query *q, risk_cell *c);
const risk_input *risk_find_input(const risk_cell *c, const char *what);

#endif
