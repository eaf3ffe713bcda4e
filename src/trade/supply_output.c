/* supply_output.c - layer 2: the world's producers of a product, as publications print them.
 *
 * Flow: output_load (one query, all years) -> output_of (the edition that counts for a year).
 * Invariant: the producers of a year are of one edition of one publication. */
#include "trade/supply.h"

/* Printed totals are rounded: named countries may exceed one by this share before it is worth a note. */
static const double EXCESS_TOLD = 0.02;

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
       O_NOTE,
       O_UNNAMED
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
    w->unnamed = table_get_i64(t, r, O_UNNAMED, 0) != 0;
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
    int32_t world = store_country_id("W00");
    edition e = { .from = from, .to = from, .published = INT32_MIN, .share = o->row[from].share };
    for (; e.to < o->n && same_edition(&o->row[from], &o->row[e.to]); e.to++) {
        const output_row *w = &o->row[e.to];
        e.world |= w->number == world && w->amount > 0;
        e.countries += w->number != world && !w->unnamed && w->amount > 0;
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
    out->why =
        near == INT32_MIN
            ? arena_fmt(mem, "no published output of %s names its producers", o->product)
            : arena_fmt(
                  mem,
                  "no published output of %s names its producers; the nearest year is %" PRId32,
                  o->product, near);
    return out->why ? GAD_OK : gad_nomem(cx, "the producers");
}

gad_status output_of(gad_ctx *cx, arena *mem, const output *o, const country_list *names,
                     int32_t year, supplies *out)
{
    int32_t world = store_country_id("W00");
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
        else if (w->unnamed)
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
