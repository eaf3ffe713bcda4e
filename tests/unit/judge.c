/* judge - layer 3: claims made by hand, with their readings, against the figures that gadolin brings along
 * (data/observations): levels, changes, labels, arithmetic, and what may not be denied. */
#include "test.h"
#include "claims/judge.h"

typedef struct bench {
    gad_ctx *cx;
    gad_store *st;
    book *bk;
    arena mem;
} bench;

static int open_bench(void **state)
{
    bench *b = calloc(1, sizeof *b);
    gad_ingest_opts o = gad_ingest_defaults();
    assert_non_null(b);
    b->cx = gad_ctx_new(NULL, NULL);
    arena_init(&b->mem, &b->cx->al);
    if (gad_store_open(b->cx, NULL, GAD_OPEN_MEMORY, &b->st) ||
        gad_ingest(b->cx, b->st, TEST_SOURCE_DIR "/data/observations", &o, NULL, NULL, NULL) ||
        book_new(b->cx, b->st, &b->bk))
        fail_msg("%s", gad_last_error(b->cx).text);
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench *b = *state;
    arena_release(&b->mem);
    book_free(b->bk);
    gad_store_close(b->st);
    gad_ctx_free(b->cx);
    free(b);
    return 0;
}

/* ---- claims from texts ---------------------------------------------------------------------------- */

typedef struct saying {
    claim_form form;
    const char *printed; /* "-38", "353"; "" of EXCEEDS */
    const char *unit;
    hedge hedge;
    const char *product, *partner;
    char flow;
    const char *period, *base; /* "" unknown */
    found product_at, base_at;
} saying;

static span span_of(const char *text)
{
    span s = { 1, 0 };
    if (*text)
        assert_true(span_parse(text, &s));
    return s;
}

static amount amount_of(const saying *s)
{
    bool falls = s->printed[0] == '-';
    if (!*s->printed)
        return (amount){ .value = NO_NUMBER, .lo = NO_NUMBER, .hi = NO_NUMBER, .unit = "" };
    amount a = amount_make(s->printed + falls, 1, 1, s->unit, s->hedge, false);
    return falls ? amount_negate(&a) : a;
}

static claim claim_of(bench *b, const saying *s, int32_t at)
{
    claim c = { .m = { .form = s->form, .kind = CLAIM_CHANGE, .sentence = at } };
    reading *r = arena_take(&b->mem, 1, sizeof *r);
    assert_non_null(r);
    *r = (reading){ .product = s->product,
                    .reporter = "CHN",
                    .partner = s->partner,
                    .flow = s->flow,
                    .measure = STR_EQ(s->unit, "USD") ? "value" : "qty",
                    .period = span_of(s->period),
                    .base = span_of(s->base) };
    r->from[PART_PRODUCT] = s->product_at;
    r->from[PART_BASE] = *s->base ? s->base_at : FOUND_NOWHERE;
    if (!*s->period)
        r->from[PART_PERIOD] = FOUND_NOWHERE;
    if (s->form == FORM_LEVEL)
        c.m.kind = CLAIM_LEVEL;
    c.m.said = amount_of(s);
    c.m.direction = c.m.said.value < 0 ? -1 : 1;
    c.m.base = c.m.base_level = c.m.to_level = c.m.whole = c.m.since = -1;
    c.reading = r;
    c.n_reading = 1;
    c.attribution = "";
    c.text = s->form == FORM_TIMES_OF ? "sevenfold" : s->printed;
    return c;
}

static int32_t day_of(const char *text)
{
    int32_t day = INT32_MAX;
    if (*text)
        assert_true(day_parse(text, &day));
    return day;
}

static void judge_as_of(bench *b, claim *c, int32_t n, const char *date)
{
    sentence empty[12] = { { .heading = -1 } };
    article art = { .text = "", .sentence = empty, .n_sentence = COUNT_OF(empty) };
    judging j = { .bk = b->bk, .mem = &b->mem, .art = &art, .as_of = day_of(date) };
    if (judge_all(b->cx, &j, c, n))
        fail_msg("%s", gad_last_error(b->cx).text);
    for (int32_t i = 0; i < n; i++) {
        assert_non_null(c[i].explanation);
        assert_non_null(c[i].interpretation);
        assert_in_range((int)(1000 * c[i].confidence), 0, 1000);
    }
}

static void expect(const claim *c, verdict v, const char *words)
{
    if (c->verdict != v || !strstr(c->explanation, words))
        fail_msg("%s: %s where %s was expected with '%s': %s", c->interpretation,
                 verdict_name(c->verdict), verdict_name(v), words, c->explanation);
}

