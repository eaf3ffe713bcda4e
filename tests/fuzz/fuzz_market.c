/* fuzz_market.c - any bytes as a market file, read as each of the three kinds. What is refused is named by the file; what
 * is taken keeps the promises that the kernel relies on. */
#include "fuzz.h"
#include "problem/problem.h"

static void check_columns(int32_t n, const int32_t *start, const int32_t *node, const double *coef,
                          int32_t n_node)
{
    fuzz_demand(start[0] == 0, "columns begin at 0");
    for (int32_t j = 0; j < n; j++)
        fuzz_demand(start[j] <= start[j + 1], "columns do not overlap");
    for (int32_t e = 0; e < start[n]; e++)
        fuzz_demand(node[e] >= 0 && node[e] < n_node && isfinite(coef[e]) && coef[e] != 0,
                    "entries are sound");
}

static void check_bounds(int32_t n, const double *lower, const double *upper)
{
    for (int32_t j = 0; j < n; j++)
        fuzz_demand(lower[j] <= upper[j] && lower[j] < (double)INFINITY &&
                        upper[j] > -(double)INFINITY,
                    "bounds leave a level");
}

static void check_market(const problem *p)
{
    const gad_market_spec *s = &p->spec;
    check_columns(s->n_activity, s->start, s->node, s->coef, s->n_node);
    check_bounds(s->n_activity, s->numbers.lower, s->numbers.upper);
    for (int32_t n = 0; n < s->n_node; n++)
        fuzz_demand(isfinite(s->numbers.supply[n]) && (!p->start || isfinite(p->start[n])),
                    "numbers are finite");
    for (int32_t e = 0; e < s->start[s->n_activity]; e++)
        fuzz_demand(s->numbers.price_factor[e] > 0, "factors are positive");
    for (int32_t j = 0; j < s->n_activity; j++)
        fuzz_demand(p->block_of[j] < s->n_block, "a block is there");
    for (int32_t n = 0; n < s->n_node; n++)
        fuzz_demand(names_find(&p->node, s->node_id[n]) == n, "names are found again");
}

static void check_flows(const flows_problem *p)
{
    const gad_reconcile_spec *s = &p->spec;
    check_columns(s->n_flow, s->start, s->node, s->coef, s->n_node);
    check_bounds(s->n_flow, s->lower, s->upper);
    for (int32_t j = 0; j < s->n_flow; j++)
        fuzz_demand(s->sigma[j] >= 0 && isfinite(s->observed[j]), "observations are sound");
}

static void check_gsim(const gsim_problem *p)
{
    int32_t n = p->spec.n;
    for (int32_t i = 0; i < n * n; i++)
        fuzz_demand(p->spec.trade[i] >= 0 && p->spec.tariff0[i] > 0 && p->spec.tariff1[i] > 0,
                    "trade is sound");
    for (int32_t i = 0; i < n; i++)
        fuzz_demand(p->spec.em[i] < 0 && p->spec.ex[i] > 0 && p->spec.es[i] > 0,
                    "elasticities have their sign");
}

static void check_refusal(const gad_ctx *cx, gad_status st)
{
    fuzz_demand(st == GAD_E_FORMAT, "bad input is the file's fault");
    fuzz_demand(strncmp(gad_last_error(cx).text, "fuzz.json:", 10) == 0, "an error names the file");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    json_doc *doc = NULL;
    problem p;
    flows_problem f;
    gsim_problem g;
    fuzz_demand(cx != NULL, "memory");
    gad_status st = json_doc_parse(cx, "fuzz.json", (const char *)bytes, n, &doc);
    if (st) {
        check_refusal(cx, st);
        gad_ctx_free(cx);
        return 0;
    }
    st = problem_parse(cx, doc, &p);
    st ? check_refusal(cx, st) : check_market(&p);
    problem_release(&p);
    st = flows_parse(cx, doc, &f);
    st ? check_refusal(cx, st) : check_flows(&f);
    flows_release(&f);
    st = gsim_parse(cx, doc, &g);
    st ? check_refusal(cx, st) : check_gsim(&g);
    gsim_release(&g);
    json_doc_free(doc);
    gad_ctx_free(cx);
    return 0;
}
