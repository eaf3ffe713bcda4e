/* rank.c - layer 4: the question `rank`: the partners of one reporter in one period.
 *
 * Flow of gad_rank: options to a query -> rank_load (trade/) -> JSON, or a flat table. */
#include "report/figures_json.h"
#include "report/write.h"
#include "trade/rank.h"

#define OPT_STR(field, name, letter, metavar, def, help)         .field = (def),
#define OPT_ENUM(field, name, letter, choices, def, help)        .field = (def),
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) .field = (def),
#define OPT_BOOL(field, name, letter, help)                      .field = false,
gad_rank_opts gad_rank_defaults(void)
{
    return (gad_rank_opts){
#include "gadolin/rank_opts.def"
    };
}

typedef struct asked {
    series_query q;
    int32_t month; /* INT32_MIN: the newest */
    int32_t top;   /* rows wanted, 0 all */
} asked;

/* ---- options ---------------------------------------------------------------------------------- */

static gad_status read_period(gad_ctx *cx, const char *text, asked *a)
{
    span s;
    a->month = INT32_MIN;
    a->q.freq = 0;
    if (!text)
        return GAD_OK;
    bool ok = span_parse(text, &s);
    bool year = ok && strlen(text) == 4;
    if (!ok || (s.from != s.to && !year))
        return gad_fail(cx, GAD_E_ARG,
                        "--period '%.40s' is not a month or a year: write 2025-06 or 2025", text);
    a->month = s.from;
    a->q.freq = year ? 'A' : 'M';
    return GAD_OK;
}

