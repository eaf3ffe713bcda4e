/* store.c - layer 1: opening a store and bringing it up to date.
 *
 * Flow of gad_store_open: look at the file -> open DuckDB -> migrate (numbered texts of sql/schema)
 * -> refill the dimension tables when the files of data/ have changed since. Reading an older store
 * never changes it: a schema that is too old is an error that says which command upgrades it. */
#include "store/duck.h"
#include "store/digest.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const migrations[STORE_SCHEMA_VERSION][2] = {
    { "schema/001_tables", "schema/002_macros" },
};
static const char *const dimension_files[] = { "countries.csv",      "country_codes.csv",
                                               "country_groups.csv", "products.csv",
                                               "product_codes.csv",  "sources.csv",
                                               "confusable.csv" };

enum { SMALL_STORE_BYTES = 64 << 20 };
enum { MEMORY_LIMIT_MB = 1400 }; /* of DuckDB; leaves room for ours below 2 GiB in all */

int32_t store_country_id(const char *iso3)
{
    int32_t id = 0;
    for (int32_t i = 0; i < 3; i++) {
        char c = iso3[i];
        if (c >= 'A' && c <= 'Z')
            id = id * 36 + (c - 'A');
        else if (c >= '0' && c <= '9')
            id = id * 36 + 26 + (c - '0');
        else
            return -1;
    }
    return iso3[3] ? -1 : id;
}

const char *store_country_iso3(char out[4], int32_t id)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    memcpy(out, "???", 4);
    for (int32_t i = 2; i >= 0 && id >= 0 && id < 36 * 36 * 36; i--) {
        int32_t left = i == 2 ? id : i == 1 ? id / 36 : id / 1296;
        out[i] = digits[left % 36];
    }
    return out;
}

int64_t store_code_id(const char *code)
{
    size_t digits = strspn(code, "0123456789"), masked = strspn(code + digits, "X");
    int64_t v = 0;
    if (code[digits + masked] || digits + masked < 2 || digits + masked > 10 || masked > 9)
        return -1;
    for (size_t i = 0; i < digits; i++)
        v = v * 10 + (code[i] - '0');
    int64_t scale = 1;
    for (size_t i = 0; i < digits; i++)
        scale *= 10;
    return masked ? (20 + (int64_t)masked) * scale + v : scale + v;
}

/* ---- where the bundled data are --------------------------------------------------------------- */

static const char *program_dir(arena *mem)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return NULL;
    path[n] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return arena_str(mem, path);
}

gad_status store_data_path(gad_ctx *cx, arena *mem, const char *file, const char **path)
{
    const char *env = getenv("GADOLIN_DATA"), *dir = program_dir(mem);
    const char *tries[4] = { NULL };
    int32_t n = 0;
    if (env && *env) {
        tries[n++] = arena_fmt(mem, "%s/%s", env, file);
    } else {
        if (dir) {
            tries[n++] = arena_fmt(mem, "%s/../data/%s", dir, file);
            tries[n++] = arena_fmt(mem, "%s/../share/gadolin/%s", dir, file);
        }
        tries[n++] = arena_fmt(mem, "%s/%s", GADOLIN_DATA_DIR, file);
        tries[n++] = arena_fmt(mem, "%s/%s", GADOLIN_SOURCE_DATA_DIR, file);
    }
    for (int32_t i = 0; i < n; i++) {
        if (!tries[i])
            return gad_nomem(cx, "a path");
        if (access(tries[i], R_OK) == 0) {
            *path = tries[i];
            return GAD_OK;
        }
    }
    return gad_fail(
        cx, GAD_E_IO,
        "gadolin's own data file '%s' was not found (looked in %s): set GADOLIN_DATA to the folder that holds it",
        file, env && *env ? env : GADOLIN_DATA_DIR);
}

/* ---- opening ---------------------------------------------------------------------------------- */

