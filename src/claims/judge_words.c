/* judge_words.c - layer 3: readings, amounts, periods and sources in plain English.
 *
 * Flow: writers append to a buf, words_take() copies the result to the arena. The words name the whole series, so
 * that a reader sees how a sentence was understood without looking up an identifier. */
#include "claims/judge.h"

enum { LONGER_NAME = 14 }; /* bytes: " permanent mag" */

/* ---- numbers ------------------------------------------------------------------------------------ */

/* Digits behind the point that a reader needs: none of whole numbers, fewer of large ones. */
static int32_t decimals_of(double x)
{
    double size = fabs(x);
    if (fabs(x - round(x)) < 1e-6 || size >= 1e4)
        return 0;
    return size >= 100 ? 1 : 2;
}

static void add_number(buf *b, double x)
{
    char text[NUM_TEXT];
    buf_add(b, num_people(text, x, decimals_of(x)));
}

static bool is_money(const char *unit)
{
    return strlen(unit) == 3 && isupper((unsigned char)unit[0]);
}

/* One decimal, none from 100 % on: the levels behind a change seldom carry more. */
static void add_pct(buf *b, double x)
{
    char text[NUM_TEXT];
    int32_t decimals = fabs(x) >= 200 || fabs(x - round(x)) < 1e-6 ? 0 : 1;
    buf_fmt(b, "%s%s %%", x > 0 ? "+" : "", num_people(text, x, decimals));
}

void words_amount(buf *b, double x, const char *unit)
{
    static const struct {
        double at_least, by;
        const char *name;
    } scales[] = { { 1e12, 1e12, " trillion" },
                   { 1e9, 1e9, " billion" },
                   { 1e6, 1e6, " million" } };
    if (!IS_NUMBER(x)) {
        buf_add(b, "an unknown amount");
        return;
    }
    if (STR_EQ(unit, "pct")) {
        add_pct(b, x);
        return;
    }
    for (int32_t i = 0; is_money(unit) && i < COUNT_OF(scales); i++)
        if (fabs(x) >= scales[i].at_least) {
            add_number(b, x / scales[i].by);
            buf_fmt(b, "%s %s", scales[i].name, unit);
            return;
        }
    add_number(b, x);
    if (STR_EQ(unit, "points"))
        buf_add(b, " percentage points");
    else if (*unit)
        buf_fmt(b, " %s", unit);
}

/* ---- periods ------------------------------------------------------------------------------------ */

void words_period(buf *b, span s)
{
    static const char *const half[] = { "first", "second" };
    static const char *const quarter[] = { "first", "second", "third", "fourth" };
    char text[PERIOD_TEXT];
    if (!span_known(s))
        return;
    int32_t year = month_year(s.from), first = month_number(s.from) - 1, n = s.to - s.from + 1;
    if (n == 1)
        buf_add(b, month_people(text, s.from));
    else if (n == 12 && first == 0)
        buf_fmt(b, "%d", (int)year);
    else if (n == 6 && first % 6 == 0)
        buf_fmt(b, "the %s half of %d", half[first / 6], (int)year);
    else if (n == 3 && first % 3 == 0)
        buf_fmt(b, "the %s quarter of %d", quarter[first / 3], (int)year);
    else if (month_year(s.to) == year)
        buf_fmt(b, "%s to %s", month_name(first + 1), month_people(text, s.to));
    else {
        buf_add(b, month_people(text, s.from));
        buf_fmt(b, " to %s", month_people(text, s.to));
    }
}

/* ---- series ------------------------------------------------------------------------------------- */

static bool is_world(const char *id)
{
    return STR_EQ(id, "W00");
}

/* "China's ", "the Netherlands' ", "world " */
static void add_owner(buf *b, const book *bk, const char *id)
{
    if (!id)
        return;
    if (is_world(id)) {
        buf_add(b, "world ");
        return;
    }
    const char *name = book_country_prose(bk, id);
    size_t n = strlen(name);
    buf_fmt(b, "%s%s ", name, n && name[n - 1] == 's' ? "'" : "'s");
}

static void add_product(buf *b, const book *bk, const char *id)
{
    const book_product *p = id ? book_product_of(bk, id) : NULL;
    bool mixed = id && STR_EQ(id, "ndpr"); /* named in articles, of no series: oxide or metal */
    buf_add(b, p       ? p->prose
               : mixed ? "neodymium-praseodymium (NdPr)"
               : id    ? id
                       : "goods not named");
}

static const struct {
    const char *measure, *noun;
} measures[] = { /* of one country, without a partner */
                 { "production", "production of " }, { "quota", "production quota of " },
                 { "reserves", "reserves of " },     { "capacity", "production capacity of " },
                 { "demand", "demand for " },        { "consumption", "consumption of " }
};

