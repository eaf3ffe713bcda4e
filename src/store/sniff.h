/* sniff.h - layer 1: what kind of CSV a text is, from its first records. */
#ifndef GAD_SNIFF_H
#define GAD_SNIFF_H

#include "base/base.h"
#include "store/scan.h"

typedef struct layout {
    dialect d;
    bool found;      /* false: there is no header that can be read; `why` is the fault of it */
    size_t start;    /* offset of the header */
    int64_t n_title; /* lines before it that belong to no table */
    int32_t n_head;  /* fields of the header, an empty last one not counted if d.drop_last */
    int32_t extra;   /* fields that the rows have beyond the header's */
    bool headerless; /* the header is all numbers */
    scan_fault why;
    int64_t why_at;
} layout;

/* `text` starts with a line that is neither blank nor a comment. `eof`: nothing comes behind it.
 * `r` is room to work in. */
layout sniff(const char *text, size_t n, bool eof, scan_record *r);

#endif
