/* sim.h - layer 2: a world under a scenario, month by month. The main loop is path_run in path.c.
 *
 * Flow: sim_run -> world_read, policy_read, policy_check, base_make -> network_new -> path_run, once per kind of
 * expectation: per month month_licences (the month without permits, then the queues open) -> month_floors (terms,
 * month_clear) -> month_report -> state_carry. */
#ifndef GAD_WORLD_SIM_H
#define GAD_WORLD_SIM_H

#include "world/base_month.h"
#include "world/policy.h"

typedef enum sim_expect {
    SIM_ADAPTIVE,  /* expected price = last expectation + weight * error */
    SIM_FORESIGHT, /* expected price = the price that will be, as far as announced events go */
    SIM_EXPECTS
} sim_expect;

/* Parts of the model that can be taken out, to see what they do (docs/model.md, ablations). */
typedef enum sim_without { SIM_NO_JOINT = 1, SIM_NO_STOCKS = 2, SIM_NO_QUEUE = 4 } sim_without;

typedef struct sim_licence { /* one queue in one month; t unless said */
    bool open;               /* the licence is in force this month */
    double need, applied, decided, granted, denied, backlog, oldest_months, wait_months, permits,
        used, expired, exempt, rent_usd_t, rent_usd;
} sim_licence;

typedef struct sim_queue { /* what a queue is about */
    int32_t event;         /* of the policy */
    const char *from, *to; /* selectors */
    const char *what;      /* to show: all selectors of the licence; "*" any (sim_queue_names) */
} sim_queue;

typedef struct sim_month {
    int32_t month;
    /* the market's certificate, evaluated anew from its numbers, and the books of all sites */
    double imbalance, complementarity, complementarity_rel;
    double
        mass; /* worst |opening + made + arrived - used - shipped - closing| over the sum of the terms */
    int32_t newton;
    /* by site of the base */
    double *price, *expected, *onhand, *transit, *use; /* use: all that is used there, t/mo */
    /* by lane: shipped legally, and past the licence or ban */
    double *flow, *smuggled;
    double *run, *run_added; /* by run: level, and that of plants switched on */
    /* by want: what the use needs after savings for good; of it used, saved for the moment, switched to another material,
     * left unserved. need = used + saved + switched + unserved; saved may be negative (cheap: more is used) */
    double *need, *used, *saved, *switched, *unserved;
    sim_licence *licence; /* by queue */
    double *disposed;     /* by site */
} sim_month;

typedef struct sim {
    arena mem;
    world *w;
    policy *p;
    base *b;
    bool owns; /* w, p and b are freed with it */
    sim_expect expect;
    int32_t n_queue;
    sim_queue *queue;
    int32_t n_month;
    sim_month *month;
    sim_month *
        plain; /* [n_month] the same months if nothing happened: the base path, seasons in; licences NULL */
    /* SIM_FORESIGHT: relative gap of expected and realised price in the last pass, mean of all weighted by turnover */
    double expectation_gap;
    int32_t passes;
} sim;

typedef struct sim_tune { /* a number of an event, instead of the file's: how the hindcast fits */
    int32_t event;
    policy_number number;
    double value;
} sim_tune;

typedef struct sim_asked {
    const char *scenario; /* name or path */
    const char *world;    /* NULL: the scenario's */
    int32_t months;       /* 0: the scenario's */
    sim_expect expect;
    uint32_t without; /* of sim_without */
    double
        plain_cut; /* SIM_NO_QUEUE: share of usual shipments that still leaves; 0: the share approved */
    const sim
        *seed; /* SIM_FORESIGHT: a finished adaptive run of the same, to save one; NULL: none */
    int32_t n_tune;
    const sim_tune *tune;
} sim_asked;

/* Errors: those of reading; GAD_E_NOTFOUND the market of a month has no answer within the tolerance (names the month and
 * what cannot balance); GAD_E_CANCEL. *out is the caller's to free, before cx. */
MUST_CHECK gad_status sim_run(gad_ctx *cx, const sim_asked *asked, sim **out);
void sim_free(sim *s); /* takes NULL */
/* The same on parts that the caller has read and keeps alive: what repeats runs of one world. The policy's numbers are read
 * from asked->tune first; asked->scenario and ->world are not looked at. The sim does not own the parts. */
MUST_CHECK gad_status sim_run_on(gad_ctx *cx, base *b, policy *p, const sim_asked *asked,
                                 sim **out);
/* Worst relative error of quantities when the unshocked base month is solved: the calibration error. */
MUST_CHECK gad_status sim_calibration(gad_ctx *cx, base *b, double *worst);

/* Figures of a finished run that several pages show. All take the month's index. */
double sim_exports(const sim *s, int32_t k, const char *what, const char *from,
                   const char *to); /* t, legal */
double sim_exports_plain(const sim *s, int32_t k, const char *what, const char *from,
                         const char *to);
/* Mean price over the places inside (inside true) or outside the home country, weighted by base use; NO_NUMBER: none. */
double sim_price(const sim *s, const sim_month *m, int32_t material, bool inside);
/* Is a material one of those that the queue's licence names? */
bool sim_queue_names(const sim *s, int32_t queue, int32_t material);
/* Value added lost by one want in a month, USD: those to whom a tonne is worth least go without first. */
double sim_lost(const sim *s, const sim_month *m, int32_t want);
/* The same added up: value added at risk; use NULL or place -1: all. */
double sim_at_risk(const sim *s, const sim_month *m, const char *use, int32_t place);
/* The same had each queue's permits been shared out pro rata to need by end use instead of by price. */
double sim_at_risk_pro_rata(const sim *s, const sim_month *m);
/* Money that leaves `from` buyers abroad for `what`, at the price of the exporter, USD a month. */
double sim_revenue(const sim *s, const sim_month *m, const char *what, const char *from);
/* Weeks that the stock at a site lasts at the base rate of use. */
double sim_weeks(const sim *s, const sim_month *m, int32_t site);

#endif
