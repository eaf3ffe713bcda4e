/* book_words.c - layer 3: a series in words, "China's exports of rare-earth permanent magnets to the USA".
 *
 * Every text is in the caller's arena, or kept by the book; NULL passes through, so that one check at the end suffices. */
#include "claims/book_impl.h"

const char *book_span(arena *mem, span s)
{
    char text[PERIOD_TEXT];
    return s.from > s.to ? "" : arena_str(mem, span_text(text, s));
}

const char *book_number(arena *mem, double x)
{
    char text[NUM_TEXT];
    double size = fabs(x);
    /* Sums of decimals end in 0.30000000000004; what customs print has three decimals at most. */
    double tidy = size < 1e12 ? round(x * 1e3) / 1e3 : x;
    return arena_str(mem, num_people(text, size > 0 && size < 1 ? x : tidy, -1));
}

/* "China's", "the Netherlands'" */
static const char *possessive(arena *mem, const char *name)
{
    size_t n = strlen(name);
    return arena_fmt(mem, "%s%s", name, n && name[n - 1] == 's' ? "'" : "'s");
}

static const char *product_words(const book *bk, const char *id)
{
    const book_product *p = book_product_of(bk, id);
    return p ? p->prose : id;
}

/* "mined rare earths" -> "rare earths", as in "mine production of rare earths"; NULL: not mined. */
static const char *mined(const char *prose)
{
    return strncmp(prose, "mined ", 6) == 0 ? prose + 6 : NULL;
}

static const char *trade_words(arena *mem, const book *bk, const char *what, const char *whose,
                               const char *goods, const char *partner, char flow)
{
    bool world = !partner || !*partner || STR_EQ(partner, "W00");
    return arena_fmt(mem, "%s%s %s of %s%s%s", what, whose, flow == 'M' ? "imports" : "exports",
                     goods,
                     world         ? ""
                     : flow == 'M' ? " from "
                                   : " to ",
                     world ? "" : book_country_prose(bk, partner));
}

static const char *price_words(arena *mem, const book *bk, const char *goods, const char *reporter)
{
    if (!*reporter || STR_EQ(reporter, "W00"))
        return arena_fmt(mem, "price of %s", goods);
    return arena_fmt(mem, "price of %s in %s", goods, book_country_prose(bk, reporter));
}

static const char *output_words(arena *mem, const char *whose, const char *what, const char *goods)
{
    const char *ore = mined(goods);
    if (STR_EQ(what, "reserves"))
        return arena_fmt(mem, "%s reserves of %s", whose, ore ? ore : goods);
    if (STR_EQ(what, "quota"))
        return arena_fmt(mem, "%s quota for %s", whose, goods);
    if (STR_EQ(what, "capacity"))
        return arena_fmt(mem, "%s capacity for %s", whose, goods);
    return arena_fmt(mem, "%s %sproduction of %s", whose, ore ? "mine " : "", ore ? ore : goods);
}

static const char *make_words(arena *mem, const book *bk, const char *product, const char *reporter,
                              const char *partner, char flow, int32_t measure)
{
    static const char *const trade[] = { "", "value of ", "average price of ", "share in " };
    const char *goods = product ? product_words(bk, product) : "goods not named";
    const char *name = measure < 0 ? "" : book_measures[measure].measure;
    const char *who = reporter && *reporter ? book_country_prose(bk, reporter) : "all countries";
    const char *whose = possessive(mem, who);
    if (!whose)
        return NULL;
    if (STR_EQ(name, "price"))
        return price_words(mem, bk, goods, reporter ? reporter : "");
    if (STR_EQ(name, "intensity"))
        return arena_fmt(mem, "%s needed per unit", goods);
    if (measure >= COUNT_OF(trade))
        return output_words(mem, whose, name, goods);
    return trade_words(mem, bk, measure < 0 ? "" : trade[measure], whose, goods, partner, flow);
}

