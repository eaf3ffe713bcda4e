/* mirror_lanes.c - layer 4: every destination of an exporter in short: the newest twelve months (or the
 * newest year) of both reports against the same months before, and the newest gap. */
#include "report/mirror_answer.h"

enum { WINDOW = 12 };

typedef struct total { /* of the months known in a window */
    double sum;
    int32_t known;
    uint32_t which; /* bit k: month k of the window is known */
} total;

typedef struct lane_row {
    const mirror_lane *lane;
    total exporter[2], importer[2]; /* the newest window, the one before */
    const mirror_point *gap;        /* newest with a gap; NULL: none */
} lane_row;

typedef struct answer {
    const mirror_asked *a;
    const mirror *m;
    mirror_unit unit;
    int32_t end; /* last period of the newest window */
    lane_row *row;
    int32_t n, unusual;
    uint32_t
        held[2]; /* months of the newest window, and of the one before, known of any destination */
} answer;

/* ---- numbers ---------------------------------------------------------------------------------- */

static total add_window(const answer *w, const mirror_lane *lane, bool importer, int32_t back)
{
    total t = { 0, 0, 0 };
    int32_t periods = w->m->annual ? 1 : WINDOW, step = w->m->annual ? 12 : 1;
    for (int32_t k = 0; k < periods; k++) {
        const mirror_point *p = mirror_at(lane, w->end - (back * periods + k) * step);
        const mirror_side *s = !p ? NULL : importer ? &p->importer : &p->exporter;
        double x = !s ? NO_NUMBER : s->state == MIRROR_SILENT ? 0 : s->amount[w->unit];
        if (!IS_NUMBER(x))
            continue;
        t.sum += x;
        t.known++;
        t.which |= 1U << k;
    }
    return t;
}

static double total_of(const total *t)
{
    return t->known ? t->sum : NO_NUMBER;
}

/* Only the same months compare. */
static double change_of(const total t[2])
{
    bool same = t[0].known && t[0].which == t[1].which && t[1].sum > 0;
    return same ? 100 * (t[0].sum / t[1].sum - 1) : NO_NUMBER;
}

static double z_of(const answer *w, const lane_row *r)
{
    return r->gap ? r->gap->gap[w->unit].z : NO_NUMBER;
}

static bool is_unusual(const answer *w, const lane_row *r)
{
    return fabs(z_of(w, r)) >= MIRROR_UNUSUAL_Z; /* false for NaN */
}

static bool is_far(const answer *w, const lane_row *r)
{
    return r->gap && !is_unusual(w, r) && fabs(r->gap->gap[w->unit].gap) > MIRROR_FAR;
}

static bool is_unjudged(const answer *w, const lane_row *r)
{
    return r->gap && !IS_NUMBER(z_of(w, r));
}

static int32_t find_end(const answer *w)
{
    int32_t end = INT32_MIN;
    for (int32_t k = 0; k < w->m->n; k++)
        for (int32_t i = 0; i < w->m->lane[k].n; i++) {
            const mirror_point *p = &w->m->lane[k].at[i];
            bool held = p->exporter.state == MIRROR_HELD || IS_NUMBER(p->gap[w->unit].gap);
            if (held && p->period <= w->a->wanted.to && p->period >= w->a->wanted.from)
                end = MAX_OF(end, p->period);
        }
    for (int32_t k = 0; end == INT32_MIN && k < w->m->n; k++)
        if (w->m->lane[k].n)
            end =
                MAX_OF(end, MIN_OF(w->a->wanted.to, w->m->lane[k].at[w->m->lane[k].n - 1].period));
    return end;
}

static int by_size(const void *pa, const void *pb)
{
    const lane_row *a = pa, *b = pb;
    double x = fmax(a->exporter[0].sum, a->importer[0].sum),
           y = fmax(b->exporter[0].sum, b->importer[0].sum);
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp(a->lane->importer.id, b->lane->importer.id);
}

static bool make_rows(arena *mem, answer *w)
{
    w->row = arena_take(mem, (size_t)w->m->n + 1, sizeof *w->row);
    if (!w->row)
        return false;
    for (int32_t k = 0; k < w->m->n; k++) {
        const mirror_lane *lane = &w->m->lane[k];
        lane_row r = { .lane = lane };
        for (int32_t back = 0; back < 2; back++) {
            r.exporter[back] = add_window(w, lane, false, back);
            r.importer[back] = add_window(w, lane, true, back);
        }
        for (int32_t i = 0; i < lane->n; i++)
            if (IS_NUMBER(lane->at[i].gap[w->unit].gap) && lane->at[i].period <= w->a->wanted.to &&
                lane->at[i].period >= w->a->wanted.from)
                r.gap = &lane->at[i];
        if (!r.exporter[0].known && !r.importer[0].known && !r.gap)
            continue;
        w->unusual += is_unusual(w, &r);
        for (int32_t back = 0; back < 2; back++)
            w->held[back] |= r.exporter[back].which | r.importer[back].which;
        w->row[w->n++] = r;
    }
    qsort(w->row, (size_t)w->n, sizeof *w->row, by_size);
    return true;
}

