/* width.c - layer 4: how wide a text is on a terminal, and making it fit. The only user of utf8proc. */
#include "report/write.h"
#include <utf8proc.h>

/* Printable ASCII, most of what is ever shown, needs no tables. */
static bool is_ascii(utf8proc_int32_t c)
{
    return c >= 0x20 && c < 0x7F;
}

/* The character at *s; moves *s on. Broken bytes count as one U+FFFD each. */
static utf8proc_int32_t next_char(const char **s)
{
    utf8proc_int32_t c = -1;
    if (is_ascii(**s))
        return *(*s)++;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*s, -1, &c);
    *s += n > 0 ? n : 1;
    return n > 0 ? c : 0xFFFD;
}

/* Bytes that would move the cursor or change its colour never reach the terminal. */
static bool is_control(utf8proc_int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_CC || k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); /* direction overrides */
}

static int32_t char_width(utf8proc_int32_t c)
{
    if (is_ascii(c) || c == 0xFFFD || is_control(c))
        return 1;
    return utf8proc_charwidth(c);
}

int32_t write_text_width(const char *text)
{
    int32_t w = 0;
    while (*text)
        w += char_width(next_char(&text));
    return w;
}

/* One character as it may be shown: line breaks and tabs become spaces, other controls U+FFFD. */
static void add_char(buf *b, utf8proc_int32_t c)
{
    utf8proc_uint8_t bytes[4];
    if (is_ascii(c)) {
        buf_char(b, (char)c);
        return;
    }
    if (c == '\n' || c == '\r' || c == '\t')
        c = ' ';
    else if (is_control(c))
        c = 0xFFFD;
    utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);
    buf_addn(b, (const char *)bytes, (size_t)n);
}

int32_t write_text_fit(buf *b, const char *text, int32_t width)
{
    int32_t used = 0;
    bool cut = width > 0 && write_text_width(text) > width;
    int32_t room = cut ? width - 1 : INT32_MAX;
    while (*text) {
        utf8proc_int32_t c = next_char(&text);
        if (used + char_width(c) > room)
            break;
        used += char_width(c);
        add_char(b, c);
    }
    if (cut)
        buf_add(b, "\xE2\x80\xA6"); /* an ellipsis */
    return used + cut;
}

/* Spaces of ASCII and the zero byte, which a folded text has once or not at all. */
static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

void write_text_plain(buf *b, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t from = i;
        utf8proc_int32_t c = 0;
        while (i < n && is_ascii((unsigned char)text[i]) && text[i] != ' ')
            i++;
        buf_addn(b, text + from, i - from);
        for (from = i; i < n && is_blank(text[i]);)
            i++;
        if (i > from)
            buf_char(b, ' ');
        else if (i < n && !is_ascii((unsigned char)text[i])) {
            utf8proc_ssize_t left = (utf8proc_ssize_t)MIN_OF(n - i, (size_t)4);
            utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)text + i, left, &c);
            add_char(b, k > 0 ? c : 0xFFFD);
            i += k > 0 ? (size_t)k : 1;
        }
    }
}
