/* brief.c - layer 4: gad_brief, one page on one month (or year) of one trade.
 *
 * Flow: brief_load (facts from the store) -> brief_compose (sentences, rows, numbered sources)
 *       -> brief_write_json | brief_write_text.
 * Invariant: nothing is written before the whole page is composed. */
#include "report/brief.h"

void brief_release(brief *b)
{
    buf_release(&b->text);
}

gad_status brief_compose(gad_ctx *cx, arena *mem, const brief_facts *f, brief *b)
{
    static void (*const part[])(brief *) = { brief_headline,      brief_changes, brief_partners,
                                             brief_concentration, brief_records, brief_surges,
                                             brief_trend,         brief_twins,   brief_unknown };
    *b = (brief){ .f = f, .mem = mem, .record = { .since = -1, .first = -1 } };
    buf_init(&b->text, &cx->al);
    for (int32_t i = 0; i < COUNT_OF(part); i++)
        part[i](b);
    return b->failed || !buf_ok(&b->text) ? gad_nomem(cx, "a briefing") : GAD_OK;
}

gad_status gad_brief(gad_ctx *cx, gad_store *store, const gad_brief_opts *opts,
                     const gad_output *out)
{
    arena mem;
    brief_facts f;
    brief b = { .text = { .al = &cx->al } };
    if (out->format == GAD_AS_CSV || out->format == GAD_AS_PARQUET || out->format == GAD_AS_HTML)
        return gad_fail(cx, GAD_E_ARG, "a briefing is a page of text: choose table, md or json");
    arena_init(&mem, &cx->al);
    gad_status st = brief_load(cx, store, &mem, opts, &f);
    if (st)
        goto done;
    st = brief_compose(cx, &mem, &f, &b);
    if (!st)
        st = out->format == GAD_AS_JSON ? brief_write_json(cx, &b, out)
                                        : brief_write_text(cx, &b, out);
done:
    brief_release(&b);
    arena_release(&mem);
    return st;
}
