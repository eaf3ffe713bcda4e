/* alert.c - conditions as people write them, and whether they hold: by hand, by brute force, and without memory. */
#include "test.h"
#include "trade/alert.h"
#include "trade/stats.h"

enum { MONTHS = 96, JANUARY = 2020 * 12 };
#define GAP NO_NUMBER

static gad_ctx *cx;
static arena mem;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    if (cx)
        arena_init(&mem, &cx->al);
    return !cx;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&mem);
    gad_ctx_free(cx);
    return 0;
}

/* ---- series by hand ------------------------------------------------------------------------------ */

static figure figure_at(double x)
{
    return (figure){ .kind = IS_NUMBER(x) ? FIGURE_CUSTOMS : FIGURE_NONE,
                     .value = x,
                     .source = "test",
                     .url = "",
                     .note = "",
                     .published = INT32_MIN };
}

static series series_of(const double *x, int32_t n)
{
    series s = { .annual = false, .measure = "qty", .unit = "t", .flow = 'X', .n = n };
    s.at = arena_take(&mem, (size_t)n + 1, sizeof *s.at);
    assert_non_null(s.at);
    for (int32_t i = 0; i < n; i++) {
        figure none = figure_at(NO_NUMBER);
        s.at[i] = (point){ .month = JANUARY + i,
                           .level = figure_at(x[i]),
                           .mom = none,
                           .yoy = none,
                           .ytd = none,
                           .ytd_yoy = none,
                           .rank = none,
                           .share = none,
                           .record = none };
        s.n_held += IS_NUMBER(x[i]);
    }
    return s;
}

static alert_test test_of(const char *text)
{
    alert_test t;
    size_t at = 0;
    if (alert_parse(cx, &mem, text, &t, &at))
        fail_msg("%s: %s", text, gad_last_error(cx).text);
    return t;
}

/* "QUF": the verdicts of all periods. */
static const char *verdicts(const alert_test *t, const alert_track *tr)
{
    char *out = arena_take(&mem, (size_t)tr->n + 1, 1);
    for (int32_t i = 0; i < tr->n; i++)
        out[i] = "UQF"[alert_judge(t, tr, i)];
    return out;
}

static alert_track track_of(const alert_test *t, const double *x, int32_t n)
{
    alert_track tr;
    series s = series_of(x, n);
    assert_int_equal(alert_read_series(cx, &mem, t, &s, NULL, &tr), GAD_OK);
    return tr;
}

/* ---- the grammar --------------------------------------------------------------------------------- */

static void conditions_are_read_in_any_spelling(void **state)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "yoy < -30 % for 2 months", "yoy < -30 % for 2 months" },
        { " YOY<-30% for 1 month ", "yoy < -30 % for 1 month" },
        { "mom > 50 %", "mom > 50 %" },
        { "level < 1000 t", "level < 1000 t" },
        { "level >= 1.5 million USD for 3 years", "level >= 1500000 USD for 3 years" },
        { "ytd  yoy <= -10 %", "ytd yoy <= -10 %" },
        { "surge > 3", "surge > 3" },
        { "rank of CHN changes", "rank of CHN changes" },
        { "rank of USA <= 3", "rank of USA <= 3" },
        { "rank of United States changes by 2", "rank of United States changes by 2" },
        { "hhi > 0.25", "hhi > 0.25" },
        { "hhi changes by 0.05", "hhi changes by 0.05" },
        { "share of USA > 20 %", "share of USA > 20 %" },
        { "share of USA changes by 5 %", "share of USA changes by 5 %" },
        { "record low 60 months", "record low 60 months" },
        { "record high", "record high" },
        { "missing for 2 months", "missing for 2 months" },
        { "mirror gap z > 4", "mirror gap z > 4" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        alert_test t = test_of(row[i].text);
        assert_string_equal(alert_text(&mem, &t), row[i].want);
        alert_test again = test_of(row[i].want);
        assert_string_equal(alert_text(&mem, &again), row[i].want);
        assert_true(*alert_formula(t.subject) != '\0');
    }
}

