/* brief - layer 4: every sentence made from random facts is sound English, verbs follow signs, and
 * nothing is claimed beyond what is held. Run with a seed to repeat one case. */
#include "facts.h"

enum { CASES = 1500, N_MAX = 60, PARTNERS_MAX = 14 };

static const char *const pool[] = { "Press", "Wire via Post", "GACC", "\"A title\" (A. Writer)",
                                    "Naïve, Inc." };
static const char *const notes[] = { "", "rounded", "formula: 1/(1-0.5); \"odd\"  note.",
                                     "line\nbreak", "CONFLICT: others" };
static uint64_t seed_now;

/* ---- random facts ------------------------------------------------------------------------------ */

static figure any_figure(rng *r, double value, double half_unit)
{
    static const figure_kind kind[] = { FIGURE_CUSTOMS, FIGURE_SUM, FIGURE_REPORTED,
                                        FIGURE_REPORTED, FIGURE_DERIVED };
    figure f = facts_figure(kind[rng_i32(r, 0, 4)], value, half_unit, pool[rng_i32(r, 0, 4)]);
    f.note = notes[rng_i32(r, 0, 4)];
    f.url = rng_chance(r, 0.3) ? "" : "https://example.org/x";
    f.published = rng_i32(r, 19000, 19004);
    f.published_assumed = rng_chance(r, 0.5);
    f.parts = f.kind == FIGURE_SUM ? rng_i32(r, 1, 9) : 0;
    return f;
}

static figure maybe(rng *r, double value, double half_unit)
{
    return rng_chance(r, 0.5) ? any_figure(r, value, half_unit) : facts_none();
}

static double any_level(rng *r)
{
    static const double scale[] = { 0, 0.01, 1, 50, 5000, 3e6, 4e9 };
    double x = scale[rng_i32(r, 0, 6)] * rng_f64(r, 0.2, 5);
    return rng_chance(r, 0.6) ? round(x) : x;
}

static void dress_point(rng *r, arena *mem, point *p)
{
    static const double half[] = { 0, 0.5, 0.05 };
    if (isnan(p->level.value))
        return;
    p->level = any_figure(r, p->level.value, half[rng_i32(r, 0, 2)]);
    p->mom = maybe(r, rng_f64(r, -99, 400), 0.05);
    p->yoy = maybe(r, rng_f64(r, -99, 400), 0.5);
    p->ytd = maybe(r, any_level(r), 0.5);
    p->ytd_yoy = maybe(r, rng_f64(r, -99, 99), 0.05);
    p->n_other = rng_i32(r, 0, 2);
    p->conflict = rng_chance(r, 0.5);
    p->other = arena_take(mem, (size_t)p->n_other + 1, sizeof *p->other);
    for (int32_t i = 0; i < p->n_other; i++)
        p->other[i] = any_figure(r, p->level.value * rng_f64(r, 0.9, 1.1), 0.5);
}

static series any_series(rng *r, arena *mem, bool annual, int32_t last)
{
    double level[N_MAX], gaps = rng_f64(r, 0, 0.8), middle = any_level(r);
    int32_t n = rng_i32(r, 1, N_MAX), step = annual ? 12 : 1;
    for (int32_t i = 0; i < n; i++) {
        level[i] = rng_chance(r, 0.2) ? any_level(r) : round(middle * rng_f64(r, 0.5, 2));
        if (i && i < n - 1 && rng_chance(r, gaps))
            level[i] = NO_NUMBER;
    }
    series s = facts_series(mem, last - (n - 1) * step, annual, level, n);
    for (int32_t i = 0; i < n; i++)
        dress_point(r, mem, &s.at[i]);
    s.coverage = rng_chance(r, 0.1) ? "the code also holds other goods" : "";
    return s;
}

static change any_change(rng *r, double level)
{
    double base = any_level(r), half = rng_chance(r, 0.5) ? 0.5 : 0;
    change c = base > 0 && rng_chance(r, 0.7) ? facts_change(level, half, base, half)
                                              : facts_no_change("the base month is missing");
    if (base > 0 && base <= half && IS_NUMBER(c.pct))
        c.hi = (double)INFINITY;
    c.rounded = IS_NUMBER(c.pct) && c.hi - c.lo > 1;
    c.base_derived = rng_chance(r, 0.2);
    c.published = maybe(r, rng_f64(r, -99, 900), 0.5);
    return c;
}

