/* simulate_page.h - layer 4: the answer of `gadolin simulate`, shared by its formats.
 *
 * Flow: gad_simulate (simulate.c) runs the scenario -> simulate_write -> simulate_sum_make (figures over all months)
 *       -> simulate_table.c | simulate_json.c | simulate_rows.c | simulate_md.c.
 * simulate_lists.c has the rows of every month, simulate_sum.c the figures over all months, simulate_say.c the words,
 * simulate_sections.c the tables that the pages for people share.
 * Invariant: a month is compared with the same calendar month of the base: that of --against, or sim.plain. */
#ifndef GAD_SIMULATE_PAGE_H
#define GAD_SIMULATE_PAGE_H

#include "report/write.h"
#include "world/sim.h"

enum {
    SIMULATE_KEYS = 3,
    SIMULATE_VALUES = 16,
    SIMULATE_PRICES = 5, /* rows of each table for people */
    SIMULATE_SHORT = 4,
    SIMULATE_STOCKS = 3,
    SIMULATE_QUEUES = 3,
    SIMULATE_LANES = 2
};

/* Below a gram a month nothing is shipped, held or missing: what the solver leaves of an entropic lane. */
#define SIMULATE_GRAM 1e-6
/* A change that people are told of, share. */
#define SIMULATE_MOVED 0.005

typedef struct simulate_answer {
    const sim *s;         /* what the page is about */
    const sim *against;   /* NULL: compared with s->plain */
    const sim *foresight; /* the same scenario under perfect foresight; NULL: not asked */
    const char *show;     /* of simulate_opts.def; for CSV and Parquet */
    const char *without;  /* the part of the model that was taken out; NULL: none */
    const bool *material; /* [n_material] is shown; NULL: all */
    const bool *place;    /* [n_place]; NULL: all */
} simulate_answer;

/* The base of month k of the answer; NULL: --against has no such month. */
const sim_month *simulate_base(const simulate_answer *a, int32_t k);
bool simulate_shows_material(const simulate_answer *a, int32_t material);
bool simulate_shows_place(const simulate_answer *a, int32_t place);
bool simulate_shows_queue(const simulate_answer *a, int32_t queue);
/* simulate_filter.c: "magnets, dysprosium-oxide" to [n_material] in `mem`. GAD_E_NOTFOUND an unknown name (with the
 * nearest), GAD_E_ARG an empty one. list NULL: *out is NULL. */
MUST_CHECK gad_status simulate_read_materials(gad_ctx *cx, arena *mem, const world *w,
                                              const char *list, const bool **out);
MUST_CHECK gad_status simulate_read_places(gad_ctx *cx, arena *mem, const world *w,
                                           const char *list, const bool **out);

/* ---- simulate_lists.c: what a month is told in ------------------------------------------------ */
typedef struct simulate_row {
    const char *key[SIMULATE_KEYS];
    double value[SIMULATE_VALUES]; /* NO_NUMBER: not known */
} simulate_row;

typedef struct simulate_list {
    const char *name; /* "prices" */
    int32_t n_key, n_value;
    const char *key[SIMULATE_KEYS];
    const char *value[SIMULATE_VALUES]; /* "base_x" is the base of "x" */
    int32_t (*count)(const simulate_answer *a);
    /* Item i of month k; false: not told (which ones are: docs/json/simulate.md). */
    bool (*row)(const simulate_answer *a, int32_t k, int32_t i, simulate_row *r);
} simulate_list;

enum { SIMULATE_LISTS = 5 };
extern const simulate_list simulate_lists[SIMULATE_LISTS];

/* ---- simulate_sum.c: figures over all months --------------------------------------------------- */
/* Months compared with their base; those without one are in no total. */
typedef struct simulate_path {
    double *x, *base; /* by month; base NO_NUMBER: none */
    double total, base_total;
    int32_t lowest, highest; /* month furthest below and above its base, in share; -1: none is */
} simulate_path;

enum { OUTSIDE, INSIDE, SIDES };
typedef struct simulate_price { /* of a material; NO_NUMBER where a side has none */
    int32_t material;
    double base[SIDES], furthest[SIDES], last[SIDES]; /* USD/t; base of the furthest month */
    int32_t when[SIDES];                              /* month's index */
    double moved;                                     /* how far at most, share of the base */
} simulate_price;

typedef struct simulate_short { /* an end use at a place, all its materials */
    const char *id, *name;
    int32_t place, worst;       /* month's index */
    double t, need, total, usd; /* t: in the worst month; total and usd: over all months */
} simulate_short;

typedef struct simulate_stock {
    int32_t site, worst;
    double before, weeks; /* at the base, and in the worst month */
    bool headline;        /* one of the headline goods */
    double size;          /* USD/mo of base use: what the largest sites are by */
} simulate_stock;

typedef struct simulate_queue { /* sums over all months, and peaks */
    int32_t queue;
    double need, applied, decided, granted, denied, used, expired, exempt;
    double backlog, backlog_last; /* highest, and at the end */
    int32_t backlog_when;
    double wait;  /* longest, months; NO_NUMBER: nothing was ever decided */
    int32_t idle; /* months with a backlog in which nothing was decided */
    double rent_usd_t, rent_usd;
} simulate_queue;

typedef struct simulate_lane {
    int32_t lane;
    double t, base; /* over all months */
    double usd;     /* what is above base, at base prices */
} simulate_lane;

