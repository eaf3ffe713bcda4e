/* geopolrisk_impl.h - layer 2, for geopolrisk*.c only: the rows of a file before they are cases. */
#ifndef GAD_GEOPOLRISK_IMPL_H
#define GAD_GEOPOLRISK_IMPL_H

#include "trade/geopolrisk.h"
#include "trade/sheet.h"

enum {
    COUNTRY,
    MATERIAL,
    HS,
    YEAR,
    SUPPLIER,
    IMPORTS,
    GOVERNANCE,
    SCALE,
    WORLD,
    NUMERATOR,
    HHI,
    PRODUCTION,
    PRICE,
    COLUMNS
};

typedef struct row {
    const char *country, *material, *hs, *supplier;
    int32_t year;
    int32_t k;                                                                  /* of the sheet */
    double imports_t, governance, world_t, numerator, hhi, production_t, price; /* NaN: empty */
    governance_scale scale;
    const char *id; /* of the supplier, when its governance is looked up; NULL: not known */
} row;

/* Read the table and every row: s and *rows [s->n_row]. `looked_up`: governance may come from another
 * file, so the column may be missing. */
MUST_CHECK gad_status geopolrisk_rows(gad_ctx *cx, arena *mem, const char *path, bool looked_up,
                                      sheet *s, row **rows);

#endif
