/* book_series.c - layer 3: series and rankings, loaded once and kept.
 *
 * Flow: a reading to its key; the key's day is that of the newest publication the article could see, so
 * articles of many days share a series -> looked for on the shelves -> else loaded and copied, without
 * what loading needed besides.
 * Invariant: a series handed out stays valid while at least SERIES_MAX others (or POINTS_MAX points) are
 * loaded: what does not fit goes to a new shelf, and only the shelf before the last one is dropped.
 * At most two shelves exist, of about 60 MB each when full (a point with its texts is near 1 kB). */
#include "claims/book_impl.h"

enum { SERIES_MAX = 20000, SLOTS_FIRST = 256 };

/* ---- shelves ------------------------------------------------------------------------------------ */

void book_shelves_init(book *bk)
{
    arena_init(&bk->now.mem, &bk->al);
    arena_init(&bk->before.mem, &bk->al);
}

static void shelf_drop(const book *bk, shelf *s)
{
    arena_release(&s->mem);
    alloc_drop(&bk->al, s->slot);
    *s = (shelf){ .slot = NULL };
    arena_init(&s->mem, &bk->al);
}

void book_shelves_release(book *bk)
{
    shelf_drop(bk, &bk->now);
    shelf_drop(bk, &bk->before);
}

static uint64_t mix(uint64_t h, uint64_t x) /* FNV-1a over words, folded */
{
    h = (h ^ x) * UINT64_C(1099511628211);
    return h ^ h >> 29;
}

static uint64_t hash_of(const series_key *k)
{
    uint64_t h = mix(UINT64_C(1469598103934665603),
                     (uint64_t)(uint32_t)k->product << 32 | (uint64_t)(uint32_t)k->reporter);
    h = mix(h, (uint64_t)(uint32_t)k->partner << 32 | (uint64_t)(uint32_t)k->day);
    return mix(h, (uint64_t)(uint32_t)k->measure << 16 | (uint64_t)(unsigned char)k->flow << 8 |
                      (uint64_t)(unsigned char)k->freq);
}

static bool same_key(const series_key *a, const series_key *b)
{
    return a->product == b->product && a->reporter == b->reporter && a->partner == b->partner &&
           a->measure == b->measure && a->flow == b->flow && a->freq == b->freq && a->day == b->day;
}

/* The slot of a key: its own, or the free one where it belongs. cap > n always. */
static kept **slot_of(const shelf *s, const series_key *k)
{
    uint64_t at = hash_of(k) & (uint64_t)(s->cap - 1);
    while (s->slot[at].one && !same_key(&s->slot[at].one->key, k))
        at = (at + 1) & (uint64_t)(s->cap - 1);
    return &s->slot[at].one;
}

static bool shelf_grow(const book *bk, shelf *s)
{
    shelf wide = *s;
    wide.cap = MAX_OF(s->cap * 2, (int32_t)SLOTS_FIRST);
    wide.slot = alloc_get(&bk->al, (size_t)wide.cap * sizeof *wide.slot);
    if (!wide.slot)
        return false;
    memset(wide.slot, 0, (size_t)wide.cap * sizeof *wide.slot);
    for (int32_t i = 0; i < s->cap; i++)
        if (s->slot[i].one)
            *slot_of(&wide, &s->slot[i].one->key) = s->slot[i].one;
    alloc_drop(&bk->al, s->slot);
    *s = wide;
    return true;
}

static kept *shelf_find(const shelf *s, const series_key *k)
{
    return s->cap ? *slot_of(s, k) : NULL;
}

/* ---- copies ------------------------------------------------------------------------------------- */

static bool keep_text(arena *mem, const char **text)
{
    *text = **text ? arena_str(mem, *text) : "";
    return *text != NULL;
}

static bool keep_figure(arena *mem, figure *f)
{
    return keep_text(mem, &f->source) && keep_text(mem, &f->url) && keep_text(mem, &f->note);
}

static bool keep_point(arena *mem, point *p)
{
    figure *const own[] = { &p->level,   &p->mom,  &p->yoy,   &p->ytd,
                            &p->ytd_yoy, &p->rank, &p->share, &p->record };
    const figure *other = p->other;
    for (int32_t i = 0; i < COUNT_OF(own); i++)
        if (!keep_figure(mem, own[i]))
            return false;
    p->other = p->n_other ? arena_take(mem, (size_t)p->n_other, sizeof *p->other) : NULL;
    for (int32_t i = 0; p->other && i < p->n_other; i++) {
        p->other[i] = other[i];
        if (!keep_figure(mem, &p->other[i]))
            return false;
    }
    return p->other || !p->n_other;
}

/* Texts of products and countries are the book's own; all others are copied. */
static bool keep_series(arena *mem, series *s)
{
    const point *at = s->at;
    s->at = s->n ? arena_take(mem, (size_t)s->n, sizeof *s->at) : NULL;
    for (int32_t i = 0; s->at && i < s->n; i++) {
        s->at[i] = at[i];
        if (!keep_point(mem, &s->at[i]))
            return false;
    }
    return (s->at || !s->n) && keep_text(mem, &s->unit) && keep_text(mem, &s->what_codes) &&
           keep_text(mem, &s->coverage) && keep_text(mem, &s->left_out);
}