/* A DuckDB file has "DUCK" at byte 8. An empty file is taken by DuckDB as a new store. */
static gad_status look_at_file(gad_ctx *cx, const char *path, gad_open_mode mode)
{
    struct stat sb;
    char head[12] = { 0 };
    if (stat(path, &sb) != 0) {
        if (errno == ENOENT && mode == GAD_OPEN_WRITE)
            return GAD_OK;
        if (errno == ENOENT)
            return gad_fail(
                cx, GAD_E_NOTFOUND,
                "there is no store at '%s': make one with 'gadolin ingest FILE' (the bundled figures: gadolin ingest data/observations), or name another with --store",
                path);
        return gad_fail(cx, GAD_E_IO, "store '%s': %s", path, strerror(errno));
    }
    if (!S_ISREG(sb.st_mode))
        return gad_fail(cx, GAD_E_STORE, "'%s' is not a store: it is %s", path,
                        S_ISDIR(sb.st_mode) ? "a folder" : "not a regular file");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return gad_fail(cx, GAD_E_IO, "store '%s': %s", path, strerror(errno));
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    if (sb.st_size == 0 && mode == GAD_OPEN_WRITE)
        return GAD_OK;
    if (n < (ssize_t)sizeof head || memcmp(head + 8, "DUCK", 4) != 0)
        return gad_fail(
            cx, GAD_E_STORE,
            "'%s' is not a gadolin store: nothing was touched; name another file with --store",
            path);
    if (mode == GAD_OPEN_WRITE && access(path, W_OK) != 0)
        return gad_fail(cx, GAD_E_IO, "store '%s' may not be written: %s", path, strerror(errno));
    return GAD_OK;
}

static gad_status open_failure(gad_ctx *cx, const char *path, const char *words)
{
    const char *pid = words ? strstr(words, "(PID ") : NULL;
    if (pid)
        return gad_fail(
            cx, GAD_E_LOCKED,
            "store '%s' is open in process %ld: wait until it ends, or stop it with 'kill %ld', then run this again",
            path, strtol(pid + 5, NULL, 10), strtol(pid + 5, NULL, 10));
    if (words && strstr(words, "Could not set lock"))
        return gad_fail(
            cx, GAD_E_LOCKED,
            "store '%s' is open in another process: wait until it ends, then run this again", path);
    if (words && strstr(words, "Permission denied"))
        return gad_fail(
            cx, GAD_E_IO,
            "store '%s': permission denied: choose a folder you may write to with --store FILE",
            path);
    if (words && strstr(words, "No such file or directory"))
        return gad_fail(cx, GAD_E_IO, "store '%s': its folder does not exist", path);
    char doing[256];
    snprintf(doing, sizeof doing, "opening store '%.200s'", path);
    return duck_fail(cx, GAD_E_STORE, doing, words);
}

static const struct {
    const char *name;
    const char *value;
    uint32_t modes; /* bit per gad_open_mode */
} settings[] = {
    { "access_mode", "READ_ONLY", 1U << GAD_OPEN_READ | 1U << GAD_OPEN_SQL },
    { "autoinstall_known_extensions", "false", ~0U },
    { "autoload_known_extensions", "false", ~0U },
    { "allow_community_extensions", "false", ~0U },
    { "enable_external_access", "false", 1U << GAD_OPEN_SQL },
    { "lock_configuration", "true", 1U << GAD_OPEN_SQL },
};

/* Small stores are read on one thread: handing work over costs more than it saves (a briefing on two
 * busy cores took a tenth less with one thread, in the median of 12 runs). */
static bool is_small(const gad_store *s)
{
    struct stat sb;
    return s->mode == GAD_OPEN_READ && stat(s->path, &sb) == 0 && sb.st_size < SMALL_STORE_BYTES;
}

static gad_status configure(gad_ctx *cx, const gad_store *s, duckdb_config *config)
{
    char limit[32];
    if (duckdb_create_config(config) == DuckDBError)
        return gad_nomem(cx, "DuckDB's settings");
    snprintf(limit, sizeof limit, "%dMB", MEMORY_LIMIT_MB);
    duckdb_state ok = duckdb_set_config(*config, "memory_limit", limit);
    for (int32_t i = 0; i < COUNT_OF(settings); i++)
        if (settings[i].modes & 1U << s->mode && ok == DuckDBSuccess)
            ok = duckdb_set_config(*config, settings[i].name, settings[i].value);
    if (is_small(s) && ok == DuckDBSuccess)
        ok = duckdb_set_config(*config, "threads", "1");
    if (ok == DuckDBError) {
        duckdb_destroy_config(config);
        return gad_fail(cx, GAD_E_STORE, "this libduckdb does not know a setting gadolin needs");
    }
    return GAD_OK;
}

