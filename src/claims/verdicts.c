/* verdicts.c - layer 3: the names of verdicts, kinds, hedges and places, as every output writes them. */
#include "claims/claims.h"

const char *claim_kind_name(claim_kind k)
{
    static const char *const name[CLAIM_KINDS] = {
        [CLAIM_LEVEL] = "level", [CLAIM_CHANGE] = "change",       [CLAIM_CUMULATIVE] = "cumulative",
        [CLAIM_RANK] = "rank",   [CLAIM_RECORD] = "record",       [CLAIM_STREAK] = "streak",
        [CLAIM_SHARE] = "share", [CLAIM_INTENSITY] = "intensity", [CLAIM_EVENT] = "event"
    };
    return name[k];
}

static const char *const verdict_names[VERDICTS] = {
    [SUPPORTED] = "supported",       [CLOSE] = "close",
    [CONTRADICTED] = "contradicted", [MISLABELLED] = "mislabelled",
    [INCONSISTENT] = "inconsistent", [AMBIGUOUS] = "ambiguous",
    [UNVERIFIABLE] = "unverifiable"
};

const char *verdict_name(verdict v)
{
    return verdict_names[v];
}

bool verdict_find(const char *name, verdict *out)
{
    for (int32_t v = 0; v < VERDICTS; v++)
        if (STR_EQ(name, verdict_names[v])) {
            *out = (verdict)v;
            return true;
        }
    return false;
}

const char *hedge_name(hedge h)
{
    static const char *const name[HEDGE_COUNT] = {
#define HEDGE(id, word, low, low_share, high, high_share, says) [HEDGE_##id] = word,
#include "claims/hedges.def"
#undef HEDGE
    };
    return name[h];
}

const char *found_name(found f)
{
    static const char *const name[FOUND_NOWHERE + 1] = {
        [FOUND_CLAUSE] = "clause",   [FOUND_SENTENCE] = "sentence", [FOUND_PARAGRAPH] = "paragraph",
        [FOUND_HEADING] = "heading", [FOUND_ARTICLE] = "article",   [FOUND_ASSUMED] = "assumed",
        [FOUND_NOWHERE] = "nowhere"
    };
    return name[f];
}
