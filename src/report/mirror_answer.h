/* mirror_answer.h - layer 4, private to the answers of `mirror`: the options once read, and the three answers. */
#ifndef GAD_MIRROR_ANSWER_H
#define GAD_MIRROR_ANSWER_H

#include "report/write.h"
#include "trade/mirror.h"
#include "trade/mirror_watch.h"

/* |z| from which a gap is called unusual. */
static const double MIRROR_UNUSUAL_Z = 3;

typedef struct mirror_asked {
    mirror_query q;
    bool one; /* an importer was named */
    country_ref importer;
    span wanted;         /* {INT32_MIN, INT32_MAX}: everything */
    const char *measure; /* "qty", "value" or NULL */
    int32_t top;         /* 0: all */
    trade_event event;   /* when asked for */
} mirror_asked;

MUST_CHECK gad_status mirror_write_lane(gad_ctx *cx, gad_store *st, arena *mem,
                                        const mirror_asked *a, const mirror *m,
                                        const gad_output *out);
MUST_CHECK gad_status mirror_write_lanes(gad_ctx *cx, arena *mem, const mirror_asked *a,
                                         const mirror *m, const gad_output *out);
MUST_CHECK gad_status mirror_write_watch(gad_ctx *cx, const mirror_asked *a, const mirror_watch *w,
                                         const gad_output *out);

/* Tonnes where both sides have them in the periods asked for, else dollars; or what was asked. */
mirror_unit mirror_pick_unit(const mirror_asked *a, const mirror_lane *lane, int32_t n,
                             bool annual);
/* Whether a period lies in what was asked for, a year when any of its months does. */
bool mirror_wanted(const mirror_asked *a, bool annual, int32_t period);
/* Why a gap has no z, or what stands against calling it usual; "" nothing does. Of a gap that is. */
const char *mirror_doubt_text(const mirror_gap *g);
const char *mirror_unit_text(mirror_unit u); /* "t", "USD" */
double mirror_pct(double log_gap);           /* ln(importer / exporter) to per cent */
const char *mirror_state_text(
    mirror_state s);                         /* "reported", "not in the report", "no report held" */
const char *mirror_rest_text(mirror_rest r); /* "own past", ... */
const char *mirror_basis_text(mirror_basis b); /* "exact", "hs6", "unlike", "one side" */
const char *mirror_period(char out[PERIOD_TEXT], bool annual,
                          int32_t period); /* "2024-12", "2022" */
/* Append lines; Markdown would run them together, so it gets hard breaks. */
void mirror_lines(buf *b, const char *text, bool md);
/* A number of this size, for people. */
const char *mirror_number(char out[NUM_TEXT], double x);

#endif
