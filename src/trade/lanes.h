/* lanes.h - layer 2: who sold a product to whom, all countries at once, year by year: the bilateral
 * side of dependence through processing. Includes base, store, codeset and supply only.
 *
 * Rests on annual rows of six-digit codes (Comtrade, BACI), which every country reports alike; national
 * lines and months belong to one reporter's panel (rank.h). Of each importer and year one report
 * counts, never a mixture: reconciled data, else its own imports, else what exporters say they sent. */
#ifndef GAD_LANES_H
#define GAD_LANES_H

#include "trade/supply.h"

typedef enum lane_report {
    LANE_NONE,
    LANE_RECONCILED, /* BACI */
    LANE_IMPORTS,    /* the importer's own report, CIF */
    LANE_EXPORTS,    /* the exporters' reports, FOB: exporters that report nothing are not in it */
} lane_report;

typedef struct lane {
    int32_t year, importer, exporter;
    double amount; /* above 0 */
    lane_report report;
    int32_t source, vintage; /* of the newest of its rows */
} lane;

typedef struct lanes {
    lane *at; /* [n] by year, importer, exporter */
    int32_t n;
    const char *unit;    /* "t" or "USD" */
    const char **source; /* [256] names by number, NULL: not known */
} lanes;

/* Both measures from one query; `source` NULL: by preference. Only products whose six-digit codes are all
 * held in a source and year count; a report whose rows lack the measure is passed over as a whole. n 0
 * when nothing is held. */
MUST_CHECK gad_status lanes_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                 lanes *qty, lanes *value);
/* Lanes of one importer and year: at[first, first + count); count 0 when there are none. */
int32_t lanes_find(const lanes *l, int32_t year, int32_t importer, int32_t *first);
/* The origins of a country or group out of lanes; as origins_of, but why is "". */
MUST_CHECK gad_status lanes_origins(gad_ctx *cx, arena *mem, const lanes *l,
                                    const country_list *names, const members *m, int32_t year,
                                    supplies *out);
const char *lane_report_text(lane_report r);

#endif
