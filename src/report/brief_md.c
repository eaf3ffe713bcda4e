/* brief_md.c - layer 4: a briefing as a page of text, for a terminal or as Markdown.
 *
 * Both have the same sections in the same order, from one table; they differ in headings, in how
 * a list item is made, and in that Markdown is escaped and a terminal is wrapped. */
#include "report/brief.h"

enum { NARROWEST = 40, INDENT = 2 };

typedef struct page {
    const brief *b;
    gad_ctx *cx;
    const gad_output *out;
    buf *to;
    bool md;
    int32_t width; /* of a terminal; 0: not wrapped */
} page;

/* ---- text --------------------------------------------------------------------------------------- */

static void escaped(buf *to, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (strchr("\\`*_<>|#", *c))
            buf_char(to, '\\');
        buf_char(to, *c);
    }
}

/* Words of `text` filled into lines; `at` columns are used already, later lines start at `indent`. */
static void filled(const page *p, const char *text, int32_t at, int32_t indent)
{
    bool first = true;
    while (*text) {
        size_t n = strcspn(text, " ");
        char *word = arena_strn(p->b->mem, text, n);
        if (!word) {
            p->to->failed = true;
            return;
        }
        int32_t w = write_text_width(word);
        if (!first && p->width && at + 1 + w > p->width) {
            buf_fmt(p->to, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            buf_char(p->to, ' ');
            at++;
        }
        buf_addn(p->to, text, n);
        at += w;
        first = false;
        text += n + strspn(text + n, " ");
    }
    buf_char(p->to, '\n');
}

static void bold(const page *p, const char *text)
{
    bool colour = !p->md && p->out->colour;
    buf_add(p->to, colour ? "\x1b[1m" : "");
    if (p->md)
        escaped(p->to, text);
    else
        buf_add(p->to, text);
    buf_add(p->to, colour ? "\x1b[0m\n" : "\n");
}

static void heading(const page *p, const char *text)
{
    buf_add(p->to, p->md ? "\n## " : "\n");
    bold(p, text);
    buf_add(p->to, p->md ? "\n" : "");
}

static void item(const page *p, const char *text)
{
    buf_add(p->to, p->md ? "- " : "  - ");
    if (p->md) {
        escaped(p->to, text);
        buf_char(p->to, '\n');
    } else {
        filled(p, text, INDENT + 2, INDENT + 2);
    }
}

static void items(const page *p, brief_part part)
{
    for (int32_t i = 0; i < p->b->n_line; i++)
        if (p->b->line[i].part == part)
            item(p, p->b->line[i].text);
}

/* ---- sections ------------------------------------------------------------------------------------ */

static void changes_md(const page *p)
{
    buf_add(p->to, "| | | |\n|---|---:|---|\n");
    for (int32_t i = 0; i < p->b->n_change; i++) {
        const brief_change *c = &p->b->change[i];
        buf_add(p->to, "| ");
        escaped(p->to, c->title);
        buf_fmt(p->to, " | %s | ", c->text);
        escaped(p->to, c->how);
        buf_add(p->to, " |\n");
    }
}

static void changes_text(const page *p)
{
    int32_t title = 0, figure_width = 0;
    for (int32_t i = 0; i < p->b->n_change; i++) {
        title = MAX_OF(title, write_text_width(p->b->change[i].title));
        figure_width = MAX_OF(figure_width, write_text_width(p->b->change[i].text));
    }
    for (int32_t i = 0; i < p->b->n_change; i++) {
        const brief_change *c = &p->b->change[i];
        int32_t how = INDENT + title + 2 + figure_width + 2;
        bool below = p->width && how + 20 > p->width; /* a column too narrow to read */
        buf_fmt(p->to, "  %s%*s", c->title, title - write_text_width(c->title) + 2, "");
        buf_fmt(p->to, "%*s%s", figure_width - write_text_width(c->text), "", c->text);
        if (below)
            buf_fmt(p->to, "\n%*s", INDENT + 4, "");
        else
            buf_add(p->to, "  ");
        filled(p, c->how, below ? INDENT + 4 : how, below ? INDENT + 4 : how);
    }
}

static void changes_section(const page *p)
{
    if (!p->b->n_change)
        return;
    heading(p, "What changed");
    if (p->md)
        changes_md(p);
    else
        changes_text(p);
    items(p, BRIEF_CHANGES);
}

/* How levels are printed in the table: money in millions, tonnes with decimals only if small. */
typedef struct scale {
    double by;
    int32_t decimals;
    const char *title;
} scale;

static int32_t decimals_for(double largest, double smallest, bool whole)
{
    if (whole || smallest >= 100)
        return 0;
    if (largest >= 1000)
        return smallest < 10;
    return largest >= 10 ? 1 : largest >= 1 ? 2 : 3;
}

static scale scale_of(const page *p)
{
    const brief_facts *f = p->b->f;
    const ranking *r = &f->rank;
    bool money = STR_EQ(f->query.measure, "value"), whole = true;
    double largest = r->n ? fabs(r->row[0].level.value) : 0, smallest = largest;
    for (int32_t i = 0; i < r->n && i < f->top; i++) {
        double x = fabs(r->row[i].level.value);
        smallest = MIN_OF(smallest, x);
        whole &= floor(x) == x;
    }
    if (money && largest >= 1e7) {
        const char *title = arena_fmt(p->b->mem, "million %s", brief_partner_unit(f));
        p->to->failed |= !title;
        return (scale){ 1e6, 1, title ? title : "" };
    }
    return (scale){ 1, money ? 0 : decimals_for(largest, smallest, whole), brief_partner_unit(f) };
}

/* Which columns of the partners' table say anything. */
typedef struct columns {
    bool share, on_month, on_year;
    bool month_before, year_before; /* ranks: where the list is complete they mean something */
    bool
        uniform; /* every level is known in the same way from the same source: said below, not here */
} columns;

static columns columns_of(const page *p)
{
    const brief_facts *f = p->b->f;
    columns c = { .uniform = true };
    brief b = *p->b; /* numbers were given when the page was composed */
    for (int32_t i = 0; i < f->rank.n && i < f->top; i++) {
        const rank_row *r = &f->rank.row[i], *first = &f->rank.row[0];
        bool published = false;
        c.share |= IS_NUMBER(r->share_pct);
        c.on_month |= !f->annual && IS_NUMBER(brief_chosen(&r->mom, &published).pct);
        c.on_year |= IS_NUMBER(brief_chosen(&r->yoy, &published).pct);
        c.month_before |= f->rank.complete && !f->annual && r->rank_mom > 0;
        c.year_before |= f->rank.complete && r->rank_yoy > 0;
        c.uniform &= r->level.kind == first->level.kind &&
                     brief_cite_number(&b, &r->level) == brief_cite_number(&b, &first->level);
    }
    return c;
}

static void rank_cell(gad_table *t, int32_t rank)
{
    if (rank > 0)
        table_i64(t, rank);
    else
        table_null(t);
}

static void text_cell(const page *p, gad_table *t, const char *text)
{
    p->to->failed |= !text;
    table_text(t, text && *text ? text : NULL);
}

static void partner_columns(const page *p, gad_table *t, columns c, scale s)
{
    const brief_facts *f = p->b->f;
    table_column(t, "rank", "rank", GAD_I64, 0);
    table_column(t, "partner", brief_side(f), GAD_TEXT, -1);
    table_column(t, "level", s.title, GAD_F64, s.decimals);
    if (c.share)
        table_column(t, "share", "share, %", GAD_F64, 1);
    if (c.on_month)
        table_column(t, "on_month", "on month", GAD_TEXT, -1);
    if (c.on_year)
        table_column(t, "on_year", "on year", GAD_TEXT, -1);
    if (c.month_before)
        table_column(t, "rank_before", "rank -1m", GAD_I64, 0);
    if (c.year_before)
        table_column(t, "rank_year_before", "rank -1y", GAD_I64, 0);
    if (!c.uniform)
        table_column(t, "known", "known as", GAD_TEXT, -1);
}

static const char *known_as(const page *p, const figure *level)
{
    brief b = *p->b;
    int32_t source = brief_cite_number(&b, level);
    const char *status = brief_status(level->kind);
    return source ? arena_fmt(p->b->mem, "%s [%" PRId32 "]", status, source) : status;
}

static void partner_row(const page *p, gad_table *t, columns c, scale s, const rank_row *r)
{
    table_i64(t, r->rank);
    table_text(t, r->partner.name);
    table_f64(t, r->level.value / s.by);
    if (c.share)
        table_f64(t, r->share_pct);
    if (c.on_month)
        text_cell(p, t, brief_pct_text(p->b->mem, p->cx, &r->mom));
    if (c.on_year)
        text_cell(p, t, brief_pct_text(p->b->mem, p->cx, &r->yoy));
    if (c.month_before)
        rank_cell(t, r->rank_mom);
    if (c.year_before)
        rank_cell(t, r->rank_yoy);
    if (!c.uniform)
        text_cell(p, t, known_as(p, &r->level));
}

static void all_from(const page *p, const char *known)
{
    const char *text = arena_fmt(p->b->mem, "All figures of the table: %s.", known);
    p->to->failed |= !text;
    if (text)
        item(p, text);
}

static bool is_reported(const change *c)
{
    bool published = false;
    brief_chosen(c, &published);
    return published;
}

/* What the table says only once: where its figures are from, and its mark. */
static void partner_legend(const page *p, columns c)
{
    const brief_facts *f = p->b->f;
    bool reported = false;
    for (int32_t i = 0; i < f->rank.n && i < f->top; i++)
        reported |= (c.on_month && is_reported(&f->rank.row[i].mom)) ||
                    (c.on_year && is_reported(&f->rank.row[i].yoy));
    const char *known = known_as(p, &f->rank.row[0].level);
    p->to->failed |= !known;
    if (c.uniform && known)
        all_from(p, known);
    if (reported)
        item(p, "(rep.): as reported, because the base is missing or derived.");
}

static void partner_table(const page *p)
{
    const ranking *r = &p->b->f->rank;
    gad_output plain = *p->out;
    gad_table *t = r->n ? gad_table_new(p->cx) : NULL;
    if (!r->n)
        return;
    if (!t) {
        p->to->failed = true;
        return;
    }
    scale s = scale_of(p);
    columns c = columns_of(p);
    plain.width = 0; /* the page decides what is shown; no column is dropped */
    partner_columns(p, t, c, s);
    for (int32_t i = 0; i < r->n && i < p->b->f->top; i++)
        partner_row(p, t, c, s, &r->row[i]);
    p->to->failed |= !table_ok(t);
    if (table_ok(t))
        write_table_text(p->to, t, &plain);
    gad_table_free(t);
    buf_char(p->to, '\n');
    partner_legend(p, c);
}

static void partners_section(const page *p)
{
    heading(p, p->b->f->query.flow == 'M' ? "Origins" : "Destinations");
    partner_table(p);
    items(p, BRIEF_PARTNERS);
}

static void trend_section(const page *p)
{
    char title[64];
    if (!p->b->spark)
        return;
    snprintf(title, sizeof title, "The last %d %s", BRIEF_TREND, brief_steps(p->b->f));
    heading(p, title);
    buf_fmt(p->to, p->md ? "`%s`\n\n" : "  %s\n", p->b->spark);
    items(p, BRIEF_TREND_PART);
}

static void plain_section(const page *p, const char *title, brief_part part)
{
    for (int32_t i = 0; i < p->b->n_line; i++)
        if (p->b->line[i].part == part) {
            heading(p, title);
            items(p, part);
            return;
        }
}

static void source_line(const page *p, int32_t number, const brief_source *s)
{
    char day[PERIOD_TEXT];
    buf line;
    buf_init(&line, &p->cx->al);
    buf_add(&line, s->name);
    if (s->published != INT32_MIN)
        buf_fmt(&line, "; %s %s%s", s->customs ? "vintage" : "published",
                day_text(day, s->published), s->assumed ? " (assumed)" : "");
    bool link = p->md && strncmp(s->url, "http", 4) == 0 && !strpbrk(s->url, " <>");
    if (*s->url && !link)
        buf_fmt(&line, "; %s", s->url);
    p->to->failed |= !buf_ok(&line);
    if (p->md) {
        buf_fmt(p->to, "%" PRId32 ". ", number);
        escaped(p->to, buf_text(&line));
        if (link)
            buf_fmt(p->to, "; <%s>", s->url);
        buf_char(p->to, '\n');
    } else {
        char lead[32];
        int n = snprintf(lead, sizeof lead, "  [%" PRId32 "] ", number);
        buf_add(p->to, lead);
        filled(p, buf_text(&line), n, n);
    }
    buf_release(&line);
}

static void sources_section(const page *p)
{
    if (!p->b->n_source)
        return;
    heading(p, "Sources");
    for (int32_t i = 0; i < p->b->n_source; i++)
        source_line(p, i + 1, &p->b->source[i]);
}

gad_status brief_write_text(gad_ctx *cx, const brief *b, const gad_output *out)
{
    buf text;
    buf_init(&text, &cx->al);
    page p = { b, cx, out, &text, out->format == GAD_AS_MD, 0 };
    if (!p.md && out->width)
        p.width = MAX_OF(out->width, (int32_t)NARROWEST);
    buf_add(&text, p.md ? "# " : "");
    bold(&p, b->title);
    buf_char(&text, '\n');
    if (p.md)
        escaped(&text, b->headline);
    else
        filled(&p, b->headline, 0, 0);
    buf_add(&text, p.md ? "\n" : "");
    changes_section(&p);
    partners_section(&p);
    plain_section(&p, "Concentration", BRIEF_CONCENTRATION);
    plain_section(&p, "Records", BRIEF_RECORDS);
    plain_section(&p, "Unusual moves", BRIEF_SURGES);
    trend_section(&p);
    plain_section(&p, "Not to be confused with", BRIEF_TWINS);
    plain_section(&p, "What is not known", BRIEF_UNKNOWN);
    sources_section(&p);
    gad_status st = write_buf(cx, &text, out);
    buf_release(&text);
    return st;
}
