/* gadolin.h - the public API of gadolin, the only installed header.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading order: the context, the store, ingest, then the questions (series, rank, brief, sources,
 * lookups, export, SQL), the check of articles, and last the plain tables that the questions answer with.
 *
 * Conventions. Every call that can fail returns a gad_status; GAD_OK is 0. On an error the context
 * holds the record (gad_error) and no output argument is written. Strings are UTF-8. A month is the
 * integer year*12 + (month-1). Quantities are tonnes, percentages are per cent (157.5 means
 * +157.5 %), a missing number is NaN and never 0. One context is used by one thread at a time. */
#ifndef GADOLIN_H
#define GADOLIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GAD_API        __attribute__((visibility("default")))
#define GAD_MUST_CHECK __attribute__((warn_unused_result))
#else
#define GAD_API
#define GAD_MUST_CHECK
#endif

/* ---- status ---------------------------------------------------------------------------------
 * One list: the enum and the texts are made from it. */
#define GAD_STATUS_LIST(X)                                                                         \
    X(GAD_OK, 0, "ok")                                                                             \
    X(GAD_E_ARG, 1, "an argument is out of range or malformed")                                    \
    X(GAD_E_NOMEM, 2, "memory could not be had")                                                   \
    X(GAD_E_IO, 3, "a file or device could not be read or written")                                \
    X(GAD_E_FORMAT, 4, "a file is not in the format it should be in")                              \
    X(GAD_E_STORE, 5, "the store could not be opened, read or written")                            \
    X(GAD_E_LOCKED, 6, "another process has the store open")                                       \
    X(GAD_E_NOTFOUND, 7, "the name asked for is not known, or the store holds no such data")       \
    X(GAD_E_SQL, 8, "the SQL text was refused")                                                    \
    X(GAD_E_CANCEL, 9, "the caller asked to stop")                                                 \
    X(GAD_E_INTERNAL, 10, "an invariant of gadolin does not hold: please report it")

typedef enum gad_status {
#define GAD_STATUS_ENUM(name, value, text) name = value,
    GAD_STATUS_LIST(GAD_STATUS_ENUM)
#undef GAD_STATUS_ENUM
} gad_status;

/* The fixed English text of a status; borrowed, never NULL. */
GAD_API const char *gad_status_text(gad_status st);

/* ---- context -------------------------------------------------------------------------------- */
typedef struct gad_ctx gad_ctx;

/* The last failure of a context. All pointers are borrowed from the context and stay valid until
 * the next failing call. `text` is one line, lower case, and says what to do where that is known. */
typedef struct gad_error {
    gad_status status;
    const char *text;   /* "reading 'x.csv': line 7: ..." */
    const char *origin; /* "src/store/scan.c:151" */
} gad_error;

/* Memory hook: behaves as realloc (size 0 frees). Returns NULL when out of memory. */
typedef void *gad_realloc_fn(void *user, void *ptr, size_t size);

/* Progress of a call that takes long: `done` of `total` (total 0: not known), in the unit named.
 * Return false to stop the call, which then fails with GAD_E_CANCEL. */
typedef bool gad_progress_fn(void *user, const char *what, double done, double total);

/* Make a context. NULL when out of memory. `fn` may be NULL (the C library's realloc). */
GAD_API gad_ctx *gad_ctx_new(gad_realloc_fn *fn, void *user);
GAD_API void gad_ctx_free(gad_ctx *cx);
GAD_API void gad_ctx_progress(gad_ctx *cx, gad_progress_fn *fn, void *user);
GAD_API gad_error gad_last_error(const gad_ctx *cx);
GAD_API const char *gad_version(void);

/* ---- tables ---------------------------------------------------------------------------------
 * What the questions answer with: a rectangle of typed cells. A table owns all its text. */
typedef enum gad_col_type { GAD_TEXT, GAD_F64, GAD_I64, GAD_BOOL } gad_col_type;

typedef struct gad_cell {
    bool null;
    union {
        double f64;
        int64_t i64; /* also GAD_BOOL: 0 or 1 */
        const char *text;
    } v;
} gad_cell;

