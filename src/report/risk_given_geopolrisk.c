/* risk_given_geopolrisk.c - layer 4: `risk geopolrisk`: the cases of a file, each with its formula and the
 * numbers that went in.
 *
 * Flow of gad_risk_geopolrisk: options -> geopolrisk_read (trade/) -> JSON, a table, or a page. */
#include "report/risk_given.h"
#include "trade/geopolrisk.h"

typedef struct asked {
    geopolrisk_file file;
    bool show_inputs;
} asked;

static const struct {
    const char *key, *title, *unit;
} inputs[IN_ALL] = {
    [IN_HHI] = { "hhi", "HHI of world production", "" },
    [IN_NUMERATOR] = { "numerator", "sum(g_i f_i), imports weighted with governance", "t" },
    [IN_IMPORTS] = { "imports_t", "F, imports", "t" },
    [IN_PRODUCTION] = { "production_t", "p, production at home", "t" },
    [IN_PRICE] = { "price_usd_kg", "price", "USD/kg" },
};

/* ---- words -------------------------------------------------------------------------------------- */

/* Texts of the file reach a terminal only as plain text. */
static void say(buf *b, const char *before, const char *text, const char *after)
{
    buf_add(b, before);
    write_text_plain(b, text, strlen(text));
    buf_add(b, after);
}

/* "nickel (260400), USA, 2022"; "line 3" when the file names nothing. */
static void say_case(buf *b, const geopolrisk_case *c)
{
    size_t start = b->len;
    if (*c->material)
        say(b, "", c->material, "");
    if (*c->hs)
        say(b, *c->material ? " (" : "", c->hs, *c->material ? ")" : "");
    if (*c->country)
        say(b, b->len > start ? ", " : "", c->country, "");
    if (c->year != INT32_MIN)
        buf_fmt(b, "%s%" PRId32, b->len > start ? ", " : "", c->year);
    if (b->len == start)
        buf_fmt(b, "line %" PRId64, c->line);
}

static void say_origin(buf *b, const geopolrisk_file *f, const geopolrisk_case *c, int32_t k)
{
    const geopolrisk_input *in = &c->in[k];
    if (in->origin == ORIGIN_LINE)
        buf_fmt(b, "%s, line %" PRId64, f->file, in->line);
    else if (in->origin == ORIGIN_SUPPLIERS)
        buf_fmt(b, "%s %" PRId32 " supplier%s", k == IN_HHI ? "shares of" : "sum over", c->n,
                c->n == 1 ? "" : "s");
    else if (in->origin == ORIGIN_OPTION)
        buf_add(b, "--price");
    else
        buf_add(b, "not known");
}

static void say_governed(buf *b, const geopolrisk_file *f, const geopolrisk_supplier *s)
{
    if (!s->file) {
        buf_fmt(b, "%s, line %" PRId64, f->file, s->line);
        return;
    }
    buf_fmt(b, "%s, line %" PRId64, f->governance, s->file->line);
    if (s->file->year != INT32_MIN)
        buf_fmt(b, " (%" PRId32 ")", s->file->year);
}

