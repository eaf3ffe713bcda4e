/* hasher.h - layer 1: SHA-256 taken by a second thread while the first one reads on. */
#ifndef GAD_HASHER_H
#define GAD_HASHER_H

#include "base/base.h"
#include "store/digest.h"

typedef struct hasher hasher;

MUST_CHECK gad_status hasher_new(gad_ctx *cx, hasher **out);
void hasher_free(hasher *h);    /* takes NULL; waits for the bytes given */
void hasher_restart(hasher *h); /* forget all bytes given so far */
/* Returns at once; the bytes must not change before hasher_wait. */
void hasher_add(hasher *h, const void *bytes, size_t n);
void hasher_wait(hasher *h);
void hasher_text(hasher *h, char out[DIGEST_TEXT]); /* waits; hex of all bytes; ends the digest */

#endif
