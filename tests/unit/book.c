/* book - layer 3: what the store knows, against a store of the published figures of data/observations and
 * small ones made of INSERTs. */
#include "test.h"
#include "claims/book_impl.h"

typedef struct desk {
    alloc_budget budget;
    gad_ctx *cx;
    gad_store *st;
    book *bk;
    arena mem;
} desk;

static desk press; /* data/observations */
static desk port;  /* two customs rows and a few figures */

static void open_desk(desk *d, gad_open_mode mode)
{
    d->budget.left = -1;
    d->cx = gad_ctx_new(budget_realloc, &d->budget);
    assert_non_null(d->cx);
    arena_init(&d->mem, &d->cx->al);
    if (gad_store_open(d->cx, NULL, mode, &d->st))
        fail_msg("%s", gad_last_error(d->cx).text);
}

static void close_desk(desk *d)
{
    book_free(d->bk);
    arena_release(&d->mem);
    gad_store_close(d->st);
    gad_ctx_free(d->cx);
    assert_int_equal(d->budget.live, 0);
}

static void must(desk *d, gad_status status)
{
    if (status)
        fail_msg("%s", gad_last_error(d->cx).text);
}

#define ROWS                                                                                            \
    "INSERT INTO flow_data SELECT 1, 1, DATE '2025-07-20', 2, month_id('2025-06'), country_id('CHN'), " \
    "country_id(p), 2, code_id('85051110'), 0, NULL, NULL, q, NULL, 'USD', 0, NULL, 0 "                 \
    "FROM (VALUES ('USA', 353.25), ('DEU', 764.5), ('W00', 3188.125)) t(p, q);"                         \
    "INSERT INTO flow_data SELECT 2, 1, DATE '2025-09-20', 2, month_id('2025-06'), country_id('CHN'), " \
    "country_id('USA'), 2, code_id('85051110'), 0, NULL, NULL, 360.5, NULL, 'USD', 0, NULL, 0"

static int open_all(void **state)
{
    (void)state;
    setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/data", 0);
    open_desk(&press, GAD_OPEN_MEMORY);
    must(&press, gad_ingest(press.cx, press.st, TEST_SOURCE_DIR "/data/observations", NULL, NULL,
                            NULL, NULL));
    must(&press, book_new(press.cx, press.st, &press.bk));
    open_desk(&port, GAD_OPEN_MEMORY);
    must(&port, store_exec(port.cx, port.st, ROWS));
    must(&port, book_new(port.cx, port.st, &port.bk));
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    close_desk(&press);
    close_desk(&port);
    return 0;
}

/* ---- asking ------------------------------------------------------------------------------------- */

static span when(const char *text)
{
    span s = { 0, 0 };
    assert_true(span_parse(text, &s));
    return s;
}

static int32_t day(const char *text)
{
    int32_t d = 0;
    assert_true(day_parse(text, &d));
    return d;
}

static reading exports(const char *product, const char *partner, const char *period,
                       const char *base)
{
    return (reading){ .product = product,
                      .reporter = "CHN",
                      .partner = partner,
                      .flow = 'X',
                      .measure = "qty",
                      .period = when(period),
                      .base = base ? when(base) : (span){ 1, 0 } };
}

static answers level(desk *d, const reading *r, int32_t as_of)
{
    answers a;
    must(d, book_level(d->cx, d->bk, &d->mem, r, r->period, as_of, &a));
    return a;
}

static answers level_now(const char *product, const char *partner, const char *period)
{
    reading r = exports(product, partner, period, NULL);
    return level(&press, &r, INT32_MAX);
}

static answers change_now(const char *product, const char *partner, const char *period,
                          const char *base)
{
    answers a;
    reading r = exports(product, partner, period, base);
    must(&press, book_change(press.cx, press.bk, &press.mem, &r, INT32_MAX, &a));
    return a;
}

