/* arena.h - layer 0: memory that is freed in one call. Memory comes zeroed and aligned for any
 * type. Overflow of count * size is checked here and nowhere else. */
#ifndef GAD_ARENA_H
#define GAD_ARENA_H

#include "base/base.h"

typedef struct arena_block arena_block;
typedef struct arena {
    const alloc *al;
    arena_block *head;
} arena;

void arena_init(arena *a, const alloc *al);
void arena_release(arena *a); /* frees everything; the arena may be used again */
/* `count` objects of `size` bytes, zeroed; NULL when out of memory or the product overflows. */
void *arena_take(arena *a, size_t count, size_t size);
char *arena_str(arena *a, const char *text);            /* copy; NULL: no memory */
char *arena_strn(arena *a, const char *text, size_t n); /* copy of n bytes, ended by NUL */
char *arena_fmt(arena *a, const char *fmt, ...) GAD_PRINTF(2, 3);

#endif
