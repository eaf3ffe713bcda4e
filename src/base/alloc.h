/* alloc.h - layer 0: the only way to memory. Tests make it fail through the hook of the context. */
#ifndef GAD_ALLOC_H
#define GAD_ALLOC_H

#include <stddef.h>
#include "gadolin/gadolin.h"

typedef struct alloc {
    gad_realloc_fn *fn;
    void *user;
} alloc;

/* fn NULL gives the C library's realloc. */
alloc alloc_make(gad_realloc_fn *fn, void *user);
void *alloc_get(const alloc *al, size_t size); /* NULL: no memory; size > 0 */
void *alloc_resize(const alloc *al, void *ptr, size_t size);
void alloc_drop(const alloc *al, void *ptr); /* takes NULL */

#endif
