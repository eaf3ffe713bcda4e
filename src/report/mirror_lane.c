/* mirror_lane.c - layer 4: one lane, both reports side by side, and the causes of its unusual gaps. */
#include "report/mirror_answer.h"
#include "trade/mirror_cause.h"
#include "trade/mirror_published.h"

/* Prices per tonne of the two sides this many times apart: a weight or a value is wrong. */
static const double ODD_RATIO = 20;

typedef struct answer {
    const mirror_asked *a;
    const mirror *m;
    const mirror_lane *lane;
    mirror_unit unit;
    int32_t from, to; /* points shown: [from, to) */
    cause_set *why;   /* [lane->n]; only of unusual points */
    int32_t gaps, unusual;
    int32_t judged;      /* gaps with a z */
    mirror_lane printed; /* published figures, where no month can be compared; n 0: none */
    int32_t wild;        /* not unusual, but far apart or with prices that cannot both be right */
} answer;

static bool is_unusual(const answer *w, int32_t i)
{
    return fabs(w->lane->at[i].gap[w->unit].z) >= MIRROR_UNUSUAL_Z; /* false for NaN */
}

/* Price per tonne at the importer on that at the exporter; NaN unless both have value and weight. */
static double price_ratio(const mirror_point *p)
{
    const mirror_side *x = &p->exporter, *m = &p->importer;
    bool known = x->amount[MIRROR_USD] > 0 && x->amount[MIRROR_T] > 0 &&
                 m->amount[MIRROR_USD] > 0 && m->amount[MIRROR_T] > 0;
    return known ? m->amount[MIRROR_USD] / m->amount[MIRROR_T] /
                       (x->amount[MIRROR_USD] / x->amount[MIRROR_T])
                 : NO_NUMBER;
}

static bool is_odd(const mirror_point *p)
{
    return price_ratio(p) > ODD_RATIO || price_ratio(p) < 1 / ODD_RATIO;
}

static const char *flag_of(const answer *w, int32_t i)
{
    const mirror_point *p = &w->lane->at[i];
    const mirror_gap *g = &p->gap[w->unit];
    bool odd = is_odd(p);
    if (is_unusual(w, i) && odd)
        return g->z > 0 ? "importer has more than usual; prices per tonne cannot both be right"
                        : "importer has less than usual; prices per tonne cannot both be right";
    if (is_unusual(w, i))
        return g->z > 0 ? "importer has more than usual" : "importer has less than usual";
    if (odd)
        return "prices per tonne cannot both be right";
    if (IS_NUMBER(g->gap))
        return mirror_doubt_text(g);
    if (w->lane->basis == MIRROR_UNLIKE)
        return "unlike codes: not compared";
    if (p->exporter.state == MIRROR_UNKNOWN || p->importer.state == MIRROR_UNKNOWN)
        return p->exporter.state == p->importer.state ? "neither report held"
               : p->exporter.state == MIRROR_UNKNOWN  ? "exporter's report not held"
                                                      : "importer's report not held";
    if (p->exporter.state != p->importer.state)
        return p->exporter.state == MIRROR_SILENT ? "only the importer reports it"
                                                  : "only the exporter reports it";
    if (p->exporter.state == MIRROR_SILENT)
        return "in neither report";
    return "one side has no figure in this unit";
}

/* Nothing is held of either side: no row for people. */
static bool is_dark(const mirror_point *p)
{
    return p->exporter.state == MIRROR_UNKNOWN && p->importer.state == MIRROR_UNKNOWN;
}

/* ---- tables ----------------------------------------------------------------------------------- */

static void machine_columns(gad_table *t)
{
    static const char *const text[] = { "exporter_state", "importer_state", "exporter_source",
                                        "importer_source" };
    char name[64];
    for (int32_t i = 0; i < COUNT_OF(text); i++)
        table_column(t, text[i], NULL, GAD_TEXT, -1);
    table_column(t, "exporter_published", NULL, GAD_TEXT, -1);
    table_column(t, "importer_published", NULL, GAD_TEXT, -1);
    table_column(t, "price_ratio", NULL, GAD_F64, -1);
    table_column(t, "basis", NULL, GAD_TEXT, -1);
    table_column(t, "goods", NULL, GAD_TEXT, -1);
    for (int32_t k = 0; k < CAUSE_COUNT; k++) {
        snprintf(name, sizeof name, "p_%s", cause_name((cause_kind)k));
        for (char *c = name; *c; c++)
            *c = (char)(*c == ' ' || *c == '-' ? '_' : *c);
        table_column(t, name, NULL, GAD_F64, -1);
    }
}

