/* spool_duckdb - layer 1: what spool_each hands to DuckDB is read by DuckDB as spool.h promises: as
 * many records, each with the same fields. Random texts in which everything that matters to CSV is
 * frequent; the options of read_csv are those of ingest_raw.c.
 *   property_spool_duckdb SEED   runs one case again */
#include "test.h"
#include "store/duck.h"
#include "store/store.h"
#include "spool_seen.h"
#include <unistd.h>

enum { CASES = 500, TEXT_MAX = 3000 };

static gad_ctx *cx;
static gad_store *store;
static uint64_t only_seed = UINT64_MAX;
static uint64_t seed;
static int64_t n_csv, n_record, n_in_place;

static size_t draw_text(rng *r, char text[TEXT_MAX])
{
    static const char *const pieces[] = {
        "a",    "bc",  "12.5", "\"",         "\"\"", "\"x\"", " ", "\r", "\xC3\xA4", "\xE7\xA8\x80",
        "\xFF", "#",   "\\",   "'",          "\t",   "|",     ";", ",",  "\"q,q\"",  "\"p\nq\"",
        "NULL", "\\N", "\v",   "\"s\"\"t\"", "\"\"", "\" \""
    };
    char delimiter = ",;\t|"[rng_i32(r, 0, 3)];
    const char *eol = rng_chance(r, 0.3) ? "\r\n" : "\n";
    int32_t n_col = rng_i32(r, 1, 5);
    double odd = rng_chance(r, 0.5) ? 0.3 : rng_chance(r, 0.5) ? 0.02 : 0.001;
    size_t n = 0;
    for (int32_t i = 0; i < n_col; i++)
        n += (size_t)snprintf(text + n, TEXT_MAX - n, "%.*sname%" PRId32, i > 0, &delimiter, i);
    n += (size_t)snprintf(text + n, TEXT_MAX - n, "%s", eol);
    while (n + 200 < TEXT_MAX && !rng_chance(r, 0.01)) {
        int32_t fields = rng_chance(r, odd / 10) ? rng_i32(r, 0, 6) : n_col;
        for (int32_t i = 0; i < fields; i++) {
            if (i)
                text[n++] = delimiter;
            for (int32_t k = rng_i32(r, 0, 2); k > 0; k--) {
                const char *p =
                    rng_chance(r, odd) ? pieces[rng_i32(r, 0, COUNT_OF(pieces) - 1)] : "v1";
                n += (size_t)snprintf(text + n, TEXT_MAX - n, "%s", p);
            }
        }
        n += (size_t)snprintf(text + n, TEXT_MAX - n, "%s", rng_chance(r, odd / 20) ? "\r" : eol);
    }
    return n - (rng_chance(r, 0.2) ? strlen(eol) : 0);
}

static gad_status read_by_duckdb(gad_ctx *c, void *user, spool *s)
{
    seen *z = user;
    gad_table *t = NULL;
    buf b;
    gad_status st = seen_take(c, z, s);
    if (st || s->kind != SPOOL_CSV || z->wrong[0])
        return st;
    buf_init(&b, &c->al);
    buf_add(&b, "FROM read_csv(");
    duck_literal(&b, s->path);
    buf_add(
        &b,
        ", header = false, skip = 1, auto_detect = false, quote = '\"', escape = '\"', delim = ");
    duck_literal(&b, (char[2]){ s->delimiter, '\0' });
    buf_fmt(&b, ", max_line_size = %d, columns = {", 2 * SPOOL_LINE_MAX);
    for (int32_t i = 0; i < s->n_col; i++)
        buf_fmt(&b, "%sc%" PRId32 ": 'VARCHAR'", i ? ", " : "", i);
    buf_add(&b, "})");
    st = store_query_text(c, store, buf_text(&b), NULL, 0, &t);
    buf_release(&b);
    if (st)
        fail_msg("seed %" PRIu64 ": %s", seed, gad_last_error(c).text);
    if (gad_table_rows(t) != s->n_record)
        fail_msg("seed %" PRIu64 ": DuckDB reads %" PRId64 " records instead of %" PRId64, seed,
                 gad_table_rows(t), s->n_record);
    for (int64_t r = 0; r < s->n_record; r++)
        for (int32_t i = 0; i < s->n_col; i++) {
            const char *got = table_get_text(t, r, i), *want = z->m[0].row[r + 1][i];
            if (!STR_EQ(got ? got : "", want))
                fail_msg("seed %" PRIu64 ": record %" PRId64 ": DuckDB reads '%s' instead of '%s'",
                         seed, r, got, want);
        }
    gad_table_free(t);
    n_csv++;
    n_record += s->n_record;
    n_in_place += z->m[0].in_place;
    return GAD_OK;
}

static void duckdb_reads_the_same_records(void **state)
{
    char dir[TEST_PLACE], path[TEST_PLACE + 100], text[TEXT_MAX];
    (void)state;
    assert_non_null(mkdtemp(test_place(dir, "duck")));
    snprintf(path, sizeof path, "%s/case", dir);
    for (seed = 0; seed < CASES; seed++) {
        if (only_seed != UINT64_MAX)
            seed = only_seed;
        rng r = rng_make(seed, 9);
        size_t n = draw_text(&r, text);
        seen z = { .path = path };
        arena_init(&z.mem, &cx->al);
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(text, 1, n, f), n);
        assert_int_equal(fclose(f), 0);
        if (spool_each(cx, path, dir, read_by_duckdb, &z))
            fail_msg("seed %" PRIu64 ": %s", seed, gad_last_error(cx).text);
        if (z.wrong[0])
            fail_msg("seed %" PRIu64 ": %s", seed, z.wrong);
        arena_release(&z.mem);
        if (only_seed != UINT64_MAX)
            break;
    }
    unlink(path);
    rmdir(dir);
    print_message("%" PRId64 " files, %" PRId64 " in place, %" PRId64 " records\n", n_csv,
                  n_in_place, n_record);
    if (only_seed == UINT64_MAX)
        assert_true(n_csv > CASES / 2 && n_in_place > CASES / 10 && n_record > CASES);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(duckdb_reads_the_same_records) };
    if (argc > 1)
        only_seed = strtoull(argv[1], NULL, 10);
    cx = gad_ctx_new(NULL, NULL);
    if (!cx || gad_store_open(cx, "", GAD_OPEN_MEMORY, &store)) {
        fprintf(stderr, "%s\n", cx ? gad_last_error(cx).text : "no memory");
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gad_store_close(store);
    gad_ctx_free(cx);
    return failed;
}
