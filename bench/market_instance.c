/* market_instance.c - reads, writes, checks and shakes benchmark markets.
 *
 * The reader is a scanner of this one format and refuses anything else: it must not depend on the code that is
 * measured. instance_distance() is likewise an evaluator of its own, so that every solver is judged alike. */
#include "base/base.h"
#include "market_instance.h"

enum { NAME_MAX_LEN = 32 };
typedef struct name_row {
    char name[NAME_MAX_LEN];
    int32_t index;
} name_row;
typedef struct scanner {
    const char *text, *at;
    name_row *name; /* [n_name] sorted once all nodes are read */
    int32_t n_name;
} scanner;

void *bench_take(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size);
    if (!p)
        bench_stop("no memory for %zu things of %zu bytes", count, size);
    return p;
}

void bench_stop(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *x, int32_t n)
{
    qsort(x, (size_t)n, sizeof *x, by_size);
    return n % 2 ? x[n / 2] : 0.5 * (x[n / 2 - 1] + x[n / 2]);
}

void bench_row(const char *name, const char *path, double median, double fastest,
               int32_t iterations, distance d, const char *rest)
{
    const char *file = strrchr(path, '/');
    file = file ? file + 1 : path;
    printf("%s,%.*s,%.6f,%.6f,%d,%.2e,%.2e%s\n", name, (int)strcspn(file, "."), file, median,
           fastest, iterations, d.imbalance, d.complementarity, rest);
    fflush(stdout); /* a later step may be stopped by a time limit */
}

/* ---- reading --------------------------------------------------------------------------------- */
static char *whole_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    long size = -1;
    if (f && !fseek(f, 0, SEEK_END))
        size = ftell(f);
    if (size < 0)
        bench_stop("%s: %s", path, strerror(errno));
    char *text = bench_take((size_t)size + 1, 1);
    rewind(f);
    if (fread(text, 1, (size_t)size, f) != (size_t)size)
        bench_stop("%s: it could not be read to its end", path);
    fclose(f);
    return text;
}

static int32_t occurrences(const char *text, const char *what)
{
    int32_t n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

static void blanks(scanner *s)
{
    while (isspace((unsigned char)*s->at))
        s->at++;
}

static void expect(scanner *s, char c)
{
    blanks(s);
    if (*s->at != c)
        bench_stop("byte %td: '%c' expected, not '%.10s'", s->at - s->text, c, s->at);
    s->at++;
}

/* True while an object or array that ends with `close` has another member; eats the comma or the end. */
static bool more(scanner *s, char close)
{
    blanks(s);
    if (*s->at == ',')
        s->at++;
    else if (*s->at == close) {
        s->at++;
        return false;
    }
    return true;
}

static void string(scanner *s, char out[NAME_MAX_LEN])
{
    expect(s, '"');
    size_t n = strcspn(s->at, "\"\\");
    if (s->at[n] != '"' || n >= NAME_MAX_LEN)
        bench_stop("byte %td: a name that is too long or has an escape", s->at - s->text);
    memcpy(out, s->at, n);
    out[n] = '\0';
    s->at += n + 1;
}

static void key(scanner *s, char out[NAME_MAX_LEN])
{
    string(s, out);
    expect(s, ':');
}

static double number(scanner *s)
{
    char *end = NULL;
    double x = strtod(s->at, &end);
    if (end == s->at)
        bench_stop("byte %td: a number expected, not '%.10s'", s->at - s->text, s->at);
    s->at = end;
    return x;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const name_row *)a)->name, ((const name_row *)b)->name);
}

static int32_t node_of(const scanner *s, const char *name)
{
    name_row wanted = { .index = -1 };
    snprintf(wanted.name, sizeof wanted.name, "%s", name);
    const name_row *row = bsearch(&wanted, s->name, (size_t)s->n_name, sizeof wanted, by_name);
    if (!row)
        bench_stop("the node '%s' is not in \"nodes\"", name);
    return row->index;
}

static void read_nodes(scanner *s, instance *in)
{
    char k[NAME_MAX_LEN];
    s->name = bench_take((size_t)in->n_node, sizeof *s->name);
    expect(s, '[');
    while (more(s, ']')) {
        name_row *row = &s->name[s->n_name];
        row->index = s->n_name++;
        expect(s, '{');
        while (more(s, '}')) {
            key(s, k);
            if (STR_EQ(k, "id"))
                string(s, row->name);
            else if (STR_EQ(k, "supply"))
                in->supply[row->index] = number(s);
            else
                bench_stop("a node has '%s', which benchmarks do not read", k);
        }
    }
    qsort(s->name, (size_t)s->n_name, sizeof *s->name, by_name);
}

