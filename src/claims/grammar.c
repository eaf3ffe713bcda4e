/* grammar.c - layer 3: items of a sentence to mentions. The page to read of the grammar.
 *
 * Flow: quantity_fold -> subject_mark -> match_rules -> attach_owners .. attach_events -> write_mention for every match
 * that stands, in the order of the text. Scratch memory lives for one sentence. Invariant: an element is the core of
 * at most one mention, and spans hold whole items. */
#include "claims/grammar_impl.h"

enum { WINDOW = 40 }; /* elements to each side that are looked through */

/* ---- amounts --------------------------------------------------------------------------------- */
static amount plain_amount(double value, const char *unit)
{
    return (amount){ .value = value,
                     .lo = value,
                     .hi = value,
                     .digits_lo = value,
                     .digits_hi = value,
                     .factor = 1,
                     .unit = unit,
                     .significant = 1 };
}

/* "t/MW", "kg/car": masses per megawatt are tonnes, all others kilograms. NULL: no memory. */
static const char *per_unit(arena *mem, const char *thing)
{
    return STR_EQ(thing, "MW") ? "t/MW" : arena_fmt(mem, "kg/%s", thing);
}

static amount counted(const parse *p, int32_t i, claim_form form, const char *unit)
{
    const element *e = &p->e[i];
    if (e->quantity >= 0)
        return quantity_amount(&p->q[e->quantity], form, unit, 1);
    const item *x = item_at(p, i);
    return plain_amount(x->tag == TAG_ORDINAL ? x->value : x->number, unit);
}

/* What a streak counts: the word of time beside it. */
static const char *streak_unit(const parse *p, const found_match *m)
{
    int32_t last = MAX_OF(m->at[R_NOUN], m->at[R_CORE]) + 2;
    for (int32_t i = m->at[R_CORE]; i <= last; i++) {
        if (element_is(p, i, "year") || element_counts(p, i, "years"))
            return "years";
        if (element_is(p, i, "quarter") || element_counts(p, i, "quarters"))
            return "quarters";
    }
    return "months";
}

static int32_t place_of(const parse *p, const found_match *m)
{
    return m->at[R_PLACE] >= 0 ? item_at(p, m->at[R_PLACE])->value : 1;
}

static int32_t record_direction(const parse *p, int32_t core)
{
    static const char *const least[] = { "least", "fewest", "weakest", NULL };
    if (p->e[core].c == C_MOST)
        return element_among(p, core, least) ? -1 : 1;
    return item_at(p, core)->value < 0 ? -1 : 1;
}

static amount said_by_quantity(const parse *p, const found_match *m)
{
    const quantity *q = &p->q[p->e[m->at[R_CORE]].quantity];
    switch (m->form) {
    case FORM_PERCENT:
    case FORM_SHARE:
        return quantity_amount(q, m->form, "pct", 1);
    case FORM_TIMES_OF:
    case FORM_TIMES_MORE:
        return quantity_amount(q, m->form, "times", 1);
    default:
        return quantity_amount(q, m->form, q->unit, q->factor);
    }
}

static gad_status said(gad_ctx *cx, arena *mem, const parse *p, const found_match *m, amount *out)
{
    int32_t core = m->at[R_CORE];
    const quantity *q = p->e[core].quantity >= 0 ? &p->q[p->e[core].quantity] : NULL;
    *out = plain_amount(NO_NUMBER, "");
    if (m->form == FORM_RANK)
        *out = m->at[R_PLACE] < 0 && p->e[core].c == C_ORDINAL
                   ? counted(p, core, m->form, "rank")
                   : plain_amount(place_of(p, m), "rank");
    else if (m->form == FORM_RECORD)
        *out = plain_amount(place_of(p, m), "rank");
    else if (m->form == FORM_STREAK)
        *out = counted(p, core, m->form, streak_unit(p, m));
    else if (m->form == FORM_COUNT)
        *out = counted(p, core, m->form, "elements");
    else if (m->form == FORM_PER && q) {
        const char *thing = item_at(p, m->at[R_THING])->id,
                   *unit = per_unit(mem, thing ? thing : "unit");
        if (!unit)
            return gad_nomem(cx, "the unit of a claim");
        *out =
            quantity_amount(q, m->form, unit, STR_EQ(unit, "t/MW") ? q->factor : q->factor * 1000);
    } else if (q)
        *out = said_by_quantity(p, m);
    return GAD_OK;
}

