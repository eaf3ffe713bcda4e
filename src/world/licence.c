/* licence.c - layer 2: the queue in front of an export licence.
 *
 * Flow: licence_open = ask (who applies) -> decide (how much, oldest first) -> grant; licence_close = use -> expire -> age.
 * Invariant: tonnes only move: what enters `pending` leaves it as granted or refused, what enters `permit` leaves it as
 * used or expired. Every take is bounded by what is there, so nothing is negative and draws cannot break the sums. */
#include "world/licence.h"

/* Above this mean a count is drawn as a rounded normal: its skew is below 0.04 then, and a draw by single events
 * would take longer than a month of the market. */
static const double counted_singly = 1000;

/* ---- draws --------------------------------------------------------------------------------------- */

/* Above 0, so that its logarithm is finite. */
static double unit(rng *r)
{
    return 1 - rng_f64(r, 0, 1);
}

static double normal_count(rng *r, double mean, double sd)
{
    double radius = sqrt(-2 * log(unit(r)));
    return MAX_OF(0, floor(mean + sd * radius * cos(2 * acos(-1) * unit(r)) + 0.5));
}

/* Arrivals in one month when `mean` are expected: exponential gaps are added up. */
static double draw_poisson(rng *r, double mean)
{
    if (mean > counted_singly)
        return normal_count(r, mean, sqrt(mean));
    double count = -1;
    for (double t = 0; t <= mean; count++)
        t -= log(unit(r));
    return MAX_OF(0, count);
}

/* Successes among n: the gaps between them are geometric, so the cost is that of the rarer outcome. */
static double draw_binomial(rng *r, double n, double p)
{
    if (p > 0.5)
        return n - draw_binomial(r, n, 1 - p);
    if (p <= 0 || n < 1)
        return 0;
    if (n * p > counted_singly)
        return MIN_OF(n, normal_count(r, n * p, sqrt(n * p * (1 - p))));
    double count = -1, at = 0, scale = 1 / log1p(-p);
    for (; at <= n; count++)
        at += floor(log(unit(r)) * scale) + 1;
    return count;
}

/* Of `total` tonnes those that succeed: parcel by parcel, what is left over as one smaller parcel. */
static double draw_share(rng *r, double total, double parcel, double p)
{
    double n = floor(total / parcel);
    double rest = MAX_OF(0, total - n * parcel);
    double won = draw_binomial(r, n, p) * parcel;
    won += rng_chance(r, p) ? rest : 0;
    return MIN_OF(won, total);
}

/* ---- a month -------------------------------------------------------------------------------------- */

static double sum_of(const double *x, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

double licence_backlog(const licence_queue *q)
{
    return sum_of(q->pending, COUNT_OF(q->pending));
}

double licence_permits(const licence_queue *q)
{
    return sum_of(q->permit, COUNT_OF(q->permit));
}

/* Every month asks for its own need; what is asked for beforehand is asked for once, when the licence starts, and grows or
 * shrinks with the need. Pending applications are not taken off: the need of each month is an order of its own. */
static double ask(licence_queue *q, const licence_terms *t, rng *draw)
{
    double ahead = t->lead * t->ahead;
    double fresh = (1 - t->exempt) * MAX_OF(0, t->need + ahead - q->ahead);
    q->ahead = ahead;
    if (!draw || !(t->parcel_t > 0))
        return fresh + t->reapply * q->denied;
    return draw_poisson(draw, fresh / t->parcel_t) * t->parcel_t +
           draw_share(draw, q->denied, t->parcel_t, t->reapply);
}

/* What has waited `months` or longer: a cohort came in evenly over its month. What is in the last cohort counts as
 * LICENCE_AGES - 1 months old, so a limit beyond that is no limit. */
static double waited(const licence_queue *q, double months)
{
    double sum = 0;
    for (int32_t age = 0; age < LICENCE_AGES; age++)
        sum += q->pending[age] * MIN_OF(1, MAX_OF(0, age + 1 - months));
    return sum;
}

/* Take up to `amount` from the cohorts from, from + step ... before `to`; returns what was taken, 0 when that is negative. */
static double take(double *cohort, int32_t from, int32_t to, int32_t step, double amount)
{
    double taken = 0;
    for (int32_t i = from; i != to && taken < amount; i += step) {
        double part = MIN_OF(cohort[i], amount - taken);
        cohort[i] -= part;
        taken += part;
    }
    return taken;
}

void licence_init(licence_queue *q)
{
    *q = (licence_queue){ 0 };
}

double licence_open(licence_queue *q, const licence_terms *terms, rng *draw)
{
    assert(terms->validity >= 1 && terms->validity <= LICENCE_AGES);
    q->need = terms->need;
    q->applied = ask(q, terms, draw);
    q->pending[0] += q->applied;
    /* Both are the oldest part of the same queue, so the larger holds the smaller. */
    double eligible = MIN_OF(terms->capacity, waited(q, terms->wait));
    double overdue = waited(q, terms->limit);
    q->decided = take(q->pending, LICENCE_AGES - 1, -1, -1, MAX_OF(eligible, overdue));
    q->granted = draw && terms->parcel_t > 0
                     ? draw_share(draw, q->decided, terms->parcel_t, terms->approve)
                     : terms->approve * q->decided;
    q->refused = q->decided - q->granted;
    q->permit[terms->validity] += q->granted;
    q->applied_all += q->applied;
    q->granted_all += q->granted;
    q->denied_all += q->refused;
    return licence_permits(q);
}

void licence_close(licence_queue *q, double used)
{
    q->used = take(q->permit, 1, LICENCE_AGES + 1, 1, used);
    q->expired = q->permit[1];
    memmove(q->permit + 1, q->permit + 2, (LICENCE_AGES - 1) * sizeof *q->permit);
    q->permit[LICENCE_AGES] = 0;
    q->pending[LICENCE_AGES - 1] += q->pending[LICENCE_AGES - 2];
    memmove(q->pending + 1, q->pending, (LICENCE_AGES - 2) * sizeof *q->pending);
    q->pending[0] = 0;
    q->denied = q->refused;
    q->used_all += q->used;
    q->expired_all += q->expired;
}

double licence_oldest(const licence_queue *q)
{
    for (int32_t age = LICENCE_AGES - 1; age >= 0; age--)
        if (q->pending[age] > 0)
            return age;
    return 0;
}

double licence_wait(const licence_queue *q, const licence_terms *terms)
{
    double backlog = licence_backlog(q);
    bool ends = terms->limit < LICENCE_AGES;
    if (!(terms->capacity > 0))
        return ends ? terms->limit : NO_NUMBER;
    double wait = MAX_OF(backlog > 0 ? terms->wait : 0, backlog / terms->capacity);
    return ends ? MIN_OF(wait, terms->limit) : wait;
}
