/* stats - layer 2: each statistic on small series worked out by hand. */
#include "test.h"
#include "trade/stats.h"

enum { POINTS_MAX = 400 };

typedef struct made {
    series s;
    point at[POINTS_MAX];
} made;

static figure reported(double x, double half)
{
    return (figure){ .kind = IS_NUMBER(x) ? FIGURE_REPORTED : FIGURE_NONE,
                     .value = x,
                     .half_unit = half,
                     .source = "",
                     .url = "",
                     .note = "" };
}

/* A monthly series from `first`; NaN is a missing month; every figure rounded to whole units. */
static void make(made *m, int32_t first, const double *x, int32_t n)
{
    memset(m, 0, sizeof *m);
    m->s = (series){ .at = m->at, .n = n, .unit = "t", .measure = "qty" };
    for (int32_t i = 0; i < n; i++) {
        figure none = reported(NO_NUMBER, 0);
        m->at[i] = (point){ .month = first + i,
                            .level = reported(x[i], 0.5),
                            .mom = none,
                            .yoy = none,
                            .ytd = none,
                            .ytd_yoy = none,
                            .rank = none,
                            .share = none,
                            .record = none };
    }
}

static void near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * MAX_OF(1.0, fabs(b))))
        fail_msg("%.17g is not %.17g", a, b);
}

static void changes_carry_their_rounding(void **state)
{
    made m;
    (void)state;
    make(&m, month_of(2025, 5), (double[]){ 46, 353 }, 2);
    change c = stats_mom(&m.s, 1);
    near(c.pct, 100.0 * 307 / 46);
    near(c.lo, 100 * (352.5 / 46.5 - 1));
    near(c.hi, 100 * (353.5 / 45.5 - 1));
    assert_true(c.rounded && c.lo < 660 && 660 < c.hi);
    near(c.diff, 307);
    make(&m, month_of(2025, 5), (double[]){ 1238, 3188 }, 2);
    c = stats_mom(&m.s, 1);
    assert_true(!c.rounded && fabs(c.pct - 157.5) < 0.05);
}

static void changes_over_nothing_say_why(void **state)
{
    static const struct {
        double base, now;
        const char *why;
    } rows[] = { { NO_NUMBER, 5, "the base month is missing" },
                 { 5, NO_NUMBER, "this month is missing" },
                 { 0, 5, "the base is zero" },
                 { -2, 5, "the base is negative" } };
    made m;
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        make(&m, month_of(2025, 1), (double[]){ rows[i].base, rows[i].now }, 2);
        change c = stats_mom(&m.s, 1);
        assert_true(isnan(c.pct) && isnan(c.lo) && isnan(c.hi));
        assert_string_equal(c.why, rows[i].why);
    }
    make(&m, month_of(2025, 1), (double[]){ 1, 0 }, 2);
    near(stats_mom(&m.s, 1).pct, -100); /* a zero that was reported is a number */
    near(stats_mom(&m.s, 1).lo, -100);
    assert_string_equal(stats_mom(&m.s, 0).why, "the base month is missing");
}

static void a_base_within_its_rounding_of_zero_has_no_upper_end(void **state)
{
    made m;
    (void)state;
    make(&m, month_of(2025, 1), (double[]){ 0.4, 10 }, 2);
    change c = stats_mom(&m.s, 1);
    near(c.pct, 2400);
    assert_true(isinf(c.hi) && c.rounded);
}

static void a_derived_base_is_flagged(void **state)
{
    made m;
    double x[13] = { 5150,      NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER,
                     NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, 3188 };
    (void)state;
    make(&m, month_of(2024, 6), x, 13);
    m.at[0].level.kind = FIGURE_DERIVED;
    m.at[12].yoy = reported(-38.1, 0.05);
    change c = stats_yoy(&m.s, 12);
    assert_true(c.base_derived && fabs(c.pct + 38.1) < 0.05);
    near(c.published.value, -38.1);
}

static void codes_that_changed_are_not_compared(void **state)
{
    made m;
    (void)state;
    make(&m, month_of(2022, 12), (double[]){ 10, 20, 30 }, 3);
    m.at[0].level.code_set = 2 * 65536 + 1;
    m.at[1].level.code_set = 2 * 65536 + 2;
    m.at[2].level.code_set = 1 * 65536 + 1; /* another list: the six-digit code of the same goods */
    assert_string_equal(stats_mom(&m.s, 1).why,
                        "the customs codes of the product changed in between");
    near(stats_mom(&m.s, 2).pct, 50);
    assert_int_equal(stats_streak(&m.s, 1), 0);
}

