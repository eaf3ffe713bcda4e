/* duck_alone.c - the floor of ingest: what DuckDB alone needs to read a CSV file and store it.
 *   duck_alone FILE.csv NEW.duckdb     prints seconds, checkpoint included */
#include "base/base.h"
#include <duckdb.h>

static bool run(duckdb_connection con, const char *sql)
{
    duckdb_result r;
    bool ok = duckdb_query(con, sql, &r) == DuckDBSuccess;
    if (!ok)
        fprintf(stderr, "%s\n", duckdb_result_error(&r));
    duckdb_destroy_result(&r);
    return ok;
}

int main(int argc, char **argv)
{
    duckdb_database db;
    duckdb_connection con;
    char sql[PATH_MAX + 128];
    struct timespec a, b;
    if (argc != 3)
        return 2;
    snprintf(sql, sizeof sql, "CREATE TABLE x AS SELECT * FROM read_csv('%s')", argv[1]);
    clock_gettime(CLOCK_MONOTONIC, &a);
    if (duckdb_open(argv[2], &db) == DuckDBError || duckdb_connect(db, &con) == DuckDBError)
        return 1;
    bool ok = run(con, sql) && run(con, "CHECKPOINT");
    duckdb_disconnect(&con);
    duckdb_close(&db);
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("%.3f\n", (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec));
    return ok ? 0 : 1;
}