/* ---- words ------------------------------------------------------------------------------------ */

static const char *remark_of(const answer *w, const lane_row *r)
{
    double z = z_of(w, r);
    if (r->lane->basis == MIRROR_UNLIKE)
        return "unlike codes: not compared";
    if (is_unusual(w, r))
        return z > 0 ? "importer has more than usual" : "importer has less than usual";
    if (r->gap)
        return mirror_doubt_text(&r->gap->gap[w->unit]);
    if (!r->importer[0].known)
        return "importer's report not held";
    if (!r->exporter[0].known)
        return "exporter's report not held";
    if (r->exporter[0].sum == 0)
        return "only the importer reports it";
    return r->importer[0].sum == 0 ? "only the exporter reports it" : "no common period";
}

static int32_t shown(const answer *w, const gad_output *out)
{
    bool people = out->format == GAD_AS_TABLE || out->format == GAD_AS_MD;
    return people && w->a->top > 0 ? MIN_OF(w->a->top, w->n) : w->n;
}

typedef struct table_shape {
    bool people; /* fewer columns, the important ones */
    bool before; /* the twelve months before are held; programs get the columns all the same */
    bool months; /* how many months each total has */
    int32_t digits;
} table_shape;

static void side_columns(gad_table *t, const table_shape *s, const char *const name[4],
                         const char *title)
{
    table_column(t, name[0], title, GAD_F64, s->digits);
    if (s->before) {
        table_column(t, name[1], s->people ? "before" : NULL, GAD_F64, s->digits);
        table_column(t, name[2], "change, %", GAD_F64, 1);
    }
    if (s->months)
        table_column(t, name[3], "months", GAD_I64, 0);
}

static void table_columns(gad_table *t, const table_shape *s)
{
    static const char *const exporter[] = { "exporter", "exporter_before", "exporter_pct",
                                            "exporter_months" };
    static const char *const importer[] = { "importer_total", "importer_before", "importer_pct",
                                            "importer_months" };
    table_column(t, "importer", "code", GAD_TEXT, -1);
    table_column(t, "name", "destination", GAD_TEXT, -1);
    side_columns(t, s, exporter, "exporter");
    side_columns(t, s, importer, "importer");
    table_column(t, "gap_period", "gap of", GAD_TEXT, -1);
    table_column(t, "gap_pct", "gap, %", GAD_F64, 1);
    table_column(t, "usual_pct", "usual, %", GAD_F64, 1);
    table_column(t, "z", "z", GAD_F64, 1);
    table_column(t, "remark", "remark", GAD_TEXT, -1);
    if (s->people)
        return;
    table_column(t, "unit", NULL, GAD_TEXT, -1);
    table_column(t, "exporter_periods", NULL, GAD_I64, 0);
    table_column(t, "importer_periods", NULL, GAD_I64, 0);
    table_column(t, "spread_log", NULL, GAD_F64, -1);
    table_column(t, "rests_on", NULL, GAD_TEXT, -1);
    table_column(t, "n", NULL, GAD_I64, 0);
    table_column(t, "basis", NULL, GAD_TEXT, -1);
    table_column(t, "goods", NULL, GAD_TEXT, -1);
}

static void side_cells(gad_table *t, const table_shape *s, const total of[2])
{
    table_f64(t, total_of(&of[0]));
    if (s->before) {
        table_f64(t, total_of(&of[1]));
        table_f64(t, change_of(of));
    }
    if (s->months)
        table_i64(t, of[0].known);
}

static void table_row(gad_table *t, const table_shape *s, const answer *w, const lane_row *r)
{
    char text[PERIOD_TEXT];
    const mirror_gap *g = r->gap ? &r->gap->gap[w->unit] : NULL;
    table_text(t, r->lane->importer.id);
    table_text(t, r->lane->importer.name);
    side_cells(t, s, r->exporter);
    side_cells(t, s, r->importer);
    table_text(t, r->gap ? mirror_period(text, w->m->annual, r->gap->period) : NULL);
    table_f64(t, g ? mirror_pct(g->gap) : NO_NUMBER);
    table_f64(t, g ? mirror_pct(g->usual) : NO_NUMBER);
    table_f64(t, g ? g->z : NO_NUMBER);
    table_text(t, *remark_of(w, r) ? remark_of(w, r) : NULL);
    if (s->people)
        return;
    table_text(t, mirror_unit_text(w->unit));
    table_i64(t, r->exporter[0].known);
    table_i64(t, r->importer[0].known);
    table_f64(t, g ? g->spread : NO_NUMBER);
    table_text(t, g && g->rest != MIRROR_NO_USUAL ? mirror_rest_text(g->rest) : NULL);
    table_count(t, g ? g->n : 0);
    table_text(t, mirror_basis_text(r->lane->basis));
    table_text(t, r->lane->goods);
}