static gad_status open_duckdb(gad_ctx *cx, gad_store *s)
{
    duckdb_config config = NULL;
    char *words = NULL;
    gad_status st = configure(cx, s, &config);
    if (st)
        return st;
    const char *path = s->mode == GAD_OPEN_MEMORY ? NULL : s->path;
    if (duckdb_open_ext(path, &s->db, config, &words) == DuckDBError)
        st = open_failure(cx, s->path, words);
    else if (duckdb_connect(s->db, &s->con) == DuckDBError)
        st = gad_fail(cx, GAD_E_STORE, "store '%s': no connection", s->path);
    duckdb_free(words);
    duckdb_destroy_config(&config);
    return st;
}

/* ---- schema ----------------------------------------------------------------------------------- */

/* 0 when there is no table of ours. Asking the table itself is 15 ms faster than asking DuckDB's
 * catalogue functions, a third of the time to open. */
static gad_status schema_version(gad_ctx *cx, gad_store *s, int64_t *version)
{
    duckdb_result result;
    gad_status st = GAD_OK;
    duckdb_state ok =
        duckdb_query(s->con, "SELECT value::BIGINT FROM meta WHERE key = 'schema'", &result);
    *version = 0;
    if (ok == DuckDBError && duckdb_result_error_type(&result) != DUCKDB_ERROR_CATALOG)
        st = duck_fail(cx, GAD_E_STORE, "the store", duckdb_result_error(&result));
    else if (ok == DuckDBSuccess) {
        gad_table *t = NULL;
        st = duck_table(cx, &result, false, &t);
        if (!st && gad_table_rows(t))
            *version = table_get_i64(t, 0, 0, 0);
        gad_table_free(t);
    }
    duckdb_destroy_result(&result);
    return st;
}

static gad_status migrate_from(gad_ctx *cx, gad_store *s, int64_t version)
{
    gad_status st = GAD_OK;
    for (int64_t v = version; v < STORE_SCHEMA_VERSION && !st; v++)
        for (int32_t k = 0; k < COUNT_OF(migrations[v]) && !st; k++)
            if (migrations[v][k])
                st = store_exec(cx, s, store_sql(migrations[v][k]));
    char sql[128];
    snprintf(sql, sizeof sql,
             "DELETE FROM meta WHERE key = 'schema'; INSERT INTO meta VALUES ('schema', '%d');",
             STORE_SCHEMA_VERSION);
    return st ? st : store_exec(cx, s, sql);
}

static gad_status dimension_digest(gad_ctx *cx, arena *mem, char out[DIGEST_TEXT], const char **dir)
{
    const char *path = NULL;
    digest d;
    digest_init(&d);
    for (int32_t i = 0; i < COUNT_OF(dimension_files); i++) {
        gad_status st = store_data_path(cx, mem, dimension_files[i], &path);
        if (!st)
            st = digest_file(cx, &d, path);
        if (st)
            return st;
    }
    digest_text(&d, out);
    char *folder = arena_str(mem, path);
    if (!folder)
        return gad_nomem(cx, "a path");
    *strrchr(folder, '/') = '\0';
    *dir = folder;
    return GAD_OK;
}

