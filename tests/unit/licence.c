/* licence.c - the queue in front of an export licence: months worked out by hand. */
#include "test.h"
#include "world/licence.h"

static void near_to(double got, double want)
{
    if (!(fabs(got - want) <= 1e-9 * (1 + fabs(want))))
        fail_msg("%.12g where %.12g was worked out", got, want);
}

static licence_terms plain_terms(void)
{
    return (licence_terms){ .need = 100,
                            .capacity = NO_LIMIT,
                            .approve = 1,
                            .reapply = 1,
                            .limit = NO_LIMIT,
                            .validity = 6 };
}

/* A month in which `used` is shipped, with what must come out of it. */
static void month(licence_queue *q, const licence_terms *t, double used, double applied,
                  double decided, double permits, double backlog)
{
    double hand = licence_open(q, t, NULL);
    near_to(q->applied, applied);
    near_to(q->decided, decided);
    near_to(q->granted, decided * t->approve);
    near_to(q->granted + q->refused, decided);
    near_to(hand, permits);
    near_to(licence_permits(q), permits);
    near_to(licence_backlog(q), backlog);
    near_to(q->need, t->need);
    licence_close(q, used);
    near_to(q->used, MAX_OF(0, MIN_OF(used, permits)));
}

static void four_months_of_a_slow_and_strict_authority(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.lead = 1; /* so 100 more are asked for at the start */
    t.ahead = 100;
    t.capacity = 50;
    t.approve = 0.25;
    /* 100 + 100; 50 decided, 12.5 granted, 37.5 denied, 150 wait */
    month(&q, &t, 12.5, 200, 50, 12.5, 150);
    /* 100 + 37.5 again; 50 of the oldest, 100 and 137.5 wait */
    month(&q, &t, 10, 137.5, 50, 12.5, 237.5);
    /* 100 + 37.5; 50 of the oldest, so 50 (age 2), 137.5 (age 1), 137.5 (age 0) wait; 2.5 + 12.5 in hand */
    (void)licence_open(&q, &t, NULL);
    near_to(q.applied, 137.5);
    near_to(q.pending[2], 50);
    near_to(q.pending[1], 137.5);
    near_to(q.pending[0], 137.5);
    near_to(licence_oldest(&q), 2);
    near_to(licence_wait(&q, &t), 325 / 50.0);
    near_to(licence_permits(&q), 15);
    licence_close(&q, 15);
    /* 100 + 37.5; 240 decided: 50 + 137.5 + 52.5, so 85 and 137.5 wait; 60 % of 240 */
    t.capacity = 240;
    t.approve = 0.6;
    month(&q, &t, 0, 137.5, 240, 144, 222.5);
    near_to(q.denied, 96);
    near_to(q.applied_all, 200 + 3 * 137.5);
    near_to(q.granted_all, 3 * 12.5 + 144);
    near_to(q.denied_all, 3 * 37.5 + 96);
    near_to(q.used_all, 12.5 + 10 + 15);
    near_to(q.expired_all, 0);
}

static void what_is_asked_for_beforehand_follows_what_is_seen_coming(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.lead = 2;
    t.exempt = 0.5;
    t.ahead = 100;
    month(&q, &t, 0, 150, 150, 150, 0); /* half of 100 + 2 * 100 */
    month(&q, &t, 0, 50, 50, 200, 0);   /* half of 100 */
    t.ahead = 130;
    month(&q, &t, 0, 80, 80, 280, 0); /* half of 100 + 2 * 30 */
    t.ahead = 90;
    month(&q, &t, 0, 10, 10, 290, 0); /* half of 100 - 2 * 40 */
    t.ahead = 10;
    month(&q, &t, 0, 0, 0, 290, 0);   /* 100 - 2 * 80 is below nothing */
    month(&q, &t, 0, 50, 50, 340, 0); /* and is not made up for */
}

