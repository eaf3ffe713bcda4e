/* world_tables_data.c - layer 4: the tables of `world show` that need no base month: plants, parameters, sources. */
#include "report/world_tables.h"

static const table_column_row plant_columns[] = {
    COL_TEXT("plant"),  COL_TEXT("name"),    COL_TEXT("owner"),
    COL_TEXT("place"),  COL_TEXT("process"), COL_RANGE(0),
    COL_TEXT("start"),  COL_TEXT("status"),  { "ramp_months", "ramp, months", GAD_I64, -1 },
    COL_TEXT("source"),
};

static bool fill_plants(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    for (int32_t i = 0; i < p->w->n_plant; i++) {
        const world_plant *a = &p->w->plant[i];
        char month[PERIOD_TEXT];
        if (!world_shows_run(p, a->process, a->place))
            continue;
        table_text(t, a->id);
        table_text(t, a->name);
        table_text(t, a->owner);
        table_text(t, p->w->place[a->place].id);
        table_text(t, p->w->process[a->process].id);
        put_range(t, &a->capacity_t_yr);
        table_text(t, a->start == INT32_MIN ? NULL : month_text(month, a->start));
        table_text(t, a->status);
        table_i64(t, a->ramp_months);
        put_source(t, &a->capacity_t_yr, NULL);
    }
    return true;
}

static const table_column_row parameter_columns[] = {
    COL_TEXT("parameter"), COL_TEXT("scope"),  COL_RANGE(-1),    COL_TEXT("unit"),
    COL_TEXT("what"),      COL_TEXT("source"), COL_TEXT("note"),
};

static bool fill_parameters(const world_page *p, arena *mem, gad_table *t)
{
    (void)mem;
    static const struct {
        const char *name, *unit, *what;
    } known[] = {
#define X(name, unit, lo, hi, required, what) { #name, unit, what },
#include "world/world_parameters.def"
#undef X
    };
    for (int32_t i = 0; i < p->w->n_parameter; i++) {
        const world_parameter *x = &p->w->parameter[i];
        const char *unit = NULL, *what = NULL;
        for (int32_t k = 0; k < COUNT_OF(known); k++)
            if (STR_EQ(known[k].name, x->name)) {
                unit = known[k].unit;
                what = known[k].what;
            }
        table_text(t, x->name);
        table_text(t, x->scope);
        put_range(t, &x->value);
        table_text(t, unit);
        table_text(t, what);
        put_source(t, &x->value, NULL);
        table_text(t, x->value.note);
    }
    return true;
}

/* ---- sources --------------------------------------------------------------------------------------------------- */

static const table_column_row source_columns[] = {
    COL_TEXT("source"),
    { "numbers", NULL, GAD_I64, 0 },
    COL_NUMBER("share_pct", "% of all", 1),
    { "first", "first at", GAD_TEXT, -1 },
};

static int by_source(const void *pa, const void *pb)
{
    const world_number *a = pa, *b = pb;
    int order = strcmp(a->e->source ? a->e->source : "", b->e->source ? b->e->source : "");
    return order ? order : (a->e > b->e) - (a->e < b->e);
}

typedef struct source_row {
    const estimate *first;
    int32_t n;
} source_row;

static int by_count(const void *pa, const void *pb)
{
    const source_row *a = pa, *b = pb;
    return a->n != b->n ? b->n - a->n : strcmp(a->first->source, b->first->source);
}

static bool fill_sources(const world_page *p, arena *mem, gad_table *t)
{
    world_number *number = NULL;
    int32_t n = world_numbers(mem, p->w, &number), rows = 0;
    source_row *row = arena_take(mem, (size_t)MAX_OF(n, 1), sizeof *row);
    if (n < 0 || !row)
        return false;
    qsort(number, (size_t)n, sizeof *number, by_source);
    for (int32_t i = 0; i < n; i++) {
        if (!number[i].e->source)
            continue;
        if (!rows || !STR_EQ(row[rows - 1].first->source, number[i].e->source))
            row[rows++].first = number[i].e;
        row[rows - 1].n++;
    }
    qsort(row, (size_t)rows, sizeof *row, by_count);
    for (int32_t i = 0; i < rows; i++) {
        table_text(t, row[i].first->source);
        table_i64(t, row[i].n);
        table_f64(t, share_pct(row[i].n, n));
        table_text(t, estimate_where(mem, row[i].first));
    }
    return true;
}

const table_kind world_data_tables[] = {
    TABLE_KIND("plants", plant_columns, false, fill_plants),
    TABLE_KIND("parameters", parameter_columns, false, fill_parameters),
    TABLE_KIND("sources", source_columns, false, fill_sources),
    { NULL, NULL, 0, false, NULL },
};
