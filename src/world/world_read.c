/* world_read.c - layer 2: a folder of CSV files to a world.
 *
 * Flow: find_dir -> load every file (csv_table.h), with what holds of every row of any file -> the binders of world_tables,
 * in order, so that ids are known before they are named -> world_check_whole. Texts and rows live as long as the world. */
#include "store/store.h"
#include "world/world_impl.h"
#include <dirent.h>
#include <sys/stat.h>

enum { BUNDLED_MAX = 64, NAME_MAX_SHOWN = 300 };

/* ---- what holds of every row ----------------------------------------------------------------------- */

static gad_status check_row(const world_reader *r, const world_row *row, bool is_estimate)
{
    char low[NUM_TEXT], mode[NUM_TEXT], high[NUM_TEXT];
    if (is_estimate && !(row->low <= row->mode && row->mode <= row->high))
        return world_fail(r, row, "low %s, mode %s and high %s must not fall: put them in order",
                          num_people(low, row->low, -1), num_people(mode, row->mode, -1),
                          num_people(high, row->high, -1));
    if (is_estimate && !*row->source)
        return world_fail(r, row,
                          "no source: name one, or write 'assumption' and the reason as a note");
    if (row->source && STR_EQ(row->source, "assumption") && !*row->note)
        return world_fail(r, row, "an assumption needs its reason: write it as a note");
    return GAD_OK;
}

typedef struct named_row {
    const world_row *row;
    int32_t n; /* keys that name it */
    int32_t month;
} named_row;

static int by_name(const void *pa, const void *pb)
{
    const named_row *a = pa, *b = pb;
    for (int32_t k = 0; k < a->n; k++) {
        int order = strcmp(a->row->key[k], b->row->key[k]);
        if (order)
            return order;
    }
    return (a->month > b->month) - (a->month < b->month);
}

static gad_status fail_twice(const world_reader *r, const named_row *a, const named_row *b)
{
    char name[NAME_MAX_SHOWN] = "";
    size_t at = 0;
    for (int32_t k = 0; k < a->n && at < sizeof name; k++)
        at += (size_t)snprintf(name + at, sizeof name - at, "%s%.*s", k ? "," : "",
                               world_shown(a->row->key[k]), a->row->key[k]);
    if (a->month && at < sizeof name)
        snprintf(name + at, sizeof name - at, ",%" PRId32, a->month);
    bool swap = a->row->line > b->row->line;
    return world_fail(r, swap ? a->row : b->row,
                      "'%s' stands in line %" PRId32 " already: take one row out", name,
                      swap ? b->row->line : a->row->line);
}

static gad_status check_rows_differ(const world_reader *r)
{
    const world_table *t = &world_tables[r->at];
    int32_t n = r->n[r->at];
    named_row *all = arena_take(&r->w->mem, (size_t)n, sizeof *all);
    if (!all)
        return world_nomem(r);
    for (int32_t i = 0; i < n; i++) {
        const world_row *row = &r->row[r->at][i];
        all[i] = (named_row){ row, t->n_name, t->by_month ? row->month : 0 };
    }
    qsort(all, (size_t)n, sizeof *all, by_name);
    for (int32_t i = 1; i < n; i++)
        if (by_name(&all[i - 1], &all[i]) == 0)
            return fail_twice(r, &all[i - 1], &all[i]);
    return GAD_OK;
}

/* ---- files --------------------------------------------------------------------------------------- */

typedef struct given_file {
    world_file file;
    const char *bytes;
    size_t size;
} given_file;

static gad_status load(world_reader *r, const given_file *given)
{
    const world_table *t = &world_tables[r->at];
    void *rows = NULL;
    const char *path = arena_fmt(&r->w->mem, "%s/%s", r->w->dir, t->file);
    if (!path)
        return world_nomem(r);
    gad_status st = given->file == r->at
                        ? csv_read_bytes(r->cx, path, given->bytes, given->size, &t->schema,
                                         &r->w->mem, &rows, &r->n[r->at])
                        : csv_read_file(r->cx, path, &t->schema, &r->w->mem, &rows, &r->n[r->at]);
    if (st == GAD_E_IO)
        return gad_wrap(r->cx, st, "a world needs all its files");
    if (st)
        return st;
    r->row[r->at] = rows;
    if (!r->n[r->at] && !t->may_be_empty)
        return gad_fail(r->cx, GAD_E_FORMAT, "%s: has no rows, and no world does without", path);
    for (int32_t i = 0; !st && i < r->n[r->at]; i++)
        st = check_row(r, &r->row[r->at][i], t->estimates);
    return st ? st : check_rows_differ(r);
}

