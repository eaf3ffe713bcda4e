/* article_clean.c - layer 3: what no reader sees, out of the text.
 *
 * Control characters become spaces of the same length. Entities, odd spaces, invisible characters and the addresses of
 * Markdown links shorten the text; only then the way back is kept, so that places in a plain article are places in the file. */
#include "base/base.h"
#include "claims/article_impl.h"

/* A break of a line in the place of n bytes. */
static void blank(char *s, uint32_t n)
{
    s[0] = '\n';
    for (uint32_t i = 1; i < n; i++)
        s[i] = ' ';
}

/* Breaks of lines of all kinds to '\n', other control characters to ' '. */
static void level(char *s, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c != 0x7F && c < 0x80)
            continue;
        if (c == '\r')
            s[i] = i + 1 < n && s[i + 1] == '\n' ? ' ' : '\n';
        else if (c == '\f' || c == '\v')
            s[i] = '\n';
        else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
            s[i] = ' ';
        else if (c == 0xC2 && i + 1 < n && (unsigned char)s[i + 1] == 0x85)
            blank(s + i, 2);
        else if (c == 0xE2 && i + 2 < n && (unsigned char)s[i + 1] == 0x80 &&
                 ((unsigned char)s[i + 2] & 0xFE) == 0xA8) /* U+2028, U+2029 */
            blank(s + i, 3);
    }
}

/* Bytes of an invisible character at s[i]: soft hyphens, joiners, marks of direction and of byte order. */
static uint32_t invisible_at(const char *s, uint32_t i, uint32_t n)
{
    if ((unsigned char)s[i] < 0xC2)
        return 0;
    uint32_t len = 0, code = char_at(s, i, n, &len);
    bool is = code == 0xAD || code == 0xFEFF || (code >= 0x200B && code <= 0x200F) ||
              (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069);
    return is ? len : 0;
}

/* Bytes of a space at s[i] that no keyboard has: hard, thin, ideographic. */
static uint32_t odd_space_at(const char *s, uint32_t i, uint32_t n)
{
    return (unsigned char)s[i] < 0xC2 ? 0 : space_at(s, i, n);
}

/* "](https://...)" at s[i]: bytes behind the bracket that are no text. */
static uint32_t link_at(const char *s, uint32_t i, uint32_t n)
{
    enum { ADDRESS_MAX = 512 };
    if (s[i] != ']' || !phrase_at(s, i, n, "](http"))
        return 0;
    for (uint32_t k = i + 2; k < n && k - i < ADDRESS_MAX && (unsigned char)s[k] > ' '; k++)
        if (s[k] == ')')
            return k - i;
    return 0;
}

/* What to leave out or replace at s[i]: its bytes; out[], *k: what stands there instead. 0: nothing to do. */
static uint32_t change_at(const char *s, uint32_t i, uint32_t n, char out[4], uint32_t *k)
{
    uint32_t code = 0, end = 0;
    *k = 0;
    if (s[i] == '&') {
        end = entity_at(s, i, n, true, &code);
        *k = end && code ? char_put(out, code) : 0;
        return end ? end - i : 0;
    }
    if (s[i] == ']') {
        end = link_at(s, i, n);
        out[0] = ']';
        *k = end ? 1 : 0;
        return end ? end + 1 : 0;
    }
    end = odd_space_at(s, i, n);
    if (end) {
        out[0] = ' ';
        *k = 1;
        return end;
    }
    return invisible_at(s, i, n);
}

static gad_status repair(gad_ctx *cx, arena *mem, clean *c)
{
    char *s = c->text, one[4];
    uint32_t w = 0, k = 0;
    for (uint32_t r = 0; r < c->n;) {
        uint32_t used = change_at(s, r, c->n, one, &k);
        if (used && !clean_origin(mem, c))
            return gad_nomem(cx, "the text of the article");
        if (!used) {
            one[0] = s[r];
            k = used = 1;
        }
        uint32_t from = c->origin ? c->origin[r] : r;
        for (uint32_t i = 0; i < k; i++, w++) {
            s[w] = one[i];
            if (c->origin)
                c->origin[w] = from;
        }
        r += used;
    }
    if (c->origin)
        c->origin[w] = c->origin[c->n];
    c->n = w;
    s[w] = '\0';
    return GAD_OK;
}

gad_status article_strip(gad_ctx *cx, arena *mem, clean *c)
{
    bool has_block = false;
    level(c->text, c->n);
    c->html = html_detect(c->text, c->n, &has_block);
    gad_status st = c->html ? html_strip(cx, mem, c, !has_block) : repair(cx, mem, c);
    if (!st && c->html)
        level(c->text, c->n); /* what entities stood for */
    return st;
}
