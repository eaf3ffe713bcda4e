/* hindcast.c - what happened is read strictly, naive forecasts score what they score by hand, and the fit finds the least
 * squares of functions whose answer is known, kinks and bounds included. */
#include "test.h"
#include "world/hindcast.h"

static gad_ctx *cx;
static world *toy, *rare;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    if (cx && (world_read(cx, TEST_SOURCE_DIR "/tests/data/worlds/toy", &toy) ||
               world_read(cx, TEST_SOURCE_DIR "/data/worlds/rare-earths", &rare)))
        fprintf(stderr, "%s\n", gad_last_error(cx).text);
    return !toy || !rare;
}

static int teardown(void **state)
{
    (void)state;
    world_free(toy);
    world_free(rare);
    gad_ctx_free(cx);
    return 0;
}

/* ---- observed.csv ---------------------------------------------------------------------------------- */

#define HEAD "series,to,month,value,unit,source,note\n"

static void refuses_bad_rows_and_names_them(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *want;
    } row[] = {
        { "magnet-t,*,2025-04,1,t,s,\n",
          "o.csv:2: a series is MATERIALS-t, price-inside-MATERIAL or price-outside-MATERIAL, of "
          "materials of this world, not 'magnet-t'" },
        { "price-inside-,AAA,2025-04,1,USD/t,s,\n",
          "o.csv:2: a series is MATERIALS-t, price-inside-MATERIAL or price-outside-MATERIAL, of "
          "materials of this world, not 'price-inside-'" },
        { "-t,*,2025-04,1,t,s,\n",
          "o.csv:2: a series is MATERIALS-t, price-inside-MATERIAL or price-outside-MATERIAL, of "
          "materials of this world, not '-t'" },
        { "magnets-t,EUROPE,2025-04,1,t,s,\n",
          "o.csv:2: 'to' names a place, a region or *, not 'EUROPE'" },
        { "magnets-t,*,2025-04,1,kg,s,\n", "o.csv:2: the unit of 'magnets-t' is t, not 'kg'" },
        { "price-outside-ore,EU,2025-04,1,t,s,\n",
          "o.csv:2: the unit of 'price-outside-ore' is USD/t, not 't'" },
        { "magnets-t,*,2025-04,0,t,s,\n",
          "o.csv:2: a value is above 0 (leave out what is not known), not '0'" },
        { "magnets-t,*,2025-04,7,t,s,\nmagnets-t,EU,2025-04,7,t,s,\nmagnets-t,*,2025-04,8,t,s,\n",
          "o.csv:4: magnets-t to * in 2025-04 stands in line 2 already: keep one of them" },
    };
    arena mem;
    arena_init(&mem, &cx->al);
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        observed_file o;
        char text[512];
        snprintf(text, sizeof text, HEAD "%s", row[i].rows);
        gad_status st = observed_parse(cx, toy, "o.csv", text, strlen(text), &mem, &o);
        if (st != GAD_E_FORMAT || !STR_EQ(gad_last_error(cx).text, row[i].want))
            fail_msg("status %d: %s\nwanted:  %s", (int)st, gad_last_error(cx).text, row[i].want);
    }
    arena_release(&mem);
}

static void reads_rows_and_knows_what_is_not_published(void **state)
{
    (void)state;
    static const char text[] =
        HEAD "magnets-t,*,2025-04,12.5,t,s,\nprice-inside-ore,AAA,2025-04,3,USD/t,s,a note\n";
    arena mem;
    observed_file o;
    arena_init(&mem, &cx->al);
    assert_int_equal(observed_parse(cx, toy, "o.csv", text, sizeof text - 1, &mem, &o), GAD_OK);
    assert_int_equal(o.n, 2);
    assert_true(observed_of(&o, "magnets-t", "*", month_of(2025, 4)) == 12.5);
    assert_true(!IS_NUMBER(observed_of(&o, "magnets-t", "*", month_of(2025, 5))));
    assert_true(!IS_NUMBER(observed_of(&o, "magnets-t", "EU", month_of(2025, 4))));
    assert_true(observed_of(&o, "price-inside-ore", "AAA", month_of(2025, 4)) == 3);
    assert_int_equal(observed_read(cx, toy, &mem, &o), GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(cx).text, "a hindcast needs what happened"));
    arena_release(&mem);
}

static void memory_that_ends_is_an_error_and_nothing_leaks(void **state)
{
    (void)state;
    static const char text[] = HEAD "magnets-t,*,2025-04,12.5,t,s,\n";
    gad_status st = GAD_E_NOMEM;
    for (long left = 0; left < 200 && st != GAD_OK; left++) {
        alloc_budget budget = { .left = -1 };
        gad_ctx *own = gad_ctx_new(budget_realloc, &budget);
        arena mem;
        observed_file o;
        assert_non_null(own);
        arena_init(&mem, &own->al);
        budget.left = left;
        st = observed_parse(own, toy, "o.csv", text, sizeof text - 1, &mem, &o);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        assert_true(left > 0 || st == GAD_E_NOMEM);
        arena_release(&mem);
        gad_ctx_free(own);
        assert_int_equal(budget.live, 0);
    }
    assert_int_equal(st, GAD_OK);
}

