/* customs.c - layer 2: customs rows to candidates.
 *
 * Flow: conditions as SQL -> one query, one row per partner, source, frequency and period -> monthly,
 * year-to-date and annual candidates -> from them two kinds of figures that the files imply: a month as
 * the difference of two year-to-date rows, a year as the sum of twelve months of the same source.
 * Invariant: a figure never mixes sources, and a measure that some rows lack is not summed as if those
 * rows were zero. */
#include "trade/figures.h"

enum { FREQ_YEAR = 1, FREQ_MONTH = 2, FREQ_YTD = 3, FLAG_WEIGHT_ESTIMATED = 1 };

/* Rows without weight may be left out of a sum of weights while they carry at most this share of the
 * money: the sum is then a lower bound by about as much, and says so. */
static const double WEIGHTLESS_MAX = 0.005;

typedef struct source_row {
    int32_t id, preference;
    const char *name, *url;
    bool independent;
} source_row;

typedef struct customs {
    const series_query *q;
    const codeset *cs;
    partner_mode mode;
    source_row *source;
    int32_t n_source;
    int32_t only; /* id of the source asked for, -1 any, -2 none (published figures only) */
} customs;

typedef struct tally { /* one row of stats/customs */
    int32_t partner, source, freq, period, alt;
    figure f; /* of the measure asked for */
    const char *unit;
    bool partner_sum;
} tally;

/* ---- sources ---------------------------------------------------------------------------------- */

static gad_status unknown_source(gad_ctx *cx, const gad_table *t, const char *asked)
{
    char names[512] = "";
    size_t n = 0;
    for (int64_t r = 0; r < gad_table_rows(t) && n < sizeof names; r++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", r ? ", " : "",
                              table_get_text(t, r, 1));
    return gad_fail(cx, GAD_E_NOTFOUND, "no source '%.100s': known are %s", asked, names);
}

static gad_status load_sources(gad_ctx *cx, gad_store *st, arena *mem, customs *c)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "stats/source_names", NULL, 0, &t);
    if (status)
        return status;
    c->n_source = (int32_t)gad_table_rows(t);
    c->source = arena_take(mem, (size_t)c->n_source + 1, sizeof *c->source);
    c->only = c->q->source ? -3 : -1;
    for (int32_t r = 0; c->source && r < c->n_source; r++) {
        const char *kind = table_get_text(t, r, 3);
        c->source[r] =
            (source_row){ (int32_t)table_get_i64(t, r, 0, 0), (int32_t)table_get_i64(t, r, 4, 0),
                          arena_str(mem, table_get_text(t, r, 2)),
                          arena_str(mem, table_get_text(t, r, 5)), STR_EQ(kind, "customs") };
        if (!c->source[r].name || !c->source[r].url)
            c->source = NULL;
        else if (c->q->source && strcasecmp(c->q->source, table_get_text(t, r, 1)) == 0)
            c->only = STR_EQ(kind, "published") ? -2 : c->source[r].id;
    }
    if (!c->source)
        status = gad_nomem(cx, "the list of sources");
    else if (c->only == -3)
        status = unknown_source(cx, t, c->q->source);
    gad_table_free(t);
    return status;
}

static const source_row *find_source(const customs *c, int32_t id)
{
    for (int32_t i = 0; i < c->n_source; i++)
        if (c->source[i].id == id)
            return &c->source[i];
    return NULL;
}

/* ---- conditions ------------------------------------------------------------------------------- */

/* "(column = 1 AND period BETWEEN 0 AND 9 OR ...)" for the members of a group. Annual rows stand at
 * January, so membership in January decides about the year. */
static gad_status members_sql(gad_ctx *cx, gad_store *st, const char *group, const char *column,
                              buf *out)
{
    gad_table *t = NULL;
    store_param p = param_text(group);
    gad_status status = store_query(cx, st, "stats/group_members", &p, 1, &t);
    if (status)
        return status;
    buf_add(out, "(false");
    for (int64_t r = 0; r < gad_table_rows(t); r++)
        buf_fmt(out, " OR (%s = %" PRId64 " AND period BETWEEN %" PRId64 " AND %" PRId64 ")",
                column, table_get_i64(t, r, 0, -1), table_get_i64(t, r, 1, -1),
                table_get_i64(t, r, 2, -1));
    buf_add(out, ")");
    gad_table_free(t);
    return GAD_OK;
}

