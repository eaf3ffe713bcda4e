/* alert_read.c - layer 2: from series, panels and lanes to what a rule looks at, period by period.
 *
 * Flow: an empty track over the periods -> one reading per period by the function of the subject.
 * Invariant: a value that the data do not give is NaN with a reason; a published change stands in only where none can be
 * computed or its base is derived from that very change. */
#include "trade/alert.h"
#include "trade/stats.h"

static alert_reading empty_reading(int32_t period)
{
    figure none = { .kind = FIGURE_NONE,
                    .value = NO_NUMBER,
                    .source = "",
                    .url = "",
                    .note = "",
                    .published = INT32_MIN };
    return (alert_reading){ .period = period,
                            .value = NO_NUMBER,
                            .lo = NO_NUMBER,
                            .hi = NO_NUMBER,
                            .against = NO_NUMBER,
                            .covered_pct = NO_NUMBER,
                            .stated = none,
                            .level = none,
                            .base = none,
                            .base_period = INT32_MIN };
}

/* A track of the periods from..to, readings empty. */
static gad_status open_track(gad_ctx *cx, arena *mem, int32_t from, int32_t to, bool annual,
                             const char *unit, alert_track *out)
{
    int32_t step = annual ? 12 : 1;
    *out = (alert_track){ .annual = annual, .unit = unit };
    if (from > to)
        return GAD_OK;
    out->n = (to - from) / step + 1;
    out->at = arena_take(mem, (size_t)out->n, sizeof *out->at);
    if (!out->at)
        return gad_nomem(cx, "the periods of a rule");
    for (int32_t i = 0; i < out->n; i++)
        out->at[i] = empty_reading(from + i * step);
    return GAD_OK;
}

static void set_exact(alert_reading *r, double x)
{
    r->value = r->lo = r->hi = x;
}

static void set_stated(alert_reading *r, const figure *f)
{
    r->value = f->value;
    r->lo = f->value - f->half_unit;
    r->hi = f->value + f->half_unit;
    r->stated = *f;
    r->held = true;
    r->why = NULL;
}

static bool is_known(const figure *f)
{
    return f->kind != FIGURE_NONE && IS_NUMBER(f->value);
}

/* ---- subjects of one series ---------------------------------------------------------------------- */

static void read_level(const series *s, int32_t i, alert_reading *r)
{
    const figure *f = &s->at[i].level;
    r->why = "the level is not known";
    if (!is_known(f))
        return;
    r->value = f->value;
    r->lo = f->value - f->half_unit;
    r->hi = f->value + f->half_unit;
}

static void read_change(const series *s, int32_t i, const change *c, int32_t back, alert_reading *r)
{
    r->why = c->why;
    if (back > 0 && i - back >= 0) {
        r->base = s->at[i - back].level;
        r->base_period = s->at[i - back].month;
    }
    if (is_known(&c->published) && (!IS_NUMBER(c->pct) || c->base_derived)) {
        set_stated(r, &c->published);
        return;
    }
    r->value = c->pct;
    r->lo = c->lo;
    r->hi = c->hi;
}

static void read_mom(const series *s, int32_t i, alert_reading *r)
{
    change c = stats_mom(s, i);
    read_change(s, i, &c, 1, r);
}

static void read_yoy(const series *s, int32_t i, alert_reading *r)
{
    change c = stats_yoy(s, i);
    read_change(s, i, &c, s->annual ? 1 : 12, r);
}

/* A sum over months as a figure: its value, how it was made, and the source of its newest month. */
static figure figure_of(const total *t, const figure *like)
{
    figure f = *like;
    f.kind = t->kind;
    f.value = t->value;
    f.half_unit = t->half_unit;
    f.note = t->how;
    f.parts = 0;
    return f;
}

static void read_ytd_yoy(const series *s, int32_t i, alert_reading *r)
{
    change c = stats_ytd_yoy(s, i);
    total now = stats_ytd(s, i), before = stats_ytd(s, i - 12);
    read_change(s, i, &c, 0, r);
    r->held |= IS_NUMBER(r->value);
    r->level = figure_of(&now, is_known(&s->at[i].ytd) ? &s->at[i].ytd : &s->at[i].level);
    if (i < 12)
        return;
    r->base = figure_of(&before,
                        is_known(&s->at[i - 12].ytd) ? &s->at[i - 12].ytd : &s->at[i - 12].level);
    r->base_period = s->at[i - 12].month;
}

static void read_surge(const series *s, int32_t i, alert_reading *r)
{
    surge v = stats_surge(s, i);
    set_exact(r, v.score);
    r->why = v.why;
    if (i > 0) {
        r->base = s->at[i - 1].level;
        r->base_period = s->at[i - 1].month;
    }
}

static void read_series_at(const alert_test *t, const series *s, int32_t i, alert_reading *r)
{
    static void (*const readers[ALERT_SUBJECTS])(const series *, int32_t, alert_reading *) = {
        [ALERT_LEVEL] = read_level,       [ALERT_MOM] = read_mom,
        [ALERT_YOY] = read_yoy,           [ALERT_YTD_YOY] = read_ytd_yoy,
        [ALERT_SURGE] = read_surge,       [ALERT_RECORD_LOW] = read_level,
        [ALERT_RECORD_HIGH] = read_level,
    };
    r->level = s->at[i].level;
    r->held = is_known(&s->at[i].level);
    readers[t->subject](s, i, r);
}

