/* keep.h - a memory hook for fuzz targets that read files. */
#ifndef GAD_KEEP_H
#define GAD_KEEP_H

#include "fuzz.h"

/* The windows and buffers of many megabytes are kept from run to run: making them under the
 * sanitizers takes a hundred times longer than reading a small file. Each keeps its exact size, so
 * that running over its end is still seen. */
enum { KEPT = 8, LARGE = 1 << 20 };
static struct kept {
    void *block;
    size_t size;
    bool used;
} kept[KEPT];

static void *keep_large(void *user, void *ptr, size_t size)
{
    (void)user;
    for (int32_t i = 0; ptr && i < KEPT; i++)
        if (kept[i].block == ptr) {
            fuzz_demand(size == 0, "large blocks do not grow");
            kept[i].used = false;
            return NULL;
        }
    for (int32_t i = 0; !ptr && size >= LARGE && i < KEPT; i++) {
        if (kept[i].used || (kept[i].block && kept[i].size != size))
            continue;
        if (!kept[i].block)
            kept[i] = (struct kept){ .block = malloc(size), .size = size };
        kept[i].used = kept[i].block != NULL;
        return kept[i].block;
    }
    if (size)
        return realloc(ptr, size);
    free(ptr);
    return NULL;
}

#endif
