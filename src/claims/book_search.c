/* book_search.c - layer 3: whose number is it? Series with a level in a range, for claims whose own series
 * says otherwise.
 *
 * Flow, each step in a fixed order until `max` are found: the products that the press confuses with this
 * one; other partners; the rest of the family; the other direction and the mirror; any published figure
 * of the same unit; the reading's own series a period away, marked in the note of its level.
 * Invariant: what is found differs from the reading in series or period, and is told once. */
#include "claims/book_impl.h"

/* A figure that is coarser than this share of itself must lie in the range; a finer one may touch it. */
static const double FINE = 1e-3;

typedef struct hunt {
    gad_ctx *cx;
    book *bk;
    arena *mem;
    const reading *r;
    series_key key; /* of r */
    span period;
    double lo, hi;
    int32_t as_of, max;
    found_series *at;
    int32_t n;
} hunt;

static bool in_range(const hunt *h, double value, double half_unit)
{
    double slack = half_unit <= FINE * fabs(value) ? half_unit : 0;
    return value + slack >= h->lo && value - slack <= h->hi;
}

static bool is_same(const series_key *x, span p, const series_key *y, span q)
{
    return x->product == y->product && x->reporter == y->reporter && x->partner == y->partner &&
           x->measure == y->measure && x->flow == y->flow && p.from == q.from && p.to == q.to;
}

static bool is_told(const hunt *h, const series_key *k, span period)
{
    series_key other;
    if (is_same(&h->key, h->period, k, period))
        return true;
    for (int32_t i = 0; i < h->n; i++)
        if (book_key(h->bk, &h->at[i].r, &other) && is_same(&other, h->at[i].r.period, k, period))
            return true;
    return false;
}

typedef enum dimension { MASS, MONEY, RATE, PART } dimension;

static dimension of_unit(const char *unit)
{
    return STR_EQ(unit, "t") ? MASS : strchr(unit, '/') ? RATE : STR_EQ(unit, "pct") ? PART : MONEY;
}

static dimension of_measure(int32_t m)
{
    static const dimension dimensions[MEASURES] = { MASS, MONEY, RATE, PART, RATE,
                                                    MASS, MASS,  MASS, MASS, RATE };
    return dimensions[m];
}

/* Look at one series; the note is for periods that are not the one asked for. */
static gad_status look(hunt *h, const reading *c, const char *note)
{
    answers a;
    series_key k;
    if (h->n >= h->max || !book_key(h->bk, c, &k) || is_told(h, &k, c->period))
        return GAD_OK;
    gad_status status = book_levels_held(h->cx, h->bk, h->mem, c, c->period, h->as_of, &a);
    for (int32_t i = 0; !status && i < a.n; i++) {
        double half = (a.at[i].hi - a.at[i].lo) / 2;
        if (!a.at[i].own || !in_range(h, a.at[i].value, half) ||
            of_unit(a.at[i].ev.unit) != of_measure(h->key.measure))
            continue;
        h->at[h->n] = (found_series){ .r = *c, .level = a.at[i] };
        if (*note)
            h->at[h->n].level.ev.note = note;
        h->n++;
        break;
    }
    return status;
}

static reading with_product(const hunt *h, const char *product)
{
    reading c = *h->r;
    c.product = product;
    c.period = h->period;
    return c;
}

static reading with_partner(const hunt *h, const char *partner)
{
    reading c = *h->r;
    c.partner = partner;
    c.period = h->period;
    return c;
}

/* ---- products ----------------------------------------------------------------------------------- */

/* The products that the press confuses with this one, or the rest of the family. */
static gad_status try_kin(hunt *h, bool family)
{
    const char *const *kin = book_kin(h->bk, h->r->product);
    int32_t confused = h->bk->confused[h->key.product];
    gad_status status = GAD_OK;
    for (int32_t i = family ? confused : 0; kin[i] && (family || i < confused) && !status; i++) {
        reading c = with_product(h, kin[i]);
        status = look(h, &c, "");
    }
    return status;
}

/* ---- partners ----------------------------------------------------------------------------------- */

/* Partners with a published figure inside the period's year: those whose months may add up as well. */
static gad_status try_published_partners(hunt *h)
{
    int32_t last = -1;
    gad_status status = GAD_OK;
    fact_range all = book_levels_range(h->bk, h->key.measure, h->key.product);
    for (int32_t i = all.from; i < all.to && !status; i++) {
        const known_fact *k = &h->bk->fact[i];
        bool near = month_year(k->f.period.from) == month_year(h->period.from) &&
                    k->f.published <= h->as_of;
        if (k->partner < 0 || k->partner == last || k->reporter != h->key.reporter || !near)
            continue;
        last = k->partner;
        reading c = with_partner(h, h->bk->country[last].id);
        status = look(h, &c, "");
    }
    return status;
}