static const answer *find_answer(const answers *a, double value)
{
    for (int32_t i = 0; i < a->n; i++)
        if (fabs(a->at[i].value - value) <= 1e-6 * fabs(value))
            return &a->at[i];
    for (int32_t i = 0; i < a->n; i++)
        print_message("  has: %s %s = %.10g (%s, %s)\n", a->at[i].ev.series, a->at[i].ev.period,
                      a->at[i].value, a->at[i].ev.source, a->at[i].ev.formula);
    fail_msg("no answer is %.10g", value);
    return NULL;
}

/* ---- levels ------------------------------------------------------------------------------------- */

static void a_month_is_answered_with_its_source_and_rounding(void **state)
{
    (void)state;
    answers a = level_now("magnets", "W00", "2025-06");
    const answer *x = find_answer(&a, 3188);
    assert_true(x == &a.at[0] && x->preferred && x->own);
    assert_true(x->lo == 3187.5 && x->hi == 3188.5);
    assert_string_equal(x->ev.series, "China's exports of rare-earth permanent magnets");
    assert_string_equal(x->ev.period, "2025-06");
    assert_string_equal(x->ev.unit, "t");
    assert_string_equal(x->ev.source, "Reuters via Trading Economics");
    assert_int_equal(x->ev.published, day("2025-07-20"));
    a = level_now("magnets", "USA", "2025-06");
    assert_string_equal(find_answer(&a, 353)->ev.series,
                        "China's exports of rare-earth permanent magnets to the USA");
    a = level_now("rare-earths", "W00", "2025-06");
    assert_true(a.n == 1 && a.at[0].lo <= 7742.2 && a.at[0].hi >= 7742.2);
}

static void figures_without_an_address_are_no_answer(void **state)
{
    (void)state;
    answers a = level_now("rare-earth-products", "W00", "2025-05");
    assert_int_equal(a.n, 1);
    find_answer(&a, 2117);
    a = level_now("rare-earth-products", "W00", "2025-06");
    assert_int_equal(a.n, 0);
    assert_string_equal(
        a.missing,
        "China's exports of rare-earth products (mostly magnets) in 2025-06 are not held");
    const char *metrics[] = { "share", "rank", "record", "intensity", "event", "qty", "price" };
    for (int32_t m = 0; m < COUNT_OF(metrics); m++)
        for (int32_t k = 0; true;) {
            const fact *f = book_next(press.bk, metrics[m], NULL, INT32_MAX, &k);
            if (!f)
                break;
            assert_non_null(strchr(f->url, '.'));
        }
}

static void nothing_is_known_before_it_was_published(void **state)
{
    (void)state;
    reading r = exports("magnets", "W00", "2025-06", NULL);
    answers a = level(&press, &r, day("2025-07-19"));
    assert_int_equal(a.n, 0);
    a = level(&press, &r, day("2025-07-20"));
    find_answer(&a, 3188);
}

static void a_half_year_is_taken_as_published(void **state)
{
    (void)state;
    answers a = level_now("magnets", "W00", "2025-01..2025-06");
    const answer *x = find_answer(&a, 22319);
    assert_true(x->preferred && x->own);
    assert_string_equal(x->ev.source, "Reuters via Trading Economics");
    assert_string_equal(x->ev.period, "2025-01..2025-06");
}

static void a_quarter_is_the_sum_of_its_months(void **state)
{
    (void)state;
    answers a = level_now("magnets", "W00", "2025-07..2025-09");
    assert_true(a.n > 0 && a.at[0].own);
    answers m[3] = { level_now("magnets", "W00", "2025-07"), level_now("magnets", "W00", "2025-08"),
                     level_now("magnets", "W00", "2025-09") };
    find_answer(&a, m[0].at[0].value + m[1].at[0].value + m[2].at[0].value);
    assert_non_null(strstr(a.at[0].ev.formula, " + "));
    assert_true(a.at[0].hi - a.at[0].lo > m[0].at[0].hi - m[0].at[0].lo);
}

