/* table - layers 1 and 4: one table in every format, whole and batch by batch; users' SQL. */
#include "test.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "report/write.h"
#include "store/store.h"

typedef struct page { /* what a gad_output wrote */
    char *text;
    size_t n;
    size_t room; /* bytes it takes before it fails; 0: no limit */
    int32_t calls;
} page;

static bool page_write(void *user, const char *bytes, size_t n)
{
    page *p = user;
    p->calls++;
    if (p->room && p->n + n > p->room)
        return false;
    p->text = realloc(p->text, p->n + n + 1);
    assert_non_null(p->text);
    memcpy(p->text + p->n, bytes, n);
    p->n += n;
    p->text[p->n] = '\0';
    return true;
}

static void page_free(page *p)
{
    free(p->text);
    *p = (page){ 0 };
}

/* A table with a cell of every kind that has ever gone wrong somewhere. */
static gad_table *hard_table(gad_ctx *cx)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return NULL;
    table_column(t, "name", "name", GAD_TEXT, -1);
    table_column(t, "qty_t", "tonnes", GAD_F64, 1);
    table_column(t, "year", "year", GAD_I64, -1);
    table_column(t, "rows", "rows", GAD_I64, 0);
    table_column(t, "ok", "ok", GAD_BOOL, -1);
    table_text(t, "\xE7\xA8\x80\xE5\x9C\x9F"); /* two wide characters */
    table_f64(t, 22319);
    table_i64(t, 2025);
    table_i64(t, 1234567);
    table_bool(t, true);
    table_text(t, "a|b,\"c\"\nd");
    table_f64(t, -0.04);
    table_i64(t, -1);
    table_i64(t, INT64_MIN);
    table_bool(t, false);
    table_text(t, "");
    table_null(t);
    table_null(t);
    table_null(t);
    table_null(t);
    return t;
}

static void writes(const gad_table *t, gad_ctx *cx, gad_output out, const char *want)
{
    page p = { 0 };
    out.write = page_write;
    out.user = &p;
    assert_int_equal(gad_table_write(cx, t, &out), GAD_OK);
    assert_string_equal(p.text, want);
    page_free(&p);
}

static void every_format_shows_the_same_table(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_table *t = hard_table(cx);
    (void)state;
    writes(t, cx, (gad_output){ .format = GAD_AS_TABLE },
           "name         tonnes  year                        rows  ok\n"
           "\xE7\xA8\x80\xE5\x9C\x9F       22,319.0  2025                   1,234,567  yes\n"
           "a|b,\"c\" d    -0.040    -1  -9,223,372,036,854,775,808  no\n"
           "                  -     -                           -  -\n");
    writes(t, cx, (gad_output){ .format = GAD_AS_CSV },
           "name,qty_t,year,rows,ok\n"
           "\xE7\xA8\x80\xE5\x9C\x9F,22319,2025,1234567,true\n"
           "\"a|b,\"\"c\"\"\nd\",-0.04,-1,-9223372036854775808,false\n"
           "\"\",,,,\n");
    writes(t, cx, (gad_output){ .format = GAD_AS_MD },
           "| name | tonnes | year | rows | ok |\n"
           "| --- | ---: | ---: | ---: | --- |\n"
           "| \xE7\xA8\x80\xE5\x9C\x9F | 22,319.0 | 2025 | 1,234,567 | yes |\n"
           "| a\\|b,\"c\"<br>d | -0.040 | -1 | -9,223,372,036,854,775,808 | no |\n"
           "|  | - | - | - | - |\n");
    gad_table_free(t);
    gad_ctx_free(cx);
}

