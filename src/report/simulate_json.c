/* simulate_json.c - layer 4: a simulation as JSON; the shape is documented in docs/json/simulate.md.
 *
 * Flow: head -> months (lists of simulate_lists.c) -> foresight -> summary. Goes out whenever FLUSH bytes have gathered:
 * two years of a full world are tens of megabytes. No time and no path of a run is told, so that equal runs are equal bytes. */
#include "report/simulate_page.h"

enum { FLUSH = 1 << 16 };

typedef struct writer {
    gad_ctx *cx;
    const simulate_answer *a;
    const simulate_sum *x;
    const gad_output *out;
    buf b;
    json j;
    gad_status status;
} writer;

static void flush(writer *w, size_t at)
{
    if (w->status || w->b.len < at)
        return;
    w->status = write_buf(w->cx, &w->b, w->out);
    buf_clear(&w->b);
}

static void put_month(writer *w, const char *key, int32_t k)
{
    char month[PERIOD_TEXT];
    json_text(&w->j, key, k < 0 ? NULL : month_text(month, w->a->s->month[k].month));
}

/* ---- months ------------------------------------------------------------------------------------- */

static void put_list(writer *w, const simulate_answer *a, const simulate_list *l, int32_t k)
{
    simulate_row r;
    json_array(&w->j, l->name);
    for (int32_t i = 0; i < l->count(a) && !w->status; i++) {
        if (!l->row(a, k, i, &r))
            continue;
        json_object(&w->j, NULL);
        for (int32_t c = 0; c < l->n_key; c++)
            json_text(&w->j, l->key[c], r.key[c]);
        for (int32_t c = 0; c < l->n_value; c++)
            if (STR_EQ(l->value[c], "in_force"))
                json_bool(&w->j, l->value[c], r.value[c] > 0);
            else
                json_f64(&w->j, l->value[c], r.value[c]);
        json_close(&w->j);
        flush(w, FLUSH);
    }
    json_close(&w->j);
}

static void put_certificate(writer *w, const sim_month *m)
{
    json_object(&w->j, "certificate");
    json_f64(&w->j, "imbalance", m->imbalance);
    json_f64(&w->j, "complementarity", m->complementarity);
    json_f64(&w->j, "complementarity_rel", m->complementarity_rel);
    json_f64(&w->j, "mass_balance", m->mass);
    json_i64(&w->j, "newton_steps", m->newton);
    json_close(&w->j);
}

static void put_months(writer *w)
{
    const simulate_answer *a = w->a;
    json_array(&w->j, "months");
    for (int32_t k = 0; k < a->s->n_month; k++) {
        json_object(&w->j, NULL);
        put_month(w, "month", k);
        put_certificate(w, &a->s->month[k]);
        for (int32_t i = 0; i < SIMULATE_LISTS; i++)
            put_list(w, a, &simulate_lists[i], k);
        json_close(&w->j);
    }
    json_close(&w->j);
}

static void put_foresight(writer *w)
{
    simulate_answer ahead = *w->a;
    if (!w->x->ahead.x) {
        json_null(&w->j, "foresight");
        return;
    }
    ahead.s = w->a->foresight;
    json_object(&w->j, "foresight");
    json_f64(&w->j, "expectation_gap", ahead.s->expectation_gap);
    json_i64(&w->j, "passes", ahead.s->passes);
    json_array(&w->j, "months");
    for (int32_t k = 0; k < w->x->n; k++) {
        json_object(&w->j, NULL);
        put_month(w, "month", k);
        put_certificate(w, &ahead.s->month[k]);
        json_object(&w->j, "exports");
        json_f64(&w->j, "tonnes", w->x->ahead.x[k]);
        json_f64(&w->j, "base_tonnes", w->x->ahead.base[k]);
        json_close(&w->j);
        put_list(w, &ahead, &simulate_lists[0], k);
        json_close(&w->j);
    }
    json_close(&w->j);
    json_close(&w->j);
}

/* ---- summary ------------------------------------------------------------------------------------ */

static void put_at(writer *w, const char *key, const simulate_path *p, int32_t k)
{
    if (k < 0) {
        json_null(&w->j, key);
        return;
    }
    json_object(&w->j, key);
    put_month(w, "month", k);
    json_f64(&w->j, "tonnes", p->x[k]);
    json_f64(&w->j, "base_tonnes", p->base[k]);
    json_f64(&w->j, "change_pct", simulate_pct(p->x[k], p->base[k]));
    json_close(&w->j);
}

static void put_exports(writer *w, const char *key, const simulate_path *p)
{
    json_object(&w->j, key);
    json_text(&w->j, "from", w->a->s->w->place[w->a->s->w->home].id);
    json_text(&w->j, "goods", w->a->s->w->headline);
    json_f64(&w->j, "tonnes", p->total);
    json_f64(&w->j, "base_tonnes", p->base_total);
    json_f64(&w->j, "change_pct", simulate_pct(p->total, p->base_total));
    put_at(w, "lowest", p, p->lowest);
    put_at(w, "highest", p, p->highest);
    put_at(w, "last", p, w->x->n - 1);
    json_close(&w->j);
}