static void months_of_several_years_are_never_added_up(void **state)
{
    (void)state;
    answers a = level_now("magnets", "W00", "2024-07..2025-06");
    assert_int_equal(a.n, 0);
}

static void a_year_is_found_and_other_sources_beside_it(void **state)
{
    (void)state;
    answers a = level_now("magnets", "W00", "2025");
    assert_true(a.at[0].preferred);
    find_answer(&a, 57392);
    reading r = { .product = "rare-earth-mine",
                  .reporter = "CHN",
                  .flow = 'Q',
                  .measure = "production",
                  .period = when("2024") };
    a = level(&press, &r, INT32_MAX);
    assert_string_equal(find_answer(&a, 270000)->ev.series,
                        "China's mine production of rare earths");
}

static void derived_levels_are_no_evidence_of_their_own(void **state)
{
    (void)state;
    answers a = level_now("magnets", "W00", "2024-06");
    assert_true(a.n >= 2);
    for (int32_t i = 0; i < a.n; i++)
        assert_false(a.at[i].own);
    find_answer(&a, 5150);
    find_answer(&a, 5157);
}

static void reserves_of_a_year_not_held_are_the_newest(void **state)
{
    (void)state;
    reading r = { .product = "rare-earth-mine",
                  .reporter = "CHN",
                  .flow = 'S',
                  .measure = "reserves",
                  .period = when("2025-06") };
    answers a = level(&press, &r, INT32_MAX);
    const answer *x = find_answer(&a, 44e6);
    assert_string_equal(x->ev.series, "China's reserves of rare earths");
    assert_int_equal(strlen(x->ev.period), 4);
}

static void prices_are_answered_in_every_unit_that_was_quoted(void **state)
{
    (void)state;
    bool dollars = false, yuan = false;
    reading r = { .product = "dy-oxide",
                  .reporter = "CHN",
                  .flow = 'P',
                  .measure = "price",
                  .period = when("2025") };
    answers a = level(&press, &r, INT32_MAX);
    for (int32_t i = 0; i < a.n; i++) {
        dollars |= STR_EQ(a.at[i].ev.unit, "USD/t");
        yuan |= STR_EQ(a.at[i].ev.unit, "CNY/t");
        assert_true(a.at[i].value > 1e4); /* no kilograms left */
    }
    assert_true(dollars && yuan);
}

static void zeros_at_the_end_are_rounding(void **state)
{
    (void)state;
    reading r = exports("magnets", "W00", "2025-05", NULL);
    r.measure = "value";
    answers a = level(&press, &r, INT32_MAX); /* printed 60000000 */
    const answer *x = find_answer(&a, 60e6);
    assert_true(x->lo == 59.4e6 && x->hi == 60.6e6);
    assert_string_equal(x->ev.unit, "USD");
    a = level_now("metal-magnets", "W00", "2024"); /* 130756: no zeros */
    assert_true(find_answer(&a, 130756)->lo == 130755.5);
    a = level_now("rare-earths", "W00", "2024"); /* 55400: two may be chance */
    assert_true(find_answer(&a, 55400)->lo == 55399.5);
}

static void figures_of_exactly_the_period_answer_where_no_series_does(void **state)
{
    (void)state;
    reading r = exports("rare-earth-mine", "W00", "2024-01..2024-06", NULL);
    r.measure = "quota"; /* two groups have their own in the same months */
    answers a = level(&press, &r, INT32_MAX);
    assert_int_equal(a.n, 1);
    assert_true(find_answer(&a, 135000)->own);
    r = exports("permanent-magnets", "CHN", "2024-04..2025-03", NULL);
    r.reporter = "IND";
    r.flow = 'M';
    a = level(&press, &r, INT32_MAX);
    assert_true(find_answer(&a, 50000)->own);
    assert_string_equal(a.at[0].ev.period, "2024-04..2025-03");
}

