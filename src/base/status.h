/* status.h - layer 0: the context and its error record.
 *
 * gad_fail at the origin writes the record; gad_wrap on the way up puts "what we were doing: "
 * before the text and keeps the cause. Both return the status, so `return gad_fail(...)` reads as
 * it should. Nothing here allocates: the record lives in the context. */
#ifndef GAD_STATUS_H
#define GAD_STATUS_H

#include "base/base.h"

enum { ERROR_TEXT_MAX = 2048 };

struct gad_ctx {
    alloc al;
    gad_progress_fn *progress;
    void *progress_user;
    gad_status status;
    const char *origin;
    char text[ERROR_TEXT_MAX];
};

#define GAD_STRING_(x) #x
#define GAD_STRING(x)  GAD_STRING_(x)
#define GAD_HERE       __FILE__ ":" GAD_STRING(__LINE__)

#define gad_fail(cx, st, ...) gad_fail_at((cx), (st), GAD_HERE, __VA_ARGS__)

gad_status gad_fail_at(gad_ctx *cx, gad_status st, const char *origin, const char *fmt, ...)
    GAD_PRINTF(4, 5);
/* Put a prefix before the record's text; returns `st` unchanged. Does nothing when st is GAD_OK. */
gad_status gad_wrap(gad_ctx *cx, gad_status st, const char *fmt, ...) GAD_PRINTF(3, 4);
gad_status gad_nomem(gad_ctx *cx, const char *what);
/* Tell the caller how far we are; GAD_E_CANCEL when it asks to stop. Cheap without a callback. */
gad_status gad_progress(gad_ctx *cx, const char *what, double done, double total);

#endif
