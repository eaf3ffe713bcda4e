/* mirror_impl.h - layer 2, private to the mirror files: lanes out of rows already loaded. */
#ifndef GAD_MIRROR_IMPL_H
#define GAD_MIRROR_IMPL_H

#include "trade/mirror_rows.h"
#include "trade/mirror_usual.h"

/* One lane, without usual gaps. n is 0 when neither side ever reported it. */
MUST_CHECK gad_status mirror_lane_make(gad_ctx *cx, arena *mem, const mirror_rows *rows,
                                       int32_t exporter, const mirror_country *importer,
                                       bool annual, mirror_lane *out);
/* All lanes, as mirror_load. */
MUST_CHECK gad_status mirror_from_rows(gad_ctx *cx, arena *mem, const mirror_rows *rows,
                                       int32_t exporter, char freq, int32_t lane, mirror *out);

#endif
