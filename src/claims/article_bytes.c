/* article_bytes.c - layer 3: bytes to UTF-8 with the way back, and what characters are.
 *
 * Valid UTF-8 stays as it is. Otherwise the bytes are Windows-1252 when more of them are wrong than right as UTF-8,
 * and wrong bytes become U+FFFD when not. UTF-16 is taken with its mark. */
#include "base/base.h"
#include "claims/article_impl.h"

typedef struct tally { /* of bytes read as UTF-8 */
    uint32_t good;     /* characters of two bytes and more */
    uint32_t bad;      /* bytes that belong to no character */
} tally;

uint32_t char_at(const char *s, uint32_t i, uint32_t to, uint32_t *len)
{
    static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char b = (unsigned char)s[i];
    uint32_t n = b < 0x80 ? 1 : b < 0xC2 ? 0 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : b < 0xF5 ? 4 : 0;
    *len = 1;
    if (n == 1)
        return b;
    if (n == 0 || to - i < n)
        return BAD_CHAR;
    uint32_t code = b & (0xFFu >> (n + 1));
    for (uint32_t k = 1; k < n; k++) {
        unsigned char c = (unsigned char)s[i + k];
        if ((c & 0xC0) != 0x80)
            return BAD_CHAR;
        code = code << 6 | (c & 0x3F);
    }
    if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return BAD_CHAR;
    *len = n;
    return code;
}

uint32_t char_put(char out[4], uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    uint32_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    for (uint32_t k = n - 1; k > 0; k--, code >>= 6)
        out[k] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(lead[n] | code);
    return n;
}

uint32_t char_1252(unsigned char byte)
{
    static const uint16_t upper[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    };
    return byte >= 0x80 && byte < 0xA0 ? upper[byte - 0x80] : byte;
}

uint32_t space_at(const char *s, uint32_t i, uint32_t to)
{
    if (i >= to)
        return 0;
    if ((unsigned char)s[i] < 0x80)
        return s[i] == ' ' || s[i] == '\n' || s[i] == '\t';
    uint32_t len = 0, code = char_at(s, i, to, &len);
    bool is = code == 0xA0 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F ||
              code == 0x205F || code == 0x3000;
    return is ? len : 0;
}

uint32_t skip_spaces(const char *s, uint32_t i, uint32_t to)
{
    for (uint32_t k = space_at(s, i, to); k; k = space_at(s, i, to))
        i += k;
    return i;
}

uint32_t trim_end(const char *s, uint32_t from, uint32_t to)
{
    for (;;) {
        uint32_t k = 1;
        while (k <= 3 && to - from >= k && space_at(s, to - k, to) != k)
            k++;
        if (k > 3 || to - from < k)
            return to;
        to -= k;
    }
}

static bool is_word_char(uint32_t code)
{
    if (code < 0x80)
        return is_alnum((char)code);
    return code >= 0xAA && code != 0xAB && code != 0xBB && code != 0xBF && code != 0xD7 &&
           !(code >= 0x2000 && code < 0x2C00) && !(code >= 0x3000 && code < 0x3040) &&
           !(code >= 0xFE00 && code < 0xFE70) && !(code >= 0x1F000 && code < 0x20000) &&
           !(code >= 0xAC && code <= 0xB1) && !(code >= 0xB4 && code <= 0xB8) && code != BAD_CHAR;
}

bool has_word(const char *s, uint32_t from, uint32_t to)
{
    uint32_t len = 1;
    for (uint32_t i = from; i < to; i += len)
        if (is_word_char(char_at(s, i, to, &len)))
            return true;
    return false;
}

uint32_t phrase_at(const char *s, uint32_t i, uint32_t to, const char *phrase)
{
    for (const char *p = phrase; *p; p++) {
        uint32_t len = 0;
        if (i >= to)
            return 0;
        if (*p == ' ') {
            len = skip_spaces(s, i, to) - i;
        } else if (*p == '#') {
            while (i + len < to && is_digit(s[i + len]))
                len++;
        } else if (*p == '\'') {
            uint32_t code = char_at(s, i, to, &len);
            len = code == '\'' || code == 0x2019 ? len : 0;
        } else {
            len = lower(s[i]) == *p;
        }
        if (len == 0)
            return 0;
        i += len;
    }
    return i;
}

bool clean_origin(arena *mem, clean *c)
{
    if (c->origin)
        return true;
    c->origin = arena_take(mem, (size_t)c->n + 1, sizeof *c->origin);
    for (uint32_t i = 0; c->origin && i <= c->n; i++)
        c->origin[i] = i;
    return c->origin != NULL;
}

