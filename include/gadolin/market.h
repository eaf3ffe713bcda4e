/* market.h - the market kernel: prices that clear every market of a network.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading order: the network (shape and numbers), solving, the answer, sensitivities, reconciliation,
 * GSIM, and last the questions on JSON files that the command `gadolin market` asks.
 *
 * The model. Node n has a price p[n]; activity j runs at level x[j], makes (+) or uses (-) coef units of
 * its nodes per unit of level, and has the marginal cost m_j(x), which never falls. With
 *     earns_j(p) = sum over its entries of coef * price_factor * p[node]      (eq. 1)
 *     g_j        = m_j(x[j]) - earns_j(p)                                     (eq. 2)
 * an equilibrium (x, p) is: lower <= x <= upper;
 *     x at lower => g >= 0;  between the bounds => g = 0;  at upper => g <= 0 (eq. 3)
 *     sum_j coef * x[j] + supply = 0 at every node, or >= 0 and complementary to p >= 0 where disposal is
 *     free (eq. 4).
 * A consumer is an activity that uses a good and has a negative marginal cost (its marginal benefit).
 * Units are the caller's: quantity per period, money, money per quantity. Mathematics: docs/market.md.
 *
 * Conventions of gadolin.h hold; counts and indices are int32_t; arrays named with their length. */
#ifndef GADOLIN_MARKET_H
#define GADOLIN_MARKET_H

#include "gadolin/gadolin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the network ----------------------------------------------------------------------------- */
typedef enum gad_balance {
    GAD_BALANCE_EQ,   /* what is made is used */
    GAD_BALANCE_FREE, /* a surplus may be thrown away at no cost; the price is never negative */
} gad_balance;

/* Marginal cost curves. `par` holds the parameters in the order of the comment. */
typedef enum gad_curve_kind {
    GAD_CURVE_LINEAR,    /* c, q:            c + q x, q >= 0 (0: a flat step) */
    GAD_CURVE_QUADRATIC, /* c, q, r:         c + q x + r x^2, never falling between the bounds */
    GAD_CURVE_POWER,     /* p0, x0, elasticity: p0 (x/x0)^(1/elasticity), supply (> 0);
                            minus that, demand (< 0); p0, x0 > 0, x >= 0 */
    GAD_CURVE_EXP,       /* c, t, x0:        c + t ln(x/x0), t, x0 > 0, x > 0 */
    GAD_CURVE_HYPERBOLA, /* a, b, cap:       a + b/(cap - x), b > 0, x < cap */
    GAD_CURVE_KINDS
} gad_curve_kind;
enum { GAD_CURVE_PARS = 3 };
typedef struct gad_curve {
    gad_curve_kind kind;
    double par[GAD_CURVE_PARS];
} gad_curve;

/* A coupled response: the marginal cost of member i is c[i] + sum_k q[i * n + k] x[member k]. The
 * symmetric part of q is positive semidefinite; q itself need not be symmetric. */
typedef struct gad_block {
    int32_t n;
    const int32_t *activity; /* [n] its members, each in this block only */
    double *c;               /* [n] */
    double *q;               /* [n * n] row by row */
} gad_block;

/* The numbers of a network. The caller changes them between solves; a solve checks them first. */
typedef struct gad_market_numbers {
    double *supply;   /* [n_node] exogenous: made (+), used (-) */
    double *lower;    /* [n_activity] -INFINITY allowed */
    double *upper;    /* [n_activity] INFINITY allowed; equal to lower: a fixed level */
    gad_curve *curve; /* [n_activity] kinds are part of the shape; unused for members of a block */
    double *price_factor; /* [n_entry] > 0; 1: no wedge */
    gad_block *block;     /* [n_block]; only c and q may change */
} gad_market_numbers;

