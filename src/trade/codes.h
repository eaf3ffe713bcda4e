/* codes.h - layer 2: what users call products and countries, resolved against the store's code
 * tables. Includes base and store only. */
#ifndef GAD_CODES_H
#define GAD_CODES_H

#include "base/base.h"
#include "store/store.h"

typedef struct product_ref {
    const char *id;    /* "magnets", or the digits when a bare customs code was asked for */
    const char *name;  /* "Rare-earth magnets" */
    const char *prose; /* in a sentence: "rare-earth permanent magnets" */
    const char *note;  /* trap to tell the reader, or NULL */
    int64_t code;      /* store_code_id of a bare code, else -1 */
} product_ref;

typedef struct country_ref {
    const char *id;    /* "CHN", "W00", or a group: "EU27" */
    const char *name;  /* "China" */
    const char *prose; /* in a sentence: "China", "the USA" */
    int32_t number;    /* store_country_id; -1 for a group */
} country_ref;

/* Resolve a name, alias, id or code (any case). Texts are copied into `mem`.
 * Errors: GAD_E_ARG when asked is NULL or empty ("product is missing: --product ..."); GAD_E_NOTFOUND
 * names up to three nearest. */
MUST_CHECK gad_status codes_product(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                                    product_ref *out);
MUST_CHECK gad_status codes_country(gad_ctx *cx, gad_store *st, arena *mem, const char *what,
                                    const char *asked, country_ref *out);

#endif
