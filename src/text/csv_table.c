/* csv_table.c - layer 1: reading small CSV files strictly. */
#include "text/csv_table.h"

gad_status csv_read_bytes(gad_ctx *cx, const char *name, const char *bytes, size_t size,
                          const csv_schema *schema, arena *mem, void **rows, int32_t *n)
{
    (void)bytes, (void)size, (void)schema, (void)mem, (void)rows, (void)n;
    return gad_fail(cx, GAD_E_INTERNAL, "reading '%s': not written yet", name);
}

gad_status csv_read_file(gad_ctx *cx, const char *path, const csv_schema *schema, arena *mem,
                         void **rows, int32_t *n)
{
    return csv_read_bytes(cx, path, NULL, 0, schema, mem, rows, n);
}
