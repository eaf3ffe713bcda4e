/* risk.c - layer 2: the supply-risk indicators of a panel of countries and years.
 *
 * Flow: risk_load -> chain_open (what every stage rests on) -> for each year the chain of all countries
 *       (chain_ask) -> for each country and year its inputs -> the values (risk_lists.c,
 *       risk_governed.c)
 * The buying of the product itself is that of the chain's last stage, so that both agree. */
#include "trade/risk.h"

#define RISK_DEF(id, name, title, decimals, formula) { name, title, formula, decimals },
const risk_def risk_defs[RISK_COUNT] = { RISK_LIST(RISK_DEF) };

typedef struct work {
    const risk_query *q;
    gad_store *st;
    arena *mem;
    country_list names;
    output output;  /* of the product */
    buying *buying; /* of the product */
    chain_data *chain;
} work;

const risk_input *risk_find_input(const risk_cell *c, const char *what)
{
    for (int32_t i = 0; i < c->n_input; i++)
        if (STR_EQ(c->input[i].what, what))
            return &c->input[i];
    return NULL;
}

static void put_input(risk_cell *c, const char *what, const char *unit, double amount,
                      const figure *f)
{
    if (c->n_input == RISK_INPUTS)
        return;
    c->input[c->n_input] = (risk_input){ what,
                                         unit,
                                         amount,
                                         { .kind = FIGURE_NONE,
                                           .source = "",
                                           .url = "",
                                           .note = "",
                                           .value = amount,
                                           .published = INT32_MIN } };
    if (f)
        c->input[c->n_input].f = *f;
    c->n_input++;
}

/* ---- inputs ----------------------------------------------------------------------------------- */

static gad_status load_printed(gad_ctx *cx, const work *w, risk_cell *c)
{
    gad_table *t = NULL;
    int32_t as_of = w->q->trade.as_of;
    store_param p[] = { param_text(w->q->product.id), param_text(c->who.who.id),
                        param_i64(as_of == INT32_MAX ? 1000000 : as_of) };
    gad_status status = store_query(cx, w->st, "risk/reliance", p, COUNT_OF(p), &t);
    bool ok = true;
    for (int64_t r = status ? 0 : gad_table_rows(t); r-- > 0 && ok;) {
        if (table_get_i64(t, r, 0, 0) != c->year)
            continue;
        figure f = { .kind = FIGURE_REPORTED,
                     .value = table_get_f64(t, r, 1),
                     .published = (int32_t)table_get_i64(t, r, 4, INT32_MIN),
                     .source = arena_str(w->mem, table_get_text(t, r, 5)),
                     .url = arena_str(w->mem, table_get_text(t, r, 6)),
                     .note = arena_str(w->mem, table_get_text(t, r, 3)) };
        ok = f.source && f.url && f.note;
        if (ok)
            put_input(c, "import reliance as published", "pct", f.value, &f);
        break;
    }
    gad_table_free(t);
    return status || ok ? status : gad_nomem(cx, "published import reliance");
}

static gad_status load_exports(gad_ctx *cx, const work *w, risk_cell *c)
{
    supplies s;
    gad_status status = buying_sold(cx, w->buying, &c->who, c->year, &s);
    if (status)
        return status;
    /* a declared total needs no partners */
    bool known = s.n || IS_NUMBER(s.whole.value);
    figure f = s.whole.kind == FIGURE_NONE && s.n ? s.at[0].f : s.whole;
    put_input(c, "exports", known ? s.unit : "t", known ? s.total : NO_NUMBER, known ? &f : NULL);
    return GAD_OK;
}

static gad_status load_price(gad_ctx *cx, const work *w, risk_cell *c)
{
    series s;
    series_query q = w->q->trade;
    figure f = { .kind = FIGURE_REPORTED,
                 .value = w->q->price_usd_kg,
                 .source = "given (--price)",
                 .url = "",
                 .note = "",
                 .published = INT32_MIN };
    if (IS_NUMBER(w->q->price_usd_kg)) {
        put_input(c, "price", "USD/kg", w->q->price_usd_kg, &f);
        return GAD_OK;
    }
    q.flow = 'P';
    q.freq = 'A';
    q.measure = "price";
    q.source = NULL;
    gad_status status = codes_country(cx, w->st, w->mem, "reporter", "W00", &q.reporter);
    if (!status)
        status = series_load(cx, w->st, w->mem, &q, &s);
    if (status)
        return status;
    int32_t i = series_find(&s, c->year * 12);
    if (i >= 0 && STR_EQ(s.unit, "USD/t") && IS_NUMBER(s.at[i].level.value))
        put_input(c, "price", "USD/kg", s.at[i].level.value / 1000, &s.at[i].level);
    return GAD_OK;
}

