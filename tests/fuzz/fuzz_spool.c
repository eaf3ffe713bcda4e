/* fuzz_spool.c - any bytes as a file: container, encoding, scanner, temporary file. The result is
 * held against the promises of spool.h by the parser in spool_seen.h. */
#include "fuzz.h"
#include "keep.h"
#include "spool_seen.h"
#include <unistd.h>

static char dir[64];

static void remove_dir(void)
{
    char path[100];
    snprintf(path, sizeof path, "%s/in", dir);
    unlink(path);
    rmdir(dir);
}

static void make_dir(void)
{
    snprintf(dir, sizeof dir, "%s/gadolin-fuzz-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    fuzz_demand(mkdtemp(dir) != NULL, "a folder can be made");
    atexit(remove_dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[100];
    static seen z;
    if (!dir[0])
        make_dir();
    snprintf(path, sizeof path, "%s/in", dir);
    FILE *f = fopen(path, "wb");
    fuzz_demand(f && fwrite(bytes, 1, n, f) == n && fclose(f) == 0, "a file can be written");
    gad_ctx *cx = gad_ctx_new(keep_large, NULL);
    fuzz_demand(cx != NULL, "memory");
    gad_status st = seen_spool(cx, &cx->al, path, dir, &z);
    fuzz_demand(!z.wrong[0], z.wrong);
    if (st)
        fuzz_demand(strstr(gad_last_error(cx).text, path) != NULL, "an error names the file");
    arena_release(&z.mem);
    gad_ctx_free(cx);
    return 0;
}
