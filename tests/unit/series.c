/* series - layers 2 and 4: which figure a point shows, through small stores made of INSERTs, and the
 * questions series, rank, products and countries as the public API answers them. */
#include "test.h"
#include "store/store.h"
#include "trade/codeset.h"
#include "trade/rank.h"
#include "trade/stats.h"

typedef struct bench {
    gad_ctx *cx;
    gad_store *st;
    arena mem;
    char *text; /* what the last question wrote */
    size_t n;
} bench;

static int open_bench(void **state)
{
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->cx = gad_ctx_new(NULL, NULL);
    arena_init(&b->mem, &b->cx->al);
    if (gad_store_open(b->cx, NULL, GAD_OPEN_MEMORY, &b->st))
        fail_msg("%s", gad_last_error(b->cx).text);
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench *b = *state;
    arena_release(&b->mem);
    gad_store_close(b->st);
    gad_ctx_free(b->cx);
    free(b->text);
    free(b);
    return 0;
}

/* One store for all tests, emptied before each: opening one reads the code tables anew. */
static int empty_bench(void **state)
{
    bench *b = *state;
    return store_exec(b->cx, b->st,
                      "DELETE FROM flow_data; DELETE FROM observation; DELETE FROM batch") !=
           GAD_OK;
}

static void run(bench *b, const char *sql)
{
    if (store_exec(b->cx, b->st, sql))
        fail_msg("%s", gad_last_error(b->cx).text);
}

typedef struct trade {
    int source; /* 1 gacc, 2 comext, 5 hmrc, 8 comtrade, 10 baci */
    const char *vintage;
    int freq; /* 1 year, 2 month, 3 year to date */
    const char *period, *reporter, *partner, *way, *code;
    const char *qty_t, *value, *currency; /* "NULL" for none */
} trade;

static void put(bench *b, const trade *f, int n)
{
    char sql[1024];
    for (int i = 0; i < n; i++) {
        bool usd = strcmp(f[i].currency, "USD") == 0;
        snprintf(
            sql, sizeof sql,
            "INSERT INTO flow_data VALUES (1, %d, DATE '%s', %d, month_id('%s'), country_id('%s'), country_id('%s'), "
            "flow_id('%s'), code_id('%s'), 0, NULL, NULL, %s, %s, '%s', 0, %s, 0)",
            f[i].source, f[i].vintage, f[i].freq, f[i].period, f[i].reporter, f[i].partner,
            f[i].way, f[i].code, f[i].qty_t, f[i].value, f[i].currency, usd ? f[i].value : "NULL");
        run(b, sql);
    }
}

typedef struct saying { /* one published figure of China's magnet exports */
    const char *product, *partner, *from, *to, *metric, *printed, *unit, *basis, *status,
        *published, *source;
} saying;

static void say(bench *b, const saying *s, int n)
{
    char sql[1024];
    for (int i = 0; i < n; i++) {
        snprintf(
            sql, sizeof sql,
            "INSERT INTO observation VALUES (1, '%s', 'CHN', '%s', 'X', month_id('%s'), month_id('%s'), NULL, '%s', %s, '%s', "
            "'%s', '%s', '%s', DATE '%s', 'stated', '%s', 'https://example.org/%d', '')",
            s[i].product, s[i].partner, s[i].from, s[i].to, s[i].metric, s[i].printed, s[i].printed,
            s[i].unit, s[i].basis, s[i].status, s[i].published, s[i].source, i);
        run(b, sql);
    }
}

static series load(bench *b, const char *product, const char *reporter, const char *partner,
                   const char *flow, const char *measure, const char *as_of)
{
    gad_series_opts o = gad_series_defaults();
    series_query q;
    series s = { .n = 0 };
    o.product = product;
    o.reporter = reporter;
    o.partner = partner;
    o.flow = flow;
    o.measure = measure;
    o.as_of = as_of;
    if (series_query_make(b->cx, b->st, &b->mem, &o, &q) ||
        series_load(b->cx, b->st, &b->mem, &q, &s))
        fail_msg("%s", gad_last_error(b->cx).text);
    return s;
}

static const point *at(const series *s, const char *month)
{
    int32_t m = 0;
    assert_true(month_parse(month, &m));
    int32_t i = series_find(s, m);
    if (i < 0)
        fail_msg("%s is not in the series", month);
    return &s->at[i];
}

static void near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * MAX_OF(1.0, fabs(b))))
        fail_msg("%.17g is not %.17g", a, b);
}

/* ---- customs rows ----------------------------------------------------------------------------- */

static void a_total_row_wins_and_a_sum_says_so(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-06", "CHN", "DEU", "X", "85051110", "100", "5", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "USA", "X", "85051110", "40", "2", "USD" },
            { 1, "2025-07-20", 2, "2025-07", "CHN", "DEU", "X", "85051110", "70", "3", "USD" },
            { 1, "2025-07-20", 2, "2025-07", "CHN", "W00", "X", "85051110", "90", "4", "USD" } },
        4);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2025-06")->level.value, 140);
    assert_int_equal(at(&s, "2025-06")->level.kind, FIGURE_SUM);
    assert_int_equal(at(&s, "2025-06")->level.parts, 2);
    near(at(&s, "2025-07")->level.value, 90);
    assert_int_equal(at(&s, "2025-07")->level.kind, FIGURE_CUSTOMS);
    assert_string_equal(s.what_codes, "85051110 (GACC)");
    s = load(b, "rare earth magnets", "china", "germany", "X", "value", NULL);
    near(at(&s, "2025-06")->level.value, 5);
    assert_string_equal(s.unit, "USD");
    s = load(b, "magnets", "CHN", "W00", "X", "unit-value", NULL);
    near(at(&s, "2025-06")->level.value, 7.0 / 140);
    assert_string_equal(s.unit, "USD/t");
}

