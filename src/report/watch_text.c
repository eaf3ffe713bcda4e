/* watch_text.c - layer 4: the answer of `gadolin watch` for people: one block per alert, then what ended, then what could
 * not be judged, and a line that sums up. */
#include "report/watch.h"
#include "report/figures_json.h"
#include "report/prose.h"

static void put_plain(buf *b, const char *text)
{
    write_text_plain(b, text, strlen(text));
}

static const char *flow_word(const watch_rule *r)
{
    static const struct {
        char flow;
        const char *words;
    } row[] = { { 'X', "exports" },    { 'M', "imports" }, { 'P', "price" },
                { 'Q', "production" }, { 'S', "stock" },   { 'C', "capacity" } };
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        if (row[i].flow == r->q.flow)
            return row[i].words;
    return "figures";
}

/* "Rare-earth magnets, exports of China to the world" */
static void put_series(buf *b, const watch_rule *r)
{
    bool trade = r->q.flow == 'X' || r->q.flow == 'M';
    buf_fmt(b, "%s, %s of %s", r->q.product.name, flow_word(r), r->q.reporter.prose);
    if (trade)
        buf_fmt(b, " %s %s", r->q.flow == 'X' ? "to" : "from", r->q.partner.prose);
    if (!STR_EQ(r->q.measure, "qty"))
        buf_fmt(b, " (%s)", r->q.measure);
}

/* ---- figures ------------------------------------------------------------------------------------- */

static bool is_change(alert_subject s)
{
    return s == ALERT_MOM || s == ALERT_YOY || s == ALERT_YTD_YOY;
}

/* A value of the rule's subject: "-74.0 %", "0.1821", "place 2", "1,238 t". */
static void put_value(buf *b, const alert_test *t, double x, const char *unit)
{
    char num[NUM_TEXT];
    if (!IS_NUMBER(x))
        buf_add(b, "not known");
    else if (is_change(t->subject))
        prose_pct(b, x, false);
    else if (t->subject == ALERT_SHARE)
        buf_fmt(b, "%s %%", num_people(num, x, 1));
    else if (t->subject == ALERT_HHI)
        buf_fmt(b, "HHI %s", num_people(num, x, 4));
    else if (t->subject == ALERT_RANK)
        buf_fmt(b, "place %s", num_people(num, x, 0));
    else if (t->subject == ALERT_SURGE || t->subject == ALERT_GAP)
        buf_fmt(b, "%s %s", t->subject == ALERT_GAP ? "z" : "surge", num_people(num, x, 1));
    else if (t->subject == ALERT_MISSING)
        buf_fmt(b, "%s missing", num_people(num, x, 0));
    else
        prose_amount(b, x, unit, 0);
}

/* "1,238 t (Reuters, 2025-06-20)" */
static void put_figure(buf *b, const figure *f, const char *unit)
{
    char day[PERIOD_TEXT];
    prose_amount(b, f->value, unit, f->half_unit);
    buf_add(b, " (");
    if (f->kind == FIGURE_DERIVED)
        buf_add(b, "derived; ");
    put_plain(b, *f->source ? f->source : "source not recorded");
    if (f->published != INT32_MIN)
        buf_fmt(b, ", %s%s", day_text(day, f->published), f->published_assumed ? " assumed" : "");
    buf_char(b, ')');
}

/* What the value is made of, in words that suit the subject. */
static void put_ground(buf *b, const watch_rule *rule, const alert_track *tr,
                       const alert_reading *r)
{
    alert_subject s = rule->test.subject;
    char num[NUM_TEXT];
    bool level = r->level.kind != FIGURE_NONE, base = r->base.kind != FIGURE_NONE;
    if (r->published) {
        buf_add(b, "as published by ");
        put_plain(b, r->level.source);
        return;
    }
    if (s == ALERT_GAP)
        buf_add(b, "the exporter reports ");
    if (level)
        put_figure(b, &r->level, tr->unit);
    if (base && level)
        buf_add(b, s == ALERT_GAP ? ", the importer " : s == ALERT_SHARE ? " of " : "; ");
    if (base && s == ALERT_MISSING)
        buf_add(b, "the newest is ");
    if (base && s != ALERT_GAP && s != ALERT_SHARE) {
        prose_period(b, r->base_period, tr->annual);
        buf_char(b, ' ');
    }
    if (base)
        put_figure(b, &r->base, tr->unit);
    if (IS_NUMBER(r->covered_pct))
        buf_fmt(b, "%s%" PRId32 " partners, %s %% of the total", level ? "; " : "", r->partners,
                num_people(num, r->covered_pct, 1));
}

