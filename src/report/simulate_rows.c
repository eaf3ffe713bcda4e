/* simulate_rows.c - layer 4: a simulation as rows for programs: one list with its own columns, or all of them as one long
 * table of month, table, material, place, to, use, measure, value, base. */
#include "report/simulate_page.h"

enum { LONG_KEYS = 4 }; /* material, place, to, use */

static const char *const long_keys[LONG_KEYS] = { "material", "place", "to", "use" };

/* Which of them a key of a list is. */
static const struct {
    const char *key;
    int32_t at;
} key_columns[] = { { "material", 0 }, { "products", 0 },     { "place", 1 }, { "from", 1 },
                    { "exporter", 1 }, { "destinations", 2 }, { "to", 2 },    { "use", 3 } };

static int32_t key_column(const char *key)
{
    for (int32_t i = 0; i < COUNT_OF(key_columns); i++)
        if (STR_EQ(key_columns[i].key, key))
            return key_columns[i].at;
    return 0;
}

static void table_month(gad_table *t, const simulate_answer *a, int32_t k)
{
    char month[PERIOD_TEXT];
    table_text(t, k < 0 ? NULL : month_text(month, a->s->month[k].month));
}

/* ---- one list ------------------------------------------------------------------------------------ */

static void wide_columns(gad_table *t, const simulate_list *l)
{
    table_column(t, "month", NULL, GAD_TEXT, -1);
    for (int32_t i = 0; i < l->n_key; i++)
        table_column(t, l->key[i], NULL, GAD_TEXT, -1);
    for (int32_t i = 0; i < l->n_value; i++)
        table_column(t, l->value[i], NULL, GAD_F64, -1);
}

static void wide_rows(gad_table *t, const simulate_answer *a, const simulate_list *l, int32_t k)
{
    simulate_row r;
    for (int32_t i = 0; i < l->count(a); i++) {
        if (!l->row(a, k, i, &r))
            continue;
        table_month(t, a, k);
        for (int32_t c = 0; c < l->n_key; c++)
            table_text(t, r.key[c]);
        for (int32_t c = 0; c < l->n_value; c++)
            table_f64(t, r.value[c]);
    }
}

/* ---- one long table ------------------------------------------------------------------------------- */

static void long_columns(gad_table *t)
{
    table_column(t, "month", NULL, GAD_TEXT, -1);
    table_column(t, "table", NULL, GAD_TEXT, -1);
    for (int32_t i = 0; i < LONG_KEYS; i++)
        table_column(t, long_keys[i], NULL, GAD_TEXT, -1);
    table_column(t, "measure", NULL, GAD_TEXT, -1);
    table_column(t, "value", NULL, GAD_F64, -1);
    table_column(t, "base", NULL, GAD_F64, -1);
}

static void long_row(gad_table *t, const simulate_answer *a, int32_t k, const char *name,
                     const char *const key[LONG_KEYS], const char *measure, double value,
                     double was)
{
    table_month(t, a, k);
    table_text(t, name);
    for (int32_t i = 0; i < LONG_KEYS; i++)
        table_text(t, key[i]);
    table_text(t, measure);
    table_f64(t, value);
    table_f64(t, was);
}

/* Value c's base: the value whose name is "base_" and its own; -1: none. */
static int32_t base_column(const simulate_list *l, int32_t c)
{
    for (int32_t i = 0; i < l->n_value; i++)
        if (strncmp(l->value[i], "base_", 5) == 0 && STR_EQ(l->value[i] + 5, l->value[c]))
            return i;
    return -1;
}

static void long_rows(gad_table *t, const simulate_answer *a, const simulate_list *l, int32_t k)
{
    simulate_row r;
    for (int32_t i = 0; i < l->count(a); i++) {
        const char *key[LONG_KEYS] = { NULL };
        if (!l->row(a, k, i, &r))
            continue;
        for (int32_t c = 0; c < l->n_key; c++)
            key[key_column(l->key[c])] = r.key[c];
        for (int32_t c = 0; c < l->n_value; c++) {
            int32_t was = base_column(l, c);
            if (strncmp(l->value[c], "base_", 5) != 0)
                long_row(t, a, k, l->name, key, l->value[c], r.value[c],
                         was < 0 ? NO_NUMBER : r.value[was]);
        }
    }
}

