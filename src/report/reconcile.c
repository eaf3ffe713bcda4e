/* reconcile.c - layer 4: the question `reconcile`: one figure for each flow that two countries report.
 *
 * Flow of gad_reconcile: options -> combine_run, balance_run when asked, combine_choose (trade/) -> one of the views of --show, as rows for programs (handed on batch by
 * batch) or as a page for people (reconcile_page.c). */
#include "report/reconcile_page.h"

/* ---- options ---------------------------------------------------------------------------------------- */

static bool all_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static gad_status add_code(gad_ctx *cx, arena *mem, const char *from, size_t n, const char **hs,
                           combine_query *q)
{
    if (n < 2 || n > 6 || !all_digits(from, n))
        return gad_fail(cx, GAD_E_ARG,
                        "--hs '%.*s' is not a code of the Harmonized System: write 2 to 6 digits, "
                        "several with commas (8505,284690)",
                        (int)MIN_OF(n, (size_t)40), from);
    char *own = arena_take(mem, n + 1, 1);
    if (!own)
        return gad_nomem(cx, "the list of codes");
    memcpy(own, from, n);
    own[n] = '\0';
    hs[q->n_hs++] = own;
    return GAD_OK;
}

static gad_status read_codes(gad_ctx *cx, arena *mem, const char *list, combine_query *q)
{
    if (!list)
        return GAD_OK;
    const char **hs = arena_take(mem, strlen(list) + 1, sizeof *hs);
    gad_status status = hs ? GAD_OK : gad_nomem(cx, "the list of codes");
    while (!status) {
        size_t n = strcspn(list, ",");
        status = add_code(cx, mem, list, n, hs, q);
        if (!list[n])
            break;
        list += n + 1;
    }
    q->hs = hs;
    return status;
}

/* The HS6 codes of a product, whatever reporters add behind them. */
static gad_status product_codes(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                                reconcile_asked *a)
{
    combine_query *q = &a->q;
    gad_table *t = NULL;
    gad_status status = codes_product(cx, st, mem, asked, &a->product);
    product_ref product = a->product;
    if (status)
        return status;
    if (product.code >= 0)
        return read_codes(cx, mem,
                          arena_strn(mem, product.id, MIN_OF(strlen(product.id), (size_t)6)), q);
    store_param p = param_text(product.id);
    status = store_query(cx, st, "reconcile/product_hs6", &p, 1, &t);
    if (status)
        return status;
    int64_t n = gad_table_rows(t);
    const char **hs = arena_take(mem, (size_t)n + 1, sizeof *hs);
    for (int64_t r = 0; hs && r < n; r++)
        hs[r] = arena_str(mem, table_get_text(t, r, 0));
    a->broader = n && table_get_i64(t, 0, 1, 0) == 0;
    gad_table_free(t);
    if (!hs || (n && !hs[n - 1]))
        return gad_nomem(cx, "the codes of a product");
    q->hs = hs;
    q->n_hs = (int32_t)n;
    return n ? GAD_OK
             : gad_fail(cx, GAD_E_NOTFOUND,
                        "product %s has no HS6 code: 'gadolin products %s' shows what it has",
                        product.id, product.id);
}

static gad_status read_country(gad_ctx *cx, gad_store *st, arena *mem, const char *what,
                               const char *asked, const country_ref **out)
{
    country_ref *c = arena_take(mem, 1, sizeof *c);
    if (!asked)
        return GAD_OK;
    if (!c)
        return gad_nomem(cx, "a country");
    *out = c;
    return codes_country(cx, st, mem, what, asked, c);
}

static gad_status check_together(gad_ctx *cx, const gad_reconcile_opts *o)
{
    if (o->hs && o->product)
        return gad_fail(cx, GAD_E_ARG, "give --hs or --product, not both");
    if (!reconcile_is_list(o->show) && strcasecmp(o->show, "flows") != 0)
        return gad_fail(cx, GAD_E_ARG, "--show '%.40s' is not one of flows, reporters, freight",
                        o->show);
    if (reconcile_is_list(o->show) &&
        (o->hs || o->product || o->exporter || o->importer || o->balance))
        return gad_fail(cx, GAD_E_ARG,
                        "--hs, --product, --exporter, --importer and --balance choose flows: "
                        "--show %s always rests on all that is held",
                        o->show);
    if (o->balance && !o->product)
        return gad_fail(cx, GAD_E_ARG,
                        "--balance needs --product: the production of one product is balanced");
    if (o->balance && o->freq && strcasecmp(o->freq, "M") == 0)
        return gad_fail(cx, GAD_E_ARG, "--balance is for years: production is known by year");
    return GAD_OK;
}

