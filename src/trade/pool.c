/* pool.c - layer 2: which of several figures a point shows.
 *
 * Flow: candidates in any order -> one unit, one definition -> sorted into runs (partner, slot,
 * period) -> inside a run the votes are counted and the run is ordered by preference.
 * Invariant: the order depends on the candidates only, never on the order of memory. The rules, in
 * words: docs/statistics.md, "Order of preference". */
#include "trade/figures.h"

enum { POOL_FIRST = 256 };

/* A figure whose digits were cut comes after every figure that was rounded: log(1e6) is less. */
static const double CUT_PENALTY = 100;

/* Figures that differ by less than a millionth are the same figure written twice. */
static const double SAME_REL = 1e-6;
/* A sum over partners is confirmed by a total that differs by at most this much. */
static const double CONFIRMED_REL = 1e-3;

bool pool_add(pool *p, arena *mem, const candidate *c)
{
    if (p->n == p->cap) {
        int32_t cap = MAX_OF(p->cap * 2, (int32_t)POOL_FIRST);
        candidate *more =
            p->cap > INT32_MAX / 4 ? NULL : arena_take(mem, (size_t)cap, sizeof *more);
        if (!more)
            return false;
        if (p->n)
            memcpy(more, p->c, (size_t)p->n * sizeof *more);
        p->c = more;
        p->cap = cap;
    }
    p->c[p->n] = *c;
    p->c[p->n].order = p->n;
    p->n++;
    return true;
}

bool pool_has(const pool *p, slot s)
{
    for (int32_t i = 0; i < p->n; i++)
        if (p->c[i].slot == s && p->c[i].base < STAND_ASIDE)
            return true;
    return false;
}

bool measure_adds_up(const char *measure)
{
    return STR_EQ(measure, "qty") || STR_EQ(measure, "value") || STR_EQ(measure, "production");
}

static bool within(const figure *a, const figure *b, double relative)
{
    double slack = a->half_unit + b->half_unit + relative * MAX_OF(fabs(a->value), fabs(b->value));
    return fabs(a->value - b->value) <= slack;
}

/* 5,864 for 5,864.6: the digits cut off, not rounded, as parts of the press do. */
static bool is_cut(const figure *coarse, const figure *fine)
{
    double more = fabs(fine->value) - fabs(coarse->value);
    return coarse->half_unit > fine->half_unit && more >= 0 && more < 2 * coarse->half_unit &&
           coarse->value * fine->value >= 0;
}

bool figures_agree(const figure *a, const figure *b)
{
    return within(a, b, SAME_REL) || is_cut(a, b) || is_cut(b, a);
}

/* ---- one unit, one definition ----------------------------------------------------------------- */

static bool is_level(slot s)
{
    return s == SLOT_LEVEL || s == SLOT_YTD || s == SLOT_YEAR;
}

static bool takes_part(const candidate *c)
{
    return is_level(c->slot) && c->base < STAND_ASIDE;
}

/* The text that most levels have; `plain` wins whenever it occurs (NULL: nothing wins by itself). */
static const char *most_frequent(const pool *p, const char *(*text)(const candidate *c),
                                 const char *plain)
{
    const char *best = NULL;
    int32_t most = 0;
    for (int32_t i = 0; i < p->n; i++) {
        if (!takes_part(&p->c[i]) || (best && STR_EQ(best, text(&p->c[i]))))
            continue;
        int32_t n = 0;
        for (int32_t j = 0; j < p->n; j++)
            n += takes_part(&p->c[j]) && STR_EQ(text(&p->c[i]), text(&p->c[j]));
        if (plain && STR_EQ(text(&p->c[i]), plain))
            return plain;
        if (n > most) {
            most = n;
            best = text(&p->c[i]);
        }
        if (most > p->n / 2)
            break;
    }
    return best;
}

static const char *basis_of(const candidate *c)
{
    return c->basis;
}

static const char *unit_of(const candidate *c)
{
    return c->unit;
}

/* Whether any level has the plain definition: then that is the series. */
static bool has_plain(const pool *p)
{
    for (int32_t i = 0; i < p->n; i++)
        if (takes_part(&p->c[i]) && *p->c[i].basis == '\0')
            return true;
    return false;
}