/* ---- names kept --------------------------------------------------------------------------------- */

names_kept *names_kept_new(const alloc *al)
{
    names_kept *k = alloc_get(al, sizeof *k);
    if (!k)
        return NULL;
    memset(k, 0, sizeof *k);
    arena_init(&k->mem, al);
    return k;
}

void names_kept_free(names_kept *k)
{
    if (!k)
        return;
    const alloc *al = k->mem.al;
    arena_release(&k->mem);
    alloc_drop(al, k);
}

/* 0: an id that is not the book's. Rows from 1, 0 for none; there are a few hundred of each. */
static uint64_t name_key(const book *bk, const char *product, const char *reporter,
                         const char *partner, char flow, int32_t measure)
{
    int32_t row[] = { product ? book_product_row(bk, product) : -2,
                      reporter && *reporter ? book_country_row(bk, reporter) : -2,
                      partner && *partner ? book_country_row(bk, partner) : -2 };
    uint64_t key = 1;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        if (row[i] == -1 || row[i] > UINT16_MAX - 2)
            return 0;
        key = key << 16 | (uint64_t)(uint32_t)(row[i] + 2);
    }
    return key << 13 | (uint64_t)(unsigned char)flow << 5 | ((uint64_t)(uint32_t)measure & 31U);
}

const char *book_words(arena *mem, const book *bk, const char *product, const char *reporter,
                       const char *partner, char flow, int32_t measure)
{
    names_kept *k = bk->names;
    uint64_t key = name_key(bk, product, reporter, partner, flow, measure);
    uint64_t at = (key * UINT64_C(0x9E3779B97F4A7C15)) >> 40;
    if (!key)
        return make_words(mem, bk, product, reporter, partner, flow, measure);
    for (;; at++) {
        at %= NAME_SLOTS;
        if (k->slot[at].key == key)
            return k->slot[at].text;
        if (!k->slot[at].key)
            break;
    }
    bool room = k->n < NAMES_KEPT;
    const char *text =
        make_words(room ? &k->mem : mem, bk, product, reporter, partner, flow, measure);
    if (room && text) {
        k->slot[at].key = key;
        k->slot[at].text = text;
        k->n++;
    }
    return text;
}

/* ---- facts -------------------------------------------------------------------------------------- */

static const char *share_words(arena *mem, const book *bk, const fact *f)
{
    const char *goods = product_words(bk, f->product), *ore = mined(goods);
    const char *who = *f->reporter ? possessive(mem, book_country_prose(bk, f->reporter)) : "the";
    const char *partner = *f->partner ? possessive(mem, book_country_prose(bk, f->partner)) : "the";
    if (!who || !partner)
        return NULL;
    if (strstr(f->basis, "import reliance"))
        return arena_fmt(mem, "%s net import reliance for %s", who, goods);
    if (f->flow == 'Q')
        return arena_fmt(mem, "%s share of the world's %sproduction of %s", who, ore ? "mine " : "",
                         ore ? ore : goods);
    return arena_fmt(mem, "%s share of %s %s of %s", partner, who,
                     f->flow == 'M' ? "imports" : "exports", goods);
}

static const char *rank_words(arena *mem, const book *bk, const fact *f)
{
    const char *goods = product_words(bk, f->product);
    const char *who = *f->reporter ? possessive(mem, book_country_prose(bk, f->reporter)) : "the";
    const char *partner = *f->partner ? possessive(mem, book_country_prose(bk, f->partner)) : NULL;
    if (!who || (*f->partner && !partner))
        return NULL;
    if (!partner)
        return arena_fmt(mem, "%s place for %s", who, goods);
    return arena_fmt(mem, "%s place among the %s of %s %s of %s", partner,
                     f->flow == 'M' ? "origins" : "destinations", who,
                     f->flow == 'M' ? "imports" : "exports", goods);
}

