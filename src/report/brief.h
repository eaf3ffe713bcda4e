/* brief.h - layer 4: one page about one product, reporter, flow and period. Internal to src/report.
 *
 * Flow:  gad_brief -> brief_load (the store's answers) -> brief_compose (sentences and rows; pure) ->
 *        brief_write_json | brief_write_text
 * Invariant: a figure is printed only together with the number of its source, and every sentence is
 * made from the facts below: none of the texts names a product, a country or a month. */
#ifndef GAD_BRIEF_H
#define GAD_BRIEF_H

#include "base/base.h"
#include "trade/rank.h"
#include "trade/stats.h"
#include "report/prose.h"
#include "report/write.h"

enum { BRIEF_TREND = 24, BRIEF_QUOTE_MAX = 240, BRIEF_NOTE_MAX = 480 };

/* A published record or rank of the period: "highest since 2009". */
typedef struct brief_remark {
    const char *product;
    const char *partner;       /* "USA"; "W00" for the total */
    const char *partner_prose; /* "the USA" */
    bool is_rank;
    const char *basis; /* "" or what it is of: "value" */
    figure fig;        /* value: the rank; note: the words of a record */
} brief_remark;

/* Another series that is mistaken for this one (data/confusable.csv). */
typedef struct brief_twin {
    product_ref product;
    const char *why;
    series s;
    int32_t at; /* index of the period in s, -1: not held */
} brief_twin;

typedef struct brief_facts {
    series_query query; /* product, reporter, flow, measure, as_of as resolved */
    int32_t month;      /* the period; January when annual */
    bool annual;
    int32_t top;              /* destinations listed */
    series main;              /* n may be 0 when only partners are held */
    int32_t at;               /* index of the period in main, -1 */
    series money, unit_value; /* n 0: not held */
    int32_t money_at, unit_value_at;
    ranking rank;
    brief_remark *remark;
    int32_t n_remark;
    brief_twin *twin;
    int32_t n_twin;
} brief_facts;

typedef enum brief_part {
    BRIEF_HEADLINE,
    BRIEF_CHANGES,
    BRIEF_PARTNERS,
    BRIEF_CONCENTRATION,
    BRIEF_RECORDS,
    BRIEF_SURGES,
    BRIEF_TREND_PART,
    BRIEF_TWINS,
    BRIEF_UNKNOWN,
    BRIEF_PARTS
} brief_part;

typedef struct brief_line {
    brief_part part;
    const char *text;
} brief_line;

typedef struct brief_change {
    const char *name;   /* "on_month" */
    const char *title;  /* "on May 2025" */
    double value;       /* NaN: not known */
    double lo, hi;      /* what rounding allows; equal to value when exact */
    const char *unit;   /* "t", "pct", ... */
    const char *status; /* brief_status() of the figure, "computed" or "unknown" */
    const char *text;   /* "+157.5 %" */
    double published;   /* the same as published; NaN */
    const char *how;    /* "computed from 1,238 t [2]; published as +157.5 % [1]" */
} brief_change;

typedef struct brief_source {
    const char *name;
    const char *url;   /* "" when none */
    int32_t published; /* day, INT32_MIN unknown */
    bool assumed;
    bool customs; /* the day is the vintage of a customs file */
} brief_source;

typedef struct brief {
    const brief_facts *f;
    arena *mem;
    buf text;    /* the sentence being written */
    bool failed; /* out of memory somewhere: checked once at the end */
    const char *title;
    const char *headline;
    const char *spark; /* NULL when nothing is held */
    brief_line *line;
    int32_t n_line, cap_line;
    brief_change *change;
    int32_t n_change, cap_change;
    brief_source *source;
    int32_t n_source, cap_source;
    record record; /* of the period; kind NONE when not held */
    int32_t streak;
} brief;

/* Gather the facts; all memory from `mem`.
 * Errors: GAD_E_ARG, GAD_E_NOTFOUND, GAD_E_STORE, GAD_E_NOMEM. */
