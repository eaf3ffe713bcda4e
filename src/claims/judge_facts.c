/* judge_facts.c - layer 3: words around a claim, and small texts, for the judges of facts.
 *
 * Invariant: no search looks at more than the claim and CLUE_REACH bytes on either side of it. */
#include "claims/judge_facts.h"

/* ---- windows ------------------------------------------------------------------------------------- */

static clue sentence_clue(const judging *j, const claim *c)
{
    const sentence *s = &j->art->sentence[c->m.sentence];
    return (clue){ j->art->text, s->from, s->to };
}

static uint32_t claim_end(const claim *c)
{
    return MIN_OF(c->m.to, c->m.from + CLUE_REACH);
}

clue clue_claim(const judging *j, const claim *c)
{
    return (clue){ j->art->text, c->m.from, claim_end(c) };
}

static bool ends_clause(const char *text, uint32_t at)
{
    unsigned char ch = (unsigned char)text[at];
    return ch == ',' || ch == ';' || ch == ':' || ch == '(' || ch == ')' || isdigit(ch);
}

clue clue_after(const judging *j, const claim *c)
{
    clue s = sentence_clue(j, c);
    uint32_t at = claim_end(c), last = MIN_OF(s.to, at + CLUE_REACH);
    while (at < last && !ends_clause(s.text, at))
        at++;
    return (clue){ s.text, c->m.from, at };
}

clue clue_before(const judging *j, const claim *c)
{
    clue s = sentence_clue(j, c);
    uint32_t at = c->m.from, first = at > s.from + CLUE_REACH ? at - CLUE_REACH : s.from;
    while (at > first && !ends_clause(s.text, at - 1))
        at--;
    return (clue){ s.text, at, c->m.from };
}

clue clue_near(const judging *j, const claim *c)
{
    clue s = sentence_clue(j, c);
    uint32_t to = claim_end(c);
    uint32_t from = c->m.from > s.from + CLUE_REACH ? c->m.from - CLUE_REACH : s.from;
    return (clue){ s.text, from, MIN_OF(s.to, to + CLUE_REACH) };
}

/* ---- phrases ------------------------------------------------------------------------------------- */

static bool is_letter(const char *text, uint32_t at)
{
    unsigned char ch = (unsigned char)text[at];
    return isalnum(ch) || ch >= 0x80;
}

static bool is_gap(char c)
{
    return c == ' ' || c == '-' || c == '\n' || c == '\t';
}

/* Length of the phrase at `at`, 0 when it does not stand there. Its spaces and hyphens stand for each other, for breaks
 * of lines and for several of them. */
static uint32_t phrase_at(clue w, uint32_t at, const char *phrase)
{
    uint32_t i = at;
    for (; *phrase && *phrase != '*'; phrase++) {
        bool gap = is_gap(*phrase);
        if (i == w.to || (gap ? !is_gap(w.text[i]) : tolower((unsigned char)w.text[i]) != *phrase))
            return 0;
        for (i++; gap && i < w.to && is_gap(w.text[i]);)
            i++;
    }
    if (*phrase != '*' && i < w.to && is_letter(w.text, i))
        return 0;
    return i - at;
}

int32_t clue_find(clue w, const char *phrase)
{
    char first = *phrase, capital = (char)toupper((unsigned char)first);
    for (uint32_t at = w.from; at < w.to; at++) {
        bool may = w.text[at] == first || w.text[at] == capital || is_gap(first);
        if (!may || (at > w.from && is_letter(w.text, at - 1)))
            continue;
        if (phrase_at(w, at, phrase))
            return (int32_t)(at - w.from);
    }
    return CLUE_NONE;
}

bool clue_has(clue w, const char *phrase)
{
    return clue_find(w, phrase) != CLUE_NONE;
}

int32_t clue_first(clue w, const char *const *phrase, int32_t *at)
{
    int32_t best = -1;
    *at = CLUE_NONE;
    for (int32_t i = 0; phrase[i]; i++) {
        int32_t here = clue_find(w, phrase[i]);
        if (here < *at) {
            *at = here;
            best = i;
        }
    }
    return best;
}

