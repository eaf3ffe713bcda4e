/* lookups.c - layer 4: the questions `products` and `countries`: list the code tables or search them.
 *
 * Flow: the whole table from the store (a few hundred rows) -> rows that contain the text asked for,
 * or else those whose names are near it -> JSON, a tree for people, a flat table for programs. */
#include "report/write.h"
#include "store/store.h"

enum { MATCH_NONE, MATCH_NEAR, MATCH_PART };

typedef struct lookup {
    const char *sql;
    const char *list_key;       /* of the JSON array */
    const char *what, *command; /* for messages */
    int32_t names[6];           /* columns searched; -1 ends */
    int32_t aliases;            /* column of names separated by | */
} lookup;

enum { P_ID, P_PARENT, P_DEPTH, P_NAME, P_PROSE, P_KIND, P_NOTE, P_ALIASES, P_CODES };
enum { C_ID, C_ISO2, C_M49, C_NAME, C_PROSE, C_KIND, C_ALIASES, C_MEMBERS };

static const lookup products = { "stats/list_products",
                                 "products",
                                 "product",
                                 "gadolin products",
                                 { P_ID, P_NAME, P_PROSE, P_CODES, P_ALIASES, -1 },
                                 P_ALIASES };
static const lookup countries = { "stats/list_countries",
                                  "countries",
                                  "country",
                                  "gadolin countries",
                                  { C_ID, C_NAME, C_M49, C_ALIASES, -1, -1 },
                                  C_ALIASES };

/* ---- matching --------------------------------------------------------------------------------- */

/* ASCII letters without regard to case, other bytes exactly. */
static bool contains(const char *text, const char *part)
{
    size_t n = strlen(part);
    for (; *text; text++)
        if (strncasecmp(text, part, n) == 0)
            return true;
    return n == 0;
}

static bool any_near(const char *names, const char *asked)
{
    char one[NEAR_MAX + 1];
    while (*names) {
        size_t n = strcspn(names, "|");
        snprintf(one, sizeof one, "%.*s", (int)MIN_OF(n, (size_t)NEAR_MAX), names);
        if (near_enough(asked, one))
            return true;
        names += n + (names[n] == '|');
    }
    return false;
}

static int match(const lookup *l, const gad_table *t, int64_t r, const char *asked)
{
    for (int32_t k = 0; k < COUNT_OF(l->names) && l->names[k] >= 0; k++) {
        const char *text = table_get_text(t, r, l->names[k]);
        if (text && contains(text, asked))
            return MATCH_PART;
    }
    return any_near(table_get_text(t, r, l->aliases), asked) ? MATCH_NEAR : MATCH_NONE;
}

/* Rows wanted, as numbers in row[]; those that contain the text, or else those near it. */
static gad_status choose(gad_ctx *cx, arena *mem, const lookup *l, const gad_table *t,
                         const char *asked, int64_t **row, int64_t *n, bool *near)
{
    int64_t rows = gad_table_rows(t);
    *row = arena_take(mem, (size_t)rows + 1, sizeof **row);
    if (!*row)
        return gad_nomem(cx, "a list");
    for (int wanted = MATCH_PART; wanted >= MATCH_NEAR && *n == 0; wanted--) {
        *near = wanted == MATCH_NEAR;
        for (int64_t r = 0; r < rows; r++)
            if (!asked || match(l, t, r, asked) == wanted)
                (*row)[(*n)++] = r;
    }
    if (*n == 0)
        return gad_fail(cx, GAD_E_NOTFOUND,
                        "no %s is called '%.100s', nor anything near it: '%s' lists all", l->what,
                        asked, l->command);
    return GAD_OK;
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static void text_list(json *j, const char *key, const char *text, const char *separator)
{
    char one[256];
    json_array(j, key);
    while (*text) {
        const char *end = strstr(text, separator);
        size_t n = end ? (size_t)(end - text) : strlen(text);
        snprintf(one, sizeof one, "%.*s", (int)MIN_OF(n, sizeof one - 1), text);
        json_text(j, NULL, one);
        text += n + (end ? strlen(separator) : 0);
    }
    json_close(j);
}

static void optional(json *j, const char *key, const char *text)
{
    json_text(j, key, text && *text ? text : NULL);
}

static void json_product(json *j, const gad_table *t, int64_t r)
{
    json_object(j, NULL);
    json_text(j, "id", table_get_text(t, r, P_ID));
    json_text(j, "parent", table_get_text(t, r, P_PARENT));
    json_i64(j, "depth", table_get_i64(t, r, P_DEPTH, 0));
    json_text(j, "name", table_get_text(t, r, P_NAME));
    json_text(j, "prose", table_get_text(t, r, P_PROSE));
    json_text(j, "kind", table_get_text(t, r, P_KIND));
    optional(j, "note", table_get_text(t, r, P_NOTE));
    text_list(j, "aliases", table_get_text(t, r, P_ALIASES), "|");
    text_list(j, "codes", table_get_text(t, r, P_CODES), ", ");
    json_close(j);
}

static void json_country(json *j, const gad_table *t, int64_t r)
{
    json_object(j, NULL);
    json_text(j, "id", table_get_text(t, r, C_ID));
    optional(j, "iso2", table_get_text(t, r, C_ISO2));
    optional(j, "m49", table_get_text(t, r, C_M49));
    json_text(j, "name", table_get_text(t, r, C_NAME));
    json_text(j, "prose", table_get_text(t, r, C_PROSE));
    json_text(j, "kind", table_get_text(t, r, C_KIND));
    text_list(j, "aliases", table_get_text(t, r, C_ALIASES), "|");
    text_list(j, "members", table_get_text(t, r, C_MEMBERS), " ");
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const lookup *l, const gad_table *t, const int64_t *row,
                             int64_t n, bool near, const char *asked, const gad_output *out)
{
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "search", asked);
    json_bool(&j, "near", near);
    json_array(&j, l->list_key);
    for (int64_t i = 0; i < n; i++) {
        if (l == &products)
            json_product(&j, t, row[i]);
        else
            json_country(&j, t, row[i]);
    }
    json_close(&j);
    json_close(&j);
    gad_status status = write_buf(cx, &b, out);
    buf_release(&b);
    return status;
}

