/* sql.c - layer 4: a user's own SQL, from the store to any format batch by batch. */
#include "report/write.h"
#include "store/store.h"

static gad_status hand_on(gad_ctx *cx, void *user, const gad_table *rows)
{
    return rows_add(cx, user, rows);
}

gad_status gad_sql(gad_ctx *cx, gad_store *store, const char *sql, const gad_output *out)
{
    rows_writer w;
    rows_init(&w, cx, out);
    gad_status st = store_select(cx, store, sql, hand_on, &w);
    if (!st)
        st = rows_end(cx, &w);
    rows_release(&w);
    return st;
}
