/* market_files.c - the questions on market files: what is written, when nothing is written, and failing allocations. */
#include "test.h"
#include "gadolin/market.h"
#include <unistd.h>

/* A mine in A, a road of cost 2 with room for 12, users in B: full, so prices 22 and 28 and a rent of 4 by hand. */
static const char road[] =
    "{\"nodes\":[{\"id\":\"A\"},{\"id\":\"B\"}],\"activities\":["
    "{\"id\":\"mine\",\"column\":{\"A\":1},\"curve\":{\"kind\":\"linear\",\"c\":10,\"q\":1}},"
    "{\"id\":\"road\",\"column\":{\"A\":-1,\"B\":1},\"upper\":12,\"curve\":{\"kind\":\"linear\",\"c\":2}},"
    "{\"id\":\"users\",\"column\":{\"B\":-1}}],"
    "\"blocks\":[{\"activities\":[\"users\"],\"c\":[-40],\"Q\":[[1]]}]}";
/* Two units must come from a road that carries one. */
static const char cut_off[] =
    "{\"nodes\":[{\"id\":\"A\"},{\"id\":\"B\",\"supply\":-2}],\"activities\":["
    "{\"id\":\"mine\",\"column\":{\"A\":1},\"curve\":{\"kind\":\"linear\",\"c\":10,\"q\":1}},"
    "{\"id\":\"road\",\"column\":{\"A\":-1,\"B\":1},\"upper\":1,\"curve\":{\"kind\":\"linear\",\"c\":2}}]}";
/* 10 +- 1 in, 8 +- 1 out: 9 both, chi-square 2, one degree of freedom, sd 1/sqrt(2). */
static const char flows[] = "{\"nodes\":[{\"id\":\"A\"}],\"flows\":["
                            "{\"id\":\"in\",\"column\":{\"A\":1},\"observed\":10,\"sigma\":1},"
                            "{\"id\":\"out\",\"column\":{\"A\":-1},\"observed\":8,\"sigma\":1}]}";
static const char tariffs[] =
    "{\"countries\":[\"X\",\"Y\"],\"trade\":[[0,100],[80,0]],\"tariff0\":[[1,1.2],[1.1,1]],"
    "\"tariff1\":[[1,1.2],[1.1,1]],\"em\":-1.25,\"ex\":1.5,\"es\":5}";

typedef struct page {
    char text[16384];
    size_t n;
    bool refuse;
} page;

static bool put(void *user, const char *bytes, size_t n)
{
    page *p = user;
    if (p->refuse || p->n + n >= sizeof p->text)
        return false;
    memcpy(p->text + p->n, bytes, n);
    p->n += n;
    p->text[p->n] = '\0';
    return true;
}

typedef gad_status ask_fn(gad_ctx *cx, const char *path, const gad_output *out,
                          gad_market_status *outcome);

static gad_status ask_gsim(gad_ctx *cx, const char *path, const gad_output *out,
                           gad_market_status *outcome)
{
    gad_status st = gad_market_file_gsim(cx, path, out);
    if (!st)
        *outcome = GAD_SOLVED;
    return st;
}

/* d price B / d upper of the road = -1: one more unit sold lowers what users pay by Q. */
static gad_status ask_price(gad_ctx *cx, const char *file, const gad_output *out,
                            gad_market_status *outcome)
{
    return gad_market_file_sensitivity(cx, file, "price:B", 0, out, outcome);
}

static gad_status ask_level(gad_ctx *cx, const char *file, const gad_output *out,
                            gad_market_status *outcome)
{
    return gad_market_file_sensitivity(cx, file, "level:road", 1, out, outcome);
}

static char path[TEST_PLACE];

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(test_place(path, "market"));
    return fd < 0 || close(fd) != 0;
}

static int drop_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void write_file(const char *text)
{
    FILE *f = fopen(path, "wb");
    assert_true(f && fwrite(text, 1, strlen(text), f) == strlen(text) && fclose(f) == 0);
}

static gad_status ask(gad_ctx *cx, ask_fn *fn, gad_format format, page *p,
                      gad_market_status *outcome)
{
    gad_output out = { .format = format, .write = put, .user = p };
    p->n = 0;
    p->text[0] = '\0';
    return fn(cx, path, &out, outcome);
}

static void holds(const page *p, const char *part)
{
    if (!strstr(p->text, part))
        fail_msg("'%s' is not in:\n%s", part, p->text);
}

