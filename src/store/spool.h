/* spool.h - layer 1: any input file made readable for DuckDB, with every line accounted for.
 *
 * The front end of ingest. One pass over the bytes finds the container (plain, gz, zip member, 7z
 * member), encoding (UTF-8, UTF-8 with BOM, UTF-16, GB18030, windows-1252), delimiter, header and
 * every record that is not sound CSV, and takes the SHA-256. A plain sound UTF-8 file is read by
 * DuckDB where it lies; anything else is rewritten as sound UTF-8 CSV into a temporary file that
 * spool_close removes. Bad records are left out there and kept in `bad`, so nothing is lost. */
#ifndef GAD_SPOOL_H
#define GAD_SPOOL_H

#include "base/base.h"
#include "store/digest.h"

typedef enum spool_kind {
    SPOOL_CSV,
    SPOOL_JSON,
    SPOOL_PARQUET,
    SPOOL_BINARY,
    SPOOL_EMPTY
} spool_kind;

typedef struct spool_bad {
    int64_t line;       /* first physical line of the record, from 1 */
    const char *reason; /* "9 fields where the header has 7", "not UTF-8 at column 12", ... */
    const char *text;   /* the record, at most SPOOL_TEXT_MAX bytes of it, made valid UTF-8 */
} spool_bad;

enum { SPOOL_TEXT_MAX = 2000, SPOOL_LINE_MAX = 1 << 20, SPOOL_SAMPLE = 100 };

typedef struct spool {
    const char *name; /* for people: "dir/a.zip:b.csv" */
    const char *path; /* what DuckDB reads; for a plain sound file that is the file */
    spool_kind kind;
    /* SHA-256 of the bytes as found; for members of archives and for .gz of the bytes unpacked, so
     * that packing a file does not make it another one. */
    char sha256[DIGEST_TEXT];
    const char *encoding; /* "UTF-8", "GB18030", ... of the file as found */
    char delimiter;       /* CSV: of `path`: one of , ; tab | (always , in a rewritten file) */
    /* CSV: a guess: the first record is all numbers. It is in `col` as a header would be, and is no
     * data record. */
    bool headerless;
    /* CSV: fields that the rows have beyond the header's (a known damage of Comtrade downloads); they
     * are the last of `col`, named "". */
    int32_t extra;
    int32_t n_col; /* CSV: fields of the header + extra */
    /* [n_col] header fields, UTF-8, trimmed, quotes removed; an empty last one made by a delimiter at
     * every line's end is dropped, and from every record too. */
    const char *const *col;
    int64_t n_record; /* CSV: data records that DuckDB will read, the header not counted */
    int32_t n_sample; /* first records, at most SPOOL_SAMPLE */
    const char *const *const *sample; /* [n_sample][n_col] their fields */
    spool_bad *bad;                   /* [n_bad] in line order */
    int64_t n_bad;
    /* "" or phrases for the user, "; " between: "the file is GB18030; 2 empty lines". For
     * SPOOL_BINARY what the file is instead. */
    const char *note;
    const char *head; /* first 4,000 bytes as UTF-8, for detection */
} spool;

/* Called for each member with a spool that is closed after the call returns. Return a failure to
 * stop (it is passed on). */
typedef gad_status spool_fn(gad_ctx *cx, void *user, spool *s);

/* Open `path` (a regular file): one spool for a plain or gz file, one per member for zip and 7z.
 *   temp_dir    where temporary files may be written
 * Errors: GAD_E_IO (missing, unreadable, a folder, disk full, truncated gzip), GAD_E_FORMAT (an
 * archive that cannot be read or is empty, JSON that is not UTF-8, more than a million damaged
 * records), GAD_E_CANCEL, each naming the file; and what fn returns. Members before a damaged one
 * have been handed to fn by then.
 * In `path` each record is one line, and the header is line 1; lines are shorter than 2,000,000
 * bytes; quoting is RFC 4180. Line breaks inside fields have become spaces. */
MUST_CHECK gad_status spool_each(gad_ctx *cx, const char *path, const char *temp_dir, spool_fn *fn,
                                 void *user);

/* Physical line of data record k (0-based, as DuckDB numbers the rows of `path`); 0 if there is none
 * or the file is not CSV. */
int64_t spool_line(const spool *s, int64_t record);
/* Text of the records with the given ascending 0-based numbers, at most SPOOL_TEXT_MAX bytes each, into
 * text[n], copied to mem, as they are in `path`. One pass over the file. "" if it is not CSV. */
MUST_CHECK gad_status spool_texts(gad_ctx *cx, const spool *s, arena *mem, const int64_t *record,
                                  int64_t n, const char **text);

#endif
