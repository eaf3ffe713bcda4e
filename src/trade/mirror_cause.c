/* mirror_cause.c - layer 2: the causes of an unusual gap, weighed against each other.
 *
 * With importer M, exporter X and usual gap u, the excess of a period is M - X exp(u). A cause names an
 * amount A that it would move back: the gap it leaves is ln((M - A) / X), with a spread that grows with
 * what is known of A. Its likelihood is the density of that gap around the usual one; where a cause has
 * several ways (months, entrepots, codes), the mean over them, so that trying more gains nothing. What
 * the store cannot show keeps its prior; the others share the rest.
 * Invariant: the probabilities of a gap sum to 1, and equal inputs give equal answers. */
#include "trade/mirror_cause.h"

#include "trade/mirror_scene.h"

/* Judgement, not measurement: how often each explains an unusual monthly gap, before looking. */
static const double PRIOR[CAUSE_COUNT] = { [CAUSE_TIMING] = 0.30,
                                           [CAUSE_FREIGHT] = 0.10,
                                           [CAUSE_REEXPORT] = 0.20,
                                           [CAUSE_NEIGHBOUR] = 0.15,
                                           [CAUSE_UNRECORDED] = 0.25 };
/* Freight and insurance are 0 to 25 % of the FOB value (sea freight of ores is the dearest); the usual
 * gap holds the usual share, so a change of it moves the gap by -0.10 to +0.22 at most (ln 1.25). */
static const double FREIGHT_LO = -0.10, FREIGHT_HI = 0.22;
/* Spread of gaps of which nothing is known: an e-fold (natural logarithm). */
static const double WILD = 1.0;
/* Weight of a way through an entrepot of which only the leg to it is held: half of a likeness. */
static const double ONE_LEG = 0.5;
/* Months that goods may be on their way between the two statistics. */
enum { LAGS = 2, FREIGHT_STEPS = 33 };

const char *cause_name(cause_kind k)
{
    static const char *const name[] = { [CAUSE_TIMING] = "timing",
                                        [CAUSE_FREIGHT] = "freight",
                                        [CAUSE_REEXPORT] = "re-export",
                                        [CAUSE_NEIGHBOUR] = "neighbouring code",
                                        [CAUSE_UNRECORDED] = "unrecorded" };
    return name[k];
}

/* ---- one gap ---------------------------------------------------------------------------------- */

typedef struct question {
    const cause_scene *s;
    const mirror_point *p;
    int32_t i;
    double x, m;      /* what both sides report */
    double u, spread; /* the usual gap */
    double excess;    /* m - x exp(u): what the importer has too much */
    bool level;       /* the usual gap is other lanes': an ordinary flow may explain as well */
    buf *b;           /* for the evidence */
    double sum;       /* of the likelihoods of the ways looked at */
    int32_t ways;
    double best; /* likelihood of the way whose evidence is told */
    const char *told;
    arena *mem;
} question;

static const char *people(char out[NUM_TEXT], double x)
{
    return num_people(out, x, fabs(x) >= 100 ? 0 : 1);
}

static const char *unit_of(const question *q)
{
    return q->s->unit == MIRROR_T ? "t" : "USD";
}

/* Density of the gap that is left when `moved` is taken from the importer's figure, where `moved` is
 * known to `noise`; times the part of the excess that it is, so that a cause without a trace gets nothing
 * from gaps that are hardly unusual. */
static double left_density(const question *q, double moved, double noise)
{
    double rest = q->m - moved, part = fmin(1, fabs(moved) / fabs(q->excess));
    if (!(rest > 0))
        return 0;
    double spread = hypot(q->spread, noise / rest);
    return part * robust_density((log(rest / q->x) - q->u) / spread, spread);
}

/* A way looked at: counts, and is told if it is the best so far. The words stand in q->b. */
static bool add_way(question *q, double likelihood)
{
    q->sum += likelihood;
    q->ways++;
    if (likelihood > q->best) {
        q->best = likelihood;
        q->told = arena_str(q->mem, buf_text(q->b));
    }
    buf_clear(q->b);
    return q->told != NULL;
}

/* Median and robust spread of one side of a lane in the other periods; n tells how many. */
static double side_usual(const question *q, const mirror_lane *lane, bool importer, double *spread,
                         int32_t *n)
{
    *n = 0;
    for (int32_t i = 0; i < lane->n; i++) {
        const mirror_side *side = importer ? &lane->at[i].importer : &lane->at[i].exporter;
        double v = side->state == MIRROR_SILENT ? 0 : side->amount[q->s->unit];
        if (lane->at[i].period != q->p->period && IS_NUMBER(v))
            q->s->work[(*n)++] = v;
    }
    double median = robust_median(q->s->work, *n);
    *spread = robust_spread(q->s->work, *n, median);
    return median;
}

