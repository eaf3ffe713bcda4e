/* article_html.c - layer 3: a page to the lines a reader sees, in place.
 *
 * One pass over the bytes. Elements that are no text of the article (menus, forms) are written like others and taken
 * back when they end, so an element that is never closed costs nothing. Headings and items become "# ", "## " and
 * "- " at the start of a line, as in Markdown: one reader of lines does for both.
 * Invariant: w <= r. Every break written is no longer than the tag that asked for it, so the text never overtakes
 * what is still to be read. Searches for an end that is not there are made once. */
#include "base/base.h"
#include "claims/article_impl.h"

typedef enum what {
    INLINE,
    PAGE,
    PARAGRAPH,
    BODY, /* a paragraph; a form around it is the page and stays */
    LINE,
    CELL,
    ITEM,
    TITLE,
    HEADING,
    DROP,
    FORM,
    RAW, /* its content is no markup */
    META,
    TIME,
    SUP,
    PRE,
    UNKNOWN
} what;

static const struct tag_row {
    const char *name;
    what what;
} tags[] = {
#define HTML_TAG(name, what) { name, what },
#include "claims/html_tags.def"
#undef HTML_TAG
};

static const struct entity_row {
    const char *name;
    uint16_t code;
} entities[] = {
#define ENTITY(name, code) { name, code },
#include "claims/entities.def"
#undef ENTITY
};

enum { NAME_MAX_BYTES = 16, DEPTH_MAX = 64 };

typedef enum gap { GAP_NONE, GAP_SPACE, GAP_CELL, GAP_LINE, GAP_PARAGRAPH } gap;

typedef struct opened { /* an element that may be taken back */
    const struct tag_row *tag;
    uint32_t w; /* where its text began, and what was to be written before it */
    gap gap;
    line_mark mark;
    bool keep;
} opened;

typedef struct stripper {
    clean *c;
    const char *s; /* the text, also of c */
    uint32_t n, r, w;
    uint32_t at;                     /* where the character or tag being read begins */
    uint32_t last_gt, last_quote[2]; /* places of the last '>' '"' '\'' + 1, 0: none */
    bool comment_open;               /* no "-->" from here on */
    gap gap;
    line_mark mark;
    uint32_t gap_origin;
    opened open[DEPTH_MAX];
    int32_t depth;
    int32_t sup, pre;
    bool keep_lines;
    bool time_seen;
} stripper;

typedef struct attributes { /* values of a tag, [from, to) */
    uint32_t name[2], content[2], datetime[2];
    uint32_t end; /* byte after '>' */
} attributes;

/* The name at s[i], lower case; its length, 0: none or too long. */
static uint32_t name_at(const char *s, uint32_t i, uint32_t to, char out[NAME_MAX_BYTES])
{
    uint32_t k = 0;
    while (i + k < to && k < NAME_MAX_BYTES - 1 && is_alnum(s[i + k])) {
        out[k] = lower(s[i + k]);
        k++;
    }
    out[k] = '\0';
    return k && is_letter(s[i]) ? k : 0;
}

static int compare_tag(const void *key, const void *row)
{
    return strcmp(key, ((const struct tag_row *)row)->name);
}

static const struct tag_row *tag_find(const char *name)
{
    return bsearch(name, tags, COUNT_OF(tags), sizeof *tags, compare_tag);
}

/* A tag that is known at s[i] == '<', with what ends a name behind it; NULL: none. */
static const struct tag_row *tag_at(const char *s, uint32_t i, uint32_t to)
{
    char name[NAME_MAX_BYTES];
    uint32_t from = i + 1 < to && s[i + 1] == '/' ? i + 2 : i + 1;
    uint32_t k = name_at(s, from, to, name);
    if (!k || from + k >= to || !strchr(" \t\n/>", s[from + k]))
        return NULL;
    return tag_find(name);
}

static bool is_block(what w)
{
    return w >= PARAGRAPH && w <= HEADING;
}

bool html_detect(const char *s, uint32_t n, bool *has_block)
{
    int32_t seen = 0;
    bool page = false;
    *has_block = false;
    for (uint32_t i = 0; i < n && !*has_block; i++) {
        const char *lt = memchr(s + i, '<', n - i);
        if (!lt)
            break;
        i = (uint32_t)(lt - s);
        page |= phrase_at(s, i, n, "<!doctype html") != 0;
        const struct tag_row *t = tag_at(s, i, n);
        if (!t)
            continue;
        seen++;
        page |= t->what == PAGE;
        *has_block = is_block(t->what);
    }
    return page || *has_block || seen >= 2;
}

