/* risk.c - layer 4: the question `risk`: supply-risk indicators for a panel of countries and years.
 *
 * Flow of gad_risk: options to a query (risk_read_options) -> risk_load (trade/) -> the table asked for
 * (risk_tables.c) -> a page, JSON (risk_page.c) or the flat table. */
#include "report/risk_page.h"

/* ---- the story -------------------------------------------------------------------------------- */

static gad_status make_table(gad_ctx *cx, const risk_answer *a, bool people, gad_table **out)
{
    switch (a->show) {
    case SHOW_INPUTS:
        return risk_table_inputs(cx, a, out);
    case SHOW_CHAIN:
        return risk_table_chain(cx, a, people, out);
    case SHOW_INDICATORS:
        break;
    }
    return risk_table_indicators(cx, a, people, out);
}

static gad_status write_answer(gad_ctx *cx, const risk_answer *a, const gad_output *out)
{
    gad_table *t = NULL;
    bool people = out->format == GAD_AS_TABLE || out->format == GAD_AS_MD;
    gad_status status = make_table(cx, a, people, &t);
    if (status)
        return status;
    if (people)
        status = risk_write_page(cx, a, t, out);
    else if (out->format == GAD_AS_JSON)
        status = risk_write_json(cx, a, t, out);
    else
        status = gad_table_write(cx, t, out);
    gad_table_free(t);
    return status;
}

/* Nothing at all is known of any country and year: say what is missing instead of an empty table. */
static gad_status refuse_nothing(gad_ctx *cx, const risk_answer *a)
{
    for (int32_t i = 0; i < a->p.n; i++) {
        const risk_cell *c = &a->p.at[i];
        if (c->output.n || c->origins.n || risk_find_input(c, "import reliance as published"))
            return GAD_OK;
        for (int32_t k = 0; k < c->n_stage; k++)
            if (c->stage[k].origins.n || c->stage[k].world.n)
                return GAD_OK;
    }
    const risk_cell *c = &a->p.at[0];
    return gad_fail(
        cx, GAD_E_NOTFOUND,
        "nothing is held to judge the supply of '%s' by: %s; %s ('gadolin sources --product %s' shows what is held)",
        a->q.product.id, c->output.why, c->origins.why, a->q.product.id);
}

gad_status gad_risk(gad_ctx *cx, gad_store *store, const gad_risk_opts *opts, const gad_output *out)
{
    arena mem;
    gad_risk_opts plain = gad_risk_defaults();
    risk_answer *a = NULL;
    arena_init(&mem, &cx->al);
    gad_status status = GAD_OK;
    if (!(a = arena_take(&mem, 1, sizeof *a)))
        status = gad_nomem(cx, "supply risk");
    if (!status)
        status = risk_read_options(cx, store, &mem, opts ? opts : &plain, a);
    if (!status)
        status = risk_load(cx, store, &mem, &a->q, &a->p);
    if (!status)
        status = refuse_nothing(cx, a);
    if (!status)
        status = write_answer(cx, a, out);
    arena_release(&mem);
    return status;
}
