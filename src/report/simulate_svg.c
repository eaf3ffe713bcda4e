/* simulate_svg.c - layer 4: line and bar charts over months. From the outside in: frame, axes with ticks at round numbers,
 * legend, data; everything is placed by `plot`, in tenths of a pixel. */
#include "report/simulate_svg.h"

enum { FONT = 11, LEFT = 52, RIGHT = 28, TITLE = 20, ROW = 16, UNIT = 22, BOTTOM = 24, TICKS = 5 };

/* Okabe and Ito's colours that carry on white. */
static const char *const colours[SVG_SERIES] = { "#0072B2", "#D55E00", "#009E73",
                                                 "#CC79A7", "#8C6D00", "#56B4E9" };
static const char *const dashes[] = { [SVG_LINE] = "",
                                      [SVG_DASHED] = " stroke-dasharray=\"6 4\"",
                                      [SVG_DOTTED] = " stroke-dasharray=\"2 3\"" };

typedef struct plot {
    const svg_chart *c;
    buf *b;
    double lo, hi, step;             /* of the axis */
    double left, right, top, bottom; /* of the data, px */
} plot;

/* ---- text --------------------------------------------------------------------------------------- */

/* One decimal, whatever the locale; nothing here is below 0. */
static void put(buf *b, double px)
{
    long tenths = lround(MAX_OF(px, 0.0) * 10);
    buf_fmt(b, "%ld", tenths / 10);
    if (tenths % 10)
        buf_fmt(b, ".%ld", tenths % 10);
}

static void attribute(buf *b, const char *name, double px)
{
    buf_fmt(b, " %s=\"", name);
    put(b, px);
    buf_char(b, '"');
}

