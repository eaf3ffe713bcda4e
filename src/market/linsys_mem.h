/* linsys_mem.h - layer 1: the memory of SuiteSparse, and the threads below it.
 *
 * SuiteSparse has one set of allocation functions for the whole process. They are replaced once, by functions
 * that look at a pointer of the thread: inside linsys_enter .. linsys_leave memory comes from that system's
 * store, elsewhere from whatever functions were installed before (a host program may use SuiteSparse itself).
 * A store takes blocks from the context's hook and keeps those that SuiteSparse frees, to hand them out again
 * to the next call of the same kind, which asks for the same sizes: it then reaches no allocator.
 *
 * Invariant: a block lives and dies inside its own store. */
#ifndef GAD_LINSYS_MEM_H
#define GAD_LINSYS_MEM_H

#include "base/base.h"

typedef enum linsys_call { LINSYS_ANALYSE, LINSYS_FACTOR, LINSYS_SOLVE } linsys_call;
typedef struct linsys_block linsys_block;
typedef struct linsys_mem {
    const alloc *al;
    linsys_block *blocks; /* all of them, used and free */
    linsys_call kind;     /* of the call that runs, or ran last */
    int64_t n_calls;      /* that ended */
} linsys_mem;

/* What linsys_leave puts back. */
typedef struct linsys_scope {
    linsys_mem *mem;
    int levels; /* of OpenMP, see linsys_enter */
} linsys_scope;

void linsys_mem_init(linsys_mem *m, const alloc *al); /* al must outlive the store */
void linsys_mem_trim(linsys_mem *m);                  /* gives the free blocks back */
void linsys_mem_release(linsys_mem *m); /* gives every block back; nothing of it may be in use */

/* Around every call of SuiteSparse. Inside, this thread opens no OpenMP region: CHOLMOD 3 asks for 4 threads to add up
 * small blocks, whatever the machine, and waiting for them costs more than the additions. */
linsys_scope linsys_enter(linsys_mem *m, linsys_call kind);
void linsys_leave(linsys_scope before);

#endif
