/* brief_beside.c - layer 4: what stands beside the series of a briefing: records and ranks as published,
 * money and unit value, and the series that the press confuses with it.
 *
 * Flow: the names of the confused series, every published figure of the reporter in the period and the
 * products with customs rows are read in one plain query each; then only those series are loaded that
 * may hold something. (A load costs ten times such a query.) */
#include "report/brief.h"

typedef struct beside {
    gad_table *twin;      /* stats/brief_confusable */
    gad_table *published; /* stats/brief_period */
    gad_table *held;      /* stats/brief_held: products with customs rows */
    gad_table *tree;      /* stats/product_tree */
} beside;

enum { TWIN_ID, TWIN_NAME, TWIN_PROSE, TWIN_NOTE, TWIN_WHY, TWIN_COLUMNS };
enum { PUB_PRODUCT, PUB_PARTNER, PUB_METRIC, PUB_VALUE, PUB_BASIS, PUB_DAY };
enum { PUB_ASSUMED = PUB_DAY + 1, PUB_SOURCE, PUB_URL, PUB_NOTE, PUB_FROM, PUB_TO };

static int32_t last_month(const brief_facts *f)
{
    return f->annual ? f->month + 11 : f->month;
}

static gad_status read_beside(gad_ctx *cx, gad_store *st, const brief_facts *f, beside *x)
{
    char flow[2] = { f->query.flow, '\0' };
    store_param product[] = { param_text(f->query.product.id) };
    store_param period[] = { param_text(f->query.reporter.id), param_text(flow),
                             param_i64(f->month), param_i64(last_month(f)),
                             param_i64(MIN_OF(f->query.as_of, 1000000)) };
    gad_status status = store_query(cx, st, "stats/brief_confusable", product, 1, &x->twin);
    if (!status)
        status = store_query(cx, st, "stats/brief_period", period, 5, &x->published);
    if (!status)
        status = store_query(cx, st, "stats/brief_held", period, 4, &x->held);
    if (!status)
        status = store_query(cx, st, "stats/product_tree", NULL, 0, &x->tree);
    return status;
}

/* ---- records and ranks as published --------------------------------------------------------------- */

static bool is_asked_or_twin(const beside *x, const brief_facts *f, const char *product)
{
    if (STR_EQ(product, f->query.product.id))
        return true;
    for (int64_t r = 0; r < gad_table_rows(x->twin); r++)
        if (STR_EQ(product, table_get_text(x->twin, r, TWIN_ID)))
            return true;
    return false;
}

static bool is_remark(const beside *x, const brief_facts *f, int64_t r)
{
    const gad_table *t = x->published;
    const char *metric = table_get_text(t, r, PUB_METRIC);
    bool rank = STR_EQ(metric, "rank") && table_get_f64(t, r, PUB_VALUE) >= 1;
    return (rank || STR_EQ(metric, "record")) && table_get_i64(t, r, PUB_FROM, 0) == f->month &&
           table_get_i64(t, r, PUB_TO, 0) == last_month(f) &&
           is_asked_or_twin(x, f, table_get_text(t, r, PUB_PRODUCT));
}

/* The partner as sentences name it: from the ranking, else from the store, else its code. */
static gad_status partner_prose(gad_ctx *cx, gad_store *st, arena *mem, const brief_facts *f,
                                const char *id, const char **prose)
{
    for (int32_t i = 0; i < f->rank.n; i++)
        if (STR_EQ(f->rank.row[i].partner.id, id)) {
            *prose = f->rank.row[i].partner.prose;
            return GAD_OK;
        }
    gad_table *t = NULL;
    store_param param[] = { param_text(id) };
    gad_status status = store_query(cx, st, "stats/country_by_id", param, 1, &t);
    if (status)
        return status;
    *prose = arena_str(mem, gad_table_rows(t) ? table_get_text(t, 0, 3) : id);
    gad_table_free(t);
    return *prose ? GAD_OK : gad_nomem(cx, "a country");
}

