/* ingest_real - layer 1: the real files of ../shared/data/customs, each trap with the figure that tells whether it was
 * avoided. Skipped where the files are not at hand. */
#include "test.h"
#include "store/store.h"
#include <unistd.h>

#define CUSTOMS TEST_SOURCE_DIR "/../shared/data/customs/"

static gad_ctx *cx;
static gad_store *store;
static gad_ingest_report last;
static char note[4096];
static int32_t files;

static int open_store(void **state)
{
    (void)state;
    setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/data", 0);
    cx = gad_ctx_new(NULL, NULL);
    return !cx || gad_store_open(cx, "", GAD_OPEN_MEMORY, &store) ? -1 : 0;
}

static int close_store(void **state)
{
    (void)state;
    gad_store_close(store);
    gad_ctx_free(cx);
    return 0;
}

static void keep(void *user, const gad_ingest_report *r)
{
    (void)user;
    files++;
    last = *r;
    snprintf(note, sizeof note, "%s", r->note);
    if (r->outcome == GAD_INGESTED)
        assert_int_equal(r->read, r->added + r->changed + r->unchanged + r->folded + r->rejected);
    if (r->outcome != GAD_INGESTED && !*note)
        fail_msg("%s is not ingested and nothing says why", r->file);
}

static gad_status take(const char *file, const gad_ingest_opts *o)
{
    char path[600];
    snprintf(path, sizeof path, CUSTOMS "%s", file);
    return gad_ingest(cx, store, path, o, keep, NULL, NULL);
}

static void must_take(const char *file)
{
    if (take(file, NULL))
        fail_msg("%s: %s", file, gad_last_error(cx).text);
}

static void must_say(const char *words)
{
    if (!strstr(note, words))
        fail_msg("'%s' not found in '%s'", words, note);
}

static double number(const char *sql)
{
    gad_table *t = NULL;
    if (store_query_text(cx, store, sql, NULL, 0, &t))
        fail_msg("%s: %s", sql, gad_last_error(cx).text);
    double x = gad_table_rows(t) ? table_get_f64(t, 0, 0) : NO_NUMBER;
    gad_table_free(t);
    return x;
}

static void near(double x, double wanted, double tolerance)
{
    if (!(fabs(x - wanted) <= tolerance))
        fail_msg("%.12g, wanted %.12g", x, wanted);
}

#define GERMANY                                                                                    \
    "FROM flow WHERE source = 'comtrade' AND reporter = 'DEU' AND flow = 'M' AND code = '850511' AND period = '2022'"

static void totals_of_raw_comtrade_are_not_summed_with_their_parts(void **state)
{
    (void)state;
    must_take("comtrade_raw/comtrade_2022.csv.gz");
    assert_int_equal(last.read, 166616);
    assert_int_equal(last.rejected, 0);
    must_say("166,616 rows make 37,722 keys");
    near(number("SELECT value_usd " GERMANY " AND partner = 'CHN'"), 765179836.583, 1e-3);
    near(number("SELECT sum(value_usd) " GERMANY " AND partner <> 'W00'"), 912430103.38, 0.005);
    near(number("SELECT value_usd " GERMANY " AND partner = 'W00'"), 912430103.38, 0.005);
    near(number("SELECT flags & 4 " GERMANY " AND partner = 'CHN'"), 4, 0);
}

static void graphite_concentration_is_the_published_one(void **state)
{
    static const struct {
        const char *month;
        double hhi;
    } rows[] = { { "2017-01", 0.179099096 },
                 { "2021-01", 0.160868814 },
                 { "2023-12", 0.182124232 } };
    char sql[512];
    (void)state;
    must_take("other/china_ga_ge_graphite_hs6_monthly.csv");
    assert_int_equal(last.added, 6442);
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        snprintf(
            sql, sizeof sql,
            "SELECT sum(s * s) FROM (SELECT sum(value_usd) / sum(sum(value_usd)) OVER () AS s FROM flow WHERE source = 'graphite' AND period = '%s' AND code IN ('250410', '380110') GROUP BY partner)",
            rows[i].month);
        near(number(sql), rows[i].hhi, 1e-9);
    }
    near(
        number(
            "SELECT sum(value_usd) FROM flow WHERE source = 'graphite' AND period = '2023-11' AND code <> '811292'"),
        176.01e6, 5e3);
    near(
        number(
            "SELECT sum(qty_t) FROM flow WHERE source = 'graphite' AND period = '2023-11' AND code <> '811292'"),
        88982.5, 0.05);
    near(
        number(
            "SELECT sum(qty_t) FROM flow WHERE source = 'graphite' AND period = '2023-12' AND code <> '811292'"),
        40743.9, 0.05);
    assert_int_equal(take("other/china_ga_ge_graphite_country_monthly.csv", NULL), GAD_E_FORMAT);
    must_say("count the same trade twice");
}

