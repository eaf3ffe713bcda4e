/* simulate_md.c - layer 4: a simulation as a briefing of two pages: Markdown with charts as inline SVG, which every viewer
 * that lets HTML through shows (docs/simulate.md says how).
 *
 * Flow: headline and exports chart -> the sections of simulate_sections.c, each with its charts -> months -> sources. */
#include "report/simulate_page.h"
#include "report/simulate_svg.h"

enum {
    WIDE = 690,
    HALF = 340,
    HIGH = 200,
    LOW = 170,
    PRICE_CHARTS = 4,
    BARS = 4,
    MONTHS_SHOWN = 12
};

typedef struct page {
    const simulate_answer *a;
    const simulate_sum *x;
    const gad_output *out;
    gad_ctx *cx;
    arena mem; /* of numbers and names of charts */
    buf *to;
    buf line;
    int32_t charts;
} page;

/* ---- text --------------------------------------------------------------------------------------- */

static void escaped(buf *to, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (strchr("\\`*_<>|#[]&", *c))
            buf_char(to, '\\');
        buf_char(to, (unsigned char)*c < 0x20 ? ' ' : *c);
    }
}

static void put(page *p, const char *lead, const char *end)
{
    buf_add(p->to, lead);
    escaped(p->to, buf_text(&p->line));
    buf_add(p->to, end);
    p->to->failed |= !buf_ok(&p->line);
    buf_clear(&p->line);
}

/* ---- charts ------------------------------------------------------------------------------------- */

static double *values(page *p)
{
    double *y = arena_take(&p->mem, (size_t)MAX_OF(p->x->n, 1), sizeof *y);
    p->to->failed |= !y;
    return y;
}

static const char *kept(page *p, const char *text)
{
    p->to->failed |= !text;
    return text ? text : "";
}

static svg_chart chart(page *p, int32_t width, const char *title, const char *unit)
{
    const char *id = arena_fmt(&p->mem, "chart-%" PRId32, ++p->charts);
    return (svg_chart){ .id = kept(p, id),
                        .title = title,
                        .unit = unit,
                        .width = width,
                        .height = width < WIDE ? LOW : HIGH,
                        .first = p->x->n > 0 ? p->a->s->month[0].month : 0,
                        .n = p->x->n };
}

static void add(page *p, svg_chart *c, const char *name, const double *y, svg_look look)
{
    if (y && c->n_series < SVG_SERIES)
        c->series[c->n_series++] = (svg_series){ name, y, look };
    p->to->failed |= !y;
}

static void draw(page *p, const svg_chart *c)
{
    if (!p->to->failed)
        svg_chart_write(p->to, c);
}

static const char *base_name(const page *p)
{
    return p->a->against ? p->a->against->p->name : "nothing happening";
}

static void exports_chart(page *p)
{
    const world *w = p->a->s->w;
    const char *title = arena_fmt(&p->mem, "%s's exports of %s", simulate_home(p->a),
                                  simulate_material_name(w, w->headline));
    svg_chart c = chart(p, WIDE, kept(p, title), "t a month");
    add(p, &c, p->a->s->p->name, p->x->exports.x, SVG_LINE);
    add(p, &c, base_name(p), p->x->exports.base, SVG_DASHED);
    if (p->x->ahead.x)
        add(p, &c, "with perfect foresight", p->x->ahead.x, SVG_DOTTED);
    draw(p, &c);
}

static void price_chart(page *p, int32_t material)
{
    const simulate_answer *a = p->a;
    const sim *other = a->against ? a->against : a->s;
    svg_chart c = chart(p, HALF, a->s->w->material[material].name, "USD/kg");
    double *y[] = { values(p), values(p), values(p) };
    for (int32_t k = 0; k < p->x->n && !p->to->failed; k++) {
        const sim_month *m = &a->s->month[k], *was = simulate_base(a, k);
        y[0][k] = sim_price(a->s, m, material, false) / 1000;
        y[1][k] = sim_price(a->s, m, material, true) / 1000;
        y[2][k] = was ? sim_price(other, was, material, false) / 1000 : NO_NUMBER;
    }
    const char *inside = arena_fmt(&p->mem, "in %s", simulate_home(a));
    add(p, &c, "outside", y[0], SVG_LINE);
    add(p, &c, kept(p, inside), y[1], SVG_DOTTED);
    add(p, &c, "outside before", y[2], SVG_DASHED);
    draw(p, &c);
}