/* ---- one claim ------------------------------------------------------------------------------------ */

typedef struct one {
    saying s;
    const char *date;
    verdict v;
    const char *words;
} one;

static void check_table(bench *b, const one *t, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        claim c = claim_of(b, &t[i].s, 0);
        judge_as_of(b, &c, 1, t[i].date);
        expect(&c, t[i].v, t[i].words);
    }
}

#define MAG "magnets"
#define RE  "rare-earths"

static void judges_levels(void **state)
{
    static const one t[] = {
        { { FORM_LEVEL, "3188", "t", 0, MAG, "W00", 'X', "2025-06", "", 0, 0 },
          "2025-07-21",
          SUPPORTED,
          "3,188 t" },
        { { FORM_LEVEL, "353", "t", 0, MAG, "USA", 'X', "2025-06", "", 0, 0 },
          "",
          SUPPORTED,
          "353 t (" },
        { { FORM_LEVEL, "350", "t", HEDGE_ABOUT, MAG, "USA", 'X', "2025-06", "", 0, 0 },
          "",
          SUPPORTED,
          "353 t" },
        { { FORM_LEVEL, "3150", "t", 0, MAG, "W00", 'X', "2025-06", "", 0, 0 },
          "",
          CLOSE,
          "lower" },
        { { FORM_LEVEL, "4188", "t", 0, MAG, "W00", 'X', "2025-06", "", 0, 0 },
          "",
          CONTRADICTED,
          "3,188 t" },
        { { FORM_LEVEL, "22319", "t", 0, MAG, "W00", 'X', "2025-01..2025-06", "", 0, 0 },
          "",
          SUPPORTED,
          "first half of 2025" },
        { { FORM_LEVEL, "2115", "t", 0, "rare-earth-products", "W00", 'X', "2025-05", "", 0, 0 },
          "2025-07-18",
          CLOSE,
          "2,117 t" },
        { { FORM_LEVEL, "3808", "t", 0, "rare-earth-products", "W00", 'X', "2025-06", "", 0, 0 },
          "2025-07-18",
          UNVERIFIABLE,
          "not held" },
        { { FORM_LEVEL, "12", "t", 0, MAG, "USA", 'X', "", "", 0, 0 },
          "",
          UNVERIFIABLE,
          "the period is not clear" },
        { { FORM_LEVEL, "4188", "t", 0, MAG, "W00", 'X', "2025-06", "", FOUND_PARAGRAPH, 0 },
          "",
          UNVERIFIABLE,
          "not say clearly" },
        { { FORM_LEVEL, "60000000", "USD", 0, MAG, "W00", 'X', "2025-05", "", 0, 0 },
          "",
          SUPPORTED,
          "60 million USD" },
        { { FORM_LEVEL, "3000", "t", HEDGE_OVER, MAG, "W00", 'X', "2025-06", "", 0, 0 },
          "",
          SUPPORTED,
          "3,188 t" },
        { { FORM_LEVEL, "300", "t", HEDGE_OVER, MAG, "W00", 'X', "2025-06", "", 0, 0 },
          "",
          SUPPORTED,
          "far from" },
        { { FORM_LEVEL, "46", "t", 0, MAG, "USA", 'X', "2025-04..2025-05", "", 0, 0 },
          "",
          UNVERIFIABLE,
          "" },
    };
    check_table(*state, t, COUNT_OF(t));
}

