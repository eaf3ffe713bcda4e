/* json_read.c - reading JSON: what is taken, and what is said about the rest. */
#include "test.h"
#include "text/json_read.h"
#include <unistd.h>

static gad_ctx *cx;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return !cx;
}

static int teardown(void **state)
{
    (void)state;
    gad_ctx_free(cx);
    return 0;
}

static json_doc *parsed(const char *text)
{
    json_doc *doc = NULL;
    gad_status st = json_doc_parse(cx, "m.json", text, strlen(text), &doc);
    if (st)
        fail_msg("%s", gad_last_error(cx).text);
    return doc;
}

static void says(gad_status st, const char *want)
{
    assert_int_equal(st, GAD_E_FORMAT);
    assert_string_equal(gad_last_error(cx).text, want);
}

static void text_that_is_no_json_is_named_by_line_and_column(void **state)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "", "m.json: is empty: expected a JSON object" },
        { " \n\t", "m.json: is empty: expected a JSON object" },
        { "{\"a\": abc}", "m.json:1:7: invalid token near 'abc'" },
        { "{\n  \"a\": 1,\n  \"b\" 2\n}", "m.json:3:7: ':' expected near '2'" },
        { "{\"a\": 1, \"a\": 2}", "m.json:1:10: duplicate object key near '\"a\"'" },
        { "{\"a\": 1", "m.json:1:8: '}' expected near end of file" },
        { "{\"a\": NaN}", "m.json:1:7: invalid token near 'NaN'" },
        { "{\"a\": Infinity}", "m.json:1:7: invalid token near 'Infinity'" },
        { "{\"a\": 1e999}", "m.json:1:7: the number '1e999' is too large" },
        { "{\"a\": 01}", "m.json:1:7: invalid token near '01'" },
        { "{\"a\": 1} x", "m.json:1:10: the document ends before 'x'" },
        { "{\"\xC3\xA9\": \"\\u0000\"}",
          "m.json:1:7: a text must not contain the character \\u0000" },
        { "{\"a\": 1,}", "m.json:1:9: string or '}' expected near '}'" },
        { "nodes", "m.json:1:1: invalid token near 'nodes'" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        json_doc *doc = NULL;
        says(json_doc_parse(cx, "m.json", row[i].text, strlen(row[i].text), &doc), row[i].want);
        assert_null(doc);
    }
}

static void a_long_token_is_named_too(void **state)
{
    json_doc *doc = NULL;
    const char *text = "{\"a\": a_token_that_is_longer_than_twenty}";
    (void)state;
    assert_int_equal(json_doc_parse(cx, "m.json", text, strlen(text), &doc), GAD_E_FORMAT);
    assert_non_null(strstr(gad_last_error(cx).text, "longer_than_twenty"));
}

static void broken_utf8_and_a_nul_are_refused(void **state)
{
    static const char bad[] = "{\"a\": \"\xFF\"}", nul[] = "{\"a\":\0 1}";
    json_doc *doc = NULL;
    (void)state;
    assert_int_equal(json_doc_parse(cx, "m.json", bad, sizeof bad - 1, &doc), GAD_E_FORMAT);
    assert_non_null(strstr(gad_last_error(cx).text, "0xff"));
    assert_int_equal(json_doc_parse(cx, "m.json", nul, sizeof nul - 1, &doc), GAD_E_FORMAT);
    assert_null(doc);
}

static void deep_nesting_is_refused_where_it_becomes_too_deep(void **state)
{
    char text[256] = "";
    json_doc *doc = NULL;
    (void)state;
    memset(text, '[', JSON_READ_DEPTH + 1);
    memset(text + JSON_READ_DEPTH + 1, ']', JSON_READ_DEPTH + 1);
    says(json_doc_parse(cx, "m.json", text, strlen(text), &doc),
         "m.json:1:65: more than 64 levels of [ and {");
    json_doc_free(
        parsed("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"]"));
}

static void complaints_give_the_path_and_what_was_found(void **state)
{
    static const char text[] =
        "\xEF\xBB\xBF{\"a\": [1, {\"b c\": \"a text that goes on and on and on and on and on\"}, {}],"
        " \"x\": {\"y\": null}, \"t\": true}";
    json_doc *doc = parsed(text);
    json_at top = json_doc_top(doc), a, b, x, y, t;
    double f = 7;
    const char *s = NULL;
    int32_t n = 0;
    (void)state;
    assert_true(json_at_find(&top, "a", &a) && json_at_find(&top, "x", &x));
    assert_int_equal(json_at_array(cx, &a, &n), GAD_OK);
    assert_int_equal(n, 3);
    json_at item = json_at_item(&a, 1);
    assert_true(json_at_find(&item, "b c", &b) && json_at_find(&x, "y", &y));
    assert_true(json_at_find(&top, "t", &t));
    says(
        json_at_f64(cx, &b, &f),
        "m.json: $.a[1][\"b c\"]: expected a number, found \"a text that goes on and on and on and on...\"");
    assert_true(f == 7);
    says(json_at_text(cx, &y, &s), "m.json: $.x.y: expected a text, found null");
    says(json_at_text(cx, &a, &s), "m.json: $.a: expected a text, found an array of 3");
    says(json_at_text(cx, &x, &s), "m.json: $.x: expected a text, found an object");
    says(json_at_array(cx, &t, &n), "m.json: $.t: expected an array, found true");
    item = json_at_item(&a, 0);
    says(json_at_object(cx, &item, NULL), "m.json: $.a[0]: expected an object, found 1");
    says(json_at_need(cx, &item, "k", &y), "m.json: $.a[0]: expected an object, found 1");
    says(json_at_need(cx, &x, "k", &y), "m.json: $.x: \"k\" is missing");
    says(json_at_text(cx, &top, &s), "m.json: $: expected a text, found an object");
    json_doc_free(doc);
}

static void numbers_are_read_as_the_nearest_double(void **state)
{
    static const struct {
        const char *text;
        double want;
    } row[] = { { "[0]", 0 },
                { "[-0.0]", -0.0 },
                { "[0.1]", 0.1 },
                { "[1e308]", 1e308 },
                { "[1e-400]", 0 },
                { "[123456789012345678901]", 123456789012345678901.0 },
                { "[4.9e-324]", 4.9e-324 },
                { "[9007199254740993]", 9007199254740992.0 } };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        double x = 1;
        json_doc *doc = parsed(row[i].text);
        json_at top = json_doc_top(doc), item = json_at_item(&top, 0);
        assert_int_equal(json_at_f64(cx, &item, &x), GAD_OK);
        assert_memory_equal(&x, &row[i].want, sizeof x);
        json_doc_free(doc);
    }
}

