/* mirror.c - layer 2: lanes. Cells (mirror_rows.c) -> what both sides of a lane can be compared in ->
 * one point per period -> gaps -> how large they usually are (mirror_usual.c).
 *
 * Invariant: the two figures of a gap are of the same articles; where no article is common, both are
 * shown and no gap is made. */
#include "trade/mirror_impl.h"

/* ---- articles of a lane ----------------------------------------------------------------------- */

/* What a side's figures are made of: the exact lines, or six-digit codes. */
typedef struct basket {
    bool lines;
    bool *six; /* [n_hs6] */
    int32_t n; /* six-digit codes in it */
} basket;

static bool in_basket(const basket *b, int32_t article)
{
    return article == ARTICLE_LINES ? b->lines : !b->lines && b->six[article];
}

/* Cells and reports of one lane and frequency; they lie together. */
typedef struct part {
    const mirror_rows *rows;
    int32_t exporter, importer;
    bool annual;
    const mirror_cell *cell[SIDES];
    int32_t n_cell[SIDES];
    const mirror_held *held[SIDES];
    int32_t n_held[SIDES];
} part;

static bool reports(const part *p, int32_t side, int32_t article)
{
    for (int32_t i = 0; i < p->n_held[side]; i++)
        if (p->held[side][i].article == article)
            return true;
    return false;
}

