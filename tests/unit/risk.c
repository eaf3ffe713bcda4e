/* risk - layers 2 and 4: who supplies a product, dependence through processing, and the indicators of
 * `gadolin risk`, by hand-computed cases in small stores made of INSERTs. */
#include "test.h"
#include "store/store.h"
#include "trade/chain.h"
#include "trade/risk.h"
#include <unistd.h>

typedef struct bench {
    gad_ctx *cx;
    gad_store *st;
    arena mem;
    char *text; /* what the last question wrote */
    size_t n;
    country_list names;
} bench;

static int open_bench(void **state)
{
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->cx = gad_ctx_new(NULL, NULL);
    arena_init(&b->mem, &b->cx->al);
    if (gad_store_open(b->cx, NULL, GAD_OPEN_MEMORY, &b->st) ||
        countries_load(b->cx, b->st, &b->mem, &b->names))
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
    int source; /* 8 comtrade, 10 baci */
    const char *vintage, *period, *reporter, *partner, *way, *code;
    const char *qty_t, *usd; /* "NULL" for none */
} trade;

static void put(bench *b, const trade *f, int n)
{
    char sql[1024];
    for (int i = 0; i < n; i++) {
        snprintf(
            sql, sizeof sql,
            "INSERT INTO flow_data VALUES (1, %d, DATE '%s', 1, month_id('%s-01'), country_id('%s'), country_id('%s'), "
            "flow_id('%s'), code_id('%s'), 0, NULL, NULL, %s, %s, 'USD', 0, %s, 0)",
            f[i].source, f[i].vintage, f[i].period, f[i].reporter, f[i].partner, f[i].way,
            f[i].code, f[i].qty_t, f[i].usd, f[i].usd);
        run(b, sql);
    }
}

typedef struct made { /* published output */
    const char *product, *reporter, *year, *metric, *value, *unit, *basis, *published, *source,
        *note;
} made;

static void say(bench *b, const made *m, int n)
{
    char sql[1024];
    for (int i = 0; i < n; i++) {
        snprintf(
            sql, sizeof sql,
            "INSERT INTO observation VALUES (1, '%s', '%s', NULL, 'Q', month_id('%s-01'), month_id('%s-12'), NULL, '%s', %s, '%s', "
            "'%s', '%s', 'reported', DATE '%s', 'stated', '%s', 'https://example.org', '%s')",
            m[i].product, m[i].reporter, m[i].year, m[i].year, m[i].metric, m[i].value, m[i].value,
            m[i].unit, m[i].basis, m[i].published, m[i].source, m[i].note);
        run(b, sql);
    }
}

static void near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-12 * MAX_OF(1.0, fabs(b))))
        fail_msg("%.17g is not %.17g", a, b);
}

/* ---- the answer as CSV ------------------------------------------------------------------------ */

static bool keep(void *user, const char *bytes, size_t n)
{
    bench *b = user;
    char *grown = realloc(b->text, b->n + n + 1);
    if (!grown)
        return false;
    b->text = grown;
    memcpy(b->text + b->n, bytes, n);
    b->n += n;
    b->text[b->n] = '\0';
    return true;
}

static gad_status ask_as(bench *b, const gad_risk_opts *o, gad_format format)
{
    gad_output out = { .format = format, .write = keep, .user = b };
    free(b->text);
    b->text = NULL;
    b->n = 0;
    return gad_risk(b->cx, b->st, o, &out);
}

static void ask(bench *b, const gad_risk_opts *o)
{
    if (ask_as(b, o, GAD_AS_CSV))
        fail_msg("%s", gad_last_error(b->cx).text);
}

static gad_risk_opts about(const char *product, const char *country, const char *year)
{
    gad_risk_opts o = gad_risk_defaults();
    o.product = product;
    o.country = country;
    o.year = year;
    return o;
}

/* The field `n` of a CSV record that starts at `s`; quoted fields without their quotes. */
static const char *field(const char *s, int n, char out[256])
{
    size_t k = 0;
    bool quoted = false;
    for (; *s && *s != '\n'; s++) {
        if (*s == '"')
            quoted = !quoted;
        else if (*s == ',' && !quoted)
            n--;
        else if (n == 0 && k < 255)
            out[k++] = *s;
    }
    out[k] = '\0';
    return out;
}

static int column(const bench *b, const char *name)
{
    char text[256];
    for (int n = 0; n < 64; n++)
        if (strcmp(field(b->text, n, text), name) == 0)
            return n;
    fail_msg("no column '%s' in %s", name, b->text);
    return -1;
}

/* One cell of the answer; row 0 is the first below the head. */
static const char *cell(const bench *b, int row, const char *name, char out[256])
{
    const char *s = b->text;
    int n = column(b, name);
    for (int i = 0; i <= row; i++) {
        s = strchr(s, '\n');
        assert_non_null(s);
        s++;
    }
    return field(s, n, out);
}

static double number(const bench *b, int row, const char *name)
{
    char text[256];
    double x = NO_NUMBER;
    cell(b, row, name, text);
    if (*text)
        assert_true(num_parse(text, &x));
    return x;
}

static void tells(const bench *b, const char *words)
{
    if (!strstr(b->text, words))
        fail_msg("'%s' is not in: %s", words, b->text);
}

/* ---- production ------------------------------------------------------------------------------- */

static void concentration_is_of_one_edition(void **state)
{
    bench *b = *state;
    say(b,
        (made[]){
            { "tungsten", "CHN", "2023", "production", "60", "t", "A2024", "2024-01-31", "A", "" },
            { "tungsten", "VNM", "2023", "production", "40", "t", "A2024", "2024-01-31", "A", "" },
            { "tungsten", "W00", "2023", "production", "100", "t", "A2024", "2024-01-31", "A", "" },
            { "tungsten", "CHN", "2023", "production", "70", "t", "A2025", "2025-01-31", "A", "" },
            { "tungsten", "RUS", "2023", "production", "30", "t", "A2025", "2025-01-31", "A", "" },
            { "tungsten", "W00", "2023", "production", "100", "t", "A2025", "2025-01-31", "A", "" },
            /* later, but of one country without the world: no list of producers */
            { "tungsten", "USA", "2023", "production", "5", "t", "B2026", "2026-01-31", "B", "" },
            { "tungsten", "CHN", "2023", "production", "99", "t", "A2026, projection", "2026-01-31",
              "A", "" },
            { "tungsten", "RUS", "2023", "production", "1", "t", "A2026, projection", "2026-01-31",
              "A", "" } },
        9);
    gad_risk_opts o = about("tungsten", "DEU", "2023");
    ask(b, &o);
    near(number(b, 0, "production_hhi"), 0.7 * 0.7 + 0.3 * 0.3);
    near(number(b, 0, "production_n1_pct"), 70);
    o.as_of = "2024-12-31";
    ask(b, &o);
    near(number(b, 0, "production_hhi"), 0.6 * 0.6 + 0.4 * 0.4);
}