static void judges_changes(void **state)
{
    static const one t[] = {
        { { FORM_PERCENT, "660", "pct", 0, MAG, "USA", 'X', "2025-06", "2025-05", 0, 0 },
          "2025-07-21",
          SUPPORTED,
          "June 2025 against May 2025" },
        { { FORM_PERCENT, "160", "pct", 0, MAG, "W00", 'X', "2025-06", "2025-05", 0, 0 },
          "2025-07-21",
          SUPPORTED,
          "157.5 %" },
        { { FORM_PERCENT, "-38", "pct", 0, MAG, "W00", 'X', "2025-06", "2024-06", 0, 0 },
          "2025-07-21",
          SUPPORTED,
          "-38" },
        { { FORM_PERCENT, "38", "pct", 0, MAG, "W00", 'X', "2025-06", "2024-06", 0, 0 },
          "2025-07-21",
          CONTRADICTED,
          "-38" },
        { { FORM_PERCENT, "-18.9", "pct", 0, MAG, "W00", 'X', "2025-01..2025-06",
            "2024-01..2024-06", 0, 0 },
          "",
          SUPPORTED,
          "-18.9" },
        { { FORM_PERCENT, "80", "pct", 0, RE, "W00", 'X', "2025-06", "2025-05", 0, 0 },
          "",
          CONTRADICTED,
          "+32" },
        { { FORM_PERCENT, "33.5", "pct", 0, RE, "W00", 'X', "2025-06", "2025-05", 0, 0 },
          "",
          CLOSE,
          "points off" },
        { { FORM_PERCENT, "80", "pct", 0, RE, "W00", 'X', "2025-06", "2025-05", 0, FOUND_ASSUMED },
          "",
          UNVERIFIABLE,
          "base is not stated" },
        { { FORM_PERCENT, "80", "pct", 0, RE, "W00", 'X', "2025-06", "", 0, 0 },
          "",
          UNVERIFIABLE,
          "base of the change is not clear" },
        { { FORM_TIMES_OF, "7", "times", 0, MAG, "USA", 'X', "2025-06", "2025-05", 0, 0 },
          "2025-07-21",
          SUPPORTED,
          "7.7 times the base, an increase of 6.7 times" },
        { { FORM_TIMES_OF, "12", "times", 0, MAG, "USA", 'X', "2025-06", "2025-05", 0, 0 },
          "",
          CONTRADICTED,
          "7.7 times" },
        { { FORM_TIMES_MORE, "6", "times", HEDGE_OVER, MAG, "USA", 'X', "2025-06", "2025-05", 0,
            0 },
          "2025-07-21",
          AMBIGUOUS,
          "7 times as much" },
        { { FORM_TIMES_MORE, "7", "times", 0, MAG, "USA", 'X', "2025-06", "2025-05", 0, 0 },
          "",
          SUPPORTED,
          "7.7 times" },
        { { FORM_TIMES_OF, "0.5", "times", HEDGE_ABOUT, MAG, "W00", 'X', "2025-05", "2025-04", 0,
            0 },
          "",
          SUPPORTED,
          "0.47 times the base" },
        { { FORM_DIFFERENCE, "1950", "t", 0, MAG, "W00", 'X', "2025-06", "2025-05", 0, 0 },
          "",
          SUPPORTED,
          "1,238" },
        { { FORM_EXCEEDS, "", "", 0, RE, "W00", 'X', "2025-01..2025-06", "2024", 0, 0 },
          "",
          CONTRADICTED,
          "32,569" },
        { { FORM_EXCEEDS, "", "", 0, RE, "W00", 'X', "2025-01..2025-06", "2024-01..2024-06", 0, 0 },
          "",
          SUPPORTED,
          "32,569" },
        { { FORM_POINTS, "7", "points", 0, MAG, "USA", 'X', "2025-06", "2025-05", 0, 0 },
          "",
          SUPPORTED,
          "11.1 %, and 3.7 %" },
        { { FORM_POINTS, "3", "points", 0, MAG, "W00", 'X', "2025-06", "2025-05", 0, 0 },
          "",
          UNVERIFIABLE,
          "shares of both periods" },
    };
    check_table(*state, t, COUNT_OF(t));
}

static void doubled_is_stricter_than_twofold(void **state)
{
    static const saying s = { FORM_TIMES_OF, "2",       "times",   0, MAG, "W00",
                              'X',           "2025-07", "2025-06", 0, 0 };
    bench *b = *state;
    claim c = claim_of(b, &s, 0);
    c.text = "doubled";
    judge_as_of(b, &c, 1, "2025-08-21"); /* 5,577 / 3,188 = 1.75 */
    expect(&c, CONTRADICTED, "1.7 times");
}

static void reserves_without_a_year_are_the_newest(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "22000000", "t", 0, "rare-earth-mine", "W00", 'S', "", "", 0, 0 },
        { FORM_LEVEL, "3500000", "t", 0, "rare-earth-mine", "W00", 'S', "", "", 0, 0 },
    };
    bench *b = *state;
    claim c[2];
    for (int32_t i = 0; i < 2; i++) {
        c[i] = claim_of(b, &s[i], i);
        c[i].reading[0].reporter = "VNM";
        c[i].reading[0].measure = "reserves";
    }
    judge_as_of(b, c, 2, "2025-07-21");
    expect(&c[0], UNVERIFIABLE, "3,500,000 t"); /* what editions before 2025 printed */
    expect(&c[1], SUPPORTED, "Vietnam's reserves");
}

static void a_forecast_or_a_denial_is_never_contradicted(void **state)
{
    static const saying s = { FORM_LEVEL, "4188", "t", 0, MAG, "W00", 'X', "2025-06", "", 0, 0 };
    bench *b = *state;
    claim c[2] = { claim_of(b, &s, 0), claim_of(b, &s, 1) };
    c[0].m.future = true;
    c[1].m.negated = true;
    judge_as_of(b, c, 2, "2025-07-21");
    expect(&c[0], UNVERIFIABLE, "forecast");
    expect(&c[1], UNVERIFIABLE, "negative");
}

