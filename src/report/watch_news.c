/* watch_news.c - layer 4: the verdicts of every rule, and what of them is new.
 *
 * Flow per rule: track -> newest period -> against the memory of the last run: periods that came since, periods whose
 * verdict changed by a revision, an alert that ended -> the memory for the next run.
 * Invariant: a period that is told once is in the memory, so it is told again only when its verdict changes. */
#include "report/watch.h"
#include "store/digest.h"

typedef struct judging {
    gad_ctx *cx;
    arena *mem;
    watch_answer *a;
    const watch_rule *rule;
    alert_track *track;
    const char *codes;
    const watch_memory *before; /* NULL: the rule is new */
    int32_t newest;             /* index, -1 */
} judging;

/* Room for one more in an array of the answer. NULL: no memory. */
static void *room(arena *mem, void *items, int32_t n, int32_t *cap, size_t size)
{
    if (n < *cap)
        return items;
    int32_t wider = *cap ? 2 * *cap : 16;
    char *grown = arena_take(mem, (size_t)wider, size);
    if (grown && n)
        memcpy(grown, items, (size_t)n * size);
    *cap = grown ? wider : *cap;
    return grown;
}

static alert_verdict verdict_at(const judging *j, int32_t i)
{
    return alert_judge(&j->rule->test, j->track, i);
}

static const watch_told *told_at(const watch_memory *m, int32_t period)
{
    for (int32_t i = 0; m && i < m->n; i++)
        if (m->told[i].period == period)
            return &m->told[i];
    return NULL;
}

/* ---- what is said -------------------------------------------------------------------------------- */

static void make_id(const judging *j, int32_t period, char id[WATCH_ID_TEXT])
{
    char month[PERIOD_TEXT], hex[DIGEST_TEXT];
    digest d;
    digest_init(&d);
    digest_add(&d, j->rule->key, strlen(j->rule->key) + 1);
    month_text(month, period);
    digest_add(&d, month, strlen(month));
    digest_text(&d, hex);
    memcpy(id, hex, WATCH_ID_TEXT - 1);
    id[WATCH_ID_TEXT - 1] = '\0';
}

static gad_status add_alert(judging *j, int32_t i, bool is_new, bool revised)
{
    watch_answer *a = j->a;
    watch_alert *all = room(j->mem, a->alert, a->n_alert, &a->cap_alert, sizeof *all);
    if (!all)
        return gad_nomem(j->cx, "the alerts");
    a->alert = all;
    watch_alert *one = &all[a->n_alert++];
    *one = (watch_alert){ .rule = j->rule,
                          .track = j->track,
                          .at = i,
                          .since = alert_since(&j->rule->test, j->track, i),
                          .is_new = is_new,
                          .revised = revised,
                          .sure = alert_sure(&j->rule->test, j->track, i),
                          .past = alert_past(&j->rule->test, j->track, i),
                          .codes = j->codes };
    make_id(j, j->track->at[i].period, one->id);
    return GAD_OK;
}

/* The last period in a row from `since` in which the rule holds, before track[at]. */
static int32_t held_until(const judging *j, int32_t since, int32_t at)
{
    int32_t from = alert_find(j->track, since), until = INT32_MIN;
    if (j->rule->test.subject == ALERT_MISSING) /* its periods are counted from the newest held */
        return INT32_MIN;
    for (int32_t i = from; i >= 0 && i < at && verdict_at(j, i) == ALERT_FIRES; i++)
        until = j->track->at[i].period;
    return until;
}

static gad_status add_ended(judging *j, int32_t i, int32_t since, const watch_told *withdrawn)
{
    watch_answer *a = j->a;
    watch_ended *all = room(j->mem, a->ended, a->n_ended, &a->cap_ended, sizeof *all);
    if (!all)
        return gad_nomem(j->cx, "the alerts");
    a->ended = all;
    all[a->n_ended++] = (watch_ended){ .rule = j->rule,
                                       .track = j->track,
                                       .at = i,
                                       .since = since,
                                       .until = withdrawn ? INT32_MIN : held_until(j, since, i),
                                       .before = withdrawn ? withdrawn->value : NO_NUMBER,
                                       .revised = withdrawn != NULL };
    return GAD_OK;
}