static void put_side(writer *w, const char *key, const simulate_price *p, int32_t side)
{
    json_object(&w->j, key);
    json_f64(&w->j, "base_usd_t", p->base[side]);
    json_f64(&w->j, "furthest_usd_t", p->furthest[side]);
    put_month(w, "month", IS_NUMBER(p->furthest[side]) ? p->when[side] : -1);
    json_f64(&w->j, "last_usd_t", p->last[side]);
    json_close(&w->j);
}

static void put_prices(writer *w)
{
    json_array(&w->j, "prices");
    for (int32_t i = 0; i < w->x->n_price; i++) {
        json_object(&w->j, NULL);
        json_text(&w->j, "material", w->a->s->w->material[w->x->price[i].material].id);
        put_side(w, "outside", &w->x->price[i], OUTSIDE);
        put_side(w, "inside", &w->x->price[i], INSIDE);
        json_close(&w->j);
    }
    json_close(&w->j);
}

static void put_short(writer *w)
{
    json_array(&w->j, "shortage");
    for (int32_t i = 0; i < w->x->n_short; i++) {
        const simulate_short *r = &w->x->lacking[i];
        json_object(&w->j, NULL);
        json_text(&w->j, "use", r->id);
        json_text(&w->j, "place", w->a->s->w->place[r->place].id);
        put_month(w, "month", r->worst);
        json_f64(&w->j, "unserved_t", r->t);
        json_f64(&w->j, "unserved_pct", r->need > 0 ? 100 * r->t / r->need : NO_NUMBER);
        json_f64(&w->j, "all_months_t", r->total);
        json_f64(&w->j, "at_risk_usd", r->usd);
        json_close(&w->j);
    }
    json_close(&w->j);
}

static void put_stocks(writer *w)
{
    const world *of = w->a->s->w;
    json_array(&w->j, "stocks");
    for (int32_t i = 0; i < w->x->n_stock; i++) {
        const base_site *site = &w->a->s->b->site[w->x->stock[i].site];
        json_object(&w->j, NULL);
        json_text(&w->j, "material", of->material[site->material].id);
        json_text(&w->j, "place", of->place[site->place].id);
        json_f64(&w->j, "base_weeks", w->x->stock[i].before);
        json_f64(&w->j, "weeks", w->x->stock[i].weeks);
        put_month(w, "month", w->x->stock[i].worst);
        json_close(&w->j);
    }
    json_close(&w->j);
}

static void put_queue(writer *w, const simulate_queue *r)
{
    const sim_queue *q = &w->a->s->queue[r->queue];
    json_object(&w->j, NULL);
    json_text(&w->j, "exporter", q->from);
    json_text(&w->j, "destinations", q->to);
    json_text(&w->j, "products", q->what);
    json_f64(&w->j, "need_t", r->need);
    json_f64(&w->j, "applied_t", r->applied);
    json_f64(&w->j, "decided_t", r->decided);
    json_f64(&w->j, "granted_t", r->granted);
    json_f64(&w->j, "denied_t", r->denied);
    json_f64(&w->j, "used_t", r->used);
    json_f64(&w->j, "expired_t", r->expired);
    json_f64(&w->j, "exempt_t", r->exempt);
    json_f64(&w->j, "most_backlog_t", r->backlog);
    put_month(w, "most_backlog_month", r->backlog > 0 ? r->backlog_when : -1);
    json_f64(&w->j, "last_backlog_t", r->backlog_last);
    json_f64(&w->j, "longest_wait_months", r->wait);
    json_i64(&w->j, "months_nothing_decided", r->idle);
    json_f64(&w->j, "most_rent_usd_t", r->rent_usd_t);
    json_f64(&w->j, "rent_usd", r->rent_usd);
    json_close(&w->j);
}

static void put_lanes(writer *w, const char *key, const simulate_lane *lane, int32_t n)
{
    const world *of = w->a->s->w;
    json_array(&w->j, key);
    for (int32_t i = 0; i < n; i++) {
        const base_lane *l = &w->a->s->b->lane[lane[i].lane];
        json_object(&w->j, NULL);
        json_text(&w->j, "material", of->material[l->material].id);
        json_text(&w->j, "from", of->place[l->from].id);
        json_text(&w->j, "to", of->place[l->to].id);
        json_f64(&w->j, "tonnes", lane[i].t);
        json_f64(&w->j, "base_tonnes", lane[i].base);
        json_f64(&w->j, "above_usd", lane[i].usd);
        json_bool(&w->j, "reexport", l->reexport);
        json_close(&w->j);
    }
    json_close(&w->j);
}

static void put_money(writer *w, const char *key, const simulate_path *p)
{
    json_object(&w->j, key);
    json_f64(&w->j, "usd", p->total);
    json_f64(&w->j, "base_usd", p->base_total);
    json_array(&w->j, "by_month_usd");
    for (int32_t k = 0; k < w->x->n; k++)
        json_f64(&w->j, NULL, p->x[k]);
    json_close(&w->j);
    json_close(&w->j);
}