static void vintages_answer_what_was_known(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-06", "CHN", "W00", "X", "85051110", "100", "5", "USD" },
            { 1, "2025-09-01", 2, "2025-06", "CHN", "W00", "X", "85051110", "120", "6", "USD" },
            { 1, "2025-09-01", 2, "2025-07", "CHN", "W00", "X", "85051110", "80", "6", "USD" } },
        3);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2025-06")->level.value, 120);
    assert_int_equal(s.n, 2);
    s = load(b, "magnets", "CHN", "W00", "X", "qty", "2025-08-31");
    near(at(&s, "2025-06")->level.value, 100);
    assert_int_equal(s.n, 1);
    s = load(b, "magnets", "CHN", "W00", "X", "qty", "2025-07-19");
    assert_int_equal(s.n, 0);
}

static void levels_of_codes_are_never_mixed(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 5, "2025-01-01", 2, "2024-06", "GBR", "CHN", "M", "85051110", "10", "1", "GBP" },
            { 5, "2025-01-01", 2, "2024-06", "GBR", "CHN", "M", "85051190", "20", "1", "GBP" },
            { 5, "2025-01-01", 2, "2024-06", "GBR", "CHN", "M", "850511XX", "3", "1", "GBP" },
            { 5, "2025-01-01", 2, "2024-07", "GBR", "CHN", "M", "85051110", "10", "1", "GBP" },
            { 5, "2025-01-01", 2, "2024-07", "GBR", "CHN", "M", "850511", "31", "1", "GBP" },
            { 5, "2025-01-01", 2, "2024-08", "GBR", "CHN", "M", "8505111010", "7", "1", "GBP" },
            { 5, "2025-01-01", 2, "2024-08", "GBR", "CHN", "M", "85051190", "8", "1", "GBP" } },
        7);
    series s = load(b, "850511", "GBR", "CHN", "M", "qty", NULL);
    near(at(&s, "2024-06")->level.value, 33); /* the suppressed lines belong to the sum */
    assert_int_equal(at(&s, "2024-06")->level.parts, 3);
    near(at(&s, "2024-07")->level.value, 31); /* the six-digit row, not the line beside it */
    near(at(&s, "2024-08")->level.value, 8); /* the shortest lines, not the ten-digit one as well */
    assert_string_equal(s.what_codes, "850511, sum of the 8-digit lines held below 850511");
    assert_non_null(strstr(s.coverage, "holds more than any one of"));
    s = load(b, "magnets", "GBR", "CHN", "M", "qty", NULL);
    near(at(&s, "2024-06")->level.value, 10);
    s = load(b, "metal-magnets", "GBR", "CHN", "M", "qty", NULL);
    near(at(&s, "2024-06")->level.value, 33);
}

static void broader_codes_are_offered_but_not_used(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 8, "2025-01-01", 2, "2024-06", "JPN", "CHN", "M", "850511", "10", "1", "USD" } },
        1);
    series s = load(b, "magnets", "JPN", "CHN", "M", "qty", NULL);
    assert_int_equal(s.n, 0);
    gad_series_opts o = gad_series_defaults();
    series_query q;
    o.product = "magnets";
    o.reporter = "JPN";
    o.partner = "CHN";
    o.flow = "M";
    assert_int_equal(series_query_make(b->cx, b->st, &b->mem, &o, &q), GAD_OK);
    assert_int_equal(series_nothing(b->cx, b->st, &q), GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(b->cx).text, "--product metal-magnets"));
    assert_non_null(strstr(gad_last_error(b->cx).text, "850511"));
}

static void a_code_split_ends_comparison(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 2, "2025-01-01", 1, "2022-01", "DEU", "CHN", "M", "28461000", "10", "10", "EUR" },
            { 2, "2025-01-01", 1, "2022-01", "DEU", "CHN", "M", "28469030", "1", "1", "EUR" },
            { 2, "2025-01-01", 1, "2022-01", "DEU", "CHN", "M", "28469090", "2", "2", "EUR" },
            { 2, "2025-01-01", 1, "2022-01", "DEU", "CHN", "M", "28469010", "30", "30", "EUR" },
            { 2, "2025-01-01", 1, "2022-01", "DEU", "CHN", "M", "28469020", "40", "40", "EUR" },
            { 2, "2025-01-01", 1, "2023-01", "DEU", "CHN", "M", "28461000", "10", "10", "EUR" },
            { 2, "2025-01-01", 1, "2023-01", "DEU", "CHN", "M", "28469030", "1", "1", "EUR" },
            { 2, "2025-01-01", 1, "2023-01", "DEU", "CHN", "M", "28469090", "2", "2", "EUR" },
            { 2, "2025-01-01", 1, "2023-01", "DEU", "CHN", "M", "28469040", "50", "50", "EUR" },
            { 2, "2025-01-01", 1, "2023-01", "DEU", "CHN", "M", "28469050", "50", "50", "EUR" },
            { 2, "2025-01-01", 1, "2023-01", "DEU", "CHN", "M", "28469060", "50", "50", "EUR" },
            { 2, "2025-01-01", 1, "2023-01", "DEU", "CHN", "M", "28469070", "50", "50", "EUR" } },
        12);
    series s = load(b, "rare-earth-compounds", "DEU", "CHN", "M", "value", NULL);
    assert_true(s.annual);
    near(at(&s, "2022-01")->level.value, 83);
    near(at(&s, "2023-01")->level.value, 213);
    change c = stats_yoy(&s, 1);
    assert_true(isnan(c.pct));
    assert_string_equal(c.why, "the customs codes of the product changed in between");
    s = load(b, "ce-compounds", "DEU", "CHN", "M", "value", NULL);
    near(stats_yoy(&s, 1).pct, 0);
    s = load(b, "la-compounds", "DEU", "CHN", "M", "value", NULL);
    assert_int_equal(s.n, 1);
}

