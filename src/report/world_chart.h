/* world_chart.h - layer 4: where everything stands in the picture of a world's chain. Internal to world_chart.c, which
 * arranges it, and world_svg.c, which draws it. Lengths in px of the picture's own scale. */
#ifndef GAD_WORLD_CHART_H
#define GAD_WORLD_CHART_H

#include "report/world_page.h"

enum { CHART_NAME = 24, CHART_LINES = 3 }; /* columns of a line of a name, and lines */

static const double chart_margin = 24, chart_top = 92, chart_box = 204, chart_gap = 80;

typedef struct chart_box_at {
    int32_t material; /* -1: an end use */
    int32_t use;      /* index of the first of its kind; -1: a material */
    int32_t column;
    double order;      /* within the column */
    double t_yr, home; /* made, or used; the same at home */
    double x, y, h;
    int32_t lines; /* of the name */
    const char *line[CHART_LINES];
} chart_box_at;

typedef struct chart {
    const world_page *p;
    arena *mem;
    int32_t n, n_column;
    chart_box_at *box; /* by column, from the top */
    double *t;         /* [n * n] tonnes a year from box to box */
    double *from_y;    /* [n * n] where the band leaves, and arrives: its middle */
    double *to_y;
    double px_per_t, height;
} chart;

/* Fill in everything from c->p and c->mem; false: no memory. */
bool chart_make(gad_ctx *cx, chart *c);
const char *chart_name(const chart *c, int32_t box);
double chart_width(const chart *c, int32_t from, int32_t to); /* of the band; 0: none */

#endif
