/* Unit tests of trade/indicators.c: published problems, worked examples by hand, and what stays unknown. */
#include "test.h"
#include "trade/indicators.h"

#define NEAR(got, wanted, tolerance) assert_true(fabs((got) - (wanted)) <= (tolerance))

static bool known(double x)
{
    return IS_NUMBER(x);
}

/* CRM 2017, as printed: percentages where the study has them. */
static const struct {
    const char *material;
    double hhi_gs, hhi_eu, reliance_pct, eol_pct, si, published;
} crm[] = {
    { "Nd", 8.8, 1.8, 100, 1, .9, 4.8 },  { "Dy", 9.2, 1.8, 100, 0, .9, 5.2 },
    { "Ce", 9.2, 2.6, 100, 1, 1.0, 5.7 }, { "Ga", 3.5, 1.1, 34, 0, 1.0, 1.4 },
    { "Sb", 7.1, 5.7, 100, 28, .9, 4.3 }, { "W", 7.5, 1.9, 44, 42, 1.0, 1.8 },
};

static void eu_supply_risk_as_published_lies_within_the_rounding_of_the_inputs(void **state)
{
    (void)state;
    eu_sr half = { .05, .05, .005, .005, .05 };
    for (int32_t i = 0; i < COUNT_OF(crm); i++) {
        eu_sr in = { crm[i].hhi_gs, crm[i].hhi_eu, crm[i].reliance_pct / 100, crm[i].eol_pct / 100,
                     crm[i].si };
        indicator_range r = indicator_eu_sr_range(&in, &half);
        double sr = indicator_eu_sr(&in);
        assert_true(r.lo < sr && sr < r.hi);
        assert_true(r.lo <= crm[i].published && crm[i].published <= r.hi);
        assert_true(r.hi - r.lo < .8); /* an interval that holds everything shows nothing */
    }
}

static void eu_supply_risk_by_hand(void **state)
{
    (void)state;
    eu_sr nd = { 8.8, 1.8, 1, .01, .9 };
    NEAR(indicator_eu_sr(&nd), (4.4 + .9) * .99 * .9, 1e-15);
    eu_sr w = { 7.5, 1.9, .44, .42, 1 };
    NEAR(indicator_eu_sr(&w), (7.5 * .22 + 1.9 * .78) * .58, 1e-15);
    eu_sr global = { 8, NO_NUMBER, NO_NUMBER, .25, .5 };
    NEAR(indicator_eu_sr(&global), 3, 1e-15);
    eu_sr unknown = { NO_NUMBER, 1.8, 1, .01, .9 };
    assert_false(known(indicator_eu_sr(&unknown)));
    unknown = (eu_sr){ 8.8, 1.8, NO_NUMBER, .01, .9 };
    assert_false(known(indicator_eu_sr(&unknown)));
}

static void range_is_attained_and_kept_to_what_inputs_can_be(void **state)
{
    (void)state;
    /* more imports lower the risk here: the ends of import reliance swap */
    eu_sr in = { 2, 6, .5, .2, .8 };
    eu_sr half = { .1, .2, .05, .01, .05 };
    indicator_range r = indicator_eu_sr_range(&in, &half);
    NEAR(r.lo, (1.9 * .275 + 5.8 * .725) * .79 * .75, 1e-14);
    NEAR(r.hi, (2.1 * .225 + 6.2 * .775) * .81 * .85, 1e-14);
    /* rates end at 0 and 1 */
    in = (eu_sr){ 4, NO_NUMBER, NO_NUMBER, 0, 1 };
    half = (eu_sr){ .5, 0, 0, .5, .5 };
    r = indicator_eu_sr_range(&in, &half);
    NEAR(r.lo, 3.5 * .5 * .5, 1e-15);
    NEAR(r.hi, 4.5, 1e-15);
    half = (eu_sr){ 0, 0, 0, 0, 0 };
    r = indicator_eu_sr_range(&in, &half);
    assert_true(r.lo == 4 && r.hi == 4);
    in.si = NO_NUMBER;
    r = indicator_eu_sr_range(&in, &half);
    assert_false(known(r.lo) || known(r.hi));
}

/* USA 2022, nickel (260400): 17,500 t mined, 37.495 t imported, 21.18 t of them weighted. */
static void geopolrisk_of_nickel_to_every_printed_digit(void **state)
{
    (void)state;
    geopolrisk_in in = { .26749007657640966, 21.179740941995366, 37.495, 17500, 4.8067742365649 };
    geopolrisk r = indicator_geopolrisk(&in);
    NEAR(r.import_risk, .0012076833631026, 5e-17);
    NEAR(r.score, 3.2304331527638e-4, 5e-18);
    NEAR(r.cf, .0037927385852120, 5e-17);
    in.price_usd_kg = NO_NUMBER;
    r = indicator_geopolrisk(&in);
    assert_true(known(r.score) && !known(r.cf));
    in = (geopolrisk_in){ .3, 0, 0, 0, 1 };
    assert_false(known(indicator_geopolrisk(&in).import_risk)); /* nothing is supplied */
    in = (geopolrisk_in){ .3, 0, 0, 100, 1 };
    assert_true(indicator_geopolrisk(&in).score == 0); /* all is mined at home */
}