typedef struct gad_column {
    const char *name;  /* machine name: "mom_pct" */
    const char *title; /* for people: "on month, %" */
    gad_col_type type;
    int32_t decimals; /* digits people see after the point; -1: as many as needed */
} gad_column;

typedef struct gad_table gad_table; /* opaque: grow it through the calls below */

GAD_API gad_table *gad_table_new(gad_ctx *cx); /* NULL: no memory, and the record is set */
GAD_API void gad_table_free(gad_table *t);
GAD_API int32_t gad_table_columns(const gad_table *t);
GAD_API int64_t gad_table_rows(const gad_table *t);
GAD_API const gad_column *gad_table_column(const gad_table *t, int32_t col);
GAD_API const gad_cell *gad_table_cell(const gad_table *t, int64_t row, int32_t col);

/* ---- where output goes -----------------------------------------------------------------------*/
/* Write `n` bytes; return false on failure (the call then fails with GAD_E_IO). */
typedef bool gad_write_fn(void *user, const char *bytes, size_t n);

typedef enum gad_format {
    GAD_AS_TABLE,   /* aligned text for a terminal */
    GAD_AS_CSV,     /* RFC 4180, UTF-8, full precision, empty = missing */
    GAD_AS_JSON,    /* documented in docs/json, full precision, null = missing */
    GAD_AS_MD,      /* Markdown */
    GAD_AS_PARQUET, /* one Parquet file */
    GAD_AS_HTML,    /* one page that needs no other file; gad_check only, elsewhere GAD_E_ARG */
    GAD_AS_SVG,     /* one picture; gad_world_show only, elsewhere GAD_E_ARG */
} gad_format;

typedef struct gad_output {
    gad_format format;
    gad_write_fn *write;
    void *user;
    bool colour;   /* ANSI colours allowed (terminals) */
    int32_t width; /* columns of the terminal; 0: do not wrap */
} gad_output;

/* Write any table in any format. */
GAD_API GAD_MUST_CHECK gad_status gad_table_write(gad_ctx *cx, const gad_table *t,
                                                  const gad_output *out);

/* ---- store ---------------------------------------------------------------------------------- */
typedef struct gad_store gad_store;

typedef enum gad_open_mode {
    GAD_OPEN_READ,   /* must exist; other readers are welcome */
    GAD_OPEN_WRITE,  /* created if missing; one process at a time */
    GAD_OPEN_MEMORY, /* empty, only code tables; path is ignored */
    GAD_OPEN_SQL,    /* as READ, with external access and extension loading off for good */
} gad_open_mode;

/* Open a store and bring its schema up to date (WRITE). The store is the caller's to close.
 * Errors: GAD_E_NOTFOUND no such file; GAD_E_LOCKED names the process; GAD_E_STORE not a store, or
 * written by a newer gadolin; GAD_E_IO no permission. */
GAD_API GAD_MUST_CHECK gad_status gad_store_open(gad_ctx *cx, const char *path, gad_open_mode mode,
                                                 gad_store **store);
GAD_API void gad_store_close(gad_store *store); /* takes NULL */

/* ---- options --------------------------------------------------------------------------------
 * The fields, defaults, ranges and help texts live in the .def tables beside this header; the
 * command line is made from the same tables. NULL text = not given. */
