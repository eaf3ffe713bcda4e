/* series.c - layer 2: one observed series, from every figure held about it.
 *
 * Flow of series_load: the product's customs codes (codeset.c) -> customs rows (customs.c) and
 * published figures (published.c) into one pool -> one unit, one definition, one figure per point
 * (pool.c) -> points from the first period to the last, gaps included.
 * Invariant: a point without a figure has level.kind FIGURE_NONE and a NaN, never a zero. */
#include "trade/series.h"
#include "trade/figures.h"

bool series_comparable(int32_t a, int32_t b)
{
    if (a < 0 || b < 0)
        return false;
    if (a == 0 || b == 0 || a == b)
        return true;
    return a / SETS_PER_FAMILY == b / SETS_PER_FAMILY && a / SETS_PER_LIST != b / SETS_PER_LIST;
}

bool series_is_compiled(int32_t code_set)
{
    return code_set / SETS_PER_FAMILY == FAMILY_COMPILERS;
}

bool series_same_family(int32_t a, int32_t b)
{
    return a / SETS_PER_FAMILY == b / SETS_PER_FAMILY;
}

int32_t series_find(const series *s, int32_t month)
{
    if (s->n == 0)
        return -1;
    int32_t step = s->annual ? 12 : 1, from = s->at[0].month;
    if (month < from || (month - from) % step != 0 || (month - from) / step >= s->n)
        return -1;
    return (month - from) / step;
}

/* ---- points ----------------------------------------------------------------------------------- */

static figure no_figure(const char *note)
{
    return (figure){ .kind = FIGURE_NONE,
                     .value = NO_NUMBER,
                     .source = "",
                     .url = "",
                     .note = note,
                     .published = INT32_MIN };
}

static point no_point(int32_t month)
{
    figure f = no_figure("");
    return (point){ .month = month,
                    .level = f,
                    .mom = f,
                    .yoy = f,
                    .ytd = f,
                    .ytd_yoy = f,
                    .rank = f,
                    .share = f,
                    .record = f };
}

/* Where a slot's figure stands in a point; NULL for slots the kind of series does not have. */
static figure *place(point *p, slot s, bool annual)
{
    switch (s) {
    case SLOT_LEVEL:
        return annual ? NULL : &p->level;
    case SLOT_MOM:
        return annual ? NULL : &p->mom;
    case SLOT_YOY:
        return annual ? NULL : &p->yoy;
    case SLOT_RANK:
        return annual ? NULL : &p->rank;
    case SLOT_SHARE:
        return annual ? NULL : &p->share;
    case SLOT_RECORD:
        return annual ? NULL : &p->record;
    case SLOT_YTD:
        return annual ? NULL : &p->ytd;
    case SLOT_YTD_YOY:
        return annual ? NULL : &p->ytd_yoy;
    case SLOT_YEAR:
        return annual ? &p->level : NULL;
    case SLOT_YEAR_YOY:
        return annual ? &p->yoy : NULL;
    case SLOT_YEAR_RANK:
        return annual ? &p->rank : NULL;
    case SLOT_YEAR_SHARE:
        return annual ? &p->share : NULL;
    case SLOT_YEAR_RECORD:
        return annual ? &p->record : NULL;
    case SLOT_COUNT:
        break;
    }
    return NULL;
}

/* The same figure from the same source need not be told twice. */
static bool repeats(const candidate *run, int32_t i)
{
    for (int32_t k = 0; k < i; k++)
        if (run[k].f.value == run[i].f.value && STR_EQ(run[k].f.source, run[i].f.source))
            return true;
    return false;
}

/* The candidates after the chosen one; a conflict is evidence of its own that says otherwise. */
static bool put_others(arena *mem, point *p, const candidate *run, int32_t n)
{
    bool chosen = run[0].stand < STAND_ASIDE;
    p->other = arena_take(mem, (size_t)n, sizeof *p->other);
    for (int32_t i = chosen ? 1 : 0; p->other && i < n; i++) {
        if (run[i].stand == STAND_UNUSABLE || repeats(run, i))
            continue;
        figure *f = &p->other[p->n_other++];
        *f = run[i].f;
        f->aside = run[i].stand == STAND_ASIDE;
        f->conflicts = chosen && run[i].independent && run[i].stand <= STAND_PARTNER_SUM &&
                       !figures_agree(&run[0].f, &run[i].f);
        p->conflict |= f->conflicts;
    }
    return p->other != NULL;
}

