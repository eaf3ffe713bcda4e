/* ingest - layer 1: every format from a small file of invented figures, and what must never happen: a row counted twice, a
 * figure lost without a word, a batch half in. */
#include "test.h"
#include "store/ingest.h"
#include "store/store.h"
#include <sys/stat.h>
#include <unistd.h>

#define FIXTURES TEST_SOURCE_DIR "/tests/fixtures/formats/"

enum { REPORTS = 64, TEXT = 4096 };

typedef struct seen {
    gad_ingest_report r[REPORTS];
    char file[REPORTS][512], note[REPORTS][TEXT], format[REPORTS][32];
    int32_t n;
} seen;

static gad_ctx *cx;
static gad_store *store;
static seen got;
static char folder[256];

static int open_all(void **state)
{
    (void)state;
    setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/data", 0);
    snprintf(folder, sizeof folder, "%s/gadolin-ingest.XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    cx = gad_ctx_new(NULL, NULL);
    return cx ? 0 : -1;
}

static int close_all(void **state)
{
    char command[300];
    (void)state;
    gad_ctx_free(cx);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static int open_store(void **state)
{
    (void)state;
    got.n = 0;
    if (gad_store_open(cx, "", GAD_OPEN_MEMORY, &store)) {
        fprintf(stderr, "%s\n", gad_last_error(cx).text);
        return -1;
    }
    return 0;
}

static int close_store(void **state)
{
    (void)state;
    gad_store_close(store);
    store = NULL;
    return 0;
}

static void keep(void *user, const gad_ingest_report *r)
{
    seen *s = user;
    assert_true(s->n < REPORTS);
    s->r[s->n] = *r;
    snprintf(s->file[s->n], sizeof s->file[0], "%s", r->file);
    snprintf(s->note[s->n], sizeof s->note[0], "%s", r->note);
    snprintf(s->format[s->n], sizeof s->format[0], "%s", r->format);
    assert_int_equal(r->read, r->added + r->changed + r->unchanged + r->folded + r->rejected +
                                  (r->outcome == GAD_REFUSED ? r->read - r->rejected : 0));
    s->n++;
}

static gad_status take(const char *path, const gad_ingest_opts *o)
{
    gad_ingest_report total;
    got.n = 0;
    return gad_ingest(cx, store, path, o, keep, &got, &total);
}

/* The first cell of a query as text. */
static const char *ask(const char *sql)
{
    static char text[TEXT];
    gad_table *t = NULL;
    if (store_query_text(cx, store, sql, NULL, 0, &t))
        fail_msg("%s: %s", sql, gad_last_error(cx).text);
    const char *cell = gad_table_rows(t) ? table_get_text(t, 0, 0) : "(no row)";
    snprintf(text, sizeof text, "%s", cell ? cell : "(null)");
    gad_table_free(t);
    return text;
}

static int64_t count(const char *sql)
{
    gad_table *t = NULL;
    if (store_query_text(cx, store, sql, NULL, 0, &t))
        fail_msg("%s: %s", sql, gad_last_error(cx).text);
    int64_t n = table_get_i64(t, 0, 0, -1);
    gad_table_free(t);
    return n;
}

/* An open store without a row: cheaper than a new one. */
static void fresh_tables(void)
{
    assert_int_equal(
        store_exec(
            cx, store,
            "DELETE FROM flow_data; DELETE FROM observation; DELETE FROM reject; DELETE FROM batch"),
        GAD_OK);
}

static void must_contain(const char *text, const char *words, const char *what)
{
    if (!strstr(text, words))
        fail_msg("%s: '%s' not found in '%s'", what, words, text);
}

static const char *write_file(const char *name, const char *text)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return path;
}

/* ---- each format ------------------------------------------------------------------------------- */

static const struct {
    const char *file, *flow, *month, *year, *format;
    gad_ingest_outcome outcome;
    int32_t read, added, folded, rejected;
    const char *words; /* of the note */
} files[] = {
    { "comtrade.csv", NULL, NULL, NULL, "comtrade", GAD_INGESTED, 16, 7, 5, 4,
      "1 key had no total: its finest breakdown is summed" },
    { "comtrade_web.csv", NULL, NULL, NULL, "comtrade", GAD_INGESTED, 2, 2, 0, 0,
      "1 field more than the header" },
    { "comtrade.json", NULL, NULL, NULL, "comtrade", GAD_INGESTED, 2, 1, 0, 1, "" },
    { "comtrade_shifted.csv", NULL, NULL, NULL, "", GAD_REFUSED, 0, 0, 0, 0,
      "one column to the left" },
    { "comtrade_legacy_22.csv", NULL, NULL, NULL, "comtrade-legacy", GAD_INGESTED, 4, 3, 0, 1, "" },
    { "comtrade_legacy_35.csv", NULL, NULL, NULL, "comtrade-legacy", GAD_INGESTED, 2, 1, 1, 0,
      "beside its own breakdown" },
    { "comtrade_legacy_bulk.csv", NULL, NULL, NULL, "comtrade-legacy", GAD_INGESTED, 4, 3, 1, 0,
      "all goods together" },
    { "comtrade_raw_2021.csv", NULL, NULL, NULL, "comtrade-raw", GAD_INGESTED, 6, 3, 3, 0,
      "2021 is taken from the file name; 6 rows make 3 keys" },
    { "comtrade_raw_noyear.csv", NULL, NULL, NULL, "", GAD_REFUSED, 0, 0, 0, 0, "--year" },
    { "comtrade_raw_noyear.csv", NULL, NULL, "2020", "comtrade-raw", GAD_INGESTED, 1, 1, 0, 0, "" },
    { "BACI_HS17_Y2023_V202501.csv", NULL, NULL, NULL, "baci", GAD_INGESTED, 5, 5, 0, 0, "" },
    { "BACI_HS17_Y2022_bad.csv", NULL, NULL, NULL, "baci", GAD_INGESTED, 8, 1, 1, 6, "largest" },
    { "baci_usd_2021.csv", NULL, NULL, NULL, "baci", GAD_INGESTED, 2, 2, 0, 0,
      "2021 is taken from the file name" },
    { "baci_kusd.csv", NULL, NULL, NULL, "baci", GAD_INGESTED, 2, 2, 0, 0, "" },
    { "gacc_export_en.csv", NULL, NULL, NULL, "gacc", GAD_INGESTED, 4, 2, 1, 1,
      "exports, by the file name" },
    { "gacc_zh.csv", "M", "2025-01..2025-06", NULL, "gacc", GAD_INGESTED, 2, 2, 0, 0, "GB18030" },
    { "gacc_zh.csv", NULL, "2025-06", NULL, "", GAD_REFUSED, 0, 0, 0, 0, "--flow" },
    { "gacc_zh.csv", "X", NULL, NULL, "", GAD_REFUSED, 0, 0, 0, 0, "--month" },
    { "gacc_degenerate.csv", "X", "2025-06", NULL, "gacc", GAD_INGESTED, 2, 2, 0, 0,
      "trade with the world" },
    { "comext_new.csv", NULL, NULL, NULL, "comext", GAD_INGESTED, 13, 7, 6, 0, "GB is kept" },
    { "comext_old.csv", NULL, NULL, NULL, "comext", GAD_INGESTED, 2, 2, 0, 0, "" },
    { "comext_curated.csv", NULL, NULL, NULL, "comext", GAD_INGESTED, 2, 1, 0, 1, "" },
    { "census_imports.json", NULL, NULL, NULL, "census", GAD_INGESTED, 5, 3, 1, 1,
      "groups of countries" },
    { "census_exports.json", NULL, NULL, NULL, "census", GAD_INGESTED, 1, 1, 0, 0, "" },
    { "japan.csv", NULL, NULL, NULL, "japan", GAD_INGESTED, 3, 2, 0, 1, "" },
    { "japan_thousand.csv", "X", NULL, NULL, "japan", GAD_INGESTED, 1, 1, 0, 0, "" },
    { "national.csv", NULL, NULL, NULL, "national", GAD_INGESTED, 8, 5, 2, 1, "mirror" },
    { "graphite.csv", NULL, NULL, NULL, "graphite", GAD_INGESTED, 3, 2, 0, 1, "" },
    { "observations.csv", NULL, NULL, NULL, "observations", GAD_INGESTED, 9, 5, 0, 4, "" },
    { "facts_without_columns.csv", NULL, NULL, NULL, "", GAD_REFUSED, 0, 0, 0, 0,
      "nearest is 'observations' (published figures), which needs the column unit" },
    { "code_table.csv", NULL, NULL, NULL, "", GAD_CODE_TABLE, 0, 0, 0, 0,
      "partner codes of China" },
    { "prices.csv", NULL, NULL, NULL, "", GAD_REFUSED, 0, 0, 0, 0, "date, metal, price" },
};

static void every_format_is_recognised_and_every_row_accounted_for(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(files); i++) {
        char path[600];
        gad_ingest_opts o = gad_ingest_defaults();
        o.flow = files[i].flow;
        o.month = files[i].month;
        o.year = files[i].year;
        snprintf(path, sizeof path, FIXTURES "%s", files[i].file);
        fresh_tables();
        gad_status st = take(path, &o);
        if (st && st != GAD_E_FORMAT)
            fail_msg("%s: %s", files[i].file, gad_last_error(cx).text);
        assert_int_equal(st, files[i].outcome == GAD_REFUSED ? GAD_E_FORMAT : GAD_OK);
        assert_int_equal(got.n, 1);
        const gad_ingest_report *r = &got.r[0];
        if (r->outcome != files[i].outcome || !STR_EQ(got.format[0], files[i].format) ||
            r->read != files[i].read || r->added != files[i].added ||
            r->folded != files[i].folded || r->rejected != files[i].rejected)
            fail_msg(
                "%s: outcome %d, format '%s', read %d, added %d, folded %d, rejected %d, note '%s'",
                files[i].file, (int)r->outcome, got.format[0], (int)r->read, (int)r->added,
                (int)r->folded, (int)r->rejected, got.note[0]);
        must_contain(got.note[0], files[i].words, files[i].file);
        assert_int_equal(
            count("SELECT (SELECT count(*) FROM flow_data) + (SELECT count(*) FROM observation)"),
            r->added);
        assert_int_equal(count("SELECT count(*) FROM reject"), r->rejected);
    }
}

