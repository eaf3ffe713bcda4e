/* digest.h - layer 1: SHA-256 of files and streams (nettle; nettle/sha2.h is included here only). */
#ifndef GAD_DIGEST_H
#define GAD_DIGEST_H

#include "base/base.h"
#include <nettle/sha2.h>

enum { DIGEST_TEXT = 2 * SHA256_DIGEST_SIZE + 1 };

typedef struct digest {
    struct sha256_ctx sha;
} digest;

void digest_init(digest *d);
void digest_add(digest *d, const void *bytes, size_t n);
void digest_text(digest *d, char out[DIGEST_TEXT]); /* lower-case hex; ends the digest */
/* Add a whole file. GAD_E_IO names it. */
MUST_CHECK gad_status digest_file(gad_ctx *cx, digest *d, const char *path);

#endif
