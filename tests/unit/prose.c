/* prose - layer 4: the words that numbers become, and the row of blocks. */
#include "test.h"
#include "report/prose.h"
#include "report/sparkline.h"

static buf out;
static alloc al;

static int setup(void **state)
{
    (void)state;
    al = alloc_make(NULL, NULL);
    buf_init(&out, &al);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_release(&out);
    return 0;
}

#define SAYS(call, text)                                                                           \
    do {                                                                                           \
        buf_clear(&out);                                                                           \
        call;                                                                                      \
        assert_string_equal(buf_text(&out), text);                                                 \
    } while (0)

static prose_change exact(double pct)
{
    return (prose_change){ pct, pct, pct };
}

static void verbs_follow_the_whole_interval(void **state)
{
    static const struct {
        prose_change c;
        const char *verb;
    } rows[] = {
        { { 0, 0, 0 }, "was unchanged" },
        { { 0.01, 0.01, 0.01 }, "was almost unchanged" },
        { { -0.04, -0.04, -0.04 }, "was almost unchanged" },
        { { 2, -1, 5 }, "was almost unchanged" }, /* the rounding does not tell which way */
        { { 5.3, 5.3, 5.3 }, "rose" },
        { { -5.3, -5.3, -5.3 }, "fell" },
        { { 99.9, 99.9, 99.9 }, "rose" },
        { { 100, 100, 100 }, "doubled" },
        { { 100.2, 99, 101.4 }, "rose" },
        { { 157.5, 157.5, 157.5 }, "more than doubled" },
        { { 200, 200, 200 }, "tripled" },
        { { 210, 210, 210 }, "more than tripled" },
        { { 300, 300, 300 }, "quadrupled" },
        { { 350, 350, 350 }, "more than quadrupled" },
        { { 667.4, 658.1, 676.9 }, "rose more than sevenfold" },
        { { 667.4, 590, 720 }, "rose more than sixfold" },
        { { 930, 930, 930 }, "rose more than tenfold" },
        { { 1000, 1000, 1000 }, "rose more than tenfold" },
        { { 1150, 1150, 1150 }, "rose more than 12-fold" },
        { { 1100, 1100, 1100 }, "rose more than 11-fold" },
        { { 9900, 9900, 9900 }, "rose more than 99-fold" },
        { { 12000, 11000, 13000 }, "rose more than a hundredfold" },
        { { -38.1, -38.1, -38.1 }, "fell" },
        { { -50, -50, -50 }, "halved" },
        { { -52.9, -52.9, -52.9 }, "more than halved" },
        { { -52.9, -56, -49 }, "fell" },
        { { -70, -70, -70 }, "fell by more than two thirds" },
        { { -80, -80, -80 }, "fell by more than three quarters" },
        { { -93, -93, -93 }, "fell by more than nine tenths" },
        { { -100, -100, -100 }, "fell to zero" },
        { { NO_NUMBER, NO_NUMBER, NO_NUMBER }, "changed by an unknown amount" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        SAYS(prose_verb(&out, rows[i].c), rows[i].verb);
}

static void comparisons_read_as_english(void **state)
{
    const prose_base may = { "May's figure", "in May" };
    const prose_base year = { "the figure of a year before", "a year before" };
    (void)state;
    SAYS(prose_compare(&out, exact(157.5121), may), "2.6 times May's figure (+157.5 %)");
    SAYS(prose_compare(&out, exact(-38.1), year), "38.1 % less than a year before");
    SAYS(prose_compare(&out, exact(5), may), "5.0 % more than in May");
    SAYS(prose_compare(&out, exact(0), may), "the same as in May");
    SAYS(prose_compare(&out, exact(0.03), year), "almost the same as a year before");
    SAYS(prose_compare(&out, exact(-52.9), may), "less than half of May's figure (-52.9 %)");
    SAYS(prose_compare(&out, exact(-95), year),
         "less than a tenth of the figure of a year before (-95.0 %)");
    SAYS(prose_compare(&out, exact(100), may), "2 times May's figure (+100.0 %)");
    SAYS(prose_compare(&out, exact(-100), may), "down to zero from May's figure");
    SAYS(prose_compare(&out, exact(NO_NUMBER), may), "");
    SAYS(prose_compare(&out, (prose_change){ 667.4, 658.1, 676.9 }, may),
         "about 7.7 times May's figure (+667 %)");
    SAYS(prose_compare(&out, (prose_change){ 12, 10, 14 }, may), "about 12 % more than in May");
}

static void amounts_show_no_digit_that_was_not_given(void **state)
{
    static const struct {
        double x;
        const char *unit;
        double half_unit;
        const char *text;
    } rows[] = {
        { 3188, "t", 0.5, "3,188 t" },
        { 7742.2, "t", 0.05, "7,742 t" },
        { 1238.47, "t", 0.005, "1,238 t" },
        { 589.85, "t", 0.005, "589.9 t" },
        { 46, "t", 0.5, "46 t" },
        { 46, "t", 0, "46 t" },
        { 46.5, "t", 0, "46.5 t" },
        { 13.195, "t", 0.0005, "13.2 t" },
        { 2.5, "t", 0.05, "2.5 t" },
        { 0.5, "t", 0.05, "0.5 t" },
        { 0.0123, "t", 0, "0.012 t" },
        { 0.0000456, "t", 0, "0.000046 t" },
        { 0.02, "t", 0.5, "0.02 t" },
        { 0, "t", 0, "0 t" },
        { 765234567, "USD", 0.5, "765.2 million USD" },
        { 2860000000.0, "USD", 0.5, "2.86 billion USD" },
        { 60000000, "USD", 0, "60 million USD" },
        { 999960, "EUR", 0, "1.0 million EUR" },
        { 12345, "EUR", 0.5, "12,345 EUR" },
        { 48729, "USD/t", 0.5, "48,729 USD/t" },
        { NO_NUMBER, "t", 0, "an unknown amount" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        SAYS(prose_amount(&out, rows[i].x, rows[i].unit, rows[i].half_unit), rows[i].text);
    SAYS(prose_pct(&out, 157.51, false), "+157.5 %");
    SAYS(prose_pct(&out, -38.1, false), "-38.1 %");
    SAYS(prose_pct(&out, 667.4, true), "+667 %");
    SAYS(prose_pct(&out, 12345.6, false), "+12,346 %");
    SAYS(prose_pct(&out, 0.04, false), "0.0 %");
    SAYS(prose_pct(&out, -0.04, false), "0.0 %");
    SAYS(prose_pct(&out, NO_NUMBER, false), "unknown");
    SAYS(prose_pct_given(&out, 660, 0.5), "+660 %");
    SAYS(prose_pct_given(&out, -52.85, 0.005), "-52.85 %");
    SAYS(prose_pct_given(&out, 157.5, 0.05), "+157.5 %");
    SAYS(prose_share(&out, 0.001), "less than 0.1 %");
    SAYS(prose_share(&out, 24.03), "24.0 %");
}

static void months_are_named_and_joined(void **state)
{
    const int32_t m[] = { month_of(2024, 1), month_of(2024, 2),  month_of(2024, 3),
                          month_of(2024, 5), month_of(2024, 12), month_of(2025, 1) };
    const int32_t y[] = { month_of(2019, 1), month_of(2020, 1), month_of(2021, 1),
                          month_of(2023, 1) };
    (void)state;
    SAYS(prose_ranges(&out, m, 6, 1),
         "January to March 2024, May 2024 and December 2024 to January 2025");
    SAYS(prose_ranges(&out, m, 1, 1), "January 2024");
    SAYS(prose_ranges(&out, y, 4, 12), "2019 to 2021 and 2023");
    SAYS(prose_period_near(&out, m[3], m[4], false), "May");
    SAYS(prose_period_near(&out, m[4], m[5], false), "December 2024");
    SAYS(prose_period_near(&out, y[0], y[0], true), "2019");
}

static void ordinals_and_ranks(void **state)
{
    static const struct {
        int32_t n;
        const char *ordinal, *rank;
    } rows[] = { { 1, "first", "largest" },         { 2, "second", "second-largest" },
                 { 10, "tenth", "tenth-largest" },  { 11, "11th", "11th-largest" },
                 { 12, "12th", "12th-largest" },    { 13, "13th", "13th-largest" },
                 { 21, "21st", "21st-largest" },    { 22, "22nd", "22nd-largest" },
                 { 23, "23rd", "23rd-largest" },    { 24, "24th", "24th-largest" },
                 { 111, "111th", "111th-largest" }, { 113, "113th", "113th-largest" },
                 { 101, "101st", "101st-largest" } };
    const char *const item[] = { "a", "b", "c" };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        SAYS(prose_ordinal(&out, rows[i].n), rows[i].ordinal);
        SAYS(prose_rank(&out, rows[i].n), rows[i].rank);
    }
    SAYS(prose_count(&out, 1, "month", "months"), "1 month");
    SAYS(prose_count(&out, 0, "month", "months"), "0 months");
    SAYS(prose_list(&out, item, 1), "a");
    SAYS(prose_list(&out, item, 2), "a and b");
    SAYS(prose_list(&out, item, 3), "a, b and c");
}

static void quotes_cannot_break_the_sentence(void **state)
{
    (void)state;
    SAYS(prose_quote(&out, " the \"group of 17\".\n", 100), "\"the 'group of 17'\"");
    SAYS(prose_quote(&out, "a \t\n b\x1b[31mc", 100), "\"a b [31mc\"");
    SAYS(prose_quote(&out, "12345", 3), "\"123...\"");
    SAYS(prose_quote(&out, "\xE7\xA8\x80\xE5\x9C\x9F", 4), "\"\xE7\xA8\x80...\"");
    SAYS(prose_quote(&out, "", 10), "\"\"");
}

static void sentences_are_finished(void **state)
{
    static const char *const rows[][2] = { { "the  USA took   5 t", "The USA took 5 t." },
                                           { " ends already. ", "Ends already." },
                                           { "ends twice..", "Ends twice." },
                                           { "\"quoted\"", "\"quoted\"." },
                                           { "3 months", "3 months." } };
    arena mem;
    (void)state;
    arena_init(&mem, &al);
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        buf_clear(&out);
        buf_add(&out, rows[i][0]);
        assert_string_equal(prose_sentence(&mem, &out), rows[i][1]);
    }
    arena_release(&mem);
}

static void blocks_show_gaps_and_extremes(void **state)
{
    const double v[] = { 8, 4, NO_NUMBER, 1, 0, 8 }, none[] = { NO_NUMBER, NO_NUMBER },
                 low[] = { -2, 2 };
    (void)state;
    buf_clear(&out);
    sparkline_range r = sparkline(&out, v, 6);
    assert_string_equal(buf_text(&out), "\u2588\u2584\u00b7\u2581\u2581\u2588");
    assert_int_equal(r.low, 4);
    assert_int_equal(r.high, 5); /* the latest of equals */
    assert_int_equal(r.held, 5);
    buf_clear(&out);
    assert_int_equal(sparkline(&out, none, 2).low, -1);
    assert_string_equal(buf_text(&out), "\u00b7\u00b7");
    SAYS(sparkline(&out, low, 2), "\u2581\u2588");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(verbs_follow_the_whole_interval, setup, teardown),
        cmocka_unit_test_setup_teardown(comparisons_read_as_english, setup, teardown),
        cmocka_unit_test_setup_teardown(amounts_show_no_digit_that_was_not_given, setup, teardown),
        cmocka_unit_test_setup_teardown(months_are_named_and_joined, setup, teardown),
        cmocka_unit_test_setup_teardown(ordinals_and_ranks, setup, teardown),
        cmocka_unit_test_setup_teardown(quotes_cannot_break_the_sentence, setup, teardown),
        cmocka_unit_test_setup_teardown(sentences_are_finished, setup, teardown),
        cmocka_unit_test_setup_teardown(blocks_show_gaps_and_extremes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
