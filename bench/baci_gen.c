/* baci_gen.c - writes a year in BACI's layout: t,i,j,k,v,q, sorted as CEPII ships it.
 *   baci_gen YEAR ROWS COUNTRIES CODES > file
 * COUNTRIES and CODES are files with one code a line (real code lists); values are log-normal, one
 * quantity in twenty is NA padded with blanks, as in several releases. The same arguments give the
 * same bytes. */
#include "base/base.h"

enum { LIST_MAX = 20000, CODE_MAX = 16 };

static char country[LIST_MAX][CODE_MAX], product[LIST_MAX][CODE_MAX];

static int32_t read_list(const char *path, char list[LIST_MAX][CODE_MAX])
{
    char line[256];
    int32_t n = 0;
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        exit(1);
    }
    while (n < LIST_MAX && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (*line)
            snprintf(list[n++], CODE_MAX, "%.15s", line);
    }
    fclose(f);
    return n;
}

/* A positive number of customs-like spread. */
static double spread(rng *r)
{
    double u = rng_f64(r, 1e-12, 1), v = rng_f64(r, 0, 1);
    return exp(2.5 + 2.5 * sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: baci_gen YEAR ROWS COUNTRIES CODES\n");
        return 2;
    }
    int32_t rows = 0;
    if (!num_parse_i32(argv[2], 1, INT32_MAX, &rows))
        return 2;
    int32_t n_country = read_list(argv[3], country), n_product = read_list(argv[4], product);
    double cells = (double)n_country * (n_country - 1) * n_product;
    double chance = rows / cells * 1.002;
    rng r = rng_make(2022, (uint64_t)strtol(argv[1], NULL, 10));
    int32_t written = 0;
    puts("t,i,j,k,v,q");
    for (int32_t i = 0; i < n_country; i++)
        for (int32_t j = 0; j < n_country; j++)
            for (int32_t k = 0; k < n_product && i != j && written < rows; k++) {
                if (!rng_chance(&r, chance))
                    continue;
                double v = spread(&r), q = spread(&r);
                if (rng_chance(&r, 0.05))
                    printf("%s,%s,%s,%s,%.3f,           NA\n", argv[1], country[i], country[j],
                           product[k], v);
                else
                    printf("%s,%s,%s,%s,%.3f,%.3f\n", argv[1], country[i], country[j], product[k],
                           v, q);
                written++;
            }
    fprintf(stderr, "%d rows\n", written);
    return ferror(stdout) ? 1 : 0;
}
