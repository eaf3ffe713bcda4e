/* simulate_say.c - layer 4: a simulation in words. Every sentence names what it is compared with, and says so when there is
 * nothing to tell; a model's numbers are told as the model's. */
#include "report/prose.h"
#include "report/simulate_page.h"

/* ---- numbers ------------------------------------------------------------------------------------ */

const char *simulate_month_short(char out[PERIOD_TEXT], int32_t month)
{
    snprintf(out, PERIOD_TEXT, "%.3s %" PRId32, month_name(month_number(month)), month_year(month));
    return out;
}

static int32_t decimals_of(double x)
{
    return fabs(x) >= 100 || x == 0 ? 0 : fabs(x) >= 1 ? 1 : 3;
}

void simulate_say_t(buf *b, double t)
{
    char num[NUM_TEXT];
    buf_fmt(b, "%s t", num_people(num, t, decimals_of(t)));
}

void simulate_say_usd(buf *b, double usd)
{
    static const struct {
        double by;
        int32_t decimals;
        const char *unit;
    } scales[] = { { 1e9, 1, "billion USD" }, { 1e6, 1, "million USD" }, { 1, 0, "USD" } };
    char num[NUM_TEXT];
    int32_t i = fabs(usd) >= 0.99995e9 ? 0 : fabs(usd) >= 0.99995e6 ? 1 : 2;
    num_people(num, usd / scales[i].by, scales[i].decimals);
    buf_fmt(b, "%s %s", num, scales[i].unit);
}

/* "74.5 % less" */
static void say_less(buf *b, double pct)
{
    char num[NUM_TEXT];
    num_people(num, fabs(pct), fabs(pct) >= 1000 ? 0 : 1);
    buf_fmt(b, "%s %% %s", num, pct < 0 ? "less" : "more");
}

/* " (-15.6 %)"; nothing without a base. */
static void say_change(buf *b, double x, double was)
{
    double pct = simulate_pct(x, was);
    if (!IS_NUMBER(pct))
        return;
    buf_add(b, " (");
    prose_pct(b, pct, false);
    buf_char(b, ')');
}

static void say_month(buf *b, const simulate_answer *a, int32_t k)
{
    prose_period(b, a->s->month[k].month, false);
}

/* ---- names -------------------------------------------------------------------------------------- */

const char *simulate_home(const simulate_answer *a)
{
    return a->s->w->place[a->s->w->home].name;
}

const char *simulate_place_name(const world *w, const char *selector, const char *rest)
{
    int32_t i = world_place_find(w, selector);
    return STR_EQ(selector, "*") ? rest : i >= 0 ? w->place[i].name : selector;
}

const char *simulate_material_name(const world *w, const char *selector)
{
    int32_t i = world_material_find(w, selector);
    return STR_EQ(selector, "*") ? "all goods" : i >= 0 ? w->material[i].name : selector;
}

const char *simulate_queue_goods(const simulate_answer *a, int32_t queue, char *text, size_t n)
{
    const policy_event *e = &a->s->p->event[a->s->queue[queue].event];
    const char *first = simulate_material_name(a->s->w, e->n_what > 0 ? e->what[0] : "*");
    if (e->n_what > 1)
        snprintf(text, n, "%s and %" PRId32 " more", first, e->n_what - 1);
    else
        snprintf(text, n, "%s", first);
    return text;
}

void simulate_say_base(buf *b, const simulate_answer *a)
{
    if (a->against)
        buf_fmt(b, "under %s", a->against->p->name);
    else
        buf_add(b, "with nothing happening");
}

/* ---- sentences ---------------------------------------------------------------------------------- */

void simulate_say_title(buf *b, const simulate_answer *a)
{
    const sim *s = a->s;
    buf_fmt(b, "%s: ", s->p->title && *s->p->title ? s->p->title : s->p->name);
    prose_count(b, s->n_month, "month", "months");
    if (s->n_month > 0) {
        buf_add(b, " from ");
        say_month(b, a, 0);
    }
    if (s->expect == SIM_FORESIGHT)
        buf_add(b, ", under perfect foresight");
    if (a->without)
        buf_fmt(b, ", in a model without %s", a->without);
}