static gad_status add_unjudged(judging *j, const char *why)
{
    watch_answer *a = j->a;
    watch_unjudged *all = room(j->mem, a->unjudged, a->n_unjudged, &a->cap_unjudged, sizeof *all);
    if (!all)
        return gad_nomem(j->cx, "the alerts");
    a->unjudged = all;
    const char *said = j->before ? j->before->unknown : NULL;
    all[a->n_unjudged++] =
        (watch_unjudged){ .rule = j->rule,
                          .why = why,
                          .period = j->newest < 0 ? INT32_MIN : j->track->at[j->newest].period,
                          .annual = j->track->annual,
                          .is_new = !said || !STR_EQ(said, why) };
    return GAD_OK;
}

/* ---- one rule against its memory ----------------------------------------------------------------- */

/* Periods told before, whose figures have changed since. */
static gad_status look_back(judging *j)
{
    const watch_memory *m = j->before;
    gad_status st = GAD_OK;
    for (int32_t k = 0; m && k < m->n && !st; k++) {
        const watch_told *t = &m->told[k];
        int32_t i = alert_find(j->track, t->period);
        alert_verdict now = i < 0 ? ALERT_UNKNOWN : verdict_at(j, i);
        if (now == ALERT_FIRES && t->verdict != ALERT_FIRES)
            st = add_alert(j, i, true, true);
        else if (now == ALERT_QUIET && t->verdict == ALERT_FIRES)
            st = add_ended(j, i, t->period, t);
    }
    return st;
}

/* Periods that came since the last run; at the first run the newest only. */
static gad_status look_at_new(judging *j)
{
    const watch_memory *m = j->before;
    int32_t last = m && m->n ? m->told[m->n - 1].period : INT32_MIN;
    gad_status st = GAD_OK;
    for (int32_t i = last == INT32_MIN ? j->newest : 0; i <= j->newest && !st; i++)
        if (j->track->at[i].period > last && verdict_at(j, i) == ALERT_FIRES)
            st = add_alert(j, i, true, false);
    return st;
}

/* Whether look_back has told that the newest period of the open alert was withdrawn. */
static bool is_withdrawn(const judging *j)
{
    const watch_memory *m = j->before;
    const watch_told *last = m && m->n ? &m->told[m->n - 1] : NULL;
    return last && last->verdict == ALERT_FIRES &&
           verdict_at(j, alert_find(j->track, last->period)) == ALERT_QUIET;
}

/* The alert that was open: does it still hold? */
static gad_status look_at_open(judging *j, int32_t *open)
{
    const watch_memory *m = j->before;
    int32_t was = m ? m->open : INT32_MIN;
    const alert_reading *r = &j->track->at[j->newest];
    const watch_told *same = told_at(m, r->period);
    switch (verdict_at(j, j->newest)) {
    case ALERT_UNKNOWN:
        *open = was; /* not known to have ended */
        return GAD_OK;
    case ALERT_FIRES:
        *open = alert_since(&j->rule->test, j->track, j->newest);
        j->a->holding += same && same->verdict == ALERT_FIRES;
        if (j->a->all && same && same->verdict == ALERT_FIRES)
            return add_alert(j, j->newest, false, false);
        return GAD_OK;
    case ALERT_QUIET:
        break;
    }
    *open = INT32_MIN;
    return was == INT32_MIN || is_withdrawn(j) ? GAD_OK : add_ended(j, j->newest, was, NULL);
}

/* What is remembered: the periods from the first ever judged, the last WATCH_REMEMBERED of them. A period whose figures
 * are gone keeps its verdict. */