static void what_is_wrong_is_pointed_at(void **state)
{
    static const struct {
        const char *text;
        size_t at;
        const char *want; /* a part of the message */
    } row[] = {
        { "", 0, "the condition is empty: it starts with one of level, mom" },
        { "   ", 3, "the condition is empty" },
        { "yoyo < 3 %", 0, "'yoyo' starts no condition: did you mean 'yoy < -30 %'?" },
        { "temperature > 3", 0, "it is one of level, mom, yoy, ytd yoy, surge, share of COUNTRY" },
        { "yoy = -30 %", 4, "expected <, <=, > or >=, found '='" },
        { "yoy =< -30 %", 4, "found '=<'" },
        { "yoy -30 %", 4, "expected <, <=, > or >=, found '-30'" },
        { "yoy < -30", 9, "expected %, found the end" },
        { "yoy < -30 t", 10, "expected %, found 't'" },
        { "yoy < -300 %", 6, "expected a number from -100 on, found '-300'" },
        { "yoy < 1,5 %", 6, "expected a number with a point and without separators, found '1,5'" },
        { "level < 1000t", 8, "a space before its unit, found '1000t'" },
        { "level < 010 t", 8, "expected a number, found '010'" },
        { "level < inf t", 8, "expected a number, found 'inf'" },
        { "level < 1000", 12, "expected the unit of the level, t or USD, found the end" },
        { "level < 1000 for 2 months", 13, "expected the unit of the level" },
        { "level < 1000 t t", 15, "expected the end, found 't'" },
        { "yoy < -30 % for two months", 16, "expected a number, found 'two'" },
        { "yoy < -30 % for 0 months", 16, "expected a whole number from 1 to 600, found '0'" },
        { "yoy < -30 % for 1.5 months", 16, "found '1.5'" },
        { "yoy < -30 % for 601 months", 16, "found '601'" },
        { "yoy < -30 % for 2 weeks", 18, "expected months or years, found 'weeks'" },
        { "yoy < -30 % for 2", 17, "expected months or years, found the end" },
        { "rank changes", 5, "expected of and a country, found 'changes'" },
        { "rank of changes", 8, "expected a country, found 'changes'" },
        { "rank of USA <= 0", 15, "expected a number from 1 to 300, found '0'" },
        { "share of USA changes", 20, "expected by and a number, found the end" },
        { "hhi changes by 0", 15, "expected a number above 0, found '0'" },
        { "hhi > 2500", 6, "expected a number from 0 to 1, found '2500'" },
        { "hhi changes", 11, "expected by and a number" },
        { "mom changes by 3 %", 4, "expected <, <=, > or >=, found 'changes'" },
        { "record", 0, "did you mean 'record low 60 months'?" },
        { "record low 1 month", 18, "a window of 2 or more" },
        { "missing", 7, "expected for and a number of months, found the end" },
        { "mirror gap z > -4", 15, "expected a number from 0 on, found '-4'" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        alert_test t;
        size_t at = 999;
        assert_int_equal(alert_parse(cx, &mem, row[i].text, &t, &at), GAD_E_FORMAT);
        if (at != row[i].at || !strstr(gad_last_error(cx).text, row[i].want))
            fail_msg("'%s': byte %zu: %s\nwanted byte %zu: %s", row[i].text, at,
                     gad_last_error(cx).text, row[i].at, row[i].want);
    }
}

/* ---- verdicts by hand ---------------------------------------------------------------------------- */

static void verdicts_follow_the_levels(void **state)
{
    static const double x[] = { 100, 50, 60, 120, GAP, 130, 40, 40, 39, 200 };
    static const struct {
        const char *when, *want;
    } row[] = {
        { "level < 60 t", "QFQQUQFFFQ" },
        { "level <= 60 t", "QFFQUQFFFQ" },
        { "level > 60000 kg", "FQQFUFQQQF" },
        { "level >= 60 t for 2 months", "UQQFUUQQQQ" },
        { "level < 60 t for 2 months", "QQQQQQQFFQ" },
        { "mom > 50 %", "UQQFUUQQQF" },
        { "mom < -40 % for 1 month", "UFQQUUFQQQ" },
        /* 100, then one lower; ties end a record; the month that is missing matters only for lows of its window */
        { "record low 3 months", "UUQQUQUQFQ" },
        { "record high 2 months", "UQFFUUQQQF" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        alert_test t = test_of(row[i].when);
        alert_track tr = track_of(&t, x, COUNT_OF(x));
        if (!STR_EQ(verdicts(&t, &tr), row[i].want))
            fail_msg("%s: %s, wanted %s", row[i].when, verdicts(&t, &tr), row[i].want);
    }
}

static void a_record_of_all_levels_needs_six_of_them(void **state)
{
    static const double x[] = { 9, 8, 7, 6, 5, 4, GAP, 3, 3, 10 };
    alert_test low = test_of("record low"), high = test_of("record high");
    alert_track a = track_of(&low, x, COUNT_OF(x)), b = track_of(&high, x, COUNT_OF(x));
    (void)state;
    assert_string_equal(verdicts(&low, &a), "UUUUUFUFQQ");
    assert_string_equal(verdicts(&high, &b), "UQQQQQUQQF");
    assert_true(a.at[7].against == 4 && a.at[7].base_period == JANUARY + 5);
}

static void a_year_before_is_the_same_month(void **state)
{
    double x[26];
    alert_test t = test_of("yoy < -30 % for 2 months"), d = test_of("ytd yoy < -10 %");
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(x); i++)
        x[i] = i < 12 ? 100 : 69;
    x[20] = 70; /* -30 exactly: not below */
    alert_track tr = track_of(&t, x, COUNT_OF(x));
    assert_string_equal(verdicts(&t, &tr), "UUUUUUUUUUUUUFFFFFFFQQFFQQ");
    assert_true(tr.at[13].value == -31 && tr.at[13].base.value == 100 &&
                tr.at[13].base_period == JANUARY + 1);
    tr = track_of(&d, x, COUNT_OF(x));
    assert_int_equal(alert_judge(&d, &tr, 14), ALERT_FIRES);
    assert_true(tr.at[14].level.value == 207 && tr.at[14].base.value == 300);
}

static void a_published_change_stands_in_for_a_derived_base(void **state)
{
    double x[13] = { 100, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, 60 };
    alert_test t = test_of("yoy < -38 %");
    alert_track tr;
    series s = series_of(x, 13);
    (void)state;
    s.at[0].level.kind = FIGURE_DERIVED;
    s.at[12].yoy =
        (figure){ .kind = FIGURE_REPORTED, .value = -38.1, .half_unit = 0.05, .source = "press" };
    assert_int_equal(alert_read_series(cx, &mem, &t, &s, NULL, &tr), GAD_OK);
    assert_true(tr.at[12].value == -38.1 && tr.at[12].stated.kind == FIGURE_REPORTED);
    assert_int_equal(alert_judge(&t, &tr, 12), ALERT_FIRES);
    assert_true(alert_sure(&t, &tr, 12));
    s.at[0].level.kind = FIGURE_CUSTOMS;
    assert_int_equal(alert_read_series(cx, &mem, &t, &s, NULL, &tr), GAD_OK);
    assert_true(tr.at[12].value == -40 && tr.at[12].stated.kind == FIGURE_NONE);
    s.at[12].level.half_unit = 5; /* 55 to 65: -45 to -35 */
    assert_int_equal(alert_read_series(cx, &mem, &t, &s, NULL, &tr), GAD_OK);
    assert_int_equal(alert_judge(&t, &tr, 12), ALERT_FIRES);
    assert_false(alert_sure(&t, &tr, 12));
}

/* Of a period with a change as published and no level, the change is what is held. */
static void what_is_only_published_is_held(void **state)
{
    static const double x[] = { 100, GAP, GAP }, world[] = { 200, GAP, GAP };
    alert_test mom = test_of("mom < -10 %"), share = test_of("share of USA < 40 %");
    alert_track tr;
    series s = series_of(x, 3), whole = series_of(world, 3);
    (void)state;
    s.at[1].mom =
        (figure){ .kind = FIGURE_REPORTED, .value = -20, .half_unit = 0.5, .source = "press" };
    s.at[1].share =
        (figure){ .kind = FIGURE_REPORTED, .value = 30, .half_unit = 0.5, .source = "press" };
    assert_int_equal(alert_read_series(cx, &mem, &mom, &s, NULL, &tr), GAD_OK);
    assert_int_equal(alert_newest(&tr), 1);
    assert_string_equal(verdicts(&mom, &tr), "UFU");
    assert_int_equal(alert_read_series(cx, &mem, &share, &s, &whole, &tr), GAD_OK);
    assert_int_equal(alert_newest(&tr), 1);
    assert_string_equal(verdicts(&share, &tr), "QFU");
    assert_true(tr.at[1].stated.value == 30 && tr.at[0].stated.kind == FIGURE_NONE);
    s.at[1].share = s.at[2].share;
    assert_int_equal(alert_read_series(cx, &mem, &share, &s, &whole, &tr), GAD_OK);
    assert_int_equal(alert_newest(&tr), 0);
}

static void only_the_periods_of_the_condition_are_in_doubt(void **state)
{
    static const double x[] = { 49, 20, 10 };
    alert_test one = test_of("level < 50 t"), three = test_of("level < 50 t for 3 months");
    alert_track tr;
    series s = series_of(x, 3);
    (void)state;
    for (int32_t i = 0; i < 3; i++)
        s.at[i].level.half_unit = 5;
    assert_int_equal(alert_read_series(cx, &mem, &one, &s, NULL, &tr), GAD_OK);
    assert_true(alert_sure(&one, &tr, 2) && !alert_sure(&one, &tr, 0));
    assert_false(alert_sure(&three, &tr, 2));
}

static void periods_are_found_from_the_first_to_the_last(void **state)
{
    static const double one[] = { 7 }, x[] = { 1, 2, GAP };
    alert_test t = test_of("level < 5 t");
    alert_track a = track_of(&t, one, 1), b = track_of(&t, x, 3);
    (void)state;
    assert_int_equal(alert_newest(&a), 0);
    assert_int_equal(alert_newest(&b), 1);
    for (int32_t i = -1; i <= 3; i++)
        assert_int_equal(alert_find(&b, JANUARY + i), i < 3 ? i : -1);
    b.annual = true;
    assert_int_equal(alert_find(&b, JANUARY + 24), 2);
    assert_int_equal(alert_find(&b, JANUARY + 1), -1);
    b.n = 0;
    assert_int_equal(alert_find(&b, JANUARY), -1);
    assert_int_equal(alert_newest(&b), -1);
}

static void units_that_do_not_fit_are_not_judged(void **state)
{
    static const double x[] = { 1, 2 };
    alert_test t = test_of("level > 1 USD");
    alert_track tr = track_of(&t, x, 2);
    (void)state;
    assert_string_equal(tr.refused, "the condition is in USD, the series in t");
    assert_string_equal(verdicts(&t, &tr), "UU");
    assert_string_equal(alert_why(&t, &tr, 1), tr.refused);
}

/* ---- partners ------------------------------------------------------------------------------------ */

static panel panel_of(const double *world, const double *a, const double *b, int32_t n)
{
    panel p = { .world = series_of(world, n), .n = 2, .unit = "t", .left_out = "" };
    p.partner = arena_take(&mem, 2, sizeof *p.partner);
    assert_non_null(p.partner);
    p.partner[0] = series_of(a, n);
    p.partner[1] = series_of(b, n);
    p.partner[0].partner.number = 1;
    p.partner[1].partner.number = 2;
    return p;
}

static void a_place_is_told_only_when_nobody_unseen_can_stand_before(void **state)
{
    static const double world[] = { 100, 100, 100, 100, GAP, 100 },
                        a[] = { 60, 40, 45, 30, 60, 60 }, b[] = { 40, 60, 30, 30, 40, 40 };
    alert_test changes = test_of("rank of USA changes"), first = test_of("rank of USA < 2");
    alert_test by = test_of("rank of USA changes by 2");
    alert_track tr;
    (void)state;
    panel p = panel_of(world, a, b, 6);
    assert_int_equal(alert_read_panel(cx, &mem, &changes, &p, 1, &tr), GAD_OK);
    /* month 3: 25 t are unseen, less than 45; month 4: 40 t unseen, more than 30; month 5: the total is not known */
    assert_true(tr.at[0].value == 1 && tr.at[1].value == 2 && tr.at[2].value == 1);
    assert_string_equal(verdicts(&changes, &tr), "UFFUUU");
    assert_string_equal(verdicts(&first, &tr), "FQFUUF");
    assert_string_equal(verdicts(&by, &tr), "UQQUUU");
    assert_int_equal(alert_read_panel(cx, &mem, &first, &p, 7, &tr), GAD_OK);
    assert_string_equal(verdicts(&first, &tr), "UUUUUU");
    assert_string_equal(alert_why(&first, &tr, 0), "the partner's level is not known");
}

static void concentration_needs_all_partners(void **state)
{
    static const double world[] = { 100, 100, 100 }, a[] = { 60, 50, 45 }, b[] = { 40, 50, 30 };
    alert_test level = test_of("hhi > 0.51"), by = test_of("hhi changes by 0.02");
    alert_track tr;
    (void)state;
    panel p = panel_of(world, a, b, 3);
    assert_int_equal(alert_read_panel(cx, &mem, &level, &p, -1, &tr), GAD_OK);
    assert_true(fabs(tr.at[0].value - 0.52) < 1e-15 && fabs(tr.at[1].value - 0.5) < 1e-15);
    assert_string_equal(verdicts(&level, &tr), "FQU");
    assert_int_equal(tr.at[2].partners, 2);
    assert_true(tr.at[2].covered_pct == 75);
    by.threshold = 0.0199;
    assert_string_equal(verdicts(&by, &tr), "UFU");
}

static void a_share_is_of_the_world(void **state)
{
    static const double world[] = { 100, GAP, 200, 0 }, a[] = { 60, 40, 45, 0 };
    alert_test t = test_of("share of USA > 50 %");
    alert_track tr;
    series part = series_of(a, 4), whole = series_of(world, 4);
    (void)state;
    assert_int_equal(alert_read_series(cx, &mem, &t, &part, &whole, &tr), GAD_OK);
    assert_string_equal(verdicts(&t, &tr), "FUQU");
    assert_true(tr.at[0].value == 60);
    assert_string_equal(alert_why(&t, &tr, 1), "the world's level is not known");
}

/* ---- late data and lanes ------------------------------------------------------------------------- */

static int32_t day_of(const char *text)
{
    int32_t day = 0;
    assert_true(day_parse(text, &day));
    return day;
}

static void months_are_late_when_they_have_ended(void **state)
{
    static const double x[] = { 1, 2, GAP };
    static const struct {
        const char *today;
        double late;
    } row[] = {
        { "2020-02-29", 0 }, { "2020-03-31", 0 },  { "2020-04-01", 1 },
        { "2020-05-02", 2 }, { "2021-03-01", 12 },
    };
    alert_test t = test_of("missing for 2 months");
    series s = series_of(x, 3);
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        alert_track tr;
        assert_int_equal(alert_read_missing(cx, &mem, &s, day_of(row[i].today), &tr), GAD_OK);
        assert_int_equal(tr.n, 1);
        assert_true(tr.at[0].value == row[i].late);
        assert_int_equal(alert_newest(&tr), 0);
        assert_int_equal(alert_judge(&t, &tr, 0), row[i].late >= 2 ? ALERT_FIRES : ALERT_QUIET);
        assert_int_equal(alert_since(&t, &tr, 0), JANUARY + 2);
        assert_int_equal(alert_past(&t, &tr, 0).periods, 0);
    }
    s.annual = true;
    s.n = 1;
    alert_track tr;
    assert_int_equal(alert_read_missing(cx, &mem, &s, day_of("2023-05-02"), &tr), GAD_OK);
    assert_true(tr.at[0].value == 2 && tr.at[0].period == 2022 * 12);
}

