/* brief_load.c - layer 4: the store's answers to what a briefing asks.
 *
 * Flow: options -> query -> total and partners (in tonnes, or in money where no tonnes are held)
 * -> remarks -> money and unit value, and the series confused with this one.
 * A query of the store costs 10 to 25 ms, so the total comes with the partners, and series that cannot
 * be held are not asked for (stats/brief_confusable knows).
 * Invariant: everything is loaded under the same as_of and source, and lives in one arena. */
#include "report/brief.h"

/* ---- the question ------------------------------------------------------------------------------- */

static gad_status read_period(gad_ctx *cx, const gad_brief_opts *opts, brief_facts *f, bool *given)
{
    span s = { 0, 0 };
    *given = opts->period && *opts->period;
    if (!*given)
        return GAD_OK;
    bool ok = span_parse(opts->period, &s);
    f->annual = ok && s.to - s.from == 11 && s.from % 12 == 0;
    if (!ok || (s.from != s.to && !f->annual))
        return gad_fail(cx, GAD_E_ARG, "period '%s' is neither a month (2025-06) nor a year (2022)",
                        opts->period);
    f->month = s.from;
    return GAD_OK;
}

static gad_status read_question(gad_ctx *cx, gad_store *st, arena *mem, const gad_brief_opts *opts,
                                brief_facts *f, bool *given)
{
    gad_series_opts o = gad_series_defaults();
    o.product = opts->product;
    o.reporter = opts->reporter;
    o.flow = opts->flow;
    o.as_of = opts->as_of;
    o.source = opts->source;
    o.partner = "W00";
    o.measure = "qty";
    gad_status status = read_period(cx, opts, f, given);
    if (status)
        return status;
    status = series_query_make(cx, st, mem, &o, &f->query);
    if (status)
        return status;
    f->query.freq = !*given ? '\0' : f->annual ? 'A' : 'M';
    f->query.wanted = (span){ INT32_MIN, INT32_MAX };
    f->top = opts->top > 0 ? opts->top : 10;
    return GAD_OK;
}

/* ---- the main series and its period -------------------------------------------------------------- */

static int32_t held_index(const series *s, int32_t month)
{
    int32_t i = s->n ? series_find(s, month) : -1;
    return i >= 0 && brief_known(&s->at[i].level) ? i : -1;
}

static void newest_period(brief_facts *f) /* of a series that holds one at least */
{
    int32_t i = f->main.n - 1;
    while (i > 0 && !brief_known(&f->main.at[i].level))
        i--;
    f->month = f->main.at[i].month;
    f->annual = f->main.annual;
}

/* Everything of one measure: the total and, when the period is known, the partners with it. */
static gad_status load_measure(gad_ctx *cx, gad_store *st, arena *mem, const char *measure,
                               bool given, brief_facts *f)
{
    f->query.measure = measure;
    gad_status status = GAD_OK;
    if (given) {
        status = rank_load(cx, st, mem, &f->query, f->month, &f->rank);
        f->main = f->rank.world;
    } else {
        status = series_load(cx, st, mem, &f->query, &f->main);
        if (!status && f->main.n_held)
            newest_period(f);
    }
    f->at = status ? -1 : held_index(&f->main, f->month);
    return status;
}

/* Tonnes where the period has them, else money. Without a total the partners alone may make a page. */
static gad_status load_main(gad_ctx *cx, gad_store *st, arena *mem, brief_facts *f, bool given)
{
    gad_status status = load_measure(cx, st, mem, "qty", given, f);
    if (!status && f->at < 0) {
        brief_facts qty = *f;
        status = load_measure(cx, st, mem, "value", given, f);
        if (!status && f->at < 0 && (qty.rank.n || !f->rank.n))
            *f = qty;
    }
    if (status || given || f->at < 0)
        return status;
    f->query.freq = f->annual ? 'A' : 'M';
    return rank_load(cx, st, mem, &f->query, f->month, &f->rank);
}

/* No total and no partner for the period: say what is held around it. */
static gad_status nothing_held(gad_ctx *cx, gad_store *st, arena *mem, const brief_facts *f,
                               bool given)
{
    const series *s = &f->main;
    if (!given || !s->n_held)
        return series_nothing(cx, st, &f->query);
    buf b;
    int32_t before = INT32_MIN, after = INT32_MIN;
    for (int32_t i = 0; i < s->n; i++)
        if (brief_known(&s->at[i].level)) {
            before = s->at[i].month < f->month ? s->at[i].month : before;
            if (s->at[i].month > f->month && after == INT32_MIN)
                after = s->at[i].month;
        }
    buf_init(&b, &cx->al);
    prose_period(&b, f->month, f->annual);
    buf_add(&b, " is not held; held are ");
    prose_count(&b, s->n_held, brief_step(f), brief_steps(f));
    if (before != INT32_MIN) {
        buf_add(&b, ", the nearest before it ");
        prose_period(&b, before, f->annual);
    }
    if (after != INT32_MIN) {
        buf_add(&b, ", the nearest after it ");
        prose_period(&b, after, f->annual);
    }
    const char *words = buf_ok(&b) ? arena_str(mem, buf_text(&b)) : NULL;
    buf_release(&b);
    if (!words)
        return gad_nomem(cx, "a briefing");
    return gad_fail(cx, GAD_E_NOTFOUND, "%s of %s by %s: %s", brief_noun(f), f->query.product.prose,
                    f->query.reporter.prose, words);
}

static gad_status load_side(gad_ctx *cx, gad_store *st, arena *mem, const brief_facts *f,
                            const char *measure, series *out, int32_t *at)
{
    series_query q = f->query;
    q.measure = measure;
    gad_status status = series_load(cx, st, mem, &q, out);
    *at = status ? -1 : held_index(out, f->month);
    return status;
}

