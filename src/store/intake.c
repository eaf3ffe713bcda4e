/* intake.c - layer 1: container -> bytes -> UTF-8 in a window.
 *
 * As long as all bytes are ASCII the encoding is open; the first block with a byte >= 0x80 decides
 * it (encoding.c), wherever that is in the file: a file may be ASCII for gigabytes before the first
 * "Côte d'Ivoire". Text that needs no conversion is read straight into the window.
 * Invariant: bytes handed to the hasher stay as they are until hasher_wait. */
#include "store/intake.h"
#include <iconv.h>

enum {
    GUESS_MIN = 1 << 16, /* bytes wanted to guess an encoding */
    GROWTH = 3,          /* bytes of UTF-8 for a byte of anything: windows-1252's euro sign */
    RAW_SIZE = 2 * INTAKE_BLOCK + INTAKE_PAD,
    TEXT_SIZE = INTAKE_KEEP + GROWTH * RAW_SIZE,
};
static const int64_t MEMBER_MAX = INT64_C(64) << 30; /* unpacked bytes: more is a zip bomb */

typedef enum intake_mode { MODE_BYTES, MODE_ASCII, MODE_UTF8, MODE_ICONV } intake_mode;

struct intake_state {
    const alloc *al;
    container *from;
    hasher *hash;
    const char *what;
    intake_mode mode;
    bool ended; /* the container has no more */
    int64_t n_read;
    iconv_t cd;
    char *raw;    /* [RAW_SIZE] bytes to convert, once needed */
    size_t carry; /* bytes at the front of raw that begin a character */
};

static gad_status tell(gad_ctx *cx, const intake_state *s)
{
    double done = 0, total = 0;
    container_progress(s->from, &done, &total);
    return gad_progress(cx, s->what, done, total);
}

/* Fill `to` with up to a block; short only at the end. */
static gad_status read_block(gad_ctx *cx, intake_state *s, char *to, size_t *got)
{
    *got = 0;
    while (*got < INTAKE_BLOCK && !s->ended) {
        size_t k = 0;
        gad_status st = container_read(cx, s->from, to + *got, INTAKE_BLOCK - *got, &k);
        if (st)
            return st;
        s->ended = k == 0;
        *got += k;
    }
    s->n_read += (int64_t)*got;
    if (s->n_read > MEMBER_MAX && !container_plain(s->from))
        return gad_fail(cx, GAD_E_FORMAT, "unpacks to more than 64 GiB: unpack and split it first");
    hasher_add(s->hash, to, *got);
    return tell(cx, s);
}

gad_status intake_open(gad_ctx *cx, container *from, const char *what, intake *in)
{
    size_t got = 0;
    *in = (intake){ .coding = encoding_utf8() };
    intake_state *s = alloc_get(&cx->al, sizeof *s);
    if (!s)
        return gad_nomem(cx, "reading a file");
    *s = (intake_state){ .al = &cx->al, .from = from, .what = what, .cd = (iconv_t)-1 };
    in->state = s;
    in->text = alloc_get(&cx->al, TEXT_SIZE + INTAKE_PAD);
    if (!in->text)
        return gad_nomem(cx, "reading a file");
    gad_status st = hasher_new(cx, &s->hash);
    if (!st)
        st = read_block(cx, s, in->text, &got);
    in->len = got;
    in->eof = s->ended;
    return st;
}

void intake_close(intake *in)
{
    intake_state *s = in->state;
    if (!s)
        return;
    hasher_free(s->hash); /* waits: its bytes are in the buffers freed next */
    if (s->cd != (iconv_t)-1)
        iconv_close(s->cd);
    alloc_drop(s->al, s->raw);
    alloc_drop(s->al, in->text);
    alloc_drop(s->al, s);
    *in = (intake){ .text = NULL };
}

/* Convert raw[0..n) to the end of the window; an unfinished character stays in raw. */
static void convert(intake *in, size_t n)
{
    intake_state *s = in->state;
    char *from = s->raw, *to = in->text + in->len;
    size_t left = n, room = TEXT_SIZE - in->len;
    while (left) {
        if (iconv(s->cd, &from, &left, &to, &room) != (size_t)-1)
            break;
        assert(errno != E2BIG); /* GROWTH */
        if (errno == EINVAL && !s->ended)
            break;
        size_t bad = MIN_OF(in->coding->unit, left);
        *to++ = '\xFF';
        room--;
        from += bad;
        left -= bad;
    }
    in->len = (size_t)(to - in->text);
    s->carry = left;
    memmove(s->raw, from, left);
}