static void what_nobody_is_named_for_spoils_the_concentration(void **state)
{
    bench *b = *state;
    say(b,
        (made[]){
            { "tungsten", "CHN", "2023", "production", "60", "t", "", "2024-01-31", "A", "" },
            { "tungsten", "VNM", "2023", "production", "20", "t", "", "2024-01-31", "A", "" },
            { "tungsten", "X99", "2023", "production", "5", "t", "", "2024-01-31", "A", "" },
            { "tungsten", "W00", "2023", "production", "100", "t", "", "2024-01-31", "A", "" } },
        4);
    gad_risk_opts o = about("tungsten", "DEU", "2023");
    ask(b, &o);
    assert_true(isnan(number(b, 0, "production_hhi")));
    tells(b, "20.0 % of the total is attributed to nobody: between 0.4000 and 0.4400");
    near(number(b, 0, "production_n1_pct"), 60);
    run(b, "DELETE FROM observation WHERE reporter = 'W00'"); /* other countries are of the whole */
    ask(b, &o);
    near(number(b, 0, "production_n1_pct"), 100 * 60.0 / 85);
}

/* "Areas nes", "other Europe" and "other countries" are no countries: theirs is nobody's. */
static void what_stands_for_nobody_in_particular_is_no_supplier(void **state)
{
    bench *b = *state;
    char text[256];
    say(b,
        (made[]){
            { "tungsten", "CHN", "2023", "production", "30", "t", "", "2024-01-31", "A", "" },
            { "tungsten", "E19", "2023", "production", "60", "t", "", "2024-01-31", "A", "" },
            { "tungsten", "VNM", "2023", "production", "10", "t", "", "2024-01-31", "A", "" } },
        3);
    put(b,
        (trade[]){ /* by a panel of the importer, then by lanes */
                   { 8, "2024-01-01", "2022", "DEU", "X01", "M", "252800", "30", "30" },
                   { 8, "2024-01-01", "2022", "DEU", "LUX", "M", "252800", "50", "50" },
                   { 8, "2024-01-01", "2022", "DEU", "X99", "M", "252800", "10", "10" },
                   { 8, "2024-01-01", "2022", "DEU", "NLD", "M", "252800", "10", "10" },
                   { 10, "2024-01-01", "2023", "X03", "DEU", "X", "252800", "40", "40" },
                   { 10, "2024-01-01", "2023", "NLD", "DEU", "X", "252800", "60", "60" } },
        6);
    gad_risk_opts o = about("252800", "DEU", "2022,2023");
    ask(b, &o);
    for (int row = 0; row < 2; row++)
        assert_true(isnan(number(b, row, "import_hhi")));
    near(number(b, 0, "import_n1_pct"), 50);
    near(number(b, 1, "import_n1_pct"), 60);
    tells(b, "40.0 % of the total is attributed to nobody: between 0.2600 and 0.4200");
    tells(b, "40.0 % of the total is attributed to nobody: between 0.3600 and 0.5200");
    o.show = "inputs";
    ask(b, &o);
    assert_null(strstr(b->text, "X01"));
    o = about("tungsten", "DEU", "2023");
    ask(b, &o);
    assert_true(isnan(number(b, 0, "production_hhi")));
    assert_true(isnan(number(b, 0, "production_n1_pct")));
    tells(b, "the part attributed to nobody is larger than the largest supplier");
    assert_string_equal(cell(b, 0, "production_largest", text), "");
    /* one country and nobody in particular are no list of producers */
    run(b, "DELETE FROM observation WHERE reporter = 'VNM'");
    assert_int_equal(ask_as(b, &o, GAD_AS_CSV), GAD_E_NOTFOUND);
}

static void a_published_share_alone_bounds_the_concentration(void **state)
{
    bench *b = *state;
    say(b,
        (made[]){ { "ndfeb-magnets", "CHN", "2024", "share", "94", "pct", "I2025", "2025-11-19",
                    "I", "" } },
        1);
    gad_risk_opts o = about("magnets", "DEU", "2024");
    ask(b, &o);
    assert_true(isnan(number(b, 0, "production_hhi")));
    tells(b, "between 0.8836 and 0.8872");
    near(number(b, 0, "production_n1_pct"), 94);
    tells(b, "ndfeb-magnets");
}

static void the_bundled_mine_output_has_the_published_concentration(void **state)
{
    bench *b = *state;
    static const double want[] = { .46318434, .45493254, .41766017, .43209410, .52826177 };
    gad_ingest_opts in = gad_ingest_defaults();
    if (gad_ingest(b->cx, b->st, TEST_SOURCE_DIR "/data/observations/production.csv", &in, NULL,
                   NULL, NULL))
        fail_msg("%s", gad_last_error(b->cx).text);
    gad_risk_opts o = about("rare-earth-mine", "USA", "2018..2022");
    ask(b, &o);
    for (int y = 0; y < 5; y++)
        if (!(fabs(number(b, y, "production_hhi") - want[y]) <= 0.5e-8))
            fail_msg("%d: %.10f", 2018 + y, number(b, y, "production_hhi"));
}

/* ---- imports ---------------------------------------------------------------------------------- */