static int compare_entity(const void *key, const void *row)
{
    return strcmp(key, ((const struct entity_row *)row)->name);
}

static uint32_t numeric_at(const char *s, uint32_t i, uint32_t to, uint32_t *code)
{
    bool hex = i < to && lower(s[i]) == 'x';
    uint32_t from = i + hex, k = from;
    *code = 0;
    for (; k < to && k - from < 8 && isxdigit((unsigned char)s[k]); k++) {
        if (!hex && !is_digit(s[k]))
            break;
        uint32_t d = is_digit(s[k]) ? (uint32_t)(s[k] - '0') : (uint32_t)(lower(s[k]) - 'a' + 10);
        *code = *code * (hex ? 16 : 10) + d;
    }
    if (*code >= 0x80 && *code < 0xA0)
        *code = char_1252((unsigned char)*code);
    bool bad = *code == 0 || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000);
    if (bad)
        *code = BAD_CHAR;
    return k > from ? k : 0;
}

uint32_t entity_at(const char *s, uint32_t i, uint32_t to, bool strict, uint32_t *code)
{
    uint32_t end = 0;
    if (i + 2 < to && s[i + 1] == '#') {
        end = numeric_at(s, i + 2, to, code);
    } else {
        char name[NAME_MAX_BYTES];
        uint32_t k = 0;
        while (i + 1 + k < to && k < NAME_MAX_BYTES - 1 && is_alnum(s[i + 1 + k])) {
            name[k] = s[i + 1 + k];
            k++;
        }
        name[k] = '\0';
        const struct entity_row *e =
            bsearch(name, entities, COUNT_OF(entities), sizeof *entities, compare_entity);
        end = e ? i + 1 + k : 0;
        *code = e ? e->code : 0;
    }
    if (end && end < to && s[end] == ';')
        return end + 1;
    return strict ? 0 : end;
}

static void put(stripper *x, const char *bytes, uint32_t k, uint32_t from)
{
    assert(x->w + k <= x->r);
    for (uint32_t i = 0; i < k; i++, x->w++) {
        x->c->text[x->w] = bytes[i];
        x->c->origin[x->w] = from;
    }
}

static void ask_gap(stripper *x, gap g)
{
    if (x->gap == GAP_NONE && !x->mark)
        x->gap_origin = x->c->origin[x->at];
    if (g == GAP_LINE && x->gap == GAP_LINE)
        g = GAP_PARAGRAPH;
    x->gap = MAX_OF(x->gap, g);
}

static void ask_mark(stripper *x, line_mark m)
{
    ask_gap(x, GAP_LINE);
    x->mark = m;
}

/* Before something visible; x->r is behind it. */
static void write_gap(stripper *x)
{
    static const char *const breaks[] = { "", " ", " | ", "\n", "\n\n" };
    static const char *const marks[] = { "", "\n- ", "\n# ", "\n## " };
    const char *b = x->mark ? marks[x->mark] : x->w ? breaks[x->gap] : "";
    put(x, b, (uint32_t)strlen(b), x->gap_origin);
    x->gap = GAP_NONE;
    x->mark = MARK_NONE;
}

static bool invisible(uint32_t code)
{
    return code == 0xAD || code == 0xFEFF || (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069) || code == 0;
}

/* A character that is read to x->r from x->at. */
static void show(stripper *x, uint32_t code)
{
    char one[4];
    bool lines = x->keep_lines || x->pre > 0;
    if (invisible(code))
        return;
    uint32_t k = char_put(one, code);
    if (space_at(one, 0, k)) {
        ask_gap(x, lines && code == '\n' ? GAP_LINE : GAP_SPACE);
        return;
    }
    if (x->sup && code < 0x80 && !is_letter((char)code))
        return; /* the number of a footnote would be glued to a figure */
    uint32_t from = x->c->origin[x->at];
    if (x->gap || x->mark)
        write_gap(x);
    put(x, one, k, from);
}