/* The extreme of the levels held in the window before period i, and whether all of them are. Without a window: of all
 * levels held before it, of which a record needs as many as in `brief`. */
static void read_record(const alert_test *t, const alert_track *tr, int32_t i, alert_reading *r)
{
    int32_t sign = t->subject == ALERT_RECORD_HIGH ? 1 : -1, held = 0;
    int32_t from = t->periods ? i - t->periods + 1 : 0;
    int32_t enough = tr->annual ? RECORD_SPAN_MIN / 2 : RECORD_SPAN_MIN;
    for (int32_t k = MAX_OF(from, 0); k < i; k++) {
        double x = tr->at[k].value;
        held += IS_NUMBER(x);
        if (IS_NUMBER(x) && !(sign * x < sign * r->against)) { /* true for a NaN against */
            r->against = x;
            r->base = tr->at[k].level;
            r->base_period = tr->at[k].period;
        }
    }
    r->proven = t->periods ? from >= 0 && held == t->periods - 1 : held + 1 >= enough;
    if (IS_NUMBER(r->value) && !r->proven)
        r->why = t->periods ? "levels of the window are missing" : "too few levels are held before";
}

/* A level in the unit of its condition: "level < 500 kg" of a series in tonnes. Sets `refused` where there is no way. */
static void convert_level(arena *mem, const alert_test *t, alert_track *tr)
{
    double tonnes = unit_tonnes(t->unit);
    bool mass = STR_EQ(tr->unit, "t") && IS_NUMBER(tonnes);
    if (strcasecmp(t->unit, tr->unit) == 0 || (STR_EQ(t->unit, "%") && STR_EQ(tr->unit, "pct")))
        return;
    if (!mass) {
        tr->refused = arena_fmt(mem, "the condition is in %s, the series in %s", t->unit, tr->unit);
        if (!tr->refused)
            tr->refused = "the condition is in another unit than the series";
        return;
    }
    for (int32_t i = 0; i < tr->n; i++) {
        tr->at[i].value /= tonnes;
        tr->at[i].lo /= tonnes;
        tr->at[i].hi /= tonnes;
    }
}

static void read_share(const series *s, const series *whole, int32_t i, alert_reading *r)
{
    int32_t month = s->at[i].month, w = series_find(whole, month);
    bool has_whole = w >= 0 && is_known(&whole->at[w].level);
    r->level = s->at[i].level;
    r->held = is_known(&s->at[i].level) || is_known(&s->at[i].share);
    set_exact(r, stats_share(s, whole, month));
    r->why = !is_known(&s->at[i].level) ? "the partner's level is not known"
             : !has_whole
                 ? "the world's level is not known"
                 : "the partner's and the world's figures are not of the same goods or unit";
    if (has_whole) {
        r->base = whole->at[w].level;
        r->base_period = month;
    }
    if (!IS_NUMBER(r->value) && is_known(&s->at[i].share))
        set_stated(r, &s->at[i].share);
}

/* CHANGES: what it was in the period before. */
static void link_before(alert_track *tr)
{
    for (int32_t i = 1; i < tr->n; i++)
        tr->at[i].against = tr->at[i - 1].value;
}

gad_status alert_read_series(gad_ctx *cx, arena *mem, const alert_test *t, const series *s,
                             const series *whole, alert_track *out)
{
    alert_track tr;
    gad_status st = open_track(cx, mem, s->n ? s->at[0].month : 0,
                               s->n ? s->at[s->n - 1].month : -1, s->annual, s->unit, &tr);
    if (st)
        return st;
    for (int32_t i = 0; i < tr.n; i++) {
        if (t->subject == ALERT_SHARE)
            read_share(s, whole, i, &tr.at[i]);
        else
            read_series_at(t, s, i, &tr.at[i]);
    }
    if (t->subject == ALERT_RECORD_LOW || t->subject == ALERT_RECORD_HIGH)
        for (int32_t i = 0; i < tr.n; i++)
            read_record(t, &tr, i, &tr.at[i]);
    else
        link_before(&tr);
    if (t->subject == ALERT_LEVEL && tr.n)
        convert_level(mem, t, &tr);
    *out = tr;
    return GAD_OK;
}

/* ---- subjects of all partners -------------------------------------------------------------------- */

static span extent(const panel *p)
{
    span e = { INT32_MAX, INT32_MIN };
    for (int32_t k = -1; k < p->n; k++) {
        const series *s = k < 0 ? &p->world : &p->partner[k];
        if (!s->n)
            continue;
        e.from = MIN_OF(e.from, s->at[0].month);
        e.to = MAX_OF(e.to, s->at[s->n - 1].month);
    }
    return e;
}

/* A place is proven when the partners held make up the total, or when all that is not held is smaller than this
 * partner: nobody unseen can stand before it. */
