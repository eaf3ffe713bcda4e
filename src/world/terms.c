/* terms.c - layer 2: the numbers of the market in one month, from the base month, the state and the events in force.
 *
 * Every marginal cost but that of stocks held is c + q x with c chosen so that the base month of that calendar month is an
 * equilibrium at base prices: what an activity earns there is what it costs there (positive mathematical programming).
 * Slopes q = price / (elasticity * base level). Events shift c, bounds, price factors and supplies; nothing else. */
#include "world/month.h"

/* ---- events -------------------------------------------------------------------------------------------- */

double month_event_share(const month_run *m, const policy_event *e)
{
    return e->announced <= m->known ? policy_share_of_month(e, m->month) : 0;
}

double month_event_ramp(const month_run *m, const policy_event *e)
{
    double months = e->number[POLICY_RAMP_MONTHS];
    double since = m->month - day_month(e->start) + 0.5;
    if (!(months > 0))
        return 1;
    return fmin(fmax(since / months, 0), 1);
}

/* A rule bites on its days, less those of goods that had been declared before it started and still leave. */
double month_biting(const month_run *m, const policy_event *e)
{
    double share = month_event_share(m, e), clearance = e->number[POLICY_CLEARANCE_DAYS];
    if (share <= 0 || !(clearance > 0))
        return share;
    int32_t full = (int32_t)floor(clearance);
    policy_event cleared = *e, broken = *e; /* the whole days, and the last one in part */
    cleared.end = MIN_OF(e->end, e->start + full - 1);
    broken.start = broken.end = e->start + full;
    double off = full > 0 ? policy_share_of_month(&cleared, m->month) : 0;
    off += (clearance - full) * policy_share_of_month(&broken, m->month);
    return fmax(share - off, 0);
}

/* ---- announcements --------------------------------------------------------------------------------------- */

/* What bars exports: a licence, a ban or an export quota. */
static bool bars(const policy_event *e)
{
    return e->kind == POLICY_EXPORT_LICENCE || e->kind == POLICY_EXPORT_BAN ||
           (e->kind == POLICY_QUOTA && !e->process);
}

/* Wished stocks rise in the month of the announcement by the days that are left, in the next month in full. */
static double alarm(const month_run *m, const policy_event *e, int32_t site)
{
    int32_t age = m->month - day_month(e->announced);
    if (age < 0 || age > 1 || e->announced > m->known)
        return 0;
    policy_event known = { .start = e->announced, .end = INT32_MAX };
    return m->n->panic[site] * (age == 0 ? policy_share_of_month(&known, m->month) : 1);
}

void month_alarm(month_run *m)
{
    for (int32_t k = 0; k < m->n->b->n_site; k++) {
        m->s->panic[k] *= 1 - m->n->panic_decay;
        for (int32_t i = 0; i < m->n->p->n; i++)
            if (m->n->alarms[i * m->n->b->n_site + k] && bars(&m->n->p->event[i]))
                m->s->panic[k] = fmax(m->s->panic[k], alarm(m, &m->n->p->event[i], k));
    }
}

double month_days(int32_t month)
{
    static const int8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int32_t year = month_year(month);
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month % 12] + (leap && month % 12 == 1 ? 1 : 0);
}

/* ---- makers ------------------------------------------------------------------------------------------------ */

typedef struct run_terms { /* what events do to a run */
    double off;            /* share of capacity switched off */
    double paid;           /* USD per unit of level */
    double quota;          /* t/mo */
} run_terms;

/* A plant that an event had switched on is no part of the base run: set_added sees to it. */
static bool switched_on_before(const month_run *m, const policy_event *off)
{
    for (int32_t k = 0; k < m->n->p->n; k++) {
        const policy_event *e = &m->n->p->event[k];
        if (e->kind == POLICY_PLANT_ON && STR_EQ(e->plant, off->plant) && e->start < off->start)
            return true;
    }
    return false;
}