/* ---- naive forecasts -------------------------------------------------------------------------------- */

static void naive_forecasts_score_what_they_score_by_hand(void **state)
{
    (void)state;
    static const struct {
        hindcast_variant v;
        double july, sum; /* of the absolute errors of the six months */
    } want[] = {
        /* 5577, 6146, 5774, 5473, 6150 and 5952 t happened */
        { HINDCAST_LAST, 3188, 2389 + 2958 + 2586 + 2285 + 2962 + 2764 },
        { HINDCAST_YEAR_AGO, 5278, 299 + 821 + 859 + 748 + 1438 + 290 },
        { HINDCAST_FIRST_QUARTER, 5089, 488 + 1057 + 685 + 384 + 1061 + 863 },
        { HINDCAST_BEST_CONSTANT, 5863, 286 + 283 + 89 + 390 + 287 + 89 },
    };
    hindcast *h = test_calloc(1, sizeof *h);
    observed_file o;
    arena mem;
    arena_init(&mem, &cx->al);
    assert_int_equal(observed_read(cx, rare, &mem, &o), GAD_OK);
    assert_int_equal(hindcast_naive(cx, &o, "magnets-t", h), GAD_OK);
    hindcast_errors_of(h);
    for (int32_t i = 0; i < COUNT_OF(want); i++) {
        const hindcast_score *s = &h->score[want[i].v];
        assert_true(fabs(s->t[HINDCAST_FIT] - want[i].july) < 1e-9);
        assert_true(fabs(s->error_t - want[i].sum / 6) < 1e-9);
        assert_true(!IS_NUMBER(s->t[0])); /* made at the end of June, of July to December */
    }
    assert_int_equal(h->beaten, HINDCAST_YEAR_AGO);
    assert_true(fabs(h->score[HINDCAST_LAST].error_t - 2657) < 0.5);
    assert_true(fabs(h->score[HINDCAST_YEAR_AGO].error_t - 742.5) < 0.01);
    assert_true(fabs(h->score[HINDCAST_FIRST_QUARTER].error_t - 756) < 0.5);
    assert_true(fabs(h->score[HINDCAST_BEST_CONSTANT].error_t - 237) < 0.5);
    assert_true(!IS_NUMBER(h->score[HINDCAST_MODEL].error_t));
    assert_true(h->observed[0] == 2627 && h->observed[1] == 1238 && h->observed[2] == 3188);
    arena_release(&mem);
    test_free(h);
}

static void a_month_that_must_be_known_is_named(void **state)
{
    (void)state;
    static const char text[] = HEAD "magnets-t,*,2025-04,12.5,t,s,\n";
    hindcast *h = test_calloc(1, sizeof *h);
    observed_file o;
    arena mem;
    arena_init(&mem, &cx->al);
    assert_int_equal(observed_parse(cx, toy, "o.csv", text, sizeof text - 1, &mem, &o), GAD_OK);
    assert_int_equal(hindcast_naive(cx, &o, "magnets-t", h), GAD_E_NOTFOUND);
    assert_string_equal(gad_last_error(cx).text,
                        "o.csv: magnets-t to * in 2025-05 is not there, and no hindcast does "
                        "without it: add the row");
    arena_release(&mem);
    test_free(h);
}

static void the_shape_has_a_trough_and_a_month_of_recovery(void **state)
{
    (void)state;
    static const double ago[HINDCAST_MONTHS] = { 100, 100, 100, 100, 100, 100, 100, 100, 100 };
    static const double back[HINDCAST_MONTHS] = { 95, 25, 60, 89.9, 90, 120, 80, 80, 80 };
    static const double never[HINDCAST_MONTHS] = { 95, 90, 60, 59, 58, 57, 56, 55, 54 };
    hindcast_shape s = hindcast_shape_of(back, ago);
    assert_int_equal(s.trough, 1);
    assert_true(fabs(s.depth + 0.75) < 1e-12);
    assert_int_equal(s.recovered, 4); /* April, before the trough, is no recovery */
    s = hindcast_shape_of(never, ago);
    assert_int_equal(s.trough, 8);
    assert_int_equal(s.recovered, -1);
}

/* ---- the fit ---------------------------------------------------------------------------------------- */

typedef struct counted {
    int32_t runs;
    gad_status answer;
    int32_t fails_at;
} counted;

/* Like the months: the first follows from one number, the others from the other, which cannot please both. The least squares
 * lie at 10.9 and where 0.6 (0.6 b - 0.8) + 0.3 (0.3 b - 0.5) = 0: b = 0.63 / 0.45. */
static gad_status straight(void *user, const double *x, double *r)
{
    counted *c = user;
    r[0] = 0.05 * (x[0] - 10.9);
    r[1] = 0.6 * x[1] - 0.8;
    r[2] = 0.3 * x[1] - 0.5;
    return ++c->runs == c->fails_at ? c->answer : GAD_OK;
}

static gad_status bent(void *user, const double *x, double *r)
{
    ((counted *)user)->runs++;
    r[0] = exp(0.1 * (x[0] - 14)) - 1 + 0.01 * (x[1] - 2);
    r[1] = log(x[1] / 2);
    r[2] = (x[1] - 2) * x[1];
    return GAD_OK;
}

