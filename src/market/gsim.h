/* gsim.h - layer 1: what the linear and the exact tariff model share: checked input, base shares, the matrix of
 * elasticities, and the way out. Used by gsim*.c only. Mathematics: docs/market.md, section 10. */
#ifndef GAD_GSIM_H
#define GAD_GSIM_H

#include "base/base.h"
#include "gadolin/market.h"

/* Matrices are [n * n], exporter row by importer column. World prices and composite prices are 1 in the base,
 * so base values at world prices are base quantities. */
typedef struct gsim {
    int32_t n;
    const gad_gsim_spec *in;
    double *exports;     /* [n] sum of trade over importers */
    double *spending;    /* [n] by importer, at internal (tariff inclusive) prices */
    double *theta;       /* share of the exporter in the importer's spending at internal prices */
    double *phi;         /* share of the importer in the exporter's exports at world prices */
    gad_gsim_answer out; /* filled here, given to the caller only when all went well */
} gsim;

/* Check the numbers and compute the shares; everything lives in `mem`. Errors: GAD_E_ARG names the number. */
MUST_CHECK gad_status gsim_prepare(gad_ctx *cx, const gad_gsim_spec *in, arena *mem, gsim *g);

static inline size_t gsim_at(const gsim *g, int32_t exporter, int32_t importer)
{
    return (size_t)exporter * (size_t)g->n + (size_t)importer;
}
static inline bool gsim_trades(const gsim *g, int32_t exporter, int32_t importer)
{
    return g->in->trade[gsim_at(g, exporter, importer)] > 0;
}

/* a [n * n]: fall of relative excess demand of exporter r per unit rise of log price s,
 *   a[r,s] = ex_r (r = s) - sum_v phi[r,v] (theta[s,v] (em_v + es_v) - es_v (r = s)),
 * at the shares given (the base ones: GSIM; current ones: the Jacobian of the exact system). An exporter without
 * exports has the row of the identity, so that the matrix stays regular. */
void gsim_matrix(const gsim *g, const double *theta, const double *phi, double *a);

/* Sum up the welfare, blank what has no meaning (no trade), check that all else is finite, and copy to the caller.
 * Errors: GAD_E_ARG an outcome is beyond the range of numbers. */
MUST_CHECK gad_status gsim_deliver(gad_ctx *cx, gsim *g, gad_gsim_answer *answer);

#endif
