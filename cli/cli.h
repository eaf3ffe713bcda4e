/* cli.h - layer 5: what the files of the command share. Uses the public API and the C library only.
 *
 * One run: main -> options_parse (fills a `call` from the tables) -> the function of the command ->
 * outlet_finish. A command returns an exit status; what it says on standard error goes through say_*. */
#ifndef GAD_CLI_H
#define GAD_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gadolin/gadolin.h"

#define ROWS_OF(a) ((int32_t)(sizeof(a) / sizeof((a)[0])))
#if defined(__GNUC__)
#define CLI_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define CLI_PRINTF(fmt, first)
#endif

/* Exit statuses; the manual lists them. NOT_SOLVED: the answer was written and says that there is no equilibrium.
 * FOUND: the answer was written and holds a verdict of --fail-on, or a new alert. 128 + the signal: stopped by a signal, as shells have it. */
enum {
    EXIT_OK = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_NOT_SOLVED = 3,
    EXIT_FOUND = 4,
    EXIT_INTERRUPTED = 130,
    EXIT_NO_READER = 141
};

/* ---- options (options.c) ---- */
typedef enum option_kind { OPTION_STR, OPTION_ENUM, OPTION_I32, OPTION_BOOL } option_kind;

typedef struct option {
    const char *name;  /* long name without the dashes */
    const char *takes; /* metavar, or the choices "a|b|c"; NULL for OPTION_BOOL */
    const char *def;   /* default text, NULL: none */
    const char *help;
    size_t offset; /* of the field in the command's options */
    option_kind kind;
    int32_t number; /* default of OPTION_I32 */
    int32_t lo, hi; /* OPTION_I32, both allowed */
    char letter;    /* 0: none */
} option;

typedef struct command command;

typedef struct help_opts {
    bool man;
} help_opts;

#define OPT_STR(field, name, letter, metavar, def, help)         const char *field;
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) int32_t field;
typedef struct market_opts {
#include "gadolin/sensitivity_opts.def"
} market_opts;
#undef OPT_STR
#undef OPT_I32

/* Room for the options of any command; each starts as its defaults. */
typedef union command_opts {
    gad_ingest_opts ingest;
    gad_series_opts series;
    gad_rank_opts rank;
    gad_brief_opts brief;
    gad_sources_opts sources;
    gad_export_opts exports;
    gad_check_opts check;
    gad_reconcile_opts reconcile;
    gad_mirror_opts mirror;
    gad_risk_opts risk;
    gad_watch_opts watch;
    gad_simulate_opts simulate;
    gad_hindcast_opts hindcast;
    gad_world_opts world;
    market_opts market;
    help_opts help;
} command_opts;

typedef struct global_opts {
    const char *store;
    const char *output;
    const char *out;
    bool no_color;
    bool quiet;
    bool help;
    bool version;
} global_opts;

typedef struct outlet outlet;

typedef struct call {   /* one run of the program */
    const command *cmd; /* NULL: none was named */
    global_opts global;
    command_opts opts;
    char **arg; /* [n_arg] what is no option */
    int32_t n_arg;
    uint64_t given; /* bit k: option k of the command was given */
    gad_ctx *cx;
    outlet *out;
    gad_output output; /* format and writer for the library */
} call;

struct command {
    const char *name;
    int (*run)(call *c); /* returns an exit status */
    const char *summary; /* one line, for the list */
    const char *args;    /* "[SEARCH]", "" */
    int32_t min_args, max_args;
    const option *options; /* [n_option] */
    int32_t n_option;
    uint32_t formats;     /* bit per gad_format; 0: text of its own */
    const char *required; /* comma list of options that must be given, "" */
    const char *about;    /* a paragraph or two */
    const char *examples; /* lines: "command # what it does" */
};

extern const command commands[];
extern const int32_t n_commands;
extern const option global_options[];
extern const int32_t n_global_options;

