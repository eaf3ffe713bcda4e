/* judge_rank.c - layer 3: places among partners ("second-largest destination after Germany") and among producers.
 *
 * Flow: partners: ranks as published for the period, else the levels of all partners held; producers: the newest edition
 * of output or reserves by country, else a share above one half.
 * Invariant: a place is proven only when what is not held is smaller than the partner itself; it is denied only by
 * levels or published ranks that are held and are no derived figures. Companies are not ranked. */
#include "claims/judge_facts.h"

enum { LETTERS = 26, COUNTRIES = LETTERS * LETTERS * LETTERS };

typedef struct place {        /* of one country among those held */
    int32_t above, above_own; /* larger beyond rounding; of independent evidence */
    int32_t n;                /* others held */
    double sum;               /* of all held */
    answer own, first;        /* its level; the largest one above */
    const char *first_name;
    bool held;
} place;

static const char *const companies[] = { "company", "companies", "firm",  "lynas",   "mp materials",
                                         "inc",     "corp*",     "ltd",   "limited", "plc",
                                         "group",   "holdings",  "iluka", "maker",   "mine",
                                         "mines",   "project",   "plant", "deposit", "automaker*",
                                         NULL };
static const char *const regions[] = { "in europe",
                                       "europe's",
                                       "in asia",
                                       "asia's",
                                       "in africa",
                                       "africa's",
                                       "in the western*",
                                       "western hemisphere",
                                       "in north america",
                                       "in the americas",
                                       "in the region",
                                       "in the us",
                                       "in the u.s",
                                       "america's",
                                       "non chinese",
                                       "in southeast*",
                                       NULL };
static const char *const after_words[] = { "after",          "behind",   "following",
                                           "trailing only",  "trailing", "surpassed only by",
                                           "second only to", "next to",  NULL };

static const char *ordinal(arena *mem, int32_t n)
{
    static const char *const word[] = { "largest", "second-largest", "third-largest",
                                        "fourth-largest", "fifth-largest" };
    return n >= 1 && n <= COUNT_OF(word) ? word[n - 1] : arena_fmt(mem, "no. %d", (int)n);
}

/* Which country a rank is said to come after: an id, NULL none or several. */
static const char *country_after(const judging *j, const claim *c)
{
    clue near = clue_near(j, c);
    int32_t at, n = 0;
    near.from = c->m.from;
    int32_t word = clue_first(near, after_words, &at);
    if (word < 0)
        return NULL;
    const lex_name *name = book_names(j->bk, &n);
    clue rest = { near.text, near.from + (uint32_t)at + (uint32_t)strlen(after_words[word]),
                  near.to };
    rest.to = MIN_OF(rest.to, rest.from + 24);
    const char *id = NULL;
    int32_t first = CLUE_NONE;
    for (int32_t i = 0; i < n; i++) {
        if (name[i].tag != TAG_COUNTRY || strlen(name[i].phrase) < 3)
            continue;
        char phrase[40];
        size_t k = 0;
        for (; name[i].phrase[k] && k < sizeof phrase - 1; k++)
            phrase[k] = (char)tolower((unsigned char)name[i].phrase[k]);
        phrase[k] = '\0';
        int32_t here = clue_find(rest, phrase);
        if (here < first) {
            first = here;
            id = name[i].id;
        }
    }
    return id;
}

/* ---- partners, as published ----------------------------------------------------------------------------- */

static const fact *published_rank(const judging *j, const reading *r, const char *partner,
                                  int32_t rank)
{
    const fact *f, *best = NULL;
    for (int32_t k = 0; (f = book_next(j->bk, "rank", r->product, j->as_of, &k));) {
        bool same = STR_EQ(f->reporter, r->reporter) && f->flow == r->flow &&
                    f->period.from == r->period.from && f->period.to == r->period.to;
        if (same && (!partner || STR_EQ(f->partner, partner)) &&
            (rank <= 0 || (int32_t)lround(f->value) == rank))
            best = best && best->published <= f->published ? best : f;
    }
    return best;
}

static gad_status rule_published(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                 const fact *f, ruling *out)
{
    int32_t said = (int32_t)lround(c->m.said.value), is = (int32_t)lround(f->value);
    const char *after = said > 1 ? country_after(j, c) : NULL;
    const fact *before = after ? published_rank(j, r, NULL, said - 1) : NULL;
    bool wrong = before && said == 2 && !STR_EQ(before->partner, after);
    const char *text =
        arena_fmt(j->mem, "%s was the %s %s in %s, as reported by %s%s%s%s",
                  book_country_prose(j->bk, f->partner), ordinal(j->mem, is),
                  r->flow == 'X' ? "destination" : "origin", text_span(j->mem, r->period),
                  f->source, before ? " (after " : "",
                  before ? book_country_prose(j->bk, before->partner) : "", before ? ")" : "");
    return rule_fact(cx, j, f, is, is == said && !wrong ? FIT_YES : FIT_NO, text, out);
}