static void put_past(buf *b, const alert_history *h, const alert_test *t)
{
    char rate[NUM_TEXT], low[NUM_TEXT], high[NUM_TEXT];
    if (t->subject == ALERT_MISSING)
        buf_add(b, "not estimable: when figures arrived is not recorded");
    else if (!IS_NUMBER(h->rate))
        buf_fmt(b, "not estimable: %" PRId32 " earlier periods can be judged, %d are needed",
                h->periods, ALERT_PAST_MIN);
    else
        buf_fmt(b,
                "it held in %" PRId32 " of %" PRId32
                " earlier periods, %s %% (95 %% interval %s to %s %%), in %" PRId32 " episode%s",
                h->fired, h->periods, num_people(rate, 100 * h->rate, 1),
                num_people(low, 100 * h->low, 1), num_people(high, 100 * h->high, 1), h->episodes,
                h->episodes == 1 ? "" : "s");
}

/* ---- blocks -------------------------------------------------------------------------------------- */

static void put_head(buf *b, const char *word, const watch_rule *r)
{
    buf_fmt(b, "%s: ", word);
    put_plain(b, r->name);
    if (!strstr(r->name, r->condition))
        buf_fmt(b, " [%s]", r->condition);
    buf_add(b, "\n  ");
    put_series(b, r);
    buf_add(b, ", ");
}

static void put_alert(buf *b, const watch_alert *a)
{
    const alert_test *t = &a->rule->test;
    const alert_track *tr = a->track;
    const alert_reading *r = &tr->at[a->at];
    put_head(b, a->revised ? "REVISED" : a->is_new ? "ALERT" : "holds", a->rule);
    prose_period(b, r->period, tr->annual);
    buf_add(b, ": ");
    put_value(b, t, r->value, t->subject == ALERT_LEVEL ? t->unit : tr->unit);
    if (t->op == ALERT_CHANGES || t->op == ALERT_CHANGES_BY) {
        buf_add(b, ", before ");
        put_value(b, t, r->against, tr->unit);
    }
    if (a->since != r->period) {
        buf_add(b, ", since ");
        prose_period(b, a->since, tr->annual);
    }
    buf_add(b, "\n  from: ");
    put_ground(b, a->rule, tr, r);
    buf_fmt(b, "\n  formula: %s", r->published ? "as published" : alert_formula(t->subject));
    if (a->codes && *a->codes)
        buf_fmt(b, "; %s", a->codes);
    if (!a->sure)
        buf_add(b,
                "\n  doubt: the figures are rounded, and the threshold lies within the rounding");
    buf_add(b, "\n  in the past: ");
    put_past(b, &a->past, t);
    if (*a->rule->note) {
        buf_add(b, "\n  note: ");
        put_plain(b, a->rule->note);
    }
    buf_add(b, "\n\n");
}

static void put_ended(buf *b, const watch_ended *e)
{
    const alert_test *t = &e->rule->test;
    const alert_reading *r = &e->track->at[e->at];
    bool withdrawn = e->revised && t->subject != ALERT_MISSING;
    put_head(b, withdrawn ? "WITHDRAWN" : "no longer holds", e->rule);
    prose_period(b, r->period, e->track->annual);
    buf_add(b, ": ");
    put_value(b, t, r->value, t->subject == ALERT_LEVEL ? t->unit : e->track->unit);
    if (withdrawn) {
        buf_add(b, " after a revision, told before as ");
        put_value(b, t, e->before, t->subject == ALERT_LEVEL ? t->unit : e->track->unit);
    } else {
        buf_add(b, "; it had held since ");
        prose_period(b, e->since, e->track->annual);
    }
    buf_add(b, "\n\n");
}

static void put_unjudged(buf *b, const watch_unjudged *u)
{
    put_head(b, "not judged", u->rule);
    if (u->period != INT32_MIN) {
        prose_period(b, u->period, u->annual);
        buf_add(b, ": ");
    }
    put_plain(b, u->why);
    buf_add(b, "\n\n");
}

static void put_sum(buf *b, const watch_answer *a, int32_t fresh)
{
    char day[PERIOD_TEXT];
    prose_count(b, a->rules->n, "rule", "rules");
    buf_fmt(b, " judged as of %s: ", day_text(day, a->today));
    if (fresh)
        prose_count(b, fresh, "new alert", "new alerts");
    else
        buf_add(b, "nothing new");
    if (a->n_ended)
        buf_fmt(b, ", %" PRId32 " ended", a->n_ended);
    if (a->holding)
        buf_fmt(b, ", %" PRId32 " told before still hold%s", a->holding,
                a->holding == 1 ? "s" : "");
    if (a->n_unjudged)
        buf_fmt(b, ", %" PRId32 " could not be judged", a->n_unjudged);
    buf_char(b, '\n');
}

void watch_text(buf *b, const watch_answer *a)
{
    int32_t fresh = 0;
    for (int32_t i = 0; i < a->n_alert; i++) {
        put_alert(b, &a->alert[i]);
        fresh += a->alert[i].is_new;
    }
    for (int32_t i = 0; i < a->n_ended; i++)
        put_ended(b, &a->ended[i]);
    for (int32_t i = 0; i < a->n_unjudged; i++)
        if (a->unjudged[i].is_new || a->all)
            put_unjudged(b, &a->unjudged[i]);
    put_sum(b, a, fresh);
}
