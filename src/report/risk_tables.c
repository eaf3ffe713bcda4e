/* risk_tables.c - layer 4: the tables of `risk`: the indicators, and the numbers that went in. */
#include "report/risk_page.h"

static double pct(double share)
{
    return 100 * share;
}

/* ---- indicators ------------------------------------------------------------------------------- */

/* Texts beside the numbers: who the largest are, and where it is from. */
typedef const char *text_fn(const risk_answer *a, const risk_cell *c);

/* Nobody is the largest while more is attributed to nobody. */
static const char *largest_producer(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return IS_NUMBER(c->v[RISK_OUTPUT_N1].x) ? c->output.at[0].who.id : NULL;
}

static const char *largest_origin(const risk_answer *a, const risk_cell *c)
{
    (void)a;
    return IS_NUMBER(c->v[RISK_IMPORT_N1].x) ? c->origins.at[0].who.id : NULL;
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
    return !people || (texts[k].people && texts[k].before != RISK_COUNT &&
                       is_shown(a, (int32_t)texts[k].before, true));
}

static void put_number_column(gad_table *t, const risk_answer *a, int32_t id)
{
    char title[64];
    snprintf(title, sizeof title, "%s", risk_defs[id].title);
    if (id == RISK_THROUGH)
        snprintf(title, sizeof title, "through %.20s, %%", a->q.target.id);
    if (id == RISK_ASSUMED)
        snprintf(title, sizeof title, "assumed %.20s, %%", a->q.target.id);
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
            char note[32] = "holds for every year";
            if (g && g->year != INT32_MIN)
                snprintf(note, sizeof note, "of %" PRId32 ", line %" PRId64, g->year, g->line);
            figure f = {
                .source = a->governance.file, .url = "", .note = note, .published = INT32_MIN
            };
            if (g && !(k == 1 && supplies_amount(lists[0], who->number) > 0))
                put_entry(t, c,
                          &(entry){ "governance", NULL, who->id, who->name,
                                    governance_scale_name(g->scale), g->value, NO_NUMBER, &f });
        }
}

/* The stages before the product's own: what this country buys there, and the producers. */
static void put_stages(gad_table *t, const risk_cell *c)
{
    char what[64];
    for (int32_t k = 0; k < c->n_stage; k++) {
        const chain_row *r = &c->stage[k];
        bool own = k == c->n_stage - 1;
        snprintf(what, sizeof what, "imports, stage %" PRId32, k + 1);
        if (!own && r->origins.n)
            put_list(t, c, what, r->way->q.product.id, &r->origins);
        snprintf(what, sizeof what, "production %" PRId32 ", stage %" PRId32, r->world_year, k + 1);
        if (r->world.n && !(own && STR_EQ(r->world_of, c->output_of) && r->world_year == c->year))
            put_list(t, c, what, r->world_of, &r->world);
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
        put_stages(t, c);
    }
    return table_finish(cx, t, out);
}
