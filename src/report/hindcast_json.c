/* hindcast_json.c - layer 4: a hindcast as JSON; the shape is documented in docs/json/hindcast.md. No time and no path of a
 * run is told, so that equal runs are equal bytes. */
#include "report/hindcast_page.h"

static void put_month(json *j, const char *key, int32_t month)
{
    char text[PERIOD_TEXT];
    json_text(j, key, month_text(text, month));
}

static void put_observed(json *j, const hindcast *h)
{
    json_array(j, "observed");
    for (int32_t k = 0; k < HINDCAST_MONTHS; k++) {
        json_object(j, NULL);
        put_month(j, "month", HINDCAST_FROM + k);
        json_f64(j, "tonnes", h->observed[k]);
        json_f64(j, "year_before_tonnes", h->year_ago[k]);
        json_close(j);
    }
    json_close(j);
}

static void put_fit(json *j, const hindcast *h)
{
    json_object(j, "fitted");
    json_f64(j, "clearance_days", h->fit.x[0]);
    json_f64(j, "review_frac", h->fit.x[1]);
    json_i64(j, "runs", h->fit.runs);
    json_bool(j, "settled", h->fit.settled);
    json_object(j, "scenario_file");
    json_f64(j, "clearance_days", h->given[0]);
    json_f64(j, "review_frac", h->given[1]);
    json_bool(j, "differs", h->given_differs);
    json_close(j);
    json_close(j);
    json_array(j, "in_sample");
    for (int32_t k = 0; k < HINDCAST_FIT; k++) {
        json_object(j, NULL);
        put_month(j, "month", HINDCAST_FROM + k);
        json_f64(j, "observed_tonnes", h->observed[k]);
        json_f64(j, "tonnes", h->score[HINDCAST_MODEL].t[k]);
        json_f64(j, "error_pct", 100 * h->fit.residual[k]);
        json_close(j);
    }
    json_close(j);
    json_bool(j, "in_sample_within_10_pct", hindcast_in_sample_close(h));
}

