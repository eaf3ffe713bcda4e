/* mirror_events.c - layer 2: the dated events of data/trade_events.csv. */
#include "trade/mirror_watch.h"

enum { E_ID, E_MONTH, E_ANNOUNCED, E_EXPORTER, E_PARTNER, E_PRODUCTS, E_WHAT, E_SOURCE, E_ABOUT };

static bool read_event(const gad_table *t, int64_t r, arena *mem, trade_event *e)
{
    int32_t month = (int32_t)table_get_i64(t, r, E_MONTH, -1);
    *e = (trade_event){ arena_str(mem, table_get_text(t, r, E_ID)),
                        month,
                        (int32_t)table_get_i64(t, r, E_ANNOUNCED, month),
                        arena_str(mem, table_get_text(t, r, E_EXPORTER)),
                        arena_str(mem, table_get_text(t, r, E_PARTNER)),
                        arena_str(mem, table_get_text(t, r, E_PRODUCTS)),
                        arena_str(mem, table_get_text(t, r, E_WHAT)),
                        arena_str(mem, table_get_text(t, r, E_SOURCE)),
                        table_get_i64(t, r, E_ABOUT, 0) != 0 };
    return e->id && e->exporter && e->partner && e->products && e->what && e->source;
}

gad_status trade_events_load(gad_ctx *cx, gad_store *st, arena *mem, const product_ref *product,
                             trade_event **event, int32_t *n)
{
    const char *path = NULL;
    gad_table *t = NULL;
    gad_status status = store_data_path(cx, mem, "trade_events.csv", &path);
    if (status)
        return status;
    store_param p[] = { param_text(path), param_text(product ? product->id : NULL),
                        product && product->code >= 0 ? param_i64(product->code) : param_null() };
    status = store_query(cx, st, "mirror/events", p, COUNT_OF(p), &t);
    if (status)
        return status;
    int32_t rows = (int32_t)gad_table_rows(t);
    trade_event *e = arena_take(mem, (size_t)rows + 1, sizeof *e);
    bool ok = e != NULL;
    for (int32_t r = 0; ok && r < rows; r++)
        ok = read_event(t, r, mem, &e[r]);
    gad_table_free(t);
    if (!ok)
        return gad_nomem(cx, "the events");
    *event = e;
    *n = rows;
    return GAD_OK;
}

static gad_status no_event(gad_ctx *cx, const trade_event *e, int32_t n, const char *asked)
{
    char names[1024] = "";
    size_t used = 0;
    for (int32_t i = 0; i < n && used < sizeof names; i++)
        if (e[i].about)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                                     e[i].id);
    return gad_fail(
        cx, GAD_E_NOTFOUND,
        "no event '%.80s': give a month (2023-12) or one of %s ('--event list' shows all)", asked,
        used ? names : "the list");
}

gad_status trade_event_find(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                            const product_ref *product, const country_ref *exporter,
                            trade_event *out)
{
    trade_event *e = NULL;
    int32_t n = 0, month = 0;
    bool is_month = month_parse(asked, &month);
    gad_status status = trade_events_load(cx, st, mem, product, &e, &n);
    if (status)
        return status;
    for (int32_t i = 0; i < n; i++) {
        bool same = is_month
                        ? e[i].month == month && e[i].about && STR_EQ(e[i].exporter, exporter->id)
                        : strcasecmp(e[i].id, asked) == 0;
        if (same) {
            *out = e[i];
            return GAD_OK;
        }
    }
    if (!is_month)
        return no_event(cx, e, n, asked);
    *out = (trade_event){ "", month, month, exporter->id, "", "", "", "", true };
    return GAD_OK;
}
