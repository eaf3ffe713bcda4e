/* scan.c - layer 1: the CSV record state machine, once fast and once thorough.
 *
 * scan_sound looks at 64 bytes at a time and touches only delimiters, quotes, line ends and zero
 * bytes; at anything out of the ordinary it stops before that record. scan_one then takes the record
 * apart. They must agree: tests/unit/scan.c runs both over the same random texts.
 *
 * A BACI year (410 MB, 11 million records of 6 fields) takes scan_sound about a quarter of a second,
 * less than the SHA-256 beside it. */
#include "store/scan.h"
#include "store/encoding.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* ---- the thorough one ------------------------------------------------------------------------ */
typedef struct cursor {
    const dialect *d;
    const char *text;
    size_t n;
    bool eof;
    size_t stop; /* of the current physical line, without its end */
    size_t next; /* behind its end */
    bool ended;  /* it has an end */
    bool more;   /* a line was asked for that is not complete yet */
    size_t open; /* the quote that the first line leaves open */
} cursor;

/* Make the line that starts at `at` the current one. False: there is none, or it is not complete. */
static bool take_line(cursor *c, size_t at)
{
    if (at >= c->n && c->eof)
        return false;
    const char *lf = at < c->n ? memchr(c->text + at, '\n', c->n - at) : NULL;
    if (!lf && !c->eof) {
        c->more = c->n <= SCAN_LINE_MAX + 1;
        return false;
    }
    c->ended = lf != NULL;
    c->stop = lf ? (size_t)(lf - c->text) : c->n;
    c->next = c->stop + c->ended;
    c->stop -= c->stop > at && c->text[c->stop - 1] == '\r';
    return true;
}

static int64_t column(const char *line, size_t at)
{
    int64_t col = 1;
    for (size_t i = 0; i < at; i++)
        col += ((unsigned char)line[i] & 0xC0U) != 0x80;
    return col;
}

static void blame(scan_record *r, scan_fault fault, int64_t at)
{
    r->kind = SCAN_BAD;
    r->fault = fault;
    r->at = at;
}

static bool bytes_sound(scan_record *r, const char *line, size_t n)
{
    const char *nul = memchr(line, '\0', n);
    size_t good = utf8_sound(line, n);
    if (good < n && (!nul || good < (size_t)(nul - line)))
        blame(r, FAULT_ENCODING, column(line, good));
    else if (nul)
        blame(r, FAULT_NUL, column(line, (size_t)(nul - line)));
    return r->fault == FAULT_NONE;
}

/* White space only, or delimiters only. */
static bool is_blank(const dialect *d, const char *line, size_t n)
{
    bool space = true, empty = true;
    for (size_t i = 0; i < n && (space || empty); i++) {
        char c = line[i];
        space = space && (c == ' ' || (c >= '\t' && c <= '\r')) && c != d->delimiter;
        empty = empty && c == d->delimiter;
    }
    return space || empty;
}

static void add_field(scan_record *r, const char *at, size_t n, bool doubled)
{
    if (r->n_field < SCAN_FIELDS)
        r->field[r->n_field] = (scan_field){ at, n, doubled };
    r->n_field++;
}

/* Whether the current line, which starts at `at`, would be a record of its own. */
static bool is_record(const cursor *c, size_t at)
{
    int32_t n = 1;
    for (size_t i = at; i < c->stop; i++)
        n += c->text[i] == c->d->delimiter;
    return c->d->want >= 3 && n == c->d->want;
}

/* Inside quotes at the end of a line, all of which from `line` on is the field's (0: only a part):
 * go on to the next one, if the field may. */
static bool next_line(cursor *c, scan_record *r, size_t line)
{
    size_t at = c->next;
    if (line && is_record(c, line))
        return false;
    if (!take_line(c, at) || c->next > SCAN_LINE_MAX)
        return false;
    r->n_line++;
    r->plain = false;
    return bytes_sound(r, c->text + at, c->stop - at);
}

