/* mirror_scene.c - layer 2: loading what the causes of one lane look at: the same goods through entrepots,
 * and the same lane under the other codes of the heading. */
#include "trade/mirror_scene.h"

/* Where goods are traded on without being used: the members of this group of data/country_groups.csv. */
static const char HUBS[] = "HUBS";

static gad_status load_entrepot(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                                const mirror *m, int32_t number, cause_scene *s)
{
    mirror_rows rows;
    entrepot *e = &s->entrepot[s->n_entrepot];
    mirror_ask ask = { .product = q->product,
                       .exporter = number,
                       .importer = s->lane->importer.number,
                       .as_of = q->as_of,
                       .source = q->source };
    gad_status status = mirror_rows_load(cx, st, mem, &ask, &rows);
    if (status)
        return status;
    const mirror_country *c = mirror_rows_country(&rows, number),
                         *to = mirror_rows_country(&rows, s->lane->importer.number);
    if (!c || !to)
        return GAD_OK;
    e->country = c->ref;
    e->in = mirror_find(m, number);
    status = mirror_lane_make(cx, mem, &rows, number, to, s->annual, &e->out);
    s->n_entrepot += e->in != NULL || e->out.n > 0;
    return status;
}

static gad_status load_entrepots(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                                 const mirror *m, cause_scene *s)
{
    gad_table *t = NULL;
    store_param p = param_text(HUBS);
    gad_status status = store_query(cx, st, "stats/group_members", &p, 1, &t);
    if (status)
        return status;
    s->entrepot = arena_take(mem, (size_t)gad_table_rows(t) + 1, sizeof *s->entrepot);
    if (!s->entrepot)
        status = gad_nomem(cx, "the re-export hubs");
    for (int64_t r = 0; !status && r < gad_table_rows(t); r++) {
        int32_t number = (int32_t)table_get_i64(t, r, 0, -1);
        if (number != q->exporter.number && number != s->lane->importer.number)
            status = load_entrepot(cx, st, mem, q, m, number, s);
    }
    gad_table_free(t);
    return status;
}

/* Whether a six-digit code is among those of the lane itself. */
static bool is_own(const mirror_rows *own, int64_t hs6)
{
    for (int32_t a = 0; a < own->n_hs6; a++)
        if (own->hs6[a] == hs6)
            return true;
    return false;
}

/* The rows of one six-digit code among those of the heading. */
static mirror_rows only(const mirror_rows *all, int32_t article, arena *mem)
{
    mirror_rows r = *all;
    r.n_cell = r.n_held = 0;
    r.cell = arena_take(mem, (size_t)all->n_cell + 1, sizeof *r.cell);
    r.held = arena_take(mem, (size_t)all->n_held + 1, sizeof *r.held);
    for (int32_t i = 0; r.cell && i < all->n_cell; i++)
        if (all->cell[i].article == article)
            r.cell[r.n_cell++] = all->cell[i];
    for (int32_t i = 0; r.held && i < all->n_held; i++)
        if (all->held[i].article == article)
            r.held[r.n_held++] = all->held[i];
    return r;
}

static gad_status load_neighbours(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                                  cause_scene *s)
{
    mirror_rows own, all;
    mirror_ask ask = { .product = q->product,
                       .exporter = q->exporter.number,
                       .importer = s->lane->importer.number,
                       .as_of = q->as_of,
                       .source = q->source };
    gad_status status = mirror_rows_load(cx, st, mem, &ask, &own);
    ask.headings = true;
    if (!status)
        status = mirror_rows_load(cx, st, mem, &ask, &all);
    if (status)
        return status;
    s->neighbour = arena_take(mem, (size_t)all.n_hs6 + 1, sizeof *s->neighbour);
    s->code = arena_take(mem, (size_t)all.n_hs6 + 1, sizeof *s->code);
    const mirror_country *to = mirror_rows_country(&all, s->lane->importer.number);
    if (!s->neighbour || !s->code || !to)
        return gad_nomem(cx, "the neighbouring codes");
    for (int32_t a = 0; a < all.n_hs6 && !status; a++) {
        mirror_rows r = only(&all, a, mem);
        if (!r.cell || !r.held)
            return gad_nomem(cx, "the neighbouring codes");
        if (is_own(&own, all.hs6[a]))
            continue;
        status = mirror_lane_make(cx, mem, &r, q->exporter.number, to, s->annual,
                                  &s->neighbour[s->n_neighbour]);
        s->code[s->n_neighbour] = all.hs6[a];
        s->n_neighbour += !status && s->neighbour[s->n_neighbour].n > 0;
    }
    return status;
}

static int32_t room(const cause_scene *s)
{
    int32_t n = mirror_usual_room(s->lane, 1);
    n = MAX_OF(n, mirror_usual_room(s->neighbour, s->n_neighbour));
    for (int32_t i = 0; i < s->n_entrepot; i++) {
        n = MAX_OF(n, mirror_usual_room(&s->entrepot[i].out, 1));
        if (s->entrepot[i].in)
            n = MAX_OF(n, mirror_usual_room(s->entrepot[i].in, 1));
    }
    return n;
}

gad_status cause_scene_load(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                            const mirror *m, const mirror_lane *lane, mirror_unit unit,
                            cause_scene **out)
{
    cause_scene *s = arena_take(mem, 1, sizeof *s);
    if (!s)
        return gad_nomem(cx, "the causes");
    *s = (cause_scene){ .lane = lane,
                        .unit = unit,
                        .annual = m->annual,
                        .exporter = q->exporter.prose,
                        .importer = lane->importer.prose };
    gad_status status = load_entrepots(cx, st, mem, q, m, s);
    if (!status)
        status = load_neighbours(cx, st, mem, q, s);
    if (status)
        return status;
    s->work = arena_take(mem, (size_t)room(s), sizeof *s->work);
    *out = s;
    return s->work ? GAD_OK : gad_nomem(cx, "the causes");
}
