/* mirror_watch.c - layer 4: the transshipment watch in words, tables and JSON.
 *
 * The first lines answer the question: did shipments to the country in question fall, who fell, who rose;
 * then the table; then the doubts, all of them, because the numbers alone prove little. */
#include "report/mirror_answer.h"

/* The country a reader most likely asks about when none is named: most controls were aimed there. */
static const char FOCUS[] = "USA";
enum { NAMED_MAX = 6 };

/* ---- sentences -------------------------------------------------------------------------------- */

/* other_pct: the change in dollars where tonnes are judged, or the other way round. */
static void say_shift(buf *b, const mirror_watch *w, const shift *s, double other_pct)
{
    char was[NUM_TEXT], is[NUM_TEXT], pct[NUM_TEXT], year[NUM_TEXT], p[NUM_TEXT], z[NUM_TEXT];
    buf_fmt(b, "%s %s a month before, %s after",
            IS_NUMBER(s->before) ? mirror_number(was, s->before) : "unknown", w->unit,
            IS_NUMBER(s->after) ? mirror_number(is, s->after) : "unknown");
    if (IS_NUMBER(s->change_pct))
        buf_fmt(b, " (%s%s %%", s->change_pct >= 0 ? "+" : "", num_people(pct, s->change_pct, 1));
    if (IS_NUMBER(s->change_pct) && IS_NUMBER(other_pct))
        buf_fmt(b, "; in %s %s%s %%", w->other_unit, other_pct >= 0 ? "+" : "",
                num_people(year, other_pct, 1));
    if (IS_NUMBER(s->change_pct) && IS_NUMBER(s->year_pct))
        buf_fmt(b, "; %s%s %% on the year", s->year_pct >= 0 ? "+" : "",
                num_people(year, s->year_pct, 1));
    if (IS_NUMBER(s->change_pct) && IS_NUMBER(s->p))
        buf_fmt(b, "; p %s", num_people(p, s->p, 3));
    if (IS_NUMBER(s->change_pct) && IS_NUMBER(s->z))
        buf_fmt(b, ", z %s", num_people(z, s->z, 1));
    buf_add(b, IS_NUMBER(s->change_pct) ? ")" : "");
    if (IS_NUMBER(s->start))
        buf_fmt(b, "; first three months %s", mirror_number(is, s->start));
    if (s->start >= 0 && s->before > 0)
        buf_fmt(b, " (%s%s %%)", s->start >= s->before ? "+" : "",
                num_people(pct, 100 * (s->start / s->before - 1), 1));
    if (s->n_before < SHIFT_WINDOW || s->n_after < SHIFT_WINDOW)
        buf_fmt(b, "; known: %" PRId32 " months before, %" PRId32 " after", s->n_before,
                s->n_after);
}

static const char *focus_of(const mirror_asked *a, const mirror_watch *w)
{
    return a->one ? a->importer.id : *w->event.partner ? w->event.partner : FOCUS;
}

/* Every month known from the event on, with three before it. */
static void say_path(buf *b, const mirror_watch *w, const watch_row *r)
{
    enum { BEFORE = 3 };
    char text[PERIOD_TEXT], x[NUM_TEXT];
    buf_fmt(b, "  by month from %s:", month_text(text, w->event.month - BEFORE));
    for (int32_t i = SHIFT_WINDOW - BEFORE; i < COUNT_OF(r->path); i++) {
        if (w->event.month - SHIFT_WINDOW + i > w->last)
            break;
        buf_fmt(b, "%s %s", i == SHIFT_WINDOW ? " |" : "",
                IS_NUMBER(r->path[i]) ? mirror_number(x, r->path[i]) : "-");
    }
    buf_add(b, " (| the event)\n");
}

/* The verdict; where months are too few for one, what is seen of the first months all the same. */
static void say_verdict(buf *b, watch_kind kind, const shift *s)
{
    char pct[NUM_TEXT];
    double start = 100 * (s->start / s->before - 1);
    bool seen = IS_NUMBER(start) && s->before > 0;
    if (kind == WATCH_UNKNOWN && seen)
        buf_fmt(b, "%s %s %% in the first three months, but too few months are known to test it; ",
                start < 0 ? "down" : "up", num_people(pct, fabs(start), 1));
    else if (kind == WATCH_SAME && seen && s->n_start < SHIFT_PAST_MIN)
        buf_fmt(
            b,
            "no clear change over the months after; the first three, %s %s %%, are too few to test; ",
            start < 0 ? "down" : "up", num_people(pct, fabs(start), 1));
    else
        buf_fmt(b, "%s; ", watch_verdict(kind, s));
}