/* First cell of a period or later; cells of a part are in order of time. */
static int32_t cell_from(const part *p, int32_t side, int32_t period)
{
    int32_t lo = 0, hi = p->n_cell[side];
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (p->cell[side][mid].period < period)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int32_t held_from(const part *p, int32_t side, int32_t period)
{
    int32_t lo = 0, hi = p->n_held[side];
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (p->held[side][mid].period < period)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool has_cell(const part *p, int32_t side, int32_t period, const basket *b)
{
    for (int32_t i = cell_from(p, side, period);
         i < p->n_cell[side] && p->cell[side][i].period == period; i++)
        if (in_basket(b, p->cell[side][i].article))
            return true;
    return false;
}

/* Periods in which both sides have figures of a basket. */
static int32_t pairs(const part *p, const basket *b)
{
    int32_t n = 0, last = INT32_MIN;
    for (int32_t i = 0; i < p->n_cell[SIDE_X]; i++) {
        const mirror_cell *c = &p->cell[SIDE_X][i];
        if (c->period != last && in_basket(b, c->article) && has_cell(p, SIDE_M, c->period, b)) {
            n++;
            last = c->period;
        }
    }
    return n;
}

static bool six_digits(const part *p, int32_t side, int32_t other, arena *mem, basket *b)
{
    *b = (basket){ .six = arena_take(mem, (size_t)p->rows->n_hs6 + 1, sizeof *b->six) };
    for (int32_t a = 0; b->six && a < p->rows->n_hs6; a++) {
        b->six[a] = reports(p, side, a) && (other < 0 || reports(p, other, a));
        b->n += b->six[a];
    }
    return b->six != NULL;
}

typedef struct choice {
    mirror_basis basis;
    basket side[SIDES];
} choice;

static bool all_exact(const mirror_rows *r, const basket *b)
{
    for (int32_t a = 0; a < r->n_hs6; a++)
        if (b->six[a] && !r->exact[a])
            return false;
    return true;
}

/* A side alone: its exact lines where it has them, else its six-digit codes. */
static bool alone(const part *p, int32_t side, arena *mem, basket *b)
{
    if (!six_digits(p, side, -1, mem, b))
        return false;
    b->lines = reports(p, side, ARTICLE_LINES);
    return true;
}

static bool choose(const part *p, arena *mem, choice *out)
{
    basket common, lines;
    if (!six_digits(p, SIDE_X, SIDE_M, mem, &common))
        return false;
    lines = common;
    lines.lines = true;
    bool both = reports(p, SIDE_X, ARTICLE_LINES) && reports(p, SIDE_M, ARTICLE_LINES);
    int32_t by_lines = both ? pairs(p, &lines) : 0, by_six = common.n ? pairs(p, &common) : 0;
    if (both && (by_lines > 0 ? by_lines >= by_six : by_six == 0)) {
        *out = (choice){ MIRROR_EXACT, { lines, lines } };
        return true;
    }
    if (common.n) {
        *out =
            (choice){ all_exact(p->rows, &common) ? MIRROR_EXACT : MIRROR_HS6, { common, common } };
        return true;
    }
    out->basis = p->n_cell[SIDE_X] && p->n_cell[SIDE_M] ? MIRROR_UNLIKE : MIRROR_ONE_SIDED;
    return alone(p, SIDE_X, mem, &out->side[SIDE_X]) && alone(p, SIDE_M, mem, &out->side[SIDE_M]);
}

/* ---- words ------------------------------------------------------------------------------------ */

static bool is_partial(const mirror_rows *r, const basket *k)
{
    return !k->lines && k->n < r->n_asked && all_exact(r, k);
}

static void say_basket(buf *b, const mirror_rows *r, const basket *k)
{
    enum { NAMED_MAX = 6 };
    char text[NUM_TEXT];
    int32_t named = 0;
    if (k->lines) {
        buf_add(b, "the country's own lines of exactly this product");
        return;
    }
    buf_add(b, "HS ");
    for (int32_t a = 0; a < r->n_hs6; a++) {
        if (!k->six[a])
            continue;
        if (named < NAMED_MAX)
            buf_fmt(b, "%s%s", named ? ", " : "", mirror_code_text(text, r->hs6[a]));
        named++;
    }
    if (named > NAMED_MAX)
        buf_fmt(b, " and %" PRId32 " more", named - NAMED_MAX);
    if (!all_exact(r, k))
        buf_add(b, " (holds other goods as well)");
    if (is_partial(r, k))
        buf_fmt(b, " (%" PRId32 " of the product's %" PRId32 " codes)", k->n, r->n_asked);
}

static const char *goods_text(gad_ctx *cx, arena *mem, const part *p, const choice *c)
{
    buf b;
    buf_init(&b, &cx->al);
    bool x = p->n_cell[SIDE_X] > 0, m = p->n_cell[SIDE_M] > 0;
    if (c->basis == MIRROR_UNLIKE) {
        buf_add(&b, "unlike codes; exporter: ");
        say_basket(&b, p->rows, &c->side[SIDE_X]);
        buf_add(&b, "; importer: ");
    }
    say_basket(&b, p->rows, &c->side[x && !m ? SIDE_X : SIDE_M]);
    const char *text = buf_ok(&b) ? arena_str(mem, buf_text(&b)) : NULL;
    buf_release(&b);
    return text;
}

/* Why a side has no figures although rows of it are held. */
static const char *partial_text(arena *mem, const part *p)
{
    char text[NUM_TEXT];
    for (int32_t i = 0; i < p->rows->n_partial; i++) {
        const mirror_partial *k = &p->rows->partial[i];
        int32_t reporter = k->side == SIDE_X ? p->exporter : p->importer;
        if (k->reporter == reporter && !p->n_cell[k->side])
            return arena_fmt(
                mem,
                "of the %s only some lines of the six-digit code are held (such as %s): they are not the whole code",
                k->side == SIDE_X ? "exporter" : "importer", mirror_code_text(text, k->line));
    }
    return "";
}

/* ---- points ----------------------------------------------------------------------------------- */

static mirror_side read_side(const part *p, int32_t side, const basket *b, int32_t period)
{
    mirror_side s = { MIRROR_UNKNOWN, { NO_NUMBER, NO_NUMBER }, "", INT32_MIN, 0, 0 };
    int32_t source = -1;
    for (int32_t i = held_from(p, side, period);
         i < p->n_held[side] && s.state == MIRROR_UNKNOWN && p->held[side][i].period == period;
         i++) {
        const mirror_held *h = &p->held[side][i];
        if (!in_basket(b, h->article))
            continue;
        s.state = MIRROR_SILENT;
        s.source = mirror_rows_source(p->rows, h->source)->name;
    }
    for (int32_t i = cell_from(p, side, period);
         i < p->n_cell[side] && p->cell[side][i].period == period; i++) {
        const mirror_cell *c = &p->cell[side][i];
        if (!in_basket(b, c->article) || (source >= 0 && source != c->source))
            continue;
        if (source < 0) {
            s.state = MIRROR_HELD;
            s.source = mirror_rows_source(p->rows, c->source)->name;
            s.amount[MIRROR_USD] = s.amount[MIRROR_T] = 0;
        }
        source = c->source;
        for (int32_t u = 0; u < MIRROR_UNITS; u++)
            s.amount[u] += c->amount[u];
        s.published = MAX_OF(s.published, c->published);
        s.rows += c->rows;
        s.flags |= c->flags;
    }
    return s;
}

static mirror_gap gap_of(double x, double m, bool alike)
{
    bool known = alike && x > 0 && m > 0;
    return (mirror_gap){
        known ? log(m / x) : NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, 0, MIRROR_NO_USUAL
    };
}

/* First and last period of any figure of the choice; false: none. */
static bool period_range(const part *p, const choice *c, int32_t *from, int32_t *to)
{
    *from = INT32_MAX;
    *to = INT32_MIN;
    for (int32_t side = 0; side < SIDES; side++)
        for (int32_t i = 0; i < p->n_cell[side]; i++)
            if (in_basket(&c->side[side], p->cell[side][i].article)) {
                *from = MIN_OF(*from, p->cell[side][i].period);
                *to = MAX_OF(*to, p->cell[side][i].period);
            }
    return *from <= *to;
}

static bool make_points(const part *p, const choice *c, arena *mem, mirror_lane *lane)
{
    int32_t from, to, step = p->annual ? 12 : 1;
    bool alike = c->basis == MIRROR_EXACT || c->basis == MIRROR_HS6;
    if (!period_range(p, c, &from, &to))
        return true;
    lane->n = (to - from) / step + 1;
    lane->at = arena_take(mem, (size_t)lane->n, sizeof *lane->at);
    if (!lane->at)
        return false;
    for (int32_t i = 0; i < lane->n; i++) {
        mirror_point *q = &lane->at[i];
        q->period = from + i * step;
        q->exporter = read_side(p, SIDE_X, &c->side[SIDE_X], q->period);
        q->importer = read_side(p, SIDE_M, &c->side[SIDE_M], q->period);
        for (int32_t u = 0; u < MIRROR_UNITS; u++) {
            q->gap[u] = gap_of(q->exporter.amount[u], q->importer.amount[u], alike);
            lane->n_both[u] += IS_NUMBER(q->gap[u].gap);
        }
    }
    return true;
}

/* ---- lanes ------------------------------------------------------------------------------------ */

static void cut(part *p)
{
    for (int32_t side = 0; side < SIDES; side++) {
        const mirror_rows *r = p->rows;
        int32_t reporter = side == SIDE_X ? p->exporter : p->importer, i = 0;
        while (i < r->n_cell && !(r->cell[i].side == side && r->cell[i].importer == p->importer &&
                                  r->cell[i].annual == p->annual))
            i++;
        p->cell[side] = r->cell + i;
        for (; i < r->n_cell && r->cell[i].side == side && r->cell[i].importer == p->importer &&
               r->cell[i].annual == p->annual;
             i++)
            p->n_cell[side]++;
        i = 0;
        while (i < r->n_held && !(r->held[i].side == side && r->held[i].reporter == reporter &&
                                  r->held[i].annual == p->annual))
            i++;
        p->held[side] = r->held + i;
        for (; i < r->n_held && r->held[i].side == side && r->held[i].reporter == reporter &&
               r->held[i].annual == p->annual;
             i++)
            p->n_held[side]++;
    }
}

gad_status mirror_lane_make(gad_ctx *cx, arena *mem, const mirror_rows *rows, int32_t exporter,
                            const mirror_country *importer, bool annual, mirror_lane *out)
{
    choice c;
    part p = {
        .rows = rows, .exporter = exporter, .importer = importer->ref.number, .annual = annual
    };
    *out = (mirror_lane){ .importer = importer->ref, .goods = "", .note = "" };
    cut(&p);
    if (!p.n_cell[SIDE_X] && !p.n_cell[SIDE_M])
        return GAD_OK;
    bool ok = choose(&p, mem, &c) && make_points(&p, &c, mem, out);
    out->basis = ok ? c.basis : MIRROR_ONE_SIDED;
    out->goods = ok ? goods_text(cx, mem, &p, &c) : NULL;
    out->note = ok ? partial_text(mem, &p) : NULL;
    for (int32_t side = 0; side < SIDES && ok; side++)
        out->partial |= p.n_cell[side] > 0 && is_partial(rows, &c.side[side]);
    if (ok && out->basis != MIRROR_UNLIKE && (!p.n_cell[SIDE_X] || !p.n_cell[SIDE_M]))
        out->basis = MIRROR_ONE_SIDED;
    return out->goods && out->note ? GAD_OK : gad_nomem(cx, "a lane");
}

static gad_status make_lanes(gad_ctx *cx, arena *mem, const mirror_rows *rows, int32_t exporter,
                             bool annual, mirror *out)
{
    gad_status status = GAD_OK;
    *out = (mirror){ .annual = annual };
    out->lane = arena_take(mem, (size_t)rows->n_country + 1, sizeof *out->lane);
    if (!out->lane)
        return gad_nomem(cx, "the lanes");
    bool *seen = arena_take(mem, (size_t)rows->n_country + 1, sizeof *seen);
    if (!seen)
        return gad_nomem(cx, "the lanes");
    for (int32_t i = 0; i < rows->n_cell; i++) {
        const mirror_country *c = mirror_rows_country(rows, rows->cell[i].importer);
        if (c && rows->cell[i].annual == annual)
            seen[c - rows->country] = true;
    }
    for (int32_t k = 0; k < rows->n_country && !status; k++) {
        const mirror_country *c = &rows->country[k];
        if (!seen[k] || c->world || c->ref.number == exporter)
            continue;
        status = mirror_lane_make(cx, mem, rows, exporter, c, annual, &out->lane[out->n]);
        out->n += !status && out->lane[out->n].n > 0;
    }
    return status;
}

static bool any_gap(const mirror *m, int32_t importer)
{
    for (int32_t k = 0; k < m->n; k++)
        if (importer && m->lane[k].importer.number != importer)
            continue;
        else if (m->lane[k].n_both[MIRROR_USD] || m->lane[k].n_both[MIRROR_T])
            return true;
    return false;
}

gad_status mirror_from_rows(gad_ctx *cx, arena *mem, const mirror_rows *rows, int32_t exporter,
                            char freq, int32_t lane, mirror *out)
{
    gad_status status = make_lanes(cx, mem, rows, exporter, freq == 'A', out);
    if (!status && freq == 0 && !any_gap(out, lane)) {
        mirror years;
        status = make_lanes(cx, mem, rows, exporter, true, &years);
        years.months_too = !status && out->n > 0;
        if (!status && (any_gap(&years, lane) || out->n == 0))
            *out = years;
    }
    if (status)
        return status;
    double *work = arena_take(mem, (size_t)mirror_usual_room(out->lane, out->n), sizeof *work);
    if (!work)
        return gad_nomem(cx, "the usual gaps");
    mirror_usual_fill(out->lane, out->n, work);
    return GAD_OK;
}

const mirror_lane *mirror_find(const mirror *m, int32_t importer)
{
    for (int32_t k = 0; k < m->n; k++)
        if (m->lane[k].importer.number == importer)
            return &m->lane[k];
    return NULL;
}

const mirror_point *mirror_at(const mirror_lane *lane, int32_t period)
{
    for (int32_t i = 0; i < lane->n; i++)
        if (lane->at[i].period == period)
            return &lane->at[i];
    return NULL;
}

gad_status mirror_load(gad_ctx *cx, gad_store *st, arena *mem, const mirror_query *q, mirror *out)
{
    mirror_rows rows;
    mirror_ask ask = { .product = q->product,
                       .exporter = q->exporter.number,
                       .importer = -1,
                       .as_of = q->as_of,
                       .source = q->source };
    if (q->exporter.number < 0)
        return gad_fail(cx, GAD_E_ARG, "%s is a group: a lane has one country at each end",
                        q->exporter.id);
    gad_status status = mirror_rows_load(cx, st, mem, &ask, &rows);
    if (!status)
        status = mirror_from_rows(cx, mem, &rows, q->exporter.number, q->freq, q->lane, out);
    for (int32_t i = 0; !status && i < rows.n_partial; i++)
        if (rows.partial[i].side == SIDE_X || !q->lane || rows.partial[i].reporter == q->lane)
            out->line = rows.partial[i].line;
    return status;
}