static void a_source_with_some_of_the_codes_says_which(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 8, "2025-01-01", 1, "2022-01", "CHN", "W00", "X", "250410", "10", "1", "USD" },
            { 8, "2025-01-01", 1, "2022-01", "CHN", "W00", "X", "380110", "10", "1", "USD" },
            { 8, "2025-01-01", 1, "2023-01", "CHN", "W00", "X", "250410", "20", "1", "USD" },
            { 10, "2025-01-01", 1, "2023-01", "CHN", "DEU", "X", "250490", "900", "1", "USD" } },
        4);
    series s = load(b, "graphite", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2022-01")->level.value, 20);
    assert_string_equal(s.coverage, "only 250410, 380110 of the product's 4 codes");
    /* 2023 has other parts of the product: neither may stand beside 2022. */
    assert_non_null(strstr(s.left_out, "another definition"));
    for (int32_t i = 1; i < s.n; i++)
        assert_int_equal(s.at[i].level.kind, FIGURE_NONE);
}

static void missing_weights_are_not_zero(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-06", "CHN", "DEU", "X", "85051110", "100", "5000", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "USA", "X", "85051110", "NULL", "4000", "USD" },
            { 1, "2025-07-20", 2, "2025-07", "CHN", "DEU", "X", "85051110", "100", "5000", "USD" },
            { 1, "2025-07-20", 2, "2025-07", "CHN", "USA", "X", "85051110", "NULL", "4", "USD" } },
        4);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2025-07")->level.value, 100);
    assert_non_null(strstr(at(&s, "2025-07")->level.note, "1 more rows carry no weight"));
    assert_int_equal(s.n, 1); /* June has no level at all, and the series starts in July */
    s = load(b, "magnets", "CHN", "W00", "X", "value", NULL);
    near(at(&s, "2025-06")->level.value, 9000);
    s = load(b, "magnets", "CHN", "W00", "X", "unit-value", NULL);
    near(at(&s, "2025-06")->level.value, 50); /* only rows with both */
}

static void year_to_date_rows_feed_months_and_years(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 3, "2024-01", "CHN", "W00", "X", "85051110", "10", "1", "USD" },
            { 1, "2025-07-20", 3, "2024-02", "CHN", "W00", "X", "85051110", "25", "1", "USD" },
            { 1, "2025-07-20", 3, "2024-12", "CHN", "W00", "X", "85051110", "300", "1", "USD" } },
        3);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2024-01")->level.value, 10);
    near(at(&s, "2024-02")->level.value, 15);
    assert_int_equal(at(&s, "2024-02")->level.kind, FIGURE_DERIVED);
    near(at(&s, "2024-12")->ytd.value, 300);
    assert_int_equal(at(&s, "2024-12")->level.kind, FIGURE_NONE);
    gad_series_opts o = gad_series_defaults();
    series_query q;
    o.product = "magnets";
    o.reporter = "CHN";
    o.freq = "A";
    assert_int_equal(series_query_make(b->cx, b->st, &b->mem, &o, &q), GAD_OK);
    assert_int_equal(series_load(b->cx, b->st, &b->mem, &q, &s), GAD_OK);
    near(at(&s, "2024-01")->level.value, 300);
}

static void twelve_months_make_a_year(void **state)
{
    bench *b = *state;
    char period[16];
    for (int m = 1; m <= 12; m++) {
        snprintf(period, sizeof period, "2023-%02d", m);
        trade f = { 1, "2024-01-20", 2, period, "CHN", "W00", "X", "85051110", "10", "1", "USD" };
        put(b, &f, 1);
    }
    gad_series_opts o = gad_series_defaults();
    series_query q;
    series s = { .n = 0 };
    o.product = "magnets";
    o.reporter = "CHN";
    o.freq = "A";
    assert_int_equal(series_query_make(b->cx, b->st, &b->mem, &o, &q), GAD_OK);
    assert_int_equal(series_load(b->cx, b->st, &b->mem, &q, &s), GAD_OK);
    near(at(&s, "2023-01")->level.value, 120);
    assert_int_equal(at(&s, "2023-01")->level.kind, FIGURE_SUM);
    assert_int_equal(at(&s, "2023-01")->level.parts, 12);
    run(b, "DELETE FROM flow_data WHERE period = month_id('2023-05')");
    assert_int_equal(series_load(b->cx, b->st, &b->mem, &q, &s), GAD_OK);
    assert_int_equal(s.n, 0);
}

static void groups_are_summed_by_membership(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2019-12", "CHN", "DEU", "X", "85051110", "100", "1", "USD" },
            { 1, "2025-07-20", 2, "2019-12", "CHN", "GBR", "X", "85051110", "7", "1", "USD" },
            { 1, "2025-07-20", 2, "2020-12", "CHN", "DEU", "X", "85051110", "100", "1", "USD" },
            { 1, "2025-07-20", 2, "2020-12", "CHN", "GBR", "X", "85051110", "7", "1", "USD" },
            { 1, "2025-07-20", 2, "2020-12", "CHN", "USA", "X", "85051110", "50", "1", "USD" } },
        5);
    series s = load(b, "magnets", "CHN", "EU", "X", "qty", NULL);
    near(at(&s, "2019-12")->level.value, 107);
    near(at(&s, "2020-12")->level.value, 100);
    assert_int_equal(at(&s, "2020-12")->level.kind, FIGURE_SUM);
    s = load(b, "magnets", "CHN", "EU27", "X", "qty", NULL);
    near(at(&s, "2019-12")->level.value, 100);
}