static void small_amounts_never_read_zero(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_table *t = gad_table_new(cx);
    (void)state;
    table_column(t, "x", "tonnes", GAD_F64, 0);
    table_column(t, "p", "on month, %", GAD_F64, 1);
    const double cells[][2] = { { 3188, 1e-14 }, { 0.005, -0.04 }, { 0, 0 }, { 0.5, 0.05 } };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        table_f64(t, cells[i][0]);
        table_f64(t, cells[i][1]);
    }
    writes(t, cx, (gad_output){ .format = GAD_AS_MD },
           "| tonnes | on month, % |\n| ---: | ---: |\n| 3,188 | 0.0 |\n| 0.0050 | -0.040 |\n"
           "| 0 | 0.0 |\n| 0.50 | 0.050 |\n");
    gad_table_free(t);
    gad_ctx_free(cx);
}

static void json_keeps_full_precision_and_nulls(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_table *t = gad_table_new(cx);
    (void)state;
    table_column(t, "x", "tonnes", GAD_F64, 0);
    table_column(t, "s", NULL, GAD_TEXT, 0);
    table_f64(t, 0.1);
    table_text(t, "\"\x1b");
    table_null(t);
    table_null(t);
    writes(
        t, cx, (gad_output){ .format = GAD_AS_JSON },
        "{\n  \"version\": 1,\n  \"columns\": [\n"
        "    {\n      \"name\": \"x\",\n      \"title\": \"tonnes\",\n      \"type\": \"number\"\n    },\n"
        "    {\n      \"name\": \"s\",\n      \"title\": \"s\",\n      \"type\": \"text\"\n    }\n  ],\n"
        "  \"rows\": [\n    {\n      \"x\": 0.1,\n      \"s\": \"\\\"\\u001b\"\n    },\n"
        "    {\n      \"x\": null,\n      \"s\": null\n    }\n  ]\n}\n");
    gad_table_free(t);
    gad_ctx_free(cx);
}

static gad_table *one_text(gad_ctx *cx, const char *text, int32_t numbers)
{
    gad_table *t = gad_table_new(cx);
    assert_non_null(t);
    table_column(t, "text", NULL, GAD_TEXT, -1);
    for (int32_t i = 0; i < numbers; i++)
        table_column(t, "number", NULL, GAD_I64, 0);
    table_text(t, text);
    for (int32_t i = 0; i < numbers; i++)
        table_i64(t, 123456);
    return t;
}

static void a_narrow_terminal_cuts_texts_then_leaves_out_columns(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_table *t = one_text(cx, "a rather long text that will not fit", 2);
    (void)state;
    writes(t, cx, (gad_output){ .format = GAD_AS_TABLE, .width = 40 },
           "text                     number   number\n"
           "a rather long text th\xE2\x80\xA6  123,456  123,456\n");
    writes(t, cx, (gad_output){ .format = GAD_AS_TABLE, .width = 24 },
           "text           number\n"
           "a rather lo\xE2\x80\xA6  123,456\n"
           "(1 more column: a wider terminal, or -o csv, shows them)\n");
    gad_table_free(t);
    t = one_text(
        cx, "\xE7\xA8\x80\xE5\x9C\x9F\xE7\xA8\x80\xE5\x9C\x9F\xE7\xA8\x80\xE5\x9C\x9F\xE7\xA8\x80",
        0);
    writes(t, cx,
           (gad_output){ .format = GAD_AS_TABLE,
                         .width = 12 }, /* 5 wide characters and the mark: 11 */
           "text\n\xE7\xA8\x80\xE5\x9C\x9F\xE7\xA8\x80\xE5\x9C\x9F\xE7\xA8\x80\xE2\x80\xA6\n");
    gad_table_free(t);
    gad_ctx_free(cx);
}

static void nothing_in_a_cell_steers_the_terminal(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_table *t = one_text(cx, "\x1b[31mred\x07 \xC2\x9B \xE2\x80\xAE \xFF", 0);
    page p = { 0 };
    gad_output out = { .format = GAD_AS_TABLE, .write = page_write, .user = &p };
    (void)state;
    assert_int_equal(gad_table_write(cx, t, &out), GAD_OK);
    assert_null(strchr(p.text, '\x1b'));
    assert_null(strchr(p.text, '\x07'));
    assert_null(strstr(p.text, "\xC2\x9B"));
    assert_null(strstr(p.text, "\xE2\x80\xAE"));
    assert_null(strchr(p.text, '\xFF'));
    page_free(&p);
    out.colour = true;
    assert_int_equal(gad_table_write(cx, t, &out), GAD_OK);
    assert_non_null(strstr(p.text, "\x1b[1mtext\x1b[0m"));
    page_free(&p);
    gad_table_free(t);
    gad_ctx_free(cx);
}