static void imports_of_the_usa_are_chinas_exports(void **state)
{
    static const saying s[] = {
        { FORM_PERCENT, "660", "pct", 0, MAG, "CHN", 'M', "2025-06", "2025-05", 0, 0 },
        { FORM_PERCENT, "20", "pct", 0, MAG, "CHN", 'M', "2025-06", "2025-05", 0, 0 }
    };
    bench *b = *state;
    claim c[2] = { claim_of(b, &s[0], 0), claim_of(b, &s[1], 1) };
    for (int32_t i = 0; i < 2; i++) {
        c[i].reading[0].reporter = "USA";
        c[i].reading[0].mirrored = true;
    }
    judge_as_of(b, c, 2, "2025-07-21");
    expect(&c[0], SUPPORTED, "China's exports of rare-earth permanent magnets to the USA");
    /* The partner's count is not the reporter's: it does not deny. */
    expect(&c[1], UNVERIFIABLE, "China's exports");
}

static void the_likelier_reading_of_a_base_is_told(void **state)
{
    static const saying s = { FORM_PERCENT, "-38",     "pct",     0, MAG,          "W00",
                              'X',          "2025-06", "2025-05", 0, FOUND_ASSUMED };
    bench *b = *state;
    claim c = claim_of(b, &s, 0);
    reading r[2] = { c.reading[0], c.reading[0] };
    r[1].base = span_of("2024-06");
    c.reading = r;
    c.n_reading = 2;
    judge_as_of(b, &c, 1, "2025-07-21");
    expect(&c, SUPPORTED, "June 2025 against June 2024");
    assert_non_null(strstr(c.explanation, "this one fits"));
}

/* ---- several claims ------------------------------------------------------------------------------- */

static void magnets_printed_as_rare_earths_are_mislabelled(void **state)
{
    static const saying s[] = {
        { FORM_PERCENT, "660", "pct", 0, RE, "USA", 'X', "2025-06", "2025-05", 0, FOUND_ASSUMED },
        { FORM_LEVEL, "353", "t", 0, RE, "USA", 'X', "2025-06", "", 0, 0 },
        { FORM_LEVEL, "3188", "t", 0, RE, "W00", 'X', "2025-06", "", 0, 0 },
        { FORM_PERCENT, "160", "pct", 0, RE, "W00", 'X', "2025-06", "2025-05", 0, 0 },
        { FORM_PERCENT, "-38", "pct", 0, RE, "W00", 'X', "2025-06", "2024-06", FOUND_PARAGRAPH, 0 },
        { FORM_LEVEL, "22319", "t", 0, MAG, "W00", 'X', "2025-01..2025-06", "", 0, 0 },
        { FORM_PERCENT, "-50", "pct", 0, RE, "W00", 'X', "2025-06", "2024-06", 0, 0 },
    };
    bench *b = *state;
    claim c[COUNT_OF(s)];
    for (int32_t i = 0; i < COUNT_OF(s); i++)
        c[i] = claim_of(b, &s[i], i);
    judge_as_of(b, c, COUNT_OF(s), "2025-07-21");
    for (int32_t i = 0; i < 5; i++)
        expect(&c[i], MISLABELLED, "magnets");
    assert_non_null(strstr(c[2].explanation, "7,742"));
    expect(&c[5], SUPPORTED, "22,319");
    expect(&c[6], CONTRADICTED, "+60");
    assert_string_equal(c[2].evidence[0].product, MAG);
}

static void the_aggregate_printed_as_magnets_is_mislabelled(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "4343.5", "t", 0, MAG, "W00", 'X', "2025-10", "", 0, 0 },
        { FORM_PERCENT, "8.58", "pct", 0, MAG, "W00", 'X', "2025-10", "2025-09", 0, 0 },
        { FORM_PERCENT, "-8.62", "pct", 0, MAG, "W00", 'X', "2025-10", "2024-10", 0, 0 },
    };
    bench *b = *state;
    claim c[COUNT_OF(s)];
    for (int32_t i = 0; i < COUNT_OF(s); i++)
        c[i] = claim_of(b, &s[i], 0);
    judge_as_of(b, c, COUNT_OF(s), "2025-11-21");
    for (int32_t i = 0; i < COUNT_OF(s); i++)
        expect(&c[i], MISLABELLED, "rare earths");
    assert_non_null(strstr(c[0].explanation, "5,473"));
}