static void any_ranking(rng *r, arena *mem, brief_facts *f)
{
    static const char *const who[][2] = { { "USA", "the USA" },
                                          { "DEU", "Germany" },
                                          { "IND", "India" },
                                          { "NLD", "the Netherlands" },
                                          { "PHL", "the Philippines" } };
    int32_t n = rng_chance(r, 0.2) ? 0 : rng_i32(r, 1, PARTNERS_MAX);
    f->rank.row = arena_take(mem, (size_t)n + 1, sizeof *f->rank.row);
    f->rank.n = n;
    f->rank.covered_pct = n && rng_chance(r, 0.8) ? rng_f64(r, 1, 100.4) : NO_NUMBER;
    f->rank.complete = f->rank.covered_pct >= 99.5;
    f->rank.hhi = rng_f64(r, 0.05, 1);
    f->rank.effective = 1 / f->rank.hhi;
    double level = any_level(r) + 1;
    for (int32_t i = 0; i < n; i++, level *= rng_f64(r, 0.3, 1)) {
        const char *const *w = who[i % COUNT_OF(who)];
        f->rank.row[i] =
            (rank_row){ .partner = { w[0], w[1], w[1], i },
                        .level = any_figure(r, level, 0.5),
                        .rank = i + 1,
                        .rank_mom = rng_i32(r, 0, 20),
                        .rank_yoy = rng_i32(r, 0, 20),
                        .share_pct = rng_chance(r, 0.8) ? rng_f64(r, 0, 60) : NO_NUMBER,
                        .mom = any_change(r, level),
                        .yoy = any_change(r, level),
                        .surge = { rng_chance(r, 0.5) ? rng_f64(r, -9, 9) : NO_NUMBER,
                                   rng_f64(r, -50, 50), rng_i32(r, 4, 9), "too few years" },
                        .rank_published = facts_none() };
    }
}

static void any_remarks(rng *r, arena *mem, brief_facts *f)
{
    static const char *const words[] = { "highest since 2009", "record month (as of May).",
                                         "a \"top\"" };
    f->n_remark = rng_i32(r, 0, 6);
    f->remark = arena_take(mem, (size_t)f->n_remark + 1, sizeof *f->remark);
    for (int32_t i = 0; i < f->n_remark; i++) {
        bool rank = rng_chance(r, 0.5), own = rng_chance(r, 0.7), all = rng_chance(r, 0.6);
        f->remark[i] = (brief_remark){ own ? "widgets" : "gadgets",
                                       all && !rank ? "W00" : "USA",
                                       all && !rank ? "the world" : "the USA",
                                       rank,
                                       rng_chance(r, 0.2) ? "value" : "",
                                       any_figure(r, rng_i32(r, 1, 30), 0) };
        f->remark[i].fig.note = words[rng_i32(r, 0, 2)];
    }
}

static void any_twins(rng *r, arena *mem, brief_facts *f)
{
    f->n_twin = rng_i32(r, 0, 4);
    f->twin = arena_take(mem, (size_t)f->n_twin + 1, sizeof *f->twin);
    for (int32_t i = 0; i < f->n_twin; i++) {
        series s = any_series(r, mem, f->annual, f->month);
        f->twin[i] = (brief_twin){ { "gadgets", "Gadgets", "gadgets", NULL, -1 },
                                   "an aggregate, without widgets",
                                   s,
                                   rng_chance(r, 0.6) ? s.n - 1 : -1 };
    }
}

static brief_facts any_facts(rng *r, arena *mem)
{
    bool annual = rng_chance(r, 0.3);
    int32_t last = annual ? month_of(rng_i32(r, 2000, 2025), 1) : month_of(2025, rng_i32(r, 1, 12));
    series s = any_series(r, mem, annual, last);
    brief_facts f = facts_of(s, s.n - 1);
    f.query.flow = rng_chance(r, 0.5) ? 'X' : 'M';
    f.query.as_of = rng_chance(r, 0.2) ? 20000 : INT32_MAX;
    f.query.source = rng_chance(r, 0.1) ? "gacc" : NULL;
    f.query.product.note = rng_chance(r, 0.3) ? "what it is. And \"what\" it is not." : NULL;
    if (rng_chance(r, 0.3)) {
        f.query.measure = f.main.measure = "value";
        f.main.unit = "USD";
    }
    any_ranking(r, mem, &f);
    any_remarks(r, mem, &f);
    any_twins(r, mem, &f);
    if (f.rank.n && rng_chance(r, 0.1))
        f.at = -1;
    f.unit_value = any_series(r, mem, annual, last);
    f.unit_value.unit = "USD/t";
    f.unit_value_at = rng_chance(r, 0.5) ? f.unit_value.n - 1 : -1;
    return f;
}

/* ---- what must hold of a sentence ---------------------------------------------------------------- */