static void price_charts(page *p)
{
    for (int32_t i = 0; i < MIN_OF(p->x->n_price, (int32_t)PRICE_CHARTS); i++)
        price_chart(p, p->x->price[i].material);
}

static bool is_bar_of(const svg_chart *c, const char *name)
{
    for (int32_t i = 0; i < c->n_series; i++)
        if (STR_EQ(c->series[i].name, name))
            return true;
    return false;
}

/* The largest end uses, the rest together; in money, since a tonne of one material is not one of another. */
static void short_chart(page *p)
{
    const sim *s = p->a->s;
    svg_chart c = chart(p, WIDE, "Value added at risk, by end use", "million USD a month");
    double *rest = values(p);
    c.bars = true;
    for (int32_t k = 0; k < p->x->n && rest; k++)
        rest[k] = p->x->risk.x[k] / 1e6;
    for (int32_t i = 0; i < p->x->n_short && c.n_series < BARS && !p->to->failed; i++) {
        const simulate_short *r = &p->x->lacking[i];
        if (is_bar_of(&c, r->name))
            continue;
        double *y = values(p);
        for (int32_t k = 0; k < p->x->n && y; k++) {
            y[k] = sim_at_risk(s, &s->month[k], r->id, -1) / 1e6;
            rest[k] = MAX_OF(rest[k] - y[k], 0.0);
        }
        add(p, &c, r->name, y, SVG_LINE);
    }
    add(p, &c, "all others", rest, SVG_LINE);
    draw(p, &c);
}

static void stocks_chart(page *p)
{
    const sim *s = p->a->s;
    svg_chart c = chart(p, WIDE, "Stocks of large users", "weeks of usual use");
    for (int32_t i = 0; i < MIN_OF(p->x->n_stock, (int32_t)SIMULATE_STOCKS); i++) {
        const base_site *site = &s->b->site[p->x->stock[i].site];
        double *y = values(p);
        for (int32_t k = 0; k < p->x->n && y; k++)
            y[k] = sim_weeks(s, &s->month[k], p->x->stock[i].site);
        const char *name = arena_fmt(&p->mem, "%s, %s", s->w->material[site->material].name,
                                     s->w->place[site->place].name);
        add(p, &c, kept(p, name), y, i == 0 ? SVG_LINE : i == 1 ? SVG_DASHED : SVG_DOTTED);
    }
    draw(p, &c);
}

static void backlog_chart(page *p)
{
    char goods[128];
    const sim *s = p->a->s;
    svg_chart c = chart(p, WIDE, "Applications that wait for a decision", "t");
    for (int32_t i = 0; i < MIN_OF(p->x->n_queue, (int32_t)SVG_SERIES); i++) {
        const sim_queue *q = &s->queue[p->x->queue[i].queue];
        double *y = values(p);
        for (int32_t k = 0; k < p->x->n && y; k++)
            y[k] = s->month[k].licence ? s->month[k].licence[p->x->queue[i].queue].backlog : 0;
        simulate_queue_goods(p->a, p->x->queue[i].queue, goods, sizeof goods);
        const char *name =
            arena_fmt(&p->mem, "%s to %s", goods, simulate_place_name(s->w, q->to, "all others"));
        add(p, &c, kept(p, name), y, (svg_look)(i % 3));
    }
    draw(p, &c);
}

static void (*const section_charts[SIMULATE_SECTIONS])(page *) = {
    [SECTION_PRICES] = price_charts,
    [SECTION_SHORT] = short_chart,
    [SECTION_STOCKS] = stocks_chart,
    [SECTION_LICENCES] = backlog_chart,
};

static void figure(page *p, void (*charts)(page *))
{
    buf_add(p->to, "\n<figure>\n");
    charts(p);
    buf_add(p->to, "</figure>\n");
}

