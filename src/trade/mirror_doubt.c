/* mirror_doubt.c - layer 2: what a reader of the transshipment watch must be told before believing it:
 * goods that are not the product, rows that cannot be right, goods shipped early, few months, many
 * tests, and what exporters' figures cannot show at all. One function per doubt; each looks at the data. */
#include "trade/mirror_usual.h"
#include "trade/mirror_watch_impl.h"

enum { DOUBTS_MAX = 16 };
/* A row's price per tonne this many times above or below the median of the rows. */
static const double ODD_PRICE = 20;
/* Smaller rows, as a part of all tonnes or dollars of the months looked at, do not matter. */
static const double ODD_PART = 0.001;

typedef struct doubts {
    gad_ctx *cx;
    gad_store *st;
    arena *mem;
    const watch_data *d;
    const mirror_watch *w;
    buf b;
    const char *text[DOUBTS_MAX];
    int32_t n;
} doubts;

/* ---- goods ------------------------------------------------------------------------------------ */

static gad_status basket(doubts *q)
{
    if (q->w->broader)
        buf_fmt(
            &q->b,
            "no figures of %s alone are held: these are of %s, which holds other goods as well; a change may be theirs",
            q->d->q->product.prose, q->w->product.prose);
    return GAD_OK;
}

static gad_status left_out(doubts *q)
{
    const panel *p = &q->d->panel[q->d->main];
    if (*p->left_out)
        buf_fmt(
            &q->b,
            "left out of these figures: %s; what the ones used measure and where they are from: gadolin series --product %s --reporter %s --partner COUNTRY",
            p->left_out, q->w->product.id, q->d->q->exporter.id);
    return GAD_OK;
}

/* Exports of twelve months against the world's output of the product asked for. */
static gad_status against_output(doubts *q)
{
    series s;
    char sent[NUM_TEXT], made[NUM_TEXT], year[PERIOD_TEXT];
    double tonnes = 0;
    int32_t from = q->w->event.month - SHIFT_WINDOW;
    series_query ask = { .product = q->d->q->product,
                         .reporter = { "W00", "World", "the world", store_country_id("W00") },
                         .partner = { "W00", "World", "the world", store_country_id("W00") },
                         .flow = 'Q',
                         .freq = 'A',
                         .measure = "production",
                         .wanted = { INT32_MIN, INT32_MAX },
                         .as_of = q->d->q->as_of };
    if (q->d->q->product.code >= 0)
        return GAD_OK;
    gad_status status = series_load(q->cx, q->st, q->mem, &ask, &s);
    if (status)
        return status;
    for (int32_t k = 0; k < q->d->n; k++)
        for (int32_t m = from; m < q->w->event.month; m++)
            tonnes += watch_level(q->d, BY_QTY, k, m);
    for (int32_t i = s.n - 1; i >= 0; i--) {
        const figure *f = &s.at[i].level;
        if (!IS_NUMBER(f->value) || !s.unit || !STR_EQ(s.unit, "t") || !(tonnes > f->value))
            continue;
        span whole = { s.at[i].month, s.at[i].month + 11 };
        buf_fmt(
            &q->b,
            "in the twelve months before the event %s exported %s t, more than the world made of %s in %s (%s t, %s): most of it must be something else",
            q->d->q->exporter.prose, num_people(sent, tonnes, 0), q->d->q->product.prose,
            span_text(year, whole), num_people(made, f->value, 0), f->source);
        break;
    }
    return GAD_OK;
}

/* ---- rows ------------------------------------------------------------------------------------- */

static double price_of(const watch_data *d, int32_t k, int32_t i)
{
    double usd = d->level[BY_VALUE][k * d->months + i], t = d->level[BY_QTY][k * d->months + i];
    return usd > 0 && t > 0 ? usd / t : NO_NUMBER;
}

typedef struct odd {
    int32_t n, rows; /* odd ones, all with a price */
    int32_t worst;   /* the heaviest: index into the levels, -1 none */
    double median;
} odd;

