/* reconcile.h - layer 4, private to the question `reconcile`. */
#ifndef GAD_REPORT_RECONCILE_H
#define GAD_REPORT_RECONCILE_H

#include "report/write.h"
#include "trade/reconcile.h"

/* The answer for people (table, md), or with its head as JSON; after reconcile_run. */
MUST_CHECK gad_status reconcile_page(gad_ctx *cx, gad_store *st, const gad_reconcile_opts *o,
                                     const reconcile_query *q, const reconcile_state *s,
                                     const gad_output *out);

#endif
