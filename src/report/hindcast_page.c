/* hindcast_page.c - layer 4: a hindcast for people: the verdict, every forecast's error, the months, how it was fitted, and
 * what is scored besides the level. */
#include "report/hindcast_page.h"

enum { NARROWEST = 40 };

typedef struct page {
    gad_ctx *cx;
    const hindcast *h;
    const gad_output *out;
    buf *to;
    buf line; /* room for one text */
} page;

typedef struct column {
    const char *name, *title;
    gad_col_type type;
    int32_t decimals;
} column;

/* ---- texts --------------------------------------------------------------------------------------- */

/* The gathered text as a paragraph as wide as the terminal. */
static void put(page *p, bool bold)
{
    char word[1024]; /* longer ones, as of a path, are cut */
    const char *text = buf_text(&p->line);
    int32_t width = p->out->width > 0 ? MAX_OF(p->out->width, (int32_t)NARROWEST) : 0, at = 0;
    if (!*text)
        return;
    buf_add(p->to, bold && p->out->colour ? "\x1b[1m" : "");
    while (*text) {
        size_t n = strcspn(text, " ");
        snprintf(word, sizeof word, "%.*s", (int)MIN_OF(n, sizeof word - 1), text);
        int32_t w = write_text_width(word);
        bool breaks = at > 0 && width > 0 && at + 1 + w > width;
        buf_add(p->to, breaks ? "\n" : at > 0 ? " " : "");
        at = (breaks || at == 0 ? 0 : at + 1) + w;
        write_text_fit(p->to, word, 0);
        text += n + strspn(text + n, " ");
    }
    buf_add(p->to, bold && p->out->colour ? "\x1b[0m\n" : "\n");
    p->to->failed |= !buf_ok(&p->line);
    buf_clear(&p->line);
}

static void say(page *p, void (*what)(buf *, const hindcast *), bool bold)
{
    what(&p->line, p->h);
    put(p, bold);
}

/* ---- tables -------------------------------------------------------------------------------------- */

static void columns(gad_table *t, const column *c, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        table_column(t, c[i].name, c[i].title, c[i].type, c[i].decimals);
}

static void month_cell(gad_table *t, int32_t month)
{
    char text[PERIOD_TEXT];
    snprintf(text, sizeof text, "%.3s %" PRId32, month_name(month_number(month)),
             month_year(month));
    table_text(t, text);
}

static void scores(const page *p, gad_table *t)
{
    static const column c[] = { { "variant", "forecast", GAD_TEXT, -1 },
                                { "what", "what it is", GAD_TEXT, -1 },
                                { "mae_t_month", "error", GAD_F64, 0 },
                                { "bias_t_month", "bias", GAD_F64, 0 },
                                { "of_naive", "% of naive", GAD_F64, 0 } };
    const hindcast *h = p->h;
    buf what;
    buf_init(&what, &p->cx->al);
    columns(t, c, COUNT_OF(c));
    for (int32_t v = 0; v < HINDCAST_VARIANTS; v++) {
        double error = h->score[v].error_t;
        buf_clear(&what);
        hindcast_say_variant(&what, h, (hindcast_variant)v);
        buf_add(&what, h->score[v].failed ? ": no answer" : "");
        table_text(t, hindcast_variant_name((hindcast_variant)v));
        table_text(t, buf_text(&what));
        table_f64(t, error);
        table_f64(t, hindcast_bias(h, (hindcast_variant)v));
        table_f64(t, 100 * error / h->score[h->beaten].error_t);
    }
    p->to->failed |= !buf_ok(&what);
    buf_release(&what);
}

/* A column widens for a number that its digits would show as nothing; a fitted month may be as good as that. */
static double tenths(double x)
{
    return round(10 * x) / 10;
}

static void months(const page *p, gad_table *t)
{
    static const column c[] = {
        { "month", "month", GAD_TEXT, -1 },       { "observed", "happened", GAD_F64, 0 },
        { "model", "model", GAD_F64, 0 },         { "off", "off %", GAD_F64, 1 },
        { "foresight", "foresight", GAD_F64, 0 }, { "year_ago", "year before", GAD_F64, 0 },
        { "no_stocks", "no stocks", GAD_F64, 0 }, { "no_queue", "no queue", GAD_F64, 0 },
        { "sample", "", GAD_TEXT, -1 },
    };
    const hindcast *h = p->h;
    columns(t, c, COUNT_OF(c));
    for (int32_t k = 0; k < HINDCAST_MONTHS; k++) {
        month_cell(t, HINDCAST_FROM + k);
        table_f64(t, h->observed[k]);
        table_f64(t, h->score[HINDCAST_MODEL].t[k]);
        table_f64(t, tenths(100 * (h->score[HINDCAST_MODEL].t[k] / h->observed[k] - 1)));
        table_f64(t, h->score[HINDCAST_FORESIGHT].t[k]);
        table_f64(t, h->year_ago[k]);
        table_f64(t, h->score[HINDCAST_NO_STOCKS].t[k]);
        table_f64(t, h->score[HINDCAST_NO_QUEUE].t[k]);
        table_text(t, k < HINDCAST_FIT ? "fitted" : "forecast");
    }
}