/* Rows from month `from` to before `to` (counted from the first) that matter and whose price is odd. */
static odd find_odd(const watch_data *d, int32_t from, int32_t to, double *x)
{
    odd o = { .worst = -1 };
    double usd = 0, t = 0;
    for (int32_t k = 0; k < d->n; k++)
        for (int32_t i = from; i < to; i++) {
            double p = price_of(d, k, i);
            if (!IS_NUMBER(p))
                continue;
            x[o.rows++] = p;
            usd += d->level[BY_VALUE][k * d->months + i];
            t += d->level[BY_QTY][k * d->months + i];
        }
    o.median = robust_median(x, o.rows);
    for (int32_t k = 0; k < d->n; k++)
        for (int32_t i = from; i < to; i++) {
            int32_t at = k * d->months + i;
            double p = price_of(d, k, i);
            bool matters =
                d->level[BY_QTY][at] > ODD_PART * t || d->level[BY_VALUE][at] > ODD_PART * usd;
            if (!matters || !(p > o.median * ODD_PRICE || p < o.median / ODD_PRICE))
                continue;
            o.n++;
            if (o.worst < 0 || d->level[BY_QTY][at] > d->level[BY_QTY][o.worst])
                o.worst = at;
        }
    return o;
}

static gad_status odd_rows(doubts *q)
{
    char worst_t[NUM_TEXT], worst_price[NUM_TEXT], usual[NUM_TEXT], when[PERIOD_TEXT];
    const watch_data *d = q->d;
    int32_t from = MAX_OF(0, q->w->event.month - SHIFT_WINDOW - d->first),
            to = MIN_OF(d->months, q->w->event.month + SHIFT_WINDOW - d->first);
    double *x = arena_take(q->mem, (size_t)d->n * (size_t)d->months + 1, sizeof *x);
    if (!x)
        return gad_nomem(q->cx, "the prices");
    odd o = find_odd(d, from, to, x);
    if (o.n == 0)
        return GAD_OK;
    buf_fmt(
        &q->b,
        "%" PRId32 " of %" PRId32
        " destination-months have a price per tonne more than %.0f times off the usual one (%s USD), so their weight, value or goods are doubtful; the heaviest: %s in %s, %s t at %s USD a tonne",
        o.n, o.rows, ODD_PRICE, num_people(usual, o.median, 0),
        d->partner[o.worst / d->months].name, month_text(when, d->first + o.worst % d->months),
        num_people(worst_t, d->level[BY_QTY][o.worst], 1),
        num_people(worst_price, price_of(d, o.worst / d->months, o.worst % d->months), 0));
    return GAD_OK;
}

static gad_status no_weights(doubts *q)
{
    int32_t named = 0, weightless = 0;
    for (int32_t k = 0; k < q->d->n; k++)
        for (int32_t m = q->w->event.month - SHIFT_WINDOW; m < q->w->event.month + SHIFT_WINDOW;
             m++) {
            named += watch_level(q->d, BY_VALUE, k, m) > 0;
            weightless += watch_level(q->d, BY_VALUE, k, m) > 0 &&
                          !IS_NUMBER(watch_level(q->d, BY_QTY, k, m));
        }
    if (weightless)
        buf_fmt(&q->b,
                "%" PRId32 " of %" PRId32 " destination-months around the event have no weight: %s",
                weightless, named,
                q->d->main == BY_QTY ? "they are left out of the tonnes"
                                     : "so dollars are compared");
    return GAD_OK;
}

/* ---- months ----------------------------------------------------------------------------------- */

static gad_status early(doubts *q)
{
    char when[PERIOD_TEXT];
    const shift *s = &q->w->world;
    static const double EARLY = 1.25;
    if (q->w->event.announced < q->w->event.month && s->peak >= EARLY)
        buf_fmt(
            &q->b,
            "goods were shipped early: between the announcement (%s) and the event the largest month was %.1f times the usual, so the months before look high and some of the fall is only that; the column 'year' compares with the same months of the last year before the announcement",
            month_text(when, q->w->event.announced), s->peak);
    return GAD_OK;
}