static const struct {
    const char *file, *flow, *month, *sql, *answer;
} figures[] = {
    /* totals are kept, breakdowns not added; a missing total is summed; a zero weight is missing */
    { "comtrade.csv", NULL, NULL,
      "SELECT value_usd::VARCHAR || ' ' || qty_t || ' ' || flags FROM flow WHERE reporter = 'DEU' AND partner = 'CHN' AND flow = 'M' AND code = '850511' AND freq = 'A'",
      "1000.5 0.5 0" },
    { "comtrade.csv", NULL, NULL,
      "SELECT value_usd::VARCHAR || ' ' || qty_t || ' ' || flags FROM flow WHERE reporter = 'FRA'",
      "1000.0 0.1 8" },
    { "comtrade.csv", NULL, NULL,
      "SELECT period || ' ' || freq || ' ' || flags FROM flow WHERE freq = 'M'", "2024-06 M 1" },
    { "comtrade.csv", NULL, NULL, "SELECT partner || ' ' || valuation FROM flow WHERE flow = 'RX'",
      "TWN FOB" },
    { "comtrade.csv", NULL, NULL,
      "SELECT partner || ' ' || reporter || ' ' || valuation FROM flow WHERE flow = 'RM'",
      "CHN CHN CIF" },
    { "comtrade.csv", NULL, NULL,
      "SELECT (qty_t IS NULL AND qty IS NULL)::VARCHAR FROM flow WHERE reporter = 'USA' AND partner = 'W00'",
      "true" },
    { "comtrade.csv", NULL, NULL, "SELECT string_agg(DISTINCT code, ' ' ORDER BY code) FROM flow",
      "8505 850511" },
    { "comtrade.json", NULL, NULL, "SELECT period || ' ' || value || ' ' || qty_t FROM flow",
      "2024-07 1234.5 0.0715" },
    /* 3 is re-export, 4 re-import */
    { "comtrade_legacy_22.csv", NULL, NULL,
      "SELECT string_agg(flow || ' ' || value, ', ' ORDER BY flow) FROM flow",
      "M 7000.0, RM 60.0, RX 70.0" },
    { "comtrade_legacy_22.csv", NULL, NULL,
      "SELECT qty_t || ' ' || flags FROM flow WHERE flow = 'RM'", "0.008 1" },
    { "comtrade_legacy_35.csv", NULL, NULL, "SELECT period || ' ' || value FROM flow",
      "2013-05 5000.0" },
    { "comtrade_legacy_bulk.csv", NULL, NULL,
      "SELECT string_agg(code || ' ' || hs_revision || ' ' || flags, ', ' ORDER BY code) FROM flow",
      "280530 2007 0, 85 2007 1, 850511 2007 1" },
    /* the largest row is the total: the partners' sum is the World row */
    { "comtrade_raw_2021.csv", NULL, NULL,
      "SELECT sum(value) FILTER (partner <> 'W00') || ' ' || sum(value) FILTER (partner = 'W00') FROM flow",
      "1000.0 1000.0" },
    { "comtrade_raw_2021.csv", NULL, NULL,
      "SELECT string_agg(flags::VARCHAR, ' ' ORDER BY partner) FROM flow", "4 16 0" },
    /* thousand dollars and tonnes */
    { "BACI_HS17_Y2023_V202501.csv", NULL, NULL,
      "SELECT value_usd::VARCHAR || ' ' || qty_t || ' ' || hs_revision || ' ' || valuation || ' ' || flow FROM flow WHERE partner = 'DEU' AND code = '850511'",
      "1000125.0 250.5 2017 FOB X" },
    { "BACI_HS17_Y2023_V202501.csv", NULL, NULL,
      "SELECT string_agg(reporter || partner || ' ' || coalesce(qty_t::VARCHAR, 'missing'), ', ' ORDER BY reporter, partner, code) FROM flow WHERE partner <> 'DEU'",
      "CHNUSA missing, NORCHE missing, TWNFRA 3.0" },
    { "baci_usd_2021.csv", NULL, NULL,
      "SELECT string_agg(partner || ' ' || value_usd, ', ' ORDER BY partner) FROM flow",
      "DEU 1234.5, TWN 77.0" },
    { "baci_kusd.csv", NULL, NULL,
      "SELECT string_agg(period || partner || ' ' || value_usd, ', ' ORDER BY partner) FROM flow",
      "2024DEU 513500.0, 2024USA 366250.0" },
    /* regimes are summed, money has separators, '-' is missing */
    { "gacc_export_en.csv", NULL, NULL,
      "SELECT value_usd::VARCHAR || ' ' || qty_t || ' ' || period || ' ' || flow || ' ' || valuation || ' ' || flags FROM flow WHERE partner = 'DEU'",
      "1100000.0 2.0 2025-06 X FOB 0" },
    { "gacc_export_en.csv", NULL, NULL,
      "SELECT value_usd::VARCHAR || ' ' || coalesce(qty_t::VARCHAR, 'missing') FROM flow WHERE partner = 'HKG'",
      "900.0 missing" },
    { "gacc_zh.csv", "M", "2025-01..2025-06",
      "SELECT string_agg(partner || ' ' || value || currency || ' ' || qty_t || ' ' || freq || ' ' || period || ' ' || coalesce(value_usd::VARCHAR, '-'), ', ' ORDER BY partner) FROM flow",
      "DEU 180000.0CNY 2.5 YTD 2025-06 -, JPN 4000500.0CNY 12.0 YTD 2025-06 -" },
    { "gacc_zh.csv", "M", "2025-01..2025-12", "SELECT any_value(freq || period) FROM flow",
      "A2025" },
    { "gacc_degenerate.csv", "X", "2025-06",
      "SELECT string_agg(partner || ' ' || qty_t || ' ' || qty_unit, ', ' ORDER BY code) FROM flow",
      "W00 4.333 Kilogram, W00 0.003 Number of item" },
    /* procedures are summed, the year's total is no month, GB is not counted again as XU, XU and XI are summed where GB is not */
    { "comext_new.csv", NULL, NULL,
      "SELECT value || ' ' || qty_t || ' ' || currency || ' ' || flags || ' ' || coalesce(value_usd::VARCHAR, '-') FROM flow WHERE reporter = 'DEU' AND partner = 'CHN' AND code = '85051110' AND freq = 'M'",
      "1200.0 0.05 EUR 64 -" },
    { "comext_new.csv", NULL, NULL, "SELECT period || ' ' || value FROM flow WHERE freq = 'A'",
      "2024 14000.0" },
    { "comext_new.csv", NULL, NULL,
      "SELECT string_agg(reporter || ' ' || value, ', ' ORDER BY reporter) FROM flow WHERE partner = 'GBR'",
      "DEU 100.0, FRA 300.0" },
    { "comext_new.csv", NULL, NULL, "SELECT code || ' ' || flags FROM flow WHERE code LIKE '%X'",
      "39XXXXXX 32" },
    { "comext_new.csv", NULL, NULL,
      "SELECT reporter || ' ' || flow || ' ' || valuation FROM flow WHERE value = 5", "GRC X FOB" },
    { "comext_new.csv", NULL, NULL,
      "SELECT qty || ' ' || qty_unit || ' ' || qty_t FROM flow WHERE code = '84212100'",
      "7.0 p/st 0.044" },
    { "comext_old.csv", NULL, NULL,
      "SELECT string_agg(reporter || partner || flow || value, ' ' ORDER BY reporter) FROM flow",
      "DEUCHNM700.0 DNKCHNX70.0" },
    { "census_imports.json", NULL, NULL,
      "SELECT string_agg(partner || ' ' || value_usd || ' ' || coalesce(qty_t::VARCHAR, 'missing'), ', ' ORDER BY partner) FROM flow",
      "CHN 31000.0 0.4, JPN 9000.0 missing, W00 40000.0 0.5" },
    { "census_exports.json", NULL, NULL,
      "SELECT flow || ' ' || partner || ' ' || qty || ' ' || qty_unit || ' ' || (qty_t IS NULL) FROM flow",
      "X DEU 3.0 NO true" },
    { "japan.csv", NULL, NULL,
      "SELECT string_agg(partner || ' ' || value || currency || ' ' || qty_t || ' ' || flow, ', ' ORDER BY partner) FROM flow",
      "CHN 5000000.0JPY 1.5 M, DEU 0.0JPY 0.0 M" },
    { "japan_thousand.csv", "X", NULL, "SELECT value || ' ' || flow || ' ' || valuation FROM flow",
      "12000.0 X FOB" },
    { "national.csv", NULL, NULL,
      "SELECT source || ' ' || value_usd || ' ' || qty_t || ' ' || code FROM flow WHERE reporter = 'GBR' AND code = '85051110'",
      "hmrc 1500.75 0.1 85051110" },
    { "national.csv", NULL, NULL,
      "SELECT string_agg(source || ' ' || code || ' ' || flags, ', ' ORDER BY source, code) FROM flow",
      "census 850511 0, comexstat 85051100 0, comtrade 850511 0, hmrc 85051110 64, hmrc 850511XX 32" },
    { "graphite.csv", NULL, NULL,
      "SELECT string_agg(partner || ' ' || value_usd || ' ' || qty_t || ' ' || period, ', ' ORDER BY partner) FROM flow",
      "AUS 10200.0 6.1165 2017-01, KOR 4000.0 1.0 2017-01" },
    { "observations.csv", NULL, NULL,
      "SELECT printed || ' ' || value || ' ' || unit || ' ' || published FROM observation WHERE partner = 'USA'",
      "46.0 46.0 t 2025-06-20" },
    { "observations.csv", NULL, NULL,
      "SELECT month_text(period_from) || ' ' || month_text(period_to) || ' ' || coalesce(partner, '-') FROM observation WHERE value = 22319",
      "2025-01 2025-06 -" },
    { "observations.csv", NULL, NULL,
      "SELECT month_text(period_from) || ' ' || month_text(period_to) || ' ' || partner || ' ' || status FROM observation WHERE unit = 'kt'",
      "2025-01 2025-03 EU27 derived" },
    { "observations.csv", NULL, NULL,
      "SELECT day || ' ' || (value IS NULL) || ' ' || note FROM observation WHERE metric = 'event'",
      "2025-04-04 true licences" },
};

