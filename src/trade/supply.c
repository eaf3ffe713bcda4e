/* supply.c - layer 2: who supplies a product.
 *
 * Flow: output_load (one query, all years) -> output_of (the edition that counts for a year) and
 *       panel_load (rank.h) -> origins_of (one year) -> supplies_settle -> supplies_hhi
 * Invariant: total = named + rest; amounts are above 0, largest first, so sums do not depend on the
 * order in which rows were stored. */
#include "trade/supply.h"

/* Printed totals are rounded: named countries may exceed one by this share before it is worth a note. */
static const double EXCESS_TOLD = 0.02;

/* ---- countries -------------------------------------------------------------------------------- */

gad_status countries_load(gad_ctx *cx, gad_store *st, arena *mem, country_list *out)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "stats/country_table", NULL, 0, &t);
    if (status)
        return status;
    int32_t n = (int32_t)gad_table_rows(t);
    bool ok = (out->at = arena_take(mem, (size_t)n + 1, sizeof *out->at)) != NULL;
    out->n = 0;
    for (int32_t r = 0; ok && r < n; r++) {
        country_ref c = { arena_str(mem, table_get_text(t, r, 1)),
                          arena_str(mem, table_get_text(t, r, 2)),
                          arena_str(mem, table_get_text(t, r, 3)),
                          (int32_t)table_get_i64(t, r, 0, -1) };
        ok = c.id && c.name && c.prose;
        out->at[out->n++] = c;
    }
    gad_table_free(t);
    return ok ? GAD_OK : gad_nomem(cx, "the countries");
}

