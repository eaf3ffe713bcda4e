/* risk_page.c - layer 4: the answer of `risk` as a page for people, and as JSON.
 *
 * Order of the page: what, the table, how to read it, each formula with its numbers (of few rows), what
 * is not known and why, what to know about the figures. */
#include "report/risk_page.h"

/* Formulas are spelled out for at most this many countries and years; --show inputs has all. */
enum { SPELLED_MAX = 3 };

static const struct {
    const char *title, *head;
} shows[] = { [SHOW_INDICATORS] = { "supply risk", "" },
              [SHOW_INPUTS] = { "what went into the indicators", "" },
              [SHOW_CHAIN] = { "dependence through processing", "" } };

static void say_head(buf *b, const risk_answer *a, bool md)
{
    buf_fmt(b, "%s%s: %s of ", md ? "## " : "", a->q.product.name, shows[a->show].title);
    for (int32_t i = 0; i < a->q.n_country; i++)
        buf_fmt(b, "%s%s", i ? ", " : "", a->q.country[i].name);
    buf_fmt(b, ", %s%s\n", a->years, md ? "\n" : "");
}

/* ---- where the figures are from --------------------------------------------------------------- */

static bool same_producers(const risk_answer *a, int32_t y, int32_t z)
{
    const supplies *s = &a->p.at[y].output, *t = &a->p.at[z].output;
    return s->n && t->n && STR_EQ(s->edition, t->edition) && STR_EQ(s->note, t->note);
}

/* Edition and note of the producers, which are the same for every country, with the years they hold for. */
static void say_producers(buf *b, const risk_answer *a)
{
    for (int32_t y = 0; y < a->q.n_year; y++) {
        const supplies *s = &a->p.at[y].output;
        bool told = s->n == 0;
        for (int32_t z = 0; z < y && !told; z++)
            told = same_producers(a, z, y);
        if (told)
            continue;
        buf_fmt(b, "production %" PRId32, a->q.year[y]);
        for (int32_t z = y + 1; z < a->q.n_year; z++)
            if (same_producers(a, y, z))
                buf_fmt(b, ", %" PRId32, a->q.year[z]);
        buf_fmt(b, ": %s%s%s\n", s->edition, *s->note ? "; " : "", s->note);
    }
}

/* Which report of imports counts, by country; the same words once. */
static void say_reports(buf *b, const risk_answer *a)
{
    for (int32_t i = 0; i < a->p.n; i++) {
        const supplies *s = &a->p.at[i].origins;
        bool told = s->n == 0;
        for (int32_t k = 0; k < i && !told; k++)
            told = a->p.at[k].origins.n && STR_EQ(a->p.at[k].origins.edition, s->edition);
        if (told)
            continue;
        buf_add(b, "imports of ");
        const char *last = NULL;
        for (int32_t k = i; k < a->p.n; k++) {
            const risk_cell *c = &a->p.at[k];
            bool here = c->origins.n && STR_EQ(c->origins.edition, s->edition);
            if (here && !(last && STR_EQ(last, c->who.who.id))) {
                buf_fmt(b, "%s%s", last ? ", " : "", c->who.who.id);
                last = c->who.who.id;
            }
        }
        buf_fmt(b, ": %s\n", s->edition);
    }
}

static void say_sources(buf *b, const risk_answer *a)
{
    if (a->show != SHOW_INDICATORS) /* the other tables have them in columns */
        return;
    say_producers(b, a);
    say_reports(b, a);
}

/* ---- how to read it --------------------------------------------------------------------------- */

/* Whether any country but the one that dependence is on has its dependence told. */
static bool tells_dependence(const risk_answer *a)
{
    for (int32_t i = 0; i < a->p.n; i++)
        if (a->p.at[i].n_stage && !members_has(&a->p.at[i].who, a->q.target.number))
            return true;
    return false;
}

static bool knows(const risk_answer *a, int32_t id)
{
    for (int32_t i = 0; i < a->p.n; i++)
        if (IS_NUMBER(a->p.at[i].v[id].x))
            return true;
    return false;
}

static void say_through(buf *b, const risk_answer *a)
{
    const char *who = a->q.target.prose;
    if (!tells_dependence(a))
        return;
    if (a->show == SHOW_CHAIN || knows(a, RISK_THROUGH)) /* the column is there */
        buf_fmt(
            b,
            "through: came from %s or was made of what passed through %s, as far as trade shows\n",
            who, who);
    buf_fmt(
        b,
        "assumed: came from %s or passed through it as well, if, where imports are not held, producers "
        "use their own output and all others buy in proportion to the world's output\n",
        who);
    buf_add(b, "elsewhere: did not, as seen or so assumed; unknown: neither can be said\n");
}

