/* problem.h - layer 2: market problems read from JSON files (docs/json/market.md).
 *
 * Flow:  problem_read -> gad_market_new(&p.spec) ... -> problem_release. The same for the other two kinds of files.
 * Everything lives in the arena of the problem; the file and its document are gone when reading returns.
 * Errors: those of text/json_read.h; GAD_E_FORMAT names file, JSON path and what was expected. */
#ifndef GAD_PROBLEM_H
#define GAD_PROBLEM_H

#include "base/base.h"
#include "gadolin/market.h"
#include "problem/names.h"
#include "text/json_read.h"

/* A market: {"nodes", "activities", "blocks", "options", "warm"}. */
typedef struct problem {
    arena mem;
    const char *file; /* for messages */
    gad_market_spec spec;
    gad_market_opts opts;
    double *start; /* [n_node] prices to start from, NULL: none given */
    names node, activity;
    int32_t *block_of; /* [n_activity] -1: none */
} problem;

/* Storage is the caller's; to be released also when reading failed. */
MUST_CHECK gad_status problem_read(gad_ctx *cx, const char *path, problem *p);
MUST_CHECK gad_status problem_parse(gad_ctx *cx, const json_doc *doc, problem *p);
void problem_release(problem *p);

/* Observed flows: {"nodes", "flows", "options"}. */
typedef struct flows_problem {
    arena mem;
    const char *file;
    gad_reconcile_spec spec;
    gad_market_opts opts;
    names node, flow;
} flows_problem;
MUST_CHECK gad_status flows_read(gad_ctx *cx, const char *path, flows_problem *p);
MUST_CHECK gad_status flows_parse(gad_ctx *cx, const json_doc *doc, flows_problem *p);
void flows_release(flows_problem *p);

/* Tariffs: {"countries", "trade", "tariff0", "tariff1", "em", "ex", "es"}. */
typedef struct gsim_problem {
    arena mem;
    const char *file;
    gad_gsim_spec spec;
    names country;
} gsim_problem;
MUST_CHECK gad_status gsim_read(gad_ctx *cx, const char *path, gsim_problem *p);
MUST_CHECK gad_status gsim_parse(gad_ctx *cx, const json_doc *doc, gsim_problem *p);
void gsim_release(gsim_problem *p);

/* What the kernel refuses was written in the file: GAD_E_ARG becomes "FILE: ..." and GAD_E_FORMAT. */
gad_status problem_blame(gad_ctx *cx, const char *file, gad_status st);

/* ---- outcomes and parameters by name ---- */
typedef struct outcome_ref {
    bool is_price;
    int32_t index; /* of the node or activity */
} outcome_ref;
/* "price:NODE" or "level:ACTIVITY". GAD_E_ARG malformed; GAD_E_NOTFOUND names the nearest one. */
MUST_CHECK gad_status outcome_find(gad_ctx *cx, const problem *p, const char *text, outcome_ref *o);

typedef enum param_kind {
    PARAM_SUPPLY, /* index: node */
    PARAM_LOWER,  /* index: activity */
    PARAM_UPPER,
    PARAM_CURVE,  /* sub: parameter of the curve */
    PARAM_FACTOR, /* sub: entry */
    PARAM_C,      /* index: block; sub: row */
    PARAM_Q,      /* sub: row * n + column */
} param_kind;

/* One number of a market and the derivative of an outcome with respect to it. */
typedef struct param {
    param_kind kind;
    int32_t index, sub;
    double value, derivative;
} param;

/* Every number whose derivative is not 0, the largest derivative first (compared to 9 digits, so that rounding does not
 * shuffle equals), equals in the order of the file. NULL: out of memory. */
param *params_list(arena *mem, const problem *p, const gad_market_gradient *g, int32_t *n);
/* "activities.ship.curve.c", "nodes.B.supply", "blocks[0].Q[1][0]" */
void param_path(buf *b, const problem *p, const param *q);

#endif