bool clue_any(clue w, const char *const *phrase)
{
    for (int32_t i = 0; phrase[i]; i++)
        if (clue_has(w, phrase[i]))
            return true;
    return false;
}

bool text_has(const char *text, const char *part)
{
    size_t n = strlen(part);
    for (; *text; text++)
        if (strncasecmp(text, part, n) == 0)
            return true;
    return n == 0;
}

/* ---- numbers and dates in words ------------------------------------------------------------------ */

static const char *const count_words[] = {
    "zero",     "one",     "two",     "three",     "four",     "five",     "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"
};

int32_t clue_count(clue w, uint32_t at, uint32_t *end)
{
    int32_t n = 0;
    uint32_t i = at;
    for (; i < w.to && isdigit((unsigned char)w.text[i]) && n < 10000; i++)
        n = n * 10 + (w.text[i] - '0');
    if (i > at) {
        *end = i;
        return n;
    }
    for (int32_t k = 0; k < COUNT_OF(count_words); k++) {
        uint32_t length = phrase_at(w, at, count_words[k]);
        if (length) {
            *end = at + length;
            return k;
        }
    }
    return -1;
}

static uint32_t skip_spaces(clue w, uint32_t at)
{
    while (at < w.to && strchr(" ,.\n\t", w.text[at]))
        at++;
    return at;
}

static const char *month_lower(char name[16], int32_t month)
{
    const char *full = month_name(month);
    size_t n = strlen(full);
    for (size_t i = 0; i <= n; i++)
        name[i] = (char)tolower((unsigned char)full[i]);
    return name;
}

static int32_t month_word(clue w, uint32_t at, uint32_t *end)
{
    for (int32_t m = 1; m <= 12; m++) {
        char name[16];
        uint32_t length = phrase_at(w, at, month_lower(name, m));
        if (!length) {
            name[3] = '\0';
            length = phrase_at(w, at, name);
        }
        if (length) {
            *end = at + length;
            return m;
        }
    }
    return 0;
}

bool clue_month(clue w, int32_t month)
{
    char name[16];
    if (clue_has(w, month_lower(name, month)))
        return true;
    name[3] = '\0';
    return clue_has(w, name);
}

static bool is_year(int32_t n)
{
    return n >= YEAR_MIN && n <= YEAR_MAX;
}

bool clue_date(clue w, uint32_t at, int32_t before, span *out)
{
    uint32_t end = at = skip_spaces(w, at);
    int32_t m = month_word(w, at, &end);
    int32_t year = clue_count(w, skip_spaces(w, end), &end);
    if (m == 0) {
        *out = (span){ month_of(year, 1), month_of(year, 12) };
        return is_year(year);
    }
    int32_t month = month_of(year, m);
    if (!is_year(year)) {
        month = month_of(month_year(before), m);
        month -= month >= before ? 12 : 0;
    }
    *out = (span){ month, month };
    return true;
}

/* ---- texts --------------------------------------------------------------------------------------- */

bool source_counts(const char *source)
{
    return strncmp(source, "USGS", 4) == 0 || strncmp(source, "IEA", 3) == 0 ||
           strncmp(source, "World Mining Data", 17) == 0;
}

const char *text_figure(char out[FACT_TEXT], double x)
{
    snprintf(out, FACT_TEXT, "%.3g", x);
    if (fabs(x) >= 1000) {
        char people[NUM_TEXT];
        snprintf(out, FACT_TEXT, "%.31s", num_people(people, x, 0));
    }
    return out;
}

const char *text_source(arena *mem, const evidence *ev)
{
    char day[PERIOD_TEXT];
    if (ev->published == INT32_MIN)
        return ev->source;
    return arena_fmt(mem, "%s, published %s%s", ev->source, day_text(day, ev->published),
                     ev->published_assumed ? " (assumed)" : "");
}

