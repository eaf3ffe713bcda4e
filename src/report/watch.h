/* watch.h - layer 4: rules that are judged again and again, and what is new since the last time. Internal to src/report.
 *
 * Flow:  gad_watch -> watch_rules_read (the file) -> watch_hold_take, watch_state_read (what was told) -> watch_judge (series, verdicts,
 *        news) -> watch_write_json | watch_write_text -> watch_send (the webhook) -> watch_state_save
 * Invariant: an alert counts as told only after the answer was written and the webhook has taken it. */
#ifndef GAD_WATCH_H
#define GAD_WATCH_H

#include "base/base.h"
#include "report/write.h"
#include "text/yaml.h"
#include "trade/alert.h"

enum { WATCH_REMEMBERED = 120, WATCH_ID_TEXT = 17 };

/* ---- the rules file (watch_rules.c) ------------------------------------------------------------ */

typedef struct watch_rule {
    const char *name; /* as given, or made of the condition */
    const char *product, *reporter, *partner, *flow, *measure, *freq, *when, *note; /* as written */
    const yaml_node *place;
    alert_test test;
    series_query q;
    country_ref country;   /* of rank and share */
    const char *condition; /* in one spelling */
    const char *key;       /* condition and series: what an alert is remembered by */
} watch_rule;

typedef struct watch_rules {
    yaml_doc *doc;
    const char *webhook; /* NULL: none */
    watch_rule *rule;    /* [n] */
    int32_t n;
} watch_rules;

/* The document inside is the caller's to free, also after an error. Errors: GAD_E_FORMAT with file, line and column. */
MUST_CHECK gad_status watch_rules_read(gad_ctx *cx, gad_store *st, arena *mem, const char *path,
                                       const gad_watch_opts *opts, watch_rules *out);

/* ---- one run at a time over one state (watch_hold.c) -------------------------------------------- */

typedef struct watch_hold {
    const char *path;        /* of the state, as given */
    const char *real, *next; /* where a link points; what will be renamed onto it */
    const char *folder;      /* of both */
    int fd;                  /* of `next`, locked; -1: nothing is held */
} watch_hold;

/* Taken before the state is read, and before anything is told: a state that cannot be replaced would let every run tell
 * the same. Names in `mem`. GAD_E_LOCKED: another run has it; GAD_E_IO: the folder cannot be written, or has no locks. */
MUST_CHECK gad_status watch_hold_take(gad_ctx *cx, arena *mem, const char *path, watch_hold *out);
/* Once, of what is held. The state keeps its permissions; a first one has those of the umask. */
MUST_CHECK gad_status watch_hold_replace(gad_ctx *cx, const watch_hold *h, const char *bytes,
                                         size_t n);
void watch_hold_release(watch_hold *h); /* also when nothing is held */

/* ---- what was told before (watch_state.c) ------------------------------------------------------ */

typedef struct watch_told { /* one period of one rule */
    int32_t period;
    alert_verdict verdict;
    double value; /* NaN: not known */
} watch_told;

typedef struct watch_memory {
    const char *key;
    int32_t open;        /* first period of the alert that held at the last run, INT32_MIN: none */
    const char *unknown; /* why the rule could not be judged then, NULL: it could */
    watch_told *told;    /* [n] ascending; the last is the newest period judged */
    int32_t n;
} watch_memory;

typedef struct watch_state {
    int32_t as_of; /* day of the last run, INT32_MIN: there was none */
    watch_memory *memory;
    int32_t n;
} watch_state;

/* A file that is not there is an empty state; a damaged one is GAD_E_FORMAT. */
MUST_CHECK gad_status watch_state_read(gad_ctx *cx, arena *mem, const char *path, watch_state *out);
/* Replaces the file in one step: a crash leaves the old one or the new one. */
MUST_CHECK gad_status watch_state_save(gad_ctx *cx, const watch_hold *h, const watch_state *s);
const watch_memory *watch_remember(const watch_state *s, const char *key); /* NULL: not known */

/* ---- verdicts and news (watch_load.c, watch_news.c) -------------------------------------------- */

typedef struct watch_alert {
    const watch_rule *rule;
    const alert_track *track;
    int32_t at;    /* the period in the track */
    int32_t since; /* first period in a row in which the condition held */
    bool is_new;   /* not told before */
    bool revised;  /* a period told before as quiet or not known */
    bool sure;     /* whatever rounding allows */
    alert_history past;
    const char *codes;      /* what the figures rest on */
    char id[WATCH_ID_TEXT]; /* the same for the same rule, series and period */
} watch_alert;

typedef struct watch_ended { /* an alert that was told and does not hold any more */
    const watch_rule *rule;
    const alert_track *track;
    int32_t at;    /* the period that ended it, or whose verdict was withdrawn */
    int32_t since; /* the alert's first period; of a withdrawn one the period itself */
    int32_t
        until; /* its last in a row from there; INT32_MIN: not to be told, of missing data or revised ones */
    double before; /* the value told, of a withdrawn one; else NaN */
    bool revised;  /* the figures of a period told before have changed */
} watch_ended;

typedef struct watch_unjudged {
    const watch_rule *rule;
    const char *why;
    int32_t period; /* INT32_MIN: none is held */
    bool annual;
    bool is_new; /* was not said before */
} watch_unjudged;

typedef struct watch_answer {
    const watch_rules *rules;
    int32_t today; /* the day the rules are judged on */
    watch_alert *alert;
    int32_t n_alert, cap_alert;
    watch_ended *ended;
    int32_t n_ended, cap_ended;
    watch_unjudged *unjudged;
    int32_t n_unjudged, cap_unjudged;
    int32_t holding; /* rules that hold and were told before */
    bool all;        /* alerts told before are listed as well */
} watch_answer;

/* The track of one rule. `why` is set, and the track is empty, when nothing is held. `c` keeps series from rule to rule.
 */
typedef struct watch_cache watch_cache;
MUST_CHECK gad_status watch_cache_new(gad_ctx *cx, arena *mem, watch_cache **out);
MUST_CHECK gad_status watch_track(gad_ctx *cx, gad_store *st, watch_cache *c, const watch_rule *r,
                                  int32_t today, alert_track *out, const char **codes,
                                  const char **why);
/* Judge every rule, compare with `before`, and make the state that is to be remembered. */
MUST_CHECK gad_status watch_judge(gad_ctx *cx, gad_store *st, arena *mem, const watch_rules *rules,
                                  const watch_state *before, bool all, int32_t today,
                                  watch_answer *out, watch_state *after);

/* ---- answers (watch_json.c, watch_text.c) and the webhook (watch_send.c) ----------------------- */

/* Only what is new when `news` is set: what the webhook gets. */
void watch_json(buf *b, const watch_answer *a, bool news);
void watch_text(buf *b, const watch_answer *a);

/* Whether a text is an address that can be sent to. GAD_E_ARG says what is wrong; the address is not repeated, as it may
 * hold a password. */
MUST_CHECK gad_status watch_check_url(gad_ctx *cx, const char *what, const char *url);
/* POST the bytes as JSON. Tries again, 1, 2, 4 ... seconds later, when the webhook cannot be reached, is busy (429) or
 * failed (5xx); GAD_E_IO says what it answered last. */
MUST_CHECK gad_status watch_send(gad_ctx *cx, const char *url, const char *bytes, size_t n,
                                 int32_t retries, int32_t timeout);

#endif
