/* system.c - layer 1: the pattern of A D B' and where every pair of entries lands in it, made once per network, so that
 * filling the matrix is one pass without a search.
 *
 * The pairs of a unit run over its entries (member by member, entry by entry) as rows, and again as columns; the
 * symmetric system keeps those on and below the diagonal. respond.c walks them in the same order. */
#include "market/network.h"

typedef struct pairs {
    gad_market *m;
    bool symmetric;
    int32_t *unit_of; /* [n_act] */
    int64_t *offset;  /* [n_entry] where the pairs of an entry as row begin */
} pairs;

static bool kept(const pairs *p, int32_t e, int32_t f)
{
    return !p->symmetric || p->m->node[f] <= p->m->node[e];
}

/* Call for every pair kept of unit u: entry e as row, entry f as column. */
typedef void pair_fn(void *user, int32_t e, int32_t f);
static void for_pairs(const pairs *p, int32_t u, pair_fn *fn, void *user)
{
    const gad_market *m = p->m;
    for (int32_t a = m->unit_start[u]; a < m->unit_start[u + 1]; a++)
        for (int32_t e = m->start[m->unit_act[a]]; e < m->start[m->unit_act[a] + 1]; e++)
            for (int32_t b = m->unit_start[u]; b < m->unit_start[u + 1]; b++)
                for (int32_t f = m->start[m->unit_act[b]]; f < m->start[m->unit_act[b] + 1]; f++)
                    if (kept(p, e, f))
                        fn(user, e, f);
}

typedef struct counter {
    int64_t n;
} counter;
static void count_pair(void *user, int32_t e, int32_t f)
{
    (void)e;
    (void)f;
    ((counter *)user)->n++;
}

/* Pairs sorted by column then row: two stable counting passes over (row node, column node). */
typedef struct list {
    const gad_market *m;
    int32_t *row, *col; /* [n] */
    int64_t n;
} list;
static void list_pair(void *user, int32_t e, int32_t f)
{
    list *l = user;
    l->row[l->n] = l->m->node[e];
    l->col[l->n++] = l->m->node[f];
}

/* order[k] = index of the pair that comes k-th when sorted by `key`, given the order before. */
static void sort_by(const int32_t *key, int64_t n, int32_t n_key, const int32_t *before,
                    int32_t *order, int64_t *count)
{
    memset(count, 0, ((size_t)n_key + 1) * sizeof *count);
    for (int64_t k = 0; k < n; k++)
        count[key[k] + 1]++;
    for (int32_t k = 0; k < n_key; k++)
        count[k + 1] += count[k];
    for (int64_t k = 0; k < n; k++) {
        int32_t i = before ? before[k] : (int32_t)k;
        order[count[key[i]]++] = i;
    }
}

/* From sorted pairs to compressed columns; every diagonal entry is there. Fills pos and diagonal. */
static void compress(const list *l, const int32_t *order, int32_t n_node, int32_t *start,
                     int32_t *row, slopes_matrix *s)
{
    int64_t k = 0;
    int32_t nz = 0;
    for (int32_t c = 0; c < n_node; c++) {
        start[c] = nz;
        int32_t last = -1;
        bool diagonal = false;
        while (k < l->n && l->col[order[k]] == c) {
            int32_t r = l->row[order[k]];
            if (!diagonal && r > c) { /* nothing of this column is on the diagonal yet */
                s->diagonal[c] = nz;
                row[nz++] = c;
                diagonal = true;
            }
            if (r != last) {
                if (r == c) {
                    s->diagonal[c] = nz;
                    diagonal = true;
                }
                row[nz++] = r;
                last = r;
            }
            s->pos[order[k++]] = nz - 1;
        }
        if (!diagonal) {
            s->diagonal[c] = nz;
            row[nz++] = c;
        }
    }
    start[n_node] = nz;
    s->n_value = nz;
}

static gad_status count_pairs(gad_ctx *cx, pairs *p, slopes_matrix *s, int64_t *total)
{
    gad_market *m = p->m;
    s->pos_start = arena_take(&m->mem, (size_t)m->n_unit + 1, sizeof *s->pos_start);
    s->diagonal = arena_take(&m->mem, (size_t)m->n_node, sizeof *s->diagonal);
    if (!s->pos_start || !s->diagonal)
        return gad_nomem(cx, "the matrix of a market");
    *total = 0;
    for (int32_t u = 0; u < m->n_unit; u++) {
        counter c = { 0 };
        s->pos_start[u] = (int32_t)*total;
        for_pairs(p, u, count_pair, &c);
        *total += c.n;
        if (*total > INT32_MAX / 2)
            return gad_fail(
                cx, GAD_E_ARG,
                "the columns are too long: more than %d pairs of entries move each other",
                INT32_MAX / 2);
    }
    s->pos_start[m->n_unit] = (int32_t)*total;
    return GAD_OK;
}

static gad_status build(gad_ctx *cx, gad_market *m, slopes_matrix *s, arena *temp)
{
    pairs p = { .m = m, .symmetric = s->symmetric };
    int64_t total = 0;
    gad_status st = count_pairs(cx, &p, s, &total);
    if (st)
        return st;
    size_t n = (size_t)total + 1, nodes = (size_t)m->n_node;
    list l = { m, arena_take(temp, n, sizeof(int32_t)), arena_take(temp, n, sizeof(int32_t)), 0 };
    int32_t *by_row = arena_take(temp, n, sizeof *by_row),
            *order = arena_take(temp, n, sizeof *order);
    int64_t *count = arena_take(temp, nodes + 1, sizeof *count);
    int32_t *row = arena_take(temp, n + nodes, sizeof *row);
    s->start = arena_take(&m->mem, nodes + 1, sizeof *s->start);
    s->pos = arena_take(&m->mem, n, sizeof *s->pos);
    if (!l.row || !l.col || !by_row || !order || !count || !s->start || !row || !s->pos)
        return gad_nomem(cx, "the matrix of a market");
    for (int32_t u = 0; u < m->n_unit; u++)
        for_pairs(&p, u, list_pair, &l);
    sort_by(l.row, total, m->n_node, NULL, by_row, count);
    sort_by(l.col, total, m->n_node, by_row, order, count);
    compress(&l, order, m->n_node, s->start, row, s);
    s->row = arena_take(&m->mem, (size_t)s->n_value, sizeof *s->row);
    if (!s->row)
        return gad_nomem(cx, "the matrix of a market");
    memcpy(s->row, row, (size_t)s->n_value * sizeof *row);
    return linsys_new(cx, m->n_node, s->start, s->row, s->symmetric, &s->lin);
}

gad_status system_need(gad_ctx *cx, gad_market *m, bool symmetric, slopes_matrix **out)
{
    slopes_matrix *s = symmetric ? &m->sym : &m->gen;
    *out = s;
    if (s->lin)
        return GAD_OK;
    arena temp;
    arena_init(&temp, &cx->al);
    s->symmetric = symmetric;
    gad_status st = build(cx, m, s, &temp);
    arena_release(&temp);
    return st;
}
