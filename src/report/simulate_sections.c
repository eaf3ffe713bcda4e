/* simulate_sections.c - layer 4: what users ask, in their order: prices, who runs short, when stocks run out, who gets the
 * licences, what is rerouted, and the money. One table of sections for the terminal and for Markdown. */
#include "report/prose.h"
#include "report/simulate_page.h"

typedef struct column {
    const char *name, *title;
    gad_col_type type;
    int32_t decimals;
} column;

static void columns(gad_table *t, const column *c, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        table_column(t, c[i].name, c[i].title, c[i].type, c[i].decimals);
}

static void table_when(gad_table *t, const simulate_answer *a, int32_t k, bool known)
{
    char month[PERIOD_TEXT];
    table_text(t, known ? simulate_month_short(month, a->s->month[k].month) : NULL);
}

/* "4 of 37, " */
static void say_shown(buf *b, int32_t shown, int32_t n)
{
    char num[NUM_TEXT];
    if (n > shown)
        buf_fmt(b, "the first %" PRId32 " of %s, ", shown, num_people(num, n, 0));
}

/* ---- prices ------------------------------------------------------------------------------------- */

static void prices_title(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)x;
    char month[PERIOD_TEXT];
    buf_fmt(b, "Prices that move most, outside and inside %s (USD/kg; end: %s)", simulate_home(a),
            simulate_month_short(month, a->s->month[a->s->n_month - 1].month));
}

static void prices_none(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a, (void)x;
    buf_fmt(b, "Prices: none moves by more than %g %%.", 100 * SIMULATE_MOVED);
}

static int32_t prices_rows(const simulate_sum *x)
{
    return x->n_price;
}

static void prices_table(gad_table *t, const simulate_answer *a, const simulate_sum *x, int32_t n)
{
    static const column c[] = {
        { "material", "material", GAD_TEXT, -1 },       { "outside_base", "outside", GAD_F64, 1 },
        { "outside_furthest", "furthest", GAD_F64, 1 }, { "outside_when", "in", GAD_TEXT, -1 },
        { "outside_last", "end", GAD_F64, 1 },          { "inside_base", "inside", GAD_F64, 1 },
        { "inside_furthest", "furthest", GAD_F64, 1 },  { "inside_when", "in", GAD_TEXT, -1 },
        { "inside_last", "end", GAD_F64, 1 },
    };
    columns(t, c, COUNT_OF(c));
    for (int32_t i = 0; i < n; i++) {
        const simulate_price *p = &x->price[i];
        table_text(t, a->s->w->material[p->material].name);
        for (int32_t side = OUTSIDE; side < SIDES; side++) {
            table_f64(t, p->base[side] / 1000);
            table_f64(t, p->furthest[side] / 1000);
            table_when(t, a, p->when[side], IS_NUMBER(p->furthest[side]));
            table_f64(t, p->last[side] / 1000);
        }
    }
}

/* ---- who runs short ----------------------------------------------------------------------------- */

static void short_title(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a;
    buf_add(b, "Who runs short (");
    say_shown(b, SIMULATE_SHORT, x->n_short);
    buf_add(b, "by value added at risk in all months)");
}

static void short_none(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)x;
    buf_add(b, a->place || a->material
                   ? "Who runs short: nobody among the places and materials shown."
                   : "Who runs short: nobody; every end use gets what it needs at the price.");
}

static int32_t short_rows(const simulate_sum *x)
{
    return x->n_short;
}

static void short_table(gad_table *t, const simulate_answer *a, const simulate_sum *x, int32_t n)
{
    static const column c[] = {
        { "place", "place", GAD_TEXT, -1 },           { "use", "end use", GAD_TEXT, -1 },
        { "worst", "worst month", GAD_TEXT, -1 },     { "unserved_t", "t missing", GAD_F64, 0 },
        { "unserved_pct", "% of need", GAD_F64, 1 },  { "total_t", "t in all", GAD_F64, 0 },
        { "at_risk_usd", "million USD", GAD_F64, 0 },
    };
    columns(t, c, COUNT_OF(c));
    for (int32_t i = 0; i < n; i++) {
        const simulate_short *r = &x->lacking[i];
        table_text(t, a->s->w->place[r->place].name);
        table_text(t, r->name);
        table_when(t, a, r->worst, true);
        table_f64(t, r->t);
        table_f64(t, r->need > 0 ? 100 * r->t / r->need : NO_NUMBER);
        table_f64(t, r->total);
        table_f64(t, r->usd / 1e6);
    }
}

/* ---- stocks ------------------------------------------------------------------------------------- */

static void stocks_title(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a;
    buf_add(b, "When stocks run out (");
    say_shown(b, SIMULATE_STOCKS, x->n_stock);
    buf_add(b, "users whose cover more than halves; weeks of usual use)");
}

static void stocks_none(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a, (void)x;
    buf_add(b, "When stocks run out: none falls to half of its usual cover.");
}

static int32_t stocks_rows(const simulate_sum *x)
{
    return x->n_stock;
}

