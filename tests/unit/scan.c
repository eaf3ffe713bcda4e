/* scan - layer 1: CSV records, the map of their lines, encodings. */
#include "test.h"
#include "store/encoding.h"
#include "store/linemap.h"
#include "store/scan.h"
#include "store/sniff.h"

static scan_record rec; /* 100 KB: too much for a stack frame of each test */

static void takes_records_apart(void **state)
{
    static const struct {
        const char *text; /* want 3 fields, comma, no CR */
        scan_kind kind;
        scan_fault fault;
        int64_t at;
        int32_t used;
        bool plain;
        const char *fields; /* joined by | */
    } rows[] = {
        { "a,b,c\nd", SCAN_RECORD, FAULT_NONE, 0, 6, true, "a|b|c" },
        { "a,,\n", SCAN_RECORD, FAULT_NONE, 0, 4, true, "a||" },
        { "a,b,c", SCAN_RECORD, FAULT_NONE, 0, 5, true, "a|b|c" },
        { "a,b,c\r\n", SCAN_RECORD, FAULT_NONE, 0, 7, false, "a|b|c" },
        { "\"a,1\",\"b\"\"x\",c\n", SCAN_RECORD, FAULT_NONE, 0, 15, true, "a,1|b\"x|c" },
        { "a, \"b,1\" ,c\n", SCAN_RECORD, FAULT_NONE, 0, 12, false, "a|b,1|c" },
        { "a,5\" pipe,c\n", SCAN_RECORD, FAULT_NONE, 0, 12, false, "a|5\" pipe|c" },
        { "a,\"b\nc\r\nd\",e\n", SCAN_RECORD, FAULT_NONE, 0, 13, false, "a|b c d|e" },
        { "a,\"b\rc\",d\n", SCAN_RECORD, FAULT_NONE, 0, 10, false, "a|b c|d" },
        { "a,\"b\nc\",\"d\ne\"\n", SCAN_RECORD, FAULT_NONE, 0, 14, false, "a|b c|d e" },
        { "a,\"\",c\n", SCAN_RECORD, FAULT_NONE, 0, 7, true, "a||c" },
        { "\n", SCAN_BLANK, FAULT_NONE, 0, 1, true, "" },
        { " \t\r\n", SCAN_BLANK, FAULT_NONE, 0, 4, false, "" },
        { ",,,,,\n", SCAN_BLANK, FAULT_NONE, 0, 6, true, "" },
        { "a,b\n", SCAN_BAD, FAULT_COUNT, 2, 4, true, "a|b" },
        { "a,b,c,d\n", SCAN_BAD, FAULT_COUNT, 4, 8, true, "a|b|c|d" },
        { "a,\"b\"x,c\n", SCAN_BAD, FAULT_AFTER_QUOTE, 6, 9, true, "a|b" },
        { "a,b,\"c\nd,e,f\n", SCAN_BAD, FAULT_QUOTE_OPEN, 5, 7, false, "a|b" },
        { "a,\"b,c\nd,e,f\ng,\"h\",i\n", SCAN_BAD, FAULT_QUOTE_OPEN, 3, 7, false, "a" },
        /* closes in due form, but has swallowed a whole record: the quote was a stray one */
        { "a,b,\"c\nd,e,f\ng\"\n", SCAN_BAD, FAULT_QUOTE_OPEN, 5, 7, false, "a|b" },
        { "a,\xC3\xA4\xFF,c\n", SCAN_BAD, FAULT_ENCODING, 4, 8, true, "" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        const dialect d = { .delimiter = ',', .want = 3 };
        char got[100] = "";
        scan_one(&d, rows[i].text, strlen(rows[i].text), true, &rec);
        assert_int_equal(rec.kind, rows[i].kind);
        assert_int_equal(rec.fault, rows[i].fault);
        assert_int_equal(rec.at, rows[i].at);
        assert_int_equal(rec.used, rows[i].used);
        if (rec.kind != SCAN_BAD)
            assert_int_equal(rec.plain, rows[i].plain);
        for (int32_t k = 0; k < rec.n_field && rec.kind == SCAN_RECORD; k++) {
            size_t n = strlen(got);
            if (k)
                got[n++] = '|';
            got[n + scan_value(got + n, &rec.field[k])] = '\0';
        }
        if (rec.kind == SCAN_RECORD)
            assert_string_equal(got, rows[i].fields);
    }
}

static void a_zero_byte_is_named_with_its_column(void **state)
{
    const dialect d = { .delimiter = ',', .want = 2 };
    (void)state;
    scan_one(&d, "\xE7\xA8\x80,\0b\n", 7, true, &rec);
    assert_int_equal(rec.fault, FAULT_NUL);
    assert_int_equal(rec.at, 3);
    assert_int_equal(rec.used, 7);
}

static void asks_for_more_only_while_it_helps(void **state)
{
    const dialect d = { .delimiter = ',', .want = 2 };
    size_t n = SCAN_LINE_MAX + 2;
    char *text = malloc(n + SCAN_PAD);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', n);
    text[1] = ',';
    for (size_t have = 1; have <= 3; have++) {
        scan_one(&d, "a,b", have, false, &rec);
        assert_int_equal(rec.kind, SCAN_MORE);
    }
    scan_one(&d, text, SCAN_LINE_MAX, false, &rec);
    assert_int_equal(rec.kind, SCAN_MORE);
    text[SCAN_LINE_MAX] = '\n';
    scan_one(&d, text, SCAN_LINE_MAX + 1, false, &rec); /* as long as a line may be */
    assert_int_equal(rec.kind, SCAN_RECORD);
    text[SCAN_LINE_MAX] = 'x';
    scan_one(&d, text, n, false, &rec);
    assert_int_equal(rec.kind, SCAN_BAD);
    assert_int_equal(rec.fault, FAULT_LONG);
    assert_false(rec.ended);
    text[2] = '"'; /* a quote that is never closed */
    text[4] = '\n';
    scan_one(&d, text, n, false, &rec);
    assert_int_equal(rec.fault, FAULT_QUOTE_OPEN);
    assert_int_equal(rec.used, 5);
    free(text);
}

/* A text of pieces in which everything that matters to a scanner is frequent. */
static size_t draw_text(rng *r, char *text, size_t room, char delimiter, bool crlf)
{
    static const char *const pieces[] = { "a",
                                          "bc",
                                          "12.5",
                                          "\"",
                                          "\"\"",
                                          "\"x\"",
                                          " ",
                                          "\r",
                                          "\xC3\xA4",
                                          "\xFF",
                                          "\xE7\xA8\x80",
                                          "z",
                                          "\t",
                                          "long enough to cross a block of 64",
                                          ";",
                                          ",",
                                          "\"q,q\"",
                                          "7",
                                          "8",
                                          "9" };
    size_t n = 0;
    bool tidy = rng_chance(r, 0.6);
    while (n + 80 < room && !(n && rng_chance(r, 0.004))) {
        double kind = rng_f64(r, 0, 1);
        if (kind < 0.35) {
            text[n++] = delimiter;
        } else if (kind < 0.5) {
            if (crlf != rng_chance(r, 0.02))
                text[n++] = '\r';
            text[n++] = '\n';
        } else {
            const char *p =
                tidy && rng_chance(r, 0.95) ? "ab" : pieces[rng_i32(r, 0, COUNT_OF(pieces) - 1)];
            memcpy(text + n, p, strlen(p));
            n += strlen(p);
            if (rng_chance(r, 0.002))
                text[n++] = '\0';
        }
    }
    return n;
}

/* scan_sound must take records that scan_one takes in the same way, and no others. */
static void the_fast_scanner_agrees_with_the_thorough_one(void **state)
{
    int64_t records = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        rng r = rng_make(seed, 1);
        dialect d = { .delimiter = ",;\t|"[rng_i32(&r, 0, 3)], .crlf = rng_chance(&r, 0.3) };
        char draft[2000];
        size_t n = draw_text(&r, draft, sizeof draft, d.delimiter, d.crlf);
        d.want = rng_i32(&r, 2, 4);
        char *text = malloc(n + SCAN_PAD); /* of its own, so that the sanitizer sees its end */
        assert_non_null(text);
        memcpy(text, draft, n);
        memset(text + n, '\n', SCAN_PAD);
        for (size_t p = 0; p < n;) {
            scan_run run = scan_sound(&d, text + p, n - p);
            size_t used = 0;
            for (int64_t k = 0; k < run.n_record; k++) {
                scan_one(&d, text + p + used, n - p - used, true, &rec);
                assert_int_equal(rec.kind, SCAN_RECORD);
                assert_true(rec.plain && rec.ended);
                used += rec.used;
            }
            assert_int_equal(used, run.used);
            records += run.n_record;
            p += run.used;
            if (p == n)
                break;
            /* it stopped: not before a plain record that ends with a line end */
            scan_one(&d, text + p, n - p, true, &rec);
            if (rec.kind == SCAN_RECORD && rec.plain && rec.ended && p + rec.used < n)
                fail_msg("seed %" PRIu64 ": stopped before a plain record of %zu bytes at %zu",
                         seed, rec.used, p);
            assert_true(rec.used > 0);
            p += rec.used;
        }
        free(text);
    }
    assert_true(records > 20000);
}

