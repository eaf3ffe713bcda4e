/* market_write.h - layer 4: what the answers to market files share. Internal to src/report.
 *
 * Flow of every question: read the file (problem/) -> the kernel (gadolin/market.h) -> JSON or tables. JSON keys are
 * documented in docs/json/market.md. */
#ifndef GAD_MARKET_WRITE_H
#define GAD_MARKET_WRITE_H

#include "base/base.h"
#include "problem/problem.h"
#include "report/write.h"

/* A market that was read and solved. */
typedef struct solved_market {
    problem p;
    gad_market *m;
    gad_market_answer a; /* all arrays are there */
} solved_market;

/* Storage is the caller's; to be released also on failure. */
MUST_CHECK gad_status solved_market_make(gad_ctx *cx, const char *path, solved_market *s);
void solved_market_release(solved_market *s);

/* A number as JSON; -0, which a solution may hold, is written 0. */
void json_amount(json *j, const char *key, double x);
/* Under `key` an object of one number by name. */
void json_by_name(json *j, const char *key, const char *const *name, const double *x, int32_t n);
/* "report": every field of gad_market_report; with a market also the lists of what is not unique or cannot balance. */
void json_market_report(json *j, const gad_market_report *r, const solved_market *s);
/* The first lines of every table: solved or not, and why. Nothing that is not solved reads as an answer:
 * `otherwise` says what follows then. */
void say_market_report(buf *b, const gad_market_report *r, const char *otherwise);
/* The usual thing to say. */
#define MARKET_LAST_STATE                                                                          \
    "the figures below are the last state reached: they do not clear the markets"
/* Digits after the point for a column of numbers: about six that count for the middle one, fewer when all are round. */
int32_t market_decimals(const double *x, int32_t n);
/* End of a question that answered in JSON: close the top object and hand it over. */
MUST_CHECK gad_status market_deliver(gad_ctx *cx, buf *b, const gad_output *out);
/* GAD_E_ARG unless the format is table or JSON. */
MUST_CHECK gad_status market_check_format(gad_ctx *cx, const gad_output *out);

#endif
