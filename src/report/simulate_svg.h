/* simulate_svg.h - layer 4: small charts over months as SVG, to stand in a page. Includes base only.
 *
 * Deterministic to the byte, no scripts, no styles from outside, no blank line (Markdown would end the block there). Colours
 * are told apart by the colour-blind as well; dashes tell the lines apart in grey. */
#ifndef GAD_SIMULATE_SVG_H
#define GAD_SIMULATE_SVG_H

#include "base/base.h"

enum { SVG_SERIES = 6 };

typedef enum svg_look { SVG_LINE, SVG_DASHED, SVG_DOTTED } svg_look;

typedef struct svg_series {
    const char *name;
    const double *y; /* [n] of the chart; NO_NUMBER: a gap */
    svg_look look;
} svg_series;

typedef struct svg_chart {
    const char *id;        /* unique in the page: letters, digits, - */
    const char *title;     /* any text: escaped */
    const char *unit;      /* of the axis: "t a month" */
    int32_t width, height; /* px, at least 200 by 120 */
    int32_t first, n;      /* month of the first value; how many */
    bool bars;             /* stacked bars instead of lines; what is below 0 or a gap is left out */
    int32_t n_series;
    svg_series series[SVG_SERIES];
} svg_chart;

void svg_chart_write(buf *b, const svg_chart *c);
/* The smallest of 1, 2, 2.5 and 5 times a power of ten that covers `range` in at most `most` steps. */
double svg_step(double range, int32_t most);

#endif
