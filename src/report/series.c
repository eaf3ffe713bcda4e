/* series.c - layer 4: the question `series`: one product, reporter and partner, period by period.
 *
 * Flow of gad_series: options to a query -> the series, and what the statistics asked for need beside
 * it (the world, every partner, the unit values) -> one `row` of numbers per period -> JSON with all
 * detail, or a flat table for every other format.
 * Invariant: JSON and tables are written from the same rows, so they cannot disagree. */
#include "report/figures_json.h"
#include "report/write.h"
#include "trade/rank.h"

enum stat {
    STAT_LEVEL,
    STAT_MOM,
    STAT_YOY,
    STAT_YTD,
    STAT_YTD_YOY,
    STAT_TTM,
    STAT_SHARE,
    STAT_RANK,
    STAT_RECORD,
    STAT_STREAK,
    STAT_UNIT_VALUE,
    STAT_HHI,
    STAT_SURGE,
    STAT_BREAK,
    STAT_COUNT
};

static const char *const stat_names[STAT_COUNT] = {
    [STAT_LEVEL] = "level",
    [STAT_MOM] = "mom",
    [STAT_YOY] = "yoy",
    [STAT_YTD] = "ytd",
    [STAT_YTD_YOY] = "ytd-yoy",
    [STAT_TTM] = "ttm",
    [STAT_SHARE] = "share",
    [STAT_RANK] = "rank",
    [STAT_RECORD] = "record",
    [STAT_STREAK] = "streak",
    [STAT_UNIT_VALUE] = "unit-value",
    [STAT_HHI] = "hhi",
    [STAT_SURGE] = "surge",
    [STAT_BREAK] = "break",
};

typedef struct row { /* the statistics of one period */
    change mom, yoy, ytd_yoy;
    total ytd, ttm;
    double share_pct;
    int32_t rank, rank_of;
    record record;
    char record_text[STATS_TEXT]; /* "" none */
    int32_t streak;
    surge surge;
    double unit_value;
    change unit_value_mom, unit_value_yoy;
    panel_cover cover;
} row;

typedef struct answer {
    uint32_t stats; /* bit per enum stat */
    series s;
    series world;      /* for the share */
    series unit_value; /* for the unit value; n 0 when not asked for */
    panel partners;    /* for rank and concentration */
    bool has_world, has_partners;
    int32_t from, to; /* points shown */
    row *row;         /* [to - from + 1] */
    level_break brk;
} answer;

static bool asked(const answer *a, enum stat s)
{
    return a->stats >> s & 1U;
}

/* ---- options ---------------------------------------------------------------------------------- */

#define OPT_STR(field, name, letter, metavar, def, help)         .field = (def),
#define OPT_ENUM(field, name, letter, choices, def, help)        .field = (def),
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) .field = (def),
#define OPT_BOOL(field, name, letter, help)                      .field = false,
gad_series_opts gad_series_defaults(void)
{
    return (gad_series_opts){
#include "gadolin/series_opts.def"
    };
}

static gad_status unknown_stat(gad_ctx *cx, const char *name, size_t n)
{
    char list[256] = "";
    size_t len = 0;
    for (int32_t k = 0; k < STAT_COUNT; k++)
        len += (size_t)snprintf(list + len, sizeof list - len, "%s, ", stat_names[k]);
    return gad_fail(cx, GAD_E_ARG, "no statistic '%.*s': --stats takes a comma list of %sor all",
                    (int)MIN_OF(n, (size_t)40), name, list);
}

static gad_status read_stats(gad_ctx *cx, const char *list, uint32_t *out)
{
    uint32_t bits = 0;
    for (const char *s = list; *s;) {
        size_t n = strcspn(s, ","), lead = strspn(s, " ");
        lead = MIN_OF(lead, n);
        size_t len = n - lead;
        while (len && s[lead + len - 1] == ' ')
            len--;
        int32_t k = 0;
        while (k < STAT_COUNT &&
               (strlen(stat_names[k]) != len || strncasecmp(s + lead, stat_names[k], len) != 0))
            k++;
        bool all = len == 3 && strncasecmp(s + lead, "all", 3) == 0;
        if (k == STAT_COUNT && !all)
            return unknown_stat(cx, s + lead, len);
        bits |= all ? (1U << STAT_COUNT) - 1 : 1U << k;
        s += n + (s[n] == ',');
    }
    *out = bits ? bits | 1U << STAT_LEVEL : 1U << STAT_LEVEL;
    return GAD_OK;
}

