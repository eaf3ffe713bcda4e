/* ingest.h - layer 1, private to store/: one ingest and the file it is at.
 *
 * gad_ingest -> ingest_walk (names) -> spool_each (bytes) -> ingest_member (one file: detect, adapt,
 * resolve, fold, compare, insert; one transaction). The row work is SQL: sql/ingest. */
#ifndef GAD_INGEST_H
#define GAD_INGEST_H

#include "base/base.h"
#include "store/duck.h"
#include "store/formats.h"
#include "store/spool.h"

/* What is known of a file beside its content: options, else its name. -1 or NULL: not known. */
typedef struct given {
    int32_t year;
    int32_t flow;                              /* 1 M, 2 X */
    int32_t freq;                              /* of `period`: 1, 2, 3 as in flow_data */
    int32_t period;                            /* month number */
    int32_t hs;                                /* year of the HS revision, from the name */
    const char *reporter;                      /* ISO alpha-3 */
    bool year_named, flow_named, period_named; /* taken from the file name */
} given;

typedef struct ingest { /* one call of gad_ingest */
    gad_ctx *cx;
    gad_store *st;
    const gad_ingest_opts *opts;
    gad_ingest_fn *on_file;
    void *user;
    gad_ingest_report total;
    given options;    /* what the options alone say */
    int32_t vintage;  /* day */
    char *temp_dir;   /* NULL until made */
    arena *mem;       /* lives as long as the call */
    const char *path; /* of the regular file being read */
    int64_t files, refused, strict_refused;
    const char *refusal; /* of the first refused file, for the error of a single file */
} ingest;

typedef struct job { /* one file or member of an archive */
    ingest *in;
    gad_ctx *cx;
    gad_store *st;
    spool *s;
    arena mem; /* freed after the file */
    header head;
    detection d;
    given given;
    gad_ingest_report report;
    buf note;
    int64_t batch;
    const char *options; /* identity of the batch beside its bytes */
    bool open;           /* a transaction is open */
} job;

/* ingest_given.c: --year, --month and the like; GAD_E_ARG names what is wrong. */
MUST_CHECK gad_status given_from_options(gad_ctx *cx, gad_store *st, arena *mem,
                                         const gad_ingest_opts *opts, given *g);
int32_t this_year(void); /* UTC */
/* Fill what the options left open from the base name of the file. */
void given_from_name(const char *name, given *g);

/* ingest_walk.c: call fn for every file below `path` in name order; hidden files, stores and their logs are
 * passed over. fn's failure stops the walk. GAD_E_IO: no such path. */
typedef gad_status walk_fn(void *user, const char *path);
MUST_CHECK gad_status ingest_walk(gad_ctx *cx, const char *path, walk_fn *fn, void *user);
/* Make the folder for temporary files beside the store and remove those that a crash left. */
MUST_CHECK gad_status ingest_temp_dir(gad_ctx *cx, arena *mem, const gad_store *st, char **dir);
void ingest_temp_remove(const char *dir); /* takes NULL */

/* ingest_raw.c: the columns of a JSON or Parquet file; GAD_E_FORMAT when it cannot be read as such. */
MUST_CHECK gad_status raw_header(job *j);
/* Make the temporary view `raw` with the format's columns. */
typedef enum raw_mode {
    RAW_PLAIN,    /* texts without the blanks around them */
    RAW_NUMBERED, /* the same with record numbers and row texts, for finding rejects */
    RAW_TYPED,    /* as it stands in the file, numbers where the short way wants them */
} raw_mode;
MUST_CHECK gad_status raw_view(job *j, raw_mode mode);

/* ingest_reject.c: write the rows that cannot be stored into `reject`. */
MUST_CHECK gad_status reject_write(job *j);
/* The first rejected rows as one line of text. */
MUST_CHECK gad_status reject_sample(job *j, const char **text);

/* ingest_watch.c: run one statement, telling the caller of the progress; stops when it asks to. */
MUST_CHECK gad_status duck_run_watched(gad_ctx *cx, gad_store *st, const char *sql,
                                       const char *what);

/* ingest_flows.c: what a transaction must not undo: macros, variables, the table of country codes. */
MUST_CHECK gad_status ingest_prepare(job *j);
/* The views raw, adapted and resolved of this file. */
MUST_CHECK gad_status ingest_views(job *j, raw_mode mode);
/* The rows of a customs format, from the file into flow_data. GAD_E_FORMAT: nothing of it can be kept. */
MUST_CHECK gad_status ingest_flows(job *j);
/* Run the text sql/<name>.sql, results not wanted. */
MUST_CHECK gad_status job_sql(job *j, const char *name);
/* The first row of a text, as numbers. */
MUST_CHECK gad_status job_numbers(job *j, const char *name, int64_t *x, int32_t n);
void job_refuse(job *j, const char *fmt, ...) GAD_PRINTF(2, 3);
void job_note(job *j, const char *fmt, ...) GAD_PRINTF(2, 3);

#endif
