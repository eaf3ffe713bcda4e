/* published.c - layer 2: published figures (table observation) to candidates.
 *
 * Flow: one query -> each row to the slot that its metric and the shape of its period make it -> unit
 * to tonnes or money per tonne, rounding from the digits as printed -> candidate.
 * A span from January to a month is that month's year to date; a calendar year is the annual figure
 * and December's year to date; other spans (quarters after the first, odd ranges) fit no point. */
#include "trade/figures.h"

typedef enum metric_use {
    USE_LEVEL,
    USE_MOM,
    USE_YOY,
    USE_RANK,
    USE_SHARE,
    USE_RECORD,
    USE_NONE
} metric_use;

enum { /* columns of stats/published */
       P_PARTNER,
       P_FLOW,
       P_FROM,
       P_TO,
       P_DAY,
       P_METRIC,
       P_VALUE,
       P_PRINTED,
       P_UNIT,
       P_BASIS,
       P_STATUS,
       P_PUBLISHED,
       P_PUBLISHED_BASIS,
       P_SOURCE,
       P_URL,
       P_NOTE,
       P_BATCH
};

static const struct {
    const char *measure, *metric;
    bool any_flow;     /* the metric says enough: prices and output have one flow each */
    const char *basis; /* how the basis of a change or rank names this measure; "" is quantity */
} measures[] = {
    { "qty", "qty", false, "" },
    { "value", "value", false, "value" },
    { "unit-value", "unit_value", false, "unit value" },
    { "share", "share", false, "share" },
    { "price", "price", true, "price" },
    { "production", "production", true, "production" },
    { "capacity", "capacity", true, "capacity" },
    { "reserves", "reserves", true, "reserves" },
    { "quota", "quota", true, "quota" },
    { "intensity", "intensity", true, "intensity" },
};

typedef struct published {
    const series_query *q;
    int32_t measure;          /* row of measures[] */
    bool every;               /* all countries, each apart */
    bool no_partner_is_world; /* prices and output have no partner */
    const gad_table *groups;  /* stats/group_countries, when every */
    pool *out, *world;        /* world may be NULL */
} published;

/* ---- basis: what exactly was measured --------------------------------------------------------- */

/* "MCS2026", "IEA October 2025": the edition a figure was read in, not another definition. Starts with a
 * capital and ends with a year. */
static bool is_edition(const char *s, size_t n)
{
    if (n < 5 || !isupper((unsigned char)s[0]))
        return false;
    for (size_t i = n - 4; i < n; i++)
        if (!isdigit((unsigned char)s[i]))
            return false;
    return true;
}

static bool is_plain(const char *s, size_t n)
{
    static const char *const plain[] = { "quantity", "qty", "share of quantity", "as printed" };
    for (int32_t i = 0; i < COUNT_OF(plain); i++)
        if (n == strlen(plain[i]) && memcmp(s, plain[i], n) == 0)
            return true;
    return n == 0;
}

const char *series_definition(arena *mem, const char *basis, bool *edition)
{
    const char *out = "";
    for (const char *s = basis; *s;) {
        size_t n = strcspn(s, ",");
        size_t skip = strspn(s, " ");
        skip = MIN_OF(skip, n);
        bool year = is_edition(s + skip, n - skip);
        *edition |= year;
        if (!year && !is_plain(s + skip, n - skip))
            out = arena_fmt(mem, "%s%s%.*s", out, *out ? ", " : "", (int)(n - skip), s + skip);
        if (!out)
            return NULL;
        s += n + (s[n] == ',');
    }
    return out;
}

/* Length of the name without " 2025" at its end; n when there is none. */
static size_t without_year(const char *s, size_t n)
{
    if (n <= 5 || s[n - 5] != ' ')
        return n;
    for (size_t i = n - 4; i < n; i++)
        if (!isdigit((unsigned char)s[i]))
            return n;
    return n - 5;
}

/* The source without the outlet that carried it ("Reuters via Kitco") and without the year of its
 * edition ("USGS Mineral Commodity Summaries 2025"): copies are no independent votes, and a newer edition
 * replaces an older one. */
