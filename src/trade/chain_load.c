/* chain_load.c - layer 2: the chain of a product out of the store, for chain_solve.
 *
 * Flow: chain_read (data/chain.csv) -> chain_open (which trade and output each stage rests on) ->
 *       chain_ask: one year: who buys from whom at each stage -> chain_solve -> rows
 * Nodes are all countries, then those asked about once more: with their own reports in full detail and
 * without sales, so that asking about a country does not change what others get. */
#include "trade/chain.h"
#include "trade/sheet.h"

/* Output of another year stands in for the world's producers when it is at most this far away. */
enum { OUTPUT_YEARS = 5 };

/* ---- the file --------------------------------------------------------------------------------- */

enum {
    K_CHAIN,
    K_STAGE,
    K_NAME,
    K_PRODUCT,
    K_ALSO,
    K_TRADE,
    K_PROXY,
    K_OUTPUT,
    K_STATUS,
    K_SOURCE,
    K_NOTE
};

gad_status chain_read(gad_ctx *cx, arena *mem, chain_file *out)
{
    static const sheet_column columns[] = {
        { "chain", NULL },  { "stage", NULL },  { "name", NULL },  { "product", NULL },
        { "also", NULL },   { "trade", NULL },  { "proxy", NULL }, { "output", NULL },
        { "status", NULL }, { "source", NULL }, { "note", NULL }
    };
    sheet s;
    const char *path = NULL;
    gad_status status = store_data_path(cx, mem, "chain.csv", &path);
    if (!status)
        status = sheet_read(cx, mem, path, columns, COUNT_OF(columns), &s);
    if (status)
        return status;
    out->n = 0;
    out->link = arena_take(mem, (size_t)s.n_row + 1, sizeof *out->link);
    if (!out->link)
        return gad_nomem(cx, "the chain");
    for (int32_t r = 0; r < s.n_row; r++) {
        chain_link k = { .chain = sheet_text(&s, r, K_CHAIN),
                         .name = sheet_text(&s, r, K_NAME),
                         .product = sheet_text(&s, r, K_PRODUCT),
                         .also = sheet_text(&s, r, K_ALSO),
                         .trade = sheet_text(&s, r, K_TRADE),
                         .proxy = sheet_text(&s, r, K_PROXY),
                         .output = sheet_text(&s, r, K_OUTPUT),
                         .status = sheet_text(&s, r, K_STATUS),
                         .source = sheet_text(&s, r, K_SOURCE),
                         .note = sheet_text(&s, r, K_NOTE) };
        if (!num_parse_i32(sheet_text(&s, r, K_STAGE), 1, CHAIN_STAGES, &k.stage))
            return sheet_fail(cx, &s, r, "stage '%.20s' is not a number from 1 to %d",
                              sheet_text(&s, r, K_STAGE), CHAIN_STAGES);
        out->link[out->n++] = k;
    }
    return GAD_OK;
}

/* Item `i` of "a|b|c" into out; false when there are fewer. */
static bool item(const char *list, int32_t i, char out[NUM_TEXT])
{
    for (; i > 0 && *list; i--) {
        list += strcspn(list, "|");
        list += *list == '|';
    }
    snprintf(out, NUM_TEXT, "%.*s", (int)strcspn(list, "|"), list);
    return *out != '\0';
}

static bool names(const char *list, const char *product)
{
    char one[NUM_TEXT];
    for (int32_t i = 0; item(list, i, one); i++)
        if (STR_EQ(one, product))
            return true;
    return false;
}

const chain_link *chain_find(const chain_file *f, const char *product)
{
    for (int32_t i = 0; i < f->n; i++)
        if (STR_EQ(f->link[i].product, product))
            return &f->link[i];
    for (int32_t i = 0; i < f->n; i++)
        if (names(f->link[i].also, product))
            return &f->link[i];
    return NULL;
}

const chain_link *chain_before(const chain_file *f, const chain_link *k)
{
    for (int32_t i = 0; i < f->n; i++)
        if (STR_EQ(f->link[i].chain, k->chain) && f->link[i].stage == k->stage - 1)
            return &f->link[i];
    return NULL;
}

