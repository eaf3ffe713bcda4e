/* sparkline.h - layer 4: a row of Unicode blocks, one a period. Includes base only. */
#ifndef GAD_SPARKLINE_H
#define GAD_SPARKLINE_H

#include "base/base.h"

#define SPARKLINE_GAP "\xC2\xB7" /* a middle dot: the period is not held */

typedef struct sparkline_range {
    int32_t low;  /* index of the lowest value held (the latest of equals), -1: none held */
    int32_t high; /* of the highest */
    int32_t held;
} sparkline_range;

/* Write value[n] as blocks of eighths, from zero (or the lowest value if below zero) to the highest:
 * equal heights mean equal ratios, so a fall by half looks like one. NaN is a gap. */
sparkline_range sparkline(buf *b, const double *value, int32_t n);

#endif
