/* governance.h - layer 2: governance of countries, from a file of the user: gadolin bundles none.
 *
 * The file: CSV with the columns country, year, value and scale (docs/risk.md, "Governance"). */
#ifndef GAD_GOVERNANCE_H
#define GAD_GOVERNANCE_H

#include "store/store.h"
#include "trade/indicators.h"

typedef struct governance_row {
    const char *country; /* as in the file */
    const char *id;      /* ISO 3166 alpha-3, or a group: "EU27"; NULL: no country we know */
    int32_t number;      /* store_country_id(id); -1 for a group and what is not known */
    int32_t year;        /* INT32_MIN: not said, holds for every year */
    double value;        /* as in the file */
    governance_scale scale;
    int64_t line; /* of the file */
} governance_row;

typedef struct governance {
    const char *file;
    governance_row *row; /* [n] by id, then year; rows of no known country last */
    int32_t n;
    const char
        *unknown; /* "" or "wgi.csv: 2 countries are not known, and not used: 'Jersey', 'Kosovo'" */
} governance;

/* Read a file; all memory from `mem`. A country nobody knows is no error (`unknown` says it).
 * Errors: GAD_E_IO; GAD_E_FORMAT by file and line: a value beyond its scale, a scale that is none, two
 * values of one country and year, a file without `scale` whose values cannot be WGI. */
MUST_CHECK gad_status governance_read(gad_ctx *cx, gad_store *st, arena *mem, const char *path,
                                      governance *out);

/* The row of a country (its id, "CHN") that holds in a year: that year's, else the newest of the
 * GOVERNANCE_YEARS_BACK years before it, else one without a year; NULL: none. Say row->year when it is
 * not the year asked for. */
enum { GOVERNANCE_YEARS_BACK = 3 };
const governance_row *governance_find(const governance *g, const char *id, int32_t year);
const governance_row *governance_find_number(const governance *g, int32_t number, int32_t year);

/* The row's value on another scale (SCALE_EU, SCALE_UNIT); NaN for NULL. */
double governance_value(const governance_row *row, governance_scale scale);

/* "wgi", "eu", "unit" in any case; false: no such scale. */
bool governance_scale_named(const char *name, governance_scale *out);
/* Whether a value may stand on a scale, and that in words: "-3.5 to 3.5, high is good". */
bool governance_allows(governance_scale scale, double value);
const char *governance_scale_words(governance_scale scale);
const char *governance_scale_name(governance_scale scale);

#endif