/* ---- remarks and twins --------------------------------------------------------------------------- */

static figure remark_figure(arena *mem, const gad_table *t, int64_t row, bool *ok)
{
    figure g = { .kind = FIGURE_REPORTED,
                 .value = table_get_f64(t, row, 4),
                 .source = arena_str(mem, table_get_text(t, row, 8)),
                 .url = arena_str(mem, table_get_text(t, row, 9)),
                 .note = arena_str(mem, table_get_text(t, row, 10)),
                 .published = (int32_t)table_get_i64(t, row, 6, INT32_MIN),
                 .published_assumed = table_get_i64(t, row, 7, 0) != 0 };
    *ok &= g.source && g.url && g.note;
    return g;
}

static gad_status load_remarks(gad_ctx *cx, gad_store *st, arena *mem, brief_facts *f)
{
    char flow[2] = { f->query.flow, '\0' };
    gad_table *t = NULL;
    store_param param[] = { param_text(f->query.product.id),
                            param_text(f->query.reporter.id),
                            param_text(flow),
                            param_i64(f->month),
                            param_i64(f->annual ? f->month + 11 : f->month),
                            param_i64(MIN_OF(f->query.as_of, 1000000)) };
    gad_status status = store_query(cx, st, "stats/brief_remarks", param, COUNT_OF(param), &t);
    if (status)
        return status;
    bool ok = true;
    int64_t rows = gad_table_rows(t);
    f->remark = rows ? arena_take(mem, (size_t)rows, sizeof *f->remark) : NULL;
    for (int64_t r = 0; f->remark && r < rows; r++) {
        brief_remark *m = &f->remark[f->n_remark++];
        m->product = arena_str(mem, table_get_text(t, r, 0));
        m->partner = arena_str(mem, table_get_text(t, r, 1));
        m->partner_prose = arena_str(mem, table_get_text(t, r, 2));
        m->is_rank = table_get_i64(t, r, 3, 0) != 0;
        m->basis = arena_str(mem, table_get_text(t, r, 5));
        m->fig = remark_figure(mem, t, r, &ok);
        ok &= m->product && m->partner && m->partner_prose && m->basis;
    }
    ok &= !rows || f->remark;
    gad_table_free(t);
    return ok ? GAD_OK : gad_nomem(cx, "published records");
}

static gad_status load_twin(gad_ctx *cx, gad_store *st, arena *mem, const brief_facts *f,
                            const gad_table *t, int64_t row, brief_twin *out)
{
    const char *text[5];
    bool may_be_held = table_get_i64(t, row, 5, 0) || table_get_i64(t, row, 6, 0);
    for (int32_t c = 0; c < 5; c++) {
        const char *cell = table_get_text(t, row, c);
        text[c] = arena_str(mem, cell ? cell : "");
        if (!text[c])
            return gad_nomem(cx, "a series to compare with");
    }
    *out = (brief_twin){ .product = { text[0], text[1], text[2], text[3], -1 },
                         .why = text[4],
                         .s = { .unit = f->main.unit },
                         .at = -1 };
    if (!may_be_held)
        return GAD_OK;
    series_query q = f->query;
    q.product = out->product;
    gad_status status = series_load(cx, st, mem, &q, &out->s);
    out->at = status ? -1 : held_index(&out->s, f->month);
    return status;
}

/* Value and unit value, where figures of money or customs rows may be held. */
static gad_status load_money(gad_ctx *cx, gad_store *st, arena *mem, brief_facts *f)
{
    gad_status status = GAD_OK;
    if (STR_EQ(f->query.measure, "qty"))
        status = load_side(cx, st, mem, f, "value", &f->money, &f->money_at);
    return status ? status
                  : load_side(cx, st, mem, f, "unit-value", &f->unit_value, &f->unit_value_at);
}

static gad_status load_sides(gad_ctx *cx, gad_store *st, arena *mem, brief_facts *f)
{
    char flow[2] = { f->query.flow, '\0' };
    int32_t last = f->annual ? f->month + 11 : f->month;
    store_param param[] = { param_text(f->query.product.id), param_text(f->query.reporter.id),
                            param_text(flow), param_i64(f->month), param_i64(last) };
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "stats/brief_confusable", param, COUNT_OF(param), &t);
    if (status)
        return status;
    int64_t rows = gad_table_rows(t); /* the product itself is the first */
    bool bare_code = f->query.product.code >= 0;
    if (bare_code || (rows && (table_get_i64(t, 0, 5, 0) || table_get_i64(t, 0, 7, 0))))
        status = load_money(cx, st, mem, f);
    f->twin = rows > 1 ? arena_take(mem, (size_t)rows - 1, sizeof *f->twin) : NULL;
    if (rows > 1 && !f->twin)
        status = gad_nomem(cx, "series to compare with");
    for (int64_t r = 1; r < rows && !status; r++)
        status = load_twin(cx, st, mem, f, t, r, &f->twin[f->n_twin++]);
    gad_table_free(t);
    return status;
}

gad_status brief_load(gad_ctx *cx, gad_store *st, arena *mem, const gad_brief_opts *opts,
                      brief_facts *f)
{
    bool given = false;
    *f = (brief_facts){ .at = -1, .money_at = -1, .unit_value_at = -1 };
    gad_status status = read_question(cx, st, mem, opts, f, &given);
    if (!status)
        status = load_main(cx, st, mem, f, given);
    if (status)
        return status;
    if (f->at < 0 && !f->rank.n)
        return nothing_held(cx, st, mem, f, given);
    status = load_remarks(cx, st, mem, f);
    return status ? status : load_sides(cx, st, mem, f);
}
