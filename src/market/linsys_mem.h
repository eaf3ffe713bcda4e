/* linsys_mem.h - layer 1: the memory of SuiteSparse, and the threads below it.
 *
 * SuiteSparse has one set of allocation functions for the whole process. They are replaced once, by functions
 * that look at a pointer of the thread: inside linsys_enter .. linsys_leave memory comes from that system's
 * store, elsewhere from whatever functions were installed before (a host program may use SuiteSparse itself).
 * A store takes blocks from the context's hook and keeps those that SuiteSparse frees, to hand them out again:
 * a second factorisation asks for the same sizes as the first and reaches no allocator.
 *
 * Invariant: a block lives and dies inside its own store. */
#ifndef GAD_LINSYS_MEM_H
#define GAD_LINSYS_MEM_H

#include "base/base.h"

typedef struct linsys_block linsys_block;
typedef struct linsys_mem {
    const alloc *al;
    linsys_block *blocks; /* all of them, used and free */
} linsys_mem;

/* What linsys_leave puts back. */
typedef struct linsys_scope {
    linsys_mem *mem;
    int levels; /* of OpenMP, see linsys_enter */
} linsys_scope;

void linsys_mem_init(linsys_mem *m, const alloc *al); /* al must outlive the store */
void linsys_mem_release(linsys_mem *m); /* gives every block back; nothing of it may be in use */

/* Around every call of SuiteSparse. Inside, this thread opens no OpenMP region: CHOLMOD 3 asks for 4 threads to add up
 * small blocks, whatever the machine, and waiting for them costs more than the additions. */
linsys_scope linsys_enter(linsys_mem *m);
void linsys_leave(linsys_scope before);

#endif