static void a_gap_is_unusual_either_way(void **state)
{
    mirror_point at[3] = { { .period = JANUARY },
                           { .period = JANUARY + 1 },
                           { .period = JANUARY + 2 } };
    static const double z[] = { 4.5, -5, GAP };
    alert_test t = test_of("mirror gap z > 4");
    alert_track tr;
    (void)state;
    for (int32_t i = 0; i < 3; i++) {
        at[i].exporter = at[i].importer =
            (mirror_side){ .state = MIRROR_HELD, .amount = { 10, 5 }, .source = "s", .rows = 1 };
        at[i].gap[MIRROR_T] = (mirror_gap){ .gap = i == 2 ? GAP : 1, .z = z[i] };
        at[i].gap[MIRROR_USD] = (mirror_gap){ .gap = GAP, .z = GAP };
    }
    mirror_lane lane = { .at = at, .n = 3 };
    assert_int_equal(alert_read_lane(cx, &mem, &lane, MIRROR_T, false, &tr), GAD_OK);
    assert_string_equal(verdicts(&t, &tr), "FFU");
    assert_int_equal(alert_newest(&tr), 1);
    assert_true(tr.at[0].level.value == 5);
    assert_string_equal(tr.unit, "t");
    assert_int_equal(alert_read_lane(cx, &mem, &lane, MIRROR_USD, false, &tr), GAD_OK);
    assert_int_equal(alert_newest(&tr), -1);
}