/* unit_tonnes() of units.c and unit_t() of sql/ingest/macros.sql are one table written twice. */
static void c_and_sql_weigh_units_alike(void **state)
{
    static const char *const units[] = {
        "t",      "ton",      "tons",      "tonne",     "tonnes",    "mt", "metric ton",
        "kg",     "kilogram", "kilograms", "千克",      "公斤",      "吨", "metric tons",
        "g",      "gram",     "grams",     "克",        "gm",        "kt", "lb",
        "lbs",    "pound",    "pounds",    "short ton", "long tons", "KG", "short tons",
        "pieces", "long ton", "bananas",   "?",
    };
    (void)state;
    assert_int_equal(store_exec(cx, store, store_sql("ingest/macros")), GAD_OK);
    for (int32_t i = 0; i < COUNT_OF(units); i++) {
        store_param p = param_text(units[i]);
        gad_table *t = NULL;
        assert_int_equal(store_query_text(cx, store, "SELECT unit_t($1)::DOUBLE", &p, 1, &t),
                         GAD_OK);
        double c = unit_tonnes(units[i]), sql = table_get_f64(t, 0, 0);
        if (isnan(c) ? !isnan(sql) : !(fabs(c * sql - 1) < 1e-12))
            fail_msg("'%s': %g tonnes in C, 1/%g in SQL", units[i], c, sql);
        gad_table_free(t);
    }
}