country_ref countries_find(const country_list *c, int32_t number)
{
    int32_t lo = 0, hi = c->n - 1;
    while (lo <= hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (c->at[mid].number == number)
            return c->at[mid];
        if (c->at[mid].number < number)
            lo = mid + 1;
        else
            hi = mid - 1;
    }
    return (country_ref){ "?", "a country without a name", "a country without a name", number };
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
        if (table_get_i64(t, r, 1, 0) <= year * 12 && table_get_i64(t, r, 2, 0) >= year * 12)
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

/* ---- output ----------------------------------------------------------------------------------- */

enum { /* columns of risk/output */
       O_REPORTER,
       O_YEAR,
       O_METRIC,
       O_VALUE,
       O_UNIT,
       O_BASIS,
       O_STATUS,
       O_PUBLISHED,
       O_SOURCE,
       O_URL,
       O_NOTE
};

/* A figure that is no output of the year: what somebody expects, or only a bound of it. */
static bool is_aside(const char *basis)
{
    static const char *const words[] = { "projection", "forecast", "bound" };
    for (int32_t i = 0; i < COUNT_OF(words); i++)
        if (strstr(basis, words[i]))
            return true;
    return false;
}

static bool read_output(const gad_table *t, int64_t r, arena *mem, output_row *w)
{
    const char *unit = table_get_text(t, r, O_UNIT);
    w->share = STR_EQ(table_get_text(t, r, O_METRIC), "share");
    double tonnes = w->share ? 1 : unit_tonnes(unit);
    w->number = store_country_id(table_get_text(t, r, O_REPORTER));
    w->year = (int32_t)table_get_i64(t, r, O_YEAR, 0);
    w->amount = table_get_f64(t, r, O_VALUE) * tonnes;
    w->basis = arena_str(mem, table_get_text(t, r, O_BASIS));
    w->f = (figure){ .kind = STR_EQ(table_get_text(t, r, O_STATUS), "derived") ? FIGURE_DERIVED
                                                                               : FIGURE_REPORTED,
                     .value = w->amount,
                     .source = arena_str(mem, table_get_text(t, r, O_SOURCE)),
                     .url = arena_str(mem, table_get_text(t, r, O_URL)),
                     .note = arena_str(mem, table_get_text(t, r, O_NOTE)),
                     .published = (int32_t)table_get_i64(t, r, O_PUBLISHED, INT32_MIN) };
    return w->basis && w->f.source && w->f.url && w->f.note;
}

static bool same_edition(const output_row *a, const output_row *b)
{
    return a->year == b->year && a->share == b->share && STR_EQ(a->f.source, b->f.source) &&
           STR_EQ(a->basis, b->basis);
}

gad_status output_load(gad_ctx *cx, gad_store *st, arena *mem, const char *product, int32_t as_of,
                       output *out)
{
    gad_table *t = NULL;
    store_param p[] = { param_text(product), param_i64(as_of == INT32_MAX ? 1000000 : as_of) };
    gad_status status = store_query(cx, st, "risk/output", p, COUNT_OF(p), &t);
    if (status)
        return status;
    *out = (output){ .product = product };
    out->row = arena_take(mem, (size_t)gad_table_rows(t) + 1, sizeof *out->row);
    bool ok = out->row != NULL;
    for (int64_t r = 0; ok && r < gad_table_rows(t); r++) {
        output_row *w = &out->row[out->n], *before = out->n ? w - 1 : NULL;
        ok = read_output(t, r, mem, w);
        if (!ok || w->number < 0 || !(w->amount >= 0) || is_aside(w->basis) ||
            (w->share && w->f.kind == FIGURE_DERIVED))
            continue;
        if (before && before->number == w->number && same_edition(before, w))
            *before = *w; /* a later vintage of the same figure */
        else
            out->n++;
    }
    gad_table_free(t);
    return ok ? GAD_OK : gad_nomem(cx, "figures of output");
}

typedef struct edition {
    int32_t from, to; /* rows [from, to) */
    int32_t countries, published;
    bool world, share;
} edition;

static edition edition_at(const output *o, int32_t from)
{
    int32_t world = store_country_id("W00"), rest = store_country_id("X99");
    edition e = { .from = from, .to = from, .published = INT32_MIN, .share = o->row[from].share };
    for (; e.to < o->n && same_edition(&o->row[from], &o->row[e.to]); e.to++) {
        const output_row *w = &o->row[e.to];
        e.world |= w->number == world && w->amount > 0;
        e.countries += w->number != world && w->number != rest && w->amount > 0;
        e.published = MAX_OF(e.published, w->f.published);
    }
    return e;
}

/* Whether an edition says who the producers are at all. */
static bool is_list(const edition *e)
{
    return e->countries >= 2 || (e->countries == 1 && (e->world || e->share));
}

/* Tonnes before shares, then the newest, then who names more countries. */
static bool is_better(const edition *a, const edition *b)
{
    if (a->share != b->share)
        return b->share;
    if (a->published != b->published)
        return a->published > b->published;
    return a->countries > b->countries;
}

static bool find_edition(const output *o, int32_t year, edition *best)
{
    bool found = false;
    for (int32_t i = 0; i < o->n;) {
        edition e = edition_at(o, i);
        i = e.to;
        if (o->row[e.from].year != year || !is_list(&e) || (found && !is_better(&e, best)))
            continue;
        *best = e;
        found = true;
    }
    return found;
}

static const char *edition_text(arena *mem, const output_row *w, int32_t published)
{
    char day[PERIOD_TEXT] = "an unknown day";
    if (published != INT32_MIN)
        day_text(day, published);
    return arena_fmt(mem, "%s%s%s%s, published %s", w->f.source, *w->basis ? " (" : "", w->basis,
                     *w->basis ? ")" : "", day);
}

/* What a reader should know about how the rows meet the printed total. */
static const char *output_note(arena *mem, const supplies *s, double printed, double unnamed)
{
    char a[NUM_TEXT], b[NUM_TEXT];
    double named = supplies_named(s) + unnamed;
    if (STR_EQ(s->unit, "pct"))
        return arena_fmt(mem, "only shares are printed: %s %% of the world are named",
                         num_people(a, named, -1));
    if (!IS_NUMBER(printed))
        return "no world total is printed: the producers named are taken together";
    num_people(a, named, 0);
    num_people(b, printed, 0);
    if (named - printed > EXCESS_TOLD * printed)
        return arena_fmt(mem, "the producers add up to %s t, above the world's %s t as printed", a,
                         b);
    if (s->rest > SUPPLY_REST_MAX * s->total)
        return arena_fmt(mem, "%s t of the world's %s t are not attributed to a country",
                         num_people(a, s->rest, 0), b);
    return "";
}

static gad_status no_output(gad_ctx *cx, arena *mem, const output *o, int32_t year, supplies *out)
{
    int32_t near = output_nearest(o, year, 100);
    out->why = near == INT32_MIN
                   ? arena_fmt(mem, "no published output of %s names its producers", o->product)
                   : arena_fmt(mem,
                               "no published output of %s names its producers in %" PRId32
                               "; the nearest year is %" PRId32,
                               o->product, year, near);
    return out->why ? GAD_OK : gad_nomem(cx, "the producers");
}

gad_status output_of(gad_ctx *cx, arena *mem, const output *o, const country_list *names,
                     int32_t year, supplies *out)
{
    int32_t world = store_country_id("W00"), nobody = store_country_id("X99");
    double printed = NO_NUMBER, unnamed = 0;
    edition e;
    *out = (supplies){ .unit = "t", .edition = "", .note = "", .why = "" };
    out->whole.kind = FIGURE_NONE;
    out->whole.value = NO_NUMBER;
    if (!find_edition(o, year, &e))
        return no_output(cx, mem, o, year, out);
    out->unit = e.share ? "pct" : "t";
    out->at = arena_take(mem, (size_t)(e.to - e.from), sizeof *out->at);
    for (int32_t i = e.from; out->at && i < e.to; i++) {
        const output_row *w = &o->row[i];
        if (w->number == world)
            out->whole = w->f;
        else if (w->number == nobody)
            unnamed += w->amount;
        else if (w->amount > 0)
            out->at[out->n++] = (supplier){ countries_find(names, w->number), w->amount, w->f };
    }
    printed = e.share ? 100 : out->whole.value;
    if (out->at)
        supplies_settle(out, printed, unnamed);
    out->edition = edition_text(mem, &o->row[e.from], e.published);
    out->note = output_note(mem, out, e.share ? NO_NUMBER : printed, unnamed);
    return out->at && out->edition && out->note ? GAD_OK : gad_nomem(cx, "the producers");
}

int32_t output_nearest(const output *o, int32_t year, int32_t within)
{
    edition e;
    for (int32_t d = 0; d <= within; d++) {
        if (find_edition(o, year - d, &e))
            return year - d;
        if (find_edition(o, year + d, &e))
            return year + d;
    }
    return INT32_MIN;
}

double output_amount(const supplies *s, const members *m)
{
    double sum = 0;
    bool any = false;
    if (s->n == 0 || STR_EQ(s->unit, "pct"))
        return NO_NUMBER;
    for (int32_t i = s->n; i-- > 0;)
        if (members_has(m, s->at[i].who.number)) {
            sum += s->at[i].amount;
            any = true;
        }
    return any || s->rest <= SUPPLY_REST_MAX * s->total ? sum : NO_NUMBER;
}

/* ---- origins of imports ----------------------------------------------------------------------- */

static const char *origins_why(arena *mem, const panel *p, const members *m, int32_t year)
{
    int32_t newest = panel_newest(p);
    if (newest == INT32_MIN)
        return arena_fmt(mem, "no imports of %s by origin are held for %s", p->world.product.id,
                         m->who.id);
    return arena_fmt(mem,
                     "no imports of %s by origin are held for %s in %" PRId32
                     "; the newest period held is of %" PRId32,
                     p->world.product.id, m->who.id, year, month_year(newest));
}

gad_status origins_of(gad_ctx *cx, arena *mem, const panel *p, const members *m, int32_t year,
                      supplies *out)
{
    int32_t nobody = store_country_id("X99"), i = series_find(&p->world, year * 12);
    bool group = m->who.number < 0, same_unit = STR_EQ(p->world.unit, p->unit);
    double unnamed = 0, printed = NO_NUMBER;
    *out = (supplies){ .unit = p->unit, .edition = "", .note = "", .why = "" };
    out->whole.kind = FIGURE_NONE;
    out->whole.value = NO_NUMBER;
    out->at = arena_take(mem, (size_t)p->n + 1, sizeof *out->at);
    if (!out->at)
        return gad_nomem(cx, "the origins");
    for (int32_t k = 0; k < p->n; k++) {
        double x = panel_level(p, k, year * 12);
        int32_t number = p->partner[k].partner.number;
        if (!(x > 0) || (group && members_has(m, number)))
            continue;
        const figure *f = &p->partner[k].at[series_find(&p->partner[k], year * 12)].level;
        if (number == nobody)
            unnamed += x;
        else
            out->at[out->n++] = (supplier){ p->partner[k].partner, x, *f };
    }
    if (!group && i >= 0 && same_unit && out->n) {
        out->whole = p->world.at[i].level;
        printed = out->whole.partner_sum ? NO_NUMBER : out->whole.value;
    }
    supplies_settle(out, printed, unnamed);
    if (out->n == 0)
        out->why = origins_why(mem, p, m, year);
    else
        out->edition = out->at[0].f.source;
    if (group && out->n)
        out->note = "what the members buy from each other is left out";
    return out->why ? GAD_OK : gad_nomem(cx, "the origins");
}
