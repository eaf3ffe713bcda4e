/* sim_fails.c - simulations that cannot end: memory that fails at any point, a caller who asks to stop at any point. Nothing
 * is left behind, the parts lent to the run are as before, and the next run is that of an untouched context. */
#include "test.h"
#include "world/sim.h"

#define TOY       TEST_SOURCE_DIR "/tests/data/worlds/toy"
#define SCENARIOS TEST_SOURCE_DIR "/tests/data/scenarios/"

enum { MONTHS = 4 };

typedef struct fixture { /* parts that every run borrows */
    gad_ctx *cx;
    world *w;
    base *b;
    policy *p;
} fixture;

static fixture parts_of(const char *scenario)
{
    fixture f = { .cx = gad_ctx_new(NULL, NULL) };
    assert_non_null(f.cx);
    assert_int_equal(world_read(f.cx, TOY, &f.w), GAD_OK);
    assert_int_equal(base_make(f.cx, f.w, &f.b), GAD_OK);
    assert_int_equal(policy_read(f.cx, scenario, &f.p), GAD_OK);
    assert_int_equal(policy_check(f.cx, f.p, f.w), GAD_OK);
    return f;
}

static void release(fixture *f)
{
    policy_free(f->p);
    base_free(f->b);
    world_free(f->w);
    gad_ctx_free(f->cx);
}

/* A sum over all that a run tells; equal bits for equal runs. */
static double told(const sim *s)
{
    double sum = 0;
    for (int32_t k = 0; k < s->n_month; k++) {
        const sim_month *m = &s->month[k];
        for (int32_t i = 0; i < s->b->n_site; i++)
            sum += m->price[i] + m->onhand[i];
        for (int32_t i = 0; i < s->b->n_lane; i++)
            sum += m->flow[i];
    }
    return sum;
}

static const char *const scenarios[] = { SCENARIOS "export-licence.yaml", SCENARIOS "tariff.yaml",
                                         SCENARIOS "price-floor.yaml" };

/* ---- memory ------------------------------------------------------------------------------------------- */

/* Runs in a context of its own; what it took is given back. */
static gad_status run_with(fixture *f, sim_expect expect, long left, double *sum)
{
    alloc_budget budget = { left, 0 };
    sim *s = NULL;
    sim_tune tune = { .event = 0, .number = POLICY_CLEARANCE_DAYS, .value = 3 };
    double was = f->p->event[0].number[POLICY_CLEARANCE_DAYS];
    gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
    if (!cx)
        return GAD_E_NOMEM;
    sim_asked asked = { .months = MONTHS, .expect = expect, .n_tune = 1, .tune = &tune };
    gad_status st = sim_run_on(cx, f->b, f->p, &asked, &s);
    if (st) {
        assert_null(s);
        assert_true(gad_last_error(cx).text[0] != '\0');
    } else {
        *sum = told(s);
    }
    sim_free(s);
    gad_ctx_free(cx);
    assert_int_equal(budget.live, 0);
    assert_memory_equal(&was, &f->p->event[0].number[POLICY_CLEARANCE_DAYS], sizeof was);
    return st;
}

static void memory_may_fail_anywhere(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(scenarios); i++)
        for (int32_t e = 0; e < (int32_t)SIM_EXPECTS; e++) {
            fixture f = parts_of(scenarios[i]);
            double whole = 0, sum = 0;
            gad_status st = GAD_E_NOMEM;
            long n = 0;
            assert_int_equal(run_with(&f, (sim_expect)e, -1, &whole), GAD_OK);
            while (st != GAD_OK) {
                st = run_with(&f, (sim_expect)e, n, &sum);
                if (st != GAD_OK && st != GAD_E_NOMEM)
                    fail_msg("%s: allocation %ld: status %d", scenarios[i], n, (int)st);
                n += n < 200 ? 1 : 7;
                assert_true(n < 100000);
            }
            assert_true(n > 20);
            assert_memory_equal(&sum, &whole, sizeof sum);
            release(&f);
        }
}

