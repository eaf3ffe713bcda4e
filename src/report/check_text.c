/* check_text.c - layer 4: a checked article for a terminal, or as plain text.
 *
 * Flow: the answer in a few lines, the article with its claims marked and numbered, a note for each; what was read and
 * judged as an earlier claim refers to it. A text without a claim is not shown again.
 * Words are filled into lines one at a time: a word is gathered with its styles, then written when it is whole, on
 * a new line if it does not fit. Colours: the words of a claim are underlined in the colour of its verdict, which
 * the note names as well. Without colours the words stand between underscores.
 * Invariant: bytes below 0x20 in a gathered word are our own marks (style + 1), since all text went through
 * check_plain. */
#include "report/check.h"

enum {
    WRONG_LISTED = 12, /* lines of the answer; the notes tell the rest */
    EVIDENCE_SHOWN = 3,
    NARROWEST = 40,
    INDENT_ARTICLE = 2,
    INDENT_BULLET = 4,
    INDENT_NOTE = 4,
    INDENT_EVIDENCE = 6
};

/* Each claim style is one of its number in the text as well. */
enum { PLAIN, BOLD, DIM, CLAIM, NUMBER = CLAIM + VERDICTS, STYLES = NUMBER + VERDICTS };
_Static_assert(STYLES < 0x1F, "the mark of a style is a control character");

/* Of the eight basic colours, blue and yellow cannot be read on every background: ambiguous has the one of the 256
 * that can (contrast 3.9 on white, 5.4 on black). */
static const char *const colours[VERDICTS] = {
    [SUPPORTED] = "32",     [CLOSE] = "36",          [CONTRADICTED] = "1;31",
    [MISLABELLED] = "1;35", [INCONSISTENT] = "1;31", [AMBIGUOUS] = "38;5;166",
    [UNVERIFIABLE] = "0"
};

typedef struct page {
    const check_page *p;
    const gad_output *out;
    buf *to;
    buf word;    /* the word being gathered */
    buf scratch; /* text on its way through check_plain */
    buf line;    /* a sentence being composed */
    int32_t word_width;
    int32_t word_style;  /* of what was gathered last; -1: nothing yet */
    int32_t first_style; /* of its first character */
    int32_t style;       /* that the terminal is in */
    int32_t block;       /* style of the words of the paragraph that are no claim's */
    int32_t width;       /* 0: not wrapped */
    bool list;           /* the paragraph before was a bullet */
    int32_t col, indent;
} page;

/* ---- words into lines --------------------------------------------------------------------------- */

static void set_style(page *g, int32_t style)
{
    if (!g->out->colour || style == g->style)
        return;
    g->style = style;
    buf_add(g->to, "\x1b[0m");
    if (style == BOLD || style == DIM)
        buf_add(g->to, style == BOLD ? "\x1b[1m" : "\x1b[2m");
    else if (style >= NUMBER)
        buf_fmt(g->to, "\x1b[%sm", colours[style - NUMBER]);
    else if (style >= CLAIM)
        buf_fmt(g->to, "\x1b[%s;4m", colours[style - CLAIM]);
}

static void new_line(page *g)
{
    set_style(g, PLAIN);
    buf_fmt(g->to, "\n%*s", (int)g->indent, "");
    g->col = g->indent;
}

static void put_word(page *g)
{
    const char *text = buf_text(&g->word);
    for (const char *c = text; *c;) {
        size_t n = 0;
        if ((unsigned char)*c < 0x20)
            set_style(g, *c++ - 1);
        while ((unsigned char)c[n] >= 0x20)
            n++;
        buf_addn(g->to, c, n);
        c += n;
    }
    g->col += g->word_width;
}

static void end_word(page *g)
{
    if (!g->word.len)
        return;
    bool fits = !g->width || g->col + 1 + g->word_width <= g->width;
    if (g->col > g->indent && !fits) {
        new_line(g);
    } else if (g->col > g->indent) {
        if (g->style != g->first_style)
            set_style(g, PLAIN); /* the line below a claim ends with the claim */
        buf_char(g->to, ' ');
        g->col++;
    }
    put_word(g);
    buf_clear(&g->word);
    g->word_width = 0;
    g->word_style = -1;
}

