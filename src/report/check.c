/* check.c - layer 4: gad_check, one article against the store.
 *
 * Flow: options -> claims_check (src/claims) -> the writer of the format.
 * Invariant: nothing is written before every claim is judged. */
#include "report/check.h"

_Static_assert((int)GAD_ARTICLE_MAX == (int)ARTICLE_MAX, "the limit of the header is the reader's");
_Static_assert((int)GAD_VERDICTS == (int)VERDICTS && (int)GAD_CONTRADICTED == (int)CONTRADICTED &&
                   (int)GAD_MISLABELLED == (int)MISLABELLED &&
                   (int)GAD_UNVERIFIABLE == (int)UNVERIFIABLE,
               "the public verdicts are in the order of ours");

struct gad_checker {
    alloc al;
    checker *ck;
};

typedef gad_status write_fn(gad_ctx *cx, const check_page *p, const gad_output *out);

static write_fn *writer_of(gad_format format)
{
    static write_fn *const writer[] = {
        [GAD_AS_TABLE] = check_write_text, [GAD_AS_CSV] = check_write_csv,
        [GAD_AS_JSON] = check_write_json,  [GAD_AS_MD] = check_write_md,
        [GAD_AS_PARQUET] = NULL,           [GAD_AS_HTML] = check_write_html,
    };
    return (int32_t)format < COUNT_OF(writer) ? writer[format] : NULL;
}

gad_status gad_checker_new(gad_ctx *cx, gad_store *store, gad_checker **ck)
{
    gad_checker *made = alloc_get(&cx->al, sizeof *made);
    if (!made)
        return gad_nomem(cx, "a checker");
    *made = (gad_checker){ .al = cx->al };
    gad_status st = checker_new(cx, store, &made->ck);
    if (st) {
        alloc_drop(&cx->al, made);
        return st;
    }
    *ck = made;
    return GAD_OK;
}

void gad_checker_free(gad_checker *ck)
{
    if (!ck)
        return;
    checker_free(ck->ck);
    alloc al = ck->al;
    alloc_drop(&al, ck);
}

/* What is wrong with an article is no slip of the caller's: GAD_E_FORMAT, with the article's name. */
static gad_status read_failure(gad_ctx *cx, gad_status st, const char *name)
{
    if (st == GAD_E_ARG)
        cx->status = st = GAD_E_FORMAT;
    return gad_wrap(cx, st, "'%.200s'", name);
}

static void summarise(const check *c, gad_check_summary *out)
{
    *out = (gad_check_summary){ .claims = c->n };
    for (int32_t v = 0; v < VERDICTS; v++)
        out->count[v] = c->count[v];
}

gad_status gad_check(gad_ctx *cx, gad_checker *ck, const char *name, const char *bytes, size_t n,
                     const gad_check_opts *opts, const gad_output *out, gad_check_summary *summary)
{
    arena mem;
    check c = { 0 };
    int32_t day = INT32_MIN;
    write_fn *write = writer_of(out->format);
    if (!write)
        return gad_fail(
            cx, GAD_E_ARG,
            "a checked article is not written as Parquet: choose table, csv, json, md or html");
    if (opts->date && !day_parse(opts->date, &day))
        return gad_fail(cx, GAD_E_ARG, "--date '%.40s' is not a day: write 2025-07-20", opts->date);
    arena_init(&mem, &cx->al);
    gad_status st = claims_check(cx, ck->ck, &mem, bytes, n, day, &c);
    if (st) {
        st = read_failure(cx, st, name);
    } else {
        check_page page = { name, n, opts->place, &c };
        st = write(cx, &page, out);
    }
    if (!st && summary)
        summarise(&c, summary);
    arena_release(&mem);
    return st;
}