static void say_focus(buf *b, const mirror_asked *a, const mirror_watch *w)
{
    const char *id = focus_of(a, w);
    for (int32_t k = 0; k < w->n; k++) {
        if (!STR_EQ(w->row[k].partner.id, id))
            continue;
        buf_fmt(b, "to %s: ", w->row[k].partner.prose);
        say_verdict(b, w->row[k].kind, &w->row[k].s);
        say_shift(b, w, &w->row[k].s, w->row[k].other_pct);
        buf_char(b, '\n');
        say_path(b, w, &w->row[k]);
        return;
    }
    buf_fmt(b, "to %s: nothing in these reports\n", a->one ? a->importer.prose : id);
}

static void say_kind(buf *b, const mirror_watch *w, watch_kind kind)
{
    char was[NUM_TEXT], is[NUM_TEXT];
    int32_t n = 0;
    for (int32_t k = 0; k < w->n; k++) {
        const watch_row *r = &w->row[k];
        if (r->kind != kind || n++ >= NAMED_MAX)
            continue;
        buf_fmt(b, "%s%s (%s, then %s)", n == 1 ? "" : ", ", r->partner.name,
                mirror_number(was, r->s.before), mirror_number(is, r->s.after));
    }
    if (n > NAMED_MAX)
        buf_fmt(b, " and %" PRId32 " more", n - NAMED_MAX);
    if (n == 0)
        buf_add(b, "none");
}

static bool is_candidate(const watch_row *r)
{
    bool rose = r->kind == WATCH_ROSE || r->kind == WATCH_MAY_RISE;
    return rose &&
           (r->onward_rose || r->gap_z <= -3); /* the importer's figure fell behind: sent on */
}

static void say_candidates(buf *b, const mirror_watch *w, bool md)
{
    int32_t rose = 0, looked = 0;
    for (int32_t k = 0; k < w->n; k++) {
        const watch_row *r = &w->row[k];
        rose += r->kind == WATCH_ROSE || r->kind == WATCH_MAY_RISE;
        if (!*r->onward)
            continue;
        looked++;
        buf_fmt(b, "%s%s%s: %s\n", md ? "* " : "  ", r->partner.name,
                is_candidate(r) ? " (candidate)" : "", r->onward);
    }
    if (!rose)
        buf_fmt(b, "%snobody rose, so there is nobody to have passed the goods on\n",
                md ? "* " : "  ");
    else if (!looked)
        buf_fmt(b, "%snobody fell, so there is nobody the goods were passed on to\n",
                md ? "* " : "  ");
}

/* Lanes whose two reports moved apart (or together) at the event, where both are held. */
static void say_gaps(buf *b, const mirror_watch *w, bool md)
{
    char was[NUM_TEXT], is[NUM_TEXT], z[NUM_TEXT];
    int32_t held = 0, jumped = 0;
    for (int32_t k = 0; k < w->n; k++)
        held += w->row[k].n_gap_before > 0 && w->row[k].n_gap_after > 0;
    if (held == 0)
        return; /* a doubt says so */
    buf_fmt(b, "\ngaps between both reports (held for %" PRId32 " %s) that jumped:\n%s", held,
            held == 1 ? "destination" : "destinations", md ? "\n" : "");
    for (int32_t k = 0; k < w->n; k++) {
        const watch_row *r = &w->row[k];
        if (!(fabs(r->gap_z) >= MIRROR_UNUSUAL_Z))
            continue;
        jumped++;
        buf_fmt(b,
                "%s%s: the importer's figure %s %% off the exporter's before, %s %% after (z %s)\n",
                md ? "* " : "  ", r->partner.name, num_people(was, r->gap_before_pct, 1),
                num_people(is, r->gap_after_pct, 1), num_people(z, r->gap_z, 1));
    }
    if (!jumped)
        buf_fmt(b, "%snone by 3 spreads or more\n", md ? "* " : "  ");
}

