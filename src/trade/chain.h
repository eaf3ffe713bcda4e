/* chain.h - layer 2: dependence through processing. Which part of what a country uses came from, or
 * passed through, one country (`target`), although it may have been bought elsewhere.
 *
 * The chain (data/chain.csv) is a row of stages, each made from the one before. At each stage a country's
 * supply is a pool of its own output and its imports; its own output is made of its pool of the stage
 * before; what it sells comes out of its pool. Whatever is sold by, or made in, the target passed
 * through it. Five kinds of knowledge, which add up to 1 with the unknown:
 *   through            it passed through the target: seen in trade
 *   through_assumed    it did if, where imports are not held, producers use their own output and all
 *                      others buy from the world's producers in proportion to their output
 *   elsewhere          it did not, as far as the stages held go back to the mine
 *   elsewhere_assumed  it did not, under that assumption
 * Whether a country's sales are its own output or re-exports is often not known: then only what both
 * have in common counts (chain_common), the rest is unknown. docs/risk.md has the equations. */
#ifndef GAD_CHAIN_H
#define GAD_CHAIN_H

#include "trade/buying.h"

typedef struct chain_parts {
    double through, through_assumed, elsewhere, elsewhere_assumed;
} chain_parts;

/* ---- the solver: pure ---- */
typedef struct chain_flow {
    int32_t from, to; /* nodes */
    double share;     /* of the imports of `to`, 0..1 */
} chain_flow;

typedef struct chain_stage {
    const chain_flow *flow; /* [n_flow] by `to`; shares of a node add up to at most 1, the rest is
                               from nobody known */
    int32_t n_flow;
    const bool *imports; /* [n_node] the node's imports are held */
    const double *own;   /* [n_node] own output's share of the supply; NaN: not known */
    const double
        *output; /* [n_node] shares of the world's output, adding up to at most 1; NULL: not
                             known */
    const bool *
        producer; /* [n_node] makes some of it; NULL: those with output. Groups stand beside their members:
                             they have no output of their own here, or the world's would count twice */
    const bool *partly; /* [n_node] only some members make some of it; NULL: none */
} chain_stage;

/* Solve from the first stage (the mine) to the last, by iteration from "nothing is known" upwards, so
 * that every state is a lower bound and circular trade stays unknown.
 *   pool    [n_stage * n_node] out: of each stage and node
 *   bought  [n_stage * n_node] out: of what it imports; all 0 where imports are not held
 *   world   [n_stage]          out: of the world's output
 * Cost: O(rounds * flows). Deterministic. */
void chain_solve(const chain_stage *stage, int32_t n_stage, int32_t n_node, int32_t target,
                 chain_parts *pool, chain_parts *bought, chain_parts *world);
chain_parts chain_common(chain_parts a, chain_parts b);
double chain_unknown(const chain_parts *p); /* 0..1 */

/* ---- the chain of a product, from the store ---- */
enum { CHAIN_STAGES = 8, CHAIN_OUTPUTS = 4 };
typedef struct chain_link { /* a row of data/chain.csv */
    const char *chain, *name, *product, *also, *trade, *proxy, *output, *status, *source, *note;
    int32_t stage; /* from 1 */
} chain_link;

typedef struct chain_file {
    chain_link *link; /* [n] */
    int32_t n;
} chain_file;
/* Errors: GAD_E_IO, GAD_E_FORMAT with file and line. */
MUST_CHECK gad_status chain_read(gad_ctx *cx, arena *mem, chain_file *out);
/* The link of a product, by its own id before "also"; NULL: it is in no chain. */
const chain_link *chain_find(const chain_file *f, const char *product);
/* The stage before; NULL for the first. */
const chain_link *chain_before(const chain_file *f, const chain_link *k);

/* One stage as it is for one country and year. */
typedef struct chain_row {
    const chain_link *link;
    chain_parts parts;     /* of its imports, or of its supply */
    bool of_imports;       /* own output is not known: the parts are those of what it imports */
    bool held;             /* its own imports of this stage are held */
    double direct;         /* of the whole, bought from the target itself; part of `through` */
    supplies origins;      /* n 0: not held */
    const buying_way *way; /* that found them; NULL */
    supplies world;        /* the producers used; n 0: not held */
    const char *world_of;  /* the product whose output it is */
    int32_t world_year;    /* may be another than asked: the nearest; INT32_MIN */
} chain_row;

typedef struct chain_query {
    country_ref target;
    int32_t year;
    const members *who; /* [n_who] */
    int32_t n_who;
} chain_query;

/* The stages up to the product's, for each country asked about: row[who * n_stage + stage].
 * n_stage 0: the product is in no chain. */
typedef struct chain_answer {
    chain_row *row;
    int32_t n_stage;
} chain_answer;

/* What is loaded once for all years: the ways of trade and the output of each stage. */
typedef struct chain_data {
    const chain_link *link[CHAIN_STAGES];
    buying trade[CHAIN_STAGES];
    output output[CHAIN_STAGES][CHAIN_OUTPUTS];
    int32_t n_output[CHAIN_STAGES];
    int32_t n_stage;
    const country_list *names;
    arena *mem;
} chain_data;
MUST_CHECK gad_status chain_open(gad_ctx *cx, gad_store *st, arena *mem, const chain_file *f,
                                 const series_query *q, const country_list *names, chain_data *out);
/* The producers of the last stage in just that year, *of the product whose output it is; *out stays as it
 * is when none are known. */
MUST_CHECK gad_status chain_output(gad_ctx *cx, chain_data *d, int32_t year, supplies *out,
                                   const char **of);
MUST_CHECK gad_status chain_ask(gad_ctx *cx, chain_data *d, const chain_query *q,
                                chain_answer *out);

#endif
