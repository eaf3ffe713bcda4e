/* mirror_published.h - layer 2: a lane out of published figures, for want of customs rows. */
#ifndef GAD_MIRROR_PUBLISHED_H
#define GAD_MIRROR_PUBLISHED_H

#include "trade/mirror.h"

/* The lane as press and communiques give it, months only. Derived figures are no evidence and stay out.
 * n is 0 when nothing was published. Errors: as series_load. */
MUST_CHECK gad_status mirror_published_lane(gad_ctx *cx, gad_store *st, arena *mem,
                                            const mirror_query *q, const country_ref *importer,
                                            mirror_lane *out);

#endif
