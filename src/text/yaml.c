/* yaml.c - layer 1: YAML bytes to a tree of nodes with their places. libyaml scans; it is included here only.
 *
 * Flow: bytes -> libyaml's events, one at a time -> take_node builds the tree from above.
 * Invariant: every node knows line and column in characters; the keys of a map differ; depth is below YAML_DEPTH_MAX
 * before anything recurses. */
#include "text/yaml.h"
#include <fcntl.h>
#include <unistd.h>
#include <yaml.h>

enum { CHUNK = 1 << 16, QUOTE_MAX = 60 };

struct yaml_doc {
    arena mem;
    alloc al;
    const char *name;
    yaml_node *top;
};

typedef struct reader {
    gad_ctx *cx;
    yaml_doc *doc;
    const char *bytes;
    size_t n;
    int32_t depth;
    yaml_parser_t parser;
    yaml_event_t event;
    bool has_event;
} reader;

/* ---- complaints ---------------------------------------------------------------------------------- */

static gad_status fail_at(gad_ctx *cx, const yaml_doc *doc, int32_t line, int32_t column,
                          const char *text)
{
    return gad_fail(cx, GAD_E_FORMAT, "%s:%" PRId32 ":%" PRId32 ": %s", doc->name, line, column,
                    text);
}

int yaml_shown(const char *text)
{
    size_t n = strnlen(text, QUOTE_MAX + 1);
    if (n <= QUOTE_MAX)
        return (int)n;
    for (n = QUOTE_MAX; n > 0 && ((unsigned char)text[n] & 0xC0U) == 0x80U;)
        n--;
    return (int)n;
}

static int32_t characters(const char *text, size_t n)
{
    int32_t k = 0;
    for (size_t i = 0; i < n && text[i]; i++)
        k += ((unsigned char)text[i] & 0xC0U) != 0x80U;
    return k;
}

gad_status yaml_fail(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return fail_at(cx, doc, node->line, node->column, text);
}

gad_status yaml_fail_key(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, const char *fmt,
                         ...)
{
    char text[ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return fail_at(cx, doc, node->key_line, node->key_column, text);
}

gad_status yaml_fail_inside(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, size_t at,
                            const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX];
    int32_t behind = node->as_written ? characters(node->text, at) : 0;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return fail_at(cx, doc, node->line, node->column + behind, text);
}

/* What libyaml says, in our words where they help more. */
static gad_status fail_syntax(reader *r)
{
    const yaml_parser_t *p = &r->parser;
    char text[ERROR_TEXT_MAX];
    if (p->error == YAML_MEMORY_ERROR)
        return gad_nomem(r->cx, "reading YAML");
    if (p->error == YAML_READER_ERROR) {
        size_t at = MIN_OF(p->problem_offset, r->n), start = at;
        int32_t line = 1;
        for (size_t i = 0; i < at; i++)
            line += r->bytes[i] == '\n';
        while (start > 0 && r->bytes[start - 1] != '\n')
            start--;
        unsigned byte = at < r->n ? (unsigned char)r->bytes[at] : 0;
        snprintf(text, sizeof text, "%s: byte 0x%02X",
                 byte < 0x80 ? "control characters are not allowed" : "this is not UTF-8", byte);
        return fail_at(r->cx, r->doc, line, characters(r->bytes + start, at - start) + 1, text);
    }
    size_t at =
        p->problem_mark.index; /* in characters: right for the tab only when all before is ASCII */
    bool tab = at < r->n && r->bytes[at] == '\t';
    snprintf(text, sizeof text, "%s%s%s%s", p->context ? p->context : "", p->context ? ": " : "",
             p->problem ? p->problem : "this is no YAML",
             tab ? " (a tab: indent with spaces)" : "");
    return fail_at(r->cx, r->doc, (int32_t)p->problem_mark.line + 1,
                   (int32_t)p->problem_mark.column + 1, text);
}

/* ---- events -------------------------------------------------------------------------------------- */

static void drop_event(reader *r)
{
    if (r->has_event)
        yaml_event_delete(&r->event);
    r->has_event = false;
}

static gad_status next_event(reader *r)
{
    drop_event(r);
    if (!yaml_parser_parse(&r->parser, &r->event))
        return fail_syntax(r);
    r->has_event = true;
    return GAD_OK;
}

static gad_status fail_event(reader *r, const char *text)
{
    return fail_at(r->cx, r->doc, (int32_t)r->event.start_mark.line + 1,
                   (int32_t)r->event.start_mark.column + 1, text);
}

