/* Unit tests of risk from given inputs: files of governance, looking years up, and every failing allocation. */
#include "test.h"
#include "store/store.h"
#include "trade/geopolrisk.h"
#include <unistd.h>

static char place[TEST_PLACE], file[TEST_PLACE + 16];

static int make_place(void **state)
{
    (void)state;
    if (!mkdtemp(test_place(place, "given")))
        return -1;
    snprintf(file, sizeof file, "%s/in.csv", place);
    return 0;
}

static int drop_place(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(place);
}

static const char *write_file(const char *text)
{
    FILE *f = fopen(file, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
    return file;
}

static bool known(double x)
{
    return IS_NUMBER(x);
}

/* ---- governance --------------------------------------------------------------------------------- */

static int32_t year_found(const governance *g, const char *id, int32_t year)
{
    const governance_row *r = governance_find(g, id, year);
    return r ? r->year : 0;
}

static void governance_of_a_year_is_that_or_one_of_three_before(void **state)
{
    (void)state;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_store *st = NULL;
    arena mem;
    governance g;
    arena_init(&mem, &cx->al);
    assert_int_equal(gad_store_open(cx, NULL, GAD_OPEN_MEMORY, &st), GAD_OK);
    const char *path = write_file(
        "Scale,VALUE,year,country,note\n"
        "wgi,1,2018,China,made up\nwgi,-1.5,2020,CHN,\nwgi,-1,2023,156,\n"
        "unit,0.25,,DEU,\nunit,0.5,2020,Germany,\nunit,0.5,2020,DEU,\n"
        "eu,3,2020,ZAR,the World Bank's code\neu,4,2020,Nowhere,\neu,4,2020,Utopia,\neu,4,2021,Utopia,\n");
    assert_int_equal(governance_read(cx, st, &mem, path, &g), GAD_OK);
    assert_int_equal(g.n, 10);
    assert_int_equal(year_found(&g, "CHN", 2020), 2020);
    assert_int_equal(year_found(&g, "CHN", 2022), 2020);
    assert_int_equal(year_found(&g, "CHN", 2019), 2018); /* not the better fitting later one */
    assert_int_equal(year_found(&g, "CHN", 2017), 0);
    assert_int_equal(year_found(&g, "CHN", 2026), 2023);
    assert_int_equal(year_found(&g, "CHN", 2027), 0);
    assert_int_equal(year_found(&g, "CHN", INT32_MIN), 0);
    assert_int_equal(year_found(&g, "DEU", 2021), 2020);
    assert_int_equal(year_found(&g, "DEU", 2030), INT32_MIN); /* holds for every year */
    assert_int_equal(year_found(&g, "DEU", INT32_MIN), INT32_MIN);
    assert_int_equal(year_found(&g, "COD", 2020), 2020);
    assert_null(governance_find(&g, "ZAR", 2020));
    assert_null(governance_find(&g, "USA", 2020));
    const governance_row *r = governance_find_number(&g, store_country_id("CHN"), 2020);
    assert_non_null(r);
    assert_int_equal(r->line, 3);
    assert_true(fabs(governance_value(r, SCALE_EU) - 8) < 1e-15);
    assert_true(fabs(governance_value(r, SCALE_UNIT) - .8) < 1e-15);
    assert_null(governance_find_number(&g, -1, 2020)); /* no country is no key */
    assert_false(known(governance_value(NULL, SCALE_EU)));
    assert_non_null(
        strstr(g.unknown, "2 countries are not known, and not used: 'Nowhere', 'Utopia'"));
    arena_release(&mem);
    gad_store_close(st);
    gad_ctx_free(cx);
}

/* ---- cases -------------------------------------------------------------------------------------- */

static void cases_say_what_is_missing(void **state)
{
    (void)state;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    arena mem;
    geopolrisk_file f;
    arena_init(&mem, &cx->al);
    const char *path = write_file("country,hhi,production_t,numerator,imports_t\n"
                                  "A,,,1,2\nB,.5,0,0,0\nC,.5,0,,2\nD,.5,6,1,2\n");
    assert_int_equal(geopolrisk_read(cx, &mem, path, NULL, NO_NUMBER, &f), GAD_OK);
    assert_int_equal(f.n, 4);
    assert_false(f.by_supplier);
    assert_string_equal(f.item[0].why, "hhi, production_t");
    assert_string_equal(f.item[1].why, "any supply: imports and production are 0");
    assert_string_equal(f.item[2].why, "numerator");
    assert_string_equal(f.item[3].why, "");
    assert_true(f.item[3].out.score == .0625);
    assert_false(known(f.item[3].out.cf));
    assert_int_equal(f.item[3].in[IN_HHI].line, 5);
    path = write_file("country,supplier,imports_t,governance,world_production_t\n"
                      "A,X,,.5,1\nA,Y,1,,\nA,Z,0,,1\nA,V,2,,3\n");
    assert_int_equal(geopolrisk_read(cx, &mem, path, NULL, 2, &f), GAD_OK);
    assert_int_equal(f.n, 1);
    assert_string_equal(
        f.item[0].why,
        "imports_t of 'X', governance of 'V' and 1 more, world_production_t of 'Y', production_t");
    assert_int_equal(f.item[0].in[IN_PRICE].origin, ORIGIN_OPTION);
    assert_int_equal(f.item[0].in[IN_IMPORTS].origin, ORIGIN_NONE);
    arena_release(&mem);
    gad_ctx_free(cx);
}

/* Shuffled rows give the same bits. */
static void order_of_rows_changes_no_bit(void **state)
{
    (void)state;
    enum { ROWS = 40, TIMES = 20 };
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    rng r = rng_make(5, 1);
    double first = NO_NUMBER;
    char line[ROWS][128];
    for (int32_t i = 0; i < ROWS; i++)
        snprintf(line[i], sizeof line[i], "X,S%d,%.17g,%.17g,%.17g,12\n", (int)i,
                 rng_f64(&r, 0, 1e4), rng_f64(&r, 0, 1), rng_f64(&r, 0, 1e6));
    for (int32_t time = 0; time < TIMES; time++) {
        arena mem;
        buf b;
        geopolrisk_file f;
        arena_init(&mem, &cx->al);
        buf_init(&b, &cx->al);
        buf_add(&b, "country,supplier,imports_t,governance,world_production_t,production_t\n");
        for (int32_t i = ROWS - 1; i > 0; i--) {
            int32_t k = rng_i32(&r, 0, i);
            char keep[128];
            memcpy(keep, line[i], sizeof keep);
            memcpy(line[i], line[k], sizeof keep);
            memcpy(line[k], keep, sizeof keep);
        }
        for (int32_t i = 0; i < ROWS; i++)
            buf_add(&b, line[i]);
        assert_int_equal(geopolrisk_read(cx, &mem, write_file(buf_text(&b)), NULL, 1, &f), GAD_OK);
        first = time ? first : f.item[0].out.cf;
        assert_true(known(first) && f.item[0].out.cf == first);
        buf_release(&b);
        arena_release(&mem);
    }
    gad_ctx_free(cx);
}

/* ---- memory ------------------------------------------------------------------------------------- */

typedef struct sink {
    size_t n;
} sink;

static bool count_bytes(void *user, const char *bytes, size_t n)
{
    (void)bytes;
    ((sink *)user)->n += n;
    return true;
}

/* Every allocation fails once: GAD_E_NOMEM, nothing is left behind, and then it works. */
static void fail_each(gad_format format, const char *show, bool eu)
{
    for (long n = 0;; n++) {
        alloc_budget b = { n, 0 };
        sink to = { 0 };
        gad_ctx *cx = gad_ctx_new(budget_realloc, &b);
        if (!cx)
            continue;
        gad_risk_opts o = gad_risk_defaults();
        gad_output out = { .format = format, .write = count_bytes, .user = &to };
        o.show = show;
        o.input = eu ? NULL : file;
        o.hhi_gs = eu ? "8.8" : NULL;
        o.eol_rir = eu ? "1" : NULL;
        o.si = eu ? "0.9" : NULL;
        gad_status st = eu ? gad_risk_eu_sr(cx, &o, &out) : gad_risk_geopolrisk(cx, &o, &out);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        assert_true(st != GAD_OK || to.n > 0);
        gad_ctx_free(cx);
        assert_int_equal(b.live, 0);
        if (st == GAD_OK)
            return;
        assert_true(n < 10000);
    }
}

static void failing_allocations_are_told_and_leave_nothing(void **state)
{
    (void)state;
    static const gad_format formats[] = { GAD_AS_TABLE, GAD_AS_CSV, GAD_AS_JSON, GAD_AS_MD };
    for (int32_t k = 0; k < COUNT_OF(formats); k++) {
        write_file(
            "country,material,year,supplier,imports_t,governance,hhi,production_t\n"
            "A,m,2022,X,1,0.5,0.3,7\nB,m,2022,X,1,,0.3,7\nA,m,2022,\"Y \"\"y\"\"\",1,0.5,,\n");
        fail_each(formats[k], "indicators", false);
        fail_each(formats[k], "inputs", false);
        write_file("hhi,production_t,numerator,imports_t\n0.3,7,9,3\n");
        fail_each(formats[k], "indicators", false);
        fail_each(formats[k], "indicators", true);
        fail_each(formats[k], "inputs", true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(governance_of_a_year_is_that_or_one_of_three_before),
        cmocka_unit_test(cases_say_what_is_missing),
        cmocka_unit_test(order_of_rows_changes_no_bit),
        cmocka_unit_test(failing_allocations_are_told_and_leave_nothing),
    };
    return cmocka_run_group_tests(tests, make_place, drop_place);
}