static void figures_arrive_in_the_right_units_and_places(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(figures); i++) {
        char path[600];
        gad_ingest_opts o = gad_ingest_defaults();
        o.flow = figures[i].flow;
        o.month = figures[i].month;
        snprintf(path, sizeof path, FIXTURES "%s", figures[i].file);
        bool again = i && STR_EQ(figures[i].file, figures[i - 1].file) &&
                     figures[i].month == figures[i - 1].month;
        if (!again) {
            fresh_tables();
            if (take(path, &o))
                fail_msg("%s: %s", figures[i].file, gad_last_error(cx).text);
        }
        const char *answer = ask(figures[i].sql);
        if (!STR_EQ(answer, figures[i].answer))
            fail_msg("%s: %s: got '%s', wanted '%s'", figures[i].file, figures[i].sql, answer,
                     figures[i].answer);
    }
}

static const struct {
    const char *file;
    int32_t line;
    const char *reason, *text;
} rejects[] = {
    { "comtrade.csv", 13, "classification: 'S3' is not the Harmonized System", ",S3," },
    { "comtrade.csv", 14, "partner: '9999' is not a country", ",9999," },
    { "comtrade.csv", 15, "period: '202413' is not a month", ",202413," },
    { "comtrade.csv", 16, "value: '1.234,5' is not a number", "\"1.234,5\"" },
    { "comtrade.json", 2, "flow: 'Q'", "\"flowCode\":\"Q\"" },
    { "BACI_HS17_Y2022_bad.csv", 4, "commodity code: '85051' has not 6 digits",
      "2022,156,842,85051,3,1" },
    { "BACI_HS17_Y2022_bad.csv", 5, "commodity code: '8.5E+5'", "8.5E+5" },
    { "BACI_HS17_Y2022_bad.csv", 6, "weight: '>95' is not a number", ">95" },
    { "BACI_HS17_Y2022_bad.csv", 7, "value: '-3' is negative", ",-3," },
    { "BACI_HS17_Y2022_bad.csv", 8, "reporter: '987' is not a country", ",987," },
    { "BACI_HS17_Y2022_bad.csv", 9, "neither a value nor a weight", ",NA,NA" },
    { "gacc_export_en.csv", 5, "partner: '777'", "Atlantis" },
    { "comext_curated.csv", 3, "flow: '3'", "28469090,3" },
    { "census_imports.json", 5, "period: '2026-17'", "2026-17" },
    { "national.csv", 9, "source: this Eurostat slice", "eurostat" },
    { "graphite.csv", 4, "partner: 'austrlia' is not a country gadolin knows; nearest: austr",
      "Austrlia" },
    { "observations.csv", 6, "period: '2025-13'", "2025-13" },
    { "observations.csv", 7,
      "product: 'magnest' is neither a product of gadolin nor a customs code; nearest: magnets",
      "magnest" },
    { "observations.csv", 8, "value: '>95'", ">95" },
    { "observations.csv", 9, "published: 'soon' is not a day", "soon" },
};

