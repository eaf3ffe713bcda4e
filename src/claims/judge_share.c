/* judge_share.c - layer 3: shares of a whole: of the world's output, of a country's imports, of a flow by partner.
 *
 * Flow: the stage (mining, refining, magnet making, reserves, imports, reliance) from the words around the claim, else
 * from the reading -> the series that count it (a table) -> candidates: published shares, and shares made of two
 * published figures of one edition -> those of the year meant -> the ruling. A flow by partner is computed from the
 * levels of the partner and the world.
 * Invariant: a share of the past, of a region, of heavy or single rare earths is never judged by the world's. */
#include "claims/judge_facts.h"

typedef enum stage {
    NO_STAGE,
    MINE,
    REFINE,
    PRODUCE,
    RESERVES,
    IMPORTS,
    EXPORTS,
    RELIANCE,
    OTHER_STAGE
} stage;

static const struct {
    const char *phrase;
    stage stage;
} stage_words[] = {
    { "import relian*", RELIANCE },
    { "import depend*", RELIANCE },
    { "mining", MINE },
    { "mine", MINE },
    { "mines", MINE },
    { "mined", MINE },
    { "miner", MINE },
    { "extract*", MINE },
    { "refin*", REFINE },
    { "process*", REFINE },
    { "separat*", REFINE },
    { "smelt*", REFINE },
    { "produc*", PRODUCE },
    { "output", PRODUCE },
    { "suppl*", PRODUCE },
    { "manufactur*", PRODUCE },
    { "making", PRODUCE },
    { "made", PRODUCE },
    { "market", PRODUCE },
    { "reserve*", RESERVES },
    { "deposits", RESERVES },
    { "import*", IMPORTS },
    { "export*", EXPORTS },
    { "shipment*", EXPORTS },
    { "relian*", RELIANCE },
    { "demand", OTHER_STAGE },
    { "consum*", OTHER_STAGE },
    { "needs", OTHER_STAGE },
    { "patent*", OTHER_STAGE },
    { "projects", OTHER_STAGE },
};

/* What a share of a family at a stage is counted by. Series that are not `same` count something near it: they can
 * make a claim ambiguous, not false. */
static const struct series_of {
    const char *family;
    stage stage;
    const char *metric, *series;
    bool same;
    const char *what;
} table[] = {
    { "rare-earths", MINE, "production", "rare-earth-mine", true,
      "the world's mine output of rare earths" },
    { "rare-earths", MINE, "production", "magnet-rare-earths-mined", false,
      "the mining of neodymium, praseodymium, dysprosium and terbium" },
    { "rare-earths", PRODUCE, "production", "rare-earth-mine", true,
      "the world's mine output of rare earths" },
    { "rare-earths", PRODUCE, "production", "magnet-rare-earths-mined", false,
      "the mining of neodymium, praseodymium, dysprosium and terbium" },
    { "rare-earths", PRODUCE, "production", "rare-earth-separation", false,
      "the world's refining of rare earths" },
    { "rare-earths", PRODUCE, "production", "magnet-rare-earths-refined", false,
      "the refining of neodymium, praseodymium, dysprosium and terbium" },
    { "rare-earths", REFINE, "production", "rare-earth-separation", true,
      "the world's refining of rare earths" },
    { "rare-earths", REFINE, "production", "magnet-rare-earths-refined", true,
      "the refining of neodymium, praseodymium, dysprosium and terbium" },
    { "rare-earths", RESERVES, "reserves", "rare-earth-mine", true,
      "the world's reserves of rare earths" },
    { "magnets", PRODUCE, "production", "ndfeb-magnets", true, "the world's magnet making" },
    { "magnets", REFINE, "production", "rare-earth-separation", true,
      "the world's refining of rare earths" },
    { "gallium", PRODUCE, "production", "gallium", true, "the world's output of gallium" },
    { "gallium", MINE, "production", "gallium", true, "the world's output of gallium" },
    { "gallium", REFINE, "production", "gallium", true, "the world's output of gallium" },
    { "germanium", PRODUCE, "production", "germanium", true, "the world's output of germanium" },
    { "germanium", REFINE, "production", "germanium", true, "the world's output of germanium" },
    { "antimony", MINE, "production", "antimony", true, "the world's mine output of antimony" },
    { "antimony", PRODUCE, "production", "antimony", true, "the world's mine output of antimony" },
    { "antimony", RESERVES, "reserves", "antimony", true, "the world's reserves of antimony" },
    { "tungsten", MINE, "production", "tungsten", true, "the world's mine output of tungsten" },
    { "tungsten", PRODUCE, "production", "tungsten", true, "the world's mine output of tungsten" },
    { "tungsten", RESERVES, "reserves", "tungsten", true, "the world's reserves of tungsten" },
    { "graphite", MINE, "production", "natural-graphite", true,
      "the world's mine output of natural graphite" },
    { "natural-graphite", MINE, "production", "natural-graphite", true,
      "the world's mine output of natural graphite" },
    { "natural-graphite", PRODUCE, "production", "natural-graphite", true,
      "the world's mine output of natural graphite" },
    { "natural-graphite", RESERVES, "reserves", "natural-graphite", true,
      "the world's reserves of natural graphite" },
};