static void a_quote_that_loses_its_partner_costs_one_line(void **state)
{
    const char *text = "k,l,m\n1,2,3\n4,\"5,6\n7,8,9\n10,\"11\",12\n13,14,\"15\n16,17,18\n";
    const dialect d = { .delimiter = ',', .want = 3 };
    int32_t good = 0, bad = 0;
    (void)state;
    for (size_t p = 0, n = strlen(text); p < n; p += rec.used) {
        scan_one(&d, text + p, n - p, true, &rec);
        good += rec.kind == SCAN_RECORD;
        bad += rec.kind == SCAN_BAD;
    }
    assert_int_equal(good, 5);
    assert_int_equal(bad, 2);
}

static void guesses_delimiter_header_and_shape(void **state)
{
    static const struct {
        const char *text;
        char delimiter;
        int32_t n_head, want, extra;
        bool drop_last, headerless;
        int32_t n_title;
    } rows[] = {
        { "a,b,c\n1,2,3\n", ',', 3, 3, 0, false, false, 0 },
        { "a;b;c\n1,5;2,5;3,5\n2,5;2,5;3,5\n2,5;2,5;3,5\n", ';', 3, 3, 0, false, false, 0 },
        { "a\tb\n1\t2,5,7\n", '\t', 2, 2, 0, false, false, 0 },
        { "a|b\n1|2\n", '|', 2, 2, 0, false, false, 0 },
        { "a\n1\n2\n", ',', 1, 1, 0, false, false, 0 },
        { "a,b,\n1,2,\n3,4,\n", ',', 2, 3, 0, true, false, 0 },
        { "a,b,\n1,2,x\n3,4,y\n", ',', 3, 3, 0, false, false, 0 },
        { "a,b\n1,2,\n3,4,\n", ',', 2, 3, 1, false, false, 0 },
        { "a,b\n1,2,x\n3,4,y\n", ',', 2, 3, 1, false, false, 0 },
        { "a,b\n1,2,x\n3,4\n", ',', 2, 2, 0, false, false, 0 },
        { "2022,4,5,011260,953.9\n2022,4,5,011261,1e5\n", ',', 5, 5, 0, false, true, 0 },
        { "Imports of magnets\n\na,b\n1,2\n3,4\n", ',', 2, 2, 0, false, false, 2 },
        { "a,b", ',', 2, 2, 0, false, false, 0 },
        { "\"a;b\",\"c;d\"\n1,2\n", ',', 2, 2, 0, false, false, 0 },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        layout l = sniff(rows[i].text, strlen(rows[i].text), true, &rec);
        assert_true(l.found);
        assert_int_equal(l.d.delimiter, rows[i].delimiter);
        assert_int_equal(l.n_head, rows[i].n_head);
        assert_int_equal(l.d.want, rows[i].want);
        assert_int_equal(l.extra, rows[i].extra);
        assert_int_equal(l.d.drop_last, rows[i].drop_last);
        assert_int_equal(l.headerless, rows[i].headerless);
        assert_int_equal(l.n_title, rows[i].n_title);
    }
    layout l = sniff("a,\"b\"c\n1,2\n", 11, true, &rec);
    assert_false(l.found);
    assert_int_equal(l.why, FAULT_AFTER_QUOTE);
}