/* ---- partners, by their levels --------------------------------------------------------------------------- */

static int32_t country_slot(const char *id)
{
    int32_t slot = 0;
    if (STR_EQ(id, "EUU")) /* the only group with an id of three letters */
        return -1;
    for (int32_t i = 0; i < 3; i++) {
        if (id[i] < 'A' || id[i] > 'Z')
            return -1;
        slot = slot * LETTERS + id[i] - 'A';
    }
    return id[3] ? -1 : slot; /* groups and the world have other ids */
}

static const answer *level_of(const answers *as)
{
    for (int32_t i = 0; i < as->n; i++)
        if (IS_NUMBER(as->at[i].value))
            return &as->at[i];
    return NULL;
}

/* One partner's level; *out NULL: not held. */
static gad_status partner_level(gad_ctx *cx, const judging *j, const reading *r,
                                const char *partner, const answer **out)
{
    const series *of = NULL;
    answers as = { 0 };
    reading one = *r;
    one.partner = partner;
    one.measure = r->measure && STR_EQ(r->measure, "value") ? "value" : "qty";
    *out = NULL;
    bool year = span_is_year(r->period);
    gad_status st = book_series(cx, j->bk, &one, year ? 'A' : 'M', j->as_of, &of);
    if (st == GAD_OK && year && of->n == 0)
        st = book_series(cx, j->bk, &one, 'M', j->as_of, &of);
    if (st != GAD_OK || of->n == 0)
        return st;
    st = book_level(cx, j->bk, j->mem, &one, r->period, j->as_of, &as);
    *out = level_of(&as);
    return st;
}

static void count_partner(place *p, const answer *a, const char *name)
{
    p->n++;
    p->sum += a->value;
    if (a->lo <= p->own.hi)
        return;
    p->above++;
    p->above_own += a->own && p->own.own;
    if (!p->first_name || a->value > p->first.value) {
        p->first = *a;
        p->first_name = name;
    }
}

static gad_status find_place(gad_ctx *cx, const judging *j, const reading *r, place *p)
{
    uint8_t seen[COUNTRIES / 8 + 1] = { 0 };
    const answer *a = NULL;
    int32_t n = 0;
    gad_status st = partner_level(cx, j, r, r->partner, &a);
    if (st != GAD_OK || !a)
        return st;
    const lex_name *name = book_names(j->bk, &n);
    p->held = true;
    p->own = *a;
    p->sum = a->value;
    for (int32_t i = 0; st == GAD_OK && i < n; i++) {
        int32_t slot = name[i].tag == TAG_COUNTRY && name[i].id ? country_slot(name[i].id) : -1;
        if (slot < 0 || (seen[slot / 8] >> (slot % 8) & 1) || STR_EQ(name[i].id, r->partner) ||
            STR_EQ(name[i].id, r->reporter))
            continue;
        seen[slot / 8] |= (uint8_t)(1 << (slot % 8));
        st = partner_level(cx, j, r, name[i].id, &a);
        if (st == GAD_OK && a)
            count_partner(p, a, book_country_prose(j->bk, name[i].id));
    }
    return st;
}

static const char *say_place(const judging *j, const reading *r, const place *p)
{
    char own[NUM_TEXT], first[NUM_TEXT];
    const char *who = book_country_prose(j->bk, r->partner);
    if (p->above == 0)
        return arena_fmt(j->mem, "%s with %s t is the largest of the %d partners held for %s", who,
                         num_people(own, p->own.value, 0), (int)(p->n + 1),
                         text_span(j->mem, r->period));
    return arena_fmt(j->mem, "%s with %s t is no. %d of the %d partners held for %s; %s had %s t",
                     who, num_people(own, p->own.value, 0), (int)(p->above + 1), (int)(p->n + 1),
                     text_span(j->mem, r->period), p->first_name,
                     num_people(first, p->first.value, 0));
}

