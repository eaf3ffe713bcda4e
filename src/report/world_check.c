/* world_check.c - layer 4: is a world sound?
 *
 * For people: one line with the verdict, the findings as a table, and for each kind of finding once why it matters and what
 * to do. For programs the same in every row. */
#include "report/world_page.h"

static const char *const severities[] = {
    [WORLD_ERROR] = "error", [WORLD_WARNING] = "warning", [WORLD_NOTE] = "note"
};

/* The number nearest to x that has three digits which count. */
static double rounded(double x)
{
    char text[NUM_TEXT];
    if (!(fabs(x) > 1e-300) || fabs(x) > 1e300)
        return x;
    int32_t power = (int32_t)floor(log10(fabs(x))) - 2;
    snprintf(text, sizeof text, "%.0fe%" PRId32, nearbyint(x / pow(10, power)), power);
    return num_parse(text, &x) ? x : NO_NUMBER;
}

/* "12.3 %", "1e-12 relative"; nothing for no number. */
static void amount_text(buf *b, double x, const char *unit)
{
    char num[NUM_TEXT];
    if (!IS_NUMBER(x))
        return;
    if (fabs(x) >= 1000)
        num_people(num, x, 0);
    else
        num_shortest(num, rounded(x));
    buf_fmt(b, "%s%s%s", num, *unit ? " " : "", unit);
}

static void put_verdict(buf *b, const world_findings *f)
{
    static const char *const many[] = { "errors", "warnings", "notes" };
    buf_add(b, f->count[WORLD_ERROR] ? "not sound: " : "sound: ");
    for (int32_t s = 0; s < WORLD_SEVERITIES; s++)
        buf_fmt(b, "%s%" PRId32 " %s", s ? ", " : "", f->count[s],
                f->count[s] == 1 ? severities[s] : many[s]);
}

/* ---- for people ------------------------------------------------------------------------------------------ */

static gad_status people_table(gad_ctx *cx, const world_findings *f, gad_table **out)
{
    buf b;
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "severity", NULL, GAD_TEXT, -1);
    table_column(t, "check", NULL, GAD_TEXT, -1);
    table_column(t, "what", NULL, GAD_TEXT, -1);
    table_column(t, "number", NULL, GAD_TEXT, -1);
    table_column(t, "where", NULL, GAD_TEXT, -1);
    buf_init(&b, &cx->al);
    for (int32_t i = 0; i < f->n; i++) {
        buf_clear(&b);
        amount_text(&b, f->item[i].number, f->item[i].unit);
        table_text(t, severities[f->item[i].severity]);
        table_text(t, world_test_name(f->item[i].test));
        table_text(t, f->item[i].what);
        table_text(t, b.len ? buf_text(&b) : NULL);
        table_text(t, *f->item[i].where ? f->item[i].where : NULL);
    }
    bool sound = buf_ok(&b);
    buf_release(&b);
    if (!sound) {
        gad_table_free(t);
        return gad_nomem(cx, "checking a world");
    }
    return table_finish(cx, t, out);
}

static bool occurs(const world_findings *f, world_test test)
{
    for (int32_t i = 0; i < f->n; i++)
        if (f->item[i].test == test)
            return true;
    return false;
}

static void put_reasons(buf *b, const world_findings *f, bool md)
{
    for (int32_t t = 0; t < WORLD_TESTS; t++)
        if (occurs(f, (world_test)t))
            buf_fmt(b, "%s%s%s: %s\n", md ? "- **" : "", world_test_name((world_test)t),
                    md ? "**" : "", world_test_why((world_test)t));
}

static gad_status write_people(gad_ctx *cx, const world_page *p, const world_findings *f,
                               const gad_output *out)
{
    gad_table *t = NULL;
    bool md = out->format == GAD_AS_MD;
    buf b;
    gad_status st = people_table(cx, f, &t);
    if (st)
        return st;
    buf_init(&b, &cx->al);
    buf_add(&b, md ? "**" : "");
    put_verdict(&b, f);
    buf_fmt(&b, "%s (world '%s', base year %" PRId32 ")\n", md ? "**" : "", p->w->name,
            p->w->base_year);
    if (f->n) {
        buf_char(&b, '\n');
        write_table_text(&b, t, out);
        buf_char(&b, '\n');
        put_reasons(&b, f, md);
    }
    gad_table_free(t);
    st = write_buf(cx, &b, out);
    buf_release(&b);
    return st;
}