static gad_status make_table(gad_ctx *cx, const answer *w, int32_t rows, bool people,
                             gad_table **out)
{
    gad_table *t = gad_table_new(cx);
    table_shape s = { .people = people,
                      .before = !people || w->held[1],
                      .months = people && !w->m->annual,
                      .digits = w->unit == MIRROR_T ? 1 : 0 };
    if (!t)
        return GAD_E_NOMEM;
    table_columns(t, &s);
    for (int32_t k = 0; k < rows; k++)
        table_row(t, &s, w, &w->row[k]);
    return table_finish(cx, t, out);
}

/* The newest month of the window that is held. */
static const char *only_month(const answer *w, char out[PERIOD_TEXT])
{
    int32_t k = 0;
    while (k < WINDOW - 1 && !(w->held[0] >> k & 1))
        k++;
    return month_text(out, w->end - k);
}

static int32_t bits(uint32_t x)
{
    int32_t n = 0;
    for (; x; x &= x - 1)
        n++;
    return n;
}

/* The months a total is of: "2024-12 alone" is no year. */
static void say_window(buf *b, const answer *w)
{
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    int32_t held = bits(w->held[0]), before = bits(w->held[1]);
    if (w->m->annual) {
        buf_fmt(b, "%s%s", mirror_period(to, true, w->end),
                before ? " against the year before" : "; nothing is held of the year before");
        return;
    }
    buf_fmt(b, "%s to %s", month_text(from, w->end - WINDOW + 1), month_text(to, w->end));
    if (held < WINDOW)
        buf_fmt(b, " (held: %" PRId32 " of these 12 months%s%s)", held, held == 1 ? ", " : "",
                held == 1 ? only_month(w, from) : "");
    if (before)
        buf_fmt(b, " against the twelve months before");
    else
        buf_add(b, "; nothing is held of the twelve months before");
    if (before && before < WINDOW)
        buf_fmt(b, " (held: %" PRId32 " of 12)", before);
}

typedef bool (*row_test)(const answer *w, const lane_row *r);

static int32_t count(const answer *w, row_test is)
{
    int32_t n = 0;
    for (int32_t k = 0; k < w->n; k++)
        n += is(w, &w->row[k]);
    return n;
}

/* Destinations by name, the largest first: the table may stop before them. */
static void say_names(buf *b, const answer *w, row_test is)
{
    enum { NAMED_MAX = 8 };
    int32_t n = 0;
    for (int32_t k = 0; k < w->n; k++) {
        if (!is(w, &w->row[k]))
            continue;
        if (n++ < NAMED_MAX)
            buf_fmt(b, "%s%s", n == 1 ? "" : ", ", w->row[k].lane->importer.name);
    }
    if (n > NAMED_MAX)
        buf_fmt(b, " and %" PRId32 " more", n - NAMED_MAX);
}

/* A product whose codes are not all compared is not what the title says. */
static void say_parts(buf *b, const answer *w)
{
    const char *goods = NULL;
    int32_t n = 0;
    bool same = true;
    for (int32_t k = 0; k < w->n; k++) {
        const mirror_lane *l = w->row[k].lane;
        if (!w->row[k].gap || !l->partial)
            continue;
        n++;
        goods = goods ? goods : l->goods;
        same &= STR_EQ(goods, l->goods);
    }
    if (n)
        buf_fmt(b, "Part of the product only is compared for %" PRId32 ": %s%s.\n", n, goods,
                same ? "" : " for the largest, other codes for others (-o csv names them)");
}

static void say_findings(buf *b, const answer *w)
{
    int32_t compared = 0, far = count(w, is_far), unjudged = count(w, is_unjudged);
    for (int32_t k = 0; k < w->n; k++)
        compared += w->row[k].gap != NULL;
    buf_fmt(b, "%" PRId32 " of %" PRId32 " destinations can be compared.", compared, w->n);
    if (compared == 0) {
        buf_char(b, '\n');
        return;
    }
    buf_add(b, " The newest gap is unusual (|z| of 3 or more) for ");
    if (w->unusual)
        buf_fmt(b, "%" PRId32 ": ", w->unusual);
    else
        buf_add(b, "none");
    say_names(b, w, is_unusual);
    buf_add(b, ".\n");
    say_parts(b, w);
    if (unjudged)
        buf_fmt(
            b,
            "For %" PRId32
            " it cannot be judged: the gaps it would be judged by scatter too much (a spread of ln 3 or more), or are too few.\n",
            unjudged);
    if (far) {
        buf_fmt(
            b,
            "The two reports are more than ten times apart, though not called unusual, for %" PRId32
            ": ",
            far);
        say_names(b, w, is_far);
        buf_add(b, ".\n");
    }
}