/* ---- the past ------------------------------------------------------------------------------------ */

static void the_past_is_what_came_before_the_alert_began(void **state)
{
    double x[20];
    alert_test t = test_of("level < 50 t");
    (void)state;
    for (int32_t i = 0; i < 20; i++)
        x[i] = 100;
    x[2] = x[3] = x[9] = 10;
    x[18] = x[19] = 10;
    x[5] = GAP;
    alert_track tr = track_of(&t, x, 20);
    alert_history h = alert_past(&t, &tr, 19);
    assert_int_equal(h.periods, 17);
    assert_int_equal(h.fired, 3);
    assert_int_equal(h.episodes, 2);
    assert_int_equal(alert_since(&t, &tr, 19), JANUARY + 18);
    /* Wilson, 3 of 17: by hand with z = 1.95996 */
    assert_true(fabs(h.rate - 3.0 / 17) < 1e-12);
    assert_true(fabs(h.low - 0.0619) < 5e-5 && fabs(h.high - 0.4103) < 5e-5);
    h = alert_past(&t, &tr, 12);
    assert_int_equal(h.periods, 11);
    assert_true(isnan(h.rate) && isnan(h.low) && isnan(h.high));
}

static void a_rule_that_never_held_has_a_rate_of_zero_with_an_interval(void **state)
{
    double x[17];
    alert_test t = test_of("level < 50 t");
    (void)state;
    for (int32_t i = 0; i < 17; i++)
        x[i] = i == 16 ? 1 : 100;
    alert_track tr = track_of(&t, x, 17);
    alert_history h = alert_past(&t, &tr, 16);
    assert_true(h.rate == 0 && h.low == 0 && h.periods == 16);
    assert_true(fabs(h.high - 0.19361) < 5e-6);
}