/* Means over the months scored; the model's over those that are published. */
static void place_row(gad_table *t, const hindcast_place *x)
{
    double observed = 0, model = 0, share = 0, model_share = 0;
    for (int32_t k = HINDCAST_FIT; k < HINDCAST_MONTHS; k++) {
        if (!IS_NUMBER(x->t.observed[k]))
            continue;
        observed += x->t.observed[k] / x->of_t.n;
        model += x->t.model[k] / x->of_t.n;
        share += x->share.observed[k] / x->of_t.n;
        model_share += x->share.model[k] / x->of_t.n;
    }
    table_text(t, x->to);
    table_i64(t, x->of_t.n);
    table_f64(t, observed);
    table_f64(t, model);
    table_f64(t, x->of_t.model);
    table_f64(t, x->of_t.n_beside > 0 ? x->of_t.model_beside : NO_NUMBER);
    table_f64(t, x->of_t.year_ago);
    table_f64(t, 100 * share);
    table_f64(t, 100 * model_share);
}

static void places(const page *p, gad_table *t)
{
    static const column c[] = {
        { "to", "to", GAD_TEXT, -1 },
        { "months", "months", GAD_I64, -1 },
        { "observed", "happened", GAD_F64, 0 },
        { "model", "model", GAD_F64, 0 },
        { "error", "error", GAD_F64, 0 },
        { "error_beside", "model, 2024 known", GAD_F64, 0 },
        { "error_year_ago", "2024 again", GAD_F64, 0 },
        { "share", "share %", GAD_F64, 1 },
        { "model_share", "model's %", GAD_F64, 1 },
    };
    columns(t, c, COUNT_OF(c));
    for (int32_t i = 0; i < p->h->n_place; i++)
        if (p->h->place[i].of_t.n > 0)
            place_row(t, &p->h->place[i]);
}

static void gaps(const page *p, gad_table *t)
{
    static const column c[] = {
        { "material", "material", GAD_TEXT, -1 },
        { "to", "outside", GAD_TEXT, -1 },
        { "month", "month", GAD_TEXT, -1 },
        { "observed", "asked", GAD_F64, 2 },
        { "model", "model", GAD_F64, 2 },
        { "base", "base year", GAD_F64, 2 },
        { "inside", "price inside of", GAD_TEXT, -1 },
    };
    columns(t, c, COUNT_OF(c));
    for (int32_t i = 0; i < p->h->n_gap; i++)
        for (int32_t k = 0; k < HINDCAST_MONTHS; k++) {
            const hindcast_gap *g = &p->h->gap[i];
            if (!IS_NUMBER(g->observed[k]))
                continue;
            table_text(t, p->h->w->material[g->material].name);
            table_text(t, g->to);
            month_cell(t, HINDCAST_FROM + k);
            table_f64(t, g->observed[k]);
            table_f64(t, g->model[k]);
            table_f64(t, g->base);
            month_cell(t, g->inside[k]);
        }
}

/* A heading, and the table if it has rows. */
static void section(page *p, const char *title, void (*fill)(const page *, gad_table *))
{
    gad_table *t = gad_table_new(p->cx);
    if (t)
        fill(p, t);
    if (!t || !table_ok(t)) {
        p->to->failed = true;
    } else {
        buf_add(p->to, "\n");
        buf_add(&p->line, title);
        put(p, true);
        if (gad_table_rows(t) > 0)
            write_table_text(p->to, t, p->out);
    }
    gad_table_free(t);
}

static void failures(page *p)
{
    for (int32_t v = 0; v < HINDCAST_VARIANTS; v++) {
        if (!p->h->score[v].failed)
            continue;
        buf_fmt(&p->line, "No answer of %s: %s.", hindcast_variant_name((hindcast_variant)v),
                p->h->score[v].failed);
        put(p, false);
    }
}

gad_status hindcast_write_table(gad_ctx *cx, const hindcast *h, const gad_output *out)
{
    buf text;
    buf_init(&text, &cx->al);
    page p = { .cx = cx, .h = h, .out = out, .to = &text };
    buf_init(&p.line, &cx->al);
    say(&p, hindcast_say_verdict, true);
    say(&p, hindcast_say_warning, false);
    section(&p, "Mean absolute error of July to December 2025, t a month", scores);
    failures(&p);
    section(&p, "Month by month, t", months);
    say(&p, hindcast_say_fit, false);
    buf_char(&text, '\n');
    say(&p, hindcast_say_shape, false);
    section(&p, "By destination, means of the months published from July to December, t a month",
            places);
    say(&p, hindcast_say_places, false);
    section(&p, "Price outside over price inside", gaps);
    say(&p, hindcast_say_gaps, false);
    buf_char(&text, '\n');
    say(&p, hindcast_say_sources, false);
    buf_release(&p.line);
    gad_status st = write_buf(cx, &text, out);
    buf_release(&text);
    return st;
}
