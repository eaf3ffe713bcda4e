/* memory.c - layer 3: what an article is about, and what it spoke of last.
 *
 * The survey counts products, countries and years before any claim is read; afterwards each sentence leaves its
 * subject and period, each claim its sides. */
#include "claims/asking.h"

enum { VOTE_TITLE = 6, VOTE_HEADING = 3, VOTE_LEAD = 3, LEAD_SENTENCES = 3 };

/* ---- the survey -------------------------------------------------------------------------------- */

static void vote(seen *s, int32_t *n, const char *id, int32_t votes)
{
    int32_t i = 0;
    while (i < *n && !STR_EQ(s[i].id, id))
        i++;
    if (i == SEEN_PRODUCTS)
        return;
    if (i == *n)
        s[(*n)++] = (seen){ id, 0 };
    s[i].votes += votes;
}

static void sort_seen(seen *s, int32_t n)
{
    for (int32_t i = 1; i < n; i++) /* stable: the earlier named stays first */
        for (int32_t k = i; k > 0 && s[k].votes > s[k - 1].votes; k--) {
            seen t = s[k];
            s[k] = s[k - 1];
            s[k - 1] = t;
        }
}

static void vote_year(context *cx, int32_t year)
{
    int32_t i = 0;
    while (i < cx->n_year && cx->year[i] != year)
        i++;
    if (i == SEEN_YEARS)
        return;
    if (i == cx->n_year) {
        cx->year[cx->n_year++] = year;
        cx->year_votes[i] = 0;
    }
    cx->year_votes[i]++;
}

void context_start(context *cx, arena *mem, const article *a)
{
    memset(cx, 0, sizeof *cx);
    cx->mem = mem;
    cx->art = a;
    cx->title_period = no_span;
    cx->calendar = (calendar){ a->date, 0, -1 };
    cx->last.period = cx->heading.period = no_span;
    cx->last.product_at = cx->last.sides_at = cx->last.period_at = -1;
}

void context_survey(context *cx, const sentence *s, const items *it)
{
    int32_t votes = s->kind == SENTENCE_TITLE     ? VOTE_TITLE
                    : s->kind == SENTENCE_HEADING ? VOTE_HEADING
                                                  : 1;
    bool lead = s->kind == SENTENCE_BODY && cx->n_body++ < LEAD_SENTENCES;
    for (int32_t i = 0; i < it->n; i++) {
        const item *x = &it->at[i];
        if (x->tag == TAG_PRODUCT && x->value != 1 && lead)
            vote(cx->product, &cx->n_product, x->id, VOTE_LEAD - votes);
        if (x->tag == TAG_PRODUCT && x->value != 1)
            vote(cx->product, &cx->n_product, x->id, votes);
        cx->other_votes += x->tag == TAG_OTHER ? votes : 0;
        if (x->tag == TAG_COUNTRY)
            vote(cx->country, &cx->n_country, x->id, votes);
        if (x->tag == TAG_YEAR)
            vote_year(cx, x->value);
        bool from = i > 0 && it->at[i - 1].tag == TAG_COMPARE && it->at[i - 1].value != COMPARE_ON;
        bool month = x->tag == TAG_MONTH && x->value < 16 && !from;
        bool last = x->tag == TAG_RELATIVE && x->value == REL_LAST_MONTH;
        if (cx->first_month.tag == TAG_WORD && (month || last)) {
            cx->first_month = *x;
            if (i + 1 < it->n && it->at[i + 1].tag == TAG_YEAR)
                cx->first_year = it->at[i + 1];
        }
    }
}

/* The first month the article names, read like any other. */
static span first_period(const context *cx)
{
    item two[2] = { cx->first_month, cx->first_year };
    items it = { .at = two, .n = 2, .cap = 2 };
    when w[WHENS_MAX];
    int32_t n = cx->first_month.tag == TAG_WORD ? 0 : when_find(&cx->calendar, &it, w);
    return n > 0 ? w[0].months : no_span;
}

void context_surveyed(context *cx)
{
    char today[PERIOD_TEXT];
    int32_t now = 0, best = 0;
    day_text(today, day_today());
    today[4] = '\0';
    num_parse_i32(today, YEAR_MIN, YEAR_MAX, &now);
    sort_seen(cx->product, cx->n_product);
    sort_seen(cx->country, cx->n_country);
    for (int32_t i = 0; i < cx->n_year; i++) {
        bool more = cx->year_votes[i] > best ||
                    (cx->year_votes[i] == best && cx->year[i] > cx->calendar.year);
        if (cx->year[i] > now || !more)
            continue;
        best = cx->year_votes[i];
        cx->calendar.year = cx->year[i];
    }
    cx->title_period = first_period(cx);
}

/* ---- what was spoken of last -------------------------------------------------------------------------- */

