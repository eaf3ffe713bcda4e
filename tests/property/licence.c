/* licence - property: what the queue must do under any terms. A second queue, written as a list of parcels without
 * cohorts, must give the same; a failure prints the seed; `property_licence SEED` runs that one again. */
#include "test.h"
#include "world/licence.h"

enum { SEEDS = 3000, MONTHS = 36, RUNS = 2000, LOTS = 4 * MONTHS };

static uint64_t seed_now;

static void must(bool holds, const char *what)
{
    if (!holds)
        fail_msg("seed %" PRIu64 ": %s", seed_now, what);
}

static bool near_to(double a, double b, double scale)
{
    return fabs(a - b) <= 1e-12 * (1 + fabs(scale));
}

/* Months from a coarse grid, so that whole ones are met often; sometimes none at all. */
static double draw_months(rng *r, double most, double none)
{
    if (rng_chance(r, none))
        return NO_LIMIT;
    return rng_chance(r, 0.5) ? rng_i32(r, 0, (int32_t)most) : rng_f64(r, 0, most);
}

static double draw_part(rng *r)
{
    return rng_chance(r, 0.3) ? (rng_chance(r, 0.5) ? 1 : 0) : rng_f64(r, 0, 1);
}

static licence_terms draw_terms(rng *r)
{
    return (licence_terms){ .need = rng_chance(r, 0.1) ? 0 : exp(rng_f64(r, -2, 9)),
                            .capacity = rng_chance(r, 0.2) ? NO_LIMIT : exp(rng_f64(r, -2, 9)),
                            .approve = draw_part(r),
                            .exempt = rng_chance(r, 0.5) ? 0 : draw_part(r),
                            .reapply = draw_part(r),
                            .ahead = rng_chance(r, 0.3) ? 0 : exp(rng_f64(r, -2, 9)),
                            .lead = rng_f64(r, 0, 3),
                            .wait = draw_months(r, 4, 0),
                            .limit = draw_months(r, 10, 0.5),
                            .validity = rng_i32(r, 1, rng_chance(r, 0.5) ? 6 : LICENCE_AGES),
                            .parcel_t = exp(rng_f64(r, -6, 4)) };
}

/* ---- the other queue --------------------------------------------------------------------------------- */

typedef struct lot {
    double t;
    int32_t at; /* of a request: the month it came in; of a permit: the last month it may be used */
} lot;

typedef struct lots {
    lot request[LOTS], permit[LOTS];
    int32_t n_request, n_permit;
    double denied, expired, ahead;
} lots;

static double lots_sum(const lot *l, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += l[i].t;
    return sum;
}

/* Share of a request that has waited `months`: it came in evenly over its month, decisions fall on the last day. */
static double lot_share(const lot *l, int32_t now, double months)
{
    double over = now + 1 - months - l->at;
    return over >= 1 ? 1 : over > 0 ? over : 0;
}

/* Decide request by request in the order of arrival, each up to what capacity or age allows. Returns the granted. */
static double lots_decide(lots *q, const licence_terms *t, int32_t now)
{
    double room = t->capacity, decided = 0;
    for (int32_t i = 0; i < q->n_request; i++) {
        lot *l = &q->request[i];
        double may = MIN_OF(room, l->t * lot_share(l, now, t->wait));
        double part = MAX_OF(may, l->t * lot_share(l, now, t->limit));
        room = MAX_OF(0, room - part);
        l->t -= part;
        decided += part;
    }
    q->permit[q->n_permit++] = (lot){ decided * t->approve, now + t->validity - 1 };
    q->denied = decided * (1 - t->approve);
    return decided;
}

static int by_end(const void *a, const void *b)
{
    return ((const lot *)a)->at - ((const lot *)b)->at;
}

static void lots_use(lots *q, double used, int32_t now)
{
    qsort(q->permit, (size_t)q->n_permit, sizeof *q->permit, by_end);
    q->expired = 0;
    for (int32_t i = 0; i < q->n_permit; i++) {
        double part = MIN_OF(used, q->permit[i].t);
        used -= part;
        q->permit[i].t -= part;
        if (q->permit[i].at == now) {
            q->expired += q->permit[i].t;
            q->permit[i].t = 0;
        }
    }
}

