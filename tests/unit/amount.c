/* amount - layer 3: what printed digits and hedges allow. */
#include "test.h"
#include "claims/lex.h"

typedef struct row {
    const char *printed;
    double scale, factor;
    const char *unit;
    hedge hedge;
    bool exact;
    double value, lo, hi;
    int32_t significant;
} row;

static void close_to(double got, double want, const char *what, const char *printed)
{
    if (isinf(want) ? got == want : fabs(got - want) <= 1e-9 * (1 + fabs(want)))
        return;
    print_error("%s of \"%s\": %.12g, not %.12g\n", what, printed, got, want);
    fail();
}

static void check_rows(const row *rows, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        const row *r = &rows[i];
        amount a = amount_make(r->printed, r->scale, r->factor, r->unit, r->hedge, r->exact);
        close_to(a.value, r->value, "value", r->printed);
        close_to(a.lo, r->lo, "lo", r->printed);
        close_to(a.hi, r->hi, "hi", r->printed);
        assert_true(a.digits_lo <= a.value && a.value <= a.digits_hi);
        assert_string_equal(a.unit, r->unit);
        assert_int_equal(a.hedge, r->hedge);
        if (a.significant != r->significant)
            print_error("digits of \"%s\"\n", r->printed);
        assert_int_equal(a.significant, r->significant);
    }
}