static void tells_encodings_apart(void **state)
{
    static const struct {
        const char *text;
        const char *name;
    } rows[] = {
        { "T\xC3\xBCrkiye,C\xC3\xB4te d'Ivoire", "UTF-8" },
        { "\xE7\xA8\x80\xE5\x9C\x9F \xFF broken",
          "UTF-8" }, /* two sound characters, one bad byte */
        { "T\xFCrkiye,C\xF4te d'Ivoire,Cura\xE7"
          "ao",
          "windows-1252" },
        { "IMPORTA\xC7\xC3O,EXPORTA\xC7\xC3O", "windows-1252" }, /* C7C3 is a common character */
        { "importa\xE7\xE3o de \xEDm\xE3s", "windows-1252" },
        { "Hong Kong\xA3\xAC"
          "China",
          "GB18030" },
        { "\xC9\xCC\xC6\xB7\xB1\xE0\xC2\xEB,\xCF\xA1\xCD\xC1", "GB18030" },
        { "\x80 100", "windows-1252" }, /* the euro sign */
    };
    size_t mark = 9;
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        size_t ascii = 0;
        while (!(rows[i].text[ascii] & 0x80))
            ascii++;
        const encoding *e = encoding_guess(rows[i].text + ascii, strlen(rows[i].text) - ascii,
                                           ascii ? rows[i].text[ascii - 1] : '\0');
        assert_string_equal(e->name, rows[i].name);
    }
    assert_string_equal(encoding_of_start("\xEF\xBB\xBF"
                                          "a",
                                          4, &mark)
                            ->name,
                        "UTF-8");
    assert_int_equal(mark, 3);
    assert_string_equal(encoding_of_start("a\0,\0b\0\n\0", 8, &mark)->name, "UTF-16LE");
    assert_int_equal(mark, 0);
    assert_string_equal(encoding_of_start("\0a\0,\0b\0\n", 8, &mark)->name, "UTF-16BE");
    assert_string_equal(encoding_of_start("\xFF\xFE"
                                          "a\0",
                                          4, &mark)
                            ->name,
                        "UTF-16LE");
    assert_string_equal(encoding_of_start("\xFF\xFE\0\0", 4, &mark)->name, "UTF-32LE");
    assert_null(encoding_of_start("a,b\n", 4, &mark));
    assert_false(encoding_binary("a,b\n1,\0\n", 8));
    assert_true(encoding_binary("\x01\x02\x03\x04\x05", 5));
}

