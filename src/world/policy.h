/* policy.h - layer 2: a scenario: what is done to a world, when. YAML in data/scenarios/, strict (text/yaml.h).
 *
 *   name: 2025-licences            # letters, digits, . _ -
 *   title: China's licences of April 2025
 *   world: rare-earths             # a bundled world or a folder
 *   start: 2025-04                 # first month
 *   months: 24                     # how far, unless --months says otherwise
 *   level: 1.04                    # scale of all base quantities; optional, 1
 *   level_source: ...              # required with level
 *   note: ...                      # optional
 *   events:                        # may be left out: nothing happens
 *     - kind: export_licence
 *       what: [magnets]            # materials or groups of the world
 *       from: CHN
 *       to: [USA, EU, "*"]         # each element is a group of destinations of its own; "*" the rest
 *       start: 2025-04-04          # a day; events in mid-month count by days
 *       end: 2026-04-03            # the last day; optional
 *       announced: 2025-04-04      # the day users learn of it; optional, start
 *       source: ...                # an address, or "assumption"; required
 *       note: ...                  # required where the source is "assumption"
 *       review_frac: 1.4           # the parameters of the kind (policy_kinds.def)
 *
 * Which keys a kind needs, may have and may not have, with ranges, is the table policy_kinds.def. */
#ifndef GAD_WORLD_POLICY_H
#define GAD_WORLD_POLICY_H

#include "world/world.h"

typedef enum policy_kind {
#define KIND(id, name, needs, may, help) id,
#define NUMBER(id, name, def, lo, hi, help)
#include "world/policy_kinds.def"
    POLICY_KINDS
} policy_kind;

typedef enum policy_number {
#define KIND(id, name, needs, may, help)
#define NUMBER(id, name, def, lo, hi, help) id,
#include "world/policy_kinds.def"
    POLICY_NUMBERS
} policy_number;

/* Keys that say what an event is about, as bits of `needs` and `may`. */
enum {
    POLICY_WHAT = 1,
    POLICY_FROM = 2,
    POLICY_TO = 4,
    POLICY_PLACE = 8,
    POLICY_USE = 16,
    POLICY_PROCESS = 32,
    POLICY_PLANT = 64,
    POLICY_APPROVE = 128
};

typedef struct
    policy_point { /* of approve: [{day: 2025-06-04, frac: 0.25}, ...]; straight lines between, level after */
    int32_t day;
    double frac;
} policy_point;

typedef struct policy_event {
    policy_kind kind;
    int32_t n_what, n_to, n_approve;
    const char **what;              /* selectors of materials */
    const char **to;                /* groups of destinations; none: ["*"] */
    const char *from, *place, *use; /* selectors; NULL: not given, which means any */
    const char *process;            /* id */
    const char *plant;              /* id */
    const policy_point *approve;    /* by day */
    int32_t start, end, announced;  /* days; end INT32_MAX: for good */
    double number
        [POLICY_NUMBERS]; /* defaults of the table filled in; NO_NUMBER: not given and no default */
    const char *source, *note;
    int32_t line;
} policy_event;

typedef struct policy {
    arena mem;
    const char *path; /* of the file */
    const char *name, *title, *world, *note;
    int32_t start;  /* month */
    int32_t months; /* 1..240 */
    double level;
    const char *level_source;
    int32_t n;
    policy_event *event; /* in the order of the file */
} policy;

/* Read a scenario: a path (it holds a '/' or ends in .yaml or .yml), or the name of a bundled one. Names are not resolved:
 * policy_check does that. *out is the caller's to free, before cx.
 * Errors: GAD_E_FORMAT "file:line:column: ..." with a suggestion; GAD_E_IO; GAD_E_NOTFOUND no bundled scenario (lists
 * them, nearest first); GAD_E_NOMEM. */
MUST_CHECK gad_status policy_read(gad_ctx *cx, const char *name_or_path, policy **out);
/* From bytes that messages call `name`; for tests and fuzzing. */
MUST_CHECK gad_status policy_parse(gad_ctx *cx, const char *name, const char *bytes, size_t n,
                                   policy **out);
void policy_free(policy *p); /* takes NULL */
/* Every name of a scenario means something in this world, and no two events contradict each other (a plant switched on
 * twice, two licences on one lane at one time). Errors: GAD_E_FORMAT "file:line: ..." with the nearest name. */
MUST_CHECK gad_status policy_check(gad_ctx *cx, const policy *p, const world *w);

/* Share of the days of `month` on which the event is in force, 0..1. */
double policy_share_of_month(const policy_event *e, int32_t month);
/* Mean over the days of `month` of the share approved: straight lines between the points of `approve`, the first value
 * before it, the last one after; without points the event's approve_frac, 1 where it has none. */
double policy_approved_in(const policy_event *e, int32_t month);
const char *policy_kind_name(policy_kind k);

#endif
