/* yaml.c - reading YAML: what is taken, and what is said about the rest. */
#include "test.h"
#include "text/yaml.h"
#include <unistd.h>

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

/* ---- a schema of everything ---------------------------------------------------------------------- */

typedef struct leg {
    const char *to;
    double share_pct;
    const yaml_node *place;
} leg;

typedef struct inner {
    int32_t month;
} inner;

typedef struct all {
    const char *name;
    double price;
    double limit;
    int32_t count;
    int32_t month;
    int32_t day;
    bool on;
    const char *flow;
    inner in;
    leg *legs;
    int32_t n_legs;
    int32_t visited;
} all;

static gad_status count_nodes(gad_ctx *c, const yaml_doc *doc, const yaml_node *node, arena *m,
                              void *field)
{
    (void)m;
    if (node->kind != YAML_IS_LIST)
        return yaml_fail(c, doc, node, "no list");
    memcpy(field, &node->n, sizeof node->n);
    return GAD_OK;
}

static const char *const flow_names[] = { "X", "M", NULL };
static const leg leg_start = { .share_pct = 50 };
static const yaml_field leg_fields[] = {
    { .key = "to", .type = YAML_TEXT, .offset = offsetof(leg, to), .required = true },
    { .key = "share",
      .type = YAML_NUMBER,
      .offset = offsetof(leg, share_pct),
      .hi = 100,
      .unit = "%" },
};
static const yaml_schema leg_schema = { .what = "a leg",
                                        .field = leg_fields,
                                        .n = COUNT_OF(leg_fields),
                                        .size = sizeof(leg),
                                        .defaults = &leg_start,
                                        .place = offsetof(leg, place) };
static const yaml_field inner_fields[] = {
    { .key = "month", .type = YAML_MONTH, .offset = offsetof(inner, month) }
};
static const yaml_schema inner_schema = {
    .what = "an inside", .field = inner_fields, .n = 1, .size = sizeof(inner)
};
static const yaml_field all_fields[] = {
    { .key = "name", .type = YAML_TEXT, .offset = offsetof(all, name) },
    { .key = "price", .type = YAML_NUMBER, .offset = offsetof(all, price) },
    { .key = "limit", .type = YAML_NUMBER, .offset = offsetof(all, limit), .hi = (double)INFINITY },
    { .key = "count", .type = YAML_INTEGER, .offset = offsetof(all, count), .lo = 1, .hi = 9 },
    { .key = "month", .type = YAML_MONTH, .offset = offsetof(all, month) },
    { .key = "day", .type = YAML_DAY, .offset = offsetof(all, day) },
    { .key = "on", .type = YAML_BOOL, .offset = offsetof(all, on) },
    { .key = "flow", .type = YAML_CHOICE, .offset = offsetof(all, flow), .choices = flow_names },
    { .key = "in", .type = YAML_MAP, .offset = offsetof(all, in), .of = &inner_schema },
    { .key = "legs",
      .type = YAML_LIST,
      .offset = offsetof(all, legs),
      .of = &leg_schema,
      .count = offsetof(all, n_legs) },
    { .key = "visited",
      .type = YAML_VISIT,
      .offset = offsetof(all, visited),
      .visit = count_nodes },
};
static const yaml_schema all_schema = {
    .what = "a case", .field = all_fields, .n = COUNT_OF(all_fields), .size = sizeof(all)
};

static gad_status read_text(const char *text, size_t n, all *out, yaml_doc **doc)
{
    *doc = NULL;
    gad_status st = yaml_doc_parse(cx, "c.yaml", text, n, doc);
    return st ? st : yaml_bind(cx, *doc, yaml_doc_top(*doc), &all_schema, &mem, out);
}

static void refused(const char *text, size_t n, const char *want)
{
    yaml_doc *doc;
    all a = { 0 };
    gad_status st = read_text(text, n, &a, &doc);
    if (st != GAD_E_FORMAT || !STR_EQ(gad_last_error(cx).text, want))
        fail_msg("'%s': status %d: %s\nwanted: %s", text, (int)st,
                 st ? gad_last_error(cx).text : "", want);
    yaml_doc_free(doc);
}

/* ---- tests --------------------------------------------------------------------------------------- */