static void origins_come_from_one_report(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){
            /* the importer's own report, one exporter's, and reconciled data of another year */
            { 8, "2024-01-01", "2022", "DEU", "CHN", "M", "850511", "60", "600" },
            { 8, "2024-01-01", "2022", "DEU", "JPN", "M", "850511", "40", "500" },
            { 8, "2024-01-01", "2022", "DEU", "W00", "M", "850511", "100", "1100" },
            { 8, "2024-01-01", "2022", "CHN", "DEU", "X", "850511", "70", "660" },
            { 10, "2024-01-01", "2023", "CHN", "DEU", "X", "850511", "30", "300" },
            { 10, "2024-01-01", "2023", "JPN", "DEU", "X", "850511", "10", "400" },
            { 8, "2024-01-01", "2023", "DEU", "CHN", "M", "850511", "99", "999" },
            /* the country reports nothing: what exporters say */
            { 8, "2024-01-01", "2022", "CHN", "VNM", "X", "850511", "8", "80" },
            { 8, "2024-01-01", "2022", "JPN", "VNM", "X", "850511", "2", "20" } },
        9);
    gad_risk_opts o = about("metal-magnets", "DEU,VNM", "2022,2023");
    ask(b, &o);
    near(number(b, 0, "import_hhi"), 0.36 + 0.16);
    near(number(b, 1, "import_hhi"), 0.75 * 0.75 + 0.25 * 0.25);
    near(number(b, 2, "import_hhi"), 0.64 + 0.04);
    assert_true(isnan(number(b, 3, "import_hhi")));
    tells(b, "reconciled");
    tells(b, "as the exporters report");
}

static void the_newest_vintage_counts_and_older_ones_can_be_asked_for(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){ { 10, "2024-01-01", "2022", "CHN", "DEU", "X", "850511", "50", "5" },
                   { 10, "2024-01-01", "2022", "JPN", "DEU", "X", "850511", "50", "5" },
                   { 10, "2025-01-01", "2022", "CHN", "DEU", "X", "850511", "150", "15" } },
        3);
    gad_risk_opts o = about("metal-magnets", "DEU", "2022");
    ask(b, &o);
    near(number(b, 0, "import_n1_pct"), 75);
    o.as_of = "2024-06-30";
    ask(b, &o);
    near(number(b, 0, "import_n1_pct"), 50);
}

static void trade_inside_a_group_is_no_import_of_the_group(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){ { 10, "2024-01-01", "2022", "CHN", "DEU", "X", "850511", "60", "6" },
                   { 10, "2024-01-01", "2022", "CHN", "FRA", "X", "850511", "20", "2" },
                   { 10, "2024-01-01", "2022", "JPN", "FRA", "X", "850511", "20", "2" },
                   { 10, "2024-01-01", "2022", "DEU", "FRA", "X", "850511", "400", "40" } },
        4);
    gad_risk_opts o = about("metal-magnets", "EU27", "2022");
    ask(b, &o);
    near(number(b, 0, "import_hhi"), 0.64 + 0.04);
    near(number(b, 0, "import_n1_pct"), 80);
    assert_int_equal(ask_as(b, &o, GAD_AS_TABLE), GAD_OK);
    tells(b, "what the members buy from each other is left out; 2 of 27 members have imports");
    /* the same from the members' own reports */
    put(b,
        (trade[]){ { 8, "2024-01-01", "2023", "DEU", "CHN", "M", "850511", "30", "6" },
                   { 8, "2024-01-01", "2023", "FRA", "JPN", "M", "850511", "10", "2" },
                   { 8, "2024-01-01", "2023", "FRA", "DEU", "M", "850511", "400", "40" } },
        3);
    o.year = "2023";
    ask(b, &o);
    near(number(b, 0, "import_n1_pct"), 75);
    near(number(b, 0, "import_hhi"), 0.75 * 0.75 + 0.25 * 0.25);
}

static void a_published_figure_of_one_partner_is_no_list_of_origins(void **state)
{
    bench *b = *state;
    run(b,
        "INSERT INTO observation VALUES (1, 'metal-magnets', 'DEU', 'CHN', 'M', month_id('2024-01'), month_id('2024-12'), NULL, "
        "'value', 506, '506', 'USD', '', 'reported', DATE '2025-12-31', 'stated', 'A', 'https://example.org', '')");
    gad_risk_opts o = about("metal-magnets", "DEU", "2024");
    o.measure = "value";
    assert_int_equal(ask_as(b, &o, GAD_AS_CSV), GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(b->cx).text, "single partners (CHN), without a total"));
    run(b,
        "INSERT INTO observation VALUES (1, 'metal-magnets', 'DEU', 'W00', 'M', month_id('2024-01'), month_id('2024-12'), NULL, "
        "'value', 1012, '1012', 'USD', '', 'reported', DATE '2025-12-31', 'stated', 'A', 'https://example.org', '')");
    ask(b, &o);
    near(number(b, 0, "import_n1_pct"), 50);
    assert_true(isnan(number(b, 0, "import_hhi")));
    tells(b, "50.0 % of the total is attributed to nobody");
    tells(b, "between 0.2500 and 0.5000");
}

static void one_of_several_codes_is_not_the_product(void **state)
{
    bench *b = *state;
    put(b, (trade[]){ { 10, "2024-01-01", "2022", "CHN", "DEU", "X", "250490", "60", "6" } }, 1);
    gad_risk_opts o = about("natural-graphite", "DEU", "2022");
    o.show = "indicators";
    assert_int_equal(ask_as(b, &o, GAD_AS_CSV), GAD_E_NOTFOUND);
    put(b, (trade[]){ { 10, "2024-01-01", "2022", "JPN", "DEU", "X", "250410", "20", "6" } }, 1);
    ask(b, &o);
    near(number(b, 0, "import_n1_pct"), 75);
}

/* The same of a country's own reports: sums of some codes are smaller products, and so are their totals. */
static void one_of_several_codes_of_its_own_report_is_not_the_product(void **state)
{
    bench *b = *state;
    const char *why =
        "of the imports of natural-graphite by KOR only 250490 of the product's 2 codes are held";
    put(b,
        (trade[]){ { 8, "2024-01-01", "2022", "KOR", "W00", "M", "250490", "80", "8" },
                   { 8, "2024-01-01", "2022", "KOR", "CHN", "M", "250490", "60", "6" },
                   { 8, "2024-01-01", "2022", "KOR", "JPN", "M", "250490", "20", "2" } },
        3);
    gad_risk_opts o = about("natural-graphite", "KOR", "2022,2023");
    assert_int_equal(ask_as(b, &o, GAD_AS_CSV), GAD_E_NOTFOUND);
    assert_non_null(strstr(gad_last_error(b->cx).text, why));
    /* another year is whole: that does not make this one so */
    put(b,
        (trade[]){ { 10, "2024-01-01", "2023", "CHN", "KOR", "X", "250490", "30", "6" },
                   { 10, "2024-01-01", "2023", "JPN", "KOR", "X", "250410", "10", "6" } },
        2);
    ask(b, &o);
    assert_true(isnan(number(b, 0, "import_hhi")));
    assert_true(isnan(number(b, 0, "through_pct")));
    near(number(b, 1, "import_n1_pct"), 75);
    tells(b, why);
    /* the other code beside it makes it whole */
    put(b, (trade[]){ { 8, "2024-01-01", "2022", "KOR", "JPN", "M", "250410", "20", "6" } }, 1);
    ask(b, &o);
    near(number(b, 0, "import_n1_pct"), 60);
}