static void the_eu_of_a_text_is_todays(void **state)
{
    (void)state;
    answers a = level_now("magnets", "EU", "2025-07");
    assert_string_equal(find_answer(&a, 2140)->ev.series,
                        "China's exports of rare-earth permanent magnets to the EU");
}

/* ---- changes ------------------------------------------------------------------------------------ */

static void a_change_is_answered_as_published_and_as_computed(void **state)
{
    (void)state;
    answers a = change_now("magnets", "USA", "2025-06", "2025-05");
    const answer *published = find_answer(&a, 660);
    assert_true(published->own && published->preferred);
    assert_string_equal(published->ev.source, "Reuters via Trading Economics");
    assert_string_equal(published->ev.statistic, "change on month");
    const answer *x = find_answer(&a, 100.0 * (353.0 - 46) / 46);
    assert_true(x->own && x->lo > 657 && x->lo < 659 && x->hi > 676 && x->hi < 678);
    assert_string_equal(x->ev.formula, "353 / 46 - 1 = +667 %");
    assert_string_equal(x->ev.base, "2025-05");
}

static void a_base_derived_from_the_change_proves_nothing(void **state)
{
    (void)state;
    answers a = change_now("magnets", "W00", "2025-06", "2024-06");
    assert_true(find_answer(&a, -38.1)->own);
    for (int32_t i = 0; i < a.n; i++)
        if (*a.at[i].ev.formula)
            assert_false(a.at[i].own);
}

static void half_years_are_compared(void **state)
{
    (void)state;
    answers a = change_now("magnets", "W00", "2025-01..2025-06", "2024-01..2024-06");
    const answer *x = find_answer(&a, -18.9);
    assert_true(x->own && x->preferred);
    a = change_now("rare-earths", "W00", "2025-01..2025-06", "2024-01..2024-06");
    assert_true(a.n > 0);
    assert_true(fabs(a.at[a.n - 1].value - 100 * (32569.2 / 29095.2 - 1)) < 1e-6);
}

static void months_far_apart_are_compared_by_their_levels(void **state)
{
    (void)state;
    answers a = change_now("magnets", "W00", "2025-06", "2025-01");
    assert_int_equal(a.n, 1);
    assert_string_equal(a.at[0].ev.statistic, "change");
    a = change_now("rare-earths", "W00", "2025-01..2025-06", "2024");
    assert_true(a.n == 1 && a.at[0].value < 0);
}

static void a_change_without_its_base_is_missing(void **state)
{
    (void)state;
    answers a = change_now("rare-earth-products", "W00", "2025-06", "2025-05");
    assert_int_equal(a.n, 0);
    assert_non_null(strstr(a.missing, "are not both held"));
}

/* ---- searching ---------------------------------------------------------------------------------- */

static const found_series *search(const reading *r, double lo, double hi, int32_t *n)
{
    found_series *hits = NULL;
    must(&press,
         book_search(press.cx, press.bk, &press.mem, r, r->period, lo, hi, INT32_MAX, 8, &hits, n));
    for (int32_t i = 0; i < *n; i++)
        for (int32_t k = 0; k < i; k++)
            if (STR_EQ(hits[i].r.product, hits[k].r.product) &&
                STR_EQ(hits[i].r.reporter, hits[k].r.reporter) &&
                STR_EQ(hits[i].r.partner, hits[k].r.partner) && hits[i].r.flow == hits[k].r.flow &&
                STR_EQ(hits[i].r.measure, hits[k].r.measure))
                assert_int_not_equal(hits[i].r.period.from, hits[k].r.period.from);
    return hits;
}

static void the_magnets_behind_rare_earths_are_found(void **state)
{
    (void)state;
    int32_t n = 0;
    reading r = exports("rare-earths", "W00", "2025-06", NULL);
    const found_series *f = search(&r, 3187.5, 3188.5, &n);
    assert_true(n >= 1);
    assert_string_equal(f[0].r.product, "magnets");
    assert_string_equal(f[0].r.partner, "W00");
    r = exports("rare-earths", "USA", "2025-06", NULL);
    f = search(&r, 352.5, 353.5, &n);
    assert_true(n >= 1);
    assert_string_equal(f[0].r.product, "magnets");
    assert_string_equal(f[0].r.partner, "USA");
}

