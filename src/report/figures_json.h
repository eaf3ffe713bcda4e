/* figures_json.h - layer 4: how figures and changes look in the JSON of series and rank. Shapes:
 * docs/json/series.md. */
#ifndef GAD_FIGURES_JSON_H
#define GAD_FIGURES_JSON_H

#include "base/base.h"
#include "text/json.h"
#include "trade/stats.h"

/* "missing", "customs", "sum", "reported", "derived" */
const char *figure_status(figure_kind kind);
/* Where a figure comes from, as an object; null when there is none. */
void json_source(json *j, const char *key, const figure *f);
/* Value and source of a figure, as an object. */
void json_figure(json *j, const char *key, const figure *f);
/* What stands behind a change: base, rounding, the change as published. */
void json_change(json *j, const char *key, const change *c);
void json_total(json *j, const char *key, const total *t);
/* The place in a ranking, null when 0. */
void json_rank(json *j, const char *key, int32_t rank);
/* Digits after the point that suit numbers of this size, for people. */
int32_t figure_decimals(double typical);
/* A series' typical level: the mean size of what is held between two points. */
double figure_typical(const series *s, int32_t from, int32_t to);

#endif
