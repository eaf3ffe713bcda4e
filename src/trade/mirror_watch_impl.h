/* mirror_watch_impl.h - layer 2, private to the mirror files: what the watch is made from. */
#ifndef GAD_MIRROR_WATCH_IMPL_H
#define GAD_MIRROR_WATCH_IMPL_H

#include "trade/mirror_watch.h"
#include "trade/rank.h"

enum { BY_VALUE, BY_QTY, MEASURES };

/* Destinations by months, of both measures, from the same panels. */
typedef struct watch_data {
    const mirror_query *q;
    product_ref product; /* of the rows */
    panel panel[MEASURES];
    country_ref *partner; /* [n] */
    int32_t n, first, months;
    double *
        level[MEASURES]; /* [n * months]: NaN not known, 0 the exporter's report does not name it */
    int32_t main;        /* the measure asked for */
} watch_data;

static inline double watch_level(const watch_data *d, int32_t measure, int32_t k, int32_t month)
{
    int32_t i = month - d->first;
    return i >= 0 && i < d->months ? d->level[measure][k * d->months + i] : NO_NUMBER;
}

/* What the risers send on to those that fell, and the importers' own figures. */
MUST_CHECK gad_status watch_onward(gad_ctx *cx, gad_store *st, arena *mem, const watch_data *d,
                                   mirror_watch *w);
/* The sentences of doubt. */
MUST_CHECK gad_status watch_doubts(gad_ctx *cx, gad_store *st, arena *mem, const watch_data *d,
                                   mirror_watch *w);

#endif