static bool put_run(arena *mem, series *s, const candidate *run, int32_t n)
{
    point p = no_point(run->period);
    if (!place(&p, run->slot, s->annual))
        return true;
    int32_t i = series_find(s, run->period);
    if (i < 0)
        return true;
    figure *f = place(&s->at[i], run->slot, s->annual);
    bool chosen = run->stand < STAND_ASIDE;
    if (chosen)
        *f = run->f;
    else if (run->stand == STAND_UNUSABLE)
        f->note = run->f.note;
    if (f != &s->at[i].level)
        return true;
    s->n_held += chosen;
    return n == 1 && chosen ? true : put_others(mem, &s->at[i], run, n);
}

/* First and last period with any figure; false when there is none. */
static bool find_extent(const series *s, const candidate *c, int32_t n, span *out)
{
    point p = no_point(0);
    *out = (span){ INT32_MAX, INT32_MIN };
    for (int32_t i = 0; i < n; i++) {
        if (!place(&p, c[i].slot, s->annual) || c[i].stand >= STAND_ASIDE)
            continue;
        /* A year to date is about the months before it as well. */
        int32_t first = c[i].slot == SLOT_YTD ? c[i].period - c[i].period % 12 : c[i].period;
        out->from = MIN_OF(out->from, first);
        out->to = MAX_OF(out->to, c[i].period);
    }
    return out->from <= out->to;
}

gad_status series_from(gad_ctx *cx, arena *mem, const candidate *c, int32_t n, series *s)
{
    span extent;
    int32_t step = s->annual ? 12 : 1;
    s->at = NULL;
    s->n = s->n_held = 0;
    if (!find_extent(s, c, n, &extent))
        return GAD_OK;
    s->n = (extent.to - extent.from) / step + 1;
    s->at = arena_take(mem, (size_t)s->n, sizeof *s->at);
    if (!s->at)
        return gad_nomem(cx, "a series");
    for (int32_t i = 0; i < s->n; i++)
        s->at[i] = no_point(extent.from + i * step);
    for (int32_t a = 0, b = 0; a < n; a = b) {
        while (b < n && c[b].slot == c[a].slot && c[b].period == c[a].period)
            b++;
        if (!put_run(mem, s, c + a, b - a))
            return gad_nomem(cx, "a series");
    }
    return GAD_OK;
}

/* ---- loading ---------------------------------------------------------------------------------- */

/* Which rows the levels rest on, in words, and a warning when that is not just the product. */
static gad_status describe(gad_ctx *cx, arena *mem, const codeset *cs, const pool *p,
                           const char *basis, series *s)
{
    bool published = false, customs = false;
    for (int32_t i = 0; i < s->n; i++) {
        const figure *f = &s->at[i].level;
        bool compiled = series_is_compiled(f->code_set);
        published |= f->kind != FIGURE_NONE && (f->code_set == 0 || compiled);
        customs |= f->code_set != 0 && !compiled;
    }
    s->coverage = customs  ? (*basis ? basis : cs->coverage)
                  : *basis ? arena_fmt(mem, "figures as defined by their source: %s", basis)
                           : "";
    if (s->coverage && customs && s->reporter.number < 0)
        s->coverage = arena_fmt(mem,
                                "%s%sthe members' own trade added up: what they trade with each "
                                "other is in it",
                                s->coverage, *s->coverage ? "; " : "");
    if (!s->coverage)
        return gad_nomem(cx, "a series");
    s->what_codes = published ? "published figures" : "";
    if (!customs)
        return GAD_OK;
    const char *codes = codeset_text(cs, mem, &cx->al, p->used_alt);
    s->what_codes = codes && published ? arena_fmt(mem, "%s; published figures", codes) : codes;
    return s->what_codes ? GAD_OK : gad_nomem(cx, "a series");
}

static series empty_series(const series_query *q)
{
    return (series){ .product = q->product,
                     .reporter = q->reporter,
                     .partner = q->partner,
                     .flow = q->flow,
                     .measure = q->measure,
                     .unit = "",
                     .as_of = q->as_of,
                     .wanted = q->wanted,
                     .what_codes = "",
                     .coverage = "",
                     .left_out = "" };
}

gad_status series_from_pool(gad_ctx *cx, arena *mem, const series_query *q, const codeset *cs,
                            pool *p, series *out)
{
    series s = empty_series(q);
    unity u;
    gad_status status = pool_unify(cx, mem, p, &u);
    if (status)
        return status;
    s.unit = u.unit;
    s.left_out = u.left_out;
    s.annual =
        q->freq == 'A' || (q->freq != 'M' && !pool_has(p, SLOT_LEVEL) && pool_has(p, SLOT_YEAR));
    pool_settle(p);
    if (s.annual && measure_adds_up(q->measure)) {
        if (!pool_add_years(p, mem))
            return gad_nomem(cx, "a series");
        pool_settle(p);
    }
    status = series_from(cx, mem, p->c, p->n, &s);
    if (!status)
        status = describe(cx, mem, cs, p, u.basis, &s);
    if (!status)
        *out = s;
    return status;
}