static void check_against_lots(rng *r)
{
    licence_queue q;
    lots other = { 0 };
    licence_init(&q);
    licence_terms t = draw_terms(r);
    bool changing = rng_chance(r, 0.5);
    for (int32_t now = 0; now < MONTHS; now++) {
        if (changing && rng_chance(r, 0.3))
            t = draw_terms(r);
        double size = t.need + t.lead * t.ahead + other.ahead + licence_backlog(&q) +
                      licence_permits(&q) + q.applied_all;
        double asked = t.need + t.lead * t.ahead - other.ahead;
        asked = (asked > 0 ? asked * (1 - t.exempt) : 0) + t.reapply * other.denied;
        other.ahead = t.lead * t.ahead;
        other.request[other.n_request++] = (lot){ asked, now };
        double decided = lots_decide(&other, &t, now);
        double hand = licence_open(&q, &t, NULL);
        must(near_to(q.applied, asked, size), "applications are those of the list");
        must(near_to(q.decided, decided, size), "decisions are those of the list");
        must(near_to(hand, lots_sum(other.permit, other.n_permit), size),
             "permits are those of the list");
        must(near_to(licence_backlog(&q), lots_sum(other.request, other.n_request), size),
             "the backlog is that of the list");
        double used = rng_f64(r, 0, 1.2) * hand;
        lots_use(&other, used, now);
        licence_close(&q, used);
        must(near_to(q.expired, other.expired, size), "what expires is that of the list");
    }
}

/* ---- invariants -------------------------------------------------------------------------------------- */

static void check_signs(const licence_queue *q)
{
    double least = 0;
    for (int32_t i = 0; i < LICENCE_AGES; i++)
        least = MIN_OF(least, MIN_OF(q->pending[i], q->permit[i + 1]));
    const double amounts[] = { q->permit[0], q->applied, q->decided, q->granted,
                               q->refused,   q->used,    q->expired, q->denied };
    for (int32_t i = 0; i < COUNT_OF(amounts); i++)
        least = MIN_OF(least, amounts[i]);
    must(least >= 0 && q->permit[0] <= 0, "nothing is negative");
}

static void check_books(const licence_queue *q)
{
    must(near_to(q->applied_all, licence_backlog(q) + q->granted_all + q->denied_all,
                 q->applied_all),
         "applied = pending + granted + denied");
    must(near_to(q->granted_all, q->used_all + q->expired_all + licence_permits(q), q->granted_all),
         "granted = used + expired + permits");
    check_signs(q);
}

/* A queue whose last cohort fills must keep its books as well: three times the ages. */
static void check_invariants(rng *r, bool drawn)
{
    licence_queue q;
    licence_init(&q);
    licence_terms t = draw_terms(r);
    rng draws = rng_make(seed_now, 77);
    for (int32_t now = 0; now < 3 * LICENCE_AGES; now++) {
        if (rng_chance(r, 0.2))
            t = draw_terms(r);
        double hand = licence_open(&q, &t, drawn ? &draws : NULL);
        check_books(&q);
        must(hand >= q.granted, "what is granted is at hand");
        must(q.granted <= q.decided, "no more is granted than decided");
        licence_close(&q, rng_f64(r, -0.1, 1.2) * hand);
        check_books(&q);
        must(q.used <= hand, "no more is used than granted");
    }
}

/* ---- more capacity, more approval -------------------------------------------------------------------- */

/* Shipped in all after each month, when that is as much as is needed and allowed. */
static void shipped_path(const licence_terms *t, double shipped[MONTHS])
{
    licence_queue q;
    licence_init(&q);
    for (int32_t now = 0; now < MONTHS; now++) {
        double hand = licence_open(&q, t, NULL);
        licence_close(&q, MIN_OF(hand, (1 - t->exempt) * t->need));
        shipped[now] = q.used_all;
    }
}

static void check_monotone(rng *r)
{
    double less[MONTHS], more[MONTHS];
    licence_terms t = draw_terms(r), better;
    t.validity = LICENCE_AGES; /* where permits expire, more of them early means more lost */
    better = t;
    better.capacity *= exp(rng_f64(r, 0, 3));
    shipped_path(&t, less);
    shipped_path(&better, more);
    for (int32_t i = 0; i < MONTHS; i++)
        must(more[i] >= less[i] * (1 - 1e-12), "more capacity, no fewer shipments");
    better = t;
    better.approve += rng_f64(r, 0, 1) * (1 - t.approve);
    shipped_path(&better, more);
    for (int32_t i = 0; i < MONTHS; i++)
        must(more[i] >= less[i] * (1 - 1e-12), "more approval, no fewer shipments");
}

/* ---- draws in the mean ------------------------------------------------------------------------------- */

/* Sums over runs of one month's figure. */
typedef struct moments {
    double sum, squares;
} moments;

static void add(moments *m, double x)
{
    m->sum += x;
    m->squares += x * x;
}

enum { LONG = 8, FIGURES = 4 };

