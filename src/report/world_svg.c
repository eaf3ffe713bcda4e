/* world_svg.c - layer 4: the chain of a world as one SVG picture.
 *
 * Flow:  collect (materials and end uses as boxes, tonnes between them) -> arrange (columns by stage, boxes from the top,
 *        bands side by side at the edges of their boxes) -> draw (bands first, so that boxes and texts lie above them)
 * End uses stand in the column behind the last stage they take from. Invariant: boxes of a column do not touch, texts stay
 * in their box, and the bytes depend on the world alone. Lengths in px of the picture's own scale. */
#include "report/world_page.h"

enum { NAME_COLUMNS = 26, COLOURS = 6 };

static const double margin = 24, top = 92, box_w = 180, gap_x = 96, gap_y = 12, box_h = 44,
                    foot = 64;
static const double tallest = 110; /* px of the bands of the busiest box */
static const double thinnest = 0.6;
static const char *const colours[COLOURS] = { "#8c6d46", "#4c78a8", "#59a14f",
                                              "#b07aa1", "#d98b3a", "#7f7f7f" };

typedef struct box {
    int32_t material; /* -1: an end use */
    int32_t use;      /* index of the first of its kind; -1: a material */
    int32_t column;
    double order;      /* within the column */
    double t_yr, home; /* made, or used; the same at home */
    double x, y, h;
} box;

typedef struct chart {
    const world_page *p;
    arena *mem;
    int32_t n, n_column;
    box *box;
    double *t;      /* [n * n] tonnes a year from box to box */
    double *from_y; /* [n * n] where the band leaves, and arrives: its middle */
    double *to_y;
    double px_per_t, height;
} chart;

/* ---- what there is ------------------------------------------------------------------------------------ */

static int32_t stage_of(const world *w, int32_t material)
{
    int32_t n = -1;
    for (int32_t m = 0; m < w->n_material; m++) {
        n += world_opens_stage(w, m);
        if (STR_EQ(w->material[m].stage, w->material[material].stage))
            return n;
    }
    return n;
}

static void add_materials(chart *c)
{
    const world *w = c->p->w;
    for (int32_t m = 0; m < w->n_material; m++)
        if (world_shows_material(c->p, m))
            c->box[c->n++] = (box){ .material = m,
                                    .use = -1,
                                    .column = stage_of(w, m),
                                    .order = m,
                                    .t_yr = world_made(c->p, m, WORLD_ALL),
                                    .home = world_made(c->p, m, w->home) };
}

static int32_t find_use(const chart *c, const char *id)
{
    for (int32_t i = 0; i < c->n; i++)
        if (c->box[i].use >= 0 && STR_EQ(c->p->w->use[c->box[i].use].id, id))
            return i;
    return -1;
}

/* Of the bands that end in a use, where they come from in the mean: keeps them from crossing. */
static void add_uses(chart *c)
{
    const world *w = c->p->w;
    for (int32_t i = 0; i < c->p->b->n_want; i++) {
        const base_want *a = &c->p->b->want[i];
        int32_t m = w->use[a->use].material, at = find_use(c, w->use[a->use].id);
        if (!world_shows_material(c->p, m))
            continue;
        if (at < 0) {
            at = c->n++;
            c->box[at] = (box){ .material = -1, .use = a->use };
        }
        box *b = &c->box[at];
        double t = 12 * a->need;
        b->column = MAX_OF(b->column, stage_of(w, m) + 1);
        b->order = (b->order * b->t_yr + m * t) / (b->t_yr + t);
        b->t_yr += t;
        b->home += a->place == w->home ? t : 0;
    }
}

/* Materials of a column above its end uses. */
static int by_place(const void *pa, const void *pb)
{
    const box *a = pa, *b = pb;
    if (a->column != b->column)
        return a->column - b->column;
    if ((a->use < 0) != (b->use < 0))
        return a->use < 0 ? -1 : 1;
    if (a->order < b->order || a->order > b->order)
        return a->order < b->order ? -1 : 1;
    return a->use - b->use;
}

static int32_t find_material(const chart *c, int32_t material)
{
    for (int32_t i = 0; i < c->n; i++)
        if (c->box[i].material == material)
            return i;
    return -1;
}

/* What goes into a run, shared out over what comes out of it. */
static void add_run(chart *c, const base_run *r)
{
    const world *w = c->p->w;
    const world_process *how = &w->process[r->process];
    double out = 0;
    for (int32_t k = how->first; k < how->first + how->n; k++)
        out += MAX_OF(0, w->recipe[k].coef);
    for (int32_t i = how->first; i < how->first + how->n; i++)
        for (int32_t k = how->first; k < how->first + how->n; k++) {
            const world_recipe *in = &w->recipe[i], *made = &w->recipe[k];
            if (in->coef >= 0 || made->coef <= 0)
                continue;
            int32_t a = find_material(c, in->material), b = find_material(c, made->material);
            if (a >= 0 && b >= 0)
                c->t[a * c->n + b] += 12 * r->level * -in->coef * made->coef / out;
        }
}