/* A share these words stand beside is not the present share of the world. */
static const char *const not_now[] = { "once",       "used to", "formerly",    "previously",
                                       "peak*",      "decade*", "historical*", "outside",
                                       "excluding",  "light",   "heavy",       "heavier",
                                       "individual", "some of", "ex china",    "patent*",
                                       NULL };
static const char *const regions[] = { "U.S.",   "US",      "America*", "American*", "Europe*",
                                       "EU",     "EU's",    "Japan*",   "India*",    "German*",
                                       "Korea*", "Taiwan*", "Western*", "Pentagon",  NULL };

typedef struct candidate {
    answer a;
    int32_t year, published;
    bool same, primary; /* of the series meant; by an agency that counts */
    bool quoted;        /* by whom the article quotes */
    const char *what, *basis;
    fit fit;
} candidate;

typedef struct candidates {
    candidate *at;
    int32_t n, cap;
} candidates;

/* ---- what is meant -------------------------------------------------------------------------------- */

static stage stage_in(clue w, bool last)
{
    stage best = NO_STAGE;
    int32_t place = last ? -1 : CLUE_NONE;
    for (int32_t i = 0; i < COUNT_OF(stage_words); i++) {
        int32_t at = clue_find(w, stage_words[i].phrase);
        if (at != CLUE_NONE && (last ? at > place : at < place)) {
            place = at;
            best = stage_words[i].stage;
        }
    }
    return best;
}

/* Of the reading: context.c has looked at the whole sentence. */
static stage stage_of_reading(const reading *r)
{
    if (r->flow == 'S')
        return RESERVES;
    if (r->flow == 'D' || r->flow == 'C')
        return r->flow == 'D' ? OTHER_STAGE : PRODUCE;
    if (r->product && STR_EQ(r->product, "rare-earth-separation"))
        return REFINE;
    if (r->flow == 'Q')
        return PRODUCE;
    bool stated = r->from[PART_FLOW] <= FOUND_SENTENCE;
    if (r->partner && !STR_EQ(r->partner, "W00") && r->from[PART_PARTNER] <= FOUND_SENTENCE)
        stated = true; /* who has a partner trades: "1,363 tons went to the EU, or 43 %" */
    return !stated ? PRODUCE : r->flow == 'M' ? IMPORTS : EXPORTS;
}

/* "mines 70 % of the world's rare earths and refines 90 %": what follows "and" is of the next number, unless nothing
 * else tells. */
static stage stage_meant(const judging *j, const claim *c, const reading *r)
{
    clue after = clue_after(j, c), first = after;
    int32_t end = clue_find(after, "and");
    first.to = end == CLUE_NONE ? after.to : after.from + (uint32_t)end;
    stage s = stage_in(first, false);
    if (s == NO_STAGE)
        s = stage_in(clue_before(j, c), true);
    if (s == NO_STAGE)
        s = stage_in(after, false);
    return s == NO_STAGE ? stage_of_reading(r) : s;
}