static void rejected_rows_are_kept_with_line_reason_and_text(void **state)
{
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rejects); i++) {
        char path[600], sql[200];
        snprintf(path, sizeof path, FIXTURES "%s", rejects[i].file);
        fresh_tables();
        assert_int_equal(take(path, NULL), GAD_OK);
        snprintf(sql, sizeof sql, "SELECT reason || ' | ' || text FROM reject WHERE line = %d",
                 (int)rejects[i].line);
        const char *found = ask(sql);
        must_contain(found, rejects[i].reason, rejects[i].file);
        must_contain(found, rejects[i].text, rejects[i].file);
    }
}

/* ---- twice, revised, backfilled ---------------------------------------------------------------- */

static void the_same_folder_twice_changes_nothing(void **state)
{
    gad_ingest_report total;
    gad_ingest_opts o = gad_ingest_defaults();
    (void)state;
    o.flow = "X";
    o.month = "2025-06";
    for (int32_t round = 0; round < 2; round++) {
        got.n = 0;
        assert_int_equal(gad_ingest(cx, store, FIXTURES, &o, keep, &got, &total), GAD_OK);
        assert_true(got.n >= 29);
        if (round == 1) {
            assert_int_equal(total.added, 0);
            assert_int_equal(total.changed, 0);
            for (int32_t i = 0; i < got.n; i++)
                assert_int_not_equal(got.r[i].outcome, GAD_INGESTED);
        } else
            assert_true(total.added > 50);
    }
    assert_int_equal(
        count(
            "SELECT count(*) FROM batch WHERE read <> added + changed + unchanged + folded + rejected"),
        0);
    assert_int_equal(
        count(
            "SELECT count(*) FROM batch b WHERE format <> 'observations' AND added + changed <> (SELECT count(*) FROM flow_data f WHERE f.batch = b.id)"),
        0);
}

static gad_ingest_report take_text(const char *name, const char *text, const char *vintage)
{
    gad_ingest_opts o = gad_ingest_defaults();
    o.vintage = vintage;
    const char *path = write_file(name, text);
    if (take(path, &o))
        fail_msg("%s: %s", name, gad_last_error(cx).text);
    unlink(path);
    return got.r[0];
}

#define BACI(v) "t,i,j,k,v,q\n2020,156,276,850511," v ",5\n2020,156,842,850511,7,1\n"
static const char newest[] =
    "SELECT (value / 1000)::INTEGER::VARCHAR FROM flow_data WHERE partner = country_id('DEU') ORDER BY vintage DESC, batch DESC LIMIT 1";
static const char known_in_2022[] =
    "SELECT (value / 1000)::INTEGER::VARCHAR FROM flow_data WHERE partner = country_id('DEU') AND vintage <= '2022-06-01' ORDER BY vintage DESC, batch DESC LIMIT 1";

static void revisions_are_kept_beside_what_they_replace(void **state)
{
    (void)state;
    gad_ingest_report r = take_text("a.csv", BACI("10"), "2023-01-01");
    assert_int_equal(r.added, 2);
    r = take_text("b.csv", BACI("10") "\n", "2024-01-01"); /* other bytes, same figures */
    assert_int_equal(r.unchanged, 2);
    r = take_text("c.csv", BACI("12"), "2025-01-01");
    assert_int_equal(r.changed, 1);
    assert_int_equal(r.unchanged, 1);
    assert_string_equal(ask(newest), "12");
    /* an edition of before, ingested late: history is filled in, the newest stays the newest */
    r = take_text("d.csv", BACI("8"), "2022-01-01");
    assert_int_equal(r.added, 2);
    assert_string_equal(ask(newest), "12");
    assert_string_equal(ask(known_in_2022), "8");
    /* between two editions: compared with the one in effect on its day */
    r = take_text("e.csv", BACI("10") "\n\n", "2023-06-01");
    assert_int_equal(r.unchanged, 2);
    r = take_text("f.csv", BACI("12") "\n\n", "2023-07-01");
    assert_int_equal(r.changed, 1);
    assert_string_equal(ask(newest), "12");
    assert_int_equal(count("SELECT count(*) FROM flow_data"), 6);
}

