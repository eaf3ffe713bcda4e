/* check_html.c - layer 4: a checked article as one page of HTML that needs no other file and no script.
 *
 * A claim in the text links to its note and the note back. Colour is never alone: each verdict has its own line below
 * the words, its name in the title of the mark and in the note.
 * Invariant: text reaches the page through put only, which escapes the five characters that HTML reads; addresses
 * become links only when check_is_link says so; the policy in the head forbids everything but the style. */
#include "report/check.h"

enum { WRONG_LISTED = 24 /* lines of the answer */ };

static const char style[] =
    ":root{--paper:#fff;--ink:#1f2328;--soft:#57606a;--rule:#d0d7de;--supported:#1a7f37;--close:#0a7070;"
    "--contradicted:#c0222b;--mislabelled:#8a1fa8;--inconsistent:#b3261e;--ambiguous:#8f5400;--unverifiable:#57606a}\n"
    "@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e6e8ea;--soft:#a0a8b0;--rule:#3a4047;"
    "--supported:#4ac26b;--close:#39c5cf;--contradicted:#ff7b72;--mislabelled:#d2a8ff;--inconsistent:#ff9492;"
    "--ambiguous:#e3b341;--unverifiable:#a0a8b0}}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1.05rem/1.6 Georgia,'Times New Roman',serif}\n"
    "main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 4rem}\n"
    "h1,h2,.answer,.day,.legend,.notes,footer{font-family:system-ui,sans-serif}\n"
    "h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.15rem;margin-top:2.5rem;border-bottom:1px solid var(--rule)}\n"
    ".answer{font-size:1.05rem}.day,.noise,footer,.kind{color:var(--soft)}.noise{font-size:.85rem}\n"
    ".wrong{font:.95rem/1.5 system-ui,sans-serif;padding-left:1.2rem}.wrong li::marker{color:var(--c)}"
    ".wrong a{text-decoration:none}.wrong a:hover{text-decoration:underline}\n"
    ".legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.2rem}\n"
    ".article{overflow-wrap:anywhere}\n"
    "mark{background:none;color:inherit;text-decoration:underline 2px;text-underline-offset:.2em;"
    "text-decoration-color:var(--c)}\n"
    "sup{line-height:0}sup a,.tag{color:var(--c);font:600 .75em system-ui,sans-serif;text-decoration:none}\n"
    ".tag{font-size:.9em;border:1px solid var(--c);border-radius:.3em;padding:0 .4em}\n"
    ".supported{--c:var(--supported)}.close{--c:var(--close)}.contradicted{--c:var(--contradicted)}"
    ".mislabelled{--c:var(--mislabelled)}.inconsistent{--c:var(--inconsistent)}.ambiguous{--c:var(--ambiguous)}"
    ".unverifiable{--c:var(--unverifiable)}\n"
    "mark.close{text-decoration-style:dashed}mark.contradicted{text-decoration-style:double}"
    "mark.mislabelled{text-decoration-style:wavy}mark.inconsistent{text-decoration-style:double}"
    "mark.ambiguous{text-decoration-style:dashed}mark.unverifiable{text-decoration-style:dotted}\n"
    ".notes{padding-left:1.8rem;font-size:.95rem}.notes>li{margin:1.2rem 0}.notes p{margin:.2rem 0}\n"
    ".notes ul{margin:.3rem 0;padding-left:1.1rem;font-size:.9rem;overflow-wrap:anywhere}\n"
    "a{color:inherit}:target{outline:2px solid var(--c);outline-offset:.2em}\n"
    "@media print{body{background:#fff;color:#000}main{max-width:none}.noise{display:none}.notes>li{break-inside:avoid}}\n";

typedef struct page {
    const check_page *p;
    buf *to;
    buf scratch; /* text on its way through check_plain */
    buf line;    /* a sentence being composed */
    bool list;   /* inside the list of neighbouring bullets */
} page;

/* ---- text --------------------------------------------------------------------------------------- */

