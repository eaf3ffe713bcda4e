/* check_json.c - layer 4: a checked article as JSON and as rows of CSV; docs/json/check.md documents both.
 *
 * One of several articles is one line: the writer of JSON indents, and no string of JSON holds a line break, so the
 * line is the text without its line breaks and what indents behind them. */
#include "report/check.h"

static const char *const form_names[] = { [FORM_LEVEL] = "level",
                                          [FORM_PRICE] = "price",
                                          [FORM_PERCENT] = "percent",
                                          [FORM_TIMES_OF] = "times-of",
                                          [FORM_TIMES_MORE] = "times-more",
                                          [FORM_POINTS] = "points",
                                          [FORM_DIFFERENCE] = "difference",
                                          [FORM_EXCEEDS] = "exceeds",
                                          [FORM_SHARE] = "share",
                                          [FORM_RANK] = "rank",
                                          [FORM_RECORD] = "record",
                                          [FORM_STREAK] = "streak",
                                          [FORM_PER] = "per",
                                          [FORM_COUNT] = "count",
                                          [FORM_EVENT] = "event" };

static const char *const part_names[PARTS] = {
    [PART_PRODUCT] = "product", [PART_REPORTER] = "reporter", [PART_PARTNER] = "partner",
    [PART_FLOW] = "flow",       [PART_PERIOD] = "period",     [PART_BASE] = "base"
};

/* "2025-06"; NULL: not known. */
static const char *period_of(char out[PERIOD_TEXT], span s)
{
    return s.from > s.to ? NULL : span_text(out, s);
}

static const char *flow_of(char out[2], char flow)
{
    out[0] = flow;
    out[1] = '\0';
    return flow ? out : NULL;
}

static const char *day_of(char out[PERIOD_TEXT], int32_t day)
{
    return day == INT32_MIN ? NULL : day_text(out, day);
}

