/* figures.h - layer 2, private to trade/: every figure held for a question, before one is chosen.
 *
 * customs.c and published.c put candidates into a pool; series.c settles which one a point shows. A
 * candidate belongs to one partner, one slot (what it is a figure of) and one period. */
#ifndef GAD_FIGURES_H
#define GAD_FIGURES_H

#include "trade/codeset.h"
#include "trade/series.h"

typedef enum slot {
    SLOT_LEVEL, /* of a month */
    SLOT_MOM,
    SLOT_YOY,
    SLOT_RANK,
    SLOT_SHARE,
    SLOT_RECORD,
    SLOT_YTD, /* January to the month */
    SLOT_YTD_YOY,
    SLOT_YEAR, /* level of a calendar year; period is its January */
    SLOT_YEAR_YOY,
    SLOT_YEAR_RANK,
    SLOT_YEAR_SHARE,
    SLOT_YEAR_RECORD,
    SLOT_COUNT
} slot;

/* Order of preference: docs/statistics.md, "Order of preference". */
/* Figures a level is chosen from, and where a chosen one is good enough to show. */
typedef enum standing {
    STAND_CUSTOMS,     /* a row of a customs file, or a sum of the codes of one partner */
    STAND_REPORTED,    /* published */
    STAND_PARTNER_SUM, /* our sum over partners or members that no published figure confirms */
    STAND_MONTHS,      /* a year as the sum of twelve months of several sources */
    STAND_SUPERSEDED,  /* published, and published otherwise by the same source later */
    STAND_DERIVED,     /* computed from other figures */
    STAND_ASIDE,       /* of another definition (basis): shown, never chosen */
    STAND_UNUSABLE,    /* a row without the measure: its note says so */
} standing;

typedef struct candidate {
    int32_t partner; /* number of the country; of a single-partner question always 0 */
    slot slot;
    int32_t period;
    standing base;      /* as loaded */
    standing stand;     /* as settled */
    int32_t preference; /* of the source, lower is better */
    int32_t order;      /* as loaded */
    int32_t votes;      /* origins that print this figure, within rounding */
    double closeness;   /* how far its rounding is from the one wanted; smaller is better */
    int32_t distance;   /* 0 who reads the customs release, 1 who copies, 2 no address recorded */
    bool edition;       /* of a yearly publication: a later edition replaces it */
    bool independent;   /* evidence of its own */
    bool partner_sum;   /* a sum over partners or members */
    bool partial;       /* some of the product's codes are not in the source */
    const char *origin; /* who found it out: the source without the outlet that copied it */
    const char *basis;  /* definition, "" the usual one */
    const char *unit;
    figure f;
} candidate;

typedef struct pool {
    candidate *c;
    int32_t n, cap;
    bool used_alt[ALT_COUNT];
} pool;

typedef enum partner_mode { PARTNER_ONE, PARTNER_WORLD, PARTNER_GROUP, PARTNER_ALL } partner_mode;

/* Grows from the arena; false: no memory. */
bool pool_add(pool *p, arena *mem, const candidate *c);
/* Customs rows of the question. `every` asks for each country apart, and then `world` (may be NULL) for
 * the total over them as well, all from one query; else for the partner of the query, world NULL.
 * Errors: GAD_E_NOTFOUND an unknown source name. */
MUST_CHECK gad_status customs_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                   const codeset *cs, bool every, pool *out, pool *world);
/* Published figures of the question; as above. */
MUST_CHECK gad_status published_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                     bool every, pool *out, pool *world);
typedef struct unity {
    const char *unit;
    const char *basis;    /* "" the usual definition */
    const char *left_out; /* "" or words about what stepped aside */
} unity;
/* One unit and one definition for all levels: the usual definition if any figure has it, else the most
 * frequent; the most frequent unit. Others step aside. */
MUST_CHECK gad_status pool_unify(gad_ctx *cx, arena *mem, pool *p, unity *out);
/* Whether any usable figure is of a slot. */
bool pool_has(const pool *p, slot s);
/* Add a calendar year as the sum of its twelve chosen months; the pool must be settled. */
bool pool_add_years(pool *p, arena *mem);
/* Whether levels of a measure add up over months and partners: prices and stocks do not. */
bool measure_adds_up(const char *measure);
/* The series of the candidates c[0..n), all of one partner, settled. */
MUST_CHECK gad_status series_from(gad_ctx *cx, arena *mem, const candidate *c, int32_t n,
                                  series *out);
/* From all candidates of one partner to its series. */
MUST_CHECK gad_status series_from_pool(gad_ctx *cx, arena *mem, const series_query *q,
                                       const codeset *cs, pool *p, series *out);
/* Choose: order every (partner, slot, period) run by preference. Afterwards the candidates stand
 * sorted by partner, slot, period and preference. May be called again after more were added. */
void pool_settle(pool *p);
/* Whether two figures say the same within what both roundings allow. */
bool figures_agree(const figure *a, const figure *b);

#endif
