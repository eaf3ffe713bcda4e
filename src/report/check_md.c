/* check_md.c - layer 4: a checked article as Markdown: the answer, a table of claims, the article as a quotation with
 * its claims in bold, and a footnote for each (CommonMark with tables and footnotes, as GitHub and pandoc have them).
 *
 * Invariant: text reaches the page through put only, which escapes what Markdown would read. */
#include "report/check.h"

typedef struct page {
    const check_page *p;
    buf *to;
    buf scratch; /* text on its way through check_plain */
    buf line;    /* a sentence being composed */
    bool fresh;  /* at the start of a paragraph: "1." or "-" would be a list */
    bool first;  /* no block of the article is written yet */
    bool list;   /* the block before was a bullet */
} page;

/* ---- text --------------------------------------------------------------------------------------- */

static bool is_mark(char c)
{
    return strchr("\\`*_<>|#[]~$&", c) != NULL;
}

/* Whether text[i] would make a list, a rule or a heading of the paragraph that starts with the text. */
static bool opens_block(const char *text, size_t i)
{
    if (i == 0)
        return strchr("-+=", text[0]) != NULL;
    return (text[i] == '.' || text[i] == ')') && strspn(text, "0123456789") == i && i < 10;
}

/* Text that went through check_plain. */
static void escaped(page *g, const char *text)
{
    size_t done = 0, i = 0;
    for (; text[i]; i++) {
        if (!is_mark(text[i]) && !(g->fresh && i < 11 && opens_block(text, i)))
            continue;
        buf_addn(g->to, text + done, i - done);
        buf_char(g->to, '\\');
        done = i;
    }
    buf_addn(g->to, text + done, i - done);
    g->fresh &= !*text;
}

static void put(page *g, const char *text)
{
    escaped(g, check_plain(&g->scratch, text, strlen(text)));
}

/* The sentence in g->line as a paragraph, when there is one. */
static void said(page *g)
{
    if (g->line.len) {
        g->fresh = true;
        buf_char(g->to, '\n');
        put(g, buf_text(&g->line));
        buf_char(g->to, '\n');
    }
    buf_clear(&g->line);
}

/* Footnotes of several articles stand in one file. */
static void label(page *g, int32_t k)
{
    if (g->p->place)
        buf_fmt(g->to, "[^%" PRId32 "-%" PRId32 "]", g->p->place, k + 1);
    else
        buf_fmt(g->to, "[^%" PRId32 "]", k + 1);
}

/* ---- the article -------------------------------------------------------------------------------- */

static void open_block(void *user, sentence_kind kind)
{
    static const char *const lead[] = { [SENTENCE_BODY] = "",
                                        [SENTENCE_TITLE] = "### ",
                                        [SENTENCE_HEADING] = "#### ",
                                        [SENTENCE_BULLET] = "- ",
                                        [SENTENCE_NOISE] = "" };
    page *g = user;
    bool bullet = kind == SENTENCE_BULLET;
    buf_fmt(g->to, "%s> %s", g->first ? "\n" : bullet && g->list ? "" : ">\n", lead[kind]);
    g->list = bullet;
    g->first = false;
    g->fresh = true;
}

static void close_block(void *user, sentence_kind kind)
{
    (void)kind;
    buf_char(((page *)user)->to, '\n');
}

/* Bold holds only when it touches its words: spaces at the ends stand outside. */
static void run(void *user, const char *text, int32_t k)
{
    page *g = user;
    if (k < 0) {
        escaped(g, text);
        return;
    }
    size_t lead = strspn(text, " "), n = strlen(text);
    while (n > lead && text[n - 1] == ' ')
        n--;
    bool tail = text[n] == ' ';
    buf_clear(&g->line);
    buf_addn(&g->line, text + lead, n - lead);
    buf_add(g->to, lead ? " " : "");
    g->fresh = false;
    buf_add(g->to, "**");
    escaped(g, buf_text(&g->line));
    buf_add(g->to, tail ? "** " : "**");
    buf_clear(&g->line);
}