static run_terms terms_of_run(const month_run *m, int32_t run)
{
    run_terms t = { .quota = NO_LIMIT, .paid = m->floor_pay[run] };
    for (int32_t k = 0; k < m->n->p->n; k++) {
        const policy_event *e = &m->n->p->event[k];
        double share = m->n->on_run[k * m->n->b->n_run + run] ? m->share[k] : 0;
        if (share <= 0)
            continue;
        if (e->kind == POLICY_PLANT_OFF && !switched_on_before(m, e)) {
            const world_plant *plant = &m->n->w->plant[world_plant_find(m->n->w, e->plant)];
            t.off +=
                share * fmin(plant->capacity_t_yr.mode / 12 * m->n->level / m->n->cap0[run], 1);
        } else if (e->kind == POLICY_SUBSIDY) {
            t.paid += share * e->number[POLICY_USD_T];
        } else if (e->kind == POLICY_QUOTA && e->process) {
            double most = e->number[POLICY_TONNES_YEAR] / 12;
            t.quota = fmin(t.quota, share * most + (1 - share) * m->n->cap0[run]);
        }
    }
    t.off = fmin(t.off, 1);
    return t;
}

/* Value of a leg's products at the prices of `lag` months ago, over that at base prices. */
static double old_price_ratio(const month_run *m, const net_leg *leg)
{
    const network *n = m->n;
    const base_run *r = &n->b->run[leg->run];
    const world_process *p = &n->w->process[r->process];
    int32_t ago = MIN_OF(leg->lag, HISTORY_MONTHS) - 1;
    double value = 0;
    for (int32_t k = p->first; k < p->first + p->n; k++) {
        int32_t site = base_site_find(n->b, n->w->recipe[k].material, r->place);
        if (n->w->recipe[k].coef > 0 && (leg->product < 0 || leg->product == k))
            value += n->w->recipe[k].coef * m->s->history[ago * n->b->n_site + site];
    }
    return value / leg->value;
}

static void set(month_run *m, int32_t activity, double c, double q, double lower, double upper)
{
    m->n->num->curve[activity].par[0] = c;
    m->n->num->curve[activity].par[1] = q;
    m->n->num->lower[activity] = lower;
    m->n->num->upper[activity] = fmax(upper, lower);
}

static void set_leg(month_run *m, const net_leg *leg)
{
    double usual = m->n->run0[leg->run], last = m->s->run_last[leg->run];
    run_terms t = terms_of_run(m, leg->run);
    double most = fmin(m->n->cap0[leg->run] * (1 - t.off), t.quota);
    double level = usual * (1 - t.off);
    if (leg->lag > 0) {
        double ratio = old_price_ratio(m, leg) + t.paid / leg->value;
        double x = level * (1 + leg->elasticity * (ratio - 1));
        x = fmin(fmax(x, 0), most);
        set(m, leg->activity, 0, 1, x, x);
        return;
    }
    double q = leg->value / (leg->elasticity * usual);
    set(m, leg->activity, leg->margin - q * level - t.paid, q, 0,
        fmin(most, fmax(level, last + leg->ramp * usual)));
}

/* A plant switched on runs in full at base prices, and at half the margin not at all. */
static void set_added(month_run *m, const net_added *a)
{
    const policy_event *e = &m->n->p->event[a->event];
    const world_plant *plant = &m->n->w->plant[a->plant];
    double yearly = e->number[POLICY_CAPACITY_T_YR] >= 0 ? e->number[POLICY_CAPACITY_T_YR]
                                                         : plant->capacity_t_yr.mode;
    double months = e->number[POLICY_RAMP_MONTHS]; /* not given: that of plants.csv */
    if (!IS_NUMBER(months))
        months = plant->ramp_months;
    double since = m->month - day_month(e->start) + 0.5;
    double ramp = months > 0 ? fmin(fmax(since / months, 0), 1) : 1;
    double full = fmax(yearly / 12, 1e-9), margin = fmax(a->margin, 1), on = m->share[a->event];
    double paid = 0;
    for (int32_t k = 0; k < m->n->p->n; k++) {
        const policy_event *s = &m->n->p->event[k];
        if (s->kind == POLICY_PLANT_OFF && STR_EQ(s->plant, e->plant) && s->start > e->start)
            on *= 1 - m->share[k];
        if (s->kind == POLICY_SUBSIDY &&
            world_process_find(m->n->w, s->process) == plant->process &&
            world_place_is(m->n->w, plant->place, s->place))
            paid += month_event_share(m, s) * s->number[POLICY_USD_T];
    }
    set(m, a->activity, a->margin - margin / 2 - paid, margin / 2 / full, 0, full * ramp * on);
}

/* ---- shipments ------------------------------------------------------------------------------------------------ */

typedef struct lane_terms {
    double duty, tax; /* shares of the value */
    double most;      /* t/mo */
    double barred;    /* share of the month on which a control is in force */
    double premium;   /* factor on the risk of smuggling */
} lane_terms;