static void two_digits_alone_are_not_relabelled(void **state)
{
    static const saying s = { FORM_LEVEL, "46", "t", 0, RE, "USA", 'X', "2025-05", "", 0, 0 };
    bench *b = *state;
    claim c = claim_of(b, &s, 0);
    judge_as_of(b, &c, 1, "2025-07-21");
    assert_int_equal(c.verdict, UNVERIFIABLE);
}

static void one_digit_needs_a_witness(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "4000", "t", 0, MAG, "W00", 'X', "2025-09", "", 0, 0 },
        { FORM_PERCENT, "-31", "pct", 0, MAG, "W00", 'X', "2025-09", "2025-08", 0, 0 },
    };
    bench *b = *state;
    claim c[2] = { claim_of(b, &s[0], 0), claim_of(b, &s[1], 0) };
    judge_as_of(b, c, 1, "2025-10-21");
    expect(&c[0], CONTRADICTED, "5,774");
    judge_as_of(b, c, 2, "2025-10-21");
    expect(&c[0], MISLABELLED, "4,000.3 t");
    expect(&c[1], MISLABELLED, "rare earths");
}

static void a_change_of_three_digits_may_name_its_series(void **state)
{
    static const saying s[] = {
        { FORM_PERCENT, "-52.9", "pct", 0, RE, "W00", 'X', "2025-05", "2025-04", 0, 0 },
        { FORM_PERCENT, "-53", "pct", 0, RE, "W00", 'X', "2025-05", "2025-04", 0, 0 },
    };
    bench *b = *state;
    claim c[2] = { claim_of(b, &s[0], 0), claim_of(b, &s[1], 1) };
    judge_as_of(b, c, 2, "2025-06-21");
    expect(&c[0], MISLABELLED, "magnets");
    expect(&c[1], CONTRADICTED, "+23");
}

static void goods_that_the_sentence_does_not_name_are_no_mistake(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "3188", "t", 0, RE, "W00", 'X', "2025-06", "", FOUND_ARTICLE, 0 },
        { FORM_LEVEL, "353", "t", 0, MAG, "USA", 'X', "2025-06", "", 0, 0 }
    };
    bench *b = *state;
    claim c[2] = { claim_of(b, &s[0], 0), claim_of(b, &s[1], 1) };
    judge_as_of(b, c, 2, "2025-07-21");
    expect(&c[0], SUPPORTED, "rare-earth permanent magnets");
    assert_string_equal(c[0].reading[0].product, MAG);
}

static void a_title_that_names_magnets_excuses_the_looser_word(void **state)
{
    static const saying s = { FORM_LEVEL, "3188", "t", 0, RE, "W00", 'X', "2025-06", "", 0, 0 };
    const char *text = "Magnet exports jump\nRare-earth exports reached 3,188 tons in June.";
    sentence sent[2] = { { 0, 19, 0, -1, SENTENCE_TITLE },
                         { 20, (uint32_t)strlen(text), 1, 0, SENTENCE_BODY } };
    article art = { .text = text, .n = (uint32_t)strlen(text), .sentence = sent, .n_sentence = 2 };
    bench *b = *state;
    claim c = claim_of(b, &s, 1);
    judging j = { .bk = b->bk, .mem = &b->mem, .art = &art, .as_of = INT32_MAX };
    c.m.from = 46;
    c.m.to = 56;
    assert_int_equal(judge_all(b->cx, &j, &c, 1), GAD_OK);
    expect(&c, SUPPORTED, "read as");
}

/* One claim of one sentence; the number stands at byte `from`. */
static void judge_in_text(bench *b, claim *c, const char *text, const char *number)
{
    sentence sent = { 0, (uint32_t)strlen(text), 0, -1, SENTENCE_BODY };
    article art = { .text = text, .n = sent.to, .sentence = &sent, .n_sentence = 1 };
    judging j = { .bk = b->bk, .mem = &b->mem, .art = &art, .as_of = INT32_MAX };
    const char *at = strstr(text, number);
    assert_non_null(at);
    c->m.from = (uint32_t)(at - text);
    c->m.to = c->m.from + (uint32_t)strlen(number);
    assert_int_equal(judge_all(b->cx, &j, c, 1), GAD_OK);
}

static void a_number_of_another_month_is_told(void **state)
{
    static const saying s = { FORM_LEVEL, "1238", "t", 0, MAG, "W00", 'X', "2025-06", "", 0, 0 };
    bench *b = *state;
    claim c = claim_of(b, &s, 0);
    judge_in_text(b, &c, "China exported 1,238 tons of magnets in June 2025.", "1,238 tons");
    expect(&c, CONTRADICTED, "the figure is that of May 2025");
    /* Without the month beside it, May may be meant. */
    c = claim_of(b, &s, 0);
    judge_in_text(b, &c, "In June China exported more than the 1,238 tons of May.", "1,238 tons");
    expect(&c, UNVERIFIABLE, "in May 2025, which may be meant");
}

