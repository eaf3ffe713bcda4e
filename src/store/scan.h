/* scan.h - layer 1: CSV records in a window of text. Pure: no files, no allocation. */
#ifndef GAD_SCAN_H
#define GAD_SCAN_H

#include "base/base.h"

enum {
    SCAN_FIELDS = 4096,      /* fields of a record that are kept; the rest is counted */
    SCAN_LINE_MAX = 1 << 20, /* bytes of a line, and of a record over several lines */
    SCAN_PAD = 64,           /* bytes behind the text that must be readable */
};

typedef struct dialect {
    char delimiter;
    bool crlf; /* lines end with CR LF */
    bool
        drop_last; /* every record has one empty field more, made by a delimiter at the line's end */
    int32_t want;  /* fields of a record, as found in the file; 0: any number is sound */
} dialect;

/* One field, in place. The value is at[0..n) with "" for each quote when `doubled`. */
typedef struct scan_field {
    const char *at;
    size_t n;
    bool doubled;
} scan_field;

typedef enum scan_kind {
    SCAN_MORE,   /* the record goes on behind the text: call again with more */
    SCAN_RECORD, /* sound */
    SCAN_BLANK,  /* a line without any value */
    SCAN_BAD,
} scan_kind;

typedef enum scan_fault {
    FAULT_NONE,
    FAULT_NUL,         /* at: column */
    FAULT_ENCODING,    /* at: column */
    FAULT_QUOTE_OPEN,  /* at: column of the quote */
    FAULT_AFTER_QUOTE, /* at: column */
    FAULT_COUNT,       /* at: fields found */
    FAULT_UNNAMED,     /* a value in the last column, which drop_last says is empty */
    FAULT_LONG,        /* at: bytes of the line seen so far */
} scan_fault;

typedef struct scan_record {
    scan_kind kind;
    scan_fault fault;
    int64_t at;      /* see scan_fault; columns are characters from 1 */
    size_t used;     /* bytes of text that the record takes, its line end included */
    int64_t n_line;  /* physical lines among them */
    bool ended;      /* the last of them ends with a line end, not with the file or the text */
    bool plain;      /* one line, quotes by the book, line end as the dialect's */
    int32_t n_field; /* counted all; field[] has the first SCAN_FIELDS */
    scan_field field[SCAN_FIELDS];
} scan_record;

/* The record at text[0]. `eof`: nothing comes behind the text. SCAN_MORE only without eof, and only
 * if n <= SCAN_LINE_MAX + 1.
 * A record that opens a quote may go on over several lines. If it does not come out sound, or holds
 * a whole line that is a record of its own (want >= 3), the quote was a stray one: the record is bad
 * and takes its first line only. Cost: O(bytes), each line is looked at at most three times. */
void scan_one(const dialect *d, const char *text, size_t n, bool eof, scan_record *r);

typedef struct scan_run {
    int64_t n_record;
    size_t used;
} scan_run;

/* Sound plain records at the start of text, as many as there are without looking twice; may stop
 * early anywhere. Needs want >= 2 and no drop_last. scan_one gives the same records, slower. */
scan_run scan_sound(const dialect *d, const char *text, size_t n);

/* Copy a field's value; `to` has room for n + 1 bytes. Line breaks become spaces. Gives the length. */
size_t scan_value(char *to, const scan_field *f);

#endif
