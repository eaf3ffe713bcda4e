/* risk_lists.c - layer 2: what follows from lists of suppliers: concentration, the largest one gone,
 * import reliance, dependence through processing. Each value with its formula in numbers, or a reason. */
#include "trade/risk.h"

enum { NAMED = 3 }; /* suppliers spelled out in a formula; the rest are counted */

static const char *pct(char out[NUM_TEXT], double share)
{
    return num_people(out, 100 * share, 1);
}

bool risk_known(risk_value *v, double x, const char *numbers)
{
    *v = (risk_value){ x, numbers, "" };
    return numbers != NULL;
}

bool risk_unknown(risk_value *v, const char *why)
{
    *v = (risk_value){ NO_NUMBER, "", why };
    return why != NULL;
}

/* ---- concentration and its largest part ------------------------------------------------------- */

/* "0.7075^2 (CHN) + 0.1432^2 (USA) + 9 more" */
static const char *squares(arena *mem, const supplies *s)
{
    char share[NUM_TEXT];
    const char *text = "";
    for (int32_t i = 0; text && i < MIN_OF(s->n, NAMED); i++)
        text = arena_fmt(mem, "%s%s%s^2 (%s)", text, i ? " + " : "",
                         num_people(share, s->at[i].amount / s->total, 4), s->at[i].who.id);
    if (text && s->n > NAMED)
        text = arena_fmt(mem, "%s + %" PRId32 " more", text, s->n - NAMED);
    return text;
}

/* What is known when part of the total is nobody's. */
static const char *interval(arena *mem, const supplies *s, const concentration *c)
{
    char lo[NUM_TEXT], hi[NUM_TEXT], rest[NUM_TEXT];
    return arena_fmt(mem, "%s %% of the total is attributed to nobody: between %s and %s",
                     pct(rest, s->rest / s->total), num_people(lo, c->lo, 4),
                     num_people(hi, c->hi, 4));
}

static bool say_concentration(arena *mem, const supplies *s, risk_value *v)
{
    char sum_text[NUM_TEXT];
    concentration c = supplies_hhi(s);
    if (s->n == 0)
        return risk_unknown(v, s->why);
    if (!IS_NUMBER(c.hhi))
        return risk_unknown(v, interval(mem, s, &c));
    const char *sum = squares(mem, s);
    return sum && risk_known(v, c.hhi,
                             arena_fmt(mem, "%s; of %s %s", sum, num_people(sum_text, s->total, 0),
                                       s->unit));
}

/* The largest gone, without and with spare capacity of the others. */
static bool say_n1(arena *mem, const risk_query *q, const supplies *s, risk_value *plain,
                   risk_value *spare)
{
    char share[NUM_TEXT], other[NUM_TEXT], idle[NUM_TEXT];
    if (s->n == 0 || !(s->total > 0))
        return risk_unknown(plain, s->why) && risk_unknown(spare, s->why);
    double s1 = s->at[0].amount / s->total;
    if (s->rest > s->at[0].amount) {
        const char *why = "the part attributed to nobody is larger than the largest supplier";
        return risk_unknown(plain, why) && risk_unknown(spare, why);
    }
    bool ok = risk_known(plain, 100 * s1,
                         arena_fmt(mem, "%s supplies %s %%", s->at[0].who.id, pct(share, s1)));
    if (!(q->spare > 0))
        return ok && risk_unknown(spare, "no spare capacity was given (--spare)");
    double *part = arena_take(mem, (size_t)s->n + 1, sizeof *part);
    for (int32_t i = 0; part && i < s->n; i++)
        part[i] = s->at[i].amount;
    if (part)
        part[s->n] = s->rest;
    double loss = part ? indicator_n_minus_1(part, s->n + 1, q->spare).loss : NO_NUMBER;
    ok = ok && part;
    return ok && risk_known(spare, 100 * loss,
                            arena_fmt(mem, "max(0, %s - %s x %s) %%", pct(share, s1),
                                      num_people(idle, q->spare, -1), pct(other, 1 - s1)));
}

/* ---- import reliance -------------------------------------------------------------------------- */

static const char *own_why(arena *mem, const risk_cell *c)
{
    if (c->output.n == 0)
        return c->output.why;
    if (STR_EQ(c->output.unit, "pct"))
        return arena_fmt(mem, "of the output of %s only shares are printed", c->output_of);
    return arena_fmt(mem, "the output of %s is not printed", c->who.who.id);
}

const char *risk_apart(arena *mem, const risk_cell *c)
{
    const char *bought = c->way ? c->way->q.product.id : c->output_of;
    if (c->origins.n == 0)
        return c->origins.why;
    if (c->way && c->way->proxy)
        return arena_fmt(mem, "imports are held only as %s, which is a wider product", bought);
    if (!IS_NUMBER(c->own))
        return own_why(mem, c);
    if (!STR_EQ(c->output_of, bought))
        return arena_fmt(mem, "output is that of %s, imports are of %s", c->output_of, bought);
    if (!STR_EQ(c->origins.unit, "t"))
        return arena_fmt(mem, "output is in tonnes, imports are in %s: ask for --measure qty",
                         c->origins.unit);
    if (c->own > 0 && supplies_are_content(&c->output))
        return arena_fmt(mem, "output is counted otherwise (%s) than imports (gross weight)",
                         c->output.at[0].f.note);
    return "";
}

