/* world_chart.c - layer 4: materials and end uses of a world as boxes, tonnes between them as bands.
 *
 * Flow:  collect (boxes, and tonnes from box to box) -> wrap (names) -> place (columns by stage, boxes from the top, bands
 *        side by side at the edges of their boxes)
 * End uses stand in the column behind the last stage they take from. Invariant: boxes of a column do not touch, and a box is
 * as high as its text and as the bands at either edge. */
#include "report/world_chart.h"

static const double gap_y = 12, text_h = 32,
                    line_h = 13;   /* of a box without its name, and of a line of it */
static const double tallest = 110; /* the bands of the busiest box */
static const double thinnest = 0.6;

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
            c->box[c->n++] = (chart_box_at){ .material = m,
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
            c->box[at] = (chart_box_at){ .material = -1, .use = a->use };
        }
        chart_box_at *b = &c->box[at];
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
    const chart_box_at *a = pa, *b = pb;
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

/* ---- names ------------------------------------------------------------------------------------------------ */

const char *chart_name(const chart *c, int32_t box)
{
    const chart_box_at *b = &c->box[box];
    return b->use >= 0 ? c->p->w->use[b->use].name : c->p->w->material[b->material].name;
}

/* Bytes of the first line: as many whole words as fit, all of it when it fits, or when its first word does not. */
static size_t first_line(const char *name)
{
    size_t best = 0;
    if (write_text_width(name) <= CHART_NAME)
        return strlen(name);
    for (size_t i = 0; name[i]; i++) {
        char head[4 * CHART_NAME + 1];
        if (i >= sizeof head)
            break;
        if (name[i] != ' ')
            continue;
        snprintf(head, sizeof head, "%.*s", (int)i, name);
        if (write_text_width(head) <= CHART_NAME)
            best = i;
    }
    return best ? best : strlen(name);
}

/* Names in at most CHART_LINES lines; what does not fit ends in an ellipsis. */
static bool wrap(gad_ctx *cx, chart *c, int32_t box)
{
    chart_box_at *b = &c->box[box];
    buf line;
    buf_init(&line, &cx->al);
    for (const char *rest = chart_name(c, box); *rest && b->lines < CHART_LINES;) {
        size_t n = b->lines < CHART_LINES - 1 ? first_line(rest) : strlen(rest);
        const char *part = arena_strn(c->mem, rest, n);
        buf_clear(&line);
        write_text_fit(&line, part ? part : "", CHART_NAME);
        b->line[b->lines++] = part && buf_ok(&line) ? arena_str(c->mem, buf_text(&line)) : NULL;
        rest += n + (rest[n] == ' ');
    }
    buf_release(&line);
    return !b->lines || b->line[b->lines - 1];
}

/* ---- where it stands ------------------------------------------------------------------------------------- */

double chart_width(const chart *c, int32_t from, int32_t to)
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
        sum += px ? chart_width(c, from, to) : c->t[from * c->n + to];
    }
    return sum;
}

static void set_scale(chart *c)
{
    double most = 0;
    for (int32_t i = 0; i < c->n; i++)
        most = MAX_OF(most, MAX_OF(passes(c, i, true, false), passes(c, i, false, false)));
    c->px_per_t = most > 0 ? tallest / most : 0;
}

static void place_boxes(chart *c)
{
    double y = chart_top;
    c->height = chart_top;
    for (int32_t i = 0; i < c->n; i++) {
        chart_box_at *b = &c->box[i];
        bool first = i == 0 || c->box[i - 1].column != b->column;
        double bands = MAX_OF(passes(c, i, true, true), passes(c, i, false, true));
        if (first)
            y = chart_top;
        else if ((c->box[i - 1].use < 0) != (b->use < 0))
            y += 2 * gap_y;
        b->h = MAX_OF(text_h + b->lines * line_h, bands + 8);
        b->x = chart_margin + b->column * (chart_box + chart_gap);
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
            c->from_y[i * c->n + k] = leave + chart_width(c, i, k) / 2;
            c->to_y[k * c->n + i] = enter + chart_width(c, k, i) / 2;
            leave += chart_width(c, i, k);
            enter += chart_width(c, k, i);
        }
    }
}

bool chart_make(gad_ctx *cx, chart *c)
{
    bool sound = collect(c);
    for (int32_t i = 0; i < c->n && sound; i++)
        sound = wrap(cx, c, i);
    if (!sound)
        return false;
    set_scale(c);
    place_boxes(c);
    centre_columns(c);
    place_bands(c);
    return true;
}