static void utf8_is_checked_by_the_book(void **state)
{
    static const struct {
        const char *text;
        size_t good;
    } rows[] = {
        { "plain ascii of more than eight bytes", 36 },
        { "\xC3\xA4\xE7\xA8\x80\xF0\x9F\x98\x80", 9 },
        { "a\xC0\x80", 1 },         /* overlong */
        { "a\xE0\x80\x80", 1 },     /* overlong */
        { "a\xED\xA0\x80", 1 },     /* a surrogate */
        { "a\xF4\x90\x80\x80", 1 }, /* beyond U+10FFFF */
        { "a\xF5\x80\x80\x80", 1 },
        { "a\xE7\xA8", 1 }, /* cut off */
        { "12345678\x80", 8 },
    };
    char clean[16];
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(utf8_sound(rows[i].text, strlen(rows[i].text)), rows[i].good);
    assert_int_equal(utf8_cut("a\xE7\xA8", 3), 2);
    assert_int_equal(utf8_cut("a\xE7\xA8\x80", 4), 0);
    assert_int_equal(utf8_cut("a\xF0", 2), 1);
    assert_int_equal(utf8_cut("", 0), 0);
    assert_int_equal(utf8_clean(clean, sizeof clean, "a\xFF\0b", 4), 8);
    assert_string_equal(clean, "a\xEF\xBF\xBD\xEF\xBF\xBD"
                               "b");
    assert_int_equal(utf8_clean(clean, 4, "\xE7\xA8\x80\xE7\xA8\x80", 6),
                     3); /* whole characters only */
}

static void the_map_gives_every_line_back(void **state)
{
    enum { N = 3000 };
    static int64_t line[N];
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        rng r = rng_make(seed, 2);
        linemap m;
        int64_t at = 1, n = 0;
        double gaps = rng_f64(&r, 0, 0.5);
        int32_t step = rng_i32(&r, 1, 3);
        linemap_init(&m, &cx->al);
        while (n < N) {
            int64_t run = rng_chance(&r, gaps) ? 1 : rng_i32(&r, 1, 50);
            run = MIN_OF(run, N - n);
            at += rng_chance(&r, gaps) ? rng_i32(&r, 1, 5) : step;
            assert_true(linemap_add(&m, n, at, run));
            for (int64_t k = 0; k < run; k++)
                line[n++] = at + k;
            at += run - 1;
        }
        for (int64_t k = 0; k < N; k++)
            if (linemap_line(&m, k) != line[k])
                fail_msg("seed %" PRIu64 ": record %" PRId64, seed, k);
        linemap_release(&m);
    }
    gad_ctx_free(cx);
}

static void a_double_spaced_file_needs_no_more_memory(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    linemap m;
    (void)state;
    linemap_init(&m, &cx->al);
    for (int64_t k = 0; k < 100000; k++)
        assert_true(linemap_add(&m, k, 3 + 2 * k, 1));
    assert_true(m.n <= 2);
    assert_int_equal(linemap_line(&m, 99999), 200001);
    linemap_release(&m);
    gad_ctx_free(cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_records_apart),
        cmocka_unit_test(a_zero_byte_is_named_with_its_column),
        cmocka_unit_test(asks_for_more_only_while_it_helps),
        cmocka_unit_test(the_fast_scanner_agrees_with_the_thorough_one),
        cmocka_unit_test(a_quote_that_loses_its_partner_costs_one_line),
        cmocka_unit_test(guesses_delimiter_header_and_shape),
        cmocka_unit_test(tells_encodings_apart),
        cmocka_unit_test(utf8_is_checked_by_the_book),
        cmocka_unit_test(the_map_gives_every_line_back),
        cmocka_unit_test(a_double_spaced_file_needs_no_more_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
