/* read_network.c - layer 2: the JSON of a market -> gad_market_spec.
 *
 * Flow: nodes -> names of the activities -> blocks (who is in one) -> bounds and curves of the activities, which must
 * be in a block or have a curve -> columns -> options and warm prices. */
#include "market/curve.h"
#include "market/dense.h"
#include "problem/parts.h"

/* ---- curves ------------------------------------------------------------------------------------ */

static gad_status curve_kind_of(gad_ctx *cx, const json_at *curve, int32_t *kind)
{
    json_at at;
    const char *text = NULL;
    char list[128] = "one of ";
    gad_status st = json_at_need(cx, curve, "kind", &at);
    if (!st)
        st = json_at_text(cx, &at, &text);
    if (st)
        return st;
    *kind = curve_find(text);
    if (*kind >= 0)
        return GAD_OK;
    for (int32_t k = 0; k < GAD_CURVE_KINDS; k++) {
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s", k ? ", " : "", curve_types[k]->name);
    }
    return json_at_expected(cx, &at, list);
}

/* The curve's own complaint, at the parameter that it begins with. */
static gad_status check_curve(gad_ctx *cx, const json_at *curve, const gad_curve *c, double lower,
                              double upper)
{
    const curve_type *t = curve_types[c->kind];
    const char *wrong = t->wrong(c->par, lower, upper);
    json_at par;
    char num[NUM_TEXT];
    for (int32_t k = 0; wrong && k < t->n_par; k++) {
        size_t len = strlen(t->par[k]);
        if (strncmp(wrong, t->par[k], len) == 0 && wrong[len] == ' ' &&
            json_at_find(curve, t->par[k], &par))
            return json_at_fail(cx, &par, "%s, found %s", wrong, num_shortest(num, c->par[k]));
    }
    return wrong ? json_at_fail(cx, curve, "%s", wrong) : GAD_OK;
}

static gad_status read_curve(gad_ctx *cx, const json_at *curve, double lower, double upper,
                             gad_curve *c)
{
    const char *known[GAD_CURVE_PARS + 2] = { "kind" };
    int32_t kind = 0;
    gad_status st = curve_kind_of(cx, curve, &kind);
    if (st)
        return st;
    const curve_type *t = curve_types[kind];
    *c = (gad_curve){ .kind = (gad_curve_kind)kind };
    for (int32_t k = 0; k < t->n_par; k++)
        known[k + 1] = t->par[k];
    st = json_at_keys(cx, curve, known);
    for (int32_t k = 0; k < t->n_par && !st; k++)
        st = parts_number(cx, curve, t->par[k], t->par_default[k], &c->par[k]);
    return st ? st : check_curve(cx, curve, c, lower, upper);
}

/* ---- blocks ------------------------------------------------------------------------------------ */

static gad_status read_members(gad_ctx *cx, problem *p, const json_at *array, int32_t b, int32_t n,
                               int32_t *member)
{
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < n && !st; i++) {
        json_at at = json_at_item(array, i);
        const char *id = NULL;
        st = json_at_text(cx, &at, &id);
        if (!st)
            st = parts_index(cx, &at, id, "activity", &p->activity, &member[i]);
        if (!st && p->block_of[member[i]] >= 0)
            st = json_at_fail(cx, &at, "activity \"%.60s\" is in block %" PRId32 " already", id,
                              p->block_of[member[i]]);
        if (!st)
            p->block_of[member[i]] = b;
    }
    return st;
}

/* Marginal costs of a block must not fall; the kernel would refuse it too, but knows no path. */
static gad_status check_block(gad_ctx *cx, problem *p, const json_at *q, const gad_block *block)
{
    size_t n = (size_t)block->n;
    double *factor = arena_take(&p->mem, n * n, sizeof *factor);
    if (!factor)
        return gad_nomem(cx, "reading a problem");
    if (dense_cholesky(block->q, block->n, factor) >= -1e-9) /* the kernel's tolerance */
        return GAD_OK;
    return json_at_fail(
        cx, q, "the symmetric part is not positive semidefinite, so marginal costs would fall");
}

static gad_status read_block(gad_ctx *cx, problem *p, const json_at *at, int32_t b,
                             gad_block *block)
{
    static const char *const known[] = { "activities", "c", "Q", NULL };
    static const char why[] = "as many as activities";
    json_at array, c, q;
    int32_t n = 0;
    gad_status st = json_at_keys(cx, at, known);
    if (!st)
        st = parts_array(cx, at, "activities", &array, &n);
    if (!st)
        st = json_at_need(cx, at, "c", &c);
    if (!st)
        st = json_at_need(cx, at, "Q", &q);
    if (st)
        return st;
    int32_t *member = arena_take(&p->mem, (size_t)n, sizeof *member);
    *block = (gad_block){ n, member, arena_take(&p->mem, (size_t)n, sizeof(double)), NULL };
    if (!member || !block->c)
        return gad_nomem(cx, "reading a problem");
    st = read_members(cx, p, &array, b, n, member);
    if (!st)
        st = parts_vector(cx, &c, n, why, block->c);
    if (st)
        return st;
    st = parts_matrix(cx, &q, n, why, &p->mem, &block->q);
    return st ? st : check_block(cx, p, &q, block);
}