static double mean_governance(const geopolrisk_case *c)
{
    double f = c->in[IN_IMPORTS].value;
    return f > 0 ? c->in[IN_NUMERATOR].value / f : NO_NUMBER;
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static void json_inputs(json *j, const geopolrisk_file *f, const geopolrisk_case *c, buf *from)
{
    json_object(j, "inputs");
    for (int32_t k = 0; k < IN_ALL; k++)
        json_f64(j, inputs[k].key, c->in[k].value);
    json_f64(j, "governance_mean", mean_governance(c));
    json_close(j);
    json_object(j, "from");
    for (int32_t k = 0; k < IN_ALL; k++) {
        buf_clear(from);
        say_origin(from, f, c, k);
        json_text(j, inputs[k].key, buf_text(from));
    }
    json_close(j);
}

static void json_suppliers(json *j, const geopolrisk_file *f, const geopolrisk_case *c, buf *from)
{
    json_array(j, "suppliers");
    for (int32_t i = 0; i < c->n; i++) {
        const geopolrisk_supplier *s = &c->supplier[i];
        buf_clear(from);
        say_governed(from, f, s);
        json_object(j, NULL);
        json_text(j, "supplier", s->name);
        json_f64(j, "imports_t", s->imports_t);
        json_f64(j, "governance", s->governance);
        json_text(j, "governance_from", IS_NUMBER(s->governance) ? buf_text(from) : NULL);
        json_f64(j, "world_production_t", s->world_t);
        json_i64(j, "line", s->line);
        json_close(j);
    }
    json_close(j);
}

static void json_case(json *j, const geopolrisk_file *f, const geopolrisk_case *c, buf *from)
{
    json_object(j, NULL);
    json_text(j, "country", or_null(c->country));
    json_text(j, "material", or_null(c->material));
    json_text(j, "hs", or_null(c->hs));
    if (c->year == INT32_MIN)
        json_null(j, "year");
    else
        json_i64(j, "year", c->year);
    json_f64(j, "hhi", c->in[IN_HHI].value);
    json_f64(j, "import_risk", c->out.import_risk);
    json_f64(j, "score", c->out.score);
    json_f64(j, "cf", c->out.cf);
    json_f64(j, "price_usd_kg", c->in[IN_PRICE].value);
    json_text(j, "missing", or_null(c->why));
    json_text(j, "note", or_null(c->note));
    json_inputs(j, f, c, from);
    if (c->supplier)
        json_suppliers(j, f, c, from);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const geopolrisk_file *f, const gad_output *out)
{
    buf b, from;
    json j;
    buf_init(&b, &cx->al);
    buf_init(&from, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "indicator", "geopolrisk");
    json_text(&j, "input", f->file);
    json_text(&j, "governance", f->governance);
    json_text(&j, "unknown", or_null(f->unknown));
    json_object(&j, "formula");
    json_text(&j, "import_risk", IMPORT_RISK_FORMULA);
    json_text(&j, "score", GEOPOLRISK_FORMULA);
    json_text(&j, "cf", GEOPOLRISK_CF_FORMULA);
    json_close(&j);
    json_array(&j, "cases");
    for (int32_t i = 0; i < f->n; i++)
        json_case(&j, f, &f->item[i], &from);
    json_close(&j);
    json_close(&j);
    b.failed = b.failed || !buf_ok(&from);
    gad_status st = write_buf(cx, &b, out);
    buf_release(&from);
    buf_release(&b);
    return st;
}

/* ---- tables ------------------------------------------------------------------------------------- */

static void name_columns(gad_table *t)
{
    table_column(t, "country", "country", GAD_TEXT, -1);
    table_column(t, "material", "material", GAD_TEXT, -1);
    table_column(t, "hs", "HS", GAD_TEXT, -1);
    table_column(t, "year", "year", GAD_I64, -1);
}

static void name_cells(gad_table *t, const geopolrisk_case *c)
{
    table_text(t, or_null(c->country));
    table_text(t, or_null(c->material));
    table_text(t, or_null(c->hs));
    if (c->year == INT32_MIN)
        table_null(t);
    else
        table_i64(t, c->year);
}

/* Digits after the point that show three of the smallest score; HHI and prices have theirs. */
static int32_t small_decimals(const geopolrisk_file *f)
{
    int32_t decimals = 2;
    for (int32_t i = 0; i < f->n; i++)
        if (f->item[i].out.score > 0)
            decimals = MAX_OF(decimals, risk_given_decimals(f->item[i].out.score));
    return MIN_OF(decimals, 9);
}

/* People get what is not known in sentences below the table instead. */
static gad_table *answer_table(gad_ctx *cx, const geopolrisk_file *f, bool people)
{
    int32_t small = small_decimals(f);
    gad_table *t = gad_table_new(cx);
    if (!t)
        return NULL;
    name_columns(t);
    table_column(t, "hhi", "HHI", GAD_F64, 4);
    table_column(t, "import_risk", "import risk", GAD_F64, small);
    table_column(t, "score", "score", GAD_F64, small);
    table_column(t, "cf", "CF, kg Cu-eq/kg", GAD_F64, small);
    table_column(t, "price_usd_kg", "price, USD/kg", GAD_F64, 2);
    table_column(t, "numerator", "sum(g f), t", GAD_F64, 1);
    table_column(t, "imports_t", "imports, t", GAD_F64, 1);
    table_column(t, "production_t", "production, t", GAD_F64, 0);
    table_column(t, "governance_mean", "mean g", GAD_F64, 3);
    for (int32_t k = 0; !people && k < 2; k++)
        table_column(t, k ? "note" : "missing", NULL, GAD_TEXT, -1);
    for (int32_t i = 0; i < f->n; i++) {
        const geopolrisk_case *c = &f->item[i];
        name_cells(t, c);
        table_f64(t, c->in[IN_HHI].value);
        table_f64(t, c->out.import_risk);
        table_f64(t, c->out.score);
        table_f64(t, c->out.cf);
        table_f64(t, c->in[IN_PRICE].value);
        table_f64(t, c->in[IN_NUMERATOR].value);
        table_f64(t, c->in[IN_IMPORTS].value);
        table_f64(t, c->in[IN_PRODUCTION].value);
        table_f64(t, mean_governance(c));
        for (int32_t k = 0; !people && k < 2; k++)
            table_text(t, or_null(k ? c->note : c->why));
    }
    return t;
}

static void input_row(gad_table *t, const geopolrisk_case *c, const char *input, const char *of,
                      double value, const char *unit, const char *from)
{
    name_cells(t, c);
    table_text(t, input);
    table_text(t, of);
    table_f64(t, value);
    table_text(t, or_null(unit));
    table_text(t, from);
}

static void supplier_rows(gad_table *t, const geopolrisk_file *f, const geopolrisk_case *c,
                          const geopolrisk_supplier *s, buf *from)
{
    buf_clear(from);
    buf_fmt(from, "%s, line %" PRId64, f->file, s->line);
    input_row(t, c, "f, imports", s->name, s->imports_t, "t", buf_text(from));
    if (IS_NUMBER(s->world_t))
        input_row(t, c, "world production", s->name, s->world_t, "t", buf_text(from));
    buf_clear(from);
    say_governed(from, f, s);
    input_row(t, c, "g, governance", s->name, s->governance, "",
              IS_NUMBER(s->governance) ? buf_text(from) : "not known");
}

static gad_table *input_table(gad_ctx *cx, const geopolrisk_file *f)
{
    gad_table *t = gad_table_new(cx);
    buf from;
    if (!t)
        return NULL;
    buf_init(&from, &cx->al);
    name_columns(t);
    table_column(t, "input", "input", GAD_TEXT, -1);
    table_column(t, "supplier", "supplier", GAD_TEXT, -1);
    table_column(t, "value", "value", GAD_F64, -1);
    table_column(t, "unit", "unit", GAD_TEXT, -1);
    table_column(t, "from", "from", GAD_TEXT, -1);
    for (int32_t i = 0; i < f->n; i++) {
        const geopolrisk_case *c = &f->item[i];
        for (int32_t k = 0; k < IN_ALL; k++) {
            buf_clear(&from);
            say_origin(&from, f, c, k);
            input_row(t, c, inputs[k].title, NULL, c->in[k].value, inputs[k].unit, buf_text(&from));
        }
        for (int32_t s = 0; s < c->n; s++)
            supplier_rows(t, f, c, &c->supplier[s], &from);
    }
    bool ok = buf_ok(&from);
    buf_release(&from);
    if (ok)
        return t;
    gad_table_free(t);
    (void)gad_nomem(cx, "a table");
    return NULL;
}

/* ---- for people --------------------------------------------------------------------------------- */

static const geopolrisk_case *highest(const geopolrisk_file *f)
{
    const geopolrisk_case *best = NULL;
    for (int32_t i = 0; i < f->n; i++)
        if (IS_NUMBER(f->item[i].out.score) && (!best || f->item[i].out.score > best->out.score))
            best = &f->item[i];
    return best;
}

static void say_answer(buf *b, const geopolrisk_file *f)
{
    const geopolrisk_case *top = highest(f);
    char score[NUM_TEXT], cf[NUM_TEXT];
    if (f->n == 1 || !top) {
        buf_add(b, "GeoPolRisk score of ");
        if (f->n == 1)
            say_case(b, &f->item[0]);
        else
            buf_fmt(b, "%" PRId32 " cases", f->n);
        buf_fmt(b, ": %s", top ? risk_given_digits(score, top->out.score) : "not known");
    } else {
        buf_fmt(b, "GeoPolRisk scores of %" PRId32 " cases; the highest is %s, ", f->n,
                risk_given_digits(score, top->out.score));
        say_case(b, top);
    }
    if (top && IS_NUMBER(top->out.cf))
        buf_fmt(b, "; its characterisation factor is %s kg of copper equivalents per kg",
                risk_given_digits(cf, top->out.cf));
}

static void say_formulas(buf *b, const geopolrisk_file *f, bool md)
{
    const geopolrisk_case *c = &f->item[0];
    char a[NUM_TEXT], p[NUM_TEXT], i[NUM_TEXT], r[NUM_TEXT], h[NUM_TEXT], s[NUM_TEXT];
    const char *end = md ? "\n\n" : "\n";
    bool one = f->n == 1 && IS_NUMBER(c->out.score);
    buf_fmt(b, "\nformula: %s", IMPORT_RISK_FORMULA);
    if (one)
        buf_fmt(b, " = %s / (%s + %s) = %s", num_people(a, c->in[IN_NUMERATOR].value, -1),
                num_people(p, c->in[IN_PRODUCTION].value, -1),
                num_people(i, c->in[IN_IMPORTS].value, -1), num_people(r, c->out.import_risk, -1));
    buf_fmt(b, "%sformula: %s", end, GEOPOLRISK_FORMULA);
    if (one)
        buf_fmt(b, " = %s x %s = %s", num_people(h, c->in[IN_HHI].value, -1), r,
                num_people(s, c->out.score, -1));
    buf_fmt(b, "%sformula: %s", end, GEOPOLRISK_CF_FORMULA);
    if (one && IS_NUMBER(c->out.cf))
        buf_fmt(b, " = %s", num_people(a, c->out.cf, -1));
    buf_fmt(b, "%sg runs from 0 (best) to 1 (worst); quantities are tonnes%s", end,
            f->by_supplier ? "; --show inputs lists every number and its line\n" : "\n");
}

static void say_of_case(buf *b, const char *what, const geopolrisk_case *c, const char *text)
{
    if (!*text)
        return;
    buf_add(b, what);
    say_case(b, c);
    say(b, ": ", text, "\n");
}

static void say_cases(buf *b, const geopolrisk_file *f, bool md)
{
    for (int32_t i = 0; i < f->n; i++) {
        const geopolrisk_case *c = &f->item[i];
        say_of_case(b, md ? "\nnot known: " : "not known: ", c, c->why);
        say_of_case(b, md ? "\nnote: " : "note: ", c, c->note);
    }
    if (*f->unknown)
        say(b, md ? "\nnote: " : "note: ", f->unknown, "\n");
}

static gad_status write_people(gad_ctx *cx, const asked *a, const gad_output *out)
{
    const geopolrisk_file *f = &a->file;
    bool md = out->format == GAD_AS_MD;
    gad_table *t = a->show_inputs ? input_table(cx, f) : answer_table(cx, f, true);
    buf b;
    gad_status st = t ? table_finish(cx, t, &t) : GAD_E_NOMEM;
    if (st)
        return st;
    buf_init(&b, &cx->al);
    buf_add(&b, md ? "## " : "");
    say_answer(&b, f);
    buf_add(&b, "\n\n");
    write_table_text(&b, t, out);
    say_formulas(&b, f, md);
    say_cases(&b, f, md);
    st = write_buf(cx, &b, out);
    buf_release(&b);
    gad_table_free(t);
    return st;
}

/* ---- the story ---------------------------------------------------------------------------------- */

static gad_status read_options(gad_ctx *cx, const gad_risk_opts *o, asked *a, double *price)
{
    gad_status st = risk_given_options(
        cx, o, "geopolrisk", GIVEN_INPUT | GIVEN_GOVERNANCE | GIVEN_PRICE, &a->show_inputs);
    if (st)
        return st;
    if (!o->input || !*o->input)
        return gad_fail(cx, GAD_E_ARG, "geopolrisk needs --input FILE.csv (layouts: docs/risk.md)");
    *price = NO_NUMBER;
    if (o->price && (!num_parse(o->price, price) || *price < 0))
        return gad_fail(cx, GAD_E_ARG,
                        "--price '%.40s' is not a price: write US dollars a kilogram, 0 or more",
                        o->price);
    return GAD_OK;
}

static gad_status write_answer(gad_ctx *cx, const asked *a, const gad_output *out)
{
    if (out->format == GAD_AS_JSON)
        return write_json(cx, &a->file, out);
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_MD)
        return write_people(cx, a, out);
    return risk_given_table(
        cx, a->show_inputs ? input_table(cx, &a->file) : answer_table(cx, &a->file, false), out);
}

gad_status gad_risk_geopolrisk(gad_ctx *cx, const gad_risk_opts *opts, const gad_output *out)
{
    arena mem;
    asked a = { .show_inputs = false };
    double price = NO_NUMBER;
    gad_risk_opts defaults = gad_risk_defaults();
    const gad_risk_opts *o = opts ? opts : &defaults;
    gad_status st = read_options(cx, o, &a, &price);
    if (st)
        return st;
    arena_init(&mem, &cx->al);
    st = geopolrisk_read(cx, &mem, o->input, o->governance, price, &a.file);
    if (!st)
        st = write_answer(cx, &a, out);
    arena_release(&mem);
    return st;
}