/* Control characters are not allowed in XML, not even escaped; a line break would be a blank line in Markdown. */
static void escaped(buf *b, const char *text)
{
    static const struct {
        char c;
        const char *as;
    } names[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" } };
    for (; *text; text++) {
        const char *as = (unsigned char)*text < 0x20 || *text == 0x7F ? " " : NULL;
        for (int32_t i = 0; i < COUNT_OF(names); i++)
            as = names[i].c == *text ? names[i].as : as;
        if (as)
            buf_add(b, as);
        else
            buf_char(b, *text);
    }
}

static void label(plot *p, double x, double y, const char *anchor, const char *text)
{
    buf_add(p->b, "<text");
    attribute(p->b, "x", x);
    attribute(p->b, "y", y);
    buf_fmt(p->b, " text-anchor=\"%s\">", anchor);
    escaped(p->b, text);
    buf_add(p->b, "</text>\n");
}

static void line(plot *p, double x1, double y1, double x2, double y2, const char *more)
{
    buf_add(p->b, "<line");
    attribute(p->b, "x1", x1);
    attribute(p->b, "y1", y1);
    attribute(p->b, "x2", x2);
    attribute(p->b, "y2", y2);
    buf_fmt(p->b, "%s/>\n", more);
}

static const char *short_month(char out[PERIOD_TEXT], int32_t month)
{
    snprintf(out, PERIOD_TEXT, "%.3s %" PRId32, month_name(month_number(month)), month_year(month));
    return out;
}

/* About; nobody knows the reader's font. */
static double text_width(const char *text)
{
    return 6.0 * (double)strlen(text);
}

/* ---- scales ------------------------------------------------------------------------------------- */

double svg_step(double range, int32_t most)
{
    static const double rounds[] = { 1, 2, 2.5, 5, 10 };
    if (!(range > 0) || !isfinite(range))
        return 1;
    double unit = pow(10, floor(log10(range / most)));
    for (int32_t i = 0; i < COUNT_OF(rounds); i++)
        if (rounds[i] * unit * most >= range * (1 - 1e-9))
            return rounds[i] * unit;
    return 10 * unit;
}

static void widen(plot *p, double y)
{
    if (!isfinite(y))
        return;
    p->lo = MIN_OF(p->lo, y);
    p->hi = MAX_OF(p->hi, y);
}

static bool is_bar(double y)
{
    return isfinite(y) && y > 0;
}

/* Zero is on every axis: a fall by half looks like one. */
static void scale(plot *p)
{
    const svg_chart *c = p->c;
    for (int32_t k = 0; k < c->n; k++) {
        double stack = 0;
        for (int32_t i = 0; i < c->n_series; i++) {
            double y = c->series[i].y[k];
            stack += is_bar(y) ? y : 0;
            widen(p, c->bars ? stack : y);
        }
    }
    p->step = svg_step(p->hi - p->lo, TICKS);
    p->lo = floor(p->lo / p->step + 1e-9) * p->step;
    p->hi = ceil(p->hi / p->step - 1e-9) * p->step;
    if (p->hi <= p->lo)
        p->hi = p->lo + p->step;
}

/* Bars stand in the middle of their month, lines run from edge to edge. */
static double x_of(const plot *p, int32_t k)
{
    int32_t n = p->c->n;
    double share = p->c->bars ? (k + 0.5) / n : n > 1 ? (double)k / (n - 1) : 0.5;
    return p->left + share * (p->right - p->left);
}

static double y_of(const plot *p, double y)
{
    return p->bottom - (y - p->lo) / (p->hi - p->lo) * (p->bottom - p->top);
}

/* ---- axes --------------------------------------------------------------------------------------- */

static int32_t decimals_of(double step)
{
    int32_t decimals = 0;
    while (decimals < 6 &&
           fabs(step - round(step * pow(10, decimals)) / pow(10, decimals)) > 1e-9 * step)
        decimals++;
    return decimals;
}

static void y_axis(plot *p)
{
    char num[NUM_TEXT];
    int32_t n = (int32_t)lround((p->hi - p->lo) / p->step);
    for (int32_t i = 0; i <= n; i++) {
        double value = p->lo + i * p->step, y = y_of(p, value);
        bool zero = fabs(value) < 1e-9 * p->step;
        line(p, p->left, y, p->right, y, zero ? " stroke=\"#333333\"" : " stroke=\"#dddddd\"");
        label(p, p->left - 6, y + 4, "end",
              num_people(num, zero ? 0 : value, decimals_of(p->step)));
    }
    label(p, 8, p->top - 13, "start", p->c->unit);
}

/* Labels of months stand apart; a year's are told by quarters, halves or Januaries where room is short. */
static void x_axis(plot *p)
{
    static const int32_t every[] = { 1, 2, 3, 4, 6, 12, 24, 60, 120 };
    char month[PERIOD_TEXT];
    int32_t n = p->c->n, step = every[0];
    for (int32_t i = 0; i < COUNT_OF(every) && 62.0 * n > step * (p->right - p->left); i++)
        step = every[i];
    for (int32_t k = 0; k < n; k += step) {
        double x = x_of(p, k);
        line(p, x, p->bottom, x, p->bottom + 4, " stroke=\"#333333\"");
        label(p, x, p->bottom + 16, "middle", short_month(month, p->c->first + k));
    }
}

/* ---- legend and data ---------------------------------------------------------------------------- */

static void stroke(plot *p, int32_t i)
{
    buf_fmt(p->b, " stroke=\"%s\" stroke-width=\"2\" fill=\"none\"%s", colours[i],
            dashes[p->c->series[i].look]);
}

/* Rows of names; `draw` false only counts them. */
static int32_t legend(plot *p, bool draw)
{
    double x = 8;
    int32_t row = 0;
    for (int32_t i = 0; i < p->c->n_series; i++) {
        double wide = 30 + text_width(p->c->series[i].name) + 12, y = TITLE + ROW * row + 10;
        if (x > 8 && x + wide > p->c->width) {
            x = 8;
            y += ROW;
            row++;
        }
        if (draw && p->c->bars) {
            buf_add(p->b, "<rect");
            attribute(p->b, "x", x + 8);
            attribute(p->b, "y", y - 5);
            buf_fmt(p->b, " width=\"10\" height=\"10\" fill=\"%s\"/>\n", colours[i]);
        } else if (draw) {
            buf_add(p->b, "<path d=\"M");
            put(p->b, x);
            buf_char(p->b, ' ');
            put(p->b, y);
            buf_add(p->b, "h24\"");
            stroke(p, i);
            buf_add(p->b, "/>\n");
        }
        if (draw)
            label(p, x + 30, y + 4, "start", p->c->series[i].name);
        x += wide;
    }
    return p->c->n_series > 0 ? row + 1 : 0;
}

static void path(plot *p, int32_t i)
{
    const svg_series *s = &p->c->series[i];
    bool down = false;
    buf_add(p->b, "<path d=\"");
    for (int32_t k = 0; k < p->c->n; k++) {
        bool known = isfinite(s->y[k]);
        if (known) {
            buf_char(p->b, down ? 'L' : 'M');
            put(p->b, x_of(p, k));
            buf_char(p->b, ' ');
            put(p->b, y_of(p, s->y[k]));
            if (!down) /* a point alone shows as well */
                buf_add(p->b, "h0.1");
        }
        down = known;
    }
    buf_char(p->b, '"');
    stroke(p, i);
    buf_add(p->b, " stroke-linejoin=\"round\"/>\n");
}

static void bars(plot *p, int32_t k)
{
    double below = 0, wide = (p->right - p->left) / p->c->n * 0.8;
    for (int32_t i = 0; i < p->c->n_series; i++) {
        double y = p->c->series[i].y[k];
        if (!is_bar(y))
            continue;
        double top = y_of(p, below + y);
        buf_add(p->b, "<rect");
        attribute(p->b, "x", x_of(p, k) - wide / 2);
        attribute(p->b, "y", top);
        attribute(p->b, "width", wide);
        attribute(p->b, "height", y_of(p, below) - top);
        buf_fmt(p->b, " fill=\"%s\"/>\n", colours[i]);
        below += y;
    }
}

/* ---- what a reader who does not see it is told --------------------------------------------------- */

static void describe_one(plot *p, const svg_series *s)
{
    char num[NUM_TEXT], month[PERIOD_TEXT];
    int32_t low = -1, high = -1, last = -1;
    for (int32_t k = 0; k < p->c->n; k++) {
        if (!isfinite(s->y[k]))
            continue;
        low = low < 0 || s->y[k] < s->y[low] ? k : low;
        high = high < 0 || s->y[k] > s->y[high] ? k : high;
        last = k;
    }
    escaped(p->b, s->name);
    if (last < 0) {
        buf_add(p->b, ": no values. ");
        return;
    }
    int32_t decimals = decimals_of(p->step) + 1;
    buf_fmt(p->b, ": lowest %s", num_people(num, s->y[low], decimals));
    buf_fmt(p->b, " in %s", short_month(month, p->c->first + low));
    buf_fmt(p->b, ", highest %s", num_people(num, s->y[high], decimals));
    buf_fmt(p->b, " in %s", short_month(month, p->c->first + high));
    buf_fmt(p->b, ", last %s. ", num_people(num, s->y[last], decimals));
}

static void describe(plot *p)
{
    const svg_chart *c = p->c;
    buf_fmt(p->b, "<title id=\"%s-title\">", c->id);
    escaped(p->b, c->title);
    buf_fmt(p->b, "</title>\n<desc id=\"%s-desc\">", c->id);
    escaped(p->b, c->unit);
    buf_add(p->b, c->bars ? ", stacked bars. " : ", lines. ");
    for (int32_t i = 0; i < c->n_series; i++)
        describe_one(p, &c->series[i]);
    buf_add(p->b, "</desc>\n");
}

void svg_chart_write(buf *b, const svg_chart *c)
{
    plot p = { .c = c, .b = b };
    assert(c->n_series >= 0 && c->n_series <= SVG_SERIES);
    scale(&p);
    p.left = LEFT;
    p.right = c->width - RIGHT;
    p.top = TITLE + ROW * legend(&p, false) + UNIT;
    p.bottom = c->height - BOTTOM;
    buf_fmt(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%" PRId32 "\"",
            c->width);
    buf_fmt(b, " height=\"%" PRId32 "\" viewBox=\"0 0 %" PRId32 " %" PRId32 "\"", c->height,
            c->width, c->height);
    buf_fmt(b, " aria-labelledby=\"%s-title %s-desc\"", c->id, c->id);
    buf_fmt(b, " font-family=\"sans-serif\" font-size=\"%d\" fill=\"#222222\">\n", FONT);
    describe(&p);
    buf_fmt(b, "<rect width=\"%" PRId32 "\" height=\"%" PRId32 "\" fill=\"#ffffff\"/>\n", c->width,
            c->height);
    buf_add(b, "<g font-weight=\"bold\">\n");
    label(&p, 8, 15, "start", c->title);
    buf_add(b, "</g>\n");
    legend(&p, true);
    y_axis(&p);
    if (c->n > 0)
        x_axis(&p);
    for (int32_t k = 0; c->bars && k < c->n; k++)
        bars(&p, k);
    for (int32_t i = 0; !c->bars && i < c->n_series; i++)
        path(&p, i);
    buf_add(b, "</svg>\n");
}
