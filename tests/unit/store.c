/* store - layer 1: opening, refusing, locking, numbering, and running SQL. */
#include "test.h"
#include "store/store.h"
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "gadolin-store-XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/data", 1);
    return chdir(tmp && *tmp ? tmp : "/tmp") || !mkdtemp(folder) || chdir(folder);
}

static int leave_folder(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "cd .. && rm -rf %s", folder);
    return system(command); /* NOLINT: a folder this test made */
}

static void write_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void open_fails(const char *path, gad_open_mode mode, gad_status want, const char *words)
{
    gad_store *s = NULL;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_status st = gad_store_open(cx, path, mode, &s);
    if (st != want || !strstr(gad_last_error(cx).text, words))
        fail_msg("opening %s: status %d, '%s'; wanted %d with '%s'", path, st,
                 gad_last_error(cx).text, want, words);
    assert_null(s);
    gad_ctx_free(cx);
}

static void refuses_what_is_no_store_and_says_what_to_do(void **state)
{
    (void)state;
    open_fails("nowhere.duckdb", GAD_OPEN_READ, GAD_E_NOTFOUND, "gadolin ingest");
    open_fails("no/such/folder.duckdb", GAD_OPEN_WRITE, GAD_E_IO, "folder");
    assert_int_equal(mkdir("d.duckdb", 0700), 0);
    open_fails("d.duckdb", GAD_OPEN_READ, GAD_E_STORE, "a folder");
    write_file("text.duckdb", "this is not a database at all, only a text of some length\n");
    open_fails("text.duckdb", GAD_OPEN_WRITE, GAD_E_STORE, "not a gadolin store");
    write_file("empty.duckdb", "");
    open_fails("empty.duckdb", GAD_OPEN_READ, GAD_E_STORE, "not a gadolin store");
}

static void an_empty_file_becomes_a_store_and_reopens(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_store *s = NULL;
    gad_table *t = NULL;
    (void)state;
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(
            gad_store_open(cx, "a.duckdb", i == 1 ? GAD_OPEN_READ : GAD_OPEN_WRITE, &s), GAD_OK);
        assert_int_equal(
            store_query_text(cx, s, "SELECT count(*) FROM country WHERE iso3 = 'W00'", NULL, 0, &t),
            GAD_OK);
        assert_int_equal(table_get_i64(t, 0, 0, -1), 1);
        gad_table_free(t);
        gad_store_close(s);
    }
    gad_ctx_free(cx);
}

static void a_newer_schema_is_left_alone(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_store *s = NULL;
    (void)state;
    assert_int_equal(gad_store_open(cx, "new.duckdb", GAD_OPEN_WRITE, &s), GAD_OK);
    assert_int_equal(store_exec(cx, s, "UPDATE meta SET value = '99' WHERE key = 'schema'"),
                     GAD_OK);
    gad_store_close(s);
    gad_ctx_free(cx);
    open_fails("new.duckdb", GAD_OPEN_READ, GAD_E_STORE, "newer gadolin");
    open_fails("new.duckdb", GAD_OPEN_WRITE, GAD_E_STORE, "newer gadolin");
}

