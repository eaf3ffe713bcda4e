/* judge_event.c - layer 3: an act with a date ("in early April China imposed export controls on seven rare earths").
 *
 * Flow: what act the words tell (control, ban, deal, talks, suspension ...) and which names they use ("Geneva",
 * "Announcement 18", "seven") -> events known by then (basis says kind, names and number of elements: docs/data.md) ->
 * one in the period supports; a named one in another month denies.
 * Invariant: only an event that the words name may be denied, only by a month written within the claim or right behind
 * it, and not when the sentence also gives the right month or names another event of that month. */
#include "claims/judge_facts.h"

enum { BEHIND = 24, NAMED_MAX = 6, AROUND_NUMBER = 40 };

/* Words of an act, and the kinds of events (basis) it may be. */
static const struct {
    const char *word, *kind[4];
} acts[] = {
    { "control*", { "control", "control announced" } },
    { "curb*", { "control", "control announced", "halt" } },
    { "restrict*", { "control", "control announced", "halt" } },
    { "licens*", { "control", "control announced", "licence" } },
    { "licenc*", { "control", "control announced", "licence" } },
    { "regime", { "control" } },
    { "export list", { "control" } },
    { "limit*", { "control", "control announced" } },
    { "measures", { "control", "control announced" } },
    { "ban", { "ban", "technology ban" } },
    { "bans", { "ban", "technology ban" } },
    { "banned", { "ban", "technology ban" } },
    { "banning", { "ban", "technology ban" } },
    { "embargo*", { "ban", "halt" } },
    { "halt*", { "halt", "control" } },
    { "truce", { "deal", "talks" } },
    { "deal", { "deal", "talks", "framework" } },
    { "deals", { "deal", "talks", "framework" } },
    { "agreement", { "deal", "talks", "framework" } },
    { "accord", { "deal", "talks" } },
    { "pact", { "deal", "talks", "framework" } },
    { "framework", { "talks", "framework", "deal" } },
    { "summit", { "deal", "talks" } },
    { "talks", { "talks", "deal" } },
    { "negotiat*", { "talks", "deal" } },
    { "suspen*", { "suspension" } },
    { "paus*", { "suspension" } },
    { "lift*", { "suspension" } },
    { "eas*", { "suspension" } },
};

typedef struct act { /* what the words say */
    bool kind[COUNT_OF(acts)];
    bool any;
} act;

static act read_act(clue w)
{
    act a = { .any = false };
    for (int32_t i = 0; i < COUNT_OF(acts); i++) {
        a.kind[i] = clue_has(w, acts[i].word);
        a.any |= a.kind[i];
    }
    return a;
}

static bool is_kind(const act *a, const fact *f)
{
    for (int32_t i = 0; i < COUNT_OF(acts); i++)
        for (int32_t k = 0; a->kind[i] && k < 4 && acts[i].kind[k]; k++)
            if (basis_has(f->basis, acts[i].kind[k]))
                return true;
    return false;
}

/* ---- names ------------------------------------------------------------------------------------------ */

/* "announcement no. 18" is "announcement 18". */
static bool has_name(clue w, const char *name, size_t n)
{
    char plain[48], numbered[56];
    snprintf(plain, sizeof plain, "%.*s", (int)MIN_OF(n, sizeof plain - 1), name);
    if (clue_has(w, plain))
        return true;
    const char *space = strchr(plain, ' ');
    if (strncmp(plain, "announcement ", 13) != 0 || !space)
        return false;
    snprintf(numbered, sizeof numbered, "announcement no. %s", space + 1);
    if (clue_has(w, numbered))
        return true;
    snprintf(numbered, sizeof numbered, "no. %s", space + 1);
    return clue_has(w, numbered);
}

/* "seven rare earth elements", "five more elements". */
static bool has_number(clue w, int32_t elements)
{
    for (uint32_t at = w.from; elements > 0 && at < w.to; at++) {
        uint32_t end;
        bool starts = at == w.from || !isalnum((unsigned char)w.text[at - 1]);
        if (!starts || clue_count(w, at, &end) != elements)
            continue;
        clue rest = { w.text, end, MIN_OF(w.to, end + AROUND_NUMBER) };
        if (clue_has(rest, "rare earth*") || clue_has(rest, "element*"))
            return true;
    }
    return false;
}

/* Whether the words call the event by a name of its own: the parts of basis behind domain and kind. */
static bool is_named(clue w, const fact *f)
{
    const char *part = f->basis;
    if (has_number(w, basis_elements(f->basis)))
        return true;
    for (int32_t i = 0; *part; i++) {
        part += strspn(part, "; ");
        size_t n = strcspn(part, ";");
        bool number = n > 9 && strncmp(part + n - 9, " elements", 9) == 0;
        if (i >= 2 && !number && has_name(w, part, n))
            return true;
        part += n;
    }
    return false;
}

/* ---- subject ------------------------------------------------------------------------------------------ */

