/* hindcast.h - layer 2: would the model have foreseen 2025? The rule is docs/hindcast.md; this is its arithmetic.
 *
 * Flow: hindcast_run (hindcast.c) -> policy_read, world_read, observed_read (hindcast_observed.c), base_make
 *       -> the fit of two numbers on three months (hindcast_fit.c) -> the runs, the naive forecasts
 *       -> hindcast_judge (hindcast_judge.c): errors, destinations, price gaps, shape.
 * Invariant: nothing observed after June 2025 reaches a run or a naive forecast; only the judge and the best constant,
 * which is no forecast, see it. */
#ifndef GAD_WORLD_HINDCAST_H
#define GAD_WORLD_HINDCAST_H

#include "world/sim.h"

enum {
    HINDCAST_FROM = 2025 * 12 + 3, /* April 2025, as in period.h */
    HINDCAST_FIT = 3,              /* months fitted: April to June */
    HINDCAST_MONTHS = 9,           /* to December; the months after the fitted ones are scored */
    HINDCAST_RUNS_MAX = 40         /* of the fit */
};

/* In sample: each of the fitted months within this share of what was observed. The aim: at most this share of the error of
 * the best naive forecast. Both of the task that this model was built for. */
static const double hindcast_close = 0.1, hindcast_aim = 0.5;

/* ---- observed.csv (hindcast_observed.c) ----------------------------------------------------------- */

typedef struct observed_row { /* series,to,month,value,unit,source,note */
    const char
        *series;    /* "magnets-t" (a selector of materials), "price-inside-x", "price-outside-x" */
    const char *to; /* a place, a region or "*" */
    int32_t month;
    double value;
    const char *unit, *source, *note;
    int32_t line;
} observed_row;

typedef struct observed_file {
    const char *path;
    int32_t n;
    const observed_row *row;
} observed_file;

/* Of a world's folder; what is pointed to lives in `mem`. Errors: GAD_E_NOTFOUND the world has none; GAD_E_FORMAT
 * "observed.csv:7: ..." an unknown series, place or unit, a value that is not above 0, no source, a row twice; GAD_E_IO. */
MUST_CHECK gad_status observed_read(gad_ctx *cx, const world *w, arena *mem, observed_file *out);
/* The same from bytes that messages call `name`. */
MUST_CHECK gad_status observed_parse(gad_ctx *cx, const world *w, const char *name,
                                     const char *bytes, size_t size, arena *mem,
                                     observed_file *out);
/* NO_NUMBER: not published. */
double observed_of(const observed_file *o, const char *series, const char *to, int32_t month);

/* ---- least squares of few runs (hindcast_fit.c) ---------------------------------------------------- */

enum { FIT_NUMBERS = 2, FIT_RESIDUALS = HINDCAST_FIT };

typedef struct fit_problem {
    /* Residuals at x; what it returns other than GAD_OK ends the fit. */
    gad_status (*residuals)(void *user, const double *x, double *residual);
    void *user;
    double lo[FIT_NUMBERS], hi[FIT_NUMBERS];
    double start[FIT_NUMBERS];
    double step[FIT_NUMBERS];  /* of the first differences */
    double most[FIT_NUMBERS];  /* of one move: so that none leaps over a valley */
    double exact[FIT_NUMBERS]; /* a smaller move is none */
    double simplex[FIT_NUMBERS], close[FIT_NUMBERS]; /* size of the simplex, and when it is small */
    int32_t runs_max; /* a step of the simplex that has begun may end a few runs later */
} fit_problem;

typedef struct fit_answer {
    double x[FIT_NUMBERS], residual[FIT_RESIDUALS];
    int32_t runs;
    bool settled; /* no move makes it better; false: runs_max came first */
} fit_answer;

MUST_CHECK gad_status fit_least_squares(const fit_problem *p, fit_answer *out);

/* ---- the answer -------------------------------------------------------------------------------------- */

typedef enum hindcast_variant {
    HINDCAST_MODEL,
    HINDCAST_FORESIGHT,
    HINDCAST_LAST,
    HINDCAST_YEAR_AGO,
    HINDCAST_FIRST_QUARTER,
    HINDCAST_NO_STOCKS,
    HINDCAST_NO_QUEUE,
    HINDCAST_BEST_CONSTANT,
    HINDCAST_VARIANTS
} hindcast_variant;