static void read_rank(const panel *p, int32_t k, const panel_cover *c, alert_reading *r)
{
    double mine = k < 0 ? NO_NUMBER : panel_level(p, k, r->period);
    int32_t i = k < 0 ? -1 : series_find(&p->partner[k], r->period);
    double unseen = c->total * (1 - c->covered_pct / 100);
    if (i >= 0)
        r->level = p->partner[k].at[i].level;
    if (!IS_NUMBER(mine))
        r->why = "the partner's level is not known";
    else if (c->complete || (unseen >= 0 && unseen < mine))
        set_exact(r, panel_rank(p, k, r->period));
    else
        r->why = "the partners held do not make up the total, so the place is not proven";
    if (!IS_NUMBER(r->value) && i >= 0 && is_known(&p->partner[k].at[i].rank))
        set_stated(r, &p->partner[k].at[i].rank);
}

static void read_hhi(const panel *p, const panel_cover *c, alert_reading *r)
{
    int32_t i = series_find(&p->world, r->period);
    set_exact(r, c->hhi);
    r->why = "the partners held do not make up the total, so there is no concentration";
    if (i >= 0)
        r->level = p->world.at[i].level;
}

static bool any_held(const panel *p, int32_t month)
{
    for (int32_t k = 0; k < p->n; k++)
        if (panel_level(p, k, month) >= 0)
            return true;
    return false;
}

gad_status alert_read_panel(gad_ctx *cx, arena *mem, const alert_test *t, const panel *p,
                            int32_t number, alert_track *out)
{
    alert_track tr;
    span e = extent(p);
    int32_t k = panel_find(p, number);
    arena work;
    gad_status st = open_track(cx, mem, e.from, e.to, p->world.annual, p->unit, &tr);
    if (st)
        return st;
    arena_init(&work, mem->al);
    for (int32_t i = 0; i < tr.n; i++) {
        alert_reading *r = &tr.at[i];
        panel_cover c = panel_coverage(p, &work, r->period);
        if (c.n == 0 && any_held(p, r->period)) { /* the cover has no other way to say so */
            arena_release(&work);
            return gad_nomem(cx, "the partners");
        }
        r->partners = c.n;
        r->covered_pct = c.covered_pct;
        r->held = c.n > 0 || IS_NUMBER(c.total);
        if (t->subject == ALERT_RANK)
            read_rank(p, k, &c, r);
        else
            read_hhi(p, &c, r);
        arena_release(&work);
    }
    link_before(&tr);
    *out = tr;
    return GAD_OK;
}

/* ---- late data ----------------------------------------------------------------------------------- */

gad_status alert_read_missing(gad_ctx *cx, arena *mem, const series *s, int32_t today,
                              alert_track *out)
{
    alert_track tr;
    int32_t month = day_month(today), newest = s->n - 1;
    int32_t last = s->annual ? month - month % 12 - 12 : month - 1;
    while (newest >= 0 && !is_known(&s->at[newest].level))
        newest--;
    gad_status st = open_track(cx, mem, last, last, s->annual, s->unit, &tr);
    if (st)
        return st;
    if (newest >= 0) {
        int32_t late = (last - s->at[newest].month) / (s->annual ? 12 : 1);
        set_exact(&tr.at[0], MAX_OF(late, 0));
        tr.at[0].held = true;
        tr.at[0].base = s->at[newest].level;
        tr.at[0].base_period = s->at[newest].month;
    }
    tr.at[0].why = newest >= 0 ? NULL : "no level is held at all";
    *out = tr;
    return GAD_OK;
}

/* ---- two reports of one lane --------------------------------------------------------------------- */

static figure side_figure(const mirror_side *side, mirror_unit unit)
{
    bool held = side->state == MIRROR_HELD && IS_NUMBER(side->amount[unit]);
    return (figure){ .kind = !held            ? FIGURE_NONE
                             : side->rows > 1 ? FIGURE_SUM
                                              : FIGURE_CUSTOMS,
                     .value = held ? side->amount[unit] : NO_NUMBER,
                     .source = side->source ? side->source : "",
                     .url = "",
                     .note = "",
                     .published = side->published,
                     .parts = side->rows > 1 ? side->rows : 0 };
}

gad_status alert_read_lane(gad_ctx *cx, arena *mem, const mirror_lane *lane, mirror_unit unit,
                           bool annual, alert_track *out)
{
    alert_track tr;
    gad_status st = open_track(cx, mem, lane->n ? lane->at[0].period : 0,
                               lane->n ? lane->at[lane->n - 1].period : -1, annual,
                               unit == MIRROR_T ? "t" : "USD", &tr);
    if (st)
        return st;
    for (int32_t i = 0; i < tr.n; i++) {
        const mirror_point *p = &lane->at[i];
        alert_reading *r = &tr.at[i];
        set_exact(r, fabs(p->gap[unit].z));
        r->held = IS_NUMBER(p->gap[unit].gap);
        r->level = side_figure(&p->exporter, unit);
        r->base = side_figure(&p->importer, unit);
        r->base_period = p->period;
        r->why = r->held ? "too few gaps are held to say what is usual"
                         : "not both sides have reported the lane";
    }
    *out = tr;
    return GAD_OK;
}