static const char *origin_of(arena *mem, const char *source, bool *edition)
{
    const char *via = strstr(source, " via ");
    size_t n = via ? (size_t)(via - source) : strlen(source);
    size_t bare = without_year(source, n);
    *edition |= bare < n;
    return arena_strn(mem, source, bare);
}

bool series_traceable(const char *url)
{
    return strchr(url, '.') != NULL; /* "address not recorded" and "reddit thread" have no host */
}

/* Customs offices and the agencies that read their releases on the day; others copy them, some with
 * slips (one prints 5,773 t for 5,774). Decides between figures that are equal in all else. */
static int32_t distance_of(const char *origin, const char *url)
{
    static const char *const first_hand[] = { "GACC",    "General Administration of Customs",
                                              "Reuters", "Bloomberg",
                                              "Xinhua",  "AFP" };
    if (strncmp(url, "http", 4) != 0)
        return 2;
    for (int32_t i = 0; i < COUNT_OF(first_hand); i++)
        if (strncmp(origin, first_hand[i], strlen(first_hand[i])) == 0)
            return 0;
    return 1;
}

/* A number for a yearly publication, the same in every run (FNV-1a, folded to 16 bits). Two
 * publications that share one would only be compared when they should not: 1 in 65,000. */
static int32_t compiler_set(const char *origin)
{
    uint32_t h = UINT32_C(2166136261);
    for (; *origin; origin++)
        h = (h ^ (unsigned char)*origin) * UINT32_C(16777619);
    return FAMILY_COMPILERS * SETS_PER_FAMILY + (int32_t)((h ^ h >> 16) & 0xFFFFU);
}

/* ---- units ------------------------------------------------------------------------------------ */

/* Tonnes or money per tonne; other units stay. Sets the factor the value is multiplied by. */
static const char *normal_unit(arena *mem, const char *unit, double *factor)
{
    double mass = unit_tonnes(unit);
    const char *slash = strchr(unit, '/');
    *factor = 1;
    if (IS_NUMBER(mass)) {
        *factor = mass;
        return "t";
    }
    double per = slash ? unit_tonnes(slash + 1) : NO_NUMBER;
    if (!IS_NUMBER(per))
        return arena_str(mem, unit);
    *factor = 1 / per;
    return arena_fmt(mem, "%.*s/t", (int)(slash - unit), unit);
}

/* ---- rows to candidates ----------------------------------------------------------------------- */

static metric_use use_of(const published *p, const char *metric, const char *basis)
{
    static const struct {
        const char *metric;
        metric_use use;
    } uses[] = { { "mom_pct", USE_MOM },
                 { "yoy_pct", USE_YOY },
                 { "rank", USE_RANK },
                 { "share", USE_SHARE },
                 { "record", USE_RECORD } };
    const char *wanted = measures[p->measure].basis;
    if (STR_EQ(metric, measures[p->measure].metric))
        return USE_LEVEL;
    for (int32_t i = 0; i < COUNT_OF(uses); i++) {
        if (!STR_EQ(metric, uses[i].metric))
            continue;
        if (uses[i].use == USE_RANK) /* "destination rank by quantity" */
            return (*wanted == '\0') == (strstr(basis, "value") == NULL) ? USE_RANK : USE_NONE;
        return STR_EQ(basis, wanted) ? uses[i].use : USE_NONE;
    }
    return USE_NONE;
}

static const slot slots[][3] = {
    /* month, year to date, year */
    [USE_LEVEL] = { SLOT_LEVEL, SLOT_YTD, SLOT_YEAR },
    [USE_MOM] = { SLOT_MOM, SLOT_COUNT, SLOT_COUNT },
    [USE_YOY] = { SLOT_YOY, SLOT_YTD_YOY, SLOT_YEAR_YOY },
    [USE_RANK] = { SLOT_RANK, SLOT_COUNT, SLOT_YEAR_RANK },
    [USE_SHARE] = { SLOT_SHARE, SLOT_COUNT, SLOT_YEAR_SHARE },
    [USE_RECORD] = { SLOT_RECORD, SLOT_COUNT, SLOT_YEAR_RECORD },
};

