/* risk_governed.c - layer 2: the indicators that need governance: the EU's supply risk and GeoPolRisk.
 * What is missing is said, not assumed. */
#include "trade/risk.h"

/* ---- a list of suppliers with their governance ------------------------------------------------ */

typedef struct governed {
    double *part, *risk; /* [n] */
    int32_t n;
    const char *missing; /* "" or who has none: "COD, MMR" */
    int32_t from, to;    /* years of the values used; from > to: all hold for every year */
    bool timeless;       /* some hold for every year */
} governed;

static bool govern(arena *mem, const risk_query *q, const supplies *s, int32_t year,
                   governance_scale scale, governed *g)
{
    enum { NAMED = 5 };
    int32_t lacking = 0;
    *g = (governed){ .n = s->n, .missing = "", .from = INT32_MAX, .to = INT32_MIN };
    g->part = arena_take(mem, (size_t)s->n + 1, sizeof *g->part);
    g->risk = arena_take(mem, (size_t)s->n + 1, sizeof *g->risk);
    for (int32_t i = 0; g->part && g->risk && g->missing && i < s->n; i++) {
        g->part[i] = s->at[i].amount;
        const governance_row *row =
            governance_find_number(q->governance, s->at[i].who.number, year);
        g->risk[i] = governance_value(row, scale);
        if (row && row->year != INT32_MIN) {
            g->from = MIN_OF(g->from, row->year);
            g->to = MAX_OF(g->to, row->year);
        }
        g->timeless |= row && row->year == INT32_MIN;
        if (IS_NUMBER(g->risk[i]))
            continue;
        if (lacking++ < NAMED)
            g->missing =
                arena_fmt(mem, "%s%s%s", g->missing, lacking > 1 ? ", " : "", s->at[i].who.id);
        else if (lacking == NAMED + 1)
            g->missing = arena_fmt(mem, "%s and others", g->missing);
    }
    return g->part && g->risk && g->missing;
}

/* "governance of 2021 to 2022", "governance of 2022 and without a year". NULL: no memory. */
static const char *governance_years(arena *mem, const governed *g)
{
    const char *rest = g->timeless ? " and without a year" : "";
    if (g->from > g->to)
        return "governance without a year";
    if (g->from == g->to)
        return arena_fmt(mem, "governance of %" PRId32 "%s", g->from, rest);
    return arena_fmt(mem, "governance of %" PRId32 " to %" PRId32 "%s", g->from, g->to, rest);
}

static bool say_weighted(arena *mem, const risk_query *q, const supplies *s, int32_t year,
                         risk_value *v)
{
    governed g;
    if (s->n == 0)
        return risk_unknown(v, s->why);
    if (s->rest > SUPPLY_REST_MAX * s->total)
        return risk_unknown(v, "part of the total is attributed to nobody");
    if (!govern(mem, q, s, year, SCALE_EU, &g))
        return false;
    if (*g.missing)
        return risk_unknown(v,
                            arena_fmt(mem, "the governance file has no value for %s", g.missing));
    /* the rest, too small to matter, is left out as in the plain HHI: shares are of the total */
    double named = supplies_named(s);
    double x =
        indicator_hhi_weighted(g.part, g.risk, NULL, g.n) * (named / s->total * (named / s->total));
    const char *years = governance_years(mem, &g);
    return years &&
           risk_known(v, x, arena_fmt(mem, "%" PRId32 " suppliers, t = 1 for all; %s", g.n, years));
}

/* ---- what is used: bought or made at home -------------------------------------------------------- */

/* Who sells abroad may be its own customer: goods that come back are an origin of their own country. */
static void add_supplier(supplies *s, const supplier *more)
{
    for (int32_t i = 0; i < s->n; i++)
        if (s->at[i].who.number == more->who.number) {
            s->at[i].amount += more->amount;
            return;
        }
    s->at[s->n++] = *more;
}

/* The origins of imports and the own output, of a group each member's, as one list. A country without
 * output uses what it buys, in whatever unit that is told. */
static bool sourcing(arena *mem, const risk_cell *c, supplies *out)
{
    *out = c->origins;
    if (c->origins.n == 0 || c->own <= 0)
        return true;
    out->n = 0;
    out->why = risk_apart(mem, c);
    if (!out->why || *out->why)
        return out->why != NULL;
    out->at = arena_take(mem, (size_t)c->origins.n + (size_t)c->output.n, sizeof *out->at);
    for (int32_t i = 0; out->at && i < c->origins.n; i++)
        out->at[out->n++] = c->origins.at[i];
    for (int32_t i = 0; out->at && i < c->output.n; i++)
        if (members_has(&c->who, c->output.at[i].who.number))
            add_supplier(out, &c->output.at[i]);
    if (out->at)
        supplies_settle(out, NO_NUMBER, c->origins.rest);
    return out->at != NULL;
}

/* ---- the EU's supply risk --------------------------------------------------------------------- */

