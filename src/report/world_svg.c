/* world_svg.c - layer 4: the chain of a world as one SVG picture.
 *
 * Flow: chart_make (world_chart.c) -> bands first, so that boxes and texts lie above them -> legend. Texts are made plain and
 * escaped; the bytes depend on the world alone. */
#include "report/world_chart.h"

enum { COLOURS = 6 };

static const double foot = 64;
static const char *const colours[COLOURS] = { "#8c6d46", "#4c78a8", "#59a14f",
                                              "#b07aa1", "#d98b3a", "#7f7f7f" };

/* ---- drawing ---------------------------------------------------------------------------------------------- */

/* A length with one digit after the point, whatever the locale. */
static void put_px(buf *b, const char *before, double x)
{
    char num[NUM_TEXT];
    buf_fmt(b, "%s%s", before, num_shortest(num, nearbyint(x * 10) / 10));
}

/* Text between tags: no control characters, at most `most` columns (0: all). */
static void put_text(gad_ctx *cx, buf *b, const char *text, int32_t most)
{
    buf plain;
    buf_init(&plain, &cx->al);
    write_text_fit(&plain, text, most);
    for (const char *s = buf_text(&plain); *s; s++)
        switch (*s) {
        case '&':
            buf_add(b, "&amp;");
            break;
        case '<':
            buf_add(b, "&lt;");
            break;
        case '>':
            buf_add(b, "&gt;");
            break;
        default:
            buf_char(b, *s);
        }
    b->failed = b->failed || plain.failed;
    buf_release(&plain);
}

static void put_tonnes(buf *b, double t)
{
    char num[NUM_TEXT];
    buf_fmt(b, "%s t", num_people(num, t, t < 10 ? 1 : 0));
}

static void put_point(buf *b, const char *before, double x, double y)
{
    put_px(b, before, x);
    put_px(b, " ", y);
}

/* From the right edge of a box to the left edge of another; to its right edge where that does not lie ahead. */
static void draw_band(gad_ctx *cx, const chart *c, buf *b, int32_t i, int32_t k)
{
    const chart_box_at *from = &c->box[i], *to = &c->box[k];
    bool ahead = to->column > from->column;
    double x0 = from->x + chart_box, x1 = ahead ? to->x : to->x + chart_box;
    double bend = ahead ? (x1 - x0) / 2 : chart_gap / 2;
    double y0 = c->from_y[i * c->n + k], y1 = c->to_y[i * c->n + k];
    put_point(b, "<path d=\"M", x0, y0);
    put_point(b, "C", x0 + bend, y0);
    put_point(b, " ", ahead ? x1 - bend : x1 + bend, y1);
    put_point(b, " ", x1, y1);
    put_px(b, "\" stroke-width=\"", chart_width(c, i, k));
    buf_fmt(b, "\" stroke=\"%s\"><title>", colours[from->column % COLOURS]);
    put_text(cx, b, chart_name(c, i), 0);
    buf_add(b, " to ");
    put_text(cx, b, chart_name(c, k), 0);
    buf_add(b, ": ");
    put_tonnes(b, c->t[i * c->n + k]);
    buf_add(b, " a year</title></path>\n");
}

static void draw_rect(buf *b, double x, double y, double w, double h, const char *style)
{
    put_px(b, "<rect x=\"", x);
    put_px(b, "\" y=\"", y);
    put_px(b, "\" width=\"", w);
    put_px(b, "\" height=\"", h);
    buf_fmt(b, "\" %s/>\n", style);
}

static void open_text(buf *b, double x, double y, const char *style)
{
    put_px(b, "<text x=\"", x);
    put_px(b, "\" y=\"", y);
    buf_fmt(b, "\" %s>", style);
}

/* "12,345 t, China 69 %" */
static void put_facts(gad_ctx *cx, const chart *c, buf *b, const chart_box_at *x)
{
    char pct[NUM_TEXT];
    buf line;
    buf_init(&line, &cx->al);
    put_tonnes(&line, x->t_yr);
    if (x->t_yr > 0 && c->p->w->home >= 0)
        buf_fmt(&line, ", %s %s %%", c->p->w->place[c->p->w->home].name,
                num_people(pct, 100 * x->home / x->t_yr, 0));
    b->failed = b->failed || line.failed;
    put_text(cx, b, buf_text(&line), CHART_NAME + 4);
    buf_release(&line);
}