static void add_bands(chart *c)
{
    const world *w = c->p->w;
    for (int32_t i = 0; i < c->p->b->n_run; i++)
        add_run(c, &c->p->b->run[i]);
    for (int32_t i = 0; i < c->p->b->n_want; i++) {
        const base_want *a = &c->p->b->want[i];
        int32_t from = find_material(c, w->use[a->use].material);
        int32_t to = find_use(c, w->use[a->use].id);
        if (from >= 0 && to >= 0)
            c->t[from * c->n + to] += 12 * a->need;
    }
}

static bool collect(chart *c)
{
    size_t most = (size_t)c->p->w->n_material + (size_t)c->p->w->n_use + 1;
    c->box = arena_take(c->mem, most, sizeof *c->box);
    if (!c->box)
        return false;
    add_materials(c);
    add_uses(c);
    qsort(c->box, (size_t)c->n, sizeof *c->box, by_place);
    size_t pairs = (size_t)c->n * (size_t)c->n + 1;
    c->t = arena_take(c->mem, pairs, sizeof *c->t);
    c->from_y = arena_take(c->mem, pairs, sizeof *c->from_y);
    c->to_y = arena_take(c->mem, pairs, sizeof *c->to_y);
    if (!c->t || !c->from_y || !c->to_y)
        return false;
    add_bands(c);
    return true;
}

/* ---- where it stands ------------------------------------------------------------------------------------- */

static double width_of(const chart *c, int32_t from, int32_t to)
{
    double t = c->t[from * c->n + to];
    return t > 0 ? MAX_OF(thinnest, t * c->px_per_t) : 0;
}

/* Tonnes, or px, that leave (out true) or enter a box. */
static double passes(const chart *c, int32_t at, bool out, bool px)
{
    double sum = 0;
    for (int32_t i = 0; i < c->n; i++) {
        int32_t from = out ? at : i, to = out ? i : at;
        sum += px ? width_of(c, from, to) : c->t[from * c->n + to];
    }
    return sum;
}

static void place_boxes(chart *c)
{
    double most = 0, y = top;
    for (int32_t i = 0; i < c->n; i++)
        most = MAX_OF(most, MAX_OF(passes(c, i, true, false), passes(c, i, false, false)));
    c->px_per_t = most > 0 ? tallest / most : 0;
    c->height = top;
    for (int32_t i = 0; i < c->n; i++) {
        box *b = &c->box[i];
        double bands = MAX_OF(passes(c, i, true, true), passes(c, i, false, true));
        y = i > 0 && c->box[i - 1].column == b->column ? y : top;
        y += i > 0 && c->box[i - 1].column == b->column && (c->box[i - 1].use < 0) != (b->use < 0)
                 ? 2 * gap_y
                 : 0;
        b->h = MAX_OF(box_h, bands + 8);
        b->x = margin + b->column * (box_w + gap_x);
        b->y = y;
        y += b->h + gap_y;
        c->height = MAX_OF(c->height, y);
        c->n_column = MAX_OF(c->n_column, b->column + 1);
    }
}

/* Columns are centred, so that long bands stay level. */
static void centre_columns(chart *c)
{
    for (int32_t i = 0, next = 0; i < c->n; i = next) {
        for (next = i; next < c->n && c->box[next].column == c->box[i].column;)
            next++;
        double end = c->box[next - 1].y + c->box[next - 1].h + gap_y;
        for (int32_t k = i; k < next; k++)
            c->box[k].y += (c->height - end) / 2;
    }
}

/* Bands lie side by side at both edges, in the order of the boxes at their other ends. */
static void place_bands(chart *c)
{
    for (int32_t i = 0; i < c->n; i++) {
        double leave = c->box[i].y + (c->box[i].h - passes(c, i, true, true)) / 2;
        double enter = c->box[i].y + (c->box[i].h - passes(c, i, false, true)) / 2;
        for (int32_t k = 0; k < c->n; k++) {
            c->from_y[i * c->n + k] = leave + width_of(c, i, k) / 2;
            c->to_y[k * c->n + i] = enter + width_of(c, k, i) / 2;
            leave += width_of(c, i, k);
            enter += width_of(c, k, i);
        }
    }
}

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

static const char *name_of(const chart *c, const box *b)
{
    return b->use >= 0 ? c->p->w->use[b->use].name : c->p->w->material[b->material].name;
}

static void put_tonnes(buf *b, double t)
{
    char num[NUM_TEXT];
    buf_fmt(b, "%s t", num_people(num, t, t < 10 ? 1 : 0));
}

