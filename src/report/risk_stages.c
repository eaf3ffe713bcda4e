/* risk_stages.c - layer 4: the table of `risk --show chain`: dependence through processing, stage by stage. */
#include "report/risk_page.h"

static double pct(double share)
{
    return 100 * share;
}

/* "CHN 38.7 % of rare-earth-metals, EUR (Eurostat Comext)" */
static bool put_origin(gad_ctx *cx, gad_table *t, const chain_row *r)
{
    char share[NUM_TEXT];
    buf b;
    buf_init(&b, &cx->al);
    if (r->origins.n)
        buf_fmt(&b, "%s %s %% of %s, %s (%s)", r->origins.at[0].who.id,
                num_people(share, pct(r->origins.at[0].amount / r->origins.total), 1),
                r->way->q.product.id, r->origins.unit, r->origins.at[0].f.source);
    bool ok = buf_ok(&b);
    if (ok)
        table_text(t, r->origins.n ? buf_text(&b) : NULL);
    buf_release(&b);
    return ok;
}

/* "CHN 92.0 % of magnet-rare-earths-refined in 2023" */
static bool put_producer(gad_ctx *cx, gad_table *t, const chain_row *r)
{
    char share[NUM_TEXT];
    buf b;
    buf_init(&b, &cx->al);
    if (r->world.n)
        buf_fmt(&b, "%s %s %% of %s in %" PRId32, r->world.at[0].who.id,
                num_people(share, pct(r->world.at[0].amount / r->world.total), 1), r->world_of,
                r->world_year);
    bool ok = buf_ok(&b);
    if (ok)
        table_text(t, r->world.n ? buf_text(&b) : NULL);
    buf_release(&b);
    return ok;
}

static void put_parts(gad_table *t, const chain_row *r, bool people)
{
    table_f64(t, r->held ? pct(r->parts.through) : NO_NUMBER); /* nothing seen is not 0 */
    if (!people) {
        table_f64(t, r->held ? pct(r->direct) : NO_NUMBER);
        table_f64(t, r->held ? pct(r->parts.through - r->direct) : NO_NUMBER);
    }
    table_f64(t, pct(r->parts.through_assumed));
    if (!people)
        table_f64(t, pct(r->parts.elsewhere));
    table_f64(t, pct(r->parts.elsewhere_assumed + (people ? r->parts.elsewhere : 0)));
    table_f64(t, pct(chain_unknown(&r->parts)));
    table_text(t, r->of_imports ? "imports" : r->held ? "supply" : "world output");
}

static bool put_stage(gad_ctx *cx, gad_table *t, const risk_cell *c, const chain_row *r,
                      bool people)
{
    table_text(t, c->who.who.id);
    table_i64(t, c->year);
    table_i64(t, r->link->stage);
    table_text(t, r->link->name);
    put_parts(t, r, people);
    if (people)
        return put_origin(cx, t, r) && put_producer(cx, t, r);
    table_text(t, r->origins.n ? r->way->q.product.id : NULL);
    table_text(t, r->origins.n ? r->origins.unit : NULL);
    table_text(t, r->origins.n ? r->origins.at[0].who.id : NULL);
    table_f64(t, r->origins.n ? pct(r->origins.at[0].amount / r->origins.total) : NO_NUMBER);
    table_text(t, r->origins.n ? r->origins.edition : NULL);
    table_text(t, r->origins.n ? NULL : r->origins.why);
    table_text(t, r->world.n ? r->world_of : NULL);
    table_text(t, r->world.n ? r->world.edition : NULL);
    if (r->world.n)
        table_i64(t, r->world_year);
    else
        table_null(t);
    table_text(t, r->world.n ? r->world.at[0].who.id : NULL);
    table_f64(t, r->world.n ? pct(r->world.at[0].amount / r->world.total) : NO_NUMBER);
    return true;
}

static void chain_columns(gad_table *t, bool people)
{
    table_column(t, "country", "country", GAD_TEXT, -1);
    table_column(t, "year", "year", GAD_I64, -1);
    table_column(t, "stage", "stage", GAD_I64, -1);
    table_column(t, "stage_name", "made", GAD_TEXT, -1);
    table_column(t, "through_pct", "through, %", GAD_F64, 1);
    if (!people) {
        table_column(t, "through_direct_pct", "direct, %", GAD_F64, 1);
        table_column(t, "through_indirect_pct", "indirect, %", GAD_F64, 1);
    }
    table_column(t, "through_assumed_pct", "assumed, %", GAD_F64, 1);
    if (!people)
        table_column(t, "elsewhere_pct", "elsewhere, %", GAD_F64, 1);
    table_column(t, people ? "elsewhere_pct" : "elsewhere_assumed_pct", "elsewhere, %", GAD_F64, 1);
    table_column(t, "unknown_pct", "unknown, %", GAD_F64, 1);
    table_column(t, "of", "of", GAD_TEXT, -1);
    if (people) {
        table_column(t, "imports", "largest origin", GAD_TEXT, -1);
        table_column(t, "production", "largest producer", GAD_TEXT, -1);
        return;
    }
    table_column(t, "import_product", "imports of", GAD_TEXT, -1);
    table_column(t, "import_unit", "unit", GAD_TEXT, -1);
    table_column(t, "import_largest", "origin", GAD_TEXT, -1);
    table_column(t, "import_largest_pct", "origin, %", GAD_F64, 1);
    table_column(t, "import_source", "imports from", GAD_TEXT, -1);
    table_column(t, "import_why", "why not", GAD_TEXT, -1);
    table_column(t, "production_product", "production of", GAD_TEXT, -1);
    table_column(t, "production_source", "production from", GAD_TEXT, -1);
    table_column(t, "production_year", "of year", GAD_I64, -1);
    table_column(t, "production_largest", "producer", GAD_TEXT, -1);
    table_column(t, "production_largest_pct", "producer, %", GAD_F64, 1);
}

gad_status risk_table_chain(gad_ctx *cx, const risk_answer *a, bool people, gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    bool ok = true;
    if (!t)
        return GAD_E_NOMEM;
    chain_columns(t, people);
    for (int32_t i = 0; i < a->p.n; i++) {
        const risk_cell *c = &a->p.at[i];
        for (int32_t k = 0; k < c->n_stage && ok; k++)
            if (!members_has(&c->who, a->q.target.number))
                ok = put_stage(cx, t, c, &c->stage[k], people);
    }
    if (!ok) {
        gad_table_free(t);
        return gad_nomem(cx, "the chain");
    }
    return table_finish(cx, t, out);
}
