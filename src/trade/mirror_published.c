/* mirror_published.c - layer 2: a lane out of published figures.
 *
 * Only when no customs row of the lane is held: then what was printed is better than nothing, and the
 * answer says that it is that. A month that nobody printed is not known; it is never nothing shipped. */
#include "trade/mirror_published.h"

#include "trade/series.h"

typedef struct sides {
    series s[2][MIRROR_UNITS]; /* exporter's, importer's */
} sides;

static gad_status load(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                       const country_ref *importer, sides *out)
{
    static const char *const measure[MIRROR_UNITS] = { [MIRROR_USD] = "value", [MIRROR_T] = "qty" };
    gad_status status = GAD_OK;
    for (int32_t side = 0; side < 2; side++)
        for (int32_t u = 0; u < MIRROR_UNITS && !status; u++) {
            series_query ask = { .product = q->product,
                                 .reporter = side ? *importer : q->exporter,
                                 .partner = side ? q->exporter : *importer,
                                 .flow = side ? 'M' : 'X',
                                 .freq = 'M',
                                 .measure = measure[u],
                                 .wanted = { INT32_MIN, INT32_MAX },
                                 .as_of = q->as_of,
                                 .source = q->source };
            status = series_load(cx, st, mem, &ask, &out->s[side][u]);
        }
    return status;
}

/* The figure of a month when it was printed, in the unit of the mirror; else NULL. */
static const figure *printed(const series *s, mirror_unit unit, int32_t month)
{
    int32_t i = series_find(s, month);
    if (i < 0 || s->at[i].level.kind != FIGURE_REPORTED || !s->unit ||
        !STR_EQ(s->unit, unit == MIRROR_T ? "t" : "USD"))
        return NULL;
    return &s->at[i].level;
}

static mirror_side read_side(const series s[MIRROR_UNITS], int32_t month)
{
    mirror_side side = { MIRROR_UNKNOWN, { NO_NUMBER, NO_NUMBER }, "", INT32_MIN, 0, 0 };
    for (int32_t u = 0; u < MIRROR_UNITS; u++) {
        const figure *f = printed(&s[u], (mirror_unit)u, month);
        if (!f)
            continue;
        side.state = MIRROR_HELD;
        side.amount[u] = f->value;
        side.source = f->source;
        side.published = f->published;
    }
    return side;
}

static void range(const sides *d, int32_t *from, int32_t *to)
{
    *from = INT32_MAX;
    *to = INT32_MIN;
    for (int32_t side = 0; side < 2; side++)
        for (int32_t u = 0; u < MIRROR_UNITS; u++)
            for (int32_t i = 0; i < d->s[side][u].n; i++)
                if (printed(&d->s[side][u], (mirror_unit)u, d->s[side][u].at[i].month)) {
                    *from = MIN_OF(*from, d->s[side][u].at[i].month);
                    *to = MAX_OF(*to, d->s[side][u].at[i].month);
                }
}

gad_status mirror_published_lane(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q,
                                 const country_ref *importer, mirror_lane *out)
{
    sides d;
    int32_t from, to, held[2] = { 0, 0 };
    *out =
        (mirror_lane){ .importer = *importer,
                       .basis = MIRROR_ONE_SIDED,
                       .goods = "published figures of the product",
                       .note =
                           "no customs rows of this lane are held: these are published figures" };
    gad_status status = load(cx, st, mem, q, importer, &d);
    if (status)
        return status;
    range(&d, &from, &to);
    if (from > to)
        return GAD_OK;
    out->at = arena_take(mem, (size_t)(to - from) + 1, sizeof *out->at);
    if (!out->at)
        return gad_nomem(cx, "a lane");
    for (int32_t month = from; month <= to; month++) {
        mirror_point *p = &out->at[out->n++];
        *p = (mirror_point){ .period = month,
                             .exporter = read_side(d.s[0], month),
                             .importer = read_side(d.s[1], month) };
        held[0] += p->exporter.state == MIRROR_HELD;
        held[1] += p->importer.state == MIRROR_HELD;
        for (int32_t u = 0; u < MIRROR_UNITS; u++) {
            double x = p->exporter.amount[u], m = p->importer.amount[u];
            p->gap[u] = (mirror_gap){ x > 0 && m > 0 ? log(m / x) : NO_NUMBER,
                                      NO_NUMBER,
                                      NO_NUMBER,
                                      NO_NUMBER,
                                      0,
                                      MIRROR_NO_USUAL };
            out->n_both[u] += IS_NUMBER(p->gap[u].gap);
        }
    }
    if (held[0] && held[1])
        out->basis = MIRROR_EXACT;
    return GAD_OK;
}