static const char *reliance_why(arena *mem, const risk_cell *c, const risk_input *exports)
{
    const char *why = risk_apart(mem, c);
    if (!why || *why)
        return why;
    if (!exports || !IS_NUMBER(exports->amount))
        return arena_fmt(mem, "no exports of %s are held", c->who.who.id);
    return "";
}

static bool say_reliance(arena *mem, risk_cell *c)
{
    char p[NUM_TEXT], m[NUM_TEXT], x[NUM_TEXT];
    const risk_input *exports = risk_find_input(c, "exports"),
                     *printed = risk_find_input(c, "import reliance as published");
    risk_value *v = &c->v[RISK_RELIANCE], *u = &c->v[RISK_RELIANCE_PRINTED];
    bool ok = printed ? risk_known(u, printed->amount,
                                   arena_fmt(mem, "%s (%s)", printed->f.source, printed->f.note))
                      : risk_unknown(u, "none is held");
    const char *why = reliance_why(mem, c, exports);
    if (!why || *why)
        return ok && risk_unknown(v, why);
    double ir = indicator_import_reliance(c->own, c->origins.total, exports->amount);
    if (!IS_NUMBER(ir))
        return ok && risk_unknown(v, "use, production + imports - exports, is not above 0");
    num_people(p, c->own, 0);
    num_people(m, c->origins.total, 0);
    num_people(x, exports->amount, 0);
    return ok &&
           risk_known(v, 100 * ir, arena_fmt(mem, "(%s - %s) / (%s + %s - %s) t", m, x, p, m, x));
}

bool risk_say_lists(arena *mem, const risk_query *q, risk_cell *c)
{
    return say_concentration(mem, &c->output, &c->v[RISK_OUTPUT_HHI]) &&
           say_n1(mem, q, &c->output, &c->v[RISK_OUTPUT_N1], &c->v[RISK_OUTPUT_N1_SPARE]) &&
           say_concentration(mem, &c->origins, &c->v[RISK_IMPORT_HHI]) &&
           say_n1(mem, q, &c->origins, &c->v[RISK_IMPORT_N1], &c->v[RISK_IMPORT_N1_SPARE]) &&
           say_reliance(mem, c);
}

/* ---- dependence through processing ------------------------------------------------------------ */

static bool chain_unanswered(arena *mem, const risk_query *q, risk_cell *c)
{
    const char *why = members_has(&c->who, q->target.number)
                          ? "it is the country itself"
                          : arena_fmt(mem, "data/chain.csv has no chain with %s", q->product.id);
    bool ok = why != NULL;
    for (int32_t k = RISK_THROUGH; k <= RISK_UNKNOWN; k++)
        ok = ok && risk_unknown(&c->v[k], why);
    return ok;
}

/* What was seen in trade; of a country whose imports are not held that is nothing, which is not 0. */
static bool say_seen(arena *mem, const chain_row *r, risk_value *v)
{
    char a[NUM_TEXT], b[NUM_TEXT];
    const char *of = r->of_imports ? "of imports" : "of supply";
    double direct = r->direct, indirect = r->parts.through - r->direct;
    if (!r->held)
        return risk_unknown(&v[RISK_THROUGH], r->origins.why) &&
               risk_unknown(&v[RISK_DIRECT], r->origins.why) &&
               risk_unknown(&v[RISK_INDIRECT], r->origins.why);
    return risk_known(&v[RISK_THROUGH], 100 * r->parts.through,
                      arena_fmt(mem, "%s + %s %% %s", pct(a, direct), pct(b, indirect), of)) &&
           risk_known(&v[RISK_DIRECT], 100 * direct,
                      arena_fmt(mem, "%s: %s", of, r->origins.edition)) &&
           risk_known(&v[RISK_INDIRECT], 100 * indirect, of);
}

bool risk_say_chain(arena *mem, const risk_query *q, risk_cell *c)
{
    char a[NUM_TEXT], b[NUM_TEXT];
    if (c->n_stage == 0 || members_has(&c->who, q->target.number))
        return chain_unanswered(mem, q, c);
    const chain_row *r = &c->stage[c->n_stage - 1];
    double elsewhere = r->parts.elsewhere + r->parts.elsewhere_assumed;
    return say_seen(mem, r, c->v) &&
           risk_known(&c->v[RISK_ASSUMED], 100 * r->parts.through_assumed,
                      "--show chain lists the stages") &&
           risk_known(&c->v[RISK_ELSEWHERE], 100 * elsewhere,
                      arena_fmt(mem, "%s %% seen, %s %% assumed", pct(a, r->parts.elsewhere),
                                pct(b, r->parts.elsewhere_assumed))) &&
           risk_known(&c->v[RISK_UNKNOWN], 100 * chain_unknown(&r->parts), "");
}
