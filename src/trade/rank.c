/* rank.c - layer 2: partners of one reporter in one period, largest first.
 *
 * Flow: the world series -> every partner's figures in one query each for customs rows and published
 * figures -> one series per partner -> levels of the period sorted, compared with the periods before.
 * Invariant: rows[] holds only partners whose level is known; shares refer to the world's level,
 * whatever the partners held add up to. */
#include "trade/rank.h"
#include "trade/figures.h"

/* A ranking is proven when what is held covers the total but for rounding and confidential rows. */
static const double COMPLETE_PCT = 99.5;
/* Partners that add up to more than the total contradict it: somebody is counted twice. */
static const double COMPLETE_MAX_PCT = 100.5;

typedef struct names {
    gad_table *t; /* stats/country_table, ascending numbers */
} names;

static gad_status name_partner(gad_ctx *cx, const names *n, arena *mem, int32_t number,
                               country_ref *out)
{
    for (int64_t r = 0; r < gad_table_rows(n->t); r++) {
        if (table_get_i64(n->t, r, 0, -1) != number)
            continue;
        *out = (country_ref){ arena_str(mem, table_get_text(n->t, r, 1)),
                              arena_str(mem, table_get_text(n->t, r, 2)),
                              arena_str(mem, table_get_text(n->t, r, 3)), number };
        return out->id && out->name && out->prose ? GAD_OK : gad_nomem(cx, "a country");
    }
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const char *id = arena_fmt(mem, "%c%c%c", digits[number / 1296 % 36], digits[number / 36 % 36],
                               digits[number % 36]);
    *out = (country_ref){ id, id, id, number };
    return id ? GAD_OK : gad_nomem(cx, "a country");
}

/* ---- every partner's series ------------------------------------------------------------------- */

static int32_t count_partners(const pool *p)
{
    int32_t n = 0;
    for (int32_t i = 0; i < p->n; i++)
        n += i == 0 || p->c[i].partner != p->c[i - 1].partner;
    return n;
}

static gad_status split(gad_ctx *cx, gad_store *st, arena *mem, const pool *p, panel *out)
{
    names n = { NULL };
    gad_status status = store_query(cx, st, "stats/country_table", NULL, 0, &n.t);
    if (status)
        return status;
    out->partner = arena_take(mem, (size_t)count_partners(p) + 1, sizeof *out->partner);
    if (!out->partner) {
        gad_table_free(n.t);
        return gad_nomem(cx, "the partners");
    }
    for (int32_t a = 0, b = 0; a < p->n && !status; a = b) {
        while (b < p->n && p->c[b].partner == p->c[a].partner)
            b++;
        series s = out->world;
        status = name_partner(cx, &n, mem, p->c[a].partner, &s.partner);
        s.unit = out->unit;
        if (!status)
            status = series_from(cx, mem, p->c + a, b - a, &s);
        if (!status && s.n)
            out->partner[out->n++] = s;
    }
    gad_table_free(n.t);
    return status;
}

/* Which figures rest on some of the product's codes only, and on which, each period and text once. */
static bool add_parts(arena *mem, const pool *p, panel *out)
{
    struct panel_part *grown = arena_take(mem, (size_t)(out->n_part + p->n) + 1, sizeof *grown);
    if (!grown)
        return false;
    for (int32_t i = 0; i < out->n_part; i++)
        grown[i] = out->part[i];
    out->part = grown;
    for (int32_t i = 0; i < p->n; i++) {
        const candidate *c = &p->c[i];
        const struct panel_part *last = out->n_part ? &grown[out->n_part - 1] : NULL;
        bool again = last && last->month == c->period && STR_EQ(last->text, c->basis);
        if (c->partial && *c->basis && !again)
            grown[out->n_part++] = (struct panel_part){ c->period, c->basis };
    }
    return true;
}

gad_status panel_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q, panel *out)
{
    codeset cs;
    pool p = { .c = NULL }, world = { .c = NULL };
    panel r = { .unit = "", .left_out = "", .basis = "" };
    unity u;
    series_query whole = *q;
    gad_status status = codes_country(cx, st, mem, "partner", "W00", &whole.partner);
    if (!status)
        status = codeset_load(cx, st, mem, &q->product, &q->reporter, &cs);
    if (!status)
        status = customs_load(cx, st, mem, q, &cs, true, &p, &world);
    if (!status)
        status = published_load(cx, st, mem, q, true, &p, &world);
    if (!status)
        status = series_from_pool(cx, mem, &whole, &cs, &world, &r.world);
    if (!status)
        status = pool_unify(cx, mem, &p, &u);
    if (status)
        return status;
    r.unit = u.unit;
    r.left_out = u.left_out;
    r.basis = u.basis;
    if (!q->freq && r.world.n == 0)
        r.world.annual = !pool_has(&p, SLOT_LEVEL) && pool_has(&p, SLOT_YEAR);
    pool_settle(&p);
    if (r.world.annual && measure_adds_up(q->measure)) {
        if (!pool_add_years(&p, mem))
            return gad_nomem(cx, "the partners");
        pool_settle(&p);
    }
    if (!add_parts(mem, &world, &r) || !add_parts(mem, &p, &r))
        return gad_nomem(cx, "the partners");
    status = split(cx, st, mem, &p, &r);
    if (!status)
        *out = r;
    return status;
}