static void a_bare_code_has_origins_and_no_chain(void **state)
{
    bench *b = *state;
    put(b,
        (trade[]){ { 10, "2024-01-01", "2022", "CHN", "DEU", "X", "850511", "3", "6" },
                   { 10, "2024-01-01", "2022", "JPN", "DEU", "X", "850511", "1", "6" } },
        2);
    gad_risk_opts o = about("850511", "DEU", "2022");
    ask(b, &o);
    near(number(b, 0, "import_hhi"), 0.75 * 0.75 + 0.25 * 0.25);
    static const char *const shows[] = { "indicators", "inputs", "chain" };
    for (int i = 0; i < 3; i++) {
        o.show = shows[i];
        assert_int_equal(ask_as(b, &o, GAD_AS_TABLE), GAD_OK);
        assert_int_equal(ask_as(b, &o, GAD_AS_JSON), GAD_OK);
        assert_int_equal(ask_as(b, &o, GAD_AS_MD), GAD_OK);
    }
    tells(b, "data/chain.csv has no chain with 850511");
}

static void without_weights_shares_of_money_stand_in_and_say_so(void **state)
{
    bench *b = *state;
    char text[256];
    put(b,
        (trade[]){ { 10, "2024-01-01", "2022", "CHN", "DEU", "X", "850511", "NULL", "75" },
                   { 10, "2024-01-01", "2022", "JPN", "DEU", "X", "850511", "1", "25" } },
        2);
    gad_risk_opts o = about("metal-magnets", "DEU", "2022");
    ask(b, &o);
    near(number(b, 0, "import_n1_pct"), 75);
    assert_string_equal(cell(b, 0, "import_unit", text), "USD");
    o = about("magnets", "DEU", "2022");
    ask(b, &o);
    assert_string_equal(cell(b, 0, "import_product", text), "metal-magnets");
    near(number(b, 0, "import_n1_pct"), 75);
    assert_int_equal(ask_as(b, &o, GAD_AS_TABLE), GAD_OK);
    tells(b, "those of metal-magnets stand in for them");
}

static void reliance_needs_output_and_trade_in_the_same_tonnes(void **state)
{
    bench *b = *state;
    say(b,
        (made[]){ { "natural-graphite", "DEU", "2022", "production", "20", "t", "", "2024-01-31",
                    "A", "mine production" },
                  { "natural-graphite", "CHN", "2022", "production", "80", "t", "", "2024-01-31",
                    "A", "mine production" },
                  { "natural-graphite", "W00", "2022", "production", "100", "t", "", "2024-01-31",
                    "A", "mine production" } },
        3);
    put(b,
        (trade[]){ { 8, "2024-01-01", "2022", "DEU", "CHN", "M", "250410", "60", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "JPN", "M", "250490", "20", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "FRA", "X", "250410", "10", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "FRA", "X", "250490", "15", "6" } },
        4);
    gad_risk_opts o = about("natural-graphite", "DEU", "2022");
    o.spare = "50";
    ask(b, &o);
    near(number(b, 0, "import_reliance_pct"), 100 * (80.0 - 25) / (20 + 80 - 25));
    near(number(b, 0, "import_n1_pct"), 75);
    near(number(b, 0, "import_n1_spare_pct"), 75 - 0.5 * 25);
    near(number(b, 0, "production_n1_spare_pct"), 80 - 0.5 * 20);
    run(b, "DELETE FROM flow_data WHERE flow = 2"); /* a printed total needs no partners */
    ask(b, &o);
    assert_true(isnan(number(b, 0, "import_reliance_pct")));
    run(b,
        "INSERT INTO observation VALUES (1, 'natural-graphite', 'DEU', 'W00', 'X', month_id('2022-01'), month_id('2022-12'), NULL, "
        "'qty', 5, '5', 't', '', 'reported', DATE '2025-12-31', 'stated', 'A', 'https://example.org', '')");
    ask(b, &o);
    near(number(b, 0, "import_reliance_pct"), 100 * (80.0 - 5) / (20 + 80 - 5));
    run(b, "UPDATE observation SET note = 'graphite content'");
    ask(b, &o);
    assert_true(isnan(number(b, 0, "import_reliance_pct")));
    tells(b, "counted otherwise (graphite content) than imports");
}

/* ---- the solver ------------------------------------------------------------------------------- */

enum { T, A, B, NODES }; /* the target and two others */

static void three_countries_two_stages_by_hand(void **state)
{
    (void)state;
    /* Metal: A makes 20 % of its metal itself, buys 50 % of the rest from T and 50 % from B, who makes
     * all of its own. Magnets: B makes 40 % of them from its metal, buys the rest from A; A makes all. */
    chain_flow metal[] = { { T, A, 0.5 }, { B, A, 0.5 } }, magnet[] = { { A, B, 1 } };
    bool in0[] = { false, true, false }, in1[] = { false, false, true };
    double own0[] = { 1, 0.2, 1 }, own1[] = { 1, 1, 0.4 };
    chain_stage s[] = { { .flow = metal, .n_flow = 2, .imports = in0, .own = own0 },
                        { .flow = magnet, .n_flow = 1, .imports = in1, .own = own1 } };
    chain_parts pool[2 * NODES], bought[2 * NODES], world[2];
    s[0].output = (double[]){ 0.5, 0.2, 0.3 };
    s[1].output = (double[]){ 0.5, 0.2, 0.3 };
    chain_solve(s, 2, NODES, T, pool, bought, world);
    near(pool[A].through, 0.8 * 0.5);
    near(pool[A].elsewhere + pool[A].elsewhere_assumed, 0.2 + 0.8 * 0.5);
    near(pool[NODES + A].through + pool[NODES + A].through_assumed, 0.4);
    near(pool[NODES + B].through + pool[NODES + B].through_assumed, 0.6 * 0.4);
    near(bought[NODES + B].through + bought[NODES + B].through_assumed, 0.4);
    near(chain_unknown(&pool[NODES + B]), 0);
    near(world[0].through_assumed, 0.5);
}