static void another_country_of_the_sentence_may_be_meant(void **state)
{
    static const saying s = { FORM_LEVEL, "619", "t", 0, MAG, "DEU", 'X', "2025-07", "", 0, 0 };
    bench *b = *state;
    claim c = claim_of(b, &s, 0);
    judge_in_text(b, &c, "China sold 1,116 tons to Germany and 619 tons to the U.S.", "619 tons");
    expect(&c, UNVERIFIABLE, "to the USA in July 2025, which may be meant");
    c = claim_of(b, &s, 0);
    judge_in_text(b, &c, "China sold 619 tons to Germany.", "619 tons");
    expect(&c, CONTRADICTED, "1,116 t");
}

static void a_figure_of_an_older_edition_is_ambiguous(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "13000", "t", 0, "rare-earth-mine", "W00", 'Q', "2024", "", 0, 0 },
        { FORM_LEVEL, "50000", "t", 0, "rare-earth-mine", "W00", 'Q', "2024", "", 0, 0 },
    };
    bench *b = *state;
    claim c[2];
    for (int32_t i = 0; i < 2; i++) {
        c[i] = claim_of(b, &s[i], 2 * i);
        c[i].reading[0].reporter = "AUS";
        c[i].reading[0].measure = "production";
    }
    judge_as_of(b, c, 2, "2026-03-01");
    expect(&c[0], AMBIGUOUS, "USGS Mineral Commodity Summaries 2025");
    expect(&c[1], CONTRADICTED, "29,000 t");
}

static void a_change_on_the_other_base_is_not_denied(void **state)
{
    static const saying s = { FORM_PERCENT, "-38",     "pct",     0, MAG, "W00",
                              'X',          "2025-06", "2025-05", 0, 0 };
    bench *b = *state;
    claim c = claim_of(b, &s, 0);
    judge_as_of(b, &c, 1, "2025-07-21");
    expect(&c, UNVERIFIABLE, "which may be meant");
}

static void a_total_that_fits_one_partner_is_not_denied(void **state)
{
    static const saying s = { FORM_LEVEL, "353", "t", 0, MAG, "W00", 'X', "2025-06", "", 0, 0 };
    bench *b = *state;
    claim c = claim_of(b, &s, 0);
    c.reading[0].from[PART_PARTNER] = FOUND_SENTENCE;
    judge_as_of(b, &c, 1, "2025-07-21");
    expect(&c, UNVERIFIABLE, "to the USA");
}

/* ---- arithmetic ----------------------------------------------------------------------------------- */

#define NONE "gallium", "BRA", 'X'

static void a_sentence_may_refute_itself(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "353", "t", 0, NONE, "2025-06", "", 0, 0 },
        { FORM_LEVEL, "46", "t", 0, NONE, "2025-05", "", 0, 0 },
        { FORM_PERCENT, "600", "pct", 0, NONE, "2025-06", "2025-05", 0, 0 },
    };
    bench *b = *state;
    claim c[3];
    for (int32_t i = 0; i < 3; i++)
        c[i] = claim_of(b, &s[i], 0);
    c[1].m.is_base = true;
    c[2].m.base_level = 1;
    c[2].m.to_level = 0;
    judge_as_of(b, c, 3, "2025-07-21");
    expect(&c[2], INCONSISTENT, "353 / 46 - 1 = +667 %");
    expect(&c[0], UNVERIFIABLE, "");
    /* The same with the right change. */
    c[2].m.said = amount_make("660", 1, 1, "pct", HEDGE_NONE, false);
    judge_as_of(b, c, 3, "2025-07-21");
    expect(&c[2], UNVERIFIABLE, "consistent with the article's own figures");
}

static void a_change_on_another_base_is_not_compared(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "353", "t", 0, NONE, "2025-06", "", 0, 0 },
        { FORM_LEVEL, "46", "t", 0, NONE, "2025-05", "", 0, 0 },
        { FORM_PERCENT, "-40", "pct", 0, NONE, "2025-06", "2024-06", 0, 0 },
    };
    bench *b = *state;
    claim c[3];
    for (int32_t i = 0; i < 3; i++)
        c[i] = claim_of(b, &s[i], 0);
    c[1].m.is_base = true;
    c[2].m.base_level = 1;
    judge_as_of(b, c, 3, "2025-07-21");
    assert_int_equal(c[2].verdict, UNVERIFIABLE);
}