/* What one side of a lane carries in the period beyond what it usually does (or at all, where the usual
 * gap is that of other lanes). NaN: not held. */
static double surplus(const question *q, const mirror_lane *lane, bool importer, double *noise)
{
    int32_t n = 0;
    *noise = 0;
    if (!lane)
        return NO_NUMBER;
    const mirror_point *p = mirror_at(lane, q->p->period);
    const mirror_side *side = !p ? NULL : importer ? &p->importer : &p->exporter;
    double v = !side ? NO_NUMBER : side->state == MIRROR_SILENT ? 0 : side->amount[q->s->unit];
    if (!IS_NUMBER(v) || q->level)
        return v;
    double usual = side_usual(q, lane, importer, noise, &n);
    return n >= MIRROR_OWN_MIN ? v - usual : NO_NUMBER;
}

/* ---- timing ----------------------------------------------------------------------------------- */

/* Excess of the opposite sign in a period that goods may have come from (or gone to): too much at the
 * importer came from earlier, too little comes later. */
static double opposite(const question *q, int32_t lag, double *noise)
{
    int32_t step = q->s->annual ? 12 : 1;
    const mirror_point *p =
        mirror_at(q->s->lane, q->p->period + (q->excess > 0 ? -lag : lag) * step);
    double x = p ? p->exporter.amount[q->s->unit] : NO_NUMBER,
           m = p ? p->importer.amount[q->s->unit] : NO_NUMBER;
    if (p && p->importer.state == MIRROR_SILENT)
        m = 0;
    if (p && p->exporter.state == MIRROR_SILENT)
        x = 0;
    double e = m - x * exp(q->u);
    *noise = x * exp(q->u) * q->spread;
    if (!IS_NUMBER(e))
        return NO_NUMBER;
    return q->excess > 0 ? fmin(e, 0) : fmax(e, 0);
}

static bool timing(question *q)
{
    char text[NUM_TEXT], mine[NUM_TEXT];
    double all = 0, all_noise = 0;
    int32_t held = 0, lags = q->s->annual ? 1 : LAGS;
    for (int32_t lag = 1; lag <= lags; lag++) {
        double noise, e = opposite(q, lag, &noise);
        if (!IS_NUMBER(e))
            continue;
        held++;
        all += e;
        all_noise = hypot(all_noise, noise);
        buf_fmt(q->b, "%s %s %s the importer has %s %s too %s, against %s too %s here",
                lag == 1 ? "one" : "two",
                q->s->annual ? "year"
                : lag == 1   ? "month"
                             : "months",
                q->excess > 0 ? "before" : "after", people(text, fabs(e)), unit_of(q),
                q->excess > 0 ? "little" : "much", people(mine, fabs(q->excess)),
                q->excess > 0 ? "much" : "little");
        if (!add_way(q, left_density(q, -e, noise)))
            return false;
    }
    if (held < 2)
        return true;
    buf_fmt(q->b, "the two months %s together offset %s of %s %s",
            q->excess > 0 ? "before" : "after", people(text, fabs(all)),
            people(mine, fabs(q->excess)), unit_of(q));
    return add_way(q, left_density(q, -all, all_noise));
}

/* ---- freight ---------------------------------------------------------------------------------- */

static bool freight(question *q)
{
    char gap[NUM_TEXT], usual[NUM_TEXT];
    double seen = log(q->m / q->x), sum = 0;
    const mirror_gap *t = &q->p->gap[MIRROR_T];
    if (q->s->unit == MIRROR_T) {
        buf_add(q->b, "freight and insurance do not change tonnes");
        return add_way(q, 0);
    }
    for (int32_t k = 0; k < FREIGHT_STEPS; k++) {
        double f = FREIGHT_LO + (FREIGHT_HI - FREIGHT_LO) * k / (FREIGHT_STEPS - 1);
        sum += robust_density((seen - q->u - f) / q->spread, q->spread);
    }
    buf_fmt(
        q->b,
        "the importer's value is %s %% off the exporter's, usually %s %%; freight alone can move that by -10 to +25 %%",
        num_people(gap, 100 * expm1(seen), 1), num_people(usual, 100 * expm1(q->u), 1));
    if (IS_NUMBER(t->z))
        buf_fmt(q->b, "; in tonnes the gap is %s",
                fabs(t->z) < 3 ? "as usual" : "unusual too (freight would not touch it)");
    else
        buf_fmt(q->b, "; the tonnes %s",
                IS_NUMBER(t->gap) ? "have no usual gap to compare with"
                                  : "are not held on both sides");
    return add_way(q, sum / FREIGHT_STEPS);
}