static gad_status country_sql(gad_ctx *cx, gad_store *st, const country_ref *country,
                              const char *column, buf *out)
{
    if (country->number < 0)
        return members_sql(cx, st, country->id, column, out);
    buf_fmt(out, "%s = %" PRId32, column, country->number);
    return GAD_OK;
}

static gad_status partner_sql(gad_ctx *cx, gad_store *st, const customs *c, buf *out)
{
    gad_table *t = NULL;
    if (c->mode == PARTNER_ONE || c->mode == PARTNER_GROUP)
        return country_sql(cx, st, &c->q->partner, "partner", out);
    gad_status status = store_query(cx, st, "stats/group_countries", NULL, 0, &t);
    if (status)
        return status;
    buf_add(out, "partner NOT IN (-1");
    for (int64_t r = 0; r < gad_table_rows(t); r++) {
        int64_t id = table_get_i64(t, r, 0, -1);
        if (c->mode == PARTNER_ALL || id != store_country_id("W00"))
            buf_fmt(out, ", %" PRId64, id);
    }
    buf_add(out, ")");
    gad_table_free(t);
    return GAD_OK;
}

/* Copy the template, the names in braces replaced. */
static void fill(buf *out, const char *text, const char *const pair[][2], int32_t n)
{
    while (*text) {
        int32_t k = 0;
        if (*text == '{')
            while (k < n && strncmp(text, pair[k][0], strlen(pair[k][0])) != 0)
                k++;
        if (*text != '{' || k == n) {
            buf_char(out, *text++);
            continue;
        }
        buf_add(out, pair[k][1]);
        text += strlen(pair[k][0]);
    }
}

enum { PIECES = 4, PIECE_MAX = 128 };

static gad_status build_sql(gad_ctx *cx, gad_store *st, const customs *c, buf piece[PIECES],
                            buf *sql)
{
    char flow[16], known[PIECE_MAX] = "true", source[PIECE_MAX] = "true";
    char total[16];
    codeset_sql_where(c->cs, &piece[0]);
    codeset_sql_alt(c->cs, &piece[1]);
    gad_status status = country_sql(cx, st, &c->q->reporter, "reporter", &piece[2]);
    if (!status)
        status = partner_sql(cx, st, c, &piece[3]);
    if (status)
        return status;
    snprintf(flow, sizeof flow, "%d", c->q->flow == 'M' ? 1 : 2);
    if (c->q->as_of != INT32_MAX)
        snprintf(known, sizeof known, "vintage <= DATE '1970-01-01' + %" PRId32, c->q->as_of);
    if (c->only >= 0)
        snprintf(source, sizeof source, "source = %" PRId32, c->only);
    snprintf(total, sizeof total, "%" PRId32,
             c->mode == PARTNER_WORLD ? store_country_id("W00") : -1);
    const char *const pair[][2] = {
        { "{where}", buf_text(&piece[0]) },
        { "{alt}", buf_text(&piece[1]) },
        { "{reporter}", buf_text(&piece[2]) },
        { "{partner}", buf_text(&piece[3]) },
        { "{flow}", flow },
        { "{known}", known },
        { "{source}", source },
        { "{total}", total },
        { "{out}", c->mode == PARTNER_ALL ? "partner::INTEGER" : "0" },
    };
    fill(sql, store_sql("stats/customs"), pair, COUNT_OF(pair));
    for (int32_t i = 0; i < PIECES; i++)
        if (!buf_ok(&piece[i]))
            return gad_nomem(cx, "a question to the store");
    return buf_ok(sql) ? GAD_OK : gad_nomem(cx, "a question to the store");
}

static gad_status run(gad_ctx *cx, gad_store *st, const customs *c, gad_table **out)
{
    buf piece[PIECES], sql;
    for (int32_t i = 0; i < PIECES; i++)
        buf_init(&piece[i], &cx->al);
    buf_init(&sql, &cx->al);
    gad_status status = build_sql(cx, st, c, piece, &sql);
    if (!status)
        status = store_query_text(cx, st, buf_text(&sql), NULL, 0, out);
    for (int32_t i = 0; i < PIECES; i++)
        buf_release(&piece[i]);
    buf_release(&sql);
    return status;
}

