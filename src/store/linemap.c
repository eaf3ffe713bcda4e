/* linemap.c - layer 1: runs of records at even distances. A sound file is one piece, a
 * double-spaced one two; each gap costs one or two. */
#include "store/linemap.h"

enum { FIRST_PIECES = 16 };

void linemap_init(linemap *m, const alloc *al)
{
    *m = (linemap){ .al = al };
}

void linemap_release(linemap *m)
{
    alloc_drop(m->al, m->piece);
    linemap_init(m, m->al);
}

void linemap_clear(linemap *m)
{
    m->n = 0;
}

static bool add_piece(linemap *m, linemap_piece p)
{
    if (!m->piece || m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : FIRST_PIECES;
        linemap_piece *grown = alloc_resize(m->al, m->piece, cap * sizeof *grown);
        if (!grown)
            return false;
        m->piece = grown;
        m->cap = cap;
    }
    m->piece[m->n++] = p;
    return true;
}

static int64_t line_in(const linemap_piece *p, int64_t record)
{
    return p->line + (record - p->record) * p->step;
}

static bool add_one(linemap *m, int64_t record, int64_t line)
{
    linemap_piece *last = m->n ? &m->piece[m->n - 1] : NULL;
    if (!last || (last->step && line_in(last, record) != line))
        return add_piece(m, (linemap_piece){ record, line, 0 });
    if (!last->step)
        last->step = line - last->line;
    return true;
}

bool linemap_add(linemap *m, int64_t record, int64_t line, int64_t n)
{
    if (n > 0 && !add_one(m, record, line))
        return false;
    if (n > 1 && !add_one(m, record + 1, line + 1))
        return false;
    /* the first two may have ended a piece of another step: the third makes sure of step 1 */
    return n <= 2 || add_one(m, record + 2, line + 2);
}

int64_t linemap_line(const linemap *m, int64_t record)
{
    size_t lo = 0, hi = m->n;
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (m->piece[mid].record <= record)
            lo = mid;
        else
            hi = mid;
    }
    return m->n ? line_in(&m->piece[lo], record) : 0;
}