static void say_event(buf *b, const mirror_watch *w)
{
    char when[PERIOD_TEXT], announced[PERIOD_TEXT];
    const trade_event *e = &w->event;
    buf_fmt(b, "event: %s", month_text(when, e->month));
    if (*e->what)
        buf_fmt(b, ", %s", e->what);
    if (e->announced < e->month)
        buf_fmt(b, "; announced %s", month_text(announced, e->announced));
    if (*e->source)
        buf_fmt(b, " [%s]", e->source);
    buf_char(b, '\n');
}

static void say_answer(buf *b, const mirror_asked *a, const mirror_watch *w)
{
    char first[PERIOD_TEXT], last[PERIOD_TEXT];
    say_event(b, w);
    buf_fmt(b, "goods: %s%s%s; figures of %s from %s to %s\n",
            *w->codes ? w->codes : w->product.name, *w->coverage ? ", " : "", w->coverage,
            a->q.exporter.prose, month_text(first, w->first), month_text(last, w->last));
    buf_add(b, "all destinations: ");
    say_verdict(b, w->world_kind, &w->world);
    say_shift(b, w, &w->world, w->other_pct);
    buf_char(b, '\n');
    say_focus(b, a, w);
    buf_fmt(b, "fell: ");
    say_kind(b, w, WATCH_FELL);
    buf_add(b, "; perhaps: ");
    say_kind(b, w, WATCH_MAY_FALL);
    buf_add(b, "\nrose: ");
    say_kind(b, w, WATCH_ROSE);
    buf_add(b, "; perhaps: ");
    say_kind(b, w, WATCH_MAY_RISE);
    buf_char(b, '\n');
    for (int32_t k = 0; k < w->n; k++)
        if (w->row[k].kind == WATCH_UNKNOWN) {
            buf_add(b, "not tested, too few months: ");
            say_kind(b, w, WATCH_UNKNOWN);
            buf_char(b, '\n');
            return;
        }
}

/* ---- tables ----------------------------------------------------------------------------------- */

static bool all_known(const mirror_watch *w)
{
    for (int32_t k = 0; k < w->n; k++)
        if (w->row[k].s.n_before < w->world.n_before || w->row[k].s.n_after < w->world.n_after)
            return false;
    return true;
}

/* Columns for people are few; what a program may want follows them. `months`: months are not the same for
 * all rows, so people must see them. */
static void add_columns(gad_table *t, const mirror_watch *w, bool people, bool months)
{
    char before[64], after[64], other[64];
    int32_t digits = !people ? -1 : w->world.before >= 1000 ? 0 : 1;
    snprintf(before, sizeof before, "before, %s a month", w->unit);
    snprintf(after, sizeof after, "after, %s a month", w->unit);
    snprintf(other, sizeof other, "in %s, %%", *w->other_unit ? w->other_unit : "the other unit");
    table_column(t, "partner", "code", GAD_TEXT, -1);
    table_column(t, "name", "destination", GAD_TEXT, -1);
    table_column(t, "before", before, GAD_F64, digits);
    table_column(t, "after", after, GAD_F64, digits);
    table_column(t, "start", "first 3 months", GAD_F64, digits);
    table_column(t, "change_pct", "change, %", GAD_F64, 1);
    table_column(t, "other_pct", other, GAD_F64, 1);
    table_column(t, "year_pct", "year, %", GAD_F64, 1);
    table_column(t, "z", "z", GAD_F64, 1);
    table_column(t, "p", "p", GAD_F64, 3);
    table_column(t, "share_before_pct", "share before, %", GAD_F64, 1);
    table_column(t, "share_after_pct", "share after, %", GAD_F64, 1);
    table_column(t, "verdict", "verdict", GAD_TEXT, -1);
    if (months) {
        table_column(t, "months_before", people ? "months" : NULL, GAD_I64, 0);
        table_column(t, "months_after", people ? "and after" : NULL, GAD_I64, 0);
    }
    if (people)
        return;
    table_column(t, "gap_before_pct", NULL, GAD_F64, -1);
    table_column(t, "gap_after_pct", NULL, GAD_F64, -1);
    table_column(t, "gap_z", NULL, GAD_F64, -1);
    table_column(t, "gap_periods_before", NULL, GAD_I64, 0);
    table_column(t, "gap_periods_after", NULL, GAD_I64, 0);
    table_column(t, "onward", NULL, GAD_TEXT, -1);
    table_column(t, "candidate", NULL, GAD_BOOL, -1);
    table_column(t, "unit", NULL, GAD_TEXT, -1);
}