/* ---- re-export -------------------------------------------------------------------------------- */

static const char *against_usual(const question *q, double surplus_amount)
{
    return q->level ? "" : surplus_amount >= 0 ? " more than usual" : " less than usual";
}

/* Too much at the importer: goods that the exporter declared to the entrepot. Both legs must have carried
 * more; the second is what the entrepot says it sent on. */
static bool came_through(question *q, const entrepot *e)
{
    char a[NUM_TEXT], b[NUM_TEXT], mine[NUM_TEXT];
    double noise_in, noise_out, in = surplus(q, e->in, false, &noise_in),
                                out = surplus(q, e->out.n ? &e->out : NULL, false, &noise_out);
    if (!IS_NUMBER(in))
        return true;
    bool known = IS_NUMBER(out);
    double moved = fmax(0, known ? fmin(in, out) : in);
    double noise = known && out < in ? noise_out : noise_in;
    buf_fmt(q->b, "%s sent %s %s%s to %s", q->s->exporter, people(a, fabs(in)), unit_of(q),
            against_usual(q, in), e->country.prose);
    if (known)
        buf_fmt(q->b, ", which sent %s %s%s on to %s", people(b, fabs(out)), unit_of(q),
                against_usual(q, out), q->s->importer);
    else
        buf_add(q->b, " (what that sent on is not held)");
    buf_fmt(q->b, "; the importer has %s too much", people(mine, fabs(q->excess)));
    return add_way(q, (known ? 1 : ONE_LEG) * left_density(q, fmin(moved, q->m), noise));
}

/* Too little at the importer: goods that it took to come from the entrepot. */
static bool named_instead(question *q, const entrepot *e)
{
    char a[NUM_TEXT], mine[NUM_TEXT];
    double noise, got = surplus(q, e->out.n ? &e->out : NULL, true, &noise);
    if (!IS_NUMBER(got))
        return true;
    buf_fmt(q->b, "%s reports %s %s%s from %s; it has %s too little from %s", q->s->importer,
            people(a, fabs(got)), unit_of(q), against_usual(q, got), e->country.prose,
            people(mine, fabs(q->excess)), q->s->exporter);
    return add_way(q, left_density(q, -fmax(0, got), noise));
}

static bool reexport(question *q)
{
    bool ok = true;
    for (int32_t i = 0; i < q->s->n_entrepot && ok; i++)
        ok = q->excess > 0 ? came_through(q, &q->s->entrepot[i])
                           : named_instead(q, &q->s->entrepot[i]);
    return ok;
}

/* ---- neighbouring codes ----------------------------------------------------------------------- */

static bool neighbour(question *q)
{
    char a[NUM_TEXT], mine[NUM_TEXT], code[NUM_TEXT];
    for (int32_t k = 0; k < q->s->n_neighbour; k++) {
        const mirror_lane *n = &q->s->neighbour[k];
        const mirror_point *p = mirror_at(n, q->p->period);
        if (!p || p->exporter.state == MIRROR_UNKNOWN || p->importer.state == MIRROR_UNKNOWN)
            continue;
        mirror_unit unit = q->s->unit;
        int32_t gaps = 0;
        double x = p->exporter.state == MIRROR_SILENT ? 0 : p->exporter.amount[unit],
               m = p->importer.state == MIRROR_SILENT ? 0 : p->importer.amount[unit],
               spread = q->spread, u = q->u;
        if (!IS_NUMBER(x) || !IS_NUMBER(m))
            continue;
        for (int32_t i = 0; i < n->n; i++)
            if (n->at[i].period != p->period && IS_NUMBER(n->at[i].gap[unit].gap))
                q->s->work[gaps++] = n->at[i].gap[unit].gap;
        if (gaps >= MIRROR_OWN_MIN) {
            u = robust_median(q->s->work, gaps);
            spread = fmax(q->spread, robust_spread(q->s->work, gaps, u));
        }
        double e = m - x * exp(u), noise = fmax(x * exp(u), m) * spread;
        double back = q->excess > 0 ? fmin(e, 0) : fmax(e, 0);
        buf_fmt(q->b, "under HS %s the importer has %s %s too %s, here %s too %s",
                mirror_code_text(code, q->s->code[k]), people(a, fabs(e)), unit_of(q),
                e < 0 ? "little" : "much", people(mine, fabs(q->excess)),
                q->excess > 0 ? "much" : "little");
        if (!add_way(q, left_density(q, -back, noise)))
            return false;
    }
    return true;
}