static void machine_cells(gad_table *t, const answer *w, int32_t i)
{
    char day[PERIOD_TEXT];
    const mirror_point *p = &w->lane->at[i];
    const mirror_side *side[] = { &p->exporter, &p->importer };
    for (int32_t k = 0; k < COUNT_OF(side); k++)
        table_text(t, mirror_state_text(side[k]->state));
    for (int32_t k = 0; k < COUNT_OF(side); k++)
        table_text(t, *side[k]->source ? side[k]->source : NULL);
    for (int32_t k = 0; k < COUNT_OF(side); k++)
        table_text(t, side[k]->published == INT32_MIN ? NULL : day_text(day, side[k]->published));
    table_f64(t, price_ratio(p));
    table_text(t, mirror_basis_text(w->lane->basis));
    table_text(t, w->lane->goods);
    for (int32_t k = 0; k < CAUSE_COUNT; k++)
        table_f64(t, is_unusual(w, i) ? w->why[i].cause[k].probability : NO_NUMBER);
}

static gad_status make_table(gad_ctx *cx, const answer *w, bool people, gad_table **out)
{
    char text[PERIOD_TEXT];
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "period", w->m->annual ? "year" : "month", GAD_TEXT, -1);
    for (int32_t u = 0; u < MIRROR_UNITS; u++) {
        if (people && u != (int32_t)w->unit)
            continue;
        table_column(t, u == MIRROR_T ? "exporter_t" : "exporter_usd",
                     u == MIRROR_T ? "exporter, t" : "exporter, USD", GAD_F64,
                     u == MIRROR_T ? 1 : 0);
        table_column(t, u == MIRROR_T ? "importer_t" : "importer_usd",
                     u == MIRROR_T ? "importer, t" : "importer, USD", GAD_F64,
                     u == MIRROR_T ? 1 : 0);
    }
    table_column(t, "gap_pct", "gap, %", GAD_F64, 1);
    table_column(t, "usual_pct", "usual, %", GAD_F64, 1);
    table_column(t, "spread_log", "spread, ln", GAD_F64, 2);
    table_column(t, "z", "z", GAD_F64, 1);
    table_column(t, "rests_on", "usual of", GAD_TEXT, -1);
    table_column(t, "n", "gaps", GAD_I64, 0);
    table_column(t, "flag", "remark", GAD_TEXT, -1);
    if (!people)
        machine_columns(t);
    for (int32_t i = w->from; i < w->to; i++) {
        const mirror_point *p = &w->lane->at[i];
        const mirror_gap *g = &p->gap[w->unit];
        if (people && is_dark(p))
            continue;
        table_text(t, mirror_period(text, w->m->annual, p->period));
        for (int32_t u = 0; u < MIRROR_UNITS; u++) {
            if (people && u != (int32_t)w->unit)
                continue;
            table_f64(t, p->exporter.amount[u]);
            table_f64(t, p->importer.amount[u]);
        }
        table_f64(t, mirror_pct(g->gap));
        table_f64(t, mirror_pct(g->usual));
        table_f64(t, g->spread);
        table_f64(t, g->z);
        table_text(t, g->rest == MIRROR_NO_USUAL ? NULL : mirror_rest_text(g->rest));
        table_count(t, g->n);
        table_text(t, *flag_of(w, i) ? flag_of(w, i) : NULL);
        if (!people)
            machine_cells(t, w, i);
    }
    return table_finish(cx, t, out);
}

/* ---- people ----------------------------------------------------------------------------------- */

static const char *periods(const answer *w, int32_t n)
{
    return w->m->annual ? n == 1 ? "year" : "years" : n == 1 ? "month" : "months";
}