/* ---- from rows to figures --------------------------------------------------------------------- */

enum { /* columns of stats/customs */
       C_PARTNER,
       C_SOURCE,
       C_FREQ,
       C_PERIOD,
       C_ALT,
       C_QTY,
       C_QTY_ROWS,
       C_QTY_WHOLE,
       C_QTY_MISSING,
       C_QTY_MISSING_VALUE,
       C_VALUE,
       C_VALUE_ROWS,
       C_VALUE_WHOLE,
       C_VALUE_MISSING,
       C_USD,
       C_USD_ROWS,
       C_BOTH_QTY,
       C_BOTH_VALUE,
       C_BOTH_USD,
       C_BOTH_ROWS,
       C_BOTH_USD_ROWS,
       C_BOTH_WHOLE,
       C_CURRENCY_LO,
       C_CURRENCY_HI,
       C_VINTAGE,
       C_FLAGS,
       C_CODES
};

static int32_t whole(const gad_table *t, int64_t r, int32_t col)
{
    return (int32_t)table_get_i64(t, r, col, 0);
}

/* The one currency of the row's values, or NULL when rows of several were added. */
static const char *currency_of(const gad_table *t, int64_t r, arena *mem)
{
    const char *lo = table_get_text(t, r, C_CURRENCY_LO), *hi = table_get_text(t, r, C_CURRENCY_HI);
    return lo && hi && STR_EQ(lo, hi) ? arena_str(mem, lo) : NULL;
}

static bool take_qty(const gad_table *t, int64_t r, arena *mem, tally *y)
{
    int32_t missing = whole(t, r, C_QTY_MISSING);
    double gap = table_get_f64(t, r, C_QTY_MISSING_VALUE), value = table_get_f64(t, r, C_VALUE);
    y->f.value = table_get_f64(t, r, C_QTY);
    y->f.parts = whole(t, r, C_QTY_ROWS);
    y->unit = "t";
    if (!missing && IS_NUMBER(y->f.value))
        return true;
    bool small = IS_NUMBER(y->f.value) && value > 0 && gap <= WEIGHTLESS_MAX * value;
    if (small)
        y->f.note = arena_fmt(mem, "%" PRId32 " more rows carry no weight (%.2g %% of the value)",
                              missing, 100 * gap / value);
    else
        y->f.note = arena_fmt(
            mem, "%" PRId32 " of %" PRId32 " rows carry no weight: ask for --measure value",
            missing, missing + y->f.parts);
    if (!small)
        y->f.value = NO_NUMBER;
    return y->f.note != NULL;
}

static bool take_value(const gad_table *t, int64_t r, arena *mem, tally *y)
{
    bool usd = whole(t, r, C_USD_ROWS) > 0 && whole(t, r, C_USD_ROWS) == whole(t, r, C_VALUE_ROWS);
    const char *currency = currency_of(t, r, mem);
    y->f.value = table_get_f64(t, r, usd ? C_USD : C_VALUE);
    y->f.parts = whole(t, r, C_VALUE_ROWS);
    y->unit = usd ? "USD" : currency;
    if (whole(t, r, C_VALUE_MISSING) > 0 && !whole(t, r, C_VALUE_WHOLE)) {
        y->f.value = NO_NUMBER;
        y->f.note = "some rows carry no value";
    } else if (!y->unit) {
        y->f.value = NO_NUMBER;
        y->f.note = "rows of several currencies";
    }
    return true;
}

static bool take_unit_value(const gad_table *t, int64_t r, arena *mem, tally *y)
{
    bool usd = whole(t, r, C_BOTH_USD_ROWS) > 0 &&
               whole(t, r, C_BOTH_USD_ROWS) == whole(t, r, C_BOTH_ROWS);
    const char *currency = usd ? "USD" : currency_of(t, r, mem);
    double qty = table_get_f64(t, r, C_BOTH_QTY);
    double value = table_get_f64(t, r, usd ? C_BOTH_USD : C_BOTH_VALUE);
    y->f.parts = whole(t, r, C_BOTH_ROWS);
    y->f.value = qty > 0 && currency ? value / qty : NO_NUMBER;
    y->unit = currency ? arena_fmt(mem, "%s/t", currency) : "";
    if (!IS_NUMBER(y->f.value))
        y->f.note = "no row carries both a value and a weight";
    return y->unit != NULL;
}