static void circular_trade_without_a_source_stays_unknown(void **state)
{
    (void)state;
    chain_flow round[] = { { B, A, 1 }, { A, B, 1 } };
    bool in[] = { false, true, true };
    double own[] = { 1, 0, 0 };
    chain_stage s = { .flow = round, .n_flow = 2, .imports = in, .own = own };
    chain_parts pool[NODES], bought[NODES], world;
    chain_solve(&s, 1, NODES, T, pool, bought, &world);
    near(chain_unknown(&pool[A]), 1);
    near(pool[T].through, 1);
    /* a tenth from the target enters the circle: all of it passed through the target */
    chain_flow fed[] = { { T, A, 0.1 }, { B, A, 0.9 }, { A, B, 1 } };
    s.flow = fed;
    s.n_flow = 3;
    chain_solve(&s, 1, NODES, T, pool, bought, &world);
    if (!(fabs(pool[B].through - 1) <= 1e-10))
        fail_msg("%.17g", pool[B].through);
}

static void unknown_origin_and_unknown_own_output_stay_unknown(void **state)
{
    (void)state;
    /* A buys 60 % from T, 10 % from B, 30 % from nobody known; whether A makes any is not known. */
    chain_flow f[] = { { T, A, 0.6 }, { B, A, 0.1 } };
    bool in[] = { false, true, false };
    double own[] = { 1, NO_NUMBER, 1 };
    chain_stage s = {
        .flow = f, .n_flow = 2, .imports = in, .own = own, .output = (double[]){ 0, 0, 1 }
    };
    chain_parts pool[NODES], bought[NODES], world;
    chain_solve(&s, 1, NODES, T, pool, bought, &world);
    near(bought[A].through, 0.6);
    near(bought[A].elsewhere + bought[A].elsewhere_assumed, 0.1);
    near(chain_unknown(&bought[A]), 0.3);
    near(pool[A].through, 0); /* all of it may be mined at home */
    near(pool[A].elsewhere + pool[A].elsewhere_assumed, 0.1);
    near(chain_unknown(&pool[A]), 0.9);
}

static void what_two_mixtures_share_is_the_smaller_of_both(void **state)
{
    (void)state;
    chain_parts a = { 0.5, 0.2, 0.1, 0.1 }, b = { 0.3, 0.6, 0.0, 0.05 }, c = chain_common(a, b);
    near(c.through, 0.3);
    near(c.through_assumed, 0.4); /* 0.7 in all of a, 0.9 of b */
    near(c.elsewhere, 0);
    near(c.elsewhere_assumed, 0.05);
}

static void parts_are_shares_in_random_networks(void **state)
{
    (void)state;
    enum { N = 12, STAGES = 3, CASES = 300 };
    rng r = rng_make(5, 0);
    for (int round = 0; round < CASES; round++) {
        static chain_flow flow[STAGES][N * N];
        static bool in[STAGES][N];
        static double own[STAGES][N], made_share[STAGES][N];
        static chain_parts pool[STAGES * N], bought[STAGES * N], world[STAGES];
        chain_stage s[STAGES];
        for (int k = 0; k < STAGES; k++) {
            int n = 0;
            double left = 1;
            for (int i = 0; i < N; i++) {
                double rest = 1, u = rng_f64(&r, 0, 1);
                in[k][i] = rng_f64(&r, 0, 1) < 0.7;
                own[k][i] = u < 0.3 ? NO_NUMBER : u < 0.5 ? 0 : u < 0.7 ? 1 : rng_f64(&r, 0, 1);
                made_share[k][i] = rng_f64(&r, 0, 1) * left;
                left -= made_share[k][i];
                for (int j = 0; j < N && in[k][i]; j++) {
                    double share = rng_f64(&r, 0, 1) < 0.4 ? rng_f64(&r, 0, 1) * rest : 0;
                    rest -= share;
                    if (share > 0)
                        flow[k][n++] = (chain_flow){ j, i, share };
                }
            }
            s[k] = (chain_stage){ .flow = flow[k],
                                  .n_flow = n,
                                  .imports = in[k],
                                  .own = own[k],
                                  .output = rng_f64(&r, 0, 1) < 0.3 ? NULL : made_share[k] };
        }
        chain_solve(s, STAGES, N, 0, pool, bought, world);
        for (int i = 0; i < STAGES * N; i++) {
            const chain_parts *p = &pool[i];
            double sum = p->through + p->through_assumed + p->elsewhere + p->elsewhere_assumed;
            assert_true(p->through >= 0 && p->through_assumed >= 0 && p->elsewhere >= 0 &&
                        p->elsewhere_assumed >= 0);
            assert_true(sum <= 1 + 1e-12);
            near(sum + chain_unknown(p), MAX_OF(1.0, sum));
        }
    }
}

/* ---- the chain out of the store --------------------------------------------------------------- */

static void processing_is_followed_back_through_the_stages(void **state)
{
    bench *b = *state;
    /* Mines: CHN 60, AUS 40. Metal (280530): JPN buys 50:50 from CHN and AUS; magnets: DEU buys 20 from
     * CHN and 80 from JPN. */
    say(b,
        (made[]){ { "rare-earth-mine", "CHN", "2022", "production", "60", "t", "", "2024-01-31",
                    "A", "oxide equivalent" },
                  { "rare-earth-mine", "AUS", "2022", "production", "40", "t", "", "2024-01-31",
                    "A", "oxide equivalent" },
                  { "rare-earth-mine", "W00", "2022", "production", "100", "t", "", "2024-01-31",
                    "A", "oxide equivalent" } },
        3);
    put(b,
        (trade[]){ { 10, "2024-01-01", "2022", "CHN", "JPN", "X", "280530", "5", "50" },
                   { 10, "2024-01-01", "2022", "AUS", "JPN", "X", "280530", "5", "50" },
                   { 10, "2024-01-01", "2022", "CHN", "DEU", "X", "850511", "NULL", "20" },
                   { 10, "2024-01-01", "2022", "JPN", "DEU", "X", "850511", "NULL", "80" } },
        4);
    gad_risk_opts o = about("magnets", "DEU", "2022");
    ask(b, &o);
    near(number(b, 0, "through_direct_pct"), 20);
    near(number(b, 0, "through_pct") + number(b, 0, "through_assumed_pct") +
             number(b, 0, "elsewhere_pct") + number(b, 0, "unknown_pct"),
         100);
    /* Japan's magnets, imports not held and no producers listed, hold at least what the stages before do */
    assert_true(number(b, 0, "through_assumed_pct") > 0);
    assert_true(number(b, 0, "unknown_pct") > 0);
    o.show = "chain";
    ask(b, &o);
    near(number(b, 0, "production_largest_pct"), 60);
    near(number(b, 4, "through_direct_pct"), 20);
    /* the same question about Japan */
    o.through = "JPN";
    ask(b, &o);
    near(number(b, 4, "through_pct"), 80);
    o.country = "JPN";
    o.show = "indicators";
    ask(b, &o);
    assert_true(isnan(number(b, 0, "through_pct")));
    tells(b, "it is the country itself");
}