static void every_type_is_read_into_its_field(void **state)
{
    static const char text[] = "\xEF\xBB\xBF# a remark\n"
                               "name: \"caf\xC3\xA9: 010\"\n"
                               "price: -1.5e3\n"
                               "limit: 0.5\n"
                               "count: 9\n"
                               "month: 2025-06\n"
                               "day: '2024-02-29'\n"
                               "on: true\n"
                               "flow: m\n"
                               "in: {month: 1999-12}\n"
                               "legs:\n"
                               "  - to: NO\n"
                               "  - {to: DE, share: 30 %}\n"
                               "  - share: 30%\n"
                               "    to: 0101\n"
                               "visited: [a, [b], {c: d}]\n";
    yaml_doc *doc;
    all a = { 0 };
    (void)state;
    gad_status st = read_text(text, sizeof text - 1, &a, &doc);
    if (st)
        fail_msg("%s", gad_last_error(cx).text);
    assert_string_equal(a.name, "caf\xC3\xA9: 010");
    assert_true(a.price == -1500 && a.limit == 0.5 && a.count == 9 && a.on);
    assert_int_equal(a.month, month_of(2025, 6));
    assert_int_equal(a.in.month, month_of(1999, 12));
    assert_int_equal(a.day, 19782);
    assert_ptr_equal(a.flow, flow_names[1]);
    assert_int_equal(a.n_legs, 3);
    assert_string_equal(a.legs[0].to, "NO");
    assert_true(a.legs[0].share_pct == 50 && a.legs[1].share_pct == 30 &&
                a.legs[2].share_pct == 30);
    assert_string_equal(a.legs[2].to, "0101");
    assert_int_equal(a.legs[2].place->line, 14);
    assert_int_equal(a.legs[2].place->column, 5);
    assert_int_equal(a.visited, 3);
    yaml_doc_free(doc);
}

static void numbers_are_taken_as_written_or_refused(void **state)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "price: 1,5",
          "c.yaml:1:8: 'price': expected a number, found '1,5' (write a point, and thousands without separators)" },
        { "price: 1x", "c.yaml:1:8: 'price': expected a number, found '1x'" },
        { "price: 010", "c.yaml:1:8: 'price': expected a number, found '010'" },
        { "price: -007", "c.yaml:1:8: 'price': expected a number, found '-007'" },
        { "price: 0x1F", "c.yaml:1:8: 'price': expected a number, found '0x1F'" },
        { "price: 1_000", "c.yaml:1:8: 'price': expected a number, found '1_000'" },
        { "price: .inf", "c.yaml:1:8: 'price': expected a number, found '.inf'" },
        { "price: inf", "c.yaml:1:8: 'price': expected a number, found 'inf'" },
        { "price: .nan", "c.yaml:1:8: 'price': expected a number, found '.nan'" },
        { "price: NaN", "c.yaml:1:8: 'price': expected a number, found 'NaN'" },
        { "price: 1e999", "c.yaml:1:8: 'price': expected a number, found '1e999'" },
        { "price: '5'", "c.yaml:1:9: 'price': expected a number, found the quoted text '5'" },
        { "price: 5 %", "c.yaml:1:8: 'price': expected a number, found '5 %'" },
        { "price:", "c.yaml:1:7: 'price' has no value: expected a number" },
        { "price: [1]", "c.yaml:1:8: 'price': expected a number, found a list" },
        { "price: {a: 1}", "c.yaml:1:8: 'price': expected a number, found a map" },
        { "limit: -1", "c.yaml:1:8: 'limit' is 0 or more, not -1" },
        { "count: 0", "c.yaml:1:8: 'count' is from 1 to 9, not 0" },
        { "count: 10", "c.yaml:1:8: 'count' is from 1 to 9, not 10" },
        { "count: 2.0", "c.yaml:1:8: 'count': expected a whole number, found '2.0'" },
        { "count: 99999999999",
          "c.yaml:1:8: 'count': expected a whole number, found '99999999999'" },
        { "legs: [{to: A, share: 30 t}]",
          "c.yaml:1:23: 'share': expected a number in %, found '30 t'" },
        { "legs: [{to: A, share: 130 %}]", "c.yaml:1:23: 'share' is from 0 to 100, not 130 %" },
        { "legs: [{to: A, share: '%'}]",
          "c.yaml:1:24: 'share': expected a number in %, found the quoted text '%'" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        refused(row[i].text, strlen(row[i].text), row[i].want);
}

static void other_values_are_refused_with_what_they_may_be(void **state)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "on: yes", "c.yaml:1:5: 'on': expected true or false, found 'yes'" },
        { "on: \"true\"",
          "c.yaml:1:6: 'on': expected true or false, found the quoted text 'true'" },
        { "flow: Z", "c.yaml:1:7: 'flow': expected one of X, M, found 'Z'" },
        { "month: 2025-13", "c.yaml:1:8: 'month': expected a month as 2025-06, found '2025-13'" },
        { "day: 2025-02-29",
          "c.yaml:1:6: 'day': expected a day as 2025-06-30, found '2025-02-29'" },
        { "name: ''", "c.yaml:1:8: 'name' has no value: expected a text" },
        { "in: 5", "c.yaml:1:5: expected the keys of an inside, found '5'" },
        { "in:", "c.yaml:1:4: expected the keys of an inside, found nothing" },
        { "legs: 5", "c.yaml:1:7: 'legs': expected a list, '- ' before a leg, found '5'" },
        { "legs: []", "c.yaml:1:7: 'legs' is empty: expected a list, '- ' before a leg" },
        { "legs: [5]", "c.yaml:1:8: expected the keys of a leg, found '5'" },
        { "legs:\n  - share: 5 %", "c.yaml:2:5: a leg needs 'to'" },
        { "visited: 5", "c.yaml:1:10: no list" },
        { "[a]", "c.yaml:1:1: expected the keys of a case, found a list" },
        { "a word", "c.yaml:1:1: expected the keys of a case, found 'a word'" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        refused(row[i].text, strlen(row[i].text), row[i].want);
}