static int32_t set_aside(pool *p, const char *(*text)(const candidate *c), const char *keep)
{
    int32_t n = 0;
    for (int32_t i = 0; i < p->n; i++)
        if (takes_part(&p->c[i]) && !STR_EQ(text(&p->c[i]), keep)) {
            p->c[i].base = STAND_ASIDE;
            p->c[i].independent = false;
            n++;
        }
    return n;
}

gad_status pool_unify(gad_ctx *cx, arena *mem, pool *p, unity *out)
{
    *out = (unity){ "", "", "" };
    const char *basis = has_plain(p) ? "" : most_frequent(p, basis_of, NULL);
    if (!basis)
        return GAD_OK;
    out->basis = basis;
    int32_t n_basis = set_aside(p, basis_of, basis);
    out->unit = most_frequent(p, unit_of, NULL);
    int32_t n_unit = set_aside(p, unit_of, out->unit);
    const char *s_basis = n_basis == 1 ? "" : "s", *s_unit = n_unit == 1 ? "" : "s";
    if (n_basis && n_unit)
        out->left_out = arena_fmt(mem,
                                  "%" PRId32 " figure%s of another definition and %" PRId32
                                  " in other units than %s",
                                  n_basis, s_basis, n_unit, out->unit);
    else if (n_basis)
        out->left_out =
            arena_fmt(mem, "%" PRId32 " figure%s of another definition", n_basis, s_basis);
    else if (n_unit)
        out->left_out = arena_fmt(mem, "%" PRId32 " figure%s in other units than %s", n_unit,
                                  s_unit, out->unit);
    return out->left_out ? GAD_OK : gad_nomem(cx, "a series");
}

/* ---- runs ------------------------------------------------------------------------------------- */