/* Names of the flows, when the measure does not say it all. */
static const struct {
    char flow;
    const char *noun;
} flows[] = { { 'X', "exports of " },
              { 'M', "imports of " },
              { 'Q', "production of " },
              { 'S', "reserves of " },
              { 'C', "production capacity of " },
              { 'D', "demand for " },
              { 'P', "production of " } };

static const char *noun_of(const reading *r)
{
    for (int32_t i = 0; r->measure && i < COUNT_OF(measures); i++)
        if (STR_EQ(r->measure, measures[i].measure))
            return measures[i].noun;
    for (int32_t i = 0; i < COUNT_OF(flows); i++)
        if (r->flow == flows[i].flow)
            return flows[i].noun;
    return "trade in ";
}

static void add_partner(buf *b, const book *bk, const reading *r)
{
    bool trade = is_trade(r->flow);
    if (trade && r->partner && !is_world(r->partner))
        buf_fmt(b, " %s %s", r->flow == 'X' ? "to" : "from", book_country_prose(bk, r->partner));
}

void words_series(buf *b, const book *bk, const reading *r)
{
    const char *measure = r->measure ? r->measure : "qty";
    if (STR_EQ(measure, "price")) {
        buf_add(b, "the price of ");
        add_product(b, bk, r->product);
        if (r->reporter && !is_world(r->reporter))
            buf_fmt(b, " in %s", book_country_prose(bk, r->reporter));
        return;
    }
    if (STR_EQ(measure, "unit-value"))
        buf_add(b, "the average price of ");
    add_owner(b, bk, r->reporter);
    buf_add(b, noun_of(r));
    add_product(b, bk, r->product);
    add_partner(b, bk, r);
    if (STR_EQ(measure, "value"))
        buf_add(b, " by value");
}

static void add_in_period(buf *b, span s)
{
    if (!span_known(s))
        return;
    buf_add(b, " in ");
    words_period(b, s);
}

const char *words_take(arena *mem, buf *b)
{
    const char *text = buf_ok(b) ? arena_str(mem, buf_text(b)) : NULL;
    buf_release(b);
    return text;
}

const char *reading_words(arena *mem, const book *bk, const reading *r)
{
    buf b;
    buf_init(&b, mem->al);
    words_series(&b, bk, r);
    add_in_period(&b, r->period);
    return words_take(mem, &b);
}

/* ---- what is claimed ---------------------------------------------------------------------------- */

/* 16.1 million is 16,100,000, and not the double nearest to 16.1 times 1e6. */
static double without_dust(double x)
{
    char text[NUM_TEXT];
    snprintf(text, sizeof text, "%.12g", x);
    return strtod(text, NULL);
}

/* "over 353 t": the amount with its hedge, without a sign. */
static void add_said(buf *b, const amount *a)
{
    char text[NUM_TEXT];
    const char *unit = a->unit ? a->unit : "";
    bool at_scale = is_money(unit) && fabs(a->value) >= 1e6;
    if (a->hedge != HEDGE_NONE)
        buf_fmt(b, "%s ", hedge_name(a->hedge));
    if (at_scale) {
        words_amount(b, fabs(a->value), unit);
        return;
    }
    buf_add(b, num_people(text, without_dust(fabs(a->value)), -1));
    if (STR_EQ(unit, "pct"))
        buf_add(b, " %");
    else if (STR_EQ(unit, "points"))
        buf_add(b, " percentage points");
    else if (*unit)
        buf_fmt(b, " %s", unit);
}

static void add_base(buf *b, const char *before, const reading *r)
{
    if (!span_known(r->base))
        return;
    buf_fmt(b, " %s ", before);
    words_period(b, r->base);
}

/* "the price was", "exports were". */
static bool is_one_thing(const claim *c, const reading *r)
{
    const char *measure = r->measure ? r->measure : "";
    bool trade = is_trade(r->flow);
    if (c->m.form == FORM_PRICE || STR_EQ(measure, "unit-value") || STR_EQ(measure, "price"))
        return true;
    return !trade && r->flow != 'S' && !STR_EQ(measure, "reserves");
}

static const char *moved(const claim *c)
{
    if (c->m.said.value < 0 || c->m.direction < 0)
        return "fell";
    return c->m.said.value > 0 || c->m.direction > 0 ? "rose" : "changed by";
}

static void say_change(buf *b, const claim *c, const reading *r)
{
    buf_fmt(b, " %s ", moved(c));
    add_said(b, &c->m.said);
    add_in_period(b, r->period);
    add_base(b, "from", r);
}

static void say_times(buf *b, const claim *c, const reading *r)
{
    bool one = is_one_thing(c, r);
    add_in_period(b, r->period);
    buf_add(b, one ? " was " : " were ");
    add_said(b, &c->m.said);
    if (!c->m.said.unit || !STR_EQ(c->m.said.unit, "times"))
        buf_add(b, " times");
    if (c->m.form == FORM_TIMES_MORE)
        buf_add(b, " as much as, or more than,");
    buf_add(b, one ? " that of" : " those of");
    if (span_known(r->base)) {
        buf_char(b, ' ');
        words_period(b, r->base);
    } else
        buf_add(b, " the period before");
}

