/* digest.c - layer 1: SHA-256. */
#include "store/digest.h"

void digest_init(digest *d)
{
    sha256_init(&d->sha);
}

void digest_add(digest *d, const void *bytes, size_t n)
{
    sha256_update(&d->sha, n, bytes);
}

void digest_text(digest *d, char out[DIGEST_TEXT])
{
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_digest(&d->sha, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++)
        snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

gad_status digest_file(gad_ctx *cx, digest *d, const char *path)
{
    char block[1 << 16];
    FILE *f = fopen(path, "rb");
    if (!f)
        return gad_fail(cx, GAD_E_IO, "'%s': %s", path, strerror(errno));
    for (size_t n = fread(block, 1, sizeof block, f); n; n = fread(block, 1, sizeof block, f))
        digest_add(d, block, n);
    bool bad = ferror(f) != 0;
    fclose(f);
    return bad ? gad_fail(cx, GAD_E_IO, "'%s': cannot be read", path) : GAD_OK;
}