/* ---- kinds ----------------------------------------------------------------------------------- */
/* Months of a year that are no single month: a half, a quarter, "January to October", "so far this year". */
static bool is_part_of_year(const item *x)
{
    return x->tag == TAG_HALF || x->tag == TAG_QUARTER || x->tag == TAG_SPAN ||
           (x->tag == TAG_MONTHS && x->value != 1);
}

/* "last month", "the same month" */
static bool is_single_month(const item *x)
{
    return x->tag == TAG_RELATIVE && (x->value == REL_THIS_MONTH || x->value == REL_LAST_MONTH ||
                                      x->value == REL_SAME_MONTH || x->value == REL_NEXT_MONTH);
}

/* What it costs to pass over element i on the way from a level to its time. */
static int32_t toll(const parse *p, int32_t i)
{
    if (p->e[i].c == C_STOP || p->e[i].c == C_CONJ)
        return 13;
    return p->e[i].quantity >= 0 ? 5 : p->e[i].c == C_COMMA ? 3 : 1;
}

/* The expression of time nearest to `core` in one direction; its cost. */
static int32_t nearest_time(const parse *p, int32_t core, int32_t step, int32_t *cost)
{
    *cost = 0;
    for (int32_t i = core + step, n = 0; i >= 0 && i < p->n && n < WINDOW; i += step, n++) {
        *cost += toll(p, i);
        bool month = p->e[i].c == C_RELATIVE && is_single_month(item_at(p, i));
        if (month || (p->e[i].c == C_TIME && item_at(p, i)->tag != TAG_YEAR)) {
            bool compared = i > 0 && (p->e[i - 1].c == C_FROM || p->e[i - 1].c == C_COMPARE);
            if (!compared)
                return i;
            *cost += 12;
        }
    }
    return -1;
}

/* The expression of time nearest to the level decides. */
static bool is_cumulative(const parse *p, int32_t core)
{
    int32_t before_cost, behind_cost;
    int32_t before = nearest_time(p, core, -1, &before_cost);
    int32_t behind = nearest_time(p, core, 1, &behind_cost);
    int32_t best = before < 0 || (behind >= 0 && behind_cost < before_cost) ? behind : before;
    return best >= 0 && is_part_of_year(item_at(p, best));
}

/* ---- writing --------------------------------------------------------------------------------- */
static void include(const parse *p, int32_t i, mention *m)
{
    if (i < 0)
        return;
    m->first = MIN_OF(m->first, p->e[i].first);
    m->last = MAX_OF(m->last, p->e[i].last);
}

/* Does nothing but small words stand between item `last` and element `i` behind it? */
static bool adjoins(const parse *p, int32_t last, int32_t i)
{
    const uint64_t small = BIT(FROM) | BIT(COMPARE) | BIT(PREP) | BIT(DET) | BIT(BASIS) |
                           BIT(HOVER) | BIT(HUNDER) | BIT(OF);
    int32_t k = i - 1;
    while (k >= 0 && p->e[k].first > last && has(small, p->e[k].c) && i - k < 4)
        k--;
    return k >= 0 && p->e[k].last == last;
}

static int32_t element_of(const parse *p, int32_t at)
{
    int32_t lo = 0, hi = p->n - 1;
    while (at >= 0 && lo < hi) {
        int32_t mid = (lo + hi + 1) / 2;
        if (p->e[mid].first <= at)
            lo = mid;
        else
            hi = mid - 1;
    }
    return at < 0 ? -1 : lo;
}

/* Act and date, or the date alone when a claim of another kind stands between them. */
static void set_event_span(const parse *p, const found_match *f, mention *m)
{
    int32_t act = f->at[R_CORE], date = f->at[R_SINCE];
    bool apart = false;
    for (int32_t i = MIN_OF(act, date) + 1; i < MAX_OF(act, date); i++)
        apart = apart || p->e[i].quantity >= 0;
    if (apart) {
        m->first = p->e[date].first;
        m->last = p->e[date].last;
    } else {
        include(p, date, m);
    }
}

