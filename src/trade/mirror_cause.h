/* mirror_cause.h - layer 2: what may explain an unusual gap. A small Bayesian comparison: each cause
 * corrects the figures by what it could account for; the closer the corrected gap comes to the usual one,
 * the likelier the cause. Priors, likelihoods and what each cause looks at: docs/mirror.md. */
#ifndef GAD_MIRROR_CAUSE_H
#define GAD_MIRROR_CAUSE_H

#include "trade/mirror.h"

typedef enum cause_kind {
    CAUSE_TIMING,     /* goods on their way at the turn of the month (year) */
    CAUSE_FREIGHT,    /* freight and insurance: imports are CIF, exports FOB */
    CAUSE_REEXPORT,   /* sent through an entrepot, which one side names and the other does not */
    CAUSE_NEIGHBOUR,  /* declared under a neighbouring code by one side */
    CAUSE_UNRECORDED, /* the rest: unrecorded, wrongly valued, secret */
    CAUSE_COUNT
} cause_kind;

typedef struct cause {
    double prior;
    bool looked;          /* false: the store holds nothing to look at; probability is the prior */
    double likelihood;    /* density of the gap, this cause given; NaN when not looked */
    double probability;   /* the five sum to 1 */
    const char *evidence; /* in words and numbers */
} cause;

typedef struct cause_set {
    cause cause[CAUSE_COUNT];
} cause_set;

/* What the causes of one lane look at, loaded once. */
typedef struct cause_scene cause_scene;
MUST_CHECK gad_status cause_scene_load(gad_ctx *cx, gad_store *st, arena *mem,
                                       const mirror_query *q, const mirror *m,
                                       const mirror_lane *lane, mirror_unit unit,
                                       cause_scene **out);
/* The causes of the gap at point i, whose z must be a number. */
MUST_CHECK gad_status cause_explain(gad_ctx *cx, arena *mem, const cause_scene *s, int32_t i,
                                    cause_set *out);
const char *cause_name(cause_kind k); /* "timing" */

#endif
