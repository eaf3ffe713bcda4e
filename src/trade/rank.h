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
    bool complete; /* covered_pct 99.5 to 100.5: ranks are proven; else they are among the held */
    double hhi;    /* over the partners held; NaN unless complete */
    double effective;     /* 1 / hhi */
    int32_t month;        /* the period; annual: its January; INT32_MIN when no partner is held */
    const char *unit;     /* of the rows' levels; shares are NaN when the total has another */
    const char *left_out; /* as in series */
} ranking;

/* measure "qty" or "value". month INT32_MIN: the newest period of which a partner is held. n is 0 when
 * no partner is held. All partners come from two queries together. */
MUST_CHECK gad_status rank_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                int32_t month, ranking *out);

struct panel_part {
    int32_t month;
    const char *text; /* which codes they rest on */
};

/* Every partner's series, for statistics of all periods. */
typedef struct panel {
    series world;
    series *partner; /* [n] ascending numbers; groups and the world are not among them */
    int32_t n;
    const char *unit, *left_out;
    const char *basis;       /* of the partners' levels: "" the usual definition */
    struct panel_part *part; /* [n_part] figures of some of the product's codes only */
    int32_t n_part;
} panel;

typedef struct panel_cover { /* of one period */
    double total;            /* the world's level; NaN */
    figure_kind kind;
    int32_t n; /* partners held */
    double covered_pct, hhi, effective;
    bool complete;
} panel_cover;

MUST_CHECK gad_status panel_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                 panel *out);
double panel_level(const panel *p, int32_t k, int32_t month); /* NaN when not held */
/* Place among the partners held in that period, 1 the largest, equals share a place; 0 not held. */
int32_t panel_rank(const panel *p, int32_t k, int32_t month);
int32_t panel_find(const panel *p, int32_t number); /* index of a country, -1 */
int32_t panel_newest(const panel *p);               /* newest month held, INT32_MIN */
/* "only 250490 of the product's 4 codes": what figures of a year rest on instead of the product; of `text`
 * alone when it is not NULL. NULL: none do. */
const char *panel_partial(const panel *p, int32_t year, const char *text);
panel_cover panel_coverage(const panel *p, arena *mem, int32_t month);

#endif