/* Who trades with whom in a sentence, claims or none: "shipments to the United States have weakened". */
static void remember_sides(focus *f, const scene *s, int32_t paragraph)
{
    const char *of[SIDES] = { NULL };
    char flow = 0;
    for (int32_t i = 0; i < s->it->n && i < SCENE_MAX; i++) {
        const item *x = &s->it->at[i];
        if (x->tag == TAG_COUNTRY && !of[s->side[i]])
            of[s->side[i]] = x->id;
        if (!flow && (x->tag == TAG_EXPORT || x->tag == TAG_SHIP))
            flow = 'X';
        if (!flow && x->tag == TAG_IMPORT)
            flow = 'M';
    }
    const char *out = of[SIDE_EXPORTER], *in = of[SIDE_IMPORTER];
    if (!flow || (!out && !in))
        return;
    f->flow = flow;
    f->measure = "qty";
    f->reporter = flow == 'X' ? (out ? out : "CHN") : in;
    f->partner = flow == 'X' ? in : out;
    f->partner = f->partner ? f->partner : "W00";
    f->sides_at = paragraph;
}

static void remember_pair(context *cx, const focus *f)
{
    if (f->flow != 'M' || !f->reporter || !f->partner || STR_EQ(f->partner, "W00"))
        return;
    cx->importer = f->reporter;
    cx->origin = f->partner;
}

bool remember_claim(context *cx, const claim *c, int32_t paragraph)
{
    const reading *r = &c->reading[0];
    bool output = r->flow == 'Q' && c->m.form == FORM_LEVEL;
    if (c->m.is_base || (!is_trade(r->flow) && !output) || c->m.form == FORM_EVENT ||
        c->m.form == FORM_PER || c->m.form == FORM_COUNT || c->m.form == FORM_RECORD ||
        c->m.form == FORM_SHARE)
        return false;
    cx->last.reporter = r->reporter;
    cx->last.partner = r->partner;
    cx->last.flow = r->flow;
    cx->last.measure = r->measure;
    cx->last.output = output ? r->product : NULL;
    cx->last.sides_at = paragraph;
    remember_pair(cx, &cx->last);
    if (!span_known(r->period))
        return true;
    cx->last.period = r->period;
    cx->last.period_at = paragraph;
    if (r->period.from == r->period.to)
        cx->calendar.focus = r->period.from;
    return true;
}

/* Subject and period of the sentence, whether or not it holds a claim. */
static void remember_subject(focus *f, const items *it, const when *w, int32_t n, int32_t paragraph)
{
    bool ours = false;
    if (f->product_at != paragraph)
        f->other = NULL;
    for (int32_t i = 0; i < it->n; i++) {
        const item *x = &it->at[i];
        if (x->tag == TAG_PRODUCT && x->value != 1 && !words_exclude(it, i)) {
            f->product = x->id;
            f->other = NULL;
            f->product_at = paragraph;
            ours = true;
        } else if (x->tag == TAG_OTHER && !ours) {
            f->other = x->id;
            f->product = NULL;
            f->product_at = paragraph;
        }
    }
    for (int32_t i = it->n - 1; i >= 0; i--)
        if (it->at[i].tag == TAG_COUNTRY) {
            f->owner = it->at[i].id;
            f->owner_at = paragraph;
        }
    for (int32_t i = 0; i < it->n; i++)
        if (it->at[i].tag == TAG_COUNTRY && !STR_EQ(it->at[i].id, "CHN")) {
            f->country = it->at[i].id;
            f->country_at = paragraph;
        }
    /* "In July the ministry announced a crackdown" is no month of trade. */
    bool act = items_have(it, TAG_POLICY) && !items_have(it, TAG_EXPORT) &&
               !items_have(it, TAG_IMPORT) && !items_have(it, TAG_SHIP);
    for (int32_t i = 0; i < n && !act; i++)
        if (!w[i].compared && !w[i].relative && !w[i].day && span_known(w[i].months)) {
            f->period = w[i].months;
            f->period_at = paragraph;
            break;
        }
}

static void remember_heading(context *cx, const scene *around, const when *w, int32_t n)
{
    cx->heading = (focus){ .period = no_span };
    remember_subject(&cx->heading, around->it, w, n, 0);
    remember_sides(&cx->heading, around, 0);
}

void remember_sentence(context *cx, const scene *around, const when *w, int32_t n,
                       const sentence *s)
{
    remember_subject(&cx->last, around->it, w, n, s->paragraph);
    span p = cx->last.period;
    if (cx->last.period_at == s->paragraph && p.from == p.to && cx->last.product)
        cx->calendar.focus = p.from;
    remember_sides(&cx->last, around, s->paragraph);
    remember_pair(cx, &cx->last);
    if (s->kind == SENTENCE_TITLE || s->kind == SENTENCE_HEADING)
        remember_heading(cx, around, w, n);
    if (s->kind ==
        SENTENCE_TITLE) /* "Why your next EV motor may be late" forbids no goods below it */
        cx->heading.other = NULL;
}
