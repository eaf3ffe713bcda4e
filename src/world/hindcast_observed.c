/* hindcast_observed.c - layer 2: what happened, from observed.csv of a world.
 *
 * Flow: csv_read -> every row checked -> no two rows of one series, place and month. */
#include "text/csv_table.h"
#include <unistd.h>
#include "world/hindcast.h"

#define FIELD(column, kind, field, need)                                                           \
    {                                                                                              \
        .name = column, .type = kind, .offset = offsetof(observed_row, field), .required = need    \
    }

static const csv_column columns[] = {
    FIELD("series", CSV_TEXT, series, true), FIELD("to", CSV_TEXT, to, true),
    FIELD("month", CSV_MONTH, month, true),  FIELD("value", CSV_NUMBER, value, true),
    FIELD("unit", CSV_TEXT, unit, true),     FIELD("source", CSV_TEXT, source, true),
    FIELD("note", CSV_TEXT, note, false),
};
static const csv_schema schema = { .column = columns,
                                   .n = COUNT_OF(columns),
                                   .size = sizeof(observed_row),
                                   .line = offsetof(observed_row, line) };

/* A kind of series: its name is `before`, what it is about, `after`. */
static const struct {
    const char *before, *after, *unit;
} kinds[] = {
    { "price-inside-", "", "USD/t" },
    { "price-outside-", "", "USD/t" },
    { "", "-t", "t" },
};

typedef struct checker {
    gad_ctx *cx;
    const world *w;
    const char *name; /* of the file */
} checker;

static gad_status complain(const checker *c, const observed_row *row, const char *text,
                           const char *asked)
{
    return gad_fail(c->cx, GAD_E_FORMAT, "%s:%" PRId32 ": %s '%.60s'", c->name, row->line, text,
                    asked);
}

static bool is_material(const world *w, const char *text, size_t n)
{
    char selector[64];
    if (n == 0 || n >= sizeof selector)
        return false;
    memcpy(selector, text, n);
    selector[n] = '\0';
    for (int32_t i = 0; i < w->n_material; i++)
        if (world_material_is(w, i, selector))
            return true;
    return false;
}

static int32_t kind_of(const world *w, const char *series)
{
    size_t n = strlen(series);
    for (int32_t k = 0; k < COUNT_OF(kinds); k++) {
        size_t before = strlen(kinds[k].before), after = strlen(kinds[k].after);
        if (n > before + after && strncmp(series, kinds[k].before, before) == 0 &&
            STR_EQ(series + n - after, kinds[k].after) &&
            is_material(w, series + before, n - before - after))
            return k;
    }
    return -1;
}

static bool is_place(const world *w, const char *selector)
{
    for (int32_t i = 0; i < w->n_place; i++)
        if (world_place_is(w, i, selector))
            return true;
    return false;
}

static gad_status check_row(const checker *c, const observed_row *row)
{
    char num[NUM_TEXT];
    int32_t kind = kind_of(c->w, row->series);
    if (kind < 0)
        return complain(c, row,
                        "a series is MATERIALS-t, price-inside-MATERIAL or price-outside-MATERIAL, "
                        "of materials of this world, not",
                        row->series);
    if (!is_place(c->w, row->to))
        return complain(c, row, "'to' names a place, a region or *, not", row->to);
    if (!STR_EQ(row->unit, kinds[kind].unit))
        return gad_fail(c->cx, GAD_E_FORMAT, "%s:%" PRId32 ": the unit of '%s' is %s, not '%.60s'",
                        c->name, row->line, row->series, kinds[kind].unit, row->unit);
    return row->value > 0
               ? GAD_OK
               : complain(c, row, "a value is above 0 (leave out what is not known), not",
                          num_shortest(num, row->value));
}

static gad_status check_twice(const checker *c, const observed_file *o, int32_t i)
{
    char month[PERIOD_TEXT];
    const observed_row *row = &o->row[i];
    for (int32_t k = 0; k < i; k++)
        if (o->row[k].month == row->month && STR_EQ(o->row[k].to, row->to) &&
            STR_EQ(o->row[k].series, row->series))
            return gad_fail(c->cx, GAD_E_FORMAT,
                            "%s:%" PRId32 ": %s to %s in %s stands in line %" PRId32
                            " already: keep one of them",
                            c->name, row->line, row->series, row->to, month_text(month, row->month),
                            o->row[k].line);
    return GAD_OK;
}

static gad_status check(gad_ctx *cx, const world *w, const observed_file *o)
{
    checker c = { cx, w, o->path };
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < o->n && st == GAD_OK; i++) {
        st = check_row(&c, &o->row[i]);
        if (st == GAD_OK)
            st = check_twice(&c, o, i);
    }
    return st;
}

gad_status observed_parse(gad_ctx *cx, const world *w, const char *name, const char *bytes,
                          size_t size, arena *mem, observed_file *out)
{
    void *rows = NULL;
    int32_t n = 0;
    gad_status st = csv_read_bytes(cx, name, bytes, size, &schema, mem, &rows, &n);
    *out = (observed_file){ .path = name, .n = n, .row = rows };
    return st ? st : check(cx, w, out);
}

gad_status observed_read(gad_ctx *cx, const world *w, arena *mem, observed_file *out)
{
    void *rows = NULL;
    int32_t n = 0;
    const char *path = arena_fmt(mem, "%s/observed.csv", w->dir);
    if (!path)
        return gad_nomem(cx, "what was observed");
    if (access(path, F_OK) != 0)
        return gad_fail(cx, GAD_E_NOTFOUND,
                        "the world '%s' has no %s: a hindcast needs what happened (docs/world.md)",
                        w->name, path);
    gad_status st = csv_read_file(cx, path, &schema, mem, &rows, &n);
    *out = (observed_file){ .path = path, .n = n, .row = rows };
    return st ? st : check(cx, w, out);
}

double observed_of(const observed_file *o, const char *series, const char *to, int32_t month)
{
    for (int32_t i = 0; i < o->n; i++)
        if (o->row[i].month == month && STR_EQ(o->row[i].to, to) &&
            STR_EQ(o->row[i].series, series))
            return o->row[i].value;
    return NO_NUMBER;
}
