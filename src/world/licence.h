/* licence.h - layer 2: the queue in front of an export licence. Pure: no files, no market. Includes base only.
 *
 * One queue per exporter, group of destinations and group of products. A month runs
 *   licence_open   new applications enter, the authority decides the oldest first, permits are granted
 *   (the market clears with at most `permits` of licensed shipments)
 *   licence_close  shipped permits are taken, oldest first; the rest ages, the old expire
 *
 *   asked    = (1 - exempt) max(0, need + change of lead * ahead) + reapply * denied of last month
 *   eligible = what has waited `wait` months (a fraction w of a month: the share 1 - w of what came in this month)
 *   decided  = min(capacity, eligible), oldest first, and in any case all that has waited `limit` months (both oldest
 *              first, so it is the larger of the two)
 *   granted  = approve * decided; permits live `validity` months, this one included
 * With draws: new applications are a Poisson number of parcels, those that reapply and those granted binomial.
 * Sources: design note 3 of docs/model.md. All t, t/mo and months.
 * Invariant: applied in all = pending + granted + denied; granted in all = used + expired + permits (to rounding). */
#ifndef GAD_WORLD_LICENCE_H
#define GAD_WORLD_LICENCE_H

#include "base/base.h"

enum { LICENCE_AGES = 40 };

typedef struct licence_terms { /* of one month */
    double need; /* t for which permits would be used this month if everybody got them */
    double
        ahead; /* t a month that applicants see coming; `lead` months of it are asked for beforehand */
    double capacity;  /* t decided at most; NO_LIMIT allowed */
    double approve;   /* 0..1 */
    double exempt;    /* 0..1 of shipments need none */
    double reapply;   /* 0..1 */
    double lead;      /* months */
    double wait;      /* months, >= 0 */
    double limit;     /* months; from LICENCE_AGES on, as NO_LIMIT, nothing is ever overdue */
    int32_t validity; /* months, 1..LICENCE_AGES */
    double
        parcel_t; /* > 0: tonnes of one application, where arrivals are Poisson and decisions binomial */
} licence_terms;

typedef struct licence_queue {
    double pending[LICENCE_AGES];    /* t by age in months; the last holds all older */
    double permit[LICENCE_AGES + 1]; /* t by months of life left, [1] ends this month; [0] unused */
    double denied;                   /* last month's */
    double ahead;                    /* t asked for beforehand, in all */
    double applied_all, granted_all, denied_all, used_all, expired_all;
    /* of the month that is open or was closed last */
    double need, applied, decided, granted, refused, used, expired;
} licence_queue;

void licence_init(licence_queue *q);
/* Returns the permits at hand. draw NULL: the fluid queue; else arrivals and decisions are drawn. */
double licence_open(licence_queue *q, const licence_terms *terms, rng *draw);
void licence_close(licence_queue *q, double used);
double licence_backlog(const licence_queue *q);
double licence_permits(const licence_queue *q);
double licence_oldest(const licence_queue *q); /* months; of what is pending, 0 when nothing is */
/* Expected wait of the last applicant, months: backlog over what is decided a month, at least `wait` while anything is
 * pending, at most `limit`; NO_NUMBER when nothing is ever decided. */
double licence_wait(const licence_queue *q, const licence_terms *terms);

#endif