static void stocks_table(gad_table *t, const simulate_answer *a, const simulate_sum *x, int32_t n)
{
    static const column c[] = {
        { "material", "material", GAD_TEXT, -1 },
        { "place", "place", GAD_TEXT, -1 },
        { "weeks_before", "weeks, usual", GAD_F64, 1 },
        { "weeks_worst", "lowest", GAD_F64, 1 },
        { "when", "in", GAD_TEXT, -1 },
    };
    columns(t, c, COUNT_OF(c));
    for (int32_t i = 0; i < n; i++) {
        const base_site *site = &a->s->b->site[x->stock[i].site];
        table_text(t, a->s->w->material[site->material].name);
        table_text(t, a->s->w->place[site->place].name);
        table_f64(t, x->stock[i].before);
        table_f64(t, fabs(x->stock[i].weeks) < 0.05 ? 0 : x->stock[i].weeks);
        table_when(t, a, x->stock[i].worst, true);
    }
}

/* ---- licences ----------------------------------------------------------------------------------- */

static void licences_title(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a;
    buf_add(b, "Who gets the licences (");
    say_shown(b, SIMULATE_QUEUES, x->n_queue);
    buf_add(b, "t in all, backlog at its highest, wait in months)");
}

static void licences_none(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a, (void)x;
    buf_add(b, "Who gets the licences: this scenario has none.");
}

static int32_t licences_rows(const simulate_sum *x)
{
    return x->n_queue;
}

/* "China to Japan"; the home country goes without saying. */
static void queue_lane(gad_table *t, const simulate_answer *a, const sim_queue *q)
{
    char lane[256];
    const char *to = simulate_place_name(a->s->w, q->to, "all others");
    if (world_place_find(a->s->w, q->from) == a->s->w->home)
        snprintf(lane, sizeof lane, "%s", to);
    else
        snprintf(lane, sizeof lane, "%s (from %s)", to,
                 simulate_place_name(a->s->w, q->from, "anywhere"));
    table_text(t, lane);
}

static void licences_table(gad_table *t, const simulate_answer *a, const simulate_sum *x, int32_t n)
{
    static const column c[] = {
        { "to", "exports to", GAD_TEXT, -1 },      { "goods", "goods", GAD_TEXT, -1 },
        { "need_t", "needed", GAD_F64, 0 },        { "granted_t", "granted", GAD_F64, 0 },
        { "backlog_t", "backlog", GAD_F64, 0 },    { "backlog_when", "in", GAD_TEXT, -1 },
        { "wait_months", "wait", GAD_F64, 1 },     { "rent_usd_t", "rent, USD/kg", GAD_F64, 1 },
        { "rent_usd", "million USD", GAD_F64, 0 },
    };
    char goods[128];
    columns(t, c, COUNT_OF(c));
    for (int32_t i = 0; i < n; i++) {
        const simulate_queue *r = &x->queue[i];
        queue_lane(t, a, &a->s->queue[r->queue]);
        table_text(t, simulate_queue_goods(a, r->queue, goods, sizeof goods));
        table_f64(t, r->need);
        table_f64(t, r->granted);
        table_f64(t, r->backlog);
        table_when(t, a, r->backlog_when, r->backlog > 0);
        table_f64(t, r->wait);
        table_f64(t, r->rent_usd_t / 1000);
        table_f64(t, r->rent_usd / 1e6);
    }
}

/* ---- what is rerouted --------------------------------------------------------------------------- */

static void rerouted_title(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    buf_add(b, "What is rerouted (");
    if (x->n_lane > SIMULATE_LANES)
        buf_fmt(b, "the first %d of %" PRId32 " lanes that carry more than ", SIMULATE_LANES,
                x->n_lane);
    else
        buf_add(b, "lanes that carry more than ");
    simulate_say_base(b, a);
    buf_char(b, ')');
}

static void rerouted_none(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a, (void)x;
    buf_add(b, "What is rerouted: nothing; no lane carries more than before.");
}

static int32_t rerouted_rows(const simulate_sum *x)
{
    return x->n_lane + x->n_smuggle > 0 ? 1 : 0;
}

static void say_lane(buf *b, const simulate_answer *a, int32_t lane)
{
    const world *w = a->s->w;
    const base_lane *l = &a->s->b->lane[lane];
    buf_fmt(b, "%s from %s to %s", w->material[l->material].name, w->place[l->from].name,
            w->place[l->to].name);
}

static void say_above(buf *b, const simulate_answer *a, const simulate_lane *l)
{
    say_lane(b, a, l->lane);
    buf_add(b, ": ");
    simulate_say_t(b, l->t);
    buf_add(b, ", ");
    simulate_say_t(b, l->t - l->base);
    buf_add(b, " more");
    if (a->s->b->lane[l->lane].reexport)
        buf_add(b, " (sent on)");
    buf_char(b, '.');
}

static void say_leaks(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    buf_add(b, "Sent on through third countries: ");
    simulate_say_t(b, x->reexport.total);
    buf_fmt(b, " of %s", simulate_material_name(a->s->w, a->s->w->headline));
    if (x->n_smuggle == 0) {
        buf_add(b, ". Smuggled: nothing.");
        return;
    }
    buf_add(b, ". Smuggled: ");
    simulate_say_t(b, x->smuggled.total);
    buf_add(b, ", most of value ");
    say_lane(b, a, x->smuggle[0].lane);
    buf_add(b, " (");
    simulate_say_t(b, x->smuggle[0].t);
    buf_add(b, ").");
}