#define OPT_STR(field, name, letter, metavar, def, help)         const char *field;
#define OPT_ENUM(field, name, letter, choices, def, help)        const char *field;
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) int32_t field;
#define OPT_BOOL(field, name, letter, help)                      bool field;
typedef struct gad_ingest_opts {
#include "gadolin/ingest_opts.def"
} gad_ingest_opts;
typedef struct gad_series_opts {
#include "gadolin/series_opts.def"
} gad_series_opts;
typedef struct gad_rank_opts {
#include "gadolin/rank_opts.def"
} gad_rank_opts;
typedef struct gad_brief_opts {
#include "gadolin/brief_opts.def"
} gad_brief_opts;
typedef struct gad_sources_opts {
#include "gadolin/sources_opts.def"
} gad_sources_opts;
typedef struct gad_export_opts {
#include "gadolin/export_opts.def"
} gad_export_opts;
typedef struct gad_check_opts {
#include "gadolin/check_opts.def"
    int32_t place; /* 0: the only article; k: the k-th of several, written one after the other: JSON
                    * is one line then, CSV has its head in the first only, text has the name above */
} gad_check_opts;
typedef struct gad_reconcile_opts {
#include "gadolin/reconcile_opts.def"
} gad_reconcile_opts;
typedef struct gad_mirror_opts {
#include "gadolin/mirror_opts.def"
} gad_mirror_opts;
typedef struct gad_risk_opts {
#include "gadolin/risk_opts.def"
} gad_risk_opts;
typedef struct gad_watch_opts {
#include "gadolin/watch_opts.def"
} gad_watch_opts;
typedef struct gad_simulate_opts {
#include "gadolin/simulate_opts.def"
} gad_simulate_opts;
typedef struct gad_hindcast_opts {
#include "gadolin/hindcast_opts.def"
} gad_hindcast_opts;
typedef struct gad_world_opts {
#include "gadolin/world_opts.def"
} gad_world_opts;
#undef OPT_STR
#undef OPT_ENUM
#undef OPT_I32
#undef OPT_BOOL

/* The defaults of the tables. */
GAD_API gad_ingest_opts gad_ingest_defaults(void);
GAD_API gad_series_opts gad_series_defaults(void);
GAD_API gad_rank_opts gad_rank_defaults(void);
GAD_API gad_brief_opts gad_brief_defaults(void);
GAD_API gad_sources_opts gad_sources_defaults(void);
GAD_API gad_export_opts gad_export_defaults(void);
GAD_API gad_check_opts gad_check_defaults(void);
GAD_API gad_reconcile_opts gad_reconcile_defaults(void);
GAD_API gad_mirror_opts gad_mirror_defaults(void);
GAD_API gad_risk_opts gad_risk_defaults(void);
GAD_API gad_watch_opts gad_watch_defaults(void);
GAD_API gad_simulate_opts gad_simulate_defaults(void);
GAD_API gad_hindcast_opts gad_hindcast_defaults(void);
GAD_API gad_world_opts gad_world_defaults(void);

/* ---- ingest --------------------------------------------------------------------------------- */
typedef enum gad_ingest_outcome {
    GAD_INGESTED,   /* rows were read and the batch is in the store */
    GAD_KNOWN,      /* the same bytes are in the store already: nothing done */
    GAD_CODE_TABLE, /* recognised as a table of countries or products: named, not stored */
    GAD_REFUSED,    /* not a format we know, or damaged: `note` explains */
} gad_ingest_outcome;

typedef struct gad_ingest_report {
    const char *file;   /* as walked; members of an archive as "a.zip:b.csv" */
    const char *format; /* name of the format recognised; "" when refused */
    gad_ingest_outcome outcome;
    int64_t read;      /* data rows in the file */
    int64_t added;     /* keys the store did not know on the day of the batch's vintage */
    int64_t changed;   /* keys that differ from what was in effect on that day: kept beside it */
    int64_t unchanged; /* keys held already with the same value */
    int64_t folded;    /* breakdown rows, duplicates and aggregates that are not stored singly */
    int64_t rejected;  /* rows in `reject`, each with its line and reason */
    double seconds;
    const char *note; /* one or more sentences for the user, or "" */
} gad_ingest_report;

/* Called after each file; the report is borrowed for the call. */
typedef void gad_ingest_fn(void *user, const gad_ingest_report *report);

/* Ingest a file, or every file below a folder (in name order), each as one transaction: a crash at
 * any instant leaves whole batches only. A refused file of a folder does not stop the others.
 *   on_file  may be NULL
 *   total    may be NULL; sums over all files, file = path, outcome = the worst one
 * Errors: GAD_E_IO no such path; GAD_E_FORMAT a single file was refused, or any row was rejected
 * under opts->strict (nothing of that file is stored then). */
GAD_API GAD_MUST_CHECK gad_status gad_ingest(gad_ctx *cx, gad_store *store, const char *path,
                                             const gad_ingest_opts *opts, gad_ingest_fn *on_file,
                                             void *user, gad_ingest_report *total);

