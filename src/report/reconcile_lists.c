/* reconcile_lists.c - layer 4: `reconcile --show reporters` and `--show freight` for people. Programs get the rows of
 * sql/reconcile/reporters.sql and freight_table.sql. */
#include "report/reconcile_page.h"

enum { LIST_COLUMNS = 6 };

typedef struct list_column {
    const char *name, *title;
    int32_t decimals;
} list_column;

static const struct reconcile_list {
    const char *show, *text, *above, *below;
    int32_t n_text; /* leading columns that are texts; the rest are numbers */
    list_column column[LIST_COLUMNS];
} lists[] = {
    { "reporters",
      "reconcile/reporters_top",
      "How well countries report: one standard error of the logarithm, as the per cent it means upward.",
      "Through hubs: lanes that touch a re-export hub, where the destination is often not known when goods leave. A country with few flows "
      "shows little more than what is usual. Both errors and the years they rest on: docs/reconcile.md; -o csv has values and weights apart.",
      2,
      { { "country", "country", -1 },
        { "name", "name", -1 },
        { "flows", "flows with two reports", 0 },
        { "exporter_pct", "as exporter, +%", 0 },
        { "hubs_pct", "through hubs, +%", 0 },
        { "importer_pct", "as importer, +%", 0 } } },
    { "freight",
      "reconcile/freight_top",
      "Freight and insurance of each code, as per cent of the value at the exporter's border.",
      "Flows: those of which both sides recorded the same weight to within 10 %, which freight is estimated from. Price: the median of all "
      "reports; half of them lie within about 0.7 of the factor. Reporters and lanes move freight further: docs/reconcile.md.",
      1,
      { { "hs", "hs", -1 },
        { "freight_pct", "freight, %", 1 },
        { "flows", "flows", 0 },
        { "usual_usd_t", "usual price, USD/t", 0 },
        { "factor", "times or divided by", 1 },
        { "weighed", "reports with weight", 0 } } },
};

static const struct reconcile_list *list_of(const char *show)
{
    for (int32_t k = 0; k < COUNT_OF(lists); k++)
        if (strcasecmp(lists[k].show, show) == 0)
            return &lists[k];
    return NULL;
}

bool reconcile_is_list(const char *show)
{
    return list_of(show) != NULL;
}

static gad_table *shown(gad_ctx *cx, const struct reconcile_list *l, const gad_table *from)
{
    gad_table *t = gad_table_new(cx);
    for (int32_t c = 0; t && c < LIST_COLUMNS; c++)
        table_column(t, l->column[c].name, l->column[c].title, c < l->n_text ? GAD_TEXT : GAD_F64,
                     l->column[c].decimals);
    for (int64_t r = 0; t && r < gad_table_rows(from); r++)
        for (int32_t c = 0; c < LIST_COLUMNS; c++) {
            if (c < l->n_text)
                table_text(t, table_get_text(from, r, c));
            else if (gad_table_column(from, c)->type == GAD_I64)
                table_f64(t, (double)table_get_i64(from, r, c, 0));
            else
                table_f64(t, table_get_f64(from, r, c));
        }
    return t;
}

gad_status reconcile_list_page(gad_ctx *cx, gad_store *st, const char *show, int32_t top,
                               const gad_output *out)
{
    const struct reconcile_list *l = list_of(show);
    gad_table *found = NULL;
    buf b;
    store_param p = param_i64(top > 0 ? top : INT32_MAX);
    gad_status status = store_query(cx, st, l->text, &p, 1, &found);
    if (status)
        return status;
    gad_table *t = shown(cx, l, found);
    buf_init(&b, &cx->al);
    if (t) {
        buf_fmt(&b, "%s\n\n", l->above);
        write_table_text(&b, t, out);
        buf_fmt(&b, "\n%s\n", l->below);
        status = write_buf(cx, &b, out);
    } else {
        status = GAD_E_NOMEM;
    }
    buf_release(&b);
    gad_table_free(t);
    gad_table_free(found);
    return status;
}
