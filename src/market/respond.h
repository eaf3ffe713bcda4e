/* respond.h - layer 1: what activities do at given prices, and the matrix of their slopes. Private to src/market.
 * No allocation, no state beyond the arrays of the market. */
#ifndef GAD_RESPOND_H
#define GAD_RESPOND_H

#include "market/network.h"

/* Added to the diagonal of the matrix, relative to the conductance of the node: for nodes that nothing reaches. */
#define RESPOND_GROUND 1e-14

/* Levels, excess and imbalance at pt->price. */
void respond(gad_market *m, point *pt);
/* Excess, gross and imbalance of pt->level as it stands (levels that were not derived from the prices). */
void respond_balance(const gad_market *m, point *pt);
void respond_earn(const gad_market *m, const double *price, double *earn);
/* m->slope and the block responses at `pt`. */
void respond_slopes(gad_market *m, const point *pt);
/* The level where marginal cost and earnings meet, without proximal term, cut to the bounds. */
double respond_level(const gad_market *m, int32_t j, double earn);
/* Marginal cost of activity j at `level` (a whole array, for blocks), no proximal term. */
double respond_cost(const gad_market *m, int32_t j, const double *level);
/* How large the terms are that make up this cost, so that a cost near 0 is judged by what cancelled: the largest of |m|, its
 * constant part and |x dm/dx|, in a block the sum of the absolute terms. */
double respond_cost_size(const gad_market *m, int32_t j, const double *level);
/* Values of A D B' with D at least `floor` times the typical slope of every activity that is not fixed, and a tiny
 * diagonal so that nodes nobody touches do not matter. */
void respond_matrix(gad_market *m, slopes_matrix *s, double floor);
/* dx = D B' dp of the current slopes (without floor). */
void respond_move(const gad_market *m, const double *dprice, double *dlevel);
/* Levels of a block at the earnings of its members (box-constrained, strongly monotone): pi in m->.. -> level. */
void block_respond(gad_market *m, int32_t b, const double *earn, double *level);
void block_slopes(gad_market *m, int32_t b, const double *earn, const double *level);

#endif