/* ---- questions: each writes its answer to `out` in the format asked ---------------------------
 * Errors of all: GAD_E_ARG a malformed option (named, with what is allowed); GAD_E_NOTFOUND an
 * unknown product or country (with the nearest names), or no data (with what is held instead);
 * GAD_E_IO the writer failed. Definitions of the statistics: docs/statistics.md. JSON shapes:
 * docs/json. */
GAD_API GAD_MUST_CHECK gad_status gad_series(gad_ctx *cx, gad_store *store,
                                             const gad_series_opts *opts, const gad_output *out);
GAD_API GAD_MUST_CHECK gad_status gad_rank(gad_ctx *cx, gad_store *store, const gad_rank_opts *opts,
                                           const gad_output *out);
GAD_API GAD_MUST_CHECK gad_status gad_brief(gad_ctx *cx, gad_store *store,
                                            const gad_brief_opts *opts, const gad_output *out);

/* What the store holds: coverage by source, product and reporter, gaps, batches. */
GAD_API GAD_MUST_CHECK gad_status gad_sources(gad_ctx *cx, gad_store *store,
                                              const gad_sources_opts *opts, const gad_output *out);

/* List or search the code tables; `search` NULL lists all. */
GAD_API GAD_MUST_CHECK gad_status gad_products(gad_ctx *cx, gad_store *store, const char *search,
                                               const gad_output *out);
GAD_API GAD_MUST_CHECK gad_status gad_countries(gad_ctx *cx, gad_store *store, const char *search,
                                                const gad_output *out);

/* Write the store as Parquet files below opts->dir, flows partitioned by year (hive layout).
 * Refuses a folder that is not empty. */
GAD_API GAD_MUST_CHECK gad_status gad_export(gad_ctx *cx, gad_store *store,
                                             const gad_export_opts *opts, const gad_output *out);

/* Run one read-only SQL statement on a store opened with GAD_OPEN_SQL. */
GAD_API GAD_MUST_CHECK gad_status gad_sql(gad_ctx *cx, gad_store *store, const char *sql,
                                          const gad_output *out);

/* ---- two reports of one shipment ---------------------------------------------------------------- */
/* One total per exporter, importer and HS6 code of a year, from both reports: docs/reconcile.md. */
GAD_API GAD_MUST_CHECK gad_status gad_reconcile(gad_ctx *cx, gad_store *store,
                                                const gad_reconcile_opts *opts,
                                                const gad_output *out);
/* Both reports side by side, their gap, and what may explain it: docs/mirror.md. */
GAD_API GAD_MUST_CHECK gad_status gad_mirror(gad_ctx *cx, gad_store *store,
                                             const gad_mirror_opts *opts, const gad_output *out);

/* ---- supply risk: docs/risk.md ------------------------------------------------------------------- */
GAD_API GAD_MUST_CHECK gad_status gad_risk(gad_ctx *cx, gad_store *store, const gad_risk_opts *opts,
                                           const gad_output *out);
/* The supply-risk indicator of the EU, and the GeoPolRisk score, from given inputs; no store.
 * Errors: GAD_E_ARG an input is missing or out of range; GAD_E_IO, GAD_E_FORMAT the file, with line. */
GAD_API GAD_MUST_CHECK gad_status gad_risk_eu_sr(gad_ctx *cx, const gad_risk_opts *opts,
                                                 const gad_output *out);
GAD_API GAD_MUST_CHECK gad_status gad_risk_geopolrisk(gad_ctx *cx, const gad_risk_opts *opts,
                                                      const gad_output *out);

/* ---- alerts: docs/watch.md ----------------------------------------------------------------------- */
/* Judge the rules of a YAML file against the store and write what is new since the last run.
 *   fired  how many alerts were written; may be NULL
 * Errors: GAD_E_FORMAT the rules (file, line, the offending text); GAD_E_IO the files or the webhook:
 * the answer has been written then, and its alerts are not remembered; GAD_E_LOCKED another run. */
GAD_API GAD_MUST_CHECK gad_status gad_watch(gad_ctx *cx, gad_store *store, const char *rules,
                                            const gad_watch_opts *opts, const gad_output *out,
                                            int32_t *fired);

