/* geopolrisk.c - layer 2: from a file to cases of the GeoPolRisk method.
 *
 * Flow: geopolrisk_rows -> one case per row (sums given), or rows sorted by case and supplier and one case
 * per run of them -> compute, with what is missing in words.
 * Invariant: suppliers are summed in the order of their names, so the order of rows changes no digit. */
#include "trade/geopolrisk_impl.h"
#include "trade/codes.h"
#include "trade/stats.h"

typedef struct reader {
    arena *mem;
    sheet s;
    row *row; /* [s.n_row] */
    double price;
    governance known; /* n 0: no file */
    gad_store *codes; /* names of countries, when there is a file of governance */
} reader;

/* ---- one case ----------------------------------------------------------------------------------- */

static geopolrisk_case case_of(const reader *rd, const row *r)
{
    geopolrisk_case c = { .line = rd->s.line[r->k],
                          .country = r->country,
                          .material = r->material,
                          .hs = r->hs,
                          .year = r->year,
                          .why = "",
                          .note = "" };
    for (int32_t k = 0; k < IN_ALL; k++)
        c.in[k].value = NO_NUMBER;
    return c;
}

static void put(geopolrisk_case *c, int32_t k, double x, input_origin origin, int64_t line)
{
    if (IS_NUMBER(x))
        c->in[k] = (geopolrisk_input){ x, origin, line };
}

static void say_missing(buf *b, const char *what)
{
    buf_fmt(b, "%s%s", b->len ? ", " : "", what);
}

/* Whether something of a supplier is not known that the score needs. */
static bool lacks_imports(const geopolrisk_supplier *s)
{
    return !IS_NUMBER(s->imports_t);
}

static bool lacks_governance(const geopolrisk_supplier *s)
{
    return !IS_NUMBER(s->governance) && s->imports_t != 0;
}

static bool lacks_world(const geopolrisk_supplier *s)
{
    return !IS_NUMBER(s->world_t);
}

/* "governance of 'AUS' and 2 more" */
static void say_lacking(buf *b, const geopolrisk_case *c, const char *what,
                        bool (*lacks)(const geopolrisk_supplier *s))
{
    const char *first = NULL;
    int32_t n = 0;
    for (int32_t i = 0; i < c->n; i++)
        if (lacks(&c->supplier[i]) && n++ == 0)
            first = c->supplier[i].name;
    if (n == 0)
        return;
    say_missing(b, what);
    buf_fmt(b, " of '%.40s'", first);
    if (n > 1)
        buf_fmt(b, " and %" PRId32 " more", n - 1);
}

static void say_lacking_suppliers(buf *b, const geopolrisk_case *c, bool world)
{
    say_lacking(b, c, "imports_t", lacks_imports);
    say_lacking(b, c, "governance", lacks_governance);
    if (world)
        say_lacking(b, c, "world_production_t", lacks_world);
}

static const char *const input_names[IN_ALL] = { "hhi", "numerator", "imports_t", "production_t",
                                                 "price_usd_kg" };

static void say_why(buf *b, const geopolrisk_case *c, bool world)
{
    if (c->supplier)
        say_lacking_suppliers(b, c, world);
    for (int32_t k = 0; k < IN_PRICE; k++) {
        bool summed = k == IN_NUMERATOR || k == IN_IMPORTS || (k == IN_HHI && world && b->len);
        if (!IS_NUMBER(c->in[k].value) && !(c->supplier && summed))
            say_missing(b, input_names[k]);
    }
    if (b->len == 0)
        buf_add(b, "any supply: imports and production are 0");
}

static gad_status explain(gad_ctx *cx, reader *rd, geopolrisk_case *c)
{
    double f = c->in[IN_IMPORTS].value, sum = c->in[IN_NUMERATOR].value;
    char mean[NUM_TEXT];
    buf b;
    buf_init(&b, &cx->al);
    if (!IS_NUMBER(c->out.score)) {
        say_why(&b, c, sheet_has(&rd->s, WORLD));
        c->why = arena_str(rd->mem, buf_text(&b));
    }
    if (sum > f)
        c->note = arena_fmt(
            rd->mem,
            "numerator / imports_t, the mean governance, is %s; in the method it is 0 to 1: are both in tonnes?",
            num_people(mean, sum / f, 3));
    bool ok = buf_ok(&b) && c->why && c->note;
    buf_release(&b);
    return ok ? GAD_OK : gad_nomem(cx, "a case");
}

static gad_status compute(gad_ctx *cx, reader *rd, geopolrisk_case *c)
{
    put(c, IN_PRICE, IS_NUMBER(c->in[IN_PRICE].value) ? NO_NUMBER : rd->price, ORIGIN_OPTION, 0);
    geopolrisk_in in = { .hhi = c->in[IN_HHI].value,
                         .numerator_t = c->in[IN_NUMERATOR].value,
                         .imports_t = c->in[IN_IMPORTS].value,
                         .production_t = c->in[IN_PRODUCTION].value,
                         .price_usd_kg = c->in[IN_PRICE].value };
    c->out = indicator_geopolrisk(&in);
    return explain(cx, rd, c);
}