static void currencies_are_not_mixed(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-05", "CHN", "W00", "X", "85051110", "1", "700", "CNY" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "W00", "X", "85051110", "1", "100", "USD" },
            { 1, "2025-07-20", 2, "2025-07", "CHN", "W00", "X", "85051110", "1", "110", "USD" } },
        3);
    series s = load(b, "magnets", "CHN", "W00", "X", "value", NULL);
    assert_string_equal(s.unit, "USD");
    assert_int_equal(s.n, 2);
    assert_string_equal(s.left_out, "1 figure in other units than USD");
}

static void reconciled_data_are_no_conflict_and_no_base(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 8, "2025-01-01", 1, "2022-01", "CHN", "W00", "X", "850511", "121", "9", "USD" },
            { 10, "2025-01-01", 1, "2022-01", "CHN", "DEU", "X", "850511", "50", "8", "USD" },
            { 10, "2025-01-01", 1, "2022-01", "CHN", "USA", "X", "850511", "30", "8", "USD" },
            { 10, "2025-01-01", 1, "2023-01", "CHN", "DEU", "X", "850511", "60", "8", "USD" },
            { 10, "2025-01-01", 1, "2023-01", "CHN", "USA", "X", "850511", "30", "8", "USD" } },
        5);
    series s = load(b, "metal-magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2022-01")->level.value, 121);
    assert_false(at(&s, "2022-01")->conflict);
    assert_int_equal(at(&s, "2022-01")->n_other, 1);
    assert_string_equal(stats_yoy(&s, 1).why, "the two figures are of different compilers");
}

static void one_partner_is_not_the_world(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 8, "2025-01-01", 1, "2010-01", "IND", "CHN", "M", "280530", "358", "3", "USD" },
            { 8, "2025-01-01", 1, "2011-01", "IND", "CHN", "M", "280530", "400", "4", "USD" } },
        2);
    assert_int_equal(load(b, "280530", "IND", "W00", "M", "qty", NULL).n_held, 0);
    assert_int_equal(load(b, "280530", "IND", "CHN", "M", "qty", NULL).n_held, 2);
}

/* ---- published figures ------------------------------------------------------------------------ */

static void votes_rounding_and_cut_digits_decide(void **state)
{
    bench *b = *state;
    say(b,
        (saying[]){
            { "magnets", "W00", "2025-04", "2025-04", "qty", "2627", "t", "", "reported",
              "2025-05-20", "SMM" },
            { "magnets", "W00", "2025-05", "2025-05", "qty", "1238.47", "t", "", "reported",
              "2025-06-20", "SMM" },
            { "magnets", "W00", "2025-05", "2025-05", "qty", "1238", "t", "", "reported",
              "2025-06-20", "Econ" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-20", "Reuters via A" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3100", "t", "", "reported",
              "2025-07-19", "B" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-21", "C" },
            { "magnets", "W00", "2025-07", "2025-07", "qty", "5577", "t", "", "reported",
              "2025-08-20", "D" },
            { "magnets", "W00", "2025-07", "2025-07", "qty", "5500", "t", "", "derived",
              "2025-09-20", "E" },
            { "magnets", "W00", "2025-08", "2025-08", "qty", "590", "t", "", "derived",
              "2025-09-20", "E" },
            { "magnets", "W00", "2025-08", "2025-08", "qty", "600", "t", "", "derived",
              "2025-10-20", "F" },
            { "magnets", "W00", "2025-06", "2025-06", "mom_pct", "158", "pct", "", "reported",
              "2025-07-20", "G" },
            { "magnets", "W00", "2025-06", "2025-06", "mom_pct", "157.5", "pct", "", "reported",
              "2025-07-20", "Reuters" },
            { "magnets", "W00", "2025-06", "2025-06", "mom_pct", "-9", "pct", "value", "reported",
              "2025-07-20", "Reuters" },
        },
        13);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2025-05")->level.value, 1238); /* rounded as its neighbours are */
    assert_false(at(&s, "2025-05")->conflict);
    near(at(&s, "2025-06")->level.value, 3188); /* two origins against one */
    assert_string_equal(at(&s, "2025-06")->level.source, "Reuters via A");
    assert_true(at(&s, "2025-06")->conflict);
    near(at(&s, "2025-07")->level.value, 5577); /* printed before derived */
    assert_false(at(&s, "2025-07")->conflict);
    near(at(&s, "2025-08")->level.value, 600); /* the newest derivation */
    assert_int_equal(at(&s, "2025-08")->level.kind, FIGURE_DERIVED);
    near(at(&s, "2025-06")->mom.value,
         157.5); /* the most digits that agree; not the change of value */
    near(stats_mom(&s, series_find(&s, month_of(2025, 6))).pct, 100.0 * (3188 - 1238) / 1238);
}

static void cut_digits_lose_against_rounded_ones(void **state)
{
    bench *b = *state;
    say(b,
        (saying[]){
            { "magnets", "W00", "2025-04", "2025-04", "qty", "4785", "t", "", "reported",
              "2025-05-20", "A" },
            { "magnets", "W00", "2025-05", "2025-05", "qty", "5864", "t", "", "reported",
              "2025-06-09", "B" },
            { "magnets", "W00", "2025-05", "2025-05", "qty", "5864.6", "t", "", "reported",
              "2025-06-10", "C" },
        },
        3);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2025-05")->level.value, 5864.6);
    assert_false(at(&s, "2025-05")->conflict);
}

static void copies_of_one_origin_are_one_vote(void **state)
{
    bench *b = *state;
    say(b,
        (saying[]){
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3000", "t", "", "reported",
              "2025-07-20", "Reuters via A" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3000", "t", "", "reported",
              "2025-07-20", "Reuters via B" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-20", "X" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-20", "Y" },
        },
        4);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2025-06")->level.value, 3188);
}

