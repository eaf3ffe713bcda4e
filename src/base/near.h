/* near.h - layer 0: how far two names are apart, for "did you mean". */
#ifndef GAD_NEAR_H
#define GAD_NEAR_H

#include "base/base.h"

enum { NEAR_MAX = 64 }; /* longer names are compared by their first NEAR_MAX bytes */

/* Insertions, deletions, replacements and swaps of neighbours that turn one into the other, bytes,
 * case ignored (Damerau's restricted distance). Cost O(length a * length b). */
int32_t near_distance(const char *a, const char *b);
/* Whether `name` is a plausible slip of `asked`: distance at most 1 + length/4. */
bool near_enough(const char *asked, const char *name);

#endif
