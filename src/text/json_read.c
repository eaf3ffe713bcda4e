/* json_read.c - layer 1: reading JSON with jansson, which no other file includes.
 *
 * Flow: bytes -> check_depth (one pass over the brackets) -> json_loadb -> the tree that places point into.
 *
 * Memory. jansson's allocator is one for the whole process, so ours looks at a variable of the thread: while we are
 * inside a call of jansson it is the context's, otherwise what was set before us. Invariant: blocks taken inside
 * `enter` .. `leave` are freed inside them as well, so no block changes its allocator, and a host program that uses
 * jansson itself notices nothing.
 *
 * Names. text/json.h (the writer) has functions called json_object, json_array and json_null, as has jansson: this
 * file calls none of these three, and our symbols are hidden, so neither side sees the other's. */
#include "text/json_read.h"
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

enum { PATH_TEXT = 512, FOUND_TEXT = 96, QUOTE_MAX = 40, CHUNK = 1 << 16 };

struct json_doc {
    alloc al;
    const char *name; /* behind the struct */
    json_t *top;
};

/* ---- memory ------------------------------------------------------------------------------------ */

static _Thread_local const alloc *current;
static _Thread_local bool starved; /* an allocation failed since `enter` */
static json_malloc_t malloc_before;
static json_free_t free_before;

static void *tree_take(size_t size)
{
    if (!current)
        return malloc_before(size);
    void *p = alloc_get(current, MAX_OF(size, (size_t)1));
    starved |= !p;
    return p;
}

static void tree_drop(void *p)
{
    if (!current)
        free_before(p);
    else
        alloc_drop(current, p);
}

static void hook(void)
{
    json_get_alloc_funcs(&malloc_before, &free_before);
    json_set_alloc_funcs(tree_take, tree_drop);
}

static void enter(const alloc *al)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, hook);
    current = al;
    starved = false;
}

static void leave(void)
{
    current = NULL;
}

/* ---- complaints -------------------------------------------------------------------------------- */

/* Length of at most `max` bytes of the text that ends at a whole UTF-8 character. */
static int cut_length(const char *text, size_t n, size_t max)
{
    if (n <= max)
        return (int)n;
    while (max > 0 && ((unsigned char)text[max] & 0xC0U) == 0x80U)
        max--;
    return (int)max;
}

static void quote(char *out, size_t size, const char *text, size_t n)
{
    int len = cut_length(text, n, QUOTE_MAX);
    snprintf(out, size, "\"%.*s%s\"", len, text, (size_t)len < n ? "..." : "");
}

/* "abc", 3, true, null, an array of 3, an object */
static const char *found(char out[FOUND_TEXT], const json_t *v)
{
    char num[NUM_TEXT];
    switch (json_typeof(v)) {
    case JSON_STRING:
        quote(out, FOUND_TEXT, json_string_value(v), json_string_length(v));
        break;
    case JSON_REAL:
    case JSON_INTEGER:
        snprintf(out, FOUND_TEXT, "%s", num_shortest(num, json_number_value(v)));
        break;
    case JSON_ARRAY:
        snprintf(out, FOUND_TEXT, "an array of %zu", json_array_size(v));
        break;
    case JSON_OBJECT:
        snprintf(out, FOUND_TEXT, "an object");
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        snprintf(out, FOUND_TEXT, "%s", json_is_true(v) ? "true" : "false");
        break;
    case JSON_NULL:
        snprintf(out, FOUND_TEXT, "null");
        break;
    }
    return out;
}

static bool is_word(const char *key)
{
    for (const char *s = key; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '_')
            return false;
    return *key && !isdigit((unsigned char)*key);
}

/* Writes the path of `at` into out and returns its end; a path that does not fit is cut. */
static size_t put_path(char out[PATH_TEXT], const json_at *at)
{
    char key[FOUND_TEXT];
    if (!at->up)
        return (size_t)snprintf(out, PATH_TEXT, "$");
    size_t n = put_path(out, at->up);
    int more;
    if (!at->key)
        more = snprintf(out + n, PATH_TEXT - n, "[%" PRId32 "]", at->index);
    else if (is_word(at->key))
        more = snprintf(out + n, PATH_TEXT - n, ".%.*s", QUOTE_MAX, at->key);
    else {
        quote(key, sizeof key, at->key, strlen(at->key));
        more = snprintf(out + n, PATH_TEXT - n, "[%s]", key);
    }
    return MIN_OF(n + (size_t)more, (size_t)PATH_TEXT - 1);
}