static void customs_rows_come_before_the_press(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-06", "CHN", "W00", "X", "85051110", "3188.2", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-07", "CHN", "DEU", "X", "85051110", "900", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-08", "CHN", "DEU", "X", "85051110", "6145.7", "1",
              "USD" } },
        3);
    say(b,
        (saying[]){
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "W00", "2025-07", "2025-07", "qty", "5577", "t", "", "reported",
              "2025-08-20", "A" },
            { "magnets", "W00", "2025-08", "2025-08", "qty", "6146", "t", "", "reported",
              "2025-09-20", "A" },
        },
        3);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    near(at(&s, "2025-06")->level.value, 3188.2);
    assert_false(at(&s, "2025-06")->conflict);
    /* A sum over the partners held is not the world when a published total says so. */
    near(at(&s, "2025-07")->level.value, 5577);
    assert_true(at(&s, "2025-07")->conflict);
    near(at(&s, "2025-08")->level.value, 6145.7); /* confirmed by the published total */
    assert_string_equal(s.what_codes, "85051110 (GACC); published figures");
}

static void periods_of_published_figures_find_their_place(void **state)
{
    bench *b = *state;
    say(b,
        (saying[]){
            { "magnets", "W00", "2024-01", "2024-07", "qty", "32812", "t", "", "reported",
              "2024-08-20", "A" },
            { "magnets", "W00", "2024-07", "2024-07", "qty", "5278", "t", "", "reported",
              "2024-08-20", "A" },
            { "magnets", "W00", "2025-01", "2025-06", "qty", "22319", "t", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "W00", "2025-01", "2025-06", "yoy_pct", "-18.9", "pct", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "W00", "2024-01", "2024-12", "qty", "58.152", "kt", "", "reported",
              "2025-01-20", "A" },
            { "magnets", "W00", "2025-03", "2025-05", "qty", "1", "t", "", "reported", "2025-01-20",
              "A" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "9", "pieces", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "2000", "t", "lower bound", "reported",
              "2025-07-20", "A" },
        },
        9);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    int32_t june = series_find(&s, month_of(2025, 6));
    assert_false(s.annual);
    near(at(&s, "2025-06")->ytd.value, 22319);
    near(at(&s, "2025-06")->ytd_yoy.value, -18.9);
    near(at(&s, "2024-12")->ytd.value, 58152);
    near(at(&s, "2024-12")->ytd.half_unit, 0.5);
    near(at(&s, "2025-06")->level.value, 3188);
    assert_false(at(&s, "2025-06")->conflict); /* another definition is no contradiction */
    change c = stats_ytd_yoy(&s, june);
    near(c.base, 32812 - 5278);
    assert_true(fabs(c.pct + 18.9) < 0.06 && !c.base_derived);
    near(c.published.value, -18.9);
}

static void later_editions_replace_earlier_ones(void **state)
{
    bench *b = *state;
    run(b,
        "INSERT INTO observation VALUES "
        "(1, 'rare-earth-mine', 'AUS', '', 'Q', 2024*12, 2024*12+11, NULL, 'production', 13000, '13000', 't', 'MCS2025', "
        "'reported', DATE '2025-01-31', 'assumed', 'USGS Mineral Commodity Summaries 2025', 'https://a', ''),"
        "(1, 'rare-earth-mine', 'AUS', '', 'Q', 2024*12, 2024*12+11, NULL, 'production', 29000, '29000', 't', 'MCS2026', "
        "'reported', DATE '2026-01-31', 'assumed', 'USGS Mineral Commodity Summaries 2026', 'https://b', ''),"
        "(1, 'rare-earth-mine', 'AUS', '', 'Q', 2023*12, 2023*12+11, NULL, 'production', 18556, '18556', 't', 'WMD 2018-2022', "
        "'reported', DATE '2024-01-31', 'assumed', 'World Mining Data', 'https://c', '')");
    series s = load(b, "rare-earth-mine", "AUS", "W00", "X", "production", NULL);
    assert_true(s.annual);
    near(at(&s, "2024-01")->level.value, 29000);
    assert_false(at(&s, "2024-01")->conflict);
    assert_int_equal(at(&s, "2024-01")->n_other, 1);
    assert_string_equal(stats_yoy(&s, 1).why, "the two figures are of different compilers");
    s = load(b, "rare-earth-mine", "AUS", "W00", "Q", "qty", "2025-06-01");
    near(at(&s, "2024-01")->level.value, 13000);
}

/* ---- rank ------------------------------------------------------------------------------------- */

static ranking rank(bench *b, int32_t month)
{
    gad_series_opts o = gad_series_defaults();
    series_query q;
    ranking r = { .n = 0 };
    o.product = "magnets";
    o.reporter = "CHN";
    if (series_query_make(b->cx, b->st, &b->mem, &o, &q) ||
        rank_load(b->cx, b->st, &b->mem, &q, month, &r))
        fail_msg("%s", gad_last_error(b->cx).text);
    return r;
}

static void partners_are_ranked_and_moves_told(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-05", "CHN", "DEU", "X", "85051110", "50", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-05", "CHN", "USA", "X", "85051110", "46", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-05", "CHN", "VNM", "X", "85051110", "90", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "DEU", "X", "85051110", "400", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "USA", "X", "85051110", "300", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "VNM", "X", "85051110", "300", "1", "USD" } },
        6);
    ranking r = rank(b, month_of(2025, 6));
    assert_int_equal(r.n, 3);
    assert_string_equal(r.row[0].partner.id, "DEU");
    assert_string_equal(r.row[0].partner.name, "Germany");
    near(r.total, 1000);
    assert_int_equal(r.total_kind, FIGURE_SUM);
    near(r.row[0].share_pct, 40);
    near(r.row[0].mom.pct, 700);
    assert_int_equal(r.row[0].rank_mom, 2);
    assert_int_equal(r.row[0].rank_yoy, 0);
    assert_int_equal(r.row[1].rank, 2); /* equals share a place, in the order of their codes */
    assert_int_equal(r.row[2].rank, 2);
    assert_string_equal(r.row[1].partner.id, "USA");
    assert_true(r.complete);
    near(r.hhi, 0.16 + 0.09 + 0.09);
    near(r.effective, 1 / 0.34);
    assert_int_equal(rank(b, INT32_MIN).month, month_of(2025, 6));
}