static void say_why_not(buf *b, const answer *w)
{
    bool scatter = false;
    for (int32_t i = w->from; i < w->to; i++)
        scatter |= w->lane->at[i].gap[w->unit].rest != MIRROR_NO_USUAL;
    buf_add(b, scatter
                   ? "the gaps it would be judged by scatter too much (a spread of ln 3 or more)"
                   : "too few other gaps are known to say what is usual");
}

/* A gap is called usual only when it could have been unusual and is not far off. */
static void say_one(buf *b, const answer *w)
{
    buf_fmt(b, "The gap of the one %s that both %s and %s report ", periods(w, 1),
            w->a->q.exporter.prose, w->lane->importer.prose);
    if (w->judged)
        buf_add(b, w->unusual ? "is unusual (|z| of 3 or more)"
                   : w->wild  ? "is within the usual scatter (|z| below 3)"
                              : "is not unusual (|z| below 3)");
    else {
        buf_add(b, "cannot be judged: ");
        say_why_not(b, w);
    }
    if (w->wild)
        buf_add(
            b,
            "; but the two are more than ten times apart or their prices per tonne cannot both be right");
    buf_add(b, ".\n");
}

static void say_many(buf *b, const answer *w)
{
    buf_fmt(b, "Of the %" PRId32 " %s that both %s and %s report, ", w->gaps, periods(w, w->gaps),
            w->a->q.exporter.prose, w->lane->importer.prose);
    if (w->unusual)
        buf_fmt(b, "%" PRId32 " %s an unusual gap (|z| of 3 or more)", w->unusual,
                w->unusual == 1 ? "has" : "have");
    else if (w->judged)
        buf_add(b, w->wild ? "none is outside the usual scatter (|z| of 3 or more)"
                           : "none has an unusual gap (|z| of 3 or more)");
    if (w->judged < w->gaps) {
        buf_fmt(b, "%s%" PRId32 " cannot be judged: ", w->judged ? "; " : "", w->gaps - w->judged);
        say_why_not(b, w);
    }
    if (w->wild)
        buf_fmt(
            b,
            "; but in %" PRId32
            " the two are more than ten times apart or their prices per tonne cannot both be right",
            w->wild);
    buf_add(b, ".\n");
}

/* One side's published figures in one unit, of the months asked for. */
static void say_printed(buf *b, const answer *w, bool importer, mirror_unit unit)
{
    char text[PERIOD_TEXT], x[NUM_TEXT];
    int32_t n = 0;
    for (int32_t i = 0; i < w->printed.n; i++) {
        const mirror_point *p = &w->printed.at[i];
        const mirror_side *s = importer ? &p->importer : &p->exporter;
        if (!IS_NUMBER(s->amount[unit]) || !mirror_wanted(w->a, false, p->period))
            continue;
        if (n++ == 0)
            buf_fmt(b, "Published figures of %s, %s:",
                    importer ? w->lane->importer.prose : w->a->q.exporter.prose,
                    mirror_unit_text(unit));
        buf_fmt(b, "%s %s %s", n == 1 ? "" : ",", month_text(text, p->period),
                mirror_number(x, s->amount[unit]));
    }
    if (n)
        buf_fmt(b,
                ". Where they are from: gadolin series --product %s --reporter %s --partner %s%s\n",
                w->a->q.product.id, importer ? w->lane->importer.id : w->a->q.exporter.id,
                importer ? w->a->q.exporter.id : w->lane->importer.id, importer ? " --flow M" : "");
}