/* The quoted field whose quote is at `at`. Gives the place behind its closing quote, 0 on failure. */
static size_t quoted_field(cursor *c, scan_record *r, size_t at)
{
    bool doubled = false;
    size_t line = 0, p = at + 1;
    for (;;) {
        const char *q = memchr(c->text + p, '"', c->stop - p);
        if (q && q + 1 < c->text + c->stop && q[1] == '"') {
            doubled = true;
            p = (size_t)(q - c->text) + 2;
            continue;
        }
        if (q) {
            p = (size_t)(q - c->text);
            r->plain = r->plain && !memchr(c->text + at, '\r', p - at);
            add_field(r, c->text + at + 1, p - at - 1, doubled);
            return p + 1;
        }
        if (r->n_line == 1)
            c->open = at;
        size_t next = c->next;
        if (!next_line(c, r, line))
            return 0;
        p = line = next;
    }
}

static size_t skip_blanks(const cursor *c, size_t p)
{
    while (p < c->stop && c->text[p] == ' ')
        p++;
    return p;
}

/* An unquoted field; quotes and stray CR in it are taken literally, but are not plain. */
static size_t bare_field(const cursor *c, scan_record *r, size_t at)
{
    const char *d = memchr(c->text + at, c->d->delimiter, c->stop - at);
    size_t end = d ? (size_t)(d - c->text) : c->stop;
    if (memchr(c->text + at, '"', end - at) || memchr(c->text + at, '\r', end - at))
        r->plain = false;
    add_field(r, c->text + at, end - at, false);
    return end;
}

static bool take_fields(cursor *c, scan_record *r)
{
    for (size_t p = 0;; p++) {
        size_t open = skip_blanks(c, p);
        if (open < c->stop && c->text[open] == '"') {
            size_t end = quoted_field(c, r, open);
            if (!end) {
                blame(r, FAULT_QUOTE_OPEN, column(c->text, open));
                return false;
            }
            r->plain = r->plain && open == p;
            p = skip_blanks(c, end);
            r->plain = r->plain && p == end;
            if (p < c->stop && c->text[p] != c->d->delimiter) {
                blame(r, FAULT_AFTER_QUOTE, column(c->text, p));
                return false;
            }
        } else {
            p = bare_field(c, r, p);
        }
        if (p >= c->stop)
            return true;
    }
}

static void check_count(const dialect *d, scan_record *r)
{
    if (!d->want || (d->drop_last && r->n_field == d->want - 1))
        return;
    if (r->n_field != d->want)
        blame(r, FAULT_COUNT, r->n_field);
    else if (d->drop_last && d->want <= SCAN_FIELDS && r->field[d->want - 1].n)
        blame(r, FAULT_UNNAMED, 0);
}

/* What is wrong with the record is known; it takes its first line only. */
static void cut_at_first_line(const cursor *c, const cursor *first, scan_record *r)
{
    if (r->n_line > 1)
        blame(r, FAULT_QUOTE_OPEN, column(c->text, c->open));
    r->used = first->next;
    r->ended = first->ended;
    r->n_line = 1;
}

void scan_one(const dialect *d, const char *text, size_t n, bool eof, scan_record *r)
{
    cursor c = { .d = d, .text = text, .n = n, .eof = eof };
    r->kind = SCAN_RECORD; /* not the whole struct: field[] is 100 KB */
    r->fault = FAULT_NONE;
    r->at = 0;
    r->used = 0;
    r->n_line = 1;
    r->n_field = 0;
    r->ended = false;
    r->plain = true;
    bool whole = take_line(&c, 0);
    if (!whole && c.more) {
        r->kind = SCAN_MORE;
        return;
    }
    if (!whole || c.stop > SCAN_LINE_MAX) {
        r->used = whole ? c.next : n;
        r->ended = whole && c.ended;
        blame(r, FAULT_LONG, (int64_t)(whole ? c.stop : n));
        return;
    }
    cursor first = c;
    bool cr = c.stop + c.ended < c.next;
    r->plain = c.ended ? cr == d->crlf : !cr;
    if (is_blank(d, text, c.stop))
        r->kind = SCAN_BLANK;
    else if (bytes_sound(r, text, c.stop) && take_fields(&c, r))
        check_count(d, r);
    if (c.more) {
        r->kind = SCAN_MORE;
        return;
    }
    r->used = c.next;
    r->ended = c.ended;
    if (r->kind == SCAN_BAD)
        cut_at_first_line(&c, &first, r);
}

size_t scan_value(char *to, const scan_field *f)
{
    size_t len = 0;
    for (size_t i = 0; i < f->n; i++) {
        char c = f->at[i];
        if (c == '\r' && i + 1 < f->n && f->at[i + 1] == '\n')
            continue;
        to[len++] = c == '\r' || c == '\n' ? ' ' : c;
        i += f->doubled && c == '"';
    }
    return len;
}

