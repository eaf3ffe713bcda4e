/* market_sensitivity.c - layer 4: the question `market sensitivity`: what moves one price or level.
 *
 * Flow: solve -> one adjoint solve -> the numbers of the market by size of the derivative (problem/params.c). */
#include "report/market_write.h"

/* What is asked and what was found. */
typedef struct found_params {
    const char *outcome;
    outcome_ref ref;
    double value;
    gad_market_gradient g;
    param *list; /* [n], the largest first */
    int32_t n;
    int32_t shown;
} found_params;

/* ---- the adjoint solve ------------------------------------------------------------------------- */

static bool take_blocks(arena *mem, const gad_market_spec *spec, gad_market_gradient *g)
{
    g->block_c = arena_take(mem, (size_t)spec->n_block, sizeof *g->block_c);
    g->block_q = arena_take(mem, (size_t)spec->n_block, sizeof *g->block_q);
    if (!g->block_c || !g->block_q)
        return false;
    for (int32_t b = 0; b < spec->n_block; b++) {
        size_t n = (size_t)spec->numbers.block[b].n;
        g->block_c[b] = arena_take(mem, n, sizeof(double));
        g->block_q[b] = arena_take(mem, n * n, sizeof(double));
        if (!g->block_c[b] || !g->block_q[b])
            return false;
    }
    return true;
}

static bool take_gradient(arena *mem, const gad_market_spec *spec, gad_market_gradient *g)
{
    size_t n = (size_t)spec->n_node, m = (size_t)spec->n_activity, e = (size_t)spec->start[m];
    g->supply = arena_take(mem, n, sizeof(double));
    g->lower = arena_take(mem, m, sizeof(double));
    g->upper = arena_take(mem, m, sizeof(double));
    g->curve = arena_take(mem, m * GAD_CURVE_PARS, sizeof(double));
    g->price_factor = arena_take(mem, e, sizeof(double));
    g->one_sided = arena_take(mem, m, sizeof(bool));
    return g->supply && g->lower && g->upper && g->curve && g->price_factor && g->one_sided &&
           take_blocks(mem, spec, g);
}

static gad_status differentiate(gad_ctx *cx, solved_market *s, found_params *f)
{
    problem *p = &s->p;
    bool price = f->ref.is_price;
    double *weight =
        arena_take(&p->mem, (size_t)(price ? p->spec.n_node : p->spec.n_activity), sizeof *weight);
    if (!weight || !take_gradient(&p->mem, &p->spec, &f->g))
        return gad_nomem(cx, "sensitivities");
    weight[f->ref.index] = 1;
    gad_status st =
        gad_market_adjoint(cx, s->m, price ? weight : NULL, price ? NULL : weight, &f->g);
    if (st)
        return gad_wrap(cx, problem_blame(cx, p->file, st), "%s", f->outcome);
    f->list = params_list(&p->mem, p, &f->g, &f->n);
    return f->list ? GAD_OK : gad_nomem(cx, "sensitivities");
}

/* Relative change of the outcome per relative change of the number; NaN where that has no meaning. */
static double elasticity(const found_params *f, const param *q)
{
    double e = q->derivative * q->value / f->value;
    return q->value != 0 && isfinite(e) ? e : NO_NUMBER;
}

/* ---- writing ----------------------------------------------------------------------------------- */