/* ASCII case matters here: "us" is no country. */
static bool names_region(clue w)
{
    for (int32_t i = 0; regions[i]; i++) {
        size_t n = strcspn(regions[i], "*");
        for (uint32_t at = w.from; at + n <= w.to; at++) {
            bool starts = at == w.from || !isalnum((unsigned char)w.text[at - 1]);
            bool ends =
                regions[i][n] == '*' || at + n == w.to || !isalnum((unsigned char)w.text[at + n]);
            if (starts && ends && strncmp(w.text + at, regions[i], n) == 0)
                return true;
        }
    }
    return false;
}

/* ---- candidates ------------------------------------------------------------------------------------ */

static gad_status add_candidate(gad_ctx *cx, arena *mem, candidates *cs, const candidate *c)
{
    if (cs->n == cs->cap) {
        int32_t cap = cs->cap ? 2 * cs->cap : 16;
        candidate *grown = arena_take(mem, (size_t)cap, sizeof *grown);
        if (!grown)
            return gad_nomem(cx, "shares");
        if (cs->n)
            memcpy(grown, cs->at, (size_t)cs->n * sizeof *grown);
        cs->at = grown;
        cs->cap = cap;
    }
    cs->at[cs->n++] = *c;
    return GAD_OK;
}

/* Of one country, and a statement about the present. */
static bool is_plain(const fact *f, const char *reporter)
{
    return STR_EQ(f->reporter, reporter) && !text_has(f->basis, "projection") &&
           !text_has(f->basis, "forecast") && !text_has(f->basis, "together");
}

static candidate published_share(const judging *j, const fact *f, const struct series_of *s)
{
    double half = f->half_unit;
    if (text_has(f->basis, "rounded"))
        half = MAX_OF(half, 5); /* printed "around 80": as far as the ten goes */
    answer a = {
        .value = f->value, .lo = f->value - half, .hi = MIN_OF(f->value + half, 100), .own = true
    };
    if (text_has(f->basis, "lower bound"))
        a.hi = 100;
    if (text_has(f->basis, "upper bound"))
        a.lo = 0;
    a.ev = fact_evidence(j->mem, j->bk, f);
    return (candidate){ .a = a,
                        .year = month_year(f->period.to),
                        .published = f->published,
                        .same = s ? s->same : true,
                        .primary = source_counts(f->source),
                        .what = s ? s->what : "",
                        .basis = f->basis };
}

/* The same edition: "MCS2025", and "MCS2025, lower bound" of a world printed as ">90,000,000". */
static bool same_edition(const char *part, const char *whole)
{
    size_t n = strlen(part);
    return strncmp(part, whole, n) == 0 && (!whole[n] || STR_EQ(whole + n, ", lower bound"));
}

/* The world's figure of the same edition and year. */
static const fact *world_of(const judging *j, const fact *part, const char *metric)
{
    const fact *f;
    for (int32_t k = 0; (f = book_next(j->bk, metric, part->product, j->as_of, &k));)
        if (STR_EQ(f->reporter, "W00") && f->period.from == part->period.from &&
            f->period.to == part->period.to && same_edition(part->basis, f->basis) &&
            STR_EQ(f->source, part->source) && STR_EQ(f->unit, part->unit))
            return f;
    return NULL;
}

static const double OPEN_WORLD = 0.1; /* ">90,000,000" is taken as up to a tenth more */

static candidate made_share(const judging *j, const fact *part, const fact *whole,
                            const struct series_of *s)
{
    char a[NUM_TEXT], b[NUM_TEXT], pct[FACT_TEXT];
    double value = 100 * part->value / whole->value;
    answer made = { .value = value, .own = true };
    made.lo = 100 * (part->value - part->half_unit) / (whole->value + whole->half_unit);
    made.hi =
        MIN_OF(100, 100 * (part->value + part->half_unit) / (whole->value - whole->half_unit));
    if (text_has(whole->basis, "lower bound"))
        made.lo *= 1 - OPEN_WORLD;
    made.ev = fact_evidence(j->mem, j->bk, part);
    made.ev.statistic = "share";
    made.ev.unit = "pct";
    made.ev.value = value;
    made.ev.lo = made.lo;
    made.ev.hi = made.hi;
    made.ev.formula = arena_fmt(j->mem, "%s / %s = %s %%", num_people(a, part->value, -1),
                                num_people(b, whole->value, -1), text_figure(pct, value));
    return (candidate){ .a = made,
                        .year = month_year(part->period.to),
                        .published = part->published,
                        .same = s->same,
                        .primary = source_counts(part->source),
                        .what = s->what,
                        .basis = part->basis };
}

