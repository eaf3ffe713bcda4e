/* reliability.h - layer 2: how well each country reports, from the flows that two countries report. Pure: no store.
 * Includes base only.
 *
 * Model: the distance d = |ln(importer's / exporter's)| of a flow comes from both reports, E sqrt(d) = e_i + m_j, both
 * positive; roots, because the distances have heavy tails. An exporter has two numbers: one for direct lanes, one for lanes that
 * touch a re-export hub, where the destination is often not known when the goods leave. The decomposition is that of
 * Gaulier & Zignago (CEPII 2010-23), fitted here by charging each side its expected part of every distance until nothing changes,
 * with a prior worth one flow. */
#ifndef GAD_RELIABILITY_H
#define GAD_RELIABILITY_H

#include "base/base.h"

typedef enum report_role { ROLE_EXPORTER, ROLE_HUB_EXPORTER, ROLE_IMPORTER, ROLES } report_role;

typedef struct mirror_cell { /* all flows of one pair of countries */
    int32_t exporter, importer;
    bool hub;
    int64_t n;         /* flows */
    double weight;     /* sum of their weights, > 0; a typical flow weighs 1 */
    double value, qty; /* weighted sums of the roots of the distances of values and of weights */
} mirror_cell;

typedef struct reporter_error { /* standard errors of the logarithm of one report */
    int32_t country;
    report_role role;
    int64_t flows;
    double value, qty; /* from values alone, from weights alone */
    double error;      /* from both: what reports are weighed by */
} reporter_error;

typedef struct reliability {
    reporter_error *at; /* [n] by role, then country */
    int32_t n;
    double fallback[ROLES]; /* error of a reporter never seen; NaN when no flow has two reports */
} reliability;

/* Cells in any order; the answer does not depend on it. Everything is taken from mem. GAD_E_NOMEM. */
MUST_CHECK gad_status reliability_fit(gad_ctx *cx, arena *mem, const mirror_cell *cell, int32_t n,
                                      reliability *out);

#endif
