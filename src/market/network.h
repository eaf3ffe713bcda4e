/* network.h - layer 1: the network and the working memory of its solver. Private to src/market.
 *
 * Free disposal is an activity like any other: the network appends, for every node that may throw away, one flat
 * activity of cost 0 that uses one unit of it. So the solver knows strict balances only, and p >= 0 comes from
 * eq. 3 of gadolin/market.h.
 *
 * A unit is what responds on its own: one activity, or the members of one block. */
#ifndef GAD_NETWORK_H
#define GAD_NETWORK_H

#include "base/base.h"
#include "gadolin/market.h"
#include "market/linsys.h"

/* How an activity answers prices, from its numbers: bounds cut to the domain of its curve, a proximal term
 * delta/2 (x - centre)^2 where the curve alone is (nearly) flat, and a typical slope. */
typedef struct response {
    double *lower, *upper; /* [n_act] inside the domain */
    double *delta;         /* [n_act] 0: no proximal term */
    double *delta_first;   /* [n_act] delta before any softening */
    double *centre;        /* [n_act] */
    double *
        reach; /* [n_act] beyond this level the curve goes on as its tangent, until a solution gets there */
    double blend;    /* 1: the market as given; 0: without price factors and skew parts of blocks */
    double *typical; /* [n_act] dx/dpi at a typical level, proximal term included; 0: fixed level */
    double *
        conductance; /* [n_node] sum of coef^2 typical: how much excess a unit of price moves; > 0 */
    double
        nothing; /* share of the quantity that a price moves at a node (conductance times scale) that counts as none */
    bool proximal;        /* some delta is not 0 */
    bool given_symmetric; /* the same of the market as given */
    bool symmetric; /* no price factor, no asymmetric block: the prices maximise a concave dual */
} response;

/* One point: prices and all that follows from them. */
typedef struct point {
    double *price;    /* [n_node] */
    double *earn;     /* [n_act] pi: what the activity earns per unit of level (eq. 1) */
    double *level;    /* [n_act] */
    double *excess;   /* [n_node] A x + s */
    double *gross;    /* [n_node] sum |coef x| + |s| */
    double merit;     /* sum excess^2 / conductance */
    double imbalance; /* worst |excess| / gross */
    bool inside;      /* all levels are finite */
} point;

typedef struct block_work {
    int32_t first; /* its members are member[first .. first + n - 1] */
    int32_t n;
    double *sym;  /* [n * n] scratch */
    double *q;    /* [n * n] the q of the block, blended (see response) */
    double least; /* smallest pivot of the symmetric part, relative: about 0 when semidefinite */
    double *response;  /* [n * n] dx/dpi */
    double *scratch;   /* [n * n + 4 n] */
    int32_t *state;    /* [n] -1 at lower, 0 between, 1 at upper: start of the next inner solve */
    int32_t *iscratch; /* [2 n] */
} block_work;

/* A matrix A D B' and where the pairs of entries land in it. */
typedef struct slopes_matrix {
    linsys *lin;
    int32_t *pos;       /* by unit, by pair of its entries in the order of system_pairs */
    int32_t *pos_start; /* [n_unit + 1] */
    int32_t *diagonal;  /* [n_node] */
    int32_t n_value;
    int32_t *start; /* [n_node + 1] the pattern */
    int32_t *row;   /* [n_value] */
    bool symmetric;
} slopes_matrix;

struct gad_market {
    gad_ctx *cx;
    arena mem;
    int32_t n_node;
    int32_t n_given; /* activities of the caller */
    int32_t n_act;   /* and disposals */
    int32_t n_block;
    int32_t n_unit;
    int32_t *start; /* [n_act + 1] */
    int32_t *node;  /* [start[n_act]] */
    double *coef;
    double *factor;       /* [start[n_act]]; numbers.price_factor is its beginning */
    double *value;        /* [start[n_act]] coef * factor: earnings per price */
    gad_curve *curve;     /* [n_act]; numbers.curve is its beginning */
    int32_t *block_of;    /* [n_act] -1: none */
    int32_t *unit_start;  /* [n_unit + 1] into unit_act */
    int32_t *unit_act;    /* activities by unit: blocks first */
    int32_t *touch_start; /* [n_node + 1] entries by node: */
    int32_t *touch_act;   /* activity */
    int32_t *touch_entry; /* its entry */
    gad_balance *balance;
    int32_t *disposal; /* [n_node] its disposal activity, -1 */
    const char **node_id, **activity_id;
    gad_market_numbers numbers;
    block_work *block;

    response resp;
    point now, next;
    double *slope;    /* [n_act] dx/dpi at `now`; members of blocks: see block_work */
    double *factored; /* [n_act] slopes that the factor at hand was made of */
    double *
        scale; /* [n_node] how large a price is there: earnings and costs of what touches the node, per unit */
    double *step; /* [n_node] */
    double *work; /* [n_node] */
    double *rent; /* [n_act] */
    slopes_matrix sym, gen;
    double *price_low, *price_high; /* [n_node] of the last solution */
    double *unbalanced;             /* [n_node] of the last solve: what cannot balance */
    bool *level_free;               /* [n_act] */
    int32_t *open_node;             /* [n_node] scratch of unique.c */
    int32_t *open_act;              /* [n_act] */
    int32_t *queue;                 /* [n_act + n_node] */
    int32_t careful;                /* an earlier solve needed the second attempt: begin with it */
    bool has_levels;                /* now.level is where an earlier solve ended */
    bool solved;                    /* `now` holds a solution of the current numbers */
    double tolerance;               /* the last solve was asked for */
};

/* Check the numbers and derive `resp` and `value` from them. GAD_E_ARG names what is wrong. */
MUST_CHECK gad_status network_prepare(gad_ctx *cx, gad_market *m);
/* Typical slopes, conductances and proximal terms. careful: terms also where a curve is merely flat beside its surroundings;
 * that costs an outer loop, so it is for markets that did not go without. */
void network_slopes(gad_market *m, bool careful);
/* Set `value`, the working q of the blocks and `symmetric` for a blend between the symmetric market and the given one. */
void network_blend(gad_market *m, double blend);
MUST_CHECK gad_status point_take(gad_ctx *cx, gad_market *m, point *p);
/* The text a message calls a node or an activity by: its id, or its number. */
const char *network_node(const gad_market *m, int32_t n, char out[64]);
const char *network_activity(const gad_market *m, int32_t j, char out[64]);
/* Build the symmetric or the general system once. GAD_E_NOMEM. */
MUST_CHECK gad_status system_need(gad_ctx *cx, gad_market *m, bool symmetric, slopes_matrix **out);

#endif
