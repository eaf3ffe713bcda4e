/* judge_count.c - layer 3: how many rare-earth elements there are, and how many a control names.
 *
 * Flow: the number said -> events whose basis says "n elements" (docs/data.md): the definition, and the controls -> the
 * words around the claim tell which is meant.
 * Invariant: counts of anything else, and of "heavy" or "critical" elements (which lists differ on), are not judged. */
#include "claims/judge_facts.h"

static const char *const control_words[] = { "control*", "curb*",       "restrict*", "licens*",
                                             "licenc*",  "export list", "halt*",     "suspend*",
                                             "ban*",     "limit*",      "list*",     "impos*",
                                             NULL };
static const char *const group_words[] = { "group of", "comprise*",  "family of", "set of",
                                           "consist*", "made up of", "include*",  "series of",
                                           "the",      "are",        "all",       NULL };
static const char *const vague[] = { "heavy",  "heavier", "light", "medium", "critical minerals",
                                     "magnet", NULL };
static const char *const more_words[] = { "more", "additional", "another", "further",
                                          "new",  "other",      NULL };
static const char *const total_words[] = {
    "total", "altogether", "in all", "combined", "now", NULL
};

/* The controls on elements known by then, newest last; the definition apart. */
static int32_t elements_known(const judging *j, bool definition, const fact *out[4])
{
    const fact *f;
    int32_t n = 0;
    for (int32_t k = 0; n < 4 && (f = book_next(j->bk, "event", NULL, j->as_of, &k));)
        if (basis_elements(f->basis) > 0 && basis_has(f->basis, "definition") == definition)
            out[n++] = f;
    return n;
}

static gad_status judge_definition(gad_ctx *cx, const judging *j, int32_t said, ruling *out)
{
    const fact *f[4];
    enum {
        LEAST_MEANT = 14,
        MOST_MEANT = 17
    }; /* lanthanides without or with lanthanum, yttrium, scandium */
    if (elements_known(j, true, f) == 0)
        return rule_unknown(cx, out, "no definition of the rare earths is held");
    int32_t n = basis_elements(f[0]->basis);
    if (said != n && said >= LEAST_MEANT && said <= MOST_MEANT)
        return rule_unknown(
            cx, out,
            "the lanthanides are 15, with scandium and yttrium 17; which are counted here is not clear");
    return rule_fact(cx, j, f[0], basis_elements(f[0]->basis), said == n ? FIT_YES : FIT_NO,
                     arena_fmt(j->mem, "the rare earths are %d elements: %s (%s)", (int)n,
                               f[0]->note, f[0]->source),
                     out);
}

static gad_status judge_controls(gad_ctx *cx, const judging *j, const reading *r, clue near,
                                 int32_t said, ruling *out)
{
    const fact *f[4];
    int32_t n = elements_known(j, false, f), sum = 0, same = -1;
    for (int32_t i = 0; i < n; i++) {
        int32_t elements = basis_elements(f[i]->basis);
        bool when = !span_known(r->period) || spans_meet(r->period, f[i]->period);
        sum += elements;
        if (elements == said && (when || same < 0))
            same = i;
    }
    if (same >= 0)
        return rule_fact(
            cx, j, f[same], basis_elements(f[same]->basis), FIT_YES,
            arena_fmt(
                j->mem, "China put %d rare-earth elements under export control in %s: %s (%s)",
                (int)said, text_span(j->mem, f[same]->period), f[same]->note, f[same]->source),
            out);
    if (n > 1 && said == sum)
        return rule_fact(
            cx, j, f[n - 1], basis_elements(f[n - 1]->basis), FIT_YES,
            arena_fmt(
                j->mem,
                "%d and %d rare-earth elements make %d under China's export controls (%s; %s)",
                (int)basis_elements(f[0]->basis), (int)(sum - basis_elements(f[0]->basis)),
                (int)sum, f[0]->source, f[n - 1]->source),
            out);
    for (int32_t i = 0; i < n; i++) {
        bool dated = r->from[PART_PERIOD] <= FOUND_SENTENCE && r->period.from == r->period.to;
        if (dated && spans_meet(r->period, f[i]->period) && !clue_any(near, more_words) &&
            !clue_any(near, total_words))
            return rule_fact(
                cx, j, f[i], basis_elements(f[i]->basis), FIT_NO,
                arena_fmt(j->mem, "China's controls of %s name %d rare-earth elements: %s (%s)",
                          text_span(j->mem, f[i]->period), (int)basis_elements(f[i]->basis),
                          f[i]->note, f[i]->source),
                out);
    }
    return rule_unknown(cx, out,
                        "no control that names this number of rare-earth elements is held");
}

gad_status judge_count(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    *out = (ruling){ .best = -1 };
    clue near = clue_near(j, c), after = clue_after(j, c);
    int32_t said = (int32_t)lround(c->m.said.value);
    bool rare = clue_has(near, "rare earth*") || clue_has(near, "element*") ||
                clue_has(near, "ree*") || clue_has(near, "lanthan*");
    if (!rare || !(c->m.said.value >= 1 && c->m.said.value <= 100))
        return rule_unknown(cx, out, "how many of these there are is not held");
    bool controls = clue_any(near, control_words);
    if (!controls && !clue_any(after, vague) && said >= 10 && clue_any(near, group_words))
        return judge_definition(cx, j, said, out);
    if (!controls)
        return rule_unknown(cx, out, "which elements are counted is not clear");
    if (said >= 14 && said <= 17)
        return judge_definition(cx, j, said, out);
    gad_status st = judge_controls(cx, j, r, near, said, out);
    /* Lists of "heavy" or "critical" elements differ: six of the seven of April 2025 are heavy for some. */
    if (st == GAD_OK && out->known && out->fit == FIT_NO && clue_any(near, vague))
        return rule_unknown(cx, out, out->explanation);
    return st;
}
