/* geopolrisk_rows.c - layer 2: the rows of a file of GeoPolRisk cases, each number checked.
 *
 * Flow: sheet_read -> the columns that its layout needs -> row by row. */
#include "trade/geopolrisk_impl.h"

static const sheet_column columns[COLUMNS] = {
    [COUNTRY] = { "country", "importer|reporter" },
    [MATERIAL] = { "material", "product|raw_material" },
    [HS] = { "hs", "code|hs_code" },
    [YEAR] = { "year", NULL },
    [SUPPLIER] = { "supplier", "partner|exporter" },
    [IMPORTS] = { "imports_t", "imports" },
    [GOVERNANCE] = { "governance", "g" },
    [SCALE] = { "scale", NULL },
    [WORLD] = { "world_production_t", NULL },
    [NUMERATOR] = { "numerator", "numerator_t|weighted_imports_t" },
    [HHI] = { "hhi", NULL },
    [PRODUCTION] = { "production_t", "production|domestic_production|domestic_production_t" },
    [PRICE] = { "price_usd_kg", "price|price_usd_per_kg" },
};

/* More than any year of any material, and small enough that no sum overflows. */
#define TONNES_MAX 1e15
#define PRICE_MAX  1e12

/* Numbers of a row, each with its range. */
static const struct {
    int32_t column;
    size_t at;
    double hi;
    const char *range;
} numbers[] = {
    { IMPORTS, offsetof(row, imports_t), TONNES_MAX, "tonnes, at least 0" },
    { WORLD, offsetof(row, world_t), TONNES_MAX, "tonnes, at least 0" },
    { NUMERATOR, offsetof(row, numerator), TONNES_MAX, "tonnes, at least 0" },
    { HHI, offsetof(row, hhi), 1,
      "0 to 1 (one of percentages, up to 10,000, is divided by 10,000)" },
    { PRODUCTION, offsetof(row, production_t), TONNES_MAX, "tonnes, at least 0" },
    { PRICE, offsetof(row, price), PRICE_MAX, "US dollars a kilogram, at least 0" },
};

/* ---- rows --------------------------------------------------------------------------------------- */

static gad_status read_governance(gad_ctx *cx, const sheet *s, int32_t k, row *r)
{
    const char *scale = sheet_text(s, k, SCALE);
    r->scale = SCALE_UNIT;
    if (*scale && !governance_scale_named(scale, &r->scale))
        return sheet_fail(cx, s, k, "scale '%.40s' is not one of wgi, eu, unit", scale);
    gad_status st = sheet_number(cx, s, k, GOVERNANCE, -NO_LIMIT, NO_LIMIT, "", &r->governance);
    if (!st && IS_NUMBER(r->governance) && !governance_allows(r->scale, r->governance))
        st = sheet_fail(cx, s, k, "%s '%.40s' is not %s%s", s->named[GOVERNANCE],
                        sheet_text(s, k, GOVERNANCE), governance_scale_words(r->scale),
                        *scale ? "" : "; another scale is named in a column 'scale': wgi, eu");
    r->governance = indicator_rescale(r->governance, r->scale, SCALE_UNIT);
    return st;
}

static gad_status read_row(gad_ctx *cx, const sheet *s, int32_t k, row *r)
{
    r->k = k;
    r->country = sheet_text(s, k, COUNTRY);
    r->material = sheet_text(s, k, MATERIAL);
    r->hs = sheet_text(s, k, HS);
    r->supplier = sheet_text(s, k, SUPPLIER);
    gad_status st = sheet_year(cx, s, k, YEAR, &r->year);
    for (int32_t i = 0; !st && i < COUNT_OF(numbers); i++) {
        double *x = (double *)(void *)((char *)r + numbers[i].at);
        st = sheet_number(cx, s, k, numbers[i].column, 0, numbers[i].hi, numbers[i].range, x);
    }
    return st ? st : read_governance(cx, s, k, r);
}

static gad_status check_columns(gad_ctx *cx, const sheet *s, bool looked_up)
{
    static const int32_t of_sums[] = { NUMERATOR, IMPORTS, PRODUCTION, HHI };
    if (!sheet_has(s, SUPPLIER) && !sheet_has(s, NUMERATOR))
        return sheet_fail(
            cx, s, -1,
            "neither a column 'supplier' (one row per supplier) nor 'numerator' (one row per case, sums given): docs/risk.md has both layouts");
    if (sheet_has(s, SUPPLIER) && sheet_has(s, NUMERATOR))
        return sheet_fail(
            cx, s, -1,
            "'%s' and '%s' together: give suppliers and their governance, or the sum over them",
            s->named[SUPPLIER], s->named[NUMERATOR]);
    if (!sheet_has(s, IMPORTS))
        return sheet_fail(cx, s, -1, "a column 'imports_t' is needed");
    for (int32_t i = 0; sheet_has(s, NUMERATOR) && i < COUNT_OF(of_sums); i++)
        if (!sheet_has(s, of_sums[i]))
            return sheet_fail(cx, s, -1, "a column '%s' is needed", columns[of_sums[i]].name);
    if (sheet_has(s, NUMERATOR) && looked_up)
        return sheet_fail(
            cx, s, -1,
            "--governance is looked up for suppliers, and the file has none: '%s' has it in already",
            s->named[NUMERATOR]);
    if (sheet_has(s, NUMERATOR))
        return GAD_OK;
    if (!sheet_has(s, GOVERNANCE) && !looked_up)
        return sheet_fail(cx, s, -1, "a column 'governance' is needed, or --governance FILE");
    if (sheet_has(s, WORLD) && sheet_has(s, HHI))
        return sheet_fail(
            cx, s, -1,
            "'hhi' and 'world_production_t' together: the one follows from the other, give one");
    if (!sheet_has(s, WORLD) && !sheet_has(s, HHI))
        return sheet_fail(cx, s, -1,
                          "a column 'hhi' is needed, or 'world_production_t' of every producer");
    if (!sheet_has(s, WORLD) && !sheet_has(s, PRODUCTION))
        return sheet_fail(cx, s, -1,
                          "a column 'production_t' is needed: 0 where nothing is produced at home");
    return GAD_OK;
}

gad_status geopolrisk_rows(gad_ctx *cx, arena *mem, const char *path, bool looked_up, sheet *s,
                           row **rows)
{
    gad_status st = sheet_read(cx, mem, path, columns, COLUMNS, s);
    if (!st)
        st = check_columns(cx, s, looked_up);
    if (st)
        return st;
    *rows = arena_take(mem, (size_t)s->n_row, sizeof **rows);
    if (!*rows)
        return gad_nomem(cx, "rows");
    for (int32_t k = 0; !st && k < s->n_row; k++)
        st = read_row(cx, s, k, &(*rows)[k]);
    return st;
}