static gad_status read_options(gad_ctx *cx, gad_store *st, arena *mem, const gad_rank_opts *o,
                               asked *a)
{
    gad_series_opts s = gad_series_defaults();
    s.product = o->product;
    s.reporter = o->reporter;
    s.flow = o->flow;
    s.measure = o->measure;
    s.as_of = o->as_of;
    s.source = o->source;
    if (o->flow && strcasecmp(o->flow, "X") != 0 && strcasecmp(o->flow, "M") != 0)
        return gad_fail(cx, GAD_E_ARG, "flow '%.40s' is not one of X (exports), M (imports)",
                        o->flow);
    if (o->measure && strcasecmp(o->measure, "qty") != 0 && strcasecmp(o->measure, "value") != 0)
        return gad_fail(cx, GAD_E_ARG, "measure '%.40s' is not one of qty, value", o->measure);
    if (o->top < 0)
        return gad_fail(cx, GAD_E_ARG, "--top %" PRId32 " is negative: 0 lists all", o->top);
    gad_status status = series_query_make(cx, st, mem, &s, &a->q);
    a->top = o->top;
    return status ? status : read_period(cx, o->period, a);
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static const char *period_of(char out[PERIOD_TEXT], const ranking *r)
{
    return span_text(out, (span){ r->month, r->world.annual ? r->month + 11 : r->month });
}

static int32_t shown(const asked *a, const ranking *r)
{
    return a->top > 0 ? MIN_OF(a->top, r->n) : r->n;
}

static void json_head(json *j, const asked *a, const ranking *r)
{
    char text[PERIOD_TEXT], flow[2] = { a->q.flow, '\0' };
    int32_t i = series_find(&r->world, r->month);
    json_object(j, "ranking");
    json_text(j, "product", a->q.product.id);
    json_text(j, "product_name", a->q.product.name);
    json_text(j, "product_note",
              a->q.product.note && *a->q.product.note ? a->q.product.note : NULL);
    json_text(j, "reporter", a->q.reporter.id);
    json_text(j, "reporter_name", a->q.reporter.name);
    json_text(j, "flow", flow);
    json_text(j, "period", period_of(text, r));
    json_text(j, "freq", r->world.annual ? "A" : "M");
    json_text(j, "measure", a->q.measure);
    json_text(j, "unit", r->unit);
    json_text(j, "codes", r->world.what_codes);
    json_text(j, "coverage", *r->world.coverage ? r->world.coverage : NULL);
    json_text(j, "left_out", *r->left_out ? r->left_out : NULL);
    json_text(j, "source", a->q.source);
    json_text(j, "as_of", a->q.as_of == INT32_MAX ? NULL : day_text(text, a->q.as_of));
    json_f64(j, "total", r->total);
    json_text(j, "total_status", figure_status(IS_NUMBER(r->total) ? r->total_kind : FIGURE_NONE));
    if (i >= 0)
        json_source(j, "total_source", &r->world.at[i].level);
    else
        json_null(j, "total_source");
    json_i64(j, "partners", r->n);
    json_f64(j, "covered_pct", r->covered_pct);
    json_bool(j, "complete", r->complete);
    json_f64(j, "hhi", r->hhi);
    json_f64(j, "effective_number", r->effective);
    json_close(j);
}

static void json_row(json *j, const rank_row *r)
{
    json_object(j, NULL);
    json_i64(j, "rank", r->rank);
    json_text(j, "partner", r->partner.id);
    json_text(j, "name", r->partner.name);
    json_f64(j, "level", r->level.value);
    json_text(j, "status", figure_status(r->level.kind));
    json_f64(j, "share_pct", r->share_pct);
    json_f64(j, "mom_pct", r->mom.pct);
    json_change(j, "mom", &r->mom);
    json_f64(j, "yoy_pct", r->yoy.pct);
    json_change(j, "yoy", &r->yoy);
    json_rank(j, "rank_mom", r->rank_mom);
    json_rank(j, "rank_yoy", r->rank_yoy);
    json_figure(j, "rank_published", &r->rank_published);
    json_f64(j, "surge", r->surge.score);
    json_source(j, "source", &r->level);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const asked *a, const ranking *r, const gad_output *out)
{
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_head(&j, a, r);
    json_array(&j, "rows");
    for (int32_t i = 0; i < shown(a, r); i++)
        json_row(&j, &r->row[i]);
    json_close(&j);
    json_close(&j);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

/* ---- tables ----------------------------------------------------------------------------------- */

static double largest(const ranking *r)
{
    return r->n ? r->row[0].level.value : NO_NUMBER;
}

static gad_status make_table(gad_ctx *cx, const asked *a, const ranking *r, gad_table **out)
{
    char title[64];
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    snprintf(title, sizeof title, "level, %.40s", r->unit);
    table_column(t, "rank", "rank", GAD_I64, 0);
    table_column(t, "partner", "code", GAD_TEXT, -1);
    table_column(t, "name", "partner", GAD_TEXT, -1);
    table_column(t, "level", title, GAD_F64, figure_decimals(largest(r)));
    table_column(t, "share_pct", "share, %", GAD_F64, 1);
    table_column(t, "mom_pct", "on month, %", GAD_F64, 1);
    table_column(t, "yoy_pct", "on year, %", GAD_F64, 1);
    table_column(t, "rank_mom", "rank before", GAD_I64, 0);
    table_column(t, "rank_yoy", "rank a year ago", GAD_I64, 0);
    table_column(t, "surge", "surge", GAD_F64, 1);
    table_column(t, "status", "status", GAD_TEXT, -1);
    table_column(t, "source", "source", GAD_TEXT, -1);
    for (int32_t i = 0; i < shown(a, r); i++) {
        const rank_row *k = &r->row[i];
        table_i64(t, k->rank);
        table_text(t, k->partner.id);
        table_text(t, k->partner.name);
        table_f64(t, k->level.value);
        table_f64(t, k->share_pct);
        table_f64(t, k->mom.pct);
        table_f64(t, k->yoy.pct);
        table_count(t, k->rank_mom);
        table_count(t, k->rank_yoy);
        table_f64(t, k->surge.score);
        table_text(t, figure_status(k->level.kind));
        table_text(t, k->level.source);
    }
    return table_finish(cx, t, out);
}

static void say_total(buf *b, const ranking *r)
{
    char sum[NUM_TEXT], covered[NUM_TEXT], hhi[NUM_TEXT], effective[NUM_TEXT];
    if (!IS_NUMBER(r->total)) {
        buf_add(
            b,
            "the total is not known: no shares, and the places are those among the partners held\n");
        return;
    }
    buf_fmt(b, "total: %s %s (%s)\n", num_people(sum, r->total, figure_decimals(r->total)), r->unit,
            figure_status(r->total_kind));
    num_people(covered, r->covered_pct, 1);
    if (r->complete)
        buf_fmt(b, "concentration: HHI %s, as if %s equal partners\n", num_people(hhi, r->hhi, 4),
                num_people(effective, r->effective, 1));
    else
        buf_fmt(
            b,
            "the partners held cover %s %% of the total: places are those among the partners held, and no concentration is given\n",
            covered);
}

static gad_status write_people(gad_ctx *cx, const asked *a, const ranking *r, const gad_table *t,
                               const gad_output *out)
{
    buf b;
    char text[PERIOD_TEXT];
    bool md = out->format == GAD_AS_MD;
    buf_init(&b, &cx->al);
    buf_fmt(&b, "%s%s: %s of %s, %s, %s in %s%s\n", md ? "## " : "", a->q.product.name,
            a->q.flow == 'M' ? "imports" : "exports", a->q.reporter.name, period_of(text, r),
            a->q.measure, r->unit, md ? "\n" : "");
    write_table_text(&b, t, out);
    buf_add(&b, md ? "\n" : "");
    say_total(&b, r);
    if (*r->world.coverage)
        buf_fmt(&b, "warning: %s\n", r->world.coverage);
    if (a->q.product.note && *a->q.product.note)
        buf_fmt(&b, "note: %s\n", a->q.product.note);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

/* ---- the story -------------------------------------------------------------------------------- */

static gad_status nothing(gad_ctx *cx, gad_store *st, const asked *a, const ranking *r)
{
    char first[PERIOD_TEXT], last[PERIOD_TEXT], text[PERIOD_TEXT];
    if (r->world.n == 0 || a->month == INT32_MIN)
        return series_nothing(cx, st, &a->q);
    month_text(text, a->month);
    if (a->q.freq == 'A')
        text[4] = '\0'; /* the year */
    month_text(first, r->world.at[0].month);
    month_text(last, r->world.at[r->world.n - 1].month);
    return gad_fail(
        cx, GAD_E_NOTFOUND,
        "no partner of '%s', %s, is held for %s: the world's figures are held from %s to %s ('gadolin sources --product %s' shows what is held)",
        a->q.product.id, a->q.reporter.id, text, first, last, a->q.product.id);
}

static gad_status write_answer(gad_ctx *cx, const asked *a, const ranking *r, const gad_output *out)
{
    gad_table *t = NULL;
    if (out->format == GAD_AS_JSON)
        return write_json(cx, a, r, out);
    gad_status status = make_table(cx, a, r, &t);
    if (status)
        return status;
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_MD)
        status = write_people(cx, a, r, t, out);
    else
        status = gad_table_write(cx, t, out);
    gad_table_free(t);
    return status;
}

gad_status gad_rank(gad_ctx *cx, gad_store *st, const gad_rank_opts *opts, const gad_output *out)
{
    arena mem;
    asked a = { .top = 0 };
    ranking r;
    gad_rank_opts defaults = gad_rank_defaults();
    arena_init(&mem, &cx->al);
    gad_status status = read_options(cx, st, &mem, opts ? opts : &defaults, &a);
    if (!status)
        status = rank_load(cx, st, &mem, &a.q, a.month, &r);
    if (!status && r.n == 0)
        status = nothing(cx, st, &a, &r);
    else if (!status)
        status = write_answer(cx, &a, &r, out);
    arena_release(&mem);
    return status;
}