/* ---- for programs ------------------------------------------------------------------------------------------ */

static gad_status full_table(gad_ctx *cx, const world_findings *f, gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "severity", NULL, GAD_TEXT, -1);
    table_column(t, "check", NULL, GAD_TEXT, -1);
    table_column(t, "what", NULL, GAD_TEXT, -1);
    table_column(t, "where", NULL, GAD_TEXT, -1);
    table_column(t, "number", NULL, GAD_F64, -1);
    table_column(t, "unit", NULL, GAD_TEXT, -1);
    table_column(t, "why", NULL, GAD_TEXT, -1);
    for (int32_t i = 0; i < f->n; i++) {
        const world_finding *x = &f->item[i];
        table_text(t, severities[x->severity]);
        table_text(t, world_test_name(x->test));
        table_text(t, x->what);
        table_text(t, *x->where ? x->where : NULL);
        table_f64(t, x->number);
        table_text(t, *x->unit ? x->unit : NULL);
        table_text(t, world_test_why(x->test));
    }
    return table_finish(cx, t, out);
}

static gad_status write_json(gad_ctx *cx, const world_page *p, const world_findings *f,
                             const gad_table *t, const gad_output *out)
{
    buf b, verdict;
    json j;
    buf_init(&b, &cx->al);
    buf_init(&verdict, &cx->al);
    put_verdict(&verdict, f);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "world", p->w->name);
    json_text(&j, "title", p->w->title);
    json_i64(&j, "base_year", p->w->base_year);
    json_bool(&j, "sound", f->count[WORLD_ERROR] == 0);
    json_text(&j, "verdict", buf_text(&verdict));
    json_i64(&j, "errors", f->count[WORLD_ERROR]);
    json_i64(&j, "warnings", f->count[WORLD_WARNING]);
    json_i64(&j, "notes", f->count[WORLD_NOTE]);
    json_f64(&j, "imbalance", p->b ? p->b->worst_imbalance : NO_NUMBER);
    json_f64(&j, "calibration", p->calibration);
    write_table_json(&j, "findings", t);
    json_close(&j);
    gad_status st = buf_ok(&verdict) ? write_buf(cx, &b, out) : gad_nomem(cx, "checking a world");
    buf_release(&verdict);
    buf_release(&b);
    return st;
}

gad_status world_check_write(gad_ctx *cx, const world_page *p, const world_findings *f,
                             const gad_output *out)
{
    gad_table *t = NULL;
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_MD)
        return write_people(cx, p, f, out);
    if (out->format == GAD_AS_SVG)
        return gad_fail(cx, GAD_E_ARG,
                        "findings make no picture: choose table, csv, json, md or parquet");
    gad_status st = full_table(cx, f, &t);
    if (!st)
        st =
            out->format == GAD_AS_JSON ? write_json(cx, p, f, t, out) : gad_table_write(cx, t, out);
    gad_table_free(t);
    return st;
}

gad_status gad_world_check(gad_ctx *cx, const gad_world_opts *opts, const gad_output *out,
                           int32_t *problems)
{
    arena mem;
    world_page p;
    world_findings f = { 0 };
    arena_init(&mem, &cx->al);
    gad_status st = world_page_open(cx, opts, true, &mem, &p);
    if (!st)
        st = world_page_solve(cx, &mem, &p);
    if (!st)
        st = world_find_problems(cx, &mem, &p, &f);
    if (!st)
        st = world_check_write(cx, &p, &f, out);
    if (!st && problems)
        *problems = f.count[WORLD_ERROR];
    world_page_release(&p);
    arena_release(&mem);
    return st;
}
