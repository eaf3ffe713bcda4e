/* encoding.c - layer 1: which encoding a text is in.
 *
 * How it is decided (the sample begins at the first byte >= 0x80 of the file and is 64 KiB to 2 MiB
 * long, or ends with the file):
 *  1. A byte order mark decides. Without one, a text in which two of five bytes at even places (or at
 *     odd ones) are zero, and far fewer at the others, is UTF-16.
 *  2. UTF-8, if the sample is sound UTF-8, or if it has more sound multi-byte characters than bad
 *     bytes. The bad bytes are then faults of single records, no reason to doubt the file. Chinese
 *     text in GB18030 passes for UTF-8 in about one pair of seven, so it does not get there.
 *  3. GB18030, if at least three of five of its pairs are typical of Chinese text: full-width
 *     punctuation (first byte A1..A3) or one of the 3,755 common characters (B0..D7), second byte
 *     from A1 on. A common character alone between two ASCII letters does not count: that is how
 *     "IMPORTAÇÃO" in windows-1252 looks. Bytes that fit no pair count against it.
 *  4. windows-1252 else. Customs offices that still write it use it for names such as "Türkiye" and
 *     "Côte d'Ivoire": single bytes between ASCII letters. */
#include "store/encoding.h"

static const encoding encodings[] = {
    { "UTF-8", NULL, 1 },
    { "UTF-16LE", "UTF-16LE", 2 },
    { "UTF-16BE", "UTF-16BE", 2 },
    { "UTF-32LE", "UTF-32LE", 4 },
    { "UTF-32BE", "UTF-32BE", 4 },
    { "GB18030", "GB18030", 1 },
    { "windows-1252", "CP1252", 1 },
};
enum { UTF_8, UTF_16LE, UTF_16BE, UTF_32LE, UTF_32BE, GB_18030, CP_1252 };

const encoding *encoding_utf8(void)
{
    return &encodings[UTF_8];
}

/* Length of the sound character at p, 0 if there is none. Table 3-7 of the Unicode standard: only
 * the second byte has narrower limits than 80..BF. */
static size_t utf8_char(const unsigned char *p, size_t n)
{
    unsigned lead = p[0];
    if (lead < 0x80)
        return 1;
    size_t len = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || n < len)
        return 0;
    unsigned lo = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned hi = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < lo || p[1] > hi)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((p[i] & 0xC0U) != 0x80)
            return 0;
    return len;
}

size_t utf8_sound(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < n) {
        uint64_t eight;
        if (n - i >= sizeof eight) {
            memcpy(&eight, p + i, sizeof eight);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                i += sizeof eight;
                continue;
            }
        }
        size_t len = utf8_char(p + i, n - i);
        if (!len)
            return i;
        i += len;
    }
    return n;
}

size_t utf8_cut(const char *text, size_t n)
{
    for (size_t back = 1; back <= MIN_OF(n, (size_t)3); back++) {
        unsigned c = (unsigned char)text[n - back];
        if ((c & 0xC0U) == 0x80)
            continue;
        size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 1;
        return len > back ? back : 0;
    }
    return 0;
}

size_t utf8_clean(char *to, size_t room, const char *text, size_t n)
{
    size_t len = 0;
    for (size_t i = 0; i < n;) {
        size_t step = utf8_char((const unsigned char *)text + i, n - i);
        bool good = step && text[i];
        const char *from = good ? text + i : "\xEF\xBF\xBD";
        size_t size = good ? step : 3;
        if (len + size >= room)
            break;
        memcpy(to + len, from, size);
        len += size;
        i += step ? step : 1;
    }
    to[len] = '\0';
    return len;
}