/* "China's exports of magnets" */
static void say_goods(buf *b, const simulate_answer *a)
{
    buf_fmt(b, "%s's exports of %s", simulate_home(a),
            simulate_material_name(a->s->w, a->s->w->headline));
}

static void say_nothing(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    buf_add(b, "Nothing changes: in ");
    prose_count(b, x->n, "month", "months");
    buf_add(b, " no export, price, stock or need differs from the same months ");
    simulate_say_base(b, a);
    buf_fmt(b, " by more than %g %%. ", 100 * SIMULATE_MOVED);
    say_goods(b, a);
    buf_add(b, " come to ");
    simulate_say_t(b, x->exports.total);
    buf_add(b, " in all.");
}

/* The month furthest above its base need not be the one with the most: a scenario may shrink with time. */
static bool is_peak(const simulate_path *p, int32_t highest, int32_t n)
{
    for (int32_t k = 0; k < n; k++)
        if (p->x[k] > p->x[highest])
            return false;
    return true;
}

/* "fall to 1,238 t in May 2025, 74.5 % less than with nothing happening (4,846 t)" */
static void say_extreme(buf *b, const simulate_answer *a, const simulate_path *p, int32_t k)
{
    double pct = simulate_pct(p->x[k], p->base[k]);
    bool stops = !(p->x[k] > SIMULATE_GRAM * 1000);
    buf_add(b, stops ? " stop" : pct < 0 ? " fall to " : " rise to ");
    if (!stops)
        simulate_say_t(b, p->x[k]);
    buf_add(b, " in ");
    say_month(b, a, k);
    if (!stops) {
        buf_add(b, ", ");
        say_less(b, pct);
        buf_add(b, " than ");
        simulate_say_base(b, a);
    }
    buf_add(b, " (");
    simulate_say_t(b, p->base[k]);
    if (stops) {
        buf_char(b, ' ');
        simulate_say_base(b, a);
    }
    buf_char(b, ')');
}

/* "and come to 98,200 t in all instead of 116,300 t (-15.6 %); the last month, March 2027, has 4,900 t (+1.2 %)." */
static void say_totals(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    const simulate_path *p = &x->exports;
    int32_t last = x->n - 1;
    buf_add(b, ", and come to ");
    simulate_say_t(b, p->total);
    buf_add(b, " in all instead of ");
    simulate_say_t(b, p->base_total);
    say_change(b, p->total, p->base_total);
    if (last > 0 && IS_NUMBER(p->base[last]) && p->lowest != last && p->highest != last) {
        buf_add(b, "; the last month, ");
        say_month(b, a, last);
        buf_add(b, ", has ");
        simulate_say_t(b, p->x[last]);
        say_change(b, p->x[last], p->base[last]);
    }
    buf_char(b, '.');
}

void simulate_say_headline(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    const simulate_path *p = &x->exports;
    if (x->nothing) {
        say_nothing(b, a, x);
        return;
    }
    say_goods(b, a);
    if (p->lowest < 0 && p->highest < 0) {
        buf_fmt(b, " stay within %g %% of those ", 100 * SIMULATE_MOVED);
        simulate_say_base(b, a);
        buf_add(b, " in every month");
    } else if (p->lowest < 0) {
        say_extreme(b, a, p, p->highest);
    } else {
        say_extreme(b, a, p, p->lowest);
        if (p->highest >= 0) {
            buf_add(b, is_peak(p, p->highest, a->s->n_month) ? ", peak at "
                                                             : ", are furthest above with ");
            simulate_say_t(b, p->x[p->highest]);
            buf_add(b, " in ");
            say_month(b, a, p->highest);
            say_change(b, p->x[p->highest], p->base[p->highest]);
        }
    }
    say_totals(b, a, x);
}

static int32_t largest_of(const double *x, int32_t n)
{
    int32_t best = 0;
    for (int32_t k = 1; k < n; k++)
        if (x[k] > x[best])
            best = k;
    return best;
}

static bool is_risk(const simulate_path *p)
{
    return p->x && (p->total >= 1 || p->base_total >= 1);
}