static void keys_are_known_and_stand_once(void **state)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "pirce: 5", "c.yaml:1:1: a case has no 'pirce': did you mean 'price'?" },
        { "name: a\n  \nnmae: 5", "c.yaml:3:1: a case has no 'nmae': did you mean 'name'?" },
        { "something_else: 5",
          "c.yaml:1:1: a case has no 'something_else': its keys are name, price, limit, count, month, day, on, flow, in, legs, visited" },
        { "name: a\nprice: 5\nname: b",
          "c.yaml:3:1: 'name' stands twice: it is in line 1 as well" },
        { "visited: [{a: 1, b: 2, a: 3}]",
          "c.yaml:1:24: 'a' stands twice: it is in line 1 as well" },
        { "? [a]\n: 5", "c.yaml:1:3: a key must be a word" },
        { "<<: {name: a}",
          "c.yaml:1:1: a case has no '<<': its keys are name, price, limit, count, month, day, on, flow, in, legs, visited" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        refused(row[i].text, strlen(row[i].text), row[i].want);
}

static void long_texts_are_shown_in_part(void **state)
{
    char text[256], want[256];
    (void)state;
    /* 59 bytes and a character of two: it does not fit into 60 */
    snprintf(text, sizeof text, "count: %059d\xC3\xA9%099d", 0, 0);
    snprintf(want, sizeof want, "c.yaml:1:8: 'count': expected a whole number, found '%059d'", 0);
    refused(text, strlen(text), want);
    snprintf(text, sizeof text, "count: %059da", 0);
    snprintf(want, sizeof want, "c.yaml:1:8: 'count': expected a whole number, found '%059da'", 0);
    refused(text, strlen(text), want);
}

static void what_makes_one_text_mean_another_is_refused(void **state)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "name: &a b",
          "c.yaml:1:7: an anchor (&name) is not read here: leave it out, or quote the text" },
        { "name: *a", "c.yaml:1:7: an alias (*name) is not read here: write the value out" },
        { "&a name: b",
          "c.yaml:1:1: an anchor (&name) is not read here: leave it out, or quote the text" },
        { "name: !x b",
          "c.yaml:1:7: a tag (!name) is not read here: leave it out, or quote the text" },
        { "name: !!str b",
          "c.yaml:1:7: a tag (!name) is not read here: leave it out, or quote the text" },
        { "legs: !!seq [a]",
          "c.yaml:1:7: a tag (!name) is not read here: leave it out, or quote the text" },
        { "in: &a {month: 2025-01}",
          "c.yaml:1:5: an anchor (&name) is not read here: leave it out, or quote the text" },
        { "name: a\n---\nname: b", "c.yaml:2:1: a second document: a file holds one" },
        { "name: \"a\\x01\"", "c.yaml:1:7: a text must not hold control characters" },
        { "name: \"a\\0b\"", "c.yaml:1:7: a text must not hold control characters" },
        { "name: \x01", "c.yaml:1:7: control characters are not allowed: byte 0x01" },
        { "price: 5\nname: a\xFF", "c.yaml:2:8: this is not UTF-8: byte 0xFF" },
        { "", "c.yaml: is empty" },
        { "# only a remark\n", "c.yaml: is empty" },
        { "name: ]\nprice: 5",
          "c.yaml:1:7: while parsing a block node: did not find expected node content" },
        { "name: 'a\nprice: 5",
          "c.yaml:2:9: while scanning a quoted scalar: found unexpected end of stream" },
        { "in:\n\tmonth: 2025-01",
          "c.yaml:2:1: while scanning for the next token: found character that cannot start any token (a tab: indent with spaces)" },
    };
    static const char zero[] = "name: a\0b";
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        refused(row[i].text, strlen(row[i].text), row[i].want);
    refused(zero, sizeof zero - 1, "c.yaml:1:8: control characters are not allowed: byte 0x00");
}

