/* brief_load.c - layer 4: the store's answers to what a briefing asks.
 *
 * Flow: options -> query -> total and partners (in tonnes, or in money where no tonnes are held)
 *       -> brief_load_beside: remarks, money, the series confused with this one.
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

int32_t brief_held_index(const series *s, int32_t month)
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
    f->at = status ? -1 : brief_held_index(&f->main, f->month);
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
    return brief_load_beside(cx, st, mem, f);
}
