/* world_network.h - layer 2: base month + scenario -> one market of fixed shape, whose numbers change every month.
 *
 * Nodes, each with a price in USD/t:
 *   spot[site]    the material there, now: opening stock + what arrives + what is made = used + shipped + carried
 *   later[site]   the same good in the months to come: what is carried, what is at sea; held as stock
 *   pool[pool]    permits of a licence queue, or of an export quota; an activity of its own lets them lapse
 * Activities (t/mo): run legs, added plants, lanes, their illegal twins, carry and hold of stocks, disposal; and of each end
 * use, whose need is taken from spot whole, what it gives back: saved, served by another material, left unserved. All marginal costs but those of stocks are straight lines through the base month, so that the base month is an
 * equilibrium exactly (positive mathematical programming); slopes come from elasticities. */
#ifndef GAD_WORLD_WORLD_NETWORK_H
#define GAD_WORLD_WORLD_NETWORK_H

#include "gadolin/market.h"
#include "world/base_month.h"
#include "world/licence.h"
#include "world/policy.h"
#include "world/sim.h"

typedef struct net_leg { /* a run, or one product of it where joint production is taken out */
    int32_t run;
    int32_t activity;
    double margin; /* USD per unit of level at base prices */
    double value;  /* of what is made, USD per unit of level */
    double elasticity;
    double ramp;     /* most it can add to last month's level, share of its base level */
    int32_t lag;     /* months from price to level; 0: it answers at once */
    int32_t product; /* line of the recipe; -1: the whole recipe */
} net_leg;

typedef struct net_added {     /* a plant that an event switches on */
    int32_t event, plant, run; /* run: of the same process and place, -1: none */
    int32_t activity;
    double margin;
} net_added;

typedef struct net_pool {
    int32_t event; /* a licence or an export quota */
    int32_t group; /* which element of the event's `to` */
    int32_t queue; /* index of the queue; -1: a quota */
    int32_t node;
    int32_t lapse; /* the activity that lets permits go unused */
    double price;  /* USD/t of its goods, mean over its lanes by base shipments */
    double base;   /* t/mo that its lanes ship in the base month */
} net_pool;

typedef struct network {
    const world *w;
    const base *b;
    const policy *p;
    uint32_t without;
    double level; /* scale of the base */
    arena mem;
    gad_market *market;
    gad_market_numbers *num;
    int32_t n_node, n_activity, n_entry;
    const int32_t *start, *node; /* the columns, to name what does not balance */
    const double *coef;
    double *factor; /* [n_entry] scratch of duties.c */
    const char *const *node_id;
    int32_t *spot, *later; /* [n_site] nodes */
    int32_t n_leg, n_added, n_pool, n_queue;
    net_leg *leg;
    net_added *added;
    net_pool *pool;
    int32_t *lane, *illegal; /* [n_lane] activities; illegal -1: none */
    int32_t *lane_out, *lane_in,
        *lane_in_n; /* [n_lane] entries: origin; first and number of the destination's */
    int32_t *lane_pool, *lane_pool_n; /* [n_lane] into pool_of */
    int32_t *pool_of;
    double (*arrive)[BASE_ARRIVALS];   /* [n_lane] as the network has it */
    int32_t *carry, *hold, *dispose;   /* [n_site]; dispose -1: none */
    int32_t *save, *change, *unserved; /* [n_want]; change -1: none */
    int32_t *change_site;              /* [n_want] site of the other material; -1 */
    /* whom an event concerns: [n_event * n_lane] and so on (reach.c) */
    bool *on_lane, *on_site, *on_run, *on_want, *alarms;
    /* of the base, times level */
    double *lane0, *run0, *cap0, *need0; /* t/mo */
    double *cover0;                      /* [n_site] t on hand */
    /* behaviour by site or lane, read once */
    double *stock_elasticity, *restock, *expect_weight, *panic;           /* [n_site] */
    double *lane_elasticity, *smuggle_cost, *smuggle_cap, *reexport_cost; /* [n_lane] */
    double panic_decay, wait;
} network;

MUST_CHECK gad_status network_new(gad_ctx *cx, const base *b, const policy *p, uint32_t without,
                                  network **out);
void network_free(network *n); /* takes NULL */

bool network_names(const world *w, const policy_event *e, int32_t material); /* in its `what` */
MUST_CHECK gad_status network_reach(gad_ctx *cx, network *n); /* fills on_lane ... alarms */
/* Which pool group of an event a destination falls into; -1: none. */
int32_t network_group_of(const world *w, const policy_event *e, int32_t place);
bool network_event_on_lane(const world *w, const policy_event *e, const base_lane *l);

#endif
