/* mirror_watch.h - layer 2: the transshipment watch: which destinations of one exporter's goods changed
 * at an event. Includes base, store, codes and mirror_shift. Definitions: docs/mirror.md. */
#ifndef GAD_MIRROR_WATCH_H
#define GAD_MIRROR_WATCH_H

#include "trade/mirror.h"
#include "trade/mirror_shift.h"

/* An event of data/trade_events.csv, or a bare month. */
typedef struct trade_event {
    const char *id; /* "" for a bare month that no event is known of */
    int32_t month;
    int32_t announced;              /* month; equal to `month` when not known */
    const char *exporter, *partner; /* iso3; partner "" for all */
    const char *products;           /* ids, separated by | */
    const char *what, *source;
    bool about; /* it names the product asked for, or one above or below it */
} trade_event;

/* All events, by month. Errors: GAD_E_IO, GAD_E_STORE, GAD_E_NOMEM. */
MUST_CHECK gad_status trade_events_load(gad_ctx *cx, gad_store *st, arena *mem,
                                        const product_ref *product, trade_event **event,
                                        int32_t *n);
/* "2023-12" or an id. A month takes the words and the announcement of the event of that month, exporter
 * and product, if there is one. Errors: GAD_E_NOTFOUND with the ids known. */
MUST_CHECK gad_status trade_event_find(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                                       const product_ref *product, const country_ref *exporter,
                                       trade_event *out);

typedef enum watch_kind {
    WATCH_FELL,     /* both judges say so (p <= 0.05 and |z| >= 2), or the one that can be asked */
    WATCH_MAY_FALL, /* one of them */
    WATCH_SAME,     /* neither */
    WATCH_MAY_RISE,
    WATCH_ROSE,
    WATCH_UNKNOWN, /* too few months */
} watch_kind;

typedef struct watch_row {
    country_ref partner;
    shift s;
    double share_before, share_after; /* per cent of the destinations together */
    watch_kind kind;
    double other_pct; /* change in the other measure: dollars where tonnes are judged */
    /* the importer's own figures, where held: median gap of the months before and after */
    double gap_before_pct, gap_after_pct, gap_z;
    int32_t n_gap_before, n_gap_after;
    double path[2 * SHIFT_WINDOW]; /* level by month, from twelve before the event; NaN not known */
    const char *onward;            /* its exports to those that fell, in words; "" not asked */
    bool onward_rose;              /* it sends on more of the same goods than before */
} watch_row;

typedef struct mirror_watch {
    trade_event event;
    product_ref product; /* what the rows are of: the product asked for, or a code that holds it */
    bool broader;        /* the second */
    const char *measure; /* "qty" or "value" */
    const char *unit;
    const char *codes;    /* what the figures rest on */
    const char *coverage; /* "" or which of the product's codes that is, what else they hold */
    int32_t first, last;  /* months held */
    shift world;          /* of the destinations together */
    watch_kind world_kind;
    double other_pct;       /* their change in the other measure */
    const char *other_unit; /* "USD" where tonnes are judged */
    watch_row *row;         /* [n] largest change first */
    int32_t n;
    int32_t n_tested, n_at_5pct; /* rows with a p; those with p <= 0.05 */
    const char **doubt;          /* [n_doubt] sentences */
    int32_t n_doubt;
} mirror_watch;

/* measure NULL: tonnes where held, else dollars. Errors: as series_load; GAD_E_NOTFOUND no month before
 * or after the event is held. */
MUST_CHECK gad_status mirror_watch_load(gad_ctx *cx, gad_store *st, arena *mem,
                                        const mirror_query *q, const char *measure,
                                        const trade_event *event, mirror_watch *out);
/* The verdict in words; "no clear change" tells when the first months were below or above all before. */
const char *watch_verdict(watch_kind kind, const shift *s);

#endif