typedef struct simulate_sum {
    int32_t n;                 /* months */
    simulate_path exports;     /* t of the headline goods out of the home country */
    simulate_path ahead;       /* the same under perfect foresight; x NULL: not asked */
    simulate_path risk;        /* value added at risk, USD */
    simulate_path risk_ahead;  /* under perfect foresight; x NULL */
    simulate_path pro_rata;    /* value added at risk with permits shared pro rata; no base */
    simulate_path revenue;     /* export revenue of the headline goods, USD */
    simulate_path revenue_all; /* of all goods */
    simulate_path reexport;    /* t sent on, headline goods */
    simulate_path smuggled;    /* t, all goods */
    double *backlog;           /* t, all queues, by month */
    int32_t n_price, n_short, n_stock, n_queue, n_lane, n_smuggle;
    simulate_price *price;   /* that moved, most first */
    simulate_short *lacking; /* value added at risk, most first */
    simulate_stock *
        stock; /* that fell below half of its usual cover: headline goods first, largest users first; the first
                              SIMULATE_STOCKS by weeks */
    simulate_queue *queue;  /* largest need first */
    simulate_lane *lane;    /* above base, most USD first */
    simulate_lane *smuggle; /* smuggled, most USD first; base 0 */
    int32_t worst_imbalance, worst_complementarity, worst_mass; /* month's index */
    int64_t newton;                                             /* steps in all */
    bool nothing; /* neither exports nor prices nor needs differ from the base */
} simulate_sum;

/* Everything is in `mem`. Error: GAD_E_NOMEM. */
MUST_CHECK gad_status simulate_sum_make(gad_ctx *cx, arena *mem, const simulate_answer *a,
                                        simulate_sum *out);
double simulate_pct(double x, double was); /* change; NO_NUMBER without a base above 0 */

/* ---- simulate_say.c: words. Texts without line breaks; nothing is written where nothing can be said --- */
const char *simulate_month_short(char out[PERIOD_TEXT], int32_t month); /* "Jul 2025" */
void simulate_say_t(buf *b, double t);                                  /* "1,238 t" */
void simulate_say_usd(buf *b, double usd);                              /* "1.2 billion USD" */
void simulate_say_base(buf *b, const simulate_answer *a); /* "with nothing happening" */
void simulate_say_title(buf *b, const simulate_answer *a);
void simulate_say_headline(buf *b, const simulate_answer *a, const simulate_sum *x);
void simulate_say_risk(buf *b, const simulate_answer *a, const simulate_sum *x);
void simulate_say_pro_rata(buf *b, const simulate_answer *a, const simulate_sum *x);
void simulate_say_revenue(buf *b, const simulate_answer *a, const simulate_sum *x);
void simulate_say_ahead(buf *b, const simulate_answer *a, const simulate_sum *x);
void simulate_say_certificate(buf *b, const simulate_answer *a, const simulate_sum *x);
const char *simulate_home(const simulate_answer *a); /* "China" */
/* A selector of a scenario as people say it: a name, a group; "*": `rest`. */
const char *simulate_place_name(const world *w, const char *selector, const char *rest);
const char *simulate_material_name(const world *w, const char *selector);
/* What a queue's licence is about, short, into text[n]: "Dysprosium oxide and 3 more". */
const char *simulate_queue_goods(const simulate_answer *a, int32_t queue, char *text, size_t n);

/* ---- simulate_sections.c: what users ask, in their order ----------------------------------------- */
typedef struct simulate_section {
    /* The heading; where `table` has no rows, a sentence that says so stands instead of it. */
    void (*title)(buf *b, const simulate_answer *a, const simulate_sum *x);
    void (*none)(buf *b, const simulate_answer *a, const simulate_sum *x);
    int32_t (*rows)(const simulate_sum *x);
    /* Columns, and the first `n` rows. */
    void (*table)(gad_table *t, const simulate_answer *a, const simulate_sum *x, int32_t n);
    int32_t first; /* rows that a first screen has */
    /* Item `i` of the list below; false: there is none. */
    bool (*item)(buf *b, const simulate_answer *a, const simulate_sum *x, int32_t i);
} simulate_section;

enum {
    SECTION_PRICES,
    SECTION_SHORT,
    SECTION_STOCKS,
    SECTION_LICENCES,
    SECTION_REROUTED,
    SECTION_MONEY,
    SIMULATE_SECTIONS
};
extern const simulate_section simulate_sections[SIMULATE_SECTIONS];
/* Month by month: every `step`th (1 or 3), and the last. */
void simulate_month_title(buf *b, const simulate_answer *a, const simulate_sum *x, int32_t step);
void simulate_month_table(gad_table *t, const simulate_answer *a, const simulate_sum *x,
                          int32_t step);

/* ---- the formats ------------------------------------------------------------------------------- */
MUST_CHECK gad_status simulate_write(gad_ctx *cx, const simulate_answer *a, const gad_output *out);
MUST_CHECK gad_status simulate_write_table(gad_ctx *cx, const simulate_answer *a,
                                           const simulate_sum *x, const gad_output *out);
MUST_CHECK gad_status simulate_write_md(gad_ctx *cx, const simulate_answer *a,
                                        const simulate_sum *x, const gad_output *out);
MUST_CHECK gad_status simulate_write_json(gad_ctx *cx, const simulate_answer *a,
                                          const simulate_sum *x, const gad_output *out);
MUST_CHECK gad_status simulate_write_rows(gad_ctx *cx, const simulate_answer *a,
                                          const simulate_sum *x, const gad_output *out);

#endif