/* What is in the window from `at` on becomes the first text to convert. */
static gad_status start_converting(gad_ctx *cx, intake *in, const encoding *coding, size_t at)
{
    intake_state *s = in->state;
    size_t n = in->len - at;
    assert(n <= RAW_SIZE);
    in->coding = coding;
    s->mode = MODE_ICONV;
    s->cd = iconv_open("UTF-8", coding->iconv_name);
    if (s->cd == (iconv_t)-1)
        return gad_fail(cx, GAD_E_IO,
                        "the text is %s, which this system's iconv cannot convert: %s",
                        coding->name, strerror(errno));
    s->raw = alloc_get(s->al, RAW_SIZE);
    if (!s->raw)
        return gad_nomem(cx, "converting a file");
    hasher_wait(s->hash);
    memcpy(s->raw, in->text + at, n);
    in->len = at;
    convert(in, n);
    return GAD_OK;
}

/* Decide the encoding if text[at..len) holds the first byte that is not ASCII. */
static gad_status decide(gad_ctx *cx, intake *in, size_t at)
{
    intake_state *s = in->state;
    while (at < in->len && (in->text[at] & 0x80) == 0)
        at++;
    if (at == in->len)
        return GAD_OK;
    if (in->len - at < GUESS_MIN && !s->ended) {
        size_t got = 0;
        gad_status st = read_block(cx, s, in->text + in->len, &got);
        in->len += got;
        if (st)
            return st;
    }
    const encoding *e = encoding_guess(in->text + at, in->len - at, at ? in->text[at - 1] : '\0');
    s->mode = MODE_UTF8;
    return e->iconv_name ? start_converting(cx, in, e, at) : GAD_OK;
}

gad_status intake_as_text(gad_ctx *cx, intake *in)
{
    intake_state *s = in->state;
    size_t mark = 0;
    gad_status st = GAD_OK;
    assert(s->mode == MODE_BYTES && in->pos == 0);
    const encoding *e = encoding_of_start(in->text, in->len, &mark);
    in->marked = mark > 0;
    if (mark) { /* close up, so that offset 0 is the text's beginning */
        hasher_wait(s->hash);
        in->len -= mark;
        memmove(in->text, in->text + mark, in->len);
    }
    s->mode = e ? MODE_UTF8 : MODE_ASCII;
    if (e && e->iconv_name)
        st = start_converting(cx, in, e, 0);
    else if (!e)
        st = decide(cx, in, 0);
    in->eof = s->ended;
    return st;
}

static void turn_cr(intake *in, size_t from)
{
    hasher_wait(in->state->hash);
    for (size_t i = from; i < in->len; i++)
        if (in->text[i] == '\r')
            in->text[i] = '\n';
}

void intake_cr_to_lf(intake *in)
{
    in->cr_to_lf = true;
    turn_cr(in, in->pos);
}

gad_status intake_more(gad_ctx *cx, intake *in)
{
    intake_state *s = in->state;
    size_t got = 0;
    hasher_wait(s->hash);
    in->len -= in->pos;
    memmove(in->text, in->text + in->pos, in->len);
    in->pos = 0;
    assert(in->len <= INTAKE_KEEP);
    size_t old = in->len;
    bool direct = s->mode != MODE_ICONV;
    gad_status st = read_block(cx, s, direct ? in->text + in->len : s->raw + s->carry, &got);
    if (st)
        return st;
    if (direct)
        in->len += got;
    else
        convert(in, s->carry + got);
    if (s->mode == MODE_ASCII)
        st = decide(cx, in, old);
    in->eof = s->ended;
    if (!st && in->cr_to_lf)
        turn_cr(in, old);
    return st;
}

gad_status intake_restart(gad_ctx *cx, intake *in)
{
    intake_state *s = in->state;
    size_t got = 0;
    hasher_restart(s->hash);
    gad_status st = container_rewind(cx, s->from);
    if (st)
        return st;
    if (s->cd != (iconv_t)-1)
        iconv_close(s->cd);
    alloc_drop(s->al, s->raw);
    s->raw = NULL;
    s->cd = (iconv_t)-1;
    s->carry = 0;
    s->mode = MODE_BYTES;
    s->ended = false;
    s->n_read = 0;
    *in = (intake){ .text = in->text, .coding = encoding_utf8(), .state = s };
    st = read_block(cx, s, in->text, &got);
    in->len = got;
    in->eof = s->ended;
    return st;
}

void intake_sha256(intake *in, char out[DIGEST_TEXT])
{
    hasher_text(in->state->hash, out);
}