static gad_status load_cell(gad_ctx *cx, const work *w, const chain_answer *chain, int32_t who,
                            risk_cell *c)
{
    gad_status status = output_of(cx, w->mem, &w->output, &w->names, c->year, &c->output);
    c->output_of = w->q->product.id;
    if (!status && c->output.n == 0 && chain->n_stage)
        status = chain_output(cx, w->chain, c->year, &c->output, &c->output_of);
    c->n_stage = chain->n_stage;
    c->stage = chain->n_stage ? &chain->row[(size_t)who * (size_t)chain->n_stage] : NULL;
    if (!status && c->n_stage) {
        c->origins = c->stage[c->n_stage - 1].origins;
        c->way = c->stage[c->n_stage - 1].way;
    } else if (!status) {
        status = buying_of(cx, w->buying, &c->who, c->year, false, &c->origins, &c->way);
    }
    c->own = output_amount(&c->output, &c->who);
    if (!status && IS_NUMBER(c->own)) /* without output they would go into nothing */
        status = load_exports(cx, w, c);
    if (!status)
        status = load_printed(cx, w, c);
    if (!status && w->q->governance)
        status = load_price(cx, w, c);
    if (!status && !(risk_say_lists(w->mem, w->q, c) && risk_say_governed(w->mem, w->q, c) &&
                     risk_say_chain(w->mem, w->q, c)))
        status = gad_nomem(cx, "the indicators");
    return status;
}

/* ---- the story -------------------------------------------------------------------------------- */

static gad_status load_year(gad_ctx *cx, const work *w, int32_t y, risk_panel *p)
{
    const risk_query *q = w->q;
    chain_answer chain = { .n_stage = 0 };
    gad_status status = GAD_OK;
    members *who = arena_take(w->mem, (size_t)q->n_country, sizeof *who);
    if (!who)
        return gad_nomem(cx, "the countries");
    for (int32_t i = 0; i < q->n_country && !status; i++)
        status = members_load(cx, w->st, w->mem, &q->country[i], q->year[y], &who[i]);
    chain_query ask = {
        .target = q->target, .year = q->year[y], .who = who, .n_who = q->n_country
    };
    if (!status && p->chain.n_stage)
        status = chain_ask(cx, &p->chain, &ask, &chain);
    for (int32_t i = 0; i < q->n_country && !status; i++) {
        risk_cell *c = &p->at[i * q->n_year + y];
        *c = (risk_cell){ .who = who[i], .year = q->year[y] };
        status = load_cell(cx, w, &chain, i, c);
    }
    return status;
}

gad_status risk_load(gad_ctx *cx, gad_store *st, arena *mem, const risk_query *q, risk_panel *out)
{
    work w = { .q = q, .st = st, .mem = mem };
    gad_status status = countries_load(cx, st, mem, &w.names);
    out->n = q->n_country * q->n_year;
    out->at = arena_take(mem, (size_t)out->n + 1, sizeof *out->at);
    if (!status && !out->at)
        status = gad_nomem(cx, "the panel");
    country_list *names = arena_take(mem, 1, sizeof *names);
    if (!status && !names)
        status = gad_nomem(cx, "the panel");
    if (status)
        return status;
    *names = w.names; /* outlives this call with the chain */
    status = chain_read(cx, mem, &out->file);
    if (!status)
        status = chain_open(cx, st, mem, &out->file, &q->trade, names, &out->chain);
    if (!status)
        status = output_load(cx, st, mem, q->product.id, q->trade.as_of, &w.output);
    out->alone = (buying){ .st = st, .mem = mem, .names = names };
    buying_add(&out->alone, &q->trade, false);
    series_query money = q->trade;
    money.measure = "value";
    if (!STR_EQ(q->trade.measure, "value"))
        buying_add(&out->alone, &money, false);
    w.chain = &out->chain;
    w.buying = out->chain.n_stage ? &out->chain.trade[out->chain.n_stage - 1] : &out->alone;
    for (int32_t y = 0; y < q->n_year && !status; y++) {
        status = gad_progress(cx, "year", y, q->n_year);
        if (!status)
            status = load_year(cx, &w, y, out);
    }
    return status;
}