static void fault(const char *what, const char *text)
{
    fail_msg("seed %" PRIu64 ": %s: %s", seed_now, what, text);
}

static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n]))
            return true;
    return false;
}

static void brackets_match(const char *text)
{
    int32_t depth = 0;
    bool quoted = false;
    for (const char *c = text; *c; c++) {
        quoted ^= *c == '"';
        if (quoted)
            continue;
        depth += (*c == '(') - (*c == ')');
        if (depth < 0 || depth > 2)
            fault("brackets", text);
    }
    if (depth || quoted)
        fault("brackets", text);
}

static void citations_exist(const brief *b, const char *text)
{
    for (const char *c = strchr(text, '['); c; c = strchr(c + 1, '[')) {
        long n = strtol(c + 1, NULL, 10);
        if (n < 1 || n > b->n_source)
            fault("a citation of no source", text);
    }
}

static void is_sound(const brief *b, const char *text)
{
    static const char *const never[] = { "  ", " ,", " .", " ;", " :", "..\"", ",.", ";.", ":.",
                                         "%%", "--", "( ", " )", "()", "-0.0", "+-", "[0]" };
    static const char *const never_words[] = { "nan",      "NaN",      "inf",     "NULL",
                                               "null",     "1 months", "1 years", "1 destinations",
                                               "1 origins" };
    size_t n = strlen(text);
    if (n < 3 || text[n - 1] != '.' || text[n - 2] == '.')
        fault("no full stop", text);
    if (islower((unsigned char)text[0]))
        fault("starts small", text);
    for (int32_t i = 0; i < COUNT_OF(never); i++)
        if (strstr(text, never[i]))
            fault(never[i], text);
    for (int32_t i = 0; i < COUNT_OF(never_words); i++)
        if (has_word(text, never_words[i]) && !strchr("0123456789.,", text[0]))
            for (const char *at = strstr(text, never_words[i]); at;
                 at = strstr(at + 1, never_words[i]))
                if (at == text || !strchr("0123456789,.", at[-1])) /* "21 months" is fine */
                    fault(never_words[i], text);
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ')
            fault("a control character", text);
    if (!strstr(text, "\"A title\""))
        brackets_match(text);
    citations_exist(b, text);
}

static void headline_follows_signs(const brief *b)
{
    const brief_facts *f = b->f;
    if (f->at < 0)
        return;
    bool p1, p2;
    change m = stats_mom(&f->main, f->at), y = stats_yoy(&f->main, f->at);
    prose_change cm = brief_chosen(&m, &p1), cy = brief_chosen(&y, &p2);
    bool up = cy.pct > 0 || (!f->annual && cm.pct > 0),
         down = cy.pct < 0 || (!f->annual && cm.pct < 0);
    if ((strstr(b->headline, "% more than") || strstr(b->headline, "(+")) && !up)
        fault("more, but nothing rose", b->headline);
    if ((strstr(b->headline, "% less than") || strstr(b->headline, "less than ")) && !down)
        fault("less, but nothing fell", b->headline);
    if (isnan(cy.pct) && strstr(b->headline, "year before"))
        fault("a comparison without a base", b->headline);
}

static void rows_follow_signs(const brief *b)
{
    for (int32_t i = 0; i < b->n_change; i++) {
        const brief_change *c = &b->change[i];
        if (strstr(c->text, "nan") || strstr(c->how, "nan") || strstr(c->how, "  ") ||
            strstr(c->how, "inf"))
            fault("a row", c->how);
        if (isnan(c->value) != STR_EQ(c->text, "not known"))
            fault("unknown or not", c->text);
        if (STR_EQ(c->unit, "pct") && IS_NUMBER(c->value) &&
            ((c->text[0] == '-' && c->value > 0) || (c->text[0] == '+' && c->value < 0)))
            fault("the sign of a row", c->text);
        citations_exist(b, c->how);
    }
}

/* By brute force: nothing in the span claimed is as high (low) as the figure, and gaps are said. */
static void record_is_true(const brief *b)
{
    const brief_facts *f = b->f;
    if (f->at < 0 || b->record.kind == RECORD_NONE)
        return;
    double sign = b->record.kind == RECORD_HIGH ? 1 : -1, now = f->main.at[f->at].level.value;
    int32_t held = 0, length = 0;
    for (int32_t i = f->at; i >= 0; i--) {
        const point *p = &f->main.at[i];
        if (p->month == b->record.since || (b->record.since < 0 && p->month < b->record.first))
            break;
        length++;
        held += !isnan(p->level.value);
        if (i != f->at && !isnan(p->level.value) && sign * p->level.value >= sign * now)
            fault("a record that is none", b->headline);
    }
    for (int32_t i = 0; i < b->n_line; i++) {
        const char *text = b->line[i].text;
        bool own =
            b->line[i].part == BRIEF_RECORDS &&
            strstr(text, b->record.kind == RECORD_HIGH ? " was the highest " : " was the lowest ");
        if (own && (held < length) != (strstr(text, "missing") != NULL))
            fault("gaps of a record", text);
    }
}