static void answers_hold_what_was_worked_out_by_hand(void **state)
{
    static const struct {
        const char *file;
        ask_fn *fn;
        gad_format format;
        gad_market_status want;
        const char *part[5];
    } row[] = {
        { road,
          gad_market_file_solve,
          GAD_AS_TABLE,
          GAD_SOLVED,
          { "solved in ", "\nA        22\n", "\nB        28\n",
            "\nroad         12     4  upper\n" } },
        { road,
          gad_market_file_solve,
          GAD_AS_JSON,
          GAD_SOLVED,
          { "{\n  \"status\": \"solved\",\n  \"prices\": {", "\"degenerate_activities\": []",
            "\"iterations\": ", "\"note\": \"" } },
        { cut_off,
          gad_market_file_solve,
          GAD_AS_TABLE,
          GAD_NO_EQUILIBRIUM,
          { "no equilibrium: ",
            "\nthe figures below are the last state reached: they do not clear the markets\n",
            "'B'" } },
        { cut_off,
          gad_market_file_solve,
          GAD_AS_JSON,
          GAD_NO_EQUILIBRIUM,
          { "\"status\": \"no_equilibrium\"",
            "\"unbalanced_nodes\": [\n      {\n        \"node\": \"B\"" } },
        { road,
          ask_price,
          GAD_AS_TABLE,
          GAD_SOLVED,
          { "solved in ", "price:B is 28; ",
            "\nactivities.road.upper                    -1.000000   12.0000     -0.4286\n" } },
        { road,
          ask_price,
          GAD_AS_JSON,
          GAD_SOLVED,
          { "\"outcome\": \"price:B\",\n  \"value\": 28,", "\"parameter\": \"blocks[0].Q[0][0]\"",
            "\"kinks\": []" } },
        { road,
          ask_level,
          GAD_AS_JSON,
          GAD_SOLVED,
          { "\"derivatives\": [\n    {\n      \"parameter\": \"activities.road.upper\",\n      \"derivative\": 1," } },
        { cut_off, ask_price, GAD_AS_TABLE, GAD_NO_EQUILIBRIUM, { "no equilibrium: " } },
        { cut_off,
          ask_level,
          GAD_AS_JSON,
          GAD_NO_EQUILIBRIUM,
          { "\"status\": \"no_equilibrium\"", "\"derivatives\": []", "\"n_derivatives\": 0" } },
        { flows,
          gad_market_file_reconcile,
          GAD_AS_TABLE,
          GAD_SOLVED,
          { "chi-square 2.000 with 1 degree of freedom\n",
            "\nin          10      1         9  0.707107           -1.00\n" } },
        { flows,
          gad_market_file_reconcile,
          GAD_AS_JSON,
          GAD_SOLVED,
          { "\"id\": \"in\"", "\"redundancy\": 1", "\"report\": {" } },
        { tariffs,
          ask_gsim,
          GAD_AS_TABLE,
          GAD_SOLVED,
          { "solved: ", "\nX                     0.00              0.00" } },
        { tariffs,
          ask_gsim,
          GAD_AS_JSON,
          GAD_SOLVED,
          { "\"countries\": [\"X\", \"Y\"]", "\"linear\": {\n    \"prices\": {", "\"exact\": {",
            "[null, " } },
    };
    page p = { .n = 0 };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        gad_ctx *cx = gad_ctx_new(NULL, NULL);
        gad_market_status outcome = (gad_market_status)-1;
        write_file(row[i].file);
        if (ask(cx, row[i].fn, row[i].format, &p, &outcome))
            fail_msg("row %" PRId32 ": %s", i, gad_last_error(cx).text);
        assert_int_equal(outcome, row[i].want);
        for (int32_t k = 0; row[i].part[k]; k++)
            holds(&p, row[i].part[k]);
        assert_null(strstr(p.text, "nan"));
        gad_ctx_free(cx);
    }
}

static void formats_that_are_not_offered_are_refused(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_market_status outcome = (gad_market_status)-1;
    page p = { .n = 0 };
    (void)state;
    write_file(road);
    assert_int_equal(ask(cx, gad_market_file_solve, GAD_AS_CSV, &p, &outcome), GAD_E_ARG);
    assert_true(p.n == 0 && outcome == (gad_market_status)-1);
    gad_ctx_free(cx);
}

static void a_writer_that_fails_is_an_io_error(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_market_status outcome = (gad_market_status)-1;
    page p = { .refuse = true };
    (void)state;
    write_file(road);
    assert_int_equal(ask(cx, gad_market_file_solve, GAD_AS_JSON, &p, &outcome), GAD_E_IO);
    assert_int_equal(outcome, (gad_market_status)-1);
    gad_ctx_free(cx);
}

/* Fails allocation 1, 2, 3... until the answer comes: the status is right, nothing leaks, nothing was written before. */
static void every_failing_allocation_is_survived(void **state)
{
    static const struct {
        const char *file;
        ask_fn *fn;
    } row[] = { { road, gad_market_file_solve },
                { cut_off, gad_market_file_solve },
                { road, ask_price },
                { flows, gad_market_file_reconcile },
                { tariffs, ask_gsim } };
    page p = { .n = 0 };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row) * 2; i++) {
        long n = 0;
        gad_status st = GAD_E_NOMEM;
        write_file(row[i / 2].file);
        for (; n < 5000 && st; n++) {
            alloc_budget b = { 1, 0 };
            gad_ctx *poor = gad_ctx_new(budget_realloc, &b);
            gad_market_status outcome = (gad_market_status)-1;
            b.left = n;
            st = ask(poor, row[i / 2].fn, i % 2 ? GAD_AS_JSON : GAD_AS_TABLE, &p, &outcome);
            if (st != GAD_OK && st != GAD_E_NOMEM)
                fail_msg("row %" PRId32 ", allocation %ld: %s", i, n, gad_last_error(poor).text);
            assert_true(st == GAD_OK || (p.n == 0 && outcome == (gad_market_status)-1));
            gad_ctx_free(poor);
            assert_int_equal(b.live, 0);
        }
        assert_true(n > 20 && n < 5000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_hold_what_was_worked_out_by_hand),
        cmocka_unit_test(formats_that_are_not_offered_are_refused),
        cmocka_unit_test(a_writer_that_fails_is_an_io_error),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, make_file, drop_file);
}