static gad_status few_months(doubts *q)
{
    int32_t after = MIN_OF(SHIFT_WINDOW, q->w->last - q->w->event.month + 1);
    int32_t before = MIN_OF(SHIFT_WINDOW, q->w->event.month - q->w->first);
    if (after < SHIFT_WINDOW || before < SHIFT_WINDOW)
        buf_fmt(&q->b, "only %" PRId32 " months before and %" PRId32 " from the event on are held",
                before, after);
    return GAD_OK;
}

static gad_status unknown_months(doubts *q)
{
    int32_t n = 0;
    for (int32_t k = 0; k < q->w->n; k++)
        n += q->w->row[k].kind == WATCH_UNKNOWN;
    if (n)
        buf_fmt(
            &q->b,
            "%" PRId32 " of %" PRId32
            " destinations have too few months to be judged; a month without a report is not taken as nothing shipped",
            n, q->w->n);
    return GAD_OK;
}

static gad_status many_tests(doubts *q)
{
    if (q->w->n_tested > 1)
        buf_fmt(
            &q->b,
            "%" PRId32
            " destinations were tested: about %.1f would pass p <= 0.05 by chance alone, %" PRId32
            " did; months that follow each other are alike, so p is rather too small",
            q->w->n_tested, 0.05 * q->w->n_tested, q->w->n_at_5pct);
    return GAD_OK;
}

/* ---- what the figures cannot show ------------------------------------------------------------- */

static gad_status one_side(doubts *q)
{
    int32_t gaps = 0;
    for (int32_t k = 0; k < q->w->n; k++)
        gaps += q->w->row[k].n_gap_before > 0 && q->w->row[k].n_gap_after > 0;
    if (gaps == 0)
        buf_add(
            &q->b,
            "no importer's months on both sides of the event are held: these are the exporter's words alone, by the destination it knew of");
    else
        buf_fmt(&q->b,
                "the importers' own figures are held for %" PRId32 " of %" PRId32
                " destinations; for the others these are the exporter's words alone",
                gaps, q->w->n);
    return GAD_OK;
}

static gad_status no_proof(doubts *q)
{
    buf_add(
        &q->b,
        "that one destination rose while another fell is no proof that the goods went on: demand, stocks and licences move as well");
    return GAD_OK;
}

/* ---- all -------------------------------------------------------------------------------------- */

static gad_status (*const every[])(doubts *) = {
    basket,         against_output, odd_rows, no_weights, early,    few_months,
    unknown_months, many_tests,     one_side, no_proof,   left_out,
};

gad_status watch_doubts(gad_ctx *cx, gad_store *st, arena *mem, const watch_data *d,
                        mirror_watch *w)
{
    doubts q = { .cx = cx, .st = st, .mem = mem, .d = d, .w = w };
    gad_status status = GAD_OK;
    buf_init(&q.b, &cx->al);
    for (int32_t i = 0; i < COUNT_OF(every) && !status; i++) {
        buf_clear(&q.b);
        status = every[i](&q);
        if (!status && !buf_ok(&q.b))
            status = gad_nomem(cx, "the doubts");
        if (status || !q.b.len)
            continue;
        q.text[q.n] = arena_str(mem, buf_text(&q.b));
        if (!q.text[q.n++])
            status = gad_nomem(cx, "the doubts");
    }
    buf_release(&q.b);
    w->doubt = arena_take(mem, DOUBTS_MAX, sizeof *w->doubt);
    if (!status && !w->doubt)
        status = gad_nomem(cx, "the doubts");
    for (int32_t i = 0; i < q.n && !status; i++)
        w->doubt[i] = q.text[i];
    w->n_doubt = q.n;
    return status;
}