static void json_list(json *j, const solved_market *s, const found_params *f, buf *path)
{
    json_array(j, "derivatives");
    for (int32_t i = 0; i < f->shown; i++) {
        buf_clear(path);
        param_path(path, &s->p, &f->list[i]);
        json_object(j, NULL);
        json_text(j, "parameter", buf_text(path));
        json_f64(j, "derivative", f->list[i].derivative);
        json_f64(j, "value", f->list[i].value);
        json_f64(j, "elasticity", elasticity(f, &f->list[i]));
        json_close(j);
    }
    json_close(j);
    json_i64(j, "n_derivatives", f->n);
    json_array(j, "kinks");
    for (int32_t k = 0; f->g.one_sided && k < s->p.spec.n_activity; k++)
        if (f->g.one_sided[k])
            json_text(j, NULL, s->p.spec.activity_id[k]);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const solved_market *s, const found_params *f,
                             const gad_output *out)
{
    buf b, path;
    json j;
    buf_init(&b, &cx->al);
    buf_init(&path, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_text(&j, "status", gad_market_status_text(s->a.report.status));
    json_text(&j, "outcome", f->outcome);
    json_f64(&j, "value", f->value);
    json_list(&j, s, f, &path);
    json_market_report(&j, &s->a.report, s);
    json_close(&j);
    b.failed |= !buf_ok(&path);
    buf_release(&path);
    return market_deliver(cx, &b, out);
}

static gad_status make_table(gad_ctx *cx, const solved_market *s, const found_params *f,
                             gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    buf path;
    if (!t)
        return GAD_E_NOMEM;
    buf_init(&path, &cx->al);
    table_column(t, "parameter", NULL, GAD_TEXT, -1);
    table_column(t, "derivative", NULL, GAD_F64, 6);
    table_column(t, "value", NULL, GAD_F64, 4);
    table_column(t, "elasticity", NULL, GAD_F64, 4);
    bool ok = true;
    for (int32_t i = 0; i < f->shown; i++) {
        buf_clear(&path);
        param_path(&path, &s->p, &f->list[i]);
        ok = ok && buf_ok(&path);
        table_text(t, buf_text(&path));
        table_f64(t, f->list[i].derivative);
        table_f64(t, f->list[i].value);
        table_f64(t, elasticity(f, &f->list[i]));
    }
    buf_release(&path);
    if (ok)
        return table_finish(cx, t, out);
    gad_table_free(t);
    return gad_nomem(cx, "sensitivities");
}

static void say_kinks(buf *b, const solved_market *s, const found_params *f)
{
    int32_t n = 0, first = -1;
    for (int32_t j = 0; f->g.one_sided && j < s->p.spec.n_activity; j++)
        if (f->g.one_sided[j]) {
            first = n ? first : j;
            n++;
        }
    if (n)
        buf_fmt(
            b,
            "%" PRId32
            " activit%s at a bound without a rent (%s%s): what moves such a level has another derivative on the other side\n",
            n, n == 1 ? "y is" : "ies are", s->p.spec.activity_id[first], n == 1 ? "" : ", ...");
}

static gad_status write_table(gad_ctx *cx, const solved_market *s, const found_params *f,
                              const gad_output *out)
{
    char num[NUM_TEXT];
    gad_table *t = NULL;
    buf b;
    gad_status st = make_table(cx, s, f, &t);
    if (st)
        return st;
    buf_init(&b, &cx->al);
    say_market_report(&b, &s->a.report, "so there is nothing to differentiate");
    if (s->a.report.status == GAD_SOLVED) {
        buf_fmt(
            &b,
            "%s is %s; %" PRId32 " of %" PRId32 " derivatives that are not 0, the largest first\n",
            f->outcome, num_people(num, f->value, market_decimals(&f->value, 1)), f->shown, f->n);
        say_kinks(&b, s, f);
        buf_char(&b, '\n');
        write_table_text(&b, t, out);
    }
    gad_table_free(t);
    return market_deliver(cx, &b, out);
}

static gad_status answer(gad_ctx *cx, solved_market *s, found_params *f, int32_t top,
                         const gad_output *out)
{
    gad_status st = outcome_find(cx, &s->p, f->outcome, &f->ref);
    if (st)
        return st;
    f->value = f->ref.is_price ? s->a.price[f->ref.index] : s->a.level[f->ref.index];
    if (s->a.report.status == GAD_SOLVED)
        st = differentiate(cx, s, f);
    f->shown = top > 0 ? MIN_OF(top, f->n) : f->n;
    if (st)
        return st;
    return out->format == GAD_AS_JSON ? write_json(cx, s, f, out) : write_table(cx, s, f, out);
}

gad_status gad_market_file_sensitivity(gad_ctx *cx, const char *path, const char *outcome_of,
                                       int32_t top, const gad_output *out,
                                       gad_market_status *outcome)
{
    solved_market s;
    found_params f = { .outcome = outcome_of };
    gad_status st = market_check_format(cx, out);
    if (!st && top < 0)
        st = gad_fail(cx, GAD_E_ARG, "top %" PRId32 " is negative: 0 lists all", top);
    if (st)
        return st;
    st = solved_market_make(cx, path, &s);
    if (!st)
        st = answer(cx, &s, &f, top, out);
    if (!st)
        *outcome = s.a.report.status;
    solved_market_release(&s);
    return st;
}