static void without_imports_producers_use_their_own_and_others_the_worlds(void **state)
{
    bench *b = *state;
    say(b,
        (made[]){ { "rare-earth-mine", "CHN", "2022", "production", "60", "t", "", "2024-01-31",
                    "A", "" },
                  { "rare-earth-mine", "FRA", "2022", "production", "40", "t", "", "2024-01-31",
                    "A", "" },
                  { "rare-earth-mine", "W00", "2022", "production", "100", "t", "", "2024-01-31",
                    "A", "" } },
        3);
    gad_risk_opts o = about("rare-earth-mine", "FRA,JPN,EU27", "2022");
    ask(b, &o);
    for (int row = 0; row < 3; row++)
        assert_true(isnan(number(b, row, "through_pct"))); /* nothing seen is not 0 */
    near(number(b, 0, "elsewhere_pct"), 100);
    near(number(b, 1, "through_assumed_pct"), 60);
    near(number(b, 1, "elsewhere_pct"), 40);
    near(number(b, 2, "elsewhere_pct"), 40); /* France's own, and what the others buy */
    near(number(b, 2, "unknown_pct"), 60);
    o.show = "chain";
    ask(b, &o);
    near(number(b, 0, "elsewhere_pct"), 0); /* assumed, not seen */
    near(number(b, 0, "elsewhere_assumed_pct"), 100);
}

static void answers_do_not_depend_on_order_scale_or_copies_of_rows(void **state)
{
    bench *b = *state;
    gad_risk_opts o = about("metal-magnets", "DEU,EU27,USA", "2022");
    static const char *const partners[] = { "CHN", "JPN", "PHL", "USA", "CHE", "VNM" };
    for (int i = 0; i < 6; i++) {
        char q[32], v[32];
        snprintf(q, sizeof q, "%d.%d", 7 * i + 3, i);
        snprintf(v, sizeof v, "%d", 31 * i + 5);
        put(b, &(trade){ 8, "2024-01-01", "2022", "DEU", partners[i], "M", "850511", q, v }, 1);
        put(b, &(trade){ 8, "2024-01-01", "2022", "FRA", partners[i], "M", "850511", v, q }, 1);
    }
    ask(b, &o);
    char *before = b->text;
    b->text = NULL;
    run(b, "CREATE TEMP TABLE again AS SELECT * FROM flow_data ORDER BY value DESC, reporter");
    run(b, "DELETE FROM flow_data; INSERT INTO flow_data SELECT * FROM again");
    ask(b, &o);
    assert_string_equal(b->text, before);
    run(b, "INSERT INTO flow_data SELECT * FROM again");
    ask(b, &o);
    assert_string_equal(b->text, before);
    double hhi = number(b, 0, "import_hhi");
    run(b, "UPDATE flow_data SET qty_t = qty_t * 1024"); /* exact: a power of two */
    ask(b, &o);
    assert_true(hhi > 1.0 / 6 && hhi < 1);
    assert_true(number(b, 0, "import_hhi") == hhi);
    run(b, "DROP TABLE again");
    free(before);
}

/* ---- governance ------------------------------------------------------------------------------- */

static void governance_gives_the_weighted_indicators(void **state)
{
    bench *b = *state;
    char path[TEST_PLACE];
    int fd = mkstemp(test_place(path, "governance"));
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    fputs("country,year,value,scale\nCHN,2022,6,eu\nJPN,2022,2,eu\n", f);
    fclose(f);
    say(b,
        (made[]){ { "natural-graphite", "CHN", "2022", "production", "80", "t", "", "2024-01-31",
                    "A", "mine production" },
                  { "natural-graphite", "JPN", "2022", "production", "20", "t", "", "2024-01-31",
                    "A", "mine production" },
                  { "natural-graphite", "W00", "2022", "production", "100", "t", "", "2024-01-31",
                    "A", "mine production" } },
        3);
    put(b,
        (trade[]){ { 8, "2024-01-01", "2022", "DEU", "CHN", "M", "250410", "60", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "JPN", "M", "250490", "40", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "FRA", "X", "250410", "5", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "FRA", "X", "250490", "5", "6" } },
        4);
    gad_risk_opts o = about("natural-graphite", "DEU", "2022");
    o.governance = path;
    o.eol_rir = "10";
    o.si = "0.9";
    o.price = "2";
    ask(b, &o);
    double gs = 0.64 * 6 + 0.04 * 2, eu = 0.36 * 6 + 0.16 * 2;
    near(number(b, 0, "import_reliance_pct"), 100);
    near(number(b, 0, "hhi_gs_wgi"), gs);
    near(number(b, 0, "hhi_sourcing_wgi"), eu);
    near(number(b, 0, "eu_sr"), (gs / 2 + eu / 2) * 0.9 * 0.9);
    double risk = (60 * 0.6 + 40 * 0.2) / 100, score = (0.64 + 0.04) * risk;
    near(number(b, 0, "geopolrisk_import_risk"), risk);
    near(number(b, 0, "geopolrisk_score"), score);
    near(number(b, 0, "geopolrisk_cf"), score * 2 / 0.409412948);
    o.si = NULL;
    ask(b, &o);
    assert_true(isnan(number(b, 0, "eu_sr")));
    tells(b, "--si");
    /* imports from nowhere named have no governance: no score */
    put(b, &(trade){ 8, "2024-01-01", "2022", "DEU", "X99", "M", "250410", "10", "1" }, 1);
    ask(b, &o);
    assert_true(isnan(number(b, 0, "geopolrisk_score")));
    tells(b, "part of the imports is attributed to nobody");
    unlink(path);
}

