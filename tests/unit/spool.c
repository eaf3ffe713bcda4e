/* spool - layer 1: files of every container, encoding and damage, written here, and the real ones. */
#include "test.h"
#include "spool_seen.h"
#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <locale.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <dirent.h>
#include <zlib.h>

static gad_ctx *cx;
static char dir[TEST_PLACE]; /* of the whole run */
static char path[PATH_MAX];
static seen z;

static const char *file(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void put(const char *name, const char *bytes, size_t n)
{
    FILE *f = fopen(file(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* Files left in the folder by others than us. */
static int32_t leftovers(void)
{
    int32_t n = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        n += strncmp(e->d_name, "gadolin-", 8) == 0;
    closedir(d);
    return n;
}

/* Spool file(name); the result is in z until the next call. */
static gad_status look(const char *name)
{
    if (z.mem.al)
        arena_release(&z.mem);
    gad_status st = seen_spool(cx, &cx->al, file(name), dir, &z);
    assert_string_equal(z.wrong, "");
    assert_int_equal(leftovers(), 0);
    return st;
}

static const seen_member *look_at(const char *name, const char *bytes, size_t n)
{
    put(name, bytes, n);
    gad_status st = look(name);
    if (st)
        fail_msg("%s", gad_last_error(cx).text);
    assert_int_equal(z.n, 1);
    return &z.m[0];
}

#define LOOK(text) look_at("in.csv", (text), sizeof(text) - 1)

static void fails_with(gad_status want, const char *name, const char *words)
{
    gad_status st = look(name);
    const char *text = gad_last_error(cx).text;
    assert_int_equal(st, want);
    assert_int_equal(z.n, 0);
    if (!strstr(text, words) || !strstr(text, name))
        fail_msg("the message '%s' does not name '%s' with '%s'", text, name, words);
}

static void row_is(const seen_member *m, int64_t r, const char *joined)
{
    char got[1000] = "";
    for (int32_t i = 0; i < m->s.n_col; i++) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%s", i ? "|" : "", m->row[r + 1][i]);
    }
    assert_string_equal(got, joined);
}

static void bad_is(const seen_member *m, int64_t k, int64_t line, const char *reason)
{
    assert_true(k < m->s.n_bad);
    assert_int_equal(m->s.bad[k].line, line);
    assert_string_equal(m->s.bad[k].reason, reason);
}

/* ---- CSV ------------------------------------------------------------------------------------- */
static void sound_files_are_read_where_they_lie(void **state)
{
    static const char *const texts[] = {
        "a,b,c\n1,2,3\n4,5,6\n",
        "a;b;c\r\n1;2;3\r\n4;5;6",
        "a\tb\tc\n1\t2\t3\n4\t5\t6\n",
        "\"a\",b,c\n1,\"2,x\",3\n4,\"5 \"\"\",6\n",
        "a,b,\xE7\xA8\x80\n1,2,\xC3\xA4\n4,5,6\n",
        "a,b,c\n",
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(texts); i++) {
        const seen_member *m = look_at("in.csv", texts[i], strlen(texts[i]));
        assert_int_equal(m->s.kind, SPOOL_CSV);
        assert_true(m->in_place);
        assert_int_equal(m->s.n_col, 3);
        assert_int_equal(m->s.n_record, i == 5 ? 0 : 2);
        assert_int_equal(m->s.n_bad, 0);
        assert_string_equal(m->s.note, "");
        assert_string_equal(m->s.encoding, "UTF-8");
        if (i < 5)
            assert_int_equal(m->line[1], 3);
    }
    const seen_member *m = LOOK("a,b\nc,d\n");
    assert_string_equal(m->s.sha256,
                        "eafde52e304486ad92291694fa17012481621e71d08c45a643e23ed504d061cd");
}

static void everything_else_is_rewritten_and_keeps_its_lines(void **state)
{
    (void)state;
    const seen_member *m =
        LOOK("\xEF\xBB\xBF# made today\n\n a , \"b\" ,c\r\n1,\"x\ny\",3\n\n,,\n4,5\" pipe,6\n");
    assert_false(m->in_place);
    assert_int_equal(m->s.delimiter, ',');
    assert_string_equal(m->s.col[0], "a");
    assert_string_equal(m->s.col[1], "b");
    assert_int_equal(m->s.n_record, 2);
    row_is(m, 0, "1|x y|3");
    row_is(m, 1, "4|5\" pipe|6");
    assert_int_equal(m->line[0], 4);
    assert_int_equal(m->line[1], 8);
    assert_string_equal(m->text[1], "4,\"5\"\" pipe\",6");
    assert_string_equal(
        m->s.note, "1 comment line before the header; 3 empty lines; 1 record with line breaks "
                   "in it: spaces now");
    m = LOOK("a;b\n\n1;2,5\n");
    row_is(m, 0, "1|2,5");
    m = LOOK("a,b,\n1,2,\n3,4,\n");
    assert_int_equal(m->s.n_col, 2);
    row_is(m, 1, "3|4");
    m = LOOK("a,b\r1,2\r3,4\r");
    assert_int_equal(m->s.n_record, 2);
    assert_int_equal(m->line[1], 3);
    assert_non_null(strstr(m->s.note, "CR alone"));
    m = LOOK("name\n\nx\n\" \"\"\"\n");
    row_is(m, 1, " \"");
}

static void bad_records_are_kept_with_line_reason_and_text(void **state)
{
    (void)state;
    const seen_member *m = LOOK(
        "a,b,\xC3\xA4\xC3\xB6\n1,2,3\n1,2\n1,2,3,4\n1,\"2,3\n4,\"5\"x,6\n7,\xFF,9\n7,\0,9\n10,11,12\n");
    assert_int_equal(m->s.n_record, 2);
    row_is(m, 1, "10|11|12");
    assert_int_equal(m->line[1], 9);
    assert_int_equal(m->s.n_bad, 6);
    bad_is(m, 0, 3, "2 fields where the header has 3");
    bad_is(m, 1, 4, "4 fields where the header has 3");
    bad_is(m, 2, 5, "the quote opened at column 3 is not closed");
    bad_is(m, 3, 6, "text after a closing quote at column 6");
    bad_is(m, 4, 7, "not UTF-8 at column 3");
    bad_is(m, 5, 8, "a zero byte at column 3");
    assert_string_equal(m->s.bad[2].text, "1,\"2,3");
    assert_string_equal(m->s.bad[4].text, "7,\xEF\xBF\xBD,9");
    m = LOOK("a,b,\n1,2,\n1,2,\n1,2,\n1,2,\n1,2,\n1,2,\n1,2,\n1,2,\n1,2,\n1,2,\n1,2,3\n1,2\n");
    assert_int_equal(m->s.n_record, 11); /* one line lacks the comma at its end: that is no fault */
    bad_is(m, 0, 12, "a value in the last column, which has no name");
}

static void rows_wider_than_the_header_are_kept_and_counted(void **state)
{
    (void)state;
    const seen_member *m = LOOK("a,b\n1,2,x\n3,4,\n");
    assert_int_equal(m->s.extra, 1);
    assert_int_equal(m->s.n_col, 3);
    assert_string_equal(m->s.col[2], "");
    assert_int_equal(m->s.n_bad, 0);
    row_is(m, 0, "1|2|x");
    row_is(m, 1, "3|4|");
    assert_string_equal(m->s.note, "the rows have 1 field more than the header");
    m = LOOK("a,b\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2\n");
    bad_is(m, 0, 12, "2 fields where the other rows have 3");
}

static void a_missing_header_is_noticed(void **state)
{
    (void)state;
    const seen_member *m = LOOK("2022,4,011260\n2022,5,011260\n");
    assert_true(m->s.headerless);
    assert_int_equal(m->s.n_record, 1);
    assert_string_equal(m->s.col[2], "011260");
}

static void very_long_lines_are_bad_records(void **state)
{
    const size_t n = 5000000;
    char *text = malloc(n + 100);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', n + 100);
    memcpy(text, "a,b\n1,2\n", 8);
    memcpy(text + n, "\n3,4\n", 5);
    const seen_member *m = look_at("long.csv", text, n + 5);
    assert_int_equal(m->s.n_record, 2);
    bad_is(m, 0, 3, "a line of 4999992 bytes, more than the 1048576 allowed");
    assert_int_equal(strlen(m->s.bad[0].text), SPOOL_TEXT_MAX);
    assert_int_equal(m->line[1], 4);
    memset(text + 8, '"', 1000000); /* would double to two million bytes */
    text[8] = '1';
    text[9] = ',';
    text[10] = 'x';
    text[1000008] = '\n';
    m = look_at("long.csv", text, 1000009);
    assert_int_equal(m->s.n_record, 1);
    assert_int_equal(m->s.n_bad, 1);
    memcpy(text, "xxxx", 4);
    memset(text + 8, 'x', 1000001);
    m = look_at("long.csv", text, n);
    assert_int_equal(m->s.kind, SPOOL_CSV); /* one column; the first line is "xxxx1,2"... */
    memset(text, 'x', n);
    m = look_at("long.csv", text, n);
    assert_int_equal(m->s.kind, SPOOL_BINARY);
    assert_non_null(strstr(m->s.note, "a line of"));
    free(text);
}

/* The sound part is longer than the window, so that later blocks are met as well. */
static void damage_far_into_a_file_is_found(void **state)
{
    enum { ROWS = 400000 };
    size_t n = 0, room = 40 * (size_t)ROWS;
    char *text = malloc(room);
    (void)state;
    assert_non_null(text);
    n += (size_t)snprintf(text, room, "id,name,value\n");
    for (int32_t i = 0; i < ROWS; i++)
        n += (size_t)snprintf(text + n, room - n,
                              i == 399000 ? "%d,C\xF4te d'Ivoire,1\n" : "%d,\"x, y\",1.5\n", i);
    const seen_member *m = look_at("far.csv", text, n);
    assert_string_equal(m->s.encoding, "windows-1252");
    assert_int_equal(m->s.n_bad, 0);
    assert_int_equal(m->s.n_record, ROWS);
    row_is(m, 399000, "399000|C\xC3\xB4te d'Ivoire|1");
    assert_int_equal(m->line[399999], 400001);
    char *spot = strstr(text, "399000,");
    spot[8] = '\x81'; /* means nothing in windows-1252 */
    m = look_at("far.csv", text, n);
    bad_is(m, 0, 399002, "not windows-1252 at column 9");
    free(text);
}

/* ---- encodings ------------------------------------------------------------------------------- */
static size_t encode(const char *to, const char *utf8, char *out, size_t room)
{
    char *in = (char *)(uintptr_t)utf8, *end = out;
    size_t left = strlen(utf8);
    iconv_t cd = iconv_open(to, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    assert_true(iconv(cd, &in, &left, &end, &room) != (size_t)-1);
    iconv_close(cd);
    return (size_t)(end - out);
}

static void every_encoding_becomes_utf8(void **state)
{
    static const struct {
        const char *iconv_name, *name, *mark;
        size_t n_mark;
        const char *word;
    } rows[] = {
        { "UTF-8", "UTF-8", "\xEF\xBB\xBF", 3, "\xE7\xA8\x80\xE5\x9C\x9F" },
        { "GB18030", "GB18030", "", 0, "\xE7\xA8\x80\xE5\x9C\x9F\xE6\xB0\xB8\xE7\xA3\x81" },
        { "GB18030", "GB18030", "\x84\x31\x95\x33", 4, "\xE7\xA8\x80" },
        { "CP1252", "windows-1252", "", 0, "T\xC3\xBCrkiye" },
        { "UTF-16LE", "UTF-16LE", "\xFF\xFE", 2, "\xE7\xA8\x80\xC3\xA4" },
        { "UTF-16BE", "UTF-16BE", "\xFE\xFF", 2, "\xE7\xA8\x80\xC3\xA4" },
        { "UTF-16LE", "UTF-16LE", "", 0, "\xE7\xA8\x80\xC3\xA4" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        char text[400], bytes[1000], want[100];
        snprintf(text, sizeof text, "id,name,value\n1,%s,1\n2,\"%s\",2\n", rows[i].word,
                 rows[i].word);
        memcpy(bytes, rows[i].mark, rows[i].n_mark);
        size_t n =
            encode(rows[i].iconv_name, text, bytes + rows[i].n_mark, sizeof bytes - rows[i].n_mark);
        const seen_member *m = look_at("in.csv", bytes, n + rows[i].n_mark);
        assert_string_equal(m->s.encoding, rows[i].name);
        assert_int_equal(m->s.n_bad, 0);
        assert_int_equal(m->s.n_record, 2);
        snprintf(want, sizeof want, "2|%s|2", rows[i].word);
        row_is(m, 1, want);
        assert_string_equal(m->s.col[0], "id");
        assert_int_equal(strstr(m->s.note, "the file is") != NULL, i > 0);
    }
}

static void bytes_outside_the_encoding_are_bad_records(void **state)
{
    (void)state;
    const seen_member *m = LOOK("a,b\n1,\xCF\xA1\xCD\xC1\n2,\xFF\n3,\xCF\xA1\xCD\xC1\n");
    assert_string_equal(m->s.encoding, "GB18030");
    assert_int_equal(m->s.n_record, 2);
    bad_is(m, 0, 3, "not GB18030 at column 3");
}

/* ---- containers ------------------------------------------------------------------------------ */
static void put_gz(const char *name, const char *text, const char *mode)
{
    gzFile f = gzopen(file(name), mode);
    assert_non_null(f);
    assert_int_equal(gzwrite(f, text, (unsigned)strlen(text)), strlen(text));
    assert_int_equal(gzclose(f), Z_OK);
}

static void put_archive(const char *name, bool seven, const char *const *member, int32_t n)
{
    struct archive *a = archive_write_new();
    struct archive_entry *e = archive_entry_new();
    locale_t utf8 =
        newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); /* for the names in a 7z file */
    locale_t before = uselocale(utf8);
    assert_non_null(a);
    assert_non_null(e);
    assert_int_equal(seven ? archive_write_set_format_7zip(a) : archive_write_set_format_zip(a),
                     ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, file(name)), ARCHIVE_OK);
    for (int32_t i = 0; i < n; i++) {
        const char *text = member[2 * i + 1];
        archive_entry_clear(e);
        archive_entry_set_pathname_utf8(e, member[2 * i]);
        archive_entry_set_filetype(e, text ? AE_IFREG : AE_IFDIR);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, text ? (int64_t)strlen(text) : 0);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        if (text)
            assert_int_equal(archive_write_data(a, text, strlen(text)), strlen(text));
    }
    archive_entry_free(e);
    assert_int_equal(archive_write_free(a), ARCHIVE_OK);
    uselocale(before);
    freelocale(utf8);
}

static void gzip_is_unpacked_and_checked(void **state)
{
    char text[20000] = "";
    size_t n = 0, got = 0;
    (void)state;
    for (int32_t i = 0; i < 1000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, i ? "%d,%d\n" : "a,b\n", i * 7919, i);
    const char *plain_sha = arena_str(&z.mem, look_at("in.csv", text, n)->s.sha256);
    char sha[DIGEST_TEXT];
    memcpy(sha, plain_sha, sizeof sha);
    put_gz("in.csv.gz", text, "wb");
    assert_int_equal(look("in.csv.gz"), GAD_OK);
    assert_int_equal(z.m[0].s.n_record, 999);
    assert_string_equal(z.m[0].s.sha256, sha);
    put_gz("in.csv.gz", "1,2\n", "ab"); /* a second gzip member */
    assert_int_equal(look("in.csv.gz"), GAD_OK);
    assert_int_equal(z.m[0].s.n_record, 1000);

    put_gz("cut.csv.gz", text, "wb");
    char *bytes = seen_file(&z, file("cut.csv.gz"), &got);
    for (size_t cut = 3; cut < got; cut += got / 13) {
        put("cut.csv.gz", bytes, cut);
        fails_with(GAD_E_IO, "cut.csv.gz", "truncated gzip file");
        put_gz("cut.csv.gz", text, "wb");
        bytes = seen_file(&z, file("cut.csv.gz"), &got);
    }
    bytes[got - 6] ^= 1; /* the checksum at the end */
    put("sum.csv.gz", bytes, got);
    fails_with(GAD_E_FORMAT, "sum.csv.gz", "damaged gzip file");
    put_gz("tail.csv.gz", text, "wb");
    bytes = seen_file(&z, file("tail.csv.gz"), &got);
    bytes[got] = 'x';
    put("tail.csv.gz", bytes, got + 1);
    fails_with(GAD_E_FORMAT, "tail.csv.gz", "follow its end");
    put_gz("tail.csv.gz", text, "wb");
    bytes = seen_file(&z, file("tail.csv.gz"), &got);
    put("tail.csv.gz", bytes, got + 1); /* padded with a zero byte, as tapes do */
    assert_int_equal(look("tail.csv.gz"), GAD_OK);
}

static void archives_give_one_spool_per_member(void **state)
{
    static const char *const members[] = { "sub/",           NULL,
                                           "sub/one.csv",    "a,b\n1,2\n",
                                           "two.json",       "[[\"x\"],[1]]",
                                           "t\xC3\xB6n.csv", "a;b\n1;2\n3;4;5\n",
                                           "empty.csv",      "" };
    (void)state;
    for (int32_t seven = 0; seven < 2; seven++) {
        const char *name = seven ? "in.7z" : "in.zip";
        put_archive(name, seven, members, 5);
        if (look(name))
            fail_msg("%s", gad_last_error(cx).text);
        assert_int_equal(z.n, 4);
        assert_non_null(strstr(z.m[0].s.name, seven ? "in.7z:sub/one.csv" : "in.zip:sub/one.csv"));
        assert_int_equal(z.m[0].s.n_record, 1);
        assert_false(z.m[0].in_place);
        assert_int_equal(z.m[1].s.kind, SPOOL_JSON);
        assert_string_equal(z.m[1].s.head, "[[\"x\"],[1]]");
        if (!strstr(z.m[2].s.name, "t\xC3\xB6n.csv"))
            fail_msg("a member is called %s", z.m[2].s.name);
        assert_int_equal(z.m[2].s.n_bad, 1);
        assert_int_equal(z.m[3].s.kind, SPOOL_EMPTY);
    }
}

static void damaged_archives_are_refused(void **state)
{
    static const char *const one[] = { "one.csv", "a,b\n1,2\n3,4\n5,6\n" };
    static const char *const office[] = { "docProps/app.xml", "<a/>", "[Content_Types].xml",
                                          "<b/>" };
    static const char *const inner[] = { "inner.zip", "PK\x03\x04 and so on" };
    size_t n = 0;
    (void)state;
    for (int32_t seven = 0; seven < 2; seven++) {
        const char *name = seven ? "bad.7z" : "bad.zip";
        put_archive(name, seven, one, 1);
        char *bytes = seen_file(&z, file(name), &n);
        put(name, bytes, n - 10);
        fails_with(GAD_E_FORMAT, name, "damaged or unreadable");
        put_archive(name, seven, one, 1);
        bytes = seen_file(&z, file(name), &n);
        bytes[seven ? 40 : 45] ^= 0x55; /* in the packed data */
        put(name, bytes, n);
        fails_with(GAD_E_FORMAT, name, "damaged or unreadable");
        put_archive(name, seven, one, 0);
        fails_with(GAD_E_FORMAT, name, "");
    }
    put_archive("book.xlsx", false, office, 2);
    assert_int_equal(look("book.xlsx"), GAD_OK);
    assert_int_equal(z.n, 1);
    assert_int_equal(z.m[0].s.kind, SPOOL_BINARY);
    assert_non_null(strstr(z.m[0].s.note, "Excel"));
    put_archive("outer.zip", false, inner, 1);
    assert_int_equal(look("outer.zip"), GAD_OK);
    assert_non_null(strstr(z.m[0].s.note, "unpack it first"));
}

/* ---- other kinds and failures ---------------------------------------------------------------- */
static void other_kinds_are_named(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        spool_kind kind;
        const char *note;
    } rows[] = {
        { "", 0, SPOOL_EMPTY, "" },
        { "\n \r\n\t\n", 6, SPOOL_EMPTY, "" },
        { "\xEF\xBB\xBF", 3, SPOOL_EMPTY, "" },
        { "# only a comment\n", 17, SPOOL_EMPTY, "" },
        { "{\"a\":1}", 7, SPOOL_JSON, "" },
        { "\xEF\xBB\xBF [\n[\"a\"]]", 12, SPOOL_JSON, "" },
        { "[", 1, SPOOL_CSV, "" },
        { "PAR1....PAR1", 12, SPOOL_PARQUET, "" },
        { "%PDF-1.7 ...", 12, SPOOL_BINARY, "PDF" },
        { "<!DOCTYPE html><html>", 21, SPOOL_BINARY, "web page" },
        { "<?xml version=\"1.0\"?>", 21, SPOOL_BINARY, "XML" },
        { "\x7F"
          "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
          16, SPOOL_BINARY, "control characters" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        const seen_member *m = look_at("in.dat", rows[i].bytes, rows[i].n);
        assert_int_equal(m->s.kind, rows[i].kind);
        assert_non_null(strstr(m->s.note, rows[i].note));
    }
    put_gz("in.json.gz", "[\"x\"]", "wb");
    assert_int_equal(look("in.json.gz"), GAD_OK);
    assert_int_equal(z.m[0].s.kind, SPOOL_JSON);
    put("bad.json", "{\"\xC3\xA4\xC3\xB6\":\n\"\xFF\"}", 13);
    fails_with(GAD_E_FORMAT, "bad.json", "line 2 is not");
}

static void files_that_cannot_be_read_are_named(void **state)
{
    (void)state;
    fails_with(GAD_E_IO, "missing.csv", "No such file");
    assert_int_equal(mkdir(file("folder"), 0700), 0);
    fails_with(GAD_E_IO, "folder", "is a folder");
    assert_int_equal(mkfifo(file("pipe"), 0600), 0);
    fails_with(GAD_E_IO, "pipe", "not a regular file");
    put("locked.csv", "a,b\n", 4);
    if (geteuid() != 0) {
        chmod(file("locked.csv"), 0);
        fails_with(GAD_E_IO, "locked.csv", "Permission denied");
        chmod(file("locked.csv"), 0600);
    }
    put("bom.csv",
        "\xEF\xBB\xBF"
        "a,b\n1,2\n",
        11);
    char input[PATH_MAX];
    memcpy(input, file("bom.csv"), sizeof input);
    seen y;
    assert_int_equal(seen_spool(cx, &cx->al, input, file("no/such/folder"), &y), GAD_E_IO);
    assert_non_null(strstr(gad_last_error(cx).text, "no temporary file can be made in"));
    arena_release(&y.mem);
}

static gad_status refuse(gad_ctx *c, void *user, spool *s)
{
    (void)user;
    return gad_fail(c, GAD_E_SQL, "no to %s", s->encoding);
}

static void what_the_caller_answers_is_passed_on(void **state)
{
    (void)state;
    put("bom.csv",
        "\xEF\xBB\xBF"
        "a,b\n1,2\n",
        11);
    assert_int_equal(spool_each(cx, file("bom.csv"), dir, refuse, NULL), GAD_E_SQL);
    assert_string_equal(gad_last_error(cx).text, "no to UTF-8");
    assert_int_equal(leftovers(), 0);
}

static bool stop(void *user, const char *what, double done, double total)
{
    (void)done;
    assert_string_equal(what, "reading in.csv");
    assert_true(total == 8);
    ++*(int32_t *)user;
    return false;
}

static void progress_is_told_and_may_stop(void **state)
{
    int32_t calls = 0;
    (void)state;
    put("in.csv", "a,b\n1,2\n", 8);
    gad_ctx_progress(cx, stop, &calls);
    assert_int_equal(look("in.csv"), GAD_E_CANCEL);
    assert_int_equal(calls, 1);
    gad_ctx_progress(cx, NULL, NULL);
}

static void a_million_bad_records_are_enough(void **state)
{
    size_t n = 1100000 * 2;
    char *text = malloc(n + 4);
    (void)state;
    assert_non_null(text);
    memcpy(text, "a,b\n", 4);
    for (size_t i = 0; i < n; i += 2)
        memcpy(text + 4 + i, "x\n", 2);
    put("poor.csv", text, n + 4);
    fails_with(GAD_E_FORMAT, "poor.csv",
               "more than 1000000 damaged records, the first on line 2: 1 field where");
    free(text);
}

/* A child writes where there is no room; its exit status tells. */
static void full_disks_are_said_and_leave_nothing(void **state)
{
    char folder[PATH_MAX];
    (void)state;
    size_t n = 3000000;
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, 'x', n);
    for (size_t i = 0; i < n; i += 100)
        memcpy(text + i, i % 200 ? "\n\n" : "\n1", 2); /* blank lines: it must be rewritten */
    memcpy(text, "name\n", 5);
    put("big.csv", text, n);
    free(text);
    memcpy(folder, file("small"), sizeof folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    if (mount("none", folder, "tmpfs", 0, "size=1m")) {
        print_message("skipped: a full disk needs the right to mount one\n");
    } else {
        gad_status st = seen_spool(cx, &cx->al, file("big.csv"), folder, &z);
        int32_t gone = umount(folder);
        assert_int_equal(st, GAD_E_IO);
        assert_non_null(strstr(gad_last_error(cx).text, "the disk is full"));
        assert_int_equal(gone, 0);
    }
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit small = { 1000000, 1000000 };
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &small);
        gad_status st = seen_spool(cx, &cx->al, file("big.csv"), dir, &z);
        _exit(st == GAD_E_IO && strstr(gad_last_error(cx).text, "writing the temporary file") ? 0
                                                                                              : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(leftovers(), 0);
}

/* ---- memory ---------------------------------------------------------------------------------- */
static void survives_every_failing_allocation(void **state)
{
    static const char *const members[] = { "one.csv", "a,b\n1,2\n\n3\n\"4\n\",5\n", "two.json",
                                           "[[\"x\"]]" };
    static const char *const names[] = { "mem.csv", "mem.csv.gz", "mem.zip", "mem2.csv" };
    (void)state;
    put("mem.csv", "a,b\n1,2\n\n3\n\"4\n\",5\n", 19);
    put("mem2.csv", "a,b\n1,T\xFCrkiye\n", 14);
    put_gz("mem.csv.gz", "a;b\n1;2\n", "wb");
    put_archive("mem.zip", false, members, 2);
    for (int32_t i = 0; i < COUNT_OF(names); i++)
        for (long n = 1;; n++) {
            alloc_budget budget = { .left = n };
            gad_ctx *poor = gad_ctx_new(budget_realloc, &budget);
            assert_non_null(poor);
            if (z.mem.al)
                arena_release(&z.mem);
            gad_status st = seen_spool(poor, &cx->al, file(names[i]), dir, &z);
            gad_error e = gad_last_error(poor);
            bool honest = st == GAD_OK || st == GAD_E_NOMEM || strstr(z.wrong, "memory");
            if (!honest)
                fail_msg("%s after %ld allocations: %s", names[i], n, e.text);
            gad_ctx_free(poor);
            assert_int_equal(budget.live, 0);
            assert_int_equal(leftovers(), 0);
            if (st == GAD_OK && !z.wrong[0]) {
                assert_true(n > 10);
                break;
            }
            assert_true(n < 10000);
        }
}

/* ---- the real files -------------------------------------------------------------------------- */
static void reads_the_real_files(void **state)
{
    static const struct {
        const char *name, *encoding;
        int32_t n_col;
        int64_t n_record, n_bad;
        const char *first;
    } rows[] = {
        { "gacc/english-full.csv", "GB18030", 14, 5, 0,
          "202601|29012920|Acetylene|110|Hong Kong\xEF\xBC\x8C"
          "China|10|Ordinary Trade|44|Guangdong Province|81782|"
          "Kilogram|0|?|315,286" },
        { "gacc/chinese-full.csv", "GB18030", 13, 5, 0,
          "29012920|\xE4\xB9\x99\xE7\x82\x94|110|\xE4\xB8\xAD\xE5\x9B\xBD\xE9\xA6\x99\xE6\xB8\xAF|10|"
          "\xE4\xB8\x80\xE8\x88\xAC\xE8\xB4\xB8\xE6\x98\x93|44|\xE5\xB9\xBF\xE4\xB8\x9C\xE7\x9C\x81|214847|"
          "\xE5\x8D\x83\xE5\x85\x8B|0|?|5,848,714" },
        { "gacc/english-degenerate.csv", "UTF-8", 7, 3, 0,
          "29012920|Acetylene|4333|Kilogram|0|?|419,601" },
        { "gacc/gacc_partner_codes.csv", "UTF-8", 3, 242, 1,
          "101|Afghanistan|\xE9\x98\xBF\xE5\xAF\x8C\xE6\xB1\x97" },
        { "national/japan_raw_trade.csv", "UTF-8", 13, 8, 0, NULL },
        { "comtrade_new/quad_minerals_china_comtradeplus.csv", "UTF-8", 47, 72, 0, NULL },
        { "comtrade_new/shifted_columns_trade_data.csv", "UTF-8", 48, 8639, 0, NULL },
        { "comtrade_legacy/h3_china_india.csv", "UTF-8", 11, 8739, 0,
          "2010|699|2|156|H3|010619|1||2|109|4" },
        { "comtrade_raw/comtrade_2022.csv.gz", "UTF-8", 9, 166616, 0,
          "2022|56|0|250490|M|115969.976|27106.1|27106.1|8" },
        { "baci/country_codes_V202301.csv", "UTF-8", 5, 238, 0,
          "4|Afghanistan|Afghanistan|AF|AFG" },
    };
    (void)state;
    if (access(TEST_SOURCE_DIR "/../shared/data/customs", R_OK)) {
        print_message("skipped: ../shared is not here\n");
        return;
    }
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        char name[PATH_MAX];
        snprintf(name, sizeof name, "%s/../shared/data/customs/%s", TEST_SOURCE_DIR, rows[i].name);
        arena_release(&z.mem);
        assert_int_equal(seen_spool(cx, &cx->al, name, dir, &z), GAD_OK);
        assert_string_equal(z.wrong, "");
        assert_string_equal(z.m[0].s.encoding, rows[i].encoding);
        assert_int_equal(z.m[0].s.n_col, rows[i].n_col);
        assert_int_equal(z.m[0].s.n_record, rows[i].n_record);
        assert_int_equal(z.m[0].s.n_bad, rows[i].n_bad);
        if (rows[i].first)
            row_is(&z.m[0], 0, rows[i].first);
    }
}

static int set_up(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return cx && mkdtemp(test_place(dir, "spool")) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[TEST_PLACE + 100];
    (void)state;
    if (z.mem.al)
        arena_release(&z.mem);
    gad_ctx_free(cx);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_files_are_read_where_they_lie),
        cmocka_unit_test(everything_else_is_rewritten_and_keeps_its_lines),
        cmocka_unit_test(bad_records_are_kept_with_line_reason_and_text),
        cmocka_unit_test(rows_wider_than_the_header_are_kept_and_counted),
        cmocka_unit_test(a_missing_header_is_noticed),
        cmocka_unit_test(very_long_lines_are_bad_records),
        cmocka_unit_test(damage_far_into_a_file_is_found),
        cmocka_unit_test(every_encoding_becomes_utf8),
        cmocka_unit_test(bytes_outside_the_encoding_are_bad_records),
        cmocka_unit_test(gzip_is_unpacked_and_checked),
        cmocka_unit_test(archives_give_one_spool_per_member),
        cmocka_unit_test(damaged_archives_are_refused),
        cmocka_unit_test(other_kinds_are_named),
        cmocka_unit_test(files_that_cannot_be_read_are_named),
        cmocka_unit_test(what_the_caller_answers_is_passed_on),
        cmocka_unit_test(progress_is_told_and_may_stop),
        cmocka_unit_test(a_million_bad_records_are_enough),
        cmocka_unit_test(full_disks_are_said_and_leave_nothing),
        cmocka_unit_test(survives_every_failing_allocation),
        cmocka_unit_test(reads_the_real_files),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
