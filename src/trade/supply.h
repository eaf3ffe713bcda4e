/* supply.h - layer 2: who supplies a product, and how much: the world's producers of one year as one
 * edition prints them, and the origins of a country's imports. Includes base, store and rank only.
 *
 * A list of suppliers never mixes editions, sources of trade or units. What is not named is `rest`:
 * it is somebody's, and never nobody's. Definitions: docs/risk.md. */
#ifndef GAD_SUPPLY_H
#define GAD_SUPPLY_H

#include "trade/rank.h"

typedef struct supplier {
    country_ref who;
    double amount; /* in the unit of the list, above 0 */
    figure f;      /* where the amount comes from */
} supplier;

typedef struct supplies {
    supplier *at; /* [n] largest first, equals by id */
    int32_t n;    /* 0: `why` says why nothing is known */
    double total; /* what shares refer to */
    double
        rest; /* of the total: not attributed to a country that is named; below NAMED_ENOUGH it is
                     kept, but does not spoil the concentration */
    figure whole;        /* the total as printed or declared; FIGURE_NONE when it is our sum */
    const char *unit;    /* "t", "USD", "pct" (printed shares) */
    const char *edition; /* which publication, or which reports; "" when n is 0 */
    const char *note;    /* "" or what to know */
    const char *why;     /* n is 0: the reason */
} supplies;

/* Suppliers are known well enough for a concentration when at most this share of the total is nobody's. */
#define SUPPLY_REST_MAX 0.005

/* Names of countries by number, loaded once. */
typedef struct country_list {
    country_ref *at; /* [n] ascending numbers */
    bool *unnamed;   /* [n] stands for no country: "areas nes", "other countries", bunkers */
    int32_t n;
} country_list;
MUST_CHECK gad_status countries_load(gad_ctx *cx, gad_store *st, arena *mem, country_list *out);
country_ref countries_find(const country_list *c, int32_t number); /* id "?" when not known */
/* Whether a number stands for nobody in particular: what it supplies is `rest`. */
bool countries_unnamed(const country_list *c, int32_t number);

/* Countries asked about: one, or the members of a group in one year. */
typedef struct members {
    country_ref who;
    int32_t *number; /* [n] ascending */
    int32_t n;
} members;
MUST_CHECK gad_status members_load(gad_ctx *cx, gad_store *st, arena *mem, const country_ref *who,
                                   int32_t year, members *out);
bool members_has(const members *m, int32_t number);

/* Every figure of output that is published about a product. */
typedef struct output_row {
    int32_t number, year; /* of the country */
    bool share;           /* a printed share of the world, per cent; else tonnes */
    bool unnamed;         /* "other countries": somebody's, of whom nothing is said */
    double amount;
    const char *basis;
    figure f;
} output_row;
typedef struct output {
    const char *product;
    output_row *row; /* [n] by year, publication, country */
    int32_t n;
} output;
MUST_CHECK gad_status output_load(gad_ctx *cx, gad_store *st, arena *mem, const char *product,
                                  int32_t as_of, output *out);
/* The producers of a year: the newest edition that prints the world or at least two countries; without
 * one, the newest printed shares (unit "pct": what is not printed is rest). Projections, forecasts and
 * bounds are no output. n 0 and `why` otherwise. */
MUST_CHECK gad_status output_of(gad_ctx *cx, arena *mem, const output *o, const country_list *names,
                                int32_t year, supplies *out);
/* The year nearest to `year`, at most `within` away, of which producers are known; the earlier of two;
 * INT32_MIN when there is none. */
int32_t output_nearest(const output *o, int32_t year, int32_t within);
/* What a country or group puts out: its row, the sum of the members' rows. Of a list that names (nearly)
 * everybody, a country not named has none: 0. NaN: not known. */
double output_amount(const supplies *s, const members *m);

/* Origins of imports out of a panel (flow M) in one year; none when only some of the product's codes are
 * held. For a group what its members buy from each other is left out. */
MUST_CHECK gad_status origins_of(gad_ctx *cx, arena *mem, const panel *p, const country_list *names,
                                 const members *m, int32_t year, supplies *out);

/* ---- what follows from a list ---- */
double supplies_amount(const supplies *s, int32_t number); /* 0 when not named */
double supplies_named(const supplies *s);                  /* sum of the amounts */
/* Whether amounts are tonnes of content ("tungsten content", "oxide equivalent"), which do not add up with
 * the gross weight of trade. */
bool supplies_are_content(const supplies *s);
typedef struct concentration {
    double hhi;    /* 0..1; NaN unless (nearly) everybody is named */
    double lo, hi; /* what it can be, whoever the rest are; NaN when n is 0 */
} concentration;
concentration supplies_hhi(const supplies *s);
/* Put in order and settle total and rest: `printed` is the total as printed, NaN none. */
void supplies_settle(supplies *s, double printed, double unnamed);

#endif