static const encoding *utf16_by_zeros(const char *bytes, size_t n)
{
    size_t zero[2] = { 0, 0 };
    n = MIN_OF(n, (size_t)4096) / 2 * 2;
    for (size_t i = 0; i < n; i++)
        zero[i % 2] += bytes[i] == '\0';
    if (n < 8)
        return NULL;
    if (zero[1] * 5 >= n && zero[0] * 4 < zero[1])
        return &encodings[UTF_16LE];
    if (zero[0] * 5 >= n && zero[1] * 4 < zero[0])
        return &encodings[UTF_16BE];
    return NULL;
}

const encoding *encoding_of_start(const char *bytes, size_t n, size_t *mark)
{
    static const struct {
        const char *mark;
        size_t n;
        int32_t id;
    } marks[] = {
        { "\xEF\xBB\xBF", 3, UTF_8 },    { "\xFF\xFE\0\0", 4, UTF_32LE },
        { "\0\0\xFE\xFF", 4, UTF_32BE }, { "\xFF\xFE", 2, UTF_16LE },
        { "\xFE\xFF", 2, UTF_16BE },     { "\x84\x31\x95\x33", 4, GB_18030 },
    };
    for (int32_t i = 0; i < COUNT_OF(marks); i++)
        if (n >= marks[i].n && memcmp(bytes, marks[i].mark, marks[i].n) == 0) {
            *mark = marks[i].n;
            return &encodings[marks[i].id];
        }
    *mark = 0;
    return utf16_by_zeros(bytes, n);
}

/* More sound multi-byte characters than bad bytes, or nothing bad at all (rule 2). */
static bool mostly_utf8(const unsigned char *p, size_t n)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < n;) {
        size_t len = utf8_char(p + i, n - i);
        good += len > 1;
        bad += !len;
        i += len ? len : 1;
    }
    return !bad || good > bad;
}

/* Length of the GB18030 character at p (first byte >= 0x80), 0 if there is none. */
static size_t gb_char(const unsigned char *p, size_t n)
{
    if (p[0] < 0x81 || p[0] > 0xFE || n < 2)
        return 0;
    if (p[1] >= 0x40 && p[1] != 0x7F && p[1] <= 0xFE)
        return 2;
    bool four = n >= 4 && p[1] >= 0x30 && p[1] <= 0x39 && p[2] >= 0x81 && p[2] <= 0xFE &&
                p[3] >= 0x30 && p[3] <= 0x39;
    return four ? 4 : 0;
}

static bool letter(unsigned char c)
{
    return c < 0x80 && isalpha(c);
}

/* Rule 3. */
static bool mostly_chinese(const unsigned char *p, size_t n, unsigned char before)
{
    size_t typical = 0, all = 0;
    for (size_t i = 0; i < n;) {
        if (p[i] < 0x80) {
            before = p[i++];
            continue;
        }
        size_t len = gb_char(p + i, n - i);
        if (!len && n - i < 4)
            break; /* cut off by the end of the sample */
        bool common = len == 2 && p[i] >= 0xB0 && p[i] <= 0xD7 && p[i + 1] >= 0xA1;
        bool alone = letter(before) && i + 2 < n && letter(p[i + 2]);
        bool mark = len == 2 && p[i] >= 0xA1 && p[i] <= 0xA3 && p[i + 1] >= 0xA1;
        typical += mark || (common && !alone);
        all++;
        before = 0xFF;
        i += len ? len : 1;
    }
    return typical > 0 && typical * 5 >= all * 3;
}

const encoding *encoding_guess(const char *bytes, size_t n, char before)
{
    const unsigned char *p = (const unsigned char *)bytes;
    if (mostly_utf8(p, n - utf8_cut(bytes, n)))
        return &encodings[UTF_8];
    return &encodings[mostly_chinese(p, n, (unsigned char)before) ? GB_18030 : CP_1252];
}

bool encoding_binary(const char *bytes, size_t n)
{
    size_t odd = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        odd += (c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1A) || c == 0x7F;
    }
    /* one byte in fifty, but two stray ones do not make a short file binary */
    return odd * 50 > n + 100;
}