gad_status series_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q, series *out)
{
    codeset cs;
    pool p = { .c = NULL };
    gad_status status = codeset_load(cx, st, mem, &q->product, &q->reporter, &cs);
    if (!status)
        status = customs_load(cx, st, mem, q, &cs, false, &p, NULL);
    if (!status)
        status = published_load(cx, st, mem, q, false, &p, NULL);
    return status ? status : series_from_pool(cx, mem, q, &cs, &p, out);
}

/* ---- from text options to a query ------------------------------------------------------------- */

/* Measures that name their own flow; for the others the flow asked for counts. */
static const struct {
    const char *measure;
    char flow; /* '\0': as asked */
} measures[] = {
    { "qty", '\0' },  { "value", '\0' },     { "unit-value", '\0' }, { "share", '\0' },
    { "price", 'P' }, { "production", 'Q' }, { "capacity", 'C' },    { "reserves", 'S' },
    { "quota", 'Q' }, { "intensity", 'X' },
};

static gad_status read_measure(gad_ctx *cx, const gad_series_opts *o, series_query *q)
{
    const char *flow = o->flow && *o->flow ? o->flow : "X",
               *measure = o->measure ? o->measure : "qty";
    if (flow[1] != '\0' || !strchr("XMPQSC", toupper((unsigned char)flow[0])))
        return gad_fail(
            cx, GAD_E_ARG,
            "flow '%.40s' is not one of X (exports), M (imports), P (price), Q (production), S (stock), C (capacity)",
            flow);
    q->flow = (char)toupper((unsigned char)flow[0]);
    if (STR_EQ(measure, "qty"))
        measure = q->flow == 'P'   ? "price"
                  : q->flow == 'Q' ? "production"
                  : q->flow == 'C' ? "capacity"
                  : q->flow == 'S' ? "reserves"
                                   : measure;
    for (int32_t i = 0; i < COUNT_OF(measures); i++)
        if (strcasecmp(measures[i].measure, measure) == 0) {
            q->measure = measures[i].measure;
            q->flow = measures[i].flow ? measures[i].flow : q->flow;
            return GAD_OK;
        }
    return gad_fail(
        cx, GAD_E_ARG,
        "measure '%.40s' is not one of qty, value, unit-value, share, price, production, capacity, reserves, quota, intensity",
        measure);
}

static gad_status read_freq(gad_ctx *cx, const char *freq, char *out)
{
    *out = 0;
    if (!freq || strcasecmp(freq, "auto") == 0)
        return GAD_OK;
    *out = (char)toupper((unsigned char)freq[0]);
    if (freq[0] && freq[1] == '\0' && (*out == 'M' || *out == 'A'))
        return GAD_OK;
    return gad_fail(cx, GAD_E_ARG, "frequency '%.40s' is not one of auto, M (monthly), A (annual)",
                    freq);
}

static gad_status read_wanted(gad_ctx *cx, const gad_series_opts *o, span *out)
{
    span s = { 0, 0 };
    *out = (span){ INT32_MIN, INT32_MAX };
    if (o->from && !span_parse(o->from, &s))
        return gad_fail(cx, GAD_E_ARG,
                        "--from '%.40s' is not a month or year: write 2024-01 or 2024", o->from);
    if (o->from)
        out->from = s.from;
    if (o->to && !span_parse(o->to, &s))
        return gad_fail(cx, GAD_E_ARG, "--to '%.40s' is not a month or year: write 2025-12 or 2025",
                        o->to);
    if (o->to)
        out->to = s.to;
    if (out->from > out->to)
        return gad_fail(cx, GAD_E_ARG, "--from '%.40s' is after --to '%.40s'", o->from, o->to);
    return GAD_OK;
}

gad_status series_query_make(gad_ctx *cx, gad_store *st, arena *mem, const gad_series_opts *o,
                             series_query *out)
{
    series_query q = { .as_of = INT32_MAX };
    gad_status status = read_measure(cx, o, &q);
    if (!status)
        status = read_freq(cx, o->freq, &q.freq);
    if (!status)
        status = read_wanted(cx, o, &q.wanted);
    if (!status && o->as_of && !day_parse(o->as_of, &q.as_of))
        status =
            gad_fail(cx, GAD_E_ARG, "--as-of '%.40s' is not a day: write 2025-07-20", o->as_of);
    if (!status)
        status = codes_product(cx, st, mem, o->product, &q.product);
    if (!status)
        status = codes_country(cx, st, mem, "reporter", o->reporter, &q.reporter);
    if (!status)
        status = codes_country(cx, st, mem, "partner", o->partner ? o->partner : "W00", &q.partner);
    if (!status && o->source && !(q.source = arena_str(mem, o->source)))
        status = gad_nomem(cx, "a source name");
    if (!status)
        *out = q;
    return status;
}
