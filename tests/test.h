/* test.h - what every C test includes: cmocka, the base, and memory that fails on demand. */
#ifndef GAD_TEST_H
#define GAD_TEST_H

#include "base/base.h"
#include <setjmp.h>
#include <cmocka.h>

/* A context made with budget_realloc gets `left` allocations (negative: no limit); `live` counts
 * blocks not yet freed. */
typedef struct alloc_budget {
    long left;
    long live;
} alloc_budget;

static inline void *budget_realloc(void *user, void *ptr, size_t size)
{
    alloc_budget *b = user;
    if (size == 0) {
        b->live -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (b->left == 0)
        return NULL;
    b->left--;
    void *p = realloc(ptr, size);
    b->live += p && !ptr;
    return p;
}

/* A pattern for mkdtemp or mkstemp in the folder for temporary files. */
enum { TEST_PLACE = 512 };
static inline char *test_place(char out[TEST_PLACE], const char *name)
{
    const char *dir = getenv("TMPDIR");
    snprintf(out, TEST_PLACE, "%s/gadolin-%s-XXXXXX", dir && *dir ? dir : P_tmpdir, name);
    return out;
}

#endif
