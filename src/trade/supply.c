/* supply.c - layer 2: who supplies a product.
 *
 * Flow: output_load, output_of (supply_output.c) or panel_load (rank.h), origins_of (one year)
 *       -> supplies_settle -> supplies_hhi
 * Invariant: total = named + rest; amounts are above 0, largest first, so sums do not depend on the
 * order in which rows were stored. */
#include "trade/supply.h"

/* ---- countries -------------------------------------------------------------------------------- */

gad_status countries_load(gad_ctx *cx, gad_store *st, arena *mem, country_list *out)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "stats/country_table", NULL, 0, &t);
    if (status)
        return status;
    int32_t n = (int32_t)gad_table_rows(t);
    out->at = arena_take(mem, (size_t)n + 1, sizeof *out->at);
    out->unnamed = arena_take(mem, (size_t)n + 1, sizeof *out->unnamed);
    bool ok = out->at && out->unnamed;
    out->n = 0;
    for (int32_t r = 0; ok && r < n; r++) {
        country_ref c = { arena_str(mem, table_get_text(t, r, 1)),
                          arena_str(mem, table_get_text(t, r, 2)),
                          arena_str(mem, table_get_text(t, r, 3)),
                          (int32_t)table_get_i64(t, r, 0, -1) };
        const char *kind = table_get_text(t, r, 4);
        ok = c.id && c.name && c.prose;
        out->unnamed[out->n] = kind && STR_EQ(kind, "special");
        out->at[out->n++] = c;
    }
    gad_table_free(t);
    return ok ? GAD_OK : gad_nomem(cx, "the countries");
}

static int32_t place_of(const country_list *c, int32_t number)
{
    int32_t lo = 0, hi = c->n - 1;
    while (lo <= hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (c->at[mid].number == number)
            return mid;
        if (c->at[mid].number < number)
            lo = mid + 1;
        else
            hi = mid - 1;
    }
    return -1;
}

country_ref countries_find(const country_list *c, int32_t number)
{
    int32_t i = place_of(c, number);
    if (i >= 0)
        return c->at[i];
    return (country_ref){ "?", "a country without a name", "a country without a name", number };
}

bool countries_unnamed(const country_list *c, int32_t number)
{
    int32_t i = place_of(c, number);
    return i >= 0 && c->unnamed[i];
}

static int by_number(const void *pa, const void *pb)
{
    int32_t a = *(const int32_t *)pa, b = *(const int32_t *)pb;
    return a < b ? -1 : a > b;
}

gad_status members_load(gad_ctx *cx, gad_store *st, arena *mem, const country_ref *who,
                        int32_t year, members *out)
{
    gad_table *t = NULL;
    int32_t january = month_of(year, 1);
    *out = (members){ .who = *who };
    if (who->number >= 0) {
        out->number = arena_take(mem, 1, sizeof *out->number);
        if (out->number)
            out->number[out->n++] = who->number;
        return out->number ? GAD_OK : gad_nomem(cx, "a country");
    }
    store_param p = param_text(who->id);
    gad_status status = store_query(cx, st, "stats/group_members", &p, 1, &t);
    if (status)
        return status;
    out->number = arena_take(mem, (size_t)gad_table_rows(t) + 1, sizeof *out->number);
    for (int64_t r = 0; out->number && r < gad_table_rows(t); r++)
        if (table_get_i64(t, r, 1, 0) <= january && table_get_i64(t, r, 2, 0) >= january)
            out->number[out->n++] = (int32_t)table_get_i64(t, r, 0, -1);
    gad_table_free(t);
    if (!out->number)
        return gad_nomem(cx, "the members of a group");
    qsort(out->number, (size_t)out->n, sizeof *out->number, by_number);
    return GAD_OK;
}

bool members_has(const members *m, int32_t number)
{
    return m->n && bsearch(&number, m->number, (size_t)m->n, sizeof *m->number, by_number) != NULL;
}

/* ---- what follows from a list ----------------------------------------------------------------- */

static int by_amount(const void *pa, const void *pb)
{
    const supplier *a = pa, *b = pb;
    if (a->amount != b->amount)
        return a->amount > b->amount ? -1 : 1;
    return strcmp(a->who.id, b->who.id);
}

double supplies_amount(const supplies *s, int32_t number)
{
    for (int32_t i = 0; i < s->n; i++)
        if (s->at[i].who.number == number)
            return s->at[i].amount;
    return 0;
}

bool supplies_are_content(const supplies *s)
{
    const char *note = s->n ? s->at[0].f.note : "";
    return strstr(note, "content") || strstr(note, "equivalent");
}