static void widths_are_counted_as_the_terminal_does(void **state)
{
    (void)state;
    assert_int_equal(write_text_width(""), 0);
    assert_int_equal(write_text_width("abc"), 3);
    assert_int_equal(write_text_width("T\xC3\xBCrkiye"), 7);
    assert_int_equal(write_text_width("\xE7\xA8\x80\xE5\x9C\x9F"), 4);
    assert_int_equal(write_text_width("e\xCC\x81"), 1); /* a combining accent */
}

static void a_writer_that_fails_is_an_io_error(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_table *t = hard_table(cx);
    (void)state;
    for (int32_t f = GAD_AS_TABLE; f <= GAD_AS_PARQUET; f++) {
        page p = { .room = 3 };
        gad_output out = { .format = (gad_format)f, .write = page_write, .user = &p };
        assert_int_equal(gad_table_write(cx, t, &out), GAD_E_IO);
        page_free(&p);
    }
    gad_table_free(t);
    gad_ctx_free(cx);
}

static void writing_survives_every_failing_allocation(void **state)
{
    (void)state;
    for (int32_t f = GAD_AS_TABLE; f <= GAD_AS_PARQUET; f++) {
        for (long n = 0;; n++) {
            alloc_budget budget = { .left = n };
            page p = { 0 };
            gad_output out = { .format = (gad_format)f, .write = page_write, .user = &p };
            gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
            gad_table *t = cx ? hard_table(cx) : NULL, *done = NULL;
            gad_status st = t ? table_finish(cx, t, &done) : GAD_E_NOMEM;
            if (!st)
                st = gad_table_write(cx, done, &out);
            gad_table_free(done);
            gad_ctx_free(cx);
            page_free(&p);
            assert_int_equal(budget.live, 0);
            assert_true(st == GAD_OK || st == GAD_E_NOMEM);
            if (st == GAD_OK) {
                assert_true(n > 3);
                break;
            }
            assert_true(n < 10000);
        }
    }
}

/* ---- with a store ----------------------------------------------------------------------------- */

typedef struct room { /* a folder with a store in it */
    char dir[TEST_PLACE];
    char store[TEST_PLACE + 32];
    gad_ctx *cx;
} room;

static int enter(void **state)
{
    room *r = calloc(1, sizeof *r);
    gad_store *s = NULL;
    assert_non_null(r);
    assert_non_null(mkdtemp(test_place(r->dir, "table")));
    snprintf(r->store, sizeof r->store, "%s/store.duckdb", r->dir);
    r->cx = gad_ctx_new(NULL, NULL);
    assert_int_equal(gad_store_open(r->cx, r->store, GAD_OPEN_WRITE, &s), GAD_OK);
    gad_store_close(s);
    *state = r;
    return 0;
}

static int leave(void **state)
{
    room *r = *state;
    unlink(r->store);
    assert_int_equal(rmdir(r->dir), 0); /* nothing else was left behind */
    gad_ctx_free(r->cx);
    free(r);
    return 0;
}

static gad_status ask(room *r, const char *sql, gad_format format, page *p)
{
    gad_store *s = NULL;
    gad_output out = { .format = format, .write = page_write, .user = p };
    assert_int_equal(gad_store_open(r->cx, r->store, GAD_OPEN_SQL, &s), GAD_OK);
    gad_status st = gad_sql(r->cx, s, sql, &out);
    gad_store_close(s);
    return st;
}

static void answers(room *r, const char *sql, const char *want)
{
    page p = { 0 };
    assert_int_equal(ask(r, sql, GAD_AS_CSV, &p), GAD_OK);
    assert_string_equal(p.text, want);
    page_free(&p);
}