static gad_status read_files(gad_ctx *cx, world *w, const given_file *given)
{
    world_reader r = { .cx = cx, .w = w };
    gad_status st = GAD_OK;
    for (int32_t f = 0; !st && f < WORLD_FILES; f++) {
        r.at = (world_file)f;
        st = load(&r, given);
    }
    for (int32_t f = 0; !st && f < WORLD_FILES; f++) {
        r.at = (world_file)f;
        st = world_tables[f].bind(&r);
    }
    return st ? st : world_check_whole(&r);
}

/* ---- folders ------------------------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
    struct stat sb;
    return stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The bundled worlds in one text; "none" when they cannot be told. */
static const char *bundled(gad_ctx *cx, arena *mem)
{
    const char *dir, *name[BUNDLED_MAX], *list = NULL;
    int32_t n = 0;
    DIR *d = store_data_path(cx, mem, "worlds", &dir) ? NULL : opendir(dir);
    for (const struct dirent *e; d && n < BUNDLED_MAX && (e = readdir(d));)
        if (e->d_name[0] != '.' && (name[n] = arena_str(mem, e->d_name)))
            n++;
    if (d)
        closedir(d);
    if (n)
        qsort(name, (size_t)n, sizeof *name, by_text);
    for (int32_t i = 0; i < n; i++) {
        const char *longer = list ? arena_fmt(mem, "%s, %s", list, name[i]) : name[i];
        list = longer ? longer : list;
    }
    return list ? list : "none";
}

/* A folder without slashes at its end, or the one of a bundled world. */
static gad_status find_dir(gad_ctx *cx, arena *mem, const char *asked, const char **dir)
{
    if (strchr(asked, '/') || is_folder(asked)) {
        size_t n = strlen(asked);
        while (n > 1 && asked[n - 1] == '/')
            n--;
        *dir = arena_strn(mem, asked, n);
        if (*dir && !is_folder(*dir))
            return gad_fail(cx, GAD_E_IO, "world '%s': there is no such folder", asked);
        return *dir ? GAD_OK : gad_nomem(cx, "a world");
    }
    char *file = arena_fmt(mem, "worlds/%s", asked);
    if (!file)
        return gad_nomem(cx, "a world");
    gad_status st = world_is_id(asked) ? store_data_path(cx, mem, file, dir) : GAD_E_IO;
    if (st != GAD_E_IO)
        return st;
    return gad_fail(
        cx, GAD_E_IO,
        "there is no world '%.*s': bundled are %s; a folder of your own is named with a '/'",
        world_shown(asked), asked, bundled(cx, mem));
}

static gad_status read_world(gad_ctx *cx, const char *asked, const given_file *given, world **out)
{
    world *w = alloc_get(&cx->al, sizeof *w);
    if (!w)
        return gad_nomem(cx, "a world");
    *w = (world){ .home = -1 };
    arena_init(&w->mem, &cx->al);
    gad_status st = find_dir(cx, &w->mem, asked, &w->dir);
    if (!st)
        st = read_files(cx, w, given);
    if (st) {
        world_free(w);
        return st;
    }
    *out = w;
    return GAD_OK;
}

gad_status world_read_given(gad_ctx *cx, const char *dir, world_file given, const char *bytes,
                            size_t size, world **out)
{
    return read_world(cx, dir, &(given_file){ given, bytes, size }, out);
}

gad_status world_read(gad_ctx *cx, const char *name_or_dir, world **out)
{
    return read_world(cx, name_or_dir, &(given_file){ .file = WORLD_FILES }, out);
}

void world_free(world *w)
{
    if (!w)
        return;
    const alloc *al = w->mem.al;
    arena_release(&w->mem);
    alloc_drop(al, w);
}
