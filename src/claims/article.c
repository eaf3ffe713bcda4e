/* article.c - layer 3: the bytes of an article to clean text, sentences and a date. The story.
 *
 * article_decode (article_bytes.c)  any bytes to UTF-8
 *  -> article_strip (article_clean.c, article_html.c)  what no reader sees goes, in place
 *  -> blocks_read, blocks_judge (article_blocks.c, article_noise.c)  lines to paragraphs and their kinds
 *  -> sentences_split (article_sentences.c), article_find_date (article_date.c)
 * Invariant: origin, where it is kept, never decreases, so places of the text are places of the input in order. */
#include "base/base.h"
#include "claims/article_impl.h"

enum { LOOK_AT = 1 << 16, CONTROLS_MIN = 8 /* control characters, and one in twenty: no text */ };

typedef struct scripts { /* letters of each */
    uint64_t latin, han, kana, hangul;
} scripts;

static scripts count_scripts(const char *s, uint32_t n)
{
    scripts t = { 0, 0, 0, 0 };
    uint32_t len = 1;
    for (uint32_t i = 0; i < n; i += len) {
        len = 1;
        if ((unsigned char)s[i] < 0xE1) {
            t.latin += is_letter(s[i]);
            continue;
        }
        uint32_t code = char_at(s, i, n, &len);
        t.han += (code >= 0x3400 && code < 0xA000) || (code >= 0x20000 && code < 0x32000);
        t.kana += code >= 0x3041 && code < 0x3100;
        t.hangul += code >= 0xAC00 && code < 0xD7A4;
    }
    return t;
}

/* A character of these scripts says about as much as three letters; twice as many letters are an English text with
 * names in it. */
static gad_status refuse_foreign(gad_ctx *cx, const clean *c, bool chinese)
{
    scripts t = count_scripts(c->text, c->n);
    uint64_t east = t.han + t.kana + t.hangul;
    if (!chinese && (east == 0 || east * 2 <= t.latin))
        return GAD_OK;
    const char *name = t.hangul * 2 > east && east ? "Korean"
                       : t.kana * 6 > east && east ? "Japanese"
                                                   : "Chinese";
    return gad_fail(cx, GAD_E_ARG, "this text is in %s; gadolin check reads English", name);
}

/* What is plainly no text: a reader would get the bytes of a picture, or nothing. UTF-16 has its mark and is let through. */
static gad_status refuse_binary(gad_ctx *cx, const char *bytes, size_t n)
{
    static const struct {
        const char *magic, *what;
    } kinds[] = {
        { "%PDF-", "this is a PDF: make a text of it first (pdftotext does)" },
        { "PK\x03\x04", "this is an archive or an office document: save it as text or HTML first" },
    };
    size_t looked = MIN_OF(n, (size_t)LOOK_AT), controls = 0;
    for (int32_t i = 0; i < COUNT_OF(kinds); i++)
        if (n >= strlen(kinds[i].magic) && !memcmp(bytes, kinds[i].magic, strlen(kinds[i].magic)))
            return gad_fail(cx, GAD_E_ARG, "%s", kinds[i].what);
    if (n >= 2 && (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2)))
        return GAD_OK;
    for (size_t i = 0; i < looked; i++)
        controls +=
            (unsigned char)bytes[i] < 0x20 && !strchr("\t\n\v\f\r\x1b", bytes[i] ? bytes[i] : 'x');
    if (controls >= CONTROLS_MIN && controls * 20 > looked)
        return gad_fail(cx, GAD_E_ARG,
                        "this is no text in UTF-8, UTF-16 with its mark, or Windows-1252");
    return GAD_OK;
}

static gad_status read_clean(gad_ctx *cx, arena *mem, const clean *c, int32_t given_date,
                             article *out)
{
    noise_index ix;
    blocks b;
    sentences all;
    arena work;
    arena_init(&work, mem->al);
    noise_index_make(&ix);
    gad_status st = blocks_read(cx, &work, c, &b);
    if (st)
        goto done;
    blocks_judge(&ix, c->text, &b);
    st = sentences_split(cx, mem, &ix, c->text, &b, &all);
    if (st)
        goto done;
    *out = (article){ .text = c->text,
                      .n = c->n,
                      .origin = c->origin,
                      .html = c->html,
                      .sentence = all.at,
                      .n_sentence = all.n,
                      .date = NO_DAY };
    if (given_date != NO_DAY) {
        out->date = given_date;
        out->date_basis = DATE_GIVEN;
    } else if (c->page_date != NO_DAY) {
        out->date = c->page_date;
        out->date_basis = DATE_STATED;
    } else {
        article_find_date(c->text, &b, out);
    }
done:
    arena_release(&work);
    return st;
}

gad_status article_read(gad_ctx *cx, arena *mem, const char *bytes, size_t n, int32_t given_date,
                        article *out)
{
    clean c;
    bool chinese = false;
    if (n > ARTICLE_MAX)
        return gad_fail(cx, GAD_E_ARG, "the text has %zu bytes; %d at most: split it", n,
                        (int)ARTICLE_MAX);
    gad_status st = refuse_binary(cx, bytes, n);
    if (!st)
        st = article_decode(cx, mem, bytes, (uint32_t)n, &c, &chinese);
    if (!st)
        st = article_strip(cx, mem, &c);
    if (!st)
        st = refuse_foreign(cx, &c, chinese);
    return st ? st : read_clean(cx, mem, &c, given_date, out);
}
