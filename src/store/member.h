/* member.h - layer 1, for spool*.c only: one file, or one member of an archive, being read. */
#ifndef GAD_MEMBER_H
#define GAD_MEMBER_H

#include "base/base.h"
#include "store/container.h"
#include "store/intake.h"
#include "store/linemap.h"
#include "store/scan.h"
#include "store/sink.h"
#include "store/sniff.h"
#include "store/spool.h"

typedef struct member {
    spool pub; /* first: spool_line finds the rest behind it */
    const alloc *al;
    arena mem;
    linemap map;
    size_t bad_cap;
    container *from;
    const char *temp_dir;
    intake in;
    sink out;
    bool rewrite; /* this pass writes to `out` */
    bool unsound; /* this pass did not write, and something must be written differently */
    int64_t line; /* number of the next physical line */
    int64_t n_blank;
    int64_t n_comment;
    int64_t n_joined; /* records with line breaks in them */
    const char *why;  /* SPOOL_BINARY: what it is instead */
    layout lay;
    const char *const **sample; /* [SPOOL_SAMPLE], pub.sample */
    char *value;                /* [SCAN_LINE_MAX + 1] once needed */
    scan_record rec;
} member;

/* Find the kind from the first bytes, before they are text; false: they may be text. */
bool member_magic(member *m);
/* The kind of a text from its first block. */
spool_kind member_text_kind(member *m);

/* Read all of the intake; write to m->out if m->rewrite. May stop early with m->unsound set. */
MUST_CHECK gad_status member_read_csv(gad_ctx *cx, member *m);
MUST_CHECK gad_status member_read_json(gad_ctx *cx, member *m);
MUST_CHECK gad_status member_read_bytes(gad_ctx *cx, member *m);

#endif