/* Share of what a destination uses of the lane's material that goes to the uses a ban names. */
static double share_of_use(const month_run *m, const policy_event *e, const base_lane *l)
{
    const network *n = m->n;
    double named = 0, all = n->b->site[l->into].used;
    if (!e->use)
        return 1;
    for (int32_t k = 0; k < n->b->n_want; k++)
        if (n->b->want[k].site == l->into && world_use_is(n->w, n->b->want[k].use, e->use))
            named += n->b->want[k].need;
    return all > 0 ? fmin(named / all, 1) : 0;
}

static void add_event(const month_run *m, const policy_event *e, double share, int32_t lane,
                      lane_terms *t)
{
    const base_lane *l = &m->n->b->lane[lane];
    double usual = m->path->lane[(ptrdiff_t)m->k * m->n->b->n_lane + lane];
    switch (e->kind) {
    case POLICY_TARIFF:
        t->duty += share * e->number[POLICY_RATE_PCT] / 100;
        break;
    case POLICY_EXPORT_TAX:
        t->tax += share * e->number[POLICY_RATE_PCT] / 100;
        break;
    case POLICY_SMUGGLING_CRACKDOWN:
        t->premium = fmax(t->premium, 1 + share * (e->number[POLICY_PREMIUM_FACTOR] - 1));
        break;
    case POLICY_EXPORT_BAN:
        t->most = fmin(t->most, (1 - share * share_of_use(m, e, l)) * usual);
        t->barred = fmax(t->barred, share * share_of_use(m, e, l));
        break;
    case POLICY_EXPORT_LICENCE:
        t->barred = fmax(t->barred, share);
        break;
    case POLICY_QUOTA:
        if (!e->process)
            t->barred = fmax(t->barred, share);
        break;
    default:
        break;
    }
}

static lane_terms terms_of_lane(const month_run *m, int32_t lane)
{
    lane_terms t = { .most = NO_LIMIT, .premium = 1 };
    for (int32_t k = 0; k < m->n->p->n; k++) {
        const policy_event *e = &m->n->p->event[k];
        if (!m->n->on_lane[k * m->n->b->n_lane + lane] || m->share[k] <= 0)
            continue;
        bool clears = e->kind == POLICY_EXPORT_BAN || e->kind == POLICY_EXPORT_LICENCE;
        double share = clears ? month_biting(m, e) : m->share[k];
        if (share > 0)
            add_event(m, e, share, lane, &t);
    }
    return t;
}

/* No permits at all, not even a millionth of what is usual: the lane is shut, for a balance of nothing has no scale. */
static bool is_closed(const month_run *m, int32_t lane)
{
    const network *n = m->n;
    for (int32_t i = 0; i < n->lane_pool_n[lane]; i++) {
        int32_t pool = n->pool_of[n->lane_pool[lane] + i];
        if (m->permit[pool] < 1e-6 * n->pool[pool].base)
            return true;
    }
    return false;
}

static void set_lane(month_run *m, int32_t k)
{
    const network *n = m->n;
    const base_lane *l = &n->b->lane[k];
    double there = n->b->site[l->into].price, here = n->b->site[l->at].price;
    double usual = m->path->lane[(ptrdiff_t)m->k * n->b->n_lane + k];
    lane_terms t = terms_of_lane(m, k);
    double cost = there - here, size = n->lane0[k];
    if (l->reexport) {
        cost += n->reexport_cost[k] * there;
        size = 0.1 * n->level * fmin(n->b->site[l->at].turnover, n->b->site[l->into].turnover);
    }
    double q = there / (n->lane_elasticity[k] * fmax(size, 1e-9));
    set(m, n->lane[k], cost - q * usual, q, 0, is_closed(m, k) ? 0 : t.most);
    n->num->price_factor[n->lane_out[k]] = 1 + t.tax;
    for (int32_t i = 0; i < n->lane_in_n[k]; i++)
        n->num->price_factor[n->lane_in[k] + i] = 1 / (1 + t.duty);
    if (n->illegal[k] < 0)
        return;
    double risk = n->smuggle_cost[k] * t.premium * there;
    double most = n->smuggle_cap[k] * usual * t.barred / t.premium;
    set(m, n->illegal[k], cost + risk, risk / fmax(n->smuggle_cap[k] * n->lane0[k], 1e-9), 0, most);
}

/* What a permit is worth falls below nothing by this share of the goods' price for every month of base shipments that lapse:
 * nearly flat, but not so flat beside the lanes that the solver would lose digits. */