/* ---- sections ----------------------------------------------------------------------------------- */

static void table(page *p, const simulate_section *s)
{
    gad_table *t = gad_table_new(p->cx);
    if (t && s)
        s->table(t, p->a, p->x, MIN_OF(s->rows(p->x), s->first));
    else if (t)
        simulate_month_table(t, p->a, p->x, p->x->n > MONTHS_SHOWN ? 3 : 1);
    if (t && table_ok(t))
        write_table_text(p->to, t, p->out);
    else
        p->to->failed = true;
    gad_table_free(t);
}

static void section(page *p, int32_t at)
{
    const simulate_section *s = &simulate_sections[at];
    if (s->rows(p->x) == 0) {
        s->none(&p->line, p->a, p->x);
        put(p, "\n", "\n");
        return;
    }
    s->title(&p->line, p->a, p->x);
    put(p, "\n## ", "\n\n");
    if (s->table)
        table(p, s);
    for (int32_t i = 0; s->item && s->item(&p->line, p->a, p->x, i); i++)
        put(p, "- ", "\n");
    buf_clear(&p->line);
    if (section_charts[at])
        figure(p, section_charts[at]);
}

static bool is_link(const char *source)
{
    return strncmp(source, "http", 4) == 0 && !strpbrk(source, " <>\"\n\r\t");
}

static bool told_before(const policy *p, int32_t i)
{
    for (int32_t k = 0; k < i; k++)
        if (STR_EQ(p->event[k].source, p->event[i].source))
            return true;
    return false;
}

static void event_sources(page *p)
{
    const policy *of = p->a->s->p;
    char day[PERIOD_TEXT];
    for (int32_t i = 0; i < of->n; i++) {
        const policy_event *e = &of->event[i];
        if (!e->source || told_before(of, i))
            continue;
        buf_fmt(&p->line, "%s, %s: ", day_text(day, e->start), policy_kind_name(e->kind));
        if (!is_link(e->source))
            buf_add(&p->line, e->source);
        put(p, "- ", "");
        if (is_link(e->source))
            buf_fmt(p->to, "<%s>", e->source);
        buf_char(p->to, '\n');
    }
}

static void sources(page *p)
{
    const sim *s = p->a->s;
    buf_add(p->to, "\n## How exact, and where from\n\n");
    simulate_say_certificate(&p->line, p->a, p->x);
    put(p, "", "\n\n");
    buf_fmt(&p->line,
            "Scenario %s, world %s (base year %" PRId32
            "). Formulas, limits and what the model must "
            "not be used for: docs/model.md; data: docs/world.md.",
            s->p->name, s->w->name, s->w->base_year);
    put(p, "", "\n");
    if (s->p->n > 0)
        buf_add(p->to, "\nEvents rest on:\n\n");
    event_sources(p);
}

static void compose(page *p)
{
    simulate_say_title(&p->line, p->a);
    put(p, "# ", "\n\n");
    simulate_say_headline(&p->line, p->a, p->x);
    put(p, "**", "**\n\n");
    buf_add(p->to, "What a model makes of its assumptions, no forecast of facts.\n");
    figure(p, exports_chart);
    for (int32_t i = 0; i < SIMULATE_SECTIONS; i++)
        section(p, i);
    simulate_month_title(&p->line, p->a, p->x, p->x->n > MONTHS_SHOWN ? 3 : 1);
    put(p, "\n## ", "\n\n");
    table(p, NULL);
    sources(p);
}

gad_status simulate_write_md(gad_ctx *cx, const simulate_answer *a, const simulate_sum *x,
                             const gad_output *out)
{
    buf text;
    buf_init(&text, &cx->al);
    page p = { .a = a, .x = x, .out = out, .cx = cx, .to = &text };
    arena_init(&p.mem, &cx->al);
    buf_init(&p.line, &cx->al);
    compose(&p);
    buf_release(&p.line);
    arena_release(&p.mem);
    gad_status status = write_buf(cx, &text, out);
    buf_release(&text);
    return status;
}
