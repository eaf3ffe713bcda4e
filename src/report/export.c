/* export.c - layer 4: the store as Parquet files that any analytic tool reads.
 *
 * Flow: look at the target -> write everything below DIR.partial-<process> -> rename it to DIR in one
 * step. A failure removes the partial folder, so DIR either is complete or is as it was before. */
#include "report/write.h"
#include "store/store.h"
#include "trade/codes.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct part {
    const char *sql;  /* text of sql/export */
    const char *path; /* below the folder */
    const char *how;  /* options of COPY */
} part;

static const part parts[] = {
    { "export/flow", "flow", "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (year)" },
    { "export/observation", "observation.parquet", "FORMAT parquet, COMPRESSION zstd" },
    { "export/batch", "batch.parquet", "FORMAT parquet, COMPRESSION zstd" },
    { "export/product", "product.parquet", "FORMAT parquet, COMPRESSION zstd" },
    { "export/country", "country.parquet", "FORMAT parquet, COMPRESSION zstd" },
};

static void add_literal(buf *b, const char *text)
{
    if (!text) {
        buf_add(b, "NULL::VARCHAR");
        return;
    }
    buf_char(b, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            buf_char(b, '\'');
        buf_char(b, *text);
    }
    buf_char(b, '\'');
}

static bool is_dot(const char *name)
{
    return STR_EQ(name, ".") || STR_EQ(name, "..");
}

/* Remove a folder of ours and all below; what cannot be removed stays. */
static void remove_tree(gad_ctx *cx, const char *path)
{
    DIR *dir = opendir(path);
    arena mem;
    arena_init(&mem, &cx->al);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        char *below = is_dot(e->d_name) ? NULL : arena_fmt(&mem, "%s/%s", path, e->d_name);
        if (below && unlink(below) != 0)
            remove_tree(cx, below);
    }
    if (dir)
        closedir(dir);
    arena_release(&mem);
    rmdir(path);
}

/* The target may be missing or an empty folder. */
static gad_status look_at_target(gad_ctx *cx, const char *path)
{
    struct stat sb;
    if (lstat(path, &sb) != 0)
        return errno == ENOENT ? GAD_OK
                               : gad_fail(cx, GAD_E_IO, "folder '%s': %s", path, strerror(errno));
    if (!S_ISDIR(sb.st_mode))
        return gad_fail(cx, GAD_E_IO, "'%s' is not a folder: name another with --dir", path);
    DIR *dir = opendir(path);
    if (!dir)
        return gad_fail(cx, GAD_E_IO, "folder '%s': %s", path, strerror(errno));
    int32_t entries = 0;
    for (struct dirent *e = readdir(dir); e && !entries; e = readdir(dir))
        entries += !is_dot(e->d_name);
    closedir(dir);
    if (entries)
        return gad_fail(
            cx, GAD_E_IO,
            "folder '%s' is not empty: nothing was written; name a new one with --dir, or empty it",
            path);
    return GAD_OK;
}

static gad_status set_filter(gad_ctx *cx, gad_store *st, const gad_export_opts *opts)
{
    arena mem;
    buf sql;
    product_ref product = { .code = -1 };
    country_ref reporter = { 0 };
    gad_status status = GAD_OK;
    arena_init(&mem, &cx->al);
    buf_init(&sql, &cx->al);
    if (opts->product)
        status = codes_product(cx, st, &mem, opts->product, &product);
    if (!status && opts->reporter)
        status = codes_country(cx, st, &mem, "reporter", opts->reporter, &reporter);
    if (!status) {
        buf_add(&sql, "SET VARIABLE export_product = ");
        add_literal(&sql, product.code < 0 ? product.id : NULL);
        buf_add(&sql, "; SET VARIABLE export_code = ");
        add_literal(&sql, product.code < 0 ? NULL : product.id);
        buf_add(&sql, "; SET VARIABLE export_reporter = ");
        add_literal(&sql, reporter.id);
        status = buf_ok(&sql) ? store_exec(cx, st, buf_text(&sql)) : gad_nomem(cx, "an export");
    }
    buf_release(&sql);
    arena_release(&mem);
    return status;
}