static tally count_utf8(const char *s, uint32_t from, uint32_t n)
{
    tally t = { 0, 0 };
    uint32_t len = 1;
    for (uint32_t i = from; i < n; i += len) {
        len = 1;
        if ((unsigned char)s[i] < 0x80)
            continue;
        if (char_at(s, i, n, &len) == BAD_CHAR && len == 1)
            t.bad++;
        else
            t.good++;
    }
    return t;
}

/* GB 2312 and its successors: high bytes come in pairs, most of them in the rows of the common characters. */
static bool looks_chinese(const char *s, uint32_t n)
{
    uint32_t pairs = 0, common = 0;
    for (uint32_t i = 0; i < n; i++) {
        unsigned char a = (unsigned char)s[i], b = i + 1 < n ? (unsigned char)s[i + 1] : 0;
        if (a < 0x80)
            continue;
        if (i + 1 < n && (a == 0x80 || a == 0xFF || b < 0x40 || b == 0xFF))
            return false;
        pairs++;
        common += a >= 0xB0 && a <= 0xF7 && b >= 0xA1;
        i++;
    }
    return pairs >= 16 && (uint64_t)pairs * 6 > n && (uint64_t)common * 10 > (uint64_t)pairs * 6;
}

/* The character at i of the input; *len its bytes there. */
typedef uint32_t read_char(const char *s, uint32_t i, uint32_t n, uint32_t *len);

/* What is right as UTF-8 stays so: files are glued from pieces. */
static uint32_t read_1252(const char *s, uint32_t i, uint32_t n, uint32_t *len)
{
    uint32_t code = char_at(s, i, n, len);
    return *len == 1 ? char_1252((unsigned char)s[i]) : code;
}

static uint32_t unit16(const char *s, uint32_t i, bool big)
{
    unsigned char a = (unsigned char)s[i], b = (unsigned char)s[i + 1];
    return big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

static uint32_t read_16(const char *s, uint32_t i, uint32_t n, uint32_t *len, bool big)
{
    *len = MIN_OF(2u, n - i);
    if (n - i < 2)
        return BAD_CHAR;
    uint32_t hi = unit16(s, i, big);
    if (hi < 0xD800 || hi >= 0xE000)
        return hi;
    uint32_t lo = n - i >= 4 ? unit16(s, i + 2, big) : 0;
    if (hi >= 0xDC00 || lo < 0xDC00 || lo >= 0xE000)
        return BAD_CHAR;
    *len = 4;
    return 0x10000 + ((hi - 0xD800) << 10) + (lo - 0xDC00);
}

static uint32_t read_16le(const char *s, uint32_t i, uint32_t n, uint32_t *len)
{
    return read_16(s, i, n, len, false);
}

static uint32_t read_16be(const char *s, uint32_t i, uint32_t n, uint32_t *len)
{
    return read_16(s, i, n, len, true);
}

/* Written in two rounds: the first counts, so that memory is what the text needs. */
static bool transcode(arena *mem, const char *s, uint32_t from, uint32_t n, read_char *read,
                      clean *out)
{
    uint32_t w = 0, len = 0;
    char one[4];
    for (uint32_t i = from; i < n; i += len)
        w += char_put(one, read(s, i, n, &len));
    out->n = w;
    out->text = arena_take(mem, (size_t)w + 1, 1);
    out->origin = arena_take(mem, (size_t)w + 1, sizeof *out->origin);
    if (!out->text || !out->origin)
        return false;
    w = 0;
    for (uint32_t i = from; i < n; i += len) {
        uint32_t k = char_put(one, read(s, i, n, &len));
        for (uint32_t b = 0; b < k; b++, w++) {
            out->text[w] = one[b];
            out->origin[w] = i;
        }
    }
    out->origin[w] = n;
    return true;
}

static bool copy(arena *mem, const char *s, uint32_t from, uint32_t n, clean *out)
{
    out->n = n - from;
    out->text = arena_strn(mem, s + from, out->n);
    if (!out->text || (from && !clean_origin(mem, out)))
        return false;
    for (uint32_t i = 0; from && i <= out->n; i++)
        out->origin[i] += from;
    return true;
}

gad_status article_decode(gad_ctx *cx, arena *mem, const char *bytes, uint32_t n, clean *out,
                          bool *chinese)
{
    bool le = n >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0;
    bool be = n >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0;
    uint32_t from = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    *out = (clean){ .page_date = NO_DAY };
    *chinese = false;
    bool ok = true;
    if (le || be) {
        ok = transcode(mem, bytes, 2, n, le ? read_16le : read_16be, out);
    } else {
        tally t = count_utf8(bytes, from, n);
        *chinese = t.bad > t.good && looks_chinese(bytes, n);
        if (t.bad == 0)
            ok = copy(mem, bytes, from, n, out);
        else
            ok = transcode(mem, bytes, from, n, t.bad > t.good ? read_1252 : char_at, out);
    }
    return ok ? GAD_OK : gad_nomem(cx, "the text of the article");
}