/* ---- brute force --------------------------------------------------------------------------------- */

/* "for N months" by its definition: every way the missing months may be filled is quiet, or every way fires. */
static alert_verdict by_definition(const double *x, int32_t n, int32_t i, double limit,
                                   int32_t periods)
{
    bool quiet = false, unknown = false;
    for (int32_t k = i - periods + 1; k <= i; k++) {
        bool known = k >= 0 && k < n && IS_NUMBER(x[k]);
        quiet |= known && !(x[k] < limit);
        unknown |= !known;
    }
    return quiet ? ALERT_QUIET : unknown ? ALERT_UNKNOWN : ALERT_FIRES;
}

static alert_verdict low_by_definition(const double *x, int32_t i, int32_t window)
{
    bool gap = !IS_NUMBER(x[i]), beaten = false, any = false;
    for (int32_t k = i - window + 1; k < i; k++) {
        gap |= k < 0 || !IS_NUMBER(x[k]);
        any |= k >= 0 && IS_NUMBER(x[k]);
        beaten |= k >= 0 && x[k] <= x[i];
    }
    return beaten ? ALERT_QUIET : gap || !any ? ALERT_UNKNOWN : ALERT_FIRES;
}

static void verdicts_equal_their_definitions(void **state)
{
    rng r = rng_make(5, 1);
    (void)state;
    for (int32_t round = 0; round < 300; round++) {
        double x[MONTHS];
        char text[64];
        int32_t n = rng_i32(&r, 1, MONTHS), periods = rng_i32(&r, 1, 6),
                window = rng_i32(&r, 2, 12);
        for (int32_t i = 0; i < n; i++)
            x[i] = rng_chance(&r, 0.15) ? GAP : rng_i32(&r, 0, 9);
        snprintf(text, sizeof text, "level < 5 t for %d months", (int)periods);
        alert_test t = test_of(text);
        snprintf(text, sizeof text, "record low %d months", (int)window);
        alert_test low = test_of(text);
        alert_track a = track_of(&t, x, n), b = track_of(&low, x, n);
        for (int32_t i = -1; i <= n; i++) {
            alert_verdict want =
                i < 0 || i == n ? ALERT_UNKNOWN : by_definition(x, n, i, 5, periods);
            assert_int_equal(alert_judge(&t, &a, i), want);
            if (i >= 0 && i < n)
                assert_int_equal(alert_judge(&low, &b, i), low_by_definition(x, i, window));
            if (want == ALERT_UNKNOWN && i >= 0 && i < n)
                assert_non_null(alert_why(&t, &a, i));
        }
    }
}