static void add_row(gad_table *t, const mirror_watch *w, const watch_row *r, bool people,
                    bool months)
{
    const double number[] = {
        r->s.before,   r->s.after, r->s.start, r->s.change_pct, r->other_pct,
        r->s.year_pct, r->s.z,     r->s.p,     r->share_before, r->share_after
    };
    table_text(t, r->partner.id);
    table_text(t, r->partner.name);
    for (int32_t i = 0; i < COUNT_OF(number); i++)
        table_f64(t, number[i]);
    table_text(t, watch_verdict(r->kind, &r->s));
    if (months) {
        table_i64(t, r->s.n_before);
        table_i64(t, r->s.n_after);
    }
    if (people)
        return;
    table_f64(t, r->gap_before_pct);
    table_f64(t, r->gap_after_pct);
    table_f64(t, r->gap_z);
    table_i64(t, r->n_gap_before);
    table_i64(t, r->n_gap_after);
    table_text(t, *r->onward ? r->onward : NULL);
    table_bool(t, is_candidate(r));
    table_text(t, w->unit);
}

static gad_status make_table(gad_ctx *cx, const mirror_watch *w, int32_t rows, bool people,
                             gad_table **out)
{
    bool months = !people || !all_known(w);
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    add_columns(t, w, people, months);
    for (int32_t k = 0; k < rows; k++)
        add_row(t, w, &w->row[k], people, months);
    return table_finish(cx, t, out);
}

