/* fuzz_check.c - any bytes as an article, checked against the figures that gadolin brings along and written in every
 * format: what holds of a checked article holds (check_sound.h), and what is written is UTF-8, JSON that can be read, a
 * page that is closed, a row for each claim. */
#include "fuzz.h"
#include "check_sound.h"
#include "text/json_read.h"

typedef gad_status writer(gad_ctx *cx, const check_page *p, const gad_output *out);

typedef struct bench { /* made once: articles change nothing in it but what it keeps of the store */
    gad_ctx *cx;
    gad_store *st;
    checker *ck;
} bench;

static bool gather(void *user, const char *bytes, size_t n)
{
    buf_addn(user, bytes, n);
    return buf_ok(user);
}

static const bench *bench_of(void)
{
    static bench b; /* libFuzzer has no other place for it */
    gad_ingest_opts o = gad_ingest_defaults();
    if (b.ck)
        return &b;
    b.cx = gad_ctx_new(NULL, NULL);
    fuzz_demand(b.cx != NULL, "memory");
    if (gad_store_open(b.cx, NULL, GAD_OPEN_MEMORY, &b.st) ||
        gad_ingest(b.cx, b.st, TEST_SOURCE_DIR "/data/observations", &o, NULL, NULL, NULL) ||
        checker_new(b.cx, b.st, &b.ck))
        fuzz_demand(false, gad_last_error(b.cx).text);
    return &b;
}

/* Controls and marks that turn the direction of writing round: of an article they must not reach a terminal or a page. */
static bool is_tame(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char b = (unsigned char)s[i];
        if ((b < ' ' && b != '\n' && b != '\t') || b == 0x7F ||
            (b == 0xC2 && (unsigned char)s[i + 1] < 0xA0))
            return false;
        if (b == 0xE2 && (unsigned char)s[i + 1] == 0x80 && (unsigned char)s[i + 2] >= 0xAA &&
            (unsigned char)s[i + 2] <= 0xAE)
            return false;
    }
    return true;
}

static void json_is_whole(gad_ctx *cx, const buf *page, int32_t claims)
{
    json_doc *doc = NULL;
    json_at list;
    int32_t n = -1;
    fuzz_demand(json_doc_parse(cx, "page", buf_text(page), page->len, &doc) == GAD_OK,
                "JSON can be read");
    json_at top = json_doc_top(doc);
    fuzz_demand(json_at_need(cx, &top, "claims", &list) == GAD_OK &&
                    json_at_array(cx, &list, &n) == GAD_OK && n == claims,
                "JSON has every claim");
    json_doc_free(doc);
}

static void html_is_whole(const buf *page)
{
    const char *text = buf_text(page), *end = "</html>\n";
    size_t n = strlen(end);
    fuzz_demand(page->len > n && STR_EQ(text + page->len - n, end), "the page is closed");
    fuzz_demand(!strstr(text, "<script") && !strstr(text, "javascript:\""), "no script");
}

static void csv_is_whole(const buf *page, int32_t claims)
{
    const char *text = buf_text(page);
    int32_t rows = 0;
    bool quoted = false;
    for (; *text; text++) {
        quoted ^= *text == '"';
        rows += *text == '\n' && !quoted;
    }
    fuzz_demand(!quoted && rows == claims + 1, "CSV has a head and a row for each claim");
}

static void page_is_written(gad_ctx *cx, const check_page *p, writer *write, gad_format format,
                            buf *page)
{
    gad_output out = { .format = format, .write = gather, .user = page, .width = 80 };
    buf_clear(page);
    fuzz_demand(write(cx, p, &out) == GAD_OK, "the page is written");
    fuzz_demand(fuzz_is_utf8(buf_text(page), page->len), "the page is UTF-8");
    fuzz_demand(is_tame(buf_text(page), page->len), "no control character gets out");
}

static void pages_are_written(gad_ctx *cx, const check *c, size_t n)
{
    check_page p = { .name = "article", .bytes = n, .c = c };
    buf page;
    buf_init(&page, &cx->al);
    page_is_written(cx, &p, check_write_text, GAD_AS_TABLE, &page);
    page_is_written(cx, &p, check_write_md, GAD_AS_MD, &page);
    page_is_written(cx, &p, check_write_json, GAD_AS_JSON, &page);
    json_is_whole(cx, &page, c->n);
    page_is_written(cx, &p, check_write_html, GAD_AS_HTML, &page);
    html_is_whole(&page);
    page_is_written(cx, &p, check_write_csv, GAD_AS_CSV, &page);
    csv_is_whole(&page, c->n);
    buf_release(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const bench *b = bench_of();
    arena mem;
    check c;
    arena_init(&mem, &b->cx->al);
    gad_status st = claims_check(b->cx, b->ck, &mem, (const char *)bytes, n, INT32_MIN, &c);
    fuzz_demand(st == GAD_OK || st == GAD_E_ARG, "only size and language are refused");
    if (st == GAD_OK) {
        const char *broken = check_broken(&c, (const char *)bytes, n);
        fuzz_demand(!broken, broken);
        pages_are_written(b->cx, &c, n);
    }
    arena_release(&mem);
    return 0;
}