static const char *filled(const char *text)
{
    return text && *text ? text : NULL;
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void article_member(json *j, const check_page *p)
{
    static const char *const basis_names[] = {
        [DATE_UNKNOWN] = NULL, [DATE_GIVEN] = "given", [DATE_STATED] = "stated"
    };
    char day[PERIOD_TEXT];
    json_object(j, "article");
    json_text(j, "name", p->name);
    json_text(j, "date", day_of(day, p->c->art.date));
    json_text(j, "date_basis", basis_names[p->c->art.date_basis]);
    json_bool(j, "html", p->c->art.html);
    json_i64(j, "bytes", (int64_t)p->bytes);
    json_close(j);
}

static void what_members(json *j, const reading *r)
{
    static const reading none = { .period = { 0, -1 }, .base = { 0, -1 } };
    char text[PERIOD_TEXT], flow[2];
    if (!r)
        r = &none;
    json_text(j, "product", r->product);
    json_text(j, "reporter", r->reporter);
    json_text(j, "partner", r->partner);
    json_text(j, "flow", flow_of(flow, r->flow));
    json_text(j, "measure", r->measure);
    json_text(j, "period", period_of(text, r->period));
    json_text(j, "base", period_of(text, r->base));
}

static void said_member(json *j, const amount *a)
{
    json_object(j, "said");
    json_f64(j, "value", a->value);
    json_f64(j, "low", a->lo);
    json_f64(j, "high", a->hi);
    json_text(j, "unit", filled(a->unit));
    json_text(j, "hedge", filled(hedge_name(a->hedge)));
    json_close(j);
}

static void found_member(json *j, const reading *r)
{
    json_object(j, "found");
    for (int32_t k = 0; k < PARTS; k++)
        json_text(j, part_names[k], found_name(r ? r->from[k] : FOUND_NOWHERE));
    json_close(j);
}

static void interpretation_member(json *j, const claim *c)
{
    const reading *first = c->n_reading ? &c->reading[0] : NULL;
    json_object(j, "interpretation");
    json_text(j, "words", c->interpretation);
    what_members(j, first);
    json_text(j, "form", form_names[c->m.form]);
    said_member(j, &c->m.said);
    json_i64(j, "direction", c->m.direction);
    json_bool(j, "mirrored", first && first->mirrored);
    json_bool(j, "future", c->m.future);
    found_member(j, first);
    json_array(j, "alternatives");
    for (int32_t k = 1; k < c->n_reading; k++) {
        json_object(j, NULL);
        what_members(j, &c->reading[k]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void evidence_member(json *j, const evidence *e)
{
    char day[PERIOD_TEXT], flow[2];
    json_object(j, NULL);
    json_text(j, "series", e->series);
    json_text(j, "product", e->product);
    json_text(j, "reporter", e->reporter);
    json_text(j, "partner", e->partner);
    json_text(j, "flow", flow_of(flow, e->flow));
    json_text(j, "statistic", filled(e->statistic));
    json_text(j, "period", filled(e->period));
    json_text(j, "base", filled(e->base));
    json_f64(j, "value", e->value);
    json_f64(j, "low", e->lo);
    json_f64(j, "high", e->hi);
    json_text(j, "unit", filled(e->unit));
    json_text(j, "source", filled(e->source));
    json_text(j, "url", filled(e->url));
    json_text(j, "published", day_of(day, e->published));
    json_bool(j, "published_assumed", e->published_assumed);
    json_text(j, "formula", filled(e->formula));
    json_text(j, "note", filled(e->note));
    json_close(j);
}

static void claim_member(json *j, const claim *c)
{
    json_object(j, NULL);
    json_text(j, "text", c->text);
    json_array(j, "span");
    json_i64(j, NULL, c->from);
    json_i64(j, NULL, c->to);
    json_close(j);
    json_text(j, "kind", claim_kind_name(c->m.kind));
    interpretation_member(j, c);
    json_text(j, "verdict", verdict_name(c->verdict));
    json_f64(j, "confidence", c->confidence);
    json_text(j, "attribution", filled(c->attribution));
    json_array(j, "evidence");
    for (int32_t k = 0; k < c->n_evidence; k++)
        evidence_member(j, &c->evidence[k]);
    json_close(j);
    json_text(j, "explanation", c->explanation);
    json_close(j);
}

static void summary_member(json *j, const check *c, buf *words)
{
    json_object(j, "summary");
    json_i64(j, "claims", c->n);
    for (int32_t v = 0; v < VERDICTS; v++)
        json_i64(j, verdict_name((verdict)v), c->count[v]);
    check_say_counts(words, c);
    if (c->n)
        buf_char(words, ' ');
    check_say_wrong(words, c);
    json_text(j, "words", buf_text(words));
    json_text(j, "warning", filled(c->warning));
    json_close(j);
}

/* One line, with the break at the end if there is one. */
static void fold_lines(buf *to, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        buf_addn(to, text, n);
        text += n;
        if (STR_EQ(text, "\n"))
            buf_char(to, '\n');
        text += strspn(text, "\n ");
    }
}

typedef struct json_page {
    const check_page *p;
    const gad_output *out;
    buf text, folded;
} json_page;

/* Write what there is. */
static gad_status hand_on(gad_ctx *cx, json_page *page)
{
    buf *text = &page->text;
    if (page->p->place) {
        buf_clear(&page->folded);
        fold_lines(&page->folded, buf_text(text));
        text = &page->folded;
    }
    return buf_ok(&page->text) && buf_ok(text) ? write_buf(cx, text, page->out)
                                               : gad_nomem(cx, "a checked article");
}

/* An article of megabytes may have a million claims: write them as they come. The last bracket stays, since what comes
 * behind it depends on it. */
static gad_status hand_on_claims(gad_ctx *cx, json_page *page)
{
    enum { AT_ONCE = 1 << 20 };
    buf *b = &page->text;
    if (b->len < AT_ONCE)
        return GAD_OK;
    char last = b->text[--b->len];
    b->text[b->len] = '\0';
    gad_status st = hand_on(cx, page);
    buf_clear(b);
    buf_char(b, last);
    return st;
}

gad_status check_write_json(gad_ctx *cx, const check_page *p, const gad_output *out)
{
    json_page page = { .p = p, .out = out };
    buf words;
    json j;
    gad_status st = GAD_OK;
    buf_init(&page.text, &cx->al);
    buf_init(&page.folded, &cx->al);
    buf_init(&words, &cx->al);
    json_start(&j, &page.text);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    article_member(&j, p);
    json_array(&j, "claims");
    for (int32_t i = 0; i < p->c->n && !st; i++) {
        claim_member(&j, &p->c->claim[i]);
        st = hand_on_claims(cx, &page);
    }
    json_close(&j);
    summary_member(&j, p->c, &words);
    json_close(&j);
    if (!st)
        st = buf_ok(&words) ? hand_on(cx, &page) : gad_nomem(cx, "a checked article");
    buf_release(&words);
    buf_release(&page.folded);
    buf_release(&page.text);
    return st;
}

/* ---- CSV ---------------------------------------------------------------------------------------- */

static void csv_columns(gad_table *t)
{
    static const struct {
        const char *name;
        gad_col_type type;
    } column[] = {
        { "article", GAD_TEXT },     { "date", GAD_TEXT },      { "claim", GAD_I64 },
        { "from", GAD_I64 },         { "to", GAD_I64 },         { "text", GAD_TEXT },
        { "kind", GAD_TEXT },        { "verdict", GAD_TEXT },   { "confidence", GAD_F64 },
        { "read_as", GAD_TEXT },     { "product", GAD_TEXT },   { "reporter", GAD_TEXT },
        { "partner", GAD_TEXT },     { "flow", GAD_TEXT },      { "measure", GAD_TEXT },
        { "period", GAD_TEXT },      { "base", GAD_TEXT },      { "form", GAD_TEXT },
        { "said", GAD_F64 },         { "said_low", GAD_F64 },   { "said_high", GAD_F64 },
        { "said_unit", GAD_TEXT },   { "hedge", GAD_TEXT },     { "attribution", GAD_TEXT },
        { "explanation", GAD_TEXT }, { "evidence", GAD_I64 },   { "value", GAD_F64 },
        { "unit", GAD_TEXT },        { "statistic", GAD_TEXT }, { "series", GAD_TEXT },
        { "source", GAD_TEXT },      { "url", GAD_TEXT },       { "published", GAD_TEXT },
    };
    for (int32_t i = 0; i < COUNT_OF(column); i++)
        table_column(t, column[i].name, NULL, column[i].type, -1);
}

static void csv_reading(gad_table *t, const claim *c)
{
    static const reading none = { .period = { 0, -1 }, .base = { 0, -1 } };
    char text[PERIOD_TEXT], flow[2];
    const reading *r = c->n_reading ? &c->reading[0] : &none;
    table_text(t, r->product);
    table_text(t, r->reporter);
    table_text(t, r->partner);
    table_text(t, flow_of(flow, r->flow));
    table_text(t, r->measure);
    table_text(t, period_of(text, r->period));
    table_text(t, period_of(text, r->base));
}

static double known(double x)
{
    return isfinite(x) ? x : NO_NUMBER;
}

/* The first piece of evidence; JSON has them all. */
static void csv_evidence(gad_table *t, const claim *c)
{
    static const evidence none = { .value = NO_NUMBER, .published = INT32_MIN };
    char day[PERIOD_TEXT];
    const evidence *e = c->n_evidence ? &c->evidence[0] : &none;
    table_i64(t, c->n_evidence);
    table_f64(t, known(e->value));
    table_text(t, filled(e->unit));
    table_text(t, filled(e->statistic));
    table_text(t, filled(e->series));
    table_text(t, filled(e->source));
    table_text(t, filled(e->url));
    table_text(t, day_of(day, e->published));
}

static void csv_row(gad_table *t, const check_page *p, int32_t i)
{
    char day[PERIOD_TEXT];
    const claim *c = &p->c->claim[i];
    table_text(t, p->name);
    table_text(t, day_of(day, p->c->art.date));
    table_i64(t, i + 1);
    table_i64(t, c->from);
    table_i64(t, c->to);
    table_text(t, c->text);
    table_text(t, claim_kind_name(c->m.kind));
    table_text(t, verdict_name(c->verdict));
    table_f64(t, c->confidence);
    table_text(t, filled(c->interpretation));
    csv_reading(t, c);
    table_text(t, form_names[c->m.form]);
    table_f64(t, known(c->m.said.value));
    table_f64(t, known(c->m.said.lo));
    table_f64(t, known(c->m.said.hi));
    table_text(t, filled(c->m.said.unit));
    table_text(t, filled(hedge_name(c->m.said.hedge)));
    table_text(t, filled(c->attribution));
    table_text(t, filled(c->explanation));
    csv_evidence(t, c);
}

gad_status check_write_csv(gad_ctx *cx, const check_page *p, const gad_output *out)
{
    rows_writer w;
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    csv_columns(t);
    for (int32_t i = 0; i < p->c->n; i++)
        csv_row(t, p, i);
    gad_status st = table_finish(cx, t, &t);
    if (st)
        return st;
    rows_init(&w, cx, out);
    w.started = p->place > 1; /* the head stands above the first article's rows */
    st = rows_add(cx, &w, t);
    if (!st)
        st = rows_end(cx, &w);
    rows_release(&w);
    gad_table_free(t);
    return st;
}
