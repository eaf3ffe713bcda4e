/* customs.h - layer 2, private to trade/: the question for customs rows. customs_sql.c asks it,
 * customs.c makes figures of the answer. */
#ifndef GAD_CUSTOMS_H
#define GAD_CUSTOMS_H

#include "trade/figures.h"

typedef struct source_row {
    int32_t id, preference;
    const char *name, *url;
    bool independent;
} source_row;

enum { SOURCE_ANY = -1, SOURCE_PUBLISHED = -2, SOURCE_UNKNOWN = -3 };

typedef struct customs {
    const series_query *q;
    const codeset *cs;
    partner_mode mode;
    source_row *source; /* [n_source] */
    int32_t n_source;
    int32_t only;    /* id of the source asked for, or SOURCE_ANY, SOURCE_PUBLISHED */
    code_held *held; /* [n_held]; for products of several codes */
    int32_t n_held;
} customs;

/* Fill in the sources. Errors: GAD_E_NOTFOUND an unknown source name. */
MUST_CHECK gad_status customs_sources(gad_ctx *cx, gad_store *st, arena *mem, customs *c);
const source_row *customs_source(const customs *c, int32_t id); /* NULL: not known */
/* Run sql/<name>.sql with the names in braces replaced by the conditions of the question. */
MUST_CHECK gad_status customs_ask(gad_ctx *cx, gad_store *st, const customs *c, const char *name,
                                  gad_table **out);

#endif