/* Anchors, aliases and tags make one text mean another: none is needed here. */
static gad_status check_decoration(reader *r)
{
    const yaml_event_t *e = &r->event;
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (e->type == YAML_ALIAS_EVENT)
        return fail_event(r, "an alias (*name) is not read here: write the value out");
    if (e->type == YAML_SCALAR_EVENT) {
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
    } else if (e->type == YAML_MAPPING_START_EVENT) {
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
    }
    if (anchor)
        return fail_event(r, "an anchor (&name) is not read here: leave it out, or quote the text");
    return tag ? fail_event(r, "a tag (!name) is not read here: leave it out, or quote the text")
               : GAD_OK;
}

/* ---- the tree ------------------------------------------------------------------------------------ */

static gad_status take_text(reader *r, yaml_node *node)
{
    const yaml_event_t *e = &r->event;
    const char *value = (const char *)e->data.scalar.value;
    size_t n = e->data.scalar.length;
    bool quoted = e->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                  e->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)value[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
            return fail_event(r, "a text must not hold control characters");
    }
    size_t wide = e->end_mark.index - e->start_mark.index;
    node->kind = YAML_IS_TEXT;
    node->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->column += quoted;
    /* On one line and without escapes a text is as wide as its characters (and its two quotes). */
    node->as_written = e->start_mark.line == e->end_mark.line &&
                       wide == (size_t)characters(value, n) + (quoted ? 2 : 0);
    node->text = arena_strn(&r->doc->mem, value, n);
    return node->text ? GAD_OK : gad_nomem(r->cx, "reading YAML");
}

static yaml_node *new_node(reader *r)
{
    yaml_node *node = arena_take(&r->doc->mem, 1, sizeof *node);
    if (node)
        *node = (yaml_node){ .text = "",
                             .line = (int32_t)r->event.start_mark.line + 1,
                             .column = (int32_t)r->event.start_mark.column + 1 };
    return node;
}

static int by_key(const void *pa, const void *pb)
{
    const yaml_node *a = *(yaml_node *const *)pa, *b = *(yaml_node *const *)pb;
    int order = strcmp(a->key, b->key);
    if (order)
        return order;
    return a->key_line != b->key_line
               ? (a->key_line > b->key_line ? 1 : -1)
               : (a->key_column > b->key_column) - (a->key_column < b->key_column);
}

static gad_status check_keys_differ(reader *r, const yaml_node *map)
{
    const yaml_node **all = arena_take(&r->doc->mem, (size_t)map->n + 1, sizeof(void *));
    int32_t n = 0;
    if (!all)
        return gad_nomem(r->cx, "reading YAML");
    for (const yaml_node *m = map->first; m; m = m->next)
        all[n++] = m;
    qsort(all, (size_t)n, sizeof(void *), by_key);
    for (int32_t i = 1; i < n; i++)
        if (STR_EQ(all[i]->key, all[i - 1]->key))
            return yaml_fail_key(r->cx, r->doc, all[i],
                                 "'%.*s' stands twice: it is in line %" PRId32 " as well",
                                 yaml_shown(all[i]->key), all[i]->key, all[i - 1]->key_line);
    return GAD_OK;
}

static gad_status take_node(reader *r, yaml_node **out);

/* The event is a key; its value follows. */
static gad_status take_member(reader *r, yaml_node **out)
{
    yaml_node key = { .line = (int32_t)r->event.start_mark.line + 1,
                      .column = (int32_t)r->event.start_mark.column + 1 };
    if (r->event.type == YAML_SEQUENCE_START_EVENT || r->event.type == YAML_MAPPING_START_EVENT)
        return fail_event(r, "a key must be a word");
    gad_status st = check_decoration(r);
    if (!st)
        st = take_text(r, &key);
    if (!st)
        st = next_event(r);
    if (!st)
        st = take_node(r, out);
    if (st)
        return st;
    (*out)->key = key.text;
    (*out)->key_line = key.line;
    (*out)->key_column = key.column;
    return GAD_OK;
}

/* The event is the start of a list or a map; leaves at its end. */
static gad_status take_children(reader *r, yaml_node *node)
{
    bool map = node->kind == YAML_IS_MAP;
    yaml_node **last = &node->first;
    gad_status st;
    while (!(st = next_event(r)) &&
           r->event.type != (map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT)) {
        st = map ? take_member(r, last) : take_node(r, last);
        if (st)
            return st;
        last = &(*last)->next;
        node->n++;
    }
    return st || !map ? st : check_keys_differ(r, node);
}