static bool put_slots(const published *p, arena *mem, pool *out, candidate *c, metric_use use,
                      span when)
{
    bool year = when.from % 12 == 0 && when.to == when.from + 11;
    bool to_date = when.from % 12 == 0 && when.to < when.from + 12 && when.to > when.from;
    slot to_date_slot = slots[use][1];
    if (use == USE_LEVEL && !measure_adds_up(p->q->measure))
        to_date_slot = SLOT_COUNT;
    c->slot = slots[use][0];
    c->period = when.from;
    if (when.from == when.to && c->slot != SLOT_COUNT && !pool_add(out, mem, c))
        return false;
    c->slot = to_date_slot;
    c->period = when.to;
    if (to_date && c->slot != SLOT_COUNT && !pool_add(out, mem, c))
        return false;
    if (when.from == when.to && when.from % 12 == 0 && use == USE_LEVEL && c->slot != SLOT_COUNT &&
        !pool_add(out, mem, c)) /* January is its own year to date */
        return false;
    c->slot = slots[use][2];
    c->period = when.from;
    return !year || c->slot == SLOT_COUNT || pool_add(out, mem, c);
}

static bool read_figure(const gad_table *t, int64_t r, arena *mem, candidate *c)
{
    const char *note = table_get_text(t, r, P_NOTE);
    double factor = 1;
    bool derived = STR_EQ(table_get_text(t, r, P_STATUS), "derived");
    *c = (candidate){ .base = derived ? STAND_DERIVED : STAND_REPORTED,
                      .independent = !derived,
                      .unit = normal_unit(mem, table_get_text(t, r, P_UNIT), &factor) };
    c->basis = series_definition(mem, table_get_text(t, r, P_BASIS), &c->edition);
    c->origin = origin_of(mem, table_get_text(t, r, P_SOURCE), &c->edition);
    c->f =
        (figure){ .kind = derived ? FIGURE_DERIVED : FIGURE_REPORTED,
                  .value = table_get_f64(t, r, P_VALUE) * factor,
                  .half_unit = num_half_unit(table_get_text(t, r, P_PRINTED)) * factor,
                  .source = arena_str(mem, table_get_text(t, r, P_SOURCE)),
                  .url = arena_str(mem, table_get_text(t, r, P_URL)),
                  .published = (int32_t)table_get_i64(t, r, P_PUBLISHED, INT32_MIN),
                  .published_assumed = STR_EQ(table_get_text(t, r, P_PUBLISHED_BASIS), "assumed") };
    c->f.note = c->basis && *c->basis && *note ? arena_fmt(mem, "%s; %s", c->basis, note)
                : c->basis && *c->basis        ? c->basis
                                               : arena_str(mem, note);
    if (!c->origin || !c->basis || !c->unit || !c->f.source || !c->f.url || !c->f.note)
        return false;
    c->distance = distance_of(c->origin, c->f.url);
    c->f.code_set = c->edition ? compiler_set(c->origin) : 0;
    return true;
}

/* Where a row's figures go: the pool and the number they are put under; NULL when not asked for. */
static pool *pool_of(const published *p, const gad_table *t, int64_t r, int32_t *number)
{
    const char *partner = table_get_text(t, r, P_PARTNER);
    *number = 0;
    if (!*partner && !p->no_partner_is_world)
        return NULL;
    partner = *partner ? partner : "W00";
    if (!p->every)
        return STR_EQ(partner, p->q->partner.id) ? p->out : NULL;
    if (STR_EQ(partner, "W00"))
        return p->world;
    *number = store_country_id(partner);
    for (int64_t k = 0; k < gad_table_rows(p->groups); k++)
        if (table_get_i64(p->groups, k, 0, -1) == *number)
            return NULL;
    return *number < 0 ? NULL : p->out;
}

static bool flow_fits(const published *p, const char *flow)
{
    return measures[p->measure].any_flow || !*flow || (flow[0] == p->q->flow && !flow[1]);
}

static bool same_text(const gad_table *t, int64_t a, int64_t b, int32_t col)
{
    return STR_EQ(table_get_text(t, a, col), table_get_text(t, b, col));
}

