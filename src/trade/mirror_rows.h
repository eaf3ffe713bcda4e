/* mirror_rows.h - layer 2, private to the mirror files: customs rows of both sides as cells, one per
 * side, importer, period, article and source. Includes base, store and codeset.
 *
 * An article is what can be compared: a six-digit code, which every country has, or the sum of a country's
 * own longer lines that are exactly the product (ARTICLE_LINES). A source whose lines below a six-digit code
 * are only some of them does not have that article. */
#ifndef GAD_MIRROR_ROWS_H
#define GAD_MIRROR_ROWS_H

#include "trade/codeset.h"
#include "trade/mirror.h"

enum { SIDE_X, SIDE_M, SIDES };
enum { ARTICLE_LINES = -1 };

typedef struct mirror_cell {
    int32_t side, importer;
    bool annual;
    int32_t period, article, source;
    double amount[MIRROR_UNITS]; /* NaN not known */
    int32_t rows, flags, published;
} mirror_cell;

/* That a country reported an article in a period, of any partner. */
typedef struct mirror_held {
    int32_t side, reporter;
    bool annual;
    int32_t period, article, source, preference;
} mirror_held;

typedef struct mirror_country {
    country_ref ref;
    bool special; /* the world, a group or an area that reports nothing */
    bool world;
} mirror_country;

typedef struct mirror_source {
    int32_t id;
    const char *name, *url;
} mirror_source;

/* A source that has only some lines of a six-digit code: it cannot stand for the code. */
typedef struct mirror_partial {
    int32_t side, reporter;
    int64_t line; /* one of them */
} mirror_partial;

typedef struct mirror_rows {
    int64_t *hs6; /* [n_hs6] ids of the six-digit codes, ascending: articles 0.. */
    int32_t
        n_asked; /* codes that hold nothing but the product, of whatever edition; 0 for bare codes */
    bool *exact; /* [n_hs6] holds nothing but the product */
    int32_t n_hs6;
    mirror_cell *cell; /* [n_cell] by side, importer, the source's preference within a period */
    int32_t n_cell;
    mirror_held *held; /* [n_held] by side, reporter, annual, period, preference, source, article */
    int32_t n_held;
    mirror_partial *partial; /* [n_partial] */
    int32_t n_partial;
    mirror_source *source; /* [n_source] */
    int32_t n_source;
    mirror_country *country; /* [n_country] by number */
    int32_t n_country;
} mirror_rows;

typedef struct mirror_ask {
    product_ref product;
    int32_t exporter; /* number */
    int32_t importer; /* number, -1: all */
    bool headings;    /* not the product's codes but all of their headings (four digits) */
    int32_t as_of;
    const char *source;
} mirror_ask;

/* Errors: GAD_E_STORE, GAD_E_NOMEM, GAD_E_NOTFOUND an unknown source. */
MUST_CHECK gad_status mirror_rows_load(gad_ctx *cx, gad_store *st, arena *mem,
                                       const mirror_ask *ask, mirror_rows *out);
/* The two lists every question needs. `asked` NULL: any source. Errors: GAD_E_NOTFOUND names those known. */
MUST_CHECK gad_status mirror_countries_load(gad_ctx *cx, gad_store *st, arena *mem,
                                            mirror_rows *out);
MUST_CHECK gad_status mirror_sources_load(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                                          mirror_rows *out);
const mirror_source *mirror_rows_source(const mirror_rows *r, int32_t id);
const mirror_country *mirror_rows_country(const mirror_rows *r, int32_t number); /* NULL */
/* "850511" */
const char *mirror_code_text(char out[NUM_TEXT], int64_t hs6);

#endif