static void partners_beyond_the_total_prove_nothing(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-06", "CHN", "W00", "X", "85051110", "1000", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "VNM", "X", "85051110", "600", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "DEU", "X", "85051110", "400", "1", "USD" },
            { 1, "2025-07-20", 2, "2025-06", "CHN", "USA", "X", "85051110", "400", "1", "USD" } },
        4);
    ranking r = rank(b, month_of(2025, 6));
    near(r.covered_pct, 140);
    assert_false(r.complete);
    assert_true(isnan(r.hhi));
}

static void a_ranking_of_few_partners_claims_nothing(void **state)
{
    bench *b = *state;
    say(b,
        (saying[]){
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "USA", "2025-06", "2025-06", "qty", "353", "t", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "EU27", "2025-06", "2025-06", "qty", "1363", "t", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "USA", "2025-06", "2025-06", "rank", "2", "rank",
              "destination rank by quantity", "reported", "2025-07-20", "A" },
        },
        4);
    ranking r = rank(b, month_of(2025, 6));
    assert_int_equal(r.n, 1); /* the group is no destination beside its members */
    assert_false(r.complete);
    assert_true(isnan(r.hhi));
    near(r.covered_pct, 100.0 * 353 / 3188);
    near(r.row[0].rank_published.value, 2);
}

/* ---- codes ------------------------------------------------------------------------------------ */

static void names_are_found_and_slips_suggested(void **state)
{
    bench *b = *state;
    static const struct {
        const char *asked, *want, *words;
    } rows[] = { { "magnets", "magnets", NULL },
                 { "NdFeB Magnets", "magnets", NULL },
                 { "rare earths", "rare-earths", NULL },
                 { "HS 850511", "850511", NULL },
                 { "8505.11", "850511", NULL },
                 { "magnts", NULL, "did you mean 'magnets'" },
                 { "zzzzzz", NULL, "lists all" },
                 { "", NULL, "the product is missing" },
                 { "'; DROP TABLE flow_data; --", NULL, "no product" } };
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        product_ref p;
        gad_status st = codes_product(b->cx, b->st, &b->mem, rows[i].asked, &p);
        if (rows[i].want) {
            assert_int_equal(st, GAD_OK);
            assert_string_equal(p.id, rows[i].want);
        } else {
            assert_int_not_equal(st, GAD_OK);
            if (!strstr(gad_last_error(b->cx).text, rows[i].words))
                fail_msg("'%s': %s", rows[i].asked, gad_last_error(b->cx).text);
        }
    }
    country_ref c;
    assert_int_equal(codes_country(b->cx, b->st, &b->mem, "partner", "united states", &c), GAD_OK);
    assert_string_equal(c.id, "USA");
    assert_int_equal(codes_country(b->cx, b->st, &b->mem, "partner", "156", &c), GAD_OK);
    assert_string_equal(c.id, "CHN");
    assert_int_equal(codes_country(b->cx, b->st, &b->mem, "partner", "eu27", &c), GAD_OK);
    assert_int_equal(c.number, -1);
    assert_int_equal(codes_country(b->cx, b->st, &b->mem, "partner", "world", &c), GAD_OK);
    assert_string_equal(c.id, "W00");
    assert_int_equal(codes_country(b->cx, b->st, &b->mem, "partner", "Germny", &c), GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(b->cx).text, "'DEU'"));
    assert_int_equal(codes_country(b->cx, b->st, &b->mem, "reporter", NULL, &c), GAD_E_ARG);
}

static void code_alternatives_are_told_apart(void **state)
{
    static const struct {
        const char *product, *reporter, *code;
        int32_t year, alt;
    } rows[] = {
        { "magnets", "CHN", "85051110", 2025, ALT_LINES },
        { "magnets", "CHN", "850511", 2025, -1 },   /* broader */
        { "magnets", "CHN", "85051190", 2025, -1 }, /* the sister line */
        { "magnets", "DEU", "85051110", 2024, ALT_LINES },
        { "magnets", "DEU", "85051110", 2022, -1 },   /* before the split */
        { "magnets", "USA", "8505110070", 2024, -1 }, /* a part is not the whole */
        { "metal-magnets", "CHN", "850511", 2024, ALT_HS },
        { "metal-magnets", "CHN", "85051110", 2024, ALT_BELOW + 8 },
        { "metal-magnets", "CHN", "850511XX", 2024, ALT_BELOW + 8 },
        { "metal-magnets", "CHN", "8505XXXX", 2024, -1 },
        { "metal-magnets", "CHN", "850512", 2024, -1 },
        { "metal-magnets", "USA", "8505110070", 2024, ALT_LINES }, /* its own lines are completed */
        { "metal-magnets", "USA", "8505110099", 2024, -1 },
        { "metal-magnets", "DEU", "85051100", 2022, ALT_LINES },
        { "rare-earth-compounds", "CHN", "28469015", 2024, ALT_LINES },
        { "rare-earth-compounds", "JPN", "284610", 2024, ALT_HS },
        { "rare-earths-all", "CHN", "28469015", 2024,
          -1 }, /* ore, oxide and magnets are never added */
        { "8505", "CHN", "850511", 2024, ALT_BELOW + 6 },
        { "8505", "CHN", "8505", 2024, ALT_HS },
    };
    bench *b = *state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        product_ref p;
        country_ref c;
        codeset cs;
        assert_int_equal(codes_product(b->cx, b->st, &b->mem, rows[i].product, &p), GAD_OK);
        assert_int_equal(codes_country(b->cx, b->st, &b->mem, "reporter", rows[i].reporter, &c),
                         GAD_OK);
        assert_int_equal(codeset_load(b->cx, b->st, &b->mem, &p, &c, &cs), GAD_OK);
        int32_t alt = codeset_alt(&cs, store_code_id(rows[i].code), month_of(rows[i].year, 6), 0);
        if (alt != rows[i].alt)
            fail_msg("%s of %s, code %s: alternative %d, wanted %d", rows[i].product,
                     rows[i].reporter, rows[i].code, (int)alt, (int)rows[i].alt);
    }
}

