/* status.c - layer 0: contexts and error records. */
#include "base/base.h"

#ifndef GADOLIN_VERSION
#define GADOLIN_VERSION "unversioned"
#endif

const char *gad_version(void)
{
    return GADOLIN_VERSION;
}

const char *gad_status_text(gad_status st)
{
    static const struct {
        gad_status st;
        const char *text;
    } texts[] = {
#define ROW(name, value, text) { name, text },
        GAD_STATUS_LIST(ROW)
#undef ROW
    };
    for (int32_t i = 0; i < COUNT_OF(texts); i++)
        if (texts[i].st == st)
            return texts[i].text;
    return "unknown status";
}

gad_ctx *gad_ctx_new(gad_realloc_fn *fn, void *user)
{
    alloc al = alloc_make(fn, user);
    gad_ctx *cx = alloc_get(&al, sizeof *cx);
    if (!cx)
        return NULL;
    memset(cx, 0, sizeof *cx);
    cx->al = al;
    cx->origin = "";
    return cx;
}

void gad_ctx_free(gad_ctx *cx)
{
    if (!cx)
        return;
    alloc al = cx->al;
    alloc_drop(&al, cx);
}

void gad_ctx_progress(gad_ctx *cx, gad_progress_fn *fn, void *user)
{
    cx->progress = fn;
    cx->progress_user = user;
}

gad_error gad_last_error(const gad_ctx *cx)
{
    return (gad_error){ cx->status, cx->text, cx->origin };
}

/* Cut a text that did not fit at a whole UTF-8 character and say so. */
static void mark_cut(char *text, size_t size)
{
    size_t end = size - 4;
    while (end > 0 && ((unsigned char)text[end] & 0xC0U) == 0x80U)
        end--;
    memcpy(text + end, "...", 4);
}

gad_status gad_fail_at(gad_ctx *cx, gad_status st, const char *origin, const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX]; /* the arguments may point into cx->text */
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n >= (int)sizeof text)
        mark_cut(text, sizeof text);
    memcpy(cx->text, text, sizeof text);
    cx->status = st;
    cx->origin = origin;
    return st;
}

gad_status gad_wrap(gad_ctx *cx, gad_status st, const char *fmt, ...)
{
    if (st == GAD_OK)
        return st;
    char prefix[ERROR_TEXT_MAX / 2];
    char text[ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(prefix, sizeof prefix, fmt, ap);
    va_end(ap);
    int n = snprintf(text, sizeof text, "%s: %s", prefix, cx->text);
    if (n >= (int)sizeof text)
        mark_cut(text, sizeof text);
    memcpy(cx->text, text, sizeof text);
    return st;
}

gad_status gad_nomem(gad_ctx *cx, const char *what)
{
    return gad_fail(cx, GAD_E_NOMEM, "out of memory: %s", what);
}

gad_status gad_progress(gad_ctx *cx, const char *what, double done, double total)
{
    if (!cx->progress || cx->progress(cx->progress_user, what, done, total))
        return GAD_OK;
    return gad_fail(cx, GAD_E_CANCEL, "stopped while %s", what);
}