static void say_level(buf *b, const claim *c, const reading *r)
{
    buf_add(b, is_one_thing(c, r) ? " was " : " were ");
    add_said(b, &c->m.said);
    add_in_period(b, r->period);
}

static void say_exceeds(buf *b, const claim *c, const reading *r)
{
    add_in_period(b, r->period);
    buf_add(b, is_one_thing(c, r) ? " was " : " were ");
    buf_add(b, c->m.direction < 0 ? "less than" : "more than");
    add_base(b, "in", r);
}

static void say_quote(buf *b, const claim *c, const reading *r)
{
    add_in_period(b, r->period);
    buf_fmt(b, ": \"%s\"", c->text ? c->text : "");
}

/* "the USA's share of China's exports of ...", "China's share of the world's production of ..." */
static void say_share_of(buf *b, const book *bk, const reading *r)
{
    bool trade = is_trade(r->flow);
    reading whole = *r;
    const char *holder = r->reporter;
    whole.measure = r->measure && STR_EQ(r->measure, "share") ? "qty" : r->measure;
    if (trade && r->partner && !is_world(r->partner)) {
        holder = r->partner;
        whole.partner = "W00";
    } else
        whole.reporter = "W00";
    add_owner(b, bk, holder);
    buf_add(b, "share of ");
    if (trade && holder == r->reporter && r->from[PART_FLOW] > FOUND_SENTENCE) {
        buf_add(b, "the world's "); /* of what, the judge reads from the words (judge_share.c) */
        add_product(b, bk, r->product);
    } else
        words_series(b, bk, &whole);
}

/* What the claim is about, before what it says. */
static void add_subject(buf *b, const book *bk, const claim *c, const reading *r)
{
    if (c->m.form == FORM_SHARE)
        say_share_of(b, bk, r);
    else if (c->m.form == FORM_PER || c->m.form == FORM_COUNT)
        add_product(b, bk, r->product);
    else if (c->m.form == FORM_EVENT)
        buf_add(b, "policy");
    else
        words_series(b, bk, r);
}

typedef void say_fn(buf *b, const claim *c, const reading *r);

static say_fn *const sayers[] = {
    [FORM_LEVEL] = say_level,       [FORM_PRICE] = say_level,      [FORM_PERCENT] = say_change,
    [FORM_TIMES_OF] = say_times,    [FORM_TIMES_MORE] = say_times, [FORM_POINTS] = say_change,
    [FORM_DIFFERENCE] = say_change, [FORM_EXCEEDS] = say_exceeds,  [FORM_SHARE] = say_quote,
    [FORM_RANK] = say_quote,        [FORM_RECORD] = say_quote,     [FORM_STREAK] = say_quote,
    [FORM_PER] = say_quote,         [FORM_COUNT] = say_quote,      [FORM_EVENT] = say_quote
};

const char *claim_words(arena *mem, const book *bk, const claim *c, const reading *r)
{
    buf b;
    buf_init(&b, mem->al);
    add_subject(&b, bk, c, r);
    sayers[c->m.form](&b, c, r);
    return words_take(mem, &b);
}

/* ---- sources ------------------------------------------------------------------------------------ */

void words_source(buf *b, const evidence *e)
{
    char day[PERIOD_TEXT];
    bool named = e->source && *e->source, dated = e->published != INT32_MIN;
    if (!named && !dated)
        return;
    buf_fmt(b, " (%s", named ? e->source : "published");
    if (dated)
        buf_fmt(b, "%s%s", named ? ", " : " ", day_text(day, e->published));
    buf_char(b, ')');
}

bool words_hold(const char *text, const char *part)
{
    size_t n = strlen(part);
    for (const char *s = text; s && *s; s++)
        if (strncasecmp(s, part, n) == 0)
            return true;
    return false;
}

static bool is_letter(const char *text, uint32_t from, uint32_t to, uint32_t at)
{
    return at >= from && at < to && isalpha((unsigned char)text[at]);
}

bool words_named(const char *text, uint32_t from, uint32_t to, const char *word, const char *but)
{
    uint32_t n = (uint32_t)strlen(word), m = (uint32_t)strlen(but);
    for (uint32_t i = from; n && i + n <= to; i++) {
        if (strncasecmp(text + i, word, n) != 0 || (i > from && is_letter(text, from, to, i - 1)))
            continue;
        uint32_t end = i + n;
        end += end < to && text[end] == 's';
        if (is_letter(text, from, to, end))
            continue;
        bool longer = false;
        for (uint32_t k = end; m && !longer && k + m <= to && k < end + (uint32_t)LONGER_NAME; k++)
            longer = strncasecmp(text + k, but, m) == 0;
        if (!longer)
            return true;
    }
    return false;
}