static void put_governance(char path[TEST_PLACE], gad_risk_opts *o)
{
    int fd = mkstemp(test_place(path, "governance"));
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    fputs("country,year,value,scale\nCHN,2022,6,eu\nJPN,2022,2,eu\nDEU,2022,1,eu\n", f);
    fclose(f);
    o->governance = path;
    o->eol_rir = "0";
    o->si = "1";
}

/* What the country makes itself is among what it uses: HHI_EU is of both, where both are in the same tonnes. */
static void own_output_is_a_source_beside_imports(void **state)
{
    bench *b = *state;
    char path[TEST_PLACE];
    gad_risk_opts o = about("natural-graphite", "DEU", "2022");
    put_governance(path, &o);
    say(b,
        (made[]){ { "natural-graphite", "DEU", "2022", "production", "20", "t", "", "2024-01-31",
                    "A", "" },
                  { "natural-graphite", "CHN", "2022", "production", "80", "t", "", "2024-01-31",
                    "A", "" },
                  { "natural-graphite", "W00", "2022", "production", "100", "t", "", "2024-01-31",
                    "A", "" } },
        3);
    put(b,
        (trade[]){ { 8, "2024-01-01", "2022", "DEU", "CHN", "M", "250410", "60", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "JPN", "M", "250490", "20", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "DEU", "M", "250490", "20", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "FRA", "X", "250410", "10", "6" },
                   { 8, "2024-01-01", "2022", "DEU", "FRA", "X", "250490", "15", "6" } },
        5);
    ask(b, &o);
    double gs = 0.64 * 6 + 0.04 * 1, eu = (3600 * 6 + 400 * 2 + 1600 * 1) / 14400.0;
    double ir = (100.0 - 25) / (20 + 100 - 25);
    near(number(b, 0, "hhi_sourcing_wgi"), eu);
    near(number(b, 0, "eu_sr"), gs * ir / 2 + eu * (1 - ir / 2));
    near(number(b, 0, "geopolrisk_import_risk"), (60 * 0.6 + 20 * 0.2 + 20 * 0.1) / (20 + 100));
    /* content and gross weight do not add up: global supply alone, and no score */
    run(b, "UPDATE observation SET note = 'graphite content'");
    ask(b, &o);
    assert_true(isnan(number(b, 0, "hhi_sourcing_wgi")));
    assert_true(isnan(number(b, 0, "geopolrisk_import_risk")));
    near(number(b, 0, "eu_sr"), gs);
    tells(b, "counted otherwise (graphite content) than imports");
    /* nothing is made at home: how others count theirs does not matter */
    run(b, "UPDATE observation SET reporter = 'JPN' WHERE reporter = 'DEU'");
    ask(b, &o);
    near(number(b, 0, "hhi_sourcing_wgi"), 0.36 * 6 + 0.04 * 2 + 0.04 * 1);
    near(number(b, 0, "geopolrisk_import_risk"), (60 * 0.6 + 20 * 0.2 + 20 * 0.1) / 100);
    near(number(b, 0, "import_reliance_pct"), 100);
    /* whether anything is made at home is not known: neither */
    run(b, "DELETE FROM observation WHERE reporter = 'JPN'");
    ask(b, &o);
    assert_true(isnan(number(b, 0, "hhi_sourcing_wgi")));
    tells(b, "the output of DEU is not printed");
    unlink(path);
}

/* ---- what is not known, on the page ----------------------------------------------------------- */

static void says_a_reason_once_with_its_years(void **state)
{
    bench *b = *state;
    char sql[64];
    for (int year = 2018; year <= 2022;
         year++) { /* of each year's output another part is nobody's */
        char text[8], rest[8];
        snprintf(text, sizeof text, "%d", year);
        snprintf(rest, sizeof rest, "%d", 10 + year - 2018);
        say(b,
            (made[]){
                { "tungsten", "CHN", text, "production", "60", "t", "", "2024-01-31", "A", "" },
                { "tungsten", "VNM", text, "production", "20", "t", "", "2024-01-31", "A", "" },
                { "tungsten", "X99", text, "production", rest, "t", "", "2024-01-31", "A", "" } },
            3);
    }
    snprintf(sql, sizeof sql, "DELETE FROM observation WHERE period_from = %d", 2020 * 12);
    run(b, sql);
    put(b, &(trade){ 10, "2024-01-01", "2019", "CHN", "JPN", "X", "810194", "5", "50" }, 1);
    gad_risk_opts o = about("tungsten", "DEU,JPN,FRA,CHN", "2018..2022");
    assert_int_equal(ask_as(b, &o, GAD_AS_TABLE), GAD_OK);
    tells(
        b,
        "\n  11.1 % of the total is attributed to nobody: between 0.4938 and 0.5062 "
        "(production_hhi) 2018..2019, 2021..2022; the numbers are those of 2018, -o csv has all\n");
    tells(b, "\n  no published output of tungsten names its producers; the nearest year is 2019 "
             "(production_hhi, production_n1_pct) 2020\n");
    if (strstr(strstr(b->text, "attributed to nobody: ") + 1, "attributed to nobody: "))
        fail_msg("told twice: %s", b->text);
    /* the same words and years of several countries are one line, other years another */
    o = about("252800", "DEU,JPN,FRA,CHN", "2019");
    put(b, &(trade){ 10, "2024-01-01", "2019", "CHN", "JPN", "X", "252800", "5", "50" }, 1);
    put(b, &(trade){ 10, "2024-01-01", "2019", "X01", "DEU", "X", "252800", "5", "50" }, 1);
    put(b, &(trade){ 10, "2024-01-01", "2019", "CHN", "DEU", "X", "252800", "20", "50" }, 1);
    assert_int_equal(ask_as(b, &o, GAD_AS_TABLE), GAD_OK);
    tells(b, "\n  DEU, JPN, FRA: data/chain.csv has no chain with 252800 (through_pct,");
    tells(b, "\n  CHN: it is the country itself (through_pct,");
    tells(b, "\n  DEU: 20.0 % of the total is attributed to nobody");
    tells(
        b,
        "\n  no published output of 252800 names its producers (production_hhi, production_n1_pct");
    tells(b, "\n  no imports of 252800 by origin are held for FRA (import_hhi,");
}

