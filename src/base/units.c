/* units.c - layer 0: the table of mass units. The avoirdupois pound is 0.45359237 kg exactly
 * (international yard and pound agreement, 1959); short ton 2,000 lb, long ton 2,240 lb. */
#include "base/base.h"

static const struct {
    const char *unit;
    double tonnes;
} units[] = {
    { "t", 1 },
    { "ton", 1 }, /* the press's "ton" on Chinese data is the metric one */
    { "tons", 1 },
    { "tonne", 1 },
    { "tonnes", 1 },
    { "mt", 1 },
    { "metric ton", 1 },
    { "metric tons", 1 },
    { "kg", 1e-3 },
    { "kilogram", 1e-3 },
    { "kilograms", 1e-3 },
    { "千克", 1e-3 },
    { "公斤", 1e-3 },
    { "吨", 1 },
    { "g", 1e-6 },
    { "gm", 1e-6 },
    { "gram", 1e-6 },
    { "grams", 1e-6 },
    { "克", 1e-6 },
    { "kt", 1e3 },
    { "lb", 0.45359237e-3 },
    { "lbs", 0.45359237e-3 },
    { "pound", 0.45359237e-3 },
    { "pounds", 0.45359237e-3 },
    { "short ton", 0.90718474 },
    { "short tons", 0.90718474 },
    { "long ton", 1.0160469088 },
    { "long tons", 1.0160469088 },
};

double unit_tonnes(const char *unit)
{
    for (int32_t i = 0; i < COUNT_OF(units); i++)
        if (strcasecmp(units[i].unit, unit) == 0)
            return units[i].tonnes;
    return NO_NUMBER;
}