static gad_status refill_dimensions(gad_ctx *cx, gad_store *s)
{
    arena mem;
    buf sql;
    char sum[DIGEST_TEXT];
    const char *dir = NULL;
    int64_t same = 0;
    arena_init(&mem, &cx->al);
    buf_init(&sql, &cx->al);
    gad_status st = dimension_digest(cx, &mem, sum, &dir);
    if (st)
        goto done;
    buf_fmt(&sql, "SELECT count(*) FROM meta WHERE key = 'dimensions' AND value = '%s'", sum);
    st = buf_ok(&sql) ? duck_i64(cx, s, buf_text(&sql), &same) : gad_nomem(cx, "the code tables");
    if (st || same)
        goto done;
    buf_clear(&sql);
    buf_add(&sql, "SET VARIABLE data_dir = ");
    duck_literal(&sql, dir);
    buf_add(&sql, ";\n");
    buf_add(&sql, store_sql("schema/dimensions"));
    buf_fmt(
        &sql,
        "DELETE FROM meta WHERE key = 'dimensions'; INSERT INTO meta VALUES ('dimensions', '%s');",
        sum);
    st = buf_ok(&sql) ? store_exec(cx, s, buf_text(&sql)) : gad_nomem(cx, "the code tables");
    st = gad_wrap(cx, st, "reading the code tables of '%s'", dir);
done:
    buf_release(&sql);
    arena_release(&mem);
    return st;
}

static gad_status bring_up_to_date(gad_ctx *cx, gad_store *s)
{
    int64_t version = 0;
    bool may_write = s->mode == GAD_OPEN_WRITE || s->mode == GAD_OPEN_MEMORY;
    gad_status st = schema_version(cx, s, &version);
    if (st)
        return st;
    if (version > STORE_SCHEMA_VERSION)
        return gad_fail(cx, GAD_E_STORE,
                        "store '%s' was written by a newer gadolin (schema %" PRId64
                        ", this program knows %d): install the newer one",
                        s->path, version, STORE_SCHEMA_VERSION);
    if (!may_write)
        return version == STORE_SCHEMA_VERSION
                   ? GAD_OK
                   : gad_fail(
                         cx, GAD_E_STORE,
                         "store '%s' has schema %" PRId64
                         " but %d is needed: any 'gadolin ingest' brings it up to date; if it is not gadolin's, name another with --store",
                         s->path, version, STORE_SCHEMA_VERSION);
    st = store_exec(cx, s, "BEGIN");
    if (!st && version < STORE_SCHEMA_VERSION)
        st = migrate_from(cx, s, version);
    if (!st)
        st = refill_dimensions(cx, s);
    if (!st)
        return store_exec(cx, s, "COMMIT");
    gad_error why = gad_last_error(cx);
    char text[ERROR_TEXT_MAX];
    snprintf(text, sizeof text, "%s", why.text);
    const char *origin = why.origin;
    if (store_exec(cx, s, "ROLLBACK"))
        gad_fail_at(cx, st, origin, "%s", text);
    return st;
}

gad_status gad_store_open(gad_ctx *cx, const char *path, gad_open_mode mode, gad_store **store)
{
    gad_status st = GAD_OK;
    if (mode != GAD_OPEN_MEMORY)
        st = look_at_file(cx, path, mode);
    if (st)
        return st;
    gad_store *s = alloc_get(&cx->al, sizeof *s);
    if (!s)
        return gad_nomem(cx, "a store");
    memset(s, 0, sizeof *s);
    s->al = cx->al;
    s->mode = mode;
    const char *name = mode == GAD_OPEN_MEMORY ? ":memory:" : path;
    s->path = alloc_get(&s->al, strlen(name) + 1);
    if (!s->path)
        st = gad_nomem(cx, "a store");
    else
        memcpy(s->path, name, strlen(name) + 1);
    if (!st)
        st = open_duckdb(cx, s);
    if (!st)
        st = bring_up_to_date(cx, s);
    if (st) {
        gad_store_close(s);
        return st;
    }
    *store = s;
    return GAD_OK;
}

void gad_store_close(gad_store *s)
{
    if (!s)
        return;
    for (int32_t i = 0; i < s->n_prep; i++)
        duckdb_destroy_prepare(&s->prep[i].stmt);
    duckdb_disconnect(&s->con);
    duckdb_close(&s->db);
    alloc al = s->al;
    alloc_drop(&al, s->path);
    alloc_drop(&al, s);
}

gad_status store_memory(gad_ctx *cx, gad_store *st, int32_t megabytes)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SET memory_limit = '%" PRId32 "MB'",
             megabytes > 0 ? megabytes : (int32_t)MEMORY_LIMIT_MB);
    return duck_query(cx, st, sql, NULL);
}
