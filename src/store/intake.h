/* intake.h - layer 1: the bytes of a container's member as a moving window of UTF-8 text, hashed on
 * the way. */
#ifndef GAD_INTAKE_H
#define GAD_INTAKE_H

#include "base/base.h"
#include "store/container.h"
#include "store/encoding.h"
#include "store/hasher.h"

enum {
    INTAKE_BLOCK = 1 << 20, /* bytes read at a time */
    INTAKE_KEEP = 3 << 20,  /* unread text may be this much when more is asked for */
    INTAKE_PAD = 64,        /* bytes behind the text that may be read (not used) */
};

typedef struct intake_state intake_state;
typedef struct intake {
    char *text; /* the window; unread is text[pos..len) */
    size_t pos;
    size_t len;
    bool eof;               /* all there is, is in the window */
    bool marked;            /* a byte order mark was left out */
    bool cr_to_lf;          /* set by the owner: lines end with CR alone */
    const encoding *coding; /* of the member as found; UTF-8 until shown otherwise */
    intake_state *state;
} intake;

/* `what` is for gad_progress and borrowed, as is the container. The first block is in the window
 * then, as bytes. */
MUST_CHECK gad_status intake_open(gad_ctx *cx, container *from, const char *what, intake *in);
void intake_close(intake *in); /* also after a failed open, and twice */
/* From here on the window is text in UTF-8; bytes that cannot be converted become 0xFF, which is
 * never sound UTF-8. */
MUST_CHECK gad_status intake_as_text(gad_ctx *cx, intake *in);
/* Drop what is before pos and append more; text and pos move. At the end sets eof. */
MUST_CHECK gad_status intake_more(gad_ctx *cx, intake *in);
/* All of a plain file again, as intake_open left it. */
MUST_CHECK gad_status intake_restart(gad_ctx *cx, intake *in);
/* Turn CR into LF in what is unread and in all that follows. */
void intake_cr_to_lf(intake *in);
/* SHA-256 of all bytes read; call it at eof, once. */
void intake_sha256(intake *in, char out[DIGEST_TEXT]);

#endif
