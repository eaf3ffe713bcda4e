/* judge_facts.h - layer 3, private to claims/: what the judges of facts (share, rank, record, intensity, count, event)
 * share. Includes judge.h only.
 *
 * A reading says what a claim is about, not every word that decides it: the stage of a share, the start of a record, the
 * name of an event are looked up here in the words around the claim. All searches are bounded (CLUE_REACH), so that a
 * text of any size costs linear time. */
#ifndef GAD_JUDGE_FACTS_H
#define GAD_JUDGE_FACTS_H

#include "claims/judge.h"

enum {
    CLUE_REACH = 160,      /* bytes looked at on either side of a claim */
    CLUE_NONE = INT32_MAX, /* not found */
    FACT_TEXT = 32,
};

typedef struct clue { /* bytes from..to of a text */
    const char *text;
    uint32_t from, to;
} clue;

/* The claim's own words. */
clue clue_claim(const judging *j, const claim *c);
/* The claim and what follows it up to the end of its clause: a comma, semicolon, colon, bracket or digit. */
clue clue_after(const judging *j, const claim *c);
/* What stands before the claim back to the start of its clause. */
clue clue_before(const judging *j, const claim *c);
/* The claim and CLUE_REACH bytes of its sentence on both sides. */
clue clue_near(const judging *j, const claim *c);

/* Bytes from w.from to the first place where `phrase` stands, CLUE_NONE: nowhere. Phrases are lower case; a space
 * also finds a hyphen; a last '*' finds any ending. */
int32_t clue_find(clue w, const char *phrase);
bool clue_has(clue w, const char *phrase);
/* The first (lowest place) of a table of phrases ended by NULL; -1 none. *at: its place. */
int32_t clue_first(clue w, const char *const *phrase, int32_t *at);
bool clue_any(clue w, const char *const *phrase);
/* A whole number at text[from..): digits, or a word one to twenty. -1: none. *end: behind it. */
int32_t clue_count(clue w, uint32_t at, uint32_t *end);

/* Whether the month 1..12 is written there, in full or as its first three letters ("may" only in lower or upper case as
 * the text has it: the verb counts as the month). */
bool clue_month(clue w, int32_t month);
/* Months of a date in words at `at`: "February 2020", "2009", "January" (the last one before `before`). False: none. */
bool clue_date(clue w, uint32_t at, int32_t before, span *out);

bool text_has(const char *text, const char *part); /* ASCII case ignored */

/* Agencies that count, in contrast to those that quote: their figure goes first. */
bool source_counts(const char *source);

/* "69.2": three digits that say something. */
const char *text_figure(char out[FACT_TEXT], double x);
/* "Source, 2025-01-31" of an evidence. */
const char *text_source(arena *mem, const evidence *ev);
/* "January 2025", "2024", "January to June 2025". */
const char *text_span(arena *mem, span s);

/* Nothing held decides: the reason in a.missing and the explanation. */
gad_status rule_unknown(gad_ctx *cx, ruling *out, const char *why);
/* One published figure decides; value NaN: words only. text NULL: no memory. Errors: GAD_E_NOMEM. */
gad_status rule_fact(gad_ctx *cx, const judging *j, const fact *f, double value, fit how,
                     const char *text, ruling *out);
/* Answers grow from mem. Errors: GAD_E_NOMEM. */
gad_status answer_add(gad_ctx *cx, arena *mem, answers *as, answer a);

/* The part of events in `basis` (docs/data.md): kind, names, elements. */
bool basis_has(const char *text, const char *part);
int32_t basis_elements(const char *text); /* 0: none named */

/* The metal or good a product belongs to: "rare-earths", "magnets", "gallium", "heavy", else the product. */
const char *product_family(const book *bk, const char *product);

static inline bool spans_meet(span a, span b)
{
    return a.from <= b.to && b.from <= a.to;
}
static inline bool span_is_year(span s)
{
    return s.from % 12 == 0 && s.to == s.from + 11;
}

#endif
