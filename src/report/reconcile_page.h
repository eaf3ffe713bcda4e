/* reconcile_page.h - layer 4, private to the question `reconcile`. */
#ifndef GAD_REPORT_RECONCILE_PAGE_H
#define GAD_REPORT_RECONCILE_PAGE_H

#include "report/write.h"
#include "trade/balance.h"

typedef struct reconcile_asked {
    combine_query q;
    product_ref product; /* with --product */
    bool broader;        /* its codes hold other goods as well */
    int32_t top;
    combine_state state;
    balance balance; /* with --balance; edition NULL without */
} reconcile_asked;

/* The answer for people (table, md), or with its head as JSON; after combine_choose. */
MUST_CHECK gad_status reconcile_page(gad_ctx *cx, gad_store *st, const reconcile_asked *a,
                                     const gad_output *out);

bool reconcile_is_list(const char *show); /* of --show: reporters or freight */
MUST_CHECK gad_status reconcile_list_page(gad_ctx *cx, gad_store *st, const char *show, int32_t top,
                                          const gad_output *out);

#endif
