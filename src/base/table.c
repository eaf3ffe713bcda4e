/* table.c - layer 0: tables in one arena, cells in one growing array, row by row. */
#include "base/base.h"

enum { COLUMNS_MAX = 256 };

struct gad_table {
    alloc al;
    arena mem;
    gad_column col[COLUMNS_MAX];
    int32_t n_col;
    gad_cell *cell;
    int64_t n_cell;
    int64_t cap;
    bool failed;
};

gad_table *gad_table_new(gad_ctx *cx)
{
    gad_table *t = alloc_get(&cx->al, sizeof *t);
    if (!t) {
        gad_nomem(cx, "a table");
        return NULL;
    }
    memset(t, 0, sizeof *t);
    t->al = cx->al;
    arena_init(&t->mem, &t->al);
    return t;
}

void gad_table_free(gad_table *t)
{
    if (!t)
        return;
    alloc al = t->al;
    arena_release(&t->mem);
    alloc_drop(&al, t->cell);
    alloc_drop(&al, t);
}

int32_t gad_table_columns(const gad_table *t)
{
    return t->n_col;
}

int64_t gad_table_rows(const gad_table *t)
{
    return t->n_col ? t->n_cell / t->n_col : 0;
}

const gad_column *gad_table_column(const gad_table *t, int32_t col)
{
    assert(col >= 0 && col < t->n_col);
    return &t->col[col];
}

const gad_cell *gad_table_cell(const gad_table *t, int64_t row, int32_t col)
{
    assert(row >= 0 && row < gad_table_rows(t) && col >= 0 && col < t->n_col);
    return &t->cell[row * t->n_col + col];
}

void table_column(gad_table *t, const char *name, const char *title, gad_col_type type,
                  int32_t decimals)
{
    assert(t->n_cell == 0);
    if (t->n_col == COLUMNS_MAX) {
        t->failed = true;
        return;
    }
    gad_column c = { arena_str(&t->mem, name), arena_str(&t->mem, title ? title : name), type,
                     decimals };
    t->failed |= !c.name || !c.title;
    t->col[t->n_col++] = c;
}

static void push(gad_table *t, gad_cell c)
{
    if (t->failed)
        return;
    if (t->n_cell == t->cap) {
        int64_t cap = MAX_OF(t->cap * 2, (int64_t)256);
        gad_cell *cell = alloc_resize(&t->al, t->cell, (size_t)cap * sizeof *cell);
        if (!cell) {
            t->failed = true;
            return;
        }
        t->cell = cell;
        t->cap = cap;
    }
    t->cell[t->n_cell++] = c;
}

void table_null(gad_table *t)
{
    push(t, (gad_cell){ .null = true });
}

void table_textn(gad_table *t, const char *text, size_t n)
{
    char *copy = arena_strn(&t->mem, text, n);
    t->failed |= !copy;
    push(t, (gad_cell){ .v.text = copy });
}

void table_text(gad_table *t, const char *text)
{
    if (text)
        table_textn(t, text, strlen(text));
    else
        table_null(t);
}

void table_f64(gad_table *t, double x)
{
    if (IS_NUMBER(x))
        push(t, (gad_cell){ .v.f64 = x });
    else
        table_null(t);
}

void table_i64(gad_table *t, int64_t x)
{
    push(t, (gad_cell){ .v.i64 = x });
}

void table_count(gad_table *t, int64_t x)
{
    if (x)
        table_i64(t, x);
    else
        table_null(t);
}

void table_bool(gad_table *t, bool x)
{
    push(t, (gad_cell){ .v.i64 = x });
}

bool table_ok(const gad_table *t)
{
    return !t->failed && (t->n_col == 0 || t->n_cell % t->n_col == 0);
}

gad_status table_finish(gad_ctx *cx, gad_table *t, gad_table **out)
{
    if (!table_ok(t)) {
        gad_table_free(t);
        *out = NULL;
        return gad_nomem(cx, "a table");
    }
    *out = t;
    return GAD_OK;
}

int32_t table_find(const gad_table *t, const char *name)
{
    for (int32_t i = 0; i < t->n_col; i++)
        if (t->col[i].name && STR_EQ(t->col[i].name, name)) /* NULL: out of memory */
            return i;
    return -1;
}

double table_get_f64(const gad_table *t, int64_t row, int32_t col)
{
    const gad_cell *c = gad_table_cell(t, row, col);
    if (c->null)
        return NO_NUMBER;
    return t->col[col].type == GAD_F64 ? c->v.f64 : (double)c->v.i64;
}

int64_t table_get_i64(const gad_table *t, int64_t row, int32_t col, int64_t otherwise)
{
    const gad_cell *c = gad_table_cell(t, row, col);
    return c->null ? otherwise : c->v.i64;
}

const char *table_get_text(const gad_table *t, int64_t row, int32_t col)
{
    const gad_cell *c = gad_table_cell(t, row, col);
    return c->null ? NULL : c->v.text;
}
