/* tokens.c - layer 3: a run of text to words, numbers and signs.
 *
 * Flow: at each place the first reader that takes something: address, number, word, sign. Every reader moves ahead, and
 * none looks further back than one token, so the time is linear in the text.
 * Invariant: tokens do not overlap and stand in the order of the text. */
#include "claims/tokens.h"

typedef struct reader {
    arena *mem;
    const char *text;
    uint32_t at, to;
    token *tok;
    int32_t n;
    uint32_t gap; /* TOKEN_SPACE, TOKEN_HYPHEN or 0: what stands before the next token */
    bool starved;
} reader;

/* ---- characters -------------------------------------------------------------------------------- */

/* The code point at `at` and its length; bytes that are no UTF-8 are taken one by one as U+FFFD. */
static uint32_t point_at(const reader *r, uint32_t at, uint32_t *length)
{
    const unsigned char *s = (const unsigned char *)r->text + at;
    uint32_t left = at < r->to ? r->to - at : 0, more, point;
    *length = left ? 1 : 0;
    if (!left || s[0] < 0x80)
        return left ? s[0] : 0;
    more = s[0] >= 0xF0 && s[0] < 0xF8 ? 3 : s[0] >= 0xE0 ? 2 : s[0] >= 0xC2 ? 1 : 0;
    if (!more || s[0] >= 0xF8 || more >= left)
        return 0xFFFD;
    point = s[0] & (0x3Fu >> more);
    for (uint32_t i = 1; i <= more; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0xFFFD;
        point = point << 6 | (s[i] & 0x3F);
    }
    *length = more + 1;
    return point;
}

static uint32_t peek(const reader *r, uint32_t at)
{
    uint32_t length;
    return point_at(r, at, &length);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x202F ||
           (c >= 0x2000 && c <= 0x200B) || c == 0x3000 || c == 0xFEFF;
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x3040 && c < 0xFE00) ||
           c >= 0x10000;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2BC || c == '`';
}

static bool is_hyphen(uint32_t c) /* joins words when nothing stands beside it */
{
    return c == '-' || (c >= 0x2010 && c <= 0x2013) || c == 0x2212 || c == 0xAD;
}

static bool is_dash(uint32_t c)
{
    return is_hyphen(c) || c == 0x2014 || c == 0x2015;
}

/* A space that may part thousands: 3 188. */
static uint32_t group_gap(const reader *r, uint32_t at)
{
    uint32_t length, c = point_at(r, at, &length);
    return c == ',' || c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009 || is_apostrophe(c)
               ? length
               : 0;
}

static uint32_t digits_from(const reader *r, uint32_t at)
{
    uint32_t n = 0;
    while (at + n < r->to && is_digit((unsigned char)r->text[at + n]))
        n++;
    return n;
}

/* ---- tokens ------------------------------------------------------------------------------------ */