static void certificate_rows(gad_table *t, const simulate_answer *a, int32_t k)
{
    static const char *const none[LONG_KEYS] = { NULL };
    const sim_month *m = &a->s->month[k];
    const struct {
        const char *name;
        double x;
    } rows[] = { { "imbalance", m->imbalance },
                 { "complementarity", m->complementarity },
                 { "complementarity_rel", m->complementarity_rel },
                 { "mass_balance", m->mass },
                 { "newton_steps", (double)m->newton } };
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        long_row(t, a, k, "certificate", none, rows[i].name, rows[i].x, NO_NUMBER);
}

static void path_rows(gad_table *t, const simulate_answer *a, const char *name,
                      const simulate_path *p, bool goods)
{
    const world *w = a->s->w;
    const char *key[LONG_KEYS] = { goods ? w->headline : NULL, goods ? w->place[w->home].id : NULL,
                                   NULL, NULL };
    for (int32_t k = 0; k < a->s->n_month && p->x; k++)
        long_row(t, a, k, "summary", key, name, p->x[k], p->base[k]);
}

static void price_rows(gad_table *t, const simulate_answer *a, int32_t k)
{
    static const char *const names[SIDES] = { "price_outside_usd_t", "price_inside_usd_t" };
    const sim *other = a->against ? a->against : a->s;
    const sim_month *was = simulate_base(a, k);
    for (int32_t i = 0; i < a->s->w->n_material; i++) {
        const char *key[LONG_KEYS] = { a->s->w->material[i].id, NULL, NULL, NULL };
        for (int32_t side = OUTSIDE; side < SIDES && simulate_shows_material(a, i); side++)
            long_row(t, a, k, "summary", key, names[side],
                     sim_price(a->s, &a->s->month[k], i, side == INSIDE),
                     was ? sim_price(other, was, i, side == INSIDE) : NO_NUMBER);
    }
}

static void summary_rows(gad_table *t, const simulate_answer *a, const simulate_sum *x)
{
    path_rows(t, a, "exports_t", &x->exports, true);
    path_rows(t, a, "exports_foresight_t", &x->ahead, true);
    path_rows(t, a, "revenue_usd", &x->revenue, true);
    path_rows(t, a, "revenue_all_goods_usd", &x->revenue_all, false);
    path_rows(t, a, "at_risk_usd", &x->risk, false);
    path_rows(t, a, "at_risk_foresight_usd", &x->risk_ahead, false);
    path_rows(t, a, "at_risk_pro_rata_usd", &x->pro_rata, false);
    path_rows(t, a, "reexported_t", &x->reexport, false);
    path_rows(t, a, "smuggled_t", &x->smuggled, false);
    for (int32_t k = 0; k < x->n; k++)
        price_rows(t, a, k);
}

/* ---- month by month, so that memory does not grow with the run ------------------------------------- */

static const simulate_list *list_of(const char *show)
{
    for (int32_t i = 0; i < SIMULATE_LISTS; i++)
        if (strcasecmp(simulate_lists[i].name, show) == 0)
            return &simulate_lists[i];
    return NULL;
}

/* Batch k of n + 1; the last is the summary. */
static void batch(gad_table *t, const simulate_answer *a, const simulate_sum *x, int32_t k)
{
    const simulate_list *l = list_of(a->show);
    bool all = strcasecmp(a->show, "all") == 0;
    if (l) {
        wide_columns(t, l);
        if (k < x->n)
            wide_rows(t, a, l, k);
        return;
    }
    long_columns(t);
    if (k == x->n)
        summary_rows(t, a, x);
    if (k == x->n || !all)
        return;
    certificate_rows(t, a, k);
    for (int32_t i = 0; i < SIMULATE_LISTS; i++)
        long_rows(t, a, &simulate_lists[i], k);
}

gad_status simulate_write_rows(gad_ctx *cx, const simulate_answer *a, const simulate_sum *x,
                               const gad_output *out)
{
    rows_writer w;
    gad_status status = GAD_OK;
    rows_init(&w, cx, out);
    for (int32_t k = 0; k <= x->n && !status; k++) {
        gad_table *t = gad_table_new(cx), *whole = NULL;
        if (t)
            batch(t, a, x, k);
        status = t ? table_finish(cx, t, &whole) : GAD_E_NOMEM;
        if (!status)
            status = rows_add(cx, &w, whole);
        gad_table_free(whole);
    }
    if (!status)
        status = rows_end(cx, &w);
    rows_release(&w);
    return status;
}
