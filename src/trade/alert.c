/* alert.c - layer 2: does a rule hold in a period, since when, and how often did it hold before?
 *
 * Flow: one reading -> holds (three values) -> alert_judge joins the readings of "for N months" -> alert_past counts.
 * Invariant: a verdict rests on figures; a period whose figures are missing is UNKNOWN and counts nowhere. */
#include "trade/alert.h"

static const double Z95 = 1.959963984540054; /* of the standard normal, both sides 2.5 % */

/* The comparison itself, of a value that is known. */
static bool passes(const alert_test *t, const alert_reading *r, double value)
{
    switch (t->op) {
    case ALERT_BELOW:
        return value < t->threshold;
    case ALERT_AT_MOST:
        return value <= t->threshold;
    case ALERT_ABOVE:
        return value > t->threshold;
    case ALERT_AT_LEAST:
        return value >= t->threshold;
    case ALERT_CHANGES:
        return value != r->against;
    case ALERT_CHANGES_BY:
        return fabs(value - r->against) >= t->threshold;
    case ALERT_IS:
        break;
    }
    return t->subject == ALERT_RECORD_LOW    ? value < r->against
           : t->subject == ALERT_RECORD_HIGH ? value > r->against
                                             : value >= t->periods;
}

static bool needs_against(const alert_test *t)
{
    return t->op == ALERT_CHANGES || t->op == ALERT_CHANGES_BY || t->subject == ALERT_RECORD_LOW ||
           t->subject == ALERT_RECORD_HIGH;
}

static alert_verdict holds(const alert_test *t, const alert_reading *r)
{
    bool is_record = t->subject == ALERT_RECORD_LOW || t->subject == ALERT_RECORD_HIGH;
    if (!IS_NUMBER(r->value) || (needs_against(t) && !IS_NUMBER(r->against)))
        return ALERT_UNKNOWN;
    if (!passes(t, r, r->value))
        return ALERT_QUIET; /* one held level suffices to deny a record */
    return is_record && !r->proven ? ALERT_UNKNOWN : ALERT_FIRES;
}

/* Records and missing data have their number of periods inside. */
int32_t alert_window(const alert_test *t)
{
    return t->op == ALERT_IS ? 1 : t->periods;
}

alert_verdict alert_judge(const alert_test *t, const alert_track *tr, int32_t i)
{
    bool unknown = false;
    if (tr->refused || i < 0 || i >= tr->n)
        return ALERT_UNKNOWN;
    for (int32_t k = i; k > i - alert_window(t); k--) {
        alert_verdict v = k < 0 ? ALERT_UNKNOWN : holds(t, &tr->at[k]);
        if (v == ALERT_QUIET)
            return v; /* whatever the others are */
        unknown |= v == ALERT_UNKNOWN;
    }
    return unknown ? ALERT_UNKNOWN : ALERT_FIRES;
}

const char *alert_why(const alert_test *t, const alert_track *tr, int32_t i)
{
    if (tr->refused)
        return tr->refused;
    for (int32_t k = i; k >= 0 && k < tr->n && k > i - alert_window(t); k--)
        if (holds(t, &tr->at[k]) == ALERT_UNKNOWN)
            return tr->at[k].why ? tr->at[k].why : "the period before is not known";
    return "not enough earlier periods are held";
}

bool alert_sure(const alert_test *t, const alert_track *tr, int32_t i)
{
    for (int32_t k = i; k >= 0 && k > i - alert_window(t); k--) {
        const alert_reading *r = &tr->at[k];
        if (passes(t, r, r->lo) != passes(t, r, r->value) ||
            passes(t, r, r->hi) != passes(t, r, r->value))
            return false;
    }
    return true;
}

int32_t alert_newest(const alert_track *tr)
{
    for (int32_t i = tr->n - 1; i >= 0; i--)
        if (tr->at[i].held)
            return i;
    return -1;
}

static int32_t run_start(const alert_test *t, const alert_track *tr, int32_t i)
{
    while (i > 0 && alert_judge(t, tr, i - 1) == ALERT_FIRES)
        i--;
    return i;
}

int32_t alert_since(const alert_test *t, const alert_track *tr, int32_t i)
{
    if (t->subject == ALERT_MISSING)
        return tr->at[i].base_period + (tr->annual ? 12 : 1);
    return tr->at[run_start(t, tr, i)].period;
}

int32_t alert_find(const alert_track *tr, int32_t period)
{
    int32_t step = tr->annual ? 12 : 1;
    if (!tr->n || period < tr->at[0].period || (period - tr->at[0].period) % step != 0 ||
        (period - tr->at[0].period) / step >= tr->n)
        return -1;
    return (period - tr->at[0].period) / step;
}

/* Wilson's interval of k in n. */
static void interval(alert_history *h)
{
    double n = h->periods, p = h->fired / n, z2 = Z95 * Z95;
    double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    h->rate = p;
    h->low = h->fired == 0 ? 0 : MAX_OF(middle - half, 0.0);
    h->high = h->fired == h->periods ? 1 : MIN_OF(middle + half, 1.0);
}

alert_history alert_past(const alert_test *t, const alert_track *tr, int32_t i)
{
    alert_history h = { .rate = NO_NUMBER, .low = NO_NUMBER, .high = NO_NUMBER };
    int32_t before = alert_judge(t, tr, i) == ALERT_FIRES ? run_start(t, tr, i) : i;
    bool on = false;
    if (t->subject == ALERT_MISSING) /* when figures arrived is not recorded */
        return h;
    for (int32_t k = 0; k < before; k++) {
        alert_verdict v = alert_judge(t, tr, k);
        h.periods += v != ALERT_UNKNOWN;
        h.fired += v == ALERT_FIRES;
        h.episodes += v == ALERT_FIRES && !on;
        on = v == ALERT_FIRES;
    }
    if (h.periods >= ALERT_PAST_MIN)
        interval(&h);
    return h;
}
