/* peer_clp.c - the same market as a quadratic program, solved by Clp's barrier method without crossover.
 *   peer_clp FILE.json ROUNDS        prints one CSV row as market_bench does; Clp's barrier has no warm start
 *
 * min sum (c x + q x^2 / 2) subject to A x = -s and bounds; prices are the row duals. Only the solve is timed. */
#include "base/base.h"
#include "market_instance.h"
#include <coin/Clp_C_Interface.h>

enum { ROUNDS_MAX = 100 };

static Clp_Simplex *model_of(const instance *in)
{
    size_t n = (size_t)in->n_activity;
    CoinBigIndex *diagonal = bench_take(n + 1, sizeof *diagonal);
    int *self = bench_take(n, sizeof *self);
    double *c = bench_take(n, sizeof *c), *q = bench_take(n, sizeof *q);
    double *right = bench_take((size_t)in->n_node, sizeof *right);
    for (int32_t j = 0; j < in->n_activity; j++) {
        diagonal[j + 1] = j + 1;
        self[j] = j;
        c[j] = in->curve[j].par[0];
        q[j] = in->curve[j].par[1];
    }
    for (int32_t i = 0; i < in->n_node; i++)
        right[i] = -in->supply[i];
    Clp_Simplex *model = Clp_newModel();
    Clp_setLogLevel(model, 0);
    Clp_loadProblem(model, in->n_activity, in->n_node, in->start, in->node, in->coef, in->lower,
                    in->upper, c, right, right);
    Clp_loadQuadraticObjective(model, in->n_activity, diagonal, self, q);
    Clp_setPrimalTolerance(model, 1e-9);
    Clp_setDualTolerance(model, 1e-9);
    free(diagonal);
    free(self);
    free(c);
    free(q);
    free(right);
    return model;
}

int main(int argc, char **argv)
{
    instance in;
    int32_t rounds = 0;
    double seconds[ROUNDS_MAX];
    if (argc != 3 || !num_parse_i32(argv[2], 1, ROUNDS_MAX, &rounds)) {
        fprintf(stderr, "usage: peer_clp FILE.json ROUNDS\n");
        return 2;
    }
    instance_read(argv[1], &in);
    for (int32_t i = 0; i < rounds; i++) {
        Clp_Simplex *model = model_of(&in);
        double start = bench_now();
        int status = Clp_initialBarrierNoCrossSolve(model);
        seconds[i] = bench_now() - start;
        if (status != 0)
            bench_stop("Clp ends with status %d", status);
        if (i == rounds - 1) {
            distance d = instance_distance(&in, in.supply, Clp_dualRowSolution(model),
                                           Clp_primalColumnSolution(model));
            int32_t iterations = Clp_numberIterations(model);
            double median = bench_median(seconds, rounds);
            bench_row("clp_cold", argv[1], median, seconds[0], iterations, d, "");
        }
        Clp_deleteModel(model);
    }
    instance_free(&in);
    return 0;
}