/* From behind the name of a tag to behind its '>'; a quote hides '>' only when it is closed. */
static void read_attributes(const stripper *x, uint32_t i, attributes *out)
{
    const char *s = x->s;
    *out = (attributes){ .end = x->n };
    while (i < x->n && s[i] != '>') {
        char name[NAME_MAX_BYTES];
        uint32_t k = name_at(s, i, x->n, name);
        i += k;
        if (k == 0) {
            uint32_t q = s[i] == '"' ? 0 : s[i] == '\'' ? 1 : 2;
            if (q < 2 && x->last_quote[q] > i + 1)
                i = (uint32_t)((const char *)memchr(s + i + 1, s[i], x->n - i - 1) - s);
            i++;
            continue;
        }
        uint32_t v = skip_spaces(s, i, x->n);
        if (v >= x->n || s[v] != '=')
            continue;
        v = skip_spaces(s, v + 1, x->n);
        uint32_t q = v < x->n && s[v] == '"' ? 0 : v < x->n && s[v] == '\'' ? 1 : 2;
        uint32_t to = v;
        if (q < 2 && x->last_quote[q] > v + 1) {
            to = (uint32_t)((const char *)memchr(s + v + 1, s[v], x->n - v - 1) - s);
            v++;
            i = to + 1;
        } else {
            while (to < x->n && !strchr(" \t\n>", s[to]))
                to++;
            i = to;
        }
        uint32_t *slot =
            STR_EQ(name, "content")    ? out->content
            : STR_EQ(name, "datetime") ? out->datetime
            : STR_EQ(name, "name") || STR_EQ(name, "property") || STR_EQ(name, "itemprop")
                ? out->name
                : NULL;
        if (slot) {
            slot[0] = v;
            slot[1] = to;
        }
    }
    out->end = MIN_OF(i + 1, x->n);
}

static void date_of(stripper *x, const uint32_t value[2])
{
    uint32_t from = skip_spaces(x->s, value[0], value[1]), end = 0;
    int32_t day = 0;
    if (x->c->page_date == NO_DAY && article_date_at(x->s, from, value[1], &day, &end))
        x->c->page_date = day;
}

static void read_meta(stripper *x, const attributes *a)
{
    static const char *const names[] = { "article:published_time",
                                         "og:article:published_time",
                                         "article:published",
                                         "datepublished",
                                         "date",
                                         "pubdate",
                                         "publishdate",
                                         "publish-date",
                                         "publish_date",
                                         "publication_date",
                                         "dc.date",
                                         "dc.date.issued",
                                         "dcterms.date",
                                         "dcterms.created",
                                         "parsely-pub-date",
                                         "sailthru.date",
                                         "article.published",
                                         "cxenseparse:recs:publishtime",
                                         "originalpublicationdate" };
    for (int32_t i = 0; i < COUNT_OF(names); i++)
        if (phrase_at(x->s, a->name[0], a->name[1], names[i]) == a->name[1] && a->name[1])
            date_of(x, a->content);
}

/* "datePublished": "2025-07-20..." of the JSON that pages carry for search engines. */
static void read_json_date(stripper *x, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to && x->c->page_date == NO_DAY; i++) {
        const char *q = memchr(x->s + i, '"', to - i);
        if (!q)
            return;
        i = (uint32_t)(q - x->s);
        uint32_t k = phrase_at(x->s, i, to, "\"datepublished\"");
        k = k ? skip_spaces(x->s, k, to) : to;
        if (k < to && x->s[k] == ':')
            date_of(x, (uint32_t[2]){ skip_spaces(x->s, k + 1, to) + 1, to });
    }
}

/* Past "</name" of an element whose content is no markup; the end when it is never closed. */
static void skip_raw(stripper *x, const char *name)
{
    uint32_t from = x->r, i = from;
    char end[NAME_MAX_BYTES + 2];
    snprintf(end, sizeof end, "</%s", name);
    for (; i < x->n; i++) {
        const char *lt = memchr(x->s + i, '<', x->n - i);
        i = lt ? (uint32_t)(lt - x->s) : x->n;
        if (lt && phrase_at(x->s, i, x->n, end))
            break;
    }
    i = MIN_OF(i, x->n);
    if (STR_EQ(name, "script"))
        read_json_date(x, from, i);
    x->r = i;
}

static void open_element(stripper *x, const struct tag_row *t)
{
    if (x->depth < DEPTH_MAX)
        x->open[x->depth++] = (opened){ t, x->w, x->gap, x->mark, false };
}

static void close_element(stripper *x, const struct tag_row *t)
{
    int32_t k = x->depth;
    while (k > 0 && x->open[k - 1].tag != t)
        k--;
    if (k == 0)
        return;
    x->depth = k - 1;
    if (x->open[k - 1].keep)
        return;
    x->w = x->open[k - 1].w;
    x->mark = x->open[k - 1].mark;
    x->gap = MAX_OF(x->open[k - 1].gap, GAP_SPACE);
    x->gap_origin = x->c->origin[x->at];
}

static void keep_forms(stripper *x)
{
    for (int32_t k = 0; k < x->depth; k++)
        x->open[k].keep |= x->open[k].tag->what == FORM;
}

