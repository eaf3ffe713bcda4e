/* market_instance.h - benchmark markets: what the programs market_* and peer_* of this folder share.
 *
 * An instance is a network of linear curves with its base prices, read from the JSON that gadolin's market files
 * use (this kind only: one curve kind, no blocks, no wedges) or made here by market_make.c. Programs of this folder
 * stop with a message when something is wrong: no call returns an error. */
#ifndef BENCH_MARKET_INSTANCE_H
#define BENCH_MARKET_INSTANCE_H

#include "base/base.h"
#include "gadolin/market.h"

typedef struct instance {
    int32_t n_node, n_activity, n_entry;
    double *supply, *base_price; /* [n_node] */
    int32_t *start;              /* [n_activity + 1] */
    int32_t *node;               /* [n_entry] */
    double *coef;                /* [n_entry] */
    double *lower, *upper;       /* [n_activity] */
    gad_curve *curve;            /* [n_activity] all GAD_CURVE_LINEAR with q > 0 */
} instance;

/* What makes an instance: regions by materials, the share of pairs of regions that trade, by how much the largest
 * region's shipments of the upper half of the chain are cut (0: not), the seed. */
typedef struct recipe {
    int32_t regions, materials;
    double density, shock;
    uint64_t seed;
} recipe;

void instance_make(const recipe *r, instance *in); /* the same recipe gives the same bytes */
void instance_read(const char *path, instance *in);
void instance_write(const instance *in, int32_t regions, FILE *f);
void instance_free(instance *in);

/* The network to give to gad_market_new(); its arrays are those of the instance. */
gad_market_spec instance_spec(const instance *in);

/* How far a state is from an equilibrium, the same for every solver. imbalance: worst node of |A x + s| / (sum |coef x|
 * + |s|). complementarity: worst activity of |m(x) - m(y)| / (|m(x)| + sum |coef p|), y the level within the bounds
 * that answers the prices best: what a solver that stops just off a bound is charged for is its distance to it. */
typedef struct distance {
    double imbalance, complementarity;
} distance;
distance instance_distance(const instance *in, const double *supply, const double *price,
                           const double *level);

/* Changed supplies: share * U(-1, 1) of each supply, or of each node's throughput sum |coef level| / 2 when level is
 * given. Draw `round` of a fixed seed. out [n_node] */
void instance_shake(const instance *in, double share, const double *level, int32_t round,
                    double *out);

void *bench_take(size_t count, size_t size); /* zeroed; free() it */
GAD_PRINTF(1, 2) _Noreturn void bench_stop(const char *fmt, ...);
double bench_now(void);                    /* seconds of a steady clock */
double bench_median(double *x, int32_t n); /* sorts x */
/* One line of CSV: name,instance,median,fastest,iterations,imbalance,complementarity and `rest` (",..." or ""). The
 * instance is the file's name without folder and ending. */
void bench_row(const char *name, const char *path, double median, double fastest,
               int32_t iterations, distance d, const char *rest);

#endif