static gad_status read_options(gad_ctx *cx, gad_store *st, arena *mem, const gad_reconcile_opts *o,
                               reconcile_asked *a)
{
    combine_query *q = &a->q;
    *a = (reconcile_asked){ .q = { .as_of = INT32_MAX, .source = o->source }, .top = o->top };
    if (!o->year || strlen(o->year) != 4 || !num_parse_i32(o->year, YEAR_MIN, YEAR_MAX, &q->year))
        return gad_fail(cx, GAD_E_ARG, "--year '%.40s' is not a year: write 2022",
                        o->year ? o->year : "");
    if (o->as_of && !day_parse(o->as_of, &q->as_of))
        return gad_fail(cx, GAD_E_ARG, "--as-of '%.40s' is not a day: write 2025-06-30", o->as_of);
    q->monthly = o->freq && strcasecmp(o->freq, "M") == 0;
    q->fob = !o->valuation || strcasecmp(o->valuation, "fob") == 0;
    gad_status status = check_together(cx, o);
    if (!status)
        status = read_codes(cx, mem, o->hs, q);
    if (!status && o->product)
        status = product_codes(cx, st, mem, o->product, a);
    if (!status)
        status = read_country(cx, st, mem, "exporter", o->exporter, &q->exporter);
    if (!status)
        status = read_country(cx, st, mem, "importer", o->importer, &q->importer);
    return status;
}

/* ---- rows for programs -------------------------------------------------------------------------------- */

static gad_status hand_on(gad_ctx *cx, void *user, const gad_table *rows)
{
    return rows_add(cx, user, rows);
}

static const char *text_of(const gad_reconcile_opts *o, const combine_query *q)
{
    if (strcasecmp(o->show, "reporters") == 0)
        return "reconcile/reporters";
    if (strcasecmp(o->show, "freight") == 0)
        return "reconcile/freight_table";
    return q->monthly ? "reconcile/out_m" : "reconcile/out_a";
}

static gad_status write_rows(gad_ctx *cx, gad_store *st, const char *text, const gad_output *out)
{
    rows_writer w;
    rows_init(&w, cx, out);
    gad_status status = store_stream(cx, st, text, hand_on, &w);
    if (!status)
        status = rows_end(cx, &w);
    rows_release(&w);
    return status;
}

/* ---- the question --------------------------------------------------------------------------------------- */

static gad_status answer(gad_ctx *cx, gad_store *st, arena *mem, const gad_reconcile_opts *o,
                         const gad_output *out)
{
    reconcile_asked a;
    gad_status status = read_options(cx, st, mem, o, &a);
    if (!status)
        status = combine_run(cx, st, mem, &a.q, &a.state);
    if (!status && o->balance)
        status = balance_run(cx, st, mem, &a.product, &a.q, &a.balance);
    if (!status)
        status = combine_choose(cx, st, &a.q);
    if (status)
        return status;
    bool people = out->format == GAD_AS_TABLE || out->format == GAD_AS_MD;
    bool list = reconcile_is_list(o->show);
    if (list && people)
        return reconcile_list_page(cx, st, o->show, a.top, out);
    if (list || out->format == GAD_AS_CSV || out->format == GAD_AS_PARQUET)
        return write_rows(cx, st, text_of(o, &a.q), out);
    return reconcile_page(cx, st, &a, out);
}

gad_status gad_reconcile(gad_ctx *cx, gad_store *store, const gad_reconcile_opts *opts,
                         const gad_output *out)
{
    arena mem;
    gad_reconcile_opts o = opts ? *opts : gad_reconcile_defaults();
    if (!o.show)
        o.show = gad_reconcile_defaults().show;
    if (out->format == GAD_AS_HTML)
        return gad_fail(cx, GAD_E_ARG,
                        "reconcile writes no HTML: choose table, csv, json, md or parquet");
    arena_init(&mem, &cx->al);
    gad_status status = store_memory(cx, store, COMBINE_MEMORY_MB);
    if (!status)
        status = answer(cx, store, &mem, &o, out);
    gad_status back = store_memory(cx, store, 0);
    arena_release(&mem);
    return status ? status : back;
}