static void put_worst(writer *w)
{
    const sim_month *m = w->a->s->month;
    json_object(&w->j, "certificate");
    if (w->x->n > 0) {
        json_f64(&w->j, "imbalance", m[w->x->worst_imbalance].imbalance);
        json_f64(&w->j, "complementarity_rel", m[w->x->worst_complementarity].complementarity_rel);
        json_f64(&w->j, "mass_balance", m[w->x->worst_mass].mass);
    }
    json_i64(&w->j, "newton_steps", w->x->newton);
    json_close(&w->j);
}

static void put_rerouted(writer *w)
{
    const simulate_sum *x = w->x;
    json_object(&w->j, "rerouted");
    put_lanes(w, "lanes", x->lane, x->n_lane);
    json_f64(&w->j, "reexported_t", x->reexport.total);
    json_f64(&w->j, "base_reexported_t", x->reexport.base_total);
    json_f64(&w->j, "smuggled_t", x->smuggled.total);
    put_lanes(w, "smuggled", x->smuggle, x->n_smuggle);
    json_close(&w->j);
}

static void put_summary(writer *w)
{
    const simulate_sum *x = w->x;
    buf say;
    buf_init(&say, &w->cx->al);
    simulate_say_headline(&say, w->a, x);
    json_object(&w->j, "summary");
    json_text(&w->j, "headline", buf_text(&say));
    json_bool(&w->j, "nothing_changes", x->nothing);
    put_exports(w, "exports", &x->exports);
    put_prices(w);
    put_short(w);
    put_stocks(w);
    json_array(&w->j, "licences");
    for (int32_t i = 0; i < x->n_queue; i++)
        put_queue(w, &x->queue[i]);
    json_close(&w->j);
    put_rerouted(w);
    put_money(w, "at_risk", &x->risk);
    put_money(w, "at_risk_pro_rata", &x->pro_rata);
    put_money(w, "revenue", &x->revenue);
    put_money(w, "revenue_all_goods", &x->revenue_all);
    if (x->ahead.x) {
        put_exports(w, "foresight_exports", &x->ahead);
        put_money(w, "foresight_at_risk", &x->risk_ahead);
    }
    put_worst(w);
    json_close(&w->j);
    w->b.failed |= !buf_ok(&say);
    buf_release(&say);
}

/* ---- the whole ---------------------------------------------------------------------------------- */

static void put_events(writer *w)
{
    const policy *p = w->a->s->p;
    char day[PERIOD_TEXT];
    json_array(&w->j, "sources");
    for (int32_t i = 0; i < p->n; i++) {
        const policy_event *e = &p->event[i];
        json_object(&w->j, NULL);
        json_i64(&w->j, "event", i + 1);
        json_text(&w->j, "kind", policy_kind_name(e->kind));
        json_text(&w->j, "start", day_text(day, e->start));
        json_text(&w->j, "end", e->end == INT32_MAX ? NULL : day_text(day, e->end));
        json_text(&w->j, "announced", day_text(day, e->announced));
        json_text(&w->j, "source", e->source);
        json_text(&w->j, "note", e->note);
        json_close(&w->j);
    }
    json_close(&w->j);
}

static void put_head(writer *w)
{
    const sim *s = w->a->s;
    char month[PERIOD_TEXT];
    json_i64(&w->j, "version", 1);
    json_text(&w->j, "scenario", s->p->name);
    json_text(&w->j, "title", s->p->title);
    json_text(&w->j, "against", w->a->against ? w->a->against->p->name : NULL);
    json_text(&w->j, "without", w->a->without);
    json_text(&w->j, "world", s->w->name);
    json_text(&w->j, "world_title", s->w->title);
    json_i64(&w->j, "base_year", s->w->base_year);
    json_text(&w->j, "start", month_text(month, s->p->start));
    json_f64(&w->j, "level", s->p->level);
    json_text(&w->j, "level_source", s->p->level_source);
    json_text(&w->j, "expectations", s->expect == SIM_FORESIGHT ? "foresight" : "adaptive");
    json_f64(&w->j, "expectation_gap", s->expect == SIM_FORESIGHT ? s->expectation_gap : NO_NUMBER);
    json_text(&w->j, "home", s->w->place[s->w->home].id);
    put_events(w);
}

gad_status simulate_write_json(gad_ctx *cx, const simulate_answer *a, const simulate_sum *x,
                               const gad_output *out)
{
    writer w = { .cx = cx, .a = a, .x = x, .out = out };
    buf_init(&w.b, &cx->al);
    json_start(&w.j, &w.b);
    json_object(&w.j, NULL);
    put_head(&w);
    put_months(&w);
    put_foresight(&w);
    put_summary(&w);
    json_close(&w.j);
    buf_char(&w.b, '\n');
    flush(&w, 0);
    buf_release(&w.b);
    return w.status;
}
