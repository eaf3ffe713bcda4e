/* buying.h - layer 2: from whom a country buys a product, by the best report that is held of a year.
 * Includes base, store, supply and lanes only.
 *
 * A product may be looked for in several ways, in order: its own customs codes in the measure asked for,
 * then in money, then those of a product that stands for it (`proxy`: HS 850511 for rare-earth magnets). Of each way: reconciled data, the
 * country's own imports with its national lines and months (a panel), annual six-digit reports of the
 * importer, what exporters say they sent. The first that names an origin counts; nothing is mixed. */
#ifndef GAD_BUYING_H
#define GAD_BUYING_H

#include "trade/lanes.h"

struct buying_report {
    int32_t reporter, year;
    bool weighed; /* some row carries a weight */
};

typedef struct buying_way {
    series_query q; /* product, measure, flow M, annual; the reporter is filled in */
    bool proxy;     /* stands for the product asked for */
    bool loaded;    /* lanes and reporters are there */
    lanes lanes;
    struct buying_report
        *report; /* [n_report] who reports imports of these codes at all, and when */
    int32_t n_report;
    struct buying_panel *panel; /* loaded so far */
} buying_way;

enum { BUYING_WAYS = 8 };
typedef struct buying {
    gad_store *st;
    arena *mem;
    const country_list *names;
    buying_way way[BUYING_WAYS];
    int32_t n;
} buying;

/* Add a way; false when there are BUYING_WAYS already. */
bool buying_add(buying *b, const series_query *q, bool proxy);
/* Who sold to `m` in a year. *way (may be NULL) gets the way that found it, NULL when none did. `quick`:
 * for one of many countries, annual six-digit reports of any kind before the country's panel.
 * Errors: GAD_E_STORE, GAD_E_NOMEM, GAD_E_NOTFOUND an unknown source. */
MUST_CHECK gad_status buying_of(gad_ctx *cx, buying *b, const members *m, int32_t year, bool quick,
                                supplies *out, const buying_way **way);
/* What `m` sold to the rest of the world, by the first way only; total NaN when it is not held. */
MUST_CHECK gad_status buying_sold(gad_ctx *cx, buying *b, const members *m, int32_t year,
                                  supplies *out);

#endif
