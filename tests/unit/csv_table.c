/* csv_table.c - reading small CSV files: what is taken, and what is said about the rest. */
#include "test.h"
#include "text/csv_table.h"
#include <unistd.h>

typedef struct entry {
    const char *id, *note;
    double low;
    double share;
    int32_t count;
    int32_t month;
    int32_t line;
} entry;

static const csv_column columns[] = {
    { .name = "id", .type = CSV_TEXT, .offset = offsetof(entry, id), .required = true },
    { .name = "low", .type = CSV_NUMBER, .offset = offsetof(entry, low), .required = true },
    { .name = "share", .type = CSV_NUMBER, .offset = offsetof(entry, share), .lo = -1, .hi = 1 },
    { .name = "count", .type = CSV_INTEGER, .offset = offsetof(entry, count), .lo = 1, .hi = 9 },
    { .name = "month", .type = CSV_MONTH, .offset = offsetof(entry, month) },
    { .name = "note", .type = CSV_TEXT, .offset = offsetof(entry, note) },
};
static const csv_schema schema = {
    .column = columns, .n = COUNT_OF(columns), .size = sizeof(entry), .line = offsetof(entry, line)
};
#define HEAD "id,low,share,count,month,note\n"

static gad_ctx *cx;
static arena mem;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    if (cx)
        arena_init(&mem, &cx->al);
    return !cx;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&mem);
    gad_ctx_free(cx);
    return 0;
}

static gad_status read_text(const char *text, size_t size, entry **e, int32_t *n)
{
    void *rows = NULL;
    gad_status st = csv_read_bytes(cx, "t.csv", text, size, &schema, &mem, &rows, n);
    *e = rows;
    return st;
}

static void refused_bytes(const char *text, size_t size, const char *want)
{
    entry *e;
    int32_t n = 0;
    gad_status st = read_text(text, size, &e, &n);
    if (st != GAD_E_FORMAT || !STR_EQ(gad_last_error(cx).text, want))
        fail_msg("'%s': status %d: %s\nwanted: %s", text, (int)st,
                 st ? gad_last_error(cx).text : "", want);
}

static void refused(const char *text, const char *want)
{
    refused_bytes(text, strlen(text), want);
}

static const entry *taken(const char *text, int32_t want)
{
    entry *e;
    int32_t n = -1;
    gad_status st = read_text(text, strlen(text), &e, &n);
    if (st || n != want)
        fail_msg("'%s': status %d, %d rows: %s", text, (int)st, (int)n,
                 st ? gad_last_error(cx).text : "");
    return e;
}

/* ---- tests --------------------------------------------------------------------------------------- */

static void every_type_is_read_into_its_field(void **state)
{
    (void)state;
    const entry *e = taken(HEAD "ndpr,-1.5e3,0.25,9,2025-06,a reason\n", 1);
    assert_string_equal(e->id, "ndpr");
    assert_string_equal(e->note, "a reason");
    assert_true(e->low == -1500 && e->share == 0.25 && e->count == 9);
    assert_int_equal(e->month, month_of(2025, 6));
    assert_int_equal(e->line, 2);
}

static void cells_are_read_by_name_whatever_their_order(void **state)
{
    (void)state;
    const entry *e = taken("note,month,count,share,low,id\nwhy,2025-06,3,-1,4,a\n", 1);
    assert_string_equal(e->id, "a");
    assert_string_equal(e->note, "why");
    assert_true(e->low == 4 && e->share == -1 && e->count == 3 && e->month == month_of(2025, 6));
}

static void empty_cells_say_that_nothing_is_known(void **state)
{
    (void)state;
    const entry *e = taken(HEAD "a,1,,,,\n", 1);
    assert_int_equal(IS_NUMBER(e->share), 0);
    assert_int_equal(e->count, INT32_MIN);
    assert_int_equal(e->month, INT32_MIN);
    assert_string_equal(e->note, "");
}

static void quoted_fields_hold_commas_quotes_and_line_feeds(void **state)
{
    (void)state;
    const entry *e = taken(HEAD "a,1,,,,\"one, \"\"two\"\"\nthree\"\n\"b\",\"2\",,,,\n", 2);
    assert_string_equal(e[0].note, "one, \"two\"\nthree");
    assert_string_equal(e[1].id, "b");
    assert_true(e[1].low == 2);
}

static void rows_know_their_line_in_the_file(void **state)
{
    (void)state;
    const entry *e = taken("# a remark, with \"a quote\n\n" HEAD
                           "a,1,,,,\"x\n\n# no remark\"\n# one\n\nb,2,,,,\n"
                           "c,3,,,,",
                           3);
    assert_int_equal(e[0].line, 4);
    assert_int_equal(e[1].line, 9);
    assert_int_equal(e[2].line, 10);
    assert_string_equal(e[0].note, "x\n\n# no remark");
    refused(HEAD "a,1,,,,\"x\ny\"\n# one\r\n\r\nb,zwei,,,,\n",
            "t.csv:6: column 'low': 'zwei' is no number: write digits, with a point for decimals "
            "and no separators");
}