static void a_wait_of_part_of_a_month_holds_back_part_of_the_new(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.wait = 0.4;
    month(&q, &t, 60, 100, 60, 60, 40);    /* 0.6 of 100 */
    month(&q, &t, 100, 100, 100, 100, 40); /* 40 + 0.6 of 100 */
    t.need = 50;
    month(&q, &t, 0, 50, 70, 70, 20); /* 40 + 0.6 of 50 */
}

static void a_wait_of_a_month_and_a_half(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.wait = 1.5;
    month(&q, &t, 0, 100, 0, 0, 100);
    month(&q, &t, 50, 100, 50, 50, 150);    /* half of what is a month old */
    month(&q, &t, 100, 100, 100, 100, 150); /* its other half, and half of the next */
    near_to(licence_wait(&q, &t), 1.5);
}

static void what_is_overdue_is_decided_beyond_capacity(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.capacity = 10;
    t.limit = 2;
    month(&q, &t, 10, 100, 10, 10, 90);
    month(&q, &t, 10, 100, 10, 10, 180); /* 80 (age 1) and 100 (age 0) left */
    month(&q, &t, 80, 100, 80, 80, 200); /* the 80 are two months old */
    t.need = 5;
    month(&q, &t, 100, 5, 100, 100, 105);
    near_to(licence_wait(&q, &t), 2); /* not 105 / 10 */
    t.capacity = 0;
    near_to(licence_wait(&q, &t), 2);
    t.capacity = 103; /* more than the 100 that are overdue */
    month(&q, &t, 0, 5, 103, 103, 7);
    t.capacity = 0;
    t.limit = NO_LIMIT;
    month(&q, &t, 0, 5, 0, 103, 12);
    assert_true(isnan(licence_wait(&q, &t)));
}

static void part_of_a_month_counts_in_a_limit(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.capacity = 0;
    t.limit = 1.25;
    month(&q, &t, 0, 100, 0, 0, 100);
    month(&q, &t, 75, 100, 75, 75, 125); /* three quarters came in 1.25 months ago or longer */
    t.need = 0;
    month(&q, &t, 100, 0, 100, 100, 25); /* the rest of it, and three quarters of the next */
}

static void old_permits_go_first_and_the_rest_expires(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.lead = 1;
    t.ahead = 100;
    t.validity = 2;
    month(&q, &t, 50, 200, 200, 200, 0);
    near_to(q.expired, 0);
    month(&q, &t, 100, 100, 100, 250, 0); /* 100 of the old 150 go, 50 of them expire */
    near_to(q.expired, 50);
    near_to(licence_permits(&q), 100);
    month(&q, &t, 500, 100, 100, 200, 0); /* no more than the permits are used */
    near_to(q.expired, 0);
    near_to(q.used_all, 350);
    near_to(q.granted_all, 400);
    near_to(q.expired_all, 50);
    t.validity = 1;
    month(&q, &t, -5, 100, 100, 100, 0); /* nothing shipped, and all permits end with the month */
    near_to(q.expired, 100);
    near_to(q.used, 0);
}

static void the_longest_permit_lives_forty_months(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.validity = LICENCE_AGES;
    (void)licence_open(&q, &t, NULL);
    licence_close(&q, 0);
    t.need = 0;
    for (int32_t i = 1; i < LICENCE_AGES; i++) {
        near_to(licence_open(&q, &t, NULL), 100);
        near_to(q.expired_all, 0);
        licence_close(&q, 0);
    }
    near_to(q.expired_all, 100);
    near_to(licence_open(&q, &t, NULL), 0);
}

static void exempt_shipments_ask_for_nothing_and_some_give_up(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.exempt = 0.3;
    t.approve = 0.5;
    t.reapply = 0.4;
    month(&q, &t, 35, 70, 70, 35, 0); /* 0.7 of 100 */
    month(&q, &t, 0, 84, 84, 42, 0);  /* 70 + 0.4 of 35 */
    t.exempt = 1;
    month(&q, &t, 0, 16.8, 16.8, 50.4, 0); /* only 0.4 of 42; 42 + 8.4 in hand */
}