static void escaped(page *g, const char *text)
{
    static const char from[] = "&<>\"'";
    static const char *const to[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
    while (*text) {
        size_t n = strcspn(text, from);
        buf_addn(g->to, text, n);
        text += n;
        if (*text)
            buf_add(g->to, to[strchr(from, *text++) - from]);
    }
}

static void put(page *g, const char *text)
{
    escaped(g, check_plain(&g->scratch, text, strlen(text)));
}

/* The sentence in g->line in an element, when there is one. */
static void said(page *g, const char *open, const char *close)
{
    if (g->line.len) {
        buf_add(g->to, open);
        put(g, buf_text(&g->line));
        buf_add(g->to, close);
    }
    buf_clear(&g->line);
}

/* ---- the article -------------------------------------------------------------------------------- */

static const char *const open_tag[] = { [SENTENCE_BODY] = "<p>",
                                        [SENTENCE_TITLE] = "<h3>",
                                        [SENTENCE_HEADING] = "<h4>",
                                        [SENTENCE_BULLET] = "<li>",
                                        [SENTENCE_NOISE] = "<p class=\"noise\">" };
static const char *const close_tag[] = { [SENTENCE_BODY] = "</p>\n",
                                         [SENTENCE_TITLE] = "</h3>\n",
                                         [SENTENCE_HEADING] = "</h4>\n",
                                         [SENTENCE_BULLET] = "</li>\n",
                                         [SENTENCE_NOISE] = "</p>\n" };

static void set_list(page *g, bool list)
{
    if (list != g->list)
        buf_add(g->to, list ? "<ul>\n" : "</ul>\n");
    g->list = list;
}

static void open_block(void *user, sentence_kind kind)
{
    page *g = user;
    set_list(g, kind == SENTENCE_BULLET);
    buf_add(g->to, open_tag[kind]);
}

static void close_block(void *user, sentence_kind kind)
{
    buf_add(((page *)user)->to, close_tag[kind]);
}

static void run(void *user, const char *text, int32_t k)
{
    page *g = user;
    if (k < 0) {
        escaped(g, text);
        return;
    }
    const claim *c = &g->p->c->claim[k];
    buf_fmt(g->to, "<mark class=\"%s\" title=\"%s\">", verdict_name(c->verdict),
            verdict_name(c->verdict));
    escaped(g, text);
    buf_add(g->to, "</mark>");
}

static void note(void *user, int32_t k)
{
    page *g = user;
    const char *name = verdict_name(g->p->c->claim[k].verdict);
    buf_fmt(g->to, /* a word joiner: the number stays on the line of the claim */
            "&#8288;<sup class=\"%s\" id=\"claim-%" PRId32 "\"><a href=\"#note-%" PRId32
            "\" aria-label=\"note %" PRId32 ", %s\">[%" PRId32 "]</a></sup>",
            name, k + 1, k + 1, k + 1, name, k + 1);
}

static bool the_article(gad_ctx *cx, page *g)
{
    static const check_sink sink = { open_block, run, note, close_block };
    buf_add(g->to, "<section class=\"article\">\n<h2>The article</h2>\n");
    bool ok = check_walk(cx, g->p->c, true, &sink, g);
    set_list(g, false);
    buf_add(g->to, "</section>\n");
    return ok;
}

/* ---- the notes ---------------------------------------------------------------------------------- */

static void evidence_item(page *g, const evidence *e)
{
    check_say_evidence(&g->line, e);
    said(g, "<li>", "");
    if (e->url && *e->url && check_is_link(e->url)) {
        buf_add(g->to, "; <a rel=\"noopener noreferrer\" href=\"");
        put(g, e->url);
        buf_add(g->to, "\">");
        put(g, e->url);
        buf_add(g->to, "</a>");
    } else if (e->url && *e->url) {
        buf_add(g->to, "; ");
        put(g, e->url);
    }
    buf_add(g->to, "</li>\n");
}

static void one_note(page *g, int32_t i)
{
    const claim *c = &g->p->c->claim[i];
    const char *name = verdict_name(c->verdict);
    buf_fmt(g->to,
            "<li id=\"note-%" PRId32 "\" class=\"%s\">\n<p><span class=\"tag\">%s</span> "
            "<a href=\"#claim-%" PRId32 "\" aria-label=\"claim %" PRId32 " in the article\">",
            i + 1, name, name, i + 1, i + 1);
    buf_fmt(&g->line, "\"%s\"", c->text);
    said(g, "", "</a> ");
    buf_fmt(&g->line, "%s%s%s", claim_kind_name(c->m.kind), *c->attribution ? ", said by " : "",
            c->attribution);
    said(g, "<span class=\"kind\">", "</span></p>\n");
    if (*c->interpretation) {
        buf_add(&g->line, "Read as: ");
        check_say_sentence(&g->line, c->interpretation);
        said(g, "<p class=\"kind\">", "</p>\n");
    }
    check_say_sentence(&g->line, c->explanation);
    said(g, "<p>", "</p>\n");
    if (c->n_evidence)
        buf_add(g->to, "<ul>\n");
    for (int32_t k = 0; k < c->n_evidence; k++)
        evidence_item(g, &c->evidence[k]);
    buf_add(g->to, c->n_evidence ? "</ul>\n</li>\n" : "</li>\n");
}

static void the_notes(page *g)
{
    if (!g->p->c->n)
        return;
    buf_add(g->to, "<section>\n<h2>Notes</h2>\n<ol class=\"notes\">\n");
    for (int32_t i = 0; i < g->p->c->n; i++)
        one_note(g, i);
    buf_add(g->to, "</ol>\n</section>\n");
}

/* ---- the page ----------------------------------------------------------------------------------- */

static void page_head(page *g)
{
    buf_add(
        g->to,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Check of ");
    put(g, g->p->name);
    buf_fmt(g->to, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>Check of ", style);
    put(g, g->p->name);
    buf_add(g->to, "</h1>\n");
}

static void legend(page *g)
{
    if (!g->p->c->n)
        return;
    buf_add(g->to, "<ul class=\"legend\">\n");
    for (int32_t v = 0; v < VERDICTS; v++) {
        const char *name = verdict_name((verdict)v);
        if (g->p->c->count[v])
            buf_fmt(g->to, "<li class=\"%s\"><span class=\"tag\">%s</span> %" PRId32 "</li>\n",
                    name, name, g->p->c->count[v]);
    }
    buf_add(g->to, "</ul>\n");
}

/* What is wrong and why, each with a link to its note; or that nothing is. */
static void the_wrong(page *g)
{
    const check *c = g->p->c;
    int32_t lines = 0;
    if (!check_wrong(c)) {
        check_say_wrong(&g->line, c);
        said(g, "<p class=\"answer\">", "</p>\n");
        return;
    }
    buf_add(g->to, "<p class=\"answer\">Not true as printed:</p>\n<ul class=\"wrong\">\n");
    for (int32_t i = 0; i < c->n && lines < WRONG_LISTED; i++) {
        if (!check_say_why(&g->line, c, i))
            continue;
        buf_fmt(g->to, "<li class=\"%s\"><a href=\"#note-%" PRId32 "\">",
                verdict_name(c->claim[i].verdict), i + 1);
        said(g, "", "</a></li>\n");
        lines++;
    }
    buf_add(g->to, lines == WRONG_LISTED ? "<li>all are in the notes</li>\n</ul>\n" : "</ul>\n");
}

static void answer(page *g)
{
    check_say_counts(&g->line, g->p->c);
    said(g, "<p class=\"answer\"><strong>", "</strong></p>\n");
    the_wrong(g);
    check_say_day(&g->line, g->p->c);
    said(g, "<p class=\"day\">", "</p>\n");
    legend(g);
}

gad_status check_write_html(gad_ctx *cx, const check_page *p, const gad_output *out)
{
    buf text;
    buf_init(&text, &cx->al);
    page g = { .p = p, .to = &text };
    buf_init(&g.scratch, &cx->al);
    buf_init(&g.line, &cx->al);
    page_head(&g);
    answer(&g);
    bool ok = the_article(cx, &g);
    the_notes(&g);
    buf_fmt(&text, "<footer><p>Made by gadolin %s.</p></footer>\n</main>\n</body>\n</html>\n",
            gad_version());
    ok &= buf_ok(&g.scratch) && buf_ok(&g.line);
    buf_release(&g.scratch);
    buf_release(&g.line);
    gad_status st = ok ? write_buf(cx, &text, out) : gad_nomem(cx, "a checked article");
    buf_release(&text);
    return st;
}