gad_status json_at_fail(gad_ctx *cx, const json_at *at, const char *fmt, ...)
{
    char path[PATH_TEXT], text[ERROR_TEXT_MAX];
    va_list ap;
    put_path(path, at);
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return gad_fail(cx, GAD_E_FORMAT, "%s: %s: %s", at->doc->name, path, text);
}

gad_status json_at_expected(gad_ctx *cx, const json_at *at, const char *what)
{
    char text[FOUND_TEXT];
    return json_at_fail(cx, at, "expected %s, found %s", what, found(text, at->value));
}

/* ---- text that is no JSON ---------------------------------------------------------------------- */

typedef struct source {
    const char *name;
    const char *bytes;
    size_t n;
} source;

/* Line and column (in characters) of byte `at`, both from 1. */
static void place_of(const source *s, size_t at, int32_t *line, int32_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < at && i < s->n; i++) {
        bool new_line = s->bytes[i] == '\n';
        *line += new_line;
        if (new_line)
            *column = 1;
        else
            *column += ((unsigned char)s->bytes[i] & 0xC0U) != 0x80U;
    }
}

static gad_status fail_in_text(gad_ctx *cx, const source *s, size_t at, const char *what)
{
    int32_t line, column;
    place_of(s, at, &line, &column);
    return gad_fail(cx, GAD_E_FORMAT, "%s:%" PRId32 ":%" PRId32 ": %s", s->name, line, column,
                    what);
}

/* jansson stands behind the token it stumbled over and quotes it when it is short: go back to its start. */
static size_t token_start(const source *s, const json_error_t *e)
{
    static const char mark[] = " near '";
    size_t end = MIN_OF((size_t)MAX_OF(e->position, 0), s->n);
    const char *token = strstr(e->text, mark);
    if (!token)
        return end;
    token += sizeof mark - 1;
    size_t len = strlen(token);
    len -= len > 0; /* the closing quote */
    bool there = len <= end && memcmp(s->bytes + end - len, token, len) == 0;
    return there ? end - len : end;
}

/* Bytes at `at` that read as one word or number; jansson quotes only the first of some. */
static int word_length(const source *s, size_t at)
{
    size_t n = 0;
    while (at + n < s->n && (isalnum((unsigned char)s->bytes[at + n]) ||
                             (s->bytes[at + n] && strchr("_+-.", s->bytes[at + n]))))
        n++;
    return (int)MIN_OF(n, (size_t)QUOTE_MAX);
}

static gad_status fail_syntax(gad_ctx *cx, const source *s, const json_error_t *e)
{
    char text[sizeof e->text + FOUND_TEXT];
    size_t at = token_start(s, e), back = MIN_OF(at, (size_t)QUOTE_MAX);
    enum json_error_code code = json_error_code(e);
    int word = word_length(s, at);
    snprintf(text, sizeof text, "%s", e->text);
    if (code == json_error_null_character || code == json_error_null_byte_in_key)
        snprintf(text, sizeof text, "a text must not contain the character \\u0000");
    else if (code == json_error_end_of_input_expected)
        snprintf(text, sizeof text, "the document ends before '%.*s'",
                 cut_length(s->bytes + at, s->n - at, QUOTE_MAX), s->bytes + at);
    else if (code == json_error_numeric_overflow)
        snprintf(text, sizeof text, "the number '%.*s' is too large", word, s->bytes + at);
    else if (code == json_error_invalid_syntax && strstr(e->text, "invalid token") && word > 1)
        snprintf(text, sizeof text, "invalid token near '%.*s'", word, s->bytes + at);
    else if (!strstr(e->text, " near ")) /* too long a token for jansson to quote */
        snprintf(text, sizeof text, "%s after '%.*s'", e->text, (int)back, s->bytes + at - back);
    return fail_in_text(cx, s, at, text);
}

