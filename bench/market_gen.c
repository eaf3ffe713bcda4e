/* market_gen.c - writes a benchmark market as the JSON that `gadolin market solve` reads.
 *   market_gen REGIONS MATERIALS DENSITY SHOCK SEED > FILE.json      (60 40 0.25 0.9 1: the instance of README) */
#include "base/base.h"
#include "market_instance.h"

int main(int argc, char **argv)
{
    instance in;
    recipe r = { 0 };
    int32_t seed = 0;
    if (argc != 6 || !num_parse_i32(argv[1], 2, 10000, &r.regions) ||
        !num_parse_i32(argv[2], 2, 10000, &r.materials) || !num_parse(argv[3], &r.density) ||
        !num_parse(argv[4], &r.shock) || !num_parse_i32(argv[5], 0, INT32_MAX, &seed)) {
        fprintf(stderr, "usage: market_gen REGIONS MATERIALS DENSITY SHOCK SEED > FILE.json\n");
        return 2;
    }
    r.seed = (uint64_t)seed;
    instance_make(&r, &in);
    instance_write(&in, r.regions, stdout);
    fprintf(stderr, "%d activities, %d nodes, %d entries\n", in.n_activity, in.n_node, in.n_entry);
    instance_free(&in);
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