/* Partners of customs rows, from one ranking of the month or year; other spans are not ranked. */
static gad_status try_customs_partners(hunt *h)
{
    const ranked *at = NULL;
    int32_t n = 0;
    bool year = book_whole_year(h->period), month = h->period.from == h->period.to;
    if (!year && !month)
        return GAD_OK;
    gad_status status =
        book_ranking(h->cx, h->bk, h->r, year ? 'a' : 'm', h->period.from, h->as_of, &at, &n);
    for (int32_t i = 0; i < n && !status && h->n < h->max; i++) {
        if (!in_range(h, at[i].value, at[i].half_unit))
            continue;
        reading c = with_partner(h, h->bk->country[at[i].partner].id);
        status = look(h, &c, "");
    }
    return status;
}

static gad_status try_partners(hunt *h)
{
    reading world = with_partner(h, "W00");
    if (book_measures[h->key.measure].flow)
        return GAD_OK;
    gad_status status = look(h, &world, "");
    if (!status)
        status = try_published_partners(h);
    return status ? status : try_customs_partners(h);
}

/* ---- other directions --------------------------------------------------------------------------- */

static gad_status try_directions(hunt *h)
{
    reading c = with_partner(h, h->r->partner), mirror;
    if (book_measures[h->key.measure].flow)
        return GAD_OK;
    c.flow = h->key.flow == 'X' ? 'M' : 'X';
    gad_status status = look(h, &c, "");
    reading own = with_partner(h, h->r->partner);
    if (!status && book_mirror(&own, &mirror))
        status = look(h, &mirror, "");
    if (!status && book_mirror(&c, &mirror))
        status = look(h, &mirror, "");
    return status;
}

/* ---- anything published ------------------------------------------------------------------------- */

/* The question that a published level answers. */
static reading reading_of(const hunt *h, const known_fact *k, int32_t m)
{
    reading c = *h->r;
    c.product = h->bk->product[k->product].id;
    c.reporter = h->bk->country[k->reporter].id;
    c.partner = k->partner < 0 ? "W00" : h->bk->country[k->partner].id;
    c.measure = book_measures[m].measure;
    c.flow = book_measures[m].flow ? book_measures[m].flow : k->f.flow;
    c.period = k->f.period;
    return c;
}

static gad_status try_published(hunt *h)
{
    gad_status status = GAD_OK;
    dimension d = of_measure(h->key.measure);
    for (int32_t m = 0; m < MEASURES && !status; m++) {
        int32_t from = 0, to = 0;
        if (of_measure(m) != d)
            continue;
        book_facts_range(h->bk, book_measures[m].metric, NULL, &from, &to);
        for (int32_t i = from; i < to && !status && h->n < h->max; i++) {
            const known_fact *k = &h->bk->fact[i];
            bool now = k->f.period.from == h->period.from && k->f.period.to == h->period.to;
            if (!now || k->product < 0 || k->reporter < 0 || k->f.published > h->as_of ||
                !in_range(h, k->f.value, k->f.half_unit))
                continue;
            reading c = reading_of(h, k, m);
            status = look(h, &c, "");
        }
    }
    return status;
}

/* ---- a period away ------------------------------------------------------------------------------ */

static gad_status try_periods(hunt *h)
{
    int32_t length = h->period.to - h->period.from + 1;
    const int32_t away[] = { -length, length, -12, 12 };
    gad_status status = GAD_OK;
    for (int32_t i = 0; i < COUNT_OF(away) && !status; i++) {
        reading c = *h->r;
        c.period = (span){ h->period.from + away[i], h->period.to + away[i] };
        const char *when = book_span(h->mem, c.period);
        const char *note = when ? arena_fmt(h->mem, "another period: %s", when) : NULL;
        if (!note)
            return gad_nomem(h->cx, "a search");
        status = look(h, &c, note);
    }
    return status;
}

gad_status book_search(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period, double lo,
                       double hi, int32_t as_of, int32_t max, found_series **out, int32_t *n)
{
    hunt h = { .cx = cx,
               .bk = bk,
               .mem = mem,
               .r = r,
               .period = period,
               .lo = lo,
               .hi = hi,
               .as_of = as_of,
               .max = max };
    *out = NULL;
    *n = 0;
    if (max <= 0 || period.from > period.to || !(lo <= hi) || !book_key(bk, r, &h.key))
        return GAD_OK;
    h.at = arena_take(mem, (size_t)max, sizeof *h.at);
    gad_status status = h.at ? try_kin(&h, false) : gad_nomem(cx, "a search");
    if (!status)
        status = try_partners(&h);
    if (!status)
        status = try_kin(&h, true);
    if (!status)
        status = try_directions(&h);
    if (!status)
        status = try_published(&h);
    if (!status)
        status = try_periods(&h);
    if (status)
        return status;
    *out = h.at;
    *n = h.n;
    return GAD_OK;
}