static void depth_and_size_have_limits(void **state)
{
    yaml_doc *doc = NULL;
    char deep[2 * YAML_DEPTH_MAX + 64];
    (void)state;
    for (int32_t depth = YAML_DEPTH_MAX; depth <= YAML_DEPTH_MAX + 1; depth++) {
        memset(deep, '[', (size_t)depth);
        memset(deep + depth, ']', (size_t)depth);
        gad_status st = yaml_doc_parse(cx, "c.yaml", deep, 2 * (size_t)depth, &doc);
        assert_int_equal(st, depth > YAML_DEPTH_MAX ? GAD_E_FORMAT : GAD_OK);
        if (!st)
            yaml_doc_free(doc);
    }
    assert_string_equal(gad_last_error(cx).text, "c.yaml:1:17: too many levels of maps and lists");
    char *large = test_calloc(YAML_BYTES_MAX + 1, 1);
    memset(large, '#', YAML_BYTES_MAX + 1);
    assert_int_equal(yaml_doc_parse(cx, "c.yaml", large, YAML_BYTES_MAX + 1, &doc), GAD_E_FORMAT);
    assert_string_equal(gad_last_error(cx).text, "c.yaml: is larger than 4 MiB");
    test_free(large);
}

static void a_place_inside_a_text_is_counted_in_characters(void **state)
{
    static const struct {
        const char *text;
        int32_t column; /* of byte 5 of the text */
    } row[] = {
        { "name: abcdefgh", 12 },
        { "name: 'abcdefgh'", 13 },
        { "name: \"caf\xC3\xA9 fgh\"", 12 }, /* byte 5 is the fifth character */
        { "name: \"a\\tcdefgh\"", 8 },       /* an escape: only the start is sure */
        { "name: 'a''cdefgh'", 8 },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        char want[64];
        yaml_doc *doc;
        all a = { 0 };
        assert_int_equal(read_text(row[i].text, strlen(row[i].text), &a, &doc), GAD_OK);
        gad_status st = yaml_fail_inside(cx, doc, yaml_find(yaml_doc_top(doc), "name"), 5, "here");
        snprintf(want, sizeof want, "c.yaml:1:%" PRId32 ": here", row[i].column);
        assert_int_equal(st, GAD_E_FORMAT);
        assert_string_equal(gad_last_error(cx).text, want);
        yaml_doc_free(doc);
    }
}

static void files_are_read_whole_or_named(void **state)
{
    char path[TEST_PLACE];
    yaml_doc *doc = NULL;
    (void)state;
    int fd = mkstemp(test_place(path, "yaml"));
    assert_true(fd >= 0);
    assert_true(write(fd, "name: a\n", 8) == 8);
    close(fd);
    assert_int_equal(yaml_doc_read(cx, path, &doc), GAD_OK);
    assert_string_equal(yaml_find(yaml_doc_top(doc), "name")->text, "a");
    assert_null(yaml_find(yaml_doc_top(doc), "nam"));
    assert_string_equal(yaml_doc_name(doc), path);
    yaml_doc_free(doc);
    unlink(path);
    assert_int_equal(yaml_doc_read(cx, path, &doc), GAD_E_IO);
    assert_non_null(strstr(gad_last_error(cx).text, "cannot be read"));
}

/* The n-th allocation fails, for every n. */
static void failing_memory_is_an_error_and_nothing_leaks(void **state)
{
    static const char text[] = "name: a\nlegs: [{to: b}, {to: c}]\nin: {month: 2025-01}\n";
    gad_status st = GAD_E_NOMEM;
    (void)state;
    for (long n = 0; st == GAD_E_NOMEM && n < 1000; n++) {
        alloc_budget budget = { -1, 0 };
        gad_ctx *own = gad_ctx_new(budget_realloc, &budget);
        yaml_doc *doc = NULL;
        arena a;
        all out = { 0 };
        assert_non_null(own);
        arena_init(&a, &own->al);
        long live = budget.live;
        budget.left = n;
        st = yaml_doc_parse(own, "c.yaml", text, sizeof text - 1, &doc);
        if (!st)
            st = yaml_bind(own, doc, yaml_doc_top(doc), &all_schema, &a, &out);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        yaml_doc_free(doc);
        arena_release(&a);
        assert_int_equal(budget.live, live);
        gad_ctx_free(own);
    }
    assert_int_equal(st, GAD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_into_its_field),
        cmocka_unit_test(numbers_are_taken_as_written_or_refused),
        cmocka_unit_test(other_values_are_refused_with_what_they_may_be),
        cmocka_unit_test(keys_are_known_and_stand_once),
        cmocka_unit_test(long_texts_are_shown_in_part),
        cmocka_unit_test(what_makes_one_text_mean_another_is_refused),
        cmocka_unit_test(depth_and_size_have_limits),
        cmocka_unit_test(a_place_inside_a_text_is_counted_in_characters),
        cmocka_unit_test(files_are_read_whole_or_named),
        cmocka_unit_test(failing_memory_is_an_error_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