/* ---- loading ---------------------------------------------------------------------------------- */

static gad_status held_elsewhere(gad_ctx *cx, const series *s)
{
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    return gad_fail(cx, GAD_E_NOTFOUND,
                    "nothing is held for those months: '%s' of %s with %s is held from %s to %s",
                    s->product.id, s->reporter.id, s->partner.id, month_text(from, s->at[0].month),
                    month_text(to, s->at[s->n - 1].month));
}

/* The points inside what was asked for. Of an annual series the year that a month lies in counts. */
static gad_status choose_points(gad_ctx *cx, answer *a)
{
    span w = a->s.wanted;
    if (a->s.annual && w.from != INT32_MIN)
        w.from -= w.from % 12;
    a->from = 0;
    a->to = a->s.n - 1;
    while (a->from < a->s.n && a->s.at[a->from].month < w.from)
        a->from++;
    while (a->to >= 0 && a->s.at[a->to].month > w.to)
        a->to--;
    return a->from <= a->to ? GAD_OK : held_elsewhere(cx, &a->s);
}

static bool is_world(const series *s)
{
    return STR_EQ(s->partner.id, "W00");
}

static gad_status load_beside(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q,
                              answer *a)
{
    gad_status status = GAD_OK;
    series_query other = *q;
    other.freq = a->s.annual ? 'A' : 'M';
    a->has_partners = asked(a, STAT_HHI) || (asked(a, STAT_RANK) && !is_world(&a->s));
    if (a->has_partners)
        status = panel_load(cx, st, mem, &other, &a->partners);
    if (!status && a->has_partners) {
        a->world = a->partners.world;
        a->has_world = true;
    } else if (!status && asked(a, STAT_SHARE) && !is_world(&a->s)) {
        a->has_world = true;
        status = codes_country(cx, st, mem, "partner", "W00", &other.partner);
        if (!status)
            status = series_load(cx, st, mem, &other, &a->world);
    }
    if (!status && asked(a, STAT_UNIT_VALUE)) {
        other.partner = q->partner;
        other.measure = "unit-value";
        status = series_load(cx, st, mem, &other, &a->unit_value);
    }
    return status;
}

static void fill_partners(const answer *a, arena *mem, int32_t month, row *r)
{
    int32_t k = panel_find(&a->partners, a->s.partner.number);
    r->cover = panel_coverage(&a->partners, mem, month);
    r->rank_of = r->cover.n;
    r->rank = k < 0 ? 0 : panel_rank(&a->partners, k, month);
}

static void fill_row(const answer *a, arena *mem, int32_t i, row *r)
{
    int32_t month = a->s.at[i].month, u = series_find(&a->unit_value, month);
    *r = (row){ .mom = stats_mom(&a->s, i),
                .yoy = stats_yoy(&a->s, i),
                .ytd_yoy = stats_ytd_yoy(&a->s, i),
                .ytd = stats_ytd(&a->s, i),
                .ttm = stats_ttm(&a->s, i),
                .share_pct = NO_NUMBER,
                .record = stats_record(&a->s, i),
                .streak = stats_streak(&a->s, i),
                .surge = stats_surge(&a->s, i),
                .unit_value = NO_NUMBER };
    r->cover = (panel_cover){
        .total = NO_NUMBER, .covered_pct = NO_NUMBER, .hhi = NO_NUMBER, .effective = NO_NUMBER
    };
    stats_record_text(r->record_text, &r->record, a->s.annual);
    r->unit_value_mom = stats_mom(&a->unit_value, u);
    r->unit_value_yoy = stats_yoy(&a->unit_value, u);
    if (u >= 0)
        r->unit_value = a->unit_value.at[u].level.value;
    if (a->has_world && !is_world(&a->s))
        r->share_pct = stats_share(&a->s, &a->world, month);
    if (a->has_partners)
        fill_partners(a, mem, month, r);
}