static void say_formulas(buf *b, const risk_answer *a)
{
    for (int32_t i = 0; i < a->p.n && a->p.n <= SPELLED_MAX; i++) {
        const risk_cell *c = &a->p.at[i];
        buf_fmt(b, "\n%s %" PRId32 "\n", c->who.who.name, c->year);
        for (int32_t id = 0; id < RISK_COUNT; id++) {
            char x[NUM_TEXT];
            if (!IS_NUMBER(c->v[id].x) || !*c->v[id].numbers)
                continue;
            buf_fmt(b, "  %s %s = %s  [%s]\n", risk_defs[id].name,
                    num_people(x, c->v[id].x, risk_defs[id].decimals), c->v[id].numbers,
                    risk_defs[id].formula);
        }
    }
    if (a->p.n > SPELLED_MAX)
        buf_add(
            b,
            "formulas and numbers: ask for one country and year, or -o json; --show inputs lists every number with its source\n");
}

/* ---- what to know about the figures ----------------------------------------------------------- */

static bool note_before(const risk_answer *a, int32_t cell, const char *note)
{
    for (int32_t i = 0; i < cell; i++)
        if (STR_EQ(a->p.at[i].origins.note, note))
            return true;
    return false;
}

static bool names_publisher(const risk_answer *a, const char *name)
{
    bool any = false;
    for (int32_t i = 0; i < a->p.n; i++) {
        const supplies *s = &a->p.at[i].output;
        if (s->n && strstr(s->edition, name))
            return true;
        any |= s->n > 0;
    }
    return !any; /* without output the note is about the product */
}

/* The product's note, clause by clause; what it says of a publisher only when production is from there. */
static void say_product_note(buf *b, const risk_answer *a)
{
    static const char publisher[] = "USGS";
    const char *at = a->q.product.note ? a->q.product.note : "", *lead = "note: ";
    while (*at) {
        const char *end = strstr(at, "; ");
        int n = (int)(end ? (size_t)(end - at) : strlen(at));
        bool of_publisher = strncmp(at, publisher, sizeof publisher - 1) == 0;
        if (!of_publisher || names_publisher(a, publisher)) {
            buf_fmt(b, "%s%.*s", lead, n, at);
            lead = "; ";
        }
        at += n + (end ? 2 : 0);
    }
    if (STR_EQ(lead, "; "))
        buf_add(b, "\n");
}

static void say_notes(buf *b, const risk_answer *a)
{
    bool stand_in = false, stage = false;
    for (int32_t i = 0; i < a->p.n; i++) {
        const risk_cell *c = &a->p.at[i];
        if (c->origins.n && *c->origins.note && !note_before(a, i, c->origins.note))
            buf_fmt(b, "imports of %s: %s\n", c->who.who.id, c->origins.note);
        const risk_input *printed = risk_find_input(c, "import reliance as published");
        if (printed && strstr(printed->f.note, "bound"))
            buf_fmt(b, "import reliance of %s %" PRId32 " as published: a bound (%s)\n",
                    c->who.who.id, c->year, printed->f.note);
        bool other = c->way && !STR_EQ(c->way->q.product.id, a->q.product.id);
        if (other && !stand_in)
            buf_fmt(b, "imports of %s are not held: those of %s stand in for them%s\n",
                    a->q.product.id, c->way->q.product.id,
                    c->way->proxy ? ", in money (it holds other goods as well)"
                                  : ", the same stage of the chain");
        stand_in |= other;
        bool of_stage = c->output.n && !STR_EQ(c->output_of, a->q.product.id);
        if (of_stage && !stage)
            buf_fmt(b, "production is that of %s, the same stage of the chain\n", c->output_of);
        stage |= of_stage;
    }
    for (int32_t i = 0; i < a->q.n_country && a->show == SHOW_CHAIN; i++)
        if (a->q.country[i].number == a->q.target.number)
            buf_fmt(b, "%s is not shown: it is the country that dependence is on\n",
                    a->q.country[i].name);
    if (a->q.governance && *a->governance.unknown)
        buf_fmt(b, "governance: %s\n", a->governance.unknown);
    say_product_note(b, a);
}

