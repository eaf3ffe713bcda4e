/* alert.h - layer 2: rules judged on series. Pure but for memory: no store, no clock, no files. Includes base and trade
 * only. The grammar of conditions and every definition: docs/watch.md.
 *
 * Flow:  alert_parse ("yoy < -30 % for 2 months") -> alert_read_* (a figure of every period: the track) ->
 *        alert_judge (does it hold in a period?) -> alert_past (how often did it hold before?)
 * Verdicts have three values: what the data do not tell is ALERT_UNKNOWN and never counts as quiet. */
#ifndef GAD_ALERT_H
#define GAD_ALERT_H

#include "trade/mirror.h"
#include "trade/rank.h"

enum { ALERT_PERIODS_MAX = 600, ALERT_PAST_MIN = 12 };

typedef enum alert_subject {
    ALERT_LEVEL,
    ALERT_MOM,
    ALERT_YOY,
    ALERT_YTD_YOY,
    ALERT_SURGE,
    ALERT_SHARE,
    ALERT_RANK,
    ALERT_HHI,
    ALERT_RECORD_LOW,
    ALERT_RECORD_HIGH,
    ALERT_MISSING,
    ALERT_GAP,
    ALERT_SUBJECTS
} alert_subject;

typedef enum alert_op {
    ALERT_BELOW,
    ALERT_AT_MOST,
    ALERT_ABOVE,
    ALERT_AT_LEAST,
    ALERT_CHANGES,    /* is not what it was in the period before */
    ALERT_CHANGES_BY, /* differs from the period before by at least the threshold */
    ALERT_IS          /* records and missing data */
} alert_op;

typedef struct alert_test {
    alert_subject subject;
    alert_op op;
    const char *country; /* SHARE, RANK: as written; NULL */
    double threshold;    /* in `unit`; NaN for ops without one */
    const char *unit;    /* "%", "", or of LEVEL as written: "t", "USD" */
    int32_t periods;     /* "for N months", 1 if not said; of records the window, 0: all held */
    char step;           /* 'M', 'A' when the condition says months or years, else 0 */
} alert_test;

/* Read a condition. On GAD_E_FORMAT *at is the byte of the text that the message is about. */
MUST_CHECK gad_status alert_parse(gad_ctx *cx, arena *mem, const char *text, alert_test *out,
                                  size_t *at);
/* The condition in one spelling, "yoy < -30 % for 2 months"; NULL: no memory. */
const char *alert_text(arena *mem, const alert_test *t);
/* How the figure is computed, static text. */
const char *alert_formula(alert_subject s);
/* "%", "places", "t": what a figure and the threshold are in; `unit` is the series'. */
const char *alert_unit(const alert_test *t, const char *unit);

/* What a rule looks at, of one period. */
typedef struct alert_reading {
    int32_t period; /* month; annual: January */
    double value;   /* in the unit of the threshold; NaN: not known, and `why` says why */
    double lo, hi;  /* what rounding allows; equal to value when exact */
    double against; /* CHANGES: the value a period before; records: the extreme of the others */
    bool proven;    /* records: no level of the window is missing */
    bool held;      /* something is held of this period */
    const char *why;
    figure stated;       /* the value as somebody published it; kind NONE: it was computed */
    figure level;        /* what it rests on; kind NONE: nothing */
    figure base;         /* what that is compared with; kind NONE: nothing */
    int32_t base_period; /* INT32_MIN: none */
    int32_t partners;    /* HHI, RANK: how many are held */
    double covered_pct;  /* of the total; NaN */
} alert_reading;

typedef struct alert_track {
    alert_reading *at; /* [n] every period, ascending */
    int32_t n;
    bool annual;
    const char *unit;    /* of the series: "t", "USD" */
    const char *refused; /* NULL, or why no period can be judged: the units differ ... */
} alert_track;

/* LEVEL, MOM, YOY, YTD_YOY, SURGE, records. `whole` is read by SHARE only: the world's series. */
MUST_CHECK gad_status alert_read_series(gad_ctx *cx, arena *mem, const alert_test *t,
                                        const series *s, const series *whole, alert_track *out);
/* RANK (of the partner with this number) and HHI. */
MUST_CHECK gad_status alert_read_panel(gad_ctx *cx, arena *mem, const alert_test *t, const panel *p,
                                       int32_t number, alert_track *out);
/* MISSING: one reading, of the last period that has ended by `today` (a day). */
MUST_CHECK gad_status alert_read_missing(gad_ctx *cx, arena *mem, const series *s, int32_t today,
                                         alert_track *out);
/* GAP: how unusual, whichever way. */
MUST_CHECK gad_status alert_read_lane(gad_ctx *cx, arena *mem, const mirror_lane *lane,
                                      mirror_unit unit, bool annual, alert_track *out);

typedef enum alert_verdict { ALERT_UNKNOWN, ALERT_QUIET, ALERT_FIRES } alert_verdict;

/* Whether the condition holds in period i, with its "for N months". UNKNOWN outside the track. */
alert_verdict alert_judge(const alert_test *t, const alert_track *tr, int32_t i);
int32_t alert_window(const alert_test *t); /* how many periods a verdict joins, 1 at least */
/* Why period i is UNKNOWN: static text or the track's. */
const char *alert_why(const alert_test *t, const alert_track *tr, int32_t i);
/* Whether the verdict of period i is the same wherever rounding lets its figures lie. */
bool alert_sure(const alert_test *t, const alert_track *tr, int32_t i);
int32_t alert_newest(const alert_track *tr); /* index of the newest period held, -1 */
/* The first period in a row, up to i, in which the condition holds; of missing data the first one missing. */
int32_t alert_since(const alert_test *t, const alert_track *tr, int32_t i);
int32_t alert_find(const alert_track *tr, int32_t period); /* -1: not in it */

/* The rule on the series' own past: the periods that can be judged before the run of period i began. */
typedef struct alert_history {
    int32_t periods;  /* judged */
    int32_t fired;    /* of them */
    int32_t episodes; /* runs of them */
    double rate, low,
        high; /* fired / periods and its 95 % interval (Wilson); NaN below ALERT_PAST_MIN periods */
} alert_history;
alert_history alert_past(const alert_test *t, const alert_track *tr, int32_t i);

#endif