/* ---- what each stage rests on ----------------------------------------------------------------- */

/* The measure asked for, then money: where no weights are held, shares of money are evidence still. A wider
 * product is looked at in money only: other goods weigh more. */
static bool add_measures(buying *b, const series_query *q, bool proxy)
{
    series_query money = *q;
    money.measure = "value";
    bool ok = proxy || buying_add(b, q, false);
    if (proxy || !STR_EQ(q->measure, money.measure))
        ok = ok && buying_add(b, &money, proxy);
    return ok;
}

static gad_status add_ways(gad_ctx *cx, gad_store *st, chain_data *d, const series_query *q,
                           const char *list, bool proxy, buying *b)
{
    char id[NUM_TEXT];
    gad_status status = GAD_OK;
    for (int32_t i = 0; !status && item(list, i, id); i++) {
        series_query w = *q;
        if (STR_EQ(id, q->product.id) && b->n)
            continue; /* stands first already */
        status = codes_product(cx, st, d->mem, id, &w.product);
        if (!status && !add_measures(b, &w, proxy))
            return gad_fail(cx, GAD_E_FORMAT, "chain.csv: '%.80s' are too many products of trade",
                            list);
    }
    return status;
}

static gad_status open_stage(gad_ctx *cx, gad_store *st, const series_query *q, bool asked,
                             chain_data *d, int32_t k)
{
    const chain_link *link = d->link[k];
    buying *b = &d->trade[k];
    char id[NUM_TEXT];
    *b = (buying){ .st = st, .mem = d->mem, .names = d->names };
    bool ok = !asked || add_measures(b, q, false);
    gad_status status = ok ? GAD_OK : gad_nomem(cx, "the chain");
    if (!status)
        status = add_ways(cx, st, d, q, link->trade, false, b);
    if (!status)
        status = add_ways(cx, st, d, q, link->proxy, true, b);
    for (int32_t i = 0; !status && item(link->output, i, id); i++) {
        const char *product = arena_str(d->mem, id);
        if (!product)
            return gad_nomem(cx, "the chain");
        if (i == CHAIN_OUTPUTS)
            return gad_fail(cx, GAD_E_FORMAT, "chain.csv: '%.80s' are too many products of output",
                            link->output);
        status = output_load(cx, st, d->mem, product, q->as_of, &d->output[k][d->n_output[k]++]);
    }
    return status;
}

gad_status chain_open(gad_ctx *cx, gad_store *st, arena *mem, const chain_file *f,
                      const series_query *q, const country_list *names, chain_data *d)
{
    const chain_link *last = chain_find(f, q->product.id);
    *d = (chain_data){ .mem = mem, .names = names, .n_stage = last ? last->stage : 0 };
    gad_status status = GAD_OK;
    const chain_link *link = last;
    for (int32_t k = d->n_stage; k-- > 0 && !status; link = link ? chain_before(f, link) : NULL) {
        if (!link)
            return gad_fail(cx, GAD_E_FORMAT, "chain.csv: '%s' has no stage %" PRId32, last->chain,
                            k + 1);
        d->link[k] = link;
        status = open_stage(cx, st, q, link == last, d, k);
    }
    return status;
}

/* The producers of a stage: of the year in the order of the file, else of the nearest year. */
static gad_status producers(gad_ctx *cx, chain_data *d, int32_t k, int32_t year, supplies *out,
                            int32_t *of_year, const char **of)
{
    int32_t best = -1, distance = INT32_MAX;
    *of_year = INT32_MIN;
    *of = "";
    *out = (supplies){ .unit = "", .edition = "", .note = "", .why = "no output is published" };
    for (int32_t i = 0; i < d->n_output[k]; i++) {
        int32_t near = output_nearest(&d->output[k][i], year, OUTPUT_YEARS);
        if (near == INT32_MIN || abs(near - year) >= distance)
            continue;
        distance = abs(near - year);
        best = i;
        *of = d->output[k][i].product;
        *of_year = near;
    }
    if (best < 0)
        return GAD_OK;
    return output_of(cx, d->mem, &d->output[k][best], d->names, *of_year, out);
}