static void another_partner_or_anything_published_is_found(void **state)
{
    (void)state;
    int32_t n = 0;
    reading r = exports("magnets", "W00", "2025-06", NULL);
    const found_series *f = search(&r, 352.5, 353.5, &n);
    assert_true(n >= 1);
    assert_string_equal(f[0].r.partner, "USA");
    r = exports("rare-earths", "W00", "2025-06", NULL); /* the partner went missing as well */
    f = search(&r, 352.5, 353.5, &n);
    assert_true(n >= 1);
    assert_string_equal(f[0].r.product, "magnets");
}

static void another_month_is_found_last_and_marked(void **state)
{
    (void)state;
    int32_t n = 0;
    reading r = exports("magnets", "W00", "2025-06", NULL);
    const found_series *f = search(&r, 1237.5, 1238.5, &n);
    assert_true(n >= 1);
    assert_string_equal(f[n - 1].level.ev.note, "another period: 2025-05");
    assert_string_equal(f[n - 1].r.product, "magnets");
    f = search(&r, 3187.5, 3188.5, &n); /* its own number is no find */
    for (int32_t i = 0; i < n; i++)
        assert_false(STR_EQ(f[i].r.product, "magnets") && STR_EQ(f[i].r.partner, "W00") &&
                     f[i].r.period.from == r.period.from);
}

static void a_mirror_turns_the_sides(void **state)
{
    (void)state;
    reading r = { .product = "magnets", .reporter = "USA", .partner = "CHN", .flow = 'M' }, m;
    assert_true(book_mirror(&r, &m));
    assert_string_equal(m.reporter, "CHN");
    assert_string_equal(m.partner, "USA");
    assert_true(m.flow == 'X' && m.mirrored);
    r.partner = "W00";
    assert_false(book_mirror(&r, &m));
}

/* ---- facts -------------------------------------------------------------------------------------- */

static int32_t shares_of_2024(int32_t as_of, double *last)
{
    int32_t n = 0;
    for (int32_t k = 0; true;) {
        const fact *f = book_next(press.bk, "share", "rare-earth-mine", as_of, &k);
        if (!f)
            return n;
        if (STR_EQ(f->reporter, "CHN") && f->period.from == month_of(2024, 1)) {
            n++;
            *last = f->value;
        }
    }
}

static void shares_are_those_of_the_day(void **state)
{
    (void)state;
    double share = 0;
    assert_int_equal(shares_of_2024(day("2025-07-20"), &share), 1);
    assert_true(fabs(share - 69.2) < 1e-9);
    assert_int_equal(shares_of_2024(INT32_MAX, &share), 2);
    assert_true(fabs(share - 71.1) < 1e-9);
    assert_int_equal(shares_of_2024(day("2024-12-31"), &share), 0);
}

static void facts_are_in_normal_units(void **state)
{
    (void)state;
    bool turbine = false, fighter = false;
    for (int32_t k = 0; true;) {
        const fact *f = book_next(press.bk, "intensity", NULL, INT32_MAX, &k);
        if (!f)
            break;
        assert_null(strstr(f->unit, "lb"));
        assert_false(STR_EQ(f->unit, "kg/MW"));
        turbine |= STR_EQ(f->unit, "t/MW") &&
                   STR_EQ(f->basis, "wind turbine, large direct drive") &&
                   fabs(f->value - 0.65) < 1e-12;
        fighter |= STR_EQ(f->unit, "kg/unit") && STR_EQ(f->basis, "F-35 fighter") &&
                   fabs(f->value - 920 * 0.45359237) < 1e-9;
    }
    assert_true(turbine && fighter);
}