/* ---- one period ------------------------------------------------------------------------------- */

double panel_level(const panel *p, int32_t k, int32_t month)
{
    int32_t i = series_find(&p->partner[k], month);
    return i < 0 ? NO_NUMBER : p->partner[k].at[i].level.value;
}

const char *panel_partial(const panel *p, int32_t year, const char *text)
{
    for (int32_t i = 0; i < p->n_part; i++)
        if (month_year(p->part[i].month) == year && (!text || STR_EQ(p->part[i].text, text)))
            return p->part[i].text;
    return NULL;
}

int32_t panel_rank(const panel *p, int32_t k, int32_t month)
{
    double mine = panel_level(p, k, month);
    int32_t place = 1;
    if (!IS_NUMBER(mine))
        return 0;
    for (int32_t j = 0; j < p->n; j++)
        place += panel_level(p, j, month) > mine; /* false for NaN */
    return place;
}

int32_t panel_find(const panel *p, int32_t number)
{
    for (int32_t k = 0; k < p->n; k++)
        if (p->partner[k].partner.number == number)
            return k;
    return -1;
}

panel_cover panel_coverage(const panel *p, arena *mem, int32_t month)
{
    panel_cover c = {
        .total = NO_NUMBER, .covered_pct = NO_NUMBER, .hhi = NO_NUMBER, .effective = NO_NUMBER
    };
    int32_t i = series_find(&p->world, month);
    double *part = arena_take(mem, (size_t)p->n + 1, sizeof *part), sum = 0;
    for (int32_t k = 0; part && k < p->n; k++) {
        double x = panel_level(p, k, month);
        if (!(x >= 0))
            continue;
        part[c.n++] = x;
        sum += x;
    }
    if (i >= 0 && p->unit && p->world.unit && STR_EQ(p->world.unit, p->unit)) {
        c.total = p->world.at[i].level.value;
        c.kind = p->world.at[i].level.kind;
    }
    if (c.total > 0 && c.n)
        c.covered_pct = 100 * sum / c.total;
    c.complete = c.covered_pct >= COMPLETE_PCT && c.covered_pct <= COMPLETE_MAX_PCT;
    if (part && c.n && c.complete)
        c.hhi = stats_hhi(part, c.n);
    c.effective = 1 / c.hhi;
    return c;
}

static int by_level(const void *pa, const void *pb)
{
    const rank_row *a = pa, *b = pb;
    if (a->level.value != b->level.value)
        return a->level.value > b->level.value ? -1 : 1;
    return strcmp(a->partner.id, b->partner.id);
}

static rank_row row_of(const panel *p, int32_t k, int32_t month)
{
    const series *s = &p->partner[k];
    int32_t i = series_find(s, month);
    return (rank_row){ .partner = s->partner,
                       .level = s->at[i].level,
                       .rank = panel_rank(p, k, month),
                       .rank_mom = panel_rank(p, k, month - (s->annual ? 12 : 1)),
                       .rank_yoy = panel_rank(p, k, month - 12),
                       .share_pct = stats_share(s, &p->world, month),
                       .mom = stats_mom(s, i),
                       .yoy = stats_yoy(s, i),
                       .surge = stats_surge(s, i),
                       .rank_published = s->at[i].rank };
}

int32_t panel_newest(const panel *p)
{
    int32_t newest = INT32_MIN;
    for (int32_t k = 0; k < p->n; k++)
        for (int32_t i = p->partner[k].n - 1; i >= 0; i--)
            if (IS_NUMBER(p->partner[k].at[i].level.value)) {
                newest = MAX_OF(newest, p->partner[k].at[i].month);
                break;
            }
    return newest;
}

gad_status rank_load(gad_ctx *cx, gad_store *st, arena *mem, const series_query *q, int32_t month,
                     ranking *out)
{
    panel p = { .unit = "", .left_out = "" };
    gad_status status = panel_load(cx, st, mem, q, &p);
    if (status)
        return status;
    if (month == INT32_MIN)
        month = panel_newest(&p);
    ranking r = { .world = p.world,
                  .month = month,
                  .unit = *p.unit ? p.unit : p.world.unit,
                  .left_out = p.left_out };
    r.row = arena_take(mem, (size_t)p.n + 1, sizeof *r.row);
    if (!r.row)
        return gad_nomem(cx, "a ranking");
    for (int32_t k = 0; k < p.n; k++)
        if (IS_NUMBER(panel_level(&p, k, month)))
            r.row[r.n++] = row_of(&p, k, month);
    qsort(r.row, (size_t)r.n, sizeof *r.row, by_level);
    panel_cover c = panel_coverage(&p, mem, month);
    r.total = c.total;
    r.total_kind = c.kind;
    r.covered_pct = c.covered_pct;
    r.complete = c.complete;
    r.hhi = c.hhi;
    r.effective = c.effective;
    *out = r;
    return GAD_OK;
}