const char *text_span(arena *mem, span s)
{
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    if (s.from == s.to)
        return arena_fmt(mem, "%s", month_people(from, s.from));
    if (span_is_year(s))
        return arena_fmt(mem, "%d", (int)month_year(s.from));
    return arena_fmt(mem, "%s to %s", month_people(from, s.from), month_people(to, s.to));
}

/* ---- rulings ------------------------------------------------------------------------------------- */

gad_status rule_unknown(gad_ctx *cx, ruling *out, const char *why)
{
    if (!why)
        return gad_nomem(cx, "a reason");
    out->known = false;
    out->fit = FIT_NO;
    out->best = -1;
    out->explanation = out->a.missing = why;
    return GAD_OK;
}

gad_status answer_add(gad_ctx *cx, arena *mem, answers *as, answer a)
{
    if (as->n == as->cap) {
        int32_t cap = as->cap ? 2 * as->cap : 8;
        answer *grown = arena_take(mem, (size_t)cap, sizeof *grown);
        if (!grown)
            return gad_nomem(cx, "answers");
        if (as->n)
            memcpy(grown, as->at, (size_t)as->n * sizeof *grown);
        as->at = grown;
        as->cap = cap;
    }
    as->at[as->n++] = a;
    return GAD_OK;
}

gad_status rule_fact(gad_ctx *cx, const judging *j, const fact *f, double value, fit how,
                     const char *text, ruling *out)
{
    answer a = { .value = value, .lo = value, .hi = value, .own = true, .preferred = true };
    if (!text)
        return gad_nomem(cx, "an explanation");
    a.ev = fact_evidence(j->mem, j->bk, f);
    gad_status st = answer_add(cx, j->mem, &out->a, a);
    out->known = true;
    out->fit = how;
    out->best = 0;
    out->explanation = text;
    return st;
}

/* ---- the basis of an event ----------------------------------------------------------------------- */

bool basis_has(const char *text, const char *part)
{
    size_t n = strlen(part);
    while (*text) {
        text += strspn(text, "; ");
        size_t length = strcspn(text, ";");
        if (length == n && strncmp(text, part, n) == 0)
            return true;
        text += length;
    }
    return false;
}

int32_t basis_elements(const char *text)
{
    const char *at = strstr(text, " elements");
    int32_t n = 0;
    if (!at)
        return 0;
    while (at > text && isdigit((unsigned char)at[-1]))
        at--;
    for (; isdigit((unsigned char)*at) && n < 100; at++)
        n = n * 10 + (*at - '0');
    return n;
}

/* ---- products ------------------------------------------------------------------------------------ */

const char *product_family(const book *bk, const char *product)
{
    static const struct {
        const char *product, *family;
    } row[] = {
        { "rare-earths", "rare-earths" },
        { "rare-earths-all", "rare-earths" },
        { "rare-earth-elements", "rare-earths" },
        { "rare-earth-mine", "rare-earths" },
        { "rare-earth-separation", "rare-earths" },
        { "rare-earth-ores", "rare-earths" },
        { "rare-earth-oxides", "rare-earths" },
        { "rare-earth-compounds", "rare-earths" },
        { "rare-earth-metals", "rare-earths" },
        { "rare-earth-products", "rare-earths" },
        { "re-compounds-and-metals", "rare-earths" },
        { "magnets", "magnets" },
        { "ndfeb-magnets", "magnets" },
        { "permanent-magnets", "magnets" },
        { "metal-magnets", "magnets" },
        { "sintered-ndfeb-magnets", "magnets" },
        { "natural-graphite", "natural-graphite" }, /* mine output is natural graphite */
        { "artificial-graphite", "artificial-graphite" },
    };
    if (!product)
        return NULL;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        if (STR_EQ(row[i].product, product))
            return row[i].family;
    const char *root = product;
    for (int32_t hop = 0; hop < 8;
         hop++) { /* deeper trees than ours would be a mistake of the table */
        const book_product *p = book_product_of(bk, root);
        if (!p || !*p->parent)
            break;
        root = p->parent;
    }
    return STR_EQ(root, "rare-earths-all") ? product : root; /* one oxide is not the rare earths */
}