static gad_status read_remark(gad_ctx *cx, gad_store *st, arena *mem, const brief_facts *f,
                              const gad_table *t, int64_t r, brief_remark *m)
{
    static const int32_t column[] = { PUB_PRODUCT, PUB_PARTNER, PUB_BASIS,
                                      PUB_SOURCE,  PUB_URL,     PUB_NOTE };
    const char *text[COUNT_OF(column)], *prose = NULL;
    for (int32_t i = 0; i < COUNT_OF(column); i++) {
        text[i] = arena_str(mem, table_get_text(t, r, column[i]));
        if (!text[i])
            return gad_nomem(cx, "published records");
    }
    gad_status status = partner_prose(cx, st, mem, f, text[1], &prose);
    *m = (brief_remark){ text[0],
                         text[1],
                         prose,
                         STR_EQ(table_get_text(t, r, PUB_METRIC), "rank"),
                         text[2],
                         { .kind = FIGURE_REPORTED,
                           .value = table_get_f64(t, r, PUB_VALUE),
                           .source = text[3],
                           .url = text[4],
                           .note = text[5],
                           .published = (int32_t)table_get_i64(t, r, PUB_DAY, INT32_MIN),
                           .published_assumed = table_get_i64(t, r, PUB_ASSUMED, 0) != 0 } };
    return status;
}

/* Whether two rows are the same remark, read twice: the later one counts. */
static bool is_again(const brief_remark *a, const brief_remark *b)
{
    return a->is_rank == b->is_rank && STR_EQ(a->product, b->product) &&
           STR_EQ(a->partner, b->partner) && STR_EQ(a->basis, b->basis) &&
           STR_EQ(a->fig.source, b->fig.source) && STR_EQ(a->fig.url, b->fig.url) &&
           (a->is_rank || STR_EQ(a->fig.note, b->fig.note));
}

static void keep_remark(brief_facts *f, const brief_remark *m)
{
    for (int32_t i = 0; i < f->n_remark; i++)
        if (is_again(&f->remark[i], m)) {
            f->remark[i] = *m;
            return;
        }
    f->remark[f->n_remark++] = *m;
}

/* Records before ranks, ranks from the top, days that were stated before assumed ones. */
static int by_weight(const void *pa, const void *pb)
{
    const brief_remark *a = pa, *b = pb;
    int d = strcmp(a->product, b->product);
    if (!d)
        d = a->is_rank - b->is_rank;
    if (!d && a->is_rank)
        d = (a->fig.value > b->fig.value) - (a->fig.value < b->fig.value);
    if (!d)
        d = strcmp(a->partner, b->partner);
    if (!d)
        d = a->fig.published_assumed - b->fig.published_assumed;
    if (!d)
        d = (a->fig.published > b->fig.published) - (a->fig.published < b->fig.published);
    if (!d)
        d = strcmp(a->fig.source, b->fig.source);
    return d ? d : strcmp(a->fig.note, b->fig.note);
}

static gad_status take_remarks(gad_ctx *cx, gad_store *st, arena *mem, const beside *x,
                               brief_facts *f)
{
    int64_t rows = gad_table_rows(x->published);
    gad_status status = GAD_OK;
    f->remark = arena_take(mem, (size_t)rows + 1, sizeof *f->remark);
    if (!f->remark)
        return gad_nomem(cx, "published records");
    for (int64_t r = 0; r < rows && !status; r++) {
        brief_remark m;
        if (!is_remark(x, f, r))
            continue;
        status = read_remark(cx, st, mem, f, x->published, r, &m);
        if (!status)
            keep_remark(f, &m);
    }
    qsort(f->remark, (size_t)f->n_remark, sizeof *f->remark, by_weight);
    return status;
}

/* ---- which series may hold something --------------------------------------------------------------- */

static const char *parent_of(const gad_table *tree, const char *product)
{
    for (int64_t r = 0; r < gad_table_rows(tree); r++)
        if (STR_EQ(table_get_text(tree, r, 0), product))
            return table_get_text(tree, r, 1);
    return NULL;
}