gad_status chain_output(gad_ctx *cx, chain_data *d, int32_t year, supplies *out, const char **of)
{
    int32_t k = d->n_stage - 1, of_year = INT32_MIN;
    supplies s;
    gad_status status = producers(cx, d, k, year, &s, &of_year, of);
    if (!status && of_year == year)
        *out = s;
    return status;
}

/* ---- one year --------------------------------------------------------------------------------- */

typedef struct board { /* the stages of one year, as the solver takes them */
    chain_stage stage[CHAIN_STAGES];
    chain_flow *flow[CHAIN_STAGES];
    bool *imports[CHAIN_STAGES], *producer[CHAIN_STAGES], *partly[CHAIN_STAGES];
    double *own[CHAIN_STAGES], *share[CHAIN_STAGES];
    supplies world[CHAIN_STAGES];
    int32_t world_year[CHAIN_STAGES];
    const char *world_of[CHAIN_STAGES]; /* the product whose output it is */
    int32_t n_node, n_country, room;
} board;

static int32_t node_of(const chain_data *d, int32_t number)
{
    country_ref c = countries_find(d->names, number);
    const country_ref *at = d->names->at;
    int32_t lo = 0, hi = d->names->n;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (at[mid].number < number)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < d->names->n && at[lo].number == c.number ? lo : -1;
}

/* The imports of a node as shares; what is nobody's stays out and is unknown. */
static bool put_flows(chain_data *d, board *b, int32_t k, int32_t node, const supplies *s)
{
    chain_stage *g = &b->stage[k];
    for (int32_t i = 0; i < s->n; i++) {
        int32_t from = node_of(d, s->at[i].who.number);
        if (from < 0)
            continue;
        if (g->n_flow == b->room)
            return false;
        b->flow[k][g->n_flow++] = (chain_flow){ from, node, s->at[i].amount / s->total };
    }
    b->imports[k][node] = s->n > 0;
    return true;
}

/* Tonnes of content ("oxide equivalent") do not add up with gross weight, nor with those of another
 * product. */
static bool adds_up(const supplies *world, const char *product, const supplies *imports,
                    const buying_way *way)
{
    return way && STR_EQ(way->q.product.id, product) && STR_EQ(world->unit, "t") &&
           STR_EQ(imports->unit, "t") && !supplies_are_content(world);
}

/* Own output's share of the supply: a list that names everybody says who makes nothing; who makes
 * something needs output and imports in the same tonnes. */
static double own_share(const supplies *world, const char *product, const members *m,
                        const supplies *imports, const buying_way *way)
{
    double own = output_amount(world, m);
    if (!(own > 0))
        return own; /* 0, or not known */
    return adds_up(world, product, imports, way) ? own / (own + imports->total) : NO_NUMBER;
}

static gad_status fill_stage(gad_ctx *cx, chain_data *d, const chain_query *q, board *b, int32_t k,
                             chain_answer *out)
{
    chain_stage *g = &b->stage[k];
    gad_status status =
        producers(cx, d, k, q->year, &b->world[k], &b->world_year[k], &b->world_of[k]);
    for (int32_t i = 0; !status && i < b->world[k].n; i++) {
        int32_t node = node_of(d, b->world[k].at[i].who.number);
        if (node >= 0)
            b->share[k][node] = b->world[k].at[i].amount / b->world[k].total;
    }
    for (int32_t node = 0; !status && node < b->n_node; node++) {
        bool asked = node >= b->n_country;
        int32_t number = asked ? -1 : d->names->at[node].number;
        members one = { .who = asked ? q->who[node - b->n_country].who : d->names->at[node],
                        .number = &number,
                        .n = 1 };
        const members *m = asked ? &q->who[node - b->n_country] : &one;
        supplies s;
        const buying_way *way = NULL;
        status = buying_of(cx, &d->trade[k], m, q->year, !asked, &s, &way);
        if (status)
            break;
        b->producer[k][node] = output_amount(&b->world[k], m) > 0;
        b->partly[k][node] = b->producer[k][node] && m->n > 1;
        b->own[k][node] = b->world_year[k] == q->year
                              ? own_share(&b->world[k], b->world_of[k], m, &s, way)
                              : NO_NUMBER;
        if (!put_flows(d, b, k, node, &s))
            return gad_fail(cx, GAD_E_INTERNAL, "more lanes than countries allow");
        if (asked) {
            chain_row *r = &out->row[(node - b->n_country) * out->n_stage + k];
            r->origins = s;
            r->way = way;
        }
    }
    *g = (chain_stage){
        b->flow[k],     g->n_flow,   b->imports[k], b->own[k], b->world[k].n ? b->share[k] : NULL,
        b->producer[k], b->partly[k]
    };
    return status;
}