static void governed_imports_need_governance_where_there_are_imports(void **state)
{
    (void)state;
    const double f[] = { 30, 0, 10 }, g[] = { .5, NO_NUMBER, .2 };
    NEAR(indicator_governed(f, g, 3), 17, 1e-15);
    const double unknown[] = { .5, .1, NO_NUMBER };
    assert_false(known(indicator_governed(f, unknown, 3)));
    const double missing[] = { 30, NO_NUMBER, 10 }, all[] = { .5, .1, .2 };
    assert_false(known(indicator_governed(missing, all, 3)));
    assert_true(indicator_governed(f, g, 0) == 0);
}

static void weighted_hhi_by_hand(void **state)
{
    (void)state;
    const double part[] = { 60, 30, 10, 0 }, wgi[] = { 5, 2, 10, NO_NUMBER },
                 t[] = { 1, .8, 1.1, 1 };
    NEAR(indicator_hhi_weighted(part, wgi, NULL, 4), .36 * 5 + .09 * 2 + .01 * 10, 1e-15);
    NEAR(indicator_hhi_weighted(part, wgi, t, 4), .36 * 5 + .09 * 2 * .8 + .01 * 11, 1e-15);
    const double one[] = { 7 }, worst[] = { 10 };
    NEAR(indicator_hhi_weighted(one, worst, NULL, 1), 10, 0);
    const double hole[] = { 5, NO_NUMBER, 10, 1 };
    assert_false(known(indicator_hhi_weighted(part, hole, NULL, 4)));
    const double none[] = { 0, 0 };
    assert_false(known(indicator_hhi_weighted(none, wgi, NULL, 2)));
    assert_false(known(indicator_hhi_weighted(part, wgi, NULL, 0)));
}

static void import_reliance_by_hand(void **state)
{
    (void)state;
    NEAR(indicator_import_reliance(40, 80, 20), .6, 1e-15);
    NEAR(indicator_import_reliance(0, 80, 20), 1, 0);
    NEAR(indicator_import_reliance(100, 0, 60), -1.5, 1e-15);
    assert_false(known(indicator_import_reliance(10, 0, 10)));
    assert_false(known(indicator_import_reliance(NO_NUMBER, 80, 20)));
}

static void n_minus_1_by_hand(void **state)
{
    (void)state;
    const double part[] = { 20, 70, 10 };
    n_minus_1 r = indicator_n_minus_1(part, 3, 0);
    assert_int_equal(r.largest, 1);
    NEAR(r.share, .7, 1e-15);
    NEAR(r.loss, .7, 1e-15);
    r = indicator_n_minus_1(part, 3, .5); /* the others have 15 more */
    NEAR(r.loss, .55, 1e-15);
    r = indicator_n_minus_1(part, 3, 3);
    assert_true(r.loss == 0 && r.share > .69);
    r = indicator_n_minus_1(part, 3, NO_NUMBER);
    assert_true(known(r.share) && !known(r.loss));
    const double equal[] = { 5, 5 };
    assert_int_equal(indicator_n_minus_1(equal, 2, 0).largest, 0);
    r = indicator_n_minus_1(equal, 0, 0);
    assert_true(r.largest == -1 && !known(r.share) && !known(r.loss));
}

static void governance_turns_round_and_keeps_its_ends(void **state)
{
    (void)state;
    NEAR(indicator_rescale(2.5, SCALE_WGI, SCALE_EU), 0, 0);
    NEAR(indicator_rescale(-2.5, SCALE_WGI, SCALE_EU), 10, 0);
    NEAR(indicator_rescale(-.5, SCALE_WGI, SCALE_EU), 6, 1e-15);
    NEAR(indicator_rescale(-.5, SCALE_WGI, SCALE_UNIT), .6, 1e-15);
    NEAR(indicator_rescale(-3.1, SCALE_WGI, SCALE_UNIT), 1, 0);
    NEAR(indicator_rescale(6, SCALE_EU, SCALE_UNIT), .6, 1e-15);
    NEAR(indicator_rescale(.6, SCALE_UNIT, SCALE_EU), 6, 1e-15);
    NEAR(indicator_rescale(.6, SCALE_UNIT, SCALE_WGI), -.5, 1e-15);
    NEAR(indicator_rescale(.25, SCALE_UNIT, SCALE_UNIT), .25, 0);
    assert_false(known(indicator_rescale(NO_NUMBER, SCALE_WGI, SCALE_EU)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eu_supply_risk_as_published_lies_within_the_rounding_of_the_inputs),
        cmocka_unit_test(eu_supply_risk_by_hand),
        cmocka_unit_test(range_is_attained_and_kept_to_what_inputs_can_be),
        cmocka_unit_test(geopolrisk_of_nickel_to_every_printed_digit),
        cmocka_unit_test(governed_imports_need_governance_where_there_are_imports),
        cmocka_unit_test(weighted_hhi_by_hand),
        cmocka_unit_test(import_reliance_by_hand),
        cmocka_unit_test(n_minus_1_by_hand),
        cmocka_unit_test(governance_turns_round_and_keeps_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