static int by_run(const void *pa, const void *pb)
{
    const candidate *a = pa, *b = pb;
    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static int by_preference(const void *pa, const void *pb)
{
    const candidate *a = pa, *b = pb;
    if (a->stand != b->stand)
        return a->stand < b->stand ? -1 : 1;
    if (a->partial != b->partial)
        return a->partial ? 1 : -1;
    if (a->preference != b->preference)
        return a->preference < b->preference ? -1 : 1;
    if (a->votes != b->votes)
        return a->votes > b->votes ? -1 : 1;
    if (a->closeness != b->closeness)
        return a->closeness < b->closeness ? -1 : 1;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    if (a->f.published !=
        b->f.published) { /* of derived figures the newest, of printed the first */
        bool earlier = a->f.published < b->f.published;
        return earlier == (a->stand != STAND_DERIVED) ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

static bool is_printed(const candidate *c)
{
    return c->base == STAND_REPORTED;
}

/* The rounding that most printed figures of a partner's slot have: half a tonne in a series printed in
 * whole tonnes. A figure rounded like its neighbours makes changes that compare like with like. */
static double usual_half_unit(const candidate *c, int32_t n)
{
    double best = 0;
    int32_t most = 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t same = 0;
        for (int32_t j = 0; is_printed(&c[i]) && j < n; j++)
            same += is_printed(&c[j]) && c[j].f.half_unit == c[i].f.half_unit;
        if (same > most || (same == most && same && c[i].f.half_unit > best)) {
            most = same;
            best = c[i].f.half_unit;
        }
    }
    return best;
}

/* Whether the run holds the figure with the digits that this one cuts off. */
static bool is_cut_copy(const candidate *c, const candidate *run, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (is_printed(&run[i]) && is_cut(&c->f, &run[i].f) && !within(&c->f, &run[i].f, SAME_REL))
            return true;
    return false;
}

static double closeness(const candidate *c, double usual)
{
    if (!is_level(c->slot))
        return c->f.half_unit; /* percentages: the most digits */
    if (!(usual > 0) || !(c->f.half_unit > 0))
        return is_printed(c) ? 1e9 : 0;
    return fabs(log(c->f.half_unit / usual));
}

/* Distinct origins in the run that print c's figure, within both roundings. */
static int32_t count_votes(const candidate *c, const candidate *run, int32_t n)
{
    int32_t votes = 0;
    for (int32_t i = 0; i < n; i++) {
        bool counted = !is_printed(&run[i]) || !figures_agree(&c->f, &run[i].f);
        for (int32_t j = 0; j < i && !counted; j++)
            counted = is_printed(&run[j]) && figures_agree(&c->f, &run[j].f) &&
                      STR_EQ(run[i].origin, run[j].origin);
        votes += !counted;
    }
    return votes;
}

static bool superseded(const candidate *c, const candidate *run, int32_t n)
{
    for (int32_t i = 0; c->edition && i < n; i++)
        if (is_printed(&run[i]) && run[i].edition && STR_EQ(run[i].origin, c->origin) &&
            run[i].f.published > c->f.published)
            return true;
    return false;
}

/* Whether totals are held and none of them confirms the sum: then parts are missing from it. */
static bool unconfirmed(const candidate *c, const candidate *run, int32_t n)
{
    bool totals = false;
    for (int32_t i = 0; i < n; i++) {
        bool total = (is_printed(&run[i]) || run[i].base == STAND_CUSTOMS) && !run[i].partner_sum &&
                     !run[i].partial;
        if (total && within(&c->f, &run[i].f, CONFIRMED_REL))
            return false;
        totals |= total;
    }
    return totals;
}

static void settle_run(candidate *run, int32_t n, double usual)
{
    for (int32_t i = 0; i < n; i++) {
        candidate *c = &run[i];
        c->stand = c->base;
        c->closeness = closeness(c, usual) + (is_cut_copy(c, run, n) ? CUT_PENALTY : 0);
        c->votes = is_printed(c) ? count_votes(c, run, n) : 0;
        if (is_printed(c) && superseded(c, run, n))
            c->stand = STAND_SUPERSEDED;
        if (c->base == STAND_CUSTOMS && (c->partner_sum || c->partial) && unconfirmed(c, run, n))
            c->stand = STAND_PARTNER_SUM;
    }
    qsort(run, (size_t)n, sizeof *run, by_preference);
}

static bool same_slot(const candidate *a, const candidate *b)
{
    return a->partner == b->partner && a->slot == b->slot;
}

void pool_settle(pool *p)
{
    if (p->n)
        qsort(p->c, (size_t)p->n, sizeof *p->c, by_run);
    for (int32_t from = 0, to = 0; from < p->n; from = to) {
        while (to < p->n && same_slot(&p->c[from], &p->c[to]))
            to++;
        double usual = usual_half_unit(p->c + from, to - from);
        for (int32_t a = from, b = from; a < to; a = b) {
            while (b < to && p->c[b].period == p->c[a].period)
                b++;
            settle_run(p->c + a, b - a, usual);
        }
    }
}

/* ---- years from months ------------------------------------------------------------------------ */

/* The candidate a run shows, when it may be part of a sum. */
static bool is_chosen(const pool *p, int32_t i)
{
    const candidate *c = &p->c[i];
    bool first = i == 0 || !same_slot(c, &p->c[i - 1]) || p->c[i - 1].period != c->period;
    return first && c->slot == SLOT_LEVEL && c->stand < STAND_ASIDE;
}

static bool add_year(pool *p, arena *mem, const int32_t at[12])
{
    candidate y = p->c[at[0]];
    int32_t derived = 0;
    y.f.value = 0;
    y.f.half_unit = 0;
    for (int32_t k = 0; k < 12; k++) {
        const figure *f = &p->c[at[k]].f;
        if (!series_comparable(y.f.code_set, f->code_set))
            return true;
        y.f.code_set = y.f.code_set ? y.f.code_set : f->code_set;
        y.f.value += f->value;
        y.f.half_unit += f->half_unit;
        y.f.published = MAX_OF(y.f.published, f->published);
        derived += f->kind == FIGURE_DERIVED;
    }
    y.slot = SLOT_YEAR;
    y.base = STAND_MONTHS;
    y.independent = false;
    y.f.kind = FIGURE_SUM;
    y.f.parts = 12;
    y.f.source = "sum of the twelve months held";
    y.f.url = "";
    y.f.note =
        derived ? arena_fmt(mem, "%" PRId32 " of the months are derived figures", derived) : "";
    y.origin = y.f.source;
    return y.f.note && pool_add(p, mem, &y);
}

bool pool_add_years(pool *p, arena *mem)
{
    int32_t at[12], n = p->n, month = INT32_MIN, partner = INT32_MIN, held = 0;
    for (int32_t i = 0; i < n; i++) {
        if (!is_chosen(p, i))
            continue;
        bool next = p->c[i].partner == partner && p->c[i].period == month + 1;
        month = p->c[i].period;
        partner = p->c[i].partner;
        held = month % 12 == 0 ? 1 : next && held ? held + 1 : 0;
        if (!held)
            continue;
        at[held - 1] = i;
        if (held == 12 && !add_year(p, mem, at))
            return false;
    }
    return true;
}
