/* base_month.h - layer 2: the base month of a world, reconciled: every balance closes and every price is given.
 *
 * Flow of base_make (base.c):
 *   base_totals.c   world and national totals of every material from production, recipes, use shares and known flows,
 *                   made consistent by the market kernel (weighted least squares: x - observed over sigma)
 *   base_fill.c     shipments nobody has published: entropy (proportional fitting to those totals, known flows kept);
 *                   marked assumed
 *   base_balance.c  one least-squares balance of everything at once: levels, uses and shipments as unknowns, strict balance
 *                   at every site; what is too small to matter is dropped and balanced again
 *   base_prices.c   a price at every site: given, else the home price plus freight
 *
 * Invariant: at every site made + shipped in = used + shipped out, to 1e-12 of the sum of the terms. All t/mo, USD/t. */
#ifndef GAD_WORLD_BASE_MONTH_H
#define GAD_WORLD_BASE_MONTH_H

#include "world/world.h"

enum { BASE_ARRIVALS = 3 };

typedef struct base_site { /* a material at a place where it is made, used or shipped */
    int32_t material, place;
    double price;     /* USD/t */
    double turnover;  /* t/mo that pass: made + shipped in */
    double used;      /* t/mo used there by processes and end uses */
    bool price_given; /* by prices.csv, for this place */
} base_site;

typedef struct base_run { /* a process at a place */
    int32_t process, place;
    double level;    /* > 0 */
    double capacity; /* >= level */
    double observed; /* of production.csv, t/mo */
    const estimate *given;
} base_run;

typedef struct base_lane {      /* shipments of a material between two places */
    int32_t material, from, to; /* places */
    int32_t at, into;           /* sites */
    double flow; /* t/mo; 0 for a lane of re-exports, which is open but unused in the base month */
    double arrive
        [BASE_ARRIVALS]; /* shares that arrive 0, 1, 2 months after the month of shipment; sum 1 */
    double freight;      /* USD/t */
    const estimate *given; /* of flows.csv; NULL: filled in (assumption) */
    bool reexport;
} base_lane;

typedef struct base_want { /* an end use at a place */
    int32_t use, place;    /* use: index of world.use, which names the material */
    int32_t site;
    double need;     /* t/mo, > 0 */
    double observed; /* share times world use, t/mo */
} base_want;

typedef struct base {
    arena mem;
    const world *w;
    int32_t n_site, n_run, n_lane, n_want;
    base_site *site; /* ordered by material, place */
    base_run *run;
    base_lane *lane; /* ordered by material, from, to */
    base_want *want;
    double worst_imbalance; /* of the invariant */
} base;

/* Errors: GAD_E_FORMAT a base that cannot be balanced (names the material and places, and the rows to look at);
 * GAD_E_NOMEM. Cost: some tens of milliseconds for a world of 40 places. */
MUST_CHECK gad_status base_make(gad_ctx *cx, const world *w, base **out);
void base_free(base *b);                                                /* takes NULL */
int32_t base_site_find(const base *b, int32_t material, int32_t place); /* -1: none */

#endif
