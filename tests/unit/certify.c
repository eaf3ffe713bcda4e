/* certify - the certificate refuses what is no equilibrium: one state per row, each wrong in one way only.
 *
 * Node A with free disposal or not; `make` costs 2 + x (0 to 5), `use` pays 10 - y. By hand: x = y = 4, p = 6. */
#include "test.h"
#include "gadolin/market.h"

typedef struct state {
    const char *what;
    bool free_disposal;
    double supply, upper; /* of the node; of `make` */
    double price, make, use;
    gad_market_status want;
} state;

static const state states[] = {
    { "the equilibrium", false, 0, 5, 6, 4, 4, GAD_SOLVED },
    { "nothing runs although it pays", false, 0, 5, 6, 0, 0, GAD_NOT_CONVERGED },
    { "make stays at lower although it pays", false, 4, 5, 6, 0, 4, GAD_NOT_CONVERGED },
    { "make stays at upper although it does not pay", false, 0, 5, 5, 5, 5, GAD_NOT_CONVERGED },
    { "make is full and earns a rent", false, 0, 3, 7, 3, 3, GAD_SOLVED },
    { "a level above its bound", false, 0, 3, 6, 4, 4, GAD_NOT_CONVERGED },
    { "a price that is off by a millionth", false, 0, 5, 6.000006, 4, 4, GAD_NOT_CONVERGED },
    { "more is used than made", false, 0, 5, 6, 4, 4.00001, GAD_NOT_CONVERGED },
    { "a surplus at a positive price", true, 1, 5, 6, 4, 4, GAD_NOT_CONVERGED },
    { "a surplus at price 0", true, 20, 5, 0, 0, 10, GAD_SOLVED },
    { "the same where nothing may be thrown away", false, 20, 5, 0, 0, 10, GAD_NOT_CONVERGED },
    { "a negative price where disposal is free", true, 12, 5, -2, 0, 12, GAD_NOT_CONVERGED },
    { "the same where it is not", false, 12, 5, -2, 0, 12, GAD_SOLVED },
    { "a price that is no number", false, 0, 5, NO_NUMBER, 4, 4, GAD_NOT_CONVERGED },
    { "a level that is no number", false, 0, 5, 6, NO_NUMBER, 4, GAD_NOT_CONVERGED },
};

static void judge(gad_ctx *cx, const state *s)
{
    gad_balance balance = s->free_disposal ? GAD_BALANCE_FREE : GAD_BALANCE_EQ;
    int32_t start[] = { 0, 1, 2 }, node[] = { 0, 0 };
    double coef[] = { 1, -1 }, supply[] = { s->supply }, upper[] = { s->upper, (double)INFINITY };
    gad_curve curve[] = { { GAD_CURVE_LINEAR, { 2, 1, 0 } }, { GAD_CURVE_LINEAR, { -10, 1, 0 } } };
    gad_market_spec spec = { .n_node = 1,
                             .n_activity = 2,
                             .balance = &balance,
                             .start = start,
                             .node = node,
                             .coef = coef,
                             .numbers = { .supply = supply, .upper = upper, .curve = curve } };
    gad_market *m = NULL;
    gad_market_report r;
    double level[] = { s->make, s->use };
    assert_int_equal(gad_market_new(cx, &spec, &m), GAD_OK);
    assert_int_equal(gad_market_certify(cx, m, 1e-9, &s->price, level, &r), GAD_OK);
    if (r.status != s->want)
        fail_msg("%s: %s, imbalance %g, complementarity %g", s->what,
                 gad_market_status_text(r.status), r.imbalance, r.complementarity_rel);
    gad_market_free(m);
}

static void refuses_what_is_no_equilibrium(void **user)
{
    (void)user;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    for (int32_t k = 0; k < COUNT_OF(states); k++)
        judge(cx, &states[k]);
    gad_ctx_free(cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(refuses_what_is_no_equilibrium) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