/* Deep nesting is refused before the parser, which is recursive, sees it. */
static gad_status check_depth(gad_ctx *cx, const source *s)
{
    char text[FOUND_TEXT];
    int32_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < s->n; i++) {
        char c = s->bytes[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == ']' || c == '}') {
            depth--;
        } else if ((c == '[' || c == '{') && ++depth > JSON_READ_DEPTH) {
            snprintf(text, sizeof text, "more than %d levels of [ and {", JSON_READ_DEPTH);
            return fail_in_text(cx, s, i, text);
        }
    }
    return GAD_OK;
}

/* ---- documents --------------------------------------------------------------------------------- */

static const char mark_utf8[] = "\xEF\xBB\xBF";

static bool is_blank(const source *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (!strchr(" \t\r\n", s->bytes[i]) || !s->bytes[i])
            return false;
    return true;
}

static gad_status parse(gad_ctx *cx, const source *s, json_t **top)
{
    json_error_t e = { .position = 0 };
    if (is_blank(s))
        return gad_fail(cx, GAD_E_FORMAT, "%s: is empty: expected a JSON object", s->name);
    gad_status st = check_depth(cx, s);
    if (st)
        return st;
    enter(&cx->al);
    *top = json_loadb(s->bytes, s->n,
                      JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY, &e);
    leave();
    if (!*top)
        return starved ? gad_nomem(cx, "reading JSON") : fail_syntax(cx, s, &e);
    return GAD_OK;
}

gad_status json_doc_parse(gad_ctx *cx, const char *name, const char *bytes, size_t n,
                          json_doc **out)
{
    source s = { name, bytes, n };
    json_t *top = NULL;
    if (n > JSON_READ_BYTES)
        return gad_fail(cx, GAD_E_FORMAT, "%s: is larger than %d MiB", name, JSON_READ_BYTES >> 20);
    if (n >= 3 && memcmp(bytes, mark_utf8, 3) == 0)
        s = (source){ name, bytes + 3, n - 3 };
    size_t room = strlen(name) + 1;
    json_doc *doc = alloc_get(&cx->al, sizeof *doc + room);
    if (!doc)
        return gad_nomem(cx, "reading JSON");
    char *copy = memcpy(doc + 1, name, room);
    gad_status st = parse(cx, &s, &top);
    if (st) {
        alloc_drop(&cx->al, doc);
        return st;
    }
    *doc = (json_doc){ cx->al, copy, top };
    *out = doc;
    return GAD_OK;
}

/* All bytes of a file, up to one more than allowed. */
static gad_status read_bytes(gad_ctx *cx, int fd, const char *name, buf *b)
{
    char chunk[CHUNK];
    gad_status st = GAD_OK;
    while (!st && b->len <= JSON_READ_BYTES) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return gad_fail(cx, GAD_E_IO, "'%s' cannot be read: %s", name, strerror(errno));
        if (n > 0)
            buf_addn(b, chunk, (size_t)n);
        st = buf_ok(b) ? gad_progress(cx, "reading JSON", (double)b->len, 0)
                       : gad_nomem(cx, "reading JSON");
    }
    return st;
}

gad_status json_doc_read(gad_ctx *cx, const char *path, json_doc **out)
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
        st = json_doc_parse(cx, name, buf_text(&b), b.len, out);
    buf_release(&b);
    if (!standard)
        close(fd);
    return st;
}

void json_doc_free(json_doc *doc)
{
    if (!doc)
        return;
    alloc al = doc->al;
    enter(&al);
    json_decref(doc->top);
    leave();
    alloc_drop(&al, doc);
}

const char *json_doc_name(const json_doc *doc)
{
    return doc->name;
}

json_at json_doc_top(const json_doc *doc)
{
    return (json_at){ .doc = doc, .value = doc->top };
}

/* ---- values ------------------------------------------------------------------------------------ */

gad_status json_at_f64(gad_ctx *cx, const json_at *at, double *x)
{
    if (!json_is_number((const json_t *)at->value))
        return json_at_expected(cx, at, "a number");
    *x = json_number_value(at->value);
    return GAD_OK;
}

gad_status json_at_text(gad_ctx *cx, const json_at *at, const char **text)
{
    if (!json_at_is_text(at))
        return json_at_expected(cx, at, "a text");
    *text = json_string_value(at->value);
    return GAD_OK;
}

