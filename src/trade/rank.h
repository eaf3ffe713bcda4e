/* rank.h - layer 2: who bought or sold how much in one period, and how the order changed. */
#ifndef GAD_RANK_H
#define GAD_RANK_H

#include "trade/stats.h"

typedef struct rank_row {
    country_ref partner;
    figure level;
    int32_t rank;     /* among the partners held; from 1 */
    int32_t rank_mom; /* rank a month (annual: a year) before, 0 unknown */
    int32_t rank_yoy; /* a year before, 0 unknown */
    double share_pct; /* of the world total held or summed; NaN unknown */
    change mom;
    change yoy;
    surge surge;
    figure rank_published; /* as reported */
} rank_row;

typedef struct ranking {
    series world;  /* the reporter's total */
    rank_row *row; /* [n] largest first */
    int32_t n;
    double total; /* world level used for shares; NaN */
    figure_kind total_kind;
    double covered_pct; /* sum of the partners held / total, per cent */
    bool complete; /* covered_pct >= 99.5: ranks are proven; else they are ranks among the held */
    double hhi;    /* over the partners held; NaN unless complete */
    double effective; /* 1 / hhi */
} ranking;

/* measure "qty" or "value". n is 0 when no partner is held. */
MUST_CHECK gad_status rank_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                int32_t month, ranking *out);

#endif
