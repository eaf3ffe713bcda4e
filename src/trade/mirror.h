/* mirror.h - layer 2: two reports of one shipment. What the exporter and the importers declared of the
 * same lane and period, the gap between them, and how large that gap usually is. Includes base, store
 * and codes only. Definitions: docs/mirror.md.
 *
 * mirror_load takes every lane of one exporter, because a lane that is short borrows its usual gap from
 * the others. Exports are FOB and imports CIF as a rule, so a gap of a few per cent is no surprise. */
#ifndef GAD_MIRROR_H
#define GAD_MIRROR_H

#include "trade/codes.h"

enum {
    MIRROR_OWN_MIN = 6,    /* other periods a lane needs for a usual gap of its own */
    MIRROR_SEASON_MIN = 3, /* other years of the same calendar month before season counts */
    MIRROR_POOL_MIN = 6,   /* gaps of other lanes that a borrowed usual gap needs */
    MIRROR_POOL_MAX = 20   /* the lanes nearest in size */
};

typedef enum mirror_unit { MIRROR_USD, MIRROR_T } mirror_unit;
enum { MIRROR_UNITS = 2 };

/* What is known of one side. A period that a country has not published is a gap of knowledge; a period it
 * has published without this lane is nil, below the threshold or kept secret: neither is a zero. */
typedef enum mirror_state {
    MIRROR_UNKNOWN, /* no report of this country and period is held */
    MIRROR_SILENT,  /* a report is held and the lane is not in it */
    MIRROR_HELD,    /* the lane is in it */
} mirror_state;

typedef struct mirror_side {
    mirror_state state;
    double amount[MIRROR_UNITS]; /* NaN unless HELD, or when not every row has it */
    const char *source;          /* name; "" when UNKNOWN */
    int32_t published;           /* day of the newest row; INT32_MIN when UNKNOWN or SILENT */
    int32_t rows;                /* customs rows added up */
    int32_t flags;               /* of flow_data, together */
} mirror_side;

typedef enum mirror_basis {
    MIRROR_ONE_SIDED, /* only one of the two ever reported the lane */
    MIRROR_EXACT,     /* both sides report exactly the product */
    MIRROR_HS6,       /* both report the same six-digit codes, which hold other goods as well */
    MIRROR_UNLIKE,    /* their codes differ: shown side by side, never compared */
} mirror_basis;

typedef enum mirror_rest {
    MIRROR_NO_USUAL, /* too few gaps: usual, spread and z are NaN */
    MIRROR_OWN,      /* the lane's other periods */
    MIRROR_SEASONAL, /* the same, moved towards the same calendar month of other years */
    MIRROR_POOLED, /* one gap of each of the other lanes of the exporter that are nearest in size */
} mirror_rest;

/* ln 3: where two of three usual gaps lie more than that far apart, a gap would have to be 27 times off to
 * be called unusual. Such lanes judge nothing. */
static const double MIRROR_SPREAD_MAX = 1.0986122886681098;
/* ln 10: figures this far apart are never called usual, whatever other lanes do. */
static const double MIRROR_FAR = 2.302585092994046;

typedef struct mirror_gap {
    double gap;    /* ln(importer / exporter); NaN unless both are known and positive, and alike */
    double usual;  /* median of what it rests on */
    double spread; /* 1.4826 MAD of it, with a floor (mirror.c) */
    double z;      /* (gap - usual) / spread; NaN from a spread of MIRROR_SPREAD_MAX on */
    int32_t n;     /* gaps it rests on, this period never among them */
    mirror_rest rest;
} mirror_gap;

typedef struct mirror_point {
    int32_t period; /* month; annual: January */
    mirror_side exporter, importer;
    mirror_gap gap[MIRROR_UNITS];
} mirror_point;

typedef struct mirror_lane {
    country_ref importer;
    mirror_basis basis;
    const char *note;  /* "" or why a side has nothing: it reports some lines of the code only */
    bool partial;      /* only some of the product's codes are in it; goods says how many */
    const char *goods; /* what is compared, in words: "HS 850511 (holds other goods as well)" */
    mirror_point *at;  /* [n] every period from the first that either side reported to the last */
    int32_t n;
    int32_t n_both[MIRROR_UNITS]; /* periods with a gap */
} mirror_lane;

typedef struct mirror_query {
    product_ref product;
    country_ref exporter; /* a country, no group */
    char freq;            /* 'M', 'A', or 0: months if the lane has a gap in months, else years */
    int32_t lane;         /* number of the importer whose lane decides that; 0: any lane */
    int32_t as_of;        /* day, INT32_MAX: now */
    const char *source;   /* NULL: by preference */
    int32_t last; /* of the transshipment watch: months after this one are left out; 0: none */
} mirror_query;

typedef struct mirror {
    bool annual;
    bool months_too; /* annual, but months are held, of one side or unlike */
    bool published;  /* its one lane is of published figures (mirror_published.h) */
    int64_t
        line; /* code id of a line held of the exporter or of the lane's importer that is not the
                          whole of its six-digit code and so makes no lane; 0: none */
    mirror_lane *lane; /* [n] by number of the importer; without the world, groups and areas */
    int32_t n;
} mirror;

/* Load all lanes; all memory from `mem`. Nothing held is no error: n is 0.
 * Errors: GAD_E_STORE, GAD_E_NOMEM, GAD_E_NOTFOUND an unknown source, GAD_E_ARG a group as exporter. */
MUST_CHECK gad_status mirror_load(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                                  mirror *out);
const mirror_lane *mirror_find(const mirror *m, int32_t importer);      /* NULL: no such lane */
const mirror_point *mirror_at(const mirror_lane *lane, int32_t period); /* NULL: outside */

#endif