static const double lapse_slope = 2e-4;

/* A pool without limit gives what is asked for; one with a limit lets permits lapse. */
static void set_pool(month_run *m, int32_t k)
{
    const net_pool *pool = &m->n->pool[k];
    double size = fmax(pool->base, 1e-6);
    bool wide = m->permit[k] > 5 * size; /* more than anybody could ship */
    m->n->num->supply[pool->node] = wide ? size : fmax(m->permit[k], 1e-6 * size);
    set(m, pool->lapse, 0, lapse_slope * fmax(pool->price, 1) / size, wide ? -NO_LIMIT : 0,
        NO_LIMIT);
}

/* ---- stocks ------------------------------------------------------------------------------------------------------ */

static double exogenous(const month_run *m, int32_t site)
{
    double t = 0;
    for (int32_t k = 0; k < m->n->p->n; k++) {
        const policy_event *e = &m->n->p->event[k];
        bool release = e->kind == POLICY_STOCK_RELEASE, build = e->kind == POLICY_STOCK_BUILD;
        bool recycled = e->kind == POLICY_RECYCLING;
        if (!(release || build || recycled) || !m->n->on_site[k * m->n->b->n_site + site])
            continue;
        double share = month_event_share(m, e);
        if (recycled) {
            t += share * month_event_ramp(m, e) * e->number[POLICY_TONNES_YEAR] / 12;
        } else if (share > 0) {
            double days = e->end - e->start + 1; /* the schema wants an end */
            t +=
                (release ? 1 : -1) * e->number[POLICY_TONNES] * share * month_days(m->month) / days;
        }
    }
    return t;
}

/* What a site needs now over what it needs in the base month: wished stocks follow. */
static void need_ratios(const month_run *m, double *ratio)
{
    const network *n = m->n;
    for (int32_t k = 0; k < n->b->n_site; k++)
        ratio[k] = n->b->site[k].used * n->level;
    for (int32_t k = 0; k < n->b->n_want; k++)
        ratio[n->b->want[k].site] += month_need(m, k) - n->need0[k];
    for (int32_t k = 0; k < n->b->n_site; k++)
        ratio[k] = n->b->site[k].used > 0 ? ratio[k] / (n->b->site[k].used * n->level) : 1;
}

/* What the last tonne in the store is worth above the same tonne later: a twentieth of the price when the store is empty, as
 * much less when it holds twice the usual. Without it the two prices are equal until the store is empty. */
static const double convenience = 0.05;

/* However cheap a good looks beside what was expected, stores and purses set a limit to buying ahead: a quarter more than
 * was aimed at, and than is wished in the end. */
static const double hoarding = 1.25;

/* Stock held at the end of the month: `aim` when the price is the expected one, (price / expected)^-elasticity of it
 * otherwise: never nothing, so that prices now and later stay tied to each other in the worst scarcity. */
static void set_hold(month_run *m, int32_t k, double expected, double aim, double most)
{
    int32_t hold = m->n->hold[k];
    double *par = m->n->num->curve[hold].par;
    par[0] = expected;
    par[1] = aim;
    par[2] = -m->n->stock_elasticity[k];
    m->n->num->lower[hold] = 0;
    m->n->num->upper[hold] = most;
}

static void set_stock(month_run *m, int32_t k, double ratio)
{
    const network *n = m->n;
    const state *s = m->s;
    ptrdiff_t at = (ptrdiff_t)m->k * n->b->n_site + k;
    /* A site through which nothing passes in the base month may still be one tomorrow. */
    double price = n->b->site[k].price, usual = fmax(m->path->wished[at], 1e-9);
    double before = m->k > 0 ? m->path->wished[at - n->b->n_site] : m->path->wished0[k];
    m->opening[k] = s->onhand[k] + s->due1[k] + exogenous(m, k);
    /* A millionth comes from nowhere then: an empty market has no scale to balance by. */
    if (n->without & SIM_NO_STOCKS)
        m->opening[k] += 1e-6 * n->b->site[k].turnover * n->level;
    n->num->supply[n->spot[k]] = m->opening[k];
    n->num->supply[n->later[k]] = s->due2[k];
    if (n->dispose[k] >= 0) {
        const world_material *mat = &n->w->material[n->b->site[k].material];
        double cost = world_parameter_mode(n->w, "disposal_usd_t", mat->id, mat->stage, 0);
        set(m, n->dispose[k], cost,
            1e-3 * fmax(cost, price) / fmax(n->b->site[k].turnover * n->level, 1e-9), 0, NO_LIMIT);
    }
    if (n->without & SIM_NO_STOCKS) {
        set(m, n->carry[k], 0, price, 0, 0);
        set(m, n->hold[k], 0, price, 0, 0);
        return;
    }
    double expected = fmax(m->expected[k], 0.05 * price);
    double q = convenience * expected / fmax(m->path->onhand[at], 1e-9);
    set(m, n->carry[k], -q * m->path->onhand[at], q, 0, NO_LIMIT);
    /* A share `restock` of the gap between the stock and the wished one is closed in a month; the base path's own moves
     * are followed in full. */
    double had = s->onhand[k] + s->due1[k] + s->due2[k] + usual - before;
    double wished = usual * (1 + s->panic[k]) * ratio;
    double aim = fmax(had + n->restock[k] * (wished - had), 1e-3 * usual);
    set_hold(m, k, expected, aim, fmax(aim, hoarding * fmin(aim, wished)));
}

