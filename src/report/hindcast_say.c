/* hindcast_say.c - layer 4: a hindcast in words. What failed is said as plainly as what did not. */
#include "report/hindcast_page.h"
#include "report/prose.h"

enum { DAYS, REVIEW };

/* ---- figures ------------------------------------------------------------------------------------- */

double hindcast_bias(const hindcast *h, hindcast_variant v)
{
    double sum = 0;
    for (int32_t k = HINDCAST_FIT; k < HINDCAST_MONTHS; k++)
        sum += h->score[v].t[k] - h->observed[k];
    return sum / (HINDCAST_MONTHS - HINDCAST_FIT);
}

bool hindcast_in_sample_close(const hindcast *h)
{
    bool close = true;
    for (int32_t k = 0; k < HINDCAST_FIT; k++)
        close = close && fabs(h->fit.residual[k]) <= hindcast_close;
    return close;
}

static double aim_t(const hindcast *h)
{
    return hindcast_aim * h->score[h->beaten].error_t;
}

bool hindcast_aim_met(const hindcast *h)
{
    return h->score[HINDCAST_MODEL].error_t <= aim_t(h);
}

static void say_t(buf *b, double t)
{
    prose_amount(b, t, "t", 0.5);
}

static void say_number(buf *b, double x, int32_t decimals)
{
    char num[NUM_TEXT];
    buf_add(b, IS_NUMBER(x) ? num_people(num, x, decimals) : "unknown");
}

static void say_month(buf *b, int32_t k)
{
    prose_period(b, HINDCAST_FROM + k, false);
}

/* ---- variants ------------------------------------------------------------------------------------ */

static void say_cut(buf *b, const hindcast *h)
{
    buf_add(b, "the model, a licence being a plain cut to ");
    say_number(b, 100 * h->plain_cut, 0);
    buf_add(b, " %");
}

static void say_constant(buf *b, const hindcast *h)
{
    say_t(b, h->score[HINDCAST_BEST_CONSTANT].t[HINDCAST_FIT]);
    buf_add(b, " always; chosen in hindsight, no forecast");
}

void hindcast_say_variant(buf *b, const hindcast *h, hindcast_variant v)
{
    static const struct {
        const char *text;
        void (*say)(buf *, const hindcast *);
    } what[HINDCAST_VARIANTS] = {
        [HINDCAST_MODEL] = { "the model, adaptive expectations", NULL },
        [HINDCAST_FORESIGHT] = { "the model, perfect foresight, not fitted anew", NULL },
        [HINDCAST_LAST] = { "June 2025 again", NULL },
        [HINDCAST_YEAR_AGO] = { "the same month of 2024", NULL },
        [HINDCAST_FIRST_QUARTER] = { "the mean of January to March 2025", NULL },
        [HINDCAST_NO_STOCKS] = { "the model without stocks, one balance for nine months", NULL },
        [HINDCAST_NO_QUEUE] = { NULL, say_cut },
        [HINDCAST_BEST_CONSTANT] = { NULL, say_constant },
    };
    if (what[v].say)
        what[v].say(b, h);
    else
        buf_add(b, what[v].text);
}

/* ---- the verdict --------------------------------------------------------------------------------- */

static void say_in_sample(buf *b, const hindcast *h)
{
    buf_add(b, "the three months it was fitted to are off by ");
    for (int32_t k = 0; k < HINDCAST_FIT; k++) {
        buf_add(b, k == 0 ? "" : k + 1 < HINDCAST_FIT ? ", " : " and ");
        prose_pct(b, 100 * h->fit.residual[k], false);
        buf_fmt(b, " (%s)", month_name(month_number(HINDCAST_FROM + k)));
    }
    buf_fmt(b, ", %s the %g %% allowed.", hindcast_in_sample_close(h) ? "within" : "not all within",
            100 * hindcast_close);
}

/* The control should fail; where it does not, it has shown nothing. */
static void say_control(buf *b, const hindcast *h)
{
    const hindcast_score *none = &h->score[HINDCAST_NO_STOCKS];
    if (none->failed || none->error_t > h->score[HINDCAST_MODEL].error_t)
        return;
    buf_add(b, " The control without stocks, which should fail, misses by ");
    say_t(b, none->error_t);
    buf_add(b, ": on the level alone the stocks have not earned their place.");
}

void hindcast_say_verdict(buf *b, const hindcast *h)
{
    double model = h->score[HINDCAST_MODEL].error_t, naive = h->score[h->beaten].error_t;
    double constant = h->score[HINDCAST_BEST_CONSTANT].error_t;
    buf_fmt(b, "From July to December 2025 the model misses %s's exports of %s by ",
            h->w->place[h->w->home].name, h->w->headline);
    say_t(b, model);
    buf_add(b, " a month, the best naive forecast (");
    hindcast_say_variant(b, h, h->beaten);
    buf_add(b, ") by ");
    say_t(b, naive);
    buf_fmt(b, ", so the aim of half of that (");
    say_t(b, aim_t(h));
    buf_fmt(b, ") is %s; ", hindcast_aim_met(h) ? "met" : "missed");
    say_in_sample(b, h);
    if (model >= naive)
        buf_add(b, " The naive forecast was the better one.");
    if (model >= constant) {
        buf_add(b, " The level alone proves little: one constant, chosen in hindsight, misses by ");
        say_t(b, constant);
        buf_char(b, '.');
    }
    say_control(b, h);
}

