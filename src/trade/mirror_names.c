/* mirror_names.c - layer 2: countries and sources by number, for the mirror files. */
#include "trade/mirror_rows.h"

const mirror_source *mirror_rows_source(const mirror_rows *r, int32_t id)
{
    for (int32_t i = 0; i < r->n_source; i++)
        if (r->source[i].id == id)
            return &r->source[i];
    return NULL;
}

const mirror_country *mirror_rows_country(const mirror_rows *r, int32_t number)
{
    int32_t lo = 0, hi = r->n_country;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (r->country[mid].ref.number < number)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r->n_country && r->country[lo].ref.number == number ? &r->country[lo] : NULL;
}

static int32_t i32(const gad_table *t, int64_t r, int32_t col)
{
    return (int32_t)table_get_i64(t, r, col, 0);
}

gad_status mirror_countries_load(gad_ctx *cx, gad_store *st, arena *mem, mirror_rows *out)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "mirror/countries", NULL, 0, &t);
    if (status)
        return status;
    out->n_country = (int32_t)gad_table_rows(t);
    out->country = arena_take(mem, (size_t)out->n_country + 1, sizeof *out->country);
    bool ok = out->country != NULL;
    for (int32_t r = 0; ok && r < out->n_country; r++) {
        const char *kind = table_get_text(t, r, 4);
        out->country[r] =
            (mirror_country){ .ref = { arena_str(mem, table_get_text(t, r, 1)),
                                       arena_str(mem, table_get_text(t, r, 2)),
                                       arena_str(mem, table_get_text(t, r, 3)), i32(t, r, 0) },
                              .special = !STR_EQ(kind, "country") && !STR_EQ(kind, "former") &&
                                         !STR_EQ(kind, "other"),
                              .world = STR_EQ(kind, "world") || STR_EQ(kind, "group") };
        ok = out->country[r].ref.id && out->country[r].ref.name && out->country[r].ref.prose;
    }
    gad_table_free(t);
    return ok ? GAD_OK : gad_nomem(cx, "the countries");
}

static gad_status unknown_source(gad_ctx *cx, const gad_table *t, const char *asked)
{
    char names[512] = "";
    size_t n = 0;
    for (int64_t r = 0; r < gad_table_rows(t) && n < sizeof names; r++)
        if (STR_EQ(table_get_text(t, r, 3), "customs"))
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "",
                                  table_get_text(t, r, 1));
    return gad_fail(cx, GAD_E_NOTFOUND,
                    "no source '%.100s' with reports of both sides: known are %s", asked, names);
}

gad_status mirror_sources_load(gad_ctx *cx, gad_store *st, arena *mem, const char *asked,
                               mirror_rows *out)
{
    gad_table *t = NULL;
    bool known = !asked;
    gad_status status = store_query(cx, st, "stats/source_names", NULL, 0, &t);
    if (status)
        return status;
    out->n_source = (int32_t)gad_table_rows(t);
    out->source = arena_take(mem, (size_t)out->n_source + 1, sizeof *out->source);
    bool ok = out->source != NULL;
    for (int32_t r = 0; ok && r < out->n_source; r++) {
        out->source[r] = (mirror_source){ i32(t, r, 0), arena_str(mem, table_get_text(t, r, 2)),
                                          arena_str(mem, table_get_text(t, r, 5)) };
        ok = out->source[r].name && out->source[r].url;
        known |= asked && strcasecmp(asked, table_get_text(t, r, 1)) == 0 &&
                 STR_EQ(table_get_text(t, r, 3), "customs");
    }
    if (!ok)
        status = gad_nomem(cx, "the sources");
    else if (!known)
        status = unknown_source(cx, t, asked);
    gad_table_free(t);
    return status;
}