static void set_span(const parse *p, const found_match *f, mention *m)
{
    const part shown[] = { R_SIGN,     R_NOUN, R_PLACE,  R_THING, R_ROLE,
                           R_RESERVES, R_TIME, R_BEHIND, R_SINCE };
    m->first = p->e[f->at[R_CORE]].first;
    m->last = p->e[f->at[R_CORE]].last;
    for (int32_t a = 0; a < COUNT_OF(shown); a++)
        if (shown[a] != R_SINCE || f->form == FORM_RECORD)
            include(p, f->at[shown[a]], m);
    if (f->form == FORM_EVENT)
        set_event_span(p, f, m);
    if (f->form == FORM_EXCEEDS)
        include(p, f->at[R_BASE], m);
    int32_t since = element_of(p, m->since), base = element_of(p, m->base);
    if (since >= 0 && adjoins(p, m->last, since))
        include(p, since, m);
    if (base >= 0 && adjoins(p, m->last, base))
        include(p, base, m);
    if (m->last + 1 < p->it->n && p->it->at[m->last + 1].tag == TAG_YEAR &&
        (since >= 0 || base >= 0 || f->form == FORM_EVENT) && p->it->at[m->last].tag == TAG_MONTH)
        m->last++; /* "from June 2024" */
    m->from = p->it->at[m->first].from;
    m->to = p->it->at[m->last].to;
}

static void set_direction(const parse *p, const found_match *f, mention *m)
{
    int32_t core = f->at[R_CORE];
    m->direction = f->direction;
    if (f->form == FORM_PERCENT && !f->direction)
        m->direction = p->q[p->e[core].quantity].sign;
    if (f->form == FORM_TIMES_OF)
        m->direction = m->said.value < 1 ? -1 : 1;
    if (f->form == FORM_EXCEEDS)
        m->direction = p->e[core].c == C_HUNDER ? -1 : 1;
    if (f->form == FORM_RECORD)
        m->direction = record_direction(p, core);
    bool is_signed =
        f->form == FORM_PERCENT || f->form == FORM_POINTS || f->form == FORM_DIFFERENCE;
    if (is_signed && m->direction < 0)
        m->said = amount_negate(&m->said);
}

/* The role named, else that of what is spoken of: output has producers, exports have destinations. */
static role role_of(const parse *p, const found_match *f)
{
    if (f->at[R_ROLE] >= 0)
        return (role)item_at(p, f->at[R_ROLE])->value;
    if (f->at[R_RESERVES] >= 0)
        return ROLE_HOLDER;
    int32_t core = f->at[R_CORE];
    for (int32_t i = MAX_OF(0, core - WINDOW); i < p->n && i <= core + WINDOW; i++)
        if (p->e[i].c == C_ACTIVITY && f->at[R_WHOLE] < 0) {
            int32_t act = item_at(p, i)->value;
            return act == ACT_RESERVES ? ROLE_HOLDER : ROLE_PRODUCER;
        }
    return ROLE_DESTINATION;
}

static gad_status write_mention(gad_ctx *cx, arena *mem, const parse *p, int32_t k, mention *m)
{
    const found_match *f = &p->m[k];
    *m = (mention){
        .kind = f->kind, .form = f->form, .sentence = p->sentence, .core = p->e[f->at[R_CORE]].core
    };
    m->base = m->base_level = m->to_level = m->whole = m->since = -1;
    gad_status st = said(cx, mem, p, f, &m->said);
    if (st != GAD_OK)
        return st;
    bool fold = f->form == FORM_TIMES_OF && p->e[f->at[R_CORE]].c == C_FACTOR;
    if (fold && m->said.value > 1 && m->said.value < 2)
        m->form = FORM_TIMES_MORE; /* "a 1.2-fold increase": to 1.2 or by 1.2, nobody knows */
    set_direction(p, f, m);
    attach_words(p, k, m);
    if (f->form == FORM_RANK)
        m->role = role_of(p, f);
    if (f->form == FORM_LEVEL && !p->q[p->e[f->at[R_CORE]].quantity].per_year &&
        is_cumulative(p, f->at[R_CORE]))
        m->kind = CLAIM_CUMULATIVE;
    set_span(p, f, m);
    return GAD_OK;
}