gad_status json_at_array(gad_ctx *cx, const json_at *at, int32_t *n)
{
    if (!json_at_is_array(at))
        return json_at_expected(cx, at, "an array");
    *n = (int32_t)json_array_size(at->value); /* fits: each element takes a byte of the file */
    return GAD_OK;
}

gad_status json_at_object(gad_ctx *cx, const json_at *at, int32_t *n)
{
    if (!json_at_is_object(at))
        return json_at_expected(cx, at, "an object");
    if (n)
        *n = (int32_t)json_object_size(at->value);
    return GAD_OK;
}

bool json_at_is_null(const json_at *at)
{
    return json_is_null((const json_t *)at->value);
}

bool json_at_is_text(const json_at *at)
{
    return json_is_string((const json_t *)at->value);
}

bool json_at_is_object(const json_at *at)
{
    return json_is_object((const json_t *)at->value);
}

bool json_at_is_array(const json_at *at)
{
    return json_is_array((const json_t *)at->value);
}

/* ---- members ----------------------------------------------------------------------------------- */

json_at json_at_item(const json_at *array, int32_t i)
{
    return (json_at){
        .doc = array->doc, .value = json_array_get(array->value, (size_t)i), .up = array, .index = i
    };
}

bool json_at_find(const json_at *object, const char *key, json_at *child)
{
    const json_t *v = json_object_get(object->value, key);
    if (!v)
        return false;
    *child = (json_at){ .doc = object->doc, .value = v, .up = object, .key = key };
    return true;
}

gad_status json_at_need(gad_ctx *cx, const json_at *object, const char *key, json_at *child)
{
    gad_status st = json_at_object(cx, object, NULL);
    if (st || json_at_find(object, key, child))
        return st;
    return json_at_fail(cx, object, "\"%s\" is missing", key);
}

/* jansson's iterators take the object as not const, but change nothing. */
static bool at_member(const json_at *object, void *iter, json_at *child)
{
    if (!iter)
        return false;
    *child = (json_at){ .doc = object->doc,
                        .value = json_object_iter_value(iter),
                        .up = object,
                        .key = json_object_iter_key(iter) };
    return true;
}

bool json_at_first(const json_at *object, json_at *child)
{
    return at_member(object, json_object_iter((json_t *)(uintptr_t)object->value), child);
}

bool json_at_next(json_at *child)
{
    json_t *object = (json_t *)(uintptr_t)child->up->value;
    void *iter = json_object_key_to_iter(child->key);
    return at_member(child->up, json_object_iter_next(object, iter), child);
}

/* ---- keys -------------------------------------------------------------------------------------- */

static const char *const remarks[] = { "name", "note", "unit", "comment", "$schema", NULL };

static bool is_among(const char *const *list, const char *key)
{
    for (; *list; list++)
        if (STR_EQ(*list, key))
            return true;
    return false;
}

static const char *nearest_key(const char *const *known, const char *asked)
{
    const char *best = NULL;
    int32_t least = (int32_t)strlen(asked); /* "r" is no slip of "c" */
    for (; *known; known++) {
        int32_t d = near_distance(asked, *known);
        if (near_enough(asked, *known) && d < least) {
            best = *known;
            least = d;
        }
    }
    return best;
}

static gad_status unknown_key(gad_ctx *cx, const json_at *object, const char *key,
                              const char *const *known)
{
    char asked[FOUND_TEXT], list[PATH_TEXT] = "";
    const char *near = nearest_key(known, key);
    quote(asked, sizeof asked, key, strlen(key));
    if (near)
        return json_at_fail(cx, object, "unknown key %s: did you mean \"%s\"?", asked, near);
    for (int32_t i = 0; known[i]; i++) {
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "", known[i]);
    }
    return json_at_fail(cx, object, "unknown key %s: expected one of %s", asked, list);
}

gad_status json_at_keys(gad_ctx *cx, const json_at *object, const char *const *known)
{
    json_at child;
    gad_status st = json_at_object(cx, object, NULL);
    if (st)
        return st;
    for (bool more = json_at_first(object, &child); more; more = json_at_next(&child)) {
        if (is_among(known, child.key))
            continue;
        if (!is_among(remarks, child.key))
            return unknown_key(cx, object, child.key, known);
        if (!json_at_is_text(&child))
            return json_at_expected(cx, &child, "a text");
    }
    return GAD_OK;
}