static bool take_board(const chain_data *d, const chain_query *q, arena *mem, board *b)
{
    bool ok = true;
    *b = (board){ .n_country = d->names->n, .n_node = d->names->n + q->n_who };
    size_t n = (size_t)b->n_node;
    b->room = b->n_node * b->n_country;
    for (int32_t k = 0; k < d->n_stage; k++) {
        b->flow[k] = arena_take(mem, (size_t)b->room, sizeof *b->flow[k]);
        b->imports[k] = arena_take(mem, n, sizeof *b->imports[k]);
        b->producer[k] = arena_take(mem, n, sizeof *b->producer[k]);
        b->partly[k] = arena_take(mem, n, sizeof *b->partly[k]);
        b->own[k] = arena_take(mem, n, sizeof *b->own[k]);
        b->share[k] = arena_take(mem, n, sizeof *b->share[k]);
        ok = ok && b->flow[k] && b->imports[k] && b->producer[k] && b->partly[k] && b->own[k] &&
             b->share[k];
    }
    return ok;
}

static void put_row(const board *b, const chain_data *d, int32_t target, int32_t who, int32_t k,
                    const chain_parts *pool, const chain_parts *bought, chain_row *r)
{
    int32_t node = b->n_country + who;
    size_t at = (size_t)k * (size_t)b->n_node + (size_t)node;
    r->link = d->link[k];
    r->world = b->world[k];
    r->world_year = b->world_year[k];
    r->world_of = b->world_of[k];
    r->held = b->imports[k][node];
    r->of_imports = r->held && !IS_NUMBER(b->own[k][node]);
    r->parts = r->of_imports ? bought[at] : pool[at];
    r->direct = 0;
    for (int32_t i = 0; i < b->stage[k].n_flow; i++)
        if (b->flow[k][i].to == node && b->flow[k][i].from == target)
            r->direct += b->flow[k][i].share * (r->of_imports ? 1 : 1 - b->own[k][node]);
}

gad_status chain_ask(gad_ctx *cx, chain_data *d, const chain_query *q, chain_answer *out)
{
    arena work;
    board b;
    chain_parts world[CHAIN_STAGES];
    chain_answer a = { .n_stage = d->n_stage };
    gad_status status = GAD_OK;
    arena_init(&work, &cx->al);
    a.row = arena_take(d->mem, (size_t)q->n_who * (size_t)d->n_stage + 1, sizeof *a.row);
    bool ok = take_board(d, q, &work, &b) && a.row;
    size_t n = (size_t)d->n_stage * (size_t)b.n_node + 1;
    chain_parts *pool = arena_take(&work, n, sizeof *pool),
                *bought = arena_take(&work, n, sizeof *bought);
    if (!ok || !pool || !bought)
        status = gad_nomem(cx, "the chain");
    for (int32_t k = 0; k < d->n_stage && !status; k++)
        status = fill_stage(cx, d, q, &b, k, &a);
    int32_t target = node_of(d, q->target.number);
    if (!status)
        chain_solve(b.stage, d->n_stage, b.n_node, target, pool, bought, world);
    for (int32_t i = 0; i < q->n_who && !status; i++)
        for (int32_t k = 0; k < d->n_stage; k++)
            put_row(&b, d, target, i, k, pool, bought, &a.row[i * d->n_stage + k]);
    arena_release(&work);
    if (!status)
        *out = a;
    return status;
}
