/* formats.h - layer 1: which customs format a file is in, from its content.
 *
 * A format is one row of a table: its columns with the names they go by, what must be there, the
 * SQL text that adapts its rows (sql/ingest/<adapter>.sql), and how countries are written in it.
 * Detection compares the file's header with every row; it never looks at the file name. */
#ifndef GAD_FORMATS_H
#define GAD_FORMATS_H

#include "base/base.h"
#include "store/spool.h"

enum { FIELD_MAX = 40 };

typedef struct field {
    const char *name;    /* column name in the adapter's SQL */
    const char *aliases; /* names in files after header_key(), separated by '|' */
} field;

/* What a file of the format may leave open, for the user or the file name to say. */
enum { NEED_YEAR = 1, NEED_FLOW = 2, NEED_MONTH = 4, NEED_REPORTER = 8 };
/* Which front end: files in JSON are read by other means. */
typedef enum json_shape { JSON_NONE, JSON_RECORDS, JSON_ARRAYS } json_shape;

typedef struct format format;
typedef struct detection detection;
struct format {
    const char *name;  /* as in --format */
    const char *title; /* for people */
    const field *field;
    int32_t n_field;
    const char *must;    /* groups separated by blanks, alternatives by '/' */
    const char *source;  /* key of sources.csv for the batch; NULL: each row says */
    const char *schemes; /* of country_codes.csv and 'iso2', 'iso3', 'name', in order, by '|' */
    const char *adapter; /* name of the SQL text */
    json_shape json;
    uint32_t needs; /* NEED_ bits: only where the column named below is absent */
    bool figures;   /* published figures, for the table observation */
    /* INSERT for files with one row per key, as shipped; what it cannot take goes the careful way. */
    const char *short_way;
    /* Looks at the sample for damage; an explanation or NULL. */
    const char *(*check)(const format *f, const detection *d);
};

typedef struct header { /* what detection sees of a file */
    int32_t n_col;
    const char *const *col;
    int32_t n_sample;
    const char *const *const *sample; /* [n_sample][n_col] */
} header;

struct detection {
    gad_ingest_outcome outcome; /* GAD_INGESTED: `format` is it; else `text` says what it is */
    const format *format;
    const header *head;
    int32_t at[FIELD_MAX]; /* column of the file per field of the format, -1: absent */
    const char *text;      /* one sentence; "" when recognised without a word */
};

/* `forced` is a format's name, "auto" or NULL. Texts are taken from mem. GAD_E_NOMEM only. */
MUST_CHECK gad_status format_detect(gad_ctx *cx, arena *mem, const header *h, const char *forced,
                                    detection *d);
/* The format's row, NULL when there is none of that name. */
const format *format_named(const char *name);
/* The format of a JSON text from its first bytes; NULL and an explanation otherwise. */
const format *format_of_json(const char *head, const char **explanation);
/* The text of a field in a row of the sample; NULL when the file has no such column. */
const char *format_cell(const detection *d, int32_t row, const char *name);
/* Whether the file has the column of this field. */
bool format_has(const detection *d, const char *name);

/* Lower case, letters and digits only (bytes above 127 are kept): "Netweight (kg)" -> "netweightkg".
 * At most `size` - 1 bytes. */
void header_key(const char *text, char *key, size_t size);

#endif