/* ---- one sentence ---------------------------------------------------------------------------- */
static bool may_claim(const items *it)
{
    for (int32_t i = 0; i < it->n; i++)
        switch (it->at[i].tag) {
        case TAG_NUMBER:
        case TAG_FRACTION:
        case TAG_FACTOR:
        case TAG_RANK:
        case TAG_ORDINAL:
        case TAG_RECORD:
        case TAG_STREAK:
        case TAG_POLICY:
        case TAG_SINCE:
        case TAG_DURATION:
        case TAG_HEDGE:
        case TAG_YEAR:
        case TAG_RELATIVE:
            return true;
        default:
            break;
        }
    return false;
}

static gad_status grow(gad_ctx *cx, arena *mem, mentions *out, int32_t more)
{
    if (out->n + more <= out->cap)
        return GAD_OK;
    int32_t cap = MAX_OF(16, MAX_OF(out->cap * 2, out->n + more));
    mention *at = arena_take(mem, (size_t)cap, sizeof *at);
    if (!at)
        return gad_nomem(cx, "the claims of a sentence");
    if (out->n)
        memcpy(at, out->at, (size_t)out->n * sizeof *at);
    out->at = at;
    out->cap = cap;
    return GAD_OK;
}

/* Numbers the matches that stand by the first word of their spans, from 1; 0: dropped. Elements are passed in order of
 * the cores, so that hardly any has to move: an act whose date is shown alone, behind a count. */
static int32_t set_places(const parse *p, const mention *m, int32_t *order, int32_t *place)
{
    int32_t n = 0;
    for (int32_t i = 0; i < p->n; i++) {
        int32_t k = p->e[i].mention, at = n;
        if (k < 0 || p->m[k].dropped)
            continue;
        for (; at > 0 && m[order[at - 1]].from > m[k].from; at--)
            order[at] = order[at - 1];
        order[at] = k;
        n++;
    }
    for (int32_t i = 0; i < n; i++)
        place[order[i]] = i + 1;
    return n;
}

/* Matches that stand, in the order of the text; siblings are numbered as they are written. */
static gad_status write_all(gad_ctx *cx, arena *mem, arena *scratch, const parse *p, mentions *out)
{
    mention *m = arena_take(scratch, (size_t)p->n_m, sizeof *m);
    int32_t *place = arena_take(scratch, (size_t)p->n_m * 2, sizeof *place);
    if (!m || !place)
        return gad_nomem(cx, "the claims of a sentence");
    gad_status st = GAD_OK;
    for (int32_t k = 0; k < p->n_m && st == GAD_OK; k++)
        st = write_mention(cx, mem, p, k, &m[k]);
    if (st != GAD_OK)
        return st;
    attach_siblings(p, m);
    int32_t n = set_places(p, m, place + p->n_m, place);
    st = grow(cx, mem, out, n);
    if (st != GAD_OK)
        return st;
    for (int32_t k = 0; k < p->n_m; k++) {
        if (!place[k])
            continue;
        int32_t base = m[k].base_level, to = m[k].to_level;
        m[k].base_level = base >= 0 && place[base] ? out->n + place[base] - 1 : -1;
        m[k].to_level = to >= 0 && place[to] ? out->n + place[to] - 1 : -1;
        out->at[out->n + place[k] - 1] = m[k];
    }
    out->n += n;
    return GAD_OK;
}

gad_status grammar_find(gad_ctx *cx, arena *mem, const items *it, int32_t number, mentions *out)
{
    if (!may_claim(it))
        return GAD_OK;
    arena scratch;
    arena_init(&scratch, &cx->al);
    parse p = { .it = it, .sentence = number, .cap = it->n };
    gad_status st = GAD_OK;
    p.e = arena_take(&scratch, (size_t)it->n, sizeof *p.e);
    p.q = arena_take(&scratch, (size_t)it->n, sizeof *p.q);
    p.m = arena_take(&scratch, (size_t)it->n, sizeof *p.m);
    if (!p.e || !p.q || !p.m) {
        st = gad_nomem(cx, "the elements of a sentence");
        goto done;
    }
    quantity_fold(&p);
    subject_mark(&p);
    match_rules(&p);
    attach_owners(&p);
    attach_coordinates(&p);
    attach_levels(&p);
    attach_events(&p);
    if (p.n_m)
        st = write_all(cx, mem, &scratch, &p, out);
done:
    arena_release(&scratch);
    return st;
}
