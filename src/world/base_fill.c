/* base_fill.c - layer 2: shipments nobody has published, by entropy, and the lanes that follow.
 *
 * What a place ships and gets beyond the known flows is spread by proportional fitting from a gravity prior
 * exp(-freight/price): of all tables with these totals the one nearest to it. Lanes below a small share of the world's
 * trade go (but the largest of every place stays) and the rest is fitted again; where the totals cannot be met without
 * them, fewer go. A lane that is known takes more than it shows only where nothing else will do. */
#include "world/base_parts.h"

enum { ROUNDS_MAX = 2000, CUTS_MAX = 6 };
static const double FITS = 1e-12; /* relative: rounding */
static const double FITS_WELL =
    1e-9; /* good enough where it converges slowly; base_balance closes it */
static const double CUT = 0.0002;       /* of the world's trade in a material */
static const double UNWILLING = 1e-3;   /* prior of a lane whose flow is known */
static const double TRIFLE = 1e-9;      /* of what moves at a site: no trade */
static const double FILLED_SIGMA = 0.5; /* of a shipment that was filled in */

double base_entropy(int32_t n_out, int32_t n_in, const double *prior, const double *out,
                    const double *in, double *flow, double *work)
{
    double *a = work, *b = work + n_out, off = 0;
    for (int32_t d = 0; d < n_in; d++)
        b[d] = 1;
    for (int32_t round = 0; round < ROUNDS_MAX; round++) {
        off = 0;
        for (int32_t s = 0; s < n_out; s++) {
            double sum = 0;
            for (int32_t d = 0; d < n_in; d++)
                sum += prior[s * n_in + d] * b[d];
            off = fmax(off, round && out[s] > 0 ? fabs(a[s] * sum / out[s] - 1) : !round);
            a[s] = sum > 0 ? out[s] / sum : 0;
        }
        if (off <= FITS)
            break;
        for (int32_t d = 0; d < n_in; d++) {
            double sum = 0;
            for (int32_t s = 0; s < n_out; s++)
                sum += prior[s * n_in + d] * a[s];
            b[d] = sum > 0 ? in[d] / sum : 0;
        }
    }
    for (int32_t s = 0; s < n_out; s++)
        for (int32_t d = 0; d < n_in; d++)
            flow[s * n_in + d] = prior[s * n_in + d] * a[s] * b[d];
    return off;
}

/* ---- one material -------------------------------------------------------------------------------------------- */

typedef struct fill { /* room for the largest material */
    int32_t n_out, n_in;
    int32_t *from, *to;         /* [n_out], [n_in] sites */
    double *out, *in;           /* their totals */
    double *prior, *cut, *flow; /* [n_out * n_in] */
    double *work;               /* [n_out + n_in] */
    int32_t *lane_of;           /* [n_place * n_place] 1 + lane, of the material at hand */
    int32_t max_lane;
} fill;

static void list_sides(const base_work *k, int32_t first, int32_t end, fill *f)
{
    double all = 0, got = 0;
    f->n_out = f->n_in = 0;
    for (int32_t s = first; s < end; s++) {
        double trifle = TRIFLE * (k->made[s] + k->used[s]);
        if (k->out[s] > trifle) {
            f->from[f->n_out] = s;
            f->out[f->n_out++] = k->out[s];
            all += k->out[s];
        } else if (k->in[s] > trifle) {
            f->to[f->n_in] = s;
            f->in[f->n_in++] = k->in[s];
            got += k->in[s];
        }
    }
    for (int32_t d = 0; d < f->n_in; d++) /* trifles and rounding */
        f->in[d] *= all / got;
    if (!(all > 0 && got > 0))
        f->n_out = f->n_in = 0;
}

static gad_status set_prior(base_work *k, fill *f)
{
    for (int32_t s = 0; s < f->n_out; s++)
        for (int32_t d = 0; d < f->n_in; d++) {
            const base_site *a = &k->b->site[f->from[s]], *z = &k->b->site[f->to[d]];
            double freight;
            gad_status st = base_freight(k, a->place, z->place, &freight);
            if (st)
                return st;
            /* a price of nothing or less, of what nobody wants: freight decides as if it were a dollar a kilogram */
            double price = z->price > 0 ? z->price : 1000;
            f->prior[s * f->n_in + d] =
                exp(-freight / price) *
                (f->lane_of[a->place * k->w->n_place + z->place] ? UNWILLING : 1);
        }
    return GAD_OK;
}

/* cut = prior without the lanes of `flow` below `limit`, but for the largest of each row and column. */
static void cut_small(fill *f, double limit)
{
    size_t n = (size_t)f->n_out * (size_t)f->n_in;
    for (size_t i = 0; i < n; i++)
        f->cut[i] = f->flow[i] >= limit ? f->prior[i] : 0;
    for (int32_t s = 0; s < f->n_out; s++) {
        int32_t top = s * f->n_in;
        for (int32_t i = top; i < (s + 1) * f->n_in; i++)
            top = f->flow[i] > f->flow[top] ? i : top;
        f->cut[top] = f->prior[top];
    }
    for (int32_t d = 0; d < f->n_in; d++) {
        int32_t top = d;
        for (int32_t i = d; i < (int32_t)n; i += f->n_in)
            top = f->flow[i] > f->flow[top] ? i : top;
        f->cut[top] = f->prior[top];
    }
}

