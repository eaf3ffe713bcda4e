/* mirror_usual.h - layer 2, private to the mirror files: medians and spreads that a few wild figures do
 * not move. Pure: no store, no allocation. Includes mirror.h. */
#ifndef GAD_MIRROR_USUAL_H
#define GAD_MIRROR_USUAL_H

#include "trade/mirror.h"

/* Median of x[0..n), reordered; NaN when n is 0. */
double robust_median(double *x, int32_t n);
/* 1.4826 times the median distance from `centre`: the standard deviation if x were normal. x is
 * overwritten. */
double robust_spread(double *x, int32_t n, double centre);
/* Usual gap, spread and z of every gap of every lane; work has room for the points of the longest lane
 * or for n lanes, whichever is more. */
void mirror_usual_fill(mirror_lane *lane, int32_t n, double *work);
int32_t mirror_usual_room(const mirror_lane *lane, int32_t n);
/* Density of Student's t with 4 degrees of freedom at z, divided by scale. */
double robust_density(double z, double scale);

#endif