/* ---- the fit ------------------------------------------------------------------------------------- */

void hindcast_say_fit(buf *b, const hindcast *h)
{
    buf_add(b, "Fitted: clearance_days ");
    say_number(b, h->fit.x[DAYS], 2);
    buf_add(b, " and review_frac ");
    say_number(b, h->fit.x[REVIEW], 3);
    buf_fmt(
        b,
        ", on April to June 2025 and nothing else, by least squares of the relative errors (%" PRId32
        " runs of three months%s).",
        h->fit.runs, h->fit.settled ? "" : ", NOT settled");
}

void hindcast_say_warning(buf *b, const hindcast *h)
{
    if (!h->given_differs)
        return;
    buf_fmt(b, "Warning: %s has other numbers than the fit (clearance_days ", h->p->path);
    say_number(b, h->given[DAYS], -1);
    buf_add(b, ", review_frac ");
    say_number(b, h->given[REVIEW], -1);
    buf_add(b, "), so 'gadolin simulate' shows other months than this page. Those fitted, rounded: "
               "clearance_days ");
    say_number(b, h->fit.x[DAYS], 1);
    buf_add(b, ", review_frac ");
    say_number(b, h->fit.x[REVIEW], 2);
    buf_add(b, ", in every licence of the scenario.");
}

/* ---- what else is scored -------------------------------------------------------------------------- */

void hindcast_say_places(buf *b, const hindcast *h)
{
    const hindcast_errors *t = &h->all_t, *s = &h->all_share;
    if (t->n == 0) {
        buf_add(b, "No destination's exports are published for July to December 2025.");
        return;
    }
    buf_fmt(b, "Over %" PRId32 " published months of destinations the model misses by ", t->n);
    say_t(b, t->model);
    buf_add(b, " a month");
    if (t->n_beside > 0) {
        buf_fmt(b, "; over the %" PRId32 " of which the same month of 2024 is known too, by ",
                t->n_beside);
        say_t(b, t->model_beside);
        buf_add(b, ", that month repeated by ");
        say_t(b, t->year_ago);
    }
    buf_add(b, ". Of the destination's share in all exports, in points: ");
    say_number(b, 100 * s->model, 1);
    if (s->n_beside > 0) {
        buf_fmt(b, "; over %" PRId32 " months ", s->n_beside);
        say_number(b, 100 * s->model_beside, 1);
        buf_add(b, ", the share of 2024 repeated ");
        say_number(b, 100 * s->year_ago, 1);
    }
    buf_add(b, ". The model knows the shares of 2024.");
}

void hindcast_say_gaps(buf *b, const hindcast *h)
{
    if (h->n_gap_months == 0) {
        buf_add(b, "No price is published both inside and outside in one of these months.");
        return;
    }
    buf_add(b, "Prices outside are asked prices of a market in which little is traded, so the gap "
               "seen is the upper end. The model is off by a factor of ");
    say_number(b, h->gap_factor, 2);
    buf_fmt(b, " on average over %" PRId32 " months, the gap of the base year by ",
            h->n_gap_months);
    say_number(b, h->gap_factor_base, 2);
    buf_add(b, ". Nothing here was fitted; April to June are in it.");
}

static void say_trough(buf *b, hindcast_shape s)
{
    say_month(b, s.trough);
    if (!IS_NUMBER(s.depth))
        return;
    buf_char(b, ' ');
    prose_pct(b, 100 * s.depth, false);
}

static void say_recovery(buf *b, hindcast_shape s)
{
    if (s.recovered < 0)
        buf_add(b, "not before 2026");
    else
        say_month(b, s.recovered);
}

void hindcast_say_shape(buf *b, const hindcast *h)
{
    buf_add(b, "Shape: the correlation with what happened is ");
    say_number(b, h->correlation, 2);
    buf_add(b, " over nine months (the three fitted are most of it), ");
    say_number(b, h->correlation_scored, 2);
    buf_add(b, " over the six forecast, ");
    say_number(b, h->change_correlation, 2);
    buf_fmt(b,
            " for the changes from month to month; %" PRId32
            " of the 6 changes from June on go the same way. The trough on a year before: ",
            h->same_way);
    say_trough(b, h->shape_observed);
    buf_add(b, " (model: ");
    say_trough(b, h->shape_model);
    buf_add(b, "). 90 % of the year before again: ");
    say_recovery(b, h->shape_observed);
    buf_add(b, " (model: ");
    say_recovery(b, h->shape_model);
    buf_add(b, ").");
}

void hindcast_say_sources(buf *b, const hindcast *h)
{
    buf_fmt(b,
            "The rule, committed before any score: docs/hindcast.md. What happened: %s (%" PRId32
            " figures, each with its source). Scenario: %s. Every number: -o json "
            "(docs/json/hindcast.md).",
            h->seen.path, h->seen.n, h->p->path);
}