static const kept *copy_to(const book *bk, shelf *s, const kept *one)
{
    if (s->n * 2 >= s->cap && !shelf_grow(bk, s))
        return NULL;
    kept *k = arena_take(&s->mem, 1, sizeof *k);
    if (!k)
        return NULL;
    *k = *one;
    if (one->n_rank && !(k->rank = arena_take(&s->mem, (size_t)one->n_rank, sizeof *k->rank)))
        return NULL;
    if (one->n_rank)
        memcpy(k->rank, one->rank, (size_t)one->n_rank * sizeof *k->rank);
    if (!keep_series(&s->mem, &k->s))
        return NULL;
    *slot_of(s, &k->key) = k;
    s->n++;
    s->points += k->s.n;
    return k;
}

/* Put a copy on the shelf of today; NULL: no memory. The entry may stand on the oldest shelf itself, so
 * that one is dropped last. */
static const kept *shelve(book *bk, const kept *one)
{
    if (bk->now.n < SERIES_MAX && bk->now.points + one->s.n <= bk->points_max)
        return copy_to(bk, &bk->now, one);
    shelf old = bk->before;
    bk->before = bk->now;
    bk->now = (shelf){ .slot = NULL };
    arena_init(&bk->now.mem, &bk->al);
    const kept *k = copy_to(bk, &bk->now, one);
    shelf_drop(bk, &old);
    return k;
}

/* ---- loading ------------------------------------------------------------------------------------ */

static country_ref country_of(const book *bk, int32_t row)
{
    const book_country *c = &bk->country[row];
    return (country_ref){ c->id, c->name, c->prose, c->number };
}

static series_query query_of(const book *bk, const series_key *k, int32_t partner)
{
    const book_product *p = &bk->product[k->product];
    return (series_query){ .product = { p->id, p->name, p->prose, bk->note[k->product], -1 },
                           .reporter = country_of(bk, k->reporter),
                           .partner = country_of(bk, partner),
                           .flow = k->flow,
                           .freq = (char)toupper((unsigned char)k->freq),
                           .measure = book_measures[k->measure].measure,
                           .wanted = { INT32_MIN, INT32_MAX },
                           .as_of = k->day,
                           .traceable = true };
}

/* Without customs rows there is no need to look through millions of others for them. */
static gad_status load_series(gad_ctx *cx, book *bk, arena *work, kept *one)
{
    int32_t customs = INT32_MIN;
    series_query q = query_of(bk, &one->key, one->key.partner);
    gad_status status = book_customs_day(cx, bk, &one->key, one->key.day, &customs);
    q.source = customs == INT32_MIN ? "observation" : NULL;
    if (!status)
        status = series_load(cx, bk->st, work, &q, &one->s);
    if (status != GAD_E_NOTFOUND)
        return status;
    one->s = bk->none;
    return GAD_OK;
}

static gad_status load_ranking(gad_ctx *cx, book *bk, arena *work, kept *one)
{
    ranking r = { .n = 0 };
    series_query q = query_of(bk, &one->key, bk->world);
    gad_status status = rank_load(cx, bk->st, work, &q, one->key.partner, &r);
    one->s = bk->none;
    if (status)
        return status == GAD_E_NOTFOUND ? GAD_OK : status;
    one->rank = arena_take(work, (size_t)r.n + 1, sizeof *one->rank);
    for (int32_t i = 0; one->rank && i < r.n; i++) {
        int32_t row = book_country_by_number(bk, r.row[i].partner.number);
        if (row >= 0 && r.row[i].partner.number >= 0)
            one->rank[one->n_rank++] =
                (ranked){ row, r.row[i].level.value, r.row[i].level.half_unit };
    }
    return one->rank ? GAD_OK : gad_nomem(cx, "the partners");
}

/* The shelved entry of a key whose day is set; n is 0 when nothing is held. */
static gad_status fetch(gad_ctx *cx, book *bk, const series_key *k, const kept **out)
{
    arena work;
    kept one = { .key = *k };
    const kept *entry = shelf_find(&bk->now, k);
    if (!entry && (entry = shelf_find(&bk->before, k)) != NULL)
        entry = shelve(bk, entry);
    *out = entry;
    if (entry)
        return GAD_OK;
    arena_init(&work, &bk->al);
    gad_status status = islower((unsigned char)k->freq) ? load_ranking(cx, bk, &work, &one)
                                                        : load_series(cx, bk, &work, &one);
    if (!status && !(*out = shelve(bk, &one)))
        status = gad_nomem(cx, "a series");
    arena_release(&work);
    return status;
}

gad_status book_series(gad_ctx *cx, book *bk, const reading *r, char freq, int32_t as_of,
                       const series **out)
{
    series_key k;
    const kept *entry = NULL;
    *out = &bk->none;
    if (!book_key(bk, r, &k))
        return GAD_OK;
    k.freq = freq;
    gad_status status = book_held_day(cx, bk, &k, as_of);
    if (status || k.day == INT32_MIN)
        return status;
    status = fetch(cx, bk, &k, &entry);
    if (!status)
        *out = &entry->s;
    return status;
}

gad_status book_ranking(gad_ctx *cx, book *bk, const reading *r, char freq, int32_t month,
                        int32_t as_of, const ranked **out, int32_t *n)
{
    series_key k;
    const kept *entry = NULL;
    *out = NULL;
    *n = 0;
    if (!book_key(bk, r, &k) || book_measures[k.measure].flow)
        return GAD_OK;
    series_key any = k;
    any.partner = -1;
    k.partner = month;
    k.freq = freq;
    gad_status status = book_customs_day(cx, bk, &any, as_of, &k.day);
    if (status || k.day == INT32_MIN)
        return status;
    status = fetch(cx, bk, &k, &entry);
    if (!status) {
        *out = entry->rank;
        *n = entry->n_rank;
    }
    return status;
}