/* A published share of the same edition and year is the same figure once more. */
static bool is_published(const candidates *cs, const fact *part)
{
    for (int32_t i = 0; i < cs->n; i++)
        if (cs->at[i].year == month_year(part->period.to) && STR_EQ(cs->at[i].basis, part->basis))
            return true;
    return false;
}

static gad_status collect(gad_ctx *cx, const judging *j, const struct series_of *s,
                          const char *reporter, candidates *cs)
{
    const fact *f;
    candidates mine = { 0 };
    gad_status st = GAD_OK;
    bool reserves = STR_EQ(s->metric, "reserves");
    for (int32_t k = 0;
         st == GAD_OK && !reserves && (f = book_next(j->bk, "share", s->series, j->as_of, &k));)
        if ((f->flow == 'Q' || !f->flow) && is_plain(f, reporter)) {
            candidate c = published_share(j, f, s);
            st = add_candidate(cx, j->mem, &mine, &c);
        }
    for (int32_t k = 0;
         st == GAD_OK && (f = book_next(j->bk, s->metric, s->series, j->as_of, &k));) {
        const fact *whole =
            is_plain(f, reporter) && !is_published(&mine, f) ? world_of(j, f, s->metric) : NULL;
        if (whole && whole->value > whole->half_unit) {
            candidate c = made_share(j, f, whole, s);
            st = add_candidate(cx, j->mem, &mine, &c);
        }
    }
    for (int32_t i = 0; st == GAD_OK && i < mine.n; i++)
        st = add_candidate(cx, j->mem, cs, &mine.at[i]);
    return st;
}

/* ---- the year meant --------------------------------------------------------------------------------- */

static int32_t year_of_article(const judging *j)
{
    char day[PERIOD_TEXT];
    int32_t year = YEAR_MAX;
    if (j->art->date == INT32_MIN)
        return year;
    day_text(day, j->art->date);
    day[4] = '\0';
    num_parse_i32(day, YEAR_MIN, YEAR_MAX, &year);
    return year;
}

/* Stated as a year; a month beside a share of output is the month of something else. */
static int32_t year_stated(const reading *r)
{
    bool near = r->from[PART_PERIOD] <= FOUND_SENTENCE && span_known(r->period);
    return near && span_is_year(r->period) ? month_year(r->period.from) : 0;
}

enum { YEARS_BACK = 2 }; /* an article's "now" is not older than this */

/* Keep those of the year stated, else of the two newest years known when the article was written. */
static void keep_years(const judging *j, const reading *r, candidates *cs)
{
    int32_t stated = year_stated(r), now = year_of_article(j), newest = 0, kept = 0;
    for (int32_t i = 0; i < cs->n; i++)
        if (cs->at[i].same && cs->at[i].primary && cs->at[i].year <= now)
            newest = MAX_OF(newest, cs->at[i].year);
    for (int32_t i = 0; newest == 0 && i < cs->n; i++)
        newest = cs->at[i].year <= now ? MAX_OF(newest, cs->at[i].year) : 0;
    int32_t from = now == YEAR_MAX ? newest - 1 : MAX_OF(newest - 1, now - YEARS_BACK);
    for (int32_t i = 0; i < cs->n; i++) {
        int32_t year = cs->at[i].year;
        bool keep = stated ? year == stated : year >= from && year <= now;
        if (keep)
            cs->at[kept++] = cs->at[i];
    }
    cs->n = kept;
}

/* The series meant first, whom the article quotes, agencies before others, then the newest year and the newest edition. */
static bool goes_before(const candidate *a, const candidate *b)
{
    if (a->same != b->same)
        return a->same;
    if (a->quoted != b->quoted)
        return a->quoted;
    if (a->primary != b->primary)
        return a->primary;
    if (a->year != b->year)
        return a->year > b->year;
    return a->published > b->published;
}