static void parts_must_add_up_to_their_total(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "21000", "t", 0, NONE, "2025", "", 0, 0 },
        { FORM_LEVEL, "18600", "t", 0, NONE, "2025", "", 0, 0 },
        { FORM_LEVEL, "39400", "t", 0, NONE, "2025", "", 0, 0 },
    };
    bench *b = *state;
    claim c[3];
    for (int32_t i = 0; i < 3; i++)
        c[i] = claim_of(b, &s[i], 0);
    c[2].m.is_total = true;
    judge_as_of(b, c, 3, "");
    expect(&c[2], INCONSISTENT, "21,000 + 18,600 = 39,600, not 39,400");
    c[2].m.said = amount_make("39600", 1, 1, "t", HEDGE_NONE, false);
    judge_as_of(b, c, 3, "");
    expect(&c[2], UNVERIFIABLE, "21,000 + 18,600 = 39,600");
}

static void a_part_and_its_share_must_fit(void **state)
{
    static const saying s[] = {
        { FORM_LEVEL, "1000", "t", 0, NONE, "2024", "", 0, 0 },
        { FORM_LEVEL, "700", "t", 0, NONE, "2024", "", 0, 0 },
        { FORM_SHARE, "45", "pct", 0, NONE, "2024", "", 0, 0 },
    };
    const char *text = "Of the 1,000 tonnes exported, 700 tonnes, or 45%, went to Thailand.";
    static const uint32_t at[][2] = { { 7, 19 }, { 30, 40 }, { 45, 48 } };
    sentence sent = { 0, (uint32_t)strlen(text), 0, -1, SENTENCE_BODY };
    article art = { .text = text, .n = (uint32_t)strlen(text), .sentence = &sent, .n_sentence = 1 };
    bench *b = *state;
    judging j = { .bk = b->bk, .mem = &b->mem, .art = &art, .as_of = INT32_MAX };
    claim c[3];
    for (int32_t i = 0; i < 3; i++) {
        c[i] = claim_of(b, &s[i], 0);
        c[i].m.from = at[i][0];
        c[i].m.to = at[i][1];
    }
    assert_int_equal(judge_all(b->cx, &j, c, 3), GAD_OK);
    expect(&c[2], INCONSISTENT, "700 / 1,000 = 70 %");
}

static void shares_of_one_whole_stay_below_a_hundred(void **state)
{
    static const saying s[] = {
        { FORM_SHARE, "70", "pct", 0, "gallium", "USA", 'X', "2024", "", 0, 0 },
        { FORM_SHARE, "45", "pct", 0, "gallium", "JPN", 'X', "2024", "", 0, 0 },
    };
    bench *b = *state;
    claim c[2] = { claim_of(b, &s[0], 0), claim_of(b, &s[1], 0) };
    c[0].m.whole = c[1].m.whole = 5; /* one item of the sentence names both wholes */
    judge_as_of(b, c, 2, "");
    expect(&c[1], INCONSISTENT, "add up to 115 %");
    claim apart[2] = { claim_of(b, &s[0], 0), claim_of(b, &s[1], 0) };
    apart[0].m.whole = 5;
    apart[1].m.whole = 12; /* "for Germany the proportion was ...": of another whole */
    judge_as_of(b, apart, 2, "");
    expect(&apart[1], UNVERIFIABLE, "not held");
}

/* ---- fit, words, memory --------------------------------------------------------------------------- */

static void fit_follows_rounding_and_hedges(void **state)
{
    (void)state;
    static const struct {
        const char *printed;
        hedge h;
        double lo, hi;
        bool in_part;
        fit f;
    } t[] = {
        { "160", HEDGE_NONE, 157.5, 157.5, false, FIT_YES },
        { "3188", HEDGE_NONE, 3188.4, 3188.4, true, FIT_YES },
        { "3188", HEDGE_NONE, 3190, 3190, true, FIT_CLOSE },
        { "3188", HEDGE_NONE, 3300, 3300, true, FIT_NO },
        { "38", HEDGE_NONE, 40, 40, false, FIT_CLOSE },
        { "38", HEDGE_NONE, 41, 41, false, FIT_NO },
        { "70", HEDGE_OVER, 71, 71, false, FIT_YES },
        { "70", HEDGE_OVER, 69.2, 69.2, false, FIT_CLOSE },
        { "6", HEDGE_OVER, 12.4, 12.4, false, FIT_LOOSE },
        { "6", HEDGE_OVER, NO_NUMBER, NO_NUMBER, false, FIT_NO },
    };
    for (int32_t i = 0; i < COUNT_OF(t); i++) {
        amount a = amount_make(t[i].printed, 1, 1, "pct", t[i].h, false);
        if (fit_of(&a, t[i].lo, t[i].hi, t[i].in_part) != t[i].f)
            fail_msg("row %d: %d", (int)i, (int)fit_of(&a, t[i].lo, t[i].hi, t[i].in_part));
    }
}