static void note(void *user, int32_t k)
{
    label(user, k);
}

static bool the_article(gad_ctx *cx, page *g)
{
    static const check_sink sink = { open_block, run, note, close_block };
    buf_add(g->to, "\n## The article\n");
    bool ok = check_walk(cx, g->p->c, false, &sink, g);
    int32_t n = check_noise(g->p->c);
    if (n) {
        prose_count(&g->line, n, "passage", "passages");
        buf_add(&g->line, " of navigation, advertising or the like left out");
        said(g);
    }
    return ok;
}

/* ---- the table and the notes -------------------------------------------------------------------- */

static void table_of_claims(page *g)
{
    const check *c = g->p->c;
    if (c->n)
        buf_add(g->to, "\n| # | verdict | words | read as |\n| ---: | --- | --- | --- |\n");
    for (int32_t i = 0; i < c->n; i++) {
        g->fresh = false;
        buf_fmt(g->to, "| %" PRId32 " | %s | ", i + 1, verdict_name(c->claim[i].verdict));
        put(g, c->claim[i].text);
        buf_add(g->to, " | ");
        put(g, c->claim[i].interpretation);
        buf_add(g->to, " |\n");
    }
}

static void evidence_item(page *g, const evidence *e)
{
    check_say_evidence(&g->line, e);
    buf_add(g->to, "    - ");
    g->fresh = true;
    put(g, buf_text(&g->line));
    buf_clear(&g->line);
    if (e->url && check_is_link(e->url)) {
        buf_fmt(g->to, "; <%s>", e->url);
    } else if (e->url && *e->url) {
        buf_add(g->to, "; ");
        put(g, e->url);
    }
    buf_char(g->to, '\n');
}

static void one_note(page *g, int32_t i)
{
    const claim *c = &g->p->c->claim[i];
    buf_char(g->to, '\n');
    label(g, i);
    buf_fmt(g->to, ": **%s**, %s", verdict_name(c->verdict), claim_kind_name(c->m.kind));
    g->fresh = false;
    if (*c->attribution) {
        buf_add(g->to, ", said by ");
        put(g, c->attribution);
    }
    buf_add(g->to, ". ");
    check_say_sentence(&g->line, c->explanation);
    put(g, buf_text(&g->line));
    buf_clear(&g->line);
    buf_char(g->to, '\n');
    if (c->n_evidence)
        buf_char(g->to, '\n');
    for (int32_t k = 0; k < c->n_evidence; k++)
        evidence_item(g, &c->evidence[k]);
}

static void head(page *g)
{
    buf_add(g->to, g->p->place > 1 ? "\n# Check of " : "# Check of ");
    put(g, g->p->name);
    buf_char(g->to, '\n');
    check_say_counts(&g->line, g->p->c);
    if (g->p->c->n)
        buf_char(&g->line, ' ');
    check_say_wrong(&g->line, g->p->c);
    said(g);
    check_say_day(&g->line, g->p->c);
    said(g);
}

gad_status check_write_md(gad_ctx *cx, const check_page *p, const gad_output *out)
{
    buf text;
    buf_init(&text, &cx->al);
    page g = { .p = p, .to = &text, .first = true };
    buf_init(&g.scratch, &cx->al);
    buf_init(&g.line, &cx->al);
    head(&g);
    table_of_claims(&g);
    bool ok = the_article(cx, &g);
    if (p->c->n)
        buf_add(&text, "\n## Notes\n");
    for (int32_t i = 0; i < p->c->n; i++)
        one_note(&g, i);
    ok &= buf_ok(&g.scratch) && buf_ok(&g.line);
    buf_release(&g.scratch);
    buf_release(&g.line);
    gad_status st = ok ? write_buf(cx, &text, out) : gad_nomem(cx, "a checked article");
    buf_release(&text);
    return st;
}
