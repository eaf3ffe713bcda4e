/* risk_tables.c - layer 4: the three tables of `risk`: indicators, the numbers that went in, stages. */
#include "report/risk.h"

static double pct(double share)
{
    return 100 * share;
}

/* ---- indicators ------------------------------------------------------------------------------- */

/* Texts beside the numbers: who the largest are, and where it is from. */
typedef const char *text_fn(const risk_answer *a, const risk_cell *c);

static const char *largest_producer(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return c->output.n ? c->output.at[0].who.id : NULL;
}

static const char *largest_origin(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return c->origins.n ? c->origins.at[0].who.id : NULL;
}

static const char *output_from(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return c->output.n ? c->output.edition : NULL;
}

static const char *output_product(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return c->output.n ? c->output_of : NULL;
}

static const char *origins_from(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return c->origins.n ? c->origins.edition : NULL;
}

static const char *origins_product(const risk_answer *a, const risk_cell *c)
{
    return !c->origins.n ? NULL : c->way ? c->way->q.product.id : a->q.product.id;
}

static const char *origins_unit(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return c->origins.n ? c->origins.unit : NULL;
}

static const char *through_whom(const risk_answer *a, const risk_cell *c)
{
    (void)c;
    return a->q.target.id;
}

static const char *through_of(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    if (!c->n_stage || !IS_NUMBER(c->v[RISK_THROUGH].x))
        return NULL;
    return c->stage[c->n_stage - 1].of_imports ? "imports" : "supply";
}

static const struct {
    risk_id before; /* stands before this number; RISK_COUNT: at the end */
    const char *name, *title;
    bool people; /* also on the first screen */
    text_fn *text;
} texts[] = {
    { RISK_OUTPUT_N1, "production_largest", "producer", true, largest_producer },
    { RISK_IMPORT_N1, "import_largest", "origin", true, largest_origin },
    { RISK_THROUGH, "through_country", "through whom", false, through_whom },
    { RISK_THROUGH, "through_of", "of", false, through_of },
    { RISK_COUNT, "production_product", "production of", false, output_product },
    { RISK_COUNT, "production_source", "production from", false, output_from },
    { RISK_COUNT, "import_product", "imports of", false, origins_product },
    { RISK_COUNT, "import_unit", "unit", false, origins_unit },
    { RISK_COUNT, "import_source", "imports from", false, origins_from },
};

static bool is_known(const risk_answer *a, int32_t id)
{
    for (int32_t i = 0; i < a->p.n; i++)
        if (IS_NUMBER(a->p.at[i].v[id].x))
            return true;
    return false;
}

/* People see what is known, and of dependence the parts, not how they split up. */
static bool is_shown(const risk_answer *a, int32_t id, bool people)
{
    if (!people)
        return true;
    return is_known(a, id) && id != RISK_HHI_GS && id != RISK_HHI_EU && id != RISK_GPR_IMPORT &&
           id != RISK_DIRECT;
}

static bool is_text_shown(const risk_answer *a, int32_t k, bool people)
{
    return !people ||
           (texts[k].people && texts[k].before < RISK_COUNT && is_shown(a, texts[k].before, true));
}

static void put_number_column(gad_table *t, const risk_answer *a, int32_t id)
{
    char title[64];
    snprintf(title, sizeof title, "%s", risk_defs[id].title);
    if (id == RISK_THROUGH)
        snprintf(title, sizeof title, "through %.20s, %%", a->q.target.id);
    table_column(t, risk_defs[id].name, title, GAD_F64, risk_defs[id].decimals);
}

static void put_columns(gad_table *t, const risk_answer *a, bool people)
{
    for (int32_t id = 0; id <= RISK_COUNT; id++) {
        for (int32_t k = 0; k < COUNT_OF(texts); k++)
            if ((int32_t)texts[k].before == id && is_text_shown(a, k, people))
                table_column(t, texts[k].name, texts[k].title, GAD_TEXT, -1);
        if (id < RISK_COUNT && is_shown(a, id, people))
            put_number_column(t, a, id);
    }
}

static void put_cells(gad_table *t, const risk_answer *a, const risk_cell *c, bool people)
{
    for (int32_t id = 0; id <= RISK_COUNT; id++) {
        for (int32_t k = 0; k < COUNT_OF(texts); k++)
            if ((int32_t)texts[k].before == id && is_text_shown(a, k, people))
                table_text(t, texts[k].text(a, c));
        if (id < RISK_COUNT && is_shown(a, id, people))
            table_f64(t, c->v[id].x);
    }
}

/* Every figure that is missing, with its reason, in one cell: "eu_sr: ...; import_hhi: ...". */
static bool put_why(gad_ctx *cx, gad_table *t, const risk_cell *c)
{
    buf b;
    buf_init(&b, &cx->al);
    for (int32_t id = 0; id < RISK_COUNT; id++)
        if (!IS_NUMBER(c->v[id].x))
            buf_fmt(&b, "%s%s: %s", buf_text(&b)[0] ? "; " : "", risk_defs[id].name, c->v[id].why);
    bool ok = buf_ok(&b);
    if (ok)
        table_text(t, buf_text(&b)[0] ? buf_text(&b) : NULL);
    buf_release(&b);
    return ok;
}