/* From names, where the world and the base are read as well. */
static void memory_may_fail_from_the_name_on(void **state)
{
    (void)state;
    sim_asked asked = { .scenario = scenarios[0], .world = TOY, .months = 2 };
    gad_status st = GAD_E_NOMEM;
    for (long n = 0; st != GAD_OK; n += 3) {
        alloc_budget budget = { n, 0 };
        sim *s = NULL;
        gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
        if (!cx)
            continue;
        st = sim_run(cx, &asked, &s);
        if (st != GAD_OK && st != GAD_E_NOMEM)
            fail_msg("allocation %ld: %s", n, gad_last_error(cx).text);
        assert_true((st == GAD_OK) == (s != NULL));
        sim_free(s);
        gad_ctx_free(cx);
        assert_int_equal(budget.live, 0);
        assert_true(n < 100000);
    }
}

/* ---- stopping ----------------------------------------------------------------------------------------- */

typedef struct stopper {
    int32_t calls, stop_at;
    double done, total;
} stopper;

static bool stop(void *user, const char *what, double done, double total)
{
    stopper *s = user;
    assert_non_null(what);
    s->done = done;
    s->total = total;
    return ++s->calls != s->stop_at;
}

static void a_caller_may_stop_anywhere(void **state)
{
    (void)state;
    fixture f = parts_of(scenarios[0]);
    for (int32_t e = 0; e < (int32_t)SIM_EXPECTS; e++) {
        stopper all = { .stop_at = -1 };
        sim_asked asked = { .months = MONTHS, .expect = (sim_expect)e };
        sim *s = NULL;
        gad_ctx_progress(f.cx, stop, &all);
        assert_int_equal(sim_run_on(f.cx, f.b, f.p, &asked, &s), GAD_OK);
        double whole = told(s);
        sim_free(s);
        assert_true(all.calls >= MONTHS);
        for (int32_t n = 1; n <= all.calls; n++) {
            alloc_budget budget = { -1, 0 };
            stopper at = { .stop_at = n };
            s = NULL;
            gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
            assert_non_null(cx);
            gad_ctx_progress(cx, stop, &at);
            assert_int_equal(sim_run_on(cx, f.b, f.p, &asked, &s), GAD_E_CANCEL);
            assert_null(s);
            assert_int_equal(at.calls, n); /* it stops at once */
            gad_ctx_free(cx);
            assert_int_equal(budget.live, 0);
        }
        /* The context that was stopped is good for another run. */
        stopper once = { .stop_at = 2 };
        gad_ctx_progress(f.cx, stop, &once);
        assert_int_equal(sim_run_on(f.cx, f.b, f.p, &asked, &s), GAD_E_CANCEL);
        gad_ctx_progress(f.cx, NULL, NULL);
        assert_int_equal(sim_run_on(f.cx, f.b, f.p, &asked, &s), GAD_OK);
        double again = told(s);
        assert_memory_equal(&again, &whole, sizeof again);
        sim_free(s);
    }
    release(&f);
}

static void progress_is_told_by_the_month(void **state)
{
    (void)state;
    fixture f = parts_of(scenarios[1]);
    stopper p = { .stop_at = -1 };
    sim *s = NULL;
    gad_ctx_progress(f.cx, stop, &p);
    assert_int_equal(sim_run_on(f.cx, f.b, f.p, &(sim_asked){ .months = MONTHS }, &s), GAD_OK);
    assert_true(p.done == MONTHS && p.total == MONTHS);
    sim_free(s);
    release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_may_fail_anywhere),
        cmocka_unit_test(memory_may_fail_from_the_name_on),
        cmocka_unit_test(a_caller_may_stop_anywhere),
        cmocka_unit_test(progress_is_told_by_the_month),
    };
    return cmocka_run_group_tests_name("sim_fails", tests, NULL, NULL);
}