static void unknown_keys_are_named_with_the_nearest_known_one(void **state)
{
    static const char *const known[] = { "nodes", "activities", NULL };
    json_doc *doc = parsed(
        "[{\"nodes\": 1, \"note\": \"n\", \"activities\": 2}, {\"activites\": 1}, {\"zzz\": 1},"
        " {\"note\": 3}, 5]");
    json_at top = json_doc_top(doc), at[5];
    (void)state;
    for (int32_t i = 0; i < 5; i++)
        at[i] = json_at_item(&top, i);
    assert_int_equal(json_at_keys(cx, &at[0], known), GAD_OK);
    says(json_at_keys(cx, &at[1], known),
         "m.json: $[1]: unknown key \"activites\": did you mean \"activities\"?");
    says(json_at_keys(cx, &at[2], known),
         "m.json: $[2]: unknown key \"zzz\": expected one of nodes, activities");
    says(json_at_keys(cx, &at[3], known), "m.json: $[3].note: expected a text, found 3");
    says(json_at_keys(cx, &at[4], known), "m.json: $[4]: expected an object, found 5");
    json_doc_free(doc);
}

static void members_come_in_the_order_of_the_file(void **state)
{
    json_doc *doc = parsed("{\"z\": 1, \"a\": 2, \"m\": 3}");
    json_at top = json_doc_top(doc), child;
    char seen[8] = "";
    (void)state;
    for (bool more = json_at_first(&top, &child); more; more = json_at_next(&child))
        memcpy(seen + strlen(seen), child.key, 1);
    assert_string_equal(seen, "zam");
    json_doc_free(doc);
    doc = parsed("{}");
    top = json_doc_top(doc);
    assert_false(json_at_first(&top, &child));
    json_doc_free(doc);
}

static void files_that_cannot_be_read_are_named(void **state)
{
    json_doc *doc = NULL;
    (void)state;
    assert_int_equal(json_doc_read(cx, "no/such/file.json", &doc), GAD_E_IO);
    assert_string_equal(gad_last_error(cx).text,
                        "'no/such/file.json' cannot be read: No such file or directory");
    assert_int_equal(json_doc_read(cx, ".", &doc), GAD_E_IO);
    assert_string_equal(gad_last_error(cx).text, "'.' cannot be read: Is a directory");
    assert_null(doc);
}

static void a_file_is_read_and_keeps_its_name(void **state)
{
    char path[TEST_PLACE];
    static const char text[] = "[1, 2]";
    json_doc *doc = NULL;
    int32_t n = 0;
    (void)state;
    int fd = mkstemp(test_place(path, "json"));
    assert_true(fd >= 0 && write(fd, text, sizeof text - 1) == sizeof text - 1);
    close(fd);
    assert_int_equal(json_doc_read(cx, path, &doc), GAD_OK);
    unlink(path);
    json_at top = json_doc_top(doc);
    assert_int_equal(json_at_array(cx, &top, &n), GAD_OK);
    assert_int_equal(n, 2);
    assert_string_equal(json_doc_name(doc), path);
    json_doc_free(doc);
}

/* Fails allocation 1, 2, 3... until reading succeeds: the status is right and nothing leaks. */
static void every_failing_allocation_is_survived(void **state)
{
    static const char text[] =
        "{\"nodes\": [{\"id\": \"A\", \"supply\": 1.5}, {\"id\": \"B\"}], \"o\": {\"x\": [true, null, -3]}}";
    long n = 0;
    gad_status st = GAD_E_NOMEM;
    (void)state;
    for (; n < 1000 && st; n++) {
        alloc_budget b = { 1, 0 };
        json_doc *doc = NULL;
        gad_ctx *poor = gad_ctx_new(budget_realloc, &b);
        b.left = n;
        st = json_doc_parse(poor, "m.json", text, sizeof text - 1, &doc);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        assert_true((doc != NULL) == (st == GAD_OK));
        json_doc_free(doc);
        b.left = -1;
        gad_ctx_free(poor);
        assert_int_equal(b.live, 0);
    }
    assert_true(n > 10 && n < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_is_no_json_is_named_by_line_and_column),
        cmocka_unit_test(a_long_token_is_named_too),
        cmocka_unit_test(broken_utf8_and_a_nul_are_refused),
        cmocka_unit_test(deep_nesting_is_refused_where_it_becomes_too_deep),
        cmocka_unit_test(complaints_give_the_path_and_what_was_found),
        cmocka_unit_test(numbers_are_read_as_the_nearest_double),
        cmocka_unit_test(unknown_keys_are_named_with_the_nearest_known_one),
        cmocka_unit_test(members_come_in_the_order_of_the_file),
        cmocka_unit_test(files_that_cannot_be_read_are_named),
        cmocka_unit_test(a_file_is_read_and_keeps_its_name),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
