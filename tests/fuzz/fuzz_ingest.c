/* fuzz_ingest.c - any bytes as a file, through spool, detection and the SQL of every adapter, into a store in memory. Every
 * row is accounted for, a refused file leaves nothing, and the store works afterwards. */
#include "fuzz.h"
#include "keep.h"
#include "store/store.h"
#include <unistd.h>

static gad_ctx *cx;
static gad_store *store;
static char dir[64], path[100];

static void close_all(void)
{
    gad_store_close(store);
    gad_ctx_free(cx);
    unlink(path);
    rmdir(dir);
}

static void open_all(void)
{
    snprintf(dir, sizeof dir, "%s/gadolin-fuzz-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    fuzz_demand(mkdtemp(dir) != NULL, "a folder can be made");
    snprintf(path, sizeof path, "%s/in", dir);
    setenv("TMPDIR", dir, 1);
    cx = gad_ctx_new(keep_large, NULL);
    fuzz_demand(cx && gad_store_open(cx, "", GAD_OPEN_MEMORY, &store) == GAD_OK,
                "a store can be made");
    atexit(close_all);
}

static int64_t count(const char *sql)
{
    gad_table *t = NULL;
    fuzz_demand(store_query_text(cx, store, sql, NULL, 0, &t) == GAD_OK, "the store works");
    int64_t n = table_get_i64(t, 0, 0, -1);
    gad_table_free(t);
    return n;
}

static void check(void *user, const gad_ingest_report *r)
{
    ++*(int32_t *)user;
    if (r->outcome == GAD_INGESTED)
        fuzz_demand(r->read == r->added + r->changed + r->unchanged + r->folded + r->rejected,
                    "every row is accounted for");
    else
        fuzz_demand(*r->note != '\0', "what is not taken is explained");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    gad_ingest_opts o = gad_ingest_defaults();
    gad_ingest_report total;
    int32_t files = 0;
    if (!store)
        open_all();
    FILE *f = fopen(path, "wb");
    fuzz_demand(f && fwrite(bytes, 1, n, f) == n && fclose(f) == 0, "a file can be written");
    o.flow = "X";
    o.month = "2025-06";
    o.year = "2025";
    gad_status st = gad_ingest(cx, store, path, &o, check, &files, &total);
    fuzz_demand(st == GAD_OK || st == GAD_E_FORMAT || st == GAD_E_IO,
                "bad input is a file's fault, never the store's");
    fuzz_demand(count("SELECT count(*) FROM batch") <= files, "one batch per file at most");
    fuzz_demand(
        count(
            "SELECT count(*) FROM batch WHERE added + changed <> (SELECT count(*) FROM flow_data) + (SELECT count(*) FROM observation)") ==
                0 ||
            files > 1,
        "the batch holds what it says");
    fuzz_demand(
        count(
            "SELECT count(*) FROM flow_data WHERE value < 0 OR qty_t < 0 OR isnan(value) OR isinf(value) OR isnan(qty_t) OR isinf(qty_t)") ==
            0,
        "no figure is negative or no number");
    fuzz_demand(
        store_exec(
            cx, store,
            "DELETE FROM flow_data; DELETE FROM observation; DELETE FROM reject; DELETE FROM batch") ==
            GAD_OK,
        "the store works");
    return 0;
}