/* `n` bytes without a space. */
static void add_to_word(page *g, const char *text, size_t n, int32_t style)
{
    char piece[64];
    if (!n)
        return;
    if (!g->word.len)
        g->first_style = style;
    if (style != g->word_style)
        buf_char(&g->word, (char)(style + 1));
    g->word_style = style;
    buf_addn(&g->word, text, n);
    if (n < sizeof piece) {
        memcpy(piece, text, n);
        piece[n] = '\0';
        g->word_width += write_text_width(piece);
    } else {
        g->word_width +=
            (int32_t)MIN_OF(n, (size_t)INT16_MAX); /* no word; it is wider than any line */
    }
}

/* Text that went through check_plain. */
static void flow(page *g, const char *text, int32_t style)
{
    while (*text) {
        size_t n = strcspn(text, " ");
        add_to_word(g, text, n, style);
        text += n;
        if (*text)
            end_word(g);
        text += strspn(text, " ");
    }
}

/* Any text, as a whole: what was gathered before it stays another word. */
static void words(page *g, const char *text, int32_t style)
{
    end_word(g);
    flow(g, check_plain(&g->scratch, text, strlen(text)), style);
    end_word(g);
}

/* A line of its own; `lead` stands right before the column of the indent. */
static void start(page *g, int32_t indent, const char *lead)
{
    buf_fmt(g->to, "%*s%s", (int)indent - (int)strlen(lead), "", lead);
    g->col = indent;
    g->indent = indent;
}

static void stop(page *g)
{
    end_word(g);
    set_style(g, PLAIN);
    buf_char(g->to, '\n');
}

static void paragraph(page *g, const char *text, int32_t indent, int32_t style)
{
    start(g, indent, "");
    words(g, text, style);
    stop(g);
}

/* The sentence in g->line, when there is one. */
static void said(page *g, int32_t indent, int32_t style)
{
    if (g->line.len)
        paragraph(g, buf_text(&g->line), indent, style);
    buf_clear(&g->line);
}

/* ---- the article -------------------------------------------------------------------------------- */

static void open_block(void *user, sentence_kind kind)
{
    page *g = user;
    bool bullet = kind == SENTENCE_BULLET;
    if (!bullet || !g->list) /* bullets stand together */
        buf_char(g->to, '\n');
    g->list = bullet;
    start(g, bullet ? INDENT_BULLET : INDENT_ARTICLE, bullet ? "- " : "");
    g->block = kind == SENTENCE_TITLE || kind == SENTENCE_HEADING ? BOLD : PLAIN;
}

static void close_block(void *user, sentence_kind kind)
{
    (void)kind;
    stop(user);
}

static void run(void *user, const char *text, int32_t k)
{
    page *g = user;
    if (k < 0) {
        flow(g, text, g->block);
        return;
    }
    int32_t style = CLAIM + (int32_t)g->p->c->claim[k].verdict;
    const char *mark = g->out->colour ? "" : "_";
    if (*text == ' ')
        end_word(g);
    add_to_word(g, mark, strlen(mark), style);
    flow(g, text + strspn(text, " "), style);
    add_to_word(g, mark, strlen(mark), style);
}

static void note(void *user, int32_t k)
{
    page *g = user;
    char number[32];
    int n = snprintf(number, sizeof number, "[%" PRId32 "]", k + 1);
    add_to_word(g, number, (size_t)n, NUMBER + (int32_t)g->p->c->claim[k].verdict);
}

static bool the_article(gad_ctx *cx, page *g)
{
    static const check_sink sink = { open_block, run, note, close_block };
    bool ok = check_walk(cx, g->p->c, false, &sink, g);
    int32_t n = check_noise(g->p->c);
    if (n) {
        buf_char(g->to, '\n');
        prose_count(&g->line, n, "passage", "passages");
        buf_add(&g->line, " of navigation, advertising or the like left out");
        said(g, INDENT_ARTICLE, DIM);
    }
    return ok;
}

/* ---- the notes ---------------------------------------------------------------------------------- */

/* [3] MISLABELLED "3,188 tons" (level, said by the customs administration) */
static void note_head(page *g, int32_t i)
{
    const claim *c = &g->p->c->claim[i];
    int32_t style = NUMBER + (int32_t)c->verdict;
    start(g, 0, "");
    buf_fmt(&g->line, "[%" PRId32 "] ", i + 1);
    for (const char *v = verdict_name(c->verdict); *v; v++)
        buf_char(&g->line, (char)toupper((unsigned char)*v));
    words(g, buf_text(&g->line), style);
    buf_clear(&g->line);
    buf_fmt(&g->line, "\"%s\" (%s", c->text, claim_kind_name(c->m.kind));
    if (*c->attribution)
        buf_fmt(&g->line, ", said by %s", c->attribution);
    buf_char(&g->line, ')');
    g->indent = INDENT_NOTE;
    words(g, buf_text(&g->line), PLAIN);
    buf_clear(&g->line);
    stop(g);
}