/* What a network is made of; all arrays are copied. NULL where "NULL:" says so. */
typedef struct gad_market_spec {
    int32_t n_node;
    int32_t n_activity;
    int32_t n_block;
    const gad_balance *balance; /* [n_node]; NULL: all GAD_BALANCE_EQ */
    const int32_t *start; /* [n_activity + 1] entries of activity j: start[j] .. start[j+1]-1 */
    const int32_t *node;  /* [n_entry = start[n_activity]], no node twice in one activity */
    const double *coef;   /* [n_entry], not 0 */
    const char *const *node_id;     /* [n_node], for messages; NULL: numbers */
    const char *const *activity_id; /* [n_activity]; NULL: numbers */
    gad_market_numbers numbers; /* supply NULL: 0; lower NULL: 0; upper NULL: INFINITY; price_factor
                                   NULL: 1; curve may be NULL when every activity is in a block */
} gad_market_spec;

typedef struct gad_market gad_market;

/* Build a network; the market is the caller's to free, before its context.
 * Errors: GAD_E_ARG names the node, activity or block and what is wrong; GAD_E_NOMEM.
 * Cost: one symbolic analysis at the first solve; O(entries) here. */
GAD_API GAD_MUST_CHECK gad_status gad_market_new(gad_ctx *cx, const gad_market_spec *spec,
                                                 gad_market **market);
GAD_API void gad_market_free(gad_market *m); /* takes NULL */
/* The numbers, to read or change in place; borrowed. Sensitivities need a solve after a change. */
GAD_API gad_market_numbers *gad_market_numbers_of(gad_market *m);

/* ---- solving --------------------------------------------------------------------------------- */
#define OPT_F64(field, name, letter, metavar, def, lo, hi, help) double field;
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) int32_t field;
typedef struct gad_market_opts {
#include "gadolin/market_opts.def"
} gad_market_opts;
#undef OPT_F64
#undef OPT_I32
GAD_API gad_market_opts gad_market_defaults(void);

typedef enum gad_market_status {
    GAD_SOLVED, /* (x, p) meets half the tolerance: checked by evaluating eq. 3 and 4 anew */
    GAD_NO_EQUILIBRIUM, /* the balances cannot all be met, or levels or prices grow without end */
    GAD_NOT_CONVERGED,  /* neither was established; the last state is returned, never as solved */
} gad_market_status;
GAD_API const char *gad_market_status_text(
    gad_market_status s); /* "solved", "no_equilibrium", ... */

enum { GAD_MARKET_NAMED = 16 };
typedef struct gad_market_report {
    gad_market_status status;
    int32_t iterations;     /* Newton steps */
    int32_t factorisations; /* numeric ones */
    int32_t inner;          /* iterations with a stale factor as preconditioner */
    int32_t evaluations;    /* passes over the activities */
    double imbalance;       /* worst node of |A x + s| / (sum |coef x| + |s|), surplus of a freely
                                disposing node at price 0 not counted */
    double complementarity; /* worst violation of eq. 3, price units */
    double
        complementarity_rel; /* the same over the terms of m + sum |coef factor p|, worst activity */
    double objective; /* integral of m over the levels (cost less benefit); NaN when the network
                                has price factors other than 1 or an asymmetric block */
    double seconds_check, seconds_analyse, seconds_evaluate, seconds_factor, seconds_solve,
        seconds_finish, seconds;
    int32_t degenerate;   /* activities whose level is not unique: the least-norm one is given */
    int32_t undetermined; /* nodes whose price is not unique: least-norm one and interval given */
    int32_t n_unbalanced; /* nodes that cannot balance (GAD_NO_EQUILIBRIUM) */
    char note[256];       /* one sentence for the user, "" when there is nothing to add */
} gad_market_report;

/* Where a solve writes; arrays may be NULL when not wanted. */
typedef struct gad_market_answer {
    double *price; /* [n_node] */
    double *level; /* [n_activity] */
    double *rent;  /* [n_activity] earns - marginal cost: > 0 at upper, < 0 at lower, 0 between */
    double *price_low;  /* [n_node] interval of prices that are all equilibria at these levels; */
    double *price_high; /*          equal to price where it is unique; infinite ends allowed;
                             NaN: not unique, and too entangled to compute (report.note says so) */
    bool *level_free;   /* [n_activity] true: the level is not unique */
    double *unbalanced; /* [n_node] GAD_NO_EQUILIBRIUM: least-squares excess (+) or shortfall (-) of
                             each node that cannot balance, else 0 */
    gad_market_report report;
} gad_market_answer;