static bool say_eu_sr(arena *mem, const risk_query *q, risk_cell *c)
{
    char gs[NUM_TEXT], eu[NUM_TEXT], ir[NUM_TEXT], eol[NUM_TEXT], si[NUM_TEXT];
    risk_value *v = &c->v[RISK_EU_SR];
    double reliance = c->v[RISK_RELIANCE].x / 100;
    const risk_input *printed = risk_find_input(c, "import reliance as published");
    if (!IS_NUMBER(reliance) && printed && !strstr(printed->f.note, "bound"))
        reliance = c->v[RISK_RELIANCE_PRINTED].x / 100;
    eu_sr in = { .hhi_gs = c->v[RISK_HHI_GS].x,
                 .hhi_eu = IS_NUMBER(reliance) ? c->v[RISK_HHI_EU].x : NO_NUMBER,
                 .import_reliance = MAX_OF(0.0, reliance),
                 .eol_rir = q->eol_rir,
                 .si = q->si };
    if (!IS_NUMBER(in.hhi_gs))
        return risk_unknown(v, c->v[RISK_HHI_GS].why);
    if (!IS_NUMBER(in.eol_rir) || !IS_NUMBER(in.si))
        return risk_unknown(v,
                            "give the recycling rate and the substitution index: --eol-rir, --si");
    num_people(gs, in.hhi_gs, 4);
    num_people(eol, in.eol_rir, -1);
    num_people(si, in.si, -1);
    if (!IS_NUMBER(in.hhi_eu))
        return risk_known(v, indicator_eu_sr(&in),
                          arena_fmt(mem,
                                    "%s (1 - %s) %s: only global supply, " EU_SR_GLOBAL_FORMULA, gs,
                                    eol, si));
    num_people(eu, in.hhi_eu, 4);
    num_people(ir, in.import_reliance, 4);
    return risk_known(
        v, indicator_eu_sr(&in),
        arena_fmt(mem, "[%s x %s/2 + %s (1 - %s/2)] (1 - %s) %s", gs, ir, eu, ir, eol, si));
}

/* ---- GeoPolRisk ------------------------------------------------------------------------------- */

static const char *geopol_why(arena *mem, const risk_cell *c, const governed *g)
{
    if (*g->missing)
        return arena_fmt(mem, "the governance file has no value for %s", g->missing);
    if (c->origins.rest > SUPPLY_REST_MAX * c->origins.total)
        return "part of the imports is attributed to nobody";
    return risk_apart(mem, c);
}

static bool say_score(arena *mem, risk_cell *c, const geopolrisk_in *in, const char *years)
{
    char num[NUM_TEXT], f[NUM_TEXT], p[NUM_TEXT], hhi[NUM_TEXT], risk[NUM_TEXT], price[NUM_TEXT],
        score[NUM_TEXT];
    geopolrisk g = indicator_geopolrisk(in);
    num_people(num, in->numerator_t, 2);
    num_people(f, in->imports_t, 2);
    num_people(p, in->production_t, 2);
    num_people(hhi, in->hhi, 4);
    num_people(risk, g.import_risk, 6);
    num_people(score, g.score, 6);
    num_people(price, in->price_usd_kg, -1);
    bool ok = risk_known(&c->v[RISK_GPR_IMPORT], g.import_risk,
                         arena_fmt(mem, "%s / (%s + %s); %s", num, p, f, years));
    ok = ok &&
         (IS_NUMBER(g.score)
              ? risk_known(&c->v[RISK_GPR_SCORE], g.score, arena_fmt(mem, "%s x %s", hhi, risk))
              : risk_unknown(&c->v[RISK_GPR_SCORE], c->v[RISK_OUTPUT_HHI].why));
    if (!IS_NUMBER(g.score))
        return ok && risk_unknown(&c->v[RISK_GPR_CF], c->v[RISK_OUTPUT_HHI].why);
    if (!IS_NUMBER(in->price_usd_kg))
        return ok &&
               risk_unknown(&c->v[RISK_GPR_CF], "no price is held of that year: give --price");
    return ok && risk_known(&c->v[RISK_GPR_CF], g.cf,
                            arena_fmt(mem, "%s x %s / 0.409412948", score, price));
}

static bool say_geopolrisk(arena *mem, const risk_query *q, risk_cell *c)
{
    governed g;
    const risk_input *price = risk_find_input(c, "price");
    if (!govern(mem, q, &c->origins, c->year, SCALE_UNIT, &g))
        return false;
    const char *why = geopol_why(mem, c, &g);
    if (!why || *why)
        return risk_unknown(&c->v[RISK_GPR_IMPORT], why) &&
               risk_unknown(&c->v[RISK_GPR_SCORE], why) && risk_unknown(&c->v[RISK_GPR_CF], why);
    geopolrisk_in in = { .hhi = c->v[RISK_OUTPUT_HHI].x,
                         .numerator_t = indicator_governed(g.part, g.risk, g.n),
                         .imports_t = c->origins.total,
                         .production_t = c->own,
                         .price_usd_kg = price ? price->amount : NO_NUMBER };
    const char *years = governance_years(mem, &g);
    return years && say_score(mem, c, &in, years);
}

bool risk_say_governed(arena *mem, const risk_query *q, risk_cell *c)
{
    supplies used;
    bool ok = true;
    for (int32_t k = RISK_HHI_GS; k <= RISK_GPR_CF; k++)
        ok =
            ok && risk_unknown(&c->v[k], "governance of the suppliers is not given (--governance)");
    if (!q->governance)
        return ok;
    return say_weighted(mem, q, &c->output, c->year, &c->v[RISK_HHI_GS]) &&
           sourcing(mem, c, &used) && say_weighted(mem, q, &used, c->year, &c->v[RISK_HHI_EU]) &&
           say_eu_sr(mem, q, c) && say_geopolrisk(mem, q, c);
}
