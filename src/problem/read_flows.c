/* read_flows.c - layer 2: the JSON of observed flows -> gad_reconcile_spec. */
#include "problem/parts.h"

typedef struct flow_numbers {
    double *observed, *sigma, *lower, *upper;
} flow_numbers;

/* A flow that is not observed (sigma null or "inf") needs no figure. */
static gad_status read_flow(gad_ctx *cx, const json_at *at, const flow_numbers *k, int32_t j)
{
    static const char *const known[] = {
        "id", "column", "observed", "sigma", "lower", "upper", NULL
    };
    json_at sigma;
    gad_status st = json_at_keys(cx, at, known);
    if (!st)
        st = parts_open(cx, at, "sigma", 1, NO_NUMBER, &k->sigma[j]);
    if (!st && k->sigma[j] < 0 && json_at_find(at, "sigma", &sigma))
        st = json_at_expected(cx, &sigma, "a number of at least 0, null or \"inf\"");
    if (!st)
        st = parts_number(cx, at, "observed", isinf(k->sigma[j]) ? 0 : NO_NUMBER, &k->observed[j]);
    return st ? st : parts_bounds(cx, at, &k->lower[j], &k->upper[j]);
}

static gad_status read_list(gad_ctx *cx, flows_problem *p, const json_at *top)
{
    json_at array;
    column_list columns;
    int32_t n = 0;
    gad_status st = parts_array(cx, top, "flows", &array, &n);
    if (!st)
        st = parts_ids(cx, &array, n, "flow", &p->mem, &p->flow);
    if (st)
        return st;
    double *x = arena_take(&p->mem, (size_t)n * 4, sizeof *x);
    if (!x)
        return gad_nomem(cx, "reading a problem");
    flow_numbers k = { x, x + n, x + 2 * (size_t)n, x + 3 * (size_t)n };
    for (int32_t j = 0; j < n && !st; j++) {
        json_at at = json_at_item(&array, j);
        st = read_flow(cx, &at, &k, j);
    }
    if (!st)
        st = parts_columns(cx, &array, n, &p->node, false, &p->mem, &columns);
    if (st)
        return st;
    p->spec.n_flow = n;
    p->spec.flow_id = p->flow.text;
    p->spec.start = columns.start;
    p->spec.node = columns.node;
    p->spec.coef = columns.coef;
    p->spec.observed = k.observed;
    p->spec.sigma = k.sigma;
    p->spec.lower = k.lower;
    p->spec.upper = k.upper;
    return GAD_OK;
}

gad_status flows_parse(gad_ctx *cx, const json_doc *doc, flows_problem *p)
{
    static const char *const known[] = { "title", "nodes", "flows", "options", NULL };
    json_at top;
    node_list nodes = { .balance = NULL };
    *p = (flows_problem){ .file = NULL };
    arena_init(&p->mem, &cx->al);
    p->file = arena_str(&p->mem, json_doc_name(doc));
    if (!p->file)
        return gad_nomem(cx, "reading a problem");
    gad_status st = parts_top(cx, doc, known, &top);
    if (!st)
        st = parts_nodes(cx, &top, &p->mem, &nodes);
    if (st)
        return st;
    p->node = nodes.ids;
    p->spec.n_node = nodes.ids.n;
    p->spec.node_id = nodes.ids.text;
    p->spec.balance = nodes.balance;
    p->spec.supply = nodes.supply;
    st = read_list(cx, p, &top);
    return st ? st : parts_options(cx, &top, &p->opts);
}

gad_status flows_read(gad_ctx *cx, const char *path, flows_problem *p)
{
    json_doc *doc = NULL;
    *p = (flows_problem){ .file = NULL };
    arena_init(&p->mem, &cx->al);
    gad_status st = json_doc_read(cx, path, &doc);
    if (!st)
        st = flows_parse(cx, doc, p);
    json_doc_free(doc);
    return st;
}

void flows_release(flows_problem *p)
{
    arena_release(&p->mem);
}