static void a_fact_is_told_with_its_series_and_definition(void **state)
{
    (void)state;
    int32_t k = 0;
    const fact *f = book_next(press.bk, "share", "rare-earth-mine", INT32_MAX, &k);
    while (f && f->value != 69.2)
        f = book_next(press.bk, "share", "rare-earth-mine", INT32_MAX, &k);
    assert_non_null(f);
    evidence e = fact_evidence(&press.mem, press.bk, f);
    assert_string_equal(e.series, "China's share of the world's mine production of rare earths");
    assert_string_equal(e.statistic, "share");
    assert_non_null(strstr(e.note, "MCS2025"));
    assert_non_null(strstr(e.formula, "100*270000/390000"));
}

/* ---- names -------------------------------------------------------------------------------------- */

static const char *named(const char *phrase)
{
    int32_t n = 0;
    const lex_name *name = book_names(press.bk, &n);
    for (int32_t i = 0; i < n; i++)
        if (STR_EQ(name[i].phrase, phrase))
            return name[i].id;
    return NULL;
}

static void names_are_safe_in_running_text(void **state)
{
    (void)state;
    int32_t n = 0;
    const lex_name *name = book_names(press.bk, &n);
    assert_true(n > 500);
    for (int32_t i = 0; i < n; i++) {
        assert_true(name[i].tag == TAG_PRODUCT || name[i].tag == TAG_COUNTRY);
        assert_true(strlen(name[i].phrase) > 2 || strchr("eug", name[i].phrase[0]));
        for (const char *c = name[i].phrase; *c; c++)
            assert_false(*c >= 'A' && *c <= 'Z');
        for (int32_t k = 0; k < i; k++)
            assert_string_not_equal(name[i].phrase, name[k].phrase);
    }
    static const char *const out[] = { "ga",  "ge",  "dy",  "tb",    "sb",     "850511", "811292",
                                       "apt", "chn", "deu", "world", "jersey", "hs 2846" };
    for (int32_t i = 0; i < COUNT_OF(out); i++)
        assert_null(named(out[i]));
    assert_string_equal(named("rare earth magnets"), "magnets");
    assert_string_equal(named("rare earths"), "rare-earths");
    assert_string_equal(named("netherlands"), "NLD");
    assert_string_equal(named("usa"), "USA");
    assert_string_equal(named("eu"), "EU");
    assert_string_equal(named("europe"), "EUROPE");
    assert_string_equal(named("south korea"), "KOR");
}

static void kin_begins_with_what_the_press_confuses(void **state)
{
    (void)state;
    const char *const *kin = book_kin(press.bk, "rare-earths");
    assert_string_equal(kin[0], "magnets");
    assert_string_equal(kin[1], "rare-earth-products");
    kin = book_kin(press.bk, "magnets");
    bool parent = false;
    for (int32_t i = 0; kin[i]; i++) {
        assert_string_not_equal(kin[i], "magnets");
        parent |= STR_EQ(kin[i], "metal-magnets");
    }
    assert_true(parent);
    assert_null(book_kin(press.bk, "cheese")[0]);
    assert_string_equal(book_country_prose(press.bk, "USA"), "the USA");
    assert_string_equal(book_country_prose(press.bk, "QQQ"), "QQQ");
}

/* ---- customs rows and keeping ------------------------------------------------------------------- */

static const series *series_of(desk *d, const reading *r, char freq, int32_t as_of)
{
    const series *s = NULL;
    must(d, book_series(d->cx, d->bk, r, freq, as_of, &s));
    return s;
}

static void customs_rows_are_seen_as_of_the_day(void **state)
{
    (void)state;
    reading r = exports("magnets", "USA", "2025-06", NULL);
    assert_int_equal(series_of(&port, &r, 'M', day("2025-07-19"))->n, 0);
    answers a = level(&port, &r, day("2025-07-25"));
    assert_true(a.n == 1 && a.at[0].value == 353.25 && a.at[0].lo == 353.25);
    a = level(&port, &r, INT32_MAX);
    assert_true(a.n == 1 && a.at[0].value == 360.5);
    r.partner = "W00";
    a = level(&port, &r, INT32_MAX);
    assert_true(a.n >= 1 && a.at[0].value == 3188.125);
    r.partner = "JPN";
    assert_int_equal(series_of(&port, &r, 'M', INT32_MAX)->n, 0);
}