static void bad_rows_do_not_spoil_the_short_way(void **state)
{
    static const char head[] = "t,i,j,k,v,q\n2020,156,276,850511,1,1\n";
    static const struct {
        const char *rows;
        int32_t added, rejected;
    } files_of[] = {
        { "2020,987,276,850511,1,1\n", 1, 1 }, /* left out, and rejected */
        { "2020,156,842,850511,1\n", 1, 1 },   /* no sound record */
        { "2020,987,276,850511,1,1\n2020,156,842,850511,1\n", 1, 2 },
        { "2020,156,842, 850512,1,1\n2020,156, 842,850513,1,NA\n", 3,
          0 }, /* blanks: only the careful way takes them */
        { "2020,156,842,850512,NA,1\n2020,156,842,850513,inf,1\n", 2, 1 },
        { "2020,156,392,850511,1,1\n2020,156,276,850510,1,1\n2020,156,276,850509,1,1\n", 4,
          0 }, /* not sorted */
        { "2020,156,392,850511,1,1\n2020,156,276,850511,1,1\n", 2,
          0 }, /* a key again, far from the first */
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(files_of); i++) {
        char text[400];
        snprintf(text, sizeof text, "%s%s", head, files_of[i].rows);
        fresh_tables();
        gad_ingest_report r = take_text("short.csv", text, NULL);
        if (r.added != files_of[i].added || r.rejected != files_of[i].rejected)
            fail_msg("%s: added %d, rejected %d", files_of[i].rows, (int)r.added, (int)r.rejected);
        assert_int_equal(count("SELECT count(*) FROM flow_data"), r.added);
        assert_int_equal(count("SELECT count(*) FROM reject"), r.rejected);
    }
}

static void the_same_bytes_with_another_meaning_are_another_batch(void **state)
{
    gad_ingest_opts o = gad_ingest_defaults();
    (void)state;
    o.month = "2025-06";
    o.flow = "X";
    assert_int_equal(take(FIXTURES "gacc_zh.csv", &o), GAD_OK);
    assert_int_equal(take(FIXTURES "gacc_zh.csv", &o), GAD_OK);
    assert_int_equal(got.r[0].outcome, GAD_KNOWN);
    must_contain(got.note[0], "batch", "known");
    o.flow = "M";
    assert_int_equal(take(FIXTURES "gacc_zh.csv", &o), GAD_OK);
    assert_int_equal(got.r[0].added, 2);
}

static void a_cut_download_of_chinas_customs_is_told(void **state)
{
    enum { CUT = 10000 };
    gad_ingest_opts o = gad_ingest_defaults();
    (void)state;
    o.month = "2025-06";
    for (int32_t rows = CUT - 1; rows <= CUT; rows++) {
        const char *path = write_file(
            "export.csv", "Commodity code,Trading partner code,Quantity,Unit,US dollar\n");
        FILE *f = fopen(path, "a");
        assert_non_null(f);
        for (int32_t i = 0; i < rows; i++)
            fprintf(f, "85%06d,304,%d,Kilogram,7\n", (int)i, (int)i + 1);
        fclose(f);
        assert_int_equal(take(path, &o), GAD_OK);
        assert_int_equal(got.r[0].read, rows);
        assert_int_equal(strstr(got.note[0], "may be incomplete") != NULL, rows == CUT);
    }
}

static void two_revisions_of_a_baci_year_are_refused(void **state)
{
    (void)state;
    const char *path = write_file("BACI_HS17_Y2020.csv", BACI("10"));
    assert_int_equal(take(path, NULL), GAD_OK);
    path = write_file("BACI_HS92_Y2020.csv", BACI("11"));
    assert_int_equal(take(path, NULL), GAD_E_FORMAT);
    must_contain(got.note[0], "HS 2017", "revision");
    assert_int_equal(count("SELECT count(*) FROM batch"), 1);
}

static void figures_published_twice_are_one(void **state)
{
    static const char head[] =
        "product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\n";
    char text[1000];
    (void)state;
    snprintf(text, sizeof text,
             "%smagnets,CHN,USA,X,2025-05,qty,46,t,,reported,2025-06-20,assumed,N,u,\n", head);
    assert_int_equal(take_text("a.csv", text, NULL).added, 1);
    snprintf(
        text, sizeof text,
        "%smagnets,CHN,USA,X,2025-05,qty,46,t,,reported,2025-06-20,assumed,N,u,\nmagnets,CHN,USA,X,2025-05,qty,46,t,,reported,2025-06-20,assumed,N,u,\n",
        head);
    gad_ingest_report r = take_text("b.csv", text, NULL);
    assert_int_equal(r.unchanged, 1);
    assert_int_equal(r.folded, 1);
    snprintf(
        text, sizeof text,
        "%smagnets,CHN,USA,X,2025-05,qty,47,t,,reported,2025-06-20,assumed,N,u,\nmagnets,CHN,USA,X,2025-05,qty,48,t,,reported,2025-06-21,assumed,N,u,\n",
        head);
    r = take_text("c.csv", text, NULL);
    assert_int_equal(r.changed, 1);
    assert_int_equal(r.added, 1);
}