typedef struct hindcast_score {
    double t[HINDCAST_MONTHS]; /* NO_NUMBER: the variant does not speak of the month */
    double error_t; /* mean absolute error of the scored months, t a month; NO_NUMBER: no answer */
    const char *failed; /* why there is none; NULL */
} hindcast_score;

typedef struct hindcast_series { /* NO_NUMBER: not published */
    double observed[HINDCAST_MONTHS], model[HINDCAST_MONTHS], year_ago[HINDCAST_MONTHS];
} hindcast_series;

/* Mean absolute errors over the scored months that are published; those of `beside` over the months of which the same month
 * of 2024 is published too. */
typedef struct hindcast_errors {
    int32_t n, n_beside;
    double model, model_beside, year_ago;
} hindcast_errors;

typedef struct hindcast_place {
    const char *to;
    hindcast_series t;     /* t */
    hindcast_series share; /* of the world's, fractions */
    hindcast_errors of_t, of_share;
} hindcast_place;

typedef struct hindcast_gap { /* price outside over price inside */
    int32_t material;
    const char *to; /* where the price outside was asked */
    double base;    /* of the base month: the gap if nothing happened */
    double observed[HINDCAST_MONTHS], model[HINDCAST_MONTHS];
    int32_t inside
        [HINDCAST_MONTHS]; /* month of the price inside; the last one known where that of the month is not */
} hindcast_gap;

typedef struct hindcast_shape { /* of a path of nine months beside the same months of 2024 */
    int32_t trough;             /* index */
    double depth;               /* of the trough: change on the same month of 2024, fraction */
    int32_t recovered;          /* first month after it with 90 % of the year before; -1: none */
} hindcast_shape;

typedef struct hindcast {
    arena mem;
    world *w;
    policy *p;
    base *b;
    sim *model;
    observed_file seen;
    /* the fit */
    int32_t licence; /* event of the policy whose numbers are fitted */
    fit_answer fit;  /* clearance_days, review_frac; residuals are shares of the observed */
    double given[FIT_NUMBERS]; /* of the scenario file */
    bool given_differs;        /* by more than rounding */
    /* exports of the headline goods from home to the world */
    double observed[HINDCAST_MONTHS], year_ago[HINDCAST_MONTHS];
    hindcast_score score[HINDCAST_VARIANTS];
    double plain_cut;        /* of no-queue: share that left from April to June */
    hindcast_variant beaten; /* the best naive forecast */
    int32_t n_place, n_gap;
    hindcast_place *place;
    hindcast_gap *gap;
    hindcast_errors all_t, all_share;   /* over all places and months */
    double gap_factor, gap_factor_base; /* how far off, as a factor: exp of the mean absolute log */
    int32_t n_gap_months;
    hindcast_shape shape_observed, shape_model;
    double correlation, correlation_scored; /* all nine months; the six scored */
    double change_correlation; /* of the changes from month to month, of which there are eight */
    int32_t same_way; /* changes of the scored months, from June on, that go the same way */
} hindcast;

typedef struct hindcast_asked {
    const char *scenario, *world; /* world NULL: the scenario's */
} hindcast_asked;

/* *out is the caller's to free, before cx. Errors: those of reading; GAD_E_ARG the scenario does not begin in April 2025 or
 * has no licence on the headline goods; GAD_E_NOTFOUND a month that must be known is not published, or the market of the
 * variant `model` has no answer; GAD_E_CANCEL. Another variant without an answer has `failed`. */
MUST_CHECK gad_status hindcast_run(gad_ctx *cx, const hindcast_asked *asked, hindcast **out);
void hindcast_free(hindcast *h); /* takes NULL */

/* ---- parts, for tests ---------------------------------------------------------------------------------- */

/* The forecasts that need no model, from what was observed, and their errors. GAD_E_NOTFOUND names the month that lacks. */
MUST_CHECK gad_status hindcast_naive(gad_ctx *cx, const observed_file *o, const char *series,
                                     hindcast *h);
/* Errors of all variants, then what is scored besides; after the runs. */
void hindcast_errors_of(hindcast *h);
MUST_CHECK gad_status hindcast_judge(gad_ctx *cx, hindcast *h);
hindcast_shape hindcast_shape_of(const double *t, const double *year_ago);
const char *hindcast_variant_name(hindcast_variant v); /* "naive-last" */

#endif
