/* judge_intensity.c - layer 3: how much of a material one thing holds ("1 ton of magnets per megawatt").
 *
 * Flow: unit and thing of the claim -> published contents of that material in that thing -> the range they span -> in
 * it, beyond it, or between.
 * Invariant: contents differ by type and source, so only a figure outside the whole range of several sources is denied;
 * a claim is read with a tenth of play, since one digit ("1 ton") would else allow anything from half to one and a half. */
#include "claims/judge_facts.h"

static const double PLAY = 0.1;  /* of the claimed value, on both sides */
static const double NEAR = 0.02; /* issue 4: close is within 2 % */
static const double FAR = 2; /* times the highest, before another thing's content is looked for */
static const double LARGE_KG = 100; /* small contents coincide by chance */
enum { SOURCES_TO_DENY = 3, LISTED = 3 /* contents that the explanation names */ };

/* What things are called; the first is the one of units of facts. */
static const struct {
    const char *thing, *unit,
        *basis; /* unit of facts behind the slash; part of their basis, "" any */
} things[] = {
    { "MW", "MW", "" },
    { "megawatt", "MW", "" },
    { "car", "car", "" },
    { "vehicle", "car", "" },
    { "EV", "car", "" },
    { "robot", "robot", "" },
    { "F-35", "unit", "F-35" },
    { "destroyer", "unit", "destroyer" },
    { "submarine", "unit", "submarine" },
};
static const char *const petrol_words[] = { "petrol",     "gasoline", "conventional",
                                            "combustion", "hybrid*",  "diesel",
                                            NULL };

typedef struct contents {
    double lo, hi, most, least; /* hi, lo of the claim's play; most and least of the facts */
    int32_t n, sources;
    const char *text;
} contents;

static int32_t thing_of(const char *name)
{
    for (int32_t i = 0; i < COUNT_OF(things); i++)
        if (text_has(name, things[i].thing))
            return i;
    return -1;
}

/* Kilograms in the mass part of "t/MW"; NaN: none. */
static double kilograms(const char *unit)
{
    char mass[16];
    snprintf(mass, sizeof mass, "%.*s", (int)MIN_OF(strcspn(unit, "/"), sizeof mass - 1), unit);
    return unit_tonnes(mass) / unit_tonnes("kg");
}

static const char *material_of(const judging *j, const reading *r)
{
    const char *family = product_family(j->bk, r->product);
    if (STR_EQ(family, "magnets"))
        return "ndfeb-magnets";
    return STR_EQ(family, "rare-earths") ? "rare-earth-elements" : r->product;
}

static bool is_of(const fact *f, int32_t thing, bool petrol)
{
    const char *slash = strchr(f->unit, '/');
    if (!slash || !STR_EQ(slash + 1, things[thing].unit) || text_has(f->basis, "petrol") != petrol)
        return false;
    return text_has(f->basis, things[thing].basis);
}

/* ", "-joined: "0.85 t/MW (wind turbine, low-speed permanent magnet, high; MDPI ...)". */
static gad_status add_content(gad_ctx *cx, const judging *j, const fact *f, const char *unit,
                              contents *k, ruling *out)
{
    char x[FACT_TEXT];
    double value = f->value * kilograms(f->unit) / kilograms(unit);
    double half = f->half_unit * kilograms(f->unit) / kilograms(unit);
    answer a = { .value = value, .lo = value - half, .hi = value + half, .own = true };
    bool seen = false;
    a.ev = fact_evidence(j->mem, j->bk, f);
    for (int32_t i = 0; i < out->a.n; i++) {
        const answer *b = &out->a.at[i];
        bool same = STR_EQ(b->ev.source, a.ev.source);
        seen |= same;
        if (same && a.lo <= b->hi && b->lo <= a.hi && fabs(a.value - b->value) < NEAR * b->value)
            return GAD_OK; /* pounds, and the same in kilograms */
    }
    k->sources += !seen;
    k->most = k->n ? MAX_OF(k->most, value) : value;
    k->least = k->n ? MIN_OF(k->least, value) : value;
    if (k->n++ < LISTED)
        k->text = arena_fmt(j->mem, "%s%s%s %s (%s; %s)", k->text, *k->text ? ", " : "",
                            text_figure(x, value), unit, f->basis, f->source);
    return k->text ? answer_add(cx, j->mem, &out->a, a) : gad_nomem(cx, "an explanation");
}

static gad_status collect(gad_ctx *cx, const judging *j, const char *material, int32_t thing,
                          bool petrol, const char *unit, contents *k, ruling *out)
{
    const fact *f;
    gad_status st = GAD_OK;
    for (int32_t i = 0;
         st == GAD_OK && (f = book_next(j->bk, "intensity", material, j->as_of, &i));)
        if (is_of(f, thing, petrol))
            st = add_content(cx, j, f, unit, k, out);
    return st;
}

