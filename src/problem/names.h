/* names.h - layer 2: a list of names that are found again by hash. Includes base only. */
#ifndef GAD_NAMES_H
#define GAD_NAMES_H

#include "base/base.h"

typedef struct names {
    const char **text; /* [n] in the order added */
    int32_t n;
    uint32_t mask; /* slots - 1; at least twice as many slots as names, so a search ends */
    int32_t *slot; /* index of a name, or -1 */
} names;

/* Room for `most` names in the arena. False: out of memory. */
bool names_init(names *s, arena *mem, int32_t most);
/* Add a text that the caller keeps; its index is s->n before the call. The index of the equal name when there is one
 * (nothing is added then), -1 otherwise. */
int32_t names_add(names *s, const char *text);
int32_t names_find(const names *s, const char *text); /* -1: none */
/* The name that was probably meant, NULL when none is near. Cost O(n). */
const char *names_nearest(const names *s, const char *asked);

#endif