static void present_comtrade_keeps_headings_and_subheadings_apart(void **state)
{
    (void)state;
    must_take("comtrade_new/quad_minerals_china_comtradeplus.csv");
    assert_int_equal(last.added, 72);
    must_take("comtrade_new/quad_minerals_world_comtradeplus.csv");
    near(
        number(
            "SELECT value_usd FROM flow WHERE reporter = 'AUS' AND partner = 'CHN' AND period = '2019' AND code = '282520'"),
        538125.11, 1e-6);
    near(
        number(
            "SELECT qty_t FROM flow WHERE reporter = 'AUS' AND partner = 'CHN' AND period = '2019' AND code = '2504'"),
        228.485, 1e-9);
    /* quantity 0 in no unit: missing */
    near(
        number(
            "SELECT count(*) FROM flow WHERE reporter = 'AUS' AND partner = 'W00' AND period = '2019' AND code = '2822' AND qty_t IS NULL AND qty IS NULL"),
        1, 0);
    /* 842 is the USA, 699 India */
    near(number("SELECT count(DISTINCT reporter) FROM flow WHERE reporter IN ('USA', 'IND')"), 2,
         0);
    assert_int_equal(take("comtrade_new/shifted_columns_trade_data.csv", NULL), GAD_E_FORMAT);
    must_say("one column to the left");
}

static void legacy_comtrade_keeps_every_level_and_the_rare_earths(void **state)
{
    (void)state;
    must_take("comtrade_legacy/h3_china_india.csv");
    assert_int_equal(last.read, 8739);
    assert_int_equal(last.folded, 2); /* TOTAL, once per flow */
    assert_int_equal(last.rejected, 0);
    near(
        number(
            "SELECT value_usd FROM flow WHERE reporter = 'IND' AND partner = 'CHN' AND period = '2010' AND code = '280530' AND flow = 'M'"),
        3049023, 0);
    near(
        number(
            "SELECT qty_t FROM flow WHERE reporter = 'IND' AND partner = 'CHN' AND period = '2010' AND code = '850511' AND flow = 'M'"),
        4715.61, 1e-9);
    near(number("SELECT count(DISTINCT length(code)) FROM flow WHERE period = '2010'"), 3, 0);
    near(number("SELECT max(hs_revision) FROM flow WHERE period = '2010'"), 2007, 0);
}

static void baci_is_in_dollars_and_tonnes(void **state)
{
    (void)state;
    must_take("baci/baci_2022.csv");
    assert_int_equal(last.added, 23167);
    must_say("2022 is taken from the file name");
    near(
        number(
            "SELECT value_usd FROM flow WHERE source = 'baci' AND period = '2022' AND reporter = 'CHN' AND partner = 'DEU' AND code = '850511'"),
        748.9e6, 5e4);
    must_take("baci/baci_2024_hs850511_value_kusd_qty_t.csv");
    near(
        number(
            "SELECT value_usd FROM flow WHERE source = 'baci' AND period = '2024' AND reporter = 'CHN' AND partner = 'DEU' AND code = '850511'"),
        513918501, 0);
    near(
        number(
            "SELECT qty_t FROM flow WHERE source = 'baci' AND period = '2024' AND reporter = 'CHN' AND partner = 'DEU' AND code = '850511'"),
        12606.775, 0);
    must_take("baci/country_codes_V202301.csv");
    assert_int_equal(last.outcome, GAD_CODE_TABLE);
    must_take("baci/country_codes_V202601.csv");
    assert_int_equal(last.outcome, GAD_CODE_TABLE);
}

