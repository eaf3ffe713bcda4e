/* risk_given.h - layer 4, for risk_given*.c only: what the indicators from given inputs share. */
#ifndef GAD_RISK_GIVEN_H
#define GAD_RISK_GIVEN_H

#include "report/write.h"

/* Options of `gadolin risk` that a question may be given, as bits. */
enum {
    GIVEN_HHI_GS = 1 << 0,
    GIVEN_HHI_EU = 1 << 1,
    GIVEN_RELIANCE = 1 << 2,
    GIVEN_EOL = 1 << 3,
    GIVEN_SI = 1 << 4,
    GIVEN_INPUT = 1 << 5,
    GIVEN_GOVERNANCE = 1 << 6,
    GIVEN_PRICE = 1 << 7,
};

/* Refuse the options that do not go with `question` ("eu-sr"), so that none is ignored; and whether the
 * numbers that went in are asked for (--show inputs) instead of the answer. */
MUST_CHECK gad_status risk_given_options(gad_ctx *cx, const gad_risk_opts *o, const char *question,
                                         uint32_t allowed, bool *show_inputs);
/* A table for programs, with nothing around it. */
MUST_CHECK gad_status risk_given_table(gad_ctx *cx, gad_table *t, const gad_output *out);
/* Three digits, as people read a number of any size: "4.72", "0.000323", "17,500". */
const char *risk_given_digits(char out[NUM_TEXT], double x);
/* Digits after the point for that. */
int32_t risk_given_decimals(double x);

#endif