static bool is_about(const judging *j, const fact *f, const reading *r, clue w)
{
    const char *event = product_family(j->bk, f->product),
               *asked = r->product ? product_family(j->bk, r->product) : "";
    bool rare = STR_EQ(event, "rare-earths") || STR_EQ(event, "magnets") ||
                STR_EQ(event, "heavy-rare-earths");
    if (rare) /* the controls on rare earths bind magnets too */
        return STR_EQ(asked, "rare-earths") || STR_EQ(asked, "magnets") ||
               clue_has(w, "rare earth*") || clue_has(w, "magnet*");
    return STR_EQ(event, asked) || clue_has(w, event);
}

/* A truce belongs to both sides; a control to who imposes it. */
static bool is_by(const fact *f, const reading *r)
{
    bool both = basis_has(f->basis, "deal") || basis_has(f->basis, "talks");
    if (both || !r->reporter || r->from[PART_REPORTER] > FOUND_PARAGRAPH)
        return true;
    return STR_EQ(f->reporter, r->reporter) || (r->partner && STR_EQ(f->reporter, r->partner));
}

/* ---- months ------------------------------------------------------------------------------------------- */

static bool says_month(clue w, int32_t month)
{
    return clue_month(w, month_number(month));
}

/* The month of the reading is written within the claim or right behind it. */
static bool month_is_near(const judging *j, const claim *c, const reading *r)
{
    clue w = clue_after(j, c), own = clue_claim(j, c);
    w.to = MAX_OF(own.to, MIN_OF(w.to, c->m.to + BEHIND));
    return r->period.from == r->period.to && says_month(w, r->period.from);
}

/* ---- the ruling ----------------------------------------------------------------------------------------- */

static const char *say_event(const judging *j, const fact *f)
{
    char day[PERIOD_TEXT];
    return arena_fmt(j->mem, "%s: %s (%s)",
                     f->day == INT32_MIN ? text_span(j->mem, f->period) : day_text(day, f->day),
                     f->note, f->source);
}

typedef struct matches {
    const fact *in_period, *named[NAMED_MAX];
    int32_t n_named;
    bool named_in_period;
} matches;

static matches find_events(const judging *j, const reading *r, clue w, const act *a)
{
    matches m = { 0 };
    const fact *f;
    bool other_named = false;
    for (int32_t k = 0; (f = book_next(j->bk, "event", NULL, j->as_of, &k));) {
        bool named = is_named(w, f);
        if (!basis_has(f->basis, "policy") || basis_has(f->basis, "definition") ||
            (!is_kind(a, f) && !named))
            continue;
        bool when = span_known(r->period) && spans_meet(f->period, r->period);
        bool subject = is_kind(a, f) && (named || (is_about(j, f, r, w) && is_by(f, r)));
        if (when && subject && (!m.in_period || (named && !m.named_in_period))) {
            m.in_period = f;
            m.named_in_period = named;
        }
        if (named && m.n_named < NAMED_MAX)
            m.named[m.n_named++] = f;
        other_named |= named && is_kind(a, f);
    }
    if (other_named &&
        !m.named_in_period) /* the Geneva deal is not the London talks of that month */
        m.in_period = NULL;
    return m;
}

/* The one named event of the words that is of this kind; NULL: none or several. */
static const fact *denied_by(const judging *j, const claim *c, const reading *r, const act *a,
                             const matches *m, clue w)
{
    const fact *only = NULL;
    for (int32_t i = 0; i < m->n_named; i++) {
        if (!is_kind(a, m->named[i]))
            continue;
        if (only)
            return NULL;
        only = m->named[i];
    }
    bool elsewhere =
        only && !spans_meet(only->period, r->period) && only->period.from == only->period.to;
    if (!elsewhere || !month_is_near(j, c, r) || says_month(w, only->period.from))
        return NULL;
    /* "since", "after", "until" beside the month: the month is of something that followed. */
    static const char *const follows[] = { "since",   "until",     "by",           "after",
                                           "expire*", "effective", "take effect*", NULL };
    clue own = clue_claim(j, c);
    own.to = MIN_OF(w.to, c->m.to + BEHIND);
    return clue_any(own, follows) ? NULL : only;
}

gad_status judge_event(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    *out = (ruling){ .best = -1 };
    clue w = clue_near(j, c);
    act a = read_act(clue_claim(j, c));
    if (!a.any)
        a = read_act(w);
    if (!span_known(r->period))
        return rule_unknown(cx, out, "when it happened is not said in a way that can be read");
    matches m = find_events(j, r, w, &a);
    if (m.in_period)
        return rule_fact(cx, j, m.in_period, NO_NUMBER, FIT_YES, say_event(j, m.in_period), out);
    const fact *denied = denied_by(j, c, r, &a, &m, w);
    if (denied)
        return rule_fact(cx, j, denied, NO_NUMBER, FIT_NO, say_event(j, denied), out);
    return rule_unknown(cx, out, "no such event is held for this time");
}