static gad_status rule_levels(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                              ruling *out)
{
    place p = { 0 };
    const answer *world = NULL;
    int32_t said = (int32_t)lround(c->m.said.value);
    gad_status st = find_place(cx, j, r, &p);
    if (st == GAD_OK && p.held)
        st = partner_level(cx, j, r, "W00", &world);
    if (st != GAD_OK)
        return st;
    if (!p.held || p.n == 0)
        return rule_unknown(
            cx, out, "neither the ranks of the period nor the levels of its partners are held");
    const char *text = say_place(j, r, &p);
    /* Nobody who is not held can be larger than what is left of the world's total. */
    bool proven = world && world->hi - p.sum < p.own.lo;
    bool denied = p.above_own >= said || (proven && p.own.own && p.above + 1 < said);
    bool shown = proven && p.above + 1 == said;
    if (!denied && !shown)
        return rule_unknown(
            cx, out,
            text ? arena_fmt(j->mem, "not decided: %s, but not all partners are held", text)
                 : NULL);
    out->known = true;
    out->fit = shown ? FIT_YES : FIT_NO;
    out->explanation = text;
    out->best = 0;
    st = answer_add(cx, j->mem, &out->a, p.own);
    if (st == GAD_OK && p.above)
        st = answer_add(cx, j->mem, &out->a, p.first);
    return st == GAD_OK && !text ? gad_nomem(cx, "an explanation") : st;
}

/* ---- producers --------------------------------------------------------------------------------------------- */

typedef struct edition { /* output of one year in one publication */
    int32_t year, published;
    const char *basis, *source;
} edition;

static bool in_edition(const fact *f, const edition *e)
{
    return month_year(f->period.to) == e->year && f->published == e->published &&
           STR_EQ(f->basis, e->basis) && STR_EQ(f->source, e->source);
}

/* The edition that goes next before `than` (NULL: the newest) which holds the country. */
static bool next_edition(const judging *j, const char *metric, const char *product,
                         const char *country, int32_t newest, const edition *than, edition *out)
{
    const fact *f;
    bool any_found = false;
    for (int32_t k = 0; (f = book_next(j->bk, metric, product, j->as_of, &k));) {
        edition e = { month_year(f->period.to), f->published, f->basis, f->source };
        bool later = than && (e.year > than->year ||
                              (e.year == than->year && e.published >= than->published));
        if (later || e.year > newest || !STR_EQ(f->reporter, country))
            continue;
        if (!any_found || e.year > out->year ||
            (e.year == out->year && e.published > out->published))
            *out = e;
        any_found = true;
    }
    return any_found;
}

/* Place of a country in an edition, 0 when it has but one country; *other: the largest above it. */
static int32_t place_in_edition(const judging *j, const char *metric, const char *product,
                                const edition *e, const char *country, bool without_china,
                                const fact **own, const fact **other)
{
    const fact *f;
    int32_t above = 0, n = 0;
    *own = *other = NULL;
    for (int32_t k = 0; (f = book_next(j->bk, metric, product, j->as_of, &k));)
        if (in_edition(f, e) && STR_EQ(f->reporter, country))
            *own = f;
    for (int32_t k = 0; (f = book_next(j->bk, metric, product, j->as_of, &k));) {
        if (!*own || !in_edition(f, e) || country_slot(f->reporter) < 0 ||
            STR_EQ(f->reporter, country) || (without_china && STR_EQ(f->reporter, "CHN")))
            continue;
        n++;
        if (f->value <= (*own)->value)
            continue;
        above++;
        *other = !*other || f->value > (*other)->value ? f : *other;
    }
    return n ? above + 1 : 0;
}

static int32_t year_limit(const judging *j, const reading *r)
{
    char day[PERIOD_TEXT];
    int32_t year = YEAR_MAX;
    if (span_known(r->period) && span_is_year(r->period) && r->from[PART_PERIOD] <= FOUND_SENTENCE)
        return month_year(r->period.to);
    if (j->art->date == INT32_MIN)
        return year;
    day_text(day, j->art->date);
    day[4] = '\0';
    num_parse_i32(day, YEAR_MIN, YEAR_MAX, &year);
    return year;
}

/* Agencies before others, then the newest. */
static bool share_goes_before(const fact *a, const fact *b)
{
    if (source_counts(a->source) != source_counts(b->source))
        return source_counts(a->source);
    if (a->period.to != b->period.to)
        return a->period.to > b->period.to;
    return a->published > b->published;
}

/* More than half of the world is the first place. */
static gad_status rule_half(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                            const char *product, ruling *out)
{
    const fact *f, *best = NULL;
    int32_t newest = year_limit(j, r);
    for (int32_t k = 0; (f = book_next(j->bk, "share", product, j->as_of, &k));)
        if (STR_EQ(f->reporter, r->reporter) && f->flow == 'Q' &&
            month_year(f->period.to) <= newest && !text_has(f->basis, "projection") &&
            !text_has(f->basis, "forecast") && !text_has(f->basis, "together"))
            best = !best || share_goes_before(f, best) ? f : best;
    if (!best || best->value <= 50)
        return rule_unknown(cx, out, "output by country of this product is not held");
    char pct[FACT_TEXT];
    const char *text = arena_fmt(
        j->mem, "%s made %s %% of the world's output in %d, more than all others together (%s)",
        book_country_prose(j->bk, r->reporter), text_figure(pct, best->value),
        (int)month_year(best->period.to), best->source);
    return rule_fact(cx, j, best, best->value, lround(c->m.said.value) == 1 ? FIT_YES : FIT_NO,
                     text, out);
}

