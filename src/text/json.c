/* json.c - layer 1: writing JSON. */
#include "text/json.h"

void json_start(json *j, buf *out)
{
    *j = (json){ .out = out };
}

/* Length of the well-formed UTF-8 character at s (n bytes left), 0 when broken. */
static size_t utf8_length(const unsigned char *s, size_t n)
{
    size_t want = s[0] < 0x80   ? 1
                  : s[0] < 0xC2 ? 0
                  : s[0] < 0xE0 ? 2
                  : s[0] < 0xF0 ? 3
                  : s[0] < 0xF5 ? 4
                                : 0;
    if (!want || want > n)
        return 0;
    for (size_t i = 1; i < want; i++)
        if ((s[i] & 0xC0U) != 0x80U)
            return 0;
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
        (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
        return 0;
    return want;
}

static void put_char(buf *b, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *at = c ? strchr(from, c) : NULL;
    if (at)
        buf_fmt(b, "\\%c", to[at - from]);
    else if (c < 0x20 || c == 0x7F)
        buf_fmt(b, "\\u%04x", c);
    else
        buf_char(b, (char)c);
}

/* Characters that stand for themselves: nearly all. */
static size_t plain_length(const unsigned char *s, size_t n)
{
    size_t i = 0;
    while (i < n && s[i] >= 0x20 && s[i] < 0x7F && s[i] != '"' && s[i] != '\\')
        i++;
    return i;
}

static void put_string(buf *b, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = strlen(text);
    buf_char(b, '"');
    for (size_t i = 0; i < n;) {
        size_t plain = plain_length(s + i, n - i);
        buf_addn(b, text + i, plain);
        i += plain;
        if (i == n)
            break;
        size_t len = utf8_length(s + i, n - i);
        if (len == 1)
            put_char(b, s[i]);
        else if (len)
            buf_addn(b, text + i, len);
        else
            buf_add(b, "\xEF\xBF\xBD");
        i += len ? len : 1;
    }
    buf_char(b, '"');
}

static void new_line(json *j)
{
    static const char line[] = "\n                                ";
    const int32_t room = (COUNT_OF(line) - 2) / 2;
    buf_addn(j->out, line, 1 + 2 * (size_t)MIN_OF(j->depth, room));
    for (int32_t i = room; i < j->depth; i++)
        buf_add(j->out, "  ");
}

/* Comma, line break and key before a member. */
static void member(json *j, const char *key, bool scalar)
{
    if (j->depth) {
        int32_t *count = &j->count[j->depth - 1];
        bool in_line = scalar && j->kind[j->depth - 1] == '[';
        if ((*count)++)
            buf_add(j->out, in_line ? ", " : ",");
        if (!in_line)
            new_line(j);
    }
    if (key) {
        put_string(j->out, key);
        buf_add(j->out, ": ");
    }
}

static void open_with(json *j, const char *key, char kind)
{
    assert(j->depth < JSON_DEPTH_MAX);
    member(j, key, false);
    buf_char(j->out, kind);
    j->kind[j->depth] = kind;
    j->count[j->depth++] = 0;
}

void json_object(json *j, const char *key)
{
    open_with(j, key, '{');
}

void json_array(json *j, const char *key)
{
    open_with(j, key, '[');
}

void json_close(json *j)
{
    assert(j->depth > 0);
    j->depth--;
    size_t end = j->out->len;
    char last = end && j->out->text ? j->out->text[end - 1] : '\0';
    if (j->count[j->depth] && (j->kind[j->depth] == '{' || last == '}' || last == ']'))
        new_line(j);
    buf_char(j->out, j->kind[j->depth] == '{' ? '}' : ']');
    if (j->depth == 0)
        buf_char(j->out, '\n');
}

void json_text(json *j, const char *key, const char *value)
{
    if (!value) {
        json_null(j, key);
        return;
    }
    member(j, key, true);
    put_string(j->out, value);
}

void json_f64(json *j, const char *key, double x)
{
    char t[NUM_TEXT];
    if (!isfinite(x)) {
        json_null(j, key);
        return;
    }
    member(j, key, true);
    buf_add(j->out, num_shortest(t, x));
}

void json_i64(json *j, const char *key, int64_t x)
{
    member(j, key, true);
    buf_fmt(j->out, "%" PRId64, x);
}

void json_bool(json *j, const char *key, bool x)
{
    member(j, key, true);
    buf_add(j->out, x ? "true" : "false");
}

void json_null(json *j, const char *key)
{
    member(j, key, true);
    buf_add(j->out, "null");
}