static void put_score(json *j, const hindcast *h, hindcast_variant v)
{
    const hindcast_score *s = &h->score[v];
    buf what;
    buf_init(&what, j->out->al);
    hindcast_say_variant(&what, h, v);
    j->out->failed |= !buf_ok(&what);
    json_object(j, NULL);
    json_text(j, "variant", hindcast_variant_name(v));
    json_text(j, "what", buf_text(&what));
    json_bool(j, "is_forecast", v != HINDCAST_BEST_CONSTANT);
    json_f64(j, "mae_t_month", s->error_t);
    json_f64(j, "bias_t_month", hindcast_bias(h, v));
    json_text(j, "failed", s->failed);
    json_array(j, "months");
    for (int32_t k = HINDCAST_FIT; k < HINDCAST_MONTHS; k++) {
        json_object(j, NULL);
        put_month(j, "month", HINDCAST_FROM + k);
        json_f64(j, "tonnes", s->t[k]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
    buf_release(&what);
}

static void put_scores(json *j, const hindcast *h)
{
    json_object(j, "aim");
    json_text(j, "best_naive", hindcast_variant_name(h->beaten));
    json_f64(j, "mae_t_month", hindcast_aim * h->score[h->beaten].error_t);
    json_bool(j, "met", hindcast_aim_met(h));
    json_close(j);
    json_array(j, "scores");
    for (int32_t v = 0; v < HINDCAST_VARIANTS; v++)
        put_score(j, h, (hindcast_variant)v);
    json_close(j);
}

static void put_errors(json *j, const char *key, const hindcast_errors *e)
{
    json_object(j, key);
    json_i64(j, "months", e->n);
    json_f64(j, "model", e->model);
    json_i64(j, "months_2024_known", e->n_beside);
    json_f64(j, "model_2024_known", e->model_beside);
    json_f64(j, "naive_year_ago", e->year_ago);
    json_close(j);
}

static void put_place(json *j, const hindcast_place *p)
{
    json_object(j, NULL);
    json_text(j, "to", p->to);
    put_errors(j, "mae_t_month", &p->of_t);
    put_errors(j, "mae_share", &p->of_share);
    json_array(j, "months");
    for (int32_t k = 0; k < HINDCAST_MONTHS; k++) {
        json_object(j, NULL);
        put_month(j, "month", HINDCAST_FROM + k);
        json_bool(j, "scored", k >= HINDCAST_FIT && IS_NUMBER(p->t.observed[k]));
        json_f64(j, "observed_tonnes", p->t.observed[k]);
        json_f64(j, "tonnes", p->t.model[k]);
        json_f64(j, "year_before_tonnes", p->t.year_ago[k]);
        json_f64(j, "observed_share", p->share.observed[k]);
        json_f64(j, "share", p->share.model[k]);
        json_f64(j, "year_before_share", p->share.year_ago[k]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void put_places(json *j, const hindcast *h)
{
    json_object(j, "destinations");
    put_errors(j, "mae_t_month", &h->all_t);
    put_errors(j, "mae_share", &h->all_share);
    json_array(j, "places");
    for (int32_t i = 0; i < h->n_place; i++)
        put_place(j, &h->place[i]);
    json_close(j);
    json_close(j);
}

static void put_gap_months(json *j, const hindcast_gap *g)
{
    json_array(j, "months");
    for (int32_t k = 0; k < HINDCAST_MONTHS; k++) {
        bool known = IS_NUMBER(g->observed[k]);
        json_object(j, NULL);
        put_month(j, "month", HINDCAST_FROM + k);
        json_f64(j, "observed", g->observed[k]);
        json_f64(j, "model", g->model[k]);
        if (known)
            put_month(j, "inside_of", g->inside[k]);
        else
            json_null(j, "inside_of");
        json_close(j);
    }
    json_close(j);
}

static void put_gaps(json *j, const hindcast *h)
{
    json_object(j, "price_gaps");
    json_i64(j, "months", h->n_gap_months);
    json_f64(j, "factor_off", h->gap_factor);
    json_f64(j, "factor_off_base", h->gap_factor_base);
    json_text(j, "note", "outside over inside; prices outside are asked prices, little traded");
    json_array(j, "materials");
    for (int32_t i = 0; i < h->n_gap; i++) {
        json_object(j, NULL);
        json_text(j, "material", h->w->material[h->gap[i].material].id);
        json_text(j, "to", h->gap[i].to);
        json_f64(j, "base", h->gap[i].base);
        put_gap_months(j, &h->gap[i]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void put_path(json *j, const char *key, hindcast_shape s)
{
    json_object(j, key);
    put_month(j, "trough", HINDCAST_FROM + s.trough);
    json_f64(j, "trough_on_year_before_pct", 100 * s.depth);
    if (s.recovered < 0)
        json_null(j, "recovered");
    else
        put_month(j, "recovered", HINDCAST_FROM + s.recovered);
    json_close(j);
}

static void put_shape(json *j, const hindcast *h)
{
    json_object(j, "shape");
    json_f64(j, "correlation", h->correlation);
    json_f64(j, "correlation_forecast", h->correlation_scored);
    json_f64(j, "correlation_of_changes", h->change_correlation);
    json_i64(j, "changes_same_way", h->same_way);
    json_i64(j, "changes", HINDCAST_MONTHS - HINDCAST_FIT);
    put_path(j, "observed", h->shape_observed);
    put_path(j, "model", h->shape_model);
    json_close(j);
}

gad_status hindcast_write_json(gad_ctx *cx, const hindcast *h, const gad_output *out)
{
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "world", h->w->name);
    json_text(&j, "scenario", h->p->name);
    json_text(&j, "expectations", "adaptive");
    json_text(&j, "from", h->w->place[h->w->home].id);
    json_text(&j, "goods", h->w->headline);
    put_observed(&j, h);
    put_fit(&j, h);
    put_scores(&j, h);
    json_f64(&j, "no_queue_cut", h->plain_cut);
    put_places(&j, h);
    put_gaps(&j, h);
    put_shape(&j, h);
    json_close(&j);
    gad_status st = write_buf(cx, &b, out);
    buf_release(&b);
    return st;
}