static void read_column(scanner *s, instance *in)
{
    char k[NAME_MAX_LEN];
    expect(s, '{');
    while (more(s, '}')) {
        key(s, k);
        in->node[in->n_entry] = node_of(s, k);
        in->coef[in->n_entry++] = number(s);
    }
}

static void read_curve(scanner *s, gad_curve *curve)
{
    char k[NAME_MAX_LEN], kind[NAME_MAX_LEN];
    expect(s, '{');
    while (more(s, '}')) {
        key(s, k);
        if (STR_EQ(k, "c"))
            curve->par[0] = number(s);
        else if (STR_EQ(k, "q"))
            curve->par[1] = number(s);
        else {
            string(s, kind);
            if (!STR_EQ(k, "kind") || !STR_EQ(kind, "linear"))
                bench_stop("a curve with %s '%s', which benchmarks do not read", k, kind);
        }
    }
    if (!(curve->par[1] > 0))
        bench_stop("a curve with q = %g; benchmarks have q > 0", curve->par[1]);
}

static void read_activity(scanner *s, instance *in, int32_t j)
{
    char k[NAME_MAX_LEN], id[NAME_MAX_LEN];
    in->upper[j] = (double)INFINITY;
    in->curve[j].kind = GAD_CURVE_LINEAR;
    expect(s, '{');
    while (more(s, '}')) {
        key(s, k);
        if (STR_EQ(k, "id"))
            string(s, id);
        else if (STR_EQ(k, "column"))
            read_column(s, in);
        else if (STR_EQ(k, "curve"))
            read_curve(s, &in->curve[j]);
        else if (STR_EQ(k, "lower"))
            in->lower[j] = number(s);
        else if (STR_EQ(k, "upper"))
            in->upper[j] = number(s);
        else
            bench_stop("an activity has '%s', which benchmarks do not read", k);
    }
    in->start[j + 1] = in->n_entry;
}

static void read_warm(scanner *s, instance *in)
{
    char k[NAME_MAX_LEN];
    expect(s, '{');
    while (more(s, '}')) {
        key(s, k);
        if (!STR_EQ(k, "prices"))
            bench_stop("\"warm\" has '%s', which benchmarks do not read", k);
        expect(s, '{');
        while (more(s, '}')) {
            key(s, k);
            in->base_price[node_of(s, k)] = number(s);
        }
    }
}

static void take_arrays(instance *in)
{
    size_t n = (size_t)in->n_node, m = (size_t)in->n_activity, e = (size_t)in->n_entry;
    in->supply = bench_take(n, sizeof(double));
    in->base_price = bench_take(n, sizeof(double));
    in->start = bench_take(m + 1, sizeof(int32_t));
    in->node = bench_take(e, sizeof(int32_t));
    in->coef = bench_take(e, sizeof(double));
    in->lower = bench_take(m, sizeof(double));
    in->upper = bench_take(m, sizeof(double));
    in->curve = bench_take(m, sizeof(gad_curve));
}

void instance_read(const char *path, instance *in)
{
    char k[NAME_MAX_LEN], *text = whole_file(path);
    scanner s = { text, text, NULL, 0 };
    int32_t j = 0;
    *in = (instance){ .n_node = occurrences(text, "\"supply\""),
                      .n_activity = occurrences(text, "\"column\""),
                      .n_entry = occurrences(text, ":") }; /* no fewer than there are entries */
    take_arrays(in);
    in->n_entry = 0;
    expect(&s, '{');
    while (more(&s, '}')) {
        key(&s, k);
        if (STR_EQ(k, "nodes"))
            read_nodes(&s, in);
        else if (STR_EQ(k, "warm"))
            read_warm(&s, in);
        else if (STR_EQ(k, "activities"))
            for (expect(&s, '['); more(&s, ']');)
                read_activity(&s, in, j++);
        else
            bench_stop("%s has '%s', which benchmarks do not read", path, k);
    }
    if (j != in->n_activity || s.n_name != in->n_node)
        bench_stop("%s: a node without supply or an activity without column", path);
    free(s.name);
    free(text);
}