double supplies_named(const supplies *s)
{
    double sum = 0;
    for (int32_t i = s->n; i-- > 0;) /* the small ones first */
        sum += s->at[i].amount;
    return sum;
}

void supplies_settle(supplies *s, double printed, double unnamed)
{
    if (s->n)
        qsort(s->at, (size_t)s->n, sizeof *s->at, by_amount);
    double known = supplies_named(s) + unnamed;
    bool short_of = printed - known > SUPPLY_REST_MAX * printed; /* false for NaN */
    s->total = short_of ? printed : known;
    s->rest = short_of ? printed - known + unnamed : unnamed;
}

concentration supplies_hhi(const supplies *s)
{
    concentration c = { NO_NUMBER, NO_NUMBER, NO_NUMBER };
    if (s->n == 0 || !(s->total > 0))
        return c;
    c.lo = 0;
    for (int32_t i = s->n; i-- > 0;)
        c.lo += s->at[i].amount / s->total * (s->at[i].amount / s->total);
    c.hi = c.lo + s->rest / s->total * (s->rest / s->total);
    if (s->rest <= SUPPLY_REST_MAX * s->total)
        c.hhi = c.lo;
    return c;
}

/* ---- origins of imports ----------------------------------------------------------------------- */

static const char *origins_why(arena *mem, const panel *p, const members *m, int32_t year)
{
    int32_t newest = panel_newest(p);
    const char *what = p->world.product.id, *who = m->who.id, *part = panel_partial(p, year, NULL);
    if (part)
        return arena_fmt(mem, "of the imports of %s by %s %s are held", what, who, part);
    for (int32_t k = 0; k < p->n; k++)
        if (panel_level(p, k, year * 12) > 0)
            return arena_fmt(
                mem, "imports of %s by %s are held from single partners (%s), without a total",
                what, who, p->partner[k].partner.id);
    if (newest == INT32_MIN)
        return arena_fmt(mem, "no imports of %s by origin are held for %s", what, who);
    return arena_fmt(mem, "no imports of %s by origin are held for %s; the newest are of %" PRId32,
                     what, who, month_year(newest));
}

/* The source of the largest, and whether there are others. */
static const char *sources_text(arena *mem, const supplies *s)
{
    const char *first = s->at[0].f.source;
    for (int32_t i = 1; i < s->n; i++)
        if (!STR_EQ(s->at[i].f.source, first))
            return arena_fmt(mem, "%s and others", first);
    return first;
}

/* Published figures of single partners say nothing about the others: they count beside a total that was
 * printed or declared, never as a list of their own. */
static bool is_listed(const figure *f, bool total_declared)
{
    return f->kind == FIGURE_CUSTOMS || f->kind == FIGURE_SUM || total_declared;
}

gad_status origins_of(gad_ctx *cx, arena *mem, const panel *p, const country_list *names,
                      const members *m, int32_t year, supplies *out)
{
    int32_t i = series_find(&p->world, year * 12);
    bool group = m->who.number < 0;
    double unnamed = 0;
    *out = (supplies){ .unit = p->unit, .edition = "", .note = "", .why = "" };
    out->whole = (figure){ .kind = FIGURE_NONE, .value = NO_NUMBER };
    out->at = arena_take(mem, (size_t)p->n + 1, sizeof *out->at);
    if (!out->at)
        return gad_nomem(cx, "the origins");
    if (!*p->unit) /* no partners: the total may be printed */
        out->unit = p->world.unit;
    if (!group && i >= 0 && STR_EQ(p->world.unit, out->unit) && !p->world.at[i].level.partner_sum &&
        !panel_partial(p, year, p->world.coverage))
        out->whole = p->world.at[i].level;
    /* some of the product's codes are another, smaller product */
    bool whole = !*p->basis || !panel_partial(p, year, p->basis);
    for (int32_t k = 0; whole && k < p->n; k++) {
        double x = panel_level(p, k, year * 12);
        int32_t number = p->partner[k].partner.number;
        if (!(x > 0) || (group && members_has(m, number)))
            continue;
        const figure *f = &p->partner[k].at[series_find(&p->partner[k], year * 12)].level;
        if (!is_listed(f, IS_NUMBER(out->whole.value)))
            continue;
        if (countries_unnamed(names, number))
            unnamed += x;
        else
            out->at[out->n++] = (supplier){ p->partner[k].partner, x, *f };
    }
    supplies_settle(out, out->whole.value, unnamed);
    if (out->n == 0)
        out->why = origins_why(mem, p, m, year);
    else
        out->edition = sources_text(mem, out);
    if (group && out->n)
        out->note = "what the members buy from each other is left out";
    return out->why && out->edition ? GAD_OK : gad_nomem(cx, "the origins");
}
