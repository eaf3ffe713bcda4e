/* book.c - layer 3: what the store knows, in one place.
 *
 * Flow: names, published figures and what is held are loaded once, in few queries; series come when they
 * are asked for (book_series.c) and answers are made of them (book_level.c, book_change.c, book_search.c).
 * Invariant: nothing here writes to the store; a question about something unknown has no answers, and is
 * no error. */
#include "claims/book_impl.h"

static const series nothing = { .product = { "", "", "", NULL, -1 },
                                .reporter = { "", "", "", -1 },
                                .partner = { "", "", "", -1 },
                                .measure = "",
                                .unit = "",
                                .as_of = INT32_MAX,
                                .what_codes = "",
                                .coverage = "",
                                .left_out = "" };

gad_status book_new(gad_ctx *cx, gad_store *st, book **out)
{
    book *bk = alloc_get(&cx->al, sizeof *bk);
    if (!bk)
        return gad_nomem(cx, "the book of what is held");
    *bk = (book){ .st = st, .al = cx->al, .none = nothing, .points_max = POINTS_MAX };
    arena_init(&bk->mem, &bk->al);
    book_shelves_init(bk);
    bk->names = names_kept_new(&bk->al);
    gad_status status = bk->names ? book_names_load(cx, bk) : gad_nomem(cx, "the names");
    if (!status)
        status = book_facts_load(cx, bk);
    if (!status)
        status = book_held_load(cx, bk);
    if (status) {
        book_free(bk);
        return status;
    }
    *out = bk;
    return GAD_OK;
}

void book_free(book *bk)
{
    if (!bk)
        return;
    alloc al = bk->al;
    book_shelves_release(bk);
    names_kept_free(bk->names);
    arena_release(&bk->mem);
    alloc_drop(&al, bk);
}

bool book_mirror(const reading *r, reading *out)
{
    bool world =
        !r->partner || !r->reporter || STR_EQ(r->partner, "W00") || STR_EQ(r->reporter, "W00");
    if (world || (r->flow != 'X' && r->flow != 'M'))
        return false;
    *out = *r;
    out->reporter = r->partner;
    out->partner = r->reporter;
    out->flow = r->flow == 'X' ? 'M' : 'X';
    out->mirrored = !r->mirrored;
    out->from[PART_REPORTER] = r->from[PART_PARTNER];
    out->from[PART_PARTNER] = r->from[PART_REPORTER];
    return true;
}