static void evidence_lines(page *g, const evidence *e)
{
    check_say_evidence(&g->line, e);
    start(g, INDENT_EVIDENCE, "- ");
    words(g, buf_text(&g->line), PLAIN);
    stop(g);
    buf_clear(&g->line);
    if (e->url && *e->url)
        paragraph(g, e->url, INDENT_EVIDENCE, PLAIN);
}

static void one_note(page *g, int32_t i)
{
    const claim *c = &g->p->c->claim[i];
    int32_t same = check_same(g->p->c, i);
    buf_char(g->to, '\n');
    note_head(g, i);
    if (same >= 0) {
        buf_fmt(&g->line, "Read and judged as [%" PRId32 "].", same + 1);
        said(g, INDENT_NOTE, PLAIN);
        return;
    }
    if (*c->interpretation) {
        buf_add(&g->line, "Read as: ");
        check_say_sentence(&g->line, c->interpretation);
        said(g, INDENT_NOTE, PLAIN);
    }
    check_say_sentence(&g->line, c->explanation);
    said(g, INDENT_NOTE, PLAIN);
    for (int32_t k = 0; k < MIN_OF(c->n_evidence, (int32_t)EVIDENCE_SHOWN); k++)
        evidence_lines(g, &c->evidence[k]);
    if (c->n_evidence > EVIDENCE_SHOWN) {
        buf_fmt(&g->line, "and %" PRId32 " more, with -o json or html",
                c->n_evidence - EVIDENCE_SHOWN);
        said(g, INDENT_EVIDENCE, DIM);
    }
}

/* What is wrong and why, a line each; or that nothing is. */
static void the_wrong(page *g)
{
    const check *c = g->p->c;
    int32_t lines = 0;
    if (!check_wrong(c)) {
        check_say_wrong(&g->line, c);
        said(g, 0, PLAIN);
        return;
    }
    paragraph(g, "Not true as printed:", 0, PLAIN);
    for (int32_t i = 0; i < c->n && lines <= WRONG_LISTED; i++) {
        if (!check_say_why(&g->line, c, i))
            continue;
        if (lines++ == WRONG_LISTED) {
            buf_clear(&g->line);
            buf_add(&g->line, "and more: see the notes");
        }
        start(g, INDENT_BULLET, "- ");
        words(g, buf_text(&g->line), PLAIN);
        stop(g);
        buf_clear(&g->line);
    }
}

static void head(page *g)
{
    if (g->p->place > 1)
        buf_char(g->to, '\n');
    start(g, 0, "");
    if (g->p->place) {
        buf_fmt(&g->line, "%s:", g->p->name);
        words(g, buf_text(&g->line), PLAIN);
        buf_clear(&g->line);
    }
    check_say_counts(&g->line, g->p->c);
    words(g, buf_text(&g->line), BOLD);
    buf_clear(&g->line);
    stop(g);
    the_wrong(g);
    check_say_day(&g->line, g->p->c);
    said(g, 0, PLAIN);
}

gad_status check_write_text(gad_ctx *cx, const check_page *p, const gad_output *out)
{
    buf text;
    buf_init(&text, &cx->al);
    page g = { .p = p, .out = out, .to = &text, .word_style = -1 };
    buf *const own[] = { &g.word, &g.scratch, &g.line };
    for (int32_t i = 0; i < COUNT_OF(own); i++)
        buf_init(own[i], &cx->al);
    g.width = out->width ? MAX_OF(out->width, (int32_t)NARROWEST) : 0;
    head(&g);
    bool ok = !p->c->n || the_article(cx, &g); /* nothing is marked without claims */
    for (int32_t i = 0; i < p->c->n; i++)
        one_note(&g, i);
    for (int32_t i = 0; i < COUNT_OF(own); i++) {
        ok &= buf_ok(own[i]);
        buf_release(own[i]);
    }
    gad_status st = ok ? write_buf(cx, &text, out) : gad_nomem(cx, "a checked article");
    buf_release(&text);
    return st;
}