/* ---- the public questions --------------------------------------------------------------------- */

static bool keep(void *user, const char *bytes, size_t n)
{
    bench *b = user;
    char *more = realloc(b->text, b->n + n + 1);
    if (!more)
        return false;
    b->text = more;
    memcpy(b->text + b->n, bytes, n);
    b->n += n;
    b->text[b->n] = '\0';
    return true;
}

static gad_status ask(bench *b, gad_ctx *cx, const gad_series_opts *o, gad_format format)
{
    gad_output out = { .format = format, .write = keep, .user = b };
    b->n = 0;
    return gad_series(cx, b->st, o, &out);
}

static void fill_june(bench *b)
{
    say(b,
        (saying[]){
            { "magnets", "W00", "2025-04", "2025-04", "qty", "2627", "t", "", "reported",
              "2025-05-20", "A" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3188", "t", "", "reported",
              "2025-07-20", "A" },
            { "magnets", "W00", "2025-06", "2025-06", "qty", "3100", "t", "", "reported",
              "2025-07-20", "B" },
        },
        3);
}

static void json_shows_gaps_as_null(void **state)
{
    bench *b = *state;
    gad_series_opts o = gad_series_defaults();
    static const char *const want[] = {
        "\"version\": 1",
        "\"missing\": [\"2025-05\"]",
        "\"period\": \"2025-05\",\n      \"level\": null,\n      \"status\": \"missing\"",
        "\"level\": 3188",
        "\"mom_pct\": null",
        "\"why\": \"the base month is missing\"",
        "\"first\": \"2025-04\"",
        "\"held\": 2",
        "\"conflicts\": [\n        {\n          \"value\": 3100"
    };
    fill_june(b);
    o.product = "magnets";
    o.reporter = "CHN";
    o.stats = "all";
    if (ask(b, b->cx, &o, GAD_AS_JSON))
        fail_msg("%s", gad_last_error(b->cx).text);
    for (int32_t i = 0; i < COUNT_OF(want); i++)
        if (!strstr(b->text, want[i]))
            fail_msg("no %s in %s", want[i], b->text);
    assert_null(strstr(b->text, "nan"));
    o.from = "2025-06";
    o.stats = "level,mom";
    assert_int_equal(ask(b, b->cx, &o, GAD_AS_CSV), GAD_OK);
    assert_non_null(strstr(b->text, "period,level,mom_pct,status,conflict,source"));
    assert_non_null(strstr(b->text, "2025-06,3188,,reported,true,A"));
}

static void wrong_options_are_named(void **state)
{
    bench *b = *state;
    fill_june(b);
    static const struct {
        size_t field;
        const char *value, *words;
    } rows[] = {
        { offsetof(gad_series_opts, stats), "level,foo", "no statistic 'foo'" },
        { offsetof(gad_series_opts, measure), "kilos", "measure 'kilos' is not one of" },
        { offsetof(gad_series_opts, flow), "Z", "flow 'Z' is not one of" },
        { offsetof(gad_series_opts, freq), "W", "frequency 'W' is not one of" },
        { offsetof(gad_series_opts, from), "2025-13", "--from '2025-13' is not" },
        { offsetof(gad_series_opts, from), "2031", "nothing is held for those months" },
        { offsetof(gad_series_opts, as_of), "yesterday", "--as-of 'yesterday'" },
        { offsetof(gad_series_opts, source), "nobody", "no source 'nobody': known are gacc" },
        { offsetof(gad_series_opts, partner), "FRA", "published figures are held for" },
        { offsetof(gad_series_opts, as_of), "2010-01-01", "as of that day" },
    };
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        gad_series_opts o = gad_series_defaults();
        o.product = "magnets";
        o.reporter = "CHN";
        memcpy((char *)&o + rows[i].field, &rows[i].value, sizeof rows[i].value);
        assert_int_not_equal(ask(b, b->cx, &o, GAD_AS_JSON), GAD_OK);
        assert_int_equal(b->n, 0); /* nothing half-written */
        if (!strstr(gad_last_error(b->cx).text, rows[i].words))
            fail_msg("'%s': %s", rows[i].value, gad_last_error(b->cx).text);
    }
}

static void every_failing_allocation_is_survived(void **state)
{
    bench *b = *state;
    gad_series_opts o = gad_series_defaults();
    long n = 0;
    put(b,
        (trade[]){
            { 1, "2025-07-20", 2, "2025-06", "CHN", "DEU", "X", "85051110", "100", "5", "USD" },
            { 1, "2025-07-20", 2, "2025-05", "CHN", "USA", "X", "85051110", "40", "2", "USD" } },
        2);
    fill_june(b);
    o.product = "magnets";
    o.reporter = "CHN";
    o.stats = "all";
    for (n = 0; n < 10000; n += n < 40 ? 1 : 23) {
        alloc_budget budget = { .left = n };
        gad_ctx *cx = gad_ctx_new(budget_realloc, &budget);
        gad_status st = cx ? ask(b, cx, &o, GAD_AS_JSON) : GAD_E_NOMEM;
        if (cx && st)
            assert_int_equal(gad_last_error(cx).status, GAD_E_NOMEM);
        gad_ctx_free(cx);
        assert_int_equal(budget.live, 0);
        if (st == GAD_OK)
            break;
        assert_int_equal(st, GAD_E_NOMEM);
        assert_int_equal(b->n, 0);
    }
    assert_true(n > 20 && n < 10000);
}