static void marks_and_either_line_end_are_taken(void **state)
{
    (void)state;
    const entry *e = taken(
        "\xEF\xBB\xBFid,low,share,count,month,note\r\na,1,,,,\"caf\xC3\xA9\"\r\nb,2,,,,\r\n", 2);
    assert_string_equal(e[0].note, "caf\xC3\xA9");
    assert_string_equal(e[1].note, "");
    assert_int_equal(e[1].line, 3);
    taken(HEAD, 0);
    taken("id,low,share,count,month,note", 0);
}

static void heads_must_be_the_schemas(void **state)
{
    (void)state;
    refused("", "t.csv: is empty: its first line must be id,low,share,count,month,note");
    refused("# only this\n\n",
            "t.csv: is empty: its first line must be id,low,share,count,month,note");
    refused("\n# x\nid,lwo,share,count,month,note\n",
            "t.csv:3: column 'lwo' is not known: did you mean 'low'?");
    refused(
        "id,low,share,count,month,note,quatsch\n",
        "t.csv:1: column 'quatsch' is not known: the columns are id,low,share,count,month,note");
    refused("id,low,share,count,month,note,low\n",
            "t.csv:1: column 'low' stands twice: take one out");
    refused("id,low,share,month,note\n", "t.csv:1: column 'count' is missing: the columns are "
                                         "id,low,share,count,month,note");
}

static void rows_must_have_every_field(void **state)
{
    static const char hint[] =
        ": put texts with commas into double quotes, and write empty fields too";
    char want[256];
    (void)state;
    snprintf(want, sizeof want, "t.csv:2: 5 fields, but the head has 6%s", hint);
    refused(HEAD "a,1,,,\n", want);
    snprintf(want, sizeof want, "t.csv:3: 7 fields, but the head has 6%s", hint);
    refused(HEAD "a,1,,,,\nb,1,000,,,,\n", want);
    char many[400] = HEAD;
    memset(many + strlen(many), ',', 300);
    snprintf(want, sizeof want, "t.csv:2: 301 fields, but the head has 6%s", hint);
    refused(many, want);
}

static void quotes_must_be_closed_and_doubled(void **state)
{
    static const char amid[] = "put the field into double quotes and write the quote twice";
    char want[256];
    (void)state;
    refused(HEAD "a,1,,,,\nb,1,,,,\"x\n\n",
            "t.csv:3: the row opens a double quote and never closes it");
    snprintf(want, sizeof want, "t.csv:2: a double quote amid a field: %s", amid);
    refused(HEAD "a,1,,,,5\" wide\n", want);
    refused(HEAD "a,1,,,,\"x\" y\n", want);
    refused(HEAD "a,1,,,, \"x\"\n", want);
    snprintf(want, sizeof want,
             "t.csv:4: a double quote amid a field (the row starts in line 2): %s", amid);
    refused(HEAD "a,1,,,,\"x\nb,1,,,,\nc,1,,,,\"y\"\n", want);
}

static void bytes_that_no_text_holds_are_refused(void **state)
{
    static const char zero[] = HEAD "a,1,,,,x\0y\n";
    (void)state;
    refused_bytes(zero, sizeof zero - 1, "t.csv:2: control characters are not allowed: byte 0x00");
    refused(HEAD "a,1,,,,\x1B[1m\n", "t.csv:2: control characters are not allowed: byte 0x1B");
    refused(HEAD "a,1,,,,x\rb,1,,,,\n",
            "t.csv:2: control characters are not allowed: byte 0x0D (lines end with a line feed)");
    static const char *const broken[] = { "\xFF",         "\xC3",         "\xC0\xAF",
                                          "\xED\xA0\x80", "\xE0\x80\x80", "\xF4\x90\x80\x80",
                                          "\xE2\x82",     "\x80" };
    for (int32_t i = 0; i < COUNT_OF(broken); i++) {
        char text[128], want[128];
        snprintf(text, sizeof text, HEAD "\n# %s", broken[i]);
        snprintf(want, sizeof want, "t.csv:3: this is not UTF-8: byte 0x%02X",
                 (unsigned char)broken[i][0]);
        refused(text, want);
    }
    taken(HEAD "a,1,,,,\xE2\x82\xAC \xF0\x9F\x98\x80 \xED\x9F\xBF\n", 1);
}