static void sort_candidates(candidates *cs)
{
    for (int32_t i = 1; i < cs->n; i++)
        for (int32_t k = i; k > 0 && goes_before(&cs->at[k], &cs->at[k - 1]); k--) {
            candidate t = cs->at[k];
            cs->at[k] = cs->at[k - 1];
            cs->at[k - 1] = t;
        }
}

/* ---- the ruling -------------------------------------------------------------------------------------- */

/* Another year or edition of the same publication, which counts the same thing. */
static bool same_publication(const candidate *a, const candidate *b)
{
    size_t n = strcspn(a->a.ev.source, "0123456789");
    return a->same && b->same && n > 4 && strncmp(a->a.ev.source, b->a.ev.source, n) == 0;
}

static const char *say_candidates(arena *mem, const book *bk, const char *reporter,
                                  const candidates *cs)
{
    const char *text = "";
    for (int32_t i = 0; text && i < cs->n && i < 5; i++) {
        const candidate *c = &cs->at[i];
        char pct[FACT_TEXT];
        const char *bound = c->a.hi == 100 && c->a.value < 99 ? "more than " : "";
        if (i == 0 || !STR_EQ(c->what, cs->at[i - 1].what))
            text = arena_fmt(mem, "%s%s%s share of %s was ", text, i ? "; " : "",
                             i ? "its" : arena_fmt(mem, "%s's", book_country_prose(bk, reporter)),
                             *c->what ? c->what : "it");
        else
            text = arena_fmt(mem, "%s, ", text);
        text = text ? arena_fmt(mem, "%s%s%s %% in %d (%s)", text, bound,
                                text_figure(pct, c->a.value), (int)c->year, c->a.ev.source)
                    : NULL;
    }
    return text;
}

/* "over 70 %" of 69.2 and 71.1: a bound that one edition keeps and the other breaks. */
static bool is_open(const amount *said)
{
    return isinf(said->lo) || isinf(said->hi);
}

/* The newest of the series meant decides; another that fits makes it doubtful. What was published after the article
 * is no doubt of its own: judge.c compares what was known then with what is known now. */
static void decide(const judging *j, const amount *said, candidates *cs, ruling *out)
{
    bool hindsight = j->as_of == INT32_MAX && j->art->date != INT32_MIN;
    int32_t best = 0;
    for (int32_t i = 0; i < cs->n; i++) {
        candidate *c = &cs->at[i];
        c->fit = fit_of(said, c->a.lo, c->a.hi, false);
        if (!c->same && c->fit != FIT_YES)
            c->fit =
                FIT_NO; /* near something else is not near, and "over 70 %" of something else says nothing */
        if (c->fit > cs->at[best].fit)
            best = i;
    }
    const candidate *lead = &cs->at[0], *fits = &cs->at[best];
    out->known = true;
    out->fit = fits->fit;
    out->best = best;
    bool doubtful = best != 0 && fits->fit >= FIT_LOOSE;
    bool near = lead->fit == FIT_CLOSE && fits->primary && fits->same &&
                (hindsight || !is_open(said) || !same_publication(lead, fits));
    out->ambiguous = doubtful && !near;
}

static gad_status rule(gad_ctx *cx, const judging *j, const claim *c, const char *reporter,
                       candidates *cs, ruling *out)
{
    gad_status st = GAD_OK;
    for (int32_t i = 0; c->attribution && *c->attribution && i < cs->n; i++)
        cs->at[i].quoted = text_has(cs->at[i].a.ev.source, c->attribution);
    sort_candidates(cs);
    decide(j, &c->m.said, cs, out);
    for (int32_t i = 0; st == GAD_OK && i < cs->n; i++) {
        cs->at[i].a.preferred = i == 0;
        st = answer_add(cx, j->mem, &out->a, cs->at[i].a);
    }
    out->explanation = say_candidates(j->mem, j->bk, reporter, cs);
    return st == GAD_OK && !out->explanation ? gad_nomem(cx, "an explanation") : st;
}