static void says_what_is_read(void **state)
{
    static const struct {
        saying s;
        const char *words;
    } t[] = {
        { { FORM_PERCENT, "660", "pct", 0, MAG, "USA", 'X', "2025-06", "2025-05", 0, 0 },
          "China's exports of rare-earth permanent magnets to the USA rose 660 % in June 2025 from May 2025" },
        { { FORM_LEVEL, "3188", "t", HEDGE_ABOUT, MAG, "W00", 'X', "2025-01..2025-06", "", 0, 0 },
          "China's exports of rare-earth permanent magnets were about 3,188 t in the first half of 2025" },
        { { FORM_PERCENT, "-5", "pct", 0, MAG, "DEU", 'M', "2025-Q3", "2024-Q3", 0, 0 },
          "China's imports of rare-earth permanent magnets from Germany fell 5 % in the third quarter of 2025 from the "
          "third quarter of 2024" },
        { { FORM_LEVEL, "60000000", "USD", 0, MAG, "W00", 'X', "2024", "", 0, 0 },
          "China's exports of rare-earth permanent magnets by value were 60 million USD in 2024" },
    };
    bench *b = *state;
    for (int32_t i = 0; i < COUNT_OF(t); i++) {
        claim c = claim_of(b, &t[i].s, 0);
        assert_string_equal(claim_words(&b->mem, b->bk, &c, &c.reading[0]), t[i].words);
    }
}

/* Memory fails at each allocation of the judging in turn: an error, no crash, no half verdict believed. */
static void failing_memory_is_an_error(void **state)
{
    static const saying s[] = { { FORM_LEVEL, "3188", "t", 0, RE, "W00", 'X', "2025-06", "", 0, 0 },
                                { FORM_PERCENT, "160", "pct", 0, RE, "W00", 'X', "2025-06",
                                  "2025-05", 0, 0 } };
    bench *b = *state;
    bool done = false;
    for (long left = 0; !done; left++) {
        alloc_budget budget = { .left = left };
        alloc al = { budget_realloc, &budget };
        arena mem;
        arena_init(&mem, &al);
        claim c[2] = { claim_of(b, &s[0], 0), claim_of(b, &s[1], 0) };
        judging j = { .bk = b->bk, .mem = &mem, .art = NULL, .as_of = INT32_MAX };
        gad_status st = judge_all(b->cx, &j, c, 2);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        done = st == GAD_OK;
        arena_release(&mem);
        assert_int_equal(budget.live, 0);
        assert_true(left < 10000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_levels),
        cmocka_unit_test(judges_changes),
        cmocka_unit_test(doubled_is_stricter_than_twofold),
        cmocka_unit_test(reserves_without_a_year_are_the_newest),
        cmocka_unit_test(a_forecast_or_a_denial_is_never_contradicted),
        cmocka_unit_test(imports_of_the_usa_are_chinas_exports),
        cmocka_unit_test(the_likelier_reading_of_a_base_is_told),
        cmocka_unit_test(magnets_printed_as_rare_earths_are_mislabelled),
        cmocka_unit_test(the_aggregate_printed_as_magnets_is_mislabelled),
        cmocka_unit_test(two_digits_alone_are_not_relabelled),
        cmocka_unit_test(one_digit_needs_a_witness),
        cmocka_unit_test(a_change_of_three_digits_may_name_its_series),
        cmocka_unit_test(goods_that_the_sentence_does_not_name_are_no_mistake),
        cmocka_unit_test(a_title_that_names_magnets_excuses_the_looser_word),
        cmocka_unit_test(a_number_of_another_month_is_told),
        cmocka_unit_test(another_country_of_the_sentence_may_be_meant),
        cmocka_unit_test(a_figure_of_an_older_edition_is_ambiguous),
        cmocka_unit_test(a_change_on_the_other_base_is_not_denied),
        cmocka_unit_test(a_total_that_fits_one_partner_is_not_denied),
        cmocka_unit_test(a_sentence_may_refute_itself),
        cmocka_unit_test(a_change_on_another_base_is_not_compared),
        cmocka_unit_test(parts_must_add_up_to_their_total),
        cmocka_unit_test(a_part_and_its_share_must_fit),
        cmocka_unit_test(shares_of_one_whole_stay_below_a_hundred),
        cmocka_unit_test(fit_follows_rounding_and_hedges),
        cmocka_unit_test(says_what_is_read),
        cmocka_unit_test(failing_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
