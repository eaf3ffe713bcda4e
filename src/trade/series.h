/* series.h - layer 2: one observed series, month by month or year by year, from customs rows and
 * published figures. Includes base, store and codes only. How a level is chosen where several
 * figures exist: docs/statistics.md, "Order of preference". */
#ifndef GAD_SERIES_H
#define GAD_SERIES_H

#include "trade/codes.h"

typedef enum figure_kind {
    FIGURE_NONE,    /* nothing is known: the value is NaN */
    FIGURE_CUSTOMS, /* a row of a customs file */
    FIGURE_SUM,     /* our sum of customs rows (partners of the world, members of a group, codes) */
    FIGURE_REPORTED, /* a published figure */
    FIGURE_DERIVED, /* computed from other figures (by the collector, or by us): no evidence of its own */
} figure_kind;

typedef struct figure {
    figure_kind kind;
    double value;       /* in the series' unit; NaN when kind is NONE */
    double half_unit;   /* the true value lies within value +- half_unit; 0: as precise as given */
    const char *source; /* "GACC", "Reuters via Trading Economics" */
    const char *url;    /* "" when none */
    const char *note;   /* formula of a derived figure, or what the collector noted; "" when none */
    int32_t published;  /* day; INT32_MIN when not known */
    bool published_assumed;
    int32_t parts; /* of a SUM: how many rows were added, else 0 */
    bool
        partner_sum; /* of a SUM: over the partners held, so it cannot show whom the source left out */
    int32_t code_set; /* the list of customs codes or yearly publication it rests on; 0: other
                         published figures. See series_comparable */
    bool conflicts;   /* of point.other: evidence of its own that says otherwise than the level */
    bool aside;       /* of point.other: of another unit or definition than the series */
} figure;

typedef struct point {
    int32_t month; /* the month; for annual series January of the year */
    figure level;  /* the preferred figure */
    figure *other; /* [n_other] the rest, best first */
    int32_t n_other;
    bool conflict; /* some independent other differs by more than both roundings allow */
    figure mom;    /* changes as published with this month, per cent; FIGURE_NONE when not */
    figure yoy;
    figure ytd;     /* January to this month, as published */
    figure ytd_yoy; /* as published, per cent */
    figure rank;    /* as published */
    figure share;   /* as published, per cent of the world total */
    figure record;  /* as published: the words are in `note`, the value is NaN */
} point;

typedef struct series {
    product_ref product;
    country_ref reporter;
    country_ref partner;
    char flow; /* 'X' 'M' 'P' 'Q' 'S' 'C' */
    bool annual;
    const char *measure; /* "qty", "value", "unit-value", "price", ... */
    const char *unit;    /* "t", "USD", "EUR", "USD/t", "pct" */
    int32_t as_of;       /* day, INT32_MAX: now */
    point *at;      /* [n] every period from the first with any figure to the last, gaps included */
    int32_t n;      /* 0 when nothing is held */
    int32_t n_held; /* points whose level is known */
    span wanted;    /* what the caller asked to see; at[] also holds what the statistics need */
    const char *what_codes; /* "85051110 (GACC)" or "published figures": what the levels rest on */
    const char *coverage;   /* "" or a warning: the code also holds other goods */
    const char
        *left_out; /* "" or what is held but cannot stand in this series: "12 figures in other units
                             than USD" */
} series;

typedef struct series_query {
    product_ref product;
    country_ref reporter;
    country_ref partner;
    char flow;
    char freq; /* 'M', 'A' or 0: monthly where months are held, else annual */
    const char *measure;
    span wanted;        /* {INT32_MIN, INT32_MAX}: everything */
    int32_t as_of;      /* INT32_MAX: now */
    const char *source; /* NULL: by preference */
    bool traceable;     /* leave out published figures that nobody can look up */
} series_query;

/* Load a series; all memory from `mem`. No data is not an error here: n is 0.
 * Errors: GAD_E_STORE, GAD_E_NOMEM, GAD_E_NOTFOUND (a source name). */
MUST_CHECK gad_status series_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                  series *out);
/* From the text options of the public API to a query (names resolved, texts checked).
 * Errors: GAD_E_ARG, GAD_E_NOTFOUND. */
MUST_CHECK gad_status series_query_make(gad_ctx *cx, gad_store *st, arena *mem,
                                        const gad_series_opts *opts, series_query *out);
/* Record GAD_E_NOTFOUND: no data for this query, and what is held instead (other partners, broader
 * codes, other products of the reporter). */
gad_status series_nothing(gad_ctx *cx, gad_store *st, const series_query *q);
/* The same for a page that has named the series: "no quantity is held; published figures are held for exports
 * of CHN with W00 (qty)". In mem. */
MUST_CHECK gad_status series_why_nothing(gad_ctx *cx, gad_store *st, arena *mem,
                                         const series_query *q, const char **out);

/* Whether somebody could look a published figure up: an address, or the host of an abridged one. */
bool series_traceable(const char *url);
/* What a published figure measures, from its `basis`: without editions ("MCS2026") and the words for the
 * usual definition, "" for that. Sets *edition where one is named. In mem; NULL: no memory. */
const char *series_definition(arena *mem, const char *basis, bool *edition);

/* Index of a month in at[], -1 when outside. */
int32_t series_find(const series *s, int32_t month);
/* Whether two figures rest on the same goods: false when the product's list of customs codes changed
 * between them (the EU split its codes in 2023). Published figures compare with everything. */
bool series_comparable(int32_t code_set_a, int32_t code_set_b);
bool series_is_compiled(int32_t code_set);     /* a figure of a yearly publication */
bool series_same_family(int32_t a, int32_t b); /* of customs offices, or of one compiler */

#endif