static void failing_memory_is_an_error(void **state)
{
    static const double x[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    gad_status st = GAD_E_NOMEM;
    (void)state;
    for (long n = 0; st == GAD_E_NOMEM && n < 1000; n++) {
        alloc_budget budget = { -1, 0 };
        gad_ctx *own = gad_ctx_new(budget_realloc, &budget);
        arena a;
        alert_test t;
        alert_track tr;
        size_t at = 0;
        series s = series_of(x, 8);
        panel p = panel_of(x, x, x, 8);
        arena_init(&a, &own->al);
        budget.left = n;
        st = alert_parse(own, &a, "rank of United States <= 3", &t, &at);
        if (!st && !alert_text(&a, &t))
            st = gad_nomem(own, "a text");
        if (!st)
            st = alert_read_panel(own, &a, &t, &p, 1, &tr);
        if (!st)
            st = alert_parse(own, &a, "level > 3 kg", &t, &at);
        if (!st)
            st = alert_read_series(own, &a, &t, &s, NULL, &tr);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        if (st)
            assert_int_equal(gad_last_error(own).status, GAD_E_NOMEM);
        arena_release(&a);
        gad_ctx_free(own);
        assert_int_equal(budget.live, 0);
    }
    assert_int_equal(st, GAD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_read_in_any_spelling),
        cmocka_unit_test(what_is_wrong_is_pointed_at),
        cmocka_unit_test(verdicts_follow_the_levels),
        cmocka_unit_test(a_record_of_all_levels_needs_six_of_them),
        cmocka_unit_test(a_year_before_is_the_same_month),
        cmocka_unit_test(a_published_change_stands_in_for_a_derived_base),
        cmocka_unit_test(what_is_only_published_is_held),
        cmocka_unit_test(only_the_periods_of_the_condition_are_in_doubt),
        cmocka_unit_test(periods_are_found_from_the_first_to_the_last),
        cmocka_unit_test(units_that_do_not_fit_are_not_judged),
        cmocka_unit_test(a_place_is_told_only_when_nobody_unseen_can_stand_before),
        cmocka_unit_test(concentration_needs_all_partners),
        cmocka_unit_test(a_share_is_of_the_world),
        cmocka_unit_test(months_are_late_when_they_have_ended),
        cmocka_unit_test(a_gap_is_unusual_either_way),
        cmocka_unit_test(the_past_is_what_came_before_the_alert_began),
        cmocka_unit_test(a_rule_that_never_held_has_a_rate_of_zero_with_an_interval),
        cmocka_unit_test(verdicts_equal_their_definitions),
        cmocka_unit_test(failing_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