static void partners_of_customs_rows_are_searched(void **state)
{
    (void)state;
    found_series *hits = NULL;
    int32_t n = 0;
    reading r = exports("rare-earths", "W00", "2025-06", NULL);
    must(&port, book_search(port.cx, port.bk, &port.mem, &r, r.period, 3188, 3188.5, INT32_MAX, 4,
                            &hits, &n));
    assert_true(n >= 1 && STR_EQ(hits[0].r.product, "magnets"));
    r = exports("magnets", "USA", "2025-06", NULL);
    must(&port,
         book_search(port.cx, port.bk, &port.mem, &r, r.period, 764, 765, INT32_MAX, 4, &hits, &n));
    assert_int_equal(n, 1);
    assert_string_equal(hits[0].r.partner, "DEU");
}

static void a_series_is_loaded_once_for_all_days_that_see_the_same(void **state)
{
    (void)state;
    reading r = exports("magnets", "W00", "2025-06", NULL);
    const series *a = series_of(&press, &r, 'M', day("2025-07-20"));
    assert_ptr_equal(a, series_of(&press, &r, 'M', day("2025-07-20")));
    assert_true(a->n > 0);
    int32_t next = day("2025-07-21");
    assert_ptr_equal(a, series_of(&press, &r, 'M', next));
    assert_ptr_not_equal(a, series_of(&press, &r, 'M', day("2025-09-30")));
}

/* Every month of the magnets' exports as of the day it was published, added up. */
static double levels_of_all(desk *d, double *held)
{
    double sum = 0;
    *held = 0;
    for (int32_t k = 0; true;) {
        const fact *f = book_next(d->bk, "qty", "magnets", INT32_MAX, &k);
        if (!f)
            return sum;
        reading r = exports("magnets", f->partner, "2025-06", NULL);
        const series *s = series_of(d, &r, 'M', f->published);
        *held += s->n_held;
        for (int32_t i = 0; i < s->n; i++)
            sum += s->at[i].level.kind == FIGURE_NONE ? 0 : s->at[i].level.value;
    }
}

static void a_full_shelf_changes_no_answer(void **state)
{
    (void)state;
    double held = 0, again = 0;
    press.bk->points_max = 400;
    double sum = levels_of_all(&press, &held);
    assert_true(held > 1000 && press.bk->before.n > 0 && press.bk->now.points <= 400);
    assert_true(levels_of_all(&press, &again) == sum && again == held);
    reading usa = exports("magnets", "USA", "2025-06", NULL);
    const series *s = series_of(&press, &usa, 'M', INT32_MAX);
    int32_t kept_n = s->n; /* still there after another one was loaded */
    reading deu = exports("magnets", "DEU", "2025-06", NULL);
    assert_true(series_of(&press, &deu, 'M', INT32_MAX)->n > 0);
    assert_true(s->n == kept_n && STR_EQ(s->partner.id, "USA") && s->at[0].level.source);
    press.bk->points_max = POINTS_MAX;
    assert_true(levels_of_all(&press, &again) == sum && again == held);
}

static void nonsense_has_no_series_and_is_no_error(void **state)
{
    (void)state;
    reading r = exports("cheese", "W00", "2025-06", NULL);
    assert_int_equal(series_of(&press, &r, 'M', INT32_MAX)->n, 0);
    r = (reading){ .product = NULL };
    assert_int_equal(series_of(&press, &r, 'A', INT32_MAX)->n, 0);
    answers a = level(&press, &r, INT32_MAX);
    assert_true(a.n == 0 && *a.missing);
    r = exports("magnets", "W00", "2025-06", NULL);
    r.flow = 0;
    assert_int_equal(series_of(&press, &r, 'M', INT32_MAX)->n, 0);
}

