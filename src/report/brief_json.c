/* brief_json.c - layer 4: a briefing as JSON; the shape is documented in docs/json/brief.md. */
#include "report/brief.h"

static const char *const part_name[BRIEF_PARTS] = {
    [BRIEF_HEADLINE] = "headline",     [BRIEF_CHANGES] = "changes",
    [BRIEF_PARTNERS] = "destinations", [BRIEF_CONCENTRATION] = "concentration",
    [BRIEF_RECORDS] = "records",       [BRIEF_SURGES] = "surges",
    [BRIEF_TREND_PART] = "trend",      [BRIEF_TWINS] = "confusable",
    [BRIEF_UNKNOWN] = "unknown"
};

static void period_member(json *j, const char *key, int32_t month, bool annual)
{
    char text[PERIOD_TEXT];
    json_text(j, key, span_text(text, (span){ month, annual ? month + 11 : month }));
}

static void source_member(json *j, int32_t number)
{
    if (number)
        json_i64(j, "source", number);
    else
        json_null(j, "source");
}

static void head(json *j, const brief_facts *f)
{
    char day[PERIOD_TEXT];
    char flow[2] = { f->query.flow, '\0' };
    json_object(j, "brief");
    json_text(j, "product", f->query.product.id);
    json_text(j, "product_name", f->query.product.name);
    json_text(j, "reporter", f->query.reporter.id);
    json_text(j, "reporter_name", f->query.reporter.name);
    json_text(j, "flow", flow);
    period_member(j, "period", f->month, f->annual);
    json_text(j, "freq", f->annual ? "A" : "M");
    json_text(j, "measure", f->query.measure);
    json_text(j, "unit", f->main.unit);
    json_text(j, "codes", f->main.what_codes);
    json_text(j, "as_of", f->query.as_of == INT32_MAX ? NULL : day_text(day, f->query.as_of));
    json_text(j, "only_source", f->query.source);
    json_close(j);
}

static void changes(json *j, const brief *b)
{
    json_array(j, "changes");
    for (int32_t i = 0; i < b->n_change; i++) {
        const brief_change *c = &b->change[i];
        json_object(j, NULL);
        json_text(j, "name", c->name);
        json_text(j, "title", c->title);
        json_f64(j, "value", c->value);
        json_f64(j, "low", c->lo);
        json_f64(j, "high", c->hi);
        json_text(j, "unit", c->unit);
        json_text(j, "status", c->status);
        json_f64(j, "published", c->published);
        json_text(j, "text", c->text);
        json_text(j, "how", c->how);
        json_close(j);
    }
    json_close(j);
}

static void change_member(json *j, const char *key, const change *c)
{
    json_object(j, key);
    json_f64(j, "pct", c->pct);
    json_f64(j, "low", c->lo);
    json_f64(j, "high", c->hi);
    json_f64(j, "base", c->base);
    json_bool(j, "base_derived", c->base_derived);
    json_f64(j, "published", c->published.value);
    json_text(j, "why", IS_NUMBER(c->pct) ? NULL : c->why);
    json_close(j);
}

static void rank_member(json *j, const char *key, int32_t rank)
{
    if (rank > 0)
        json_i64(j, key, rank);
    else
        json_null(j, key);
}

static void destinations(json *j, brief *b)
{
    const ranking *r = &b->f->rank;
    json_array(j, "destinations");
    for (int32_t i = 0; i < r->n && i < b->f->top; i++) {
        const rank_row *p = &r->row[i];
        json_object(j, NULL);
        json_i64(j, "rank", p->rank);
        json_text(j, "partner", p->partner.id);
        json_text(j, "name", p->partner.name);
        json_f64(j, "level", p->level.value);
        json_text(j, "status", brief_status(p->level.kind));
        source_member(j, brief_cite_number(b, &p->level));
        json_f64(j, "share_pct", p->share_pct);
        change_member(j, "mom", &p->mom);
        change_member(j, "yoy", &p->yoy);
        rank_member(j, "rank_before", p->rank_mom);
        rank_member(j, "rank_year_before", p->rank_yoy);
        json_f64(j, "surge", p->surge.score);
        json_close(j);
    }
    json_close(j);
}

static void reported_ranks(json *j, brief *b)
{
    const brief_facts *f = b->f;
    json_array(j, "ranks_reported");
    for (int32_t i = 0; i < f->n_remark; i++) {
        const brief_remark *m = &f->remark[i];
        if (!m->is_rank || !STR_EQ(m->product, f->query.product.id))
            continue;
        json_object(j, NULL);
        json_text(j, "partner", m->partner);
        json_f64(j, "rank", m->fig.value);
        json_text(j, "note", m->fig.note);
        source_member(j, brief_cite_number(b, &m->fig));
        json_close(j);
    }
    json_close(j);
}

static void concentration(json *j, const brief_facts *f)
{
    json_object(j, "concentration");
    json_i64(j, "partners", f->rank.n);
    json_text(j, "unit", brief_partner_unit(f));
    json_f64(j, "covered_pct", f->rank.covered_pct);
    json_bool(j, "complete", f->rank.complete);
    json_f64(j, "hhi", f->rank.complete ? f->rank.hhi : NO_NUMBER);
    json_f64(j, "effective", f->rank.complete ? f->rank.effective : NO_NUMBER);
    json_close(j);
}

