/* world_page.h - layer 4: a world and its base month, checked, listed and drawn. Internal to src/report.
 *
 * Flow:  gad_world_check -> world_page_open -> world_find_problems (data, then base) -> world_check_write
 *        gad_world_show  -> world_page_open -> world_table | world_summary_write | world_svg
 * Everything after world_page_open is pure but for memory: tests hand it worlds made by hand. Files speak of tonnes a
 * year, and so do these pages; the base is per month and is multiplied by twelve here. */
#ifndef GAD_WORLD_PAGE_H
#define GAD_WORLD_PAGE_H

#include "base/base.h"
#include "report/write.h"
#include "world/base_month.h"

typedef struct world_page {
    const world *w;
    const base *b;        /* NULL: there is none, base_why says why not */
    const char *base_why; /* NULL: not asked for */
    double calibration;   /* worst relative gap of a solved base month; NO_NUMBER: not solved */
    const char *calibration_why;    /* NULL, or why the base month could not be solved */
    const char *materials, *places; /* lists of selectors; NULL: all */
} world_page;

/* ---- numbers (world_list.c) -------------------------------------------------------------------- */

typedef struct world_number { /* one estimate of the world, and what it is of */
    const char *what;         /* "price", "production" ... */
    const char *of, *at;      /* ids; "" none */
    const estimate *e;
} world_number;

/* Every number of the world, in the order of its tables, into *out [n] of mem; -1: no memory. */
int32_t world_numbers(arena *mem, const world *w, world_number **out);
bool estimate_assumed(const estimate *e);
/* "prices.csv:7" in mem; "" where nothing is known; NULL: no memory. */
const char *estimate_where(arena *mem, const estimate *e);

/* ---- sums over the base month (world_list.c); t a year ------------------------------------------- */
enum { WORLD_ALL = -1 }; /* as a place: the world */

double world_made(const world_page *p, int32_t material, int32_t place);
double world_wanted(const world_page *p, int32_t material, int32_t place); /* by end uses */
double world_put_in(const world_page *p, int32_t material, int32_t place); /* by processes */
/* World sums of the files, before anything is reconciled. */
double world_made_given(const world *w, int32_t material);
double world_used_given(const world *w, int32_t material);
/* Whether the page is about it: --material and --place. */
bool world_shows_material(const world_page *p, int32_t material);
bool world_shows_place(const world_page *p, int32_t place);
/* Whether a material is the first of its stage: so that stages are gone through in the order of the chain. */
bool world_opens_stage(const world *w, int32_t material);
double world_price_at(const world_page *p, int32_t material,
                      int32_t place); /* NO_NUMBER: no site */

/* ---- findings (world_findings.c, world_findings_base.c) ------------------------------------------------ */

typedef enum world_severity {
    WORLD_ERROR,
    WORLD_WARNING,
    WORLD_NOTE,
    WORLD_SEVERITIES
} world_severity;

typedef enum world_test { /* what is looked at, in the order shown */
#define TEST(id, name, why) id,
#include "report/world_tests.def"
                          WORLD_TESTS
} world_test;

typedef struct world_finding {
    world_severity severity;
    world_test test;
    const char *what;
    const char *where; /* "prices.csv:7", "" */
    double number;     /* NO_NUMBER: none */
    const char *unit;  /* "%", "USD/t" ... */
} world_finding;

typedef struct world_findings {
    arena *mem;
    world_finding *item;
    int32_t n, cap;
    bool failed; /* out of memory somewhere: checked once at the end */
    int32_t count[WORLD_SEVERITIES];
} world_findings;

/* `at` may be NULL; `fmt` makes the text of what was found. */
void world_found(world_findings *f, world_severity severity, world_test test, const estimate *at,
                 double number, const char *unit, const char *fmt, ...) GAD_PRINTF(7, 8);
/* All findings, errors first, into mem; GAD_E_NOMEM. */
MUST_CHECK gad_status world_find_problems(gad_ctx *cx, arena *mem, const world_page *p,
                                          world_findings *f);
void world_find_in_data(world_findings *f, const world *w); /* needs no base */
void world_find_in_base(world_findings *f, const world_page *p);
const char *world_test_name(world_test t);
const char *world_test_why(world_test t); /* why it matters, and what to do */

/* ---- pages ------------------------------------------------------------------------------------------- */

/* Read the world into *p, and balance it where `with_base`; a base that cannot be had is no error: p->base_why. The selectors
 * are checked. Release also after a failure. Errors: those of world_read; GAD_E_ARG a selector that fits nothing. */
MUST_CHECK gad_status world_page_open(gad_ctx *cx, const gad_world_opts *opts, bool with_base,
                                      arena *mem, world_page *p);
/* Does the market reproduce the base month? Into p->calibration, or ->calibration_why. */
MUST_CHECK gad_status world_page_solve(gad_ctx *cx, arena *mem, world_page *p);
void world_page_release(world_page *p);

MUST_CHECK gad_status world_check_write(gad_ctx *cx, const world_page *p, const world_findings *f,
                                        const gad_output *out);
/* One of the tables of --show but the summary. */
MUST_CHECK gad_status world_table(gad_ctx *cx, const world_page *p, const char *show,
                                  gad_table **out);
bool world_table_needs_base(const char *show); /* true of the summary as well */
MUST_CHECK gad_status world_summary_write(gad_ctx *cx, const world_page *p, const gad_output *out);
/* The chain as one SVG picture; the base must be there. */
MUST_CHECK gad_status world_svg(gad_ctx *cx, const world_page *p, buf *out);

#endif
