/* nothing.c - layer 2: what to say when a question finds no figures: never only "no data", but what is
 * held instead. Only runs on the way to an error, so it may ask the store several times. */
#include "trade/figures.h"

static const struct {
    char flow;
    const char *words;
} flows[] = { { 'X', "exports" }, { 'M', "imports" }, { 'P', "prices" },
              { 'Q', "output" },  { 'S', "stocks" },  { 'C', "capacity" } };

static const char *flow_words(char flow)
{
    for (int32_t i = 0; i < COUNT_OF(flows); i++)
        if (flows[i].flow == flow)
            return flows[i].words;
    return "figures";
}

/* Products held of the same reporter; first those that contain the one asked for. */
static gad_status offer_products(gad_ctx *cx, gad_store *st, const series_query *q, buf *b)
{
    gad_table *t = NULL;
    store_param param[] = { param_text(q->reporter.id), param_text(q->product.id) };
    gad_status status = store_query(cx, st, "stats/held_products", param, 2, &t);
    if (status)
        return status;
    bool wider = gad_table_rows(t) > 0 && table_get_text(t, 0, 1);
    if (wider)
        buf_fmt(b, "; held is the broader code %s, %s: --product %s", table_get_text(t, 0, 1),
                table_get_text(t, 0, 2), table_get_text(t, 0, 0));
    for (int64_t r = 0; !wider && r < gad_table_rows(t); r++)
        buf_fmt(b, "%s%s", r ? ", " : "; of this reporter are held: ", table_get_text(t, r, 0));
    gad_table_free(t);
    return GAD_OK;
}

/* Published figures of the product for other partners, flows and measures of the reporter, or else for
 * other reporters. */
static gad_status offer_series(gad_ctx *cx, gad_store *st, const series_query *q, buf *b)
{
    gad_table *t = NULL;
    store_param param[] = { param_text(q->product.id), param_text(q->reporter.id) };
    gad_status status = store_query(cx, st, "stats/held_series", param, 2, &t);
    if (status)
        return status;
    bool mine = gad_table_rows(t) > 0 && STR_EQ(table_get_text(t, 0, 0), q->reporter.id);
    int32_t n = 0;
    for (int64_t r = 0; r < gad_table_rows(t) && n < 5; r++) {
        const char *reporter = table_get_text(t, r, 0);
        if (mine && !STR_EQ(reporter, q->reporter.id))
            break;
        if (!*reporter)
            continue;
        const char *flow = table_get_text(t, r, 2);
        buf_fmt(b, "%s%s of %s with %s (%s)", n++ ? ", " : "; published figures are held for ",
                flow_words(*flow ? *flow : ' '), reporter, table_get_text(t, r, 1),
                table_get_text(t, r, 3));
    }
    gad_table_free(t);
    return GAD_OK;
}

/* Partners of whom customs rows are held. */
static gad_status offer_partners(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                                 buf *b)
{
    codeset cs;
    pool p = { .c = NULL };
    gad_status status = codeset_load(cx, st, mem, &q->product, &q->reporter, &cs);
    if (!status)
        status = customs_load(cx, st, mem, q, &cs, true, &p, NULL);
    if (status)
        return status;
    pool_settle(&p);
    int32_t last = -1, n = 0;
    for (int32_t i = 0; i < p.n; i++) {
        if (p.c[i].partner == last)
            continue;
        last = p.c[i].partner;
        if (n++ < 8) {
            static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
            buf_fmt(b, "%s%c%c%c", n == 1 ? "; customs rows are held for partners " : ", ",
                    digits[last / 1296 % 36], digits[last / 36 % 36], digits[last % 36]);
        }
    }
    if (n > 8)
        buf_fmt(b, " and %" PRId32 " more", n - 8);
    return GAD_OK;
}

static gad_status offer_owner(gad_ctx *cx, gad_store *st, const series_query *q, buf *b)
{
    gad_table *t = NULL;
    store_param param[] = { param_i64(q->product.code), param_text(q->reporter.id) };
    gad_status status = store_query(cx, st, "stats/code_owner", param, 2, &t);
    if (status)
        return status;
    if (gad_table_rows(t) > 0)
        buf_fmt(b, "; the code is that of '%s': --product %s also finds published figures",
                table_get_text(t, 0, 0), table_get_text(t, 0, 0));
    gad_table_free(t);
    return GAD_OK;
}

/* "; published figures are held for exports of CHN with W00 (qty)", "" when nothing is. */
static gad_status offer(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q, buf *b)
{
    gad_status status = offer_partners(cx, st, mem, q, b);
    if (!status && q->product.code >= 0)
        status = offer_owner(cx, st, q, b);
    if (!status && q->product.code < 0)
        status = offer_series(cx, st, q, b);
    if (!status && q->product.code < 0)
        status = offer_products(cx, st, q, b);
    return status || buf_ok(b) ? status : gad_nomem(cx, "a message");
}

gad_status series_why_nothing(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                              const char **out)
{
    buf b;
    buf_init(&b, &cx->al);
    gad_status status = offer(cx, st, mem, q, &b);
    if (!status) {
        const char *measure = STR_EQ(q->measure, "qty") ? "quantity" : q->measure;
        *out = arena_fmt(mem, "no %s is held%s%s%s%s", measure, q->source ? " from " : "",
                         q->source ? q->source : "", q->as_of != INT32_MAX ? " as of that day" : "",
                         buf_text(&b));
        status = *out ? GAD_OK : gad_nomem(cx, "a message");
    }
    buf_release(&b);
    return status;
}

gad_status series_nothing(gad_ctx *cx, gad_store *st, const series_query *q)
{
    arena mem;
    buf b;
    arena_init(&mem, &cx->al);
    buf_init(&b, &cx->al);
    gad_status status = offer(cx, st, &mem, q, &b);
    if (!status)
        status = gad_fail(cx, GAD_E_NOTFOUND, "no %s held for '%s', %s of %s, partner %s%s%s%s%s",
                          q->measure, q->product.id, flow_words(q->flow), q->reporter.id,
                          q->partner.id, q->source ? ", source " : "", q->source ? q->source : "",
                          q->as_of != INT32_MAX ? " as of that day" : "", buf_text(&b));
    buf_release(&b);
    arena_release(&mem);
    return status;
}