static void numbers_are_plain(void **state)
{
    static const char *const bad[] = { "\"1,000\"", "1 000", "1_000", "--1",   "+-1", "0x10",
                                       "inf",       "nan",   "1e999", "1.2.3", "5%",  "." };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(bad); i++) {
        char text[128];
        snprintf(text, sizeof text, HEAD "a,%s,,,,\n", bad[i]);
        entry *e;
        int32_t n;
        assert_int_equal(read_text(text, strlen(text), &e, &n), GAD_E_FORMAT);
        assert_non_null(strstr(gad_last_error(cx).text, "t.csv:2: column 'low': '"));
    }
    refused(HEAD "a,,,,,\n", "t.csv:2: column 'low' is empty: it needs a value");
    refused(HEAD ",1,,,,\n", "t.csv:2: column 'id' is empty: it needs a value");
    refused(HEAD "a,1, 0.5,,,\n",
            "t.csv:2: column 'share': ' 0.5' starts or ends with a space: take it out");
    refused(HEAD "a,1,1.01,,,\n", "t.csv:2: column 'share': 1.01 is not within -1 to 1");
    refused(HEAD "a,1,,0,,\n", "t.csv:2: column 'count': 0 is not within 1 to 9");
    refused(HEAD "a,1,,2.0,,\n",
            "t.csv:2: column 'count': '2.0' is no whole number: write digits only");
    refused(HEAD "a,1,,,2025-13,\n",
            "t.csv:2: column 'month': '2025-13' is no month: write year and month, as 2025-06");
    refused(HEAD "a,1,,,,\"x\ny \"\n",
            "t.csv:2: column 'note': 'x' starts or ends with a space: take it out");
}

static void files_are_read_and_named(void **state)
{
    char path[TEST_PLACE];
    void *rows;
    int32_t n = 0;
    (void)state;
    int fd = mkstemp(test_place(path, "csv"));
    assert_true(fd >= 0);
    assert_int_equal(write(fd, HEAD "a,1,,,,\n", strlen(HEAD) + 8), (ssize_t)strlen(HEAD) + 8);
    close(fd);
    assert_int_equal(csv_read_file(cx, path, &schema, &mem, &rows, &n), GAD_OK);
    assert_int_equal(n, 1);
    unlink(path);
    assert_int_equal(csv_read_file(cx, path, &schema, &mem, &rows, &n), GAD_E_IO);
    assert_non_null(strstr(gad_last_error(cx).text, path));
    assert_int_equal(csv_read_file(cx, "/", &schema, &mem, &rows, &n), GAD_E_IO);
}

static void large_files_are_refused_unread(void **state)
{
    size_t n = (size_t)CSV_BYTES_MAX + 1;
    char *text = malloc(n);
    (void)state;
    assert_non_null(text);
    memset(text, '\n', n);
    refused_bytes(text, n, "t.csv: is larger than 16 MiB");
    memcpy(text, HEAD, strlen(HEAD));
    entry *e;
    int32_t k = -1;
    assert_int_equal(read_text(text, n - 1, &e, &k), GAD_OK);
    assert_int_equal(k, 0);
    free(text);
}

static void survives_every_failing_allocation(void **state)
{
    enum { ROWS = 300, NOTE = 9000 };
    static char text[64 + ROWS * 32 + NOTE];
    size_t at = (size_t)snprintf(text, sizeof text, HEAD);
    (void)state;
    for (int32_t i = 0; i < ROWS; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "id-%d,1,,,,note\n", (int)i);
    at += (size_t)snprintf(text + at, sizeof text - at, "last,1,,,,%0*d\n", NOTE - 100, 0);
    long failed = 0;
    gad_status st = GAD_E_NOMEM;
    for (long left = 1; st == GAD_E_NOMEM; left++, failed++) {
        alloc_budget budget = { .left = left };
        gad_ctx *poor = gad_ctx_new(budget_realloc, &budget);
        arena own;
        void *rows = NULL;
        int32_t n = 0;
        assert_non_null(poor);
        arena_init(&own, &poor->al);
        st = csv_read_bytes(poor, "t.csv", text, at, &schema, &own, &rows, &n);
        assert_true(st == GAD_E_NOMEM || (st == GAD_OK && n == ROWS + 1));
        if (st)
            assert_non_null(strstr(gad_last_error(poor).text, "t.csv"));
        arena_release(&own);
        gad_ctx_free(poor);
        assert_int_equal(budget.live, 0);
    }
    assert_true(failed > 10);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(every_type_is_read_into_its_field),
        T(cells_are_read_by_name_whatever_their_order),
        T(empty_cells_say_that_nothing_is_known),
        T(quoted_fields_hold_commas_quotes_and_line_feeds),
        T(rows_know_their_line_in_the_file),
        T(marks_and_either_line_end_are_taken),
        T(heads_must_be_the_schemas),
        T(rows_must_have_every_field),
        T(quotes_must_be_closed_and_doubled),
        T(bytes_that_no_text_holds_are_refused),
        T(numbers_are_plain),
        T(files_are_read_and_named),
        T(large_files_are_refused_unread),
        T(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