static void year_to_date_prefers_what_was_published(void **state)
{
    made m;
    double x[12] = { 6357,      3587,      5323,      2627,      1238,      3188,
                     NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER };
    (void)state;
    make(&m, month_of(2025, 1), x, 12);
    m.at[1].level.kind = m.at[2].level.kind = FIGURE_DERIVED;
    total t = stats_ytd(&m.s, 5);
    near(t.value, 22320);
    assert_int_equal(t.kind, FIGURE_SUM);
    assert_int_equal(t.derived, 2);
    near(t.half_unit, 3);
    m.at[5].ytd = reported(22319, 0.5);
    t = stats_ytd(&m.s, 5);
    near(t.value, 22319);
    assert_int_equal(t.kind, FIGURE_REPORTED);
    assert_string_equal(t.how, "as published");
    near(stats_ytd(&m.s, 0).value, 6357);
    t = stats_ytd(&m.s, 6);
    assert_true(isnan(t.value) && t.missing == 1);
}

static void year_to_date_is_worked_out_from_its_neighbours(void **state)
{
    made m;
    double x[12] = { NO_NUMBER, 3326, NO_NUMBER, 4776,      4812,      5150,
                     5278,      5325, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER };
    (void)state;
    make(&m, month_of(2024, 1), x, 12);
    m.at[6].ytd = reported(32812, 0.5);
    total t = stats_ytd(&m.s, 5); /* January-July less July */
    near(t.value, 27534);
    assert_int_equal(t.kind, FIGURE_DERIVED);
    assert_int_equal(t.from, month_of(2024, 7));
    assert_int_equal(t.missing, 2);
    near(t.half_unit, 1);
    t = stats_ytd(&m.s, 7); /* January-July plus August */
    near(t.value, 32812 + 5325);
    assert_int_equal(t.kind, FIGURE_SUM);
    m.at[6].level.kind = FIGURE_DERIVED; /* a derived July may not be taken off */
    t = stats_ytd(&m.s, 5);
    assert_true(isnan(t.value));
    m.at[5].ytd = reported(27534, 0.5);
    m.at[5].ytd.kind = FIGURE_DERIVED; /* the collector's own sum comes last */
    t = stats_ytd(&m.s, 5);
    near(t.value, 27534);
    assert_int_equal(t.derived, 1);
}

static void twelve_months_need_all_twelve_or_two_years(void **state)
{
    made m;
    double x[24];
    (void)state;
    for (int32_t i = 0; i < 24; i++)
        x[i] = i + 1;
    make(&m, month_of(2024, 1), x, 24);
    near(stats_ttm(&m.s, 17).value, 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15 + 16 + 17 + 18);
    assert_true(isnan(stats_ttm(&m.s, 10).value));
    m.at[14].level = reported(NO_NUMBER, 0); /* March 2025 is gone */
    assert_true(isnan(stats_ttm(&m.s, 17).value));
    m.at[17].ytd = reported(93, 0.5);
    total t = stats_ttm(&m.s, 17); /* 93 + (1..12) - (1..6) */
    near(t.value, 93 + 78 - 21);
    assert_int_equal(t.kind, FIGURE_DERIVED);
    m.at[23].ytd = reported(222, 0.5);
    near(stats_ttm(&m.s, 23).value, 222);
}

static void records_say_what_they_cover(void **state)
{
    made m;
    char text[STATS_TEXT];
    double x[9] = { 9, 1, 2, 3, 2, 3, 1, 2, 4 };
    (void)state;
    make(&m, month_of(2025, 1), x, 9);
    record r = stats_record(&m.s, 8);
    assert_int_equal(r.kind, RECORD_HIGH);
    assert_int_equal(r.since, month_of(2025, 1));
    assert_int_equal(r.span, 8);
    assert_int_equal(r.place, 2);
    assert_true(r.complete);
    assert_string_equal(stats_record_text(text, &r, false), "highest since 2025-01");
    m.at[4].level = reported(NO_NUMBER, 0);
    r = stats_record(&m.s, 8);
    assert_true(!r.complete && r.held == 7);
    assert_string_equal(stats_record_text(text, &r, false),
                        "highest of the 7 months held since 2025-01");
    m.at[8].level = reported(0.5, 0.5);
    r = stats_record(&m.s, 8);
    assert_int_equal(r.kind, RECORD_LOW);
    assert_int_equal(r.since, -1);
    assert_string_equal(stats_record_text(text, &r, false),
                        "lowest of the 8 months held since 2025-01");
    r = stats_record(&m.s, 5);
    assert_int_equal(r.kind, RECORD_NONE); /* as high as two months ago: no news */
    assert_null(stats_record_text(text, &r, false));
    assert_int_equal(stats_record(&m.s, 4).kind, RECORD_NONE); /* not held */
}

static void streaks_end_at_gaps_and_equals(void **state)
{
    made m;
    double x[] = { 1, 2, 3, 3, 4, 5, NO_NUMBER, 6, 5, 4, 3 };
    int32_t want[] = { 0, 1, 2, 0, 1, 2, 0, 0, -1, -2, -3 };
    (void)state;
    make(&m, month_of(2025, 1), x, COUNT_OF(x));
    for (int32_t i = 0; i < COUNT_OF(x); i++)
        assert_int_equal(stats_streak(&m.s, i), want[i]);
}