/* Find an equilibrium by damped semismooth Newton on the prices.
 *   start   [n_node]  first guess of the prices, finite; NULL: our own. The factor
 *                     of an earlier solve serves as a preconditioner only: it changes no answer beyond
 *                     the tolerance.
 *   answer            out; filled when GAD_OK, whatever the outcome
 * Errors: GAD_E_ARG a number out of range (named); GAD_E_NOMEM; GAD_E_CANCEL. On an error no output is
 * written. No equilibrium and no convergence are outcomes, not errors.
 * Cost: O(factorisation) a step; no allocation after the first solve that ended GAD_SOLVED, unless
 * levels or prices are not unique, Newton needs a second attempt, or a market that was symmetric is so no
 * longer. Deterministic. */
GAD_API GAD_MUST_CHECK gad_status gad_market_solve(gad_ctx *cx, gad_market *m,
                                                   const gad_market_opts *opts, const double *start,
                                                   gad_market_answer *answer);

/* Check a state against eq. 3 and 4 from the numbers alone: fills imbalance, complementarity,
 * complementarity_rel and objective of `report`, and status GAD_SOLVED or GAD_NOT_CONVERGED. */
GAD_API GAD_MUST_CHECK gad_status gad_market_certify(gad_ctx *cx, gad_market *m, double tolerance,
                                                     const double *price, const double *level,
                                                     gad_market_report *report);

/* ---- sensitivities --------------------------------------------------------------------------- */
/* Derivatives of one outcome F with respect to every number, at the last solution. Arrays may be NULL.
 * Parameters whose derivative may be one-sided (an activity sits at a bound with no rent) are flagged. */
typedef struct gad_market_gradient {
    double *supply;       /* [n_node] */
    double *lower;        /* [n_activity] 0 unless the level is at lower */
    double *upper;        /* [n_activity] */
    double *curve;        /* [n_activity * GAD_CURVE_PARS] parameter by parameter */
    double *price_factor; /* [n_entry] */
    double **block_c;     /* [n_block] -> [n] */
    double **block_q;     /* [n_block] -> [n * n] */
    bool *one_sided;      /* [n_activity] a kink: the derivative holds on one side only */
} gad_market_gradient;

/* F = sum weight_price . p + sum weight_level . x; either may be NULL. One adjoint solve.
 * Errors: GAD_E_ARG not solved yet, or numbers changed since; GAD_E_NOMEM; GAD_E_NOTFOUND F is not
 * determined (it depends on a price or level that is not unique). */
GAD_API GAD_MUST_CHECK gad_status gad_market_adjoint(gad_ctx *cx, gad_market *m,
                                                     const double *weight_price,
                                                     const double *weight_level,
                                                     gad_market_gradient *out);

/* One direction of change of the numbers: same shapes as the gradient, NULL: no change. */
typedef struct gad_market_change {
    const double *supply, *lower, *upper, *curve, *price_factor;
    const double *const *block_c;
    const double *const *block_q;
} gad_market_change;

/* dprice [n_node] and dlevel [n_activity] per unit of `change`. One forward solve. Errors as above. */
GAD_API GAD_MUST_CHECK gad_status gad_market_forward(gad_ctx *cx, gad_market *m,
                                                     const gad_market_change *change,
                                                     double *dprice, double *dlevel);

/* ---- reconciliation -------------------------------------------------------------------------- */
/* Observed flows never balance: find x that minimises sum ((x - observed)/sigma)^2 subject to the
 * balances and bounds of the nodes, with posterior standard errors (weighted least squares; the
 * covariance is that of the flows off their bounds). */
typedef struct gad_reconcile_spec {
    int32_t n_node, n_flow;
    const gad_balance *balance; /* [n_node]; NULL: eq */
    const double *supply;       /* [n_node]; NULL: 0 */
    const int32_t *start;       /* [n_flow + 1] */
    const int32_t *node;
    const double *coef;
    const double *observed; /* [n_flow] */
    const double *sigma;    /* [n_flow] > 0; INFINITY: not observed; 0: known exactly */
    const double *lower;    /* [n_flow]; NULL: 0 */
    const double *upper;    /* [n_flow]; NULL: INFINITY */
    const char *const *node_id;
    const char *const *flow_id;
} gad_reconcile_spec;