/* ---- what if: docs/model.md, docs/world.md ------------------------------------------------------- */
/* Run a scenario (a bundled name or a path) through its world, month by month, and write the answer. No store is needed.
 * Errors: GAD_E_FORMAT the scenario or a file of the world (file, line, the offending text); GAD_E_NOTFOUND no such
 * scenario (with the nearest), or a month whose market has no answer (names it); GAD_E_IO; GAD_E_CANCEL. */
GAD_API GAD_MUST_CHECK gad_status gad_simulate(gad_ctx *cx, const char *scenario,
                                               const gad_simulate_opts *opts,
                                               const gad_output *out);
/* Would the model have foreseen China's magnet exports of July to December 2025? Scores beside naive forecasts. */
GAD_API GAD_MUST_CHECK gad_status gad_hindcast(gad_ctx *cx, const gad_hindcast_opts *opts,
                                               const gad_output *out);
/* Is a world sound? *problems: how many findings are errors (warnings not counted); may be NULL. */
GAD_API GAD_MUST_CHECK gad_status gad_world_check(gad_ctx *cx, const gad_world_opts *opts,
                                                  const gad_output *out, int32_t *problems);
GAD_API GAD_MUST_CHECK gad_status gad_world_show(gad_ctx *cx, const gad_world_opts *opts,
                                                 const gad_output *out);

/* ---- checking articles ------------------------------------------------------------------------
 * Finds the numeric claims of an English text and judges each against the store: docs/check.md. */
#define GAD_VERDICT_LIST(X)                                                                        \
    X(GAD_SUPPORTED, "supported")                                                                  \
    X(GAD_CLOSE, "close")                                                                          \
    X(GAD_CONTRADICTED, "contradicted")                                                            \
    X(GAD_MISLABELLED, "mislabelled")                                                              \
    X(GAD_INCONSISTENT, "inconsistent")                                                            \
    X(GAD_AMBIGUOUS, "ambiguous")                                                                  \
    X(GAD_UNVERIFIABLE, "unverifiable")

typedef enum gad_verdict {
#define GAD_VERDICT_ENUM(name, text) name,
    GAD_VERDICT_LIST(GAD_VERDICT_ENUM)
#undef GAD_VERDICT_ENUM
        GAD_VERDICTS
} gad_verdict;

enum { GAD_ARTICLE_MAX = 64 << 20 }; /* bytes of one article */

typedef struct gad_check_summary {
    int32_t claims;
    int32_t count[GAD_VERDICTS]; /* by gad_verdict; they sum to claims */
} gad_check_summary;

/* What does not depend on the article: words, names, figures. Make one, check many. The store must
 * stay open while the checker lives, and both belong to one thread. */
typedef struct gad_checker gad_checker;
GAD_API GAD_MUST_CHECK gad_status gad_checker_new(gad_ctx *cx, gad_store *store, gad_checker **ck);
GAD_API void gad_checker_free(gad_checker *ck); /* takes NULL */

/* Check one article and write the answer.
 *   name     shown in the answer, e.g. the file's
 *   bytes    [n] plain text or HTML, in any encoding of ASCII or UTF-8 kind; may hold anything
 *   opts     opts->fail_on is read by gad_verdict_set only: it changes no answer
 *   out      table, csv, json, md or html
 *   summary  may be NULL
 * Errors: GAD_E_ARG opts->date is no day, or a format that is not offered; GAD_E_FORMAT more than
 * GAD_ARTICLE_MAX bytes, or Chinese (the text names the article); GAD_E_STORE, GAD_E_IO. */
GAD_API GAD_MUST_CHECK gad_status gad_check(gad_ctx *cx, gad_checker *ck, const char *name,
                                            const char *bytes, size_t n, const gad_check_opts *opts,
                                            const gad_output *out, gad_check_summary *summary);

/* "contradicted,mislabelled" -> bit k of *set for verdict k; NULL: none. GAD_E_ARG names what is
 * allowed. */
GAD_API GAD_MUST_CHECK gad_status gad_verdict_set(gad_ctx *cx, const char *list, uint32_t *set);

#ifdef __cplusplus
}
#endif
#endif /* GADOLIN_H */