static void sql_of_users_is_answered(void **state)
{
    room *r = *state;
    answers(r, "SELECT 1 AS a, 2 AS a, NULL AS n", "a,a_2,n\n1,2,\n");
    answers(r, "SELECT DATE '2025-01-02' AS d, TIMESTAMP '2025-01-02 03:04:05' AS t",
            "d,t\n2025-01-02,2025-01-02 03:04:05\n");
    answers(r, "SELECT [1, NULL] AS l, {'k': 'v'} AS s, INTERVAL 3 MONTH AS i; -- a; comment",
            "l,s,i\n\"[1, NULL]\",{'k': v},3 months\n");
    answers(r, "SELECT x FROM range(3) t(x) WHERE x > 7", "x\n");
    answers(r, "SELECT sum(x) AS s FROM range(100000) t(x)", "s\n4999950000\n");
    answers(r, "VALUES ('a''b')", "col0\na'b\n");
}

static void sql_that_does_more_than_read_is_refused(void **state)
{
    static const char *const bad[][2] = {
        { "COPY flow TO 'x.csv'", "file system operations are disabled" },
        { "COPY (SELECT 1) TO '/dev/stdout'", "file system operations are disabled" },
        { "SELECT * FROM read_csv('/etc/passwd')", "file system operations are disabled" },
        { "SELECT * FROM read_text('/etc/passwd')", "file system operations are disabled" },
        { "SELECT * FROM glob('/*')", "file system operations are disabled" },
        { "SELECT * FROM '/etc/passwd'", "does not exist" },
        { "ATTACH 'other.duckdb'", "only statements that read" },
        { "INSTALL httpfs", "only statements that read" },
        { "LOAD httpfs", "only statements that read" },
        { "SET enable_external_access = true", "only statements that read" },
        { "RESET lock_configuration", "only statements that read" },
        { "PRAGMA memory_limit = '1GB'", "only statements that read" },
        { "DELETE FROM flow_data", "only statements that read" },
        { "CREATE TEMP TABLE x(a INTEGER)", "only statements that read" },
        { "EXPLAIN ANALYZE DELETE FROM flow_data", "" },
        { "SELECT nextval('batch_id')", "read-only" },
        { "SELECT 1; DROP TABLE flow_data", "2 statements" },
        { "SELECT $1", "parameters" },
        { "", "no SQL statement" },
        { " -- only a comment", "no SQL statement" },
        { "SELECT x\nFROM flow", "(line 1, column 8, at 'x')" },
        { "SELECT 1 FROM\n  nowhere", "(line 2, column 3, at 'nowhere')" },
    };
    room *r = *state;
    for (int32_t i = 0; i < COUNT_OF(bad); i++) {
        page p = { 0 };
        assert_int_equal(ask(r, bad[i][0], GAD_AS_CSV, &p), GAD_E_SQL);
        if (!strstr(gad_last_error(r->cx).text, bad[i][1]))
            fail_msg("%s: %s", bad[i][0], gad_last_error(r->cx).text);
        assert_null(strchr(gad_last_error(r->cx).text, '\n'));
        assert_null(p.text);
    }
}

static void only_a_locked_store_runs_the_sql_of_users(void **state)
{
    room *r = *state;
    gad_store *s = NULL;
    page p = { 0 };
    gad_output out = { .format = GAD_AS_CSV, .write = page_write, .user = &p };
    assert_int_equal(gad_store_open(r->cx, r->store, GAD_OPEN_READ, &s), GAD_OK);
    assert_int_equal(gad_sql(r->cx, s, "SELECT 1", &out), GAD_E_ARG);
    gad_store_close(s);
    assert_null(p.text);
}

/* 300,000 rows go out in pieces; what arrives is all of them in order. */
static void long_answers_are_handed_on_in_pieces(void **state)
{
    room *r = *state;
    page p = { 0 };
    long lines = 0, last = -1;
    assert_int_equal(ask(r, "SELECT x FROM range(300000) t(x)", GAD_AS_CSV, &p), GAD_OK);
    assert_true(p.calls > 10);
    for (const char *line = strchr(p.text, '\n'); line && line[1];
         line = strchr(line + 1, '\n'), lines++) {
        assert_int_equal(strtol(line + 1, NULL, 10), last + 1);
        last++;
    }
    assert_int_equal(lines, 300000);
    page_free(&p);
}

