/* geopolrisk.h - layer 2: cases of the GeoPolRisk method from a file of the user. The formula is
 * indicator_geopolrisk; the layouts stand in docs/risk.md, "GeoPolRisk from given inputs". */
#ifndef GAD_GEOPOLRISK_H
#define GAD_GEOPOLRISK_H

#include "trade/governance.h"
#include "trade/indicators.h"

/* What goes into a case. */
enum { IN_HHI, IN_NUMERATOR, IN_IMPORTS, IN_PRODUCTION, IN_PRICE, IN_ALL };

typedef enum input_origin {
    ORIGIN_NONE,      /* not known */
    ORIGIN_LINE,      /* a line of the file */
    ORIGIN_SUPPLIERS, /* computed from the suppliers */
    ORIGIN_OPTION,    /* --price */
} input_origin;

typedef struct geopolrisk_input {
    double value; /* NaN not known */
    input_origin origin;
    int64_t line; /* ORIGIN_LINE */
} geopolrisk_input;

typedef struct geopolrisk_supplier {
    const char *name;
    double imports_t;           /* f_i; NaN not known */
    double governance;          /* g_i, 0..1, high is bad; NaN not known */
    double world_t;             /* all it produces; NaN not given */
    const governance_row *file; /* where governance was looked up; NULL: given on the line */
    int64_t line;
} geopolrisk_supplier;

typedef struct geopolrisk_case {
    const char *country, *material, *hs; /* "" when not given */
    int32_t year;                        /* INT32_MIN when not given */
    geopolrisk_input in[IN_ALL];
    geopolrisk out;
    geopolrisk_supplier *supplier; /* [n] by name; NULL in a file of sums */
    int32_t n;
    const char *why;  /* "" or what is missing for the score: "hhi, governance of 'CAN'" */
    const char *note; /* "" or what to know about the inputs */
    int64_t line;     /* the first of the case */
} geopolrisk_case;

typedef struct geopolrisk_file {
    const char *file;
    const char *governance; /* the file looked up, NULL: none */
    bool by_supplier;       /* the layout: one row per supplier, or one per case */
    geopolrisk_case *item;  /* [n] in the order of the file */
    int32_t n;
    const char *unknown; /* as of struct governance, "" without one */
} geopolrisk_file;

/* Read and compute. All memory from `mem`.
 *   wgi    path of a governance file for suppliers without one in the file; NULL: none
 *   price  USD/kg for cases without one; NaN: none
 * The numbers do not depend on the order of rows.
 * Errors: GAD_E_IO, GAD_E_FORMAT by file and line. */
MUST_CHECK gad_status geopolrisk_read(gad_ctx *cx, arena *mem, const char *path, const char *wgi,
                                      double price, geopolrisk_file *out);

#endif