static void counts_trailing_zeros_as_rounding(void **state)
{
    (void)state;
    static const row rows[] = {
        { "160", 1, 1, "pct", HEDGE_NONE, false, 160, 155, 165, 2 },
        { "660", 1, 1, "pct", HEDGE_NONE, false, 660, 655, 665, 2 },
        { "3,188", 1, 1, "t", HEDGE_NONE, false, 3188, 3187.5, 3188.5, 4 },
        { "3188", 1, 1, "t", HEDGE_NONE, false, 3188, 3187.5, 3188.5, 4 },
        { "3 188", 1, 1, "t", HEDGE_NONE, false, 3188, 3187.5, 3188.5, 4 },
        { "3'188", 1, 1, "t", HEDGE_NONE, false, 3188, 3187.5, 3188.5, 4 },
        { "3\xC2\xA0"
          "188",
          1, 1, "t", HEDGE_NONE, false, 3188, 3187.5, 3188.5, 4 },
        { "22,319", 1, 1, "t", HEDGE_NONE, false, 22319, 22318.5, 22319.5, 5 },
        { "3,000", 1, 1, "t", HEDGE_NONE, false, 3000, 2500, 3500, 1 },
        { "5,500", 1, 1, "t", HEDGE_NONE, false, 5500, 5450, 5550, 2 },
        { "270,000", 1, 1, "t", HEDGE_NONE, false, 270000, 265000, 275000, 2 },
        { "38", 1, 1, "pct", HEDGE_NONE, false, 38, 37.5, 38.5, 2 },
        { "38.1", 1, 1, "pct", HEDGE_NONE, false, 38.1, 38.05, 38.15, 3 },
        { "18.90", 1, 1, "pct", HEDGE_NONE, false, 18.9, 18.895, 18.905, 4 },
        { "70", 1, 1, "pct", HEDGE_NONE, false, 70, 65, 75, 1 },
        { "7", 1, 1, "times", HEDGE_NONE, false, 7, 6.5, 7.5, 1 },
        { "0.5", 1, 1, "t", HEDGE_NONE, false, 0.5, 0.45, 0.55, 1 },
        { "0.05", 1, 1, "t", HEDGE_NONE, false, 0.05, 0.045, 0.055, 1 },
        { "0", 1, 1, "t", HEDGE_NONE, false, 0, -0.5, 0.5, 0 },
        { "1.0", 1, 1, "t", HEDGE_NONE, false, 1, 0.95, 1.05, 2 },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void limits_what_zeros_can_round(void **state)
{
    (void)state;
    static const row rows[] = {
        { "10", 1, 1, "pct", HEDGE_NONE, false, 10, 8, 12, 1 },
        { "20", 1, 1, "t", HEDGE_NONE, false, 20, 16, 24, 1 },
        { "1,000", 1, 1, "t", HEDGE_NONE, false, 1000, 800, 1200, 1 },
        { "100", 1, 1, "t", HEDGE_NONE, false, 100, 80, 120, 1 },
        { "100", 1, 1, "pct", HEDGE_NONE, false, 100, 95, 105, 1 },
        { "10.", 1, 1, "t", HEDGE_NONE, false, 10, 9.5, 10.5, 2 }, /* "ten" */
    };
    check_rows(rows, COUNT_OF(rows));
}

static void scales_and_converts(void **state)
{
    (void)state;
    static const row rows[] = {
        { "1.2", 1e6, 1, "t", HEDGE_NONE, false, 1.2e6, 1.15e6, 1.25e6, 2 },
        { "57", 1e3, 1, "t", HEDGE_NONE, false, 57e3, 56.5e3, 57.5e3, 2 },
        { "353,000", 1, 1e-3, "t", HEDGE_NONE, false, 353, 352.5, 353.5, 3 },
        { "1,5", 1e6, 1, "t", HEDGE_NONE, false, 1.5e6, 1.45e6, 1.55e6, 2 },
        { "3.188", 1, 1, "t", HEDGE_NONE, false, 3.188, 3.1875, 3.1885, 4 },
        { "1/2", 100, 1, "pct", HEDGE_NONE, false, 50, 45, 55, 1 },
        { "1/3", 100, 1, "pct", HEDGE_NONE, false, 100.0 / 3, 30, 110.0 / 3, 1 },
        { "-38", 1, 1, "pct", HEDGE_NONE, false, -38, -38.5, -37.5, 2 },
        { "+660", 1, 1, "pct", HEDGE_NONE, false, 660, 655, 665, 2 },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void keeps_counts_exact(void **state)
{
    (void)state;
    static const row rows[] = {
        { "7", 1, 1, "elements", HEDGE_NONE, true, 7, 7, 7, 1 },
        { "20", 1, 1, "elements", HEDGE_NONE, true, 20, 20, 20, 1 },
        { "2", 1, 1, "rank", HEDGE_NONE, true, 2, 2, 2, 1 },
        { "20", 1, 1, "elements", HEDGE_OVER, true, 20, 20, NO_LIMIT, 1 },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void widens_by_the_hedge(void **state)
{
    (void)state;
    static const row rows[] = {
        { "3,188", 1, 1, "t", HEDGE_ABOUT, false, 3188, 3188 * 0.95, 3188 * 1.05, 4 },
        { "80", 1, 1, "pct", HEDGE_ABOUT, false, 80, 75, 85, 1 },
        { "70", 1, 1, "pct", HEDGE_OVER, false, 70, 70, NO_LIMIT, 1 },
        { "70", 1, 1, "pct", HEDGE_AT_LEAST, false, 70, 70, NO_LIMIT, 1 },
        { "600", 1, 1, "t", HEDGE_WELL_OVER, false, 600, 600, NO_LIMIT, 1 },
        { "70", 1, 1, "pct", HEDGE_JUST_OVER, false, 70, 69.5, 77, 1 },
        { "70", 1, 1, "pct", HEDGE_UNDER, false, 70, -NO_LIMIT, 70, 1 },
        { "70", 1, 1, "pct", HEDGE_AT_MOST, false, 70, -NO_LIMIT, 70, 1 },
        { "70", 1, 1, "pct", HEDGE_NEARLY, false, 70, 63, 70.5, 1 },
        { "3,000", 1, 1, "t", HEDGE_NEARLY, false, 3000, 2500, 3000.5, 1 },
        { "7", 1, 1, "times", HEDGE_NEARLY, false, 7, 6.3, 7.5, 1 },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void takes_any_text_for_digits(void **state)
{
    (void)state;
    static const char *const odd[] = { "",   "abc", ".",     "1/0",   "1/",
                                       "/3", "--",  "1.2.3", "9e999", NULL };
    for (int32_t i = 0; odd[i]; i++) {
        amount a = amount_make(odd[i], 1, 1, "t", HEDGE_ABOUT, false);
        assert_true(isnan(a.value));
    }
    amount a = amount_make(NULL, 1, 1, "t", HEDGE_NONE, false);
    assert_true(isnan(a.value));
}

static void joins_ranges_and_negates(void **state)
{
    (void)state;
    amount from = amount_make("50", 1, 1, "t", HEDGE_NONE, false),
           to = amount_make("60", 1, 1, "t", HEDGE_NONE, false);
    amount r = amount_range(&from, &to), back = amount_range(&to, &from);
    close_to(r.value, 55, "middle", "50 to 60");
    close_to(r.lo, 45, "lo", "50 to 60");
    close_to(r.hi, 65, "hi", "50 to 60");
    close_to(back.lo, r.lo, "lo", "60 to 50");
    amount over = amount_make("38", 1, 1, "pct", HEDGE_OVER, false), fall = amount_negate(&over);
    close_to(fall.value, -38, "value", "fell more than 38");
    close_to(fall.lo, -NO_LIMIT, "lo", "fell more than 38");
    close_to(fall.hi, -38, "hi", "fell more than 38");
}

static void closes_open_ends_one_digit_away(void **state)
{
    (void)state;
    static const struct {
        const char *printed;
        double scale, factor;
        hedge hedge;
        double lo, hi;
    } rows[] = {
        { "70", 1, 1, HEDGE_OVER, 70, 80 },        { "6", 1, 1, HEDGE_OVER, 6, 7 },
        { "3,000", 1, 1, HEDGE_OVER, 3000, 4000 }, { "660", 1, 1, HEDGE_OVER, 660, 670 },
        { "20", 1, 1, HEDGE_OVER, 20, 30 },        { "1.2", 1e6, 1, HEDGE_OVER, 1.2e6, 1.3e6 },
        { "400", 1, 1e-3, HEDGE_OVER, 0.4, 0.5 },  { "70", 1, 1, HEDGE_UNDER, 60, 70 },
        { "70", 1, 1, HEDGE_AT_MOST, 60, 70 },     { "38", 1, 1, HEDGE_NONE, 37.5, 38.5 },
    };
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        double lo, hi;
        amount a =
            amount_make(rows[i].printed, rows[i].scale, rows[i].factor, "t", rows[i].hedge, false);
        amount_natural(&a, &lo, &hi);
        close_to(lo, rows[i].lo, "natural lo", rows[i].printed);
        close_to(hi, rows[i].hi, "natural hi", rows[i].printed);
        a = amount_negate(&a);
        amount_natural(&a, &lo, &hi);
        close_to(lo, -rows[i].hi, "natural lo of the negative", rows[i].printed);
        close_to(hi, -rows[i].lo, "natural hi of the negative", rows[i].printed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_trailing_zeros_as_rounding),
        cmocka_unit_test(limits_what_zeros_can_round),
        cmocka_unit_test(scales_and_converts),
        cmocka_unit_test(keeps_counts_exact),
        cmocka_unit_test(widens_by_the_hedge),
        cmocka_unit_test(takes_any_text_for_digits),
        cmocka_unit_test(joins_ranges_and_negates),
        cmocka_unit_test(closes_open_ends_one_digit_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