static void draw_box(gad_ctx *cx, const chart *c, buf *b, int32_t i)
{
    const chart_box_at *x = &c->box[i];
    double left = x->x + 10, bar = chart_box - 20;
    double y = x->y + x->h / 2 - 3.5 - 6.5 * (x->lines - 1);
    buf_add(b, "<g><title>");
    put_text(cx, b, chart_name(c, i), 0);
    buf_add(b, "</title>\n");
    draw_rect(b, x->x, x->y, chart_box, x->h,
              x->use >= 0 ? "rx=\"10\" fill=\"#f4f1ea\" stroke=\"#b8ae98\""
                          : "rx=\"3\" fill=\"#ffffff\" stroke=\"#6b7785\"");
    for (int32_t k = 0; k < x->lines; k++, y += 13) {
        open_text(b, left, y, "font-size=\"11\" font-weight=\"600\"");
        put_text(cx, b, x->line[k], 0);
        buf_add(b, "</text>\n");
    }
    open_text(b, left, y, "font-size=\"10.5\" fill=\"#445\"");
    put_facts(cx, c, b, x);
    buf_add(b, "</text>\n");
    draw_rect(b, left, y + 5, bar, 3, "fill=\"#e3e6ea\"");
    if (x->t_yr > 0)
        draw_rect(b, left, y + 5, bar * MIN_OF(1, x->home / x->t_yr), 3, "fill=\"#c0392b\"");
    buf_add(b, "</g>\n");
}

static void draw_heads(gad_ctx *cx, const chart *c, buf *b)
{
    const world *w = c->p->w;
    for (int32_t col = 0; col < c->n_column; col++) {
        const char *stage = NULL;
        bool uses = false;
        for (int32_t i = 0; i < c->n; i++) {
            if (c->box[i].column != col)
                continue;
            uses |= c->box[i].use >= 0;
            if (c->box[i].use < 0)
                stage = w->material[c->box[i].material].stage;
        }
        open_text(b, chart_margin + col * (chart_box + chart_gap), chart_top - 14,
                  "font-size=\"13\" font-weight=\"600\" fill=\"#445\"");
        put_text(cx, b, stage ? stage : "", 14);
        buf_fmt(b, "%s%s</text>\n", stage && uses ? ", and " : "", uses ? "end uses" : "");
    }
}

/* A round number of tonnes whose band is between 4 and 40 px wide. */
static double sample(const chart *c)
{
    return c->px_per_t > 0 ? pow(10, floor(log10(40 / c->px_per_t))) : 0;
}

static void draw_legend(gad_ctx *cx, const chart *c, buf *b)
{
    const char *home = c->p->w->home >= 0 ? c->p->w->place[c->p->w->home].name : NULL;
    double y = c->height + 34, t = sample(c);
    if (t > 0) {
        draw_rect(b, chart_margin, y - t * c->px_per_t / 2, 40, t * c->px_per_t,
                  "fill=\"#4c78a8\" fill-opacity=\"0.4\"");
        open_text(b, chart_margin + 50, y + 4, "font-size=\"11\" fill=\"#445\"");
        put_tonnes(b, t);
        buf_add(b, " a year</text>\n");
    }
    if (!home)
        return;
    draw_rect(b, chart_margin + 190, y - 2, 30, 3, "fill=\"#c0392b\"");
    open_text(b, chart_margin + 230, y + 4, "font-size=\"11\" fill=\"#445\"");
    buf_add(b, "share made in ");
    put_text(cx, b, home, 40);
    buf_add(b, "; of end uses (rounded boxes), share used there</text>\n");
}

static void draw_title(gad_ctx *cx, const chart *c, buf *b)
{
    const world *w = c->p->w;
    open_text(b, chart_margin, 34, "font-size=\"20\" font-weight=\"600\"");
    put_text(cx, b, w->title, 90);
    buf_add(b, "</text>\n");
    open_text(b, chart_margin, 54, "font-size=\"12\" fill=\"#445\"");
    buf_fmt(b,
            "From stage to stage in %" PRId32
            ", tonnes a year: the base month after reconciliation</text>\n",
            w->base_year);
}

static void draw(gad_ctx *cx, const chart *c, buf *b)
{
    double width = 2 * chart_margin + c->n_column * (chart_box + chart_gap) - chart_gap;
    double w = MAX_OF(width, 640), h = c->height + foot;
    buf_add(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
    put_px(b, " width=\"", w);
    put_px(b, "\" height=\"", h);
    put_px(b, "\" viewBox=\"0 0 ", w);
    put_px(b, " ", h);
    buf_add(b, "\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">\n<title>");
    put_text(cx, b, c->p->w->title, 0);
    buf_add(b, "</title>\n");
    draw_rect(b, 0, 0, w, h, "fill=\"#fcfcfa\"");
    draw_title(cx, c, b);
    draw_heads(cx, c, b);
    buf_add(b, "<g fill=\"none\" stroke-opacity=\"0.4\">\n");
    for (int32_t i = 0; i < c->n; i++)
        for (int32_t k = 0; k < c->n; k++)
            if (c->t[i * c->n + k] > 0)
                draw_band(cx, c, b, i, k);
    buf_add(b, "</g>\n");
    for (int32_t i = 0; i < c->n; i++)
        draw_box(cx, c, b, i);
    draw_legend(cx, c, b);
    buf_add(b, "</svg>\n");
}

gad_status world_svg(gad_ctx *cx, const world_page *p, buf *out)
{
    arena mem;
    chart c = { .p = p, .mem = &mem };
    arena_init(&mem, &cx->al);
    bool sound = chart_make(cx, &c);
    if (sound)
        draw(cx, &c, out);
    arena_release(&mem);
    return sound && buf_ok(out) ? GAD_OK : gad_nomem(cx, "drawing a world");
}
