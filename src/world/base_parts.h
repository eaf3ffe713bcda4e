/* base_parts.h - layer 2, private to base_*.c: what the steps of a base month hand to each other. */
#ifndef GAD_WORLD_BASE_PARTS_H
#define GAD_WORLD_BASE_PARTS_H

#include "world/base_month.h"

/* ---- weighted least squares (base_least.c) --------------------------------------------------------- */
/* min sum ((x - centre)/sigma)^2 with sum coef x = 0 at every node and x >= lower: one column per unknown. */
typedef struct least {
    int32_t n_node, n, max_n, max_entry;
    int32_t *start, *node;          /* [n + 1], [start[n]] */
    double *coef;                   /* [start[n]] */
    double *centre, *sigma, *lower; /* [n] sigma > 0, finite; lower -NO_LIMIT allowed */
    double *x;                      /* [n] the answer */
    double imbalance; /* of it: worst node of |sum coef x| over the sum of its terms */
} least;

bool least_take(arena *mem, least *l, int32_t n_node, int32_t max_n, int32_t max_entry);
int32_t least_column(least *l, double centre, double sigma, double lower); /* its index */
void least_entry(least *l, int32_t node, double coef); /* of the last column; adds up */
/* Errors: GAD_E_FORMAT no answer with at most `worst` imbalance (the text says what the market said); GAD_E_NOMEM. */
MUST_CHECK gad_status least_solve(gad_ctx *cx, least *l, double worst);

/* ---- what the steps share ----------------------------------------------------------------------------- */

typedef struct base_known { /* a row of flows.csv */
    int32_t material, from, to, at, into;
    double observed, sigma, value; /* t/mo; value: after base_totals */
    const estimate *given;
} base_known;

typedef struct base_work {
    gad_ctx *cx;
    const world *w;
    base *b;
    arena mem;
    int32_t *site_of;          /* [material * n_place + place], -1: none */
    double *made, *used;       /* [n_site] observed, t/mo */
    double *run_sigma;         /* [n_run] */
    const world_share **share; /* [n_want] */
    double *want_sigma;        /* [n_want] */
    int32_t n_known;
    base_known *known;
    double *out, *in;   /* [n_site] shipments beyond the known ones, t/mo; after base_totals */
    double *lane_sigma; /* [n_lane] after base_fill, while lanes stand in that order */
    const estimate **freight, **months; /* [from * n_place + to], NULL: no row fits */
} base_work;

/* Standard deviation of an estimate: a quarter of its range, at least 2 % of the mode and `tiny`. */
double base_sigma(const estimate *e, double tiny);
/* "CHN (production.csv:3), JPN (production.csv:4) and 2 more": who makes, or who uses, a material. */
enum { BASE_WHO = 400 };
const char *base_who(const base_work *k, int32_t material, bool makes, char out[BASE_WHO]);

/* All flows at 0 balance too: a run or a use that all but vanishes is how a contradiction in the data shows.
 * Errors: GAD_E_FORMAT names the material, who makes and uses it, and the row. */
MUST_CHECK gad_status base_collapse(const base_work *k);

/* Each step; errors as base_make. */
MUST_CHECK gad_status base_totals(base_work *k);
MUST_CHECK gad_status base_fill(base_work *k);
MUST_CHECK gad_status base_balance(base_work *k);
MUST_CHECK gad_status base_prices(base_work *k);   /* of the sites; before base_fill */
MUST_CHECK gad_status base_arrivals(base_work *k); /* of the lanes: transit and freight */
MUST_CHECK gad_status base_freight(base_work *k, int32_t from, int32_t to, double *usd_t);

/* Proportional fitting: flow[s * n_in + d] = prior * a[s] * b[d] with rows that sum to `out` and columns that sum to `in`
 * (equal totals). Returns how far the worst row is off, relative: 0 up to rounding where the prior allows it.
 * work: [n_out + n_in]. */
double base_entropy(int32_t n_out, int32_t n_in, const double *prior, const double *out,
                    const double *in, double *flow, double *work);
/* Made, shipped in, used and shipped out at every site, into terms[4 * n_site]; returns the worst imbalance. */
double base_imbalance(const base *b, double *terms);

#endif
