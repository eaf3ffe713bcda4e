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
    const char *path; /* what DuckDB reads */
    spool_kind kind;
    char sha256[DIGEST_TEXT]; /* of the bytes as found (of the member for archives) */
    const char *encoding;     /* "UTF-8", "GB18030", ... of the file as found */
    char delimiter;           /* CSV: one of , ; tab | */
    int32_t n_col;            /* CSV: fields of the header */
    const char *const
        *col;         /* [n_col] header fields, UTF-8, trimmed, quotes removed; an empty last field
                               made by a comma at every line's end is dropped, and from every record too */
    int64_t n_record; /* CSV: data records that DuckDB will read */
    int32_t n_sample; /* first records, at most SPOOL_SAMPLE */
    const char *const *const *sample; /* [n_sample][n_col] their fields */
    spool_bad *bad;                   /* [n_bad] in line order */
    int64_t n_bad;
    const char *note; /* "" or sentences for the user: "the file is GB18030", "2 empty lines" */
    const char *head; /* JSON and others: first 4,000 bytes, for detection */
} spool;

/* Called for each member with a spool that is closed after the call returns. Return a failure to
 * stop (it is passed on). */
typedef gad_status spool_fn(gad_ctx *cx, void *user, spool *s);

/* Open `path` (a regular file): one spool for a plain or gz file, one per member for zip and 7z.
 *   temp_dir    where temporary files may be written
 * Errors: GAD_E_IO (missing, unreadable, disk full, truncated gzip: named), GAD_E_FORMAT (an archive
 * that cannot be read), and what fn returns. */
MUST_CHECK gad_status spool_each(gad_ctx *cx, const char *path, const char *temp_dir, spool_fn *fn,
                                 void *user);

/* Physical line of data record k (0-based, as DuckDB numbers the rows of `path`). */
int64_t spool_line(const spool *s, int64_t record);
/* Text of the records with the given ascending 0-based numbers, at most SPOOL_TEXT_MAX bytes each, into
 * text[n], copied to mem. One pass over the file. */
MUST_CHECK gad_status spool_texts(gad_ctx *cx, const spool *s, arena *mem, const int64_t *record,
                                  int64_t n, const char **text);

#endif
