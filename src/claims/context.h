/* context.h - layer 3, private to claims/: from mentions (what is said) to readings (what it is about). Includes
 * base and claims headers only.
 *
 * Two passes over the sentences. The first (survey) learns what the article is about: products, years, months. The
 * second (read) takes the mentions of each sentence and looks for product, sides, period and base: in the clause,
 * the sentence, the paragraph, the heading, the article, in this order; reading.from tells where each was found. */
#ifndef GAD_CONTEXT_H
#define GAD_CONTEXT_H

#include "claims/claims.h"

enum { READINGS_MAX = 6, SEEN_PRODUCTS = 24, SEEN_YEARS = 24 };

/* ---- when.c: periods in words ----------------------------------------------------------------- */
typedef struct calendar { /* what months without a year are read by */
    int32_t date;         /* day of the article, INT32_MIN unknown */
    int32_t year;         /* the year the article speaks of, 0 unknown */
    int32_t focus;        /* the month spoken of last, -1 none */
} calendar;

typedef struct when {    /* one expression of time */
    int32_t first, last; /* items */
    span months;         /* from > to: cannot be resolved */
    bool bare;           /* a month without its year: a base is read backwards from its period */
    bool opens; /* "The month before, purchases had been ...": the claims' own time after all */
    bool before_last; /* "last June" */
    bool compared;    /* stands behind "from", "than", "compared with", "since" */
    bool relative;    /* "a year earlier": only a base */
    bool day;         /* a date: of an event, a quote or a report, not of a month's trade */
    bool tells;       /* "from July, when exports slumped": what follows is of that time */
    bool same; /* "the same month of 2024": that part of the year, seen from the claim's period */
} when;

enum { WHENS_MAX = 48 };
static const span no_span = { 1, 0 };
/* Expressions of the sentence in order; at most WHENS_MAX. */
int32_t when_find(const calendar *c, const items *it, when out[WHENS_MAX]);
/* The months a change is compared with, from the item that names its base (-1: none; then not known). */
span when_base(const calendar *c, const items *it, const when *w, int32_t n, int32_t base_item,
               span period, bool exceeds);

/* ---- scene.c: who trades with whom, by item ---------------------------------------------------- */
typedef enum side {
    SIDE_NONE,
    SIDE_EXPORTER,
    SIDE_IMPORTER,
    SIDE_OWNER,
    SIDE_EXCLUDED,
    SIDES
} side;
enum { SCENE_MAX = 512 };
typedef struct scene {
    const items *it;
    uint8_t side[SCENE_MAX]; /* of COUNTRY items: enum side */
    bool core[SCENE_MAX];    /* items that are the core of a mention */
    int32_t
        toll[SCENE_MAX + 1]; /* of all items before: what it costs to pass them, over one each */
} scene;
/* "excluding the USA", "which exclude magnets": the item is named to leave it out. */
bool words_exclude(const items *it, int32_t i);
void scene_read(scene *s, const items *it, const claim *c, int32_t n);
/* Cost of going from item a to item b: items between, more over clause ends and over other claims; INT32_MAX beyond
 * a sentence's reach. */
int32_t scene_cost(const scene *s, int32_t a, int32_t b);
/* The cheapest item of a tag (and, when `wanted` is not SIDE_NONE, of that side) from item `at`; -1 none. `before`
 * is added to the cost of items behind `at`: names usually come first. */
int32_t scene_nearest(const scene *s, tag t, side wanted, int32_t at, int32_t behind);
int32_t scene_nearest_before(const scene *s, tag t, side wanted, int32_t at);

/* ---- context.c ---------------------------------------------------------------------------------- */
typedef struct focus { /* what was spoken of last */
    const char *product, *reporter, *partner, *other;
    const char *owner; /* the first country of the last sentence that named one */
    int32_t owner_at;
    const char *country; /* the last one but China; NULL none */
    int32_t country_at;
    char flow;
    const char *output; /* the series of output spoken of last; NULL none */
    const char *measure;
    span period;
    int32_t product_at, sides_at, period_at; /* paragraphs they were found in, -1 none */
} focus;

typedef struct seen {
    const char *id;
    int32_t votes;
} seen;

typedef struct context {
    arena *mem;
    const article *art;
    seen product[SEEN_PRODUCTS]; /* of the article, most votes first after context_surveyed */
    int32_t n_product;
    seen country[SEEN_PRODUCTS];
    int32_t n_country, other_votes; /* foreign subjects */
    int32_t n_body;                 /* sentences of the body surveyed */
    int32_t year[SEEN_YEARS], year_votes[SEEN_YEARS], n_year;
    item first_month,
        first_year; /* of the article, as words: TAG_MONTH or "last month"; TAG_WORD none */
    const char *importer, *origin; /* the last pair of "imports of A from B"; NULL none */
    span title_period;             /* the first month named */
    calendar calendar;
    focus last, heading;
} context;

void context_start(context *cx, arena *mem, const article *a);
void context_survey(context *cx, const sentence *s, const items *it);
void context_surveyed(context *cx);
/* Readings of the claims c[0..n) of sentence number k, whose mentions m hold base_level and to_level as indices of c;
 * n_reading stays 0 where the article gives no subject of ours. Errors: GAD_E_NOMEM. */
MUST_CHECK gad_status context_read(gad_ctx *gcx, context *cx, int32_t k, const items *it, claim *c,
                                   int32_t n);

#endif
