/* mirror_gen.c - writes a year of two reports per flow in the layout of raw Comtrade rows, from a planted truth.
 *   mirror_gen YEAR FLOWS COUNTRIES CODES [TRUTH] > file
 * COUNTRIES and CODES are files with one code a line. Every flow has a true FOB value and weight; exporter and importer declare both
 * with errors of their own (log-normal; every country has its own size of error as exporter and as importer, 0.1 to 1.1), importers
 * add freight (2 to 12 % by code), one report in ten is missing. TRUTH, a file, gets "exporter,importer,code,value" of every flow.
 * The same arguments give the same bytes. */
#include "base/base.h"

enum { LIST_MAX = 20000, CODE_MAX = 16 };

static char country[LIST_MAX][CODE_MAX], product[LIST_MAX][CODE_MAX];
static double export_error[LIST_MAX], import_error[LIST_MAX], freight[LIST_MAX];

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

static double normal(rng *r)
{
    double u = rng_f64(r, 1e-12, 1), v = rng_f64(r, 0, 1);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static void report(const char *year, const char *reporter, const char *partner, const char *code,
                   char flow, double value, double kg)
{
    printf("%s,%s,%s,%s,%c,%.3f,%.3f,%.3f,8\n", year, reporter, partner, code, flow, value, kg, kg);
}

static void both_reports(rng *r, const char *year, int32_t i, int32_t j, int32_t k, double value,
                         double kg)
{
    double ex = export_error[i] * normal(r), im = import_error[j] * normal(r);
    bool exporter = !rng_chance(r, 0.1), importer = !exporter || !rng_chance(r, 0.1);
    if (exporter)
        report(year, country[i], country[j], product[k], 'X', value * exp(ex),
               kg * exp(ex + 0.05 * normal(r)));
    if (importer)
        report(year, country[j], country[i], product[k], 'M', value * exp(im) * (1 + freight[k]),
               kg * exp(im + 0.05 * normal(r)));
}

int main(int argc, char **argv)
{
    int32_t flows = 0, written = 0;
    if (argc < 5 || argc > 6 || !num_parse_i32(argv[2], 1, INT32_MAX, &flows)) {
        fprintf(stderr, "usage: mirror_gen YEAR FLOWS COUNTRIES CODES [TRUTH] > file\n");
        return 2;
    }
    int32_t n_country = read_list(argv[3], country), n_product = read_list(argv[4], product);
    FILE *truth = argc == 6 ? fopen(argv[5], "w") : NULL;
    double cells = (double)n_country * (n_country - 1) * n_product;
    rng r = rng_make(2022, (uint64_t)strtol(argv[1], NULL, 10));
    for (int32_t i = 0; i < n_country; i++) {
        export_error[i] = rng_f64(&r, 0.1, 1.1);
        import_error[i] = rng_f64(&r, 0.1, 1.1);
    }
    for (int32_t k = 0; k < n_product; k++)
        freight[k] = rng_f64(&r, 0.02, 0.12);
    puts("year,reporter,partner,cmd,flow,value,netwgt,qty,qtyunit");
    for (int32_t i = 0; i < n_country; i++)
        for (int32_t j = 0; j < n_country; j++)
            for (int32_t k = 0; k < n_product && i != j && written < flows; k++) {
                if (!rng_chance(&r, flows / cells * 1.002))
                    continue;
                double value = exp(9 + 2.5 * normal(&r)), kg = value / exp(2 + 0.3 * normal(&r));
                both_reports(&r, argv[1], i, j, k, value, kg);
                if (truth)
                    fprintf(truth, "%s,%s,%s,%.17g\n", country[i], country[j], product[k], value);
                written++;
            }
    if (truth && fclose(truth) != 0)
        return 1;
    return ferror(stdout) ? 1 : 0;
}
