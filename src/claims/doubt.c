/* doubt.c - layer 3: whether a denied number was read wrongly rather than printed wrongly.
 *
 * Flow: a contradicted claim -> the same number for the countries, goods and months that the claims around it speak
 * of, for the whole or a part, on another base, in other months -> unverifiable, with what may be meant, when it is
 * right there to the digit. A wrong month that stands beside the number in so many words stays contradicted; the month
 * it belongs to is told.
 * Invariant: a verdict only ever gets weaker here. */
#include "claims/judge.h"

enum { SEARCH_MAX = 8, OTHER_PERIODS = 100, AROUND = 8 /* claims */, BESIDE = 40 /* bytes */ };

static gad_status add_to_explanation(gad_ctx *cx, const judging *j, claim *c, const char *more)
{
    c->explanation = arena_fmt(j->mem, "%s; %s", c->explanation, more);
    return c->explanation ? GAD_OK : gad_nomem(cx, "judging a claim");
}

static gad_status doubt(gad_ctx *cx, const judging *j, claim *c, const reading *meant)
{
    const char *words = reading_words(j->mem, j->bk, meant);
    const char *text =
        words ? arena_fmt(j->mem, "the figure is right for %s, which may be meant", words) : NULL;
    c->verdict = UNVERIFIABLE;
    c->confidence *= 0.5;
    return text ? add_to_explanation(cx, j, c, text) : gad_nomem(cx, "judging a claim");
}

/* The months of the reading stand beside the number in so many words: "1,238 tons in June 2025". */
static bool period_is_beside(const judging *j, const claim *c, span p)
{
    static const char *const other[] = { "half", "quarter", "same", "earlier", "previous", "last" };
    char year[PERIOD_TEXT];
    const article *art = j->art;
    if (!art || c->m.sentence < 0 || c->m.sentence >= art->n_sentence)
        return false;
    const sentence *s = &art->sentence[c->m.sentence];
    uint32_t to = MIN_OF(s->to, c->m.to + BESIDE);
    for (uint32_t i = c->m.to; i < to; i++) /* up to the next number's clause */
        if (art->text[i] == ',' || art->text[i] == ';')
            to = i;
    snprintf(year, sizeof year, "%d", (int)month_year(p.from));
    if (to <= c->m.to || !words_named(art->text, c->m.to, to, year, ""))
        return false;
    for (int32_t i = 0; i < COUNT_OF(other); i++)
        if (words_named(art->text, c->m.to, to, other[i], ""))
            return false;
    for (int32_t m = 1; m <= 12; m++) {
        bool named = words_named(art->text, c->m.to, to, month_name(m), "");
        bool wanted = p.to - p.from < 11 && (m == month_number(p.from) || m == month_number(p.to));
        if (named != wanted)
            return false;
    }
    return true;
}

static reading moved_to(const reading *r, span period)
{
    reading m = *r;
    m.period = period;
    if (span_known(r->base)) {
        m.base.from += period.from - r->period.from;
        m.base.to += period.to - r->period.to;
    }
    return m;
}

/* Months near, the same months of other years, and the spans that a month, a half or a year is mistaken for. */
static int32_t other_periods(span p, bool level, span out[OTHER_PERIODS])
{
    int32_t n = 0, length = p.to - p.from + 1, year = p.to / 12 * 12;
    for (int32_t k = 1; k <= 3; k++) {
        out[n++] = (span){ p.from - 12 * k, p.to - 12 * k };
        out[n++] = (span){ p.from + 12 * k, p.to + 12 * k };
    }
    out[n++] = (span){ p.from - length, p.from - 1 };
    out[n++] = (span){ p.to + 1, p.to + length };
    if (!level)
        return n;
    for (int32_t m = p.from - 12; length > 1 && length <= 12 && m <= p.to + 12; m++)
        out[n++] = (span){ m, m };
    for (int32_t m = p.to - 6; length == 1 && m <= p.to + 6; m++)
        out[n++] = (span){ m, m };
    for (int32_t january = year - 12; january <= year + 12; january += 12) {
        for (int32_t m = 1; m < 12; m++) /* January alone is a month */
            out[n++] = (span){ january, january + m };
        for (int32_t q = 0; q < 12; q += 3)
            out[n++] = (span){ january + q, january + q + 2 };
        out[n++] = (span){ january + 6, january + 11 };
    }
    return n;
}