static void code_tables_are_listed_and_searched(void **state)
{
    bench *b = *state;
    gad_output out = { .format = GAD_AS_JSON, .write = keep, .user = b };
    b->n = 0;
    assert_int_equal(gad_products(b->cx, b->st, "85051110", &out), GAD_OK);
    assert_non_null(strstr(b->text, "\"id\": \"magnets\""));
    assert_null(strstr(b->text, "\"id\": \"graphite\""));
    b->n = 0;
    assert_int_equal(gad_products(b->cx, b->st, NULL, &out), GAD_OK);
    assert_non_null(strstr(b->text, "\"id\": \"graphite\""));
    b->n = 0;
    assert_int_equal(gad_countries(b->cx, b->st, "Germny", &out), GAD_OK);
    assert_non_null(strstr(b->text, "\"near\": true"));
    assert_non_null(strstr(b->text, "\"id\": \"DEU\""));
    b->n = 0;
    assert_int_equal(gad_countries(b->cx, b->st, "qqqqqqqqqq", &out), GAD_E_NOTFOUND);
    assert_int_equal(b->n, 0);
    out.format = GAD_AS_CSV;
    b->n = 0;
    assert_int_equal(gad_countries(b->cx, b->st, "EU27", &out), GAD_OK);
    assert_non_null(strstr(b->text, "AUT BEL BGR"));
}

/* ---- the bundled figures ---------------------------------------------------------------------- */

static void june_2025_is_as_it_was_reported(void **state)
{
    bench *b = *state;
    gad_ingest_opts io = gad_ingest_defaults();
    if (gad_ingest(b->cx, b->st, TEST_SOURCE_DIR "/data/observations", &io, NULL, NULL, NULL))
        fail_msg("%s", gad_last_error(b->cx).text);
    series s = load(b, "magnets", "CHN", "W00", "X", "qty", NULL);
    int32_t i = series_find(&s, month_of(2025, 6));
    near(s.at[i].level.value, 3188);
    change mom = stats_mom(&s, i), yoy = stats_yoy(&s, i), ytd_yoy = stats_ytd_yoy(&s, i);
    near(mom.base, 1238);
    assert_true(fabs(mom.pct - 157.5) < 0.05);
    near(mom.published.value, 157.5);
    near(yoy.base, 5150);
    assert_true(yoy.base_derived && fabs(yoy.pct + 38.1) < 0.05);
    near(yoy.published.value, -38.1);
    near(stats_ytd(&s, i).value, 22319);
    near(ytd_yoy.base, 27534);
    assert_true(fabs(ytd_yoy.pct + 18.94) < 0.01);
    near(ytd_yoy.published.value, -18.9);
    near(at(&s, "2025-07")->level.value, 5577);
    near(at(&s, "2025-09")->level.value, 5774);
    near(stats_ytd(&s, series_find(&s, month_of(2025, 10))).value, 45290);
    series usa = load(b, "magnets", "CHN", "USA", "X", "qty", NULL);
    change up = stats_mom(&usa, series_find(&usa, month_of(2025, 6)));
    assert_true(fabs(up.pct - 667.39) < 0.01 && up.rounded && up.lo < 660 && up.hi > 667);
    near(up.published.value, 660);
    near(at(&usa, "2025-06")->rank.value, 2);
    series all = load(b, "rare-earths", "CHN", "W00", "X", "qty", NULL);
    i = series_find(&all, month_of(2025, 6));
    assert_true(fabs(all.at[i].level.value - 7742) < 0.5);
    record r = stats_record(&all, i);
    assert_int_equal(r.kind, RECORD_HIGH);
    assert_int_equal(r.since, -1);
    assert_false(r.complete);
    assert_int_equal(r.place, 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, empty_bench)
    const struct CMUnitTest tests[] = {
        TEST(a_total_row_wins_and_a_sum_says_so),
        TEST(vintages_answer_what_was_known),
        TEST(levels_of_codes_are_never_mixed),
        TEST(broader_codes_are_offered_but_not_used),
        TEST(a_code_split_ends_comparison),
        TEST(a_source_with_some_of_the_codes_says_which),
        TEST(missing_weights_are_not_zero),
        TEST(year_to_date_rows_feed_months_and_years),
        TEST(twelve_months_make_a_year),
        TEST(groups_are_summed_by_membership),
        TEST(currencies_are_not_mixed),
        TEST(reconciled_data_are_no_conflict_and_no_base),
        TEST(one_partner_is_not_the_world),
        TEST(votes_rounding_and_cut_digits_decide),
        TEST(cut_digits_lose_against_rounded_ones),
        TEST(copies_of_one_origin_are_one_vote),
        TEST(customs_rows_come_before_the_press),
        TEST(periods_of_published_figures_find_their_place),
        TEST(later_editions_replace_earlier_ones),
        TEST(partners_are_ranked_and_moves_told),
        TEST(partners_beyond_the_total_prove_nothing),
        TEST(a_ranking_of_few_partners_claims_nothing),
        TEST(names_are_found_and_slips_suggested),
        TEST(code_alternatives_are_told_apart),
        TEST(json_shows_gaps_as_null),
        TEST(wrong_options_are_named),
        TEST(every_failing_allocation_is_survived),
        TEST(code_tables_are_listed_and_searched),
        TEST(june_2025_is_as_it_was_reported),
    };
#undef TEST
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
