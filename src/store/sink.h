/* sink.h - layer 1: a temporary file being written. */
#ifndef GAD_SINK_H
#define GAD_SINK_H

#include "base/base.h"

typedef struct sink {
    const alloc *al;
    int fd;
    char *path; /* NULL: not open */
    char *text; /* bytes not yet written */
    size_t len;
    int64_t written;
} sink;

/* Make a file in `dir`, readable by its owner only. Errors: GAD_E_IO names the folder. */
MUST_CHECK gad_status sink_open(gad_ctx *cx, const char *dir, sink *s);
MUST_CHECK gad_status sink_add(gad_ctx *cx, sink *s, const char *bytes, size_t n);
/* Write what is left; the file stays until sink_drop. */
MUST_CHECK gad_status sink_finish(gad_ctx *cx, sink *s);
void sink_drop(sink *s); /* close and remove; also after failures, and twice */

#endif
