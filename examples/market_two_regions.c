/* market_two_regions.c - two regions and one road, solved, changed and solved again, with the installed library:
 *   cc market_two_regions.c $(pkg-config --cflags --libs gadolin) && ./a.out
 *
 * A mine in A with marginal cost 10 + x sells along a road of cost 2 (at most 12 units) to users in B who pay 40 - x.
 * By hand, road not full: 10 + x + 2 = 40 - x, so x = 14 is too much; the road is full at 12, the price is
 * 22 in A and 28 in B, and the road earns a rent of 28 - 22 - 2 = 4. With a road of 20: x = 14, prices 24 and 26. */
#include <gadolin/market.h>
#include <math.h>
#include <stdio.h>

enum { A, B, N_NODE };
enum { MINE, ROAD, USERS, N_ACTIVITY };

static gad_status solve_and_print(gad_ctx *cx, gad_market *market, const double *start,
                                  double *price)
{
    double level[N_ACTIVITY], rent[N_ACTIVITY];
    gad_market_answer answer = { .price = price, .level = level, .rent = rent };
    gad_status st = gad_market_solve(cx, market, NULL, start, &answer);
    if (st)
        return st;
    printf("%s: price A %.6f, B %.6f; shipped %.6f; rent of the road %.6f\n",
           gad_market_status_text(answer.report.status), price[A], price[B], level[ROAD],
           rent[ROAD]);
    return GAD_OK;
}

int main(void)
{
    static const int32_t start[N_ACTIVITY + 1] = { 0, 1, 3, 4 }, node[] = { A, A, B, B };
    static const double coef[] = { 1, -1, 1, -1 };
    static const char *const node_id[] = { "A", "B" }, *const activity_id[] = { "mine", "road",
                                                                                "users" };
    gad_curve curve[N_ACTIVITY] = { { GAD_CURVE_LINEAR, { 10, 1 } },
                                    { GAD_CURVE_LINEAR, { 2, 0 } },
                                    { GAD_CURVE_LINEAR, { -40, 1 } } };
    double upper[N_ACTIVITY] = { INFINITY, 12, INFINITY }, price[N_NODE];
    gad_market_spec spec = { .n_node = N_NODE,
                             .n_activity = N_ACTIVITY,
                             .start = start,
                             .node = node,
                             .coef = coef,
                             .node_id = node_id,
                             .activity_id = activity_id,
                             .numbers = { .upper = upper, .curve = curve } };
    gad_market *market = NULL;
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    if (!cx)
        return 1;
    gad_status st = gad_market_new(cx, &spec, &market);
    if (!st)
        st = solve_and_print(cx, market, NULL, price);
    if (!st) {
        gad_market_numbers_of(market)->upper[ROAD] = 20; /* a wider road: same shape, warm start */
        st = solve_and_print(cx, market, price, price);
    }
    if (st)
        fprintf(stderr, "market_two_regions: %s\n", gad_last_error(cx).text);
    gad_market_free(market);
    gad_ctx_free(cx);
    return st ? 1 : 0;
}