/* ---- the fast one ---------------------------------------------------------------------------- */
enum { STEP = 64 };

/* Bits of the bytes among p[0..64) that matter, and of those >= 0x80. */
static inline uint64_t marks(const char *p, char delimiter, uint64_t *high)
{
    uint64_t hit = 0;
    *high = 0;
#if defined(__SSE2__)
    const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'), quote = _mm_set1_epi8('"'),
                  delim = _mm_set1_epi8(delimiter), zero = _mm_setzero_si128();
    for (int i = 0; i < STEP; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i m = _mm_or_si128(_mm_cmpeq_epi8(x, lf), _mm_cmpeq_epi8(x, cr));
        m = _mm_or_si128(m, _mm_or_si128(_mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, delim)));
        m = _mm_or_si128(m, _mm_cmpeq_epi8(x, zero));
        hit |= (uint64_t)(uint32_t)_mm_movemask_epi8(m) << i;
        *high |= (uint64_t)(uint32_t)_mm_movemask_epi8(x) << i;
    }
#else
    for (int i = 0; i < STEP; i++) {
        char c = p[i];
        bool matters = c == '\n' || c == '\r' || c == '"' || c == delimiter || c == '\0';
        hit |= (uint64_t)matters << i;
        *high |= (uint64_t)((unsigned char)c >> 7) << i;
    }
#endif
    return hit;
}

typedef struct runner {
    const dialect *d;
    const char *text;
    size_t n;
    size_t start; /* of the record */
    size_t field; /* start of the current field */
    size_t skip;  /* the second quote of a doubled one is at this place */
    int32_t n_delim;
    bool quoted; /* inside quotes */
    bool high;   /* the record has bytes >= 0x80 */
    int64_t n_record;
} runner;

/* A line end at `at`: whether the record before it is sound. Lines of delimiters only are shorter
 * than `want`; they are blank, which is not for here. */
static inline bool close_record(runner *f, size_t at)
{
    size_t end = at - (at > f->start && f->text[at - 1] == '\r');
    bool crlf = end < at;
    if (f->quoted || f->n_delim + 1 != f->d->want || crlf != f->d->crlf ||
        at - f->start > SCAN_LINE_MAX || end - f->start < (size_t)f->d->want)
        return false;
    if (f->high && utf8_sound(f->text + f->start, end - f->start) < end - f->start)
        return false;
    f->start = f->field = at + 1;
    f->n_delim = 0;
    f->n_record++;
    return true;
}

static inline bool take_quote(runner *f, size_t at)
{
    if (at == f->skip)
        return true;
    if (!f->quoted) {
        f->quoted = true;
        return at == f->field;
    }
    if (at + 1 >= f->n)
        return false;
    char c = f->text[at + 1];
    if (c == '"')
        f->skip = at + 1;
    else
        f->quoted = false;
    return c == '"' || c == f->d->delimiter || c == '\n' || c == '\r';
}

static inline bool take_mark(runner *f, size_t at)
{
    char c = f->text[at];
    if (c == f->d->delimiter) {
        f->n_delim += !f->quoted;
        f->field = at + 1;
        return true;
    }
    if (c == '\n')
        return close_record(f, at);
    if (c == '"')
        return take_quote(f, at);
    return c == '\r' && !f->quoted && at + 1 < f->n && f->text[at + 1] == '\n';
}

scan_run scan_sound(const dialect *d, const char *text, size_t n)
{
    runner f = { .d = d, .text = text, .n = n, .skip = SIZE_MAX };
    assert(d->want >= 2 && !d->drop_last);
    for (size_t base = 0; base < n; base += STEP) {
        uint64_t high, hit = marks(text + base, d->delimiter, &high);
        uint64_t valid = n - base < STEP ? (UINT64_C(1) << (n - base)) - 1 : UINT64_MAX;
        hit &= valid;
        high &= valid;
        f.high |= high != 0;
        for (; hit; hit &= hit - 1) {
            int bit = __builtin_ctzll(hit);
            size_t start = f.start;
            if (!take_mark(&f, base + (size_t)bit))
                return (scan_run){ f.n_record, start };
            if (f.start != start)
                f.high = (high >> bit) > 1; /* what is left of these bytes */
        }
    }
    return (scan_run){ f.n_record, f.start };
}
