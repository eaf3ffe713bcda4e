/* problem.c - market files: what is read, and what is said about files that are wrong. */
#include "test.h"
#include "problem/problem.h"

static gad_ctx *cx;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return !cx;
}

static int teardown(void **state)
{
    (void)state;
    gad_ctx_free(cx);
    return 0;
}

/* Texts are written with ' for ". */
static json_doc *document(gad_ctx *in, const char *text, gad_status *st)
{
    char json[4096];
    json_doc *doc = NULL;
    size_t n = strlen(text);
    assert_true(n < sizeof json);
    for (size_t i = 0; i <= n; i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    *st = json_doc_parse(in, "m.json", json, n, &doc);
    return doc;
}

typedef struct wrong_file {
    const char *text;
    const char *want; /* the whole message */
} wrong_file;

typedef gad_status parse_fn(gad_ctx *in, const json_doc *doc);

static gad_status parse_market(gad_ctx *in, const json_doc *doc)
{
    problem p;
    gad_status st = problem_parse(in, doc, &p);
    problem_release(&p);
    return st;
}

static gad_status parse_flows(gad_ctx *in, const json_doc *doc)
{
    flows_problem p;
    gad_status st = flows_parse(in, doc, &p);
    flows_release(&p);
    return st;
}

static gad_status parse_gsim(gad_ctx *in, const json_doc *doc)
{
    gsim_problem p;
    gad_status st = gsim_parse(in, doc, &p);
    gsim_release(&p);
    return st;
}

static void refused(const wrong_file *row, int32_t n, parse_fn *parse)
{
    for (int32_t i = 0; i < n; i++) {
        gad_status st;
        char got[ERROR_TEXT_MAX], want[ERROR_TEXT_MAX];
        json_doc *doc = document(cx, row[i].text, &st);
        if (!st)
            st = parse(cx, doc);
        json_doc_free(doc);
        size_t k = 0;
        for (const char *s = gad_last_error(cx).text; st && *s; s++)
            got[k++] = *s == '"' ? '\'' : *s;
        got[k] = '\0';
        snprintf(want, sizeof want, "m.json: %s", row[i].want);
        if (st != GAD_E_FORMAT || !STR_EQ(got, want))
            fail_msg("row %" PRId32 ": status %d\nwant: %s\ngot:  %s", i, st, want, got);
    }
}

#define NODES  "'nodes':[{'id':'A'},{'id':'B'}]"
#define CURVE  "'curve':{'kind':'linear','c':3,'q':1}"
#define ONE(x) "{" NODES ",'activities':[{'id':'ship','column':{'A':-1,'B':1}," x "}]}"
#define COL(x) "{" NODES ",'activities':[{'id':'ship','column':" x "," CURVE "}]}"
#define TWO    "'activities':[{'id':'d1','column':{'A':-1}},{'id':'d2','column':{'B':-1}}]"
#define BLK(x) "{" NODES "," TWO ",'blocks':[" x "]}"
#define OPT(x) "{" NODES ",'activities':[],'options':" x "}"

static void wrong_markets_are_refused_with_their_path(void **state)
{
    static const wrong_file row[] = {
        { "3", "$: expected an object, found 3" },
        { "[]", "$: expected an object, found an array of 0" },
        { "{}", "$: 'nodes' is missing" },
        { "{'nodes':[{'id':'A'}]}", "$: 'activities' is missing" },
        { "{'nodes':[],'activities':[]}", "$.nodes: expected at least one element, found none" },
        { "{'nodes':{'A':1},'activities':[]}", "$.nodes: expected an array, found an object" },
        { "{'nodse':[]}", "$: unknown key 'nodse': did you mean 'nodes'?" },
        { "{" NODES ",'activities':[],'title':3}", "$.title: expected a text, found 3" },
        { "{" NODES ",'activities':[],'comment':[]}",
          "$.comment: expected a text, found an array of 0" },
        /* nodes */
        { "{'nodes':[{}],'activities':[]}", "$.nodes[0]: 'id' is missing" },
        { "{'nodes':[{'id':3}],'activities':[]}", "$.nodes[0].id: expected a text, found 3" },
        { "{'nodes':[{'id':''}],'activities':[]}", "$.nodes[0].id: expected a name, found ''" },
        { "{'nodes':[{'id':'A'},{'id':'A'}],'activities':[]}",
          "$.nodes[1].id: there is another node 'A'" },
        { "{'nodes':[{'id':'A','balance':'free'}],'activities':[]}",
          "$.nodes[0].balance: expected 'eq' or 'free_disposal', found 'free'" },
        { "{'nodes':[{'id':'A','balance':null}],'activities':[]}",
          "$.nodes[0].balance: expected 'eq' or 'free_disposal', found null" },
        { "{'nodes':[{'id':'A','supply':'3'}],'activities':[]}",
          "$.nodes[0].supply: expected a number, found '3'" },
        { "{'nodes':[{'id':'A','suply':3}],'activities':[]}",
          "$.nodes[0]: unknown key 'suply': did you mean 'supply'?" },
        { "{'nodes':[{'id':'A','title':'x'}],'activities':[]}",
          "$.nodes[0]: unknown key 'title': expected one of id, balance, supply" },
        /* columns */
        { "{" NODES ",'activities':[{'id':'ship'," CURVE "}]}",
          "$.activities[0]: 'column' is missing" },
        { COL("[1]"), "$.activities[0].column: expected an object, found an array of 1" },
        { COL("{'C':1}"), "$.activities[0].column: there is no node 'C'" },
        { COL("{'nowhere':1}"), "$.activities[0].column: there is no node 'nowhere'" },
        { COL("{'A':'x'}"), "$.activities[0].column.A: expected a number, found 'x'" },
        { COL("{'A':0}"),
          "$.activities[0].column.A: expected a number other than 0 (leave the node out), found 0" },
        { COL("{'A':{'price_factor':2}}"), "$.activities[0].column.A: 'coef' is missing" },
        { COL("{'A':{'coef':1,'price_factor':0}}"),
          "$.activities[0].column.A.price_factor: expected a number above 0, found 0" },
        { COL("{'A':{'coef':0,'price_factor':1}}"),
          "$.activities[0].column.A.coef: expected a number other than 0 (leave the node out), found 0" },
        { COL("{'A':{'coef':1,'factor':1}}"),
          "$.activities[0].column.A: unknown key 'factor': expected one of coef, price_factor" },
        /* bounds */
        { ONE(CURVE ",'lower':2,'upper':1"), "$.activities[0]: lower (2) is above upper (1)" },
        { ONE(CURVE ",'upper':-1"),
          "$.activities[0]: lower (0) is above upper (-1): lower is 0 unless given, null is unbounded" },
        { ONE(CURVE ",'lower':'inf'"),
          "$.activities[0].lower: expected a number, null or '-inf', found 'inf'" },
        { ONE(CURVE ",'upper':'-inf'"),
          "$.activities[0].upper: expected a number, null or 'inf', found '-inf'" },
        { ONE(CURVE ",'upper':[]"),
          "$.activities[0].upper: expected a number, found an array of 0" },
        { ONE(CURVE ",'uper':1"), "$.activities[0]: unknown key 'uper': did you mean 'upper'?" },
        { ONE(CURVE ",'id2':1"), "$.activities[0]: unknown key 'id2': did you mean 'id'?" },
        /* curves */
        { ONE("'lower':0"),
          "$.activities[0]: 'curve' is missing, and no block names the activity 'ship'" },
        { ONE("'curve':{}"), "$.activities[0].curve: 'kind' is missing" },
        { ONE("'curve':3"), "$.activities[0].curve: expected an object, found 3" },
        { ONE("'curve':{'kind':'cubic'}"),
          "$.activities[0].curve.kind: expected one of linear, quadratic, power, exp, hyperbola, found 'cubic'" },
        { ONE("'curve':{'kind':'linear'}"), "$.activities[0].curve: 'c' is missing" },
        { ONE("'curve':{'kind':'linear','c':'abc'}"),
          "$.activities[0].curve.c: expected a number, found 'abc'" },
        { ONE("'curve':{'kind':'linear','c':3,'q':-1}"),
          "$.activities[0].curve.q: q is negative, found -1" },
        { ONE("'curve':{'kind':'linear','c':3,'r':1}"),
          "$.activities[0].curve: unknown key 'r': expected one of kind, c, q" },
        { ONE("'curve':{'kind':'power','p0':1,'x0':0,'elasticity':1}"),
          "$.activities[0].curve.x0: x0 is not positive, found 0" },
        { ONE("'curve':{'kind':'power','p0':1,'x0':1,'elasticity':0}"),
          "$.activities[0].curve.elasticity: elasticity is 0, found 0" },
        { "{" NODES ",'activities':[{'id':'x','column':{}," CURVE "},{'id':'x','column':{}," CURVE
          "}]}",
          "$.activities[1].id: there is another activity 'x'" },
        /* blocks */
        { BLK("{'activities':['d1'],'c':[1],'Q':[[1]]}"),
          "$.activities[1]: 'curve' is missing, and no block names the activity 'd2'" },
        { BLK("{'activities':['d1','d3'],'c':[1,2],'Q':[[1,0],[0,1]]}"),
          "$.blocks[0].activities[1]: there is no activity 'd3': did you mean 'd1'?" },
        { BLK("{'activities':['d1','d1'],'c':[1,2],'Q':[[1,0],[0,1]]}"),
          "$.blocks[0].activities[1]: activity 'd1' is in block 0 already" },
        { BLK("{'activities':['d1'],'c':[1],'Q':[[1]]},{'activities':['d2','d1'],'c':[1,1],'Q':[[1,0],[0,1]]}"),
          "$.blocks[1].activities[1]: activity 'd1' is in block 0 already" },
        { BLK("{'activities':['d1','d2'],'c':[1],'Q':[[1,0],[0,1]]}"),
          "$.blocks[0].c: expected 2 numbers, as many as activities, found an array of 1" },
        { BLK("{'activities':['d1','d2'],'c':[1,2],'Q':[[1,0]]}"),
          "$.blocks[0].Q: expected 2 rows, as many as activities, found an array of 1" },
        { BLK("{'activities':['d1','d2'],'c':[1,2],'Q':[[1,0],[0]]}"),
          "$.blocks[0].Q[1]: expected 2 numbers, as many as activities, found an array of 1" },
        { BLK("{'activities':['d1','d2'],'c':[1,2],'Q':[[1,0],[null,1]]}"),
          "$.blocks[0].Q[1][0]: expected a number, found null" },
        { BLK("{'activities':['d1','d2'],'c':[1,2],'Q':[[1,3],[3,1]]}"),
          "$.blocks[0].Q: the symmetric part is not positive semidefinite, so marginal costs would fall" },
        { BLK("{'activities':['d1','d2'],'c':[1,2],'Q':7}"),
          "$.blocks[0].Q: expected an array, found 7" },
        { BLK("{'activities':['d1','d2'],'c':[1,2],'q':[]}"),
          "$.blocks[0]: unknown key 'q': did you mean 'Q'?" },
        { BLK("{'activities':[],'c':[],'Q':[]}"),
          "$.blocks[0].activities: expected at least one element, found none" },
        { "{" NODES ",'activities':[{'id':'d1','column':{'A':-1}," CURVE
          "}],'blocks':[{'activities':['d1'],'c':[1],"
          "'Q':[[1]]}]}",
          "$.activities[0].curve: an activity in a block has no curve, and this one is in block 0" },
        /* options and start */
        { OPT("{'tolerance':'small'}"), "$.options.tolerance: expected a number, found 'small'" },
        { OPT("{'tolerance':1}"),
          "$.options.tolerance: expected a number from 1e-14 to 0.01, found 1" },
        { OPT("{'max_iterations':2.5}"),
          "$.options.max_iterations: expected a whole number from 1 to 100000, found 2.5" },
        { OPT("{'max_iteration':2}"),
          "$.options: unknown key 'max_iteration': did you mean 'max_iterations'?" },
        { "{" NODES ",'activities':[],'warm':{'prices':{'C':1}}}",
          "$.warm.prices: there is no node 'C'" },
        { "{" NODES ",'activities':[],'warm':{'prices':{'A':null}}}",
          "$.warm.prices.A: expected a number, found null" },
        { "{" NODES ",'activities':[],'warm':{'levels':{}}}",
          "$.warm: unknown key 'levels': expected one of prices" },
    };
    (void)state;
    refused(row, COUNT_OF(row), parse_market);
}

#define FLOW(x) "{" NODES ",'flows':[{'id':'f','column':{'A':1}," x "}]}"

static void wrong_flows_are_refused_with_their_path(void **state)
{
    static const wrong_file row[] = {
        { "{" NODES "}", "$: 'flows' is missing" },
        { "{" NODES ",'flows':[]}", "$.flows: expected at least one element, found none" },
        { FLOW("'observed':3"), "$.flows[0]: 'sigma' is missing" },
        { FLOW("'sigma':1"), "$.flows[0]: 'observed' is missing" },
        { FLOW("'observed':3,'sigma':-1"),
          "$.flows[0].sigma: expected a number of at least 0, null or 'inf', found -1" },
        { FLOW("'observed':3,'sigma':'big'"),
          "$.flows[0].sigma: expected a number, null or 'inf', found 'big'" },
        { FLOW("'observed':null,'sigma':1"), "$.flows[0].observed: expected a number, found null" },
        { FLOW("'observed':3,'sigma':1,'lower':4,'upper':2"),
          "$.flows[0]: lower (4) is above upper (2)" },
        { FLOW("'observed':3,'sigma':1," CURVE),
          "$.flows[0]: unknown key 'curve': expected one of id, column, observed, sigma, lower, upper" },
        { "{" NODES
          ",'flows':[{'id':'f','column':{'A':{'coef':1,'price_factor':2}},'observed':3,'sigma':1}]}",
          "$.flows[0].column.A: unknown key 'price_factor': expected one of coef" },
    };
    (void)state;
    refused(row, COUNT_OF(row), parse_flows);
}

#define TARIFFS "'tariff0':[[1,1],[1,1]],'tariff1':[[1,1],[1,1]]"
#define ELAST   "'em':-1,'ex':1,'es':5"
#define TRADE   "'countries':['X','Y'],'trade':[[0,1],[2,0]]"

static void wrong_tariff_files_are_refused_with_their_path(void **state)
{
    static const wrong_file row[] = {
        { "{}", "$: 'countries' is missing" },
        { "{'countries':['X','X']}", "$.countries[1]: there is another country 'X'" },
        { "{'countries':['X','Y'],'trade':[[0]]}",
          "$.trade: expected 2 rows, as many as countries, found an array of 1" },
        { "{'countries':['X','Y'],'trade':[[0,1],[-2,0]]}",
          "$.trade[1][0]: expected a number of at least 0, found -2" },
        { "{" TRADE ",'tariff0':[[1,0],[1,1]]}",
          "$.tariff0[0][1]: expected a number above 0, found 0" },
        { "{" TRADE "," TARIFFS "}", "$: 'em' is missing" },
        { "{" TRADE "," TARIFFS ",'em':1,'ex':1,'es':5}",
          "$.em: expected a number below 0, found 1" },
        { "{" TRADE "," TARIFFS ",'em':[-1,0],'ex':1,'es':5}",
          "$.em[1]: expected a number below 0, found 0" },
        { "{" TRADE "," TARIFFS ",'em':-1,'ex':[1],'es':5}",
          "$.ex: expected 2 numbers, as many as countries, found an array of 1" },
        { "{" TRADE "," TARIFFS "," ELAST ",'ez':1}", "$: unknown key 'ez': did you mean 'em'?" },
    };
    (void)state;
    refused(row, COUNT_OF(row), parse_gsim);
}

static const char whole_market[] =
    "{'title':'t','$schema':'s','nodes':[{'id':'A','name':'n','supply':2.5},{'id':'B b','balance':'free_disposal'}],"
    "'activities':[{'id':'ship','unit':'t','column':{'A':-1,'B b':{'coef':1,'price_factor':0.8}},'upper':5,"
    "'curve':{'kind':'linear','c':3}},{'id':'d1','column':{'B b':-1},'lower':null,'upper':null},"
    "{'id':'d2','column':{'B b':{'coef':-2}},'lower':'-inf','upper':'inf'},"
    "{'id':'p','column':{},'lower':1,'curve':{'kind':'power','elasticity':-0.5,'x0':5,'p0':10,'note':'x'}}],"
    "'blocks':[{'activities':['d2','d1'],'c':[-30,-20],'Q':[[2,0.5],[1,3]]}],"
    "'options':{'tolerance':1e-8,'max_iterations':7},'warm':{'prices':{'B b':4}}}";

static void every_number_of_a_market_goes_to_its_place(void **state)
{
    gad_status st;
    problem p;
    json_doc *doc = document(cx, whole_market, &st);
    (void)state;
    assert_int_equal(st, GAD_OK);
    st = problem_parse(cx, doc, &p);
    json_doc_free(doc); /* nothing of the problem borrows from it: the sanitizer would see */
    if (st)
        fail_msg("%s", gad_last_error(cx).text);
    const gad_market_spec *s = &p.spec;
    const gad_market_numbers *k = &s->numbers;
    assert_true(s->n_node == 2 && s->n_activity == 4 && s->n_block == 1);
    assert_string_equal(s->node_id[1], "B b");
    assert_string_equal(s->activity_id[3], "p");
    assert_true(s->balance[0] == GAD_BALANCE_EQ && s->balance[1] == GAD_BALANCE_FREE);
    assert_true(k->supply[0] == 2.5 && k->supply[1] == 0);
    static const int32_t start[] = { 0, 2, 3, 4, 4 }, node[] = { 0, 1, 1, 1 };
    static const double coef[] = { -1, 1, -1, -2 }, factor[] = { 1, 0.8, 1, 1 };
    assert_memory_equal(s->start, start, sizeof start);
    assert_memory_equal(s->node, node, sizeof node);
    assert_memory_equal(s->coef, coef, sizeof coef);
    assert_memory_equal(k->price_factor, factor, sizeof factor);
    static const double lower[] = { 0, -(double)INFINITY, -(double)INFINITY, 1 };
    static const double upper[] = { 5, (double)INFINITY, (double)INFINITY, (double)INFINITY };
    assert_memory_equal(k->lower, lower, sizeof lower);
    assert_memory_equal(k->upper, upper, sizeof upper);
    assert_true(k->curve[0].kind == GAD_CURVE_LINEAR && k->curve[0].par[0] == 3 &&
                k->curve[0].par[1] == 0);
    static const double power[] = { 10, 5, -0.5 };
    assert_int_equal(k->curve[3].kind, GAD_CURVE_POWER);
    assert_memory_equal(k->curve[3].par, power, sizeof power);
    static const int32_t member[] = { 2, 1 };
    static const double c[] = { -30, -20 }, q[] = { 2, 0.5, 1, 3 };
    assert_int_equal(k->block[0].n, 2);
    assert_memory_equal(k->block[0].activity, member, sizeof member);
    assert_memory_equal(k->block[0].c, c, sizeof c);
    assert_memory_equal(k->block[0].q, q, sizeof q);
    assert_true(p.opts.tolerance == 1e-8 && p.opts.max_iterations == 7);
    assert_true(p.opts.reuse_factor == gad_market_defaults().reuse_factor);
    assert_true(p.start && p.start[0] == 0 && p.start[1] == 4);
    problem_release(&p);
}

static void flows_and_tariffs_go_to_their_places(void **state)
{
    gad_status st;
    flows_problem f;
    gsim_problem g;
    json_doc *doc =
        document(cx,
                 "{" NODES ",'flows':[{'id':'f','column':{'A':1},'observed':3,'sigma':0.5},"
                 "{'id':'g','column':{'A':-1,'B':1},'sigma':null,'lower':null,'upper':9}]}",
                 &st);
    (void)state;
    assert_int_equal(flows_parse(cx, doc, &f), GAD_OK);
    json_doc_free(doc);
    assert_true(f.spec.n_node == 2 && f.spec.n_flow == 2 && f.spec.start[2] == 3);
    assert_true(f.spec.observed[0] == 3 && f.spec.sigma[0] == 0.5 && f.spec.lower[0] == 0);
    assert_true(isinf(f.spec.sigma[1]) && f.spec.lower[1] < 0 && isinf(f.spec.lower[1]) &&
                f.spec.upper[1] == 9);
    flows_release(&f);
    doc = document(cx, "{" TRADE "," TARIFFS ",'em':-1.25,'ex':[1,2],'es':5}", &st);
    assert_int_equal(gsim_parse(cx, doc, &g), GAD_OK);
    json_doc_free(doc);
    assert_true(g.spec.n == 2 && g.spec.trade[2] == 2 && g.spec.em[1] == -1.25 &&
                g.spec.ex[1] == 2 && g.spec.es[1] == 5);
    gsim_release(&g);
}

static void outcomes_are_found_by_name(void **state)
{
    gad_status st;
    problem p;
    outcome_ref o;
    json_doc *doc = document(cx, whole_market, &st);
    (void)state;
    assert_int_equal(problem_parse(cx, doc, &p), GAD_OK);
    json_doc_free(doc);
    assert_int_equal(outcome_find(cx, &p, "price:B b", &o), GAD_OK);
    assert_true(o.is_price && o.index == 1);
    assert_int_equal(outcome_find(cx, &p, "level:d2", &o), GAD_OK);
    assert_true(!o.is_price && o.index == 2);
    assert_int_equal(outcome_find(cx, &p, "rent:d2", &o), GAD_E_ARG);
    assert_string_equal(gad_last_error(cx).text,
                        "the outcome 'rent:d2' is not of the form price:NODE or level:ACTIVITY");
    assert_int_equal(outcome_find(cx, &p, "level:shp", &o), GAD_E_NOTFOUND);
    assert_string_equal(gad_last_error(cx).text,
                        "m.json: there is no activity 'shp': did you mean 'ship'?");
    problem_release(&p);
}

static void parameters_come_by_size_with_their_paths(void **state)
{
    static const char *const want[] = {
        "blocks[0].Q[1][0]",     "activities.ship.column.B b.price_factor", "nodes.A.supply",
        "activities.ship.upper", "activities.p.curve.elasticity",           "blocks[0].c[1]"
    };
    double supply[2] = { 2, 0 }, lower[4] = { 0 }, upper[4] = { -2 + 1e-15, 0, 0, 0 };
    double curve[4 * GAD_CURVE_PARS] = { 0 }, factor[4] = { 0, -3, 0, 0 };
    double c[2] = { 0, 0.5 }, q[4] = { 0, 0, 4, 0 }, *cs[] = { c }, *qs[] = { q };
    gad_market_gradient g = { supply, lower, upper, curve, factor, cs, qs, NULL };
    gad_status st;
    problem p;
    buf b;
    int32_t n = 0;
    json_doc *doc = document(cx, whole_market, &st);
    (void)state;
    curve[3 * GAD_CURVE_PARS + 2] = 1;
    curve[1 * GAD_CURVE_PARS] = 99; /* of a member of a block: no parameter */
    assert_int_equal(problem_parse(cx, doc, &p), GAD_OK);
    json_doc_free(doc);
    param *list = params_list(&p.mem, &p, &g, &n);
    assert_non_null(list);
    assert_int_equal(n, COUNT_OF(want));
    buf_init(&b, &cx->al);
    for (int32_t i = 0; i < n; i++) {
        buf_clear(&b);
        param_path(&b, &p, &list[i]);
        assert_string_equal(buf_text(&b), want[i]);
    }
    assert_true(list[0].value == 1 && list[1].value == 0.8 && list[2].value == 2.5 &&
                list[4].value == -0.5);
    buf_release(&b);
    problem_release(&p);
}

static void names_are_found_among_many(void **state)
{
    enum { MANY = 5000 };
    arena mem;
    names s;
    char text[16];
    (void)state;
    arena_init(&mem, &cx->al);
    assert_true(names_init(&s, &mem, MANY));
    for (int32_t i = 0; i < MANY; i++)
        assert_int_equal(names_add(&s, arena_fmt(&mem, "n%d", (int)i)), -1);
    assert_int_equal(names_add(&s, "n17"), 17);
    for (int32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "n%d", (int)i);
        assert_int_equal(names_find(&s, text), i);
    }
    assert_int_equal(names_find(&s, "m17"), -1);
    assert_string_equal(names_nearest(&s, "n4_999"), "n4999");
    assert_null(names_nearest(&s, "something else"));
    arena_release(&mem);
}