/* Customs rows of the product or of anything below it. */
static bool in_customs(const beside *x, const char *product)
{
    for (int64_t r = 0; r < gad_table_rows(x->held); r++) {
        const char *at = table_get_text(x->held, r, 0);
        for (int32_t depth = 0; at && depth < 32; depth++, at = parent_of(x->tree, at))
            if (STR_EQ(at, product))
                return true;
    }
    return false;
}

static bool in_print(const beside *x, const char *product, bool money_only)
{
    const gad_table *t = x->published;
    for (int64_t r = 0; r < gad_table_rows(t); r++) {
        const char *metric = table_get_text(t, r, PUB_METRIC);
        bool money = STR_EQ(metric, "value") || STR_EQ(metric, "unit_value");
        if (STR_EQ(table_get_text(t, r, PUB_PRODUCT), product) && (money || !money_only))
            return true;
    }
    return false;
}

/* ---- money and twins -------------------------------------------------------------------------------- */

static gad_status load_side(gad_ctx *cx, gad_store *st, arena *mem, const brief_facts *f,
                            const char *measure, series *out, int32_t *at)
{
    series_query q = f->query;
    q.measure = measure;
    gad_status status = series_load(cx, st, mem, &q, out);
    *at = status ? -1 : brief_held_index(out, f->month);
    return status;
}

static gad_status load_money(gad_ctx *cx, gad_store *st, arena *mem, const beside *x,
                             brief_facts *f)
{
    const product_ref *p = &f->query.product;
    gad_status status = GAD_OK;
    if (p->code < 0 && !in_customs(x, p->id) && !in_print(x, p->id, true))
        return GAD_OK;
    if (STR_EQ(f->query.measure, "qty"))
        status = load_side(cx, st, mem, f, "value", &f->money, &f->money_at);
    return status ? status
                  : load_side(cx, st, mem, f, "unit-value", &f->unit_value, &f->unit_value_at);
}

static gad_status load_twin(gad_ctx *cx, gad_store *st, arena *mem, const beside *x, int64_t row,
                            const brief_facts *f, brief_twin *out)
{
    const char *text[TWIN_COLUMNS];
    for (int32_t c = 0; c < TWIN_COLUMNS; c++) {
        text[c] = arena_str(mem, table_get_text(x->twin, row, c));
        if (!text[c])
            return gad_nomem(cx, "a series to compare with");
    }
    *out = (brief_twin){ .product = { text[TWIN_ID], text[TWIN_NAME], text[TWIN_PROSE],
                                      text[TWIN_NOTE], -1 },
                         .why = text[TWIN_WHY],
                         .s = { .unit = f->main.unit },
                         .at = -1 };
    if (!in_customs(x, text[TWIN_ID]) && !in_print(x, text[TWIN_ID], false))
        return GAD_OK;
    series_query q = f->query;
    q.product = out->product;
    gad_status status = series_load(cx, st, mem, &q, &out->s);
    out->at = status ? -1 : brief_held_index(&out->s, f->month);
    return status;
}

static gad_status load_twins(gad_ctx *cx, gad_store *st, arena *mem, const beside *x,
                             brief_facts *f)
{
    int64_t rows = gad_table_rows(x->twin);
    gad_status status = GAD_OK;
    f->twin = arena_take(mem, (size_t)rows + 1, sizeof *f->twin);
    if (!f->twin)
        return gad_nomem(cx, "series to compare with");
    for (int64_t r = 0; r < rows && !status; r++)
        status = load_twin(cx, st, mem, x, r, f, &f->twin[f->n_twin++]);
    return status;
}

gad_status brief_load_beside(gad_ctx *cx, gad_store *st, arena *mem, brief_facts *f)
{
    beside x = { NULL, NULL, NULL, NULL };
    gad_status status = read_beside(cx, st, f, &x);
    if (!status)
        status = take_remarks(cx, st, mem, &x, f);
    if (!status)
        status = load_money(cx, st, mem, &x, f);
    if (!status)
        status = load_twins(cx, st, mem, &x, f);
    gad_table_free(x.twin);
    gad_table_free(x.published);
    gad_table_free(x.held);
    gad_table_free(x.tree);
    return status;
}