static void do_tag(stripper *x, const struct tag_row *t, bool closing, const attributes *a)
{
    switch (t ? t->what : UNKNOWN) {
    case INLINE:
    case UNKNOWN:
        break;
    case PAGE:
    case PARAGRAPH:
        ask_gap(x, GAP_PARAGRAPH);
        break;
    case BODY:
        keep_forms(x);
        ask_gap(x, GAP_PARAGRAPH);
        break;
    case LINE:
        ask_gap(x, GAP_LINE);
        break;
    case CELL:
        if (!closing)
            ask_gap(x, GAP_CELL);
        break;
    case ITEM:
    case TITLE:
    case HEADING:
        if (closing)
            ask_gap(x, GAP_PARAGRAPH);
        else
            ask_mark(x, t->what == ITEM    ? MARK_BULLET
                        : t->what == TITLE ? MARK_TITLE
                                           : MARK_HEADING);
        break;
    case DROP:
    case FORM:
        if (closing)
            close_element(x, t);
        else
            open_element(x, t);
        break;
    case RAW:
        if (!closing)
            skip_raw(x, t->name);
        break;
    case META:
        read_meta(x, a);
        break;
    case TIME:
        if (a->datetime[1] && !x->time_seen) {
            x->time_seen = true;
            date_of(x, a->datetime);
        }
        break;
    case SUP:
        x->sup = closing ? 0 : 1;
        break;
    case PRE:
        x->pre = closing ? 0 : 1;
        ask_gap(x, GAP_PARAGRAPH);
        break;
    }
}

/* "<!-- -->", "<!doctype ...>", "<?xml ...?>", "<![CDATA[" at x->r. */
static void skip_declaration(stripper *x)
{
    uint32_t i = x->r;
    if (phrase_at(x->s, i, x->n, "<![cdata[")) {
        x->r = i + 9;
        return;
    }
    if (phrase_at(x->s, i, x->n, "<!--")) {
        x->r = i + 4;
        for (uint32_t k = i + 4; !x->comment_open && k + 2 < x->n; k++) {
            const char *dash = memchr(x->s + k, '-', x->n - k - 2);
            if (!dash)
                break;
            k = (uint32_t)(dash - x->s);
            if (x->s[k + 1] == '-' && x->s[k + 2] == '>') {
                x->r = k + 3;
                return;
            }
        }
        x->comment_open = true;
        return;
    }
    const char *gt = x->last_gt > i ? memchr(x->s + i, '>', x->n - i) : NULL;
    x->r = gt ? (uint32_t)(gt - x->s) + 1 : i + 2;
}

/* A tag at x->r; false: the '<' is text. */
static bool read_tag(stripper *x)
{
    enum { CUT_TAG = 4096 }; /* bytes at the end that may be a tag cut off */
    uint32_t i = x->r;
    char c = i + 1 < x->n ? x->s[i + 1] : ' ';
    if (c == '!' || c == '?') {
        skip_declaration(x);
        return true;
    }
    bool closing = c == '/';
    char name[NAME_MAX_BYTES];
    uint32_t k = name_at(x->s, i + 1 + closing, x->n, name);
    if (!k) {
        x->r = i + 1 == x->n ? x->n : closing ? i + 2 : i;
        return x->r != i;
    }
    if (x->last_gt <= i) {
        x->r = x->n - i < CUT_TAG && tag_find(name) ? x->n : i;
        return x->r != i;
    }
    attributes a;
    read_attributes(x, i + 1 + closing + k, &a);
    x->r = a.end;
    do_tag(x, tag_find(name), closing, &a);
    return true;
}

static uint32_t last_of(const char *s, uint32_t n, char c)
{
    while (n && s[n - 1] != c)
        n--;
    return n;
}

gad_status html_strip(gad_ctx *cx, arena *mem, clean *c, bool keep_lines)
{
    if (!clean_origin(mem, c))
        return gad_nomem(cx, "the text of the page");
    stripper x = { .c = c, .s = c->text, .n = c->n, .keep_lines = keep_lines };
    x.last_gt = last_of(c->text, c->n, '>');
    x.last_quote[0] = last_of(c->text, c->n, '"');
    x.last_quote[1] = last_of(c->text, c->n, '\'');
    while (x.r < x.n) {
        uint32_t at = x.at = x.r, code = 0, len = 1;
        if (c->text[at] == '<' && read_tag(&x))
            continue;
        uint32_t end = c->text[at] == '&' ? entity_at(c->text, at, x.n, false, &code) : 0;
        if (!end) {
            code = char_at(c->text, at, x.n, &len);
            end = at + len;
        }
        x.r = end;
        show(&x, code);
    }
    c->origin[x.w] = c->origin[x.n];
    c->text[x.w] = '\0';
    c->n = x.w;
    return GAD_OK;
}
