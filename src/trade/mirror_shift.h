/* mirror_shift.h - layer 2: what changed in one series of months at an event. Pure: no store, no
 * allocation. Includes base only. Definitions: docs/mirror.md. */
#ifndef GAD_MIRROR_SHIFT_H
#define GAD_MIRROR_SHIFT_H

#include "base/base.h"

enum {
    SHIFT_WINDOW = 12, /* months before the event, and at most that many from it on */
    SHIFT_BLOCK = 3,   /* months that stay together when they are shuffled */
    SHIFT_DRAWS = 999,
    SHIFT_PAST_MIN = 12 /* earlier pairs of windows that z needs */
};

/* A test that cannot come down to this is not made. */
static const double SHIFT_P_SMALL = 0.05;

typedef struct shift_event {
    int32_t month;     /* the first month in which the event counts */
    int32_t announced; /* month it was announced; equal to `month` when not known */
} shift_event;

typedef struct shift {
    double before, after; /* means per month over the months known; NaN: none */
    double
        start; /* mean of the first SHIFT_BLOCK months from the event on; NaN unless all are known */
    int32_t
        start_place; /* -1 (1): lower (higher) than any SHIFT_BLOCK months in a row before the announcement; 0 within, or fewer than SHIFT_PAST_MIN such means are known */
    int32_t n_start; /* such means known: behind start_place */
    int32_t n_before, n_after; /* months known */
    double change_pct;         /* after on before; NaN when before is 0 */
    double year_pct; /* the months after, on the same calendar months of the last year that
                                  ended before the announcement; NaN when any of those is not known */
    double z;        /* ln(after / before) against its own past, in robust standard deviations */
    int32_t n_past;  /* earlier pairs of windows behind z */
    double p;    /* share of shuffles of the months (in blocks) that differ as much; NaN where none
                        of them could be as rare as SHIFT_P_SMALL */
    double peak; /* largest month between announcement and event, on the mean of the twelve months
                       before the announcement; NaN without such months */
} shift;

/* level[i] is month first + i: NaN not known, 0 nothing. `work` has room for n + 4 * SHIFT_WINDOW.
 * `stream` makes the shuffles of this series its own; the same call gives the same answer. */
shift shift_of(const double *level, int32_t n, int32_t first, shift_event e, uint64_t stream,
               double *work);

#endif
