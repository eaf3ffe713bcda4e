/* risk_page.h - layer 4, private to risk*.c: one answer of gad_risk in its three tables and as a page. */
#ifndef GAD_REPORT_RISK_PAGE_H
#define GAD_REPORT_RISK_PAGE_H

#include "report/write.h"
#include "trade/risk.h"

typedef enum risk_show { SHOW_INDICATORS, SHOW_INPUTS, SHOW_CHAIN } risk_show;

typedef struct risk_answer {
    risk_query q;
    risk_panel p;
    risk_show show;
    governance governance;
    const char *years; /* as asked */
} risk_answer;

/* Options to a query; names resolved, texts checked. Errors: GAD_E_ARG, GAD_E_NOTFOUND, GAD_E_IO, GAD_E_FORMAT. */
MUST_CHECK gad_status risk_read_options(gad_ctx *cx, gad_store *st, arena *mem,
                                        const gad_risk_opts *o, risk_answer *a);

/* One row per country and year, all columns (for programs), or those that have figures (for people). */
MUST_CHECK gad_status risk_table_indicators(gad_ctx *cx, const risk_answer *a, bool people,
                                            gad_table **out);
MUST_CHECK gad_status risk_table_inputs(gad_ctx *cx, const risk_answer *a, gad_table **out);
MUST_CHECK gad_status risk_table_chain(gad_ctx *cx, const risk_answer *a, bool people,
                                       gad_table **out);

/* What is not known, each reason once (risk_unknown.c). */
void risk_say_unknown(buf *b, const risk_answer *a);
MUST_CHECK gad_status risk_write_page(gad_ctx *cx, const risk_answer *a, const gad_table *t,
                                      const gad_output *out);
MUST_CHECK gad_status risk_write_json(gad_ctx *cx, const risk_answer *a, const gad_table *t,
                                      const gad_output *out);

#endif