static bool rerouted_item(buf *b, const simulate_answer *a, const simulate_sum *x, int32_t i)
{
    int32_t lanes = MIN_OF(x->n_lane, (int32_t)SIMULATE_LANES);
    if (rerouted_rows(x) == 0 || i > lanes)
        return false;
    if (i < lanes)
        say_above(b, a, &x->lane[i]);
    else
        say_leaks(b, a, x);
    return true;
}

/* ---- money, and the other bound ----------------------------------------------------------------- */

static void money_title(buf *b, const simulate_answer *a, const simulate_sum *x)
{
    (void)a, (void)x;
    buf_add(b, "What it costs, and how sure that is (a model's answer, no forecast of facts)");
}

static int32_t one_row(const simulate_sum *x)
{
    (void)x;
    return 1;
}

static bool money_item(buf *b, const simulate_answer *a, const simulate_sum *x, int32_t i)
{
    switch (i) {
    case 0:
        simulate_say_risk(b, a, x);
        if (a->s->n_queue > 0)
            buf_char(b, ' ');
        simulate_say_pro_rata(b, a, x);
        return true;
    case 1:
        simulate_say_revenue(b, a, x);
        return true;
    case 2:
        simulate_say_ahead(b, a, x);
        return x->ahead.x != NULL;
    default:
        return false;
    }
}

const simulate_section simulate_sections[SIMULATE_SECTIONS] = {
    [SECTION_PRICES] = { prices_title, prices_none, prices_rows, prices_table, SIMULATE_PRICES,
                         NULL },
    [SECTION_SHORT] = { short_title, short_none, short_rows, short_table, SIMULATE_SHORT, NULL },
    [SECTION_STOCKS] = { stocks_title, stocks_none, stocks_rows, stocks_table, SIMULATE_STOCKS,
                         NULL },
    [SECTION_LICENCES] = { licences_title, licences_none, licences_rows, licences_table,
                           SIMULATE_QUEUES, NULL },
    [SECTION_REROUTED] = { rerouted_title, rerouted_none, rerouted_rows, NULL, 0, rerouted_item },
    [SECTION_MONEY] = { money_title, NULL, one_row, NULL, 0, money_item },
};

/* ---- month by month ----------------------------------------------------------------------------- */

static void month_row(gad_table *t, const simulate_answer *a, const simulate_sum *x, int32_t k)
{
    const sim_month *m = &a->s->month[k];
    table_when(t, a, k, true);
    table_f64(t, x->exports.x[k]);
    table_f64(t, x->exports.base[k]);
    table_f64(t, simulate_pct(x->exports.x[k], x->exports.base[k]));
    if (x->n_price > 0)
        for (int32_t side = OUTSIDE; side < SIDES; side++)
            table_f64(t, sim_price(a->s, m, x->price[0].material, side == INSIDE) / 1000);
    if (x->n_queue > 0)
        table_f64(t, x->backlog[k]);
    table_f64(t, x->risk.x[k] / 1e6);
    table_f64(t, x->revenue_all.x[k] / 1e6);
    if (x->n_smuggle > 0)
        table_f64(t, x->smuggled.x[k]);
}

void simulate_month_title(buf *b, const simulate_answer *a, const simulate_sum *x, int32_t step)
{
    const world *w = a->s->w;
    buf_fmt(b, "%s (exports of %s; ", step > 1 ? "Every third month" : "Month by month",
            simulate_material_name(w, w->headline));
    if (x->n_price > 0)
        buf_fmt(b, "%s, USD/kg; ", w->material[x->price[0].material].name);
    buf_add(b, "at risk and revenue, million USD)");
}

void simulate_month_table(gad_table *t, const simulate_answer *a, const simulate_sum *x,
                          int32_t step)
{
    int32_t decimals = x->exports.total >= 100 * (double)x->n ? 0 : 1;
    table_column(t, "month", NULL, GAD_TEXT, -1);
    table_column(t, "exports_t", "exports, t", GAD_F64, decimals);
    table_column(t, "base_t", "base, t", GAD_F64, decimals);
    table_column(t, "pct", "%", GAD_F64, 1);
    if (x->n_price > 0) {
        table_column(t, "outside", NULL, GAD_F64, 1);
        table_column(t, "inside", NULL, GAD_F64, 1);
    }
    if (x->n_queue > 0)
        table_column(t, "backlog_t", "backlog, t", GAD_F64, 0);
    table_column(t, "at_risk", "at risk", GAD_F64, 0);
    table_column(t, "revenue", "revenue", GAD_F64, 0);
    if (x->n_smuggle > 0)
        table_column(t, "smuggled_t", "smuggled, t", GAD_F64, 1);
    for (int32_t k = 0; k < x->n; k++)
        if (k % step == 0 || k == x->n - 1)
            month_row(t, a, x, k);
}
