/* stats.h - layer 2: the statistics of one series. Pure: no store, no allocation, no I/O. Includes
 * base and series.h. Each definition stands in docs/statistics.md under the same name. A statistic
 * that the data do not allow is NaN with a reason; nothing is ever taken as zero because it is
 * missing. */
#ifndef GAD_STATS_H
#define GAD_STATS_H

#include "trade/series.h"

typedef struct change {
    double pct;        /* 100 * (level / base - 1); NaN when undefined */
    double lo, hi;     /* what the roundings of level and base allow; equal to pct when exact */
    double base;       /* NaN when missing */
    double diff;       /* level - base */
    figure published;  /* the change as published, if it was */
    bool base_derived; /* the base is no independent evidence: it may come from this very change */
    bool rounded;      /* lo..hi is wider than a percentage point: say so */
    const char *why;   /* when pct is NaN: "the base month is missing", "the base is zero" */
} change;

typedef struct total { /* a sum over months */
    double value;      /* NaN unless every month is known or the sum itself was published */
    figure_kind kind;  /* CUSTOMS or REPORTED as published, SUM of months, DERIVED by difference */
    double half_unit;
    int32_t missing; /* months that are missing */
    const char
        *how; /* "as published", "sum of the months", "a later total as published less the months
                        after": static text, with `from` naming the month of that total */
    int32_t from;     /* month of the published year-to-date total it starts from, -1: none */
    int32_t derived;  /* how many of the figures it rests on were derived by the collector */
    int32_t code_set; /* as in figure; -1: the months rest on different lists of codes */
} total;

enum {
    STATS_TEXT = 96,
    RECORD_SPAN_MIN = 6, /* months; annual series: half as many years */
    SURGE_YEARS_MIN = 4,
    BREAK_SIDE_MIN = 6,
    BREAK_WINDOW = 120,
    BREAK_DRAWS = 999
};

typedef enum record_kind { RECORD_NONE, RECORD_HIGH, RECORD_LOW } record_kind;
typedef struct record {
    record_kind kind;
    int32_t since; /* the last earlier month at least as high (low); -1: none in the months held */
    int32_t span; /* months after since (or from the first month held) to this one, this included */
    int32_t held; /* how many of those months are held */
    int32_t first; /* first month whose level is held */
    bool complete; /* every month of the span is held */
    int32_t place; /* 1 the highest, 2 the second highest ... of all months held up to this one */
} record;

typedef struct surge { /* how unusual, against the same calendar months of other years */
    double
        score; /* robust z: (log change - median) / (1.4826022 MAD); NaN with fewer than 4 years */
    double typical; /* median change of that calendar month, per cent */
    int32_t years;  /* how many changes it rests on */
    const char *why;
} surge;

typedef struct level_break {
    int32_t month;        /* first month of the new regime, -1: none */
    double before, after; /* medians of the level on both sides */
    double p;             /* permutation p-value */
    const char *why;
} level_break;

change stats_mom(const series *s, int32_t i);
change stats_yoy(const series *s, int32_t i);
total stats_ytd(const series *s, int32_t i);
change stats_ytd_yoy(const series *s, int32_t i);
/* From one sum of months to another; `published` is none. */
change stats_compare(const total *now, const total *base);
total stats_ttm(const series *s, int32_t i);
record stats_record(const series *s, int32_t i);
/* Months in a row that the level rose (+n) or fell (-n) up to and with i; 0: unknown or flat. */
int32_t stats_streak(const series *s, int32_t i);
surge stats_surge(const series *s, int32_t i);
level_break stats_break(const series *s, int32_t i); /* among the months up to i */

/* The record in words, "highest since 2009-03", "lowest of the 57 months held since 2016-12", with
 * what is missing said; NULL for RECORD_NONE. */
const char *stats_record_text(char out[STATS_TEXT], const record *r, bool annual);
/* The part's level as per cent of the whole's in the same period; NaN when either is unknown, the
 * whole is not positive or the goods differ. */
double stats_share(const series *part, const series *whole, int32_t month);

/* Concentration of `n` non-negative parts: sum of squared shares (0..1) and its inverse, the
 * effective number; NaN when n is 0 or the parts sum to 0. */
double stats_hhi(const double *part, int32_t n);

#endif