/* ---- the rest --------------------------------------------------------------------------------- */

static bool unrecorded(question *q)
{
    char a[NUM_TEXT];
    double excess = log(q->m / q->x) - q->u, wild = fmax(WILD, 3 * q->spread);
    buf_fmt(q->b, "%s %s too %s at the importer, in spreads %.1f: what nothing above accounts for",
            people(a, fabs(q->excess)), unit_of(q), q->excess > 0 ? "much" : "little",
            fabs(excess) / q->spread);
    return add_way(q, robust_density(excess / wild, wild));
}

/* ---- weighing --------------------------------------------------------------------------------- */

static const struct {
    bool (*look)(question *q);
    const char *blind; /* evidence when there was nothing to look at */
} row[CAUSE_COUNT] = {
    [CAUSE_TIMING] = { timing, "not looked at: the periods beside it are not held on both sides" },
    [CAUSE_FREIGHT] = { freight, "" },
    [CAUSE_REEXPORT] = { reexport,
                         "not looked at: no flows through a re-export hub (gadolin countries HUBS) are held for this period" },
    [CAUSE_NEIGHBOUR] = { neighbour,
                          "not looked at: no other code of the heading is held from both sides" },
    [CAUSE_UNRECORDED] = { unrecorded, "" },
};

/* Value and weight are two witnesses: freight moves only the value, the other causes both alike; wrong
 * prices are part of the rest. 1 where the tonnes cannot be heard. */
static double second_witness(const question *q, cause_kind k)
{
    const mirror_gap *t = &q->p->gap[MIRROR_T];
    if (q->s->unit == MIRROR_T || !IS_NUMBER(t->z))
        return 1;
    double alone = robust_density(t->z, t->spread), spread = hypot(t->spread, q->spread);
    double alike = robust_density((t->gap - t->usual - (log(q->m / q->x) - q->u)) / spread, spread);
    return k == CAUSE_FREIGHT ? alone : k == CAUSE_UNRECORDED ? (alone + alike) / 2 : alike;
}

static void weigh(cause_set *c)
{
    double blind = 0, sum = 0;
    for (int32_t k = 0; k < CAUSE_COUNT; k++)
        if (c->cause[k].looked)
            sum += c->cause[k].prior * c->cause[k].likelihood;
        else
            blind += c->cause[k].prior;
    for (int32_t k = 0; k < CAUSE_COUNT; k++)
        c->cause[k].probability =
            !c->cause[k].looked ? c->cause[k].prior
                                : (1 - blind) * c->cause[k].prior * c->cause[k].likelihood / sum;
}

gad_status cause_explain(gad_ctx *cx, arena *mem, const cause_scene *s, int32_t i, cause_set *out)
{
    buf b;
    bool ok = true;
    const mirror_point *p = &s->lane->at[i];
    const mirror_gap *g = &p->gap[s->unit];
    question q = { .s = s,
                   .p = p,
                   .i = i,
                   .x = p->exporter.amount[s->unit],
                   .m = p->importer.amount[s->unit],
                   .u = g->usual,
                   .spread = g->spread,
                   .level = g->rest == MIRROR_POOLED,
                   .b = &b,
                   .mem = mem };
    q.excess = q.m - q.x * exp(q.u);
    buf_init(&b, &cx->al);
    for (int32_t k = 0; k < CAUSE_COUNT && ok; k++) {
        q.sum = 0;
        q.ways = 0;
        q.best = -1;
        q.told = row[k].blind;
        ok = row[k].look(&q) && buf_ok(&b);
        out->cause[k] =
            (cause){ .prior = PRIOR[k],
                     .looked = q.ways > 0,
                     .likelihood =
                         q.ways ? q.sum / q.ways * second_witness(&q, (cause_kind)k) : NO_NUMBER,
                     .evidence = q.told };
    }
    buf_release(&b);
    if (!ok)
        return gad_nomem(cx, "the causes");
    weigh(out);
    return GAD_OK;
}
