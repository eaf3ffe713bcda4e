/* world.h - layer 2: a supply chain as data. Includes base, text, market and store.
 *
 * Reading order of this folder, one step down each:
 *   world.h    what the files of a world say (world_read.c, world_rows.c)
 *   base_month.h  the reconciled base month: who makes, ships and uses what, at which prices (base_*.c)
 *   policy.h   a scenario: dated policy events (policy_*.c)
 *   world_network.h  base + scenario -> one market whose numbers change every month (network*.c)
 *   licence.h  the queue in front of an export licence
 *   month.h    one month: set the numbers, clear the market, carry the stocks over
 *   sim.h      all months, the expectations, and what is reported
 *   hindcast.h the same against what happened in 2025
 *
 * A world is a folder of CSV files and nothing else: docs/world.md gives every column. Files speak of tonnes a YEAR; all
 * structs from base_month.h on speak of tonnes a MONTH (t/mo) and USD/t of the base year. */
#ifndef GAD_WORLD_H
#define GAD_WORLD_H

#include "base/base.h"

/* A number with its range and where it comes from. Every number of a world is one. */
typedef struct estimate {
    double low, mode, high; /* low <= mode <= high */
    const char *source;     /* an address or citation, or "assumption" */
    const char *note;       /* the reason, where the source is "assumption" */
    const char *file;       /* "prices.csv" */
    int32_t line;
} estimate;

typedef struct world_place { /* places.csv: place,name,region,source,note */
    const char *id;          /* ISO 3166 alpha-3, or the world's own id for a region */
    const char *name;
    const char *region; /* a group that policies may name: "EU", "ASIA" ... */
    int32_t line;
} world_place;

typedef struct world_material { /* materials.csv: material,name,stage,groups,hs,note */
    const char *id, *name;
    const char *
        stage; /* "ore", "oxide", "metal", "alloy", "magnet", ... : one of the stages of the chain, in order */
    const char *groups; /* words, apart by spaces, that policies may name: "magnets heavy" */
    const char *hs;     /* customs codes it travels under; "" none */
    int32_t line;
} world_material;

typedef struct world_process { /* processes.csv: process,name,stage,note */
    const char *id, *name;
    const char *stage; /* "mine", "separation", "metal", "alloy", "magnet", "recycling", ... */
    int32_t first, n;  /* its lines in world.recipe */
    int32_t line;
} world_process;

/* recipes.csv: process,role,material,low,mode,high,source,note
 * role in: used per unit of level; out: made; basket: every element of that ore's basket (baskets.csv), times this
 * yield. Baskets are expanded when the world is read, so that only signed coefficients remain. */
typedef struct world_recipe {
    int32_t process, material;
    double coef;  /* t made (+) or used (-) per unit of level, the mode */
    estimate est; /* of a basket: share times yield, each end with its like */
} world_recipe;

/* production.csv: process,place,low,mode,high,capacity,source,note: level of the process in the base year, t/yr (units of
 * the recipe); capacity t/yr, empty: 1.1 times mode. */
typedef struct world_run {
    int32_t process, place;
    estimate t_yr;
    double capacity_t_yr; /* > 0; NO_LIMIT is not allowed */
} world_run;

/* plants.csv: plant,name,owner,place,process,low,mode,high,start,status,ramp_months,source,note: documentation of the
 * capacity in production.csv, and what plant_on and plant_off speak of. */
typedef struct world_plant {
    const char *id, *name, *owner, *status;
    int32_t place, process;
    estimate capacity_t_yr;
    int32_t start;       /* month; INT32_MIN: before the base year */
    int32_t ramp_months; /* from start to full capacity */
} world_plant;

/* uses.csv: use,name,material,parameter,low,mode,high,source,note, one row per number; one world_use per (use, material),
 * all parameters required. switches.csv: use,material,to,parameter,low,mode,high,source,note; only where another material can
 * serve, then all three parameters. */
typedef struct world_use {
    const char *id, *name; /* "cars-bev", "Battery electric cars" */
    int32_t material;
    estimate t_yr;        /* t_yr: world use in the base year */
    estimate choke_usd_t; /* choke_usd_t: value added lost per tonne that is missing */
    estimate elasticity;  /* elasticity: of demand within a month, < 0 */
    estimate
        flexible_frac; /* flexible_frac: share of use that answers to price within a month, 0..1 */
    estimate elasticity_long; /* elasticity_long: in the long run, < 0 */
    estimate
        thrift_month; /* thrift_month: share of the intensity that may be saved for good per month while the price
                                 stays above 1.5 times base, 0..1 */
    estimate
        thrift_floor;  /* thrift_floor: intensity never falls below this share of the base, 0..1 */
    int32_t switch_to; /* switches.csv; -1: no other material serves */
    estimate switch_usd_t; /* usd_t: cost of changing over, per tonne of `material` replaced */
    estimate switch_ratio; /* ratio: t of switch_to that replace 1 t */
    estimate switch_frac;  /* frac: share of the use that can change over within a month, 0..1 */
} world_use;