static bool says_range(const judging *j, const claim *c)
{
    clue w = clue_claim(j, c);
    int32_t numbers = 0;
    for (uint32_t at = w.from; at < w.to; at++)
        numbers += isdigit((unsigned char)w.text[at]) &&
                   (at == w.from || !strchr("0123456789.,", w.text[at - 1]));
    return numbers > 1;
}

static void set_play(const judging *j, const claim *c, contents *k)
{
    const amount *said = &c->m.said;
    /* "up to two tonnes" claims that two tonnes occur */
    bool plain =
        said->hedge == HEDGE_NONE || said->hedge == HEDGE_ABOUT || said->hedge == HEDGE_AT_MOST;
    k->lo = said->lo;
    k->hi = said->hi;
    if (plain && !says_range(j, c)) {
        k->lo = said->value * (1 - PLAY);
        k->hi = said->value * (1 + PLAY);
    }
}

/* The nearest answer to what was said is shown first. */
static int32_t nearest(const answers *as, double said)
{
    int32_t best = 0;
    for (int32_t i = 1; i < as->n; i++)
        if (fabs(as->at[i].value - said) < fabs(as->at[best].value - said))
            best = i;
    return best;
}

/* Another thing of which this is the content: 9,200 pounds are a submarine's, not a fighter's. NULL: none. */
static const fact *content_of_other(const judging *j, const char *material, int32_t thing,
                                    const contents *k, const claim *c)
{
    const fact *f;
    double said = c->m.said.value * kilograms(c->m.said.unit);
    bool far = k->lo > FAR * k->most || k->hi * FAR < k->least;
    for (int32_t i = 0; far && (f = book_next(j->bk, "intensity", material, j->as_of, &i));) {
        double kg = f->value * kilograms(f->unit);
        bool other = strchr(f->unit, '/') && !is_of(f, thing, false) && !is_of(f, thing, true);
        if (other && IS_NUMBER(kg) && kg > LARGE_KG && fabs(kg / said - 1) < NEAR)
            return f;
    }
    return NULL;
}

static gad_status rule_contents(gad_ctx *cx, const contents *k, const claim *c, const char *text,
                                ruling *out)
{
    bool inside = k->hi >= k->least && k->lo <= k->most;
    double gap = k->lo > k->most ? k->lo / k->most - 1 : k->least / k->hi - 1;
    if (!text)
        return gad_nomem(cx, "an explanation");
    if (!inside && gap > NEAR && k->sources < SOURCES_TO_DENY)
        return rule_unknown(cx, out, text);
    out->known = true;
    out->fit = inside ? FIT_YES : gap <= NEAR ? FIT_CLOSE : FIT_NO;
    out->best = nearest(&out->a, c->m.said.value);
    out->a.at[out->best].preferred = true;
    out->explanation = text;
    return GAD_OK;
}

gad_status judge_intensity(gad_ctx *cx, const judging *j, claim *c, const reading *r, ruling *out)
{
    contents k = { .text = "" };
    *out = (ruling){ .best = -1 };
    const char *unit = c->m.said.unit ? c->m.said.unit : "", *slash = strchr(unit, '/');
    int32_t thing = slash ? thing_of(slash + 1) : -1;
    if (!r->product || thing < 0 || !IS_NUMBER(kilograms(unit)))
        return rule_unknown(cx, out, "contents of this material in this thing are not held");
    bool petrol = clue_any(clue_near(j, c), petrol_words) && STR_EQ(things[thing].unit, "car");
    gad_status st = collect(cx, j, material_of(j, r), thing, petrol, unit, &k, out);
    if (st != GAD_OK)
        return st;
    if (!k.n)
        return rule_unknown(cx, out, "contents of this material in this thing are not held");
    char least[FACT_TEXT], most[FACT_TEXT];
    set_play(j, c, &k);
    const char *more = k.n > LISTED ? arena_fmt(j->mem, " and %d more", (int)k.n - LISTED) : "";
    const char *text =
        !more ? NULL
        : k.least == k.most
            ? arena_fmt(j->mem, "published: %s", k.text)
            : arena_fmt(j->mem, "sources give %s to %s %s, depending on the type: %s%s",
                        text_figure(least, k.least), text_figure(most, k.most), unit, k.text, more);
    const fact *other = content_of_other(j, material_of(j, r), thing, &k, c);
    if (!other || !text)
        return rule_contents(cx, &k, c, text, out);
    return rule_fact(
        cx, j, other, other->value, FIT_NO,
        arena_fmt(j->mem, "%s; this is the figure of a %s (%s)", text, other->basis, other->source),
        out);
}
