/* month.h - layer 2: what lives from month to month, and one month of it.
 *
 * A month: month_terms writes the market's numbers (terms.c) -> month_clear solves it (month.c) -> state_carry takes the
 * stocks over (state.c). Between them the licences (queues.c): need without permits, then the queue, then permits. */
#ifndef GAD_WORLD_MONTH_H
#define GAD_WORLD_MONTH_H

#include "world/world_network.h"

enum { HISTORY_MONTHS = 24 }; /* the longest recycling_lag_months of world_parameters.def */

typedef struct state {
    double *onhand, *due1,
        *due2;            /* [n_site] t: in the store, arriving next month, the month after */
    double *expected;     /* [n_site] USD/t */
    double *panic;        /* [n_site] rise of the wished stock, share */
    double *run_last;     /* [n_run] level of last month */
    double *intensity;    /* [n_want] need over base need, after savings for good */
    double *price_mean;   /* [n_want] of the material, smoothed over a year */
    double *history;      /* [HISTORY_MONTHS * n_site] prices of past months, the newest first */
    licence_queue *queue; /* [n_queue] */
} state;

/* The base path: where stocks would be if nothing happened, seasons in. [n_month * n_site or n_lane], from month 0. */
typedef struct base_path {
    int32_t start, n_month;
    double *lane;                              /* [n_month * n_lane] */
    double *onhand;                            /* [n_month * n_site] closing */
    double *wished;                            /* [n_month * n_site] closing, on hand and at sea */
    double *onhand0, *due10, *due20, *wished0; /* [n_site] opening of the first month */
} base_path;

MUST_CHECK gad_status base_path_make(gad_ctx *cx, const network *n, int32_t start, int32_t n_month,
                                     arena *mem, base_path *out);
MUST_CHECK gad_status state_new(gad_ctx *cx, const network *n, arena *mem, state *out);
void state_start(const network *n, const base_path *path, state *s); /* the base month */

typedef struct month_run { /* everything one month works with */
    gad_ctx *cx;
    network *n;
    const base_path *path;
    state *s;
    int32_t k;              /* index of the month in the path */
    int32_t month;          /* calendar */
    int32_t known;          /* day: events announced later are not known, hence not in force */
    const double *expected; /* [n_site] USD/t for stocks carried out of this month */
    double plain_cut;       /* of sim_asked */
    double *price,
        *level;   /* [n_node], [n_activity]: of the last solve; the next one starts there */
    double *wish; /* [n_node] prices of last month's wish, where the next one starts */
    bool warm, warm_wish;
    int32_t newton;       /* steps of all solves of the month */
    bool wishing;         /* this is the wish: duties as dollars a tonne will do */
    double *permit;       /* [n_pool] supply of this month */
    double *free_of;      /* [n_pool] t that need no permit this month */
    licence_terms *terms; /* [n_queue] */
    bool *queued;         /* [n_queue] the licence is in force this month */
    double *ratio;        /* [n_site] scratch */
    double *share;        /* [n_event] in force this month */
    double *before;       /* [n_node] scratch */
    double *fallback;     /* [n_node] scratch */
    double *lane_cost;    /* [n_lane] scratch */
    double *opening;      /* [n_site] t: in the store, arrived, released */
    struct books *book;   /* [n_site] scratch */
    double *floor_pay;    /* [n_run] USD per unit of level paid by price floors */
    gad_market_report report;
} month_run;

MUST_CHECK gad_status month_run_take(month_run *m, arena *mem); /* the arrays */
void month_alarm(month_run *m); /* wished stocks rise on what was announced */
void month_terms(month_run *m);
/* Solve with the numbers as they stand. Errors: GAD_E_NOTFOUND names the month. */
MUST_CHECK gad_status month_clear(month_run *m);
MUST_CHECK gad_status month_solve(month_run *m); /* one market, from the prices at hand */
bool month_has_duties(const month_run *m);
/* A start near the answer; *near_it: the last round has one. */
MUST_CHECK gad_status month_duties(month_run *m, bool *near_it);
MUST_CHECK gad_status month_licences(month_run *m); /* wish, open the queues, set the permits */
/* Write the solved month into `out`; then move the state on. */
void month_report(month_run *m, sim_month *out);
void state_carry(month_run *m, const sim_month *out);

/* All of one month: terms, licences, clearing, report, carry. */
MUST_CHECK gad_status month_step(month_run *m, sim_month *out);
/* Let the producers of `what` that a price floor protects earn it: repeats month_clear until payments stand still. */
MUST_CHECK gad_status month_floors(month_run *m);
bool month_pool_reaches(const month_run *m, const policy_event *e, const net_pool *pool);
double month_first_stop(const month_run *m, int32_t want); /* USD/t at which its first user stops */
double month_days(int32_t month);                          /* 28 to 31 */
double month_need(const month_run *m, int32_t want); /* t/mo after shifts and savings for good */

/* Of an event in a month, as far as it is known. */
double month_event_share(const month_run *m, const policy_event *e);
double month_biting(const month_run *m, const policy_event *e); /* the same less clearance_days */
double month_event_ramp(const month_run *m, const policy_event *e); /* 0..1 of its full effect */

#endif