/* From 1.55 on the queue is empty and the third month falls: the least lies on the kink. */
static gad_status kinked(void *user, const double *x, double *r)
{
    ((counted *)user)->runs++;
    double b = fmin(x[1], 1.66);
    r[0] = 0.05 * (x[0] - 10.9) - 0.002 * x[1];
    r[1] = 0.6 * b - 1;
    r[2] = b < 1.55 ? -0.16 + 0.2 * (b - 1.4) : -0.13 - 0.9 * (b - 1.55);
    return GAD_OK;
}

static fit_problem problem_of(gad_status (*residuals)(void *, const double *, double *), counted *c)
{
    return (fit_problem){ .residuals = residuals,
                          .user = c,
                          .lo = { 0, 0.01 },
                          .hi = { 60, 12 },
                          .start = { 10, 1 },
                          .step = { 0.05, 0.005 },
                          .most = { 10, 0.25 },
                          .exact = { 0.002, 0.0005 },
                          .simplex = { 0.4, 0.05 },
                          .close = { 0.1, 0.01 },
                          .runs_max = HINDCAST_RUNS_MAX };
}

static void fits(fit_problem p, double a, double b, double within, int32_t runs)
{
    fit_answer got;
    counted *c = p.user;
    c->runs = 0;
    assert_int_equal(fit_least_squares(&p, &got), GAD_OK);
    if (!got.settled || fabs(got.x[0] - a) > within || fabs(got.x[1] - b) > within / 10)
        fail_msg("settled %d at %.6f %.6f after %d runs, wanted %g %g", got.settled, got.x[0],
                 got.x[1], got.runs, a, b);
    assert_int_equal(got.runs, c->runs);
    assert_true(got.runs <= runs);
    double r[FIT_RESIDUALS];
    assert_int_equal(p.residuals(c, got.x, r), GAD_OK); /* what it says is of the point it names */
    assert_memory_equal(r, got.residual, sizeof r);
}

static void finds_the_least_squares_of_few_runs(void **state)
{
    (void)state;
    counted c = { 0 };
    fits(problem_of(straight, &c), 10.9, 1.4, 1e-6, 7);
    fits(problem_of(bent, &c), 14, 2, 2e-3, 15);
    fit_problem p = problem_of(kinked, &c);
    p.runs_max = 60;
    fits(p, 10.962, 1.55, 0.1, 40);
}

static void stays_within_its_bounds(void **state)
{
    (void)state;
    counted c = { 0 };
    fit_problem p = problem_of(straight, &c);
    p.hi[0] = 10.5;
    p.lo[1] = 1.6;
    p.start[0] = 99; /* is put inside */
    fits(p, 10.5, 1.6, 1e-9, 9);
}

static void a_run_that_fails_ends_the_fit(void **state)
{
    (void)state;
    for (int32_t at = 1; at <= 4; at++) {
        counted c = { .fails_at = at, .answer = GAD_E_CANCEL };
        fit_problem p = problem_of(straight, &c);
        fit_answer got;
        assert_int_equal(fit_least_squares(&p, &got), GAD_E_CANCEL);
        assert_int_equal(c.runs, at);
    }
}

static void says_when_the_runs_were_too_few(void **state)
{
    (void)state;
    counted c = { 0 };
    fit_problem p = problem_of(bent, &c);
    fit_answer got;
    p.runs_max = 4;
    assert_int_equal(fit_least_squares(&p, &got), GAD_OK);
    assert_false(got.settled);
    assert_int_equal(got.runs, 4);
}

/* ---- what is refused before anything runs -------------------------------------------------------------- */

static void a_scenario_without_a_hindcast_is_refused(void **state)
{
    (void)state;
    hindcast *h = NULL;
    static const char here[] = TEST_SOURCE_DIR "/tests/data/scenarios/export-licence.yaml";
    hindcast_asked asked = { here, TEST_SOURCE_DIR "/tests/data/worlds/toy" };
    assert_int_equal(hindcast_run(cx, &asked, &h), GAD_E_ARG);
    assert_null(h);
    assert_string_equal(gad_last_error(cx).text,
                        "the scenario 'export-licence' begins in January 2025: a hindcast needs "
                        "one that begins in April 2025, as 2025-licences does");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_rows_and_names_them),
        cmocka_unit_test(reads_rows_and_knows_what_is_not_published),
        cmocka_unit_test(memory_that_ends_is_an_error_and_nothing_leaks),
        cmocka_unit_test(naive_forecasts_score_what_they_score_by_hand),
        cmocka_unit_test(a_month_that_must_be_known_is_named),
        cmocka_unit_test(the_shape_has_a_trough_and_a_month_of_recovery),
        cmocka_unit_test(finds_the_least_squares_of_few_runs),
        cmocka_unit_test(stays_within_its_bounds),
        cmocka_unit_test(a_run_that_fails_ends_the_fit),
        cmocka_unit_test(says_when_the_runs_were_too_few),
        cmocka_unit_test(a_scenario_without_a_hindcast_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