/* Fails allocation 1, 2, 3... until reading succeeds: the status is right and nothing leaks. */
static void every_failing_allocation_is_survived(void **state)
{
    static const struct {
        const char *text;
        parse_fn *parse;
    } kind[] = { { whole_market, parse_market },
                 { FLOW("'observed':3,'sigma':1"), parse_flows },
                 { "{" TRADE "," TARIFFS "," ELAST "}", parse_gsim } };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(kind); i++) {
        long n = 0;
        gad_status st = GAD_E_NOMEM;
        for (; n < 2000 && st; n++) {
            alloc_budget b = { 1, 0 };
            gad_ctx *poor = gad_ctx_new(budget_realloc, &b);
            b.left = n;
            json_doc *doc = document(poor, kind[i].text, &st);
            if (!st)
                st = kind[i].parse(poor, doc);
            assert_true(st == GAD_OK || st == GAD_E_NOMEM);
            json_doc_free(doc);
            gad_ctx_free(poor);
            assert_int_equal(b.live, 0);
        }
        assert_true(n > 10 && n < 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_markets_are_refused_with_their_path),
        cmocka_unit_test(wrong_flows_are_refused_with_their_path),
        cmocka_unit_test(wrong_tariff_files_are_refused_with_their_path),
        cmocka_unit_test(every_number_of_a_market_goes_to_its_place),
        cmocka_unit_test(flows_and_tariffs_go_to_their_places),
        cmocka_unit_test(outcomes_are_found_by_name),
        cmocka_unit_test(parameters_come_by_size_with_their_paths),
        cmocka_unit_test(names_are_found_among_many),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
