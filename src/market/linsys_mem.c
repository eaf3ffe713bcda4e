/* linsys_mem.c - layer 1: blocks for SuiteSparse that are kept and handed out again.
 *
 * A block that is freed is not handed out again in the same call, and later only to calls of the kind that
 * made it. So each kind owns as many blocks of each size as one call of it asked for in all, and the next such call
 * finds them whatever has stayed in use meanwhile: what SuiteSparse keeps (L, the work of a solve) is not asked for
 * again. Sizes are rounded up to one of eight per power of two, so that this also holds for UMFPACK, whose sizes follow
 * the pivots. */
#include "base/base.h"
#include "market/linsys.h"
#include "market/linsys_mem.h"
#include <SuiteSparse_config.h>

struct linsys_block {
    linsys_block *next;
    size_t size;   /* bytes after the head */
    int64_t freed; /* how many calls had ended before the one that freed it */
    linsys_call kind;
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

static bool fits(const linsys_mem *m, const linsys_block *b, size_t size)
{
    return !b->used && b->size == size && b->kind == m->kind && b->freed < m->n_calls;
}

static void give_back(linsys_mem *m, void *p)
{
    if (!p)
        return;
    block_of(p)->used = false;
    block_of(p)->freed = m->n_calls;
}

static void *take(linsys_mem *m, size_t asked)
{
    if (asked > SIZE_MAX / 4)
        return NULL;
    size_t size = rounded(MAX_OF(asked, (size_t)1));
    linsys_block *b = m->blocks;
    while (b && !fits(m, b, size))
        b = b->next;
    if (!b) {
        b = alloc_get(m->al, HEAD + size);
        if (!b)
            return NULL;
        *b = (linsys_block){ .next = m->blocks, .size = size, .kind = m->kind };
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
        give_back(current, p);
    }
    return q;
}

static void hook_drop(void *p)
{
    if (current)
        give_back(current, p);
    else
        before.drop(p);
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

static void drop_blocks(linsys_mem *m, bool used_too)
{
    linsys_block **at = &m->blocks;
    while (*at) {
        linsys_block *b = *at;
        if (b->used && !used_too) {
            at = &b->next;
            continue;
        }
        *at = b->next;
        alloc_drop(m->al, b);
    }
}

void linsys_mem_trim(linsys_mem *m)
{
    drop_blocks(m, false);
}

void linsys_mem_release(linsys_mem *m)
{
    drop_blocks(m, true);
}

linsys_scope linsys_enter(linsys_mem *m, linsys_call kind)
{
    linsys_scope s = { .mem = current };
    if (omp_set_max_active_levels && omp_get_max_active_levels) {
        s.levels = omp_get_max_active_levels();
        omp_set_max_active_levels(0);
    }
    m->kind = kind;
    current = m;
    return s;
}

void linsys_leave(linsys_scope s)
{
    current->n_calls++;
    current = s.mem;
    if (omp_set_max_active_levels && omp_get_max_active_levels)
        omp_set_max_active_levels(s.levels);
}

void linsys_threads(int32_t n)
{
    install_once(); /* or a later system would set it back to 1 */
    set_threads(n);
}
