/* customs_sql.c - layer 2: the question for customs rows as SQL.
 *
 * Everything that is put into a text is an integer or made of integers here: names that users typed
 * never reach SQL. */
#include "trade/customs.h"

/* ---- sources ---------------------------------------------------------------------------------- */

static gad_status unknown_source(gad_ctx *cx, const gad_table *t, const char *asked)
{
    char names[512] = "";
    size_t n = 0;
    for (int64_t r = 0; r < gad_table_rows(t) && n < sizeof names; r++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", r ? ", " : "",
                              table_get_text(t, r, 1));
    return gad_fail(cx, GAD_E_NOTFOUND, "no source '%.100s': known are %s", asked, names);
}

gad_status customs_sources(gad_ctx *cx, gad_store *st, arena *mem, customs *c)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, st, "stats/source_names", NULL, 0, &t);
    if (status)
        return status;
    c->n_source = (int32_t)gad_table_rows(t);
    c->source = arena_take(mem, (size_t)c->n_source + 1, sizeof *c->source);
    c->only = c->q->source ? SOURCE_UNKNOWN : SOURCE_ANY;
    for (int32_t r = 0; c->source && r < c->n_source; r++) {
        const char *kind = table_get_text(t, r, 3);
        c->source[r] =
            (source_row){ (int32_t)table_get_i64(t, r, 0, 0), (int32_t)table_get_i64(t, r, 4, 0),
                          arena_str(mem, table_get_text(t, r, 2)),
                          arena_str(mem, table_get_text(t, r, 5)), STR_EQ(kind, "customs") };
        if (!c->source[r].name || !c->source[r].url)
            c->source = NULL;
        else if (c->q->source && strcasecmp(c->q->source, table_get_text(t, r, 1)) == 0)
            c->only = STR_EQ(kind, "published") ? SOURCE_PUBLISHED : c->source[r].id;
    }
    if (!c->source)
        status = gad_nomem(cx, "the list of sources");
    else if (c->only == SOURCE_UNKNOWN)
        status = unknown_source(cx, t, c->q->source);
    gad_table_free(t);
    return status;
}

const source_row *customs_source(const customs *c, int32_t id)
{
    for (int32_t i = 0; i < c->n_source; i++)
        if (c->source[i].id == id)
            return &c->source[i];
    return NULL;
}

/* ---- conditions ------------------------------------------------------------------------------- */

/* "(column = 1 AND period BETWEEN 0 AND 9 OR ...)" for the members of a group. Annual rows stand at
 * January, so membership in January decides about the year. */
static gad_status members_sql(gad_ctx *cx, gad_store *st, const char *group, const char *column,
                              buf *out)
{
    gad_table *t = NULL;
    store_param p = param_text(group);
    gad_status status = store_query(cx, st, "stats/group_members", &p, 1, &t);
    if (status)
        return status;
    buf_add(out, "(false");
    for (int64_t r = 0; r < gad_table_rows(t); r++)
        buf_fmt(out, " OR (%s = %" PRId64 " AND period BETWEEN %" PRId64 " AND %" PRId64 ")",
                column, table_get_i64(t, r, 0, -1), table_get_i64(t, r, 1, -1),
                table_get_i64(t, r, 2, -1));
    buf_add(out, ")");
    gad_table_free(t);
    return GAD_OK;
}

static gad_status country_sql(gad_ctx *cx, gad_store *st, const country_ref *country,
                              const char *column, buf *out)
{
    if (country->number < 0)
        return members_sql(cx, st, country->id, column, out);
    buf_fmt(out, "%s = %" PRId32, column, country->number);
    return GAD_OK;
}

static gad_status partner_sql(gad_ctx *cx, gad_store *st, const customs *c, buf *out)
{
    gad_table *t = NULL;
    if (c->mode == PARTNER_ONE || c->mode == PARTNER_GROUP)
        return country_sql(cx, st, &c->q->partner, "partner", out);
    gad_status status = store_query(cx, st, "stats/group_countries", NULL, 0, &t);
    if (status)
        return status;
    buf_add(out, "partner NOT IN (-1");
    for (int64_t r = 0; r < gad_table_rows(t); r++) {
        if (table_get_i64(t, r, 0, -1) != store_country_id("W00"))
            buf_fmt(out, ", %" PRId64, table_get_i64(t, r, 0, -1));
    }
    buf_add(out, ")");
    gad_table_free(t);
    return GAD_OK;
}

/* Copy the template, the names in braces replaced. */
static void fill(buf *out, const char *text, const char *const pair[][2], int32_t n)
{
    while (*text) {
        int32_t k = 0;
        if (*text == '{')
            while (k < n && strncmp(text, pair[k][0], strlen(pair[k][0])) != 0)
                k++;
        if (*text != '{' || k == n) {
            buf_char(out, *text++);
            continue;
        }
        buf_add(out, pair[k][1]);
        text += strlen(pair[k][0]);
    }
}

enum { PIECES = 3, PIECE_MAX = 128 };

static gad_status build_sql(gad_ctx *cx, gad_store *st, const customs *c, const char *name,
                            buf piece[PIECES], buf *sql)
{
    char flow[16], known[PIECE_MAX] = "true", source[PIECE_MAX] = "true";
    codeset_sql_where(c->cs, &piece[0]);
    gad_status status = country_sql(cx, st, &c->q->reporter, "reporter", &piece[1]);
    if (!status)
        status = partner_sql(cx, st, c, &piece[2]);
    if (status)
        return status;
    snprintf(flow, sizeof flow, "%d", c->q->flow == 'M' ? 1 : 2);
    if (c->q->as_of != INT32_MAX)
        snprintf(known, sizeof known, "vintage <= DATE '1970-01-01' + %" PRId32, c->q->as_of);
    if (c->only >= 0)
        snprintf(source, sizeof source, "source = %" PRId32, c->only);
    const char *const pair[][2] = {
        { "{where}", buf_text(&piece[0]) },
        { "{reporter}", buf_text(&piece[1]) },
        { "{partner}", buf_text(&piece[2]) },
        { "{flow}", flow },
        { "{known}", known },
        { "{source}", source },
    };
    fill(sql, store_sql(name), pair, COUNT_OF(pair));
    for (int32_t i = 0; i < PIECES; i++)
        if (!buf_ok(&piece[i]))
            return gad_nomem(cx, "a question to the store");
    return buf_ok(sql) ? GAD_OK : gad_nomem(cx, "a question to the store");
}

gad_status customs_ask(gad_ctx *cx, gad_store *st, const customs *c, const char *name,
                       gad_table **out)
{
    buf piece[PIECES], sql;
    for (int32_t i = 0; i < PIECES; i++)
        buf_init(&piece[i], &cx->al);
    buf_init(&sql, &cx->al);
    gad_status status = build_sql(cx, st, c, name, piece, &sql);
    if (!status)
        status = store_query_text(cx, st, buf_text(&sql), NULL, 0, out);
    for (int32_t i = 0; i < PIECES; i++)
        buf_release(&piece[i]);
    buf_release(&sql);
    return status;
}