void simulate_say_risk(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    if (!is_risk(&x->risk)) {
        buf_add(b, "No value added is at risk: every need is met.");
        return;
    }
    int32_t worst = largest_of(x->risk.x, x->n);
    buf_add(b, "Value added at risk: ");
    simulate_say_usd(b, x->risk.total);
    if (a->against) {
        buf_add(b, " (");
        simulate_say_usd(b, x->risk.base_total);
        buf_char(b, ' ');
        simulate_say_base(b, a);
        buf_char(b, ')');
    }
    buf_add(b, ", most in ");
    say_month(b, a, worst);
    buf_add(b, " (");
    simulate_say_usd(b, x->risk.x[worst]);
    buf_add(b, ").");
}

/* Permits go to those who pay most in the model; offices do not ration like that. */
void simulate_say_pro_rata(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    if (a->s->n_queue == 0 || !is_risk(&x->risk))
        return;
    buf_add(b, "Permits shared out pro rata to need instead of to who pays most: ");
    simulate_say_usd(b, x->pro_rata.total);
    buf_char(b, '.');
}

/* "698.4 million USD from exports of magnets (-44.7 %)" */
static void say_earned(buf *b, const simulate_path *p, const char *goods)
{
    simulate_say_usd(b, p->total);
    buf_fmt(b, " from exports of %s", goods);
    say_change(b, p->total, p->base_total);
}

void simulate_say_revenue(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    const char *goods = simulate_material_name(a->s->w, a->s->w->headline);
    bool other = x->revenue_all.base_total > x->revenue.base_total * (1 + 1e-9);
    buf_fmt(b, "%s earns ", simulate_home(a));
    say_earned(b, &x->revenue, goods);
    if (other) {
        buf_add(b, " and ");
        say_earned(b, &x->revenue_all, "all goods");
    }
    buf_add(b, "; ");
    simulate_say_base(b, a);
    buf_char(b, ' ');
    simulate_say_usd(b, x->revenue.base_total);
    if (other) {
        buf_add(b, " and ");
        simulate_say_usd(b, x->revenue_all.base_total);
    }
    buf_char(b, '.');
}

/* The figure under foresight, and in brackets the one above. */
static void say_beside(buf *b, void (*say)(buf *, double), double x, double above)
{
    say(b, x);
    buf_add(b, " (");
    say(b, above);
    buf_char(b, ')');
}

void simulate_say_ahead(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    const simulate_path *p = &x->exports, *ahead = &x->ahead;
    if (!ahead->x)
        return;
    buf_fmt(b, "Had all foreseen prices (above they learn from the past): exports of %s ",
            simulate_material_name(a->s->w, a->s->w->headline));
    say_beside(b, simulate_say_t, ahead->total, p->total);
    if (ahead->lowest >= 0 && p->lowest >= 0) {
        buf_add(b, ", at the lowest ");
        say_beside(b, simulate_say_t, ahead->x[ahead->lowest], p->x[p->lowest]);
    }
    if (is_risk(&x->risk) || is_risk(&x->risk_ahead)) {
        buf_add(b, ", at risk ");
        say_beside(b, simulate_say_usd, x->risk_ahead.total, x->risk.total);
    }
    double gap = 100 * a->foresight->expectation_gap;
    buf_fmt(b,
            gap > 2
                ? ". These expectations had not settled: prices came out %.0f %% off on average."
                : ". Prices came out within %.1f %% of these expectations on average.",
            gap);
}

void simulate_say_certificate(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    const sim_month *m = a->s->month;
    if (x->n == 0)
        return;
    buf_fmt(b, "Certificates, worst of all months: imbalance %.1e of a site's turnover (",
            m[x->worst_imbalance].imbalance);
    say_month(b, a, x->worst_imbalance);
    buf_fmt(b, "), complementarity %.1e of the price (",
            m[x->worst_complementarity].complementarity_rel);
    say_month(b, a, x->worst_complementarity);
    buf_fmt(b, "), mass balance %.1e (", m[x->worst_mass].mass);
    say_month(b, a, x->worst_mass);
    buf_fmt(b, "); %" PRId64 " Newton steps.", x->newton);
}
