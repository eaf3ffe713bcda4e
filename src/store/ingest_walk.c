/* ingest_walk.c - layer 1: the files of a folder, and the folder for temporary files.
 *
 * Invariant: files come in byte order of their names, folders where their name stands, so that two
 * walks of the same tree are the same. */
#include "store/ingest.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 32 };

typedef struct names {
    arena *mem;
    char **name;
    int32_t n, cap;
} names;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_with(const char *text, const char *tail)
{
    size_t n = strlen(text), m = strlen(tail);
    return n >= m && STR_EQ(text + n - m, tail);
}

static bool passed_over(const char *name)
{
    return name[0] == '.' || ends_with(name, ".duckdb") || ends_with(name, ".wal");
}

static bool keep_name(names *l, const char *name)
{
    if (l->n == l->cap) {
        int32_t cap = MAX_OF(2 * l->cap, 64);
        char **grown = arena_take(l->mem, (size_t)cap, sizeof *grown);
        if (!grown)
            return false;
        if (l->n)
            memcpy(grown, l->name, (size_t)l->n * sizeof *grown);
        l->name = grown;
        l->cap = cap;
    }
    l->name[l->n] = arena_str(l->mem, name);
    return l->name[l->n++] != NULL;
}

static gad_status list_folder(gad_ctx *cx, const char *path, names *l)
{
    gad_status st = GAD_OK;
    DIR *d = opendir(path);
    if (!d)
        return gad_fail(cx, GAD_E_IO, "'%s': %s", path, strerror(errno));
    for (struct dirent *e = readdir(d); e && !st; e = readdir(d))
        if (!passed_over(e->d_name) && !keep_name(l, e->d_name))
            st = gad_nomem(cx, "listing a folder");
    closedir(d);
    if (!st && l->n)
        qsort(l->name, (size_t)l->n, sizeof *l->name, by_name);
    return st;
}

static gad_status walk_at(gad_ctx *cx, const char *path, int32_t depth, walk_fn *fn, void *user)
{
    struct stat sb;
    arena mem;
    if (stat(path, &sb) != 0)
        return gad_fail(cx, GAD_E_IO, "'%s': %s", path, strerror(errno));
    if (S_ISREG(sb.st_mode))
        return fn(user, path);
    if (!S_ISDIR(sb.st_mode))
        return depth ? GAD_OK : gad_fail(cx, GAD_E_IO, "'%s' is neither a file nor a folder", path);
    if (depth == DEPTH_MAX)
        return gad_fail(cx, GAD_E_IO,
                        "'%s': folders nested deeper than %d: is there a loop of links?", path,
                        DEPTH_MAX);
    arena_init(&mem, &cx->al);
    names l = { .mem = &mem };
    gad_status st = list_folder(cx, path, &l);
    for (int32_t i = 0; i < l.n && !st; i++) {
        const char *below =
            arena_fmt(&mem, "%s%s%s", path, ends_with(path, "/") ? "" : "/", l.name[i]);
        st = below ? walk_at(cx, below, depth + 1, fn, user) : gad_nomem(cx, "a path");
    }
    arena_release(&mem);
    return st;
}

gad_status ingest_walk(gad_ctx *cx, const char *path, walk_fn *fn, void *user)
{
    return walk_at(cx, path, 0, fn, user);
}

/* ---- temporary files --------------------------------------------------------------------------- */

void ingest_temp_remove(const char *dir)
{
    DIR *d = dir ? opendir(dir) : NULL;
    if (!d)
        return;
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        if (!STR_EQ(e->d_name, ".") && !STR_EQ(e->d_name, ".."))
            (void)unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
    (void)rmdir(dir);
}

/* Folders ".NAME.ingest-XXXXXX" in `folder` are left by a crash: the store has one writer, us. */
static void remove_stale(arena *mem, const char *folder, const char *prefix)
{
    DIR *d = opendir(folder);
    if (!d)
        return;
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        if (strncmp(e->d_name, prefix, strlen(prefix)) == 0)
            ingest_temp_remove(arena_fmt(mem, "%s/%s", folder, e->d_name));
    closedir(d);
}

gad_status ingest_temp_dir(gad_ctx *cx, arena *mem, const gad_store *st, char **dir)
{
    const char *tmp = getenv("TMPDIR"), *name = "gadolin", *folder = tmp && *tmp ? tmp : "/tmp";
    if (st->mode != GAD_OPEN_MEMORY) {
        const char *slash = strrchr(st->path, '/');
        name = slash ? slash + 1 : st->path;
        folder = !slash              ? "."
                 : slash == st->path ? "/"
                                     : arena_strn(mem, st->path, (size_t)(slash - st->path));
    }
    const char *prefix = folder ? arena_fmt(mem, ".%s.ingest-", name) : NULL;
    char *made = prefix ? arena_fmt(mem, "%s/%sXXXXXX", folder, prefix) : NULL;
    if (!made)
        return gad_nomem(cx, "a folder for temporary files");
    if (st->mode != GAD_OPEN_MEMORY)
        remove_stale(mem, folder, prefix);
    if (!mkdtemp(made))
        return gad_fail(cx, GAD_E_IO, "a folder for temporary files in '%s': %s", folder,
                        strerror(errno));
    *dir = made;
    return GAD_OK;
}