static gad_status take_node(reader *r, yaml_node **out)
{
    yaml_node *node = new_node(r);
    if (!node)
        return gad_nomem(r->cx, "reading YAML");
    gad_status st = check_decoration(r);
    if (st)
        return st;
    if (r->event.type == YAML_SCALAR_EVENT) {
        st = take_text(r, node);
    } else {
        node->kind = r->event.type == YAML_MAPPING_START_EVENT ? YAML_IS_MAP : YAML_IS_LIST;
        if (++r->depth > YAML_DEPTH_MAX)
            return fail_event(r, "too many levels of maps and lists");
        st = take_children(r, node);
        r->depth--;
    }
    if (!st)
        *out = node;
    return st;
}

static gad_status take_document(reader *r)
{
    gad_status st = next_event(r); /* the start of the stream */
    if (!st)
        st = next_event(r);
    if (!st && r->event.type == YAML_STREAM_END_EVENT)
        return gad_fail(r->cx, GAD_E_FORMAT, "%s: is empty", r->doc->name);
    if (!st)
        st = next_event(r);
    if (!st)
        st = take_node(r, &r->doc->top);
    if (!st)
        st = next_event(r); /* the end of the document */
    if (!st)
        st = next_event(r);
    if (!st && r->event.type != YAML_STREAM_END_EVENT)
        return fail_event(r, "a second document: a file holds one");
    return st;
}

/* ---- documents ----------------------------------------------------------------------------------- */

static gad_status parse(gad_ctx *cx, yaml_doc *doc, const char *bytes, size_t n)
{
    reader r = { .cx = cx, .doc = doc, .bytes = bytes, .n = n };
    if (!yaml_parser_initialize(&r.parser))
        return gad_nomem(cx, "reading YAML");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes, n);
    gad_status st = take_document(&r);
    drop_event(&r);
    yaml_parser_delete(&r.parser);
    return st;
}

gad_status yaml_doc_parse(gad_ctx *cx, const char *name, const char *bytes, size_t n,
                          yaml_doc **out)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (n > YAML_BYTES_MAX)
        return gad_fail(cx, GAD_E_FORMAT, "%s: is larger than %d MiB", name, YAML_BYTES_MAX >> 20);
    if (n >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    yaml_doc *doc = alloc_get(&cx->al, sizeof *doc);
    if (!doc)
        return gad_nomem(cx, "reading YAML");
    *doc = (yaml_doc){ .al = cx->al };
    arena_init(&doc->mem, &doc->al);
    doc->name = arena_str(&doc->mem, name);
    gad_status st = doc->name ? parse(cx, doc, bytes, n) : gad_nomem(cx, "reading YAML");
    if (st) {
        yaml_doc_free(doc);
        return st;
    }
    *out = doc;
    return GAD_OK;
}

/* All bytes of a file, up to one more than allowed. */
static gad_status read_bytes(gad_ctx *cx, int fd, const char *name, buf *b)
{
    char chunk[CHUNK];
    while (b->len <= YAML_BYTES_MAX) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return gad_fail(cx, GAD_E_IO, "'%s' cannot be read: %s", name, strerror(errno));
        if (n > 0)
            buf_addn(b, chunk, (size_t)n);
        if (!buf_ok(b))
            return gad_nomem(cx, "reading YAML");
    }
    return GAD_OK;
}

gad_status yaml_doc_read(gad_ctx *cx, const char *path, yaml_doc **out)
{
    bool standard = STR_EQ(path, "-");
    const char *name = standard ? "standard input" : path;
    buf b;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return gad_fail(cx, GAD_E_IO, "'%s' cannot be read: %s", name, strerror(errno));
    buf_init(&b, &cx->al);
    gad_status st = read_bytes(cx, fd, name, &b);
    if (!st)
        st = yaml_doc_parse(cx, name, buf_text(&b), b.len, out);
    buf_release(&b);
    if (!standard)
        close(fd);
    return st;
}

void yaml_doc_free(yaml_doc *doc)
{
    if (!doc)
        return;
    alloc al = doc->al;
    arena_release(&doc->mem);
    alloc_drop(&al, doc);
}

const char *yaml_doc_name(const yaml_doc *doc)
{
    return doc->name;
}

const yaml_node *yaml_doc_top(const yaml_doc *doc)
{
    return doc->top;
}

const yaml_node *yaml_find(const yaml_node *map, const char *key)
{
    for (const yaml_node *m = map->first; m; m = m->next)
        if (m->key && STR_EQ(m->key, key))
            return m;
    return NULL;
}