static void say_what(buf *b, const answer *w)
{
    const mirror_lane *l = w->lane;
    int32_t dark = 0, shown = w->to - w->from;
    for (int32_t i = w->from; i < w->to; i++)
        dark += is_dark(&l->at[i]);
    shown -= dark;
    if (l->basis == MIRROR_UNLIKE)
        buf_fmt(b, "The two reports cannot be compared: %s.\n", l->goods);
    else if (l->basis == MIRROR_ONE_SIDED)
        buf_fmt(b, "Only one side of this lane is held: nothing can be compared.\n");
    else if (w->gaps == 0)
        buf_fmt(b, "No %s shown is held from both sides in %s.\n", periods(w, 1),
                mirror_unit_text(w->unit));
    else
        (w->gaps == 1 ? say_one : say_many)(b, w);
    if (*l->note)
        buf_fmt(b, "Note: %s.\n", l->note);
    if (l->partial)
        buf_fmt(b, "This is part of the product only: %s.\n", l->goods);
    for (int32_t u = MIRROR_UNITS - 1; u >= 0; u--) {
        say_printed(b, w, false, (mirror_unit)u);
        say_printed(b, w, true, (mirror_unit)u);
    }
    if (w->gaps && w->gaps < shown)
        buf_fmt(
            b,
            "%" PRId32 " of the %" PRId32
            " %s shown cannot be compared: a report that is not held, or a lane that is not in it; the remark says which.\n",
            shown - w->gaps, shown, periods(w, shown));
    if (w->m->months_too)
        buf_add(
            b,
            "Months are held as well, but not of the same goods from both sides: --freq M shows them.\n");
}

typedef struct ranked {
    double probability;
    int32_t kind;
} ranked;