gad_status risk_table_indicators(gad_ctx *cx, const risk_answer *a, bool people, gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    bool ok = true;
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "country", "country", GAD_TEXT, -1);
    if (!people)
        table_column(t, "name", "name", GAD_TEXT, -1);
    table_column(t, "year", "year", GAD_I64, -1);
    put_columns(t, a, people);
    if (!people)
        table_column(t, "why_missing", "why missing", GAD_TEXT, -1);
    for (int32_t i = 0; i < a->p.n && ok; i++) {
        const risk_cell *c = &a->p.at[i];
        table_text(t, c->who.who.id);
        if (!people)
            table_text(t, c->who.who.name);
        table_i64(t, c->year);
        put_cells(t, a, c, people);
        if (!people)
            ok = put_why(cx, t, c);
    }
    if (!ok) {
        gad_table_free(t);
        return gad_nomem(cx, "the indicators");
    }
    return table_finish(cx, t, out);
}

/* ---- inputs ----------------------------------------------------------------------------------- */

typedef struct entry {
    const char *what, *product, *id, *name, *unit;
    double amount, share_pct;
    const figure *f;
} entry;

static void put_entry(gad_table *t, const risk_cell *c, const entry *e)
{
    char day[PERIOD_TEXT];
    bool dated = e->f && e->f->published != INT32_MIN;
    table_text(t, c->who.who.id);
    table_i64(t, c->year);
    table_text(t, e->what);
    table_text(t, e->product);
    table_text(t, e->id);
    table_text(t, e->name);
    table_f64(t, e->amount);
    table_text(t, e->unit);
    table_f64(t, e->share_pct);
    table_text(t, e->f && *e->f->source ? e->f->source : NULL);
    table_text(t, dated ? day_text(day, e->f->published) : NULL);
    table_text(t, e->f && *e->f->url ? e->f->url : NULL);
    table_text(t, e->f && *e->f->note ? e->f->note : NULL);
}

static void put_list(gad_table *t, const risk_cell *c, const char *what, const char *product,
                     const supplies *s)
{
    for (int32_t i = 0; i < s->n; i++)
        put_entry(t, c,
                  &(entry){ what, product, s->at[i].who.id, s->at[i].who.name, s->unit,
                            s->at[i].amount, pct(s->at[i].amount / s->total), &s->at[i].f });
    if (s->n && s->rest > 0)
        put_entry(t, c,
                  &(entry){ what, product, NULL, "attributed to nobody", s->unit, s->rest,
                            pct(s->rest / s->total), NULL });
    if (s->n)
        put_entry(t, c,
                  &(entry){ what, product, NULL, "total that shares refer to", s->unit, s->total,
                            100, s->whole.kind == FIGURE_NONE ? NULL : &s->whole });
}

static void put_governance(gad_table *t, const risk_answer *a, const risk_cell *c)
{
    const supplies *const lists[] = { &c->output, &c->origins };
    for (int32_t k = 0; k < COUNT_OF(lists) && a->q.governance; k++)
        for (int32_t i = 0; i < lists[k]->n; i++) {
            const country_ref *who = &lists[k]->at[i].who;
            const governance_row *g = governance_find_number(a->q.governance, who->number, c->year);
            figure f = {
                .source = a->governance.file, .url = "", .note = "", .published = INT32_MIN
            };
            if (g && !(k == 1 && supplies_amount(lists[0], who->number) > 0))
                put_entry(t, c,
                          &(entry){ "governance", NULL, who->id, who->name,
                                    governance_scale_name(g->scale), g->value, NO_NUMBER, &f });
        }
}

gad_status risk_table_inputs(gad_ctx *cx, const risk_answer *a, gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "country", "country", GAD_TEXT, -1);
    table_column(t, "year", "year", GAD_I64, -1);
    table_column(t, "input", "input", GAD_TEXT, -1);
    table_column(t, "product", "product", GAD_TEXT, -1);
    table_column(t, "of", "of", GAD_TEXT, -1);
    table_column(t, "of_name", "name", GAD_TEXT, -1);
    table_column(t, "amount", "amount", GAD_F64, -1);
    table_column(t, "unit", "unit", GAD_TEXT, -1);
    table_column(t, "share_pct", "share, %", GAD_F64, 1);
    table_column(t, "source", "source", GAD_TEXT, -1);
    table_column(t, "published", "published", GAD_TEXT, -1);
    table_column(t, "url", "address", GAD_TEXT, -1);
    table_column(t, "note", "note", GAD_TEXT, -1);
    for (int32_t i = 0; i < a->p.n; i++) {
        const risk_cell *c = &a->p.at[i];
        put_list(t, c, "production", c->output_of, &c->output);
        put_list(t, c, "imports", c->way ? c->way->q.product.id : a->q.product.id, &c->origins);
        for (int32_t k = 0; k < c->n_input; k++)
            if (IS_NUMBER(c->input[k].amount))
                put_entry(t, c,
                          &(entry){ c->input[k].what, a->q.product.id, c->who.who.id,
                                    c->who.who.name, c->input[k].unit, c->input[k].amount,
                                    NO_NUMBER, &c->input[k].f });
        put_governance(t, a, c);
    }
    return table_finish(cx, t, out);
}

/* ---- stages of the chain ---------------------------------------------------------------------- */

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
    table_f64(t, pct(r->parts.through));
    if (!people) {
        table_f64(t, pct(r->direct));
        table_f64(t, pct(r->parts.through - r->direct));
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