static gad_status tell_period(gad_ctx *cx, const judging *j, claim *c, span p)
{
    buf b;
    buf_init(&b, j->mem->al);
    buf_add(&b, "the figure is that of ");
    words_period(&b, p);
    if (p.to - p.from < c->reading[0].period.to - c->reading[0].period.from)
        buf_add(&b, " alone");
    const char *text = words_take(j->mem, &b);
    return text ? add_to_explanation(cx, j, c, text) : gad_nomem(cx, "judging a claim");
}

static gad_status look_in_periods(gad_ctx *cx, const judging *j, claim *c)
{
    span p[OTHER_PERIODS];
    const reading *r = &c->reading[0];
    int32_t n = other_periods(r->period, c->m.form == FORM_LEVEL, p);
    for (int32_t i = 0; i < n; i++) {
        bool fits = false;
        reading as = moved_to(r, p[i]);
        gad_status st = months_equal(p[i], r->period) ? GAD_OK : ruling_fits(cx, j, c, &as, &fits);
        if (st)
            return st;
        if (fits)
            return c->m.form == FORM_LEVEL && period_is_beside(j, c, r->period)
                       ? tell_period(cx, j, c, p[i])
                       : doubt(cx, j, c, &as);
    }
    return GAD_OK;
}

/* "By weight, exports fell 29.7 %": the sentence says which of the two it counts. */
static bool measure_is_said(const judging *j, const claim *c)
{
    static const struct {
        const char *measure, *word;
    } words[] = { { "qty", "weight" },   { "qty", "volume" },      { "qty", "tonnage" },
                  { "value", "value" },  { "value", "worth" },     { "value", "revenue" },
                  { "value", "dollar" }, { "unit-value", "price" } };
    const article *art = j->art;
    bool own = false, other = false;
    if (!art || c->m.sentence < 0 || c->m.sentence >= art->n_sentence)
        return false;
    const sentence *s = &art->sentence[c->m.sentence];
    for (int32_t i = 0; i < COUNT_OF(words); i++)
        if (words_named(art->text, s->from, s->to, words[i].word, "")) {
            own |= STR_EQ(words[i].measure, c->reading[0].measure);
            other |= !STR_EQ(words[i].measure, c->reading[0].measure);
        }
    return own && !other;
}

/* On the month where it was read on the year, and the other way round; the value where the weight was read. */
static gad_status look_at_bases(gad_ctx *cx, const judging *j, claim *c)
{
    static const char *const measure[] = { "qty", "value", "unit-value" };
    bool said = measure_is_said(j, c);
    const reading *r = &c->reading[0];
    int32_t length = r->period.to - r->period.from + 1;
    const span base[] = { r->base,
                          { r->period.from - 12, r->period.to - 12 },
                          { r->period.from - length, r->period.from - 1 } };
    for (int32_t m = 0; m < COUNT_OF(measure); m++)
        for (int32_t i = 0; i < COUNT_OF(base); i++) {
            bool fits = false;
            reading as = *r;
            as.measure = measure[m];
            as.base = base[i];
            bool own = STR_EQ(as.measure, r->measure);
            bool skip = own ? months_equal(as.base, r->base) : said;
            gad_status st = skip ? GAD_OK : ruling_fits(cx, j, c, &as, &fits);
            if (st || fits)
                return st ? st : doubt(cx, j, c, &as);
        }
    return GAD_OK;
}