static int by_probability(const void *pa, const void *pb)
{
    const ranked *a = pa, *b = pb;
    if (a->probability != b->probability)
        return a->probability > b->probability ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static void say_order(buf *b, const cause_set *c, bool md)
{
    char p[NUM_TEXT];
    ranked order[CAUSE_COUNT];
    for (int32_t k = 0; k < CAUSE_COUNT; k++)
        order[k] = (ranked){ c->cause[k].probability, k };
    qsort(order, CAUSE_COUNT, sizeof order[0], by_probability);
    for (int32_t k = 0; k < CAUSE_COUNT; k++) {
        const cause *e = &c->cause[order[k].kind];
        buf_fmt(b, "%s%4s %%  %s%s: %s\n", md ? "* " : "  ", num_people(p, 100 * e->probability, 0),
                cause_name((cause_kind)order[k].kind), e->looked ? "" : " (prior only)",
                e->evidence);
    }
}

static void say_causes(buf *b, const answer *w, bool md)
{
    enum { TOLD_MAX = 12 };
    char text[PERIOD_TEXT], gap[NUM_TEXT], usual[NUM_TEXT], z[NUM_TEXT];
    int32_t told = 0;
    for (int32_t i = w->to - 1; i >= w->from; i--) {
        const mirror_gap *g = &w->lane->at[i].gap[w->unit];
        if (!is_unusual(w, i))
            continue;
        if (told++ == TOLD_MAX && w->a->top) {
            buf_fmt(b, "%s%" PRId32 " earlier unusual gaps: --top 0, or -o json\n", md ? "\n" : "",
                    w->unusual - TOLD_MAX);
            break;
        }
        buf_fmt(b, "%s%s%s: gap %s %%, usually %s %%, z %s\n", md ? "\n### " : "\n", "",
                mirror_period(text, w->m->annual, w->lane->at[i].period),
                num_people(gap, mirror_pct(g->gap), 1), num_people(usual, mirror_pct(g->usual), 1),
                num_people(z, g->z, 1));
        buf_add(b, md ? "\n" : "");
        say_order(b, &w->why[i], md);
    }
}

static gad_status write_people(gad_ctx *cx, const answer *w, const gad_output *out)
{
    buf b, said;
    gad_table *t = NULL;
    bool md = out->format == GAD_AS_MD;
    gad_status status = make_table(cx, w, true, &t);
    if (status)
        return status;
    buf_init(&b, &cx->al);
    buf_init(&said, &cx->al);
    buf_fmt(&b, "%s%s: %s to %s, both reports, %s%s\n", md ? "## " : "", w->a->q.product.name,
            w->a->q.exporter.name, w->lane->importer.name, mirror_unit_text(w->unit),
            md ? "\n" : "");
    say_what(&said, w);
    mirror_lines(&b, buf_text(&said), md);
    buf_add(&b, md ? "\n" : "");
    write_table_text(&b, t, out);
    buf_add(&b, md ? "\n" : "");
    buf_fmt(&b, "compared: %s%s\n", w->lane->goods, md ? "  " : "");
    buf_add(
        &b,
        "gap: importer's figure on exporter's; imports are CIF and exports FOB as a rule, so a few per cent more in value is freight and insurance\n");
    say_causes(&b, w, md);
    if (w->unusual)
        buf_add(
            &b,
            "\nprobabilities weigh the five causes against each other only; priors and method: docs/mirror.md\n");
    gad_table_free(t);
    status = buf_ok(&said) ? write_buf(cx, &b, out) : gad_nomem(cx, "the answer");
    buf_release(&said);
    buf_release(&b);
    return status;
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static void json_side(json *j, const char *key, const mirror_side *s)
{
    char day[PERIOD_TEXT];
    json_object(j, key);
    json_text(j, "state", mirror_state_text(s->state));
    json_f64(j, "value_usd", s->amount[MIRROR_USD]);
    json_f64(j, "qty_t", s->amount[MIRROR_T]);
    json_text(j, "source", *s->source ? s->source : NULL);
    json_text(j, "published", s->published == INT32_MIN ? NULL : day_text(day, s->published));
    json_i64(j, "rows", s->rows);
    json_i64(j, "flags", s->flags);
    json_close(j);
}

static void json_gap(json *j, const char *key, const mirror_gap *g)
{
    if (!IS_NUMBER(g->gap)) {
        json_null(j, key);
        return;
    }
    json_object(j, key);
    json_f64(j, "gap_pct", mirror_pct(g->gap));
    json_f64(j, "gap_log", g->gap);
    json_f64(j, "usual_log", g->usual);
    json_f64(j, "spread_log", g->spread);
    json_f64(j, "z", g->z);
    json_text(j, "rests_on", g->rest == MIRROR_NO_USUAL ? NULL : mirror_rest_text(g->rest));
    json_i64(j, "n", g->n);
    json_close(j);
}

static void json_causes(json *j, const cause_set *c)
{
    json_array(j, "causes");
    for (int32_t k = 0; k < CAUSE_COUNT; k++) {
        json_object(j, NULL);
        json_text(j, "cause", cause_name((cause_kind)k));
        json_f64(j, "probability", c->cause[k].probability);
        json_f64(j, "prior", c->cause[k].prior);
        json_f64(j, "likelihood", c->cause[k].likelihood);
        json_bool(j, "looked", c->cause[k].looked);
        json_text(j, "evidence", c->cause[k].evidence);
        json_close(j);
    }
    json_close(j);
}

static void json_row(json *j, const answer *w, int32_t i)
{
    char text[PERIOD_TEXT];
    const mirror_point *p = &w->lane->at[i];
    json_object(j, NULL);
    json_text(j, "period", mirror_period(text, w->m->annual, p->period));
    json_side(j, "exporter", &p->exporter);
    json_side(j, "importer", &p->importer);
    json_gap(j, "value", &p->gap[MIRROR_USD]);
    json_gap(j, "qty", &p->gap[MIRROR_T]);
    json_f64(j, "price_ratio", price_ratio(p));
    json_bool(j, "unusual", is_unusual(w, i));
    json_text(j, "remark", *flag_of(w, i) ? flag_of(w, i) : NULL);
    if (is_unusual(w, i))
        json_causes(j, &w->why[i]);
    else
        json_null(j, "causes");
    json_close(j);
}

static void json_printed(json *j, const answer *w)
{
    char text[PERIOD_TEXT];
    json_array(j, "published");
    for (int32_t i = 0; i < w->printed.n; i++) {
        const mirror_point *p = &w->printed.at[i];
        bool held = p->exporter.state == MIRROR_HELD || p->importer.state == MIRROR_HELD;
        if (!held || !mirror_wanted(w->a, false, p->period))
            continue;
        json_object(j, NULL);
        json_text(j, "period", month_text(text, p->period));
        json_side(j, "exporter", &p->exporter);
        json_side(j, "importer", &p->importer);
        json_close(j);
    }
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const answer *w, const gad_output *out)
{
    buf b;
    json j;
    char day[PERIOD_TEXT];
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_object(&j, "lane");
    json_text(&j, "product", w->a->q.product.id);
    json_text(&j, "exporter", w->a->q.exporter.id);
    json_text(&j, "importer", w->lane->importer.id);
    json_text(&j, "freq", w->m->annual ? "A" : "M");
    json_text(&j, "judged_in", mirror_unit_text(w->unit));
    json_text(&j, "basis", mirror_basis_text(w->lane->basis));
    json_text(&j, "goods", w->lane->goods);
    json_text(&j, "note", *w->lane->note ? w->lane->note : NULL);
    json_bool(&j, "months_too", w->m->months_too);
    json_text(&j, "source", w->a->q.source);
    json_text(&j, "as_of", w->a->q.as_of == INT32_MAX ? NULL : day_text(day, w->a->q.as_of));
    json_i64(&j, "gaps", w->gaps);
    json_i64(&j, "unusual", w->unusual);
    json_i64(&j, "judged", w->judged);
    json_i64(&j, "far_apart", w->wild);
    json_close(&j);
    json_array(&j, "rows");
    for (int32_t i = w->from; i < w->to; i++)
        json_row(&j, w, i);
    json_close(&j);
    json_printed(&j, w);
    json_close(&j);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

/* ---- the story -------------------------------------------------------------------------------- */

static gad_status explain(gad_ctx *cx, gad_store *st, arena *mem, answer *w)
{
    cause_scene *scene = NULL;
    w->why = arena_take(mem, (size_t)w->lane->n + 1, sizeof *w->why);
    if (!w->why)
        return gad_nomem(cx, "the causes");
    for (int32_t i = w->from; i < w->to; i++) {
        const mirror_gap *g = &w->lane->at[i].gap[w->unit];
        w->gaps += IS_NUMBER(g->gap);
        w->judged += IS_NUMBER(g->z);
        w->unusual += is_unusual(w, i);
        w->wild += !is_unusual(w, i) && IS_NUMBER(g->gap) &&
                   (fabs(g->gap) > MIRROR_FAR || is_odd(&w->lane->at[i]));
    }
    if (!w->gaps && !w->m->annual && !w->m->published)
        return mirror_published_lane(cx, st, mem, &w->a->q, &w->a->importer, &w->printed);
    if (!w->unusual)
        return GAD_OK;
    gad_status status = cause_scene_load(cx, st, mem, &w->a->q, w->m, w->lane, w->unit, &scene);
    for (int32_t i = w->from; i < w->to && !status; i++)
        if (is_unusual(w, i))
            status = cause_explain(cx, mem, scene, i, &w->why[i]);
    return status;
}

gad_status mirror_write_lane(gad_ctx *cx, gad_store *st, arena *mem, const mirror_asked *a,
                             const mirror *m, const gad_output *out)
{
    gad_table *t = NULL;
    answer w = { .a = a, .m = m, .lane = mirror_find(m, a->importer.number) };
    char first[PERIOD_TEXT], last[PERIOD_TEXT];
    w.unit = mirror_pick_unit(a, w.lane, 1, m->annual);
    while (w.from < w.lane->n && w.lane->at[w.from].period + (m->annual ? 11 : 0) < a->wanted.from)
        w.from++;
    w.to = w.lane->n;
    while (w.to > w.from && w.lane->at[w.to - 1].period > a->wanted.to)
        w.to--;
    if (w.from == w.to)
        return gad_fail(
            cx, GAD_E_NOTFOUND,
            "nothing of this lane is held in the months asked for: it is held from %s to %s",
            mirror_period(first, m->annual, w.lane->at[0].period),
            mirror_period(last, m->annual, w.lane->at[w.lane->n - 1].period));
    gad_status status = explain(cx, st, mem, &w);
    if (status)
        return status;
    if (out->format == GAD_AS_JSON)
        return write_json(cx, &w, out);
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_MD)
        return write_people(cx, &w, out);
    status = make_table(cx, &w, false, &t);
    if (!status)
        status = gad_table_write(cx, t, out);
    gad_table_free(t);
    return status;
}