/* ---- when memory runs out ----------------------------------------------------------------------- */

static gad_status ask_all(desk *d, arena *mem)
{
    book *bk = NULL;
    answers a;
    found_series *hits = NULL;
    int32_t n = 0;
    reading r = exports("magnets", "USA", "2025-06", "2025-05");
    gad_status status = book_new(d->cx, d->st, &bk);
    if (!status)
        status = book_level(d->cx, bk, mem, &r, r.period, INT32_MAX, &a);
    if (!status)
        status = book_change(d->cx, bk, mem, &r, INT32_MAX, &a);
    if (!status)
        status = book_search(d->cx, bk, mem, &r, r.period, 764, 765, INT32_MAX, 4, &hits, &n);
    book_free(bk);
    return status;
}

static void every_failing_allocation_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    desk *d = &port;
    gad_status status = GAD_E_NOMEM;
    long failed = 0;
    for (long left = 0; status == GAD_E_NOMEM; left += 1 + left / 50, failed++) {
        arena mem;
        long live = d->budget.live;
        arena_init(&mem, &d->cx->al);
        d->budget.left = left;
        status = ask_all(d, &mem);
        d->budget.left = -1;
        arena_release(&mem);
        assert_int_equal(d->budget.live, live);
        assert_true(status == GAD_OK || status == GAD_E_NOMEM);
    }
    assert_int_equal(status, GAD_OK);
    assert_true(failed > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_is_answered_with_its_source_and_rounding),
        cmocka_unit_test(figures_without_an_address_are_no_answer),
        cmocka_unit_test(nothing_is_known_before_it_was_published),
        cmocka_unit_test(a_half_year_is_taken_as_published),
        cmocka_unit_test(a_quarter_is_the_sum_of_its_months),
        cmocka_unit_test(months_of_several_years_are_never_added_up),
        cmocka_unit_test(a_year_is_found_and_other_sources_beside_it),
        cmocka_unit_test(derived_levels_are_no_evidence_of_their_own),
        cmocka_unit_test(reserves_of_a_year_not_held_are_the_newest),
        cmocka_unit_test(prices_are_answered_in_every_unit_that_was_quoted),
        cmocka_unit_test(zeros_at_the_end_are_rounding),
        cmocka_unit_test(figures_of_exactly_the_period_answer_where_no_series_does),
        cmocka_unit_test(the_eu_of_a_text_is_todays),
        cmocka_unit_test(a_change_is_answered_as_published_and_as_computed),
        cmocka_unit_test(a_base_derived_from_the_change_proves_nothing),
        cmocka_unit_test(half_years_are_compared),
        cmocka_unit_test(months_far_apart_are_compared_by_their_levels),
        cmocka_unit_test(a_change_without_its_base_is_missing),
        cmocka_unit_test(the_magnets_behind_rare_earths_are_found),
        cmocka_unit_test(another_partner_or_anything_published_is_found),
        cmocka_unit_test(another_month_is_found_last_and_marked),
        cmocka_unit_test(a_mirror_turns_the_sides),
        cmocka_unit_test(shares_are_those_of_the_day),
        cmocka_unit_test(facts_are_in_normal_units),
        cmocka_unit_test(a_fact_is_told_with_its_series_and_definition),
        cmocka_unit_test(names_are_safe_in_running_text),
        cmocka_unit_test(kin_begins_with_what_the_press_confuses),
        cmocka_unit_test(customs_rows_are_seen_as_of_the_day),
        cmocka_unit_test(partners_of_customs_rows_are_searched),
        cmocka_unit_test(a_series_is_loaded_once_for_all_days_that_see_the_same),
        cmocka_unit_test(a_full_shelf_changes_no_answer),
        cmocka_unit_test(nonsense_has_no_series_and_is_no_error),
        cmocka_unit_test(every_failing_allocation_is_told_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