static const struct {
    const char *measure;
    bool (*take)(const gad_table *t, int64_t r, arena *mem, tally *y);
    int32_t whole; /* column that tells whether only total rows were used */
} measures[] = {
    { "qty", take_qty, C_QTY_WHOLE },
    { "value", take_value, C_VALUE_WHOLE },
    { "unit-value", take_unit_value, C_BOTH_WHOLE },
};

static int32_t find_measure(const char *measure)
{
    for (int32_t i = 0; i < COUNT_OF(measures); i++)
        if (STR_EQ(measures[i].measure, measure))
            return i;
    return -1;
}

static bool tally_of(const customs *c, const gad_table *t, int64_t r, arena *mem, tally *y)
{
    int32_t m = find_measure(c->q->measure);
    *y = (tally){ .partner = (int32_t)table_get_i64(t, r, C_PARTNER, 0),
                  .source = (int32_t)table_get_i64(t, r, C_SOURCE, 0),
                  .freq = (int32_t)table_get_i64(t, r, C_FREQ, 0),
                  .period = (int32_t)table_get_i64(t, r, C_PERIOD, 0),
                  .alt = (int32_t)table_get_i64(t, r, C_ALT, 0) };
    const source_row *s = find_source(c, y->source);
    y->f = (figure){ .source = s ? s->name : "unknown",
                     .url = s ? s->url : "",
                     .note = "",
                     .published = (int32_t)table_get_i64(t, r, C_VINTAGE, INT32_MIN),
                     .code_set = codeset_id(c->cs, y->alt, y->period) };
    if (!measures[m].take(t, r, mem, y))
        return false;
    bool total = whole(t, r, measures[m].whole);
    y->partner_sum = c->mode == PARTNER_GROUP || (c->mode == PARTNER_WORLD && !total) ||
                     c->q->reporter.number < 0;
    y->f.kind = y->partner_sum || y->f.parts > 1 ? FIGURE_SUM : FIGURE_CUSTOMS;
    if (y->f.kind == FIGURE_CUSTOMS)
        y->f.parts = 0;
    if ((table_get_i64(t, r, C_FLAGS, 0) & FLAG_WEIGHT_ESTIMATED) && *y->f.note == '\0' &&
        !STR_EQ(c->q->measure, "value"))
        y->f.note = "weight estimated by the source";
    return true;
}

/* ---- from figures to candidates --------------------------------------------------------------- */

static bool put(const customs *c, arena *mem, pool *out, const tally *y, slot where, int32_t period)
{
    const source_row *s = find_source(c, y->source);
    candidate k = { .partner = y->partner,
                    .slot = where,
                    .period = period,
                    .base = STAND_CUSTOMS,
                    .preference = s ? s->preference : INT32_MAX,
                    .independent = s && s->independent && y->f.kind != FIGURE_DERIVED,
                    .partner_sum = y->partner_sum,
                    .origin = y->f.source,
                    .basis = "",
                    .unit = y->unit ? y->unit : "",
                    .f = y->f };
    if (!IS_NUMBER(k.f.value)) {
        k.base = STAND_UNUSABLE;
        k.f.kind = FIGURE_NONE;
    } else if (k.f.kind == FIGURE_DERIVED) {
        k.base = STAND_DERIVED;
    }
    return pool_add(out, mem, &k);
}

static bool put_row(const customs *c, arena *mem, pool *out, const tally *y)
{
    int32_t january = y->period - y->period % 12;
    bool ok = true;
    switch (y->freq) {
    case FREQ_MONTH:
        return put(c, mem, out, y, SLOT_LEVEL, y->period);
    case FREQ_YEAR:
        ok = put(c, mem, out, y, SLOT_YEAR, january);
        return ok && put(c, mem, out, y, SLOT_YTD, january + 11);
    case FREQ_YTD:
        ok = put(c, mem, out, y, SLOT_YTD, y->period);
        if (ok && y->period == january)
            ok = put(c, mem, out, y, SLOT_LEVEL, y->period);
        if (ok && y->period == january + 11)
            ok = put(c, mem, out, y, SLOT_YEAR, january);
        return ok;
    default:
        return true;
    }
}

