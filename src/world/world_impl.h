/* world_impl.h - layer 2: how world.h is read: the files as rows of texts and numbers, and what binds them. Only for
 * world_*.c and their tests.
 *
 * Flow: world_read (world_read.c) loads every file by its schema (world_rows.c), checks what holds of every row, then calls
 * the binders in the order of world_file: world_things.c makes places, materials, processes and uses, world_numbers.c what
 * speaks of them. world_whole.c checks what no single row shows. */
#ifndef GAD_WORLD_IMPL_H
#define GAD_WORLD_IMPL_H

#include "text/csv_table.h"
#include "world/world.h"

typedef enum world_file {
    FILE_PLACES,
    FILE_MATERIALS,
    FILE_WORLD,
    FILE_BASKETS,
    FILE_PROCESSES,
    FILE_RECIPES,
    FILE_PRODUCTION,
    FILE_PLANTS,
    FILE_USES,
    FILE_USE_SHARES,
    FILE_SWITCHES,
    FILE_FLOWS,
    FILE_LANES,
    FILE_PRICES,
    FILE_PARAMETERS,
    FILE_SEASONS,
    WORLD_FILES
} world_file;

enum { ROW_KEYS = 6 };
/* The most that any number may be: no tonnes and no price come near, and no product of two overflows. */
#define WORLD_MOST 1e15

typedef struct world_row {     /* of any file: a schema fills what the file has, the rest is 0 */
    const char *key[ROW_KEYS]; /* texts; the first ones name the row */
    double low, mode, high, capacity;
    int32_t month; /* plants: start; seasons: 1..12 */
    int32_t ramp_months;
    const char *source, *note;
    int32_t line;
} world_row;

typedef struct world_reader world_reader;
typedef gad_status world_bind_fn(world_reader *r);

typedef struct world_table {
    const char *file; /* "prices.csv" */
    csv_schema schema;
    int32_t
        n_name; /* so many keys, and the month if `by_month`, name a row: no two rows have the same */
    bool by_month;
    bool may_be_empty; /* no rows are fine */
    bool estimates;    /* low, mode, high and a source */
    world_bind_fn *bind;
} world_table;
extern const world_table world_tables[WORLD_FILES];

struct world_reader {
    gad_ctx *cx;
    world *w;
    world_file at; /* the file being bound: what world_fail and friends speak of */
    const world_row *row[WORLD_FILES];
    int32_t n[WORLD_FILES];
};

/* As world_read of a folder, with one file's text from memory instead of from disk: for tests and fuzzing.
 *   given  WORLD_FILES: none */
MUST_CHECK gad_status world_read_given(gad_ctx *cx, const char *dir, world_file given,
                                       const char *bytes, size_t size, world **out);

/* ---- helpers of the binders (world_say.c) -------------------------------------------------------- */

typedef enum world_kind { KIND_PLACE, KIND_MATERIAL, KIND_PROCESS, KIND_USE } world_kind;

/* "dir/prices.csv:7: ..." of the file at hand */
gad_status world_fail(const world_reader *r, const world_row *row, const char *fmt, ...)
    GAD_PRINTF(3, 4);
/* The same of another file and line. */
gad_status world_fail_in(const world_reader *r, world_file f, int32_t line, const char *fmt, ...)
    GAD_PRINTF(4, 5);
gad_status world_nomem(const world_reader *r);
/* Index of the place, material or process that key k of the row names. */
MUST_CHECK gad_status world_resolve(const world_reader *r, const world_row *row, int32_t k,
                                    world_kind kind, int32_t *index);
/* An id that nothing has: names the nearest one of that kind. */
gad_status world_fail_unknown(const world_reader *r, const world_row *row, const char *asked,
                              world_kind kind);
/* The same where a region (of places) or a group (of materials) would have done as well. */
gad_status world_fail_selector(const world_reader *r, const world_row *row, const char *asked,
                               world_kind kind);
/* Index of key k in a list of words. */
MUST_CHECK gad_status world_word(const world_reader *r, const world_row *row, int32_t k,
                                 const char *const *words, int32_t n, int32_t *index);
/* Ids are of letters, digits, '.', '_' and '-', so that they stand unquoted everywhere. */
MUST_CHECK gad_status world_check_id(const world_reader *r, const world_row *row, int32_t k);
/* The same of an id that is given here: no place, material or process has it, since parameters name things by id alone. */
MUST_CHECK gad_status world_check_new_id(const world_reader *r, const world_row *row, int32_t k);
bool world_is_id(const char *text);
/* How much of a text to show: one line of it, cut between characters. */
int world_shown(const char *text);
/* lo <= low and high <= hi; above: the mode must lie above lo; below: all must lie below hi. */
typedef struct world_range {
    double lo, hi;
    bool above, below;
} world_range;
MUST_CHECK gad_status world_within(const world_reader *r, const world_row *row, world_range range);
estimate world_estimate(const world_reader *r, const world_row *row);
/* `n` objects of `size` for world.x; sets *out. Binders fill them. */
MUST_CHECK gad_status world_take(const world_reader *r, size_t n, size_t size, void *out);

world_bind_fn bind_world, bind_places, bind_materials, bind_baskets, bind_processes, bind_recipes,
    bind_production, bind_plants, bind_uses, bind_use_shares, bind_switches, bind_flows, bind_lanes,
    bind_prices, bind_parameters, bind_seasons;
/* What holds between files; after all binders. */
world_bind_fn world_check_whole;

#endif