/* ---- end uses ------------------------------------------------------------------------------------------------------ */

double month_need(const month_run *m, int32_t k)
{
    const network *n = m->n;
    double need = n->need0[k] * m->s->intensity[k];
    for (int32_t i = 0; i < n->p->n; i++) {
        const policy_event *e = &n->p->event[i];
        bool shifts = e->kind == POLICY_DEMAND_SHIFT || e->kind == POLICY_SUBSTITUTION;
        if (!shifts || !n->on_want[i * n->b->n_want + k])
            continue;
        double change = e->number[POLICY_CHANGE_PCT] / 100;
        need *= 1 + month_event_share(m, e) * month_event_ramp(m, e) * change;
    }
    return fmax(need, 1e-9 * n->need0[k]);
}

/* The price at which the first user stops: where savings end. Users differ in what a tonne is worth to them, evenly between
 * that price and as much above the choke price, which is the mean; those to whom it is worth least stop first. (One step at
 * the choke price would leave nothing between a few times the base price and forty times, which no market shows.)
 * sim_lost in sim_figures.c has the same first price for finished runs: both must change together. */
double month_first_stop(const month_run *m, int32_t k)
{
    const base_want *want = &m->n->b->want[k];
    const world_use *u = &m->n->w->use[want->use];
    return m->n->b->site[want->site].price * (1 + u->flexible_frac.mode / fabs(u->elasticity.mode));
}

/* The whole need is taken from the spot market; what is saved, served by another material or left unserved is given back.
 * The three bounds together never exceed the need. */
static void set_want(month_run *m, int32_t k)
{
    const network *n = m->n;
    const base_want *want = &n->b->want[k];
    const world_use *u = &n->w->use[want->use];
    double need = month_need(m, k), price = n->b->site[want->site].price;
    double flexible = u->flexible_frac.mode * need, choke = u->choke_usd_t.mode, change = 0;
    n->num->supply[n->spot[want->site]] -= need;
    set(m, n->save[k], price, price / (fabs(u->elasticity.mode) * need), -flexible, flexible);
    if (n->change[k] >= 0) {
        double other = u->switch_ratio.mode * n->b->site[n->change_site[k]].price;
        double cost = fmax(u->switch_usd_t.mode, price - other + 0.05 * price);
        change = fmin(u->switch_frac.mode * need, need - flexible);
        set(m, n->change[k], cost, cost / fmax(change, 1e-9), 0, change);
    }
    double first = month_first_stop(m, k);
    set(m, n->unserved[k], first, 2 * fmax(choke - first, first / 2) / need, 0,
        fmax(need - flexible - change, 0));
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

void month_terms(month_run *m)
{
    network *n = m->n;
    for (int32_t k = 0; k < n->p->n; k++)
        m->share[k] = month_event_share(m, &n->p->event[k]);
    for (int32_t k = 0; k < n->n_leg; k++)
        set_leg(m, &n->leg[k]);
    for (int32_t k = 0; k < n->n_added; k++)
        set_added(m, &n->added[k]);
    for (int32_t k = 0; k < n->b->n_lane; k++)
        set_lane(m, k);
    need_ratios(m, m->ratio);
    for (int32_t k = 0; k < n->b->n_site; k++)
        set_stock(m, k, m->ratio[k]);
    for (int32_t k = 0; k < n->b->n_want; k++)
        set_want(m, k);
    for (int32_t k = 0; k < n->n_pool; k++)
        set_pool(m, k);
}