static void a_broken_pipe_ends_a_long_answer(void **state)
{
    room *r = *state;
    page p = { .room = 200000 };
    assert_int_equal(ask(r, "SELECT x FROM range(2000000000) t(x)", GAD_AS_CSV, &p), GAD_E_IO);
    page_free(&p);
}

static void parquet_reads_back_as_it_was(void **state)
{
    room *r = *state;
    char path[TEST_PLACE + 64], sql[2 * TEST_PLACE];
    gad_store *s = NULL;
    gad_table *t = hard_table(r->cx), *back = NULL;
    snprintf(path, sizeof path, "%s/it's.parquet", r->dir);
    assert_int_equal(store_write_parquet(r->cx, t, path), GAD_OK);
    assert_int_equal(gad_store_open(r->cx, NULL, GAD_OPEN_MEMORY, &s), GAD_OK);
    snprintf(sql, sizeof sql, "SELECT * FROM read_parquet('%s/it''s.parquet')", r->dir);
    assert_int_equal(store_query_text(r->cx, s, sql, NULL, 0, &back), GAD_OK);
    assert_int_equal(gad_table_rows(back), gad_table_rows(t));
    for (int64_t row = 0; row < gad_table_rows(t); row++) {
        for (int32_t c = 0; c < gad_table_columns(t); c++) {
            const gad_cell *a = gad_table_cell(t, row, c), *b = gad_table_cell(back, row, c);
            assert_int_equal(gad_table_column(back, c)->type, gad_table_column(t, c)->type);
            assert_int_equal(a->null, b->null);
            if (!a->null && gad_table_column(t, c)->type == GAD_TEXT)
                assert_string_equal(a->v.text, b->v.text);
            else if (!a->null)
                assert_true(a->v.i64 == b->v.i64); /* the same bits */
        }
    }
    gad_table_free(back);
    gad_store_close(s);
    gad_table_free(t);
    unlink(path);
}

static void parquet_that_cannot_be_written_leaves_nothing(void **state)
{
    room *r = *state;
    gad_table *t = hard_table(r->cx);
    char path[TEST_PLACE + 64];
    snprintf(path, sizeof path, "%s/nowhere/x.parquet", r->dir);
    assert_int_equal(store_write_parquet(r->cx, t, path), GAD_E_IO);
    gad_table_free(t); /* leave() finds the folder empty */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_shows_the_same_table),
        cmocka_unit_test(small_amounts_never_read_zero),
        cmocka_unit_test(json_keeps_full_precision_and_nulls),
        cmocka_unit_test(a_narrow_terminal_cuts_texts_then_leaves_out_columns),
        cmocka_unit_test(nothing_in_a_cell_steers_the_terminal),
        cmocka_unit_test(widths_are_counted_as_the_terminal_does),
        cmocka_unit_test(a_writer_that_fails_is_an_io_error),
        cmocka_unit_test(writing_survives_every_failing_allocation),
        cmocka_unit_test_setup_teardown(sql_of_users_is_answered, enter, leave),
        cmocka_unit_test_setup_teardown(sql_that_does_more_than_read_is_refused, enter, leave),
        cmocka_unit_test_setup_teardown(only_a_locked_store_runs_the_sql_of_users, enter, leave),
        cmocka_unit_test_setup_teardown(long_answers_are_handed_on_in_pieces, enter, leave),
        cmocka_unit_test_setup_teardown(a_broken_pipe_ends_a_long_answer, enter, leave),
        cmocka_unit_test_setup_teardown(parquet_reads_back_as_it_was, enter, leave),
        cmocka_unit_test_setup_teardown(parquet_that_cannot_be_written_leaves_nothing, enter,
                                        leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
