/* simulate_table.c - layer 4: a simulation for people at a terminal. Its first screen alone must do: the headline, then what
 * users ask in their order; after it the months, how exact the numbers are, and where they are from. */
#include "report/simulate_page.h"

enum { NARROWEST = 40 };

typedef struct page {
    const simulate_answer *a;
    const simulate_sum *x;
    const gad_output *out;
    gad_ctx *cx;
    buf *to;
    buf line; /* room for one text */
} page;

/* Words of a text filled into lines of the terminal; later lines start at `indent`. */
static void filled(const page *p, const char *text, int32_t at, int32_t indent)
{
    char word[4096]; /* no file name is longer */
    int32_t width = p->out->width > 0 ? MAX_OF(p->out->width, (int32_t)NARROWEST) : 0;
    for (bool first = true; *text; first = false) {
        size_t n = strcspn(text, " ");
        if (strncmp(text + n, " %", 2) == 0) /* a per cent sign stays with its number */
            n += 1 + strcspn(text + n + 1, " ");
        snprintf(word, sizeof word, "%.*s", (int)MIN_OF(n, sizeof word - 1), text);
        int32_t w = write_text_width(word);
        if (!first && width && at + 1 + w > width) {
            buf_fmt(p->to, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            buf_char(p->to, ' ');
            at++;
        }
        write_text_fit(p->to, word, 0);
        at += w;
        text += n + strspn(text + n, " ");
    }
    buf_char(p->to, '\n');
}

/* The gathered text as a paragraph, and away with it. */
static void put(page *p, const char *lead, int32_t indent)
{
    buf_add(p->to, lead);
    filled(p, buf_text(&p->line), indent, indent);
    p->to->failed |= !buf_ok(&p->line);
    buf_clear(&p->line);
}

static void heading(page *p)
{
    buf_add(p->to, p->out->colour ? "\n\x1b[1m" : "\n");
    put(p, "", 0);
    buf_add(p->to, p->out->colour ? "\x1b[0m" : "");
}

static void table(page *p, const simulate_section *s)
{
    gad_table *t = gad_table_new(p->cx);
    if (t)
        s->table(t, p->a, p->x, MIN_OF(s->rows(p->x), s->first));
    if (t && table_ok(t))
        write_table_text(p->to, t, p->out);
    else
        p->to->failed = true;
    gad_table_free(t);
}

/* What has nothing to tell takes one line, and no blank one after another such line. */
static void section(page *p, const simulate_section *s, bool *brief)
{
    if (s->rows(p->x) == 0) {
        buf_add(p->to, *brief ? "" : "\n");
        s->none(&p->line, p->a, p->x);
        put(p, "", 0);
        *brief = true;
        return;
    }
    *brief = false;
    s->title(&p->line, p->a, p->x);
    heading(p);
    if (s->table)
        table(p, s);
    for (int32_t i = 0; s->item && s->item(&p->line, p->a, p->x, i); i++)
        put(p, "- ", 2);
    buf_clear(&p->line);
}

static void months(page *p)
{
    gad_table *t = gad_table_new(p->cx);
    simulate_month_title(&p->line, p->a, p->x, 1);
    heading(p);
    if (t)
        simulate_month_table(t, p->a, p->x, 1);
    if (t && table_ok(t))
        write_table_text(p->to, t, p->out);
    else
        p->to->failed = true;
    gad_table_free(t);
    buf_char(p->to, '\n');
}

static void sources(page *p)
{
    const sim *s = p->a->s;
    simulate_say_certificate(&p->line, p->a, p->x);
    put(p, "", 0);
    buf_fmt(&p->line, "Scenario: %s (%" PRId32 " event%s, each with its source in the file). ",
            s->p->path ? s->p->path : s->p->name, s->p->n, s->p->n == 1 ? "" : "s");
    buf_fmt(&p->line, "World: %s, base year %" PRId32 ". ", s->w->name, s->w->base_year);
    buf_add(&p->line, "Formulas and limits: docs/model.md; data: docs/world.md; every number: -o "
                      "csv, -o json (docs/json/simulate.md).");
    put(p, "", 0);
}

gad_status simulate_write_table(gad_ctx *cx, const simulate_answer *a, const simulate_sum *x,
                                const gad_output *out)
{
    buf text;
    bool brief = false;
    buf_init(&text, &cx->al);
    page p = { .a = a, .x = x, .out = out, .cx = cx, .to = &text };
    buf_init(&p.line, &cx->al);
    buf_add(&text, out->colour ? "\x1b[1m" : "");
    simulate_say_title(&p.line, a);
    put(&p, "", 0);
    buf_add(&text, out->colour ? "\x1b[0m" : "");
    simulate_say_headline(&p.line, a, x);
    put(&p, "", 0);
    for (int32_t i = 0; i < SIMULATE_SECTIONS; i++)
        section(&p, &simulate_sections[i], &brief);
    months(&p);
    sources(&p);
    buf_release(&p.line);
    gad_status status = write_buf(cx, &text, out);
    buf_release(&text);
    return status;
}