/* ---- whole files or nothing -------------------------------------------------------------------- */

static void strict_refuses_the_file_and_names_the_rows(void **state)
{
    gad_ingest_opts o = gad_ingest_defaults();
    (void)state;
    o.strict = true;
    assert_int_equal(take(FIXTURES "BACI_HS17_Y2022_bad.csv", &o), GAD_E_FORMAT);
    must_contain(gad_last_error(cx).text, "line 4: commodity code", "strict");
    assert_int_equal(got.r[0].outcome, GAD_REFUSED);
    assert_int_equal(
        count(
            "SELECT (SELECT count(*) FROM flow_data) + (SELECT count(*) FROM batch) + (SELECT count(*) FROM reject)"),
        0);
    assert_int_equal(take(FIXTURES "BACI_HS17_Y2023_V202501.csv", &o), GAD_OK);
    assert_int_equal(got.r[0].added, 5);
}

static void a_file_of_bad_rows_only_is_refused(void **state)
{
    (void)state;
    const char *path = write_file(
        "bad_2020.csv", "t,i,j,k,v,q\n2020,987,276,850511,1,1\n2020,988,276,850511,1,1\n");
    assert_int_equal(take(path, NULL), GAD_E_FORMAT);
    must_contain(gad_last_error(cx).text, "2 of 2 rows cannot be stored", "all bad");
    must_contain(gad_last_error(cx).text, "line 2: reporter: '987'", "all bad");
    assert_int_equal(count("SELECT (SELECT count(*) FROM batch) + (SELECT count(*) FROM reject)"),
                     0);
    path = write_file("none_2020.csv", "t,i,j,k,v,q\n");
    assert_int_equal(take(path, NULL), GAD_E_FORMAT);
    must_contain(gad_last_error(cx).text, "no rows", "header only");
}

static void damaged_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "{\"data\": [{\"cmdCode\": ", "[[\"CTY_CODE\",", "{\"a\": 1}",
        "{\"elapsedTime\":\"1\",\"count\":0,\"data\":[],\"error\":\"\"}", "[1, 2]"
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(texts); i++) {
        const char *path = write_file("x.json", texts[i]);
        assert_int_equal(take(path, NULL), GAD_E_FORMAT);
        must_contain(gad_last_error(cx).text, "x.json: ", "json");
    }
}

static void names_of_files_are_only_names(void **state)
{
    static const char *const names[] = { "x'; DROP TABLE batch; --_2020.csv", "a[1]*?_2020.csv",
                                         "quote\"_2020.csv", "percent%s%n_2020.csv" };
    char text[256];
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(text, sizeof text, "t,i,j,k,v,q\n2020,156,%d,850511,1,1\n",
                 i == 0   ? 276
                 : i == 1 ? 842
                 : i == 2 ? 392
                          : 410);
        assert_int_equal(take_text(names[i], text, NULL).added, 1);
    }
    assert_int_equal(count("SELECT count(*) FROM batch"), COUNT_OF(names));
}

static void a_folder_goes_on_after_a_refused_file(void **state)
{
    char path[600], hidden[700];
    (void)state;
    snprintf(path, sizeof path, "%s/deep", folder);
    mkdir(path, 0700);
    assert_int_equal(take(path, NULL), GAD_E_NOTFOUND);
    snprintf(hidden, sizeof hidden, "%s/below", path);
    mkdir(hidden, 0700);
    write_file("deep/a.txt", "just words\n");
    write_file("deep/.hidden.csv", BACI("1"));
    write_file("deep/store.duckdb", "x");
    write_file("deep/below/b_2020.csv", BACI("1"));
    write_file("deep/c.csv", BACI("1"));
    assert_int_equal(take(path, NULL), GAD_OK);
    assert_int_equal(got.n, 3);
    assert_int_equal(got.r[0].outcome, GAD_REFUSED);
    assert_int_equal(got.r[1].outcome, GAD_INGESTED);
    assert_int_equal(got.r[2].outcome, GAD_KNOWN);
    assert_int_equal(take("no/such/path", NULL), GAD_E_IO);
}