static void run_months(const licence_terms *t, rng *draw, double out[LONG][FIGURES])
{
    licence_queue q;
    licence_init(&q);
    for (int32_t now = 0; now < LONG; now++) {
        double hand = licence_open(&q, t, draw);
        out[now][0] = q.applied;
        out[now][1] = q.granted;
        out[now][2] = hand;
        out[now][3] = licence_backlog(&q);
        licence_close(&q, 0.8 * hand);
    }
}

/* The mean of many runs is within five standard errors of the fluid queue, figure by figure. */
static void check_mean(const licence_terms *t)
{
    double fluid[LONG][FIGURES], drawn[LONG][FIGURES];
    moments m[LONG][FIGURES] = { { { 0, 0 } } };
    run_months(t, NULL, fluid);
    for (uint64_t run = 0; run < RUNS; run++) {
        rng draw = rng_make(2025, run);
        run_months(t, &draw, drawn);
        for (int32_t i = 0; i < LONG * FIGURES; i++)
            add(&m[i / FIGURES][i % FIGURES], drawn[i / FIGURES][i % FIGURES]);
    }
    for (int32_t i = 0; i < LONG * FIGURES; i++) {
        const moments *x = &m[i / FIGURES][i % FIGURES];
        double mean = x->sum / RUNS, var = MAX_OF(0, x->squares / RUNS - mean * mean);
        double want = fluid[i / FIGURES][i % FIGURES];
        if (fabs(mean - want) > 5 * sqrt(var / RUNS) + 1e-9 * want)
            fail_msg("month %" PRId32 ", figure %" PRId32
                     ": mean %.4f, fluid %.4f, standard error %.4f",
                     i / FIGURES, i % FIGURES, mean, want, sqrt(var / RUNS));
    }
}

static void the_mean_of_draws_is_the_fluid_queue(void **state)
{
    (void)state;
    licence_terms t = { .need = 1000,
                        .capacity = NO_LIMIT,
                        .approve = 0.6,
                        .exempt = 0.1,
                        .reapply = 0.7,
                        .lead = 1,
                        .ahead = 800,
                        .wait = 0.4,
                        .limit = NO_LIMIT,
                        .validity = 3,
                        .parcel_t = 2 };
    check_mean(&t); /* capacity never binds */
    t.capacity = 200;
    t.wait = 0;
    t.parcel_t = 30;
    check_mean(&t); /* capacity always binds, and is no whole number of parcels */
    t.capacity = NO_LIMIT;
    t.parcel_t = 0.01; /* counts drawn as rounded normals */
    check_mean(&t);
}

/* First month, all at once: Poisson parcels thinned by the approval are Poisson again, variance as the mean. */
static void draws_have_the_right_spread(void **state)
{
    (void)state;
    static const double parcels[] = { 0.01, 0.08, 5, 25, 100 };
    for (int32_t k = 0; k < COUNT_OF(parcels); k++) {
        licence_terms t = { .need = 100,
                            .capacity = NO_LIMIT,
                            .approve = 0.3,
                            .limit = NO_LIMIT,
                            .validity = 1,
                            .parcel_t = parcels[k] };
        moments m = { 0, 0 };
        enum { MANY = 20000 };
        for (uint64_t run = 0; run < MANY; run++) {
            licence_queue q;
            rng draw = rng_make(7, run);
            licence_init(&q);
            add(&m, licence_open(&q, &t, &draw) / t.parcel_t);
        }
        double mean = m.sum / MANY, var = m.squares / MANY - mean * mean;
        double want = 30 / t.parcel_t;
        if (fabs(mean / want - 1) > 5 / sqrt(want * MANY) ||
            fabs(var / want - 1) > 5 * sqrt((2 + 1 / want) / MANY))
            fail_msg("parcels of %g t: mean %.4f, variance %.4f, both should be %.4f", t.parcel_t,
                     mean, var, want);
    }
}

static void all_hold_for_any_terms(void **state)
{
    (void)state;
    uint64_t first = seed_now, n = seed_now ? 1 : SEEDS;
    for (uint64_t i = 0; i < n; i++) {
        seed_now = first ? first : i + 1;
        rng r = rng_make(seed_now, 0);
        check_against_lots(&r);
        check_invariants(&r, false);
        check_invariants(&r, true);
        check_monotone(&r);
    }
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_hold_for_any_terms),
        cmocka_unit_test(the_mean_of_draws_is_the_fluid_queue),
        cmocka_unit_test(draws_have_the_right_spread),
    };
    seed_now = argc > 1 ? (uint64_t)strtoull(argv[1], NULL, 10) : 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