MUST_CHECK gad_status brief_load(gad_ctx *cx, gad_store *st, arena *mem, const gad_brief_opts *opts,
                                 brief_facts *f);
/* What stands beside the series: remarks, money and unit value, twins (brief_beside.c). */
MUST_CHECK gad_status brief_load_beside(gad_ctx *cx, gad_store *st, arena *mem, brief_facts *f);
int32_t brief_held_index(const series *s, int32_t month); /* -1: the period's level is not known */
/* Turn facts into sentences and rows. Pure but for memory. */
MUST_CHECK gad_status brief_compose(gad_ctx *cx, arena *mem, const brief_facts *f, brief *b);
void brief_release(brief *b);

MUST_CHECK gad_status brief_write_json(gad_ctx *cx, const brief *b, const gad_output *out);
MUST_CHECK gad_status brief_write_text(gad_ctx *cx, const brief *b, const gad_output *out);

/* ---- between the files of the composer (brief_say.c) ------------------------------------------ */

/* A growing array in the arena: room for one more, or NULL (and b->failed). */
void *brief_room(brief *b, void *items, int32_t n, int32_t *cap, size_t size);
/* Number of the source of a figure, from 1; 0 for a figure without source. */
int32_t brief_cite_number(brief *b, const figure *fig);
void brief_cite(brief *b, const figure *fig); /* writes " [3]" into b->text */
/* End the sentence in b->text and keep it under `part`. */
void brief_say(brief *b, brief_part part);
/* Copy of b->text as it is, which is emptied. */
const char *brief_take(brief *b);

const char *brief_status(figure_kind kind); /* "customs", "sum", "reported", "derived", "unknown" */
const char *brief_noun(const brief_facts *f);  /* "exports" */
const char *brief_side(const brief_facts *f);  /* "destination" */
const char *brief_sides(const brief_facts *f); /* "destinations" */
const char *brief_step(const brief_facts *f);  /* "month" or "year" */
const char *brief_steps(const brief_facts *f);
const char *brief_partner_unit(const brief_facts *f);
void brief_possessive(buf *b, const char *name); /* "China's", "the Netherlands'" */
void brief_amount(buf *b, const figure *fig, const char *unit);
/* What is said of a change: the computed one, or the published one where the base is missing or
 * derived (a derived base proves nothing about the change). */
prose_change brief_chosen(const change *c, bool *published);
/* "+658 % to +677 %", or "+100 % upwards" where the base may be zero. */
void brief_range(buf *b, const change *c);
bool brief_known(const figure *fig);
/* Months of the window of BRIEF_TREND periods up to this one that are not held, into month[]. */
int32_t brief_missing(const brief_facts *f, int32_t month[BRIEF_TREND]);
/* Whether two remarks say the same of the same thing, whoever says it. */
bool brief_same_claim(const brief_remark *a, const brief_remark *b);
bool brief_said_before(const brief_facts *f, int32_t i); /* remark i repeats an earlier one */
/* " by A [1] and B [2]": every source that makes the claim of remark i, from i on. */
void brief_claimed_by(brief *b, int32_t i);
/* "the highest of the 34 months held since March 2019 (6 of the months between are missing)" */
bool brief_record_words(buf *b, const series *s, int32_t at);

/* The parts; each in a file of its own kind. */
void brief_headline(brief *b); /* brief_text.c */
void brief_changes(brief *b);
void brief_partners(brief *b); /* brief_partners.c */
void brief_concentration(brief *b);
void brief_surges(brief *b);
void brief_records(brief *b); /* brief_records.c */
void brief_trend(brief *b);
void brief_twins(brief *b);
void brief_unknown(brief *b); /* brief_unknown.c */

/* The numbers of changes as people read them in the partners' table: "+667 %", "" when unknown. */
const char *brief_pct_text(arena *mem, gad_ctx *cx, const change *c);

#endif
