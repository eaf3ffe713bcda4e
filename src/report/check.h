/* check.h - layer 4: a checked article in every format. Internal to src/report.
 *
 * Flow:  gad_check -> claims_check (what is claimed, what is true) -> one check_write_* (pure but for memory)
 * Invariant: texts of the article and of the evidence are other people's: every writer sends them through
 * check_plain before it escapes them, so that no control character and no direction override gets out. */
#ifndef GAD_CHECK_H
#define GAD_CHECK_H

#include "base/base.h"
#include "claims/claims.h"
#include "report/prose.h"
#include "report/write.h"

typedef struct check_page {
    const char *name; /* of the article, as the caller names it */
    size_t bytes;     /* of the input */
    int32_t place;    /* gad_check_opts.place */
    const check *c;
} check_page;

MUST_CHECK gad_status check_write_text(gad_ctx *cx, const check_page *p, const gad_output *out);
MUST_CHECK gad_status check_write_json(gad_ctx *cx, const check_page *p, const gad_output *out);
MUST_CHECK gad_status check_write_md(gad_ctx *cx, const check_page *p, const gad_output *out);
MUST_CHECK gad_status check_write_html(gad_ctx *cx, const check_page *p, const gad_output *out);
MUST_CHECK gad_status check_write_csv(gad_ctx *cx, const check_page *p, const gad_output *out);

/* ---- the article in order (check_walk.c) -------------------------------------------------------- */

/* What a writer does with the pieces. `text` is one line: runs of spaces and line breaks are one space, and it has
 * been through check_plain; its spaces at the ends are kept, since a run may end between two words. */
typedef struct check_sink {
    void (*open)(void *user, sentence_kind kind);         /* a paragraph, heading or bullet */
    void (*run)(void *user, const char *text, int32_t k); /* words of claim k; -1: of none */
    void (*note)(void *user, int32_t k);                  /* behind the last word of a claim */
    void (*close)(void *user, sentence_kind kind);
} check_sink;

/* Noise is passed over unless `noise`. False: out of memory. */
bool check_walk(gad_ctx *cx, const check *c, bool noise, const check_sink *to, void *user);

/* ---- words (check_say.c) -------------------------------------------------------------------------
 * Plain English into b, not escaped, without line breaks. */

/* Text that may be shown: spaces folded, controls and direction overrides replaced. Borrowed from `scratch`. */
const char *check_plain(buf *scratch, const char *text, size_t n);
bool check_is_wrong(verdict v); /* contradicted, mislabelled, inconsistent */
/* "11 claims: 5 supported, 3 mislabelled and 3 unverifiable." */
void check_say_counts(buf *b, const check *c);
/* "Not true as printed: [2] "3,188 tons" (mislabelled)." or that there is nothing of the kind; "" without claims */
void check_say_wrong(buf *b, const check *c);
/* "[2] [9] "3,188 tons" (mislabelled): China's exports of ... were 7,742 t", a line for a list. False, with nothing
 * said, when claim i is not wrong or its words were told with an earlier one. */
bool check_say_why(buf *b, const check *c, int32_t i);
int32_t check_wrong(const check *c); /* how many claims are wrong */
/* The first earlier claim with the same verdict, reading and explanation; -1: none */
int32_t check_same(const check *c, int32_t i);
/* "Judged with what had been published by 2025-07-21, the day the text states." and the warning of the check; ""
 * without claims */
void check_say_day(buf *b, const check *c);
/* An explanation or a reading with a capital letter and a full stop. */
void check_say_sentence(buf *b, const char *text);
/* "353 t: China's exports ..., 2025-06; 353 / 46 - 1 = +667 %; Reuters, published 2025-07-20 (assumed); note": all
 * but the address */
void check_say_evidence(buf *b, const evidence *e);
bool check_is_link(
    const char *url); /* http or https, and nothing in it that could end an attribute or a link */
int32_t check_noise(const check *c); /* passages of navigation, advertising and the like */

#endif