static void gacc_downloads_need_flow_and_month(void **state)
{
    gad_ingest_opts o = gad_ingest_defaults();
    (void)state;
    assert_int_equal(take("gacc/english-full.csv", NULL), GAD_E_FORMAT);
    must_say("--flow");
    o.flow = "M";
    assert_int_equal(take("gacc/english-full.csv", &o), GAD_OK);
    assert_int_equal(last.added, 5);
    near(
        number(
            "SELECT value_usd FROM flow WHERE source = 'gacc' AND period = '2026-01' AND partner = 'TWN'"),
        234351, 0);
    near(
        number(
            "SELECT qty_t FROM flow WHERE source = 'gacc' AND period = '2026-01' AND partner = 'HKG'"),
        81.782, 1e-12);
    o.month = "2025-01..2025-06";
    assert_int_equal(take("gacc/chinese-full.csv", &o), GAD_OK);
    assert_int_equal(last.added, 3); /* Korea's three provinces are one key */
    near(
        number(
            "SELECT value FROM flow WHERE source = 'gacc' AND partner = 'KOR' AND currency = 'CNY' AND freq = 'YTD'"),
        92251 + 2776533 + 3361, 0);
    near(
        number(
            "SELECT count(*) FROM flow WHERE source = 'gacc' AND currency = 'CNY' AND value_usd IS NULL"),
        3, 0);
    o.month = "2025-06";
    assert_int_equal(take("gacc/english-degenerate.csv", &o), GAD_OK);
    must_say("trade with the world");
    near(
        number(
            "SELECT value_usd FROM flow WHERE source = 'gacc' AND partner = 'W00' AND code = '29029900' OR code = '29012990' AND source = 'gacc'"),
        17715334, 0);
}

static void comext_reads_years_and_greece(void **state)
{
    (void)state;
    must_take("comext/comext_eu_imports_rare_earth_cn8_2022_2024.csv");
    assert_int_equal(last.added, 3525);
    near(
        number(
            "SELECT value FROM flow WHERE source = 'comext' AND reporter = 'AUT' AND partner = 'CHN' AND code = '28053040' AND period = '2022'"),
        35869, 0);
    near(
        number(
            "SELECT count(*) FROM flow WHERE source = 'comext' AND (value_usd IS NOT NULL OR freq <> 'A' OR flow <> 'M')"),
        0, 0);
}

static void national_rows_are_summed_and_eurostats_slice_refused(void **state)
{
    (void)state;
    must_take("national/hs850511_monthly_national_sources.csv");
    assert_int_equal(last.rejected, 150); /* the slice that holds the United Kingdom twice */
    near(
        number(
            "SELECT value_usd FROM flow WHERE source = 'census' AND reporter = 'USA' AND partner = 'CHN' AND period = '2026-06' AND flow = 'M'"),
        31031063, 0);
    near(
        number(
            "SELECT count(*) FROM flow WHERE source = 'hmrc' AND reporter = 'GBR' AND code = '85051110'"),
        1298, 0);
    near(number("SELECT count(*) FROM flow WHERE source = 'comext' AND currency = 'USD'"), 0, 0);
    must_take("national/hs811292_gallium_germanium_monthly_national_sources.csv");
    must_take("national/japan_raw_trade.csv");
    near(
        number(
            "SELECT value FROM flow WHERE source = 'japan' AND period = '2026-02' AND code = '270900900'"),
        385428917000, 0);
    near(
        number(
            "SELECT qty_t FROM flow WHERE source = 'japan' AND period = '2026-02' AND code = '270900900'"),
        5123106.786, 1e-6);
    assert_int_equal(take("other/comtrade_crm_bilateral.csv", NULL), GAD_E_FORMAT);
    must_say("which HS codes");
}

static void every_file_is_ingested_or_named_and_the_second_time_changes_nothing(void **state)
{
    gad_ingest_report total;
    (void)state;
    for (int32_t round = 0; round < 2; round++) {
        files = 0;
        assert_int_equal(gad_ingest(cx, store, CUSTOMS, NULL, keep, NULL, &total), GAD_OK);
        assert_true(files >= 21);
    }
    assert_int_equal(total.added, 0);
    assert_int_equal(total.changed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_of_raw_comtrade_are_not_summed_with_their_parts),
        cmocka_unit_test(graphite_concentration_is_the_published_one),
        cmocka_unit_test(present_comtrade_keeps_headings_and_subheadings_apart),
        cmocka_unit_test(legacy_comtrade_keeps_every_level_and_the_rare_earths),
        cmocka_unit_test(baci_is_in_dollars_and_tonnes),
        cmocka_unit_test(gacc_downloads_need_flow_and_month),
        cmocka_unit_test(comext_reads_years_and_greece),
        cmocka_unit_test(national_rows_are_summed_and_eurostats_slice_refused),
        cmocka_unit_test(every_file_is_ingested_or_named_and_the_second_time_changes_nothing),
    };
    if (access(CUSTOMS, R_OK) != 0) {
        puts("skipped: ../shared is not here");
        return 0;
    }
    return cmocka_run_group_tests(tests, open_store, close_store);
}