static void the_last_cohort_holds_all_that_is_older(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.capacity = 0;
    t.need = 1;
    for (int32_t i = 1; i <= 60; i++) {
        (void)licence_open(&q, &t, NULL);
        near_to(q.applied, 1);
        licence_close(&q, 0);
    }
    near_to(licence_backlog(&q), 60);
    near_to(q.pending[LICENCE_AGES - 1], 22); /* those of 39 to 60 months */
    near_to(licence_oldest(&q), 39);
    t.need = 0;
    t.limit = LICENCE_AGES; /* cannot be told: no limit */
    near_to(licence_open(&q, &t, NULL), 0);
    licence_close(&q, 0);
    t.limit = 38.5;
    /* what is 39 to 61 months old, and half of the cohort of 38: 23 + 0.5 */
    (void)licence_open(&q, &t, NULL);
    near_to(q.decided, 23.5);
}

static void an_empty_queue_has_no_age_and_no_wait(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    licence_init(&q);
    t.wait = 2;
    near_to(licence_oldest(&q), 0);
    near_to(licence_wait(&q, &t), 0);
    near_to(licence_backlog(&q) + licence_permits(&q), 0);
}

static void parcels_are_drawn_whole(void **state)
{
    (void)state;
    licence_terms t = plain_terms();
    t.parcel_t = 8;
    t.approve = 0.5;
    bool differs = false;
    for (uint64_t seed = 0; seed < 50; seed++) {
        licence_queue q, same;
        rng a = rng_make(seed, 1), b = rng_make(seed, 1);
        licence_init(&q);
        licence_init(&same);
        double hand = licence_open(&q, &t, &a);
        assert_true(hand == licence_open(&same, &t, &b));
        near_to(fmod(q.applied, 8), 0);
        near_to(fmod(q.granted, 8), 0);
        assert_true(q.granted <= q.decided);
        differs = differs || fabs(q.applied - 100) > 10;
    }
    assert_true(differs);
}

static void no_parcels_means_no_draw(void **state)
{
    (void)state;
    licence_queue q;
    licence_terms t = plain_terms();
    rng r = rng_make(1, 1);
    licence_init(&q);
    near_to(licence_open(&q, &t, &r), 100);
    assert_true(r.counter == 0);
}

static void certain_decisions_stay_certain(void **state)
{
    (void)state;
    licence_terms t = plain_terms();
    t.parcel_t = 7;
    for (uint64_t seed = 0; seed < 50; seed++) {
        licence_queue q;
        rng r = rng_make(seed, 2);
        licence_init(&q);
        t.approve = 1;
        assert_true(licence_open(&q, &t, &r) == q.decided);
        licence_close(&q, q.granted);
        t.approve = 0;
        assert_true(licence_open(&q, &t, &r) == 0);
        licence_close(&q, 0);
        t.need = 0; /* all that was denied, and no more, comes back */
        double denied = q.denied;
        (void)licence_open(&q, &t, &r);
        near_to(q.applied, denied);
        t.need = 100;
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_months_of_a_slow_and_strict_authority),
        cmocka_unit_test(what_is_asked_for_beforehand_follows_what_is_seen_coming),
        cmocka_unit_test(a_wait_of_part_of_a_month_holds_back_part_of_the_new),
        cmocka_unit_test(a_wait_of_a_month_and_a_half),
        cmocka_unit_test(what_is_overdue_is_decided_beyond_capacity),
        cmocka_unit_test(part_of_a_month_counts_in_a_limit),
        cmocka_unit_test(old_permits_go_first_and_the_rest_expires),
        cmocka_unit_test(the_longest_permit_lives_forty_months),
        cmocka_unit_test(exempt_shipments_ask_for_nothing_and_some_give_up),
        cmocka_unit_test(the_last_cohort_holds_all_that_is_older),
        cmocka_unit_test(an_empty_queue_has_no_age_and_no_wait),
        cmocka_unit_test(parcels_are_drawn_whole),
        cmocka_unit_test(no_parcels_means_no_draw),
        cmocka_unit_test(certain_decisions_stay_certain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