static gad_status remember(judging *j, int32_t open, const char *unknown, watch_memory *out)
{
    const watch_memory *m = j->before;
    int32_t newest = j->newest < 0 ? INT32_MIN : j->track->at[j->newest].period;
    watch_told *told = arena_take(j->mem, WATCH_REMEMBERED, sizeof *told);
    int32_t step = j->track->annual ? 12 : 1, n = 0;
    if (!told)
        return gad_nomem(j->cx, "the alerts");
    *out = (watch_memory){ .key = j->rule->key, .open = open, .unknown = unknown, .told = told };
    int32_t last = m && m->n ? m->told[m->n - 1].period : INT32_MIN;
    int32_t first = m && m->n ? m->told[0].period : newest;
    newest = MAX_OF(newest, last);
    if (newest == INT32_MIN)
        return GAD_OK;
    first = MAX_OF(first, newest - (WATCH_REMEMBERED - 1) * step);
    for (int32_t p = first; p <= newest && n < WATCH_REMEMBERED; p++) {
        int32_t i = alert_find(j->track, p);
        const watch_told *old = told_at(m, p);
        alert_verdict v = i < 0 ? ALERT_UNKNOWN : verdict_at(j, i);
        if (i < 0 && !old)
            continue;
        if (v == ALERT_UNKNOWN && old && old->verdict != ALERT_UNKNOWN)
            told[n++] = *old;
        else
            told[n++] = (watch_told){ p, v, i < 0 ? NO_NUMBER : j->track->at[i].value };
    }
    out->n = n;
    return GAD_OK;
}

static gad_status judge_rule(judging *j, const char *why, watch_memory *after)
{
    int32_t open = j->before ? j->before->open : INT32_MIN;
    const char *unknown = why;
    gad_status st = GAD_OK;
    j->newest = alert_newest(j->track);
    if (!unknown && j->newest < 0)
        unknown = j->track->refused ? j->track->refused
                  : j->track->n     ? alert_why(&j->rule->test, j->track, j->track->n - 1)
                                    : "nothing is held";
    else if (!unknown && verdict_at(j, j->newest) == ALERT_UNKNOWN)
        unknown = alert_why(&j->rule->test, j->track, j->newest);
    if (j->newest >= 0) {
        st = look_back(j);
        if (!st)
            st = look_at_new(j);
        if (!st)
            st = look_at_open(j, &open);
    }
    if (!st && unknown)
        st = add_unjudged(j, unknown);
    return st ? st : remember(j, open, unknown, after);
}

static bool is_asked(const watch_rules *rules, const char *key)
{
    for (int32_t i = 0; i < rules->n; i++)
        if (STR_EQ(rules->rule[i].key, key))
            return true;
    return false;
}

/* What is known of rules that are not in this file: they may be another file's that shares the state. */
static void keep_others(const watch_rules *rules, const watch_state *before, watch_state *after)
{
    for (int32_t i = 0; i < before->n; i++)
        if (!is_asked(rules, before->memory[i].key))
            after->memory[after->n++] = before->memory[i];
}

gad_status watch_judge(gad_ctx *cx, gad_store *st, arena *mem, const watch_rules *rules,
                       const watch_state *before, bool all, int32_t today, watch_answer *out,
                       watch_state *after)
{
    watch_cache *cache = NULL;
    watch_answer a = { .rules = rules, .today = today, .all = all };
    gad_status status = watch_cache_new(cx, mem, &cache);
    *after = (watch_state){ .as_of = today, .n = rules->n };
    after->memory = arena_take(mem, (size_t)rules->n + (size_t)before->n, sizeof *after->memory);
    if (!status && !after->memory)
        status = gad_nomem(cx, "the rules");
    for (int32_t i = 0; i < rules->n && !status; i++) {
        const watch_rule *r = &rules->rule[i];
        const char *why = NULL;
        judging j = { .cx = cx,
                      .mem = mem,
                      .a = &a,
                      .rule = r,
                      .track = arena_take(mem, 1, sizeof *j.track),
                      .before = watch_remember(before, r->key) };
        status =
            j.track ? gad_progress(cx, "judging rules", i, rules->n) : gad_nomem(cx, "the rules");
        if (!status)
            status = watch_track(cx, st, cache, r, today, j.track, &j.codes, &why);
        if (!status)
            status = judge_rule(&j, why, &after->memory[i]);
    }
    if (status)
        return status;
    keep_others(rules, before, after);
    *out = a;
    return GAD_OK;
}