static void say_chain_file(buf *b, const risk_answer *a)
{
    buf_add(b, "stages (data/chain.csv):");
    for (int32_t k = 0; k < a->p.chain.n_stage; k++) {
        const chain_link *l = a->p.chain.link[k];
        buf_fmt(b, "%s %" PRId32 " %s", k ? "," : "", l->stage, l->name);
        if (!STR_EQ(l->status, "start"))
            buf_fmt(b, " (%s)", *l->source ? l->source : l->status);
    }
    buf_add(b, "\n");
}

gad_status risk_write_page(gad_ctx *cx, const risk_answer *a, const gad_table *t,
                           const gad_output *out)
{
    buf b;
    bool md = out->format == GAD_AS_MD;
    buf_init(&b, &cx->al);
    say_head(&b, a, md);
    write_table_text(&b, t, out);
    buf_add(&b, md ? "\n" : "");
    say_sources(&b, a);
    if (a->show != SHOW_INPUTS)
        say_through(&b, a);
    if (a->show == SHOW_CHAIN && a->p.chain.n_stage)
        say_chain_file(&b, a);
    else if (a->show == SHOW_CHAIN)
        buf_fmt(&b, "data/chain.csv has no chain with %s\n", a->q.product.id);
    if (a->show == SHOW_INDICATORS) {
        say_formulas(&b, a);
        risk_say_unknown(&b, a);
    }
    say_notes(&b, a);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static void json_list(json *j, const char *key, const supplies *s)
{
    concentration c = supplies_hhi(s);
    json_object(j, key);
    json_text(j, "source", s->n ? s->edition : NULL);
    json_text(j, "unit", s->n ? s->unit : NULL);
    json_f64(j, "total", s->n ? s->total : NO_NUMBER);
    json_f64(j, "attributed_to_nobody", s->n ? s->rest : NO_NUMBER);
    json_f64(j, "hhi_lo", c.lo);
    json_f64(j, "hhi_hi", c.hi);
    json_text(j, "largest", s->n ? s->at[0].who.id : NULL);
    json_i64(j, "named", s->n);
    json_text(j, "note", *s->note ? s->note : NULL);
    json_text(j, "why", s->n ? NULL : s->why);
    json_close(j);
}

static void json_cell(json *j, const risk_answer *a, const risk_cell *c)
{
    json_object(j, NULL);
    json_text(j, "country", c->who.who.id);
    json_text(j, "name", c->who.who.name);
    json_i64(j, "year", c->year);
    json_list(j, "production", &c->output);
    json_list(j, "imports", &c->origins);
    json_text(j, "import_product",
              !c->origins.n ? NULL
              : c->way      ? c->way->q.product.id
                            : a->q.product.id);
    json_text(j, "production_product", c->output.n ? c->output_of : NULL);
    json_bool(j, "import_product_is_wider", c->way && c->way->proxy);
    json_text(j, "through_of",
              !c->n_stage                           ? NULL
              : c->stage[c->n_stage - 1].of_imports ? "imports"
                                                    : "supply");
    json_object(j, "indicators");
    for (int32_t id = 0; id < RISK_COUNT; id++) {
        const risk_value *v = &c->v[id];
        json_object(j, risk_defs[id].name);
        json_f64(j, "value", v->x);
        json_text(j, "formula", risk_defs[id].formula);
        json_text(j, "numbers", *v->numbers ? v->numbers : NULL);
        json_text(j, "why", *v->why ? v->why : NULL);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

gad_status risk_write_json(gad_ctx *cx, const risk_answer *a, const gad_table *t,
                           const gad_output *out)
{
    buf b;
    json j;
    char day[PERIOD_TEXT];
    static const char *const shows_named[] = { "indicators", "inputs", "chain" };
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "product", a->q.product.id);
    json_text(&j, "product_name", a->q.product.name);
    json_text(&j, "product_note",
              a->q.product.note && *a->q.product.note ? a->q.product.note : NULL);
    json_text(&j, "measure", a->q.trade.measure);
    json_text(&j, "through", a->q.target.id);
    json_f64(&j, "spare", a->q.spare);
    json_text(&j, "governance", a->q.governance ? a->governance.file : NULL);
    json_text(&j, "source", a->q.trade.source);
    json_text(&j, "as_of", a->q.trade.as_of == INT32_MAX ? NULL : day_text(day, a->q.trade.as_of));
    json_text(&j, "show", shows_named[a->show]);
    if (a->show == SHOW_INDICATORS) {
        json_array(&j, "rows");
        for (int32_t i = 0; i < a->p.n; i++)
            json_cell(&j, a, &a->p.at[i]);
        json_close(&j);
    } else {
        write_table_json(&j, "rows", t);
    }
    json_close(&j);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}
