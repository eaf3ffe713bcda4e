/* read_gsim.c - layer 2: the JSON of a tariff change -> gad_gsim_spec. */
#include "problem/parts.h"

static const char as_countries[] = "as many as countries";

/* What a number of the file must be. */
typedef enum sign { SIGN_ANY_UP, SIGN_UP, SIGN_DOWN } sign;

static bool sign_ok(sign s, double x)
{
    return s == SIGN_ANY_UP ? x >= 0 : s == SIGN_UP ? x > 0 : x < 0;
}

static gad_status check_sign(gad_ctx *cx, const json_at *at, sign s, double x)
{
    static const char *const want[] = { [SIGN_ANY_UP] = "a number of at least 0",
                                        [SIGN_UP] = "a number above 0",
                                        [SIGN_DOWN] = "a number below 0" };
    return sign_ok(s, x) ? GAD_OK : json_at_expected(cx, at, want[s]);
}

static gad_status read_countries(gad_ctx *cx, gsim_problem *p, const json_at *top)
{
    json_at array;
    int32_t n = 0;
    gad_status st = parts_array(cx, top, "countries", &array, &n);
    if (!st && !names_init(&p->country, &p->mem, n))
        st = gad_nomem(cx, "reading a problem");
    for (int32_t i = 0; i < n && !st; i++) {
        json_at at = json_at_item(&array, i);
        st = parts_id(cx, &at, "country", &p->mem, &p->country);
    }
    p->spec.n = n;
    return st;
}

static gad_status read_matrix(gad_ctx *cx, gsim_problem *p, const json_at *top, const char *key,
                              sign s, const double **out)
{
    json_at at;
    int32_t n = p->spec.n;
    double *x = NULL;
    gad_status st = json_at_need(cx, top, key, &at);
    if (!st)
        st = parts_matrix(cx, &at, n, as_countries, &p->mem, &x);
    for (int32_t i = 0; i < n && !st; i++) {
        json_at row = json_at_item(&at, i);
        for (int32_t k = 0; k < n && !st; k++) {
            json_at cell = json_at_item(&row, k);
            st = check_sign(cx, &cell, s, x[(size_t)i * (size_t)n + (size_t)k]);
        }
    }
    *out = x;
    return st;
}

/* One number for all countries, or an array of one each. */
static gad_status read_elasticity(gad_ctx *cx, gsim_problem *p, const json_at *top, const char *key,
                                  sign s, const double **out)
{
    json_at at;
    int32_t n = p->spec.n;
    double *x = arena_take(&p->mem, (size_t)n, sizeof *x);
    if (!x)
        return gad_nomem(cx, "reading a problem");
    *out = x;
    gad_status st = json_at_need(cx, top, key, &at);
    if (st)
        return st;
    bool each = json_at_is_array(&at);
    st = each ? parts_vector(cx, &at, n, as_countries, x) : json_at_f64(cx, &at, &x[0]);
    for (int32_t i = 0; i < n && !st; i++) {
        json_at cell = each ? json_at_item(&at, i) : at;
        x[i] = each ? x[i] : x[0];
        st = check_sign(cx, &cell, s, x[i]);
    }
    return st;
}

gad_status gsim_parse(gad_ctx *cx, const json_doc *doc, gsim_problem *p)
{
    static const char *const known[] = { "title", "countries", "trade", "tariff0", "tariff1",
                                         "em",    "ex",        "es",    NULL };
    json_at top;
    *p = (gsim_problem){ .file = NULL };
    arena_init(&p->mem, &cx->al);
    p->file = arena_str(&p->mem, json_doc_name(doc));
    if (!p->file)
        return gad_nomem(cx, "reading a problem");
    const struct {
        const char *key;
        sign s;
        const double **out;
    } matrix[] = { { "trade", SIGN_ANY_UP, &p->spec.trade },
                   { "tariff0", SIGN_UP, &p->spec.tariff0 },
                   { "tariff1", SIGN_UP, &p->spec.tariff1 } },
      each[] = { { "em", SIGN_DOWN, &p->spec.em },
                 { "ex", SIGN_UP, &p->spec.ex },
                 { "es", SIGN_UP, &p->spec.es } };
    gad_status st = parts_top(cx, doc, known, &top);
    if (!st)
        st = read_countries(cx, p, &top);
    for (int32_t k = 0; k < COUNT_OF(matrix) && !st; k++)
        st = read_matrix(cx, p, &top, matrix[k].key, matrix[k].s, matrix[k].out);
    for (int32_t k = 0; k < COUNT_OF(each) && !st; k++)
        st = read_elasticity(cx, p, &top, each[k].key, each[k].s, each[k].out);
    return st;
}

gad_status gsim_read(gad_ctx *cx, const char *path, gsim_problem *p)
{
    json_doc *doc = NULL;
    *p = (gsim_problem){ .file = NULL };
    arena_init(&p->mem, &cx->al);
    gad_status st = json_doc_read(cx, path, &doc);
    if (!st)
        st = gsim_parse(cx, doc, p);
    json_doc_free(doc);
    return st;
}

void gsim_release(gsim_problem *p)
{
    arena_release(&p->mem);
}