static const char *say_producer(const judging *j, const fact *own, const fact *other, int32_t is)
{
    char a[NUM_TEXT], b[NUM_TEXT];
    const char *text =
        arena_fmt(j->mem, "%s is no. %d with %s %s in %d (%s)",
                  book_country_prose(j->bk, own->reporter), (int)is, num_people(a, own->value, 0),
                  own->unit, (int)month_year(own->period.to), own->source);
    return text && other ? arena_fmt(j->mem, "%s; %s had %s %s", text,
                                     book_country_prose(j->bk, other->reporter),
                                     num_people(b, other->value, 0), other->unit)
                         : text;
}

static gad_status rule_producer(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                const char *metric, const char *product, bool without_china,
                                ruling *out)
{
    enum { EDITIONS = 3 }; /* the newest, and two before it that may say otherwise */
    edition e, before;
    int32_t said = (int32_t)lround(c->m.said.value), newest = year_limit(j, r);
    const fact *own, *other;
    bool more = next_edition(j, metric, product, r->reporter, newest, NULL, &e);
    int32_t is =
        more ? place_in_edition(j, metric, product, &e, r->reporter, without_china, &own, &other)
             : 0;
    if (is == 0)
        return STR_EQ(metric, "production") && !without_china
                   ? rule_half(cx, j, c, r, product, out)
                   : rule_unknown(cx, out, "output by country of this product is not held");
    const char *text = say_producer(j, own, other, is);
    gad_status st = rule_fact(cx, j, own, own->value, is == said ? FIT_YES : FIT_NO, text, out);
    for (int32_t i = 1; st == GAD_OK && is != said && i < EDITIONS; i++) {
        if (!next_edition(j, metric, product, r->reporter, newest, &e, &before) ||
            before.year < e.year - 1)
            break;
        e = before;
        is = place_in_edition(j, metric, product, &e, r->reporter, without_china, &own, &other);
        if (is != said)
            continue;
        const char *was = say_producer(j, own, other, is);
        st = rule_fact(cx, j, own, own->value, FIT_YES,
                       was ? arena_fmt(j->mem, "%s; %s", was, text) : NULL, out);
        out->ambiguous = true;
        out->best = out->a.n - 1;
    }
    return st;
}

static gad_status judge_producer(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                 ruling *out)
{
    static const char *const refine[] = { "refin*", "process*", "separat*", "smelt*", NULL };
    clue near = clue_near(j, c);
    const char *family = product_family(j->bk, r->product), *product = family;
    bool without_china = clue_has(near, "outside china") || clue_has(near, "outside of china") ||
                         clue_has(near, "ex china");
    if (clue_any(near, companies) || clue_any(near, regions) ||
        (without_china && STR_EQ(r->reporter, "CHN")))
        return rule_unknown(cx, out, "places of companies or within a region are not held");
    if (clue_has(near, "heavy") || clue_has(near, "light"))
        return rule_unknown(cx, out, "output of heavy and light rare earths apart is not held");
    if (STR_EQ(family, "rare-earths"))
        product = clue_any(clue_after(j, c), refine) ? "rare-earth-separation" : "rare-earth-mine";
    if (STR_EQ(family, "magnets") ||
        (STR_EQ(family, "rare-earths") && clue_has(clue_after(j, c), "magnet*")))
        product = "ndfeb-magnets";
    if (STR_EQ(family, "graphite"))
        product = "natural-graphite";
    bool reserves = c->m.role == ROLE_HOLDER || r->flow == 'S';
    return rule_producer(cx, j, c, r, reserves ? "reserves" : "production", product, without_china,
                         out);
}

gad_status judge_rank(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    *out = (ruling){ .best = -1 };
    bool trade = is_trade(r->flow);
    if (!r->product || !r->reporter || !(c->m.said.value >= 1 && c->m.said.value <= 50) ||
        c->m.direction < 0)
        return rule_unknown(cx, out, "what is ranked is not clear");
    if (c->m.role == ROLE_PRODUCER || c->m.role == ROLE_HOLDER || !trade)
        return judge_producer(cx, j, c, r, out);
    if (!r->partner || STR_EQ(r->partner, "W00") || !span_known(r->period))
        return rule_unknown(
            cx, out,
            "exporters and importers of the world are not ranked, and the period must be known");
    const fact *f = published_rank(j, r, r->partner, 0);
    return f ? rule_published(cx, j, c, r, f, out) : rule_levels(cx, j, c, r, out);
}