static bool same_line(const tally *a, const tally *b)
{
    return a->partner == b->partner && a->source == b->source && a->freq == b->freq;
}

/* A month as January-to-month less January-to-the-month-before, of one source. */
static bool put_difference(const customs *c, arena *mem, pool *out, const tally *y, int32_t i)
{
    if (i == 0 || y[i].freq != FREQ_YTD || !same_line(&y[i], &y[i - 1]) ||
        y[i].period != y[i - 1].period + 1 || y[i].period % 12 == 0 || y[i].alt != y[i - 1].alt ||
        !IS_NUMBER(y[i].f.value) || !IS_NUMBER(y[i - 1].f.value) ||
        STR_EQ(c->q->measure, "unit-value") || !STR_EQ(y[i].unit, y[i - 1].unit))
        return true;
    tally d = y[i];
    d.f.value -= y[i - 1].f.value;
    d.f.kind = FIGURE_DERIVED;
    d.f.parts = 0;
    d.f.note = "difference of two year-to-date totals of the same source";
    return put(c, mem, out, &d, SLOT_LEVEL, d.period);
}

/* A year as the sum of its twelve months, of one source. y[i] is December. */
static bool put_year_sum(const customs *c, arena *mem, pool *out, const tally *y, int32_t i)
{
    if (i < 11 || y[i].freq != FREQ_MONTH || y[i].period % 12 != 11 ||
        STR_EQ(c->q->measure, "unit-value"))
        return true;
    tally d = y[i - 11];
    d.f.value = 0;
    for (int32_t k = i - 11; k <= i; k++) {
        if (!same_line(&y[k], &y[i]) || y[k].period != y[i].period - (i - k) ||
            !IS_NUMBER(y[k].f.value) || !STR_EQ(y[k].unit, y[i].unit) ||
            !series_comparable(y[k].f.code_set, y[i].f.code_set))
            return true;
        d.f.value += y[k].f.value;
        d.f.published = MAX_OF(d.f.published, y[k].f.published);
    }
    d.f.kind = FIGURE_SUM;
    d.f.parts = 12;
    d.f.note = "sum of the twelve months of the same source";
    return put(c, mem, out, &d, SLOT_YEAR, d.period);
}

static gad_status to_pool(gad_ctx *cx, const customs *c, const gad_table *t, arena *mem, pool *out)
{
    int32_t n = (int32_t)gad_table_rows(t);
    tally *y = arena_take(mem, (size_t)n + 1, sizeof *y);
    bool ok = y != NULL;
    for (int32_t i = 0; ok && i < n; i++) {
        ok = tally_of(c, t, i, mem, &y[i]);
        out->used_alt[ok ? MIN_OF(y[i].alt, ALT_COUNT - 1) : 0] = true;
    }
    for (int32_t i = 0; ok && i < n; i++)
        ok = put_row(c, mem, out, &y[i]) && put_difference(c, mem, out, y, i) &&
             put_year_sum(c, mem, out, y, i);
    return ok ? GAD_OK : gad_nomem(cx, "customs rows");
}

gad_status customs_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                        const codeset *cs, bool every, pool *out)
{
    gad_table *t = NULL;
    customs c = { .q = q, .cs = cs };
    c.mode = every                          ? PARTNER_ALL
             : q->partner.number < 0        ? PARTNER_GROUP
             : STR_EQ(q->partner.id, "W00") ? PARTNER_WORLD
                                            : PARTNER_ONE;
    gad_status status = load_sources(cx, st, mem, &c);
    if (status || cs->n == 0 || c.only == -2 || find_measure(q->measure) < 0 ||
        !(q->flow == 'X' || q->flow == 'M'))
        return status;
    status = run(cx, st, &c, &t);
    if (!status)
        status = to_pool(cx, &c, t, mem, out);
    gad_table_free(t);
    return status;
}
