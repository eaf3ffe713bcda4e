/* units.h - layer 0: units of mass as customs and the press print them, to tonnes. */
#ifndef GAD_UNITS_H
#define GAD_UNITS_H

#include "base/base.h"

/* Tonnes in one `unit` ("kg", "t", "metric tons", "lb", "short tons"...; any case), or NaN when the
 * unit is not a mass (pieces, pairs, "?"). Sources of the factors: units.c. */
double unit_tonnes(const char *unit);

#endif