typedef struct gad_reconcile_answer {
    double *flow; /* [n_flow] adjusted */
    double *sd;   /* [n_flow] posterior standard error; 0 at a bound or when known; NaN: nothing
                           determines the flow */
    double *node_price; /* [n_node] multipliers of the balances */
    double chi2;        /* sum ((flow - observed)/sigma)^2 */
    int32_t redundancy; /* independent balances that check the observations */
    gad_market_report report;
} gad_reconcile_answer;

GAD_API GAD_MUST_CHECK gad_status gad_reconcile_flows(gad_ctx *cx, const gad_reconcile_spec *spec,
                                                      const gad_market_opts *opts,
                                                      gad_reconcile_answer *answer);

/* ---- GSIM ------------------------------------------------------------------------------------ */
/* Francois & Hall (2003): one good, differentiated by origin; n countries. em < 0 composite demand, ex > 0
 * export supply, es > 0 substitution elasticity. Shapes [n * n] are exporter row by importer column;
 * tariffs are powers (1 + rate). */
typedef struct gad_gsim_spec {
    int32_t n;
    const double *trade;   /* [n * n] value at world prices before, >= 0 */
    const double *tariff0; /* [n * n] > 0 */
    const double *tariff1;
    const double *em, *ex, *es; /* [n] by importer, exporter, importer */
} gad_gsim_spec;

typedef struct gad_gsim_answer {
    double *price;    /* [n] relative change of each exporter's world price (0.08 = +8 %) */
    double *quantity; /* [n * n] relative change of each flow's quantity; NaN where trade is 0 */
    double *value;    /* [n * n] trade after, value at new world prices */
    double *producer_surplus, *consumer_surplus, *tariff_revenue, *welfare; /* [n] changes */
    double imbalance; /* worst relative market imbalance of the answer */
    int32_t iterations;
} gad_gsim_answer;

/* Linear in percentage changes, as published, and the exact answer of the same isoelastic system. Arrays of
 * the answer may be NULL. The price of a country that exports nothing is NaN.
 * Errors: GAD_E_ARG a number out of range (named by exporter and importer), or an answer beyond the range
 * of doubles; GAD_E_NOTFOUND no prices clear the markets (possible only where es < -em); GAD_E_NOMEM. On
 * an error no output is written. Cost: O(n^3), a step. */
GAD_API GAD_MUST_CHECK gad_status gad_gsim_linear(gad_ctx *cx, const gad_gsim_spec *spec,
                                                  gad_gsim_answer *answer);
GAD_API GAD_MUST_CHECK gad_status gad_gsim_exact(gad_ctx *cx, const gad_gsim_spec *spec,
                                                 gad_gsim_answer *answer);

/* ---- questions on JSON files (docs/json/market.md) --------------------------------------------
 * Read a problem from `path` ("-": standard input), solve it, and write the answer to `out`
 * (GAD_AS_TABLE or GAD_AS_JSON). *outcome tells whether it was solved.
 * Errors: GAD_E_IO; GAD_E_FORMAT names file, JSON path and what was expected; GAD_E_ARG. */
GAD_API GAD_MUST_CHECK gad_status gad_market_file_solve(gad_ctx *cx, const char *path,
                                                        const gad_output *out,
                                                        gad_market_status *outcome);
/* outcome_of: "price:NODE" or "level:ACTIVITY"; top 0: all derivatives that are not zero. */
GAD_API GAD_MUST_CHECK gad_status gad_market_file_sensitivity(gad_ctx *cx, const char *path,
                                                              const char *outcome_of, int32_t top,
                                                              const gad_output *out,
                                                              gad_market_status *outcome);
GAD_API GAD_MUST_CHECK gad_status gad_market_file_reconcile(gad_ctx *cx, const char *path,
                                                            const gad_output *out,
                                                            gad_market_status *outcome);
GAD_API GAD_MUST_CHECK gad_status gad_market_file_gsim(gad_ctx *cx, const char *path,
                                                       const gad_output *out);

#ifdef __cplusplus
}
#endif
#endif /* GADOLIN_MARKET_H */