/* ---- tables ----------------------------------------------------------------------------------- */

/* The id; in a whole list for people indented by its depth in the tree. */
static void add_id(gad_table *list, const gad_table *t, int64_t r, bool tree)
{
    char id[128];
    int64_t depth = tree ? table_get_i64(t, r, P_DEPTH, 0) : 0;
    snprintf(id, sizeof id, "%*s%s", (int)(2 * depth), "", table_get_text(t, r, P_ID));
    table_text(list, id);
}

static void fill_products(gad_table *list, const gad_table *t, const int64_t *row, int64_t n,
                          bool tree)
{
    table_column(list, "product", NULL, GAD_TEXT, -1);
    table_column(list, "name", NULL, GAD_TEXT, -1);
    table_column(list, "kind", NULL, GAD_TEXT, -1);
    table_column(list, "codes", "customs codes", GAD_TEXT, -1);
    table_column(list, "parent", NULL, GAD_TEXT, -1);
    for (int64_t i = 0; i < n; i++) {
        add_id(list, t, row[i], tree);
        table_text(list, table_get_text(t, row[i], P_NAME));
        table_text(list, table_get_text(t, row[i], P_KIND));
        table_text(list, table_get_text(t, row[i], P_CODES));
        table_text(list, table_get_text(t, row[i], P_PARENT));
    }
}

static void fill_countries(gad_table *list, const gad_table *t, const int64_t *row, int64_t n)
{
    static const struct {
        const char *name, *title;
        int32_t col;
    } cols[] = {
        { "country", NULL, C_ID }, { "iso2", NULL, C_ISO2 }, { "m49", "UN code", C_M49 },
        { "name", NULL, C_NAME },  { "kind", NULL, C_KIND }, { "members", NULL, C_MEMBERS }
    };
    for (int32_t k = 0; k < COUNT_OF(cols); k++)
        table_column(list, cols[k].name, cols[k].title, GAD_TEXT, -1);
    for (int64_t i = 0; i < n; i++)
        for (int32_t k = 0; k < COUNT_OF(cols); k++) {
            const char *text = table_get_text(t, row[i], cols[k].col);
            table_text(list, text && *text ? text : NULL);
        }
}

static gad_status write_table(gad_ctx *cx, const lookup *l, const gad_table *t, const int64_t *row,
                              int64_t n, bool searched, const gad_output *out)
{
    bool people = out->format == GAD_AS_TABLE || out->format == GAD_AS_MD;
    gad_table *list = gad_table_new(cx);
    if (!list)
        return GAD_E_NOMEM;
    if (l == &products)
        fill_products(list, t, row, n, people && !searched);
    else
        fill_countries(list, t, row, n);
    gad_status status = table_finish(cx, list, &list);
    if (!status)
        status = gad_table_write(cx, list, out);
    gad_table_free(list);
    return status;
}

static gad_status look_up(gad_ctx *cx, gad_store *st, const lookup *l, const char *asked,
                          const gad_output *out)
{
    arena mem;
    gad_table *t = NULL;
    int64_t *row = NULL, n = 0;
    bool near = false;
    const char *search = asked && *asked ? asked : NULL;
    arena_init(&mem, &cx->al);
    gad_status status = store_query(cx, st, l->sql, NULL, 0, &t);
    if (!status)
        status = choose(cx, &mem, l, t, search, &row, &n, &near);
    if (!status && out->format == GAD_AS_JSON)
        status = write_json(cx, l, t, row, n, near, search, out);
    else if (!status)
        status = write_table(cx, l, t, row, n, search != NULL, out);
    gad_table_free(t);
    arena_release(&mem);
    return status;
}

gad_status gad_products(gad_ctx *cx, gad_store *st, const char *search, const gad_output *out)
{
    return look_up(cx, st, &products, search, out);
}

gad_status gad_countries(gad_ctx *cx, gad_store *st, const char *search, const gad_output *out)
{
    return look_up(cx, st, &countries, search, out);
}
