/* watch_json.c - layer 4: the answer of `gadolin watch` as JSON, also what the webhook gets. Shape: docs/json/watch.md. */
#include "report/watch.h"
#include "report/figures_json.h"

static const char *period_of(char out[PERIOD_TEXT], int32_t period, bool annual)
{
    if (period == INT32_MIN)
        return NULL;
    month_text(out, period);
    if (annual)
        out[4] = '\0';
    return out;
}

static void put_rule(json *j, const watch_rule *r, bool annual)
{
    char flow[2] = { r->q.flow, '\0' };
    json_text(j, "rule", r->key);
    json_text(j, "name", r->name);
    json_text(j, "product", r->q.product.id);
    json_text(j, "reporter", r->q.reporter.id);
    json_text(j, "partner", r->q.partner.id);
    json_text(j, "flow", flow);
    json_text(j, "measure", r->q.measure);
    json_text(j, "freq", annual ? "A" : "M");
    json_text(j, "condition", r->condition);
    json_text(j, "note", *r->note ? r->note : NULL);
}

static void put_figure(json *j, const char *key, const figure *f, int32_t period, bool annual,
                       const char *unit)
{
    char text[PERIOD_TEXT];
    if (f->kind == FIGURE_NONE) {
        json_null(j, key);
        return;
    }
    json_object(j, key);
    json_text(j, "period", period_of(text, period, annual));
    json_f64(j, "value", f->value);
    json_text(j, "unit", unit);
    json_text(j, "status", figure_status(f->kind));
    json_source(j, "source", f);
    json_close(j);
}

/* The values of "for N months", newest last. */
static void put_window(json *j, const alert_test *t, const alert_track *tr, int32_t i)
{
    char text[PERIOD_TEXT];
    json_array(j, "window");
    for (int32_t k = MAX_OF(i - alert_window(t) + 1, 0); k <= i; k++) {
        json_object(j, NULL);
        json_text(j, "period", period_of(text, tr->at[k].period, tr->annual));
        json_f64(j, "value", tr->at[k].value);
        json_close(j);
    }
    json_close(j);
}

static void put_evidence(json *j, const watch_rule *rule, const alert_track *tr, int32_t i,
                         const char *codes)
{
    const alert_reading *r = &tr->at[i];
    alert_subject s = rule->test.subject;
    bool changes = rule->test.op == ALERT_CHANGES || rule->test.op == ALERT_CHANGES_BY;
    bool stated = r->stated.kind != FIGURE_NONE;
    json_object(j, "evidence");
    json_text(j, "formula", alert_formula(s));
    json_text(j, "how", stated ? "as published" : "computed");
    json_f64(j, "lo", r->lo);
    json_f64(j, "hi", r->hi);
    json_f64(j, "before", changes ? r->against : NO_NUMBER);
    put_window(j, &rule->test, tr, i);
    put_figure(j, "stated", &r->stated, r->period, tr->annual, s == ALERT_RANK ? "place" : "%");
    put_figure(j, "level", &r->level, r->period, tr->annual, tr->unit);
    put_figure(j, "base", &r->base, r->base_period, tr->annual, tr->unit);
    if (s == ALERT_HHI || s == ALERT_RANK) {
        json_i64(j, "partners", r->partners);
        json_f64(j, "covered_pct", r->covered_pct);
    }
    json_text(j, "codes", codes && *codes ? codes : NULL);
    json_close(j);
}

static void put_past(json *j, const alert_test *t, const alert_history *h)
{
    bool known = IS_NUMBER(h->rate);
    json_object(j, "false_alarm");
    json_f64(j, "rate", h->rate);
    json_f64(j, "low", h->low);
    json_f64(j, "high", h->high);
    json_i64(j, "periods", h->periods);
    json_i64(j, "fired", h->fired);
    json_i64(j, "episodes", h->episodes);
    json_text(j, "why",
              known ? NULL
              : t->subject == ALERT_MISSING
                  ? "not estimable: when figures arrived is not recorded"
                  : "not estimable: fewer than 12 periods before the rule began to hold "
                    "can be judged");
    json_close(j);
}

/* Of records what had to be passed, of missing data how many periods. */
static double threshold_of(const alert_test *t, const alert_reading *r)
{
    if (t->subject == ALERT_RECORD_LOW || t->subject == ALERT_RECORD_HIGH)
        return r->against;
    return t->subject == ALERT_MISSING ? t->periods : t->threshold;
}

static void put_alert(json *j, const watch_alert *a)
{
    char text[PERIOD_TEXT];
    const alert_track *tr = a->track;
    const alert_reading *r = &tr->at[a->at];
    json_object(j, NULL);
    json_text(j, "id", a->id);
    put_rule(j, a->rule, tr->annual);
    json_text(j, "period", period_of(text, r->period, tr->annual));
    json_f64(j, "value", r->value);
    json_f64(j, "threshold", threshold_of(&a->rule->test, r));
    json_text(j, "unit", alert_unit(&a->rule->test, tr->unit));
    json_text(j, "since", period_of(text, a->since, tr->annual));
    json_bool(j, "new", a->is_new);
    json_bool(j, "revised", a->revised);
    json_bool(j, "sure", a->sure);
    put_evidence(j, a->rule, tr, a->at, a->codes);
    put_past(j, &a->rule->test, &a->past);
    json_close(j);
}

static void put_ended(json *j, const watch_ended *e)
{
    char text[PERIOD_TEXT];
    const alert_reading *r = &e->track->at[e->at];
    json_object(j, NULL);
    put_rule(j, e->rule, e->track->annual);
    json_text(j, "period", period_of(text, r->period, e->track->annual));
    json_f64(j, "value", r->value);
    json_text(j, "unit", alert_unit(&e->rule->test, e->track->unit));
    json_text(j, "since", period_of(text, e->since, e->track->annual));
    json_text(j, "until", period_of(text, e->until, e->track->annual));
    json_bool(j, "revised", e->revised);
    json_f64(j, "told", e->before);
    json_close(j);
}

static void put_unjudged(json *j, const watch_unjudged *u)
{
    char text[PERIOD_TEXT];
    json_object(j, NULL);
    put_rule(j, u->rule, u->annual);
    json_text(j, "period", period_of(text, u->period, u->annual));
    json_text(j, "why", u->why);
    json_bool(j, "new", u->is_new);
    json_close(j);
}

void watch_json(buf *b, const watch_answer *a, bool news)
{
    char day[PERIOD_TEXT];
    int32_t fired = 0;
    json j;
    json_start(&j, b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "as_of", day_text(day, a->today));
    json_array(&j, "alerts");
    for (int32_t i = 0; i < a->n_alert; i++)
        if (a->alert[i].is_new || !news) {
            put_alert(&j, &a->alert[i]);
            fired++;
        }
    json_close(&j);
    json_array(&j, "ended");
    for (int32_t i = 0; i < a->n_ended; i++)
        put_ended(&j, &a->ended[i]);
    json_close(&j);
    json_array(&j, "not_judged");
    for (int32_t i = 0; i < a->n_unjudged; i++)
        put_unjudged(&j, &a->unjudged[i]);
    json_close(&j);
    json_i64(&j, "rules", a->rules->n);
    json_i64(&j, "fired", fired);
    json_i64(&j, "holding", a->holding);
    json_close(&j);
}