/* Which series a change or record is about, from its basis ("value"). */
static int32_t measure_of_basis(const char *text)
{
    for (int32_t i = 1; i < MEASURES; i++) {
        size_t n = strlen(book_measures[i].basis);
        if (strncmp(text, book_measures[i].basis, n) == 0 && (!text[n] || text[n] == ','))
            return i;
    }
    return 0;
}

static const char *fact_words(arena *mem, const book *bk, const fact *f)
{
    int32_t m = book_measure_of_metric(f->metric);
    if (STR_EQ(f->metric, "share"))
        return share_words(mem, bk, f);
    if (STR_EQ(f->metric, "rank"))
        return rank_words(mem, bk, f);
    if (STR_EQ(f->metric, "event"))
        return arena_fmt(mem, "%s: %s",
                         *f->reporter ? book_country_prose(bk, f->reporter) : "the world",
                         product_words(bk, f->product));
    return book_words(mem, bk, f->product, f->reporter, f->partner, f->flow,
                      m >= 0 ? m : measure_of_basis(f->basis));
}

static const char *statistic_of(const char *metric)
{
    static const char *const names[][2] = {
        { "mom_pct", "change on month" },
        { "yoy_pct", "change on year" },
        { "qty", "level" },
        { "value", "level" },
        { "unit_value", "level" },
        { "production", "level" },
        { "capacity", "level" },
        { "reserves", "level" },
        { "quota", "level" },
    };
    for (int32_t i = 0; i < COUNT_OF(names); i++)
        if (STR_EQ(names[i][0], metric))
            return names[i][1];
    return metric; /* price, share, rank, record, intensity, event */
}

static const char formula_mark[] = "formula: "; /* what opens the note of a computed figure */

static bool has_formula(const char *note)
{
    return strncmp(note, formula_mark, sizeof formula_mark - 1) == 0;
}

/* "20400/29400" of "formula: 20400/29400; turbines of 2021". */
const char *book_formula(arena *mem, const char *note)
{
    const char *formula = note + sizeof formula_mark - 1;
    return has_formula(note) ? arena_strn(mem, formula, strcspn(formula, ";")) : "";
}

const char *book_note(const char *note)
{
    if (has_formula(note)) {
        note += strcspn(note, ";");
        note += strspn(note, "; ");
    }
    return note;
}

/* "Europe (Argus), high; annual average": the definition first, the formula not again. The basis of an event is key
 * words for the judges, of which a reader learns nothing. */
static const char *fact_note(arena *mem, const fact *f)
{
    const char *note = book_note(f->note), *about = STR_EQ(f->metric, "event") ? "" : f->basis;
    if (!*about || !*note)
        return *about ? about : note;
    return arena_fmt(mem, "%s; %s", about, note);
}

evidence fact_evidence(arena *mem, const book *bk, const fact *f)
{
    char day[PERIOD_TEXT];
    bool words = !IS_NUMBER(f->value);
    evidence e = { .product = *f->product ? f->product : NULL,
                   .reporter = *f->reporter ? f->reporter : NULL,
                   .partner = *f->partner ? f->partner : NULL,
                   .flow = f->flow,
                   .statistic = statistic_of(f->metric),
                   .base = "",
                   .value = f->value,
                   .lo = words ? NO_NUMBER : f->value - f->half_unit,
                   .hi = words ? NO_NUMBER : f->value + f->half_unit,
                   .unit = f->unit,
                   .source = f->source,
                   .url = f->url,
                   .published = f->published,
                   .published_assumed = f->published_assumed,
                   .formula = "" };
    const char *name = fact_words(mem, bk, f), *note = fact_note(mem, f),
               *formula = book_formula(mem, f->note);
    const char *period =
        f->day != INT32_MIN ? arena_str(mem, day_text(day, f->day)) : book_span(mem, f->period);
    e.series = name ? name : "";
    e.note = note ? note : "";
    e.formula = formula ? formula : "";
    e.period = period ? period : "";
    return e;
}