static gad_status load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q, answer *a)
{
    gad_status status = series_load(cx, st, mem, q, &a->s);
    if (!status && a->s.n == 0)
        return series_nothing(cx, st, q);
    if (!status)
        status = choose_points(cx, a);
    if (!status)
        status = load_beside(cx, st, mem, q, a);
    if (status)
        return status;
    a->row = arena_take(mem, (size_t)(a->to - a->from) + 1, sizeof *a->row);
    if (!a->row)
        return gad_nomem(cx, "the statistics");
    for (int32_t i = a->from; i <= a->to; i++)
        fill_row(a, mem, i, &a->row[i - a->from]);
    if (asked(a, STAT_BREAK))
        a->brk = stats_break(&a->s, a->to);
    return GAD_OK;
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static const char *period_of(char out[PERIOD_TEXT], const series *s, int32_t month)
{
    return span_text(out, (span){ month, s->annual ? month + 11 : month });
}

static void json_missing(json *j, const answer *a)
{
    char text[PERIOD_TEXT];
    json_array(j, "missing");
    for (int32_t i = a->from; i <= a->to; i++)
        if (a->s.at[i].level.kind == FIGURE_NONE)
            json_text(j, NULL, period_of(text, &a->s, a->s.at[i].month));
    json_close(j);
}

static void json_break(json *j, const answer *a)
{
    char text[PERIOD_TEXT];
    json_object(j, "break");
    json_text(j, "first", a->brk.month < 0 ? NULL : period_of(text, &a->s, a->brk.month));
    json_f64(j, "before", a->brk.before);
    json_f64(j, "after", a->brk.after);
    json_f64(j, "p", a->brk.p);
    json_text(j, "why", a->brk.why);
    json_close(j);
}

static void json_head(json *j, const answer *a, const series_query *q)
{
    const series *s = &a->s;
    char text[PERIOD_TEXT], flow[2] = { s->flow, '\0' };
    int32_t held = 0;
    for (int32_t i = a->from; i <= a->to; i++)
        held += s->at[i].level.kind != FIGURE_NONE;
    json_object(j, "series");
    json_text(j, "product", s->product.id);
    json_text(j, "product_name", s->product.name);
    json_text(j, "product_note", s->product.note && *s->product.note ? s->product.note : NULL);
    json_text(j, "reporter", s->reporter.id);
    json_text(j, "reporter_name", s->reporter.name);
    json_text(j, "partner", s->partner.id);
    json_text(j, "partner_name", s->partner.name);
    json_text(j, "flow", flow);
    json_text(j, "freq", s->annual ? "A" : "M");
    json_text(j, "measure", s->measure);
    json_text(j, "unit", s->unit);
    json_text(j, "codes", s->what_codes);
    json_text(j, "coverage", *s->coverage ? s->coverage : NULL);
    json_text(j, "left_out", *s->left_out ? s->left_out : NULL);
    json_text(j, "source", q->source);
    json_text(j, "as_of", s->as_of == INT32_MAX ? NULL : day_text(text, s->as_of));
    json_text(j, "first", period_of(text, s, s->at[a->from].month));
    json_text(j, "last", period_of(text, s, s->at[a->to].month));
    json_i64(j, "held", held);
    json_missing(j, a);
    if (asked(a, STAT_UNIT_VALUE))
        json_text(j, "unit_value_unit", *a->unit_value.unit ? a->unit_value.unit : NULL);
    if (asked(a, STAT_BREAK))
        json_break(j, a);
    json_close(j);
}

static void json_record(json *j, const record *r)
{
    char text[PERIOD_TEXT];
    static const char *const kind[] = { "none", "high", "low" };
    json_object(j, "record_detail");
    json_text(j, "kind", kind[r->kind]);
    json_text(j, "since", r->since < 0 ? NULL : month_text(text, r->since));
    json_i64(j, "span", r->span);
    json_i64(j, "held", r->held);
    json_text(j, "first", r->first < 0 ? NULL : month_text(text, r->first));
    json_bool(j, "complete", r->complete);
    json_rank(j, "place", r->place);
    json_close(j);
}

static void json_pct(json *j, const char *flat, const char *detail, const change *c)
{
    json_f64(j, flat, c->pct);
    json_change(j, detail, c);
}

static void json_changes(json *j, const answer *a, const row *r)
{
    if (asked(a, STAT_MOM))
        json_pct(j, "mom_pct", "mom", &r->mom);
    if (asked(a, STAT_YOY))
        json_pct(j, "yoy_pct", "yoy", &r->yoy);
    if (asked(a, STAT_YTD)) {
        json_f64(j, "ytd", r->ytd.value);
        json_total(j, "ytd_detail", &r->ytd);
    }
    if (asked(a, STAT_YTD_YOY))
        json_pct(j, "ytd_yoy_pct", "ytd_yoy", &r->ytd_yoy);
    if (asked(a, STAT_TTM)) {
        json_f64(j, "ttm", r->ttm.value);
        json_total(j, "ttm_detail", &r->ttm);
    }
}

static void json_standing(json *j, const answer *a, const point *p, const row *r)
{
    if (asked(a, STAT_SHARE)) {
        json_f64(j, "share_pct", r->share_pct);
        json_f64(j, "share_published_pct", p->share.value);
    }
    if (asked(a, STAT_RANK)) {
        json_rank(j, "rank", r->rank);
        json_i64(j, "rank_of", r->rank_of);
        json_bool(j, "rank_complete", r->cover.complete);
        json_figure(j, "rank_published", &p->rank);
    }
    if (asked(a, STAT_RECORD)) {
        json_text(j, "record", *r->record_text ? r->record_text : NULL);
        json_record(j, &r->record);
        json_source(j, "record_published", &p->record);
    }
    if (asked(a, STAT_STREAK))
        json_i64(j, "streak", r->streak);
}

static void json_rest(json *j, const answer *a, const row *r)
{
    if (asked(a, STAT_UNIT_VALUE)) {
        json_f64(j, "unit_value", r->unit_value);
        json_f64(j, "unit_value_mom_pct", r->unit_value_mom.pct);
        json_f64(j, "unit_value_yoy_pct", r->unit_value_yoy.pct);
    }
    if (asked(a, STAT_HHI)) {
        json_f64(j, "hhi", r->cover.hhi);
        json_f64(j, "effective_number", r->cover.effective);
        json_f64(j, "covered_pct", r->cover.covered_pct);
    }
    if (asked(a, STAT_SURGE)) {
        json_f64(j, "surge", r->surge.score);
        json_object(j, "surge_detail");
        json_f64(j, "typical_pct", r->surge.typical);
        json_i64(j, "years", r->surge.years);
        json_text(j, "why", r->surge.why);
        json_close(j);
    }
}

static void json_others(json *j, const char *key, const point *p, bool conflicts)
{
    json_array(j, key);
    for (int32_t i = 0; i < p->n_other; i++)
        if (p->other[i].conflicts == conflicts)
            json_figure(j, NULL, &p->other[i]);
    json_close(j);
}

static void json_point(json *j, const answer *a, int32_t i)
{
    char text[PERIOD_TEXT];
    const point *p = &a->s.at[i];
    const row *r = &a->row[i - a->from];
    json_object(j, NULL);
    json_text(j, "period", period_of(text, &a->s, p->month));
    json_f64(j, "level", p->level.value);
    json_text(j, "status", figure_status(p->level.kind));
    json_f64(j, "half_unit", p->level.kind == FIGURE_NONE ? NO_NUMBER : p->level.half_unit);
    json_changes(j, a, r);
    json_standing(j, a, p, r);
    json_rest(j, a, r);
    json_source(j, "source", &p->level);
    json_others(j, "conflicts", p, true);
    json_others(j, "others", p, false);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const answer *a, const series_query *q,
                             const gad_output *out)
{
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_head(&j, a, q);
    json_array(&j, "points");
    for (int32_t i = a->from; i <= a->to; i++)
        json_point(&j, a, i);
    json_close(&j);
    json_close(&j);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

/* ---- tables ----------------------------------------------------------------------------------- */

/* Whether a table has a column for it: an annual series has no months to change from. */
static bool shown(const answer *a, enum stat s)
{
    bool monthly = s == STAT_MOM || s == STAT_YTD || s == STAT_YTD_YOY || s == STAT_TTM;
    return asked(a, s) && !(monthly && a->s.annual);
}

static void columns(gad_table *t, const answer *a)
{
    char title[64];
    int32_t digits = figure_decimals(figure_typical(&a->s, a->from, a->to));
    static const struct {
        enum stat stat;
        const char *name, *title;
        gad_col_type type;
        int32_t decimals; /* -2: as the level */
    } cols[] = {
        { STAT_MOM, "mom_pct", "on month, %", GAD_F64, 1 },
        { STAT_YOY, "yoy_pct", "on year, %", GAD_F64, 1 },
        { STAT_YTD, "ytd", "year to date", GAD_F64, -2 },
        { STAT_YTD_YOY, "ytd_yoy_pct", "to date on year, %", GAD_F64, 1 },
        { STAT_TTM, "ttm", "12 months", GAD_F64, -2 },
        { STAT_SHARE, "share_pct", "share, %", GAD_F64, 1 },
        { STAT_RANK, "rank", "rank", GAD_I64, 0 },
        { STAT_RECORD, "record", "record", GAD_TEXT, -1 },
        { STAT_STREAK, "streak", "streak", GAD_I64, 0 },
        { STAT_UNIT_VALUE, "unit_value", "unit value", GAD_F64, 0 },
        { STAT_UNIT_VALUE, "unit_value_yoy_pct", "unit value on year, %", GAD_F64, 1 },
        { STAT_HHI, "hhi", "HHI", GAD_F64, 3 },
        { STAT_SURGE, "surge", "surge", GAD_F64, 1 },
    };
    snprintf(title, sizeof title, "level, %.40s", a->s.unit);
    table_column(t, "period", a->s.annual ? "year" : "month", GAD_TEXT, -1);
    table_column(t, "level", title, GAD_F64, digits);
    for (int32_t k = 0; k < COUNT_OF(cols); k++)
        if (shown(a, cols[k].stat))
            table_column(t, cols[k].name, cols[k].title, cols[k].type,
                         cols[k].decimals == -2 ? digits : cols[k].decimals);
    table_column(t, "status", "status", GAD_TEXT, -1);
    table_column(t, "conflict", "conflict", GAD_BOOL, -1);
    table_column(t, "source", "source", GAD_TEXT, -1);
}

static void add_row(gad_table *t, const answer *a, int32_t i)
{
    char text[PERIOD_TEXT];
    const point *p = &a->s.at[i];
    const row *r = &a->row[i - a->from];
    const struct {
        enum stat stat;
        double x;
    } numbers[] = { { STAT_MOM, r->mom.pct },   { STAT_YOY, r->yoy.pct },
                    { STAT_YTD, r->ytd.value }, { STAT_YTD_YOY, r->ytd_yoy.pct },
                    { STAT_TTM, r->ttm.value }, { STAT_SHARE, r->share_pct } };
    table_text(t, period_of(text, &a->s, p->month));
    table_f64(t, p->level.value);
    for (int32_t k = 0; k < COUNT_OF(numbers); k++)
        if (shown(a, numbers[k].stat))
            table_f64(t, numbers[k].x);
    if (asked(a, STAT_RANK))
        table_count(t, r->rank);
    if (asked(a, STAT_RECORD))
        table_text(t, *r->record_text ? r->record_text : NULL);
    if (asked(a, STAT_STREAK))
        table_i64(t, r->streak);
    if (asked(a, STAT_UNIT_VALUE)) {
        table_f64(t, r->unit_value);
        table_f64(t, r->unit_value_yoy.pct);
    }
    if (asked(a, STAT_HHI))
        table_f64(t, r->cover.hhi);
    if (asked(a, STAT_SURGE))
        table_f64(t, r->surge.score);
    table_text(t, figure_status(p->level.kind));
    table_bool(t, p->conflict);
    table_text(t, p->level.kind == FIGURE_NONE ? NULL : p->level.source);
}

static gad_status make_table(gad_ctx *cx, const answer *a, gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    columns(t, a);
    for (int32_t i = a->from; i <= a->to; i++)
        add_row(t, a, i);
    return table_finish(cx, t, out);
}

static const char *flow_words(char flow)
{
    static const struct {
        char flow;
        const char *words;
    } words[] = { { 'X', "exports" }, { 'M', "imports" }, { 'P', "price" },
                  { 'Q', "output" },  { 'S', "stock" },   { 'C', "capacity" } };
    for (int32_t i = 0; i < COUNT_OF(words); i++)
        if (words[i].flow == flow)
            return words[i].words;
    return "figures";
}

/* For people: what the table is of, above it; what limits it, below. */
static gad_status write_people(gad_ctx *cx, const answer *a, const gad_table *t,
                               const gad_output *out)
{
    buf b;
    const series *s = &a->s;
    bool md = out->format == GAD_AS_MD;
    char month[PERIOD_TEXT];
    buf_init(&b, &cx->al);
    buf_fmt(&b, "%s%s: %s of %s%s%s, %s in %s%s\n", md ? "## " : "", s->product.name,
            flow_words(s->flow), s->reporter.name,
            is_world(s) && s->flow != 'X' && s->flow != 'M' ? "" : ", partner ",
            is_world(s) && s->flow != 'X' && s->flow != 'M' ? "" : s->partner.name, s->measure,
            *s->unit ? s->unit : "unknown unit", md ? "\n" : "");
    write_table_text(&b, t, out);
    if (md)
        buf_char(&b, '\n');
    buf_fmt(&b, "%sfrom: %s\n", md ? "- " : "", s->what_codes);
    if (*s->coverage)
        buf_fmt(&b, "%swarning: %s\n", md ? "- " : "", s->coverage);
    if (s->product.note && *s->product.note)
        buf_fmt(&b, "%snote: %s\n", md ? "- " : "", s->product.note);
    if (*s->left_out)
        buf_fmt(&b, "%sleft out: %s\n", md ? "- " : "", s->left_out);
    if (asked(a, STAT_BREAK) && a->brk.month >= 0)
        buf_fmt(&b, "%sbreak: a new level from %s (p = %.3f)\n", md ? "- " : "",
                month_text(month, a->brk.month), a->brk.p);
    else if (asked(a, STAT_BREAK))
        buf_fmt(&b, "%sbreak: none (%s)\n", md ? "- " : "", a->brk.why);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

static gad_status write_answer(gad_ctx *cx, const answer *a, const series_query *q,
                               const gad_output *out)
{
    gad_table *t = NULL;
    if (out->format == GAD_AS_JSON)
        return write_json(cx, a, q, out);
    gad_status status = make_table(cx, a, &t);
    if (status)
        return status;
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_MD)
        status = write_people(cx, a, t, out);
    else
        status = gad_table_write(cx, t, out);
    gad_table_free(t);
    return status;
}

gad_status gad_series(gad_ctx *cx, gad_store *st, const gad_series_opts *opts,
                      const gad_output *out)
{
    arena mem;
    series_query q;
    answer a = { .stats = 0 };
    gad_series_opts defaults = gad_series_defaults();
    const gad_series_opts *o = opts ? opts : &defaults;
    arena_init(&mem, &cx->al);
    gad_status status = read_stats(cx, o->stats ? o->stats : defaults.stats, &a.stats);
    if (!status)
        status = series_query_make(cx, st, &mem, o, &q);
    if (!status)
        status = load(cx, st, &mem, &q, &a);
    if (!status)
        status = write_answer(cx, &a, &q, out);
    arena_release(&mem);
    return status;
}