const command *command_find(const char *name); /* NULL: none */
/* Fill `c` from the command line; `arg` has room for argc pointers. False: it was wrong, and said so. */
bool options_parse(call *c, int argc, char **argv, char **arg);
/* Whether option `name` of the command was given. */
bool option_given(const call *c, const char *name);
/* Default as text for help; "" when there is none. */
const char *option_default(const option *o, char out[32]);
/* The k-th choice of "a|b|c" copied into out; false when there are fewer. */
bool option_choice(const char *choices, int32_t k, char *out, size_t size);

extern const char *const format_names[]; /* by gad_format */
extern const int32_t n_formats;

/* ---- saying (say.c) ---- */
/* "gadolin series: ..." and a hint, EXIT_USAGE */
int say_usage(const call *c, const char *fmt, ...) CLI_PRINTF(2, 3);
/* "gadolin: ...", EXIT_FAILED */
int say_failure(const char *fmt, ...) CLI_PRINTF(1, 2);
/* What the library recorded: GAD_E_ARG as a usage error, else a failure. */
int say_error(const call *c, gad_status st);
/* The nearest of the names given by `name(user, k)` (NULL ends), NULL when none is near. */
const char *nearest(const char *asked, const char *(*name)(const void *user, int32_t k),
                    const void *user);
bool is_utf8(const char *text);

/* ---- where output goes (outlet.c) ---- */
/* Standard output, or a temporary file beside `path` that replaces it when all went well. NULL: said so. */
outlet *outlet_open(const char *path);
bool outlet_write(void *s, const char *bytes, size_t n); /* a gad_write_fn */
void outlet_text(outlet *s, const char *text);
void outlet_fmt(outlet *s, const char *fmt, ...) CLI_PRINTF(2, 3);
void outlet_json(outlet *s, const char *text); /* as a JSON string */
bool outlet_flush(outlet *s);
bool outlet_failed(const outlet *s);
bool outlet_is_terminal(const outlet *s);
/* The output is worth keeping whatever the exit status will be. */
void outlet_keep(outlet *s);
/* End the output: status EXIT_OK, EXIT_NOT_SOLVED or EXIT_FOUND keeps the file, anything else drops it. Returns the exit status:
 * EXIT_FAILED and a message when writing failed, EXIT_NO_READER when the reader has gone. */
int outlet_finish(outlet *s, int status);
int32_t terminal_width(int fd); /* 0: no terminal */

/* ---- progress and interrupts (progress.c) ---- */
typedef struct progress {
    bool shown; /* a line stands on the terminal */
    bool allowed;
    double start, phase_start, last;
    char what[160];
    double done, total;
    const outlet *out; /* a reader that has gone stops the call */
} progress;
void progress_start(progress *p, const call *c);
bool progress_tell(void *p, const char *what, double done, double total); /* a gad_progress_fn */
void progress_clear(progress *p);
bool interrupted(void);

/* ---- help (help.c, manual.c, completion.c) ---- */
void help_overview(outlet *s);
void help_command(outlet *s, const command *cmd);
/* How the value of an option is written ("FILE", "X|M", "FORMAT" when the choices are many). */
const char *option_value(const option *o, char out[64]);
bool option_required(const command *cmd, const option *o);
void manual_write(outlet *s);

/* ---- the commands, one file each ---- */
int cmd_ingest(call *c);
int cmd_sources(call *c);
int cmd_series(call *c);
int cmd_rank(call *c);
int cmd_brief(call *c);
int cmd_check(call *c);
int cmd_reconcile(call *c);
int cmd_mirror(call *c);
int cmd_risk(call *c);
int cmd_watch(call *c);
int cmd_simulate(call *c);
int cmd_hindcast(call *c);
int cmd_world(call *c);
int cmd_export(call *c);
int cmd_market(call *c);
int cmd_sql(call *c);
int cmd_products(call *c);
int cmd_countries(call *c);
int cmd_completion(call *c);
int cmd_help(call *c);

/* Open the store named by the options. False: said so, *status set. */
bool store_of(call *c, gad_open_mode mode, gad_store **store, int *status);

#endif
