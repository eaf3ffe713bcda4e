/* base - layer 0: numbers, periods, units, names, memory, tables. */
#include "test.h"

static void reads_spans_of_months(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int32_t from, to;
    } rows[] = {
        { "2025-06", true, 2025 * 12 + 5, 2025 * 12 + 5 },
        { "2025", true, 2025 * 12, 2025 * 12 + 11 },
        { "2025-Q2", true, 2025 * 12 + 3, 2025 * 12 + 5 },
        { "2025-H1", true, 2025 * 12, 2025 * 12 + 5 },
        { "2025-01..2025-06", true, 2025 * 12, 2025 * 12 + 5 },
        { "2025-13", false, 0, 0 },
        { "2025-00", false, 0, 0 },
        { "2025-06..2025-01", false, 0, 0 },
        { "2025-Q5", false, 0, 0 },
        { "2025-6", false, 0, 0 },
        { "2025-06 ", false, 0, 0 },
        { "", false, 0, 0 },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        span s = { -1, -1 };
        assert_int_equal(span_parse(rows[i].text, &s), rows[i].ok);
        if (rows[i].ok) {
            assert_int_equal(s.from, rows[i].from);
            assert_int_equal(s.to, rows[i].to);
        }
    }
}

static void days_round_trip_and_refuse_impossible_dates(void **state)
{
    char text[PERIOD_TEXT];
    int32_t day = 0, again = 0;
    (void)state;
    assert_true(day_parse("1970-01-01", &day));
    assert_int_equal(day, 0);
    assert_false(day_parse("2025-02-29", &day));
    assert_false(day_parse("2025-04-31", &day));
    for (int32_t d = -20000; d < 60000; d += 13) {
        assert_true(day_parse(day_text(text, d), &again));
        assert_int_equal(d, again);
        int32_t month = 0;
        text[7] = '\0';
        assert_true(month_parse(text, &month));
        assert_int_equal(day_month(d), month);
    }
    assert_int_equal(day_month(INT32_MIN), 0); /* no day */
    assert_int_equal(day_month(INT32_MAX), 0);
    assert_int_equal(day_month(-800000), 0); /* before year 0 */
}

static void numbers_are_read_strictly(void **state)
{
    static const char *const bad[] = { "",    " 1",  "1 ", "1,5", "1.234,5", "NA", ">95", "0x10",
                                       "inf", "nan", "1e", "--1", "1e999",   ".",  "+",   "1.2.3" };
    double x = 7;
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(num_parse(bad[i], &x));
    assert_true(x == 7);
    assert_true(num_parse("-1.5e3", &x) && x == -1500);
    assert_true(num_parse(".5", &x) && x == 0.5);
}

static void numbers_are_printed_for_people(void **state)
{
    char t[NUM_TEXT];
    (void)state;
    assert_string_equal(num_people(t, 22319, 0), "22,319");
    assert_string_equal(num_people(t, -38.0971, 1), "-38.1");
    assert_string_equal(num_people(t, -0.04, 1), "0.0");
    assert_string_equal(num_people(t, 999999.5, 0), "1,000,000");
    assert_string_equal(num_people(t, 912430103.38, 2), "912,430,103.38");
    assert_string_equal(num_people(t, NO_NUMBER, 2), "");
    assert_string_equal(num_shortest(t, 157.5), "157.5");
    assert_string_equal(num_shortest(t, 0.1), "0.1");
}

static void printed_digits_tell_the_rounding(void **state)
{
    (void)state;
    assert_true(num_half_unit("46") == 0.5);
    assert_true(fabs(num_half_unit("7742.2") - 0.05) < 1e-15);
    assert_true(num_half_unit("n/a") == 0);
}

static void near_names_are_found(void **state)
{
    (void)state;
    assert_int_equal(near_distance("magnets", "magnest"), 1);
    assert_int_equal(near_distance("", "abc"), 3);
    assert_true(near_enough("germny", "Germany"));
    assert_false(near_enough("iron", "magnets"));
}

static void units_of_mass_are_tonnes(void **state)
{
    (void)state;
    assert_true(unit_tonnes("KG") == 1e-3);
    assert_true(fabs(unit_tonnes("lb") * 2204.62262185 - 1) < 1e-9);
    assert_true(isnan(unit_tonnes("pieces")));
}

static void hit(void *user, int32_t i)
{
    ((int32_t *)user)[i]++;
}

static void every_piece_runs_exactly_once(void **state)
{
    enum { N = 1000 };
    int32_t count[N] = { 0 };
    (void)state;
    parallel_for(N, 4, hit, count);
    for (int32_t i = 0; i < N; i++)
        assert_int_equal(count[i], 1);
    parallel_for(0, 4, hit, count);
}

static void random_numbers_depend_on_seed_and_stream_only(void **state)
{
    rng a = rng_make(1, 2), b = rng_make(1, 2), c = rng_make(1, 3);
    double sum = 0;
    (void)state;
    assert_true(rng_u64(&a) == rng_u64(&b));
    assert_true(rng_u64(&a) != rng_u64(&c));
    for (int32_t i = 0; i < 10000; i++) {
        double x = rng_f64(&a, 0, 1);
        assert_true(x >= 0 && x < 1);
        sum += x;
    }
    assert_true(fabs(sum / 10000 - 0.5) < 0.02);
}

static void errors_keep_their_cause(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    (void)state;
    gad_status st = gad_fail(cx, GAD_E_FORMAT, "line %d: what", 7);
    st = gad_wrap(cx, st, "reading '%s'", "x.csv");
    assert_int_equal(st, GAD_E_FORMAT);
    assert_string_equal(gad_last_error(cx).text, "reading 'x.csv': line 7: what");
    gad_ctx_free(cx);
}

static void tables_survive_every_failing_allocation(void **state)
{
    (void)state;
    for (long n = 0;; n++) {
        alloc_budget budget = { .left = n };
        gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
        gad_status st = GAD_E_NOMEM;
        gad_table *t = cx ? gad_table_new(cx) : NULL;
        if (t) {
            table_column(t, "a", NULL, GAD_TEXT, -1);
            for (int32_t i = 0; i < 1000; i++)
                table_text(t, "some text that fills the arena with more than one block");
            st = table_finish(cx, t, &t);
            gad_table_free(t);
        }
        gad_ctx_free(cx);
        assert_int_equal(budget.live, 0);
        if (st == GAD_OK) {
            assert_true(n > 3);
            break;
        }
        assert_true(n < 10000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_spans_of_months),
        cmocka_unit_test(days_round_trip_and_refuse_impossible_dates),
        cmocka_unit_test(numbers_are_read_strictly),
        cmocka_unit_test(numbers_are_printed_for_people),
        cmocka_unit_test(printed_digits_tell_the_rounding),
        cmocka_unit_test(near_names_are_found),
        cmocka_unit_test(units_of_mass_are_tonnes),
        cmocka_unit_test(every_piece_runs_exactly_once),
        cmocka_unit_test(random_numbers_depend_on_seed_and_stream_only),
        cmocka_unit_test(errors_keep_their_cause),
        cmocka_unit_test(tables_survive_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
