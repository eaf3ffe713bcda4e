/* linsys_mem.c - layer 1: blocks for SuiteSparse that are kept and handed out again.
 *
 * A request is rounded up to one of eight sizes per power of two and served by a free block of exactly that size,
 * else by a new one. A sequence of requests that ran once can therefore run again without a new block, however
 * the lives of its blocks overlap; rounding makes it hold for UMFPACK too, whose sizes follow the pivots. */
#include "base/base.h"
#include "market/linsys.h"
#include "market/linsys_mem.h"
#include <SuiteSparse_config.h>

struct linsys_block {
    linsys_block *next;
    size_t size; /* bytes after the head */
    bool used;
};
enum { HEAD = 32, STEP = 64 }; /* bytes: before a block; the finest rounding (a cache line) */
_Static_assert(sizeof(linsys_block) <= HEAD, "the head of a block must fit before it");

/* Present when BLAS is OpenBLAS and when OpenMP is linked; else NULL. */
extern void openblas_set_num_threads(int n) __attribute__((weak));
extern int omp_get_max_active_levels(void) __attribute__((weak));
extern void omp_set_max_active_levels(int n) __attribute__((weak));

static _Thread_local linsys_mem *current; /* the store of this thread's call, or NULL */
static struct {
    void *(*get)(size_t);
    void *(*get_zeroed)(size_t, size_t);
    void *(*resize)(void *, size_t);
    void (*drop)(void *);
} before; /* what SuiteSparse called until we came */

static void *bytes_of(linsys_block *b)
{
    return (unsigned char *)b + HEAD;
}

static linsys_block *block_of(void *p)
{
    return (linsys_block *)(void *)((unsigned char *)p - HEAD);
}

static size_t rounded(size_t size)
{
    size_t step = STEP;
    while (size / step >= 16)
        step *= 2;
    return (size + step - 1) / step * step;
}

static void *take(linsys_mem *m, size_t asked)
{
    if (asked > SIZE_MAX / 4)
        return NULL;
    size_t size = rounded(MAX_OF(asked, (size_t)1));
    linsys_block *b = m->blocks;
    while (b && (b->used || b->size != size))
        b = b->next;
    if (!b) {
        b = alloc_get(m->al, HEAD + size);
        if (!b)
            return NULL;
        *b = (linsys_block){ .next = m->blocks, .size = size };
        m->blocks = b;
    }
    b->used = true;
    return bytes_of(b);
}

static void *hook_get(size_t size)
{
    return current ? take(current, size) : before.get(size);
}

static void *hook_get_zeroed(size_t count, size_t size)
{
    if (!current)
        return before.get_zeroed(count, size);
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *p = take(current, count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

static void *hook_resize(void *p, size_t size)
{
    if (!current)
        return before.resize(p, size);
    if (p && block_of(p)->size >= size)
        return p;
    void *q = take(current, size);
    if (p && q) {
        memcpy(q, p, block_of(p)->size);
        block_of(p)->used = false;
    }
    return q;
}

static void hook_drop(void *p)
{
    if (!current)
        before.drop(p);
    else if (p)
        block_of(p)->used = false;
}

static void set_threads(int32_t n)
{
    if (openblas_set_num_threads)
        openblas_set_num_threads(n);
}

static void install(void)
{
    before.get = SuiteSparse_config.malloc_func;
    before.get_zeroed = SuiteSparse_config.calloc_func;
    before.resize = SuiteSparse_config.realloc_func;
    before.drop = SuiteSparse_config.free_func;
    SuiteSparse_config.malloc_func = hook_get;
    SuiteSparse_config.calloc_func = hook_get_zeroed;
    SuiteSparse_config.realloc_func = hook_resize;
    SuiteSparse_config.free_func = hook_drop;
    set_threads(1);
}

static void install_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
}

void linsys_mem_init(linsys_mem *m, const alloc *al)
{
    install_once();
    *m = (linsys_mem){ .al = al };
}

void linsys_mem_release(linsys_mem *m)
{
    while (m->blocks) {
        linsys_block *b = m->blocks;
        m->blocks = b->next;
        alloc_drop(m->al, b);
    }
}

linsys_scope linsys_enter(linsys_mem *m)
{
    linsys_scope s = { .mem = current };
    if (omp_set_max_active_levels && omp_get_max_active_levels) {
        s.levels = omp_get_max_active_levels();
        omp_set_max_active_levels(0);
    }
    current = m;
    return s;
}

void linsys_leave(linsys_scope s)
{
    current = s.mem;
    if (omp_set_max_active_levels && omp_get_max_active_levels)
        omp_set_max_active_levels(s.levels);
}

void linsys_threads(int32_t n)
{
    install_once(); /* or a later system would set it back to 1 */
    set_threads(n);
}