/* A child opens the store for writing and holds it until the pipe is closed. */
static void a_locked_store_names_the_process(void **state)
{
    int ready[2], go[2];
    char byte = 0, words[64];
    (void)state;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        gad_ctx *cx = gad_ctx_new(NULL, NULL);
        gad_store *s = NULL;
        close(go[1]);
        byte = (char)gad_store_open(cx, "locked.duckdb", GAD_OPEN_WRITE, &s);
        if (write(ready[1], &byte, 1) == 1 && read(go[0], &byte, 1) >= 0)
            gad_store_close(s);
        gad_ctx_free(cx);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, GAD_OK);
    snprintf(words, sizeof words, "process %ld", (long)child);
    open_fails("locked.duckdb", GAD_OPEN_WRITE, GAD_E_LOCKED, words);
    open_fails("locked.duckdb", GAD_OPEN_READ, GAD_E_LOCKED, words);
    close(go[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void c_and_sql_number_countries_and_codes_alike(void **state)
{
    static const char *const iso3[] = { "CHN", "W00", "AAA", "ZZZ", "X01", "999" };
    static const char *const codes[] = { "850511",     "85051110", "010619",  "02",
                                         "8505111000", "850511XX", "39XXXXXX" };
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_store *s = NULL;
    gad_table *t = NULL;
    (void)state;
    assert_int_equal(gad_store_open(cx, NULL, GAD_OPEN_MEMORY, &s), GAD_OK);
    for (int32_t i = 0; i < COUNT_OF(iso3); i++) {
        store_param p[] = { param_text(iso3[i]) };
        assert_int_equal(store_query_text(cx, s,
                                          "SELECT country_id($1), country_iso3(country_id($1))", p,
                                          1, &t),
                         GAD_OK);
        assert_int_equal(table_get_i64(t, 0, 0, -1), store_country_id(iso3[i]));
        assert_string_equal(table_get_text(t, 0, 1), iso3[i]);
        gad_table_free(t);
    }
    for (int32_t i = 0; i < COUNT_OF(codes); i++) {
        store_param p[] = { param_text(codes[i]) };
        assert_int_equal(
            store_query_text(cx, s, "SELECT code_id($1), code_text(code_id($1))", p, 1, &t),
            GAD_OK);
        assert_true(table_get_i64(t, 0, 0, -1) == store_code_id(codes[i]));
        assert_string_equal(table_get_text(t, 0, 1), codes[i]);
        gad_table_free(t);
    }
    assert_int_equal(store_country_id("DE"), -1);
    assert_int_equal(store_country_id("deu"), -1);
    assert_true(store_code_id("85.05") == -1);
    assert_true(store_code_id("8") == -1);
    gad_store_close(s);
    gad_ctx_free(cx);
}

static void every_type_arrives(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_store *s = NULL;
    gad_table *t = NULL;
    (void)state;
    assert_int_equal(gad_store_open(cx, NULL, GAD_OPEN_MEMORY, &s), GAD_OK);
    assert_int_equal(
        store_query_text(
            cx, s,
            "SELECT true, (-5)::TINYINT, 7::UINTEGER, 1e300, 12.345::DECIMAL(9,3), "
            "DATE '1970-01-11', 'text', NULL::DOUBLE, 170141183460469231731687303715884105727::HUGEINT",
            NULL, 0, &t),
        GAD_OK);
    assert_int_equal(table_get_i64(t, 0, 0, 9), 1);
    assert_int_equal(table_get_i64(t, 0, 1, 9), -5);
    assert_int_equal(table_get_i64(t, 0, 2, 9), 7);
    assert_true(table_get_f64(t, 0, 3) == 1e300);
    assert_true(fabs(table_get_f64(t, 0, 4) - 12.345) < 1e-12);
    assert_int_equal(table_get_i64(t, 0, 5, 9), 10);
    assert_string_equal(table_get_text(t, 0, 6), "text");
    assert_true(isnan(table_get_f64(t, 0, 7)));
    assert_true(fabs(table_get_f64(t, 0, 8) / 1.7014118346046923e38 - 1) < 1e-12);
    gad_table_free(t);
    gad_store_close(s);
    gad_ctx_free(cx);
}

static void opening_survives_every_failing_allocation(void **state)
{
    (void)state;
    for (long n = 0;; n++) {
        alloc_budget budget = { .left = n };
        gad_store *s = NULL;
        gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
        gad_status st = cx ? gad_store_open(cx, NULL, GAD_OPEN_MEMORY, &s) : GAD_E_NOMEM;
        if (st ? st != GAD_E_NOMEM || s : !s)
            fail_msg("allocation %ld: status %d, %s", n, st,
                     cx ? gad_last_error(cx).text : "no context");
        gad_store_close(s);
        gad_ctx_free(cx);
        assert_int_equal(budget.live, 0);
        if (st == GAD_OK) {
            assert_true(n > 3);
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_no_store_and_says_what_to_do),
        cmocka_unit_test(an_empty_file_becomes_a_store_and_reopens),
        cmocka_unit_test(a_newer_schema_is_left_alone),
        cmocka_unit_test(a_locked_store_names_the_process),
        cmocka_unit_test(c_and_sql_number_countries_and_codes_alike),
        cmocka_unit_test(every_type_arrives),
        cmocka_unit_test(opening_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