static token *put(reader *r, token_kind kind, uint32_t from, uint32_t to, const char *text,
                  uint32_t flags)
{
    token *t = &r->tok[r->n++];
    *t = (token){
        .from = from, .to = to, .text = text, .kind = kind, .flags = flags | r->gap, .word = -1
    };
    t->number = NO_NUMBER;
    r->starved |= !text;
    r->gap = 0;
    return t;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* Lower case without apostrophes' shapes and dots; the letters beyond ASCII stay as they are, but for the capitals of
 * Latin-1. */
static const char *word_text(reader *r, uint32_t from, uint32_t to, bool dotted)
{
    char *out = arena_take(r->mem, (size_t)(to - from) + 1, 1);
    uint32_t n = 0, length;
    for (uint32_t at = from; out && at < to; at += length) {
        uint32_t c = point_at(r, at, &length);
        if (is_apostrophe(c))
            out[n++] = '\'';
        else if (length == 1 && !(dotted && c == '.'))
            out[n++] = lower(r->text[at]);
        else if (length > 1) {
            memcpy(out + n, r->text + at, length);
            if (length == 2 && is_capital(c))
                out[n + 1] = (char)(out[n + 1] + 0x20);
            n += length;
        }
    }
    return out;
}

static bool ends_word(uint32_t c)
{
    return c == 0 || is_space(c);
}

/* "https://...", "www...", "name@host": up to the next gap. */
static bool read_address(reader *r)
{
    uint32_t at = r->at, n = 0;
    const char *s = r->text + at;
    if (!strchr("hHwW@", s[0]))
        return false;
    bool web = (r->to - at >= 7 &&
                (strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https:/", 7) == 0)) ||
               (r->to - at >= 4 && strncasecmp(s, "www.", 4) == 0);
    if (!web && s[0] != '@')
        return false;
    while (at + n < r->to && !ends_word(peek(r, at + n)))
        n++;
    put(r, TOKEN_WORD, at, at + n, word_text(r, at, at + n, false), TOKEN_OPAQUE);
    r->at = at + n;
    return true;
}

/* How many bytes of a name of the net stand behind a dot here: ".com", ".gov.cn". */
static uint32_t domain_at(const reader *r, uint32_t at)
{
    static const char *const ends[] = { "com", "org", "net", "gov",  "edu", "cn",
                                        "uk",  "io",  "co",  "info", "html" };
    for (int32_t i = 0; i < COUNT_OF(ends); i++) {
        uint32_t n = (uint32_t)strlen(ends[i]);
        if (r->to - at > n && strncasecmp(r->text + at + 1, ends[i], n) == 0 &&
            !is_letter(peek(r, at + 1 + n)))
            return n + 1;
    }
    return 0;
}

/* Letters and digits; inside it an apostrophe or "&" before a letter, and a dot between single letters. */
static uint32_t word_end(const reader *r, uint32_t *flags)
{
    uint32_t at = r->at, length, letters = 0, capitals = 0, run = 0;
    bool digits = false;
    *flags = 0;
    for (;;) {
        uint32_t c = point_at(r, at, &length), next = peek(r, at + length);
        if (is_letter(c)) {
            letters++;
            run++;
            capitals += is_capital(c);
        } else if (is_digit(c)) {
            digits = true;
        } else if (((is_apostrophe(c) || c == '&') && is_letter(next)) ||
                   (c == '.' && digits && is_digit(next))) { /* v1.2 */
            run = 0;
        } else if (c == '.' && run == 1 && !digits &&
                   (is_letter(next) || (*flags & TOKEN_OPAQUE))) {
            uint32_t after;
            uint32_t l2;
            point_at(r, at + length, &l2);
            after = peek(r, at + length + l2);
            if (is_letter(next) && after != '.' && is_letter(after))
                break;
            run = 0;
            *flags |= TOKEN_OPAQUE; /* dotted; made TOKEN_UPPER below */
        } else if (c == '.' && run && domain_at(r, at)) {
            at += domain_at(r, at);
            continue;
        } else {
            break;
        }
        at += length;
    }
    bool dotted = *flags & TOKEN_OPAQUE;
    *flags = (digits ? TOKEN_MIXED : 0u) | (is_capital(peek(r, r->at)) ? TOKEN_CAPITAL : 0u);
    if (dotted || (letters >= 2 && capitals == letters))
        *flags |= TOKEN_UPPER;
    if (dotted && at < r->to && r->text[at] == '.')
        *flags |= TOKEN_OPAQUE; /* the last dot is still to be taken */
    return at;
}

/* Cut the possessive: "China's" -> "China"; bytes to leave out at the end. */
static uint32_t owner_bytes(const reader *r, uint32_t from, uint32_t to)
{
    if (to - from >= 3 && lower(r->text[to - 1]) == 's') {
        if (r->text[to - 2] == '\'' || r->text[to - 2] == '`')
            return 2;
        if (to - from >= 5 && memcmp(r->text + to - 4, "\xE2\x80\x99", 3) == 0)
            return 4;
    }
    return 0;
}

/* Bytes of "'s" here, 0 none. */
static uint32_t owner_at(const reader *r, uint32_t at)
{
    uint32_t length, c = point_at(r, at, &length);
    return is_apostrophe(c) && (peek(r, at + length) | 0x20) == 's' &&
                   !is_letter(peek(r, at + length + 1))
               ? length + 1
               : 0;
}

static bool is_all_capital(const reader *r, uint32_t from, uint32_t to)
{
    uint32_t length;
    for (uint32_t at = from; at < to; at += length)
        if (!is_capital(point_at(r, at, &length)))
            return false;
    return to - from >= 2;
}

static bool read_word(reader *r)
{
    uint32_t flags, from = r->at;
    if (!is_letter(peek(r, from)))
        return false;
    uint32_t to = word_end(r, &flags), rest = to, cut;
    bool dotted = flags & TOKEN_UPPER && memchr(r->text + from, '.', to - from);
    if (flags & TOKEN_OPAQUE) {
        flags &= ~(uint32_t)TOKEN_OPAQUE;
        to++;
        dotted = true;
        rest = to + owner_at(r, to);
        flags |= rest > to ? TOKEN_OWNER : 0u;
    }
    if (rest < r->to && r->text[rest] == '@') { /* somebody@somewhere */
        while (rest < r->to && !ends_word(peek(r, rest)))
            rest++;
        to = rest;
        flags |= TOKEN_OPAQUE;
    }
    cut = owner_bytes(r, from, to);
    flags |= cut ? TOKEN_OWNER : 0u;
    if (cut && is_all_capital(r, from, to - cut))
        flags |= TOKEN_UPPER;
    put(r, TOKEN_WORD, from, to - cut, word_text(r, from, to - cut, dotted), flags);
    r->at = rest;
    return true;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

/* Groups of three behind the first digits: bytes they take, 0 for none. One kind of gap in one number; "1,20,000" as
 * India writes it. A plain space parts thousands only where letters or a sign follow, not a further number. */
static uint32_t groups_from(const reader *r, uint32_t at, uint32_t first)
{
    uint32_t n = 0, gap = group_gap(r, at), kind = gap ? peek(r, at) : 0, d;
    if (!gap || first > 3 || (r->text[at - first] == '0'))
        return 0;
    while (group_gap(r, at + n) && peek(r, at + n) == kind) {
        d = digits_from(r, at + n + gap);
        bool indian = kind == ',' && d == 2 && first <= 2 && peek(r, at + n + gap + 2) == ',' &&
                      digits_from(r, at + n + gap + 3) >= 2;
        if (d != 3 && !indian)
            break;
        n += gap + d;
    }
    if (kind == ' ' && n &&
        (is_digit(peek(r, at + n)) || (peek(r, at + n) == ' ' && is_digit(peek(r, at + n + 1)))))
        return 0;
    return n;
}

static const char *digits_text(reader *r, uint32_t from, uint32_t to, char point, char sign)
{
    char *out = arena_take(r->mem, (size_t)(to - from) + 3, 1);
    uint32_t n = 0;
    if (out && sign)
        out[n++] = sign;
    if (out && point && r->text[from] == point)
        out[n++] = '0';
    for (uint32_t at = from; out && at < to; at++)
        if (is_digit((unsigned char)r->text[at]))
            out[n++] = r->text[at];
        else if (point && r->text[at] == point)
            out[n++] = '.';
    return out;
}

/* Digits, separators and dots that no amount is written in: 1.2.3, 10:30, 555-123-4567, 2025-07-17 (a date: parts.c
 * wants it whole). Bytes, 0 for none. */
static uint32_t opaque_from(const reader *r, uint32_t at)
{
    uint32_t n = digits_from(r, at), parts = 1, three = 0, last = n;
    char sep = at + n < r->to ? r->text[at + n] : '\0';
    if (!n || (sep != '.' && sep != ':' && sep != '-'))
        return 0;
    while (at + n + 1 < r->to && r->text[at + n] == sep &&
           is_digit((unsigned char)r->text[at + n + 1])) {
        last = digits_from(r, at + n + 1);
        n += 1 + last;
        three += last == 3;
        parts++;
    }
    if (sep == '.' && parts > 2)
        return three == parts - 1 ? 0 : n; /* 1.234.567 is a number */
    if (sep == ':' && parts > 1)
        return n;
    if (sep == '-' && parts > 2)
        return n;
    return sep == '-' && parts == 2 && digits_from(r, at) == 3 && last == 4 ? n : 0; /* 687-8000 */
}

/* The decimals: bytes with their point, 0 for none. "1,5" has a decimal comma, "3,188" has not. */
static uint32_t decimals_from(const reader *r, uint32_t at, uint32_t first, char *point)
{
    char c = at < r->to ? r->text[at] : '\0';
    uint32_t d = c == '.' || c == ',' ? digits_from(r, at + 1) : 0;
    if (!d || (c == ',' && (d > 2 || first > 3 || peek(r, at + 1 + d) == ',')))
        return 0;
    *point = c;
    return d + 1;
}

/* A sign that belongs to the number behind it: at the start or after a gap or bracket, and nothing but digits behind. */
static bool read_sign(reader *r, uint32_t *from, bool *negative)
{
    uint32_t length, c = point_at(r, r->at, &length);
    bool free_before = r->n == 0 || r->gap || r->tok[r->n - 1].kind == TOKEN_SIGN;
    if (!(c == '+' || c == '-' || c == 0x2212 || c == 0x2013) || !free_before)
        return false;
    if (!is_digit(peek(r, r->at + length)) &&
        !(peek(r, r->at + length) == '.' && is_digit(peek(r, r->at + length + 1))))
        return false;
    *from = r->at;
    *negative = c != '+';
    r->at += length;
    return true;
}

/* "+1 604 687 8000": a plus and three groups of digits at least. */
static uint32_t telephone_from(const reader *r, uint32_t at)
{
    uint32_t n = digits_from(r, at), groups = 1, last = n, digits = n;
    while (at + n < r->to) {
        uint32_t skip = 0;
        while (skip < 2 && at + n + skip < r->to && strchr(" -().", r->text[at + n + skip]))
            skip++;
        last = skip ? digits_from(r, at + n + skip) : 0;
        if (!last)
            break;
        n += skip + last;
        digits += last;
        groups++;
    }
    return groups >= 3 && digits >= 9 ? n : 0;
}

static bool put_opaque(reader *r, uint32_t from, uint32_t to)
{
    put(r, TOKEN_WORD, from, to, word_text(r, from, to, false), TOKEN_OPAQUE);
    r->at = to;
    return true;
}

/* Bytes of the digits at `at` with their groups and decimals; *point: the character of the decimals, NUL none. */
static uint32_t figure_bytes(const reader *r, uint32_t at, uint32_t *flags, char *point)
{
    uint32_t first = digits_from(r, at), more = first ? groups_from(r, at + first, first) : 0,
             n = first + more;
    bool continental = !more && n <= 3 && peek(r, at + n) == '.' &&
                       digits_from(r, at + n + 1) == 3 && peek(r, at + n + 4) == '.' &&
                       digits_from(r, at + n + 5) == 3;
    *flags = more || continental ? TOKEN_GROUPED : 0u;
    if (continental) { /* 1.234.567 */
        while (peek(r, at + n) == '.' && digits_from(r, at + n + 1) == 3)
            n += 4;
        return n;
    }
    uint32_t d = decimals_from(r, at + n, more ? 9 : first, point);
    bool either = d == 4 && !more && first <= 3 && r->text[at] != '0' && *point == '.';
    *flags |= (d ? TOKEN_POINT : 0u) | (either ? TOKEN_EITHER : 0u);
    return n + d;
}

static void put_number(reader *r, uint32_t from, bool has_sign, bool negative)
{
    uint32_t flags, at = r->at;
    char point = '\0', sign = negative ? '-' : '+';
    uint32_t n = figure_bytes(r, at, &flags, &point);
    const char *text = digits_text(r, at, at + n, point, has_sign ? sign : '\0');
    token *t = put(r, TOKEN_NUMBER, from, at + n, text, flags | (has_sign ? TOKEN_SIGNED : 0u));
    if (text && !num_parse(text + (text[0] == '+'), &t->number))
        t->kind = TOKEN_WORD; /* more digits than a double has room for */
    r->at = at + n;
    n = owner_at(r, r->at);
    t->flags |= n ? TOKEN_OWNER : 0u;
    r->at += n;
}

static bool read_number(reader *r)
{
    uint32_t from = r->at, start = from;
    bool negative = false, has_sign = read_sign(r, &from, &negative);
    bool bare_point =
        peek(r, r->at) == '.' && is_digit(peek(r, r->at + 1)) && (r->gap || r->n == 0);
    if (!is_digit(peek(r, r->at)) && !bare_point) {
        r->at = start;
        return false;
    }
    if (has_sign && !negative && telephone_from(r, r->at))
        return put_opaque(r, from, r->at + telephone_from(r, r->at));
    if (opaque_from(r, r->at))
        return put_opaque(r, from, r->at + opaque_from(r, r->at));
    put_number(r, from, has_sign, negative);
    return true;
}

/* '25 */
static bool read_short_year(reader *r)
{
    uint32_t length, c = point_at(r, r->at, &length);
    if (!is_apostrophe(c) || digits_from(r, r->at + length) != 2 ||
        is_letter(peek(r, r->at + length + 2)))
        return false;
    uint32_t from = r->at, at = r->at + length;
    token *t = put(r, TOKEN_NUMBER, from, at + 2, digits_text(r, at, at + 2, '\0', '\0'),
                   TOKEN_SHORT_YEAR);
    t->number = (r->text[at] - '0') * 10 + (r->text[at + 1] - '0');
    r->at = at + 2;
    return true;
}

/* ---- signs ------------------------------------------------------------------------------------- */

static const char *sign_text(uint32_t c)
{
    static const struct {
        uint32_t point;
        const char *text;
    } signs[] = {
        { ',', "," },         { ';', ";" },         { ':', ":" },         { '(', "(" },
        { ')', ")" },         { '[', "[" },         { ']', "]" },         { '"', "\"" },
        { 0x201C, "\"" },     { 0x201D, "\"" },     { 0x201E, "\"" },     { 0xAB, "\"" },
        { 0xBB, "\"" },       { '/', "/" },         { '%', "%" },         { 0xFF05, "%" },
        { '$', "$" },         { 0x20AC, "\u20AC" }, { 0xA3, "\u00A3" },   { 0xA5, "\u00A5" },
        { 0xFFE5, "\u00A5" }, { 0x20B9, "\u20B9" }, { 0x20A9, "\u20A9" }, { '~', "~" },
        { 0x223C, "~" },      { 0x2248, "~" },      { '+', "+" },         { '<', "<" },
        { '>', ">" },         { 0x2264, "\u2264" }, { 0x2265, "\u2265" }, { '#', "#" },
        { '|', ";" },         { 0xD7, "x" },        { 0xBD, "\u00BD" },   { 0xBC, "\u00BC" },
        { 0xBE, "\u00BE" },   { 0x2153, "\u2153" }, { 0x2154, "\u2154" }, { 0x2155, "\u2155" },
        { 0x3001, "," },      { 0xFF0C, "," },      { 0x3002, "." },      { 0xFF08, "(" },
        { 0xFF09, ")" },      { '?', "." },         { '!', "." },         { 0x2026, "." },
        { '&', "&" },         { '=', "=" },         { 0x25B2, "\u25B2" }, { 0x25BC, "\u25BC" },
        { 0x2191, "\u25B2" }, { 0x2193, "\u25BC" },
    };
    for (int32_t i = 0; i < COUNT_OF(signs); i++)
        if (signs[i].point == c)
            return signs[i].text;
    return NULL;
}

/* A dash joins what it touches on both sides, or stands by itself. */
static bool read_dash(reader *r)
{
    uint32_t length, from = r->at, c = point_at(r, from, &length), at = from + length;
    if (!is_dash(c))
        return false;
    bool several = is_dash(peek(r, at));
    while (at < r->to && is_dash(peek(r, at))) {
        point_at(r, at, &length);
        at += length;
    }
    uint32_t next = peek(r, at);
    if (!several && is_hyphen(c) && r->n && !r->gap && !ends_word(next) &&
        (next < 0x80 ? isalnum((int)next) || next == '$' : true))
        r->gap = TOKEN_HYPHEN;
    else
        put(r, TOKEN_SIGN, from, at, "--", 0);
    r->at = at;
    return true;
}

static void read_other(reader *r)
{
    uint32_t length, c = point_at(r, r->at, &length), from = r->at;
    r->at += MAX_OF(length, 1u);
    if (is_space(c)) {
        r->gap |= TOKEN_SPACE;
        return;
    }
    if (c == '.') { /* of an abbreviation when something small follows */
        uint32_t at = r->at;
        while (at < r->to && is_space(peek(r, at))) {
            point_at(r, at, &length);
            at += length;
        }
        if (at > r->at && is_capital(peek(r, at)))
            put(r, TOKEN_SIGN, from, r->at, ".", 0);
        return;
    }
    const char *text = sign_text(c);
    if (text)
        put(r, TOKEN_SIGN, from, r->at, text, 0);
}

token *tokens_read(arena *mem, const char *text, uint32_t from, uint32_t to, int32_t *n)
{
    reader r = { .mem = mem, .text = text, .at = from, .to = to };
    r.tok = arena_take(mem, (size_t)(to - from) + 1,
                       sizeof *r.tok); /* every token takes a byte at least */
    *n = 0;
    if (!r.tok)
        return NULL;
    while (r.at < to)
        if (!read_address(&r) && !read_number(&r) && !read_short_year(&r) && !read_word(&r) &&
            !read_dash(&r))
            read_other(&r);
    r.tok[r.n] = (token){
        .from = to, .to = to, .text = "", .kind = TOKEN_SIGN, .word = -1, .number = NO_NUMBER
    };
    *n = r.n;
    return r.starved ? NULL : r.tok;
}
