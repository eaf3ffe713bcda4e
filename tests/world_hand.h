/* world_hand.h - worlds built by hand in tests of the base month: no files, texts are borrowed. */
#ifndef GAD_WORLD_HAND_H
#define GAD_WORLD_HAND_H

#include "test.h"
#include "world/base_month.h"

enum { HAND_MAX = 4096 };

typedef struct hand {
    world w;
    int32_t line; /* of the next row */
} hand;

static inline estimate hand_range(hand *h, const char *file, double low, double mode, double high)
{
    return (estimate){ .low = low,
                       .mode = mode,
                       .high = high,
                       .source = "assumption",
                       .note = "a test",
                       .file = file,
                       .line = ++h->line };
}

static inline bool hand_init(hand *h, const alloc *al)
{
    *h = (hand){
        .w = { .name = "hand", .title = "By hand", .headline = "magnets", .base_year = 2024 },
        .line = 1
    };
    world *w = &h->w;
    arena_init(&w->mem, al);
#define TAKE(field) w->field = arena_take(&w->mem, HAND_MAX, sizeof *w->field)
    TAKE(place), TAKE(material), TAKE(process), TAKE(recipe), TAKE(run), TAKE(use), TAKE(share);
    TAKE(flow), TAKE(lane), TAKE(price);
#undef TAKE
    return w->place && w->material && w->process && w->recipe && w->run && w->use && w->share &&
           w->flow && w->lane && w->price;
}

static inline int32_t hand_place(hand *h, const char *id, const char *region)
{
    h->w.place[h->w.n_place] = (world_place){ .id = id, .name = id, .region = region, .line = 2 };
    return h->w.n_place++;
}

/* With a price everywhere. */
static inline int32_t hand_material(hand *h, const char *id, const char *stage, const char *groups,
                                    double usd_t)
{
    world *w = &h->w;
    w->material[w->n_material] = (world_material){
        .id = id, .name = id, .stage = stage, .groups = groups, .hs = "", .line = 2
    };
    w->price[w->n_price++] =
        (world_price){ w->n_material, -1, hand_range(h, "prices.csv", usd_t, usd_t, usd_t) };
    return w->n_material++;
}

static inline int32_t hand_process(hand *h, const char *id)
{
    world *w = &h->w;
    w->process[w->n_process] =
        (world_process){ .id = id, .name = id, .stage = "", .first = w->n_recipe, .line = 2 };
    return w->n_process++;
}

/* Of the process added last. */
static inline void hand_recipe(hand *h, int32_t material, double coef)
{
    world *w = &h->w;
    w->recipe[w->n_recipe++] = (world_recipe){ w->n_process - 1, material, coef,
                                               hand_range(h, "recipes.csv", coef, coef, coef) };
    w->process[w->n_process - 1].n++;
}

/* t/yr, with a range of +- `width` of it, as all below. */
static inline void hand_run(hand *h, int32_t process, int32_t place, double t, double width)
{
    h->w.run[h->w.n_run++] =
        (world_run){ process, place,
                     hand_range(h, "production.csv", t * (1 - width), t, t * (1 + width)),
                     1.1 * t };
}

static inline int32_t hand_use(hand *h, const char *id, int32_t material, double t, double width)
{
    world *w = &h->w;
    w->use[w->n_use] =
        (world_use){ .id = id,
                     .name = id,
                     .material = material,
                     .t_yr = hand_range(h, "uses.csv", t * (1 - width), t, t * (1 + width)),
                     .switch_to = -1 };
    return w->n_use++;
}

static inline void hand_share(hand *h, int32_t use, int32_t place, double share, double width)
{
    h->w.share[h->w.n_share++] = (world_share){
        use, place, hand_range(h, "use_shares.csv", share * (1 - width), share, share * (1 + width))
    };
}

static inline void hand_flow(hand *h, int32_t material, int32_t from, int32_t to, double t,
                             double width)
{
    h->w.flow[h->w.n_flow++] =
        (world_flow){ material, from, to,
                      hand_range(h, "flows.csv", t * (1 - width), t, t * (1 + width)) };
}

static inline void hand_lane(hand *h, const char *from, const char *to, double months,
                             double freight)
{
    world *w = &h->w;
    w->lane[w->n_lane++] =
        (world_lane){ from, to, true, hand_range(h, "lanes.csv", months, months, months) };
    w->lane[w->n_lane++] =
        (world_lane){ from, to, false, hand_range(h, "lanes.csv", freight, freight, freight) };
}

/* Worst |made + in - used - out| over the sum of the terms, written anew from the arrays of a base. */
static inline double hand_imbalance(const base *b)
{
    double worst = 0;
    for (int32_t s = 0; s < b->n_site; s++) {
        double sum = 0, size = 0, t;
        for (int32_t i = 0; i < b->n_run; i++)
            for (int32_t c = 0; c < b->w->n_recipe; c++)
                if (b->run[i].place == b->site[s].place &&
                    b->w->recipe[c].process == b->run[i].process &&
                    b->w->recipe[c].material == b->site[s].material) {
                    t = b->w->recipe[c].coef * b->run[i].level;
                    sum += t, size += fabs(t);
                }
        for (int32_t i = 0; i < b->n_want; i++)
            if (b->want[i].place == b->site[s].place &&
                b->w->use[b->want[i].use].material == b->site[s].material)
                sum -= b->want[i].need, size += b->want[i].need;
        for (int32_t i = 0; i < b->n_lane; i++) {
            if (b->lane[i].material != b->site[s].material)
                continue;
            t = (b->lane[i].to == b->site[s].place) - (b->lane[i].from == b->site[s].place);
            sum += t * b->lane[i].flow, size += fabs(t) * b->lane[i].flow;
        }
        worst = fmax(worst, size > 0 ? fabs(sum) / size : 1);
    }
    return worst;
}

#endif