/* ---- what is refused -------------------------------------------------------------------------- */

static void refuses_bad_options_and_names_them(void **state)
{
    bench *b = *state;
    static const struct {
        const char *product, *country, *year, *spare, *show, *through, *words;
        gad_status status;
    } bad[] = {
        { NULL, "DEU", "2022", NULL, NULL, NULL, "product", GAD_E_ARG },
        { "magnets", NULL, "2022", NULL, NULL, NULL, "--country", GAD_E_ARG },
        { "magnets", "Atlantis", "2022", NULL, NULL, NULL, "Atlantis", GAD_E_NOTFOUND },
        { "magnets", "W00", "2022", NULL, NULL, NULL, "the world buys", GAD_E_ARG },
        { "magnets", "DEU", NULL, NULL, NULL, NULL, "--year", GAD_E_ARG },
        { "magnets", "DEU", "22", NULL, NULL, NULL, "'22'", GAD_E_ARG },
        { "magnets", "DEU", "2022..2018", NULL, NULL, NULL, "2022..2018", GAD_E_ARG },
        { "magnets", "DEU", "2022-01", NULL, NULL, NULL, "2022-01", GAD_E_ARG },
        { "magnets", "DEU", "2022", "much", NULL, NULL, "--spare", GAD_E_ARG },
        { "magnets", "DEU", "2022", "-1", NULL, NULL, "--spare", GAD_E_ARG },
        { "magnets", "DEU", "2022", NULL, "beauty", NULL, "beauty", GAD_E_ARG },
        { "magnets", "DEU", "2022", NULL, NULL, "EU27", "name one country", GAD_E_ARG },
        { "magnets", "DEU", "2022", NULL, NULL, NULL, "nothing is held", GAD_E_NOTFOUND },
    };
    for (int32_t i = 0; i < COUNT_OF(bad); i++) {
        gad_risk_opts o = about(bad[i].product, bad[i].country, bad[i].year);
        o.spare = bad[i].spare;
        o.show = bad[i].show ? bad[i].show : o.show;
        o.through = bad[i].through ? bad[i].through : o.through;
        assert_int_equal(ask_as(b, &o, GAD_AS_CSV), bad[i].status);
        if (!strstr(gad_last_error(b->cx).text, bad[i].words))
            fail_msg("'%s' is not in '%s'", bad[i].words, gad_last_error(b->cx).text);
    }
    gad_risk_opts o = about("magnets", "DEU", "2022");
    o.hhi_gs = "8.8";
    assert_int_equal(ask_as(b, &o, GAD_AS_CSV), GAD_E_ARG);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    alloc_budget budget = { .left = -1 };
    bench b = { .cx = gad_ctx_new(budget_realloc, &budget) };
    assert_non_null(b.cx);
    assert_int_equal(gad_store_open(b.cx, NULL, GAD_OPEN_MEMORY, &b.st), GAD_OK);
    put(&b,
        (trade[]){ { 10, "2024-01-01", "2022", "CHN", "DEU", "X", "811010", "NULL", "20" },
                   { 10, "2024-01-01", "2022", "JPN", "DEU", "X", "811010", "NULL", "80" } },
        2);
    gad_risk_opts o = about("antimony-unwrought", "DEU", "2022");
    static const char *const shows[] = { "indicators", "inputs", "chain" };
    static const gad_format formats[] = { GAD_AS_TABLE, GAD_AS_JSON, GAD_AS_CSV };
    for (int k = 0; k < 3; k++) {
        o.show = shows[k];
        gad_status status = GAD_E_NOMEM;
        long n = 0;
        for (; status == GAD_E_NOMEM; n += 1 + n / 12) {
            long live = budget.live;
            budget.left = n;
            status = ask_as(&b, &o, formats[k]);
            budget.left = -1;
            if (status)
                assert_true(budget.live <= live + 64); /* prepared statements are kept */
        }
        assert_int_equal(status, GAD_OK);
        assert_true(n > 50);
    }
    gad_store_close(b.st);
    gad_ctx_free(b.cx);
    assert_int_equal(budget.live, 0);
    free(b.text);
}

int main(void)
{
#define FRESH(name) cmocka_unit_test_setup(name, empty_bench)
    const struct CMUnitTest tests[] = {
        FRESH(concentration_is_of_one_edition),
        FRESH(what_nobody_is_named_for_spoils_the_concentration),
        FRESH(what_stands_for_nobody_in_particular_is_no_supplier),
        FRESH(a_published_share_alone_bounds_the_concentration),
        FRESH(the_bundled_mine_output_has_the_published_concentration),
        FRESH(origins_come_from_one_report),
        FRESH(the_newest_vintage_counts_and_older_ones_can_be_asked_for),
        FRESH(trade_inside_a_group_is_no_import_of_the_group),
        FRESH(a_published_figure_of_one_partner_is_no_list_of_origins),
        FRESH(one_of_several_codes_is_not_the_product),
        FRESH(one_of_several_codes_of_its_own_report_is_not_the_product),
        FRESH(a_bare_code_has_origins_and_no_chain),
        FRESH(without_weights_shares_of_money_stand_in_and_say_so),
        FRESH(reliance_needs_output_and_trade_in_the_same_tonnes),
        cmocka_unit_test(three_countries_two_stages_by_hand),
        cmocka_unit_test(circular_trade_without_a_source_stays_unknown),
        cmocka_unit_test(unknown_origin_and_unknown_own_output_stay_unknown),
        cmocka_unit_test(what_two_mixtures_share_is_the_smaller_of_both),
        cmocka_unit_test(parts_are_shares_in_random_networks),
        FRESH(processing_is_followed_back_through_the_stages),
        FRESH(without_imports_producers_use_their_own_and_others_the_worlds),
        FRESH(answers_do_not_depend_on_order_scale_or_copies_of_rows),
        FRESH(governance_gives_the_weighted_indicators),
        FRESH(own_output_is_a_source_beside_imports),
        FRESH(says_a_reason_once_with_its_years),
        FRESH(refuses_bad_options_and_names_them),
        cmocka_unit_test(survives_every_failing_allocation),
    };
#undef FRESH
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