/* ---- writing --------------------------------------------------------------------------------- */
void instance_write(const instance *in, int32_t regions, FILE *f)
{
    fputs("{\"nodes\":[", f);
    for (int32_t n = 0; n < in->n_node; n++)
        fprintf(f, "%s{\"id\":\"m%d@r%d\",\"supply\":%.17g}", n ? ",\n" : "", n / regions,
                n % regions, in->supply[n]);
    fputs("],\n\"activities\":[", f);
    for (int32_t j = 0; j < in->n_activity; j++) {
        fprintf(f, "%s{\"id\":\"a%d\",\"column\":{", j ? ",\n" : "", j);
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            fprintf(f, "%s\"m%d@r%d\":%.17g", e > in->start[j] ? "," : "", in->node[e] / regions,
                    in->node[e] % regions, in->coef[e]);
        fprintf(f, "},\"lower\":%.17g,\"curve\":{\"kind\":\"linear\",\"c\":%.17g,\"q\":%.17g}",
                in->lower[j], in->curve[j].par[0], in->curve[j].par[1]);
        if (isfinite(in->upper[j]))
            fprintf(f, ",\"upper\":%.17g", in->upper[j]);
        fputc('}', f);
    }
    fputs("],\n\"warm\":{\"prices\":{", f);
    for (int32_t n = 0; n < in->n_node; n++)
        fprintf(f, "%s\"m%d@r%d\":%.17g", n ? "," : "", n / regions, n % regions,
                in->base_price[n]);
    fputs("}}}\n", f);
}

void instance_free(instance *in)
{
    void *all[] = { in->supply, in->base_price, in->start, in->node,
                    in->coef,   in->lower,      in->upper, in->curve };
    for (int32_t i = 0; i < COUNT_OF(all); i++)
        free(all[i]);
    *in = (instance){ 0 };
}

/* ---- using ----------------------------------------------------------------------------------- */
gad_market_spec instance_spec(const instance *in)
{
    return (gad_market_spec){
        .n_node = in->n_node,
        .n_activity = in->n_activity,
        .start = in->start,
        .node = in->node,
        .coef = in->coef,
        .numbers = { .supply = in->supply,
                     .lower = in->lower,
                     .upper = in->upper,
                     .curve = in->curve },
    };
}

static double activity_distance(const instance *in, int32_t j, double x, const double *price)
{
    double earns = 0, size = 0, c = in->curve[j].par[0], q = in->curve[j].par[1];
    for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
        earns += in->coef[e] * price[in->node[e]];
        size += fabs(in->coef[e] * price[in->node[e]]);
    }
    double best = fmin(fmax((earns - c) / q, in->lower[j]), in->upper[j]);
    double gap = q * fabs(x - best);
    return gap > 0 ? gap / (fabs(c + q * x) + size) : 0;
}

distance instance_distance(const instance *in, const double *supply, const double *price,
                           const double *level)
{
    distance d = { 0, 0 };
    double *net = bench_take((size_t)in->n_node, sizeof *net);
    double *gross = bench_take((size_t)in->n_node, sizeof *gross);
    for (int32_t n = 0; n < in->n_node; n++) {
        net[n] = supply[n];
        gross[n] = fabs(supply[n]);
    }
    for (int32_t j = 0; j < in->n_activity; j++) {
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++) {
            net[in->node[e]] += in->coef[e] * level[j];
            gross[in->node[e]] += fabs(in->coef[e] * level[j]);
        }
        d.complementarity = fmax(d.complementarity, activity_distance(in, j, level[j], price));
    }
    for (int32_t n = 0; n < in->n_node; n++)
        if (net[n] !=
            0) /* C's fmax would hide a NaN: levels that are not numbers count as infinitely far */
            d.imbalance =
                isfinite(net[n]) ? fmax(d.imbalance, fabs(net[n]) / gross[n]) : (double)INFINITY;
    free(net);
    free(gross);
    return d;
}

void instance_shake(const instance *in, double share, const double *level, int32_t round,
                    double *out)
{
    rng r = rng_make(20250404, (uint64_t)round);
    double *size = bench_take((size_t)in->n_node, sizeof *size);
    for (int32_t n = 0; n < in->n_node; n++)
        size[n] = level ? 0 : in->supply[n];
    for (int32_t j = 0; level && j < in->n_activity; j++)
        for (int32_t e = in->start[j]; e < in->start[j + 1]; e++)
            size[in->node[e]] += 0.5 * fabs(in->coef[e] * level[j]);
    for (int32_t n = 0; n < in->n_node; n++)
        out[n] = in->supply[n] + share * rng_f64(&r, -1, 1) * size[n];
    free(size);
}