/* What is compared, when it is the same for all lanes that can be. */
static void say_goods(buf *b, const answer *w)
{
    const char *goods = NULL;
    bool same = true;
    for (int32_t k = 0; k < w->n; k++) {
        if (!w->row[k].gap)
            continue;
        goods = goods ? goods : w->row[k].lane->goods;
        same &= STR_EQ(goods, w->row[k].lane->goods);
    }
    if (goods && same)
        buf_fmt(b, "compared: %s\n", goods);
    else if (goods)
        buf_fmt(
            b,
            "compared: not the same codes for every destination (for the largest %s); -o csv names them\n",
            goods);
}

static gad_status write_people(gad_ctx *cx, const answer *w, const gad_table *t, int32_t rows,
                               const gad_output *out)
{
    buf b, said;
    bool md = out->format == GAD_AS_MD;
    buf_init(&b, &cx->al);
    buf_init(&said, &cx->al);
    buf_fmt(&b, "%s%s: %s and its destinations, both reports, %s, ", md ? "## " : "",
            w->a->q.product.name, w->a->q.exporter.name, mirror_unit_text(w->unit));
    say_window(&b, w);
    buf_add(&b, md ? "\n\n" : "\n");
    say_findings(&said, w);
    mirror_lines(&b, buf_text(&said), md);
    buf_add(&b, md ? "\n" : "");
    write_table_text(&b, t, out);
    buf_add(&b, md ? "\n" : "");
    say_goods(&b, w);
    if (rows < w->n)
        buf_fmt(&b, "%" PRId32 " smaller destinations: --top 0 shows all\n", w->n - rows);
    buf_add(
        &b,
        "totals are of the months known; a change is given where the same months are known twice. One lane with the causes of its gaps: --importer COUNTRY\n");
    gad_status status = buf_ok(&said) ? write_buf(cx, &b, out) : gad_nomem(cx, "the answer");
    buf_release(&said);
    buf_release(&b);
    return status;
}

static gad_status write_json(gad_ctx *cx, const answer *w, const gad_table *t,
                             const gad_output *out)
{
    buf b;
    json j;
    char day[PERIOD_TEXT];
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_object(&j, "lanes");
    json_text(&j, "product", w->a->q.product.id);
    json_text(&j, "exporter", w->a->q.exporter.id);
    json_text(&j, "freq", w->m->annual ? "A" : "M");
    json_text(&j, "unit", mirror_unit_text(w->unit));
    json_text(&j, "to", mirror_period(day, w->m->annual, w->end));
    json_text(&j, "source", w->a->q.source);
    json_text(&j, "as_of", w->a->q.as_of == INT32_MAX ? NULL : day_text(day, w->a->q.as_of));
    json_i64(&j, "destinations", w->n);
    json_i64(&j, "unusual", w->unusual);
    json_i64(&j, "months_held", bits(w->held[0]));
    json_i64(&j, "months_held_before", bits(w->held[1]));
    json_close(&j);
    write_table_json(&j, "rows", t);
    json_close(&j);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

gad_status mirror_write_lanes(gad_ctx *cx, arena *mem, const mirror_asked *a, const mirror *m,
                              const gad_output *out)
{
    gad_table *t = NULL;
    answer w = { .a = a, .m = m, .unit = mirror_pick_unit(a, m->lane, m->n, m->annual) };
    bool people = out->format == GAD_AS_TABLE || out->format == GAD_AS_MD;
    w.end = find_end(&w);
    if (!make_rows(mem, &w))
        return gad_nomem(cx, "the destinations");
    if (w.n == 0 && a->wanted.from == INT32_MIN && a->wanted.to == INT32_MAX)
        return gad_fail(
            cx, GAD_E_NOTFOUND,
            "no row of '%s' out of %s carries %s: values in other currencies are not compared%s",
            a->q.product.id, a->q.exporter.prose,
            !a->measure          ? "US dollars or a weight"
            : w.unit == MIRROR_T ? "a weight"
                                 : "US dollars",
            a->measure ? "; leave out --measure" : "");
    if (w.n == 0)
        return gad_fail(
            cx, GAD_E_NOTFOUND,
            "no destination of '%s' out of %s is held in the months asked for: leave out --from and --to",
            a->q.product.id, a->q.exporter.prose);
    int32_t rows = shown(&w, out);
    gad_status status = make_table(cx, &w, rows, people, &t);
    if (status)
        return status;
    if (out->format == GAD_AS_JSON)
        status = write_json(cx, &w, t, out);
    else if (people)
        status = write_people(cx, &w, t, rows, out);
    else
        status = gad_table_write(cx, t, out);
    gad_table_free(t);
    return status;
}
