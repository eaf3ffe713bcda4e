/* figures_json.c - layer 4: figures and changes as JSON. */
#include "report/figures_json.h"

const char *figure_status(figure_kind kind)
{
    static const char *const name[] = { [FIGURE_NONE] = "missing",
                                        [FIGURE_CUSTOMS] = "customs",
                                        [FIGURE_SUM] = "sum",
                                        [FIGURE_REPORTED] = "reported",
                                        [FIGURE_DERIVED] = "derived" };
    return name[kind];
}

static void members(json *j, const figure *f)
{
    char day[PERIOD_TEXT];
    json_text(j, "name", f->source);
    json_text(j, "url", *f->url ? f->url : NULL);
    json_text(j, "published", f->published == INT32_MIN ? NULL : day_text(day, f->published));
    json_bool(j, "published_assumed", f->published_assumed);
    json_text(j, "note", *f->note ? f->note : NULL);
    if (f->parts)
        json_i64(j, "parts", f->parts);
}

void json_source(json *j, const char *key, const figure *f)
{
    if (f->kind == FIGURE_NONE && !*f->note) {
        json_null(j, key);
        return;
    }
    json_object(j, key);
    members(j, f);
    json_close(j);
}

void json_figure(json *j, const char *key, const figure *f)
{
    if (f->kind == FIGURE_NONE) {
        json_null(j, key);
        return;
    }
    json_object(j, key);
    json_f64(j, "value", f->value);
    json_f64(j, "half_unit", f->half_unit);
    json_text(j, "status", figure_status(f->kind));
    members(j, f);
    json_close(j);
}

void json_change(json *j, const char *key, const change *c)
{
    json_object(j, key);
    json_f64(j, "base", c->base);
    json_f64(j, "diff", c->diff);
    json_f64(j, "lo", c->lo);
    json_f64(j, "hi", c->hi);
    json_bool(j, "rounded", c->rounded);
    json_bool(j, "base_derived", c->base_derived);
    json_text(j, "why", IS_NUMBER(c->pct) ? NULL : c->why);
    json_f64(j, "published_pct", c->published.value);
    json_text(j, "published_source", c->published.kind == FIGURE_NONE ? NULL : c->published.source);
    json_close(j);
}

void json_total(json *j, const char *key, const total *t)
{
    char month[PERIOD_TEXT];
    json_object(j, key);
    json_text(j, "status", figure_status(t->kind));
    json_text(j, "how", *t->how ? t->how : NULL);
    json_text(j, "from", t->from < 0 ? NULL : month_text(month, t->from));
    json_f64(j, "half_unit", IS_NUMBER(t->value) ? t->half_unit : NO_NUMBER);
    json_i64(j, "missing", t->missing);
    json_i64(j, "derived", t->derived);
    json_close(j);
}

void json_rank(json *j, const char *key, int32_t rank)
{
    if (rank)
        json_i64(j, key, rank);
    else
        json_null(j, key);
}

int32_t figure_decimals(double typical)
{
    return !IS_NUMBER(typical) ? -1
           : typical >= 1000   ? 0
           : typical >= 10     ? 1
           : typical >= 0.1    ? 3
                               : -1;
}

double figure_typical(const series *s, int32_t from, int32_t to)
{
    double sum = 0;
    int32_t n = 0;
    for (int32_t i = from; i <= to; i++)
        if (IS_NUMBER(s->at[i].level.value)) {
            sum += fabs(s->at[i].level.value);
            n++;
        }
    return n ? sum / n : NO_NUMBER;
}
