/* sources.c - layer 4: what the store holds: coverage, sources, gaps, files, refused rows.
 *
 * One row of `shows` per --show: the SQL text of sql/sources, the titles of its columns, and what to
 * say to people when there is nothing to list. */
#include "report/write.h"
#include "store/store.h"
#include "trade/codes.h"

typedef struct heading {
    const char *name; /* of the SQL column */
    const char *title;
    int32_t decimals; /* 0: thousands separators */
} heading;

static const heading headings[] = {
    { "product", "product or code", -1 },
    { "freq", "every", -1 },
    { "held", "periods held", 0 },
    { "span", "of", 0 },
    { "partners", "partners", 0 },
    { "rows", "rows", 0 },
    { "missing", "periods missing", 0 },
    { "read", "read", 0 },
    { "added", "added", 0 },
    { "changed", "changed", 0 },
    { "unchanged", "unchanged", 0 },
    { "folded", "folded", 0 },
    { "rejected", "rejected", 0 },
    { "seconds", "seconds", 2 },
    { "vintage", "published", -1 },
    { "ingested", "ingested, UTC", -1 },
};

typedef struct show {
    const char *name;
    const char *sql;
    bool filtered; /* takes --product and --reporter */
    const char *nothing;
} show;

static const show shows[] = {
    { "coverage", "sources/coverage", true,
      "the store holds nothing of that yet: 'gadolin ingest FILE' adds data, 'gadolin ingest data/observations' the bundled figures" },
    { "sources", "sources/names", false,
      "the store holds nothing yet: 'gadolin ingest FILE' adds data" },
    { "gaps", "sources/gaps", true, "no month or year is missing inside what is held" },
    { "batches", "sources/batches", false, "no file was ingested yet" },
    { "rejects", "sources/rejects", false, "no row was rejected" },
};

static const show *find_show(const char *name)
{
    for (int32_t i = 0; i < COUNT_OF(shows); i++)
        if (STR_EQ(shows[i].name, name))
            return &shows[i];
    return NULL;
}

/* Coverage and gaps begin alike: with the text that says which codes are shown as what. */
static gad_status ask(gad_ctx *cx, gad_store *store, const show *what, const store_param *param,
                      gad_table **rows)
{
    buf sql;
    if (!what->filtered)
        return store_query(cx, store, what->sql, NULL, 0, rows);
    buf_init(&sql, &cx->al);
    buf_add(&sql, store_sql("sources/items"));
    buf_add(&sql, store_sql(what->sql));
    gad_status st = buf_ok(&sql) ? store_query_text(cx, store, buf_text(&sql), param, 3, rows)
                                 : gad_nomem(cx, "what the store holds");
    buf_release(&sql);
    return st;
}

static const heading *find_heading(const char *name)
{
    for (int32_t i = 0; i < COUNT_OF(headings); i++)
        if (STR_EQ(headings[i].name, name))
            return &headings[i];
    return NULL;
}

static void copy_cell(gad_table *to, gad_col_type type, const gad_cell *cell)
{
    if (cell->null)
        table_null(to);
    else if (type == GAD_TEXT)
        table_text(to, cell->v.text);
    else if (type == GAD_F64)
        table_f64(to, cell->v.f64);
    else
        table_i64(to, cell->v.i64);
}

/* The same table under the titles for people. */
static gad_status with_titles(gad_ctx *cx, const gad_table *t, gad_table **out)
{
    gad_table *to = gad_table_new(cx);
    if (!to)
        return GAD_E_NOMEM;
    for (int32_t c = 0; c < gad_table_columns(t); c++) {
        const gad_column *col = gad_table_column(t, c);
        const heading *h = find_heading(col->name);
        table_column(to, col->name, h ? h->title : NULL, col->type,
                     h ? h->decimals : col->decimals);
    }
    for (int64_t r = 0; r < gad_table_rows(t); r++)
        for (int32_t c = 0; c < gad_table_columns(t); c++)
            copy_cell(to, gad_table_column(t, c)->type, gad_table_cell(t, r, c));
    return table_finish(cx, to, out);
}

static gad_status make_filter(gad_ctx *cx, gad_store *st, arena *mem, const gad_sources_opts *opts,
                              store_param param[3])
{
    product_ref product = { 0 };
    country_ref reporter = { 0 };
    gad_status status = GAD_OK;
    if (opts->product)
        status = codes_product(cx, st, mem, opts->product, &product);
    if (!status && opts->reporter)
        status = codes_country(cx, st, mem, "reporter", opts->reporter, &reporter);
    bool bare = product.id && product.code >= 0;
    param[0] = param_text(bare ? NULL : product.id);
    param[1] = param_text(bare ? product.id : NULL);
    param[2] = param_text(reporter.id);
    return status;
}

static gad_status say_nothing(gad_ctx *cx, const char *words, const gad_output *out)
{
    buf b;
    buf_init(&b, &cx->al);
    buf_fmt(&b, "%s\n", words);
    gad_status st = write_buf(cx, &b, out);
    buf_release(&b);
    return st;
}

static gad_status answer(gad_ctx *cx, const show *what, const gad_table *rows,
                         const gad_output *out)
{
    gad_table *titled = NULL;
    bool for_people = out->format == GAD_AS_TABLE || out->format == GAD_AS_MD;
    if (for_people && gad_table_rows(rows) == 0)
        return say_nothing(cx, what->nothing, out);
    gad_status st = with_titles(cx, rows, &titled);
    if (!st)
        st = gad_table_write(cx, titled, out);
    gad_table_free(titled);
    return st;
}

gad_status gad_sources(gad_ctx *cx, gad_store *store, const gad_sources_opts *opts,
                       const gad_output *out)
{
    arena mem;
    store_param param[3];
    gad_table *rows = NULL;
    const show *what = find_show(opts->show ? opts->show : "coverage");
    if (!what)
        return gad_fail(cx, GAD_E_ARG,
                        "--show takes coverage, sources, gaps, batches or rejects, not '%s'",
                        opts->show);
    if (!what->filtered && (opts->product || opts->reporter))
        return gad_fail(cx, GAD_E_ARG,
                        "--product and --reporter narrow coverage and gaps only, not '%s'",
                        what->name);
    arena_init(&mem, &cx->al);
    gad_status st = make_filter(cx, store, &mem, opts, param);
    if (!st)
        st = ask(cx, store, what, param, &rows);
    if (!st)
        st = answer(cx, what, rows, out);
    gad_table_free(rows);
    arena_release(&mem);
    return st;
}