/* ---- one row per case --------------------------------------------------------------------------- */

static gad_status read_sums(gad_ctx *cx, reader *rd, geopolrisk_file *out)
{
    gad_status st = GAD_OK;
    for (int32_t k = 0; !st && k < rd->s.n_row; k++) {
        const row *r = &rd->row[k];
        geopolrisk_case *c = &out->item[out->n++];
        int64_t line = rd->s.line[k];
        *c = case_of(rd, r);
        if (r->imports_t == 0 && r->numerator > 0)
            return sheet_fail(cx, &rd->s, k, "numerator '%.40s' without imports: imports_t is 0",
                              sheet_text(&rd->s, k, NUMERATOR));
        put(c, IN_HHI, r->hhi, ORIGIN_LINE, line);
        put(c, IN_NUMERATOR, r->numerator, ORIGIN_LINE, line);
        put(c, IN_IMPORTS, r->imports_t, ORIGIN_LINE, line);
        put(c, IN_PRODUCTION, r->production_t, ORIGIN_LINE, line);
        put(c, IN_PRICE, r->price, ORIGIN_LINE, line);
        st = compute(cx, rd, c);
    }
    return st;
}

/* ---- one row per supplier ----------------------------------------------------------------------- */

static int by_case(const row *x, const row *y)
{
    int order = strcasecmp(x->country, y->country);
    order = order ? order : strcasecmp(x->material, y->material);
    order = order ? order : strcasecmp(x->hs, y->hs);
    return order ? order : (x->year > y->year) - (x->year < y->year);
}

static int by_supplier(const void *a, const void *b)
{
    const row *x = a, *y = b;
    int order = by_case(x, y);
    order = order ? order : strcasecmp(x->supplier, y->supplier);
    return order ? order : (x->k > y->k) - (x->k < y->k);
}

static int by_line(const void *a, const void *b)
{
    const geopolrisk_case *x = a, *y = b;
    return (x->line > y->line) - (x->line < y->line);
}

/* A number of the whole case, on one row or on each alike. */
static gad_status put_once(gad_ctx *cx, const reader *rd, const row *r, int32_t n, int32_t column,
                           size_t at, int32_t k, geopolrisk_case *c)
{
    const sheet *s = &rd->s;
    int32_t first = -1;
    for (int32_t i = 0; i < n; i++) {
        double x = *(const double *)(const void *)((const char *)&r[i] + at);
        if (!IS_NUMBER(x))
            continue;
        if (IS_NUMBER(c->in[k].value) && c->in[k].value != x)
            return sheet_fail(cx, s, MAX_OF(first, r[i].k),
                              "%s is '%.40s', but '%.40s' on line %" PRId64
                              " of the same country, material and year",
                              s->named[column], sheet_text(s, MAX_OF(first, r[i].k), column),
                              sheet_text(s, MIN_OF(first, r[i].k), column),
                              s->line[MIN_OF(first, r[i].k)]);
        if (first < 0 || r[i].k < first) {
            first = r[i].k;
            put(c, k, x, ORIGIN_LINE, s->line[first]);
        }
    }
    return GAD_OK;
}

static gad_status take_suppliers(gad_ctx *cx, reader *rd, const row *r, int32_t n,
                                 geopolrisk_case *c)
{
    c->supplier = arena_take(rd->mem, (size_t)n, sizeof *c->supplier);
    if (!c->supplier)
        return gad_nomem(cx, "suppliers");
    for (int32_t i = 0; i < n; i++) {
        geopolrisk_supplier *to = &c->supplier[c->n++];
        to->name = r[i].supplier;
        to->imports_t = r[i].imports_t;
        to->world_t = r[i].world_t;
        to->line = rd->s.line[r[i].k];
        to->governance = r[i].governance;
        if (r[i].id && !IS_NUMBER(to->governance)) {
            to->file = governance_find(&rd->known, r[i].id, r[i].year);
            to->governance = governance_value(to->file, SCALE_UNIT);
        }
        c->line = MIN_OF(c->line, to->line);
        if (!*to->name)
            return sheet_fail(cx, &rd->s, r[i].k, "the supplier is missing");
        if (i && strcasecmp(r[i - 1].supplier, to->name) == 0)
            return sheet_fail(cx, &rd->s, r[i].k,
                              "supplier '%.40s' stands on line %" PRId64
                              " already for the same country, material and year: add them up",
                              to->name, rd->s.line[r[i - 1].k]);
    }
    return GAD_OK;
}