static void missing_months_are_told(const brief *b)
{
    int32_t month[BRIEF_TREND], n = brief_missing(b->f, month);
    char lead[64];
    snprintf(lead, sizeof lead, ", %" PRId32 " %s not held", n, n == 1 ? "is" : "are");
    for (int32_t i = 0; i < b->n_line && n; i++)
        if (b->line[i].part == BRIEF_UNKNOWN && strstr(b->line[i].text, lead))
            return;
    if (n)
        fault("missing months are not told", b->headline);
}

static bool collect(void *user, const char *bytes, size_t n)
{
    buf_addn(user, bytes, n);
    return true;
}

static void pages_are_written(gad_ctx *cx, const brief *b)
{
    for (int32_t format = 0; format < 3; format++) {
        buf to;
        buf_init(&to, &cx->al);
        gad_output out = { format == 0   ? GAD_AS_JSON
                           : format == 1 ? GAD_AS_MD
                                         : GAD_AS_TABLE,
                           collect, &to, false, 80 };
        gad_status st = format == 0 ? brief_write_json(cx, b, &out) : brief_write_text(cx, b, &out);
        if (st || has_word(buf_text(&to), "nan") || has_word(buf_text(&to), "inf"))
            fault("a page", buf_text(&to));
        buf_release(&to);
    }
}

static void one_case(gad_ctx *cx, uint64_t seed)
{
    arena mem;
    brief b;
    rng r = rng_make(seed, 77);
    seed_now = seed;
    arena_init(&mem, &cx->al);
    brief_facts f = any_facts(&r, &mem);
    assert_int_equal(brief_compose(cx, &mem, &f, &b), GAD_OK);
    is_sound(&b, b.headline);
    for (int32_t i = 0; i < b.n_line; i++)
        is_sound(&b, b.line[i].text);
    headline_follows_signs(&b);
    rows_follow_signs(&b);
    record_is_true(&b);
    missing_months_are_told(&b);
    pages_are_written(cx, &b);
    brief_release(&b);
    arena_release(&mem);
}

static void sentences_of_random_facts_are_sound(void **state)
{
    const char *only = *state;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    for (uint64_t seed = 1; seed <= CASES; seed++)
        one_case(cx, only ? strtoull(only, NULL, 10) : seed);
    gad_ctx_free(cx);
}

/* Verbs alone: the word's direction is the sign of the whole interval, its size a lower bound. */
static void verbs_never_overstate(void **state)
{
    static const struct {
        const char *words;
        double lo, hi; /* the interval must lie within */
    } claims[] = { { "sevenfold", 600, 800 },
                   { "sixfold", 500, 700 },
                   { "fivefold", 400, 600 },
                   { "quadrupled", 299.9, 1e9 },
                   { "tripled", 199.9, 1e9 },
                   { "doubled", 99.9, 1e9 },
                   { "rose", 0, 1e12 },
                   { "fell", -1e12, 0 },
                   { "halved", -100, -49.9 },
                   { "two thirds", -100, -66.6 },
                   { "three quarters", -100, -75 },
                   { "nine tenths", -100, -90 } };
    alloc al = alloc_make(NULL, NULL);
    rng r = rng_make(5, 5);
    buf b;
    (void)state;
    buf_init(&b, &al);
    for (int32_t i = 0; i < 100000; i++) {
        double pct = rng_chance(&r, 0.5) ? rng_f64(&r, -100, 120) : rng_f64(&r, -100, 3000);
        double wide = rng_chance(&r, 0.5) ? 0 : rng_f64(&r, 0, 40);
        prose_change c = { pct, MAX_OF(pct - wide, -100.0), pct + wide };
        buf_clear(&b);
        prose_verb(&b, c);
        for (int32_t k = 0; k < COUNT_OF(claims); k++)
            if (strstr(buf_text(&b), claims[k].words) &&
                (c.lo < claims[k].lo || (claims[k].hi < 1 && c.hi > claims[k].hi)))
                fail_msg("%g (%g..%g): %s", pct, c.lo, c.hi, buf_text(&b));
    }
    buf_release(&b);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(sentences_of_random_facts_are_sound, argc > 1 ? argv[1] : NULL),
        cmocka_unit_test(verbs_never_overstate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
