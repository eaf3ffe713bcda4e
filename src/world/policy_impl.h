/* policy_impl.h - layer 2: the tables of policy_kinds.def, for the files policy*.c. */
#ifndef GAD_POLICY_IMPL_H
#define GAD_POLICY_IMPL_H

#include "text/yaml.h"
#include "world/policy.h"

typedef struct policy_kind_row {
    const char *name, *help;
    uint32_t needs, may; /* POLICY_WHAT ... */
} policy_kind_row;

typedef struct policy_number_row {
    const char *name, *help;
    double def, lo, hi;
    const char *unit; /* may stand behind the number; NULL: none */
} policy_number_row;

typedef enum policy_ending { POLICY_MAY_END, POLICY_MUST_END, POLICY_NEVER_ENDS } policy_ending;

typedef struct policy_takes { /* of a kind */
    uint32_t needs, may;      /* numbers, bit k for policy_number k */
    uint32_t keeps; /* of `may`: NO_NUMBER when not given: as the licence, or plants.csv, has it */
    policy_ending end;
    bool alone; /* two of them on one lane, place or plant at one time contradict each other */
} policy_takes;

extern const policy_kind_row policy_kinds[POLICY_KINDS];
extern const policy_number_row policy_number_rows[POLICY_NUMBERS];
extern const policy_takes policy_numbers[POLICY_KINDS];

/* The word of a bit (POLICY_WHAT: "what"), and the bit of a word; NULL and 0: none. */
const char *policy_subject_name(uint32_t bit);
uint32_t policy_subject(const char *word);
int32_t policy_number_find(const char *name); /* -1: none */
int32_t policy_kind_find(const char *name);   /* -1: none */

typedef struct policy_events {
    policy_event *event;
    int32_t n;
} policy_events;

/* A yaml_visit: the list of events into a policy_events. */
gad_status policy_events_read(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, arena *mem,
                              void *field);

/* ---- policy_check: a scenario against a world ---- */

typedef struct policy_checking {
    gad_ctx *cx;
    const policy *p;
    const world *w;
} policy_checking;

/* GAD_E_FORMAT "file:line: kind: ..." */
gad_status policy_complain(const policy_checking *c, const policy_event *e, const char *fmt, ...)
    GAD_PRINTF(3, 4);
/* Every name of the event means something in the world; else the nearest that does. */
MUST_CHECK gad_status policy_check_names(const policy_checking *c, const policy_event *e);

#endif