/* Sums over the suppliers; production at home is the importer's own row when no column has it. */
static gad_status sum_suppliers(gad_ctx *cx, reader *rd, geopolrisk_case *c)
{
    size_t n = (size_t)c->n;
    double *f = arena_take(rd->mem, n, sizeof *f), *g = arena_take(rd->mem, n, sizeof *g),
           *world = arena_take(rd->mem, n, sizeof *world), imports = 0;
    if (!f || !g || !world)
        return gad_nomem(cx, "suppliers");
    for (int32_t i = 0; i < c->n; i++) {
        const geopolrisk_supplier *s = &c->supplier[i];
        f[i] = s->imports_t;
        g[i] = s->governance;
        world[i] = s->world_t;
        imports += f[i];
        if (!sheet_has(&rd->s, PRODUCTION) && strcasecmp(s->name, c->country) == 0)
            put(c, IN_PRODUCTION, s->world_t, ORIGIN_LINE, s->line);
    }
    put(c, IN_IMPORTS, imports, ORIGIN_SUPPLIERS, 0);
    put(c, IN_NUMERATOR, indicator_governed(f, g, c->n), ORIGIN_SUPPLIERS, 0);
    if (sheet_has(&rd->s, WORLD))
        put(c, IN_HHI, stats_hhi(world, c->n), ORIGIN_SUPPLIERS, 0);
    return GAD_OK;
}

static gad_status make_case(gad_ctx *cx, reader *rd, const row *r, int32_t n, geopolrisk_case *c)
{
    *c = case_of(rd, r);
    gad_status st = take_suppliers(cx, rd, r, n, c);
    if (!st)
        st = put_once(cx, rd, r, n, HHI, offsetof(row, hhi), IN_HHI, c);
    if (!st)
        st = put_once(cx, rd, r, n, PRODUCTION, offsetof(row, production_t), IN_PRODUCTION, c);
    if (!st)
        st = put_once(cx, rd, r, n, PRICE, offsetof(row, price), IN_PRICE, c);
    if (!st)
        st = sum_suppliers(cx, rd, c);
    return st ? st : compute(cx, rd, c);
}

static gad_status read_suppliers(gad_ctx *cx, reader *rd, geopolrisk_file *out)
{
    int32_t n = rd->s.n_row, end = 0;
    gad_status st = GAD_OK;
    qsort(rd->row, (size_t)n, sizeof *rd->row, by_supplier);
    for (int32_t k = 0; !st && k < n; k = end) {
        for (end = k + 1; end < n && by_case(&rd->row[k], &rd->row[end]) == 0;)
            end++;
        st = make_case(cx, rd, &rd->row[k], end - k, &out->item[out->n++]);
    }
    if (!st)
        qsort(out->item, (size_t)out->n, sizeof *out->item, by_line);
    return st;
}

/* ---- the story ---------------------------------------------------------------------------------- */

static int by_supplier_name(const void *a, const void *b)
{
    const row *x = a, *y = b;
    return strcasecmp(x->supplier, y->supplier);
}

/* The country of every supplier, each name looked up once. One that nobody knows has no governance, and
 * the case says so. */
static gad_status resolve_suppliers(gad_ctx *cx, reader *rd)
{
    qsort(rd->row, (size_t)rd->s.n_row, sizeof *rd->row, by_supplier_name);
    for (int32_t i = 0; i < rd->s.n_row; i++) {
        row *r = &rd->row[i];
        country_ref country = { .id = NULL };
        gad_status st = GAD_OK;
        if (i && strcasecmp(r[-1].supplier, r->supplier) == 0)
            country.id = r[-1].id;
        else if (*r->supplier)
            st = codes_country(cx, rd->codes, rd->mem, "supplier", r->supplier, &country);
        if (st && st != GAD_E_NOTFOUND)
            return st;
        r->id = country.id;
    }
    return GAD_OK;
}

static gad_status look_up(gad_ctx *cx, reader *rd, const char *wgi)
{
    gad_status st = gad_store_open(cx, NULL, GAD_OPEN_MEMORY, &rd->codes);
    if (!st)
        st = governance_read(cx, rd->codes, rd->mem, wgi, &rd->known);
    return st ? st : resolve_suppliers(cx, rd);
}

gad_status geopolrisk_read(gad_ctx *cx, arena *mem, const char *path, const char *wgi, double price,
                           geopolrisk_file *out)
{
    reader rd = { .mem = mem, .price = price };
    geopolrisk_file file = { .governance = wgi };
    gad_status st = geopolrisk_rows(cx, mem, path, wgi != NULL, &rd.s, &rd.row);
    if (!st && wgi)
        st = look_up(cx, &rd, wgi);
    if (st)
        goto done;
    file.file = rd.s.file;
    file.unknown = wgi ? rd.known.unknown : "";
    file.by_supplier = sheet_has(&rd.s, SUPPLIER);
    file.item = arena_take(mem, (size_t)rd.s.n_row, sizeof *file.item);
    if (!file.item)
        st = gad_nomem(cx, "cases");
    else if (file.by_supplier)
        st = read_suppliers(cx, &rd, &file);
    else
        st = read_sums(cx, &rd, &file);
    if (!st)
        *out = file;
done:
    gad_store_close(rd.codes);
    return st;
}
