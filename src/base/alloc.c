/* alloc.c - layer 0: the memory hook and its default. */
#include "base/base.h"

static void *libc_realloc(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, size);
}

alloc alloc_make(gad_realloc_fn *fn, void *user)
{
    return (alloc){ fn ? fn : libc_realloc, user };
}

void *alloc_get(const alloc *al, size_t size)
{
    assert(size > 0);
    return al->fn(al->user, NULL, size);
}

void *alloc_resize(const alloc *al, void *ptr, size_t size)
{
    assert(size > 0);
    return al->fn(al->user, ptr, size);
}

void alloc_drop(const alloc *al, void *ptr)
{
    if (ptr)
        al->fn(al->user, ptr, 0);
}