static void own_record(json *j, const brief *b)
{
    static const char *const kind[] = { "none", "highest", "lowest" };
    const record *r = &b->record;
    json_object(j, NULL);
    json_text(j, "by", "gadolin");
    json_text(j, "kind", kind[r->kind]);
    if (r->since >= 0)
        period_member(j, "since", r->since, b->f->annual);
    else
        json_null(j, "since");
    if (r->first >= 0)
        period_member(j, "first_held", r->first, b->f->annual);
    else
        json_null(j, "first_held");
    json_i64(j, "span", r->span);
    json_i64(j, "held", r->held);
    json_bool(j, "complete", r->complete);
    json_i64(j, "place", r->place);
    json_i64(j, "streak", b->streak);
    json_close(j);
}

static void records(json *j, brief *b, const char *product)
{
    const brief_facts *f = b->f;
    bool own = STR_EQ(product, f->query.product.id);
    json_array(j, own ? "records" : "records_reported");
    if (own && f->at >= 0)
        own_record(j, b);
    for (int32_t i = 0; i < f->n_remark; i++) {
        const brief_remark *m = &f->remark[i];
        if (m->is_rank || !STR_EQ(m->product, product))
            continue;
        json_object(j, NULL);
        json_text(j, "by", m->fig.source);
        json_text(j, "partner", m->partner);
        json_text(j, "basis", m->basis);
        json_text(j, "text", m->fig.note);
        source_member(j, brief_cite_number(b, &m->fig));
        json_close(j);
    }
    json_close(j);
}

static void surges(json *j, const brief *b)
{
    const brief_facts *f = b->f;
    json_array(j, "surges");
    for (int32_t i = -1; i < f->rank.n && i < f->top; i++) {
        bool whole = i < 0;
        if (whole && f->at < 0)
            continue;
        surge s = whole ? stats_surge(&f->main, f->at) : f->rank.row[i].surge;
        json_object(j, NULL);
        json_text(j, "partner", whole ? f->query.partner.id : f->rank.row[i].partner.id);
        json_f64(j, "score", s.score);
        json_f64(j, "typical_pct", s.typical);
        json_i64(j, "years", s.years);
        json_text(j, "why", IS_NUMBER(s.score) ? NULL : s.why);
        json_close(j);
    }
    json_close(j);
}

static void trend(json *j, const brief *b)
{
    const brief_facts *f = b->f;
    int32_t step = f->annual ? 12 : 1;
    json_array(j, "trend");
    for (int32_t k = BRIEF_TREND - 1; k >= 0; k--) {
        int32_t m = f->month - k * step, i = series_find(&f->main, m);
        json_object(j, NULL);
        period_member(j, "period", m, f->annual);
        json_f64(j, "level", i < 0 ? NO_NUMBER : f->main.at[i].level.value);
        json_text(j, "status", i < 0 ? "unknown" : brief_status(f->main.at[i].level.kind));
        json_close(j);
    }
    json_close(j);
}

static void confusable(json *j, brief *b)
{
    const brief_facts *f = b->f;
    json_array(j, "confusable");
    for (int32_t i = 0; i < f->n_twin; i++) {
        const brief_twin *t = &f->twin[i];
        const figure none = { .kind = FIGURE_NONE, .value = NO_NUMBER };
        const figure *level = t->at < 0 ? &none : &t->s.at[t->at].level;
        json_object(j, NULL);
        json_text(j, "product", t->product.id);
        json_text(j, "name", t->product.name);
        json_text(j, "why", t->why);
        json_f64(j, "level", level->value);
        json_text(j, "unit", t->s.unit);
        json_text(j, "status", brief_status(level->kind));
        source_member(j, brief_cite_number(b, level));
        records(j, b, t->product.id);
        json_close(j);
    }
    json_close(j);
}

static void texts(json *j, const brief *b, const char *key, brief_part part)
{
    json_array(j, key);
    for (int32_t i = 0; i < b->n_line; i++)
        if (b->line[i].part == part)
            json_text(j, NULL, b->line[i].text);
    json_close(j);
}

static void sentences(json *j, const brief *b)
{
    json_array(j, "sentences");
    for (int32_t i = -1; i < b->n_line; i++) {
        json_object(j, NULL);
        json_text(j, "part", part_name[i < 0 ? BRIEF_HEADLINE : b->line[i].part]);
        json_text(j, "text", i < 0 ? b->headline : b->line[i].text);
        json_close(j);
    }
    json_close(j);
}

static void sources(json *j, const brief *b)
{
    char day[PERIOD_TEXT];
    json_array(j, "sources");
    for (int32_t i = 0; i < b->n_source; i++) {
        const brief_source *s = &b->source[i];
        json_object(j, NULL);
        json_i64(j, "id", i + 1);
        json_text(j, "name", s->name);
        json_text(j, "url", *s->url ? s->url : NULL);
        json_text(j, "kind", s->customs ? "customs" : "published");
        json_text(j, "published", s->published == INT32_MIN ? NULL : day_text(day, s->published));
        json_bool(j, "published_assumed", s->assumed);
        json_close(j);
    }
    json_close(j);
}

gad_status brief_write_json(gad_ctx *cx, const brief *page, const gad_output *out)
{
    buf text;
    json j;
    brief b = *page; /* citing may add a source that no sentence uses; the page stays as it is */
    buf_init(&text, &cx->al);
    json_start(&j, &text);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    head(&j, b.f);
    json_text(&j, "headline", b.headline);
    changes(&j, &b);
    destinations(&j, &b);
    reported_ranks(&j, &b);
    concentration(&j, b.f);
    records(&j, &b, b.f->query.product.id);
    surges(&j, &b);
    trend(&j, &b);
    confusable(&j, &b);
    texts(&j, &b, "unknown", BRIEF_UNKNOWN);
    sources(&j, &b);
    sentences(&j, &b);
    json_close(&j);
    gad_status st = b.failed ? gad_nomem(cx, "a briefing") : write_buf(cx, &text, out);
    buf_release(&text);
    return st;
}