/* Whether a later batch holds the same figure of the same source again: it was corrected. Rows come in
 * the order of their periods, so only neighbours need a look. */
static bool replaced(const gad_table *t, int64_t r)
{
    static const int32_t texts[] = {
        P_PARTNER, P_FLOW, P_METRIC, P_UNIT, P_BASIS, P_SOURCE, P_URL
    };
    static const int32_t numbers[] = { P_DAY, P_PUBLISHED };
    for (int64_t k = r + 1; k < gad_table_rows(t); k++) {
        if (table_get_i64(t, k, P_FROM, 0) != table_get_i64(t, r, P_FROM, 0) ||
            table_get_i64(t, k, P_TO, 0) != table_get_i64(t, r, P_TO, 0))
            return false;
        bool same = table_get_i64(t, k, P_BATCH, 0) > table_get_i64(t, r, P_BATCH, 0);
        for (int32_t i = 0; same && i < COUNT_OF(texts); i++)
            same = same_text(t, r, k, texts[i]);
        for (int32_t i = 0; same && i < COUNT_OF(numbers); i++)
            same = table_get_i64(t, r, numbers[i], -1) == table_get_i64(t, k, numbers[i], -1);
        if (same)
            return true;
    }
    return false;
}

static bool put_row(const published *p, const gad_table *t, int64_t r, arena *mem)
{
    candidate c;
    int32_t number = 0;
    pool *out = pool_of(p, t, r, &number);
    if (!out || !flow_fits(p, table_get_text(t, r, P_FLOW)) || replaced(t, r))
        return true;
    if (p->q->traceable && !series_traceable(table_get_text(t, r, P_URL)))
        return true;
    if (!read_figure(t, r, mem, &c))
        return false;
    metric_use use = use_of(p, table_get_text(t, r, P_METRIC), c.basis);
    span when = { (int32_t)table_get_i64(t, r, P_FROM, 0), (int32_t)table_get_i64(t, r, P_TO, 0) };
    if (use == USE_NONE || (!IS_NUMBER(c.f.value) && use != USE_RECORD))
        return true;
    c.partner = number;
    if (use != USE_LEVEL && use != USE_SHARE)
        c.basis = "";
    if (!gad_table_cell(t, r, P_DAY)->null && use == USE_LEVEL) {
        char day[PERIOD_TEXT];
        c.base = STAND_DERIVED; /* one day stands for its month only where nothing better is held */
        c.independent = false;
        c.f.kind = FIGURE_DERIVED;
        c.f.note =
            arena_fmt(mem, "quote of %s%s%s", day_text(day, (int32_t)table_get_i64(t, r, P_DAY, 0)),
                      *c.f.note ? "; " : "", c.f.note);
        if (!c.f.note)
            return false;
    }
    return put_slots(p, mem, out, &c, use, when);
}

static int32_t find_measure(const char *measure)
{
    for (int32_t i = 0; i < COUNT_OF(measures); i++)
        if (STR_EQ(measures[i].measure, measure))
            return i;
    return -1;
}

gad_status published_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q, bool every,
                          pool *out, pool *world)
{
    gad_table *t = NULL, *groups = NULL;
    published p = {
        .q = q, .measure = find_measure(q->measure), .every = every, .out = out, .world = world
    };
    if (q->product.code >= 0 || p.measure < 0 ||
        (q->source && strcasecmp(q->source, "observation") != 0))
        return GAD_OK;
    p.no_partner_is_world = measures[p.measure].any_flow || !strchr("XM", q->flow);
    store_param param[] = { param_text(q->product.id), param_text(q->reporter.id),
                            param_i64(q->as_of == INT32_MAX ? 100000 : q->as_of) };
    gad_status status = store_query(cx, st, "stats/published", param, COUNT_OF(param), &t);
    if (!status && every)
        status = store_query(cx, st, "stats/group_countries", NULL, 0, &groups);
    p.groups = groups;
    bool ok = true;
    for (int64_t r = 0; !status && ok && r < gad_table_rows(t); r++)
        ok = put_row(&p, t, r, mem);
    gad_table_free(groups);
    gad_table_free(t);
    return ok ? status : gad_nomem(cx, "published figures");
}
