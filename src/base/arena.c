/* arena.c - layer 0: a chain of blocks, the newest first; blocks double up to 1 MiB. */
#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { RED_ZONE = 16 }; /* bytes nobody may touch after each piece, under the sanitizer only */
#else
#define HIDE(p, n) ((void)0)
#define SHOW(p, n) ((void)0)
enum { RED_ZONE = 0 };
#endif

enum { ALIGN = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct arena_block {
    arena_block *next;
    size_t size; /* bytes of data[] */
    size_t used;
    _Alignas(ALIGN) unsigned char data[];
};

void arena_init(arena *a, const alloc *al)
{
    a->al = al;
    a->head = NULL;
}

void arena_release(arena *a)
{
    while (a->head) {
        arena_block *b = a->head;
        a->head = b->next;
        SHOW(b->data, b->size);
        alloc_drop(a->al, b);
    }
}

static bool grow(arena *a, size_t need)
{
    size_t size = a->head ? MIN_OF(a->head->size * 2, (size_t)LARGEST_BLOCK) : FIRST_BLOCK;
    size = MAX_OF(size, need);
    if (size > SIZE_MAX - sizeof(arena_block))
        return false;
    arena_block *b = alloc_get(a->al, sizeof *b + size);
    if (!b)
        return false;
    *b = (arena_block){ .next = a->head, .size = size, .used = 0 };
    HIDE(b->data, size);
    a->head = b;
    return true;
}

void *arena_take(arena *a, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - ALIGN - RED_ZONE) / size)
        return NULL;
    size_t want = MAX_OF(count * size, (size_t)1);
    size_t step = (want + RED_ZONE + ALIGN - 1) / ALIGN * ALIGN;
    if ((!a->head || a->head->size - a->head->used < step) && !grow(a, step))
        return NULL;
    void *p = a->head->data + a->head->used;
    a->head->used += step;
    SHOW(p, want);
    return memset(p, 0, want);
}

char *arena_strn(arena *a, const char *text, size_t n)
{
    char *p = n == SIZE_MAX ? NULL : arena_take(a, n + 1, 1);
    if (p && n)
        memcpy(p, text, n);
    return p;
}

char *arena_str(arena *a, const char *text)
{
    return arena_strn(a, text, strlen(text));
}

char *arena_fmt(arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : arena_take(a, (size_t)n + 1, 1);
    if (p)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p;
}