/* Countries, goods and months that the claims around speak of. */
static gad_status look_around(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t at)
{
    claim *of = &c[at];
    int32_t from = MAX_OF(0, at - AROUND), to = MIN_OF(n, at + AROUND + 1);
    for (int32_t i = from; i < to; i++) {
        if (i == at || !c[i].n_reading || abs(c[i].m.sentence - of->m.sentence) > 1)
            continue;
        const reading *r = &of->reading[0], *s = &c[i].reading[0];
        reading as[4] = { *s, *s, *r, moved_to(r, span_known(s->base) ? s->base : s->period) };
        as[0].measure = r->measure;
        as[0].period = r->period;
        as[0].base = r->base;
        as[1].measure = r->measure;
        as[1].base = moved_to(r, s->period).base;
        as[2] = moved_to(r, s->period);
        for (int32_t k = 0; k < 4; k++) {
            bool fits = false;
            bool other_goods = !s->product || !STR_EQ(s->product, r->product);
            if ((k < 2 && other_goods && c[i].m.sentence != of->m.sentence) || !as[k].product ||
                !as[k].reporter || !span_known(as[k].period))
                continue;
            gad_status st = ruling_fits(cx, j, of, &as[k], &fits);
            if (st || fits)
                return st ? st : doubt(cx, j, of, &as[k]);
        }
    }
    return GAD_OK;
}

/* "... 418 tons to India and 619 to the United States": the sentence names the country by any of its names. */
static bool is_named_here(const judging *j, const claim *c, const char *country)
{
    /* Names that words.def keeps to itself. */
    static const struct {
        const char *id, *word;
    } own[] = { { "USA", "U.S" },     { "USA", "US" },
                { "USA", "America" }, { "EU27", "European Union" },
                { "EU27", "EU" },     { "EU27", "Europe" },
                { "GBR", "U.K" } };
    int32_t n = 0;
    const lex_name *name = book_names(j->bk, &n);
    const article *art = j->art;
    if (!art || c->m.sentence < 0 || c->m.sentence >= art->n_sentence)
        return false;
    const sentence *s = &art->sentence[c->m.sentence];
    for (int32_t i = 0; i < COUNT_OF(own); i++)
        if (STR_EQ(own[i].id, country) && words_named(art->text, s->from, s->to, own[i].word, ""))
            return true;
    for (int32_t i = 0; i < n; i++)
        if (name[i].tag == TAG_COUNTRY && STR_EQ(name[i].id, country) &&
            words_named(art->text, s->from, s->to, name[i].phrase, ""))
            return true;
    return false;
}

/* A part denied that is right for the whole, a whole that is right for a part, or a part right for another country
 * of the sentence. */
static bool may_be_partner(const judging *j, const claim *c, const reading *s)
{
    const reading *r = &c->reading[0];
    bool partner = reading_is_trade(s) && STR_EQ(s->product, r->product) && s->flow == r->flow &&
                   STR_EQ(s->reporter, r->reporter) && !STR_EQ(s->partner, r->partner) &&
                   months_equal(s->period, r->period);
    bool whole = STR_EQ(r->partner, "W00") || STR_EQ(s->partner, "W00");
    bool loose = r->from[PART_PARTNER] > FOUND_CLAUSE && c->m.said.significant >= 3;
    return partner && (whole || loose || is_named_here(j, c, s->partner));
}

static gad_status look_at_partners(gad_ctx *cx, const judging *j, claim *c)
{
    static const double NEAR = 0.005; /* one source prints 420, another 420.5 */
    found_series *f = NULL;
    int32_t n = 0;
    const reading *r = &c->reading[0];
    amount digits = printed_digits(&c->m.said);
    double slack = NEAR * fabs(digits.value);
    gad_status st = book_search(cx, j->bk, j->mem, r, r->period, digits.lo - slack,
                                digits.hi + slack, j->as_of, SEARCH_MAX, &f, &n);
    for (int32_t i = 0; !st && i < n; i++)
        if (may_be_partner(j, c, &f[i].r))
            return doubt(cx, j, c, &f[i].r);
    return st;
}

/* The metric of data/observations that holds a measure. */
static const char *metric_of(const char *measure)
{
    return STR_EQ(measure, "unit-value") ? "unit_value" : measure;
}

