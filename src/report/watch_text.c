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
    if (r->test.country)
        buf_fmt(b, ", %s of %s", r->test.subject == ALERT_SHARE ? "share" : "place",
                r->country.prose);
    else if (r->test.subject == ALERT_HHI)
        buf_fmt(b, " by %s", r->q.flow == 'X' ? "destination" : "origin");
    else if (trade)
        buf_fmt(b, " %s %s", r->q.flow == 'X' ? "to" : "from", r->q.partner.prose);
    if (!STR_EQ(r->q.measure, "qty"))
        buf_fmt(b, " (%s)", r->q.measure);
}

/* ---- figures ------------------------------------------------------------------------------------- */

static bool is_change(alert_subject s)
{
    return s == ALERT_MOM || s == ALERT_YOY || s == ALERT_YTD_YOY;
}

/* A value of the rule's subject: "-74.0 % on the year", "HHI 0.1821", "place 2", "1,238 t". */
static void put_value(buf *b, const alert_test *t, double x, const char *unit)
{
    static const struct {
        int32_t decimals;
        const char *before, *behind;
    } row[ALERT_SUBJECTS] = {
        [ALERT_SURGE] = { 1, "surge ", "" },  [ALERT_SHARE] = { 1, "", " % of the total" },
        [ALERT_RANK] = { 0, "place ", "" },   [ALERT_HHI] = { 4, "HHI ", "" },
        [ALERT_GAP] = { 1, "gap of z ", "" },
    };
    char num[NUM_TEXT];
    if (!IS_NUMBER(x))
        buf_add(b, "not known");
    else if (is_change(t->subject))
        prose_pct(b, x, false);
    else if (t->subject == ALERT_MISSING)
        buf_fmt(b, "%s %s%s not held yet", num_people(num, x, 0), unit, x == 1 ? "" : "s");
    else if (row[t->subject].before)
        buf_fmt(b, "%s%s%s", row[t->subject].before, num_people(num, x, row[t->subject].decimals),
                row[t->subject].behind);
    else
        prose_amount(b, x, t->subject == ALERT_LEVEL ? t->unit : unit, 0);
}

/* The value of a period with its month, after what it is of: "USA, May 2025: place 2". */
static void put_finding(buf *b, const watch_rule *rule, const alert_track *tr, int32_t i)
{
    static const char *const on[ALERT_SUBJECTS] = { [ALERT_MOM] = " on the month",
                                                    [ALERT_YOY] = " on the year",
                                                    [ALERT_YTD_YOY] =
                                                        " on the year, January to date" };
    const alert_test *t = &rule->test;
    for (int32_t k = MAX_OF(i - alert_window(t) + 1, 0); k <= i; k++) {
        prose_period(b, tr->at[k].period, tr->annual);
        buf_add(b, ": ");
        put_value(b, t, tr->at[k].value,
                  t->subject != ALERT_MISSING ? tr->unit
                  : tr->annual                ? "year"
                                              : "month");
        buf_add(b, k < i ? ", " : on[t->subject] ? on[t->subject] : "");
    }
}

/* "Reuters, 2025-06-20" */
static void put_source(buf *b, const figure *f)
{
    char day[PERIOD_TEXT];
    put_plain(b, *f->source ? f->source : "source not recorded");
    if (f->published != INT32_MIN)
        buf_fmt(b, ", %s%s", day_text(day, f->published), f->published_assumed ? " assumed" : "");
}

/* "1,238 t (Reuters, 2025-06-20)" */
static void put_figure(buf *b, const figure *f, const char *unit)
{
    prose_amount(b, f->value, unit, f->half_unit);
    buf_add(b, f->kind == FIGURE_DERIVED ? " (derived; " : " (");
    put_source(b, f);
    buf_char(b, ')');
}

/* What the value is made of, in words that suit the subject. */
static void put_ground(buf *b, const watch_rule *rule, const alert_track *tr,
                       const alert_reading *r)
{
    alert_subject s = rule->test.subject;
    char num[NUM_TEXT];
    bool level = r->level.kind != FIGURE_NONE, base = r->base.kind != FIGURE_NONE;
    if (r->stated.kind != FIGURE_NONE) {
        buf_add(b, "as published by ");
        put_source(b, &r->stated);
        buf_add(b, level ? "; " : "");
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
    if (s == ALERT_HHI && r->level.partner_sum)
        buf_add(b, ", the sum of the partners held");
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
        buf_fmt(b,
                "not estimable: %" PRId32
                " periods before the rule began to hold can be judged, %d are needed",
                h->periods, ALERT_PAST_MIN);
    else if (h->fired == 0)
        buf_fmt(b, "it never held in %" PRId32 " periods before (95 %% interval 0 to %s %%)",
                h->periods, num_people(high, 100 * h->high, 1));
    else
        buf_fmt(b,
                "it held in %" PRId32 " of %" PRId32
                " periods before, %s %% (95 %% interval %s to %s %%), in %" PRId32 " episode%s",
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
}

static void put_alert(buf *b, const watch_alert *a)
{
    const alert_test *t = &a->rule->test;
    const alert_track *tr = a->track;
    const alert_reading *r = &tr->at[a->at];
    put_head(b, a->revised ? "REVISED" : a->is_new ? "ALERT" : "holds", a->rule);
    buf_add(b, ", ");
    put_finding(b, a->rule, tr, a->at);
    if (t->op == ALERT_CHANGES || t->op == ALERT_CHANGES_BY) {
        buf_add(b, ", before ");
        put_value(b, t, r->against, tr->unit);
    }
    if (a->since != r->period) {
        buf_add(b, "; the rule has held since ");
        prose_period(b, a->since, tr->annual);
    }
    buf_add(b, "\n  from: ");
    put_ground(b, a->rule, tr, r);
    buf_fmt(b, "\n  formula: %s", alert_formula(t->subject));
    if (a->codes && *a->codes)
        buf_fmt(b, "\n  rests on: %s", a->codes);
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

/* "it held in December 2023", "it held from March 2024 to May 2024". */
static void put_held(buf *b, const watch_ended *e)
{
    bool known = e->until != INT32_MIN, several = known && e->until != e->since;
    buf_add(b, !known ? "; it had held since " : several ? "; it held from " : "; it held in ");
    prose_period(b, e->since, e->track->annual);
    if (several) {
        buf_add(b, " to ");
        prose_period(b, e->until, e->track->annual);
    }
}

static void put_ended(buf *b, const watch_ended *e)
{
    const alert_test *t = &e->rule->test;
    bool withdrawn = e->revised && t->subject != ALERT_MISSING;
    put_head(b, withdrawn ? "WITHDRAWN" : "no longer holds", e->rule);
    buf_add(b, ", ");
    put_finding(b, e->rule, e->track, e->at);
    if (withdrawn) {
        buf_add(b, " after a revision, told before as ");
        put_value(b, t, e->before, e->track->unit);
    } else {
        put_held(b, e);
    }
    buf_add(b, "\n\n");
}

static void put_unjudged(buf *b, const watch_unjudged *u)
{
    put_head(b, "not judged", u->rule);
    if (u->period != INT32_MIN) {
        buf_add(b, ", ");
        prose_period(b, u->period, u->annual);
    }
    buf_add(b, ": ");
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