static void wrong_options_are_named(void **state)
{
    static const struct {
        gad_ingest_opts o;
        const char *words;
    } rows[] = {
        { { .month = "2025-13" }, "--month: '2025-13'" },
        { { .month = "2025-02..2025-05" }, "January to a month" },
        { { .month = "2024-01..2025-05" }, "January to a month" },
        { { .year = "20x5" }, "--year: '20x5'" },
        { { .year = "3025" }, "--year: '3025'" },
        { { .flow = "E" }, "--flow: 'E'" },
        { { .vintage = "2025-02-30" }, "--vintage: '2025-02-30'" },
        { { .format = "excel" }, "--format: there is no format 'excel'" },
        { { .reporter = "Atlantis'; DROP TABLE batch; --" }, "--reporter: 'Atlantis" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(take(FIXTURES "comtrade.csv", &rows[i].o), GAD_E_ARG);
        must_contain(gad_last_error(cx).text, rows[i].words, "option");
    }
}

static void a_forced_format_must_fit(void **state)
{
    gad_ingest_opts o = gad_ingest_defaults();
    (void)state;
    o.format = "baci";
    assert_int_equal(take(FIXTURES "comtrade.csv", &o), GAD_E_FORMAT);
    must_contain(gad_last_error(cx).text, "it needs the column i", "forced");
    assert_int_equal(take(FIXTURES "baci_kusd.csv", &o), GAD_OK);
}

static void file_names_say_year_flow_and_month(void **state)
{
    static const struct {
        const char *name;
        int32_t year, flow, period, hs;
    } rows[] = {
        { "d/BACI_HS17_Y2022_V202401.csv", 2022, -1, 2024 * 12, 2017 },
        { "1999/export_202506.csv", -1, 2, 2025 * 12 + 5, -1 },
        { "import-2025-06.csv", 2025, 1, 2025 * 12 + 5, -1 },
        { "进口.csv", -1, 1, -1, -1 },
        { "import_export_2020_2021.csv", -1, -1, -1, -1 },
        { "hs850511_202513.csv", -1, -1, -1, -1 },
        { "202501_202502.csv", -1, -1, -1, -1 },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        given g = { -1, -1, -1, -1, -1, NULL, false, false, false };
        given_from_name(rows[i].name, &g);
        if (g.year != rows[i].year || g.flow != rows[i].flow || g.period != rows[i].period ||
            g.hs != rows[i].hs)
            fail_msg("%s: year %d, flow %d, period %d, hs %d", rows[i].name, g.year, g.flow,
                     g.period, g.hs);
    }
}

static void an_export_comes_back_as_it_was(void **state)
{
    char sql[900], path[600];
    (void)state;
    assert_int_equal(take(FIXTURES "comtrade.csv", NULL), GAD_OK);
    assert_int_equal(take(FIXTURES "comext_new.csv", NULL), GAD_OK);
    (void)take_text("a.csv", BACI("10"), "2023-01-01");
    (void)take_text("c.csv", BACI("12"), "2025-01-01");
    snprintf(path, sizeof path, "%s/export.parquet", folder);
    snprintf(sql, sizeof sql, "COPY (SELECT * FROM flow) TO '%s' (FORMAT parquet)", path);
    assert_int_equal(store_exec(cx, store, sql), GAD_OK);
    int64_t rows = count("SELECT count(*) FROM flow");
    close_store(NULL);
    assert_int_equal(open_store(NULL), 0);
    if (take(path, NULL))
        fail_msg("%s", gad_last_error(cx).text);
    assert_int_equal(got.r[0].added + got.r[0].changed, rows);
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM (SELECT * EXCLUDE (batch) FROM flow EXCEPT SELECT * EXCLUDE (batch) FROM read_parquet('%s'))",
        path);
    assert_int_equal(count(sql), 0);
}

static bool stop_at_once(void *user, const char *what, double done, double total)
{
    (void)what;
    (void)done;
    (void)total;
    ++*(int32_t *)user;
    return false;
}

static void the_caller_can_stop_it(void **state)
{
    int32_t calls = 0;
    (void)state;
    gad_ctx_progress(cx, stop_at_once, &calls);
    gad_status st = take(FIXTURES "comtrade.csv", NULL);
    gad_ctx_progress(cx, NULL, NULL);
    assert_int_equal(st, GAD_E_CANCEL);
    assert_true(calls > 0);
    assert_int_equal(
        count("SELECT (SELECT count(*) FROM batch) + (SELECT count(*) FROM flow_data)"), 0);
}

/* Every 7th allocation fails in turn: the right status, no leak, nothing stored, and the store is usable afterwards. */
static void survives_failing_memory(void **state)
{
    (void)state;
    for (long n = 0;; n += 7) {
        alloc_budget budget = { .left = -1 };
        gad_ctx *own = gad_ctx_new(budget_realloc, &budget);
        gad_store *s = NULL;
        assert_non_null(own);
        assert_int_equal(gad_store_open(own, "", GAD_OPEN_MEMORY, &s), GAD_OK);
        budget.left = n;
        gad_status st =
            gad_ingest(own, s, FIXTURES "BACI_HS17_Y2022_bad.csv", NULL, NULL, NULL, NULL);
        budget.left = -1;
        if (st)
            assert_int_equal(st, GAD_E_NOMEM);
        gad_table *t = NULL;
        assert_int_equal(store_query_text(own, s, "SELECT count(*) FROM batch", NULL, 0, &t),
                         GAD_OK);
        assert_int_equal(table_get_i64(t, 0, 0, -1), st ? 0 : 1);
        gad_table_free(t);
        gad_store_close(s);
        gad_ctx_free(own);
        assert_int_equal(budget.live, 0);
        if (!st) {
            assert_true(n > 20);
            break;
        }
        assert_true(n < 5000);
    }
}

#define WITH_STORE(f) cmocka_unit_test_setup_teardown(f, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(every_format_is_recognised_and_every_row_accounted_for),
        WITH_STORE(c_and_sql_weigh_units_alike),
        WITH_STORE(figures_arrive_in_the_right_units_and_places),
        WITH_STORE(rejected_rows_are_kept_with_line_reason_and_text),
        WITH_STORE(the_same_folder_twice_changes_nothing),
        WITH_STORE(revisions_are_kept_beside_what_they_replace),
        WITH_STORE(bad_rows_do_not_spoil_the_short_way),
        WITH_STORE(the_same_bytes_with_another_meaning_are_another_batch),
        WITH_STORE(a_cut_download_of_chinas_customs_is_told),
        WITH_STORE(two_revisions_of_a_baci_year_are_refused),
        WITH_STORE(figures_published_twice_are_one),
        WITH_STORE(strict_refuses_the_file_and_names_the_rows),
        WITH_STORE(a_file_of_bad_rows_only_is_refused),
        WITH_STORE(damaged_json_is_refused),
        WITH_STORE(names_of_files_are_only_names),
        WITH_STORE(a_folder_goes_on_after_a_refused_file),
        WITH_STORE(wrong_options_are_named),
        WITH_STORE(a_forced_format_must_fit),
        cmocka_unit_test(file_names_say_year_flow_and_month),
        WITH_STORE(an_export_comes_back_as_it_was),
        WITH_STORE(the_caller_can_stop_it),
        cmocka_unit_test(survives_failing_memory),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