static gad_status share_of_world(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                 stage s, ruling *out)
{
    const char *family = product_family(j->bk, r->product);
    clue after = clue_after(j, c);
    candidates cs = { 0 };
    gad_status st = GAD_OK;
    if (STR_EQ(family, "rare-earths") && clue_has(after, "magnet*"))
        family = "magnets";
    s = STR_EQ(family, "magnets") && s == MINE ? PRODUCE : s;
    if (clue_any(after, not_now) || clue_any(clue_before(j, c), not_now))
        return rule_unknown(
            cx, out,
            "a share of the past, of a part of the world or of single rare earths is not held");
    if (names_region(after))
        return rule_unknown(cx, out, "the share that one region has or takes is not held");
    for (int32_t i = 0; st == GAD_OK && i < COUNT_OF(table); i++)
        if (table[i].stage == s && STR_EQ(table[i].family, family))
            st = collect(cx, j, &table[i], r->reporter, &cs);
    if (st != GAD_OK)
        return st;
    keep_years(j, r, &cs);
    bool meant = false;
    for (int32_t i = 0; i < cs.n; i++)
        meant |= cs.at[i].same;
    if (!meant)
        return rule_unknown(cx, out,
                            "no share of the output of this product, country and year is held");
    st = rule(cx, j, c, r->reporter, &cs, out);
    clue near = clue_near(j, c);
    bool china = clue_has(near, "china") || clue_has(near, "chinese") || clue_has(near, "beijing");
    if (st == GAD_OK && out->fit == FIT_NO && china && !STR_EQ(r->reporter, "CHN"))
        return rule_unknown(cx, out,
                            "the sentence names China too; whose share it is is not clear");
    if (st == GAD_OK && s == RESERVES && out->fit == FIT_NO) /* each office counts other deposits */
        return rule_unknown(cx, out, out->explanation);
    return st;
}

/* ---- trade by partner --------------------------------------------------------------------------------- */

static const answer *first_answer(const answers *as)
{
    for (int32_t i = 0; i < as->n; i++)
        if (IS_NUMBER(as->at[i].value) && as->at[i].own)
            return &as->at[i];
    return NULL;
}

/* The partner's level over the world's. */
static gad_status share_of_flow(gad_ctx *cx, const judging *j, const reading *r, candidates *cs)
{
    answers parts = { 0 }, wholes = { 0 };
    reading part = *r, world = *r;
    if (!r->partner || STR_EQ(r->partner, "W00") || !span_known(r->period) || !r->product)
        return GAD_OK;
    part.measure = world.measure = "qty";
    world.partner = "W00";
    gad_status st = book_level(cx, j->bk, j->mem, &part, r->period, j->as_of, &parts);
    if (st == GAD_OK)
        st = book_level(cx, j->bk, j->mem, &world, r->period, j->as_of, &wholes);
    const answer *a = first_answer(&parts), *b = first_answer(&wholes);
    if (st != GAD_OK || !a || !b || b->lo <= 0)
        return st;
    char x[NUM_TEXT], y[NUM_TEXT], pct[FACT_TEXT];
    answer made = { .value = 100 * a->value / b->value,
                    .lo = 100 * a->lo / b->hi,
                    .hi = 100 * a->hi / b->lo };
    made.own = true;
    made.ev = a->ev;
    made.ev.statistic = "share";
    made.ev.unit = "pct";
    made.ev.value = made.value;
    made.ev.lo = made.lo;
    made.ev.hi = made.hi;
    made.ev.formula = arena_fmt(j->mem, "%s / %s = %s %%", num_people(x, a->value, -1),
                                num_people(y, b->value, -1), text_figure(pct, made.value));
    candidate c = { .a = made,
                    .year = month_year(r->period.to),
                    .published = a->ev.published,
                    .same = true,
                    .primary = true,
                    .what = "",
                    .basis = "" };
    return add_candidate(cx, j->mem, cs, &c);
}

/* Of the period said, or of years that hold it; without one, of any year or more. */
static bool is_of_period(const fact *f, const reading *r)
{
    if (!span_known(r->period) || r->from[PART_PERIOD] > FOUND_SENTENCE)
        return f->period.to - f->period.from >= 11;
    return f->period.from <= r->period.from && r->period.to <= f->period.to;
}

