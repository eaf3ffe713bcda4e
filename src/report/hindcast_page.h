/* hindcast_page.h - layer 4: the answer of `gadolin hindcast`, shared by its formats. Internal to src/report.
 *
 * Flow: gad_hindcast (hindcast.c) -> hindcast_run (world/hindcast.h) -> hindcast_write_table (hindcast_page.c, with the
 * words of hindcast_say.c) | hindcast_write_json (hindcast_json.c). */
#ifndef GAD_HINDCAST_PAGE_H
#define GAD_HINDCAST_PAGE_H

#include "report/write.h"
#include "world/hindcast.h"

MUST_CHECK gad_status hindcast_write_table(gad_ctx *cx, const hindcast *h, const gad_output *out);
MUST_CHECK gad_status hindcast_write_json(gad_ctx *cx, const hindcast *h, const gad_output *out);

/* Mean of forecast less observed over the scored months, t a month; NO_NUMBER: no answer. */
double hindcast_bias(const hindcast *h, hindcast_variant v);
bool hindcast_in_sample_close(const hindcast *h); /* every fitted month within hindcast_close */
bool hindcast_aim_met(const hindcast *h);

/* ---- words (hindcast_say.c) ------------------------------------------------------------------------ */
void hindcast_say_variant(buf *b, const hindcast *h, hindcast_variant v); /* what it is, short */
void hindcast_say_verdict(
    buf *b, const hindcast *h); /* the first sentence, and what must stand beside it */
void hindcast_say_fit(buf *b, const hindcast *h);
void hindcast_say_warning(buf *b, const hindcast *h); /* nothing where all is as it should be */
void hindcast_say_places(buf *b, const hindcast *h);
void hindcast_say_gaps(buf *b, const hindcast *h);
void hindcast_say_shape(buf *b, const hindcast *h);
void hindcast_say_sources(buf *b, const hindcast *h);

#endif