static void draw_band(gad_ctx *cx, const chart *c, buf *b, int32_t i, int32_t k)
{
    const box *from = &c->box[i], *to = &c->box[k];
    double x0 = from->x + box_w, x1 = to->x, mid = (x0 + x1) / 2;
    double y0 = c->from_y[i * c->n + k], y1 = c->to_y[i * c->n + k];
    put_px(b, "<path d=\"M", x0);
    put_px(b, " ", y0);
    put_px(b, "C", mid);
    put_px(b, " ", y0);
    put_px(b, " ", mid);
    put_px(b, " ", y1);
    put_px(b, " ", x1);
    put_px(b, " ", y1);
    put_px(b, "\" stroke-width=\"", width_of(c, i, k));
    buf_fmt(b, "\" stroke=\"%s\"><title>", colours[from->column % COLOURS]);
    put_text(cx, b, name_of(c, from), 0);
    buf_add(b, " to ");
    put_text(cx, b, name_of(c, to), 0);
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
static void put_facts(gad_ctx *cx, const chart *c, buf *b, const box *x)
{
    char pct[NUM_TEXT];
    buf line;
    buf_init(&line, &cx->al);
    put_tonnes(&line, x->t_yr);
    if (x->t_yr > 0 && c->p->w->home >= 0)
        buf_fmt(&line, ", %s %s %%", c->p->w->place[c->p->w->home].name,
                num_people(pct, 100 * x->home / x->t_yr, 0));
    b->failed = b->failed || line.failed;
    put_text(cx, b, buf_text(&line), NAME_COLUMNS + 2);
    buf_release(&line);
}

static void draw_box(gad_ctx *cx, const chart *c, buf *b, const box *x)
{
    double middle = x->y + x->h / 2, bar = box_w - 20;
    buf_add(b, "<g><title>");
    put_text(cx, b, name_of(c, x), 0);
    buf_add(b, "</title>\n");
    draw_rect(b, x->x, x->y, box_w, x->h,
              x->use >= 0 ? "rx=\"10\" fill=\"#f4f1ea\" stroke=\"#b8ae98\""
                          : "rx=\"3\" fill=\"#ffffff\" stroke=\"#6b7785\"");
    open_text(b, x->x + 10, middle - 5, "font-size=\"12\" font-weight=\"600\"");
    put_text(cx, b, name_of(c, x), NAME_COLUMNS);
    buf_add(b, "</text>\n");
    open_text(b, x->x + 10, middle + 9, "font-size=\"11\" fill=\"#445\"");
    put_facts(cx, c, b, x);
    buf_add(b, "</text>\n");
    draw_rect(b, x->x + 10, middle + 14, bar, 3, "fill=\"#e3e6ea\"");
    if (x->t_yr > 0)
        draw_rect(b, x->x + 10, middle + 14, bar * MIN_OF(1, x->home / x->t_yr), 3,
                  "fill=\"#c0392b\"");
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
        open_text(b, margin + col * (box_w + gap_x), top - 14,
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
        draw_rect(b, margin, y - t * c->px_per_t / 2, 40, t * c->px_per_t,
                  "fill=\"#4c78a8\" fill-opacity=\"0.4\"");
        open_text(b, margin + 50, y + 4, "font-size=\"11\" fill=\"#445\"");
        put_tonnes(b, t);
        buf_add(b, " a year</text>\n");
    }
    if (!home)
        return;
    draw_rect(b, margin + 190, y - 2, 30, 3, "fill=\"#c0392b\"");
    open_text(b, margin + 230, y + 4, "font-size=\"11\" fill=\"#445\"");
    buf_add(b, "share made in ");
    put_text(cx, b, home, 40);
    buf_add(b, "; of end uses (rounded boxes), share used there</text>\n");
}

static void draw_title(gad_ctx *cx, const chart *c, buf *b)
{
    const world *w = c->p->w;
    open_text(b, margin, 34, "font-size=\"20\" font-weight=\"600\"");
    put_text(cx, b, w->title, 90);
    buf_add(b, "</text>\n");
    open_text(b, margin, 54, "font-size=\"12\" fill=\"#445\"");
    buf_fmt(b,
            "From stage to stage in %" PRId32
            ", tonnes a year: the base month after reconciliation</text>\n",
            w->base_year);
}

static void draw(gad_ctx *cx, const chart *c, buf *b)
{
    double width = 2 * margin + c->n_column * (box_w + gap_x) - gap_x;
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
        draw_box(cx, c, b, &c->box[i]);
    draw_legend(cx, c, b);
    buf_add(b, "</svg>\n");
}

gad_status world_svg(gad_ctx *cx, const world_page *p, buf *out)
{
    arena mem;
    chart c = { .p = p, .mem = &mem };
    arena_init(&mem, &cx->al);
    bool sound = collect(&c);
    if (sound) {
        place_boxes(&c);
        centre_columns(&c);
        place_bands(&c);
        draw(cx, &c, out);
    }
    arena_release(&mem);
    return sound && buf_ok(out) ? GAD_OK : gad_nomem(cx, "drawing a world");
}