/* use_shares.csv: use,material,place,low,mode,high,source,note: share of a place in the world's use (modes sum to 1 over
 * places; `material` may be *). */
typedef struct world_share {
    int32_t use; /* index of world.use */
    int32_t place;
    estimate share_frac;
} world_share;

/* flows.csv: material,from,to,low,mode,high,source,note: t/yr shipped in the base year, where known. */
typedef struct world_flow {
    int32_t material, from, to;
    estimate t_yr;
} world_flow;

/* lanes.csv: from,to,parameter,low,mode,high,source,note; parameter months (transit), or freight_usd_t. `from` and `to`
 * are a place, a region or *; the last row that fits counts. */
typedef struct world_lane {
    const char *from, *to;
    bool is_months; /* else freight */
    estimate value;
} world_lane;

/* prices.csv: material,place,low,mode,high,source,note: USD/t in the base year, without value added tax; `place` may be *. */
typedef struct world_price {
    int32_t material;
    int32_t place; /* -1: * */
    estimate usd_t;
} world_price;

/* parameters.csv: parameter,scope,low,mode,high,unit,source,note. scope: *, or the id of a material, process, use or
 * place, or stage:NAME. The most exact row counts: id, then stage, then *. List in world_parameters.def. */
typedef struct world_parameter {
    const char *name, *scope;
    estimate value;
} world_parameter;

/* seasons.csv: material,from,month,low,mode,high,source,note: factor on what `from` ships in that month of the year (1 to
 * 12), mean 1 over the year; material may be a group. Months without a row: 1. */
typedef struct world_season {
    const char *material; /* id or group */
    int32_t from;
    int32_t month; /* 1..12 */
    estimate factor;
} world_season;

typedef struct world {
    arena mem;
    const char *dir; /* as given */
    const char
        *name; /* world.csv: key,value,source,note. Keys: name, title, base_year, home, headline */
    const char *title;
    int32_t base_year;
    int32_t home; /* place that controls exports: prices are told inside and outside of it */
    const char
        *headline; /* group of materials that the first lines of an answer are about: "magnets" */
    int32_t n_place, n_material, n_process, n_recipe, n_run, n_plant, n_use, n_share, n_flow,
        n_lane, n_price, n_parameter, n_season;
    world_place *place;
    world_material *material;
    world_process *process;
    world_recipe *recipe; /* by process */
    world_run *run;
    world_plant *plant;
    world_use *use;
    world_share *share;
    world_flow *flow;
    world_lane *lane;
    world_price *price;
    world_parameter *parameter;
    world_season *season;
} world;

/* Read a world; *out is the caller's to free, before cx. `name_or_dir`: a folder, or the name of a bundled world.
 * Errors: GAD_E_IO a file is missing; GAD_E_FORMAT "prices.csv:7: ..." with what to do: unknown ids (nearest name), a range
 * out of order, no source, an assumption without a reason, a row twice, shares above 1, a basket above 1, a mode that is
 * not positive where it must be; GAD_E_NOMEM. */
MUST_CHECK gad_status world_read(gad_ctx *cx, const char *name_or_dir, world **out);
void world_free(world *w); /* takes NULL */

/* Index by id; -1: none. */
int32_t world_place_find(const world *w, const char *id);
int32_t world_material_find(const world *w, const char *id);
int32_t world_process_find(const world *w, const char *id);
int32_t world_plant_find(const world *w, const char *id);
/* Does a place, or a material, answer to this selector? id, region or group word, or "*". */
bool world_place_is(const world *w, int32_t place, const char *selector);
bool world_material_is(const world *w, int32_t material, const char *selector);
bool world_use_is(const world *w, int32_t use, const char *selector); /* id of the use, or "*" */
/* The parameter for a thing: `id` (material, process, use, place; may be NULL), `stage` (may be NULL). NULL: none fits. */
const estimate *world_parameter_of(const world *w, const char *name, const char *id,
                                   const char *stage);
double world_parameter_mode(const world *w, const char *name, const char *id, const char *stage,
                            double otherwise);
/* Value of the last lane row that fits, or NULL. */
const estimate *world_lane_of(const world *w, int32_t from, int32_t to, bool months);
double world_season_of(const world *w, int32_t material, int32_t from,
                       int32_t month); /* month as in period.h */

#endif
