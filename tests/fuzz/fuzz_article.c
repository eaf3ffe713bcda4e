/* fuzz_article.c - any bytes as an article: whatever comes in, the text is UTF-8, the way back leads into the input in
 * order, and the sentences are pieces of the text in order. */
#include "fuzz.h"
#include "claims/article.h"

static bool is_continuation(const article *a, uint32_t at)
{
    return at < a->n && ((unsigned char)a->text[at] & 0xC0) == 0x80;
}

static void check_text(const article *a, size_t n)
{
    fuzz_demand(fuzz_is_utf8(a->text, a->n), "the text is UTF-8");
    fuzz_demand(a->text[a->n] == '\0', "the text is ended");
    fuzz_demand(memchr(a->text, '\0', a->n) == NULL, "no NUL is in the text");
    fuzz_demand(article_origin(a, a->n) <= n, "the end is inside the input");
    fuzz_demand(a->origin || a->n == n, "a text that is the input is as long");
    for (uint32_t i = 0; i < a->n; i++)
        fuzz_demand(article_origin(a, i) <= article_origin(a, i + 1), "places lead back in order");
    fuzz_demand(a->date_from <= a->date_to && a->date_to <= a->n,
                "the date line is inside the text");
}

static void check_sentences(const article *a)
{
    uint32_t at = 0;
    int32_t paragraph = 0;
    for (int32_t i = 0; i < a->n_sentence; i++) {
        const sentence *s = &a->sentence[i];
        fuzz_demand(s->from >= at && s->from < s->to && s->to <= a->n,
                    "sentences are in order and not empty");
        fuzz_demand(s->to - s->from <= SENTENCE_BYTES_MAX, "sentences are not too long");
        fuzz_demand(!is_continuation(a, s->from) && !is_continuation(a, s->to),
                    "characters are not cut");
        fuzz_demand(a->text[s->from] != ' ' && a->text[s->to - 1] != ' ',
                    "no space is at the ends");
        fuzz_demand(s->paragraph == paragraph || (i > 0 && s->paragraph == paragraph + 1),
                    "paragraphs are counted");
        fuzz_demand(s->heading >= -1 && s->heading < i, "the heading is above");
        at = s->to;
        paragraph = s->paragraph;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    arena mem;
    article a;
    fuzz_demand(cx != NULL, "memory");
    arena_init(&mem, &cx->al);
    gad_status st = article_read(cx, &mem, (const char *)bytes, n, INT32_MIN, &a);
    fuzz_demand(st == GAD_OK || st == GAD_E_ARG, "only size and language are refused");
    if (st == GAD_OK) {
        check_text(&a, n);
        check_sentences(&a);
    }
    arena_release(&mem);
    gad_ctx_free(cx);
    return 0;
}