/* A published figure for the very same that the series leaves aside: another definition or compiler. */
static gad_status look_at_facts(gad_ctx *cx, const judging *j, claim *c)
{
    int32_t k = 0;
    const reading *r = &c->reading[0];
    amount digits = printed_digits(&c->m.said);
    for (const fact *f; (f = book_next(j->bk, metric_of(r->measure), r->product, INT32_MAX, &k));) {
        bool partner = STR_EQ(*f->partner ? f->partner : "W00", r->partner);
        if (!partner || !STR_EQ(f->reporter, r->reporter) || (f->flow && f->flow != r->flow) ||
            !months_equal(f->period, r->period) || !STR_EQ(f->unit, c->m.said.unit) ||
            fit_of(&digits, f->value - f->half_unit, f->value + f->half_unit, true) != FIT_YES)
            continue;
        const char *text = arena_fmt(j->mem, "%s; %s gives this figure%s%s", c->explanation,
                                     f->source, *f->basis ? " as " : "", f->basis);
        c->verdict = AMBIGUOUS;
        c->confidence *= 0.6;
        c->explanation = text;
        return text ? GAD_OK : gad_nomem(cx, "judging a claim");
    }
    return GAD_OK;
}

/* Output, reserves and quotas come in yearly editions: a figure of an older one is out of date, not wrong. */
static gad_status look_at_editions(gad_ctx *cx, const judging *j, claim *c)
{
    enum { YEAR = 366, EDITIONS = 3 };
    char day[PERIOD_TEXT];
    int32_t from = j->as_of == INT32_MAX ? day_today() : j->as_of;
    for (int32_t k = 1; k <= EDITIONS; k++) {
        ruling of = { .best = -1 };
        judging before = *j;
        before.as_of = from - k * YEAR;
        gad_status st = judge_level(cx, &before, c, &c->reading[0], &of);
        if (st)
            return st;
        if (!of.known || of.fit != FIT_YES)
            continue;
        const char *text = arena_fmt(j->mem, "as known on %s: %s; since then: %s",
                                     day_text(day, before.as_of), of.explanation, c->explanation);
        c->verdict = AMBIGUOUS;
        c->confidence *= 0.6;
        c->explanation = text;
        return text ? GAD_OK : gad_nomem(cx, "judging a claim");
    }
    return GAD_OK;
}

/* Which looks a form takes; those of places and records have no digits to go by. */
static const struct {
    bool around, digits, bases, periods;
} looks[] = {
    [FORM_LEVEL] = { true, true, false, true },    [FORM_PERCENT] = { true, true, true, true },
    [FORM_TIMES_OF] = { true, false, true, true }, [FORM_SHARE] = { true, true, false, false },
    [FORM_RANK] = { true, false, false, false },   [FORM_RECORD] = { true, false, false, false },
    [FORM_STREAK] = { true, false, false, false }, [FORM_EVENT] = { false, false, false, false },
};

static bool is_complete(const claim *c)
{
    const reading *r = &c->reading[0];
    return r->product && r->reporter && r->partner && r->measure && r->flow;
}

static bool is_doubtable(const claim *c)
{
    return c->verdict == CONTRADICTED && is_complete(c) &&
           (!looks[c->m.form].digits || c->m.said.significant >= 2);
}

gad_status judge_doubts(gad_ctx *cx, const judging *j, claim *c, int32_t n, int32_t at)
{
    claim *of = &c[at];
    gad_status st = GAD_OK;
    bool trade = reading_is_trade(&of->reading[0]);
    bool timed = span_known(of->reading[0].period);
    if (of->m.form == FORM_LEVEL && is_complete(of))
        st = look_at_facts(cx, j, of);
    if (!st && is_doubtable(of) && looks[of->m.form].around)
        st = look_around(cx, j, c, n, at);
    if (!st && of->verdict == CONTRADICTED && trade && of->m.form == FORM_LEVEL)
        st = look_at_partners(cx, j, of);
    if (!st && is_doubtable(of) && !trade && of->m.form == FORM_LEVEL)
        st = look_at_editions(cx, j, of);
    if (!st && is_doubtable(of) && timed && looks[of->m.form].bases &&
        span_known(of->reading[0].base))
        st = look_at_bases(cx, j, of);
    if (!st && is_doubtable(of) && timed && looks[of->m.form].periods)
        st = look_in_periods(cx, j, of);
    return st;
}