static gad_status write_people(gad_ctx *cx, const mirror_asked *a, const mirror_watch *w,
                               const gad_table *t, int32_t rows, const gad_output *out)
{
    buf b, said;
    bool md = out->format == GAD_AS_MD;
    const char *item = md ? "* " : "  ";
    buf_init(&b, &cx->al);
    buf_init(&said, &cx->al);
    buf_fmt(&b, "%s%s out of %s: who was sent less, who more\n%s", md ? "## " : "", w->product.name,
            a->q.exporter.name, md ? "\n" : "");
    say_answer(&said, a, w);
    mirror_lines(&b, buf_text(&said), md);
    buf_add(&b, "\n");
    write_table_text(&b, t, out);
    if (rows < w->n)
        buf_fmt(&b, "%s%" PRId32 " destinations that changed less: --top 0 shows all\n",
                md ? "\n" : "", w->n - rows);
    buf_add(&b, "\nsent on by those that rose:\n");
    buf_add(&b, md ? "\n" : "");
    say_candidates(&b, w, md);
    say_gaps(&b, w, md);
    buf_add(&b, "\ndoubts:\n");
    buf_add(&b, md ? "\n" : "");
    for (int32_t i = 0; i < w->n_doubt; i++)
        buf_fmt(&b, "%s%s\n", item, w->doubt[i]);
    buf_add(
        &b,
        "\nyear: against the same months of the last year before the announcement; z: against its own past; p: shuffled months. Method: docs/mirror.md\n");
    gad_status status = buf_ok(&said) ? write_buf(cx, &b, out) : gad_nomem(cx, "the answer");
    buf_release(&said);
    buf_release(&b);
    return status;
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static void json_shift(json *j, const char *key, watch_kind kind, const shift *s)
{
    json_object(j, key);
    json_text(j, "verdict", watch_verdict(kind, s));
    json_f64(j, "before", s->before);
    json_f64(j, "after", s->after);
    json_f64(j, "first_three_months", s->start);
    json_i64(j, "first_three_months_place", s->start_place);
    json_i64(j, "first_three_months_rests_on", s->n_start);
    json_i64(j, "months_before", s->n_before);
    json_i64(j, "months_after", s->n_after);
    json_f64(j, "change_pct", s->change_pct);
    json_f64(j, "year_pct", s->year_pct);
    json_f64(j, "z", s->z);
    json_i64(j, "z_rests_on", s->n_past);
    json_f64(j, "p", s->p);
    json_f64(j, "peak_before_event", s->peak);
    json_close(j);
}

static void json_event(json *j, const char *key, const trade_event *e)
{
    char text[PERIOD_TEXT];
    json_object(j, key);
    json_text(j, "id", *e->id ? e->id : NULL);
    json_text(j, "month", month_text(text, e->month));
    json_text(j, "announced", e->announced < e->month ? month_text(text, e->announced) : NULL);
    json_text(j, "exporter", e->exporter);
    json_text(j, "partner", *e->partner ? e->partner : NULL);
    json_text(j, "products", *e->products ? e->products : NULL);
    json_text(j, "what", *e->what ? e->what : NULL);
    json_text(j, "source", *e->source ? e->source : NULL);
    json_close(j);
}

/* The country asked about, month by month. */
static void json_focus(json *j, const mirror_asked *a, const mirror_watch *w)
{
    char text[PERIOD_TEXT];
    json_object(j, "focus");
    json_text(j, "partner", focus_of(a, w));
    json_array(j, "months");
    for (int32_t k = 0; k < w->n; k++)
        for (int32_t i = 0;
             i < COUNT_OF(w->row[k].path) && STR_EQ(w->row[k].partner.id, focus_of(a, w)); i++) {
            int32_t month = w->event.month - SHIFT_WINDOW + i;
            if (month > w->last)
                break;
            json_object(j, NULL);
            json_text(j, "month", month_text(text, month));
            json_f64(j, "level", w->row[k].path[i]);
            json_close(j);
        }
    json_close(j);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const mirror_asked *a, const mirror_watch *w,
                             const gad_table *t, const gad_output *out)
{
    buf b;
    json j;
    char text[PERIOD_TEXT];
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_object(&j, "watch");
    json_text(&j, "asked", a->q.product.id);
    json_text(&j, "product", w->product.id);
    json_bool(&j, "holds_other_goods", w->broader);
    json_text(&j, "exporter", a->q.exporter.id);
    json_text(&j, "codes", *w->codes ? w->codes : NULL);
    json_text(&j, "coverage", *w->coverage ? w->coverage : NULL);
    json_text(&j, "measure", w->measure);
    json_text(&j, "unit", w->unit);
    json_text(&j, "first", month_text(text, w->first));
    json_text(&j, "last", month_text(text, w->last));
    json_text(&j, "source", a->q.source);
    json_text(&j, "as_of", a->q.as_of == INT32_MAX ? NULL : day_text(text, a->q.as_of));
    json_event(&j, "event", &w->event);
    json_shift(&j, "all_destinations", w->world_kind, &w->world);
    json_f64(&j, "all_destinations_other_pct", w->other_pct);
    json_text(&j, "other_unit", *w->other_unit ? w->other_unit : NULL);
    json_focus(&j, a, w);
    json_i64(&j, "tested", w->n_tested);
    json_i64(&j, "at_5_pct", w->n_at_5pct);
    json_close(&j);
    write_table_json(&j, "rows", t);
    json_array(&j, "doubts");
    for (int32_t i = 0; i < w->n_doubt; i++)
        json_text(&j, NULL, w->doubt[i]);
    json_close(&j);
    json_close(&j);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

gad_status mirror_write_watch(gad_ctx *cx, const mirror_asked *a, const mirror_watch *w,
                              const gad_output *out)
{
    gad_table *t = NULL;
    bool people = out->format == GAD_AS_TABLE || out->format == GAD_AS_MD;
    int32_t rows = people && a->top > 0 ? MIN_OF(a->top, w->n) : w->n;
    gad_status status = make_table(cx, w, rows, people, &t);
    if (status)
        return status;
    if (out->format == GAD_AS_JSON)
        status = write_json(cx, a, w, t, out);
    else if (people)
        status = write_people(cx, a, w, t, rows, out);
    else
        status = gad_table_write(cx, t, out);
    gad_table_free(t);
    return status;
}