static void fit(fill *f, double trade)
{
    double limit = CUT * trade;
    base_entropy(f->n_out, f->n_in, f->prior, f->out, f->in, f->flow, f->work);
    for (int32_t i = 0; i < CUTS_MAX; i++, limit /= 4) {
        cut_small(f, limit);
        if (base_entropy(f->n_out, f->n_in, f->cut, f->out, f->in, f->flow, f->work) <= FITS_WELL)
            return;
        base_entropy(f->n_out, f->n_in, f->prior, f->out, f->in, f->flow, f->work);
    }
}

static void add_lane(base_work *k, fill *f, const base_lane *lane, double sigma)
{
    int32_t *at = &f->lane_of[lane->from * k->w->n_place + lane->to];
    if (!*at) {
        assert(k->b->n_lane < f->max_lane);
        k->b->lane[k->b->n_lane++] = *lane;
        *at = k->b->n_lane;
        k->lane_sigma[*at - 1] = sigma;
        return;
    }
    k->b->lane[*at - 1].flow += lane->flow;
    k->lane_sigma[*at - 1] = hypot(k->lane_sigma[*at - 1], sigma);
}

static double add_known_lanes(base_work *k, int32_t material, fill *f)
{
    double all = 0;
    for (int32_t i = 0; i < k->n_known; i++) {
        const base_known *n = &k->known[i];
        if (n->material != material || n->from == n->to)
            continue;
        add_lane(k, f,
                 &(base_lane){ .material = material,
                               .from = n->from,
                               .to = n->to,
                               .at = n->at,
                               .into = n->into,
                               .flow = n->value,
                               .given = n->given },
                 n->sigma);
        all += n->value;
    }
    return all;
}

static gad_status fill_material(base_work *k, int32_t first, int32_t end, fill *f)
{
    const base *b = k->b;
    const int32_t m = b->site[first].material, n_place = k->w->n_place;
    memset(f->lane_of, 0, (size_t)n_place * (size_t)n_place * sizeof *f->lane_of);
    double trade = add_known_lanes(k, m, f);
    list_sides(k, first, end, f);
    if (f->n_out == 0)
        return GAD_OK;
    for (int32_t s = 0; s < f->n_out; s++)
        trade += f->out[s];
    gad_status st = set_prior(k, f);
    if (st)
        return st;
    fit(f, trade);
    for (int32_t s = 0; s < f->n_out; s++)
        for (int32_t d = 0; d < f->n_in; d++) {
            double t = f->flow[s * f->n_in + d];
            base_lane lane = { .material = m,
                               .from = b->site[f->from[s]].place,
                               .to = b->site[f->to[d]].place,
                               .at = f->from[s],
                               .into = f->to[d],
                               .flow = t };
            if (t > 0)
                add_lane(k, f, &lane, FILLED_SIGMA * t);
        }
    return GAD_OK;
}

/* ---- the story ------------------------------------------------------------------------------------------------ */

static bool take_fill(base_work *k, fill *f)
{
    const base *b = k->b;
    size_t places = (size_t)k->w->n_place, half = places * places / 4 + 1;
    f->max_lane = k->n_known;
    for (int32_t s = 0, e; s < b->n_site; s = e) {
        int32_t n_out = 0, n_in = 0;
        for (e = s; e < b->n_site && b->site[e].material == b->site[s].material; e++) {
            n_out += k->out[e] > 0;
            n_in += k->in[e] > 0;
        }
        f->max_lane += n_out * n_in;
    }
    f->from = arena_take(&k->mem, places, sizeof *f->from);
    f->to = arena_take(&k->mem, places, sizeof *f->to);
    f->out = arena_take(&k->mem, places, sizeof *f->out);
    f->in = arena_take(&k->mem, places, sizeof *f->in);
    f->work = arena_take(&k->mem, places, sizeof *f->work);
    f->prior = arena_take(&k->mem, half, sizeof *f->prior);
    f->cut = arena_take(&k->mem, half, sizeof *f->cut);
    f->flow = arena_take(&k->mem, half, sizeof *f->flow);
    f->lane_of = arena_take(&k->mem, places * places, sizeof *f->lane_of);
    k->lane_sigma = arena_take(&k->mem, (size_t)f->max_lane + 1, sizeof *k->lane_sigma);
    k->b->lane = arena_take(&k->mem, (size_t)f->max_lane + 1, sizeof *k->b->lane);
    return f->from && f->to && f->out && f->in && f->work && f->prior && f->cut && f->flow &&
           f->lane_of && k->lane_sigma && k->b->lane;
}

gad_status base_fill(base_work *k)
{
    fill f = { 0 };
    gad_status st = take_fill(k, &f) ? GAD_OK : gad_nomem(k->cx, "shipments of a base");
    for (int32_t s = 0, e; s < k->b->n_site && !st; s = e) {
        for (e = s; e < k->b->n_site && k->b->site[e].material == k->b->site[s].material;)
            e++;
        st = fill_material(k, s, e, &f);
    }
    return st;
}