static gad_status copy_part(gad_ctx *cx, gad_store *st, const char *dir, const part *p)
{
    buf path, sql;
    buf_init(&path, &cx->al);
    buf_init(&sql, &cx->al);
    buf_fmt(&path, "%s/%s", dir, p->path);
    buf_fmt(&sql, "COPY (%s) TO ", store_sql(p->sql));
    add_literal(&sql, buf_text(&path));
    buf_fmt(&sql, " (%s)", p->how);
    gad_status status = buf_ok(&path) && buf_ok(&sql) ? store_exec(cx, st, buf_text(&sql))
                                                      : gad_nomem(cx, "an export");
    status = gad_wrap(cx, status, "writing '%s'", buf_text(&path));
    buf_release(&sql);
    buf_release(&path);
    return status;
}

static gad_status copy_all(gad_ctx *cx, gad_store *st, const char *dir)
{
    gad_status status = GAD_OK;
    for (int32_t i = 0; i < COUNT_OF(parts) && !status; i++) {
        status = gad_progress(cx, "exporting", i, COUNT_OF(parts));
        if (!status)
            status = copy_part(cx, st, dir, &parts[i]);
    }
    return status;
}

/* Files with rows and bytes, named below the folder that was asked for. A table without rows leaves no
 * file: 'gadolin ingest' takes one for a file that lost its rows. */
static gad_status list_files(gad_ctx *cx, gad_store *st, const char *temp, gad_table **out)
{
    gad_table *found = NULL, *t = NULL;
    struct stat sb;
    store_param param = param_text(temp);
    gad_status status = store_query(cx, st, "export/files", &param, 1, &found);
    if (status)
        return status;
    t = gad_table_new(cx);
    if (!t) {
        gad_table_free(found);
        return GAD_E_NOMEM;
    }
    table_column(t, "file", NULL, GAD_TEXT, -1);
    table_column(t, "rows", NULL, GAD_I64, 0);
    table_column(t, "bytes", NULL, GAD_I64, 0);
    for (int64_t r = 0; r < gad_table_rows(found); r++) {
        const char *path = table_get_text(found, r, 0);
        if (table_get_i64(found, r, 1, 0) == 0) {
            unlink(path);
            continue;
        }
        table_text(t, path + strlen(temp) + 1);
        table_i64(t, table_get_i64(found, r, 1, 0));
        table_i64(t, stat(path, &sb) == 0 ? (int64_t)sb.st_size : 0);
    }
    gad_table_free(found);
    return table_finish(cx, t, out);
}

static gad_status write_below(gad_ctx *cx, gad_store *store, const gad_export_opts *opts,
                              const char *dir, const char *temp, gad_table **files)
{
    gad_status st = look_at_target(cx, dir);
    if (!st)
        st = set_filter(cx, store, opts);
    if (st)
        return st;
    if (mkdir(temp, 0777) != 0)
        return gad_fail(cx, GAD_E_IO, "making the folder '%s': %s", dir, strerror(errno));
    st = copy_all(cx, store, temp);
    if (!st)
        st = list_files(cx, store, temp, files);
    if (!st && rename(temp, dir) != 0)
        st = gad_fail(cx, GAD_E_IO, "making the folder '%s': %s", dir, strerror(errno));
    if (st)
        remove_tree(cx, temp);
    return st;
}

gad_status gad_export(gad_ctx *cx, gad_store *store, const gad_export_opts *opts,
                      const gad_output *out)
{
    arena mem;
    gad_table *files = NULL;
    gad_status st = GAD_OK;
    if (!opts->dir || !*opts->dir)
        return gad_fail(cx, GAD_E_ARG, "the folder to write is missing: --dir DIR");
    arena_init(&mem, &cx->al);
    char *dir = arena_str(&mem, opts->dir);
    for (size_t n = dir ? strlen(dir) : 0; n > 1 && dir[n - 1] == '/'; n--)
        dir[n - 1] = '\0';
    char *temp = dir ? arena_fmt(&mem, "%s.partial-%ld", dir, (long)getpid()) : NULL;
    if (!temp)
        st = gad_nomem(cx, "an export");
    else
        st = write_below(cx, store, opts, dir, temp, &files);
    if (!st)
        st = gad_table_write(cx, files, out);
    gad_table_free(files);
    arena_release(&mem);
    return st;
}