static void a_surge_is_measured_against_the_same_month(void **state)
{
    made m;
    double x[72];
    (void)state;
    /* February always falls to half, but by a hair differently each year; in the last it doubles. */
    for (int32_t i = 0; i < 72; i++)
        x[i] = i % 12 == 1 ? 50 * exp(0.01 * (double)(i / 12)) : 100;
    x[61] = 200;
    make(&m, month_of(2020, 1), x, 72);
    surge s = stats_surge(&m.s, 61);
    double middle = log(0.5) + 0.02, mad = 0.01;
    near(s.score, (log(2) - middle) / (1.4826022185056018 * mad));
    near(s.typical, 100 * (0.5 * exp(0.02) - 1));
    assert_int_equal(s.years, 5);
    s = stats_surge(&m.s, 5);
    assert_true(isnan(s.score));
    assert_string_equal(s.why, "the other years' changes do not differ");
    m.at[13].level = m.at[25].level = reported(NO_NUMBER, 0);
    s = stats_surge(&m.s, 61);
    assert_true(isnan(s.score) && s.years == 3);
}

static void a_break_is_found_where_it_is(void **state)
{
    made m;
    double x[40];
    rng r = rng_make(7, 0);
    (void)state;
    for (int32_t i = 0; i < 40; i++)
        x[i] = (i < 25 ? 1000 : 400) * exp(rng_f64(&r, -0.1, 0.1));
    make(&m, month_of(2021, 1), x, 40);
    level_break b = stats_break(&m.s, 39);
    assert_int_equal(b.month, month_of(2021, 1) + 25);
    assert_true(b.p <= 0.002 && b.before > 900 && b.after < 450);
    b = stats_break(&m.s, 20); /* nothing had happened yet */
    assert_int_equal(b.month, -1);
    assert_true(b.p > 0.05);
    assert_string_equal(stats_break(&m.s, 8).why, "fewer than 12 positive levels are held");
}

static void a_break_is_the_same_every_time(void **state)
{
    made m;
    double x[60];
    rng r = rng_make(11, 0);
    (void)state;
    for (int32_t i = 0; i < 60; i++)
        x[i] = rng_f64(&r, 1, 2);
    make(&m, month_of(2020, 1), x, 60);
    level_break a = stats_break(&m.s, 59), b = stats_break(&m.s, 59);
    assert_true(a.p == b.p && a.month == b.month && a.before == b.before);
}

static void concentration_is_between_one_over_n_and_one(void **state)
{
    double equal[] = { 3, 3, 3, 3 }, one[] = { 7 }, none[] = { 0, 0 };
    (void)state;
    near(stats_hhi(equal, 4), 0.25);
    near(stats_hhi(one, 1), 1);
    assert_true(isnan(stats_hhi(none, 2)) && isnan(stats_hhi(NULL, 0)));
}

static void shares_need_the_same_unit(void **state)
{
    made a, b;
    (void)state;
    make(&a, month_of(2025, 1), (double[]){ 25, NO_NUMBER }, 2);
    make(&b, month_of(2025, 1), (double[]){ 200, 300 }, 2);
    near(stats_share(&a.s, &b.s, month_of(2025, 1)), 12.5);
    assert_true(isnan(stats_share(&a.s, &b.s, month_of(2025, 2))));
    assert_true(isnan(stats_share(&a.s, &b.s, month_of(2030, 2))));
    b.s.unit = "USD";
    assert_true(isnan(stats_share(&a.s, &b.s, month_of(2025, 1))));
}

static void annual_series_have_no_months(void **state)
{
    made m;
    (void)state;
    make(&m, month_of(2022, 1), (double[]){ 100, 150 }, 2);
    m.s.annual = true;
    m.at[1].month = month_of(2023, 1);
    near(stats_yoy(&m.s, 1).pct, 50);
    assert_true(isnan(stats_mom(&m.s, 1).pct) && isnan(stats_ytd(&m.s, 1).value));
    assert_int_equal(series_find(&m.s, month_of(2023, 1)), 1);
    assert_int_equal(series_find(&m.s, month_of(2023, 2)), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_carry_their_rounding),
        cmocka_unit_test(changes_over_nothing_say_why),
        cmocka_unit_test(a_base_within_its_rounding_of_zero_has_no_upper_end),
        cmocka_unit_test(a_derived_base_is_flagged),
        cmocka_unit_test(codes_that_changed_are_not_compared),
        cmocka_unit_test(year_to_date_prefers_what_was_published),
        cmocka_unit_test(year_to_date_is_worked_out_from_its_neighbours),
        cmocka_unit_test(twelve_months_need_all_twelve_or_two_years),
        cmocka_unit_test(records_say_what_they_cover),
        cmocka_unit_test(streaks_end_at_gaps_and_equals),
        cmocka_unit_test(a_surge_is_measured_against_the_same_month),
        cmocka_unit_test(a_break_is_found_where_it_is),
        cmocka_unit_test(a_break_is_the_same_every_time),
        cmocka_unit_test(concentration_is_between_one_over_n_and_one),
        cmocka_unit_test(shares_need_the_same_unit),
        cmocka_unit_test(annual_series_have_no_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