static gad_status read_blocks(gad_ctx *cx, problem *p, const json_at *top)
{
    json_at array;
    int32_t n = 0;
    if (!json_at_find(top, "blocks", &array))
        return GAD_OK;
    gad_status st = json_at_array(cx, &array, &n);
    if (st)
        return st;
    p->spec.n_block = n;
    p->spec.numbers.block = arena_take(&p->mem, (size_t)n, sizeof *p->spec.numbers.block);
    if (!p->spec.numbers.block)
        return gad_nomem(cx, "reading a problem");
    for (int32_t b = 0; b < n && !st; b++) {
        json_at at = json_at_item(&array, b);
        st = read_block(cx, p, &at, b, &p->spec.numbers.block[b]);
    }
    return st;
}

/* ---- activities -------------------------------------------------------------------------------- */

static gad_status read_activity(gad_ctx *cx, problem *p, const json_at *at, int32_t j)
{
    static const char *const known[] = { "id", "column", "lower", "upper", "curve", NULL };
    gad_market_numbers *k = &p->spec.numbers;
    json_at curve;
    gad_status st = json_at_keys(cx, at, known);
    if (!st)
        st = parts_bounds(cx, at, &k->lower[j], &k->upper[j]);
    if (st)
        return st;
    bool has_curve = json_at_find(at, "curve", &curve);
    if (has_curve && p->block_of[j] >= 0)
        return json_at_fail(
            cx, &curve, "an activity in a block has no curve, and this one is in block %" PRId32,
            p->block_of[j]);
    if (!has_curve && p->block_of[j] < 0)
        return json_at_fail(cx, at,
                            "\"curve\" is missing, and no block names the activity \"%.60s\"",
                            p->activity.text[j]);
    return has_curve ? read_curve(cx, &curve, k->lower[j], k->upper[j], &k->curve[j]) : GAD_OK;
}

static bool take_activities(problem *p, int32_t n)
{
    gad_market_numbers *k = &p->spec.numbers;
    p->block_of = arena_take(&p->mem, (size_t)n, sizeof *p->block_of);
    k->lower = arena_take(&p->mem, (size_t)n, sizeof *k->lower);
    k->upper = arena_take(&p->mem, (size_t)n, sizeof *k->upper);
    k->curve = arena_take(&p->mem, (size_t)n, sizeof *k->curve);
    for (int32_t j = 0; p->block_of && j < n; j++)
        p->block_of[j] = -1;
    return p->block_of && k->lower && k->upper && k->curve;
}

static gad_status read_activities(gad_ctx *cx, problem *p, const json_at *top)
{
    json_at array;
    column_list columns;
    int32_t n = 0;
    gad_status st = json_at_need(cx, top, "activities", &array);
    if (!st)
        st = json_at_array(cx, &array, &n);
    if (!st)
        st = parts_ids(cx, &array, n, "activity", &p->mem, &p->activity);
    if (!st && !take_activities(p, n))
        st = gad_nomem(cx, "reading a problem");
    if (!st)
        st = read_blocks(cx, p, top);
    for (int32_t j = 0; j < n && !st; j++) {
        json_at at = json_at_item(&array, j);
        st = read_activity(cx, p, &at, j);
    }
    if (!st)
        st = parts_columns(cx, &array, n, &p->node, true, &p->mem, &columns);
    if (st)
        return st;
    p->spec.n_activity = n;
    p->spec.activity_id = p->activity.text;
    p->spec.start = columns.start;
    p->spec.node = columns.node;
    p->spec.coef = columns.coef;
    p->spec.numbers.price_factor = columns.factor;
    return GAD_OK;
}

/* ---- the start --------------------------------------------------------------------------------- */

/* Nodes that are not named start at 0. */
static gad_status read_warm(gad_ctx *cx, problem *p, const json_at *top)
{
    static const char *const known[] = { "prices", NULL };
    json_at warm, prices, at;
    int32_t n = 0;
    if (!json_at_find(top, "warm", &warm))
        return GAD_OK;
    gad_status st = json_at_keys(cx, &warm, known);
    if (st || !json_at_find(&warm, "prices", &prices))
        return st;
    st = json_at_object(cx, &prices, NULL);
    if (st)
        return st;
    p->start = arena_take(&p->mem, (size_t)p->node.n, sizeof *p->start);
    if (!p->start)
        return gad_nomem(cx, "reading a problem");
    for (bool more = json_at_first(&prices, &at); more && !st; more = json_at_next(&at)) {
        st = parts_index(cx, &prices, at.key, "node", &p->node, &n);
        if (!st)
            st = json_at_f64(cx, &at, &p->start[n]);
    }
    return st;
}

gad_status problem_parse(gad_ctx *cx, const json_doc *doc, problem *p)
{
    static const char *const known[] = { "title",   "nodes", "activities", "blocks",
                                         "options", "warm",  NULL };
    json_at top;
    node_list nodes = { .balance = NULL };
    *p = (problem){ .file = NULL };
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
    p->spec.numbers.supply = nodes.supply;
    st = read_activities(cx, p, &top);
    if (!st)
        st = parts_options(cx, &top, &p->opts);
    return st ? st : read_warm(cx, p, &top);
}

gad_status problem_read(gad_ctx *cx, const char *path, problem *p)
{
    json_doc *doc = NULL;
    *p = (problem){ .file = NULL };
    arena_init(&p->mem, &cx->al);
    gad_status st = json_doc_read(cx, path, &doc);
    if (!st)
        st = problem_parse(cx, doc, p);
    json_doc_free(doc);
    return st;
}

void problem_release(problem *p)
{
    arena_release(&p->mem);
}
