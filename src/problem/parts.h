/* parts.h - layer 2: pieces of market files that several readers share. Internal to src/problem. */
#ifndef GAD_PARTS_H
#define GAD_PARTS_H

#include "problem/problem.h"

/* The document's top, an object with these keys and "title". */
MUST_CHECK gad_status parts_top(gad_ctx *cx, const json_doc *doc, const char *const *known,
                                json_at *top);

/* An array that must be there and has at least one element. */
MUST_CHECK gad_status parts_array(gad_ctx *cx, const json_at *object, const char *key,
                                  json_at *array, int32_t *n);
/* The text of "id" of every element, unique; copied into the arena. */
MUST_CHECK gad_status parts_ids(gad_ctx *cx, const json_at *array, int32_t n, const char *what,
                                arena *mem, names *ids);
/* Add one id written at `at`. */
MUST_CHECK gad_status parts_id(gad_ctx *cx, const json_at *at, const char *what, arena *mem,
                               names *ids);
/* The index of a name given as text; names the nearest one otherwise. */
MUST_CHECK gad_status parts_index(gad_ctx *cx, const json_at *at, const char *asked,
                                  const char *what, const names *ids, int32_t *index);

/* A number under a key; `otherwise` when there is none, NaN: it must be there. */
MUST_CHECK gad_status parts_number(gad_ctx *cx, const json_at *object, const char *key,
                                   double otherwise, double *x);
/* The same, and null or "inf" (with `sign` -1: "-inf") mean infinity of that sign. */
MUST_CHECK gad_status parts_open(gad_ctx *cx, const json_at *object, const char *key, double sign,
                                 double otherwise, double *x);
/* "lower" (0 when missing) and "upper" (infinity when missing). */
MUST_CHECK gad_status parts_bounds(gad_ctx *cx, const json_at *object, double *lower,
                                   double *upper);
/* n numbers; n rows of n numbers, taken from the arena. `why` says where n comes from: "as many as activities". */
MUST_CHECK gad_status parts_vector(gad_ctx *cx, const json_at *at, int32_t n, const char *why,
                                   double *x);
MUST_CHECK gad_status parts_matrix(gad_ctx *cx, const json_at *at, int32_t n, const char *why,
                                   arena *mem, double **out);

typedef struct node_list {
    names ids;
    gad_balance *balance; /* [ids.n] */
    double *supply;       /* [ids.n] */
} node_list;
MUST_CHECK gad_status parts_nodes(gad_ctx *cx, const json_at *top, arena *mem, node_list *list);

/* Columns of the n elements of an array; `factor` NULL: price factors are not allowed here. */
typedef struct column_list {
    int32_t *start; /* [n + 1] */
    int32_t *node;
    double *coef;
    double *factor;
} column_list;
MUST_CHECK gad_status parts_columns(gad_ctx *cx, const json_at *array, int32_t n,
                                    const names *nodes, bool factors, arena *mem,
                                    column_list *list);

/* "options" by the table of gadolin/market_opts.def. */
MUST_CHECK gad_status parts_options(gad_ctx *cx, const json_at *top, gad_market_opts *opts);

#endif