/* Shares in trade as published; of some years together they cannot contradict, only support. */
static gad_status published_flow(gad_ctx *cx, const judging *j, const reading *r, stage s,
                                 candidates *cs)
{
    static const struct {
        const char *as_read, *product;
    } same[] = { { "rare-earths", "re-compounds-and-metals" },
                 { "rare-earth-mine", "re-compounds-and-metals" },
                 { "rare-earth-mine", "rare-earths" },
                 { "rare-earths", "re-feed" },
                 { "rare-earth-oxides", "re-oxides-and-compounds" },
                 { "magnets", "permanent-magnets" } };
    const char *partner = s == RELIANCE && STR_EQ(r->partner, "W00") ? "" : r->partner;
    gad_status st = GAD_OK;
    const fact *f;
    for (int32_t k = 0; st == GAD_OK && (f = book_next(j->bk, "share", NULL, j->as_of, &k));) {
        bool product = STR_EQ(f->product, r->product);
        for (int32_t i = 0; i < COUNT_OF(same); i++)
            product |= STR_EQ(same[i].as_read, r->product) && STR_EQ(same[i].product, f->product);
        bool reliance = text_has(f->basis, "reliance");
        if (!product || f->flow != r->flow || !STR_EQ(f->reporter, r->reporter) ||
            !STR_EQ(f->partner, partner) || reliance != (*partner == '\0') || !is_of_period(f, r))
            continue;
        candidate c = published_share(j, f, NULL);
        st = add_candidate(cx, j->mem, cs, &c);
    }
    return st;
}

/* "from under 4 % in May to 11 %": the number may be of a month other than the reading's. */
static bool names_other_month(const judging *j, const claim *c, const reading *r)
{
    clue near = clue_near(j, c);
    for (int32_t month = 1; month <= 12; month++)
        if (clue_month(near, month) && !(span_known(r->period) && r->period.from == r->period.to &&
                                         month_number(r->period.from) == month))
            return true;
    return false;
}

static const char *say_flow(const judging *j, const ruling *out)
{
    const char *text = "held: ";
    for (int32_t i = 0; text && i < out->a.n && i < 5; i++) {
        const answer *a = &out->a.at[i];
        char pct[FACT_TEXT];
        span months;
        const char *when = a->ev.period ? a->ev.period : "";
        if (span_parse(when, &months))
            when = text_span(j->mem, months);
        text = when ? arena_fmt(j->mem, "%s%s%s %% in %s (%s%s%s)", text, i ? ", " : "",
                                text_figure(pct, a->value), when, a->ev.source,
                                *a->ev.formula ? "; " : "", a->ev.formula)
                    : NULL;
    }
    return text;
}

static gad_status share_of_trade(gad_ctx *cx, const judging *j, const claim *c, const reading *r,
                                 stage s, ruling *out)
{
    candidates cs = { 0 };
    reading trade = *r;
    trade.flow = s == EXPORTS ? 'X' : 'M';
    trade.partner = r->partner ? r->partner : "W00";
    gad_status st = s == RELIANCE ? GAD_OK : share_of_flow(cx, j, &trade, &cs);
    bool computed = cs.n > 0;
    if (st == GAD_OK)
        st = published_flow(cx, j, &trade, s, &cs);
    if (st != GAD_OK)
        return st;
    if (!cs.n)
        return rule_unknown(
            cx, out,
            "the levels of the partner and of the world, or a published share, are not held");
    st = rule(cx, j, c, r->reporter, &cs, out);
    if (st != GAD_OK)
        return st;
    out->ambiguous = false; /* several years together: the claim may mean any of them */
    out->explanation = say_flow(j, out);
    if (!out->explanation)
        return gad_nomem(cx, "an explanation");
    if (out->fit == FIT_NO && (!computed || names_other_month(j, c, r)))
        return rule_unknown(cx, out, out->explanation);
    return GAD_OK;
}

gad_status judge_share(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    *out = (ruling){ .best = -1 };
    if (!r->product || !r->reporter)
        return rule_unknown(cx, out, "the product or the country is not clear");
    stage s = stage_meant(j, c, r);
    if (s == OTHER_STAGE)
        return rule_unknown(cx, out, "shares of demand, of patents or of projects are not held");
    bool trade = s == IMPORTS || s == EXPORTS || s == RELIANCE;
    return trade ? share_of_trade(cx, j, c, r, s, out) : share_of_world(cx, j, c, r, s, out);
}
